/* STARTEND and DAYRANGE: which days of the weather are run. */
#include "deck/me.h"

#include <string.h>

#include "deck/co.h"
#include "deck/reader_priv.h"

#define LAST_YEAR 2147

static const int month_days[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool qn_me_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int qn_me_julian(int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > month_days[month - 1] ||
        (month == 2 && day == 29 && !qn_me_leap(year)))
        return 0;
    int julian = day;
    for (int m = 1; m < month; m++)
        julian += month_days[m - 1] - (m == 2 && !qn_me_leap(year));
    return julian;
}

long long qn_me_stamp(int year, int month, int day, int hour)
{
    return ((year * 100LL + month) * 100 + day) * 100 + hour;
}

/* A date of STARTEND: year month day, and the hour where the card has hours. */
static enum qn_status date(const struct qn_card *card, size_t from, bool hours, int last_hour,
                           int out[4], struct qn_err *err)
{
    long v[4] = {0, 0, 0, last_hour};
    enum qn_status st = QN_OK;
    for (size_t i = 0; !st && i < (hours ? 4 : 3); i++)
        st = qn_card_int(card, from + i, &v[i], err);
    if (st)
        return st;
    if (v[0] < 0 || v[0] > LAST_YEAR)
        return qn_card_fail(card, from, QN_T_DECK_ME_YEAR, card->field_raw[from], NULL, err);
    v[0] = qn_me_year((int)v[0]);
    if (v[1] < 1 || v[1] > 12)
        return qn_card_within(card, from + 1, "month", (double)v[1], 1, 12, err);
    if (v[2] < 1 || v[2] > 31 || !qn_me_julian((int)v[0], (int)v[1], (int)v[2]))
        return qn_card_fail(card, from + 2, QN_T_DECK_ME_NO_DAY, card->field_raw[from + 2], NULL,
                            err);
    if (v[3] < 1 || v[3] > 24)
        return qn_card_within(card, from + 3, "hour", (double)v[3], 1, 24, err);
    for (size_t i = 0; i < 4; i++)
        out[i] = (int)v[i];
    return QN_OK;
}

/* Less than a year: the end lies before the hour that closes the first year. */
static bool partial_year(const int start[4], const int end[4])
{
    int last[4] = {start[0] + 1, start[1], start[2], start[3] - 1};
    if (last[3] == 0) {
        last[3] = 24;
        if (--last[2] == 0) {
            last[1] = last[1] == 1 ? 12 : last[1] - 1;
            last[0] -= last[1] == 12;
            last[2] = month_days[last[1] - 1];
            if (last[1] == 2 && !qn_me_leap(last[0]))
                last[2] = 28;
        }
    }
    return qn_me_stamp(end[0], end[1], end[2], end[3]) <
           qn_me_stamp(last[0], last[1], last[2], last[3]);
}

enum qn_status qn_me_startend(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 6, 8, err);
    if (!st && card->fields == 7)
        st = qn_card_need(card, 8, 8, err);
    bool hours = card->fields == 8;
    size_t second = hours ? 4 : 3;
    if (!st)
        st = date(card, 0, hours, 1, deck->start, err);
    if (!st)
        st = date(card, second, hours, 24, deck->end, err);
    if (st)
        return st;
    if (qn_me_stamp(deck->end[0], deck->end[1], deck->end[2], deck->end[3]) <
        qn_me_stamp(deck->start[0], deck->start[1], deck->start[2], deck->start[3]))
        return qn_card_fail(card, second, QN_T_DECK_ME_END_FIRST, NULL, NULL, err);
    if (deck->annual && partial_year(deck->start, deck->end))
        return qn_card_fail(card, second, QN_T_DECK_ME_PARTIAL_YEAR, NULL, NULL, err);
    deck->has_start = deck->has_end = true;
    struct qn_me *me = NULL;
    st = qn_me_state(reader, &me, err);
    if (!st) {
        me->startend_line = card->line;
        me->startend_column = card->column[0];
    }
    return st;
}

/* DAYRANGE */

static bool whole(const char **s, int *value)
{
    int v = 0, digits = 0;
    for (; **s >= '0' && **s <= '9'; (*s)++, digits++)
        v = v < 10000 ? v * 10 + (**s - '0') : v;
    *value = v;
    return digits > 0;
}

/* "181", "152-243", "6/1", "6/1-8/31" */
static bool parse_days(const char *s, struct qn_me_days *d)
{
    for (int k = 0; k < 2; k++) {
        int a = 0, b = 0;
        if (!whole(&s, &a))
            return false;
        bool by_date = *s == '/';
        if (by_date && (s++, !whole(&s, &b)))
            return false;
        if (k == 1 && by_date != d->by_date)
            return false;
        d->by_date = by_date;
        d->julian[k] = a;
        d->month[k] = a;
        d->day[k] = b;
        if (*s != '-')
            break;
        if (k == 1)
            return false;
        d->range = true;
        s++;
    }
    return *s == 0;
}

enum qn_status qn_me_dayrange(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_me *me = NULL;
    struct qn_arena *arena = qn_reader_arena(reader);
    enum qn_status st = qn_me_state(reader, &me, err);
    if (!st)
        st = qn_card_need(card, 1, QN_CARD_FIELDS_CAP, err);
    for (size_t i = 0; !st && i < card->fields; i++) {
        struct qn_me_days one = {.file = card->file, .line = card->line, .column = card->column[i]};
        if (!parse_days(card->field[i], &one))
            return qn_card_fail(card, i, QN_T_DECK_ME_DAYS, card->field_raw[i], NULL, err);
        one.text = qn_arena_copy(arena, card->field_raw[i], strlen(card->field_raw[i]), err);
        if (!one.text)
            return err ? err->code : QN_E_NOMEM;
        st = qn_reader_grow(reader, &me->days, me->days_count, &me->days_cap, sizeof one, err);
        if (!st)
            me->days[me->days_count++] = one;
    }
    return st;
}

/* Days of the year are the same numbers in every year. */
static void choose_julian(struct qn_me *me, int from, int to)
{
    for (int k = from; k <= to; k++)
        me->ordinary[k] = me->leap[k] = 1;
}

/* Dates move by a day after February in years of the other kind. AERMOD 24142 does not move a range
 * that is given in an ordinary year (it adds day 366 to one that ends with the year). */
static void choose_dates(struct qn_me *me, const struct qn_me_days *d, int year, int from, int to)
{
    bool leap = qn_me_leap(year);
    for (int k = from; k <= to; k++) {
        if (leap) {
            me->leap[k] = 1;
            if (d->range ? k <= 59 : d->month[0] <= 2)
                me->ordinary[k] = 1;
            else if (!d->range || k > 60)
                me->ordinary[k - 1] = 1;
        } else {
            me->ordinary[k] = 1;
            me->leap[d->range || d->month[0] <= 2 ? k : k + 1] = 1;
        }
    }
    if (!leap && d->range && to == 365)
        me->leap[366] = 1;
}

static void note_outside(struct qn_reader *reader, const struct qn_card *card,
                         const struct qn_me_days *d, int from, int to)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    int first = deck->has_start ? qn_me_julian(deck->start[0], deck->start[1], deck->start[2]) : 0;
    int last = deck->has_end ? qn_me_julian(deck->end[0], deck->end[1], deck->end[2]) : 366;
    if (from >= first && to <= last)
        return;
    char a[QN_NUM_TEXT_CAP], b[QN_NUM_TEXT_CAP], hint[64];
    const char *args[] = {qn_num_text(from, a), qn_num_text(to, b)};
    qn_template_format(d->range ? "{0}-{1}" : "{0}", args, 2, hint, sizeof hint);
    qn_reader_note(reader, card, 'W', 350, "DAYRNG", hint);
}

static enum qn_status choose(struct qn_reader *reader, struct qn_me *me, const struct qn_me_days *d,
                             struct qn_err *err)
{
    const char *const field[] = {d->text};
    const unsigned column[] = {d->column};
    const struct qn_card card = {.file = d->file,
                                 .line = d->line,
                                 .pathway = "ME",
                                 .keyword = "DAYRANGE",
                                 .keyword_column = d->column,
                                 .fields = 1,
                                 .field = field,
                                 .field_raw = field,
                                 .column = column};
    int year = qn_reader_deck(reader)->surface_year, day[2];
    for (int k = 0; k < 2; k++) {
        int at = k && d->range;
        day[k] = d->by_date ? qn_me_julian(year, d->month[at], d->day[at]) : d->julian[at];
        if (day[k] < 1 || day[k] > 366)
            return qn_card_fail(&card, 0, QN_T_DECK_ME_NO_DAY, d->text, NULL, err);
    }
    if (day[0] > day[1])
        return qn_card_fail(&card, 0, QN_T_DECK_ME_DAYS_BACK, d->text, NULL, err);
    if (d->by_date)
        choose_dates(me, d, year, day[0], day[1]);
    else
        choose_julian(me, day[0], day[1]);
    note_outside(reader, &card, d, day[0], day[1]);
    return QN_OK;
}

enum qn_status qn_me_choose_days(struct qn_reader *reader, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    if (me->days_count == 0)
        choose_julian(me, 1, 366);
    for (size_t i = 0; !st && i < me->days_count; i++)
        st = choose(reader, me, &me->days[i], err);
    memcpy(deck->day_chosen, qn_me_leap(deck->surface_year) ? me->leap : me->ordinary,
           sizeof deck->day_chosen);
    return st;
}
