/* The verdict as a whole. */
#include "verify/verify.h"

#include <string.h>

#include "verify/judge.h"

#define SCRATCH_MAX ((size_t)2 << 30)

static enum qn_verdict verdict_of(enum qn_label label)
{
    static const enum qn_verdict verdict[] = {[QN_L_UNPROVABLE] = QN_V_UNPROVABLE,
                                              [QN_L_STOPPED] = QN_V_STOPPED,
                                              [QN_L_RUNNING] = QN_V_RUNNING,
                                              [QN_L_CONTRADICTED] = QN_V_CONTRADICTED};
    return verdict[label];
}

/* Groups that say so in half the slots or more. */
static void count_groups(const struct qn_grid *g, const struct qn_span *s, struct qn_interval *out)
{
    for (int k = 0; k < QN_W_CLAIM; k++) {
        size_t stopped = 0, running = 0;
        for (size_t i = s->from; i < s->to; i++) {
            stopped += g->slot[i].says[k] == QN_SAYS_STOPPED;
            running += g->slot[i].says[k] == QN_SAYS_RUNNING;
        }
        out->groups_stopped += 2 * stopped >= s->to - s->from;
        out->groups_running += 2 * running >= s->to - s->from;
    }
}

static enum qn_status make_interval(const struct qn_grid *g, const struct qn_span *s,
                                    struct qn_arena *arena, struct qn_interval *out,
                                    struct qn_err *err)
{
    size_t n = s->to - s->from, covered = 0, claimed = 0, banked = 0;
    for (size_t i = s->from; i < s->to; i++) {
        covered += g->slot[i].covered;
        claimed += g->slot[i].claim;
        banked += g->slot[i].banked;
    }
    *out = (struct qn_interval){.from_unix_ms = qn_slot_time(g, s->from),
                                .to_unix_ms = qn_slot_time(g, s->to),
                                .verdict = verdict_of(s->label),
                                .covered = (double)covered / (double)n,
                                .claimed = claimed > 0,
                                .banked = s->label == QN_L_STOPPED && 2 * banked > n};
    count_groups(g, s, out);
    return qn_witnesses(g, s->from, s->to, arena, &out->witness, &out->n, err);
}

static enum qn_status make_intervals(const struct qn_grid *g, const struct qn_span *span, size_t n,
                                     struct qn_arena *arena, struct qn_verification *out,
                                     struct qn_err *err)
{
    struct qn_interval *list = qn_arena_alloc(arena, (n + 1) * sizeof *list, err);
    enum qn_status st = list ? QN_OK : QN_E_NOMEM;
    for (size_t i = 0; i < n && !st; i++)
        st = make_interval(g, &span[i], arena, &list[i], err);
    if (!st && n > 0) {
        list[0].from_unix_ms = out->from_unix_ms;
        list[n - 1].to_unix_ms = out->to_unix_ms;
    }
    out->interval = list;
    out->n = n;
    return st;
}

static enum qn_status judge(struct qn_grid *g, struct qn_arena *arena, struct qn_verification *out,
                            struct qn_err *err)
{
    struct qn_span *span = NULL;
    size_t n = 0;
    enum qn_status st = qn_grid_learn(g, err);
    if (!st)
        st = qn_grid_speak(g, err);
    if (st)
        return st;
    qn_grid_label(g);
    st = qn_grid_spans(g, g->scratch, &span, &n, err);
    if (!st)
        st = make_intervals(g, span, n, arena, out, err);
    if (!st)
        st = qn_findings(g, span, n, arena, out, err);
    return st;
}

enum qn_status qn_verify(const struct qn_verify_subject *s, int64_t from_unix_ms,
                         int64_t to_unix_ms, struct qn_arena *arena, struct qn_verification *out,
                         struct qn_err *err)
{
    struct qn_arena scratch;
    struct qn_grid g;
    const struct qn_witness_rules *rules = s->rules;
    qn_arena_init(&scratch, SCRATCH_MAX);
    enum qn_status st = rules ? QN_OK : qn_witness_rules_load(NULL, arena, &rules, err);
    if (!st)
        st = qn_grid_build(s, rules, from_unix_ms, to_unix_ms, &scratch, &g, err);
    if (!st) {
        char *hash = qn_arena_copy(arena, rules->sha256, strlen(rules->sha256), err);
        *out = (struct qn_verification){.installation_id = s->installation_id,
                                        .outlet_id = s->outlet_id,
                                        .kind = s->kind,
                                        .from_unix_ms = from_unix_ms,
                                        .to_unix_ms = to_unix_ms,
                                        .rules_sha256 = hash};
        st = hash ? judge(&g, arena, out, err) : QN_E_NOMEM;
    }
    qn_arena_release(&scratch);
    return st;
}
