/* The steps of qn_met_prepare; only src/plume/met*.c includes this.
 *
 * A quantity's profile is a theory's profile bent to pass through what was observed: at an observed
 * level (within 0.1 m) the observation, between two of them their straight line times theory over
 * the theory's own straight line, outside the nearest one times the theory's ratio. */
#ifndef QN_PLUME_MET_PARTS_H
#define QN_PLUME_MET_PARTS_H

#include "plume/constants.h"
#include "plume/met.h"

#include <math.h>

#define QN_STABLE_TG_MIN_K_M 0.002 /* floor of dtheta/dz in stable air */
#define QN_EMPTY (-99.0)           /* a height that stands for "no level" inside these files */

/* A quantity's usable observations, heights rising. */
struct qn_obs {
    size_t count;
    double z_m[QN_PLUME_LEVELS_CAP], value[QN_PLUME_LEVELS_CAP];
};

/* The observed profile of an hour, each quantity by itself. */
struct qn_sounding {
    struct qn_obs speed, direction, sigma_v, sigma_w;
    struct qn_obs gradient; /* dtheta/dz between neighbouring temperatures, at mid height */
};

/* Where a grid level lies among the observations. */
enum qn_obs_where { QN_OBS_AT, QN_OBS_UNDER, QN_OBS_BETWEEN, QN_OBS_OVER };

/* Finds where z lies; *i is the walk's place, 0 at first, z rising from call to call. AT, UNDER:
 * of level *i; BETWEEN: of *i - 1 and *i; OVER: of the last. count > 0. */
static inline enum qn_obs_where qn_obs_find(const struct qn_obs *o, double z, size_t *i)
{
    const double match_m = 0.1;
    for (; *i < o->count; ++*i) {
        if (fabs(o->z_m[*i] - z) <= match_m)
            return QN_OBS_AT;
        if (z < o->z_m[*i])
            return *i ? QN_OBS_BETWEEN : QN_OBS_UNDER;
    }
    return QN_OBS_OVER;
}

/* A direction after WDROTATE; north is 360. */
static inline double qn_rotated(const struct qn_plume_options *options, double wdir_deg)
{
    const double least_deg = 1e-7;
    double wd = wdir_deg == 0 ? 360 : wdir_deg;
    if (!(fabs(options->wind_rotation_deg) > least_deg))
        return wd;
    wd -= options->wind_rotation_deg;
    return wd <= 0 ? wd + 360 : wd;
}

/* The value at z on the line from (za, va) to (zb, vb). */
static inline double qn_line(double za, double va, double zb, double vb, double z)
{
    return va + (z - za) / (zb - za) * (vb - va);
}

/* Bends a theory's profile to the observations: theory at the grid's levels and at the observed
 * heights. count > 0. */
void qn_obs_bend(const struct qn_obs *o, const double *at_obs, const double *at_grid, double *out);

/* Sorts an hour's levels into usable observations.
 * Method    AERMOD 24142: PFLCNV, COMPTG, and the wind directions' part of METQA and WDROTATE
 * Errors    false if a height is not finite or the heights do not rise */
bool qn_met_sounding(const struct qn_plume_options *options, const struct qn_plume_hour *hour,
                     struct qn_sounding *sounding);

void qn_met_wind_speed(const struct qn_met *met, const struct qn_obs *speed, double *u);
void qn_met_wind_direction(const struct qn_met *met, const struct qn_obs *direction, double *wdir);

/* theta* goes into met->theta_star_K; met->stable is known. */
void qn_met_gradient(struct qn_met *met, const struct qn_plume_hour *hour,
                     const struct qn_obs *gradient, double *tg);
/* theta from the reference temperature up and down along dtheta/dz. */
void qn_met_theta(const struct qn_met *met, double base_m, const double *tg, double *pt);
void qn_met_density(const struct qn_met *met, double base_m, const double *pt, double *rho);

void qn_met_sigma_v(const struct qn_met *met, const struct qn_obs *sigma_v, double *sv);
void qn_met_sigma_w(const struct qn_met *met, const struct qn_obs *sigma_w, double u_at_zi,
                    double *sw);

/* Makes one urban layer from the rural levels; false if it cannot be finite. */
bool qn_met_urban(const struct qn_plume_options *options, const struct qn_plume_urban *urban,
                  const struct qn_met *met, const struct qn_levels *rural, struct qn_layer *layer);

/* True if every level of every quantity is finite. */
bool qn_levels_finite(const struct qn_levels *levels);

#endif
