/* The table of checks, and the list of what they found. */
#include "region/checks.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

#define FINDINGS_MAX_BYTES ((size_t)256 << 20)
#define ARG_MAX_BYTES 300 /* of one argument; a longer one is cut */

const struct qn_check_info qn_checks[QN_CHECK_COUNT] = {
    [QN_CHECK_NONE] = {"", QN_SEV_NOTE, QN_T_NONE, QN_T_NONE},
#define QN_TEXT(name, zh, en)
#define QN_CHECK(code, severity, zh, en, mend_zh, mend_en)                                         \
    [QN_CHECK_##code] = {#code, QN_SEV_##severity, QN_T_CHECK_##code, QN_T_MEND_##code},
#include "base/text/checks.def"
#undef QN_CHECK
#undef QN_TEXT
};

const char *qn_severity_name(enum qn_severity s)
{
    static const char *const names[QN_SEV_COUNT] = {"error", "warning", "note"};
    return names[s];
}

size_t qn_finding_message(const struct qn_check_finding *f, enum qn_lang lang, char *out,
                          size_t cap)
{
    if (f->cause == QN_T_NONE)
        return qn_text_format(lang, qn_checks[f->check].message, f->arg, f->n_arg, out, cap);
    char cause[QN_ERR_MSG_CAP];
    const char *args[] = {cause};
    (void)qn_text_format(lang, f->cause, f->arg, f->n_arg, cause, sizeof cause);
    return qn_text_format(lang, qn_checks[f->check].message, args, 1, out, cap);
}

size_t qn_finding_mend(const struct qn_check_finding *f, enum qn_lang lang, char *out, size_t cap)
{
    return qn_text_format(lang, qn_checks[f->check].mend, f->arg, f->n_arg, out, cap);
}

void qn_findings_init(struct qn_findings *f)
{
    memset(f, 0, sizeof *f);
    qn_arena_init(&f->arena, FINDINGS_MAX_BYTES);
}

void qn_findings_release(struct qn_findings *f)
{
    qn_arena_release(&f->arena);
    free(f->item);
    memset(f, 0, sizeof *f);
}

static int by_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int by_place(const void *pa, const void *pb)
{
    const struct qn_check_finding *a = pa, *b = pb;
    int d = strcmp(a->file, b->file);
    if (d)
        return d;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->check != b->check)
        return strcmp(qn_checks[a->check].code, qn_checks[b->check].code);
    for (size_t i = 0; !d && i < QN_FINDING_MAX_ARGS; i++)
        d = by_text(a->arg[i], b->arg[i]);
    return d;
}

void qn_findings_sort(struct qn_findings *f)
{
    if (f->n > 1)
        qsort(f->item, f->n, sizeof *f->item, by_place);
}

static struct qn_check_finding *next_item(struct qn_findings *f)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 64;
        struct qn_check_finding *item = realloc(f->item, cap * sizeof *item);
        if (!item)
            return NULL;
        f->item = item;
        f->cap = cap;
    }
    return &f->item[f->n];
}

/* At most ARG_MAX_BYTES, never half a character. */
static size_t arg_len(const char *s)
{
    size_t n = strlen(s);
    if (n <= ARG_MAX_BYTES)
        return n;
    for (n = ARG_MAX_BYTES; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
        n--;
    return n;
}

void qn_find_add(struct qn_import_ctx *x, enum qn_check_id check, const struct qn_place *at, ...)
{
    struct qn_findings *f = x->find;
    enum qn_text_id cause = x->cause;
    x->cause = QN_T_NONE;
    f->count[qn_checks[check].severity]++;
    if (f->by_check[check]++ >= (int64_t)x->max_findings)
        return;
    struct qn_check_finding *item = next_item(f);
    if (!item) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return;
    }
    *item = (struct qn_check_finding){
        .check = check, .line = at->line, .column = at->column, .cause = cause};
    const char *file = at->file ? at->file : "", *field = at->field ? at->field : "";
    item->file = qn_arena_copy(&f->arena, file, strlen(file), NULL);
    item->field = qn_arena_copy(&f->arena, field, strlen(field), NULL);
    bool whole = item->file && item->field;
    va_list ap;
    va_start(ap, at);
    for (const char *s;
         whole && (s = va_arg(ap, const char *)) && item->n_arg < QN_FINDING_MAX_ARGS;)
        whole = (item->arg[item->n_arg++] = qn_arena_copy(&f->arena, s, arg_len(s), NULL)) != NULL;
    va_end(ap);
    f->n += whole; /* past the arena's maximum it is counted and not kept */
}

struct qn_place qn_place_of(const struct qn_rowset *s, size_t row, const char *field)
{
    struct qn_place at = {s->file, s->line[row], 0, field};
    if (field) {
        const struct qn_entry *c = qn_at(s, row, field);
        at.column = c->column;
    }
    return at;
}
