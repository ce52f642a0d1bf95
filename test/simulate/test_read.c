/* Fleets from CSV: what is taken, and where a mistake is said to be. Columns counted by hand. */
#include <unistd.h>

#include "base/file.h"
#include "sim.h"

#define HEAD "device_mn,kind,episode,from,to,scale\n"
#define MN "99FF00000000000000000001"

static enum qn_status read_text(const char *text, struct qn_arena *arena, struct qn_fleet *f,
                                struct qn_err *err)
{
    char path[512];
    snprintf(path, sizeof path, "%s/fleet.%ld.csv", QN_TEST_TMP, (long)getpid());
    assert_ok(qn_file_write(path, text, strlen(text), err), *err);
    enum qn_status st = qn_fleet_read(path, arena, f, err);
    remove(path);
    return st;
}

static void expect_fault(const char *text, enum qn_status code, const char *place)
{
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    qn_arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(read_text(text, &arena, &f, &err), code);
    size_t n = strlen(err.where), k = strlen(place);
    assert_true(n > k);
    assert_string_equal(err.where + n - k, place);
    assert_true(strlen(err.msg[QN_ZH]) > 10 && strlen(err.msg[QN_EN]) > 10);
    qn_arena_release(&arena);
}

static void a_row_a_device_and_episode(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    qn_arena_init(&arena, (size_t)1 << 20);
    assert_ok(read_text("device_mn,kind,hj212_version,meter,episode,from,to\n" MN
                        ",coke_oven,2025,是,banked,2019-10-03 08:00,2019-10-05\n" MN
                        ",,,,paper_stop,2019-10-05,2019-10-06T12:00:00+08:00\n"
                        "99000000000002,other,2005,,,,\n",
                        &arena, &f, &err),
              err);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.device[0].n_episodes, 2);
    assert_true(f.device[0].meter);
    assert_int_equal(f.device[0].version, QN_212_2025);
    assert_int_equal(f.device[0].episode[0].kind, QN_EP_BANKED);
    assert_true(f.device[0].episode[0].from_unix_ms == INT64_C(1570060800000)); /* date -d */
    assert_int_equal(f.device[1].version, QN_212_2005);
    assert_int_equal(f.device[1].n_episodes, 0);
    /* 14 days before 2019-10-03, and the midnight after 2019-10-06: by date -d */
    assert_true(f.from_unix_ms == INT64_C(1568822400000));
    assert_true(f.to_unix_ms == INT64_C(1570377600000));
    qn_arena_release(&arena);
}

static void mistakes_are_told_with_line_and_column(void **state)
{
    (void)state;
    expect_fault("device_mn,kind,episod\n", QN_E_SYNTAX, ":1:16");
    expect_fault("device_mn,kind,kind\n", QN_E_CONFLICT, ":1:16");
    expect_fault("device_mn,outlet_id\n", QN_E_SYNTAX, ":1:1");
    expect_fault(HEAD "12 45,other,,,,\n", QN_E_DOMAIN, ":2:1");
    expect_fault(HEAD MN ",,,,,\n", QN_E_SYNTAX, ":2:1");
    expect_fault(HEAD MN ",coke_ovn,,,,\n", QN_E_SYNTAX, ":2:26");
    expect_fault(HEAD MN ",other,papr_stop,2019-10-01,2019-10-02,\n", QN_E_SYNTAX, ":2:32");
    expect_fault(HEAD MN ",other,outage,2019-10-01,2019-13-02,\n", QN_E_SYNTAX, ":2:50");
    expect_fault(HEAD MN ",other,outage,2019-10-03,2019-10-02,\n", QN_E_DOMAIN, ":2:50");
    expect_fault(HEAD MN ",other,outage,,2019-10-02,\n", QN_E_SYNTAX, ":2:32");
    expect_fault(HEAD MN ",other,,,,0\n", QN_E_DOMAIN, ":2:35");
    expect_fault(HEAD MN ",other,,,,,,\n", QN_E_SYNTAX, ":2:36");
    expect_fault(HEAD MN ",other,outage,2019-10-01,2019-10-03,\n" MN
                         ",,backfill,2019-10-02,2019-10-04,\n",
                 QN_E_CONFLICT, ":3:36");
    expect_fault(HEAD MN ",other,,,,\n" MN ",other,,,,\n", QN_E_CONFLICT, ":3:26");
    expect_fault("device_mn,kind,min_interval_min\n" MN ",other,7\n", QN_E_DOMAIN, ":2:32");
    expect_fault("device_mn,kind,rtd_interval_s\n" MN ",other,20\n", QN_E_DOMAIN, ":2:32");
    expect_fault("device_mn,kind,password\n" MN ",other,12345\n", QN_E_DOMAIN, ":2:32");
    expect_fault("device_mn,kind,meter\n" MN ",other,maybe\n", QN_E_SYNTAX, ":2:32");
    expect_fault("device_mn,kind,hj212_version\n" MN ",other,2016\n", QN_E_SYNTAX, ":2:32");
    expect_fault("", QN_E_SYNTAX, ".csv");
    expect_fault(HEAD, QN_E_SYNTAX, ".csv");
}

static void times_are_read_in_three_forms_and_nothing_else(void **state)
{
    (void)state;
    int64_t t;
    struct qn_err err = {0};
    static const char *const same[] = {"2019-11-20 08:30", "2019-11-20T08:30:00",
                                       "2019-11-20T08:30:00+08:00", "2019-11-20 08:30+08:00"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_ok(qn_fleet_time(same[i], strlen(same[i]), &t, &err), err);
        assert_true(t == INT64_C(1574209800000)); /* date -d '2019-11-20 08:30 +0800' +%s */
    }
    static const char *const none[] = {"",
                                       "2019-11",
                                       "2019-11-31",
                                       "2019-11-20 8:30",
                                       "2019-11-20 24:00",
                                       "2019-11-20T08:30Z",
                                       "1889-01-01"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(qn_fleet_time(none[i], strlen(none[i]), &t, &err), QN_E_SYNTAX);
}

QN_CASES_BEGIN
QN_CASE(a_row_a_device_and_episode)
QN_CASE(mistakes_are_told_with_line_and_column)
QN_CASE(times_are_read_in_three_forms_and_nothing_else)
QN_CASES_END
