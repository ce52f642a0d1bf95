/* Verdicts on a made-up plant. What is expected follows from what the plant was made to do. */
#include "verify_fixture.h"

#define HISTORY_H 240.0
#define N(a) (sizeof(a) / sizeof(a)[0])

static void a_plant_that_runs_is_running(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{72, 0.9, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_int_equal(v.n, 1);
    assert_int_equal(v.interval[0].verdict, QN_V_RUNNING);
    assert_true(v.interval[0].groups_running >= 3);
    assert_int_equal(v.n_findings, 0);
    fx_release(&p);
}

static void a_stop_that_five_groups_show_is_stopped(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{24, 1, "N", false, false}, {96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    fx_print(&v);
    assert_near(fx_hours(&v, QN_V_RUNNING, HISTORY_H, HISTORY_H + 24), 24, 0.1);
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H + 24, HISTORY_H + 120) >= 94);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    const struct qn_interval *last = &v.interval[v.n - 1];
    assert_int_equal(last->verdict, QN_V_STOPPED);
    assert_int_equal(last->groups_stopped, 5);
    assert_true(last->claimed);
    assert_true(last->n >= 8);
    fx_release(&p);
}

static void a_stop_needs_no_mark(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H, 1e9) >= 90);
    assert_false(v.interval[v.n - 1].claimed);
    fx_release(&p);
}

static void a_mark_alone_proves_nothing(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    /* Draught and temperature alone: two groups, and a mark. */
    for (int c = FX_O2; c < FX_CHANNELS; c++)
        if (c != FX_TEMP)
            fx_without(&p, c);
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_STOPPED, 0, 1e9), 0, 0);
    assert_near(fx_hours(&v, QN_V_UNPROVABLE, HISTORY_H + 4, HISTORY_H + 96), 92, 0.1);
    fx_release(&p);
}

static void three_groups_are_enough_and_a_wet_stack_needs_another(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    fx_without(&p, FX_FAN);
    fx_without(&p, FX_METER);
    fx_without(&p, FX_COUNT);
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H, 1e9) >= 88);
    v = fx_judge_kind(&p, HISTORY_H, "power_boiler", true);
    assert_near(fx_hours(&v, QN_V_STOPPED, 0, 1e9), 0, 0);
    fx_release(&p);
}

static void missing_data_prove_nothing(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, true}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_int_equal(v.n, 1);
    assert_int_equal(v.interval[0].verdict, QN_V_UNPROVABLE);
    assert_near(v.interval[0].covered, 0, 0);
    fx_release(&p);
}

static void a_short_gap_stays_within_a_long_stop_and_a_long_one_does_not(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {
        {60, 0, "F", false, false}, {2, 0, "F", false, true}, {60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_STOPPED, HISTORY_H + 60, HISTORY_H + 62), 2, 0.01);
    fx_release(&p);
    const struct fx_phase g[] = {
        {60, 0, "F", false, false}, {8, 0, "F", false, true}, {60, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, g, N(g));
    v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_UNPROVABLE, HISTORY_H + 60, HISTORY_H + 68), 8, 0.01);
    fx_release(&p);
}

static void data_marked_faulty_prove_nothing(void **state)
{
    (void)state;
    static const char *const marks[] = {"D", "B", "C", "M"};
    for (size_t m = 0; m < N(marks); m++) {
        struct fx_plant p;
        const struct fx_phase f[] = {{96, 0, marks[m], false, false}};
        fx_init(&p, FX_HOUR);
        fx_history(&p);
        fx_phases(&p, f, N(f));
        struct qn_verification v = fx_judge(&p, HISTORY_H);
        assert_near(fx_hours(&v, QN_V_STOPPED, 0, 1e9), 0, 0);
        assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
        fx_release(&p);
    }
}

static void a_paper_stop_is_contradicted_at_full_and_at_part_load(void **state)
{
    (void)state;
    static const double load[] = {1, 0.45};
    for (size_t k = 0; k < N(load); k++) {
        struct fx_plant p;
        const struct fx_phase f[] = {{72, load[k], "F", false, false}};
        fx_init(&p, FX_HOUR);
        fx_history(&p);
        fx_phases(&p, f, N(f));
        struct qn_verification v = fx_judge(&p, HISTORY_H);
        assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9), 72, 0.1);
        const struct qn_finding *found = fx_finding(&v, QN_F_MARK_AGAINST_RUN);
        assert_non_null(found);
        assert_true(found->n >= 5);
        /* More than two hours: known with the third hour's data, sent at its end. */
        assert_int_equal(found->known_unix_ms, FX_T0 + (int64_t)(HISTORY_H + 3) * FX_HOUR);
        fx_release(&p);
    }
}

static void an_announced_stop_is_a_claim_like_a_mark(void **state)
{
    (void)state;
    struct fx_plant p;
    struct qn_err err = {0};
    struct qn_verification v;
    const struct fx_phase f[] = {{72, 1, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    int64_t from = FX_T0 + (int64_t)HISTORY_H * FX_HOUR;
    struct qn_verify_subject s = {.kind = "power_boiler",
                                  .track = &p.track,
                                  .n = 1,
                                  .claimed_from_unix_ms = from + 24 * FX_HOUR};
    assert_ok(qn_verify(&s, from, p.track.to_unix_ms, &p.arena, &v, &err), err);
    assert_near(fx_hours(&v, QN_V_RUNNING, HISTORY_H, HISTORY_H + 24), 24, 0.01);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H + 24, 1e9), 48, 0.01);
    fx_release(&p);
}

static void two_hours_of_running_under_a_stop_mark_are_not_yet_a_contradiction(void **state)
{
    (void)state;
    for (int hours = 2; hours <= 3; hours++) {
        struct fx_plant p;
        const struct fx_phase f[] = {
            {48, 0, "F", false, false}, {hours, 1, "F", false, false}, {48, 0, "F", false, false}};
        fx_init(&p, FX_HOUR);
        fx_history(&p);
        fx_phases(&p, f, N(f));
        struct qn_verification v = fx_judge(&p, HISTORY_H);
        double held = fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9);
        if (hours == 2)
            assert_near(held, 0, 0);
        else
            assert_true(held >= 3);
        fx_release(&p);
    }
}

static void a_probe_in_the_air_while_the_fan_runs_is_found(void **state)
{
    (void)state;
    static const char *const marks[] = {"N", "F"};
    for (size_t m = 0; m < N(marks); m++) {
        struct fx_plant p;
        const struct fx_phase f[] = {{24, 1, "N", false, false}, {48, 1, marks[m], true, false}};
        fx_init(&p, FX_HOUR);
        fx_history(&p);
        fx_phases(&p, f, N(f));
        struct qn_verification v = fx_judge(&p, HISTORY_H);
        assert_near(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H + 24, 1e9), 48, 0.1);
        const struct qn_finding *found = fx_finding(&v, QN_F_PULLED_PROBE);
        assert_non_null(found);
        assert_near((double)(found->to_unix_ms - found->from_unix_ms) / (double)FX_HOUR, 48, 0.1);
        fx_release(&p);
    }
}

static void night_runs_under_a_stop_are_found(void **state)
{
    (void)state;
    struct fx_plant p;
    /* From midnight: stopped by day, 22:00 to 05:00 at 70 % load, three nights. */
    const struct fx_phase f[] = {{22, 0, "F", false, false}, {7, 0.7, "F", false, false},
                                 {17, 0, "F", false, false}, {7, 0.7, "F", false, false},
                                 {17, 0, "F", false, false}, {7, 0.7, "F", false, false},
                                 {19, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    const struct qn_finding *found = fx_finding(&v, QN_F_NIGHT_RUN);
    assert_non_null(found);
    assert_int_equal(found->from_unix_ms, FX_T0 + (int64_t)(HISTORY_H + 22) * FX_HOUR);
    assert_int_equal(found->to_unix_ms, FX_T0 + (int64_t)(HISTORY_H + 77) * FX_HOUR);
    assert_true(fx_hours(&v, QN_V_CONTRADICTED, HISTORY_H, 1e9) >= 18);
    fx_release(&p);
}

static void one_clear_night_is_enough(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {
        {46, 0, "F", false, false}, {5, 0.6, "F", false, false}, {45, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_non_null(fx_finding(&v, QN_F_NIGHT_RUN));
    fx_release(&p);
}

static void a_stop_that_begins_and_ends_at_night_is_no_night_run(void **state)
{
    (void)state;
    struct fx_plant p;
    /* From midnight: runs until 02:00 of the second day, stands three days, runs from 03:00. */
    const struct fx_phase f[] = {
        {26, 1, "N", false, false}, {73, 0, "F", false, false}, {40, 1, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_null(fx_finding(&v, QN_F_NIGHT_RUN));
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H, 1e9) >= 48);
    fx_release(&p);
}

/* The published pattern of a Shandong boiler, on a fictional plant: at midnight dust 4025, SO2 799,
 * NOx 802 mg/m3 with a flow of 14956 m3/h under the mark "normal"; before 06:00 the hour is marked
 * as stopped. No history is known. */
static void an_exceedance_marked_as_a_stop_before_six_is_found(void **state)
{
    (void)state;
    static const char *const factor[] = {"a00000", "a21002", "a21026", "a34013"};
    static const double value[] = {14956.0 / 3600, 802, 799, 4025};
    struct qn_sample sample[4][2];
    struct qn_signal signal[4];
    int64_t midnight = FX_T0, marked = FX_T0 + 5 * FX_HOUR + FX_HOUR / 2;
    for (int c = 0; c < 4; c++) {
        sample[c][0] = (struct qn_sample){.t_unix_ms = midnight,
                                          .arrival_unix_ms = midnight + FX_HOUR,
                                          .value = value[c],
                                          .text = "",
                                          .mark = "N",
                                          .version = 1};
        sample[c][1] = sample[c][0];
        sample[c][1].arrival_unix_ms = marked;
        snprintf(sample[c][1].mark, sizeof sample[c][1].mark, "F");
        sample[c][1].version = 2;
        sample[c][1].last = true;
        signal[c] = (struct qn_signal){factor[c], "Avg", 31, 2061, sample[c], 2};
    }
    struct qn_track track = {.mn = "MN-FICTION",
                             .from_unix_ms = midnight,
                             .to_unix_ms = midnight + 24 * FX_HOUR,
                             .signal = signal,
                             .n = 4};
    struct qn_verify_subject s = {
        .kind = "power_boiler", .track = &track, .n = 1, .claimed_from_unix_ms = INT64_MAX};
    struct qn_arena arena;
    struct qn_err err = {0};
    struct qn_verification v;
    qn_arena_init(&arena, (size_t)1 << 26);
    assert_ok(qn_verify(&s, midnight, midnight + 24 * FX_HOUR, &arena, &v, &err), err);
    const struct qn_finding *found = fx_finding(&v, QN_F_RETRO_MARK);
    assert_non_null(found);
    assert_int_equal(found->from_unix_ms, midnight);
    assert_int_equal(found->to_unix_ms, midnight + FX_HOUR);
    assert_int_equal(found->known_unix_ms, marked);
    assert_int_equal(v.interval[0].verdict, QN_V_CONTRADICTED);
    qn_arena_release(&arena);
}

static void a_night_of_running_remarked_in_the_morning_is_found(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase hour = {1, 1, "N", false, false};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    for (int h = 0; h < 6; h++) {
        fx_run(&p, &hour);
        for (int c = 0; c < FX_FAN; c++)
            fx_remark(&p, c, FX_T0 + (int64_t)(HISTORY_H + 9) * FX_HOUR, "F");
    }
    fx_run(&p, &(struct fx_phase){24, 1, "N", false, false});
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    const struct qn_finding *found = fx_finding(&v, QN_F_RETRO_MARK);
    assert_non_null(found);
    assert_int_equal(found->known_unix_ms, FX_T0 + (int64_t)(HISTORY_H + 9) * FX_HOUR);
    assert_near((double)(found->to_unix_ms - found->from_unix_ms) / (double)FX_HOUR, 6, 0.01);
    fx_release(&p);
}

/* A true stop may be marked the next morning: the rule of 2022 allows it until noon. */
static void an_honest_stop_marked_the_next_morning_is_no_finding(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase hour = {1, 0, "N", false, false};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    for (int h = 0; h < 12; h++) {
        fx_run(&p, &hour);
        for (int c = 0; c < FX_FAN; c++)
            fx_remark(&p, c, FX_T0 + (int64_t)(HISTORY_H + 24) * FX_HOUR, "F");
    }
    fx_run(&p, &(struct fx_phase){48, 0, "F", false, false});
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_int_equal(v.n_findings, 0);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    fx_release(&p);
}

static void a_restart_is_known_within_ten_minutes_of_data(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{72, 0, "F", false, false}, {6, 0.9, "F", false, false}};
    fx_init(&p, FX_HOUR / 6);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    const struct qn_finding *found = fx_finding(&v, QN_F_RESTART);
    assert_non_null(found);
    int64_t began = FX_T0 + (int64_t)(HISTORY_H + 72) * FX_HOUR;
    assert_int_equal(found->from_unix_ms, began);
    /* The slot of the restart is sent ten minutes after it begins. */
    assert_true(found->known_unix_ms <= began + FX_HOUR / 6);
    fx_release(&p);
}

/* The same data, cut off as they would have been known then: a sliding window says it at once. */
static void a_restart_shows_in_a_window_that_ends_ten_minutes_after_it(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{72, 0, "F", false, false}, {1.0 / 6, 0.9, "F", false, false}};
    fx_init(&p, FX_HOUR / 6);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H + 48);
    const struct qn_finding *found = fx_finding(&v, QN_F_RESTART);
    assert_non_null(found);
    assert_int_equal(found->from_unix_ms, FX_T0 + (int64_t)(HISTORY_H + 72) * FX_HOUR);
    fx_release(&p);
}

static void intervals_follow_each_other_without_gaps_and_differ(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{30, 1, "N", false, false},   {40, 0, "F", false, false},
                                 {10, 0.7, "F", false, false}, {8, 0, "F", false, true},
                                 {30, 0, "F", false, false},   {30, 1, "N", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_true(v.n >= 5);
    assert_int_equal(v.interval[0].from_unix_ms, v.from_unix_ms);
    assert_int_equal(v.interval[v.n - 1].to_unix_ms, v.to_unix_ms);
    for (size_t i = 1; i < v.n; i++) {
        assert_int_equal(v.interval[i].from_unix_ms, v.interval[i - 1].to_unix_ms);
        assert_true(v.interval[i].verdict != v.interval[i - 1].verdict);
    }
    fx_release(&p);
}

static void the_same_tracks_give_the_same_verdicts(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{30, 1, "N", false, false}, {40, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    struct qn_verification a = fx_judge(&p, HISTORY_H), b = fx_judge(&p, HISTORY_H);
    assert_int_equal(a.n, b.n);
    assert_string_equal(a.rules_sha256, b.rules_sha256);
    for (size_t i = 0; i < a.n; i++) {
        assert_int_equal(a.interval[i].from_unix_ms, b.interval[i].from_unix_ms);
        assert_int_equal(a.interval[i].verdict, b.interval[i].verdict);
        assert_int_equal(a.interval[i].n, b.interval[i].n);
    }
    fx_release(&p);
}

static void a_history_of_stops_teaches_no_running(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{480, 0, "N", false, false}};
    fx_init(&p, FX_HOUR);
    p.temp_C = 12;
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_RUNNING, 0, 1e9), 0, 0);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    for (size_t i = 0; i < v.n; i++)
        for (size_t k = 0; k < v.interval[i].n; k++)
            assert_near(v.interval[i].witness[k].learned_from_h, 0, 0);
    fx_release(&p);
}

static void half_a_history_of_stops_still_teaches_running(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {
        {400, 0, "N", false, false}, {80, 1, "N", false, false}, {48, 0.6, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_phases(&p, f, N(f));
    struct qn_verification v = fx_judge(&p, 480);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 480, 1e9), 48, 1);
    fx_release(&p);
}

static void a_steady_mains_voltage_is_no_running(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{96, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (size_t i = 0; i < p.signal[FX_METER].n; i++)
        p.sample[FX_METER][i].value = 220.1 + 1.5 * fx_noise(&p);
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_CONTRADICTED, 0, 1e9), 0, 0);
    assert_true(fx_hours(&v, QN_V_STOPPED, HISTORY_H, 1e9) >= 88);
    fx_release(&p);
}

static void a_stuck_logger_proves_nothing(void **state)
{
    (void)state;
    struct fx_plant p;
    const struct fx_phase f[] = {{48, 0, "F", false, false}};
    fx_init(&p, FX_HOUR);
    fx_history(&p);
    fx_phases(&p, f, N(f));
    for (int c = 0; c < FX_CHANNELS; c++)
        for (size_t i = (size_t)HISTORY_H + 12; i < p.signal[c].n; i++)
            p.sample[c][i].value = p.sample[c][(size_t)HISTORY_H + 12].value;
    struct qn_verification v = fx_judge(&p, HISTORY_H);
    assert_near(fx_hours(&v, QN_V_UNPROVABLE, HISTORY_H + 12, 1e9), 36, 0.01);
    fx_release(&p);
}

QN_CASES_BEGIN
QN_CASE(a_plant_that_runs_is_running)
QN_CASE(a_stop_that_five_groups_show_is_stopped)
QN_CASE(a_stop_needs_no_mark)
QN_CASE(a_mark_alone_proves_nothing)
QN_CASE(three_groups_are_enough_and_a_wet_stack_needs_another)
QN_CASE(missing_data_prove_nothing)
QN_CASE(a_short_gap_stays_within_a_long_stop_and_a_long_one_does_not)
QN_CASE(data_marked_faulty_prove_nothing)
QN_CASE(a_paper_stop_is_contradicted_at_full_and_at_part_load)
QN_CASE(an_announced_stop_is_a_claim_like_a_mark)
QN_CASE(two_hours_of_running_under_a_stop_mark_are_not_yet_a_contradiction)
QN_CASE(a_probe_in_the_air_while_the_fan_runs_is_found)
QN_CASE(night_runs_under_a_stop_are_found)
QN_CASE(one_clear_night_is_enough)
QN_CASE(a_stop_that_begins_and_ends_at_night_is_no_night_run)
QN_CASE(an_exceedance_marked_as_a_stop_before_six_is_found)
QN_CASE(a_night_of_running_remarked_in_the_morning_is_found)
QN_CASE(an_honest_stop_marked_the_next_morning_is_no_finding)
QN_CASE(a_restart_is_known_within_ten_minutes_of_data)
QN_CASE(a_restart_shows_in_a_window_that_ends_ten_minutes_after_it)
QN_CASE(intervals_follow_each_other_without_gaps_and_differ)
QN_CASE(the_same_tracks_give_the_same_verdicts)
QN_CASE(a_history_of_stops_teaches_no_running)
QN_CASE(half_a_history_of_stops_still_teaches_running)
QN_CASE(a_steady_mains_voltage_is_no_running)
QN_CASE(a_stuck_logger_proves_nothing)
QN_CASES_END
