#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[QN_T_COUNT][QN_LANG_COUNT] = {
    [QN_T_NONE] = {"", ""},
#define QN_TEXT(name, zh, en) [QN_T_##name] = {zh, en},
#include "base/text/catalogue.def"
#undef QN_TEXT
};

const char *qn_text(enum qn_lang lang, enum qn_text_id id)
{
    return texts[id][lang];
}

/* Largest m <= n that does not cut a UTF-8 character. */
static size_t whole_chars(const char *s, size_t n)
{
    while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static size_t put(char *out, size_t cap, size_t len, const char *s, size_t n)
{
    size_t room = cap - 1 - len;
    if (n > room)
        n = whole_chars(s, room);
    memcpy(out + len, s, n);
    return len + n;
}

size_t qn_template_format(const char *tmpl, const char *const *args, size_t n, char *out,
                          size_t cap)
{
    size_t len = 0;
    for (const char *p = tmpl; *p;) {
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
            size_t i = (size_t)(p[1] - '0');
            size_t arg_len = i < n && args[i] ? strlen(args[i]) : 0, before = len;
            if (arg_len)
                len = put(out, cap, len, args[i], arg_len);
            if (len - before < arg_len)
                break; /* cut: nothing may follow */
            p += 3;
            continue;
        }
        if (p[0] == '{' && p[1] == '{')
            p++;
        size_t run = 1 + strcspn(p + 1, "{");
        size_t before = len;
        len = put(out, cap, len, p, run);
        if (len - before < run)
            break;
        p += run;
    }
    out[len] = '\0';
    return len;
}

size_t qn_text_format(enum qn_lang lang, enum qn_text_id id, const char *const *args, size_t n,
                      char *out, size_t cap)
{
    return qn_template_format(qn_text(lang, id), args, n, out, cap);
}

size_t qn_text_take(va_list ap, const char **args, size_t cap)
{
    size_t n = 0;
    for (const char *s = va_arg(ap, const char *); s && n < cap; s = va_arg(ap, const char *))
        args[n++] = s;
    return n;
}

const char *qn_lang_tag(enum qn_lang lang)
{
    return lang == QN_ZH ? "zh" : "en";
}

/* "%.*g" without exponent where the magnitude allows. */
static void print_digits(double value, int digits, char out[QN_NUM_TEXT_CAP])
{
    double mag = fabs(value);
    if (mag != 0 && (mag < 1e-6 || mag >= 1e15)) {
        snprintf(out, QN_NUM_TEXT_CAP, "%.*g", digits, value);
        return;
    }
    int before = mag < 1 ? 1 : (int)floor(log10(mag)) + 1;
    int decimals = mag < 1 && mag > 0 ? digits - 1 - (int)floor(log10(mag)) : digits - before;
    if (decimals < 0)
        decimals = 0;
    snprintf(out, QN_NUM_TEXT_CAP, "%.*f", decimals, value);
    if (strchr(out, '.')) {
        size_t len = strlen(out);
        while (out[len - 1] == '0')
            out[--len] = '\0';
        if (out[len - 1] == '.')
            out[--len] = '\0';
    }
}

const char *qn_num_text(double value, char out[QN_NUM_TEXT_CAP])
{
    out[0] = '\0';
    if (isnan(value))
        return out;
    if (isinf(value)) {
        snprintf(out, QN_NUM_TEXT_CAP, "%s", value > 0 ? "inf" : "-inf");
        return out;
    }
    if (value == 0)
        value = 0; /* no "-0" */
    for (int digits = 6; digits <= 15; digits++) {
        print_digits(value, digits, out);
        if (!(fabs(strtod(out, NULL) - value) > 1e-12 * fabs(value)))
            break;
    }
    return out;
}
