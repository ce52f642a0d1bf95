/* The wake of a building on lanes: where receptors are in it, what spread and height its tables
 * give them, what they get of the wake's plumes.
 *
 * Method: AERMOD 24142 (POSITION, WAKE_DIM, CAVITY_HT, WAKE_XSIG, NUMGRAD, SIGZPR, SIGYPR,
 * GAMCALC). Units: m, s. */
#ifndef QN_PLUME_LANE_WAKE_H
#define QN_PLUME_LANE_WAKE_H

#include "plume/lane/plume.h"
#include "plume/prime.h"

/* Receptors as the building sees them, xb > 0. */
struct v_waked {
    vd x, y;               /* from the stack */
    vd xb, yb, ay;         /* from the upwind face; ay = |yb| */
    vd zrt, zflag;         /* above the source's base; above the ground */
    vd height, width;      /* of the wake here; half width */
    vd cavity_z, cavity_y; /* of the near wake; half width */
};

/* ---- place ---- */

V_INLINE vd v_ellipse(vd x, double length)
{
    vd t = x / v_set1(length);
    return v_sqrt(v_max1(v_set1(1.0) - t * t, 0));
}

V_INLINE void v_cavity(const struct qn_wake_building *b, struct v_waked *g)
{
    vd x = g->xb, turn = v_set1(0.5 * b->r), r = v_set1(b->r), most = v_set1(0.5 * b->w + b->r / 3);
    vm within = v_lt1(x, b->end);
    g->cavity_z = g->cavity_y = v_set1(0);
    if (m_none(within))
        return;
    vd front, behind;
    vm first;
    if (b->lc < b->l) {
        front = v_set1(b->h);
        behind = v_set1(b->h) * v_ellipse(x - v_set1(b->l), b->lr);
        first = v_lt1(x, b->l);
    } else {
        front = v_set1(b->hr) +
                v_set1(4.0) * v_square(x - turn) * v_set1(b->h - b->hr) / v_set1(b->r * b->r);
        behind = v_set1(b->hr) * v_ellipse(x - turn, b->end - 0.5 * b->r);
        first = v_le(x, turn);
    }
    g->cavity_z = v_zero_unless(within, v_sel(first, front, behind));
    front = most - v_square(x - r) / v_set1(3.0 * b->r);
    behind = most * v_ellipse(x - r, b->end - b->r);
    g->cavity_y = v_zero_unless(within, v_sel(v_le(x, r), front, behind));
}

V_INLINE void v_wake_size(const struct qn_wake_building *b, struct v_waked *g)
{
    vd over = g->xb / v_set1(b->r);
    g->height = v_set1(1.2 * b->r) * v_cbrt(over + v_set1(b->face_h));
    g->width = v_set1(0.5 * b->w) + v_set1(b->r / 3) * v_cbrt(over);
}

/* In the building or the near wake. */
V_INLINE vm v_near(const struct qn_wake_building *b, const struct v_waked *g)
{
    vm inside = m_and(v_lt1(g->xb / v_set1(b->l), QN_WAKE_SKIN),
                      m_and(v_lt1(g->zflag / v_set1(b->h), QN_WAKE_SKIN),
                            v_lt1(g->ay / v_set1(0.5 * b->w), QN_WAKE_SKIN)));
    vm near =
        m_and(v_lt1(g->xb, b->end), m_and(v_le(g->zflag, g->cavity_z), v_le(g->ay, g->cavity_y)));
    return m_or(inside, near);
}

/* In the height and width of the whole wake. */
V_INLINE vm v_within(const struct v_waked *g)
{
    return m_and(v_le(g->zflag, g->height), v_le(g->ay, g->width));
}

/* The exponent of what counts in full up to `edge` and falls like a Gaussian beyond. */
V_INLINE vd v_beyond(vd at, vd edge)
{
    vd d = v_max1(at - edge, 0);
    return v_set1(-1.0) * (d * d / (v_set1(2.0) * (edge * edge)));
}

/* Share of the wake's concentration in what the receptor gets. */
V_INLINE vd v_gamma(const struct qn_wake *w, const struct v_waked *g)
{
    vd a = v_beyond(g->xb, v_set1(w->gamma_length)), b = v_beyond(g->ay, g->width);
    vd c = v_beyond(g->zrt, g->height), sum = a + b + c;
    vm on = m_and(v_gt1(a, QN_EXP_LIM), m_and(v_gt1(b, QN_EXP_LIM), v_gt1(c, QN_EXP_LIM)));
    if (m_all(v_eq1(sum, 0)))
        return v_set1(1.0);
    return v_zero_unless(on, v_exp(sum));
}

/* ---- tables ---- */

/* Row of x: the last whose table entry is at or before x, 0 before the first; at most the last but
 * one. And the weight of its own value against the next one's. */
struct v_row {
    int row[QN_LANES];
    vd weight;
};

V_INLINE vd v_pick(const double *table, const int *row, int offset)
{
    double out[QN_LANES];
    for (int i = 0; i < QN_LANES; i++)
        out[i] = table[row[i] + offset];
    return v_loadu(out);
}

V_INLINE void v_row_of(const double *table, size_t count, vd x, struct v_row *r)
{
    vd at = v_set1(0);
    for (size_t i = 1; i + 1 < count; i++)
        at = v_sel(v_ge1(x, table[i]), v_set1((double)i), at);
    v_to_ints(at, r->row);
    vd here = v_pick(table, r->row, 0), next = v_pick(table, r->row, 1);
    r->weight = (next - x) / (next - here);
}

V_INLINE vd v_row_value(const double *table, const struct v_row *r)
{
    vd here = v_pick(table, r->row, 0), next = v_pick(table, r->row, 1);
    return next - (next - here) * r->weight;
}

/* Height of the plume's way at x. */
V_INLINE vd v_trace(const struct qn_wake *w, vd x)
{
    const double *tx = w->trace_x, *tz = w->trace_z;
    vm past = v_ge1(x, tx[QN_WAKE_POINTS - 1]);
    vd last = v_set1(tz[QN_WAKE_POINTS - 1]);
    if (m_all(past))
        return last;
    struct v_row r;
    v_row_of(tx, QN_WAKE_POINTS, v_sel(past, v_set1(tx[0]), x), &r);
    vd z = v_row_value(tz, &r);
    z = v_sel(v_ge(x, v_pick(tx, r.row, 0)), z, v_set1(tz[0]));
    return v_sel(past, last, z);
}

/* ---- ambient spread ---- */

V_INLINE vd v_wake_surface_sz(const struct qn_wake *w, vd x, vd z)
{
    const struct qn_local *l = w->local;
    if (l->stable)
        return v_set1(QN_SQRT_2 / QN_SQRT_PI * l->ustar) * (x / v_set1(w->u)) *
               v_surface_factor(l, x);
    double us_u = l->ustar / w->u, abs_l = l->obukhov < 0 ? -l->obukhov : l->obukhov;
    vd low = v_set1(QN_BSUBC) * (v_set1(1.0) - v_set1(10.0) * (z / v_set1(l->zi)));
    return v_zero_unless(v_lt1(z, 0.1 * l->zi),
                         low * v_set1(us_u * us_u) * (x * x / v_set1(abs_l)));
}

V_INLINE vd v_wake_stable_sz(const struct qn_wake *w, vd x, vd z)
{
    const struct qn_local *l = w->local;
    vd one = v_set1(1.0), sw = v_set1(w->sw), travelled = sw * (x / v_set1(w->u));
    vd limit = one / (v_set1(0.72) * v_max1(z, 1e-4));
    if (!l->urban_stable) {
        struct v_cell c;
        v_cell_at(&l->layer->profile, z, &c);
        vd bvf = v_max1(v_sqrt(v_set1(QN_G * w->tg) / v_theta_in(&c, z)), QN_BVF_MIN);
        limit = limit + bvf / (v_set1(0.54) * sw);
    }
    return travelled / v_sqrt(one + travelled * limit);
}

V_INLINE vd v_wake_ambient_sz(const struct qn_wake *w, vd x, vd z)
{
    const struct qn_local *l = w->local;
    vd one = v_set1(1.0), surface = v_wake_surface_sz(w, x, z);
    if (!l->stable) {
        double deep = 0.1 * l->zi;
        vd part = v_sel(v_ge1(z, deep), one, v_set1(0.6) + v_set1(0.4) * (z / v_set1(deep)));
        vd air = part * v_set1(w->sw) * x / v_set1(w->u);
        return v_sqrt(air * air + surface * surface);
    }
    vd air = v_wake_stable_sz(w, x, z), f = v_min1(z / v_set1(l->zi), 1.0);
    return v_sel(v_lt1(z, l->zi), (one - f) * surface + f * air, air);
}

V_INLINE vd v_wake_ambient_sy(const struct qn_wake *w, vd x, vd z)
{
    const struct qn_local *l = w->local;
    double ratio = w->sv / w->u;
    vd one = v_set1(1.0), svu = v_set1(ratio > QN_SVU_MIN ? ratio : QN_SVU_MIN);
    vd height = v_max1(z, 0.46), grow;
    if (l->stable)
        grow = x / (v_set1(2.0 * w->u * (l->zi_mech / (156.0 * w->sv)) / 0.46) * height);
    else
        grow = v_max1(v_set1(78.0 * 0.46) / height, 0.7) * (svu * x / v_set1(l->zi));
    return svu * x * v_pow_m3_10(one + grow);
}

/* ---- spread in the wake ---- */

/* Spread by a table where x is in it, ambient with the virtual source beyond it; where x is before
 * it ambient with the plume's own rise, or (cavity) the table's first values. x > 0 where on. */
V_INLINE void v_wake_spread(const struct qn_wake *w, const struct qn_wake_spread *t, bool cavity,
                            vd x, vd z, vd rise, vm on, vd *sz, vd *sy)
{
    vm before = m_and(on, v_lt1(x, t->x[0]));
    vm beyond = m_andnot(m_and(on, v_gt1(x, t->x[t->count - 1])), before);
    vm inside = m_andnot(on, m_or(before, beyond));
    vm ambient = cavity ? beyond : m_or(before, beyond);
    *sz = v_set1(t->sz[0]);
    *sy = v_set1(t->sy[0]);
    if (t->count < 2)
        return;
    if (m_any(inside)) {
        struct v_row r;
        v_row_of(t->x, t->count, x, &r);
        *sz = v_sel(inside, v_row_value(t->sz, &r), *sz);
        *sy = v_sel(inside, v_row_value(t->sy, &r), *sy);
    }
    if (m_any(ambient)) {
        vd own = rise / v_set1(3.5), far = v_sel(ambient, x, v_set1(100.0));
        vd az = v_wake_ambient_sz(w, far, z), ay = v_wake_ambient_sy(w, far, z);
        vd vz = v_sel(beyond, v_set1(t->vsz), own), vy = v_sel(beyond, v_set1(t->vsy), own);
        *sz = v_sel(ambient, v_sqrt(az * az + vz * vz), *sz);
        *sy = v_sel(ambient, v_sqrt(ay * ay + vy * vy), *sy);
    }
}

#endif
