/* Coded findings: where telemetry does not hold together.
 *
 * Pure: a track in, findings out. A finding is a doubt, not a verdict: it names what was seen, what
 * it was compared with, and whether a threshold of ours (rules/quality.csv, basis assumed) or plain
 * arithmetic decides. Only current values are looked at (the newest version), but Q402 and Q403,
 * which look at the versions.
 */
#ifndef QN_QUALITY_FINDINGS_H
#define QN_QUALITY_FINDINGS_H

#include "quality/marks.h"
#include "rule/limits.h"
#include "series/track.h"

struct qn_quality_thresholds {
#define QN_THRESHOLD(name) double name;
#include "quality/thresholds.def"
#undef QN_THRESHOLD
};
/* From the pack; QN_E_NOTFOUND where it lacks one. */
QN_MUST_USE enum qn_status qn_quality_thresholds_of(const struct qn_pack *p,
                                                    struct qn_quality_thresholds *out,
                                                    struct qn_err *err);

enum qn_doubt_code {
#define QN_DOUBT(code, name, severity, basis) QN_DOUBT_##code,
#include "quality/findings.def"
#undef QN_DOUBT
    QN_DOUBT_COUNT
};
enum qn_doubt_severity { QN_DOUBT_SEV_ERROR, QN_DOUBT_SEV_WARNING, QN_DOUBT_SEV_NOTE };
enum qn_doubt_basis { QN_DOUBT_ASSUMED, QN_DOUBT_ARITHMETIC };

struct qn_doubt_info {
    const char *code, *name; /* "Q101", "constant" */
    enum qn_doubt_severity severity;
    enum qn_doubt_basis basis;
    enum qn_text_id text; /* {0} factor {1} value {2} bound {3} unit {4} count */
};
extern const struct qn_doubt_info qn_doubts[QN_DOUBT_COUNT];
const char *qn_doubt_severity_name(enum qn_doubt_severity s); /* "error" "warning" "note" */
const char *qn_doubt_basis_name(enum qn_doubt_basis b);       /* "assumed" "arithmetic" */

struct qn_doubt {
    enum qn_doubt_code code;
    int64_t from_unix_ms, to_unix_ms; /* [from, to) */
    const char *factor, *field;       /* "" where it is none's */
    int32_t cn;
    double value, bound; /* what was seen, what it was compared with; NaN: none */
    const char *unit;
    size_t count;  /* values concerned */
    double chance; /* probability by accident, NaN where none was computed */
};

struct qn_doubt_list {
    struct qn_arena *arena;
    struct qn_doubt *item; /* by (from, code, factor) */
    size_t n, cap;
};
size_t qn_doubt_message(const struct qn_doubt *d, enum qn_lang lang, char *out, size_t cap);

/* What is known of the outlet: limits as measured or converted, by factor. */
struct qn_known_limit {
    const char *factor;
    double limit;      /* [mg/m3] */
    double ref_o2_pct; /* NaN: compared as measured */
};
struct qn_quality_ask {
    const struct qn_track *track;
    const struct qn_quality_thresholds *th;
    enum qn_mark_standard marks;
    const char
        *units; /* unit policy of the device: "a00000=m3/h a01013=Pa"; NULL: the standard's */
    const struct qn_known_limit *limit;
    size_t n_limit;
};
/* out->arena must be set by the caller. Of a span longer than 15 years (4 of
 * minutes) the part about its middle is looked at. */
QN_MUST_USE enum qn_status qn_quality_find(const struct qn_quality_ask *ask,
                                           struct qn_doubt_list *out, struct qn_err *err);

#endif
