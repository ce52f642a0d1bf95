/* A CSV file of the region folder to rows. */
#include <stdio.h>
#include <string.h>

#include "region/import_internal.h"

#define ID_MAX_BYTES 64
#define ASSUMED "assumed"
#define PROGRESS_ROWS 4096

static bool holds_secrets(const struct qn_table *t)
{
    for (size_t i = 0; t && i < t->n; i++)
        if (t->col[i].flags & QN_COLF_SECRET)
            return true;
    return false;
}

void qn_quotes_check(struct qn_import_ctx *x, const char *file, const struct qn_csv *r,
                     const struct qn_table *t)
{
    bool hidden = holds_secrets(t);
    for (size_t i = 0; r->flags && i < r->n; i++) {
        const struct qn_csv_field *f = &r->field[i];
        const char *text = hidden ? QN_SECRET_SHOWN : f->text;
        struct qn_place at = {file, (int64_t)f->line, (int64_t)f->column, NULL};
        if (f->flags & QN_CSV_OPEN_QUOTE)
            QN_FIND0(x, F128, &at);
        else if (f->flags & QN_CSV_AFTER_QUOTE)
            QN_FIND(x, F127, &at, text);
        else if (f->flags & QN_CSV_BARE_QUOTE)
            QN_FIND(x, F126, &at, text);
    }
}

static bool row_is_empty(const struct qn_csv *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].len)
            return false;
    return true;
}

/* Number of fields against the header's. */
static bool row_fits(struct qn_import_ctx *x, const char *file, const struct qn_csv *r,
                     size_t n_header)
{
    struct qn_place at = {file, (int64_t)r->field[0].line, 0, NULL};
    if (r->n > n_header || (r->flags & QN_CSV_MANY_FIELDS)) {
        at.column = (int64_t)r->field[n_header < r->n ? n_header : r->n - 1].column;
        QN_FIND(x, C208, &at, QN_NUM((double)r->n), QN_NUM((double)n_header));
        return false;
    }
    if (r->n < n_header) {
        QN_FIND(x, C209, &at, QN_NUM((double)r->n), QN_NUM((double)n_header));
        return false;
    }
    return true;
}

static uint16_t short_column(size_t column)
{
    return column > UINT16_MAX ? UINT16_MAX : (uint16_t)column;
}

static void read_cells(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                       const struct qn_csv *r, const int *map, struct qn_entry *row)
{
    for (size_t i = 0; i < r->n; i++) {
        if (map[i] < 0)
            continue;
        const struct qn_csv_field *f = &r->field[i];
        const struct qn_column *col = &t->col[map[i]];
        struct qn_entry *c = &row[map[i]];
        struct qn_place at = {file, (int64_t)f->line, (int64_t)f->column, col->name};
        c->column = short_column(f->column);
        qn_cell_read(x, col, &at, f->text, f->len, c);
    }
}

/* basis and source, which need each other; and required cells. */
static void check_required(struct qn_import_ctx *x, struct qn_rowset *s, size_t row,
                           const struct qn_csv *r, const int *map)
{
    const struct qn_table *t = s->table;
    const struct qn_entry *cells = qn_row(s, row);
    for (size_t i = 0; i < r->n; i++) {
        if (map[i] < 0 || !(t->col[map[i]].flags & QN_COLF_REQUIRED) || cells[map[i]].type)
            continue;
        const char *name = t->col[map[i]].name;
        struct qn_place at = {s->file, (int64_t)r->field[i].line, (int64_t)r->field[i].column,
                              name};
        const char *basis = strcmp(name, "source") == 0 ? qn_str(s, row, "basis") : "";
        if (r->field[i].len && r->field[i].text[0]) /* refused already, with its own code */
            continue;
        if (strcmp(name, "basis") == 0)
            QN_FIND0(x, V905, &at);
        else if (strcmp(basis, "measured") == 0 || strcmp(basis, "permit") == 0)
            QN_FIND(x, V907, &at, basis);
        else
            QN_FIND(x, C210, &at, name);
    }
}

static bool keep_going(struct qn_import_ctx *x, const struct qn_csv *r)
{
    if (x->fatal)
        return false;
    if (x->opts->progress && !x->opts->progress((int64_t)r->pos, (int64_t)r->len, x->opts->user)) {
        qn_ctx_fail(x, QN_E_CANCELLED);
        return false;
    }
    return true;
}

static void read_row(struct qn_import_ctx *x, struct qn_rowset *s, const struct qn_csv *r,
                     const int *map, size_t n_header)
{
    struct qn_place at = {s->file, (int64_t)r->field[0].line, 0, NULL};
    qn_quotes_check(x, s->file, r, s->table);
    if (row_is_empty(r)) {
        QN_FIND0(x, C213, &at);
        return;
    }
    bool fits = row_fits(x, s->file, r, n_header);
    struct qn_entry *row = qn_row_add(x, s, (uint32_t)r->field[0].line, 0);
    if (!row || !fits)
        return;
    read_cells(x, s->table, s->file, r, map, row);
    check_required(x, s, s->n - 1, r, map);
}

static void read_rows(struct qn_import_ctx *x, struct qn_rowset *s, struct qn_csv *r)
{
    int map[QN_CSV_MAX_FIELDS];
    size_t n_header = r->n;
    if (!qn_header_read(x, s->table, s->file, r, map))
        return;
    while (qn_csv_next(r)) {
        if (s->n % PROGRESS_ROWS == 0 && !keep_going(x, r))
            return;
        if (s->n == x->max_rows) {
            struct qn_place at = {s->file, (int64_t)r->field[0].line, 0, NULL};
            QN_FIND(x, F108, &at, QN_NUM((double)x->max_rows));
            return;
        }
        read_row(x, s, r, map, n_header);
    }
    struct qn_place whole = {s->file, 0, 0, NULL};
    if (s->n == 0)
        QN_FIND0(x, F113, &whole);
}

static void count_assumed(struct qn_import_ctx *x, const struct qn_rowset *s)
{
    if (qn_table_column(s->table, "basis") < 0)
        return;
    size_t basis = qn_col(s->table, "basis"), n = 0;
    for (size_t i = 0; i < s->n_input; i++) {
        const struct qn_entry *c = qn_row(s, i) + basis;
        n += c->type == QN_V_TEXT && strcmp(c->u.s, ASSUMED) == 0;
    }
    struct qn_place whole = {s->file, 0, 0, "basis"};
    if (n)
        QN_FIND(x, V909, &whole, QN_NUM((double)n));
}

void qn_table_read(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                   const void *bytes, size_t n)
{
    struct qn_rowset *s = &x->set[t - qn_tables];
    struct qn_csv r;
    struct qn_place head = {file, 1, 0, NULL};
    s->file = file;
    if (!qn_text_read(x, file, bytes, n, &s->text))
        return;
    qn_csv_init(&r, s->text.data, s->text.len);
    if (s->text.len == 0 || !qn_csv_next(&r)) {
        head.line = 0;
        QN_FIND0(x, F112, &head);
        return;
    }
    if (r.separator != ',')
        QN_FIND(x, F129, &head, r.separator == '\t' ? "TAB" : ";");
    qn_quotes_check(x, file, &r, NULL);
    read_rows(x, s, &r);
    s->n_input = s->n;
    qn_ids_check(x, s);
    count_assumed(x, s);
}

static bool rows_same(const struct qn_rowset *s, size_t a, size_t b)
{
    for (size_t c = 0; c < s->table->n; c++)
        if (!qn_cell_same(qn_row(s, a) + c, qn_row(s, b) + c))
            return false;
    return true;
}

static void check_repeated(struct qn_import_ctx *x, struct qn_rowset *s, size_t row, size_t first)
{
    const char *id = qn_row(s, row)->u.s, *key = s->table->col[0].name;
    bool same = rows_same(s, row, first);
    s->flags[row] |= QN_ROW_REPEATED;
    if (same)
        QN_FIND_ROW(x, I501, s, row, key, id, QN_NUM(s->line[first]));
    else
        QN_FIND_ROW(x, I502, s, row, key, id, QN_NUM(s->line[first]));
}

static size_t lower_id(const struct qn_entry *c, char out[ID_MAX_BYTES])
{
    size_t n = c->n < ID_MAX_BYTES ? c->n : ID_MAX_BYTES;
    for (size_t i = 0; i < n; i++) {
        char ch = c->u.s[i];
        out[i] = ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
    }
    return n;
}

/* Ids that differ only in case. */
static void check_case(struct qn_import_ctx *x, struct qn_rowset *s)
{
    struct qn_idset lower = {0};
    for (size_t i = 0; i < s->n_input && !x->fatal; i++) {
        const struct qn_entry *c = qn_row(s, i);
        if (c->type != QN_V_TEXT || (s->flags[i] & QN_ROW_REPEATED))
            continue;
        char id[ID_MAX_BYTES];
        size_t n = lower_id(c, id);
        const char *key = memcmp(id, c->u.s, n) == 0 ? c->u.s : qn_ctx_copy(x, id, n);
        size_t first = qn_idset_add(&lower, key, n, i);
        if (first == QN_NO_ROW)
            qn_ctx_fail(x, QN_E_NOMEM);
        else if (first != i)
            QN_FIND_ROW(x, I511, s, i, s->table->col[0].name, c->u.s, qn_row(s, first)->u.s,
                        QN_NUM(s->line[first]));
    }
    qn_idset_release(&lower);
}

void qn_ids_check(struct qn_import_ctx *x, struct qn_rowset *s)
{
    for (size_t i = 0; i < s->n_input && !x->fatal; i++) {
        const struct qn_entry *c = qn_row(s, i);
        if (c->type != QN_V_TEXT)
            continue;
        size_t first = qn_idset_add(&s->ids, c->u.s, c->n, i);
        if (first == QN_NO_ROW)
            qn_ctx_fail(x, QN_E_NOMEM);
        else if (first != i)
            check_repeated(x, s, i, first);
    }
    check_case(x, s);
}
