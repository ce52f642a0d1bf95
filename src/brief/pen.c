#include "brief/pen.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_ARGS 8

struct qn_colour qn_class_colour(enum qn_class c)
{
    static const struct qn_colour colours[QN_CLASS_COUNT] = {{0x9b, 0x1c, 0x1c, 255},
                                                             {0xc2, 0x57, 0x0c, 255},
                                                             {0x3f, 0x6f, 0x5f, 255},
                                                             {0x6b, 0x72, 0x80, 255}};
    return colours[c];
}

struct qn_pen_arg qn_pen_text(const char *text)
{
    return (struct qn_pen_arg){.text = text};
}

struct qn_pen_arg qn_pen_number(struct qn_doc_prov prov)
{
    return (struct qn_pen_arg){.prov = prov, .number = 1};
}

const char *qn_pen_t(const struct qn_pen *p, enum qn_text_id id)
{
    return qn_text(p->lang, id);
}

const char *qn_pen_keep(struct qn_pen *p, const char *s, size_t n)
{
    const char *copy = qn_arena_copy(&p->d->arena, s, n, NULL);
    if (!copy)
        p->d->failed = 1;
    return copy ? copy : "";
}

const char *qn_pen_f(struct qn_pen *p, enum qn_text_id id, ...)
{
    const char *args[MAX_ARGS];
    va_list ap;
    va_start(ap, id);
    size_t n = qn_text_take(ap, args, MAX_ARGS);
    va_end(ap);
    char text[2048];
    size_t len = qn_text_format(p->lang, id, args, n, text, sizeof text);
    return qn_pen_keep(p, text, len);
}

const char *qn_pen_name(const struct qn_pen *p, const char *zh, const char *en)
{
    return qn_name_of(p->lang, zh, en);
}

void qn_pen_say(struct qn_pen *p, struct qn_spans *s, enum qn_text_id id,
                const struct qn_pen_arg *args, size_t n)
{
    const char *t = qn_pen_t(p, id);
    while (*t) {
        if (t[0] == '{' && t[1] >= '0' && t[1] <= '9' && t[2] == '}') {
            size_t i = (size_t)(t[1] - '0');
            if (i < n && args[i].number)
                qn_span_number(p->d, s, &args[i].prov);
            else if (i < n && args[i].text)
                qn_span_text(p->d, s, args[i].text);
            t += 3;
            continue;
        }
        size_t run = 1 + strcspn(t + 1, "{");
        qn_span_text(p->d, s, qn_pen_keep(p, t, run));
        t += run;
    }
}

struct qn_block *qn_pen_block(struct qn_pen *p, enum qn_block_kind kind, enum qn_text_id id,
                              const struct qn_pen_arg *args, size_t n)
{
    struct qn_block *b = qn_doc_block(p->d, kind);
    qn_pen_say(p, &b->spans, id, args, n);
    return b;
}

static const char *digits(struct qn_pen *p, double value, int significant)
{
    char plain[QN_NUM_TEXT_CAP], out[2 * QN_NUM_TEXT_CAP];
    double mag = fabs(value);
    /* whole numbers stay whole */
    if (mag > 0 && (value > floor(value) || significant < 6)) {
        double unit = pow(10, floor(log10(mag)) - (significant - 1));
        value = round(value / unit) * unit;
    }
    qn_num_text(value, plain);
    size_t whole = strcspn(plain, "."), len = strlen(plain), o = 0;
    for (size_t i = 0; i < len; i++) {
        if (i && i < whole && mag >= 10000 && (whole - i) % 3 == 0 && plain[i - 1] != '-')
            out[o++] = ',';
        out[o++] = plain[i];
    }
    return qn_pen_keep(p, out, o);
}

const char *qn_pen_digits(struct qn_pen *p, double value)
{
    return digits(p, value, 6);
}

static const char *run_text(struct qn_pen *p, int64_t id)
{
    for (size_t i = 0; i < p->b->n_run; i++) {
        const struct qn_briefing_run *r = &p->b->run[i];
        if (r->id != id)
            continue;
        char text[128];
        int n = snprintf(text, sizeof text, "%s %.12s", r->command, r->digest);
        return qn_pen_keep(p, text, (size_t)n);
    }
    return "";
}

/* Source, place and basis of a row. */
static void fill_row(struct qn_pen *p, struct qn_doc_prov *o, const struct qn_prov *prov)
{
    const struct qn_source *src = qn_region_source(p->r, prov->source);
    char place[512];
    int n = snprintf(place, sizeof place, "%s:%lld", prov->file, (long long)prov->line);
    o->basis = prov->basis < QN_BASIS_COUNT ? qn_basis_names[prov->basis] : "";
    o->source = src ? src->title : prov->source;
    o->url = src ? src->url : "";
    o->conf = src ? src->conf_level : "";
    o->place = qn_pen_keep(p, place, n < (int)sizeof place ? (size_t)n : sizeof place - 1);
    o->run = run_text(p, prov->run);
    o->note = prov->note;
}

struct qn_doc_prov qn_pen_stored(struct qn_pen *p, const char *label, double value, double scale,
                                 const char *unit, const struct qn_prov *prov)
{
    struct qn_doc_prov o = {.label = label, .value = value * scale, .unit = unit};
    o.text = qn_pen_digits(p, o.value);
    fill_row(p, &o, prov);
    if (scale < 1 || scale > 1) {
        char num[QN_NUM_TEXT_CAP], factor[QN_NUM_TEXT_CAP];
        o.rule = qn_pen_f(p, QN_T_BRF_RULE_SCALED, qn_num_text(value, num),
                          qn_num_text(scale, factor), (const char *)NULL);
    }
    return o;
}

struct qn_doc_prov qn_pen_result(struct qn_pen *p, const char *label, double value,
                                 const char *unit, const char *rule)
{
    char run[64];
    int n = snprintf(run, sizeof run, "brief %.12s", p->b->digest);
    return (struct qn_doc_prov){.label = label,
                                .value = value,
                                .text = qn_pen_digits(p, value),
                                .unit = unit,
                                .basis = "result",
                                .source = qn_pen_t(p, QN_T_BRF_FROM_RECORDS),
                                .rule = rule,
                                .run = qn_pen_keep(p, run, (size_t)n)};
}

struct qn_doc_prov qn_pen_dated(struct qn_pen *p, const char *label, struct qn_date date,
                                const struct qn_prov *prov)
{
    char text[QN_DATE_TEXT_CAP];
    qn_date_text(date, text);
    struct qn_doc_prov o = {.label = label, .value = NAN, .unit = ""};
    o.text = qn_pen_keep(p, text, strlen(text));
    fill_row(p, &o, prov);
    return o;
}

struct qn_doc_prov qn_pen_emission(struct qn_pen *p, int32_t enterprise, const char *pollutant,
                                   const char *shown)
{
    enum qn_basis basis;
    int rows;
    double sum = qn_emission_sum(p->b, enterprise, pollutant, &basis, &rows);
    if (isnan(sum))
        return (struct qn_doc_prov){.value = NAN};
    char count[16];
    snprintf(count, sizeof count, "%d", rows);
    const struct qn_enterprise *e = &p->r->enterprise[enterprise];
    struct qn_doc_prov o =
        qn_pen_result(p,
                      qn_pen_f(p, QN_T_BRF_L_EMISSION, shown,
                               qn_pen_name(p, e->name_zh, e->name_en), (const char *)NULL),
                      sum, "t/a", qn_pen_f(p, QN_T_BRF_RULE_EMISSION, count, (const char *)NULL));
    o.text = digits(p, sum, 4);
    o.weakest = qn_basis_names[basis];
    return o;
}

struct qn_pen_arg qn_pen_count(struct qn_pen *p, enum qn_text_id label, int64_t n,
                               enum qn_text_id rule)
{
    return qn_pen_number(qn_pen_result(p, qn_pen_t(p, label), (double)n, "", qn_pen_t(p, rule)));
}

void qn_pen_unknown(struct qn_pen *p, struct qn_spans *s)
{
    qn_span_muted(p->d, s, qn_pen_t(p, QN_T_BRF_UNKNOWN));
}

void qn_pen_qty(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_qty q,
                double scale, const char *unit)
{
    if (isnan(q.value) || !q.prov) {
        qn_pen_unknown(p, s);
        return;
    }
    struct qn_doc_prov o = qn_pen_stored(p, label, q.value, scale, unit, q.prov);
    qn_span_number(p->d, s, &o);
    if (*unit) {
        qn_span_text(p->d, s, " ");
        qn_span_text(p->d, s, unit);
    }
}

void qn_pen_capacity(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_qty q)
{
    int zh = p->lang == QN_ZH;
    qn_pen_qty(p, s, label, q, zh ? 1e-4 : 1e-6, zh ? "万t/a" : "Mt/a");
}

void qn_pen_date(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_date date,
                 const struct qn_prov *prov)
{
    if (!qn_date_known(date)) {
        qn_pen_unknown(p, s);
        return;
    }
    struct qn_doc_prov o = qn_pen_dated(p, label, date, prov);
    qn_span_number(p->d, s, &o);
}

void qn_pen_class(struct qn_pen *p, struct qn_spans *s, enum qn_class c)
{
    qn_span_badge(p->d, s, qn_class_label(p->lang, c), qn_class_colour(c));
}

const char *qn_pen_comma(const struct qn_pen *p)
{
    return p->lang == QN_ZH ? "、" : ", ";
}

const char *qn_pen_installation(const struct qn_pen *p, const struct qn_installation *in)
{
    const char *name = qn_pen_name(p, in->name_zh, in->name_en);
    return *name ? name : in->id;
}

void qn_pen_missing(struct qn_pen *p, struct qn_spans *s, const struct qn_screening *sc)
{
    for (size_t i = 0; i < sc->n_missing; i++) {
        char word[256];
        qn_param_label(p->lang, sc->missing[i], word, sizeof word);
        if (i)
            qn_span_text(p->d, s, qn_pen_comma(p));
        qn_span_text(p->d, s, qn_pen_keep(p, word, strlen(word)));
    }
}

void qn_pen_candidates(struct qn_pen *p, struct qn_spans *s, const struct qn_screening *sc)
{
    int first = 1;
    for (int c = 0; c < QN_CLASS_UNDETERMINED; c++) {
        if (!(sc->candidates & (1u << c)))
            continue;
        if (!first)
            qn_span_text(p->d, s, qn_pen_t(p, QN_T_BRF_OR));
        qn_span_text(p->d, s, qn_class_label(p->lang, (enum qn_class)c));
        first = 0;
    }
}

int qn_screening_open(const struct qn_screening *sc)
{
    return sc->cls == QN_CLASS_UNDETERMINED || (sc->candidates & ~(1u << sc->cls)) != 0;
}
