/* brief.json: the same tables and numbers for machines. */
#include <math.h>

#include "base/jsonw.h"
#include "brief/briefing.h"
#include "brief/screening.h"

static void json_region(struct qn_jsonw *w, const struct qn_briefing *b)
{
    const struct qn_region *r = &b->region;
    qn_jsonw_object(w, "region");
    qn_jsonw_text(w, "name_zh", r->name_zh);
    qn_jsonw_text(w, "name_en", r->name_en);
    qn_jsonw_text(w, "division_code", r->division_code);
    qn_jsonw_bool(w, "fictional", r->fictional == 1);
    qn_jsonw_text(w, "notice_zh", r->notice_zh);
    qn_jsonw_text(w, "notice_en", r->notice_en);
    qn_jsonw_int(w, "enterprises", r->n_enterprise);
    qn_jsonw_int(w, "installations", r->n_installation);
    qn_jsonw_int(w, "outlets", r->n_outlet);
    qn_jsonw_int(w, "stations", r->n_station);
    qn_jsonw_int(w, "population_cells", r->n_cell);
    qn_jsonw_object(w, "count");
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        qn_jsonw_int(w, qn_class_name((enum qn_class)c), b->screen.count[c]);
    qn_jsonw_end_object(w);
    qn_jsonw_end_object(w);
}

static void json_runs(struct qn_jsonw *w, const struct qn_briefing *b)
{
    qn_jsonw_array(w, "runs");
    for (size_t i = 0; i < b->n_run; i++) {
        const struct qn_briefing_run *r = &b->run[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "command", r->command);
        qn_jsonw_text(w, "version", r->version);
        qn_jsonw_text(w, "options", r->options);
        qn_jsonw_text(w, "digest", r->digest);
        qn_jsonw_array(w, "inputs");
        for (size_t k = 0; k < r->n_input; k++) {
            qn_jsonw_object(w, NULL);
            qn_jsonw_text(w, "name", r->input[k].name);
            qn_jsonw_int(w, "bytes", r->input[k].bytes);
            qn_jsonw_text(w, "sha256", r->input[k].sha256);
            qn_jsonw_end_object(w);
        }
        qn_jsonw_end_array(w);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void json_watched(struct qn_jsonw *w, const struct qn_watched *a)
{
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "installation", a->v.installation_id);
    qn_jsonw_text(w, "outlet", a->v.outlet_id);
    qn_jsonw_bool(w, "exits", a->exits);
    qn_jsonw_object(w, "hours");
    for (int v = 0; v < QN_V_COUNT; v++)
        qn_jsonw_number(w, qn_verdict_name((enum qn_verdict)v), (double)a->time_ms[v] / 3600000);
    qn_jsonw_end_object(w);
    qn_jsonw_array(w, "findings");
    for (size_t i = 0; i < a->v.n_findings; i++)
        qn_jsonw_text(w, NULL, qn_finding_name(a->v.finding[i].kind));
    qn_jsonw_end_array(w);
    qn_jsonw_int(w, "changed_values", a->all_changes);
    qn_jsonw_array(w, "devices");
    for (size_t i = 0; i < a->n_mn; i++)
        qn_jsonw_text(w, NULL, a->mn[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_array(w, "devices_without_data");
    for (size_t i = 0; i < a->n_silent; i++)
        qn_jsonw_text(w, NULL, a->mn[a->n_mn + i]);
    qn_jsonw_end_array(w);
    qn_jsonw_end_object(w);
}

/* Null where nothing was judged; the intervals and witnesses are in the tables. */
static void json_watch(struct qn_jsonw *w, const struct qn_briefing *b)
{
    const struct qn_watch *t = &b->watch;
    char time[QN_TIME_TEXT_CAP];
    if (t->n == 0) {
        qn_jsonw_null(w, "telemetry");
        return;
    }
    qn_jsonw_object(w, "telemetry");
    qn_jsonw_text(w, "from", qn_time_text(t->from_unix_ms, time));
    qn_jsonw_text(w, "to", qn_time_text(t->to_unix_ms, time));
    qn_jsonw_text(w, "rules_sha256", t->rules_sha256);
    qn_jsonw_int(w, "seals", t->seals);
    qn_jsonw_text(w, "seal", t->seals ? t->seal : NULL);
    qn_jsonw_int(w, "devices", t->devices);
    qn_jsonw_int(w, "unknown_devices", t->unknown);
    qn_jsonw_int(w, "limits_assumed", t->assumed);
    qn_jsonw_int(w, "limits_learned", t->learned);
    qn_jsonw_array(w, "watched");
    for (size_t i = 0; i < t->n; i++)
        json_watched(w, &t->item[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_end_object(w);
}

static void json_cell(struct qn_jsonw *w, const struct qn_cell_value *c)
{
    if (c->text)
        qn_jsonw_text(w, NULL, c->text);
    else
        qn_jsonw_number(w, NULL, c->number);
}

static void json_tables(struct qn_jsonw *w, const struct qn_book *book)
{
    qn_jsonw_object(w, "tables");
    for (size_t i = 0; i < book->n; i++) {
        const struct qn_sheet *s = &book->sheet[i];
        qn_jsonw_object(w, s->name_en);
        qn_jsonw_array(w, "columns");
        for (size_t k = 0; k < s->n_column; k++)
            qn_jsonw_text(w, NULL, s->header[k]);
        qn_jsonw_end_array(w);
        qn_jsonw_array(w, "rows");
        for (size_t n = 0; n < s->n_row; n++) {
            qn_jsonw_array(w, NULL);
            for (size_t k = 0; k < s->n_column; k++)
                json_cell(w, &s->cell[n * s->n_column + k]);
            qn_jsonw_end_array(w);
        }
        qn_jsonw_end_array(w);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_object(w);
}

static void json_numbers(struct qn_jsonw *w, const struct qn_doc *d)
{
    qn_jsonw_array(w, "numbers");
    for (size_t i = 0; i < d->n_prov; i++) {
        const struct qn_doc_prov *p = &d->prov[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "label", p->label);
        if (isnan(p->value))
            qn_jsonw_null(w, "value");
        else
            qn_jsonw_number(w, "value", p->value);
        qn_jsonw_text(w, "text", p->text);
        qn_jsonw_text(w, "unit", p->unit);
        qn_jsonw_text(w, "basis", p->basis);
        qn_jsonw_text(w, "source", p->source);
        qn_jsonw_text(w, "url", p->url);
        qn_jsonw_text(w, "confidence", p->conf);
        qn_jsonw_text(w, "rule", p->rule);
        qn_jsonw_text(w, "run", p->run);
        qn_jsonw_text(w, "place", p->place);
        qn_jsonw_text(w, "note", p->note);
        qn_jsonw_text(w, "weakest_basis", p->weakest);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

enum qn_status qn_briefing_json(const struct qn_briefing *b, const struct qn_book *book,
                                const struct qn_doc *doc, struct qn_buf *out, struct qn_err *err)
{
    char on[QN_DATE_TEXT_CAP];
    struct qn_jsonw w;
    qn_jsonw_init(&w, out, 4, err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_text(&w, "program", "quench " QN_VERSION);
    qn_jsonw_text(&w, "on", qn_date_text(b->on, on));
    qn_jsonw_text(&w, "digest", b->digest);
    qn_jsonw_text(&w, "rules_sha256", qn_pack_digest(b->pack));
    qn_edition_json(&w, "edition", b->screen.edition);
    json_region(&w, b);
    qn_jsonw_array(&w, "screening");
    for (int32_t i = 0; i < b->screen.n; i++)
        qn_screening_json(&w, &b->region, &b->screen.item[i], b->on, 1);
    qn_jsonw_end_array(&w);
    json_watch(&w, b);
    json_tables(&w, book);
    json_numbers(&w, doc);
    json_runs(&w, b);
    qn_jsonw_end_object(&w);
    return w.status;
}
