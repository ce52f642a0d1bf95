#include "plume/ring.h"

#include <stdlib.h>
#include <time.h>

#define NS_PER_S 1000000000L
#define NS_PER_MS 1000000L

bool qn_ring_init(struct qn_ring *ring, size_t items, size_t slots)
{
    *ring = (struct qn_ring){.items = items, .slots = slots};
    ring->done = calloc(slots, sizeof *ring->done);
    if (!ring->done)
        return false;
    pthread_condattr_t attr;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->room, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&ring->ready, &attr);
    pthread_condattr_destroy(&attr);
    return true;
}

void qn_ring_release(struct qn_ring *ring)
{
    pthread_cond_destroy(&ring->ready);
    pthread_cond_destroy(&ring->room);
    pthread_mutex_destroy(&ring->lock);
    free(ring->done);
}

static bool has_room(const struct qn_ring *ring)
{
    return !ring->stop && ring->next < ring->items && ring->next - ring->head < ring->slots;
}

bool qn_ring_take(struct qn_ring *ring, size_t *item)
{
    pthread_mutex_lock(&ring->lock);
    while (!ring->stop && ring->next < ring->items && !has_room(ring))
        pthread_cond_wait(&ring->room, &ring->lock);
    bool taken = has_room(ring);
    if (taken)
        *item = ring->next++;
    pthread_mutex_unlock(&ring->lock);
    return taken;
}

void qn_ring_done(struct qn_ring *ring, size_t item)
{
    pthread_mutex_lock(&ring->lock);
    ring->done[item % ring->slots] = true;
    if (item == ring->head)
        pthread_cond_signal(&ring->ready);
    pthread_mutex_unlock(&ring->lock);
}

static struct timespec after_ms(long ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += ms * NS_PER_MS;
    t.tv_sec += t.tv_nsec / NS_PER_S;
    t.tv_nsec %= NS_PER_S;
    return t;
}

enum qn_ring_turn qn_ring_next(struct qn_ring *ring, long wait_ms, size_t *item)
{
    const struct timespec until = after_ms(wait_ms);
    enum qn_ring_turn turn = QN_RING_WAIT;
    int timed_out = 0;
    pthread_mutex_lock(&ring->lock);
    for (;;) {
        if (ring->head == ring->items) {
            turn = QN_RING_END;
        } else if (ring->done[ring->head % ring->slots]) {
            turn = QN_RING_DELIVER;
            *item = ring->head;
        } else if (has_room(ring)) {
            turn = QN_RING_WORK;
            *item = ring->next++;
        }
        if (turn != QN_RING_WAIT || timed_out)
            break;
        timed_out = pthread_cond_timedwait(&ring->ready, &ring->lock, &until);
    }
    pthread_mutex_unlock(&ring->lock);
    return turn;
}

void qn_ring_delivered(struct qn_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->done[ring->head % ring->slots] = false;
    ring->head++;
    pthread_cond_signal(&ring->room);
    pthread_mutex_unlock(&ring->lock);
}

void qn_ring_stop(struct qn_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->stop = true;
    pthread_cond_broadcast(&ring->room);
    pthread_mutex_unlock(&ring->lock);
}

bool qn_ring_stopped(struct qn_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    bool stop = ring->stop;
    pthread_mutex_unlock(&ring->lock);
    return stop;
}
