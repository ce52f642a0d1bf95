/* The store's side of an import: what it has already, and what is new. */
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

struct loader {
    struct qn_import_ctx *x;
    struct qn_rowset *set;
};

static void cell_of(struct qn_import_ctx *x, const struct qn_value *v, struct qn_entry *c)
{
    if (v->type == QN_V_INT)
        qn_cell_int(c, v->i);
    else if (v->type == QN_V_REAL)
        qn_cell_real(c, v->r);
    else if (v->type == QN_V_TEXT)
        qn_cell_text(c, qn_ctx_copy(x, v->s, v->n), v->n);
}

static bool value_same(const struct qn_entry *c, const struct qn_value *v)
{
    if ((int)c->type != (int)v->type)
        return false;
    switch (v->type) {
    case QN_V_INT:
        return c->u.i == v->i;
    case QN_V_REAL:
        return !(c->u.r < v->r) && !(c->u.r > v->r);
    case QN_V_TEXT:
        return c->n == v->n && memcmp(c->u.s, v->s, v->n) == 0;
    default:
        return true;
    }
}

static bool record_same(const struct qn_rowset *s, size_t row, const struct qn_record *rec)
{
    for (size_t c = 0; c < s->table->n; c++)
        if (!value_same(qn_row(s, row) + c, &rec->v[c]))
            return false;
    return true;
}

/* False for what another kind of input brought: its rows are not missed here. */
static bool ours(const struct qn_import_ctx *x, const struct qn_rowset *s)
{
    bool tracker =
        qn_table_column(s->table, "enterprise_id") >= 0 &&
        strncmp(qn_str(s, s->n - 1, "source"), QN_GEM_SOURCE, strlen(QN_GEM_SOURCE)) == 0;
    return tracker == (x->opts->format == QN_IMPORT_GEM_STEEL);
}

/* A record whose id is not in the input: part of the whole that is checked. */
static int keep_stored(struct loader *l, const struct qn_record *rec)
{
    struct qn_rowset *s = l->set;
    struct qn_entry *row = qn_row_add(l->x, s, 0, QN_ROW_STORED);
    if (!row)
        return 1;
    for (size_t c = 0; c < s->table->n; c++)
        cell_of(l->x, &rec->v[c], &row[c]);
    if (qn_idset_add(&s->ids, row[0].u.s, row[0].n, s->n - 1) == QN_NO_ROW)
        qn_ctx_fail(l->x, QN_E_NOMEM);
    struct qn_place whole = {s->file, 0, 0, NULL};
    if (s->file && ours(l->x, s))
        QN_FIND(l->x, S971, &whole, s->table->name, row[0].u.s);
    return l->x->fatal != QN_OK;
}

static int meet_record(const struct qn_record *rec, void *user)
{
    struct loader *l = user;
    struct qn_rowset *s = l->set;
    if (rec->v[0].type != QN_V_TEXT)
        return 0;
    size_t row = qn_idset_find(&s->ids, rec->v[0].s, rec->v[0].n);
    if (row == QN_NO_ROW)
        return keep_stored(l, rec);
    s->flags[row] |= QN_ROW_SEEN;
    if (record_same(s, row, rec))
        s->flags[row] |= QN_ROW_UNCHANGED;
    else
        QN_FIND_ROW(l->x, S972, s, row, s->table->col[0].name, s->table->name, rec->v[0].s);
    return 0;
}

enum qn_status qn_keep_load(struct qn_import_ctx *x, struct qn_store *store)
{
    for (size_t t = 0; t < QN_TAB_COUNT; t++) {
        struct loader l = {x, &x->set[t]};
        enum qn_status st = qn_store_scan(store, &qn_tables[t], meet_record, &l, x->err);
        if (x->fatal)
            return x->fatal;
        if (st)
            return st;
    }
    return QN_OK;
}

static void value_of(const struct qn_entry *c, struct qn_value *v)
{
    *v = (struct qn_value){.type = (enum qn_value_type)c->type};
    if (c->type == QN_V_INT)
        v->i = c->u.i;
    else if (c->type == QN_V_REAL)
        v->r = c->u.r;
    else if (c->type == QN_V_TEXT) {
        v->s = c->u.s;
        v->n = c->n;
    }
}

static bool is_new(const struct qn_rowset *s, size_t row)
{
    return !(s->flags[row] & (QN_ROW_UNCHANGED | QN_ROW_REPEATED));
}

static bool keep_going(struct qn_import_ctx *x, size_t done, size_t total)
{
    if (!x->opts->progress || x->opts->progress((int64_t)done, (int64_t)total, x->opts->user))
        return true;
    qn_ctx_fail(x, QN_E_CANCELLED);
    return false;
}

static enum qn_status write_set(struct qn_import_ctx *x, struct qn_store *store,
                                const struct qn_rowset *s, int64_t run)
{
    struct qn_value v[QN_TABLE_MAX_COLUMNS];
    for (size_t i = 0; i < s->n_input; i++) {
        if (!is_new(s, i))
            continue;
        if (!keep_going(x, i, s->n_input))
            return QN_E_CANCELLED;
        for (size_t c = 0; c < s->table->n; c++)
            value_of(qn_row(s, i) + c, &v[c]);
        enum qn_status st =
            qn_store_put(store, s->table, run, s->file, s->line[i], v, NULL, x->err);
        if (st)
            return st;
    }
    return QN_OK;
}

enum qn_status qn_keep_write(struct qn_import_ctx *x, struct qn_store *store, int64_t *run)
{
    struct qn_run r = {
        .command = "import",
        .version = QN_VERSION,
        .options = x->opts->format == QN_IMPORT_GEM_STEEL ? "format=gem-steel" : "format=region",
        .started_unix_ms = x->opts->now_unix_ms,
        .input = x->input,
        .n_input = x->n_input,
    };
    enum qn_status st = qn_store_run_add(store, &r, x->err);
    for (size_t t = 0; !st && t < QN_TAB_COUNT; t++)
        st = write_set(x, store, &x->set[t], r.id);
    *run = r.id;
    return st;
}
