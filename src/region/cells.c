/* One cell: what it says, checked against its column. */
#include <string.h>

#include "base/codes.h"
#include "base/encoding.h"
#include "region/import_internal.h"

#define ID_MAX_BYTES 64
#define LIST_CAP 480

static const char *const blanks[] = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xE3\x80\x80", NULL};

/* What people write where there are no data. */
static const char *const placeholders[] = {"-",    "--",   "—",    "——",   "/",    "?",
                                           "？",   "N/A",  "n/a",  "NA",   "null", "NULL",
                                           "未知", "不详", "暂无", "待定", "缺",   NULL};

struct alias {
    const char *column, *word, *value;
};

static const struct alias aliases[] = {
    {"state", "运行", "operating"},
    {"state", "在产", "operating"},
    {"state", "生产", "operating"},
    {"state", "停产", "idle"},
    {"state", "闲置", "idle"},
    {"state", "封存", "idle"},
    {"state", "关停", "stopped"},
    {"state", "已停", "stopped"},
    {"state", "退出", "stopped"},
    {"state", "拆除", "dismantled"},
    {"state", "已拆除", "dismantled"},
    {"state", "在建", "under_construction"},
    {"state", "拟建", "planned"},
    {"state", "规划", "planned"},
    {"state", "取消", "cancelled"},
    {"state", "未知", "unknown"},
    {"variant", "顶装", "top_charged"},
    {"variant", "捣固", "stamp_charged"},
    {"variant", "热回收", "heat_recovery"},
    {"variant", "土焦", "indigenous"},
    {"variant", "带式", "belt"},
    {"variant", "步进", "step"},
    {"variant", "炼铁", "ironmaking"},
    {"variant", "铁合金", "ferroalloy"},
    {"variant", "炼钢", "steelmaking"},
    {"variant", "碳钢", "carbon_steel"},
    {"variant", "特钢", "special_steel"},
    {"kind", "焦炉", "coke_oven"},
    {"kind", "半焦炉", "semi_coke_oven"},
    {"kind", "烧结机", "sinter_machine"},
    {"kind", "竖炉", "shaft_pellet_furnace"},
    {"kind", "球团", "pellet_line"},
    {"kind", "高炉", "blast_furnace"},
    {"kind", "转炉", "converter"},
    {"kind", "电炉", "electric_arc_furnace"},
    {"kind", "电弧炉", "electric_arc_furnace"},
    {"kind", "中频炉", "induction_furnace"},
    {"kind", "感应炉", "induction_furnace"},
    {"kind", "平炉", "open_hearth"},
    {"kind", "石灰窑", "lime_kiln"},
    {"kind", "锅炉", "power_boiler"},
    {"kind", "烟囱", "stack"},
    {"kind", "更名", "renamed"},
    {"kind", "搬迁", "moved"},
    {"kind", "会议", "meeting"},
    {"kind", "照片", "photo"},
    {"basis", "实测", "measured"},
    {"basis", "监测", "measured"},
    {"basis", "许可证", "permit"},
    {"basis", "公开", "published"},
    {"basis", "因子", "factor"},
    {"basis", "假定", "assumed"},
    {"level", "省", "province"},
    {"level", "市", "city"},
    {"level", "县", "county"},
    {"level", "区", "district"},
    {"sector", "钢铁", "steel"},
    {"sector", "焦化", "coking"},
    {"sector", "铸造", "foundry"},
    {"exit_scope", "全部", "whole"},
    {"exit_scope", "整体", "whole"},
    {"exit_scope", "部分", "part"},
    {"exit_scope", "否", "none"},
};

static bool one_of(const char *s, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(s, *list) == 0)
            return true;
    return false;
}

static size_t blank_at_start(const char *s, size_t n)
{
    for (size_t i = 0; blanks[i]; i++) {
        size_t b = strlen(blanks[i]);
        if (n >= b && memcmp(s, blanks[i], b) == 0)
            return b;
    }
    return 0;
}

static size_t blank_at_end(const char *s, size_t n)
{
    for (size_t i = 0; blanks[i]; i++) {
        size_t b = strlen(blanks[i]);
        if (n >= b && memcmp(s + n - b, blanks[i], b) == 0)
            return b;
    }
    return 0;
}

static char *trim(char *s, size_t *n)
{
    size_t b;
    while ((b = blank_at_start(s, *n))) {
        s += b;
        *n -= b;
    }
    while ((b = blank_at_end(s, *n)))
        *n -= b;
    s[*n] = '\0';
    return s;
}

static bool lost_characters(const char *s)
{
    return strstr(s, "\xEF\xBF\xBD") || strstr(s, "锟斤拷") || strstr(s, "烫烫烫");
}

static bool id_char(unsigned c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-' || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x323AF);
}

/* QN_COL_ID only: a reference that does not fit finds no row anyway. */
static bool id_fits(struct qn_import_ctx *x, const struct qn_place *at, const char *s, size_t n)
{
    if (n > ID_MAX_BYTES) {
        QN_FIND(x, I504, at, QN_NUM((double)n), QN_NUM(ID_MAX_BYTES));
        return false;
    }
    for (size_t i = 0; i < n;) {
        size_t from = i;
        if (!id_char(qn_utf8_next(s, n, &i))) {
            char c[8] = {0};
            memcpy(c, s + from, i - from < sizeof c ? i - from : sizeof c - 1);
            QN_FIND(x, I503, at, s, c);
            return false;
        }
    }
    return true;
}

static void list_values(const char *const *values, char out[LIST_CAP])
{
    size_t len = 0;
    for (size_t i = 0; values[i]; i++) {
        size_t n = strlen(values[i]);
        if (n + 3 > LIST_CAP - len)
            break;
        if (len) {
            memcpy(out + len, ", ", 2);
            len += 2;
        }
        memcpy(out + len, values[i], n);
        len += n;
    }
    out[len] = '\0';
}

static const char *alias_of(const struct qn_column *col, const char *word)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (strcmp(aliases[i].column, col->name) == 0 && strcmp(aliases[i].word, word) == 0 &&
            one_of(aliases[i].value, col->values))
            return aliases[i].value;
    return NULL;
}

/* The allowed value that differs only in case, or NULL. */
static const char *case_of(const struct qn_column *col, const char *word)
{
    for (size_t i = 0; col->values[i]; i++) {
        const char *a = col->values[i], *b = word;
        for (; *a && *b; a++, b++) {
            char ca = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
            char cb = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b == ' ' ? '_' : *b;
            if (ca != cb)
                break;
        }
        if (!*a && !*b)
            return col->values[i];
    }
    return NULL;
}

static void read_enum(struct qn_import_ctx *x, const struct qn_column *col,
                      const struct qn_place *at, const char *s, size_t n, struct qn_entry *out)
{
    if (one_of(s, col->values)) {
        qn_cell_text(out, s, n);
        return;
    }
    const char *value = alias_of(col, s);
    if (!value)
        value = case_of(col, s);
    if (value) {
        QN_FIND(x, C215, at, s, value);
        qn_cell_text(out, value, strlen(value));
        return;
    }
    const char *near = qn_nearest(s, col->values, NULL);
    char list[LIST_CAP];
    list_values(col->values, list);
    if (strcmp(col->name, "basis") == 0)
        QN_FIND(x, V906, at, s, near);
    else
        QN_FIND(x, C214, at, col->name, s, near, list);
}

static void read_bool(struct qn_import_ctx *x, const struct qn_column *col,
                      const struct qn_place *at, const char *s, struct qn_entry *out)
{
    static const char *const yes[] = {"yes", "是",   "有",   "true", "1", "Yes",
                                      "YES", "TRUE", "True", "y",    "Y", NULL};
    static const char *const no[] = {"no",    "否",    "无", "false", "0",    "No", "NO",
                                     "FALSE", "False", "n",  "N",     "没有", NULL};
    if (one_of(s, yes))
        qn_cell_int(out, 1);
    else if (one_of(s, no))
        qn_cell_int(out, 0);
    else
        QN_FIND(x, C216, at, col->name, s);
}

static void read_uscc(struct qn_import_ctx *x, const struct qn_place *at, char *s, size_t n,
                      struct qn_entry *out)
{
    char expected[2] = {0};
    for (size_t i = 0; i < n; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            s[i] = (char)(s[i] - 'a' + 'A');
    switch (qn_uscc_check(s, n, expected)) {
    case QN_CODE_LENGTH:
        QN_FIND(x, K601, at, s, QN_NUM((double)n));
        return;
    case QN_CODE_CHARACTER:
        QN_FIND(x, K602, at, s);
        return;
    case QN_CODE_CHECK:
        QN_FIND(x, K603, at, s, expected);
        return;
    case QN_CODE_DIVISION:
        QN_FIND(x, K604, at, s);
        break;
    default:
        break;
    }
    qn_cell_text(out, s, n);
}

static void read_division(struct qn_import_ctx *x, const struct qn_place *at, const char *s,
                          size_t n, struct qn_entry *out)
{
    enum qn_code_fault fault = qn_division_check(s, n);
    if (fault == QN_CODE_LENGTH || fault == QN_CODE_CHARACTER)
        QN_FIND(x, K607, at, s);
    else if (fault)
        QN_FIND(x, K608, at, s);
    else
        qn_cell_text(out, s, n);
}

/* What a message may show of a cell. */
static const char *shown(const struct qn_column *col, const char *s)
{
    return col->flags & QN_COLF_SECRET ? QN_SECRET_SHOWN : s;
}

static bool is_placeholder(const struct qn_column *col, const char *s)
{
    if (col->type == QN_COL_TEXT || col->type == QN_COL_ID)
        return false;
    if (col->type == QN_COL_ENUM && (one_of(s, col->values) || alias_of(col, s)))
        return false;
    return one_of(s, placeholders);
}

void qn_cell_read(struct qn_import_ctx *x, const struct qn_column *col, const struct qn_place *at,
                  char *text, size_t len, struct qn_entry *out)
{
    size_t n = len;
    if (n == 0)
        return;
    char *s = trim(text, &n);
    if (n == 0) {
        text[0] = '\0'; /* for who asks later whether anything was written */
        return;
    }
    if (n < len)
        QN_FIND(x, C211, at, shown(col, s));
    if (lost_characters(s))
        QN_FIND(x, F131, at, shown(col, s));
    if (is_placeholder(col, s)) {
        QN_FIND(x, C212, at, s);
        text[0] = '\0';
        return;
    }
    switch (col->type) {
    case QN_COL_ID:
        if (id_fits(x, at, s, n))
            qn_cell_text(out, s, n);
        break;
    case QN_COL_REF:
    case QN_COL_TEXT:
        qn_cell_text(out, s, n);
        break;
    case QN_COL_ENUM:
        read_enum(x, col, at, s, n, out);
        break;
    case QN_COL_REAL:
    case QN_COL_INT:
        qn_cell_read_number(x, col, at, s, n, out);
        break;
    case QN_COL_BOOL:
        read_bool(x, col, at, s, out);
        break;
    case QN_COL_DATE:
        qn_cell_read_date(x, col, at, s, n, out);
        break;
    case QN_COL_USCC:
        read_uscc(x, at, s, n, out);
        break;
    case QN_COL_DIVISION:
        read_division(x, at, s, n, out);
        break;
    }
}
