/* The header fields of a data segment.
 *
 *   QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&...&&
 *
 * Read by name, in any order, to CP; what the editions do not say so is noted as a deviation.
 */
#include <string.h>

#include "wire/internal.h"

enum {
    MN_2005 = 14,    /* [character] seven of the maker, seven of the device */
    MN_LATER = 24,   /* [character] EPC-96 in hexadecimal */
    VALUE_MAX = 64,  /* [character] beyond any seen in the field */
    PW_STANDARD = 6, /* [character] */
    QN_DIGITS = 17,
    UNIX_MS_DIGITS = 13,
};

enum field { QN, ST, CN, PW, MN, FLAG, PNUM, PNO, RF, CP, UNKNOWN };

static const struct {
    const char *name;
    size_t n;
} fields[] = {{"QN", 2},   {"ST", 2},   {"CN", 2},  {"PW", 2}, {"MN", 2},
              {"Flag", 4}, {"PNUM", 4}, {"PNO", 3}, {"RF", 2}, {"CP", 2}};

static bool same_letters(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((a[i] | 0x20) != (b[i] | 0x20))
            return false;
    return true;
}

static enum field field_of(const char *p, size_t n, uint32_t *deviations)
{
    for (unsigned f = QN; f < UNKNOWN; f++) {
        if (n != fields[f].n || !same_letters(p, fields[f].name, n))
            continue;
        if (memcmp(p, fields[f].name, n) != 0)
            *deviations |= QN_212_DEV_FIELD_CASE;
        return (enum field)f;
    }
    return UNKNOWN;
}

static const char *name_end(const char *p, const char *end)
{
    while (p < end && (qn_212_is_letter(*p) || qn_212_is_digit(*p)))
        p++;
    return p;
}

static bool field_begins(const char *p, const char *end)
{
    uint32_t ignored = 0;
    const char *eq = name_end(p, end);
    return eq < end && *eq == '=' && field_of(p, (size_t)(eq - p), &ignored) != UNKNOWN;
}

/* Where the value at v ends, NULL where it is too long; *next: where the next field begins. */
static const char *value_end(const char *v, const char *end, const char **next,
                             uint32_t *deviations)
{
    for (const char *p = v; p < end; p++) {
        if (p - v > VALUE_MAX)
            return NULL;
        if (*p == ';') {
            *next = p + 1;
            return p;
        }
        if (*p == ',' && p + 1 < end && (p[1] == ';' || p[1] == ',')) {
            *next = p;
            return p;
        }
        if (*p == ',' && field_begins(p + 1, end)) {
            *deviations |= QN_212_DEV_COMMA;
            *next = p + 1;
            return p;
        }
        if (*p == '&' && p - v >= 3 && memcmp(p - 3, "CP=", 3) == 0) { /* Flag=5CP=&& */
            *deviations |= QN_212_DEV_STRAY_SEPARATOR;
            *next = p - 3;
            return p - 3;
        }
    }
    *next = end;
    return end;
}

static struct qn_212_span *span_of(struct qn_212_frame *f, enum field field)
{
    struct qn_212_span *const spans[] = {&f->qn,   &f->st,   &f->cn,  &f->pw, &f->mn,
                                         &f->flag, &f->pnum, &f->pno, &f->rf};
    return spans[field];
}

static enum qn_212_fault read_cp(const char *v, const char *end, struct qn_212_frame *out)
{
    if (end - v < 4 || memcmp(v, "&&", 2) != 0 || memcmp(end - 2, "&&", 2) != 0)
        return QN_212_BAD_CP;
    out->cp = (struct qn_212_span){v + 2, (uint32_t)(end - v - 4)};
    return QN_212_OK;
}

/* Fields stand in the order of enum field; PNUM, PNO may stand before ST in 2005; RF anywhere. */
static bool in_order(unsigned seen, enum field field)
{
    if (field == QN || field == ST || field == CN || field == PW || field == MN)
        return (seen & ~((2u << field) - 1u) & ((1u << FLAG) | ((1u << FLAG) - 1u))) == 0;
    return field != PNUM || !(seen & 1u << PNO);
}

/* Printable ASCII: what a header holds. */
static bool printable(const char *p, const char *end)
{
    unsigned bad = 0;
    for (; p < end; p++)
        bad |= (unsigned char)(*p - ' ') > '~' - ' ';
    return !bad;
}

static enum qn_212_fault split(struct qn_212_frame *out)
{
    const char *p = out->segment.p, *end = p + out->segment.n;
    unsigned seen = 0;
    while (p < end) {
        if (*p == ';' || *p == ',') {
            out->deviations |= QN_212_DEV_STRAY_SEPARATOR;
            p++;
            continue;
        }
        const char *eq = name_end(p, end);
        if (eq == p || eq == end || *eq != '=')
            return QN_212_BAD_FIELD;
        enum field field = field_of(p, (size_t)(eq - p), &out->deviations);
        if (field == CP)
            return printable(out->segment.p, eq) ? read_cp(eq + 1, end, out) : QN_212_BAD_FIELD;
        const char *v = eq + 1, *v_end = value_end(v, end, &p, &out->deviations);
        if (!v_end)
            return QN_212_BAD_FIELD;
        if (v == v_end)
            out->deviations |= QN_212_DEV_EMPTY_VALUE;
        if (field == UNKNOWN) {
            out->deviations |= QN_212_DEV_FIELD_UNKNOWN;
            continue;
        }
        if (seen & 1u << field) {
            out->deviations |= QN_212_DEV_DUPLICATE_FIELD;
            continue;
        }
        if (!in_order(seen, field))
            out->deviations |= QN_212_DEV_ORDER;
        seen |= 1u << field;
        *span_of(out, field) = (struct qn_212_span){v, (uint32_t)(v_end - v)};
    }
    return QN_212_BAD_CP;
}

/* A number of one to four digits; -1 for anything else. */
static int32_t small_number(struct qn_212_span s)
{
    int32_t value = 0;
    if (s.n == 0 || s.n > 4)
        return -1;
    for (uint32_t i = 0; i < s.n; i++) {
        if (!qn_212_is_digit(s.p[i]))
            return -1;
        value = value * 10 + (s.p[i] - '0');
    }
    return value;
}

static uint64_t digits(struct qn_212_span s)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        if (!qn_212_is_digit(s.p[i]))
            return 0;
        value = value * 10 + (uint64_t)(s.p[i] - '0');
    }
    return value;
}

static enum qn_212_fault read_flag(struct qn_212_frame *f)
{
    f->version = QN_212_2005;
    f->flag_bits = 0;
    if (f->flag.n == 0) {
        if (f->mn.n == MN_LATER)
            f->deviations |= QN_212_DEV_NO_FLAG;
        return QN_212_OK;
    }
    int32_t flag = small_number(f->flag);
    if (flag < 0 || flag > 255)
        return QN_212_BAD_FIELD;
    f->flag_bits = (uint8_t)flag;
    f->wants_answer = flag & 1;
    flag >>= 2;
    f->version = flag < QN_212_LATER ? (enum qn_212_version)flag : QN_212_LATER;
    return QN_212_OK;
}

static void read_qn(struct qn_212_frame *f)
{
    f->qn_unix_ms = INT64_MIN;
    if (f->qn.n == 0) {
        const struct qn_212_command *c = qn_212_command_of(f->cn_code);
        bool wanted = f->version != QN_212_2005 || f->mn.n == MN_LATER ||
                      (c && c->way == QN_212_DOWN && c->type != 'A');
        f->deviations |= wanted ? QN_212_DEV_NO_QN : 0u;
        return;
    }
    bool time = qn_212_time(f->qn, &f->qn_unix_ms);
    if (time && f->qn.n == QN_DIGITS)
        f->qn_number = digits(f->qn);
    if (time && f->qn.n == UNIX_MS_DIGITS)
        f->deviations |= QN_212_DEV_QN_UNIX_MS;
    else if (!time || f->qn.n != QN_DIGITS)
        f->deviations |= QN_212_DEV_QN_FORM;
    if (!time)
        f->qn_unix_ms = INT64_MIN;
}

static enum qn_212_fault read_parts(struct qn_212_frame *f)
{
    bool split_bit = f->flag_bits & 2, given = f->pnum.n > 0 || f->pno.n > 0;
    f->parts = f->part = 1;
    /* The examples of 2005 have Flag=3 without parts. */
    bool wrong_bit = given ? !split_bit : split_bit && f->version != QN_212_2005;
    if (wrong_bit || given != (f->pnum.n > 0 && f->pno.n > 0))
        f->deviations |= QN_212_DEV_PART_NO_D;
    int32_t parts = f->pnum.n ? small_number(f->pnum) : 0;
    int32_t part = f->pno.n ? small_number(f->pno) : 0;
    if (parts < 0 || part < 0)
        return QN_212_BAD_FIELD;
    if (given && (parts == 0 || part == 0))
        f->deviations |= QN_212_DEV_PART_NO_D;
    if (f->pnum.n == 0)
        parts = part;
    f->parts = parts ? parts : 1;
    f->part = part ? part : 1;
    return f->part <= f->parts ? QN_212_OK : QN_212_BAD_FIELD;
}

static bool mn_as_printed(struct qn_212_span mn, bool hex)
{
    if (mn.n != (hex ? MN_LATER : MN_2005))
        return false;
    for (uint32_t i = 0; i < mn.n; i++) {
        char c = mn.p[i];
        if (!qn_212_is_digit(c) && !(c >= 'A' && c <= (hex ? 'F' : 'Z')))
            return false;
    }
    return true;
}

static enum qn_212_fault read_codes(struct qn_212_frame *f)
{
    f->st_code = small_number(f->st);
    f->cn_code = small_number(f->cn);
    if (f->cn.n == 0 || f->mn.n == 0)
        return QN_212_BAD_FIELD;
    if (!qn_212_st_name(f->st_code, 0))
        f->deviations |= QN_212_DEV_ST_UNKNOWN;
    if (!qn_212_command_of(f->cn_code))
        f->deviations |= QN_212_DEV_CN_UNKNOWN;
    if (f->pw.n != PW_STANDARD)
        f->deviations |= QN_212_DEV_PW_FORM;
    return QN_212_OK;
}

enum qn_212_fault qn_212_header_read(struct qn_212_frame *out)
{
    out->st_code = out->cn_code = -1;
    out->parts = out->part = 1;
    out->qn_unix_ms = INT64_MIN;
    enum qn_212_fault fault = split(out);
    if (fault == QN_212_OK)
        fault = read_codes(out);
    if (fault == QN_212_OK)
        fault = read_flag(out);
    if (fault == QN_212_OK)
        fault = read_parts(out);
    if (fault != QN_212_OK)
        return fault;
    read_qn(out);
    bool later = out->version != QN_212_2005 || out->deviations & QN_212_DEV_NO_FLAG;
    if (!mn_as_printed(out->mn, later))
        out->deviations |= QN_212_DEV_MN_FORM;
    out->resent = out->rf.n == 1 && out->rf.p[0] == '1';
    return QN_212_OK;
}

enum qn_212_fault qn_212_parse_segment(struct qn_212_span segment, uint32_t policy,
                                       struct qn_212_frame *out)
{
    memset(out, 0, sizeof *out);
    out->segment = segment;
    if (segment.n > QN_212_SEGMENT_STANDARD)
        out->deviations |= QN_212_DEV_OVERLONG;
    enum qn_212_fault fault = qn_212_header_read(out);
    if (fault != QN_212_OK)
        return fault;
    if (QN_212_CP_DEVIATIONS & ~policy)
        out->deviations |= qn_212_cp_deviations(out->cp);
    return out->deviations & ~policy ? QN_212_NOT_ALLOWED : QN_212_OK;
}
