/* Commands to devices, and gaps that are asked for. */
#include "watch_rig.h"

static int64_t add_call(struct rig *r, const char *mn, int32_t cn, const char *cp)
{
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    struct qn_tele_call c = {.cn = cn, .result = -1, .made_unix_ms = 1};
    snprintf(c.mn, sizeof c.mn, "%s", mn);
    snprintf(c.cp, sizeof c.cp, "%s", cp);
    snprintf(c.by, sizeof c.by, "person");
    assert_ok(qn_tele_open(r->store, QN_STORE_WRITE, &t, &err), err);
    assert_true(qn_tele_claimed(t));
    assert_ok(qn_tele_call_add(t, &c, &err), err);
    qn_tele_free(t);
    return c.id;
}

/* The call once it has ended, or as it is after the time. */
static struct qn_tele_call ended(struct rig *r, int64_t id, int wait_ms)
{
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    struct qn_tele_call c = {0};
    assert_ok(qn_tele_open(r->store, QN_STORE_READ, &t, &err), err);
    for (int i = 0; i < wait_ms / 20; i++) {
        assert_ok(qn_tele_call_get(t, id, &c, &err), err);
        if (c.state >= QN_CALL_DONE)
            break;
        rig_sleep_ms(20);
    }
    qn_tele_free(t);
    return c;
}

/* The device speaks once, so that the gateway knows where it is. */
static void begin(struct rig *r, struct line *l, const char *name)
{
    struct answer a;
    rig_start(r, name);
    line_open(r, l);
    line_say(l, upload_2017(QN0));
    line_expect(l, &a, 9014);
}

static void answer_call(struct line *l, uint64_t qn, int32_t cn, const char *cp)
{
    line_say(l, (struct said){.mn = MN_2017,
                              .st = 91,
                              .cn = cn,
                              .version = QN_212_2017,
                              .qn = qn,
                              .cp = cp,
                              .quiet = true});
}

static void a_command_goes_out_and_its_answers_come_back(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    begin(&r, &l, "call");
    int64_t id = add_call(&r, MN_2017, 1062, "RtdInterval=60");
    line_expect(&l, &a, 1062);
    assert_true(span_is(a.f.cp, "RtdInterval=60"));
    assert_true(span_is(a.f.st, "31"));
    assert_true(span_is(a.f.flag, "5"));
    answer_call(&l, a.f.qn_number, 9011, "QnRtn=1");
    answer_call(&l, a.f.qn_number, 9012, "ExeRtn=1");
    struct qn_tele_call c = ended(&r, id, RIG_WAIT_MS);
    assert_int_equal(c.state, QN_CALL_DONE);
    assert_int_equal(c.result, 1);
    assert_int_equal(c.tries, 1);
    assert_int_equal(c.qn, a.f.qn_number);
    line_close(&l);
    rig_end(&r);
}

static void data_that_answer_a_command_are_shown_with_it_and_kept(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    begin(&r, &l, "data");
    int64_t id = add_call(&r, MN_2017, 2061, "BeginTime=20261124080000;EndTime=20261124080000");
    line_expect(&l, &a, 2061);
    answer_call(&l, a.f.qn_number, 9011, "QnRtn=1");
    uint64_t qn = a.f.qn_number;
    line_say(&l, (struct said){.mn = MN_2017,
                               .cn = 2061,
                               .version = QN_212_2017,
                               .qn = qn,
                               .cp = "DataTime=20261124080000;a21026-Avg=7.5,a21026-Flag=N"});
    line_expect(&l, &a, 9014);
    answer_call(&l, qn, 9012, "ExeRtn=1");
    struct qn_tele_call c = ended(&r, id, RIG_WAIT_MS);
    assert_int_equal(c.state, QN_CALL_DONE);
    assert_string_equal(c.answer, "DataTime=20261124080000;a21026-Avg=7.5,a21026-Flag=N");
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 2);
    rig_end(&r);
}

static void a_refusal_ends_a_command(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    begin(&r, &l, "refuse");
    int64_t id = add_call(&r, MN_2017, 3012, "PolId=a21026");
    line_expect(&l, &a, 3012);
    answer_call(&l, a.f.qn_number, 9011, "QnRtn=2");
    struct qn_tele_call c = ended(&r, id, RIG_WAIT_MS);
    assert_int_equal(c.state, QN_CALL_REFUSED);
    assert_int_equal(c.result, 2);
    line_close(&l);
    rig_end(&r);
}

static void a_notice_is_done_with_9013(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    begin(&r, &l, "notice");
    int64_t id = add_call(&r, MN_2017, 2012, "");
    line_expect(&l, &a, 2012);
    answer_call(&l, a.f.qn_number, 9013, "");
    assert_int_equal(ended(&r, id, RIG_WAIT_MS).state, QN_CALL_DONE);
    line_close(&l);
    rig_end(&r);
}

static void an_unanswered_command_is_sent_again_then_given_up(void **state)
{
    (void)state;
    struct rig r = {.o = {.overtime_s = 1, .recount = 1}};
    struct line l;
    struct answer a, b;
    begin(&r, &l, "silent");
    int64_t id = add_call(&r, MN_2017, 1011, "");
    line_expect(&l, &a, 1011);
    line_expect(&l, &b, 1011);
    assert_int_equal(a.f.qn_number, b.f.qn_number);
    struct qn_tele_call c = ended(&r, id, 6000);
    assert_int_equal(c.state, QN_CALL_TIMED_OUT);
    assert_int_equal(c.tries, 2);
    line_close(&l);
    rig_end(&r);
}

static void a_command_to_an_absent_device_ends_without_a_try(void **state)
{
    (void)state;
    struct rig r = {.o = {.overtime_s = 1, .recount = 0}};
    rig_start(&r, "absent");
    struct qn_tele_call c = ended(&r, add_call(&r, MN_2017, 1011, ""), 6000);
    assert_int_equal(c.state, QN_CALL_TIMED_OUT);
    assert_int_equal(c.tries, 0);
    rig_end(&r);
}

/* HJ/T 212-2005: the QN stands in the CP of the answer. */
static void answers_in_the_manner_of_2005_are_understood(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    char cp[64];
    rig_start(&r, "call2005");
    line_open(&r, &l);
    line_say(&l, (struct said){.mn = MN_2005, .cn = 2011, .version = QN_212_2005, .cp = DATA_CP});
    line_expect(&l, &a, 9014);
    int64_t id = add_call(&r, MN_2005, 1062, "RtdInterval=60");
    line_expect(&l, &a, 1062);
    for (int32_t cn = 9011; cn <= 9012; cn++) {
        snprintf(cp, sizeof cp, "QN=%llu;%s=1", (unsigned long long)a.f.qn_number,
                 cn == 9011 ? "QnRtn" : "ExeRtn");
        line_say(&l, (struct said){.mn = MN_2005,
                                   .st = 91,
                                   .cn = cn,
                                   .version = QN_212_2005,
                                   .cp = cp,
                                   .quiet = true});
    }
    assert_int_equal(ended(&r, id, RIG_WAIT_MS).state, QN_CALL_DONE);
    line_close(&l);
    rig_end(&r);
}

/* ---- gaps ---- */

static void minute_data(struct line *l, int64_t t_ms)
{
    static uint64_t n;
    struct answer a;
    char cp[128], time[QN_212_TIME_CAP];
    snprintf(cp, sizeof cp, "DataTime=%s;a21026-Avg=1.0,a21026-Flag=N",
             qn_212_time_text(t_ms, false, time));
    line_say(l, (struct said){
                    .mn = MN_2017, .cn = 2051, .version = QN_212_2017, .qn = QN0 + n++, .cp = cp});
    line_expect(l, &a, 9014);
}

/* Ten-minute data of 00:00 and 00:10, then 01:00: 00:20 to 00:50 are asked for. */
static void what_is_missing_is_asked_for_when_data_come_again(void **state)
{
    (void)state;
    const int64_t step_ms = 600000;
    int64_t t_ms = ((int64_t)time(NULL) * 1000 - 4 * 3600000) / 3600000 * 3600000;
    struct rig r = {.o = {.backfill = true}};
    struct line l;
    struct answer a;
    struct qn_212_span s;
    int64_t from = 0, to = 0;
    rig_start(&r, "gap");
    line_open(&r, &l);
    minute_data(&l, t_ms);
    minute_data(&l, t_ms + step_ms);
    minute_data(&l, t_ms + 6 * step_ms);
    line_expect(&l, &a, 2051);
    assert_true(qn_212_find(a.f.cp, "BeginTime", &s) && qn_212_time(s, &from));
    assert_true(qn_212_find(a.f.cp, "EndTime", &s) && qn_212_time(s, &to));
    assert_int_equal(from, t_ms + 2 * step_ms);
    assert_int_equal(to, t_ms + 5 * step_ms);
    answer_call(&l, a.f.qn_number, 9011, "QnRtn=1");
    for (int i = 2; i <= 5; i++)
        minute_data(&l, t_ms + i * step_ms);
    answer_call(&l, a.f.qn_number, 9012, "ExeRtn=1");
    line_expect_nothing(&l); /* nothing is missing now */
    line_close(&l);
    rig_end(&r);
}

QN_CASES_BEGIN
QN_CASE(a_command_goes_out_and_its_answers_come_back)
QN_CASE(data_that_answer_a_command_are_shown_with_it_and_kept)
QN_CASE(a_refusal_ends_a_command)
QN_CASE(a_notice_is_done_with_9013)
QN_CASE(an_unanswered_command_is_sent_again_then_given_up)
QN_CASE(a_command_to_an_absent_device_ends_without_a_try)
QN_CASE(answers_in_the_manner_of_2005_are_understood)
QN_CASE(what_is_missing_is_asked_for_when_data_come_again)
QN_CASES_END
