/* Counters, clock and log lines of the gateway. */
#ifndef QN_WATCH_TALLY_H
#define QN_WATCH_TALLY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "quench/hj212.h"
#include "watch/register.h"

/* ---- counters of a device: added to by the loop, read by the writer ---- */
typedef _Atomic int64_t qn_count;
struct gate_tally {
    qn_count received, acknowledged, duplicate, quarantined, faulty;
    qn_count first_unix_ms, last_unix_ms, last_data_unix_ms;
    qn_count deviation[QN_212_DEV_COUNT];
    atomic_bool touched;
};

static inline int64_t qn_count_get(const qn_count *c)
{
    return atomic_load_explicit(c, memory_order_relaxed);
}
static inline void qn_count_set(qn_count *c, int64_t value)
{
    atomic_store_explicit(c, value, memory_order_relaxed);
}
/* One thread adds: no locked instruction is needed. */
static inline void qn_count_add(qn_count *c, int64_t n)
{
    qn_count_set(c, qn_count_get(c) + n);
}

/* ---- histogram of seconds ---- */
#define QN_HISTOGRAM_BINS 14
extern const double gate_histogram_bounds_s[QN_HISTOGRAM_BINS];
struct gate_histogram {
    int64_t bin[QN_HISTOGRAM_BINS + 1], count;
    double sum_s;
};
void gate_histogram_add(struct gate_histogram *h, double seconds);

/* ---- the whole gateway, the loop's ---- */
struct gate_totals {
    int64_t received, stored, duplicate, quarantined,
        refused;                   /* frames; refused: no room to keep */
    int64_t acknowledged, noticed; /* 9014 sent, 9013 sent */
    int64_t fault[QN_212_FAULT_COUNT];
    int64_t aside[8]; /* by enum qn_gate; [7]: no key */
    int64_t deviation[QN_212_DEV_COUNT];
    int64_t accepted, closed, closed_idle, closed_slow, closed_flood, handshakes_failed;
    int64_t calls, calls_done, calls_refused, calls_timed_out;
    int64_t gaps, gap_requests, gaps_given_up;
    int64_t read_bytes, sent_bytes, no_device;
};

/* ---- wall clock that does not run backwards ----
 * While the machine's clock is ahead of or at what was last told, it is the time. When it was set
 * back, time goes on at half the pace of the steady clock until the machine's has caught up. */
struct gate_clock {
    int64_t told_ms;
    uint64_t steady_ms;
    bool behind;
};
int64_t gate_clock_next(struct gate_clock *c, int64_t wall_ms, uint64_t steady_ms);
int64_t gate_wall_ms(void);

/* ---- log lines: key=value, at most QN_LOG_BURST a second of each kind ---- */
enum gate_log_kind {
    LOG_LIFE,
    LOG_CONNECT,
    LOG_CLOSE,
    LOG_FAULT,
    LOG_ASIDE,
    LOG_DISK,
    LOG_CALL,
    LOG_GAP,
    LOG_LIMIT,
    LOG_CLOCK,
    LOG_KINDS
};
#define QN_LOG_BURST 10
struct gate_log {
    void (*put)(const char *line, void *user);
    void *user;
    struct {
        uint64_t second;
        int64_t lines, held_back;
    } kind[LOG_KINDS];
    uint64_t now_ms; /* steady; set by the loop */
    int64_t wall_ms;
};
void gate_log(struct gate_log *l, enum gate_log_kind kind, const char *level, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A text from outside as a value: quoted, without control characters. */
#define QN_LOG_TEXT_CAP 160
const char *gate_log_text(const char *p, size_t n, char out[QN_LOG_TEXT_CAP]);

#endif
