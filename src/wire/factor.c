/* Factors, by code and by code of 2005. */
#include <string.h>

#include "wire/internal.h"

enum { CODE_MAX = 8 };

const struct qn_212_factor qn_212_factors[] = {
#define FACTOR(code, code_2005, zh, en, unit, digits, decimals)                                    \
    {#code, code_2005, {zh, en}, unit, digits, decimals},
#include "wire/factor.def"
#undef FACTOR
    {NULL, NULL, {NULL, NULL}, NULL, 0, 0},
};

enum {
#define FACTOR(code, code_2005, zh, en, unit, digits, decimals) F_##code,
#include "wire/factor.def"
#undef FACTOR
    FACTORS
};

/* In order of the text. */
static const struct {
    char code[4];
    uint16_t at;
} by_2005[] = {
    {"001", F_w01001}, {"003", F_w01012}, {"01", F_a34013},  {"010", F_w01017}, {"011", F_w01018},
    {"02", F_a21026},  {"03", F_a21002},  {"04", F_a21005},  {"05", F_a21028},  {"06", F_a21018},
    {"060", F_w21003}, {"065", F_w21001}, {"07", F_a21017},  {"08", F_a21024},  {"09", F_a34038},
    {"10", F_a21001},  {"101", F_w21011}, {"11", F_a21022},  {"12", F_a99051},  {"13", F_a30022},
    {"14", F_a34039},  {"15", F_a34040},  {"17", F_a25003},  {"18", F_a25005},  {"19", F_a31001},
    {"20", F_a25044},  {"21", F_a26001},  {"22", F_a25023},  {"23", F_a25010},  {"24", F_a99049},
    {"25", F_a24087},  {"26", F_a31002},  {"27", F_a23001},  {"28", F_a30001},  {"29", F_a24046},
    {"30", F_a05001},  {"31", F_a20057},  {"32", F_a20043},  {"33", F_a20025},  {"34", F_a20091},
    {"35", F_a20063},  {"36", F_a20016},  {"37", F_a01010},  {"B01", F_w00000}, {"B02", F_a00000},
    {"S01", F_a19001}, {"S02", F_a01011}, {"S03", F_a01012}, {"S04", F_a01017}, {"S05", F_a01014},
    {"S06", F_a01015}, {"S07", F_a01016}, {"S08", F_a01013},
};
enum { CODES_2005 = sizeof by_2005 / sizeof by_2005[0] };

/* Order of a span and a text that ends with NUL. */
static int compare(struct qn_212_span s, const char *text)
{
    size_t n = strlen(text), least = s.n < n ? s.n : n;
    int order = memcmp(s.p, text, least);
    return order ? order : (s.n > n) - (s.n < n);
}

static const struct qn_212_factor *of_2017(struct qn_212_span code)
{
    size_t low = 0, high = FACTORS;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = compare(code, qn_212_factors[mid].code);
        if (order == 0)
            return &qn_212_factors[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

static const struct qn_212_factor *of_2005(struct qn_212_span code)
{
    size_t low = 0, high = CODES_2005;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = compare(code, by_2005[mid].code);
        if (order == 0)
            return &qn_212_factors[by_2005[mid].at];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* Figures of the device behind the code: g20801, i33312. */
static const struct qn_212_factor *of_numbered(struct qn_212_span code)
{
    uint32_t n = code.p[0] == 'i' ? 5 : 4;
    bool numbered = code.n == 6 && (code.p[0] == 'e' || code.p[0] == 'g' ||
                                    (code.p[0] == 'i' && memcmp(code.p, "i333", 4) == 0));
    for (uint32_t i = n; numbered && i < code.n; i++)
        numbered = qn_212_is_digit(code.p[i]);
    return numbered ? of_2017((struct qn_212_span){code.p, n}) : NULL;
}

const struct qn_212_factor *qn_212_factor_of(struct qn_212_span code)
{
    char small[CODE_MAX];
    if (code.n == 0 || code.n > CODE_MAX)
        return NULL;
    if (code.p[0] == 'I') { /* as the annex prints I33400 */
        memcpy(small, code.p, code.n);
        small[0] = 'i';
        code.p = small;
    }
    const struct qn_212_factor *f = of_2017(code);
    if (!f)
        f = of_2005(code);
    return f ? f : of_numbered(code);
}
