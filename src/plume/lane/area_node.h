/* One node of an area's integral in every lane: the plume from a strip of the area across the wind
 * at a distance, seen by the lane's receptor.
 *
 * Areas have no rise, so much is the hour's or the receptor's: values at the release height, and
 * the layer of the effective parameters unless 2.15 sigma-z does not yet reach from the plume's
 * centre to the receptor. In convective hours AERMOD takes the vertical spread of the layer's
 * first pass with the sigma-w of the node before, and the width of a node goes through the chain
 * once more; both matter only where that reach decides, and are done as AERMOD does there.
 *
 * Method: AERMOD 24142 (PLUMEF, PWIDTH, ADISY, ADISZ, AER_ACHI, ACPLUME); EPA-454/R-03-004
 * section 5; ISC3 vol. II 1.2.3 */
#ifndef QN_PLUME_LANE_AREA_NODE_H
#define QN_PLUME_LANE_AREA_NODE_H

#include "plume/area_walk.h"
#include "plume/lane/plume.h"

/* What is the hour's for one source. */
struct v_area_hour {
    const struct qn_local *l;
    struct v_eff at_he;  /* at the release height */
    struct v_eff ground; /* mean of 0 to 5 m */
    vd theta, bvf;       /* at the release height */
    bool buoyancy;       /* Brunt-Vaisala term of sigma-z counts */
    bool flat;           /* every receptor has zrt = zflag */
    double growth;       /* centre's rise per metre, convective */
};

/* What is the receptor's, in lanes. */
struct v_area_seen {
    vd zrt, zflag;
    vd hcrit;
    vd edge_z, edge_number, edge_u, edge_sv, edge_sw; /* the layer's end at the receptor */
    vd edge_iu, edge_isv, edge_isw;
    vd mean_u, mean_sv, mean_sw, mean_tg; /* of the whole layer from release to receptor (stable) */
};

/* The questions of a step: which lanes ask for what. */
struct v_area_ask {
    vm plume; /* the plume; else only v / sy */
    vm full;  /* with all of its width */
    vm point; /* as of a point */
};

/* Share of the plume on the near side of v = vn sigma-y, linear between tenths. */
V_INLINE vd v_area_share(vd vn)
{
    const double *share = qn_area_share;
    int index[QN_LANES];
    double low[QN_LANES], high[QN_LANES];
    vd t = v_min1(v_max1(v_set1(10.0) * vn + v_set1(40.0), 0.0), 79.0), whole = v_trunc(t);
    v_to_ints(whole, index);
    for (int i = 0; i < QN_LANES; i++) {
        low[i] = share[index[i]];
        high[i] = share[index[i] + 1];
    }
    vd a = v_loadu(low), r = a + (t - whole) * (v_loadu(high) - a);
    r = v_zero_unless(v_ge1(whole, 1.0), r);
    return v_sel(v_ge1(whole, 79.0), v_set1(1.0), r);
}

/* What a strip contributes across the wind: the share within the side, all, or a point's. */
V_INLINE vd v_area_across(const struct v_area_ask *ask, vd v, vd vn, vd sy)
{
    vd w = v_area_share(vn);
    w = v_sel(ask->full, v_set1(1.0), w);
    if (m_any(ask->point))
        w = v_sel(ask->point,
                  v_gauss(v_set1(0) - v * v / (v_set1(2.0) * sy * sy)) / (v_set1(QN_SQRT_2PI) * sy),
                  w);
    return v_zero_unless(ask->plume, w);
}

V_INLINE vd v_area_decay(const struct qn_local *l, vd x, vd u)
{
    if (!(l->decay > 0))
        return v_set1(1.0);
    return v_exp(v_max1(v_set1(-l->decay) * x / u, QN_EXP_LIM));
}

/* ---- stable ---- */

V_INLINE struct v_eff v_area_stable_eff(const struct v_area_hour *h, const struct v_area_seen *g,
                                        vd sz, vm on)
{
    struct v_eff e = {g->mean_u, g->mean_sv, g->mean_sw, g->mean_tg};
    vd he = v_set1(h->l->hs), zlo, zhi;
    vm ground = m_and(v_le(he, v_set1(5.0)), v_le1(g->zrt, 5.0));
    vm reached = v_ge(v_set1(QN_SZ_COEF) * sz, v_abs(he - g->zrt));
    vm open = m_andnot(on, m_or(ground, reached));
    if (m_any(open)) {
        v_layer_bounds(h->l, he, sz, g->zrt, false, &zlo, &zhi);
        struct v_eff near = v_eff_layer(h->l, zlo, zhi);
        e.u = v_sel(open, near.u, e.u);
        e.sv = v_sel(open, near.sv, e.sv);
        e.sw = v_sel(open, near.sw, e.sw);
        e.tg = v_sel(open, near.tg, e.tg);
    }
    return e;
}

V_INLINE vd v_area_stable_vertical(const struct v_area_hour *h, const struct v_area_seen *g, vd sz,
                                   vd zref, vm on)
{
    vd he = v_set1(h->l->hs), wrap = v_vert_either(g->zrt, sz, he, zref, on);
    vm lifted = m_andnot(on, v_eq(g->zrt, g->zflag));
    if (m_none(lifted))
        return wrap;
    vd f = v_set1(0.5);
    vm hill = m_and(lifted, v_gt1(g->hcrit, 0));
    if (m_any(hill))
        f = v_sel(hill,
                  v_set1(0.5) * (v_set1(1.0) + v_below_streamline(g->hcrit, he, sz, zref, hill)),
                  f);
    vd lift = v_vert_either(g->zflag, sz, he, zref, lifted);
    return v_sel(lifted, f * wrap + (v_set1(1.0) - f) * lift, wrap);
}

V_INLINE vd v_area_node_stable(const struct v_area_hour *h, const struct v_area_seen *g,
                               const struct v_area_ask *ask, vd x, vd v, vm on, vd *vn)
{
    const struct qn_local *l = h->l;
    vd he = v_set1(l->hs), sz0 = v_set1(l->sz0 * l->sz0), zero = v_set1(0);
    vd factor = l->stable ? v_surface_factor(l, x) : zero;
    vd surface = l->stable ? v_sz_surface(l, x, h->at_he.u, factor) : zero;
    vd reflect = v_sz_ambient(l, x, he, &h->at_he, h->bvf, true, surface);
    reflect = v_sqrt(reflect * reflect + sz0);
    vd first = reflect;
    if (!h->buoyancy) {
        first = v_sz_ambient(l, x, he, &h->at_he, h->bvf, false, surface);
        first = v_sqrt(first * first + sz0);
    }
    struct v_eff e = v_area_stable_eff(h, g, first, on);
    vd sy = v_sy_ambient_stable(l, x, he, &e);
    *vn = v / sy;
    vm plume = m_and(on, ask->plume);
    if (m_none(plume))
        return zero;
    vd across = v_area_across(ask, v, *vn, sy);
    plume = m_and(plume, v_gt1(across, 0));
    if (m_none(plume))
        return zero;
    surface = l->stable ? v_sz_surface(l, x, e.u, factor) : zero;
    vd sz = v_sz_ambient(l, x, he, &e, v_bvf(e.tg, h->theta), h->buoyancy, surface);
    sz = v_sqrt(sz * sz + sz0);
    vd zref = v_max1(he + v_set1(QN_SZ_COEF) * reflect, l->zi);
    vd c = v_area_stable_vertical(h, g, sz, zref, plume);
    return v_zero_unless(plume, across / e.u * c * v_area_decay(l, x, e.u));
}

/* ---- convective ---- */

V_INLINE vd v_area_center(const struct v_area_hour *h, vd x)
{
    const struct qn_local *l = h->l;
    vd c = v_set1(l->hs) + x * v_set1(h->growth);
    return v_sel(v_ge1(x, l->xmixed), v_set1(l->zmidmx), c);
}

/* Effective parameters with the layer that sigma-z by `pdf` makes. */
V_INLINE struct v_eff v_area_near_eff(const struct v_area_hour *h, const struct v_area_seen *g,
                                      vd x, vd center, vm surfac, vd u, const struct v_pdf *pdf)
{
    const struct qn_local *l = h->l;
    vd s1, s2, zlo, zhi, sz0 = v_set1(l->sz0 * l->sz0);
    v_sz_direct(l, x, center, surfac, u, pdf, &s1, &s2);
    vd sz = v_set1(0.5) * (v_sqrt(s1 * s1 + sz0) + v_sqrt(s2 * s2 + sz0));
    v_layer_bounds(l, center, sz, g->zrt, true, &zlo, &zhi);
    struct v_eff e = v_eff_layer(l, zlo, zhi);
    vm none = v_le(zhi, zlo);
    if (m_any(none)) {
        struct v_eff top = v_eff_at(l, v_set1(l->zi));
        e.u = v_sel(none, top.u, e.u);
        e.sv = v_sel(none, top.sv, e.sv);
        e.sw = v_sel(none, top.sw, e.sw);
    }
    return e;
}

V_INLINE void v_area_eff_blend(vm m, const struct v_eff *a, struct v_eff *b)
{
    b->u = v_sel(m, a->u, b->u);
    b->sv = v_sel(m, a->sv, b->sv);
    b->sw = v_sel(m, a->sw, b->sw);
}

/* Parameters over the whole layer between centre and receptor, and the wind at the centre. */
V_INLINE struct v_eff v_area_whole_eff(const struct v_area_hour *h, const struct v_area_seen *g,
                                       vd center, vm ground, vm on, vd *u_center)
{
    struct v_eff e = h->ground;
    *u_center = e.u;
    if (m_none(m_andnot(on, ground)))
        return e;
    struct v_cell c;
    struct v_edge a, b = {.z = g->edge_z,
                          .number = g->edge_number,
                          .u = g->edge_u,
                          .sv = g->edge_sv,
                          .sw = g->edge_sw,
                          .tg = v_set1(0),
                          .iu = g->edge_iu,
                          .isv = g->edge_isv,
                          .isw = g->edge_isw,
                          .itg = v_set1(0)};
    vd z = v_max1(center, 0.5), number = v_cell_number(z);
    v_cell_load(&h->l->layer->profile, number, &c);
    v_edge_in(&c, number, z, &a);
    e = v_eff_between(h->l, &a, &b);
    v_area_eff_blend(ground, &h->ground, &e);
    struct v_eff at = v_eff_in(h->l, &c, center);
    *u_center = at.u;
    return e;
}

/* Where the plume's half width cannot but reach from its centre to the receptor, whatever the
 * skewness: sigma-z is at least .8944 sw x / u times the surface factor. */
#define QN_LEAST_SPREAD 0.894

V_INLINE vm v_area_reaches(const struct v_area_hour *h, const struct v_area_seen *g, vd x,
                           vd center, vm surfac, vd u, vd sw)
{
    vd ab = v_sel(surfac, v_set1(0.6) + center * v_set1(4.0 / h->l->zi), v_set1(1.0));
    vd gap = v_abs(center - g->zrt);
    vm reaches = v_ge(v_set1(QN_SZ_COEF * QN_LEAST_SPREAD) * ab * sw * x, gap * u);
    return m_and(reaches, v_gt1(gap, 0)); /* without a layer there is a rule of its own */
}

V_INLINE vd v_area_convective_vertical(const struct v_area_hour *h, vd z, vd hed1, vd hed2, vd sz1,
                                       vd sz2, const struct v_pdf *pdf, vm on)
{
    on = m_and(on, v_le1(z, h->l->zi));
    if (m_none(on))
        return v_set1(0);
    vd direct = v_vert_convective(h->l, z, hed1, hed2, sz1, sz2, pdf, 1.0, on);
    vd indirect = v_vert_convective(h->l, z, hed1, hed2, sz1, sz2, pdf, -1.0, on);
    return v_zero_unless(on, direct + indirect);
}

V_INLINE vd v_area_node_convective(const struct v_area_hour *h, const struct v_area_seen *g,
                                   const struct v_area_ask *ask, vd x, vd v, vm on, vd *sw_before,
                                   vd *vn)
{
    const struct qn_local *l = h->l;
    vd zero = v_set1(0), center = v_area_center(h, x), uc;
    vm surfac = v_lt1(center, 0.1 * l->zi);
    vm ground = m_and(v_le1(center, 5.0), v_le1(g->zrt, 5.0));
    struct v_eff e = v_area_whole_eff(h, g, center, ground, on, &uc);

    vm sure = m_or(ground, v_area_reaches(h, g, x, center, surfac, uc, v_min(*sw_before, e.sw)));
    vm open = m_andnot(on, sure);
    if (m_any(open)) {
        struct v_pdf before = v_pdf_of(l, *sw_before, center, surfac);
        struct v_eff near = v_area_near_eff(h, g, x, center, surfac, uc, &before);
        v_area_eff_blend(open, &near, &e);
    }
    struct v_pdf pdf = v_pdf_of(l, e.sw, center, surfac);
    struct v_eff wide = e;
    vm again = m_andnot(m_and(open, ask->plume), m_or(ask->full, ask->point));
    if (m_any(again)) {
        struct v_eff near = v_area_near_eff(h, g, x, center, surfac, uc, &pdf);
        v_area_eff_blend(again, &near, &wide);
    }
    *sw_before = v_sel(on, wide.sw, *sw_before);
    vd sy = v_sy_ambient_direct(l, x, &wide);
    *vn = v / sy;
    vm plume = m_and(on, ask->plume);
    if (m_none(plume))
        return zero;
    vd across = v_area_across(ask, v, *vn, sy);
    plume = m_and(plume, v_gt1(across, 0));
    if (m_none(plume))
        return zero;

    vd s1, s2, sz0 = v_set1(l->sz0 * l->sz0), hs = v_set1(l->hs);
    v_sz_direct(l, x, center, surfac, wide.u, &pdf, &s1, &s2);
    s1 = v_sqrt(s1 * s1 + sz0);
    s2 = v_sqrt(s2 * s2 + sz0);
    vd drift = v_set1(l->wstar) * x / e.u, hed1 = hs + pdf.a1 * drift, hed2 = hs + pdf.a2 * drift;
    vd c = v_area_convective_vertical(h, g->zrt, hed1, hed2, s1, s2, &pdf, plume);
    vm two = m_andnot(plume, v_eq(g->zrt, g->zflag));
    if (m_any(two)) {
        vd lift = v_area_convective_vertical(h, g->zflag, hed1, hed2, s1, s2, &pdf, two);
        c = v_sel(two, v_set1(0.5) * c + v_set1(0.5) * lift, c);
    }
    return v_zero_unless(plume, across / wide.u * c * v_area_decay(l, x, wide.u));
}

#endif
