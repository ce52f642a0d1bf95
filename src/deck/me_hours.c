/* Which hours of the weather are run, in AERMOD's way: from STARTEND's first hour to its last, on
 * DAYRANGE's days, with every hour up to then in order; and where the years of ANNUAL end. */
#include "deck/me.h"

#include <string.h>

#include "deck/reader_priv.h"

#define NO_END 2147123124LL

struct span {              /* what AERMOD's loop over hours sees */
    long long first, last; /* of STARTEND, as stamps */
    size_t read;           /* hours that are read: to the first one after `last`, with it */
};

static long long stamp(const struct qn_plume_hour *h)
{
    return qn_me_stamp(h->year, h->month, h->day, h->hour);
}

/* "1999-03-01 24" */
static const char *date_text(long long when, char text[32])
{
    static const int digits[] = {4, 2, 2, 2};
    static const char between[] = "-- ";
    long long divisor[] = {1000000, 10000, 100, 1};
    size_t at = 0;
    for (size_t k = 0; k < 4; k++) {
        long long v = when / divisor[k] % (k ? 100 : 10000);
        for (int d = digits[k] - 1; d >= 0; d--, v /= 10)
            text[at + (size_t)d] = (char)('0' + v % 10);
        at += (size_t)digits[k];
        if (k < 3)
            text[at++] = between[k];
    }
    text[at] = 0;
    return text;
}

/* The place of STARTEND in the deck, for what is wrong between it and the weather. */
static const char *startend_place(const struct qn_deck *deck, const struct qn_me *me,
                                  char where[QN_ERR_WHERE_CAP])
{
    char l[QN_NUM_TEXT_CAP], c[QN_NUM_TEXT_CAP];
    const char *args[] = {deck->path, qn_num_text(me->startend_line, l),
                          qn_num_text(me->startend_column, c)};
    qn_template_format(me->startend_line ? "{0}:{1}:{2}" : "{0}", args, 3, where, QN_ERR_WHERE_CAP);
    return where;
}

static void note_hour(struct qn_reader *reader, size_t hour, int code, const char *module,
                      const char *hint)
{
    const struct qn_card card = {
        .file = "", .line = (unsigned)hour + 1, .pathway = "MX"}; /* AERMOD's pathway for weather */
    qn_reader_note(reader, &card, 'W', code, module, hint);
}

/* YYMMDDHH of AERMOD's messages, and its ten digits. */
static void digits(long long value, size_t n, char *text)
{
    for (size_t i = n; i-- > 0; value /= 10)
        text[i] = (char)('0' + value % 10);
    text[n] = 0;
}

/* Sequence */

static bool last_of_year(const struct qn_plume_hour *h)
{
    return h->month == 12 && h->day == 31 && h->hour == 24;
}

static bool follows(const struct qn_plume_hour *a, const struct qn_plume_hour *b)
{
    if (b->hour > 1)
        return stamp(b) == stamp(a) + 1;
    if (a->hour != 24)
        return false;
    int ja = qn_me_julian(a->year, a->month, a->day), jb = qn_me_julian(b->year, b->month, b->day);
    return (a->year == b->year && jb == ja + 1) ||
           (b->year == a->year + 1 && jb == 1 && last_of_year(a));
}

/* Whole years left out are a warning only. */
static bool skips_years(const struct qn_plume_hour *a, const struct qn_plume_hour *b)
{
    return last_of_year(a) && b->year > a->year + 1 && b->month == 1 && b->day == 1 && b->hour == 1;
}

static enum qn_status check_sequence(struct qn_reader *reader, const struct span *span,
                                     struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    if (deck->options.no_checks)
        return QN_OK;
    for (size_t h = 1; h < span->read; h++) {
        const struct qn_plume_hour *a = &deck->weather.hour[h - 1], *b = a + 1;
        if (follows(a, b))
            continue;
        char before[32], after[32], hint[16];
        if (!skips_years(a, b) && !deck->warn_dates)
            return qn_fail(err, QN_E_CONFLICT, deck->surface_path, QN_T_DECK_ME_SEQUENCE,
                           date_text(stamp(b), after), date_text(stamp(a), before));
        digits(stamp(b) % 100000000, 8, hint);
        note_hour(reader, h, 450, "CHKDAT", hint);
    }
    return QN_OK;
}

/* The first record against SURFDATA and STARTEND */

static enum qn_status check_first(struct qn_reader *reader, const struct span *span,
                                  struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_plume_hour *h = deck->weather.hour;
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    char a[32], b[32], hint[16] = "StartYR ";
    if (h->hour > 1 && (deck->ave_count > 1 || (deck->ave_count == 1 && deck->ave_hours[0] != 1)))
        note_hour(reader, 0, 488, "METEXT", "for 1st Day");
    if (h->year != deck->surface_year && me->days_count)
        return qn_fail(err, QN_E_CONFLICT, deck->surface_path, QN_T_DECK_ME_YEAR_DAYS,
                       qn_num_text(h->year, a), qn_num_text(deck->surface_year, b));
    if (h->year != deck->surface_year) {
        digits(h->year, 4, hint + 8);
        note_hour(reader, 0, 492, "METEXT", hint);
    }
    char where[QN_ERR_WHERE_CAP];
    if (deck->has_start && stamp(h) > span->first)
        return qn_fail(err, QN_E_CONFLICT, startend_place(deck, me, where),
                       QN_T_DECK_ME_STARTS_LATE, date_text(stamp(h), a), date_text(span->first, b));
    return QN_OK;
}

static enum qn_status check_last(struct qn_reader *reader, const struct span *span,
                                 struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_me *me = NULL;
    char a[32], b[32], where[QN_ERR_WHERE_CAP];
    enum qn_status st = qn_me_state(reader, &me, err);
    long long last = stamp(&deck->weather.hour[deck->weather.hours - 1]);
    if (!st && deck->has_end && span->read == deck->weather.hours && last < span->last)
        st = qn_fail(err, QN_E_CONFLICT, startend_place(deck, me, where), QN_T_DECK_ME_SHORT,
                     date_text(span->last, a), date_text(last, b));
    return st;
}

/* Hours */

static enum qn_status mark(struct qn_reader *reader, const struct span *span, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    unsigned char *process = qn_arena_alloc(deck->arena, deck->weather.hours, err);
    if (!process)
        return err ? err->code : QN_E_NOMEM;
    deck->process = process;
    for (size_t i = 0; i < span->read; i++) {
        const struct qn_plume_hour *h = &deck->weather.hour[i];
        int day = qn_me_julian(h->year, h->month, h->day);
        const unsigned char *chosen = qn_me_leap(h->year) ? me->leap : me->ordinary;
        process[i] = stamp(h) >= span->first && stamp(h) <= span->last && chosen[day];
        deck->hours_to_run += process[i];
    }
    char a[32], b[32], where[QN_ERR_WHERE_CAP];
    if (deck->hours_to_run == 0)
        return qn_fail(err, QN_E_CONFLICT, startend_place(deck, me, where), QN_T_DECK_ME_NO_HOURS,
                       date_text(stamp(deck->weather.hour), a),
                       date_text(stamp(&deck->weather.hour[deck->weather.hours - 1]), b));
    return QN_OK;
}

/* The date that closes a year which began at start (month, day, hour): the hour before it. */
static void closing_date(const int start[3], int close[3])
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    memcpy(close, start, 3 * sizeof *close);
    if (--close[2] > 0)
        return;
    close[2] = 24;
    if (--close[1] > 0)
        return;
    close[0] = close[0] == 1 ? 12 : close[0] - 1;
    close[1] = days[close[0] - 1];
}

static bool closes_year(const struct qn_plume_hour *h, const int close[3])
{
    int day = close[0] == 2 && close[1] == 29 && !qn_me_leap(h->year) ? 28 : close[1];
    return h->month == close[0] && h->day == day && h->hour == close[2];
}

static void note_left(struct qn_reader *reader)
{
    char left[QN_NUM_TEXT_CAP];
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_card card = {.file = "", .pathway = "CN"};
    if (deck->hours_after_years)
        qn_reader_note(reader, &card, 'W', 481, "MAIN",
                       qn_num_text((double)deck->hours_after_years, left));
}

/* The hour that closes each year of ANNUAL: the one before the first hour's date comes round. Hours
 * left after the last whole year are not averaged. */
static enum qn_status find_years(struct qn_reader *reader, const struct span *span,
                                 struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_plume_hour *h = deck->weather.hour;
    if (!deck->annual)
        return QN_OK;
    if (deck->options.no_checks || deck->warn_dates)
        return qn_fail(err, QN_E_CONFLICT, deck->path, QN_T_DECK_ME_ANNUAL_CHECKS);
    int start[3] = {h->month, h->day, h->hour}, close[3];
    long long first = deck->has_start ? span->first : stamp(h);
    if (deck->has_start)
        memcpy(start, deck->start + 1, sizeof start);
    closing_date(start, close);
    size_t *ends = NULL, cap = 0;
    for (size_t i = 0; i < span->read && stamp(&h[i]) <= span->last; i++) {
        deck->hours_after_years += stamp(&h[i]) >= first;
        if (stamp(&h[i]) <= first || !closes_year(&h[i], close))
            continue;
        enum qn_status st = qn_reader_grow(reader, &ends, deck->years, &cap, sizeof *ends, err);
        if (st)
            return st;
        ends[deck->years++] = i;
        deck->hours_after_years = 0;
    }
    deck->year_end = ends;
    if (deck->years == 0)
        return qn_fail(err, QN_E_CONFLICT, deck->surface_path, QN_T_DECK_ME_NO_YEAR);
    note_left(reader);
    return QN_OK;
}

enum qn_status qn_deck_me_weather(struct qn_reader *reader, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct span span = {.first = 0, .last = NO_END};
    if (deck->weather.hours == 0)
        return qn_fail(err, QN_E_SYNTAX, deck->surface_path, QN_T_DECK_ME_EMPTY);
    if (deck->has_start)
        span.first = qn_me_stamp(deck->start[0], deck->start[1], deck->start[2], deck->start[3]);
    if (deck->has_end)
        span.last = qn_me_stamp(deck->end[0], deck->end[1], deck->end[2], deck->end[3]);
    while (span.read < deck->weather.hours &&
           (span.read == 0 || stamp(&deck->weather.hour[span.read - 1]) <= span.last))
        span.read++;
    enum qn_status st = qn_me_header(reader, err);
    if (!st)
        st = check_first(reader, &span, err);
    if (!st)
        st = check_sequence(reader, &span, err);
    if (!st)
        st = check_last(reader, &span, err);
    if (!st)
        st = mark(reader, &span, err);
    if (!st)
        st = find_years(reader, &span, err);
    return st;
}
