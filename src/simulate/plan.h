/* What goes on at a device at a time: the episode, the truth, what production is asked, what is
 * claimed, what is done to the instruments. A pure function of fleet, device and time. */
#ifndef QN_SIMULATE_PLAN_H
#define QN_SIMULATE_PLAN_H

#include "simulate/traits.h"

enum qn_sim_probe {
    QN_PROBE_IN,
    QN_PROBE_GAS_OUT,   /* gas probe pulled; flow, temperature, dust still see the duct */
    QN_PROBE_AIR_PURGE, /* purged with air, the dust lens too */
    QN_PROBE_N2_PURGE,  /* purged with nitrogen: O2 near 0 */
    QN_PROBE_ALL_OUT,   /* every probe out of the duct */
    QN_PROBE_BOX_OFF,   /* sampling box heated off and unplugged: air, cold; the rest as it is */
};
enum qn_sim_fault {
    QN_FAULT_NONE,
    QN_FAULT_FROZEN, /* the last values again and again */
    QN_FAULT_D,      /* D marks, values near nothing */
    QN_FAULT_ZERO,   /* every channel 0, mark N */
    QN_FAULT_WILD    /* nonsense now and then */
};

/* What was drawn for an episode. */
struct qn_sim_facts {
    uint64_t seed;
    double load;             /* of a fake's running; of heating where banked */
    int64_t restart_unix_ms; /* QN_EP_RESTART */
    double night_from_h, night_for_h, night_share;
    enum qn_sim_probe probe;
    bool probe_claims;
    enum qn_sim_fault fault;
    double bout_after_h, bout_h, dust_times, so2_times, nox_times, bout_load; /* retro-mark */
    double remark_after_h;
    int remark_changes;          /* 0, 1: marks only; 2: values too */
    double cool_h, cool_fan;     /* auxiliary fan after a stop */
    double pump_h;               /* slurry pumps after a stop */
    double work_day;             /* chance of maintenance with power on a day of a stop */
    double late_mark_h;          /* honest: the first hours are marked the next day; 0: at once */
    double analyser_off_after_h; /* honest: cabinet switched off; <= 0: never */
    bool analyser_gone;          /* ... and then no frames at all, else D marks */
};

struct qn_sim_now {
    enum qn_episode_kind kind;
    const struct qn_episode *episode; /* NULL: normal */
    struct qn_sim_facts facts;
    enum qn_truth truth;
    double load;      /* asked of production, 0 .. 1 */
    double heating;   /* banked: share of full heating; else 0 */
    double stopped_h; /* since the stop began; -1: not stopped */
    bool claimed;     /* marks say stopped (banked: say banked) */
    const char *word; /* of HJ 75: "N", "Sd", "F", "St", "B" */
    bool silent;      /* nothing is sent at this time */
    bool sent_later;  /* ... but when the silence ends */
    int64_t silent_to_unix_ms;
    bool care;              /* maintenance of the analysers: M */
    bool tripped;           /* short interruption */
    bool exceeding;         /* treatment bypassed */
    int64_t remark_unix_ms; /* marks of this time become stop marks then; 0: never */
    bool analyser_off;
};

void qn_sim_facts_draw(const struct qn_sim_traits *t, const struct qn_fleet_device *d,
                       const struct qn_episode *e, struct qn_sim_facts *out);
/* facts: those of d->episode[i], drawn before. */
void qn_sim_plan(const struct qn_sim_traits *t, const struct qn_fleet_device *d,
                 const struct qn_sim_facts *facts, int64_t t_unix_ms, struct qn_sim_now *out);

#endif
