/* One thread's work: an hour's weather, then source by source a row of receptors. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plume/emission.h"
#include "plume/engine.h"
#include "plume/prime_rise.h"

#define LINE_BYTES 64
#define EXPONENT_BITS UINT64_C(0x7ff0000000000000)

/* Rows are computed here and copied: lanes may write past a row's end. */
bool qn_worker_init(struct qn_worker *w)
{
    size_t lanes = QN_LANES_MAX;
    size_t stride = (w->plan->receptors_per_piece + lanes - 1) / lanes * lanes;
    w->rows.types = w->model->types;
    w->row_memory = aligned_alloc(LINE_BYTES, stride * QN_PLUME_TYPE_CAP * sizeof(double));
    w->deposit = qn_deposit_new(&w->model->deposits);
    if (!qn_ahead_init(&w->ahead, w->model, w->plan->hours_per_piece))
        return false;
    if (!w->row_memory || !w->deposit)
        return false;
    for (size_t t = 0; t < QN_PLUME_TYPE_CAP; t++)
        w->rows.value[t] = w->row_memory + t * stride;
    return true;
}

void qn_worker_release(struct qn_worker *w)
{
    free(w->row_memory);
    qn_ahead_release(&w->ahead);
    qn_deposit_free(w->deposit);
}

/* Wind at 10 m as it is on the grid. */
static double wind_at_10_m(const struct qn_local *l)
{
    const struct qn_cell *c = &l->layer->profile.cell[qn_grid_cell(10)];
    return c->u + c->du * (10 - c->h);
}

/* AERMOD 24142: an open pit is released at the ground; its height is that within the pit. */
static void make_pit(struct qn_worker *w, size_t source, const struct qn_plume_release *r)
{
    const struct qn_plume_source *s = &w->model->source[source];
    struct qn_local *l = &w->local;
    qn_local_init(l, &w->model->options, &w->air->met, s, r->emission, 0);
    qn_local_surface(l, 0, qn_pit_sigma_z0(&w->model->area[source]));
    qn_pit_local(l, &w->model->area[source], &w->pit);
}

static void make_local(struct qn_worker *w, size_t source, const struct qn_plume_release *r)
{
    const struct qn_plume *m = w->model;
    const struct qn_plume_source *s = &m->source[source];
    struct qn_local *l = &w->local;
    if (s->kind == QN_PLUME_OPENPIT) {
        make_pit(w, source, r);
    } else {
        qn_local_init(l, &m->options, &w->air->met, s, r->emission, r->height_m);
        if (qn_plume_is_point(s->kind))
            qn_local_stack(l, r->temp_K, r->velocity_m_s, s->diameter_m);
        else
            qn_local_surface(l, r->sigma_y0_m, r->sigma_z0_m);
        l->area = &m->area[source];
    }
    l->decay = qn_decay_per_s(&m->options, m->urbans > 0, s->urban >= 0);
    qn_deposit_set(&m->deposits, source, w->air->hour, l, w->deposit);
    if (s->kind == QN_PLUME_OPENPIT && l->deposit)
        l->q *= qn_deposit_escape(w->deposit, s->particles, wind_at_10_m(l));
}

/* The wake of a source in the hour; NULL where none acts. */
static struct qn_wake *wake_of(const struct qn_worker *w, size_t source)
{
    return w->air->wake ? w->air->wake[source] : NULL;
}

static void run_kernels(struct qn_worker *w, size_t source, const struct qn_piece *p)
{
    const struct qn_kernels *k = w->kernels;
    const struct qn_receptors *r = &w->model->receptors;
    const struct qn_plume_source *s = &w->model->source[source];
    struct qn_wake *wake = wake_of(w, source);
    if (qn_plume_is_point(s->kind)) {
        k->point(&w->local, r, p->first_receptor, p->receptors, &w->rows);
        if (wake && wake->active) {
            wake->local = &w->local;
            k->prime(wake, r, p->first_receptor, p->receptors, &w->rows);
        }
    } else if (s->kind == QN_PLUME_VOLUME) {
        k->volume(&w->local, r, p->first_receptor, p->receptors, &w->rows);
    } else {
        k->area(&w->local, r, p->first_receptor, p->receptors, &w->rows);
    }
}

/* Index of the first value that is not finite, or n: all bits of its exponent are set. */
static size_t find_bad(const double *value, size_t n)
{
    uint64_t found = 0, bits;
    for (size_t i = 0; i < n; i++) {
        memcpy(&bits, &value[i], sizeof bits);
        found |= (uint64_t)((bits & EXPONENT_BITS) == EXPONENT_BITS);
    }
    size_t i = found ? 0 : n;
    while (i < n && isfinite(value[i]))
        i++;
    return i;
}

static enum qn_plume_status refuse_value(const struct qn_worker *w, const struct qn_plume_source *s,
                                         struct qn_piece *p, size_t receptor, double value)
{
    char where[160], v[QN_VALUE_CAP];
    const struct qn_met *met = &w->air->met;
    snprintf(where, sizeof where, "source %s, receptor %zu, hour %04d-%02d-%02d %02d", s->id,
             w->model->receptors.order[p->first_receptor + receptor] + 1, met->year, met->month,
             met->day, met->hour);
    return qn_plume_fail(&p->error, QN_PLUME_E_NUMERIC, where, QN_T_PLUME_NUMERIC,
                         qn_plume_value(value, v), QN_END);
}

/* AERMOD 24142 ends with its error 499 there: the source is not plausible. */
static enum qn_plume_status refuse_rise(const struct qn_worker *w, const struct qn_plume_source *s,
                                        struct qn_piece *p)
{
    char where[160], v[QN_VALUE_CAP];
    const struct qn_met *met = &w->air->met;
    snprintf(where, sizeof where, "source %s, hour %04d-%02d-%02d %02d", s->id, met->year,
             met->month, met->day, met->hour);
    return qn_plume_fail(&p->error, QN_PLUME_E_NUMERIC, where, QN_T_PLUME_RISE_ENDLESS,
                         qn_plume_value(QN_RISE_POINTS, v), QN_END);
}

/* The worker's rows into the piece, every value finite. */
static enum qn_plume_status take_rows(const struct qn_worker *w, struct qn_piece *p, size_t hour,
                                      size_t source)
{
    const struct qn_plume *m = w->model;
    for (size_t t = 0; t < m->types; t++) {
        const double *row = w->rows.value[t];
        size_t bad = find_bad(row, p->receptors);
        if (bad < p->receptors)
            return refuse_value(w, &m->source[source], p, bad, row[bad]);
        size_t at = ((hour * m->types + t) * m->sources + source) * p->receptors;
        const size_t *order = m->receptors.order + p->first_receptor;
        for (size_t i = 0; i < p->receptors; i++)
            p->value[at + order[i] - p->first_receptor] = row[i];
    }
    return QN_PLUME_OK;
}

static void zero_rows(const struct qn_worker *w, struct qn_piece *p, size_t hour, size_t source)
{
    const struct qn_plume *m = w->model;
    for (size_t t = 0; t < m->types; t++) {
        size_t at = ((hour * m->types + t) * m->sources + source) * p->receptors;
        memset(p->value + at, 0, p->receptors * sizeof *p->value);
    }
}

/* Kernels give a source that neither settles nor deposits its concentration only, as type 0. */
static void finish_rows(struct qn_worker *w, size_t receptors)
{
    if (w->local.deposit)
        return;
    bool conc = w->model->options.outputs & QN_PLUME_CONC;
    for (size_t t = conc; t < w->model->types; t++)
        memset(w->rows.value[t], 0, receptors * sizeof *w->rows.value[t]);
}

static enum qn_plume_status do_source(struct qn_worker *w, struct qn_piece *p, size_t hour,
                                      size_t source)
{
    struct qn_plume_release release;
    enum qn_plume_status st = qn_emission_release(w->model, w->run, &w->air->met, w->air->hour,
                                                  source, &release, &p->error);
    bool active = !st && !w->air->met.zero && release.emission != 0;
    p->active[hour * w->model->sources + source] = active;
    if (!active) {
        zero_rows(w, p, hour, source);
        return st;
    }
    const struct qn_wake *wake = wake_of(w, source);
    if (wake && wake->too_long)
        return refuse_rise(w, &w->model->source[source], p);
    make_local(w, source, &release);
    run_kernels(w, source, p);
    finish_rows(w, p->receptors);
    p->evaluations += p->receptors;
    return take_rows(w, p, hour, source);
}

static bool told_to_stop(struct qn_worker *w)
{
    if (w->tick && !w->tick(w->tick_user))
        return true;
    return atomic_load_explicit(w->stop, memory_order_relaxed);
}

static enum qn_plume_status do_hour(struct qn_worker *w, struct qn_piece *p, size_t hour)
{
    size_t at = hour % w->ahead.hours;
    if (at == 0)
        qn_ahead_look(w, p->first + hour, p->first + p->hours);
    w->air = &w->ahead.air[at];
    p->state[hour] = w->air->met.state;
    if (w->air->met.state != QN_PLUME_HOUR_VALID)
        return QN_PLUME_OK;
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t s = 0; s < w->model->sources && !st; s++)
        st = told_to_stop(w) ? QN_PLUME_E_CANCELLED : do_source(w, p, hour, s);
    return st;
}

void qn_worker_do(struct qn_worker *w, struct qn_piece *p)
{
    p->evaluations = 0;
    p->status = QN_PLUME_OK;
    p->good_hours = 0;
    for (size_t h = 0; h < p->hours && !p->status; h++) {
        p->status = do_hour(w, p, h);
        p->good_hours += !p->status;
    }
}
