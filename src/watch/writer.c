/* The writer thread: makes batches durable, and between them does the store's chores.
 *
 * A batch is one transaction: devices, frames, quarantine, commands, keys, and once a second the
 * counters. It is tried again until the disk takes it; meanwhile the loop gathers the next one.
 *
 * Counters after a kill: the note `counted_seq` is written with the counters and says up to which
 * frame of the log `stored` has counted. Frames leave the log only after they were counted, so
 * that what is behind the note can be counted again (recount.c).
 */
#include "watch/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/date.h"
#include "series/filing.h"
#include "watch/recount.h"

#define TICK_MS 200          /* between two looks at the commands people gave */
#define COUNTERS_MS 1000     /* between two writings of the counters, + 0.5 ms a device */
#define MEASURE_MS 2000      /* between two measurements of log and disk */
#define RETRY_MS 500         /* between two tries of a batch the disk did not take */
#define CHORE_PAUSE_MS 10000 /* after filing or compaction failed */

/* Filing: in slices, so that a batch that comes meanwhile does not wait long. When little has come
 * for a while they may take longer, and wait until a device has several rows: that makes fewer and
 * larger parts. */
#define SLICE_MIN 256
#define SLICE_MAX 50000
#define SLICE_MS 10              /* what a slice should take */
#define SLICE_QUIET_MS 300       /* the same when little has come for QUIET_AFTER_MS */
#define QUIET_AFTER_MS 60000     /* */
#define QUIET_FRAMES_S 2000      /* frames a second: little */
#define FILE_MANY INT64_C(20000) /* frames that are filed when there is time, but ... */
#define FILE_ROWS 20             /* ... when little comes, this many a device */
#define FILE_ROWS_MAX INT64_C(200000)
#define FILE_MUST INT64_C(2000000) /* frames: filed though batches wait */
#define FILE_WAIT_MS 300000        /* a log of fewer frames waits that long */

#define COMPACT_WAIT_MS 600000 /* after a round that found nothing */
#define COMPACT_STEP_MS 2000   /* between two steps of a round */
#define COMPACT_DAYS 4         /* of devices a step */

static uint64_t steady_ms(void)
{
    return uv_hrtime() / 1000000;
}

/* ---- counters ---- */

static enum qn_status put_device(struct gate_writer *w, struct gate_device *d, struct qn_err *err)
{
    struct gate_tally *t = &d->tally;
    struct qn_tele_device row = {
        .id = d->id,
        .state = (enum qn_tele_state)atomic_load_explicit(&d->state, memory_order_relaxed),
        .first_unix_ms = qn_count_get(&t->first_unix_ms),
        .last_unix_ms = qn_count_get(&t->last_unix_ms),
        .last_data_unix_ms = qn_count_get(&t->last_data_unix_ms),
        .received = qn_count_get(&t->received),
        .acknowledged = qn_count_get(&t->acknowledged),
        .stored = d->stored,
        .duplicate = qn_count_get(&t->duplicate),
        .quarantined = qn_count_get(&t->quarantined),
        .faulty = qn_count_get(&t->faulty),
    };
    memcpy(row.mn, d->mn, sizeof row.mn);
    memcpy(row.peer, d->peer, sizeof row.peer);
    for (int i = 0; i < QN_212_DEV_COUNT; i++)
        row.deviations[i] = (uint64_t)qn_count_get(&t->deviation[i]);
    if (d->id == 0) {
        enum qn_status st = qn_tele_device_id(w->tele, d->mn, row.state, &row.id, err);
        if (st)
            return st;
        d->id = row.id;
        d->fresh = true;
    }
    return qn_tele_device_put(w->tele, &row, err);
}

/* All devices there are now, the newest first. */
static struct gate_device *first_device(struct gate_writer *w)
{
    return atomic_load_explicit(&w->g->newest, memory_order_acquire);
}

/* Ids made in a transaction that came to nothing are no ids. */
static void forget_fresh(struct gate_writer *w, bool keep)
{
    for (struct gate_device *d = first_device(w); d; d = d->older) {
        if (d->fresh && !keep)
            d->id = 0;
        d->fresh = false;
    }
    w->fresh = false;
}

static void count_foreign(int64_t device, int64_t frames, void *user)
{
    struct gate_writer *w = user;
    for (struct gate_device *d = first_device(w); d; d = d->older)
        if (d->id == device) {
            d->stored += frames;
            d->dirty = true;
        }
}

/* Frames that others put into the log (quarantine admitted, files imported) count as well. */
static enum qn_status count_others(struct gate_writer *w, struct qn_err *err)
{
    int64_t last = w->last_seq;
    enum qn_status st =
        qn_watch_recount(w->tele, w->last_seq, INT64_MAX, &last, count_foreign, w, err);
    if (!st)
        w->last_seq = last;
    return st;
}

/* All counters that changed; part of the open transaction if there is one. */
static enum qn_status put_counters(struct gate_writer *w, struct qn_err *err)
{
    bool any = w->counted_seq != w->last_seq;
    enum qn_status st = QN_OK;
    w->n_devices = 0;
    for (struct gate_device *d = first_device(w); d && !st; d = d->older) {
        w->n_devices++;
        bool touched =
            atomic_exchange_explicit(&d->tally.touched, false, memory_order_relaxed) || d->dirty;
        if (!touched)
            continue;
        d->dirty = true; /* until it is written */
        any = true;
        st = put_device(w, d, err);
    }
    if (!st && any)
        st = qn_tele_note_put(w->tele, QN_COUNTED_NOTE, w->last_seq, err);
    return st;
}

static void counters_written(struct gate_writer *w)
{
    for (struct gate_device *d = first_device(w); d; d = d->older)
        d->dirty = false;
    w->counted_seq = w->last_seq;
}

static enum qn_status write_counters(struct gate_writer *w, struct qn_err *err)
{
    enum qn_status st = count_others(w, err);
    if (!st)
        st = qn_tele_begin(w->tele, err);
    if (st)
        return st;
    st = put_counters(w, err);
    if (!st)
        st = qn_tele_commit(w->tele, err);
    else
        qn_tele_rollback(w->tele);
    forget_fresh(w, !st);
    if (!st)
        counters_written(w);
    return st;
}

/* ---- a batch ---- */

static enum qn_status find_ids(struct gate_writer *w, struct gate_batch *b, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; !st && i < b->n; i++) {
        struct gate_device *d = b->held[i].device;
        b->frame[i].bytes = b->bytes + b->held[i].off;
        if (d->id == 0) {
            int state = atomic_load_explicit(&d->state, memory_order_relaxed);
            st = qn_tele_device_id(w->tele, d->mn, (enum qn_tele_state)state, &d->id, err);
            d->fresh = w->fresh = true;
        }
        b->frame[i].device = d->id;
    }
    return st;
}

static enum qn_status put_call(struct gate_writer *w, struct gate_job *job, struct qn_err *err)
{
    struct gate_call *c = job->u.call.call;
    struct qn_tele_call *row = job->u.call.row;
    row->id = c->db_id;
    if (row->id)
        return qn_tele_call_put(w->tele, row, err);
    enum qn_status st = qn_tele_call_add(w->tele, row, err);
    if (!st) {
        c->db_id = row->id;
        c->fresh = true;
        if (row->state != QN_CALL_WAITING)
            st = qn_tele_call_put(w->tele, row, err);
    }
    return st;
}

static enum qn_status put_aside(struct gate_writer *w, const struct gate_batch *b,
                                const struct gate_job *job, struct qn_err *err)
{
    struct qn_tele_aside a = {
        .arrival_unix_ms = job->u.aside.arrival_ms,
        .mn = job->u.aside.mn,
        .peer = job->u.aside.peer,
        .reason = job->u.aside.reason,
        .bytes = b->bytes + job->u.aside.off,
        .len = job->u.aside.len,
    };
    bool kept;
    return qn_tele_aside_add(w->tele, &a, QN_GATE_ASIDE_KEEP, QN_GATE_ASIDE_KEEP_ALL, &kept, err);
}

static enum qn_status do_jobs(struct gate_writer *w, struct gate_batch *b, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; !st && i < b->n_jobs; i++) {
        struct gate_job *job = &b->job[i];
        switch (job->kind) {
        case JOB_ASIDE:
            st = put_aside(w, b, job, err);
            break;
        case JOB_CALL:
            st = put_call(w, job, err);
            break;
        case JOB_KEY:
            st = qn_tele_key_put(w->tele, job->device->mn, &job->u.key, err);
            break;
        case JOB_PEER:
            memcpy(job->device->peer, job->u.peer, sizeof job->device->peer);
            break;
        }
    }
    return st;
}

static void jobs_done(struct gate_batch *b, bool well)
{
    for (size_t i = 0; i < b->n_jobs; i++) {
        struct gate_job *job = &b->job[i];
        if (job->kind != JOB_CALL)
            continue;
        struct gate_call *c = job->u.call.call;
        if (c->fresh && !well)
            c->db_id = 0;
        c->fresh = false;
    }
    for (size_t i = 0; well && i < b->n_jobs; i++) {
        if (b->job[i].kind != JOB_CALL)
            continue;
        free(b->job[i].u.call.row);
        if (b->job[i].u.call.last)
            free(b->job[i].u.call.call);
    }
}

static void count_batch(struct gate_writer *w, struct gate_batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        b->held[i].device->stored++;
        b->held[i].device->dirty = true;
    }
    if (b->n)
        w->last_seq = b->frame[b->n - 1].seq;
}

static enum qn_status write_once(struct gate_writer *w, struct gate_batch *b, struct qn_err *err)
{
    int64_t before = w->last_seq;
    enum qn_status st = qn_tele_begin(w->tele, err);
    if (st)
        return st;
    st = find_ids(w, b, err);
    if (!st && b->n)
        st = qn_tele_append(w->tele, b->frame, b->n, err);
    if (!st)
        st = do_jobs(w, b, err);
    if (!st)
        st = qn_tele_commit(w->tele, err);
    else
        qn_tele_rollback(w->tele);
    if (w->fresh)
        forget_fresh(w, !st);
    jobs_done(b, !st);
    if (st)
        return st;
    if (b->n && b->frame[0].seq != before + 1) { /* somebody else wrote between */
        int64_t last = before;
        (void)!qn_watch_recount(w->tele, before, b->frame[0].seq, &last, count_foreign, w, err);
    }
    count_batch(w, b);
    return QN_OK;
}

static void tell_trouble(struct gate_writer *w, const struct qn_err *err)
{
    uv_mutex_lock(&w->lock);
    w->failing = true;
    w->failures++;
    snprintf(w->trouble, sizeof w->trouble, "%.255s", err->msg[QN_EN]);
    uv_mutex_unlock(&w->lock);
    uv_async_send(&w->g->woken);
}

/* false: stopping, and the disk would not take it. */
static bool write_batch(struct gate_writer *w, struct gate_batch *b)
{
    for (;;) {
        struct qn_err err = {0};
        uint64_t began = uv_hrtime();
        enum qn_status st = write_once(w, b, &err);
        double took_s = (double)(uv_hrtime() - began) / 1e9;
        if (!st) {
            uv_mutex_lock(&w->lock);
            w->failing = false;
            w->commits++;
            gate_histogram_add(&w->commit_s, took_s);
            uv_mutex_unlock(&w->lock);
            return true;
        }
        tell_trouble(w, &err);
        uv_mutex_lock(&w->lock);
        if (!w->stop)
            uv_cond_timedwait(&w->wake, &w->lock, RETRY_MS * UINT64_C(1000000));
        bool stop = w->stop;
        uv_mutex_unlock(&w->lock);
        if (stop)
            return write_once(w, b, &err) == QN_OK;
    }
}

/* ---- chores ---- */

static int take_call(const struct qn_tele_call *row, void *user)
{
    struct gate_writer *w = user;
    if (row->id > w->last_call)
        w->last_call = row->id;
    if (strcmp(row->by, "person") != 0)
        return 0;
    struct gate_call *c = calloc(1, sizeof *c);
    if (!c)
        return 1;
    c->row = *row;
    c->db_id = row->id;
    uv_mutex_lock(&w->lock);
    struct gate_call **at = &w->arrived;
    while (*at)
        at = &(*at)->next;
    *at = c;
    uv_mutex_unlock(&w->lock);
    return 0;
}

static void look_for_calls(struct gate_writer *w)
{
    struct qn_err err;
    int64_t before = w->last_call;
    (void)!qn_tele_calls(w->tele, w->last_call, QN_CALL_WAITING, take_call, w, &err);
    if (w->last_call != before)
        uv_async_send(&w->g->woken);
}

static void measure(struct gate_writer *w)
{
    struct qn_err err;
    struct statvfs disk;
    int64_t frames = 0, free_bytes = -1;
    (void)!qn_tele_log_count(w->tele, &frames, &err);
    if (statvfs(w->g->telemetry, &disk) == 0)
        free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    uv_mutex_lock(&w->lock);
    w->log_frames = frames;
    w->disk_free = free_bytes;
    uv_mutex_unlock(&w->lock);
}

/* The log stays as it is; tried again later. */
static void tell_filing(struct gate_writer *w, const struct qn_err *err)
{
    uv_mutex_lock(&w->lock);
    w->filing_failures++;
    snprintf(w->filing_trouble, sizeof w->filing_trouble, "%.255s", err->msg[QN_EN]);
    uv_mutex_unlock(&w->lock);
    w->chores_again_ms = steady_ms() + CHORE_PAUSE_MS;
    uv_async_send(&w->g->woken);
}

static bool due(uint64_t *last, uint64_t every)
{
    uint64_t now = steady_ms();
    if (now - *last < every)
        return false;
    *last = now;
    return true;
}

/* Little has come for a while: a slice may take longer, and so make fewer and larger parts. */
static bool quiet(const struct gate_writer *w)
{
    return steady_ms() - w->busy_ms > QUIET_AFTER_MS;
}

/* What a slice takes out of the log must have been counted before. */
static enum qn_status count_slice(struct gate_writer *w, struct qn_err *err)
{
    int64_t left = 0;
    enum qn_status st = count_others(w, err);
    if (!st)
        st = qn_tele_log_count(w->tele, &left, err);
    if (st || w->last_seq - left + (int64_t)w->slice <= w->counted_seq)
        return st;
    return write_counters(w, err);
}

/* One slice of the log into parts. true: there is more to do at once. */
static bool file_slice(struct gate_writer *w)
{
    struct qn_err err;
    struct qn_filed filed = {0};
    uint64_t budget_ms = quiet(w) ? SLICE_QUIET_MS : SLICE_MS;
    if (steady_ms() < w->chores_again_ms)
        return false;
    if (count_slice(w, &err)) {
        tell_filing(w, &err);
        return false;
    }
    uint64_t began = uv_hrtime();
    enum qn_status st = qn_file_log(w->tele, w->slice, &filed, &err);
    uint64_t took_ms = (uv_hrtime() - began) / 1000000;
    if (st) {
        tell_filing(w, &err);
        return false;
    }
    if (took_ms > budget_ms * 2 && w->slice > SLICE_MIN)
        w->slice /= 2;
    else if (took_ms < budget_ms && (size_t)filed.frames == w->slice && w->slice < SLICE_MAX)
        w->slice += w->slice / 2;
    uv_mutex_lock(&w->lock);
    w->filed += filed.frames;
    w->log_frames = filed.left;
    uv_mutex_unlock(&w->lock);
    return filed.frames > 0 && filed.left > 0;
}

static bool compact_step(struct gate_writer *w)
{
    struct qn_err err;
    struct qn_compacted done = {0};
    int32_t today = qn_date_first_day(qn_date_of_unix_ms(gate_wall_ms()));
    if (qn_compact(w->tele, today, COMPACT_DAYS, &done, &err)) {
        tell_filing(w, &err);
        return false;
    }
    uv_mutex_lock(&w->lock);
    w->compacted += done.days;
    uv_mutex_unlock(&w->lock);
    return done.days > 0;
}

/* What must be done in time whether batches wait or not. */
static void chores_due(struct gate_writer *w)
{
    struct qn_err err;
    if (due(&w->calls_ms, TICK_MS))
        look_for_calls(w);
    if (steady_ms() - w->counters_ms >= COUNTERS_MS + (uint64_t)w->n_devices / 2) {
        int64_t rate = w->last_seq - w->rate_seq;
        if (rate * 1000 > QUIET_FRAMES_S * (int64_t)(steady_ms() - w->counters_ms))
            w->busy_ms = steady_ms();
        w->rate_seq = w->last_seq;
        w->counters_ms = steady_ms();
        (void)!write_counters(w, &err);
    }
    if (due(&w->measure_ms, MEASURE_MS))
        measure(w);
    if (w->log_frames > FILE_MUST)
        file_slice(w);
}

/* Whether the log is worth filing: the more frames a device has, the fewer parts are made. */
static bool filing_due(const struct gate_writer *w)
{
    int64_t many = FILE_MANY;
    if (quiet(w) && w->n_devices * FILE_ROWS > many)
        many = w->n_devices * FILE_ROWS;
    if (many > FILE_ROWS_MAX)
        many = FILE_ROWS_MAX;
    return w->log_frames >= many || (w->log_frames > 0 && steady_ms() - w->file_ms > FILE_WAIT_MS);
}

/* What is done when nothing waits. true: go on at once unless a batch has come. */
static bool chores_idle(struct gate_writer *w)
{
    if (steady_ms() < w->chores_again_ms)
        return false;
    if (w->filing || filing_due(w)) {
        w->filing = file_slice(w);
        w->file_ms = steady_ms();
        return w->filing;
    }
    if (steady_ms() - w->compact_ms > w->compact_wait_ms) {
        w->compact_wait_ms = compact_step(w) ? COMPACT_STEP_MS : COMPACT_WAIT_MS;
        w->compact_ms = steady_ms();
    }
    return false;
}

/* ---- the thread ---- */

static struct gate_batch *next_batch(struct gate_writer *w, bool wait, bool *stop)
{
    uv_mutex_lock(&w->lock);
    if (wait && !w->in && !w->stop)
        uv_cond_timedwait(&w->wake, &w->lock, TICK_MS * UINT64_C(1000000));
    struct gate_batch *b = w->in;
    w->in = NULL;
    *stop = w->stop && !b;
    uv_mutex_unlock(&w->lock);
    return b;
}

static void run(void *user)
{
    struct gate_writer *w = user;
    struct qn_err err;
    bool more = false, stop = false, lost = false;
    while (!stop && !lost) {
        struct gate_batch *b = next_batch(w, !more, &stop);
        if (b) {
            lost = !write_batch(w, b);
            uv_mutex_lock(&w->lock);
            w->done = b;
            w->lost = lost;
            uv_mutex_unlock(&w->lock);
            uv_async_send(&w->g->woken);
        }
        if (stop || lost)
            break;
        chores_due(w);
        more = !b && chores_idle(w);
    }
    (void)!write_counters(w, &err);
}

enum qn_status gate_writer_start(struct gate_writer *w, struct qn_err *err)
{
    uint64_t now = steady_ms();
    w->slice = 2000;
    w->rate_seq = w->last_seq;
    w->counters_ms = w->busy_ms = w->calls_ms = w->file_ms = w->compact_ms = now;
    w->compact_wait_ms = COMPACT_STEP_MS;
    measure(w);
    int rc = uv_thread_create(&w->thread, run, w);
    w->running = rc == 0;
    return rc ? qn_fail(err, QN_E_NOMEM, "", QN_T_WATCH_THREAD, uv_strerror(rc)) : QN_OK;
}

void gate_writer_give(struct gate_writer *w, struct gate_batch *b)
{
    uv_mutex_lock(&w->lock);
    w->in = b;
    uv_cond_signal(&w->wake);
    uv_mutex_unlock(&w->lock);
}

struct gate_batch *gate_writer_done(struct gate_writer *w, bool *lost)
{
    uv_mutex_lock(&w->lock);
    struct gate_batch *b = w->done;
    w->done = NULL;
    *lost = w->lost;
    uv_mutex_unlock(&w->lock);
    return b;
}

void gate_writer_stop(struct gate_writer *w)
{
    if (!w->running)
        return;
    uv_mutex_lock(&w->lock);
    w->stop = true;
    uv_cond_signal(&w->wake);
    uv_mutex_unlock(&w->lock);
    uv_thread_join(&w->thread);
    w->running = false;
}
