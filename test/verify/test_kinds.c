/* Kinds of installation, shutting down, and instruments that say nothing. */
#include "verify_fixture.h"

#define HISTORY_H 240.0
#define N(a) (sizeof(a) / sizeof(a)[0])

static void a_banked_coke_oven_is_stopped_and_said_to_be_banked(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{24, 1, "N", false, false}, {96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    p.banks = true;
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "coke_oven", false);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    /* No charging is said after six hours without. */
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H + 24, 1e9) >= 88);
    assert_true(v.interval[v.n - 1].banked);
    assert_int_equal(v.n_findings, 0);
    fx_release(&p);
}

static void a_coke_oven_without_counts_and_meter_is_neither_stopped_nor_accused(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    p.banks = true;
    fx_history(&p);
    fx_phases(&p, f, N(f));
    fx_without(&p, FX_FAN);
    fx_without(&p, FX_METER);
    fx_without(&p, FX_COUNT);
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "coke_oven", false);
    assert_near(fx_hours(&v, QN_V_UNPROVABLE, HISTORY_H, 1e9), 96, 0.1);
    fx_release(&p);
}

static void a_coke_oven_that_charges_under_a_stop_mark_is_contradicted(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0.6, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (int c = 0; c < FX_COUNT; c++)
        if (c != FX_TEMP) /* of an oven it proves nothing; it bears the mark */
            fx_without(&p, c);
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "coke_oven", false);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9), 96, 0.1);
    fx_release(&p);
}

static void the_same_warm_boiler_is_contradicted(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    p.banks = true;
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "power_boiler", false);
    assert_true(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9) >= 95);
    fx_release(&p);
}

static void running_down_under_a_new_mark_contradicts_nothing(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{24, 1, "N", false, false},
                                 {2, 0.8, "F", false, false},
                                 {2, 0.5, "F", false, false},
                                 {60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "sinter_machine", false);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H + 28, 1e9) >= 56);
    fx_release(&p);
}

/* The same four hours, and then the mark is gone and the plant runs on. */
static void running_under_a_mark_that_ends_in_running_is_contradicted(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {
        {24, 1, "N", false, false}, {4, 0.8, "F", false, false}, {24, 1, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge_kind(&p, HISTORY_H, "sinter_machine", false);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 4, 0.01);
    fx_release(&p);
}

static void a_fan_that_blows_cold_air_for_some_hours_after_a_stop_is_no_fake(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (size_t i = (size_t)HISTORY_H; i < (size_t)HISTORY_H + 5; i++) {
        p.sample[FX_FAN][i].value = 45;
        p.sample[FX_VELOCITY][i].value = 5;
    }
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    assert_int_equal(v.n_findings, 0);
    fx_release(&p);
}

static void the_same_fan_a_day_long_is_contradicted(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (size_t i = (size_t)HISTORY_H; i < (size_t)HISTORY_H + 24; i++) {
        p.sample[FX_FAN][i].value = 45;
        p.sample[FX_VELOCITY][i].value = 5;
    }
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_true(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9) >= 16);
    fx_release(&p);
}

static void instruments_switched_off_prove_nothing(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (int c = 0; c < FX_CHANNELS; c++)
        for (size_t i = (size_t)HISTORY_H; i < p.signal[c].n; i++)
            p.sample[c][i].value = 0;
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_STOPPED, 0, 1e9), 0, 0);
    fx_release(&p);
}

static void nitrogen_in_the_sampling_line_is_found(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{48, 1, "N", true, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (size_t i = (size_t)HISTORY_H; i < p.signal[FX_O2].n; i++)
        p.sample[FX_O2][i].value = 0.3 + 0.1 * fx_noise(&p);
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_non_null(fx_finding(&v, QN_F_PULLED_PROBE));
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9), 48, 0.1);
    fx_release(&p);
}

/* What arrives later and looks clean does not replace what arrived first. */
static void values_changed_afterwards_do_not_hide_what_came_first(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase hour = {1, 0.9, "F", false, false};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    for (int h = 0; h < 24; h++) {
        fx_run(&p, &hour);
        for (int c = 0; c < FX_FAN; c++) {
            fx_remark(&p, c, FX_T0 + (int64_t)(HISTORY_H + 48) * FX_HOUR, "F");
            p.sample[c][p.signal[c].n - 1].value = c == FX_O2 ? 20.9 : 0;
        }
    }
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9), 24, 0.1);
    fx_release(&p);
}

static void an_energy_counter_is_read_as_what_it_adds(void **state)
{
    (void)state;
    for (int load = 0; load <= 1; load++) {
        struct fx_plant p;
        const struct fx_phase f[] = {{72, load, "F", false, false}};
        double sum = 1e6;
        fx_init(&p, FX_HOUR);
        fx_history(&p);
        fx_phases(&p, f, N(f));
        for (size_t i = 0; i < p.signal[FX_METER].n; i++) {
            sum += p.sample[FX_METER][i].value;
            p.sample[FX_METER][i].value = sum;
        }
        fx_without(&p, FX_FAN);
        fx_without(&p, FX_COUNT);
        struct qn_verification v = fx_judge(&p, HISTORY_H);
        if (load)
            assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9), 72, 0.1);
        else
            assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H, 1e9) >= 66);
        fx_release(&p);
    }
}

QN_CASES_BEGIN
QN_CASE(a_banked_coke_oven_is_stopped_and_said_to_be_banked)
QN_CASE(a_coke_oven_without_counts_and_meter_is_neither_stopped_nor_accused)
QN_CASE(a_coke_oven_that_charges_under_a_stop_mark_is_contradicted)
QN_CASE(the_same_warm_boiler_is_contradicted)
QN_CASE(running_down_under_a_new_mark_contradicts_nothing)
QN_CASE(running_under_a_mark_that_ends_in_running_is_contradicted)
QN_CASE(a_fan_that_blows_cold_air_for_some_hours_after_a_stop_is_no_fake)
QN_CASE(the_same_fan_a_day_long_is_contradicted)
QN_CASE(instruments_switched_off_prove_nothing)
QN_CASE(nitrogen_in_the_sampling_line_is_found)
QN_CASE(values_changed_afterwards_do_not_hide_what_came_first)
QN_CASE(an_energy_counter_is_read_as_what_it_adds)
QN_CASES_END
