/* quench telemetry STORE --device MN: every value with its time, mark, arrival and version. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/encoding.h"
#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "series/filing.h"
#include "series/track.h"

#define DAY_MS INT64_C(86400000)
#define BEIJING_MS INT64_C(28800000)
#define ARENA_MAX ((size_t)4 << 30) /* [byte] */
#define OUT_MAX ((size_t)1 << 30)   /* [byte] of one day */

enum form { TABLE, JSON, CSV };
struct show {
    const struct qn_args *a;
    enum form form;
    bool versions;
    int64_t rows;
    size_t unreadable;     /* frames of the log */
    struct qn_arena arena; /* of the day being shown */
    struct qn_buf out;
    struct qn_err *err;
};
/* One value and the first that came of its time. */
struct line {
    const struct qn_signal *signal;
    const struct qn_sample *s, *first;
    uint16_t versions;
};

/* A date is its beginning, or its end where `end`. */
static enum qn_status time_option(const struct qn_args *a, const char *name, bool end, int64_t *out,
                                  struct qn_err *err)
{
    const char *text = qn_arg(a, name);
    struct qn_date d;
    if (!text)
        return QN_OK;
    size_t n = strlen(text);
    bool long_enough = n >= 14;
    if (long_enough && qn_time_parse(text, n, out))
        return QN_OK;
    enum qn_status st = qn_date_parse(text, n, &d, err);
    if (st)
        return qn_fail(err, QN_E_USAGE, name, QN_T_TELEMETRY_TIME, text);
    int32_t day = end ? qn_date_last_day(d) + 1 : qn_date_first_day(d);
    *out = day * DAY_MS - BEIJING_MS;
    return QN_OK;
}

/* What a terminal would obey or a reader not see: controls, and marks that turn the writing. */
static bool is_safe(unsigned c)
{
    return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x061c &&
           !(c >= 0x200b && c <= 0x200f) && !(c >= 0x2028 && c <= 0x202e) &&
           !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff;
}

/* The bytes of one character, broken where *pos did not move over a whole one. */
static bool next_safe(const char *s, size_t n, size_t *pos)
{
    size_t at = *pos;
    unsigned c = qn_utf8_next(s, n, pos);
    return is_safe(c) && !(c == 0xfffd && memcmp(s + at, "\xef\xbf\xbd", *pos - at) != 0);
}

static bool all_safe(const char *s)
{
    size_t n = strlen(s);
    for (size_t pos = 0; pos < n;)
        if (!next_safe(s, n, &pos))
            return false;
    return true;
}

/* What a device sent, fit to be shown: other bytes as \xHH. */
static const char *shown(struct show *w, const char *s)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = strlen(s);
    char *out = all_safe(s) ? NULL : qn_arena_alloc(&w->arena, n * 4 + 1, w->err), *p = out;
    for (size_t pos = 0, at = 0; p && pos < n; at = pos) {
        bool safe = next_safe(s, n, &pos);
        for (; at < pos; at++) {
            unsigned char c = (unsigned char)s[at];
            if (safe) {
                *p++ = s[at];
                continue;
            }
            *p++ = '\\';
            *p++ = 'x';
            *p++ = hex[c >> 4];
            *p++ = hex[c & 15];
        }
    }
    if (p)
        *p = '\0';
    return out ? out : all_safe(s) ? s : "?";
}

/* Where a text could not be shown as it is, its bytes beside it. */
static void put_text(struct show *w, struct qn_jsonw *j, const char *name, const char *hex_name,
                     const char *s)
{
    static const char digit[] = "0123456789abcdef";
    size_t n = strlen(s);
    qn_jsonw_text(j, name, shown(w, s));
    char *hex = all_safe(s) ? NULL : qn_arena_alloc(&w->arena, n * 2 + 1, w->err);
    if (!hex)
        return;
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digit[(unsigned char)s[i] >> 4];
        hex[2 * i + 1] = digit[(unsigned char)s[i] & 15];
    }
    hex[2 * n] = '\0';
    qn_jsonw_text(j, hex_name, hex);
}

static enum qn_status put_json(struct show *w, const struct line *l)
{
    char time[QN_TIME_TEXT_CAP], arrival[QN_TIME_TEXT_CAP];
    struct qn_jsonw j;
    enum qn_status st = qn_buf_text(&w->out, w->rows ? ",\n" : "[\n", w->err);
    if (st)
        return st;
    qn_jsonw_init(&j, &w->out, 0, w->err);
    qn_jsonw_object(&j, NULL);
    qn_jsonw_text(&j, "time", qn_time_text(l->s->t_unix_ms, time));
    qn_jsonw_int(&j, "st", l->signal->st);
    qn_jsonw_int(&j, "cn", l->signal->cn);
    qn_jsonw_text(&j, "factor", shown(w, l->signal->factor));
    qn_jsonw_text(&j, "field", shown(w, l->signal->field));
    put_text(w, &j, "text", "text_hex", l->s->text);
    qn_jsonw_number(&j, "value", l->s->value);
    put_text(w, &j, "mark", "mark_hex", l->s->mark);
    qn_jsonw_text(&j, "arrival", qn_time_text(l->s->arrival_unix_ms, arrival));
    qn_jsonw_int(&j, "version", l->s->version);
    qn_jsonw_int(&j, "versions", l->versions);
    qn_jsonw_bool(&j, "resent", l->s->resent);
    if (l->s->imported)
        qn_jsonw_bool(&j, "imported", true);
    if (strcmp(l->first->text, l->s->text) != 0)
        put_text(w, &j, "first_text", "first_text_hex", l->first->text);
    if (strcmp(l->first->mark, l->s->mark) != 0)
        put_text(w, &j, "first_mark", "first_mark_hex", l->first->mark);
    qn_jsonw_end_object(&j);
    while (w->out.len && w->out.data[w->out.len - 1] == '\n')
        w->out.len--;
    return j.status;
}

/* A cell; what a spreadsheet would take for a formula stays as the device sent it. */
static enum qn_status put_csv_cell(struct show *w, const char *sent)
{
    const char *s = shown(w, sent);
    if (!strpbrk(s, ",\"\r\n"))
        return qn_buf_text(&w->out, s, w->err);
    enum qn_status st = qn_buf_text(&w->out, "\"", w->err);
    for (; *s && !st; s++)
        st =
            *s == '"' ? qn_buf_text(&w->out, "\"\"", w->err) : qn_buf_append(&w->out, s, 1, w->err);
    return st ? st : qn_buf_text(&w->out, "\"", w->err);
}

static enum qn_status put_csv(struct show *w, const struct line *l)
{
    char time[QN_TIME_TEXT_CAP], arrival[QN_TIME_TEXT_CAP], number[QN_NUM_TEXT_CAP], n[6][16];
    snprintf(n[0], sizeof n[0], "%d", l->signal->st);
    snprintf(n[1], sizeof n[1], "%d", l->signal->cn);
    snprintf(n[2], sizeof n[2], "%u", l->s->version);
    snprintf(n[3], sizeof n[3], "%u", l->versions);
    snprintf(n[4], sizeof n[4], "%d", l->s->resent);
    snprintf(n[5], sizeof n[5], "%d", l->s->imported);
    const char *const cell[] = {qn_time_text(l->s->t_unix_ms, time),
                                n[0],
                                n[1],
                                l->signal->factor,
                                l->signal->field,
                                l->s->text,
                                qn_num_text(l->s->value, number),
                                l->s->mark,
                                qn_time_text(l->s->arrival_unix_ms, arrival),
                                n[2],
                                n[3],
                                n[4],
                                l->first->text,
                                l->first->mark,
                                n[5]};
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < sizeof cell / sizeof cell[0] && !st; i++) {
        st = i ? qn_buf_text(&w->out, ",", w->err) : QN_OK;
        if (!st)
            st = put_csv_cell(w, cell[i]);
    }
    return st ? st : qn_buf_text(&w->out, "\n", w->err);
}

static enum qn_status put_row(struct show *w, const struct line *l)
{
    char time[QN_TIME_TEXT_CAP], arrival[QN_TIME_TEXT_CAP];
    return qn_buf_printf(&w->out, w->err, "%-25s  %d  %d  %-12s %-10s %14s  %-4s %-25s  %u/%u%s\n",
                         qn_time_text(l->s->t_unix_ms, time), l->signal->st, l->signal->cn,
                         shown(w, l->signal->factor), shown(w, l->signal->field),
                         shown(w, l->s->text), shown(w, l->s->mark),
                         qn_time_text(l->s->arrival_unix_ms, arrival), l->s->version, l->versions,
                         l->s->imported ? "  *" : "");
}

static enum qn_status put_line(struct show *w, const struct line *l)
{
    enum qn_status st = w->form == JSON  ? put_json(w, l)
                        : w->form == CSV ? put_csv(w, l)
                                         : put_row(w, l);
    w->rows += !st;
    return st;
}

static enum qn_status put_track(struct show *w, const struct qn_track *k)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < k->n && !st; i++) {
        const struct qn_signal *g = &k->signal[i];
        const struct qn_sample *first = g->sample;
        for (size_t v = 0; v < g->n && !st; v++) {
            if (g->sample[v].version == 1)
                first = &g->sample[v];
            size_t last = v;
            while (!g->sample[last].last)
                last++;
            const struct line l = {g, &g->sample[v], first, g->sample[last].version};
            if (w->versions || g->sample[v].last)
                st = put_line(w, &l);
        }
    }
    return st;
}

/* Day after day, each out before the next is read. */
static enum qn_status show(struct show *w, struct qn_tele *t, const char *mn,
                           const struct qn_track_ask *ask)
{
    struct qn_track_days *days = NULL;
    bool more = true;
    enum qn_status st = qn_track_open(t, mn, ask, &days, w->err);
    while (!st && more) {
        struct qn_track k;
        qn_arena_init(&w->arena, ARENA_MAX);
        st = qn_track_next(days, &w->arena, &k, &more, w->err);
        w->unreadable = k.unreadable;
        if (!st)
            st = put_track(w, &k);
        qn_arena_release(&w->arena);
        if (!st && w->out.len && qn_put(w->out.data, w->out.len) != QN_EXIT_DONE)
            st = QN_E_IO;
        qn_buf_reset(&w->out);
    }
    qn_track_close(days);
    return st;
}

static enum qn_status take_ask(const struct qn_args *a, struct qn_track_ask *ask,
                               struct qn_err *err)
{
    *ask = (struct qn_track_ask){.st = -1,
                                 .cn = -1,
                                 .factor = qn_arg(a, "factor"),
                                 .from_unix_ms = INT64_MIN / 2,
                                 .to_unix_ms = INT64_MAX / 2};
    const char *cn = qn_arg(a, "cn");
    if (cn) {
        char *end;
        long n = strtol(cn, &end, 10);
        if (!*cn || *end || n < 0 || n > 99999)
            return qn_fail(err, QN_E_USAGE, "--cn", QN_T_CMD_BAD_CHOICE, "--cn", cn,
                           "2011, 2051, 2061, 2031");
        ask->cn = (int32_t)n;
    }
    if (!qn_arg(a, "device"))
        return qn_fail(err, QN_E_USAGE, "--device", QN_T_CMD_NO_VALUE, "--device", "MN");
    if (a->json && qn_arg(a, "csv"))
        return qn_fail(err, QN_E_USAGE, "--csv", QN_T_CMD_TWICE, "--json --csv");
    enum qn_status st = time_option(a, "from", false, &ask->from_unix_ms, err);
    return st ? st : time_option(a, "to", true, &ask->to_unix_ms, err);
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_track_ask ask;
    struct show w = {.a = a, .versions = qn_arg(a, "versions") != NULL, .err = &err};
    w.form = a->json ? JSON : qn_arg(a, "csv") ? CSV : TABLE;
    if (take_ask(a, &ask, &err) || qn_tele_open(a->word[0], QN_STORE_READ, &t, &err))
        return qn_report(a, &err);
    qn_buf_init(&w.out, OUT_MAX);
    enum qn_status st = QN_OK;
    if (w.form == CSV)
        st = qn_buf_text(&w.out,
                         "time,st,cn,factor,field,text,value,mark,arrival,version,versions,resent,"
                         "first_text,first_mark,imported\n",
                         &err);
    if (!st)
        st = show(&w, t, qn_arg(a, "device"), &ask);
    qn_buf_release(&w.out);
    qn_tele_free(t);
    if (!st && w.unreadable) {
        char n[QN_NUM_TEXT_CAP];
        snprintf(n, sizeof n, "%zu", w.unreadable);
        qn_say1(stderr, a->lang, QN_T_TELEMETRY_UNREADABLE, n);
    }
    if (st)
        return st == QN_E_IO && !err.code ? QN_EXIT_FAILED : qn_report(a, &err);
    if (w.form == JSON)
        return qn_put(w.rows ? "\n]\n" : "[]\n", w.rows ? 3 : 3);
    return QN_EXIT_DONE;
}

const struct qn_command qn_cmd_telemetry = {
    .name = "telemetry",
    .synopsis = "STORE",
    .summary = QN_T_SUM_TELEMETRY,
    .about = QN_T_ABOUT_TELEMETRY,
    .example =
        "quench telemetry linfen.db --device 010000A8900016F000169DC0 --from 2026-08-01 --csv",
    .min_words = 1,
    .max_words = 1,
    .option = {{"device", "MN", QN_T_OPT_TELE_DEVICE, NULL},
               {"from", "TIME", QN_T_OPT_TELE_FROM, NULL},
               {"to", "TIME", QN_T_OPT_TELE_TO, NULL},
               {"cn", "CN", QN_T_OPT_TELE_CN, NULL},
               {"factor", "CODE", QN_T_OPT_TELE_FACTOR, NULL},
               {"versions", NULL, QN_T_OPT_TELE_VERSIONS, NULL},
               {"csv", NULL, QN_T_OPT_TELE_CSV, NULL},
               {"json", NULL, QN_T_OPT_JSON, NULL}},
    .run = run,
};
