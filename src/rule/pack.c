/* A pack as a whole: loading, its digest, looking things up in it. */
#include "rule/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "rule/problem.h"

#define PACK_MAX_BYTES ((size_t)64 << 20)
#define PACK_MAX_FILES 64

static enum qn_status digest(struct qn_pack *p, const struct qn_resource *files, struct qn_err *err)
{
    struct qn_sha256 *h = NULL;
    enum qn_status st = qn_sha256_new(&h, err);
    if (st)
        return st;
    for (; files->name; files++) {
        size_t n = (size_t)(files->end - files->data);
        char head[320];
        int len = snprintf(head, sizeof head, "%.255s %zu\n", files->name, n);
        qn_sha256_update(h, head, (size_t)len);
        qn_sha256_update(h, files->data, n);
    }
    unsigned char d[QN_SHA256_LEN];
    qn_sha256_final(h, d);
    qn_sha256_free(h);
    qn_sha256_hex(d, p->digest);
    return QN_OK;
}

enum qn_status qn_pack_parse(const struct qn_resource *files, struct qn_pack **out,
                             struct qn_err *err)
{
    struct qn_pack *p = calloc(1, sizeof *p);
    if (!p)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    struct qn_err local = {0};
    qn_arena_init(&p->arena, PACK_MAX_BYTES);
    enum qn_status st = digest(p, files, &local);
    if (!st)
        st = qn_pack_read_catalogue(p, files, &local);
    if (!st)
        st = qn_pack_read_limbs(p, files, &local);
    if (!st)
        st = qn_pack_read_law(p, files, &local);
    if (!st)
        st = qn_pack_read_limits(p, files, &local);
    if (!st)
        st = qn_problems_build(p, &local);
    if (st) {
        if (err)
            *err = local;
        qn_pack_free(p);
        return st;
    }
    *out = p;
    return QN_OK;
}

/* Every *.csv of a folder as resources in the arena. */
static enum qn_status read_folder(const char *folder, struct qn_arena *a,
                                  struct qn_resource table[PACK_MAX_FILES + 1], struct qn_err *err)
{
    struct qn_buf names, bytes;
    qn_buf_init(&names, 1 << 20);
    qn_buf_init(&bytes, PACK_MAX_BYTES / 4);
    size_t n = 0;
    enum qn_status st = qn_file_list(folder, &names, err);
    for (const char *name = names.data; !st && name && *name; name += strlen(name) + 1) {
        size_t len = strlen(name);
        if (len < 4 || strcmp(name + len - 4, ".csv") != 0 || n == PACK_MAX_FILES)
            continue;
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        qn_buf_reset(&bytes);
        st = qn_file_read(path, &bytes, err);
        if (st)
            break;
        const char *leaf = qn_arena_copy(a, name, len, err);
        const char *data = qn_arena_copy(a, bytes.data, bytes.len, err);
        if (!leaf || !data) {
            st = QN_E_NOMEM;
            break;
        }
        table[n].name = leaf;
        table[n].data = (const unsigned char *)data;
        table[n++].end = (const unsigned char *)data + bytes.len;
    }
    table[n] = (struct qn_resource){0};
    qn_buf_release(&names);
    qn_buf_release(&bytes);
    return st;
}

enum qn_status qn_pack_load(const char *folder, struct qn_pack **out, struct qn_err *err)
{
    if (!folder)
        return qn_pack_parse(qn_rules, out, err);
    struct qn_arena a;
    qn_arena_init(&a, PACK_MAX_BYTES);
    struct qn_resource table[PACK_MAX_FILES + 1];
    enum qn_status st = read_folder(folder, &a, table, err);
    if (!st)
        st = qn_pack_parse(table, out, err);
    qn_arena_release(&a);
    return st;
}

void qn_pack_free(struct qn_pack *p)
{
    if (!p)
        return;
    qn_arena_release(&p->arena);
    free(p);
}

const char *qn_pack_digest(const struct qn_pack *p)
{
    return p->digest;
}

const struct qn_edition *qn_pack_edition_on(const struct qn_pack *p, struct qn_date on)
{
    if (!on.year)
        return NULL;
    int32_t day = qn_date_last_day(on);
    for (size_t i = 0; i < p->n_edition; i++) {
        const struct qn_edition *e = &p->edition[i];
        if (day >= qn_date_first_day(e->from) && (!e->to.year || day <= qn_date_last_day(e->to)))
            return e;
    }
    return NULL;
}

size_t qn_pack_editions(const struct qn_pack *p, const struct qn_edition **first)
{
    *first = p->edition;
    return p->n_edition;
}

size_t qn_pack_rules(const struct qn_pack *p, const struct qn_rule *const **first)
{
    *first = p->rule_list;
    return p->n_rule;
}

const struct qn_rule *qn_pack_rule(const struct qn_pack *p, const char *rule_id)
{
    for (size_t i = 0; i < p->n_rule; i++)
        if (strcmp(p->rule[i].id, rule_id) == 0)
            return &p->rule[i];
    return NULL;
}

const struct qn_rule_source *qn_pack_source(const struct qn_pack *p, const char *source_id)
{
    for (size_t i = 0; i < p->n_source; i++)
        if (strcmp(p->source[i].id, source_id) == 0)
            return &p->source[i];
    return NULL;
}

void qn_pack_policies_on(const struct qn_pack *p, struct qn_date on,
                         int (*row)(const struct qn_policy *pol, void *user), void *user)
{
    if (!on.year)
        return;
    for (size_t i = 0; i < p->n_policy; i++) {
        const struct qn_policy *pol = &p->policy[i];
        if (qn_date_first_day(pol->from) <= qn_date_last_day(on) && row(pol, user))
            return;
    }
}

void qn_pack_instruments_on(const struct qn_pack *p, struct qn_date on, enum qn_class c,
                            enum qn_kind kind,
                            int (*row)(const struct qn_instrument *ins, int open, void *user),
                            void *user)
{
    if (!on.year)
        return;
    int32_t day = qn_date_last_day(on);
    for (size_t i = 0; i < p->n_instrument; i++) {
        const struct qn_instrument_row *r = &p->instrument[i];
        if ((r->ins.from.year && qn_date_first_day(r->ins.from) > day) ||
            (r->ins.to.year && qn_date_last_day(r->ins.to) < day) ||
            (r->kinds && !(r->kinds >> kind & 1)))
            continue;
        struct qn_instrument ins = r->ins;
        int open = (int)(r->classes >> c & 1);
        if (!open) { /* say why */
            ins.note_zh = r->closed_zh;
            ins.note_en = r->closed_en;
        }
        if (row(&ins, open, user))
            return;
    }
}

const char *qn_rule_id(const struct qn_rule *r)
{
    return r->id;
}

const char *qn_rule_text_zh(const struct qn_rule *r)
{
    return r->text_zh;
}

const char *qn_rule_text_en(const struct qn_rule *r)
{
    return r->text_en;
}

const char *qn_rule_item(const struct qn_rule *r)
{
    return r->item;
}

enum qn_class qn_rule_class(const struct qn_rule *r)
{
    return r->cls;
}

enum qn_conf qn_rule_conf(const struct qn_rule *r)
{
    return r->conf;
}

const char *qn_rule_note(const struct qn_rule *r)
{
    return r->note;
}

const char *qn_rule_source_id(const struct qn_rule *r)
{
    return r->source_id;
}

const char *qn_rule_deadline(const struct qn_rule *r)
{
    return r->deadline;
}
