/* What a table is: the one description of a region file's columns that the importer checks
 * against, the store keeps, and the documentation is printed from. */
#ifndef QN_BASE_TABLE_H
#define QN_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum qn_coltype {
    QN_COL_ID,  /* this row's own id: [A-Za-z0-9._-]+ or CJK, at most 64 bytes */
    QN_COL_REF, /* the id of a row of table `ref` */
    QN_COL_TEXT,
    QN_COL_ENUM, /* one of `values` */
    QN_COL_REAL,
    QN_COL_INT,
    QN_COL_BOOL,     /* yes/no, 是/否, 有/无, true/false, 1/0 -> stored 1/0 */
    QN_COL_DATE,     /* stored as ISO text, perhaps only year or month */
    QN_COL_USCC,     /* GB 32100 code */
    QN_COL_DIVISION, /* GB/T 2260 code */
};

enum qn_colflag {
    QN_COLF_REQUIRED = 1,  /* the cell may not be empty */
    QN_COLF_ABOVE_MIN = 2, /* min itself is not allowed */
    QN_COLF_SECRET = 4,    /* kept in the store only: in no message, document or export */
};

struct qn_column {
    const char *name; /* header in the CSV, column in the store; ends in its unit */
    enum qn_coltype type;
    unsigned flags;
    const char *unit;          /* "" if none */
    double min, max;           /* allowed values, inclusive; both 0: no bounds */
    const char *const *values; /* QN_COL_ENUM: NULL-terminated */
    const char *ref;           /* QN_COL_REF: table name */
    const char *doc_zh, *doc_en, *example;
};

struct qn_table {
    const char *name; /* in the store: "installation" */
    const char *file; /* in the folder: "installations.csv" */
    const char *doc_zh, *doc_en;
    const struct qn_column *col;
    size_t n; /* columns; col[0] is the QN_COL_ID */
};

#define QN_TABLE_MAX_COLUMNS 80

enum qn_value_type { QN_V_NULL, QN_V_INT, QN_V_REAL, QN_V_TEXT };
struct qn_value {
    enum qn_value_type type;
    int64_t i;
    double r;
    const char *s; /* UTF-8, terminated */
    size_t n;
};

/* Column index by name, or -1. */
int qn_table_column(const struct qn_table *t, const char *name);

#endif
