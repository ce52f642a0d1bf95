#include "plume/area_walk.h"

#include <math.h>

#define UPWIND_MIN_M 1.01 /* nearer parts of the area do not count */
#define EDGE 3.9          /* the plume ends at this many sigma-y */
#define SIDE_MIN_M 0.01   /* along the wind; a shorter side is across it and gives nothing */
#define ROOT_TOLERANCE 1e-3
#define ROOT_EVALUATIONS 10
#define SMALL 1e-5 /* an integral below it is done */
#define STEP_MIN_M 1.0
#define GAUSS_FAR 5.0        /* a side shorter than this many distances */
#define GAUSS_NODE 0.2886751 /* 1 / (2 sqrt 3) as AERMOD has it */

const double qn_area_share[81] = {
    0.0000, 0.0000, 0.0001, 0.0001, 0.0002, 0.0002, 0.0003, 0.0005, 0.0007, 0.0010, 0.0013, 0.0019,
    0.0026, 0.0035, 0.0047, 0.0062, 0.0082, 0.0107, 0.0139, 0.0179, 0.0227, 0.0287, 0.0359, 0.0446,
    0.0548, 0.0668, 0.0808, 0.0968, 0.1151, 0.1357, 0.1587, 0.1841, 0.2119, 0.2420, 0.2742, 0.3085,
    0.3445, 0.3821, 0.4207, 0.4602, 0.5000, 0.5398, 0.5793, 0.6179, 0.6555, 0.6915, 0.7258, 0.7580,
    0.7881, 0.8159, 0.8413, 0.8643, 0.8849, 0.9032, 0.9192, 0.9332, 0.9452, 0.9554, 0.9641, 0.9713,
    0.9773, 0.9821, 0.9861, 0.9893, 0.9918, 0.9938, 0.9953, 0.9965, 0.9974, 0.9981, 0.9987, 0.9990,
    0.9993, 0.9995, 0.9997, 0.9998, 0.9998, 0.9999, 0.9999, 1.0000, 1.0000};

/* ---- sums along a side ---- */

/* Levels before the first test. */
static int levels_untested(const struct qn_walk *w)
{
    return w->fast ? 3 : 4;
}

static bool ends_are_corners(const struct qn_walk *w, double from, double to)
{
    const struct qn_walk_outline *o = w->o;
    size_t i = w->side;
    return !w->on_segments && from == o->u[i] && to == o->u[i + 1] && !o->tied[i] &&
           !o->tied[i + 1];
}

static void gauss_start(struct qn_walk *w, double from, double to)
{
    double d = GAUSS_NODE * w->rows.span;
    w->rows.way = QN_WALK_GAUSS;
    w->job.x = 0.5 * (to + from) + d;
    w->job.step = -2 * d;
}

/* Both ends, then level by level. */
static void plain_start(struct qn_walk *w)
{
    struct qn_walk_rows *r = &w->rows;
    r->way = QN_WALK_PLAIN;
    r->level = 0;
    r->nodes = 1;
    r->half = r->span;
    r->part = 1;
    w->job.each = false;
    w->job.count = 2;
    w->job.x = r->from;
    w->job.step = r->span;
}

static void levels_start(struct qn_walk *w, double to)
{
    struct qn_walk_rows *r = &w->rows;
    int nodes = 1 << levels_untested(w);
    r->way = QN_WALK_LEVELS_FIRST;
    r->ends_known = ends_are_corners(w, r->from, to);
    w->job.each = true;
    w->job.step = r->span / nodes;
    w->job.count = r->ends_known ? nodes - 1 : nodes + 1;
    w->job.first = r->ends_known;
    w->job.x = r->ends_known ? r->from + w->job.step : r->from;
}

static void rows_start(struct qn_walk *w, enum qn_walk_kind kind, double from, double to)
{
    struct qn_walk_rows *r = &w->rows;
    w->stage = QN_WALK_SUM;
    w->job.kind = kind;
    w->job.count = 2;
    w->job.each = false;
    r->from = from;
    r->span = to - from;
    if (w->fast && fabs(r->span) < GAUSS_FAR * fmin(from, to))
        gauss_start(w, from, to);
    else if (w->plain)
        plain_start(w);
    else
        levels_start(w, to);
}

static bool rows_converged(const struct qn_walk *w, double before)
{
    const struct qn_walk_rows *r = &w->rows;
    if (r->level + 1 < (w->fast ? 4 : 5))
        return false;
    double now = fabs(r->row[0]);
    return now < SMALL || fabs(before - r->row[0]) <= (w->fast ? 2e-2 : 1e-2) * now ||
           fabs(r->half) < STEP_MIN_M;
}

static void rows_extrapolate(struct qn_walk_rows *r)
{
    static const double weight[QN_WALK_LEVELS - 1] = {
        1.0 / 3,     1.0 / 15,    1.0 / 63,     1.0 / 255,     1.0 / 1023,   1.0 / 4095,
        1.0 / 16383, 1.0 / 65535, 1.0 / 262143, 1.0 / 1048575, 1.0 / 4194303};
    for (int k = 0; k < r->level; k++) {
        double *row = &r->row[r->level - 1 - k];
        row[0] = row[1] + (row[1] - row[0]) * weight[k];
    }
}

/* The next level's nodes lie half-way between those so far. */
static void rows_halve(struct qn_walk *w)
{
    struct qn_walk_rows *r = &w->rows;
    w->job.step = r->half;
    r->half *= 0.5;
    r->part *= 0.5;
    w->job.x = r->from + r->half;
    w->job.count = r->nodes;
    r->level++;
}

static void row_add(struct qn_walk_rows *r, double sum)
{
    r->row[r->level] = 0.5 * r->row[r->level - 1] + r->part * sum;
    /* the last row is still the plain trapezoid of the level before */
    rows_extrapolate(r);
}

/* What follows a level: true when the integral is done, in *value. */
static bool rows_done(struct qn_walk *w, double before, double *value)
{
    struct qn_walk_rows *r = &w->rows;
    *value = r->span * r->row[0];
    if (rows_converged(w, before) || r->level + 1 == (w->fast ? 10 : QN_WALK_LEVELS))
        return true;
    r->nodes *= 2;
    rows_halve(w);
    return false;
}

static void leave_sw(struct qn_walk *w, double sw)
{
    w->job.has_sw = true;
    w->job.sw = sw;
}

/* Whether in AERMOD's order, ends first and then level by level, some node depends on another. */
static bool levels_tied(const struct qn_walk *w, const struct qn_walk_answer *a, const double *sw,
                        const double *need, int nodes)
{
    const struct qn_walk_outline *o = w->o;
    size_t i = w->side;
    bool known = w->rows.ends_known;
    if (w->free || a->tied)
        return a->tied;
    bool fine = a->sw_at_start >= (known ? o->need[i] : need[0]);
    fine = fine && (known ? o->sw[i] : sw[0]) >= (known ? o->need[i + 1] : need[nodes]);
    double before = known ? o->sw[i + 1] : sw[nodes];
    for (int step = nodes / 2; step >= 1; step /= 2)
        for (int k = step; k < nodes; k += 2 * step) {
            fine = fine && before >= need[k];
            before = sw[k];
        }
    return !fine;
}

/* The first levels' nodes, which came from end to end. */
static bool levels_take(struct qn_walk *w, const struct qn_walk_answer *a, double *value)
{
    struct qn_walk_rows *r = &w->rows;
    int levels = levels_untested(w), nodes = 1 << levels;
    const double *p = a->plume, *sw = a->sws, *need = a->needs; /* [k]: at k steps */
    size_t i = w->side;
    if (levels_tied(w, a, sw, need, nodes)) {
        leave_sw(w, a->sw_at_start);
        plain_start(w);
        return false;
    }
    double ends = r->ends_known ? w->o->plume[i] + w->o->plume[i + 1] : p[0] + p[nodes];
    r->row[0] = 0.5 * ends;
    *value = 0;
    if (r->span == 0 || r->row[0] == 0) {
        leave_sw(w, r->ends_known ? w->o->sw[i + 1] : sw[nodes]);
        return true;
    }
    leave_sw(w, sw[nodes - 1]);
    w->job.each = false;
    r->half = r->span;
    r->part = 1;
    r->level = 0;
    r->nodes = nodes / 2;
    double before = 0;
    for (int step = nodes / 2; step >= 1; step /= 2) {
        double sum = 0;
        for (int k = step; k < nodes; k += 2 * step)
            sum += p[k];
        rows_halve(w);
        before = r->row[0];
        row_add(r, sum);
    }
    return rows_done(w, before, value);
}

/* Takes an answer; true when the integral is done, in *value. */
static bool rows_take(struct qn_walk *w, const struct qn_walk_answer *a, double *value)
{
    struct qn_walk_rows *r = &w->rows;
    if (r->way == QN_WALK_LEVELS_FIRST && w->job.each)
        return levels_take(w, a, value);
    if (r->way == QN_WALK_GAUSS) {
        *value = 0.5 * r->span * a->sum;
        return true;
    }
    if (r->way == QN_WALK_PLAIN && r->level == 0) {
        r->row[0] = 0.5 * a->sum;
        *value = 0;
        if (r->span == 0 || r->row[0] == 0)
            return true;
        rows_halve(w);
        return false;
    }
    double before = r->row[0];
    row_add(r, a->sum);
    return rows_done(w, before, value);
}

/* ---- where an edge of the plume cuts a side ---- */

/* One step of Brent's method; false when b is the root. */
static bool root_step(struct qn_walk *w)
{
    struct qn_walk_root *r = &w->root;
    if (r->fb * r->fc > 0) {
        r->c = r->a;
        r->fc = r->fa;
        r->d = r->e = r->b - r->a;
    }
    if (fabs(r->fc) < fabs(r->fb)) {
        r->a = r->b;
        r->b = r->c;
        r->c = r->a;
        r->fa = r->fb;
        r->fb = r->fc;
        r->fc = r->fa;
    }
    double tol = 2 * ROOT_TOLERANCE * fabs(r->b) + 0.5 * ROOT_TOLERANCE;
    double mid = 0.5 * (r->c - r->b);
    if (fabs(mid) <= tol || r->fb == 0)
        return false;
    bool bisect = true;
    if (fabs(r->e) >= tol && fabs(r->fa) > fabs(r->fb)) {
        double s = r->fb / r->fa, p, q;
        if (r->a == r->c) {
            p = 2 * mid * s;
            q = 1 - s;
        } else {
            double ac = r->fa / r->fc, bc = r->fb / r->fc;
            p = s * (2 * mid * ac * (ac - bc) - (r->b - r->a) * (bc - 1));
            q = (ac - 1) * (bc - 1) * (s - 1);
        }
        q = p > 0 ? -q : q;
        p = fabs(p);
        if (2 * p < fmin(3 * mid * q - fabs(tol * q), fabs(r->e - q))) {
            r->e = r->d;
            r->d = p / q;
            bisect = false;
        }
    }
    if (bisect)
        r->d = r->e = mid;
    r->a = r->b;
    r->fa = r->fb;
    r->b += fabs(r->d) > tol ? r->d : copysign(tol, mid);
    w->job.kind = QN_WALK_WIDTH;
    w->job.each = false;
    w->job.count = 1;
    w->job.x = r->b;
    r->evaluations++;
    return true;
}

static bool root_start(struct qn_walk *w, double edge)
{
    size_t i = w->side;
    w->root = (struct qn_walk_root){
        .a = w->o->u[i],
        .b = w->o->u[i + 1],
        .fa = w->o->vn[i] - edge,
        .fb = w->o->vn[i + 1] - edge,
    };
    w->root.fc = w->root.fb;
    return root_step(w);
}

static bool root_take(struct qn_walk *w, double vn, double edge)
{
    w->root.fb = vn - edge;
    return w->root.evaluations < ROOT_EVALUATIONS && root_step(w);
}

/* ---- sides ---- */

/* 0 none, 1 the first corner, 2 the second, 3 both are beyond the edge. */
static int beyond(const struct qn_walk *w, bool plus)
{
    double a = w->o->vn[w->side], b = w->o->vn[w->side + 1];
    bool first = plus ? a > EDGE : a < -EDGE, second = plus ? b > EDGE : b < -EDGE;
    return (first ? 1 : 0) + (second ? 2 : 0);
}

static void segment_add(struct qn_walk *w, double from, double to)
{
    w->o->from[w->segments] = from;
    w->o->to[w->segments] = to;
    w->segments++;
}

/* Sums the part of the side within the plume; false where there is none. */
static bool side_sum(struct qn_walk *w)
{
    int plus = beyond(w, true), minus = beyond(w, false);
    double u1 = w->o->u[w->side], u2 = w->o->u[w->side + 1];
    if (plus == 1)
        segment_add(w, u1, w->cut_plus);
    else if (plus == 2)
        segment_add(w, w->cut_plus, u2);
    else if (plus == 3)
        segment_add(w, u1, u2);
    if (plus == 3 || (plus == 0 && minus == 3))
        return false;
    double from = plus == 1 ? w->cut_plus : minus == 1 ? w->cut_minus : u1;
    double to = plus == 2 ? w->cut_plus : minus == 2 ? w->cut_minus : u2;
    rows_start(w, QN_WALK_SIDE, from, to);
    return true;
}

static bool is_cut(int which)
{
    return which == 1 || which == 2;
}

static bool side_cut_minus(struct qn_walk *w)
{
    w->stage = QN_WALK_CUT_MINUS;
    if (!is_cut(beyond(w, false)))
        return side_sum(w);
    if (root_start(w, -EDGE))
        return true;
    w->cut_minus = w->root.b;
    return side_sum(w);
}

static bool side_start(struct qn_walk *w)
{
    size_t i = w->side;
    double span = w->o->u[i + 1] - w->o->u[i];
    if (fabs(span) < SIDE_MIN_M)
        return false;
    w->job.u0 = w->o->u[i];
    w->job.v0 = w->o->v[i];
    w->job.slope = (w->o->v[i + 1] - w->o->v[i]) / span;
    w->stage = QN_WALK_CUT_PLUS;
    if (!is_cut(beyond(w, true)))
        return side_cut_minus(w);
    if (root_start(w, EDGE))
        return true;
    w->cut_plus = w->root.b;
    return side_cut_minus(w);
}

/* ---- stretches along the wind where the plume's whole width is over the area ---- */

static void sort(double *a, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double x = a[i];
        size_t j = i;
        for (; j > 0 && a[j - 1] > x; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

/* Signed number of segments over the stretch a .. b. */
static int cover(const struct qn_walk *w, double a, double b)
{
    int sum = 0;
    for (size_t k = 0; k < w->segments; k++) {
        double low = fmin(w->o->from[k], w->o->to[k]), high = fmax(w->o->from[k], w->o->to[k]);
        if (a >= low && b <= high && low != high)
            sum += w->o->from[k] > w->o->to[k] ? -1 : 1;
    }
    return sum;
}

/* Makes of the sides' segments stretches that do not overlap, neighbours of one sense joined. */
static void segments_merge(struct qn_walk *w)
{
    double *end = w->o->u; /* corners are done with */
    size_t ends = 0, made = 0;
    for (size_t k = 0; k < w->segments; k++) {
        end[ends++] = w->o->from[k];
        end[ends++] = w->o->to[k];
    }
    sort(end, ends);
    for (size_t k = 1; k < ends; k++) {
        int sign = end[k - 1] != end[k] ? cover(w, end[k - 1], end[k]) : 0;
        if (sign == 0)
            continue;
        w->o->v[made] = end[k - 1];
        w->o->vn[made] = end[k];
        w->o->sign[made] = sign;
        if (made > 0 && w->o->v[made] == w->o->vn[made - 1] && sign * w->o->sign[made - 1] > 0) {
            w->o->v[made] = w->o->v[made - 1];
            w->o->sign[made - 1] = 0;
        }
        made++;
    }
    for (size_t k = 0; k < made; k++) {
        w->o->from[k] = w->o->v[k];
        w->o->to[k] = w->o->vn[k];
    }
    w->segments = made;
}

static bool segment_next(struct qn_walk *w)
{
    for (; w->segment < w->segments; w->segment++)
        if (w->o->sign[w->segment] != 0) {
            rows_start(w, QN_WALK_FULL, w->o->from[w->segment], w->o->to[w->segment]);
            return true;
        }
    return false;
}

/* ---- the walk ---- */

static bool next_piece(struct qn_walk *w)
{
    while (!w->on_segments) {
        if (++w->side < w->sides) {
            if (side_start(w))
                return true;
            continue;
        }
        w->on_segments = true;
        segments_merge(w);
        return segment_next(w);
    }
    w->segment++;
    return segment_next(w);
}

static void corner_job(struct qn_walk *w)
{
    w->job.x = w->job.u0 = w->o->u[w->side];
    w->job.v0 = w->o->v[w->side];
}

static bool corners_take(struct qn_walk *w, const struct qn_walk_answer *a)
{
    w->o->vn[w->side] = a->vn;
    w->o->plume[w->side] = a->sum;
    w->o->sw[w->side] = a->sw;
    w->o->tied[w->side] = a->tied;
    w->o->need[w->side] = a->need;
    if (++w->side < w->sides) {
        corner_job(w);
        return true;
    }
    double least = EDGE, most = -EDGE;
    for (size_t i = 0; i < w->sides; i++) {
        least = fmin(least, w->o->vn[i]);
        most = fmax(most, w->o->vn[i]);
    }
    if (least >= EDGE || most <= -EDGE)
        return false;
    w->o->u[w->sides] = w->o->u[0];
    w->o->v[w->sides] = w->o->v[0];
    w->o->vn[w->sides] = w->o->vn[0];
    w->o->plume[w->sides] = w->o->plume[0];
    w->o->sw[w->sides] = w->o->sw[0];
    w->o->tied[w->sides] = w->o->tied[0];
    w->o->need[w->sides] = w->o->need[0];
    w->side = (size_t)-1;
    return next_piece(w);
}

static bool sum_take(struct qn_walk *w, const struct qn_walk_answer *a)
{
    double value;
    if (w->job.kind == QN_WALK_POINT) {
        w->total = a->sum;
        return false;
    }
    if (!rows_take(w, a, &value))
        return true;
    w->total += w->on_segments ? w->o->sign[w->segment] * value : value;
    return next_piece(w);
}

bool qn_walk_next(struct qn_walk *w, const struct qn_walk_answer *answer)
{
    w->job.has_sw = false;
    switch (w->stage) {
    case QN_WALK_CORNERS:
        return corners_take(w, answer);
    case QN_WALK_CUT_PLUS:
        if (root_take(w, answer->vn, EDGE))
            return true;
        w->cut_plus = w->root.b;
        return side_cut_minus(w) || next_piece(w);
    case QN_WALK_CUT_MINUS:
        if (root_take(w, answer->vn, -EDGE))
            return true;
        w->cut_minus = w->root.b;
        return side_sum(w) || next_piece(w);
    default:
        return sum_take(w, answer);
    }
}

static void corner_add(struct qn_walk *w, double u, double v)
{
    if (w->sides + 1 < QN_WALK_SIDES) {
        w->o->u[w->sides] = u;
        w->o->v[w->sides] = v;
        w->sides++;
    }
}

bool qn_walk_start(struct qn_walk *w, const double *u, const double *v, size_t corners, bool fast)
{
    w->total = 0;
    w->stage = QN_WALK_CORNERS;
    w->fast = fast;
    w->sides = w->side = w->segments = w->segment = 0;
    w->on_segments = false;
    w->job = (struct qn_walk_job){.kind = QN_WALK_CORNER, .count = 1};
    for (size_t i = 0; i < corners; i++) {
        bool in = u[i] >= UPWIND_MIN_M, next_in = u[i + 1] >= UPWIND_MIN_M;
        if (in)
            corner_add(w, u[i], v[i]);
        if (in != next_in)
            corner_add(w, UPWIND_MIN_M,
                       v[i] + (UPWIND_MIN_M - u[i]) * (v[i + 1] - v[i]) / (u[i + 1] - u[i]));
    }
    corner_job(w);
    return w->sides > 2;
}

void qn_walk_start_point(struct qn_walk *w, double x, double y)
{
    w->total = 0;
    w->stage = QN_WALK_SUM;
    w->job = (struct qn_walk_job){.kind = QN_WALK_POINT, .count = 1, .x = x, .u0 = x, .v0 = y};
}
