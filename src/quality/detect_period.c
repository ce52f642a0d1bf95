/* Numbers of one period that must agree: Q111, Q112, Q121, Q122, Q125. */
#include <math.h>
#include <string.h>

#include "quality/detect.h"
#include "quality/validity.h"

#define MINUTE_MS INT64_C(60000)
#define S_PER_H 3600.0
#define KG_PER_MG 1e-6

struct compared {
    enum qn_doubt_code code;
    const double *value, *bound; /* by place; NULL: none */
    const char *unit;
};

static void found(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                  void *user)
{
    const struct compared *k = user;
    size_t worst = r->first;
    for (size_t i = r->first; k->value && k->bound && i < r->first + r->n; i++)
        if (fabs(k->value[i] - k->bound[i]) > fabs(k->value[worst] - k->bound[worst]))
            worst = i;
    qn_detect_add(d, (struct qn_doubt){.code = k->code,
                                       .from_unix_ms = qn_grid_time(c->grid, r->first),
                                       .to_unix_ms = qn_grid_time(c->grid, r->first + r->n),
                                       .factor = c->factor,
                                       .field = c->field,
                                       .cn = c->grid->cn,
                                       .value = k->value ? k->value[worst] : NAN,
                                       .bound = k->bound ? k->bound[worst] : NAN,
                                       .unit = k->unit,
                                       .count = r->n,
                                       .chance = r->chance});
}

static void min_mean_max(struct qn_detect *d, const struct qn_grid *g, const char *factor,
                         char *flag)
{
    struct qn_col low, mean, high;
    qn_detect_col(d, g, factor, "Min", &low);
    qn_detect_col(d, g, factor, "Avg", &mean);
    qn_detect_col(d, g, factor, "Max", &high);
    if (!low.v || !mean.v || !high.v)
        return;
    double slack = fmax(mean.resolution, fmax(low.resolution, high.resolution));
    for (size_t i = 0; i < g->n; i++) {
        bool said = isfinite(low.v[i]) && isfinite(mean.v[i]) && isfinite(high.v[i]);
        flag[i] = (char)(!said ? 2 : mean.v[i] < low.v[i] - slack || mean.v[i] > high.v[i] + slack);
    }
    struct compared outside = {QN_DOUBT_Q112, mean.v, high.v, ""};
    qn_detect_runs(d, &mean, flag, g->n, 1, 0, found, &outside);
    for (size_t i = 0; i < g->n; i++) {
        bool said = isfinite(low.v[i]) && isfinite(mean.v[i]) && isfinite(high.v[i]) &&
                    mean.v[i] != 0 && qn_detect_running(d, qn_grid_time(g, i)) != 0;
        flag[i] = (char)(!said ? 2 : low.v[i] == mean.v[i] && mean.v[i] == high.v[i]);
    }
    struct compared flat = {QN_DOUBT_Q111, mean.v, NULL, ""};
    qn_detect_rare_runs(d, &mean, flag, g->n, (size_t)d->th->flat_min_values, found, &flat);
}

/* The mean of an hour's valid minutes; NaN where they are too few. */
static double mean_of_minutes(const struct qn_col *m, int64_t hour_unix_ms)
{
    const struct qn_grid *g = m->grid;
    int64_t first = (hour_unix_ms - g->t0_unix_ms) / g->step_ms, n = QN_HOUR_MS / g->step_ms;
    if (hour_unix_ms < g->t0_unix_ms || (size_t)(first + n) > g->n)
        return NAN;
    return qn_mean_hour(m->v + first, NULL, (size_t)n, (int)(g->step_ms / MINUTE_MS),
                        &qn_validity_default)
        .mean.value;
}

static void hour_against_minutes(struct qn_detect *d, const char *factor, char *flag)
{
    struct qn_col hour, minute;
    if (!qn_detect_signal(d, d->hour.cn, factor, "Avg"))
        return;
    qn_detect_col(d, &d->hour, factor, "Avg", &hour);
    qn_detect_col(d, &d->minute, factor, "Avg", &minute);
    double *mean = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *mean);
    if (!hour.v || !minute.v || !mean || QN_HOUR_MS % d->minute.step_ms != 0)
        return;
    double slack = hour.resolution + minute.resolution;
    for (size_t i = 0; i < d->hour.n; i++) {
        mean[i] = mean_of_minutes(&minute, qn_grid_time(&d->hour, i));
        double apart = fabs(hour.v[i] - mean[i]);
        flag[i] = (char)(!isfinite(apart)
                             ? 2
                             : apart > slack && apart > d->th->hour_minute_rel * fabs(mean[i]));
    }
    struct compared k = {QN_DOUBT_Q121, hour.v, mean, ""};
    qn_detect_runs(d, &hour, flag, d->hour.n, 1, 0, found, &k);
}

/* Minutes of an hour that were sent, and those of a normal mark. */
static void count_minutes(const struct qn_detect *d, const struct qn_col *m, int64_t hour_unix_ms,
                          size_t *sent, size_t *normal)
{
    const struct qn_grid *g = m->grid;
    int64_t first = (hour_unix_ms - g->t0_unix_ms) / g->step_ms, n = QN_HOUR_MS / g->step_ms;
    *sent = *normal = 0;
    if (hour_unix_ms < g->t0_unix_ms || (size_t)(first + n) > g->n)
        return;
    for (int64_t i = first; i < first + n; i++) {
        *sent += m->s[i] != NULL;
        *normal += m->s[i] && qn_mark_valid(qn_mark_of(d->ask->marks, m->s[i]->mark).meaning);
    }
}

/* An hour is N where three quarters of its minutes are (HJ 212-2017 C.16-C.18). Hours whose minutes
 * did not all arrive are left out. */
static void hour_mark(struct qn_detect *d, const char *factor, char *flag)
{
    struct qn_col hour, minute;
    if (!qn_detect_signal(d, d->hour.cn, factor, "Avg"))
        return;
    qn_detect_col(d, &d->hour, factor, "Avg", &hour);
    qn_detect_col(d, &d->minute, factor, "Avg", &minute);
    double *share = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *share);
    double *bound = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *bound);
    if (!hour.v || !minute.v || !share || !bound || QN_HOUR_MS % d->minute.step_ms != 0)
        return;
    size_t whole = (size_t)(QN_HOUR_MS / d->minute.step_ms);
    for (size_t i = 0; i < d->hour.n; i++) {
        size_t sent, normal;
        count_minutes(d, &minute, qn_grid_time(&d->hour, i), &sent, &normal);
        flag[i] = 2;
        share[i] = sent ? 100.0 * (double)normal / (double)sent : NAN;
        bound[i] = 100 * qn_validity_default.flag_share;
        if (sent < whole || !hour.s[i])
            continue;
        bool due = qn_flag_of_share(normal, sent, &qn_validity_default) == 'N';
        bool says = qn_mark_valid(qn_mark_of(d->ask->marks, hour.s[i]->mark).meaning);
        flag[i] = (char)(due != says);
    }
    struct compared k = {QN_DOUBT_Q125, share, bound, "%"};
    qn_detect_runs(d, &hour, flag, d->hour.n, 1, 0, found, &k);
}

/* What the amount of an hour should be: flow from its mean, mass from mean and flow. Only the
 * measured concentration counts (D.6). */
static double amount_due(const struct qn_col *mean, const struct qn_col *flow, size_t i)
{
    if (!flow)
        return mean->v[i] * S_PER_H;
    return mean->v[i] * flow->v[i] * S_PER_H * KG_PER_MG;
}

static void amount(struct qn_detect *d, const struct qn_col *flow, const char *factor, char *flag)
{
    struct qn_col mean, cou;
    qn_detect_col(d, &d->hour, factor, "Avg", &mean);
    qn_detect_col(d, &d->hour, factor, "Cou", &cou);
    double *due = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *due);
    if (!mean.v || !cou.v || !due || (flow && !flow->v))
        return;
    double slack = 0.5 * cou.resolution;
    for (size_t i = 0; i < d->hour.n; i++) {
        due[i] = amount_due(&mean, flow, i);
        double apart = fabs(cou.v[i] - due[i]);
        flag[i] = (char)(!isfinite(apart) ? 2
                                          : apart > 2 * slack &&
                                                apart > d->th->sum_rel * fmax(due[i], cou.v[i]));
    }
    struct compared k = {QN_DOUBT_Q122, cou.v, due, flow ? "kg" : "m3"};
    qn_detect_runs(d, &cou, flag, d->hour.n, (size_t)d->th->sum_min_h, 1, found, &k);
}

void qn_detect_periods(struct qn_detect *d)
{
    size_t n = (d->hour.n > d->minute.n ? d->hour.n : d->minute.n) + 1;
    char *flag = qn_detect_alloc(d, n);
    struct qn_col flow;
    qn_detect_col(d, &d->hour, "a00000", "Avg", &flow);
    for (size_t i = 0; flag && !d->st && qn_measured_factors[i]; i++) {
        struct qn_arena saved;
        qn_detect_open(d, &saved);
        min_mean_max(d, &d->hour, qn_measured_factors[i], flag);
        min_mean_max(d, &d->minute, qn_measured_factors[i], flag);
        hour_against_minutes(d, qn_measured_factors[i], flag);
        hour_mark(d, qn_measured_factors[i], flag);
        qn_detect_close(d, &saved);
    }
    if (flag)
        amount(d, NULL, "a00000", flag);
    for (size_t i = 0; flag && !d->st && qn_pollutant_factors[i]; i++)
        amount(d, &flow, qn_pollutant_factors[i], flag);
}
