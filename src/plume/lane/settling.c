/* Points and volumes whose plume settles, deposits or is washed out: the receptor lanes of point.c,
 * with every class of particles carried through the plume's vertical terms. */
#include "plume/lane/deposit.h"
#include "plume/lane/lanes.h"

/* Each class's share that is still there, in chunks, and what it brings. */
V_INLINE void v_stable_classes(const struct qn_local *l, bool stack, const struct v_seen *g,
                               const struct v_stable *s, vd x, vd fy, vm on, struct v_flux *f)
{
    const struct qn_deposit *d = l->deposit;
    struct v_free_way w = {{v_uptake, x}, l, stack, g, x};
    vd left[QN_CLASS_CHUNK], decay = v_decay(l, x, s->eff.u);
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        const struct qn_deposit_class *class = d->class + first;
        size_t n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        v_left(l, &w.way, x, on, class, n, left);
        for (size_t j = 0; j < n; j++)
            v_stable_class(l, g, s, x, fy, decay, &class[j], v_set1(class[j].fraction) * left[j],
                           on, f);
    }
}

V_INLINE void v_convective_classes(const struct qn_local *l, bool stack, const struct v_seen *g,
                                   const struct v_convective *s, vd x, vd fy, vd fy3, vm on,
                                   struct v_flux *f)
{
    const struct qn_deposit *d = l->deposit;
    struct v_free_way w = {{v_uptake, x}, l, stack, g, x};
    vd left[QN_CLASS_CHUNK], decay = v_decay(l, x, s->eff.u);
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        const struct qn_deposit_class *class = d->class + first;
        size_t n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        v_left(l, &w.way, x, on, class, n, left);
        for (size_t j = 0; j < n; j++)
            v_convective_class(l, g, s, x, fy, fy3, decay, &class[j],
                               v_set1(class[j].fraction) * left[j], on, f);
    }
}

V_INLINE struct v_flux v_flux_on(vm on, struct v_flux f)
{
    return (struct v_flux){v_zero_unless(on, f.conc), v_zero_unless(on, f.dry),
                           v_zero_unless(on, f.wet)};
}

V_APART struct v_flux v_stable_fluxes(const struct qn_local *l, bool stack, const struct v_seen *g,
                                      bool coherent, vm on, vd *fran)
{
    struct v_stable s;
    struct v_flux f = {v_set1(0), v_set1(0), v_set1(0)};
    vd x = v_sel(on, coherent ? g->x : g->r, v_set1(1000.0));
    v_stable_at(l, stack, x, g->zrt, on, &s);
    *fran = v_meander(l, g->r, s.eff.u, s.eff.sv);
    vd fy = v_set1(1.0) / (v_set1(2.0 * QN_PI) * g->r);
    if (coherent)
        fy = l->options->fast_all ? v_lateral_effective(g, x, s.sy, *fran) : v_lateral(g->y, s.sy);
    on = m_and(on, v_gt1(fy, 0));
    if (m_any(on))
        v_stable_classes(l, stack, g, &s, x, fy, on, &f);
    return v_flux_on(on, f);
}

V_APART struct v_flux v_convective_fluxes(const struct qn_local *l, bool stack,
                                          const struct v_seen *g, bool coherent, vm on, vd *fran)
{
    struct v_convective s;
    struct v_flux f = {v_set1(0), v_set1(0), v_set1(0)};
    vd x = v_sel(on, coherent ? g->x : g->r, v_set1(1000.0));
    vd ppf = v_set1(l->ppf), fy = v_set1(1.0) / (v_set1(2.0 * QN_PI) * g->r), fy3 = v_set1(0);
    v_convective_at(l, stack, x, g->zrt, on, &s);
    *fran = v_meander(l, g->r, s.eff.u, s.eff.sv);
    if (l->ppf > 0) {
        *fran = ppf * v_meander(l, g->r, s.eff3.u, s.eff3.sv) + (v_set1(1.0) - ppf) * *fran;
        fy3 = fy;
    }
    if (coherent) {
        bool fast = l->options->fast_all;
        fy = fast ? v_lateral_effective(g, x, s.sy, *fran) : v_lateral(g->y, s.sy);
        if (l->ppf > 0)
            fy3 = fast ? v_lateral_effective(g, x, s.sy3, *fran) : v_lateral(g->y, s.sy3);
    }
    on = m_and(on, m_or(v_gt1(fy, 0), v_gt1(fy3, 0)));
    if (m_any(on))
        v_convective_classes(l, stack, g, &s, x, fy, fy3, on, &f);
    return v_flux_on(on, f);
}

V_INLINE struct v_flux v_fluxes(const struct qn_local *l, bool stack, const struct v_seen *g,
                                bool coherent, vm on, vd *fran)
{
    return l->stable_plume ? v_stable_fluxes(l, stack, g, coherent, on, fran)
                           : v_convective_fluxes(l, stack, g, coherent, on, fran);
}

V_INLINE void v_store_fluxes(const struct qn_local *l, const struct v_flux *f, vm on, size_t i,
                             struct qn_rows *rows)
{
    vd out[QN_PLUME_TYPE_CAP];
    size_t types = v_outputs_of(l, f, out);
    for (size_t t = 0; t < types; t++)
        v_store(rows->value[t] + i, v_zero_unless(on, out[t]));
}

/* Coherent plume and meander of one lane-full. */
V_INLINE void v_settle(const struct qn_local *l, bool stack, const struct v_seen *g, double nearest,
                       size_t i, struct qn_rows *rows)
{
    const vd one = v_set1(1.0), zero = v_set1(0);
    vm on = m_and(v_ge1(g->r, nearest), v_le1(g->r, l->max_distance));
    vm down = m_and(on, v_ge1(g->x, 1.0));
    vm around = stack ? m_and(on, v_ge1(g->r, 1.0)) : on;
    struct v_flux plume = {zero, zero, zero}, all = plume;
    vd fran = zero;
    if (m_any(down))
        plume = v_fluxes(l, stack, g, true, down, &fran);
    if (l->options->fast_all) {
        v_store_fluxes(l, &plume, down, i, rows);
        return;
    }
    if (m_any(around)) {
        all = v_fluxes(l, stack, g, false, around, &fran);
        all.conc = fran * all.conc + (one - fran) * plume.conc;
        all.dry = fran * all.dry + (one - fran) * plume.dry;
        all.wet = fran * all.wet + (one - fran) * plume.wet;
    }
    v_store_fluxes(l, &all, around, i, rows);
}

void QN_LANE(qn_lane_settling)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                               size_t count, struct qn_rows *rows)
{
    bool stack = l->source->kind <= QN_PLUME_POINTHOR;
    double nearest = stack ? QN_NEAREST_M : QN_SZ_COEF * l->sy0 + QN_NEAREST_M;
    struct v_seen g;
    for (size_t i = 0; i < count; i += QN_LANES) {
        v_see(l, r, first + i, &g);
        v_settle(l, stack, &g, nearest, i, rows);
    }
}
