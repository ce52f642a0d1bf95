#ifndef QN_RULE_SCREEN_H
#define QN_RULE_SCREEN_H

#include "rule/facts.h"

/* The reasoning of one installation, from a view already made. */
QN_MUST_USE enum qn_status qn_explain_view(const struct qn_view *v, struct qn_arena *arena,
                                           struct qn_screening *item, struct qn_err *err);

#endif
