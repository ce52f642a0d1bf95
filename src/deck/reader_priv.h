/* What the reader keeps while a deck is read. Internal to reader, co and so. */
#ifndef QN_DECK_READER_PRIV_H
#define QN_DECK_READER_PRIV_H

#include "base/buf.h"
#include "deck/cards.h"
#include "deck/reader.h"

#define QN_DECK_PATHWAYS 5
#define QN_DECK_TEXT_MAX ((size_t)512 * 1024 * 1024)        /* bytes of one file */
#define QN_DECK_MEMORY_MAX ((size_t)8 * 1024 * 1024 * 1024) /* bytes a deck may take */

struct qn_reader {
    struct qn_deck *deck;
    struct qn_cutter *cutter;
    bool memory; /* the deck is text in memory and no file that it names is opened */
    void *state[QN_DECK_PATHWAYS];
    /* order of cards */
    int pathway;      /* 0 CO .. 4 OU; -1 before the first */
    bool open;        /* between STARTING and FINISHED */
    bool over;        /* OU FINISHED was read */
    bool including;   /* inside an INCLUDED file */
    char keyword[9];  /* of the card before */
    unsigned started; /* set of pathways, 1 << pathway */
    /* names of sources: open addressing, deck->source's index + 1, 0 free */
    size_t *slot;
    size_t slots;
    size_t message_cap, source_cap;
    enum qn_status failed; /* of a helper that returns nothing */
};

/* A file as UTF-8 text, terminated; the caller releases *text. */
enum qn_status qn_reader_file(const char *path, struct qn_buf *text, struct qn_err *err);
/* Hands every line of a text to the pathways. */
enum qn_status qn_reader_text(struct qn_reader *reader, const char *file, const char *text,
                              size_t n, struct qn_err *err);
/* INCLUDED: the file's cards, in place. */
enum qn_status qn_reader_include(struct qn_reader *reader, const struct qn_card *card,
                                 struct qn_err *err);
/* One more source; err names the card when its name was there before. */
enum qn_status qn_reader_source_new(struct qn_reader *reader, const struct qn_card *card, size_t i,
                                    struct qn_plume_source **source, struct qn_err *err);
/* Doubles an array of the arena when full. */
enum qn_status qn_reader_grow(struct qn_reader *reader, void *array, size_t count, size_t *cap,
                              size_t size, struct qn_err *err);
/* After the weather: the HOUREMIS files (so_hourly.c). */
enum qn_status qn_reader_hourly(struct qn_reader *reader, struct qn_err *err);
/* The options' line of AERMOD's headers, once everything is known (co_modelopt.c). */
void qn_reader_modelopts(struct qn_reader *reader);

#endif
