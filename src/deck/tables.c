/* Tables by receptor of the printed output: concurrent values (DAYTABLE), PERIOD or ANNUAL means,
 * ranks (RECTABLE). Networks first, then discrete receptors, two a line. Layouts as AERMOD 24142.
 */
#include <math.h>
#include <string.h>

#include "deck/pages.h"
#include "deck/re.h"

#define ROWS_A_PAGE 40
#define WIDE_COLUMNS 9 /* values only */
#define RANK_COLUMNS 5 /* value, flag, date */
#define DISCRETE_A_PAGE 80
#define MEMBERS_INDENT 34
#define PI 3.14159265358979324

struct table {
    struct qn_deck_out *out;
    void (*title)(const struct table *table);
    size_t average, type, group;
    unsigned rank; /* 0: values only */
    const double *value;
    const int32_t *date;
    const char *flag;
    struct qn_sink *file;
};

/* Titles. */

static void day_title(const struct table *table)
{
    const struct qn_plume_hour *weather = &table->out->deck->weather.hour[table->out->hour];
    static const int before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool leap = (weather->year % 4 == 0 && weather->year % 100 != 0) || weather->year % 400 == 0;
    struct qn_sink *file = table->file;
    qn_sink_blank(file, 20);
    qn_sink_text(file, "*** CONCURRENT ");
    qn_sink_text(file, table->out->average[table->average].name);
    qn_sink_blank(file, 1);
    qn_sink_text(file, qn_out_type_name(table->out->type[table->type]));
    qn_sink_text(file, "VALUES ENDING WITH HOUR ");
    qn_sink_int(file, weather->hour, 2);
    qn_sink_text(file, " FOR DAY ");
    qn_sink_int(file, before[weather->month] + weather->day + (leap && weather->month > 2), 3);
    qn_sink_text(file, " OF ");
    qn_sink_int(file, weather->year, 4);
    qn_sink_line(file, " ***");
    qn_sink_blank(file, 24);
    qn_sink_text(file, "FOR SOURCE GROUP: ");
    qn_sink_pad(file, table->out->deck->group[table->group].id, 8);
    qn_sink_end(file);
    qn_page_members(table->out, file, table->group, 24);
}

static void end_title(const struct table *table)
{
    qn_sink_pad(table->file, table->out->deck->group[table->group].id, 8);
    qn_sink_line(table->file, " ***");
    qn_page_members(table->out, table->file, table->group, MEMBERS_INDENT);
}

static void long_title(const struct table *table)
{
    struct qn_sink *file = table->file;
    bool period = table->out->deck->period;
    qn_sink_end(file);
    qn_sink_blank(file, period ? 30 : 19);
    qn_sink_text(file, period ? "*** THE PERIOD (" : "*** THE ANNUAL ");
    if (period) {
        qn_sink_int(file, table->out->lasting.counts.hours, 6);
        qn_sink_text(file, " HRS) ");
    }
    qn_sink_text(file, qn_out_type_name(table->out->type[table->type]));
    if (!period) {
        qn_sink_text(file, " VALUES AVERAGED OVER ");
        qn_sink_int(file, table->out->lasting.years, 3);
        qn_sink_text(file, " YEARS FOR SOURCE GROUP: ");
    } else {
        qn_sink_text(file, "VALUES FOR SOURCE GROUP: ");
    }
    end_title(table);
}

static void rank_title(const struct table *table)
{
    struct qn_sink *file = table->file;
    char rank[6];
    qn_sink_end(file);
    qn_sink_blank(file, 30);
    qn_sink_text(file, "*** THE ");
    qn_sink_text(file, qn_out_rank(table->rank, rank));
    qn_sink_text(file, " HIGHEST ");
    qn_sink_text(file, table->out->average[table->average].name);
    qn_sink_blank(file, 1);
    qn_sink_text(file, qn_out_type_name(table->out->type[table->type]));
    qn_sink_text(file, "VALUES FOR SOURCE GROUP:  ");
    end_title(table);
}

static void begin_page(const struct table *table)
{
    qn_out_page(table->out, &table->out->print);
    table->title(table);
}

/* Networks. */

static void put_network(const struct table *table, const struct qn_deck_network *network)
{
    struct qn_sink *file = table->file;
    qn_sink_end(file);
    qn_sink_blank(file, 35);
    qn_sink_text(file, "*** NETWORK ID: ");
    qn_sink_pad(file, network->id, 8);
    qn_sink_text(file, " ;  NETWORK TYPE: ");
    qn_sink_text(file, network->polar ? "GRIDPOLR" : "GRIDCART");
    qn_sink_line(file, " ***");
    qn_page_unit(table->out, file, table->type, 40, table->title == long_title);
}

static void put_columns(const struct table *table, const struct qn_deck_network *network,
                        size_t from, size_t to)
{
    struct qn_sink *file = table->file;
    bool ranks = table->rank != 0;
    qn_sink_blank(file, ranks ? 1 : 3);
    qn_sink_text(file, network->polar ? "DIRECTION |" : " Y-COORD  |");
    qn_sink_blank(file, ranks ? 50 : 48);
    qn_sink_line(file, network->polar ? "DISTANCE (METERS)" : "X-COORD (METERS)");
    qn_sink_blank(file, ranks ? 1 : 3);
    qn_sink_text(file, network->polar ? "(DEGREES) |" : " (METERS) |");
    qn_sink_blank(file, ranks ? 3 : 1);
    for (size_t x = from; x < to; x++) {
        qn_sink_blank(file, ranks ? (x == from ? 0 : 11) : 1);
        qn_sink_fixed(file, network->x[x], ranks ? 13 : 12, 2);
    }
    qn_sink_end(file);
    for (int k = 0; k < 66; k++)
        qn_sink_text(file, " -");
    qn_sink_end(file);
    qn_sink_end(file);
}

static void put_dated(const struct table *table, size_t i)
{
    qn_sink_fixed(table->file, table->value[i], 13, 5);
    qn_sink_put(table->file, table->flag + i, 1);
}

static void put_row(const struct table *table, const struct qn_deck_network *network, size_t k,
                    size_t from, size_t to)
{
    struct qn_sink *file = table->file;
    size_t y = network->polar ? k : network->ny - 1 - k; /* north on top */
    size_t first = network->first + y * network->nx;
    qn_sink_blank(file, table->rank ? 1 : 2);
    qn_sink_fixed(file, network->y[y], table->rank ? 9 : 10, table->rank ? 1 : 2);
    qn_sink_text(file, table->rank ? " |" : " | ");
    for (size_t x = from; x < to; x++) {
        if (!table->rank) {
            qn_sink_fixed(file, table->value[first + x], 13, 5);
            continue;
        }
        put_dated(table, first + x);
        qn_sink_text(file, "(");
        qn_sink_date(file, table->date[first + x]);
        qn_sink_text(file, ")");
    }
    qn_sink_end(file);
}

static void put_networks(const struct table *table)
{
    const struct qn_deck *deck = table->out->deck;
    size_t columns = table->rank ? RANK_COLUMNS : WIDE_COLUMNS;
    for (size_t n = 0; n < deck->networks; n++) {
        const struct qn_deck_network *network = &deck->network[n];
        for (size_t from = 0; from < network->nx; from += columns)
            for (size_t row = 0; row < network->ny; row += ROWS_A_PAGE) {
                size_t to = network->nx - from < columns ? network->nx : from + columns;
                size_t last = network->ny - row < ROWS_A_PAGE ? network->ny : row + ROWS_A_PAGE;
                begin_page(table);
                put_network(table, network);
                put_columns(table, network, from, to);
                for (size_t k = row; k < last; k++)
                    put_row(table, network, k, from, to);
            }
    }
}

/* Discrete receptors: two halves of a line of 132 characters. */

static void discrete_head(const struct table *table, bool polar)
{
    struct qn_sink *file = table->file;
    const char *what = qn_out_type_short(table->out->type[table->type]);
    bool ranks = table->rank != 0;
    qn_sink_end(file);
    qn_sink_blank(file, polar ? 47 : 45);
    qn_sink_line(file, polar ? "*** DISCRETE POLAR RECEPTOR POINTS ***"
                             : "*** DISCRETE CARTESIAN RECEPTOR POINTS ***");
    qn_page_unit(table->out, file, table->type, 40, table->title == long_title);
    if (polar) {
        qn_sink_blank(file, ranks ? 4 : 5);
        qn_sink_text(file, "ORIGIN");
        qn_sink_blank(file, ranks ? 60 : 59);
        qn_sink_line(file, "ORIGIN");
    }
    qn_sink_blank(file, polar ? 5 : 6);
    for (int half = 0; half < 2; half++) {
        qn_sink_text(file, polar ? (ranks ? "SRCID        DIST (M)  DIR (DEG)       "
                                          : " SRCID         DIST (M)   DIR (DEG)        ")
                                 : (ranks ? "X-COORD (M)  Y-COORD (M)        "
                                          : " X-COORD (M)   Y-COORD (M)        "));
        qn_sink_text(file, what);
        if (ranks)
            qn_sink_text(file, "     (YYMMDDHH)");
        if (half == 0)
            qn_sink_blank(file, polar ? (ranks ? 8 : 18) : (ranks ? 14 : 22));
    }
    qn_sink_end(file);
    for (int k = 0; k < (ranks && !polar ? 66 : 65); k++)
        qn_sink_text(file, " -");
    qn_sink_end(file);
}

static void put_cartesian(const struct table *table, size_t i)
{
    const struct qn_plume_receptor *at = &table->out->deck->receptor[i];
    unsigned width = table->rank ? 11 : 12;
    qn_sink_blank(table->file, 6);
    qn_sink_fixed(table->file, at->x_m, width, 2);
    qn_sink_blank(table->file, 2);
    qn_sink_fixed(table->file, at->y_m, width, 2);
    qn_sink_blank(table->file, 2);
}

static void put_polar(const struct table *table, size_t i)
{
    const struct qn_deck *deck = table->out->deck;
    const struct qn_plume_source *origin = &deck->source[deck->receptor_extra[i].source];
    double x_m, y_m;
    qn_re_origin(origin, &x_m, &y_m);
    double dx = deck->receptor[i].x_m - x_m, dy = deck->receptor[i].y_m - y_m;
    double direction_deg = atan2(dx, dy) * (180 / PI);
    if (direction_deg <= 0)
        direction_deg += 360;
    qn_sink_blank(table->file, table->rank ? 1 : 2);
    qn_sink_pad(table->file, origin->id, 12);
    qn_sink_text(table->file, ": ");
    qn_sink_fixed(table->file, sqrt(dx * dx + dy * dy), table->rank ? 11 : 12, 2);
    qn_sink_blank(table->file, table->rank ? 1 : 2);
    qn_sink_fixed(table->file, direction_deg, 10, 2);
    qn_sink_blank(table->file, table->rank ? 1 : 2);
}

/* One half of the line; returns its width. */
static size_t put_discrete(const struct table *table, size_t i, bool polar)
{
    if (polar)
        put_polar(table, i);
    else
        put_cartesian(table, i);
    size_t width = polar ? (table->rank ? 38 : 42) : (table->rank ? 32 : 34);
    if (!table->rank) {
        qn_sink_fixed(table->file, table->value[i], 13, 5);
        return width + 13;
    }
    put_dated(table, i);
    qn_sink_text(table->file, " (");
    qn_sink_date(table->file, table->date[i]);
    qn_sink_text(table->file, ")");
    return width + 25;
}

static void put_discretes(const struct table *table, bool polar)
{
    const struct qn_deck *deck = table->out->deck;
    size_t half = polar ? (table->rank ? 66 : 65) : (table->rank ? 65 : 60);
    size_t shown = 0, used = 0;
    for (size_t i = 0; i < deck->receptors; i++) {
        char kind = deck->receptor_extra[i].kind;
        if (polar ? kind != 'Q' : kind != 'D' && kind != 'E')
            continue;
        if (shown % DISCRETE_A_PAGE == 0) {
            begin_page(table);
            discrete_head(table, polar);
        }
        if (shown++ % 2 == 0) {
            used = put_discrete(table, i, polar);
            continue;
        }
        qn_sink_blank(table->file, half - used);
        used = half + put_discrete(table, i, polar);
        qn_sink_blank(table->file, 132 - used);
        qn_sink_end(table->file);
    }
    if (shown % 2) {
        qn_sink_blank(table->file, 132 - used);
        qn_sink_end(table->file);
    }
}

static void put_table(const struct table *table)
{
    put_networks(table);
    put_discretes(table, false);
    put_discretes(table, true);
}

/* What is asked for. */

void qn_out_daytables(struct qn_deck_out *out, size_t average)
{
    struct table table = {.out = out, .title = day_title, .average = average};
    table.file = out->print.sink;
    for (size_t row = 0; row < out->rows; row++) {
        table.type = row / out->groups;
        table.group = row % out->groups;
        table.value = out->average[average].view[row];
        put_table(&table);
    }
}

void qn_out_long_tables(struct qn_deck_out *out)
{
    struct table table = {.out = out, .title = long_title, .file = out->print.sink};
    for (size_t row = 0; row < out->rows; row++) {
        table.type = row / out->groups;
        table.group = row % out->groups;
        table.value = out->lasting.sum[row];
        put_table(&table);
    }
}

static void rank_tables(struct table *table)
{
    const struct qn_out_high *high = &table->out->average[table->average].high;
    for (size_t g = 0; g < table->out->groups; g++) {
        size_t row = table->type * table->out->groups + g;
        size_t first = (row * high->depth + table->rank - 1) * table->out->receptors;
        table->group = g;
        table->value = high->value + first;
        table->date = high->date + first;
        table->flag = high->flag + first;
        put_table(table);
    }
}

void qn_out_high_tables(struct qn_deck_out *out)
{
    struct table table = {.out = out, .title = rank_title, .file = out->print.sink};
    for (table.type = 0; table.type < out->types; table.type++)
        for (table.average = 0; table.average < out->averages; table.average++)
            for (table.rank = 1; table.rank <= QN_DECK_HIGH_CAP; table.rank++)
                if (out->deck->rectable[table.average][table.rank])
                    rank_tables(&table);
}
