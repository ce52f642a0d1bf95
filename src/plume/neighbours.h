/* An order in which neighbours in the plane are neighbours in the list. */
#ifndef QN_PLUME_NEIGHBOURS_H
#define QN_PLUME_NEIGHBOURS_H

#include <stddef.h>

#include "quench/plume.h"

/* order[0 .. n) becomes a permutation of first .. first + n, along a Z curve through the box that
 * holds them. n is at most QN_TILE. Equal places keep their order. */
void qn_neighbours_order(const struct qn_plume_receptor *receptor, size_t first, size_t n,
                         size_t *order);

#endif
