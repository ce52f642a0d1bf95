/* What the gateway says to a device. Expected answers are those of HJ/T 212-2005 and HJ 212-2017,
 * appendix C, and of the reference's section 6 (2025). */
#include "watch_rig.h"

static void an_upload_is_answered_with_its_qn_once_it_is_in_the_log(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "upload");
    line_open(&r, &l);
    line_say(&l, upload_2017(QN0));
    line_expect(&l, &a, 9014);
    assert_int_equal(log_frames(&r, NULL), 1); /* before the gateway is asked to stop */
    assert_true(span_is(a.f.qn, "20261124080005001"));
    assert_true(span_is(a.f.st, "91"));
    assert_true(span_is(a.f.flag, "4"));
    assert_true(span_is(a.f.mn, MN_2017));
    assert_true(span_is(a.f.pw, "123456"));
    line_close(&l);
    rig_stop(&r);
    struct qn_tele_device d = device_row(&r, MN_2017);
    assert_int_equal(d.received, 1);
    assert_int_equal(d.acknowledged, 1);
    assert_int_equal(d.stored, 1);
    assert_int_equal(d.state, QN_DEVICE_KNOWN);
    assert_int_equal(d.last_data_unix_ms, 1795478400000); /* 2026-11-24 08:00 +08:00 */
    assert_string_equal(d.peer, "127.0.0.1");
    rig_end(&r);
}

static void an_upload_that_wants_no_answer_is_kept_and_not_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    rig_start(&r, "quiet");
    line_open(&r, &l);
    struct said s = upload_2017(QN0);
    s.quiet = true;
    line_say(&l, s);
    line_expect_nothing(&l);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 1);
    assert_int_equal(device_row(&r, MN_2017).acknowledged, 0);
    rig_end(&r);
}

/* HJ/T 212-2005, appendix C: the answer carries QN and CN in its CP. */
static void an_upload_of_2005_is_answered_in_its_manner(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    struct qn_212_span s;
    rig_start(&r, "v2005");
    line_open(&r, &l);
    line_say(&l, (struct said){.mn = MN_2005,
                               .cn = 2051,
                               .version = QN_212_2005,
                               .qn = QN0,
                               .cp = "DataTime=20261124080000;B02-Avg=1.2,B02-Flag=N"});
    line_expect(&l, &a, 9014);
    assert_true(qn_212_find(a.f.cp, "QN", &s));
    assert_true(span_is(s, "20261124080005001"));
    assert_true(qn_212_find(a.f.cp, "CN", &s));
    assert_true(span_is(s, "2051"));
    line_close(&l);
    rig_end(&r);
}

static void every_part_of_a_split_packet_is_answered_on_its_own(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "parts");
    line_open(&r, &l);
    struct said s = upload_2017(QN0);
    s.parts = 2;
    for (int part = 1; part <= 2; part++) {
        s.part = part;
        s.qn = QN0 + (uint64_t)part;
        line_say(&l, s);
        line_expect(&l, &a, 9014);
        assert_int_equal(a.f.qn_number, QN0 + (uint64_t)part);
    }
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 2);
    rig_end(&r);
}

static void a_frame_that_comes_again_is_answered_again_and_kept_once(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "again");
    line_open(&r, &l);
    for (int i = 0; i < 3; i++) {
        line_say(&l, upload_2017(QN0));
        line_expect(&l, &a, 9014);
    }
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 1);
    struct qn_tele_device d = device_row(&r, MN_2017);
    assert_int_equal(d.received, 3);
    assert_int_equal(d.acknowledged, 3);
    assert_int_equal(d.stored, 1);
    assert_int_equal(d.duplicate, 2);
    rig_end(&r);
}

static void a_request_for_the_time_is_noticed_and_the_time_is_set(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    struct qn_212_span s;
    int64_t told;
    rig_start(&r, "clock");
    line_open(&r, &l);
    line_say(
        &l,
        (struct said){
            .mn = MN_2017, .cn = 1013, .version = QN_212_2017, .qn = QN0, .cp = "PolId=w01018"});
    line_expect(&l, &a, 9013);
    assert_int_equal(a.f.qn_number, QN0);
    line_expect(&l, &a, 1012);
    assert_true(a.f.wants_answer);
    assert_true(qn_212_find(a.f.cp, "PolId", &s));
    assert_true(span_is(s, "w01018"));
    assert_true(qn_212_find(a.f.cp, "SystemTime", &s));
    assert_int_equal(s.n, 14);
    assert_true(qn_212_time(s, &told));
    assert_near((double)told / 1000, (double)time(NULL), 5);
    line_close(&l);
    rig_end(&r);
}

static void heartbeats_and_vendor_logins_are_noticed(void **state)
{
    (void)state;
    static const struct said beats[] = {
        {.mn = MN_2025, .cn = 9015, .version = QN_212_2025, .qn = QN0},
        {.mn = MN_2017, .cn = 9021, .version = QN_212_2017, .qn = QN0 + 1},
        {.mn = MN_2017, .cn = 9022, .version = QN_212_2017, .qn = QN0 + 2},
    };
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "beat");
    line_open(&r, &l);
    for (size_t i = 0; i < sizeof beats / sizeof beats[0]; i++) {
        line_say(&l, beats[i]);
        line_expect(&l, &a, 9013);
        assert_int_equal(a.f.qn_number, beats[i].qn);
    }
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 0);
    rig_end(&r);
}

static void answers_are_never_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    rig_start(&r, "noecho");
    line_open(&r, &l);
    for (int32_t cn = 9011; cn <= 9014; cn++)
        line_say(&l, (struct said){.mn = MN_2017,
                                   .cn = cn,
                                   .st = 91,
                                   .version = QN_212_2017,
                                   .qn = QN0,
                                   .cp = "QnRtn=1"});
    line_expect_nothing(&l);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 0);
    rig_end(&r);
}

static void a_frame_cut_into_single_bytes_is_answered_once(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    char out[QN_212_FRAME_MAX];
    rig_start(&r, "bytes");
    line_open(&r, &l);
    struct said s = upload_2017(QN0);
    size_t n = say(&s, out, sizeof out);
    for (size_t i = 0; i < n; i++) {
        line_send(&l, out + i, 1);
        if (i % 16 == 0)
            rig_sleep_ms(2);
    }
    line_expect(&l, &a, 9014);
    line_expect_nothing(&l);
    line_close(&l);
    rig_end(&r);
}

static void glued_frames_are_answered_one_by_one_also_without_line_ends(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    char out[QN_212_FRAME_MAX * 2];
    size_t n = 0;
    rig_start(&r, "glued");
    line_open(&r, &l);
    for (uint64_t i = 0; i < 3; i++) {
        struct said s = upload_2017(QN0 + i);
        n += say(&s, out + n, sizeof out - n);
        if (i == 0)
            n -= 2; /* no CR LF behind the first */
    }
    line_send(&l, out, n);
    for (uint64_t i = 0; i < 3; i++) {
        line_expect(&l, &a, 9014);
        assert_int_equal(a.f.qn_number, QN0 + i);
    }
    line_close(&l);
    rig_end(&r);
}

static void a_frame_without_a_line_end_is_answered_after_a_pause(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    char out[QN_212_FRAME_MAX];
    rig_start(&r, "unended");
    line_open(&r, &l);
    for (uint64_t i = 0; i < 2; i++) {
        struct said s = upload_2017(QN0 + i);
        line_send(&l, out, say(&s, out, sizeof out) - 2);
        line_expect(&l, &a, 9014);
        assert_int_equal(a.f.qn_number, QN0 + i);
    }
    struct said last = upload_2017(QN0 + 2); /* and the connection ends */
    line_send(&l, out, say(&last, out, sizeof out) - 2);
    line_close(&l);
    for (int i = 0; i < 100 && log_frames(&r, NULL) < 3; i++)
        rig_sleep_ms(50);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 3);
    rig_end(&r);
}

static void a_frame_with_a_wrong_crc_is_counted_and_not_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    char out[QN_212_FRAME_MAX];
    rig_start(&r, "crc");
    line_open(&r, &l);
    line_say(&l, upload_2017(QN0));
    line_expect(&l, &a, 9014);
    struct said s = upload_2017(QN0 + 1);
    size_t n = say(&s, out, sizeof out);
    memcpy(out + n - 6, "0001", 4);
    line_send(&l, out, n);
    line_expect_nothing(&l);
    line_say(&l, upload_2017(QN0 + 2)); /* the connection goes on */
    line_expect(&l, &a, 9014);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 2);
    assert_int_equal(device_row(&r, MN_2017).faulty, 1);
    rig_end(&r);
}

static void an_alarm_is_kept_and_noticed(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "alarm");
    line_open(&r, &l);
    line_say(&l, (struct said){.mn = MN_2005,
                               .cn = 2072,
                               .version = QN_212_2005,
                               .qn = QN0,
                               .cp = "AlarmTime=20261124080000;01-Ala=90.1;AlarmType=1"});
    line_expect(&l, &a, 9013);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 1);
    rig_end(&r);
}

QN_CASES_BEGIN
QN_CASE(an_upload_is_answered_with_its_qn_once_it_is_in_the_log)
QN_CASE(an_upload_that_wants_no_answer_is_kept_and_not_answered)
QN_CASE(an_upload_of_2005_is_answered_in_its_manner)
QN_CASE(every_part_of_a_split_packet_is_answered_on_its_own)
QN_CASE(a_frame_that_comes_again_is_answered_again_and_kept_once)
QN_CASE(a_request_for_the_time_is_noticed_and_the_time_is_set)
QN_CASE(heartbeats_and_vendor_logins_are_noticed)
QN_CASE(answers_are_never_answered)
QN_CASE(a_frame_cut_into_single_bytes_is_answered_once)
QN_CASE(glued_frames_are_answered_one_by_one_also_without_line_ends)
QN_CASE(a_frame_without_a_line_end_is_answered_after_a_pause)
QN_CASE(a_frame_with_a_wrong_crc_is_counted_and_not_answered)
QN_CASE(an_alarm_is_kept_and_noticed)
QN_CASES_END
