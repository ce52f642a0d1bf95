/* What of a region can be judged: installations and outlets through the devices that look at them.
 */
#ifndef QN_VERIFY_SUBJECTS_H
#define QN_VERIFY_SUBJECTS_H

#include "region/region.h"
#include "store/telemetry.h"
#include "verify/verify.h"

#define QN_VERIFY_HISTORY_DAYS 90 /* of data before the time judged, which teach */

struct qn_subject {
    int32_t installation, outlet; /* indices in the region; -1: none */
    const char **mn;              /* devices that look at it and have sent something */
    size_t n_mn;
    bool wet_scrubber;
    const char *kind;      /* in place of the register's; NULL: the register's */
    const char *units[32]; /* unit policies of the devices, "" none; at most 32 devices */
};
#define QN_SUBJECT_MAX_DEVICES 32
struct qn_subjects {
    struct qn_subject *item;
    size_t n;
};
enum qn_subject_unit { QN_BY_INSTALLATION, QN_BY_OUTLET };
/* By installation: an installation with all its devices; outlets without one by themselves. By
 * outlet: an outlet with its devices and those of its installation that belong to no outlet.
 * Devices that the register does not know stand alone (indices -1). */
QN_MUST_USE enum qn_status qn_subjects_find(const struct qn_region *r, struct qn_tele *t,
                                            enum qn_subject_unit unit, struct qn_arena *arena,
                                            struct qn_subjects *out, struct qn_err *err);
/* The tracks of a subject's devices over [from, to), flow in the table's unit; n_mn of them. */
QN_MUST_USE enum qn_status qn_subject_tracks(struct qn_tele *t, const struct qn_subject *s,
                                             int64_t from_unix_ms, int64_t to_unix_ms,
                                             struct qn_arena *arena, struct qn_track **out,
                                             struct qn_err *err);
/* Loads the tracks and judges [from, to). The announced stop is the register's state on `to`. */
QN_MUST_USE enum qn_status
qn_subject_verify(const struct qn_region *r, struct qn_tele *t, const struct qn_subject *s,
                  const struct qn_witness_rules *rules, int64_t from_unix_ms, int64_t to_unix_ms,
                  struct qn_arena *arena, struct qn_verification *out, struct qn_err *err);
/* Since when the register says that an installation is stopped or idle; INT64_MAX: it does not. */
int64_t qn_announced_from(const struct qn_region *r, int32_t installation, int64_t on_unix_ms);

#endif
