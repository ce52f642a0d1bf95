/* The codec of HJ 212: qn_212_take, qn_212_items_next and what reads items, qn_212_encode,
 * qn_212_answer, qn_212_sm4_*. */
#include "fuzz.h"

#include <string.h>

#include "quench/hj212.h"

static char frame_room[QN_212_FRAME_MAX], room[QN_212_FRAME_MAX];

static void inside(struct qn_212_span s, struct qn_212_span all)
{
    FUZZ_MUST(s.n == 0 ||
              (s.p >= all.p && s.n <= all.n && s.p - all.p <= (ptrdiff_t)(all.n - s.n)));
}

static void check_value(struct qn_212_span value)
{
    double number = 0;
    int64_t ms = 0;
    char text[QN_212_TIME_CAP];
    if (qn_212_number(value, &number))
        FUZZ_MUST(number - number == 0);
    if (!qn_212_time(value, &ms))
        return;
    size_t n = strlen(qn_212_time_text(ms, value.n == 17, text));
    FUZZ_MUST(value.n == 13 || (n == value.n && memcmp(text, value.p, n) == 0));
}

static void check_items(struct qn_212_span cp)
{
    struct qn_212_items it;
    struct qn_212_item item;
    const char *last = cp.p;
    qn_212_items_init(&it, cp);
    while (qn_212_items_next(&it, &item) || it.fault != QN_212_OK) {
        FUZZ_MUST(it.at >= last && it.at <= it.end);
        last = it.at;
        if (it.fault != QN_212_OK) {
            it.fault = QN_212_OK;
            continue;
        }
        inside(item.name, cp);
        inside(item.value, cp);
        FUZZ_MUST(item.name.n > 0 && item.name.n <= QN_212_NAME_MAX);
        FUZZ_MUST(item.field.n + item.factor.n <= item.name.n);
        check_value(item.value);
        (void)qn_212_factor_of(item.factor);
    }
    FUZZ_MUST(it.at == it.end);
    (void)qn_212_looks_encrypted(cp);
}

static bool same(struct qn_212_span a, struct qn_212_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* What was read, written and read again, says the same. */
static void check_again(const struct qn_212_frame *f)
{
    struct qn_212_head head = {.qn = f->qn_number,
                               .st = f->st_code,
                               .cn = f->cn_code,
                               .pw = f->pw,
                               .mn = f->mn,
                               .version = f->version,
                               .wants_answer = f->wants_answer,
                               .parts = f->parts,
                               .part = f->part,
                               .resent = f->resent};
    struct qn_212_frame again;
    enum qn_212_fault fault;
    size_t used, n = qn_212_encode(&head, f->cp, NULL, room, sizeof room);
    if (n == 0)
        return;
    FUZZ_MUST(qn_212_take(room, n, QN_212_POLICY_ANY, false, &again, &used, &fault) ==
                  QN_212_FRAME &&
              used == n);
    FUZZ_MUST(same(again.cp, f->cp) && same(again.mn, f->mn) && same(again.pw, f->pw));
    FUZZ_MUST(again.cn_code == f->cn_code && again.st_code == f->st_code);
    FUZZ_MUST(again.parts == f->parts && again.version == f->version &&
              again.wants_answer == f->wants_answer && again.qn_number == f->qn_number);
}

static void check_answers(const struct qn_212_frame *f)
{
    for (int32_t cn = 9011; cn <= 9014; cn++) {
        struct qn_212_frame answer;
        enum qn_212_fault fault;
        size_t used, n = qn_212_answer(f, cn, cn & 1 ? 1 : -1, room, sizeof room);
        if (n == 0)
            continue;
        FUZZ_MUST(qn_212_take(room, n, QN_212_POLICY_ANY, false, &answer, &used, &fault) ==
                      QN_212_FRAME &&
                  used == n);
        FUZZ_MUST(answer.cn_code == cn && answer.st_code == 91 && !answer.wants_answer);
    }
}

static void check_cipher(const struct qn_212_frame *f)
{
    static const unsigned char key[16] = "0123456789abcde";
    memcpy(room, f->cp.p, f->cp.n);
    qn_212_sm4_encrypt(key, room, f->cp.n);
    qn_212_sm4_decrypt(key, room, f->cp.n);
    FUZZ_MUST(memcmp(room, f->cp.p, f->cp.n) == 0);
}

static void check_frame(const struct qn_212_frame *f, struct qn_212_span all)
{
    const struct qn_212_span fields[] = {f->qn,   f->st,   f->cn,  f->pw, f->mn,
                                         f->flag, f->pnum, f->pno, f->rf, f->cp};
    inside(f->whole, all);
    inside(f->segment, f->whole);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        inside(fields[i], f->segment);
    FUZZ_MUST(f->mn.n > 0 && f->part >= 1 && f->part <= f->parts);
    check_items(f->cp);
    check_again(f);
    check_answers(f);
    if (f->cp.n > 0 && f->cp.n < 64)
        check_cipher(f);
}

/* Outcomes of a stream: places of what was taken and dropped. */
struct outcome {
    size_t frames, faults, sum;
};

/* Takes all of p, handing it out in steps of `step` bytes (0: all at once). */
static struct outcome run(const char *p, size_t n, size_t step, bool check)
{
    struct outcome o = {0, 0, 0};
    size_t at = 0, have = step ? 0 : n;
    for (;;) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        size_t used;
        enum qn_212_take got =
            qn_212_take(p + at, have - at, QN_212_POLICY_TOLERANT, have == n, &f, &used, &fault);
        FUZZ_MUST(used <= have - at);
        at += used;
        if (got == QN_212_MORE) {
            FUZZ_MUST(have < n || at == n);
            FUZZ_MUST(have - at <= QN_212_FRAME_MAX);
            if (have == n)
                return o;
            have = n - have < step ? n : have + step;
            continue;
        }
        FUZZ_MUST(used > 0);
        o.sum += at * (got == QN_212_FRAME ? 3 : 5 + (size_t)fault);
        if (got == QN_212_FRAME) {
            o.frames++;
            if (check)
                check_frame(&f, (struct qn_212_span){p, (uint32_t)n});
        } else {
            o.faults++;
        }
    }
}

/* The input is the segment of a frame whose length and sum are right, and garbage in front. */
static size_t framed(const uint8_t *data, size_t n)
{
    struct qn_212_span segment = {frame_room + 6, (uint32_t)n};
    if (n > QN_212_SEGMENT_MAX)
        return 0;
    char tail[8];
    snprintf(frame_room, 7, "##%04u", (unsigned)n);
    if (n > 0)
        memcpy(frame_room + 6, data, n);
    snprintf(tail, sizeof tail, "%04X\r\n", qn_212_crc(segment.p, segment.n));
    memcpy(frame_room + 6 + n, tail, 6);
    return n + 12;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct outcome whole, cut;
    if (n == 0)
        return 0;
    size_t step = 1 + data[0] % 61, total = framed(data + 1, n - 1);
    const char *text = (const char *)data + 1;
    whole = run(text, n - 1, 0, true);
    cut = run(text, n - 1, step, false);
    FUZZ_MUST(whole.frames == cut.frames && whole.faults == cut.faults && whole.sum == cut.sum);
    check_items((struct qn_212_span){text, (uint32_t)n - 1});
    if (total > 0)
        (void)run(frame_room, total, 0, true);
    return 0;
}
