#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct qn_arena_block {
    struct qn_arena_block *next;
    size_t used, cap;
    alignas(16) unsigned char data[];
};

void qn_arena_init(struct qn_arena *a, size_t max)
{
    *a = (struct qn_arena){.max = max};
}

void qn_arena_release(struct qn_arena *a)
{
    while (a->head) {
        struct qn_arena_block *next = a->head->next;
        free(a->head);
        a->head = next;
    }
    a->used = 0;
}

static enum qn_status refuse(struct qn_err *err, enum qn_status code, size_t bytes, size_t max)
{
    char want[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    qn_num_text((double)bytes, want);
    qn_num_text((double)max, limit);
    return code == QN_E_LIMIT ? qn_fail(err, code, NULL, QN_T_BUF_LIMIT, want, limit)
                              : qn_fail(err, code, NULL, QN_T_NO_MEMORY, want);
}

void *qn_arena_alloc(struct qn_arena *a, size_t size, struct qn_err *err)
{
    if (size > a->max - a->used) {
        (void)refuse(err, QN_E_LIMIT, size, a->max);
        return NULL;
    }
    size_t rounded = (size + 15) & ~(size_t)15;
    struct qn_arena_block *b = a->head;
    if (!b || rounded > b->cap - b->used) {
        size_t cap = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;
        b = calloc(1, sizeof *b + cap);
        if (!b) {
            (void)refuse(err, QN_E_NOMEM, cap, 0);
            return NULL;
        }
        b->cap = cap;
        b->next = a->head;
        a->head = b;
    }
    void *p = b->data + b->used;
    b->used += rounded;
    a->used += size;
    return p;
}

char *qn_arena_copy(struct qn_arena *a, const char *s, size_t n, struct qn_err *err)
{
    char *p = qn_arena_alloc(a, n + 1, err);
    if (p && n)
        memcpy(p, s, n);
    return p;
}
