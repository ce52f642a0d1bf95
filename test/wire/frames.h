/* What the tests of the wire share: frames built byte by byte as the standard says, the frames of
 * ../shared beside the repository (where there are any), and a stream handed out in pieces. */
#ifndef QN_TEST_WIRE_FRAMES_H
#define QN_TEST_WIRE_FRAMES_H

#include "qn_test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#include "quench/hj212.h"

#define MN17 "010000A8900016F000169DC0"
#define MN05 "88888880000001"
#define STREAM_CAP 131072
#define SHARED_FRAMES QN_TEST_ROOT "/../shared/cases/hj212/frames.tsv"
#define SHARED_DIALOGUE QN_TEST_ROOT "/../shared/cases/hj212/dialogue.txt.gz"

/* The check sum bit by bit, as HJ 212-2017 appendix A draws it. */
static inline unsigned plain_crc(const char *p, size_t n)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < n; i++) {
        crc = (crc >> 8) ^ (unsigned char)p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
    }
    return crc;
}

struct stream {
    char p[STREAM_CAP];
    size_t n;
};

static inline void add_bytes(struct stream *s, const char *p, size_t n)
{
    assert_true(n <= sizeof s->p - s->n);
    memcpy(s->p + s->n, p, n);
    s->n += n;
}

static inline void add(struct stream *s, const char *text)
{
    add_bytes(s, text, strlen(text));
}

/* ##LLLL segment CCCC and an end. */
static inline void add_framed(struct stream *s, const char *segment, size_t n, const char *end)
{
    char text[8];
    snprintf(text, sizeof text, "##%04u", (unsigned)(n % 10000));
    add(s, text);
    add_bytes(s, segment, n);
    snprintf(text, sizeof text, "%04X", plain_crc(segment, n) & 0xFFFF);
    add(s, text);
    add(s, end);
}

static inline void add_frame(struct stream *s, const char *segment)
{
    add_framed(s, segment, strlen(segment), "\r\n");
}

/* Takes one frame from text that has no more behind it. */
static inline enum qn_212_take take_text(const char *text, size_t n, uint32_t policy,
                                         struct qn_212_frame *f, enum qn_212_fault *fault)
{
    size_t used = 0;
    enum qn_212_take got = qn_212_take(text, n, policy, true, f, &used, fault);
    assert_true(used <= n);
    return got;
}

/* A segment framed and taken; the deviations of its CP are added. */
static inline enum qn_212_fault take_segment(const char *segment, uint32_t policy,
                                             struct qn_212_frame *f)
{
    static struct stream s;
    enum qn_212_fault fault;
    s.n = 0;
    add_frame(&s, segment);
    enum qn_212_take got = take_text(s.p, s.n, policy, f, &fault);
    assert_int_equal(got == QN_212_FRAME, fault == QN_212_OK);
    struct qn_212_items it;
    struct qn_212_item item;
    qn_212_items_init(&it, f->cp);
    while (qn_212_items_next(&it, &item))
        continue;
    f->deviations |= it.deviations;
    return fault;
}

static inline void assert_span(struct qn_212_span s, const char *expected)
{
    char text[256];
    assert_true(s.n < sizeof text);
    if (s.n > 0)
        memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    assert_string_equal(text, expected);
}

/* ---- a stream in pieces ---- */

#define OUTCOMES_CAP 20000

struct outcomes {
    size_t n, frames, faults;
    size_t at[OUTCOMES_CAP]; /* [byte] where it ends */
    int what[OUTCOMES_CAP];  /* -1 a frame, else the fault */
};

/* Takes s; the next piece's length comes from cut(user). */
static inline void take_all(const struct stream *s, size_t (*cut)(void *user), void *user,
                            struct outcomes *o)
{
    size_t at = 0, have = 0;
    o->n = o->frames = o->faults = 0;
    for (;;) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        size_t used;
        enum qn_212_take got = qn_212_take(s->p + at, have - at, QN_212_POLICY_TOLERANT,
                                           have == s->n, &f, &used, &fault);
        assert_true(used <= have - at);
        at += used;
        if (got == QN_212_MORE) {
            if (have == s->n)
                break;
            size_t more = cut(user);
            have = s->n - have < more ? s->n : have + more;
            continue;
        }
        assert_true(used > 0 && o->n < OUTCOMES_CAP);
        o->at[o->n] = at;
        o->what[o->n++] = got == QN_212_FRAME ? -1 : (int)fault;
        *(got == QN_212_FRAME ? &o->frames : &o->faults) += 1;
    }
    assert_int_equal(at, s->n);
}

static inline size_t all_at_once(void *user)
{
    (void)user;
    return STREAM_CAP;
}

static inline bool same_outcomes(const struct outcomes *a, const struct outcomes *b)
{
    return a->n == b->n && memcmp(a->at, b->at, a->n * sizeof a->at[0]) == 0 &&
           memcmp(a->what, b->what, a->n * sizeof a->what[0]) == 0;
}

/* ---- the shared frames ---- */

struct row {
    char verdict[24];
    char frame[QN_212_FRAME_MAX + 1];
    size_t n;
};

static inline size_t from_hex(char *text, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2) {
        char two[3] = {text[i], text[i + 1], '\0'};
        text[i / 2] = (char)strtoul(two, NULL, 16);
    }
    return n / 2;
}

/* The next row of frames.tsv; false at its end. */
static inline bool next_row(FILE *f, struct row *row)
{
    static char line[QN_212_FRAME_MAX * 3];
    while (fgets(line, sizeof line, f)) {
        char *tab = strchr(line, '\t');
        if (line[0] == '#' || !tab)
            continue;
        char *frame = tab + 1, *end = strchr(frame, '\t');
        assert_non_null(end);
        assert_true((size_t)(tab - line) < sizeof row->verdict);
        memcpy(row->verdict, line, (size_t)(tab - line));
        row->verdict[tab - line] = '\0';
        row->n = (size_t)(end - frame);
        if (strcmp(row->verdict, "SM4-OK") == 0)
            row->n = from_hex(frame, row->n);
        assert_true(row->n < sizeof row->frame);
        memcpy(row->frame, frame, row->n);
        return true;
    }
    return false;
}

/* frames.tsv; the test is skipped where it is not there. */
static inline FILE *shared_rows(void)
{
    FILE *f = fopen(SHARED_FRAMES, "rb");
    if (!f)
        skip();
    return f;
}

#endif
