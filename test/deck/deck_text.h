/* Decks in memory for the tests of deck: CO and SO as given, the rest as small as can be. */
#ifndef QN_TEST_DECK_TEXT_H
#define QN_TEST_DECK_TEXT_H

#include "deck/reader.h"
#include "qn_test.h"

#define CO_PLAIN                                                                                   \
    "   TITLEONE  A title\n"                                                                       \
    "   MODELOPT  CONC FLAT\n"                                                                     \
    "   AVERTIME  1 24\n"                                                                          \
    "   POLLUTID  OTHER\n"                                                                         \
    "   RUNORNOT  RUN\n"
#define CO_WITH(modelopt)                                                                          \
    "   TITLEONE  A title\n"                                                                       \
    "   MODELOPT  " modelopt "\n"                                                                  \
    "   AVERTIME  1 24\n"                                                                          \
    "   POLLUTID  OTHER\n"                                                                         \
    "   RUNORNOT  RUN\n"
#define SO_PLAIN                                                                                   \
    "   LOCATION  P1  POINT  0.0 0.0 0.0\n"                                                        \
    "   SRCPARAM  P1  50.0 65.0 425.0 15.0 3.0\n"
#define SO_GROUP "   SRCGROUP  ALL\n"
#define THE_REST                                                                                   \
    "RE STARTING\n"                                                                                \
    "   DISCCART  100.0 100.0\n"                                                                   \
    "RE FINISHED\n"                                                                                \
    "ME STARTING\n"                                                                                \
    "   SURFFILE  a.sfc\n"                                                                         \
    "   PROFFILE  a.pfl\n"                                                                         \
    "   SURFDATA  14735 1988\n"                                                                    \
    "   UAIRDATA  14735 1988\n"                                                                    \
    "   PROFBASE  0.0 METERS\n"                                                                    \
    "ME FINISHED\n"                                                                                \
    "OU STARTING\n"                                                                                \
    "   RECTABLE  ALLAVE FIRST\n"                                                                  \
    "OU FINISHED\n"
#define DECK(co, so) "CO STARTING\n" co "CO FINISHED\nSO STARTING\n" so "SO FINISHED\n" THE_REST

static inline enum qn_status read_text(const char *text, struct qn_deck *deck, struct qn_err *err)
{
    *err = (struct qn_err){.code = QN_OK};
    return qn_deck_read_text("d.inp", text, strlen(text), deck, err);
}

/* A deck that must be read; the caller releases it. */
static inline struct qn_deck must_read(const char *text)
{
    struct qn_deck deck;
    struct qn_err err;
    assert_ok(read_text(text, &deck, &err), err);
    return deck;
}

/* A deck that must be refused at a place, with a word in the English message. */
static inline void must_refuse(const char *text, const char *where, const char *word)
{
    struct qn_deck deck;
    struct qn_err err;
    enum qn_status st = read_text(text, &deck, &err);
    if (st == QN_OK || strcmp(err.where, where) != 0 || !strstr(err.msg[1], word)) {
        print_error("status %d at %s (expected %s): %s\n", (int)st, err.where, where, err.msg[1]);
        if (st == QN_OK)
            qn_deck_release(&deck);
        fail();
    }
    assert_null(deck.arena);
    assert_true(err.msg[0][0] != 0);
}

static inline size_t count_messages(const struct qn_deck *deck, int code)
{
    size_t n = 0;
    for (size_t i = 0; i < deck->messages; i++)
        n += deck->message[i].code == code;
    return n;
}

static inline void must_note(const char *text, int code, size_t times)
{
    struct qn_deck deck = must_read(text);
    size_t found = count_messages(&deck, code);
    if (found != times)
        print_error("message %d: %zu times, expected %zu\n", code, found, times);
    assert_int_equal(found, times);
    qn_deck_release(&deck);
}

#endif
