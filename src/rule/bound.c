/* Bounds: reading one from a row, and asking whether a value keeps it. */
#include <math.h>
#include <string.h>

#include "rule/sheet.h"

/* The unit in which the packs write a subject, "" for yes/no. */
static const char *unit_of(int subject)
{
    if (subject >= QN_SUBJECT_UNIT_CAPACITY && subject <= QN_SUBJECT_GROUP_CAPACITY)
        return "10kt/a";
    if (subject >= QN_PARAM_COUNT)
        return "";
    const struct qn_table *t = &qn_tables[QN_TAB_INSTALLATION];
    int at = qn_table_column(t, qn_param_names[subject]);
    return at < 0 ? "" : t->col[at].unit;
}

static enum qn_status find_subject(const struct qn_sheet *s, size_t column, int *subject,
                                   struct qn_err *err)
{
    const char *name = qn_sheet_text(s, column);
    *subject = QN_SUBJECT_NONE;
    if (!*name)
        return QN_OK;
    for (int i = 0; i < QN_SUBJECT_VARIANT; i++)
        if (strcmp(qn_subject_name(i), name) == 0) {
            *subject = i;
            return QN_OK;
        }
    return qn_sheet_fail(s, column, QN_T_PACK_REF, "installations.csv", err);
}

/* One bound a side, the lower below the upper. */
static enum qn_status check_sides(const struct qn_sheet *s, size_t gt, const struct qn_bound *b,
                                  struct qn_err *err)
{
    if (!isnan(b->gt) && !isnan(b->ge))
        return qn_sheet_fail(s, gt + 1, QN_T_PACK_BOUND, NULL, err);
    if (!isnan(b->lt) && !isnan(b->le))
        return qn_sheet_fail(s, gt + 3, QN_T_PACK_BOUND, NULL, err);
    double low = isnan(b->gt) ? b->ge : b->gt, high = isnan(b->lt) ? b->le : b->lt;
    if (!isnan(low) && !isnan(high) && !(low < high))
        return qn_sheet_fail(s, isnan(b->lt) ? gt + 3 : gt + 2, QN_T_PACK_BOUND, NULL, err);
    return QN_OK;
}

static int numeric(const struct qn_bound *b)
{
    return !isnan(b->gt) || !isnan(b->ge) || !isnan(b->lt) || !isnan(b->le);
}

static enum qn_status check_fit(const struct qn_sheet *s, size_t parameter, size_t unit, size_t gt,
                                int subject, const struct qn_bound *b, struct qn_err *err)
{
    for (size_t i = gt; i < gt + 4 && subject == QN_SUBJECT_NONE; i++)
        if (*qn_sheet_text(s, i))
            return qn_sheet_fail(s, i, QN_T_PACK_BOUND_LOST, NULL, err);
    if (subject == QN_SUBJECT_NONE)
        return QN_OK;
    int yes_no = qn_subject_is_yes_no(subject);
    if (yes_no ? b->has < 0 || numeric(b) : b->has >= 0 || !numeric(b))
        return qn_sheet_fail(s, parameter, QN_T_PACK_BOUND_NEEDED, NULL, err);
    if (strcmp(b->unit, unit_of(subject)) != 0)
        return qn_sheet_fail(s, unit, QN_T_PACK_UNIT, unit_of(subject), err);
    return QN_OK;
}

enum qn_status qn_sheet_bound(const struct qn_sheet *s, size_t parameter, size_t unit, size_t gt,
                              size_t has, int *subject, struct qn_bound *out, struct qn_err *err)
{
    static const char *const yes_no[] = {"no", "yes", NULL};
    enum qn_status st;
    struct qn_bound b = {.has = -1, .unit = qn_sheet_text(s, unit), .scale = 1};
    int word = 2;
    if ((st = find_subject(s, parameter, subject, err)) ||
        (st = qn_sheet_number(s, gt, &b.gt, err)) ||
        (st = qn_sheet_number(s, gt + 1, &b.ge, err)) ||
        (st = qn_sheet_number(s, gt + 2, &b.lt, err)) ||
        (st = qn_sheet_number(s, gt + 3, &b.le, err)))
        return st;
    if (has != SIZE_MAX) {
        if ((st = qn_sheet_word(s, has, yes_no, 2, &word, err)))
            return st;
        b.has = word == 2 ? -1 : word;
    }
    if (strcmp(b.unit, "10kt/a") == 0)
        b.scale = 10000;
    if ((st = check_sides(s, gt, &b, err)) ||
        (st = check_fit(s, parameter, unit, gt, *subject, &b, err)))
        return st;
    *out = b;
    return QN_OK;
}

int qn_bound_holds(const struct qn_bound *b, double value)
{
    if (b->has >= 0)
        return (value != 0) == b->has;
    return !(!isnan(b->gt) && !(value > b->gt * b->scale)) &&
           !(!isnan(b->ge) && !(value >= b->ge * b->scale)) &&
           !(!isnan(b->lt) && !(value < b->lt * b->scale)) &&
           !(!isnan(b->le) && !(value <= b->le * b->scale));
}
