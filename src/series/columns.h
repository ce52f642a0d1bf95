/* Inside series: columns of integers and of texts as bytes; used by block_write.c, block_read.c.
 *
 *   'q' 'B' 1  rows  columns  section META  section TOP  section LOW  CRC-32 (4 bytes, least first)
 *
 *   section  (raw length << 1 | packed), where packed the stored length, then the bytes: as they
 *            are, or one zstd frame
 *   META     texts (count, then length and bytes of each); the integers t, arrival; the bytes
 *            resent (1) or imported (2); the columns
 *   column   number of its factor and of its field among the texts; shape byte; where SOME rows
 *            have it, a byte for each row; where MIXED, a byte for each cell; where it holds
 *            numbers: decimals of the scale, for VARYING a byte for each number, the integers;
 * where it holds words: the integers, numbers of texts integers way (4 bits) and width in bytes (4
 * bits), base, for DELTA its step, for REF its column; residuals, zigzag, go byte plane by byte
 * plane, the highest to TOP, the others to LOW: what compresses stays apart from what does not
 *
 * Numbers of the layout are LEB128; signed ones zigzag. Width 0: all residuals are zero, so that a
 * constant column or a regular clock costs nothing.
 */
#ifndef QN_SERIES_COLUMNS_H
#define QN_SERIES_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "quench/hj212.h"

#define QN_BLOCK_VERSION 1
#define QN_BLOCK_HEAD 3 /* [byte] before rows and columns */
#define QN_BLOCK_MAX_CELLS (UINT64_C(1) << 26)
#define QN_BLOCK_MAX_SECTION ((size_t)1 << 29) /* [byte] */
#define QN_BLOCK_MAX_DECIMALS 9
#define QN_BLOCK_MAX_DIGITS 15 /* of a number kept as an integer, before scaling */

enum { QN_ROW_RESENT = 1, QN_ROW_IMPORTED = 2 };
enum { QN_SECTION_META, QN_SECTION_TOP, QN_SECTION_LOW, QN_SECTION_COUNT };
enum qn_ints_way { QN_WAY_PLAIN, QN_WAY_DELTA, QN_WAY_SMOOTH, QN_WAY_REF, QN_WAY_COUNT };
enum {
    QN_SHAPE_SOME = 1,    /* not every row has the column */
    QN_SHAPE_NUMBERS = 2, /* it holds numbers */
    QN_SHAPE_WORDS = 4,   /* it holds words; both: a byte a cell says which */
    QN_SHAPE_SHORT = 8,   /* numbers end without zeros behind the point */
    QN_SHAPE_VARYING = 16 /* a byte a number says how many decimals it has */
};

/* A decimal text that is written back the same from (value, decimals): -?digits[.digits] without
 * leading zeros, no negative zero. */
bool qn_decimal_parse(struct qn_212_span s, int64_t *value, uint8_t *decimals, uint8_t *digits);
/* At most 24 bytes. Returns the length. */
size_t qn_decimal_print(int64_t value, uint8_t decimals, char *out);
/* Decimals left of a value at a scale when the zeros behind the point are dropped. */
uint8_t qn_decimal_short(int64_t value, uint8_t scale);
int64_t qn_ten_to(uint8_t n); /* n <= 18 */

/* A column another may be told from. */
struct qn_ints_ref {
    uint32_t column;
    const int64_t *value; /* one for each value of the stream */
};
/* Appends to META and the planes. ref NULL: none. scratch must hold n values. */
QN_MUST_USE enum qn_status qn_ints_put(struct qn_buf section[QN_SECTION_COUNT], const int64_t *v,
                                       size_t n, const struct qn_ints_ref *ref, uint64_t *scratch,
                                       struct qn_err *err);

/* Reading: where each section stands. A read past an end sets broken and gives zeros. */
struct qn_section {
    const unsigned char *at, *end;
    bool broken;
};
struct qn_ints_head {
    enum qn_ints_way way;
    uint8_t width;
    int64_t base, step;
    uint64_t ref;                  /* column */
    const unsigned char *plane[8]; /* lowest first */
};
uint64_t qn_take_number(struct qn_section *s);
int64_t qn_take_signed(struct qn_section *s);
const unsigned char *qn_take_bytes(struct qn_section *s, uint64_t n); /* NULL where broken */
void qn_ints_head(struct qn_section section[QN_SECTION_COUNT], size_t n, struct qn_ints_head *out);
/* ref: values of the other column for REF, else NULL. */
void qn_ints_take(const struct qn_ints_head *h, const int64_t *ref, size_t n, int64_t *out);

QN_MUST_USE enum qn_status qn_put_number(struct qn_buf *b, uint64_t v, struct qn_err *err);
QN_MUST_USE enum qn_status qn_put_signed(struct qn_buf *b, int64_t v, struct qn_err *err);

#endif
