/* Items of a CP.
 *
 *   DataTime=20160801085857;a01011-Rtd=1.35,a01011-Flag=N;i11001-Info=//text, with ; and =//
 *   name     value          factor field value                        text, kept whole
 */
#include <string.h>

#include "wire/internal.h"

/* What ends a name or a value. */
enum { GOES_ON, EQUALS, SEPARATOR, CONTROL };
static const unsigned char kind_of[256] = {
    ['='] = EQUALS,  [','] = SEPARATOR, [';'] = SEPARATOR, [0] = CONTROL,  [1] = CONTROL,
    [2] = CONTROL,   [3] = CONTROL,     [4] = CONTROL,     [5] = CONTROL,  [6] = CONTROL,
    [7] = CONTROL,   [8] = CONTROL,     [9] = CONTROL,     [10] = CONTROL, [11] = CONTROL,
    [12] = CONTROL,  [13] = CONTROL,    [14] = CONTROL,    [15] = CONTROL, [16] = CONTROL,
    [17] = CONTROL,  [18] = CONTROL,    [19] = CONTROL,    [20] = CONTROL, [21] = CONTROL,
    [22] = CONTROL,  [23] = CONTROL,    [24] = CONTROL,    [25] = CONTROL, [26] = CONTROL,
    [27] = CONTROL,  [28] = CONTROL,    [29] = CONTROL,    [30] = CONTROL, [31] = CONTROL,
    [127] = CONTROL,
};

static unsigned kind(char c)
{
    return kind_of[(unsigned char)c];
}

static bool is(struct qn_212_span s, const char *text, size_t n)
{
    return s.n == n && memcmp(s.p, text, n) == 0;
}

void qn_212_items_init(struct qn_212_items *it, struct qn_212_span cp)
{
    *it = (struct qn_212_items){.at = cp.p, .end = cp.n ? cp.p + cp.n : cp.p};
}

/* Goes behind the separators before an item; false where none follows. */
static bool enter(struct qn_212_items *it, bool *group, bool *comma)
{
    *group = !it->started;
    *comma = false;
    if (it->at == it->end)
        return false;
    if (it->started) {
        *comma = *it->at == ',';
        *group = !*comma;
        it->at++;
    }
    it->started = true;
    while (it->at < it->end && kind(*it->at) == SEPARATOR) {
        it->deviations |= QN_212_DEV_STRAY_SEPARATOR;
        *group = *group || *it->at == ';';
        it->at++;
    }
    if (it->at < it->end)
        return true;
    it->deviations |= QN_212_DEV_STRAY_SEPARATOR;
    return false;
}

/* The item is passed over: a caller who goes on gets the ones behind it. */
static bool refuse(struct qn_212_items *it, const char *at)
{
    while (at < it->end && kind(*at) != SEPARATOR)
        at++;
    it->at = at;
    it->fault = QN_212_BAD_FIELD;
    return false;
}

/* Behind the "//" that closes the text at v; v where none does. */
static const char *text_end(const char *v, const char *end)
{
    for (const char *p = v + 2; p + 2 <= end; p++) {
        p = memchr(p, '/', (size_t)(end - p) - 1);
        if (!p)
            return v;
        if (p[1] == '/' && (p + 2 == end || kind(p[2]) == SEPARATOR))
            return p + 2;
    }
    return v;
}

static const char *value_end(const char *v, const char *end)
{
    if (end - v >= 4 && v[0] == '/' && v[1] == '/') {
        const char *p = text_end(v, end);
        if (p > v)
            return p;
    }
    while (v < end && kind(*v) < SEPARATOR)
        v++;
    return v;
}

static void note(struct qn_212_items *it, struct qn_212_item *out, bool comma)
{
    if (out->value.n == 0)
        it->deviations |= QN_212_DEV_EMPTY_VALUE;
    if (out->factor.n > 0)
        return;
    if (is(out->name, "DataTime", 8) && out->value.n == 17)
        it->deviations |= QN_212_DEV_TIME_MS;
    if (comma && (is(out->name, "EndTime", 7) || is(out->name, "BeginTime", 9))) {
        it->deviations |= QN_212_DEV_COMMA;
        out->first_of_group = true;
    }
}

bool qn_212_items_next(struct qn_212_items *it, struct qn_212_item *out)
{
    bool comma;
    if (!enter(it, &out->first_of_group, &comma))
        return false;
    const char *name = it->at, *p = name, *dash = NULL, *end = it->end;
    for (; p < end && kind(*p) == GOES_ON; p++)
        if (*p == '-')
            dash = p;
    if (p == end || kind(*p) != EQUALS || p == name || p - name > QN_212_NAME_MAX)
        return refuse(it, p);
    out->name = (struct qn_212_span){name, (uint32_t)(p - name)};
    const char *field = dash ? dash + 1 : name;
    out->factor = (struct qn_212_span){name, dash ? (uint32_t)(dash - name) : 0};
    out->field = (struct qn_212_span){field, (uint32_t)(p - field)};
    const char *v = p + 1, *v_end = value_end(v, end);
    if (v_end < end && kind(*v_end) != SEPARATOR)
        return refuse(it, v_end);
    out->value = (struct qn_212_span){v, (uint32_t)(v_end - v)};
    it->at = v_end;
    note(it, out, comma);
    return true;
}

bool qn_212_find(struct qn_212_span cp, const char *name, struct qn_212_span *value)
{
    struct qn_212_items it;
    struct qn_212_item item;
    size_t n = strlen(name);
    qn_212_items_init(&it, cp);
    for (;;) {
        if (qn_212_items_next(&it, &item)) {
            if (!is(item.name, name, n))
                continue;
            *value = item.value;
            return true;
        }
        if (it.fault == QN_212_OK)
            return false;
        it.fault = QN_212_OK;
    }
}

uint32_t qn_212_cp_deviations(struct qn_212_span cp)
{
    struct qn_212_items it;
    struct qn_212_item item;
    qn_212_items_init(&it, cp);
    do
        it.fault = QN_212_OK;
    while (qn_212_items_next(&it, &item) || it.fault != QN_212_OK);
    return it.deviations;
}

/* Length of the UTF-8 character of several bytes at p; 0 where there is none. */
static size_t utf8_more(const unsigned char *p, size_t n)
{
    size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || n < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

bool qn_212_is_text(struct qn_212_span s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        size_t len = 1;
        if (p[i] >= 0x80)
            len = utf8_more(p + i, s.n - i);
        else if (p[i] == 0x7F || (p[i] < 0x20 && p[i] != '\t' && p[i] != '\r' && p[i] != '\n'))
            return false;
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

bool qn_212_may_be_encrypted(const struct qn_212_frame *f)
{
    return f->version >= QN_212_2025 &&
           ((f->cn_code >= 2000 && f->cn_code <= 2999) || f->cn_code == 1014 || f->cn_code == 3020);
}

/* Text between "//" may be of any encoding: loggers write GB 18030 there too. */
static bool item_is_text(const struct qn_212_item *item)
{
    struct qn_212_span v = item->value;
    bool quoted = v.n >= 4 && memcmp(v.p, "//", 2) == 0 && memcmp(v.p + v.n - 2, "//", 2) == 0;
    return qn_212_is_text(item->name) && (quoted || qn_212_is_text(v));
}

/* One block of cipher text is readable items with a chance below 1 in 10^6. */
bool qn_212_looks_encrypted(struct qn_212_span cp)
{
    struct qn_212_items it;
    struct qn_212_item item = {0};
    if (cp.n < 16)
        return false;
    qn_212_items_init(&it, cp);
    while (qn_212_items_next(&it, &item))
        if (!item_is_text(&item))
            return true;
    return it.fault != QN_212_OK;
}
