/* Streams of integers: told from what came before, or from another column. */
#include "series/columns.h"

#include <string.h>

#define SMOOTH_SHIFT 4                /* fraction bits of the running mean */
#define SMOOTH_MAX ((int64_t)1 << 56) /* larger values are not smoothed */

static uint64_t zigzag(uint64_t v)
{
    return v << 1 ^ (v >> 63 ? UINT64_MAX : 0);
}

static uint64_t unzigzag(uint64_t z)
{
    return z >> 1 ^ (z & 1 ? UINT64_MAX : 0);
}

enum qn_status qn_put_number(struct qn_buf *b, uint64_t v, struct qn_err *err)
{
    unsigned char bytes[10];
    size_t n = 0;
    do {
        bytes[n++] = (unsigned char)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
        v >>= 7;
    } while (v);
    return qn_buf_append(b, bytes, n, err);
}

enum qn_status qn_put_signed(struct qn_buf *b, int64_t v, struct qn_err *err)
{
    return qn_put_number(b, zigzag((uint64_t)v), err);
}

uint64_t qn_take_number(struct qn_section *s)
{
    uint64_t v = 0;
    for (unsigned shift = 0; s->at < s->end && shift < 64; shift += 7) {
        unsigned char c = *s->at++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80))
            return v;
    }
    s->broken = true;
    return 0;
}

int64_t qn_take_signed(struct qn_section *s)
{
    return (int64_t)unzigzag(qn_take_number(s));
}

const unsigned char *qn_take_bytes(struct qn_section *s, uint64_t n)
{
    if (s->broken || n > (uint64_t)(s->end - s->at)) {
        s->broken = true;
        return NULL;
    }
    const unsigned char *p = s->at;
    s->at += n;
    return p;
}

/* One predictor at work. All arithmetic is modulo 2^64, so that nothing a file says overflows. */
struct teller {
    enum qn_ints_way way;
    uint64_t base, step;
    const int64_t *ref;
    uint64_t last, mean; /* mean: of what came, shifted */
};

static uint64_t foretell(struct teller *p, size_t i)
{
    switch (p->way) {
    case QN_WAY_DELTA:
        return i ? p->last + p->step : p->base;
    case QN_WAY_SMOOTH:
        return i ? (uint64_t)((int64_t)p->mean / (1 << SMOOTH_SHIFT)) : p->base;
    case QN_WAY_REF:
        return (uint64_t)p->ref[i] + p->base;
    default:
        return p->base;
    }
}

static void learn(struct teller *p, size_t i, uint64_t v)
{
    uint64_t scaled = v << SMOOTH_SHIFT;
    p->last = v;
    p->mean = i ? p->mean + (uint64_t)((int64_t)(scaled - p->mean) / 4) : scaled;
}

static int64_t middle(const int64_t *v, const int64_t *ref, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)v[i] - (ref ? (double)ref[i] : 0);
    double mean = n ? sum / (double)n : 0;
    return mean > -9e18 && mean < 9e18 ? (int64_t)(mean < 0 ? mean - 0.5 : mean + 0.5) : 0;
}

/* Residuals of a way; returns the bits they have at least. */
static uint64_t residuals(struct teller p, const int64_t *v, size_t n, uint64_t *out)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t z = zigzag((uint64_t)v[i] - foretell(&p, i));
        learn(&p, i, (uint64_t)v[i]);
        out[i] = z;
        bits += z ? 64 - (uint64_t)__builtin_clzll(z) : 0;
    }
    return bits;
}

static struct teller teller_of(enum qn_ints_way way, const int64_t *v, size_t n, const int64_t *ref)
{
    struct teller p = {.way = way, .ref = ref};
    if (way == QN_WAY_PLAIN)
        p.base = (uint64_t)middle(v, NULL, n);
    else if (way == QN_WAY_REF)
        p.base = (uint64_t)middle(v, ref, n);
    else
        p.base = n ? (uint64_t)v[0] : 0;
    if (way == QN_WAY_DELTA && n > 1)
        p.step = (uint64_t)v[1] - (uint64_t)v[0];
    return p;
}

static bool may_smooth(const int64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(v[i] > -SMOOTH_MAX && v[i] < SMOOTH_MAX))
            return false;
    return true;
}

static struct teller choose(const int64_t *v, size_t n, const int64_t *ref, uint64_t *scratch)
{
    struct teller best = teller_of(QN_WAY_PLAIN, v, n, NULL);
    uint64_t least = residuals(best, v, n, scratch);
    for (int way = QN_WAY_DELTA; way < QN_WAY_COUNT && least > 0; way++) {
        if ((way == QN_WAY_REF && !ref) || (way == QN_WAY_SMOOTH && !may_smooth(v, n)))
            continue;
        struct teller p = teller_of((enum qn_ints_way)way, v, n, ref);
        uint64_t bits = residuals(p, v, n, scratch);
        if (bits < least) {
            least = bits;
            best = p;
        }
    }
    return best;
}

static enum qn_status put_planes(struct qn_buf section[QN_SECTION_COUNT], const uint64_t *z,
                                 size_t n, unsigned width, struct qn_err *err)
{
    for (unsigned k = 0; k < width; k++) {
        struct qn_buf *b = &section[k + 1 == width ? QN_SECTION_TOP : QN_SECTION_LOW];
        enum qn_status st = qn_buf_reserve(b, n, err);
        if (st)
            return st;
        for (size_t i = 0; i < n; i++)
            b->data[b->len + i] = (char)(unsigned char)(z[i] >> (8 * k));
        b->len += n;
        b->data[b->len] = 0;
    }
    return QN_OK;
}

enum qn_status qn_ints_put(struct qn_buf section[QN_SECTION_COUNT], const int64_t *v, size_t n,
                           const struct qn_ints_ref *ref, uint64_t *scratch, struct qn_err *err)
{
    struct qn_buf *meta = &section[QN_SECTION_META];
    struct teller p = choose(v, n, ref ? ref->value : NULL, scratch);
    uint64_t all = 0;
    unsigned width = 0;
    (void)residuals(p, v, n, scratch);
    for (size_t i = 0; i < n; i++)
        all |= scratch[i];
    while (width < 8 && all >> (8 * width))
        width++;
    unsigned char head = (unsigned char)((unsigned)p.way << 4 | width);
    enum qn_status st = qn_buf_append(meta, &head, 1, err);
    if (!st)
        st = qn_put_signed(meta, (int64_t)p.base, err);
    if (!st && p.way == QN_WAY_DELTA)
        st = qn_put_signed(meta, (int64_t)p.step, err);
    if (!st && p.way == QN_WAY_REF)
        st = qn_put_number(meta, ref->column, err);
    return st ? st : put_planes(section, scratch, n, width, err);
}

void qn_ints_head(struct qn_section section[QN_SECTION_COUNT], size_t n, struct qn_ints_head *out)
{
    struct qn_section *meta = &section[QN_SECTION_META];
    const unsigned char *head = qn_take_bytes(meta, 1);
    *out = (struct qn_ints_head){0};
    if (!head || head[0] >> 4 >= QN_WAY_COUNT || (head[0] & 15) > 8) {
        meta->broken = true;
        return;
    }
    out->way = (enum qn_ints_way)(head[0] >> 4);
    out->width = head[0] & 15;
    out->base = qn_take_signed(meta);
    if (out->way == QN_WAY_DELTA)
        out->step = qn_take_signed(meta);
    if (out->way == QN_WAY_REF)
        out->ref = qn_take_number(meta);
    for (unsigned k = 0; k < out->width; k++) {
        struct qn_section *s = &section[k + 1u == out->width ? QN_SECTION_TOP : QN_SECTION_LOW];
        out->plane[k] = qn_take_bytes(s, n);
    }
}

void qn_ints_take(const struct qn_ints_head *h, const int64_t *ref, size_t n, int64_t *out)
{
    struct teller p = {
        .way = h->way, .base = (uint64_t)h->base, .step = (uint64_t)h->step, .ref = ref};
    for (size_t i = 0; i < n; i++) {
        uint64_t z = 0;
        for (unsigned k = 0; k < h->width; k++)
            z |= (uint64_t)h->plane[k][i] << (8 * k);
        uint64_t v = foretell(&p, i) + unzigzag(z);
        learn(&p, i, v);
        out[i] = (int64_t)v;
    }
}
