/* Inside the rule room: what a pack holds after reading, and the finite problem that the limbs of
 * one edition and kind make of it. */
#ifndef QN_RULE_PACK_H
#define QN_RULE_PACK_H

#include "base/resource.h"
#include "base/sha256.h"
#include "rule/limits.h"
#include "rule/rule.h"

extern const struct qn_resource qn_rules[]; /* rules/ *.csv, carried in the program */

/* What a bound may speak about: a column of installations.csv, or one of these. */
enum qn_subject {
    /* 0 .. QN_PARAM_COUNT-1: enum qn_param */
    QN_SUBJECT_UNIT_CAPACITY = QN_PARAM_COUNT, /* capacity_t_a of one unit of the row */
    QN_SUBJECT_ENTERPRISE_CAPACITY,            /* coke (semi-coke) capacity of the enterprise */
    QN_SUBJECT_GROUP_CAPACITY,                 /* no column holds these three: always unknown */
    QN_SUBJECT_FOUNDRY_COKE,
    QN_SUBJECT_CLAUSE_TEXT,
    QN_SUBJECT_VARIANT,
    QN_SUBJECT_CLAIM, /* an exception claimed and documented: always known */
    QN_SUBJECT_COUNT,
    QN_SUBJECT_NONE = QN_SUBJECT_COUNT,
};
const char *qn_subject_name(int subject);    /* as the packs write it */
const char *qn_subject_missing(int subject); /* as missing[] writes it */
int qn_subject_is_yes_no(int subject);

#define QN_VARIANT_ORDINARY QN_VARIANT_COUNT /* none of the named ones */
#define QN_VARIANT_BITS (QN_VARIANT_COUNT + 1)

/* A bound in the unit of the row; NaN where a side has none. has: 1 yes, 0 no, -1 not a yes/no. */
struct qn_bound {
    double gt, ge, lt, le;
    double scale; /* unit of the row in the unit of the column, e.g. 10000 for 10kt/a */
    const char *unit;
    int has;
};
int qn_bound_holds(const struct qn_bound *b, double value); /* value in the column's unit */

struct qn_condition {
    const struct qn_rule *rule;
    int group, subject; /* one of each group must hold */
    struct qn_bound bound;
    const char *note;
};

struct qn_exception {
    const struct qn_rule *rule;
    uint32_t variants; /* these are excepted by what they are */
    const char *claim; /* or this claim, with all documents; "" if none */
    uint32_t documents;
    int unresolved; /* the pack does not know whether the exception holds */
    const char *text_zh, *text_en, *note;
};

struct qn_rule {
    const char *id, *item, *deadline, *text_zh, *text_en, *source_id, *note;
    const struct qn_edition *edition;
    enum qn_class cls;
    enum qn_conf conf;
    uint32_t kinds, variants; /* variants 0: any */
    int subject, reading;     /* reading: worded for projects */
    struct qn_bound bound;
    const struct qn_condition *condition;
    const struct qn_exception *exception;
    size_t n_condition, n_exception;
};

enum qn_held { QN_HELD_NO, QN_HELD_PARTLY, QN_HELD_YES };
struct qn_coverage {
    const struct qn_edition *edition;
    enum qn_kind kind;
    uint32_t variants; /* 0: any not named by another row */
    enum qn_held eliminated, restricted;
    const char *note_zh, *note_en;
};

/* What a recorded variant (or none) may be. */
struct qn_variant_rule {
    enum qn_kind kind;
    uint32_t recorded; /* bit, 0: nothing recorded */
    int if_known;      /* enum qn_param, or -1 */
    uint32_t possible;
    struct qn_prov prov; /* basis assumed: where a value is taken from here */
    int assumed;
    const char *note_zh, *note_en;
};

struct qn_instrument_row {
    struct qn_instrument ins;
    unsigned classes;
    uint32_t kinds; /* 0: all */
    const char *closed_zh, *closed_en;
};

struct qn_problem;
struct qn_pack {
    struct qn_arena arena;
    char digest[QN_SHA256_HEX_CAP];
    struct qn_rule_source *source;
    struct qn_edition *edition;
    struct qn_rule *rule;
    const struct qn_rule **rule_list;
    struct qn_condition *condition;
    struct qn_exception *exception;
    struct qn_coverage *coverage;
    struct qn_variant_rule *variant;
    struct qn_instrument_row *instrument;
    struct qn_policy *policy;
    struct qn_point *point;
    struct qn_limit *limit;
    struct qn_threshold *threshold;
    size_t n_point, n_limit, n_threshold;
    size_t n_source, n_edition, n_rule, n_condition, n_exception, n_coverage, n_variant,
        n_instrument, n_policy;
    uint32_t variants_of[QN_KIND_COUNT]; /* variants that any row knows of a kind */
    struct qn_problem **problem;         /* [edition * QN_KIND_COUNT + kind], NULL: no rows */
};

/* From files in memory (a table ended by a NULL name); the fuzz target's entry. */
QN_MUST_USE enum qn_status qn_pack_parse(const struct qn_resource *files, struct qn_pack **out,
                                         struct qn_err *err);
QN_MUST_USE enum qn_status
qn_pack_read_catalogue(struct qn_pack *p, const struct qn_resource *files, struct qn_err *err);
QN_MUST_USE enum qn_status qn_pack_read_limbs(struct qn_pack *p, const struct qn_resource *files,
                                              struct qn_err *err);
QN_MUST_USE enum qn_status qn_pack_read_law(struct qn_pack *p, const struct qn_resource *files,
                                            struct qn_err *err);
QN_MUST_USE enum qn_status qn_pack_read_limits(struct qn_pack *p, const struct qn_resource *files,
                                               struct qn_err *err);
/* Documents are a bit each, in the order of the kinds of evidence.csv. */
int qn_document_bit(const char *kind); /* -1: no such kind */
const char *qn_document_name(int bit);

#endif
