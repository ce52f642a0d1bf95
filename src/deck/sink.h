/* An output file that appears under its name only when it is whole. */
#ifndef QN_DECK_SINK_H
#define QN_DECK_SINK_H

#include <stddef.h>

#include "base/err.h"

struct qn_sink;

/* Makes an empty temporary file beside path (a device or a pipe is written itself). No descriptor
 * stays open, so there may be thousands.
 * Errors    QN_E_IO with the path, QN_E_NOMEM */
QN_MUST_USE enum qn_status qn_sink_new(const char *path, struct qn_sink **sink, struct qn_err *err);
const char *qn_sink_path(const struct qn_sink *sink);

/* Writers. A failure is kept and told by qn_sink_flush. */
void qn_sink_put(struct qn_sink *sink, const char *p, size_t n);
void qn_sink_text(struct qn_sink *sink, const char *text);
void qn_sink_line(struct qn_sink *sink, const char *text);              /* with its end of line */
void qn_sink_pad(struct qn_sink *sink, const char *text, size_t width); /* cut or filled: Aw */
void qn_sink_blank(struct qn_sink *sink, size_t n);
void qn_sink_fixed(struct qn_sink *sink, double value, unsigned width, unsigned decimals);
void qn_sink_expo(struct qn_sink *sink, double value);
void qn_sink_int(struct qn_sink *sink, long value, unsigned width);
void qn_sink_date(struct qn_sink *sink, long date); /* I8.8 */
void qn_sink_end(struct qn_sink *sink);             /* end of line */
#define QN_SINK_ROOM_MAX 4096
/* Room for n bytes (n <= QN_SINK_ROOM_MAX), to be filled by the caller. */
char *qn_sink_room(struct qn_sink *sink, size_t n);

/* Everything to the file system. Errors: QN_E_IO with the path (disk full, ...). */
QN_MUST_USE enum qn_status qn_sink_flush(struct qn_sink *sink, struct qn_err *err);
/* The file takes its name; flush first. */
QN_MUST_USE enum qn_status qn_sink_commit(struct qn_sink *sink, struct qn_err *err);
/* Removes what was not committed. Accepts NULL. */
void qn_sink_free(struct qn_sink *sink);

#endif
