#include "simulate/queue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void qn_sim_queue_release(struct qn_sim_queue *q)
{
    for (size_t i = 0; i < q->n; i++)
        free(q->item[i].bytes);
    free(q->item);
    *q = (struct qn_sim_queue){0};
}

static bool before(const struct qn_sim_waiting *a, const struct qn_sim_waiting *b)
{
    if (a->arrival_unix_ms != b->arrival_unix_ms)
        return a->arrival_unix_ms < b->arrival_unix_ms;
    return a->order < b->order;
}

static void swap(struct qn_sim_waiting *a, struct qn_sim_waiting *b)
{
    struct qn_sim_waiting t = *a;
    *a = *b;
    *b = t;
}

static enum qn_status grow(struct qn_sim_queue *q, struct qn_err *err)
{
    size_t cap = q->cap ? q->cap * 2 : 256;
    struct qn_sim_waiting *item = realloc(q->item, cap * sizeof *item);
    char bytes[QN_NUM_TEXT_CAP];
    if (!item)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)(cap * sizeof *item), bytes));
    q->item = item;
    q->cap = cap;
    return QN_OK;
}

enum qn_status qn_sim_queue_put(struct qn_sim_queue *q, int64_t arrival_unix_ms, size_t device,
                                const void *bytes, size_t len, struct qn_err *err)
{
    char text[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    if (len > QN_SIM_QUEUE_MAX_BYTES - q->bytes)
        return qn_fail(err, QN_E_LIMIT, NULL, QN_T_SIM_QUEUE_FULL,
                       qn_num_text((double)q->bytes, text),
                       qn_num_text((double)QN_SIM_QUEUE_MAX_BYTES, limit));
    enum qn_status st = q->n == q->cap ? grow(q, err) : QN_OK;
    if (st)
        return st;
    unsigned char *copy = malloc(len ? len : 1);
    if (!copy)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, qn_num_text((double)len, text));
    memcpy(copy, bytes, len);
    size_t i = q->n++;
    q->item[i] = (struct qn_sim_waiting){arrival_unix_ms, q->made++, device, len, copy};
    q->bytes += len;
    for (; i > 0 && before(&q->item[i], &q->item[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&q->item[i], &q->item[(i - 1) / 2]);
    return QN_OK;
}

const struct qn_sim_waiting *qn_sim_queue_first(const struct qn_sim_queue *q)
{
    return q->n ? &q->item[0] : NULL;
}

void qn_sim_queue_drop(struct qn_sim_queue *q)
{
    if (!q->n)
        return;
    q->bytes -= q->item[0].len;
    free(q->item[0].bytes);
    q->item[0] = q->item[--q->n];
    for (size_t i = 0;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t k = left; k < left + 2 && k < q->n; k++)
            if (before(&q->item[k], &q->item[least]))
                least = k;
        if (least == i)
            return;
        swap(&q->item[i], &q->item[least]);
        i = least;
    }
}
