/* Numbers as Fortran's F, E, I and G edit descriptors print them. Each writes exactly `width`
 * characters, no terminator; a number that does not fit becomes asterisks. */
#ifndef QN_DECK_FIXED_H
#define QN_DECK_FIXED_H

#include <stddef.h>

#define QN_FIXED_WIDTH_MAX 20
#define QN_EXPO_WIDTH 13

/* Fw.d: the exact value rounded to d decimals, ties to even.
 * Given     width 1-20, decimals 1-8
 * Check     0.125 with F13.2 -> "         0.12", 2.5e7 with F13.5 -> thirteen asterisks */
void qn_fixed_write(char *out, double value, unsigned width, unsigned decimals);

/* E13.6: " 0.123457E+03". */
void qn_expo_write(char out[QN_EXPO_WIDTH], double value);

/* Iw, right-justified; with zeros where pad is '0' (Iw.w). */
void qn_integer_write(char *out, long value, unsigned width, char pad);

/* G12.4: F where 0.1 <= |value| < 10000, else E. */
void qn_general_write(char out[12], double value);

#endif
