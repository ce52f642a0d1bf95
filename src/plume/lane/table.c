#include "plume/lane/lanes.h"

#define QN_TEXT_OF2(a) #a
#define QN_TEXT_OF(a) QN_TEXT_OF2(a)

const struct qn_kernels QN_LANE(qn_kernels) = {
    .isa = QN_TEXT_OF(QN_LANE_ISA),
    .lanes = QN_LANES,
    .point = QN_LANE(qn_lane_point),
    .volume = QN_LANE(qn_lane_volume),
    .wakes = QN_LANE(qn_lane_wakes),
    .prime = QN_LANE(qn_lane_prime),
    .area = QN_LANE(qn_lane_area),
};
