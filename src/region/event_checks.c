/* Dates against each other, histories of states and of enterprises. */
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

static bool before(struct qn_date a, struct qn_date b)
{
    return qn_date_known(a) && qn_date_known(b) && qn_date_last_day(a) < qn_date_first_day(b);
}

/* Columns that tell of what has happened. */
static bool tells_past(const char *name)
{
    static const char *const past[] = {"state_since", "built_on",     "founded_on",
                                       "dated_on",    "published_on", "known_on",
                                       "done_on",     "since",        NULL};
    for (size_t i = 0; past[i]; i++)
        if (strcmp(past[i], name) == 0)
            return true;
    return false;
}

/* A state that is to come may begin after the decision. */
static bool state_to_come(const struct qn_rowset *s, size_t row)
{
    if (qn_table_column(s->table, "state") < 0)
        return false;
    const char *state = qn_str(s, row, "state");
    return strcmp(state, "planned") == 0 || strcmp(state, "under_construction") == 0;
}

static void check_future_column(struct qn_import_ctx *x, const struct qn_rowset *s, size_t c)
{
    const char *name = s->table->col[c].name;
    for (size_t i = 0; i < s->n_input; i++) {
        const struct qn_entry *cell = qn_row(s, i) + c;
        struct qn_date d;
        char limit[QN_DATE_TEXT_CAP];
        if (cell->type != QN_V_TEXT || qn_date_parse(cell->u.s, cell->n, &d, NULL) ||
            !before(x->decision_date, d) || state_to_come(s, i))
            continue;
        QN_FIND_ROW(x, T405, s, i, name, name, cell->u.s, qn_date_text(x->decision_date, limit));
    }
}

static void check_future(struct qn_import_ctx *x)
{
    if (!qn_date_known(x->decision_date))
        return;
    for (size_t t = 0; t < QN_TAB_COUNT; t++)
        for (size_t c = 0; c < qn_tables[t].n; c++)
            if (qn_tables[t].col[c].type == QN_COL_DATE && tells_past(qn_tables[t].col[c].name))
                check_future_column(x, &x->set[t], c);
}

static void check_stations(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_STATION];
    for (size_t i = 0; i < s->n_input; i++)
        if (before(qn_day(s, i, "active_to"), qn_day(s, i, "active_from")))
            QN_FIND_ROW(x, T409, s, i, "active_to", qn_str(s, i, "active_to"),
                        qn_str(s, i, "active_from"));
}

static void check_events(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_EVENT];
    for (size_t i = 0; i < s->n_input; i++) {
        struct qn_date on = qn_day(s, i, "on_date");
        if (before(qn_day(s, i, "due_on"), on))
            QN_FIND_ROW(x, T410, s, i, "due_on", qn_str(s, i, "due_on"), qn_str(s, i, "on_date"));
        if (before(qn_day(s, i, "done_on"), on))
            QN_FIND_ROW(x, T411, s, i, "done_on", qn_str(s, i, "done_on"), qn_str(s, i, "on_date"));
    }
}

static void check_enterprise_event(struct qn_import_ctx *x, const struct qn_rowset *s, size_t i)
{
    const char *kind = qn_str(s, i, "kind"), *mine = qn_str(s, i, "enterprise_id");
    const char *other = qn_str(s, i, "other_enterprise_id");
    bool two = strcmp(kind, "merged_into") == 0 || strcmp(kind, "split_from") == 0;
    if (two && other[0] && strcmp(mine, other) == 0)
        QN_FIND_ROW(x, P835, s, i, "other_enterprise_id", mine);
    if (two && !other[0])
        QN_FIND_ROW(x, P836, s, i, "kind", kind);
    if (strcmp(kind, "moved") == 0 &&
        (!qn_at(s, i, "from_lon_deg")->type || !qn_at(s, i, "from_lat_deg")->type))
        QN_FIND_ROW0(x, P837, s, i, "kind");
    if (strcmp(kind, "renamed") == 0 && !qn_str(s, i, "former_name_zh")[0] &&
        !qn_str(s, i, "former_name_en")[0])
        QN_FIND_ROW0(x, P839, s, i, "kind");
}

/* The last state so far of each installation, while its history is walked. */
struct last {
    size_t row; /* of installation_state; QN_NO_ROW: none yet */
    size_t dismantled;
};

static void compare_states(struct qn_import_ctx *x, const struct qn_rowset *s, size_t i,
                           struct last *last)
{
    const char *id = qn_str(s, i, "installation_id"), *state = qn_str(s, i, "state");
    const char *since = qn_str(s, i, "since");
    struct qn_date d = qn_day(s, i, "since");
    if (last->row != QN_NO_ROW) {
        const char *earlier = qn_str(s, last->row, "since");
        bool same_state = strcmp(qn_str(s, last->row, "state"), state) == 0;
        if (before(d, qn_day(s, last->row, "since")))
            QN_FIND_ROW(x, T407, s, i, "since", id, since, earlier);
        else if (strcmp(earlier, since) == 0 && !same_state && since[0])
            QN_FIND_ROW(x, T408, s, i, "state", id, since);
    }
    if (last->dismantled != QN_NO_ROW && strcmp(state, "dismantled") != 0 &&
        before(qn_day(s, last->dismantled, "since"), d))
        QN_FIND_ROW(x, P838, s, i, "state", id, qn_str(s, last->dismantled, "since"), state);
    if (strcmp(state, "dismantled") == 0)
        last->dismantled = i;
    if (before(x->decision_date, d)) /* what came later says nothing about the row's state */
        return;
    if (last->row == QN_NO_ROW || !before(d, qn_day(s, last->row, "since")))
        last->row = i;
}

/* The row's own state against the end of its history. */
static void compare_with_row(struct qn_import_ctx *x, const struct qn_rowset *s,
                             const struct last *last, size_t i)
{
    const struct qn_rowset *inst = &x->set[QN_TAB_INSTALLATION];
    const char *state = qn_str(inst, i, "state"), *end = qn_str(s, last->row, "state");
    struct qn_date since = qn_day(inst, i, "state_since"), ended = qn_day(s, last->row, "since");
    if (state[0] && end[0] && strcmp(state, end) != 0 && !before(ended, since))
        QN_FIND_ROW(x, P840, inst, i, "state", qn_str(inst, i, "installation_id"), state, end,
                    qn_str(s, last->row, "since"));
}

static void check_histories(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_INSTALLATION_STATE];
    const struct qn_rowset *inst = &x->set[QN_TAB_INSTALLATION];
    struct last *last = s->n ? calloc(inst->n + 1, sizeof *last) : NULL;
    if (!last) {
        if (s->n)
            qn_ctx_fail(x, QN_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < inst->n; i++)
        last[i] = (struct last){QN_NO_ROW, QN_NO_ROW};
    for (size_t i = 0; i < s->n; i++) {
        size_t k = qn_ref(x, s, i, "installation_id");
        if (k == QN_NO_ROW || (s->flags[i] & QN_ROW_REPEATED))
            continue;
        compare_states(x, s, i, &last[k]);
        struct qn_date d = qn_day(s, i, "since"), built = qn_day(inst, k, "built_on");
        if (strcmp(qn_str(s, i, "state"), "operating") == 0 && before(d, built))
            QN_FIND_ROW(x, P827, s, i, "since", qn_str(s, i, "installation_id"),
                        qn_str(s, i, "since"), qn_str(inst, k, "built_on"));
    }
    for (size_t i = 0; i < inst->n_input; i++)
        if (last[i].row != QN_NO_ROW)
            compare_with_row(x, s, &last[i], i);
    free(last);
}

void qn_event_check(struct qn_import_ctx *x)
{
    const struct qn_rowset *events = &x->set[QN_TAB_ENTERPRISE_EVENT];
    check_future(x);
    check_stations(x);
    check_events(x);
    for (size_t i = 0; i < events->n_input; i++)
        check_enterprise_event(x, events, i);
    check_histories(x);
}
