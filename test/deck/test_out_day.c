/* A day's outputs against those that AERMOD 24142 wrote of the same hourly values (out_day.h). */
#include <sys/stat.h>

#include "out_deck.h"

/* The averages and tables of the recorded deck: 1 3 24 PERIOD. */
static struct day *recorded(const char *test)
{
    struct day *day = day_new(test);
    struct qn_deck *deck = &day->deck;
    deck->ave_hours[0] = 1, deck->ave_hours[1] = 3, deck->ave_hours[2] = 24;
    deck->ave_count = 3;
    deck->period = true;
    deck->rectable[0][1] = deck->rectable[0][2] = deck->rectable[1][1] = deck->rectable[2][1] = 1;
    deck->maxtable[0] = 4;
    deck->maxtable[1] = 5;
    day_ask(day, QN_DECK_POSTFILE, 1, 1, 0, "post3.pst");
    day_ask(day, QN_DECK_PLOTFILE, 0, 1, 2, "p1.plt");
    day_ask(day, QN_DECK_PLOTFILE, 2, 0, 1, "p24.plt");
    day_ask(day, QN_DECK_PLOTFILE, 3, 1, 0, "pper.plt");
    day_ask(day, QN_DECK_MAXIFILE, 1, 1, 0, "m3.mxf")->threshold = 100;
    day_ask(day, QN_DECK_RANKFILE, 0, 0, 4, "r1.rnk");
    return day;
}

static void files_as_recorded(struct day *day)
{
    day_same_rows(day, "post3.pst", day_post3);
    day_same_rows(day, "p1.plt", day_plot1);
    day_same_rows(day, "p24.plt", day_plot24);
    day_same_rows(day, "pper.plt", day_plot_period);
    day_same_rows(day, "m3.mxf", day_maxi3);
    day_same_rows(day, "r1.rnk", day_rank1);
}

static void rows_of_all_files_are_aermods(void **state)
{
    (void)state;
    struct day *day = recorded("files");
    day_run(day, DAY_RECEPTORS);
    files_as_recorded(day);
    day_free(day);
}

static void receptors_may_come_in_parts(void **state)
{
    (void)state;
    struct day *day = recorded("parts");
    day_run(day, 4);
    files_as_recorded(day);
    day_free(day);
}

static bool page_head(const char *line)
{
    return strstr(line, "VERSION") || strstr(line, "MODELOPTs:") || strstr(line, " PAGE ") ||
           strncmp(line, " - -", 4) == 0 || line[0] == 0;
}

static void printed_tables_are_aermods(void **state)
{
    (void)state;
    struct day *day = recorded("tables");
    day_run(day, DAY_RECEPTORS);
    FILE *f = fopen(day->main_path, "r");
    assert_non_null(f);
    char line[400];
    size_t k = 0;
    bool on = false;
    while (day_line(f, line, sizeof line) && !strstr(line, "Message Summary : ")) {
        on = on || strstr(line, "*** THE PERIOD");
        if (!on || page_head(line))
            continue;
        assert_non_null(day_tables[k]);
        assert_string_equal(line, day_tables[k]);
        k++;
    }
    assert_true(on);
    assert_null(day_tables[k]);
    fclose(f);
    day_free(day);
}

/* STYLE: AERMOD's layout, our name. */
static void heads_name_the_program_and_have_eight_lines(void **state)
{
    (void)state;
    struct day *day = recorded("heads");
    day_run(day, DAY_RECEPTORS);
    FILE *f = fopen(day->path[0], "r");
    assert_non_null(f);
    char line[400];
    for (int k = 0; k < 8; k++) {
        assert_true(day_line(f, line, sizeof line));
        assert_int_equal(line[0], '*');
        if (k == 0)
            assert_memory_equal(line, "* quench (", 10);
        if (k == 3) /* as AERMOD 24142 writes it */
            assert_string_equal(line,
                                "*         POST/PLOT FILE OF CONCURRENT  3-HR VALUES FOR SOURCE "
                                "GROUP: ALL");
        if (k == 5)
            assert_string_equal(line, "*         FORMAT: (3(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,"
                                      "I8.8,2X,A8)");
    }
    assert_true(day_line(f, line, sizeof line));
    assert_int_equal(line[0], ' ');
    fclose(f);
    day_free(day);
}

/* A Fortran record: 4 bytes of length, date, hours, group, reals, the length again. */
static void unformatted_postfile_is_fortran_records(void **state)
{
    (void)state;
    struct day *day = recorded("unform");
    day_ask(day, QN_DECK_POSTFILE, 2, 0, 0, "p24.bin")->unformatted = true;
    day_run(day, DAY_RECEPTORS);
    FILE *f = fopen(day->path[6], "rb");
    assert_non_null(f);
    unsigned char bytes[200];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_int_equal(n, 4 + 16 + 8 * DAY_RECEPTORS + 4);
    int32_t word[3], last;
    memcpy(word, bytes, sizeof word);
    memcpy(&last, bytes + n - 4, sizeof last);
    assert_int_equal(word[0], 16 + 8 * DAY_RECEPTORS);
    assert_int_equal(last, word[0]);
    assert_int_equal(word[1], 99031824);
    assert_int_equal(word[2], 24);
    assert_memory_equal(bytes + 12, "STACK   ", 8);
    double value[DAY_RECEPTORS], sum = 0;
    memcpy(value, bytes + 20, sizeof value);
    for (int h = 0; h < 24; h++)
        sum += day_value[h][0][4];
    assert_near(value[4], sum / 18, 1e-12); /* 17 valid hours of 24: not less than 18 */
    fclose(f);
    day_free(day);
}

QN_CASES_BEGIN
QN_CASE(rows_of_all_files_are_aermods)
QN_CASE(receptors_may_come_in_parts)
QN_CASE(printed_tables_are_aermods)
QN_CASE(heads_name_the_program_and_have_eight_lines)
QN_CASE(unformatted_postfile_is_fortran_records)
QN_CASES_END
