/* Rows and cells of an import in memory. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

#define TEXT_MAX_BYTES ((size_t)4 << 30)
#define DEFAULT_MAX_FINDINGS 1000
#define NEAREST_SEARCHES 50
#define ROWS_MAX 5000000
#define FILE_MAX_BYTES ((size_t)512 << 20)

void qn_ctx_init(struct qn_import_ctx *x, const struct qn_import_opts *opts,
                 struct qn_findings *find, struct qn_err *err)
{
    memset(x, 0, sizeof *x);
    x->opts = opts;
    x->find = find;
    x->err = err;
    x->max_findings = opts->max_findings ? opts->max_findings : DEFAULT_MAX_FINDINGS;
    x->max_rows = opts->max_rows ? opts->max_rows : ROWS_MAX;
    x->max_file_bytes = opts->max_file_bytes ? opts->max_file_bytes : FILE_MAX_BYTES;
    x->nearest_left = NEAREST_SEARCHES;
    x->box = (struct qn_box){NAN, NAN, NAN, NAN, false};
    qn_arena_init(&x->arena, TEXT_MAX_BYTES);
    for (size_t i = 0; i < QN_TAB_COUNT; i++) {
        x->set[i].table = &qn_tables[i];
        qn_buf_init(&x->set[i].text, TEXT_MAX_BYTES);
    }
}

void qn_ctx_release(struct qn_import_ctx *x)
{
    for (size_t i = 0; i < QN_TAB_COUNT; i++) {
        struct qn_rowset *s = &x->set[i];
        free(s->cell);
        free(s->line);
        free(s->flags);
        qn_idset_release(&s->ids);
        qn_buf_release(&s->text);
    }
    free(x->input);
    qn_arena_release(&x->arena);
}

enum qn_status qn_ctx_fail(struct qn_import_ctx *x, enum qn_status st)
{
    if (!x->fatal) {
        x->fatal = st;
        if (x->err && x->err->code == QN_OK)
            (void)qn_fail(x->err, st, "",
                          st == QN_E_CANCELLED ? QN_T_IMPORT_CANCELLED : QN_T_NO_MEMORY, "?");
    }
    return st;
}

const char *qn_ctx_copy(struct qn_import_ctx *x, const char *s, size_t n)
{
    char *p = qn_arena_copy(&x->arena, s, n, x->fatal ? NULL : x->err);
    if (p)
        return p;
    qn_ctx_fail(x, QN_E_NOMEM);
    return "";
}

static bool grow(void **p, size_t count, size_t size)
{
    if (count > SIZE_MAX / size)
        return false;
    void *q = realloc(*p, count * size);
    if (q)
        *p = q;
    return q != NULL;
}

static bool more_rows(struct qn_rowset *s)
{
    size_t cap = s->cap ? s->cap + s->cap / 2 : 64;
    if (!grow((void **)&s->cell, cap * s->table->n, sizeof *s->cell) ||
        !grow((void **)&s->line, cap, sizeof *s->line) ||
        !grow((void **)&s->flags, cap, sizeof *s->flags))
        return false;
    s->cap = cap;
    return true;
}

struct qn_entry *qn_row_add(struct qn_import_ctx *x, struct qn_rowset *s, uint32_t line,
                            uint8_t flags)
{
    if (s->n == s->cap && !more_rows(s)) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return NULL;
    }
    struct qn_entry *c = &s->cell[s->n * s->table->n];
    memset(c, 0, s->table->n * sizeof *c);
    s->line[s->n] = line;
    s->flags[s->n] = flags;
    s->n++;
    return c;
}

struct qn_entry *qn_row(const struct qn_rowset *s, size_t row)
{
    return &s->cell[row * s->table->n];
}

void qn_cell_text(struct qn_entry *c, const char *s, size_t n)
{
    c->u.s = s;
    c->n = (uint32_t)n;
    c->type = QN_V_TEXT;
}

void qn_cell_real(struct qn_entry *c, double v)
{
    c->u.r = v == 0 ? 0 : v; /* no -0 */
    c->type = QN_V_REAL;
}

void qn_cell_int(struct qn_entry *c, int64_t v)
{
    c->u.i = v;
    c->type = QN_V_INT;
}

bool qn_cell_same(const struct qn_entry *a, const struct qn_entry *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case QN_V_INT:
        return a->u.i == b->u.i;
    case QN_V_REAL:
        return !(a->u.r < b->u.r) && !(a->u.r > b->u.r);
    case QN_V_TEXT:
        return a->n == b->n && memcmp(a->u.s, b->u.s, a->n) == 0;
    default:
        return true;
    }
}

size_t qn_col(const struct qn_table *t, const char *name)
{
    int i = qn_table_column(t, name);
    return i < 0 ? 0 : (size_t)i;
}

const struct qn_entry *qn_at(const struct qn_rowset *s, size_t row, const char *name)
{
    return &s->cell[row * s->table->n + qn_col(s->table, name)];
}

const char *qn_str(const struct qn_rowset *s, size_t row, const char *name)
{
    const struct qn_entry *c = qn_at(s, row, name);
    return c->type == QN_V_TEXT ? c->u.s : "";
}

double qn_num(const struct qn_rowset *s, size_t row, const char *name)
{
    const struct qn_entry *c = qn_at(s, row, name);
    return c->type == QN_V_REAL ? c->u.r : c->type == QN_V_INT ? (double)c->u.i : NAN;
}

struct qn_date qn_day(const struct qn_rowset *s, size_t row, const char *name)
{
    const struct qn_entry *c = qn_at(s, row, name);
    struct qn_date d = {0, 0, 0};
    if (c->type == QN_V_TEXT && qn_date_parse(c->u.s, c->n, &d, NULL))
        d = (struct qn_date){0, 0, 0};
    return d;
}

size_t qn_ref(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row, const char *name)
{
    const struct qn_column *col = &s->table->col[qn_col(s->table, name)];
    const struct qn_entry *c = qn_at(s, row, name);
    const struct qn_table *t = qn_table_named(col->ref ? col->ref : "");
    if (!t || c->type != QN_V_TEXT)
        return QN_NO_ROW;
    return qn_idset_find(&x->set[t - qn_tables].ids, c->u.s, c->n);
}
