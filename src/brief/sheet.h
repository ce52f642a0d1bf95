/* A workbook: one sheet per table, headers in both languages with units, frozen. */
#ifndef QN_BRIEF_SHEET_H
#define QN_BRIEF_SHEET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"

struct qn_cell_value {
    double number;    /* used where text is NULL; NaN: empty cell */
    const char *text; /* copied by qn_book_row */
};
struct qn_sheet {
    const char *name_zh, *name_en; /* sheet name: "装置 installations", at most 31 characters */
    const char *const *header;     /* n_column texts, "有效容积 effective volume (m3)" */
    const double *width;           /* in characters */
    size_t n_column;
    struct qn_cell_value *cell; /* row-major */
    size_t n_row, cap_row;
};
struct qn_book {
    struct qn_arena arena;
    struct qn_sheet *sheet;
    size_t n, cap;
    const char *title;
    struct qn_date date; /* creation date written into the file */
    int failed;
};
void qn_book_init(struct qn_book *b, const char *title, struct qn_date date);
void qn_book_release(struct qn_book *b);
/* Index of the new sheet. header and width must outlive the book. */
size_t qn_book_sheet(struct qn_book *b, const char *name_zh, const char *name_en,
                     const char *const *header, const double *width, size_t n_column);
void qn_book_row(struct qn_book *b, size_t sheet, const struct qn_cell_value *cell);
/* Writes the .xlsx: same book, same bytes. */
QN_MUST_USE enum qn_status qn_book_write(const struct qn_book *b, const char *path,
                                         struct qn_err *err);

#endif
