/* The outputs of a run: made, fed hour by hour, finished or thrown away. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deck/fixed.h"
#include "deck/out.h"

#define FIXED_MOST 9999999.99999 /* what F13.5 holds */
#define LAST_DATE_EVER INT64_C(99999999999)

static enum qn_status out_of_memory(const struct qn_err *err)
{
    return err && err->code ? err->code : QN_E_NOMEM;
}

/* Making. */

static void set_types(struct qn_deck_out *out)
{
    static const enum qn_plume_output all[QN_PLUME_TYPE_CAP] = {QN_PLUME_CONC, QN_PLUME_DEPOS,
                                                                QN_PLUME_DDEP, QN_PLUME_WDEP};
    for (size_t t = 0; t < QN_PLUME_TYPE_CAP; t++)
        if (out->deck->options.outputs & (unsigned)all[t])
            out->type[out->types++] = all[t];
}

static enum qn_status set_members(struct qn_deck_out *out, struct qn_err *err)
{
    size_t count = 0, at = 0;
    for (size_t g = 0; g < out->groups; g++)
        for (size_t s = 0; s < out->sources; s++)
            count += out->deck->group[g].member[s] != 0;
    out->member_start =
        qn_arena_alloc(&out->arena, (out->groups + 1) * sizeof *out->member_start, err);
    out->member = qn_arena_alloc(&out->arena, (count + 1) * sizeof *out->member, err);
    if (!out->member_start || !out->member)
        return out_of_memory(err);
    for (size_t g = 0; g < out->groups; g++) {
        out->member_start[g] = at;
        for (size_t s = 0; s < out->sources; s++)
            if (out->deck->group[g].member[s])
                out->member[at++] = s;
    }
    out->member_start[out->groups] = at;
    return QN_OK;
}

static enum qn_status set_rows(struct qn_deck_out *out, struct qn_err *err)
{
    out->zero = qn_arena_alloc(&out->arena, (out->receptors + 1) * sizeof *out->zero, err);
    out->scratch = qn_arena_alloc(&out->arena, out->rows * sizeof *out->scratch, err);
    out->kept = qn_arena_alloc(&out->arena, out->rows * sizeof *out->kept, err);
    out->row = qn_arena_alloc(&out->arena, out->rows * sizeof *out->row, err);
    if (!out->zero || !out->scratch || !out->kept || !out->row)
        return out_of_memory(err);
    for (size_t row = 0; row < out->rows; row++) {
        size_t g = row % out->groups;
        if (out->member_start[g + 1] - out->member_start[g] < 2)
            continue;
        out->scratch[row] = qn_arena_alloc(&out->arena, out->receptors * sizeof(double), err);
        if (!out->scratch[row])
            return out_of_memory(err);
    }
    return QN_OK;
}

/* What every row of a file says of its receptor. */
static enum qn_status set_places(struct qn_deck_out *out, struct qn_err *err)
{
    out->place = qn_arena_alloc(&out->arena, out->receptors * QN_OUT_PLACE + 1, err);
    out->ground = qn_arena_alloc(&out->arena, out->receptors * QN_OUT_GROUND + 1, err);
    if (!out->place || !out->ground)
        return out_of_memory(err);
    for (size_t i = 0; i < out->receptors; i++) {
        const struct qn_plume_receptor *at = &out->deck->receptor[i];
        char *place = out->place + i * QN_OUT_PLACE, *ground = out->ground + i * QN_OUT_GROUND;
        memset(place, ' ', QN_OUT_PLACE);
        memset(ground, ' ', QN_OUT_GROUND);
        qn_fixed_write(place + 1, at->x_m, 13, 5);
        qn_fixed_write(place + 15, at->y_m, 13, 5);
        qn_fixed_write(ground + 1, at->elev_m, 8, 2);
        qn_fixed_write(ground + 10, at->hill_m, 8, 2);
        qn_fixed_write(ground + 19, at->flag_m, 8, 2);
    }
    return QN_OK;
}

static void set_precipitation(struct qn_deck_out *out)
{
    const struct qn_deck *deck = out->deck;
    out->precipitation_told =
        (deck->options.outputs & ((unsigned)QN_PLUME_DEPOS | (unsigned)QN_PLUME_WDEP)) != 0;
    for (size_t s = 0; s < deck->sources && deck->options.wet_depletion; s++)
        if (deck->source[s].particles || deck->source[s].gas)
            out->precipitation_told = true;
}

/* When the run begins and ends, and the hour that ends its years: the one before its first. */
static void set_period(struct qn_deck_out *out)
{
    static const int days[13] = {31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const struct qn_deck *deck = out->deck;
    int first[4] = {0, 1, 1, 1};
    if (deck->has_start)
        memcpy(first, deck->start, sizeof first);
    else if (deck->weather.hours)
        memcpy(first,
               (int[4]){deck->weather.hour[0].year, deck->weather.hour[0].month,
                        deck->weather.hour[0].day, deck->weather.hour[0].hour},
               sizeof first);
    out->first_date = ((first[0] * INT64_C(100) + first[1]) * 100 + first[2]) * 100 + first[3];
    out->last_date = LAST_DATE_EVER;
    if (deck->has_end)
        out->last_date = ((deck->end[0] * INT64_C(100) + deck->end[1]) * 100 + deck->end[2]) * 100 +
                         deck->end[3];
    bool same_day = first[3] > 1, same_month = same_day || first[2] > 1;
    int month = same_month ? first[1] : first[1] == 1 ? 12 : first[1] - 1;
    out->year_end[0] = month;
    out->year_end[1] = same_day ? first[2] : same_month ? first[2] - 1 : days[month];
    out->year_end[2] = same_day ? first[3] - 1 : 24;
}

/* ANNUAL without a whole year is refused before the run, not after. */
static enum qn_status check_years(const struct qn_deck_out *out, struct qn_err *err)
{
    const struct qn_deck *deck = out->deck;
    if (deck->period || !deck->annual || qn_out_count_years(out) > 0)
        return QN_OK;
    char end[32];
    snprintf(end, sizeof end, "%02d-%02d %02d", out->year_end[0], out->year_end[1],
             out->year_end[2]);
    return qn_fail(err, QN_E_DOMAIN, deck->path, QN_T_DECK_OUT_NO_YEAR, end);
}

/* Files. */

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *pa, const void *pb)
{
    const struct qn_deck_request *a = *(const struct qn_deck_request *const *)pa;
    const struct qn_deck_request *b = *(const struct qn_deck_request *const *)pb;
    int order = compare((size_t)a->kind, (size_t)b->kind);
    order = order ? order : compare(a->ave, b->ave);
    order = order ? order : compare(a->group, b->group);
    order = order ? order : compare(a->high, b->high);
    return order ? order : compare(a->line, b->line);
}

static struct qn_sink *find_file(const struct qn_deck_out *out, const char *path)
{
    for (size_t f = 0; f < out->files; f++)
        if (strcmp(qn_sink_path(out->file[f]), path) == 0)
            return out->file[f];
    return NULL;
}

static enum qn_status open_file(struct qn_deck_out *out, const char *path, struct qn_sink **file,
                                struct qn_err *err)
{
    enum qn_status st = qn_sink_new(path, file, err);
    if (!st)
        out->file[out->files++] = *file;
    return st;
}

static enum qn_status open_requests(struct qn_deck_out *out, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t r = 0; r < out->deck->requests && !st; r++) {
        const char *path = out->request[r]->path;
        struct qn_sink *file = find_file(out, path);
        if (file && (file == out->print.sink || file == out->summary.sink))
            return qn_fail(err, QN_E_CONFLICT, path, QN_T_DECK_OUT_SHARED, path);
        if (!file)
            st = open_file(out, path, &file, err);
        out->request_file[r] = file;
    }
    return st;
}

static enum qn_status open_files(struct qn_deck_out *out, const char *main_path, struct qn_err *err)
{
    const struct qn_deck *deck = out->deck;
    size_t n = deck->requests;
    out->request =
        qn_arena_alloc(&out->arena, (n + 1) * sizeof(const struct qn_deck_request *), err);
    out->request_file = qn_arena_alloc(&out->arena, (n + 1) * sizeof(struct qn_sink *), err);
    out->file = qn_arena_alloc(&out->arena, (n + 3) * sizeof(struct qn_sink *), err);
    if (!out->request || !out->request_file || !out->file)
        return out_of_memory(err);
    for (size_t r = 0; r < n; r++)
        out->request[r] = &deck->request[r];
    qsort(out->request, n, sizeof(const struct qn_deck_request *), by_place);
    enum qn_status st = open_file(out, main_path, &out->print.sink, err);
    if (!st && deck->summary_path && find_file(out, deck->summary_path))
        st = qn_fail(err, QN_E_CONFLICT, main_path, QN_T_DECK_OUT_SHARED, main_path);
    if (!st && deck->summary_path)
        st = open_file(out, deck->summary_path, &out->summary.sink, err);
    if (!st)
        st = open_requests(out, err);
    if (!st && deck->error_path && find_file(out, deck->error_path))
        st = qn_fail(err, QN_E_CONFLICT, deck->error_path, QN_T_DECK_OUT_SHARED, deck->error_path);
    if (!st && deck->error_path)
        st = open_file(out, deck->error_path, &out->errors, err);
    return st;
}

static enum qn_status build(struct qn_deck_out *out, const char *main_path, struct qn_err *err)
{
    set_types(out);
    out->groups = out->deck->groups;
    out->rows = out->types * out->groups;
    out->receptors = out->deck->receptors;
    out->sources = out->deck->sources;
    out->message_end = &out->message;
    set_precipitation(out);
    set_period(out);
    enum qn_status st = check_years(out, err);
    if (!st)
        st = set_members(out, err);
    if (!st)
        st = set_rows(out, err);
    if (!st)
        st = set_places(out, err);
    if (!st)
        st = qn_out_average_new(out, err);
    if (!st)
        st = open_files(out, main_path, err);
    if (!st)
        st = qn_out_setup_pages(out, err);
    if (!st)
        qn_out_file_heads(out);
    return st;
}

enum qn_status qn_deck_out_new(const struct qn_deck *deck, const char *main_path,
                               struct qn_deck_out **out, struct qn_err *err)
{
    struct qn_deck_out *made = calloc(1, sizeof *made);
    if (!made)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "");
    made->deck = deck;
    qn_arena_init(&made->arena, SIZE_MAX / 2);
    enum qn_status st = build(made, main_path, err);
    if (st) {
        qn_deck_out_free(made);
        return st;
    }
    *out = made;
    return QN_OK;
}

/* Blocks. */

static enum qn_status misfit(const char *what, struct qn_err *err)
{
    return qn_fail(err, QN_E_BROKEN, NULL, QN_T_DECK_OUT_BLOCK, what);
}

static enum qn_status begin_hour(struct qn_deck_out *out, const struct qn_plume_block *block,
                                 struct qn_err *err)
{
    const struct qn_plume_hour *weather = &out->deck->weather.hour[block->hour];
    enum qn_status st = qn_out_year_ends(out, block->hour, err);
    out->hour = block->hour;
    out->hour_open = true;
    out->state = block->state;
    if (block->state == QN_PLUME_HOUR_CALM && out->deck->no_calm_processing)
        out->state = QN_PLUME_HOUR_VALID;
    out->date =
        ((weather->year % 100 * 100 + weather->month) * 100 + weather->day) * 100 + weather->hour;
    out->processed++;
    out->calm += block->state == QN_PLUME_HOUR_CALM;
    out->missing += block->state == QN_PLUME_HOUR_MISSING;
    out->notes += block->state != QN_PLUME_HOUR_VALID; /* AERMOD tells each such hour */
    for (size_t row = 0; row < out->rows; row++)
        out->row[row] = NULL;
    return st;
}

static void add_pair(double *restrict to, const double *restrict a, const double *restrict b,
                     size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = a[i] + b[i];
}

static void add_two(double *restrict to, const double *restrict a, const double *restrict b,
                    size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (to[i] + a[i]) + b[i];
}

static void add_one(double *restrict to, const double *restrict a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += a[i];
}

static const double *next_member(const struct qn_deck_out *out, const struct qn_plume_block *block,
                                 size_t row, size_t *k)
{
    size_t end = out->member_start[row % out->groups + 1];
    while (*k < end) {
        size_t s = out->member[(*k)++];
        if (!block->active || block->active[s])
            return block->value + (row / out->groups * block->sources + s) * block->receptors;
    }
    return NULL;
}

/* A row's sum over its active sources, in the order of the deck; NULL for none. One source's
 * values are not copied. */
static const double *group_row(struct qn_deck_out *out, const struct qn_plume_block *block,
                               size_t row)
{
    size_t k = out->member_start[row % out->groups], n = block->receptors;
    const double *first = next_member(out, block, row, &k);
    const double *second = first ? next_member(out, block, row, &k) : NULL;
    if (!second)
        return first;
    double *sum = out->scratch[row];
    add_pair(sum, first, second, n);
    while ((first = next_member(out, block, row, &k)) != NULL) {
        second = next_member(out, block, row, &k);
        if (second)
            add_two(sum, first, second, n);
        else
            add_one(sum, first, n);
    }
    return sum;
}

/* A part of the receptors goes to where the hour is put together. */
static enum qn_status keep_part(struct qn_deck_out *out, const struct qn_plume_block *block,
                                size_t row, const double *value, struct qn_err *err)
{
    if (!out->kept[row])
        out->kept[row] = qn_arena_alloc(&out->arena, out->receptors * sizeof(double), err);
    if (!out->kept[row])
        return out_of_memory(err);
    if (!out->row[row])
        memset(out->kept[row], 0, out->receptors * sizeof(double));
    memcpy(out->kept[row] + block->first_receptor, value, block->receptors * sizeof(double));
    out->row[row] = out->kept[row];
    return QN_OK;
}

static enum qn_status take_values(struct qn_deck_out *out, const struct qn_plume_block *block,
                                  struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (block->types != out->types || block->sources != out->sources)
        return misfit("types, sources", err);
    for (size_t row = 0; row < out->rows && !st; row++) {
        const double *value = group_row(out, block, row);
        if (value && block->receptors < out->receptors)
            st = keep_part(out, block, row, value, err);
        else
            out->row[row] = value;
    }
    return st;
}

enum qn_status qn_deck_out_block(struct qn_deck_out *out, const struct qn_plume_block *block,
                                 struct qn_err *err)
{
    if (block->hour >= out->deck->weather.hours)
        return misfit("hour", err);
    if (out->deck->process && !out->deck->process[block->hour])
        return QN_OK;
    if (block->first_receptor > out->receptors ||
        block->receptors > out->receptors - block->first_receptor)
        return misfit("receptors", err);
    bool starts = !out->hour_open;
    if (!starts && block->hour != out->hour)
        return misfit("order of hours", err);
    enum qn_status st = starts ? begin_hour(out, block, err) : QN_OK;
    bool results = block->state == QN_PLUME_HOUR_VALID && block->value;
    if (!st && results)
        st = take_values(out, block, err);
    bool whole = block->first_receptor + block->receptors == out->receptors ||
                 (!results && block->receptors == 0);
    if (st || !whole)
        return st;
    qn_out_add_hour(out);
    st = qn_out_close_hour(out, err);
    out->hour_open = false;
    return st ? st : qn_out_year_ends(out, block->hour + 1, err);
}

/* The end. */

static enum qn_status commit_all(struct qn_deck_out *out, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t f = 0; f < out->files && !st; f++)
        st = qn_sink_flush(out->file[f], err);
    for (size_t f = 0; f < out->files && !st; f++)
        st = qn_sink_commit(out->file[f], err);
    return st;
}

static enum qn_status close_periods(struct qn_deck_out *out, struct qn_err *err)
{
    enum qn_status st = qn_out_year_ends(out, out->deck->weather.hours, err);
    if (st)
        return st;
    qn_out_lasting_close(out);
    qn_out_season_close(out);
    out->date = qn_out_final_date(out);
    return out->deck->period ? qn_out_long_postfiles(out, err) : QN_OK;
}

/* A warning where a value is too large for F13.5: the files show asterisks. */
static void warn_of_overflow(struct qn_deck_out *out)
{
    double most = 0;
    for (size_t row = 0; row < out->rows; row++) {
        if (out->lasting.wanted)
            most = fmax(most, out->lasting.top.value[row * QN_OUT_LONG_HIGHS]);
        for (size_t a = 0; a < out->averages; a++) {
            const struct qn_out_high *high = &out->average[a].high;
            for (size_t i = 0; high->depth && i < out->receptors; i++)
                most = fmax(most, high->value[row * high->depth * out->receptors + i]);
        }
    }
    if (most > FIXED_MOST && !out->deck->exponential)
        qn_out_note(out, "CN", 'W', 400, "MAIN", "= EXP");
}

enum qn_status qn_deck_out_finish(struct qn_deck_out *out, const struct qn_plume_facts *facts,
                                  struct qn_err *err)
{
    (void)facts; /* hours are counted here, by what the deck chose */
    if (out->hour_open)
        return misfit("hour not whole", err);
    enum qn_status st = close_periods(out, err);
    if (st)
        return st;
    warn_of_overflow(out);
    if (out->lasting.wanted) {
        qn_out_long_plotfiles(out);
        qn_out_long_tables(out);
    }
    qn_out_plotfiles(out);
    qn_out_high_tables(out);
    qn_out_max_tables(out);
    qn_out_summary_tables(out);
    qn_out_seasonfiles(out);
    qn_out_rankfiles(out);
    qn_out_end_pages(out);
    if (out->errors)
        qn_out_error_file(out, out->errors);
    return commit_all(out, err);
}

void qn_deck_out_free(struct qn_deck_out *out)
{
    if (!out)
        return;
    for (size_t f = 0; f < out->files; f++)
        qn_sink_free(out->file[f]);
    qn_arena_release(&out->arena);
    free(out);
}
