/* instruments.csv, policies.csv: shown beside a class, never decisive. */
#include <string.h>

#include "base/codes.h"
#include "rule/sheet.h"

enum {
    I_ID,
    I_NAME_ZH,
    I_NAME_EN,
    I_APPLIES,
    I_MECHANISM,
    I_BASIS,
    I_COND_ZH,
    I_COND_EN,
    I_NUMBERS,
    I_EXCLUDED,
    I_CLASSES,
    I_KINDS,
    I_FROM,
    I_TO,
    I_CLOSED_ZH,
    I_CLOSED_EN,
    I_NOTE_ZH,
    I_NOTE_EN,
    I_SOURCE,
    I_CONF
};

#define ALL_CLASSES ((1U << QN_CLASS_COUNT) - 1)

static int periods_meet(const struct qn_instrument *a, const struct qn_instrument *b)
{
    int32_t a0 = a->from.year ? qn_date_first_day(a->from) : INT32_MIN;
    int32_t b0 = b->from.year ? qn_date_first_day(b->from) : INT32_MIN;
    int32_t a1 = a->to.year ? qn_date_last_day(a->to) : INT32_MAX;
    int32_t b1 = b->to.year ? qn_date_last_day(b->to) : INT32_MAX;
    return a0 <= b1 && b0 <= a1;
}

static enum qn_status read_terms(struct qn_pack *p, struct qn_sheet *s, struct qn_instrument_row *r,
                                 struct qn_err *err)
{
    const char *class_words[QN_CLASS_COUNT + 1];
    for (int i = 0; i < QN_CLASS_COUNT; i++)
        class_words[i] = qn_class_name((enum qn_class)i);
    class_words[QN_CLASS_COUNT] = NULL;
    enum qn_status st;
    uint32_t classes = 0;
    if ((st = qn_sheet_words(s, I_CLASSES, class_words, NULL, &classes, err)) ||
        (st = qn_sheet_words(s, I_KINDS, qn_kind_names, NULL, &r->kinds, err)) ||
        (st = qn_sheet_date(s, I_FROM, &r->ins.from, err)) ||
        (st = qn_sheet_date(s, I_TO, &r->ins.to, err)))
        return st;
    r->classes = classes;
    r->closed_zh = qn_sheet_text(s, I_CLOSED_ZH);
    r->closed_en = qn_sheet_text(s, I_CLOSED_EN);
    if (classes != ALL_CLASSES && ((st = qn_sheet_needed(s, I_CLOSED_ZH, &r->closed_zh, err)) ||
                                   (st = qn_sheet_needed(s, I_CLOSED_EN, &r->closed_en, err))))
        return st; /* what is not open must say why */
    for (size_t i = 0; i < p->n_instrument; i++) {
        const struct qn_instrument *o = &p->instrument[i].ins;
        if (strcmp(o->id, r->ins.id) == 0 && periods_meet(o, &r->ins))
            return qn_sheet_fail(s, I_ID, QN_T_PACK_DUPLICATE, NULL, err);
    }
    return QN_OK;
}

static enum qn_status read_instrument(struct qn_pack *p, struct qn_sheet *s,
                                      struct qn_instrument_row *r, struct qn_err *err)
{
    struct qn_instrument *i = &r->ins;
    enum qn_status st;
    if ((st = qn_sheet_needed(s, I_ID, &i->id, err)) ||
        (st = qn_sheet_needed(s, I_NAME_ZH, &i->name_zh, err)) ||
        (st = qn_sheet_needed(s, I_NAME_EN, &i->name_en, err)) ||
        (st = qn_sheet_needed(s, I_BASIS, &i->legal_basis, err)) ||
        (st = qn_sheet_source(s, I_SOURCE, p, &i->source_id, err)) ||
        (st = qn_sheet_conf(s, I_CONF, &i->conf, err)))
        return st;
    i->applies_to = qn_sheet_text(s, I_APPLIES);
    i->mechanism = qn_sheet_text(s, I_MECHANISM);
    i->conditions_zh = qn_sheet_text(s, I_COND_ZH);
    i->conditions_en = qn_sheet_text(s, I_COND_EN);
    i->excluded_by = qn_sheet_text(s, I_EXCLUDED);
    i->note_zh = qn_sheet_text(s, I_NOTE_ZH);
    i->note_en = qn_sheet_text(s, I_NOTE_EN);
    return read_terms(p, s, r, err);
}

static enum qn_status read_instruments(struct qn_pack *p, const struct qn_resource *files,
                                       struct qn_err *err)
{
    static const char *const columns[] = {"instrument_id",
                                          "name_zh",
                                          "name_en",
                                          "applies_to",
                                          "mechanism",
                                          "legal_basis",
                                          "conditions_zh",
                                          "conditions_en",
                                          "numbers",
                                          "excluded_by",
                                          "classes",
                                          "kinds",
                                          "from",
                                          "to",
                                          "closed_zh",
                                          "closed_en",
                                          "note_zh",
                                          "note_en",
                                          "source_id",
                                          "conf_level",
                                          NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "instruments.csv", columns, err);
    if (st)
        return st;
    p->instrument = qn_arena_alloc(&p->arena, s.rows * sizeof *p->instrument, err);
    if (!p->instrument)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_instrument(p, &s, &p->instrument[p->n_instrument], err);
        p->n_instrument++;
    }
    return st;
}

enum {
    P_ID,
    P_DOCUMENT,
    P_FROM,
    P_DIVISION,
    P_SCOPE_ZH,
    P_SCOPE_EN,
    P_SECTOR,
    P_ZH,
    P_EN,
    P_EFFECT,
    P_NOTE,
    P_SOURCE,
    P_CONF
};

static enum qn_status read_policy(struct qn_pack *p, struct qn_sheet *s, struct qn_policy *r,
                                  struct qn_err *err)
{
    enum qn_status st;
    const char *from;
    if ((st = qn_sheet_needed(s, P_ID, &r->id, err)) ||
        (st = qn_sheet_needed(s, P_DOCUMENT, &r->document, err)) ||
        (st = qn_sheet_needed(s, P_FROM, &from, err)) ||
        (st = qn_sheet_date(s, P_FROM, &r->from, err)) ||
        (st = qn_sheet_needed(s, P_ZH, &r->text_zh, err)) ||
        (st = qn_sheet_needed(s, P_EN, &r->text_en, err)) ||
        (st = qn_sheet_source(s, P_SOURCE, p, &r->source_id, err)) ||
        (st = qn_sheet_conf(s, P_CONF, &r->conf, err)))
        return st;
    r->division = qn_sheet_text(s, P_DIVISION);
    if (*r->division && qn_division_check(r->division, strlen(r->division)) != QN_CODE_OK)
        return qn_sheet_fail(s, P_DIVISION, QN_T_PACK_WORD, "GB/T 2260", err);
    r->scope_zh = qn_sheet_text(s, P_SCOPE_ZH);
    r->scope_en = qn_sheet_text(s, P_SCOPE_EN);
    r->sector = qn_sheet_text(s, P_SECTOR);
    r->effect = qn_sheet_text(s, P_EFFECT);
    r->note = qn_sheet_text(s, P_NOTE);
    for (size_t i = 0; i < p->n_policy; i++)
        if (strcmp(p->policy[i].id, r->id) == 0)
            return qn_sheet_fail(s, P_ID, QN_T_PACK_DUPLICATE, NULL, err);
    return QN_OK;
}

/* Stable, by first possible day. */
static void sort_policies(struct qn_policy *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct qn_policy x = v[i];
        size_t j = i;
        for (; j && qn_date_first_day(v[j - 1].from) > qn_date_first_day(x.from); j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

static enum qn_status read_policies(struct qn_pack *p, const struct qn_resource *files,
                                    struct qn_err *err)
{
    static const char *const columns[] = {
        "policy_id", "document", "from",   "division", "scope_zh",  "scope_en",   "sector",
        "text_zh",   "text_en",  "effect", "note",     "source_id", "conf_level", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "policies.csv", columns, err);
    if (st)
        return st;
    p->policy = qn_arena_alloc(&p->arena, s.rows * sizeof *p->policy, err);
    if (!p->policy)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_policy(p, &s, &p->policy[p->n_policy], err);
        p->n_policy++;
    }
    if (!st)
        sort_policies(p->policy, p->n_policy);
    return st;
}

enum qn_status qn_pack_read_law(struct qn_pack *p, const struct qn_resource *files,
                                struct qn_err *err)
{
    enum qn_status st = read_instruments(p, files, err);
    return st ? st : read_policies(p, files, err);
}
