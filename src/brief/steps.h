/* One line of the reasoning, in the reader's words. */
#ifndef QN_BRIEF_STEPS_H
#define QN_BRIEF_STEPS_H

#include "rule/rule.h"

#define QN_STEP_TEXT_CAP 256

/* "met", "not met", "unknown" */
const char *qn_step_outcome(enum qn_lang lang, enum qn_truth t);
/* What is looked at: "chamber height", "the whole limb"... Returns out; so do the next two. */
const char *qn_step_parameter(enum qn_lang lang, const struct qn_step *t,
                              char out[QN_STEP_TEXT_CAP]);
/* Its value with its unit, "?" where unknown. */
const char *qn_step_value(enum qn_lang lang, const struct qn_step *t, char out[QN_STEP_TEXT_CAP]);
/* The bound or condition: "> 400 and < 1200", "not built"... */
const char *qn_step_bound(enum qn_lang lang, const struct qn_step *t, char out[QN_STEP_TEXT_CAP]);
/* A unit as the reader writes it: 10kt/a is 万吨/年 in Chinese. */
const char *qn_unit_label(enum qn_lang lang, const char *unit);

#endif
