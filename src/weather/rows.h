/* Rows of blank- or comma-separated fields, as Fortran's list-directed READ takes them: any number
 * of separators between fields, empty lines skipped, what follows the last field wanted left alone.
 * Repeat counts (3*0.0) and empty fields between commas are refused as no numbers. */
#ifndef QN_WEATHER_ROWS_H
#define QN_WEATHER_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct qn_rows_reader {
    const char *name; /* of the file, for messages */
    const char *next; /* start of the next line */
    const char *end;
    size_t line;     /* of the current row, from 1 */
    const char *at;  /* in the current row */
    const char *eol; /* its end, without CR LF */
    size_t field;    /* fields taken from the row */
};

struct qn_token {
    const char *text;
    size_t len; /* 0: the row has no more */
};

void qn_rows_init(struct qn_rows_reader *r, const char *name, const char *text, size_t len);
/* Goes to the next line, blank or not; false at the end. */
bool qn_rows_line(struct qn_rows_reader *r);
/* Goes to the next line that is not blank; false at the end. */
bool qn_rows_next(struct qn_rows_reader *r);
struct qn_token qn_rows_token(struct qn_rows_reader *r);
/* The next field without taking it. */
struct qn_token qn_rows_peek(const struct qn_rows_reader *r);

/* The next field as a number; what names it in messages. Errors: QN_E_SYNTAX, QN_E_DOMAIN (not
 * finite); the place is "name:line:field". */
enum qn_status qn_rows_real(struct qn_rows_reader *r, const char *what, double *value,
                            struct qn_err *err);
/* As a whole number without point, at most 9 digits. */
enum qn_status qn_rows_integer(struct qn_rows_reader *r, const char *what, int *value,
                               struct qn_err *err);
/* As one within limits. Errors: also QN_E_DOMAIN. */
enum qn_status qn_rows_within(struct qn_rows_reader *r, const char *what, int least, int most,
                              int *value, struct qn_err *err);

/* A failure at a field of the current row (0: the row). */
#define QN_ROWS_PLACE_CAP QN_ERR_WHERE_CAP
const char *qn_rows_place(const struct qn_rows_reader *r, size_t field,
                          char place[QN_ROWS_PLACE_CAP]);

/* A decimal number: sign, digits with or without a point, exponent after e, E, d or D. Rounded
 * correctly. Errors: false if it is anything else or not finite. */
bool qn_rows_decimal(const char *text, size_t len, double *value);

#endif
