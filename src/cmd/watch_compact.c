/* quench watch compact STORE: parts become one a day, retention, free pages back to the disk. */
#include "base/date.h"
#include "base/jsonw.h"
#include "cmd/watch.h"
#include "series/filing.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)
#define BEIJING_MS INT64_C(28800000)
#define SHRINK_PAGES 100000
#define REALTIME_CN 2011

/* What was done. */
struct done {
    struct qn_filed filed;
    struct qn_compacted compacted;
    int64_t raw, realtime;
    struct qn_tele_size before, after;
};

/* What is asked for; INT32_MIN where it was not. */
struct asked {
    int32_t before, raw, realtime; /* [day] */
};

static int32_t today(void)
{
    return (int32_t)((qn_now_unix_ms() + BEIJING_MS) / DAY_MS);
}

/* A day option, at most `latest`; INT32_MIN where it was not given. */
static enum qn_status day_option(const struct qn_args *a, const char *name, int32_t latest,
                                 int32_t *day, struct qn_err *err)
{
    const char *text = qn_arg(a, name);
    struct qn_date d;
    *day = INT32_MIN;
    if (!text)
        return QN_OK;
    if (qn_date_parse(text, strlen(text), &d, err))
        return qn_fail(err, QN_E_USAGE, name, QN_T_COMPACT_DATE, name, text);
    *day = qn_date_first_day(d);
    if (*day > latest)
        return qn_fail(err, QN_E_USAGE, name, QN_T_COMPACT_FUTURE, name, text);
    return QN_OK;
}

/* All of them, before anything is touched: what retention takes away does not come back. */
static enum qn_status read_asked(const struct qn_args *a, struct asked *out, struct qn_err *err)
{
    enum qn_status st = day_option(a, "before", INT32_MAX, &out->before, err);
    if (!st)
        st = day_option(a, "drop-raw-before", today(), &out->raw, err);
    if (!st)
        st = day_option(a, "drop-realtime-before", today(), &out->realtime, err);
    if (out->before == INT32_MIN)
        out->before = today();
    return st;
}

static enum qn_status retain(struct qn_tele *t, const struct asked *a, struct done *out,
                             struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (a->raw != INT32_MIN)
        st = qn_tele_drop_raw(t, a->raw * DAY_MS - BEIJING_MS, &out->raw, err);
    if (!st && a->realtime != INT32_MIN)
        st = qn_tele_drop_parts(t, REALTIME_CN, a->realtime, &out->realtime, err);
    return st;
}

static enum qn_status shrink(struct qn_tele *t, struct qn_err *err)
{
    int64_t left = 0, before;
    enum qn_status st;
    do {
        before = left;
        st = qn_tele_shrink(t, SHRINK_PAGES, &left, err);
    } while (!st && left > 0 && left != before);
    return st;
}

static enum qn_status compact(struct qn_tele *t, const struct asked *a, struct done *out,
                              struct qn_err *err)
{
    enum qn_status st = qn_tele_size(t, &out->before, err);
    if (!st && !qn_tele_claimed(t)) /* a gateway files its own log */
        st = qn_file_log(t, 0, &out->filed, err);
    if (!st)
        st = qn_compact(t, a->before, 0, &out->compacted, err);
    if (!st)
        st = retain(t, a, out, err);
    if (!st)
        st = shrink(t, err);
    return st ? st : qn_tele_size(t, &out->after, err);
}

static int say_json(const struct qn_args *a, const struct done *d)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_jsonw w;
    qn_buf_init(&out, 1 << 16);
    qn_jsonw_init(&w, &out, 1, &err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_int(&w, "frames_filed", d->filed.frames);
    qn_jsonw_int(&w, "days", d->compacted.days);
    qn_jsonw_int(&w, "parts_before", d->compacted.parts_before);
    qn_jsonw_int(&w, "parts_after", d->compacted.parts_after);
    qn_jsonw_int(&w, "part_bytes_before", d->compacted.bytes_before);
    qn_jsonw_int(&w, "part_bytes_after", d->compacted.bytes_after);
    qn_jsonw_int(&w, "raw_blocks_removed", d->raw);
    qn_jsonw_int(&w, "realtime_parts_removed", d->realtime);
    qn_jsonw_int(&w, "file_bytes_before", d->before.file_bytes);
    qn_jsonw_int(&w, "file_bytes_after", d->after.file_bytes);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

static void say(const struct qn_args *a, const struct done *d)
{
    char n[8][32];
    const int64_t value[] = {
        d->filed.frames, d->compacted.days, d->compacted.parts_before, d->compacted.parts_after,
        d->raw,          d->realtime,       d->before.file_bytes,      d->after.file_bytes};
    for (int i = 0; i < 8; i++)
        snprintf(n[i], sizeof n[i], "%lld", (long long)value[i]);
    qn_say1(stdout, a->lang, QN_T_COMPACT_DONE, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
}

int qn_watch_compact(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct done d = {0};
    struct asked asked;
    if (read_asked(a, &asked, &err) || qn_tele_open(a->word[1], QN_STORE_WRITE, &t, &err))
        return qn_report(a, &err);
    int code = compact(t, &asked, &d, &err) ? qn_report(a, &err) : QN_EXIT_DONE;
    qn_tele_free(t);
    if (code != QN_EXIT_DONE)
        return code;
    if (a->json)
        return say_json(a, &d);
    say(a, &d);
    return code;
}
