#include "plume/grid.h"

#include <math.h>

#include "plume/constants.h"

const double qn_grid_m[QN_GRID_LEVELS] = {
    0,    0.5,  1,    2,    4,    8,    14,   20,   30,   40,   50,   60,   70,   80,   90,
    100,  120,  140,  160,  180,  200,  250,  300,  350,  400,  450,  500,  550,  600,  650,
    700,  750,  800,  850,  900,  950,  1000, 1050, 1100, 1150, 1200, 1250, 1300, 1350, 1400,
    1450, 1500, 1550, 1600, 1650, 1700, 1750, 1800, 1850, 1900, 1950, 2000, 2100, 2200, 2300,
    2400, 2500, 2600, 2700, 2800, 2900, 3000, 3100, 3200, 3300, 3400, 3500, 3600, 3700, 3800,
    3900, 4000, 4100, 4200, 4300, 4400, 4500, 4600, 4700, 4800, 4900, 5000};

size_t qn_grid_cell(double z_m)
{
    size_t low = 0, high = QN_GRID_LEVELS - 1;
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (z_m >= qn_grid_m[mid])
            low = mid;
        else
            high = mid;
    }
    return low;
}

double qn_grid_value(const double *level, double z_m)
{
    size_t i = qn_grid_cell(z_m);
    double span = qn_grid_m[i + 1] - qn_grid_m[i];
    return level[i] + (z_m - qn_grid_m[i]) / span * (level[i + 1] - level[i]);
}

static double integral(double before, double h, const double *level, size_t i)
{
    return i == 0 ? 0 : before + h * 0.5 * (level[i] + level[i - 1]);
}

static void streamline_sums(struct qn_profile *p)
{
    double dz_sum = 0, z_dz_sum = 0;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        const struct qn_cell *c = &p->cell[i];
        p->half_u2[i] = 0.5 * c->u * c->u;
        p->n2_dz[i] = dz_sum;
        p->n2_z_dz[i] = z_dz_sum;
        if (i == QN_GRID_LEVELS - 1) {
            p->n2[i] = 0;
            break;
        }
        double dz = c[1].h - c->h, mid = 0.5 * (c[1].h + c->h);
        p->n2[i] = QN_G / (0.5 * (c[1].pt + c->pt)) * (0.5 * (c[1].tg + c->tg));
        dz_sum += p->n2[i] * dz;
        z_dz_sum += p->n2[i] * dz * mid;
    }
}

static double sv_over_u(const struct qn_cell *c)
{
    return c->u > 0 ? c->sv / c->u : (double)INFINITY;
}

static void lateral_bounds(struct qn_profile *p)
{
    double most = 0;
    p->sv_least = p->cell[0].sv;
    for (size_t i = QN_GRID_LEVELS; i-- > 0;) {
        double ratio = sv_over_u(&p->cell[i]);
        most = ratio > most ? ratio : most;
        p->sv_over_u_above[i] = most;
        p->sv_least = p->cell[i].sv < p->sv_least ? p->cell[i].sv : p->sv_least;
    }
}

void qn_profile_build(const struct qn_levels *v, struct qn_profile *profile)
{
    struct qn_cell last = {0};
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        size_t k = i < QN_GRID_LEVELS - 1 ? i : i - 1; /* where the slope comes from */
        double span = qn_grid_m[k + 1] - qn_grid_m[k];
        double h = i == 0 ? 0 : qn_grid_m[i] - qn_grid_m[i - 1];
        struct qn_cell c = {
            .h = qn_grid_m[i],
            .u = v->u[i],
            .sv = v->sv[i],
            .sw = v->sw[i],
            .tg = v->tg[i],
            .pt = v->pt[i],
            .du = (v->u[k + 1] - v->u[k]) / span,
            .dsv = (v->sv[k + 1] - v->sv[k]) / span,
            .dsw = (v->sw[k + 1] - v->sw[k]) / span,
            .dtg = (v->tg[k + 1] - v->tg[k]) / span,
            .dpt = (v->pt[k + 1] - v->pt[k]) / span,
            .iu = integral(last.iu, h, v->u, i),
            .isv = integral(last.isv, h, v->sv, i),
            .isw = integral(last.isw, h, v->sw, i),
            .itg = integral(last.itg, h, v->tg, i),
        };
        profile->cell[i] = last = c;
    }
    streamline_sums(profile);
    lateral_bounds(profile);
}
