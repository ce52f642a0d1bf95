/* The gateway's life: made, run, stopped; and the turn of the loop that hands batches over.
 *
 *   read ... read | check: hand the gathered batch to an idle writer | wait | woken: answer ...
 *
 * An idle writer takes a batch at the end of the very turn that gathered it, so that a lone frame
 * waits for nothing; a busy one finds all that came meanwhile in the next.
 */
#include <fcntl.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "watch/gate.h"
#include "watch/recount.h"

#define QUEUE_BYTES ((int64_t)64 << 20)
#define QUEUE_MIN ((int64_t)1 << 20)
#define QUEUE_MAX ((int64_t)1 << 30)
#define FILES_APART 64         /* open files that are no connections */
#define STOP_PATIENCE_MS 10000 /* for peers to take their last answers */
#define STOP_FAILING_MS 2000   /* for a disk that refuses */
#define STOP_LONGEST_MS 60000
#define RELOAD_LOOK_S 2
#define KEY_LOOK_S 60

/* ---- the register, read again ---- */

struct reload {
    uv_work_t work;
    struct qn_gateway *g;
    struct qn_register *reg;
    struct qn_err err;
    enum qn_status status;
};

static enum qn_status load_register(const char *store, struct qn_register **out, struct qn_err *err)
{
    struct qn_store *s = NULL;
    enum qn_status st = qn_store_open(store, QN_STORE_READ, &s, err);
    if (st == QN_E_NOTFOUND) /* no region yet: nobody is registered */
        return qn_register_load(NULL, out, err);
    if (!st)
        st = qn_register_load(s, out, err);
    qn_store_free(s);
    return st;
}

static int64_t stamp_of(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0
               ? (int64_t)s.st_mtim.tv_sec * 1000000000 + s.st_mtim.tv_nsec + (int64_t)s.st_size
               : 0;
}

/* Changes when the store was written to. */
static int64_t store_stamp(const struct qn_gateway *g)
{
    char wal[4096];
    int n = snprintf(wal, sizeof wal, "%s-wal", g->store);
    return stamp_of(g->store) ^ (n < (int)sizeof wal ? stamp_of(wal) * 3 : 0);
}

static void reload_work(uv_work_t *req)
{
    struct reload *r = req->data;
    r->status = load_register(r->g->store, &r->reg, &r->err);
}

static void reload_done(uv_work_t *req, int status)
{
    struct reload *r = req->data;
    struct qn_gateway *g = r->g;
    char why[QN_LOG_TEXT_CAP];
    g->reloading = false;
    if (status == 0 && r->status == QN_OK) {
        qn_register_free(g->reg);
        g->reg = r->reg;
        gate_devices_bind(g);
        gate_log(&g->log, LOG_LIFE, "info", "event=register_read devices=%zu",
                 qn_register_count(g->reg));
    } else {
        gate_log(&g->log, LOG_LIFE, "error", "event=register_kept reason=%s",
                 gate_log_text(r->err.msg[QN_EN], strlen(r->err.msg[QN_EN]), why));
    }
    free(r);
}

static void reload(struct qn_gateway *g)
{
    if (g->reloading || g->stopping)
        return;
    struct reload *r = calloc(1, sizeof *r);
    if (!r)
        return;
    r->g = g;
    r->work.data = r;
    g->store_stamp = store_stamp(g);
    g->reloading = uv_queue_work(&g->loop, &r->work, reload_work, reload_done) == 0;
    if (!g->reloading)
        free(r);
}

/* ---- batches ---- */

static void hand_over(struct qn_gateway *g)
{
    struct gate_batch *b = g->gather;
    if (g->flying || (b->n == 0 && b->n_answers == 0 && b->n_jobs == 0))
        return;
    g->flying = b;
    g->gather = b == &g->batch[0] ? &g->batch[1] : &g->batch[0];
    g->gather->number = b->number + 1;
    gate_writer_give(&g->writer, b);
}

static void note_trouble(struct qn_gateway *g)
{
    struct gate_writer *w = &g->writer;
    char why[QN_LOG_TEXT_CAP];
    uv_mutex_lock(&w->lock);
    bool failing = w->failing;
    int64_t failures = w->failures, filing = w->filing_failures;
    gate_log_text(w->trouble, strlen(w->trouble), why);
    if (filing != g->seen_filing_failures)
        gate_log_text(w->filing_trouble, strlen(w->filing_trouble), why);
    uv_mutex_unlock(&w->lock);
    if (filing != g->seen_filing_failures)
        gate_log(&g->log, LOG_DISK, "error", "event=filing_failed reason=%s", why);
    else if (failing && failures != g->seen_failures)
        gate_log(&g->log, LOG_DISK, "error", "event=commit_failed failures=%lld reason=%s",
                 (long long)failures, why);
    else if (!failing && g->failing)
        gate_log(&g->log, LOG_DISK, "info", "event=commit_works_again");
    g->failing = failing;
    g->seen_failures = failures;
    g->seen_filing_failures = filing;
}

static void take_done(struct qn_gateway *g)
{
    bool lost = false;
    struct gate_batch *b = gate_writer_done(&g->writer, &lost);
    if (!b)
        return;
    uint32_t number = b->number;
    g->flying = NULL;
    g->lost = lost;
    if (lost)
        gate_batch_drop(b);
    else
        gate_batch_answer_all(g, b);
    gate_batch_reset(b);
    if (!lost) {
        gate_calls_release(g, number);
        hand_over(g);
    }
}

/* With the disk at a loss reading goes on: clocks and heartbeats are still answered, and what
 * cannot be kept is not. */
void gate_mind_queue(struct qn_gateway *g)
{
    size_t size = gate_batch_size(g->gather);
    size_t limit = (size_t)g->o.queue_bytes;
    if (!g->paused && size >= limit - limit / 8 && !g->failing)
        gate_reading(g, false);
    else if (g->paused && !g->stopping && (size < limit / 2 || g->failing))
        gate_reading(g, true);
}

/* ---- turns of the loop ---- */

void gate_tell_time(struct qn_gateway *g)
{
    bool was_behind = g->clock.behind;
    uint64_t steady = uv_now(&g->loop);
    if (g->now_ms && steady == g->log.now_ms)
        return;
    g->now_ms = gate_clock_next(&g->clock, gate_wall_ms(), steady);
    g->log.now_ms = steady;
    g->log.wall_ms = g->now_ms;
    if (g->clock.behind && !was_behind)
        gate_log(&g->log, LOG_CLOCK, "warn", "event=clock_set_back arrival=slowed");
}

/* Before the loop sleeps and after it woke. */
static void on_check(uv_check_t *h)
{
    struct qn_gateway *g = h->data;
    hand_over(g);
    gate_mind_queue(g);
}

static void on_prepare(uv_prepare_t *h)
{
    struct qn_gateway *g = h->data;
    hand_over(g);
    gate_mind_queue(g);
}

static void finish_stop(struct qn_gateway *g)
{
    if (g->finishing)
        return;
    g->finishing = true;
    uv_stop(&g->loop);
}

static bool all_sent(const struct qn_gateway *g)
{
    for (uint32_t i = 0; i < g->n_slots; i++)
        if (g->slot[i].conn && uv_stream_get_write_queue_size(&g->slot[i].conn->uv.stream) > 0)
            return false;
    return true;
}

static void mind_stop(struct qn_gateway *g)
{
    if (!g->stopping)
        return;
    uint64_t waited_ms = uv_now(&g->loop) - g->stop_ms;
    hand_over(g);
    bool settled = !g->flying && g->gather->n == 0 && g->gather->n_answers == 0;
    if (settled && (all_sent(g) || waited_ms > STOP_PATIENCE_MS))
        finish_stop(g);
    else if (g->failing ? waited_ms > STOP_FAILING_MS : waited_ms > STOP_LONGEST_MS)
        finish_stop(g);
}

static void on_woken(uv_async_t *h)
{
    struct qn_gateway *g = h->data;
    gate_tell_time(g);
    note_trouble(g);
    take_done(g);
    gate_calls_arrive(g);
    gate_mind_queue(g);
    mind_stop(g);
}

static void begin_stop(struct qn_gateway *g)
{
    if (g->stopping)
        return;
    g->stopping = true;
    g->stop_ms = uv_now(&g->loop);
    gate_log(&g->log, LOG_LIFE, "info", "event=stopping connections=%u", g->n_conns);
    uv_close((uv_handle_t *)&g->listener, NULL);
    g->listening = false;
    gate_reading(g, false);
    mind_stop(g);
}

static void on_asked(uv_async_t *h)
{
    struct qn_gateway *g = h->data;
    gate_tell_time(g);
    if (atomic_exchange(&g->reload_asked, 0))
        reload(g);
    if (atomic_load(&g->stop_asked))
        begin_stop(g);
}

static void on_second(uv_timer_t *h)
{
    struct qn_gateway *g = h->data;
    gate_tell_time(g);
    g->seconds++;
    gate_conns_sweep(g);
    gate_calls_sweep(g);
    gate_gaps_sweep(g);
    if (g->seconds % KEY_LOOK_S == 0)
        gate_keys_sweep(g);
    if (g->seconds % RELOAD_LOOK_S == 0 && store_stamp(g) != g->store_stamp)
        reload(g);
    mind_stop(g);
}

/* ---- made ---- */

/* As many files as the system lets us open. */
static void raise_limits(struct qn_gateway *g)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    rlim_t want = r.rlim_max == RLIM_INFINITY ? 1048576 : r.rlim_max;
    if (r.rlim_cur < want) {
        rlim_t had = r.rlim_cur;
        r.rlim_cur = want;
        if (setrlimit(RLIMIT_NOFILE, &r) != 0)
            r.rlim_cur = had;
    }
    int64_t most = (int64_t)r.rlim_cur - FILES_APART;
    if (most < 1)
        most = 1;
    if (g->o.max_connections <= 0 || g->o.max_connections > most)
        g->o.max_connections = most;
    g->max_conns =
        (uint32_t)(g->o.max_connections < UINT32_MAX ? g->o.max_connections : UINT32_MAX - 1);
}

static enum qn_status check_options(struct qn_gateway *g, struct qn_err *err)
{
    struct qn_gateway_options *o = &g->o;
    if (o->queue_bytes == 0)
        o->queue_bytes = QUEUE_BYTES;
    if (o->queue_bytes < QUEUE_MIN || o->queue_bytes > QUEUE_MAX)
        return qn_fail(err, QN_E_USAGE, "--queue", QN_T_WATCH_QUEUE);
    if (o->overtime_s <= 0)
        o->overtime_s = 10;
    if (o->recount < 0)
        o->recount = 3;
    if (!o->tls_cert != !o->tls_key)
        return qn_fail(err, QN_E_USAGE, "--tls-cert", QN_T_WATCH_TLS_PAIR);
    if (o->tls_ca && !o->tls_cert)
        return qn_fail(err, QN_E_USAGE, "--tls-ca", QN_T_WATCH_TLS_PAIR);
    return QN_OK;
}

static enum qn_status init_memory(struct qn_gateway *g, struct qn_err *err)
{
    g->read_buf = malloc(QN_212_FRAME_MAX + QN_GATE_READ_CAP);
    g->plain_buf = malloc(QN_212_FRAME_MAX + QN_GATE_READ_CAP);
    if (!g->store || !g->telemetry || !g->read_buf || !g->plain_buf)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "524288");
    if (RAND_bytes((unsigned char *)&g->seed, sizeof g->seed) != 1)
        g->seed = uv_hrtime();
    g->gather = &g->batch[0];
    g->gather->number = 1;
    g->free_slot = UINT32_MAX;
    return QN_OK;
}

static enum qn_status init_loop(struct qn_gateway *g, struct qn_err *err)
{
    int rc = uv_loop_init(&g->loop);
    if (rc)
        return qn_fail(err, QN_E_IO, "", QN_T_WATCH_THREAD, uv_strerror(rc));
    g->looped = true;
    g->writer.g = g;
    uv_mutex_init(&g->writer.lock);
    uv_cond_init(&g->writer.wake);
    uv_async_init(&g->loop, &g->woken, on_woken);
    uv_async_init(&g->loop, &g->asked, on_asked);
    uv_check_init(&g->loop, &g->check);
    uv_prepare_init(&g->loop, &g->prepare);
    uv_timer_init(&g->loop, &g->second);
    g->woken.data = g->asked.data = g->check.data = g->prepare.data = g->second.data = g;
    gate_tell_time(g);
    return QN_OK;
}

static void count_at_start(int64_t device, int64_t frames, void *user)
{
    struct qn_gateway *g = user;
    for (size_t i = 0; i < g->n_devices; i++)
        if (g->device[i]->id == device) {
            g->device[i]->stored += frames;
            g->device[i]->dirty = true;
        }
}

/* What a killed gateway had stored and not counted. */
static enum qn_status recover(struct qn_gateway *g, struct qn_err *err)
{
    struct gate_writer *w = &g->writer;
    enum qn_status st = qn_tele_note_get(w->tele, QN_COUNTED_NOTE, 0, &w->counted_seq, err);
    if (!st)
        st = qn_watch_recount(w->tele, w->counted_seq, INT64_MAX, &w->last_seq, count_at_start, g,
                              err);
    return st;
}

static enum qn_status open_telemetry(struct qn_gateway *g, struct qn_err *err)
{
    enum qn_status st = qn_tele_open(g->store, QN_STORE_CREATE, &g->writer.tele, err);
    if (!st)
        st = qn_tele_claim(g->writer.tele, err);
    if (!st)
        st = load_register(g->store, &g->reg, err);
    if (!st)
        st = gate_devices_load(g, err);
    if (!st)
        st = recover(g, err);
    g->store_stamp = store_stamp(g);
    return st;
}

enum qn_status qn_gateway_new(const struct qn_gateway_options *o, struct qn_gateway **out,
                              struct qn_err *err)
{
    *out = NULL;
    struct qn_gateway *g = calloc(1, sizeof *g);
    if (!g)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "4096");
    g->o = *o;
    g->store = strdup(o->store);
    g->telemetry = malloc(strlen(o->store) + sizeof ".telemetry");
    if (g->telemetry)
        snprintf(g->telemetry, strlen(o->store) + sizeof ".telemetry", "%s.telemetry", o->store);
    g->log.put = o->log;
    g->log.user = o->user;
    enum qn_status st = check_options(g, err);
    if (!st)
        st = init_memory(g, err);
    if (!st)
        st = init_loop(g, err);
    if (!st && o->tls_cert)
        st = gate_tls_new(&g->o, &g->tls, err);
    if (!st)
        st = open_telemetry(g, err);
    raise_limits(g);
    if (!st)
        st = gate_listen(g, err);
    if (!st && o->metrics)
        st = gate_metrics_start(g, err);
    if (st)
        qn_gateway_free(g);
    else
        *out = g;
    return st;
}

/* ---- run ---- */

static void close_all(struct qn_gateway *g)
{
    for (uint32_t i = 0; i < g->n_slots; i++)
        if (g->slot[i].conn)
            gate_conn_close(g->slot[i].conn, "stop");
    if (g->listening)
        uv_close((uv_handle_t *)&g->listener, NULL);
    g->listening = false;
    gate_metrics_stop(g);
}

enum qn_status qn_gateway_run(struct qn_gateway *g, struct qn_err *err)
{
    signal(SIGPIPE, SIG_IGN);
    g->started = true;
    for (size_t i = 0; i < g->n_devices; i++)
        gate_keys_bind(g, g->device[i]);
    enum qn_status st = gate_writer_start(&g->writer, err);
    if (st)
        return st;
    uv_check_start(&g->check, on_check);
    uv_prepare_start(&g->prepare, on_prepare);
    uv_timer_start(&g->second, on_second, 1000, 1000);
    gate_log(&g->log, LOG_LIFE, "info",
             "event=listening address=%s metrics=%s tls=%s devices=%zu max_connections=%u",
             g->listen_text, g->o.metrics ? g->metrics_text : "-", g->tls ? "yes" : "no",
             qn_register_count(g->reg), g->max_conns);
    if (g->o.ready)
        g->o.ready(g->listen_text, g->o.metrics ? g->metrics_text : NULL, g->o.user);
    if (atomic_load(&g->stop_asked))
        uv_async_send(&g->asked);
    uv_run(&g->loop, UV_RUN_DEFAULT);
    gate_writer_stop(&g->writer);
    take_done(g);
    gate_log(&g->log, LOG_LIFE, "info", "event=stopped received=%lld stored=%lld acknowledged=%lld",
             (long long)g->total.received, (long long)g->total.stored,
             (long long)g->total.acknowledged);
    if (g->lost || g->flying || g->gather->n > 0)
        return qn_fail(err, QN_E_STORE, g->store, QN_T_WATCH_STOP_LOST, g->writer.trouble);
    return QN_OK;
}

void qn_gateway_stop(struct qn_gateway *g)
{
    atomic_store(&g->stop_asked, 1);
    uv_async_send(&g->asked);
}

void qn_gateway_reload(struct qn_gateway *g)
{
    atomic_store(&g->reload_asked, 1);
    uv_async_send(&g->asked);
}

static void free_loop(struct qn_gateway *g)
{
    close_all(g);
    uv_close((uv_handle_t *)&g->woken, NULL);
    uv_close((uv_handle_t *)&g->asked, NULL);
    uv_close((uv_handle_t *)&g->check, NULL);
    uv_close((uv_handle_t *)&g->prepare, NULL);
    uv_close((uv_handle_t *)&g->second, NULL);
    g->stopping = true;
    uv_run(&g->loop, UV_RUN_DEFAULT);
    uv_loop_close(&g->loop);
    uv_mutex_destroy(&g->writer.lock);
    uv_cond_destroy(&g->writer.wake);
}

void qn_gateway_free(struct qn_gateway *g)
{
    if (!g)
        return;
    gate_writer_stop(&g->writer);
    if (g->looped)
        free_loop(g);
    for (int i = 0; i < 2; i++) {
        gate_batch_drop(&g->batch[i]);
        gate_batch_release(&g->batch[i]);
    }
    gate_calls_free(g);
    gate_devices_free(g);
    qn_register_free(g->reg);
    qn_tele_free(g->writer.tele);
    gate_tls_ctx_free(g->tls);
    free(g->slot);
    free(g->store);
    free(g->telemetry);
    free(g->read_buf);
    free(g->plain_buf);
    free(g->out);
    free(g);
}
