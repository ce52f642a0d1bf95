/* Annex: reasoning of each installation (HTML), sources, inputs, how to read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"
#include "brief/steps.h"

/* The value, opening to its source where it is a number on record. */
static void cell_value(struct qn_pen *p, const struct qn_step *t)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    char text[QN_STEP_TEXT_CAP], word[QN_STEP_TEXT_CAP];
    qn_step_value(p->lang, t, text);
    int number = !isnan(t->value.value) && !(t->value_text && *t->value_text) &&
                 strncmp(t->parameter ? t->parameter : "", "has_", 4) != 0;
    if (t->kind == QN_STEP_LIMB)
        return;
    if (!number) {
        qn_span_text(p->d, s, qn_pen_keep(p, text, strlen(text)));
        return;
    }
    qn_param_label(p->lang, t->parameter, word, sizeof word);
    const char *unit = qn_unit_label(p->lang, t->unit ? t->unit : "");
    struct qn_doc_prov o = t->prov
                               ? qn_pen_stored(p, word, t->value.value, 1, unit, t->prov)
                               : qn_pen_result(p, word, t->value.value, unit, qn_rule_id(t->rule));
    o.rule = qn_rule_id(t->rule);
    qn_span_number(p->d, s, &o);
    qn_span_text(p->d, s, " ");
    qn_span_text(p->d, s, unit);
}

static void step_row(struct qn_pen *p, const struct qn_step *t)
{
    struct qn_doc *d = p->d;
    char text[QN_STEP_TEXT_CAP];
    int limb = t->kind == QN_STEP_LIMB;
    void (*write)(struct qn_doc *, struct qn_spans *, const char *) =
        limb ? qn_span_strong : qn_span_text;
    qn_span_text(d, qn_doc_cell(d), qn_rule_id(t->rule));
    write(d, qn_doc_cell(d), qn_step_parameter(p->lang, t, text));
    cell_value(p, t);
    qn_span_text(d, qn_doc_cell(d), qn_step_bound(p->lang, t, text));
    write(d, qn_doc_cell(d), qn_step_outcome(p->lang, t->outcome));
    struct qn_spans *s = qn_doc_cell(d);
    if (t->prov)
        qn_span_text(d, s, qn_basis_label(p->lang, t->prov->basis));
}

static void reasoning_of(struct qn_pen *p, int32_t i)
{
    const struct qn_screening *sc = &p->b->screen.item[i];
    const struct qn_installation *in = &p->r->installation[i];
    const struct qn_enterprise *e = &p->r->enterprise[in->enterprise];
    if (sc->n_step == 0)
        return;
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_DETAILS_BEGIN);
    qn_span_text(p->d, &b->spans, qn_pen_name(p, e->name_zh, e->name_en));
    qn_span_text(p->d, &b->spans, " · ");
    qn_span_text(p->d, &b->spans, qn_pen_installation(p, in));
    qn_span_text(p->d, &b->spans, " ");
    qn_pen_class(p, &b->spans, sc->cls);
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_RULE), 1.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_PARAMETER), 2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_VALUE), 1.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_BOUND), 2.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_OUTCOME), 1, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_PROV), 1, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 6);
    for (size_t k = 0; k < sc->n_step; k++)
        step_row(p, &sc->step[k]);
    qn_doc_block(p->d, QN_BLOCK_DETAILS_END);
}

static void sources(struct qn_pen *p)
{
    if (p->r->n_source == 0)
        return;
    qn_doc_heading(p->d, 2, "sources", qn_pen_t(p, QN_T_BRF_H_SOURCES));
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_SOURCE), 5, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_KNOWN), 1.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_CONF), 1.6, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 3);
    for (int32_t i = 0; i < p->r->n_source; i++) {
        const struct qn_source *src = &p->r->source[i];
        struct qn_spans *s = qn_doc_cell(p->d);
        if (*src->url)
            qn_span_link(p->d, s, src->title, src->url);
        else
            qn_span_text(p->d, s, src->title);
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s, src->id);
        s = qn_doc_cell(p->d);
        struct qn_prov own = src->prov; /* a source is its own source */
        own.basis = QN_BASIS_PUBLISHED;
        own.source = src->id;
        if (qn_date_known(src->published_on))
            qn_pen_date(p, s, qn_pen_t(p, QN_T_BRF_C_KNOWN), src->published_on, &own);
        s = qn_doc_cell(p->d);
        qn_span_text(p->d, s, qn_conf_word_label(p->lang, src->conf_level));
    }
}

/* The sources of the rules that decided, whole titles. */
static void rule_sources(struct qn_pen *p)
{
    const struct qn_rule *const *rule;
    size_t n = qn_pack_rules(p->b->pack, &rule);
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_RULE), 2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_SOURCE), 5, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_CONF), 1.6, QN_ALIGN_LEFT}};
    int headed = 0;
    for (size_t i = 0; i < n; i++) {
        const struct qn_rule_source *src = qn_pack_source(p->b->pack, qn_rule_source_id(rule[i]));
        int used = 0;
        for (int32_t k = 0; k < p->b->screen.n && !used; k++)
            used = p->b->screen.item[k].rule == rule[i];
        if (!used || !src)
            continue;
        if (!headed) {
            qn_doc_heading(p->d, 2, "rule-sources", qn_pen_t(p, QN_T_BRF_H_RULE_SOURCES));
            qn_doc_table(p->d, column, 3);
        }
        headed = 1;
        qn_span_text(p->d, qn_doc_cell(p->d), qn_rule_id(rule[i]));
        struct qn_spans *s = qn_doc_cell(p->d);
        if (*src->url)
            qn_span_link(p->d, s, src->title, src->url);
        else
            qn_span_text(p->d, s, src->title);
        qn_span_text(p->d, qn_doc_cell(p->d), qn_conf_label(p->lang, qn_rule_conf(rule[i])));
    }
}

static void inputs(struct qn_pen *p)
{
    qn_doc_heading(p->d, 2, "inputs", qn_pen_t(p, QN_T_BRF_H_INPUTS));
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_RUN), 2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_INPUT), 3, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_BYTES), 1, QN_ALIGN_RIGHT},
                                           {qn_pen_t(p, QN_T_BRF_C_SHA), 2, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 4);
    for (size_t i = 0; i < p->b->n_run; i++) {
        const struct qn_briefing_run *r = &p->b->run[i];
        for (size_t k = 0; k < r->n_input; k++) {
            char run[128];
            int n = snprintf(run, sizeof run, "%s %.12s", r->command, r->digest);
            qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_keep(p, run, (size_t)n));
            qn_span_text(p->d, qn_doc_cell(p->d), r->input[k].name);
            struct qn_doc_prov o =
                qn_pen_result(p, qn_pen_t(p, QN_T_BRF_L_BYTES), (double)r->input[k].bytes, "B",
                              qn_pen_t(p, QN_T_BRF_RULE_BYTES));
            qn_span_number(p->d, qn_doc_cell(p->d), &o);
            qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_keep(p, r->input[k].sha256, 16));
        }
    }
}

static void legend(struct qn_pen *p)
{
    qn_doc_heading(p->d, 2, "legend", qn_pen_t(p, QN_T_BRF_H_LEGEND));
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_LEGEND_BASIS, NULL, 0);
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_LEGEND_CONF, NULL, 0);
}

void qn_compose_annex(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "annex", qn_pen_t(p, QN_T_BRF_H_ANNEX));
    if (p->medium == QN_MEDIUM_HTML) {
        qn_doc_heading(p->d, 2, "reasoning", qn_pen_t(p, QN_T_BRF_H_REASONING));
        for (int32_t i = 0; i < p->b->screen.n; i++)
            reasoning_of(p, i);
    }
    sources(p);
    rule_sources(p);
    inputs(p);
    legend(p);
}
