/* Wind speed and direction at the grid's levels. */
#include "plume/met_parts.h"

#define WIND_MIN_M_S 0.01 /* floor of a gridded wind speed */
#define ROUGHNESS_DEPTH 7 /* the similarity profile holds above this many roughness lengths */

/* Similarity profile of the wind over one hour's surface.
 * Given     z     height [m, > 0]
 * Returned  wind speed [m/s]
 * Method    AERMOD 24142: REFWS and its two profiles; EPA-454/R-03-004 eqs 16-24
 * Check     u* 0.3, z0 0.1, L -50, z 10 -> 3.113873 m/s (by hand) */
struct similarity {
    bool unstable;
    double scale; /* u* over von Karman's constant */
    double obukhov, z0, psi_z0;
    double half_pi;
};

static double psi_unstable(const struct similarity *s, double z)
{
    double x = pow(1 - 16 * z / s->obukhov, 0.25);
    return 2 * log((1 + x) / 2) + log((1 + x * x) / 2) - 2 * atan(x) + s->half_pi;
}

static double psi_stable(const struct similarity *s, double z)
{
    return -17 * (1 - exp(-0.29 * z / s->obukhov));
}

static double similarity_wind(const struct similarity *s, double z)
{
    double psi = s->unstable ? psi_unstable(s, z) : psi_stable(s, z);
    return s->scale * (log(z / s->z0) - psi + s->psi_z0);
}

static struct similarity similarity_of(const struct qn_met *met)
{
    struct similarity s = {.unstable = met->rural.obukhov_m < 0,
                           .scale = met->rural.ustar_m_s / QN_VON_KARMAN,
                           .obukhov = met->rural.obukhov_m,
                           .z0 = met->z0_m,
                           .half_pi = QN_PI / 2};
    s.psi_z0 = s.unstable ? psi_unstable(&s, s.z0) : psi_stable(&s, s.z0);
    return s;
}

/* The theory's profile in three pieces: below 7 z0, above the mixing height, between. */
struct wind_theory {
    struct similarity s;
    double low, zi;       /* where the pieces meet [m] */
    double at_low, above; /* wind at low, and above zi */
    enum { LOW_SCALED, LOW_CONSTANT, LOW_FROM_REFERENCE } below;
    double uref, reference_share; /* uref height over low */
};

static struct wind_theory theory_of(const struct qn_met *met)
{
    struct wind_theory t = {.s = similarity_of(met),
                            .low = ROUGHNESS_DEPTH * met->z0_m,
                            .zi = met->rural.zi_m,
                            .uref = met->uref_m_s};
    double h = met->uref_height_m;
    t.at_low = similarity_wind(&t.s, t.low);
    t.above = similarity_wind(&t.s, t.zi);
    t.reference_share = h / t.low;
    if (h > t.low && h <= t.zi) {
        t.below = LOW_SCALED;
    } else if (h > t.zi) {
        t.below = LOW_CONSTANT;
        t.above = t.uref;
    } else {
        t.below = LOW_FROM_REFERENCE;
    }
    return t;
}

static double below_wind(const struct wind_theory *t, double z)
{
    switch (t->below) {
    case LOW_SCALED:
        return t->at_low * (z / t->low);
    case LOW_FROM_REFERENCE:
        return t->uref * (z / t->low) / t->reference_share;
    case LOW_CONSTANT:
        break;
    }
    return t->at_low;
}

static double theory_wind(const struct wind_theory *t, double z)
{
    bool at_low_over_zi = z == t->low && t->below == LOW_CONSTANT && z > t->zi;
    if (z <= t->low && !at_low_over_zi)
        return below_wind(t, z);
    return z <= t->zi ? similarity_wind(&t->s, z) : t->above;
}

void qn_met_wind_speed(const struct qn_met *met, const struct qn_obs *speed, double *u)
{
    struct wind_theory t = theory_of(met);
    double at_grid[QN_GRID_LEVELS], at_obs[QN_PLUME_LEVELS_CAP];
    for (size_t g = 0; g < QN_GRID_LEVELS; g++)
        at_grid[g] = theory_wind(&t, qn_grid_m[g]);
    if (speed->count) {
        for (size_t i = 0; i < speed->count; i++)
            at_obs[i] = theory_wind(&t, speed->z_m[i]);
        qn_obs_bend(speed, at_obs, at_grid, u);
    } else {
        double at_reference = theory_wind(&t, met->uref_height_m);
        for (size_t g = 0; g < QN_GRID_LEVELS; g++)
            u[g] = at_grid[g] / at_reference * met->uref_m_s;
    }
    for (size_t g = 0; g < QN_GRID_LEVELS; g++)
        u[g] = u[g] > WIND_MIN_M_S ? u[g] : WIND_MIN_M_S;
}

/* Into (0, 360], from at most one turn off. */
static double turned(double wd)
{
    if (wd > 360)
        return wd - 360;
    return wd <= 0 ? wd + 360 : wd;
}

/* Between two directions the short way round. */
static double direction_between(const struct qn_obs *o, size_t i, double z)
{
    double low = o->value[i - 1], high = o->value[i];
    if (high - low < -180)
        high += 360;
    else if (high - low > 180)
        high -= 360;
    return turned(qn_line(o->z_m[i - 1], low, o->z_m[i], high, z));
}

void qn_met_wind_direction(const struct qn_met *met, const struct qn_obs *o, double *wdir)
{
    size_t i = 0;
    for (size_t g = 0; g < QN_GRID_LEVELS; g++) {
        if (!o->count) {
            wdir[g] = turned(met->wdref_deg);
            continue;
        }
        switch (qn_obs_find(o, qn_grid_m[g], &i)) {
        case QN_OBS_AT:
        case QN_OBS_UNDER:
            wdir[g] = turned(o->value[i]);
            break;
        case QN_OBS_BETWEEN:
            wdir[g] = direction_between(o, i, qn_grid_m[g]);
            break;
        case QN_OBS_OVER:
            wdir[g] = turned(o->value[o->count - 1]);
            break;
        }
    }
}
