/* What a region says about one installation, as the sets of values its problem asks for. */
#ifndef QN_RULE_FACTS_H
#define QN_RULE_FACTS_H

#include "rule/problem.h"

/* Coke capacity of an enterprise: between low and high; high is infinite where some are unknown. */
struct qn_span {
    double low, high;
    const struct qn_prov *prov; /* of the stated value, or of the first oven counted */
};

/* Made once for a region and a day. */
struct qn_view {
    const struct qn_pack *pack;
    const struct qn_region *region;
    struct qn_date on;
    struct qn_span *coke, *semi_coke;      /* an enterprise */
    uint32_t *plant_documents, *documents; /* an enterprise; an installation */
};

/* Memory comes from the arena. */
QN_MUST_USE enum qn_status qn_view_init(struct qn_view *v, const struct qn_pack *pack,
                                        const struct qn_region *r, struct qn_date on,
                                        struct qn_arena *arena, struct qn_err *err);
void qn_facts_of(const struct qn_view *v, const struct qn_problem *pr, int32_t installation,
                 struct qn_facts *out);
/* The recorded variant as a bit; 0 where none is, or one that the packs do not know of the kind
 * (a blast furnace "belt"), which says nothing. */
uint32_t qn_variant_recorded(const struct qn_pack *p, const struct qn_installation *in);
/* The row of variants.csv that speaks for what is (not) recorded, or NULL. */
const struct qn_variant_rule *qn_variant_rule_of(const struct qn_pack *p,
                                                 const struct qn_installation *in);
/* Capacity of one unit of the row; NaN if unknown. */
struct qn_qty qn_unit_capacity(const struct qn_installation *in);
struct qn_span qn_enterprise_capacity(const struct qn_view *v, int32_t installation);

#endif
