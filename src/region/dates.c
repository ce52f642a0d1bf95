/* A date's cell. */
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "region/import_internal.h"

#define SERIAL_MIN 20000 /* 1954-10-03 as a spreadsheet counts */
#define SERIAL_MAX 60000 /* 2064-04-08 */
#define TEXT_CAP 48

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

/* 19-07-17, 19年7月 and 7/17/19: the year has two digits. */
static bool short_year(const char *s)
{
    size_t a = digits(s);
    const char *p = s + a;
    if (a == 2 && strncmp(p, "年", strlen("年")) == 0)
        return true;
    if (a < 1 || a > 2 || !*p || !strchr("-/.", *p))
        return false;
    size_t b = digits(p + 1);
    if (b < 1 || b > 2)
        return false;
    p += 1 + b;
    if (!*p || !strchr("-/.", *p))
        return false;
    size_t c = digits(p + 1);
    return c >= 1 && c <= 2 && p[1 + c] == '\0';
}

static bool is_serial(const char *s)
{
    size_t n = digits(s);
    long v = n == 5 && s[n] == '\0' ? strtol(s, NULL, 10) : 0;
    return v >= SERIAL_MIN && v <= SERIAL_MAX;
}

static bool year_outside(const char *s)
{
    long year = digits(s) >= 4 ? strtol((char[]){s[0], s[1], s[2], s[3], '\0'}, NULL, 10) : 0;
    return year < 1900 || year > 2100;
}

void qn_cell_read_date(struct qn_import_ctx *x, const struct qn_column *col,
                       const struct qn_place *at, const char *text, size_t len,
                       struct qn_entry *out)
{
    char s[TEXT_CAP] = "", iso[QN_DATE_TEXT_CAP];
    int changed;
    if (len < sizeof s) {
        memcpy(s, text, len);
        s[qn_fold_width(s, len, &changed)] = '\0';
    }
    struct qn_date d;
    enum qn_status st = len < sizeof s ? qn_date_parse(s, strlen(s), &d, NULL) : QN_E_SYNTAX;
    if (st == QN_OK) {
        qn_date_text(d, iso);
        size_t n = strlen(iso);
        bool same = n == len && memcmp(iso, text, n) == 0;
        qn_cell_text(out, same ? text : qn_ctx_copy(x, iso, n), n);
    } else if (is_serial(s)) {
        QN_FIND(x, T412, at, col->name, text);
    } else if (short_year(s)) {
        QN_FIND(x, T404, at, col->name, text);
    } else if (st == QN_E_DOMAIN && year_outside(s)) {
        QN_FIND(x, T403, at, col->name, text);
    } else if (st == QN_E_DOMAIN) {
        QN_FIND(x, T402, at, col->name, text);
    } else {
        QN_FIND(x, T401, at, col->name, text);
    }
}
