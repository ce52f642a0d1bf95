#include "quality/findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality/detect.h"

const struct qn_doubt_info qn_doubts[QN_DOUBT_COUNT] = {
#define QN_DOUBT(code, name, severity, basis)                                                      \
    {#code, #name, QN_DOUBT_SEV_##severity, QN_DOUBT_##basis, QN_T_QUALITY_##code},
#include "quality/findings.def"
#undef QN_DOUBT
};

const char *qn_doubt_severity_name(enum qn_doubt_severity s)
{
    static const char *const names[] = {"error", "warning", "note"};
    return (unsigned)s < 3 ? names[s] : "";
}

const char *qn_doubt_basis_name(enum qn_doubt_basis b)
{
    return b == QN_DOUBT_ARITHMETIC ? "arithmetic" : "assumed";
}

static enum qn_status take_threshold(const struct qn_pack *p, const char *name, double *out,
                                     struct qn_err *err)
{
    const struct qn_threshold *t = qn_pack_threshold(p, name);
    if (!t)
        return qn_fail(err, QN_E_NOTFOUND, "quality.csv", QN_T_QUALITY_NO_THRESHOLD, name);
    *out = t->value;
    return QN_OK;
}

enum qn_status qn_quality_thresholds_of(const struct qn_pack *p, struct qn_quality_thresholds *out,
                                        struct qn_err *err)
{
    enum qn_status st = QN_OK;
#define QN_THRESHOLD(name)                                                                         \
    if (!st)                                                                                       \
        st = take_threshold(p, #name, &out->name, err);
#include "quality/thresholds.def"
#undef QN_THRESHOLD
    return st;
}

/* Three figures that count, for a sentence. */
static const char *short_number(double v, char out[QN_NUM_TEXT_CAP])
{
    if (!isfinite(v))
        return qn_num_text(v, out);
    double scale = fabs(v) > 0 ? pow(10, 3 - floor(log10(fabs(v)))) : 1;
    return qn_num_text(isfinite(scale) && scale > 0 ? round(v * scale) / scale : v, out);
}

size_t qn_doubt_message(const struct qn_doubt *d, enum qn_lang lang, char *out, size_t cap)
{
    char value[QN_NUM_TEXT_CAP], bound[QN_NUM_TEXT_CAP], count[QN_NUM_TEXT_CAP], name[64];
    const struct qn_212_factor *f =
        qn_212_factor_of((struct qn_212_span){d->factor, (uint32_t)strlen(d->factor)});
    const char *label = d->factor;
    if (f && *d->factor) {
        const char *const parts[] = {d->factor, f->name[lang == QN_EN]};
        qn_template_format("{0} {1}", parts, 2, name, sizeof name);
        label = name;
    }
    const char *const args[] = {label, short_number(d->value, value), short_number(d->bound, bound),
                                d->unit, qn_num_text((double)d->count, count)};
    return qn_text_format(lang, qn_doubts[d->code].text, args, 5, out, cap);
}

void qn_detect_add(struct qn_detect *d, struct qn_doubt x)
{
    struct qn_doubt_list *l = d->out;
    if (d->st)
        return;
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 32;
        struct qn_doubt *more = qn_arena_alloc(l->arena, cap * sizeof *more, d->err);
        if (!more) {
            d->st = QN_E_NOMEM;
            return;
        }
        if (l->n)
            memcpy(more, l->item, l->n * sizeof *more);
        l->item = more;
        l->cap = cap;
    }
    if (!x.unit)
        x.unit = "";
    if (!x.factor)
        x.factor = "";
    if (!x.field)
        x.field = "";
    l->item[l->n++] = x;
}

static int by_time(const void *a, const void *b)
{
    const struct qn_doubt *x = a, *y = b;
    if (x->from_unix_ms != y->from_unix_ms)
        return x->from_unix_ms < y->from_unix_ms ? -1 : 1;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    int c = strcmp(x->factor, y->factor);
    return c ? c : (x->cn > y->cn) - (x->cn < y->cn);
}

enum qn_status qn_quality_find(const struct qn_quality_ask *ask, struct qn_doubt_list *out,
                               struct qn_err *err)
{
    struct qn_detect d = {.ask = ask, .th = ask->th, .out = out, .err = err};
    out->item = NULL;
    out->n = out->cap = 0;
    qn_arena_init(&d.scratch, QN_DETECT_SCRATCH);
    qn_detect_grids(&d);
    qn_detect_values(&d);
    qn_detect_periods(&d);
    qn_detect_converted(&d);
    qn_detect_limits(&d);
    qn_detect_gaps(&d);
    qn_detect_plant(&d);
    qn_detect_settings(&d);
    qn_detect_times(&d);
    qn_arena_release(&d.scratch);
    if (!d.st && out->n)
        qsort(out->item, out->n, sizeof *out->item, by_time);
    return d.st;
}
