/* Frames cut out of a stream of bytes.
 *
 *   ##0101QN=20160801085857223;...;CP=&&RtdInterval=30&&1C80<CR><LF>
 *   |  |  |                                             |   |
 *   0  2  6 = head, segment of LLLL bytes               |   end: CR LF, or what a policy accepts
 *                                                       check sum
 *
 * Every decision rests on bytes up to the end of the frame in question, and is put off while they
 * are not there: so a stream gives the same however it is cut. A frame that is not good is dropped
 * up to the next "##" inside it, so that it never takes a good one along.
 */
#include <string.h>

#include "wire/internal.h"

enum {
    START = 2,         /* ## */
    LENGTH = 4,        /* LLLL */
    CHECK = 4,         /* CCCC */
    GARBAGE_MAX = 256, /* [byte] of garbage dropped at once */
    NONE = 0,
};

struct cut {
    size_t head;    /* [byte] before the segment */
    size_t segment; /* [byte] */
    size_t total;   /* [byte] to the end of CCCC */
};

enum step { READY, WAIT, BROKEN };

static size_t four_digits(const char *p)
{
    size_t value = 0;
    for (size_t i = 0; i < LENGTH; i++)
        value = value * 10 + (size_t)(p[i] - '0');
    return value;
}

/* The digits behind "##". Eight of them are a long prefix: no segment begins with a digit. */
static enum step read_head(const char *p, size_t n, bool at_end, struct cut *cut)
{
    size_t seen = 0;
    while (seen < 2 * LENGTH && START + seen < n && qn_212_is_digit(p[START + seen]))
        seen++;
    if (START + seen == n && seen < 2 * LENGTH && !at_end)
        return WAIT;
    if (seen < LENGTH)
        return BROKEN;
    cut->head = START + (seen == 2 * LENGTH ? 2 * LENGTH : LENGTH);
    cut->segment = four_digits(p + cut->head - LENGTH);
    cut->total = cut->head + cut->segment + CHECK;
    return READY;
}

/* Bytes that begin no frame, at least one: up to "##", behind a line feed, or GARBAGE_MAX of them.
 * NONE: not decided before more bytes come. */
static size_t garbage(const char *p, size_t n, bool at_end)
{
    for (size_t i = 1; i < GARBAGE_MAX && i < n; i++) {
        if (p[i - 1] == '\n')
            return i;
        if (p[i] != '#')
            continue;
        if (i + 1 < n && p[i + 1] == '#')
            return i;
        if (i + 1 == n && !at_end)
            return NONE;
    }
    if (n >= GARBAGE_MAX)
        return GARBAGE_MAX;
    return at_end || p[n - 1] == '\n' ? n : NONE;
}

/* The first "##" at or behind `from`, or a '#' that ends the bytes; n where there is none. */
static size_t next_start(const char *p, size_t from, size_t n)
{
    while (from < n) {
        const char *q = memchr(p + from, '#', n - from);
        if (!q)
            return n;
        from = (size_t)(q - p);
        if (from + 1 == n || q[1] == '#')
            return from;
        from++;
    }
    return n;
}

static bool hex4(const char *p, unsigned *value, bool *lower)
{
    *value = 0;
    *lower = false;
    for (int i = 0; i < CHECK; i++) {
        unsigned digit;
        char c = p[i];
        if (qn_212_is_digit(c))
            digit = (unsigned)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (unsigned)((c | 0x20) - 'a') + 10;
        else
            return false;
        *lower |= c >= 'a';
        *value = *value << 4 | digit;
    }
    return true;
}

/* "##", four or eight digits, a letter. */
static bool frame_begins(const char *p, size_t n)
{
    struct cut cut;
    return n > START + LENGTH && p[0] == '#' && p[1] == '#' &&
           read_head(p, n, false, &cut) == READY && cut.head < n && qn_212_is_letter(p[cut.head]);
}

static bool whole_and_true(const char *p, size_t n)
{
    struct cut cut;
    unsigned value;
    bool lower;
    return frame_begins(p, n) && read_head(p, n, false, &cut) == READY && cut.total <= n &&
           cut.segment >= 4 && memcmp(p + cut.total - CHECK - 2, "&&", 2) == 0 &&
           hex4(p + cut.total - CHECK, &value, &lower) &&
           value == qn_212_crc(p + cut.head, cut.segment);
}

/* Where another frame begins inside this one, of whose bytes n are there; NONE where it does not.
 * In a segment longer than the standard's that is the first "##0000X": such a length is more likely
 * a broken frame's than a true one, and must not hold back what follows. In others it is a good
 * frame on a line of its own. */
static size_t cut_short(const char *p, size_t n, const struct cut *cut)
{
    size_t end = n < cut->total ? n : cut->total;
    if (cut->segment > QN_212_SEGMENT_STANDARD) {
        for (size_t at = next_start(p, cut->head, end); at < end; at = next_start(p, at + 1, end))
            if (frame_begins(p + at, end - at))
                return at;
        return NONE;
    }
    for (size_t at = cut->head; at < end; at++) {
        const char *q = memchr(p + at, '\n', end - at);
        if (!q)
            return NONE;
        at = (size_t)(q - p);
        if (frame_begins(q + 1, end - at - 1))
            return whole_and_true(q + 1, end - at - 1) ? next_start(p, 1, end) : NONE;
    }
    return NONE;
}

/* What stands behind the check sum. *n_end: bytes that belong to the frame. */
static enum step read_end(const char *p, size_t n, bool at_end, size_t *n_end, uint32_t *deviations)
{
    *n_end = 0;
    if (n >= 2 && p[0] == '\r' && p[1] == '\n') {
        *n_end = 2;
        return READY;
    }
    if (n < 2 && !at_end && (n == 0 || p[0] == '\r' || p[0] == '#'))
        return WAIT;
    *deviations |= QN_212_DEV_NO_CRLF;
    if (n == 0 || (n >= 2 && p[0] == '#' && p[1] == '#'))
        return READY;
    *n_end = 1;
    return p[0] == '\r' || p[0] == '\n' ? READY : BROKEN;
}

/* The check sum: the standard's, a foreign one (a deviation), or that of a plain text which the CP
 * does not show because it is enciphered. */
static bool check(struct qn_212_frame *f, const char *crc_text, enum qn_212_fault header)
{
    unsigned value;
    bool lower;
    if (!hex4(crc_text, &value, &lower))
        return false;
    f->deviations |= lower ? QN_212_DEV_CRC_LOWER : 0u;
    /* One cipher text in 256 agrees with its plain text's sum; a plain text with a broken item does
     * so always, and is text. */
    bool agrees = value == qn_212_crc(f->segment.p, f->segment.n);
    bool may = header == QN_212_OK && qn_212_may_be_encrypted(f) && qn_212_looks_encrypted(f->cp);
    f->encrypted = may && !(agrees && qn_212_is_text(f->cp));
    if (agrees || f->encrypted)
        return true;
    if (header != QN_212_OK)
        return false;
    unsigned modbus = qn_212_crc_modbus(f->segment.p, f->segment.n);
    if (value == modbus)
        f->deviations |= QN_212_DEV_CRC_MODBUS;
    else if (value == ((modbus & 0xFF) << 8 | modbus >> 8))
        f->deviations |= QN_212_DEV_CRC_MODBUS_SWAPPED;
    else
        return false;
    return true;
}

/* A whole frame lies at p. */
static enum qn_212_take judge(const char *p, size_t n, const struct cut *cut, uint32_t policy,
                              bool at_end, struct qn_212_frame *out, size_t *used,
                              enum qn_212_fault *fault)
{
    size_t n_end = 0;
    out->whole = (struct qn_212_span){p, (uint32_t)cut->total};
    out->segment = (struct qn_212_span){p + cut->head, (uint32_t)cut->segment};
    out->deviations |= cut->head > START + LENGTH ? QN_212_DEV_LONG_PREFIX : 0u;
    out->deviations |= cut->segment > QN_212_SEGMENT_STANDARD ? QN_212_DEV_OVERLONG : 0u;
    *used = next_start(p, 1, cut->total);
    enum qn_212_fault header = qn_212_header_read(out);
    *fault = QN_212_BAD_CRC;
    if (!check(out, p + cut->total - CHECK, header))
        return QN_212_FAULT;
    switch (read_end(p + cut->total, n - cut->total, at_end, &n_end, &out->deviations)) {
    case WAIT:
        *used = 0;
        return QN_212_MORE;
    case BROKEN:
        *fault = QN_212_BAD_END;
        return QN_212_FAULT;
    default:
        break;
    }
    *fault = header;
    if (header != QN_212_OK)
        return QN_212_FAULT;
    out->whole.n += (uint32_t)n_end;
    *used = out->whole.n;
    if (QN_212_CP_DEVIATIONS & ~policy && !out->encrypted)
        out->deviations |= qn_212_cp_deviations(out->cp);
    if (out->deviations & ~policy) {
        *fault = QN_212_NOT_ALLOWED;
        return QN_212_FAULT;
    }
    return QN_212_FRAME;
}

static enum qn_212_take drop(const char *p, size_t n, bool at_end, enum qn_212_fault why,
                             size_t *used, enum qn_212_fault *fault)
{
    *used = garbage(p, n, at_end);
    *fault = why;
    return *used == NONE ? QN_212_MORE : QN_212_FAULT;
}

/* The first byte is there and neither CR nor LF. */
static enum qn_212_take take(const char *p, size_t n, uint32_t policy, bool at_end,
                             struct qn_212_frame *out, size_t *used, enum qn_212_fault *fault)
{
    struct cut cut;
    if (p[0] != '#' || (n > 1 && p[1] != '#') || (n == 1 && at_end))
        return drop(p, n, at_end, QN_212_BAD_START, used, fault);
    enum step step = n == 1 ? WAIT : read_head(p, n, at_end, &cut);
    if (step == WAIT)
        return QN_212_MORE;
    if (step == BROKEN)
        return drop(p, n, at_end, QN_212_BAD_LENGTH, used, fault);
    if (cut.segment > 0 && n > cut.head && !qn_212_is_letter(p[cut.head]))
        return drop(p, n, at_end, QN_212_BAD_FIELD, used, fault);
    if (cut.segment > QN_212_SEGMENT_STANDARD && !(policy & QN_212_DEV_OVERLONG)) {
        out->deviations = QN_212_DEV_OVERLONG;
        return drop(p, n, at_end, QN_212_NOT_ALLOWED, used, fault);
    }
    *used = cut_short(p, n, &cut);
    if (*used != NONE) {
        *fault = QN_212_BAD_CRC;
        return QN_212_FAULT;
    }
    if (n >= cut.total)
        return judge(p, n, &cut, policy, at_end, out, used, fault);
    if (!at_end)
        return QN_212_MORE;
    *used = next_start(p, 1, n);
    *fault = QN_212_BAD_END;
    return QN_212_FAULT;
}

enum qn_212_take qn_212_take(const void *p, size_t n, uint32_t policy, bool at_end,
                             struct qn_212_frame *out, size_t *used, enum qn_212_fault *fault)
{
    const char *bytes = p;
    size_t blank = 0;
    memset(out, 0, sizeof *out);
    out->st_code = out->cn_code = -1;
    out->parts = out->part = 1;
    out->qn_unix_ms = INT64_MIN;
    *used = 0;
    *fault = QN_212_OK;
    while (blank < n && (bytes[blank] == '\r' || bytes[blank] == '\n'))
        blank++;
    enum qn_212_take got = QN_212_MORE;
    if (blank < n)
        got = take(bytes + blank, n - blank, policy, at_end, out, used, fault);
    if (got == QN_212_MORE)
        *fault = QN_212_OK;
    *used += blank;
    return got;
}
