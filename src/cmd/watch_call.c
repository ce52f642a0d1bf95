/* quench watch call STORE DEVICE ACTION [VALUE ...]: a command to a device, and its answer. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "cmd/watch.h"
#include "quench/hj212.h"
#include "store/telemetry.h"

#define POLL_NS 100000000L
#define WAIT_S 120
#define MAX_VALUES 3

enum value_kind { V_NONE, V_NUMBER, V_MINUTES, V_WORD, V_TIME, V_CN, V_PASSWORD, V_CP };
struct value_rule {
    enum value_kind kind;
    int32_t min, max; /* of V_NUMBER */
    bool optional;
};
/* cp: {0} {1} {2} are the values. */
struct action {
    const char *name, *synopsis;
    int32_t cn;
    const char *cp;
    struct value_rule value[MAX_VALUES];
};

static const struct action actions[] = {
    {"clock", "", 1012, "SystemTime=", {{0}}},
    {"clock-get", "", 1011, "", {{0}}},
    {"interval", "SECONDS", 1062, "RtdInterval={0}", {{V_NUMBER, 30, 3600, false}}},
    {"minute-interval", "MINUTES", 1064, "MinInterval={0}", {{V_MINUTES, 0, 0, false}}},
    {"history",
     "2051|2061|2031|... FROM TO",
     0,
     "BeginTime={1};EndTime={2}",
     {{V_CN, 2011, 2999, false}, {V_TIME, 0, 0, false}, {V_TIME, 0, 0, false}}},
    {"timeout",
     "SECONDS RETRIES",
     1000,
     "OverTime={0};ReCount={1}",
     {{V_NUMBER, 1, 99, false}, {V_NUMBER, 0, 99, false}}},
    {"password", "NEW", 1072, "NewPW={0}", {{V_PASSWORD, 0, 0, false}}},
    {"realtime-on", "", 2011, "", {{0}}},
    {"realtime-off", "", 2012, "", {{0}}},
    {"state-on", "", 2021, "", {{0}}},
    {"state-off", "", 2022, "", {{0}}},
    {"serial", "FACTOR", 3019, "PolId={0}", {{V_WORD, 0, 0, false}}},
    {"info",
     "FACTOR INFO",
     3020,
     "PolId={0};InfoId={1}",
     {{V_WORD, 0, 0, false}, {V_WORD, 0, 0, false}}},
    {"calibrate", "FACTOR", 3011, "PolId={0}", {{V_WORD, 0, 0, false}}},
    {"sample", "FACTOR", 3012, "PolId={0}", {{V_WORD, 0, 0, false}}},
    {"clean", "FACTOR", 3013, "PolId={0}", {{V_WORD, 0, 0, false}}},
    {"key", "", 1014, "", {{0}}}, /* the gateway makes the key */
    {"mn", "NEW", 1002, "i23005-Info={0}", {{V_WORD, 0, 0, false}}},
    {"raw", "CN [CP]", 0, "{1}", {{V_CN, 1000, 9999, false}, {V_CP, 0, 0, true}}},
};
#define N_ACTIONS (sizeof actions / sizeof actions[0])

static enum qn_status find_action(const char *name, const struct action **out, struct qn_err *err)
{
    char names[256] = "";
    for (size_t i = 0; i < N_ACTIONS; i++) {
        size_t len = strlen(names);
        if (strcmp(actions[i].name, name) == 0) {
            *out = &actions[i];
            return QN_OK;
        }
        snprintf(names + len, sizeof names - len, "%s%s", len ? ", " : "", actions[i].name);
    }
    if (strcmp(name, "restart") == 0)
        return qn_fail(err, QN_E_USAGE, name, QN_T_WATCH_NO_RESTART);
    return qn_fail(err, QN_E_USAGE, name, QN_T_CMD_BAD_CHOICE, "ACTION", name, names);
}

/* ---- values ---- */

static bool whole_number(const char *s, int32_t *out)
{
    size_t n = strlen(s);
    if (n == 0 || n > 6 || strspn(s, "0123456789") != n)
        return false;
    *out = (int32_t)strtol(s, NULL, 10);
    return true;
}

static enum qn_status check_number(const struct value_rule *r, const char *s, struct qn_err *err)
{
    int32_t v;
    char min[16], max[16];
    snprintf(min, sizeof min, "%d", r->min);
    snprintf(max, sizeof max, "%d", r->max);
    if (!whole_number(s, &v) || v < r->min || v > r->max)
        return qn_fail(err, QN_E_USAGE, s, QN_T_WATCH_BAD_NUMBER, s, min, max);
    return QN_OK;
}

static enum qn_status check_minutes(const char *s, struct qn_err *err)
{
    int32_t v;
    bool listed = whole_number(s, &v) && v > 0 && v <= 30 && (60 % v == 0);
    return listed ? QN_OK : qn_fail(err, QN_E_USAGE, s, QN_T_WATCH_BAD_MINUTES, s);
}

/* What stands between ';' ',' '=' and '&' must hold none of them. */
static enum qn_status check_word(const char *s, struct qn_err *err)
{
    size_t n = strlen(s);
    if (n == 0 || n > QN_212_NAME_MAX || strpbrk(s, ";,=&\r\n\t "))
        return qn_fail(err, QN_E_USAGE, s, QN_T_WATCH_BAD_WORD, s);
    return QN_OK;
}

/* 2026-11-24, 2026-11-24T08:00, 2026-11-24 08:00:00, 20261124080000 -> the 14 digits. */
static enum qn_status take_time(const char *s, char out[24], struct qn_err *err)
{
    size_t n = 0;
    int64_t t;
    for (const char *p = s; *p && n < 15; p++)
        if (*p >= '0' && *p <= '9')
            out[n++] = *p;
        else if (!strchr("-T: ", *p))
            n = 15;
    if (n == 8 || n == 10 || n == 12)
        memset(out + n, '0', 14 - n), n = 14;
    out[n < 15 ? n : 14] = '\0';
    struct qn_212_span span = {out, 14};
    if (n != 14 || !qn_212_time(span, &t))
        return qn_fail(err, QN_E_USAGE, s, QN_T_WATCH_BAD_TIME, s);
    return QN_OK;
}

static enum qn_status take_value(const struct value_rule *r, const char *s, char time[24],
                                 const char **out, struct qn_err *err)
{
    *out = s;
    switch (r->kind) {
    case V_NUMBER:
    case V_CN:
        return check_number(r, s, err);
    case V_MINUTES:
        return check_minutes(s, err);
    case V_WORD:
        return check_word(s, err);
    case V_TIME:
        *out = time;
        return take_time(s, time, err);
    case V_PASSWORD:
        return strlen(s) == 6 && check_word(s, err) == QN_OK
                   ? QN_OK
                   : qn_fail(err, QN_E_USAGE, s, QN_T_WATCH_BAD_PASSWORD);
    case V_CP:
        return strlen(s) < 950 && !strstr(s, "&&")
                   ? QN_OK
                   : qn_fail(err, QN_E_USAGE, "CP", QN_T_WATCH_BAD_CP);
    case V_NONE:
        break;
    }
    return QN_OK;
}

static enum qn_status build(const struct qn_args *a, const struct action *k, struct qn_tele_call *c,
                            struct qn_err *err)
{
    size_t given = a->n_word - 4, wanted = 0, least = 0;
    const char *value[MAX_VALUES] = {NULL};
    char time[MAX_VALUES][24];
    for (; wanted < MAX_VALUES && k->value[wanted].kind != V_NONE; wanted++)
        least += !k->value[wanted].optional;
    if (given < least || given > wanted)
        return qn_fail(err, QN_E_USAGE, k->name, QN_T_WATCH_CALL_VALUES, k->name, k->synopsis);
    for (size_t i = 0; i < given; i++) {
        enum qn_status st = take_value(&k->value[i], a->word[4 + i], time[i], &value[i], err);
        if (st)
            return st;
    }
    c->cn = k->cn || !value[0] ? k->cn : (int32_t)strtol(value[0], NULL, 10);
    qn_template_format(k->cp, value, MAX_VALUES, c->cp, sizeof c->cp);
    return QN_OK;
}

/* ---- the answer ---- */

static const char *const state_names[] = {"waiting", "sent",    "accepted",
                                          "done",    "refused", "timed_out"};

static void put_time(struct qn_jsonw *w, const char *name, int64_t t)
{
    char text[QN_TIME_TEXT_CAP];
    qn_jsonw_text(w, name, t ? qn_time_text(t, text) : NULL);
}

static int put_call(const struct qn_args *a, const struct qn_tele_call *c)
{
    struct qn_buf out;
    struct qn_jsonw w;
    struct qn_err err = {0};
    qn_buf_init(&out, 1 << 20);
    qn_jsonw_init(&w, &out, 1, &err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_int(&w, "id", c->id);
    qn_jsonw_text(&w, "mn", c->mn);
    qn_jsonw_int(&w, "cn", c->cn);
    qn_jsonw_text(&w, "state", state_names[c->state]);
    if (c->result >= 0)
        qn_jsonw_int(&w, "result", c->result);
    else
        qn_jsonw_null(&w, "result");
    qn_jsonw_int(&w, "tries", c->tries);
    put_time(&w, "made", c->made_unix_ms);
    put_time(&w, "sent", c->sent_unix_ms);
    put_time(&w, "ended", c->ended_unix_ms);
    qn_jsonw_text(&w, "answer", c->answer[0] ? c->answer : NULL);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

static void say_call(const struct qn_args *a, const struct qn_tele_call *c)
{
    char cn[16], result[16] = "-", tries[16];
    snprintf(cn, sizeof cn, "%d", c->cn);
    snprintf(tries, sizeof tries, "%d", c->tries);
    if (c->result >= 0)
        snprintf(result, sizeof result, "%d", c->result);
    if (c->state == QN_CALL_DONE)
        qn_say1(stdout, a->lang, QN_T_WATCH_CALL_DONE, c->mn, cn, result);
    else if (c->state == QN_CALL_REFUSED)
        qn_say1(stdout, a->lang, QN_T_WATCH_CALL_REFUSED, c->mn, cn, result);
    else if (c->tries == 0)
        qn_say1(stdout, a->lang, QN_T_WATCH_CALL_ABSENT, c->mn, cn);
    else
        qn_say1(stdout, a->lang, QN_T_WATCH_CALL_SILENT, c->mn, cn, tries);
    if (c->answer[0])
        printf("%s\n", c->answer);
}

static enum qn_status wait_for(struct qn_tele *t, struct qn_tele_call *c, int64_t wait_s,
                               struct qn_err *err)
{
    int64_t until = qn_now_unix_ms() + wait_s * 1000;
    for (;;) {
        struct timespec pause = {0, POLL_NS};
        enum qn_status st = qn_tele_call_get(t, c->id, c, err);
        if (st || c->state >= QN_CALL_DONE || qn_now_unix_ms() >= until)
            return st;
        nanosleep(&pause, NULL);
    }
}

static int call_device(const struct qn_args *a, struct qn_tele *t, struct qn_tele_call *c,
                       int64_t wait_s)
{
    struct qn_err err = {0};
    if (!qn_tele_claimed(t)) {
        (void)qn_fail(&err, QN_E_CONFLICT, a->word[1], QN_T_WATCH_NOT_RUNNING, a->word[1]);
        return qn_report(a, &err);
    }
    c->made_unix_ms = qn_now_unix_ms();
    c->result = -1;
    snprintf(c->by, sizeof c->by, "person");
    if (qn_tele_call_add(t, c, &err) || wait_for(t, c, wait_s, &err))
        return qn_report(a, &err);
    int code = QN_EXIT_DONE;
    if (a->json)
        code = put_call(a, c);
    else
        say_call(a, c);
    return c->state == QN_CALL_DONE ? code : QN_EXIT_FAILED;
}

int qn_watch_call(const struct qn_args *a)
{
    struct qn_err err = {0};
    const struct action *k = NULL;
    struct qn_tele_call c = {0};
    int32_t wait_s = WAIT_S, st_code = 0;
    const char *wait = qn_arg(a, "wait"), *st = qn_arg(a, "st");
    if (a->n_word < 4) {
        (void)qn_fail(&err, QN_E_USAGE, "call", QN_T_CMD_FEW_WORDS, "watch call",
                      "STORE DEVICE ACTION [VALUE...]");
        return qn_report(a, &err);
    }
    if (strlen(a->word[2]) >= QN_MN_CAP || check_word(a->word[2], &err)) {
        (void)qn_fail(&err, QN_E_USAGE, "DEVICE", QN_T_WATCH_BAD_WORD, a->word[2]);
        return qn_report(a, &err);
    }
    if (find_action(a->word[3], &k, &err) || build(a, k, &c, &err))
        return qn_report(a, &err);
    if ((wait && !whole_number(wait, &wait_s)) || (st && !whole_number(st, &st_code))) {
        (void)qn_fail(&err, QN_E_USAGE, wait ? "--wait" : "--st", QN_T_WATCH_BAD_NUMBER,
                      wait ? wait : st, "0", "999999");
        return qn_report(a, &err);
    }
    snprintf(c.mn, sizeof c.mn, "%s", a->word[2]);
    c.st = st_code;
    struct qn_tele *t = NULL;
    if (qn_tele_open(a->word[1], QN_STORE_WRITE, &t, &err))
        return qn_report(a, &err);
    int code = call_device(a, t, &c, wait_s);
    qn_tele_free(t);
    return code;
}
