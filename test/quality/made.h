/* A made-up stack for tests: sixty days of ten-minute data and the hours made of them, of noise
 * with a memory and a daily cycle. A fictional plant; no figure is any plant's. */
#ifndef QN_TEST_QUALITY_MADE_H
#define QN_TEST_QUALITY_MADE_H

#include "qn_test.h"

#include <stdlib.h>

#include "quality/findings.h"

#define HOUR INT64_C(3600000)
#define MADE_T0 INT64_C(1709222400000) /* 2024-03-01 00:00 +08:00 */
#define MADE_DAYS 60
#define MADE_HOURS (MADE_DAYS * 24)
#define MADE_MINUTES (MADE_HOURS * 6)
#define MADE_SIGNALS 96

struct made_col {
    const char *factor, *field;
    int32_t cn;
    int64_t step;
    int decimals;
    size_t n;
    double *v; /* NaN: not sent */
    char (*mark)[QN_MARK_CAP];
};
struct made {
    struct made_col col[MADE_SIGNALS];
    size_t n;
    struct qn_signal signal[MADE_SIGNALS];
    struct qn_sample *sample[MADE_SIGNALS]; /* after made_track, to be changed by tests */
    char (*text[MADE_SIGNALS])[24];
    struct qn_track track;
    uint64_t state;
};

static inline double made_random(struct made *m) /* uniform in (0, 1): splitmix64 */
{
    uint64_t z = m->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double made_normal(struct made *m)
{
    return sqrt(-2 * log(made_random(m))) * cos(6.283185307179586 * made_random(m));
}

static inline struct made_col *made_add(struct made *m, int32_t cn, const char *factor,
                                        const char *field, size_t n, int64_t step, int decimals)
{
    assert_true(m->n < MADE_SIGNALS);
    struct made_col *c = &m->col[m->n++];
    *c = (struct made_col){factor, field, cn, step, decimals, n, NULL, NULL};
    c->v = calloc(n, sizeof *c->v);
    c->mark = calloc(n, sizeof *c->mark);
    assert_non_null(c->v);
    assert_non_null(c->mark);
    for (size_t i = 0; i < n; i++)
        c->mark[i][0] = 'N';
    return c;
}

static inline struct made_col *made_find(struct made *m, int32_t cn, const char *factor,
                                         const char *field)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->col[i].cn == cn && strcmp(m->col[i].factor, factor) == 0 &&
            strcmp(m->col[i].field, field) == 0)
            return &m->col[i];
    fail_msg("no signal %d %s-%s", (int)cn, factor, field);
    return NULL;
}

static inline double made_round(double v, int decimals)
{
    double s = pow(10, decimals);
    return round(v * s) / s;
}

/* A factor: noise about a mean with a memory of hours and a daily cycle; minutes, hours, extremes.
 */
static inline void made_factor(struct made *m, const char *factor, double mean, double sd,
                               int decimals)
{
    size_t at = m->n;
    (void)made_add(m, 2051, factor, "Avg", MADE_MINUTES, HOUR / 6, decimals);
    (void)made_add(m, 2061, factor, "Avg", MADE_HOURS, HOUR, decimals);
    (void)made_add(m, 2061, factor, "Min", MADE_HOURS, HOUR, decimals);
    (void)made_add(m, 2061, factor, "Max", MADE_HOURS, HOUR, decimals);
    struct made_col *c = &m->col[at];
    double slow = 0;
    for (size_t h = 0; h < MADE_HOURS; h++) {
        double sum = 0, low = HUGE_VAL, high = -HUGE_VAL;
        for (size_t k = 6 * h; k < 6 * h + 6; k++) {
            slow = 0.95 * slow + 0.31 * made_normal(m);
            double cycle = 0.3 * sin(6.283185307179586 * (double)k / 144);
            double v = mean + sd * (0.8 * slow + cycle + 0.5 * made_normal(m));
            c[0].v[k] = made_round(mean > 0 && v < 0.05 * mean ? 0.05 * mean : v, decimals);
            sum += c[0].v[k];
            low = fmin(low, c[0].v[k] - sd * 0.3 * made_random(m));
            high = fmax(high, c[0].v[k] + sd * 0.3 * made_random(m));
        }
        c[1].v[h] = made_round(sum / 6, decimals);
        c[2].v[h] = low;
        c[3].v[h] = high;
    }
}

#define MADE_REF_O2_PCT 16.0
/* Amounts and converted concentrations that agree with the hours as printed. */
static inline void made_derive(struct made *m)
{
    static const char *const gases[] = {"a21026", "a21002", "a34013"};
    struct made_col *flow = made_find(m, 2061, "a00000", "Avg");
    struct made_col *o2 = made_find(m, 2061, "a19001", "Avg");
    struct made_col *cou = made_add(m, 2061, "a00000", "Cou", MADE_HOURS, HOUR, 0);
    for (size_t i = 0; i < MADE_HOURS; i++)
        cou->v[i] = flow->v[i] * 3600;
    for (size_t k = 0; k < 3; k++) {
        struct made_col *gas = made_find(m, 2061, gases[k], "Avg");
        struct made_col *mass = made_add(m, 2061, gases[k], "Cou", MADE_HOURS, HOUR, 3);
        struct made_col *zs = made_add(m, 2061, gases[k], "ZsAvg", MADE_HOURS, HOUR, 2);
        for (size_t i = 0; i < MADE_HOURS; i++) {
            mass->v[i] = gas->v[i] * flow->v[i] * 3600e-6;
            zs->v[i] = gas->v[i] * (21 - MADE_REF_O2_PCT) / (21 - o2->v[i]);
        }
    }
}

static inline struct made *made_stack(uint64_t seed)
{
    struct made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->state = seed;
    made_factor(m, "a00000", 60, 3, 1);
    made_factor(m, "a01011", 12, 0.6, 2);
    made_factor(m, "a01012", 120, 4, 1);
    made_factor(m, "a01013", -0.3, 0.03, 3);
    made_factor(m, "a01014", 8, 0.5, 1);
    made_factor(m, "a19001", 15.5, 0.4, 2);
    made_factor(m, "a21026", 25, 4, 2);
    made_factor(m, "a21002", 120, 12, 1);
    made_factor(m, "a34013", 6, 0.9, 2);
    made_derive(m);
    struct made_col *area = made_add(m, 2061, "a01016", "Avg", MADE_HOURS, HOUR, 2);
    for (size_t i = 0; i < MADE_HOURS; i++)
        area->v[i] = 6.06;
    return m;
}

/* The columns as a track: arrival two to five seconds after the end of the period. */
static inline const struct qn_track *made_track(struct made *m)
{
    for (size_t k = 0; k < m->n; k++) {
        const struct made_col *c = &m->col[k];
        struct qn_sample *s = calloc(c->n + 1, sizeof *s);
        char(*text)[24] = calloc(c->n + 1, sizeof *text);
        assert_non_null(s);
        assert_non_null(text);
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++) {
            if (isnan(c->v[i]))
                continue;
            snprintf(text[n], sizeof text[n], "%.*f", c->decimals, c->v[i]);
            s[n] = (struct qn_sample){.t_unix_ms = MADE_T0 + (int64_t)i * c->step,
                                      .value = strtod(text[n], NULL),
                                      .text = text[n],
                                      .version = 1,
                                      .last = true};
            s[n].arrival_unix_ms =
                s[n].t_unix_ms + c->step + 2000 + (int64_t)(3000 * made_random(m));
            memcpy(s[n].mark, c->mark[i], QN_MARK_CAP);
            n++;
        }
        m->sample[k] = s;
        m->text[k] = text;
        m->signal[k] = (struct qn_signal){c->factor, c->field, 31, c->cn, s, n};
    }
    m->track = (struct qn_track){.mn = "MADE0000000000000000UP01",
                                 .from_unix_ms = MADE_T0,
                                 .to_unix_ms = MADE_T0 + MADE_HOURS * HOUR,
                                 .signal = m->signal,
                                 .n = m->n};
    return &m->track;
}

static inline void made_free(struct made *m)
{
    for (size_t k = 0; k < m->n; k++) {
        free(m->col[k].v);
        free(m->col[k].mark);
        free(m->sample[k]);
        free(m->text[k]);
    }
    free(m);
}

/* What the detectors say of it. */
struct said {
    struct qn_arena arena;
    struct qn_doubt_list list;
};

static inline void said_of(struct made *m, const struct qn_known_limit *limit, size_t n_limit,
                           struct said *out)
{
    struct qn_err err = {0};
    struct qn_pack *pack = NULL;
    struct qn_quality_thresholds th;
    assert_ok(qn_pack_load(NULL, &pack, &err), err);
    assert_ok(qn_quality_thresholds_of(pack, &th, &err), err);
    qn_arena_init(&out->arena, 64 << 20);
    out->list = (struct qn_doubt_list){.arena = &out->arena};
    struct qn_quality_ask ask = {.track = m->track.signal ? &m->track : made_track(m),
                                 .th = &th,
                                 .marks = QN_MARK_212_2017,
                                 .limit = limit,
                                 .n_limit = n_limit};
    assert_ok(qn_quality_find(&ask, &out->list, &err), err);
    qn_pack_free(pack);
}

static inline void said_print(const struct said *s)
{
    for (size_t i = 0; i < s->list.n; i++) {
        const struct qn_doubt *x = &s->list.item[i];
        char text[512];
        qn_doubt_message(x, QN_EN, text, sizeof text);
        print_message("%s %s-%s cn %d hours %.2f..%.2f chance %g: %s\n", qn_doubts[x->code].code,
                      x->factor, x->field, (int)x->cn,
                      (double)(x->from_unix_ms - MADE_T0) / (double)HOUR,
                      (double)(x->to_unix_ms - MADE_T0) / (double)HOUR, x->chance, text);
    }
}

static inline void said_release(struct said *s)
{
    qn_arena_release(&s->arena);
}

/* The one finding of a code (and factor; NULL: any) among whatever else was said. */
static inline const struct qn_doubt *said_one(const struct said *s, enum qn_doubt_code code,
                                              const char *factor)
{
    const struct qn_doubt *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < s->list.n; i++) {
        const struct qn_doubt *x = &s->list.item[i];
        if (x->code != code || (factor && strcmp(x->factor, factor) != 0))
            continue;
        found = x;
        n++;
    }
    if (n != 1) {
        said_print(s);
        fail_msg("%s was found %zu times, not once", qn_doubts[code].code, n);
    }
    return found;
}

/* It lies at hours [first, end) of the series, give or take `slack` hours. */
static inline void assert_hours(const struct qn_doubt *x, double first, double end, double slack)
{
    assert_near((double)(x->from_unix_ms - MADE_T0) / (double)HOUR, first, slack);
    assert_near((double)(x->to_unix_ms - MADE_T0) / (double)HOUR, end, slack);
}

#endif
