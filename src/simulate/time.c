/* A time as a person writes it. */
#include <string.h>

#include "base/date.h"
#include "simulate/traits.h"

#define DATE_CHARS 10 /* 2019-11-20 */

static bool two_digits(const char *s, int most, int *out)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *out = (s[0] - '0') * 10 + (s[1] - '0');
    return *out <= most;
}

/* "", " 08:30", "T08:30:00", each with or without "+08:00". */
static bool clock_of(const char *s, size_t n, int64_t *ms)
{
    int hour = 0, minute = 0, second = 0;
    static const char zone[] = "+08:00";
    *ms = 0;
    if (n == 0)
        return true;
    if (n >= 12 && memcmp(s + n - 6, zone, 6) == 0)
        n -= 6;
    if ((n != 6 && n != 9) || (s[0] != 'T' && s[0] != ' ') || s[3] != ':' ||
        !two_digits(s + 1, 23, &hour) || !two_digits(s + 4, 59, &minute))
        return false;
    if (n == 9 && (s[6] != ':' || !two_digits(s + 7, 59, &second)))
        return false;
    *ms = ((int64_t)hour * 3600 + minute * 60 + second) * 1000;
    return true;
}

enum qn_status qn_fleet_time(const char *s, size_t n, int64_t *unix_ms, struct qn_err *err)
{
    struct qn_date d;
    int64_t in_day;
    char text[QN_TIME_TEXT_CAP + 8];
    size_t shown = n < sizeof text ? n : sizeof text - 1;
    memcpy(text, s, shown);
    text[shown] = '\0';
    if (n < DATE_CHARS || qn_date_parse(s, DATE_CHARS, &d, NULL) || d.day == 0 || d.year < 1990 ||
        d.year > 2099 || !clock_of(s + DATE_CHARS, n - DATE_CHARS, &in_day))
        return qn_fail(err, QN_E_SYNTAX, NULL, QN_T_SIM_TIME, text);
    *unix_ms = qn_date_first_day(d) * QN_DAY_MS - QN_CIVIL_OFFSET_MS + in_day;
    return QN_OK;
}
