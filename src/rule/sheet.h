/* Reading one CSV of a pack: named columns, and errors that say file:line:column. */
#ifndef QN_RULE_SHEET_H
#define QN_RULE_SHEET_H

#include "base/csv.h"
#include "rule/pack.h"

#define QN_SHEET_MAX_COLUMNS 24

struct qn_sheet {
    const char *file;
    struct qn_csv csv;
    const char *const *column; /* names, NULL-terminated */
    size_t n_column;
    size_t at[QN_SHEET_MAX_COLUMNS]; /* column -> field */
    size_t rows;                     /* rows in the file below the header */
};

/* Copies the file into the arena (texts of its cells live as long), checks its header. */
QN_MUST_USE enum qn_status qn_sheet_open(struct qn_sheet *s, struct qn_arena *a,
                                         const struct qn_resource *files, const char *file,
                                         const char *const *columns, struct qn_err *err);
/* *more 0 at the end. Errors: QN_E_SYNTAX for a row with another number of fields. */
QN_MUST_USE enum qn_status qn_sheet_next(struct qn_sheet *s, int *more, struct qn_err *err);
const char *qn_sheet_text(const struct qn_sheet *s, size_t column);
/* The cell is wrong: QN_E_SYNTAX at its place; {0} is the cell, {1} the column, {2} `more`. */
enum qn_status qn_sheet_fail(const struct qn_sheet *s, size_t column, enum qn_text_id id,
                             const char *more, struct qn_err *err);

QN_MUST_USE enum qn_status qn_sheet_needed(const struct qn_sheet *s, size_t column,
                                           const char **out, struct qn_err *err);
/* NaN where empty. */
QN_MUST_USE enum qn_status qn_sheet_number(const struct qn_sheet *s, size_t column, double *out,
                                           struct qn_err *err);
/* Year 0 where empty. */
QN_MUST_USE enum qn_status qn_sheet_date(const struct qn_sheet *s, size_t column,
                                         struct qn_date *out, struct qn_err *err);
/* One of `words`; `empty` where the cell is empty and empty >= 0. */
QN_MUST_USE enum qn_status qn_sheet_word(const struct qn_sheet *s, size_t column,
                                         const char *const *words, int empty, int *out,
                                         struct qn_err *err);
/* Words apart by spaces, as bits; `extra` (may be NULL) is the word of the bit after the last. */
QN_MUST_USE enum qn_status qn_sheet_words(const struct qn_sheet *s, size_t column,
                                          const char *const *words, const char *extra,
                                          uint32_t *out, struct qn_err *err);
QN_MUST_USE enum qn_status qn_sheet_conf(const struct qn_sheet *s, size_t column, enum qn_conf *out,
                                         struct qn_err *err);
QN_MUST_USE enum qn_status qn_sheet_source(const struct qn_sheet *s, size_t column,
                                           const struct qn_pack *p, const char **out,
                                           struct qn_err *err);
QN_MUST_USE enum qn_status qn_sheet_edition(const struct qn_sheet *s, size_t column,
                                            const struct qn_pack *p, const struct qn_edition **out,
                                            struct qn_err *err);

/* Parameter, unit and bounds: columns `parameter`, `unit`, and gt, ge, lt, le from `gt` on; `has`
 * is the column of a yes/no bound, or SIZE_MAX. An empty parameter gives QN_SUBJECT_NONE. */
QN_MUST_USE enum qn_status qn_sheet_bound(const struct qn_sheet *s, size_t parameter, size_t unit,
                                          size_t gt, size_t has, int *subject, struct qn_bound *out,
                                          struct qn_err *err);

/* Position in a NULL-terminated list, or -1; s need not be terminated. */
int qn_word_find(const char *const *words, const char *s, size_t n);

#endif
