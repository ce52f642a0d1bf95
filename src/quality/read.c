/* What the quality rules read of a device. */
#include <string.h>

#include "quality/outlet.h"

#define PARTS 7
static const struct qn_track_ask parts[PARTS] = {
    {.st = -1, .cn = 2061},
    {.st = -1, .cn = 2051},
    {.st = -1, .cn = 2031},
    {.st = -1, .cn = 3020},
    {.st = 45, .cn = 2011},
    {.st = 31, .cn = 2011, .factor = "a01016"},
    {.st = 31, .cn = 2011, .factor = "a19001"},
};

enum qn_status qn_quality_track(struct qn_tele *t, const char *mn, int64_t from_unix_ms,
                                int64_t to_unix_ms, struct qn_arena *arena, struct qn_track *out,
                                struct qn_err *err)
{
    struct qn_track part[PARTS];
    size_t n = 0;
    for (size_t k = 0; k < PARTS; k++) {
        struct qn_track_ask ask = parts[k];
        ask.from_unix_ms = from_unix_ms;
        ask.to_unix_ms = to_unix_ms;
        enum qn_status st = qn_track_load(t, mn, &ask, arena, &part[k], err);
        if (st)
            return st;
        n += part[k].n;
    }
    struct qn_signal *all = qn_arena_alloc(arena, (n + 1) * sizeof *all, err);
    const char *name = qn_arena_copy(arena, mn, strlen(mn), err);
    if (!all || !name)
        return QN_E_NOMEM;
    *out = (struct qn_track){
        .mn = name, .from_unix_ms = from_unix_ms, .to_unix_ms = to_unix_ms, .signal = all};
    for (size_t k = 0; k < PARTS; k++) {
        if (part[k].n)
            memcpy(all + out->n, part[k].signal, part[k].n * sizeof *all);
        out->n += part[k].n;
    }
    return QN_OK;
}
