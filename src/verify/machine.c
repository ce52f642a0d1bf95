/* Labels of slots become intervals: what does not last is not said, short silences are bridged. */
#include "verify/judge.h"

#define BLINK_H 0.5 /* a calibration or blow-back within a contradiction */

/* Slots that are more than so many hours. */
static size_t more_than_h(const struct qn_grid *g, double hours)
{
    return (size_t)(hours * (double)QN_HOUR_MS / (double)g->slot_ms) + 1;
}

static size_t run_end(const struct qn_grid *g, size_t i)
{
    size_t k = i + 1;
    while (k < g->n && g->slot[k].label == g->slot[i].label)
        k++;
    return k;
}

static void relabel(struct qn_grid *g, size_t from, size_t to, enum qn_label label)
{
    for (size_t i = from; i < to; i++)
        g->slot[i].label = (unsigned char)label;
}

/* An hour of exceedance that was marked as a stop afterwards. */
static bool is_lasting_mark(const struct qn_grid *g, size_t from, size_t to)
{
    size_t hits = 0;
    for (size_t i = from; i < to; i++)
        hits += g->slot[i].claim && g->slot[i].exceeds && g->slot[i].remarked_unix_ms != INT64_MIN;
    return hits >= qn_slots_of_h(g, 1);
}

/* First slot of the claim that slot i stands in. */
static size_t claim_begins(const struct qn_grid *g, size_t i)
{
    while (i > 0 && g->slot[i - 1].claim)
        i--;
    return i;
}

/* At rest under the claim, for as long as a stop must last, or the data end. */
static bool comes_to_rest(const struct qn_grid *g, size_t from)
{
    size_t rest = 0, hold = qn_slots_of_h(g, g->t->hold_stopped_h);
    for (size_t i = from; i < g->n && g->slot[i].claim; i++) {
        const struct qn_slot *s = &g->slot[i];
        if (s->label == QN_L_CONTRADICTED)
            return false;
        bool still = s->says[QN_W_GAS] == QN_SAYS_STOPPED && /* only the chimney draws */
                     s->says[QN_W_ELECTRICITY] != QN_SAYS_RUNNING &&
                     s->says[QN_W_PRODUCTION] != QN_SAYS_RUNNING;
        rest += s->banked || still || (s->n_running == 0 && s->n_stopped >= 2);
        if (rest >= hold)
            return true;
    }
    return from >= g->n;
}

bool qn_grid_shuts_down(const struct qn_grid *g, size_t from, size_t to)
{
    while (from < to && !g->slot[from].claim)
        from++;
    if (from == to)
        return false;
    size_t begin = claim_begins(g, from);
    return begin > 0 && to - begin <= qn_slots_of_h(g, g->t->shutdown_h) && comes_to_rest(g, to);
}

/* A claim may begin before the plant is at rest: running until then contradicts nothing. */
static void excuse_shutdown(struct qn_grid *g)
{
    for (size_t i = g->n; i > 0;) {
        size_t end = i--;
        if (g->slot[i].label != QN_L_CONTRADICTED)
            continue;
        while (i > 0 && g->slot[i - 1].label == QN_L_CONTRADICTED)
            i--;
        if (!qn_grid_shuts_down(g, i, end))
            continue;
        relabel(g, i, end, QN_L_UNPROVABLE);
        for (size_t k = i; k < end; k++)
            g->slot[k].raw = QN_L_UNPROVABLE;
    }
}

/* A contradiction that does not last is running, where two groups say so without a claim, or not
 * provable. */
static void hold_contradicted(struct qn_grid *g)
{
    size_t least = more_than_h(g, g->t->hold_contradicted_h);
    for (size_t i = 0; i < g->n;) {
        size_t end = run_end(g, i);
        if (g->slot[i].label == QN_L_CONTRADICTED && end - i < least && !is_lasting_mark(g, i, end))
            for (size_t k = i; k < end; k++) {
                const struct qn_slot *s = &g->slot[k];
                bool runs = s->n_running >= 2 && !s->claim && !s->pulled;
                g->slot[k].label = runs ? QN_L_RUNNING : QN_L_UNPROVABLE;
            }
        i = end;
    }
}

static bool none_runs(const struct qn_grid *g, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (g->slot[i].n_running > 0)
            return false;
    return true;
}

/* Silence between two runs of one label takes their label. */
static void bridge(struct qn_grid *g, enum qn_label label, double most_h)
{
    size_t most = qn_slots_of_h(g, most_h);
    for (size_t i = 0; i < g->n;) {
        size_t end = run_end(g, i);
        bool inside =
            i > 0 && end < g->n && g->slot[i - 1].label == label && g->slot[end].label == label;
        if (g->slot[i].label == QN_L_UNPROVABLE && inside && end - i <= most)
            relabel(g, i, end, label);
        i = end;
    }
}

/* A stop is bridged only while all its gaps are a small share of it, and nothing runs in them. */
static void bridge_stopped(struct qn_grid *g)
{
    size_t most = qn_slots_of_h(g, g->t->bridge_h);
    for (size_t i = 0; i < g->n;) {
        if (g->slot[i].label != QN_L_STOPPED) {
            i++;
            continue;
        }
        size_t begin = i, end = run_end(g, i), gaps = 0;
        while (end < g->n && g->slot[end].label == QN_L_UNPROVABLE) {
            size_t next = run_end(g, end);
            if (next >= g->n || g->slot[next].label != QN_L_STOPPED || next - end > most ||
                !none_runs(g, end, next))
                break;
            size_t after = run_end(g, next), silent = gaps + (next - end);
            if ((double)silent > g->t->gap_share * (double)(after - begin))
                break;
            gaps = silent;
            end = after;
        }
        relabel(g, begin, end, QN_L_STOPPED);
        i = end;
    }
}

/* Longer gaps of a long stop: a second look, once what is around them has grown. */
static void bridge_stopped_again(struct qn_grid *g)
{
    size_t most = qn_slots_of_h(g, g->t->bridge_h);
    for (size_t i = 0; i < g->n;) {
        size_t end = run_end(g, i);
        bool inside = g->slot[i].label == QN_L_UNPROVABLE && i > 0 && end < g->n &&
                      g->slot[i - 1].label == QN_L_STOPPED && g->slot[end].label == QN_L_STOPPED;
        if (inside && end - i <= most && none_runs(g, i, end)) {
            size_t before = i, after = run_end(g, end);
            while (before > 0 && g->slot[before - 1].label == QN_L_STOPPED)
                before--;
            size_t silent = 0;
            for (size_t k = before; k < after; k++)
                silent +=
                    g->slot[k].n_stopped < (unsigned)g->t->groups_needed && !g->slot[k].banked;
            if ((double)silent <= g->t->gap_share * (double)(after - before))
                relabel(g, i, end, QN_L_STOPPED);
        }
        i = end;
    }
}

static void hold_stopped(struct qn_grid *g)
{
    size_t least = qn_slots_of_h(g, g->t->hold_stopped_h);
    for (size_t i = 0; i < g->n;) {
        size_t end = run_end(g, i);
        if (g->slot[i].label == QN_L_STOPPED && end - i < least && i > 0 && end < g->n)
            relabel(g, i, end, QN_L_UNPROVABLE);
        i = end;
    }
}

/* A running slot or two between contradictions belongs to them where a stop is claimed. */
static void absorb_running(struct qn_grid *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->slot[i].label == QN_L_RUNNING && g->slot[i].claim)
            g->slot[i].label = QN_L_UNPROVABLE;
}

void qn_grid_label(struct qn_grid *g)
{
    absorb_running(g);
    bridge(g, QN_L_CONTRADICTED, BLINK_H);
    excuse_shutdown(g);
    hold_contradicted(g);
    bridge(g, QN_L_CONTRADICTED, g->t->bridge_h);
    bridge_stopped(g);
    bridge_stopped_again(g);
    hold_stopped(g);
    bridge(g, QN_L_RUNNING, g->t->bridge_h);
}

enum qn_status qn_grid_spans(const struct qn_grid *g, struct qn_arena *arena, struct qn_span **out,
                             size_t *n, struct qn_err *err)
{
    size_t spans = 0;
    for (size_t i = g->first; i < g->end; i++)
        spans += i == g->first || g->slot[i].label != g->slot[i - 1].label;
    *out = qn_arena_alloc(arena, (spans + 1) * sizeof **out, err);
    if (!*out)
        return QN_E_NOMEM;
    *n = 0;
    for (size_t i = g->first; i < g->end;) {
        size_t end = run_end(g, i);
        end = end > g->end ? g->end : end;
        (*out)[(*n)++] = (struct qn_span){i, end, (enum qn_label)g->slot[i].label};
        i = end;
    }
    return QN_OK;
}
