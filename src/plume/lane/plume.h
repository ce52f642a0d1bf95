/* A plume at a distance: the chain from release to vertical term, for stable and for convective
 * hours, over lanes of receptors. Used by points and volumes; areas have their own order of steps.
 *
 * Method: AERMOD 24142 (AERCALC, VOLCALC, DELTAH, HEFF, IBLVAL, PDIS, CPLUME, MEANDR);
 * EPA-454/R-03-004 section 5 */
#ifndef QN_PLUME_LANE_PLUME_H
#define QN_PLUME_LANE_PLUME_H

#include <math.h>

#include "plume/kernels.h"
#include "plume/lane/chain.h"

/* Receptors as a source sees them. */
struct v_seen {
    vd x, y, r;            /* along the wind, across it, apart [m] */
    vd zrt, zflag;         /* above the source's base; above the ground */
    vd rel_elev, rel_hill; /* ground and hill above the source's base */
};

/* The dividing streamline that was asked for last: two plumes over the same ground often share it.
 */
struct v_streamline {
    vd hhill, hcrit; /* hhill NaN: none yet */
};

/* A stable plume (or one released above the mixing height) at a distance. */
struct v_stable {
    vd x, zrt; /* distance; the receptors' height */
    vm on;     /* lanes that matter */
    vd dhp, he;
    struct v_eff eff;
    vd sy, sz, szb, sza; /* sz is szb and sza and the source's own */
    vd zref;             /* upper reflection */
    vd surface_factor;
    /* between the steps */
    vd theta, zlo, zhi;
    struct v_edge at_he;
};

/* A convective plume at a distance. */
struct v_convective {
    vd x, zrt; /* distance; the receptors' height */
    vm on;     /* lanes that matter */
    vd center, dhp1, dhp2;
    vm surfac;
    struct v_pdf pdf;
    struct v_eff eff, eff3; /* direct (and indirect); penetrated */
    vd hed1, hed2, hen1, hen2;
    vd sy, sz1, sz2, sza1, sza2; /* direct and indirect alike; ambient part */
    vd sy3, sz3, zref3;
    /* between the steps */
    vd szb2, zlo, zhi, zlo3, zhi3;
    struct v_edge at_center, at_he3;
};

/* ---- rise ---- */

/* Momentum and buoyant rise at x under stack-top wind, unlimited. */
V_INLINE vd v_rise_free(const struct qn_local *l, vd x)
{
    const double b2 = QN_BETA1 * QN_BETA1, u = l->us;
    return v_cbrt(v_set1(3.0 * l->fm / (b2 * u * u)) * x +
                  v_set1(3.0 * l->fb / (2.0 * b2 * u * u * u)) * (x * x));
}

/* Stable rise on the way to its end, under a wind up and stability bvf. */
V_INLINE vd v_rise_bent(const struct qn_local *l, vd x, vd up, vd bvf)
{
    vd one = v_set1(1.0), bvp = v_set1(0.7) * bvf;
    vd n2 = bvf * bvf, r = one / (n2 * up), b = bvp * v_set1(l->fm / l->fb), s, c;
    vd a = v_set1(l->fb) * r;
    v_sincos(bvp * x * (n2 * r), &s, &c);
    vd e = b * s + one - c;
    e = v_sel(v_gt1(e, 0), e, b * s);
    vd dh = v_min1(v_set1(2.66) * v_cbrt(a * e), l->dhfaer);
    if (l->neutral_limit) {
        vd xln = v_set1(l->fb) / (up * v_set1(l->ustar * l->ustar));
        dh = v_min(dh,
                   v_set1(1.2) * v_pow(xln, 0.6) * v_pow(v_set1(l->hsp) + v_set1(1.2) * xln, 0.4));
    }
    return dh;
}

/* x, but not beyond where the rise turns over. */
V_INLINE vd v_before_turn(const struct qn_local *l, vd x, vd up, vd bvf)
{
    vd bvp = v_set1(0.7) * bvf;
    if (m_none(v_gt1(bvp * x / up, 1.57))) /* the turn lies between pi/2 and pi */
        return x;
    vd angle = v_set1(QN_PI) - v_atan(v_set1(l->fm / l->fb) * bvp);
    return v_min(x, up * angle / bvp);
}

#define QN_RISE_PASSES_MIN 5
#define QN_RISE_PASSES 10
#define QN_RISE_CLOSE 0.001

/* Stable rise under way. */
struct v_rise {
    vd x, dh, up, bvf;
    vm near, open; /* short of the final rise; still being iterated */
    vd number;     /* the grid's cell half-way up, loaded below; -1 before */
    struct v_cell cell;
};

V_INLINE void v_rise_begin(const struct qn_local *l, vd x, vm on, struct v_rise *r)
{
    r->x = x;
    r->near = r->open = m_and(on, v_lt1(x, l->xmax));
    r->dh = v_set1(l->dhfaer);
    r->number = v_set1(-1.0);
    r->cell = (struct v_cell){.h = v_set1(0)};
    if (m_any(r->near))
        r->dh = v_rise_bent(l, v_min1(x, l->x_turn), v_set1(l->us), v_set1(l->bvf));
}

/* Wind and stability half-way up. */
V_INLINE void v_rise_feel(const struct qn_local *l, struct v_rise *r)
{
    const vd half = v_set1(0.5);
    vd z = v_set1(l->hsp) + half * r->dh;
    vd number = v_cell_number(z);
    if (!m_all(v_eq(number, r->number))) {
        v_cell_load(&l->layer->profile, number, &r->cell);
        r->number = number;
    }
    struct v_eff e = v_eff_in(l, &r->cell, z);
    vd tg = half * (v_set1(l->tgs) + e.tg), pt = half * (v_set1(l->pts) + v_theta_in(&r->cell, z));
    r->up = half * (v_set1(l->us) + e.u);
    r->bvf = v_max1(v_sqrt(v_set1(QN_G) * tg / pt), QN_BVF_MIN);
}

/* The next estimate of pass k (from 1). A lane whose estimate does not change at all is done: every
 * further pass would give the same. */
V_INLINE void v_rise_pass(const struct qn_local *l, int k, struct v_rise *r)
{
    vd next = v_rise_bent(l, v_before_turn(l, r->x, r->up, r->bvf), r->up, r->bvf);
    vm same = m_and(v_eq(next, r->dh), v_gt1(next, 1e-5));
    if (k < QN_RISE_PASSES_MIN) {
        r->dh = v_sel(r->open, next, r->dh);
        r->open = m_andnot(r->open, same);
        return;
    }
    vm close = m_and(v_gt1(next, 0), v_lt1(v_abs((r->dh - next) / next), QN_RISE_CLOSE));
    vd unsettled = next;
    if (k == QN_RISE_PASSES)
        unsettled = v_set1(0.5) * (next + r->dh);
    r->dh = v_sel(r->open, v_sel(close, v_max1(next, 1e-5), unsettled), r->dh);
    r->open = k == QN_RISE_PASSES ? V_NONE : m_andnot(r->open, close);
}

V_INLINE vd v_rise_end(const struct qn_local *l, const struct v_rise *r)
{
    if (m_none(r->near))
        return v_set1(l->dhfaer);
    vd dh = v_min1(v_min(r->dh, v_rise_free(l, r->x)), l->dhfaer);
    return v_sel(r->near, dh, v_set1(l->dhfaer));
}

/* Several at once: their chains of operations do not wait for each other. */
V_INLINE void v_rise_all(const struct qn_local *l, struct v_rise *r, size_t n)
{
    for (int k = 1; k <= QN_RISE_PASSES; k++) {
        bool some = false;
        for (size_t j = 0; j < n; j++)
            if (m_any(r[j].open)) {
                v_rise_feel(l, &r[j]);
                some = true;
            }
        if (!some)
            break;
        for (size_t j = 0; j < n; j++)
            if (m_any(r[j].open))
                v_rise_pass(l, k, &r[j]);
    }
}

/* ---- stable ---- */

/* Upper reflection of a plume at height he, which may have settled below the plume's own.
 * Method: AERMOD 24142 REFL_HT. */
V_INLINE vd v_reflection(const struct qn_local *l, vd x, vd he, vd szb, vd vsz, vd surface_factor)
{
    struct v_cell c;
    v_cell_at(&l->layer->profile, he, &c);
    struct v_eff e = v_eff_in(l, &c, he);
    vd surface = l->stable ? v_sz_surface(l, x, e.u, surface_factor) : v_set1(0);
    vd sz = v_sz_ambient(l, x, he, &e, v_bvf(e.tg, v_theta_in(&c, he)), true, surface);
    return v_max1(he + v_set1(QN_SZ_COEF) * v_sqrt(szb * szb + sz * sz + vsz * vsz), l->zi);
}

/* Surface part of sigma-z: of stable hours, or of the rare unstable plume that starts above a very
 * low mixing height and is near the ground after stack-tip downwash. */
V_INLINE vd v_surface_part(const struct qn_local *l, vd x, vd u, vd factor, vd center)
{
    if (l->stable)
        return v_sz_surface(l, x, u, factor);
    if (l->hsp >= 0.1 * l->zi)
        return v_set1(0);
    vd r = v_set1(l->ustar / l->us);
    double absL = l->obukhov < 0 ? -l->obukhov : l->obukhov;
    return v_set1(QN_BSUBC) * (v_set1(1.0) - v_set1(10.0) * (center / v_set1(l->zi))) * r * r *
           (x * x / v_set1(absL));
}

/* Sigma-z with effective parameters e: ambient part returned, total in *sz. */
V_INLINE vd v_stable_sz(const struct qn_local *l, const struct v_stable *s, vd center, vd *sz)
{
    vd surface = v_surface_part(l, s->x, s->eff.u, s->surface_factor, center);
    vd a = v_sz_ambient(l, s->x, s->he, &s->eff, v_bvf(s->eff.tg, s->theta), !l->urban_stable,
                        surface);
    *sz = v_sqrt(s->szb * s->szb + a * a + v_set1(l->sz0 * l->sz0));
    return a;
}

/* First step: height, values there, first sigma-z and the layer it reaches through. */
V_INLINE void v_stable_first(const struct qn_local *l, struct v_stable *s)
{
    struct v_cell c;
    vd number, sz;
    s->he = v_max1(v_set1(l->hsp) + s->dhp, 0.0);
    s->szb = v_set1(QN_BETA2 / QN_SQRT_2) * s->dhp;
    s->surface_factor = l->stable ? v_surface_factor(l, s->x) : v_set1(0);
    if (m_all(v_eq1(s->dhp, l->dhfaer))) {
        number = v_set1((double)l->cell_far);
        v_cell_one(&l->layer->profile, l->cell_far, &c);
    } else {
        number = v_cell_number(s->he);
        v_cell_load(&l->layer->profile, number, &c);
    }
    s->eff = v_eff_in(l, &c, s->he);
    s->theta = v_theta_in(&c, s->he);
    v_edge_in(&c, number, s->he, &s->at_he);
    v_stable_sz(l, s, v_set1(l->hsp), &sz);
    if (!l->urban_stable && (l->stable || l->hsp >= 0.1 * l->zi))
        s->zref = v_max1(s->he + v_set1(QN_SZ_COEF) * sz, l->zi);
    else
        s->zref = v_reflection(l, s->x, s->he, s->szb, v_set1(l->sz0), s->surface_factor);
    v_layer_bounds(l, s->he, sz, s->zrt, false, &s->zlo, &s->zhi);
}

/* Second: the means over the layer. */
V_INLINE void v_stable_means(const struct qn_local *l, struct v_stable *s)
{
    s->eff = v_eff_layer_under(l, s->zlo, s->zhi, s->he, &s->at_he, s->on);
}

/* Third: the sigmas. */
V_INLINE void v_stable_last(const struct qn_local *l, struct v_stable *s)
{
    s->sza = v_stable_sz(l, s, s->he, &s->sz);
    vd sy = v_sy_ambient_stable(l, s->x, s->he, &s->eff);
    s->sy = v_sqrt(s->szb * s->szb + sy * sy + v_set1(l->sy0 * l->sy0));
}

/* Everything up to the vertical term; x >= 1 in lanes that are on. */
V_INLINE void v_stable_at(const struct qn_local *l, bool stack, vd x, vd zrt, vm on,
                          struct v_stable *s)
{
    s->x = x;
    s->zrt = zrt;
    s->on = on;
    s->dhp = v_set1(l->dhfaer);
    if (stack) {
        struct v_rise r;
        v_rise_begin(l, x, on, &r);
        v_rise_all(l, &r, 1);
        s->dhp = v_rise_end(l, &r);
    }
    v_stable_first(l, s);
    v_stable_means(l, s);
    v_stable_last(l, s);
}

/* Share of the plume that goes over and round the hill: weight of the terrain-following state. */
V_INLINE vd v_terrain_weight_by(const struct qn_local *l, const struct v_seen *g, vd he, vd sz,
                                vd zref, vm on, struct v_streamline *kept)
{
    if (!l->stable || l->options->flat || l->source->flat)
        return v_set1(0.5);
    vd hhill = v_min(g->rel_hill, g->rel_elev + he);
    if (!m_all(m_or(v_eq(hhill, kept->hhill), m_not(on)))) {
        kept->hcrit = v_hcrit(&l->layer->profile, hhill, on);
        kept->hhill = v_sel(on, hhill, v_set1(NAN));
    }
    vm some = m_and(on, v_gt1(kept->hcrit, 0));
    if (m_none(some))
        return v_set1(0.5);
    vd phee = v_below_streamline(kept->hcrit, he, sz, zref, some);
    return v_set1(0.5) * (v_set1(1.0) + v_zero_unless(some, phee));
}

V_INLINE vd v_terrain_weight(const struct qn_local *l, const struct v_seen *g, vd he, vd sz,
                             vd zref, vm on)
{
    struct v_streamline kept = {v_set1(NAN), v_set1(0)};
    return v_terrain_weight_by(l, g, he, sz, zref, on, &kept);
}

/* Vertical term at the two receptor heights, weighted. */
V_INLINE vd v_stable_vertical_by(const struct qn_local *l, const struct v_seen *g,
                                 const struct v_stable *s, vm on, struct v_streamline *kept)
{
    vm two = m_andnot(on, v_eq(g->zrt, g->zflag));
    vd wrapped = v_vert_either(g->zrt, s->sz, s->he, s->zref, on);
    if (m_none(two))
        return wrapped;
    vd f = v_terrain_weight_by(l, g, s->he, s->sz, s->zref, two, kept);
    vd lifted = v_vert_either(g->zflag, s->sz, s->he, s->zref, two);
    return v_sel(two, f * wrapped + (v_set1(1.0) - f) * lifted, wrapped);
}

V_INLINE vd v_stable_vertical(const struct qn_local *l, const struct v_seen *g,
                              const struct v_stable *s, vm on)
{
    struct v_streamline kept = {v_set1(NAN), v_set1(0)};
    return v_stable_vertical_by(l, g, s, on, &kept);
}

/* ---- convective ---- */

V_INLINE void v_centroid(const struct qn_local *l, bool stack, vd x, struct v_convective *s)
{
    vd zi = v_set1(l->zi), xt = v_max1(x, 1.0);
    s->dhp1 = stack ? v_rise_free(l, xt) : v_set1(0);
    vd first = v_min(v_set1(l->hsp) + s->dhp1, zi);
    double hcrit = l->hsp + l->dhcrit < l->zi ? l->hsp + l->dhcrit : l->zi;
    vd way = v_set1(hcrit) +
             (xt - v_set1(l->xfinal)) / v_set1(l->xmixed - l->xfinal) * v_set1(l->zmidmx - hcrit);
    s->center =
        v_sel(v_lt1(xt, l->xfinal), first, v_sel(v_ge1(xt, l->xmixed), v_set1(l->zmidmx), way));
    s->surfac = v_lt1(s->center, 0.1 * l->zi);
}

/* Indirect plume: how far below the direct one. */
V_INLINE vd v_rise_indirect(const struct qn_local *l, vd x)
{
    double rh = QN_BETA2 * (l->zi - l->hsp), u = l->us;
    double grow =
        0.25 * QN_A_SUB_E * 3.4881227042637125 /* 2.3^1.5 */ * l->wstar * l->wstar / (u * u);
    vd ryrz = v_set1(rh * rh) + v_set1(grow) * x * x;
    return v_sqrt(v_set1(2.0 * l->fb * l->zi / (QN_ALPHA_R * u)) / ryrz) * (x / v_set1(u));
}

/* Penetrated plume: its height is the hour's. */
V_INLINE vd v_penetrated_sz(const struct qn_local *l, const struct v_convective *s)
{
    double b3 = QN_BETA2 * l->ppf * l->dhp3 / QN_SQRT_2, near = 1.0 / (0.72 * l->he3);
    vd swt = s->eff3.sw * s->x * (v_set1(1.0) / s->eff3.u);
    vd sz = swt / v_sqrt(v_set1(1.0) + swt * v_set1(near));
    return v_sqrt(v_set1(b3 * b3) + sz * sz);
}

V_INLINE void v_penetrated_first(const struct qn_local *l, struct v_convective *s)
{
    vd he3 = v_set1(l->he3);
    struct v_cell c;
    v_cell_one(&l->layer->profile, l->cell_he3, &c);
    s->eff3 = v_eff_in(l, &c, he3);
    v_edge_in(&c, v_set1((double)l->cell_he3), he3, &s->at_he3);
    vd reach = v_set1(QN_SZ_COEF) * v_penetrated_sz(l, s);
    vm above = v_gt(he3, s->zrt);
    double b3 = QN_BETA2 * l->ppf * l->dhp3 / QN_SQRT_2;
    vd sz = v_sz_ambient(l, s->x, he3, &s->eff3, v_bvf(s->eff3.tg, v_theta_in(&c, he3)), true,
                         v_set1(0));
    s->zref3 = v_max1(he3 + v_set1(QN_SZ_COEF) * v_sqrt(v_set1(b3 * b3) + sz * sz), l->zi);
    s->zlo3 = v_sel(above, v_max(he3 - reach, s->zrt), he3);
    s->zhi3 = v_sel(above, he3, v_min(he3 + reach, s->zrt));
}

V_INLINE void v_penetrated_means(const struct qn_local *l, struct v_convective *s)
{
    s->eff3 = v_eff_layer_under(l, s->zlo3, s->zhi3, v_set1(l->he3), &s->at_he3, s->on);
}

V_INLINE void v_penetrated_last(const struct qn_local *l, struct v_convective *s)
{
    double b3 = QN_BETA2 * l->ppf * l->dhp3 / QN_SQRT_2;
    s->sz3 = v_penetrated_sz(l, s);
    vd sy = v_sy_ambient_stable(l, s->x, v_set1(l->he3), &s->eff3);
    s->sy3 = v_sqrt(v_set1(b3 * b3) + sy * sy);
}

/* First step: centre, values there, first sigma-z and the layer it reaches through. */
V_INLINE void v_convective_first(const struct qn_local *l, bool stack, struct v_convective *s)
{
    v_centroid(l, stack, s->x, s);
    s->dhp2 = stack ? v_rise_indirect(l, s->x) : v_set1(0);
    s->szb2 = v_square(v_set1(QN_BETA2 / QN_SQRT_2) * s->dhp1);
    s->eff = (struct v_eff){v_set1(l->us), v_set1(l->svs), v_set1(l->sws), v_set1(l->tgs)};
    s->eff3 = s->eff;
    s->sz1 = s->sz2 = s->sy3 = s->sz3 = s->zref3 = v_set1(1.0);
    s->at_center = (struct v_edge){.z = v_set1(0)};
    s->zlo = s->zhi = s->zlo3 = s->zhi3 = v_set1(0);
    if (l->ppf > 0.0)
        v_penetrated_first(l, s);
    if (!(l->ppf < 1.0))
        return;
    struct v_cell c;
    vd number = v_set1((double)l->cell_mid);
    if (m_all(v_ge1(s->x, l->xmixed))) {
        v_cell_one(&l->layer->profile, l->cell_mid, &c);
    } else {
        number = v_cell_number(s->center);
        v_cell_load(&l->layer->profile, number, &c);
    }
    s->pdf = v_pdf_of(l, v_set1(l->sws), s->center, s->surfac);
    s->eff = v_eff_in(l, &c, s->center);
    v_edge_in(&c, number, s->center, &s->at_center);
    v_sz_direct(l, s->x, s->center, s->surfac, s->eff.u, &s->pdf, &s->sz1, &s->sz2);
    vd s0 = s->szb2 + v_set1(l->sz0 * l->sz0);
    vd szd = v_set1(0.5) * (v_sqrt(s0 + s->sz1 * s->sz1) + v_sqrt(s0 + s->sz2 * s->sz2));
    v_layer_bounds(l, s->center, szd, s->zrt, true, &s->zlo, &s->zhi);
}

/* Effective parameters of the direct plume between zlo and zhi; receptors above the mixed layer
 * have the values at its top. */
V_INLINE void v_direct_means(const struct qn_local *l, struct v_convective *s)
{
    vm layer = v_gt(s->zhi, s->zlo);
    s->eff = v_eff_layer_under(l, s->zlo, s->zhi, s->center, &s->at_center, s->on);
    if (!m_all(m_or(layer, m_not(s->on)))) {
        struct v_eff top = v_eff_at(l, v_set1(l->zi));
        s->eff.u = v_sel(layer, s->eff.u, top.u);
        s->eff.sv = v_sel(layer, s->eff.sv, top.sv);
        s->eff.sw = v_sel(layer, s->eff.sw, top.sw);
    }
}

/* The same from the centre and a sigma-z, for who has no edge at the centre yet. */
V_INLINE void v_direct_layer(const struct qn_local *l, vd zrt, vd szd, vm on,
                             struct v_convective *s)
{
    s->on = on;
    v_layer_bounds(l, s->center, szd, zrt, true, &s->zlo, &s->zhi);
    v_edge_at(l, s->center, &s->at_center);
    v_direct_means(l, s);
}

/* Second: means over the layers. Receptors above the mixed layer have the values at its top. */
V_INLINE void v_convective_means(const struct qn_local *l, struct v_convective *s)
{
    if (l->ppf > 0.0)
        v_penetrated_means(l, s);
    if (!(l->ppf < 1.0))
        return;
    v_direct_means(l, s);
}

/* Third: heights of the modes and sigmas. */
V_INLINE void v_convective_last(const struct qn_local *l, struct v_convective *s)
{
    if (l->ppf > 0.0)
        v_penetrated_last(l, s);
    s->pdf = v_pdf_of(l, s->eff.sw, s->center, s->surfac);
    vd reach = v_set1(l->wstar) * s->x * (v_set1(1.0) / s->eff.u);
    s->hed1 = v_set1(l->hsp) + s->dhp1 + s->pdf.a1 * reach;
    s->hed2 = v_set1(l->hsp) + s->dhp1 + s->pdf.a2 * reach;
    s->hen1 = s->hed1 - s->dhp2;
    s->hen2 = s->hed2 - s->dhp2;
    if (l->ppf < 1.0)
        v_sz_direct(l, s->x, s->center, s->surfac, s->eff.u, &s->pdf, &s->sz1, &s->sz2);
    s->sza1 = s->sz1;
    s->sza2 = s->sz2;
    vd s0 = s->szb2 + v_set1(l->sz0 * l->sz0);
    s->sz1 = v_sqrt(s0 + s->sz1 * s->sz1);
    s->sz2 = v_sqrt(s0 + s->sz2 * s->sz2);
    vd sy = v_sy_ambient_direct(l, s->x, &s->eff);
    s->sy = v_sqrt(s->szb2 + sy * sy + v_set1(l->sy0 * l->sy0));
}

V_INLINE void v_convective_at(const struct qn_local *l, bool stack, vd x, vd zrt, vm on,
                              struct v_convective *s)
{
    s->x = x;
    s->zrt = zrt;
    s->on = on;
    v_convective_first(l, stack, s);
    v_convective_means(l, s);
    v_convective_last(l, s);
}

/* What one receptor height gets: fy, fy3 are the horizontal terms [1/m]. Returned per unit emission
 * [s/m3]. hv: settling [m]; zref3: upper reflection of the penetrated plume. */
V_INLINE vd v_convective_sum(const struct qn_local *l, const struct v_convective *s, vd zr, vd fy,
                             vd fy3, vd hv, vd zref3, vm on)
{
    vd sum = v_set1(0);
    if (l->ppf < 1.0) {
        vm inside = m_and(on, v_le1(zr, l->zi));
        vd direct = v_set1(0);
        if (m_any(inside))
            direct = v_vert_convective(l, zr, s->hed1 - hv, s->hed2 - hv, s->hen1 - hv,
                                       s->hen2 - hv, s->sz1, s->sz2, &s->pdf, inside);
        sum = v_set1(1.0 - l->ppf) / s->eff.u * (fy * v_zero_unless(inside, direct));
    }
    if (l->ppf > 0.0) {
        vd he3 = v_max1(v_set1(l->he3) - hv, 0.0);
        sum = sum + v_set1(l->ppf) / s->eff3.u * (fy3 * v_vert_either(zr, s->sz3, he3, zref3, on));
    }
    return sum;
}

/* ---- horizontal ---- */

V_INLINE vd v_lateral(vd y, vd sy)
{
    return v_gauss(v_set1(-0.5) * (y * y) / (sy * sy)) / (v_set1(QN_SQRT_2PI) * sy);
}

/* Share of the meandering (pancake) plume. */
V_INLINE vd v_meander(const struct qn_local *l, vd r, vd u, vd sv)
{
    const struct qn_plume_options *o = l->options;
    vd two_sv2 = v_set1(2.0) * sv * sv, u2 = u * u, mean2 = u2 - two_sv2;
    mean2 = v_sel(v_ge1(mean2, 0.01), mean2, v_set1(0.1 * 0.1));
    vd fade = v_set1(1.0) - v_exp(v_set1(-1.0 / (o->meander_hours * 3600.0)) * r / u);
    vd f = (two_sv2 + mean2 * fade) / u2;
    if (o->momentum_balance)
        f = v_sqrt(f);
    return v_max1(v_min1(f, o->meander_max), o->meander_min);
}

/* ---- receptors ---- */

#define QN_NEAREST_M 0.99 /* receptors nearer than this get nothing */

/* One lane-full of receptors relative to the source. */
V_INLINE void v_see(const struct qn_local *l, const struct qn_receptors *r, size_t i,
                    struct v_seen *g)
{
    const struct qn_plume_source *s = l->source;
    vd dx = v_load(r->x + i) - v_set1(s->x_m), dy = v_load(r->y + i) - v_set1(s->y_m);
    vd sine = v_set1(l->wdsin), cosine = v_set1(l->wdcos);
    g->x = v_set1(0) - (dx * sine + dy * cosine);
    g->y = dx * cosine - dy * sine;
    g->r = v_sqrt(g->x * g->x + g->y * g->y);
    g->zflag = v_load(r->flag + i);
    g->rel_elev = v_load(r->elev + i) - v_set1(s->base_m);
    g->rel_hill = v_load(r->hill + i) - v_set1(s->base_m);
    g->zrt = g->zflag;
    if (!l->options->flat && !s->flat)
        g->zrt = g->rel_elev + g->zflag;
    if (l->options->screen) {
        g->x = g->r;
        g->y = v_set1(0);
    }
}

/* Effective sigma-y of FASTALL: the lateral term of plume and meander in one. */
V_INLINE vd v_lateral_effective(const struct v_seen *g, vd x, vd sy, vd fran)
{
    vd one = v_set1(1.0);
    vd eff = one / (fran / (v_set1(QN_SQRT_2PI) * x) + (one - fran) / sy);
    vm near = v_le(v_abs(g->y), v_set1(QN_SIGY_EFF) * eff);
    return v_zero_unless(near, v_lateral(g->y, eff));
}

V_INLINE vd v_decay(const struct qn_local *l, vd x, vd u)
{
    if (!(l->decay > 0))
        return v_set1(1.0);
    return v_exp(v_max1(v_set1(-l->decay) * x / u, QN_EXP_LIM));
}

#endif
