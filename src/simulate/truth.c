#include "base/date.h"
#include "simulate/outcome.h"
#include "simulate/traits.h"

#define GRID_MS ((int64_t)600000)

const char *qn_truth_name(enum qn_truth t)
{
    static const char *const names[] = {"running", "stopped", "banked"};
    return (unsigned)t < 3 ? names[t] : "unknown";
}

struct stretch {
    int64_t from;
    enum qn_episode_kind kind;
    enum qn_truth truth;
};

static enum qn_status put_row(const struct qn_fleet_device *d, const struct stretch *s, int64_t to,
                              struct qn_buf *out, struct qn_err *err)
{
    char from_text[QN_TIME_TEXT_CAP], to_text[QN_TIME_TEXT_CAP];
    return qn_buf_printf(
        out, err, "%s,%s,%s,%s,%s,%s,%s\n", d->mn, d->outlet_id ? d->outlet_id : "",
        d->installation_id ? d->installation_id : "", qn_time_text(s->from, from_text),
        qn_time_text(to, to_text), qn_episode_name(s->kind), qn_truth_name(s->truth));
}

/* The next time at which something may change: the next grid point within an episode, else the
 * next begin of one. */
static int64_t next_time(const struct qn_fleet *f, const struct qn_fleet_device *d, int64_t t)
{
    int64_t next = f->to_unix_ms;
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        int64_t at = t < e->from_unix_ms ? e->from_unix_ms
                     : t < e->to_unix_ms ? t + GRID_MS - t % GRID_MS
                                         : f->to_unix_ms;
        if (t >= e->from_unix_ms && t < e->to_unix_ms && at > e->to_unix_ms)
            at = e->to_unix_ms;
        next = at < next ? at : next;
    }
    return next;
}

static enum qn_status device_truth(const struct qn_fleet *f, size_t i, struct qn_buf *out,
                                   struct qn_err *err)
{
    const struct qn_fleet_device *d = &f->device[i];
    struct stretch now = {.from = f->from_unix_ms};
    now.truth = qn_fleet_truth(f, i, now.from, &now.kind);
    enum qn_status st = QN_OK;
    for (int64_t t = next_time(f, d, now.from); t < f->to_unix_ms && !st; t = next_time(f, d, t)) {
        struct stretch then = {.from = t};
        then.truth = qn_fleet_truth(f, i, t, &then.kind);
        if (then.truth == now.truth && then.kind == now.kind)
            continue;
        st = put_row(d, &now, t, out, err);
        now = then;
    }
    return st ? st : put_row(d, &now, f->to_unix_ms, out, err);
}

enum qn_status qn_fleet_truth_csv(const struct qn_fleet *f, struct qn_buf *out, struct qn_err *err)
{
    enum qn_status st =
        qn_buf_text(out, "device_mn,outlet_id,installation_id,from,to,episode,truth\n", err);
    for (size_t i = 0; i < f->n && !st; i++)
        st = device_truth(f, i, out, err);
    return st;
}
