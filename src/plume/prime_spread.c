/* Spread of the plume: ambient, and as the tables of the wake have it. */
#include <math.h>

#include "plume/constants.h"
#include "plume/prime.h"
#include "plume/prime_math.h"

static double surface_sz(const struct qn_wake *w, double x, double z)
{
    const struct qn_local *l = w->local;
    if (l->stable)
        return QN_SQRT_2 / QN_SQRT_PI * l->ustar * (x / w->u) /
               qn_cube_root(1.0 + 0.7 * x / l->obukhov);
    if (!(z < 0.1 * l->zi))
        return 0;
    double us_u = l->ustar / w->u;
    return 0.5 * (1.0 - 10.0 * (z / l->zi)) * us_u * us_u * (x * x / fabs(l->obukhov));
}

static double stable_sz(const struct qn_wake *w, double x, double z)
{
    const struct qn_local *l = w->local;
    const struct qn_cell *cell = &l->layer->profile.cell[qn_grid_cell(z)];
    double pt = cell->pt + (z - cell->h) * cell->dpt;
    double travelled = w->sw * (x / w->u);
    double limit = 1.0 / (0.72 * qn_larger(z, 1e-4));
    if (!l->urban_stable) {
        double bvf = qn_larger(sqrt(QN_G * w->tg / pt), 1e-10);
        limit += bvf / (0.54 * w->sw);
    }
    return travelled / sqrt(1.0 + travelled * limit);
}

/* Given     x, z  distance from the stack, height [m]
 * Returned  vertical spread [m]
 * Method    AERMOD 24142: SIGZPR */
double qn_wake_ambient_sz(const struct qn_wake *w, double x, double z)
{
    const struct qn_local *l = w->local;
    if (!l->stable) {
        double part = z >= 0.1 * l->zi ? 1.0 : 0.6 + 0.4 * (z / (0.1 * l->zi));
        double air = part * w->sw * x / w->u, ground = surface_sz(w, x, z);
        return sqrt(air * air + ground * ground);
    }
    if (!(z < l->zi))
        return stable_sz(w, x, z);
    double f = qn_smaller(z / l->zi, 1.0), ground = (1.0 - f) * surface_sz(w, x, z);
    return z > 0 ? ground + f * stable_sz(w, x, z) : ground;
}

/* Given     x, z  distance from the stack, height [m]
 * Returned  lateral spread [m]
 * Method    AERMOD 24142: SIGYPR */
double qn_wake_ambient_sy(const struct qn_wake *w, double x, double z)
{
    const struct qn_local *l = w->local;
    double height = qn_larger(z, 0.46), sv_u = qn_larger(QN_SVU_MIN, w->sv / w->u);
    if (l->stable) {
        double scale_s = l->zi_mech / (156.0 * w->sv) * (height / 0.46);
        return sv_u * x / pow(1.0 + x / (2.0 * w->u * scale_s), 0.3);
    }
    double beta = qn_larger(78.0 * (0.46 / height), 0.7);
    return sv_u * x / pow(1.0 + beta * (sv_u * x / l->zi), 0.3);
}

/* The last i at or before x, of a table that rises with i; 0 before it. */
static size_t row_of(const double *table, size_t count, double x)
{
    size_t i = count - 1;
    while (i > 0 && !(x >= table[i]))
        i--;
    return i;
}

double qn_wake_trace_height(const struct qn_wake *w, double x)
{
    const double *tx = w->trace_x, *tz = w->trace_z;
    if (x >= tx[QN_WAKE_POINTS - 1])
        return tz[QN_WAKE_POINTS - 1];
    size_t i = row_of(tx, QN_WAKE_POINTS - 1, x);
    if (!(x >= tx[i]))
        return tz[0];
    return tz[i + 1] - (tz[i + 1] - tz[i]) * (tx[i + 1] - x) / (tx[i + 1] - tx[i]);
}

/* Given     x, z    distance from the stack, height [m]
 * Returned  sz, sy  of the plume in the wake, and beyond it [m]
 * Method    AERMOD 24142: WAKE_XSIG, without buoyancy's part */
void qn_wake_plume_spread(const struct qn_wake *w, double x, double z, double *sz, double *sy)
{
    const struct qn_wake_spread *t = &w->plume;
    *sz = *sy = 0;
    if (!(x > 0))
        return;
    if (x < t->x[0] || x > t->x[t->count - 1]) {
        bool beyond = x > t->x[0];
        double vz = beyond ? t->vsz : 0, vy = beyond ? t->vsy : 0;
        *sz = qn_wake_ambient_sz(w, x, z);
        *sy = qn_wake_ambient_sy(w, x, z);
        *sz = sqrt(*sz * *sz + vz * vz);
        *sy = sqrt(*sy * *sy + vy * vy);
        return;
    }
    size_t i = row_of(t->x, t->count - 1, x);
    double f = (t->x[i + 1] - x) / (t->x[i + 1] - t->x[i]);
    *sz = t->sz[i + 1] - (t->sz[i + 1] - t->sz[i]) * f;
    *sy = t->sy[i + 1] - (t->sy[i + 1] - t->sy[i]) * f;
}
