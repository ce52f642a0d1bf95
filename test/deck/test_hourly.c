/* HOUREMIS: lines follow the hours of the weather and the order of the sources. Rules and messages
 * (341, 344, 320): AERMOD 24142, HRQREAD and HRQEXT. */
#include "deck_text.h"

#include "base/file.h"

#include <stdio.h>
#include <unistd.h>

#define SFC_ROW(hour)                                                                              \
    "19  3  4  63  " #hour "  -24.7  0.231 -9.000 -9.000 -999.  267.     46.2  0.1200   1.50   "   \
    "1.00    3.14   87.0   10.0  279.8    2.0     0   0.00    61.  1003.     2 ADJ-SFC NoSubs\n"
#define PFL_ROW(hour) "19  3  4  " #hour "    10.0 1    87.0     3.14     6.65    99.00    99.00\n"

static void write_file(const char *path, const char *text)
{
    struct qn_err err = {0};
    assert_ok(qn_file_write(path, text, strlen(text), &err), err);
}

/* Cases run side by side: each in a folder of its own. */
static void enter_own_folder(struct qn_err *err)
{
    char folder[256];
    (void)snprintf(folder, sizeof folder, "%s/hourly_%ld", QN_TEST_TMP, (long)getpid());
    assert_ok(qn_file_mkdirs(folder, err), *err);
    assert_int_equal(chdir(folder), 0);
}

static enum qn_status read_with(const char *hourly, struct qn_deck *deck, struct qn_err *err)
{
    static const char text[] =
        "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n"
        "   LOCATION  P1  POINT  0.0 0.0 0.0\n   SRCPARAM  P1  50.0 65.0 425.0 15.0 3.0\n"
        "   LOCATION  V1  VOLUME  0.0 0.0 0.0\n   SRCPARAM  V1  1.0 5.0 4.0 2.5\n"
        "   LOCATION  A1  AREA  0.0 0.0 0.0\n   SRCPARAM  A1  1.0 5.0 40.0\n"
        "   LOCATION  F1  POINT  0.0 0.0 0.0\n   SRCPARAM  F1  50.0 65.0 425.0 15.0 3.0\n"
        "   HOUREMIS  \"h.dat\" P1 V1 A1\n   SRCGROUP  ALL\nSO FINISHED\n"
        "RE STARTING\n   DISCCART  100.0 100.0\nRE FINISHED\nME STARTING\n"
        "   SURFFILE  \"a.sfc\"\n   PROFFILE  \"a.pfl\"\n"
        "   SURFDATA  53698 2019\n   UAIRDATA  54511 2019\n   PROFBASE  0.0 METERS\n"
        "ME FINISHED\nOU STARTING\n   RECTABLE  ALLAVE FIRST\nOU FINISHED\n";
    *err = (struct qn_err){.code = QN_OK};
    enter_own_folder(err);
    write_file("a.sfc",
               "   38.500N  114.250E          UA_ID: 54511     SF_ID: 53698     OS_ID: MAST     "
               "    VERSION: 24142  ADJ_U*  CCVR_Sub\n" SFC_ROW(1) SFC_ROW(2));
    write_file("a.pfl", PFL_ROW(1) PFL_ROW(2));
    write_file("d.inp", text);
    write_file("h.dat", hourly);
    return qn_deck_read("d.inp", deck, err);
}

#define FIRST                                                                                      \
    "SO HOUREMIS 19 3 4 1 P1 6.5 388.0 7.5\n"                                                      \
    "SO HOUREMIS 19 3 4 1 V1 0.9 3.5 3.1 2.1\n"                                                    \
    "SO HOUREMIS 19 3 4 1 A1 0.5\n"

static void lines_become_releases_by_hour_and_source(void **state)
{
    (void)state;
    struct qn_deck deck;
    struct qn_err err;
    assert_ok(read_with(FIRST "SO HOUREMIS 2019 3 4 2 P1 -99. 0.0 0.0\n"
                              "SO HOUREMIS 19 3 4 2 V1\n"
                              "SO HOUREMIS 19 3 4 2 A1 0.25\n",
                        &deck, &err),
              err);
    assert_int_equal(deck.hourly_sources, 3);
    assert_int_equal(deck.hourly_column[2], 2);
    assert_true(deck.hourly_column[3] == SIZE_MAX && !deck.source[3].hourly);
    const struct qn_plume_release *r = deck.release;
    assert_near(r[0].temp_K, 388, 0);
    assert_near(r[0].velocity_m_s, 7.5, 0);
    assert_true(r[1].has_dimensions && !r[2].has_dimensions);
    assert_near(r[1].sigma_y0_m, 3.1, 1e-15);
    assert_near(r[1].sigma_z0_m, 2.1, 1e-15);
    assert_near(r[3].emission, 0, 0); /* -90 and below is missing: warning 341 */
    assert_near(r[3].temp_K, -1e-5, 0);
    assert_near(r[3].velocity_m_s, 1e-5, 0);
    assert_nan(r[4].emission); /* no values: warning 344 */
    assert_near(r[5].emission, .25, 0);
    assert_int_equal(count_messages(&deck, 341), 1);
    assert_int_equal(count_messages(&deck, 344), 1);
    qn_deck_release(&deck);
}

static void refused(const char *hourly, const char *where, const char *word)
{
    struct qn_deck deck;
    struct qn_err err;
    enum qn_status st = read_with(hourly, &deck, &err);
    if (!st || !strstr(err.where, where) || !strstr(err.msg[1], word)) {
        print_error("status %d at %s (expected %s): %s\n", (int)st, err.where, where, err.msg[1]);
        fail();
    }
}

static void lines_out_of_step_with_the_weather_are_refused(void **state)
{
    (void)state;
    refused(FIRST, "h.dat", "ends too early");
    refused("SO HOUREMIS 19 3 4 2 P1 6.5 388.0 7.5\n", "h.dat:1:13", "2019-03-04 01");
    refused("SO HOUREMIS 20 3 4 1 P1 6.5 388.0 7.5\n", "h.dat:1:13", "is due");
    refused("SO HOUREMIS 19 3 4 1 V1 6.5 388.0 7.5\n", "h.dat:1:22", "\"P1\"");
    refused("SO HOUREMIS 19 3 4 1 P1 6.5 388.0\n", "h.dat:1", "fields");
    refused("SO HOUREMIS 19 3 4 1 P1 X 388.0 7.5\n", "h.dat:1:25", "number");
    refused(FIRST "SO HOUREMIS 19 3 4 2 P1\nSO HOUREMIS 19 3 4 2 V1 1.0\n", "h.dat:5", "fields");
    refused("SO HOUREMIS 19 3 4 1 P1\nSO HOUREMIS 19 3 4 1 V1 1. -3. 1. 1.\n", "h.dat:2:28",
            "range");
}

static void factors_and_hourly_emission_exclude_each_other(void **state)
{
    (void)state;
    must_refuse(DECK(CO_PLAIN, SO_PLAIN "   EMISFACT  P1 SEASON 4*1.\n"
                                        "   HOUREMIS  h.dat P1\n" SO_GROUP),
                "d.inp:12:20", "EMISFACT");
    must_refuse(DECK(CO_PLAIN, SO_PLAIN "   HOUREMIS  h.dat P1\n"
                                        "   EMISFACT  P1 SEASON 4*1.\n" SO_GROUP),
                "d.inp:12:14", "HOUREMIS");
    must_refuse(DECK(CO_PLAIN, SO_PLAIN "   HOUREMIS  h.dat P1\n"
                                        "   HOUREMIS  i.dat P1\n" SO_GROUP),
                "d.inp:12:14", "one file");
    must_refuse(DECK(CO_PLAIN, SO_PLAIN "   HOUREMIS  h.dat ZZ\n" SO_GROUP), "d.inp:11:20", "ZZ");
}

QN_CASES_BEGIN
QN_CASE(lines_become_releases_by_hour_and_source)
QN_CASE(lines_out_of_step_with_the_weather_are_refused)
QN_CASE(factors_and_hourly_emission_exclude_each_other)
QN_CASES_END
