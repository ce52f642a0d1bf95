/* What devices said, for reading: values with time, mark, arrival and version.
 *
 * A value is one (device, kind, DataTime, factor, field). What arrived first is version 1; a later
 * arrival with another text or another mark is the next version; the same again is no version.
 */
#ifndef QN_SERIES_TRACK_H
#define QN_SERIES_TRACK_H

#include "base/arena.h"
#include "quench/hj212.h"
#include "series/block.h"
#include "store/telemetry.h"

#define QN_MARK_CAP 8

struct qn_sample {
    int64_t t_unix_ms;       /* DataTime: start of the period; instant for 2011, 2021 */
    int64_t arrival_unix_ms; /* */
    double value;            /* NaN where the text is no number */
    const char *text;        /* as received */
    char mark[QN_MARK_CAP];  /* Flag of the same factor in the same frame; "" where none */
    uint16_t version;        /* 1, 2 ... */
    bool last;               /* the newest version of its time */
    bool resent;             /* RF=1 */
    bool imported;           /* of a table, not from a device */
};
/* One factor and field of one kind, by (t, version). */
struct qn_signal {
    const char *factor, *field; /* "a01011", "Avg"; factor "" for a name without '-' */
    int32_t st, cn;
    const struct qn_sample *sample;
    size_t n;
};
struct qn_track {
    const char *mn;
    int64_t from_unix_ms, to_unix_ms; /* [from, to) */
    const struct qn_signal
        *signal; /* by (st, cn, factor, field); Flag fields are marks, no signals */
    size_t n;
    size_t unreadable; /* frames of the log that are none, left out */
};

struct qn_track_ask {
    int32_t st, cn;                   /* -1: any */
    const char *factor, *field;       /* NULL: any */
    int64_t from_unix_ms, to_unix_ms; /* [from, to) of DataTime */
};
/* Everything of a device in a span of time, filed or still in the log. Unknown MN: QN_E_NOTFOUND.
 */
QN_MUST_USE enum qn_status qn_track_load(struct qn_tele *t, const char *mn,
                                         const struct qn_track_ask *ask, struct qn_arena *arena,
                                         struct qn_track *out, struct qn_err *err);
/* The same one civil day (+08:00) after another, only those that hold anything, so that memory does
 * not grow with the span. The log is read once, when it is opened; no view of the file is held
 * between days. *more = false: there was none left, out is empty. */
struct qn_track_days;
QN_MUST_USE enum qn_status qn_track_open(struct qn_tele *t, const char *mn,
                                         const struct qn_track_ask *ask, struct qn_track_days **out,
                                         struct qn_err *err);
QN_MUST_USE enum qn_status qn_track_next(struct qn_track_days *d, struct qn_arena *arena,
                                         struct qn_track *out, bool *more, struct qn_err *err);
void qn_track_close(struct qn_track_days *d);
/* The same from rows in memory (kind of each row beside it), for simulations and tests. */
struct qn_kind_row {
    int32_t st, cn;
    struct qn_row row;
};
QN_MUST_USE enum qn_status qn_track_build(const char *mn, const struct qn_kind_row *row, size_t n,
                                          const struct qn_track_ask *ask, struct qn_arena *arena,
                                          struct qn_track *out, struct qn_err *err);
/* NULL where the track has none. */
const struct qn_signal *qn_track_signal(const struct qn_track *t, int32_t st, int32_t cn,
                                        const char *factor, const char *field);
/* First index with t_unix_ms >= t. */
size_t qn_signal_from(const struct qn_signal *s, int64_t t_unix_ms);

#endif
