#include <string.h>

#include "brief/doc_priv.h"

#define REPLACEMENT 0xFFFDu

/* Bytes of a sequence by its first byte, 0 if it cannot begin one. */
static size_t sequence_bytes(unsigned char c)
{
    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF)
        return 2;
    if (c >= 0xE0 && c <= 0xEF)
        return 3;
    if (c >= 0xF0 && c <= 0xF4)
        return 4;
    return 0;
}

size_t qn_utf8_next(const char *s, unsigned *cp)
{
    static const unsigned least[5] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned char c = (unsigned char)s[0];
    if (c == 0)
        return 0;
    size_t n = sequence_bytes(c);
    *cp = REPLACEMENT;
    if (n == 0)
        return 1;
    unsigned value = c & mask[n];
    for (size_t i = 1; i < n; i++) {
        unsigned char next = (unsigned char)s[i];
        if ((next & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (next & 0x3Fu);
    }
    if (value < least[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 1;
    *cp = value;
    return n;
}

static int is_space(unsigned cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029;
}

/* Characters that print nothing and can hide or reorder what does. */
static int is_hidden(unsigned cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF || (cp & 0xFFFE) == 0xFFFE ||
           (cp >= 0xFDD0 && cp <= 0xFDEF);
}

/* Writes at most 3 bytes for each byte of s. */
static size_t clean(const char *s, char *out)
{
    size_t len = 0;
    unsigned cp = 0;
    for (size_t n; (n = qn_utf8_next(s, &cp)) > 0; s += n) {
        if (cp == REPLACEMENT) {
            memcpy(out + len, "\xEF\xBF\xBD", 3);
            len += 3;
        } else if (is_space(cp)) {
            out[len++] = ' ';
        } else if (!is_hidden(cp)) {
            memcpy(out + len, s, n);
            len += n;
        }
    }
    out[len] = '\0';
    return len;
}

/* Bytes clean() will write. */
static size_t clean_bytes(const char *s)
{
    size_t broken = 0, len = strlen(s);
    unsigned cp = 0;
    for (size_t n; (n = qn_utf8_next(s, &cp)) > 0; s += n)
        broken += cp == REPLACEMENT;
    return len + 2 * broken;
}

const char *qn_text_keep(struct qn_arena *a, const char *s, int *failed)
{
    if (!s || !*s)
        return "";
    char *kept = qn_arena_alloc(a, clean_bytes(s) + 1, NULL);
    if (!kept) {
        *failed = 1;
        return "";
    }
    clean(s, kept);
    return kept;
}

void *qn_arena_grow(struct qn_arena *a, const void *old, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 4;
    if (more > a->max / size)
        return NULL;
    void *p = qn_arena_alloc(a, more * size, NULL);
    if (!p)
        return NULL;
    if (n)
        memcpy(p, old, n * size);
    *cap = more;
    return p;
}
