/* The deck of out_day.h, filled by hand, and ways to run and read its outputs. */
#ifndef QN_TEST_OUT_DECK_H
#define QN_TEST_OUT_DECK_H

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deck/deck.h"
#include "out_day.h"
#include "qn_test.h"

#define DAY_HOURS_MAX 9000
#define DAY_REQUESTS_MAX 16

struct day {
    struct qn_deck deck;
    struct qn_plume_source source[DAY_SOURCES];
    struct qn_plume_receptor receptor[DAY_RECEPTORS];
    struct qn_deck_receptor_extra extra[DAY_RECEPTORS];
    struct qn_deck_network network;
    double x[2], y[2];
    struct qn_deck_group group[2];
    unsigned char member[2][DAY_SOURCES];
    struct qn_plume_hour hour[DAY_HOURS_MAX];
    struct qn_deck_request request[DAY_REQUESTS_MAX];
    char path[DAY_REQUESTS_MAX][600];
    char folder[400], main_path[600], summary_path[600];
};

static inline void day_path(const struct day *day, const char *name, char to[600])
{
    int n = snprintf(to, 600, "%s/%s", day->folder, name);
    assert_true(n > 0 && n < 600);
}

static inline void day_hours(struct day *day, int year, int month, int first_day, size_t hours)
{
    static const int length[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int d = first_day, h = 1;
    for (size_t i = 0; i < hours; i++) {
        bool leap = year % 4 == 0;
        day->hour[i] = (struct qn_plume_hour){.year = year, .month = month, .day = d, .hour = h};
        if (h++ < 24)
            continue;
        h = 1;
        if (d++ < length[month] + (month == 2 && leap))
            continue;
        d = 1;
        year += month == 12;
        month = month % 12 + 1;
    }
    day->deck.weather.hour = day->hour;
    day->deck.weather.hours = hours;
}

/* The deck without outputs, its files in a folder of the test's own. */
static inline struct day *day_new(const char *test)
{
    struct day *day = calloc(1, sizeof *day);
    assert_non_null(day);
    int n = snprintf(day->folder, sizeof day->folder, "%s/out_%s_%ld", QN_TEST_TMP, test,
                     (long)getpid());
    assert_true(n > 0 && (size_t)n < sizeof day->folder);
    mkdir(day->folder, 0777);
    day_path(day, "out.txt", day->main_path);
    struct qn_deck *deck = &day->deck;
    memcpy(deck->title[0], "  One day", 10);
    memcpy(deck->pollutant, "OTHER", 6);
    memcpy(deck->output_unit[0], "MICROGRAMS/M**3", 16);
    memcpy(deck->weather.version, "24142", 6);
    deck->options.outputs = QN_PLUME_CONC;
    day->source[0] = (struct qn_plume_source){.id = "S1", .urban = -1};
    day->source[1] = (struct qn_plume_source){.id = "V1", .urban = -1, .x_m = 30, .y_m = 20};
    deck->source = day->source;
    deck->sources = DAY_SOURCES;
    static const double place[DAY_RECEPTORS][2] = {{-300, -200}, {300, -200},       {-300, 300},
                                                   {300, 300},   {-20.88, -148.54}, {0, 0}};
    static const char kind[DAY_RECEPTORS + 1] = "GGGGDQ";
    for (size_t i = 0; i < DAY_RECEPTORS; i++) {
        day->receptor[i] = (struct qn_plume_receptor){
            .x_m = place[i][0], .y_m = place[i][1], .elev_m = 35, .hill_m = 35};
        day->extra[i] = (struct qn_deck_receptor_extra){.kind = kind[i], .source = 1};
        if (kind[i] == 'G')
            memcpy(day->extra[i].netid, "CG", 3);
    }
    day->receptor[5].x_m = 30 - 700 * 0.86602540378443864676; /* V1, 700 m, 300 degrees */
    day->receptor[5].y_m = 20 + 700 * 0.5;
    day->x[0] = -300, day->x[1] = 300, day->y[0] = -200, day->y[1] = 300;
    day->network = (struct qn_deck_network){.id = "CG", .nx = 2, .ny = 2, .x = day->x, .y = day->y};
    deck->receptor = day->receptor;
    deck->receptor_extra = day->extra;
    deck->receptors = DAY_RECEPTORS;
    deck->network = &day->network;
    deck->networks = 1;
    day->member[0][0] = day->member[1][0] = day->member[1][1] = 1;
    day->group[0] = (struct qn_deck_group){.id = "STACK", .member = day->member[0]};
    day->group[1] = (struct qn_deck_group){.id = "ALL", .member = day->member[1]};
    deck->group = day->group;
    deck->groups = 2;
    deck->request = day->request;
    day_hours(day, 1999, 3, 18, 24);
    return day;
}

static inline struct qn_deck_request *day_ask(struct day *day, enum qn_deck_request_kind kind,
                                              size_t average, size_t group, unsigned high,
                                              const char *name)
{
    assert_true(day->deck.requests < DAY_REQUESTS_MAX);
    struct qn_deck_request *request = &day->request[day->deck.requests];
    char *path = day->path[day->deck.requests++];
    day_path(day, name, path);
    *request = (struct qn_deck_request){.kind = kind,
                                        .ave = average,
                                        .group = group,
                                        .high = high,
                                        .path = path,
                                        .line = (unsigned)day->deck.requests};
    return request;
}

/* Feeds every hour of the weather with the recorded day, over and over; at most `chunk` receptors
 * a block. */
static inline enum qn_status day_feed(struct day *day, struct qn_deck_out *out, size_t chunk,
                                      struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t h = 0; h < day->deck.weather.hours && !st; h++) {
        char state = day_state[h % 24];
        struct qn_plume_block block = {
            .hour = h, .weather = &day->hour[h], .types = 1, .sources = DAY_SOURCES};
        block.state = state == 'c'   ? QN_PLUME_HOUR_CALM
                      : state == 'm' ? QN_PLUME_HOUR_MISSING
                                     : QN_PLUME_HOUR_VALID;
        for (size_t at = 0; at < DAY_RECEPTORS && !st; at += chunk) {
            double value[DAY_SOURCES * DAY_RECEPTORS];
            size_t n = DAY_RECEPTORS - at < chunk ? DAY_RECEPTORS - at : chunk;
            for (size_t s = 0; s < DAY_SOURCES; s++)
                memcpy(value + s * n, &day_value[h % 24][s][at], n * sizeof *value);
            block.first_receptor = at;
            block.receptors = n;
            block.value = state == ' ' ? value : NULL;
            st = qn_deck_out_block(out, &block, err);
        }
    }
    return st;
}

static inline void day_run(struct day *day, size_t chunk)
{
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_ok(qn_deck_out_new(&day->deck, day->main_path, &out, &err), err);
    assert_ok(day_feed(day, out, chunk, &err), err);
    assert_ok(qn_deck_out_finish(out, NULL, &err), err);
    qn_deck_out_free(out);
}

/* A line of a file without its end and trailing blanks; false at the end of the file. */
static inline bool day_line(FILE *f, char *line, size_t cap)
{
    if (!fgets(line, (int)cap, f))
        return false;
    size_t n = strlen(line);
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == ' '))
        n--;
    line[n] = 0;
    return true;
}

static inline size_t trimmed(const char *text)
{
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return n;
}

/* Rows of an output file, its heads apart, against recorded ones. */
static inline void day_same_rows(const struct day *day, const char *name,
                                 const char *const *expected)
{
    char path[600], line[400];
    day_path(day, name, path);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (day_line(f, line, sizeof line)) {
        if (line[0] == '*')
            continue;
        assert_non_null(*expected);
        size_t n = trimmed(*expected);
        if (strlen(line) != n || memcmp(line, *expected, n) != 0) {
            print_error("%s:\n  %s\nexpected\n  %s\n", name, line, *expected);
            fail();
        }
        expected++;
    }
    assert_null(*expected);
    fclose(f);
}

/* Removes the files and the folder; fails where something else is left in it. */
static inline void day_free(struct day *day)
{
    for (size_t r = 0; r < day->deck.requests; r++)
        unlink(day->path[r]);
    unlink(day->main_path);
    if (day->deck.summary_path)
        unlink(day->deck.summary_path);
    assert_int_equal(rmdir(day->folder), 0);
    free(day);
}

#endif
