/* Enterprise and division codes against each other. */
#include <string.h>

#include "base/codes.h"
#include "region/import_internal.h"

#define DIVISION_LEN 6

static void check_own_division(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                               const char *uscc)
{
    const struct qn_rowset *jur = &x->set[QN_TAB_JURISDICTION];
    char part[DIVISION_LEN + 1] = "";
    size_t j = qn_ref(x, s, row, "jurisdiction_id");
    const char *whole = j == QN_NO_ROW ? "" : qn_str(jur, j, "division_code");
    if (!whole[0])
        return;
    memcpy(part, uscc + 2, DIVISION_LEN);
    if (!qn_division_within(part, whole))
        QN_FIND_ROW(x, K605, s, row, "uscc", part, whole);
}

static void check_uscc(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_ENTERPRISE];
    struct qn_idset codes = {0};
    for (size_t i = 0; i < s->n; i++) {
        const char *code = qn_str(s, i, "uscc");
        if (!code[0] || (s->flags[i] & QN_ROW_REPEATED))
            continue;
        size_t first = qn_idset_add(&codes, code, strlen(code), i);
        if (first != i && first != QN_NO_ROW)
            QN_FIND_ROW(x, K606, s, i, "uscc", code, qn_str(s, first, "enterprise_id"));
        check_own_division(x, s, i, code);
    }
    qn_idset_release(&codes);
}

/* 140000 is a province, 141000 a city, the others lie below. */
static bool level_fits(const char *level, const char *code)
{
    bool province = strcmp(code + 2, "0000") == 0, city = !province && strcmp(code + 4, "00") == 0;
    if (strcmp(level, "province") == 0)
        return province;
    if (strcmp(level, "city") == 0) /* a municipality is a city and a province */
        return city || province;
    if (strcmp(level, "county") == 0 || strcmp(level, "district") == 0)
        return !province && !city;
    return true;
}

static void check_division(struct qn_import_ctx *x, struct qn_rowset *s, size_t row,
                           struct qn_idset *codes)
{
    const char *code = qn_str(s, row, "division_code"), *level = qn_str(s, row, "level");
    if (!code[0] || (s->flags[row] & QN_ROW_REPEATED))
        return;
    size_t first = qn_idset_add(codes, code, strlen(code), row);
    if (first != row && first != QN_NO_ROW)
        QN_FIND_ROW(x, K610, s, row, "division_code", code, qn_str(s, first, "jurisdiction_id"));
    if (!level_fits(level, code))
        QN_FIND_ROW(x, K611, s, row, "division_code", level, code);
    size_t up = qn_ref(x, s, row, "parent_id");
    const char *whole = up == QN_NO_ROW ? "" : qn_str(s, up, "division_code");
    if (whole[0] && !qn_division_within(code, whole))
        QN_FIND_ROW(x, K609, s, row, "division_code", code, whole);
}

void qn_codes_check(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_JURISDICTION];
    struct qn_idset codes = {0};
    check_uscc(x);
    for (size_t i = 0; i < s->n; i++)
        check_division(x, s, i, &codes);
    qn_idset_release(&codes);
}
