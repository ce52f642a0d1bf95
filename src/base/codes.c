#include "base/codes.h"

#include <string.h>

#define USCC_LEN 18
#define DIVISION_LEN 6
#define MODULUS 31

/* GB 32100-2015, table of character values: position is the value 0..30. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int value_of(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* Province-level divisions of GB/T 2260 by their first two digits. */
static bool is_province(int two_digits)
{
    static const unsigned char province[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                             35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                             53, 54, 61, 62, 63, 64, 65, 71, 81, 82};
    for (size_t i = 0; i < sizeof province; i++)
        if (province[i] == two_digits)
            return true;
    return false;
}

enum qn_code_fault qn_division_check(const char *s, size_t n)
{
    if (n != DIVISION_LEN)
        return QN_CODE_LENGTH;
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9')
            return QN_CODE_CHARACTER;
    return is_province((s[0] - '0') * 10 + (s[1] - '0')) ? QN_CODE_OK : QN_CODE_DIVISION;
}

/* Bodies registered with the national authority carry 100000, which GB/T 2260 gives to no place. */
static bool is_registrar(const char *s)
{
    return memcmp(s, "100000", DIVISION_LEN) == 0 ||
           qn_division_check(s, DIVISION_LEN) == QN_CODE_OK;
}

/* Check character of a unified social credit code.
 *
 * Method  GB 32100-2015, 6: C18 = 31 - (sum of C_i * 3^(i-1) over i = 1..17) mod 31, 31 read as 0
 * Check   91100000100003962T, by hand
 *         weights     1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30  28
 *         characters  9 1 1  0  0  0  0  0  1  0  0  0 0  3  9  6   2
 *         products    9 3 9  0  0  0  0  0 20  0  0  0 0 72 90 180 56, sum 439 = 14 * 31 + 5
 *         31 - 5 = 26 = T
 */
enum qn_code_fault qn_uscc_check(const char *s, size_t n, char *expected)
{
    if (n != USCC_LEN)
        return QN_CODE_LENGTH;
    int sum = 0, weight = 1;
    for (size_t i = 0; i < n; i++) {
        int value = value_of(s[i]);
        if (value < 0)
            return QN_CODE_CHARACTER;
        if (i + 1 < n)
            sum += value * weight;
        weight = weight * 3 % MODULUS;
    }
    int check = (MODULUS - sum % MODULUS) % MODULUS;
    if (value_of(s[n - 1]) != check) {
        if (expected)
            *expected = alphabet[check];
        return QN_CODE_CHECK;
    }
    return is_registrar(s + 2) ? QN_CODE_OK : QN_CODE_DIVISION;
}

bool qn_division_within(const char *part, const char *whole)
{
    if (qn_division_check(part, strlen(part)) || qn_division_check(whole, strlen(whole)))
        return false;
    size_t level = strcmp(whole + 2, "0000") == 0 ? 2 : strcmp(whole + 4, "00") == 0 ? 4 : 6;
    return memcmp(part, whole, level) == 0;
}
