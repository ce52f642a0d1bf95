/* A run's options: AERMOD's defaults, and what may stand in them. */
#include <stddef.h>

#include "plume/model.h"

#define CONC_FACTOR 1e6    /* g to ug */
#define DEPOS_FACTOR 3600. /* per second to per hour */

void qn_plume_options_init(struct qn_plume_options *options)
{
    *options = (struct qn_plume_options){
        .outputs = QN_PLUME_CONC,
        .dry_depletion = true,
        .wet_depletion = true,
        .max_distance_m = 1e20,
        .sigma_v_min_m_s = .2,
        .wind_min_m_s = .2828,
        .sigma_w_min_m_s = .02,
        .meander_min = 0,
        .meander_max = 1,
        .meander_hours = 24,
        .gas_fseason2 = .5,
        .gas_fseason5 = .25,
        .wind_category_m_s = {1.54, 3.09, 5.14, 8.23, 10.8},
        .emission_factor = {CONC_FACTOR, DEPOS_FACTOR, DEPOS_FACTOR, DEPOS_FACTOR},
    };
}

size_t qn_plume_variation_count(enum qn_plume_variation variation)
{
    static const unsigned short count[] = {
        [QN_PLUME_CONSTANT] = 0,  [QN_PLUME_SEASON] = 4,   [QN_PLUME_MONTH] = 12,
        [QN_PLUME_HROFDY] = 24,   [QN_PLUME_WSPEED] = 6,   [QN_PLUME_SEASHR] = 96,
        [QN_PLUME_HRDOW] = 72,    [QN_PLUME_HRDOW7] = 168, [QN_PLUME_SHRDOW] = 288,
        [QN_PLUME_SHRDOW7] = 672, [QN_PLUME_MHRDOW] = 864, [QN_PLUME_MHRDOW7] = 2016,
    };
    return (size_t)variation < sizeof count / sizeof count[0] ? count[variation] : 0;
}

#define AT(member) offsetof(struct qn_plume_options, member)
#define MAX_DISTANCE_M 1e20
#define MAX_FACTOR 1e30

/* The bounds of the LOW_WIND parameters are AERMOD's. */
static const struct qn_range ranges[] = {
    {QN_T_PLUME_N_MAX_DISTANCE, AT(max_distance_m), QN_OPEN_LEAST, 0, MAX_DISTANCE_M, "m"},
    {QN_T_PLUME_N_SV_MIN, AT(sigma_v_min_m_s), QN_CLOSED, .01, 1.001, "m/s"},
    {QN_T_PLUME_N_WS_MIN, AT(wind_min_m_s), QN_CLOSED, .01, 1.001, "m/s"},
    {QN_T_PLUME_N_SW_MIN, AT(sigma_w_min_m_s), QN_CLOSED, 0, 3, "m/s"},
    {QN_T_PLUME_N_FRAN_MIN, AT(meander_min), QN_CLOSED, 0, 1, ""},
    {QN_T_PLUME_N_FRAN_MAX, AT(meander_max), QN_CLOSED, 0, 1, ""},
    {QN_T_PLUME_N_MEANDER, AT(meander_hours), QN_CLOSED, .5, 48, "h"},
    {QN_T_PLUME_N_DECAY, AT(decay_per_s), QN_CLOSED, 0, 1e3, "1/s"},
    {QN_T_PLUME_N_PROFBASE, AT(profile_base_m), QN_CLOSED, -1000, 10000, "m"},
    {QN_T_PLUME_N_LATITUDE, AT(latitude_deg), QN_CLOSED, -90, 90, "deg"},
    {QN_T_PLUME_N_GASDEPVD, AT(gas_deposition_velocity_m_s), QN_CLOSED, 0, 10, "m/s"},
    {QN_T_PLUME_N_REACTIVITY, AT(gas_reactivity), QN_CLOSED, 0, 1, ""},
    {QN_T_PLUME_N_FSEASON2, AT(gas_fseason2), QN_CLOSED, 0, 1, ""},
    {QN_T_PLUME_N_FSEASON5, AT(gas_fseason5), QN_CLOSED, 0, 1, ""},
    {QN_T_PLUME_N_ROTATION, AT(wind_rotation_deg), QN_CLOSED, -360, 360, "deg"},
};

static enum qn_plume_status check_categories(const struct qn_plume_options *o,
                                             struct qn_plume_error *error)
{
    enum qn_plume_status st = QN_PLUME_OK;
    double below = 0;
    for (size_t i = 0; i < 5 && !st; i++) {
        st = qn_plume_range(error, "options", QN_T_PLUME_N_WINDCATS, o->wind_category_m_s[i],
                            QN_OPEN_LEAST, below, 100, "m/s");
        below = o->wind_category_m_s[i];
    }
    return st;
}

static enum qn_plume_status check_seasons(const struct qn_plume_options *o,
                                          struct qn_plume_error *error)
{
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < 12 && !st; i++)
        st = qn_plume_range(error, "options", QN_T_PLUME_N_SEASON, o->season[i], QN_CLOSED, 0, 5,
                            "");
    for (size_t i = 0; i < QN_PLUME_SECTORS && !st; i++)
        st = qn_plume_range(error, "options", QN_T_PLUME_N_LANDUSE, o->land_use[i], QN_CLOSED, 0, 9,
                            "");
    for (size_t i = 0; i < QN_PLUME_TYPE_CAP && !st; i++)
        st = qn_plume_range(error, "options", QN_T_PLUME_N_UNITFACTOR, o->emission_factor[i],
                            QN_OPEN_LEAST, 0, MAX_FACTOR, "");
    return st;
}

enum qn_plume_status qn_plume_check_options(const struct qn_plume_options *o,
                                            struct qn_plume_error *error)
{
    const unsigned known = QN_PLUME_CONC | QN_PLUME_DEPOS | QN_PLUME_DDEP | QN_PLUME_WDEP;
    char v[QN_VALUE_CAP];
    if (o->outputs == 0 || (o->outputs & ~known))
        return qn_plume_fail(error, QN_PLUME_E_INPUT, "options", QN_T_PLUME_OUTPUTS,
                             qn_plume_value(o->outputs, v), QN_END);
    enum qn_plume_status st =
        qn_plume_ranges(error, "options", ranges, sizeof ranges / sizeof ranges[0], o);
    if (!st)
        st = qn_plume_range(error, "options", QN_T_PLUME_N_FRAN_MAX, o->meander_max, QN_CLOSED,
                            o->meander_min, 1, "");
    if (!st)
        st = check_categories(o, error);
    return st ? st : check_seasons(o, error);
}
