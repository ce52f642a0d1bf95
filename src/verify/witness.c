/* The witnesses of an interval: every channel that speaks, with its median, and the claims. */
#include <stdlib.h>
#include <string.h>

#include "verify/judge.h"

#define ROOM 4096 /* values looked at for a median */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(const struct qn_channel *c, size_t from, size_t to)
{
    double room[ROOM];
    size_t n = 0, step = (to - from) / ROOM + 1;
    for (size_t i = from; i < to; i += step)
        if (!isnan(c->value[i]) && n < ROOM)
            room[n++] = c->value[i];
    qsort(room, n, sizeof room[0], by_value);
    return n ? room[n / 2] : NAN;
}

static const char *code_of(enum qn_channel_kind kind, enum qn_witness_says says)
{
    static const char *const code[QN_CH_KINDS][2] = {
        [QN_CH_VELOCITY] = {"velocity_at_rest", "velocity_of_running"},
        [QN_CH_FLOW] = {"flow_at_rest", "flow_of_running"},
        [QN_CH_O2] = {"o2_like_air", "o2_of_combustion"},
        [QN_CH_POLLUTANT] = {"pollutant_absent", "pollutant_present"},
        [QN_CH_DUST] = {"dust_absent", "dust_present"},
        [QN_CH_FLUE_TEMP] = {"flue_cold_or_cooling", "flue_hot"},
        [QN_CH_FURNACE_TEMP] = {"furnace_cold_or_cooling", "furnace_hot"},
        [QN_CH_FAN] = {"fan_at_rest", "fan_current"},
        [QN_CH_METER] = {"electricity_base_load", "electricity_of_production"},
        [QN_CH_LOAD] = {"load_none", "load_running"},
        [QN_CH_COUNT] = {"no_charging", "charging"},
        [QN_CH_AMBIENT] = {"", ""},
        [QN_CH_CONDITION] = {"", ""}};
    return code[kind][says == QN_SAYS_RUNNING];
}

/* What it says in most slots in which it speaks. */
static enum qn_witness_says mostly(const struct qn_channel *c, size_t from, size_t to)
{
    size_t n[3] = {0};
    for (size_t i = from; i < to; i++)
        n[c->says[i]]++;
    if (n[QN_SAYS_STOPPED] + n[QN_SAYS_RUNNING] == 0)
        return QN_SAYS_NOTHING;
    return n[QN_SAYS_RUNNING] >= n[QN_SAYS_STOPPED] ? QN_SAYS_RUNNING : QN_SAYS_STOPPED;
}

static void channel_witness(const struct qn_grid *g, const struct qn_channel *c, size_t from,
                            size_t to, enum qn_witness_says says, struct qn_witness *w)
{
    *w = (struct qn_witness){.group = qn_channel_group(c->rule->kind),
                             .code = code_of(c->rule->kind, says),
                             .says = says,
                             .mn = c->mn,
                             .factor = c->factor,
                             .value = median_of(c, from, to),
                             .limit = says == QN_SAYS_RUNNING ? c->running_at : c->stopped_at,
                             .unit = c->rule->unit,
                             .learned_from_h = c->learned_h,
                             .from_unix_ms = qn_slot_time(g, from),
                             .to_unix_ms = qn_slot_time(g, to)};
}

static void claim_witness(const struct qn_grid *g, const char *code, size_t from, size_t to,
                          size_t slots, struct qn_witness *w)
{
    *w = (struct qn_witness){.group = QN_W_CLAIM,
                             .code = code,
                             .says = QN_SAYS_STOPPED,
                             .mn = "",
                             .factor = "",
                             .value = (double)slots / (double)(to - from),
                             .limit = NAN,
                             .unit = "share",
                             .from_unix_ms = qn_slot_time(g, from),
                             .to_unix_ms = qn_slot_time(g, to)};
}

static size_t add_claims(const struct qn_grid *g, size_t from, size_t to, struct qn_witness *w)
{
    size_t marks = 0, words = 0, said = 0, remarked = 0, n = 0;
    for (size_t i = from; i < to; i++) {
        const struct qn_slot *s = &g->slot[i];
        marks += s->stop_marks > 0;
        words += s->condition > 0;
        said += qn_slot_time(g, i) >= g->subject->claimed_from_unix_ms;
        remarked += s->remarked_unix_ms != INT64_MIN;
    }
    if (marks)
        claim_witness(g, "mark_stopped", from, to, marks, &w[n++]);
    if (words)
        claim_witness(g, "condition_stopped", from, to, words, &w[n++]);
    if (said)
        claim_witness(g, "announced_stopped", from, to, said, &w[n++]);
    if (remarked)
        claim_witness(g, "remarked_stopped", from, to, remarked, &w[n++]);
    return n;
}

enum qn_status qn_witnesses(const struct qn_grid *g, size_t from, size_t to, struct qn_arena *arena,
                            const struct qn_witness **out, size_t *n, struct qn_err *err)
{
    struct qn_witness *w = qn_arena_alloc(arena, (g->n_channel + 4) * sizeof *w, err);
    if (!w)
        return QN_E_NOMEM;
    size_t made = 0;
    for (size_t k = 0; k < g->n_channel; k++) {
        const struct qn_channel *c = &g->channel[k];
        enum qn_witness_says says = mostly(c, from, to);
        if (says != QN_SAYS_NOTHING)
            channel_witness(g, c, from, to, says, &w[made++]);
    }
    made += add_claims(g, from, to, &w[made]);
    *out = w;
    *n = made;
    return QN_OK;
}
