/* The gateway: connections in, durable frames and answers out.
 *
 *   loop thread    libuv: reads, cuts frames, judges them, keeps batches, answers
 *   writer thread  owns the telemetry handle: commits a batch, then files a bounded slice of the
 * log
 *
 * An answer to data leaves after its batch is committed. Bounded everywhere: bytes a connection,
 * bytes waiting for the writer (then reading stops), connections (from the limit of open files).
 */
#ifndef QN_WATCH_GATEWAY_H
#define QN_WATCH_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct qn_gateway_options {
    const char *store;
    const char *listen;             /* "0.0.0.0:7212", "[::]:7212", "127.0.0.1:0" */
    const char *metrics;            /* address of the HTTP endpoint; NULL: none */
    const char *tls_cert, *tls_key; /* PEM files; NULL: plain TCP */
    const char *tls_ca;             /* client certificates are asked for and checked; NULL: not */
    bool accept_unknown;            /* file unknown MN under their MN */
    bool backfill;                  /* ask for what is missing */
    bool greet;     /* a device's first connection: clock, time-outs, intervals, data on (6.7) */
    int64_t idle_s; /* a silent connection is closed; 0: never */
    int64_t overtime_s, recount; /* of own requests; the standard's 10 and 3 */
    int64_t key_days;            /* a key older is renewed; the standard's 90; 0: never */
    int64_t max_connections;     /* 0: from the limit of open files */
    int64_t queue_bytes;         /* bytes waiting for the disk; 0: 64 MiB */
    /* One line of log: key=value words, UTF-8, without the end of line. */
    void (*log)(const char *line, void *user);
    /* Called once listening, with the addresses in use (a port 0 is resolved). */
    void (*ready)(const char *listen, const char *metrics, void *user);
    void *user;
};

struct qn_gateway;
QN_MUST_USE enum qn_status qn_gateway_new(const struct qn_gateway_options *o,
                                          struct qn_gateway **out, struct qn_err *err);
/* Runs until qn_gateway_stop; then no new connections, everything received is committed and
 * answered, counters are written. */
QN_MUST_USE enum qn_status qn_gateway_run(struct qn_gateway *g, struct qn_err *err);
void qn_gateway_stop(struct qn_gateway *g);   /* from a signal handler or any thread */
void qn_gateway_reload(struct qn_gateway *g); /* the same: reads the register again */
void qn_gateway_free(struct qn_gateway *g);

#endif
