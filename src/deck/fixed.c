/* Numbers as Fortran prints them, fast: a run may print 10^8 values. */
#include "deck/fixed.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA_BITS 52
#define EXPONENT_ALL 0x7ff
#define DECIMALS_MAX 8

__extension__ typedef unsigned __int128 wide;

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

static void stars(char *out, unsigned width)
{
    memset(out, '*', width);
}

/* A word right-justified, or asterisks. */
static void word(char *out, unsigned width, const char *text)
{
    size_t n = strlen(text);
    if (n > width) {
        stars(out, width);
        return;
    }
    memset(out, ' ', width - n);
    memcpy(out + width - n, text, n);
}

static void not_finite(char *out, double value, unsigned width)
{
    if (isnan(value))
        word(out, width, "NaN");
    else if (value < 0)
        word(out, width, width >= 9 ? "-Infinity" : "-Inf");
    else
        word(out, width, width >= 8 ? "Infinity" : "Inf");
}

/* |value| times 10^decimals as an integer, the exact product rounded to nearest, ties to even.
 * False where it passes 64 bits. */
static int scale(uint64_t bits, unsigned decimals, uint64_t *scaled)
{
    static const uint64_t power[DECIMALS_MAX + 1] = {1,      10,      100,      1000,     10000,
                                                     100000, 1000000, 10000000, 100000000};
    int exponent = (int)(bits >> MANTISSA_BITS & EXPONENT_ALL);
    uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    if (exponent)
        mantissa |= (uint64_t)1 << MANTISSA_BITS;
    else
        exponent = 1;
    int shift = 1075 - exponent; /* value = mantissa / 2^shift */
    wide product = (wide)mantissa * power[decimals];
    if (shift <= 0) {
        if (shift < -10)
            return 0;
        product <<= -shift;
    } else if (shift > 100) {
        product = 0; /* less than half of the last place */
    } else {
        wide rest = product & (((wide)1 << shift) - 1), half = (wide)1 << (shift - 1);
        product >>= shift;
        product += rest > half || (rest == half && (product & 1));
    }
    *scaled = (uint64_t)product;
    return product >> 64 == 0;
}

/* Digits of v from `end` backwards, at least one. Returns where they begin. */
static char *digits(char *end, uint64_t v)
{
    while (v >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (v % 100), 2);
        v /= 100;
    }
    if (v >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * v, 2);
    } else {
        *--end = (char)('0' + v);
    }
    return end;
}

void qn_fixed_write(char *out, double value, unsigned width, unsigned decimals)
{
    uint64_t bits, scaled;
    memcpy(&bits, &value, sizeof bits);
    if (!isfinite(value)) {
        not_finite(out, value, width);
        return;
    }
    if (!scale(bits & ~((uint64_t)1 << 63), decimals, &scaled)) {
        stars(out, width);
        return;
    }
    char text[32], *end = text + sizeof text;
    char *at = digits(end, scaled);
    while ((size_t)(end - at) < decimals + 1)
        *--at = '0';
    size_t whole = (size_t)(end - at) - decimals; /* digits before the point */
    size_t sign = bits >> 63;
    if (sign + whole + 1 + decimals > width && whole == 1 && *at == '0') {
        at++;
        whole = 0;
    }
    size_t n = sign + whole + 1 + decimals;
    if (n > width) {
        stars(out, width);
        return;
    }
    memset(out, ' ', width - n);
    char *to = out + width - n;
    if (sign)
        *to++ = '-';
    memcpy(to, at, whole);
    to[whole] = '.';
    memcpy(to + whole + 1, at + whole, decimals);
}

void qn_expo_write(char out[QN_EXPO_WIDTH], double value)
{
    if (!isfinite(value)) {
        not_finite(out, value, QN_EXPO_WIDTH);
        return;
    }
    char text[32]; /* "-d.ddddde+xxx" */
    snprintf(text, sizeof text, "%.5e", fabs(value));
    long exponent = strtol(text + 8, NULL, 10) + (value != 0);
    memset(out, ' ', QN_EXPO_WIDTH);
    if (signbit(value))
        out[0] = '-';
    memcpy(out + 1, "0.", 2);
    out[3] = text[0];
    memcpy(out + 4, text + 2, 5);
    char *to = out + 9;
    if (labs(exponent) < 100)
        *to++ = 'E';
    *to++ = exponent < 0 ? '-' : '+';
    qn_integer_write(to, labs(exponent), (unsigned)(out + QN_EXPO_WIDTH - to), '0');
}

void qn_integer_write(char *out, long value, unsigned width, char pad)
{
    char text[32], *end = text + sizeof text;
    uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    char *at = digits(end, magnitude);
    size_t n = (size_t)(end - at), sign = value < 0;
    if (sign + n > width) {
        stars(out, width);
        return;
    }
    memset(out, pad, width - n);
    if (sign)
        out[pad == '0' ? 0 : width - n - 1] = '-';
    memcpy(out + width - n, at, n);
}

void qn_general_write(char out[12], double value)
{
    double size = fabs(value);
    if (!isfinite(value)) {
        not_finite(out, value, 12);
        return;
    }
    memset(out, ' ', 12);
    if (size == 0) {
        qn_fixed_write(out, value, 8, 3);
        return;
    }
    char text[32], whole[40];
    snprintf(text, sizeof text, "%.3e", size); /* four significant digits */
    long exponent = strtol(text + 6, NULL, 10) + 1;
    if (exponent >= 0 && exponent <= 4) {
        int n = snprintf(whole, sizeof whole, "%8.*f", (int)(4 - exponent), value);
        if (exponent == 4)
            n = snprintf(whole, sizeof whole, "%7.0f.", value);
        memcpy(out, whole, n > 8 ? 8 : (size_t)n);
        return;
    }
    int n = snprintf(whole, sizeof whole, "%s0.%c%.3sE%c%02ld", value < 0 ? "-" : "", text[0],
                     text + 2, exponent < 0 ? '-' : '+', labs(exponent));
    if (n <= 12)
        memcpy(out + 12 - n, whole, (size_t)n);
    else
        stars(out, 12);
}
