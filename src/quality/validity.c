#include "quality/validity.h"

#include <math.h>

const struct qn_validity_rule qn_validity_default = {
    .minute_instants = 12,
    .hour_minutes = 45,
    .day_hours = 20,
    .month_days = 25,
    .february_days = 23,
    .flag_share = 0.75,
    .mark_plant_min = 45,
    .mark_device_min = 15,
};

enum qn_conf qn_validity_conf(enum qn_validity_kind k)
{
    switch (k) {
    case QN_VALID_MINUTE:
    case QN_VALID_HOUR:
    case QN_VALID_DAY:
    case QN_VALID_FLAG:
        return QN_CONF_VERIFIED_PAGE;
    case QN_VALID_MONTH:
    case QN_VALID_HOUR_MARK:
        return QN_CONF_PARTIAL;
    case QN_VALID_KIND_COUNT:
        break;
    }
    return QN_CONF_MISSING;
}

struct qn_mean qn_mean_valid(const double *value, const bool *valid, size_t n, size_t needed)
{
    struct qn_mean m = {{NAN, QN_CALC_FEW}, 0, needed, n};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i]) || (valid && !valid[i]))
            continue;
        sum += value[i];
        m.valid++;
    }
    if (m.valid && m.valid >= needed)
        m.mean = (struct qn_calc){sum / (double)m.valid, QN_CALC_OK};
    return m;
}

struct qn_mean qn_mean_hour(const double *value, const bool *valid, size_t n, int interval_min,
                            const struct qn_validity_rule *rule)
{
    int step = interval_min > 0 ? interval_min : 1;
    size_t needed = (size_t)((rule->hour_minutes + step - 1) / step);
    return qn_mean_valid(value, valid, n, needed);
}

int qn_month_needs(const struct qn_validity_rule *rule, int month)
{
    return month == 2 ? rule->february_days : rule->month_days;
}

char qn_flag_of_share(size_t normal, size_t n, const struct qn_validity_rule *rule)
{
    return n && (double)normal >= rule->flag_share * (double)n ? 'N' : 'D';
}

enum qn_mark_meaning qn_mark_of_hour(const int minutes[QN_MEANS_COUNT],
                                     const struct qn_validity_rule *rule)
{
    static const enum qn_mark_meaning plant[] = {QN_MEANS_SOURCE_STOPPED, QN_MEANS_STARTING,
                                                 QN_MEANS_STOPPING, QN_MEANS_BANKED};
    static const enum qn_mark_meaning device[] = {QN_MEANS_CALIBRATION, QN_MEANS_MAINTENANCE,
                                                  QN_MEANS_FAULT};
    for (size_t i = 0; i < sizeof plant / sizeof plant[0]; i++)
        if (minutes[plant[i]] >= rule->mark_plant_min)
            return plant[i];
    for (size_t i = 0; i < sizeof device / sizeof device[0]; i++)
        if (minutes[device[i]] > rule->mark_device_min)
            return device[i];
    int normal = minutes[QN_MEANS_NORMAL] + minutes[QN_MEANS_UNMARKED];
    return normal >= rule->hour_minutes ? QN_MEANS_NORMAL : QN_MEANS_MISSING;
}
