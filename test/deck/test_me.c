/* The weather pathway. Hours to run, messages and refusals are those of AERMOD 24142 on the same
 * cards with weather of the year 1996. */
#include "little.h"

static void write_year(struct little *l)
{
    little_weather_part(l, "ADJ_U*", 1996, 366, 0, 1 << 30);
}

static size_t hours_of(struct little *l, const char *me, size_t *first)
{
    struct qn_deck deck;
    struct qn_err err = {0};
    little_write(l, (struct little_parts){.me = me});
    assert_ok(qn_deck_read(l->deck, &deck, &err), err);
    size_t n = 0, counted = deck.hours_to_run;
    *first = SIZE_MAX;
    for (size_t h = 0; h < deck.weather.hours; h++) {
        if (deck.process[h] && *first == SIZE_MAX)
            *first = h;
        n += deck.process[h];
    }
    assert_int_equal(n, counted);
    qn_deck_release(&deck);
    return n;
}

static void hours_to_run_are_aermods(void **state)
{
    (void)state;
    static const struct {
        const char *me;
        size_t hours, first_day; /* days from 1 January, 0 the first */
    } want[] = {{"", 8784, 0},
                {"   DAYRANGE  2/27-3/2\n", 120, 57},
                {"   DAYRANGE  59 60 3/1 366\n", 96, 58},
                {"   DAYRANGE  59\n   DAYRANGE  100-101\n", 72, 58},
                {"   STARTEND  96 2 3 96 2 4\n", 48, 33}};
    struct little l = little_new("hours");
    write_year(&l);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        size_t first = 0;
        assert_int_equal(hours_of(&l, want[i].me, &first), want[i].hours);
        assert_int_equal(first, want[i].first_day * 24);
    }
    size_t first = 0;
    assert_int_equal(hours_of(&l, "   STARTEND  96 2 3 5 96 2 4 6\n", &first), 26);
    assert_int_equal(first, 33 * 24 + 4);
    assert_int_equal(hours_of(&l, "   STARTEND  96 2 3 5 96 2 4 6\n   DAYRANGE  35\n", &first), 6);
    little_remove(&l);
}

static void expect_fail(struct little *l, struct little_parts parts, enum qn_status code,
                        const char *part)
{
    struct qn_deck deck;
    struct qn_err err = {0};
    little_write(l, parts);
    assert_int_equal(qn_deck_read(l->deck, &deck, &err), code);
    if (!strstr(err.msg[QN_EN], part))
        print_error("%s: %s\n", err.where, err.msg[QN_EN]);
    assert_non_null(strstr(err.msg[QN_EN], part));
    assert_true(err.msg[QN_ZH][0]);
    assert_true(err.where[0]);
}

static void dates_that_the_weather_does_not_have_are_refused(void **state)
{
    (void)state;
    struct little l = little_new("dates");
    write_year(&l);
    /* AERMOD: E480, E580, E483, E493 */
    expect_fail(
        &l,
        (struct little_parts){.me = "   STARTEND  1996 1 1 1996 12 30\n", .averages = "1 ANNUAL"},
        QN_E_SYNTAX, "less than a whole year");
    expect_fail(&l, (struct little_parts){.me = "   STARTEND  1996 12 1 1997 1 30\n"},
                QN_E_CONFLICT, "ends at 1996-12-31 24, before the end 1997-01-30 24");
    expect_fail(&l, (struct little_parts){.me = "   STARTEND  1995 12 1 1996 1 30\n"},
                QN_E_CONFLICT, "begins at 1996-01-01 01, after the start 1995-12-01 01");
    expect_fail(
        &l,
        (struct little_parts){.me = "   DAYRANGE  1\n",
                              .stations = "   SURFDATA  722430 1995\n   UAIRDATA  3937 1996\n"},
        QN_E_CONFLICT, "begins in 1996 and SURFDATA says 1995");
    little_remove(&l);
}

static void a_year_of_weather_closes_one_annual_average(void **state)
{
    (void)state;
    struct little l = little_new("annual");
    struct qn_deck deck;
    struct qn_err err = {0};
    write_year(&l);
    little_write(&l, (struct little_parts){.averages = "1 ANNUAL"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_int_equal(deck.years, 1);
    assert_int_equal(deck.year_end[0], 8783);
    assert_int_equal(deck.hours_after_years, 0);
    qn_deck_release(&deck);
    little_weather_part(&l, "", 1996, 396, 0, 1 << 30);
    little_write(&l, (struct little_parts){.averages = "1 ANNUAL"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_int_equal(deck.years, 1);
    assert_int_equal(deck.hours_after_years, 30 * 24); /* W481 */
    assert_int_equal(little_noted(&deck, 481), 1);
    assert_int_equal(little_noted(&deck, 187), 0);
    qn_deck_release(&deck);
    little_weather_part(&l, "", 1996, 365, 0, 1 << 30);
    expect_fail(&l, (struct little_parts){.averages = "1 ANNUAL"}, QN_E_CONFLICT, "no whole year");
    little_remove(&l);
}

static void what_the_header_says_becomes_aermods_messages(void **state)
{
    (void)state;
    struct little l = little_new("header");
    struct qn_deck deck;
    struct qn_err err = {0};
    little_write(&l, (struct little_parts){.stations = "   SURFDATA  722431 1995\n"
                                                       "   UAIRDATA  3937 1996\n"
                                                       "   SITEDATA  12 1996 TOWER 1.0 2.0\n"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_int_equal(little_noted(&deck, 187), 1);
    assert_int_equal(little_noted(&deck, 530), 1);
    assert_int_equal(little_noted(&deck, 531), 1);
    assert_int_equal(little_noted(&deck, 492), 1);
    assert_int_equal(deck.surface_year, 1995);
    assert_string_equal(deck.site_name, "TOWER");
    assert_string_equal(deck.upper_name, "UNKNOWN");
    assert_true(deck.weather.hour[3].adjusted_ustar);
    qn_deck_release(&deck);
    little_remove(&l);
}

static void wind_and_turbulence_options_are_kept(void **state)
{
    (void)state;
    struct little l = little_new("wind");
    struct qn_deck deck;
    struct qn_err err = {0};
    little_write(&l, (struct little_parts){.me = "   WDROTATE  -12.5\n"
                                                 "   WINDCATS  1.0 2.0 3.0 4.0 20.0\n"
                                                 "   NUMYEARS  1\n   NOTURBST\n"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_near(deck.options.wind_rotation_deg, -12.5, 0);
    assert_near(deck.options.wind_category_m_s[4], 20.0, 0);
    assert_true(deck.options.no_sigma_v_stable && deck.options.no_sigma_w_stable);
    assert_false(deck.options.no_sigma_v_convective || deck.options.no_sigma_w_convective);
    assert_int_equal(little_noted(&deck, 443), 1);
    qn_deck_release(&deck);
    little_remove(&l);
}

QN_CASES_BEGIN
QN_CASE(hours_to_run_are_aermods)
QN_CASE(dates_that_the_weather_does_not_have_are_refused)
QN_CASE(a_year_of_weather_closes_one_annual_average)
QN_CASE(what_the_header_says_becomes_aermods_messages)
QN_CASE(wind_and_turbulence_options_are_kept)
QN_CASES_END
