/* The header of a CSV file: which field is which column. */
#include <ctype.h>
#include <string.h>

#include "base/encoding.h"
#include "region/import_internal.h"

#define NAME_CAP 128

/* Unit endings of our column names, longest first. */
static const char *const unit_endings[] = {"_kgce_t", "_persons", "_m3_t", "_kg_t", "_deg", "_km2",
                                           "_t_a",    "_h_a",     "_m_s",  "_m3",   "_m2",  "_mm",
                                           "_m",      "_t",       "_C",    NULL};
/* Endings of other units that people write. */
static const char *const other_units[] = {
    "m",     "mm",      "cm",   "km",   "ft",      "in",   "t",           "kg",   "kt",
    "mt",    "g",       "k",    "f",    "c",       "m2",   "km2",         "ha",   "mu",
    "m3",    "l",       "t_a",  "t_d",  "t_h",     "kt_a", "mt_a",        "ttpa", "10kt_a",
    "wan_t", "wan_t_a", "wt",   "wt_a", "h",       "d",    "d_a",         "h_d",  "m_s",
    "km_h",  "m_min",   "rad",  "dms",  "persons", "wan",  "10k_persons", "kgce", "tce_t",
    "mj_t",  "m3_h",    "m3_t", "l_t",  "kg_t",    "g_kg", "g_t",         "lb",   NULL};

/* Length of a column's name without its unit; 0 where it has none. */
static size_t base_len(const struct qn_column *col)
{
    size_t n = strlen(col->name);
    for (size_t i = 0; col->unit[0] && unit_endings[i]; i++) {
        size_t u = strlen(unit_endings[i]);
        if (n > u && strcmp(col->name + n - u, unit_endings[i]) == 0)
            return n - u;
    }
    return 0;
}

static bool is_other_unit(const char *s)
{
    for (size_t i = 0; other_units[i]; i++)
        if (strcmp(s, other_units[i]) == 0)
            return true;
    return false;
}

enum unit_fault { UNIT_FINE, UNIT_MISSING, UNIT_OTHER };

static enum unit_fault unit_fault_of(const struct qn_column *col, const char *name)
{
    size_t base = base_len(col);
    if (base == 0 || strncmp(name, col->name, base) != 0)
        return UNIT_FINE;
    const char *rest = name + base;
    if (*rest == '\0')
        return UNIT_MISSING;
    if (*rest == '(' || (*rest == ' ' && rest[1] == '('))
        return UNIT_OTHER;
    return *rest == '_' && is_other_unit(rest + 1) ? UNIT_OTHER : UNIT_FINE;
}

static int report_unit(struct qn_import_ctx *x, const struct qn_table *t, const char *name,
                       const struct qn_place *at)
{
    for (size_t i = 0; i < t->n; i++) {
        enum unit_fault fault = unit_fault_of(&t->col[i], name);
        if (fault == UNIT_MISSING)
            QN_FIND(x, C205, at, name, t->col[i].name);
        else if (fault == UNIT_OTHER)
            QN_FIND(x, C206, at, name, t->col[i].name);
        if (fault != UNIT_FINE)
            return 1;
    }
    return 0;
}

/* Lower case, full width folded, blanks and hyphens to underscores, none at the ends. */
static void plain_name(const char *text, size_t len, char out[NAME_CAP])
{
    if (len >= NAME_CAP)
        len = NAME_CAP - 1;
    memcpy(out, text, len);
    int changed;
    len = qn_fold_width(out, len, &changed);
    while (len > 0 && isspace((unsigned char)out[len - 1]))
        len--;
    size_t from = 0;
    while (from < len && isspace((unsigned char)out[from]))
        from++;
    for (size_t i = from; i < len; i++) {
        char c = out[i];
        out[i - from] = c == ' ' || c == '-'   ? '_'
                        : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a')
                                               : c;
    }
    out[len - from] = '\0';
}

static bool same_plain(const char *column, const char *plain)
{
    char name[NAME_CAP];
    plain_name(column, strlen(column), name);
    return strcmp(name, plain) == 0;
}

/* The Chinese name of a column without unit, as the documentation prints it. */
static bool is_chinese_name(const struct qn_column *col, const char *text, size_t len)
{
    bool unitless = col->unit[0] == '\0' || strcmp(col->unit, "deg") == 0;
    size_t n = strcspn(col->doc_zh, "(");
    const char *stop[] = {"（", "："};
    for (size_t i = 0; i < 2; i++) {
        const char *p = strstr(col->doc_zh, stop[i]);
        if (p && (size_t)(p - col->doc_zh) < n)
            n = (size_t)(p - col->doc_zh);
    }
    while (n > 0 && col->doc_zh[n - 1] == ' ')
        n--;
    return unitless && len == n && n > 0 && memcmp(text, col->doc_zh, n) == 0;
}

/* The column a header means though it does not say it exactly, or -1. */
static int tolerant_column(const struct qn_table *t, const char *text, size_t len,
                           const char *plain)
{
    for (size_t i = 0; i < t->n; i++)
        if (same_plain(t->col[i].name, plain) || is_chinese_name(&t->col[i], text, len))
            return (int)i;
    return -1;
}

static void report_unknown(struct qn_import_ctx *x, const struct qn_table *t, const char *text,
                           const char *plain, const struct qn_place *at)
{
    if (report_unit(x, t, plain, at))
        return;
    size_t distance;
    const char *near = qn_nearest_column(t, plain, &distance);
    if (distance <= 2 && distance * 3 <= strlen(plain))
        QN_FIND(x, C204, at, text, near);
    else
        QN_FIND(x, C203, at, text);
}

static int column_of(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                     const struct qn_csv_field *f, size_t i)
{
    struct qn_place at = {file, (int64_t)f->line, (int64_t)f->column, f->text};
    char plain[NAME_CAP];
    plain_name(f->text, f->len, plain);
    if (plain[0] == '\0') {
        QN_FIND(x, C219, &at, QN_NUM((double)(i + 1)));
        return -1;
    }
    int c = qn_table_column(t, f->text);
    if (c < 0 && (c = tolerant_column(t, f->text, f->len, plain)) >= 0)
        QN_FIND(x, C207, &at, f->text, t->col[c].name);
    if (c < 0)
        report_unknown(x, t, f->text, plain, &at);
    return c;
}

static int report_missing(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                          int64_t line, const size_t *first)
{
    struct qn_place at = {file, line, 0, NULL};
    for (size_t c = 0; c < t->n; c++)
        if (first[c] == 0 && (t->col[c].flags & QN_COLF_REQUIRED)) {
            at.field = t->col[c].name;
            QN_FIND(x, C201, &at, t->col[c].name);
        }
    return first[0] != 0;
}

int qn_header_read(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                   const struct qn_csv *r, int *map)
{
    size_t first[QN_TABLE_MAX_COLUMNS] = {0};
    int64_t line = r->n ? (int64_t)r->field[0].line : 1;
    for (size_t i = 0; i < r->n; i++) {
        const struct qn_csv_field *f = &r->field[i];
        map[i] = column_of(x, t, file, f, i);
        if (map[i] < 0)
            continue;
        if (first[map[i]]) {
            struct qn_place at = {file, (int64_t)f->line, (int64_t)f->column, f->text};
            QN_FIND(x, C202, &at, t->col[map[i]].name, QN_NUM((double)first[map[i]]));
            map[i] = -1;
        } else {
            first[map[i]] = i + 1;
        }
    }
    return report_missing(x, t, file, line, first);
}
