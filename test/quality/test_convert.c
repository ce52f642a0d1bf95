/* HJ 212-2017 appendix D. Expected values are the worked ones of the blocks in convert.c, reckoned
 * by hand from the printed formulas. */
#include "qn_test.h"

#include "quality/convert.h"
#include "quality/quality.h"

static const struct qn_flue flue = {120, -500, 95000, 10};

static void assert_calc(struct qn_calc c, double expected, double tolerance)
{
    assert_int_equal(c.reason, QN_CALC_OK);
    assert_near(c.value, expected, tolerance);
}

static void assert_none(struct qn_calc c, enum qn_calc_reason why)
{
    assert_int_equal(c.reason, why);
    assert_nan(c.value);
}

static void concentrations_are_brought_to_the_standard_state(void **state)
{
    (void)state;
    /* 100 * 101325/94500 * 393/273 */
    assert_calc(qn_conv_standard(100, &flue), 154.35287, 1e-4);
    const struct qn_flue already = {0, 0, QN_STANDARD_PRESSURE_PA, 0};
    assert_calc(qn_conv_standard(37.5, &already), 37.5, 1e-12);
}

static void wet_values_become_dry_ones(void **state)
{
    (void)state;
    assert_calc(qn_conv_dry(90, 10), 100, 1e-12);
    assert_none(qn_conv_dry(90, 100), QN_CALC_RANGE);
    assert_none(qn_conv_dry(NAN, 10), QN_CALC_MISSING);
}

static void volume_fractions_become_mass(void **state)
{
    (void)state;
    assert_calc(qn_conv_ppm(100, QN_MOLAR_SO2_G_MOL), 285.714286, 1e-5); /* 100 * 64/22.4 */
    assert_calc(qn_conv_nox_mole(45, 5), 102.678571, 1e-5);              /* 50 * 46/22.4 */
    assert_calc(qn_conv_nox_mass(60, 8), 100, 1e-12);                    /* 60 * 46/30 + 8 */
    assert_none(qn_conv_nox_mass(-1, 8), QN_CALC_RANGE);
}

static void conversion_to_the_reference_o2_follows_both_forms(void **state)
{
    (void)state;
    assert_calc(qn_conv_converted(30, 18, 16, QN_O2_JUDGED_MAX_PCT), 50, 1e-12);
    assert_calc(qn_conv_excess_air(100, 9, 1.4, QN_O2_JUDGED_MAX_PCT), 125, 1e-9);
    /* alpha 1.4 is 6 % O2: 21 / (21 - 6) */
    assert_calc(qn_conv_converted(100, 9, 6, QN_O2_JUDGED_MAX_PCT), 125, 1e-9);
    assert_calc(qn_conv_converted(30, NAN, NAN, QN_O2_JUDGED_MAX_PCT), 30, 0);
}

/* A stopped furnace: 20.9 % O2 would make 50 mg/m3 of 1 mg/m3 of noise. */
static void near_air_there_is_no_converted_value(void **state)
{
    (void)state;
    assert_none(qn_conv_converted(1, 20.9, 16, QN_O2_JUDGED_MAX_PCT), QN_CALC_NEAR_AIR);
    assert_none(qn_conv_converted(1, 19, 16, QN_O2_JUDGED_MAX_PCT), QN_CALC_NEAR_AIR);
    assert_none(qn_conv_converted(1, 21, 16, 25), QN_CALC_NEAR_AIR);
    assert_calc(qn_conv_converted(1, 18.9, 16, QN_O2_JUDGED_MAX_PCT), 5 / 2.1, 1e-9);
    assert_string_equal(qn_calc_reason_name(QN_CALC_NEAR_AIR), "o2_near_air");
}

static void the_bound_near_air_is_the_packs(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_pack *pack = NULL;
    assert_ok(qn_pack_load(NULL, &pack, &err), err);
    assert_near(qn_pack_threshold(pack, "o2_judged_max_pct")->value, QN_O2_JUDGED_MAX_PCT, 0);
    assert_string_equal(qn_pack_threshold(pack, "o2_judged_max_pct")->basis, "assumed");
    qn_pack_free(pack);
}

static void flow_becomes_standard_dry_flow(void **state)
{
    (void)state;
    assert_calc(qn_conv_velocity(1.1, 10), 11, 1e-12);
    assert_calc(qn_conv_flow(6, 10), 216000, 1e-9);
    /* 216000 * 273/393 * 94500/101325 * 0.9 */
    assert_calc(qn_conv_flow_standard(216000, &flue), 125945.1806, 1e-3);
    const struct qn_flue vacuum = {120, -96000, 95000, 10};
    assert_none(qn_conv_flow_standard(216000, &vacuum), QN_CALC_RANGE);
}

static void rates_rest_on_the_measured_concentration(void **state)
{
    (void)state;
    assert_calc(qn_conv_rate(50, 200000), 10, 1e-12);
    const double hours[] = {1, NAN, 2.5};
    assert_calc(qn_conv_day_sum(hours, 3), 3.5, 1e-12);
    const double none[] = {NAN};
    assert_none(qn_conv_day_sum(none, 1), QN_CALC_FEW);
}

static void the_reference_o2_of_a_reported_value_is_found_again(void **state)
{
    (void)state;
    assert_calc(qn_conv_reference_o2(30, 50, 18, QN_O2_JUDGED_MAX_PCT), 16, 1e-9);
    assert_none(qn_conv_reference_o2(0, 50, 18, QN_O2_JUDGED_MAX_PCT), QN_CALC_RANGE);
}

QN_CASES_BEGIN
QN_CASE(concentrations_are_brought_to_the_standard_state)
QN_CASE(wet_values_become_dry_ones)
QN_CASE(volume_fractions_become_mass)
QN_CASE(conversion_to_the_reference_o2_follows_both_forms)
QN_CASE(near_air_there_is_no_converted_value)
QN_CASE(the_bound_near_air_is_the_packs)
QN_CASE(flow_becomes_standard_dry_flow)
QN_CASE(rates_rest_on_the_measured_concentration)
QN_CASE(the_reference_o2_of_a_reported_value_is_found_again)
QN_CASES_END
