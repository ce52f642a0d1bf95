/* The receptor pathway. Expected receptors, their order and the warnings are those of AERMOD 24142,
 * run on the same cards with a POSTFILE. */
#include "little.h"

struct at {
    double x, y, elev, hill, flag;
    const char *net;
    char kind;
};

static void check(const struct qn_deck *deck, const struct at *want, size_t n)
{
    assert_int_equal(deck->receptors, n);
    for (size_t i = 0; i < n; i++) {
        assert_near(deck->receptor[i].x_m, want[i].x, 5.1e-6);
        assert_near(deck->receptor[i].y_m, want[i].y, 5.1e-6);
        assert_near(deck->receptor[i].elev_m, want[i].elev, 5.1e-3);
        assert_near(deck->receptor[i].hill_m, want[i].hill, 5.1e-3);
        assert_near(deck->receptor[i].flag_m, want[i].flag, 5.1e-3);
        assert_string_equal(deck->receptor_extra[i].netid, want[i].net);
        assert_int_equal(deck->receptor_extra[i].kind, want[i].kind);
    }
}

static void read_deck(struct little *l, struct little_parts parts, struct qn_deck *deck)
{
    struct qn_err err = {0};
    little_write(l, parts);
    assert_ok(qn_deck_read(l->deck, deck, &err), err);
}

static void every_sort_of_receptor_lies_where_aermod_puts_it(void **state)
{
    (void)state;
    static const struct at want[] = {
        {500.0, -500.0, 30.48, 60.96, 1.50, "", 'D'},
        {0.0, 300.0, 3.05, 30.48, 0.0, "CAR", 'G'},
        {100.25, 300.0, 6.10, 30.48, 1.0, "CAR", 'G'},
        {-50.0, 300.0, 9.14, 30.48, 2.0, "CAR", 'G'},
        {0.0, 250.0, 12.19, 33.53, 4.0, "CAR", 'G'},
        {100.25, 250.0, 15.24, 33.53, 4.0, "CAR", 'G'},
        {-50.0, 250.0, 18.29, 33.53, 4.0, "CAR", 'G'},
        {117.36482, 298.48078, 6.10, 15.24, 1.5, "POL", 'P'},
        {143.41204, 446.20194, 6.40, 15.24, 1.5, "POL", 'P'},
        {100.0, 300.0, 9.14, 18.29, 1.5, "POL", 'P'},
        {100.0, 450.0, 9.45, 18.29, 1.5, "POL", 'P'},
        {170.71068, 270.71068, 3.05, 21.34, 1.5, "POL", 'P'},
        {276.77670, 376.77670, 3.35, 21.34, 1.5, "POL", 'P'},
        {1010.0, -1000.0, 0.0, 0.0, 1.5, "POL2", 'P'},
        {1000.0, -1010.0, 0.0, 0.0, 1.5, "POL2", 'P'},
        {990.0, -1000.0, 0.0, 0.0, 1.5, "POL2", 'P'},
        {1000.0, -990.0, 0.0, 0.0, 1.5, "POL2", 'P'},
        {742.78761, 966.04444, 1.52, 1.83, 7.0, "", 'Q'},
        {-10.5, 20.25, 10.06, 13.41, 2.5, "", 'E'},
    };
    struct little l = little_new("every");
    struct qn_deck deck;
    read_deck(&l,
              (struct little_parts){.co = "   FLAGPOLE  1.5\n",
                                    .re = "   ELEVUNIT  FEET\n"
                                          "   DISCCART  500.0 -500.0 100.0 200.0\n"
                                          "   GRIDCART  CAR STA\n"
                                          "             XPNTS 0.0 100.25\n"
                                          "             XPNTS -50.0\n"
                                          "             YPNTS 300.0 250.0\n"
                                          "             ELEV 2 40.0 50.0 60.0\n"
                                          "             ELEV 1 10.0 20.0 30.0\n"
                                          "             HILL 1 3*100.0\n"
                                          "             HILL 2 3*110.0\n"
                                          "             FLAG 1 0.0 1.0 2.0\n"
                                          "             FLAG 2 3*4.0\n"
                                          "   GRIDCART  CAR END\n"
                                          "   GRIDPOLR  POL STA\n"
                                          "             ORIG S1\n"
                                          "             DIST 100.0 250.0\n"
                                          "             DDIR 370.0 0.0 45.0\n"
                                          "             ELEV 370 10.0 11.0\n"
                                          "             ELEV 0 20.0 21.0\n"
                                          "             ELEV 45 30.0 31.0\n"
                                          "             HILL 10 2*50.0\n"
                                          "             HILL 20 2*60.0\n"
                                          "             HILL 30 2*70.0\n"
                                          "   GRIDPOLR  POL END\n"
                                          "   GRIDPOLR  POL2 STA\n"
                                          "             DIST 10.0\n"
                                          "             GDIR 4 90.0 90.0\n"
                                          "             ORIG 1000.0 -1000.0\n"
                                          "   GRIDPOLR  POL2 END\n"
                                          "   DISCPOLR  S1 1000.0 400.0 5.0 6.0 7.0\n"
                                          "   EVALCART  -10.5 20.25 33.0 44.0 2.5 ARC1\n"},
              &deck);
    check(&deck, want, sizeof want / sizeof want[0]);
    assert_int_equal(deck.networks, 3);
    assert_string_equal(deck.network[1].id, "POL");
    assert_int_equal(deck.network[1].first, 7);
    assert_int_equal(deck.network[1].nx, 2);
    assert_int_equal(deck.network[1].ny, 3);
    assert_string_equal(deck.receptor_extra[18].arc, "ARC1");
    assert_int_equal(deck.receptor_extra[17].source, 0);
    assert_int_equal(deck.receptor_extra[0].network, 3);
    assert_int_equal(little_noted(&deck, 228), 1);
    assert_int_equal(little_noted(&deck, 216), 2);
    assert_int_equal(little_noted(&deck, 214), 1);
    qn_deck_release(&deck);
    little_remove(&l);
}

static void a_flat_run_stands_on_the_profile_base(void **state)
{
    (void)state;
    struct little l = little_new("flat");
    struct qn_deck deck;
    struct qn_err err = {0};
    FILE *f = little_open(l.deck);
    fprintf(f,
            "CO STARTING\n   TITLEONE  x\n   MODELOPT  CONC FLAT\n   AVERTIME  1\n"
            "   POLLUTID  OTHER\n   RUNORNOT  RUN\nCO FINISHED\n"
            "SO STARTING\n   LOCATION  S1 POINT 0.0 0.0 10.0\n"
            "   SRCPARAM  S1 1.0 30.0 400.0 10.0 1.0\n   SRCGROUP  ALL\nSO FINISHED\n"
            "RE STARTING\n   DISCCART  100.0 0.0 5.0 6.0\n   GRIDCART  G STA\n"
            "             XYINC 1.0 2 0.5 2.0 1 1.0\n             ELEV 1 7.0 8.0\n"
            "             HILL 1 7.0 8.0\n   GRIDCART  G END\nRE FINISHED\n"
            "ME STARTING\n   SURFFILE  \"%s\"\n   PROFFILE  \"%s\"\n   SURFDATA  722430 1996\n"
            "   UAIRDATA  3937 1996\n   PROFBASE  100.0 FEET\nME FINISHED\n"
            "OU STARTING\n   RECTABLE  ALLAVE FIRST\nOU FINISHED\n",
            l.surface, l.profile);
    fclose(f);
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    for (size_t i = 0; i < 3; i++) {
        assert_near(deck.receptor[i].elev_m, 30.48, 1e-9);
        assert_near(deck.receptor[i].hill_m, 30.48, 1e-9);
    }
    assert_near(deck.receptor[2].x_m, 1.5, 0);
    assert_near(deck.source[0].base_m, 30.48, 1e-9);
    assert_int_equal(little_noted(&deck, 229), 1); /* heights of DISCCART are ignored */
    assert_int_equal(little_noted(&deck, 213), 1); /* ELEV of the grid is ignored */
    qn_deck_release(&deck);
    little_remove(&l);
}

static void flagpoles_without_the_option_are_zero(void **state)
{
    (void)state;
    struct little l = little_new("noflag");
    struct qn_deck deck;
    read_deck(&l,
              (struct little_parts){.re = "   GRIDCART  G STA\n"
                                          "             XYINC 1.0 2 0.5 2.0 1 1.0\n"
                                          "             ELEV 1 7.0 8.0\n"
                                          "             HILL 1 7.0 8.0\n"
                                          "             FLAG 1 2*3.0\n"
                                          "   GRIDCART  G END\n"
                                          "   EVALCART  0.0 0.0 1.0 1.0 9.0 A\n"},
              &deck);
    for (size_t i = 0; i < 3; i++)
        assert_near(deck.receptor[i].flag_m, 0.0, 0.0);
    assert_int_equal(little_noted(&deck, 215), 1);
    qn_deck_release(&deck);
    little_remove(&l);
}

static void rows_of_unequal_length_sort_as_aermod_sorts_them(void **state)
{
    (void)state;
    /* By hand, exchanging the first smallest label into place: 3 2 2 1 with a b c d
     * -> 1 2 2 3: d b c a. */
    struct little l = little_new("sort");
    struct qn_deck deck;
    read_deck(&l,
              (struct little_parts){.re = "   GRIDCART  G STA\n"
                                          "             XYINC 0.0 2 1.0 0.0 2 1.0\n"
                                          "             ELEV 3 10.0\n"
                                          "             ELEV 2 20.0 30.0\n"
                                          "             ELEV 1 40.0\n"
                                          "             HILL 1 4*99.0\n"
                                          "   GRIDCART  G END\n"},
              &deck);
    static const double want[] = {40.0, 20.0, 30.0, 10.0};
    for (size_t i = 0; i < 4; i++)
        assert_near(deck.receptor[i].elev_m, want[i], 0.0);
    qn_deck_release(&deck);
    little_remove(&l);
}

static void values_and_names_given_twice_are_warnings(void **state)
{
    (void)state;
    struct little l = little_new("twice");
    struct qn_deck deck;
    read_deck(&l,
              (struct little_parts){.re = "   GRIDCART  G STA\n"
                                          "             XPNTS 1.0 2.0 1.0\n"
                                          "             YPNTS 5.0\n"
                                          "   GRIDCART  G END\n"
                                          "   GRIDPOLR  G STA\n"
                                          "             DIST 1.0\n"
                                          "             GDIR 1 90.0 10.0\n"
                                          "   GRIDPOLR  G END\n"},
              &deck);
    assert_int_equal(deck.receptors, 4);
    assert_int_equal(little_noted(&deck, 250), 1);
    assert_int_equal(little_noted(&deck, 252), 1);
    assert_int_equal(little_noted(&deck, 220), 1); /* no ORIG: 0, 0 */
    assert_near(deck.receptor[3].x_m, 1.0, 1e-15);
    qn_deck_release(&deck);
    little_remove(&l);
}

QN_CASES_BEGIN
QN_CASE(every_sort_of_receptor_lies_where_aermod_puts_it)
QN_CASE(a_flat_run_stands_on_the_profile_base)
QN_CASE(flagpoles_without_the_option_are_zero)
QN_CASE(rows_of_unequal_length_sort_as_aermod_sorts_them)
QN_CASE(values_and_names_given_twice_are_warnings)
QN_CASES_END
