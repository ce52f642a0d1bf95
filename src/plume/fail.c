/* Failures of the engine, in both languages, and the ranges they come from. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plume/model.h"

#define ARGS_CAP 8

const char *qn_plume_value(double value, char out[QN_VALUE_CAP])
{
    char number[QN_NUM_TEXT_CAP];
    snprintf(out, QN_VALUE_CAP, "%s", isnan(value) ? "NaN" : qn_num_text(value, number));
    return out;
}

static void fill(struct qn_plume_error *error, enum qn_plume_status code, const char *where,
                 enum qn_text_id id, enum qn_text_id name, va_list ap)
{
    const char *args[ARGS_CAP + 1];
    size_t first = name != QN_T_NONE;
    size_t n = first + qn_text_take(ap, args + first, ARGS_CAP);
    if (!error)
        return;
    error->code = code;
    snprintf(error->where, sizeof error->where, "%s", where ? where : "");
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        char *out = lang == QN_ZH ? error->zh : error->en;
        args[0] = first ? qn_text((enum qn_lang)lang, name) : args[0];
        qn_text_format((enum qn_lang)lang, id, args, n, out, sizeof error->zh);
    }
}

enum qn_plume_status qn_plume_fail(struct qn_plume_error *error, enum qn_plume_status code,
                                   const char *where, enum qn_text_id id, ...)
{
    va_list ap;
    va_start(ap, id);
    fill(error, code, where, id, QN_T_NONE, ap);
    va_end(ap);
    return code;
}

enum qn_plume_status qn_plume_fail_named(struct qn_plume_error *error, const char *where,
                                         enum qn_text_id id, enum qn_text_id name, ...)
{
    va_list ap;
    va_start(ap, name);
    fill(error, QN_PLUME_E_INPUT, where, id, name, ap);
    va_end(ap);
    return QN_PLUME_E_INPUT;
}

enum qn_plume_status qn_plume_range(struct qn_plume_error *error, const char *where,
                                    enum qn_text_id name, double value, enum qn_bound bound,
                                    double least, double most, const char *unit)
{
    bool above = bound == QN_CLOSED ? value >= least : value > least;
    if (above && value <= most)
        return QN_PLUME_OK;
    char v[QN_VALUE_CAP], a[QN_VALUE_CAP], b[QN_VALUE_CAP];
    return qn_plume_fail_named(
        error, where, bound == QN_CLOSED ? QN_T_PLUME_RANGE : QN_T_PLUME_RANGE_OPEN, name,
        qn_plume_value(value, v), qn_plume_value(least, a), qn_plume_value(most, b), unit, QN_END);
}

enum qn_plume_status qn_plume_ranges(struct qn_plume_error *error, const char *where,
                                     const struct qn_range *range, size_t ranges,
                                     const void *object)
{
    for (size_t i = 0; i < ranges; i++) {
        const struct qn_range *r = &range[i];
        double value;
        memcpy(&value, (const char *)object + r->offset, sizeof value);
        enum qn_plume_status st =
            qn_plume_range(error, where, r->name, value, r->bound, r->least, r->most, r->unit);
        if (st)
            return st;
    }
    return QN_PLUME_OK;
}
