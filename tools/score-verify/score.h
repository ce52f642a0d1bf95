/* Scores of the verdict on simulated fleets, as doc/method/verdict.md defines them. */
#ifndef SCORE_H
#define SCORE_H

#include "base/buf.h"
#include "simulate/fleet.h"
#include "verify/verify.h"

#define DELAYS_CAP 4096
#define ROWS (QN_EP_COUNT * 3) /* episode kind x truth */

struct score {
    size_t fleets, devices;
    int64_t first_seed, last_seed;
    int days;
    /* episodes */
    size_t episodes[QN_EP_COUNT], caught[QN_EP_COUNT], named[QN_EP_COUNT];
    size_t stops, accused; /* episodes with truly stopped or banked time; wrongly contradicted */
    size_t by_kind[QN_EP_COUNT], accused_by_kind[QN_EP_COUNT];
    double delay_min[DELAYS_CAP]; /* of restarts, from the first hour of truth to the known slot */
    size_t n_delays;
    /* hours: [episode x truth][verdict] */
    double hours[ROWS][QN_V_COUNT];
};

/* One device of a fleet, judged. slot_ms: of its data. verbose: misses on standard error. */
void score_device(struct score *s, const struct qn_fleet *f, size_t device,
                  const struct qn_verification *v, int64_t slot_ms, bool verbose);
/* The section of doc/evaluation.md. */
bool score_write(const struct score *s, const char *rules_sha256, struct qn_buf *out);

#endif
