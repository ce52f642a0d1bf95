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

/* At most 36 bytes of a title; the annex has it whole. */
static const char *elided(struct qn_pen *p, const char *title)
{
    size_t n = strlen(title), cut = 33;
    if (n <= 36)
        return title;
    while (cut > 0 && ((unsigned char)title[cut] & 0xC0) == 0x80)
        cut--;
    char text[64];
    int len = snprintf(text, sizeof text, "%.*s…", (int)cut, title);
    return qn_pen_keep(p, text, (size_t)len);
}

static void source_cell(struct qn_pen *p, struct qn_spans *s, const char *source_id)
{
    const struct qn_rule_source *src = qn_pack_source(p->b->pack, source_id);
    if (!src)
        return;
    qn_span_break(p->d, s);
    const char *title = elided(p, src->title);
    if (src->url && *src->url)
        qn_span_link(p->d, s, title, src->url);
    else
        qn_span_muted(p->d, s, title);
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
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_RULES_NOTE, NULL, 0);
    }
    if (memory) {
        qn_pen_block(p, QN_BLOCK_CALLOUT, QN_T_BRF_RULES_MEMORY, NULL, 0)->tone = 1;
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
        struct qn_pen_arg args[] = {qn_pen_text(qn_pen_name(p, e->name_zh, e->name_en)),
                                    qn_pen_text(qn_pen_installation(p, in)),
                                    qn_pen_text(qn_pen_name(p, sc->reading_zh, sc->reading_en))};
        qn_pen_block(p, QN_BLOCK_LIST_ITEM, QN_T_BRF_READING_LINE, args, 3);
    }
}

/* A class of a sector, for which instruments are asked. */
struct case_of {
    enum qn_class cls;
    int steel;
    enum qn_kind kind; /* one that the region has; QN_KIND_COUNT: none */
};
#define N_CASES 4
#define MAX_INSTRUMENTS 64

struct instruments {
    struct qn_instrument ins[MAX_INSTRUMENTS];
    signed char open[MAX_INSTRUMENTS][N_CASES]; /* 1 open, 0 not open, -1 does not concern it */
    size_t n;
    size_t at; /* the case being asked */
};

static int take_instrument(const struct qn_instrument *ins, int open, void *user)
{
    struct instruments *t = user;
    size_t i = 0;
    while (i < t->n && strcmp(t->ins[i].id, ins->id) != 0)
        i++;
    if (i == t->n) {
        if (t->n == MAX_INSTRUMENTS)
            return 1;
        t->ins[t->n++] = *ins;
        memset(t->open[i], -1, sizeof t->open[i]);
    }
    t->open[i][t->at] = open ? 1 : 0;
    return 0;
}

/* Which cases the region has, and the instruments for each. */
static void ask_instruments(struct qn_pen *p, struct case_of cases[N_CASES], struct instruments *t)
{
    for (size_t k = 0; k < N_CASES; k++) {
        struct case_of *c = &cases[k];
        for (int32_t i = 0; i < p->b->screen.n && c->kind == QN_KIND_COUNT; i++) {
            enum qn_kind kind = p->r->installation[i].kind;
            int coking = kind == QN_KIND_COKE_OVEN || kind == QN_KIND_SEMI_COKE_OVEN;
            if (p->b->screen.item[i].cls == c->cls && coking == !c->steel)
                c->kind = kind;
        }
        t->at = k;
        if (c->kind != QN_KIND_COUNT)
            qn_pack_instruments_on(p->b->pack, p->b->on, c->cls, c->kind, take_instrument, t);
    }
}

static void instrument_text(struct qn_pen *p, const struct qn_instrument *ins)
{
    struct qn_doc *d = p->d;
    struct qn_spans *s = qn_doc_cell(d);
    qn_span_strong(d, s, qn_pen_name(p, ins->name_zh, ins->name_en));
    qn_span_break(d, s);
    qn_span_muted(d, s, ins->id);
    s = qn_doc_cell(d);
    qn_span_text(d, s, ins->legal_basis);
    qn_span_break(d, s);
    qn_span_muted(d, s, qn_conf_label(p->lang, ins->conf));
    source_cell(p, s, ins->source_id);
    s = qn_doc_cell(d);
    qn_span_text(d, s, qn_pen_name(p, ins->conditions_zh, ins->conditions_en));
    const char *note = qn_pen_name(p, ins->note_zh, ins->note_en);
    if (*note) {
        qn_span_break(d, s);
        qn_span_muted(d, s, note);
    }
}

static void instrument_row(struct qn_pen *p, const struct instruments *t, size_t i,
                           const struct case_of cases[N_CASES])
{
    instrument_text(p, &t->ins[i]);
    for (size_t k = 0; k < N_CASES; k++) {
        if (cases[k].kind == QN_KIND_COUNT)
            continue;
        struct qn_spans *s = qn_doc_cell(p->d);
        if (t->open[i][k] == 1)
            qn_span_badge(p->d, s, qn_pen_t(p, QN_T_BRF_OPEN), QN_COLOUR_UNCLASSIFIED);
        else
            qn_span_muted(p->d, s, t->open[i][k] ? "—" : qn_pen_t(p, QN_T_BRF_NOT_OPEN));
    }
}

static void instruments(struct qn_pen *p)
{
    struct case_of cases[N_CASES] = {{QN_CLASS_RESTRICTED, 0, QN_KIND_COUNT},
                                     {QN_CLASS_RESTRICTED, 1, QN_KIND_COUNT},
                                     {QN_CLASS_ELIMINATED, 0, QN_KIND_COUNT},
                                     {QN_CLASS_ELIMINATED, 1, QN_KIND_COUNT}};
    struct instruments t = {.n = 0};
    ask_instruments(p, cases, &t);
    if (t.n == 0)
        return;
    qn_doc_heading(p->d, 2, "instruments", qn_pen_t(p, QN_T_BRF_H_INSTRUMENTS));
    qn_pen_block(p, QN_BLOCK_CALLOUT, QN_T_BRF_INS_NOTE, NULL, 0);
    struct qn_doc_column column[3 + N_CASES] = {
        {qn_pen_t(p, QN_T_BRF_C_INSTRUMENT), 1.9, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_BASIS), 2, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_CONDITIONS), 3, QN_ALIGN_LEFT}};
    size_t n = 3;
    for (size_t k = 0; k < N_CASES; k++) {
        if (cases[k].kind == QN_KIND_COUNT)
            continue;
        const char *sector =
            qn_text(p->lang, cases[k].steel ? QN_T_SECTOR_STEEL : QN_T_SECTOR_COKING);
        column[n++] = (struct qn_doc_column){qn_pen_f(p, QN_T_BRF_C_CASE,
                                                      qn_class_label(p->lang, cases[k].cls), sector,
                                                      (const char *)NULL),
                                             0.9, QN_ALIGN_CENTRE};
    }
    qn_doc_table(p->d, column, n);
    for (size_t i = 0; i < t.n; i++)
        instrument_row(p, &t, i, cases);
}

static int policy_row(const struct qn_policy *pol, void *user)
{
    struct qn_pen *p = user;
    struct qn_doc *d = p->d;
    if (!qn_policy_concerns(p->b, pol))
        return 0;
    char from[QN_DATE_TEXT_CAP];
    struct qn_spans *s = qn_doc_cell(d);
    qn_date_text(pol->from, from);
    qn_span_text(d, s, qn_pen_keep(p, from, strlen(from)));
    s = qn_doc_cell(d);
    qn_span_strong(d, s, pol->document);
    qn_span_break(d, s);
    qn_span_muted(d, s, qn_pen_name(p, pol->scope_zh, pol->scope_en));
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
