/* One step of plumes in the wakes of their buildings, a source-hour a lane; see rise.c. Every
 * operation is that of prime_rise.c and prime_building.c, in the same order. */
#ifndef QN_PLUME_LANE_RISE_H
#define QN_PLUME_LANE_RISE_H

#include <math.h>

#include "plume/constants.h"
#include "plume/lane/lane.h"
#include "plume/prime_rise.h"

#define V_THIRD (1.0 / 3.0)
#define V_WAKE_HEIGHT_FACTOR 1.2

#define V_COPY(to, lane, from) v_set_lane(&(to), lane, from)

/* What a source-hour's building and streamlines are, with what is made of them once. Bits are
 * lanes. */
struct v_site {
    vd h, l, r, half_r, r_squared, three_r, third_of_r, third_r, scale, face_h, end, xadj;
    vd y, half_w;
    vd high_from, high_most, high_length, hr, h_less_hr; /* the near wake's height */
    vd wide_most, wide_length;                           /* and half width */
    vd beside, level_from, drop, twice_drop, on_top, later, behind_squared, end_less_r, low_edge;
    unsigned on_roof;  /* the flow reattaches to the roof */
    unsigned behind;   /* the stack is within the building's width */
    unsigned aside;    /* it is beyond the building's edge */
    unsigned descends; /* streamlines have slopes at the stack's lateral place */
    double power[QN_LANES];
};

/* The undisturbed air: a cell of each lane's profile. */
struct v_column {
    const struct qn_cell *cell[QN_LANES];
    const double *density[QN_LANES];
    vd base_m, u_least;
    vd low, high, u, du, rho, drho, pt, dpt, tg, dtg;
};

/* The wake at x from the face. */
struct v_section {
    vd x, over_r;
    vm ahead, low, below_all;
    vd cavity_z, cavity_y;
    bool wide_known, known;
    vd wide;                        /* half width, where the stack is aside */
    vd height, deficit, core, fall; /* of the wind within the wake */
};

struct v_air {
    vd u, dudz, rho, ta, dpdz;
};

struct v_rise_flux {
    vd mass, drift, lift, heat, z, x;
};

struct v_rise {
    struct v_site site;
    struct v_column column;
    struct v_section section;
    struct {
        vd x, z, r, u, w, tp, den, speed;
    } p;
    struct v_air air;
    struct v_rise_flux f;
    vm in_wake, deep; /* the axis is in the wake; in its near part or the building */
    vd xmax, step, way, descended, height, growth;
    vd table_from, table_to;                  /* the growth table's x */
    vd row_from, row_to, row_first, row_last; /* its row that x was in last */
    unsigned active, met, grows;
};

/* ---- small arithmetic ---- */

/* bits / 3, of bits below 2^63. */
V_INLINE vi v_third_of_bits(vi bits)
{
    const vi third = vi_set1(0xaaaaaaab), three = vi_set1(3);
    vi high = vi_shr(bits, 31), low = vi_and(bits, vi_set1(0x7fffffff));
    vi part = vi_shr(vi_mul32(high, third), 33); /* high / 3 */
    vi left = vi_sub(high, vi_mul32(part, three));
    /* 2^31 is 3 times 0x2aaaaaaa and 2 more */
    vi rest = vi_add(vi_mul32(left, vi_set1(0x2aaaaaaa)),
                     vi_shr(vi_mul32(vi_add(vi_add(left, left), low), third), 33));
    return vi_add(vi_shl(part, 31), rest);
}

/* qn_cube_root. */
V_INLINE vd v_cube_root(vd x)
{
    vi bits = vi_add(v_third_of_bits(vi_of_bits(x)), vi_set1(INT64_C(715094163) << 32));
    vd t = v_of_bits(bits), r = t * t * (t / x);
    t = t * ((v_set1(1.87595182427177009643) +
              r * (v_set1(-1.88497979543377169875) + r * v_set1(1.621429720105354466140))) +
             r * r * r * (v_set1(-0.758397934778766047437) + r * v_set1(0.145996192886612446982)));
    bits = vi_add(vi_of_bits(t), vi_set1(INT64_C(0x80000000)));
    t = v_of_bits(vi_and(bits, vi_set1(-INT64_C(0x40000000))));
    r = x / (t * t);
    return t + t * ((r - t) / (t + t + r));
}

/* ---- the wake at one distance ---- */

V_INLINE vd v_quarter_ellipse(vd x, vd length)
{
    vd t = x / length;
    return v_sqrt(v_set1(1.0) - t * t);
}

V_INLINE void v_section_cavity(const struct v_site *t, struct v_section *s)
{
    vd x = s->x, ahead = x - t->half_r;
    vd front = t->hr + v_set1(4.0) * (ahead * ahead) * t->h_less_hr / t->r_squared;
    front = v_sel(m_from_bits(t->on_roof), t->h, front);
    vd behind = t->high_most * v_quarter_ellipse(x - t->high_from, t->high_length);
    s->cavity_z = v_zero_unless(s->low, v_sel(v_le(x, t->high_from), front, behind));
    vd back = x - t->r;
    front = t->wide_most - back * back / t->three_r;
    behind = t->wide_most * v_quarter_ellipse(back, t->wide_length);
    s->cavity_y = v_zero_unless(s->low, v_sel(v_le(x, t->r), front, behind));
}

/* At the plume's x. */
V_INLINE void v_section(struct v_rise *v)
{
    const struct v_site *t = &v->site;
    struct v_section *s = &v->section;
    s->x = v->p.x - t->xadj;
    s->over_r = s->x / t->r;
    s->ahead = m_not(v_gt1(s->x, 0));
    s->low = m_andnot(v_lt(s->x, t->end), s->ahead);
    s->below_all =
        m_andnot(m_and(v_lt1(s->x / t->l, QN_WAKE_SKIN), m_from_bits(t->behind)), s->ahead);
    s->cavity_z = s->cavity_y = v_set1(0);
    s->known = s->wide_known = false;
    if (m_bits(s->low) & v->active)
        v_section_cavity(t, s);
}

V_INLINE void v_section_wide(const struct v_site *t, struct v_section *s)
{
    if (!s->wide_known)
        s->wide = t->half_w + t->third_r * v_cube_root(s->over_r);
    s->wide_known = true;
}

/* The wake's share of the wind taken away, at its ground. */
V_INLINE vd v_section_deficit(const struct v_site *t, struct v_section *s)
{
    vd share = v_set1(QN_RISE_DEFICIT), one = v_set1(1.0);
    vm aside = m_from_bits(t->aside);
    if (t->aside) {
        v_section_wide(t, s);
        vd full = v_max(t->half_w, s->wide - t->third_of_r), edge = s->wide - full;
        vd less = share * (one - (t->y - full) / edge);
        vd there = v_sel(m_and(v_gt(t->y, full), v_gt1(edge, 0)), less, share);
        share = v_sel(aside, there, share);
    }
    vd c = v_cube_root((s->x - t->l + t->r) / t->r);
    share = v_sel(v_lt(s->x, t->l), s->x / t->l * share, share / (c * c));
    if (t->aside)
        share = v_zero_unless(m_not(m_andnot(aside, v_lt(t->y, s->wide))), share);
    return share;
}

V_INLINE void v_section_wake(const struct v_site *t, struct v_section *s)
{
    vd one = v_set1(1.0);
    if (s->known)
        return;
    s->known = true;
    s->height = t->scale * v_cube_root(s->over_r + t->face_h);
    s->deficit = v_section_deficit(t, s);
    s->core =
        v_max(v_set1(0), one - v_set1(2.0) * s->height * s->deficit / (s->height + s->cavity_z));
    s->fall = (one - s->core) / (s->height - s->cavity_z);
}

/* Below the wake's height and within its half width? Cubes decide, but close to the edge. */
V_INLINE vm v_section_within(const struct v_rise *v, struct v_section *s, vd z)
{
    const struct v_site *t = &v->site;
    vd scaled = z / t->scale, cube = scaled * scaled * scaled, edge = s->over_r + t->face_h;
    vm in = m_not(v_gt(cube, edge * v_set1(1 + 1e-12)));
    vm close = m_andnot(m_andnot(in, v_lt(cube, edge * v_set1(1 - 1e-12))), s->ahead);
    if (m_bits(close) & v->active)
        in = m_andnot(in, m_andnot(close, v_le(z, t->scale * v_cube_root(edge))));
    if (t->aside & v->active) {
        v_section_wide(t, s);
        in = m_and(in, m_or(m_not(m_from_bits(t->aside)), v_le(t->y, s->wide)));
    }
    return in;
}

/* Where z is: in the wake at all; in its near part or the building. */
V_INLINE void v_place(struct v_rise *v, vd z, vm *in_wake, vm *deep)
{
    const struct v_site *t = &v->site;
    struct v_section *s = &v->section;
    vm near = m_and(s->low, m_and(v_le(z, s->cavity_z), v_le(t->y, s->cavity_y)));
    vm inside = m_and(s->below_all, v_lt1(z / t->h, QN_WAKE_SKIN));
    *deep = m_or(near, inside);
    *in_wake = m_or(*deep, m_andnot(v_section_within(v, s, z), s->ahead));
}

/* ---- the air ---- */

static void v_column_load(struct v_column *c, size_t k, size_t i)
{
    const struct qn_cell *cell = &c->cell[k][i];
    const double *rho = c->density[k] + i;
    V_COPY(c->low, k, qn_grid_m[i]);
    V_COPY(c->high, k, qn_grid_m[i + 1]);
    V_COPY(c->u, k, cell->u);
    V_COPY(c->du, k, cell->du);
    V_COPY(c->rho, k, rho[0]);
    V_COPY(c->drho, k, (rho[1] - rho[0]) / (qn_grid_m[i + 1] - qn_grid_m[i]));
    V_COPY(c->pt, k, cell->pt);
    V_COPY(c->dpt, k, cell->dpt);
    V_COPY(c->tg, k, cell->tg);
    V_COPY(c->dtg, k, cell->dtg);
}

V_INLINE void v_column_find(struct v_column *c, vd z, unsigned active)
{
    unsigned look = active & ~m_bits(m_and(v_ge(z, c->low), v_lt(z, c->high)));
    for (; look; look &= look - 1) {
        size_t k = (size_t)__builtin_ctz(look);
        v_column_load(c, k, qn_grid_cell(v_get(z, k)));
    }
}

/* The wind's share at z in the wake, and its change with height over the wind. */
V_INLINE vd v_section_speed(const struct v_site *t, struct v_section *s, vd z, vd *slope)
{
    v_section_wake(t, s);
    vm full = m_or(v_ge(z, s->height), m_and(m_from_bits(t->aside), v_eq1(s->deficit, 0)));
    vd fall = v_zero_unless(v_gt(z, s->cavity_z), s->fall);
    vd share =
        v_max(v_set1(QN_RISE_SPEED_LEAST), s->core + fall * (v_min(z, s->height) - s->cavity_z));
    *slope = v_zero_unless(m_not(full), fall);
    return v_sel(full, v_set1(1.0), share);
}

/* v->air at z. */
V_INLINE void v_wake_air(struct v_rise *v, vm in_wake, vd z)
{
    struct v_column *c = &v->column;
    struct v_air *a = &v->air;
    v_column_find(c, z, v->active);
    vd dz = z - c->low;
    a->u = v_max(c->u + dz * c->du, c->u_least);
    a->dudz = c->du;
    a->rho = c->rho + dz * c->drho;
    a->ta = c->pt + dz * c->dpt - v_set1(QN_G_OVER_CP) * (z + c->base_m);
    a->dpdz = c->tg + dz * c->dtg;
    if (!(m_bits(in_wake) & v->active))
        return;
    vd slope, share = v_section_speed(&v->site, &v->section, z, &slope);
    a->dudz = v_sel(in_wake, share * a->dudz + slope * a->u, a->dudz);
    a->u = v_sel(in_wake, a->u * share, a->u);
}

/* ---- streamlines ---- */

/* Their slope at the building's height. */
V_INLINE vd v_slope_at_roof(const struct v_site *t, vd x)
{
    vm before = v_lt1(x, 0), top = m_andnot(v_le(x, t->half_r), before);
    vm here = m_or(before, top), within = v_le(x, t->end);
    vm over = m_andnot(within, here), later = m_not(m_or(within, here));
    vd num = v_sel(before, t->twice_drop * (x + t->r), v_set1(2.0) * x);
    num = v_sel(over, t->drop * (t->r - v_set1(2.0) * x), num);
    num = v_sel(later, x - t->end_less_r, num);
    vd den = v_sel(before, t->r_squared, v_sel(over, t->behind_squared, t->r));
    vd slope = num / den;
    slope = v_sel(top, t->on_top * (slope - v_set1(1.0)), slope);
    if (m_any(later))
        slope = v_sel(later, t->later / slope, slope);
    return slope;
}

/* (z / h)^power, lane by lane: the library's pow, as qn_wake_rise has it. */
static vd v_low_share(const struct v_site *t, vd ratio, unsigned lanes)
{
    double all[QN_LANES];
    v_storeu(all, ratio);
    for (; lanes; lanes &= lanes - 1) {
        size_t k = (size_t)__builtin_ctz(lanes);
        all[k] = pow(all[k], t->power[k]);
    }
    return v_loadu(all);
}

/* How much of it there is at z > 0. */
V_INLINE vd v_slope_share(const struct v_site *t, vd x, vd z, vm on)
{
    vd one = v_set1(1.0), up = (z - t->h + t->r) / t->r;
    vm front = v_le(x, t->half_r), above = v_gt(z, t->h), before = v_lt1(x, 0);
    vd high = one / v_sel(front, up * up * up, up);
    vd low = v_sel(m_and(before, v_le(z, t->low_edge)), v_set1(0), one);
    unsigned deep = m_bits(m_andnot(on, m_or(m_or(front, above), before)));
    if (deep)
        low = v_sel(m_from_bits(deep), v_low_share(t, z / t->h, deep), low);
    return v_sel(above, high, low);
}

/* Slope of the streamlines at the section and z; 0 where `on` is not. */
V_INLINE vd v_stream_slope(const struct v_rise *v, vd z, vm on)
{
    const struct v_site *t = &v->site;
    vd x = v->section.x;
    on = m_and(on, m_from_bits(t->descends & v->active));
    on = m_andnot(on, v_lt(x, v_set1(0) - t->r));
    if (m_none(on))
        return v_set1(0);
    return v_zero_unless(on, v_slope_at_roof(t, x) * v_slope_share(t, x, z, on) * t->beside);
}

/* ---- the plume ---- */

V_INLINE void v_plume_of(struct v_rise *v, const struct v_rise_flux *f)
{
    const struct v_air *a = &v->air;
    vd per_mass = v_set1(1.0) / f->mass;
    v->p.u = a->u + f->drift * per_mass;
    v->p.w = f->lift * per_mass;
    v->p.speed = v_sqrt(v->p.u * v->p.u + v->p.w * v->p.w);
    v->p.tp = v_max(a->ta + f->heat * per_mass, a->ta - v_set1(QN_RISE_COOLER_MAX_K));
    v->p.den = a->rho * a->ta / v->p.tp;
    v->p.r = v_sqrt(f->mass / (v->p.speed * v->p.den));
    v->p.z = f->z;
    v->p.x = f->x;
}

V_INLINE vd v_fourth(vd t)
{
    return t * t * (t * t);
}

/* Changes per m of way. */
V_INLINE void v_rates(const struct v_rise *v, struct v_rise_flux *f)
{
    const struct v_air *a = &v->air;
    vd u = v->p.u, w = v->p.w, r = v->p.r, speed = v->p.speed, den = v->p.den;
    vd per_speed = v_set1(1.0) / speed, rim = v_set1(2.0) * r * a->rho, rr = r * r;
    vd taken = rim * (v_set1(QN_RISE_ENTRAIN_ALONG) * v_abs(speed - a->u * u * per_speed) +
                      v_set1(QN_RISE_ENTRAIN_ACROSS) * v_abs(a->u * (w * per_speed)));
    vd lifted = -(rr * den * w);
    f->mass = v_max(taken, rim * a->u * v->growth);
    f->drift = lifted * a->dudz;
    f->lift = v_set1(QN_G) * rr * (a->rho - den);
    f->heat =
        lifted * a->dpdz - v_set1(QN_RISE_RADIATION) * r * (v_fourth(v->p.tp) - v_fourth(a->ta));
    f->z = w * per_speed;
    f->x = u * per_speed;
}

V_INLINE void v_march(struct v_rise_flux *f, const struct v_rise_flux *rate, vd ds)
{
    f->mass = f->mass + rate->mass * ds;
    f->drift = f->drift + rate->drift * ds;
    f->lift = f->lift + rate->lift * ds;
    f->heat = f->heat + rate->heat * ds;
    f->z = f->z + rate->z * ds;
    f->x = f->x + rate->x * ds;
}

V_INLINE void v_half_difference(struct v_rise_flux *b, const struct v_rise_flux *a)
{
    const vd half = v_set1(0.5);
    b->mass = half * (b->mass - a->mass);
    b->drift = half * (b->drift - a->drift);
    b->lift = half * (b->lift - a->lift);
    b->heat = half * (b->heat - a->heat);
    b->z = half * (b->z - a->z);
    b->x = half * (b->x - a->x);
}

/* One step by Heun's scheme; the second evaluation is at the new height but the old x. */
V_INLINE void v_step(struct v_rise *v)
{
    struct v_rise_flux before, after;
    vm in_wake, deep, sinks = m_andnot(v_le(v->p.x, v->site.level_from), v->deep);
    vd least = v_set1(QN_RISE_Z_MIN_M), z = v_max(v->p.z + v->descended, least);
    vd descent = v_stream_slope(v, z, sinks) * (v->p.u / v->p.speed) * v->step;
    descent = v_zero_unless(sinks, descent);
    v_rates(v, &before);
    v_march(&v->f, &before, v->step);
    v_plume_of(v, &v->f);
    z = v_max(v->p.z + v->descended + descent, least);
    v_place(v, z, &in_wake, &deep);
    v_wake_air(v, in_wake, z);
    v_rates(v, &after);
    v_half_difference(&after, &before);
    v_march(&v->f, &after, v->step);
    v_plume_of(v, &v->f);
    v->descended = v->descended + descent;
    v->height = v_max(v->p.z + v->descended, least);
    v_section(v);
    v_place(v, v->height, &v->in_wake, &v->deep);
}

#endif
