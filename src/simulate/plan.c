#include "simulate/plan.h"

#define RESENT_AFTER_MS ((int64_t)120000)

static double hours_between(int64_t from, int64_t to)
{
    return (double)(to - from) / (double)QN_HOUR_MS;
}

/* ---- normal running ---- */

/* A span of a day that chance gives: hour of begin and length. */
static bool day_span(uint64_t seed, int64_t t, double chance, double lo_h, double hi_h,
                     double from_h, double to_h, int64_t *end)
{
    int64_t day = qn_sim_day(t);
    struct qn_chance c = {qn_chance_mix(seed, (uint64_t)day)};
    if (!qn_chance_happens(&c, chance))
        return false;
    double begins = qn_chance_between(&c, from_h, to_h), lasts = qn_chance_between(&c, lo_h, hi_h);
    double now = qn_sim_hour(t);
    *end = t + (int64_t)((begins + lasts - now) * (double)QN_HOUR_MS);
    return now >= begins && now < begins + lasts && now < 23.9;
}

static double normal_load(const struct qn_sim_traits *t, int64_t at)
{
    double daily = t->night_sign * t->daily * qn_wave((qn_sim_hour(at) - 8) / 24);
    double step = qn_wander(t->seed ^ 11, at, t->step_h); /* campaigns: high, or lowered */
    double lowered = step > 0.45 ? t->step_depth * (step - 0.45) / 0.55 : 0;
    double load =
        t->load - daily - lowered +
        t->unrest * (0.6 * qn_wander(t->seed ^ 12, at, 4) + 0.4 * qn_wander(t->seed ^ 19, at, 0.9));
    return load < 0.3 ? 0.3 : load > 1.05 ? 1.05 : load;
}

static void plan_normal(const struct qn_sim_traits *t, int64_t at, struct qn_sim_now *o)
{
    int64_t end;
    o->truth = QN_TRUTH_RUNNING;
    o->load = normal_load(t, at);
    o->stopped_h = -1;
    o->word = "N";
    if (day_span(t->seed ^ 13, at, t->trips_day, 0.3, 1.4, 0, 22, &end)) {
        o->tripped = true;
        o->load *= 0.12;
    }
    o->care = day_span(t->seed ^ 14, at, t->care_day, 1, 5, 8, 14, &end);
}

static void plan_gap(const struct qn_sim_traits *t, int64_t at, struct qn_sim_now *o)
{
    int64_t end;
    if (o->silent || !day_span(t->seed ^ 15, at, t->gap_day, 0.4, 3, 0, 20, &end))
        return;
    o->silent = true;
    o->silent_to_unix_ms = end;
    o->sent_later = qn_chance_mix(t->seed ^ 16, (uint64_t)qn_sim_day(at)) & 1;
}

/* ---- episodes ---- */

static void plan_stop(const struct qn_sim_facts *f, int64_t from, int64_t at, struct qn_sim_now *o)
{
    o->truth = QN_TRUTH_STOPPED;
    o->load = 0;
    o->stopped_h = hours_between(from, at);
    o->word = o->stopped_h < 1.5 ? "Sd" : "F";
    o->claimed = true;
    o->tripped = o->care = false;
    (void)f;
}

/* The night that begins on the evening of `day`; the first whole one of the episode always. */
static bool night_runs(const struct qn_sim_facts *f, const struct qn_episode *e, int64_t day)
{
    int64_t midnight = day * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
    int64_t begins = midnight + (int64_t)(f->night_from_h * (double)QN_HOUR_MS);
    if (begins < e->from_unix_ms)
        return false;
    struct qn_chance c = {qn_chance_mix(f->seed, (uint64_t)day)};
    bool first = begins - e->from_unix_ms < QN_DAY_MS;
    return first || qn_chance_happens(&c, f->night_share);
}

static bool in_night(const struct qn_sim_facts *f, const struct qn_episode *e, int64_t at,
                     int64_t *since)
{
    double hour = qn_sim_hour(at);
    int64_t day = qn_sim_day(at);
    if (hour < 12) {
        hour += 24;
        day--;
    }
    double late = hour - f->night_from_h;
    *since = at - (int64_t)(late * (double)QN_HOUR_MS);
    return late >= 0 && late < f->night_for_h && night_runs(f, e, day);
}

/* When the last night's run of a plant that is still by day ended. */
static int64_t night_ended(const struct qn_sim_facts *f, const struct qn_episode *e, int64_t at)
{
    for (int64_t day = qn_sim_day(at); day >= qn_sim_day(e->from_unix_ms); day--) {
        int64_t midnight = day * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
        int64_t end = midnight + (int64_t)((f->night_from_h + f->night_for_h) * (double)QN_HOUR_MS);
        if (end <= at && night_runs(f, e, day))
            return end;
    }
    return e->from_unix_ms;
}

static void plan_night(const struct qn_sim_traits *t, const struct qn_sim_facts *f,
                       const struct qn_episode *e, int64_t at, struct qn_sim_now *o)
{
    int64_t since;
    if (in_night(f, e, at, &since)) {
        o->load = f->load * (0.92 + 0.08 * qn_wander(t->seed ^ 17, at, 2));
        o->claimed = true;
        o->word = "F";
        o->tripped = false;
        return;
    }
    plan_stop(f, night_ended(f, e, at), at, o);
    o->word = hours_between(e->from_unix_ms, at) < 1.5 ? "Sd" : "F";
}

static void plan_paper(const struct qn_sim_traits *t, const struct qn_sim_facts *f,
                       const struct qn_episode *e, int64_t at, struct qn_sim_now *o)
{
    o->load = f->load * (0.93 + 0.07 * qn_wander(t->seed ^ 18, at, 5));
    o->claimed = true;
    o->word = hours_between(e->from_unix_ms, at) < 1.5 ? "Sd" : "F";
}

static void plan_retro(const struct qn_sim_facts *f, const struct qn_episode *e, int64_t at,
                       struct qn_sim_now *o)
{
    double after_h = hours_between(e->from_unix_ms, at) - f->bout_after_h;
    int64_t whole = (int64_t)(after_h / 24);
    double in_day = after_h - 24 * (double)whole;
    if (after_h < 0 || in_day >= f->bout_h)
        return;
    o->exceeding = true;
    o->load = f->bout_load;
    o->tripped = o->care = false;
    o->remark_unix_ms =
        at + (int64_t)((f->bout_h - in_day + f->remark_after_h) * (double)QN_HOUR_MS);
}

static void plan_restart(const struct qn_sim_traits *t, const struct qn_sim_facts *f,
                         const struct qn_episode *e, int64_t at, struct qn_sim_now *o)
{
    if (at < f->restart_unix_ms) {
        plan_stop(f, e->from_unix_ms, at, o);
        return;
    }
    plan_paper(t, f, e, at, o);
    o->word = "F";
}

static void plan_honest(const struct qn_sim_facts *f, const struct qn_episode *e, int64_t at,
                        struct qn_sim_now *o)
{
    plan_stop(f, e->from_unix_ms, at, o);
    if (o->stopped_h < f->late_mark_h) { /* marked by the next noon */
        o->claimed = false;
        int64_t next = (qn_sim_day(at) + 1) * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
        o->remark_unix_ms = next + 8 * QN_HOUR_MS + (int64_t)(f->seed % 200) * 60000;
    }
    if (f->analyser_off_after_h > 0 && o->stopped_h > f->analyser_off_after_h) {
        o->analyser_off = true;
        o->silent = f->analyser_gone;
    }
}

static void plan_banked(const struct qn_sim_facts *f, struct qn_sim_now *o)
{
    o->truth = QN_TRUTH_BANKED;
    o->load = 0;
    o->heating = f->load;
    o->word = "B";
    o->claimed = true;
    o->tripped = o->care = false;
}

static void plan_episode(const struct qn_sim_traits *t, const struct qn_sim_facts *f,
                         const struct qn_episode *e, int64_t at, struct qn_sim_now *o)
{
    switch (e->kind) {
    case QN_EP_HONEST_STOP:
        plan_honest(f, e, at, o);
        break;
    case QN_EP_BANKED:
        plan_banked(f, o);
        break;
    case QN_EP_PAPER_STOP:
        plan_paper(t, f, e, at, o);
        break;
    case QN_EP_NIGHT_RUN:
        plan_night(t, f, e, at, o);
        break;
    case QN_EP_PULLED_PROBE:
        o->claimed = f->probe_claims;
        o->care = false;
        o->word = o->claimed ? "F" : "N";
        break;
    case QN_EP_RETRO_MARK:
        plan_retro(f, e, at, o);
        break;
    case QN_EP_OUTAGE:
    case QN_EP_BACKFILL:
        o->silent = true;
        o->sent_later = e->kind == QN_EP_BACKFILL;
        o->silent_to_unix_ms = e->to_unix_ms + RESENT_AFTER_MS;
        break;
    case QN_EP_RESTART:
        plan_restart(t, f, e, at, o);
        break;
    default:
        break;
    }
}

/* The first two hours after a stop. */
static bool starts_up(const struct qn_fleet_device *d, int64_t at)
{
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        if ((e->kind == QN_EP_HONEST_STOP || e->kind == QN_EP_NIGHT_RUN) && at >= e->to_unix_ms &&
            at - e->to_unix_ms < 2 * QN_HOUR_MS)
            return true;
    }
    return false;
}

void qn_sim_plan(const struct qn_sim_traits *t, const struct qn_fleet_device *d,
                 const struct qn_sim_facts *facts, int64_t t_unix_ms, struct qn_sim_now *out)
{
    *out = (struct qn_sim_now){.kind = QN_EP_NORMAL};
    plan_normal(t, t_unix_ms, out);
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *e = &d->episode[i];
        if (t_unix_ms < e->from_unix_ms || t_unix_ms >= e->to_unix_ms)
            continue;
        out->kind = e->kind;
        out->episode = e;
        out->facts = facts[i];
        plan_episode(t, &facts[i], e, t_unix_ms, out);
        break;
    }
    if (out->kind == QN_EP_NORMAL && starts_up(d, t_unix_ms))
        out->word = "St";
    plan_gap(t, t_unix_ms, out);
}
