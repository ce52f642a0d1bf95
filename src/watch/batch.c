/* Batches: frames and answers gathered while the one before is written. */
#include <stdlib.h>
#include <string.h>

#include "watch/gate.h"

#define BATCH_KEEP ((size_t)4 << 20) /* [byte] memory an empty batch keeps */

/* One more element of size `size`; false out of memory. */
static bool room(void **p, size_t *cap, size_t n, size_t size, size_t first)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? *cap * 2 : first;
    void *grown = realloc(*p, more * size);
    if (!grown)
        return false;
    *p = grown;
    *cap = more;
    return true;
}

static bool append(char **data, size_t *len, size_t *cap, const void *p, size_t n, size_t *off)
{
    if (n > *cap - *len) {
        size_t more = *cap ? *cap : (size_t)64 << 10;
        while (n > more - *len)
            more *= 2;
        char *grown = realloc(*data, more);
        if (!grown)
            return false;
        *data = grown;
        *cap = more;
    }
    memcpy(*data + *len, p, n);
    *off = *len;
    *len += n;
    return true;
}

bool gate_batch_bytes(struct gate_batch *b, const void *p, size_t n, size_t *off)
{
    return append(&b->bytes, &b->len, &b->bytes_cap, p, n, off);
}

size_t gate_batch_size(const struct gate_batch *b)
{
    return b->len + b->text_len + b->n * (sizeof *b->frame + sizeof *b->held) +
           b->n_answers * sizeof *b->answer + b->n_jobs * sizeof *b->job;
}

static bool room_for_frame(struct gate_batch *b)
{
    size_t cap = b->cap;
    void *held = b->held, *frame = b->frame;
    if (!room(&held, &cap, b->n, sizeof *b->held, 1024))
        return false;
    b->held = held;
    cap = b->cap;
    if (!room(&frame, &cap, b->n, sizeof *b->frame, 1024))
        return false;
    b->frame = frame;
    b->cap = cap;
    return true;
}

bool gate_batch_frame(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f)
{
    struct gate_batch *b = g->gather;
    size_t off;
    if (!room_for_frame(b) || !gate_batch_bytes(b, f->whole.p, f->whole.n, &off))
        return false;
    b->held[b->n] = (struct gate_held){d, off};
    b->frame[b->n++] = (struct qn_tele_frame){.arrival_unix_ms = g->now_ms, .len = f->whole.n};
    return true;
}

/* The connection's place in the batch, made with its first answer. */
static bool take_turn(struct gate_conn *c, struct gate_batch *b)
{
    if (c->batch == b->number && c->head)
        return true;
    void *turn = b->turn;
    if (!room(&turn, &b->turns_cap, b->n_turns, sizeof *b->turn, 256))
        return false;
    b->turn = turn;
    uint32_t first = (uint32_t)b->n_answers + 1;
    b->turn[b->n_turns++] = (struct gate_turn){c->slot, c->gen, first};
    c->batch = b->number;
    c->head = first;
    c->tail = 0;
    return true;
}

bool gate_batch_answer(struct gate_conn *c, struct gate_device *d, const char *p, size_t n)
{
    struct gate_batch *b = c->g->gather;
    void *answer = b->answer;
    size_t off;
    if (!room(&answer, &b->answers_cap, b->n_answers, sizeof *b->answer, 1024))
        return false;
    b->answer = answer;
    if (!append(&b->text, &b->text_len, &b->text_cap, p, n, &off) || !take_turn(c, b))
        return false;
    b->answer[b->n_answers++] = (struct gate_answer){d, (uint32_t)off, (uint32_t)n, 0};
    if (c->tail)
        b->answer[c->tail - 1].next = (uint32_t)b->n_answers;
    c->tail = (uint32_t)b->n_answers;
    return true;
}

struct gate_job *gate_batch_job(struct qn_gateway *g, enum gate_job_kind kind,
                                struct gate_device *d)
{
    struct gate_batch *b = g->gather;
    void *job = b->job;
    if (!room(&job, &b->jobs_cap, b->n_jobs, sizeof *b->job, 16))
        return NULL;
    b->job = job;
    b->job[b->n_jobs] = (struct gate_job){.kind = kind, .device = d};
    return &b->job[b->n_jobs++];
}

void gate_batch_reset(struct gate_batch *b)
{
    if (b->bytes_cap > BATCH_KEEP || b->text_cap > BATCH_KEEP) {
        gate_batch_release(b);
        return;
    }
    b->n = b->len = b->n_answers = b->text_len = b->n_turns = b->n_jobs = 0;
}

void gate_batch_drop(struct gate_batch *b)
{
    for (size_t i = 0; i < b->n_jobs; i++) {
        struct gate_job *job = &b->job[i];
        if (job->kind != JOB_CALL)
            continue;
        free(job->u.call.row);
        if (job->u.call.last)
            free(job->u.call.call);
    }
    b->n_jobs = 0;
}

void gate_batch_release(struct gate_batch *b)
{
    free(b->frame);
    free(b->held);
    free(b->bytes);
    free(b->answer);
    free(b->text);
    free(b->turn);
    free(b->job);
    *b = (struct gate_batch){.number = b->number};
}

static bool add_out(struct qn_gateway *g, const char *p, size_t n)
{
    size_t off;
    return append(&g->out, &g->out_len, &g->out_cap, p, n, &off);
}

/* All answers of one connection leave as one write. */
static void answer_turn(struct qn_gateway *g, const struct gate_batch *b,
                        const struct gate_turn *turn)
{
    struct gate_conn *c = turn->slot < g->n_slots && g->slot[turn->slot].gen == turn->gen
                              ? g->slot[turn->slot].conn
                              : NULL;
    if (!c || c->closing)
        return;
    g->out_len = 0;
    for (uint32_t i = turn->head; i; i = b->answer[i - 1].next) {
        const struct gate_answer *a = &b->answer[i - 1];
        if (!add_out(g, b->text + a->off, a->len)) {
            gate_conn_close(c, "out_of_memory");
            return;
        }
        qn_count_add(&a->device->tally.acknowledged, 1);
        atomic_store_explicit(&a->device->tally.touched, true, memory_order_relaxed);
        g->total.acknowledged++;
    }
    gate_conn_send(c, g->out, g->out_len);
}

void gate_batch_answer_all(struct qn_gateway *g, struct gate_batch *b)
{
    g->total.stored += (int64_t)b->n;
    for (size_t i = 0; i < b->n_turns; i++)
        answer_turn(g, b, &b->turn[i]);
}
