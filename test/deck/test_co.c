/* The pathway CO. What AERMOD warns of and refuses was taken from runs of AERMOD 24142 (RUNORNOT
 * NOT) with the same cards. */
#include "deck_text.h"

#define ONE(co) DECK(co, SO_PLAIN SO_GROUP)
#define PLUS(line) ONE(CO_PLAIN "   " line "\n")
#define ALPHA(line) ONE(CO_WITH("CONC FLAT ALPHA") "   " line "\n")

static void options_have_their_defaults_and_units(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ONE(CO_PLAIN));
    assert_int_equal(deck.options.outputs, QN_PLUME_CONC);
    assert_true(deck.options.flat);
    assert_false(deck.options.dry_depletion);
    assert_near(deck.emission_factor[0], 1e6, 0);
    assert_string_equal(deck.emission_unit, "GRAMS/SEC");
    assert_string_equal(deck.output_unit[0], "MICROGRAMS/M**3");
    assert_int_equal(deck.ave_count, 2);
    assert_int_equal(deck.ave_hours[1], 24);
    assert_string_equal(deck.modelopts, "NonDFAULT  CONC  FLAT  RURAL");
    assert_string_equal(deck.pollutant, "OTHER");
    qn_deck_release(&deck);
}

static void flat_alone_flattens_all_and_with_elev_single_sources(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ONE(CO_WITH("CONC FLAT ELEV")));
    assert_false(deck.options.flat);
    assert_true(deck.flat_sources);
    assert_string_equal(deck.modelopts, "NonDFAULT  CONC  FLAT and  ELEV  RURAL");
    qn_deck_release(&deck);
    deck = must_read(ONE(CO_WITH("CONC")));
    assert_string_equal(deck.modelopts, "CONC  ELEV  RURAL");
    qn_deck_release(&deck);
}

static void dfault_overrides_some_options_and_refuses_others(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ONE(CO_WITH("CONC FLAT NOSTD NOCHKD SCREEN DFAULT")));
    assert_int_equal(count_messages(&deck, 206), 4);
    assert_false(deck.options.flat || deck.options.no_stack_tip || deck.options.no_checks);
    assert_string_equal(deck.modelopts, "RegDFAULT  CONC  ELEV  RURAL");
    qn_deck_release(&deck);
    must_refuse(ONE(CO_WITH("DFAULT CONC ALPHA")), "d.inp:3:26", "DFAULT");
    must_refuse(ONE(CO_WITH("DFAULT CONC BETA")), "d.inp:3:26", "DFAULT");
    must_refuse(ONE(CO_WITH("DFAULT CONC FASTALL")), "d.inp:3:26", "DFAULT");
    must_refuse(ONE(CO_WITH("DFAULT CONC NOURBTRAN")), "d.inp:3:26", "DFAULT");
}

static void options_that_exclude_each_other_are_refused(void **state)
{
    (void)state;
    must_refuse(ONE(CO_WITH("CONC NOCHKD WARNCHKD")), "d.inp:3:19", "NOCHKD");
    must_refuse(ONE(CO_WITH("CONC DRYDPLT NODRYDPLT")), "d.inp:3:27", "NODRYDPLT");
    must_refuse(ONE(CO_WITH("CONC LOW_WIND")), "d.inp:3:19", "ALPHA");
    must_refuse(ONE(CO_WITH("CONC BOGUS")), "d.inp:3:19", "BOGUS");
    must_refuse(ONE(CO_WITH("CONC DRYDPLT")), "d.inp:12:4", "deposition parameters");
}

static void options_quench_has_not_are_refused_by_name(void **state)
{
    (void)state;
    const char *const options[] = {"PVMRM", "OLM", "ARM2",      "GRSM",     "TTRM",  "TTRM2",
                                   "SCIM",  "HBP", "PSDCREDIT", "AREAMNDR", "TOXICS"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "CO STARTING\n   MODELOPT  CONC %s\n", options[i]);
        must_refuse(text, "d.inp:2:19", options[i]);
    }
    const char *const keywords[] = {"EVENTFIL", "SAVEFILE", "INITFILE", "MULTYEAR", "OZONEFIL",
                                    "NO2EQUIL", "AWMADWNW", "ORD_DWNW", "ARCFTOPT", "DEBUGOPT"};
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "CO STARTING\n   %s  x\n", keywords[i]);
        must_refuse(text, "d.inp:2:4", keywords[i]);
    }
}

static void fast_options_limit_the_distance(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ONE(CO_WITH("CONC FASTALL FASTAREA FLAT")));
    assert_true(deck.options.fast_all && deck.options.fast_area);
    assert_near(deck.options.max_distance_m, 80000, 0);
    assert_int_equal(count_messages(&deck, 192), 1);
    qn_deck_release(&deck);
}

static void averages_are_parts_of_a_day(void **state)
{
    (void)state;
    must_refuse("CO STARTING\n   AVERTIME  1 5\n", "d.inp:2:16", "averaging time");
    must_refuse("CO STARTING\n   AVERTIME  0\n", "d.inp:2:14", "averaging time");
    must_refuse("CO STARTING\n   AVERTIME  3 3\n", "d.inp:2:16", "twice");
    must_refuse("CO STARTING\n   AVERTIME  PERIOD ANNUAL\n", "d.inp:2:21", "ANNUAL");
    must_refuse("CO STARTING\n   AVERTIME  1\n   AVERTIME  3\n", "d.inp:3:4", "twice");
    struct qn_deck deck = must_read(ONE("   TITLEONE  x\n   MODELOPT  CONC\n   AVERTIME  MONTH 2 "
                                        "PERIOD\n   POLLUTID  X\n   RUNORNOT  NOT\n"));
    assert_int_equal(deck.ave_hours[0], QN_DECK_MONTH);
    assert_true(deck.period && !deck.run);
    qn_deck_release(&deck);
}

static void needed_cards_are_asked_for(void **state)
{
    (void)state;
    must_refuse("CO STARTING\nCO FINISHED\n", "d.inp:2:4", "TITLEONE");
    must_refuse("CO STARTING\n   TITLEONE  x\nCO FINISHED\n", "d.inp:3:4", "MODELOPT");
}

/* PM2.5, NO2 and SO2: warnings 361, 362, 363, 276 of AERMOD 24142 for the same cards. */
#define POLLUTANT(id, averages, options)                                                           \
    ONE("   TITLEONE  x\n   MODELOPT  CONC FLAT " options "\n   AVERTIME  " averages               \
        "\n   POLLUTID  " id "\n   RUNORNOT  RUN\n")

static void ranks_over_years_are_refused_and_plain_ones_taken(void **state)
{
    (void)state;
    must_refuse(POLLUTANT("SO2", "1", ""), "d.inp:7:4", "SO2 H1H");
    must_refuse(POLLUTANT("NO2", "1 PERIOD", ""), "d.inp:7:4", "NO2 H1H");
    must_refuse(POLLUTANT("PM25", "24", ""), "d.inp:7:4", "PM25 H1H");
    must_refuse(POLLUTANT("CO H1H", "1", ""), "d.inp:5:17", "H1H");
    must_note(POLLUTANT("SO2 H1H", "1 24", ""), 276, 1);
    must_note(POLLUTANT("SO2", "1 24", ""), 362, 1);
    must_note(POLLUTANT("SO2", "24", ""), 362, 0);
    must_note(POLLUTANT("NO2", "1 24", ""), 361, 1);
    must_note(POLLUTANT("NO2", "3", ""), 362, 1);
    must_note(POLLUTANT("SO2", "1", "NOCHKD"), 362, 1);
    must_note(POLLUTANT("PM25", "1", "WARNCHKD"), 363, 1);
}

static void decay_is_as_given_but_dfault_knows_only_urban_so2(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(PLUS("HALFLIFE  14400."));
    assert_near(deck.options.decay_per_s, 0.693 / 14400, 1e-18);
    assert_true(deck.options.decay_given);
    qn_deck_release(&deck);
    deck = must_read(ONE(CO_WITH("CONC DFAULT") "   DCAYCOEF  1.0E-5\n"));
    assert_near(deck.options.decay_per_s, 0, 0);
    assert_int_equal(count_messages(&deck, 206), 1);
    qn_deck_release(&deck);
    must_note(ONE(CO_PLAIN "   HALFLIFE  100.\n   DCAYCOEF  1.0E-3\n"), 155, 1);
    must_refuse(PLUS("HALFLIFE  0.0"), "d.inp:7:14", "half-life");
    must_refuse("CO STARTING\n   HALFLIFE  1.0\n", "d.inp:2:4", "MODELOPT");
}

static void low_wind_needs_alpha_and_keeps_to_its_limits(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ALPHA("LOW_WIND  .3 .4 .9 .05 12. .1 PBAL"));
    const struct qn_plume_options *o = &deck.options;
    assert_near(o->sigma_v_min_m_s, .3, 1e-15);
    assert_near(o->wind_min_m_s, .4, 1e-15);
    assert_near(o->meander_max, .9, 1e-15);
    assert_near(o->sigma_w_min_m_s, .05, 1e-15);
    assert_near(o->meander_hours, 12, 0);
    assert_near(o->meander_min, .1, 1e-15);
    assert_true(o->momentum_balance);
    const int codes[] = {111, 112, 113, 127, 129, 128};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(count_messages(&deck, codes[i]), 1);
    qn_deck_release(&deck);
    must_refuse(PLUS("LOW_WIND  .3"), "d.inp:7:4", "ALPHA");
    must_refuse(ALPHA("LOW_WIND  2.0"), "d.inp:7:14", "SVMIN");
    must_refuse(ALPHA("LOW_WIND  .3 .4 .2 .02 12. .5"), "d.inp:7:31", "FRANMIN");
    must_refuse(ALPHA("LOW_WIND  .3 .3 .9 .02 12. .1 XX"), "d.inp:7:34", "XX");
}

static void gas_deposition_needs_alpha(void **state)
{
    (void)state;
    must_refuse(PLUS("GDSEASON  12*1"), "d.inp:8:4", "ALPHA");
    must_refuse(ALPHA("GDSEASON  11*1"), "d.inp:7:4", "11/12");
    must_refuse(ALPHA("GDSEASON  13*1"), "d.inp:7:14", "12");
    must_refuse(ALPHA("GDLANUSE  36*10"), "d.inp:7:14", "range");
    struct qn_deck deck = must_read(ALPHA("GDLANUSE  35*4 9"));
    assert_int_equal(deck.options.land_use[34], 4);
    assert_int_equal(deck.options.land_use[35], 9);
    qn_deck_release(&deck);
    must_note(ALPHA("GASDEPVD  0.1") "", 320, 1);
}

static void urban_areas_have_names_only_where_there_are_several(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(
        DECK(CO_PLAIN "   URBANOPT  50000 City 1.2\n", SO_PLAIN "   URBANSRC  ALL\n" SO_GROUP));
    assert_int_equal(deck.urbans, 1);
    assert_near(deck.urban[0].population, 50000, 0);
    assert_near(deck.urban[0].z0_m, 1.2, 1e-12);
    assert_int_equal(deck.source[0].urban, 0);
    assert_non_null(strstr(deck.modelopts, "URBAN"));
    qn_deck_release(&deck);
    must_refuse(PLUS("URBANOPT  50."), "d.inp:7:14", "population");
    must_refuse(PLUS("URBANOPT  5000. N 6.0"), "d.inp:7:22", "z0");
    must_refuse(PLUS("URBANOPT  50000."), "d.inp:13:4", "no source");
    must_refuse(ONE(CO_PLAIN "   URBANOPT  A 50000.\n   URBANOPT  A 60000.\n"), "d.inp:8:14",
                "twice");
    must_note(DECK(CO_PLAIN "   URBANOPT  5000 City 0.5\n", SO_PLAIN "   URBANSRC  P1\n" SO_GROUP),
              353, 1);
}

static void flagpoles_and_error_files_have_defaults(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(ONE(CO_PLAIN "   FLAGPOLE\n   ERRORFIL\n"));
    assert_true(deck.flagpole);
    assert_near(deck.flagpole_default_m, 0, 0);
    assert_string_equal(deck.error_path, "ERRORS.LST");
    assert_int_equal(count_messages(&deck, 205) + count_messages(&deck, 207), 2);
    qn_deck_release(&deck);
    must_refuse(PLUS("FLAGPOLE  -1."), "d.inp:7:14", "range");
}

QN_CASES_BEGIN
QN_CASE(options_have_their_defaults_and_units)
QN_CASE(flat_alone_flattens_all_and_with_elev_single_sources)
QN_CASE(dfault_overrides_some_options_and_refuses_others)
QN_CASE(options_that_exclude_each_other_are_refused)
QN_CASE(options_quench_has_not_are_refused_by_name)
QN_CASE(fast_options_limit_the_distance)
QN_CASE(averages_are_parts_of_a_day)
QN_CASE(needed_cards_are_asked_for)
QN_CASE(ranks_over_years_are_refused_and_plain_ones_taken)
QN_CASE(decay_is_as_given_but_dfault_knows_only_urban_so2)
QN_CASE(low_wind_needs_alpha_and_keeps_to_its_limits)
QN_CASE(gas_deposition_needs_alpha)
QN_CASE(urban_areas_have_names_only_where_there_are_several)
QN_CASE(flagpoles_and_error_files_have_defaults)
QN_CASES_END
