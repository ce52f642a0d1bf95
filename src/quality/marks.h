/* Marks of values: one letter, several standards.
 *
 *   F is the instrument stopped in HJ 212-2017, the source stopped in HJ/T 212-2005 and HJ 75.
 *   B is no communication in HJ 212-2017, a banked furnace in HJ 75.
 *
 * A mark is therefore kept with its standard, and never proves that a source stopped.
 */
#ifndef QN_QUALITY_MARKS_H
#define QN_QUALITY_MARKS_H

#include <stdbool.h>
#include <stddef.h>

enum qn_mark_standard {
    QN_MARK_212_2005, /* HJ/T 212-2005 */
    QN_MARK_212_2017, /* HJ 212-2017 table 8, and HJ 212-2025 for values */
    QN_MARK_HJ75,     /* HJ 75/76-2017, minute data of CEMS software */
    QN_MARK_ST45,     /* HJ 212-2025, ST=45 production condition: a word as the value */
    QN_MARK_STANDARD_COUNT
};
const char *qn_mark_standard_name(enum qn_mark_standard s); /* "HJ 212-2017" ... */

enum qn_mark_meaning {
    QN_MEANS_NORMAL,
    QN_MEANS_INSTRUMENT_STOPPED,
    QN_MEANS_SOURCE_STOPPED,
    QN_MEANS_STARTING,
    QN_MEANS_STOPPING,
    QN_MEANS_BANKED,
    QN_MEANS_MAINTENANCE,
    QN_MEANS_SET_BY_HAND,
    QN_MEANS_FAULT,
    QN_MEANS_CALIBRATION,
    QN_MEANS_OVER_RANGE,
    QN_MEANS_NO_COMMUNICATION,
    QN_MEANS_POWER_FAULT,
    QN_MEANS_MISSING,
    QN_MEANS_UNMARKED, /* no mark was sent */
    QN_MEANS_UNKNOWN,  /* a mark that the standard does not list, or whose meaning is unconfirmed */
    QN_MEANS_COUNT
};
const char *qn_mark_meaning_name(enum qn_mark_meaning m); /* "source_stopped" ... */

struct qn_mark {
    enum qn_mark_standard standard;
    const char *text; /* "F", "St" */
    enum qn_mark_meaning meaning;
    bool unconfirmed; /* known of by name only */
};
/* What a mark means in its standard; case counts. "" is QN_MEANS_UNMARKED. */
struct qn_mark qn_mark_of(enum qn_mark_standard standard, const char *text);
/* Every listed mark, for documentation. */
size_t qn_mark_list(const struct qn_mark **first);

/* The value may enter means and judgements: normal, or no mark was sent. */
bool qn_mark_valid(enum qn_mark_meaning m);
/* The mark speaks of the plant (stopped, starting, stopping, banked), not of the instrument. */
bool qn_mark_of_plant(enum qn_mark_meaning m);

#endif
