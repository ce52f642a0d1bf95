/* Sheets of the telemetry: every interval judged, every finding with its witnesses. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/book.h"
#include "brief/telemetry_pen.h"

static struct qn_cell_value when(int64_t t_unix_ms, char out[QN_WHEN_CAP])
{
    return qn_xl_text(qn_when(t_unix_ms, out));
}

static const char *id_of(const struct qn_watched *w, bool outlet)
{
    const char *id = outlet ? w->v.outlet_id : w->v.installation_id;
    return id ? id : "";
}

static struct qn_cell_value word(const char *zh, const char *en, char out[96])
{
    return qn_xl_word(zh, en, out, 96);
}

static void interval_row(struct qn_book *k, size_t s, const struct qn_watched *w,
                         const struct qn_interval *a)
{
    char from[QN_WHEN_CAP], to[QN_WHEN_CAP], verdict[96];
    const struct qn_cell_value row[] = {
        qn_xl_text(id_of(w, false)),
        qn_xl_text(id_of(w, true)),
        when(a->from_unix_ms, from),
        when(a->to_unix_ms, to),
        qn_xl_number((double)(a->to_unix_ms - a->from_unix_ms) / 3600000),
        word(qn_verdict_label(QN_ZH, a->verdict), qn_verdict_label(QN_EN, a->verdict), verdict),
        qn_xl_number(a->groups_stopped),
        qn_xl_number(a->groups_running),
        qn_xl_number(round(a->covered * 1000) / 10),
        qn_xl_text(a->claimed ? "是 yes" : "否 no"),
        qn_xl_text(a->banked ? "是 yes" : "否 no"),
        qn_xl_text(w->v.rules_sha256 ? w->v.rules_sha256 : "")};
    qn_book_row(k, s, row);
}

static void sheet_verdicts(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"装置 installation",
                                         "排放口 outlet",
                                         "起 from (+08:00)",
                                         "止 to (+08:00)",
                                         "时长 length (h)",
                                         "结论 verdict",
                                         "像停的证据类 groups stopped",
                                         "像在运行的证据类 groups running",
                                         "有数据 covered (%)",
                                         "申报或标记停产 claimed",
                                         "焖炉 banked",
                                         "规则包 rules (SHA-256)"};
    static const double width[] = {16, 16, 18, 18, 12, 22, 14, 14, 12, 14, 10, 68};
    size_t s = qn_book_sheet(k, "停产核验", "verdicts", header, width, QN_COUNT(header));
    for (size_t i = 0; i < b->watch.n; i++)
        for (size_t n = 0; n < b->watch.item[i].v.n; n++)
            interval_row(k, s, &b->watch.item[i], &b->watch.item[i].v.interval[n]);
}

static void witness_row(struct qn_book *k, size_t s, const struct qn_watched *w,
                        const struct qn_finding *f, const struct qn_witness *a)
{
    char from[QN_WHEN_CAP], to[QN_WHEN_CAP], known[QN_WHEN_CAP], at[QN_WHEN_CAP], kind[96],
        group[96], says[96];
    bool own = a && a->learned_from_h > 0, has_limit = a && isfinite(a->limit);
    const struct qn_cell_value row[] = {
        qn_xl_text(id_of(w, false)),
        qn_xl_text(id_of(w, true)),
        word(qn_finding_label(QN_ZH, f->kind), qn_finding_label(QN_EN, f->kind), kind),
        when(f->from_unix_ms, from),
        when(f->to_unix_ms, to),
        when(f->known_unix_ms, known),
        a ? word(qn_group_label(QN_ZH, a->group), qn_group_label(QN_EN, a->group), group)
          : qn_xl_text(""),
        qn_xl_text(a && a->code ? a->code : ""),
        a ? word(qn_says_label(QN_ZH, a->says), qn_says_label(QN_EN, a->says), says)
          : qn_xl_text(""),
        qn_xl_text(a && a->mn ? a->mn : ""),
        qn_xl_text(a && a->factor ? a->factor : ""),
        qn_xl_number(a ? a->value : NAN),
        qn_xl_number(a ? a->limit : NAN),
        qn_xl_text(a && a->unit ? a->unit : ""),
        qn_xl_text(!has_limit ? ""
                   : own      ? "自身运行 own running"
                              : "假定 assumed"),
        qn_xl_number(own ? a->learned_from_h : (double)NAN),
        a ? when(a->from_unix_ms, at) : qn_xl_text("")};
    qn_book_row(k, s, row);
}

static void sheet_findings(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"装置 installation",
                                         "排放口 outlet",
                                         "发现 finding",
                                         "起 from (+08:00)",
                                         "止 to (+08:00)",
                                         "数据收到 known (+08:00)",
                                         "证据类 group",
                                         "证据 witness",
                                         "说明 says",
                                         "设备 device",
                                         "因子 factor",
                                         "测得 seen",
                                         "界限 limit",
                                         "单位 unit",
                                         "界限依据 basis of limit",
                                         "学习时数 learned from (h)",
                                         "证据起 witness from (+08:00)"};
    static const double width[] = {16, 16, 30, 18, 18, 18, 18, 22, 16,
                                   28, 12, 12, 12, 10, 20, 12, 18};
    size_t s = qn_book_sheet(k, "停产矛盾", "findings", header, width, QN_COUNT(header));
    for (size_t i = 0; i < b->watch.n; i++)
        for (size_t n = 0; n < b->watch.item[i].v.n_findings; n++) {
            const struct qn_watched *w = &b->watch.item[i];
            const struct qn_finding *f = &w->v.finding[n];
            for (size_t m = 0; m < f->n; m++)
                witness_row(k, s, w, f, &f->witness[m]);
            if (f->n == 0)
                witness_row(k, s, w, f, NULL);
        }
}

void qn_book_telemetry(const struct qn_briefing *b, struct qn_book *k)
{
    if (b->watch.n == 0)
        return;
    sheet_verdicts(b, k);
    sheet_findings(b, k);
}
