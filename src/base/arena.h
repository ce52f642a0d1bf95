/* Many small things with one lifetime: allocate, never free one by one, release at once. */
#ifndef QN_BASE_ARENA_H
#define QN_BASE_ARENA_H

#include <stddef.h>

#include "base/err.h"

struct qn_arena_block;
struct qn_arena {
    struct qn_arena_block *head;
    size_t used; /* bytes handed out */
    size_t max;  /* hard maximum of used */
};

void qn_arena_init(struct qn_arena *a, size_t max);
void qn_arena_release(struct qn_arena *a);
/* Zeroed memory aligned to 16; NULL when out of memory or past max (err filled). */
void *qn_arena_alloc(struct qn_arena *a, size_t size, struct qn_err *err);
/* A terminated copy of n bytes. */
char *qn_arena_copy(struct qn_arena *a, const char *s, size_t n, struct qn_err *err);

#endif
