/* The ways of several plumes in the wakes of their buildings, one source-hour a lane.
 *
 * Given     wakes that qn_wake_begin began
 * Returned  as qn_wake_rise leaves each of them, bit for bit
 * Method    AERMOD 24142: NUMRISE, as prime_rise.c has it: the same operations in the same order
 *           (Heun's scheme; how many steps there are is decided by a last bit). A lane whose way
 *           has ended takes the next source-hour. What is rare goes lane by lane: the end, the
 *           meeting with the wake, another cell of the profile, another row of a table. */
#include <math.h>

#include "plume/constants.h"
#include "plume/lane/lanes.h"
#include "plume/lane/rise.h"

/* ---- lanes in and out ---- */

static void load_cavity(struct v_site *t, size_t k, const struct qn_wake_building *b)
{
    double rise_end = 0.5 * b->r;
    bool on_roof = b->lc < b->l; /* the flow reattaches to it */
    t->on_roof = (t->on_roof & ~(1u << k)) | (unsigned)on_roof << k;
    V_COPY(t->high_from, k, on_roof ? b->l : rise_end);
    V_COPY(t->high_most, k, on_roof ? b->h : b->hr);
    V_COPY(t->high_length, k, on_roof ? b->lr : b->end - rise_end);
    V_COPY(t->hr, k, b->hr);
    V_COPY(t->h_less_hr, k, b->h - b->hr);
    V_COPY(t->wide_most, k, 0.5 * b->w + V_THIRD * b->r);
    V_COPY(t->wide_length, k, b->end - b->r);
}

static void load_building(struct v_site *t, size_t k, const struct qn_wake_building *b)
{
    double y = fabs(b->yadj), half = 0.5 * b->w;
    unsigned bit = 1u << k;
    V_COPY(t->h, k, b->h);
    V_COPY(t->l, k, b->l);
    V_COPY(t->r, k, b->r);
    V_COPY(t->half_r, k, 0.5 * b->r);
    V_COPY(t->r_squared, k, b->r * b->r);
    V_COPY(t->three_r, k, 3.0 * b->r);
    V_COPY(t->third_of_r, k, b->r / 3.0);
    V_COPY(t->third_r, k, V_THIRD * b->r);
    V_COPY(t->scale, k, V_WAKE_HEIGHT_FACTOR * b->r);
    V_COPY(t->face_h, k, b->face_h);
    V_COPY(t->end, k, b->end);
    V_COPY(t->xadj, k, b->xadj);
    V_COPY(t->y, k, y);
    V_COPY(t->half_w, k, half);
    t->behind = (t->behind & ~bit) | (y / half < QN_WAKE_SKIN ? bit : 0);
    t->aside = (t->aside & ~bit) | (y > half ? bit : 0);
    load_cavity(t, k, b);
}

static void load_stream(struct v_site *t, size_t k, const struct qn_rise_stream *s)
{
    const struct qn_wake_building *b = s->b;
    double drop = b->hr - b->h, behind = b->l - 0.5 * b->r + b->lr;
    t->descends = (t->descends & ~(1u << k)) | (s->beside != 0 ? 1u << k : 0);
    t->power[k] = s->power;
    V_COPY(t->beside, k, s->beside);
    V_COPY(t->level_from, k, s->end);
    V_COPY(t->drop, k, drop);
    V_COPY(t->twice_drop, k, 2.0 * drop);
    V_COPY(t->on_top, k, -drop * 4.0 / b->r);
    V_COPY(t->later, k, -2.0 * drop / behind);
    V_COPY(t->behind_squared, k, behind * behind);
    V_COPY(t->end_less_r, k, b->end - b->r);
    V_COPY(t->low_edge, k, QN_RISE_LOW_EDGE * (b->r <= b->h ? b->h : 2.0 * b->h - b->r));
}

static void load_column(struct v_column *c, size_t k, const struct qn_rise_column *from)
{
    c->cell[k] = from->cell;
    c->density[k] = from->rho;
    V_COPY(c->base_m, k, from->base_m);
    V_COPY(c->u_least, k, from->u_least);
    v_column_load(c, k, from->i);
}

static void load_plume(struct v_rise *v, size_t k, const struct qn_rise *s)
{
    const struct qn_rise_plume *p = &s->p;
    const struct qn_rise_flux *f = &s->f;
    const double plume[] = {p->x, p->z, p->r, p->u, p->w, p->tp, p->den, p->speed};
    const double flux[] = {f->mass, f->drift, f->lift, f->heat, f->z, f->x};
    vd *const to_p[] = {&v->p.x, &v->p.z,  &v->p.r,   &v->p.u,
                        &v->p.w, &v->p.tp, &v->p.den, &v->p.speed};
    vd *const to_f[] = {&v->f.mass, &v->f.drift, &v->f.lift, &v->f.heat, &v->f.z, &v->f.x};
    for (size_t i = 0; i < sizeof plume / sizeof *plume; i++)
        V_COPY(*to_p[i], k, plume[i]);
    for (size_t i = 0; i < sizeof flux / sizeof *flux; i++)
        V_COPY(*to_f[i], k, flux[i]);
    V_COPY(v->air.u, k, s->air.u);
    V_COPY(v->air.dudz, k, s->air.dudz);
    V_COPY(v->air.rho, k, s->air.rho);
    V_COPY(v->air.ta, k, s->air.ta);
    V_COPY(v->air.dpdz, k, s->air.dpdz);
}

/* A source-hour takes lane k. What the section and the place are comes of x and height. */
static void lane_begin(struct v_rise *v, size_t k, struct qn_rise *s, struct qn_wake *w)
{
    unsigned bit = 1u << k;
    qn_rise_begin(s, w);
    load_building(&v->site, k, &w->b);
    load_stream(&v->site, k, &s->stream);
    load_column(&v->column, k, &s->column);
    load_plume(v, k, s);
    V_COPY(v->xmax, k, s->xmax);
    V_COPY(v->step, k, s->step);
    V_COPY(v->way, k, 0);
    V_COPY(v->descended, k, 0);
    V_COPY(v->height, k, s->release);
    V_COPY(v->growth, k, 0);
    v->active |= bit;
    v->met &= ~bit;
    v->grows &= ~bit;
}

static void lane_end(struct v_rise *v, size_t k, struct qn_rise *s)
{
    s->p.x = v_get(v->p.x, k);
    s->step = v_get(v->step, k);
    s->descended = v_get(v->descended, k);
    s->height = v_get(v->height, k);
    v->active &= ~(1u << k);
    qn_rise_end(s);
}

/* ---- the wake's growth ---- */

/* The row of the growth table that x is in; x is within the table. */
static void load_row(struct v_rise *v, size_t k, const struct qn_wake *w)
{
    const struct qn_wake_spread *t = &w->plume;
    double x = v_get(v->p.x, k);
    size_t i = t->count - 2;
    while (i > 0 && !(x >= t->x[i]))
        i--;
    V_COPY(v->row_from, k, t->x[i]);
    V_COPY(v->row_to, k, t->x[i + 1]);
    V_COPY(v->row_first, k, w->growth[i]);
    V_COPY(v->row_last, k, w->growth[i + 1]);
}

static void lane_meet(struct v_rise *v, size_t k, struct qn_rise *s)
{
    const struct qn_wake_spread *t = &s->w->plume;
    qn_rise_meet(s, v_get(v->p.x, k), v_get(v->p.z, k));
    v->met |= 1u << k;
    if (!s->grows)
        return;
    v->grows |= 1u << k;
    V_COPY(v->table_from, k, t->x[0]);
    V_COPY(v->table_to, k, t->x[t->count - 1]);
    V_COPY(v->row_from, k, (double)NAN);
    V_COPY(v->row_to, k, (double)NAN);
}

/* Growth of the radius, of lanes in the wake on a plume level enough. */
static vd growth_of(struct v_rise *v, vm level, struct qn_rise *rise)
{
    vd x = v->p.x;
    unsigned meets = m_bits(level) & ~v->met;
    for (; meets; meets &= meets - 1) {
        size_t k = (size_t)__builtin_ctz(meets);
        lane_meet(v, k, &rise[k]);
    }
    vm on = m_and(m_from_bits(m_bits(level) & v->grows),
                  m_and(v_le(x, v->table_to), v_ge(x, v->table_from)));
    unsigned look = m_bits(m_andnot(on, m_and(v_ge(x, v->row_from), v_lt(x, v->row_to))));
    for (; look; look &= look - 1) {
        size_t k = (size_t)__builtin_ctz(look);
        load_row(v, k, rise[k].w);
    }
    vd g = v->row_last - (v->row_last - v->row_first) * (v->row_to - x) / (v->row_to - v->row_from);
    return v_zero_unless(on, g);
}

/* ---- steps ---- */

/* A point of each way; lanes with no room for it are too long. */
static unsigned push(const struct v_rise *v, unsigned ahead, struct qn_rise *rise)
{
    double x[QN_LANES], z[QN_LANES];
    unsigned full = 0;
    v_storeu(x, v->p.x);
    v_storeu(z, v->height);
    for (; ahead; ahead &= ahead - 1) {
        size_t k = (size_t)__builtin_ctz(ahead);
        struct qn_rise_trace *t = &rise[k].trace;
        if (t->n == QN_RISE_POINTS) {
            rise[k].w->too_long = true;
            full |= 1u << k;
            continue;
        }
        t->x[t->n] = x[k];
        t->z[t->n++] = z[k];
    }
    return full;
}

/* What comes of a step; returned are the lanes whose way is at its end. */
static unsigned follow(struct v_rise *v, struct qn_rise *rise)
{
    vm active = m_from_bits(v->active), back = m_and(active, v_lt1(v->p.x, 0));
    vm level = m_and(m_and(m_andnot(active, back), v->in_wake),
                     v_le1(v->p.w / v->p.u, QN_RISE_LEVEL_SLOPE));
    v->way = v->way + v->step;
    if (m_any(level))
        v->growth = v_sel(level, growth_of(v, level, rise), v->growth);
    unsigned ahead = m_bits(m_andnot(active, back)), done = push(v, ahead, rise);
    done |= m_bits(v_ge(v->p.x, v->xmax)) & ahead;
    v_wake_air(v, v->in_wake, v->height);
    if (m_any(back)) {
        v->p.x = v_sel(back, v_set1(0), v->p.x);
        v_section(v);
        v_place(v, v->height, &v->in_wake, &v->deep);
    }
    done |= m_bits(v_lt1(v->p.w, 0)) & v->active;
    vd more = v_min(v_set1(QN_RISE_STEP_M), v_set1(2.0) * v->step);
    v->step = v_sel(m_from_bits(v->active & ~done), more, v->step);
    return done | (m_bits(m_not(v_lt1(v->way, QN_RISE_WAY_MAX_M))) & v->active);
}

/* Free lanes take the next source-hours; all sections anew. */
static void fill_lanes(struct v_rise *v, struct qn_wake *const *wake, size_t count, size_t *next,
                       struct qn_rise *rise)
{
    for (size_t k = 0; k < QN_LANES && *next < count; k++)
        if (!(v->active & 1u << k))
            lane_begin(v, k, &rise[k], wake[(*next)++]);
    v_section(v);
    v_place(v, v->height, &v->in_wake, &v->deep);
}

void QN_LANE(qn_lane_wakes)(struct qn_wake *const *wake, size_t count, struct qn_rise *rise)
{
    struct v_rise v;
    size_t next = 0;
    memset(&v, 0, sizeof v);
    fill_lanes(&v, wake, count, &next, rise);
    while (v.active) {
        v_step(&v);
        unsigned done = follow(&v, rise);
        for (unsigned left = done; left; left &= left - 1) {
            size_t k = (size_t)__builtin_ctz(left);
            lane_end(&v, k, &rise[k]);
        }
        if (done && next < count)
            fill_lanes(&v, wake, count, &next, rise);
    }
}
