/* A made-up plant for the verdict's tests: tracks written straight into memory, hour by hour or
 * every ten minutes. Fictional; values are of the size of section 9.1 of the notes. */
#ifndef VERIFY_FIXTURE_H
#define VERIFY_FIXTURE_H

#include <stdlib.h>

#include "qn_test.h"
#include "verify/verify.h"

#define FX_HOUR INT64_C(3600000)
#define FX_T0 INT64_C(1893427200000) /* 2030-01-01T00:00:00+08:00 */
#define FX_CHANNELS 9
#define FX_SAMPLES 20000

enum fx_channel {
    FX_VELOCITY,
    FX_O2,
    FX_TEMP,
    FX_SO2,
    FX_NOX,
    FX_DUST,
    FX_FAN,
    FX_METER,
    FX_COUNT
};
static const char *const fx_factor[FX_CHANNELS] = {"a01011", "a19001", "a01012", "a21026", "a21002",
                                                   "a34013", "g20801", "d20101", "p20101"};
static const int fx_st[FX_CHANNELS] = {31, 31, 31, 31, 31, 31, 51, 44, 45};

struct fx_plant {
    struct qn_sample *sample[FX_CHANNELS];
    struct qn_signal signal[FX_CHANNELS];
    struct qn_track track;
    int64_t step_ms;
    unsigned long long random;
    double temp_C;
    bool banks; /* a stop is a banking: heating goes on */
    struct qn_arena arena;
};

/* What a plant really does for some hours, and what it says. */
struct fx_phase {
    double hours;
    double load;      /* 0 stopped .. 1 */
    const char *mark; /* of every value of ST 31 */
    bool pulled;      /* probe in the air */
    bool silent;      /* nothing is sent */
};

static inline double fx_noise(struct fx_plant *p)
{
    p->random = p->random * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(p->random >> 40) / (double)(1 << 24) - 0.5;
}

static inline void fx_init(struct fx_plant *p, int64_t step_ms)
{
    *p = (struct fx_plant){.step_ms = step_ms, .random = 4, .temp_C = 120};
    qn_arena_init(&p->arena, (size_t)1 << 30);
    for (int c = 0; c < FX_CHANNELS; c++) {
        p->sample[c] = calloc(FX_SAMPLES, sizeof *p->sample[c]);
        assert_non_null(p->sample[c]);
        int cn = step_ms == FX_HOUR ? 2061 : c < FX_FAN ? 2051 : 2011;
        p->signal[c] = (struct qn_signal){.factor = fx_factor[c],
                                          .field = c == FX_COUNT ? "Cou"
                                                   : cn == 2011  ? "Rtd"
                                                                 : "Avg",
                                          .st = fx_st[c],
                                          .cn = cn,
                                          .sample = p->sample[c]};
    }
    p->track = (struct qn_track){.mn = "MN-TEST",
                                 .from_unix_ms = FX_T0,
                                 .to_unix_ms = FX_T0,
                                 .signal = p->signal,
                                 .n = FX_CHANNELS};
}

static inline void fx_release(struct fx_plant *p)
{
    for (int c = 0; c < FX_CHANNELS; c++)
        free(p->sample[c]);
    qn_arena_release(&p->arena);
}

static inline void fx_sample(struct fx_plant *p, int c, int64_t t, double value, const char *mark)
{
    struct qn_sample *s = &p->sample[c][p->signal[c].n++];
    assert_true(p->signal[c].n < FX_SAMPLES);
    *s = (struct qn_sample){.t_unix_ms = t,
                            .arrival_unix_ms = t + p->step_ms,
                            .value = value,
                            .text = "",
                            .version = 1,
                            .last = true};
    snprintf(s->mark, sizeof s->mark, "%s", mark);
}

/* A later arrival of the newest value of a channel, with another mark. */
static inline void fx_remark(struct fx_plant *p, int c, int64_t arrival, const char *mark)
{
    struct qn_sample *old = &p->sample[c][p->signal[c].n - 1];
    old->last = false;
    struct qn_sample again = *old;
    again.version++;
    again.last = true;
    again.arrival_unix_ms = arrival;
    snprintf(again.mark, sizeof again.mark, "%s", mark);
    p->sample[c][p->signal[c].n++] = again;
}

static inline void fx_values(struct fx_plant *p, const struct fx_phase *f, double v[FX_CHANNELS])
{
    double n = f->load, hours = (double)p->step_ms / (double)FX_HOUR;
    double goal = n > 0 ? 90 + 30 * n : 12;
    p->temp_C += (goal - p->temp_C) * (1 - exp(-hours / 3));
    bool air = n <= 0 || f->pulled;
    v[FX_VELOCITY] = n > 0 ? 12 * n + fx_noise(p) : 0.8 + 0.4 * fx_noise(p);
    v[FX_O2] = air ? 20.9 + 0.05 * fx_noise(p) : 8 + 2 * (1 - n) + fx_noise(p);
    v[FX_TEMP] = p->temp_C + fx_noise(p);
    v[FX_SO2] = air ? 1 + fx_noise(p) : 80 + 10 * fx_noise(p);
    v[FX_NOX] = air ? 1 + fx_noise(p) : 120 + 10 * fx_noise(p);
    v[FX_DUST] = air ? 0.5 + 0.3 * fx_noise(p) : 12 + 2 * fx_noise(p);
    v[FX_FAN] = n > 0 ? 60 + 40 * n + fx_noise(p) : 0;
    v[FX_COUNT] = n > 0 ? 3 : 0;
    v[FX_METER] = n > 0 ? 800 * n + 20 * fx_noise(p) : 15 + 2 * fx_noise(p);
}

/* Kept warm: half the gas is burnt, the auxiliaries run, nothing is charged. */
static inline void fx_bank(struct fx_plant *p, double v[FX_CHANNELS])
{
    v[FX_VELOCITY] = 6 + 0.5 * fx_noise(p);
    v[FX_O2] = 12 + fx_noise(p);
    v[FX_TEMP] = 112 + fx_noise(p);
    v[FX_SO2] = 40 + 5 * fx_noise(p);
    v[FX_NOX] = 70 + 5 * fx_noise(p);
    v[FX_FAN] = 28 + fx_noise(p);
    v[FX_METER] = 210 + 20 * fx_noise(p);
}

static inline void fx_run(struct fx_plant *p, const struct fx_phase *f)
{
    double v[FX_CHANNELS];
    int64_t end = p->track.to_unix_ms + (int64_t)(f->hours * (double)FX_HOUR);
    for (int64_t t = p->track.to_unix_ms; t < end; t += p->step_ms) {
        fx_values(p, f, v);
        if (p->banks && f->load <= 0)
            fx_bank(p, v);
        for (int c = 0; c < FX_CHANNELS && !f->silent; c++)
            fx_sample(p, c, t, v[c], fx_st[c] == 31 ? f->mark : "N");
    }
    p->track.to_unix_ms = end;
}

static inline void fx_phases(struct fx_plant *p, const struct fx_phase *f, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fx_run(p, &f[i]);
}

/* Ten days of running, which teach. */
static inline void fx_history(struct fx_plant *p)
{
    const struct fx_phase a = {120, 1, "N", false, false}, b = {120, 0.8, "N", false, false};
    fx_run(p, &a);
    fx_run(p, &b);
}

/* Leaves out a channel. */
static inline void fx_without(struct fx_plant *p, int c)
{
    p->signal[c].n = 0;
}

static inline struct qn_verification fx_judge_kind(struct fx_plant *p, double from_h,
                                                   const char *kind, bool wet)
{
    struct qn_err err = {0};
    struct qn_verification v;
    struct qn_verify_subject s = {.outlet_id = "O-test",
                                  .kind = kind,
                                  .wet_scrubber = wet,
                                  .track = &p->track,
                                  .n = 1,
                                  .claimed_from_unix_ms = INT64_MAX};
    assert_ok(qn_verify(&s, FX_T0 + (int64_t)(from_h * (double)FX_HOUR), p->track.to_unix_ms,
                        &p->arena, &v, &err),
              err);
    return v;
}

static inline struct qn_verification fx_judge(struct fx_plant *p, double from_h)
{
    return fx_judge_kind(p, from_h, "power_boiler", false);
}

/* Hours of a verdict in [from_h, to_h) after FX_T0. */
static inline double fx_hours(const struct qn_verification *v, enum qn_verdict verdict,
                              double from_h, double to_h)
{
    double sum = 0;
    for (size_t i = 0; i < v->n; i++) {
        double a = (double)(v->interval[i].from_unix_ms - FX_T0) / (double)FX_HOUR;
        double b = (double)(v->interval[i].to_unix_ms - FX_T0) / (double)FX_HOUR;
        a = a > from_h ? a : from_h;
        b = b < to_h ? b : to_h;
        if (v->interval[i].verdict == verdict && b > a)
            sum += b - a;
    }
    return sum;
}

static inline const struct qn_finding *fx_finding(const struct qn_verification *v,
                                                  enum qn_finding_kind kind)
{
    for (size_t i = 0; i < v->n_findings; i++)
        if (v->finding[i].kind == kind)
            return &v->finding[i];
    return NULL;
}

static inline void fx_print(const struct qn_verification *v)
{
    for (size_t i = 0; i < v->n; i++)
        print_message("%8.2f %8.2f %s stopped %d running %d\n",
                      (double)(v->interval[i].from_unix_ms - FX_T0) / (double)FX_HOUR,
                      (double)(v->interval[i].to_unix_ms - FX_T0) / (double)FX_HOUR,
                      qn_verdict_name(v->interval[i].verdict), v->interval[i].groups_stopped,
                      v->interval[i].groups_running);
    for (size_t i = 0; i < v->n_findings; i++)
        print_message("finding %s %.2f %.2f\n", qn_finding_name(v->finding[i].kind),
                      (double)(v->finding[i].from_unix_ms - FX_T0) / (double)FX_HOUR,
                      (double)(v->finding[i].to_unix_ms - FX_T0) / (double)FX_HOUR);
}

#endif
