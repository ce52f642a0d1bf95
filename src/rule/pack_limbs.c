/* conditions.csv, exceptions.csv: joined to their limbs. */
#include <assert.h>
#include <string.h>

#include "rule/sheet.h"

static enum qn_status find_rule(const struct qn_sheet *s, size_t column, struct qn_pack *p,
                                struct qn_rule **out, struct qn_err *err)
{
    for (size_t i = 0; i < p->n_rule; i++)
        if (strcmp(p->rule[i].id, qn_sheet_text(s, column)) == 0) {
            *out = &p->rule[i];
            return QN_OK;
        }
    return qn_sheet_fail(s, column, QN_T_PACK_REF, "catalogue.csv", err);
}

enum { C_RULE, C_GROUP, C_PARAMETER, C_UNIT, C_GT, C_GE, C_LT, C_LE, C_HAS, C_NOTE };

static enum qn_status read_condition(struct qn_pack *p, struct qn_sheet *s, struct qn_condition *c,
                                     struct qn_err *err)
{
    struct qn_rule *r = NULL;
    const char *needed;
    double group = 0;
    enum qn_status st;
    if ((st = find_rule(s, C_RULE, p, &r, err)) ||
        (st = qn_sheet_needed(s, C_GROUP, &needed, err)) ||
        (st = qn_sheet_number(s, C_GROUP, &group, err)) ||
        (st = qn_sheet_needed(s, C_PARAMETER, &needed, err)) ||
        (st = qn_sheet_bound(s, C_PARAMETER, C_UNIT, C_GT, C_HAS, &c->subject, &c->bound, err)))
        return st;
    if (!(group >= 1 && group <= 99))
        return qn_sheet_fail(s, C_GROUP, QN_T_PACK_NUMBER, NULL, err);
    /* rows of one limb stand together, its groups in order */
    const struct qn_condition *last = p->n_condition ? c - 1 : NULL;
    if (r->n_condition && (last->rule != r || last->group > (int)group))
        return qn_sheet_fail(s, C_RULE, QN_T_PACK_DUPLICATE, NULL, err);
    c->rule = r;
    c->group = (int)group;
    c->note = qn_sheet_text(s, C_NOTE);
    if (!r->n_condition++)
        r->condition = c;
    return QN_OK;
}

static enum qn_status read_conditions(struct qn_pack *p, const struct qn_resource *files,
                                      struct qn_err *err)
{
    static const char *const columns[] = {"rule_id", "group", "parameter", "unit", "gt", "ge",
                                          "lt",      "le",    "has",       "note", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "conditions.csv", columns, err);
    if (st)
        return st;
    p->condition = qn_arena_alloc(&p->arena, s.rows * sizeof *p->condition, err);
    if (!p->condition)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_condition(p, &s, &p->condition[p->n_condition], err);
        p->n_condition++;
    }
    return st;
}

enum { X_RULE, X_VARIANTS, X_CLAIM, X_DOCUMENTS, X_UNRESOLVED, X_ZH, X_EN, X_NOTE };

static const char *const *words_of(enum qn_table_id table, const char *column)
{
    const struct qn_table *t = &qn_tables[table];
    return t->col[qn_table_column(t, column)].values;
}

static enum qn_status read_exception(struct qn_pack *p, struct qn_sheet *s, struct qn_exception *x,
                                     struct qn_err *err)
{
    static const char *const yes_no[] = {"no", "yes", NULL};
    struct qn_rule *r = NULL;
    enum qn_status st;
    int claim = 0;
    if ((st = find_rule(s, X_RULE, p, &r, err)) ||
        (st = qn_sheet_words(s, X_VARIANTS, qn_variant_names, "ordinary", &x->variants, err)) ||
        (st = qn_sheet_word(s, X_CLAIM, words_of(QN_TAB_INSTALLATION, "exemption_claimed"), 0,
                            &claim, err)) ||
        (st = qn_sheet_words(s, X_DOCUMENTS, words_of(QN_TAB_EVIDENCE, "kind"), NULL, &x->documents,
                             err)) ||
        (st = qn_sheet_word(s, X_UNRESOLVED, yes_no, 0, &x->unresolved, err)) ||
        (st = qn_sheet_needed(s, X_ZH, &x->text_zh, err)) ||
        (st = qn_sheet_needed(s, X_EN, &x->text_en, err)))
        return st;
    x->claim = claim ? qn_sheet_text(s, X_CLAIM) : ""; /* the first word is none */
    x->note = qn_sheet_text(s, X_NOTE);
    /* a claim without documents would except whoever says so */
    if (*x->claim && !x->documents)
        return qn_sheet_fail(s, X_DOCUMENTS, QN_T_PACK_EMPTY, NULL, err);
    if (!*x->claim && !x->variants)
        return qn_sheet_fail(s, X_VARIANTS, QN_T_PACK_EMPTY, NULL, err);
    const struct qn_exception *last = p->n_exception ? x - 1 : NULL;
    assert(r); /* find_rule succeeded */
    if (r->n_exception && (!last || last->rule != r))
        return qn_sheet_fail(s, X_RULE, QN_T_PACK_DUPLICATE, NULL, err);
    x->rule = r;
    if (!r->n_exception++)
        r->exception = x;
    return QN_OK;
}

static enum qn_status read_exceptions(struct qn_pack *p, const struct qn_resource *files,
                                      struct qn_err *err)
{
    static const char *const columns[] = {"rule_id", "variants", "claim", "documents", "unresolved",
                                          "text_zh", "text_en",  "note",  NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "exceptions.csv", columns, err);
    if (st)
        return st;
    p->exception = qn_arena_alloc(&p->arena, s.rows * sizeof *p->exception, err);
    if (!p->exception)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_exception(p, &s, &p->exception[p->n_exception], err);
        p->n_exception++;
    }
    return st;
}

enum qn_status qn_pack_read_limbs(struct qn_pack *p, const struct qn_resource *files,
                                  struct qn_err *err)
{
    enum qn_status st = read_conditions(p, files, err);
    return st ? st : read_exceptions(p, files, err);
}
