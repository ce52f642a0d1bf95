/* A run: hours handed out to threads as they ask, results delivered in order by the caller's own
 * thread, which works too between deliveries. */
#include "plume/engine.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 256
#define PROGRESS_MS 100
#define MS_PER_S 1000
#define NS_PER_MS 1000000

struct run {
    const struct qn_plume *model;
    const struct qn_plume_run *asked;
    const struct qn_kernels *kernels;
    struct qn_plan plan;
    struct qn_ring ring;
    struct qn_piece *piece; /* [slots] */
    atomic_bool stop;
    size_t delivered_hours;
    int64_t progress_ms; /* of the last call */
    struct qn_plume_facts facts;
    enum qn_plume_status status;
    struct qn_plume_error *error;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * MS_PER_S + t.tv_nsec / NS_PER_MS;
}

/* ---- what is asked ---- */

static enum qn_plume_status check_kernels(const struct run *r)
{
    const struct qn_kernels *k = r->kernels;
    for (size_t i = 0; i < r->model->sources; i++) {
        const struct qn_plume_source *s = &r->model->source[i];
        bool there = qn_plume_is_point(s->kind)
                         ? k->point && (!s->building || (k->wakes && k->prime))
                     : s->kind == QN_PLUME_VOLUME ? k->volume != NULL
                                                  : k->area != NULL;
        if (!there)
            return qn_plume_fail(r->error, QN_PLUME_E_INPUT, s->id, QN_T_PLUME_KERNEL, k->isa,
                                 QN_END);
    }
    return QN_PLUME_OK;
}

static enum qn_plume_status check_asked(const struct run *r)
{
    const struct qn_plume_run *a = r->asked;
    char first[QN_VALUE_CAP], hours[QN_VALUE_CAP], all[QN_VALUE_CAP];
    if (!a->block)
        return qn_plume_fail(r->error, QN_PLUME_E_INPUT, "run", QN_T_PLUME_RUN_BLOCK, QN_END);
    if (a->first_hour >= r->model->hours || a->hours > r->model->hours - a->first_hour)
        return qn_plume_fail(r->error, QN_PLUME_E_INPUT, "run", QN_T_PLUME_RUN_HOURS,
                             qn_plume_value((double)a->first_hour, first),
                             qn_plume_value((double)a->hours, hours),
                             qn_plume_value((double)r->model->hours, all), QN_END);
    if (!r->kernels)
        return qn_plume_fail(r->error, QN_PLUME_E_INPUT, "run", QN_T_PLUME_ISA,
                             a->isa ? a->isa : "", QN_END);
    return check_kernels(r);
}

static unsigned count_threads(unsigned wanted)
{
    long n = wanted ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    if (n < 1)
        return 1;
    return n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* The hours to be run, in order. NULL: out of memory. */
static size_t *list_hours(struct run *r)
{
    const struct qn_plume_run *a = r->asked;
    size_t n = a->hours ? a->hours : r->model->hours - a->first_hour;
    size_t *hour = malloc(n * sizeof *hour);
    r->plan.hours = 0;
    for (size_t i = 0; hour && i < n; i++)
        if (!a->hour_mask || a->hour_mask[a->first_hour + i])
            hour[r->plan.hours++] = a->first_hour + i;
    r->plan.hour = hour;
    return hour;
}

/* ---- pieces ---- */

static bool make_pieces(struct run *r)
{
    const struct qn_plan *plan = &r->plan;
    size_t rows = plan->hours_per_piece * r->model->sources;
    r->piece = calloc(plan->slots, sizeof *r->piece);
    for (size_t i = 0; r->piece && i < plan->slots; i++) {
        struct qn_piece *p = &r->piece[i];
        p->state = calloc(plan->hours_per_piece, sizeof *p->state);
        p->active = calloc(rows, sizeof *p->active);
        p->value = malloc(rows * r->model->types * plan->receptors_per_piece * sizeof *p->value);
        if (!p->state || !p->active || !p->value)
            return false;
    }
    return r->piece;
}

static void free_pieces(struct run *r)
{
    for (size_t i = 0; r->piece && i < r->plan.slots; i++) {
        free(r->piece[i].state);
        free(r->piece[i].active);
        free(r->piece[i].value);
    }
    free(r->piece);
}

static struct qn_piece *place(struct run *r, size_t item)
{
    const struct qn_plan *plan = &r->plan;
    struct qn_piece *p = &r->piece[item % plan->slots];
    size_t group = item / plan->parts, part = item % plan->parts;
    p->first = group * plan->hours_per_piece;
    p->hours = plan->hours - p->first;
    if (p->hours > plan->hours_per_piece)
        p->hours = plan->hours_per_piece;
    p->first_receptor = part * plan->receptors_per_piece;
    p->receptors = r->model->receptors.count - p->first_receptor;
    if (p->receptors > plan->receptors_per_piece)
        p->receptors = plan->receptors_per_piece;
    return p;
}

/* ---- delivery ---- */

static void end_run(struct run *r, enum qn_plume_status status)
{
    if (!r->status)
        r->status = status;
    atomic_store(&r->stop, true);
    qn_ring_stop(&r->ring);
}

/* Progress, at most ten times a second; false once the run has to end. */
static bool tick(void *user)
{
    struct run *r = user;
    if (!r->asked->progress)
        return true;
    int64_t now = now_ms();
    if (now - r->progress_ms < PROGRESS_MS)
        return true;
    r->progress_ms = now;
    if (!r->asked->progress(r->asked->user, r->delivered_hours, r->plan.hours))
        end_run(r, QN_PLUME_E_CANCELLED);
    return !r->status;
}

static bool deliver_hour(struct run *r, const struct qn_piece *p, size_t h)
{
    const struct qn_plume *m = r->model;
    bool valid = p->state[h] == QN_PLUME_HOUR_VALID;
    size_t hour = r->plan.hour[p->first + h];
    const struct qn_plume_block block = {
        .hour = hour,
        .weather = &m->weather[hour],
        .state = p->state[h],
        .types = m->types,
        .sources = m->sources,
        .receptors = p->receptors,
        .first_receptor = p->first_receptor,
        .value = valid ? p->value + h * m->types * m->sources * p->receptors : NULL,
        .active = valid ? p->active + h * m->sources : NULL,
    };
    if (!r->asked->block(r->asked->user, &block))
        return false;
    if (p->first_receptor + p->receptors == m->receptors.count) {
        r->delivered_hours++;
        r->facts.hours++;
        r->facts.calm_hours += p->state[h] == QN_PLUME_HOUR_CALM;
        r->facts.missing_hours += p->state[h] == QN_PLUME_HOUR_MISSING;
    }
    return true;
}

/* What is good of a piece, and then its failure: so a failing run has delivered the same hours
 * whatever the number of threads. */
static void deliver(struct run *r, const struct qn_piece *p)
{
    for (size_t h = 0; h < p->good_hours && !r->status; h++)
        if (!deliver_hour(r, p, h))
            end_run(r, QN_PLUME_E_CANCELLED);
    r->facts.evaluations += p->evaluations;
    if (!p->status || r->status)
        return;
    if (p->status != QN_PLUME_E_CANCELLED && r->error)
        *r->error = p->error;
    end_run(r, p->status);
}

static void lead(struct run *r, struct qn_worker *w)
{
    while (!r->status) {
        size_t item = 0;
        switch (qn_ring_next(&r->ring, PROGRESS_MS, &item)) {
        case QN_RING_DELIVER:
            deliver(r, &r->piece[item % r->plan.slots]);
            qn_ring_delivered(&r->ring);
            break;
        case QN_RING_WORK:
            qn_worker_do(w, place(r, item));
            qn_ring_done(&r->ring, item);
            break;
        case QN_RING_WAIT:
            break;
        case QN_RING_END:
            return;
        }
        if (!r->status)
            tick(r);
    }
}

/* ---- threads ---- */

static struct qn_worker *make_worker(struct run *r)
{
    size_t bytes = (sizeof(struct qn_worker) + 63) / 64 * 64;
    struct qn_worker *w = aligned_alloc(64, bytes);
    if (!w)
        return NULL;
    *w = (struct qn_worker){.model = r->model,
                            .run = r->asked,
                            .kernels = r->kernels,
                            .plan = &r->plan,
                            .stop = &r->stop};
    return w;
}

static void free_worker(struct qn_worker *w)
{
    if (w)
        qn_worker_release(w);
    free(w);
}

/* A thread that cannot get its memory leaves the work to the others. */
static void *work(void *user)
{
    struct run *r = user;
    struct qn_worker *w = make_worker(r);
    size_t item;
    if (w && qn_worker_init(w)) {
        while (qn_ring_take(&r->ring, &item)) {
            qn_worker_do(w, place(r, item));
            qn_ring_done(&r->ring, item);
        }
    }
    free_worker(w);
    return NULL;
}

static void run_threads(struct run *r, struct qn_worker *w)
{
    pthread_t thread[THREADS_MAX];
    unsigned n = 0;
    while (n + 1 < r->plan.threads && pthread_create(&thread[n], NULL, work, r) == 0)
        n++;
    r->facts.threads = n + 1;
    lead(r, w);
    qn_ring_stop(&r->ring);
    for (unsigned i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
}

static enum qn_plume_status run_pieces(struct run *r)
{
    struct qn_worker *w = make_worker(r);
    bool room = w && qn_worker_init(w) && make_pieces(r);
    if (room && qn_ring_init(&r->ring, r->plan.pieces, r->plan.slots)) {
        w->tick = tick;
        w->tick_user = r;
        r->progress_ms = now_ms();
        run_threads(r, w);
        qn_ring_release(&r->ring);
    } else {
        r->status = qn_plume_fail(r->error, QN_PLUME_E_NOMEM, "", QN_T_PLUME_NO_MEMORY, QN_END);
    }
    free_pieces(r);
    free_worker(w);
    if (r->status == QN_PLUME_E_CANCELLED)
        qn_plume_fail(r->error, r->status, "", QN_T_PLUME_CANCELLED, QN_END);
    return r->status;
}

enum qn_plume_status qn_plume_go_with(const struct qn_plume *model, const struct qn_plume_run *run,
                                      const struct qn_kernels *kernels,
                                      struct qn_plume_facts *facts, struct qn_plume_error *error)
{
    struct run r = {.model = model, .asked = run, .kernels = kernels, .error = error};
    enum qn_plume_status st = check_asked(&r);
    if (st)
        return st;
    atomic_init(&r.stop, false);
    r.plan.threads = count_threads(run->threads);
    r.facts.threads = 1;
    r.facts.isa = kernels->isa;
    size_t *hour = list_hours(&r);
    if (!hour)
        return qn_plume_fail(error, QN_PLUME_E_NOMEM, "", QN_T_PLUME_NO_MEMORY, QN_END);
    qn_plan_cut(&r.plan, model, run->receptor_block);
    if (r.plan.threads > r.plan.pieces)
        r.plan.threads = r.plan.pieces ? (unsigned)r.plan.pieces : 1;
    if (r.plan.hours)
        st = run_pieces(&r);
    free(hour);
    if (facts)
        *facts = r.facts;
    return st;
}

enum qn_plume_status qn_plume_go(const struct qn_plume *model, const struct qn_plume_run *run,
                                 struct qn_plume_facts *facts, struct qn_plume_error *error)
{
    return qn_plume_go_with(model, run, qn_kernels_choose(run->isa), facts, error);
}
