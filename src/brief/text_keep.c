#include <string.h>

#include "base/encoding.h"
#include "brief/doc_priv.h"

#define REPLACEMENT 0xFFFDu

size_t qn_char_next(const char *s, unsigned *cp)
{
    size_t pos = 0, n = strnlen(s, 4);
    if (n == 0)
        return 0;
    *cp = qn_utf8_next(s, n, &pos);
    return pos;
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
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n) {
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
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n)
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
