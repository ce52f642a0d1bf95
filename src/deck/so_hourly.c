/* SO HOUREMIS: emission by the hour from a file, a line for each such source and each hour of the
 * weather, in the order of the sources:
 *
 *     SO HOUREMIS 88  3  1  1 PT1     6.882   388.26   7.652
 *        keyword  date and hour, source, emission; points: temperature, velocity;
 *                 volumes: height, sigma y, sigma z; areas and lines: height, sigma z
 *
 * Lines have the columns of a runstream. Without values the hour is missing: nothing is emitted. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "deck/so.h"

#define MISSING_EMISSION (-90.0) /* and below */
#define TINY 1e-5
#define TEMP_MIN_K 200.0
#define TEMP_MAX_K 2000.0
#define VELOCITY_MAX_M_S 50.0
#define HEIGHT_HIGH_M 100.0
#define HEIGHT_MAX_M 3000.0
#define SIGMA_HIGH_M 200.0

enum qn_status qn_so_hourly_card(struct qn_reader *reader, struct qn_so *so,
                                 const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 2, QN_CARD_FIELDS_CAP, err);
    if (st)
        return st;
    if (so->hourly_path && strcmp(so->hourly_path, card->field_raw[0]) != 0)
        return qn_card_fail(card, 0, QN_T_DECK_HOURLY_FILES, so->hourly_path, card->field_raw[0],
                            err);
    if (!so->hourly_path)
        so->hourly_path =
            qn_arena_copy(deck->arena, card->field_raw[0], strlen(card->field_raw[0]), err);
    if (!so->hourly_path)
        return err ? err->code : QN_E_NOMEM;
    bool all = qn_card_is(card, 1, "ALL");
    for (size_t i = 1; i < (all ? 2 : card->fields); i++) {
        struct qn_so_range range = {.only = SIZE_MAX};
        if (!all) {
            st = qn_so_range_read(reader, card, i, &range, err);
            if (!st)
                st = qn_so_range_some(&range, deck, card, i, err);
            if (st)
                return st;
        }
        for (size_t s = 0; s < deck->sources; s++) {
            if (!all && !qn_so_range_has(&range, deck, s))
                continue;
            if (so->source[s].count[QN_SO_FACTOR])
                return qn_card_fail(card, i, QN_T_DECK_CONFLICT, "EMISFACT", "HOUREMIS", err);
            deck->source[s].hourly = true;
        }
    }
    return QN_OK;
}

struct hourly { /* reading the file */
    struct qn_reader *reader;
    struct qn_cutter *cutter;
    const char *path, *text;
    size_t n, at;
    unsigned line;
    struct qn_card card;
};

/* The next line with data. */
static enum qn_status next_line(struct hourly *f, bool *end, struct qn_err *err)
{
    enum qn_card_sort sort = QN_CARD_NOTHING;
    *end = false;
    while (sort != QN_CARD_DATA) {
        if (f->at >= f->n) {
            *end = true;
            return QN_OK;
        }
        const char *start = f->text + f->at;
        const char *newline = memchr(start, '\n', f->n - f->at);
        size_t length = newline ? (size_t)(newline - start) : f->n - f->at;
        f->at += length + 1;
        if (f->line == 0)
            f->cutter->shift = qn_cutter_shift(start, length);
        f->card = (struct qn_card){.file = f->path, .line = ++f->line};
        enum qn_status st = qn_cutter_cut(f->cutter, start, length, &f->card, &sort, err);
        if (st)
            return st;
    }
    return QN_OK;
}

static void stamp_text(long year, long month, long day, long hour, char out[64])
{
    snprintf(out, 64, "%04ld-%02ld-%02ld %02ld", year, month, day, hour);
}

/* Year (of two or four digits), month, day, hour and name must be those that are due. */
static enum qn_status check_line(const struct hourly *f, const struct qn_plume_hour *hour,
                                 const struct qn_plume_source *s, struct qn_err *err)
{
    long date[4];
    enum qn_status st = qn_card_need(&f->card, 5, 9, err);
    for (size_t i = 0; !st && i < 4; i++)
        st = qn_card_int(&f->card, i, &date[i], err);
    if (st)
        return st;
    bool year = date[0] == (date[0] <= 99 ? hour->year % 100 : hour->year);
    if (!year || date[1] != hour->month || date[2] != hour->day || date[3] != hour->hour) {
        char have[64], want[64];
        stamp_text(date[0], date[1], date[2], date[3], have);
        stamp_text(hour->year, hour->month, hour->day, hour->hour, want);
        return qn_card_fail(&f->card, 0, QN_T_DECK_HOURLY_DATE, have, want, err);
    }
    if (strcmp(f->card.field[4], s->id) != 0)
        return qn_card_fail(&f->card, 4, QN_T_DECK_HOURLY_SOURCE, f->card.field_raw[4], s->id, err);
    return QN_OK;
}

static void note(const struct hourly *f, char type, int code, const char *module, const char *hint)
{
    struct qn_card card = f->card;
    memcpy(card.pathway, "MX", 3); /* said while hours are read */
    qn_reader_note(f->reader, &card, type, code, module, hint);
}

static void note_hour(const struct hourly *f, const struct qn_plume_hour *hour, int code)
{
    char hint[64];
    snprintf(hint, sizeof hint, "%04d%02d%02d%02d", hour->year, hour->month, hour->day, hour->hour);
    note(f, 'W', code, "HRQREAD", hint);
}

static enum qn_status settle_point(const struct hourly *f, const struct qn_plume_source *s,
                                   struct qn_plume_release *r, struct qn_err *err)
{
    if (!(r->temp_K > 0) && !(r->temp_K < 0)) {
        r->temp_K = -TINY;
    } else if (r->temp_K > TEMP_MAX_K ||
               (fabs(r->emission) > 0 && r->temp_K > 0 && r->temp_K < TEMP_MIN_K)) {
        if (r->temp_K < TEMP_MIN_K && r->velocity_m_s > TEMP_MIN_K)
            return qn_card_within(&f->card, 6, "TS", r->temp_K, TEMP_MIN_K, TEMP_MAX_K, err);
        note(f, 'W', 320, "HRQEXT", "HRTS");
    }
    if (r->velocity_m_s < 0)
        note(f, 'W', 325, "HRQEXT", s->id);
    else if (r->velocity_m_s > VELOCITY_MAX_M_S)
        note(f, 'I', 320, "HRQEXT", "HRVS");
    if (r->velocity_m_s < TINY)
        r->velocity_m_s = TINY;
    return QN_OK;
}

static enum qn_status settle_length(const struct hourly *f, size_t i, const char *hint,
                                    double least, double high, double *value, struct qn_err *err)
{
    enum qn_status st = qn_card_within(&f->card, i, hint, *value, 0, HEIGHT_MAX_M, err);
    if (!st && (*value < least || *value > high))
        note(f, 'W', 320, "HRQEXT", hint);
    if (*value < least)
        *value = least;
    return st;
}

/* The values after the name; how many there are must be the same in every hour. */
static enum qn_status take_values(const struct hourly *f, const struct qn_plume_hour *hour,
                                  const struct qn_plume_source *s, bool dimensions,
                                  struct qn_plume_release *r, struct qn_err *err)
{
    bool point = s->kind <= QN_PLUME_POINTHOR, volume = s->kind == QN_PLUME_VOLUME;
    double *const of_point[] = {&r->emission, &r->temp_K, &r->velocity_m_s};
    double *const of_volume[] = {&r->emission, &r->height_m, &r->sigma_y0_m, &r->sigma_z0_m};
    double *const of_area[] = {&r->emission, &r->height_m, &r->sigma_z0_m};
    double *const *value = point ? of_point : volume ? of_volume : of_area;
    size_t n = point ? 3 : !dimensions ? 1 : volume ? 4 : 3;
    enum qn_status st = qn_card_need(&f->card, 5 + n, 5 + n, err);
    for (size_t i = 0; !st && i < n; i++) {
        st = qn_card_real(&f->card, 5 + i, value[i], err);
        if (!st)
            st = qn_card_within(&f->card, 5 + i, "HOUREMIS", *value[i], -1e15, 1e15, err);
    }
    if (st)
        return st;
    if (r->emission <= MISSING_EMISSION) {
        r->emission = 0;
        note_hour(f, hour, 341);
    }
    if (point)
        return settle_point(f, s, r, err);
    r->has_dimensions = dimensions;
    if (!dimensions)
        return QN_OK;
    st = settle_length(f, 6, "HRHS", 0, HEIGHT_HIGH_M, &r->height_m, err);
    if (!st && volume)
        st = settle_length(f, 7, "HRSY", TINY, SIGMA_HIGH_M, &r->sigma_y0_m, err);
    if (!st)
        st = settle_length(f, volume ? 8 : 7, "HRSZ", TINY, SIGMA_HIGH_M, &r->sigma_z0_m, err);
    return st;
}

static enum qn_status take_line(struct hourly *f, const struct qn_plume_hour *hour,
                                const struct qn_plume_source *s, bool first, bool *dimensions,
                                struct qn_plume_release *r, struct qn_err *err)
{
    bool end;
    enum qn_status st = next_line(f, &end, err);
    if (st)
        return st;
    if (end) {
        char want[64];
        stamp_text(hour->year, hour->month, hour->day, hour->hour, want);
        return qn_fail(err, QN_E_SYNTAX, f->path, QN_T_DECK_HOURLY_END, want, s->id);
    }
    st = check_line(f, hour, s, err);
    if (st)
        return st;
    *r = (struct qn_plume_release){.emission = NAN};
    if (first) /* the first hour tells whether heights and sigmas are given */
        *dimensions =
            s->kind > QN_PLUME_POINTHOR && s->kind != QN_PLUME_OPENPIT && f->card.fields > 6;
    if (f->card.fields == 5) {
        note_hour(f, hour, 344);
        return QN_OK;
    }
    return take_values(f, hour, s, *dimensions, r, err);
}

/* The last hour that is run: the file need not go further. */
static size_t hours_needed(const struct qn_deck *deck)
{
    size_t n = deck->weather.hours;
    while (deck->process && n > 0 && !deck->process[n - 1])
        n--;
    return n;
}

static enum qn_status read_all(struct hourly *f, size_t columns, const size_t *source,
                               struct qn_plume_release *release, struct qn_err *err)
{
    const struct qn_deck *deck = f->reader->deck;
    bool *dimensions = qn_arena_alloc(deck->arena, columns, err);
    if (!dimensions)
        return err ? err->code : QN_E_NOMEM;
    size_t hours = hours_needed(deck);
    for (size_t h = 0; h < hours; h++)
        for (size_t c = 0; c < columns; c++) {
            enum qn_status st = take_line(f, &deck->weather.hour[h], &deck->source[source[c]],
                                          h == 0, &dimensions[c], &release[h * columns + c], err);
            if (st)
                return st;
        }
    for (size_t k = hours * columns; k < deck->weather.hours * columns; k++)
        release[k] = (struct qn_plume_release){.emission = NAN};
    return QN_OK;
}

enum qn_status qn_reader_hourly(struct qn_reader *reader, struct qn_err *err)
{
    struct qn_deck *deck = reader->deck;
    const struct qn_so *so = *qn_reader_state(reader, 1);
    if (!so || !so->hourly_path)
        return QN_OK;
    size_t columns = 0;
    size_t *column = qn_arena_alloc(deck->arena, deck->sources * sizeof *column, err);
    size_t *source = qn_arena_alloc(deck->arena, deck->sources * sizeof *source, err);
    if (!column || !source)
        return err ? err->code : QN_E_NOMEM;
    for (size_t s = 0; s < deck->sources; s++) {
        column[s] = deck->source[s].hourly ? columns : SIZE_MAX;
        if (deck->source[s].hourly)
            source[columns++] = s;
    }
    if (columns == 0 || deck->weather.hours > SIZE_MAX / sizeof(struct qn_plume_release) / columns)
        return QN_OK;
    struct qn_plume_release *release =
        qn_arena_alloc(deck->arena, deck->weather.hours * columns * sizeof *release, err);
    struct qn_cutter *cutter = qn_arena_alloc(deck->arena, sizeof *cutter, err);
    if (!release || !cutter)
        return err ? err->code : QN_E_NOMEM;
    struct qn_buf text;
    qn_buf_init(&text, QN_DECK_TEXT_MAX);
    enum qn_status st = qn_reader_file(so->hourly_path, &text, err);
    if (!st) {
        struct hourly f = {.reader = reader, .cutter = cutter, .path = so->hourly_path};
        f.text = text.data;
        f.n = text.len;
        st = read_all(&f, columns, source, release, err);
    }
    qn_buf_release(&text);
    deck->hourly_sources = columns;
    deck->hourly_column = column;
    deck->release = release;
    return st;
}
