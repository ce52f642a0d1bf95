/* A track on regular grids. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality/detect.h"
#include "quality/validity.h"

#define CN_MINUTE 2051
#define CN_HOUR 2061
#define MINUTE_MS INT64_C(60000)
#define FINE_MIN_VALUES 48 /* minutes are looked at where there are at least so many */

const char *const qn_pollutant_factors[] = {"a21026", "a21002", "a34013", "a21005",
                                            "a21024", "a21001", "a24088", NULL};
const char *const qn_measured_factors[] = {"a21026", "a21002", "a34013", "a21005", "a21024",
                                           "a21001", "a24088", "a00000", "a01011", "a01012",
                                           "a01013", "a01014", "a19001", NULL};

/* Codes of HJ/T 212-2005 for the same quantity. */
static const char *const old_code[][2] = {
    {"a00000", "B02"}, {"a01011", "S02"}, {"a01012", "S03"}, {"a01013", "S08"}, {"a01014", "S05"},
    {"a01016", "S07"}, {"a19001", "S01"}, {"a21026", "02"},  {"a21002", "03"},  {"a34013", "01"},
    {"a21005", "04"},  {"a21024", "08"},  {"a21001", "10"},
};

static bool same_factor(const char *have, const char *want)
{
    if (strcmp(have, want) == 0)
        return true;
    for (size_t i = 0; i < sizeof old_code / sizeof old_code[0]; i++)
        if (strcmp(old_code[i][0], want) == 0)
            return strcmp(old_code[i][1], have) == 0;
    return false;
}

const struct qn_signal *qn_detect_signal(const struct qn_detect *d, int32_t cn, const char *factor,
                                         const char *field)
{
    const struct qn_track *t = d->ask->track;
    for (size_t i = 0; i < t->n; i++) {
        const struct qn_signal *s = &t->signal[i];
        if (s->cn == cn && (s->st == 31 || s->st == 27) && strcmp(s->field, field) == 0 &&
            same_factor(s->factor, factor))
            return s;
    }
    return NULL;
}

void *qn_detect_alloc(struct qn_detect *d, size_t size)
{
    if (d->st)
        return NULL;
    void *p = qn_arena_alloc(&d->scratch, size, d->err);
    if (!p)
        d->st = QN_E_NOMEM;
    return p;
}

void qn_detect_open(struct qn_detect *d, struct qn_arena *saved)
{
    *saved = d->scratch;
    qn_arena_init(&d->scratch, QN_DETECT_SCRATCH);
}

void qn_detect_close(struct qn_detect *d, const struct qn_arena *saved)
{
    qn_arena_release(&d->scratch);
    d->scratch = *saved;
}

int64_t qn_grid_time(const struct qn_grid *g, size_t i)
{
    return g->t0_unix_ms + (int64_t)i * g->step_ms;
}

static int64_t floor_to(int64_t t, int64_t step)
{
    int64_t r = t % step;
    return t - (r < 0 ? r + step : r);
}

/* The commonest distance of neighbouring times, in whole minutes up to an hour. */
static int64_t usual_step(const struct qn_signal *s)
{
    size_t count[61] = {0}, best = 1;
    for (size_t i = 1; i < s->n; i++) {
        int64_t min = (s->sample[i].t_unix_ms - s->sample[i - 1].t_unix_ms) / MINUTE_MS;
        if (min >= 1 && min <= 60)
            count[min]++;
    }
    for (size_t m = 1; m <= 60; m++)
        if (count[m] > count[best])
            best = m;
    return (int64_t)best * MINUTE_MS;
}

static void make_grid(const struct qn_detect *d, int32_t cn, struct qn_grid *g)
{
    const struct qn_track *t = d->ask->track;
    const struct qn_signal *longest = NULL;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < t->n; i++) {
        const struct qn_signal *s = &t->signal[i];
        if (s->cn != cn || !s->n || (s->st != 31 && s->st != 27))
            continue;
        if (s->sample[0].t_unix_ms < first)
            first = s->sample[0].t_unix_ms;
        if (s->sample[s->n - 1].t_unix_ms > last)
            last = s->sample[s->n - 1].t_unix_ms;
        if (!longest || s->n > longest->n)
            longest = s;
    }
    *g = (struct qn_grid){.cn = cn, .step_ms = cn == CN_HOUR ? QN_HOUR_MS : MINUTE_MS};
    if (!longest)
        return;
    if (cn == CN_MINUTE)
        g->step_ms = usual_step(longest);
    g->t0_unix_ms = floor_to(first, cn == CN_HOUR ? QN_HOUR_MS : g->step_ms);
    size_t most = cn == CN_HOUR ? QN_GRID_MAX_HOURS : QN_GRID_MAX_MINUTES;
    uint64_t n = (uint64_t)((last - g->t0_unix_ms) / g->step_ms) + 1;
    if (n > most) { /* a stray time far off: stay about the middle one */
        int64_t middle = longest->sample[longest->n / 2].t_unix_ms;
        int64_t from = floor_to(middle - (int64_t)(most / 2) * g->step_ms, g->step_ms);
        g->t0_unix_ms = from > g->t0_unix_ms ? from : g->t0_unix_ms;
        n = (uint64_t)((last - g->t0_unix_ms) / g->step_ms) + 1;
    }
    g->n = n > most ? most : (size_t)n;
}

/* Decimal places of a number as it was printed. */
static double resolution_of(const char *text)
{
    const char *dot = text ? strchr(text, '.') : NULL;
    size_t places = dot ? strspn(dot + 1, "0123456789") : 0;
    return pow(10, -(double)(places < 9 ? places : 9));
}

/* What a unit other than the standard's is of it. */
static double unit_scale(const char *units, const char *factor)
{
    static const struct {
        const char *unit;
        double scale;
    } known[] = {{"m3/h", 1 / 3600.0}, {"Nm3/h", 1 / 3600.0}, {"Pa", 1e-3},
                 {"MPa", 1e3},         {"ug/m3", 1e-3},       {"ng/m3", 1e-6}};
    size_t n = strlen(factor);
    for (const char *p = units ? units : ""; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (len > n + 1 && memcmp(p, factor, n) == 0 && p[n] == '=' &&
                strlen(known[i].unit) == len - n - 1 &&
                memcmp(p + n + 1, known[i].unit, len - n - 1) == 0)
                return known[i].scale;
        p += len;
    }
    return 1;
}

static void fill(struct qn_detect *d, const struct qn_signal *s, struct qn_col *c)
{
    const struct qn_grid *g = c->grid;
    bool amount = strcmp(s->field, "Cou") == 0;
    double scale = amount ? 1 : unit_scale(d->ask->units, c->factor);
    c->resolution = scale;
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_sample *x = &s->sample[i];
        int64_t at = x->t_unix_ms - g->t0_unix_ms;
        if (!x->last || at < 0 || (size_t)(at / g->step_ms) >= g->n)
            continue;
        size_t k = (size_t)(at / g->step_ms);
        c->s[k] = x;
        bool valid =
            isfinite(x->value) && qn_mark_valid(qn_mark_of(d->ask->marks, x->mark).meaning);
        c->v[k] = valid ? x->value * scale : NAN;
        double r = valid ? resolution_of(x->text) * scale : scale;
        if (r < c->resolution)
            c->resolution = r;
    }
}

/* Hourly means of valid minutes, where no hours were sent. */
static void fill_of_minutes(const struct qn_col *m, struct qn_col *c)
{
    const struct qn_grid *g = c->grid;
    int interval = (int)(m->grid->step_ms / MINUTE_MS);
    for (size_t h = 0; h < g->n; h++) {
        int64_t at = qn_grid_time(g, h) - m->grid->t0_unix_ms;
        int64_t first = at / m->grid->step_ms, n = QN_HOUR_MS / m->grid->step_ms;
        if (first < 0 || (size_t)(first + n) > m->grid->n)
            continue;
        struct qn_mean mean =
            qn_mean_hour(m->v + first, NULL, (size_t)n, interval, &qn_validity_default);
        c->v[h] = mean.mean.value;
    }
    c->resolution = m->resolution / 10;
}

static bool make_col(struct qn_detect *d, const struct qn_grid *g, struct qn_col *c)
{
    c->grid = g;
    c->v = qn_detect_alloc(d, g->n * sizeof *c->v);
    c->s = qn_detect_alloc(d, g->n * sizeof(void *));
    if (!c->v || !c->s) {
        c->v = NULL;
        return false;
    }
    for (size_t i = 0; i < g->n; i++)
        c->v[i] = NAN;
    return true;
}

static void count_valid(struct qn_col *c)
{
    for (size_t i = 0; i < c->grid->n; i++)
        c->valid += isfinite(c->v[i]) != 0;
}

void qn_detect_col(struct qn_detect *d, const struct qn_grid *g, const char *factor,
                   const char *field, struct qn_col *out)
{
    *out = (struct qn_col){.factor = factor, .field = field};
    if (d->st || !g->n)
        return;
    const struct qn_signal *s = qn_detect_signal(d, g->cn, factor, field);
    if (s) {
        if (make_col(d, g, out))
            fill(d, s, out);
    } else if (g == &d->hour && d->minute.n && strcmp(field, "Avg") == 0) {
        struct qn_col m;
        qn_detect_col(d, &d->minute, factor, field, &m);
        if (m.v && QN_HOUR_MS % d->minute.step_ms == 0 && make_col(d, g, out))
            fill_of_minutes(&m, out);
    }
    if (out->v)
        count_valid(out);
}

void qn_detect_fine(struct qn_detect *d, const char *factor, const char *field, struct qn_col *out)
{
    qn_detect_col(d, &d->minute, factor, field, out);
    if (!out->v || out->valid < FINE_MIN_VALUES)
        qn_detect_col(d, &d->hour, factor, field, out);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double qn_detect_quantile(struct qn_detect *d, const double *v, size_t n, double q)
{
    double *copy = qn_detect_alloc(d, (n + 1) * sizeof *copy);
    size_t m = 0;
    for (size_t i = 0; copy && i < n; i++)
        if (isfinite(v[i]))
            copy[m++] = v[i];
    if (!m)
        return NAN;
    qsort(copy, m, sizeof *copy, by_value);
    return copy[(size_t)(q * (double)(m - 1) + 0.5)];
}

int qn_detect_running(const struct qn_detect *d, int64_t t_unix_ms)
{
    int64_t at = t_unix_ms - d->hour.t0_unix_ms;
    if (!d->running || at < 0 || (size_t)(at / QN_HOUR_MS) >= d->hour.n)
        return 2;
    return d->running[at / QN_HOUR_MS];
}

/* Runs where flow (or velocity) is a good part of its running level, the 90th percentile. */
static void find_running(struct qn_detect *d)
{
    struct qn_col flow;
    qn_detect_col(d, &d->hour, "a00000", "Avg", &flow);
    if (!flow.v || !flow.valid)
        qn_detect_col(d, &d->hour, "a01011", "Avg", &flow);
    d->running = qn_detect_alloc(d, d->hour.n + 1);
    if (!d->running)
        return;
    memset(d->running, 2, d->hour.n + 1);
    double level = flow.v ? qn_detect_quantile(d, flow.v, d->hour.n, 0.9) : NAN;
    for (size_t i = 0; flow.v && level > 0 && i < d->hour.n; i++)
        if (isfinite(flow.v[i]))
            d->running[i] = flow.v[i] >= d->th->running_flow_share * level;
}

void qn_detect_grids(struct qn_detect *d)
{
    make_grid(d, CN_HOUR, &d->hour);
    make_grid(d, CN_MINUTE, &d->minute);
    if (!d->hour.n && d->minute.n) {
        int64_t first = floor_to(d->minute.t0_unix_ms, QN_HOUR_MS);
        int64_t end = qn_grid_time(&d->minute, d->minute.n);
        d->hour = (struct qn_grid){.cn = CN_HOUR, .t0_unix_ms = first, .step_ms = QN_HOUR_MS};
        d->hour.n = (size_t)((end - first + QN_HOUR_MS - 1) / QN_HOUR_MS);
    }
    find_running(d);
}

const struct qn_known_limit *qn_detect_limit(const struct qn_detect *d, const char *factor)
{
    for (size_t i = 0; i < d->ask->n_limit; i++)
        if (same_factor(factor, d->ask->limit[i].factor))
            return &d->ask->limit[i];
    return NULL;
}

/* ---- runs ---- */

static size_t run_at(const char *flag, size_t n, size_t i)
{
    size_t k = i;
    while (k < n && flag[k] == 1)
        k++;
    return k - i;
}

/* How likely a run is to go on, outside the longest one. A coarse signal that sits between two
 * steps goes on more easily the longer it sat, so the share of places that hold is asked for after
 * none, one, two and three places that held, and the greatest counts. Each is drawn towards the one
 * before, as if SHRINK places had been seen that way. */
#define SHRINK 8.0
static double chance_to_go_on(const char *flag, size_t n, struct qn_stretch longest)
{
    size_t seen[4] = {0}, on[4] = {0}, before = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == longest.first) {
            i += longest.n - 1;
            before = 0;
            continue;
        }
        for (size_t k = 0; flag[i] != 2 && k <= 3 && k <= before; k++) {
            seen[k]++;
            on[k] += flag[i] == 1;
        }
        before = flag[i] == 1 ? before + 1 : 0;
    }
    double p = ((double)on[0] + 1) / ((double)seen[0] + 2), most = p;
    for (size_t k = 1; k <= 3; k++) {
        p = ((double)on[k] + SHRINK * p) / ((double)seen[k] + SHRINK);
        most = p > most ? p : most;
    }
    return most;
}

void qn_detect_rare_runs(struct qn_detect *d, const struct qn_col *c, const char *flag, size_t n,
                         size_t min_n, qn_stretch_fn *found, void *user)
{
    struct qn_stretch longest = {0, 0, NAN};
    size_t all = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = run_at(flag, n, i);
        if (k > longest.n)
            longest = (struct qn_stretch){i, k, NAN};
        all += k;
        i += k;
        all += i < n && flag[i] == 0;
    }
    if (!longest.n)
        return;
    double p = chance_to_go_on(flag, n, longest);
    for (size_t i = 0; i < n; i++) {
        size_t k = run_at(flag, n, i);
        struct qn_stretch r = {i, k, (double)all * pow(p, (double)k)};
        if (k && k >= min_n && r.chance < d->th->chance_max)
            found(d, c, &r, user);
        i += k;
    }
}

void qn_detect_runs(struct qn_detect *d, const struct qn_col *c, const char *flag, size_t n,
                    size_t min_n, size_t bridge, qn_stretch_fn *found, void *user)
{
    for (size_t i = 0; i < n; i++) {
        if (flag[i] != 1)
            continue;
        size_t end = i, unsaid = 0;
        for (size_t k = i; k < n && flag[k] != 0 && unsaid <= bridge; k++) {
            unsaid = flag[k] == 2 ? unsaid + 1 : 0;
            if (flag[k] == 1)
                end = k + 1;
        }
        struct qn_stretch r = {i, end - i, NAN};
        if (r.n >= min_n)
            found(d, c, &r, user);
        i = end;
    }
}
