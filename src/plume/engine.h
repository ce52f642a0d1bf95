/* A run: plan, workers, delivery. Internal to plume. */
#ifndef QN_PLUME_ENGINE_H
#define QN_PLUME_ENGINE_H

#include <stdatomic.h>

#include "plume/model.h"
#include "plume/ring.h"

/* How a run is cut into pieces: some whole hours, or a part of the receptors of one hour. */
struct qn_plan {
    const size_t *hour; /* [hours] of the weather, those to be run */
    size_t hours;
    size_t hours_per_piece, receptors_per_piece;
    size_t parts; /* of the receptors; hours_per_piece is 1 where it is not 1 */
    size_t pieces, slots;
    unsigned threads;
};

/* Hours are grouped so that a piece is worth its lock; receptors are parted so that all pieces
 * under way stay within a fixed memory. `wanted` is the caller's receptor_block. */
void qn_plan_cut(struct qn_plan *plan, const struct qn_plume *model, size_t wanted);

/* A piece's results. */
struct qn_piece {
    size_t first, hours; /* in plan->hour */
    size_t first_receptor, receptors;
    enum qn_plume_hour_state *state; /* [hours] */
    unsigned char *active;           /* [hours][sources] */
    double *value;                   /* [hours][types][sources][receptors] */
    unsigned long long evaluations;
    size_t good_hours; /* those before a failure */
    enum qn_plume_status status;
    struct qn_plume_error error;
};

/* The weather of one hour made ready, and the wakes of its sources. */
struct qn_hour_air {
    size_t hour; /* SIZE_MAX: none */
    struct qn_met met;
    struct qn_wake **wake; /* [sources]: NULL where no building acts; NULL for no buildings */
};

/* Some hours made ready together, so that the ways of plumes past buildings fill the lanes. */
struct qn_ahead {
    size_t hours, buildings; /* so many hours together; sources with buildings */
    struct qn_hour_air *air; /* [hours] */
    struct qn_layer *urban;  /* [hours][urbans] */
    struct qn_wake **of;     /* [hours][sources] */
    struct qn_wake *wake;    /* [hours * buildings] */
    struct qn_wake **begun;  /* [hours * buildings]: those that are to be made */
    struct qn_local *origin; /* [hours * buildings]: what each was made from */
    struct qn_rise *room;    /* [QN_LANES_MAX] */
};
struct qn_worker;
bool qn_ahead_init(struct qn_ahead *a, const struct qn_plume *model, size_t hours_per_piece);
void qn_ahead_release(struct qn_ahead *a);
/* Makes ready up to a->hours of the plan's hours [first, end). What is ready already stays: the
 * parts of the receptors come one after the other. */
void qn_ahead_look(struct qn_worker *w, size_t first, size_t end);

/* One thread's own: some hours' weather and a row. */
struct qn_worker {
    const struct qn_plume *model;
    const struct qn_plume_run *run;
    const struct qn_kernels *kernels;
    const struct qn_plan *plan;
    atomic_bool *stop;
    bool (*tick)(void *user); /* called between sources; false: give up. NULL for none */
    void *tick_user;
    struct qn_ahead ahead;
    const struct qn_hour_air *air; /* the hour's */
    double *row_memory;
    struct qn_rows rows;
    struct qn_local local;
    struct qn_area pit;         /* the rectangle that stands for an open pit in this hour */
    struct qn_deposit *deposit; /* what local.deposit points to where the source deposits */
};
bool qn_worker_init(struct qn_worker *w);
void qn_worker_release(struct qn_worker *w);
/* Fills a piece whose place in the plan is set. */
void qn_worker_do(struct qn_worker *w, struct qn_piece *piece);

/* qn_plume_go with kernels of one's choice. */
enum qn_plume_status qn_plume_go_with(const struct qn_plume *model, const struct qn_plume_run *run,
                                      const struct qn_kernels *kernels,
                                      struct qn_plume_facts *facts, struct qn_plume_error *error);

#endif
