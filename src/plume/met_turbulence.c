/* sigma-v and sigma-w at the grid's levels. */
#include "plume/met_parts.h"

#define CONVECTIVE_SHARE 0.35 /* of w*^2: sigma-v^2 and sigma-w^2 within the mixed layer */
#define SW_MIN_M_S 0.0001     /* floor of each part of sigma-w */

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* The lateral turbulence of theory.
 * Given     z      height [m]
 * Returned  sigma-v [m/s]
 * Method    AERMOD 24142: REFSV; EPA-454/R-03-004 eqs 37-40. Convective: .35 w*^2 up to zi, on a
 *           line to min(., .25) at 1.2 zi; mechanical: 3.6 u*^2 at the ground on a line to
 *           min(., .25) at the mechanical zi; the roots are added in quadrature when unstable.
 * Check     test_met.c, recorded from AERMOD 24142 */
struct lateral {
    bool unstable;
    double zi_conv, top; /* convective zi and 1.2 of it */
    double conv2, conv2_top;
    double conv, conv_top; /* sigmas below zi and above the top */
    double zi_mech, mech2, mech2_top, mech_top;
};

static struct lateral lateral_of(const struct qn_met *met)
{
    const double mech_share = 3.6, above2 = 0.25, decay_top = 1.2;
    struct lateral t = {.unstable = !met->stable,
                        .zi_conv = met->zi_conv_m,
                        .top = decay_top * met->zi_conv_m,
                        .zi_mech = met->zi_mech_m};
    t.conv2 = CONVECTIVE_SHARE * (met->wstar_m_s * met->wstar_m_s);
    t.conv2_top = smaller(t.conv2, above2);
    t.conv = sqrt(t.conv2);
    t.conv_top = smaller(t.conv, sqrt(above2));
    t.mech2 = mech_share * (met->rural.ustar_m_s * met->rural.ustar_m_s);
    t.mech2_top = smaller(t.mech2, above2);
    t.mech_top = sqrt(t.mech2_top);
    return t;
}

static double lateral_convective(const struct lateral *t, double z)
{
    if (z <= t->zi_conv)
        return t->conv;
    if (z <= t->top)
        return sqrt(qn_line(t->zi_conv, t->conv2, t->top, t->conv2_top, z));
    return t->conv_top;
}

static double lateral_theory(const struct lateral *t, double z)
{
    double mech = t->mech_top;
    if (z <= t->zi_mech)
        mech = sqrt(qn_line(0, t->mech2, t->zi_mech, t->mech2_top, z));
    if (!t->unstable)
        return mech;
    double conv = lateral_convective(t, z);
    return sqrt(conv * conv + mech * mech);
}

void qn_met_sigma_v(const struct qn_met *met, const struct qn_obs *o, double *sv)
{
    struct lateral t = lateral_of(met);
    double at_grid[QN_GRID_LEVELS], at_obs[QN_PLUME_LEVELS_CAP];
    double *theory = o->count ? at_grid : sv;
    for (size_t g = 0; g < QN_GRID_LEVELS; g++)
        theory[g] = lateral_theory(&t, qn_grid_m[g]);
    if (!o->count)
        return;
    for (size_t i = 0; i < o->count; i++)
        at_obs[i] = lateral_theory(&t, o->z_m[i]);
    qn_obs_bend(o, at_obs, at_grid, sv);
}

/* The vertical turbulence of theory.
 * Given     z      height [m]
 * Returned  sigma-w [m/s]
 * Method    AERMOD 24142: REFSW; EPA-454/R-03-004 eqs 33-36. Convective: 1.6 (z/zi)^(2/3) w*^2 up
 *           to a tenth of zi, .35 w*^2 to zi, falling by exp(-6 (z - zi)/zi) above; mechanical:
 *           1.3 u* sqrt(1 - z/zi) and, in quadrature, a residual growing to its value at zi.
 * Check     test_met.c, recorded from AERMOD 24142 */
struct vertical {
    bool unstable;
    double zi_conv, surface_top, wstar2, conv; /* conv: sigma within the mixed layer */
    double zi, ustar, residual;
};

static double vertical_convective(const struct vertical *t, double z)
{
    if (z <= t->surface_top) {
        const double two_thirds = 2 * (1.0 / 3.0);
        return sqrt(1.6 * pow(z / t->zi_conv, two_thirds) * t->wstar2);
    }
    if (z <= t->zi_conv)
        return t->conv;
    double arg = -6 * (z - t->zi_conv) / t->zi_conv;
    return arg > QN_EXP_LIM ? sqrt(CONVECTIVE_SHARE * t->wstar2 * exp(arg)) : 0;
}

static double vertical_mechanical(const struct vertical *t, double z)
{
    double share = z / t->zi;
    double rest = t->residual * smaller(1, share);
    double layer = z < t->zi ? 1.3 * t->ustar * sqrt(1 - share) : 0;
    return sqrt(rest * rest + layer * layer);
}

static double vertical_theory(const struct vertical *t, double z)
{
    double mech = larger(vertical_mechanical(t, z), SW_MIN_M_S);
    if (!t->unstable)
        return mech;
    double conv = larger(vertical_convective(t, z), SW_MIN_M_S);
    return sqrt(conv * conv + mech * mech);
}

/* sigma-w that stays at and above zi: the mean of what was observed there, or 2 % of the wind. */
static double residual_of(const struct qn_obs *o, double zi, double u_at_zi)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (o->z_m[i] >= zi) {
            sum += o->value[i];
            n++;
        }
    }
    return n ? sum / (double)n : 0.02 * u_at_zi;
}

void qn_met_sigma_w(const struct qn_met *met, const struct qn_obs *o, double u_at_zi, double *sw)
{
    double wstar2 = met->wstar_m_s * met->wstar_m_s;
    struct vertical t = {.unstable = !met->stable,
                         .zi_conv = met->zi_conv_m,
                         .surface_top = 0.1 * met->zi_conv_m,
                         .wstar2 = wstar2,
                         .conv = sqrt(CONVECTIVE_SHARE * wstar2),
                         .zi = met->rural.zi_m,
                         .ustar = met->rural.ustar_m_s,
                         .residual = residual_of(o, met->rural.zi_m, u_at_zi)};
    double at_grid[QN_GRID_LEVELS], at_obs[QN_PLUME_LEVELS_CAP];
    double *theory = o->count ? at_grid : sw;
    for (size_t g = 0; g < QN_GRID_LEVELS; g++)
        theory[g] = vertical_theory(&t, qn_grid_m[g]);
    if (!o->count)
        return;
    for (size_t i = 0; i < o->count; i++)
        at_obs[i] = vertical_theory(&t, o->z_m[i]);
    qn_obs_bend(o, at_obs, at_grid, sw);
}
