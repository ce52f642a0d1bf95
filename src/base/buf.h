/* A growing byte buffer with a hard maximum set at birth. data is always zero-terminated once
 * something was appended. */
#ifndef QN_BASE_BUF_H
#define QN_BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct qn_buf {
    char *data;
    size_t len; /* bytes in use, without the terminator */
    size_t cap;
    size_t max; /* hard maximum of len */
};

void qn_buf_init(struct qn_buf *b, size_t max);
void qn_buf_release(struct qn_buf *b);
void qn_buf_reset(struct qn_buf *b);
/* Errors: QN_E_NOMEM, QN_E_LIMIT; the buffer is unchanged. */
QN_MUST_USE enum qn_status qn_buf_reserve(struct qn_buf *b, size_t more, struct qn_err *err);
QN_MUST_USE enum qn_status qn_buf_append(struct qn_buf *b, const void *p, size_t n,
                                         struct qn_err *err);
QN_MUST_USE enum qn_status qn_buf_text(struct qn_buf *b, const char *s, struct qn_err *err);
QN_MUST_USE enum qn_status qn_buf_printf(struct qn_buf *b, struct qn_err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
