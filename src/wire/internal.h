/* What the files of the room wire share. */
#ifndef QN_WIRE_INTERNAL_H
#define QN_WIRE_INTERNAL_H

#include "quench/hj212.h"

/* Deviations that stand in the CP: qn_212_items_next sees them, the header does not. */
#define QN_212_CP_DEVIATIONS                                                                       \
    ((uint32_t)(QN_212_DEV_TIME_MS | QN_212_DEV_EMPTY_VALUE | QN_212_DEV_STRAY_SEPARATOR |         \
                QN_212_DEV_COMMA))

/* Reads out->segment into out's fields, adds to out->deviations. The fields are zero before. */
enum qn_212_fault qn_212_header_read(struct qn_212_frame *out);
/* Deviations of the CP, items walked; only for policies that refuse one of them. */
uint32_t qn_212_cp_deviations(struct qn_212_span cp);
/* UTF-8 without control characters other than tab, CR, LF. */
bool qn_212_is_text(struct qn_212_span s);

static inline bool qn_212_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static inline bool qn_212_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

#endif
