/* The workbook: every table of the briefing, headers in both languages with units. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/book.h"
#include "brief/labels.h"
#include "brief/pen.h"

struct qn_cell_value qn_xl_text(const char *s)
{
    return (struct qn_cell_value){.number = NAN, .text = s};
}

struct qn_cell_value qn_xl_number(double v)
{
    return (struct qn_cell_value){.number = v};
}

struct qn_cell_value qn_xl_date(struct qn_date d, char out[QN_DATE_TEXT_CAP])
{
    return qn_xl_text(qn_date_text(d, out));
}

struct qn_cell_value qn_xl_name(const char *zh, const char *en, char *out, size_t cap)
{
    int both = *zh && *en && strcmp(zh, en) != 0;
    snprintf(out, cap, "%s%s%s", zh, both ? " / " : "", *zh && !both ? "" : en);
    return qn_xl_text(out);
}

struct qn_cell_value qn_xl_word(const char *zh, const char *en, char *out, size_t cap)
{
    snprintf(out, cap, "%s %s", zh, en);
    return qn_xl_text(out);
}

struct qn_cell_value qn_xl_source(const struct qn_region *r, const struct qn_prov *p)
{
    const struct qn_source *s = qn_region_source(r, p->source);
    return qn_xl_text(s ? s->title : p->source);
}

static void sheet_enterprises(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",
                                         "企业 enterprise",
                                         "统一社会信用代码 credit code",
                                         "辖区 jurisdiction",
                                         "行业 sector",
                                         "退出范围 exit scope",
                                         "焦炭产能 coke capacity (t/a)",
                                         "生铁产能 iron capacity (t/a)",
                                         "粗钢产能 steel capacity (t/a)",
                                         "职工 staff (persons)",
                                         "经度 longitude (deg)",
                                         "纬度 latitude (deg)",
                                         "依据 basis",
                                         "来源 source"};
    static const double width[] = {14, 44, 22, 22, 16, 12, 14, 14, 14, 12, 12, 12, 14, 40};
    const struct qn_region *r = &b->region;
    size_t s = qn_book_sheet(k, "企业", "enterprises", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_enterprise; i++) {
        const struct qn_enterprise *e = &r->enterprise[i];
        char who[512], where[256] = "", sector[128], basis[64];
        if (e->jurisdiction >= 0)
            qn_xl_name(r->jurisdiction[e->jurisdiction].name_zh,
                       r->jurisdiction[e->jurisdiction].name_en, where, sizeof where);
        const struct qn_cell_value row[] = {
            qn_xl_text(e->id),
            qn_xl_name(e->name_zh, e->name_en, who, sizeof who),
            qn_xl_text(e->uscc),
            qn_xl_text(where),
            qn_xl_word(qn_sector_label(QN_ZH, e->sector), qn_sector_label(QN_EN, e->sector), sector,
                       sizeof sector),
            qn_xl_text(e->exit_scope),
            qn_xl_number(e->coke_capacity_t_a.value),
            qn_xl_number(e->iron_capacity_t_a.value),
            qn_xl_number(e->steel_capacity_t_a.value),
            qn_xl_number(e->staff_persons.value),
            qn_xl_number(e->lon_deg.value),
            qn_xl_number(e->lat_deg.value),
            qn_xl_word(qn_basis_label(QN_ZH, e->prov.basis), qn_basis_label(QN_EN, e->prov.basis),
                       basis, sizeof basis),
            qn_xl_source(r, &e->prov)};
        qn_book_row(k, s, row);
    }
}

static const char *join_missing(const struct qn_screening *sc, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sc->n_missing && len < cap; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s%s", i ? "; " : "", sc->missing[i]);
    return out;
}

static void screening_row(const struct qn_briefing *b, struct qn_book *k, size_t s, int32_t i)
{
    const struct qn_region *r = &b->region;
    const struct qn_installation *in = &r->installation[i];
    const struct qn_enterprise *e = &r->enterprise[in->enterprise];
    const struct qn_screening *sc = &b->screen.item[i];
    enum qn_state state = qn_installation_state_on(r, i, b->on, NULL, NULL);
    enum qn_param size = qn_kind_size(in->kind);
    char who[512], what[512], kind[128], variant[128] = "", st[64], cls[64], conf[128], miss[1024],
                                         basis[64];
    if (in->variant != QN_VARIANT_UNKNOWN)
        qn_xl_word(qn_variant_label(QN_ZH, in->variant), qn_variant_label(QN_EN, in->variant),
                   variant, sizeof variant);
    const struct qn_cell_value row[] = {
        qn_xl_text(in->id),
        qn_xl_name(e->name_zh, e->name_en, who, sizeof who),
        qn_xl_name(in->name_zh, in->name_en, what, sizeof what),
        qn_xl_word(qn_kind_label(QN_ZH, in->kind), qn_kind_label(QN_EN, in->kind), kind,
                   sizeof kind),
        qn_xl_text(variant),
        qn_xl_word(qn_state_label(QN_ZH, state), qn_state_label(QN_EN, state), st, sizeof st),
        qn_xl_number(in->units ? (double)in->units : (double)NAN),
        qn_xl_number(size < QN_PARAM_COUNT ? in->param[size].value : NAN),
        qn_xl_text(size < QN_PARAM_COUNT ? qn_param_unit(qn_param_names[size]) : ""),
        qn_xl_number(in->param[QN_PARAM_CAPACITY].value),
        qn_xl_number(in->param[QN_PARAM_OUTPUT].value),
        qn_xl_word(qn_class_label(QN_ZH, sc->cls), qn_class_label(QN_EN, sc->cls), cls, sizeof cls),
        qn_xl_text(sc->rule ? qn_rule_id(sc->rule) : ""),
        qn_xl_text(sc->rule ? qn_rule_text_zh(sc->rule) : ""),
        qn_xl_word(qn_conf_label(QN_ZH, sc->confidence), qn_conf_label(QN_EN, sc->confidence), conf,
                   sizeof conf),
        qn_xl_text(join_missing(sc, miss, sizeof miss)),
        qn_xl_text(sc->reading_zh ? sc->reading_zh : ""),
        qn_xl_text(sc->gap_zh ? sc->gap_zh : ""),
        qn_xl_word(qn_basis_label(QN_ZH, in->prov.basis), qn_basis_label(QN_EN, in->prov.basis),
                   basis, sizeof basis),
        qn_xl_source(r, &in->prov)};
    qn_book_row(k, s, row);
}

static void sheet_installations(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",
                                         "企业 enterprise",
                                         "装置 installation",
                                         "种类 kind",
                                         "型式 variant",
                                         "状态 state",
                                         "台数 units",
                                         "规模 size",
                                         "规模单位 unit of size",
                                         "产能 capacity (t/a)",
                                         "产量 output (t/a)",
                                         "类别 class",
                                         "条款 rule",
                                         "条款原文 clause",
                                         "可信度 confidence",
                                         "判定所缺 missing",
                                         "法律理解 legal reading",
                                         "规则包缺口 gap",
                                         "依据 basis",
                                         "来源 source"};
    static const double width[] = {16, 36, 30, 20, 18, 16, 8,  10, 10, 12,
                                   12, 18, 12, 50, 24, 30, 40, 40, 14, 40};
    size_t s = qn_book_sheet(k, "装置", "installations", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < b->region.n_installation; i++)
        screening_row(b, k, s, i);
}

static void sheet_reasoning(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"装置 installation", "步骤 step",     "条款 rule",
                                         "参数 parameter",    "值 value",      "单位 unit",
                                         "界限 bound",        "结果 outcome",  "依据 basis",
                                         "来源 source",       "位置 file:line"};
    static const double width[] = {16, 8, 12, 26, 16, 10, 24, 12, 12, 40, 24};
    static const char *const outcome[] = {"不符合 false", "符合 true", "不明 unknown"};
    static const char *const kinds[] = {"variant", "bound", "condition", "exception", "limb"};
    size_t s = qn_book_sheet(k, "推理", "reasoning", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < b->screen.n; i++) {
        const struct qn_screening *sc = &b->screen.item[i];
        for (size_t n = 0; n < sc->n_step; n++) {
            const struct qn_step *t = &sc->step[n];
            char place[512] = "";
            if (t->prov)
                snprintf(place, sizeof place, "%s:%lld", t->prov->file, (long long)t->prov->line);
            int worded = t->value_text && *t->value_text;
            const struct qn_cell_value row[] = {
                qn_xl_text(b->region.installation[i].id),
                qn_xl_text(kinds[t->kind]),
                qn_xl_text(qn_rule_id(t->rule)),
                qn_xl_text(t->parameter ? t->parameter : ""),
                worded ? qn_xl_text(t->value_text) : qn_xl_number(t->value.value),
                qn_xl_text(t->unit ? t->unit : ""),
                qn_xl_text(t->bound ? t->bound : ""),
                qn_xl_text(outcome[t->outcome]),
                qn_xl_text(t->prov ? qn_basis_names[t->prov->basis] : ""),
                t->prov ? qn_xl_source(&b->region, t->prov) : qn_xl_text(""),
                qn_xl_text(place)};
            qn_book_row(k, s, row);
        }
    }
}

static void sheet_outlets(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {
        "编号 id",           "企业 enterprise",         "装置 installation",   "排放口 outlet",
        "种类 kind",         "经度 longitude (deg)",    "纬度 latitude (deg)", "高度 height (m)",
        "内径 diameter (m)", "温度 temperature (degC)", "流速 velocity (m/s)", "依据 basis",
        "来源 source"};
    static const double width[] = {14, 36, 16, 34, 16, 12, 12, 10, 10, 10, 10, 12, 40};
    const struct qn_region *r = &b->region;
    if (r->n_outlet == 0)
        return;
    size_t s = qn_book_sheet(k, "排放口", "outlets", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_outlet; i++) {
        const struct qn_outlet *o = &r->outlet[i];
        const struct qn_enterprise *e = &r->enterprise[o->enterprise];
        char who[512], what[512];
        const struct qn_cell_value row[] = {
            qn_xl_text(o->id),
            qn_xl_name(e->name_zh, e->name_en, who, sizeof who),
            qn_xl_text(o->installation >= 0 ? r->installation[o->installation].id : ""),
            qn_xl_name(o->name_zh, o->name_en, what, sizeof what),
            qn_xl_text(o->kind),
            qn_xl_number(o->lon_deg.value),
            qn_xl_number(o->lat_deg.value),
            qn_xl_number(o->height_m.value),
            qn_xl_number(o->diameter_m.value),
            qn_xl_number(o->exit_temp_C.value),
            qn_xl_number(o->exit_velocity_m_s.value),
            qn_xl_text(qn_basis_names[o->prov.basis]),
            qn_xl_source(r, &o->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_emissions(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {
        "编号 id",    "排放口 outlet",         "企业 enterprise",    "污染物 pollutant",
        "年份 year",  "排放量 emission (t/a)", "因子 factor (kg/t)", "依据 basis",
        "来源 source"};
    static const double width[] = {14, 16, 36, 12, 8, 14, 12, 12, 40};
    const struct qn_region *r = &b->region;
    if (r->n_emission == 0)
        return;
    size_t s = qn_book_sheet(k, "排放量", "emissions", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_emission; i++) {
        const struct qn_emission *m = &r->emission[i];
        const struct qn_enterprise *e = &r->enterprise[r->outlet[m->outlet].enterprise];
        char who[512];
        const struct qn_cell_value row[] = {qn_xl_text(m->id),
                                            qn_xl_text(r->outlet[m->outlet].id),
                                            qn_xl_name(e->name_zh, e->name_en, who, sizeof who),
                                            qn_xl_text(m->pollutant),
                                            qn_xl_number(m->year ? (double)m->year : (double)NAN),
                                            qn_xl_number(m->emission_t_a.value),
                                            qn_xl_number(m->factor_kg_t.value),
                                            qn_xl_text(qn_basis_names[m->prov.basis]),
                                            qn_xl_source(r, &m->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_stations(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {
        "编号 id",   "站点 station", "经度 longitude (deg)", "纬度 latitude (deg)", "类别 role",
        "启用 from", "停用 to",      "来源 source"};
    static const double width[] = {12, 30, 12, 12, 14, 12, 12, 40};
    const struct qn_region *r = &b->region;
    if (r->n_station == 0)
        return;
    size_t s = qn_book_sheet(k, "监测站", "stations", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_station; i++) {
        const struct qn_station *t = &r->station[i];
        char what[256], from[QN_DATE_TEXT_CAP], to[QN_DATE_TEXT_CAP];
        const struct qn_cell_value row[] = {qn_xl_text(t->id),
                                            qn_xl_name(t->name_zh, t->name_en, what, sizeof what),
                                            qn_xl_number(t->lon_deg),
                                            qn_xl_number(t->lat_deg),
                                            qn_xl_text(t->role),
                                            qn_xl_date(t->active_from, from),
                                            qn_xl_date(t->active_to, to),
                                            qn_xl_source(r, &t->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_indicators(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {
        "编号 id",    "时段 period",    "指标 metric",    "数值 value",
        "单位 unit",  "表述 statement", "公布 published", "当日已知 known that day",
        "来源 source"};
    static const double width[] = {10, 20, 44, 10, 24, 50, 12, 12, 40};
    const struct qn_region *r = &b->region;
    if (r->n_indicator == 0)
        return;
    size_t s = qn_book_sheet(k, "指标", "indicators", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_indicator; i++) {
        const struct qn_indicator *n = &r->indicator[i];
        char what[512], unit[256], stated[1024], known[QN_DATE_TEXT_CAP];
        const struct qn_cell_value row[] = {
            qn_xl_text(n->id),
            qn_xl_text(n->period),
            qn_xl_name(n->metric_zh, n->metric_en, what, sizeof what),
            qn_xl_number(n->value),
            qn_xl_name(n->unit_zh, n->unit_en, unit, sizeof unit),
            qn_xl_name(n->statement_zh, n->statement_en, stated, sizeof stated),
            qn_xl_date(n->known_on, known),
            qn_xl_text(qn_indicator_known(b, n) ? "是 yes" : "否 no"),
            qn_xl_source(r, &n->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_events(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",    "日期 date",       "种类 kind",
                                         "事项 event", "企业 enterprise", "责任单位 who acts",
                                         "期限 due",   "完成 done",       "来源 source"};
    static const double width[] = {10, 12, 12, 60, 30, 26, 12, 12, 40};
    const struct qn_region *r = &b->region;
    if (r->n_event == 0)
        return;
    size_t s = qn_book_sheet(k, "进展", "events", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_event; i++) {
        const struct qn_event *e = &r->event[i];
        char what[2048], who[512] = "", acts[256], on[QN_DATE_TEXT_CAP], due[QN_DATE_TEXT_CAP],
                         done[QN_DATE_TEXT_CAP];
        if (e->enterprise >= 0)
            qn_xl_name(r->enterprise[e->enterprise].name_zh, r->enterprise[e->enterprise].name_en,
                       who, sizeof who);
        const struct qn_cell_value row[] = {
            qn_xl_text(e->id),
            qn_xl_date(e->on_date, on),
            qn_xl_text(e->kind),
            qn_xl_name(e->text_zh, e->text_en, what, sizeof what),
            qn_xl_text(who),
            qn_xl_name(e->responsible_zh, e->responsible_en, acts, sizeof acts),
            qn_xl_date(e->due_on, due),
            qn_xl_date(e->done_on, done),
            qn_xl_source(r, &e->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_jurisdictions(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {
        "编号 id",       "辖区 jurisdiction",      "上级 parent",
        "级别 level",    "区划代码 division code", "常住人口 residents (persons)",
        "人口年份 year", "面积 area (km2)",        "依据 basis",
        "来源 source"};
    static const double width[] = {14, 34, 14, 12, 12, 16, 10, 12, 12, 40};
    const struct qn_region *r = &b->region;
    size_t s = qn_book_sheet(k, "辖区", "jurisdictions", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_jurisdiction; i++) {
        const struct qn_jurisdiction *j = &r->jurisdiction[i];
        char what[512];
        const struct qn_cell_value row[] = {
            qn_xl_text(j->id),
            qn_xl_name(j->name_zh, j->name_en, what, sizeof what),
            qn_xl_text(j->parent >= 0 ? r->jurisdiction[j->parent].id : ""),
            qn_xl_text(j->level),
            qn_xl_text(j->division_code),
            qn_xl_number(j->population_persons.value),
            qn_xl_number(j->population_year ? (double)j->population_year : (double)NAN),
            qn_xl_number(j->area_km2.value),
            qn_xl_text(qn_basis_names[j->prov.basis]),
            qn_xl_source(r, &j->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_evidence(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",        "种类 kind",       "标题 title",
                                         "文件日期 dated", "企业 enterprise", "装置 installation",
                                         "文件 file",      "SHA-256",         "来源 source"};
    static const double width[] = {12, 20, 44, 12, 30, 16, 30, 68, 40};
    const struct qn_region *r = &b->region;
    if (r->n_evidence == 0)
        return;
    size_t s = qn_book_sheet(k, "证据", "evidence", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_evidence; i++) {
        const struct qn_evidence *e = &r->evidence[i];
        char what[512], who[512] = "", on[QN_DATE_TEXT_CAP];
        if (e->enterprise >= 0)
            qn_xl_name(r->enterprise[e->enterprise].name_zh, r->enterprise[e->enterprise].name_en,
                       who, sizeof who);
        const struct qn_cell_value row[] = {
            qn_xl_text(e->id),
            qn_xl_text(e->kind),
            qn_xl_name(e->title_zh, e->title_en, what, sizeof what),
            qn_xl_date(e->dated_on, on),
            qn_xl_text(who),
            qn_xl_text(e->installation >= 0 ? r->installation[e->installation].id : ""),
            qn_xl_text(e->file),
            qn_xl_text(e->sha256),
            qn_xl_source(r, &e->prov)};
        qn_book_row(k, s, row);
    }
}

static void sheet_population(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",
                                         "辖区 jurisdiction",
                                         "经度 longitude (deg)",
                                         "纬度 latitude (deg)",
                                         "高程 elevation (m)",
                                         "人口 residents (persons)"};
    static const double width[] = {12, 16, 14, 14, 14, 16};
    const struct qn_region *r = &b->region;
    if (r->n_cell == 0)
        return;
    size_t s = qn_book_sheet(k, "人口网格", "population", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_cell; i++) {
        const struct qn_population_cell *c = &r->cell[i];
        const struct qn_cell_value row[] = {
            qn_xl_text(c->id),
            qn_xl_text(c->jurisdiction >= 0 ? r->jurisdiction[c->jurisdiction].id : ""),
            qn_xl_number(c->lon_deg),
            qn_xl_number(c->lat_deg),
            qn_xl_number(c->elevation_m),
            qn_xl_number(c->population_persons)};
        qn_book_row(k, s, row);
    }
}

static void sheet_rules(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"条款 rule",   "类别 class",          "章节 item",
                                         "原文 text",   "译文 translation",    "可信度 confidence",
                                         "来源 source", "装置数 installations"};
    static const double width[] = {12, 14, 22, 60, 60, 24, 40, 12};
    const struct qn_rule *const *rule;
    size_t n = qn_pack_rules(b->pack, &rule);
    size_t s = qn_book_sheet(k, "条款", "rules", header, width, QN_COUNT(header));
    for (size_t i = 0; i < n; i++) {
        int64_t count = 0;
        for (int32_t m = 0; m < b->screen.n; m++)
            count += b->screen.item[m].rule == rule[i];
        if (!count)
            continue;
        const struct qn_rule_source *src = qn_pack_source(b->pack, qn_rule_source_id(rule[i]));
        const struct qn_cell_value row[] = {
            qn_xl_text(qn_rule_id(rule[i])),      qn_xl_text(qn_class_name(qn_rule_class(rule[i]))),
            qn_xl_text(qn_rule_item(rule[i])),    qn_xl_text(qn_rule_text_zh(rule[i])),
            qn_xl_text(qn_rule_text_en(rule[i])), qn_xl_text(qn_conf_name(qn_rule_conf(rule[i]))),
            qn_xl_text(src ? src->title : ""),    qn_xl_number((double)count)};
        qn_book_row(k, s, row);
    }
}

static void sheet_sources(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"编号 id",        "标题 title",        "网址 address",
                                         "发布 published", "可信度 confidence", "备注 note"};
    static const double width[] = {14, 60, 60, 12, 16, 40};
    const struct qn_region *r = &b->region;
    if (r->n_source == 0)
        return;
    size_t s = qn_book_sheet(k, "来源", "sources", header, width, QN_COUNT(header));
    for (int32_t i = 0; i < r->n_source; i++) {
        const struct qn_source *src = &r->source[i];
        char on[QN_DATE_TEXT_CAP];
        const struct qn_cell_value row[] = {
            qn_xl_text(src->id),         qn_xl_text(src->title),
            qn_xl_text(src->url),        qn_xl_date(src->published_on, on),
            qn_xl_text(src->conf_level), qn_xl_text(src->note)};
        qn_book_row(k, s, row);
    }
}

static void sheet_inputs(const struct qn_briefing *b, struct qn_book *k)
{
    static const char *const header[] = {"运行 run", "命令 command", "输入文件 input",
                                         "大小 size (B)", "SHA-256"};
    static const double width[] = {68, 12, 40, 12, 68};
    size_t s = qn_book_sheet(k, "输入", "inputs", header, width, QN_COUNT(header));
    for (size_t i = 0; i < b->n_run; i++)
        for (size_t n = 0; n < b->run[i].n_input; n++) {
            const struct qn_run_input *in = &b->run[i].input[n];
            const struct qn_cell_value row[] = {
                qn_xl_text(b->run[i].digest), qn_xl_text(b->run[i].command), qn_xl_text(in->name),
                qn_xl_number((double)in->bytes), qn_xl_text(in->sha256)};
            qn_book_row(k, s, row);
        }
}

enum qn_status qn_briefing_book(const struct qn_briefing *b, struct qn_book *book,
                                struct qn_err *err)
{
    const struct qn_region *r = &b->region;
    const char *title = *r->title_zh ? r->title_zh : qn_text(QN_ZH, QN_T_BRF_TITLE);
    qn_book_init(book, title, b->on);
    sheet_jurisdictions(b, book);
    sheet_enterprises(b, book);
    sheet_installations(b, book);
    qn_book_telemetry(b, book);
    qn_book_missing(b, book);
    sheet_reasoning(b, book);
    sheet_outlets(b, book);
    sheet_emissions(b, book);
    sheet_stations(b, book);
    sheet_indicators(b, book);
    sheet_events(b, book);
    sheet_evidence(b, book);
    sheet_population(b, book);
    sheet_rules(b, book);
    qn_book_instruments(b, book);
    qn_book_policies(b, book);
    sheet_sources(b, book);
    sheet_inputs(b, book);
    return book->failed ? qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "") : QN_OK;
}
