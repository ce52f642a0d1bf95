/* Output files appear whole or not at all; years, shared files, refusals. Expected values by hand.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "out_deck.h"

static size_t files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    size_t n = 0;
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir))
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return n;
}

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

static struct day *hourly(const char *test)
{
    struct day *day = day_new(test);
    day->deck.ave_hours[0] = 1;
    day->deck.ave_count = 1;
    day_ask(day, QN_DECK_POSTFILE, 0, 1, 0, "post.pst");
    return day;
}

static void nothing_has_its_name_before_the_end(void **state)
{
    (void)state;
    struct day *day = hourly("name");
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_ok(qn_deck_out_new(&day->deck, day->main_path, &out, &err), err);
    assert_ok(day_feed(day, out, DAY_RECEPTORS, &err), err);
    assert_false(exists(day->main_path));
    assert_false(exists(day->path[0]));
    assert_int_equal(files_in(day->folder), 2); /* the temporary ones */
    assert_ok(qn_deck_out_finish(out, NULL, &err), err);
    qn_deck_out_free(out);
    assert_true(exists(day->main_path));
    assert_true(exists(day->path[0]));
    assert_int_equal(files_in(day->folder), 2);
    day_free(day);
}

static void a_run_thrown_away_leaves_nothing(void **state)
{
    (void)state;
    struct day *day = hourly("away");
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_ok(qn_deck_out_new(&day->deck, day->main_path, &out, &err), err);
    assert_ok(day_feed(day, out, DAY_RECEPTORS, &err), err);
    qn_deck_out_free(out);
    assert_int_equal(files_in(day->folder), 0);
    qn_deck_out_free(NULL);
    day_free(day);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct day *day = hourly("folder");
    day_path(day, "no/such/post.pst", day->path[0]);
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_int_equal(qn_deck_out_new(&day->deck, day->main_path, &out, &err), QN_E_IO);
    assert_null(out);
    assert_non_null(strstr(err.msg[QN_EN], "no/such/post.pst"));
    assert_non_null(strstr(err.msg[QN_ZH], "no/such/post.pst"));
    assert_int_equal(files_in(day->folder), 0);
    day_free(day);
}

static void a_full_disk_fails_the_run_and_leaves_nothing(void **state)
{
    (void)state;
    if (!exists("/dev/full"))
        skip();
    struct day *day = hourly("full");
    memcpy(day->path[0], "/dev/full", 10);
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_ok(qn_deck_out_new(&day->deck, day->main_path, &out, &err), err);
    assert_ok(day_feed(day, out, DAY_RECEPTORS, &err), err);
    assert_int_equal(qn_deck_out_finish(out, NULL, &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], "/dev/full"));
    qn_deck_out_free(out);
    assert_int_equal(files_in(day->folder), 0);
    day->deck.requests = 0;
    day_free(day);
}

static void the_main_output_is_not_shared(void **state)
{
    (void)state;
    struct day *day = hourly("main");
    memcpy(day->path[0], day->main_path, sizeof day->main_path);
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_int_equal(qn_deck_out_new(&day->deck, day->main_path, &out, &err), QN_E_CONFLICT);
    assert_int_equal(files_in(day->folder), 0);
    day_free(day);
}

/* The messages of the run are in the ERRORFIL, which is a file of its own. */
static void error_file_has_the_messages_and_its_own_name(void **state)
{
    (void)state;
    struct day *day = hourly("errors");
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    char path[600], line[400];
    day->deck.ave_hours[0] = 24;
    day->deck.error_path = day->path[0];
    assert_int_equal(qn_deck_out_new(&day->deck, day->main_path, &out, &err), QN_E_CONFLICT);
    day_path(day, "errors.lst", path);
    day->deck.error_path = path;
    day_run(day, DAY_RECEPTORS);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t few_hours = 0;
    while (day_line(f, line, sizeof line)) /* 17 of 24 hours are left */
        few_hours += strncmp(line, "CN W732      24", 15) == 0 && strstr(line, "1999031824");
    assert_int_equal(few_hours, 1);
    fclose(f);
    unlink(path);
    day_free(day);
}

/* As in AERMOD: two requests for one path write one after the other into it. */
static void requests_may_share_a_file(void **state)
{
    (void)state;
    struct day *day = hourly("share");
    day_ask(day, QN_DECK_POSTFILE, 0, 0, 0, "post.pst");
    day_run(day, DAY_RECEPTORS);
    FILE *f = fopen(day->path[0], "r");
    assert_non_null(f);
    char line[400];
    size_t heads = 0, all = 0, stack = 0;
    while (day_line(f, line, sizeof line)) {
        heads += line[0] == '*';
        all += line[0] != '*' && strstr(line, "  ALL  ") != NULL;
        stack += line[0] != '*' && strstr(line, "  STACK ") != NULL;
    }
    assert_int_equal(heads, 16);
    assert_int_equal(all, 24 * DAY_RECEPTORS);
    assert_int_equal(stack, 24 * DAY_RECEPTORS);
    fclose(f);
    day_free(day);
}

/* Days of a constant value each; the value of day k is level[k]. */
static void run_days(struct day *day, const double *level)
{
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_ok(qn_deck_out_new(&day->deck, day->main_path, &out, &err), err);
    for (size_t h = 0; h < day->deck.weather.hours; h++) {
        double value[DAY_SOURCES * DAY_RECEPTORS] = {0};
        for (size_t i = 0; i < DAY_RECEPTORS; i++)
            value[i] = level[h / 24]; /* of the stack; the volume gives nothing */
        struct qn_plume_block block = {.hour = h,
                                       .weather = &day->hour[h],
                                       .types = 1,
                                       .sources = DAY_SOURCES,
                                       .receptors = DAY_RECEPTORS,
                                       .value = value,
                                       .active = (const unsigned char[]){1, 0}};
        assert_ok(qn_deck_out_block(out, &block, &err), err);
    }
    assert_ok(qn_deck_out_finish(out, NULL, &err), err);
    qn_deck_out_free(out);
}

static double first_value(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char line[400];
    double value = NAN;
    while (isnan(value) && day_line(f, line, sizeof line))
        if (line[0] != '*')
            value = strtod(line + 29, NULL);
    fclose(f);
    return value;
}

/* Three days: 1999-12-31, 2000-12-30, 2001-12-30. The year that begins with the first ends on the
 * 30th of December: (1 + 2) / 2 in the first, 6 in the second; the mean of the years is 3.75. */
static void annual_is_the_mean_of_years(void **state)
{
    (void)state;
    struct day *day = day_new("annual");
    day->deck.annual = true;
    for (size_t h = 0; h < 72; h++)
        day->hour[h] = (struct qn_plume_hour){.year = 1999 + (int)(h / 24),
                                              .month = 12,
                                              .day = h < 24 ? 31 : 30,
                                              .hour = (int)(h % 24) + 1};
    day->deck.weather.hours = 72;
    day_ask(day, QN_DECK_PLOTFILE, 0, 1, 0, "annual.plt");
    run_days(day, (const double[]){1, 2, 6});
    assert_near(first_value(day->path[0]), 3.75, 1e-9);
    day_free(day);
}

static void annual_without_a_year_is_refused_before_the_run(void **state)
{
    (void)state;
    struct day *day = day_new("noyear");
    day->deck.annual = true;
    struct qn_err err = {.code = QN_OK};
    struct qn_deck_out *out = NULL;
    assert_int_equal(qn_deck_out_new(&day->deck, day->main_path, &out, &err), QN_E_DOMAIN);
    assert_non_null(strstr(err.msg[QN_EN], "03-17 24")); /* it begins on March 18, hour 1 */
    assert_int_equal(files_in(day->folder), 0);
    day_free(day);
}

/* March 30 to April 2: only March ends; the two days left of it are averaged. */
static void a_month_ends_with_its_last_day(void **state)
{
    (void)state;
    struct day *day = day_new("month");
    day_hours(day, 1999, 3, 30, 96);
    day->deck.ave_hours[0] = QN_DECK_MONTH;
    day->deck.ave_count = 1;
    day_ask(day, QN_DECK_POSTFILE, 0, 0, 0, "month.pst");
    run_days(day, (const double[]){1, 4, 7, 7});
    FILE *f = fopen(day->path[0], "r");
    assert_non_null(f);
    char line[400];
    size_t rows = 0;
    while (day_line(f, line, sizeof line)) {
        if (line[0] == '*')
            continue;
        rows++;
        assert_near(strtod(line + 29, NULL), 2.5, 1e-9);
        assert_non_null(strstr(line, "99033124"));
    }
    assert_int_equal(rows, DAY_RECEPTORS);
    fclose(f);
    day_free(day);
}

/* Hours that the deck does not choose are passed over. */
static void hours_not_chosen_do_not_count(void **state)
{
    (void)state;
    struct day *day = day_new("chosen");
    unsigned char process[48] = {0};
    memset(process + 24, 1, 24);
    day_hours(day, 1999, 3, 18, 48);
    day->deck.process = process;
    day->deck.period = true;
    day_ask(day, QN_DECK_PLOTFILE, 0, 0, 0, "period.plt");
    run_days(day, (const double[]){100, 3});
    assert_near(first_value(day->path[0]), 3, 1e-9);
    day_free(day);
}

QN_CASES_BEGIN
QN_CASE(nothing_has_its_name_before_the_end)
QN_CASE(a_run_thrown_away_leaves_nothing)
QN_CASE(a_folder_that_is_not_there_is_named)
QN_CASE(a_full_disk_fails_the_run_and_leaves_nothing)
QN_CASE(the_main_output_is_not_shared)
QN_CASE(error_file_has_the_messages_and_its_own_name)
QN_CASE(requests_may_share_a_file)
QN_CASE(annual_is_the_mean_of_years)
QN_CASE(annual_without_a_year_is_refused_before_the_run)
QN_CASE(a_month_ends_with_its_last_day)
QN_CASE(hours_not_chosen_do_not_count)
QN_CASES_END
