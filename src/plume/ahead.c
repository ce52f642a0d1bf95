/* Some hours made ready together: weather, and the wakes of all buildings. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plume/emission.h"
#include "plume/engine.h"
#include "plume/prime_rise.h"

#define LINE_BYTES 64
#define WAKES_TOGETHER 64 /* so many source-hours fill the lanes well */

static void *lines(size_t count, size_t bytes)
{
    size_t all = (count * bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    return aligned_alloc(LINE_BYTES, all ? all : LINE_BYTES);
}

static size_t count_buildings(const struct qn_plume *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->sources; i++)
        n += m->source[i].building && qn_plume_is_point(m->source[i].kind);
    return n;
}

static bool init_wakes(struct qn_ahead *a, const struct qn_plume *m)
{
    size_t wakes = a->hours * a->buildings;
    a->of = lines(a->hours * m->sources, sizeof(struct qn_wake *));
    a->wake = lines(wakes, sizeof *a->wake);
    a->begun = lines(wakes, sizeof(struct qn_wake *));
    a->origin = lines(wakes, sizeof *a->origin);
    a->room = lines(QN_LANES_MAX, sizeof *a->room);
    return a->of && a->wake && a->begun && a->origin && a->room;
}

bool qn_ahead_init(struct qn_ahead *a, const struct qn_plume *m, size_t hours_per_piece)
{
    *a = (struct qn_ahead){.hours = 1, .buildings = count_buildings(m)};
    while (a->buildings && a->hours < hours_per_piece && a->hours * a->buildings < WAKES_TOGETHER)
        a->hours++;
    a->air = lines(a->hours, sizeof *a->air);
    a->urban = lines(a->hours * m->urbans, sizeof *a->urban);
    if (!a->air || !a->urban || (a->buildings && !init_wakes(a, m)))
        return false;
    memset(a->urban, 0, a->hours * m->urbans * sizeof *a->urban);
    for (size_t i = 0; i < a->hours; i++) {
        a->air[i].hour = SIZE_MAX;
        a->air[i].wake = a->buildings ? a->of + i * m->sources : NULL;
    }
    return true;
}

void qn_ahead_release(struct qn_ahead *a)
{
    free(a->air);
    free(a->urban);
    free(a->of);
    free(a->wake);
    free(a->begun);
    free(a->origin);
    free(a->room);
}

/* ---- an hour ---- */

static void take_weather(struct qn_ahead *a, const struct qn_plume *m, size_t at, size_t hour)
{
    struct qn_hour_air *air = &a->air[at];
    memset(&air->met, 0, sizeof air->met);
    air->met.urban = m->urbans ? a->urban + at * m->urbans : NULL;
    qn_met_prepare(&m->options, m->urban, m->urbans, m->weather, m->hours, hour, &air->met);
    air->hour = hour;
}

/* A source's wake begun; false where there is none, or nothing is emitted. What the caller's hourly
 * values have wrong is found when it is the source's turn. */
static bool begin_wake(const struct qn_worker *w, const struct qn_hour_air *air, size_t source,
                       struct qn_local *l, struct qn_wake *wake)
{
    const struct qn_plume *m = w->model;
    const struct qn_plume_source *s = &m->source[source];
    struct qn_plume_release r;
    if (!s->building || !qn_plume_is_point(s->kind))
        return false;
    if (qn_emission_release(m, w->run, &air->met, air->hour, source, &r, NULL) || r.emission == 0)
        return false;
    qn_local_init(l, &m->options, &air->met, s, r.emission, r.height_m);
    qn_local_stack(l, r.temp_K, r.velocity_m_s, s->diameter_m);
    return qn_wake_begin(l, wake);
}

/* The hour's wakes begun, added to the `begun` ones; how many there are now. */
static size_t begin_wakes(struct qn_worker *w, struct qn_hour_air *air, size_t begun)
{
    struct qn_ahead *a = &w->ahead;
    bool used = air->met.state == QN_PLUME_HOUR_VALID && !air->met.zero;
    for (size_t s = 0; s < w->model->sources; s++) {
        struct qn_wake *wake = &a->wake[begun];
        bool there = used && begin_wake(w, air, s, &a->origin[begun], wake);
        air->wake[s] = there ? wake : NULL;
        if (there)
            a->begun[begun++] = wake;
    }
    return begun;
}

/* ---- hours ---- */

static bool is_ready(const struct qn_ahead *a, const size_t *hour, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a->air[i].hour != hour[i])
            return false;
    return true;
}

void qn_ahead_look(struct qn_worker *w, size_t first, size_t end)
{
    struct qn_ahead *a = &w->ahead;
    const size_t *hour = w->plan->hour + first;
    size_t count = end - first < a->hours ? end - first : a->hours, begun = 0;
    if (is_ready(a, hour, count))
        return;
    for (size_t i = 0; i < count; i++) {
        take_weather(a, w->model, i, hour[i]);
        if (a->buildings)
            begun = begin_wakes(w, &a->air[i], begun);
    }
    for (size_t i = count; i < a->hours; i++)
        a->air[i].hour = SIZE_MAX; /* its wakes may be overwritten */
    if (begun)
        w->kernels->wakes(a->begun, begun, a->room);
}
