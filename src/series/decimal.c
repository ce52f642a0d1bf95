/* Decimal texts that come back exactly from an integer and a number of decimals. */
#include "series/columns.h"

#include <string.h>

int64_t qn_ten_to(uint8_t n)
{
    static const int64_t power[] = {1,
                                    10,
                                    100,
                                    1000,
                                    10000,
                                    100000,
                                    1000000,
                                    10000000,
                                    100000000,
                                    1000000000,
                                    10000000000,
                                    100000000000,
                                    1000000000000,
                                    10000000000000,
                                    100000000000000,
                                    1000000000000000,
                                    10000000000000000,
                                    100000000000000000,
                                    1000000000000000000};
    return power[n <= 18 ? n : 18];
}

/* Digits from *i on into *value; returns how many. */
static uint32_t take_digits(struct qn_212_span s, uint32_t *i, int64_t *value)
{
    uint32_t n = 0;
    while (*i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9' && n <= QN_BLOCK_MAX_DIGITS) {
        *value = *value * 10 + (s.p[*i] - '0');
        ++*i;
        n++;
    }
    return n;
}

bool qn_decimal_parse(struct qn_212_span s, int64_t *value, uint8_t *decimals, uint8_t *digits)
{
    uint32_t i = 0, behind = 0;
    int64_t v = 0;
    if (s.n > QN_BLOCK_MAX_DIGITS + 2)
        return false;
    bool negative = s.n > 0 && s.p[0] == '-';
    i = negative;
    uint32_t start = i, before = take_digits(s, &i, &v);
    if (before == 0 || (before > 1 && s.p[start] == '0'))
        return false;
    if (i < s.n && s.p[i] == '.') {
        i++;
        behind = take_digits(s, &i, &v);
        if (behind == 0 || behind > QN_BLOCK_MAX_DECIMALS)
            return false;
    }
    if (i != s.n || before + behind > QN_BLOCK_MAX_DIGITS || (negative && v == 0))
        return false;
    *value = negative ? -v : v;
    *decimals = (uint8_t)behind;
    *digits = (uint8_t)(before + behind);
    return true;
}

size_t qn_decimal_print(int64_t value, uint8_t decimals, char *out)
{
    char back[24];
    size_t n = 0, len = 0;
    uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    while (u > 0 || n <= decimals) {
        back[n++] = (char)('0' + u % 10);
        u /= 10;
    }
    if (value < 0)
        out[len++] = '-';
    while (n > 0) {
        if (n == decimals)
            out[len++] = '.';
        out[len++] = back[--n];
    }
    return len;
}

uint8_t qn_decimal_short(int64_t value, uint8_t scale)
{
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    return scale;
}
