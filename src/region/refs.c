/* References, inside the input and into the store. */
#include <string.h>

#include "region/import_internal.h"

#define RING_TEXT_CAP 240

static void report_broken(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                          const struct qn_column *col, const char *id,
                          const struct qn_rowset *target, const char *code_file)
{
    const char *near = qn_nearest_id(x, target, id);
    if (near)
        QN_FIND_ROW(x, I505, s, row, col->name, col->name, id, code_file, near);
    else
        QN_FIND_ROW(x, I506, s, row, col->name, col->name, id, code_file);
}

static void check_column(struct qn_import_ctx *x, struct qn_rowset *s, size_t c)
{
    const struct qn_column *col = &s->table->col[c];
    const struct qn_table *t = qn_table_named(col->ref);
    if (!t)
        return;
    struct qn_rowset *target = &x->set[t - qn_tables];
    for (size_t i = 0; i < s->n_input && !x->fatal; i++) {
        const struct qn_entry *cell = qn_row(s, i) + c;
        if (cell->type == QN_V_TEXT && qn_idset_find(&target->ids, cell->u.s, cell->n) == QN_NO_ROW)
            report_broken(x, s, i, col, cell->u.s, target, t->file);
    }
}

static void append(char *out, const char *s)
{
    size_t len = strlen(out), n = strlen(s);
    if (n < RING_TEXT_CAP - len)
        memcpy(out + len, s, n + 1);
}

/* Names the ring that begins and ends at `row`; returns false where there is none. */
static bool ring_from(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                      char text[RING_TEXT_CAP])
{
    size_t at = row;
    text[0] = '\0';
    append(text, qn_str(s, row, "jurisdiction_id"));
    for (size_t steps = 0; steps <= s->n; steps++) {
        at = qn_ref(x, s, at, "parent_id");
        if (at == QN_NO_ROW)
            return false;
        append(text, " > ");
        append(text, qn_str(s, at, "jurisdiction_id"));
        if (at == row)
            return true;
    }
    return false;
}

/* A ring is told once, at its first row. */
static void check_rings(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_JURISDICTION];
    struct qn_idset told = {0};
    for (size_t i = 0; i < s->n_input; i++) {
        char text[RING_TEXT_CAP];
        const char *id = qn_str(s, i, "jurisdiction_id"), *up = qn_str(s, i, "parent_id");
        if (!up[0])
            continue;
        if (strcmp(id, up) == 0)
            QN_FIND_ROW(x, I508, s, i, "parent_id", id, "parent_id");
        else if (qn_idset_find(&told, id, strlen(id)) == QN_NO_ROW && ring_from(x, s, i, text)) {
            QN_FIND_ROW(x, I507, s, i, "parent_id", text);
            for (size_t at = qn_ref(x, s, i, "parent_id"); at != i;
                 at = qn_ref(x, s, at, "parent_id"))
                (void)qn_idset_add(&told, qn_str(s, at, "jurisdiction_id"),
                                   strlen(qn_str(s, at, "jurisdiction_id")), at);
        }
    }
    qn_idset_release(&told);
}

/* An outlet's installation is one of the outlet's enterprise; the same for evidence and events. */
static void check_owner(struct qn_import_ctx *x, struct qn_rowset *s)
{
    const struct qn_rowset *inst = &x->set[QN_TAB_INSTALLATION];
    for (size_t i = 0; i < s->n_input; i++) {
        size_t row = qn_ref(x, s, i, "installation_id");
        const char *mine = qn_str(s, i, "enterprise_id");
        if (row == QN_NO_ROW || !mine[0])
            continue;
        const char *owner = qn_str(inst, row, "enterprise_id");
        if (owner[0] && strcmp(owner, mine) != 0)
            QN_FIND_ROW(x, I513, s, i, "installation_id", qn_str(inst, row, "installation_id"),
                        owner, mine);
    }
}

void qn_refs_check(struct qn_import_ctx *x)
{
    for (size_t t = 0; t < QN_TAB_COUNT; t++)
        for (size_t c = 0; c < qn_tables[t].n; c++)
            if (qn_tables[t].col[c].type == QN_COL_REF)
                check_column(x, &x->set[t], c);
    check_rings(x);
    check_owner(x, &x->set[QN_TAB_OUTLET]);
    check_owner(x, &x->set[QN_TAB_EVIDENCE]);
    check_owner(x, &x->set[QN_TAB_EVENT]);
}
