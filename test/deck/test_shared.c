/* The decks of the shared cases, where they are there. Counts: "This Run Includes" of AERMOD
 * 24142's main output, for the cases that were run with it. */
#include "deck_text.h"

#include <unistd.h>

#include "base/file.h"

#define CASES QN_TEST_ROOT "/../shared/cases/aermod"

static const struct shared {
    const char *folder, *deck;
    size_t sources, receptors, groups; /* 0: not looked at */
    const char *refused;               /* what stops it; NULL where it is read */
} rows[] = {{"given/g17_houremis", "deck.inp", 5, 48, 6, NULL},
            {"given/g15_receptors", "deck.inp", 0, 0, 0, NULL},
            {"given/g16_emisfact", "deck.inp", 0, 0, 0, NULL},
            {"given/g19_urban_two", "deck.inp", 0, 0, 0, NULL},
            {"given/g26_dep_method1", "deck.inp", 0, 0, 0, NULL},
            {"given/g27_dep_method2", "deck.inp", 0, 0, 0, NULL},
            {"given/g28_dep_gas", "deck.inp", 0, 0, 0, NULL},
            {"given/g29_steelworks", "deck.inp", 0, 0, 0, NULL},
            {"bench/region", "deck.inp", 0, 0, 0, NULL},
            {"epa", "allsrcs.inp", 0, 0, 0, "RLINE"},
            {"epa", "aermod-baldwin45.inp", 0, 0, 0, "BUOYLINE"}};

static void shared_decks_are_read_or_refused_by_name(void **state)
{
    (void)state;
    if (!qn_file_is_folder(CASES))
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char folder[1024];
        struct qn_deck deck;
        struct qn_err err = {0};
        snprintf(folder, sizeof folder, CASES "/%s", rows[i].folder);
        if (chdir(folder) != 0)
            continue;
        enum qn_status st = qn_deck_read(rows[i].deck, &deck, &err);
        if (rows[i].refused) {
            assert_int_equal(st, QN_E_UNSUPPORTED);
            assert_non_null(strstr(err.msg[1], rows[i].refused));
            continue;
        }
        if (st)
            print_error("%s: %s: %s\n", rows[i].folder, err.where, err.msg[1]);
        assert_int_equal(st, QN_OK);
        if (rows[i].sources) {
            assert_int_equal(deck.sources, rows[i].sources);
            assert_int_equal(deck.receptors, rows[i].receptors);
            assert_int_equal(deck.groups, rows[i].groups);
        }
        qn_deck_release(&deck);
    }
}

QN_CASES_BEGIN
QN_CASE(shared_decks_are_read_or_refused_by_name)
QN_CASES_END
