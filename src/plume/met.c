/* One hour of weather, checked and made into profiles. */
#include "plume/met.h"
#include "plume/met_parts.h"

#define ZI_MAX_M 4000.0
#define ZI_MIN_M 1.0
#define OBUKHOV_MISSING (-99990.0) /* at and below it L is missing */

/* Pasquill-Gifford class, 1 (A) to 6 (F).
 * Given     obukhov_m  L [m, not 0]; z0_m  roughness [m, > 0; taken within .01 to .5]
 * Method    AERMOD 24142: LTOPG; after Golder (1972)
 * Check     L -10, z0 .1 -> 2: limits 10.5 and 30.4 by hand */
static int stability_class(double obukhov_m, double z0_m)
{
    const struct {
        double m, b;
    } unstable[] = {{-70, 4.35}, {-85.2, 0.502}, {-245, 0.05}},
      stable[] = {{-327, 0.627}, {-70, 0.295}};
    double y = log(fmin(fmax(z0_m, 0.01), 0.5));
    if (obukhov_m < 0) {
        for (int k = 0; k < 3; k++) {
            if (-obukhov_m <= unstable[k].m / (y - unstable[k].b))
                return k + 1;
        }
        return 4;
    }
    for (int k = 0; k < 2; k++) {
        if (obukhov_m >= stable[k].m / (y - stable[k].b))
            return k + 4;
    }
    return 6;
}

/* 1 Monday to 7 Sunday, in the Gregorian calendar. */
static int weekday_of(int year, int month, int day)
{
    int early = (14 - month) / 12; /* January and February belong to the year before */
    long y = (long)year - early, m = month + 12 * early - 2;
    long d = (day + y + y / 4 - y / 100 + y / 400 + 31 * m / 12) % 7;
    return d > 0 ? (int)d : 7;
}

static bool date_fits(const struct qn_plume_hour *h)
{
    return h->year >= 1 && h->year <= 9999 && h->month >= 1 && h->month <= 12 && h->day >= 1 &&
           h->day <= 31 && h->hour >= 1 && h->hour <= 24;
}

static void take_dates(const struct qn_plume_hour *h, struct qn_met *met)
{
    static const int season[12] = {1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 1};
    met->year = h->year;
    met->month = h->month;
    met->day = h->day;
    met->hour = h->hour;
    met->season = season[h->month - 1];
    met->weekday = weekday_of(h->year, h->month, h->day);
}

static bool all_finite(const struct qn_plume_hour *h)
{
    const double used[] = {h->heat_W_m2,    h->ustar_m_s, h->wstar_m_s,     h->dtheta_dz_K_m,
                           h->zi_conv_m,    h->zi_mech_m, h->obukhov_m,     h->z0_m,
                           h->wspd_m_s,     h->wdir_deg,  h->wspd_height_m, h->temp_K,
                           h->temp_height_m};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++) {
        if (!isfinite(used[i]))
            return false;
    }
    return true;
}

/* Method    AERMOD 24142: CHKCLM, CHKMSG; a wind height that is no height (there an error) and
 *           anything not finite are missing here */
static enum qn_plume_hour_state state_of(const struct qn_plume_hour *h)
{
    const double wind_height_min_m = 0.001;
    bool unstable = h->obukhov_m < 0;
    if (h->wspd_m_s == 0)
        return QN_PLUME_HOUR_CALM;
    if (!all_finite(h) || !(h->wspd_m_s > 0 && h->wspd_m_s < 90) ||
        !(h->wdir_deg > -9 && h->wdir_deg <= 900) || !(h->temp_K > 0 && h->temp_K <= 900) ||
        h->obukhov_m < OBUKHOV_MISSING ||
        (unstable && !(h->zi_conv_m >= 0 && h->zi_conv_m <= 90000)) ||
        !(h->zi_mech_m >= 0 && h->zi_mech_m <= 90000) || !(h->ustar_m_s >= 0 && h->ustar_m_s < 9) ||
        (unstable && h->wstar_m_s < 0) || h->wspd_height_m < wind_height_min_m)
        return QN_PLUME_HOUR_MISSING;
    return QN_PLUME_HOUR_VALID;
}

static double bounded_zi(double zi)
{
    if (zi >= 0 && zi < ZI_MIN_M)
        return ZI_MIN_M;
    return zi > ZI_MAX_M ? ZI_MAX_M : zi;
}

static double checked_obukhov(const struct qn_plume_hour *h)
{
    double l = h->obukhov_m;
    if (!(fabs(l) < 1))
        return l;
    if (l == 0)
        return signbit(h->heat_W_m2) ? 1 : -1;
    return l < 0 ? -1 : 1;
}

/* What the hour has, with limits applied. Method: AERMOD 24142, METQA, SET_METDATA. */
static void take_surface(const struct qn_plume_options *options, const struct qn_plume_hour *h,
                         struct qn_met *met)
{
    const double z0_min_m = 0.0001, wstar_least_m_s = 0.001, lid_min_K_m = 0.005;
    double l = checked_obukhov(h);
    met->rural.obukhov_m = l;
    met->rural.ustar_m_s = h->ustar_m_s;
    met->rural.urban_stable = false;
    met->stable = l > 0;
    met->wstar_m_s = h->wstar_m_s == 0 ? wstar_least_m_s : h->wstar_m_s;
    met->z0_m = h->z0_m < z0_min_m ? z0_min_m : h->z0_m;
    met->dtheta_dz_zi_K_m = h->dtheta_dz_K_m;
    if (h->zi_conv_m >= 0 && l < 0 && h->dtheta_dz_K_m < lid_min_K_m)
        met->dtheta_dz_zi_K_m = lid_min_K_m;
    met->zi_conv_m = bounded_zi(h->zi_conv_m);
    met->zi_mech_m = bounded_zi(h->zi_mech_m);
    met->rural.zi_m = met->zi_mech_m;
    if (l < 0 && met->zi_conv_m > met->zi_mech_m)
        met->rural.zi_m = met->zi_conv_m;
    met->zero = !(met->rural.zi_m > 0);
    met->uref_m_s = h->wspd_m_s;
    met->wdref_deg = qn_rotated(options, h->wdir_deg);
    met->uref_height_m = h->wspd_height_m;
    met->temp_K = h->temp_K;
    met->temp_height_m = h->temp_height_m;
    met->stability = stability_class(l, met->z0_m);
}

/* What deposition and reports take as it stands. */
static void take_rest(const struct qn_plume_options *options, const struct qn_plume_hour *h,
                      struct qn_met *met)
{
    met->heat_W_m2 = h->heat_W_m2;
    met->bowen = h->bowen;
    met->albedo = h->albedo;
    met->precip_mm_h = h->precip_mm >= 0 && h->precip_mm <= 900 ? h->precip_mm : 0;
    met->precip_code = h->precip_code;
    met->rh_pct = h->rh_pct;
    met->pressure_hPa = h->pressure_hPa;
    met->cloud_tenths = h->cloud_tenths;
    met->vector_winds = options->vector_winds || h->vector_winds;
}

/* Value at zi, `cell` being the grid's cell that holds it. */
static double at_zi(const double *level, size_t cell, double zi)
{
    return qn_line(qn_grid_m[cell], level[cell], qn_grid_m[cell + 1], level[cell + 1], zi);
}

/* Mean from the ground to zi. Method: AERMOD 24142, ZIAVER. */
static double mean_to_zi(const double *level, size_t cell, double zi)
{
    double sum = 0;
    for (size_t i = 1; i <= cell; i++)
        sum += (qn_grid_m[i] - qn_grid_m[i - 1]) * 0.5 * (level[i] + level[i - 1]);
    sum += (zi - qn_grid_m[cell]) * 0.5 * (at_zi(level, cell, zi) + level[cell]);
    return sum / zi;
}

static bool level_finite(const double *level)
{
    double none = 0; /* stays zero unless something is not finite */
    for (size_t i = 0; i < QN_GRID_LEVELS; i++)
        none += 0 * level[i];
    return none == 0;
}

bool qn_levels_finite(const struct qn_levels *v)
{
    double none = 0;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++)
        none += 0 * v->u[i] + 0 * v->sv[i] + 0 * v->sw[i] + 0 * v->tg[i] + 0 * v->pt[i];
    return none == 0;
}

/* The rural levels and what is read off them; false if they cannot be finite. */
static bool make_rural(const struct qn_plume_options *options, const struct qn_plume_hour *h,
                       const struct qn_sounding *sounding, struct qn_met *met, struct qn_levels *v)
{
    double base = options->profile_base_m, zi = met->rural.zi_m;
    size_t cell = qn_grid_cell(zi);
    qn_met_wind_speed(met, &sounding->speed, v->u);
    qn_met_wind_direction(met, &sounding->direction, met->wdir_deg);
    qn_met_gradient(met, h, &sounding->gradient, v->tg);
    qn_met_theta(met, base, v->tg, v->pt);
    qn_met_density(met, base, v->pt, met->rho_kg_m3);
    qn_met_sigma_v(met, &sounding->sigma_v, v->sv);
    qn_met_sigma_w(met, &sounding->sigma_w, at_zi(v->u, cell, zi), v->sw);
    if (!qn_levels_finite(v) || !level_finite(met->rho_kg_m3) || !level_finite(met->wdir_deg))
        return false;
    met->pt_at_zi_K = at_zi(v->pt, cell, zi);
    met->u_avg_m_s = mean_to_zi(v->u, cell, zi);
    met->sv_avg_m_s = mean_to_zi(v->sv, cell, zi);
    met->sw_avg_m_s = mean_to_zi(v->sw, cell, zi);
    qn_profile_build(v, &met->rural.profile);
    return true;
}

void qn_met_prepare(const struct qn_plume_options *options, const struct qn_plume_urban *urban,
                    size_t urbans, const struct qn_plume_hour *weather, size_t hours, size_t index,
                    struct qn_met *met)
{
    const struct qn_plume_hour *h = &weather[index];
    struct qn_sounding sounding;
    struct qn_levels rural;
    struct qn_layer *layer = met->urban;
    (void)hours;
    if (!date_fits(h)) {
        met->state = QN_PLUME_HOUR_MISSING;
        return;
    }
    take_dates(h, met);
    met->state = state_of(h);
    take_surface(options, h, met);
    take_rest(options, h, met);
    if (met->state != QN_PLUME_HOUR_VALID || met->zero)
        return;
    if (!qn_met_sounding(options, h, &sounding) ||
        !make_rural(options, h, &sounding, met, &rural)) {
        met->state = QN_PLUME_HOUR_MISSING;
        return;
    }
    for (size_t i = 0; i < urbans; i++) {
        if (!qn_met_urban(options, &urban[i], met, &rural, &layer[i]))
            met->state = QN_PLUME_HOUR_MISSING;
    }
}
