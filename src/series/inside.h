/* Inside series: shared by filing, import, compaction and tracks. */
#ifndef QN_SERIES_INSIDE_H
#define QN_SERIES_INSIDE_H

#include "series/filing.h"

/* Civil day at +08:00. */
int32_t qn_civil_day(int64_t t_unix_ms);
/* A whole frame of the log as its header; QN_E_BROKEN where it is none. */
enum qn_status qn_frame_of_log(const struct qn_tele_frame *f, struct qn_212_frame *out,
                               struct qn_err *err);
/* Frames to a raw block. */
enum qn_status qn_raw_pack(const struct qn_tele_frame *frame, size_t n, struct qn_buf *out,
                           struct qn_err *err);
bool qn_span_same(struct qn_212_span a, struct qn_212_span b);
bool qn_span_is(struct qn_212_span a, const char *word);

/* Frames that an import has just stored are counted in their devices' rows. */
QN_MUST_USE enum qn_status qn_import_tally(struct qn_tele *t, const struct qn_tele_frame *frame,
                                           size_t n, struct qn_err *err);

#endif
