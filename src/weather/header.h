/* The surface file's header line:
 *
 *    61.217N  149.833W          UA_ID: 26409     SF_ID: 26451     OS_ID:              VERSION:
 * 24142  ADJ_U*
 *
 * latitude in columns 1-10, longitude in 11-20, names after their marks, flags anywhere. */
#ifndef QN_WEATHER_HEADER_H
#define QN_WEATHER_HEADER_H

#include "weather/weather.h"

/* True if the line is a header and no row of numbers: it has a colon. */
bool qn_weather_is_header(const char *line, size_t len);

/* Fills what the header says. Latitude and longitude are NaN where they cannot be read.
 * Errors: QN_E_SYNTAX no version; QN_E_UNSUPPORTED a version AERMOD 24142 does not take */
enum qn_status qn_weather_header(const char *place, const char *line, size_t len,
                                 struct qn_weather *weather, struct qn_err *err);

#endif
