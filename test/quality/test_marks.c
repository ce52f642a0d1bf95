/* Marks by their standard (HJ/T 212-2005; HJ 212-2017 table 8; HJ 75-2017) and the counts of
 * HJ 212-2017 appendix D and C.16-C.18. */
#include "qn_test.h"

#include "quality/marks.h"
#include "quality/validity.h"

static void one_letter_means_another_thing_in_another_standard(void **state)
{
    (void)state;
    assert_int_equal(qn_mark_of(QN_MARK_212_2017, "F").meaning, QN_MEANS_INSTRUMENT_STOPPED);
    assert_int_equal(qn_mark_of(QN_MARK_212_2005, "F").meaning, QN_MEANS_SOURCE_STOPPED);
    assert_int_equal(qn_mark_of(QN_MARK_HJ75, "F").meaning, QN_MEANS_SOURCE_STOPPED);
    assert_int_equal(qn_mark_of(QN_MARK_212_2017, "B").meaning, QN_MEANS_NO_COMMUNICATION);
    assert_int_equal(qn_mark_of(QN_MARK_HJ75, "B").meaning, QN_MEANS_BANKED);
    assert_int_equal(qn_mark_of(QN_MARK_212_2005, "B").meaning, QN_MEANS_UNKNOWN);
    assert_int_equal(qn_mark_of(QN_MARK_212_2005, "P").meaning, QN_MEANS_POWER_FAULT);
    assert_int_equal(qn_mark_of(QN_MARK_212_2017, "P").meaning, QN_MEANS_UNKNOWN);
}

static void start_and_stop_are_words_of_hj_75_only(void **state)
{
    (void)state;
    assert_int_equal(qn_mark_of(QN_MARK_HJ75, "St").meaning, QN_MEANS_STARTING);
    assert_int_equal(qn_mark_of(QN_MARK_HJ75, "Sd").meaning, QN_MEANS_STOPPING);
    assert_int_equal(qn_mark_of(QN_MARK_212_2017, "St").meaning, QN_MEANS_UNKNOWN);
    assert_int_equal(qn_mark_of(QN_MARK_HJ75, "st").meaning, QN_MEANS_UNKNOWN); /* case counts */
}

static void the_word_sr_stays_unconfirmed(void **state)
{
    (void)state;
    struct qn_mark m = qn_mark_of(QN_MARK_ST45, "Sr");
    assert_int_equal(m.meaning, QN_MEANS_UNKNOWN);
    assert_true(m.unconfirmed);
    assert_false(qn_mark_of(QN_MARK_ST45, "N").unconfirmed);
}

static void only_normal_and_unmarked_values_are_valid(void **state)
{
    (void)state;
    assert_true(qn_mark_valid(qn_mark_of(QN_MARK_212_2017, "N").meaning));
    assert_true(qn_mark_valid(qn_mark_of(QN_MARK_212_2017, "").meaning));
    const struct qn_mark *all;
    size_t n = qn_mark_list(&all);
    assert_true(n > 25);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].text, "N") != 0)
            assert_false(qn_mark_valid(all[i].meaning));
}

static void a_mark_of_the_instrument_says_nothing_of_the_plant(void **state)
{
    (void)state;
    assert_false(qn_mark_of_plant(qn_mark_of(QN_MARK_212_2017, "F").meaning));
    assert_true(qn_mark_of_plant(qn_mark_of(QN_MARK_212_2005, "F").meaning));
    assert_true(qn_mark_of_plant(qn_mark_of(QN_MARK_HJ75, "B").meaning));
}

static void a_minute_needs_twelve_values_and_a_day_twenty_hours(void **state)
{
    (void)state;
    double v[24];
    bool ok[24];
    for (int i = 0; i < 24; i++) {
        v[i] = i;
        ok[i] = i < 20;
    }
    struct qn_mean m = qn_mean_valid(v, NULL, 12, (size_t)qn_validity_default.minute_instants);
    assert_near(m.mean.value, 5.5, 1e-12); /* mean of 0..11 */
    m = qn_mean_valid(v, NULL, 11, (size_t)qn_validity_default.minute_instants);
    assert_int_equal(m.mean.reason, QN_CALC_FEW);
    assert_nan(m.mean.value);
    m = qn_mean_valid(v, ok, 24, (size_t)qn_validity_default.day_hours);
    assert_near(m.mean.value, 9.5, 1e-12); /* mean of 0..19 */
    v[3] = NAN;
    m = qn_mean_valid(v, ok, 24, (size_t)qn_validity_default.day_hours);
    assert_int_equal(m.mean.reason, QN_CALC_FEW);
    assert_int_equal(m.valid, 19);
}

static void an_hour_needs_forty_five_valid_minutes_at_any_interval(void **state)
{
    (void)state;
    double v[60];
    for (int i = 0; i < 60; i++)
        v[i] = i < 45 ? 2 : NAN;
    assert_near(qn_mean_hour(v, NULL, 60, 1, &qn_validity_default).mean.value, 2, 0);
    v[0] = NAN;
    assert_int_equal(qn_mean_hour(v, NULL, 60, 1, &qn_validity_default).mean.reason, QN_CALC_FEW);
    const double tens[] = {1, 2, 3, 4, 5, NAN}; /* 50 minutes */
    assert_near(qn_mean_hour(tens, NULL, 6, 10, &qn_validity_default).mean.value, 3, 1e-12);
    const double four[] = {1, 2, 3, 4, NAN, NAN}; /* 40 minutes */
    assert_int_equal(qn_mean_hour(four, NULL, 6, 10, &qn_validity_default).mean.reason,
                     QN_CALC_FEW);
}

static void a_month_needs_twenty_five_days_and_february_twenty_three(void **state)
{
    (void)state;
    assert_int_equal(qn_month_needs(&qn_validity_default, 1), 25);
    assert_int_equal(qn_month_needs(&qn_validity_default, 2), 23);
    assert_int_equal(qn_validity_conf(QN_VALID_MONTH), QN_CONF_PARTIAL);
    assert_int_equal(qn_validity_conf(QN_VALID_HOUR), QN_CONF_VERIFIED_PAGE);
}

static void a_flag_is_n_from_three_quarters_on(void **state)
{
    (void)state;
    assert_int_equal(qn_flag_of_share(45, 60, &qn_validity_default), 'N');
    assert_int_equal(qn_flag_of_share(44, 60, &qn_validity_default), 'D');
    assert_int_equal(qn_flag_of_share(0, 0, &qn_validity_default), 'D');
}

static void an_hours_mark_follows_its_minutes(void **state)
{
    (void)state;
    int minutes[QN_MEANS_COUNT] = {0};
    minutes[QN_MEANS_SOURCE_STOPPED] = 45;
    minutes[QN_MEANS_NORMAL] = 15;
    assert_int_equal(qn_mark_of_hour(minutes, &qn_validity_default), QN_MEANS_SOURCE_STOPPED);
    minutes[QN_MEANS_SOURCE_STOPPED] = 0;
    minutes[QN_MEANS_NORMAL] = 44;
    minutes[QN_MEANS_CALIBRATION] = 16;
    assert_int_equal(qn_mark_of_hour(minutes, &qn_validity_default), QN_MEANS_CALIBRATION);
    minutes[QN_MEANS_NORMAL] = 45;
    minutes[QN_MEANS_CALIBRATION] = 15;
    assert_int_equal(qn_mark_of_hour(minutes, &qn_validity_default), QN_MEANS_NORMAL);
    minutes[QN_MEANS_NORMAL] = 44;
    assert_int_equal(qn_mark_of_hour(minutes, &qn_validity_default), QN_MEANS_MISSING);
}

QN_CASES_BEGIN
QN_CASE(one_letter_means_another_thing_in_another_standard)
QN_CASE(start_and_stop_are_words_of_hj_75_only)
QN_CASE(the_word_sr_stays_unconfirmed)
QN_CASE(only_normal_and_unmarked_values_are_valid)
QN_CASE(a_mark_of_the_instrument_says_nothing_of_the_plant)
QN_CASE(a_minute_needs_twelve_values_and_a_day_twenty_hours)
QN_CASE(an_hour_needs_forty_five_valid_minutes_at_any_interval)
QN_CASE(a_month_needs_twenty_five_days_and_february_twenty_three)
QN_CASE(a_flag_is_n_from_three_quarters_on)
QN_CASE(an_hours_mark_follows_its_minutes)
QN_CASES_END
