/* What CO leaves for the other pathways beside the deck itself. Internal to deck. */
#ifndef QN_DECK_CO_H
#define QN_DECK_CO_H

#include "deck/reader_priv.h"

struct qn_co {
    unsigned long seen; /* set of keywords, by their row in co.c's table */
    bool alpha, beta, elevated;
    bool dry_asked, dry_refused; /* DRYDPLT, NODRYDPLT */
    bool wet_asked, wet_refused;
    bool dry_depletes, wet_depletes; /* as far as CO says */
    bool non_default;                /* something a regulatory run may not have */
    bool low_wind;
    bool velocity_given; /* GASDEPVD */
    bool season_given, land_use_given;
    const struct qn_card *decay_card;
    char high_rank[4]; /* POLLUTID's H1H, H2H, INC; "" without */
    /* URBANOPT cards, read at CO FINISHED: their form depends on how many there are */
    const struct qn_card **urban_card;
    size_t urban_cards, urban_cap;
    char (*urban_id)[9]; /* [deck->urbans], "" for the only one */
    /* of SO, for the options' line */
    size_t urban_fields;
    bool urban_all;
};

struct qn_co *qn_co_state(struct qn_reader *reader, struct qn_err *err);

enum qn_status qn_co_modelopt(struct qn_reader *reader, struct qn_co *co,
                              const struct qn_card *card, struct qn_err *err);
/* Units and factors of the outputs asked for. */
void qn_co_units(struct qn_deck *deck);
size_t qn_co_types(const struct qn_deck *deck);
enum qn_status qn_co_low_wind(struct qn_reader *reader, struct qn_co *co,
                              const struct qn_card *card, struct qn_err *err);
enum qn_status qn_co_urban(struct qn_reader *reader, struct qn_co *co, struct qn_err *err);
/* Averages that EPA's standards for PM2.5, NO2 and SO2 ask for. */
enum qn_status qn_co_standards(struct qn_reader *reader, const struct qn_co *co,
                               const struct qn_card *card, struct qn_err *err);

/* A deep copy of a card in the arena, to look at later. */
const struct qn_card *qn_card_keep(struct qn_reader *reader, const struct qn_card *card,
                                   struct qn_err *err);
bool qn_card_is(const struct qn_card *card, size_t i, const char *word);
void qn_text_copy(char *to, size_t cap, const char *from);
/* Refuses a value outside low..high (NaN too), naming what, the value and the limits. */
enum qn_status qn_card_within(const struct qn_card *card, size_t i, const char *what, double value,
                              double low, double high, struct qn_err *err);

#endif
