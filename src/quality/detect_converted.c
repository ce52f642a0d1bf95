/* Converted concentrations against measured ones and O2: Q123, Q124. What was reported is solved
 * for the reference O2 that it was made with. */
#include <math.h>

#include "quality/convert.h"
#include "quality/detect.h"

#define RESOLUTION_STEPS 20 /* a value needs so many steps of its resolution to be solved for */

struct implied {
    const double *o2_pct; /* reference O2 by hour */
    double expected_pct;
    enum qn_doubt_code code;
};

static void found(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                  void *user)
{
    const struct implied *k = user;
    double at = qn_detect_quantile(d, k->o2_pct + r->first, r->n, 0.5);
    qn_detect_add(d, (struct qn_doubt){.code = k->code,
                                       .from_unix_ms = qn_grid_time(c->grid, r->first),
                                       .to_unix_ms = qn_grid_time(c->grid, r->first + r->n),
                                       .factor = c->factor,
                                       .field = c->field,
                                       .cn = c->grid->cn,
                                       .value = at,
                                       .bound = k->expected_pct,
                                       .unit = "%",
                                       .count = r->n,
                                       .chance = NAN});
}

static double implied_o2(const struct qn_detect *d, const struct qn_col *mean,
                         const struct qn_col *zs, const struct qn_col *o2, size_t i)
{
    if (!(mean->v[i] >= RESOLUTION_STEPS * mean->resolution) ||
        !(zs->v[i] >= RESOLUTION_STEPS * zs->resolution))
        return NAN;
    return qn_conv_reference_o2(mean->v[i], zs->v[i], o2->v[i], d->th->o2_judged_max_pct).value;
}

/* How far rounding alone may move the implied reference. */
static double slack_of(const struct qn_col *mean, const struct qn_col *zs, const struct qn_col *o2,
                       size_t i)
{
    double factor = zs->v[i] / mean->v[i], room = 21 - o2->v[i];
    return factor * room * (0.5 * mean->resolution / mean->v[i] + 0.5 * zs->resolution / zs->v[i]) +
           factor * 0.5 * o2->resolution;
}

static void converted(struct qn_detect *d, const struct qn_col *o2, const char *factor, char *flag)
{
    struct qn_col mean, zs;
    qn_detect_col(d, &d->hour, factor, "Avg", &mean);
    qn_detect_col(d, &d->hour, factor, "ZsAvg", &zs);
    double *implied = qn_detect_alloc(d, (d->hour.n + 1) * sizeof *implied);
    if (!mean.v || !zs.v || !implied)
        return;
    for (size_t i = 0; i < d->hour.n; i++)
        implied[i] = implied_o2(d, &mean, &zs, o2, i);
    const struct qn_known_limit *limit = qn_detect_limit(d, factor);
    bool known = limit && !isnan(limit->ref_o2_pct);
    struct implied k = {implied, known ? limit->ref_o2_pct : NAN,
                        known ? QN_DOUBT_Q123 : QN_DOUBT_Q124};
    if (!known)
        k.expected_pct = qn_detect_quantile(d, implied, d->hour.n, 0.5);
    for (size_t i = 0; i < d->hour.n; i++) {
        double apart = fabs(implied[i] - k.expected_pct);
        flag[i] = (char)(!isfinite(apart)
                             ? 2
                             : apart > d->th->reference_o2_pct + slack_of(&mean, &zs, o2, i));
    }
    qn_detect_runs(d, &zs, flag, d->hour.n, (size_t)d->th->reference_o2_min_h, 24, found, &k);
}

void qn_detect_converted(struct qn_detect *d)
{
    char *flag = qn_detect_alloc(d, d->hour.n + 1);
    struct qn_col o2;
    qn_detect_col(d, &d->hour, "a19001", "Avg", &o2);
    for (size_t i = 0; flag && o2.v && !d->st && qn_pollutant_factors[i]; i++)
        converted(d, &o2, qn_pollutant_factors[i], flag);
}
