/* JSON out, streamed into a buffer: two-space indent at the outer levels, one line below. */
#ifndef QN_BASE_JSONW_H
#define QN_BASE_JSONW_H

#include <stdint.h>

#include "base/buf.h"

#define QN_JSONW_MAX_DEPTH 16

struct qn_jsonw {
    struct qn_buf *out;
    enum qn_status status; /* the first failure; everything after it is dropped */
    struct qn_err *err;
    int depth;
    int pretty_depth; /* levels that are broken over lines */
    unsigned char first[QN_JSONW_MAX_DEPTH];
};

/* err may be NULL; look at w->status at the end. */
void qn_jsonw_init(struct qn_jsonw *w, struct qn_buf *out, int pretty_depth, struct qn_err *err);

/* name is NULL inside an array and at the top. */
void qn_jsonw_object(struct qn_jsonw *w, const char *name);
void qn_jsonw_array(struct qn_jsonw *w, const char *name);
void qn_jsonw_end_object(struct qn_jsonw *w);
void qn_jsonw_end_array(struct qn_jsonw *w);
/* Text is UTF-8; NULL is written as null. */
void qn_jsonw_text(struct qn_jsonw *w, const char *name, const char *value);
/* NaN and infinities are written as null. */
void qn_jsonw_number(struct qn_jsonw *w, const char *name, double value);
void qn_jsonw_int(struct qn_jsonw *w, const char *name, int64_t value);
void qn_jsonw_bool(struct qn_jsonw *w, const char *name, int value);
void qn_jsonw_null(struct qn_jsonw *w, const char *name);

#endif
