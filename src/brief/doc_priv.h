/* What the document writers share: clean text, words for codes, marks. */
#ifndef QN_BRIEF_DOC_PRIV_H
#define QN_BRIEF_DOC_PRIV_H

#include "brief/doc.h"

/* Text fit for every writer, kept in the arena: valid UTF-8 (a broken byte becomes U+FFFD), no
 * control, bidirectional-override or non-characters; line ends and tabs become spaces. NULL counts
 * as "". Returns "" and sets *failed when out of memory. */
const char *qn_text_keep(struct qn_arena *a, const char *s, int *failed);

/* One character of clean or unclean UTF-8. Returns bytes taken (1 for a broken byte, *cp then
 * U+FFFD); 0 at the end. */
size_t qn_char_next(const char *s, unsigned *cp);

/* Doubles an array of the arena. Returns the new one, or NULL. */
void *qn_arena_grow(struct qn_arena *a, const void *old, size_t n, size_t *cap, size_t size);

/* QN_E_NOMEM where the document or one of its drawings lacks something. */
QN_MUST_USE enum qn_status qn_doc_ready(const struct qn_doc *d, struct qn_err *err);

enum qn_mark {
    QN_MARK_ASSUMED = 1, /* basis "assumed" */
    QN_MARK_MEMORY = 2,  /* the source or rule was not checked against the original */
};
unsigned qn_prov_marks(const struct qn_doc_prov *p);
unsigned qn_doc_marks(const struct qn_doc *d); /* of all numbers together */

/* The word for a basis; the code itself where it is none of ours. */
const char *qn_basis_text(enum qn_lang lang, const char *basis);

/* "2019年7月17日" or "17 July 2019"; ISO where month or day is unknown. */
#define QN_DOC_DATE_CAP 48
const char *qn_doc_date_text(enum qn_lang lang, struct qn_date d, char out[QN_DOC_DATE_CAP]);

/* An address a reader may follow: http or https; "#id" inside the document. */
int qn_url_outside(const char *url);
int qn_url_inside(const char *url);

#endif
