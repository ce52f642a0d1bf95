/* Inside the verdict: rules, the grid of slots, its channels, and the stages over them.
 *
 *   tracks -> grid of slots and channels -> levels of running -> what each group says in a slot
 *          -> a label a slot -> intervals -> findings, witnesses
 */
#ifndef QN_VERIFY_JUDGE_H
#define QN_VERIFY_JUDGE_H

#include <math.h>

#include "base/resource.h"
#include "base/sha256.h"
#include "verify/verify.h"

#define QN_HOUR_MS INT64_C(3600000)
#define QN_FINE_SLOT_MS INT64_C(600000)

/* ---- rules ---- */
/* name (column `threshold` of witnesses.csv), unit, least, most */
#define QN_THRESHOLDS(X)                                                                           \
    X(learn_min_h, "h", 1, 8760)                                                                   \
    X(groups_needed, "groups", 3, 5)                                                               \
    X(gap_share, "share", 0, 0.05)                                                                 \
    X(hold_contradicted_h, "h", 0, 48)                                                             \
    X(hold_stopped_h, "h", 0, 240)                                                                 \
    X(bridge_h, "h", 0, 24)                                                                        \
    X(velocity_stopped_m_s, "m/s", 0, 10)                                                          \
    X(velocity_running_m_s, "m/s", 0, 40)                                                          \
    X(flow_running_m3_s, "m3/s", 0, 1000)                                                          \
    X(draught_stopped_share, "share", 0, 1)                                                        \
    X(draught_running_share, "share", 0, 1)                                                        \
    X(flow_contradicts_share, "share", 0, 1)                                                       \
    X(o2_air_pct, "%", 15, 21)                                                                     \
    X(o2_running_pct, "%", 0, 21)                                                                  \
    X(o2_purged_pct, "%", 0, 10)                                                                   \
    X(o2_scope_pct, "%", 0, 21)                                                                    \
    X(pollutant_factor, "times", 1, 100)                                                           \
    X(pollutant_share, "share", 0, 1)                                                              \
    X(exceed_factor, "times", 1, 100)                                                              \
    X(thermal_proves, "yes/no", 0, 1)                                                              \
    X(thermal_scope_C, "degC", 0, 1000)                                                            \
    X(cold_share, "share", 0, 1)                                                                   \
    X(hot_share, "share", 0, 1)                                                                    \
    X(cooling_window_h, "h", 1, 240)                                                               \
    X(cooling_C, "degC", 0, 100)                                                                   \
    X(cooling_share, "share", 0, 1)                                                                \
    X(ambient_C, "degC", -50, 50)                                                                  \
    X(electricity_stopped_share, "share", 0, 1)                                                    \
    X(electricity_running_share, "share", 0, 1)                                                    \
    X(load_stopped_pct, "%", 0, 100)                                                               \
    X(load_running_pct, "%", 0, 100)                                                               \
    X(count_window_h, "h", 0, 240)                                                                 \
    X(shutdown_h, "h", 0, 48)                                                                      \
    X(purge_h, "h", 0, 240)                                                                        \
    X(frozen_h, "h", 1, 240)                                                                       \
    X(bankable, "yes/no", 0, 1)                                                                    \
    X(banked_flow_share, "share", 0, 1)                                                            \
    X(night_from_h, "h", 12, 24)                                                                   \
    X(night_to_h, "h", 0, 12)                                                                      \
    X(night_min_h, "h", 0, 12)                                                                     \
    X(night_clear_h, "h", 0, 12)

struct qn_thresholds {
#define X(name, unit, least, most) double name;
    QN_THRESHOLDS(X)
#undef X
};

enum qn_channel_kind {
    QN_CH_VELOCITY,
    QN_CH_FLOW,
    QN_CH_O2,
    QN_CH_POLLUTANT, /* gases drawn to the analyser */
    QN_CH_DUST,      /* seen in the duct itself */
    QN_CH_FLUE_TEMP,
    QN_CH_FURNACE_TEMP,
    QN_CH_AMBIENT,
    QN_CH_FAN,
    QN_CH_METER,
    QN_CH_LOAD,
    QN_CH_COUNT,
    QN_CH_CONDITION, /* words: a claim */
    QN_CH_KINDS
};

struct qn_channel_rule {
    enum qn_channel_kind kind;
    int32_t st;          /* -1: any */
    const char *pattern; /* a factor, or its beginning and '*' */
    const char *unit;
    double zero_noise; /* of pollutants; NaN elsewhere */
};
struct qn_kind_row_of_rules {
    const char *kind;
    struct qn_thresholds t;
};
struct qn_witness_rules {
    struct qn_thresholds any;
    struct qn_kind_row_of_rules *kind;
    size_t n_kind;
    struct qn_channel_rule *channel;
    size_t n_channel;
    char sha256[QN_SHA256_HEX_CAP];
};
QN_MUST_USE enum qn_status qn_witness_rules_parse(const struct qn_resource *files,
                                                  struct qn_arena *arena,
                                                  const struct qn_witness_rules **out,
                                                  struct qn_err *err);
/* The thresholds of a kind; one that the pack does not name has those of "unknown". */
const struct qn_thresholds *qn_thresholds_of(const struct qn_witness_rules *r, const char *kind);
const struct qn_channel_rule *qn_channel_rule_of(const struct qn_witness_rules *r, int32_t st,
                                                 const char *factor);

/* ---- the grid ---- */
/* One factor of one device, a value a slot (NaN: none). */
struct qn_channel {
    const struct qn_channel_rule *rule;
    const char *mn, *factor;
    double *value;
    unsigned char *says; /* enum qn_witness_says, filled by qn_grid_speak */
    bool muted;          /* tells nothing: a steady mains voltage, nothing learned ... */
    double run, spread;  /* median of own running and 1.4826 x its median deviation; NaN */
    double learned_h;    /* hours behind them */
    double stopped_at, running_at; /* limits in use */
    bool low_runs;                 /* lower values mean running: O2 */
};

/* What is known of a slot besides the channels. */
struct qn_slot {
    int64_t arrival_unix_ms;  /* newest arrival of what was first received; INT64_MIN none */
    int64_t remarked_unix_ms; /* arrival of a stop mark over another mark; INT64_MIN none */
    uint16_t marks, stop_marks, bad_marks;
    int8_t condition; /* ST=45: 1 says stopped, 2 banked, -1 running, 0 nothing */
    unsigned char says[QN_W_GROUP_COUNT];
    bool claim;   /* marks, condition or announcement say stopped */
    bool exceeds; /* a pollutant far above running, with flow */
    bool pulled;  /* gas like air while fan, meter or full flow run */
    bool banked;
    bool covered; /* some physical group has data */
    unsigned char n_stopped, n_running;
    unsigned char raw, label; /* enum qn_label: of the slot alone; held and bridged */
};
enum qn_label { QN_L_UNPROVABLE, QN_L_STOPPED, QN_L_RUNNING, QN_L_CONTRADICTED };

struct qn_grid {
    const struct qn_verify_subject *subject;
    const struct qn_witness_rules *rules;
    const struct qn_thresholds *t;
    struct qn_arena *scratch;
    int64_t from_unix_ms, slot_ms;
    size_t n;          /* slots */
    size_t first, end; /* slots judged: [first, end) */
    struct qn_slot *slot;
    struct qn_channel *channel;
    size_t n_channel;
    bool *ran; /* slots taken as own running */
    double ran_h;
};
QN_MUST_USE enum qn_status qn_grid_build(const struct qn_verify_subject *s,
                                         const struct qn_witness_rules *rules, int64_t from_unix_ms,
                                         int64_t to_unix_ms, struct qn_arena *scratch,
                                         struct qn_grid *g, struct qn_err *err);
int64_t qn_slot_time(const struct qn_grid *g, size_t i); /* start */
/* Slots of so many hours, at least 1. */
size_t qn_slots_of_h(const struct qn_grid *g, double hours);

/* Levels of running from the subject's own history: run, spread, limits of every channel. */
QN_MUST_USE enum qn_status qn_grid_learn(struct qn_grid *g, struct qn_err *err);
/* What channels and groups say, slot by slot. */
QN_MUST_USE enum qn_status qn_grid_speak(struct qn_grid *g, struct qn_err *err);
enum qn_witness_group qn_channel_group(enum qn_channel_kind k);
/* Ambient temperature of a slot. */
double qn_grid_ambient(const struct qn_grid *g, size_t slot);

/* Whether running in slots [from, to) is the shutting down of a claim that has just begun. */
bool qn_grid_shuts_down(const struct qn_grid *g, size_t from, size_t to);
/* Labels of the slots, held and bridged. */
void qn_grid_label(struct qn_grid *g);
struct qn_span {
    size_t from, to; /* slots [from, to) */
    enum qn_label label;
};
QN_MUST_USE enum qn_status qn_grid_spans(const struct qn_grid *g, struct qn_arena *arena,
                                         struct qn_span **out, size_t *n, struct qn_err *err);

/* Witnesses of slots [from, to); only those that speak, and the claims. */
QN_MUST_USE enum qn_status qn_witnesses(const struct qn_grid *g, size_t from, size_t to,
                                        struct qn_arena *arena, const struct qn_witness **out,
                                        size_t *n, struct qn_err *err);
QN_MUST_USE enum qn_status qn_findings(const struct qn_grid *g, const struct qn_span *span,
                                       size_t n_span, struct qn_arena *arena,
                                       struct qn_verification *out, struct qn_err *err);

#endif
