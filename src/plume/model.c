/* A model: deep copies of what it was given, checked before. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plume/model.h"
#include "plume/neighbours.h"

#define LEAST 1e-5 /* AERMOD 24142: temperatures, velocities and sizes below are set to it */
#define LINE_BYTES 64

static void *copy(struct qn_plume *m, const void *from, size_t n, size_t size)
{
    void *to = qn_arena_alloc(&m->arena, n * size, NULL);
    if (to && n)
        memcpy(to, from, n * size);
    return to;
}

/* Copies *pointer's n items into the model; true if it worked or there is nothing. */
static bool keep(struct qn_plume *m, const double **pointer, size_t n)
{
    if (!*pointer || n == 0) {
        *pointer = NULL;
        return true;
    }
    *pointer = copy(m, *pointer, n, sizeof **pointer);
    return *pointer;
}

static bool keep_particles(struct qn_plume *m, struct qn_plume_source *s)
{
    if (!s->particles)
        return true;
    struct qn_plume_particles *p = copy(m, s->particles, 1, sizeof *p);
    if (!p)
        return false;
    if (p->method != 1)
        p->count = 0;
    s->particles = p;
    return keep(m, &p->diameter_um, p->count) && keep(m, &p->mass_fraction, p->count) &&
           keep(m, &p->density_g_cm3, p->count);
}

static bool keep_source(struct qn_plume *m, struct qn_plume_source *s)
{
    size_t vertices = s->kind == QN_PLUME_AREAPOLY ? s->vertices : 0;
    if (s->building && !(s->building = copy(m, s->building, 1, sizeof *s->building)))
        return false;
    if (s->gas && !(s->gas = copy(m, s->gas, 1, sizeof *s->gas)))
        return false;
    return keep_particles(m, s) && keep(m, &s->vertex_x_m, vertices) &&
           keep(m, &s->vertex_y_m, vertices) &&
           keep(m, &s->factor, qn_plume_variation_count(s->variation));
}

static void raise_to_least(double *value)
{
    if (*value < LEAST)
        *value = LEAST;
}

/* AERMOD 24142: what SRCPARAM does to values that are zero. */
static void floor_source(struct qn_plume_source *s)
{
    if (qn_plume_is_point(s->kind)) {
        if (s->temp_K == 0)
            s->temp_K = -LEAST;
        raise_to_least(&s->velocity_m_s);
        raise_to_least(&s->diameter_m);
    } else if (s->kind != QN_PLUME_OPENPIT) {
        raise_to_least(&s->sigma_y0_m);
        raise_to_least(&s->sigma_z0_m);
    }
}

static bool keep_sources(struct qn_plume *m, const struct qn_plume_source *source, size_t sources)
{
    struct qn_plume_source *own = copy(m, source, sources, sizeof *own);
    for (size_t i = 0; own && i < sources; i++) {
        floor_source(&own[i]);
        if (!keep_source(m, &own[i]))
            return false;
    }
    m->source = own;
    m->sources = sources;
    return own;
}

/* Room for n doubles on a cache line. */
static double *aligned(struct qn_plume *m, size_t n)
{
    char *p = qn_arena_alloc(&m->arena, n * sizeof(double) + LINE_BYTES, NULL);
    return p ? (double *)(void *)(p + (LINE_BYTES - (uintptr_t)p % LINE_BYTES) % LINE_BYTES) : NULL;
}

/* Arrays in the order that m->receptors.order says; the padding repeats the last one. */
static void fill_receptors(struct qn_receptors *r, const struct qn_plume_receptor *receptor,
                           size_t padded)
{
    for (size_t i = 0; i < padded; i++) {
        const struct qn_plume_receptor *from = &receptor[r->order[i < r->count ? i : r->count - 1]];
        r->x[i] = from->x_m;
        r->y[i] = from->y_m;
        r->elev[i] = from->elev_m;
        r->hill[i] = from->hill_m;
        r->flag[i] = from->flag_m;
    }
}

static bool keep_receptors(struct qn_plume *m, const struct qn_plume_receptor *receptor,
                           size_t receptors)
{
    struct qn_receptors *r = &m->receptors;
    size_t padded = (receptors + QN_LANES_MAX - 1) / QN_LANES_MAX * QN_LANES_MAX;
    double **row[] = {&r->x, &r->y, &r->elev, &r->hill, &r->flag};
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        *row[k] = aligned(m, padded);
        if (!*row[k])
            return false;
    }
    r->order = qn_arena_alloc(&m->arena, receptors * sizeof *r->order, NULL);
    if (!r->order)
        return false;
    r->count = receptors;
    for (size_t first = 0; first < receptors; first += QN_TILE) {
        size_t n = receptors - first < QN_TILE ? receptors - first : QN_TILE;
        qn_neighbours_order(receptor, first, n, r->order + first);
    }
    fill_receptors(r, receptor, padded);
    return true;
}

static bool has_outline(const struct qn_plume_source *s)
{
    return !qn_plume_is_point(s->kind) && s->kind != QN_PLUME_VOLUME;
}

/* What sources have that no hour changes: outlines, deposition. */
static bool derive(struct qn_plume *m)
{
    m->area = qn_arena_alloc(&m->arena, m->sources * sizeof *m->area, NULL);
    if (!m->area)
        return false;
    for (size_t i = 0; i < m->sources; i++)
        if (has_outline(&m->source[i]) && qn_area_init(&m->area[i], &m->source[i], NULL))
            return false;
    return !qn_deposits_init(&m->deposits, &m->options, m->source, m->sources, m->weather, m->hours,
                             &m->arena, NULL);
}

static size_t count_types(unsigned outputs)
{
    size_t n = 0;
    for (; outputs; outputs >>= 1)
        n += outputs & 1;
    return n;
}

enum qn_plume_status qn_plume_new(const struct qn_plume_options *options,
                                  const struct qn_plume_urban *urban, size_t urbans,
                                  const struct qn_plume_source *source, size_t sources,
                                  const struct qn_plume_receptor *receptor, size_t receptors,
                                  const struct qn_plume_hour *weather, size_t hours,
                                  struct qn_plume **model, struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_check_options(options, error);
    if (!st)
        st = qn_plume_check_urban(urban, urbans, error);
    if (!st)
        st = qn_plume_check_sources(source, sources, urbans, error);
    if (!st)
        st = qn_plume_check_receptors(receptor, receptors, error);
    if (!st)
        st = qn_plume_check_weather(weather, hours, error);
    if (st)
        return st;
    struct qn_plume *m = calloc(1, sizeof *m);
    if (!m)
        return qn_plume_fail(error, QN_PLUME_E_NOMEM, "", QN_T_PLUME_NO_MEMORY, QN_END);
    qn_arena_init(&m->arena, SIZE_MAX / 2);
    m->options = *options;
    m->urbans = urbans;
    m->weather = weather;
    m->hours = hours;
    m->types = count_types(options->outputs);
    m->urban = copy(m, urban, urbans, sizeof *urban);
    if (!m->urban || !keep_sources(m, source, sources) || !keep_receptors(m, receptor, receptors) ||
        !derive(m)) {
        qn_plume_free(m);
        return qn_plume_fail(error, QN_PLUME_E_NOMEM, "", QN_T_PLUME_NO_MEMORY, QN_END);
    }
    *model = m;
    return QN_PLUME_OK;
}

void qn_plume_free(struct qn_plume *model)
{
    if (!model)
        return;
    for (size_t i = 0; model->area && i < model->sources; i++)
        qn_area_release(&model->area[i]);
    qn_arena_release(&model->arena);
    free(model);
}
