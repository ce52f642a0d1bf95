#include <stdlib.h>
#include <string.h>

#include "simulate/report.h"

#define FLEET_MAX_DEVICES ((size_t)20000)

/* ---- the truth ---- */

enum qn_truth qn_fleet_truth(const struct qn_fleet *f, size_t device, int64_t t_unix_ms,
                             enum qn_episode_kind *episode)
{
    const struct qn_fleet_device *d = &f->device[device];
    if (episode)
        *episode = QN_EP_NORMAL;
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        if (t_unix_ms < e->from_unix_ms || t_unix_ms >= e->to_unix_ms)
            continue;
        struct qn_sim_traits t;
        struct qn_sim_facts facts;
        struct qn_sim_now now;
        struct qn_fleet_device only = *d;
        qn_sim_traits_draw(f, device, &t);
        qn_sim_facts_draw(&t, d, e, &facts);
        only.episode = e;
        only.n_episodes = 1;
        qn_sim_plan(&t, &only, &facts, t_unix_ms, &now);
        if (episode)
            *episode = e->kind;
        return now.truth;
    }
    return QN_TRUTH_RUNNING;
}

/* ---- a device through time ---- */

/* The longest step of at most ten minutes that the minute interval is a multiple of. */
static int64_t step_of(int32_t minute_min)
{
    int64_t m = minute_min > 0 ? minute_min : 10;
    for (int64_t step = 10; step > 1; step--)
        if (m % step == 0)
            return step * 60000;
    return 60000;
}

static enum qn_status device_init(struct qn_sim_device *d, const struct qn_fleet *f, size_t i,
                                  struct qn_err *err)
{
    const struct qn_fleet_device *w = &f->device[i];
    char bytes[QN_NUM_TEXT_CAP];
    *d = (struct qn_sim_device){.index = i, .what = w, .word = "N"};
    size_t n = w->n_episodes ? w->n_episodes : 1;
    d->facts = calloc(n, sizeof *d->facts);
    if (!d->facts)
        return qn_fail(err, QN_E_NOMEM, w->mn, QN_T_NO_MEMORY,
                       qn_num_text((double)(n * sizeof *d->facts), bytes));
    qn_sim_traits_draw(f, i, &d->traits);
    for (size_t k = 0; k < w->n_episodes; k++)
        qn_sim_facts_draw(&d->traits, w, &w->episode[k], &d->facts[k]);
    d->physics.state = qn_chance_mix(d->traits.seed, 21);
    d->noise.state = qn_chance_mix(d->traits.seed, 22);
    d->line.state = qn_chance_mix(d->traits.seed, 23);
    d->step_ms = step_of(w->minute_min);
    qn_sim_sum_begin(&d->minute, f->from_unix_ms);
    qn_sim_sum_begin(&d->hour, f->from_unix_ms);
    qn_sim_sum_begin(&d->day, f->from_unix_ms);
    return QN_OK;
}

/* Reports and empties the sum where a period ends at t. */
static enum qn_status close_period(struct qn_sim_device *d, struct qn_sim_sum *s, int32_t cn,
                                   bool sent, const struct qn_sim_now *now, int64_t t,
                                   struct qn_sim_queue *q, struct qn_err *err)
{
    enum qn_status st = sent ? qn_sim_report(d, s, cn, now, q, err) : QN_OK;
    qn_sim_sum_begin(s, t);
    return st;
}

static enum qn_status close_periods(struct qn_sim_device *d, const struct qn_sim_now *now,
                                    int64_t t, struct qn_sim_queue *q, struct qn_err *err)
{
    const struct qn_fleet_device *w = d->what;
    enum qn_status st = QN_OK;
    if (w->minute_min > 0 && t % ((int64_t)w->minute_min * 60000) == 0)
        st = close_period(d, &d->minute, 2051, true, now, t, q, err);
    if (!st && t % QN_HOUR_MS == 0)
        st = close_period(d, &d->hour, 2061, w->hours, now, t, q, err);
    if (!st && (t + QN_CIVIL_OFFSET_MS) % QN_DAY_MS == 0)
        st = close_period(d, &d->day, 2031, w->days, now, t, q, err);
    return st;
}

static enum qn_status instants(struct qn_sim_device *d, const struct qn_sim_now *now, int64_t from,
                               struct qn_sim_queue *q, struct qn_err *err)
{
    int64_t every = (int64_t)d->what->rtd_s * 1000;
    enum qn_status st = QN_OK;
    if (every <= 0)
        return QN_OK;
    for (int64_t t = from + every - from % every; t <= from + d->step_ms && !st; t += every)
        st = qn_sim_report_instant(d, t, now, q, err);
    return st;
}

static enum qn_status words(struct qn_sim_device *d, const struct qn_sim_now *now, int64_t t,
                            struct qn_sim_queue *q, struct qn_err *err)
{
    if (d->what->version != QN_212_2025)
        return QN_OK;
    bool changed = strcmp(d->word, now->word) != 0;
    d->word = now->word;
    return changed || t % QN_HOUR_MS == 0 ? qn_sim_report_word(d, t, now, q, err) : QN_OK;
}

/* The step that begins at t. */
static enum qn_status device_step(struct qn_sim_device *d, int64_t t, struct qn_sim_queue *q,
                                  struct qn_err *err)
{
    struct qn_sim_now now;
    double dt_h = (double)d->step_ms / (double)QN_HOUR_MS;
    int64_t end = t + d->step_ms;
    enum qn_status st = QN_OK;
    qn_sim_plan(&d->traits, d->what, d->facts, t, &now);
    qn_sim_plant_step(&d->plant, &d->traits, &now, end, dt_h, &d->physics);
    qn_sim_sense(&d->sensors, &d->plant, &d->traits, &now, end, dt_h, &d->noise);
    if (d->was_silent && !now.silent)
        st = qn_sim_report_start(d, t, q, err);
    d->was_silent = now.silent;
    if (!st)
        st = words(d, &now, t, q, err);
    if (!st)
        st = instants(d, &now, t, q, err);
    double minutes = dt_h * 60;
    qn_sim_sum_add(&d->minute, d, &now, minutes);
    qn_sim_sum_add(&d->hour, d, &now, minutes);
    qn_sim_sum_add(&d->day, d, &now, minutes);
    return st ? st : close_periods(d, &now, end, q, err);
}

/* ---- the fleet ---- */

struct run {
    struct qn_sim_device *device;
    size_t n;
    struct qn_sim_queue queue;
};

static void run_release(struct run *r)
{
    for (size_t i = 0; r->device && i < r->n; i++)
        free(r->device[i].facts);
    free(r->device);
    qn_sim_queue_release(&r->queue);
}

static enum qn_status run_init(struct run *r, const struct qn_fleet *f, struct qn_err *err)
{
    char have[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    *r = (struct run){.n = 0};
    if (f->n > FLEET_MAX_DEVICES)
        return qn_fail(err, QN_E_LIMIT, NULL, QN_T_SIM_MANY_DEVICES,
                       qn_num_text((double)f->n, have),
                       qn_num_text((double)FLEET_MAX_DEVICES, limit));
    r->device = calloc(f->n ? f->n : 1, sizeof *r->device);
    if (!r->device)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)(f->n * sizeof *r->device), have));
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < f->n && !st; i++, r->n++)
        st = device_init(&r->device[i], f, i, err);
    return st;
}

/* Hands over what has arrived by t. */
static enum qn_status hand_over(struct run *r, int64_t t,
                                int (*frame)(const struct qn_sim_frame *, void *), void *user,
                                struct qn_err *err)
{
    const struct qn_sim_waiting *w;
    while ((w = qn_sim_queue_first(&r->queue)) && w->arrival_unix_ms <= t) {
        const struct qn_sim_frame out = {w->device, w->arrival_unix_ms, w->bytes, w->len};
        if (frame(&out, user))
            return qn_fail(err, QN_E_CANCELLED, NULL, QN_T_SIM_CANCELLED);
        qn_sim_queue_drop(&r->queue);
    }
    return QN_OK;
}

static enum qn_status device_hour(struct qn_sim_device *d, int64_t from, int64_t to,
                                  struct qn_sim_queue *q, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (int64_t t = from; t < to && !st; t += d->step_ms)
        st = device_step(d, t, q, err);
    return st;
}

enum qn_status qn_simulate(const struct qn_fleet *f,
                           int (*frame)(const struct qn_sim_frame *, void *), void *user,
                           struct qn_err *err)
{
    struct run r;
    enum qn_status st = run_init(&r, f, err);
    int64_t begin = f->from_unix_ms / QN_HOUR_MS * QN_HOUR_MS;
    for (int64_t t = begin; t < f->to_unix_ms && !st; t += QN_HOUR_MS) {
        for (size_t i = 0; i < r.n && !st; i++)
            st = device_hour(&r.device[i], t, t + QN_HOUR_MS, &r.queue, err);
        if (!st)
            st = hand_over(&r, t + QN_HOUR_MS, frame, user, err);
    }
    if (!st)
        st = hand_over(&r, INT64_MAX, frame, user, err);
    run_release(&r);
    return st;
}
