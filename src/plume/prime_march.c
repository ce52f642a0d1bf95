/* Growth of the plume, and of what leaves the near wake, step by step in the wake's turbulence.
 *
 * Method    AERMOD 24142: WAKE_XA, WAKE_TURB, WAKE_SIG, WAKE_DFSN, WAKE_DFSN2, WAKE_CAV0. The first
 *           pass has the plume at one height, since its way is not known yet; the second follows
 * the way and takes the steps of full wake turbulence from the first. */
#include <math.h>

#include "plume/prime_march.h"
#include "plume/prime_math.h"

#define THIRD (1.0 / 3.0)
#define SQRT_2PI 2.50662827463100
#define SQRT_PI_2 1.25331413731550 /* radius over sigma-z of a plume of even density */
#define SQRT_2_PI 0.797884560802866
#define MARCH_STEP_M 2.0
#define EXPONENT_LEAST (-50.0) /* gamma is zero where an exponent is below */
/* The wake's turbulence (Schulman et al. 2000, their equations 3 to 5). */
#define WAKE_IZ 0.06    /* intensity far downwind, vertical */
#define WAKE_IY 0.08    /* and lateral */
#define WAKE_EXCESS 1.7 /* its factor at the building */
#define WAKE_DEFICIT 0.7
#define AMBIENT_FACTOR 1.3 /* the wake ends where its turbulence is this times the ambient */
#define WAKE_END_R 15.0

/* --- the wake's turbulence --- */

static void turbulence_init(struct qn_wake_turbulence *t, const struct qn_wake *w)
{
    t->ambient_z = w->sw / w->u;
    t->ambient_y = w->sv / w->u;
    t->far_z = qn_smaller(WAKE_IZ, t->ambient_z);
    t->far_y = qn_smaller(WAKE_IY, t->ambient_y);
    t->more_z = (WAKE_EXCESS * WAKE_IZ / t->far_z - 1.0) + WAKE_DEFICIT;
    t->more_y = (WAKE_EXCESS * WAKE_IY / t->far_y - 1.0) + WAKE_DEFICIT;
}

struct intensity {
    double z, y;
};

/* Turbulence midway of a reach from the upwind face. */
static struct intensity intensity_at(const struct qn_march *m, double from, double to)
{
    const struct qn_wake_turbulence *t = &m->turbulence;
    const struct qn_wake_building *b = &m->w->b;
    double x = 0.5 * (to + from), c = qn_cube_root((qn_larger(0.0, x - b->l) + b->r) / b->r);
    double decay = 1.0 / (c * c - WAKE_DEFICIT);
    struct intensity i = {t->far_z * (1.0 + t->more_z * decay),
                          t->far_y * (1.0 + t->more_y * decay)};
    if (x < b->l) {
        double f = x / b->l;
        i.z = t->ambient_z + f * (i.z - t->ambient_z);
        i.y = t->ambient_y + f * (i.y - t->ambient_y);
    }
    return i;
}

/* Where the wake's turbulence has come down to the ambient, over r, from the upwind face. */
static double ambient_end(const struct qn_wake_building *b, double ambient, double far,
                          double level)
{
    double last = qn_larger(ambient, AMBIENT_FACTOR * far);
    double t = WAKE_DEFICIT + (WAKE_EXCESS * level - far * (1.0 - WAKE_DEFICIT)) / (last - far);
    return b->l / b->r - 1.0 + t * sqrt(t);
}

static void ambient_ends(const struct qn_wake *w, double *over_r_z, double *over_r_y)
{
    struct qn_wake_turbulence t;
    turbulence_init(&t, w);
    *over_r_z = ambient_end(&w->b, t.ambient_z, t.far_z, WAKE_IZ);
    *over_r_y = ambient_end(&w->b, t.ambient_y, t.far_y, WAKE_IY);
}

void qn_wake_limits(struct qn_wake *w)
{
    double z, y;
    ambient_ends(w, &z, &y);
    w->gamma_length = qn_larger(WAKE_END_R * w->b.r, qn_larger(w->b.r * z, w->b.r * y));
    double reach = 1.0 + sqrt(-2.0 * EXPONENT_LEAST) * (1 + 1e-9);
    w->x_limit = reach * w->gamma_length;
    w->y_limit = reach * qn_wake_half_width(&w->b, w->x_limit);
}

/* --- the march --- */

struct reach {
    double from, to;         /* [m] from the face */
    double intensity, scale; /* turbulence between, and the wake's height or width at `to` */
};

/* Spread after a reach: with x up to the turn, with its root beyond. */
static double grow(const struct reach *s, double turn, double before, double *k)
{
    if (s->to < turn)
        return before + (s->to - s->from) * s->intensity;
    if (s->from > turn) {
        double rate = *k * s->intensity * s->scale;
        return sqrt(before * before + (s->to - s->from) * rate);
    }
    double at_turn = before + (turn - s->from) * s->intensity;
    *k = 2.0 * at_turn / s->scale;
    double rate = *k * s->intensity * s->scale;
    return sqrt(at_turn * at_turn + (s->to - turn) * rate);
}

/* What a virtual source must have for ambient spread to reach `have`. */
static double virtual_sigma(double have, double ambient)
{
    return have > ambient ? sqrt(have * have - ambient * ambient) : 0;
}

static double root_sum(double a, double b)
{
    return sqrt(a * a + b * b);
}

static double height_at(const struct qn_march *m, const struct qn_marcher *p, double dist)
{
    if (p->cavity)
        return 0;
    return m->along ? qn_wake_trace_height(m->w, dist) : m->height;
}

static void ambient_z(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double dist = m->dist[n];
    double s = qn_wake_ambient_sz(m->w, dist, height_at(m, p, dist));
    p->sz[n] = root_sum(s, p->vsz);
    p->dsz[n] = (p->sz[n] - p->sz[n - 1]) * m->per_step;
}

static void ambient_y(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double dist = m->dist[n];
    double s = qn_wake_ambient_sy(m->w, dist, height_at(m, p, dist));
    p->sy[n] = root_sum(s, p->vsy);
}

/* The wake at step n, kept for the second pass and the other source. */
static const struct qn_march_wake *wake_at(struct qn_march *m, size_t n)
{
    struct qn_march_wake *k = &m->wake[n];
    if (n >= m->known) {
        struct intensity t = intensity_at(m, m->x[n - 1], m->x[n]);
        *k = (struct qn_march_wake){t.z, t.y, qn_wake_height(&m->w->b, m->x[n]),
                                    2.0 * qn_wake_half_width(&m->w->b, m->x[n])};
        m->known = n + 1;
    }
    return k;
}

/* In the step in which ambient turbulence takes over: the virtual source for what lies beyond. */
static void change_z(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double from = m->x[n - 1], dist = m->end_z + m->w->b.xadj;
    struct intensity t = intensity_at(m, from, m->end_z);
    struct reach s = {from, m->end_z, t.z, qn_wake_height(&m->w->b, m->end_z)};
    double have = grow(&s, p->turn, p->sz[n - 1], &p->zk);
    p->vsz = virtual_sigma(have, qn_wake_ambient_sz(m->w, dist, height_at(m, p, dist)));
    if (p->cavity)
        p->vsz = qn_larger(p->vsz, p->sz0);
}

static void change_y(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double from = m->x[n - 1], dist = m->end_y + m->w->b.xadj;
    struct intensity t = intensity_at(m, from, m->end_y);
    struct reach s = {from, m->end_y, t.y, 2.0 * qn_wake_half_width(&m->w->b, m->end_y)};
    double have = grow(&s, p->turn, p->sy[n - 1], &p->yk);
    p->vsy = virtual_sigma(have, qn_wake_ambient_sy(m->w, dist, height_at(m, p, dist)));
}

static void step_z(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double from = m->x[n - 1], to = m->x[n];
    if (to < m->end_z) {
        const struct qn_march_wake *k = wake_at(m, n);
        struct reach s = {from, to, k->iz, k->height};
        p->sz[n] = grow(&s, p->turn, p->sz[n - 1], &p->zk);
        p->dsz[n] = to < p->turn ? k->iz : (p->sz[n] - p->sz[n - 1]) * (1.0 / (to - from));
        if (p->cavity)
            p->sz[n] = qn_larger(p->sz[n], p->sz0);
        return;
    }
    if (from >= m->end_z)
        p->vsz = qn_larger(p->vsz, p->sz0);
    else if (p->start <= m->end_z)
        change_z(m, p, n);
    else
        return;
    ambient_z(m, p, n);
}

static void step_y(struct qn_march *m, struct qn_marcher *p, size_t n)
{
    double from = m->x[n - 1], to = m->x[n];
    if (to < m->end_y) {
        const struct qn_march_wake *k = wake_at(m, n);
        struct reach s = {from, to, k->iy, k->width};
        p->sy[n] = grow(&s, p->turn, p->sy[n - 1], &p->yk);
        return;
    }
    if (from >= m->end_y)
        p->vsy = qn_larger(p->vsy, p->sy0);
    else if (p->start <= m->end_y)
        change_y(m, p, n);
    else
        return;
    ambient_y(m, p, n);
}

/* What leaves the near wake of a plume of that lateral spread. */
static void cavity_source(const struct qn_wake_building *b, double sy, double *sz0, double *sy0)
{
    double caught = qn_smaller(SQRT_2PI * sy, b->w);
    double scale = qn_larger(qn_larger(qn_smaller(b->w, 3.0 * b->h), THIRD * b->h), caught);
    *sy0 = scale / SQRT_2PI;
    *sz0 = SQRT_2_PI * b->u_ratio * (b->lc < b->l ? b->h : b->hr) * THIRD;
}

/* The steps: from where the plume meets the wake to where ambient turbulence, or the near wake's
 * end, takes over, and one more. */
static void lay_steps(struct qn_march *m, double from)
{
    const struct qn_wake_building *b = &m->w->b;
    double last = qn_larger(m->end_z, m->end_y);
    if (from < b->end)
        last = qn_larger(last, b->end);
    double range = last - from + MARCH_STEP_M;
    long points = lround(range / MARCH_STEP_M) + 1;
    m->points = points < QN_MARCH_POINTS - 1 ? (size_t)points : QN_MARCH_POINTS - 1;
    double step = range / ((double)m->points - 1.0);
    m->per_step = 1.0 / step;
    m->x[0] = from;
    m->dist[0] = from + b->xadj;
    for (size_t n = 1; n < m->points; n++) {
        m->x[n] = m->x[n - 1] + step;
        m->dist[n] = m->dist[n - 1] + step;
    }
}

/* Indices, from 1, of the points a table keeps: all of fewer than QN_WAKE_POINTS, else that many,
 * closer together near the start. The order of the sums decides which points are taken. */
size_t qn_wake_thin(size_t have, size_t *index)
{
    const size_t want = QN_WAKE_POINTS;
    if (have < want) {
        for (size_t i = 0; i < have; i++)
            index[i] = i + 1;
        return have;
    }
    bool even = have <= 2 * want;
    double part = (double)have / (double)want;
    double more = 2.0 * (double)(have - want) / (double)(want * (want - 1));
    double sum = 0.0;
    for (size_t i = 0; i < want - 1; i++) {
        sum = sum + 1.0 + (double)i * more;
        index[i] = (size_t)(even ? (double)(i + 1) * part : sum);
    }
    index[want - 1] = have;
    return want;
}

static void keep_table(const struct qn_march *m, const struct qn_marcher *p,
                       struct qn_wake_spread *t, double *growth)
{
    size_t index[QN_WAKE_POINTS];
    t->count = qn_wake_thin(m->points - p->waits, index);
    t->x[0] = p->start + m->w->b.xadj;
    t->sz[0] = p->sz0;
    t->sy[0] = p->sy0;
    growth[0] = 0;
    for (size_t i = 1; i < t->count; i++) {
        size_t n = index[i] + p->waits - 1;
        t->x[i] = m->dist[n];
        t->sz[i] = p->sz[n];
        t->sy[i] = p->sy[n];
        growth[i] = SQRT_PI_2 * p->dsz[n];
    }
    t->vsz = p->vsz;
    t->vsy = p->vsy;
}

static void marcher_begin(struct qn_marcher *p, double start, double turn, double sz, double sy)
{
    p->start = start;
    p->turn = turn;
    p->sz0 = p->sz[0] = sz;
    p->sy0 = p->sy[0] = sy;
    p->dsz[0] = 0;
    p->zk = p->yk = p->vsz = p->vsy = 0;
    p->waits = 0;
}

bool qn_march_begin(struct qn_march *m, struct qn_wake *w, double from, double sz, double sy,
                    double z)
{
    const struct qn_wake_building *b = &w->b;
    double z_r, y_r, most = b->l / b->r + WAKE_END_R;
    ambient_ends(w, &z_r, &y_r);
    m->w = w;
    m->end_z = b->r * qn_smaller(most, z_r);
    m->end_y = b->r * qn_smaller(most, y_r);
    if (!(from < qn_larger(m->end_z, m->end_y)))
        return false;
    m->known = 1;
    m->height = z;
    m->along = false;
    turbulence_init(&m->turbulence, w);
    lay_steps(m, from);
    struct qn_marcher *p = &m->plume;
    p->cavity = false;
    marcher_begin(p, from, from + b->lr, sz, sy);
    double least = qn_smaller(m->end_z, m->end_y);
    m->split = m->points;
    for (size_t n = 1; n < m->points; n++) {
        if (m->split == m->points && m->x[n] >= least) {
            m->split = n;
            m->split_zk = p->zk;
            m->split_yk = p->yk;
        }
        step_z(m, p, n);
        step_y(m, p, n);
    }
    keep_table(m, p, &w->plume, w->growth);
    return true;
}

/* One step of the cavity's source. A plume that met the wake over the building is as wide as it was
 * at the building's end, if that is the wider. */
static void cavity_step(struct qn_march *m, struct qn_marcher *c, size_t n, bool *widen)
{
    if (*widen && m->x[n - 1] >= m->w->b.l) {
        double sz, sy;
        cavity_source(&m->w->b, m->plume.sy[n - 1], &sz, &sy);
        for (size_t i = 0; sy > c->sy0 && i < n; i++)
            c->sy[i] = qn_larger(c->sy[i], sy);
        c->sy0 = qn_larger(c->sy0, sy);
        *widen = false;
    }
    if (c->start >= m->x[n]) {
        c->sz[n] = c->sz0;
        c->sy[n] = c->sy0;
        c->dsz[n] = 0;
        c->waits = n + 1;
    }
    if (c->start <= m->x[n]) {
        step_z(m, c, n);
        step_y(m, c, n);
    }
}

void qn_march_along(struct qn_march *m)
{
    struct qn_wake *w = m->w;
    struct qn_marcher *p = &m->plume, *c = &m->cavity;
    double sz, sy, unused[QN_WAKE_POINTS], from = p->start;
    bool near = from < w->b.end, widen = from < w->b.l;
    m->along = true;
    if (m->split < m->points) {
        p->zk = m->split_zk;
        p->yk = m->split_yk;
    }
    p->vsz = p->vsy = 0;
    cavity_source(&w->b, p->sy0, &sz, &sy);
    double start = qn_smaller(qn_larger(from, w->b.l), w->b.end);
    c->cavity = true;
    marcher_begin(c, start, start + w->b.lr, sz, sy);
    for (size_t n = 1; n < m->points; n++) {
        /* the cavity's source looks at the plume before this step */
        if (near)
            cavity_step(m, c, n, &widen);
        if (n >= m->split) {
            step_z(m, p, n);
            step_y(m, p, n);
        }
    }
    keep_table(m, p, &w->plume, unused);
    if (near) {
        keep_table(m, c, &w->cavity, unused);
    } else {
        w->cavity = (struct qn_wake_spread){.count = 1};
        w->cavity.x[0] = start + w->b.xadj;
        w->cavity.sz[0] = sz;
        w->cavity.sy[0] = sy;
    }
}
