/* Deposition on lanes: what a settling, depositing plume has lost on its way, and what it brings to
 * the ground. For points and volumes; areas use the depletion only.
 *
 * Method: AERMOD 24142 (PDEP, DEPLETE, F2INT, QATR2, QG2D2, AER_PCHI); AERMOD Deposition
 * Algorithms, Science Document (EPA 2004) */
#ifndef QN_PLUME_LANE_DEPOSIT_H
#define QN_PLUME_LANE_DEPOSIT_H

#include "plume/deposit.h"
#include "plume/lane/plume.h"

#define QN_CLASS_CHUNK 8    /* classes that are carried through the chain together */
#define QN_ROMBERG_DEPTH 12 /* halvings at most, and one */
#define QN_ROMBERG_CLOSE .05
#define QN_DEPLETED 50. /* exponent that counts as all gone */

#define V_APART static __attribute__((noinline, unused))

/* What a receptor gets, per unit of emission: concentration [s/m3], dry and wet flux [1/m2]. */
struct v_flux {
    vd conc, dry, wet;
};

/* ---- depletion ---- */

/* A way along which a plume loses matter: for n classes at x [m] the vertical term over wind at the
 * height of deposition [s/m2], in lanes that are on. */
struct v_way {
    void (*uptake)(struct v_way *way, vd x, vm on, const struct qn_deposit_class *class, size_t n,
                   vd *term);
    vd sw; /* returned: sigma-w of the last class's last node (convective) */
};

/* The way of a plume without a building. */
struct v_free_way {
    struct v_way way; /* first */
    const struct qn_local *l;
    bool stack;
    const struct v_seen *seen;
    vd xdist; /* the receptor's distance, to which its terrain belongs */
};

/* The receptor's ground and hill on the way to it. The hill's height is taken from the release
 * height, not from the base: so it is in AERMOD. */
V_INLINE void v_see_between(const struct qn_local *l, const struct v_seen *g, vd part,
                            struct v_seen *at)
{
    double zs = l->source->base_m, hs = l->hs;
    *at = *g;
    at->rel_elev = g->rel_elev * part;
    at->rel_hill = (v_set1(hs) + (g->rel_hill + v_set1(zs) - v_set1(hs)) * part) - v_set1(zs);
}

V_INLINE void v_uptake_stable(const struct qn_local *l, bool stack, const struct v_seen *g, vd x,
                              vm on, const struct qn_deposit_class *class, size_t n, vd *term)
{
    struct v_stable s;
    vd zero = v_set1(0), zd = v_set1(l->deposit->z_ref_m), high = g->zrt + zd;
    v_stable_at(l, stack, x, g->zrt, on, &s);
    s.sz = v_sqrt(s.szb * s.szb + s.sza * s.sza); /* without the source's own size */
    vm two = m_andnot(on, v_eq1(g->zrt, 0));
    for (size_t j = 0; j < n; j++) {
        vd he = v_max1(s.he - x / v_set1(l->us) * v_set1(class[j].vg_left), 0.0);
        vd zref = v_reflection(l, x, he, s.szb, zero, s.surface_factor);
        vd v = v_vert_either(high, s.sz, he, zref, on);
        if (m_any(two)) {
            vd f = v_terrain_weight(l, g, he, s.sz, zref, two);
            vd low = v_vert_either(zd, s.sz, he, zref, two);
            v = v_sel(two, f * v + (v_set1(1.0) - f) * low, v);
        }
        term[j] = v / s.eff.u;
    }
}

/* Upper reflection of the penetrated plume, settled by hv. */
V_INLINE vd v_reflection_penetrated(const struct qn_local *l, vd x, vd hv)
{
    vd zero = v_set1(0), szb = v_set1(QN_BETA2 * l->ppf * l->dhp3 / QN_SQRT_2);
    return v_reflection(l, x, v_max1(v_set1(l->he3) - hv, 0.0), szb, zero, zero);
}

V_INLINE void v_uptake_convective(const struct qn_local *l, bool stack, const struct v_seen *g,
                                  vd x, vm on, const struct qn_deposit_class *class, size_t n,
                                  vd *term, vd *sw)
{
    struct v_convective s;
    vd one = v_set1(1.0), half = v_set1(0.5), zero = v_set1(0);
    vd zd = v_set1(l->deposit->z_ref_m), high = g->zrt + zd;
    v_convective_at(l, stack, x, g->zrt, on, &s);
    *sw = v_sel(on, s.eff.sw, *sw);
    vd szb = v_set1(QN_BETA2) * s.dhp1 / v_set1(QN_SQRT_2);
    s.sz1 = v_sqrt(szb * szb + s.sza1 * s.sza1);
    s.sz2 = v_sqrt(szb * szb + s.sza2 * s.sza2);
    vm two = m_andnot(on, v_eq1(g->zrt, 0));
    for (size_t j = 0; j < n; j++) {
        vd hv = x / v_set1(l->us) * v_set1(class[j].vg_left), zref3 = zero;
        if (l->ppf > 0)
            zref3 = v_reflection_penetrated(l, x, hv);
        vd v = v_convective_sum(l, &s, high, one, one, hv, zref3, on);
        if (m_any(two))
            v = v_sel(two, half * v + half * v_convective_sum(l, &s, zd, one, one, hv, zref3, two),
                      v);
        term[j] = v;
    }
}

V_APART void v_uptake(struct v_way *way, vd x, vm on, const struct qn_deposit_class *class,
                      size_t n, vd *term)
{
    struct v_free_way *w = (struct v_free_way *)(void *)way;
    const struct qn_local *l = w->l;
    struct v_seen at;
    x = v_sel(on, x, v_set1(1000.0));
    v_see_between(l, w->seen, x / v_sel(on, w->xdist, v_set1(1000.0)), &at);
    if (l->stable_plume)
        v_uptake_stable(l, w->stack, &at, x, on, class, n, term);
    else
        v_uptake_convective(l, w->stack, &at, x, on, class, n, term, &w->way.sw);
}

/* Integral of the uptake from 1 m to x by two Gauss points. */
V_INLINE void v_integral_two(struct v_way *way, vd x, vm on, const struct qn_deposit_class *class,
                             size_t n, vd *integral)
{
    vd far[QN_CLASS_CHUNK], near[QN_CLASS_CHUNK];
    vd half = v_set1(0.5), middle = half * (x + v_set1(1.0)), span = x - v_set1(1.0);
    vd off = v_set1(0.2886751) * span;
    way->uptake(way, middle + off, on, class, n, far);
    way->uptake(way, middle - off, on, class, n, near);
    for (size_t j = 0; j < n; j++)
        integral[j] = half * span * (far[j] + near[j]);
}

/* One class's row of Romberg's scheme, best estimate first. */
struct v_romberg {
    vd row[QN_ROMBERG_DEPTH];
    vm open;
};

/* Takes the trapezoid's new points' sum into the row; closes lanes that are near enough. */
V_INLINE void v_romberg_refine(struct v_romberg *r, size_t i, vd sum, double weight, vd step)
{
    vd before = r->row[0], row[QN_ROMBERG_DEPTH];
    double q = 1;
    row[i] = v_set1(0.5) * r->row[i - 1] + v_set1(weight) * sum;
    for (size_t k = i; k-- > 0;) {
        q *= 4;
        row[k] = row[k + 1] + (row[k + 1] - r->row[k]) / v_set1(q - 1.0);
    }
    for (size_t k = 0; k <= i; k++)
        r->row[k] = v_sel(r->open, row[k], k < i ? r->row[k] : row[k]);
    vd best = r->row[0], change = v_abs(before - best);
    vm close = m_or(m_or(v_lt1(best, 1e-10), v_le(change, v_set1(QN_ROMBERG_CLOSE) * v_abs(best))),
                    v_lt1(step, 1.0));
    if (i >= 2)
        r->open = m_andnot(r->open, close);
}

/* The same integral by Romberg's rule: at least 5 points, until it changes by less than a
 * twentieth or its points are less than a metre apart. All classes share the points. */
V_APART void v_integral_romberg(struct v_way *way, vd x, vm on,
                                const struct qn_deposit_class *class, size_t n, vd *integral)
{
    struct v_romberg r[QN_CLASS_CHUNK];
    vd term[QN_CLASS_CHUNK], sum[QN_CLASS_CHUNK];
    vd span = x - v_set1(1.0), step = span;
    vm open = V_NONE, last;
    double weight = 1;
    way->uptake(way, v_set1(1.0), on, class, n, sum);
    way->uptake(way, x, on, class, n, term);
    for (size_t j = 0; j < n; j++) {
        r[j].row[0] = v_set1(0.5) * (sum[j] + term[j]);
        r[j].open = m_and(on, m_and(v_gt1(v_abs(r[j].row[0]), 0), v_gt1(span, 0)));
        open = m_or(open, r[j].open);
    }
    vd sw = way->sw; /* all classes share the nodes: what the last one leaves is its own last's */
    for (size_t i = 1; i < QN_ROMBERG_DEPTH && m_any(open); i++) {
        vd apart = step, at;
        last = r[n - 1].open;
        step = v_set1(0.5) * step;
        weight *= 0.5;
        at = v_set1(1.0) + step;
        for (size_t j = 0; j < n; j++)
            sum[j] = v_set1(0);
        for (size_t k = 0; k < (size_t)1 << (i - 1); k++) {
            way->uptake(way, at, open, class, n, term);
            for (size_t j = 0; j < n; j++)
                sum[j] = sum[j] + term[j];
            at = at + apart;
        }
        sw = v_sel(last, way->sw, sw);
        open = V_NONE;
        for (size_t j = 0; j < n; j++) {
            v_romberg_refine(&r[j], i, sum[j], weight, step);
            open = m_or(open, r[j].open);
        }
    }
    for (size_t j = 0; j < n; j++)
        integral[j] = span * r[j].row[0];
    way->sw = sw;
}

/* What is left of each class after x metres: dry times wet depletion. n is QN_CLASS_CHUNK at most.
 */
V_APART void v_left(const struct qn_local *l, struct v_way *way, vd x, vm on,
                    const struct qn_deposit_class *class, size_t n, vd *left)
{
    const struct qn_deposit *d = l->deposit;
    vd integral[QN_CLASS_CHUNK];
    if (d->dry_depletion && d->romberg)
        v_integral_romberg(way, x, on, class, n, integral);
    else if (d->dry_depletion)
        v_integral_two(way, x, on, class, n, integral);
    for (size_t j = 0; j < n; j++) {
        left[j] = v_set1(1.0);
        if (d->dry_depletion) {
            vd gone = v_set1(class[j].vd) * integral[j];
            left[j] = v_exp(v_set1(0) - v_max1(v_min1(gone, QN_DEPLETED), -QN_DEPLETED));
        }
        if (d->wet_depletion && class[j].scavenge > 0)
            left[j] = left[j] * v_exp(v_set1(-class[j].scavenge) * x / v_set1(l->us));
    }
}

/* ---- fluxes ---- */

V_INLINE bool v_wants_dry(const struct qn_local *l)
{
    return (l->options->outputs & (QN_PLUME_DEPOS | QN_PLUME_DDEP)) != 0;
}

/* Adds one class to a stable plume's sums; adj: fraction times what is left. */
V_INLINE void v_stable_class(const struct qn_local *l, const struct v_seen *g,
                             const struct v_stable *s, vd x, vd fy, vd decay,
                             const struct qn_deposit_class *class, vd adj, vm on, struct v_flux *f)
{
    struct v_stable own = *s;
    struct v_seen ground = *g;
    vd u = s->eff.u, hv = x / v_set1(l->us) * v_set1(class->vg);
    own.he = v_max1(s->he - hv, 0.0);
    own.zref = v_reflection(l, x, own.he, s->szb, v_set1(l->sz0), s->surface_factor);
    vd carry = adj * (fy / u) * decay;
    if (l->options->outputs & QN_PLUME_CONC)
        f->conc = f->conc + carry * v_stable_vertical(l, g, &own, on);
    if (v_wants_dry(l)) {
        ground.zflag = v_set1(l->deposit->z_ref_m);
        ground.zrt = g->zrt - g->zflag + ground.zflag;
        f->dry = f->dry + v_set1(class->vd) * carry * v_stable_vertical(l, &ground, &own, on);
    }
    f->wet = f->wet + adj * v_set1(class->wet) * (fy / u);
}

/* The same of a convective plume. */
V_INLINE vd v_convective_two(const struct qn_local *l, const struct v_convective *s, vd high,
                             vd low, vd fy, vd fy3, vd hv, vd zref3, vm two, vm on)
{
    vd c = v_convective_sum(l, s, high, fy, fy3, hv, zref3, on), half = v_set1(0.5);
    if (m_none(two))
        return c;
    return v_sel(two, half * c + half * v_convective_sum(l, s, low, fy, fy3, hv, zref3, two), c);
}

V_INLINE void v_convective_class(const struct qn_local *l, const struct v_seen *g,
                                 const struct v_convective *s, vd x, vd fy, vd fy3, vd decay,
                                 const struct qn_deposit_class *class, vd adj, vm on,
                                 struct v_flux *f)
{
    vd hv = x / v_set1(l->us) * v_set1(class->vg), zref3 = v_set1(0);
    vd zd = v_set1(l->deposit->z_ref_m), column = v_set1(1.0 - l->ppf) * fy / s->eff.u;
    vm two = m_andnot(on, v_eq(g->zrt, g->zflag));
    if (l->ppf > 0) {
        zref3 = v_reflection_penetrated(l, x, hv);
        column = column + v_set1(l->ppf) * fy3 / s->eff3.u;
    }
    if (l->options->outputs & QN_PLUME_CONC)
        f->conc =
            f->conc +
            adj * decay * v_convective_two(l, s, g->zrt, g->zflag, fy, fy3, hv, zref3, two, on);
    if (v_wants_dry(l))
        f->dry = f->dry + v_set1(class->vd) * adj * decay *
                              v_convective_two(l, s, g->zrt - g->zflag + zd, zd, fy, fy3, hv, zref3,
                                               two, on);
    f->wet = f->wet + adj * v_set1(class->wet) * column;
}

/* A run's outputs of the fluxes, in their order; returns how many. */
V_INLINE size_t v_outputs_of(const struct qn_local *l, const struct v_flux *f,
                             vd out[QN_PLUME_TYPE_CAP])
{
    const struct qn_plume_options *o = l->options;
    const vd value[QN_PLUME_TYPE_CAP] = {f->conc, f->dry + f->wet, f->dry, f->wet};
    size_t types = 0;
    for (unsigned k = 0; k < QN_PLUME_TYPE_CAP; k++) {
        if (!(o->outputs & (1u << k)))
            continue;
        out[types] = v_set1(l->q * o->emission_factor[types]) * value[k];
        types++;
    }
    return types;
}

#endif
