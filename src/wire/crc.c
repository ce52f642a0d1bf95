/* Checksums.
 *
 * A step of the standard's CRC keeps only the upper byte s of its register: crc = T[s ^ b], with
 * T[x] = x << 6 ^ x << 7 ^ (parity of x) * 0xC001, the table of the polynomial 0xA001. T is linear
 * over GF(2), so s' = L(s ^ b) with L the upper byte of T; and L has order 8: eight steps change
 * nothing. Bytes eight apart therefore weigh the same, and the sum of a text is that of its eight
 * columns, each the exclusive or of every eighth byte.
 */
#include <string.h>

#include "wire/internal.h"

enum { COLUMNS = 8 };

static uint16_t step(unsigned x)
{
    unsigned parity = x ^ x >> 4;
    parity ^= parity >> 2;
    parity ^= parity >> 1;
    return (uint16_t)(x << 6 ^ x << 7 ^ (parity & 1u) * 0xC001u);
}

/* Given     p, n  bytes
 * Returned  the CRC of HJ 212
 * Method    HJ 212-2017 appendix A, by columns (above)
 * Check     appendix A's segment of 101 bytes -> 0x1C80
 */
uint16_t qn_212_crc(const void *p, size_t n)
{
    const unsigned char *b = p;
    unsigned char column[COLUMNS] = {0};
    size_t head = n % COLUMNS;
    unsigned s = 0xFF;
    uint16_t crc = 0xFFFF;
    for (size_t i = 0; i < head; i++) {
        crc = step(s ^ b[i]);
        s = crc >> 8;
    }
    if (n == head)
        return crc;
    uint64_t sum = 0, sum2 = 0, word[2];
    size_t i = head;
    for (; i + 2 * COLUMNS <= n; i += 2 * COLUMNS) {
        memcpy(word, b + i, sizeof word);
        sum ^= word[0];
        sum2 ^= word[1];
    }
    if (i < n) {
        memcpy(word, b + i, COLUMNS);
        sum ^= word[0];
    }
    sum ^= sum2;
    memcpy(column, &sum, sizeof column);
    for (size_t c = 0; c < COLUMNS; c++) {
        crc = step(s ^ column[c]);
        s = crc >> 8;
    }
    return crc;
}

/* Given     p, n  bytes
 * Returned  CRC-16/MODBUS
 * Method    MODBUS over serial line V1.02, 6.2.2
 * Check     "123456789" -> 0x4B37
 */
uint16_t qn_212_crc_modbus(const void *p, size_t n)
{
    const unsigned char *b = p;
    uint16_t crc = 0xFFFF;
    for (size_t i = 0; i < n; i++)
        crc = (uint16_t)(crc >> 8 ^ step((crc ^ b[i]) & 0xFFu));
    return crc;
}
