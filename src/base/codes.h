/* Codes with a check: enterprise code, division code. */
#ifndef QN_BASE_CODES_H
#define QN_BASE_CODES_H

#include <stdbool.h>
#include <stddef.h>

enum qn_code_fault {
    QN_CODE_OK = 0,
    QN_CODE_LENGTH,    /* wrong number of characters */
    QN_CODE_CHARACTER, /* a character the code may not hold */
    QN_CODE_CHECK,     /* the check digit does not agree */
    QN_CODE_DIVISION,  /* the division part is not a division */
};

/* Unified social credit code of enterprises, GB 32100-2015: 18 characters of 0-9 A-Z without
 * I O S V Z, check character by ISO/IEC 7064 mod 31; characters 3..8 are a GB/T 2260 division.
 * *expected: the right check character (on QN_CODE_CHECK). Lower case is accepted. */
enum qn_code_fault qn_uscc_check(const char *s, size_t n, char *expected);

/* Division code, GB/T 2260: six digits whose first two are a province-level division. */
enum qn_code_fault qn_division_check(const char *s, size_t n);

/* True where division `part` lies inside `whole`: 141002 in 141000 in 140000. */
bool qn_division_within(const char *part, const char *whole);

#endif
