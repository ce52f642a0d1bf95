/* A report as JSON. */
#include <math.h>

#include "quality/quality.h"
#include "quality/validity.h"

static void put_time(struct qn_jsonw *w, const char *name, int64_t t_unix_ms)
{
    char text[QN_TIME_TEXT_CAP];
    qn_jsonw_text(w, name, qn_time_text(t_unix_ms, text));
}

static void put_mark(struct qn_jsonw *w, const struct qn_mark *m)
{
    qn_jsonw_text(w, "mark", m->text);
    qn_jsonw_text(w, "standard", qn_mark_standard_name(m->standard));
    qn_jsonw_text(w, "meaning", qn_mark_meaning_name(m->meaning));
    qn_jsonw_bool(w, "unconfirmed", m->unconfirmed);
}

static void put_validity(struct qn_jsonw *w, const struct qn_factor_validity *v)
{
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "factor", v->factor);
    qn_jsonw_int(w, "hours", (int64_t)v->hours);
    qn_jsonw_int(w, "hours_present", (int64_t)v->present);
    qn_jsonw_int(w, "hours_valid", (int64_t)v->valid);
    qn_jsonw_int(w, "days", (int64_t)v->days);
    qn_jsonw_int(w, "days_valid", (int64_t)v->days_valid);
    qn_jsonw_int(w, "months", (int64_t)v->months);
    qn_jsonw_int(w, "months_valid", (int64_t)v->months_valid);
    qn_jsonw_array(w, "marks");
    for (size_t i = 0; i < v->n_mark; i++) {
        qn_jsonw_object(w, NULL);
        put_mark(w, &v->mark[i].mark);
        qn_jsonw_int(w, "hours", (int64_t)v->mark[i].hours);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
    qn_jsonw_end_object(w);
}

static void put_rule_confidence(struct qn_jsonw *w)
{
    static const char *const names[QN_VALID_KIND_COUNT] = {"minute", "hour", "day",
                                                           "month",  "flag", "hour_mark"};
    qn_jsonw_object(w, "validity_confidence");
    for (int k = 0; k < QN_VALID_KIND_COUNT; k++)
        qn_jsonw_text(w, names[k], qn_conf_name(qn_validity_conf((enum qn_validity_kind)k)));
    qn_jsonw_end_object(w);
}

static void put_condition(struct qn_jsonw *w, const struct qn_condition_span *c)
{
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "factor", c->factor);
    put_mark(w, &c->mark);
    put_time(w, "from", c->from_unix_ms);
    put_time(w, "to", c->to_unix_ms);
    qn_jsonw_int(w, "values", (int64_t)c->n);
    qn_jsonw_end_object(w);
}

static void put_limit_row(struct qn_jsonw *w, const struct qn_pack *pack,
                          const struct qn_limit_judged *j)
{
    const struct qn_limit *l = j->limit;
    const struct qn_rule_source *s = qn_pack_source(pack, l->source_id);
    qn_jsonw_text(w, "limit_id", l->id);
    qn_jsonw_text(w, "document", l->document);
    qn_jsonw_text(w, "table", l->table);
    qn_jsonw_text(w, "regime", qn_regime_name(l->regime));
    qn_jsonw_text(w, "binding", l->policy ? "policy" : "standard");
    qn_jsonw_text(w, "pollutant", l->pollutant);
    qn_jsonw_text(w, "factor", l->factor);
    qn_jsonw_number(w, "limit", l->limit);
    qn_jsonw_text(w, "unit", l->unit);
    qn_jsonw_number(w, "ref_o2_pct", j->ref_o2_pct);
    qn_jsonw_text(w, "confidence", qn_conf_name(l->conf));
    qn_jsonw_text(w, "source", s ? s->title : l->source_id);
    qn_jsonw_text(w, "note", l->note);
    qn_jsonw_text(w, "applies", j->applies == QN_APPLIES_YES ? "yes" : "unsure");
    qn_jsonw_text(w, "severity", j->blocks ? "block" : "warn");
}

static void put_spans(struct qn_jsonw *w, const struct qn_limit_judged *j)
{
    qn_jsonw_array(w, "exceeded");
    for (size_t i = 0; i < j->n_span; i++) {
        qn_jsonw_object(w, NULL);
        put_time(w, "from", j->span[i].from_unix_ms);
        put_time(w, "to", j->span[i].to_unix_ms);
        qn_jsonw_number(w, "highest", j->span[i].highest);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
    qn_jsonw_array(w, "months");
    for (size_t i = 0; i < j->n_month; i++) {
        const struct qn_over_month *m = &j->month[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_int(w, "year", m->year);
        qn_jsonw_int(w, "month", m->month);
        qn_jsonw_int(w, "hours_judged", (int64_t)m->judged);
        qn_jsonw_int(w, "hours_over", (int64_t)m->over);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void put_limit(struct qn_jsonw *w, const struct qn_pack *pack,
                      const struct qn_limit_judged *j)
{
    qn_jsonw_object(w, NULL);
    put_limit_row(w, pack, j);
    qn_jsonw_int(w, "hours", (int64_t)j->hours);
    qn_jsonw_int(w, "hours_judged", (int64_t)j->judged);
    qn_jsonw_int(w, "hours_over", (int64_t)j->over);
    qn_jsonw_int(w, "days_over", (int64_t)j->over_days);
    qn_jsonw_int(w, "hours_over_under_mark", (int64_t)j->over_marked);
    qn_jsonw_number(w, "highest", j->highest);
    qn_jsonw_object(w, "hours_not_judged");
    for (int u = 0; u < QN_UNJUDGED_COUNT; u++)
        qn_jsonw_int(w, qn_unjudged_name((enum qn_unjudged)u), (int64_t)j->unjudged[u]);
    qn_jsonw_end_object(w);
    put_spans(w, j);
    qn_jsonw_end_object(w);
}

static void put_doubt(struct qn_jsonw *w, const struct qn_doubt *d)
{
    const struct qn_doubt_info *info = &qn_doubts[d->code];
    char text[QN_ERR_MSG_CAP];
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "code", info->code);
    qn_jsonw_text(w, "name", info->name);
    qn_jsonw_text(w, "severity", qn_doubt_severity_name(info->severity));
    qn_jsonw_text(w, "basis", qn_doubt_basis_name(info->basis));
    put_time(w, "from", d->from_unix_ms);
    put_time(w, "to", d->to_unix_ms);
    qn_jsonw_text(w, "factor", d->factor);
    qn_jsonw_text(w, "field", d->field);
    qn_jsonw_int(w, "cn", d->cn);
    qn_jsonw_number(w, "value", d->value);
    qn_jsonw_number(w, "compared_with", d->bound);
    qn_jsonw_text(w, "unit", d->unit);
    qn_jsonw_int(w, "count", (int64_t)d->count);
    qn_jsonw_number(w, "chance", d->chance);
    qn_doubt_message(d, QN_ZH, text, sizeof text);
    qn_jsonw_text(w, "message_zh", text);
    qn_doubt_message(d, QN_EN, text, sizeof text);
    qn_jsonw_text(w, "message_en", text);
    qn_jsonw_end_object(w);
}

static void put_points(struct qn_jsonw *w, const struct qn_pack *pack, uint64_t bits)
{
    const struct qn_point *p;
    size_t n = qn_pack_points(pack, &p);
    qn_jsonw_array(w, "points");
    for (size_t i = 0; i < n; i++)
        if (bits >> i & 1)
            qn_jsonw_text(w, NULL, p[i].id);
    qn_jsonw_end_array(w);
}

void qn_quality_json(struct qn_jsonw *w, const char *name, const struct qn_pack *pack,
                     const struct qn_quality_report *r)
{
    qn_jsonw_object(w, name);
    qn_jsonw_text(w, "device_mn", r->track->mn);
    qn_jsonw_text(w, "process", r->process);
    put_points(w, pack, r->place.points);
    qn_jsonw_bool(w, "mapped", r->place.points != 0);
    qn_jsonw_text(w, "mark_standard", qn_mark_standard_name(r->marks));
    qn_jsonw_array(w, "validity");
    for (size_t i = 0; i < r->n_validity; i++)
        put_validity(w, &r->validity[i]);
    qn_jsonw_end_array(w);
    put_rule_confidence(w);
    qn_jsonw_array(w, "conditions");
    for (size_t i = 0; i < r->n_condition; i++)
        put_condition(w, &r->condition[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_array(w, "limits");
    for (size_t i = 0; i < r->n_limit; i++)
        put_limit(w, pack, &r->limit[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_array(w, "findings");
    for (size_t i = 0; i < r->doubts.n; i++)
        put_doubt(w, &r->doubts.item[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_end_object(w);
}
