/* HJ 212-2017, appendix D: from what an analyser reads to what is judged and summed.
 *
 * A result is a number, or NaN with the reason why there is none: out of range, missing, or too
 * near 21 % O2 for the converted concentration to mean anything.
 */
#ifndef QN_QUALITY_CONVERT_H
#define QN_QUALITY_CONVERT_H

#include <stddef.h>

#define QN_STANDARD_PRESSURE_PA 101325.0 /* HJ 212-2017 D.1 */
#define QN_STANDARD_TEMP_K 273.0         /* HJ 212-2017 D.1 prints 273, not 273.15 */
#define QN_MOLAR_VOLUME_L_MOL 22.4       /* HJ 212-2017 D.3 */
#define QN_O2_OF_AIR_PCT 21.0            /* HJ 212-2017 D.4 prints 21 */
#define QN_MOLAR_NO_G_MOL 30.0           /* whole numbers, as the emission standards use them */
#define QN_MOLAR_NO2_G_MOL 46.0          /* */
#define QN_MOLAR_SO2_G_MOL 64.0          /* */
#define QN_MOLAR_CO_G_MOL 28.0           /* */

enum qn_calc_reason {
    QN_CALC_OK,
    QN_CALC_MISSING,  /* an input is NaN */
    QN_CALC_RANGE,    /* an input is outside its range */
    QN_CALC_NEAR_AIR, /* O2 at or above the bound: the converted value runs away */
    QN_CALC_FEW,      /* fewer valid values than a mean needs */
    QN_CALC_REASON_COUNT
};
const char *qn_calc_reason_name(enum qn_calc_reason r); /* "ok", "missing" ... */

struct qn_calc {
    double value; /* NaN unless reason is QN_CALC_OK */
    enum qn_calc_reason reason;
};

/* State of the flue gas at the probe. */
struct qn_flue {
    double temp_C;      /* (-273, 2000] */
    double pressure_Pa; /* static, against the atmosphere; may be negative */
    double ambient_Pa;  /* atmospheric, (0, 120000] */
    double moist_pct;   /* water vapour by volume, [0, 100) */
};

struct qn_calc qn_conv_standard(double conc_mg_m3, const struct qn_flue *flue);
struct qn_calc qn_conv_dry(double wet, double moist_pct);
struct qn_calc qn_conv_ppm(double mole_ppm, double molar_g_mol);
struct qn_calc qn_conv_nox_mass(double no_mg_m3, double no2_mg_m3);
struct qn_calc qn_conv_nox_mole(double no_ppm, double no2_ppm);
struct qn_calc qn_conv_converted(double dry_mg_m3, double o2_pct, double ref_o2_pct,
                                 double judged_max_pct);
struct qn_calc qn_conv_excess_air(double dry_mg_m3, double o2_pct, double ref_alpha,
                                  double judged_max_pct);
struct qn_calc qn_conv_velocity(double field_coefficient, double velocity_m_s);
struct qn_calc qn_conv_flow(double area_m2, double velocity_m_s);
struct qn_calc qn_conv_flow_standard(double flow_m3_h, const struct qn_flue *flue);
struct qn_calc qn_conv_rate(double measured_mg_m3, double flow_m3_h);
struct qn_calc qn_conv_day_sum(const double *hour, size_t n);
struct qn_calc qn_conv_reference_o2(double dry_mg_m3, double converted_mg_m3, double o2_pct,
                                    double judged_max_pct);

#endif
