/* Whole files. */
#ifndef QN_BASE_FILE_H
#define QN_BASE_FILE_H

#include "base/buf.h"

/* Read a regular file whole, appended to out; out->max is the limit (QN_E_LIMIT names it). */
QN_MUST_USE enum qn_status qn_file_read(const char *path, struct qn_buf *out, struct qn_err *err);
/* Write through a temporary file beside it, fsync, rename: the old file or the new, never half. */
QN_MUST_USE enum qn_status qn_file_write(const char *path, const void *p, size_t n,
                                         struct qn_err *err);
/* Names of the regular files in a folder, sorted by byte value, each zero-terminated in out, the
 * list ended by an empty name. Hidden files are left out. */
QN_MUST_USE enum qn_status qn_file_list(const char *folder, struct qn_buf *out, struct qn_err *err);
/* mkdir -p. */
QN_MUST_USE enum qn_status qn_file_mkdirs(const char *path, struct qn_err *err);
int qn_file_is_folder(const char *path);
int qn_file_exists(const char *path);

#endif
