/* Values that move too little or too regularly: Q101-Q104. */
#include <math.h>
#include <string.h>

#include "quality/detect.h"

static bool alive(const struct qn_detect *d, const struct qn_col *c, size_t i)
{
    return isfinite(c->v[i]) && c->v[i] != 0 && qn_detect_running(d, qn_grid_time(c->grid, i)) != 0;
}

static struct qn_doubt of_run(enum qn_doubt_code code, const struct qn_col *c, size_t first,
                              size_t n)
{
    return (struct qn_doubt){.code = code,
                             .from_unix_ms = qn_grid_time(c->grid, first),
                             .to_unix_ms = qn_grid_time(c->grid, first + n),
                             .factor = c->factor,
                             .field = c->field,
                             .cn = c->grid->cn,
                             .value = NAN,
                             .bound = NAN,
                             .count = n,
                             .chance = NAN};
}

/* Places of a run are pairs: one value more than places. */
static void found_constant(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                           void *user)
{
    (void)user;
    struct qn_doubt x = of_run(QN_DOUBT_Q101, c, r->first - 1, r->n + 1);
    double hours = (double)(x.to_unix_ms - x.from_unix_ms) / (double)QN_HOUR_MS;
    if (hours < d->th->constant_min_h)
        return;
    x.value = c->v[r->first];
    x.bound = hours;
    x.chance = r->chance;
    qn_detect_add(d, x);
}

static void constants(struct qn_detect *d, const struct qn_col *c, char *flag)
{
    bool o2 = strcmp(c->factor, "a19001") == 0;
    flag[0] = 2;
    for (size_t i = 1; i < c->grid->n; i++) {
        bool said = alive(d, c, i) && alive(d, c, i - 1);
        if (o2 && said && c->v[i] >= d->th->o2_air_pct)
            said = false; /* air has one O2 */
        flag[i] = (char)(!said ? 2 : c->v[i] == c->v[i - 1]);
    }
    qn_detect_rare_runs(d, c, flag, c->grid->n, (size_t)d->th->constant_min_values - 1,
                        found_constant, NULL);
}

/* Steps in units of the resolution: numbers as printed have no other. */
static double step_of(const struct qn_col *c, size_t i)
{
    return round((c->v[i] - c->v[i - 1]) / c->resolution);
}

static void found_steps(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                        void *user)
{
    (void)user;
    struct qn_doubt x = of_run(QN_DOUBT_Q103, c, r->first - 2, r->n + 2);
    x.value = step_of(c, r->first) * c->resolution;
    x.chance = r->chance;
    qn_detect_add(d, x);
}

static void steps(struct qn_detect *d, const struct qn_col *c, char *flag)
{
    flag[0] = 2;
    if (c->grid->n > 1)
        flag[1] = 2;
    for (size_t i = 2; i < c->grid->n; i++) {
        bool said = alive(d, c, i) && alive(d, c, i - 1) && alive(d, c, i - 2);
        flag[i] = (char)(!said ? 2 : step_of(c, i) != 0 && step_of(c, i) == step_of(c, i - 1));
    }
    qn_detect_rare_runs(d, c, flag, c->grid->n, (size_t)d->th->step_min_values - 1, found_steps,
                        NULL);
}

struct wobble_sums {
    double sum, square; /* of values less the first */
    size_t n, changes;
};

static void wobble_move(struct wobble_sums *w, const struct qn_col *c, size_t i, double base,
                        int sign)
{
    double x = c->v[i] - base;
    if (!isfinite(x))
        return;
    w->sum += sign * x;
    w->square += sign * x * x;
    w->n = sign > 0 ? w->n + 1 : w->n - 1;
    bool moved = i > 0 && isfinite(c->v[i - 1]) && c->v[i] != c->v[i - 1];
    w->changes = sign > 0 ? w->changes + moved : w->changes - moved;
}

static bool wobbles(const struct qn_detect *d, const struct qn_col *c, const struct wobble_sums *w,
                    size_t window, double base)
{
    if (w->n < window || w->changes < window / 3)
        return false;
    double mean = w->sum / (double)w->n;
    double var = w->square / (double)w->n - mean * mean;
    double level = fabs(base + mean);
    return level > 0 && c->resolution <= level * d->th->wobble_rel / 2 &&
           sqrt(var > 0 ? var : 0) < level * d->th->wobble_rel;
}

static void found_wobble(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                         void *user)
{
    (void)user;
    struct qn_doubt x = of_run(QN_DOUBT_Q102, c, r->first, r->n);
    x.value = c->v[r->first];
    x.bound = d->th->wobble_rel * 100;
    qn_detect_add(d, x);
}

static void wobble(struct qn_detect *d, const struct qn_col *c, char *flag)
{
    size_t window = (size_t)d->th->wobble_window_h;
    double base = qn_detect_quantile(d, c->v, c->grid->n, 0.5);
    struct wobble_sums w = {0};
    memset(flag, 0, c->grid->n);
    for (size_t i = 0; i < c->grid->n; i++) {
        wobble_move(&w, c, i, base, 1);
        if (i >= window)
            wobble_move(&w, c, i - window, base, -1);
        if (i + 1 >= window && qn_detect_running(d, qn_grid_time(c->grid, i)) != 0 &&
            wobbles(d, c, &w, window, base))
            memset(flag + (i + 1 - window), 1, window);
    }
    qn_detect_runs(d, c, flag, c->grid->n, window, 0, found_wobble, NULL);
}

struct repeat {
    size_t lag_h;
    bool any;
};

static size_t distinct_steps(const struct qn_col *c, size_t first, size_t n)
{
    size_t changes = 0;
    for (size_t i = first + 1; i < first + n; i++)
        changes += c->v[i] != c->v[i - 1];
    return changes;
}

static void found_repeat(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                         void *user)
{
    struct repeat *lag = user;
    if (distinct_steps(c, r->first, r->n) < r->n / 2)
        return;
    struct qn_doubt x = of_run(QN_DOUBT_Q104, c, r->first, r->n);
    x.value = (double)lag->lag_h;
    x.chance = r->chance;
    lag->any = true;
    qn_detect_add(d, x);
}

static void repeats(struct qn_detect *d, const struct qn_col *c, char *flag)
{
    static const size_t lags[] = {24, 48, 168};
    struct repeat lag = {0, false};
    for (size_t k = 0; k < sizeof lags / sizeof lags[0] && !lag.any; k++) {
        lag.lag_h = lags[k];
        for (size_t i = 0; i < c->grid->n; i++) {
            bool said = i >= lags[k] && alive(d, c, i) && alive(d, c, i - lags[k]);
            flag[i] = (char)(!said ? 2 : c->v[i] == c->v[i - lags[k]]);
        }
        qn_detect_rare_runs(d, c, flag, c->grid->n, (size_t)d->th->repeat_min_values, found_repeat,
                            &lag);
    }
}

/* Heat has inertia and flow a controller: only concentrations must move. */
static bool is_pollutant(const char *factor)
{
    for (size_t i = 0; qn_pollutant_factors[i]; i++)
        if (strcmp(qn_pollutant_factors[i], factor) == 0)
            return true;
    return false;
}

void qn_detect_values(struct qn_detect *d)
{
    size_t n = (d->hour.n > d->minute.n ? d->hour.n : d->minute.n) + 1;
    char *flag = qn_detect_alloc(d, n);
    for (size_t i = 0; flag && !d->st && qn_measured_factors[i]; i++) {
        struct qn_arena saved;
        struct qn_col c;
        qn_detect_open(d, &saved);
        qn_detect_fine(d, qn_measured_factors[i], "Avg", &c);
        if (c.v) {
            constants(d, &c, flag);
            steps(d, &c, flag);
        }
        qn_detect_col(d, &d->hour, qn_measured_factors[i], "Avg", &c);
        if (c.v) {
            if (is_pollutant(c.factor))
                wobble(d, &c, flag);
            repeats(d, &c, flag);
        }
        qn_detect_close(d, &saved);
    }
}
