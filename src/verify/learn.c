/* Levels of running from the subject's own history.
 *
 * A slot is taken as running where two groups say so by themselves (a velocity well above
 * standstill, O2 below air or pollutants, heat, counts, electricity near its own high), without a
 * stop mark or claim. So a history with stops in it, or with fakes, teaches running all the same;
 * a history of standstill alone teaches nothing.
 *
 * Slots before the time judged teach; where they are too few, those of the time judged too.
 */
#include <stdlib.h>
#include <string.h>

#include "verify/judge.h"

#define MAD_TO_SIGMA 1.4826    /* of a normal distribution */
#define HIGH_SHARE 0.4         /* of the ninth decile: well above standstill */
#define LEAST_VELOCITY_m_s 3.0 /* no natural draught or drift of a zero is taken as running */
#define WARM_C 60.0            /* of dry flue gas: no weather makes it */
#define AIR_O2_PCT 20.9
#define O2_SCOPE_SHARE 0.95 /* of the way from running to air: like air */
#define REST_MIN_H 24.0     /* of confirmed standstill before its base load is learned */
#define REST_MARGIN 1.1
#define UNKNOWN_HOT_C 80.0 /* taken for the running temperature where none is learned */

struct level {
    double *sorted;
    size_t n;
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The channel's values in slots [0, end) where `take` (NULL: no claim) holds, sorted. */
static struct level values_of(const struct qn_grid *g, const struct qn_channel *c, const bool *take,
                              size_t end, double *room)
{
    struct level l = {room, 0};
    for (size_t i = 0; i < end; i++)
        if (!isnan(c->value[i]) && (take ? take[i] : !g->slot[i].claim))
            room[l.n++] = c->value[i];
    qsort(room, l.n, sizeof room[0], by_value);
    return l;
}

static double quantile(const struct level *l, double q)
{
    return l->n ? l->sorted[(size_t)(q * (double)(l->n - 1) + 0.5)] : NAN;
}

static double spread_of(const struct level *l, double mid)
{
    for (size_t i = 0; i < l->n; i++)
        l->sorted[i] = fabs(l->sorted[i] - mid);
    qsort(l->sorted, l->n, sizeof l->sorted[0], by_value);
    return MAD_TO_SIGMA * quantile(l, 0.5);
}

/* What a value says without any learned level; strong: by itself, not against its own high. */
static bool plainly_runs(const struct qn_grid *g, const struct qn_channel *c, double v, double high,
                         bool *strong)
{
    *strong = true;
    switch (c->rule->kind) {
    case QN_CH_VELOCITY:
        return v > LEAST_VELOCITY_m_s && v > HIGH_SHARE * high;
    case QN_CH_O2:
        return v < g->t->o2_running_pct && v > g->t->o2_purged_pct;
    case QN_CH_POLLUTANT:
    case QN_CH_DUST:
        return v > g->t->pollutant_factor * g->t->pollutant_factor * c->rule->zero_noise;
    case QN_CH_FLUE_TEMP:
        return v > WARM_C && g->t->thermal_proves > 0 && !g->subject->wet_scrubber;
    case QN_CH_COUNT:
        return v > 0;
    case QN_CH_LOAD:
        return v > g->t->load_running_pct;
    case QN_CH_FLOW:
    case QN_CH_FAN:
    case QN_CH_METER:
        *strong = false;
        return v > 0 && v > HIGH_SHARE * high;
    default:
        return false;
    }
}

/* Whether the subject has two groups that can say running by themselves. */
static bool has_two_groups(const struct qn_grid *g)
{
    bool group[QN_W_GROUP_COUNT] = {false};
    int n = 0;
    for (size_t k = 0; k < g->n_channel; k++) {
        bool strong = false;
        (void)plainly_runs(g, &g->channel[k], 0, 0, &strong);
        bool dust = g->channel[k].rule->kind == QN_CH_DUST;
        group[qn_channel_group(g->channel[k].rule->kind)] |= strong && !dust;
    }
    for (int k = 0; k < QN_W_CLAIM; k++)
        n += group[k];
    return n >= 2;
}

/* No stack draws so much without a fan: enough where nothing else is measured. */
static bool blown(const struct qn_grid *g, const struct qn_channel *c, double v, double high)
{
    return c->rule->kind == QN_CH_VELOCITY && v > g->t->velocity_running_m_s &&
           v > HIGH_SHARE * high;
}

static bool slot_ran(const struct qn_grid *g, const double *high, bool two, size_t i)
{
    bool group[QN_W_GROUP_COUNT] = {false}, any_strong = false, fan = false;
    if (g->slot[i].claim || 2 * g->slot[i].bad_marks > g->slot[i].marks)
        return false;
    for (size_t k = 0; k < g->n_channel; k++) {
        const struct qn_channel *c = &g->channel[k];
        bool strong = false;
        if (isnan(c->value[i]) || !plainly_runs(g, c, c->value[i], high[k], &strong))
            continue;
        group[qn_channel_group(c->rule->kind)] = true;
        any_strong = any_strong || strong;
        fan = fan || blown(g, c, c->value[i], high[k]);
    }
    int n = 0;
    for (int k = 0; k < QN_W_CLAIM; k++)
        n += group[k];
    return (n >= 2 && any_strong) || (!two && fan);
}

static double mark_running(struct qn_grid *g, const double *high, size_t end)
{
    size_t n = 0;
    bool two = has_two_groups(g);
    for (size_t i = 0; i < g->n; i++) {
        g->ran[i] = i < end && slot_ran(g, high, two, i);
        n += g->ran[i];
    }
    return (double)n * (double)g->slot_ms / (double)QN_HOUR_MS;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static void limit_velocity(const struct qn_thresholds *t, struct qn_channel *c)
{
    c->stopped_at = t->velocity_stopped_m_s;
    c->running_at = t->velocity_running_m_s;
    if (isnan(c->run))
        return;
    c->stopped_at = larger(t->draught_stopped_share * c->run,
                           smaller(t->velocity_stopped_m_s, t->draught_running_share * c->run));
    c->running_at = larger(t->draught_running_share * c->run, 1.2 * c->stopped_at);
}

static void limit_o2(const struct qn_thresholds *t, struct qn_channel *c)
{
    c->low_runs = true;
    c->stopped_at = t->o2_air_pct;
    c->running_at = t->o2_running_pct;
    if (isnan(c->run))
        return;
    double scope = AIR_O2_PCT - c->run;
    c->muted = scope < t->o2_scope_pct;
    c->stopped_at = smaller(t->o2_air_pct, c->run + O2_SCOPE_SHARE * scope);
    c->running_at = smaller(larger(t->o2_running_pct, c->run + 0.5 * scope),
                            c->stopped_at - 0.2 * t->o2_scope_pct);
}

static void limit_pollutant(const struct qn_thresholds *t, struct qn_channel *c)
{
    double there = t->pollutant_factor * c->rule->zero_noise;
    if (!isnan(c->run))
        there = larger(there, t->pollutant_share * c->run);
    c->stopped_at = c->running_at = there;
}

/* Shares of the way from ambient to the running median; compared in speak.c. */
static void limit_heat(const struct qn_grid *g, struct qn_channel *c)
{
    bool flue = c->rule->kind == QN_CH_FLUE_TEMP;
    c->muted = flue && (g->subject->wet_scrubber || !(g->t->thermal_proves > 0));
    if (!flue && isnan(c->run))
        c->muted = true;
    double hot = isnan(c->run) ? UNKNOWN_HOT_C : c->run, way = hot - g->t->ambient_C;
    c->stopped_at = g->t->ambient_C + g->t->cold_share * way;
    c->running_at = isnan(c->run) ? INFINITY : g->t->ambient_C + g->t->hot_share * way;
}

/* What the d-codes of 2025 mean could not be read; a mains voltage neither falls nor rises. */
static bool like_voltage(const struct qn_channel *c, double low, double high)
{
    bool phase = c->run > 198 && c->run<242, line = c->run> 342 && c->run < 418;
    return (phase || line) && high - low < 0.15 * c->run;
}

static void limit_electricity(const struct qn_grid *g, struct qn_channel *c, double *room)
{
    const struct qn_thresholds *t = g->t;
    struct level all = {room, 0};
    for (size_t i = 0; i < g->n; i++)
        if (!isnan(c->value[i]))
            room[all.n++] = c->value[i];
    qsort(room, all.n, sizeof room[0], by_value);
    c->muted = !(c->run > 0) || (c->rule->kind == QN_CH_METER &&
                                 like_voltage(c, quantile(&all, 0.02), quantile(&all, 0.98)));
    c->stopped_at = t->electricity_stopped_share * c->run;
    c->running_at = t->electricity_running_share * c->run;
}

static void set_limits(struct qn_grid *g, struct qn_channel *c, double *room)
{
    const struct qn_thresholds *t = g->t;
    switch (c->rule->kind) {
    case QN_CH_VELOCITY:
        limit_velocity(t, c);
        break;
    case QN_CH_FLOW:
        c->muted = !(c->run > 0);
        c->stopped_at = t->draught_stopped_share * c->run;
        c->running_at = t->draught_running_share * c->run;
        break;
    case QN_CH_O2:
        limit_o2(t, c);
        break;
    case QN_CH_POLLUTANT:
    case QN_CH_DUST:
        limit_pollutant(t, c);
        break;
    case QN_CH_FLUE_TEMP:
    case QN_CH_FURNACE_TEMP:
        limit_heat(g, c);
        break;
    case QN_CH_FAN:
    case QN_CH_METER:
        limit_electricity(g, c, room);
        break;
    case QN_CH_LOAD:
        c->stopped_at = t->load_stopped_pct;
        c->running_at = t->load_running_pct;
        break;
    default:
        c->stopped_at = c->running_at = 0;
        break;
    }
}

/* Standstill that history confirms: claimed, no draught, O2 like air. */
static bool slot_rested(const struct qn_grid *g, size_t i)
{
    bool draught = false, gas = false;
    if (!g->slot[i].claim)
        return false;
    for (size_t k = 0; k < g->n_channel; k++) {
        const struct qn_channel *c = &g->channel[k];
        double v = c->value[i];
        if (c->rule->kind == QN_CH_VELOCITY && v > c->stopped_at)
            return false;
        if (c->rule->kind == QN_CH_O2 && v < c->stopped_at)
            return false;
        draught = draught || (c->rule->kind == QN_CH_VELOCITY && !isnan(v));
        gas = gas || (c->rule->kind == QN_CH_O2 && !isnan(v) && !c->muted);
    }
    return draught && gas;
}

/* Base load and zeros of confirmed stops before the time judged. */
static void learn_rest(struct qn_grid *g, bool *rested, double *room)
{
    size_t n = 0;
    for (size_t i = 0; i < g->first; i++) {
        rested[i] = slot_rested(g, i);
        n += rested[i];
    }
    if ((double)n * (double)g->slot_ms < REST_MIN_H * (double)QN_HOUR_MS)
        return;
    for (size_t k = 0; k < g->n_channel; k++) {
        struct qn_channel *c = &g->channel[k];
        struct level l = values_of(g, c, rested, g->first, room);
        double base = REST_MARGIN * quantile(&l, 0.95);
        bool electric = c->rule->kind == QN_CH_FAN || c->rule->kind == QN_CH_METER;
        if (electric && base > c->stopped_at)
            c->stopped_at = smaller(base, 0.97 * c->running_at);
        bool dirt = c->rule->kind == QN_CH_POLLUTANT || c->rule->kind == QN_CH_DUST;
        if (dirt && base > c->stopped_at)
            c->stopped_at = c->running_at = smaller(base, 0.5 * larger(c->run, base));
    }
}

enum qn_status qn_grid_learn(struct qn_grid *g, struct qn_err *err)
{
    double *room = qn_arena_alloc(g->scratch, (g->n + 1) * sizeof *room, err);
    double *high = qn_arena_alloc(g->scratch, (g->n_channel + 1) * sizeof *high, err);
    bool *rested = qn_arena_alloc(g->scratch, g->n * sizeof *rested, err);
    g->ran = qn_arena_alloc(g->scratch, g->n * sizeof *g->ran, err);
    if (!room || !high || !rested || !g->ran)
        return QN_E_NOMEM;
    size_t end = g->first;
    for (int pass = 0; pass < 2 && g->ran_h < g->t->learn_min_h; pass++) {
        end = pass == 0 ? g->first : g->end;
        for (size_t k = 0; k < g->n_channel; k++) {
            struct level l = values_of(g, &g->channel[k], NULL, end, room);
            high[k] = quantile(&l, 0.9);
        }
        g->ran_h = mark_running(g, high, end);
    }
    for (size_t k = 0; k < g->n_channel; k++) {
        struct qn_channel *c = &g->channel[k];
        struct level l = values_of(g, c, g->ran, end, room);
        double hours = (double)l.n * (double)g->slot_ms / (double)QN_HOUR_MS;
        if (hours >= g->t->learn_min_h) {
            c->run = quantile(&l, 0.5);
            c->spread = spread_of(&l, c->run);
            c->learned_h = hours;
        }
        set_limits(g, c, room);
    }
    learn_rest(g, rested, room);
    return QN_OK;
}
