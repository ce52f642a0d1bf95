/* Emission limits of stacks, and thresholds of detectors, as the packs hold them.
 *
 *   points.csv    kinds of emission points, and the words of outlets.csv that name them
 *   limits.csv    one row a limit: where, what, how much, at which O2, since when, how well known
 *   quality.csv   thresholds of the quality rules: our choice (basis assumed), to be changed
 *
 * A folder given with --rules may lack the three: it then holds no limits.
 */
#ifndef QN_RULE_LIMITS_H
#define QN_RULE_LIMITS_H

#include "rule/rule.h"

enum qn_regime {
    QN_REGIME_TRANSITIONAL, /* existing plants, until the general limits reached them */
    QN_REGIME_GENERAL,
    QN_REGIME_SPECIAL,   /* 特别排放限值 */
    QN_REGIME_ULTRA_LOW, /* 超低排放: a policy, no standard */
    QN_REGIME_LOCAL,
    QN_REGIME_COUNT
};
const char *qn_regime_name(enum qn_regime r); /* "transitional" ... */

#define QN_MAX_POINTS 64
struct qn_point {
    const char *id, *process, *name_zh, *name_en;
    const char *texts;        /* words of outlets.csv `process` that name it, apart by '|' */
    uint32_t kinds, variants; /* of the installation; 0: any */
};

struct qn_limit {
    const char *id, *document, *table, *pollutant;
    const char *factor;   /* HJ 212 code; "" where none is sent */
    const char *division; /* GB/T 2260 code it is confined to, "" nowhere */
    const char *unit, *source_id, *note;
    enum qn_regime regime;
    bool policy;                            /* no binding standard by itself */
    uint64_t points;                        /* bits of points.csv rows */
    double limit, ref_o2_pct;               /* NaN: as measured */
    struct qn_date ref_o2_from;             /* no correction before; year 0: from the row's start */
    struct qn_date new_from, existing_from; /* year 0: not for such plants */
    struct qn_date to;                      /* year 0: open */
    enum qn_conf conf;
};

struct qn_threshold {
    const char *name, *unit, *basis, *note;
    double value;
};

size_t qn_pack_points(const struct qn_pack *p, const struct qn_point **first);
size_t qn_pack_limits(const struct qn_pack *p, const struct qn_limit **first);
size_t qn_pack_thresholds(const struct qn_pack *p, const struct qn_threshold **first);
/* NULL where the pack has none of that name. */
const struct qn_threshold *qn_pack_threshold(const struct qn_pack *p, const char *name);

#endif
