/* The receptor loops, one set per instruction set, chosen at run time. */
#ifndef QN_PLUME_KERNELS_H
#define QN_PLUME_KERNELS_H

#include "plume/local.h"

struct qn_wake; /* prime.h */
struct qn_rise; /* prime_rise.h */

#define QN_LANES_MAX 8
#define QN_TILE 512 /* receptors that are brought into an order of neighbours among themselves */

/* Receptors as arrays, neighbours side by side within each tile of QN_TILE (so that the lanes of a
 * vector have much in common), 64-byte aligned, each padded to a multiple of QN_LANES_MAX with
 * copies of the last. */
struct qn_receptors {
    size_t count; /* without the padding */
    double *x, *y, *elev, *hill, *flag;
    size_t *order; /* [count] the caller's index of each; stays within the tile */
};

/* Results of one source in one hour: value[type][i] for receptors first .. first + count. `first`
 * is a multiple of QN_LANES_MAX; rows have room for count rounded up to it; scratch beyond count
 * may be written. */
struct qn_rows {
    size_t types;
    double *value[QN_PLUME_TYPE_CAP];
};

struct qn_kernels {
    const char *isa;
    size_t lanes;
    /* POINT*, VOLUME: coherent plume and meander. */
    void (*point)(const struct qn_local *local, const struct qn_receptors *receptors, size_t first,
                  size_t count, struct qn_rows *rows);
    void (*volume)(const struct qn_local *local, const struct qn_receptors *receptors, size_t first,
                   size_t count, struct qn_rows *rows);
    /* PRIME, whatever the receptor: qn_wake_rise of `count` wakes that qn_wake_begin began, as
     * lanes, bit for bit. `room` holds QN_LANES_MAX of them, of any content (prime_rise.h). */
    void (*wakes)(struct qn_wake *const *wake, size_t count, struct qn_rise *room);
    /* PRIME, receptors: takes rows as `point` left them and blends in the plumes of a wake that is
     * active (prime.h). */
    void (*prime)(const struct qn_wake *wake, const struct qn_receptors *receptors, size_t first,
                  size_t count, struct qn_rows *rows);
    /* AREA, AREAPOLY, AREACIRC, LINE, OPENPIT (after its effective area is made). */
    void (*area)(const struct qn_local *local, const struct qn_receptors *receptors, size_t first,
                 size_t count, struct qn_rows *rows);
};

/* The best this processor has, or the one named ("sse2", "avx2", "avx512"; NULL: best). NULL if it
 * cannot run. */
const struct qn_kernels *qn_kernels_choose(const char *isa);

#endif
