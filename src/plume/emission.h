/* What a source emits in an hour: its factors, or the hour's own values. Internal to plume. */
#ifndef QN_PLUME_EMISSION_H
#define QN_PLUME_EMISSION_H

#include "plume/met.h"
#include "plume/model.h"

/* Index of the factor that holds in an hour.
 *
 * Given     variation  how emission varies, not constant
 *           met        month, hour, season, weekday and reference wind of the hour
 *           category   upper bounds of the first five wind speed categories [m/s]
 * Returned  index into the source's factors
 * Method    AERMOD 24142 EMFACT: the hour goes fastest, then the season or month, then the day; a
 *           wind speed at a category's upper bound belongs to it
 * Errors    none
 * Check     SHRDOW on a Sunday in spring, hour 24: (3 - 1) 96 + (2 - 1) 24 + 23 = 239 (by hand)
 */
size_t qn_emission_index(enum qn_plume_variation variation, const struct qn_met *met,
                         const double category[5]);

/* The release of a source in an hour, floors applied, emission times its factor.
 * Errors    QN_PLUME_E_INPUT if the caller's hourly values are refused */
enum qn_plume_status qn_emission_release(const struct qn_plume *model,
                                         const struct qn_plume_run *run, const struct qn_met *met,
                                         size_t hour, size_t source,
                                         struct qn_plume_release *release,
                                         struct qn_plume_error *error);

#endif
