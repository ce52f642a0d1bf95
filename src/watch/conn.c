/* Connections: accept, read, cut into frames, write, close. A connection keeps only the part of a
 * frame that has come; reading uses the loop's one buffer, with room before it for that part. */
#include <stdlib.h>
#include <string.h>

#include "watch/gate.h"

#define BACKLOG 4096
#define KEEPALIVE_S 120
#define KERNEL_OUT (64 << 10) /* [byte] answers the system keeps for a peer that does not read */
#define PARTIAL_KEEP 1024     /* [byte] a connection's buffer that is not given back when empty */

struct send {
    uv_write_t req;
    char bytes[];
};

static struct gate_conn *conn_of(uv_handle_t *h)
{
    return h->data;
}

/* ---- slots ---- */

static bool take_slot(struct qn_gateway *g, struct gate_conn *c)
{
    if (g->free_slot == UINT32_MAX) {
        uint32_t n = g->n_slots ? g->n_slots * 2 : 64;
        struct gate_slot *more = realloc(g->slot, n * sizeof *more);
        if (!more)
            return false;
        g->slot = more;
        for (uint32_t i = n; i > g->n_slots; i--) {
            more[i - 1] = (struct gate_slot){.gen = 1, .next_free = g->free_slot};
            g->free_slot = i - 1;
        }
        g->n_slots = n;
    }
    c->slot = g->free_slot;
    g->free_slot = g->slot[c->slot].next_free;
    g->slot[c->slot].conn = c;
    c->gen = g->slot[c->slot].gen;
    g->n_conns++;
    return true;
}

static void free_slot(struct gate_conn *c)
{
    struct gate_slot *s = &c->g->slot[c->slot];
    s->conn = NULL;
    s->gen++;
    s->next_free = c->g->free_slot;
    c->g->free_slot = c->slot;
    c->g->n_conns--;
}

/* ---- closing ---- */

static void accept_one(struct qn_gateway *g);

static void on_closed(uv_handle_t *h)
{
    struct gate_conn *c = conn_of(h);
    struct qn_gateway *g = c->g;
    gate_tls_free(c->tls);
    free(c->partial);
    free(c);
    if (g->accept_waits && !g->stopping && g->n_conns < g->max_conns) {
        g->accept_waits = false;
        accept_one(g);
    }
}

void gate_conn_close(struct gate_conn *c, const char *why)
{
    if (c->closing)
        return;
    c->closing = true;
    struct qn_gateway *g = c->g;
    g->total.closed++;
    gate_log(&g->log, LOG_CLOSE, "info", "event=close peer=%s mn=%s reason=%s connections=%u",
             c->peer, c->device ? c->device->mn : "-", why, g->n_conns - 1);
    free_slot(c);
    uv_close(&c->uv.handle, on_closed);
}

/* ---- writing ---- */

static void on_sent(uv_write_t *req, int status)
{
    struct gate_conn *c = conn_of((uv_handle_t *)req->handle);
    free(req->data);
    if (status < 0 && status != UV_ECANCELED)
        gate_conn_close(c, "write_failed");
    else if (uv_stream_get_write_queue_size(&c->uv.stream) == 0)
        c->blocked_ms = 0;
    else
        c->blocked_ms = uv_now(&c->g->loop); /* it goes on */
}

/* What the kernel did not take at once. */
static void send_later(struct gate_conn *c, const char *p, size_t n)
{
    struct qn_gateway *g = c->g;
    if (uv_stream_get_write_queue_size(&c->uv.stream) + n > QN_GATE_OUT_LIMIT) {
        g->total.closed_slow++;
        gate_conn_close(c, "slow_reader");
        return;
    }
    struct send *s = malloc(sizeof *s + n);
    if (!s) {
        gate_conn_close(c, "out_of_memory");
        return;
    }
    memcpy(s->bytes, p, n);
    s->req.data = s;
    uv_buf_t buf = uv_buf_init(s->bytes, (unsigned)n);
    if (uv_write(&s->req, &c->uv.stream, &buf, 1, on_sent) < 0) {
        free(s);
        gate_conn_close(c, "write_failed");
        return;
    }
    if (!c->blocked_ms)
        c->blocked_ms = uv_now(&g->loop);
}

/* Bytes as they go over the wire. */
static void send_raw(struct gate_conn *c, const char *p, size_t n)
{
    if (c->closing || n == 0)
        return;
    c->g->total.sent_bytes += (int64_t)n;
    size_t sent = 0;
    if (uv_stream_get_write_queue_size(&c->uv.stream) == 0) {
        uv_buf_t buf = uv_buf_init((char *)(uintptr_t)p, (unsigned)n);
        int w = uv_try_write(&c->uv.stream, &buf, 1);
        if (w < 0 && w != UV_EAGAIN) {
            gate_conn_close(c, "write_failed");
            return;
        }
        sent = w > 0 ? (size_t)w : 0;
    }
    if (sent < n)
        send_later(c, p + sent, n - sent);
}

void gate_conn_send(struct gate_conn *c, const char *p, size_t n)
{
    if (c->closing || n == 0)
        return;
    if (!c->tls) {
        send_raw(c, p, n);
    } else if (!gate_tls_write(c, p, n)) {
        gate_conn_close(c, "tls_failed");
    }
}

void gate_conn_send_raw(struct gate_conn *c, const char *p, size_t n)
{
    send_raw(c, p, n);
}

/* ---- reading ---- */

static bool keep_partial(struct gate_conn *c, const char *p, size_t n)
{
    if (n == 0) {
        c->partial_len = 0;
        c->partial_ms = 0;
        if (c->partial_cap > PARTIAL_KEEP) {
            free(c->partial);
            c->partial = NULL;
            c->partial_cap = 0;
        }
        return true;
    }
    if (n > c->partial_cap) {
        size_t cap = n < 256 ? 256 : (n + 255) / 256 * 256;
        char *more = realloc(c->partial, cap);
        if (!more)
            return false;
        c->partial = more;
        c->partial_cap = (uint32_t)cap;
    }
    memcpy(c->partial, p, n);
    c->partial_len = (uint32_t)n;
    return true;
}

void gate_conn_bytes(struct gate_conn *c, char *at, size_t n)
{
    bool began = c->partial_len > 0;
    if (began) {
        at -= c->partial_len;
        n += c->partial_len;
        memcpy(at, c->partial, c->partial_len);
    }
    bool advanced = false;
    while (n > 0 && !c->closing) {
        struct qn_212_frame f;
        enum qn_212_fault fault = QN_212_OK;
        size_t used = 0;
        enum qn_212_take took = qn_212_take(at, n, QN_212_POLICY_ANY, false, &f, &used, &fault);
        if (took == QN_212_FRAME) {
            c->faults = 0;
            gate_frame(c, &f);
        } else if (took == QN_212_FAULT) {
            gate_fault(c, &f, fault);
        }
        advanced = advanced || took != QN_212_MORE;
        at += used;
        n -= used;
        if (took == QN_212_MORE)
            break;
    }
    if (c->closing)
        return;
    if (n > QN_212_FRAME_MAX || !keep_partial(c, at, n))
        gate_conn_close(c, n > QN_212_FRAME_MAX ? "frame_too_long" : "out_of_memory");
    else if (n > 0 && (advanced || !began || !c->partial_ms))
        c->partial_ms = c->heard_ms;
}

/* A frame whose sender leaves out CR LF: after a pause, or at the end, it is whole as it is. */
static void take_unended(struct gate_conn *c)
{
    struct qn_212_frame f;
    enum qn_212_fault fault;
    size_t used = 0;
    if (c->partial_len == 0 || qn_212_take(c->partial, c->partial_len, QN_212_POLICY_ANY, true, &f,
                                           &used, &fault) != QN_212_FRAME)
        return;
    gate_tell_time(c->g);
    gate_frame(c, &f);
    if (c->closing)
        return;
    memmove(c->partial, c->partial + used, c->partial_len - used);
    c->partial_len -= (uint32_t)used;
    if (c->partial_len == 0)
        c->partial_ms = 0;
}

static void on_alloc(uv_handle_t *h, size_t hint, uv_buf_t *buf)
{
    (void)hint;
    struct qn_gateway *g = conn_of(h)->g;
    *buf = uv_buf_init(g->read_buf + QN_212_FRAME_MAX, QN_GATE_READ_CAP);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct gate_conn *c = conn_of((uv_handle_t *)s);
    if (c->closing)
        return;
    if (n < 0) {
        take_unended(c);
        gate_conn_close(c, n == UV_EOF ? "end" : uv_err_name((int)n));
        return;
    }
    if (n == 0)
        return;
    gate_tell_time(c->g);
    c->heard_ms = uv_now(&c->g->loop);
    c->g->total.read_bytes += n;
    if (!c->tls)
        gate_conn_bytes(c, buf->base, (size_t)n);
    else if (!gate_tls_read(c, buf->base, (size_t)n) && !c->closing)
        gate_conn_close(c, "tls_failed");
    gate_mind_queue(c->g);
}

static void read_conn(struct gate_conn *c, bool on)
{
    if (c->reading == on || c->closing)
        return;
    c->reading = on;
    if (!on)
        uv_read_stop(&c->uv.stream);
    else if (uv_read_start(&c->uv.stream, on_alloc, on_read) < 0)
        gate_conn_close(c, "read_failed");
}

void gate_reading(struct qn_gateway *g, bool on)
{
    if (g->paused == !on)
        return;
    g->paused = !on;
    if (!on && !g->stopping)
        gate_log(&g->log, LOG_LIMIT, "warn", "event=reading_paused queue_bytes=%zu",
                 gate_batch_size(g->gather));
    for (uint32_t i = 0; i < g->n_slots; i++)
        if (g->slot[i].conn)
            read_conn(g->slot[i].conn, on);
}

/* ---- accepting ---- */

static void begin(struct gate_conn *c)
{
    struct qn_gateway *g = c->g;
    struct sockaddr_storage peer = {0};
    int len = sizeof peer, out = KERNEL_OUT;
    if (uv_tcp_getpeername(&c->uv.tcp, (struct sockaddr *)&peer, &len) == 0)
        qn_address_host(&peer, c->peer);
    gate_tell_time(g);
    uv_tcp_nodelay(&c->uv.tcp, 1);
    uv_tcp_keepalive(&c->uv.tcp, 1, KEEPALIVE_S);
    uv_send_buffer_size(&c->uv.handle, &out);
    c->heard_ms = uv_now(&g->loop);
    g->total.accepted++;
    gate_log(&g->log, LOG_CONNECT, "info", "event=connect peer=%s connections=%u", c->peer,
             g->n_conns);
    if (!g->paused)
        read_conn(c, true);
}

static void accept_one(struct qn_gateway *g)
{
    struct gate_conn *c = calloc(1, sizeof *c);
    if (!c || uv_tcp_init(&g->loop, &c->uv.tcp) < 0) {
        free(c);
        g->accept_waits = true;
        return;
    }
    c->g = g;
    c->uv.tcp.data = c;
    bool slotted = take_slot(g, c);
    int rc = uv_accept((uv_stream_t *)&g->listener, &c->uv.stream);
    if (g->tls)
        c->tls = gate_tls_begin(g->tls);
    if (slotted && rc == 0 && (!g->tls || c->tls)) {
        begin(c);
    } else if (slotted) {
        gate_conn_close(c, "accept_failed");
    } else {
        c->closing = true;
        uv_close(&c->uv.handle, on_closed);
    }
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct qn_gateway *g = listener->data;
    if (status < 0) {
        gate_log(&g->log, LOG_LIMIT, "warn", "event=accept_failed reason=%s", uv_err_name(status));
        return;
    }
    if (g->n_conns >= g->max_conns) {
        g->accept_waits = true;
        gate_log(&g->log, LOG_LIMIT, "warn", "event=accept_paused connections=%u limit=%u",
                 g->n_conns, g->max_conns);
        return;
    }
    accept_one(g);
}

enum qn_status gate_listen(struct qn_gateway *g, struct qn_err *err)
{
    struct sockaddr_storage at;
    enum qn_status st = qn_address_parse(g->o.listen, "--listen", &at, err);
    if (st)
        return st;
    int rc = uv_tcp_init(&g->loop, &g->listener);
    g->listening = rc == 0;
    g->listener.data = g;
    if (!rc)
        rc = uv_tcp_bind(&g->listener, (struct sockaddr *)&at, 0);
    if (!rc)
        rc = uv_listen((uv_stream_t *)&g->listener, BACKLOG, on_connection);
    int len = sizeof at;
    if (!rc)
        rc = uv_tcp_getsockname(&g->listener, (struct sockaddr *)&at, &len);
    if (rc)
        return qn_fail(err, QN_E_IO, "--listen", QN_T_WATCH_LISTEN, g->o.listen, uv_strerror(rc));
    qn_address_text(&at, g->listen_text);
    return QN_OK;
}

/* ---- time ---- */

static void sweep_one(struct gate_conn *c, uint64_t now)
{
    struct qn_gateway *g = c->g;
    uint64_t idle_ms = (uint64_t)g->o.idle_s * 1000;
    if (c->partial_len && now - c->heard_ms > QN_GATE_UNENDED_MS)
        take_unended(c);
    if (c->closing)
        return;
    if (c->partial_len && c->partial_ms && now - c->partial_ms > QN_GATE_PARTIAL_MS && !g->paused) {
        g->total.closed_slow++;
        gate_conn_close(c, "slow_writer");
    } else if (c->blocked_ms && now - c->blocked_ms > QN_GATE_BLOCKED_MS) {
        g->total.closed_slow++;
        gate_conn_close(c, "slow_reader");
    } else if (idle_ms && now - c->heard_ms > idle_ms && !g->paused) {
        g->total.closed_idle++;
        gate_conn_close(c, "idle");
    }
}

void gate_conns_sweep(struct qn_gateway *g)
{
    uint64_t now = uv_now(&g->loop);
    for (uint32_t i = 0; i < g->n_slots; i++)
        if (g->slot[i].conn)
            sweep_one(g->slot[i].conn, now);
}
