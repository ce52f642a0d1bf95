/* The key points at the head of the situation: what a reader with one minute takes along. */
#include <string.h>

#include "brief/pen.h"

static struct qn_pen_arg count(struct qn_pen *p, int64_t n, enum qn_text_id rule)
{
    return qn_pen_count(p, QN_T_BRF_TILE_INSTALLATIONS, n, rule);
}

static void point(struct qn_pen *p, enum qn_text_id id, const struct qn_pen_arg *args, size_t n)
{
    qn_pen_block(p, QN_BLOCK_LIST_ITEM, id, args, n);
}

static int exits(const struct qn_region *r, const struct qn_installation *in)
{
    const char *scope = r->enterprise[in->enterprise].exit_scope;
    return strcmp(scope, "whole") == 0 ||
           (strcmp(scope, "part") == 0 && strcmp(in->exit_scope, "whole") == 0);
}

static void exit_point(struct qn_pen *p)
{
    const struct qn_region *r = p->r;
    int64_t firms = qn_enterprises_listed(r), all = 0, over = 0, running = 0;
    for (int32_t i = 0; i < r->n_installation; i++) {
        if (!exits(r, &r->installation[i]))
            continue;
        enum qn_state s = qn_installation_state_on(r, i, p->b->on, NULL, NULL);
        all++;
        over += s == QN_STATE_STOPPED || s == QN_STATE_DISMANTLED;
        running += s == QN_STATE_OPERATING;
    }
    if (!firms)
        return;
    const enum qn_text_id rule = QN_T_BRF_RULE_EXIT;
    struct qn_pen_arg args[] = {
        qn_pen_count(p, QN_T_BRF_TILE_LISTED, firms, QN_T_BRF_RULE_COUNT_LISTED),
        count(p, all, rule), count(p, over, rule), count(p, running, rule)};
    point(p, QN_T_BRF_KEY_EXIT, args, 4);
}

static void step_point(struct qn_pen *p)
{
    int64_t n[3] = {0}, all = 0;
    for (int32_t i = 0; i < p->r->n_event; i++) {
        const struct qn_event *e = &p->r->event[i];
        if (!qn_event_is_step(p->b, e))
            continue;
        all++;
        n[qn_event_step_state(p->b, e)]++;
    }
    if (!all)
        return;
    const enum qn_text_id rule = QN_T_BRF_RULE_STEPS;
    struct qn_pen_arg args[] = {count(p, all, rule), count(p, n[QN_STEP_DONE], rule),
                                count(p, n[QN_STEP_OVERDUE], rule)};
    point(p, QN_T_BRF_KEY_STEPS, args, 3);
}

/* What the pack itself lacks is no question to ask of a plant. */
static int askable(const char *name)
{
    return strncmp(name, "catalogue_", 10) != 0 && strcmp(name, "clause_text") != 0;
}

/* The name most often missing among open classes, and how often. */
static const char *most_missed(const struct qn_briefing *b, int64_t *most)
{
    const char *best = NULL;
    *most = 0;
    for (int32_t i = 0; i < b->screen.n; i++) {
        const struct qn_screening *sc = &b->screen.item[i];
        for (size_t k = 0; k < sc->n_missing && qn_screening_open(sc); k++) {
            if (!askable(sc->missing[k]) || (best && strcmp(best, sc->missing[k]) == 0))
                continue;
            int64_t n = 0;
            for (int32_t j = 0; j < b->screen.n; j++) {
                const struct qn_screening *o = &b->screen.item[j];
                for (size_t m = 0; m < o->n_missing && qn_screening_open(o); m++)
                    n += strcmp(o->missing[m], sc->missing[k]) == 0;
            }
            if (n > *most) {
                *most = n;
                best = sc->missing[k];
            }
        }
        if (i > 500) /* a large region: its first part tells */
            break;
    }
    return best;
}

static void missing_point(struct qn_pen *p)
{
    int64_t open = 0, most;
    for (int32_t i = 0; i < p->b->screen.n; i++)
        open += qn_screening_open(&p->b->screen.item[i]);
    const char *name = most_missed(p->b, &most);
    if (!open || !name)
        return;
    char word[256];
    qn_param_label(p->lang, name, word, sizeof word);
    struct qn_pen_arg args[] = {count(p, open, QN_T_BRF_RULE_OPEN),
                                qn_pen_text(qn_pen_keep(p, word, strlen(word))),
                                count(p, most, QN_T_BRF_RULE_OPEN)};
    point(p, QN_T_BRF_KEY_MISSING, args, 3);
}

static void soft_point(struct qn_pen *p)
{
    int64_t memory = 0, reading = 0;
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        const struct qn_screening *sc = &p->b->screen.item[i];
        memory += sc->rule && qn_rule_conf(sc->rule) >= QN_CONF_MEMORY_HIGH;
        reading += sc->reading_zh != NULL;
    }
    if (!memory && !reading)
        return;
    struct qn_pen_arg args[] = {count(p, memory, QN_T_BRF_RULE_SOFT),
                                count(p, reading, QN_T_BRF_RULE_SOFT)};
    point(p, QN_T_BRF_KEY_SOFT, args, 2);
}

static void telemetry_point(struct qn_pen *p)
{
    const struct qn_watch *w = &p->b->watch;
    int64_t all = 0;
    for (size_t i = 0; i < w->n; i++)
        all += qn_watched_shown(&w->item[i]);
    if (!all)
        return;
    const enum qn_text_id rule = QN_T_TEL_RULE_COUNT;
    struct qn_pen_arg args[] = {count(p, all, rule),
                                count(p, qn_watch_items(w, QN_V_CONTRADICTED), rule),
                                count(p, qn_watch_items(w, QN_V_UNPROVABLE), rule)};
    point(p, QN_T_TEL_KEY, args, 3);
}

void qn_compose_keys(struct qn_pen *p)
{
    exit_point(p);
    telemetry_point(p);
    missing_point(p);
    soft_point(p);
    step_point(p);
}
