/* Sheets about law and gaps: what is missing, instruments, policies. */
#include <math.h>
#include <stdio.h>

#include "brief/book.h"
#include "brief/labels.h"
#include "brief/pen.h"

void qn_book_missing(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"装置 installation", "企业 enterprise", "类别 class",
                                         "缺 missing",        "含义 meaning",    "可能 may be"};
    static const double width[] = {16, 40, 14, 26, 44, 44};
    size_t s = qn_book_sheet(k, "缺项", "missing", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < b->screen.n; i++) {
        const struct qn_screening *sc = &b->screen.item[i];
        const struct qn_installation *in = &b->region.installation[i];
        const struct qn_enterprise *e = &b->region.enterprise[in->enterprise];
        char who[512], zh[256], en[256], both[520], may[256] = "";
        size_t len = 0;
        for (int c = 0; c < QN_CLASS_UNDETERMINED && len < sizeof may; c++)
            if (sc->candidates & (1u << c))
                len += (size_t)snprintf(may + len, sizeof may - len, "%s%s", len ? "; " : "",
                                        qn_class_name((enum qn_class)c));
        for (size_t n = 0; n < sc->n_missing; n++) {
            qn_param_label(QN_ZH, sc->missing[n], zh, sizeof zh);
            qn_param_label(QN_EN, sc->missing[n], en, sizeof en);
            const struct qn_cell_value row[] = {qn_xl_text(in->id),
                                                qn_xl_name(e->name_zh, e->name_en, who, sizeof who),
                                                qn_xl_text(qn_class_name(sc->cls)),
                                                qn_xl_text(sc->missing[n]),
                                                qn_xl_word(zh, en, both, sizeof both),
                                                qn_xl_text(may)};
            qn_book_row(k, s, row);
        }
    }
}

struct instrument_sheet {
    const struct qn_briefing *b;
    struct qn_book *book;
    size_t sheet;
    enum qn_class cls;
    const char *sector;
};

static int instrument_row(const struct qn_instrument *ins, int open, void *user)
{
    struct instrument_sheet *t = user;
    const struct qn_rule_source *src = qn_pack_source(t->b->pack, ins->source_id);
    char what[512], cond[2048], note[2048];
    const struct qn_cell_value row[] = {
        qn_xl_text(qn_class_name(t->cls)),
        qn_xl_text(t->sector),
        qn_xl_text(ins->id),
        qn_xl_name(ins->name_zh, ins->name_en, what, sizeof what),
        qn_xl_text(ins->legal_basis),
        qn_xl_name(ins->conditions_zh, ins->conditions_en, cond, sizeof cond),
        qn_xl_text(open ? "是 yes" : "否 no"),
        qn_xl_name(ins->note_zh, ins->note_en, note, sizeof note),
        qn_xl_text(qn_conf_name(ins->conf)),
        qn_xl_text(src ? src->title : "")};
    qn_book_row(t->book, t->sheet, row);
    return 0;
}

void qn_book_instruments(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"类别 class",
                                         "行业 sector",
                                         "编号 id",
                                         "手段 instrument",
                                         "法律依据 legal basis",
                                         "条件 conditions",
                                         "当日可用 open that day",
                                         "备注 note",
                                         "可信度 confidence",
                                         "来源 source"};
    static const double width[] = {14, 16, 8, 40, 40, 50, 12, 50, 16, 40};
    struct instrument_sheet t = {.b = b, .book = k};
    t.sheet = qn_book_sheet(k, "手段", "instruments", header, width, QN_COUNT(header));
    for (int c = QN_CLASS_ELIMINATED; c <= QN_CLASS_RESTRICTED; c++) {
        t.cls = (enum qn_class)c;
        t.sector = "焦化 coking";
        qn_pack_instruments_on(b->pack, b->on, t.cls, QN_KIND_COKE_OVEN, instrument_row, &t);
        t.sector = "钢铁 steel";
        qn_pack_instruments_on(b->pack, b->on, t.cls, QN_KIND_BLAST_FURNACE, instrument_row, &t);
    }
}

static int policy_row(const struct qn_policy *pol, void *user)
{
    struct instrument_sheet *t = user;
    if (!qn_policy_concerns(t->b, pol))
        return 0;
    char from[QN_DATE_TEXT_CAP], what[4096], scope[512];
    const struct qn_rule_source *src = qn_pack_source(t->b->pack, pol->source_id);
    const struct qn_cell_value row[] = {
        qn_xl_date(pol->from, from),
        qn_xl_text(pol->document),
        qn_xl_name(pol->scope_zh, pol->scope_en, scope, sizeof scope),
        qn_xl_name(pol->text_zh, pol->text_en, what, sizeof what),
        qn_xl_text(qn_conf_name(pol->conf)),
        qn_xl_text(src ? src->title : "")};
    qn_book_row(t->book, t->sheet, row);
    return 0;
}

void qn_book_policies(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"发布 published", "文件 document",     "范围 scope",
                                         "内容 text",      "可信度 confidence", "来源 source"};
    static const double width[] = {12, 30, 24, 80, 16, 40};
    struct instrument_sheet t = {.b = b, .book = k};
    t.sheet = qn_book_sheet(k, "政策", "policies", header, width, QN_COUNT(header));
    qn_pack_policies_on(b->pack, b->on, policy_row, &t);
}
