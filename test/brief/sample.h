/* A document with everything in it, in both languages, for the writers' tests. All names and
 * figures are made up. */
#ifndef QN_TEST_SAMPLE_H
#define QN_TEST_SAMPLE_H

#include <math.h>
#include <stdio.h>

#include "brief/doc.h"

struct sample_words {
    const char *title, *subtitle, *banner, *footer;
    const char *situation, *lead, *lead2, *caution, *note;
    const char *county, *plant, *basis_h, *tile[4], *unit_wt;
    const char *column[7], *caption, *kind, *clause, *reason, *class_word[4];
    const char *map, *details, *item, *source, *rule;
};

static const struct sample_words sample_words[2] = {
    {"河谷市限制类钢铁焦化产能退出简报",
     "供市政府专题会议使用",
     "虚构示例区域：企业、数据均为虚构，不对应任何真实企业",
     "河谷市生态环境局 · 工作材料",
     "一、总体情况",
     "截至本次会议，建成区及周边共有钢铁、焦化企业 ",
     " 家，装置 ",
     "限制类本身不是关停依据；每座装置可采取的法律手段以“依据与程序”一节为准，缺少的数据逐项列出。",
     "本页数字均可点开查看来源。",
     "河东县",
     "北岭钢铁有限公司",
     "二、依据与程序",
     {"企业", "限制类装置", "限制类产能", "数据缺项"},
     " 万吨/年",
     {"装置", "种类", "有效容积 (m³)", "产能 (t/a)", "类别", "条款", "理由与缺项"},
     "表 1　装置类别与依据（2019年7月17日适用版本）",
     "高炉",
     "限制类 七.5：有效容积400立方米以上1200立方米以下炼铁高炉",
     "有效容积在区间之内，按该条认定；缺少环境影响评价批复文号，产能以排污许可证载明值为准，待核对"
     "原件后确认。",
     {"淘汰类", "限制类", "未列入", "待定"},
     "图 1　行政区、企业与监测站分布示意。点按圆点可查看数值来源。",
     "逐步推理过程",
     "核对各县区上报的排污许可证副本与装置铭牌照片，缺少的由县区在会后补齐。",
     "河谷市排污许可证管理台账",
     "限制类产能 = 各限制类装置产能之和"},
    {"Exit of restricted steel and coking capacity: Hegu briefing",
     "For the municipal working meeting",
     "Fictional region: its enterprises and figures correspond to nothing real",
     "Hegu Bureau of Ecology and Environment - working paper",
     "1 The situation",
     "In and around the built-up area there are ",
     " enterprises and installations numbering ",
     "Being in the restricted class is not by itself a ground to close. The instruments open in "
     "law "
     "for each installation are in section 2; what is missing is listed item by item.",
     "Every number on this page opens to its source.",
     "Hedong county",
     "Beiling Iron and Steel Co., Ltd.",
     "2 Legal basis and procedure",
     {"enterprises", "restricted installations", "restricted capacity", "values missing"},
     " Mt/a",
     {"Installation", "Kind", "Effective volume (m³)", "Capacity (t/a)", "Class", "Clause",
      "Reasoning and what is missing"},
     "Table 1  Class and basis of each installation (edition in force on 17 July 2019)",
     "blast furnace",
     "Restricted VII.5: blast furnaces with an effective volume above 400 and below 1200 m³",
     "The effective volume lies within the bounds. The number of the environmental approval is "
     "missing; capacity is the permit's and waits for the original.",
     {"eliminated", "restricted", "unclassified", "undetermined"},
     "Figure 1  Jurisdictions, plants and stations. Select a dot to see where its value is from.",
     "Reasoning step by step",
     "Check each county's copy of the discharge permit against the nameplate; what is missing is "
     "due "
     "after the meeting.",
     "Hegu register of discharge permits",
     "restricted capacity = sum over restricted installations"},
};

static inline struct qn_spans *sample_spans(struct qn_doc *d, enum qn_block_kind kind)
{
    return &qn_doc_block(d, kind)->spans;
}

static inline struct qn_colour sample_colour(int class_no)
{
    static const unsigned hex[] = {0x9b1c1c, 0xc2570c, 0x3f6f5f, 0x6b7280};
    return QN_RGB(hex[class_no & 3]);
}

static inline struct qn_doc_prov sample_prov(const struct sample_words *w, double value,
                                             const char *text, int i)
{
    static const char *const basis[] = {"permit", "measured", "assumed", "published", "result"};
    struct qn_doc_prov p = {.label = w->plant, .value = value, .text = text, .unit = "t/a"};
    p.basis = basis[i % 5];
    p.source = w->source;
    p.url = i % 2 ? "https://example.org/permit?id=1&x=2" : "";
    p.conf = i % 7 == 3 ? "memory, unchecked" : "official";
    p.rule = i % 5 == 4 ? w->rule : "";
    p.run = "0a1b2c3d4e5f import";
    p.place = i % 5 == 4 ? "" : "installations.csv:12";
    return p;
}

static inline void sample_number(struct qn_doc *d, struct qn_spans *s, const struct sample_words *w,
                                 double value, int i)
{
    char text[QN_NUM_TEXT_CAP];
    struct qn_doc_prov p = sample_prov(w, value, qn_num_text(value, text), i);
    qn_span_number(d, s, &p);
}

static inline void sample_tiles(struct qn_doc *d, const struct sample_words *w)
{
    static const double figure[] = {12, 31, 1260.5, 17};
    qn_doc_block(d, QN_BLOCK_TILES);
    for (int i = 0; i < 4; i++) {
        struct qn_spans *s = qn_doc_cell(d);
        sample_number(d, s, w, figure[i], i == 2 ? 4 : i);
        if (i == 2)
            qn_span_text(d, s, w->unit_wt);
        qn_span_text(d, qn_doc_cell(d), w->tile[i]);
    }
}

static inline void sample_row(struct qn_doc *d, const struct sample_words *w, int i)
{
    char name[32];
    snprintf(name, sizeof name, "%d# %s", i + 1, d->lang == QN_ZH ? "高炉" : "furnace");
    qn_span_strong(d, qn_doc_cell(d), name);
    qn_span_text(d, qn_doc_cell(d), w->kind);
    sample_number(d, qn_doc_cell(d), w, 380 + 17.5 * i, i);
    sample_number(d, qn_doc_cell(d), w, 350000 + 12500 * i, i + 1);
    qn_span_badge(d, qn_doc_cell(d), w->class_word[i % 4], sample_colour(i % 4));
    struct qn_spans *s = qn_doc_cell(d);
    qn_span_text(d, s, w->clause);
    qn_span_break(d, s);
    qn_span_muted(d, s, w->source);
    s = qn_doc_cell(d);
    for (int k = 0; k <= i % 3; k++)
        qn_span_text(d, s, w->reason);
    if (i % 4 == 0)
        qn_span_link(d, s, "GB 28663-2012", "https://example.org/gb28663");
}

static inline void sample_table(struct qn_doc *d, const struct sample_words *w, int rows)
{
    static const double weight[] = {10, 8, 10, 11, 9, 24, 32};
    struct qn_doc_column c[7];
    for (int i = 0; i < 7; i++)
        c[i] = (struct qn_doc_column){w->column[i], weight[i],
                                      i == 2 || i == 3 ? QN_ALIGN_RIGHT : QN_ALIGN_LEFT};
    struct qn_block *b = qn_doc_table(d, c, 7);
    qn_span_text(d, &b->spans, w->caption);
    for (int i = 0; i < rows; i++)
        sample_row(d, w, i);
}

static inline void sample_scene(struct qn_doc *d, const struct sample_words *w)
{
    static const double area[3][12] = {
        {40, 60, 300, 30, 420, 160, 330, 300, 160, 320, 60, 220},
        {420, 160, 300, 30, 620, 40, 800, 120, 760, 260, 600, 300},
        {330, 300, 420, 160, 600, 300, 700, 430, 420, 470, 260, 420}};
    struct qn_scene *s = qn_scene_new(&d->arena, 880, 500);
    for (int i = 0; i < 3; i++) {
        struct qn_style st = {QN_RGB(0xeef2f7), QN_RGB(0x8fa0b5), 1.2, i == 2, w->county, -1};
        qn_scene_polygon(s, area[i], 6, &st);
        qn_scene_text(s, area[i][0] + 90, area[i][1] + 100, w->county, 16, 1, QN_ANCHOR_START, 0,
                      QN_RGB(0x44556b), -1);
    }
    for (int i = 0; i < 14; i++) {
        double x = 130 + 47.0 * i, y = 150 + 37.0 * (i * 5 % 7);
        struct qn_style st = {sample_colour(i), QN_RGB(0xffffff), 1.5, 0, w->plant, i % 3 ? -1 : 0};
        qn_scene_circle(s, x, y, 6 + i % 4, &st);
        if (i % 4 == 0)
            qn_scene_text(s, x + 12, y + 4, w->plant, 12, 0, QN_ANCHOR_START, 0, QN_RGB(0x1d2733),
                          -1);
    }
    struct qn_style wind = {QN_NO_COLOUR, QN_RGB(0x1b3a63), 1.5, 1, NULL, -1};
    static const double line[] = {60, 440, 180, 400, 300, 455};
    qn_scene_polyline(s, line, 3, &wind);
    struct qn_block *b = qn_doc_scene(d, s, w->map);
    qn_span_text(d, &b->spans, w->map);
}

static inline void sample_plant(struct qn_doc *d, const struct sample_words *w, int i)
{
    char anchor[32];
    snprintf(anchor, sizeof anchor, "plant-%d", i);
    qn_doc_heading(d, 2, anchor, w->plant);
    struct qn_spans *s = sample_spans(d, QN_BLOCK_PARA);
    qn_span_text(d, s, w->lead);
    sample_number(d, s, w, 3 + i, i);
    qn_span_text(d, s, w->lead2);
    sample_number(d, s, w, 11 + i, i + 2);
    qn_span_text(d, s, d->lang == QN_ZH ? "。" : ". ");
    for (int k = 0; k < 3; k++)
        qn_span_text(d, s, w->reason);
    for (int k = 0; k < 3; k++)
        qn_span_text(d, sample_spans(d, QN_BLOCK_LIST_ITEM), w->item);
    qn_doc_heading(d, 3, NULL, w->details);
    sample_table(d, w, 4 + i % 3);
}

/* `plants` sets the length. max_bytes: of the document's memory. */
static inline void sample_doc_within(struct qn_doc *d, enum qn_lang lang, int plants,
                                     size_t max_bytes)
{
    const struct sample_words *w = &sample_words[lang];
    qn_doc_init(d, lang, w->title, w->subtitle);
    if (d->arena.max > d->arena.used + max_bytes)
        d->arena.max = d->arena.used + max_bytes;
    d->banner = w->banner;
    d->footer = w->footer;
    d->date = (struct qn_date){2019, 7, 17};
    qn_doc_heading(d, 1, "situation", w->situation);
    struct qn_spans *s = sample_spans(d, QN_BLOCK_PARA);
    qn_span_text(d, s, w->lead);
    sample_number(d, s, w, 12, 0);
    qn_span_text(d, s, w->lead2);
    sample_number(d, s, w, 46, 2);
    qn_span_text(d, s, lang == QN_ZH ? " 座。" : ". ");
    qn_span_text(d, s, w->note);
    sample_tiles(d, w);
    struct qn_block *b = qn_doc_block(d, QN_BLOCK_CALLOUT);
    b->tone = 1;
    qn_span_text(d, &b->spans, w->caution);
    qn_span_text(d, sample_spans(d, QN_BLOCK_CALLOUT), w->note);
    sample_scene(d, w);
    qn_doc_heading(d, 1, "counties", w->county);
    for (int i = 0; i < plants; i++)
        sample_plant(d, w, i);
    qn_doc_heading(d, 1, "basis", w->basis_h);
    sample_table(d, w, 26);
    qn_span_text(d, sample_spans(d, QN_BLOCK_DETAILS_BEGIN), w->details);
    qn_span_text(d, sample_spans(d, QN_BLOCK_PARA), w->reason);
    qn_doc_block(d, QN_BLOCK_DETAILS_END);
}

static inline void sample_doc(struct qn_doc *d, enum qn_lang lang, int plants)
{
    sample_doc_within(d, lang, plants, (size_t)1 << 29);
}

#endif
