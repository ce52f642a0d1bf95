/* The pathway SO. What AERMOD warns of and refuses was taken from runs of AERMOD 24142 (RUNORNOT
 * NOT) with the same cards. */
#include "deck_text.h"

#define SO(so) DECK(CO_PLAIN, so)
#define PLUS(line) SO(SO_PLAIN "   " line "\n" SO_GROUP)
#define TWO                                                                                        \
    SO_PLAIN "   LOCATION  V1  VOLUME  10.0 0.0 0.0\n"                                             \
             "   SRCPARAM  V1  1.0 5.0 4.0 2.5\n"
#define KIND(kind, place, params)                                                                  \
    DECK(CO_WITH("CONC"),                                                                          \
         "   LOCATION  X1  " kind " " place "\n   SRCPARAM  X1  " params "\n" SO_GROUP)

static struct qn_plume_source only_source(const char *text, struct qn_deck *deck)
{
    *deck = must_read(text);
    return deck->source[0];
}

static void every_kind_has_its_own_parameters(void **state)
{
    (void)state;
    struct qn_deck deck;
    struct qn_plume_source s =
        only_source(KIND("POINTCAP", "1.0 2.0 3.0", "50.0 65.0 425.0 15.0 3.0"), &deck);
    assert_int_equal(s.kind, QN_PLUME_POINTCAP);
    assert_near(s.x_m, 1, 0);
    assert_near(s.base_m, 3, 0);
    assert_near(s.emission, 50, 0);
    assert_near(s.height_m, 65, 0);
    assert_near(s.temp_K, 425, 0);
    assert_near(s.velocity_m_s, 15, 0);
    assert_near(s.diameter_m, 3, 0);
    assert_int_equal(s.urban, -1);
    qn_deck_release(&deck);
    s = only_source(KIND("VOLUME", "0 0 0", "1.0 5.0 4.0 2.5"), &deck);
    assert_near(s.sigma_y0_m, 4, 0);
    assert_near(s.sigma_z0_m, 2.5, 0);
    qn_deck_release(&deck);
    s = only_source(KIND("AREA", "0 0 0", "1.0 5.0 10. 20. 30. 2."), &deck);
    assert_near(s.length_x_m, 10, 0);
    assert_near(s.length_y_m, 20, 0);
    assert_near(s.angle_deg, 30, 0);
    assert_near(s.sigma_z0_m, 2, 0);
    qn_deck_release(&deck);
    s = only_source(KIND("AREA", "0 0 0", "1.0 5.0 10."), &deck);
    assert_near(s.length_y_m, 10, 0);
    assert_near(s.sigma_z0_m, 1e-5, 0);
    qn_deck_release(&deck);
    s = only_source(KIND("AREACIRC", "0 0 0", "1.0 5.0 10. 30 2."), &deck);
    assert_near(s.radius_m, 10, 0);
    assert_int_equal(s.vertices, 30);
    qn_deck_release(&deck);
    s = only_source(KIND("LINE", "0 0 100. 50. 7.0", "1.0 5.0 12. 2."), &deck);
    assert_near(s.x2_m, 100, 0);
    assert_near(s.y2_m, 50, 0);
    assert_near(s.base_m, 7, 0);
    assert_near(s.width_m, 12, 0);
    qn_deck_release(&deck);
    s = only_source(KIND("OPEN_PIT", "0 0 0", "1.0 5.0 10. 20. 2000. 30."), &deck);
    assert_int_equal(s.kind, QN_PLUME_OPENPIT);
    assert_near(s.pit_volume_m3, 2000, 0);
    assert_near(s.angle_deg, 30, 0);
    qn_deck_release(&deck);
}

/* Replacements of PPARM. */
static void a_stack_has_aermods_least_values(void **state)
{
    (void)state;
    struct qn_deck deck;
    struct qn_plume_source s = only_source(KIND("POINT", "0 0 0", "1. 10. 0.0 -5. 0.0"), &deck);
    assert_near(s.temp_K, -1e-5, 0);
    assert_near(s.velocity_m_s, 1e-5, 0);
    assert_near(s.diameter_m, 1e-5, 0);
    assert_int_equal(count_messages(&deck, 325), 1);
    qn_deck_release(&deck);
    must_note(KIND("POINT", "0 0 0", "0. 650. 2500. 60. 30."), 320, 5);
    must_note(KIND("VOLUME", "0 0 0", "1. 5. 0. 300."), 320, 2);
    must_note(KIND("AREA", "0 0 0", "1. 5. 2000. 10."), 391, 1);
    must_note(KIND("LINE", "0 0 1000. 0 0", "1. 5. 5."), 390, 1);
    must_note(KIND("OPENPIT", "0 0 0", "1. 5. 10. 200. 20000."), 392, 1);
}

static void absurd_parameters_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *place, *params, *where;
    } rows[] = {
        {"POINT", "0 0 0", "1. -1. 400. 5. 1.", "d.inp:10:21"},
        {"POINT", "0 0 0", "1. 3001. 400. 5. 1.", "d.inp:10:21"},
        {"POINT", "0 0 0", "1. 10. 100. 5. 1.", "d.inp:10:25"},
        {"POINT", "0 0 0", "1. 10. 400. 5. -1.", "d.inp:10:33"},
        {"POINT", "0 0 0", "NaN 10. 400. 5. 1.", "d.inp:10:18"},
        {"POINT", "0 0 0", "1. inf 400. 5. 1.", "d.inp:10:21"},
        {"POINT", "0 0 0", "1. 10. 400. 5.", "d.inp:10:4"},
        {"POINT", "0 0 0", "1. 10. 400. 5. 1. 2.", "d.inp:10:36"},
        {"POINT", "0 0 -9999.", "1. 10. 400. 5. 1.", "d.inp:9:28"},
        {"VOLUME", "0 0 0", "1. 5. -4. 2.", "d.inp:10:24"},
        {"AREA", "0 0 0", "1. 5. -10.", "d.inp:10:24"},
        {"AREACIRC", "0 0 0", "1. 5. .5", "d.inp:10:24"},
        {"AREACIRC", "0 0 0", "1. 5. 10. 2", "d.inp:10:28"},
        {"LINE", "0 0 10. 0 0", "1. 5. .5", "d.inp:10:24"},
        {"LINE", "5. 5. 5. 5. 0", "1. 5. 10.", "d.inp:10:14"},
        {"OPENPIT", "0 0 0", "1. 50. 10. 20. 2000.", "d.inp:10:21"},
        {"OPENPIT", "0 0 0", "1. 5. 10. 20. -1.", "d.inp:10:32"},
        {"AREAPOLY", "0 0 0", "1. 5. 2", "d.inp:10:24"},
        {"RLINE", "0 0 1. 1. 0", "1. 5. 10.", "d.inp:9:18"},
        {"BUOYLINE", "0 0 1. 1. 0", "1. 5.", "d.inp:9:18"},
        {"BOGUS", "0 0 0", "1. 5.", "d.inp:9:18"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n   LOCATION  X1  %s %s\n"
                 "   SRCPARAM  X1  %s\n" SO_GROUP "SO FINISHED\n",
                 rows[i].kind, rows[i].place, rows[i].params);
        must_refuse(text, rows[i].where, "");
    }
}

static void sources_are_named_once_and_have_parameters_once(void **state)
{
    (void)state;
    must_refuse(PLUS("LOCATION  P1 POINT 1. 1. 1."), "d.inp:11:14", "twice");
    must_refuse(PLUS("SRCPARAM  P1 1. 10. 400. 5. 1."), "d.inp:11:14", "two SRCPARAM");
    must_refuse(PLUS("SRCPARAM  P2 1. 10. 400. 5. 1."), "d.inp:11:14", "P2");
    must_refuse(PLUS("LOCATION  P2 POINT 1. 1. 1."), "d.inp:11:4", "no SRCPARAM");
    must_refuse(PLUS("LOCATION  THIRTEENCHARS POINT 1. 1. 1."), "d.inp:11:14", "12");
    must_refuse(PLUS("LOCATION  BACKGROUND POINT 1. 1. 1."), "d.inp:11:14", "reserved");
    must_refuse(SO(SO_PLAIN), "d.inp:11:4", "SRCGROUP");
    must_refuse(SO(""), "d.inp:9:4", "LOCATION");
}

static void base_elevations_are_flat_in_feet_or_missing(void **state)
{
    (void)state;
    struct qn_deck deck =
        must_read(DECK(CO_WITH("CONC FLAT ELEV"), "   ELEVUNIT  FEET\n"
                                                  "   LOCATION  P1 POINT 0. 0. 100.\n"
                                                  "   LOCATION  P2 POINT 0. 0. FLAT\n"
                                                  "   LOCATION  P3 POINT 0. 0.\n"
                                                  "   SRCPARAM  P1 1. 10. 400. 5. 1.\n"
                                                  "   SRCPARAM  P2 1. 10. 400. 5. 1.\n"
                                                  "   SRCPARAM  P3 1. 10. 400. 5. 1.\n" SO_GROUP));
    assert_near(deck.source[0].base_m, 30.48, 1e-12);
    assert_true(deck.source[1].flat);
    assert_int_equal(count_messages(&deck, 752), 1);
    assert_int_equal(count_messages(&deck, 205), 1);
    qn_deck_release(&deck);
    must_refuse(PLUS("ELEVUNIT  FEET"), "d.inp:11:4", "before LOCATION");
    must_refuse(KIND("POINT", "0 0 FLAT", "1. 10. 400. 5. 1."), "d.inp:9:28", "FLAT");
}

#define POLYGON(vertices)                                                                          \
    SO("   LOCATION  X1  AREAPOLY 0. 0. 0.\n   SRCPARAM  X1  1. 5. 3\n" vertices SO_GROUP)

static void polygons_begin_at_their_location_and_have_an_area(void **state)
{
    (void)state;
    struct qn_deck deck =
        must_read(POLYGON("   AREAVERT  X1  0. 0.\n   AREAVERT  X1  0. 10. 10. 10.\n"));
    const struct qn_plume_source *s = &deck.source[0];
    assert_int_equal(s->vertices, 3);
    assert_near(s->vertex_x_m[2], 10, 0);
    assert_near(s->vertex_y_m[1], 10, 0);
    qn_deck_release(&deck);
    deck = must_read(POLYGON("   AREAVERT  X1  0. 0. 0. 10. 10. 10. 0. 0.\n")); /* closed */
    assert_int_equal(deck.source[0].vertices, 3);
    qn_deck_release(&deck);
    must_refuse(POLYGON(""), "d.inp:9:4", "vertices");
    must_refuse(POLYGON("   AREAVERT  X1  1. 0. 0. 10. 10. 10.\n"), "d.inp:11:18", "LOCATION");
    must_refuse(POLYGON("   AREAVERT  X1  0. 0. 0. 10. 0. 20.\n"), "d.inp:9:4", "no area");
    must_refuse(POLYGON("   AREAVERT  X1  0. 0. 0. 10. 10.\n"), "d.inp:11:31", "pairs");
    must_refuse(POLYGON("   AREAVERT  X1  0. 0. 0. 1. 1. 1. 2. 2. 3. 3.\n"), "d.inp:11:42", "8");
}

#define BUILDING(hgt, last)                                                                        \
    SO(TWO "   BUILDHGT  " hgt "\n   BUILDWID  P1 36*20.\n   BUILDLEN  P1 36*15.\n"                \
           "   XBADJ     P1 36*-10.\n" last SO_GROUP)

static void buildings_have_thirty_six_of_everything(void **state)
{
    (void)state;
    struct qn_deck deck =
        must_read(BUILDING("P1-P9 35*20. 25.", "   YBADJ     P1 30*0.\n             P1 6*1.5\n"));
    const struct qn_plume_building *b = deck.source[0].building;
    assert_non_null(b);
    assert_near(b->height_m[35], 25, 0);
    assert_near(b->yadj_m[30], 1.5, 0);
    assert_near(b->xadj_m[0], -10, 0);
    assert_null(deck.source[1].building);
    qn_deck_release(&deck);
    must_refuse(BUILDING("P1 36*20.", ""), "d.inp:9:4", "YBADJ");
    must_refuse(BUILDING("P1 37*20.", ""), "d.inp:13:17", "36");
    must_refuse(BUILDING("P1 -1. 35*1.", ""), "d.inp:13:17", "range");
    must_note(SO(TWO "   BUILDHGT  V1 36*20.\n" SO_GROUP), 233, 1);
}

static void emission_factors_are_as_many_as_their_kind_says(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned count;
    } rows[] = {{"SEASON", 4},    {"MONTH", 12},   {"HROFDY", 24},   {"WSPEED", 6},
                {"SEASHR", 96},   {"HRDOW", 72},   {"HRDOW7", 168},  {"SHRDOW", 288},
                {"SHRDOW7", 672}, {"MHRDOW", 864}, {"MHRDOW7", 2016}};
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[2048];
        for (unsigned more = 0; more < 3; more++) { /* one too few, right, one too many */
            snprintf(text, sizeof text,
                     "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n" SO_PLAIN
                     "   EMISFACT  P1 %s .5\n             P1 %s %u*2.\n" SO_GROUP
                     "SO FINISHED\n" THE_REST,
                     rows[i].name, rows[i].name, rows[i].count - 2 + more);
            struct qn_deck deck;
            struct qn_err err;
            enum qn_status st = read_text(text, &deck, &err);
            assert_int_equal(st, more == 1 ? QN_OK : QN_E_SYNTAX);
            if (st)
                continue;
            assert_int_equal(deck.source[0].variation, QN_PLUME_SEASON + i);
            assert_near(deck.source[0].factor[0], .5, 0);
            assert_near(deck.source[0].factor[rows[i].count - 1], 2, 0);
            qn_deck_release(&deck);
        }
    }
    must_refuse(PLUS("EMISFACT  P1 BOGUS 1."), "d.inp:11:17", "BOGUS");
    must_refuse(PLUS("EMISFACT  P1 SEASON -1. 3*1."), "d.inp:11:24", "range");
    must_refuse(SO(SO_PLAIN "   EMISFACT  P1 SEASON 2*1.\n   EMISFACT  P1 MONTH 2*1.\n" SO_GROUP),
                "d.inp:12:17", "MONTH");
}

#define NAMED(name)                                                                                \
    "   LOCATION  " name " POINT 0. 0. 0.\n   SRCPARAM  " name " 1. 10. 400. 5. 1.\n"
#define MANY NAMED("S1") NAMED("S02A") NAMED("S10") NAMED("S2B") NAMED("T5") NAMED("7")

static void group_is(const char *group, const char *members)
{
    char text[2048];
    snprintf(text, sizeof text,
             "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n" MANY "   SRCGROUP  G1 %s\n"
             "SO FINISHED\n" THE_REST,
             group);
    struct qn_deck deck = must_read(text);
    for (size_t s = 0; s < 6; s++)
        if (deck.group[0].member[s] != (members[s] == '1')) {
            print_error("%s: %s\n", group, deck.source[s].id);
            fail();
        }
    qn_deck_release(&deck);
}

/* ASNGRP compares letters, number and the rest one by one. AERMOD 24142 lists the same members. */
static void ranges_compare_letters_number_and_the_rest(void **state)
{
    (void)state;
    /*                 S1 S02A S10 S2B T5 7 */
    group_is("S1-S10", "101000");
    group_is("S1-S10Z", "111100");
    group_is("S1-T10", "101010");
    group_is("S2A-S2B", "010100");
    group_is("S02-S2A", "010000");
    group_is("1-9", "000001");
    group_is("S1 T5", "100010");
    group_is("S1 T1-T9 7", "100011");
    group_is("A-Z", "000000"); /* no numbers: number 0 only */
}

static void groups_are_made_of_sources_there_are(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(SO(TWO "   SRCGROUP  G1 P1\n             G1 V1\n"
                                           "   SRCGROUP  ALL\n"));
    assert_int_equal(deck.groups, 2);
    assert_string_equal(deck.group[0].id, "G1");
    assert_true(deck.group[0].member[1] && deck.group[1].member[0]);
    qn_deck_release(&deck);
    must_refuse(SO(TWO "   SRCGROUP  G1 ZZ\n"), "d.inp:13:17", "ZZ");
    must_refuse(SO(TWO "   SRCGROUP  G1 P9-P1\n"), "d.inp:13:17", "range");
    must_refuse(SO(TWO "   SRCGROUP  G1\n"), "d.inp:13:4", "fields");
    must_refuse(SO(TWO "   SRCGROUP  ALL P1\n"), "d.inp:13:18", "P1");
    must_refuse(SO(TWO "   SRCGROUP  NINECHARS P1\n"), "d.inp:13:14", "8");
    must_refuse(SO(TWO "   SRCGROUP  A P1\n   SRCGROUP  B P1\n   SRCGROUP  A V1\n"), "d.inp:15:14",
                "apart");
    must_refuse(SO(TWO "   SRCGROUP  A P1\n   XBADJ     P1 36*1.\n"), "d.inp:14:4", "SRCGROUP");
    must_refuse(SO(TWO "   SRCGROUP  ALL BACKGROUND\n"), "d.inp:13:18", "BACKGROUND");
    must_note(SO(TWO "   SRCGROUP  G1 P1 P1\n"), 314, 1);
    must_note(SO(TWO "   SRCGROUP  G1 P1\n"), 316, 1);
    must_note(SO(TWO "   SRCGROUP  G1 Q1-Q9\n"), 319, 1);
}

#define DDEP(so) DECK(CO_WITH("CONC DDEP FLAT NOWETDPLT"), SO_PLAIN so SO_GROUP)
#define DDEP_ALPHA(more, so)                                                                       \
    DECK(CO_WITH("CONC DDEP FLAT ALPHA NOWETDPLT") more, SO_PLAIN so SO_GROUP)
#define CLASSES(d, f, r)                                                                           \
    DDEP("   PARTDIAM  P1 " d "\n   MASSFRAX  P1 " f "\n   PARTDENS  P1 " r "\n")

static void particles_have_three_values_a_class(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(CLASSES("1.5 5. 10.", ".3 .3 .4", "3*2.2"));
    const struct qn_plume_particles *p = deck.source[0].particles;
    assert_int_equal(p->method, 1);
    assert_int_equal(p->count, 3);
    assert_near(p->diameter_um[2], 10, 0);
    assert_near(p->density_g_cm3[2], 2.2, 1e-12);
    assert_true(deck.options.dry_depletion);
    assert_false(deck.options.wet_depletion);
    assert_near(deck.emission_factor[1], 3600, 0);
    assert_string_equal(deck.output_unit[1], "GRAMS/M**2");
    qn_deck_release(&deck);
    must_refuse(CLASSES("1. 5.", ".5 .5", "1."), "d.inp:9:4", "differ in number");
    must_refuse(CLASSES("1. 5000.", ".5 .5", "1. 1."), "d.inp:11:20", "range");
    must_refuse(CLASSES("2*5.", ".5 .5", "1. 1."), "d.inp:11:17", "number");
    must_refuse(CLASSES("1. 5.", ".5 1.5", "1. 1."), "d.inp:12:20", "range");
    must_refuse(DDEP(""), "d.inp:12:4", "deposition parameters");
    must_note(CLASSES("1. 5.", ".5 .4", "1. .05"), 330, 1);
    must_note(CLASSES("1. 5.", ".5 .4", "1. .05"), 334, 1);
}

static void method_2_and_gases_need_alpha_and_know_some_pollutants(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(DDEP_ALPHA("", "   METHOD_2  P1 .6 2.\n"));
    assert_int_equal(deck.source[0].particles->method, 2);
    assert_near(deck.source[0].particles->fine_fraction, .6, 1e-15);
    assert_near(deck.source[0].particles->mean_diameter_um, 2, 0);
    qn_deck_release(&deck);
    must_refuse(DDEP("   METHOD_2  P1 .6 2.\n"), "d.inp:11:4", "ALPHA");
    must_refuse(DDEP_ALPHA("", "   METHOD_2  P1 1.6 2.\n"), "d.inp:11:17", "range");
    must_refuse(DDEP_ALPHA("", "   METHOD_2  P1 .6 2.\n   METHOD_2  P1 .6 2.\n"), "d.inp:12:14",
                "twice");
    const char gas[] = DDEP_ALPHA("   GDSEASON  12*1\n   GDLANUSE  36*4\n",
                                  "   GASDEPOS  P1 .09 1.0E-5 25000. 557.\n");
    deck = must_read(gas);
    assert_near(deck.source[0].gas->henry_Pa_m3_mol, 557, 0);
    assert_near(deck.source[0].gas->cuticular_s_cm, 25000, 0);
    assert_true(deck.options.dry_depletion);
    qn_deck_release(&deck);
    must_refuse(DDEP_ALPHA("", "   GASDEPOS  P1 .09 1.0E-5 25000. 557.\n"), "d.inp:13:4",
                "GDSEASON");
    must_refuse(DDEP_ALPHA("   GASDEPVD  0.01\n", "   GASDEPOS  P1 .09 1.0E-5 1. 1.\n"),
                "d.inp:12:4", "GASDEPVD");
    must_refuse(DDEP_ALPHA("   GDSEASON  12*1\n   GDLANUSE  36*4\n", "   GASDEPOS  P1 4*0\n"),
                "d.inp:13:4", "fields");
}

static void zeros_of_a_known_gas_stand_for_its_values(void **state)
{
    (void)state;
    const char text[] = DECK("   TITLEONE  x\n   MODELOPT  CONC DDEP FLAT ALPHA NOWETDPLT\n"
                             "   AVERTIME  3\n   POLLUTID  SO2 H1H\n   RUNORNOT  RUN\n"
                             "   GDSEASON  12*1\n   GDLANUSE  36*4\n",
                             SO_PLAIN "   GASDEPOS  P1 0 0 0 0\n" SO_GROUP);
    struct qn_deck deck = must_read(text); /* values: AERMOD 24142, GASDEP */
    assert_near(deck.source[0].gas->diffusivity_air_cm2_s, .1112, 1e-15);
    assert_near(deck.source[0].gas->henry_Pa_m3_mol, 72, 1e-12);
    assert_int_equal(count_messages(&deck, 473), 1);
    qn_deck_release(&deck);
}

static void units_are_of_one_result_or_of_each(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(PLUS("EMISUNIT  1.0E3 kg/s mg"));
    assert_near(deck.options.emission_factor[0], 1000, 1e-9);
    assert_string_equal(deck.emission_unit, "KG/S");
    assert_string_equal(deck.output_unit[0], "MG");
    qn_deck_release(&deck);
    must_refuse(SO(SO_PLAIN "   EMISUNIT  1. A B\n   CONCUNIT  1. A B\n" SO_GROUP), "d.inp:12:4",
                "CONCUNIT");
    must_refuse(DDEP("   EMISUNIT  1. A B\n"), "d.inp:11:4", "CONCUNIT");
    must_refuse(PLUS("EMISUNIT  0. A B"), "d.inp:11:14", "range");
}

static void urban_sources_belong_to_one_area(void **state)
{
    (void)state;
#define AREAS CO_PLAIN "   URBANOPT  A 50000.\n   URBANOPT  B 60000.\n"
    struct qn_deck deck =
        must_read(DECK(AREAS, TWO "   URBANSRC  A P1\n   URBANSRC  B V1\n" SO_GROUP));
    assert_int_equal(deck.source[0].urban, 0);
    assert_int_equal(deck.source[1].urban, 1);
    qn_deck_release(&deck);
    must_refuse(DECK(AREAS, TWO "   URBANSRC  A P1\n" SO_GROUP), "d.inp:17:4", "\"B\"");
    must_refuse(DECK(AREAS, TWO "   URBANSRC  A P1\n   URBANSRC  B P1\n" SO_GROUP), "d.inp:16:16",
                "two urban areas");
    must_refuse(DECK(AREAS, TWO "   URBANSRC  C P1\n" SO_GROUP), "d.inp:15:14", "\"C\"");
    must_refuse(PLUS("URBANSRC  P1"), "d.inp:11:4", "URBANOPT");
    deck = must_read(DECK(CO_PLAIN "   URBANOPT  50000.\n", TWO "   URBANSRC  P1\n" SO_GROUP));
    assert_int_equal(deck.source[1].urban, -1);
    assert_non_null(strstr(deck.modelopts, "Urb&Rur"));
    qn_deck_release(&deck);
}

static void keywords_quench_has_not_are_refused_by_name(void **state)
{
    (void)state;
    const char *const keywords[] = {"NO2RATIO", "OLMGROUP", "PSDGROUP", "BACKGRND",
                                    "BLPINPUT", "RBARRIER", "PLATFORM", "HBPSRCID"};
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, "CO STARTING\n" CO_PLAIN "CO FINISHED\nSO STARTING\n   %s  x\n",
                 keywords[i]);
        must_refuse(text, "d.inp:9:4", keywords[i]);
    }
}

QN_CASES_BEGIN
QN_CASE(every_kind_has_its_own_parameters)
QN_CASE(a_stack_has_aermods_least_values)
QN_CASE(absurd_parameters_are_refused)
QN_CASE(sources_are_named_once_and_have_parameters_once)
QN_CASE(base_elevations_are_flat_in_feet_or_missing)
QN_CASE(polygons_begin_at_their_location_and_have_an_area)
QN_CASE(buildings_have_thirty_six_of_everything)
QN_CASE(emission_factors_are_as_many_as_their_kind_says)
QN_CASE(ranges_compare_letters_number_and_the_rest)
QN_CASE(groups_are_made_of_sources_there_are)
QN_CASE(particles_have_three_values_a_class)
QN_CASE(method_2_and_gases_need_alpha_and_know_some_pollutants)
QN_CASE(zeros_of_a_known_gas_stand_for_its_values)
QN_CASE(units_are_of_one_result_or_of_each)
QN_CASE(urban_sources_belong_to_one_area)
QN_CASE(keywords_quench_has_not_are_refused_by_name)
QN_CASES_END
