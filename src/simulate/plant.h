/* The plant: production drives gas, heat, draught and electricity; a stop decays. */
#ifndef QN_SIMULATE_PLANT_H
#define QN_SIMULATE_PLANT_H

#include "simulate/plan.h"

struct qn_sim_plant {
    bool begun;
    double firing;           /* share of full heat input */
    double fan;              /* share of full speed */
    double gas, mass, inner; /* heat left in flue gas, masonry, furnace: 0 cold, 1 at full */
    double slurry_C;
    double o2_pct, humidity_pct;
    double smoke; /* pollutants left, 0 .. 1 */
    double charge_debt, push_debt, heats;
    double value[QN_CH_COUNT]; /* the physical truth; counts: in this step */
};

/* One step of dt_h hours that ends at t_unix_ms. c: chance of the physics. */
void qn_sim_plant_step(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                       const struct qn_sim_now *now, int64_t t_unix_ms, double dt_h,
                       struct qn_chance *c);

#endif
