/* Little decks with weather of their own, written to the test's folder. */
#ifndef QN_TEST_DECK_LITTLE_H
#define QN_TEST_DECK_LITTLE_H

#include <stdlib.h>
#include <unistd.h>

#include "deck/deck.h"
#include "qn_test.h"

struct little {
    char deck[512], surface[512], profile[512];
};

static inline void little_name(char *to, size_t cap, const char *test, const char *end)
{
    int n = snprintf(to, cap, "%s/deckB_%s_%ld%s", QN_TEST_TMP, test, (long)getpid(), end);
    assert_true(n > 0 && (size_t)n < cap);
}

static inline FILE *little_open(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    return f;
}

/* Hours from the first of January: `days` days of `year`, of which the hours `from` .. `to`
 * (counted from 0) are written. A neutral hour throughout. */
static inline void little_weather_part(struct little *l, const char *flags, int year, int days,
                                       int from, int to)
{
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    FILE *s = little_open(l->surface), *p = little_open(l->profile);
    fprintf(s,
            "   29.967N   95.350W          UA_ID: 3937      SF_ID: 722430    OS_ID:"
            "              VERSION: 24142  %s\n",
            flags);
    int at = 0, left = days, julian = 0;
    for (int m = 1; left > 0; m = m % 12 + 1, year += m == 1) {
        bool leap = year % 4 == 0;
        julian = m == 1 ? 0 : julian;
        for (int d = 1; d <= month_days[m - 1] + (m == 2 && leap) && left > 0; d++, left--) {
            julian++;
            for (int h = 1; h <= 24; h++, at++) {
                if (at < from || at > to)
                    continue;
                fprintf(s,
                        "%d %d %d %d %d -21.5 0.222 -9.0 -9.0 -999. 251. 54.1 0.15 0.70 1.0 2.1 "
                        "28.0 6.1 287.5 2.0 0 0.00 100. 997. 10\n",
                        year, m, d, julian, h);
                fprintf(p, "%d %d %d %d 6.1 1 28.0 2.10 14.40 99.00 99.00\n", year, m, d, h);
            }
        }
    }
    fclose(s);
    fclose(p);
}

static inline struct little little_new(const char *test)
{
    struct little l;
    little_name(l.deck, sizeof l.deck, test, ".inp");
    little_name(l.surface, sizeof l.surface, test, ".sfc");
    little_name(l.profile, sizeof l.profile, test, ".pfl");
    little_weather_part(&l, "ADJ_U*", 1996, 1, 0, 1 << 30);
    return l;
}

static inline void little_remove(const struct little *l)
{
    (void)remove(l->deck);
    (void)remove(l->surface);
    (void)remove(l->profile);
}

/* One point source S1 at (100, 200); the rest as given, each ending with a newline. NULL takes the
 * usual. */
struct little_parts {
    const char *co, *so, *re, *me, *ou; /* me comes after the files, the stations and PROFBASE */
    const char *averages, *stations;
};

static inline void little_write(const struct little *l, struct little_parts parts)
{
    FILE *f = little_open(l->deck);
    fprintf(f,
            "CO STARTING\n   TITLEONE  A little deck\n   MODELOPT  CONC\n   AVERTIME  %s\n"
            "   POLLUTID  OTHER\n%s   RUNORNOT  RUN\nCO FINISHED\n",
            parts.averages ? parts.averages : "1", parts.co ? parts.co : "");
    fprintf(f,
            "SO STARTING\n   LOCATION  S1 POINT 100.0 200.0 10.0\n"
            "   SRCPARAM  S1 1.0 30.0 400.0 10.0 1.0\n%s   SRCGROUP  ALL\nSO FINISHED\n",
            parts.so ? parts.so : "");
    fprintf(f, "RE STARTING\n%sRE FINISHED\n",
            parts.re ? parts.re : "   DISCCART  500.0 -500.0 10.0 20.0\n");
    fprintf(f,
            "ME STARTING\n   SURFFILE  \"%s\"\n   PROFFILE  \"%s\"\n%s   PROFBASE  0.0\n%sME "
            "FINISHED\n",
            l->surface, l->profile,
            parts.stations ? parts.stations : "   SURFDATA  722430 1996\n   UAIRDATA  3937 1996\n",
            parts.me ? parts.me : "");
    fprintf(f, "OU STARTING\n%sOU FINISHED\n", parts.ou ? parts.ou : "   RECTABLE  ALLAVE FIRST\n");
    fclose(f);
}

/* How many messages of a code the deck has. */
static inline size_t little_noted(const struct qn_deck *deck, int code)
{
    size_t n = 0;
    for (size_t i = 0; i < deck->messages; i++)
        n += deck->message[i].code == code;
    return n;
}

/* The line of the deck on which `text` first stands, 1-based; 0 where it does not. */
static inline unsigned little_line(const struct little *l, const char *text)
{
    char line[4096];
    unsigned n = 0;
    FILE *f = fopen(l->deck, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        n++;
        if (strstr(line, text)) {
            fclose(f);
            return n;
        }
    }
    fclose(f);
    return 0;
}

#endif
