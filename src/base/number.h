/* Numbers as Chinese tables write them. */
#ifndef QN_BASE_NUMBER_H
#define QN_BASE_NUMBER_H

#include <stddef.h>

#include "base/err.h"

enum qn_number_flag {
    QN_NUM_COMMA = 1,     /* 1,250 (groups of three) */
    QN_NUM_FULLWIDTH = 2, /* １２５０ */
    QN_NUM_WAN = 4,       /* 60万, 60 万 = 600000 */
    QN_NUM_YI = 8,        /* 2.4亿 = 240000000 */
    QN_NUM_UNIT = 16,     /* text follows the number: its unit */
    QN_NUM_APPROX = 32,   /* 约, ~, ≈ before it, or 余/多/左右 after it */
    QN_NUM_PERCENT = 64,  /* a % sign follows; value is NOT divided */
};

struct qn_number {
    double value;
    unsigned flags;
    char unit[32]; /* the text after the number, folded and trimmed; "" if none */
};

/* Read one finite number with what stands around it. Exponents (1e5) and a leading sign are
 * accepted; "inf", "nan", hexadecimal, ranges (3-5), bad grouping (1,25), and anything else are
 * QN_E_SYNTAX. Pure decimal text reads exactly as strtod in the C locale does. */
QN_MUST_USE enum qn_status qn_number_parse(const char *s, size_t n, struct qn_number *out,
                                           struct qn_err *err);

#endif
