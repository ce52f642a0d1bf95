/* Frames written.
 *
 *   ##LLLL QN=..;ST=..;CN=..;PW=..;MN=..;Flag=..;PNUM=..;PNO=..;RF=1;CP=&&..&& CCCC CR LF
 *   ##LLLL QN=..;PNUM=..;PNO=..;ST=..;CN=..;PW=..;MN=..;Flag=..;CP=&&..&& CCCC CR LF      (2005)
 */
#include <string.h>

#include "wire/internal.h"

enum {
    HEAD = 6, /* ##LLLL */
    TAIL = 6, /* CCCC CR LF */
    ST_ANSWER = 91,
    CN_MAX = 9999,
    PARTS_MAX = 9999,
    CP_MAX = 160, /* [byte] of a CP that answers */
};

#define QN_FIRST UINT64_C(10000000000000000) /* 17 digits */
#define QN_LAST UINT64_C(99999999999999999)

struct out {
    char *p;
    size_t used, cap;
    bool full;
};

static void put(struct out *o, const char *p, size_t n)
{
    if (n > o->cap - o->used) {
        o->full = true;
        return;
    }
    if (n > 0)
        memcpy(o->p + o->used, p, n);
    o->used += n;
}

static void put_text(struct out *o, const char *text)
{
    put(o, text, strlen(text));
}

static void put_number(struct out *o, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    put(o, digits + at, sizeof digits - at);
}

static void put_field(struct out *o, const char *name, struct qn_212_span value)
{
    put_text(o, name);
    put(o, value.p, value.n);
    put(o, ";", 1);
}

static void put_count(struct out *o, const char *name, int32_t value)
{
    put_text(o, name);
    put_number(o, (uint64_t)value);
    put(o, ";", 1);
}

static void put_parts(struct out *o, const struct qn_212_head *h)
{
    if (h->parts <= 1)
        return;
    put_count(o, "PNUM=", h->parts);
    put_count(o, "PNO=", h->part);
}

static unsigned flag_of(const struct qn_212_head *h)
{
    return (unsigned)h->version << 2 | (h->parts > 1 ? 2u : 0u) | (h->wants_answer ? 1u : 0u);
}

static void put_head(struct out *o, const struct qn_212_head *h, struct qn_212_span qn)
{
    if (qn.n > 0)
        put_field(o, "QN=", qn);
    if (h->version == QN_212_2005)
        put_parts(o, h);
    if (h->st < 10)
        put_text(o, "ST=0");
    else
        put_text(o, "ST=");
    put_number(o, (uint64_t)h->st);
    put_count(o, ";CN=", h->cn);
    put_field(o, "PW=", h->pw);
    put_field(o, "MN=", h->mn);
    if (!h->no_flag)
        put_count(o, "Flag=", (int32_t)flag_of(h));
    if (h->version != QN_212_2005)
        put_parts(o, h);
    if (h->resent)
        put_text(o, "RF=1;");
}

static bool plain(struct qn_212_span s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~' || strchr(";,&", s.p[i]))
            return false;
    return true;
}

static bool fits(const struct qn_212_head *h, struct qn_212_span qn)
{
    return h->st >= 0 && h->st <= 999 && h->cn >= 1000 && h->cn <= CN_MAX && h->parts >= 0 &&
           h->parts <= PARTS_MAX && h->part >= 0 && h->part <= (h->parts > 1 ? h->parts : 1) &&
           (h->parts <= 1 || h->part >= 1) && (unsigned)h->version <= QN_212_LATER && h->mn.n > 0 &&
           plain(h->pw) && plain(h->mn) && plain(qn);
}

static void put_hex(char *p, unsigned value)
{
    static const char hex[] = "0123456789ABCDEF";
    for (int i = 3; i >= 0; i--, value >>= 4)
        p[i] = hex[value & 15];
}

static size_t encode(const struct qn_212_head *h, struct qn_212_span qn, struct qn_212_span cp,
                     const unsigned char *key, void *out, size_t cap)
{
    struct out o = {out, HEAD, cap, false};
    if (cap < HEAD + TAIL || cp.n > QN_212_SEGMENT_MAX || !fits(h, qn))
        return 0;
    put_head(&o, h, qn);
    put_text(&o, "CP=&&");
    size_t cp_at = o.used;
    put(&o, cp.p, cp.n);
    put_text(&o, "&&");
    size_t segment = o.used - HEAD;
    put(&o, "0000\r\n", TAIL);
    if (o.full || segment > QN_212_SEGMENT_MAX)
        return 0;
    memcpy(o.p, "##", 2);
    for (size_t i = 0, left = segment; i < 4; i++, left /= 10)
        o.p[HEAD - 1 - i] = (char)('0' + left % 10);
    put_hex(o.p + HEAD + segment, qn_212_crc(o.p + HEAD, segment));
    if (key)
        qn_212_sm4_encrypt(key, o.p + cp_at, cp.n);
    return o.used;
}

size_t qn_212_encode(const struct qn_212_head *head, struct qn_212_span cp,
                     const unsigned char *key, void *out, size_t cap)
{
    char qn[20];
    struct out o = {qn, 0, sizeof qn, false};
    if (head->qn && (head->qn < QN_FIRST || head->qn > QN_LAST))
        return 0;
    if (head->qn)
        put_number(&o, head->qn);
    return encode(head, (struct qn_212_span){qn, (uint32_t)o.used}, cp, key, out, cap);
}

static void put_result(struct out *o, int32_t cn, int result)
{
    if (result < 0)
        return;
    put_text(o, cn == 9011 ? "QnRtn=" : "ExeRtn=");
    put_number(o, (uint64_t)result);
}

/* The CP of a 2005 answer: it names what it answers. */
static void put_answered(struct out *o, const struct qn_212_frame *to, int32_t cn)
{
    if (to->qn.n > 0)
        put_field(o, "QN=", to->qn);
    if (cn != 9014)
        return;
    put_field(o, "CN=", to->cn);
    if (to->parts > 1) {
        put_count(o, "PNUM=", to->parts);
        put_count(o, "PNO=", to->part);
    }
}

size_t qn_212_answer(const struct qn_212_frame *to, int32_t cn, int result, void *out, size_t cap)
{
    char cp[CP_MAX];
    struct out o = {cp, 0, sizeof cp, false};
    bool old = to->version == QN_212_2005;
    struct qn_212_head head = {.st = ST_ANSWER,
                               .cn = cn,
                               .pw = to->pw,
                               .mn = to->mn,
                               .version = to->version,
                               .no_flag = old && cn != 9011};
    if (cn < 9011 || cn > 9014)
        return 0;
    if (old)
        put_answered(&o, to, cn);
    if (cn <= 9012)
        put_result(&o, cn, result);
    if (o.full)
        return 0;
    if (o.used > 0 && cp[o.used - 1] == ';')
        o.used--;
    struct qn_212_span qn = old ? (struct qn_212_span){NULL, 0} : to->qn;
    return encode(&head, qn, (struct qn_212_span){cp, (uint32_t)o.used}, NULL, out, cap);
}
