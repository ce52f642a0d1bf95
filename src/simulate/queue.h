/* Frames on their way: a heap by arrival, then by the order they were made. */
#ifndef QN_SIMULATE_QUEUE_H
#define QN_SIMULATE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define QN_SIM_QUEUE_MAX_BYTES ((size_t)2 << 30)

struct qn_sim_waiting {
    int64_t arrival_unix_ms;
    uint64_t order;
    size_t device, len;
    unsigned char *bytes;
};
struct qn_sim_queue {
    struct qn_sim_waiting *item;
    size_t n, cap, bytes;
    uint64_t made;
};

void qn_sim_queue_release(struct qn_sim_queue *q);
/* Copies the bytes. Errors: QN_E_NOMEM, QN_E_LIMIT. */
QN_MUST_USE enum qn_status qn_sim_queue_put(struct qn_sim_queue *q, int64_t arrival_unix_ms,
                                            size_t device, const void *bytes, size_t len,
                                            struct qn_err *err);
/* The first one; NULL where there is none. */
const struct qn_sim_waiting *qn_sim_queue_first(const struct qn_sim_queue *q);
void qn_sim_queue_drop(struct qn_sim_queue *q);

#endif
