/* A block: the values of one device, one kind (ST, CN) and one civil day, as columns of bytes.
 *
 * A row is one data frame (split packets: one part each): its DataTime, its arrival, whether it was
 * sent again (RF=1) or imported from a table, and its cells (factor, field, text). A cell keeps its
 * text exactly: "1.230" comes back as "1.230", whatever its number. Rows stay in the order given
 * (arrival); two rows of the same DataTime are versions. Columns are delta-coded decimals or
 * dictionaries, then zstd.
 *
 * Pure: bytes in, bytes out; memory from the arena or the buffer. A damaged block is QN_E_BROKEN,
 * never a crash.
 */
#ifndef QN_SERIES_BLOCK_H
#define QN_SERIES_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "quench/hj212.h"

#define QN_BLOCK_MAX_ROWS (1u << 20)
#define QN_BLOCK_MAX_COLUMNS 4096

struct qn_cell {
    struct qn_212_span factor, field, text; /* factor may be empty */
};
struct qn_row {
    int64_t t_unix_ms;       /* DataTime */
    int64_t arrival_unix_ms; /* */
    bool resent;             /* RF=1 */
    bool imported;           /* made of a line of a table: no device's words */
    uint32_t n;
    const struct qn_cell *cell;
};

/* Appends the block to out. */
QN_MUST_USE enum qn_status qn_block_write(const struct qn_row *row, size_t n, struct qn_buf *out,
                                          struct qn_err *err);
/* Rows, cells and texts live in the arena. */
QN_MUST_USE enum qn_status qn_block_read(const void *bytes, size_t len, struct qn_arena *arena,
                                         struct qn_row **row, size_t *n, struct qn_err *err);

#endif
