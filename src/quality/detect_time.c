/* Clocks, versions and lateness: Q401-Q404. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quality/detect.h"

#define CN_REAL_TIME 2011
#define JOIN_MS (2 * QN_HOUR_MS) /* what lies this close together is one finding */

static int64_t period_of(const struct qn_detect *d, int32_t cn)
{
    switch (cn) {
    case 2051:
        return d->minute.step_ms;
    case 2061:
        return QN_HOUR_MS;
    case 2031:
        return 24 * QN_HOUR_MS;
    default:
        return 0;
    }
}

/* The least delay of `n` first-hand packets from i on; INT64_MAX where there are fewer. */
static int64_t least_delay(const struct qn_sample *const *s, size_t i, size_t n)
{
    int64_t least = INT64_MAX;
    for (size_t k = i; k < i + n; k++) {
        int64_t delay = s[k]->arrival_unix_ms - s[k]->t_unix_ms;
        least = delay < least ? delay : least;
    }
    return least;
}

static bool late(const struct qn_detect *d, int32_t cn, const struct qn_sample *x)
{
    int64_t due = x->t_unix_ms + period_of(d, cn);
    return x->version == 1 &&
           (double)(x->arrival_unix_ms - due) > d->th->late_h * (double)QN_HOUR_MS;
}

/* First-hand values of a signal: first versions, not sent again, not late. */
static size_t first_hand(struct qn_detect *d, const struct qn_signal *s,
                         const struct qn_sample ***out)
{
    *out = qn_detect_alloc(d, (s->n + 1) * sizeof(void *));
    size_t n = 0;
    for (size_t i = 0; *out && i < s->n; i++)
        if (s->sample[i].version == 1 && !s->sample[i].resent && !late(d, s->cn, &s->sample[i]))
            (*out)[n++] = &s->sample[i];
    return n;
}

static const struct qn_signal *clock_signal(const struct qn_detect *d)
{
    const struct qn_track *t = d->ask->track;
    static const int32_t order[] = {CN_REAL_TIME, 2051, 2061};
    for (size_t k = 0; k < 3; k++) {
        const struct qn_signal *best = NULL;
        for (size_t i = 0; i < t->n; i++)
            if (t->signal[i].cn == order[k] && t->signal[i].st != 91 &&
                (!best || t->signal[i].n > best->n))
                best = &t->signal[i];
        if (best && (double)best->n >= 2 * d->th->clock_window)
            return best;
    }
    return NULL;
}

/* A step of the least delay: late packets only lengthen single delays, a clock that was set moves
 * all of them. The place is where the two halves fit best. */
static void clock_steps(struct qn_detect *d)
{
    const struct qn_signal *sig = clock_signal(d);
    size_t w = (size_t)d->th->clock_window;
    if (!sig || !w)
        return;
    const struct qn_sample **s = NULL;
    size_t n = first_hand(d, sig, &s);
    for (size_t i = w; s && i + w <= n; i++) {
        int64_t before = least_delay(s, i - w, w), after = least_delay(s, i, w);
        double step_s = (double)(after - before) / 1000;
        if (fabs(step_s) < d->th->clock_step_s)
            continue;
        /* A falling least delay shows as soon as the first new packet enters: walk to the edge. */
        size_t edge = i;
        while (edge + w < n && edge < i + w &&
               llabs(s[edge]->arrival_unix_ms - s[edge]->t_unix_ms - after) >
                   llabs(s[edge]->arrival_unix_ms - s[edge]->t_unix_ms - before))
            edge++;
        qn_detect_add(d, (struct qn_doubt){.code = QN_DOUBT_Q401,
                                           .from_unix_ms = s[edge - 1]->t_unix_ms,
                                           .to_unix_ms = s[edge]->t_unix_ms,
                                           .cn = sig->cn,
                                           .value = step_s,
                                           .bound = d->th->clock_step_s,
                                           .unit = "s",
                                           .count = 1,
                                           .chance = NAN});
        i = edge + w - 1;
    }
}

/* ---- versions and lateness: times of one kind of data, joined ---- */

struct spans {
    int64_t *t;
    size_t n;
};

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void add_spans(struct qn_detect *d, struct spans *sp, enum qn_doubt_code code, int32_t cn,
                      double bound, const char *unit)
{
    if (sp->n)
        qsort(sp->t, sp->n, sizeof *sp->t, by_number);
    int64_t period = period_of(d, cn), join = JOIN_MS > 2 * period ? JOIN_MS : 2 * period;
    for (size_t i = 0; i < sp->n;) {
        size_t k = i + 1;
        while (k < sp->n && sp->t[k] - sp->t[k - 1] <= join)
            k++;
        qn_detect_add(d, (struct qn_doubt){.code = code,
                                           .from_unix_ms = sp->t[i],
                                           .to_unix_ms = sp->t[k - 1] + (period ? period : 1),
                                           .cn = cn,
                                           .value = (double)(k - i),
                                           .bound = bound,
                                           .unit = unit,
                                           .count = k - i,
                                           .chance = NAN});
        i = k;
    }
}

/* Which of the three a sample is, as bits. */
static unsigned kinds_of(const struct qn_detect *d, const struct qn_signal *s, size_t i)
{
    const struct qn_sample *x = &s->sample[i];
    unsigned k = late(d, s->cn, x) ? 4 : 0;
    if (i == 0 || x->version < 2 || s->sample[i - 1].t_unix_ms != x->t_unix_ms)
        return k;
    if (strcmp(s->sample[i - 1].text, x->text) != 0)
        k |= 1;
    if (strcmp(s->sample[i - 1].mark, x->mark) != 0)
        k |= 2;
    return k;
}

static void collect(struct qn_detect *d, int32_t cn, unsigned bit, struct spans *out)
{
    const struct qn_track *t = d->ask->track;
    size_t total = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && !(out->t = qn_detect_alloc(d, (total + 1) * sizeof *out->t)))
            return;
        for (size_t k = 0; k < t->n; k++) {
            const struct qn_signal *s = &t->signal[k];
            for (size_t i = 0; s->cn == cn && i < s->n; i++) {
                if (!(kinds_of(d, s, i) & bit))
                    continue;
                if (pass == 0)
                    total++;
                else
                    out->t[out->n++] = s->sample[i].t_unix_ms;
            }
        }
    }
}

void qn_detect_times(struct qn_detect *d)
{
    static const int32_t kinds[] = {CN_REAL_TIME, 2051, 2061, 2031};
    clock_steps(d);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && !d->st; k++) {
        struct spans changed = {0}, marked = {0}, behind = {0};
        collect(d, kinds[k], 1, &changed);
        collect(d, kinds[k], 2, &marked);
        collect(d, kinds[k], 4, &behind);
        add_spans(d, &changed, QN_DOUBT_Q402, kinds[k], NAN, "");
        add_spans(d, &marked, QN_DOUBT_Q403, kinds[k], NAN, "");
        add_spans(d, &behind, QN_DOUBT_Q404, kinds[k], d->th->late_h, "h");
    }
}
