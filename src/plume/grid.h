/* The fixed vertical grid on which an hour's profiles are known, and linear interpolation on it. */
#ifndef QN_PLUME_GRID_H
#define QN_PLUME_GRID_H

#include <stddef.h>

#define QN_GRID_LEVELS                                                                             \
    87 /* 0 .5 1 2 4 8 14 20 30..100/10 120..200/20 250..2000/50 2100..5000/100 m */

extern const double qn_grid_m[QN_GRID_LEVELS];

/* Index of the level at or below z, at most the last but one, so that [i] and [i + 1] exist.
 * Below zero it is 0 (extrapolates, as the formulation does). */
size_t qn_grid_cell(double z_m);

/* What a source feels at a height, one cell of the grid: the values at its lower level, the slope
 * to the next, and for the averages the integral from the ground to the lower level. */
struct qn_cell {
    double h;                 /* lower level [m] */
    double u, sv, sw, tg, pt; /* wind [m/s], sigma-v, sigma-w [m/s], dtheta/dz [K/m], theta [K] */
    double du, dsv, dsw, dtg, dpt; /* slopes, per m */
    double iu, isv, isw, itg;      /* integrals from 0 to h [. m] */
    double unused;                 /* a cell fills two cache lines; lanes gather with this stride */
};

struct qn_profile {
    _Alignas(64) struct qn_cell
        cell[QN_GRID_LEVELS]; /* the last one has the slopes of the one before it */
    /* For the critical dividing streamline: .5 u^2 at the levels; N^2 of each cell; and the sums
     * over the cells below a level of N^2 dz and N^2 z dz, z being the cell's middle. */
    double half_u2[QN_GRID_LEVELS], n2[QN_GRID_LEVELS];
    double n2_dz[QN_GRID_LEVELS], n2_z_dz[QN_GRID_LEVELS];
    /* The greatest sv over u at a level or above it, and the least sv. */
    double sv_over_u_above[QN_GRID_LEVELS], sv_least;
};

/* Levels of one hour, before they are made a profile. */
struct qn_levels {
    double u[QN_GRID_LEVELS], sv[QN_GRID_LEVELS], sw[QN_GRID_LEVELS];
    double tg[QN_GRID_LEVELS], pt[QN_GRID_LEVELS];
};

void qn_profile_build(const struct qn_levels *levels, struct qn_profile *profile);

/* Value at z of a quantity given at the grid's levels, by the line through the cell's ends. */
double qn_grid_value(const double *level, double z_m);

#endif
