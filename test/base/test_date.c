#include "qn_test.h"

#include "base/date.h"

static void every_written_form_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
    } row[] = {
        {"2019-07-17", "2019-07-17"},
        {"2019/7/17", "2019-07-17"},
        {"2019.7.17", "2019-07-17"},
        {"20190717", "2019-07-17"},
        {"2019年7月17日", "2019-07-17"},
        {"2019年07月17号", "2019-07-17"},
        {"2019-07", "2019-07"},
        {"2019/7", "2019-07"},
        {"2019年7月", "2019-07"},
        {"2019年", "2019"},
        {"2019", "2019"},
        {" 2019-7-1\t", "2019-07-01"},
        {"２０１９年７月１７日", "2019-07-17"},
        {"　２０１９－０７　", "2019-07"},
        {"1900-01-01", "1900-01-01"},
        {"2100-12-31", "2100-12-31"},
        {"2000-02-29", "2000-02-29"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_err err = {0};
        struct qn_date d;
        char iso[QN_DATE_TEXT_CAP];
        assert_ok(qn_date_parse(row[i].text, strlen(row[i].text), &d, &err), err);
        assert_string_equal(qn_date_text(d, iso), row[i].iso);
    }
}

static void what_is_not_a_date_is_refused(void **state)
{
    (void)state;
    static const char *const text[] = {
        "",
        " ",
        "去年",
        "201",
        "20197",
        "201907",
        "2019071",
        "201907170",
        "2019-",
        "2019-7-",
        "2019-007-1",
        "2019-7/1",
        "2019-7-1x",
        "17-07-2019",
        "7/17/2019",
        "2019年7",
        "2019年7月1",
        "2019年7月1日晚",
        "-2019",
        "2019 7 1",
        "2019--7",
        "43663",
        "2019-07-17 00:00",
        "2019                                                                              ,",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct qn_err err = {0};
        struct qn_date d = {1, 2, 3};
        assert_int_equal(qn_date_parse(text[i], strlen(text[i]), &d, &err), QN_E_SYNTAX);
        assert_int_equal(d.year, 1);
        assert_true(err.msg[QN_ZH][0] && err.msg[QN_EN][0]);
    }
}

static void days_that_do_not_exist_are_out_of_domain(void **state)
{
    (void)state;
    static const char *const text[] = {
        "2019-02-29", "1900-02-29", "2100-02-29", "2019-04-31", "2019-13-01", "2019-00-10",
        "2019-01-00", "2019-13",    "1899-12-31", "2101-01-01", "0019-01-01", "99990101",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct qn_err err = {0};
        struct qn_date d;
        assert_int_equal(qn_date_parse(text[i], strlen(text[i]), &d, &err), QN_E_DOMAIN);
        assert_non_null(strstr(err.msg[QN_EN], text[i]));
    }
}

/* Known days: POSIX's epoch; 2000-03-01 is day 11017 (30 years * 365 + 7 leap days + 31 + 29);
 * 2019-07-17 is Unix time 1563321600 / 86400 = 18094 (GNU date -u -d 2019-07-17 +%s). */
static void days_are_counted_from_the_epoch(void **state)
{
    (void)state;
    assert_int_equal(qn_date_first_day((struct qn_date){1970, 1, 1}), 0);
    assert_int_equal(qn_date_first_day((struct qn_date){2000, 3, 1}), 11017);
    assert_int_equal(qn_date_first_day((struct qn_date){2019, 7, 17}), 18094);
    assert_int_equal(qn_date_first_day((struct qn_date){1969, 12, 31}), -1);
    assert_int_equal(qn_date_last_day((struct qn_date){2019, 7, 17}), 18094);
    assert_int_equal(qn_date_first_day((struct qn_date){2020, 2, 0}), 18293);
    assert_int_equal(qn_date_last_day((struct qn_date){2020, 2, 0}), 18293 + 28);
    assert_int_equal(qn_date_first_day((struct qn_date){2019, 0, 0}), 18094 - 197);
    assert_int_equal(qn_date_last_day((struct qn_date){2019, 0, 0}), 18094 - 197 + 364);
}

static void every_day_of_two_centuries_goes_there_and_back(void **state)
{
    (void)state;
    struct qn_date before = {0};
    int32_t first = qn_date_first_day((struct qn_date){1900, 1, 1});
    int32_t last = qn_date_last_day((struct qn_date){2100, 12, 31});
    assert_int_equal(last - first + 1, 201 * 365 + 49); /* 49 leap years: 1900 and 2100 are not */
    for (int32_t day = first; day <= last; day++) {
        struct qn_date d = qn_date_from_day(day);
        char text[QN_DATE_TEXT_CAP];
        struct qn_date read = {0};
        qn_date_text(d, text);
        assert_int_equal(qn_date_parse(text, strlen(text), &read, NULL), QN_OK);
        assert_int_equal(qn_date_first_day(read), day);
        int next = d.day == before.day + 1 || (d.day == 1 && before.day != 1);
        assert_true(next);
        before = d;
    }
    assert_false(qn_date_known(qn_date_from_day(first - 1)));
    assert_false(qn_date_known(qn_date_from_day(INT32_MAX)));
    assert_false(qn_date_known(qn_date_from_day(INT32_MIN)));
}

/* 1563321600 s is 2019-07-17T00:00:00Z (GNU date), thus 08:00 in China. */
static void the_day_changes_at_midnight_in_china(void **state)
{
    (void)state;
    char text[QN_TIME_TEXT_CAP], day[QN_DATE_TEXT_CAP];
    const int64_t t_ms = INT64_C(1563321600000);
    const int64_t h_ms = 3600000;
    assert_string_equal(qn_time_text(t_ms, text), "2019-07-17T08:00:00+08:00");
    assert_string_equal(qn_time_text(t_ms + 16 * h_ms - 1, text), "2019-07-17T23:59:59+08:00");
    assert_string_equal(qn_date_text(qn_date_of_unix_ms(t_ms + 16 * h_ms - 1), day), "2019-07-17");
    assert_string_equal(qn_date_text(qn_date_of_unix_ms(t_ms + 16 * h_ms), day), "2019-07-18");
    assert_string_equal(qn_time_text(-1, text), "1970-01-01T07:59:59+08:00");
    assert_string_equal(qn_time_text(-8 * h_ms - 1, text), "1969-12-31T23:59:59+08:00");
    assert_string_equal(qn_time_text(INT64_MAX, text), "");
    assert_string_equal(qn_time_text(INT64_MIN, text), "");
    assert_false(qn_date_known(qn_date_of_unix_ms(INT64_MIN)));
}

static void no_date_prints_as_nothing(void **state)
{
    (void)state;
    char text[QN_DATE_TEXT_CAP];
    assert_string_equal(qn_date_text((struct qn_date){0}, text), "");
    assert_false(qn_date_known((struct qn_date){0}));
    assert_true(qn_date_known((struct qn_date){2019, 0, 0}));
}

QN_CASES_BEGIN
QN_CASE(every_written_form_is_read)
QN_CASE(what_is_not_a_date_is_refused)
QN_CASE(days_that_do_not_exist_are_out_of_domain)
QN_CASE(days_are_counted_from_the_epoch)
QN_CASE(every_day_of_two_centuries_goes_there_and_back)
QN_CASE(the_day_changes_at_midnight_in_china)
QN_CASE(no_date_prints_as_nothing)
QN_CASES_END
