/* Documentation printed from the tables: doc/region-folder.md and doc/checks.md. */
#ifndef QN_REGION_DOCS_H
#define QN_REGION_DOCS_H

#include "base/buf.h"

/* The region folder: its files and every column, in both languages. */
QN_MUST_USE enum qn_status qn_region_doc_markdown(struct qn_buf *out, struct qn_err *err);
/* Every check: code, severity, message, how to mend, in both languages. */
QN_MUST_USE enum qn_status qn_checks_doc_markdown(struct qn_buf *out, struct qn_err *err);

/* The example of the page, file by file; ended by a NULL name. */
struct qn_doc_file {
    const char *name, *text;
};
extern const struct qn_doc_file qn_doc_example[];

#endif
