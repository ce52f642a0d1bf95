/* From frames to findings: what devices sent, read back from the telemetry store (still in the log,
 * and filed), and the same rows in memory. A fictional plant. */
#include "qn_test.h"

#include <stdlib.h>

#include "quality/outlet.h"
#include "series/filing.h"

#define HOUR INT64_C(3600000)
#define T0 INT64_C(1709222400000) /* 2024-03-01 00:00 +08:00 */
#define HOURS 72
#define MN "FICT0000000000000000UA01"

static uint64_t state_of_random = 7;

static double noise(void) /* uniform in (-1, 1) */
{
    state_of_random =
        state_of_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state_of_random >> 11) / 4503599627370496.0 - 1;
}

/* Hour i: SO2 stands still for fifteen hours, and is above 200 mg/m3 at 16 % O2 for two. */
static size_t cp_of_hour(size_t i, char *out, size_t cap)
{
    char time[QN_212_TIME_CAP];
    double flow = 60 + 3 * noise(), o2 = 15.5 + 0.3 * noise(), so2 = 25 + 4 * noise();
    if (i >= 30 && i < 45)
        so2 = 23.45;
    if (i == 60 || i == 61)
        so2 = 260;
    int n = snprintf(out, cap,
                     "DataTime=%s;a00000-Avg=%.1f,a00000-Flag=N;a19001-Avg=%.2f,a19001-Flag=N;"
                     "a21026-Avg=%.2f,a21026-Flag=%s",
                     qn_212_time_text(T0 + (int64_t)i * HOUR, false, time), flow, o2, so2,
                     i == 10 ? "C" : "N");
    assert_true(n > 0 && (size_t)n < cap);
    return (size_t)n;
}

static void send_hours(struct qn_tele *t)
{
    struct qn_err err = {0};
    int64_t device = 0;
    assert_ok(qn_tele_device_id(t, MN, QN_DEVICE_KNOWN, &device, &err), err);
    for (size_t i = 0; i < HOURS; i++) {
        char cp[512], bytes[1200];
        size_t n = cp_of_hour(i, cp, sizeof cp);
        int64_t arrival = T0 + (int64_t)(i + 1) * HOUR + 3000;
        struct qn_212_head head = {.qn = qn_212_qn_of(arrival),
                                   .st = 31,
                                   .cn = 2061,
                                   .pw = {"123456", 6},
                                   .mn = {MN, sizeof MN - 1},
                                   .version = QN_212_2017,
                                   .wants_answer = true};
        size_t len =
            qn_212_encode(&head, (struct qn_212_span){cp, (uint32_t)n}, NULL, bytes, sizeof bytes);
        assert_true(len > 0);
        struct qn_tele_frame f = {
            .device = device, .arrival_unix_ms = arrival, .bytes = bytes, .len = (uint32_t)len};
        assert_ok(qn_tele_append(t, &f, 1, &err), err);
    }
}

static void check(struct qn_tele *t)
{
    struct qn_err err = {0};
    struct qn_arena arena;
    struct qn_pack *pack = NULL;
    struct qn_quality_thresholds th;
    struct qn_track track;
    struct qn_quality_report r;
    qn_arena_init(&arena, 64 << 20);
    assert_ok(qn_pack_load(NULL, &pack, &err), err);
    assert_ok(qn_quality_thresholds_of(pack, &th, &err), err);
    assert_ok(qn_quality_track(t, MN, T0, T0 + HOURS * HOUR, &arena, &track, &err), err);
    struct qn_quality_ask quality = {.track = &track, .th = &th, .marks = QN_MARK_212_2017};
    struct qn_limit_ask ask = {
        .quality = &quality,
        .pack = pack,
        .place = {.points = qn_points_of(pack, "sinter machine head", QN_KIND_SINTER_MACHINE,
                                         QN_VARIANT_UNKNOWN),
                  .division = ""},
        .regime = -1};
    assert_ok(qn_quality_report(&ask, "sinter machine head", &arena, &r, &err), err);
    assert_int_equal(r.doubts.n, 1);
    assert_int_equal(r.doubts.item[0].code, QN_DOUBT_Q101);
    assert_int_equal((r.doubts.item[0].from_unix_ms - T0) / HOUR, 30);
    assert_int_equal((r.doubts.item[0].to_unix_ms - T0) / HOUR, 45);
    size_t judged = 0;
    for (size_t i = 0; i < r.n_limit; i++)
        if (strcmp(r.limit[i].limit->id, "GB28662-018") == 0) {
            judged++;
            assert_int_equal(r.limit[i].over, 2);
            assert_int_equal(r.limit[i].judged, HOURS - 1);
            assert_int_equal(r.limit[i].unjudged[QN_UNJUDGED_MARK], 1);
            assert_int_equal((r.limit[i].span[0].from_unix_ms - T0) / HOUR, 60);
        }
    assert_int_equal(judged, 1);
    qn_pack_free(pack);
    qn_arena_release(&arena);
}

static void frames_in_the_log_and_filed_ones_say_the_same(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_filed filed;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    state_of_random = 7;
    send_hours(t);
    check(t);
    assert_ok(qn_file_log(t, 0, &filed, &err), err);
    assert_int_equal(filed.frames, HOURS);
    check(t);
    qn_tele_free(t);
}

static void a_device_that_never_spoke_is_not_found(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_arena arena;
    struct qn_track track;
    qn_arena_init(&arena, 1 << 20);
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_int_equal(qn_quality_track(t, MN, T0, T0 + HOUR, &arena, &track, &err), QN_E_NOTFOUND);
    qn_tele_free(t);
    qn_arena_release(&arena);
}

/* Marks of ST=45 are words: they become spans, and no numbers. */
static void conditions_become_spans_of_words(void **state)
{
    (void)state;
    static const char *const words[] = {"N", "N", "Sr", "Sr", "St"};
    struct qn_err err = {0};
    struct qn_arena arena;
    qn_arena_init(&arena, 16 << 20);
    struct qn_cell cell[5];
    struct qn_kind_row row[5];
    for (size_t i = 0; i < 5; i++) {
        cell[i] =
            (struct qn_cell){{"p99101", 6}, {"Rtd", 3}, {words[i], (uint32_t)strlen(words[i])}};
        row[i] = (struct qn_kind_row){.st = 45,
                                      .cn = 2011,
                                      .row = {.t_unix_ms = T0 + (int64_t)i * HOUR,
                                              .arrival_unix_ms = T0 + (int64_t)i * HOUR + 500,
                                              .n = 1,
                                              .cell = &cell[i]}};
    }
    struct qn_track_ask all = {.st = -1, .cn = -1, .from_unix_ms = T0, .to_unix_ms = T0 + 9 * HOUR};
    struct qn_track track;
    assert_ok(qn_track_build(MN, row, 5, &all, &arena, &track, &err), err);
    struct qn_pack *pack = NULL;
    struct qn_quality_thresholds th;
    struct qn_quality_report r;
    assert_ok(qn_pack_load(NULL, &pack, &err), err);
    assert_ok(qn_quality_thresholds_of(pack, &th, &err), err);
    struct qn_quality_ask quality = {.track = &track, .th = &th, .marks = QN_MARK_212_2017};
    struct qn_limit_ask ask = {
        .quality = &quality, .pack = pack, .place = {.division = ""}, .regime = -1};
    assert_ok(qn_quality_report(&ask, NULL, &arena, &r, &err), err);
    assert_int_equal(r.n_condition, 3);
    assert_string_equal(r.condition[1].mark.text, "Sr");
    assert_true(r.condition[1].mark.unconfirmed);
    assert_int_equal(r.condition[1].n, 2);
    assert_int_equal(r.condition[2].mark.meaning, QN_MEANS_STARTING);
    qn_pack_free(pack);
    qn_arena_release(&arena);
}

QN_CASES_BEGIN
QN_CASE(frames_in_the_log_and_filed_ones_say_the_same)
QN_CASE(a_device_that_never_spoke_is_not_found)
QN_CASE(conditions_become_spans_of_words)
QN_CASES_END
