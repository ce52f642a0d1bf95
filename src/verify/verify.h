/* The verdict: did it really stop?
 *
 * An installation is seen through its devices: the loggers of its outlets, meters, condition and
 * count reports. For every interval: stopped, running, contradicted or unprovable, with the
 * witnesses. A mark or a claim is never proof; stopped needs at least three independent physical
 * witnesses over the whole interval; missing data proves nothing. Thresholds: rules/witnesses.csv,
 * basis assumed; where an outlet has running history enough, its own replaces them (and the output
 * says so).
 */
#ifndef QN_VERIFY_VERIFY_H
#define QN_VERIFY_VERIFY_H

#include "base/arena.h"
#include "base/err.h"
#include "series/track.h"

enum qn_verdict { QN_V_STOPPED, QN_V_RUNNING, QN_V_CONTRADICTED, QN_V_UNPROVABLE, QN_V_COUNT };
const char *qn_verdict_name(enum qn_verdict v); /* "stopped" ... */

/* Independent groups: witnesses of one group count once. */
enum qn_witness_group {
    QN_W_DRAUGHT,     /* velocity, flow, static pressure */
    QN_W_GAS,         /* O2, humidity, pollutants */
    QN_W_THERMAL,     /* flue and furnace temperature */
    QN_W_ELECTRICITY, /* fan and pump current, meters */
    QN_W_PRODUCTION,  /* charging and pushing counts, load, production condition from a control
                         system */
    QN_W_CLAIM,       /* marks, ST=45 marks, announced stops: never proof */
    QN_W_GROUP_COUNT
};
enum qn_witness_says { QN_SAYS_NOTHING, QN_SAYS_STOPPED, QN_SAYS_RUNNING };

struct qn_witness {
    enum qn_witness_group group;
    const char *code; /* "o2_like_air", "fan_current", "mark_stopped" ... */
    enum qn_witness_says says;
    const char *mn, *factor; /* where from */
    double value, limit;     /* what was seen, what it was compared with; NaN: none */
    const char *unit;
    double learned_from_h; /* hours of own running history behind the limit; 0: rule pack */
    int64_t from_unix_ms, to_unix_ms;
};
enum qn_finding_kind {
    QN_F_MARK_AGAINST_RUN, /* mark says stopped while flow or electricity runs */
    QN_F_NIGHT_RUN,        /* runs at night, not by day */
    QN_F_RETRO_MARK,       /* marks changed to stopped after an exceedance */
    QN_F_PULLED_PROBE,     /* O2 like air and no pollutants while fan or meter runs */
    QN_F_RESTART,          /* runs again after a verdict of stopped */
    QN_F_COUNT
};
const char *qn_finding_name(enum qn_finding_kind k);
struct qn_finding {
    enum qn_finding_kind kind;
    int64_t from_unix_ms, to_unix_ms;
    int64_t known_unix_ms; /* arrival of the data that showed it */
    const struct qn_witness *witness;
    size_t n;
};
struct qn_interval {
    int64_t from_unix_ms, to_unix_ms; /* [from, to) */
    enum qn_verdict verdict;
    int groups_stopped, groups_running; /* independent physical groups */
    double covered;                     /* share of the interval with data, 0..1 */
    bool claimed;                       /* a mark or claim of a stop */
    bool banked;                        /* stopped as banked: kept warm, nothing produced */
    const struct qn_witness *witness;
    size_t n;
};
struct qn_verification {
    const char *installation_id, *outlet_id; /* either may be NULL */
    const char *kind;                        /* of installation */
    int64_t from_unix_ms, to_unix_ms;
    const struct qn_interval *interval; /* in order, without gaps, neighbours differ */
    size_t n;
    const struct qn_finding *finding;
    size_t n_findings;
    const char *rules_sha256; /* of the rule pack */
};
/* rules/witnesses.csv and rules/witness_channels.csv, of a folder or (NULL) as carried in the
 * program; they live in the arena. */
struct qn_witness_rules;
QN_MUST_USE enum qn_status qn_witness_rules_load(const char *folder, struct qn_arena *arena,
                                                 const struct qn_witness_rules **out,
                                                 struct qn_err *err);

/* One thing seen through some devices. Data before the time judged teach its levels of running. */
struct qn_verify_subject {
    const char *installation_id, *outlet_id, *kind;
    bool wet_scrubber;
    const struct qn_track *track; /* one a device */
    size_t n;
    int64_t claimed_from_unix_ms;         /* announced stop (registry's state), INT64_MAX: none */
    const struct qn_witness_rules *rules; /* NULL: those in the program */
};
/* Pure: the same tracks give the same verdicts. Everything lives in the arena. */
QN_MUST_USE enum qn_status qn_verify(const struct qn_verify_subject *s, int64_t from_unix_ms,
                                     int64_t to_unix_ms, struct qn_arena *arena,
                                     struct qn_verification *out, struct qn_err *err);
/* A copy that needs neither the tracks nor the arena of the verdict. */
QN_MUST_USE enum qn_status qn_verification_keep(const struct qn_verification *v,
                                                struct qn_arena *arena, struct qn_verification *out,
                                                struct qn_err *err);

#endif
