#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#define DETECT_BYTES ((size_t)64 * 1024)
#define CHUNK_BYTES 16384
#define LOW_BITS 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u

static const char utf8_bom[] = "\xEF\xBB\xBF";

const char *qn_encoding_name(enum qn_encoding enc)
{
    static const char *const names[QN_ENC_COUNT] = {
        [QN_ENC_UTF8] = "UTF-8",       [QN_ENC_UTF8_BOM] = "UTF-8 BOM",
        [QN_ENC_UTF16LE] = "UTF-16LE", [QN_ENC_UTF16BE] = "UTF-16BE",
        [QN_ENC_GB18030] = "GB18030",
    };
    return (unsigned)enc < QN_ENC_COUNT ? names[enc] : "?";
}

static int starts_with(const unsigned char *p, size_t n, const char *mark, size_t mark_len)
{
    return n >= mark_len && memcmp(p, mark, mark_len) == 0;
}

/* UTF-16 without BOM: separators, digits and line ends leave a zero in every other byte, while
 * text in the other encodings has none. A stray zero is not enough: one character in forty must
 * be Latin, and the zeros must lie on one side. Returns QN_ENC_COUNT where it is not UTF-16. */
static enum qn_encoding detect_utf16(const unsigned char *p, size_t n)
{
    if (n > DETECT_BYTES)
        n = DETECT_BYTES;
    if (n < 2 || !memchr(p, 0, n))
        return QN_ENC_COUNT;
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        zeros[i & 1] += p[i] == 0;
    size_t most = zeros[zeros[1] > zeros[0]], least = zeros[zeros[1] <= zeros[0]];
    if (most * 40 < n / 2 || least > most / 4)
        return QN_ENC_COUNT;
    return zeros[1] > zeros[0] ? QN_ENC_UTF16LE : QN_ENC_UTF16BE;
}

enum qn_encoding qn_encoding_detect(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    if (starts_with(p, n, utf8_bom, 3))
        return QN_ENC_UTF8_BOM;
    if (starts_with(p, n, "\xFF\xFE", 2))
        return QN_ENC_UTF16LE;
    if (starts_with(p, n, "\xFE\xFF", 2))
        return QN_ENC_UTF16BE;
    enum qn_encoding utf16 = detect_utf16(p, n);
    if (utf16 != QN_ENC_COUNT)
        return utf16;
    return qn_utf8_valid(bytes, n, NULL) ? QN_ENC_UTF8 : QN_ENC_GB18030;
}

/* Length of the well-formed sequence at p (Unicode 15, table 3-7), or 0; *cp its code point. */
static size_t sequence(const unsigned char *p, size_t n, unsigned *cp)
{
    unsigned c = p[0];
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    size_t len = c >= 0xC2 && c <= 0xDF   ? 2
                 : (c & 0xF0) == 0xE0     ? 3
                 : c >= 0xF0 && c <= 0xF4 ? 4
                                          : 0;
    if (len == 0 || len > n)
        return 0;
    unsigned value = c & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (p[i] & 0x3Fu);
    }
    if ((len == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) ||
        (len == 4 && (value < 0x10000 || value > 0x10FFFF)))
        return 0;
    *cp = value;
    return len;
}

/* Bytes at p that are ASCII without NUL, in steps of eight. */
static size_t plain_run(const unsigned char *p, size_t n)
{
    size_t i = 0;
    for (uint64_t w; i + 8 <= n; i += 8) {
        memcpy(&w, p + i, 8);
        if ((w & HIGH_BITS) || ((w - LOW_BITS) & ~w & HIGH_BITS))
            break;
    }
    return i;
}

int qn_utf8_valid(const char *s, size_t n, size_t *bad_offset)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < n;) {
        if (p[i] < 0x80)
            i += plain_run(p + i, n - i);
        if (i == n)
            break;
        unsigned cp;
        size_t len = sequence(p + i, n - i, &cp);
        if (len == 0 || cp == 0) {
            if (bad_offset)
                *bad_offset = i;
            return 0;
        }
        i += len;
    }
    return 1;
}

unsigned qn_utf8_next(const char *s, size_t n, size_t *pos)
{
    unsigned cp;
    size_t len = sequence((const unsigned char *)s + *pos, n - *pos, &cp);
    *pos += len ? len : 1;
    return len ? cp : 0xFFFD;
}

static enum qn_status refuse(struct qn_err *err, enum qn_text_id id, enum qn_encoding enc,
                             size_t offset, size_t *bad_offset)
{
    char at[QN_NUM_TEXT_CAP];
    if (bad_offset)
        *bad_offset = offset;
    return qn_fail(err, QN_E_SYNTAX, NULL, id, qn_encoding_name(enc),
                   qn_num_text((double)offset, at));
}

static enum qn_status decode_utf8(const char *s, size_t n, enum qn_encoding enc, struct qn_buf *out,
                                  size_t *bad_offset, struct qn_err *err)
{
    size_t bad = 0;
    if (!qn_utf8_valid(s, n, &bad))
        return refuse(err, s[bad] == '\0' ? QN_T_DECODE_NUL : QN_T_DECODE_BAD, enc, bad,
                      bad_offset);
    size_t bom = starts_with((const unsigned char *)s, n, utf8_bom, 3) ? 3 : 0;
    return qn_buf_append(out, s + bom, n - bom, err);
}

/* Offset of the first NUL character, or n. In GB18030 no character but NUL holds a zero byte. */
static size_t find_nul(const char *s, size_t n, enum qn_encoding enc)
{
    if (enc == QN_ENC_GB18030) {
        const char *nul = n ? memchr(s, 0, n) : NULL;
        return nul ? (size_t)(nul - s) : n;
    }
    for (size_t i = 0; i + 2 <= n; i += 2)
        if (s[i] == 0 && s[i + 1] == 0)
            return i;
    return n;
}

static size_t bom_len(const char *s, size_t n, enum qn_encoding enc)
{
    const unsigned char *p = (const unsigned char *)s;
    switch (enc) {
    case QN_ENC_UTF16LE:
        return starts_with(p, n, "\xFF\xFE", 2) ? 2 : 0;
    case QN_ENC_UTF16BE:
        return starts_with(p, n, "\xFE\xFF", 2) ? 2 : 0;
    case QN_ENC_GB18030:
        return starts_with(p, n, "\x84\x31\x95\x33", 4) ? 4 : 0;
    default:
        return 0;
    }
}

/* Through iconv in chunks. *stop: offset at which the input could not be read on, or n. */
static enum qn_status convert(iconv_t cd, const char *s, size_t n, struct qn_buf *out, size_t *stop,
                              struct qn_err *err)
{
    /* POSIX takes char ** and never writes the input. */
    union {
        const char *in;
        char *bytes;
    } p = {s};
    size_t left = n;
    while (left > 0) {
        char chunk[CHUNK_BYTES];
        char *q = chunk;
        size_t room = sizeof chunk;
        errno = 0;
        size_t done = iconv(cd, &p.bytes, &left, &q, &room);
        int failed = done == (size_t)-1 && errno != E2BIG;
        enum qn_status st = qn_buf_append(out, chunk, sizeof chunk - room, err);
        if (st)
            return st;
        if (failed)
            break;
    }
    *stop = n - left;
    return QN_OK;
}

static enum qn_status decode_iconv(const char *s, size_t n, enum qn_encoding enc,
                                   struct qn_buf *out, size_t *bad_offset, struct qn_err *err)
{
    iconv_t cd = iconv_open("UTF-8", qn_encoding_name(enc));
    if ((intptr_t)cd == -1) { /* iconv_open's failure value is (iconv_t)-1 */
        char reason[128] = "?";
        enum qn_status code = errno == ENOMEM ? QN_E_NOMEM : QN_E_UNSUPPORTED;
        (void)strerror_r(errno, reason, sizeof reason);
        return qn_fail(err, code, NULL, QN_T_DECODE_UNSUPPORTED, qn_encoding_name(enc), reason);
    }
    size_t start = out->len;
    size_t skip = bom_len(s, n, enc), stop = 0;
    size_t end = skip + find_nul(s + skip, n - skip, enc);
    enum qn_status st = convert(cd, s + skip, end - skip, out, &stop, err);
    stop += skip;
    iconv_close(cd);
    if (!st && stop < end)
        st = refuse(err, QN_T_DECODE_BAD, enc, stop, bad_offset);
    else if (!st && end < n)
        st = refuse(err, QN_T_DECODE_NUL, enc, end, bad_offset);
    size_t bad = 0; /* what iconv lets through is judged by our own rule */
    if (!st && !qn_utf8_valid(out->data ? out->data + start : "", out->len - start, &bad))
        st = refuse(err, QN_T_DECODE_BAD, enc, end, bad_offset);
    if (st && out->data) {
        out->len = start;
        out->data[start] = '\0';
    }
    return st;
}

enum qn_status qn_decode(const void *bytes, size_t n, enum qn_encoding enc, struct qn_buf *out,
                         size_t *bad_offset, struct qn_err *err)
{
    enum qn_status st = qn_buf_append(out, "", 0, err); /* data is terminated even when empty */
    if (st)
        return st;
    if (enc == QN_ENC_UTF8 || enc == QN_ENC_UTF8_BOM)
        return decode_utf8(bytes, n, enc, out, bad_offset, err);
    return decode_iconv(bytes, n, enc, out, bad_offset, err);
}

/* The ASCII form of the character at p: U+3000 is E3 80 80; U+FF01..U+FF3F are EF BC 81..BF and
 * U+FF40..U+FF5E are EF BD 80..9E. 0 where it has none. */
static char ascii_form(const unsigned char *p)
{
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80)
        return ' ';
    if (p[0] != 0xEF)
        return 0;
    if (p[1] == 0xBC && p[2] >= 0x81 && p[2] <= 0xBF)
        return (char)(p[2] - 0x60);
    if (p[1] == 0xBD && p[2] >= 0x80 && p[2] <= 0x9E)
        return (char)(p[2] - 0x20);
    return 0;
}

size_t qn_fold_width(char *s, size_t n, int *changed)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t to = 0;
    for (size_t i = 0; i < n;) {
        char folded = n - i >= 3 && (p[i] == 0xE3 || p[i] == 0xEF) ? ascii_form(p + i) : 0;
        if (folded) {
            s[to++] = folded;
            i += 3;
        } else {
            s[to++] = s[i++];
        }
    }
    if (changed)
        *changed = to != n;
    if (to < n)
        s[to] = '\0';
    return to;
}
