/* A verdict beyond the life of its tracks. */
#include <string.h>

#include "verify/verify.h"

static enum qn_status keep_text(const char **s, struct qn_arena *arena, struct qn_err *err)
{
    if (!*s)
        return QN_OK;
    *s = qn_arena_copy(arena, *s, strlen(*s), err);
    return *s ? QN_OK : QN_E_NOMEM;
}

static enum qn_status keep_witnesses(const struct qn_witness **list, size_t n,
                                     struct qn_arena *arena, struct qn_err *err)
{
    struct qn_witness *w = qn_arena_alloc(arena, (n + 1) * sizeof *w, err);
    if (!w)
        return QN_E_NOMEM;
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < n && !st; i++) {
        w[i] = (*list)[i]; /* its code is the program's own text */
        st = keep_text(&w[i].mn, arena, err);
        if (!st)
            st = keep_text(&w[i].factor, arena, err);
        if (!st)
            st = keep_text(&w[i].unit, arena, err);
    }
    *list = w;
    return st;
}

enum qn_status qn_verification_keep(const struct qn_verification *v, struct qn_arena *arena,
                                    struct qn_verification *out, struct qn_err *err)
{
    struct qn_interval *interval = qn_arena_alloc(arena, (v->n + 1) * sizeof *interval, err);
    struct qn_finding *finding = qn_arena_alloc(arena, (v->n_findings + 1) * sizeof *finding, err);
    if (!interval || !finding)
        return QN_E_NOMEM;
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < v->n && !st; i++) {
        interval[i] = v->interval[i];
        st = keep_witnesses(&interval[i].witness, interval[i].n, arena, err);
    }
    for (size_t i = 0; i < v->n_findings && !st; i++) {
        finding[i] = v->finding[i];
        st = keep_witnesses(&finding[i].witness, finding[i].n, arena, err);
    }
    *out = *v;
    out->interval = interval;
    out->finding = finding;
    const char **text[] = {&out->installation_id, &out->outlet_id, &out->kind, &out->rules_sha256};
    for (size_t i = 0; i < sizeof text / sizeof text[0] && !st; i++)
        st = keep_text(text[i], arena, err);
    return st;
}
