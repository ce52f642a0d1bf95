/* A device of the region as the quality rules see it: its outlet, place, marks and units. */
#ifndef QN_QUALITY_OUTLET_H
#define QN_QUALITY_OUTLET_H

#include "quality/quality.h"
#include "region/region.h"

struct qn_quality_device {
    int32_t outlet; /* index in the region, -1 none */
    const char *process;
    struct qn_place place;
    enum qn_mark_standard marks;
    const char *units;
};
/* From devices.csv, else from device_mn of outlets.csv; an MN that neither holds has outlet -1. */
void qn_quality_device_of(const struct qn_pack *p, const struct qn_region *r, const char *mn,
                          struct qn_quality_device *out);

/* What the rules read of a device: hours, minutes, days, settings; of real-time data only the
 * conditions (ST=45), the duct area and one factor for the clock. Unknown MN: QN_E_NOTFOUND. */
QN_MUST_USE enum qn_status qn_quality_track(struct qn_tele *t, const char *mn, int64_t from_unix_ms,
                                            int64_t to_unix_ms, struct qn_arena *arena,
                                            struct qn_track *out, struct qn_err *err);

#endif
