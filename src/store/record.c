/* Records of the region tables: put, scan, history. */
#include "store/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQL_MAX ((size_t)64 * 1024)
#define EXACT_INT 9007199254740992.0 /* 2^53: integers up to here are exact in a double */

static const char *const prefix[QN_STORE_PREFIX_COLUMNS] = {"seq", "run", "in_file", "in_line"};

static const char *column_name(const struct qn_table *t, size_t i)
{
    return i < QN_STORE_PREFIX_COLUMNS ? prefix[i] : t->col[i - QN_STORE_PREFIX_COLUMNS].name;
}

/* Names come from the program's own tables; this keeps a slip there from becoming SQL. */
static bool plain_name(const char *s)
{
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
                     strlen(s);
}

static enum qn_status check_names(struct qn_store *s, const struct qn_table *t, struct qn_err *err)
{
    char n[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    if (t->n < 1 || t->n > QN_TABLE_MAX_COLUMNS)
        return qn_fail(err, QN_E_LIMIT, s->path, QN_T_STORE_TABLE_LIMIT, t->name,
                       qn_num_text((double)t->n, n), qn_num_text(QN_TABLE_MAX_COLUMNS, limit));
    bool good = plain_name(t->name);
    for (size_t i = 0; i < t->n; i++)
        good = good && plain_name(t->col[i].name);
    return good ? QN_OK
                : qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_TABLE, s->path, t->name, "name");
}

/* A table of a later schema than the file's, which is opened for reading only. */
static bool too_old_for(struct qn_store *s, const struct qn_table *t)
{
    sqlite3_stmt *q = NULL;
    bool there = true;
    if (s->version >= qn_schema_latest(s->kind->schema))
        return false;
    if (sqlite3_prepare_v2(s->db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                           -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_text(q, 1, t->name, -1, SQLITE_STATIC);
        there = sqlite3_step(q) != SQLITE_DONE;
    }
    sqlite3_finalize(q);
    return !there;
}

/* The file's table must have the same columns in the same order: the canonical form depends on it.
 */
static enum qn_status check_columns(struct qn_store *s, const struct qn_table *t,
                                    struct qn_err *err)
{
    char sql[160];
    sqlite3_stmt *q = NULL;
    enum qn_status st = check_names(s, t, err);
    if (st)
        return st;
    snprintf(sql, sizeof sql, "SELECT * FROM \"%.100s\" LIMIT 0", t->name);
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_TABLE, s->path, t->name,
                       sqlite3_errmsg(s->db));
    size_t n = (size_t)sqlite3_column_count(q), i = 0;
    while (i < n && i < t->n + QN_STORE_PREFIX_COLUMNS &&
           strcmp(sqlite3_column_name(q, (int)i), column_name(t, i)) == 0)
        i++;
    if (i != n || i != t->n + QN_STORE_PREFIX_COLUMNS)
        st = qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_TABLE, s->path, t->name,
                     i < t->n + QN_STORE_PREFIX_COLUMNS ? column_name(t, i)
                                                        : sqlite3_column_name(q, (int)i));
    sqlite3_finalize(q);
    return st;
}

static enum qn_status insert_sql(const struct qn_table *t, struct qn_buf *sql, struct qn_err *err)
{
    size_t n = t->n + QN_STORE_PREFIX_COLUMNS;
    enum qn_status st = qn_buf_printf(sql, err, "INSERT INTO \"%s\" (", t->name);
    for (size_t i = 0; i < n && !st; i++)
        st = qn_buf_printf(sql, err, "%s\"%s\"", i ? "," : "", column_name(t, i));
    if (!st)
        st = qn_buf_text(sql, ") VALUES (", err);
    for (size_t i = 0; i < n && !st; i++)
        st = qn_buf_printf(sql, err, "%s?%zu", i ? "," : "", i + 1);
    return st ? st : qn_buf_text(sql, ")", err);
}

static enum qn_status put_new(struct qn_store *s, const struct qn_table *t,
                              struct qn_store_put **out, struct qn_err *err)
{
    struct qn_buf sql;
    qn_buf_init(&sql, SQL_MAX);
    struct qn_store_put *p = calloc(1, sizeof *p);
    if (!p)
        return qn_fail(err, QN_E_NOMEM, s->path, QN_T_NO_MEMORY, "32");
    enum qn_status st = check_columns(s, t, err);
    if (!st)
        st = insert_sql(t, &sql, err);
    if (!st)
        st = qn_store_prepare(s, sql.data, &p->insert, err);
    qn_buf_release(&sql);
    if (st) {
        free(p);
        return st;
    }
    p->table = t;
    p->next = s->put;
    s->put = *out = p;
    return QN_OK;
}

static enum qn_status put_of(struct qn_store *s, const struct qn_table *t,
                             struct qn_store_put **out, struct qn_err *err)
{
    for (struct qn_store_put *p = s->put; p; p = p->next)
        if (p->table == t) {
            *out = p;
            return QN_OK;
        }
    return put_new(s, t, out, err);
}

static enum qn_status refuse_value(const struct qn_table *t, const struct qn_column *c,
                                   const struct qn_value *v, const char *expected,
                                   struct qn_err *err)
{
    char text[QN_NUM_TEXT_CAP];
    const char *shown = v->type == QN_V_TEXT  ? (v->s ? v->s : "")
                        : v->type == QN_V_INT ? qn_num_text((double)v->i, text)
                                              : (isinf(v->r) ? "inf" : qn_num_text(v->r, text));
    return qn_fail(err, QN_E_DOMAIN, c->name, QN_T_STORE_VALUE, t->name, c->name, shown, expected);
}

/* The value as the column's SQL type will give it back, so that the hash can be computed before. */
static enum qn_status as_stored(const struct qn_table *t, const struct qn_column *c,
                                const struct qn_value *v, struct qn_value *out, struct qn_err *err)
{
    *out = *v;
    if (v->type == QN_V_REAL && isnan(v->r))
        out->type = QN_V_NULL;
    if (out->type == QN_V_NULL)
        return QN_OK;
    switch (c->type) {
    case QN_COL_REAL:
        if (v->type == QN_V_TEXT || (v->type == QN_V_REAL && isinf(v->r)))
            return refuse_value(t, c, v, "REAL", err);
        out->type = QN_V_REAL;
        out->r = (v->type == QN_V_INT ? (double)v->i : v->r) + 0.0; /* -0 becomes 0 */
        return QN_OK;
    case QN_COL_INT:
    case QN_COL_BOOL:
        if (v->type == QN_V_TEXT ||
            (v->type == QN_V_REAL && !(fabs(v->r) <= EXACT_INT && v->r == floor(v->r))))
            return refuse_value(t, c, v, "INTEGER", err);
        out->type = QN_V_INT;
        out->i = v->type == QN_V_INT ? v->i : (int64_t)v->r;
        return QN_OK;
    default:
        if (v->type != QN_V_TEXT)
            return refuse_value(t, c, v, "TEXT", err);
        out->s = v->s ? v->s : "";
        out->n = v->s ? v->n : 0;
        return QN_OK;
    }
}

static bool has_secret(const struct qn_table *t, const struct qn_value *v)
{
    for (size_t i = 0; i < t->n; i++)
        if ((t->col[i].flags & QN_COLF_SECRET) && v[i].type != QN_V_NULL)
            return true;
    return false;
}

static struct qn_value int_value(int64_t i)
{
    return (struct qn_value){.type = QN_V_INT, .i = i};
}

static struct qn_value text_value(const char *s)
{
    s = s ? s : "";
    return (struct qn_value){.type = QN_V_TEXT, .s = s, .n = strlen(s)};
}

int qn_store_bind(sqlite3_stmt *q, int at, const struct qn_value *v)
{
    switch (v->type) {
    case QN_V_INT:
        return sqlite3_bind_int64(q, at, v->i);
    case QN_V_REAL:
        return sqlite3_bind_double(q, at, v->r);
    case QN_V_TEXT:
        return sqlite3_bind_text64(q, at, v->s, v->n, SQLITE_STATIC, SQLITE_UTF8);
    default:
        return sqlite3_bind_null(q, at);
    }
}

static enum qn_status insert_row(struct qn_store *s, struct qn_store_put *p,
                                 const struct qn_value *full, size_t n, struct qn_err *err)
{
    enum qn_status st = qn_chain_append(s, p->table->name, err);
    int code = SQLITE_OK;
    for (size_t i = 0; i < n && !st && code == SQLITE_OK; i++)
        code = qn_store_bind(p->insert, (int)i + 1, &full[i]);
    if (!st && code == SQLITE_OK)
        code = sqlite3_step(p->insert);
    if (!st && code != SQLITE_DONE)
        st = qn_store_sql_fail(s, code, err);
    sqlite3_reset(p->insert);
    if (st)
        s->failed = true;
    return st;
}

enum qn_status qn_store_put(struct qn_store *s, const struct qn_table *t, int64_t run,
                            const char *in_file, int64_t in_line, const struct qn_value *v,
                            int64_t *seq, struct qn_err *err)
{
    struct qn_store_put *p = NULL;
    struct qn_value full[QN_STORE_MAX_VALUES];
    char line[QN_NUM_TEXT_CAP];
    enum qn_status st = qn_store_may_write(s, err);
    if (!st)
        st = put_of(s, t, &p, err);
    if (!st && has_secret(t, v))
        st = qn_store_make_private(s, err);
    if (st)
        return st;
    full[0] = int_value(s->seq + 1);
    full[1] = int_value(run);
    full[2] = text_value(in_file);
    full[3] = int_value(in_line);
    for (size_t i = 0; i < t->n && !st; i++)
        st = as_stored(t, &t->col[i], &v[i], &full[QN_STORE_PREFIX_COLUMNS + i], err);
    const struct qn_value *id = &full[QN_STORE_PREFIX_COLUMNS];
    if (!st && (id->type != QN_V_TEXT || id->n == 0))
        st = qn_fail(err, QN_E_DOMAIN, t->col[0].name, QN_T_STORE_ID_EMPTY, t->name, t->col[0].name,
                     full[2].s, qn_num_text((double)in_line, line));
    qn_buf_reset(&s->row);
    for (size_t i = 0; i < t->n + QN_STORE_PREFIX_COLUMNS && !st; i++)
        st = qn_canon_value(&s->row, column_name(t, i), &full[i], err);
    if (!st)
        st = insert_row(s, p, full, t->n + QN_STORE_PREFIX_COLUMNS, err);
    if (!st && seq)
        *seq = s->seq;
    return st;
}

static void read_value(sqlite3_stmt *q, int i, struct qn_value *v)
{
    *v = (struct qn_value){.type = QN_V_NULL};
    switch (sqlite3_column_type(q, i)) {
    case SQLITE_INTEGER:
        v->type = QN_V_INT;
        v->i = sqlite3_column_int64(q, i);
        break;
    case SQLITE_FLOAT:
        v->type = QN_V_REAL;
        v->r = sqlite3_column_double(q, i);
        break;
    case SQLITE_TEXT:
        v->type = QN_V_TEXT;
        v->s = (const char *)sqlite3_column_text(q, i);
        v->n = (size_t)sqlite3_column_bytes(q, i);
        if (!v->s)
            *v = text_value("");
        break;
    default:
        break;
    }
}

static enum qn_status each_record(struct qn_store *s, const struct qn_table *t, sqlite3_stmt *q,
                                  int (*row)(const struct qn_record *rec, void *user), void *user,
                                  struct qn_err *err)
{
    struct qn_value v[QN_TABLE_MAX_COLUMNS];
    int code;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        const char *file = (const char *)sqlite3_column_text(q, 2);
        struct qn_record rec = {.seq = sqlite3_column_int64(q, 0),
                                .run = sqlite3_column_int64(q, 1),
                                .in_line = sqlite3_column_int64(q, 3),
                                .in_file = file ? file : "",
                                .v = v};
        for (size_t i = 0; i < t->n; i++)
            read_value(q, (int)i + QN_STORE_PREFIX_COLUMNS, &v[i]);
        if (row(&rec, user))
            return qn_fail(err, QN_E_CANCELLED, NULL, QN_T_STORE_STOPPED);
    }
    return code == SQLITE_DONE ? QN_OK : qn_store_sql_fail(s, code, err);
}

/* `SELECT every column FROM ...`, where r is the table; the rest holds %s only for its names. */
static enum qn_status select_sql(const struct qn_table *t, struct qn_buf *sql, struct qn_err *err)
{
    enum qn_status st = qn_buf_text(sql, "SELECT ", err);
    for (size_t i = 0; i < t->n + QN_STORE_PREFIX_COLUMNS && !st; i++)
        st = qn_buf_printf(sql, err, "%sr.\"%s\"", i ? "," : "", column_name(t, i));
    return st;
}

enum qn_status qn_store_scan(struct qn_store *s, const struct qn_table *t,
                             int (*row)(const struct qn_record *rec, void *user), void *user,
                             struct qn_err *err)
{
    struct qn_buf sql;
    sqlite3_stmt *q = NULL;
    qn_buf_init(&sql, SQL_MAX);
    if (too_old_for(s, t))
        return QN_OK;
    enum qn_status st = check_columns(s, t, err);
    if (!st)
        st = select_sql(t, &sql, err);
    if (!st)
        st = qn_buf_printf(&sql, err,
                           " FROM (SELECT min(seq) AS f, max(seq) AS l FROM \"%s\" GROUP BY \"%s\")"
                           " AS g CROSS JOIN \"%s\" AS r ON r.seq = g.l ORDER BY g.f",
                           t->name, t->col[0].name, t->name);
    if (!st)
        st = qn_store_prepare(s, sql.data, &q, err);
    if (!st)
        st = each_record(s, t, q, row, user, err);
    sqlite3_finalize(q);
    qn_buf_release(&sql);
    return st;
}

enum qn_status qn_store_history(struct qn_store *s, const struct qn_table *t, const char *id,
                                int (*row)(const struct qn_record *rec, void *user), void *user,
                                struct qn_err *err)
{
    struct qn_buf sql;
    sqlite3_stmt *q = NULL;
    qn_buf_init(&sql, SQL_MAX);
    if (too_old_for(s, t))
        return QN_OK;
    enum qn_status st = check_columns(s, t, err);
    if (!st)
        st = select_sql(t, &sql, err);
    if (!st)
        st = qn_buf_printf(&sql, err, " FROM \"%s\" AS r WHERE r.\"%s\" = ?1 ORDER BY r.seq",
                           t->name, t->col[0].name);
    if (!st)
        st = qn_store_prepare(s, sql.data, &q, err);
    if (!st) {
        sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
        st = each_record(s, t, q, row, user, err);
    }
    sqlite3_finalize(q);
    qn_buf_release(&sql);
    return st;
}
