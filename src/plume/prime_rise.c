/* The way of a plume in the wake of a building: conservation of mass, momentum and heat along its
 * axis, in the wake's slower and descending flow.
 *
 * Method    AERMOD 24142: NUMRISE and what it calls; Schulman, Strimaitis and Scire (2000), JAWMA
 * 50, 378, after Hoult and Weil (1972). Heun's scheme with steps of 1 m (less at first). At each
 *           step the streamlines' descent is added to the plume's own rise. */
#include <math.h>

#include "plume/constants.h"
#include "plume/prime_math.h"
#include "plume/prime_rise.h"

#define WIND_LEAST_M_S 1.0 /* for the distances only */
#define STREAM_REACH_R 15.0

/* --- the air --- */

static void column_cell(struct qn_rise_column *c, size_t i)
{
    c->i = i;
    c->drho = (c->rho[i + 1] - c->rho[i]) / (qn_grid_m[i + 1] - qn_grid_m[i]);
}

static struct qn_rise_air air_at(struct qn_rise_column *c, double z)
{
    if (!(z >= qn_grid_m[c->i]) || !(z < qn_grid_m[c->i + 1]))
        column_cell(c, qn_grid_cell(z));
    const struct qn_cell *k = &c->cell[c->i];
    double dz = z - k->h;
    return (struct qn_rise_air){
        .u = qn_larger(k->u + dz * k->du, c->u_least),
        .dudz = k->du,
        .rho = c->rho[c->i] + dz * c->drho,
        .ta = k->pt + dz * k->dpt - QN_G_OVER_CP * (z + c->base_m),
        .dpdz = k->tg + dz * k->dtg,
    };
}

/* --- the wake at one distance --- */

static void section_at(struct qn_rise_section *s, double x)
{
    const struct qn_wake_building *b = s->b;
    s->x = x;
    s->ahead = !(x > 0);
    s->height = -1;
    s->cavity_z = s->cavity_y = 0;
    s->low = !s->ahead && x < b->end;
    s->below_all = !s->ahead && x / b->l < QN_WAKE_SKIN && s->y / (0.5 * b->w) < QN_WAKE_SKIN;
    if (s->low)
        qn_wake_cavity(b, x, &s->cavity_z, &s->cavity_y);
}

/* The wake's share of the wind taken away, at its ground. */
static double deficit_at(const struct qn_rise_section *s)
{
    const struct qn_wake_building *b = s->b;
    double share = QN_RISE_DEFICIT;
    if (s->y > 0.5 * b->w) {
        double wide = qn_wake_half_width(b, s->x);
        if (!(s->y < wide))
            return 0;
        double full = qn_larger(0.5 * b->w, wide - b->r / 3.0), edge = wide - full;
        if (s->y > full && edge > 0)
            share = QN_RISE_DEFICIT * (1.0 - (s->y - full) / edge);
    }
    if (s->x < b->l)
        return s->x / b->l * share;
    double c = qn_cube_root((s->x - b->l + b->r) / b->r);
    return share / (c * c);
}

static void section_wake(struct qn_rise_section *s)
{
    if (s->height < 0) {
        s->height = qn_wake_height(s->b, s->x);
        s->deficit = deficit_at(s);
    }
}

static enum qn_wake_place place_at(struct qn_rise_section *s, double z)
{
    if (s->ahead)
        return QN_WAKE_OUT;
    if (s->below_all && z / s->b->h < QN_WAKE_SKIN)
        return QN_WAKE_INSIDE;
    if (s->low && z <= s->cavity_z && s->y <= s->cavity_y)
        return QN_WAKE_NEAR;
    return qn_wake_within(s->b, s->x, s->y, z) ? QN_WAKE_FAR : QN_WAKE_OUT;
}

/* The wind at z in the wake, over that without; *slope is its change with height over that wind. */
static double speed_at(struct qn_rise_section *s, double z, double *slope)
{
    *slope = 0;
    section_wake(s);
    if (z >= s->height || (s->y > 0.5 * s->b->w && s->deficit == 0))
        return 1;
    double core = qn_larger(0.0, 1.0 - 2.0 * s->height * s->deficit / (s->height + s->cavity_z));
    if (z > s->cavity_z)
        *slope = (1.0 - core) / (s->height - s->cavity_z);
    return qn_larger(QN_RISE_SPEED_LEAST, core + *slope * (qn_smaller(z, s->height) - s->cavity_z));
}

static struct qn_rise_air wake_air(struct qn_rise_column *c, struct qn_rise_section *s,
                                   enum qn_wake_place place, double z)
{
    struct qn_rise_air a = air_at(c, z);
    if (place == QN_WAKE_OUT)
        return a;
    double slope, share = speed_at(s, z, &slope);
    a.dudz = share * a.dudz + slope * a.u;
    a.u *= share;
    return a;
}

/* --- streamlines --- */

static void stream_init(struct qn_rise_stream *s, const struct qn_wake_building *b)
{
    double y = fabs(b->yadj), half = 0.5 * b->w;
    s->b = b;
    s->beside = y <= half ? 1 : y > half + b->r / 3 ? 0 : 1.0 + 3.0 / b->r * (half - y);
    double tall = b->h / b->w;
    s->power = tall >= 2 ? 0.3 * (0.5 * tall * (0.5 * tall)) : 0.3;
    s->end = b->xadj + (b->l + STREAM_REACH_R * b->r);
}

/* Slope at the building's height, x from the upwind face. */
static double slope_at_roof(const struct qn_wake_building *b, double x)
{
    double drop = b->hr - b->h, behind = b->l - 0.5 * b->r + b->lr;
    if (x < -b->r)
        return 0;
    if (x < 0)
        return 2.0 * drop * (x + b->r) / (b->r * b->r);
    if (x <= 0.5 * b->r)
        return -drop * 4.0 / b->r * (2.0 * x / b->r - 1.0);
    if (x <= b->end)
        return drop * (b->r - 2.0 * x) / (behind * behind);
    return -2.0 * drop / behind / ((x - (b->end - b->r)) / b->r);
}

/* How much of it there is at z. */
static double slope_share(const struct qn_rise_stream *s, double x, double z)
{
    const struct qn_wake_building *b = s->b;
    if (z > b->h) {
        double up = (z - b->h + b->r) / b->r;
        return x <= 0.5 * b->r ? 1.0 / (up * up * up) : 1.0 / up;
    }
    if (x < 0)
        return z <= QN_RISE_LOW_EDGE * (b->r <= b->h ? b->h : 2.0 * b->h - b->r) ? 0 : 1;
    if (x <= 0.5 * b->r)
        return 1;
    return z > 0 ? pow(z / b->h, s->power) : 0;
}

static double stream_slope(const struct qn_rise_stream *s, double x, double z)
{
    if (s->beside == 0 || x < -s->b->r)
        return 0;
    return slope_at_roof(s->b, x) * slope_share(s, x, z) * s->beside;
}

/* Mean of the slopes at x and x + dx, at one height. */
static double stream_mean_slope(const struct qn_rise_stream *s, double x, double dx, double z)
{
    if (s->beside == 0)
        return 0;
    if (!(x > 0.5 * s->b->r))
        return 0.5 * (stream_slope(s, x, z) + stream_slope(s, x + dx, z));
    double roof = slope_at_roof(s->b, x) + slope_at_roof(s->b, x + dx);
    return 0.5 * roof * slope_share(s, x, z) * s->beside;
}

/* --- the plume --- */

static struct qn_rise_flux fluxes_of(const struct qn_rise_plume *p, const struct qn_rise_air *a)
{
    double mass = p->den * p->speed * p->r * p->r;
    return (struct qn_rise_flux){
        mass, mass * (p->u - a->u), mass * p->w, mass * (p->tp - a->ta), p->z, p->x};
}

static void plume_of(struct qn_rise_plume *p, const struct qn_rise_flux *f,
                     const struct qn_rise_air *a)
{
    double per_mass = 1.0 / f->mass;
    p->u = a->u + f->drift * per_mass;
    p->w = f->lift * per_mass;
    p->speed = sqrt(p->u * p->u + p->w * p->w);
    p->tp = qn_larger(a->ta + f->heat * per_mass, a->ta - QN_RISE_COOLER_MAX_K);
    p->den = a->rho * a->ta / p->tp;
    p->r = sqrt(f->mass / (p->speed * p->den));
    p->z = f->z;
    p->x = f->x;
}

static double fourth(double t)
{
    return t * t * (t * t);
}

/* Changes per m of way; `growth` is the radius's by the wake's turbulence. */
static struct qn_rise_flux rates_of(const struct qn_rise_plume *p, const struct qn_rise_air *a,
                                    double growth)
{
    double per_speed = 1.0 / p->speed, rim = 2.0 * p->r * a->rho, rr = p->r * p->r;
    double taken = rim * (QN_RISE_ENTRAIN_ALONG * fabs(p->speed - a->u * p->u * per_speed) +
                          QN_RISE_ENTRAIN_ACROSS * fabs(a->u * (p->w * per_speed)));
    double lifted = -(rr * p->den * p->w);
    return (struct qn_rise_flux){
        .mass = qn_larger(taken, rim * a->u * growth),
        .drift = lifted * a->dudz,
        .lift = QN_G * rr * (a->rho - p->den),
        .heat = lifted * a->dpdz - QN_RISE_RADIATION * p->r * (fourth(p->tp) - fourth(a->ta)),
        .z = p->w * per_speed,
        .x = p->u * per_speed,
    };
}

static struct qn_rise_flux march(const struct qn_rise_flux *f, const struct qn_rise_flux *rate,
                                 double ds)
{
    return (struct qn_rise_flux){f->mass + rate->mass * ds, f->drift + rate->drift * ds,
                                 f->lift + rate->lift * ds, f->heat + rate->heat * ds,
                                 f->z + rate->z * ds,       f->x + rate->x * ds};
}

static struct qn_rise_flux half_difference(const struct qn_rise_flux *b,
                                           const struct qn_rise_flux *a)
{
    return (struct qn_rise_flux){0.5 * (b->mass - a->mass), 0.5 * (b->drift - a->drift),
                                 0.5 * (b->lift - a->lift), 0.5 * (b->heat - a->heat),
                                 0.5 * (b->z - a->z),       0.5 * (b->x - a->x)};
}

/* --- the way --- */

static void rise_init(struct qn_rise *s, struct qn_wake *w)
{
    const struct qn_local *l = w->local;
    s->w = w;
    s->column = (struct qn_rise_column){.cell = l->layer->profile.cell,
                                        .rho = l->met->rho_kg_m3,
                                        .base_m = l->options->profile_base_m,
                                        .u_least = l->options->wind_min_m_s};
    column_cell(&s->column, 0);
    s->section = (struct qn_rise_section){.b = &w->b, .y = fabs(w->b.yadj)};
    stream_init(&s->stream, &w->b);
    s->release = qn_larger(l->hs, QN_RISE_Z_MIN_M);
    s->p = (struct qn_rise_plume){
        .z = s->release, .r = 0.5 * l->ds, .u = 2e-6, .w = l->vs, .tp = l->ts};
    s->descended = s->way = s->growth = 0;
    s->row = 0;
    s->met = s->grows = false;
    s->trace.n = 0;
    section_at(&s->section, -w->b.xadj);
    s->place = place_at(&s->section, s->release);
    s->air = wake_air(&s->column, &s->section, s->place, s->release);
}

/* Flux of buoyancy, distances, and the release of caps and horizontal stacks. */
static void rise_release(struct qn_rise *s)
{
    struct qn_rise_plume *p = &s->p;
    const struct qn_rise_air *a = &s->air;
    double flow = p->w * p->r * p->r / p->tp, exit = p->w;
    double fb = QN_G * flow * qn_larger(p->tp - a->ta, 0.0);
    enum qn_plume_kind kind = s->w->local->source->kind;
    if (kind == QN_PLUME_POINTCAP) { /* as wide as twice the stack */
        p->r *= 2.0;
        p->u = exit / 4.0;
        p->w = 0.001;
    } else if (kind == QN_PLUME_POINTHOR) {
        p->u = exit;
        p->w = 0.001;
    }
    double wind = qn_larger(a->u, WIND_LEAST_M_S), ratio = qn_larger(1.0, p->w / wind);
    double jet = 8.0 * p->r * ratio * ((1.0 + 3.0 / ratio) * (1.0 + 3.0 / ratio));
    double near; /* scale of the first rise */
    if (fb <= 0) {
        s->xmax = jet;
        near = 6.0 * p->r * p->w / wind;
    } else if (fb < 55) {
        s->xmax = qn_larger(jet, 49.0 * pow(fb, 0.625));
        near = 21.425 * pow(fb, 0.75) / wind;
    } else {
        s->xmax = 119.0 * pow(fb, 0.4);
        near = 38.71 * pow(fb, 0.60) / wind;
    }
    s->step = qn_smaller(QN_RISE_STEP_M, 0.5 * qn_larger(0.1, near));
    p->speed = sqrt(p->u * p->u + p->w * p->w);
    p->den = a->rho * a->ta / p->tp;
    s->f = fluxes_of(p, a);
}

/* The plume meets the wake: its spread so far is the ambient's and its own. */
void qn_rise_meet(struct qn_rise *s, double x, double z)
{
    double own = qn_larger(0.0, z - s->release) / 3.5;
    s->met = true;
    s->met_x = x - s->w->b.xadj;
    s->met_sz = s->met_sy = own;
    if (x > 0) {
        double sz = qn_wake_ambient_sz(s->w, x, z), sy = qn_wake_ambient_sy(s->w, x, z);
        s->met_sz = sqrt(sz * sz + own * own);
        s->met_sy = sqrt(sy * sy + own * own);
    }
    s->grows = qn_march_begin(&s->march, s->w, s->met_x, s->met_sz, s->met_sy, z);
}

/* Growth of the radius at x, by the table. */
static double growth_at(struct qn_rise *s, double x)
{
    const struct qn_wake_spread *t = &s->w->plume;
    const double *g = s->w->growth;
    if (!s->grows || x > t->x[t->count - 1] || x < t->x[0])
        return 0;
    size_t i = s->row;
    while (i > 0 && !(x >= t->x[i]))
        i--;
    while (i + 2 < t->count && x >= t->x[i + 1])
        i++;
    s->row = i;
    return g[i + 1] - (g[i + 1] - g[i]) * (t->x[i + 1] - x) / (t->x[i + 1] - t->x[i]);
}

/* One step: the fluxes by Heun's scheme. The second evaluation is at the new height but the old x.
 */
static void rise_step(struct qn_rise *s)
{
    struct qn_rise_plume *p = &s->p;
    double descent = 0, z = qn_larger(p->z + s->descended, QN_RISE_Z_MIN_M);
    if (s->place > QN_WAKE_NEAR && p->x <= s->stream.end)
        descent = stream_slope(&s->stream, s->section.x, z) * (p->u / p->speed) * s->step;
    struct qn_rise_flux before = rates_of(p, &s->air, s->growth);
    struct qn_rise_flux f = march(&s->f, &before, s->step);
    plume_of(p, &f, &s->air);
    z = qn_larger(p->z + s->descended + descent, QN_RISE_Z_MIN_M);
    enum qn_wake_place place = place_at(&s->section, z);
    s->air = wake_air(&s->column, &s->section, place, z);
    struct qn_rise_flux after = rates_of(p, &s->air, s->growth);
    struct qn_rise_flux mend = half_difference(&after, &before);
    s->f = march(&f, &mend, s->step);
    plume_of(p, &s->f, &s->air);
    s->descended += descent;
    s->height = qn_larger(p->z + s->descended, QN_RISE_Z_MIN_M);
    section_at(&s->section, p->x - s->w->b.xadj);
    s->place = place_at(&s->section, s->height);
}

/* What comes of a step: false when the way is at its end. */
static bool rise_follow(struct qn_rise *s)
{
    struct qn_rise_plume *p = &s->p;
    struct qn_rise_trace *t = &s->trace;
    bool back = p->x < 0;
    s->way += s->step;
    if (!back) {
        if (s->place < QN_WAKE_OUT && p->w / p->u <= QN_RISE_LEVEL_SLOPE) {
            if (!s->met)
                qn_rise_meet(s, p->x, p->z);
            s->growth = growth_at(s, p->x);
        }
        if (t->n == QN_RISE_POINTS) {
            s->w->too_long = true;
            return false;
        }
        t->x[t->n] = p->x;
        t->z[t->n++] = s->height;
        if (p->x >= s->xmax)
            return false;
    }
    s->air = wake_air(&s->column, &s->section, s->place, s->height);
    if (back) {
        p->x = 0;
        section_at(&s->section, -s->w->b.xadj);
        s->place = place_at(&s->section, s->height);
    }
    if (p->w < 0)
        return false;
    if (s->step < QN_RISE_STEP_M)
        s->step = qn_smaller(QN_RISE_STEP_M, 2.0 * s->step);
    return s->way < QN_RISE_WAY_MAX_M;
}

/* From the end of the rise to where streamlines are level the plume goes along with them. */
static void rise_drift(struct qn_rise *s)
{
    struct qn_rise_trace *t = &s->trace;
    const struct qn_wake_building *b = &s->w->b;
    double left = s->stream.end - s->p.x, y = s->section.y;
    if (!(left > 0) || t->n == QN_RISE_POINTS)
        return;
    size_t room = QN_RISE_POINTS - t->n;
    double dx = qn_larger(s->step, left / (double)room);
    double whole = left / dx;
    size_t steps = whole < (double)room ? (size_t)whole : room;
    for (size_t i = 0; i < steps; i++) {
        size_t n = t->n++;
        double from = t->x[n - 1] - b->xadj, z = t->z[n - 1];
        enum qn_wake_place place = QN_WAKE_FAR; /* or out of it: after the meeting it is the same */
        if (!s->met || from < b->end)
            place = qn_wake_place_of(b, from, y, z);
        double slope = place > QN_WAKE_NEAR ? stream_mean_slope(&s->stream, from, dx, z) : 0;
        t->x[n] = t->x[n - 1] + dx;
        t->z[n] = qn_larger(QN_RISE_Z_MIN_M, z + slope * dx);
        s->descended += slope * dx;
        if (!s->met && place < QN_WAKE_OUT)
            qn_rise_meet(s, t->x[n], t->z[n] - s->descended);
    }
}

static void keep_trace(const struct qn_rise_trace *t, struct qn_wake *w)
{
    size_t index[QN_WAKE_POINTS], kept = qn_wake_thin(t->n, index);
    for (size_t i = 0; i < QN_WAKE_POINTS; i++) {
        size_t n = (i < kept ? index[i] : t->n) - 1;
        w->trace_x[i] = t->x[n];
        w->trace_z[i] = t->z[n];
    }
}

void qn_rise_begin(struct qn_rise *s, struct qn_wake *w)
{
    rise_init(s, w);
    rise_release(s);
}

void qn_rise_end(struct qn_rise *s)
{
    struct qn_wake *w = s->w;
    if (w->too_long)
        return;
    if (s->trace.n == 0) { /* turned back at once */
        s->trace.x[0] = s->p.x;
        s->trace.z[s->trace.n++] = s->height;
    }
    rise_drift(s);
    keep_trace(&s->trace, w);
    w->active = s->grows;
    if (!s->grows)
        return;
    w->captured = s->met_x < w->b.end ? qn_wake_captured(w, s->met_x) : 0;
    qn_march_along(&s->march);
}

void qn_wake_rise(struct qn_wake *w)
{
    struct qn_rise s;
    qn_rise_begin(&s, w);
    do
        rise_step(&s);
    while (rise_follow(&s));
    qn_rise_end(&s);
}
