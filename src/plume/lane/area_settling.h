/* One node of a depositing area's integral in every lane: the strip's plume with all classes of
 * particles, what it has lost on its way, and for each lane the output it is at.
 *
 * Every output is an integral of its own, for the test of convergence looks at its size. With dry
 * depletion the chain of the way comes between the nodes, and AERMOD takes the spread of a
 * convective node's first pass with the sigma-w which that left; without it with that of the node
 * before.
 *
 * Method: AERMOD 24142 (PLUMEF, PWIDTH, PDEP, AER_ACHI) */
#ifndef QN_PLUME_LANE_AREA_SETTLING_H
#define QN_PLUME_LANE_AREA_SETTLING_H

#include "plume/lane/area_node.h"
#include "plume/lane/deposit.h"

/* What the lanes are at: the output's parts, receptors, what is left of each class. */
struct v_strip {
    const struct qn_local *l;
    struct v_seen seen;
    vm conc, dry, wet;  /* lanes whose output has the part */
    const double *left; /* [classes][lanes]: of the whole way (AREADPLT); NULL: by node */
};

/* Effective parameters of a convective strip, the modes being those of sw. */
V_INLINE void v_strip_pass(const struct qn_local *l, vd x, vd zrt, vd sw, vm on,
                           struct v_convective *s)
{
    vd s1, s2, vsz = v_set1(l->sz0);
    struct v_pdf pdf = v_pdf_of(l, sw, s->center, s->surfac);
    s->eff = v_eff_at(l, s->center);
    v_sz_direct(l, x, s->center, s->surfac, s->eff.u, &pdf, &s1, &s2);
    s1 = v_sqrt(s1 * s1 + vsz * vsz);
    s2 = v_sqrt(s2 * s2 + vsz * vsz);
    v_direct_layer(l, zrt, v_set1(0.5) * (s1 + s2), on, s);
}

V_INLINE void v_strip_spread(const struct qn_local *l, vd x, struct v_convective *s)
{
    vd vsz = v_set1(l->sz0);
    v_sz_direct(l, x, s->center, s->surfac, s->eff.u, &s->pdf, &s->sz1, &s->sz2);
    s->sz1 = v_sqrt(s->sz1 * s->sz1 + vsz * vsz);
    s->sz2 = v_sqrt(s->sz2 * s->sz2 + vsz * vsz);
}

/* The way to a node, and what it leaves behind. */
V_INLINE void v_strip_left(const struct v_strip *k, vd x, vm on,
                           const struct qn_deposit_class *class, size_t n, size_t first, vd *left,
                           vd *sw)
{
    if (k->left) {
        for (size_t j = 0; j < n; j++)
            left[j] = v_load(k->left + (first + j) * QN_LANES);
        return;
    }
    struct v_free_way w = {{v_uptake, *sw}, k->l, false, &k->seen, x};
    v_left(k->l, &w.way, x, on, class, n, left);
    *sw = w.way.sw;
}

/* Adds one class: amounts per unit of emission, across the wind and decay being applied after. */
V_INLINE vd v_strip_class(const struct v_strip *k, const struct qn_deposit_class *class, vd adj,
                          vd vertical, vd per_u, vd decay)
{
    vd one = v_set1(1.0), zero = v_set1(0);
    vd part = v_sel(k->conc, one, v_sel(k->dry, v_set1(class->vd), zero)) * vertical * decay;
    part = part + v_zero_unless(k->wet, v_set1(class->wet) * per_u);
    return adj * part;
}

V_INLINE struct v_seen v_strip_heights(const struct v_strip *k)
{
    struct v_seen g = k->seen;
    vd zd = v_set1(k->l->deposit->z_ref_m);
    g.zrt = v_sel(k->dry, k->seen.zrt - k->seen.zflag + zd, k->seen.zrt);
    g.zflag = v_sel(k->dry, zd, k->seen.zflag);
    return g;
}

V_APART vd v_strip_stable(const struct v_strip *k, const struct v_area_ask *ask, vd x, vd v, vm on,
                          vd *vn)
{
    const struct qn_local *l = k->l;
    const struct qn_deposit *d = l->deposit;
    struct v_stable s;
    vd left[QN_CLASS_CHUNK], sum = v_set1(0), sw = sum;
    v_stable_at(l, false, x, k->seen.zrt, on, &s);
    vd sy = v_sy_ambient_stable(l, x, s.he, &s.eff), per_u = v_set1(1.0) / s.eff.u;
    *vn = v / sy;
    vd across = v_area_across(ask, v, *vn, sy), decay = v_decay(l, x, s.eff.u);
    vm plume = m_and(on, v_gt1(across, 0)), air = m_and(plume, m_or(k->conc, k->dry));
    if (m_none(plume))
        return sum;
    struct v_seen g = v_strip_heights(k);
    struct v_stable own = s;
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        const struct qn_deposit_class *class = d->class + first;
        size_t n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        v_strip_left(k, x, plume, class, n, first, left, &sw);
        for (size_t j = 0; j < n; j++) {
            own.he = v_max1(s.he - x / v_set1(l->us) * v_set1(class[j].vg), 0.0);
            own.zref = v_reflection(l, x, own.he, v_set1(0), v_set1(l->sz0), s.surface_factor);
            vd vertical = v_set1(0);
            if (m_any(air))
                vertical = v_stable_vertical(l, &g, &own, air) * per_u;
            vd adj = v_set1(class[j].fraction) * left[j];
            sum = sum + v_strip_class(k, &class[j], adj, vertical, per_u, decay);
        }
    }
    return v_zero_unless(plume, across * sum);
}

V_APART vd v_strip_convective(const struct v_strip *k, const struct v_area_ask *ask, vd x, vd v,
                              vm on, vm once, vd *sw, vd *vn)
{
    const struct qn_local *l = k->l;
    const struct qn_deposit *d = l->deposit;
    struct v_convective s;
    vd left[QN_CLASS_CHUNK], sum = v_set1(0), one = v_set1(1.0), zero = sum, half = v_set1(0.5);
    vm plume = m_and(on, ask->plume);
    size_t n = (d->count - 1) % QN_CLASS_CHUNK + 1, last = d->count - n;
    s.eff3 = (struct v_eff){one, one, one, one}; /* nothing penetrates */
    s.sz3 = one;
    v_centroid(l, false, x, &s);
    if (m_any(plume)) /* the last classes come first, for the sigma-w that they leave */
        v_strip_left(k, x, plume, d->class + last, n, last, left, sw);
    v_strip_pass(l, x, k->seen.zrt, *sw, on, &s);
    s.pdf = v_pdf_of(l, s.eff.sw, s.center, s.surfac);
    vd reach = v_set1(l->wstar) * x / s.eff.u;
    s.hed1 = s.hen1 = v_set1(l->hsp) + s.pdf.a1 * reach;
    s.hed2 = s.hen2 = v_set1(l->hsp) + s.pdf.a2 * reach;
    vm again = m_andnot(on, once);
    if (m_any(again)) {
        struct v_eff e = s.eff;
        v_strip_pass(l, x, k->seen.zrt, e.sw, on, &s);
        v_area_eff_blend(m_not(again), &e, &s.eff);
    }
    *sw = v_sel(on, s.eff.sw, *sw);
    v_strip_spread(l, x, &s);
    vd sy = v_sy_ambient_direct(l, x, &s.eff), per_u = one / s.eff.u;
    *vn = v / sy;
    vd across = v_area_across(ask, v, *vn, sy), decay = v_decay(l, x, s.eff.u);
    plume = m_and(plume, v_gt1(across, 0));
    if (m_none(plume))
        return zero;
    struct v_seen g = v_strip_heights(k);
    vm air = m_and(plume, m_or(k->conc, k->dry)), two = m_andnot(air, v_eq(g.zrt, g.zflag));
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        const struct qn_deposit_class *class = d->class + first;
        n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        vd none = *sw;
        if (last > 0)
            v_strip_left(k, x, plume, class, n, first, left, &none);
        for (size_t j = 0; j < n; j++) {
            vd hv = x / v_set1(l->us) * v_set1(class[j].vg), vertical = zero;
            if (m_any(air))
                vertical = v_convective_sum(l, &s, g.zrt, one, zero, hv, zero, air);
            if (m_any(two))
                vertical = v_sel(two,
                                 half * vertical + half * v_convective_sum(l, &s, g.zflag, one,
                                                                           zero, hv, zero, two),
                                 vertical);
            vd adj = v_set1(class[j].fraction) * left[j];
            sum = sum + v_strip_class(k, &class[j], adj, vertical, per_u, decay);
        }
    }
    return v_zero_unless(plume, across * sum);
}

#endif
