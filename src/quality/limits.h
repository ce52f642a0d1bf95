/* Which emission limits bind an outlet, and the hours above them.
 *
 * What `process` of outlets.csv says is matched to points.csv word for word; what matches nothing
 * is said to be unmapped, never guessed. Where it may be several points (a coke oven whose charging
 * is not recorded), a limit that holds for all of them applies, one that holds for some is
 * `unsure`. Only rows whose text was seen, of binding standards, and surely applying, may block a
 * case.
 */
#ifndef QN_QUALITY_LIMITS_H
#define QN_QUALITY_LIMITS_H

#include "quality/findings.h"

struct qn_place {
    uint64_t points;      /* bits of points.csv: what it may be; 0: unmapped */
    const char *division; /* GB/T 2260 code; "" unknown: limits of divisions do not apply */
    struct qn_date built; /* year 0: unknown */
};
/* kind, variant: of the installation; QN_KIND_UNKNOWN, QN_VARIANT_UNKNOWN where none. */
uint64_t qn_points_of(const struct qn_pack *p, const char *process, enum qn_kind kind,
                      enum qn_variant variant);

enum qn_applies { QN_APPLIES_NO, QN_APPLIES_UNSURE, QN_APPLIES_YES };
/* On a day (days since 1970-01-01, +08:00). Dates known to the month or year only count from their
 * last possible day. */
enum qn_applies qn_limit_applies(const struct qn_limit *l, const struct qn_place *place,
                                 int32_t day);
/* Reference O2 to convert to on a day; NaN: compared as measured. Never before the amendment
 * (修改单) that introduced it. */
double qn_limit_ref_o2(const struct qn_limit *l, int32_t day);
/* May a breach block: seen in a text, a standard, surely applying. */
bool qn_limit_blocks(const struct qn_limit *l, enum qn_applies a);

enum qn_unjudged { /* why an hour was not compared */
                   QN_UNJUDGED_MISSING,
                   QN_UNJUDGED_MARK,
                   QN_UNJUDGED_NEAR_AIR,
                   QN_UNJUDGED_NO_O2,
                   QN_UNJUDGED_COUNT
};
const char *qn_unjudged_name(enum qn_unjudged u); /* "missing" ... */

struct qn_over { /* hours in a row */
    int64_t from_unix_ms, to_unix_ms;
    double highest; /* [unit of the limit] */
};
struct qn_over_month { /* a month's hours, for standards that allow a share of them */
    int year, month;
    size_t judged, over;
};
struct qn_limit_judged {
    const struct qn_limit *limit;
    enum qn_applies applies;
    double ref_o2_pct; /* on the last day; NaN as measured */
    bool blocks;       /* a breach may block; else it warns */
    size_t hours;      /* on which the limit applied */
    size_t judged, over, over_days, unjudged[QN_UNJUDGED_COUNT];
    size_t over_marked; /* above it under a mark: not judged, and shown */
    double highest;
    struct qn_over *span;
    struct qn_over_month *month;
    size_t n_span, n_month;
};
struct qn_limit_ask {
    const struct qn_quality_ask *quality; /* track, thresholds, marks, units */
    const struct qn_pack *pack;
    struct qn_place place;
    struct qn_date on; /* the limits of this day for all hours; year 0: each hour's own day */
    int regime;        /* enum qn_regime, -1: all */
};
/* Rows that applied to hours of factors that were sent, in pack order. */
QN_MUST_USE enum qn_status qn_limits_judge(const struct qn_limit_ask *ask, struct qn_arena *arena,
                                           struct qn_limit_judged **out, size_t *n,
                                           struct qn_err *err);
/* The strictest surely applying limit of each factor on a day, for qn_quality_ask. A limit that
 * only a policy sets, or that is unsure, is left out. out: room for cap; returns how many. */
size_t qn_limits_known(const struct qn_pack *p, const struct qn_place *place, int32_t day,
                       struct qn_known_limit *out, size_t cap);

#endif
