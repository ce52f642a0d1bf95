/* The building and the shape of its wake. */
#include <math.h>

#include "plume/prime.h"
#include "plume/prime_math.h"

#define THIRD (1.0 / 3.0)
#define WAKE_HEIGHT_FACTOR 1.2 /* the wake's height is 1.2 R (x/R + ...)^1/3 */

#define WIDTH_RATIO_MAX 8.0 /* of a building's larger to its smaller side, for the length scale */
#define NO_BUILDING_M 1e-5

static void scales(struct qn_wake_building *b)
{
    double across = b->w / b->h;
    double along = qn_smaller(qn_larger(b->l / b->h, 0.3), 3.0);
    double smaller = qn_smaller(b->h, b->w);
    double larger = qn_smaller(qn_larger(b->h, b->w), WIDTH_RATIO_MAX * smaller);
    b->r = pow(smaller, 2.0 * THIRD) * pow(larger, THIRD);
    b->lc = 0.9 * b->r;
    double power = across < 1 ? qn_larger(0.0, 0.3 * (across - 0.33) / 0.67) : 0.3;
    b->lr = 1.8 * b->w / (pow(along, power) * (1.0 + 0.24 * across));
    b->hr = b->h + 0.22 * b->r;
    b->end = b->l + b->lr;
    double face = b->h / (WAKE_HEIGHT_FACTOR * b->r);
    b->face_h = face * face * face;
}

bool qn_wake_building_init(const struct qn_local *l, struct qn_wake_building *b)
{
    const struct qn_plume_building *given = l->source->building;
    if (!given)
        return false;
    size_t s = (size_t)l->wake_sector - 1;
    if (!(given->height_m[s] > NO_BUILDING_M) || !(given->width_m[s] > NO_BUILDING_M))
        return false;
    *b = (struct qn_wake_building){
        .h = given->height_m[s],
        .w = given->width_m[s],
        .l = given->length_m[s],
        .xadj = given->xadj_m[s],
        .yadj = given->yadj_m[s],
    };
    scales(b);
    size_t i = qn_grid_cell(b->h);
    const struct qn_cell *cell = &l->layer->profile.cell[i];
    b->u_ratio = (cell->u + (b->h - cell->h) * cell->du) / l->us;
    return true;
}

double qn_wake_height(const struct qn_wake_building *b, double x)
{
    return WAKE_HEIGHT_FACTOR * b->r * qn_cube_root(x / b->r + b->face_h);
}

double qn_wake_half_width(const struct qn_wake_building *b, double x)
{
    return 0.5 * b->w + (THIRD * b->r) * qn_cube_root(x / b->r);
}

/* A quarter of an ellipse: 1 at the start, 0 at `length` from it. */
static double ellipse(double x, double length)
{
    double t = x / length;
    return sqrt(1.0 - t * t);
}

/* Height of the near wake, 0 < x < end. */
static double cavity_height(const struct qn_wake_building *b, double x)
{
    double rise_end = 0.5 * b->r;
    if (b->lc < b->l) /* the flow reattaches to the roof */
        return x < b->l ? b->h : b->h * ellipse(x - b->l, b->lr);
    if (x <= rise_end)
        return b->hr + 4.0 * ((x - rise_end) * (x - rise_end)) * (b->h - b->hr) / (b->r * b->r);
    return b->hr * ellipse(x - rise_end, b->end - rise_end);
}

static double cavity_half_width(const struct qn_wake_building *b, double x)
{
    double most = 0.5 * b->w + THIRD * b->r;
    if (x <= b->r)
        return most - (x - b->r) * (x - b->r) / (3.0 * b->r);
    return most * ellipse(x - b->r, b->end - b->r);
}

void qn_wake_cavity(const struct qn_wake_building *b, double x, double *height, double *half_width)
{
    bool within = x >= 0 && x < b->end;
    *height = within ? cavity_height(b, x) : 0;
    *half_width = within ? cavity_half_width(b, x) : 0;
}

/* Is z below the wake's height and y within its half width? Cubes decide, but for points so close
 * to the edge that rounding matters. */
bool qn_wake_within(const struct qn_wake_building *b, double x, double y, double z)
{
    double t = z / (WAKE_HEIGHT_FACTOR * b->r), cube = t * t * t, edge = x / b->r + b->face_h;
    if (cube > edge * (1 + 1e-12))
        return false;
    if (!(cube < edge * (1 - 1e-12)) && !(z <= qn_wake_height(b, x)))
        return false;
    return y <= 0.5 * b->w || y <= qn_wake_half_width(b, x);
}

enum qn_wake_place qn_wake_place_of(const struct qn_wake_building *b, double x, double y, double z)
{
    if (!(x > 0))
        return QN_WAKE_OUT;
    y = fabs(y);
    if (x / b->l < QN_WAKE_SKIN && z / b->h < QN_WAKE_SKIN && y / (0.5 * b->w) < QN_WAKE_SKIN)
        return QN_WAKE_INSIDE;
    if (x < b->end && z <= cavity_height(b, x) && y <= cavity_half_width(b, x))
        return QN_WAKE_NEAR;
    return qn_wake_within(b, x, y, z) ? QN_WAKE_FAR : QN_WAKE_OUT;
}
