/* A fleet drawn from a seed. */
#include <stdio.h>
#include <string.h>

#include "simulate/plan.h"

#define DRAW_MAX_DEVICES 20000
#define DRAW_MAX_DAYS 3660
#define STEP_MS ((int64_t)600000)
#define MN_CAP 32
#define ID_CAP 32

struct length {
    double lo_h, hi_h;
};
/* clang-format off */
static const struct length lengths[QN_EP_COUNT] = {
    [QN_EP_NORMAL] = {0, 0},
    [QN_EP_HONEST_STOP] = {30, 260},
    [QN_EP_BANKED] = {36, 220},
    [QN_EP_PAPER_STOP] = {20, 200},
    [QN_EP_NIGHT_RUN] = {72, 260},
    [QN_EP_PULLED_PROBE] = {6, 120},
    [QN_EP_RETRO_MARK] = {12, 60},
    [QN_EP_OUTAGE] = {6, 90},
    [QN_EP_LOGGER_FAULT] = {5, 72},
    [QN_EP_BACKFILL] = {6, 72},
    [QN_EP_RESTART] = {72, 220},
};
/* clang-format on */

static int64_t rounded(double ms)
{
    return (int64_t)ms / STEP_MS * STEP_MS;
}

/* Begins after enough history to learn from, ends before the span does. */
static void draw_episode(struct qn_chance *c, enum qn_episode_kind kind, int64_t from,
                         double span_ms, struct qn_episode *out)
{
    struct length l = lengths[kind];
    double most_ms = 0.42 * span_ms, hour = (double)QN_HOUR_MS;
    double len_ms = qn_chance_low(c, l.lo_h, l.hi_h) * hour;
    if (len_ms > most_ms)
        len_ms = most_ms * qn_chance_between(c, 0.7, 1);
    double begin = qn_chance_between(c, 0.42, 0.97 - len_ms / span_ms) * span_ms;
    out->kind = kind;
    out->from_unix_ms = rounded((double)from + begin);
    out->to_unix_ms = out->from_unix_ms + rounded(len_ms);
    if (kind == QN_EP_RETRO_MARK) { /* the bad hours are at night */
        int64_t day = qn_sim_day(out->from_unix_ms) * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
        double hour_of = qn_chance_between(c, 18, 25);
        out->from_unix_ms = day + rounded(hour_of * hour);
        out->to_unix_ms = out->from_unix_ms + rounded(len_ms);
    }
}

static const char *draw_kind(struct qn_chance *c, enum qn_episode_kind e)
{
    size_t n = 0;
    if (e == QN_EP_BANKED)
        return qn_chance_happens(c, 0.7) ? "coke_oven" : "blast_furnace";
    while (qn_sim_kind_at(n))
        n++;
    for (;;) {
        const struct qn_sim_kind *k = qn_sim_kind_at((size_t)qn_chance_pick(c, (int)n));
        /* A probe of gases is what is pulled; a bad night needs gases to exceed. */
        if (k->gases || (e != QN_EP_PULLED_PROBE && e != QN_EP_RETRO_MARK))
            return k->name;
    }
}

static enum qn_212_version draw_version(struct qn_chance *c)
{
    double u = qn_chance_unit(c);
    return u < 0.55 ? QN_212_2017 : u < 0.9 ? QN_212_2025 : QN_212_2005;
}

static enum qn_status draw_names(struct qn_chance *c, size_t i, struct qn_arena *arena,
                                 struct qn_fleet_device *d, struct qn_err *err)
{
    char mn[MN_CAP], outlet[ID_CAP], installation[ID_CAP];
    unsigned tail = (unsigned)(qn_chance_next(c) & 0xFFFFu);
    if (d->version == QN_212_2005)
        (void)snprintf(mn, sizeof mn, "99%05u%07u", tail % 100000u, (unsigned)i);
    else
        (void)snprintf(mn, sizeof mn, "99FF%04X%08X%08X", tail, 0x51AEu, (unsigned)i);
    (void)snprintf(outlet, sizeof outlet, "SIM-O-%04zu", i);
    (void)snprintf(installation, sizeof installation, "SIM-I-%04zu", i);
    d->mn = qn_arena_copy(arena, mn, strlen(mn), err);
    d->outlet_id = d->mn ? qn_arena_copy(arena, outlet, strlen(outlet), err) : NULL;
    d->installation_id =
        d->outlet_id ? qn_arena_copy(arena, installation, strlen(installation), err) : NULL;
    d->password = "123456";
    return d->installation_id ? QN_OK : QN_E_NOMEM;
}

static void draw_device(struct qn_chance *c, enum qn_episode_kind e, struct qn_fleet_device *d)
{
    d->kind = draw_kind(c, e);
    d->version = draw_version(c);
    bool oven = strcmp(d->kind, "coke_oven") == 0;
    d->wet_scrubber = qn_sim_kind_of(d->kind)->wet && qn_chance_happens(c, 0.45);
    d->meter = d->version != QN_212_2005 && qn_chance_happens(c, 0.6);
    d->fan = d->version != QN_212_2005 && qn_chance_happens(c, 0.65);
    d->counts = oven && d->version != QN_212_2005 && qn_chance_happens(c, 0.8);
    d->minute_min = 10;
    d->hours = d->days = true;
    d->scale = qn_chance_low(c, 0.15, 4);
    d->spread = qn_chance_happens(c, 0.75);
}

/* The main episode, and now and then a harmless one in the history before it. */
static enum qn_status draw_episodes(struct qn_chance *c, enum qn_episode_kind kind, int64_t from,
                                    double span_ms, struct qn_arena *arena,
                                    struct qn_fleet_device *d, struct qn_err *err)
{
    static const enum qn_episode_kind harmless[] = {QN_EP_BACKFILL, QN_EP_OUTAGE,
                                                    QN_EP_LOGGER_FAULT};
    struct qn_episode *e = qn_arena_alloc(arena, 2 * sizeof *e, err);
    if (!e)
        return QN_E_NOMEM;
    bool before = qn_chance_happens(c, 0.25);
    enum qn_episode_kind other = harmless[qn_chance_pick(c, 3)];
    if (before) {
        double len = qn_chance_between(c, 0.02, 0.06) * span_ms;
        double begin = qn_chance_between(c, 0.1, 0.3) * span_ms;
        e[d->n_episodes].kind = other;
        e[d->n_episodes].from_unix_ms = rounded((double)from + begin);
        e[d->n_episodes].to_unix_ms = rounded((double)from + begin + len);
        d->n_episodes++;
    }
    if (kind != QN_EP_NORMAL)
        draw_episode(c, kind, from, span_ms, &e[d->n_episodes++]);
    d->episode = e;
    return QN_OK;
}

static enum qn_status check(size_t n, int days, struct qn_err *err)
{
    char have[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    if (n < 1 || n > DRAW_MAX_DEVICES)
        return qn_fail(err, QN_E_LIMIT, NULL, QN_T_SIM_MANY_DEVICES, qn_num_text((double)n, have),
                       qn_num_text(DRAW_MAX_DEVICES, limit));
    if (days < 1 || days > DRAW_MAX_DAYS)
        return qn_fail(err, QN_E_DOMAIN, NULL, QN_T_SIM_DAYS, qn_num_text(days, have),
                       qn_num_text(DRAW_MAX_DAYS, limit));
    return QN_OK;
}

enum qn_status qn_fleet_draw(uint64_t seed, size_t n, int64_t from_unix_ms, int days,
                             struct qn_arena *arena, struct qn_fleet *out, struct qn_err *err)
{
    enum qn_status st = check(n, days, err);
    if (st)
        return st;
    struct qn_fleet_device *d = qn_arena_alloc(arena, n * sizeof *d, err);
    if (!d)
        return QN_E_NOMEM;
    int64_t from = from_unix_ms / QN_HOUR_MS * QN_HOUR_MS;
    for (size_t i = 0; i < n && !st; i++) {
        struct qn_chance c = {qn_chance_mix(qn_chance_mix(seed, 31), i)};
        enum qn_episode_kind kind = (enum qn_episode_kind)(i % QN_EP_COUNT);
        draw_device(&c, kind, &d[i]);
        st = draw_names(&c, i, arena, &d[i], err);
        if (!st)
            st = draw_episodes(&c, kind, from, days * (double)QN_DAY_MS, arena, &d[i], err);
    }
    *out = (struct qn_fleet){seed, from, from + days * QN_DAY_MS, d, n};
    return st;
}
