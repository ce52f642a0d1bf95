/* How many valid values a mean needs, and what mark it gets.
 *
 *   minute  >= 12 instantaneous values        HJ 212-2017 D (read in the standard)
 *   hour    >= 45 valid minutes               HJ 212-2017 D (read in the standard)
 *   day     >= 20 valid hours                 HJ 212-2017 D (read in the standard)
 *   month   >= 25 valid days, February >= 23  HJ 76-2017 B  (secondary text only)
 *   flags   N where >= 75 % are normal        HJ 212-2017 C.16-C.18 (read in the standard)
 *   hour's mark: F St Sd B where >= 45 min of it carry one, C M D where > 15 min do
 *                                             (platform software only; switched on by the caller)
 */
#ifndef QN_QUALITY_VALIDITY_H
#define QN_QUALITY_VALIDITY_H

#include "quality/convert.h"
#include "quality/marks.h"
#include "rule/rule.h"

struct qn_validity_rule {
    int minute_instants, hour_minutes, day_hours, month_days, february_days;
    double flag_share;                   /* of normal values [1] */
    int mark_plant_min, mark_device_min; /* [min] of the hour-mark rule */
};
/* The counts above. */
extern const struct qn_validity_rule qn_validity_default;
/* How well a count is known. */
enum qn_validity_kind {
    QN_VALID_MINUTE,
    QN_VALID_HOUR,
    QN_VALID_DAY,
    QN_VALID_MONTH,
    QN_VALID_FLAG,
    QN_VALID_HOUR_MARK,
    QN_VALID_KIND_COUNT
};
enum qn_conf qn_validity_conf(enum qn_validity_kind k);

struct qn_mean {
    struct qn_calc mean; /* FEW where valid < needed */
    size_t valid, needed, n;
};
/* The arithmetic mean (never flow-weighted) of the values that are numbers and valid.
 * valid may be NULL: all numbers count. */
struct qn_mean qn_mean_valid(const double *value, const bool *valid, size_t n, size_t needed);
/* The same for an hour of minute data of an interval: >= 45 valid minutes. */
struct qn_mean qn_mean_hour(const double *value, const bool *valid, size_t n, int interval_min,
                            const struct qn_validity_rule *rule);
/* Valid days that a month needs. */
int qn_month_needs(const struct qn_validity_rule *rule, int month);
/* 'N' or 'D' by the share of normal values; 'D' where there are none. */
char qn_flag_of_share(size_t normal, size_t n, const struct qn_validity_rule *rule);
/* The mark of an hour from the minutes under each meaning (platform software's rule). */
enum qn_mark_meaning qn_mark_of_hour(const int minutes[QN_MEANS_COUNT],
                                     const struct qn_validity_rule *rule);

#endif
