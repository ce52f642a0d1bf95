/* The wake of one source in one hour. */
#include <math.h>

#include "plume/constants.h"
#include "plume/prime.h"

#define FIRST_LEVEL 1 /* the grid's level at .5 m, where the means begin */
#define WAKE_REACH_R 15.0
#define WAKE_HEIGHT_FACTOR 1.2

/* Mean from .5 m to top, by trapezoids on the grid. */
static double mean_to(const struct qn_cell *cell, size_t at, size_t slope, size_t last, double top)
{
    const double *c = (const double *)cell;
    const size_t stride = sizeof *cell / sizeof *c;
    double sum = 0;
    for (size_t i = FIRST_LEVEL + 1; i <= last; i++)
        sum += (cell[i].h - cell[i - 1].h) * 0.5 * (c[i * stride + at] + c[(i - 1) * stride + at]);
    double dz = top - cell[last].h, v = c[last * stride + at];
    sum += dz * 0.5 * (v + dz * c[last * stride + slope] + v);
    return sum / (top - cell[FIRST_LEVEL].h);
}

#define AT(field) (offsetof(struct qn_cell, field) / sizeof(double))

/* Method    AERMOD 24142: PRMCALC, ANYAVG */
void qn_wake_effective(const struct qn_local *l, struct qn_wake *w)
{
    const struct qn_cell *cell = l->layer->profile.cell;
    const struct qn_plume_options *o = l->options;
    double top = WAKE_HEIGHT_FACTOR * w->b.r * cbrt(WAKE_REACH_R + w->b.face_h);
    if (!l->stable)
        top = fmin(top, l->zi);
    size_t last = qn_grid_cell(top);
    if (top < 0.51) {
        top = 0.51;
        last = FIRST_LEVEL;
    }
    w->u = mean_to(cell, AT(u), AT(du), last, top);
    w->sv = mean_to(cell, AT(sv), AT(dsv), last, top);
    w->sw = fmax(mean_to(cell, AT(sw), AT(dsw), last, top), o->sigma_w_min_m_s);
    w->tg = mean_to(cell, AT(tg), AT(dtg), last, top);
    w->sv = fmax(fmax(w->sv, o->sigma_v_min_m_s), QN_SVU_MIN * w->u);
    if (l->met->vector_winds)
        w->u = sqrt(w->u * w->u + 2.0 * w->sv * w->sv);
    w->u = fmax(w->u, o->wind_min_m_s);
}

bool qn_wake_begin(const struct qn_local *l, struct qn_wake *w)
{
    w->active = w->too_long = false;
    w->local = l;
    if (!l->stable && l->hs > l->zi) /* above the mixed layer wakes do not act */
        return false;
    if (!qn_wake_building_init(l, &w->b))
        return false;
    qn_wake_effective(l, w);
    qn_wake_limits(w);
    return true;
}

void qn_wake_prepare(const struct qn_local *l, struct qn_wake *w)
{
    if (qn_wake_begin(l, w))
        qn_wake_rise(w);
}
