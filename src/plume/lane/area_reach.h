/* Which receptors an area reaches, and as what they see it: the outline turned into the wind.
 *
 * Method: AERMOD 24142 (ACALC, the extent of the outline; FASTAREA). Units: m. */
#ifndef QN_PLUME_LANE_AREA_REACH_H
#define QN_PLUME_LANE_AREA_REACH_H

#include "plume/area.h"
#include "plume/kernels.h"
#include "plume/lane/plume.h"

#define V_AREA_NEAREST_M 1.0 /* an outline nearer than this upwind gives nothing */
#define V_AREA_SIDEWAYS 5.0  /* nor does one this many sigma-y beside the receptor */
#define V_AREA_FAR_ALONG 1.5 /* FASTAREA: a point from this many lengths and some widths */

struct v_area_reach {
    vd x, y;      /* of the area's centre: upwind, across */
    vd near, far; /* where the outline begins and ends upwind */
    vd length, width;
    unsigned live;     /* lanes it reaches */
    unsigned as_point; /* lanes so far off that it is a point to them */
};

/* Lanes to which the area is a point. */
V_INLINE unsigned v_area_far(const struct qn_local *l, const struct v_area_reach *a)
{
    static const double rural[6] = {3.5, 5.5, 7.5, 12.5, 15.5, 25.5};
    static const double urban[6] = {3.5, 3.5, 5.5, 10.5, 15.5, 15.5};
    if (!l->options->fast_area && !l->options->fast_all)
        return 0;
    int class = l->met->stability < 1 ? 0 : l->met->stability > 6 ? 5 : l->met->stability - 1;
    double across = (l->urban_stable ? urban : rural)[class];
    return m_bits(v_ge(a->x, v_set1(V_AREA_FAR_ALONG) * a->length + v_set1(across) * a->width));
}

/* The outline's extent in the wind; the centre. */
V_INLINE void v_area_extent(const struct qn_local *l, vd rx, vd ry, struct v_area_reach *o)
{
    const struct qn_area *a = l->area;
    vd sine = v_set1(l->wdsin), cosine = v_set1(l->wdcos), zero = v_set1(0);
    vd u_most = v_set1(-9e10), u_least = v_set1(9e10), v_most = u_most, v_least = u_least;
    for (size_t i = 0; i < a->count; i++) {
        vd dx = rx - v_set1(a->x[i]), dy = ry - v_set1(a->y[i]);
        vd u = zero - (dx * sine + dy * cosine), v = dx * cosine - dy * sine;
        u_most = v_max(u_most, u);
        u_least = v_min(u_least, u);
        v_most = v_max(v_most, v);
        v_least = v_min(v_least, v);
    }
    vd dx = rx - v_set1(a->centre_x), dy = ry - v_set1(a->centre_y);
    *o = (struct v_area_reach){.x = zero - (dx * sine + dy * cosine),
                               .y = dx * cosine - dy * sine,
                               .near = u_least,
                               .far = u_most,
                               .length = u_most - u_least,
                               .width = v_most - v_least};
}

/* A lane-full of receptors at i. */
V_INLINE void v_area_reach_of(const struct qn_local *l, const struct qn_receptors *r, size_t i,
                              struct v_area_reach *o)
{
    v_area_extent(l, v_load(r->x + i), v_load(r->y + i), o);
    vd apart = v_sqrt(o->x * o->x + o->y * o->y);
    vm on = m_and(v_ge1(o->far, V_AREA_NEAREST_M), v_le1(apart, l->max_distance));
    vd beside = v_abs(o->y) - v_set1(0.5) * o->width;
    vm aside = m_and(on, v_gt1(beside, 0));
    if (m_any(aside)) {
        struct v_eff e = {v_set1(l->us), v_set1(l->svs), v_set1(l->sws), v_set1(l->tgs)};
        vd far = v_sel(aside, o->far, v_set1(1000.0));
        vd sy = l->stable_plume ? v_sy_ambient_stable(l, far, v_set1(l->hs), &e)
                                : v_sy_ambient_direct(l, far, &e);
        on = m_andnot(on, m_and(aside, v_ge(beside, v_set1(V_AREA_SIDEWAYS) * sy)));
    }
    o->live = m_bits(on);
    o->as_point = v_area_far(l, o);
}

/* Of these lanes those whose receptors are not in the pit. */
V_INLINE unsigned v_area_outside(const struct qn_area *hole, const struct qn_receptors *r, size_t i,
                                 unsigned live)
{
    for (unsigned j = 0; hole && j < QN_LANES; j++)
        if (live >> j & 1 && qn_area_holds(hole, r->x[i + j], r->y[i + j]) > 0)
            live &= ~(1u << j);
    return live;
}

#endif
