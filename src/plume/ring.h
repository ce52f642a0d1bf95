/* Work handed out in order and delivered in order, with a bounded number of pieces under way.
 * One thread delivers (and may work between deliveries); the others work. Internal to plume. */
#ifndef QN_PLUME_RING_H
#define QN_PLUME_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct qn_ring {
    pthread_mutex_t lock;
    pthread_cond_t room;  /* a slot became free, or stop */
    pthread_cond_t ready; /* a piece was finished */
    size_t items, slots;
    size_t next; /* to be handed out */
    size_t head; /* to be delivered */
    bool *done;  /* [slots] */
    bool stop;
};

enum qn_ring_turn {
    QN_RING_DELIVER, /* piece `item` is ready: deliver it, then qn_ring_delivered */
    QN_RING_WORK,    /* do piece `item`, then qn_ring_done */
    QN_RING_WAIT,    /* time passed */
    QN_RING_END      /* everything is delivered */
};

/* false: out of memory. A piece's slot is item % slots. */
bool qn_ring_init(struct qn_ring *ring, size_t items, size_t slots);
void qn_ring_release(struct qn_ring *ring);

/* For workers: waits for a piece; false: nothing more to do. */
bool qn_ring_take(struct qn_ring *ring, size_t *item);
void qn_ring_done(struct qn_ring *ring, size_t item);

/* For the one who delivers: what to do now; waits at most wait_ms. */
enum qn_ring_turn qn_ring_next(struct qn_ring *ring, long wait_ms, size_t *item);
void qn_ring_delivered(struct qn_ring *ring);

/* No new pieces are handed out. */
void qn_ring_stop(struct qn_ring *ring);
bool qn_ring_stopped(struct qn_ring *ring);

#endif
