/* Pages of the printed output. Internal to deck. */
#ifndef QN_DECK_PAGES_H
#define QN_DECK_PAGES_H

#include "deck/out.h"

/* "   INCLUDING SOURCE(S):  ..." of a table, from its first column to its end of line. */
void qn_page_members(struct qn_deck_out *out, struct qn_sink *file, size_t group, size_t indent);
/* "** CONC OF SO2 IN MICROGRAMS/M**3 **" between empty lines; `lasting`: of PERIOD or ANNUAL, whose
 * yearly depositions have their own unit. */
void qn_page_unit(struct qn_deck_out *out, struct qn_sink *file, size_t type, size_t indent,
                  bool lasting);
void qn_page_kinds(struct qn_sink *file, size_t empty_lines, size_t indent);

#endif
