/* Days that 500 devices send again at once, while 50 others go on. */
#include "soak/fleet.h"

static void a_day_of_500_devices_at_once_keeps_50_others_waiting_less_than_a_second(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet late, live;
    int64_t days = soak_long_s() > 0 ? 10 : 1;
    soak_name(&g, "backfill");
    fleet_new(&late, "QNLATE000", 500, 8);
    late.days = true;
    late.base_ms -= (days - 2) * FLEET_DAY_MS;
    late.limit = days * FLEET_DAY;
    fleet_new(&live, "QNLIVE000", 50, 1);
    soak_start(&g);
    fleet_connect(&live, g.port);
    fleet_connect(&late, g.port);
    double began_s = soak_now_s(), until_s = began_s + 120 + soak_long_s(), next_s = 0;
    while (late.answered < late.n * late.limit && soak_now_s() < until_s) {
        live.quiet = soak_now_s() < next_s;
        for (int i = 0; !live.quiet && i < live.n; i++)
            fleet_fill(&live, &live.device[i]);
        if (!live.quiet)
            next_s = soak_now_s() + 0.25;
        live.quiet = true;
        fleet_turn(&live, 0);
        fleet_turn(&late, 1);
    }
    double took_s = soak_now_s() - began_s;
    print_message("%lld frames of %lld d answered in %.1f s\n", (long long)late.answered,
                  (long long)days, took_s);
    assert_int_equal(late.answered, late.n * late.limit);
    assert_true(fleet_settle(&live, 30));
    fleet_was_served(&live, "others meanwhile");
    soak_memory_below(&g, 300);
    assert_int_equal(late.lost + live.lost, 0);
    assert_int_equal(soak_stop(&g), 0);
    fleet_is_all_there(&live, &g);
    fleet_leave(&late);
    int n = late.n;
    late.n = 40; /* some of them */
    fleet_is_all_there(&late, &g);
    late.n = n;
    fleet_free(&late);
    fleet_free(&live);
    soak_remove(&g);
}

QN_CASES_BEGIN
QN_CASE(a_day_of_500_devices_at_once_keeps_50_others_waiting_less_than_a_second)
QN_CASES_END
