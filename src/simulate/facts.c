/* What is drawn for an episode. */
#include "simulate/plan.h"

#define STEP_MS ((int64_t)600000)

static void draw_probe(struct qn_chance *c, const struct qn_sim_traits *t, struct qn_sim_facts *o)
{
    double u = qn_chance_unit(c);
    bool witness = t->has[QN_CH_FAN] || t->has[QN_CH_POWER] || t->has[QN_CH_CHARGES];
    o->probe = u < 0.3    ? QN_PROBE_GAS_OUT
               : u < 0.62 ? QN_PROBE_AIR_PURGE
               : u < 0.7  ? QN_PROBE_N2_PURGE
               : u < 0.84 ? QN_PROBE_BOX_OFF
                          : QN_PROBE_ALL_OUT;
    /* With nothing left to see it, nobody could: not drawn. */
    if (o->probe == QN_PROBE_ALL_OUT && !witness)
        o->probe = QN_PROBE_AIR_PURGE;
    o->probe_claims = qn_chance_happens(c, 0.45);
}

static void draw_bouts(struct qn_chance *c, struct qn_sim_facts *o)
{
    o->bout_after_h = qn_chance_between(c, 0, 1);
    o->bout_h = qn_chance_between(c, 2, 8);
    o->dust_times = qn_chance_low(c, 12, 500);
    o->so2_times = qn_chance_low(c, 2.5, 30);
    o->nox_times = qn_chance_low(c, 1.5, 9);
    o->bout_load = qn_chance_between(c, 0.3, 1);
    o->remark_after_h = qn_chance_low(c, 0.6, 9);
    o->remark_changes = qn_chance_pick(c, 3);
}

static void draw_stop(struct qn_chance *c, const struct qn_sim_traits *t, struct qn_sim_facts *o)
{
    bool cools = qn_chance_happens(c, 0.6);
    o->cool_h = cools ? qn_chance_low(c, 0.5, 8) : 0;
    o->cool_fan = qn_chance_between(c, 0.2, 0.6);
    if (t->kind->draught_only)
        o->cool_h = 0;
    o->pump_h = qn_chance_happens(c, 0.35) ? 1e9 : qn_chance_low(c, 4, 90);
    o->work_day = qn_chance_low(c, 0, 0.7);
    o->late_mark_h = qn_chance_happens(c, 0.3) ? qn_chance_between(c, 2, 14) : 0;
    o->analyser_off_after_h = qn_chance_happens(c, 0.12) ? qn_chance_between(c, 30, 150) : 0;
    o->analyser_gone = qn_chance_happens(c, 0.4);
}

static double draw_load(struct qn_chance *c, enum qn_episode_kind k)
{
    switch (k) {
    case QN_EP_PAPER_STOP:
    case QN_EP_RESTART:
        return qn_chance_happens(c, 0.5) ? qn_chance_between(c, 0.8, 1)
                                         : qn_chance_between(c, 0.4, 0.62);
    case QN_EP_NIGHT_RUN:
        return qn_chance_between(c, 0.35, 1);
    case QN_EP_BANKED:
        return qn_chance_between(c, 0.12, 0.45);
    default:
        return 1;
    }
}

void qn_sim_facts_draw(const struct qn_sim_traits *t, const struct qn_fleet_device *d,
                       const struct qn_episode *e, struct qn_sim_facts *out)
{
    uint64_t seed = qn_chance_mix(t->seed, (uint64_t)e->from_unix_ms + (uint64_t)e->kind);
    struct qn_chance c = {seed};
    *out = (struct qn_sim_facts){.seed = seed};
    (void)d;
    out->load = draw_load(&c, e->kind);
    double span_ms = (double)(e->to_unix_ms - e->from_unix_ms);
    int64_t stop_ms = (int64_t)(span_ms * qn_chance_between(&c, 0.4, 0.72));
    out->restart_unix_ms = e->from_unix_ms + stop_ms / STEP_MS * STEP_MS;
    out->night_from_h = qn_chance_between(&c, 21.2, 23.2);
    out->night_for_h = qn_chance_between(&c, 29, 30.2) - out->night_from_h;
    out->night_share = qn_chance_between(&c, 0.5, 1);
    draw_probe(&c, t, out);
    double u = qn_chance_unit(&c);
    out->fault = u < 0.35   ? QN_FAULT_FROZEN
                 : u < 0.65 ? QN_FAULT_D
                 : u < 0.8  ? QN_FAULT_ZERO
                            : QN_FAULT_WILD;
    draw_bouts(&c, out);
    draw_stop(&c, t, out);
}
