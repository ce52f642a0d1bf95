/* What is refused of urban areas, receptors and weather. */
#include <math.h>
#include <stdio.h>

#include "plume/model.h"

/* Chinese grids carry the zone before the easting: 38 500 000 m. */
#define COORDINATE_MAX_M 1e8
#define ELEVATION_MIN_M (-1000.)
#define ELEVATION_MAX_M 10000.
#define FLAG_MAX_M 10000.
#define POPULATION_MIN 100 /* AERMOD 24142: URBANOPT */
#define POPULATION_MAX 1e8
#define YEAR_MIN 1900
#define YEAR_MAX 2147 /* AERMOD 24142: dates fill a 32-bit integer */
#define MEASURED_MAX 1e6

enum qn_plume_status qn_plume_check_urban(const struct qn_plume_urban *urban, size_t urbans,
                                          struct qn_plume_error *error)
{
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < urbans && !st; i++) {
        char where[40];
        snprintf(where, sizeof where, "urban area %zu", i + 1);
        st = qn_plume_range(error, where, QN_T_PLUME_N_POPULATION, urban[i].population, QN_CLOSED,
                            POPULATION_MIN, POPULATION_MAX, "");
        if (!st)
            st = qn_plume_range(error, where, QN_T_PLUME_N_URBAN_Z0, urban[i].z0_m, QN_OPEN_LEAST,
                                0, 10, "m");
    }
    return st;
}

#define AT(member) offsetof(struct qn_plume_receptor, member)

static const struct qn_range receptor_ranges[] = {
    {QN_T_PLUME_N_X, AT(x_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_Y, AT(y_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_ELEV, AT(elev_m), QN_CLOSED, ELEVATION_MIN_M, ELEVATION_MAX_M, "m"},
    {QN_T_PLUME_N_HILL, AT(hill_m), QN_CLOSED, ELEVATION_MIN_M, ELEVATION_MAX_M, "m"},
    {QN_T_PLUME_N_FLAG, AT(flag_m), QN_CLOSED, 0, FLAG_MAX_M, "m"},
};

enum qn_plume_status qn_plume_check_receptors(const struct qn_plume_receptor *receptor,
                                              size_t receptors, struct qn_plume_error *error)
{
    if (receptors == 0 || !receptor)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, "receptors", QN_T_PLUME_NO_RECEPTORS, QN_END);
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < receptors && !st; i++) {
        char where[40];
        snprintf(where, sizeof where, "receptor %zu", i + 1);
        st = qn_plume_ranges(error, where, receptor_ranges,
                             sizeof receptor_ranges / sizeof receptor_ranges[0], &receptor[i]);
    }
    return st;
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool date_exists(const struct qn_plume_hour *h)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (h->year < YEAR_MIN || h->year > YEAR_MAX || h->month < 1 || h->month > 12)
        return false;
    int last = days[h->month - 1] + (h->month == 2 && leap(h->year));
    return h->day >= 1 && h->day <= last && h->hour >= 1 && h->hour <= 24;
}

/* Whatever was measured or marked as missing: a number, and not absurd. */
static bool all_numbers(const double *value, size_t n)
{
    bool good = true;
    for (size_t i = 0; i < n; i++)
        good = good && fabs(value[i]) <= MEASURED_MAX;
    return good;
}

static bool hour_is_numbers(const struct qn_plume_hour *h)
{
    const double value[] = {h->heat_W_m2, h->ustar_m_s,   h->wstar_m_s,     h->dtheta_dz_K_m,
                            h->zi_conv_m, h->zi_mech_m,   h->obukhov_m,     h->z0_m,
                            h->bowen,     h->albedo,      h->wspd_m_s,      h->wdir_deg,
                            h->temp_K,    h->precip_mm,   h->temp_height_m, h->wspd_height_m,
                            h->rh_pct,    h->pressure_hPa};
    return all_numbers(value, sizeof value / sizeof value[0]);
}

static enum qn_plume_status check_levels(const struct qn_plume_hour *h, const char *where,
                                         struct qn_plume_error *error)
{
    char n[QN_VALUE_CAP], most[QN_VALUE_CAP];
    if (h->levels < 1 || h->levels > QN_PLUME_LEVELS_CAP || !h->level)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_LEVELS,
                             qn_plume_value((double)h->levels, n),
                             qn_plume_value(QN_PLUME_LEVELS_CAP, most), QN_END);
    for (size_t i = 0; i < h->levels; i++) {
        const struct qn_plume_level *l = &h->level[i];
        const double value[] = {l->wdir_deg, l->wspd_m_s, l->temp_C, l->sigma_a_deg,
                                l->sigma_w_m_s};
        if (!all_numbers(value, sizeof value / sizeof value[0]))
            return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_HOUR_NUMBERS, QN_END);
        if (!(l->height_m > (i ? l[-1].height_m : 0)) || !(l->height_m <= MEASURED_MAX))
            return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_LEVEL_HEIGHT,
                                 qn_plume_value(l->height_m, n), QN_END);
    }
    return QN_PLUME_OK;
}

static enum qn_plume_status check_hour(const struct qn_plume_hour *h, size_t index,
                                       struct qn_plume_error *error)
{
    char where[96], i[QN_VALUE_CAP];
    snprintf(where, sizeof where, "hour %04d-%02d-%02d %02d", h->year, h->month, h->day, h->hour);
    if (!date_exists(h))
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_HOUR_DATE,
                             qn_plume_value((double)index + 1, i), where + 5, QN_END);
    if (!hour_is_numbers(h))
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_HOUR_NUMBERS, QN_END);
    return check_levels(h, where, error);
}

enum qn_plume_status qn_plume_check_weather(const struct qn_plume_hour *weather, size_t hours,
                                            struct qn_plume_error *error)
{
    if (hours == 0 || !weather)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, "weather", QN_T_PLUME_NO_WEATHER, QN_END);
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < hours && !st; i++)
        st = check_hour(&weather[i], i, error);
    return st;
}
