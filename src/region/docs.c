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
    "## Files: what is needed / 哪些文件必需\n"
    "\n"
    "Four files are required: `region.yaml`, `jurisdictions.csv`, `enterprises.csv`,\n"
    "`installations.csv`. Every other file is optional: leave it out where there is nothing to "
    "say.\n"
    "`weather/`, `ambient/`, `choices.csv` and `cases.csv` are known and kept for later steps.\n"
    "`telemetry/` holds received HJ 212 frames (`*.frames`, `*.frames.gz`) and meters' values "
    "(`*.csv`).\n"
    "Inside a file, a column marked *required* must be there and filled; any other column may be "
    "left\n"
    "out, and the order of columns is free.\n"
    "\n"
    "必需的只有上述四个文件，其余文件没有内容就不放；`telemetry/` 放收到的 HJ 212 "
    "报文和电表数据。表中标明 required "
    "的列必须有并填写，其他列可以不写，列的顺序不限。\n"
    "\n"
    "## How to fill in a cell / 怎样填写\n"
    "\n"
    "- **Unknown / 不知道**: leave the cell empty. Do not write 0, `-` or a guess: 0 means none. "
    "An empty\n"
    "  cell is shown as missing, never filled. For the state write `unknown`.\n"
    "  留空，不要填 0、“-”或估计值；0 表示“没有”。状态不明写 `unknown`。\n"
    "- **Units / 单位**: the unit is the end of the column's name (`_t_a` tonnes a year, `_m`, "
    "`_m3`,\n"
    "  `_m2`, `_mm`). `60万`, `2.4亿`, `1,250` and full-width digits are read; a converted value "
    "is\n"
    "  reported. 单位见列名；`60万` 即 600000，千位逗号要放在引号里：`\"1,250\"`。\n"
    "- **Dates / 日期**: `2019-07-17`, `2019-07` or `2019`, as exact as is known; also `2019/7/17` "
    "and\n"
    "  `2019年7月17日`. 知道到哪一级就写到哪一级。\n"
    "- **Positions / 坐标**: WGS 84, decimal degrees, longitude in `lon_deg`. Positions from "
    "Chinese web\n"
    "  maps are GCJ-02 or BD-09: convert them first. GCJ-02 is refused where it shows.\n"
    "  一律 WGS 84 十进制度；高德、腾讯（GCJ-02）和百度（BD-09）地图的坐标须先换算。\n"
    "- **Files / 文件**: CSV with a header; UTF-8 (with or without BOM), GB18030 (GBK) or UTF-16; "
    "comma,\n"
    "  semicolon or tab; lines end with LF or CR LF. Excel's \"CSV UTF-8\" and Chinese Excel's "
    "\"CSV\" both "
    "work.\n"
    "  Excel 另存的 CSV 可直接使用；不接受 xlsx。\n"
    "\n";

static const char region_more[] =
    "## Where a value is from / 依据与来源\n"
    "\n"
    "`basis` says what a row's values rest on, best first: `measured`, `permit`, `published`, "
    "`factor`,\n"
    "`assumed`. `source` is an id of `sources.csv`, or says it in words. Both hold for the whole "
    "row.\n"
    "\n"
    "`basis` 是本行数值的依据，从好到差：实测、许可、公开发布、系数推算、假定；`source` 写 "
    "sources.csv 的编号，\n"
    "或直接写明。两者对整行有效。\n"
    "\n"
    "Where one value of a row rests on something else, add a row to `values.csv`: the table, the "
    "id, the\n"
    "column's name, the value, its own basis and source. Of several values of one parameter the "
    "one with\n"
    "the best basis is used; the row's own value takes part. So a measured chamber height in "
    "`values.csv`\n"
    "replaces a published one, and an assumed one fills in only where nothing better is known. On "
    "equal basis `values.csv` counts, its latest `as_of` first.\n"
    "\n"
    "某一个数值的依据与所在行不同时，写入 "
    "`values.csv`（对象、列名、值、依据、来源）。同一参数有几个值时，\n"
    "采用依据最好的一个，行内原值也参加比较；依据相同时取 values.csv 中截至日期最晚的。\n"
    "\n";

static const char region_history[] =
    "## What happened over time / 沿革\n"
    "\n"
    "- **States / 状态**: `installations.csv` holds the state and `state_since`; each earlier or "
    "later\n"
    "  state is a row of `installation_states.csv`. On a day (`--on`) the last state begun by then "
    "holds.\n"
    "  A furnace that stands still is `idle`, one that ended `stopped`, one taken down "
    "`dismantled`.\n"
    "  现状写在 installations.csv，历次状态写在 installation_states.csv；闲置、停产、拆除要分开。\n"
    "- **Only a part exits / 部分退出**: `exit_scope` = `part` for the enterprise with "
    "`exit_part_zh`,\n"
    "  and `whole` or `none` for each of its installations.\n"
    "  企业写 part 并写明哪一部分，再在各装置上写 whole 或 none。\n"
    "- **Renamed, moved, merged / 更名、搬迁、合并**: the enterprise keeps its id; a row of\n"
    "  `enterprise_events.csv` tells: `renamed` with the former name, `moved` with the old "
    "position,\n"
    "  `merged_into` and `split_from` with the other enterprise. 企业编号不变，在 "
    "enterprise_events.csv 中记一行。\n"
    "- **Exemptions / 例外**: `exemption_claimed` says which; the documents are rows of "
    "`evidence.csv`\n"
    "  with the installation's or the enterprise's id. `casting_iron` of a blast furnace needs\n"
    "  `business_registration`, `sales_records_3y` and `project_approval`; `casting_iron` of a "
    "sinter or\n"
    "  pellet machine, `ferroalloy` and `special_steel` need `project_approval`. A name proves "
    "nothing.\n"
    "  "
    "高炉主张铸造例外须有工商登记、三年销售凭证、项目核准三种文件，其他例外须有项目核准；企业名称不"
    "能证明用途。\n"
    "- **Importing again / 再次导入**: a changed row is a new record beside the old one; a row "
    "left out\n"
    "  stays in the store. 改动的行另存新记录，删去的行仍在库中。\n"
    "- **An ordinary hot strip mill / 普通热轧机组**: `variant` = `carbon_steel`. For other kinds "
    "without\n"
    "  a fitting word leave `variant` empty. 普通热轧带钢机组写 "
    "carbon_steel；没有合适的词就留空。\n"
    "\n"
    "Documents lie under `evidence/`; their SHA-256 is kept. 文件放在 `evidence/` 下，程序记录其 "
    "SHA-256。\n";

static const char region_telemetry[] =
    "## Telemetry / 在线监测\n"
    "\n"
    "- **Loggers and meters / 数采仪与电表**: `devices.csv` says which MN may speak to `quench "
    "watch`, "
    "for\n"
    "  which outlet or installation, and how. It may be imported alone into a new store. Passwords "
    "and keys\n"
    "  are kept in the store only and shown nowhere; with the first of them the store's file "
    "becomes\n"
    "  readable by its owner only (mode 0600). "
    "口令和密钥只存在库中，任何输出都不显示；库文件随之改为仅所有者可读。\n"
    "- **Data received elsewhere / 已收到的数据**: `telemetry/*.frames` (or `.frames.gz`) holds "
    "received frames,\n"
    "  one a line: the time of arrival (RFC 3339, or ms since 1970), a tab, the frame. "
    "`telemetry/*.csv`\n"
    "  (or `.csv.gz`) holds meters' values under the header "
    "`device_mn,time,factor,field,value[,flag][,arrival][,st][,cn]`.\n"
    "  These no device sent: `quench telemetry` (`imported`), `quench watch status` and `quench "
    "audit` say so.\n"
    "  They go into `STORE.telemetry` after the tables; what is there already is not stored again. "
    "A file\n"
    "  without one usable frame or value refuses the whole import; single faulty lines are "
    "counted and\n"
    "  named. `fleet.csv` and `truth.csv` (of `quench simulate`) are left alone.\n"
    "  "
    "在表格之后导入；表格中的值并非设备发来，各处输出均予标明；重复的不再存。整个文件没有一条可用数"
    "据则全部拒绝，个别错行计数并指明行号。\n";

const struct qn_doc_file qn_doc_example[] = {
    {"region.yaml", "region_id: example\n"
                    "region_name_zh: 示例市\n"
                    "region_name_en: Example City\n"
                    "decision_date: \"2019-07-17\"\n"
                    "fictional: \"yes\"\n"
                    "west_deg: 111.0\n"
                    "south_deg: 35.5\n"
                    "east_deg: 112.0\n"
                    "north_deg: 36.5\n"},
    {"sources.csv", "source_id,title,conf_level\n"
                    "S-1,示例许可证（虚构）,fictional\n"},
    {"jurisdictions.csv", "jurisdiction_id,name_zh,name_en,level,basis,source\n"
                          "J-1,示例区,Example District,district,published,S-1\n"},
    {"enterprises.csv",
     "enterprise_id,name_zh,name_en,jurisdiction_id,sector,lon_deg,lat_deg,basis,source\n"
     "E-1,示例焦化厂,Example Coking Works,J-1,coking,111.4021,36.0132,permit,S-1\n"},
    {"installations.csv",
     "installation_id,enterprise_id,kind,variant,name_zh,name_en,state,state_since,capacity_t_a,"
     "chamber_height_m,basis,source\n"
     "I-1,E-1,coke_oven,top_charged,1号焦炉,oven 1,operating,2003-06,600000,4.3,permit,S-1\n"
     "I-2,E-1,coke_oven,,2号焦炉,oven 2,idle,2016-11,,,published,S-1\n"},
    {NULL, NULL},
};

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
    "K codes, G geography, P plant parameters, V values and basis, D documents, L data loggers "
    "and\n"
    "telemetry, S store, M tracker of steel plants.\n\n"
    "| code | severity | message | how to mend | 说明 | 如何修改 |\n"
    "|---|---|---|---|---|---|\n";

static void put_example(struct page *p)
{
    put(p,
        "\n## A whole example / 最小的完整示例\n\n"
        "These five files import without a finding. The second oven's variant and sizes are not\n"
        "known, so they are empty. "
        "这五个文件导入后没有任何提示；2号焦炉的型式和尺寸不明，故留空。\n");
    for (const struct qn_doc_file *f = qn_doc_example; f->name; f++) {
        put(p, "\n`");
        put(p, f->name);
        put(p, "`\n\n```\n");
        put(p, f->text);
        put(p, "```\n");
    }
}

enum qn_status qn_region_doc_markdown(struct qn_buf *out, struct qn_err *err)
{
    struct page p = {out, QN_OK, err};
    put(&p, region_head);
    put(&p, region_more);
    put(&p, region_history);
    put(&p, "\n");
    put(&p, region_telemetry);
    put_example(&p);
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
