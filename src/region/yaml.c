/* region.yaml: names, types, and what the other checks need of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "region/import_internal.h"

#define R QN_COLF_REQUIRED
#define TEXT(n, f, zh, en, ex)                                                                     \
    {                                                                                              \
        n, QN_COL_TEXT, f, "", 0, 0, NULL, NULL, zh, en, ex                                        \
    }
#define REAL(n, lo, hi, zh, en, ex)                                                                \
    {                                                                                              \
        n, QN_COL_REAL, 0, "deg", lo, hi, NULL, NULL, zh, en, ex                                   \
    }

static const struct qn_column setting_names[] = {
    TEXT("region_id", 0, "区域编号", "id of the region", "basin"),
    TEXT("region_name_zh", R, "区域中文名", "name of the region in Chinese", "盆地市"),
    TEXT("region_name_en", 0, "区域英文名", "name of the region in English", "Basin City"),
    TEXT("title_zh", 0, "简报标题", "title of the briefing (zh)", "限制类产能停产退出汇报"),
    TEXT("title_en", 0, "简报标题（英文）", "title of the briefing (en)",
         "Exit of restricted capacity"),
    TEXT("notice_zh", 0, "每页的说明", "notice on every page (zh)", "本例为虚构"),
    TEXT("notice_en", 0, "每页的说明（英文）", "notice on every page (en)",
         "This example is fictional"),
    {"division_code", QN_COL_DIVISION, 0, "", 0, 0, NULL, NULL, "行政区划代码 (GB/T 2260)",
     "division code (GB/T 2260)", "141000"},
    {"decision_date", QN_COL_DATE, 0, "", 0, 0, NULL, NULL, "决策日期：规则按这一天适用",
     "decision date: the day whose rules apply", "2019-07-17"},
    {"fictional", QN_COL_BOOL, 0, "", 0, 0, NULL, NULL, "虚构的区域（每页注明）",
     "a fictional region (every page says so)", "no"},
    REAL("west_deg", -180, 180, "区域西界经度 (WGS 84)", "western edge of the region (WGS 84)",
         "111.4"),
    REAL("south_deg", -90, 90, "区域南界纬度", "southern edge", "35.9"),
    REAL("east_deg", -180, 180, "区域东界经度", "eastern edge", "111.9"),
    REAL("north_deg", -90, 90, "区域北界纬度", "northern edge", "36.4"),
    TEXT("datum", 0, "坐标系，只接受 WGS 84", "datum of every position: WGS 84 only", "WGS 84"),
};

const struct qn_table qn_setting_names = {
    "region.yaml", "region.yaml",
    "区域设置",    "settings of the region",
    setting_names, sizeof setting_names / sizeof setting_names[0],
};

/* Short names that people write. */
static const char *const short_names[][2] = {
    {"name_zh", "region_name_zh"}, {"name_en", "region_name_en"}, {"id", "region_id"},
    {"west", "west_deg"},          {"south", "south_deg"},        {"east", "east_deg"},
    {"north", "north_deg"},        {"date", "decision_date"},
};

static const char *canonical_name(const char *name)
{
    for (size_t i = 0; i < sizeof short_names / sizeof short_names[0]; i++)
        if (strcmp(short_names[i][0], name) == 0)
            return short_names[i][1];
    return name;
}

static void store_text(struct qn_import_ctx *x, struct qn_rowset *s, uint32_t line,
                       const struct qn_setting *it, const char *name, const char *value)
{
    struct qn_entry *row = qn_row_add(x, s, line, 0);
    if (!row)
        return;
    size_t n = strlen(value);
    qn_cell_text(&row[0], qn_ctx_copy(x, name, strlen(name)), strlen(name));
    qn_cell_text(&row[1], qn_ctx_copy(x, value, n), n);
    row[0].column = 1;
    row[1].column = (uint16_t)(it->column < UINT16_MAX ? it->column : UINT16_MAX);
}

/* A setting's value as it is kept: canonical where it was not text. */
static void read_setting(struct qn_import_ctx *x, struct qn_rowset *s, const char *file,
                         const struct qn_setting *it)
{
    const char *name = canonical_name(it->name);
    struct qn_place at = {file, (int64_t)it->line, (int64_t)it->column, name};
    int i = qn_table_column(&qn_setting_names, name);
    if (i < 0) {
        size_t distance;
        QN_FIND(x, C221, &at, it->name, qn_nearest_column(&qn_setting_names, it->name, &distance));
        return;
    }
    if (name != it->name)
        QN_FIND(x, C224, &at, it->name, name);
    char *text = (char *)(uintptr_t)qn_ctx_copy(x, it->value, strlen(it->value));
    struct qn_entry c = {.type = QN_V_NULL};
    if (x->fatal)
        return;
    qn_cell_read(x, &setting_names[i], &at, text, strlen(text), &c);
    if (c.type == QN_V_TEXT)
        store_text(x, s, (uint32_t)it->line, it, name, c.u.s);
    else if (c.type == QN_V_REAL)
        store_text(x, s, (uint32_t)it->line, it, name, QN_NUM(c.u.r));
    else if (c.type == QN_V_INT)
        store_text(x, s, (uint32_t)it->line, it, name, c.u.i ? "yes" : "no");
}

/* What the message of an English template stands for at its {0}; false where it is another's. */
static bool is_text(const char *msg, enum qn_text_id id, char *arg, size_t cap)
{
    const char *tmpl = qn_text(QN_EN, id), *hole = strstr(tmpl, "{0}");
    size_t before = hole ? (size_t)(hole - tmpl) : strlen(tmpl), n = strlen(msg);
    size_t after = hole ? strlen(hole + 3) : 0;
    arg[0] = '\0';
    if (strncmp(msg, tmpl, before) != 0 || n < before + after ||
        (hole && strcmp(msg + n - after, hole + 3) != 0))
        return false;
    size_t len = n - before - after;
    len = len < cap ? len : cap - 1;
    memcpy(arg, msg + before, len);
    arg[len] = '\0';
    return true;
}

/* The parser's own problems that people meet, by its words. */
static const struct {
    const char *words;
    enum qn_text_id text;
} problems[] = {
    {"found a tab character", QN_T_YAML_TAB},
    {"mapping values are not allowed", QN_T_YAML_VALUE},
    {"could not find expected ':'", QN_T_YAML_COLON},
    {"found unexpected end of stream", QN_T_YAML_OPEN},
    {"did not find expected ',' or", QN_T_YAML_LIST},
    {"cannot start any token", QN_T_YAML_CHAR},
    {"did not find expected <document start>", QN_T_YAML_INDENT},
    {"did not find expected key", QN_T_YAML_INDENT},
};

static bool indented_by_tab(const struct qn_buf *text, int64_t line)
{
    const char *p = text->data, *end = p + text->len;
    for (; p && line > 1; line--) {
        p = memchr(p, '\n', (size_t)(end - p));
        p = p ? p + 1 : NULL;
    }
    while (p && p < end && *p == ' ')
        p++;
    return p && p < end && *p == '\t';
}

/* Which text says what is wrong, and its {0}. */
static enum qn_text_id cause_of(const struct qn_buf *text, int64_t line, const char *msg, char *arg,
                                size_t cap)
{
    static const enum qn_text_id own[] = {
        QN_T_SETTINGS_SHAPE, QN_T_SETTINGS_NAME, QN_T_SETTINGS_NESTED,    QN_T_SETTINGS_ALIAS,
        QN_T_SETTINGS_TWICE, QN_T_SETTINGS_NUL,  QN_T_SETTINGS_DOCUMENTS,
    };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (is_text(msg, own[i], arg, cap))
            return own[i];
    if (!is_text(msg, QN_T_SETTINGS_YAML, arg, cap))
        memcpy(arg, msg, strlen(msg) < cap ? strlen(msg) + 1 : 1);
    if (indented_by_tab(text, line))
        return QN_T_YAML_TAB;
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (strstr(arg, problems[i].words))
            return problems[i].text;
    return QN_T_YAML_OTHER;
}

static void report_syntax(struct qn_import_ctx *x, const char *file, const struct qn_buf *text,
                          const struct qn_err *err)
{
    struct qn_place at = {file, 0, 0, NULL};
    char *end, arg[QN_ERR_MSG_CAP] = "";
    at.line = strtol(err->where, &end, 10);
    if (*end == ':')
        at.column = strtol(end + 1, NULL, 10);
    x->cause = cause_of(text, at.line, err->msg[QN_EN], arg, sizeof arg);
    QN_FIND(x, F130, &at, arg);
}

void qn_settings_read(struct qn_import_ctx *x, const char *file, const void *bytes, size_t n)
{
    struct qn_rowset *s = &x->set[QN_TAB_SETTING];
    struct qn_settings list = {0};
    struct qn_err err = {0};
    s->file = file;
    if (!qn_text_read(x, file, bytes, n, &s->text))
        return;
    enum qn_status st =
        qn_settings_parse(s->text.data ? s->text.data : "", s->text.len, &x->arena, &list, &err);
    if (st == QN_E_NOMEM) {
        qn_ctx_fail(x, st);
        return;
    }
    if (st) {
        report_syntax(x, file, &s->text, &err);
        return;
    }
    for (size_t i = 0; i < list.n && !x->fatal; i++)
        read_setting(x, s, file, &list.item[i]);
    s->n_input = s->n;
    qn_ids_check(x, s);
}

static size_t setting_row(struct qn_import_ctx *x, const char *name)
{
    return qn_idset_find(&x->set[QN_TAB_SETTING].ids, name, strlen(name));
}

const char *qn_setting_value(struct qn_import_ctx *x, const char *name)
{
    size_t row = setting_row(x, name);
    return row == QN_NO_ROW ? "" : qn_str(&x->set[QN_TAB_SETTING], row, "value");
}

static double edge(struct qn_import_ctx *x, const char *name)
{
    const char *s = qn_setting_value(x, name);
    return s[0] ? strtod(s, NULL) : NAN;
}

static void check_inverted(struct qn_import_ctx *x, const char *low, const char *high)
{
    struct qn_rowset *s = &x->set[QN_TAB_SETTING];
    double a = edge(x, low), b = edge(x, high);
    if (isnan(a) || isnan(b) || a < b)
        return;
    x->box.whole = false;
    QN_FIND_ROW(x, G710, s, setting_row(x, low), "value", low, QN_NUM(a), high, QN_NUM(b));
}

static void check_box(struct qn_import_ctx *x, const struct qn_place *whole)
{
    static const char *const edges[] = {"west_deg", "south_deg", "east_deg", "north_deg"};
    char missing[64] = "";
    x->box = (struct qn_box){edge(x, edges[0]), edge(x, edges[1]), edge(x, edges[2]),
                             edge(x, edges[3]), true};
    size_t len = 0;
    for (size_t i = 0; i < 4; i++)
        if (isnan(edge(x, edges[i]))) {
            if (len)
                missing[len++] = ' ';
            memcpy(missing + len, edges[i], strlen(edges[i]) + 1);
            len += strlen(edges[i]);
        }
    if (len) {
        x->box.whole = false;
        if (whole->file)
            QN_FIND(x, G711, whole, missing);
    }
    check_inverted(x, "west_deg", "east_deg");
    check_inverted(x, "south_deg", "north_deg");
}

static void check_datum(struct qn_import_ctx *x)
{
    static const char *const fine[] = {"WGS 84", "WGS84", "WGS-84", "wgs84", "EPSG:4326", NULL};
    const char *datum = qn_setting_value(x, "datum");
    for (size_t i = 0; fine[i]; i++)
        if (!datum[0] || strcmp(datum, fine[i]) == 0)
            return;
    QN_FIND_ROW(x, G705, &x->set[QN_TAB_SETTING], setting_row(x, "datum"), "value", datum);
}

void qn_settings_check(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_SETTING];
    struct qn_place whole = {s->file, 0, 0, NULL};
    if (s->file && s->n_input) {
        if (!qn_setting_value(x, "region_name_zh")[0])
            QN_FIND(x, C223, &whole, "region_name_zh");
        if (!qn_setting_value(x, "decision_date")[0])
            QN_FIND0(x, C222, &whole);
    }
    const char *day = qn_setting_value(x, "decision_date");
    if (!day[0] || qn_date_parse(day, strlen(day), &x->decision_date, NULL))
        x->decision_date = (struct qn_date){0, 0, 0};
    if (s->n)
        check_box(x, &whole);
    check_datum(x);
}
