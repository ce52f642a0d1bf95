/* qn_fleet_parse, qn_fleet_truth. */
#include <string.h>

#include "fuzz.h"

#include "simulate/fleet.h"

#define ARENA_MAX ((size_t)256 << 20)
#define APART_MAX 64 /* each against so many */

static void check_episodes(const struct qn_fleet *f, size_t i)
{
    const struct qn_fleet_device *d = &f->device[i];
    enum qn_episode_kind kind;
    for (size_t k = 0; k < d->n_episodes; k++) {
        const struct qn_episode *e = &d->episode[k];
        FUZZ_MUST(e->kind >= 0 && e->kind < QN_EP_COUNT && e->from_unix_ms < e->to_unix_ms);
        FUZZ_MUST(e->from_unix_ms >= f->from_unix_ms && e->to_unix_ms <= f->to_unix_ms);
        for (size_t m = 0; m < k && m < APART_MAX; m++)
            FUZZ_MUST(d->episode[m].to_unix_ms <= e->from_unix_ms ||
                      e->to_unix_ms <= d->episode[m].from_unix_ms);
    }
    if (d->n_episodes) {
        (void)qn_fleet_truth(f, i, d->episode[0].from_unix_ms, &kind);
        FUZZ_MUST(kind == d->episode[0].kind);
    }
}

static void check_device(const struct qn_fleet_device *d)
{
    size_t n = strlen(d->mn);
    FUZZ_MUST(n >= 6 && n <= 24 && d->kind && d->kind[0]);
    FUZZ_MUST(strlen(d->password) == 6 && d->outlet_id && d->installation_id);
    FUZZ_MUST(d->scale > 0 && d->rtd_s >= 0 && d->minute_min >= 0);
    FUZZ_MUST(d->units >= QN_UNITS_DRAWN && d->units <= QN_UNITS_WRONG);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_arena arena;
    struct qn_fleet f = {0};
    struct qn_err err = {0};
    qn_arena_init(&arena, ARENA_MAX);
    enum qn_status st = qn_fleet_parse("fleet.csv", data, n, &arena, &f, &err);
    FUZZ_MUST(!st || (err.code == st && err.msg[0][0] && err.msg[1][0]));
    FUZZ_MUST(st || (f.n > 0 && f.from_unix_ms <= f.to_unix_ms));
    for (size_t i = 0; i < f.n && !st; i++) {
        check_device(&f.device[i]);
        check_episodes(&f, i);
    }
    qn_arena_release(&arena);
    return 0;
}
