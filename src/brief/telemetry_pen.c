#include "brief/telemetry_pen.h"

#include "brief/steps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *from(enum qn_lang lang, enum qn_text_id first, int offset)
{
    return qn_text(lang, (enum qn_text_id)((int)first + offset));
}

const char *qn_verdict_label(enum qn_lang lang, enum qn_verdict v)
{
    return from(lang, QN_T_TEL_STOPPED, (int)v);
}

const char *qn_group_label(enum qn_lang lang, enum qn_witness_group g)
{
    return from(lang, QN_T_TEL_G_DRAUGHT, (int)g);
}

const char *qn_says_label(enum qn_lang lang, enum qn_witness_says s)
{
    return from(lang, QN_T_TEL_SAYS_NOTHING, (int)s);
}

const char *qn_finding_label(enum qn_lang lang, enum qn_finding_kind k)
{
    return from(lang, QN_T_TEL_F_MARK_AGAINST_RUN, (int)k);
}

struct qn_colour qn_verdict_colour(enum qn_verdict v)
{
    static const struct qn_colour colours[QN_V_COUNT] = {{0xcf, 0xe3, 0xee, 255},
                                                         {0x7d, 0xa0, 0x8c, 255},
                                                         {0x7a, 0x12, 0x12, 255},
                                                         {0xff, 0xff, 0xff, 255}};
    return colours[v];
}

const char *qn_when(int64_t t_unix_ms, char out[QN_WHEN_CAP])
{
    char text[QN_TIME_TEXT_CAP];
    qn_time_text(t_unix_ms, text);
    snprintf(out, QN_WHEN_CAP, "%.10s %.5s", text, strlen(text) > 16 ? text + 11 : "");
    return out;
}

const char *qn_pen_when(struct qn_pen *p, int64_t t_unix_ms)
{
    char text[QN_WHEN_CAP];
    qn_when(t_unix_ms, text);
    return qn_pen_keep(p, text, strlen(text));
}

const char *qn_pen_factor(struct qn_pen *p, const char *code)
{
    const struct qn_212_span s = {code, (uint32_t)strlen(code)};
    const struct qn_212_factor *f = qn_212_factor_of(s);
    if (!f)
        return code;
    return qn_pen_f(p, QN_T_TEL_L_VALUE, f->name[p->lang == QN_ZH ? 0 : 1], code,
                    (const char *)NULL);
}

const char *qn_pen_watched(struct qn_pen *p, const struct qn_watched *w)
{
    if (w->installation >= 0)
        return qn_pen_installation(p, &p->r->installation[w->installation]);
    if (w->outlet < 0)
        return "";
    const struct qn_outlet *o = &p->r->outlet[w->outlet];
    const char *name = qn_pen_name(p, o->name_zh, o->name_en);
    return *name ? name : o->id;
}

const char *qn_pen_owner(struct qn_pen *p, const struct qn_watched *w)
{
    if (w->enterprise < 0)
        return "";
    const struct qn_enterprise *e = &p->r->enterprise[w->enterprise];
    const char *name = qn_pen_name(p, e->short_zh, e->short_en);
    return *name ? name : qn_pen_name(p, e->name_zh, e->name_en);
}

const char *qn_pen_telemetry_run(struct qn_pen *p)
{
    char run[64];
    const struct qn_watch *w = &p->b->watch;
    int n = w->seals ? snprintf(run, sizeof run, "telemetry %.12s", w->seal)
                     : snprintf(run, sizeof run, "brief %.12s", p->b->digest);
    return qn_pen_keep(p, run, (size_t)n);
}

struct qn_doc_prov qn_pen_sent(struct qn_pen *p, const char *label, double value, const char *unit,
                               const char *mn, const char *place, const char *rule)
{
    return (struct qn_doc_prov){.label = label,
                                .value = value,
                                .text = qn_pen_digits(p, value),
                                .unit = qn_unit_label(p->lang, unit ? unit : ""),
                                .basis = "measured",
                                .source =
                                    qn_pen_f(p, QN_T_TEL_SOURCE, mn ? mn : "", (const char *)NULL),
                                .rule = rule,
                                .run = qn_pen_telemetry_run(p),
                                .place = place};
}

struct qn_doc_prov qn_pen_limit(struct qn_pen *p, const char *mn, const char *factor, double limit,
                                const char *unit, const char *code, double learned_from_h)
{
    char hours[QN_NUM_TEXT_CAP];
    bool own = learned_from_h > 0;
    const char *from_what = own ? qn_pen_f(p, QN_T_TEL_SOURCE, mn ? mn : "", (const char *)NULL)
                                : "rules/witnesses.csv";
    char pack[16];
    snprintf(pack, sizeof pack, "%.12s", p->b->watch.rules_sha256);
    qn_num_text(floor(learned_from_h + 0.5), hours);
    struct qn_doc_prov o = qn_pen_result(
        p,
        qn_pen_f(p, QN_T_TEL_L_LIMIT, qn_pen_factor(p, factor ? factor : ""), code ? code : "",
                 (const char *)NULL),
        limit, qn_unit_label(p->lang, unit ? unit : ""),
        own ? qn_pen_f(p, QN_T_TEL_RULE_OWN, hours, code ? code : "", (const char *)NULL)
            : qn_pen_f(p, QN_T_TEL_RULE_PACK, pack, code ? code : "", (const char *)NULL));
    o.source = from_what;
    if (!own)
        o.basis = qn_basis_names[QN_BASIS_ASSUMED];
    return o;
}

struct qn_doc_prov qn_pen_hours(struct qn_pen *p, const struct qn_watched *w, enum qn_verdict v)
{
    char pack[16];
    snprintf(pack, sizeof pack, "%.12s", p->b->watch.rules_sha256);
    double hours = round((double)w->time_ms[v] / 360000.0) / 10;
    struct qn_doc_prov o =
        qn_pen_result(p,
                      qn_pen_f(p, QN_T_TEL_L_HOURS, qn_pen_watched(p, w),
                               qn_verdict_label(p->lang, v), (const char *)NULL),
                      hours, "h", qn_pen_f(p, QN_T_TEL_RULE_HOURS, pack, (const char *)NULL));
    o.weakest = p->b->watch.assumed ? qn_basis_names[QN_BASIS_ASSUMED] : "";
    return o;
}

struct qn_pen_arg qn_pen_watch_count(struct qn_pen *p, int64_t n)
{
    return qn_pen_count(p, QN_T_TEL_L_COUNT, n, QN_T_TEL_RULE_COUNT);
}
