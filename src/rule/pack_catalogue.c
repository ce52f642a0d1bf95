/* sources.csv, editions.csv, catalogue.csv, coverage.csv, variants.csv. */
#include <math.h>
#include <string.h>

#include "rule/sheet.h"

static enum qn_status rows_of(struct qn_pack *p, const struct qn_sheet *s, size_t size, void *out,
                              struct qn_err *err)
{
    void *a = qn_arena_alloc(&p->arena, s->rows * size, err);
    memcpy(out, &a, sizeof a);
    return a ? QN_OK : err->code;
}

static enum qn_status read_sources(struct qn_pack *p, const struct qn_resource *files,
                                   struct qn_err *err)
{
    enum { ID, TITLE, URL, CONF };
    static const char *const columns[] = {"source_id", "title", "url", "conf_level", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "sources.csv", columns, err);
    if (!st)
        st = rows_of(p, &s, sizeof *p->source, &p->source, err);
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        struct qn_rule_source *r = &p->source[p->n_source];
        if ((st = qn_sheet_needed(&s, ID, &r->id, err)) ||
            (st = qn_sheet_needed(&s, TITLE, &r->title, err)) ||
            (st = qn_sheet_conf(&s, CONF, &r->conf, err)))
            break;
        if (qn_pack_source(p, r->id))
            st = qn_sheet_fail(&s, ID, QN_T_PACK_DUPLICATE, NULL, err);
        r->url = qn_sheet_text(&s, URL);
        p->n_source++;
    }
    return st;
}

enum { E_ID, E_TITLE_ZH, E_TITLE_EN, E_INSTRUMENT, E_FROM, E_TO, E_NOTE, E_SOURCE, E_CONF };

static enum qn_status read_edition(struct qn_pack *p, struct qn_sheet *s, struct qn_edition *e,
                                   struct qn_err *err)
{
    enum qn_status st;
    const char *from;
    if ((st = qn_sheet_needed(s, E_ID, &e->id, err)) ||
        (st = qn_sheet_needed(s, E_TITLE_ZH, &e->title_zh, err)) ||
        (st = qn_sheet_needed(s, E_TITLE_EN, &e->title_en, err)) ||
        (st = qn_sheet_needed(s, E_FROM, &from, err)) ||
        (st = qn_sheet_date(s, E_FROM, &e->from, err)) ||
        (st = qn_sheet_date(s, E_TO, &e->to, err)) ||
        (st = qn_sheet_source(s, E_SOURCE, p, &e->source_id, err)) ||
        (st = qn_sheet_conf(s, E_CONF, &e->conf, err)))
        return st;
    e->instrument = qn_sheet_text(s, E_INSTRUMENT);
    e->note = qn_sheet_text(s, E_NOTE);
    int32_t first = qn_date_first_day(e->from);
    int32_t last = e->to.year ? qn_date_last_day(e->to) : INT32_MAX;
    if (last < first)
        return qn_sheet_fail(s, E_FROM, QN_T_PACK_OVERLAP, NULL, err);
    for (size_t i = 0; i < p->n_edition; i++) {
        const struct qn_edition *o = &p->edition[i];
        if (strcmp(o->id, e->id) == 0)
            return qn_sheet_fail(s, E_ID, QN_T_PACK_DUPLICATE, NULL, err);
        if (first <= (o->to.year ? qn_date_last_day(o->to) : INT32_MAX) &&
            qn_date_first_day(o->from) <= last)
            return qn_sheet_fail(s, E_FROM, QN_T_PACK_OVERLAP, NULL, err);
    }
    return QN_OK;
}

static enum qn_status read_editions(struct qn_pack *p, const struct qn_resource *files,
                                    struct qn_err *err)
{
    static const char *const columns[] = {"edition", "title_zh", "title_en",  "instrument", "from",
                                          "to",      "note",     "source_id", "conf_level", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "editions.csv", columns, err);
    if (!st)
        st = rows_of(p, &s, sizeof *p->edition, &p->edition, err);
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_edition(p, &s, &p->edition[p->n_edition], err);
        p->n_edition++;
    }
    return st;
}

static const char *const class_words[] = {"eliminated", "restricted", NULL};
static const char *const yes_words[] = {"no", "yes", NULL};

enum {
    R_ID,
    R_EDITION,
    R_CLASS,
    R_ITEM,
    R_KINDS,
    R_VARIANTS,
    R_PARAMETER,
    R_UNIT,
    R_GT,
    R_GE,
    R_LT,
    R_LE,
    R_READING,
    R_DEADLINE,
    R_TEXT_ZH,
    R_TEXT_EN,
    R_SOURCE,
    R_CONF,
    R_NOTE
};

static enum qn_status read_rule_texts(struct qn_pack *p, struct qn_sheet *s, struct qn_rule *r,
                                      struct qn_err *err)
{
    enum qn_status st;
    if ((st = qn_sheet_needed(s, R_ID, &r->id, err)) ||
        (st = qn_sheet_needed(s, R_TEXT_ZH, &r->text_zh, err)) ||
        (st = qn_sheet_needed(s, R_TEXT_EN, &r->text_en, err)) ||
        (st = qn_sheet_source(s, R_SOURCE, p, &r->source_id, err)) ||
        (st = qn_sheet_conf(s, R_CONF, &r->conf, err)))
        return st;
    if (qn_pack_rule(p, r->id))
        return qn_sheet_fail(s, R_ID, QN_T_PACK_DUPLICATE, NULL, err);
    r->item = qn_sheet_text(s, R_ITEM);
    r->deadline = qn_sheet_text(s, R_DEADLINE);
    r->note = qn_sheet_text(s, R_NOTE);
    return QN_OK;
}

static enum qn_status read_rule(struct qn_pack *p, struct qn_sheet *s, struct qn_rule *r,
                                struct qn_err *err)
{
    enum qn_status st = read_rule_texts(p, s, r, err);
    const char *kinds;
    int cls = 0;
    if (st || (st = qn_sheet_edition(s, R_EDITION, p, &r->edition, err)) ||
        (st = qn_sheet_word(s, R_CLASS, class_words, -1, &cls, err)) ||
        (st = qn_sheet_needed(s, R_KINDS, &kinds, err)) ||
        (st = qn_sheet_words(s, R_KINDS, qn_kind_names, NULL, &r->kinds, err)) ||
        (st = qn_sheet_words(s, R_VARIANTS, qn_variant_names, "ordinary", &r->variants, err)) ||
        (st = qn_sheet_word(s, R_READING, yes_words, 0, &r->reading, err)))
        return st;
    r->cls = cls == 0 ? QN_CLASS_ELIMINATED : QN_CLASS_RESTRICTED;
    return qn_sheet_bound(s, R_PARAMETER, R_UNIT, R_GT, SIZE_MAX, &r->subject, &r->bound, err);
}

static enum qn_status read_rules(struct qn_pack *p, const struct qn_resource *files,
                                 struct qn_err *err)
{
    static const char *const columns[] = {
        "rule_id", "edition", "class",     "item",       "kinds", "variants", "parameter",
        "unit",    "gt",      "ge",        "lt",         "le",    "reading",  "deadline",
        "text_zh", "text_en", "source_id", "conf_level", "note",  NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "catalogue.csv", columns, err);
    if (!st)
        st = rows_of(p, &s, sizeof *p->rule, &p->rule, err);
    if (!st)
        st = rows_of(p, &s, sizeof(struct qn_rule *), &p->rule_list, err);
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_rule(p, &s, &p->rule[p->n_rule], err);
        p->rule_list[p->n_rule] = &p->rule[p->n_rule];
        p->n_rule++;
    }
    return st;
}

static enum qn_status read_coverage(struct qn_pack *p, const struct qn_resource *files,
                                    struct qn_err *err)
{
    enum { EDITION, KIND, VARIANT, ELIMINATED, RESTRICTED, ZH, EN };
    static const char *const columns[] = {"edition",    "kind",    "variant", "eliminated",
                                          "restricted", "note_zh", "note_en", NULL};
    static const char *const held[] = {"no", "partial", "yes", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "coverage.csv", columns, err);
    if (!st)
        st = rows_of(p, &s, sizeof *p->coverage, &p->coverage, err);
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        struct qn_coverage *c = &p->coverage[p->n_coverage++];
        int kind = 0, el = 0, re = 0;
        if ((st = qn_sheet_edition(&s, EDITION, p, &c->edition, err)) ||
            (st = qn_sheet_word(&s, KIND, qn_kind_names, -1, &kind, err)) ||
            (st = qn_sheet_words(&s, VARIANT, qn_variant_names, "ordinary", &c->variants, err)) ||
            (st = qn_sheet_word(&s, ELIMINATED, held, -1, &el, err)) ||
            (st = qn_sheet_word(&s, RESTRICTED, held, -1, &re, err)))
            break;
        c->kind = (enum qn_kind)kind;
        c->eliminated = (enum qn_held)el;
        c->restricted = (enum qn_held)re;
        c->note_zh = qn_sheet_text(&s, ZH);
        c->note_en = qn_sheet_text(&s, EN);
        if ((el != QN_HELD_YES || re != QN_HELD_YES) &&
            ((st = qn_sheet_needed(&s, ZH, &c->note_zh, err)) ||
             (st = qn_sheet_needed(&s, EN, &c->note_en, err))))
            break;
    }
    return st;
}

enum { V_KIND, V_RECORDED, V_IF_KNOWN, V_POSSIBLE, V_ASSUMED, V_ZH, V_EN };

static enum qn_status read_variant(struct qn_sheet *s, struct qn_variant_rule *v,
                                   struct qn_err *err)
{
    enum qn_status st;
    const char *possible;
    int kind = 0;
    if ((st = qn_sheet_word(s, V_KIND, qn_kind_names, -1, &kind, err)) ||
        (st = qn_sheet_words(s, V_RECORDED, qn_variant_names, NULL, &v->recorded, err)) ||
        (st = qn_sheet_needed(s, V_POSSIBLE, &possible, err)) ||
        (st = qn_sheet_words(s, V_POSSIBLE, qn_variant_names, "ordinary", &v->possible, err)) ||
        (st = qn_sheet_word(s, V_ASSUMED, yes_words, -1, &v->assumed, err)))
        return st;
    v->kind = (enum qn_kind)kind;
    v->if_known = -1;
    for (int i = 0; i < QN_PARAM_COUNT; i++)
        if (strcmp(qn_param_names[i], qn_sheet_text(s, V_IF_KNOWN)) == 0)
            v->if_known = i;
    if (*qn_sheet_text(s, V_IF_KNOWN) && v->if_known < 0)
        return qn_sheet_fail(s, V_IF_KNOWN, QN_T_PACK_REF, "installations.csv", err);
    v->note_zh = qn_sheet_text(s, V_ZH);
    v->note_en = qn_sheet_text(s, V_EN);
    v->prov = (struct qn_prov){.file = "rules/variants.csv",
                               .line = (int64_t)s->csv.field[0].line,
                               .basis = QN_BASIS_ASSUMED,
                               .source = "rules/variants.csv",
                               .note = v->note_zh};
    return QN_OK;
}

static enum qn_status read_variants(struct qn_pack *p, const struct qn_resource *files,
                                    struct qn_err *err)
{
    static const char *const columns[] = {"kind",    "recorded", "if_known", "possible",
                                          "assumed", "note_zh",  "note_en",  NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "variants.csv", columns, err);
    if (!st)
        st = rows_of(p, &s, sizeof *p->variant, &p->variant, err);
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more)
        st = read_variant(&s, &p->variant[p->n_variant++], err);
    return st;
}

enum qn_status qn_pack_read_catalogue(struct qn_pack *p, const struct qn_resource *files,
                                      struct qn_err *err)
{
    enum qn_status st;
    if ((st = read_sources(p, files, err)) || (st = read_editions(p, files, err)) ||
        (st = read_rules(p, files, err)) || (st = read_coverage(p, files, err)))
        return st;
    return read_variants(p, files, err);
}
