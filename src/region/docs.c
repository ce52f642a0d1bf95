/* The reference pages, printed from the tables that the program itself uses. */
#include "region/docs.h"

#include <string.h>

#include "region/import_internal.h"

/* A writer that remembers its first failure. */
struct page {
    struct qn_buf *out;
    enum qn_status st;
    struct qn_err *err;
};

static void put(struct page *p, const char *s)
{
    if (!p->st)
        p->st = qn_buf_text(p->out, s, p->err);
}

/* Text in a table cell: a bar would end it. */
static void put_cell(struct page *p, const char *s)
{
    for (; *s; s++) {
        char c[3] = {*s, '\0', '\0'};
        if (*s == '|') {
            c[0] = '\\';
            c[1] = '|';
        }
        put(p, c);
    }
}

static const char *type_name(enum qn_coltype t)
{
    switch (t) {
    case QN_COL_ID:
        return "id";
    case QN_COL_REF:
        return "reference";
    case QN_COL_TEXT:
        return "text";
    case QN_COL_ENUM:
        return "one of";
    case QN_COL_REAL:
        return "number";
    case QN_COL_INT:
        return "whole number";
    case QN_COL_BOOL:
        return "yes/no";
    case QN_COL_DATE:
        return "date";
    case QN_COL_USCC:
        return "GB 32100 code";
    case QN_COL_DIVISION:
        return "GB/T 2260 code";
    }
    return "";
}

static void put_bounds(struct page *p, const struct qn_column *col)
{
    bool above = (col->flags & QN_COLF_ABOVE_MIN) != 0;
    put(p, above ? "> " : "");
    put(p, QN_NUM(col->min));
    put(p, above ? ", to " : " to ");
    put(p, QN_NUM(col->max));
}

static void put_allowed(struct page *p, const struct qn_column *col)
{
    if (col->type == QN_COL_ENUM) {
        for (size_t i = 0; col->values[i]; i++) {
            put(p, i ? ", `" : "`");
            put(p, col->values[i]);
            put(p, "`");
        }
    } else if (col->type == QN_COL_REF) {
        const struct qn_table *t = qn_table_named(col->ref);
        put(p, "an id of `");
        put(p, t ? t->file : col->ref);
        put(p, "`");
    } else if (col->min != 0 || col->max != 0) {
        put_bounds(p, col);
    }
}

static void put_column(struct page *p, const struct qn_column *col)
{
    put(p, "| `");
    put(p, col->name);
    put(p, "` | ");
    put(p, type_name(col->type));
    put(p, " | ");
    put(p, col->unit);
    put(p, " | ");
    put(p, col->flags & QN_COLF_REQUIRED ? "yes" : "");
    put(p, " | ");
    put_allowed(p, col);
    put(p, " | ");
    put_cell(p, col->example);
    put(p, " | ");
    put_cell(p, col->doc_zh);
    put(p, " | ");
    put_cell(p, col->doc_en);
    put(p, " |\n");
}

static void put_table(struct page *p, const struct qn_table *t)
{
    put(p, "\n## ");
    put(p, t->file);
    put(p, "\n\n");
    put(p, t->doc_zh);
    put(p, " / ");
    put(p, t->doc_en);
    put(p, "\n\n| name | type | unit | required | allowed | example | 说明 | meaning |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < t->n; i++)
        put_column(p, &t->col[i]);
}

static const char region_head[] =
    "<!-- Printed by `quench doc region`: edit src/region/tables.c, then print it again. -->\n"
    "# The region folder / 区域文件夹\n\n"
    "What a person prepares, in files that a spreadsheet and git both like. `quench import STORE\n"
    "FOLDER` takes all of it or nothing; every check has a code ([checks](checks.md)).\n\n"
    "由人准备的一组文件，电子表格和 git 都能处理。`quench import 库 文件夹` "
    "要么全部导入，要么什么都不改；\n"
    "每项检查都有编号（见 [checks](checks.md)）。\n\n"
    "- Required files: `region.yaml`, `jurisdictions.csv`, `enterprises.csv`, "
    "`installations.csv`.\n"
    "  必需文件为这四个，其余有数据才放。\n"
    "- CSV as in RFC 4180 with a header; UTF-8 with or without BOM, GB18030 or UTF-16. Comma,\n"
    "  semicolon or tab. 编码和分隔符自动识别。\n"
    "- Numbers are in the unit of the column's name; `60万`, `2.4亿`, `1,250` and full-width "
    "digits\n"
    "  are read. 数值用列名中的单位。\n"
    "- Dates: `2019-07-17`, `2019-07` or `2019`; also `2019/7/17` and `2019年7月17日`.\n"
    "- An empty cell means *not known*. It is never filled with a guess. "
    "空格表示不知道，程序不作猜测。\n"
    "- Positions are WGS 84. GCJ-02 is refused where it shows. 坐标一律 WGS 84。\n"
    "- `basis` says what a row's values rest on, best first: `measured`, `permit`, `published`,\n"
    "  `factor`, `assumed`. `source` names a row of `sources.csv`, or says it in words.\n"
    "- A changed row becomes a new record beside the old one; a row left out stays in the store.\n"
    "  改动的行另存新记录，删去的行仍在库中。\n"
    "- Files of documents lie under `evidence/`; their SHA-256 is kept.\n"
    "- `weather/`, `ambient/`, `telemetry/`, `choices.csv` and `cases.csv` are known and kept for\n"
    "  later steps.\n";

static const char checks_head[] =
    "<!-- Printed by `quench doc checks`: edit src/base/text/checks.def, then print it again. -->\n"
    "# Checks of the import / 导入检查\n\n"
    "An *error* refuses the whole import and leaves the store as it was; a *warning* asks you to\n"
    "look; a *note* tells what was done. In messages, {0} and so on stand for the value, the "
    "limit\n"
    "and the like.\n\n"
    "“错误”使整个导入被拒绝，库不变；“警告”请人核对；“提示”说明程序做了什么。\n\n"
    "F file and encoding, C columns and cells, N numbers and units, T dates, I ids and "
    "references,\n"
    "K codes, G geography, P plant parameters, V values and basis, D documents, S store, M "
    "tracker\n"
    "of steel plants.\n\n"
    "| code | severity | message | how to mend | 说明 | 如何修改 |\n"
    "|---|---|---|---|---|---|\n";

enum qn_status qn_region_doc_markdown(struct qn_buf *out, struct qn_err *err)
{
    struct page p = {out, QN_OK, err};
    put(&p, region_head);
    put_table(&p, &qn_setting_names);
    for (size_t i = QN_TAB_SETTING + 1; i < QN_TAB_COUNT; i++)
        put_table(&p, &qn_tables[i]);
    return p.st;
}

enum qn_status qn_checks_doc_markdown(struct qn_buf *out, struct qn_err *err)
{
    struct page p = {out, QN_OK, err};
    put(&p, checks_head);
    for (size_t i = 1; i < QN_CHECK_COUNT; i++) {
        const struct qn_check_info *c = &qn_checks[i];
        put(&p, "| ");
        put(&p, c->code);
        put(&p, " | ");
        put(&p, qn_severity_name(c->severity));
        const enum qn_lang lang[] = {QN_EN, QN_ZH};
        for (size_t l = 0; l < 2; l++) {
            put(&p, " | ");
            put_cell(&p, qn_text(lang[l], c->message));
            put(&p, " | ");
            put_cell(&p, qn_text(lang[l], c->mend));
        }
        put(&p, " |\n");
    }
    return p.st;
}
