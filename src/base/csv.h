/* RFC 4180 reader over a whole UTF-8 text. Pure: no I/O, no allocation.
 *
 *   outlet_id,name_zh,note\r\n
 *   O-01,"1号, 烟囱","he said ""stop"""\r\n
 *   ^line 2, column 1 (columns count characters, lines count from 1)
 *
 * Deviations accepted and reported: LF or CR alone as line end, spaces around a quoted field,
 * a quote inside an unquoted field (taken literally), text after a closing quote (kept).
 */
#ifndef QN_BASE_CSV_H
#define QN_BASE_CSV_H

#include <stddef.h>

#define QN_CSV_MAX_FIELDS 256

enum qn_csv_flag {
    QN_CSV_BARE_QUOTE = 1,  /* a quote inside an unquoted field */
    QN_CSV_AFTER_QUOTE = 2, /* characters between a closing quote and the separator */
    QN_CSV_OPEN_QUOTE = 4,  /* a quoted field that the end of text cut off */
    QN_CSV_MANY_FIELDS = 8, /* fields past QN_CSV_MAX_FIELDS were dropped */
};

struct qn_csv_field {
    char *text; /* unescaped in place inside the buffer, zero-terminated */
    size_t len;
    size_t line, column; /* where the field begins, both from 1, column in characters */
    unsigned flags;      /* QN_CSV_BARE_QUOTE, QN_CSV_AFTER_QUOTE, QN_CSV_OPEN_QUOTE */
    int quoted;
};

struct qn_csv {
    char *text; /* the reader writes into it (terminators, unescaping) */
    size_t len, pos;
    size_t line, column; /* of pos */
    char separator;      /* ',' ';' or '\t', found by qn_csv_init from the first line */
    size_t n;            /* fields of the current row */
    unsigned flags;      /* of the current row, QN_CSV_MANY_FIELDS included */
    struct qn_csv_field field[QN_CSV_MAX_FIELDS];
};

/* text[len] must be writable and 0 (a qn_buf's data is). Text must outlive the reader. */
void qn_csv_init(struct qn_csv *r, char *text, size_t len);
/* Next row into r->field[0..n). Wholly empty lines are skipped. Returns 0 at the end of text. */
int qn_csv_next(struct qn_csv *r);

#endif
