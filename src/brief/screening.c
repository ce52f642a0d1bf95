#include "brief/screening.h"

#include <math.h>

#include "brief/labels.h"

void qn_edition_json(struct qn_jsonw *w, const char *name, const struct qn_edition *e)
{
    if (!e) {
        qn_jsonw_null(w, name);
        return;
    }
    char from[QN_DATE_TEXT_CAP], to[QN_DATE_TEXT_CAP];
    qn_jsonw_object(w, name);
    qn_jsonw_text(w, "id", e->id);
    qn_jsonw_text(w, "title_zh", e->title_zh);
    qn_jsonw_text(w, "title_en", e->title_en);
    qn_jsonw_text(w, "instrument", e->instrument);
    qn_jsonw_text(w, "in_force_from", qn_date_text(e->from, from));
    qn_jsonw_text(w, "in_force_to", e->to.year ? qn_date_text(e->to, to) : NULL);
    qn_jsonw_text(w, "confidence", qn_conf_name(e->conf));
    qn_jsonw_end_object(w);
}

static const char *truth_word(enum qn_truth t)
{
    return t == QN_TRUE ? "true" : t == QN_FALSE ? "false" : "unknown";
}

static const char *step_word(enum qn_step_kind k)
{
    static const char *const words[] = {"variant", "bound", "condition", "exception", "limb"};
    return words[k];
}

static void json_step(struct qn_jsonw *w, const struct qn_step *s)
{
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "step", step_word(s->kind));
    qn_jsonw_text(w, "rule_id", qn_rule_id(s->rule));
    if (s->kind == QN_STEP_LIMB)
        qn_jsonw_text(w, "rule_class", qn_class_name(qn_rule_class(s->rule)));
    if (s->parameter && *s->parameter)
        qn_jsonw_text(w, "parameter", s->parameter);
    if (s->value_text && *s->value_text)
        qn_jsonw_text(w, "value", s->value_text);
    else if (s->kind != QN_STEP_LIMB)
        qn_jsonw_number(w, "value", s->value.value);
    if (s->unit && *s->unit)
        qn_jsonw_text(w, "unit", s->unit);
    if (s->bound && *s->bound)
        qn_jsonw_text(w, "bound", s->bound);
    qn_jsonw_text(w, "outcome", truth_word(s->outcome));
    if (s->prov) {
        qn_jsonw_text(w, "basis", qn_basis_names[s->prov->basis]);
        qn_jsonw_text(w, "source", s->prov->source);
        qn_jsonw_text(w, "file", s->prov->file);
        qn_jsonw_int(w, "line", s->prov->line);
    }
    qn_jsonw_end_object(w);
}

static void json_rule(struct qn_jsonw *w, const struct qn_rule *rule)
{
    qn_jsonw_text(w, "rule_id", rule ? qn_rule_id(rule) : NULL);
    qn_jsonw_text(w, "item", rule ? qn_rule_item(rule) : NULL);
    qn_jsonw_text(w, "clause_zh", rule ? qn_rule_text_zh(rule) : NULL);
    qn_jsonw_text(w, "clause_en", rule ? qn_rule_text_en(rule) : NULL);
    qn_jsonw_text(w, "rule_source", rule ? qn_rule_source_id(rule) : NULL);
}

static void json_reading(struct qn_jsonw *w, const struct qn_screening *s)
{
    if (!s->reading_zh) {
        qn_jsonw_null(w, "reading");
        return;
    }
    qn_jsonw_object(w, "reading");
    qn_jsonw_text(w, "question_zh", s->reading_zh);
    qn_jsonw_text(w, "question_en", s->reading_en);
    qn_jsonw_text(w, "class_without", qn_class_name(s->class_without_reading));
    qn_jsonw_end_object(w);
}

static void json_candidates(struct qn_jsonw *w, const struct qn_screening *s)
{
    qn_jsonw_array(w, "candidates");
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        if (s->candidates & (1u << c))
            qn_jsonw_text(w, NULL, qn_class_name((enum qn_class)c));
    qn_jsonw_end_array(w);
    qn_jsonw_array(w, "missing");
    for (size_t i = 0; i < s->n_missing; i++)
        qn_jsonw_text(w, NULL, s->missing[i]);
    qn_jsonw_end_array(w);
}

void qn_screening_json(struct qn_jsonw *w, const struct qn_region *r, const struct qn_screening *s,
                       struct qn_date on, int reasoning)
{
    const struct qn_installation *in = &r->installation[s->installation];
    const struct qn_enterprise *e = &r->enterprise[in->enterprise];
    enum qn_state state = qn_installation_state_on(r, s->installation, on, NULL, NULL);
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "enterprise", e->id);
    qn_jsonw_text(w, "enterprise_name", qn_name_of(QN_ZH, e->name_zh, e->name_en));
    qn_jsonw_text(w, "installation", in->id);
    qn_jsonw_text(w, "installation_name", qn_name_of(QN_ZH, in->name_zh, in->name_en));
    qn_jsonw_text(w, "kind", qn_kind_names[in->kind]);
    qn_jsonw_text(w, "variant",
                  in->variant == QN_VARIANT_UNKNOWN ? NULL : qn_variant_names[in->variant]);
    qn_jsonw_text(w, "state", qn_state_names[state]);
    qn_jsonw_text(w, "class", qn_class_name(s->cls));
    json_rule(w, s->rule);
    qn_jsonw_text(w, "edition", s->edition ? s->edition->id : NULL);
    qn_jsonw_text(w, "confidence", qn_conf_name(s->confidence));
    json_candidates(w, s);
    json_reading(w, s);
    qn_jsonw_text(w, "gap_zh", s->gap_zh);
    qn_jsonw_text(w, "gap_en", s->gap_en);
    if (reasoning) {
        qn_jsonw_array(w, "reasoning");
        for (size_t i = 0; i < s->n_step; i++)
            json_step(w, &s->step[i]);
        qn_jsonw_end_array(w);
    }
    qn_jsonw_end_object(w);
}
