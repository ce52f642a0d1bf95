/* Inside the quality room: a track on regular grids, and what the detectors share. */
#ifndef QN_QUALITY_DETECT_H
#define QN_QUALITY_DETECT_H

#include "quality/findings.h"

#define QN_HOUR_MS INT64_C(3600000)
#define QN_GRID_MAX_HOURS ((size_t)1 << 17)   /* 15 years */
#define QN_GRID_MAX_MINUTES ((size_t)1 << 21) /* 4 years of minutes */
#define QN_DETECT_SCRATCH ((size_t)1 << 30)   /* [byte] */

/* Periods of one kind of data, one after another. */
struct qn_grid {
    int32_t cn;
    int64_t t0_unix_ms, step_ms;
    size_t n; /* 0: no such data */
};
/* A factor's field on a grid. */
struct qn_col {
    const char *factor, *field;
    const struct qn_grid *grid;
    double *v;                  /* valid current values, NaN elsewhere */
    const struct qn_sample **s; /* current samples, NULL where none (or made of minutes) */
    double resolution;          /* least decimal place printed */
    size_t valid;               /* numbers in v */
};

struct qn_detect {
    const struct qn_quality_ask *ask;
    const struct qn_quality_thresholds *th;
    struct qn_arena scratch;
    struct qn_doubt_list *out;
    struct qn_err *err;
    enum qn_status st; /* the first failure; later calls do nothing */
    struct qn_grid hour, minute;
    char *running; /* by hour: 1 runs, 0 does not, 2 not known */
};

extern const char *const qn_pollutant_factors[]; /* NULL-terminated */
extern const char *const qn_measured_factors[];

/* A signal of an air source (ST 31, 27) by code of 2017, or by that of 2005. NULL if none. */
const struct qn_signal *qn_detect_signal(const struct qn_detect *d, int32_t cn, const char *factor,
                                         const char *field);
void *qn_detect_alloc(struct qn_detect *d, size_t size);
/* What is allocated between the two is given back by the second; they do not nest. */
void qn_detect_open(struct qn_detect *d, struct qn_arena *saved);
void qn_detect_close(struct qn_detect *d, const struct qn_arena *saved);
void qn_detect_grids(struct qn_detect *d);
/* *out is all zero (v NULL) where there is no such signal or memory ran out (d->st). Hourly means
 * are made of valid minutes where no hours were sent. */
void qn_detect_col(struct qn_detect *d, const struct qn_grid *g, const char *factor,
                   const char *field, struct qn_col *out);
/* Minutes where there are enough, else hours. */
void qn_detect_fine(struct qn_detect *d, const char *factor, const char *field, struct qn_col *out);
int64_t qn_grid_time(const struct qn_grid *g, size_t i);
/* 1 runs, 0 does not, 2 not known: at a time. */
int qn_detect_running(const struct qn_detect *d, int64_t t_unix_ms);
/* Quantile (0..1) of the numbers among v; NaN where there is none. */
double qn_detect_quantile(struct qn_detect *d, const double *v, size_t n, double q);
void qn_detect_add(struct qn_detect *d, struct qn_doubt x);
const struct qn_known_limit *qn_detect_limit(const struct qn_detect *d, const char *factor);

/* Runs of a condition. flag[i]: 1 holds, 0 does not, 2 cannot be said (breaks a run). */
struct qn_stretch {
    size_t first, n; /* places where it holds */
    double chance;   /* n_all * p^n, p how likely a run goes on outside the longest one */
};
typedef void qn_stretch_fn(struct qn_detect *d, const struct qn_col *c, const struct qn_stretch *r,
                           void *user);
/* Calls back for every run of at least min_n places whose chance is below th->chance_max. */
void qn_detect_rare_runs(struct qn_detect *d, const struct qn_col *c, const char *flag, size_t n,
                         size_t min_n, qn_stretch_fn *found, void *user);
/* Calls back for every run of at least min_n places, whatever the chance (set NaN); runs apart by
 * at most `bridge` places that cannot be said are one. */
void qn_detect_runs(struct qn_detect *d, const struct qn_col *c, const char *flag, size_t n,
                    size_t min_n, size_t bridge, qn_stretch_fn *found, void *user);

void qn_detect_values(struct qn_detect *d);
void qn_detect_periods(struct qn_detect *d);
void qn_detect_converted(struct qn_detect *d);
void qn_detect_limits(struct qn_detect *d);
void qn_detect_gaps(struct qn_detect *d);
void qn_detect_plant(struct qn_detect *d);
void qn_detect_settings(struct qn_detect *d);
void qn_detect_times(struct qn_detect *d);

#endif
