/* Killed at random moments, and stopped, under load: what was acknowledged is there, once. */
#include "soak/fleet.h"

/* Half of the time the load ends before the kill, so that it strikes filing and compaction too. */
static void live_and_die(struct soak_gate *g, struct fleet *f, uint64_t *chance)
{
    double load_s = soak_between(chance, 0.005, 0.6);
    soak_start(g);
    fleet_connect(f, g->port);
    fleet_run(f, load_s);
    if (soak_chance(chance) & 1) {
        f->quiet = true;
        fleet_run(f, soak_between(chance, 0.01, 0.5));
        f->quiet = false;
    }
    soak_kill(g);
    fleet_run(f, 0.02);
    fleet_leave(f);
}

static void what_was_acknowledged_survives_kills_at_random_moments(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f;
    uint64_t chance = 4;
    int kills = soak_long_s() > 0 ? 200 : 8;
    soak_name(&g, "kill");
    fleet_new(&f, "QNKILL", 24, 4);
    for (int i = 0; i < kills; i++)
        live_and_die(&g, &f, &chance);
    soak_start(&g);
    fleet_connect(&f, g.port);
    assert_true(fleet_settle(&f, 30));
    fleet_is_all_there(&f, &g); /* beside the running gateway */
    assert_int_equal(soak_stop(&g), 0);
    fleet_is_all_there(&f, &g);
    print_message("%d kills\n", kills);
    fleet_free(&f);
    soak_remove(&g);
}

static void a_stop_under_load_answers_for_all_it_acknowledged(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f;
    uint64_t chance = 5;
    int stops = soak_long_s() > 0 ? 30 : 3;
    soak_name(&g, "stop");
    fleet_new(&f, "QNSTOP", 24, 4);
    for (int i = 0; i < stops; i++) {
        soak_start(&g);
        fleet_connect(&f, g.port);
        fleet_run(&f, soak_between(&chance, 0.05, 0.8));
        kill(g.pid, SIGTERM);
        fleet_run(&f, 0.3);
        assert_int_equal(soak_stop(&g), 0);
        fleet_leave(&f);
    }
    fleet_is_all_there(&f, &g);
    fleet_free(&f);
    soak_remove(&g);
}

QN_CASES_BEGIN
QN_CASE(what_was_acknowledged_survives_kills_at_random_moments)
QN_CASE(a_stop_under_load_answers_for_all_it_acknowledged)
QN_CASES_END
