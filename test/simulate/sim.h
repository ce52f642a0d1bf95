/* A fleet of one device in memory, and what it sent. */
#ifndef QN_TEST_SIM_H
#define QN_TEST_SIM_H

#include <stdlib.h>

#include "qn_test.h"
#include "simulate/fleet.h"

#define HOUR_MS ((int64_t)3600000)
#define DAY_MS (24 * HOUR_MS)
#define BEGIN_MS ((int64_t)1767196800000) /* 2026-01-01T00:00:00+08:00 */

/* Hourly means of one factor: NaN where none came. Index: hours since BEGIN_MS. */
#define HOURS_MAX (40 * 24)
struct watched {
    const char *factor, *field;
    int32_t cn;
    double value[HOURS_MAX]; /* of the version that arrived last */
    char mark[HOURS_MAX];    /* of the same */
    int versions[HOURS_MAX]; /* how often another text or mark came */
    char first_mark[HOURS_MAX];
    double first[HOURS_MAX];
    int64_t last_arrival[HOURS_MAX], first_arrival[HOURS_MAX];
    long frames, resent, faults;
};

static inline void watched_init(struct watched *w, const char *factor, const char *field)
{
    memset(w, 0, sizeof *w);
    w->factor = factor;
    w->field = field;
    w->cn = 2061;
    for (int i = 0; i < HOURS_MAX; i++)
        w->value[i] = w->first[i] = NAN;
}

static inline bool span_text(struct qn_212_span s, const char *t)
{
    return s.n == strlen(t) && memcmp(s.p, t, s.n) == 0;
}

static inline void take_value(struct watched *w, const struct qn_212_frame *f, int hour,
                              int64_t arrival)
{
    struct qn_212_items it;
    struct qn_212_item x;
    double value = NAN;
    char mark = 'N';
    qn_212_items_init(&it, f->cp);
    while (qn_212_items_next(&it, &x)) {
        if (!span_text(x.factor, w->factor))
            continue;
        if (span_text(x.field, w->field))
            assert_true(qn_212_number(x.value, &value));
        else if (span_text(x.field, "Flag"))
            mark = x.value.p[0];
    }
    if (isnan(value))
        return;
    if (isnan(w->value[hour])) {
        w->first[hour] = value;
        w->first_mark[hour] = mark;
        w->first_arrival[hour] = arrival;
        w->versions[hour] = 1;
    } else if (w->value[hour] != value || w->mark[hour] != mark) {
        w->versions[hour]++;
    }
    w->value[hour] = value;
    w->mark[hour] = mark;
    w->last_arrival[hour] = arrival;
}

static inline int take_frame(const struct qn_sim_frame *s, void *user)
{
    struct watched *w = user;
    struct qn_212_frame f;
    enum qn_212_fault fault;
    struct qn_212_span time;
    int64_t t;
    size_t used;
    w->frames++;
    if (qn_212_take(s->bytes, s->len, QN_212_POLICY_STRICT, false, &f, &used, &fault) !=
            QN_212_FRAME ||
        used != s->len) {
        print_error("%.*s\n", (int)s->len, (const char *)s->bytes);
        w->faults++;
        return 0;
    }
    w->resent += f.resent;
    if (f.cn_code != w->cn || !qn_212_find(f.cp, "DataTime", &time))
        return 0;
    assert_true(qn_212_time(time, &t));
    int64_t hour = (t - BEGIN_MS) / HOUR_MS;
    assert_true(hour >= 0 && hour < HOURS_MAX);
    take_value(w, &f, (int)hour, s->arrival_unix_ms);
    return 0;
}

/* A device of 14 days with one episode from day 8 to day 12. */
struct one {
    struct qn_episode episode;
    struct qn_fleet_device device;
    struct qn_fleet fleet;
};
static inline void one_init(struct one *o, uint64_t seed, const char *kind,
                            enum qn_episode_kind episode)
{
    *o = (struct one){.episode = {episode, BEGIN_MS + 8 * DAY_MS, BEGIN_MS + 12 * DAY_MS}};
    o->device = (struct qn_fleet_device){.mn = "99FF00000000000000000001",
                                         .outlet_id = "O-1",
                                         .installation_id = "I-1",
                                         .kind = kind,
                                         .meter = true,
                                         .fan = true,
                                         .counts = strcmp(kind, "coke_oven") == 0,
                                         .version = QN_212_2017,
                                         .minute_min = 0,
                                         .hours = true,
                                         .scale = 1,
                                         .password = "123456",
                                         .units = QN_UNITS_RIGHT,
                                         .episode = &o->episode,
                                         .n_episodes = episode == QN_EP_NORMAL ? 0 : 1};
    o->fleet = (struct qn_fleet){seed, BEGIN_MS, BEGIN_MS + 14 * DAY_MS, &o->device, 1};
}

static inline void watch(const struct one *o, struct watched *w, const char *factor,
                         const char *field)
{
    struct qn_err err = {0};
    struct qn_fleet f = o->fleet;
    f.device = &o->device;
    struct qn_fleet_device d = o->device;
    d.episode = &o->episode;
    f.device = &d;
    watched_init(w, factor, field);
    assert_ok(qn_simulate(&f, take_frame, w, &err), err);
    assert_int_equal(w->faults, 0);
}

/* Mean of the hours [from, to) of days, as they first came; hours that did not come are left out.
 */
static inline double mean_of(const struct watched *w, double from_day, double to_day)
{
    double sum = 0;
    int n = 0;
    for (int i = (int)(from_day * 24); i < (int)(to_day * 24); i++) {
        if (isnan(w->first[i]))
            continue;
        sum += w->first[i];
        n++;
    }
    return n ? sum / n : NAN;
}

#endif
