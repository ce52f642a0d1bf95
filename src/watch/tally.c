#include "watch/tally.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/date.h"

const double gate_histogram_bounds_s[QN_HISTOGRAM_BINS] = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

void gate_histogram_add(struct gate_histogram *h, double seconds)
{
    size_t i = 0;
    while (i < QN_HISTOGRAM_BINS && seconds > gate_histogram_bounds_s[i])
        i++;
    h->bin[i]++;
    h->count++;
    h->sum_s += seconds;
}

int64_t gate_wall_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t gate_clock_next(struct gate_clock *c, int64_t wall_ms, uint64_t steady_ms)
{
    if (wall_ms >= c->told_ms) {
        c->behind = false;
        c->told_ms = wall_ms;
        c->steady_ms = steady_ms;
        return wall_ms;
    }
    uint64_t steps = (steady_ms - c->steady_ms) / 2;
    c->behind = true;
    c->told_ms += (int64_t)steps;
    c->steady_ms += steps * 2;
    return c->told_ms;
}

void gate_log(struct gate_log *l, enum gate_log_kind kind, const char *level, const char *fmt, ...)
{
    if (!l->put)
        return;
    uint64_t second = l->now_ms / 1000;
    int64_t held_back = 0;
    if (l->kind[kind].second != second) {
        held_back = l->kind[kind].held_back;
        l->kind[kind].second = second;
        l->kind[kind].lines = l->kind[kind].held_back = 0;
    }
    if (l->kind[kind].lines++ >= QN_LOG_BURST) {
        l->kind[kind].held_back++;
        return;
    }
    char line[1024], time[QN_TIME_TEXT_CAP];
    int n = snprintf(line, sizeof line, "time=%s level=%s ",
                     qn_time_text(l->wall_ms ? l->wall_ms : gate_wall_ms(), time), level);
    va_list ap;
    va_start(ap, fmt);
    int more = vsnprintf(line + n, sizeof line - (size_t)n, fmt, ap);
    va_end(ap);
    size_t len = (size_t)n + (more > 0 ? (size_t)more : 0);
    if (held_back && len < sizeof line - 32)
        snprintf(line + len, sizeof line - len, " suppressed=%lld", (long long)held_back);
    l->put(line, l->user);
}

const char *gate_log_text(const char *p, size_t n, char out[QN_LOG_TEXT_CAP])
{
    size_t len = 0;
    out[len++] = '"';
    for (size_t i = 0; i < n && len < QN_LOG_TEXT_CAP - 3; i++) {
        char ch = p[i];
        bool plain = (unsigned char)ch >= 0x20 && (unsigned char)ch < 0x7F && ch != '"';
        out[len++] = plain ? ch : '?';
    }
    out[len++] = '"';
    out[len] = '\0';
    return out;
}
