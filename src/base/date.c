#include "base/date.h"

#include <stdio.h>
#include <string.h>

#include "base/encoding.h"

#define YEAR_MIN 1900
#define YEAR_MAX 2100
#define TEXT_MAX_BYTES 64 /* the longest form, all full-width, has 39 */
#define MS_PER_S 1000
#define S_PER_DAY 86400
#define OFFSET_S (8 * 3600) /* +08:00 */

static int days_in_month(int year, int month)
{
    static const unsigned char days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month] + (month == 2 && leap);
}

/* Days since 1970-01-01 of a day of the proleptic Gregorian calendar. Years run from March, so
 * that the leap day is the last: (153 m + 2) / 5 days lie before month m of such a year. */
static int64_t day_of_civil(int64_t year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t cycle = (y >= 0 ? y : y - 399) / 400; /* of 146097 days */
    int64_t y_in = y - cycle * 400;
    int64_t m = (month + 9) % 12;
    int64_t day_in = y_in * 365 + y_in / 4 - y_in / 100 + (153 * m + 2) / 5 + day - 1;
    return cycle * 146097 + day_in - 719468;
}

static void civil_of_day(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t cycle = (z >= 0 ? z : z - 146096) / 146097;
    int64_t d = z - cycle * 146097;                            /* 0..146096 */
    int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365; /* 0..399 */
    int64_t in_year = d - (365 * y + y / 4 - y / 100);         /* 0..365 */
    int64_t m = (5 * in_year + 2) / 153;                       /* 0 = March */
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = cycle * 400 + y + (*month <= 2);
}

struct cursor {
    const char *p, *end;
};

/* min..max digits as a number, or -1. */
static int take_digits(struct cursor *c, int min, int max)
{
    int value = 0, n = 0;
    while (n < max && c->p < c->end && *c->p >= '0' && *c->p <= '9') {
        value = value * 10 + (*c->p++ - '0');
        n++;
    }
    return n >= min ? value : -1;
}

static bool take(struct cursor *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
        return false;
    c->p += n;
    return true;
}

struct ymd {
    int year, month, day;
};

/* After the year: "-07", "-07-17", with '/' or '.' alike. */
static bool read_separated(struct cursor *c, const char *separator, struct ymd *d)
{
    d->month = take_digits(c, 1, 2);
    if (d->month < 0 || c->p == c->end)
        return d->month >= 0;
    if (!take(c, separator))
        return false;
    d->day = take_digits(c, 1, 2);
    return d->day >= 0;
}

/* After the year: 年, 年7月, 年7月17日. */
static bool read_chinese(struct cursor *c, struct ymd *d)
{
    if (c->p == c->end)
        return true;
    d->month = take_digits(c, 1, 2);
    if (d->month < 0 || !take(c, "月"))
        return false;
    if (c->p == c->end)
        return true;
    d->day = take_digits(c, 1, 2);
    return d->day >= 0 && (take(c, "日") || take(c, "号"));
}

/* -1 marks what the text does not tell. */
static bool read_ymd(struct cursor *c, struct ymd *d)
{
    *d = (struct ymd){.year = take_digits(c, 4, 4), .month = -1, .day = -1};
    if (d->year < 0)
        return false;
    if (c->p == c->end)
        return true;
    static const char *const separators[] = {"-", "/", "."};
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++)
        if (take(c, separators[i]))
            return read_separated(c, separators[i], d) && c->p == c->end;
    if (take(c, "年"))
        return read_chinese(c, d) && c->p == c->end;
    d->month = take_digits(c, 2, 2);
    d->day = take_digits(c, 2, 2);
    return d->month >= 0 && d->day >= 0 && c->p == c->end;
}

static enum qn_status check_ymd(const struct ymd *d, const char *text, struct qn_err *err)
{
    if (d->year < YEAR_MIN || d->year > YEAR_MAX)
        return qn_fail(err, QN_E_DOMAIN, NULL, QN_T_DATE_YEAR, text, "1900", "2100");
    bool month_bad = d->month != -1 && (d->month < 1 || d->month > 12);
    if (month_bad || (d->day != -1 && (d->day < 1 || d->day > days_in_month(d->year, d->month))))
        return qn_fail(err, QN_E_DOMAIN, NULL, QN_T_DATE_NO_SUCH_DAY, text);
    return QN_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum qn_status qn_date_parse(const char *s, size_t n, struct qn_date *out, struct qn_err *err)
{
    char text[TEXT_MAX_BYTES + 1];
    size_t skip = 0;
    while (skip < n && is_space(s[skip]))
        skip++;
    while (n > skip && is_space(s[n - 1]))
        n--;
    size_t len = n - skip < TEXT_MAX_BYTES ? n - skip : TEXT_MAX_BYTES;
    memcpy(text, s + skip, len);
    text[len] = '\0';
    bool whole = len == n - skip;
    len = qn_fold_width(text, len, NULL);
    struct cursor c = {text, text + len};
    while (c.p < c.end && is_space(*c.p)) /* ideographic spaces, now folded */
        c.p++;
    while (c.end > c.p && is_space(c.end[-1]))
        c.end--;
    struct ymd d;
    if (!whole || !read_ymd(&c, &d))
        return qn_fail(err, QN_E_SYNTAX, NULL, QN_T_DATE_SYNTAX, text);
    enum qn_status st = check_ymd(&d, text, err);
    if (st)
        return st;
    *out = (struct qn_date){.year = (int16_t)d.year,
                            .month = (uint8_t)(d.month < 0 ? 0 : d.month),
                            .day = (uint8_t)(d.day < 0 ? 0 : d.day)};
    return QN_OK;
}

const char *qn_date_text(struct qn_date d, char out[QN_DATE_TEXT_CAP])
{
    out[0] = '\0';
    if (d.year == 0)
        return out;
    if (d.month == 0)
        snprintf(out, QN_DATE_TEXT_CAP, "%04d", d.year);
    else if (d.day == 0)
        snprintf(out, QN_DATE_TEXT_CAP, "%04d-%02u", d.year, d.month);
    else
        snprintf(out, QN_DATE_TEXT_CAP, "%04d-%02u-%02u", d.year, d.month, d.day);
    return out;
}

int32_t qn_date_first_day(struct qn_date d)
{
    return (int32_t)day_of_civil(d.year, d.month ? d.month : 1, d.month && d.day ? d.day : 1);
}

int32_t qn_date_last_day(struct qn_date d)
{
    int month = d.month ? d.month : 12;
    int day = d.month && d.day ? d.day : days_in_month(d.year, month);
    return (int32_t)day_of_civil(d.year, month, day);
}

/* No date at all outside the years a qn_date holds. */
static struct qn_date date_of_day(int64_t days)
{
    int64_t year;
    int month, day;
    civil_of_day(days, &year, &month, &day);
    if (year < YEAR_MIN || year > YEAR_MAX)
        return (struct qn_date){0};
    return (struct qn_date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

struct qn_date qn_date_from_day(int32_t day)
{
    return date_of_day(day);
}

bool qn_date_known(struct qn_date d)
{
    return d.year != 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct qn_date qn_date_of_unix_ms(int64_t t_unix_ms)
{
    return date_of_day(floor_div(floor_div(t_unix_ms, MS_PER_S) + OFFSET_S, S_PER_DAY));
}

/* Whole seconds, rounded down; "" outside the years 0000..9999 of RFC 3339. */
const char *qn_time_text(int64_t t_unix_ms, char out[QN_TIME_TEXT_CAP])
{
    int64_t local_s = floor_div(t_unix_ms, MS_PER_S) + OFFSET_S;
    int64_t days = floor_div(local_s, S_PER_DAY);
    unsigned s = (unsigned)(local_s - days * S_PER_DAY);
    int64_t year;
    int month, day;
    civil_of_day(days, &year, &month, &day);
    out[0] = '\0';
    if (year < 0 || year > 9999)
        return out;
    /* the remainders tell the compiler how long the text can be */
    snprintf(out, QN_TIME_TEXT_CAP, "%04u-%02u-%02uT%02u:%02u:%02u+08:00", (unsigned)year % 10000,
             (unsigned)month % 100, (unsigned)day % 100, s / 3600 % 24, s / 60 % 60, s % 60);
    return out;
}
