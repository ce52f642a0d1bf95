/* Lines into cards, and the order of pathways. Column rules and numbers: AERMOD 24142, SETUP,
 * DEFINE and STODBL; each deck was given to AERMOD 24142 where a test says so. */
#include "deck_text.h"

#include <stdlib.h>

#include "base/file.h"
#include "deck/cards.h"

static struct qn_cutter cutter;

static struct qn_card cut(const char *line, enum qn_card_sort want)
{
    struct qn_card card = {.file = "f", .line = 7};
    struct qn_err err = {0};
    enum qn_card_sort sort;
    assert_ok(qn_cutter_cut(&cutter, line, strlen(line), &card, &sort, &err), err);
    assert_int_equal(sort, want);
    return card;
}

static void a_card_is_cut_by_columns_and_fields_by_blanks(void **state)
{
    (void)state;
    cutter.shift = 0;
    struct qn_card card = cut("so srcparam stack1  1.5  x", QN_CARD_DATA);
    assert_string_equal(card.pathway, "SO");
    assert_string_equal(card.keyword, "SRCPARAM");
    assert_int_equal(card.fields, 3);
    assert_string_equal(card.field[0], "STACK1");
    assert_string_equal(card.field_raw[0], "stack1");
    assert_int_equal(card.column[0], 13);
    assert_int_equal(card.column[2], 26);
    assert_string_equal(card.rest, "stack1  1.5  x");
}

static void blank_columns_leave_pathway_and_keyword_to_the_card_before(void **state)
{
    (void)state;
    cutter.shift = 0;
    struct qn_card card = cut("             POL1 DIST 100. 200.", QN_CARD_DATA);
    assert_string_equal(card.pathway, "");
    assert_string_equal(card.keyword, "");
    assert_true(card.keyword_repeated);
    assert_int_equal(card.fields, 4);
}

static void quotes_hold_blanks_together_and_keep_their_case(void **state)
{
    (void)state;
    cutter.shift = 0;
    struct qn_card card = cut("ME SURFFILE  \"My Files/a b.sfc\" \"\" x", QN_CARD_DATA);
    assert_int_equal(card.fields, 3);
    assert_string_equal(card.field_raw[0], "My Files/a b.sfc");
    assert_string_equal(card.field_raw[1], "");
    assert_string_equal(card.field_raw[2], "x");
}

static void tabs_and_the_end_of_a_windows_line_are_blanks(void **state)
{
    (void)state;
    cutter.shift = 0;
    struct qn_card card = cut("SO\tLOCATION\tS1\tPOINT\t1.0\r", QN_CARD_DATA);
    assert_string_equal(card.pathway, "SO");
    assert_string_equal(card.keyword, "LOCATION");
    assert_int_equal(card.fields, 3);
    card = cut("\tXBADJ\tS1 1.0", QN_CARD_DATA);
    assert_string_equal(card.pathway, "");
    assert_string_equal(card.keyword, "XBADJ");
    card = cut("\t\tG1 S1", QN_CARD_DATA);
    assert_string_equal(card.keyword, "");
    assert_int_equal(card.fields, 2);
    cut("\r", QN_CARD_NOTHING);
}

static void comments_and_no_echo_are_no_data(void **state)
{
    (void)state;
    cutter.shift = 0;
    cut("** SO LOCATION", QN_CARD_COMMENT);
    cut("   ** indented", QN_CARD_COMMENT);
    cut("NO ECHO", QN_CARD_NO_ECHO);
    cut("", QN_CARD_NOTHING);
}

static void a_character_between_the_columns_is_refused(void **state)
{
    (void)state;
    cutter.shift = 0;
    struct qn_card card = {.file = "f", .line = 7};
    struct qn_err err = {0};
    enum qn_card_sort sort;
    const char line[] = "RE DISCCART-500.0 100.0"; /* AERMOD would read 500.0 */
    assert_int_equal(qn_cutter_cut(&cutter, line, strlen(line), &card, &sort, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, "f:7:12");
    const char open[] = "ME SURFFILE \"a b";
    assert_int_equal(qn_cutter_cut(&cutter, open, strlen(open), &card, &sort, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, "f:7:13");
}

static void lines_too_long_are_refused_and_none_is_read_beyond_its_end(void **state)
{
    (void)state;
    cutter.shift = 0;
    size_t n = QN_CARD_LINE_CAP + 1;
    char *line = malloc(n); /* its very end, for the sanitizer */
    assert_non_null(line);
    memset(line, 'x', n);
    struct qn_card card = {.file = "f", .line = 1};
    struct qn_err err = {0};
    enum qn_card_sort sort;
    assert_int_equal(qn_cutter_cut(&cutter, line, n, &card, &sort, &err), QN_E_LIMIT);
    for (size_t i = 0; i < n; i++) /* as many fields as fit */
        line[i] = i % 2 ? 'x' : ' ';
    memcpy(line, "SO LOCATION ", 12);
    assert_int_equal(qn_cutter_cut(&cutter, line, n - 1, &card, &sort, &err), QN_E_LIMIT);
    assert_int_equal(card.fields, QN_CARD_FIELDS_CAP);
    free(line);
}

static double number(const char *text)
{
    double value = NAN;
    return qn_card_number(text, NULL, &value) ? value : NAN;
}

static void numbers_are_added_up_as_aermod_does(void **state)
{
    (void)state;
    assert_near(number("12.5"), 12.5, 0);
    assert_near(number("-.5"), -.5, 0);
    assert_near(number("+3."), 3, 0);
    assert_near(number("1.5E-4"), 1.5 * pow(10.0, -4.0), 0);
    assert_near(number("1.5D+2"), 150, 0);
    assert_near(number("1e3"), 1000, 0);
    /* STODBL divides the place by ten for each digit: .7 + .07 + .007, with its roundings */
    double place = 1.0 / 10.0 / 10.0;
    assert_near(number("0.77"), 7 * (1.0 / 10.0) + place * 7, 0);
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",     ".",     "-",    "1.2.3", "1,5", "NAN",   "INF", "1E",
                               "1E31", "1E-31", "0x10", "1-2",   "2*3", "1E2.5", "1 2", "--1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!isnan(number(bad[i]))) {
            print_error("\"%s\" is read as %g\n", bad[i], number(bad[i]));
            fail();
        }
}

static void a_number_may_stand_for_several(void **state)
{
    (void)state;
    size_t times;
    double value;
    assert_true(qn_card_number("36*-13.7", &times, &value));
    assert_int_equal(times, 36);
    assert_near(value, -13.7, 1e-12);
    assert_true(qn_card_number("5.0", &times, &value));
    assert_int_equal(times, 1);
    assert_false(qn_card_number("0*5.0", &times, &value));
    assert_false(qn_card_number("-3*5.0", &times, &value));
    assert_false(qn_card_number("1.5*5.0", &times, &value));
    assert_false(qn_card_number("3*", &times, &value));
    assert_false(qn_card_number("3*4*5", &times, &value));
    assert_false(qn_card_number("9999999*1", &times, &value));
}

static void a_deck_may_be_shifted_and_in_lower_case(void **state)
{
    (void)state;
    struct qn_deck deck = must_read("  co starting\n"
                                    "     titleone  Quotes \"stay\" here\n"
                                    "     modelopt  conc flat\n"
                                    "     avertime  1\n"
                                    "     pollutid  other\n"
                                    "     runornot  run\n"
                                    "  co finished\n"
                                    "  so starting\n"
                                    "     location  p1 point 0 0 0\n"
                                    "     srcparam  p1 1.0 10. 400. 5. 1.\n"
                                    "     srcgroup  all\n"
                                    "  so finished\n"
                                    "  re starting\n     disccart  1. 1.\n  re finished\n"
                                    "  me starting\n     surffile  Mixed.Sfc\n"
                                    "     proffile  a.pfl\n     surfdata  1 1988\n"
                                    "     uairdata  1 1988\n     profbase  0.0 meters\n"
                                    "  me finished\n  ou starting\n"
                                    "     rectable  allave first\n  ou finished\n");
    assert_string_equal(deck.title[0], " Quotes \"stay\" here"); /* from column 13 */
    assert_string_equal(deck.source[0].id, "P1");
    assert_string_equal(deck.surface_path, "Mixed.Sfc");
    assert_true(deck.run);
    qn_deck_release(&deck);
}

static void pathways_come_once_each_in_their_order(void **state)
{
    (void)state;
    must_refuse("", "d.inp", "CO");
    must_refuse("SO STARTING\n", "d.inp:1:4", "CO is next");
    must_refuse("CO STARTING\n" CO_PLAIN "SO STARTING\n", "d.inp:7:4", "Write CO FINISHED first");
    must_refuse("CO STARTING\n" CO_PLAIN "CO FINISHED\nRE STARTING\n", "d.inp:8:4", "SO is next");
    must_refuse("CO STARTING\n" CO_PLAIN, "d.inp", "CO is missing or not FINISHED");
    must_refuse("CO STARTING\n" CO_PLAIN "CO FINISHED\n", "d.inp", "SO is missing");
    must_refuse("CO STARTING\nSO LOCATION P1\n", "d.inp:2:4", "not between");
    must_refuse("CO TITLEONE x\n", "d.inp:1:4", "not between");
    must_refuse("XX STARTING\n", "d.inp:1:4", "not a pathway");
    must_refuse("CO STARTING\n             x\n", "d.inp:2:4", "no card before");
    must_refuse(DECK(CO_PLAIN, SO_PLAIN SO_GROUP) "OU PLOTFILE\n", "d.inp:26:4", "after OU");
}

static void what_follows_the_end_may_be_comments_and_an_old_end_mark(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(DECK(CO_PLAIN, SO_PLAIN SO_GROUP) "** end\n\n\x1a");
    qn_deck_release(&deck);
}

static void an_unknown_keyword_names_its_columns(void **state)
{
    (void)state;
    must_refuse("CO STARTING\n    TITLEONE x\n", "d.inp:2:12", "separates");
    must_refuse("CO STARTING\n   BOGUSKEY  x\n", "d.inp:2:4", "BOGUSKEY");
    must_refuse("CO STARTING\n   PVMRM     x\n", "d.inp:2:4", "PVMRM");
}

/* The deck and its included file on disc. */
static void included_files_take_the_place_of_their_card(void **state)
{
    (void)state;
    struct qn_err err = {0};
    assert_ok(qn_file_mkdirs(QN_TEST_TMP "/included", &err), err);
    const char inc[] = "SO LOCATION  P2  POINT  10.0 0.0 0.0\r\n"
                       "** a comment\r\n"
                       "   SRCPARAM  P2  1.0 20.0 400.0 10.0 1.0\r\n"
                       "             P1  1.0 20.0 400.0 10.0 1.0\r\n";
    assert_ok(qn_file_write(QN_TEST_TMP "/included/more sources.inc", inc, strlen(inc), &err), err);
    const char so[] = "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n"
                      "   LOCATION  P1  POINT  0.0 0.0 0.0\n"
                      "   INCLUDED  \"" QN_TEST_TMP "/included/more sources.inc\"\n"
                      "   SRCGROUP  ALL\nSO FINISHED\nRE BOGUSKEY\n";
    const char *path = QN_TEST_TMP "/included/deck.inp";
    assert_ok(qn_file_write(path, so, strlen(so), &err), err);
    struct qn_deck deck;
    /* SO is whole: the failure is the one after it */
    assert_int_equal(qn_deck_read(path, &deck, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, QN_TEST_TMP "/included/deck.inp:13:4");
    const char twice[] = "SO INCLUDED  x\n";
    assert_ok(qn_file_write(QN_TEST_TMP "/included/more sources.inc", twice, strlen(twice), &err),
              err);
    assert_int_equal(qn_deck_read(path, &deck, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, QN_TEST_TMP "/included/more sources.inc:1:14");
    assert_int_equal(qn_deck_read(QN_TEST_TMP "/included/none.inp", &deck, &err), QN_E_IO);
}

QN_CASES_BEGIN
QN_CASE(a_card_is_cut_by_columns_and_fields_by_blanks)
QN_CASE(blank_columns_leave_pathway_and_keyword_to_the_card_before)
QN_CASE(quotes_hold_blanks_together_and_keep_their_case)
QN_CASE(tabs_and_the_end_of_a_windows_line_are_blanks)
QN_CASE(comments_and_no_echo_are_no_data)
QN_CASE(a_character_between_the_columns_is_refused)
QN_CASE(lines_too_long_are_refused_and_none_is_read_beyond_its_end)
QN_CASE(numbers_are_added_up_as_aermod_does)
QN_CASE(what_is_no_number_is_refused)
QN_CASE(a_number_may_stand_for_several)
QN_CASE(a_deck_may_be_shifted_and_in_lower_case)
QN_CASE(pathways_come_once_each_in_their_order)
QN_CASE(what_follows_the_end_may_be_comments_and_an_old_end_mark)
QN_CASE(an_unknown_keyword_names_its_columns)
QN_CASE(included_files_take_the_place_of_their_card)
QN_CASES_END
