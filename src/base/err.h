/* What went wrong, for a person, in both languages. */
#ifndef QN_BASE_ERR_H
#define QN_BASE_ERR_H

#include "base/status.h"
#include "base/text.h"

#define QN_ERR_WHERE_CAP 256
#define QN_ERR_MSG_CAP 768

struct qn_err {
    enum qn_status code;
    char where[QN_ERR_WHERE_CAP];            /* "file:line:column", an option, or "" */
    char msg[QN_LANG_COUNT][QN_ERR_MSG_CAP]; /* what, the value, the limit, what to do */
};

/* Fill err (which may be NULL) and return code, so that `return qn_fail(...)` reads well.
 * The arguments after id are `const char *`, ended by (const char *)NULL: use the macro. */
enum qn_status qn_err_set(struct qn_err *err, enum qn_status code, const char *where,
                          enum qn_text_id id, ...) __attribute__((sentinel));

#define qn_fail(err, code, where, ...)                                                             \
    qn_err_set((err), (code), (where), __VA_ARGS__, (const char *)NULL)

/* errno as a failure on a path; id is a template with {0} path and {1} reason. */
enum qn_status qn_err_errno(struct qn_err *err, enum qn_text_id id, const char *path, int errnum);

#endif
