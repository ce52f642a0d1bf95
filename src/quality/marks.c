#include "quality/marks.h"

#include <string.h>

#define M5(text, meaning)                                                                          \
    {                                                                                              \
        QN_MARK_212_2005, text, QN_MEANS_##meaning, false                                          \
    }
#define M7(text, meaning)                                                                          \
    {                                                                                              \
        QN_MARK_212_2017, text, QN_MEANS_##meaning, false                                          \
    }
#define MC(text, meaning)                                                                          \
    {                                                                                              \
        QN_MARK_HJ75, text, QN_MEANS_##meaning, false                                              \
    }
#define MP(text, meaning, unconfirmed)                                                             \
    {                                                                                              \
        QN_MARK_ST45, text, QN_MEANS_##meaning, unconfirmed                                        \
    }

/* HJ/T 212-2005; HJ 212-2017 table 8; HJ 75/76-2017 (as CEMS software has them); HJ 212-2025 as its
 * implementations show it. */
static const struct qn_mark marks[] = {
    M5("N", NORMAL),
    M5("F", SOURCE_STOPPED),
    M5("M", MAINTENANCE),
    M5("S", SET_BY_HAND),
    M5("D", FAULT),
    M5("C", CALIBRATION),
    M5("T", OVER_RANGE),
    M5("P", POWER_FAULT),
    M7("N", NORMAL),
    M7("F", INSTRUMENT_STOPPED),
    M7("M", MAINTENANCE),
    M7("S", SET_BY_HAND),
    M7("D", FAULT),
    M7("C", CALIBRATION),
    M7("T", OVER_RANGE),
    M7("B", NO_COMMUNICATION),
    MC("N", NORMAL),
    MC("F", SOURCE_STOPPED),
    MC("St", STARTING),
    MC("Sd", STOPPING),
    MC("B", BANKED),
    MC("C", CALIBRATION),
    MC("M", MAINTENANCE),
    MC("Md", MISSING),
    MC("T", OVER_RANGE),
    MC("D", FAULT),
    MP("N", NORMAL, false),
    MP("F", SOURCE_STOPPED, true),
    MP("St", STARTING, false),
    MP("Sd", STOPPING, true),
    MP("B", BANKED, true),
    MP("Sr", UNKNOWN, true),
};

const char *qn_mark_standard_name(enum qn_mark_standard s)
{
    static const char *const names[QN_MARK_STANDARD_COUNT] = {"HJ/T 212-2005", "HJ 212-2017",
                                                              "HJ 75-2017", "HJ 212-2025 ST=45"};
    return (unsigned)s < QN_MARK_STANDARD_COUNT ? names[s] : "";
}

const char *qn_mark_meaning_name(enum qn_mark_meaning m)
{
    static const char *const names[QN_MEANS_COUNT] = {
        "normal",     "instrument_stopped", "source_stopped", "starting", "stopping",
        "banked",     "maintenance",        "set_by_hand",    "fault",    "calibration",
        "over_range", "no_communication",   "power_fault",    "missing",  "unmarked",
        "unknown"};
    return (unsigned)m < QN_MEANS_COUNT ? names[m] : "";
}

struct qn_mark qn_mark_of(enum qn_mark_standard standard, const char *text)
{
    if (!*text)
        return (struct qn_mark){standard, "", QN_MEANS_UNMARKED, false};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].standard == standard && strcmp(marks[i].text, text) == 0)
            return marks[i];
    return (struct qn_mark){standard, text, QN_MEANS_UNKNOWN, true};
}

size_t qn_mark_list(const struct qn_mark **first)
{
    *first = marks;
    return sizeof marks / sizeof marks[0];
}

bool qn_mark_valid(enum qn_mark_meaning m)
{
    return m == QN_MEANS_NORMAL || m == QN_MEANS_UNMARKED;
}

bool qn_mark_of_plant(enum qn_mark_meaning m)
{
    return m == QN_MEANS_SOURCE_STOPPED || m == QN_MEANS_STARTING || m == QN_MEANS_STOPPING ||
           m == QN_MEANS_BANKED;
}
