/* Reading a runstream: cards (lines cut into fields), pathways, and what their keywords fill.
 * Internal to deck. */
#ifndef QN_DECK_READER_H
#define QN_DECK_READER_H

#include "deck/deck.h"

#define QN_CARD_FIELDS_CAP 4000
#define QN_CARD_LINE_CAP 16384

/* A line of the runstream. Pathway and keyword are those of the line, or, where its columns are
 * blank, of the line before (a continuation). Fields are what follows the keyword; quotes are
 * removed. */
struct qn_card {
    const char *file; /* the deck or an INCLUDED file */
    unsigned line;
    char pathway[3]; /* "CO" "SO" "RE" "ME" "OU" */
    char keyword[9];
    bool keyword_repeated; /* the columns of the keyword were blank */
    unsigned keyword_column;
    size_t fields;
    const char *const *field;     /* terminated; upper case: names, options, numbers */
    const char *const *field_raw; /* as written: take paths from here */
    const unsigned *column;       /* of each field, 1-based */
    const char *rest;             /* as written, from the first data column on (titles) */
};                                /* valid until the next card: copy what is kept into the arena */

struct qn_reader; /* what is under way: sources and receptors so far, networks open, half-read
                     arrays */

/* One per pathway: takes a card (not STARTING, not FINISHED). */
enum qn_status qn_deck_co(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err);
enum qn_status qn_deck_so(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err);
enum qn_status qn_deck_re(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err);
enum qn_status qn_deck_me(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err);
enum qn_status qn_deck_ou(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err);
/* Called at the pathway's FINISHED: completes and checks. After all five the reader itself loads
 * the weather (deck->weather, options.latitude_deg), calls qn_deck_me_weather, and reads the
 * HOUREMIS files of SO. */
enum qn_status qn_deck_co_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_deck_so_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_deck_re_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_deck_me_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_deck_ou_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);

/* After every pathway, with deck->weather loaded: which hours run (STARTEND, DAYRANGE), the years
 * of ANNUAL, dates in order, what the files' headers say as messages and options (me_hours.c). */
enum qn_status qn_deck_me_weather(struct qn_reader *reader, struct qn_err *err);

/* Helpers every pathway uses (reader.c). `i` is a field's index; errors name file:line:column. */
struct qn_deck *qn_reader_deck(struct qn_reader *reader); /* filled as the pathways go */
struct qn_arena *qn_reader_arena(struct qn_reader *reader);
enum qn_status qn_card_need(const struct qn_card *card, size_t least, size_t most,
                            struct qn_err *err);
enum qn_status qn_card_real(const struct qn_card *card, size_t i, double *value,
                            struct qn_err *err);
enum qn_status qn_card_int(const struct qn_card *card, size_t i, long *value, struct qn_err *err);
/* A field that may stand for several equal ones: "36*13.7" gives 36 and 13.7; "13.7" gives 1. */
enum qn_status qn_card_repeat(const struct qn_card *card, size_t i, size_t *times, double *value,
                              struct qn_err *err);
/* A whole card of numbers with repeats appended to a growing array (arena). */
enum qn_status qn_card_append(struct qn_reader *reader, const struct qn_card *card, size_t from,
                              size_t max, double **array, size_t *count, struct qn_err *err);
enum qn_status qn_card_fail(const struct qn_card *card, size_t i, enum qn_text_id id, const char *a,
                            const char *b,
                            struct qn_err *err); /* where = the field's place; {0} {1} */
enum qn_status qn_card_unsupported(const struct qn_card *card, size_t i, struct qn_err *err);
/* A warning or information for the message summary. */
void qn_reader_note(struct qn_reader *reader, const struct qn_card *card, char type, int code,
                    const char *module, const char *hint);
/* Source index by its name, SIZE_MAX when absent; ranges as AERMOD compares them (see SRCGROUP,
 * EMISFACT). */
size_t qn_reader_source(const struct qn_reader *reader, const char *id);
/* qn_deck_read of a text in memory: no file that it names is opened, so INCLUDED is refused and
 * weather and hourly emission stay empty. */
enum qn_status qn_deck_read_text(const char *name, const char *text, size_t n, struct qn_deck *deck,
                                 struct qn_err *err);
/* Each pathway keeps its own state here (allocated from the arena on first use). */
void **qn_reader_state(struct qn_reader *reader, int pathway); /* 0 CO, 1 SO, 2 RE, 3 ME, 4 OU */

#endif
