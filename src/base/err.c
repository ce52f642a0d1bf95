#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_ARGS 10

enum qn_status qn_err_set(struct qn_err *err, enum qn_status code, const char *where,
                          enum qn_text_id id, ...)
{
    if (!err)
        return code;
    const char *args[MAX_ARGS];
    va_list ap;
    va_start(ap, id);
    size_t n = qn_text_take(ap, args, MAX_ARGS);
    va_end(ap);
    struct qn_err filled = {.code = code};
    if (where)
        snprintf(filled.where, sizeof filled.where, "%s", where);
    for (int lang = 0; lang < QN_LANG_COUNT; lang++)
        qn_text_format((enum qn_lang)lang, id, args, n, filled.msg[lang], sizeof filled.msg[lang]);
    *err = filled; /* last, so that an argument may point into the old message */
    return code;
}

enum qn_status qn_err_errno(struct qn_err *err, enum qn_text_id id, const char *path, int errnum)
{
    char reason[128];
    if (strerror_r(errnum, reason, sizeof reason) != 0)
        snprintf(reason, sizeof reason, "error %d", errnum);
    return qn_fail(err, QN_E_IO, path, id, path, reason);
}
