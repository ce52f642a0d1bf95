/* Honest plants of several sorts, of which nothing is to be said: coarse numbers, emissions near
 * zero, loads that swing with the day, stops that decay, daily calibrations under a mark. All are
 * made up. */
#include "made.h"

static const char *const factors[] = {"a00000", "a01011", "a01012", "a01013", "a01014",
                                      "a19001", "a21026", "a21002", "a34013"};
#define N_FACTORS 9
enum { FLOW, VELOCITY, TEMPERATURE, PRESSURE, HUMIDITY, O2, SO2, NOX, DUST };

static const struct qn_known_limit limits[] = {
    {"a21026", 50, MADE_REF_O2_PCT}, {"a21002", 300, MADE_REF_O2_PCT}, {"a34013", 20, 16}};

/* Hours, extremes, amounts and converted values of the minutes as they are now. */
static void hours_of_minutes(struct made *m)
{
    for (size_t f = 0; f < N_FACTORS; f++) {
        struct made_col *a = made_find(m, 2051, factors[f], "Avg");
        struct made_col *mean = made_find(m, 2061, factors[f], "Avg");
        struct made_col *low = made_find(m, 2061, factors[f], "Min");
        struct made_col *high = made_find(m, 2061, factors[f], "Max");
        for (size_t h = 0; h < MADE_HOURS; h++) {
            double sum = 0;
            low->v[h] = HUGE_VAL;
            high->v[h] = -HUGE_VAL;
            for (size_t i = 6 * h; i < 6 * h + 6; i++) {
                a->v[i] = made_round(a->v[i], a->decimals);
                sum += a->v[i];
                low->v[h] = fmin(low->v[h], a->v[i]);
                high->v[h] = fmax(high->v[h], a->v[i]);
            }
            mean->v[h] = made_round(sum / 6, mean->decimals);
        }
    }
    const double *flow = made_find(m, 2061, "a00000", "Avg")->v;
    const double *o2 = made_find(m, 2061, "a19001", "Avg")->v;
    double *volume = made_find(m, 2061, "a00000", "Cou")->v;
    for (size_t h = 0; h < MADE_HOURS; h++)
        volume[h] = flow[h] * 3600;
    for (size_t f = SO2; f <= DUST; f++) {
        const double *gas = made_find(m, 2061, factors[f], "Avg")->v;
        double *mass = made_find(m, 2061, factors[f], "Cou")->v;
        double *zs = made_find(m, 2061, factors[f], "ZsAvg")->v;
        for (size_t h = 0; h < MADE_HOURS; h++) {
            mass[h] = gas[h] * flow[h] * 3600e-6;
            zs[h] = o2[h] < 20.99 ? gas[h] * (21 - MADE_REF_O2_PCT) / (21 - o2[h]) : 9999;
        }
    }
}

static void expect_nothing(struct made *m, uint64_t seed)
{
    struct said s;
    said_of(m, limits, seed % 2 ? 3 : 0, &s);
    if (s.list.n)
        said_print(&s);
    assert_int_equal(s.list.n, 0);
    said_release(&s);
    made_free(m);
}

static void coarse_numbers_raise_nothing(void **state)
{
    (void)state;
    static const int decimals[N_FACTORS] = {0, 1, 0, 2, 0, 1, 0, 0, 0};
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct made *m = made_stack(100 * seed);
        for (size_t k = 0; k < m->n; k++)
            for (size_t f = 0; f < N_FACTORS; f++)
                if (strcmp(m->col[k].factor, factors[f]) == 0 &&
                    strcmp(m->col[k].field, "Cou") != 0)
                    m->col[k].decimals = decimals[f];
        hours_of_minutes(m);
        expect_nothing(m, seed);
    }
}

static void loads_that_swing_with_the_day_raise_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct made *m = made_stack(100 * seed + 1);
        for (size_t f = 0; f < N_FACTORS; f++) {
            struct made_col *a = made_find(m, 2051, factors[f], "Avg");
            for (size_t i = 0; i < a->n; i++) {
                double load = 1 + 0.25 * sin(6.283185307179586 * (double)(i % 144) / 144 - 1);
                a->v[i] *= f <= VELOCITY ? load : f == SO2 || f == NOX ? 0.7 + 0.3 * load : 1;
            }
        }
        hours_of_minutes(m);
        expect_nothing(m, seed);
    }
}

static void emissions_near_zero_raise_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct made *m = made_stack(100 * seed + 2);
        for (size_t f = SO2; f <= DUST; f += 2) {
            struct made_col *a = made_find(m, 2051, factors[f], "Avg");
            for (size_t i = 0; i < a->n; i++)
                a->v[i] = made_round(fmax(0, 2 * (a->v[i] / 25 - 0.9)), 1);
        }
        hours_of_minutes(m);
        expect_nothing(m, seed);
    }
}

/* One value of a factor `since` hours after the fans stopped: draught and gas go within an hour,
 * heat within a day, zero noise stays. */
static double stopping(struct made *m, size_t f, double v, double since)
{
    double gone = exp(-since / 0.5), cooled = exp(-since / 6);
    switch (f) {
    case FLOW:
    case VELOCITY:
        return v * gone + (f == FLOW ? 0.1 : 0.02) * fabs(made_normal(m));
    case TEMPERATURE:
        return 15 + (v - 15) * cooled;
    case PRESSURE:
        return v * gone;
    case HUMIDITY:
        return 2 + (v - 2) * cooled;
    case O2:
        return 20.9 - (20.9 - v) * gone + 0.02 * made_normal(m);
    default:
        return fmax(0, v * gone + 0.3 * made_normal(m));
    }
}

static void honest_stops_that_decay_raise_nothing(void **state)
{
    (void)state;
    static const double from[] = {200, 620, 1000}, hours[] = {20, 130, 60};
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct made *m = made_stack(100 * seed + 3);
        for (size_t f = 0; f < N_FACTORS; f++) {
            struct made_col *a = made_find(m, 2051, factors[f], "Avg");
            for (size_t i = 0; i < a->n; i++)
                for (size_t k = 0; k < 3; k++) {
                    double since = (double)i / 6 - from[k];
                    if (since >= 0 && since < hours[k])
                        a->v[i] = stopping(m, f, a->v[i], since);
                }
        }
        hours_of_minutes(m);
        expect_nothing(m, seed);
    }
}

static void daily_calibrations_under_a_mark_raise_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct made *m = made_stack(100 * seed + 4);
        for (size_t k = 0; k < m->n; k++) {
            struct made_col *c = &m->col[k];
            for (size_t i = 0; strcmp(c->factor, "a01016") != 0 && i < c->n; i++) {
                size_t h = (size_t)((int64_t)i * c->step / HOUR);
                if (h % 24 != 9 && h % 200 <= 196)
                    continue;
                c->mark[i][0] = 'C';
                c->v[i] *= 0.1;
            }
        }
        expect_nothing(m, seed);
    }
}

QN_CASES_BEGIN
QN_CASE(coarse_numbers_raise_nothing)
QN_CASE(loads_that_swing_with_the_day_raise_nothing)
QN_CASE(emissions_near_zero_raise_nothing)
QN_CASE(honest_stops_that_decay_raise_nothing)
QN_CASE(daily_calibrations_under_a_mark_raise_nothing)
QN_CASES_END
