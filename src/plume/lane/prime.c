/* Building downwash: receptors in and about the wake of a building.
 *
 * Given     rows as `point` left them: the plume without a building
 * Returned  rows, the wake's plumes blended in where they count
 * Method    AERMOD 24142: PRMCALC, CAV_SRC, PRM_PCHI, PRM_PLUME, GAMCALC; Schulman, Strimaitis and
 *           Scire (2000), JAWMA 50, 378. Few receptors are in the wake: a first look finds them, in
 *           lanes; those found are packed into full lanes. */
#include "plume/lane/deposit.h"
#include "plume/lane/lanes.h"
#include "plume/lane/wake.h"

/* One of the sources the plume is split into: what goes on in the air, and what leaves the near
 * wake, as seen from behind it and from within it. */
struct v_part {
    vm on;
    vd q, y, z, he, sy, sz;
    bool loses; /* matter on its way, if the source deposits */
};

/* What receptors get so far, per unit emission and wind; and of what, where the source deposits. */
struct v_wake_sum {
    struct v_flux f;
    const struct qn_deposit_class *class; /* NULL: of nothing that settles */
    size_t n;
    const vd *left; /* of each class */
    vd settled;     /* by the classes before [m] */
};

struct packed {
    size_t count;
    int at[2 * QN_LANES]; /* index within the rows */
};

/* Receptors the building may matter to, as bits: downwind of its face, within the limits. */
V_INLINE unsigned v_concerned(const struct qn_wake *w, const struct qn_receptors *r, size_t i)
{
    const struct qn_local *l = w->local;
    vd dx = v_load(r->x + i) - v_set1(l->source->x_m);
    vd dy = v_load(r->y + i) - v_set1(l->source->y_m);
    vd x = v_set1(0) - (dx * v_set1(l->wdsin) + dy * v_set1(l->wdcos));
    vd y = dx * v_set1(l->wdcos) - dy * v_set1(l->wdsin);
    vd r2 = dx * dx + dy * dy;
    if (l->options->screen) {
        x = v_sqrt(x * x + y * y);
        y = v_set1(0);
    }
    vd xb = x - v_set1(w->b.xadj), yb = v_abs(y - v_set1(w->b.yadj));
    vm on = m_and(v_gt1(xb, 0), m_and(v_le1(xb, w->x_limit), v_le1(yb, w->y_limit)));
    return m_bits(m_and(on, v_le1(v_sqrt(r2), l->max_distance)));
}

V_INLINE vd v_collect(const double *from, const int *at)
{
    double out[QN_LANES];
    for (int i = 0; i < QN_LANES; i++)
        out[i] = from[at[i]];
    return v_loadu(out);
}

/* The packed receptors as the building sees them; returned where they are not too near the stack.
 */
V_INLINE vm v_see_waked(const struct qn_wake *w, const struct qn_receptors *r, size_t first,
                        const int *at, struct v_waked *g)
{
    const struct qn_local *l = w->local;
    const struct qn_plume_source *s = l->source;
    vd dx = v_collect(r->x + first, at) - v_set1(s->x_m);
    vd dy = v_collect(r->y + first, at) - v_set1(s->y_m);
    vd sine = v_set1(l->wdsin), cosine = v_set1(l->wdcos);
    g->x = v_set1(0) - (dx * sine + dy * cosine);
    g->y = dx * cosine - dy * sine;
    vd apart = v_sqrt(g->x * g->x + g->y * g->y);
    if (l->options->screen) {
        g->x = apart;
        g->y = v_set1(0);
    }
    g->zflag = g->zrt = v_collect(r->flag + first, at);
    if (!l->options->flat && !s->flat)
        g->zrt = v_collect(r->elev + first, at) - v_set1(s->base_m) + g->zflag;
    g->xb = g->x - v_set1(w->b.xadj);
    g->yb = g->y - v_set1(w->b.yadj);
    g->ay = v_abs(g->yb);
    v_wake_size(&w->b, g);
    v_cavity(&w->b, g);
    return v_ge1(apart, QN_NEAREST_M);
}

/* Vertical term at one height, plume and receptor within the mixed layer. [1/m] */
V_INLINE vd v_wake_vertical(const struct qn_local *l, vd zr, const struct v_part *p, vm on)
{
    if (l->stable)
        return v_vert_free(zr, p->sz, p->he);
    vd zi = v_set1(l->zi);
    on = m_and(on, m_and(v_le(p->he, zi), v_le(zr, zi)));
    if (m_none(on))
        return v_set1(0);
    return v_zero_unless(on, v_vert_stable(zr, p->sz, p->he, zi, on));
}

/* At two heights, half with the plume lifted over the terrain and half not. */
V_INLINE vd v_wake_two(const struct qn_local *l, vd high, vd low, vm same, const struct v_part *p,
                       vm on)
{
    vd half = v_set1(0.5), wrapped = v_wake_vertical(l, high, p, on), lifted = wrapped;
    if (m_any(m_andnot(on, same)))
        lifted = v_sel(same, wrapped, v_wake_vertical(l, low, p, m_andnot(on, same)));
    return half * wrapped + half * lifted;
}

/* A part's classes. Each settles from where the one before it has settled to: so it is in AERMOD.
 */
V_INLINE void v_add_classes(const struct qn_wake *w, const struct v_waked *g,
                            const struct v_part *part, vd fy, vm seen, struct v_wake_sum *sum)
{
    const struct qn_local *l = w->local;
    vm same = v_eq(g->zrt, part->z);
    vd zd = v_set1(l->deposit->z_ref_m), travel = g->x / v_set1(l->us);
    struct v_part p = *part;
    p.he = v_max1(p.he - sum->settled, 0);
    for (size_t j = 0; j < sum->n; j++) {
        const struct qn_deposit_class *class = &sum->class[j];
        vd amount = p.q * v_set1(class->fraction) * fy;
        if (p.loses)
            amount = amount * sum->left[j];
        amount = v_zero_unless(seen, amount);
        p.he = v_max1(p.he - travel * v_set1(class->vg), 0);
        if (l->options->outputs & QN_PLUME_CONC)
            sum->f.conc = sum->f.conc + amount * v_wake_two(l, g->zrt, p.z, same, &p, seen);
        if (v_wants_dry(l))
            sum->f.dry = sum->f.dry + v_set1(class->vd) * amount *
                                          v_wake_two(l, g->zrt - p.z + zd, zd, same, &p, seen);
        sum->f.wet = sum->f.wet + v_set1(class->wet) * amount;
    }
}

/* Adds a part, per unit emission and wind. A part that is too far aside takes away what came before
 * it. */
V_INLINE void v_add_part(const struct qn_wake *w, const struct v_waked *g, const struct v_part *p,
                         struct v_wake_sum *sum)
{
    if (m_none(p->on))
        return;
    vd fy = v_lateral(p->y, p->sy);
    vm seen = m_and(p->on, v_gt1(fy, 0)), keep = m_or(seen, m_not(p->on));
    sum->f.conc = v_zero_unless(keep, sum->f.conc);
    if (sum->class) {
        sum->f.dry = v_zero_unless(keep, sum->f.dry);
        sum->f.wet = v_zero_unless(keep, sum->f.wet);
    }
    if (m_none(seen))
        return;
    if (sum->class) {
        v_add_classes(w, g, p, fy, seen, sum);
        return;
    }
    vd both = v_wake_two(w->local, g->zrt, p->z, v_eq(g->zrt, p->z), p, seen);
    sum->f.conc = sum->f.conc + v_zero_unless(seen, p->q * (fy * both));
}

/* How what left the near wake is shared between its two views, by distance from the face. */
V_INLINE void v_cavity_shares(const struct qn_wake_building *b, vd xb, vd *behind, vd *within)
{
    double late = b->l + 0.85 * b->lr, past = b->l + 1.15 * b->lr;
    vd one = v_set1(1.0), f = (xb - v_set1(late)) / v_set1(past - late);
    *behind = v_zero_unless(v_gt1(xb, late), v_sel(v_ge1(xb, past), one, f));
    *within = v_sel(v_gt1(xb, b->l), one - *behind, v_max1(xb / v_set1(b->l), 0));
}

/* Lateral place of the near wake's source from the stack's: within the building's width. */
V_INLINE double v_cavity_aside(const struct qn_wake *w)
{
    double room = 0.5 * (w->b.w - w->cavity.sy[0] * QN_SQRT_2PI), aside = -w->b.yadj;
    if (!(room > 0))
        return 0;
    return aside < 0 ? fmax(aside, -room) : fmin(aside, room);
}

/* What leaves the near wake, seen from `near` it or further on. */
V_INLINE void v_add_cavity(const struct qn_wake *w, const struct v_waked *g, vm near, vm on,
                           struct v_wake_sum *sum)
{
    const struct qn_wake_building *b = &w->b;
    vd behind, within, zero = v_set1(0);
    vd over = v_sel(v_ge1(g->xb, b->end), g->zflag, v_max1(g->zflag - g->cavity_z, 0));
    struct v_part p = {.he = zero, .z = v_zero_unless(m_not(near), over), .loses = true};
    p.y = g->yb - v_set1(v_cavity_aside(w));
    if (w->local->options->screen)
        p.y = zero;
    v_cavity_shares(b, g->xb, &behind, &within);
    p.on = m_and(on, v_gt1(behind, 0));
    p.q = v_set1(w->captured) * behind;
    if (m_any(p.on)) {
        vd x = v_sel(p.on, g->x, v_set1(w->cavity.x[0]));
        v_wake_spread(w, &w->cavity, true, x, zero, zero, p.on, &p.sz, &p.sy);
        v_add_part(w, g, &p, sum);
    }
    p.on = m_and(on, v_gt1(within, 0));
    p.q = v_set1(w->captured) * within;
    p.sz = v_set1(w->cavity.sz[0]);
    p.sy = v_set1(w->cavity.sy[0]);
    p.loses = false;
    v_add_part(w, g, &p, sum);
}

V_INLINE vd v_wake_decay(const struct qn_wake *w, const struct v_waked *g, vm on)
{
    const struct qn_local *l = w->local;
    if (!(l->decay > 0))
        return v_set1(1.0);
    vd u = v_set1(w->u);
    if (!l->stable_plume) { /* with the wind of the plume without a building, as it was last used */
        struct v_convective s = {0};
        vd r = l->options->fast_all ? g->x : v_sqrt(g->x * g->x + g->y * g->y);
        v_convective_at(l, true, v_max1(r, 1.0), g->zrt, on, &s);
        u = s.eff.u;
    }
    return v_exp(v_max1(v_set1(-l->decay) * g->x / u, QN_EXP_LIM));
}

/* The wake's plumes; *on loses the lanes that stay without. */
V_INLINE void v_wake_parts(const struct qn_wake *w, const struct v_waked *g, vm *on,
                           struct v_wake_sum *sum)
{
    const struct qn_local *l = w->local;
    const struct qn_wake_building *b = &w->b;
    vm near = v_near(b, g), in = m_or(near, v_within(g)), ahead = v_le1(g->x, 0);
    *on = m_andnot(*on, m_andnot(ahead, in));
    struct v_part p = {.y = g->y, .z = g->zflag, .loses = true};
    vd trace = v_trace(w, g->x), hs = v_set1(l->hs), dh = trace - hs;
    p.he = v_max1(hs + dh, 0);
    if (!l->stable)
        *on = m_and(*on, v_lt1(p.he, l->zi));
    bool split = w->captured > 0;
    p.on = m_andnot(*on, ahead);
    if (split)
        p.on = w->captured < 1 ? m_andnot(p.on, near) : V_NONE;
    p.q = v_set1(split ? 1.0 - w->captured : 1.0);
    if (m_any(p.on)) {
        v_wake_spread(w, &w->plume, false, g->x, hs + dh, dh, p.on, &p.sz, &p.sy);
        v_add_part(w, g, &p, sum);
    }
    if (split && m_any(m_and(*on, in)))
        v_add_cavity(w, g, near, m_and(*on, in), sum);
}

/* Concentration of what does not settle, in the unit of the first output. */
V_INLINE vd v_wake_value(const struct qn_wake *w, const struct v_waked *g, vm *on)
{
    const struct qn_local *l = w->local;
    struct v_wake_sum sum = {.f = {v_set1(0), v_set1(0), v_set1(0)}};
    v_wake_parts(w, g, on, &sum);
    vd scale = v_set1(l->q / l->us * l->options->emission_factor[0]);
    return scale * sum.f.conc * v_wake_decay(w, g, *on);
}

/* ---- deposition ---- */

/* The way of the plume in the wake, which takes no notice of its parts.
 * Method: AERMOD 24142 PRM_F2INT. */
struct v_wake_way {
    struct v_way way; /* first */
    const struct qn_wake *wake;
    const struct v_waked *seen;
};

V_APART void v_wake_uptake(struct v_way *way, vd x, vm on, const struct qn_deposit_class *class,
                           size_t n, vd *term)
{
    const struct v_wake_way *in = (const struct v_wake_way *)(void *)way;
    const struct qn_wake *w = in->wake;
    const struct qn_local *l = w->local;
    vd hs = v_set1(l->hs), zd = v_set1(l->deposit->z_ref_m);
    x = v_sel(on, x, v_set1(w->plume.x[0]));
    vd dh = v_trace(w, x) - hs;
    struct v_part p;
    v_wake_spread(w, &w->plume, false, x, hs + dh, dh, on, &p.sz, &p.sy);
    for (size_t j = 0; j < n; j++) {
        p.he = v_max1(v_max1(hs + dh, 0) - x / v_set1(l->us) * v_set1(class[j].vg_left), 0);
        vd both = v_wake_two(l, in->seen->zrt + zd, zd, v_eq1(in->seen->zrt, 0), &p, on);
        term[j] = both / v_set1(w->u);
    }
}

/* All classes' fluxes, per unit of emission. */
V_APART void v_wake_fluxes(const struct qn_wake *w, const struct v_waked *g, vm *on,
                           struct v_flux *f)
{
    const struct qn_local *l = w->local;
    const struct qn_deposit *d = l->deposit;
    struct v_wake_way way = {{v_wake_uptake, v_set1(0)}, w, g};
    vd left[QN_CLASS_CHUNK], one = v_set1(1.0), zero = v_set1(0);
    vm asked = *on, far = m_and(asked, v_gt1(g->x, 1.0));
    struct v_wake_sum sum = {.f = {zero, zero, zero}, .left = left, .settled = zero};
    *f = sum.f;
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        sum.class = d->class + first;
        sum.n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        v_left(l, &way.way, v_sel(far, g->x, one), far, sum.class, sum.n, left);
        for (size_t j = 0; j < sum.n; j++)
            left[j] = v_sel(far, left[j], one);
        sum.f = (struct v_flux){zero, zero, zero};
        *on = asked;
        v_wake_parts(w, g, on, &sum);
        f->conc = f->conc + sum.f.conc;
        f->dry = f->dry + sum.f.dry;
        f->wet = f->wet + sum.f.wet;
        for (size_t j = 0; j < sum.n; j++)
            sum.settled = sum.settled + g->x / v_set1(l->us) * v_set1(sum.class[j].vg);
    }
    vd carried = v_wake_decay(w, g, *on) / v_set1(l->us);
    f->conc = carried * f->conc;
    f->dry = carried * f->dry;
    f->wet = f->wet / v_set1(w->u);
}

/* ---- receptors ---- */

/* One output's row: in the wake the wake's value, as far as it counts. */
V_INLINE void v_blend_row(double *row, const int *at, size_t used, vd in_wake, vd gamma, vm on)
{
    vd without = v_collect(row, at), one = v_set1(1.0);
    vd blended = v_sel(on, gamma * in_wake + (one - gamma) * without, without);
    double out[QN_LANES];
    v_storeu(out, blended);
    for (size_t i = 0; i < used; i++)
        row[at[i]] = out[i];
}

/* One lane-full of packed receptors; `used` of them are real. */
V_INLINE void v_blend(const struct qn_wake *w, const struct qn_receptors *r, size_t first,
                      const int *at, size_t used, struct qn_rows *rows)
{
    const struct qn_local *l = w->local;
    struct v_waked g;
    vm on = v_see_waked(w, r, first, at, &g);
    vd gamma = v_gamma(w, &g);
    on = m_and(on, v_gt1(gamma, 0));
    if (m_none(on))
        return;
    if (!l->deposit) {
        vd in_wake = v_wake_value(w, &g, &on);
        v_blend_row(rows->value[0], at, used, in_wake, gamma, on);
        return;
    }
    struct v_flux f;
    vd out[QN_PLUME_TYPE_CAP];
    v_wake_fluxes(w, &g, &on, &f);
    size_t types = v_outputs_of(l, &f, out);
    for (size_t t = 0; t < types; t++)
        v_blend_row(rows->value[t], at, used, out[t], gamma, on);
}

static void blend_found(const struct qn_wake *w, const struct qn_receptors *r, size_t first,
                        struct packed *p, struct qn_rows *rows)
{
    size_t used = p->count < QN_LANES ? p->count : QN_LANES;
    for (size_t i = used; i < QN_LANES; i++)
        p->at[i] = p->at[0];
    v_blend(w, r, first, p->at, used, rows);
    p->count -= used;
    for (size_t i = 0; i < p->count; i++)
        p->at[i] = p->at[QN_LANES + i];
}

static void blend_all(const struct qn_wake *w, const struct qn_receptors *r, size_t first,
                      size_t count, struct qn_rows *rows)
{
    struct packed p = {0};
    for (size_t i = 0; i < count; i += QN_LANES) {
        unsigned bits = v_concerned(w, r, first + i);
        for (; bits; bits &= bits - 1) {
            int at = (int)i + __builtin_ctz(bits);
            if ((size_t)at < count)
                p.at[p.count++] = at;
        }
        if (p.count >= QN_LANES)
            blend_found(w, r, first, &p, rows);
    }
    if (p.count)
        blend_found(w, r, first, &p, rows);
}

void QN_LANE(qn_lane_prime)(const struct qn_wake *w, const struct qn_receptors *r, size_t first,
                            size_t count, struct qn_rows *rows)
{
    blend_all(w, r, first, count, rows);
}
