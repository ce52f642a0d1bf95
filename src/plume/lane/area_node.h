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

/* What a stable node needs of its effective parameters. */
struct v_area_mean {
    vd per_u, sv_u, sw_u; /* 1/u; sigma-v/u, floored; sigma-w/u */
    vd lagrange;          /* 1 / (2 u T) of sigma-y */
    vd damping;           /* 1/(.72 z) + N/(.54 sigma-w) of sigma-z */
};

/* What is the hour's for one source. */
struct v_area_hour {
    const struct qn_local *l;
    struct v_eff ground;        /* mean of 0 to 5 m */
    struct v_area_mean at_he;   /* at the release height, without urban effects */
    struct v_area_mean at_he_1; /* of the first pass */
    vd theta;                   /* at the release height */
    double aloft;               /* release height over mixing height; 1 from there */
    double growth;              /* rise of the centre per metre, convective */
};

/* What is the receptor's, in lanes. */
struct v_area_seen {
    vd zrt, zflag;
    vd hcrit;
    /* stable: of the whole layer from release to receptor */
    struct v_area_mean mean;
    /* convective: the layer's end at the receptor */
    vd edge_z, edge_number, edge_u, edge_sv, edge_sw;
    vd edge_iu, edge_isv, edge_isw;
};

/* The questions of a step: which lanes ask for what. */
struct v_area_ask {
    vm plume; /* the plume; else only v / sy */
    vm once;  /* the chain goes once: widths, corners */
    vm alone; /* as if no node had been before */
    vm full;  /* with all of its width */
    vm point; /* as of a point */
};

#define QN_PER_SQRT_2PI (1.0 / QN_SQRT_2PI)

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

V_INLINE vd v_area_decay(const struct qn_local *l, vd x, vd per_u)
{
    if (!(l->decay > 0))
        return v_set1(1.0);
    return v_exp(v_max1(v_set1(-l->decay) * x * per_u, QN_EXP_LIM));
}

/* ---- stable ---- */

V_INLINE struct v_area_mean v_area_mean_of(const struct qn_local *l, const struct v_eff *e,
                                           vd theta, bool buoyancy)
{
    double he = l->hs > 0.46 ? l->hs : 0.46, z = l->hs > 1e-4 ? l->hs : 1e-4;
    struct v_area_mean m;
    m.per_u = v_set1(1.0) / e->u;
    m.sv_u = v_max1(e->sv * m.per_u, QN_SVU_MIN);
    m.sw_u = e->sw * m.per_u;
    m.lagrange = v_set1(0.5 * 156.0 / l->zi_mech * (0.46 / he)) * e->sv * m.per_u;
    m.damping = v_set1(1.0 / (0.72 * z));
    if (buoyancy)
        m.damping = m.damping + v_bvf(e->tg, theta) / (v_set1(0.54) * e->sw);
    return m;
}

V_INLINE void v_area_mean_blend(vm m, const struct v_area_mean *a, struct v_area_mean *b)
{
    b->per_u = v_sel(m, a->per_u, b->per_u);
    b->sv_u = v_sel(m, a->sv_u, b->sv_u);
    b->sw_u = v_sel(m, a->sw_u, b->sw_u);
    b->lagrange = v_sel(m, a->lagrange, b->lagrange);
    b->damping = v_sel(m, a->damping, b->damping);
}

/* Square of sigma-z: surface part and part aloft by height, and the initial one. */
V_INLINE vd v_area_sz2(const struct v_area_hour *h, const struct v_area_mean *m, vd x, vd surface)
{
    vd sz = v_set1(1.0 - h->aloft) * (surface * m->per_u);
    if (h->aloft > 0) {
        vd s = m->sw_u * x;
        sz = sz + v_set1(h->aloft) * (s / v_sqrt(v_set1(1.0) + s * m->damping));
    }
    return sz * sz + v_set1(h->l->sz0 * h->l->sz0);
}

V_INLINE struct v_area_mean v_area_stable_mean(const struct v_area_hour *h,
                                               const struct v_area_seen *g, vd sz, vm on)
{
    struct v_area_mean m = g->mean;
    vd he = v_set1(h->l->hs), zlo, zhi;
    vm ground = m_and(v_le1(he, 5.0), v_le1(g->zrt, 5.0));
    vm reached = v_ge(v_set1(QN_SZ_COEF) * sz, v_abs(he - g->zrt));
    vm open = m_andnot(on, m_or(ground, reached));
    if (m_any(open)) {
        v_layer_bounds(h->l, he, sz, g->zrt, false, &zlo, &zhi);
        struct v_eff near = v_eff_layer(h->l, zlo, zhi);
        struct v_area_mean mean = v_area_mean_of(h->l, &near, h->theta, !h->l->urban_stable);
        v_area_mean_blend(open, &mean, &m);
    }
    return m;
}

/* Vertical term at z of a stable plume; k is -1/(2 sz^2). */
V_INLINE vd v_area_stable_at(const struct v_area_hour *h, vd z, vd k, vd per_sz, vd zref, vm on)
{
    vm ground = v_eq1(z, 0), under = v_le(z, zref);
    vd he = v_set1(h->l->hs), low = v_max(he, he - z), top = v_max(zref, zref - z);
    vd sum = v_set1(0), tol = v_sel(ground, v_set1(5e-7), v_set1(1e-6));
    vd v = v_gauss(k * v_square(z - low)) + v_gauss(k * v_square(z + low));
    on = m_and(on, under);
    for (int i = 1; i <= 100 && m_any(on); i++) {
        vd two = v_set1(2.0 * i) * top, m = two - low, p = two + low;
        if (m_none(m_and(on, v_gt1(k * v_square(m - v_abs(z)), QN_EXP_LIM))))
            break; /* the nearest image is too far to count */
        vd t = v_gauss(k * v_square(z - m)) + v_gauss(k * v_square(z + m)) +
               v_gauss(k * v_square(z - p)) + v_gauss(k * v_square(z + p));
        sum = sum + v_zero_unless(on, t);
        on = m_andnot(on, v_le(t, tol * sum));
    }
    return (v + sum) * (v_set1(QN_PER_SQRT_2PI) * per_sz);
}

V_INLINE vd v_area_stable_vertical(const struct v_area_hour *h, const struct v_area_seen *g, vd sz2,
                                   vd zref, vm on)
{
    vd per2 = v_set1(1.0) / sz2, per = v_sqrt(per2), k = v_set1(-0.5) * per2;
    vd wrap = v_area_stable_at(h, g->zrt, k, per, zref, on);
    vm lifted = m_andnot(on, v_eq(g->zrt, g->zflag));
    if (m_none(lifted))
        return wrap;
    vd f = v_set1(0.5);
    vm hill = m_and(lifted, v_gt1(g->hcrit, 0));
    if (m_any(hill)) {
        vd below = v_below_streamline(g->hcrit, v_set1(h->l->hs), v_sqrt(sz2), zref, hill);
        f = v_sel(hill, v_set1(0.5) * (v_set1(1.0) + below), f);
    }
    vd lift = v_area_stable_at(h, g->zflag, k, per, zref, lifted);
    return v_sel(lifted, f * wrap + (v_set1(1.0) - f) * lift, wrap);
}

V_INLINE vd v_area_node_stable(const struct v_area_hour *h, const struct v_area_seen *g,
                               const struct v_area_ask *ask, vd x, vd v, vm on, vd *vn)
{
    const struct qn_local *l = h->l;
    vd he = v_set1(l->hs), surface = v_set1(0);
    if (l->stable)
        surface = v_set1(QN_SQRT_2 / QN_SQRT_PI * l->ustar) * x *
                  v_inverse_cbrt(v_set1(1.0) + v_set1(0.7 / l->obukhov) * x);
    vd reflect = v_sqrt(v_area_sz2(h, &h->at_he, x, surface)), first = reflect;
    if (l->urban_stable)
        first = v_sqrt(v_area_sz2(h, &h->at_he_1, x, surface));
    struct v_area_mean m = v_area_stable_mean(h, g, first, on);
    vd sy = m.sv_u * x * v_pow_m3_10(v_set1(1.0) + x * m.lagrange);
    *vn = v / sy;
    vd across = v_area_across(ask, v, *vn, sy);
    vm plume = m_and(on, v_gt1(across, 0));
    if (m_none(plume))
        return v_set1(0);
    vd zref = v_max1(he + v_set1(QN_SZ_COEF) * reflect, l->zi);
    vd c = v_area_stable_vertical(h, g, v_area_sz2(h, &m, x, surface), zref, plume);
    return v_zero_unless(plume, across * m.per_u * c * v_area_decay(l, x, m.per_u));
}

/* ---- convective ---- */

/* Where the plume is, of what it is made. */
struct v_area_place {
    vd x, center, c; /* c over the mixing height */
    vm surfac;
    vd w3;       /* third moment of the vertical wind */
    vd spread;   /* surface factor of sigma-z, times x w* */
    vd surface2; /* square root of the surface part, times u^2; 0 aloft */
};

V_INLINE struct v_area_place v_area_place_at(const struct v_area_hour *h, vd x)
{
    const struct qn_local *l = h->l;
    double w3 = l->wstar * l->wstar * l->wstar, big = l->obukhov < 0 ? -l->obukhov : l->obukhov;
    struct v_area_place p = {.x = x};
    p.center = v_sel(v_ge1(x, l->xmixed), v_set1(l->zmidmx), v_set1(l->hs) + x * v_set1(h->growth));
    p.surfac = v_lt1(p.center, 0.1 * l->zi);
    p.c = p.center * v_set1(1.0 / l->zi);
    p.w3 = v_sel(p.surfac, v_set1(1.25 * w3) * p.c, v_set1(0.125 * w3));
    vd ab = v_sel(p.surfac, v_set1(0.6) + v_set1(4.0) * p.c, v_set1(1.0));
    p.spread = ab * (v_set1(l->wstar) * x);
    p.surface2 =
        v_set1(QN_BSUBC * l->ustar * l->ustar / big) * (v_set1(1.0) - v_set1(10.0) * p.c) * (x * x);
    p.surface2 = v_zero_unless(p.surfac, p.surface2);
    return p;
}

/* The two modes of the vertical wind under sigma-w. */
V_INLINE struct v_pdf v_area_pdf(const struct v_area_hour *h, const struct v_area_place *p, vd sw)
{
    const double alpha = 5.0 / 13.0, beta = 5.0; /* R = 2 */
    vd skew = p->w3 / (sw * sw * sw), half = v_set1(0.5);
    vd root = v_sqrt(v_set1(alpha * alpha) * (skew * skew) + v_set1(4.0 / beta));
    vd ratio = sw * v_set1(0.5 / h->l->wstar), m = v_set1(alpha) * skew;
    struct v_pdf f;
    f.a1 = ratio * (m + root);
    f.a2 = ratio * (m - root);
    f.b1 = f.a1 + f.a1;
    f.b2 = v_set1(-2.0) * f.a2;
    f.w1 = half - half * (m / root);
    f.w2 = v_set1(1.0) - f.w1;
    return f;
}

/* Squares of both sigma-z. */
V_INLINE void v_area_spreads(const struct v_area_hour *h, const struct v_area_place *p,
                             const struct v_pdf *f, vd per_u, vd *q1, vd *q2)
{
    vd t = p->spread * per_u, s = p->surface2 * (per_u * per_u);
    vd rest = s * s + v_set1(h->l->sz0 * h->l->sz0), s1 = f->b1 * t, s2 = f->b2 * t;
    *q1 = s1 * s1 + rest;
    *q2 = s2 * s2 + rest;
}

V_INLINE void v_area_eff_blend(vm m, const struct v_eff *a, struct v_eff *b)
{
    b->u = v_sel(m, a->u, b->u);
    b->sv = v_sel(m, a->sv, b->sv);
    b->sw = v_sel(m, a->sw, b->sw);
}

/* Effective parameters with the layer that sigma-z by `f` makes. */
V_INLINE struct v_eff v_area_near_eff(const struct v_area_hour *h, const struct v_area_seen *g,
                                      const struct v_area_place *p, vd u, const struct v_pdf *f)
{
    const struct qn_local *l = h->l;
    vd q1, q2, zlo, zhi;
    v_area_spreads(h, p, f, v_set1(1.0) / u, &q1, &q2);
    vd sz = v_set1(0.5) * (v_sqrt(q1) + v_sqrt(q2));
    v_layer_bounds(l, p->center, sz, g->zrt, true, &zlo, &zhi);
    struct v_eff e = v_eff_layer(l, zlo, zhi);
    vm none = v_le(zhi, zlo);
    if (m_any(none)) {
        struct v_eff top = v_eff_at(l, v_set1(l->zi));
        v_area_eff_blend(none, &top, &e);
    }
    return e;
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
    vm low = m_and(on, v_lt1(center, 0.5)); /* the layer begins at .5 m, the centre's cell below */
    if (m_any(low)) {
        v_cell_one(&h->l->layer->profile, 0, &c);
        at = v_eff_in(h->l, &c, center);
        *u_center = v_sel(low, at.u, *u_center);
    }
    return e;
}

/* The sigma-w with which the plume's half width cannot but reach from its centre to the receptor,
 * whatever the skewness: sigma-z is at least .8944 sw x / u times the surface factor. */
#define QN_LEAST_SPREAD 0.894

V_INLINE vd v_area_need(const struct v_area_hour *h, const struct v_area_seen *g,
                        const struct v_area_place *p, vm ground, vd u)
{
    vd gap = v_abs(p->center - g->zrt);
    vd need = gap * u / (v_set1(QN_SZ_COEF * QN_LEAST_SPREAD / h->l->wstar) * p->spread);
    need = v_sel(v_gt1(gap, 0), need, v_set1(1e300)); /* no layer: that has a rule of its own */
    return v_sel(ground, v_set1(0), need);
}

/* What the vertical term needs of the two modes: heights, -1/(2 sz^2), weight over sz. */
struct v_area_modes {
    vd h1, h2, k1, k2, g1, g2;
};

/* Gaussians of one image seen from z and from -z; on the ground, where they are the same, one. */
V_INLINE vd v_area_image(vd z, bool ground, vd height, vd k)
{
    if (ground)
        return v_gauss(k * height * height);
    return v_gauss(k * v_square(z - height)) + v_gauss(k * v_square(z + height));
}

/* Images of both modes from 0 upwards (fact 1) or from 1 downwards (fact -1). */
V_INLINE vd v_area_images(const struct v_area_hour *h, vd z, bool ground,
                          const struct v_area_modes *m, double fact, vd tol, vm on)
{
    vd sum, zi = v_set1(h->l->zi), h1 = m->h1, h2 = m->h2;
    if (!ground) {
        h1 = v_max(h1, h1 - z);
        h2 = v_max(h2, h2 - z);
        zi = v_max(zi, zi - z);
    }
    vd d = v_set1(2.0) * zi, step = v_set1(2.0 * fact) * zi;
    struct v_series s = {
        m->k1, m->k2, m->g1, m->g2, .d = d, .tol = tol, .best = v_set1(QN_EXP_NONE)};
    if (fact < 0) {
        h1 = h1 + step;
        h2 = h2 + step;
    }
    sum = v_series_sum(&s, ground, z, h1, h2, step, on);
    if (ground)
        sum = sum + sum;
    return sum;
}

/* Lanes where no image beyond the mixing height counts. */
V_INLINE vm v_area_unreflected(const struct v_area_hour *h, vd z, const struct v_area_modes *m)
{
    vd far = v_set1(2.0 * h->l->zi) - v_abs(z), zero = v_set1(0);
    vd d1 = v_max(far - v_abs(m->h1), zero), d2 = v_max(far - v_abs(m->h2), zero);
    return m_and(v_lt1(m->k1 * d1 * d1, QN_EXP_LIM), v_lt1(m->k2 * d2 * d2, QN_EXP_LIM));
}

V_INLINE vd v_area_convective_at(const struct v_area_hour *h, vd z, const struct v_area_modes *m,
                                 vm on)
{
    on = m_and(on, v_le1(z, h->l->zi));
    if (m_none(on))
        return v_set1(0);
    vm at_ground = v_lt1(v_abs(z), 1e-10);
    bool ground = m_all(m_or(at_ground, m_not(on)));
    vd tol = v_sel(at_ground, v_set1(5e-7), v_set1(1e-6));
    vm images = m_andnot(on, v_area_unreflected(h, z, m));
    vd sum;
    if (m_any(images)) {
        sum = v_area_images(h, z, ground, m, 1.0, tol, on) +
              v_area_images(h, z, ground, m, -1.0, tol, on);
    } else if (ground) {
        sum = m->g1 * v_gauss(m->k1 * v_square(m->h1)) + m->g2 * v_gauss(m->k2 * v_square(m->h2));
        sum = sum + sum;
    } else {
        vd h1 = v_max(m->h1, m->h1 - z), h2 = v_max(m->h2, m->h2 - z);
        sum = m->g1 * (v_gauss(m->k1 * v_square(z - h1)) + v_gauss(m->k1 * v_square(z + h1))) +
              m->g2 * (v_gauss(m->k2 * v_square(z - h2)) + v_gauss(m->k2 * v_square(z + h2)));
    }
    return v_zero_unless(on, sum * v_set1(QN_PER_SQRT_2PI));
}

V_INLINE vd v_area_convective_vertical(const struct v_area_hour *h, const struct v_area_seen *g,
                                       const struct v_area_modes *m, vm on)
{
    vd c = v_area_convective_at(h, g->zrt, m, on);
    vm two = m_andnot(on, v_eq(g->zrt, g->zflag));
    if (m_none(two))
        return c;
    vd lift = v_area_convective_at(h, g->zflag, m, two);
    return v_sel(two, v_set1(0.5) * c + v_set1(0.5) * lift, c);
}

/* Both passes of the chain: parameters of the plume's drift in e, of its spread in wide; their
 * modes; the sigma-w from which on it does not matter what the node before left. Returns the lanes
 * where it did matter. */
V_INLINE vm v_area_chain(const struct v_area_hour *h, const struct v_area_seen *g,
                         const struct v_area_ask *ask, const struct v_area_place *p, vd sw_before,
                         vm on, struct v_eff *e, struct v_eff *wide, struct v_pdf *f, vd *need)
{
    vd uc;
    vm ground = m_and(v_le1(p->center, 5.0), v_le1(g->zrt, 5.0));
    *e = v_area_whole_eff(h, g, p->center, ground, on, &uc);
    *need = v_area_need(h, g, p, ground, uc);
    sw_before = v_sel(ask->alone, e->sw, sw_before);
    vm open = m_andnot(on, v_ge(v_min(sw_before, e->sw), *need));
    if (m_any(open)) {
        struct v_pdf before = v_area_pdf(h, p, sw_before);
        struct v_eff near = v_area_near_eff(h, g, p, uc, &before);
        v_area_eff_blend(open, &near, e);
    }
    *f = v_area_pdf(h, p, e->sw);
    *wide = *e;
    vm again = m_andnot(open, m_or(ask->once, m_or(ask->full, ask->point)));
    if (m_any(again)) {
        struct v_eff near = v_area_near_eff(h, g, p, uc, f);
        v_area_eff_blend(again, &near, wide);
    }
    return open;
}

V_INLINE vd v_area_node_convective(const struct v_area_hour *h, const struct v_area_seen *g,
                                   const struct v_area_ask *ask, vd x, vd v, vm on, vd *sw_before,
                                   vd *vn, vd *need, vm *tied)
{
    const struct qn_local *l = h->l;
    struct v_area_place p = v_area_place_at(h, x);
    struct v_eff e, wide;
    struct v_pdf f;
    *tied = m_or(*tied, v_area_chain(h, g, ask, &p, *sw_before, on, &e, &wide, &f, need));
    *sw_before = v_sel(on, wide.sw, *sw_before);

    const double hs = l->hs > 0.46 ? l->hs : 0.46, b = 78.0 * (0.46 / hs);
    vd one = v_set1(1.0), per_u = one / wide.u;
    vd n = v_max1(wide.sv * per_u, QN_SVU_MIN) * x;
    vd sy = n * v_pow_m3_10(one + v_set1((b > 0.7 ? b : 0.7) / l->zi) * n);
    *vn = v / sy;
    vd across = v_area_across(ask, v, *vn, sy);
    vm plume = m_and(on, v_gt1(across, 0));
    if (m_none(plume))
        return v_set1(0);

    vd q1, q2;
    v_area_spreads(h, &p, &f, per_u, &q1, &q2);
    q1 = one / q1;
    q2 = one / q2;
    vd drift = v_set1(l->wstar) * x * per_u;
    if (m_any(*tied))
        drift = v_set1(l->wstar) * x * (one / e.u);
    struct v_area_modes m = {
        .h1 = v_set1(l->hs) + f.a1 * drift,
        .h2 = v_set1(l->hs) + f.a2 * drift,
        .k1 = v_set1(-0.5) * q1,
        .k2 = v_set1(-0.5) * q2,
        .g1 = f.w1 * v_sqrt(q1),
        .g2 = f.w2 * v_sqrt(q2),
    };
    vd c = v_area_convective_vertical(h, g, &m, plume);
    return v_zero_unless(plume, across * per_u * c * v_area_decay(l, x, per_u));
}

#endif
