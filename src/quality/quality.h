/* Quality of telemetry: what its numbers are worth, and where they do not hold together.
 *
 *   convert.h    HJ 212-2017 appendix D: standard state, dry basis, conversion, flow, rate
 *   validity.h   how many valid values a mean, a day, a month needs
 *   marks.h      a mark with its standard
 *   findings.h   coded findings
 *   limits.h     which limits bind an outlet, and the hours above them
 *
 * A report is all of it for one device and span.
 */
#ifndef QN_QUALITY_QUALITY_H
#define QN_QUALITY_QUALITY_H

#include "base/jsonw.h"
#include "quality/findings.h"
#include "quality/limits.h"
#include "series/track.h"

/* Excess-air conversion is not judged at or above this O2 (21 - O2 tends to 0) [%]. Our choice: no
 * standard gives a number. rules/quality.csv (o2_judged_max_pct) holds what is used. */
#define QN_O2_JUDGED_MAX_PCT 19.0

/* Hours of one mark. */
struct qn_mark_count {
    struct qn_mark mark;
    size_t hours;
};
#define QN_MARK_KINDS 16
struct qn_factor_validity {
    const char *factor;
    size_t hours;                /* in the span of the device's data */
    size_t present, valid;       /* sent; sent as a number and valid by its mark */
    size_t days, days_valid;     /* civil days with data; with >= 20 valid hours */
    size_t months, months_valid; /* whole months; with >= 25 (February 23) valid days */
    struct qn_mark_count mark[QN_MARK_KINDS];
    size_t n_mark;
};
/* A production condition (ST=45), as long as it was sent. A claim, never proof. */
struct qn_condition_span {
    const char *factor;
    struct qn_mark mark;
    int64_t from_unix_ms, to_unix_ms; /* first and last time it was sent */
    size_t n;
};

struct qn_quality_report {
    const struct qn_track *track;
    enum qn_mark_standard marks;
    struct qn_place place;
    const char *process; /* of the outlet; "" where the device has none */
    struct qn_doubt_list doubts;
    struct qn_limit_judged *limit;
    struct qn_factor_validity *validity;
    struct qn_condition_span *condition;
    size_t n_limit, n_validity, n_condition;
};
/* Everything lives in the arena. ask->quality->limit is filled here from ask->place. */
QN_MUST_USE enum qn_status qn_quality_report(const struct qn_limit_ask *ask, const char *process,
                                             struct qn_arena *arena, struct qn_quality_report *out,
                                             struct qn_err *err);
/* One object: track, validity, conditions, limits, findings. */
void qn_quality_json(struct qn_jsonw *w, const char *name, const struct qn_pack *pack,
                     const struct qn_quality_report *r);

#endif
