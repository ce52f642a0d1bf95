#include "quality/convert.h"

#include <math.h>

#define RATE_KG_PER_MG 1e-6 /* [kg/mg] HJ 212-2017 formula 33 */

const char *qn_calc_reason_name(enum qn_calc_reason r)
{
    static const char *const names[QN_CALC_REASON_COUNT] = {"ok", "missing", "out_of_range",
                                                            "o2_near_air", "too_few_valid"};
    return (unsigned)r < QN_CALC_REASON_COUNT ? names[r] : "";
}

static struct qn_calc none(enum qn_calc_reason reason)
{
    return (struct qn_calc){NAN, reason};
}

static struct qn_calc value_of(double v)
{
    return isfinite(v) ? (struct qn_calc){v, QN_CALC_OK} : none(QN_CALC_RANGE);
}

/* Why two numbers cannot be used: the first failing one counts. */
static struct qn_calc refuse(double a, double b)
{
    return none(isnan(a) || isnan(b) ? QN_CALC_MISSING : QN_CALC_RANGE);
}

static enum qn_calc_reason flue_fault(const struct qn_flue *f)
{
    if (isnan(f->temp_C) || isnan(f->pressure_Pa) || isnan(f->ambient_Pa))
        return QN_CALC_MISSING;
    if (!(f->temp_C > -QN_STANDARD_TEMP_K && f->temp_C <= 2000) ||
        !(f->ambient_Pa > 0 && f->ambient_Pa <= 120000) || !(f->ambient_Pa + f->pressure_Pa > 0))
        return QN_CALC_RANGE;
    return QN_CALC_OK;
}

/* Concentration in the standard state (273 K, 101325 Pa).
 *
 * Given     conc_mg_m3   concentration at the probe's state     [mg/m3, >= 0]
 *           flue         temperature [C], pressures [Pa]
 * Returned  concentration in the standard state                 [mg/m3]
 * Method    HJ 212-2017 D.1: Csn = Cs * 101325 / (Ba + Ps) * (273 + ts) / 273
 * Errors    MISSING where an input is NaN, RANGE where it is outside its range
 * Check     100 mg/m3, 120 C, Ps -500 Pa, Ba 95000 Pa -> 154.353 (by hand:
 *           100 * 101325/94500 * 393/273)
 */
struct qn_calc qn_conv_standard(double conc_mg_m3, const struct qn_flue *flue)
{
    enum qn_calc_reason fault = flue_fault(flue);
    if (!(conc_mg_m3 >= 0))
        return refuse(conc_mg_m3, 0);
    if (fault)
        return none(fault);
    return value_of(conc_mg_m3 * QN_STANDARD_PRESSURE_PA / (flue->ambient_Pa + flue->pressure_Pa) *
                    (QN_STANDARD_TEMP_K + flue->temp_C) / QN_STANDARD_TEMP_K);
}

/* Dry basis of a concentration, or of O2.
 *
 * Given     wet          as measured in the wet gas             [any unit, >= 0]
 *           moist_pct    water vapour by volume                 [%, 0 <= x < 100]
 * Returned  the same in the dry gas                             [same unit]
 * Method    HJ 212-2017 D.2: Cdry = Cwet / (1 - Xsw)
 * Errors    MISSING, RANGE
 * Check     90 mg/m3 wet at 10 % -> 100 (by hand)
 */
struct qn_calc qn_conv_dry(double wet, double moist_pct)
{
    if (!(wet >= 0) || !(moist_pct >= 0 && moist_pct < 100))
        return refuse(wet, moist_pct);
    return value_of(wet / (1 - moist_pct / 100));
}

/* Mass concentration of a gas from its volume fraction, standard state.
 *
 * Given     mole_ppm     volume fraction                        [umol/mol, >= 0]
 *           molar_g_mol  molar mass                             [g/mol, > 0]
 * Returned  mass concentration                                  [mg/m3]
 * Method    HJ 212-2017 D.3: CQ = M / 22.4 * CV
 * Errors    MISSING, RANGE
 * Check     100 ppm SO2 (64 g/mol) -> 285.714 (by hand)
 */
struct qn_calc qn_conv_ppm(double mole_ppm, double molar_g_mol)
{
    if (!(mole_ppm >= 0) || !(molar_g_mol > 0))
        return refuse(mole_ppm, molar_g_mol);
    return value_of(molar_g_mol / QN_MOLAR_VOLUME_L_MOL * mole_ppm);
}

/* NOx as NO2 from mass concentrations.
 *
 * Given     no_mg_m3, no2_mg_m3   NO and NO2                    [mg/m3, >= 0]
 * Returned  NOx as NO2                                          [mg/m3]
 * Method    HJ 212-2017 D.3: NO * M_NO2 / M_NO + NO2
 * Errors    MISSING, RANGE
 * Check     60 and 8 -> 100 (by hand: 60 * 46/30 + 8)
 */
struct qn_calc qn_conv_nox_mass(double no_mg_m3, double no2_mg_m3)
{
    if (!(no_mg_m3 >= 0) || !(no2_mg_m3 >= 0))
        return refuse(no_mg_m3, no2_mg_m3);
    return value_of(no_mg_m3 * (QN_MOLAR_NO2_G_MOL / QN_MOLAR_NO_G_MOL) + no2_mg_m3);
}

/* NOx as NO2 from volume fractions.
 *
 * Given     no_ppm, no2_ppm   NO and NO2                        [umol/mol, >= 0]
 * Returned  NOx as NO2                                          [mg/m3]
 * Method    HJ 212-2017 D.3: (NOv + NO2v) * M_NO2 / 22.4
 * Errors    MISSING, RANGE
 * Check     45 and 5 ppm -> 102.679 (by hand: 50 * 46/22.4)
 */
struct qn_calc qn_conv_nox_mole(double no_ppm, double no2_ppm)
{
    if (!(no_ppm >= 0) || !(no2_ppm >= 0))
        return refuse(no_ppm, no2_ppm);
    return qn_conv_ppm(no_ppm + no2_ppm, QN_MOLAR_NO2_G_MOL);
}

/* Concentration converted to the reference O2.
 *
 * Given     dry_mg_m3       measured, standard state, dry       [mg/m3, >= 0]
 *           o2_pct          O2 of the dry gas                   [%, 0 <= x <= 25]
 *           ref_o2_pct      reference O2; NaN: the standard has none [%, 0 < x < 21]
 *           judged_max_pct  our bound below 21, e.g. QN_O2_JUDGED_MAX_PCT [%]
 * Returned  converted concentration; the measured one where there is no reference [mg/m3]
 * Method    HJ 212-2017 D.4: C = Csn * (21 - O2s) / (21 - O2). The bound is not the standard's:
 *           as O2 tends to 21 a stopped furnace's zero noise becomes thousands of mg/m3.
 * Errors    MISSING, RANGE; NEAR_AIR for o2 >= judged_max_pct
 * Check     30 mg/m3 at 18 % O2, reference 16 % -> 50 (by hand: 30 * 5/3)
 */
struct qn_calc qn_conv_converted(double dry_mg_m3, double o2_pct, double ref_o2_pct,
                                 double judged_max_pct)
{
    if (!(dry_mg_m3 >= 0))
        return refuse(dry_mg_m3, 0);
    if (isnan(ref_o2_pct))
        return value_of(dry_mg_m3);
    if (!(o2_pct >= 0 && o2_pct <= 25) || !(ref_o2_pct > 0 && ref_o2_pct < QN_O2_OF_AIR_PCT))
        return refuse(o2_pct, ref_o2_pct);
    if (!(o2_pct < judged_max_pct && o2_pct < QN_O2_OF_AIR_PCT))
        return none(QN_CALC_NEAR_AIR);
    return value_of(dry_mg_m3 * (QN_O2_OF_AIR_PCT - ref_o2_pct) / (QN_O2_OF_AIR_PCT - o2_pct));
}

/* The same from an excess-air factor.
 *
 * Given     dry_mg_m3, o2_pct, judged_max_pct   as above
 *           ref_alpha   excess-air factor of the emission standard [1, > 1]
 * Returned  converted concentration                             [mg/m3]
 * Method    HJ 212-2017 D.4: C = Csn * alpha / alpha_s, alpha = 21 / (21 - O2)
 * Errors    as above
 * Check     100 mg/m3 at 9 % O2, alpha_s 1.4 (alpha 21/12 = 1.75) -> 125 (by hand)
 */
struct qn_calc qn_conv_excess_air(double dry_mg_m3, double o2_pct, double ref_alpha,
                                  double judged_max_pct)
{
    if (!(ref_alpha > 1))
        return refuse(ref_alpha, 0);
    return qn_conv_converted(dry_mg_m3, o2_pct, QN_O2_OF_AIR_PCT - QN_O2_OF_AIR_PCT / ref_alpha,
                             judged_max_pct);
}

/* Mean velocity of the section.
 *
 * Given     field_coefficient   Kv of the velocity field        [1, > 0]
 *           velocity_m_s        at the meter                    [m/s, >= 0]
 * Returned  mean velocity                                       [m/s]
 * Method    HJ 212-2017 D.5: Vs = Kv * Vp
 * Errors    MISSING, RANGE
 * Check     1.1 and 10 m/s -> 11 (by hand)
 */
struct qn_calc qn_conv_velocity(double field_coefficient, double velocity_m_s)
{
    if (!(field_coefficient > 0) || !(velocity_m_s >= 0))
        return refuse(field_coefficient, velocity_m_s);
    return value_of(field_coefficient * velocity_m_s);
}

/* Wet flow at the state of the duct.
 *
 * Given     area_m2        section of the duct                  [m2, > 0]
 *           velocity_m_s   mean velocity                        [m/s, >= 0]
 * Returned  flow                                                [m3/h]
 * Method    HJ 212-2017 D.5: Qs = 3600 * F * Vs
 * Errors    MISSING, RANGE
 * Check     6 m2, 10 m/s -> 216000 (by hand)
 */
struct qn_calc qn_conv_flow(double area_m2, double velocity_m_s)
{
    if (!(area_m2 > 0) || !(velocity_m_s >= 0))
        return refuse(area_m2, velocity_m_s);
    return value_of(3600.0 * area_m2 * velocity_m_s);
}

/* Dry flow in the standard state.
 *
 * Given     flow_m3_h   wet flow at the state of the duct       [m3/h, >= 0]
 *           flue        temperature [C], pressures [Pa], moisture [%]
 * Returned  flow                                                [m3/h]
 * Method    HJ 212-2017 D.5: Qsn = Qs * 273/(273 + ts) * (Ba + Ps)/101325 * (1 - Xsw)
 * Errors    MISSING, RANGE
 * Check     216000 m3/h, 120 C, -500 Pa, 95000 Pa, 10 % -> 125945.18 (by hand:
 *           216000 * 273/393 * 94500/101325 * 0.9)
 */
struct qn_calc qn_conv_flow_standard(double flow_m3_h, const struct qn_flue *flue)
{
    enum qn_calc_reason fault = flue_fault(flue);
    if (!(flow_m3_h >= 0) || !(flue->moist_pct >= 0 && flue->moist_pct < 100))
        return refuse(flow_m3_h, flue->moist_pct);
    if (fault)
        return none(fault);
    return value_of(flow_m3_h * QN_STANDARD_TEMP_K / (QN_STANDARD_TEMP_K + flue->temp_C) *
                    (flue->ambient_Pa + flue->pressure_Pa) / QN_STANDARD_PRESSURE_PA *
                    (1 - flue->moist_pct / 100));
}

/* Emission rate.
 *
 * Given     measured_mg_m3   NOT the converted concentration; standard state, dry [mg/m3, >= 0]
 *           flow_m3_h        dry flow in the standard state     [m3/h, >= 0]
 * Returned  rate                                                [kg/h]
 * Method    HJ 212-2017 D.6: Gh = CQh * Qsn * 1e-6
 * Errors    MISSING, RANGE
 * Check     50 mg/m3, 200000 m3/h -> 10 (by hand)
 */
struct qn_calc qn_conv_rate(double measured_mg_m3, double flow_m3_h)
{
    if (!(measured_mg_m3 >= 0) || !(flow_m3_h >= 0))
        return refuse(measured_mg_m3, flow_m3_h);
    return value_of(measured_mg_m3 * flow_m3_h * RATE_KG_PER_MG);
}

/* Flow or mass of a day.
 *
 * Given     hour, n   hourly amounts; NaN: not valid            [m3 or kg, >= 0]
 * Returned  their sum                                           [m3 or kg]
 * Method    HJ 212-2017 D.5, D.6: the sum of the valid hours. Formula 34 prints 1e-6 once more: a
 *           misprint, the hours are in kg already.
 * Errors    FEW where no hour is valid
 * Check     {1, NaN, 2.5} -> 3.5 (by hand)
 */
struct qn_calc qn_conv_day_sum(const double *hour, size_t n)
{
    double sum = 0;
    size_t valid = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(hour[i] >= 0))
            continue;
        sum += hour[i];
        valid++;
    }
    return valid ? value_of(sum) : none(QN_CALC_FEW);
}

/* The reference O2 that a reported converted concentration was made with.
 *
 * Given     dry_mg_m3, converted_mg_m3   as reported            [mg/m3, > 0]
 *           o2_pct, judged_max_pct       as above
 * Returned  reference O2                                        [%]
 * Method    HJ 212-2017 D.4 solved for O2s: 21 - C / Csn * (21 - O2)
 * Errors    MISSING, RANGE, NEAR_AIR
 * Check     30 and 50 mg/m3 at 18 % -> 16 (by hand)
 */
struct qn_calc qn_conv_reference_o2(double dry_mg_m3, double converted_mg_m3, double o2_pct,
                                    double judged_max_pct)
{
    if (!(dry_mg_m3 > 0) || !(converted_mg_m3 > 0))
        return refuse(dry_mg_m3, converted_mg_m3);
    if (!(o2_pct >= 0 && o2_pct <= 25))
        return refuse(o2_pct, 0);
    if (!(o2_pct < judged_max_pct && o2_pct < QN_O2_OF_AIR_PCT))
        return none(QN_CALC_NEAR_AIR);
    return value_of(QN_O2_OF_AIR_PCT - converted_mg_m3 / dry_mg_m3 * (QN_O2_OF_AIR_PCT - o2_pct));
}
