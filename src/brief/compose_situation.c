/* 1 The situation: figures, map, pictures, indicators. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"

static void add_tile(struct qn_pen *p, struct qn_doc_prov prov, enum qn_text_id label)
{
    qn_span_number(p->d, qn_doc_cell(p->d), &prov);
    qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_t(p, label));
}

static void add_count_tile(struct qn_pen *p, int64_t n, enum qn_text_id label, enum qn_text_id rule)
{
    add_tile(p, qn_pen_count(p, label, n, rule).prov, label);
}

/* The jurisdiction that the region is: the first without a parent that has people. */
static const struct qn_jurisdiction *whole_region(const struct qn_region *r)
{
    for (int32_t i = 0; i < r->n_jurisdiction; i++)
        if (r->jurisdiction[i].parent < 0 && !isnan(r->jurisdiction[i].population_persons.value))
            return &r->jurisdiction[i];
    return NULL;
}

static void tiles(struct qn_pen *p)
{
    const struct qn_region *r = p->r;
    qn_doc_block(p->d, QN_BLOCK_TILES);
    add_count_tile(p, r->n_enterprise, QN_T_BRF_TILE_ENTERPRISES, QN_T_BRF_RULE_COUNT);
    add_count_tile(p, r->n_installation, QN_T_BRF_TILE_INSTALLATIONS, QN_T_BRF_RULE_COUNT);
    int listed = qn_enterprises_listed(r);
    if (listed)
        add_count_tile(p, listed, QN_T_BRF_TILE_LISTED, QN_T_BRF_RULE_COUNT_LISTED);
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        if (c != QN_CLASS_UNCLASSIFIED)
            add_count_tile(p, p->b->screen.count[c],
                           (enum qn_text_id)(QN_T_LABEL_CLASS_ELIMINATED + c),
                           QN_T_BRF_RULE_COUNT_CLASS);
    const struct qn_jurisdiction *j = whole_region(r);
    if (j)
        add_tile(p,
                 qn_pen_stored(p, qn_pen_t(p, QN_T_BRF_TILE_RESIDENTS), j->population_persons.value,
                               1, "", j->population_persons.prov),
                 QN_T_BRF_TILE_RESIDENTS);
}

static void intro(struct qn_pen *p)
{
    const struct qn_region *r = p->r;
    int64_t state[QN_STATE_COUNT] = {0};
    for (int32_t i = 0; i < r->n_installation; i++)
        state[qn_installation_state_on(r, i, p->b->on, NULL, NULL)]++;
    char on[QN_DATE_TEXT_CAP];
    qn_date_text(p->b->on, on);
    const char *name = qn_pen_name(p, r->name_zh, r->name_en);
    const enum qn_text_id rule = QN_T_BRF_RULE_COUNT_STATE;
    const enum qn_text_id label = QN_T_BRF_L_STATE;
    struct qn_pen_arg args[] = {
        qn_pen_text(qn_pen_keep(p, on, strlen(on))),
        qn_pen_text(*name ? name : qn_pen_t(p, QN_T_BRF_THE_REGION)),
        qn_pen_count(p, QN_T_BRF_TILE_ENTERPRISES, r->n_enterprise, QN_T_BRF_RULE_COUNT),
        qn_pen_count(p, QN_T_BRF_TILE_INSTALLATIONS, r->n_installation, QN_T_BRF_RULE_COUNT),
        qn_pen_count(p, label, state[QN_STATE_OPERATING], rule),
        qn_pen_count(p, label, state[QN_STATE_IDLE], rule),
        qn_pen_count(p, label, state[QN_STATE_STOPPED], rule),
        qn_pen_count(p, label, state[QN_STATE_DISMANTLED], rule),
        qn_pen_count(p, label, state[QN_STATE_PLANNED] + state[QN_STATE_UNDER_CONSTRUCTION], rule),
        qn_pen_count(p, label, state[QN_STATE_UNKNOWN] + state[QN_STATE_CANCELLED], rule),
    };
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_SIT_INTRO, args, 10);
}

static void classes(struct qn_pen *p)
{
    const struct qn_edition *ed = p->b->screen.edition;
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    if (!ed) {
        qn_pen_say(p, &b->spans, QN_T_BRF_SIT_NO_EDITION, NULL, 0);
        return;
    }
    struct qn_pen_arg args[5] = {qn_pen_text(qn_pen_name(p, ed->title_zh, ed->title_en))};
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        args[1 + c] =
            qn_pen_count(p, QN_T_BRF_L_CLASS, p->b->screen.count[c], QN_T_BRF_RULE_COUNT_CLASS);
    qn_pen_say(p, &b->spans, QN_T_BRF_SIT_CLASS, args, 5);
}

static void picture(struct qn_pen *p, struct qn_scene *scene, enum qn_text_id caption,
                    const char *alt)
{
    if (!scene)
        return;
    struct qn_block *b = qn_doc_scene(p->d, scene, alt);
    qn_span_text(p->d, &b->spans, qn_pen_t(p, caption));
}

static void map(struct qn_pen *p)
{
    struct qn_scene *scene = qn_draw_map(p);
    if (!scene)
        return;
    int placed = 0;
    for (int32_t i = 0; i < p->r->n_enterprise; i++)
        placed += !isnan(p->r->enterprise[i].lon_deg.value);
    char j[16], e[16], s[16];
    snprintf(j, sizeof j, "%d", p->r->n_jurisdiction);
    snprintf(e, sizeof e, "%d", placed);
    snprintf(s, sizeof s, "%d", p->r->n_station);
    picture(p, scene, QN_T_BRF_MAP_CAPTION,
            qn_pen_f(p, QN_T_BRF_MAP_ALT, j, e, s, (const char *)NULL));
    if (placed == p->r->n_enterprise)
        return;
    struct qn_pen_arg n = qn_pen_count(p, QN_T_BRF_TILE_ENTERPRISES, p->r->n_enterprise - placed,
                                       QN_T_BRF_RULE_COUNT);
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_MAP_NO_PLACE, &n, 1);
}

static void indicator_row(struct qn_pen *p, const struct qn_indicator *i)
{
    struct qn_doc *d = p->d;
    qn_span_text(d, qn_doc_cell(d), i->period);
    qn_span_text(d, qn_doc_cell(d), qn_pen_name(p, i->metric_zh, i->metric_en));
    struct qn_spans *s = qn_doc_cell(d);
    const char *unit = qn_pen_name(p, i->unit_zh, i->unit_en);
    if (!isnan(i->value)) {
        struct qn_doc_prov o = qn_pen_stored(p, qn_pen_name(p, i->metric_zh, i->metric_en),
                                             i->value, 1, unit, &i->prov);
        qn_span_number(d, s, &o);
        qn_span_text(d, s, " ");
        qn_span_text(d, s, unit);
    } else {
        qn_span_text(d, s, qn_pen_name(p, i->statement_zh, i->statement_en));
    }
    if (i->usable_as_baseline == 0)
        qn_span_badge(d, s, qn_pen_t(p, QN_T_BRF_IND_BASELINE_NO), QN_COLOUR_ELIMINATED);
    s = qn_doc_cell(d);
    if (qn_date_known(i->known_on))
        qn_pen_date(p, s, qn_pen_t(p, QN_T_BRF_C_KNOWN), i->known_on, &i->prov);
    else
        qn_span_muted(d, s, qn_pen_t(p, QN_T_BRF_IND_UNDATED));
}

static void indicator_table(struct qn_pen *p)
{
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_PERIOD), 1.3, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_METRIC), 2.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_VALUE), 2.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_KNOWN), 1, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 4);
    for (int32_t i = 0; i < p->r->n_indicator; i++)
        if (qn_indicator_known(p->b, &p->r->indicator[i]))
            indicator_row(p, &p->r->indicator[i]);
}

static void baseline_warnings(struct qn_pen *p)
{
    for (int32_t i = 0; i < p->r->n_indicator; i++) {
        const struct qn_indicator *ind = &p->r->indicator[i];
        if (ind->usable_as_baseline != 0 || !qn_indicator_known(p->b, ind))
            continue;
        struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_CALLOUT);
        b->tone = 1;
        struct qn_pen_arg args[] = {
            qn_pen_text(ind->period),
            qn_pen_text(qn_pen_name(p, ind->statement_zh, ind->statement_en))};
        qn_pen_say(p, &b->spans, QN_T_BRF_IND_BASELINE, args, 2);
    }
}

static void indicators(struct qn_pen *p)
{
    if (p->r->n_indicator == 0)
        return;
    int known = 0;
    for (int32_t i = 0; i < p->r->n_indicator; i++)
        known += qn_indicator_known(p->b, &p->r->indicator[i]);
    qn_doc_heading(p->d, 2, "indicators", qn_pen_t(p, QN_T_BRF_H_INDICATORS));
    qn_pen_block(p, QN_BLOCK_PARA, known ? QN_T_BRF_IND_INTRO : QN_T_BRF_IND_NOTHING, NULL, 0);
    baseline_warnings(p);
    if (known)
        indicator_table(p);
    if (known == p->r->n_indicator)
        return;
    struct qn_pen_arg later =
        qn_pen_count(p, QN_T_BRF_H_INDICATORS, p->r->n_indicator - known, QN_T_BRF_RULE_COUNT);
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_BRF_IND_LATER, &later, 1);
}

void qn_compose_situation(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "situation", qn_pen_t(p, QN_T_BRF_H_SITUATION));
    tiles(p);
    intro(p);
    classes(p);
    qn_compose_keys(p);
    qn_pen_block(p, QN_BLOCK_CALLOUT, QN_T_BRF_SIT_CAUTION, NULL, 0);
    map(p);
    picture(p, qn_draw_classes(p), QN_T_BRF_CLASS_CAPTION, qn_pen_t(p, QN_T_BRF_CLASS_ALT));
    picture(p, qn_draw_thresholds(p), QN_T_BRF_THR_CAPTION, qn_pen_t(p, QN_T_BRF_THR_ALT));
    picture(p, qn_draw_emissions(p), QN_T_BRF_EMI_CAPTION, qn_pen_t(p, QN_T_BRF_EMI_ALT));
    indicators(p);
}
