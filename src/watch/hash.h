/* A fast keyed hash of bytes for tables and windows in memory; never written anywhere. */
#ifndef QN_WATCH_HASH_H
#define QN_WATCH_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t qn_hash_mix(uint64_t a, uint64_t b)
{
    a ^= b;
    a *= 0x9FB21C651E98DF25u;
    a ^= a >> 32;
    a *= 0xD6E8FEB86659FD93u;
    return a ^ (a >> 29);
}

static inline uint64_t qn_hash(uint64_t seed, const void *p, size_t n)
{
    const unsigned char *at = p;
    uint64_t h = qn_hash_mix(seed, n), word;
    for (; n >= 8; at += 8, n -= 8) {
        memcpy(&word, at, 8);
        h = qn_hash_mix(h, word);
    }
    word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)at[i] << (8 * i);
    return qn_hash_mix(h, word);
}

#endif
