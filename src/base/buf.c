#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void qn_buf_init(struct qn_buf *b, size_t max)
{
    *b = (struct qn_buf){.max = max};
}

void qn_buf_release(struct qn_buf *b)
{
    free(b->data);
    *b = (struct qn_buf){.max = b->max};
}

void qn_buf_reset(struct qn_buf *b)
{
    b->len = 0;
    if (b->data)
        b->data[0] = '\0';
}

enum qn_status qn_buf_reserve(struct qn_buf *b, size_t more, struct qn_err *err)
{
    if (more > b->max - b->len) {
        char want[QN_NUM_TEXT_CAP], max[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_LIMIT, NULL, QN_T_BUF_LIMIT,
                       qn_num_text((double)b->len + (double)more, want),
                       qn_num_text((double)b->max, max));
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return QN_OK;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < need)
        cap = cap > b->max / 2 ? b->max + 1 : cap * 2;
    char *data = realloc(b->data, cap);
    if (!data) {
        char want[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, qn_num_text((double)cap, want));
    }
    b->data = data;
    b->cap = cap;
    return QN_OK;
}

enum qn_status qn_buf_append(struct qn_buf *b, const void *p, size_t n, struct qn_err *err)
{
    enum qn_status st = qn_buf_reserve(b, n, err);
    if (st)
        return st;
    if (n)
        memcpy(b->data + b->len, p, n);
    b->len += n;
    b->data[b->len] = '\0';
    return QN_OK;
}

enum qn_status qn_buf_text(struct qn_buf *b, const char *s, struct qn_err *err)
{
    return qn_buf_append(b, s, strlen(s), err);
}

enum qn_status qn_buf_printf(struct qn_buf *b, struct qn_err *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return qn_fail(err, QN_E_DOMAIN, NULL, QN_T_NO_MEMORY, "0");
    enum qn_status st = qn_buf_reserve(b, (size_t)n, err);
    if (st)
        return st;
    va_start(ap, fmt);
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
    return QN_OK;
}
