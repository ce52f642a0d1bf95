/* Points and volumes: receptor lanes through the coherent and the meandering plume. */
#include "plume/kernels.h"
#include "plume/lane/lanes.h"
#include "plume/lane/plume.h"

/* Per unit emission; *fran is the meander share by this plume's parameters. */
V_INLINE vd v_stable_value(const struct qn_local *l, bool stack, const struct v_seen *g,
                           bool coherent, vm on, vd *fran)
{
    struct v_stable s;
    vd x = v_sel(on, coherent ? g->x : g->r, v_set1(1000.0));
    v_stable_at(l, stack, x, g->zrt, on, &s);
    *fran = v_meander(l, g->r, s.eff.u, s.eff.sv);
    vd fy = v_set1(1.0) / (v_set1(2.0 * QN_PI) * g->r);
    if (coherent)
        fy = l->options->fast_all ? v_lateral_effective(g, x, s.sy, *fran) : v_lateral(g->y, s.sy);
    on = m_and(on, v_gt1(fy, 0));
    if (m_none(on))
        return v_set1(0);
    vd c = fy * v_stable_vertical(l, g, &s, on) / s.eff.u * v_decay(l, x, s.eff.u);
    return v_zero_unless(on, c);
}

V_INLINE vd v_convective_value(const struct qn_local *l, bool stack, const struct v_seen *g,
                               bool coherent, vm on, vd *fran)
{
    struct v_convective s;
    vd x = v_sel(on, coherent ? g->x : g->r, v_set1(1000.0));
    vd ppf = v_set1(l->ppf), zero = v_set1(0), fy3 = zero;
    v_convective_at(l, stack, x, g->zrt, on, &s);
    *fran = v_meander(l, g->r, s.eff.u, s.eff.sv);
    if (l->ppf > 0)
        *fran = ppf * v_meander(l, g->r, s.eff3.u, s.eff3.sv) + (v_set1(1.0) - ppf) * *fran;
    vd fy = v_set1(1.0) / (v_set1(2.0 * QN_PI) * g->r);
    if (l->ppf > 0)
        fy3 = fy;
    if (coherent && l->options->fast_all) {
        fy = v_lateral_effective(g, x, s.sy, *fran);
        if (l->ppf > 0)
            fy3 = v_lateral_effective(g, x, s.sy3, *fran);
    } else if (coherent) {
        fy = v_lateral(g->y, s.sy);
        if (l->ppf > 0)
            fy3 = v_lateral(g->y, s.sy3);
    }
    on = m_and(on, m_or(v_gt1(fy, 0), v_gt1(fy3, 0)));
    if (m_none(on))
        return zero;
    vm same = v_eq(g->zrt, g->zflag);
    vd c = v_convective_sum(l, &s, g->zrt, fy, fy3, zero, s.zref3, on);
    vm two = m_andnot(on, same);
    if (m_any(two)) {
        vd lifted = v_convective_sum(l, &s, g->zflag, fy, fy3, zero, s.zref3, two);
        c = v_sel(same, c, v_set1(0.5) * c + v_set1(0.5) * lifted);
    }
    return v_zero_unless(on, c * v_decay(l, x, s.eff.u));
}

V_INLINE vd v_value(const struct qn_local *l, bool stack, const struct v_seen *g, bool coherent,
                    vm on, vd *fran)
{
    return l->stable_plume ? v_stable_value(l, stack, g, coherent, on, fran)
                           : v_convective_value(l, stack, g, coherent, on, fran);
}

/* Both plumes of one lane-full, in the unit of the first output. */
V_INLINE vd v_total(const struct qn_local *l, bool stack, const struct v_seen *g, double nearest)
{
    vm on = m_and(v_ge1(g->r, nearest), v_le1(g->r, l->max_distance));
    vm down = m_and(on, v_ge1(g->x, 1.0));
    vm around = stack ? m_and(on, v_ge1(g->r, 1.0)) : on;
    vd fran = v_set1(0), plume = fran, pancake = fran,
       scale = v_set1(l->q * l->options->emission_factor[0]);
    if (m_any(down))
        plume = v_value(l, stack, g, true, down, &fran);
    if (l->options->fast_all)
        return v_zero_unless(down, scale * plume);
    if (m_none(around))
        return v_set1(0);
    pancake = v_value(l, stack, g, false, around, &fran);
    vd c = fran * pancake + (v_set1(1.0) - fran) * v_zero_unless(down, plume);
    return v_zero_unless(around, scale * c);
}

void QN_LANE(qn_lane_point)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                            size_t count, struct qn_rows *rows)
{
    struct v_seen g;
    if (l->deposit) {
        QN_LANE(qn_lane_settling)(l, r, first, count, rows);
        return;
    }
    for (size_t i = 0; i < count; i += QN_LANES) {
        v_see(l, r, first + i, &g);
        v_store(rows->value[0] + i, v_total(l, true, &g, QN_NEAREST_M));
    }
}

void QN_LANE(qn_lane_volume)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                             size_t count, struct qn_rows *rows)
{
    struct v_seen g;
    if (l->deposit) {
        QN_LANE(qn_lane_settling)(l, r, first, count, rows);
        return;
    }
    for (size_t i = 0; i < count; i += QN_LANES) {
        v_see(l, r, first + i, &g);
        v_store(rows->value[0] + i, v_total(l, false, &g, QN_SZ_COEF * l->sy0 + QN_NEAREST_M));
    }
}
