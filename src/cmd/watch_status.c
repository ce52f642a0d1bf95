/* quench watch status STORE, quench watch quarantine STORE [--admit MN]. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "cmd/watch.h"
#include "quench/hj212.h"
#include "store/telemetry.h"
#include "watch/recount.h"
#include "watch/register.h"

#define OUT_MAX ((size_t)256 << 20)

struct view {
    struct qn_tele_device *device;
    size_t n, cap;
    struct qn_register *reg;
    struct qn_tele_size size;
    bool running, present;
    int64_t now_ms;
};

static int take_device(const struct qn_tele_device *d, void *user)
{
    struct view *v = user;
    if (v->n == v->cap) {
        size_t cap = v->cap ? v->cap * 2 : 64;
        struct qn_tele_device *more = realloc(v->device, cap * sizeof *more);
        if (!more)
            return 1;
        v->device = more;
        v->cap = cap;
    }
    v->device[v->n++] = *d;
    return 0;
}

static void add_stored(int64_t device, int64_t frames, void *user)
{
    struct view *v = user;
    for (size_t i = 0; i < v->n; i++)
        if (v->device[i].id == device)
            v->device[i].stored += frames;
}

/* Counters, and what came into the log behind them, in one view. */
static enum qn_status read_devices(struct qn_tele *t, struct view *v, struct qn_err *err)
{
    int64_t counted = 0, last = 0;
    enum qn_status st = qn_tele_begin_read(t, err);
    if (st)
        return st;
    st = qn_tele_devices(t, take_device, v, err);
    if (st == QN_E_CANCELLED)
        st = qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    if (!st)
        st = qn_tele_note_get(t, QN_COUNTED_NOTE, 0, &counted, err);
    if (!st)
        st = qn_watch_recount(t, counted, INT64_MAX, &last, add_stored, v, err);
    if (!st)
        st = qn_tele_size(t, &v->size, err);
    qn_tele_end_read(t);
    return st;
}

static enum qn_status read_register(const char *store, struct qn_register **out, bool *there,
                                    struct qn_err *err)
{
    struct qn_store *s = NULL;
    enum qn_status st = qn_store_open(store, QN_STORE_READ, &s, err);
    *there = st == QN_OK;
    if (st == QN_E_NOTFOUND)
        return qn_register_load(NULL, out, err);
    if (!st)
        st = qn_register_load(s, out, err);
    qn_store_free(s);
    return st;
}

static enum qn_status look(const char *store, struct view *v, struct qn_err *err)
{
    struct qn_tele *t = NULL;
    bool store_there = false;
    struct qn_err no_store;
    enum qn_status st = read_register(store, &v->reg, &store_there, err);
    no_store = *err;
    if (st)
        return st;
    st = qn_tele_open(store, QN_STORE_READ, &t, err);
    if (st == QN_E_NOTFOUND) { /* nothing was ever received; without a store too: a wrong name */
        if (!store_there && no_store.code)
            *err = no_store;
        return store_there ? QN_OK : QN_E_NOTFOUND;
    }
    if (st)
        return st;
    v->present = true;
    v->running = qn_tele_claimed(t);
    st = read_devices(t, v, err);
    qn_tele_free(t);
    return st;
}

static void release(struct view *v)
{
    free(v->device);
    qn_register_free(v->reg);
}

static struct qn_tele_device total_of(const struct view *v)
{
    struct qn_tele_device s = {.last_data_unix_ms = INT64_MIN};
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_tele_device *d = &v->device[i];
        s.received += d->received;
        s.acknowledged += d->acknowledged;
        s.stored += d->stored;
        s.duplicate += d->duplicate;
        s.quarantined += d->quarantined;
        s.faulty += d->faulty;
        s.imported += d->imported;
        if (d->last_unix_ms > s.last_unix_ms)
            s.last_unix_ms = d->last_unix_ms;
    }
    return s;
}

static const struct qn_device_entry *entry_of(const struct view *v, const char *mn)
{
    return qn_register_find(v->reg, (struct qn_212_span){mn, (uint32_t)strlen(mn)});
}

static const char *state_of(const struct view *v, const struct qn_tele_device *d)
{
    if (entry_of(v, d->mn))
        return "known";
    return d->state == QN_DEVICE_ACCEPTED ? "accepted" : "aside";
}

/* ---- JSON ---- */

static void put_time(struct qn_jsonw *w, const char *name, int64_t t)
{
    char text[QN_TIME_TEXT_CAP];
    qn_jsonw_text(w, name, t > 0 ? qn_time_text(t, text) : NULL);
}

static void put_counts(struct qn_jsonw *w, const struct qn_tele_device *d)
{
    qn_jsonw_int(w, "received", d->received);
    qn_jsonw_int(w, "acknowledged", d->acknowledged);
    qn_jsonw_int(w, "stored", d->stored);
    qn_jsonw_int(w, "duplicate", d->duplicate);
    qn_jsonw_int(w, "quarantined", d->quarantined);
    qn_jsonw_int(w, "faulty", d->faulty);
    qn_jsonw_int(w, "imported", d->imported);
}

static void put_deviations(struct qn_jsonw *w, const struct qn_tele_device *d)
{
    qn_jsonw_object(w, "deviations");
    for (int i = 0; i < QN_212_DEV_COUNT; i++)
        if (d->deviations[i])
            qn_jsonw_int(w, qn_212_deviation_name(1u << i), (int64_t)d->deviations[i]);
    qn_jsonw_end_object(w);
}

static void put_device(struct qn_jsonw *w, const struct view *v, const struct qn_tele_device *d)
{
    const struct qn_device_entry *e = entry_of(v, d->mn);
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "mn", d->mn);
    qn_jsonw_text(w, "state", state_of(v, d));
    qn_jsonw_text(w, "outlet_id", e ? e->outlet_id : NULL);
    qn_jsonw_text(w, "installation_id", e ? e->installation_id : NULL);
    put_counts(w, d);
    put_time(w, "first_arrival", d->first_unix_ms);
    put_time(w, "last_arrival", d->last_unix_ms);
    put_time(w, "last_data_time", d->last_data_unix_ms);
    if (d->last_unix_ms > 0)
        qn_jsonw_int(w, "silent_s", (v->now_ms - d->last_unix_ms) / 1000);
    else
        qn_jsonw_null(w, "silent_s");
    qn_jsonw_text(w, "peer", d->peer[0] ? d->peer : NULL);
    put_deviations(w, d);
    qn_jsonw_end_object(w);
}

static int by_mn(const void *mn, const void *device)
{
    return strcmp(mn, ((const struct qn_tele_device *)device)->mn);
}

/* Devices come by MN. */
static bool heard(const struct view *v, const char *mn)
{
    return v->n > 0 && bsearch(mn, v->device, v->n, sizeof *v->device, by_mn);
}

/* Registered devices that were never heard. */
static void put_silent(struct qn_jsonw *w, const struct view *v)
{
    for (size_t i = 0; i < qn_register_count(v->reg); i++) {
        const struct qn_device_entry *e = qn_register_at(v->reg, i);
        struct qn_tele_device d = {.last_data_unix_ms = INT64_MIN};
        if (heard(v, e->mn))
            continue;
        snprintf(d.mn, sizeof d.mn, "%s", e->mn);
        put_device(w, v, &d);
    }
}

static int json_status(const struct qn_args *a, const struct view *v)
{
    struct qn_buf out;
    struct qn_jsonw w;
    struct qn_err err = {0};
    struct qn_tele_device sum = total_of(v);
    qn_buf_init(&out, OUT_MAX);
    qn_jsonw_init(&w, &out, 2, &err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_bool(&w, "running", v->running);
    qn_jsonw_bool(&w, "telemetry", v->present);
    qn_jsonw_object(&w, "total");
    put_counts(&w, &sum);
    put_time(&w, "last_arrival", sum.last_unix_ms);
    qn_jsonw_end_object(&w);
    qn_jsonw_object(&w, "disk");
    qn_jsonw_int(&w, "file_bytes", v->size.file_bytes);
    qn_jsonw_int(&w, "log_frames", v->size.log_frames);
    qn_jsonw_int(&w, "parts", v->size.parts);
    qn_jsonw_int(&w, "rows", v->size.rows);
    qn_jsonw_int(&w, "raw_blocks", v->size.raw_blocks);
    qn_jsonw_int(&w, "aside_frames", v->size.aside);
    qn_jsonw_end_object(&w);
    qn_jsonw_int(&w, "registered", (int64_t)qn_register_count(v->reg));
    qn_jsonw_array(&w, "devices");
    for (size_t i = 0; i < v->n; i++)
        put_device(&w, v, &v->device[i]);
    put_silent(&w, v);
    qn_jsonw_end_array(&w);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

/* ---- for people ---- */

static void say_status(const struct qn_args *a, const struct view *v)
{
    struct qn_tele_device sum = total_of(v);
    char devices[24], registered[24], log[24], aside[24];
    snprintf(devices, sizeof devices, "%zu", v->n);
    snprintf(registered, sizeof registered, "%zu", qn_register_count(v->reg));
    snprintf(log, sizeof log, "%lld", (long long)v->size.log_frames);
    snprintf(aside, sizeof aside, "%lld", (long long)v->size.aside);
    qn_say1(stdout, a->lang, v->running ? QN_T_WATCH_RUNNING : QN_T_WATCH_IDLE, devices, registered,
            log, aside);
    qn_say1(stdout, a->lang, QN_T_WATCH_STATUS_HEAD);
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_tele_device *d = &v->device[i];
        const struct qn_device_entry *e = entry_of(v, d->mn);
        char arrival[QN_TIME_TEXT_CAP] = "-";
        if (d->last_unix_ms > 0)
            qn_time_text(d->last_unix_ms, arrival);
        printf("%-26s %-9s %-16s %10lld %10lld %10lld %8lld %8lld %8lld  %s\n", d->mn,
               state_of(v, d), e && e->outlet_id ? e->outlet_id : "-", (long long)d->received,
               (long long)d->acknowledged, (long long)d->stored, (long long)d->duplicate,
               (long long)d->quarantined, (long long)d->faulty, arrival);
    }
    printf("%-26s %-9s %-16s %10lld %10lld %10lld %8lld %8lld %8lld\n", "=", "", "",
           (long long)sum.received, (long long)sum.acknowledged, (long long)sum.stored,
           (long long)sum.duplicate, (long long)sum.quarantined, (long long)sum.faulty);
}

int qn_watch_status(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct view v = {.now_ms = qn_now_unix_ms()};
    int code = QN_EXIT_DONE;
    if (look(a->word[1], &v, &err))
        code = qn_report(a, &err);
    else if (a->json)
        code = json_status(a, &v);
    else
        say_status(a, &v);
    release(&v);
    return code;
}

/* ---- quarantine ---- */

struct listing {
    struct qn_jsonw *w; /* NULL: for people */
    int64_t n;
};

static int list_one(const struct qn_tele_aside *x, void *user)
{
    struct listing *l = user;
    char time[QN_TIME_TEXT_CAP], text[1100];
    size_t n = 0;
    for (uint32_t i = 0; i < x->len && n < sizeof text - 1; i++) {
        unsigned char ch = ((const unsigned char *)x->bytes)[i];
        if (ch != '\r' && ch != '\n')
            text[n++] = (char)(ch >= 0x20 && ch < 0x7F ? ch : '?');
    }
    text[n] = '\0';
    l->n++;
    qn_time_text(x->arrival_unix_ms, time);
    if (!l->w) {
        printf("%s  %-26s %-16s %-15s %.100s\n", time, x->mn, x->reason, x->peer, text);
        return 0;
    }
    qn_jsonw_object(l->w, NULL);
    qn_jsonw_text(l->w, "arrival", time);
    qn_jsonw_text(l->w, "mn", x->mn);
    qn_jsonw_text(l->w, "reason", x->reason);
    qn_jsonw_text(l->w, "peer", x->peer);
    qn_jsonw_text(l->w, "frame", text);
    qn_jsonw_end_object(l->w);
    return 0;
}

static int list_all(const struct qn_args *a, struct qn_tele *t)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_jsonw w;
    struct listing l = {.w = a->json ? &w : NULL};
    char count[24];
    qn_buf_init(&out, OUT_MAX);
    qn_jsonw_init(&w, &out, 1, &err);
    if (a->json)
        qn_jsonw_array(&w, NULL);
    enum qn_status st = qn_tele_asides(t, NULL, list_one, &l, &err);
    if (a->json)
        qn_jsonw_end_array(&w);
    int code = st || w.status ? qn_report(a, &err) : QN_EXIT_DONE;
    if (!code && a->json)
        code = qn_put(out.data, out.len);
    snprintf(count, sizeof count, "%lld", (long long)l.n);
    if (!code && !a->json)
        qn_say1(stderr, a->lang, QN_T_WATCH_ASIDE_COUNT, count);
    qn_buf_release(&out);
    return code;
}

/* Only what a person decides leaves quarantine: its frames were never acknowledged, so that a
 * device which is registered later sends them again by itself; and they may be somebody else's. */
static int admit(const struct qn_args *a, struct qn_tele *t, const char *mn)
{
    struct qn_err err = {0};
    struct qn_register *reg = NULL;
    bool there;
    int64_t id = 0, n = 0;
    char count[24];
    enum qn_status st = read_register(a->word[1], &reg, &there, &err);
    if (!st && !qn_register_find(reg, (struct qn_212_span){mn, (uint32_t)strlen(mn)}))
        st = qn_fail(&err, QN_E_NOTFOUND, "--admit", QN_T_WATCH_ADMIT_UNKNOWN, mn);
    qn_register_free(reg);
    if (!st)
        st = qn_tele_device_id(t, mn, QN_DEVICE_KNOWN, &id, &err);
    if (!st)
        st = qn_tele_aside_admit(t, mn, id, &n, &err);
    if (!st && !qn_tele_claimed(t))
        st = qn_watch_settle(t, &err);
    if (st)
        return qn_report(a, &err);
    snprintf(count, sizeof count, "%lld", (long long)n);
    if (a->json)
        printf("{\"mn\": \"%s\", \"admitted\": %s}\n", mn, count);
    else
        qn_say1(stdout, a->lang, QN_T_WATCH_ADMITTED, count, mn);
    return QN_EXIT_DONE;
}

int qn_watch_quarantine(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    const char *mn = qn_arg(a, "admit");
    if (qn_tele_open(a->word[1], mn ? QN_STORE_WRITE : QN_STORE_READ, &t, &err))
        return qn_report(a, &err);
    int code = mn ? admit(a, t, mn) : list_all(a, t);
    qn_tele_free(t);
    return code;
}
