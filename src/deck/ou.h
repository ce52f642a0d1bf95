/* The output pathway: what ou.c, ou_table.c and ou_file.c share. Internal to deck. */
#ifndef QN_DECK_OU_H
#define QN_DECK_OU_H

#include "deck/reader.h"

#define QN_OU_KINDS 5 /* of enum qn_deck_request_kind */

struct qn_ou_card {  /* where a request came from */
    long unit;       /* the unit number, 0 without */
    unsigned column; /* of the path */
};

struct qn_ou {
    unsigned seen; /* set of keywords, by their place in the table of ou.c */
    bool any;      /* a table or a file was asked for */
    size_t request_cap;
    struct qn_ou_card *card; /* [requests] */
    size_t card_cap;
    bool no_header[QN_OU_KINDS];
    unsigned summary_line, summary_column;
};

enum qn_status qn_ou_state(struct qn_reader *reader, struct qn_ou **ou, struct qn_err *err);
/* The index of an averaging period or group of the deck, named in field i. */
enum qn_status qn_ou_average(const struct qn_deck *deck, const struct qn_card *card, size_t i,
                             size_t *ave, struct qn_err *err);
enum qn_status qn_ou_group(const struct qn_deck *deck, const struct qn_card *card, size_t i,
                           size_t *group, struct qn_err *err);
/* "1", "1ST", "FIRST" ... "TENTH": 0 where text is no rank. */
unsigned qn_ou_rank(const char *text, size_t n);

/* Tables (ou_table.c). */
enum qn_status qn_ou_rectable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_maxtable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_daytable(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
/* Files (ou_file.c). */
enum qn_status qn_ou_maxifile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_postfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_plotfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_rankfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_ou_seasonhr(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
/* Every file the deck asks for can be written and is none of those it reads (ou_write.c). */
enum qn_status qn_ou_check_paths(const struct qn_deck *deck, const struct qn_ou *ou,
                                 struct qn_err *err);

#endif
