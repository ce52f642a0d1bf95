/* A screening as JSON: what `quench screen --json` prints and brief.json carries. */
#ifndef QN_BRIEF_SCREENING_H
#define QN_BRIEF_SCREENING_H

#include "base/jsonw.h"
#include "rule/rule.h"

/* One row, with its reasoning (item->step; an empty list where no rows are held for the kind). */
void qn_screening_json(struct qn_jsonw *w, const struct qn_region *r,
                       const struct qn_screening *item, struct qn_date on, int reasoning);
void qn_edition_json(struct qn_jsonw *w, const char *name, const struct qn_edition *e);

#endif
