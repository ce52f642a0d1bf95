/* An episode counts once; every ten minutes of truth counts in the matrix. */
#include "score.h"

#include <stdio.h>

#define STEP_MS INT64_C(600000)
#define HOUR_MS INT64_C(3600000)

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static enum qn_truth truth_at(const struct qn_fleet *f, size_t device, int64_t t,
                              enum qn_episode_kind *kind)
{
    return qn_fleet_truth(f, device, t, kind);
}

static const struct qn_interval *interval_at(const struct qn_verification *v, int64_t t)
{
    for (size_t i = 0; i < v->n; i++)
        if (t < v->interval[i].to_unix_ms)
            return &v->interval[i];
    return NULL;
}

static void count_hours(struct score *s, const struct qn_fleet *f, size_t device,
                        const struct qn_verification *v)
{
    size_t at = 0;
    for (int64_t t = v->from_unix_ms; t < v->to_unix_ms; t += STEP_MS) {
        enum qn_episode_kind kind = QN_EP_NORMAL;
        enum qn_truth truth = truth_at(f, device, t, &kind);
        while (at < v->n && t >= v->interval[at].to_unix_ms)
            at++;
        if (at < v->n)
            s->hours[(int)kind * 3 + (int)truth][v->interval[at].verdict] +=
                (double)STEP_MS / (double)HOUR_MS;
    }
}

/* Hours in [from, to) in which the truth is running (run) or not and the verdict contradicted
 * (contradicted) or any. */
static double hours_of(const struct qn_fleet *f, size_t device, const struct qn_verification *v,
                       int64_t from, int64_t to, bool run, bool contradicted)
{
    int64_t sum = 0;
    for (int64_t t = from; t < to; t += STEP_MS) {
        enum qn_episode_kind kind;
        bool runs = truth_at(f, device, t, &kind) == QN_TRUTH_RUNNING;
        const struct qn_interval *i = interval_at(v, t);
        if (runs == run && (!contradicted || (i && i->verdict == QN_V_CONTRADICTED)))
            sum += STEP_MS;
    }
    return (double)sum / (double)HOUR_MS;
}

static double covered_by(const struct qn_verification *v, enum qn_finding_kind kind, int64_t from,
                         int64_t to)
{
    int64_t sum = 0;
    for (size_t i = 0; i < v->n_findings; i++)
        if (v->finding[i].kind == kind)
            sum += most(0, least(to, v->finding[i].to_unix_ms) -
                               most(from, v->finding[i].from_unix_ms));
    return (double)sum / (double)(to - from);
}

static bool overlaps(const struct qn_verification *v, enum qn_finding_kind kind, int64_t from,
                     int64_t to)
{
    return covered_by(v, kind, from, to) > 0;
}

/* The start of the running part of a restart, or the episode's end. */
static int64_t restart_of(const struct qn_fleet *f, size_t device, const struct qn_episode *e)
{
    bool stopped = false;
    for (int64_t t = e->from_unix_ms; t < e->to_unix_ms; t += 60000) {
        enum qn_episode_kind kind;
        bool runs = truth_at(f, device, t, &kind) == QN_TRUTH_RUNNING;
        if (stopped && runs)
            return t;
        stopped = stopped || !runs;
    }
    return e->to_unix_ms;
}

static bool restart_caught(struct score *s, const struct qn_fleet *f, size_t device,
                           const struct qn_verification *v, const struct qn_episode *e,
                           int64_t slot_ms, bool *named)
{
    int64_t began = restart_of(f, device, e);
    for (size_t i = 0; i < v->n_findings; i++) {
        const struct qn_finding *x = &v->finding[i];
        if (x->kind != QN_F_RESTART || x->from_unix_ms < began - HOUR_MS ||
            x->from_unix_ms >= e->to_unix_ms)
            continue;
        *named = true;
        if (s->n_delays < DELAYS_CAP && slot_ms < HOUR_MS)
            s->delay_min[s->n_delays++] = (double)(x->from_unix_ms + slot_ms - began) / 60000.0;
        return true;
    }
    for (size_t i = 0; i < v->n; i++)
        if (v->interval[i].verdict == QN_V_CONTRADICTED &&
            v->interval[i].from_unix_ms >= began - HOUR_MS &&
            v->interval[i].from_unix_ms < e->to_unix_ms)
            return true;
    return false;
}

static bool is_caught(struct score *s, const struct qn_fleet *f, size_t device,
                      const struct qn_verification *v, const struct qn_episode *e, int64_t slot_ms,
                      bool *named)
{
    int64_t from = e->from_unix_ms, to = e->to_unix_ms;
    double all = hours_of(f, device, v, from, to, true, false);
    double held = hours_of(f, device, v, from, to, true, true);
    switch (e->kind) {
    case QN_EP_PAPER_STOP:
        *named = covered_by(v, QN_F_MARK_AGAINST_RUN, from, to) >= 0.5;
        break;
    case QN_EP_PULLED_PROBE:
        *named = covered_by(v, QN_F_PULLED_PROBE, from, to) >= 0.5;
        break;
    case QN_EP_NIGHT_RUN:
        *named = overlaps(v, QN_F_NIGHT_RUN, from, to);
        break;
    case QN_EP_RETRO_MARK:
        return *named = overlaps(v, QN_F_RETRO_MARK, from, to);
    case QN_EP_RESTART:
        return restart_caught(s, f, device, v, e, slot_ms, named);
    default:
        return false;
    }
    double share = e->kind == QN_EP_NIGHT_RUN ? all : (double)(to - from) / (double)HOUR_MS;
    return *named || (share > 0 && held >= 0.5 * share);
}

static bool is_fake(enum qn_episode_kind k)
{
    return k == QN_EP_PAPER_STOP || k == QN_EP_NIGHT_RUN || k == QN_EP_PULLED_PROBE ||
           k == QN_EP_RETRO_MARK || k == QN_EP_RESTART;
}

/* A finding other than restart that lies wholly in the truly stopped time. */
static bool finding_within(const struct qn_fleet *f, size_t device, const struct qn_verification *v,
                           const struct qn_episode *e)
{
    for (size_t i = 0; i < v->n_findings; i++) {
        const struct qn_finding *x = &v->finding[i];
        if (x->kind != QN_F_RESTART && x->from_unix_ms >= e->from_unix_ms &&
            x->to_unix_ms <= e->to_unix_ms &&
            hours_of(f, device, v, x->from_unix_ms, x->to_unix_ms, true, false) <= 0)
            return true;
    }
    return false;
}

static bool is_accused(const struct qn_fleet *f, size_t device, const struct qn_verification *v,
                       const struct qn_episode *e)
{
    return hours_of(f, device, v, e->from_unix_ms, e->to_unix_ms, false, true) > 1 ||
           finding_within(f, device, v, e);
}

static void tell(const struct qn_fleet *f, size_t device, const struct qn_episode *e,
                 const struct qn_verification *v, const char *what)
{
    const struct qn_fleet_device *d = &f->device[device];
    fprintf(stderr, "seed %llu device %zu %s wet %d meter %d counts %d slot %d: %s %s",
            (unsigned long long)f->seed, device, d->kind, d->wet_scrubber, d->meter, d->counts,
            d->minute_min, what, qn_episode_name(e->kind));
    double h0 = (double)(e->from_unix_ms - f->from_unix_ms) / (double)HOUR_MS;
    fprintf(stderr, " %.1f..%.1f h\n", h0,
            h0 + (double)(e->to_unix_ms - e->from_unix_ms) / (double)HOUR_MS);
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_interval *x = &v->interval[i];
        if (x->to_unix_ms <= e->from_unix_ms || x->from_unix_ms >= e->to_unix_ms)
            continue;
        fprintf(stderr, "    %.1f..%.1f %s s%d r%d claim %d banked %d covered %.2f\n",
                (double)(x->from_unix_ms - f->from_unix_ms) / (double)HOUR_MS,
                (double)(x->to_unix_ms - f->from_unix_ms) / (double)HOUR_MS,
                qn_verdict_name(x->verdict), x->groups_stopped, x->groups_running, x->claimed,
                x->banked, x->covered);
        for (size_t k = 0; k < x->n; k++)
            fprintf(stderr, "        %s %s %.3g limit %.3g (%g h)\n", x->witness[k].code,
                    x->witness[k].factor, x->witness[k].value, x->witness[k].limit,
                    x->witness[k].learned_from_h);
    }
    for (size_t i = 0; i < v->n_findings; i++)
        fprintf(stderr, "    finding %s %.1f..%.1f\n", qn_finding_name(v->finding[i].kind),
                (double)(v->finding[i].from_unix_ms - f->from_unix_ms) / (double)HOUR_MS,
                (double)(v->finding[i].to_unix_ms - f->from_unix_ms) / (double)HOUR_MS);
}

/* A truly running hour or more called stopped. */
static void tell_false_stops(const struct qn_fleet *f, size_t device,
                             const struct qn_verification *v)
{
    const struct qn_fleet_device *d = &f->device[device];
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        double h = 0;
        for (int64_t t = e->from_unix_ms; t < e->to_unix_ms; t += STEP_MS) {
            enum qn_episode_kind kind;
            const struct qn_interval *x = interval_at(v, t);
            h +=
                x && x->verdict == QN_V_STOPPED && truth_at(f, device, t, &kind) == QN_TRUTH_RUNNING
                    ? (double)STEP_MS / (double)HOUR_MS
                    : 0;
        }
        if (h >= 1)
            tell(f, device, e, v, "running called stopped:");
    }
}

void score_device(struct score *s, const struct qn_fleet *f, size_t device,
                  const struct qn_verification *v, int64_t slot_ms, bool verbose)
{
    const struct qn_fleet_device *d = &f->device[device];
    s->devices++;
    count_hours(s, f, device, v);
    if (verbose)
        tell_false_stops(f, device, v);
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        s->episodes[e->kind]++;
        if (is_fake(e->kind)) {
            bool named = false, caught = is_caught(s, f, device, v, e, slot_ms, &named);
            s->caught[e->kind] += caught;
            s->named[e->kind] += named;
            if (!caught && verbose)
                tell(f, device, e, v, "missed");
        }
        double still = hours_of(f, device, v, e->from_unix_ms, e->to_unix_ms, false, false);
        bool honest = e->kind == QN_EP_HONEST_STOP || e->kind == QN_EP_BANKED;
        if (!honest || still <= 0)
            continue;
        bool accused = is_accused(f, device, v, e);
        s->stops++;
        s->accused += accused;
        s->by_kind[e->kind]++;
        s->accused_by_kind[e->kind] += accused;
        if (accused && verbose)
            tell(f, device, e, v, "accused");
    }
}
