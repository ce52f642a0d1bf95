/* 2 Each jurisdiction and its enterprises, one by one. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"
#include "brief/steps.h"

static void separator(struct qn_pen *p, struct qn_spans *s)
{
    if (s->n)
        qn_span_text(p->d, s, " · ");
}

static void labelled_capacity(struct qn_pen *p, struct qn_spans *s, enum qn_text_id label,
                              struct qn_qty q)
{
    if (isnan(q.value))
        return;
    separator(p, s);
    qn_span_text(p->d, s, qn_pen_t(p, label));
    qn_span_text(p->d, s, " ");
    qn_pen_capacity(p, s, qn_pen_t(p, label), q);
}

static void facts(struct qn_pen *p, const struct qn_enterprise *e)
{
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    struct qn_spans *s = &b->spans;
    qn_span_text(p->d, s, qn_sector_label(p->lang, e->sector));
    if (strcmp(e->exit_scope, "whole") == 0) {
        separator(p, s);
        qn_span_strong(p->d, s, qn_pen_t(p, QN_T_BRF_E_EXIT_WHOLE));
    } else if (strcmp(e->exit_scope, "part") == 0) {
        separator(p, s);
        qn_span_strong(p->d, s,
                       qn_pen_f(p, QN_T_BRF_E_EXIT_PART,
                                qn_pen_name(p, e->exit_part_zh, e->exit_part_en),
                                (const char *)NULL));
    }
    labelled_capacity(p, s, QN_T_BRF_E_COKE, e->coke_capacity_t_a);
    labelled_capacity(p, s, QN_T_BRF_E_IRON, e->iron_capacity_t_a);
    labelled_capacity(p, s, QN_T_BRF_E_STEEL, e->steel_capacity_t_a);
    if (!isnan(e->staff_persons.value)) {
        separator(p, s);
        qn_span_text(p->d, s, qn_pen_t(p, QN_T_BRF_E_STAFF));
        qn_span_text(p->d, s, " ");
        qn_pen_qty(p, s, qn_pen_t(p, QN_T_BRF_E_STAFF), e->staff_persons, 1,
                   qn_pen_t(p, QN_T_BRF_E_PERSONS));
    }
    if (qn_date_known(e->founded_on)) {
        separator(p, s);
        qn_span_text(p->d, s, qn_pen_t(p, QN_T_BRF_E_FOUNDED));
        qn_span_text(p->d, s, " ");
        qn_pen_date(p, s, qn_pen_t(p, QN_T_BRF_E_FOUNDED), e->founded_on, &e->prov);
    }
    if (*e->uscc) {
        separator(p, s);
        qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_E_USCC));
        qn_span_muted(p->d, s, e->uscc);
    }
}

static void history(struct qn_pen *p, int32_t enterprise)
{
    static const char *const kinds[] = {"founded",    "renamed",       "moved", "merged_into",
                                        "split_from", "owner_changed", NULL};
    static const enum qn_text_id line[] = {QN_T_BRF_E_FOUNDING, QN_T_BRF_E_RENAMED,
                                           QN_T_BRF_E_MOVED,    QN_T_BRF_E_MERGED,
                                           QN_T_BRF_E_SPLIT,    QN_T_BRF_E_OWNER};
    for (int32_t i = 0; i < p->r->n_enterprise_event; i++) {
        const struct qn_enterprise_event *e = &p->r->enterprise_event[i];
        if (e->enterprise != enterprise)
            continue;
        size_t k = 0;
        while (kinds[k] && strcmp(kinds[k], e->kind) != 0)
            k++;
        if (!kinds[k])
            continue;
        const char *other = "";
        if (e->other >= 0)
            other = qn_pen_name(p, p->r->enterprise[e->other].name_zh,
                                p->r->enterprise[e->other].name_en);
        else
            other = qn_pen_name(p, e->former_name_zh, e->former_name_en);
        struct qn_pen_arg args[] = {
            qn_pen_number(qn_pen_dated(p, qn_pen_t(p, QN_T_BRF_C_DATE), e->on_date, &e->prov)),
            qn_pen_text(other)};
        qn_pen_block(p, QN_BLOCK_LIST_ITEM, line[k], args, 2);
    }
}

static void cell_state(struct qn_pen *p, int32_t index)
{
    const struct qn_installation *in = &p->r->installation[index];
    struct qn_date since = {0};
    const struct qn_prov *prov = NULL;
    enum qn_state state = qn_installation_state_on(p->r, index, p->b->on, &since, &prov);
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_text(p->d, s, qn_state_label(p->lang, state));
    if (qn_date_known(since) && prov) {
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_SINCE));
        qn_pen_date(p, s,
                    qn_pen_f(p, QN_T_BRF_L_SINCE, qn_pen_installation(p, in), (const char *)NULL),
                    since, prov);
    }
    if (in->state != state && qn_date_known(in->state_since) &&
        qn_date_first_day(in->state_since) > qn_date_last_day(p->b->on)) {
        qn_span_break(p->d, s);
        struct qn_pen_arg arg = qn_pen_text(qn_state_label(p->lang, in->state));
        qn_pen_say(p, s, QN_T_BRF_LATER_STATE, &arg, 1);
        qn_span_text(p->d, s, " ");
        qn_pen_date(p, s, qn_state_label(p->lang, in->state), in->state_since, &in->prov);
    }
}

static void cell_size(struct qn_pen *p, const struct qn_installation *in)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    enum qn_param size = qn_kind_size(in->kind);
    if (size == QN_PARAM_COUNT || size == QN_PARAM_CAPACITY) {
        qn_span_muted(p->d, s, "—");
        return;
    }
    char word[128];
    const char *name = qn_param_names[size];
    qn_param_label(p->lang, name, word, sizeof word);
    const char *label =
        qn_pen_f(p, QN_T_BRF_L_PARAM, qn_pen_installation(p, in), word, (const char *)NULL);
    qn_pen_qty(p, s, label, in->param[size], 1, qn_unit_label(p->lang, qn_param_unit(name)));
}

static void cell_capacity(struct qn_pen *p, const struct qn_installation *in)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    const char *name = qn_pen_installation(p, in);
    qn_pen_capacity(p, s, qn_pen_f(p, QN_T_BRF_L_CAPACITY, name, (const char *)NULL),
                    in->param[QN_PARAM_CAPACITY]);
    if (isnan(in->param[QN_PARAM_OUTPUT].value))
        return;
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_OUTPUT));
    qn_pen_capacity(p, s, qn_pen_f(p, QN_T_BRF_L_OUTPUT, name, (const char *)NULL),
                    in->param[QN_PARAM_OUTPUT]);
}

/* An exception claimed, and whether its documents are there: why a small furnace has no class. */
static void exemption(struct qn_pen *p, struct qn_spans *s, const struct qn_screening *sc)
{
    static const char *const claims[] = {"casting_iron", "ferroalloy", "special_steel"};
    static const enum qn_variant words[] = {QN_VARIANT_CAST_IRON, QN_VARIANT_FERROALLOY,
                                            QN_VARIANT_SPECIAL_STEEL};
    const char *claim = p->r->installation[sc->installation].exemption_claimed;
    int lacking = 0;
    for (size_t i = 0; i < sc->n_missing; i++)
        lacking |= strcmp(sc->missing[i], "business_registration") == 0 ||
                   strcmp(sc->missing[i], "sales_records_3y") == 0 ||
                   strcmp(sc->missing[i], "project_approval") == 0;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(claims[i], claim) != 0)
            continue;
        struct qn_pen_arg arg = qn_pen_text(qn_variant_label(p->lang, words[i]));
        qn_span_break(p->d, s);
        qn_pen_say(p, s, lacking ? QN_T_BRF_EXEMPT_OPEN : QN_T_BRF_EXEMPT_SHOWN, &arg, 1);
    }
}

static void cell_class(struct qn_pen *p, const struct qn_screening *sc)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_pen_class(p, s, sc->cls);
    if (sc->rule) {
        qn_span_text(p->d, s, " ");
        qn_span_text(p->d, s, qn_rule_id(sc->rule));
        if (qn_rule_conf(sc->rule) >= QN_CONF_PARTIAL) {
            qn_span_break(p->d, s);
            qn_span_muted(p->d, s, qn_conf_label(p->lang, qn_rule_conf(sc->rule)));
        }
    }
    if (sc->cls != QN_CLASS_UNDETERMINED && qn_screening_open(sc)) {
        struct qn_pen_arg arg = qn_pen_text(qn_class_label(p->lang, QN_CLASS_ELIMINATED));
        qn_span_break(p->d, s);
        qn_pen_say(p, s, QN_T_BRF_MAY_BECOME, &arg, 1);
    }
    exemption(p, s, sc);
    if (sc->reading_zh) {
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_READING));
    }
    if (sc->n_missing) {
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_MISSING));
        qn_pen_missing(p, s, sc);
    }
}

static void installation_row(struct qn_pen *p, int32_t index)
{
    const struct qn_installation *in = &p->r->installation[index];
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_strong(p->d, s, qn_pen_installation(p, in));
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, qn_kind_label(p->lang, in->kind));
    if (in->variant != QN_VARIANT_UNKNOWN) {
        qn_span_muted(p->d, s, p->lang == QN_ZH ? "，" : ", ");
        qn_span_muted(p->d, s, qn_variant_label(p->lang, in->variant));
    }
    if (in->units > 1) {
        struct qn_doc_prov n =
            qn_pen_stored(p, qn_pen_t(p, QN_T_BRF_TILE_INSTALLATIONS), in->units, 1, "", &in->prov);
        struct qn_pen_arg arg = qn_pen_number(n);
        qn_span_text(p->d, s, p->lang == QN_ZH ? "，" : ", ");
        qn_pen_say(p, s, QN_T_BRF_UNITS, &arg, 1);
    }
    cell_state(p, index);
    cell_size(p, in);
    cell_capacity(p, in);
    cell_class(p, qn_briefing_screening(p->b, index));
}

static void installations(struct qn_pen *p, const struct qn_enterprise *e)
{
    if (e->n_installations == 0) {
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_E_NO_INSTALLATION, NULL, 0);
        return;
    }
    const struct qn_doc_column column[] = {
        {qn_pen_t(p, QN_T_BRF_C_INSTALLATION), 2.2, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_STATE), 1.5, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_BRF_C_SIZE), 1.1, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_BRF_C_CAPACITY), 1.7, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_BRF_C_CLASS), 3, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 5);
    for (int32_t i = 0; i < e->n_installations; i++)
        installation_row(p, e->first_installation + i);
}

static void emissions(struct qn_pen *p, int32_t enterprise)
{
    static const char *const pollutants[] = {"PM", "SO2", "NOx"};
    static const char *const shown[] = {"PM", "SO₂", "NOₓ"};
    int outlets = 0;
    for (int32_t i = 0; i < p->r->n_outlet; i++)
        outlets += p->r->outlet[i].enterprise == enterprise;
    if (!outlets)
        return;
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    struct qn_pen_arg n = qn_pen_count(p, QN_T_BRF_GAP_OUTLETS, outlets, QN_T_BRF_RULE_COUNT);
    qn_pen_say(p, &b->spans, QN_T_BRF_E_OUTLETS, &n, 1);
    int any = 0;
    for (size_t k = 0; k < 3; k++) {
        struct qn_doc_prov o = qn_pen_emission(p, enterprise, pollutants[k], shown[k]);
        if (isnan(o.value))
            continue;
        if (any)
            qn_span_text(p->d, &b->spans, qn_pen_comma(p));
        qn_span_text(p->d, &b->spans, shown[k]);
        qn_span_text(p->d, &b->spans, " ");
        qn_span_number(p->d, &b->spans, &o);
        qn_span_text(p->d, &b->spans, " t/a");
        any = 1;
    }
    if (!any)
        qn_pen_unknown(p, &b->spans);
}

static void enterprise(struct qn_pen *p, int32_t index)
{
    const struct qn_enterprise *e = &p->r->enterprise[index];
    char anchor[80];
    int n = snprintf(anchor, sizeof anchor, "e-%d", (int)index);
    qn_doc_heading(p->d, 3, qn_pen_keep(p, anchor, (size_t)n),
                   qn_pen_name(p, e->name_zh, e->name_en));
    facts(p, e);
    history(p, index);
    installations(p, e);
    emissions(p, index);
}

static void jurisdiction_line(struct qn_pen *p, int32_t j)
{
    int64_t enterprises = 0, all = 0, count[QN_CLASS_COUNT] = {0};
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        const struct qn_enterprise *e = &p->r->enterprise[i];
        if (e->jurisdiction != j)
            continue;
        enterprises++;
        all += e->n_installations;
        for (int32_t k = 0; k < e->n_installations; k++)
            count[qn_briefing_screening(p->b, e->first_installation + k)->cls]++;
    }
    struct qn_pen_arg args[2 + QN_CLASS_COUNT] = {
        qn_pen_count(p, QN_T_BRF_TILE_ENTERPRISES, enterprises, QN_T_BRF_RULE_COUNT),
        qn_pen_count(p, QN_T_BRF_TILE_INSTALLATIONS, all, QN_T_BRF_RULE_COUNT)};
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        args[2 + c] = qn_pen_count(p, QN_T_BRF_L_CLASS, count[c], QN_T_BRF_RULE_COUNT_CLASS);
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    qn_pen_say(p, &b->spans, QN_T_BRF_J_LINE, args, 2 + QN_CLASS_COUNT);
    if (j < 0)
        return;
    const struct qn_jurisdiction *jr = &p->r->jurisdiction[j];
    if (p->lang == QN_EN)
        qn_span_text(p->d, &b->spans, " ");
    if (isnan(jr->population_persons.value)) {
        qn_pen_say(p, &b->spans, QN_T_BRF_J_PEOPLE_UNKNOWN, NULL, 0);
        return;
    }
    char year[16];
    snprintf(year, sizeof year, "%d", jr->population_year);
    struct qn_pen_arg people[] = {
        qn_pen_number(qn_pen_stored(p, qn_pen_t(p, QN_T_BRF_TILE_RESIDENTS),
                                    jr->population_persons.value, 1, "",
                                    jr->population_persons.prov)),
        qn_pen_text(qn_pen_keep(p, year, strlen(year)))};
    qn_pen_say(p, &b->spans, QN_T_BRF_J_PEOPLE, people, 2);
}

static void jurisdiction(struct qn_pen *p, int32_t j)
{
    int any = 0;
    for (int32_t i = 0; i < p->r->n_enterprise && !any; i++)
        any = p->r->enterprise[i].jurisdiction == j;
    if (!any)
        return;
    char anchor[32];
    int n = snprintf(anchor, sizeof anchor, "j-%d", (int)j + 1);
    qn_doc_heading(
        p->d, 2, qn_pen_keep(p, anchor, (size_t)n),
        j < 0 ? qn_pen_t(p, QN_T_BRF_NO_JURISDICTION)
              : qn_pen_name(p, p->r->jurisdiction[j].name_zh, p->r->jurisdiction[j].name_en));
    jurisdiction_line(p, j);
    for (int32_t i = 0; i < p->r->n_enterprise; i++)
        if (p->r->enterprise[i].jurisdiction == j)
            enterprise(p, i);
}

void qn_compose_enterprises(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "enterprises", qn_pen_t(p, QN_T_BRF_H_ENTERPRISES));
    for (int32_t j = 0; j < p->r->n_jurisdiction; j++)
        jurisdiction(p, j);
    jurisdiction(p, -1);
}
