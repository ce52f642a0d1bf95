/* What should not change by itself: duct area, range, slope, intercept (Q201-Q204), units (Q301).
 */
#include <math.h>
#include <string.h>

#include "quality/detect.h"

#define CN_REAL_TIME 2011
#define CN_INFO 3020

static void changed(struct qn_detect *d, enum qn_doubt_code code, const struct qn_signal *s,
                    const char *factor, const struct qn_sample *from, const struct qn_sample *to)
{
    qn_detect_add(d, (struct qn_doubt){.code = code,
                                       .from_unix_ms = from->t_unix_ms,
                                       .to_unix_ms = to->t_unix_ms,
                                       .factor = factor,
                                       .field = s->field,
                                       .cn = s->cn,
                                       .value = to->value,
                                       .bound = from->value,
                                       .count = 1,
                                       .chance = NAN});
}

static const struct qn_signal *area_signal(const struct qn_detect *d)
{
    static const struct {
        int32_t cn;
        const char *field;
    } places[] = {{2061, "Avg"}, {2051, "Avg"},     {CN_REAL_TIME, "Rtd"},
                  {2031, "Avg"}, {CN_INFO, "Info"}, {2061, "Rtd"}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct qn_signal *s = qn_detect_signal(d, places[i].cn, "a01016", places[i].field);
        if (s && s->n)
            return s;
    }
    return NULL;
}

static void area(struct qn_detect *d)
{
    const struct qn_signal *s = area_signal(d);
    const struct qn_sample *was = NULL;
    for (size_t i = 0; s && i < s->n; i++) {
        const struct qn_sample *x = &s->sample[i];
        if (!x->last || !(x->value > 0))
            continue;
        if (was && fabs(x->value - was->value) > d->th->area_rel * was->value)
            changed(d, QN_DOUBT_Q201, s, "a01016", was, x);
        was = x;
    }
}

/* The instrument a setting belongs to: PolId of the same packet, "" where none is said. */
static const char *pol_id(const struct qn_detect *d, const struct qn_sample *x)
{
    const struct qn_track *t = d->ask->track;
    for (size_t k = 0; k < t->n; k++) {
        const struct qn_signal *s = &t->signal[k];
        if (s->cn != CN_INFO || strcmp(s->field, "PolId") != 0)
            continue;
        for (size_t i = qn_signal_from(s, x->t_unix_ms);
             i < s->n && s->sample[i].t_unix_ms == x->t_unix_ms; i++)
            if (s->sample[i].arrival_unix_ms == x->arrival_unix_ms)
                return s->sample[i].text;
    }
    return "";
}

static void setting(struct qn_detect *d, const struct qn_signal *s, enum qn_doubt_code code)
{
    struct {
        const char *pol;
        const struct qn_sample *was;
    } seen[32];
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_sample *x = &s->sample[i];
        const char *pol = pol_id(d, x);
        size_t k = 0;
        while (k < n && strcmp(seen[k].pol, pol) != 0)
            k++;
        if (k == n && n == sizeof seen / sizeof seen[0])
            continue;
        if (k < n && strcmp(seen[k].was->text, x->text) != 0 && !(seen[k].was->value == x->value))
            changed(d, code, s, *pol ? pol : s->factor, seen[k].was, x);
        if (k == n)
            n++;
        seen[k].pol = pol;
        seen[k].was = x;
    }
}

static void settings(struct qn_detect *d)
{
    static const struct {
        const char *factor;
        enum qn_doubt_code code;
    } what[] = {{"i13001", QN_DOUBT_Q202}, {"i13008", QN_DOUBT_Q203}, {"i13007", QN_DOUBT_Q204}};
    const struct qn_track *t = d->ask->track;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < 3; k++)
            if (t->signal[i].cn == CN_INFO && strcmp(t->signal[i].factor, what[k].factor) == 0)
                setting(d, &t->signal[i], what[k].code);
}

struct too_much {
    double bound;
    const char *unit;
};

static void found_unit(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                       void *user)
{
    const struct too_much *m = user;
    qn_detect_add(d, (struct qn_doubt){.code = QN_DOUBT_Q301,
                                       .from_unix_ms = qn_grid_time(c->grid, r->first),
                                       .to_unix_ms = qn_grid_time(c->grid, r->first + r->n),
                                       .factor = c->factor,
                                       .field = c->field,
                                       .cn = c->grid->cn,
                                       .value = qn_detect_quantile(d, c->v + r->first, r->n, 0.5),
                                       .bound = m->bound,
                                       .unit = m->unit,
                                       .count = r->n,
                                       .chance = NAN});
}

static void units(struct qn_detect *d, const char *factor, double most, const char *unit)
{
    struct qn_col c;
    qn_detect_col(d, &d->hour, factor, "Avg", &c);
    char *flag = qn_detect_alloc(d, d->hour.n + 1);
    if (!c.v || !flag)
        return;
    for (size_t i = 0; i < d->hour.n; i++)
        flag[i] = (char)(isnan(c.v[i]) ? 2 : fabs(c.v[i]) > most);
    struct too_much m = {most, unit};
    qn_detect_runs(d, &c, flag, d->hour.n, (size_t)d->th->unit_min_h, 24, found_unit, &m);
}

void qn_detect_settings(struct qn_detect *d)
{
    area(d);
    settings(d);
    units(d, "a00000", d->th->flow_max_m3_s, "m3/s");
    units(d, "a01013", d->th->pressure_max_kPa, "kPa");
    units(d, "a01017", d->th->pressure_max_kPa, "kPa");
}
