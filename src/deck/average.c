/* Averages over blocks of hours, months, years and the whole period, with AERMOD's policy for calm
 * and missing hours: they count as zero in sums, and the divisor of an average is what is left, but
 * not less than three quarters of the block (rounded from n * .75 + .4). */
#include <math.h>
#include <string.h>

#include "deck/out.h"

#define HOURS_A_DAY 24
#define WHOLE_SHARE 0.75
#define WHOLE_ROUND 0.4
#define PRECIPITATION_MAX_MM 900.0 /* in an hour; above and below zero it is missing */

static enum qn_status out_of_memory(const struct qn_err *err)
{
    return err && err->code ? err->code : QN_E_NOMEM;
}

char qn_out_flag(const struct qn_out_counts *counts)
{
    if (counts->calm && counts->missing)
        return 'b';
    return counts->calm ? 'c' : counts->missing ? 'm' : ' ';
}

/* Making. */

static enum qn_status new_rows(struct qn_deck_out *out, double ***rows, struct qn_err *err)
{
    double **row = qn_arena_alloc(&out->arena, out->rows * sizeof *row, err);
    if (!row)
        return out_of_memory(err);
    for (size_t i = 0; i < out->rows; i++) {
        row[i] = qn_arena_alloc(&out->arena, out->receptors * sizeof *row[i], err);
        if (!row[i])
            return out_of_memory(err);
    }
    *rows = row;
    return QN_OK;
}

/* The longest average of whole hours that divides `hours`, which is longer. */
static size_t find_parent(const struct qn_deck_out *out, unsigned hours)
{
    size_t best = QN_OUT_HOUR;
    for (size_t a = 0; a < out->averages; a++) {
        unsigned h = out->deck->ave_hours[a];
        if (h > 1 && h <= HOURS_A_DAY && h < hours && hours % h == 0 &&
            (best == QN_OUT_HOUR || h > out->deck->ave_hours[best]))
            best = a;
    }
    return best;
}

static size_t ranks_wanted(const struct qn_deck *deck, size_t a)
{
    size_t depth = 0;
    for (size_t rank = 1; rank <= QN_DECK_HIGH_CAP; rank++)
        if (deck->rectable[a][rank])
            depth = rank;
    for (size_t r = 0; r < deck->requests; r++)
        if (deck->request[r].kind == QN_DECK_PLOTFILE && deck->request[r].ave == a &&
            deck->request[r].high > depth)
            depth = deck->request[r].high;
    return depth;
}

/* One depth for all averages that have a MAXTABLE (without it AERMOD leaves a RANKFILE empty): the
 * ranks of a RANKFILE lose duplicates. */
static size_t top_depth(const struct qn_deck *deck)
{
    size_t depth = 0;
    for (size_t a = 0; a < deck->ave_count; a++)
        depth = deck->maxtable[a] > depth ? deck->maxtable[a] : depth;
    for (size_t r = 0; r < deck->requests; r++)
        if (deck->request[r].kind == QN_DECK_RANKFILE && deck->request[r].high > depth)
            depth = deck->request[r].high;
    return depth;
}

static void name_average(struct qn_out_average *average)
{
    static const char digits[] = "0123456789";
    if (average->hours > HOURS_A_DAY) {
        memcpy(average->name, "MONTH", 6);
        return;
    }
    memcpy(average->name, "  -HR", 6);
    if (average->hours >= 10)
        average->name[0] = digits[average->hours / 10];
    average->name[1] = digits[average->hours % 10];
}

static enum qn_status new_average(struct qn_deck_out *out, size_t a, struct qn_err *err)
{
    const struct qn_deck *deck = out->deck;
    struct qn_out_average *average = &out->average[a];
    average->hours = deck->ave_hours[a];
    average->parent = find_parent(out, average->hours);
    name_average(average);
    average->touched = qn_arena_alloc(&out->arena, out->rows * sizeof *average->touched, err);
    average->view = qn_arena_alloc(&out->arena, out->rows * sizeof *average->view, err);
    if (!average->touched || !average->view)
        return out_of_memory(err);
    enum qn_status st = QN_OK;
    if (average->hours > 1)
        st = new_rows(out, &average->sum, err);
    if (!st)
        st = qn_out_high_new(out, ranks_wanted(deck, a), &average->high, err);
    if (!st)
        st = qn_out_top_new(out, deck->maxtable[a] ? top_depth(deck) : 0, &average->top, err);
    return st;
}

static void sort_rising(struct qn_deck_out *out)
{
    for (size_t a = 0; a < out->averages; a++) {
        size_t at = a;
        for (; at > 0 && out->average[out->rising[at - 1]].hours > out->average[a].hours; at--)
            out->rising[at] = out->rising[at - 1];
        out->rising[at] = a;
    }
}

static enum qn_status new_lasting(struct qn_deck_out *out, struct qn_err *err)
{
    struct qn_out_long *lasting = &out->lasting;
    lasting->wanted = out->deck->period || out->deck->annual;
    lasting->parent = find_parent(out, HOURS_A_DAY * 30);
    if (!lasting->wanted)
        return QN_OK;
    enum qn_status st = new_rows(out, &lasting->sum, err);
    if (!st && !out->deck->period)
        st = new_rows(out, &lasting->year_sum, err);
    if (!st)
        st = qn_out_top_new(out, QN_OUT_LONG_HIGHS, &lasting->top, err);
    return st;
}

static enum qn_status new_season(struct qn_deck_out *out, struct qn_err *err)
{
    out->season.sum = qn_arena_alloc(&out->arena, out->groups * sizeof *out->season.sum, err);
    if (!out->season.sum)
        return out_of_memory(err);
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = &out->deck->request[r];
        if (request->kind != QN_DECK_SEASONHR || out->season.sum[request->group])
            continue;
        size_t n = (size_t)4 * HOURS_A_DAY * out->types * out->receptors;
        out->season.wanted = true;
        out->season.sum[request->group] = qn_arena_alloc(&out->arena, n * sizeof(double), err);
        if (!out->season.sum[request->group])
            return out_of_memory(err);
    }
    return QN_OK;
}

enum qn_status qn_out_average_new(struct qn_deck_out *out, struct qn_err *err)
{
    out->averages = out->deck->ave_count;
    out->average = qn_arena_alloc(&out->arena, (out->averages + 1) * sizeof *out->average, err);
    out->rising = qn_arena_alloc(&out->arena, (out->averages + 1) * sizeof *out->rising, err);
    if (!out->average || !out->rising)
        return out_of_memory(err);
    enum qn_status st = QN_OK;
    for (size_t a = 0; a < out->averages && !st; a++)
        st = new_average(out, a, err);
    if (st)
        return st;
    sort_rising(out);
    st = new_lasting(out, err);
    return st ? st : new_season(out, err);
}

/* Adding. */

static void add_row(double *restrict sum, const double *restrict value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += value[i];
}

static void add_season(struct qn_deck_out *out, const struct qn_plume_hour *weather)
{
    size_t season = (size_t)(weather->month % 12) / 3, hour = (size_t)weather->hour - 1;
    struct qn_out_counts *counts = &out->season.counts[season][hour];
    counts->hours++;
    counts->calm += out->state != QN_PLUME_HOUR_VALID;
    size_t first = (season * HOURS_A_DAY + hour) * out->types * out->receptors;
    for (size_t row = 0; row < out->rows; row++) {
        double *sum = out->season.sum[row % out->groups];
        if (sum && out->row[row])
            add_row(sum + first + row / out->groups * out->receptors, out->row[row],
                    out->receptors);
    }
}

static void count(struct qn_out_counts *counts, enum qn_plume_hour_state state)
{
    counts->hours++;
    counts->calm += state == QN_PLUME_HOUR_CALM;
    counts->missing += state == QN_PLUME_HOUR_MISSING;
}

/* Closing. */

static int days_of_month(int year, int month)
{
    static const int days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month];
}

static bool ends_now(const struct qn_out_average *average, const struct qn_plume_hour *weather)
{
    if (average->hours <= HOURS_A_DAY)
        return (unsigned)weather->hour % average->hours == 0;
    return weather->hour == HOURS_A_DAY &&
           weather->day == days_of_month(weather->year, weather->month);
}

/* The raw sums of average a to those that are built on it. */
static void pass_on(struct qn_deck_out *out, size_t a, size_t row)
{
    const double *sum = out->average[a].sum[row];
    for (size_t b = 0; b < out->averages; b++) {
        struct qn_out_average *longer = &out->average[b];
        if (longer->hours == 1 || longer->parent != a)
            continue;
        add_row(longer->sum[row], sum, out->receptors);
        longer->touched[row] = true;
    }
    if (out->lasting.wanted && out->lasting.parent == a)
        add_row(out->lasting.sum[row], sum, out->receptors);
}

static double divisor(const struct qn_out_counts *counts)
{
    double left = (double)counts->hours - counts->calm - counts->missing;
    double least = round((double)counts->hours * WHOLE_SHARE + WHOLE_ROUND);
    return left > least ? left : least;
}

static void divide(double *sum, size_t n, double by)
{
    for (size_t i = 0; i < n; i++)
        sum[i] /= by;
}

static void close_row(struct qn_deck_out *out, size_t a, size_t row)
{
    struct qn_out_average *average = &out->average[a];
    const double *view = average->sum ? average->sum[row] : out->row[row];
    if (average->sum && average->touched[row]) {
        pass_on(out, a, row);
        if (out->type[row / out->groups] == QN_PLUME_CONC)
            divide(average->sum[row], out->receptors, divisor(&average->counts));
    } else {
        view = average->sum ? NULL : view;
    }
    average->view[row] = view ? view : out->zero;
    if (!view)
        return;
    char flag = qn_out_flag(&average->counts);
    qn_out_high_update(&average->high, row, view, out->receptors, out->date, flag);
    qn_out_top_update(&average->top, row, view, out->receptors, out->date, flag);
}

/* One row to the sums that are built on the hour, and to the hourly ranks while it is near. */
static void add_hour_row(struct qn_deck_out *out, size_t row)
{
    for (size_t a = 0; a < out->averages; a++) {
        struct qn_out_average *average = &out->average[a];
        if (average->hours == 1) {
            close_row(out, a, row);
        } else if (out->row[row] && average->parent == QN_OUT_HOUR) {
            add_row(average->sum[row], out->row[row], out->receptors);
            average->touched[row] = true;
        }
    }
    if (out->row[row] && out->lasting.wanted && out->lasting.parent == QN_OUT_HOUR)
        add_row(out->lasting.sum[row], out->row[row], out->receptors);
}

void qn_out_add_hour(struct qn_deck_out *out)
{
    for (size_t a = 0; a < out->averages; a++)
        count(&out->average[a].counts, out->state);
    count(&out->lasting.counts, out->state);
    for (size_t row = 0; row < out->rows; row++)
        add_hour_row(out, row);
    if (out->season.wanted)
        add_season(out, &out->deck->weather.hour[out->hour]);
}

/* A warning where a 3, 8 or 24 hour average rests on too few hours. */
static void warn_of_few(struct qn_deck_out *out, const struct qn_out_average *average)
{
    unsigned left = average->counts.hours - average->counts.calm - average->counts.missing;
    int code = average->hours == 24 && left < 18 ? 732
               : average->hours == 8 && left < 6 ? 733
               : average->hours == 3 && left < 3 ? 734
                                                 : 0;
    if (!code || !qn_out_has_conc(out))
        return;
    const struct qn_plume_hour *weather = &out->deck->weather.hour[out->hour];
    char hint[13] = "";
    long full =
        weather->year * 1000000L + weather->month * 10000L + weather->day * 100L + weather->hour;
    for (int i = 9; i >= 0; i--, full /= 10)
        hint[i] = (char)('0' + full % 10);
    qn_out_note(out, "CN", 'W', code, "AVER", hint);
}

static void reset(struct qn_deck_out *out, struct qn_out_average *average)
{
    average->counts = (struct qn_out_counts){0};
    for (size_t row = 0; row < out->rows && average->sum; row++) {
        if (average->touched[row])
            memset(average->sum[row], 0, out->receptors * sizeof *average->sum[row]);
        average->touched[row] = false;
    }
}

enum qn_status qn_out_close_hour(struct qn_deck_out *out, struct qn_err *err)
{
    const struct qn_plume_hour *weather = &out->deck->weather.hour[out->hour];
    for (size_t k = 0; k < out->averages; k++) {
        size_t a = out->rising[k];
        if (out->average[a].hours == 1 || !ends_now(&out->average[a], weather))
            continue;
        for (size_t row = 0; row < out->rows; row++)
            close_row(out, a, row);
    }
    enum qn_status st = QN_OK;
    for (size_t a = 0; a < out->averages && !st; a++) { /* files and tables in the deck's order */
        struct qn_out_average *average = &out->average[a];
        if (!ends_now(average, weather))
            continue;
        warn_of_few(out, average);
        if (out->deck->daytable[a])
            qn_out_daytables(out, a);
        if (average->hours != 1 || out->state == QN_PLUME_HOUR_VALID)
            qn_out_maxifiles(out, a);
        st = qn_out_postfiles(out, a, err);
        reset(out, average);
    }
    return st;
}

/* Years and the period. */

static void mean_of_lasting(struct qn_deck_out *out)
{
    struct qn_out_counts *counts = &out->lasting.counts;
    double hours = (double)counts->hours - counts->calm - counts->missing;
    for (size_t row = 0; row < out->rows; row++)
        if (out->type[row / out->groups] == QN_PLUME_CONC)
            divide(out->lasting.sum[row], out->receptors, hours);
}

/* What is in the open blocks that have not reached the sum, the parent's and theirs it is built
 * of, times sign. */
static void add_open(struct qn_deck_out *out, double sign)
{
    for (size_t p = out->lasting.parent; p != QN_OUT_HOUR; p = out->average[p].parent) {
        const struct qn_out_average *open = &out->average[p];
        for (size_t row = 0; row < out->rows; row++)
            for (size_t i = 0; open->touched[row] && i < out->receptors; i++)
                out->lasting.sum[row][i] += sign * open->sum[row][i];
    }
}

static enum qn_status end_year(struct qn_deck_out *out, struct qn_err *err)
{
    struct qn_out_long *lasting = &out->lasting;
    add_open(out, 1);
    mean_of_lasting(out);
    lasting->years++;
    enum qn_status st = qn_out_long_postfiles(out, err);
    for (size_t row = 0; row < out->rows; row++) {
        add_row(lasting->year_sum[row], lasting->sum[row], out->receptors);
        memset(lasting->sum[row], 0, out->receptors * sizeof *lasting->sum[row]);
    }
    lasting->counts = (struct qn_out_counts){0};
    add_open(out, -1); /* it comes again when the block ends */
    return st;
}

static int64_t full_date(const struct qn_plume_hour *weather)
{
    return ((weather->year * (int64_t)100 + weather->month) * 100 + weather->day) * 100 +
           weather->hour;
}

static bool year_ends_at(const struct qn_deck_out *out, const struct qn_plume_hour *weather)
{
    int day = out->year_end[1];
    if (out->year_end[0] == 2 && day == 29 && days_of_month(weather->year, 2) == 28)
        day = 28;
    return weather->month == out->year_end[0] && weather->day == day &&
           weather->hour == out->year_end[2];
}

unsigned qn_out_count_years(const struct qn_deck_out *out)
{
    unsigned years = 0;
    for (size_t h = 0; h < out->deck->weather.hours; h++) {
        const struct qn_plume_hour *weather = &out->deck->weather.hour[h];
        int64_t date = full_date(weather);
        years += date > out->first_date && date <= out->last_date && year_ends_at(out, weather);
    }
    return years;
}

/* The hour that AERMOD has read when its run is over: the first behind the end, or the last. */
static size_t final_hour(const struct qn_deck_out *out)
{
    const struct qn_weather *weather = &out->deck->weather;
    size_t h = 0;
    while (h + 1 < weather->hours && full_date(&weather->hour[h]) <= out->last_date)
        h++;
    return h;
}

int32_t qn_out_final_date(const struct qn_deck_out *out)
{
    const struct qn_weather *weather = &out->deck->weather;
    return weather->hours ? (int32_t)(full_date(&weather->hour[final_hour(out)]) % 100000000) : 0;
}

double qn_out_precipitation_mm(const struct qn_deck_out *out)
{
    size_t last = final_hour(out);
    double total_mm = 0;
    for (size_t h = 0; h <= last && h < out->deck->weather.hours; h++) {
        double rate = out->deck->weather.hour[h].precip_mm;
        if (rate >= 0 && rate <= PRECIPITATION_MAX_MM)
            total_mm += rate;
    }
    return total_mm;
}

/* Looks at the hours before to_hour whether or not they were run: the end of a year may lie in one
 * that was not. */
enum qn_status qn_out_year_ends(struct qn_deck_out *out, size_t to_hour, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (out->deck->period || !out->deck->annual)
        return QN_OK;
    for (; out->next_hour < to_hour && !st; out->next_hour++) {
        const struct qn_plume_hour *weather = &out->deck->weather.hour[out->next_hour];
        int64_t date = full_date(weather);
        if (date < out->first_date || date > out->last_date)
            continue;
        if (date > out->first_date && year_ends_at(out, weather))
            st = end_year(out, err);
    }
    return st;
}

void qn_out_lasting_close(struct qn_deck_out *out)
{
    struct qn_out_long *lasting = &out->lasting;
    if (!lasting->wanted)
        return;
    if (out->deck->period) {
        add_open(out, 1);
        mean_of_lasting(out);
    }
    for (size_t row = 0; row < out->rows; row++) {
        if (!out->deck->period) {
            memcpy(lasting->sum[row], lasting->year_sum[row],
                   out->receptors * sizeof *lasting->sum[row]);
            divide(lasting->sum[row], out->receptors, lasting->years);
        }
        qn_out_top_update(&lasting->top, row, lasting->sum[row], out->receptors, 0, ' ');
    }
}

void qn_out_season_close(struct qn_deck_out *out)
{
    if (!out->season.wanted || !qn_out_has_conc(out))
        return;
    for (size_t group = 0; group < out->groups; group++)
        for (size_t k = 0; out->season.sum[group] && k < (size_t)4 * HOURS_A_DAY; k++) {
            const struct qn_out_counts *counts =
                &out->season.counts[k / HOURS_A_DAY][k % HOURS_A_DAY];
            divide(out->season.sum[group] + k * out->types * out->receptors, out->receptors,
                   (double)counts->hours - counts->calm);
        }
}
