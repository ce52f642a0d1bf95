/* Potential temperature, its gradient and the air's density at the grid's levels. */
#include "plume/met_parts.h"

#define SURFACE_TOP_M 100.0 /* the similarity gradient holds up to here */
#define SURFACE_LOW_M 2.0   /* and is constant below this */
#define E_FOLD 0.44         /* of the layer's depth: how the gradient dies out above */

/* The gradient of theory.
 * Given     z      height [m]
 * Returned  dtheta/dz [K/m]
 * Method    AERMOD 24142: TGINIT, REFPTG, XTRPDN; EPA-454/R-03-004 eqs 29-32. Stable, up to 100 m:
 *           theta* (a + b z/L) over k z; dying out above; at least .002. Unstable: 0 up to zi, the
 *           measured gradient over 500 m, .005 above.
 * Check     test_met.c, recorded from AERMOD 24142 */
struct gradient_theory {
    double a, b; /* the profile's constants: 1 and 5; .74 and 4.7 for adjusted u* */
    double theta_star, obukhov;
    double at_low, at_top; /* at 2 and at 100 m */
    double depth;          /* e-folding height above 100 m [m] */
};

static double surface_gradient(const struct gradient_theory *t, double z)
{
    return t->theta_star / (QN_VON_KARMAN * z) * (t->a + t->b * z / t->obukhov);
}

static double stable_gradient(const struct gradient_theory *t, double z)
{
    double tg;
    if (z <= SURFACE_LOW_M) {
        tg = t->at_low;
    } else if (z <= SURFACE_TOP_M) {
        tg = surface_gradient(t, z);
    } else {
        double arg = -(z - SURFACE_TOP_M) / t->depth;
        tg = arg > QN_EXP_LIM ? t->at_top * exp(arg) : 0;
    }
    return tg > QN_STABLE_TG_MIN_K_M ? tg : QN_STABLE_TG_MIN_K_M;
}

/* theta* of an adjusted hour without a measured gradient, from cloud cover.
 * Method    AERMOD 24142: TGINIT for BULKRN (Luhar and Raynor 2009) */
static double theta_star_bulk(const struct qn_met *met, const struct qn_plume_hour *hour)
{
    double h = met->uref_height_m;
    double ustar_max = 0.6 * pow(h / log((h - 5 * met->z0_m) / met->z0_m), 0.333333);
    double eighths = round((double)hour->cloud_tenths * 0.8);
    double neutral = 1.4 * (0.005 / tan(0.17 * (2 * eighths + 1)) + 0.05);
    double off = 2 * met->rural.ustar_m_s / ustar_max - 1;
    return neutral * (1 - off * off);
}

static double theta_star_of(const struct qn_met *met, const struct qn_plume_hour *hour,
                            const struct qn_obs *gradient)
{
    const double adjusted_K = 0.08;
    double ustar = met->rural.ustar_m_s, obukhov = met->rural.obukhov_m;
    size_t i = 0;
    while (i < gradient->count && !(gradient->z_m[i] > met->z0_m))
        i++;
    bool measured = i < gradient->count;
    if (measured && gradient->z_m[i] <= SURFACE_TOP_M)
        return gradient->value[i] * QN_VON_KARMAN * gradient->z_m[i] /
               (1 + 5 * gradient->z_m[i] / obukhov);
    if (!measured && hour->adjusted_ustar)
        return hour->bulk_richardson ? theta_star_bulk(met, hour) : adjusted_K;
    return ustar * ustar / (QN_G * QN_VON_KARMAN * obukhov / met->temp_K);
}

static struct gradient_theory stable_theory(const struct qn_met *met, bool adjusted)
{
    double zi = met->rural.zi_m;
    struct gradient_theory t = {.a = adjusted ? 0.74 : 1,
                                .b = adjusted ? 4.7 : 5,
                                .theta_star = met->theta_star_K,
                                .obukhov = met->rural.obukhov_m,
                                .depth = E_FOLD * (zi > SURFACE_TOP_M ? zi : SURFACE_TOP_M)};
    t.at_low = surface_gradient(&t, SURFACE_LOW_M);
    t.at_top = surface_gradient(&t, SURFACE_TOP_M);
    return t;
}

/* Between two measured gradients: by theory's shape where theory has one. */
static double gradient_between(const struct gradient_theory *t, const struct qn_obs *o, size_t i,
                               double z)
{
    const double flat_K_m = 0.0001;
    double za = o->z_m[i - 1], zb = o->z_m[i];
    double low = stable_gradient(t, za), high = stable_gradient(t, zb);
    double observed = qn_line(za, o->value[i - 1], zb, o->value[i], z);
    if (!(fabs(high - low) > flat_K_m))
        return observed;
    return stable_gradient(t, z) / qn_line(za, low, zb, high, z) * observed;
}

/* Above the last measured gradient. */
static double gradient_over(const struct gradient_theory *t, const struct qn_obs *o, double z)
{
    double top = o->z_m[o->count - 1], value = o->value[o->count - 1];
    if (top <= SURFACE_TOP_M)
        return stable_gradient(t, z) / stable_gradient(t, top) * value;
    return value * exp(-(z - top) / t->depth);
}

static double stable_level(const struct gradient_theory *t, const struct qn_obs *o, double z,
                           size_t *i)
{
    if (!o->count)
        return stable_gradient(t, z);
    switch (qn_obs_find(o, z, i)) {
    case QN_OBS_AT:
        return o->value[*i];
    case QN_OBS_UNDER: /* theory's own, without its floor and its end at 100 m */
        return z < SURFACE_LOW_M ? t->at_low : surface_gradient(t, z);
    case QN_OBS_BETWEEN:
        return gradient_between(t, o, *i, z);
    case QN_OBS_OVER:
        break;
    }
    return gradient_over(t, o, z);
}

static double unstable_gradient(const struct qn_met *met, double z)
{
    const double lid_m = 500, above_K_m = 0.005;
    if (z <= met->rural.zi_m)
        return 0;
    double tg = z <= met->rural.zi_m + lid_m ? met->dtheta_dz_zi_K_m : above_K_m;
    return tg > QN_STABLE_TG_MIN_K_M ? tg : QN_STABLE_TG_MIN_K_M;
}

void qn_met_gradient(struct qn_met *met, const struct qn_plume_hour *hour,
                     const struct qn_obs *gradient, double *tg)
{
    const double no_theta_star = -9;
    if (!met->stable) {
        met->theta_star_K = no_theta_star;
        for (size_t g = 0; g < QN_GRID_LEVELS; g++)
            tg[g] = unstable_gradient(met, qn_grid_m[g]);
        return;
    }
    met->theta_star_K = theta_star_of(met, hour, gradient);
    struct gradient_theory t = stable_theory(met, hour->adjusted_ustar);
    size_t i = 0;
    for (size_t g = 0; g < QN_GRID_LEVELS; g++) {
        double v = stable_level(&t, gradient, qn_grid_m[g], &i);
        tg[g] = v > QN_STABLE_TG_MIN_K_M ? v : QN_STABLE_TG_MIN_K_M;
    }
}

/* Given     met->temp_K at met->temp_height_m; base_m  the profile's base above the sea [m]
 * Returned  pt    theta [K], referred to sea level
 * Method    AERMOD 24142: GRDPT; EPA-454/R-03-004 eq 28 */
void qn_met_theta(const struct qn_met *met, double base_m, const double *tg, double *pt)
{
    double h = met->temp_height_m;
    size_t below = qn_grid_cell(h);
    pt[below] = met->temp_K + QN_G_OVER_CP * (h + base_m) -
                0.5 * (tg[below + 1] + tg[below]) * (h - qn_grid_m[below]);
    for (size_t i = below; i-- > 0;)
        pt[i] = pt[i + 1] - 0.5 * (tg[i + 1] + tg[i]) * (qn_grid_m[i + 1] - qn_grid_m[i]);
    for (size_t i = below + 1; i < QN_GRID_LEVELS; i++)
        pt[i] = pt[i - 1] + 0.5 * (tg[i] + tg[i - 1]) * (qn_grid_m[i] - qn_grid_m[i - 1]);
}

/* Given     pt    theta [K]
 * Returned  rho   density [kg/m3]
 * Method    AERMOD 24142: GRDDEN: 1.2 kg/m3 at the ground, hydrostatic above */
void qn_met_density(const struct qn_met *met, double base_m, const double *pt, double *rho)
{
    const double ground_kg_m3 = 1.2, gas_J_kg_K = 287.026;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double z = qn_grid_m[i];
        double temp = pt[i] - QN_G_OVER_CP * (z + base_m);
        double mean = 0.5 * (temp + met->temp_K);
        rho[i] = ground_kg_m3 * (met->temp_K / temp) * exp(-QN_G * z / (gas_J_kg_K * mean));
    }
}
