/* 4 Progress and next steps. */
#include <string.h>

#include "brief/pen.h"

static const char *kind_label(const struct qn_pen *p, const char *kind)
{
    static const char *const words[] = {"law",      "policy",    "meeting", "decision",
                                        "progress", "next_step", "data"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], kind) == 0)
            return qn_pen_t(p, (enum qn_text_id)(QN_T_BRF_EV_LAW + i));
    return kind;
}

static int is_step(const struct qn_event *e)
{
    return strcmp(e->kind, "next_step") == 0;
}

/* Whether it happened after the day of the briefing. */
static int is_later(const struct qn_pen *p, const struct qn_event *e)
{
    return qn_date_first_day(e->on_date) > qn_date_last_day(p->b->on);
}

static void cell_about(struct qn_pen *p, const struct qn_event *e)
{
    const struct qn_region *r = p->r;
    struct qn_spans *s = qn_doc_cell(p->d);
    if (e->installation >= 0) {
        const struct qn_installation *in = &r->installation[e->installation];
        qn_span_text(p->d, s, qn_pen_installation(p, in));
        qn_span_break(p->d, s);
    }
    int32_t ent = e->enterprise;
    if (ent < 0 && e->installation >= 0)
        ent = r->installation[e->installation].enterprise;
    if (ent >= 0) {
        const struct qn_enterprise *x = &r->enterprise[ent];
        const char *name = qn_pen_name(p, x->short_zh, x->short_en);
        qn_span_text(p->d, s, *name ? name : qn_pen_name(p, x->name_zh, x->name_en));
    } else if (e->jurisdiction >= 0) {
        qn_span_text(p->d, s,
                     qn_pen_name(p, r->jurisdiction[e->jurisdiction].name_zh,
                                 r->jurisdiction[e->jurisdiction].name_en));
    }
}

/* Steps go by the day they are due, the rest by the day they happened. */
static int32_t day_of(const struct qn_event *e)
{
    return qn_date_first_day(is_step(e) && qn_date_known(e->due_on) ? e->due_on : e->on_date);
}

/* Events in order of day; the region keeps file order. */
static int32_t next_by_date(const struct qn_region *r, int32_t last, const unsigned char *use)
{
    int32_t best = -1;
    for (int32_t i = 0; i < r->n_event; i++) {
        if (!use[i])
            continue;
        int32_t day = day_of(&r->event[i]);
        if (last >= 0) {
            int32_t last_day = day_of(&r->event[last]);
            if (day < last_day || (day == last_day && i <= last))
                continue;
        }
        if (best < 0 || day < day_of(&r->event[best]))
            best = i;
    }
    return best;
}

static void event_table(struct qn_pen *p, const unsigned char *use)
{
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_DATE), 1.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_EVENT), 5, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_ABOUT), 2, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 3);
    for (int32_t i = next_by_date(p->r, -1, use); i >= 0; i = next_by_date(p->r, i, use)) {
        const struct qn_event *e = &p->r->event[i];
        qn_pen_date(p, qn_doc_cell(p->d), kind_label(p, e->kind), e->on_date, &e->prov);
        struct qn_spans *s = qn_doc_cell(p->d);
        qn_span_text(p->d, s, qn_pen_name(p, e->text_zh, e->text_en));
        qn_span_muted(p->d, s, p->lang == QN_ZH ? "（" : " (");
        qn_span_muted(p->d, s, kind_label(p, e->kind));
        qn_span_muted(p->d, s, p->lang == QN_ZH ? "）" : ")");
        cell_about(p, e);
    }
}

static void cell_status(struct qn_pen *p, const struct qn_event *e)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    switch (qn_event_step_state(p->b, e)) {
    case QN_STEP_DONE:
        qn_span_badge(p->d, s, qn_pen_t(p, QN_T_BRF_STEP_DONE), QN_COLOUR_UNCLASSIFIED);
        qn_span_text(p->d, s, " ");
        qn_pen_date(p, s, qn_pen_t(p, QN_T_BRF_STEP_DONE), e->done_on, &e->prov);
        break;
    case QN_STEP_OVERDUE:
        qn_span_badge(p->d, s, qn_pen_t(p, QN_T_BRF_STEP_OVERDUE), QN_COLOUR_ELIMINATED);
        break;
    case QN_STEP_OPEN:
        qn_span_badge(p->d, s, qn_pen_t(p, QN_T_BRF_STEP_OPEN), QN_COLOUR_ACCENT);
        break;
    }
}

static void step_table(struct qn_pen *p, const unsigned char *use)
{
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_BRF_C_DUE), 1.2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_STEP), 4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_ABOUT), 1.8, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_WHO), 1.8, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_BRF_C_DONE), 1.2, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 5);
    for (int32_t i = next_by_date(p->r, -1, use); i >= 0; i = next_by_date(p->r, i, use)) {
        const struct qn_event *e = &p->r->event[i];
        qn_pen_date(p, qn_doc_cell(p->d), qn_pen_t(p, QN_T_BRF_C_DUE), e->due_on, &e->prov);
        qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_name(p, e->text_zh, e->text_en));
        cell_about(p, e);
        qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_name(p, e->responsible_zh, e->responsible_en));
        cell_status(p, e);
    }
}

enum part { PART_DONE, PART_NEXT, PART_AFTER };

static void part(struct qn_pen *p, enum part which, enum qn_text_id heading, enum qn_text_id empty)
{
    unsigned char *use = qn_arena_alloc(&p->d->arena, (size_t)p->r->n_event + 1, NULL);
    if (!use) {
        p->d->failed = 1;
        return;
    }
    int n = 0;
    for (int32_t i = 0; i < p->r->n_event; i++) {
        const struct qn_event *e = &p->r->event[i];
        enum part of = is_step(e) ? PART_NEXT : is_later(p, e) ? PART_AFTER : PART_DONE;
        use[i] = of == which && (!is_step(e) || qn_event_is_step(p->b, e));
        n += use[i];
    }
    if (n == 0 && which == PART_AFTER)
        return;
    static const char *const anchors[] = {"done", "next", "after"};
    qn_doc_heading(p->d, 2, anchors[which], qn_pen_t(p, heading));
    if (which == PART_AFTER || n == 0) {
        qn_pen_block(p, QN_BLOCK_PARA, n ? QN_T_BRF_AFTER_NOTE : empty, NULL, 0);
    }
    if (n && which == PART_NEXT)
        step_table(p, use);
    else if (n)
        event_table(p, use);
}

void qn_compose_progress(struct qn_pen *p)
{
    qn_doc_heading(p->d, 1, "progress", qn_pen_t(p, QN_T_BRF_H_PROGRESS));
    part(p, PART_DONE, QN_T_BRF_H_DONE, QN_T_BRF_NO_EVENTS);
    part(p, PART_NEXT, QN_T_BRF_H_NEXT, QN_T_BRF_NO_NEXT);
    part(p, PART_AFTER, QN_T_BRF_H_AFTER, QN_T_BRF_NONE);
}
