/* points.csv, limits.csv, quality.csv: limits of stacks and thresholds of detectors. */
#include "rule/limits.h"

#include <math.h>
#include <string.h>

#include "base/codes.h"
#include "region/tables.h"
#include "rule/pack.h"
#include "rule/sheet.h"

static const char *const regime_names[] = {"transitional", "general", "special",
                                           "ultra_low",    "local",   NULL};
static const char *const binding_names[] = {"standard", "policy", NULL};
static const char *const averaging_names[] = {"hour", NULL};

const char *qn_regime_name(enum qn_regime r)
{
    return (unsigned)r < QN_REGIME_COUNT ? regime_names[r] : "";
}

enum { P_ID, P_PROCESS, P_ZH, P_EN, P_KINDS, P_VARIANTS, P_TEXTS };

static enum qn_status read_point(struct qn_pack *p, struct qn_sheet *s, struct qn_point *x,
                                 struct qn_err *err)
{
    enum qn_status st;
    if ((st = qn_sheet_needed(s, P_ID, &x->id, err)) ||
        (st = qn_sheet_needed(s, P_PROCESS, &x->process, err)) ||
        (st = qn_sheet_needed(s, P_ZH, &x->name_zh, err)) ||
        (st = qn_sheet_needed(s, P_EN, &x->name_en, err)) ||
        (st = qn_sheet_needed(s, P_TEXTS, &x->texts, err)) ||
        (st = qn_sheet_words(s, P_KINDS, qn_kind_names, NULL, &x->kinds, err)) ||
        (st = qn_sheet_words(s, P_VARIANTS, qn_variant_names, NULL, &x->variants, err)))
        return st;
    for (size_t i = 0; i < p->n_point; i++)
        if (strcmp(p->point[i].id, x->id) == 0)
            return qn_sheet_fail(s, P_ID, QN_T_PACK_DUPLICATE, NULL, err);
    if (p->n_point == QN_MAX_POINTS)
        return qn_sheet_fail(s, P_ID, QN_T_QUALITY_PACK_POINTS, "64", err);
    return QN_OK;
}

static enum qn_status read_points(struct qn_pack *p, const struct qn_resource *files,
                                  struct qn_err *err)
{
    static const char *const columns[] = {"point", "process",  "name_zh", "name_en",
                                          "kinds", "variants", "texts",   NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "points.csv", columns, err);
    if (st)
        return st;
    p->point = qn_arena_alloc(&p->arena, s.rows * sizeof *p->point, err);
    if (!p->point)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_point(p, &s, &p->point[p->n_point], err);
        p->n_point++;
    }
    return st;
}

enum {
    L_ID,
    L_DOCUMENT,
    L_TABLE,
    L_REGIME,
    L_BINDING,
    L_DIVISION,
    L_POINTS,
    L_POLLUTANT,
    L_FACTOR,
    L_LIMIT,
    L_UNIT,
    L_O2,
    L_O2_FROM,
    L_AVERAGING,
    L_NEW,
    L_EXISTING,
    L_TO,
    L_SOURCE,
    L_CONF,
    L_NOTE
};

static int point_index(const struct qn_pack *p, const char *word, size_t n)
{
    for (size_t i = 0; i < p->n_point; i++)
        if (strlen(p->point[i].id) == n && memcmp(p->point[i].id, word, n) == 0)
            return (int)i;
    return -1;
}

static enum qn_status read_point_words(const struct qn_pack *p, const struct qn_sheet *s,
                                       uint64_t *out, struct qn_err *err)
{
    const char *w;
    enum qn_status st = qn_sheet_needed(s, L_POINTS, &w, err);
    *out = 0;
    for (; !st && *w; w += strspn(w, " ")) {
        size_t n = strcspn(w, " ");
        int at = point_index(p, w, n);
        if (at < 0)
            return qn_sheet_fail(s, L_POINTS, QN_T_PACK_REF, "points.csv", err);
        *out |= UINT64_C(1) << at;
        w += n;
    }
    return st;
}

static enum qn_status read_limit_dates(const struct qn_sheet *s, struct qn_limit *x,
                                       struct qn_err *err)
{
    enum qn_status st;
    if ((st = qn_sheet_date(s, L_O2_FROM, &x->ref_o2_from, err)) ||
        (st = qn_sheet_date(s, L_NEW, &x->new_from, err)) ||
        (st = qn_sheet_date(s, L_EXISTING, &x->existing_from, err)) ||
        (st = qn_sheet_date(s, L_TO, &x->to, err)))
        return st;
    if (!x->new_from.year && !x->existing_from.year)
        return qn_sheet_fail(s, L_NEW, QN_T_QUALITY_PACK_NO_START, NULL, err);
    return QN_OK;
}

static enum qn_status read_limit_numbers(const struct qn_sheet *s, struct qn_limit *x,
                                         struct qn_err *err)
{
    enum qn_status st;
    const char *limit;
    if ((st = qn_sheet_needed(s, L_LIMIT, &limit, err)) ||
        (st = qn_sheet_number(s, L_LIMIT, &x->limit, err)) ||
        (st = qn_sheet_number(s, L_O2, &x->ref_o2_pct, err)))
        return st;
    if (!(x->limit > 0))
        return qn_sheet_fail(s, L_LIMIT, QN_T_QUALITY_PACK_RANGE, "> 0", err);
    if (!isnan(x->ref_o2_pct) && !(x->ref_o2_pct > 0 && x->ref_o2_pct < 21))
        return qn_sheet_fail(s, L_O2, QN_T_QUALITY_PACK_RANGE, "> 0, < 21", err);
    return QN_OK;
}

static enum qn_status read_limit(struct qn_pack *p, struct qn_sheet *s, struct qn_limit *x,
                                 struct qn_err *err)
{
    enum qn_status st;
    int regime, binding, averaging;
    if ((st = qn_sheet_needed(s, L_ID, &x->id, err)) ||
        (st = qn_sheet_needed(s, L_DOCUMENT, &x->document, err)) ||
        (st = qn_sheet_word(s, L_REGIME, regime_names, -1, &regime, err)) ||
        (st = qn_sheet_word(s, L_BINDING, binding_names, -1, &binding, err)) ||
        (st = qn_sheet_word(s, L_AVERAGING, averaging_names, -1, &averaging, err)) ||
        (st = read_point_words(p, s, &x->points, err)) ||
        (st = qn_sheet_needed(s, L_POLLUTANT, &x->pollutant, err)) ||
        (st = qn_sheet_needed(s, L_UNIT, &x->unit, err)) || (st = read_limit_numbers(s, x, err)) ||
        (st = read_limit_dates(s, x, err)) ||
        (st = qn_sheet_source(s, L_SOURCE, p, &x->source_id, err)) ||
        (st = qn_sheet_conf(s, L_CONF, &x->conf, err)))
        return st;
    x->regime = (enum qn_regime)regime;
    x->policy = binding == 1;
    x->table = qn_sheet_text(s, L_TABLE);
    x->factor = qn_sheet_text(s, L_FACTOR);
    x->note = qn_sheet_text(s, L_NOTE);
    x->division = qn_sheet_text(s, L_DIVISION);
    if (*x->division && qn_division_check(x->division, strlen(x->division)) != QN_CODE_OK)
        return qn_sheet_fail(s, L_DIVISION, QN_T_PACK_WORD, "GB/T 2260", err);
    for (size_t i = 0; i < p->n_limit; i++)
        if (strcmp(p->limit[i].id, x->id) == 0)
            return qn_sheet_fail(s, L_ID, QN_T_PACK_DUPLICATE, NULL, err);
    return QN_OK;
}

static enum qn_status read_limits(struct qn_pack *p, const struct qn_resource *files,
                                  struct qn_err *err)
{
    static const char *const columns[] = {
        "limit_id",    "document",  "table",    "regime",        "binding", "division",
        "points",      "pollutant", "factor",   "limit",         "unit",    "ref_o2_pct",
        "ref_o2_from", "averaging", "new_from", "existing_from", "to",      "source_id",
        "conf_level",  "note",      NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "limits.csv", columns, err);
    if (st)
        return st;
    p->limit = qn_arena_alloc(&p->arena, s.rows * sizeof *p->limit, err);
    if (!p->limit)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_limit(p, &s, &p->limit[p->n_limit], err);
        p->n_limit++;
    }
    return st;
}

enum { T_NAME, T_VALUE, T_UNIT, T_BASIS, T_NOTE };

static enum qn_status read_threshold(struct qn_pack *p, struct qn_sheet *s, struct qn_threshold *x,
                                     struct qn_err *err)
{
    enum qn_status st;
    const char *value;
    if ((st = qn_sheet_needed(s, T_NAME, &x->name, err)) ||
        (st = qn_sheet_needed(s, T_VALUE, &value, err)) ||
        (st = qn_sheet_number(s, T_VALUE, &x->value, err)) ||
        (st = qn_sheet_needed(s, T_BASIS, &x->basis, err)))
        return st;
    x->unit = qn_sheet_text(s, T_UNIT);
    x->note = qn_sheet_text(s, T_NOTE);
    if (qn_pack_threshold(p, x->name))
        return qn_sheet_fail(s, T_NAME, QN_T_PACK_DUPLICATE, NULL, err);
    return QN_OK;
}

static enum qn_status read_thresholds(struct qn_pack *p, const struct qn_resource *files,
                                      struct qn_err *err)
{
    static const char *const columns[] = {"threshold", "value", "unit", "basis", "note", NULL};
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, &p->arena, files, "quality.csv", columns, err);
    if (st)
        return st;
    p->threshold = qn_arena_alloc(&p->arena, s.rows * sizeof *p->threshold, err);
    if (!p->threshold)
        return err->code;
    int more = 1;
    while (!st && !(st = qn_sheet_next(&s, &more, err)) && more) {
        st = read_threshold(p, &s, &p->threshold[p->n_threshold], err);
        p->n_threshold += !st;
    }
    return st;
}

enum qn_status qn_pack_read_limits(struct qn_pack *p, const struct qn_resource *files,
                                   struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (qn_resource_find(files, "limits.csv")) {
        st = read_points(p, files, err);
        if (!st)
            st = read_limits(p, files, err);
    }
    if (!st && qn_resource_find(files, "quality.csv"))
        st = read_thresholds(p, files, err);
    return st;
}

size_t qn_pack_points(const struct qn_pack *p, const struct qn_point **first)
{
    *first = p->point;
    return p->n_point;
}

size_t qn_pack_limits(const struct qn_pack *p, const struct qn_limit **first)
{
    *first = p->limit;
    return p->n_limit;
}

size_t qn_pack_thresholds(const struct qn_pack *p, const struct qn_threshold **first)
{
    *first = p->threshold;
    return p->n_threshold;
}

const struct qn_threshold *qn_pack_threshold(const struct qn_pack *p, const char *name)
{
    for (size_t i = 0; i < p->n_threshold; i++)
        if (strcmp(p->threshold[i].name, name) == 0)
            return &p->threshold[i];
    return NULL;
}
