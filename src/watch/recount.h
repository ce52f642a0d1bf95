/* Counters after a kill: frames of the log that `stored` has not counted yet. */
#ifndef QN_WATCH_RECOUNT_H
#define QN_WATCH_RECOUNT_H

#include "store/telemetry.h"

/* The note that says up to which seq the counters of devices have counted. */
#define QN_COUNTED_NOTE "counted_seq"

/* Frames of the log with after < seq < before, told device by device; *last: the
 * last seq. */
QN_MUST_USE enum qn_status qn_watch_recount(struct qn_tele *t, int64_t after, int64_t before,
                                            int64_t *last,
                                            void (*frames)(int64_t device, int64_t n, void *user),
                                            void *user, struct qn_err *err);

/* The counters of all devices brought up to date with the log; for when no gateway runs. */
QN_MUST_USE enum qn_status qn_watch_settle(struct qn_tele *t, struct qn_err *err);

#endif
