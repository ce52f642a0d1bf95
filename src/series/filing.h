/* Filing: frames of the log become parts. Run by the gateway between two commits, by compaction,
 * and by whoever imports a file of frames. */
#ifndef QN_SERIES_FILING_H
#define QN_SERIES_FILING_H

#include "quench/hj212.h"
#include "series/block.h"
#include "store/telemetry.h"

/* A frame as a row. Time: DataTime, else AlarmTime, RestartTime, QN, else the arrival. Cells are
 * all items but DataTime. *data = false where the frame carries none (heartbeat, answers,
 * requests). 2011 of ST 45 keeps its words. Cells live in the arena; their texts point into the
 * frame. */
QN_MUST_USE enum qn_status qn_row_of_frame(const struct qn_212_frame *f, int64_t arrival_unix_ms,
                                           struct qn_arena *arena, struct qn_row *out, bool *data,
                                           struct qn_err *err);

struct qn_filed {
    int64_t frames, parts; /* taken from the log, written */
    int64_t left;          /* frames still in the log */
};
/* Files at most max_frames of the log (0: all), one transaction. */
QN_MUST_USE enum qn_status qn_file_log(struct qn_tele *t, size_t max_frames, struct qn_filed *out,
                                       struct qn_err *err);

struct qn_compacted {
    int64_t days, parts_before, parts_after, bytes_before, bytes_after;
};
/* Days before `before_day` that have several parts get one each; at most max_days of them (0: all).
 * Rows that repeat an earlier row of the same DataTime in every cell are dropped (a retry). */
QN_MUST_USE enum qn_status qn_compact(struct qn_tele *t, int32_t before_day, size_t max_days,
                                      struct qn_compacted *out, struct qn_err *err);

/* The frames of a raw block, for audits: packed by qn_file_log. */
QN_MUST_USE enum qn_status qn_raw_unpack(const void *raw, size_t len, struct qn_arena *arena,
                                         struct qn_tele_frame **frame, size_t *n,
                                         struct qn_err *err);

/* RFC 3339 (a blank for the T, no zone = +08:00, no seconds), 14 or 17 digits, or ms since 1970. */
bool qn_time_parse(const char *p, size_t n, int64_t *unix_ms);

/* A file of received frames: lines "ARRIVAL<TAB>FRAME", ARRIVAL RFC 3339 or ms since 1970; a line
 * may hold a frame alone (arrival = its QN, else DataTime). Plain or gzip; '#' begins a comment.
 * Frames already stored (device, bytes, arrival) are not stored again. */
struct qn_frames_report {
    int64_t lines, frames, stored, duplicate, faulty;
    int64_t first_fault_line; /* 0: none */
};
QN_MUST_USE enum qn_status qn_frames_import(struct qn_tele *t, const char *path,
                                            struct qn_frames_report *out, struct qn_err *err);
/* A meter's or logger's CSV: device_mn,time,factor,field,value[,flag][,arrival][,st][,cn]; plain or
 * gzip. Its lines become frames of our own making, with a password that tells them from what
 * devices sent; note "imported ID" of the device's id counts them. */
#define QN_IMPORT_PW "IMPORT"
QN_MUST_USE enum qn_status qn_values_import(struct qn_tele *t, const char *path,
                                            struct qn_frames_report *out, struct qn_err *err);

#endif
