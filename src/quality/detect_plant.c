/* The plant against itself: nights (Q151), temperature, O2 and flow (Q161-Q163), zeros (Q171). */
#include <math.h>
#include <string.h>

#include "quality/detect.h"

#define DAY_MS INT64_C(86400000)
#define CHINA_MS INT64_C(28800000) /* +08:00 */

static int local_hour(int64_t t_unix_ms)
{
    int64_t of_day = (t_unix_ms + CHINA_MS) % DAY_MS;
    return (int)(of_day / QN_HOUR_MS);
}

static void add_run(struct qn_detect *d, enum qn_doubt_code code, const struct qn_col *c,
                    const struct qn_stretch *r, double bound, const char *unit)
{
    qn_detect_add(d, (struct qn_doubt){.code = code,
                                       .from_unix_ms = qn_grid_time(c->grid, r->first),
                                       .to_unix_ms = qn_grid_time(c->grid, r->first + r->n),
                                       .factor = c->factor,
                                       .field = c->field,
                                       .cn = c->grid->cn,
                                       .value = qn_detect_quantile(d, c->v + r->first, r->n, 0.5),
                                       .bound = bound,
                                       .unit = unit,
                                       .count = r->n,
                                       .chance = r->chance});
}

/* ---- nights ---- */

/* Mean by night (22-06) and by day (08-20) of 24 hours from 08:00; both need half their hours. */
static bool day_and_night(const struct qn_col *c, size_t first, double *day, double *night)
{
    double sum[2] = {0, 0};
    size_t n[2] = {0, 0};
    for (size_t i = first; i < first + 24 && i < c->grid->n; i++) {
        int h = local_hour(qn_grid_time(c->grid, i));
        int which = h >= 8 && h < 20 ? 0 : h >= 22 || h < 6 ? 1 : 2;
        if (which == 2 || !isfinite(c->v[i]))
            continue;
        sum[which] += c->v[i];
        n[which]++;
    }
    if (n[0] < 6 || n[1] < 4)
        return false;
    *day = sum[0] / (double)n[0];
    *night = sum[1] / (double)n[1];
    return *day > 0;
}

enum { NIGHT_ALIKE, NIGHT_LOW, NIGHT_HIGH, NIGHT_UNSAID };

static int night_of(const struct qn_detect *d, const struct qn_col *c, const struct qn_col *flow,
                    size_t first)
{
    double day, night, flow_day, flow_night;
    if (!day_and_night(c, first, &day, &night) ||
        !day_and_night(flow, first, &flow_day, &flow_night))
        return NIGHT_UNSAID;
    if (day <= d->th->night_ratio * night)
        return NIGHT_HIGH;
    return night <= d->th->night_ratio * day && flow_night >= d->th->night_flow_ratio * flow_day
               ? NIGHT_LOW
               : NIGHT_ALIKE;
}

static void found_nights(struct qn_detect *d, const struct qn_col *c, size_t first, size_t days,
                         double chance)
{
    if ((double)days < d->th->night_min_days || !(chance < d->th->night_chance_max))
        return;
    struct qn_stretch r = {first, 24 * days, chance};
    if (r.first + r.n > d->hour.n)
        r.n = d->hour.n - r.first;
    add_run(d, QN_DOUBT_Q151, c, &r, d->th->night_ratio, "1");
}

/* A row of low nights. Noise makes high ones as easily: how often they are says how rare it is. */
static void nights(struct qn_detect *d, const struct qn_col *flow, const char *factor)
{
    struct qn_col c;
    qn_detect_col(d, &d->hour, factor, "Avg", &c);
    if (!c.v)
        return;
    size_t begin = 0, high = 0, said = 0, run = 0, start = 0;
    while (begin < d->hour.n && local_hour(qn_grid_time(&d->hour, begin)) != 8)
        begin++;
    for (size_t i = begin; i < d->hour.n; i += 24) {
        int night = night_of(d, &c, flow, i);
        high += night == NIGHT_HIGH;
        said += night != NIGHT_UNSAID;
    }
    double p = ((double)high + 1) / ((double)said + 2);
    for (size_t i = begin; i < d->hour.n + 24; i += 24) {
        int night = i < d->hour.n ? night_of(d, &c, flow, i) : NIGHT_ALIKE;
        if (night == NIGHT_LOW) {
            start = run++ ? start : i;
            continue;
        }
        found_nights(d, &c, start, run, (double)said * pow(p, (double)run));
        run = 0;
    }
}

/* ---- temperature, O2 and flow ---- */

struct plant {
    struct qn_col o2, temp, flow;
    double *run_temp; /* temperature of running hours */
    double temp_run_C, o2_run_pct, flow_level;
    const struct qn_col *shown;
    enum qn_doubt_code code;
    double bound;
    const char *unit;
};

static void found(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                  void *user)
{
    const struct plant *p = user;
    (void)c;
    add_run(d, p->code, p->shown, r, p->bound, p->unit);
}

static double running_median(struct qn_detect *d, const struct qn_col *c)
{
    double *v = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *v);
    for (size_t i = 0; v && i < d->hour.n; i++)
        v[i] = c->v && d->running[i] == 1 ? c->v[i] : NAN;
    return v ? qn_detect_quantile(d, v, d->hour.n, 0.5) : NAN;
}

/* O2 like air, while flow runs and the gas is as hot as ever. */
static char like_air(const struct qn_detect *d, const struct plant *p, size_t i)
{
    double o2 = p->o2.v[i], temp = p->temp.v[i];
    if (isnan(o2) || isnan(temp) || d->running[i] == 2)
        return 2;
    return o2 >= d->th->o2_air_pct && d->running[i] == 1 &&
           temp >= p->temp_run_C - d->th->hot_margin_K && temp > d->th->ambient_max_C;
}

/* No flow, while O2 and temperature are those of burning. */
static char no_flow(const struct qn_detect *d, const struct plant *p, size_t i)
{
    double o2 = p->o2.v[i], temp = p->temp.v[i], flow = p->flow.v[i];
    if (isnan(o2) || isnan(temp) || isnan(flow))
        return 2;
    return flow < d->th->stopped_flow_share * p->flow_level &&
           o2 < (p->o2_run_pct + d->th->o2_judged_max_pct) / 2 &&
           temp >= p->temp_run_C - d->th->hot_margin_K;
}

/* Flow and O2 of running, and the flue near ambient temperature. */
static char cold(const struct qn_detect *d, const struct plant *p, size_t i)
{
    double o2 = p->o2.v[i], temp = p->temp.v[i];
    if (isnan(o2) || isnan(temp) || d->running[i] == 2)
        return 2;
    return d->running[i] == 1 && o2 < d->th->o2_judged_max_pct && temp <= d->th->ambient_max_C &&
           temp < p->temp_run_C - d->th->cold_margin_K;
}

static void judge(struct qn_detect *d, struct plant *p, char *flag,
                  char (*test)(const struct qn_detect *, const struct plant *, size_t))
{
    for (size_t i = 0; i < d->hour.n; i++)
        flag[i] = test(d, p, i);
    qn_detect_runs(d, p->shown, flag, d->hour.n, (size_t)d->th->contradiction_min_h, 1, found, p);
}

static void contradictions(struct qn_detect *d, char *flag)
{
    struct plant p = {0};
    qn_detect_col(d, &d->hour, "a19001", "Avg", &p.o2);
    qn_detect_col(d, &d->hour, "a01012", "Avg", &p.temp);
    qn_detect_col(d, &d->hour, "a00000", "Avg", &p.flow);
    if (!p.flow.v)
        qn_detect_col(d, &d->hour, "a01011", "Avg", &p.flow);
    if (!p.o2.v || !p.temp.v || !p.flow.v)
        return;
    p.temp_run_C = running_median(d, &p.temp);
    p.o2_run_pct = running_median(d, &p.o2);
    p.flow_level = qn_detect_quantile(d, p.flow.v, d->hour.n, 0.9);
    if (!(p.o2_run_pct < d->th->o2_judged_max_pct))
        return; /* dedusting and the like always run on air */
    p.shown = &p.o2, p.code = QN_DOUBT_Q161, p.bound = p.o2_run_pct, p.unit = "%";
    judge(d, &p, flag, like_air);
    p.shown = &p.flow, p.code = QN_DOUBT_Q162, p.bound = p.flow_level, p.unit = "";
    judge(d, &p, flag, no_flow);
    p.shown = &p.temp, p.code = QN_DOUBT_Q163, p.bound = p.temp_run_C, p.unit = "C";
    judge(d, &p, flag, cold);
}

/* ---- zeros ---- */

static void zeros(struct qn_detect *d, const char *factor, char *flag)
{
    struct plant p = {.code = QN_DOUBT_Q171, .unit = "mg/m3"};
    struct qn_col c;
    qn_detect_col(d, &d->hour, factor, "Avg", &c);
    if (!c.v)
        return;
    p.bound = running_median(d, &c);
    if (!(p.bound > 0) || p.bound * d->th->zero_rel < c.resolution / 2)
        return; /* usually so low that zero is nothing new */
    for (size_t i = 0; i < d->hour.n; i++)
        flag[i] = (char)(isnan(c.v[i]) || d->running[i] == 2
                             ? 2
                             : d->running[i] == 1 && c.v[i] <= d->th->zero_rel * p.bound);
    p.shown = &c;
    qn_detect_runs(d, &c, flag, d->hour.n, (size_t)d->th->zero_min_h, 1, found, &p);
}

void qn_detect_plant(struct qn_detect *d)
{
    char *flag = qn_detect_alloc(d, d->hour.n + 1);
    if (!flag || !d->running)
        return;
    contradictions(d, flag);
    struct qn_col flow;
    qn_detect_col(d, &d->hour, "a00000", "Avg", &flow);
    if (!flow.v)
        qn_detect_col(d, &d->hour, "a01011", "Avg", &flow);
    for (size_t i = 0; !d->st && qn_pollutant_factors[i]; i++) {
        zeros(d, qn_pollutant_factors[i], flag);
        if (flow.v)
            nights(d, &flow, qn_pollutant_factors[i]);
    }
}
