/* Cutting a runstream line into a card. Pure: no input or output, no allocation. */
#ifndef QN_DECK_CARDS_H
#define QN_DECK_CARDS_H

#include "deck/reader.h"

/* The columns of a runstream, 0-based, when its first line starts in column 1:
 *
 *     SO SRCPARAM STACK1  100.0 65.0 425.0 15.0 5.0
 *     0  3        12
 *
 * pathway in 0-1, keyword in 3-10, data from 12 on. The first line of the deck may be shifted by up
 * to three columns; every line is then shifted alike. */
struct qn_cutter {
    unsigned shift; /* columns all lines are shifted by, from the deck's first line */
    const char *field[QN_CARD_FIELDS_CAP], *field_raw[QN_CARD_FIELDS_CAP];
    unsigned column[QN_CARD_FIELDS_CAP];
    char upper[QN_CARD_LINE_CAP + 1], raw[QN_CARD_LINE_CAP + 1], rest[QN_CARD_LINE_CAP + 1];
};

enum qn_card_sort { QN_CARD_NOTHING, QN_CARD_COMMENT, QN_CARD_DATA, QN_CARD_NO_ECHO };

/* The shift that a deck's first line asks for: 0 to 3. */
unsigned qn_cutter_shift(const char *line, size_t n);

/* Cuts line[0..n), without its end of line, into *card. Pathway and keyword are "" where their
 * columns are blank. The card's strings live in the cutter.
 * Given     card->file and card->line, for messages
 * Errors    QN_E_LIMIT line too long, too many fields; QN_E_SYNTAX quotes that do not close, text
 * in a separating column, NUL */
enum qn_status qn_cutter_cut(struct qn_cutter *cutter, const char *line, size_t n,
                             struct qn_card *card, enum qn_card_sort *sort, struct qn_err *err);

/* One number, added up digit by digit in AERMOD's order so that the last bit is the same.
 * Returns false where text is no finite number or its exponent is beyond 30. `times` is the count
 * before a '*', 1 without; NULL allows no count. */
bool qn_card_number(const char *text, size_t *times, double *value);

#endif
