/* What telemetry says of the plants that are to stop: judged for the briefing's day, condensed for
 * its pictures and tables. Inside src/brief, its callers and its tests. */
#ifndef QN_BRIEF_TELEMETRY_H
#define QN_BRIEF_TELEMETRY_H

#include "base/arena.h"
#include "region/region.h"
#include "verify/verify.h"

#define QN_WATCH_DAYS 92         /* judged: at most that many days up to the briefing's */
#define QN_WATCH_ALL 200         /* with more devices, only what is to stop is judged */
#define QN_WATCH_SLOTS 366       /* of a picture, at most */
#define QN_WATCH_CHANGES_KEPT 12 /* later versions listed one by one */

enum qn_band_kind { QN_BAND_DRAUGHT, QN_BAND_O2, QN_BAND_TEMP, QN_BAND_POWER, QN_BAND_COUNT };

struct qn_band_slot {
    double least, most; /* of the newest values in the slot; NaN: none */
};
/* One factor of one device along the time judged. */
struct qn_band {
    const char *mn, *factor; /* NULL: no such data */
    const char *unit;
    struct qn_band_slot *slot;
    int64_t values;            /* numbers read */
    double least, most;        /* over the whole time; NaN where no number */
    int64_t most_unix_ms;      /* when */
    double limit;              /* of running, as the verdict used it; NaN: none */
    const char *limit_witness; /* its witness code */
    double learned_from_h;     /* hours behind the limit; 0: rule pack */
};

enum qn_mark_kind { QN_MARK_NONE, QN_MARK_NORMAL, QN_MARK_STOPPED, QN_MARK_OTHER };
struct qn_mark_slot {
    unsigned char kind; /* enum qn_mark_kind: of most values in the slot */
    bool changed;       /* a later version changed a value or a mark */
};

/* A value or mark that a later version changed. */
struct qn_change {
    const char *mn, *factor, *field;
    int64_t t_unix_ms, first_arrival_unix_ms, last_arrival_unix_ms;
    const char *first_text, *last_text, *first_mark, *last_mark;
};

/* One installation (or an outlet without one) seen through its devices. */
struct qn_watched {
    int32_t installation, outlet, enterprise; /* -1: none */
    bool exits;                               /* listed for exit, or on record as not running */
    int64_t claimed_from_unix_ms;             /* INT64_MAX: no stop on record; INT64_MIN: ever */
    struct qn_verification v;
    int64_t time_ms[QN_V_COUNT]; /* by verdict */
    int64_t slot_ms;
    size_t n_slot;
    struct qn_band band[QN_BAND_COUNT];
    struct qn_mark_slot *mark;
    struct qn_change change[QN_WATCH_CHANGES_KEPT];
    size_t n_change;     /* kept */
    int64_t all_changes; /* found */
    const char **mn;     /* devices with data, then those without */
    size_t n_mn, n_silent;
};

struct qn_watch {
    struct qn_watched *item; /* by enterprise and installation, in the region's order */
    size_t n;
    int64_t from_unix_ms, to_unix_ms; /* what was judged, over all */
    int64_t learned, assumed;         /* limits used, by where they are from */
    int64_t devices, unknown;         /* with data; of these not in the register */
    int64_t left_out;                 /* not judged: see QN_WATCH_ALL */
    int64_t seals;                    /* raw blocks sealed */
    char seal[QN_SHA256_HEX_CAP];
    const char *rules_sha256;
};

/* Everything that the telemetry holds up to the day, judged. tele NULL: nothing. Lives in the
 * arena. rules_folder as in qn_pack_load. */
struct qn_tele;
QN_MUST_USE enum qn_status qn_watch_load(const struct qn_region *region, struct qn_date on,
                                         const char *rules_folder, struct qn_tele *tele,
                                         struct qn_arena *arena, struct qn_watch *out,
                                         struct qn_err *err);
/* The tracks of a subject into bands, marks and changes of w, whose v is filled. */
QN_MUST_USE enum qn_status qn_watch_condense(const struct qn_track *track, size_t n,
                                             struct qn_arena *arena, struct qn_watched *w,
                                             struct qn_err *err);
/* Those that are to stop come first in what is shown: whether w is shown in full. */
bool qn_watched_shown(const struct qn_watched *w);
/* Whether no finding of its kind stands before it: findings are told by kind, numbered in that
 * order.
 */
bool qn_finding_is_first(const struct qn_verification *v, size_t i);
/* How many of the intervals judged have the verdict; items counts installations with any. */
int64_t qn_watch_items(const struct qn_watch *w, enum qn_verdict v);

#endif
