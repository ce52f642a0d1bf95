/* The output pathway, and what `--check` shows of a deck. Which cards are refused is AERMOD 24142's
 * rule (its ouset.f: E203, E211, E550, E560) unless the case says otherwise. */
#include "base/jsonw.h"
#include "little.h"

static void read_deck(struct little *l, const char *averages, const char *ou, struct qn_deck *deck)
{
    struct qn_err err = {0};
    little_write(l, (struct little_parts){.averages = averages, .ou = ou});
    assert_ok(qn_deck_read(l->deck, deck, &err), err);
}

static void ranks_are_taken_as_words_numbers_and_ranges(void **state)
{
    (void)state;
    struct little l = little_new("ranks");
    struct qn_deck deck;
    read_deck(&l, "1 3 24 MONTH",
              "   RECTABLE  ALLAVE FIRST-SECOND 4TH\n   RECTABLE  3-24 10\n"
              "   RECTABLE  MONTH TENTH\n",
              &deck);
    static const unsigned char want[4][11] = {{0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0},
                                              {0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1},
                                              {0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1},
                                              {0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1}};
    for (size_t a = 0; a < 4; a++)
        assert_memory_equal(deck.rectable[a], want[a], 11);
    qn_deck_release(&deck);
    little_remove(&l);
}

static void tables_are_kept_by_average(void **state)
{
    (void)state;
    struct little l = little_new("tables");
    struct qn_deck deck;
    read_deck(&l, "1 3 24", "   MAXTABLE  ALLAVE 40\n   MAXTABLE  3 7\n   DAYTABLE  24\n", &deck);
    assert_int_equal(deck.maxtable[0], 40);
    assert_int_equal(deck.maxtable[1], 7);
    assert_int_equal(deck.maxtable[2], 40);
    assert_false(deck.daytable[0] || deck.daytable[1]);
    assert_true(deck.daytable[2]);
    assert_int_equal(little_noted(&deck, 540), 0);
    qn_deck_release(&deck);
    read_deck(&l, "1 3", "   MAXTABLE  3 7\n", &deck);
    assert_int_equal(little_noted(&deck, 540), 1); /* AERMOD warns: nothing of the 1-hour average */
    qn_deck_release(&deck);
    little_remove(&l);
}

static void requests_keep_their_order_and_parameters(void **state)
{
    (void)state;
    struct little l = little_new("requests");
    struct qn_deck deck;
    read_deck(&l, "1 24 PERIOD",
              "   RECTABLE  ALLAVE 1-2\n   PLOTFILE  24 ALL 2ND b_24.plt 31\n"
              "   PLOTFILE  PERIOD ALL b_per.plt\n   POSTFILE  1 ALL UNFORM b_1.pst\n"
              "   MAXIFILE  24 ALL 30.5 b.mxf\n   RANKFILE  1 10 b.rnk\n"
              "   SEASONHR  ALL b.sea 99\n   SUMMFILE  b.sum\n   FILEFORM  EXP\n"
              "   NOHEADER  PLOTFILE RANKFILE\n",
              &deck);
    assert_int_equal(deck.requests, 6);
    assert_int_equal(deck.request[0].kind, QN_DECK_PLOTFILE);
    assert_int_equal(deck.request[0].ave, 1);
    assert_int_equal(deck.request[0].high, 2);
    assert_string_equal(deck.request[0].path, "b_24.plt");
    assert_int_equal(deck.request[1].ave, 2);
    assert_int_equal(deck.request[1].high, 0);
    assert_true(deck.request[2].unformatted);
    assert_near(deck.request[3].threshold, 30.5, 0);
    assert_int_equal(deck.request[4].high, 10);
    assert_int_equal(deck.request[5].kind, QN_DECK_SEASONHR);
    assert_true(deck.request[0].no_header && deck.request[4].no_header);
    assert_false(deck.request[3].no_header || deck.no_header);
    assert_true(deck.exponential && deck.request[3].exponential);
    assert_string_equal(deck.summary_path, "b.sum");
    qn_deck_release(&deck);
    little_remove(&l);
}

static void fail_at(struct little *l, const char *ou, enum qn_status code, const char *card,
                    const char *part)
{
    struct qn_deck deck;
    struct qn_err err = {0};
    char place[600];
    little_write(l, (struct little_parts){.ou = ou});
    assert_int_equal(qn_deck_read(l->deck, &deck, &err), code);
    (void)snprintf(place, sizeof place, "%s:%u:", l->deck, little_line(l, card));
    if (strncmp(err.where, place, strlen(place)) != 0 || !strstr(err.msg[QN_EN], part))
        print_error("%s: %s\n", err.where, err.msg[QN_EN]);
    assert_int_equal(strncmp(err.where, place, strlen(place)), 0);
    assert_non_null(strstr(err.msg[QN_EN], part));
    assert_true(err.msg[QN_ZH][0]);
}

static void outputs_that_cannot_be_written_are_found_at_once(void **state)
{
    (void)state;
    struct little l = little_new("paths");
    char ou[1500];
    fail_at(&l, "   POSTFILE  1 ALL PLOT no/such/folder/p.pst\n", QN_E_IO, "POSTFILE",
            "does not exist");
    (void)snprintf(ou, sizeof ou, "   POSTFILE  1 ALL PLOT \"%s\"\n", QN_TEST_TMP);
    fail_at(&l, ou, QN_E_IO, "POSTFILE", "is a folder");
    (void)snprintf(ou, sizeof ou, "   SUMMFILE  \"%s\"\n", l.surface);
    fail_at(&l, ou, QN_E_CONFLICT, "SUMMFILE", "would destroy it");
    little_remove(&l);
}

static void one_file_is_asked_for_once(void **state)
{
    (void)state;
    struct little l = little_new("once");
    fail_at(&l, "   RECTABLE  1 1 2\n   PLOTFILE  1 ALL 1 a.plt\n   PLOTFILE  1 ALL 2 a.plt\n",
            QN_E_SYNTAX, "ALL 2 a.plt", "is taken by line");
    fail_at(&l,
            "   RECTABLE  1 1 2\n   PLOTFILE  1 ALL 1 a.plt 40\n   PLOTFILE  1 ALL 2 b.plt 40\n",
            QN_E_SYNTAX, "ALL 2 b.plt", "Unit 40 belongs to another file");
    fail_at(&l, "   RECTABLE  1 1\n   PLOTFILE  1 ALL 1 a.plt\n   PLOTFILE  1 ALL 1 b.plt\n",
            QN_E_SYNTAX, "ALL 1 b.plt", "asks for the same PLOTFILE already");
    fail_at(&l, "   POSTFILE  1 ALL PLOT a.pst 30\n", QN_E_SYNTAX, "a.pst", "no unit number");
    little_remove(&l);
}

static void the_summary_of_a_deck_is_json(void **state)
{
    (void)state;
    struct little l = little_new("summary");
    struct qn_deck deck;
    struct qn_buf out;
    struct qn_jsonw w;
    struct qn_err err = {0};
    read_deck(&l, "1 MONTH PERIOD", "   RECTABLE  1 1\n   PLOTFILE  1 ALL 1 a.plt\n", &deck);
    qn_buf_init(&out, 1 << 20);
    qn_jsonw_init(&w, &out, 0, &err);
    qn_deck_summary(&deck, NULL, &w);
    assert_int_equal(w.status, QN_OK);
    static const char *const parts[] = {
        "\"count\": 1, \"POINT\": 1",
        "\"DISCCART\": 1",
        "[\"1\", \"MONTH\", \"PERIOD\"]",
        "\"hours_to_run\": 24",
        "\"first\": \"1996-01-01 01\"",
        "\"last\": \"1996-01-01 24\"",
        "\"kind\": \"PLOTFILE\", \"average\": \"1\", \"group\": \"ALL\", \"rank\": 1",
        "\"code\": 540"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!strstr(out.data, parts[i]))
            print_error("no %s in %s\n", parts[i], out.data);
        assert_non_null(strstr(out.data, parts[i]));
    }
    qn_buf_release(&out);
    qn_deck_release(&deck);
    little_remove(&l);
}

QN_CASES_BEGIN
QN_CASE(ranks_are_taken_as_words_numbers_and_ranges)
QN_CASE(tables_are_kept_by_average)
QN_CASE(requests_keep_their_order_and_parameters)
QN_CASE(outputs_that_cannot_be_written_are_found_at_once)
QN_CASE(one_file_is_asked_for_once)
QN_CASE(the_summary_of_a_deck_is_json)
QN_CASES_END
