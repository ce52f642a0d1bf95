/* The limbs of one edition and kind as a finite problem.
 *
 * Every input of the limbs takes one of at most 32 values: a variant; no or yes; for a number the
 * regions that the limbs' thresholds cut it into, the thresholds being regions of their own:
 *
 *   chamber_height_m   ..3.8  3.8  3.8..4.3  4.3  4.3..5.5  5.5  5.5..6.0  6.0  6.0..
 *   value               0     1      2       3      4       5      6       7     8
 *
 * What is known of an input is the set of values it may have, one bit a value. A limb is a
 * conjunction of clauses, a clause a disjunction of literals (input in mask). The verdict on sets
 * of values is that of every completion, where all agree (supervaluation); where they do not, the
 * inputs on which it hangs are named.
 */
#ifndef QN_RULE_PROBLEM_H
#define QN_RULE_PROBLEM_H

#include "rule/pack.h"

#define QN_MAX_INPUTS 20
#define QN_MAX_CUTS 15
#define QN_MAX_LIMBS 64
#define QN_MAX_COMPLETIONS ((size_t)1 << 20)

struct qn_input {
    int subject;                          /* enum qn_subject */
    const struct qn_exception *exception; /* of QN_SUBJECT_CLAIM */
    double cut[QN_MAX_CUTS];              /* ascending, in the column's unit */
    int n_cut, n_value;
};

struct qn_literal {
    int input;
    uint32_t mask;
};
struct qn_clause {
    size_t first, n; /* literals; none: the clause is false */
};
struct qn_limb {
    const struct qn_rule *rule;
    size_t first, n; /* clauses */
};

struct qn_problem {
    const struct qn_edition *edition;
    enum qn_kind kind;
    struct qn_input input[QN_MAX_INPUTS]; /* input[0] is the variant */
    int n_input;
    struct qn_limb limb[QN_MAX_LIMBS];
    int n_limb;
    struct qn_clause *clause;
    struct qn_literal *literal;
    size_t n_clause, n_literal;
    uint64_t eliminating, restricting, low, reading; /* limbs */
    uint32_t held_eliminated, held_restricted;       /* variants whose rows are held wholly */
    enum qn_conf weakest;                            /* of its limbs */
};

/* What is known of one installation. */
struct qn_facts {
    uint32_t set[QN_MAX_INPUTS]; /* never 0 */
    uint32_t documents;          /* shown, dated on or before the day */
    int claim;                   /* index of exemption_claimed in its list, -1 none */
};

struct qn_verdict {
    enum qn_class cls, cls_without_reading;
    unsigned candidates;
    int reading; /* the verdict hangs on the reading of these */
    const struct qn_rule *reading_rule;
    const struct qn_rule *rule;
    enum qn_conf confidence;
    int gap_rows, gap_low;      /* rows not held; unconfirmed rows that speak otherwise */
    uint32_t gap_variants;      /* completions' variants in which rows were wanting */
    uint64_t always, ever;      /* limbs true in all, in some completions */
    int missing[QN_MAX_INPUTS]; /* inputs, most weighty first */
    int n_missing;
    uint32_t documents_missing;
};

QN_MUST_USE enum qn_status qn_problems_build(struct qn_pack *p, struct qn_err *err);
/* NULL: the pack has no rows for the kind in that edition. */
const struct qn_problem *qn_problem_of(const struct qn_pack *p, const struct qn_edition *e,
                                       enum qn_kind kind);
int qn_edition_has_rows(const struct qn_pack *p, const struct qn_edition *e);
/* Region of a value: see the drawing above. */
int qn_input_region(const struct qn_input *in, double value);
/* A number inside a region; 0 or 1 for yes/no. */
double qn_input_value(const struct qn_input *in, int region);
/* Bits first..last. */
uint32_t qn_bits_between(int first, int last);

/* Errors: QN_E_LIMIT (more than QN_MAX_COMPLETIONS), QN_E_NOMEM. */
QN_MUST_USE enum qn_status qn_judge(const struct qn_problem *pr, const struct qn_facts *f,
                                    struct qn_verdict *out, struct qn_err *err);

#endif
