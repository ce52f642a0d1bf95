/* Numbers and times of items. Civil time is that of +08:00, as devices have it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "wire/internal.h"

enum {
    NUMBER_MAX = 128, /* [character] of a number */
    EXPONENT_MAX = 9999,
    EXACT_POWER = 22,     /* 10^22 is the last power of ten that a double holds exactly */
    MANTISSA_DIGITS = 19, /* what 64 bits hold */
    YEAR_FIRST = 1990,
    YEAR_LAST = 2099,
};
#define EXACT_MANTISSA (UINT64_C(1) << 53)
#define DAY_MS INT64_C(86400000)
#define ZONE_MS INT64_C(28800000)       /* +08:00 */
#define FIRST_MS INT64_C(631123200000)  /* 1990-01-01T00:00:00+08:00 */
#define AFTER_MS INT64_C(4102416000000) /* 2100-01-01T00:00:00+08:00 */

struct decimal {
    uint64_t mantissa;
    int digits; /* of the mantissa, without leading zeros */
    int scale;  /* digits behind the point */
    int exponent;
    bool negative;
};

static const char *read_digits(const char *p, const char *end, struct decimal *d)
{
    for (; p < end && qn_212_is_digit(*p); p++) {
        if (d->digits < MANTISSA_DIGITS)
            d->mantissa = d->mantissa * 10 + (uint64_t)(*p - '0');
        d->digits += d->mantissa > 0;
    }
    return p;
}

static const char *read_exponent(const char *p, const char *end, struct decimal *d)
{
    const char *at = p + 1;
    bool negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    if (at == end)
        return p;
    for (; at < end && qn_212_is_digit(*at); at++)
        if (d->exponent < EXPONENT_MAX)
            d->exponent = d->exponent * 10 + (*at - '0');
    if (negative)
        d->exponent = -d->exponent;
    return at;
}

static bool read_decimal(struct qn_212_span s, struct decimal *d)
{
    const char *p = s.p, *end = p + s.n;
    *d = (struct decimal){.negative = *p == '-'};
    p += *p == '-' || *p == '+';
    const char *whole = p;
    p = read_digits(p, end, d);
    if (p == whole)
        return false;
    if (p < end && *p == '.') {
        const char *fraction = p + 1;
        p = read_digits(fraction, end, d);
        d->scale = (int)(p - fraction);
        if (p == fraction)
            return false;
    }
    if (p < end && (*p == 'e' || *p == 'E'))
        p = read_exponent(p, end, d);
    return p == end;
}

static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Given     s    text
 * Returned  out  the double nearest to the decimal number
 * Method    one division or multiplication of two exact numbers is rounded once; the rest by strtod
 * Errors    false where it is no number, has more than 128 characters, or is too large
 */
bool qn_212_number(struct qn_212_span s, double *out)
{
    struct decimal d;
    if (s.n == 0 || s.n > NUMBER_MAX || !read_decimal(s, &d))
        return false;
    int power = d.exponent - d.scale;
    if (d.digits <= MANTISSA_DIGITS && d.mantissa <= EXACT_MANTISSA && power >= -EXACT_POWER &&
        power <= EXACT_POWER) {
        double value = (double)d.mantissa;
        value = power < 0 ? value / powers[-power] : value * powers[power];
        *out = d.negative ? -value : value;
        return true;
    }
    char text[NUMBER_MAX + 1];
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double value = strtod(text, NULL);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

/* Days since 1970-01-01 of a day of the Gregorian calendar; years begin in March. */
static int64_t day_of(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return INT64_C(365) * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static void civil_of(int64_t days, int *year, int *month, int *day)
{
    int64_t from_march = days + 719468;
    int y = (int)((from_march * 400 + 399) / 146097);
    while (day_of(y + 1, 3, 1) <= days)
        y++;
    while (day_of(y, 3, 1) > days)
        y--;
    int in_year = (int)(days - day_of(y, 3, 1)), m = (5 * in_year + 2) / 153;
    *day = in_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = m < 10 ? y : y + 1;
}

static int month_days(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool civil_ms(const char *p, uint32_t n, int64_t *unix_ms)
{
    int year = two(p) * 100 + two(p + 2), month = two(p + 4), day = two(p + 6);
    int hour = two(p + 8), minute = two(p + 10), second = two(p + 12);
    int ms = n == 17 ? (p[14] - '0') * 100 + two(p + 15) : 0;
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month) || hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t seconds = hour * 3600 + minute * 60 + second;
    *unix_ms = day_of(year, month, day) * DAY_MS + seconds * 1000 + ms - ZONE_MS;
    return true;
}

bool qn_212_time(struct qn_212_span s, int64_t *unix_ms)
{
    if (s.n != 13 && s.n != 14 && s.n != 17)
        return false;
    for (uint32_t i = 0; i < s.n; i++)
        if (!qn_212_is_digit(s.p[i]))
            return false;
    if (s.n != 13)
        return civil_ms(s.p, s.n, unix_ms);
    int64_t ms = 0;
    for (uint32_t i = 0; i < s.n; i++)
        ms = ms * 10 + (s.p[i] - '0');
    if (ms < FIRST_MS || ms >= AFTER_MS)
        return false;
    *unix_ms = ms;
    return true;
}

uint64_t qn_212_qn_of(int64_t unix_ms)
{
    if (unix_ms < FIRST_MS || unix_ms >= AFTER_MS)
        return 0;
    int64_t local = unix_ms + ZONE_MS, in_day = local % DAY_MS;
    int year, month, day;
    civil_of(local / DAY_MS, &year, &month, &day);
    int64_t date = INT64_C(10000) * year + INT64_C(100) * month + day;
    int64_t hour = in_day / 3600000, minute = in_day / 60000 % 60, ms = in_day % 60000;
    return (uint64_t)((date * 10000 + hour * 100 + minute) * 100000 + ms);
}

const char *qn_212_time_text(int64_t unix_ms, bool ms, char out[QN_212_TIME_CAP])
{
    uint64_t number = qn_212_qn_of(unix_ms);
    int n = number == 0 ? 0 : ms ? 17 : 14;
    if (!ms)
        number /= 1000;
    out[n] = '\0';
    for (int i = n - 1; i >= 0; i--, number /= 10)
        out[i] = (char)('0' + number % 10);
    return out;
}
