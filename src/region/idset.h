/* Ids to rows: open addressing over strings that someone else keeps. */
#ifndef QN_REGION_IDSET_H
#define QN_REGION_IDSET_H

#include <stddef.h>
#include <stdint.h>

#define QN_NO_ROW SIZE_MAX

struct qn_idslot {
    uint64_t hash;
    const char *key; /* NULL: free */
    uint32_t len, row;
};

struct qn_idset {
    struct qn_idslot *slot;
    size_t cap, n; /* cap is 0 or a power of two */
};

void qn_idset_release(struct qn_idset *s);
/* The row of a key, or QN_NO_ROW. */
size_t qn_idset_find(const struct qn_idset *s, const char *key, size_t len);
/* Adds a key that must outlive the set, or leaves the one there. Returns the row under the key
 * afterwards, QN_NO_ROW when out of memory. */
size_t qn_idset_add(struct qn_idset *s, const char *key, size_t len, size_t row);

#endif
