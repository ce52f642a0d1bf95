/* Commands to devices: one under way a device, the others wait their turn.
 *
 *   request  --> 9011 QnRtn --> data and / or 9012 ExeRtn      1011 1012 1061 2011 2051 3011 ...
 *   notice   --> 9013                                          2012 2022
 *
 * No first answer within OverTime: sent again, ReCount times, then given up. After 9011 the device
 * has CALL_WORK_MS from its last sign of work; data without a final 9012 are taken as done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/gate.h"

#define CALL_WORK_MS 60000
#define CALL_FRAME_CAP 2048
#define ST_AIR 31 /* of a device that has not spoken yet */

/* ---- to the store ---- */

static void blank_key(struct qn_tele_call *row)
{
    char *at = strstr(row->cp, "NewSK=");
    if (at)
        snprintf(at, sizeof row->cp - (size_t)(at - row->cp), "NewSK=****");
}

static void write_down(struct qn_gateway *g, struct gate_call *c)
{
    if (c->off_record)
        return;
    struct gate_job *job = gate_batch_job(g, JOB_CALL, c->device);
    struct qn_tele_call *row = job ? malloc(sizeof *row) : NULL;
    if (!row) {
        if (job)
            g->gather->n_jobs--;
        return;
    }
    *row = c->row;
    if (c->secret)
        blank_key(row);
    job->u.call.call = c;
    job->u.call.row = row;
    job->u.call.last = c->ended;
}

/* ---- made ---- */

struct gate_call *gate_call_new(struct gate_device *d, int32_t cn, const char *by)
{
    struct gate_call *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->device = d;
    c->gap = -1;
    c->row.cn = cn;
    c->row.st = d->st;
    c->row.result = -1;
    memcpy(c->row.mn, d->mn, sizeof c->row.mn);
    snprintf(c->row.by, sizeof c->row.by, "%s", by);
    return c;
}

static void start(struct qn_gateway *g, struct gate_device *d);

static size_t waiting_calls(const struct gate_device *d)
{
    size_t n = 0;
    for (const struct gate_call *c = d->waiting; c; c = c->next)
        n++;
    return n;
}

static void finish(struct qn_gateway *g, struct gate_call *c, enum qn_call_state state);

void gate_call_queue(struct qn_gateway *g, struct gate_call *c)
{
    struct gate_device *d = c->device;
    struct gate_call **at = &d->waiting;
    uint64_t patience_ms = (uint64_t)g->o.overtime_s * 1000 * (uint64_t)(g->o.recount + 1);
    g->total.calls++;
    if (!c->row.made_unix_ms) {
        c->row.made_unix_ms = g->now_ms;
        c->off_record = g->failing && !c->after_batch;
    }
    c->deadline_ms = uv_now(&g->loop) + patience_ms;
    c->next_active = g->active;
    g->active = c;
    if (waiting_calls(d) >= QN_GATE_MAX_CALLS) {
        finish(g, c, QN_CALL_TIMED_OUT);
        return;
    }
    while (*at)
        at = &(*at)->next;
    *at = c;
    start(g, d);
}

static void greet_with(struct qn_gateway *g, struct gate_device *d, int32_t cn, const char *cp)
{
    struct gate_call *c = gate_call_new(d, cn, "greeting");
    if (!c)
        return;
    snprintf(c->row.cp, sizeof c->row.cp, "%s", cp);
    gate_call_queue(g, c);
}

/* HJ 212-2017, 6.7: clock, time-outs, intervals, real-time data and states of devices on. */
void gate_call_greet(struct qn_gateway *g, struct gate_device *d)
{
    char cp[64];
    if (d->greeted)
        return;
    d->greeted = true;
    greet_with(g, d, 1012, "SystemTime=");
    snprintf(cp, sizeof cp, "OverTime=%lld;ReCount=%lld", (long long)g->o.overtime_s,
             (long long)g->o.recount);
    greet_with(g, d, 1000, cp);
    if (d->entry && d->entry->rtd_interval_s > 0) {
        snprintf(cp, sizeof cp, "RtdInterval=%d", d->entry->rtd_interval_s);
        greet_with(g, d, 1062, cp);
    }
    if (d->entry && d->entry->min_interval_min > 0) {
        snprintf(cp, sizeof cp, "MinInterval=%d", d->entry->min_interval_min);
        greet_with(g, d, 1064, cp);
    }
    greet_with(g, d, 2011, "");
    greet_with(g, d, 2021, "");
}

/* ---- sent ---- */

/* QN of own requests: the time, but never the same twice. */
static uint64_t fresh_qn(struct qn_gateway *g)
{
    int64_t ms = g->now_ms > g->last_qn_ms ? g->now_ms : g->last_qn_ms + 1;
    g->last_qn_ms = ms;
    return qn_212_qn_of(ms);
}

/* The time goes in when the command leaves, not when it was made. */
static void fill_time(struct qn_gateway *g, struct qn_tele_call *row)
{
    char time[QN_212_TIME_CAP];
    char *at = row->cn == 1012 ? strstr(row->cp, "SystemTime=") : NULL;
    if (at)
        snprintf(at, sizeof row->cp - (size_t)(at - row->cp), "SystemTime=%s",
                 qn_212_time_text(g->now_ms, false, time));
}

static bool transmit(struct qn_gateway *g, struct gate_call *c)
{
    struct gate_device *d = c->device;
    struct gate_conn *conn = gate_device_conn(g, d);
    if (!conn)
        return false;
    fill_time(g, &c->row);
    const char *pw = d->entry && d->entry->password ? d->entry->password : d->pw;
    struct qn_212_head head = {
        .qn = c->row.qn,
        .st = c->row.st > 0 ? c->row.st
              : d->st > 0   ? d->st
                            : ST_AIR,
        .cn = c->row.cn,
        .pw = {pw, (uint32_t)strlen(pw)},
        .mn = {d->mn, d->mn_len},
        .version = d->entry && d->entry->version >= 0 ? (enum qn_212_version)d->entry->version
                                                      : d->version,
        .wants_answer = true,
    };
    struct gate_keys *k = d->keys;
    const unsigned char *key = c->secret && k && k->used ? k->key[k->last].key : NULL;
    struct qn_212_span cp = {c->row.cp, (uint32_t)strlen(c->row.cp)};
    char out[CALL_FRAME_CAP];
    size_t n = qn_212_encode(&head, cp, key, out, sizeof out);
    if (n)
        gate_conn_send(conn, out, n);
    return n > 0 && !conn->closing;
}

static void send_now(struct qn_gateway *g, struct gate_call *c)
{
    if (!transmit(g, c))
        return;
    c->row.tries++;
    c->row.state = QN_CALL_SENT;
    c->row.sent_unix_ms = g->now_ms;
    c->deadline_ms = uv_now(&g->loop) + (uint64_t)g->o.overtime_s * 1000;
    gate_log(&g->log, LOG_CALL, "info", "event=call_sent mn=%s cn=%d try=%d by=%s", c->device->mn,
             c->row.cn, c->row.tries, c->row.by);
    write_down(g, c);
}

/* The device's next command, if none is under way and the device is there. */
static void start(struct qn_gateway *g, struct gate_device *d)
{
    struct gate_call *c = d->waiting;
    if (d->call || !c || !gate_device_conn(g, d) || c->after_batch)
        return;
    d->waiting = c->next;
    c->next = NULL;
    d->call = c;
    c->row.qn = fresh_qn(g);
    send_now(g, c);
}

/* ---- ended ---- */

static void unlink_call(struct qn_gateway *g, struct gate_call *c)
{
    struct gate_device *d = c->device;
    if (d->call == c)
        d->call = NULL;
    for (struct gate_call **at = &d->waiting; *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            break;
        }
    for (struct gate_call **at = &g->active; *at; at = &(*at)->next_active)
        if (*at == c) {
            *at = c->next_active;
            break;
        }
}

static void finish(struct qn_gateway *g, struct gate_call *c, enum qn_call_state state)
{
    static const char *const names[] = {"waiting", "sent",    "accepted",
                                        "done",    "refused", "timed_out"};
    struct gate_device *d = c->device;
    c->row.state = state;
    c->row.ended_unix_ms = g->now_ms;
    c->ended = true;
    g->total.calls_done += state == QN_CALL_DONE;
    g->total.calls_refused += state == QN_CALL_REFUSED;
    g->total.calls_timed_out += state == QN_CALL_TIMED_OUT;
    gate_log(&g->log, LOG_CALL, state == QN_CALL_DONE ? "info" : "warn",
             "event=call_ended mn=%s cn=%d state=%s result=%d by=%s", d->mn, c->row.cn,
             names[state], c->row.result, c->row.by);
    if (c->row.cn == 1014 && state == QN_CALL_DONE)
        gate_key_accepted(g, d);
    gate_gap_ended(g, c);
    unlink_call(g, c);
    write_down(g, c); /* freed when that is done */
    if (c->off_record)
        free(c);
    start(g, d);
}

/* ---- answered ---- */

static int32_t number_in(struct qn_212_span cp, const char *name)
{
    struct qn_212_span s;
    double v;
    return qn_212_find(cp, name, &s) && qn_212_number(s, &v) && v >= 0 && v < 1e6 ? (int32_t)v : -1;
}

/* Answers carry the request's QN in the header, those of 2005 in the CP. One without any QN can
 * only mean the one command that is under way. */
static bool means(const struct gate_call *c, const struct qn_212_frame *f)
{
    struct qn_212_span s;
    char text[24];
    if (qn_212_find(f->cp, "QN", &s)) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)c->row.qn);
        return strlen(text) == s.n && memcmp(text, s.p, s.n) == 0;
    }
    return f->qn_number == c->row.qn || f->qn.n == 0;
}

void gate_call_answered(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f)
{
    struct gate_call *c = d->call;
    if (!c || f->cn_code == 9014 || !means(c, f))
        return;
    c->deadline_ms = uv_now(&g->loop) + CALL_WORK_MS;
    if (f->cn_code == 9011) {
        c->row.result = number_in(f->cp, "QnRtn");
        if (c->row.result != 1) {
            finish(g, c, QN_CALL_REFUSED);
        } else if (c->row.state == QN_CALL_SENT) {
            c->row.state = QN_CALL_ACCEPTED;
            write_down(g, c);
        }
    } else if (f->cn_code == 9012) {
        c->row.result = number_in(f->cp, "ExeRtn");
        finish(g, c, c->row.result == 1 ? QN_CALL_DONE : QN_CALL_REFUSED);
    } else {
        finish(g, c, QN_CALL_DONE);
    }
}

void gate_call_data(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f)
{
    struct gate_call *c = d->call;
    if (!c || c->row.cn != f->cn_code || c->row.state < QN_CALL_SENT)
        return;
    c->deadline_ms = uv_now(&g->loop) + CALL_WORK_MS;
    if (c->frames++ == 0 && f->cp.n < sizeof c->row.answer) {
        memcpy(c->row.answer, f->cp.p, f->cp.n);
        c->row.answer[f->cp.n] = '\0';
    }
}

/* ---- time ---- */

static void overdue(struct qn_gateway *g, struct gate_call *c)
{
    bool sent = c->row.state == QN_CALL_SENT;
    if (c->row.state == QN_CALL_ACCEPTED && c->frames > 0)
        finish(g, c, QN_CALL_DONE);
    else if (sent && c->frames > 0)
        finish(g, c, QN_CALL_DONE);
    else if (sent && c->row.tries <= g->o.recount && gate_device_conn(g, c->device))
        send_now(g, c);
    else
        finish(g, c, QN_CALL_TIMED_OUT);
}

void gate_calls_sweep(struct qn_gateway *g)
{
    uint64_t now = uv_now(&g->loop);
    struct gate_call *next;
    for (struct gate_call *c = g->active; c; c = next) {
        next = c->next_active;
        if (now >= c->deadline_ms)
            overdue(g, c);
        else if (!c->device->call)
            start(g, c->device);
    }
}

/* A batch became durable: what waited for it may leave. */
void gate_calls_release(struct qn_gateway *g, uint32_t batch)
{
    for (struct gate_call *c = g->active; c; c = c->next_active)
        if (c->after_batch == batch)
            c->after_batch = 0;
}

static struct gate_call *take_arrived(struct qn_gateway *g)
{
    uv_mutex_lock(&g->writer.lock);
    struct gate_call *first = g->writer.arrived;
    g->writer.arrived = NULL;
    uv_mutex_unlock(&g->writer.lock);
    return first;
}

void gate_calls_arrive(struct qn_gateway *g)
{
    struct gate_call *next;
    for (struct gate_call *c = take_arrived(g); c; c = next) {
        next = c->next;
        c->next = NULL;
        c->gap = -1;
        struct qn_212_span mn = {c->row.mn, (uint32_t)strlen(c->row.mn)};
        c->device = gate_device_get(g, mn);
        if (!c->device || (c->row.cn == 1014 && !c->row.cp[0] && !gate_key_fill(g, c->device, c)))
            free(c);
        else
            gate_call_queue(g, c);
    }
}

static void free_list(struct gate_call *c)
{
    struct gate_call *next;
    for (; c; c = next) {
        next = c->next;
        free(c);
    }
}

void gate_calls_free(struct qn_gateway *g)
{
    struct gate_call *next;
    for (struct gate_call *c = g->active; c; c = next) {
        next = c->next_active;
        free(c);
    }
    g->active = NULL;
    free_list(g->writer.arrived);
    g->writer.arrived = NULL;
}
