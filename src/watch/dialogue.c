/* What is said to a frame.
 *
 *   data upload            kept; 9014 once durable (A = 1), also for a retry that is here already
 *   1013 clock request     9013, then 1012 with the time
 *   9015 heartbeat         9013; so for 9021 and 9022, by which a vendor's loggers log in and beat
 *                          (what its platform answers is not known: 9013 is what ends a notice)
 *   1014 new key wanted    9013, then 1014 with a new key (keys.c)
 *   2072 alarm             a notice with data: kept; 9013 once durable
 *   9011 9012 9013 9014    they move a command on (calls.c); never answered
 *   from who may not       kept aside, no answer
 */
#include <stdio.h>
#include <string.h>

#include "watch/gate.h"

enum { ASIDE_NO_KEY = 7 }; /* past the last of enum qn_gate */
#define CLOCK_AGAIN_MS 60000

enum what { WHAT_DATA, WHAT_ALARM, WHAT_CLOCK, WHAT_BEAT, WHAT_KEY, WHAT_ANSWER };

static enum what what_of(const struct qn_212_frame *f)
{
    switch (f->cn_code) {
    case 1013:
        return WHAT_CLOCK;
    case 1014:
        return WHAT_KEY;
    case 2072:
        return WHAT_ALARM;
    case 9011:
    case 9012:
    case 9013:
    case 9014:
        return WHAT_ANSWER;
    case 9015:
    case 9021:
    case 9022:
        return WHAT_BEAT;
    default:
        return WHAT_DATA;
    }
}

static void touch(struct gate_device *d)
{
    atomic_store_explicit(&d->tally.touched, true, memory_order_relaxed);
}

/* ---- kept aside ---- */

static const char *reason_name(int reason)
{
    return reason == ASIDE_NO_KEY ? "no_key" : qn_gate_name((enum qn_gate)reason);
}

static void set_aside(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f,
                      int reason)
{
    struct qn_gateway *g = c->g;
    char mn[QN_LOG_TEXT_CAP];
    g->total.quarantined++;
    g->total.aside[reason]++;
    gate_log(&g->log, LOG_ASIDE, "warn", "event=quarantined reason=%s mn=%s peer=%s cn=%d",
             reason_name(reason), gate_log_text(f->mn.p, f->mn.n, mn), c->peer, f->cn_code);
    if (d) {
        qn_count_add(&d->tally.quarantined, 1);
        touch(d);
        if (d->asides >= QN_GATE_ASIDE_KEEP)
            return;
        d->asides++;
    }
    if (gate_batch_size(g->gather) > (size_t)g->o.queue_bytes / 2)
        return; /* what is acknowledged comes first */
    size_t off;
    if (!gate_batch_bytes(g->gather, f->whole.p, f->whole.n, &off))
        return;
    struct gate_job *job = gate_batch_job(g, JOB_ASIDE, d);
    if (!job)
        return;
    job->u.aside.reason = reason_name(reason);
    job->u.aside.arrival_ms = g->now_ms;
    job->u.aside.off = off;
    job->u.aside.len = f->whole.n;
    snprintf(job->u.aside.mn, sizeof job->u.aside.mn, "%.*s", (int)(f->mn.n < 39 ? f->mn.n : 39),
             f->mn.n ? f->mn.p : "");
    snprintf(job->u.aside.peer, sizeof job->u.aside.peer, "%s", c->peer);
}

/* ---- answers ---- */

static void notice_answer(struct gate_conn *c, const struct qn_212_frame *f)
{
    char out[512];
    size_t n = f->wants_answer ? qn_212_answer(f, 9013, -1, out, sizeof out) : 0;
    if (n) {
        c->g->total.noticed++;
        gate_conn_send(c, out, n);
    }
}

/* Into the batch: it leaves once everything gathered so far is durable. */
static void durable_answer(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f,
                           int32_t cn)
{
    char out[512];
    size_t n = f->wants_answer ? qn_212_answer(f, cn, -1, out, sizeof out) : 0;
    if (n)
        (void)gate_batch_answer(c, d, out, n);
}

/* Room for one more frame; with the writer at a loss, what does not fit is not kept and not
 * answered: the device sends it again. */
static bool room_to_keep(struct qn_gateway *g)
{
    if (gate_batch_size(g->gather) < (size_t)g->o.queue_bytes)
        return true;
    g->total.refused++;
    gate_log(&g->log, LOG_DISK, "error", "event=not_kept reason=queue_full queue_bytes=%zu",
             gate_batch_size(g->gather));
    return false;
}

static void keep(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f,
                 int32_t answer)
{
    struct qn_gateway *g = c->g;
    if (!room_to_keep(g))
        return;
    if (gate_device_again(g, d, f)) {
        g->total.duplicate++;
        qn_count_add(&d->tally.duplicate, 1);
        durable_answer(c, d, f, answer);
        return;
    }
    if (!gate_batch_frame(g, d, f)) {
        uint32_t last = (d->window_at + QN_GATE_WINDOW - 1) % QN_GATE_WINDOW;
        d->window[last] = 0; /* not kept: its retry must be */
        g->total.refused++;
        return;
    }
    durable_answer(c, d, f, answer);
    gate_call_data(g, d, f);
    gate_gap_seen(g, d, f);
}

static void set_clock(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f)
{
    struct qn_gateway *g = c->g;
    uint64_t now = uv_now(&g->loop);
    if (d->clock_set_ms && now - d->clock_set_ms < CLOCK_AGAIN_MS)
        return;
    d->clock_set_ms = now;
    struct gate_call *call = gate_call_new(d, 1012, "clock");
    if (!call)
        return;
    struct qn_212_span pol = {0};
    if (qn_212_find(f->cp, "PolId", &pol) && pol.n > 0 && pol.n <= QN_212_NAME_MAX)
        snprintf(call->row.cp, sizeof call->row.cp, "PolId=%.*s;SystemTime=", (int)pol.n, pol.p);
    else
        snprintf(call->row.cp, sizeof call->row.cp, "SystemTime=");
    gate_call_queue(g, call);
}

static void converse(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f)
{
    switch (what_of(f)) {
    case WHAT_DATA:
        keep(c, d, f, 9014);
        break;
    case WHAT_ALARM:
        keep(c, d, f, 9013);
        break;
    case WHAT_CLOCK:
        notice_answer(c, f);
        set_clock(c, d, f);
        break;
    case WHAT_BEAT:
        notice_answer(c, f);
        break;
    case WHAT_KEY:
        notice_answer(c, f);
        gate_key_renew(c->g, d);
        break;
    case WHAT_ANSWER:
        gate_call_answered(c->g, d, f);
        break;
    }
}

/* ---- who speaks ---- */

static void count_deviations(struct qn_gateway *g, struct gate_device *d, uint32_t bits)
{
    for (; bits; bits &= bits - 1) {
        int i = __builtin_ctz(bits);
        g->total.deviation[i]++;
        if (d)
            qn_count_add(&d->tally.deviation[i], 1);
    }
}

static void note_peer(struct gate_conn *c, struct gate_device *d)
{
    if (gate_batch_size(c->g->gather) > (size_t)c->g->o.queue_bytes / 2)
        return;
    struct gate_job *job = gate_batch_job(c->g, JOB_PEER, d);
    if (job)
        snprintf(job->u.peer, sizeof job->u.peer, "%s", c->peer);
}

static struct gate_device *speaker(struct gate_conn *c, const struct qn_212_frame *f)
{
    struct qn_gateway *g = c->g;
    struct gate_device *d = c->device;
    if (!d || d->mn_len != f->mn.n || memcmp(d->mn, f->mn.p, f->mn.n) != 0)
        d = gate_device_get(g, f->mn);
    if (!d)
        return NULL;
    if (!qn_count_get(&d->tally.first_unix_ms))
        qn_count_set(&d->tally.first_unix_ms, g->now_ms);
    qn_count_set(&d->tally.last_unix_ms, g->now_ms);
    qn_count_add(&d->tally.received, 1);
    touch(d);
    return d;
}

static int judge(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f)
{
    if (!d || (!d->entry && !c->g->o.accept_unknown))
        return QN_GATE_UNKNOWN;
    if (!d->entry)
        return f->deviations & ~QN_212_POLICY_TOLERANT ? QN_GATE_POLICY : QN_GATE_OPEN;
    if (c->allowed != d->entry) {
        if (!qn_gate_address(d->entry, c->peer))
            return QN_GATE_ADDRESS;
        c->allowed = d->entry;
    }
    return (int)qn_gate_frame(d->entry, f);
}

/* Commands to the device go to the connection it last spoke on, in the manner it last spoke. */
static void remember(struct gate_conn *c, struct gate_device *d, const struct qn_212_frame *f)
{
    c->device = d;
    if (d->slot != c->slot || d->gen != c->gen) {
        d->slot = c->slot;
        d->gen = c->gen;
        note_peer(c, d);
    }
    if (f->flag.n)
        d->version = f->version;
    if (f->st_code > 0 && f->st_code != 91)
        d->st = f->st_code;
    if (f->pw.n < sizeof d->pw) {
        memcpy(d->pw, f->pw.p ? f->pw.p : "", f->pw.n);
        d->pw[f->pw.n] = '\0';
    }
}

void gate_frame(struct gate_conn *c, const struct qn_212_frame *f)
{
    struct qn_gateway *g = c->g;
    char room[QN_212_FRAME_MAX];
    struct qn_212_frame open;
    g->total.received++;
    struct gate_device *d = speaker(c, f);
    if (!d)
        g->total.no_device++;
    int gate = judge(c, d, f);
    if (gate == QN_GATE_OPEN && f->encrypted) {
        size_t which = 0;
        if (gate_key_open(d, f, room, &open, &which)) {
            gate_key_confirmed(g, d, which);
            f = &open;
        } else {
            gate = ASIDE_NO_KEY;
        }
    }
    count_deviations(g, d, f->deviations);
    if (gate == QN_GATE_OPEN) {
        remember(c, d, f);
        converse(c, d, f);
        if (g->o.greet && !c->closing)
            gate_call_greet(g, d);
        return;
    }
    /* A logger without its number yet: a person may send it one (1002), and it may answer. */
    if (gate == QN_GATE_UNKNOWN && d) {
        remember(c, d, f);
        if (what_of(f) == WHAT_ANSWER && d->call) {
            gate_call_answered(g, d, f);
            return;
        }
    }
    set_aside(c, d, f, gate);
}

void gate_fault(struct gate_conn *c, const struct qn_212_frame *f, enum qn_212_fault fault)
{
    struct qn_gateway *g = c->g;
    char mn[QN_LOG_TEXT_CAP] = "-";
    g->total.fault[fault]++;
    struct gate_device *d = f->mn.n && f->mn.n < QN_MN_CAP ? gate_device_find(g, f->mn) : NULL;
    if (d) {
        qn_count_add(&d->tally.received, 1);
        qn_count_add(&d->tally.faulty, 1);
        touch(d);
    }
    if (f->mn.n)
        gate_log_text(f->mn.p, f->mn.n, mn);
    gate_log(&g->log, LOG_FAULT, "warn", "event=faulty kind=%s mn=%s peer=%s",
             qn_212_fault_name(fault), mn, c->peer);
    if (++c->faults > QN_GATE_MAX_FAULTS) {
        g->total.closed_flood++;
        gate_conn_close(c, "flood");
    }
}
