/* The logger: steps become minutes, hours and days, and those become frames. */
#ifndef QN_SIMULATE_REPORT_H
#define QN_SIMULATE_REPORT_H

#include "simulate/queue.h"
#include "simulate/sense.h"

/* A period that is being filled. */
struct qn_sim_sum {
    int64_t from_unix_ms;
    double minutes;
    double sum[QN_CH_COUNT], least[QN_CH_COUNT], most[QN_CH_COUNT], total[QN_CH_COUNT];
    double marked[QN_CH_COUNT][3]; /* minutes under C, M, D */
    double claimed, remarked;      /* minutes */
    int64_t remark_unix_ms;
    bool exceeding, banked, honest;
};

struct qn_sim_device {
    size_t index;
    const struct qn_fleet_device *what;
    struct qn_sim_traits traits;
    struct qn_sim_facts *facts;
    struct qn_sim_plant plant;
    struct qn_sim_sensors sensors;
    struct qn_chance physics, noise, line;
    struct qn_sim_sum minute, hour, day;
    const char *word;
    int64_t step_ms, last_send_ms;
    bool was_silent;
};

/* The period's frames, and the later versions of them, into the queue. */
QN_MUST_USE enum qn_status qn_sim_report(struct qn_sim_device *d, const struct qn_sim_sum *s,
                                         int32_t cn, const struct qn_sim_now *now,
                                         struct qn_sim_queue *q, struct qn_err *err);
/* Real-time values of an instant, from the readings of its step. */
QN_MUST_USE enum qn_status qn_sim_report_instant(struct qn_sim_device *d, int64_t t_unix_ms,
                                                 const struct qn_sim_now *now,
                                                 struct qn_sim_queue *q, struct qn_err *err);
/* Condition words of ST=45 at an instant (2025). */
QN_MUST_USE enum qn_status qn_sim_report_word(struct qn_sim_device *d, int64_t t_unix_ms,
                                              const struct qn_sim_now *now, struct qn_sim_queue *q,
                                              struct qn_err *err);
/* CN 2081: the logger has started again. */
QN_MUST_USE enum qn_status qn_sim_report_start(struct qn_sim_device *d, int64_t t_unix_ms,
                                               struct qn_sim_queue *q, struct qn_err *err);

void qn_sim_sum_begin(struct qn_sim_sum *s, int64_t from_unix_ms);
void qn_sim_sum_add(struct qn_sim_sum *s, const struct qn_sim_device *d,
                    const struct qn_sim_now *now, double minutes);

#endif
