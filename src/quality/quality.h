/* Quality of telemetry: what its numbers are worth, and where they do not hold together. */
#ifndef QN_QUALITY_QUALITY_H
#define QN_QUALITY_QUALITY_H

#include "series/track.h"

/* Excess-air conversion is not judged at or above this O2 (21 - O2 tends to 0) [%]. */
#define QN_O2_JUDGED_MAX_PCT 19.0

#endif
