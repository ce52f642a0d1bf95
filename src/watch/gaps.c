/* Gaps: periods whose data never came are asked for once data come again.
 *
 * Of minute, hour and day data (2051, 2061, 2031) the newest DataTime and the usual interval are
 * remembered; a jump of more than one interval is a gap. One request a device is under way, of a
 * bounded span; what is refused or not answered is asked for GAP_TRIES times, then given up.
 */
#include <stdio.h>
#include <string.h>

#include "watch/gate.h"

#define GAP_TRIES 3
#define GAP_PAUSE_MS 300000 /* after a request that failed */
#define DAY_MS INT64_C(86400000)
#define GAP_OLDEST_DAYS 31        /* loggers keep no more of minute data for certain */
#define FUTURE_MS INT64_C(600000) /* a DataTime further ahead is a wrong clock, not news */

static const int32_t gap_cn[GAP_KINDS] = {2051, 2061, 2031};
static const int64_t gap_span_ms[GAP_KINDS] = {DAY_MS, 7 * DAY_MS, 31 * DAY_MS};

static int kind_of(int32_t cn)
{
    for (int k = 0; k < GAP_KINDS; k++)
        if (gap_cn[k] == cn)
            return k;
    return -1;
}

/* Minute intervals of the standard, in minutes; another step is no interval. */
static bool is_interval(int64_t ms)
{
    static const uint8_t minutes[] = {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30};
    for (size_t i = 0; i < sizeof minutes; i++)
        if (ms == minutes[i] * INT64_C(60000))
            return true;
    return false;
}

static void learn(struct gate_gap *gap, int64_t step_ms)
{
    if (is_interval(step_ms) && (gap->interval_ms == 0 || step_ms < gap->interval_ms))
        gap->interval_ms = step_ms;
}

static void open_gap(struct qn_gateway *g, struct gate_device *d, int kind, int64_t from_ms,
                     int64_t to_ms)
{
    struct gate_gap *gap = &d->gap[kind];
    int64_t oldest = g->now_ms - GAP_OLDEST_DAYS * DAY_MS;
    if (from_ms < oldest)
        from_ms = oldest - oldest % gap->interval_ms;
    if (from_ms > to_ms)
        return;
    if (gap->from_ms > gap->to_ms) {
        gap->from_ms = from_ms;
        gap->tries = 0;
        gap->next_ms = 0;
    }
    gap->to_ms = to_ms;
    g->total.gaps++;
    char a[QN_212_TIME_CAP], b[QN_212_TIME_CAP];
    gate_log(&g->log, LOG_GAP, "info", "event=gap mn=%s cn=%d from=%s to=%s", d->mn, gap_cn[kind],
             qn_212_time_text(from_ms, false, a), qn_212_time_text(to_ms, false, b));
}

void gate_gap_seen(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f)
{
    struct qn_212_span s;
    int64_t t;
    if (!qn_212_find(f->cp, "DataTime", &s) || !qn_212_time(s, &t) || t > g->now_ms + FUTURE_MS)
        return;
    if (t > qn_count_get(&d->tally.last_data_unix_ms))
        qn_count_set(&d->tally.last_data_unix_ms, t);
    int kind = kind_of(f->cn_code);
    if (kind < 0)
        return;
    struct gate_gap *gap = &d->gap[kind];
    if (gap->newest_ms != INT64_MIN && t > gap->newest_ms) {
        int64_t step = t - gap->newest_ms;
        if (kind == GAP_MINUTE && !(d->entry && d->entry->min_interval_min > 0))
            learn(gap, step);
        if (g->o.backfill && gap->interval_ms > 0 && step > gap->interval_ms)
            open_gap(g, d, kind, gap->newest_ms + gap->interval_ms, t - gap->interval_ms);
    }
    if (t > gap->newest_ms)
        gap->newest_ms = t;
}

static void ask(struct qn_gateway *g, struct gate_device *d, int kind)
{
    struct gate_gap *gap = &d->gap[kind];
    int64_t to_ms = gap->to_ms;
    if (to_ms - gap->from_ms > gap_span_ms[kind])
        to_ms = gap->from_ms + gap_span_ms[kind];
    struct gate_call *c = gate_call_new(d, gap_cn[kind], "gap");
    if (!c)
        return;
    char a[QN_212_TIME_CAP], b[QN_212_TIME_CAP];
    snprintf(c->row.cp, sizeof c->row.cp, "BeginTime=%s;EndTime=%s",
             qn_212_time_text(gap->from_ms, false, a), qn_212_time_text(to_ms, false, b));
    c->gap = kind;
    c->gap_to_ms = to_ms;
    g->total.gap_requests++;
    gate_call_queue(g, c);
}

static void give_up(struct qn_gateway *g, struct gate_device *d, struct gate_gap *gap)
{
    g->total.gaps_given_up++;
    gate_log(&g->log, LOG_GAP, "warn", "event=gap_given_up mn=%s", d->mn);
    gap->from_ms = gap->to_ms + 1;
}

/* ExeRtn = 100: the device has none; what it has not it will not have later. */
#define NO_DATA 100

void gate_gap_ended(struct qn_gateway *g, struct gate_call *c)
{
    if (c->gap < 0)
        return;
    struct gate_gap *gap = &c->device->gap[c->gap];
    if (c->row.state == QN_CALL_DONE || c->row.result == NO_DATA) {
        gap->from_ms = c->gap_to_ms + gap->interval_ms;
        gap->tries = 0;
        gap->next_ms = 0;
    } else if (++gap->tries >= GAP_TRIES) {
        give_up(g, c->device, gap);
    } else {
        gap->next_ms = uv_now(&g->loop) + GAP_PAUSE_MS;
    }
}

static void sweep_device(struct qn_gateway *g, struct gate_device *d)
{
    if (d->call || d->waiting)
        return;
    for (int k = 0; k < GAP_KINDS; k++) {
        struct gate_gap *gap = &d->gap[k];
        if (gap->from_ms <= gap->to_ms && uv_now(&g->loop) >= gap->next_ms &&
            gate_device_conn(g, d)) {
            ask(g, d, k);
            return;
        }
    }
}

void gate_gaps_sweep(struct qn_gateway *g)
{
    for (size_t i = 0; g->o.backfill && !g->failing && i < g->n_devices; i++)
        sweep_device(g, g->device[i]);
}
