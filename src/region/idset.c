#include "region/idset.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, then the finisher of splitmix64 so that the low bits depend on all. */
static uint64_t hash_of(const char *p, size_t n)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
    return h ^ (h >> 31);
}

/* The slot of the key, or the free one where it belongs. cap > n, so there is one. */
static struct qn_idslot *slot_of(const struct qn_idset *s, uint64_t hash, const char *key,
                                 size_t len)
{
    for (size_t i = (size_t)hash & (s->cap - 1);; i = (i + 1) & (s->cap - 1)) {
        struct qn_idslot *slot = &s->slot[i];
        if (!slot->key || (slot->hash == hash && slot->len == len && !memcmp(slot->key, key, len)))
            return slot;
    }
}

static int grow(struct qn_idset *s)
{
    size_t cap = s->cap ? s->cap * 2 : 64;
    struct qn_idset bigger = {calloc(cap, sizeof *bigger.slot), cap, s->n};
    if (!bigger.slot)
        return 0;
    for (size_t i = 0; i < s->cap; i++)
        if (s->slot[i].key)
            *slot_of(&bigger, s->slot[i].hash, s->slot[i].key, s->slot[i].len) = s->slot[i];
    free(s->slot);
    *s = bigger;
    return 1;
}

void qn_idset_release(struct qn_idset *s)
{
    free(s->slot);
    *s = (struct qn_idset){0};
}

size_t qn_idset_find(const struct qn_idset *s, const char *key, size_t len)
{
    if (s->cap == 0)
        return QN_NO_ROW;
    const struct qn_idslot *slot = slot_of(s, hash_of(key, len), key, len);
    return slot->key ? slot->row : QN_NO_ROW;
}

size_t qn_idset_add(struct qn_idset *s, const char *key, size_t len, size_t row)
{
    if (s->n * 4 >= s->cap * 3 && !grow(s))
        return QN_NO_ROW;
    uint64_t hash = hash_of(key, len);
    struct qn_idslot *slot = slot_of(s, hash, key, len);
    if (!slot->key) {
        *slot = (struct qn_idslot){hash, key, (uint32_t)len, (uint32_t)row};
        s->n++;
    }
    return slot->row;
}
