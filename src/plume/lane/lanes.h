/* The entries of this folder, named for the instruction set that is being compiled. */
#ifndef QN_PLUME_LANE_LANES_H
#define QN_PLUME_LANE_LANES_H

#include "plume/kernels.h"
#include "plume/lane/lane.h"

#define QN_LANE_ENTRY(name)                                                                        \
    void QN_LANE(name)(const struct qn_local *l, const struct qn_receptors *r, size_t first,       \
                       size_t count, struct qn_rows *rows)

QN_LANE_ENTRY(qn_lane_point);
QN_LANE_ENTRY(qn_lane_volume);
QN_LANE_ENTRY(qn_lane_settling); /* points and volumes that settle or deposit */
QN_LANE_ENTRY(qn_lane_area);
QN_LANE_ENTRY(qn_lane_area_settling);

void QN_LANE(qn_lane_prime)(const struct qn_wake *wake, const struct qn_receptors *r, size_t first,
                            size_t count, struct qn_rows *rows);
void QN_LANE(qn_lane_wakes)(struct qn_wake *const *wake, size_t count, struct qn_rise *room);

extern const struct qn_kernels QN_LANE(qn_kernels);

#endif
