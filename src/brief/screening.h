/* A screening as JSON: what `quench screen --json` prints and brief.json carries. */
#ifndef QN_BRIEF_SCREENING_H
#define QN_BRIEF_SCREENING_H

#include "base/jsonw.h"
#include "rule/rule.h"

/* One row. Reasoning is written where item->step is there. */
void qn_screening_json(struct qn_jsonw *w, const struct qn_region *r,
                       const struct qn_screening *item, struct qn_date on);
void qn_edition_json(struct qn_jsonw *w, const char *name, const struct qn_edition *e);

#endif
