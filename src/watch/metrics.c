/* Metrics for Prometheus over HTTP, on the gateway's own loop: counters need no locks. */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "watch/gate.h"

#define PAGE_MAX ((size_t)4 << 20)

struct gate_metrics {
    struct MHD_Daemon *daemon;
    uv_poll_t poll;
    uv_timer_t tick; /* the server's own time-outs */
    struct qn_gateway *g;
};

struct page {
    struct qn_buf buf;
    bool failed;
};

static void line(struct page *p, const char *name, const char *label, const char *value, int64_t n)
{
    char with[96] = "";
    if (label)
        snprintf(with, sizeof with, "{%s=\"%s\"}", label, value);
    p->failed = p->failed || qn_buf_printf(&p->buf, NULL, "%s%s %lld\n", name, with, (long long)n);
}

static void head(struct page *p, const char *name, const char *type, const char *help)
{
    p->failed = p->failed || qn_buf_printf(&p->buf, NULL, "# HELP %s %s\n# TYPE %s %s\n", name,
                                           help, name, type);
}

static void counter(struct page *p, const char *name, const char *help, int64_t n)
{
    head(p, name, "counter", help);
    line(p, name, NULL, NULL, n);
}

static void gauge(struct page *p, const char *name, const char *help, int64_t n)
{
    head(p, name, "gauge", help);
    line(p, name, NULL, NULL, n);
}

static void put_frames(struct page *p, const struct gate_totals *t)
{
    const char *name = "quench_frames_total";
    head(p, name, "counter", "Frames by what became of them.");
    line(p, name, "outcome", "received", t->received);
    line(p, name, "outcome", "stored", t->stored);
    line(p, name, "outcome", "duplicate", t->duplicate);
    line(p, name, "outcome", "quarantined", t->quarantined);
    line(p, name, "outcome", "refused", t->refused);
    head(p, "quench_answers_total", "counter", "Answers sent.");
    line(p, "quench_answers_total", "kind", "9014", t->acknowledged);
    line(p, "quench_answers_total", "kind", "9013", t->noticed);
    head(p, "quench_faults_total", "counter", "Broken frames by fault.");
    for (int i = 1; i < QN_212_FAULT_COUNT; i++)
        line(p, "quench_faults_total", "kind", qn_212_fault_name((enum qn_212_fault)i),
             t->fault[i]);
    head(p, "quench_quarantined_total", "counter", "Frames kept aside by reason.");
    for (int i = QN_GATE_UNKNOWN; i <= QN_GATE_POLICY; i++)
        line(p, "quench_quarantined_total", "reason", qn_gate_name((enum qn_gate)i), t->aside[i]);
    line(p, "quench_quarantined_total", "reason", "no_key", t->aside[7]);
    head(p, "quench_deviations_total", "counter", "Frames that differ from the standard.");
    for (int i = 0; i < QN_212_DEV_COUNT; i++)
        line(p, "quench_deviations_total", "kind", qn_212_deviation_name(1u << i), t->deviation[i]);
}

static void put_dialogue(struct page *p, const struct gate_totals *t)
{
    head(p, "quench_calls_total", "counter", "Commands to devices by outcome.");
    line(p, "quench_calls_total", "outcome", "made", t->calls);
    line(p, "quench_calls_total", "outcome", "done", t->calls_done);
    line(p, "quench_calls_total", "outcome", "refused", t->calls_refused);
    line(p, "quench_calls_total", "outcome", "timed_out", t->calls_timed_out);
    head(p, "quench_gaps_total", "counter", "Gaps in periodic data.");
    line(p, "quench_gaps_total", "outcome", "seen", t->gaps);
    line(p, "quench_gaps_total", "outcome", "requested", t->gap_requests);
    line(p, "quench_gaps_total", "outcome", "given_up", t->gaps_given_up);
}

static void put_connections(struct page *p, const struct qn_gateway *g)
{
    const struct gate_totals *t = &g->total;
    gauge(p, "quench_connections", "Open connections.", g->n_conns);
    gauge(p, "quench_connections_limit", "Connections that are accepted.", g->max_conns);
    counter(p, "quench_connections_accepted_total", "Connections accepted.", t->accepted);
    head(p, "quench_connections_closed_total", "counter", "Connections closed by the gateway.");
    line(p, "quench_connections_closed_total", "reason", "idle", t->closed_idle);
    line(p, "quench_connections_closed_total", "reason", "slow", t->closed_slow);
    line(p, "quench_connections_closed_total", "reason", "flood", t->closed_flood);
    line(p, "quench_connections_closed_total", "reason", "handshake", t->handshakes_failed);
    counter(p, "quench_read_bytes_total", "Bytes read.", t->read_bytes);
    counter(p, "quench_sent_bytes_total", "Bytes sent.", t->sent_bytes);
}

static void put_devices(struct page *p, struct qn_gateway *g)
{
    int64_t by_state[3] = {0}, here = 0;
    for (size_t i = 0; i < g->n_devices; i++) {
        int state = atomic_load_explicit(&g->device[i]->state, memory_order_relaxed);
        by_state[state >= 0 && state < 3 ? state : QN_DEVICE_ASIDE]++;
        here += gate_device_conn(g, g->device[i]) != NULL;
    }
    head(p, "quench_devices", "gauge", "Devices ever seen, by state.");
    line(p, "quench_devices", "state", "known", by_state[QN_DEVICE_KNOWN]);
    line(p, "quench_devices", "state", "accepted", by_state[QN_DEVICE_ACCEPTED]);
    line(p, "quench_devices", "state", "aside", by_state[QN_DEVICE_ASIDE]);
    gauge(p, "quench_devices_registered", "Devices of the register.",
          (int64_t)qn_register_count(g->reg));
    gauge(p, "quench_devices_connected", "Devices that have a connection.", here);
}

static void put_histogram(struct page *p, const struct gate_histogram *h)
{
    const char *name = "quench_commit_seconds";
    int64_t sum = 0;
    head(p, name, "histogram", "Time a batch took to become durable.");
    for (int i = 0; i < QN_HISTOGRAM_BINS; i++) {
        sum += h->bin[i];
        p->failed = p->failed || qn_buf_printf(&p->buf, NULL, "%s_bucket{le=\"%g\"} %lld\n", name,
                                               gate_histogram_bounds_s[i], (long long)sum);
    }
    p->failed = p->failed ||
                qn_buf_printf(&p->buf, NULL,
                              "%s_bucket{le=\"+Inf\"} %lld\n%s_sum %.6f\n%s_count "
                              "%lld\n",
                              name, (long long)h->count, name, h->sum_s, name, (long long)h->count);
}

static void put_disk(struct page *p, struct qn_gateway *g)
{
    struct gate_writer *w = &g->writer;
    uv_mutex_lock(&w->lock);
    struct gate_histogram commit = w->commit_s;
    int64_t log = w->log_frames, disk = w->disk_free, failures = w->failures;
    int64_t filed = w->filed, filing_failures = w->filing_failures, compacted = w->compacted;
    bool failing = w->failing;
    uv_mutex_unlock(&w->lock);
    gauge(p, "quench_queue_bytes", "Bytes waiting for the disk.",
          (int64_t)gate_batch_size(g->gather));
    gauge(p, "quench_queue_limit_bytes", "Bytes that may wait.", g->o.queue_bytes);
    gauge(p, "quench_log_frames", "Frames durable and not filed yet.", log);
    counter(p, "quench_filed_frames_total", "Frames filed.", filed);
    counter(p, "quench_compacted_days_total", "Days of devices compacted.", compacted);
    counter(p, "quench_filing_failures_total", "Filings that failed.", filing_failures);
    counter(p, "quench_commit_failures_total", "Commits the disk refused.", failures);
    gauge(p, "quench_disk_failing", "1 while the disk refuses commits.", failing);
    gauge(p, "quench_disk_free_bytes", "Free bytes of the telemetry's disk.", disk);
    put_histogram(p, &commit);
}

static void fill(struct page *p, struct qn_gateway *g)
{
    put_frames(p, &g->total);
    put_dialogue(p, &g->total);
    put_connections(p, g);
    put_devices(p, g);
    put_disk(p, g);
    head(p, "quench_build_info", "gauge", "Version of the program.");
    line(p, "quench_build_info", "version", QN_VERSION, 1);
}

static enum MHD_Result reply(struct MHD_Connection *c, unsigned code, const char *type,
                             const char *text, size_t n)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(n, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    enum MHD_Result ok = MHD_queue_response(c, code, r);
    MHD_destroy_response(r);
    return ok;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_n, void **state)
{
    struct gate_metrics *m = cls;
    (void)version;
    (void)data;
    (void)state;
    if (*data_n)
        *data_n = 0;
    if (strcmp(method, "GET") != 0)
        return reply(c, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "GET\n", 4);
    if (strcmp(url, "/metrics") != 0 && strcmp(url, "/") != 0)
        return reply(c, MHD_HTTP_NOT_FOUND, "text/plain", "/metrics\n", 9);
    struct page p = {0};
    qn_buf_init(&p.buf, PAGE_MAX);
    fill(&p, m->g);
    enum MHD_Result ok = p.failed
                             ? MHD_NO
                             : reply(c, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
                                     p.buf.data, p.buf.len);
    qn_buf_release(&p.buf);
    return ok;
}

static void on_poll(uv_poll_t *h, int status, int events)
{
    struct gate_metrics *m = h->data;
    (void)status;
    (void)events;
    MHD_run(m->daemon);
}

static void on_tick(uv_timer_t *h)
{
    struct gate_metrics *m = h->data;
    MHD_run(m->daemon);
}

enum qn_status gate_metrics_start(struct qn_gateway *g, struct qn_err *err)
{
    struct sockaddr_storage at;
    enum qn_status st = qn_address_parse(g->o.metrics, "--metrics", &at, err);
    struct gate_metrics *m = st ? NULL : calloc(1, sizeof *m);
    if (!m)
        return st ? st : qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "512");
    unsigned flags = MHD_USE_EPOLL | (at.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    m->g = g;
    m->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, m, MHD_OPTION_SOCK_ADDR, &at,
                                 MHD_OPTION_CONNECTION_LIMIT, 32u, MHD_OPTION_CONNECTION_TIMEOUT,
                                 10u, MHD_OPTION_END);
    if (!m->daemon) {
        free(m);
        return qn_fail(err, QN_E_IO, "--metrics", QN_T_WATCH_LISTEN, g->o.metrics, strerror(errno));
    }
    g->metrics = m;
    const union MHD_DaemonInfo *fd = MHD_get_daemon_info(m->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    const union MHD_DaemonInfo *own = MHD_get_daemon_info(m->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    socklen_t len = sizeof at;
    getsockname(own->listen_fd, (struct sockaddr *)&at, &len);
    qn_address_text(&at, g->metrics_text);
    m->poll.data = m->tick.data = m;
    uv_poll_init(&g->loop, &m->poll, fd->epoll_fd);
    uv_poll_start(&m->poll, UV_READABLE, on_poll);
    uv_timer_init(&g->loop, &m->tick);
    uv_timer_start(&m->tick, on_tick, 1000, 1000);
    return QN_OK;
}

static void on_poll_closed(uv_handle_t *h)
{
    struct gate_metrics *m = h->data;
    MHD_stop_daemon(m->daemon);
    free(m);
}

static void on_tick_closed(uv_handle_t *h)
{
    struct gate_metrics *m = h->data;
    uv_close((uv_handle_t *)&m->poll, on_poll_closed);
}

void gate_metrics_stop(struct qn_gateway *g)
{
    struct gate_metrics *m = g->metrics;
    g->metrics = NULL;
    if (!m)
        return;
    uv_poll_stop(&m->poll);
    uv_close((uv_handle_t *)&m->tick, on_tick_closed);
}
