/* Screening a region: one verdict for each distinct state of knowledge, shared by all
 * installations that have it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule/facts.h"
#include "rule/screen.h"

#define SCREEN_MAX_BYTES ((size_t)4 << 30)

/* ---- verdicts as screenings ---- */

static const char *keep(struct qn_arena *a, const char *s, struct qn_err *err)
{
    return qn_arena_copy(a, s, strlen(s), err);
}

/* A text of the catalogue in both languages. */
static enum qn_status say(struct qn_arena *a, enum qn_text_id id, const char *const arg[2][3],
                          const char *out[2], struct qn_err *err)
{
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        char text[2048];
        qn_text_format((enum qn_lang)lang, id, arg[lang], 3, text, sizeof text);
        out[lang] = keep(a, text, err);
        if (!out[lang])
            return QN_E_NOMEM;
    }
    return QN_OK;
}

static enum qn_status set_gap(struct qn_arena *a, struct qn_screening *s, enum qn_text_id id,
                              const char *zh, const char *en, struct qn_err *err)
{
    const char *const arg[2][3] = {{zh}, {en}};
    const char *text[2] = {NULL, NULL};
    enum qn_status st = say(a, id, arg, text, err);
    s->gap_zh = text[QN_ZH];
    s->gap_en = text[QN_EN];
    return st;
}

static enum qn_status set_missing_one(struct qn_arena *a, struct qn_screening *s, const char *name,
                                      struct qn_err *err)
{
    const char **list = qn_arena_alloc(a, sizeof *list, err);
    if (!list)
        return QN_E_NOMEM;
    list[0] = name;
    s->missing = list;
    s->n_missing = 1;
    return QN_OK;
}

/* Nothing to judge on: no edition, no rows, no kind. */
static enum qn_status nothing(const struct qn_pack *p, const struct qn_edition *e,
                              struct qn_date on, enum qn_kind kind, struct qn_arena *a,
                              struct qn_screening *s, struct qn_err *err)
{
    char day[QN_DATE_TEXT_CAP];
    *s = (struct qn_screening){.cls = QN_CLASS_UNDETERMINED,
                               .class_without_reading = QN_CLASS_UNDETERMINED,
                               .candidates = 1U << QN_CLASS_ELIMINATED | 1U << QN_CLASS_RESTRICTED |
                                             1U << QN_CLASS_UNCLASSIFIED,
                               .edition = e,
                               .confidence = QN_CONF_MISSING};
    enum qn_status st;
    if (!e) {
        qn_date_text(on, day);
        st = set_gap(a, s, QN_T_SCREEN_NO_EDITION, day, day, err);
        return st ? st : set_missing_one(a, s, "catalogue_edition", err);
    }
    if (!qn_edition_has_rows(p, e))
        st = set_gap(a, s, QN_T_SCREEN_NO_ROWS, e->title_zh, e->title_en, err);
    else if (kind == QN_KIND_UNKNOWN)
        st = set_gap(a, s, QN_T_SCREEN_KIND_UNKNOWN, "", "", err);
    else
        st = set_gap(a, s, QN_T_SCREEN_NO_KIND, e->title_zh, e->title_en, err);
    if (st)
        return st;
    int ask_kind = kind == QN_KIND_UNKNOWN && qn_edition_has_rows(p, e);
    return set_missing_one(a, s, ask_kind ? "kind" : "catalogue_rows", err);
}

static const struct qn_coverage *coverage_of(const struct qn_pack *p, const struct qn_problem *pr,
                                             uint32_t variants)
{
    const struct qn_coverage *found = NULL;
    for (size_t i = 0; i < p->n_coverage; i++) {
        const struct qn_coverage *c = &p->coverage[i];
        if (c->edition != pr->edition || c->kind != pr->kind ||
            (c->eliminated == QN_HELD_YES && c->restricted == QN_HELD_YES))
            continue;
        if (c->variants & variants)
            return c;
        if (!c->variants)
            found = c;
    }
    return found;
}

/* Names of the unconfirmed limbs that speak, "E2024-xx, E2024-yy". */
static void low_names(const struct qn_problem *pr, uint64_t limbs, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i < pr->n_limb; i++) {
        if (!(limbs & pr->low & UINT64_C(1) << i) || len + 1 >= cap)
            continue;
        int n = snprintf(out + len, cap - len, "%s%s", len ? ", " : "", pr->limb[i].rule->id);
        len += n > 0 ? (size_t)n : 0;
    }
}

static enum qn_status verdict_gap(const struct qn_pack *p, const struct qn_problem *pr,
                                  const struct qn_verdict *v, struct qn_arena *a,
                                  struct qn_screening *s, struct qn_err *err)
{
    const struct qn_coverage *c = v->gap_rows ? coverage_of(p, pr, v->gap_variants) : NULL;
    s->gap_zh = c ? c->note_zh : NULL;
    s->gap_en = c ? c->note_en : NULL;
    if (!v->gap_low)
        return QN_OK;
    char names[256];
    low_names(pr, v->ever, names, sizeof names);
    const char *const arg[2][3] = {{names}, {names}};
    const char *text[2] = {NULL, NULL};
    enum qn_status st = say(a, QN_T_SCREEN_LOW, arg, text, err);
    if (st || !c) {
        s->gap_zh = text[QN_ZH];
        s->gap_en = text[QN_EN];
        return st;
    }
    char both[3072];
    snprintf(both, sizeof both, "%s；%s", c->note_zh, text[QN_ZH]);
    s->gap_zh = keep(a, both, err);
    snprintf(both, sizeof both, "%s; %s", c->note_en, text[QN_EN]);
    s->gap_en = keep(a, both, err);
    return s->gap_zh && s->gap_en ? QN_OK : QN_E_NOMEM;
}

static enum qn_status verdict_reading(const struct qn_verdict *v, struct qn_arena *a,
                                      struct qn_screening *s, struct qn_err *err)
{
    if (!v->reading || !v->reading_rule)
        return QN_OK;
    static const enum qn_text_id labels[QN_CLASS_COUNT] = {
        QN_T_CLASS_ELIMINATED, QN_T_CLASS_RESTRICTED, QN_T_CLASS_UNCLASSIFIED,
        QN_T_CLASS_UNDETERMINED};
    const struct qn_rule *r = v->reading_rule;
    enum qn_text_id label = labels[v->cls_without_reading];
    const char *const arg[2][3] = {{r->text_zh, r->id, qn_text(QN_ZH, label)},
                                   {r->text_en, r->id, qn_text(QN_EN, label)}};
    const char *text[2] = {NULL, NULL};
    enum qn_status st = say(a, QN_T_SCREEN_READING, arg, text, err);
    s->reading_zh = text[QN_ZH];
    s->reading_en = text[QN_EN];
    return st;
}

static enum qn_status verdict_missing(const struct qn_problem *pr, const struct qn_verdict *v,
                                      struct qn_arena *a, struct qn_screening *s,
                                      struct qn_err *err)
{
    const char **list = qn_arena_alloc(a, ((size_t)v->n_missing + 33) * sizeof(const char *), err);
    if (!list)
        return QN_E_NOMEM;
    for (int i = 0; i < v->n_missing; i++)
        list[s->n_missing++] = qn_subject_missing(pr->input[v->missing[i]].subject);
    if (v->cls == QN_CLASS_UNDETERMINED && (v->gap_rows || v->gap_low))
        list[s->n_missing++] = "catalogue_rows";
    for (int bit = 0; bit < 32; bit++)
        if (v->documents_missing >> bit & 1)
            list[s->n_missing++] = qn_document_name(bit);
    s->missing = list;
    return QN_OK;
}

static enum qn_status from_verdict(const struct qn_pack *p, const struct qn_problem *pr,
                                   const struct qn_verdict *v, struct qn_arena *a,
                                   struct qn_screening *s, struct qn_err *err)
{
    *s = (struct qn_screening){.cls = v->cls,
                               .candidates = v->candidates,
                               .rule = v->rule,
                               .edition = pr->edition,
                               .confidence = v->confidence,
                               .class_without_reading = v->cls_without_reading};
    enum qn_status st;
    if ((st = verdict_gap(p, pr, v, a, s, err)) || (st = verdict_reading(v, a, s, err)))
        return st;
    return verdict_missing(pr, v, a, s, err);
}

/* ---- one verdict a state of knowledge ---- */

struct key {
    const struct qn_problem *problem; /* NULL: no rows for `kind` */
    enum qn_kind kind;
    struct qn_facts facts;
};
struct slot {
    struct key key;
    uint64_t hash;
    struct qn_screening screening;
    int used;
};
struct memo {
    struct slot *slot;
    size_t cap, n; /* cap a power of two */
};

static uint64_t key_hash(const struct key *k)
{
    uint64_t h = (uint64_t)k->kind * UINT64_C(0x9E3779B97F4A7C15);
    int n = k->problem ? k->problem->n_input : 0;
    for (int i = 0; i < n; i++) {
        h = (h ^ k->facts.set[i]) * UINT64_C(0xFF51AFD7ED558CCD);
        h ^= h >> 32;
    }
    h = (h ^ k->facts.documents ^ ((uint64_t)(k->facts.claim + 1) << 32)) *
        UINT64_C(0xC4CEB9FE1A85EC53);
    return h ^ h >> 29;
}

static int key_same(const struct key *a, const struct key *b)
{
    return a->kind == b->kind && a->problem == b->problem &&
           a->facts.documents == b->facts.documents && a->facts.claim == b->facts.claim &&
           memcmp(a->facts.set, b->facts.set, sizeof a->facts.set) == 0;
}

static struct slot *memo_find(struct memo *m, const struct key *k, uint64_t hash)
{
    assert(m->slot); /* memo_grow came first */
    size_t i = (size_t)hash & (m->cap - 1);
    while (m->slot[i].used && (m->slot[i].hash != hash || !key_same(&m->slot[i].key, k)))
        i = (i + 1) & (m->cap - 1);
    return &m->slot[i];
}

static enum qn_status memo_grow(struct memo *m, struct qn_err *err)
{
    if (m->n * 2 < m->cap)
        return QN_OK;
    struct memo bigger = {.cap = m->cap ? m->cap * 2 : 1024, .n = m->n};
    bigger.slot = calloc(bigger.cap, sizeof *bigger.slot);
    if (!bigger.slot) {
        char want[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)(bigger.cap * sizeof *bigger.slot), want));
    }
    for (size_t i = 0; i < m->cap; i++)
        if (m->slot[i].used)
            *memo_find(&bigger, &m->slot[i].key, m->slot[i].hash) = m->slot[i];
    free(m->slot);
    *m = bigger;
    return QN_OK;
}

static enum qn_status judge_key(const struct qn_view *v, const struct qn_edition *e,
                                const struct key *k, struct qn_arena *a, struct qn_screening *s,
                                struct qn_err *err)
{
    if (!k->problem)
        return nothing(v->pack, e, v->on, k->kind, a, s, err);
    struct qn_verdict verdict;
    enum qn_status st = qn_judge(k->problem, &k->facts, &verdict, err);
    return st ? st : from_verdict(v->pack, k->problem, &verdict, a, s, err);
}

static enum qn_status screen_one(const struct qn_view *v, const struct qn_edition *e,
                                 int32_t installation, struct memo *m, struct qn_arena *a,
                                 struct qn_screening *out, struct qn_err *err)
{
    struct key k = {.kind = v->region->installation[installation].kind};
    k.problem = e ? qn_problem_of(v->pack, e, k.kind) : NULL;
    if (k.problem)
        qn_facts_of(v, k.problem, installation, &k.facts);
    enum qn_status st = memo_grow(m, err);
    if (st)
        return st;
    uint64_t hash = key_hash(&k);
    struct slot *slot = memo_find(m, &k, hash);
    if (!slot->used) {
        st = judge_key(v, e, &k, a, &slot->screening, err);
        if (st)
            return st;
        slot->key = k;
        slot->hash = hash;
        slot->used = 1;
        m->n++;
    }
    *out = slot->screening;
    out->installation = installation;
    return QN_OK;
}

/* The catalogue is Chinese law: an enterprise that a registry puts elsewhere has no class in it. */
static int is_abroad(const struct qn_region *r, int32_t installation)
{
    const char *country = r->enterprise[r->installation[installation].enterprise].country;
    return *country && strcmp(country, "China") != 0 && strcmp(country, "中国") != 0;
}

static void put_abroad(struct qn_screening *s)
{
    s->cls = s->class_without_reading = QN_CLASS_UNDETERMINED;
    s->rule = NULL;
    s->confidence = QN_CONF_MISSING;
    s->reading_zh = s->reading_en = NULL;
    s->gap_zh = qn_text(QN_ZH, QN_T_SCREEN_ABROAD);
    s->gap_en = qn_text(QN_EN, QN_T_SCREEN_ABROAD);
}

static enum qn_status check_day(struct qn_date on, struct qn_err *err)
{
    if (on.year && on.month && on.day)
        return QN_OK;
    char day[QN_DATE_TEXT_CAP];
    return qn_fail(err, QN_E_DOMAIN, "--on", QN_T_SCREEN_DATE, qn_date_text(on, day));
}

enum qn_status qn_screen_region(const struct qn_pack *pack, const struct qn_region *r,
                                struct qn_date on, int steps, struct qn_screen *out,
                                struct qn_err *err)
{
    struct memo memo = {0};
    struct qn_view view;
    struct qn_err local = {0};
    *out = (struct qn_screen){.on = on, .n = r->n_installation};
    qn_arena_init(&out->arena, SCREEN_MAX_BYTES);
    enum qn_status st = check_day(on, &local);
    if (st)
        goto out;
    out->edition = qn_pack_edition_on(pack, on);
    out->item = qn_arena_alloc(&out->arena, (size_t)out->n * sizeof *out->item, &local);
    st = out->item ? qn_view_init(&view, pack, r, on, &out->arena, &local) : QN_E_NOMEM;
    for (int32_t i = 0; i < out->n && !st; i++) {
        struct qn_screening *s = &out->item[i];
        st = screen_one(&view, out->edition, i, &memo, &out->arena, s, &local);
        if (!st && is_abroad(r, i))
            put_abroad(s);
        if (!st && steps)
            st = qn_explain_view(&view, &out->arena, s, &local);
        if (!st)
            out->count[s->cls]++;
    }
out:
    free(memo.slot);
    if (st) {
        qn_screen_release(out);
        if (err)
            *err = local;
    }
    return st;
}

void qn_screen_release(struct qn_screen *s)
{
    qn_arena_release(&s->arena);
    *s = (struct qn_screen){.arena = s->arena};
}
