#include "weather/rows.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_SHOWN 24   /* bytes of a wrong field that a message repeats */
#define DECIMAL_CAP 128  /* longest number */
#define EXACT_DIGITS 15  /* that many digits are exact in a double */
#define EXACT_POWER 22   /* and so is ten to this power */
#define INTEGER_DIGITS 9 /* fit an int */

void qn_rows_init(struct qn_rows_reader *r, const char *name, const char *text, size_t len)
{
    static const char bom[] = "\xEF\xBB\xBF";
    static const char none[] = "";
    *r = (struct qn_rows_reader){.name = name, .next = len ? text : none};
    r->end = r->next + len;
    if (len >= 3 && memcmp(text, bom, 3) == 0)
        r->next += 3;
}

bool qn_rows_line(struct qn_rows_reader *r)
{
    if (r->next == r->end)
        return false;
    size_t left = (size_t)(r->end - r->next);
    const char *newline = memchr(r->next, '\n', left);
    r->at = r->next;
    r->eol = newline ? newline : r->end;
    r->next = newline ? newline + 1 : r->end;
    if (r->eol > r->at && r->eol[-1] == '\r')
        r->eol--;
    r->line++;
    r->field = 0;
    return true;
}

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

bool qn_rows_next(struct qn_rows_reader *r)
{
    while (qn_rows_line(r)) {
        if (qn_rows_peek(r).len)
            return true;
    }
    return false;
}

struct qn_token qn_rows_peek(const struct qn_rows_reader *r)
{
    struct qn_rows_reader copy = *r;
    return qn_rows_token(&copy);
}

struct qn_token qn_rows_token(struct qn_rows_reader *r)
{
    const char *p = r->at, *eol = r->eol;
    while (p < eol && is_separator(*p))
        p++;
    const char *start = p;
    while (p < eol && !is_separator(*p))
        p++;
    r->at = p;
    r->field++;
    return (struct qn_token){start, (size_t)(p - start)};
}

const char *qn_rows_place(const struct qn_rows_reader *r, size_t field,
                          char place[QN_ROWS_PLACE_CAP])
{
    if (field)
        snprintf(place, QN_ROWS_PLACE_CAP, "%s:%zu:%zu", r->name, r->line, field);
    else
        snprintf(place, QN_ROWS_PLACE_CAP, "%s:%zu", r->name, r->line);
    return place;
}

static enum qn_status refuse(const struct qn_rows_reader *r, enum qn_text_id id, const char *what,
                             struct qn_token token, struct qn_err *err)
{
    char place[QN_ROWS_PLACE_CAP], shown[TOKEN_SHOWN + 1];
    size_t n = token.len < TOKEN_SHOWN ? token.len : TOKEN_SHOWN;
    for (size_t i = 0; i < n; i++)
        shown[i] = token.text[i] >= ' ' && token.text[i] <= '~' ? token.text[i] : '?';
    shown[n] = '\0';
    return qn_fail(err, QN_E_SYNTAX, qn_rows_place(r, r->field, place),
                   token.len ? id : QN_T_WEATHER_FIELD_MISSING, what, shown);
}

/* What strtod makes of it, in a terminated copy with e for Fortran's d. */
static double slow_decimal(const char *text, size_t len)
{
    char copy[DECIMAL_CAP];
    if (len >= sizeof copy)
        return NAN;
    for (size_t i = 0; i < len; i++)
        copy[i] = text[i] == 'd' || text[i] == 'D' ? 'e' : text[i];
    copy[len] = '\0';
    return strtod(copy, NULL);
}

struct digits {
    uint64_t mantissa;
    int count, power; /* significant digits; power of ten */
    bool any;
};

static const char *take_digits(const char *p, const char *end, bool fraction, struct digits *d)
{
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        d->any = true;
        if (d->count <= EXACT_DIGITS)
            d->mantissa = d->mantissa * 10 + (uint64_t)(*p - '0');
        d->count += d->count > 0 || *p != '0';
        d->power -= fraction;
    }
    return p;
}

/* The exponent after its letter; NULL if it is none. */
static const char *take_exponent(const char *p, const char *end, int *exponent)
{
    const int exponent_max = 9999;
    bool minus = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end)
        return NULL;
    int e = 0;
    for (; p < end && *p >= '0' && *p <= '9'; p++)
        e = e < exponent_max ? e * 10 + (*p - '0') : exponent_max;
    *exponent = minus ? -e : e;
    return p;
}

bool qn_rows_decimal(const char *text, size_t len, double *value)
{
    static const double ten[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *p = text, *end = text + len;
    struct digits d = {0};
    int exponent = 0;
    bool minus = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    p = take_digits(p, end, false, &d);
    if (p < end && *p == '.')
        p = take_digits(p + 1, end, true, &d);
    if (d.any && p < end && (*p == 'e' || *p == 'E' || *p == 'd' || *p == 'D'))
        p = take_exponent(p + 1, end, &exponent);
    if (!d.any || p != end)
        return false;
    int power = d.power + exponent;
    double v;
    if (d.count <= EXACT_DIGITS && power >= -EXACT_POWER && power <= EXACT_POWER) {
        v = (double)d.mantissa;
        v = power < 0 ? v / ten[-power] : v * ten[power];
        v = minus ? -v : v;
    } else {
        v = slow_decimal(text, len);
    }
    if (!isfinite(v))
        return false;
    *value = v;
    return true;
}

enum qn_status qn_rows_real(struct qn_rows_reader *r, const char *what, double *value,
                            struct qn_err *err)
{
    struct qn_token token = qn_rows_token(r);
    if (token.len && qn_rows_decimal(token.text, token.len, value))
        return QN_OK;
    return refuse(r, QN_T_WEATHER_NUMBER, what, token, err);
}

enum qn_status qn_rows_integer(struct qn_rows_reader *r, const char *what, int *value,
                               struct qn_err *err)
{
    struct qn_token token = qn_rows_token(r);
    bool sign = token.len && (*token.text == '-' || *token.text == '+');
    int v = 0;
    if (token.len <= sign || token.len > (size_t)INTEGER_DIGITS + sign)
        return refuse(r, QN_T_WEATHER_INTEGER, what, token, err);
    for (size_t i = sign; i < token.len; i++) {
        if (token.text[i] < '0' || token.text[i] > '9')
            return refuse(r, QN_T_WEATHER_INTEGER, what, token, err);
        v = v * 10 + (token.text[i] - '0');
    }
    *value = sign && *token.text == '-' ? -v : v;
    return QN_OK;
}

enum qn_status qn_rows_within(struct qn_rows_reader *r, const char *what, int least, int most,
                              int *value, struct qn_err *err)
{
    int v = 0;
    enum qn_status st = qn_rows_integer(r, what, &v, err);
    if (st)
        return st;
    if (v >= least && v <= most) {
        *value = v;
        return QN_OK;
    }
    char have[QN_NUM_TEXT_CAP], low[QN_NUM_TEXT_CAP], high[QN_NUM_TEXT_CAP];
    char place[QN_ROWS_PLACE_CAP];
    return qn_fail(err, QN_E_DOMAIN, qn_rows_place(r, r->field, place), QN_T_WEATHER_RANGE, what,
                   qn_num_text(v, have), qn_num_text(least, low), qn_num_text(most, high));
}
