/* Civil dates of the Chinese calendar day (+08:00), which may be known only to the month or year.
 */
#ifndef QN_BASE_DATE_H
#define QN_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct qn_date {
    int16_t year;  /* 1900..2100; 0: no date at all */
    uint8_t month; /* 1..12; 0: only the year is known */
    uint8_t day;   /* 1..31; 0: only the month is known */
};

#define QN_DATE_TEXT_CAP 16

/* Read a date: 2019-07-17, 2019/7/17, 2019.7.17, 20190717, 2019年7月17日, 2019-07, 2019年7月, 2019.
 * Full-width digits are accepted. Errors: QN_E_SYNTAX (not a date), QN_E_DOMAIN (no such day, or
 * year outside 1900..2100). Spaces around are ignored. */
QN_MUST_USE enum qn_status qn_date_parse(const char *s, size_t n, struct qn_date *out,
                                         struct qn_err *err);
/* "2019-07-17", "2019-07", "2019" or "". Returns out. */
const char *qn_date_text(struct qn_date d, char out[QN_DATE_TEXT_CAP]);
/* Days since 1970-01-01 of the first / last day the date may mean. d.year must not be 0. */
int32_t qn_date_first_day(struct qn_date d);
int32_t qn_date_last_day(struct qn_date d);
struct qn_date qn_date_from_day(int32_t day);
bool qn_date_known(struct qn_date d); /* year != 0 */
/* Calendar day at +08:00 of a Unix time. */
struct qn_date qn_date_of_unix_ms(int64_t t_unix_ms);
/* RFC 3339 at +08:00, e.g. 2019-07-17T09:00:00+08:00. Returns out. */
#define QN_TIME_TEXT_CAP 32
const char *qn_time_text(int64_t t_unix_ms, char out[QN_TIME_TEXT_CAP]);

#endif
