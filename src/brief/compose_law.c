/* 3 Class and legal basis: edition, clauses, readings, instruments, policies. */
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"

static void edition(struct qn_pen *p)
{
    const struct qn_edition *ed = p->b->screen.edition;
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    if (!ed) {
        qn_pen_say(p, &b->spans, QN_T_BRF_SIT_NO_EDITION, NULL, 0);
        return;
    }
    char from[QN_DATE_TEXT_CAP], to[QN_DATE_TEXT_CAP];
    qn_date_text(ed->from, from);
    qn_date_text(ed->to, to);
    struct qn_pen_arg args[] = {
        qn_pen_text(qn_pen_name(p, ed->title_zh, ed->title_en)), qn_pen_text(ed->instrument),
        qn_pen_text(qn_pen_keep(p, from, strlen(from))),
        qn_pen_text(ed->to.year ? qn_pen_f(p, QN_T_BRF_LAW_UNTIL, to, (const char *)NULL) : "")};
    qn_pen_say(p, &b->spans, QN_T_BRF_LAW_EDITION, args, 4);
}

static int64_t decided_by(const struct qn_briefing *b, const struct qn_rule *rule)
{
    int64_t n = 0;
    for (int32_t i = 0; i < b->screen.n; i++)
        n += b->screen.item[i].rule == rule;
    return n;
}

static void source_cell(struct qn_pen *p, struct qn_spans *s, const char *source_id)
{
    const struct qn_rule_source *src = qn_pack_source(p->b->pack, source_id);
    if (!src)
        return;
    qn_span_break(p->d, s);
    if (src->url && *src->url)
        qn_span_link(p->d, s, src->title, src->url);
    else
        qn_span_muted(p->d, s, src->title);
}

static void rule_row(struct qn_pen *p, const struct qn_rule *rule, int64_t n)
{
    struct qn_doc *d = p->d;
    struct qn_spans *s = qn_doc_cell(d);
    qn_span_strong(d, s, qn_rule_id(rule));
    qn_span_break(d, s);
    qn_span_muted(d, s, qn_rule_item(rule));
    s = qn_doc_cell(d);
    qn_pen_class(p, s, qn_rule_class(rule));
    s = qn_doc_cell(d);
    qn_span_text(d, s, qn_rule_text_zh(rule));
    if (p->lang == QN_EN && *qn_rule_text_en(rule)) {
        qn_span_break(d, s);
        qn_span_text(d, s, qn_rule_text_en(rule));
    }
    s = qn_doc_cell(d);
    qn_span_text(d, s, qn_conf_label(p->lang, qn_rule_conf(rule)));
    source_cell(p, s, qn_rule_source_id(rule));
    struct qn_pen_arg count = qn_pen_count(p, QN_T_BRF_L_CLASS, n, QN_T_BRF_RULE_COUNT_CLASS);
    qn_span_number(d, qn_doc_cell(d), &count.prov);
}

static void rules(struct qn_pen *p)
{
    const struct qn_rule *const *rule;
    size_t n = qn_pack_rules(p->b->pack, &rule);
    int memory = 0, any = 0;
    for (size_t i = 0; i < n && !any; i++)
        any = decided_by(p->b, rule[i]) > 0;
    if (!any)
        return;
    qn_doc_heading(p->d, 2, "rules", qn_pen_t(p, QN_T_BRF_H_RULES));
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_RULE), 1.5, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_CLASS), 1, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_TEXT), 4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_CONF), 2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_COUNT), 0.8, QN_ALIGN_RIGHT}};
    qn_doc_table(p->d, column, 5);
    for (size_t i = 0; i < n; i++) {
        int64_t count = decided_by(p->b, rule[i]);
        if (count)
            rule_row(p, rule[i], count);
        memory |= count && qn_rule_conf(rule[i]) >= QN_CONF_MEMORY_HIGH;
    }
    if (p->lang == QN_EN) {
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
        qn_pen_say(p, &b->spans, QN_T_BRF_RULES_NOTE, NULL, 0);
    }
    if (memory) {
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_CALLOUT);
        b->tone = 1;
        qn_pen_say(p, &b->spans, QN_T_BRF_RULES_MEMORY, NULL, 0);
    }
}

static void readings(struct qn_pen *p)
{
    int headed = 0;
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        const struct qn_screening *sc = &p->b->screen.item[i];
        if (!sc->reading_zh)
            continue;
        if (!headed)
            qn_doc_heading(p->d, 2, "readings", qn_pen_t(p, QN_T_BRF_H_READINGS));
        headed = 1;
        const struct qn_installation *in = &p->r->installation[i];
        const struct qn_enterprise *e = &p->r->enterprise[in->enterprise];
        struct qn_pen_arg args[] = {
            qn_pen_text(qn_pen_name(p, e->name_zh, e->name_en)),
            qn_pen_text(qn_pen_installation(p, in)),
            qn_pen_text(qn_pen_name(p, sc->reading_zh, sc->reading_en)),
            qn_pen_text(qn_class_label(p->lang, sc->class_without_reading))};
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_LIST_ITEM);
        qn_pen_say(p, &b->spans, QN_T_BRF_READING_LINE, args, 4);
    }
}

static int instrument_row(const struct qn_instrument *ins, int open, void *user)
{
    struct qn_pen *p = user;
    struct qn_doc *d = p->d;
    struct qn_spans *s = qn_doc_cell(d);
    qn_span_strong(d, s, qn_pen_name(p, ins->name_zh, ins->name_en));
    qn_span_break(d, s);
    qn_span_muted(d, s, ins->id);
    s = qn_doc_cell(d);
    qn_span_text(d, s, ins->legal_basis);
    source_cell(p, s, ins->source_id);
    s = qn_doc_cell(d);
    qn_span_text(d, s, qn_pen_name(p, ins->conditions_zh, ins->conditions_en));
    const char *note = qn_pen_name(p, ins->note_zh, ins->note_en);
    if (*note) {
        qn_span_break(d, s);
        qn_span_muted(d, s, note);
    }
    s = qn_doc_cell(d);
    qn_span_badge(d, s, qn_pen_t(p, open ? QN_T_BRF_OPEN : QN_T_BRF_NOT_OPEN),
                  open ? QN_COLOUR_UNCLASSIFIED : QN_COLOUR_UNDETERMINED);
    qn_span_break(d, s);
    qn_span_muted(d, s, qn_conf_label(p->lang, ins->conf));
    if (!open && *ins->excluded_by) {
        struct qn_pen_arg arg = qn_pen_text(ins->excluded_by);
        qn_span_break(d, s);
        qn_pen_say(p, s, QN_T_BRF_EXCLUDED_BY, &arg, 1);
    }
    return 0;
}

/* The kind most met in a class: instruments differ by steel and coking. */
static void instruments_of(struct qn_pen *p, enum qn_class c)
{
    int64_t of_kind[QN_KIND_COUNT] = {0};
    for (int32_t i = 0; i < p->b->screen.n; i++)
        of_kind[p->r->installation[i].kind] += p->b->screen.item[i].cls == c;
    for (int steel = 0; steel < 2; steel++) {
        enum qn_kind kind = QN_KIND_COUNT;
        for (int k = 0; k < QN_KIND_COUNT; k++) {
            int coking = k == QN_KIND_COKE_OVEN || k == QN_KIND_SEMI_COKE_OVEN;
            if (of_kind[k] && coking == !steel && kind == QN_KIND_COUNT)
                kind = (enum qn_kind)k;
        }
        if (kind == QN_KIND_COUNT)
            continue;
        char what[128];
        const char *sector = qn_text(p->lang, steel ? QN_T_SECTOR_STEEL : QN_T_SECTOR_COKING);
        int n = snprintf(what, sizeof what, "%s%s%s", qn_class_label(p->lang, c),
                         p->lang == QN_ZH ? "" : " ", sector);
        struct qn_pen_arg arg = qn_pen_text(qn_pen_keep(p, what, (size_t)n));
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
        qn_pen_say(p, &b->spans, QN_T_BRF_INS_INTRO, &arg, 1);
        const struct qn_doc_column column[] = {
            {qn_pen_t(p, QN_T_BRF_C_INSTRUMENT), 2, QN_ALIGN_LEFT},
            {qn_pen_t(p, QN_T_BRF_C_BASIS), 2.2, QN_ALIGN_LEFT},
            {qn_pen_t(p, QN_T_BRF_C_CONDITIONS), 3.4, QN_ALIGN_LEFT},
            {qn_pen_t(p, QN_T_BRF_C_OPEN), 1.5, QN_ALIGN_LEFT}};
        qn_doc_table(p->d, column, 4);
        qn_pack_instruments_on(p->b->pack, p->b->on, c, kind, instrument_row, p);
    }
}

static void instruments(struct qn_pen *p)
{
    if (!p->b->screen.count[QN_CLASS_RESTRICTED] && !p->b->screen.count[QN_CLASS_ELIMINATED])
        return;
    qn_doc_heading(p->d, 2, "instruments", qn_pen_t(p, QN_T_BRF_H_INSTRUMENTS));
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_CALLOUT);
    qn_pen_say(p, &b->spans, QN_T_BRF_INS_NOTE, NULL, 0);
    if (p->b->screen.count[QN_CLASS_RESTRICTED])
        instruments_of(p, QN_CLASS_RESTRICTED);
    if (p->b->screen.count[QN_CLASS_ELIMINATED])
        instruments_of(p, QN_CLASS_ELIMINATED);
}

static int policy_row(const struct qn_policy *pol, void *user)
{
    struct qn_pen *p = user;
    struct qn_doc *d = p->d;
    char from[QN_DATE_TEXT_CAP];
    struct qn_spans *s = qn_doc_cell(d);
    qn_date_text(pol->from, from);
    qn_span_text(d, s, qn_pen_keep(p, from, strlen(from)));
    s = qn_doc_cell(d);
    qn_span_strong(d, s, pol->document);
    qn_span_break(d, s);
    qn_span_muted(d, s, pol->scope);
    s = qn_doc_cell(d);
    qn_span_text(d, s, pol->text_zh);
    if (p->lang == QN_EN && *pol->text_en) {
        qn_span_break(d, s);
        qn_span_text(d, s, pol->text_en);
    }
    s = qn_doc_cell(d);
    qn_span_text(d, s, qn_conf_label(p->lang, pol->conf));
    source_cell(p, s, pol->source_id);
    return 0;
}

static int any_policy(const struct qn_policy *pol, void *user)
{
    (void)pol;
    *(int *)user = 1;
    return 1;
}

static void policies(struct qn_pen *p)
{
    int any = 0;
    qn_pack_policies_on(p->b->pack, p->b->on, any_policy, &any);
    if (!any)
        return;
    qn_doc_heading(p->d, 2, "policies", qn_pen_t(p, QN_T_BRF_H_POLICIES));
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    qn_pen_say(p, &b->spans, QN_T_BRF_POL_INTRO, NULL, 0);
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_DATE), 1.1, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_DOCUMENT), 2.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_TEXT), 4.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_CONF), 1.8, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 4);
    qn_pack_policies_on(p->b->pack, p->b->on, policy_row, p);
}

void qn_compose_law(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "law", qn_pen_t(p, QN_T_BRF_H_LAW));
    edition(p);
    rules(p);
    readings(p);
    instruments(p);
    policies(p);
}
