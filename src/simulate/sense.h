/* The instruments: what they make of the plant, and what is done to them. */
#ifndef QN_SIMULATE_SENSE_H
#define QN_SIMULATE_SENSE_H

#include "simulate/plant.h"

struct qn_sim_reading {
    double mean, least, most;
    char mark; /* 'N', 'C', 'M', 'D' ... without the claims of stops */
};
struct qn_sim_sensors {
    double frozen[QN_CH_COUNT];
    bool is_frozen;
    double cold; /* of a probe out of the duct: 0 in the duct, 1 in the air */
    struct qn_sim_reading reading[QN_CH_COUNT];
};

void qn_sim_sense(struct qn_sim_sensors *s, const struct qn_sim_plant *p,
                  const struct qn_sim_traits *t, const struct qn_sim_now *now, int64_t t_unix_ms,
                  double dt_h, struct qn_chance *c);

#endif
