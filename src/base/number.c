#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"

#define TEXT_MAX_BYTES 192
#define EXPONENT_LIMIT 99999 /* past it every double is 0 or infinite */

struct cursor {
    const char *p, *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool take(struct cursor *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
        return false;
    c->p += n;
    return true;
}

static bool take_end(struct cursor *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->p) < n || memcmp(c->end - n, word, n) != 0)
        return false;
    c->end -= n;
    return true;
}

/* Blanks at both ends: ASCII, and the no-break space (C2 A0) that web tables carry. */
static void trim(struct cursor *c)
{
    for (;;) {
        if (c->p < c->end && is_space(*c->p))
            c->p++;
        else if (c->p < c->end && is_space(c->end[-1]))
            c->end--;
        else if (!take(c, "\xC2\xA0") && !take_end(c, "\xC2\xA0"))
            return;
    }
}

static size_t digits_at(const struct cursor *c)
{
    size_t n = 0;
    while (c->p + n < c->end && is_digit(c->p[n]))
        n++;
    return n;
}

/* The number's own characters without grouping commas, ready for strtod. */
struct token {
    char text[TEXT_MAX_BYTES + 16];
    size_t len;
    long exponent;
    bool grouped;
};

static void copy(struct token *t, struct cursor *c, size_t n)
{
    memcpy(t->text + t->len, c->p, n);
    t->len += n;
    c->p += n;
}

/* Whole digits, perhaps in groups of three: 1,250 but not 1,25 nor 0,125 nor 1250,000. */
static bool take_whole(struct token *t, struct cursor *c, size_t *digits)
{
    size_t n = digits_at(c);
    bool may_group = n >= 1 && n <= 3 && *c->p != '0';
    copy(t, c, n);
    *digits = n;
    while (c->p < c->end && *c->p == ',') {
        c->p++;
        if (!may_group || digits_at(c) != 3)
            return false;
        copy(t, c, 3);
        *digits += 3;
        t->grouped = true;
    }
    return true;
}

/* e5, E+5, e-3; an e that no digit follows belongs to the unit. */
static void take_exponent(struct token *t, struct cursor *c)
{
    struct cursor at = *c;
    if (!take(&at, "e") && !take(&at, "E"))
        return;
    bool negative = take(&at, "-");
    if (!negative)
        (void)take(&at, "+");
    if (digits_at(&at) == 0)
        return;
    for (; at.p < at.end && is_digit(*at.p); at.p++)
        if (t->exponent < EXPONENT_LIMIT)
            t->exponent = t->exponent * 10 + (*at.p - '0');
    if (negative)
        t->exponent = -t->exponent;
    *c = at;
}

static bool take_token(struct token *t, struct cursor *c)
{
    *t = (struct token){.len = 0};
    if (take(c, "-") || take(c, "\xE2\x88\x92")) /* U+2212 minus */
        t->text[t->len++] = '-';
    else
        (void)take(c, "+");
    size_t whole = 0, fraction = 0;
    if (!take_whole(t, c, &whole))
        return false;
    if (c->p < c->end && *c->p == '.') {
        copy(t, c, 1);
        fraction = digits_at(c);
        copy(t, c, fraction);
    }
    if (whole + fraction == 0)
        return false;
    take_exponent(t, c);
    return true;
}

/* Scale words behind the number. They shift the decimal exponent, so that 0.07万 reads as 700 and
 * not as 0.07 * 10000. */
static void take_scale(struct token *t, struct cursor *c, unsigned *flags)
{
    trim(c);
    if (take(c, "余") || take(c, "多"))
        *flags |= QN_NUM_APPROX;
    trim(c);
    if (take(c, "万")) {
        *flags |= QN_NUM_WAN;
        t->exponent += 4;
    }
    if (take(c, "亿")) {
        *flags |= QN_NUM_YI;
        t->exponent += 8;
    }
    if ((*flags & (QN_NUM_WAN | QN_NUM_YI)) && (take(c, "余") || take(c, "多")))
        *flags |= QN_NUM_APPROX;
    trim(c);
}

/* A unit begins with a letter or a character beyond ASCII, and holds digits only behind a letter
 * or ^ (m3, s^-1): so 3-5, 3至5, 3 5, 1.2.3 and 12:30 are not a number with a unit. */
static bool is_unit(const struct cursor *c)
{
    for (const char *p = c->p; p < c->end; p++) {
        unsigned char u = (unsigned char)*p;
        if (u < 0x20 || u == 0x7F)
            return false;
        if (p == c->p) {
            if (u < 0x80 && !is_letter(*p))
                return false;
            continue;
        }
        bool after_caret = p[-1] == '^' || (p[-1] == '-' && p - c->p >= 2 && p[-2] == '^');
        bool after_digit = is_digit(p[-1]); /* which was itself allowed */
        if (is_digit(*p) && !is_letter(p[-1]) && !after_caret && !after_digit)
            return false;
    }
    return true;
}

/* Everything behind the number. */
static bool take_rest(struct token *t, struct cursor *c, struct qn_number *out)
{
    bool hexadecimal =
        c->p < c->end && (*c->p == 'x' || *c->p == 'X') && t->len > 0 && t->text[t->len - 1] == '0';
    if (hexadecimal)
        return false;
    take_scale(t, c, &out->flags);
    if (take_end(c, "左右"))
        out->flags |= QN_NUM_APPROX;
    trim(c);
    if (take(c, "%"))
        out->flags |= QN_NUM_PERCENT;
    trim(c);
    size_t n = (size_t)(c->end - c->p);
    if (n == 0)
        return true;
    if (n >= sizeof out->unit || !is_unit(c))
        return false;
    memcpy(out->unit, c->p, n);
    out->unit[n] = '\0';
    out->flags |= QN_NUM_UNIT;
    return true;
}

static double token_value(struct token *t)
{
    if (t->exponent == 0)
        t->text[t->len] = '\0';
    else
        snprintf(t->text + t->len, sizeof t->text - t->len, "e%ld", t->exponent);
    return strtod(t->text, NULL);
}

static bool read_number(struct cursor *c, struct token *t, struct qn_number *out)
{
    trim(c);
    if (take(c, "约") || take(c, "~") || take(c, "≈"))
        out->flags |= QN_NUM_APPROX;
    trim(c);
    if (!take_token(t, c) || !take_rest(t, c, out))
        return false;
    if (t->grouped)
        out->flags |= QN_NUM_COMMA;
    return true;
}

enum qn_status qn_number_parse(const char *s, size_t n, struct qn_number *out, struct qn_err *err)
{
    char text[TEXT_MAX_BYTES + 1];
    struct cursor c = {s, s + n};
    trim(&c);
    size_t all = (size_t)(c.end - c.p), len = all < TEXT_MAX_BYTES ? all : TEXT_MAX_BYTES;
    memcpy(text, c.p, len);
    text[len] = '\0';
    if (len < all)
        return qn_fail(err, QN_E_SYNTAX, NULL, QN_T_NUMBER_SYNTAX, text);
    struct qn_number got = {.flags = 0};
    int folded = 0;
    len = qn_fold_width(text, len, &folded);
    if (folded)
        got.flags |= QN_NUM_FULLWIDTH;
    c = (struct cursor){text, text + len};
    struct token t;
    if (!read_number(&c, &t, &got))
        return qn_fail(err, QN_E_SYNTAX, NULL, QN_T_NUMBER_SYNTAX, text);
    got.value = token_value(&t);
    if (!isfinite(got.value))
        return qn_fail(err, QN_E_SYNTAX, NULL, QN_T_NUMBER_TOO_LARGE, text);
    *out = got;
    return QN_OK;
}
