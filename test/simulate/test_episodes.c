/* Each episode does to the instruments what it is named after. Levels expected: the section on
 * shutdown evidence of the HJ 212 reference (running O2 and velocity by kind, air at 20.9 %), and
 * what the words themselves say. Every case holds for several seeds. */
#include "sim.h"

#define SEEDS 12

static struct watched w; /* too large for the stack of a case */

static void an_honest_stop_brings_air_and_stands_still(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "power_boiler", QN_EP_HONEST_STOP);
        watch(&o, &w, "a19001", "Avg");
        assert_true(mean_of(&w, 1, 8) < 12);
        if (isnan(mean_of(&w, 9, 12)))
            continue; /* the cabinet was switched off and sends nothing */
        watch(&o, &w, "g20801", "Avg");
        double running = mean_of(&w, 1, 8);
        assert_true(running > 10);
        assert_true(mean_of(&w, 9, 12) < 0.05 * running);
        watch(&o, &w, QN_CODE_POWER, "Avg");
        assert_true(mean_of(&w, 9, 12) < 0.3 * mean_of(&w, 1, 8));
    }
}

static void a_stopped_flue_cools_by_its_mass_and_not_at_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "coke_oven", QN_EP_HONEST_STOP);
        o.device.version = QN_212_2005; /* its cabinet's D marks do not matter here */
        o.device.mn = "99000000000001";
        watch(&o, &w, "S03", "Avg");
        double running = mean_of(&w, 1, 8), first = mean_of(&w, 8, 8.25);
        assert_true(running > 120);
        assert_true(first > 0.5 * running);
        assert_true(mean_of(&w, 9, 9.5) < 0.9 * running);
    }
}

static void a_wet_scrubber_stays_warm_while_its_pumps_run(void **state)
{
    (void)state;
    int warm = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "sinter_machine", QN_EP_HONEST_STOP);
        o.device.wet_scrubber = true;
        watch(&o, &w, "a01012", "Avg");
        double running = mean_of(&w, 1, 8);
        assert_true(running > 42 && running < 60);
        warm += mean_of(&w, 8.5, 9) > 38;
    }
    assert_true(warm >= SEEDS / 3);
}

static void a_paper_stop_says_stopped_and_runs(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "sinter_machine", QN_EP_PAPER_STOP);
        watch(&o, &w, "a19001", "Avg");
        int marked = 0;
        for (int i = 9 * 24; i < 11 * 24; i++)
            marked += w.mark[i] == 'F';
        assert_true(marked >= 40);
        watch(&o, &w, QN_CODE_POWER, "Avg");
        assert_true(mean_of(&w, 9, 11) > 0.3 * mean_of(&w, 1, 8));
        watch(&o, &w, "a00000", "Avg");
        assert_true(mean_of(&w, 9, 11) > 0.3 * mean_of(&w, 1, 8));
    }
}

static void a_night_run_stands_at_noon_and_runs_after_midnight(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        enum qn_episode_kind kind;
        one_init(&o, seed, "power_boiler", QN_EP_NIGHT_RUN);
        watch(&o, &w, QN_CODE_POWER, "Avg");
        double running = mean_of(&w, 1, 8);
        int nights = 0;
        for (int day = 8; day < 12; day++) {
            o.fleet.device = &o.device;
            o.device.episode = &o.episode;
            enum qn_truth at_two =
                qn_fleet_truth(&o.fleet, 0, BEGIN_MS + day * DAY_MS + 2 * HOUR_MS, &kind);
            assert_int_equal(kind, QN_EP_NIGHT_RUN);
            assert_int_equal(
                qn_fleet_truth(&o.fleet, 0, BEGIN_MS + day * DAY_MS + 13 * HOUR_MS, NULL),
                QN_TRUTH_STOPPED);
            double at_night = w.first[day * 24 + 2], at_noon = w.first[day * 24 + 13];
            if (w.first[day * 24 + 14] < at_noon) /* a meter slips now and then */
                at_noon = w.first[day * 24 + 14];
            if (at_two == QN_TRUTH_RUNNING && !isnan(at_night)) {
                nights++;
                assert_true(at_night > 0.3 * running);
            }
            assert_true(isnan(at_noon) || at_noon < 0.3 * running);
        }
        assert_true(nights >= 1);
    }
}

static void a_pulled_probe_shows_no_flue_gas_while_the_fan_runs(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "power_boiler", QN_EP_PULLED_PROBE);
        watch(&o, &w, "a21002", "Avg");
        assert_true(mean_of(&w, 9, 12) < 0.25 * mean_of(&w, 1, 8));
        watch(&o, &w, "a19001", "Avg");
        double o2 = mean_of(&w, 9, 12);
        assert_true(o2 > 20 || o2 < 4); /* air, or nitrogen */
        watch(&o, &w, "g20801", "Avg");
        assert_true(mean_of(&w, 9, 12) > 0.5 * mean_of(&w, 1, 8));
    }
}

static void a_retro_mark_comes_hours_later_as_another_version(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "power_boiler", QN_EP_RETRO_MARK);
        watch(&o, &w, "a34013", "Avg");
        double usual = mean_of(&w, 1, 8);
        int marked_anew = 0;
        for (int i = 8 * 24; i < 12 * 24; i++) {
            if (w.versions[i] < 2 || w.first_mark[i] != 'N' || w.mark[i] != 'F')
                continue;
            marked_anew++;
            assert_true(w.last_arrival[i] > w.first_arrival[i] + HOUR_MS / 4);
        }
        /* 2017 devices whose register alone says stopped mark nothing */
        assert_true(marked_anew >= 1);
        double most = 0;
        for (int i = 8 * 24; i < 12 * 24; i++)
            most = w.first[i] > most ? w.first[i] : most;
        assert_true(most > 4 * usual);
    }
}

static void an_outage_never_comes_and_a_backfill_comes_late(void **state)
{
    (void)state;
    struct one o;
    one_init(&o, 3, "power_boiler", QN_EP_OUTAGE);
    watch(&o, &w, "a00000", "Avg");
    for (int i = 8 * 24; i < 12 * 24 - 1; i++)
        assert_nan(w.first[i]);
    one_init(&o, 3, "power_boiler", QN_EP_BACKFILL);
    o.device.version = QN_212_2025;
    watch(&o, &w, "a00000", "Avg");
    assert_true(w.resent >= 90);
    for (int i = 8 * 24; i < 12 * 24 - 1; i++) {
        assert_true(!isnan(w.first[i]));
        assert_true(w.first_arrival[i] >= BEGIN_MS + 12 * DAY_MS);
    }
}

static void a_banked_oven_keeps_warm_and_charges_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "coke_oven", QN_EP_BANKED);
        watch(&o, &w, QN_CODE_CHARGE, "Cou");
        assert_true(mean_of(&w, 1, 8) > 0.5);
        assert_near(mean_of(&w, 9, 11), 0, 0);
        watch(&o, &w, "a01012", "Avg");
        assert_true(mean_of(&w, 9, 11) > 0.6 * mean_of(&w, 1, 8));
    }
}

static void a_restart_runs_again_under_its_marks(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct one o;
        one_init(&o, seed, "lime_kiln", QN_EP_RESTART);
        o.device.episode = &o.episode;
        o.fleet.device = &o.device;
        assert_int_equal(qn_fleet_truth(&o.fleet, 0, BEGIN_MS + 9 * DAY_MS, NULL),
                         QN_TRUTH_STOPPED);
        assert_int_equal(qn_fleet_truth(&o.fleet, 0, BEGIN_MS + 12 * DAY_MS - HOUR_MS, NULL),
                         QN_TRUTH_RUNNING);
        watch(&o, &w, QN_CODE_POWER, "Avg");
        double running = mean_of(&w, 1, 8);
        assert_true(mean_of(&w, 11.5, 12) > 0.3 * running);
        watch(&o, &w, "a19001", "Avg");
        assert_int_equal(w.mark[12 * 24 - 3] ? w.mark[12 * 24 - 3] : 'F', 'F');
    }
}

static void wrong_units_are_three_powers_of_ten_off(void **state)
{
    (void)state;
    struct one right, wrong;
    one_init(&right, 5, "power_boiler", QN_EP_NORMAL);
    one_init(&wrong, 5, "power_boiler", QN_EP_NORMAL);
    wrong.device.units = QN_UNITS_WRONG;
    watch(&right, &w, "a00000", "Avg");
    double m3_s = mean_of(&w, 1, 8);
    watch(&wrong, &w, "a00000", "Avg");
    assert_near(mean_of(&w, 1, 8) / m3_s, 3600, 1); /* m3/h for m3/s */
    watch(&right, &w, "a01013", "Avg");
    double kPa = mean_of(&w, 1, 8);
    watch(&wrong, &w, "a01013", "Avg");
    assert_near(mean_of(&w, 1, 8) / kPa, 1000, 5); /* Pa for kPa */
}

QN_CASES_BEGIN
QN_CASE(an_honest_stop_brings_air_and_stands_still)
QN_CASE(a_stopped_flue_cools_by_its_mass_and_not_at_once)
QN_CASE(a_wet_scrubber_stays_warm_while_its_pumps_run)
QN_CASE(a_paper_stop_says_stopped_and_runs)
QN_CASE(a_night_run_stands_at_noon_and_runs_after_midnight)
QN_CASE(a_pulled_probe_shows_no_flue_gas_while_the_fan_runs)
QN_CASE(a_retro_mark_comes_hours_later_as_another_version)
QN_CASE(an_outage_never_comes_and_a_backfill_comes_late)
QN_CASE(a_banked_oven_keeps_warm_and_charges_nothing)
QN_CASE(a_restart_runs_again_under_its_marks)
QN_CASE(wrong_units_are_three_powers_of_ten_off)
QN_CASES_END
