/* RECTABLE, MAXTABLE and DAYTABLE: the tables of the main output. */
#include "deck/ou.h"

#include <string.h>

#include "deck/co.h"
#include "deck/reader_priv.h"

#define MAXTABLE_CAP 1000000

static bool is_all(const struct qn_card *card)
{
    return strcmp(card->field[0], "ALLAVE") == 0;
}

/* ALLAVE, one average, or "1-8": every average of the deck from 1 to 8 hours. */
static enum qn_status averages(const struct qn_deck *deck, const struct qn_card *card,
                               bool chosen[QN_DECK_AVES_CAP], struct qn_err *err)
{
    const char *text = card->field[0], *dash = strchr(text, '-');
    char low[16] = "";
    double from = 0, to = 0;
    bool any = is_all(card);
    for (size_t a = 0; a < deck->ave_count; a++)
        chosen[a] = any;
    if (any)
        return QN_OK;
    if (!dash) {
        size_t ave = 0;
        enum qn_status st = qn_ou_average(deck, card, 0, &ave, err);
        if (!st)
            chosen[ave] = true;
        return st;
    }
    size_t n = (size_t)(dash - text);
    if (n < sizeof low)
        memcpy(low, text, n);
    if (!qn_card_number(low, NULL, &from) || !qn_card_number(dash + 1, NULL, &to))
        return qn_card_fail(card, 0, QN_T_DECK_OU_AVERAGE, card->field_raw[0], NULL, err);
    for (size_t a = 0; a < deck->ave_count; a++) {
        chosen[a] = deck->ave_hours[a] >= from && deck->ave_hours[a] <= to;
        any = any || chosen[a];
    }
    return any ? QN_OK : qn_card_fail(card, 0, QN_T_DECK_OU_AVERAGE, card->field_raw[0], NULL, err);
}

/* "FIRST", "2", "FIRST-TENTH" */
static enum qn_status ranks(const struct qn_card *card, size_t i, unsigned *from, unsigned *to,
                            struct qn_err *err)
{
    const char *text = card->field[i], *dash = strchr(text, '-');
    size_t n = dash ? (size_t)(dash - text) : strlen(text);
    *from = qn_ou_rank(text, n);
    *to = dash ? qn_ou_rank(dash + 1, strlen(dash + 1)) : *from;
    if (*from == 0 || *to == 0 || *to < *from || *to > QN_DECK_HIGH_CAP)
        return qn_card_fail(card, i, QN_T_DECK_OU_RANK, card->field_raw[i], NULL, err);
    return QN_OK;
}

enum qn_status qn_ou_rectable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    bool chosen[QN_DECK_AVES_CAP] = {false};
    enum qn_status st = qn_card_need(card, 2, QN_CARD_FIELDS_CAP, err);
    if (!st)
        st = averages(deck, card, chosen, err);
    for (size_t i = 1; !st && i < card->fields; i++) {
        unsigned from = 0, to = 0;
        st = ranks(card, i, &from, &to, err);
        for (size_t a = 0; !st && a < deck->ave_count; a++)
            for (unsigned r = from; chosen[a] && r <= to; r++)
                deck->rectable[a][r] = 1;
    }
    return st;
}

enum qn_status qn_ou_maxtable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    size_t only = 0;
    long count = 0;
    enum qn_status st = qn_card_need(card, 2, 2, err);
    if (!st && !is_all(card))
        st = qn_ou_average(deck, card, 0, &only, err);
    if (!st)
        st = qn_card_int(card, 1, &count, err);
    if (!st && (count < 1 || count > MAXTABLE_CAP))
        st = qn_card_within(card, 1, card->keyword, (double)count, 1, MAXTABLE_CAP, err);
    for (size_t a = 0; !st && a < deck->ave_count; a++)
        if (is_all(card) || a == only)
            deck->maxtable[a] = (unsigned)count;
    return st;
}

enum qn_status qn_ou_daytable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 1, deck->ave_count ? deck->ave_count : 1, err);
    if (!st && is_all(card)) {
        st = qn_card_need(card, 1, 1, err);
        for (size_t a = 0; !st && a < deck->ave_count; a++)
            deck->daytable[a] = true;
        return st;
    }
    for (size_t i = 0; !st && i < card->fields; i++) {
        size_t ave = 0;
        st = qn_ou_average(deck, card, i, &ave, err);
        if (!st)
            deck->daytable[ave] = true;
    }
    return st;
}
