/* The nearest known word to one that is not known, for "did you mean". */
#ifndef QN_BASE_NEAREST_H
#define QN_BASE_NEAREST_H

#include <stddef.h>

/* Edit distance in bytes (insert, delete, change, swap of neighbours: 1 each); limit + 1 where it
 * is above the limit or a word is longer than 64 bytes. */
size_t qn_edit_distance(const char *a, const char *b, size_t limit);
/* The nearest of NULL-terminated names; NULL only where there are none. distance may be NULL. */
const char *qn_nearest(const char *word, const char *const *names, size_t *distance);

#endif
