/* The weather pathway: what me.c, me_days.c and me_hours.c share. Internal to deck. */
#ifndef QN_DECK_ME_H
#define QN_DECK_ME_H

#include "deck/reader.h"

/* One field of DAYRANGE. Its days are known at the pathway's end, with the year of SURFDATA. */
struct qn_me_days {
    const char *file, *text;
    unsigned line, column;
    bool range, by_date;
    int month[2], day[2]; /* by_date */
    int julian[2];
};

struct qn_me_place { /* in the deck */
    const char *file;
    unsigned line, column;
};

struct qn_me {
    unsigned seen; /* set of keywords, by their place in the table of me.c */
    struct qn_me_days *days;
    size_t days_count, days_cap;
    unsigned char ordinary[367], leap[367];  /* days to run, in years of 365 and 366 days */
    unsigned end_line;                       /* of ME FINISHED */
    unsigned startend_line, startend_column; /* 0 without */
    struct qn_me_place surface, profile;     /* where the files are named */
};

enum qn_status qn_me_state(struct qn_reader *reader, struct qn_me **me, struct qn_err *err);

bool qn_me_leap(int year);
/* 1 to 366; 0 where there is no such day. */
int qn_me_julian(int year, int month, int day);
/* Four digits: 50 to 99 are 1950 to 1999, 0 to 49 are 2000 to 2049. */
int qn_me_year(int year);
/* year month day hour as one number, for comparing. */
long long qn_me_stamp(int year, int month, int day, int hour);

enum qn_status qn_me_startend(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
enum qn_status qn_me_dayrange(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err);
/* Fills ordinary, leap and deck->day_chosen. */
enum qn_status qn_me_choose_days(struct qn_reader *reader, struct qn_err *err);
/* What the weather's header and profile say, as messages and options (me_header.c). */
enum qn_status qn_me_header(struct qn_reader *reader, struct qn_err *err);

#endif
