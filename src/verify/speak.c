/* What channels say of a slot, and what their groups say together. */
#include "verify/judge.h"

#define STRONG_DRAUGHT_SHARE 0.6 /* of the running median: no natural draught, no idling */
#define FAR_FROM_ZERO 10.0       /* times the limit of presence, where nothing is learned */

enum qn_witness_group qn_channel_group(enum qn_channel_kind k)
{
    static const enum qn_witness_group group[QN_CH_KINDS] = {[QN_CH_VELOCITY] = QN_W_DRAUGHT,
                                                             [QN_CH_FLOW] = QN_W_DRAUGHT,
                                                             [QN_CH_O2] = QN_W_GAS,
                                                             [QN_CH_POLLUTANT] = QN_W_GAS,
                                                             [QN_CH_FLUE_TEMP] = QN_W_THERMAL,
                                                             [QN_CH_FURNACE_TEMP] = QN_W_THERMAL,
                                                             [QN_CH_AMBIENT] = QN_W_CLAIM,
                                                             [QN_CH_FAN] = QN_W_ELECTRICITY,
                                                             [QN_CH_METER] = QN_W_ELECTRICITY,
                                                             [QN_CH_LOAD] = QN_W_PRODUCTION,
                                                             [QN_CH_COUNT] = QN_W_PRODUCTION,
                                                             [QN_CH_CONDITION] = QN_W_CLAIM};
    return group[k];
}

double qn_grid_ambient(const struct qn_grid *g, size_t slot)
{
    for (size_t k = 0; k < g->n_channel; k++)
        if (g->channel[k].rule->kind == QN_CH_AMBIENT && !isnan(g->channel[k].value[slot]))
            return g->channel[k].value[slot];
    return g->t->ambient_C;
}

/* Falling over the window, and below what running gives. */
static bool is_cooling(const struct qn_grid *g, const struct qn_channel *c, size_t i)
{
    size_t back = qn_slots_of_h(g, g->t->cooling_window_h);
    if (isnan(c->run) || i < back || isnan(c->value[i - back]))
        return false;
    double way = c->run - qn_grid_ambient(g, i), v = c->value[i];
    double fall = fmax(g->t->cooling_C, g->t->cooling_share * way);
    double below = fmax(2 * c->spread, 0.05 * way);
    return c->value[i - back] - v >= fall && v < c->run - below;
}

static enum qn_witness_says say_heat(const struct qn_grid *g, const struct qn_channel *c, size_t i)
{
    double ambient = qn_grid_ambient(g, i), v = c->value[i];
    double way = (isnan(c->run) ? 80 : c->run) - ambient;
    if (way < g->t->thermal_scope_C)
        return QN_SAYS_NOTHING;
    if (v <= ambient + g->t->cold_share * way || is_cooling(g, c, i))
        return QN_SAYS_STOPPED;
    return !isnan(c->run) && v >= ambient + g->t->hot_share * way ? QN_SAYS_RUNNING
                                                                  : QN_SAYS_NOTHING;
}

/* Some in the window: running. None in the whole window, with data: stopped. */
static enum qn_witness_says say_count(const struct qn_grid *g, const struct qn_channel *c, size_t i)
{
    size_t window = qn_slots_of_h(g, g->t->count_window_h), have = 0;
    if (c->value[i] > 0)
        return QN_SAYS_RUNNING;
    for (size_t k = 0; k < window && k <= i; k++) {
        if (c->value[i - k] > 0)
            return QN_SAYS_NOTHING;
        have += isnan(c->value[i - k]) ? 0 : 1;
    }
    return 2 * have >= window ? QN_SAYS_STOPPED : QN_SAYS_NOTHING;
}

static enum qn_witness_says say(const struct qn_grid *g, const struct qn_channel *c, size_t i)
{
    double v = c->value[i];
    if (isnan(v) || c->muted)
        return QN_SAYS_NOTHING;
    switch (c->rule->kind) {
    case QN_CH_FLUE_TEMP:
    case QN_CH_FURNACE_TEMP:
        return say_heat(g, c, i);
    case QN_CH_COUNT:
        return say_count(g, c, i);
    case QN_CH_AMBIENT:
    case QN_CH_CONDITION:
        return QN_SAYS_NOTHING;
    default:
        if (c->low_runs)
            return v >= c->stopped_at  ? QN_SAYS_STOPPED
                   : v < c->running_at ? QN_SAYS_RUNNING
                                       : QN_SAYS_NOTHING;
        return v <= c->stopped_at  ? QN_SAYS_STOPPED
               : v > c->running_at ? QN_SAYS_RUNNING
                                   : QN_SAYS_NOTHING;
    }
}

/* Any channel that runs makes the group run; all must be at rest for it to rest. */
struct tally {
    int stopped, running, nothing;
};

static enum qn_witness_says verdict_of(const struct tally *t)
{
    if (t->running)
        return QN_SAYS_RUNNING;
    return t->stopped && !t->nothing ? QN_SAYS_STOPPED : QN_SAYS_NOTHING;
}

static void count(struct tally *t, enum qn_witness_says s)
{
    t->stopped += s == QN_SAYS_STOPPED;
    t->running += s == QN_SAYS_RUNNING;
    t->nothing += s == QN_SAYS_NOTHING;
}

struct view {
    struct tally group[QN_W_GROUP_COUNT];
    struct tally pollutant, dust, o2, work;
    bool cold;      /* at rest since it last ran: what has gone cold is not banked */
    bool warm_flow; /* no flow beyond that of heating */
    bool flow, strong, reduced, contradicting_flow, blown, meter, exceeds, purged;
    int absent, judged; /* pollutants that running would show */
};

/* Flow is computed from velocity: where both come, velocity speaks for them. */
static bool is_derived(const struct qn_grid *g, const struct qn_channel *c, size_t i)
{
    for (size_t k = 0; c->rule->kind == QN_CH_FLOW && k < g->n_channel; k++)
        if (g->channel[k].rule->kind == QN_CH_VELOCITY && g->channel[k].mn == c->mn &&
            !isnan(g->channel[k].value[i]))
            return true;
    return false;
}

static void view_draught(const struct qn_grid *g, const struct qn_channel *c, size_t i,
                         struct view *w)
{
    double v = c->value[i];
    const struct qn_thresholds *t = g->t;
    bool velocity = c->rule->kind == QN_CH_VELOCITY;
    if (isnan(c->run)) {
        w->flow = w->flow || (velocity ? v > t->velocity_stopped_m_s : v > t->flow_running_m3_s);
        w->contradicting_flow = w->contradicting_flow || (velocity && v > t->velocity_running_m_s);
        w->blown = w->blown || (velocity && v > t->velocity_running_m_s);
        return;
    }
    double least = velocity ? c->stopped_at : 0;
    w->flow = w->flow || (v > t->flow_contradicts_share * c->run && v > least);
    w->contradicting_flow =
        w->contradicting_flow || (v > t->flow_contradicts_share * c->run && v > least);
    /* A hot furnace draws without its fan: more is asked of it. */
    double much = t->bankable > 0 ? t->banked_flow_share : STRONG_DRAUGHT_SHARE;
    w->strong = w->strong || v > much * c->run;
    w->warm_flow = w->warm_flow && v <= t->banked_flow_share * c->run;
    w->reduced = w->reduced || (v <= t->banked_flow_share * c->run && v < c->run - 2 * c->spread);
}

static void view_pollutant(const struct qn_grid *g, const struct qn_channel *c, double v,
                           struct view *w)
{
    bool dust = c->rule->kind == QN_CH_DUST;
    count(dust ? &w->dust : &w->pollutant, v > c->running_at ? QN_SAYS_RUNNING : QN_SAYS_STOPPED);
    double far = isnan(c->run) ? FAR_FROM_ZERO * c->running_at
                               : fmax(g->t->exceed_factor * c->run, c->running_at);
    w->exceeds = w->exceeds || v > far;
    if (!dust && c->run > 2 * c->running_at) {
        w->judged++;
        w->absent += v <= c->running_at;
    }
}

static void view_channel(const struct qn_grid *g, const struct qn_channel *c, size_t i,
                         struct view *w)
{
    double v = c->value[i];
    if (isnan(v))
        return;
    enum qn_witness_says s = (enum qn_witness_says)c->says[i];
    switch (c->rule->kind) {
    case QN_CH_VELOCITY:
    case QN_CH_FLOW:
        if (is_derived(g, c, i))
            return;
        view_draught(g, c, i, w);
        break;
    case QN_CH_POLLUTANT:
    case QN_CH_DUST:
        view_pollutant(g, c, v, w);
        return;
    case QN_CH_O2:
        if (!c->muted)
            count(&w->o2, s);
        w->purged = w->purged || v <= g->t->o2_purged_pct;
        return;
    case QN_CH_COUNT:
        count(&w->work, s);
        break;
    case QN_CH_METER:
        w->meter = w->meter || s == QN_SAYS_RUNNING;
        break;
    default:
        break;
    }
    if (!c->muted)
        count(&w->group[qn_channel_group(c->rule->kind)], s);
}

/* O2 and pollutants as one: like air and nothing in it, or combustion. */
static enum qn_witness_says gas_says(const struct view *w, enum qn_witness_says draught)
{
    enum qn_witness_says o2 = verdict_of(&w->o2);
    if (w->purged && w->pollutant.running == 0)
        return QN_SAYS_NOTHING;
    if (o2 == QN_SAYS_RUNNING)
        return QN_SAYS_RUNNING;
    if (o2 == QN_SAYS_STOPPED)
        return w->pollutant.running || w->dust.running ? QN_SAYS_NOTHING : QN_SAYS_STOPPED;
    return w->pollutant.running + w->dust.running >= 2 && draught == QN_SAYS_RUNNING
               ? QN_SAYS_RUNNING
               : QN_SAYS_NOTHING;
}

/* The gas is not that of the duct: like air, purged or empty of all that running shows. */
static bool gas_is_foreign(const struct view *w)
{
    bool empty = w->judged >= 2 && w->absent == w->judged;
    bool air = verdict_of(&w->o2) == QN_SAYS_STOPPED;
    return empty || ((air || w->purged) && w->pollutant.running == 0);
}

static void settle(struct qn_slot *s, const struct view *w)
{
    for (int k = 0; k < QN_W_CLAIM; k++) {
        const struct tally *t = &w->group[k];
        if (k != QN_W_GAS)
            s->says[k] = (unsigned char)verdict_of(t);
        s->covered = s->covered || t->stopped + t->running + t->nothing > 0;
    }
    s->says[QN_W_GAS] = (unsigned char)gas_says(w, (enum qn_witness_says)s->says[QN_W_DRAUGHT]);
    s->covered = s->covered || w->o2.stopped + w->o2.running + w->o2.nothing > 0;
    s->says[QN_W_CLAIM] = s->claim ? QN_SAYS_STOPPED : QN_SAYS_NOTHING;
    s->n_stopped = s->n_running = 0;
    for (int k = 0; k < QN_W_CLAIM; k++) {
        s->n_stopped = (unsigned char)(s->n_stopped + (s->says[k] == QN_SAYS_STOPPED));
        s->n_running = (unsigned char)(s->n_running + (s->says[k] == QN_SAYS_RUNNING));
    }
}

static bool runs(const struct qn_slot *s, enum qn_witness_group group)
{
    return s->says[group] == QN_SAYS_RUNNING;
}

static bool rests(const struct qn_slot *s, enum qn_witness_group group)
{
    return s->says[group] == QN_SAYS_STOPPED;
}

/* Counts, not the load that the plant's own control system tells. */
static bool no_charging(const struct view *w)
{
    return verdict_of(&w->work) == QN_SAYS_STOPPED;
}

/* Kept warm: nothing produced, little drawn, and a third group that agrees. */
static bool is_banked(const struct qn_grid *g, const struct qn_slot *s, const struct view *w)
{
    bool rest = no_charging(w);
    if (!(g->t->bankable > 0) || w->cold || runs(s, QN_W_ELECTRICITY) || runs(s, QN_W_PRODUCTION) ||
        !(rest || w->warm_flow || rests(s, QN_W_ELECTRICITY)))
        return false;
    bool no_power = rests(s, QN_W_ELECTRICITY);
    bool thin = rests(s, QN_W_GAS) || (w->judged > 0 && 2 * w->absent >= w->judged);
    return (rest || no_power) && rest + no_power + w->reduced + thin + rests(s, QN_W_THERMAL) >= 3;
}

/* Nothing but heating: a kind that can be banked, whose flow or counts allow it. */
static bool may_be_banked(const struct qn_grid *g, const struct qn_slot *s, const struct view *w)
{
    bool no_work = no_charging(w) || rests(s, QN_W_ELECTRICITY);
    bool said = s->claim && s->condition != 1; /* who says stopped does not say banked */
    return g->t->bankable > 0 && !w->cold && (no_work || (w->warm_flow && said));
}

/* After running, a fan may blow air through for some hours, less than running does. */
static bool is_purge(const struct qn_grid *g, const struct qn_slot *s, const struct view *w,
                     size_t since_running)
{
    return since_running <= qn_slots_of_h(g, g->t->purge_h) && !w->meter && !w->strong &&
           !runs(s, QN_W_THERMAL) && !runs(s, QN_W_PRODUCTION) && !runs(s, QN_W_GAS);
}

/* What a furnace that is kept warm does too does not contradict: some draught, heat, burnt gas. */
static int n_against(const struct qn_grid *g, const struct qn_slot *s, const struct view *w,
                     bool purge)
{
    bool warm = may_be_banked(g, s, w);
    int n = runs(s, QN_W_PRODUCTION);
    n += runs(s, QN_W_ELECTRICITY) && !purge;
    n += runs(s, QN_W_DRAUGHT) && !purge && !warm;
    n += runs(s, QN_W_GAS) && !warm;
    return n + (runs(s, QN_W_THERMAL) && !warm);
}

static bool contradicts_claim(const struct qn_grid *g, const struct qn_slot *s,
                              const struct view *w, bool purge)
{
    bool warm = may_be_banked(g, s, w);
    bool electric = runs(s, QN_W_ELECTRICITY) && !purge;
    bool flow = w->contradicting_flow && runs(s, QN_W_GAS);
    int dirt = w->pollutant.running + w->dust.running;
    bool dirty = w->flow && dirt >= (w->strong ? 1 : 2) && !rests(s, QN_W_GAS);
    /* Where no gas is measured, a velocity that only a fan makes is the fan. */
    bool no_gas = w->o2.stopped + w->o2.running + w->o2.nothing == 0;
    bool blown = w->blown && no_gas && !purge;
    return electric || ((flow || dirty || blown) && !warm) || runs(s, QN_W_PRODUCTION) ||
           n_against(g, s, w, purge) >= 2;
}

static enum qn_label label_of(const struct qn_grid *g, const struct qn_slot *s,
                              const struct view *w, bool purge)
{
    bool heat_alone = s->n_running == 1 && runs(s, QN_W_THERMAL);
    if (s->banked)
        return QN_L_STOPPED;
    if (s->claim && contradicts_claim(g, s, w, purge))
        return QN_L_CONTRADICTED;
    if (s->pulled)
        return QN_L_CONTRADICTED;
    if (s->claim && s->remarked_unix_ms != INT64_MIN && s->exceeds)
        return QN_L_CONTRADICTED;
    int n = may_be_banked(g, s, w) ? n_against(g, s, w, purge) : s->n_running;
    if (n >= 2 || (n == 1 && s->n_stopped == 0 && !s->claim && !heat_alone))
        return QN_L_RUNNING;
    return s->n_running == 0 && s->n_stopped >= (int)g->t->groups_needed ? QN_L_STOPPED
                                                                         : QN_L_UNPROVABLE;
}

enum qn_status qn_grid_speak(struct qn_grid *g, struct qn_err *err)
{
    (void)err;
    for (size_t k = 0; k < g->n_channel; k++)
        for (size_t i = 0; i < g->n; i++)
            g->channel[k].says[i] = (unsigned char)say(g, &g->channel[k], i);
    size_t since_running = g->n;
    bool cold = false;
    for (size_t i = 0; i < g->n; i++) {
        struct qn_slot *s = &g->slot[i];
        struct view w = {.warm_flow = true};
        for (size_t k = 0; k < g->n_channel; k++)
            view_channel(g, &g->channel[k], i, &w);
        settle(s, &w);
        cold = s->claim && (cold || (rests(s, QN_W_GAS) && rests(s, QN_W_DRAUGHT)));
        w.cold = cold;
        bool foreign = gas_is_foreign(&w);
        since_running = s->n_running >= 2 && !foreign ? 0 : since_running + 1;
        bool purge = is_purge(g, s, &w, since_running);
        s->banked = is_banked(g, s, &w);
        s->pulled = foreign && !purge && !s->banked &&
                    (runs(s, QN_W_ELECTRICITY) || runs(s, QN_W_PRODUCTION) || w.strong);
        s->exceeds = w.exceeds && w.flow;
        s->raw = s->label = (unsigned char)label_of(g, s, &w, purge);
    }
    return QN_OK;
}
