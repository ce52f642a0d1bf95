/* 5 What is missing: for a class, in the register, in the rule pack. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"

static void about_cell(struct qn_pen *p, int32_t installation)
{
    const struct qn_installation *in = &p->r->installation[installation];
    const struct qn_enterprise *e = &p->r->enterprise[in->enterprise];
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_strong(p->d, s, qn_pen_name(p, e->name_zh, e->name_en));
    qn_span_break(p->d, s);
    qn_span_text(p->d, s, qn_pen_installation(p, in));
}

static void undetermined(struct qn_pen *p)
{
    qn_doc_heading(p->d, 2, "undetermined", qn_pen_t(p, QN_T_BRF_H_UNDETERMINED));
    int any = 0;
    for (int32_t i = 0; i < p->b->screen.n && !any; i++)
        any = qn_screening_open(&p->b->screen.item[i]);
    if (!any) {
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
        qn_pen_say(p, &b->spans, QN_T_BRF_UNDET_NONE, NULL, 0);
        return;
    }
    const struct qn_doc_column column[] = {
        {qn_pen_t(p, QN_T_BRF_C_INSTALLATION), 2.6, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_NEEDED), 4, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_CANDIDATES), 2, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 3);
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        const struct qn_screening *sc = &p->b->screen.item[i];
        if (!qn_screening_open(sc))
            continue;
        about_cell(p, i);
        struct qn_spans *s = qn_doc_cell(p->d);
        qn_pen_missing(p, s, sc);
        if (sc->gap_zh) {
            if (s->n)
                qn_span_break(p->d, s);
            qn_span_muted(p->d, s, qn_pen_name(p, sc->gap_zh, sc->gap_en));
        }
        qn_pen_candidates(p, qn_doc_cell(p->d), sc);
    }
}

/* Exceptions claimed, the class fixed without them, documents missing. */
static void documents(struct qn_pen *p)
{
    int headed = 0;
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        const struct qn_screening *sc = &p->b->screen.item[i];
        if (qn_screening_open(sc) || sc->n_missing == 0)
            continue;
        if (!headed)
            qn_doc_heading(p->d, 2, "documents", qn_pen_t(p, QN_T_BRF_H_DOCUMENTS));
        headed = 1;
        const struct qn_installation *in = &p->r->installation[i];
        const struct qn_enterprise *e = &p->r->enterprise[in->enterprise];
        struct qn_pen_arg args[] = {qn_pen_text(qn_pen_name(p, e->name_zh, e->name_en)),
                                    qn_pen_text(qn_pen_installation(p, in))};
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_LIST_ITEM);
        qn_pen_say(p, &b->spans, QN_T_BRF_DOC_LINE, args, 2);
        qn_pen_missing(p, &b->spans, sc);
    }
}

struct gaps {
    struct qn_pen *p;
    struct qn_spans *cell; /* NULL: only count */
    int n;
};

static void gap(struct gaps *g, const char *text)
{
    if (g->cell) {
        if (g->n)
            qn_span_text(g->p->d, g->cell, qn_pen_comma(g->p));
        qn_span_text(g->p->d, g->cell, text);
    }
    g->n++;
}

static void installation_gaps(struct gaps *g, int32_t index)
{
    struct qn_pen *p = g->p;
    const struct qn_installation *in = &p->r->installation[index];
    const char *name = qn_pen_installation(p, in);
    enum qn_param size = qn_kind_size(in->kind);
    if (in->kind == QN_KIND_UNKNOWN)
        gap(g, qn_pen_f(p, QN_T_BRF_GAP_KIND, name, (const char *)NULL));
    if (size < QN_PARAM_COUNT && size != QN_PARAM_CAPACITY && isnan(in->param[size].value))
        gap(g, qn_pen_f(p, QN_T_BRF_GAP_SIZE, name, (const char *)NULL));
    if (isnan(in->param[QN_PARAM_CAPACITY].value))
        gap(g, qn_pen_f(p, QN_T_BRF_GAP_CAPACITY, name, (const char *)NULL));
    if (qn_installation_state_on(p->r, index, p->b->on, NULL, NULL) == QN_STATE_UNKNOWN)
        gap(g, qn_pen_f(p, QN_T_BRF_GAP_STATE, name, (const char *)NULL));
}

static void outlet_gaps(struct gaps *g, int32_t enterprise)
{
    struct qn_pen *p = g->p;
    int outlets = 0;
    for (int32_t i = 0; i < p->r->n_outlet; i++) {
        const struct qn_outlet *o = &p->r->outlet[i];
        if (o->enterprise != enterprise)
            continue;
        outlets++;
        const char *name = qn_pen_name(p, o->name_zh, o->name_en);
        int stack = strncmp(o->kind, "fugitive", 8) != 0;
        if (stack && (isnan(o->height_m.value) || isnan(o->diameter_m.value) ||
                      isnan(o->exit_temp_C.value) || isnan(o->exit_velocity_m_s.value)))
            gap(g, qn_pen_f(p, QN_T_BRF_GAP_STACK, *name ? name : o->id, (const char *)NULL));
        int emissions = 0;
        for (int32_t k = 0; k < p->r->n_emission && !emissions; k++)
            emissions = p->r->emission[k].outlet == i;
        if (!emissions)
            gap(g, qn_pen_f(p, QN_T_BRF_GAP_EMISSION, *name ? name : o->id, (const char *)NULL));
    }
    if (outlets == 0)
        gap(g, qn_pen_t(p, QN_T_BRF_GAP_OUTLETS));
}

static int enterprise_gaps(struct qn_pen *p, int32_t index, struct qn_spans *cell)
{
    const struct qn_enterprise *e = &p->r->enterprise[index];
    struct gaps g = {.p = p, .cell = cell};
    if (!*e->uscc)
        gap(&g, qn_pen_t(p, QN_T_BRF_GAP_USCC));
    if (isnan(e->lon_deg.value))
        gap(&g, qn_pen_t(p, QN_T_BRF_GAP_PLACE));
    if (isnan(e->staff_persons.value))
        gap(&g, qn_pen_t(p, QN_T_BRF_GAP_STAFF));
    if (e->n_installations == 0)
        gap(&g, qn_pen_t(p, QN_T_BRF_GAP_INSTALLATIONS));
    for (int32_t i = 0; i < e->n_installations; i++)
        installation_gaps(&g, e->first_installation + i);
    outlet_gaps(&g, index);
    return g.n;
}

static void register_gaps(struct qn_pen *p)
{
    qn_doc_heading(p->d, 2, "register", qn_pen_t(p, QN_T_BRF_H_REGISTER));
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_ENTERPRISE), 2.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_GAPS), 6, QN_ALIGN_LEFT}};
    int any = 0;
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        const struct qn_enterprise *e = &p->r->enterprise[i];
        if (!enterprise_gaps(p, i, NULL))
            continue;
        if (!any)
            qn_doc_table(p->d, column, 2);
        any = 1;
        qn_span_strong(p->d, qn_doc_cell(p->d), qn_pen_name(p, e->name_zh, e->name_en));
        enterprise_gaps(p, i, qn_doc_cell(p->d));
    }
    if (!any)
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_REG_NONE, NULL, 0);
}

struct weak {
    int64_t rows, assumed, factor;
};

static void tally(struct weak *w, const struct qn_prov *prov)
{
    w->rows++;
    w->assumed += prov->basis == QN_BASIS_ASSUMED;
    w->factor += prov->basis == QN_BASIS_FACTOR;
}

static int weak_line(struct qn_pen *p, enum qn_table_id table, const struct weak *w)
{
    if (!w->assumed && !w->factor)
        return 0;
    const struct qn_table *t = &qn_tables[table];
    const enum qn_text_id label = QN_T_BRF_L_ROWS, rule = QN_T_BRF_RULE_COUNT;
    struct qn_pen_arg args[] = {
        qn_pen_text(qn_pen_name(p, t->doc_zh, t->doc_en)), qn_pen_count(p, label, w->assumed, rule),
        qn_pen_count(p, label, w->factor, rule), qn_pen_count(p, label, w->rows, rule)};
    qn_pen_block(p, QN_BLOCK_LIST_ITEM, QN_T_BRF_WEAK_LINE, args, 4);
    return 1;
}

static void weak_values(struct qn_pen *p)
{
    const struct qn_region *r = p->r;
    struct weak ent = {0}, ins = {0}, out = {0}, emi = {0}, pop = {0};
    for (int32_t i = 0; i < r->n_enterprise; i++)
        tally(&ent, &r->enterprise[i].prov);
    for (int32_t i = 0; i < r->n_installation; i++)
        tally(&ins, &r->installation[i].prov);
    for (int32_t i = 0; i < r->n_outlet; i++)
        tally(&out, &r->outlet[i].prov);
    for (int32_t i = 0; i < r->n_emission; i++)
        tally(&emi, &r->emission[i].prov);
    for (int32_t i = 0; i < r->n_cell; i++)
        tally(&pop, &r->cell[i].prov);
    qn_doc_heading(p->d, 2, "weak", qn_pen_t(p, QN_T_BRF_H_WEAK));
    int any = weak_line(p, QN_TAB_ENTERPRISE, &ent);
    any |= weak_line(p, QN_TAB_INSTALLATION, &ins);
    any |= weak_line(p, QN_TAB_OUTLET, &out);
    any |= weak_line(p, QN_TAB_EMISSION, &emi);
    any |= weak_line(p, QN_TAB_POPULATION, &pop);
    if (!any) {
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_WEAK_NONE, NULL, 0);
    }
}

static int64_t same_gap(const struct qn_briefing *b, int32_t index, int *first)
{
    int64_t n = 0;
    *first = 1;
    for (int32_t i = 0; i < b->screen.n; i++) {
        const char *g = b->screen.item[i].gap_zh;
        if (!g || strcmp(g, b->screen.item[index].gap_zh) != 0)
            continue;
        n++;
        if (i < index)
            *first = 0;
    }
    return n;
}

static void pack_gaps(struct qn_pen *p)
{
    qn_doc_heading(p->d, 2, "pack-gaps", qn_pen_t(p, QN_T_BRF_H_PACKGAPS));
    int any = 0;
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        const struct qn_screening *sc = &p->b->screen.item[i];
        int first;
        if (!sc->gap_zh)
            continue;
        int64_t n = same_gap(p->b, i, &first);
        if (!first)
            continue;
        any = 1;
        struct qn_pen_arg args[] = {qn_pen_text(qn_pen_name(p, sc->gap_zh, sc->gap_en)),
                                    qn_pen_count(p, QN_T_BRF_L_GAP, n, QN_T_BRF_RULE_COUNT_CLASS)};
        qn_pen_block(p, QN_BLOCK_LIST_ITEM, QN_T_BRF_GAP_ROWS, args, 2);
    }
    if (!any) {
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_GAP_NONE, NULL, 0);
    }
}

void qn_compose_missing(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "missing",
                   qn_pen_t(p, p->b->watch.n ? QN_T_TEL_H_MISSING : QN_T_BRF_H_MISSING));
    qn_pen_block(p, QN_BLOCK_CALLOUT, QN_T_BRF_MISS_INTRO, NULL, 0);
    if (p->b->watch.n == 0)
        qn_pen_block(p, QN_BLOCK_PARA, p->b->has_telemetry ? QN_T_TEL_NONE_BY_THEN : QN_T_TEL_NONE,
                     NULL, 0);
    undetermined(p);
    documents(p);
    register_gaps(p);
    weak_values(p);
    pack_gaps(p);
}
