/* The blocks of the plume chain on lanes: profile values, effective parameters, sigmas, the
 * vertical terms, the dividing streamline. One function per step of the formulation; lanes that do
 * not matter hold harmless values and are left out of loops by `on`.
 *
 * Method: AERMOD 24142 (IBLVAL, ANYAVG, SIGZ, SIGY, PDF, VRTSBL, VRTSBN, VRTCBL, CRITDS, PFRACT,
 * REFL_HT); EPA-454/R-03-004 sections 5.1-5.5. Units: m, s, K. */
#ifndef QN_PLUME_LANE_CHAIN_H
#define QN_PLUME_LANE_CHAIN_H

#include "plume/constants.h"
#include "plume/lane/vmath.h"
#include "plume/local.h"

/* ---- profiles ---- */

struct v_cell {
    vd h, u, sv, sw, tg, pt, du, dsv, dsw, dtg, dpt, iu, isv, isw, itg;
};

/* The grid's cell at z, as whole numbers in doubles: 0 .. 85. */
V_INLINE vd v_cell_number(vd z)
{
    const vd one = v_set1(1.0);
    vd low = v_zero_unless(v_ge1(z, 0.5), one) + v_zero_unless(v_ge1(z, 1.0), one) +
             v_zero_unless(v_ge1(z, 2.0), one) + v_zero_unless(v_ge1(z, 4.0), one) +
             v_zero_unless(v_ge1(z, 8.0), one) + v_zero_unless(v_ge1(z, 14.0), one);
    vd t = v_sel(v_lt1(z, 100.0), v_set1(5.0) + z * v_set1(0.1), v_set1(10.0) + z * v_set1(0.05));
    t = v_sel(v_lt1(z, 200.0), t, v_set1(16.0) + z * v_set1(0.02));
    t = v_sel(v_lt1(z, 2000.0), t, v_set1(36.0) + z * v_set1(0.01));
    return v_trunc(v_sel(v_lt1(z, 20.0), low, v_min1(t, 85.0)));
}

V_INLINE void v_cell_load(const struct qn_profile *p, vd number, struct v_cell *c)
{
    int index[QN_LANES];
    const double *row[QN_LANES];
    vd a[8], b[8];
    v_to_ints(number, index);
    for (int i = 0; i < QN_LANES; i++)
        row[i] = &p->cell[index[i]].h;
    v_turn8(row, a);
    for (int i = 0; i < QN_LANES; i++)
        row[i] += 8;
    v_turn8(row, b);
    *c = (struct v_cell){a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
                         b[0], b[1], b[2], b[3], b[4], b[5], b[6]};
}

/* The same cell for every lane. */
V_INLINE void v_cell_one(const struct qn_profile *p, size_t number, struct v_cell *c)
{
    const struct qn_cell *r = &p->cell[number];
    *c = (struct v_cell){v_set1(r->h),   v_set1(r->u),   v_set1(r->sv),  v_set1(r->sw),
                         v_set1(r->tg),  v_set1(r->pt),  v_set1(r->du),  v_set1(r->dsv),
                         v_set1(r->dsw), v_set1(r->dtg), v_set1(r->dpt), v_set1(r->iu),
                         v_set1(r->isv), v_set1(r->isw), v_set1(r->itg)};
}

V_INLINE void v_cell_at(const struct qn_profile *p, vd z, struct v_cell *c)
{
    v_cell_load(p, v_cell_number(z), c);
}

/* ---- effective parameters ---- */

struct v_eff {
    vd u, sv, sw, tg;
};

V_INLINE void v_eff_floor(const struct qn_local *l, struct v_eff *e)
{
    e->sw = v_max1(e->sw, l->options->sigma_w_min_m_s);
    e->sv = v_max(v_max1(e->sv, l->options->sigma_v_min_m_s), v_set1(QN_SVU_MIN) * e->u);
    if (l->met->vector_winds)
        e->u = v_sqrt(e->u * e->u + v_set1(2.0) * e->sv * e->sv);
    e->u = v_max1(e->u, l->options->wind_min_m_s);
}

/* Values at z in its cell, floors applied. */
V_INLINE struct v_eff v_eff_in(const struct qn_local *l, const struct v_cell *c, vd z)
{
    vd d = z - c->h;
    struct v_eff e = {c->u + d * c->du, c->sv + d * c->dsv, c->sw + d * c->dsw, c->tg + d * c->dtg};
    v_eff_floor(l, &e);
    return e;
}

V_INLINE vd v_theta_in(const struct v_cell *c, vd z)
{
    return c->pt + (z - c->h) * c->dpt;
}

V_INLINE struct v_eff v_eff_at(const struct qn_local *l, vd z)
{
    struct v_cell c;
    v_cell_at(&l->layer->profile, z, &c);
    return v_eff_in(l, &c, z);
}

/* A profile seen from one edge of a layer: what the averages need of its cell. */
struct v_edge {
    vd z, number;
    vd u, sv, sw, tg;     /* at z */
    vd iu, isv, isw, itg; /* integrals from 0 to z */
};

V_INLINE void v_edge_in(const struct v_cell *c, vd number, vd z, struct v_edge *e)
{
    vd d = z - c->h, half = v_set1(0.5);
    e->z = z;
    e->number = number;
    e->u = c->u + d * c->du;
    e->sv = c->sv + d * c->dsv;
    e->sw = c->sw + d * c->dsw;
    e->tg = c->tg + d * c->dtg;
    e->iu = c->iu + d * half * (c->u + e->u);
    e->isv = c->isv + d * half * (c->sv + e->sv);
    e->isw = c->isw + d * half * (c->sw + e->sw);
    e->itg = c->itg + d * half * (c->tg + e->tg);
}

V_INLINE void v_edge_at(const struct qn_local *l, vd z, struct v_edge *e)
{
    struct v_cell c;
    vd number = v_set1(1.0);
    if (m_all(v_eq1(z, 0.5))) { /* the lowest edge there is: receptors on the ground */
        v_cell_one(&l->layer->profile, 1, &c);
    } else {
        number = v_cell_number(z);
        v_cell_load(&l->layer->profile, number, &c);
    }
    v_edge_in(&c, number, z, e);
}

/* Mean between two edges, in either order; within one cell, or a layer of next to nothing across
 * two, the value half-way, which is the same but loses no digits. */
V_INLINE struct v_eff v_eff_between(const struct qn_local *l, const struct v_edge *a,
                                    const struct v_edge *b)
{
    vd span = b->z - a->z, half = v_set1(0.5);
    vm same = m_or(v_eq(a->number, b->number), v_lt1(v_abs(span), 1e-6));
    vd r = v_set1(1.0) / v_sel(same, v_set1(1.0), span);
    struct v_eff e = {
        v_sel(same, half * (a->u + b->u), (b->iu - a->iu) * r),
        v_sel(same, half * (a->sv + b->sv), (b->isv - a->isv) * r),
        v_sel(same, half * (a->sw + b->sw), (b->isw - a->isw) * r),
        v_sel(same, half * (a->tg + b->tg), (b->itg - a->itg) * r),
    };
    v_eff_floor(l, &e);
    return e;
}

/* Mean over the layer zlo .. zhi, lifted to .5 and .51 m at least. */
V_INLINE struct v_eff v_eff_layer(const struct qn_local *l, vd zlo, vd zhi)
{
    struct v_edge a, b;
    v_edge_at(l, v_max1(zlo, 0.5), &a);
    v_edge_at(l, v_max1(zhi, 0.51), &b);
    return v_eff_between(l, &a, &b);
}

/* The same, with the edge at the plume's centre known: it is the top wherever receptors lie below.
 */
V_INLINE struct v_eff v_eff_layer_under(const struct qn_local *l, vd zlo, vd zhi, vd center,
                                        const struct v_edge *at_center, vm on)
{
    struct v_edge low, high;
    zlo = v_max1(zlo, 0.5);
    zhi = v_max1(zhi, 0.51);
    v_edge_at(l, zlo, &low);
    if (m_all(m_or(v_eq(zhi, center), m_not(on))))
        return v_eff_between(l, &low, at_center);
    v_edge_at(l, zhi, &high);
    return v_eff_between(l, &low, &high);
}

/* The layer between a plume's centre and a receptor, at most 2.15 sigma-z; both near the ground: 0
 * to 5 m. In convective hours (cap finite) the top is the mixing height at most. */
V_INLINE void v_layer_bounds(const struct qn_local *l, vd center, vd sz, vd zrt, bool cap, vd *zlo,
                             vd *zhi)
{
    vd zi = v_set1(l->zi), reach = v_set1(QN_SZ_COEF) * sz;
    vm above = v_gt(center, zrt);
    vd top = v_sel(above, center, v_min(center + reach, zrt));
    vd bottom = v_sel(above, v_max(center - reach, zrt), center);
    if (cap)
        top = v_min(top, zi);
    vm ground = m_and(v_le1(center, 5.0), v_le1(zrt, 5.0));
    *zhi = v_sel(ground, v_min1(zi, 5.0), top);
    *zlo = v_sel(ground, v_set1(0), bottom);
}

/* ---- stable plumes: sigmas ---- */

V_INLINE vd v_bvf(vd tg, vd pt)
{
    vd b = v_sqrt(v_set1(QN_G) * tg / pt);
    return v_max1(v_zero_unless(v_gt1(tg, 0), b), QN_BVF_MIN);
}

/* (1 + .7 x/L)^(-1/3) of the surface part of sigma-z: x and hour only. */
V_INLINE vd v_surface_factor(const struct qn_local *l, vd x)
{
    return v_inverse_cbrt(v_set1(1.0) + v_set1(0.7 * l->per_obukhov) * x);
}

/* sigma-z of a surface release in a stable hour, by the factor above. */
V_INLINE vd v_sz_surface(const struct qn_local *l, vd x, vd u, vd factor)
{
    return v_set1((QN_SQRT_2 / QN_SQRT_PI) * l->ustar) * (x / u) * factor;
}

/* Ambient sigma-z of a stable plume at height he. `surface` is the surface release's (0 in unstable
 * hours but for the rare plume near the ground). `buoyancy`: the Brunt-Vaisala term counts (not in
 * urban nights). */
V_INLINE vd v_sz_ambient(const struct qn_local *l, vd x, vd he, const struct v_eff *e, vd bvf,
                         bool buoyancy, vd surface)
{
    vd one = v_set1(1.0), t = x * (one / e->u);
    vd swt = e->sw * t;
    vd growth = swt / (v_set1(0.72) * v_max1(v_max1(he, l->hs), 1e-4));
    if (buoyancy)
        growth = growth + bvf * t * v_set1(1.0 / 0.54);
    vd sz = swt / v_sqrt(one + growth);
    vd f = v_min1(he * v_set1(l->per_zi), 1.0);
    return v_sel(v_lt1(he, l->zi), (one - f) * surface + f * sz, sz);
}

V_INLINE vd v_sy_ambient_stable(const struct qn_local *l, vd x, vd he, const struct v_eff *e)
{
    vd ru = v_set1(1.0) / e->u, svu = v_max1(e->sv * ru, QN_SVU_MIN);
    /* 2 u t = 2 u zi_mech/(156 sv) max(he, .46)/.46, over x */
    vd n = v_set1(156.0 * 0.46 / (2.0 * l->zi_mech)) * e->sv * ru * x / v_max1(he, 0.46);
    return svu * x * v_pow_m3_10(v_set1(1.0) + n);
}

/* ---- convective plumes: vertical distribution and sigmas ---- */

struct v_pdf {
    vd a1, a2, b1, b2, w1, w2; /* mean and spread of the two modes over w*; weights */
};

V_INLINE struct v_pdf v_pdf_of(const struct qn_local *l, vd sw, vd center, vm surfac)
{
    const double alpha = 5.0 / 13.0, beta = 5.0; /* R = 2 */
    double w3 = l->wstar * l->wstar * l->wstar;
    vd wbar3 = v_sel(surfac, v_set1(1.25 * w3 * l->per_zi) * center, v_set1(0.125 * w3));
    vd skew = wbar3 / (sw * sw * sw);
    vd root = v_sqrt(v_set1(alpha * alpha) * (skew * skew) + v_set1(4.0 / beta));
    vd ratio = sw * v_set1(l->per_wstar);
    vd m = v_set1(0.5 * alpha) * skew, h = v_set1(0.5) * root;
    struct v_pdf p;
    p.a1 = ratio * (m + h);
    p.a2 = ratio * (m - h);
    p.b1 = v_set1(2.0) * p.a1;
    p.b2 = v_set1(-2.0) * p.a2;
    p.w1 = p.a2 / (p.a2 - p.a1);
    p.w2 = v_set1(1.0) - p.w1;
    return p;
}

/* Ambient sigma-z of the two modes of the direct (and indirect) plume. */
V_INLINE void v_sz_direct(const struct qn_local *l, vd x, vd center, vm surfac, vd u,
                          const struct v_pdf *p, vd *sz1, vd *sz2)
{
    vd one = v_set1(1.0), c = center * v_set1(l->per_zi), ru = one / u;
    vd ab = v_sel(surfac, v_set1(0.6) + v_set1(4.0) * c, one);
    vd reach = v_set1(l->wstar) * x * ru;
    vd s1 = ab * p->b1 * reach, s2 = ab * p->b2 * reach;
    if (m_any(surfac)) {
        vd r = v_set1(l->ustar) * ru;
        double per_l = l->per_obukhov < 0 ? -l->per_obukhov : l->per_obukhov;
        vd surface = v_set1(QN_BSUBC * per_l) * (one - v_set1(10.0) * c) * r * r * (x * x);
        surface = v_zero_unless(surfac, surface);
        s1 = v_sqrt(s1 * s1 + surface * surface);
        s2 = v_sqrt(s2 * s2 + surface * surface);
    } else {
        s1 = v_abs(s1);
        s2 = v_abs(s2);
    }
    *sz1 = s1;
    *sz2 = s2;
}

V_INLINE vd v_sy_ambient_direct(const struct qn_local *l, vd x, const struct v_eff *e)
{
    double hs = l->hs > 0.46 ? l->hs : 0.46, b = 78.0 * (0.46 / hs);
    vd svu = v_max1(e->sv * (v_set1(1.0) / e->u), QN_SVU_MIN);
    vd n = svu * x * v_set1(l->per_zi);
    return svu * x * v_pow_m3_10(v_set1(1.0) + v_set1(b > 0.7 ? b : 0.7) * n);
}

/* ---- vertical terms ---- */

/* exp(a) where a > -50, else 0. */
V_INLINE vd v_gauss(vd a)
{
    return v_zero_unless(v_gt1(a, QN_EXP_LIM), v_exp_in_range(a));
}

/* Lanes where a Gaussian of exponent a can change a sum whose greatest term has exponent `best`. */
V_INLINE vm v_matters(vd a, vd best, vm on)
{
    return m_and(on, v_gt(a, v_max1(best - v_set1(QN_EXP_FAR), QN_EXP_LIM)));
}

/* Images i = 1, 2, ... of a plume at h under a lid at zref, seen from zr (both at least 0). */
V_INLINE vd v_images_between(vd zr, vd h, vd zref, vd k, bool ground, vd tol, vd best, vm on)
{
    vd sum = v_set1(0);
    for (int i = 1; i <= 100; i++) {
        vd two = v_set1(2.0 * i) * zref, m = two - h, p = two + h;
        on = v_matters(k * v_square(m - v_abs(zr)), best, on);
        if (m_none(on))
            break;
        vd t;
        if (ground)
            t = v_gauss(k * v_square(m)) + v_gauss(k * v_square(p));
        else
            t = v_gauss(k * v_square(zr - m)) + v_gauss(k * v_square(zr + m)) +
                v_gauss(k * v_square(zr - p)) + v_gauss(k * v_square(zr + p));
        sum = sum + v_zero_unless(on, t);
        on = m_andnot(on, v_le(t, tol * sum));
    }
    return sum;
}

/* A stable (or penetrated) plume with reflections at the ground and at zref >= zr; z = 0 counts
 * once, twice. Images that cannot change a digit are not asked for. Returned [1/m]. */
V_INLINE vd v_vert_stable(vd zr, vd sz, vd he, vd zref, vm on)
{
    vd rs = v_set1(1.0) / sz, k = v_set1(-0.5) * rs * rs, v;
    vm ground = v_eq1(zr, 0);
    if (m_all(m_or(ground, m_not(on)))) {
        vd best = k * he * he;
        v = v_gauss(best) + v_images_between(v_set1(0), he, zref, k, true, v_set1(5e-7), best, on);
        v = v + v;
    } else {
        vd h = v_max(he, he - zr), z = v_max(zref, zref - zr);
        vd one = v_gauss(k * v_square(zr - h)), other = v_gauss(k * v_square(zr + h)),
           best = k * v_square(h - v_abs(zr));
        vd tol = v_sel(ground, v_set1(5e-7), v_set1(1e-6));
        v = one + other + v_images_between(zr, h, z, k, false, tol, best, on);
    }
    return v * rs * v_set1(1.0 / QN_SQRT_2PI);
}

/* The same without the upper reflection, for receptors above it. */
V_INLINE vd v_vert_free(vd zr, vd sz, vd he)
{
    vd k = v_set1(-0.5) / (sz * sz);
    vd h = v_max(he, he - zr);
    vd v = v_gauss(k * v_square(zr - h)) + v_gauss(k * v_square(zr + h));
    return v / (v_set1(QN_SQRT_2PI) * sz);
}

/* Either, by the receptor's height. */
V_INLINE vd v_vert_either(vd zr, vd sz, vd he, vd zref, vm on)
{
    vm under = v_le(zr, zref);
    if (m_all(m_or(under, m_not(on))))
        return v_vert_stable(zr, sz, he, zref, on);
    vd free = v_vert_free(zr, sz, he);
    return v_sel(under, v_vert_stable(zr, sz, he, zref, m_and(on, under)), free);
}

/* Two weighted series of image Gaussians exp(k (H + i d -+ z)^2), i = 0, 1, ...; on the ground both
 * sides are the same and one is kept. The first term comes from exp; the rest by the ratio q of
 * neighbours, whose own ratio c = exp(2 k d^2) is the same all along: two products a term. */
struct v_series {
    vd k1, k2, w1, w2; /* factors of the exponents; weights of the modes */
    vd d, tol;         /* step; a term below tol of the sum is the last */
    vd best;           /* greatest exponent so far, QN_EXP_NONE at first */
    vd c1, c2;
    bool have_c;
};

struct v_images { /* one mode, either side of the plume's axis, with its weight */
    vd a, b, qa, qb;
};

V_INLINE void v_images_at(struct v_images *m, bool ground, vd z, vd height, vd k, vd weight)
{
    if (ground) {
        m->a = weight * v_gauss(k * v_square(height));
    } else {
        m->a = weight * v_gauss(k * v_square(z - height));
        m->b = weight * v_gauss(k * v_square(z + height));
    }
}

V_INLINE void v_images_ratios(struct v_images *m, bool ground, vd z, vd height, vd k, vd d)
{
    vd two_kd = v_set1(2.0) * k * d, middle = height + v_set1(0.5) * d;
    if (ground) {
        m->qa = v_exp(two_kd * middle);
    } else {
        m->qa = v_exp(two_kd * (middle - z));
        m->qb = v_exp(two_kd * (middle + z));
    }
}

V_INLINE void v_images_next(struct v_images *m, bool ground, vd c)
{
    m->a = m->a * m->qa;
    m->qa = m->qa * c;
    if (!ground) {
        m->b = m->b * m->qb;
        m->qb = m->qb * c;
    }
}

V_INLINE vd v_series_term(const struct v_images *m1, const struct v_images *m2, bool ground)
{
    return ground ? m1->a + m2->a : (m1->a + m1->b) + (m2->a + m2->b);
}

#define QN_SERIES_MAX 1000

V_INLINE void v_series_coefficients(struct v_series *s)
{
    if (s->have_c)
        return;
    vd two_d2 = v_set1(2.0) * s->d * s->d;
    s->c1 = v_exp(s->k1 * two_d2);
    s->c2 = v_exp(s->k2 * two_d2);
    s->have_c = true;
}

/* All terms by exp: where the first is nothing yet and nearer images are to come. */
V_INLINE vd v_series_exact(const struct v_series *s, bool ground, vd z, vd h1, vd h2, vd d, vm on)
{
    struct v_images m1 = {0}, m2 = {0};
    vd sum = v_set1(0);
    for (int i = 0; i <= QN_SERIES_MAX && m_any(on); i++) {
        vd step = v_set1((double)i) * d;
        v_images_at(&m1, ground, z, h1 + step, s->k1, s->w1);
        v_images_at(&m2, ground, z, h2 + step, s->k2, s->w2);
        vd t = v_series_term(&m1, &m2, ground);
        sum = sum + v_zero_unless(on, t);
        on = m_andnot(on, v_le(t, s->tol * sum));
    }
    return sum;
}

/* Exponent of the farther side of an image. */
V_INLINE vd v_image_exponent_far(bool ground, vd z, vd height, vd k)
{
    vd gap = v_abs(height);
    if (!ground)
        gap = gap + v_abs(z);
    return k * gap * gap;
}

/* Exponent of the nearer side of an image. */
V_INLINE vd v_image_exponent(bool ground, vd z, vd height, vd k)
{
    vd gap = v_abs(height);
    if (!ground)
        gap = v_max1(gap - v_abs(z), 0.0);
    return k * gap * gap;
}

/* One of the sums under way. */
struct v_series_run {
    struct v_images m1, m2;
    vd sum, all; /* `all` goes on beyond the last term, so that no test waits for another */
    vm on;
};

/* The sum from the images at h1, h2 by steps of d (s->d or its negative): the first terms; lanes
 * that are on want more. */
V_INLINE void v_series_begin(struct v_series *s, bool ground, vd z, vd h1, vd h2, vd d, vm on,
                             struct v_series_run *r)
{
    vd e1 = v_image_exponent(ground, z, h1, s->k1), e2 = v_image_exponent(ground, z, h2, s->k2);
    vm nearer = m_or(v_lt1(h1 * d, 0), v_lt1(h2 * d, 0));
    r->sum = v_set1(0);
    r->on = V_NONE;
    if (m_any(m_and(on, nearer))) { /* a side that is nothing yet would remain nothing */
        vd far1 = v_image_exponent_far(ground, z, h1, s->k1);
        vd far2 = v_image_exponent_far(ground, z, h2, s->k2);
        if (m_any(m_and(on, m_and(nearer, v_lt1(v_min(far1, far2), -40.0))))) {
            r->sum = v_series_exact(s, ground, z, h1, h2, d, on);
            return;
        }
    }
    on = v_matters(v_max(e1, e2), s->best, on);
    if (m_none(on))
        return;
    s->best = v_max(s->best, v_max(e1, e2));
    v_images_at(&r->m1, ground, z, h1, s->k1, s->w1);
    v_images_at(&r->m2, ground, z, h2, s->k2, s->w2);
    vd t = v_series_term(&r->m1, &r->m2, ground);
    r->sum = r->all = v_zero_unless(on, t);
    e1 = v_image_exponent(ground, z, h1 + d, s->k1);
    e2 = v_image_exponent(ground, z, h2 + d, s->k2);
    r->on = v_matters(v_max(e1, e2), s->best, m_andnot(on, v_le(t, s->tol * r->sum)));
    if (m_none(r->on))
        return;
    v_images_ratios(&r->m1, ground, z, h1, s->k1, d);
    v_images_ratios(&r->m2, ground, z, h2, s->k2, d);
    v_series_coefficients(s);
}

V_INLINE void v_series_next(const struct v_series *s, bool ground, struct v_series_run *r)
{
    v_images_next(&r->m1, ground, s->c1);
    v_images_next(&r->m2, ground, s->c2);
    vd t = v_series_term(&r->m1, &r->m2, ground);
    r->all = r->all + t;
    r->sum = v_sel(r->on, r->all, r->sum);
    r->on = m_andnot(r->on, v_le(t, s->tol * r->all));
}

/* One sum alone. */
V_INLINE vd v_series_sum(struct v_series *s, bool ground, vd z, vd h1, vd h2, vd d, vm on)
{
    struct v_series_run r = {.sum = v_set1(0)};
    v_series_begin(s, ground, z, h1, h2, d, on, &r);
    for (int i = 1; i <= QN_SERIES_MAX && m_any(r.on); i++)
        v_series_next(s, ground, &r);
    return r.sum;
}

/* Both sums: from h upwards, from g downwards. */
V_INLINE vd v_series_both(struct v_series *s, bool ground, vd z, vd h1, vd h2, vd g1, vd g2, vm on)
{
    struct v_series_run up = {.sum = v_set1(0)}, down = {.sum = v_set1(0)};
    v_series_begin(s, ground, z, h1, h2, s->d, on, &up);
    v_series_begin(s, ground, z, g1, g2, v_set1(0) - s->d, on, &down);
    int i = 1;
    for (; i <= QN_SERIES_MAX && m_any(up.on) && m_any(down.on); i++) {
        v_series_next(s, ground, &up);
        v_series_next(s, ground, &down);
    }
    for (int k = i; k <= QN_SERIES_MAX && m_any(up.on); k++)
        v_series_next(s, ground, &up);
    for (int k = i; k <= QN_SERIES_MAX && m_any(down.on); k++)
        v_series_next(s, ground, &down);
    return up.sum + down.sum;
}

/* Direct (from image 0 up) and indirect (from image 1 down) convective plumes at zr. Returned
 * [1/m]. */
V_INLINE vd v_vert_convective(const struct qn_local *l, vd zr, vd hed1, vd hed2, vd hen1, vd hen2,
                              vd sz1, vd sz2, const struct v_pdf *p, vm on)
{
    vm at_ground = v_lt1(v_abs(zr), 1e-10);
    vd r1 = v_set1(1.0) / sz1, r2 = v_set1(1.0) / sz2, half = v_set1(-0.5), sum;
    struct v_series s = {half * r1 * r1, half * r2 * r2,      p->w1 * r1,
                         p->w2 * r2,     .tol = v_set1(5e-7), .best = v_set1(QN_EXP_NONE)};
    if (m_all(m_or(at_ground, m_not(on)))) {
        s.d = v_set1(2.0 * l->zi);
        vd back = v_set1(-2.0 * l->zi);
        sum = v_series_both(&s, true, zr, hed1, hed2, hen1 + back, hen2 + back, on);
        return sum * v_set1(2.0 / QN_SQRT_2PI);
    }
    /* receptors below the source's base: all is that much higher */
    vd down = v_max1(v_set1(0) - zr, 0.0);
    s.d = v_set1(2.0) * (v_set1(l->zi) + down);
    s.tol = v_sel(at_ground, v_set1(5e-7), v_set1(1e-6));
    vd back = v_set1(0) - s.d;
    sum = v_series_both(&s, false, zr, hed1 + down, hed2 + down, hen1 + down + back,
                        hen2 + down + back, on);
    return sum * v_set1(1.0 / QN_SQRT_2PI);
}

/* ---- terrain ---- */

/* Height of the dividing streamline for a hill top at hhill (above the source's base); 0 where
 * hhill <= 0. The lowest level whose kinetic energy suffices to climb, then the height within the
 * cell below it. */
V_INLINE vd v_hcrit(const struct qn_profile *p, vd hhill, vm on)
{
    on = m_and(on, v_gt1(hhill, 0));
    if (!m_any(on))
        return v_set1(0);
    vd half = v_set1(0.5), g = v_set1(QN_G);
    struct v_cell c;
    vd number = v_cell_number(v_zero_unless(on, hhill));
    v_cell_load(p, number, &c);
    vd d = hhill - c.h, u_top = c.u + d * c.du;
    vd pt = half * ((c.pt + d * c.dpt) + c.pt), tg = half * ((c.tg + d * c.dtg) + c.tg);
    vd n2_top = g / pt * tg;
    vd rs_top = n2_top * ((hhill - half * (hhill + c.h)) * d);
    /* sums below the hill's cell, per lane */
    int index[QN_LANES];
    double a_top[QN_LANES], b_top[QN_LANES];
    v_to_ints(number, index);
    int last = 0;
    for (int i = 0; i < QN_LANES; i++) {
        a_top[i] = p->n2_dz[index[i]];
        b_top[i] = p->n2_z_dz[index[i]];
        last = index[i] > last ? index[i] : last;
    }
    vd a = v_loadu(a_top), b = v_loadu(b_top);
    vd ls_at = half * u_top * u_top,
       rs_at = v_set1(0); /* of the level found: the hill's top unless lower */
    vd htop = hhill, wtop = u_top, it = number + v_set1(1.0);
    vm open = on;
    for (int j = 0; j <= last && m_any(open); j++) {
        vd rs = rs_top + hhill * (a - v_set1(p->n2_dz[j])) - (b - v_set1(p->n2_z_dz[j]));
        vm inside = v_le(v_set1((double)j), number);
        vm found = m_and(open, m_and(inside, v_ge(v_set1(p->half_u2[j]), rs)));
        ls_at = v_sel(found, v_set1(p->half_u2[j]), ls_at);
        rs_at = v_sel(found, rs, rs_at);
        htop = v_sel(found, v_set1(p->cell[j].h), htop);
        wtop = v_sel(found, v_set1(p->cell[j].u), wtop);
        it = v_sel(found, v_set1((double)j), it);
        open = m_andnot(m_and(open, inside), found);
    }
    vm some = m_and(on, v_gt1(it, 0));
    if (!m_any(some))
        return v_set1(0);
    double h_bot[QN_LANES], u_bot[QN_LANES], n2_bot[QN_LANES];
    v_to_ints(v_max1(it - v_set1(1.0), 0), index);
    for (int i = 0; i < QN_LANES; i++) {
        h_bot[i] = p->cell[index[i]].h;
        u_bot[i] = p->cell[index[i]].u;
        n2_bot[i] = p->n2[index[i]];
    }
    vd hbot = v_loadu(h_bot);
    vd n2 = v_sel(v_gt(it, number), n2_top, v_loadu(n2_bot));
    vd dws = (wtop - v_loadu(u_bot)) / (htop - hbot), dws2 = dws * dws;
    vd qa = half * (n2 - dws2);
    vd qb = htop * dws2 - wtop * dws - n2 * hhill;
    vd qc = (n2 * hhill * htop) - half * (n2 * htop * htop) - half * (dws2 * htop * htop) +
            wtop * dws * htop - (ls_at - rs_at);
    vd b2 = qb * qb, ac4 = v_set1(4.0) * qa * qc, rel = (b2 - ac4) / b2;
    ac4 = v_sel(m_and(v_lt1(rel, 0), v_gt1(rel, -0.001)), b2, ac4);
    vd h = (v_set1(0) - qb - v_sqrt(b2 - ac4)) / (v_set1(2.0) * qa);
    return v_sel(some, h, v_set1(0));
}

/* Fraction of a stable plume below hcrit (on: where hcrit > 0). */
V_INLINE vd v_below_streamline(vd hcrit, vd he, vd sz, vd zref, vm on)
{
    vd hc = v_min(zref, hcrit), r = v_set1(1.0) / (v_set1(QN_SQRT_2) * sz);
    vd lo = hc - he, hi = hc + he, sum = v_set1(0);
    vd first = v_erf_as(lo * r) + v_erf_as(hi * r);
    for (int i = 1; i <= 100 && m_any(on); i++) {
        vd two = v_set1(2.0 * i) * zref;
        vd far = v_min(two + lo, two - hi) * r; /* nearest image of either side */
        if (m_all(m_or(v_gt1(far, 4.0), m_not(on))))
            break; /* all four terms are +-1 from here on and cancel */
        vd t = v_erf_as((lo + two) * r) + v_erf_as((hi + two) * r) + v_erf_as((lo - two) * r) +
               v_erf_as((hi - two) * r);
        sum = sum + v_zero_unless(on, t);
        if (i >= 5)
            on = m_andnot(on, v_le(v_abs(t), v_set1(1e-6) * v_abs(sum)));
    }
    vd phee = v_set1(0.5) * (first + sum);
    return v_sel(v_gt1(phee, 1.01), v_set1(1.0), phee);
}

#endif
