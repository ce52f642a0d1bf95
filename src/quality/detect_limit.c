/* Piling up below a limit or at a top (Q131, Q132), and gaps that follow high values (Q141, Q142).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality/detect.h"

static struct qn_doubt whole_span(enum qn_doubt_code code, const struct qn_col *c, size_t first,
                                  size_t last)
{
    return (struct qn_doubt){.code = code,
                             .from_unix_ms = qn_grid_time(c->grid, first),
                             .to_unix_ms = qn_grid_time(c->grid, last + 1),
                             .factor = c->factor,
                             .field = c->field,
                             .cn = c->grid->cn,
                             .unit = "mg/m3",
                             .chance = NAN};
}

struct bands {
    size_t below, above, lower; /* hours in [1-w, 1), [1, 1+w), [1-2w, 1-w) of the limit */
    size_t first, last;         /* of those just below */
};

static struct bands count_bands(const struct qn_col *c, double limit, double width)
{
    struct bands b = {0};
    for (size_t i = 0; i < c->grid->n; i++) {
        double x = c->v[i] / limit;
        b.lower += x >= 1 - 2 * width && x < 1 - width;
        b.above += x > 1 && x < 1 + width;
        if (!(x >= 1 - width && x <= 1))
            continue;
        if (!b.below++)
            b.first = i;
        b.last = i;
    }
    return b;
}

/* A smooth distribution falls towards its tail: more hours just below a limit than in the band
 * below that, and next to none above, is a wall. */
static void below_limit(struct qn_detect *d, const char *factor, double limit, const char *field)
{
    struct qn_col c;
    qn_detect_col(d, &d->hour, factor, field, &c);
    if (!c.v || !(limit > 0))
        return;
    struct bands b = count_bands(&c, limit, d->th->clip_band_rel);
    if ((double)b.below < d->th->clip_min_h ||
        (double)b.below < d->th->clip_rise * (double)b.lower ||
        (double)b.below < d->th->clip_ratio * (double)(b.above + 1))
        return;
    struct qn_doubt x = whole_span(QN_DOUBT_Q131, &c, b.first, b.last);
    x.value = (double)b.above;
    x.bound = limit;
    x.count = b.below;
    qn_detect_add(d, x);
}

static void at_top(struct qn_detect *d, const char *factor)
{
    struct qn_col c;
    qn_detect_col(d, &d->hour, factor, "Avg", &c);
    if (!c.v)
        return;
    double top = 0, next = 0;
    size_t n_top = 0, n_next = 0, first = 0, last = 0;
    for (size_t i = 0; i < c.grid->n; i++)
        top = c.v[i] > top ? c.v[i] : top;
    for (size_t i = 0; i < c.grid->n; i++)
        next = c.v[i] < top && c.v[i] > next ? c.v[i] : next;
    for (size_t i = 0; i < c.grid->n; i++) {
        n_next += c.v[i] == next;
        if (c.v[i] != top)
            continue;
        if (!n_top++)
            first = i;
        last = i;
    }
    if (!(top > 0) || !(next > 0) || (double)n_top < d->th->top_min_values ||
        (double)n_top < d->th->top_ratio * (double)n_next || n_top > c.valid / 2)
        return;
    struct qn_doubt x = whole_span(QN_DOUBT_Q132, &c, first, last);
    x.value = top;
    x.bound = next;
    x.count = n_top;
    qn_detect_add(d, x);
}

void qn_detect_limits(struct qn_detect *d)
{
    for (size_t i = 0; i < d->ask->n_limit && !d->st; i++) {
        const struct qn_known_limit *l = &d->ask->limit[i];
        below_limit(d, l->factor, l->limit, isnan(l->ref_o2_pct) ? "Avg" : "ZsAvg");
    }
    for (size_t i = 0; !d->st && qn_pollutant_factors[i]; i++)
        at_top(d, qn_pollutant_factors[i]);
}

/* ---- gaps ---- */

struct gap {
    size_t first, n;
};

static size_t next_gap(const struct qn_col *c, size_t from, size_t min_h, struct gap *g)
{
    for (size_t i = from; i < c->grid->n; i++) {
        size_t k = i;
        while (k < c->grid->n && isnan(c->v[k]))
            k++;
        if (k - i >= min_h && i > 0) {
            *g = (struct gap){i, k - i};
            return k;
        }
        i = k;
    }
    return 0;
}

static double highest_before(const struct qn_col *c, size_t at, size_t hours)
{
    double high = -HUGE_VAL;
    for (size_t i = at > hours ? at - hours : 0; i < at; i++)
        high = c->v[i] > high ? c->v[i] : high;
    return high;
}

static double choose_tail(size_t n, size_t k, double p)
{
    double sum = 0;
    for (size_t j = k; j <= n; j++)
        sum += exp(lgamma((double)n + 1) - lgamma((double)j + 1) - lgamma((double)(n - j) + 1) +
                   (double)j * log(p) + (double)(n - j) * log1p(-p));
    return sum;
}

static void gap_after_limit(struct qn_detect *d, const struct qn_col *c, const struct gap *g,
                            double limit)
{
    double high = highest_before(c, g->first, (size_t)d->th->gap_after_h);
    if (!(high > limit))
        return;
    struct qn_doubt x = whole_span(QN_DOUBT_Q141, c, g->first, g->first + g->n - 1);
    x.value = high;
    x.bound = limit;
    x.count = g->n;
    qn_detect_add(d, x);
}

/* Without a limit: whether blocks begin after high values more often than by accident. */
static void gaps_after_high(struct qn_detect *d, const struct qn_col *c)
{
    double high = qn_detect_quantile(d, c->v, c->grid->n, 1 - d->th->gap_high_share);
    size_t min_h = (size_t)d->th->gap_min_h, after_h = (size_t)d->th->gap_after_h;
    size_t n = 0, k = 0, first = 0, last = 0;
    struct gap g;
    for (size_t at = next_gap(c, 1, min_h, &g); at; at = next_gap(c, at, min_h, &g)) {
        n++;
        if (!(highest_before(c, g.first, after_h) > high))
            continue;
        if (!k++)
            first = g.first;
        last = g.first + g.n - 1;
    }
    double p = 1 - pow(1 - d->th->gap_high_share, d->th->gap_after_h);
    double chance = k >= 3 ? choose_tail(n, k, p) : 1;
    if (!(chance < d->th->gap_chance_max))
        return;
    struct qn_doubt x = whole_span(QN_DOUBT_Q142, c, first, last);
    x.value = (double)k;
    x.bound = (double)n;
    x.count = k;
    x.chance = chance;
    qn_detect_add(d, x);
}

void qn_detect_gaps(struct qn_detect *d)
{
    for (size_t i = 0; !d->st && qn_pollutant_factors[i]; i++) {
        const char *factor = qn_pollutant_factors[i];
        const struct qn_known_limit *limit = qn_detect_limit(d, factor);
        struct qn_col c;
        qn_detect_col(d, &d->hour, factor, limit && !isnan(limit->ref_o2_pct) ? "ZsAvg" : "Avg",
                      &c);
        if (!c.v)
            continue;
        if (!limit) {
            gaps_after_high(d, &c);
            continue;
        }
        struct gap g;
        size_t min_h = (size_t)d->th->gap_min_h;
        for (size_t at = next_gap(&c, 1, min_h, &g); at; at = next_gap(&c, at, min_h, &g))
            gap_after_limit(d, &c, &g, limit->limit);
    }
}
