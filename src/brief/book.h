/* Cells of the workbook, for the files that fill its sheets. Inside src/brief only. */
#ifndef QN_BRIEF_BOOK_H
#define QN_BRIEF_BOOK_H

#include "brief/briefing.h"

#define QN_COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct qn_cell_value qn_xl_text(const char *s);
struct qn_cell_value qn_xl_number(double v);
/* Dates are text: a partial date must stay partial. The buffer lives until qn_book_row copies. */
struct qn_cell_value qn_xl_date(struct qn_date d, char out[QN_DATE_TEXT_CAP]);
/* "zh / en", or the one there is. */
struct qn_cell_value qn_xl_name(const char *zh, const char *en, char *out, size_t cap);
/* "zh en" of a label. */
struct qn_cell_value qn_xl_word(const char *zh, const char *en, char *out, size_t cap);
/* Title of the source, or the source as written. */
struct qn_cell_value qn_xl_source(const struct qn_region *r, const struct qn_prov *p);

/* Sheets of book_law.c: what is missing, instruments, policies. */
void qn_book_missing(const struct qn_briefing *b, struct qn_book *k);
void qn_book_instruments(const struct qn_briefing *b, struct qn_book *k);
void qn_book_policies(const struct qn_briefing *b, struct qn_book *k);

/* Sheets of book_telemetry.c: verdicts, findings. None where there is no telemetry. */
void qn_book_telemetry(const struct qn_briefing *b, struct qn_book *k);

#endif
