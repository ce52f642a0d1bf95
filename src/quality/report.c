/* A report: validity, conditions, limits and findings of one device. */
#include <math.h>
#include <string.h>

#include "quality/detect.h"
#include "quality/quality.h"
#include "quality/validity.h"

#define DAY_MS INT64_C(86400000)
#define CHINA_MS INT64_C(28800000) /* +08:00 */
#define KNOWN_MAX 24

static int32_t local_day(int64_t t_unix_ms)
{
    int64_t t = t_unix_ms + CHINA_MS, r = t % DAY_MS;
    return (int32_t)((t - (r < 0 ? r + DAY_MS : r)) / DAY_MS);
}

static void count_mark(struct qn_factor_validity *v, enum qn_mark_standard standard,
                       const char *text)
{
    size_t k = 0;
    while (k < v->n_mark && strcmp(v->mark[k].mark.text, text) != 0)
        k++;
    if (k == QN_MARK_KINDS)
        k--; /* the rest shares the last place */
    if (k == v->n_mark)
        v->mark[v->n_mark++] = (struct qn_mark_count){qn_mark_of(standard, text), 0};
    v->mark[k].hours++;
}

struct month_count {
    int month;
    int32_t first_day, last_day; /* seen */
    int days_valid;
};

static void end_month(struct qn_factor_validity *v, const struct month_count *m)
{
    if (!m->month)
        return;
    struct qn_date first = qn_date_from_day(m->first_day);
    struct qn_date whole = {first.year, first.month, 0};
    if (m->first_day != qn_date_first_day(whole) || m->last_day != qn_date_last_day(whole))
        return;
    v->months++;
    v->months_valid += m->days_valid >= qn_month_needs(&qn_validity_default, m->month);
}

static void end_day(struct qn_factor_validity *v, struct month_count *m, int32_t day, int valid,
                    int present)
{
    struct qn_date on = qn_date_from_day(day);
    if (on.month != m->month || day != m->last_day + 1) {
        end_month(v, m);
        *m = (struct month_count){on.month, day, day, 0};
    }
    m->last_day = day;
    v->days += present > 0;
    v->days_valid += valid >= qn_validity_default.day_hours;
    m->days_valid += valid >= qn_validity_default.day_hours;
}

static void count_validity(const struct qn_col *c, enum qn_mark_standard standard,
                           struct qn_factor_validity *v)
{
    struct month_count m = {0};
    int valid = 0, present = 0;
    v->factor = c->factor;
    v->hours = c->grid->n;
    for (size_t i = 0; i < c->grid->n; i++) {
        int32_t day = local_day(qn_grid_time(c->grid, i));
        bool has = c->s[i] || isfinite(c->v[i]);
        v->present += has;
        v->valid += isfinite(c->v[i]) != 0;
        present += has;
        valid += isfinite(c->v[i]) != 0;
        if (c->s[i])
            count_mark(v, standard, c->s[i]->mark);
        bool day_ends = i + 1 == c->grid->n || local_day(qn_grid_time(c->grid, i + 1)) != day;
        if (!day_ends)
            continue;
        end_day(v, &m, day, valid, present);
        valid = present = 0;
    }
    end_month(v, &m);
}

static enum qn_status find_validity(const struct qn_quality_ask *ask, struct qn_arena *arena,
                                    struct qn_quality_report *out, struct qn_err *err)
{
    struct qn_detect d = {.ask = ask, .th = ask->th, .err = err};
    size_t n = 0;
    while (qn_measured_factors[n])
        n++;
    out->validity = qn_arena_alloc(arena, n * sizeof *out->validity, err);
    if (!out->validity)
        return QN_E_NOMEM;
    qn_arena_init(&d.scratch, QN_DETECT_SCRATCH);
    qn_detect_grids(&d);
    for (size_t i = 0; !d.st && i < n; i++) {
        struct qn_arena saved;
        struct qn_col c;
        qn_detect_open(&d, &saved);
        qn_detect_col(&d, &d.hour, qn_measured_factors[i], "Avg", &c);
        if (!d.st && c.v)
            count_validity(&c, ask->marks, &out->validity[out->n_validity++]);
        qn_detect_close(&d, &saved);
    }
    qn_arena_release(&d.scratch);
    return d.st;
}

/* ---- ST=45: words as values ---- */

static size_t word_changes(const struct qn_track *t)
{
    size_t n = 0;
    for (size_t k = 0; k < t->n; k++)
        n += t->signal[k].st == 45 ? t->signal[k].n : 0;
    return n;
}

static void add_words(const struct qn_signal *s, struct qn_quality_report *out)
{
    struct qn_condition_span *span = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_sample *x = &s->sample[i];
        if (!x->last || !isnan(x->value))
            continue;
        if (!span || strcmp(span->mark.text, x->text) != 0) {
            span = &out->condition[out->n_condition++];
            *span = (struct qn_condition_span){.factor = s->factor,
                                               .mark = qn_mark_of(QN_MARK_ST45, x->text),
                                               .from_unix_ms = x->t_unix_ms};
        }
        span->to_unix_ms = x->t_unix_ms;
        span->n++;
    }
}

static enum qn_status find_conditions(const struct qn_track *t, struct qn_arena *arena,
                                      struct qn_quality_report *out, struct qn_err *err)
{
    size_t most = word_changes(t);
    out->condition = qn_arena_alloc(arena, (most + 1) * sizeof *out->condition, err);
    if (!out->condition)
        return QN_E_NOMEM;
    for (size_t k = 0; k < t->n; k++)
        if (t->signal[k].st == 45)
            add_words(&t->signal[k], out);
    return QN_OK;
}

static int64_t last_time(const struct qn_track *t)
{
    int64_t last = 0;
    for (size_t k = 0; k < t->n; k++)
        if (t->signal[k].n && t->signal[k].sample[t->signal[k].n - 1].t_unix_ms > last)
            last = t->signal[k].sample[t->signal[k].n - 1].t_unix_ms;
    return last;
}

enum qn_status qn_quality_report(const struct qn_limit_ask *ask, const char *process,
                                 struct qn_arena *arena, struct qn_quality_report *out,
                                 struct qn_err *err)
{
    struct qn_quality_ask q = *ask->quality;
    struct qn_known_limit known[KNOWN_MAX];
    struct qn_limit_ask limits = *ask;
    int32_t day = ask->on.year ? qn_date_last_day(ask->on) : local_day(last_time(q.track));
    q.limit = known;
    q.n_limit = qn_limits_known(ask->pack, &ask->place, day, known, KNOWN_MAX);
    limits.quality = &q;
    *out = (struct qn_quality_report){.track = q.track,
                                      .marks = q.marks,
                                      .place = ask->place,
                                      .process = process ? process : "",
                                      .doubts = {.arena = arena}};
    enum qn_status st = find_validity(&q, arena, out, err);
    if (!st)
        st = find_conditions(q.track, arena, out, err);
    if (!st)
        st = qn_limits_judge(&limits, arena, &out->limit, &out->n_limit, err);
    if (!st)
        st = qn_quality_find(&q, &out->doubts, err);
    return st;
}
