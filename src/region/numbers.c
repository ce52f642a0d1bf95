/* A number's cell: notation, unit, bounds. */
#include "base/number.h"

#include <math.h>
#include <string.h>

#include "base/encoding.h"
#include "region/import_internal.h"

#define TEXT_CAP 96

/* Ways to write a unit, and what one of it is in a column's unit. factor 1: the same unit.
 * offset is added after the factor. */
struct unit {
    const char *column, *word;
    double factor, offset;
};

static const struct unit units[] = {
    {"m", "m", 1, 0},
    {"m", "米", 1, 0},
    {"m", "mm", 1e-3, 0},
    {"m", "毫米", 1e-3, 0},
    {"m", "cm", 1e-2, 0},
    {"m", "厘米", 1e-2, 0},
    {"m", "km", 1e3, 0},
    {"m", "公里", 1e3, 0},
    {"m", "ft", 0.3048, 0},
    {"m", "in", 0.0254, 0},
    {"mm", "mm", 1, 0},
    {"mm", "毫米", 1, 0},
    {"mm", "m", 1e3, 0},
    {"mm", "米", 1e3, 0},
    {"mm", "cm", 10, 0},
    {"m2", "m2", 1, 0},
    {"m2", "m²", 1, 0},
    {"m2", "平方米", 1, 0},
    {"m2", "㎡", 1, 0},
    {"m2", "km2", 1e6, 0},
    {"m2", "ha", 1e4, 0},
    {"km2", "km2", 1, 0},
    {"km2", "km²", 1, 0},
    {"km2", "平方公里", 1, 0},
    {"km2", "平方千米", 1, 0},
    {"km2", "m2", 1e-6, 0},
    {"km2", "ha", 1e-2, 0},
    {"km2", "公顷", 1e-2, 0},
    {"km2", "亩", 2.0 / 3000, 0},
    {"m3", "m3", 1, 0},
    {"m3", "m³", 1, 0},
    {"m3", "立方米", 1, 0},
    {"m3", "立方", 1, 0},
    {"m3", "L", 1e-3, 0},
    {"t/a", "t/a", 1, 0},
    {"t/a", "t", 1, 0},
    {"t/a", "吨", 1, 0},
    {"t/a", "吨/年", 1, 0},
    {"t/a", "吨／年", 1, 0},
    {"t/a", "kt/a", 1e3, 0},
    {"t/a", "kt", 1e3, 0},
    {"t/a", "Mt/a", 1e6, 0},
    {"t/a", "Mt", 1e6, 0},
    {"t/a", "kg/a", 1e-3, 0},
    {"t/a", "kg", 1e-3, 0},
    {"t/a", "t/d", 365, 0},
    {"t/a", "吨/日", 365, 0},
    {"t/a", "t/h", 8760, 0},
    {"t", "t", 1, 0},
    {"t", "吨", 1, 0},
    {"t", "kg", 1e-3, 0},
    {"t", "公斤", 1e-3, 0},
    {"t", "kt", 1e3, 0},
    {"h/a", "h/a", 1, 0},
    {"h/a", "h", 1, 0},
    {"h/a", "小时", 1, 0},
    {"h/a", "时", 1, 0},
    {"h/a", "d", 24, 0},
    {"h/a", "天", 24, 0},
    {"h/a", "d/a", 24, 0},
    {"m/s", "m/s", 1, 0},
    {"m/s", "米/秒", 1, 0},
    {"m/s", "km/h", 1 / 3.6, 0},
    {"degC", "degC", 1, 0},
    {"degC", "°C", 1, 0},
    {"degC", "℃", 1, 0},
    {"degC", "C", 1, 0},
    {"degC", "度", 1, 0},
    {"degC", "摄氏度", 1, 0},
    {"degC", "K", 1, -273.15},
    {"degC", "°F", 5.0 / 9, -160.0 / 9},
    {"deg", "deg", 1, 0},
    {"deg", "°", 1, 0},
    {"deg", "度", 1, 0},
    {"persons", "persons", 1, 0},
    {"persons", "人", 1, 0},
    {"persons", "名", 1, 0},
    {"kgce/t", "kgce/t", 1, 0},
    {"kgce/t", "千克标准煤/吨", 1, 0},
    {"kgce/t", "tce/t", 1e3, 0},
    {"m3/t", "m3/t", 1, 0},
    {"m3/t", "m³/t", 1, 0},
    {"m3/t", "立方米/吨", 1, 0},
    {"kg/t", "kg/t", 1, 0},
    {"kg/t", "千克/吨", 1, 0},
    {"kg/t", "g/t", 1e-3, 0},
    {"kg/t", "g/kg", 1, 0},
};

static const struct unit *unit_of(const struct qn_column *col, const char *word)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].column, col->unit) == 0 && strcmp(units[i].word, word) == 0)
            return &units[i];
    return NULL;
}

static size_t number_span(const char *s)
{
    size_t n = strspn(s, "0123456789");
    if (n && s[n] == '.')
        n += 1 + strspn(s + n + 1, "0123456789");
    return n;
}

/* 3-5, 3~5, 3至5, with blanks. */
static bool is_range(const char *s)
{
    static const char *const dashes[] = {"-", "~", "–", "—", "～", "至", "到", "..", NULL};
    size_t n = number_span(s);
    if (n == 0)
        return false;
    s += n;
    s += strspn(s, " ");
    for (size_t i = 0; dashes[i]; i++)
        if (strncmp(s, dashes[i], strlen(dashes[i])) == 0) {
            s += strlen(dashes[i]);
            s += strspn(s, " ");
            return number_span(s) > 0;
        }
    return false;
}

static void report_unreadable(struct qn_import_ctx *x, const struct qn_column *col,
                              const struct qn_place *at, const char *text)
{
    char s[TEXT_CAP] = "";
    int changed;
    size_t n = strlen(text);
    if (n < sizeof s) {
        memcpy(s, text, n + 1);
        s[qn_fold_width(s, n, &changed)] = '\0';
    }
    if (is_range(s))
        QN_FIND(x, N311, at, col->name, text);
    else if (s[0] && strspn(s, "0123456789.,-+") == strlen(s) && strchr(s, ','))
        QN_FIND(x, N317, at, col->name, text);
    else
        QN_FIND(x, N301, at, col->name, text);
}

/* Returns false where the number must not be used. */
static bool unit_fits(struct qn_import_ctx *x, const struct qn_column *col,
                      const struct qn_place *at, const char *text, const struct qn_number *v)
{
    if (v->flags & QN_NUM_PERCENT) {
        QN_FIND(x, N310, at, col->name, text);
        return false;
    }
    if (!v->unit[0])
        return true;
    const struct unit *u = unit_of(col, v->unit);
    if (!u) {
        QN_FIND(x, N309, at, text, v->unit, col->unit[0] ? col->unit : "-");
        return false;
    }
    if (u->factor != 1 || u->offset != 0) {
        QN_FIND(x, N308, at, text, v->unit, col->unit, QN_NUM(v->value * u->factor + u->offset));
        return false;
    }
    QN_FIND(x, N307, at, text, col->unit);
    return true;
}

static void note_style(struct qn_import_ctx *x, const struct qn_place *at, const char *text,
                       const struct qn_number *v)
{
    const char *value = QN_NUM(v->value);
    if (v->flags & QN_NUM_COMMA)
        QN_FIND(x, N302, at, text, value);
    if (v->flags & QN_NUM_FULLWIDTH)
        QN_FIND(x, N303, at, text, value);
    if (v->flags & QN_NUM_WAN)
        QN_FIND(x, N304, at, text, value);
    if (v->flags & QN_NUM_YI)
        QN_FIND(x, N305, at, text, value);
    if (v->flags & QN_NUM_APPROX)
        QN_FIND(x, N306, at, text, value);
}

/* A latitude that can only be a longitude: kept, so that the pair of them can be told exchanged. */
static bool maybe_exchanged(const struct qn_column *col, const struct qn_place *at, double v)
{
    return at->file[0] && strcmp(col->name, "lat_deg") == 0 && v > 90 && v <= 180;
}

static bool in_bounds(struct qn_import_ctx *x, const struct qn_column *col,
                      const struct qn_place *at, double v)
{
    if (col->min == 0 && col->max == 0)
        return true;
    if (v < 0 && col->min >= 0)
        QN_FIND(x, N314, at, col->name, QN_NUM(v));
    else if (v < col->min)
        QN_FIND(x, N313, at, col->name, QN_NUM(v), QN_NUM(col->min), col->unit);
    else if (v > col->max)
        QN_FIND(x, N312, at, col->name, QN_NUM(v), QN_NUM(col->max), col->unit);
    else if (v == col->min && (col->flags & QN_COLF_ABOVE_MIN))
        QN_FIND(x, N315, at, col->name, QN_NUM(col->min), QN_NUM(v));
    else
        return true;
    return false;
}

static uint8_t decimals_of(const char *text)
{
    const char *p = strchr(text, '.');
    return p ? (uint8_t)strspn(p + 1, "0123456789") : 0;
}

void qn_cell_read_number(struct qn_import_ctx *x, const struct qn_column *col,
                         const struct qn_place *at, char *text, size_t len, struct qn_entry *out)
{
    struct qn_number v;
    if (is_range(text) || qn_number_parse(text, len, &v, NULL)) {
        report_unreadable(x, col, at, text);
        return;
    }
    if (!unit_fits(x, col, at, text, &v))
        return;
    if (v.flags)
        note_style(x, at, text, &v);
    if (col->type == QN_COL_INT && v.value != floor(v.value)) {
        QN_FIND(x, N316, at, col->name, QN_NUM(v.value));
        return;
    }
    if (!maybe_exchanged(col, at, v.value) && !in_bounds(x, col, at, v.value))
        return;
    if (col->type == QN_COL_INT)
        qn_cell_int(out, (int64_t)v.value);
    else
        qn_cell_real(out, v.value);
    out->decimals = decimals_of(text);
}
