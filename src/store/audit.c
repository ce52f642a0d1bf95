/* The audit: walk the chain from its beginning, compute every hash again, name the first record
 * that does not hold. Damage to the database file is a finding too. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_TABLES 64
#define NAME_CAP 64

/* A chained table of the reference schema. */
struct chained {
    char name[NAME_CAP];
    sqlite3_stmt *row; /* the record of a seq */
};

struct walk {
    struct qn_store *s;
    struct qn_audit *out;
    sqlite3 *reference; /* an empty store of the same version, made from the program's schema */
    sqlite3_stmt *inputs;
    struct chained table[MAX_TABLES];
    size_t n_table;
    struct qn_buf row;
    unsigned char head[QN_SHA256_LEN];
    const char *expect_head;
};

static const char *number(int64_t v, char out[QN_NUM_TEXT_CAP])
{
    snprintf(out, QN_NUM_TEXT_CAP, "%lld", (long long)v);
    return out;
}

static void break_at(struct walk *w, int64_t seq, const char *table, const char *id,
                     enum qn_text_id reason, const char *const args[3])
{
    struct qn_audit *o = w->out;
    o->ok = false;
    o->broken_seq = seq;
    snprintf(o->broken_table, sizeof o->broken_table, "%s", table ? table : "");
    snprintf(o->broken_id, sizeof o->broken_id, "%s", id ? id : "");
    for (int lang = 0; lang < QN_LANG_COUNT; lang++)
        qn_text_format((enum qn_lang)lang, reason, args, 3, o->reason[lang], sizeof o->reason[0]);
}

static void broken(struct walk *w, int64_t seq, const char *table, const char *id,
                   enum qn_text_id reason)
{
    char text[QN_NUM_TEXT_CAP];
    const char *args[3] = {number(seq, text), table ? table : "", id ? id : ""};
    break_at(w, seq, table, id, reason, args);
}

/* An SQLite failure during the audit is a finding, except where memory ran out. */
static enum qn_status damaged(struct walk *w, int code, int64_t seq, const char *table,
                              struct qn_err *err)
{
    if ((code & 0xff) == SQLITE_NOMEM || (code & 0xff) == SQLITE_BUSY)
        return qn_store_sql_fail(w->s, code, err);
    const char *args[3] = {sqlite3_errmsg(w->s->db), "", ""};
    break_at(w, seq, table, "", QN_T_AUDIT_DAMAGED, args);
    return QN_OK;
}

/* SQL without its comments and with single spaces, so that a comment may be reworded. */
static enum qn_status plain_sql(const char *sql, struct qn_buf *out, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    bool space = false;
    qn_buf_reset(out);
    for (const char *p = sql ? sql : ""; *p && !st; p++) {
        if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
            space = true;
            if (!*p)
                break;
        } else if (strchr(" \t\r\n", *p)) {
            space = true;
        } else {
            if (space)
                st = qn_buf_text(out, " ", err);
            if (!st)
                st = qn_buf_append(out, p, 1, err);
            space = false;
        }
    }
    return st ? st : qn_buf_text(out, "", err);
}

static const char *text_at(sqlite3_stmt *q, int i)
{
    const char *s = (const char *)sqlite3_column_text(q, i);
    return s ? s : "";
}

/* Both statements give (key, content) in order. *differs: the first key that is not the same. */
static enum qn_status compare(struct walk *w, sqlite3_stmt *mine, sqlite3_stmt *theirs,
                              char *differs, size_t cap, int *code, struct qn_err *err)
{
    struct qn_buf a, b;
    enum qn_status st = QN_OK;
    qn_buf_init(&a, w->row.max);
    qn_buf_init(&b, w->row.max);
    differs[0] = '\0';
    for (;;) {
        int m = sqlite3_step(mine), t = sqlite3_step(theirs);
        *code = t;
        if (m != SQLITE_ROW && t != SQLITE_ROW)
            break;
        st = plain_sql(m == SQLITE_ROW ? text_at(mine, 1) : "", &a, err);
        if (!st)
            st = plain_sql(t == SQLITE_ROW ? text_at(theirs, 1) : "", &b, err);
        if (st)
            break;
        int order = m != SQLITE_ROW   ? 1
                    : t != SQLITE_ROW ? -1
                                      : strcmp(text_at(mine, 0), text_at(theirs, 0));
        if (order || a.len != b.len || memcmp(a.data, b.data, a.len) != 0) {
            snprintf(differs, cap, "%s", text_at(order > 0 ? theirs : mine, 0));
            *code = SQLITE_DONE;
            break;
        }
    }
    qn_buf_release(&a);
    qn_buf_release(&b);
    return st;
}

static enum qn_status compare_by(struct walk *w, const char *sql, enum qn_text_id reason,
                                 struct qn_err *err)
{
    sqlite3_stmt *mine = NULL, *theirs = NULL;
    char differs[128] = "";
    int code = sqlite3_prepare_v2(w->reference, sql, -1, &mine, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(w->s->db, sql, -1, &theirs, NULL);
    enum qn_status st = QN_OK;
    if (code == SQLITE_OK)
        st = compare(w, mine, theirs, differs, sizeof differs, &code, err);
    const char *args[3] = {differs, "", ""};
    if (!st && code != SQLITE_DONE)
        st = damaged(w, code, 0, "", err);
    else if (!st && differs[0])
        break_at(w, 0, differs, "", reason, args);
    sqlite3_finalize(mine);
    sqlite3_finalize(theirs);
    return st;
}

static enum qn_status open_reference(struct walk *w, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    int code = sqlite3_open_v2(":memory:", &w->reference,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK)
        code = qn_schema_apply(w->reference, qn_schema, 0, w->s->version);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(w->reference,
                                  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name"
                                  " NOT IN ('chain', 'meta', 'run_input') ORDER BY name",
                                  -1, &q, NULL);
    while (code == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW && w->n_table < MAX_TABLES)
        snprintf(w->table[w->n_table++].name, NAME_CAP, "%s", text_at(q, 0));
    sqlite3_finalize(q);
    return code == SQLITE_OK ? QN_OK : qn_store_sql_fail(w->s, code, err);
}

static struct chained *table_of(struct walk *w, const char *name)
{
    for (size_t i = 0; i < w->n_table; i++)
        if (strcmp(w->table[i].name, name) == 0)
            return &w->table[i];
    return NULL;
}

static int prepare_row(struct walk *w, struct chained *t)
{
    char sql[NAME_CAP + 64];
    if (t->row)
        return SQLITE_OK;
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" WHERE seq = ?1", t->name);
    return sqlite3_prepare_v2(w->s->db, sql, -1, &t->row, NULL);
}

/* The canonical form of a run goes on with its inputs. */
static int add_inputs(struct walk *w, int64_t run, enum qn_status *st, struct qn_err *err)
{
    int code;
    sqlite3_reset(w->inputs);
    sqlite3_bind_int64(w->inputs, 1, run);
    while ((code = sqlite3_step(w->inputs)) == SQLITE_ROW && !*st)
        *st = qn_canon_row(&w->row, w->inputs, err);
    return code;
}

/* chain_count and chain_head of a run are the chain's before it. */
static bool run_fits(const struct walk *w, sqlite3_stmt *row, int64_t seq)
{
    const void *head = sqlite3_column_blob(row, 8);
    return sqlite3_column_int64(row, 7) == seq - 1 &&
           sqlite3_column_bytes(row, 8) == QN_SHA256_LEN &&
           memcmp(head, w->head, QN_SHA256_LEN) == 0;
}

/* Recompute one record's hash and compare it with the chain's. */
static enum qn_status check_record(struct walk *w, struct chained *t, int64_t seq, const void *hash,
                                   int n_hash, struct qn_err *err)
{
    unsigned char computed[QN_SHA256_LEN];
    enum qn_status st = QN_OK;
    bool is_run = strcmp(t->name, "run") == 0, fits = true;
    int code = prepare_row(w, t);
    if (code != SQLITE_OK)
        return damaged(w, code, seq, t->name, err);
    sqlite3_reset(t->row);
    sqlite3_bind_int64(t->row, 1, seq);
    code = sqlite3_step(t->row);
    if (code == SQLITE_DONE) {
        broken(w, seq, t->name, "", QN_T_AUDIT_MISSING);
        return QN_OK;
    }
    if (code != SQLITE_ROW)
        return damaged(w, code, seq, t->name, err);
    qn_buf_reset(&w->row);
    st = qn_canon_row(&w->row, t->row, err);
    if (!st && is_run) {
        code = add_inputs(w, sqlite3_column_int64(t->row, 1), &st, err);
        if (!st && code != SQLITE_DONE)
            return damaged(w, code, seq, t->name, err);
        fits = run_fits(w, t->row, seq);
    }
    if (st)
        return st;
    qn_chain_hash(w->s->sha, w->head, t->name, &w->row, computed);
    const char *id = text_at(t->row, is_run ? 1 : QN_STORE_PREFIX_COLUMNS);
    if (n_hash != QN_SHA256_LEN || memcmp(hash, computed, QN_SHA256_LEN) != 0) {
        broken(w, seq, t->name, id, QN_T_AUDIT_ALTERED);
    } else if (!fits) {
        broken(w, seq, t->name, id, QN_T_AUDIT_RUN);
    } else {
        memcpy(w->head, computed, sizeof computed);
        w->out->records++;
        w->out->runs += is_run;
    }
    return QN_OK;
}

static void meet_head(struct walk *w)
{
    qn_sha256_hex(w->head, w->out->head);
    if (w->expect_head && strcasecmp(w->expect_head, w->out->head) == 0)
        w->out->head_found = true;
}

static enum qn_status check_entry(struct walk *w, sqlite3_stmt *chain, struct qn_err *err)
{
    int64_t seq = sqlite3_column_int64(chain, 0), expected = w->out->records + 1;
    char at[QN_NUM_TEXT_CAP], next[QN_NUM_TEXT_CAP];
    const char *name = text_at(chain, 1);
    if (seq != expected) {
        const char *args[3] = {number(expected, at), number(seq, next), ""};
        break_at(w, seq < expected ? seq : expected, "chain", "", QN_T_AUDIT_GAP, args);
        return QN_OK;
    }
    struct chained *t = table_of(w, name);
    if (!t || strlen(name) != (size_t)sqlite3_column_bytes(chain, 1)) {
        broken(w, seq, name, "", QN_T_AUDIT_TABLE);
        return QN_OK;
    }
    enum qn_status st =
        check_record(w, t, seq, sqlite3_column_blob(chain, 2), sqlite3_column_bytes(chain, 2), err);
    if (!st && w->out->ok)
        meet_head(w);
    return st;
}

static enum qn_status walk_chain(struct walk *w, struct qn_err *err)
{
    sqlite3_stmt *chain = NULL;
    enum qn_status st = QN_OK;
    int code = sqlite3_prepare_v2(
        w->s->db, "SELECT run, n, name, sha256, bytes FROM run_input WHERE run = ?1 ORDER BY n", -1,
        &w->inputs, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(w->s->db, "SELECT seq, tab, hash FROM chain ORDER BY seq", -1,
                                  &chain, NULL);
    if (code == SQLITE_OK)
        code = SQLITE_ROW;
    while (!st && w->out->ok && code == SQLITE_ROW) {
        code = sqlite3_step(chain);
        if (code == SQLITE_ROW)
            st = check_entry(w, chain, err);
    }
    if (!st && w->out->ok && code != SQLITE_DONE)
        st = damaged(w, code, w->out->records + 1, "chain", err);
    sqlite3_finalize(chain);
    return st;
}

/* A record that the chain does not name, up to the place where the chain broke. */
static enum qn_status check_unchained(struct walk *w, const struct chained *t, struct qn_err *err)
{
    char sql[2 * NAME_CAP + 160];
    sqlite3_stmt *q = NULL;
    snprintf(sql, sizeof sql,
             "SELECT * FROM \"%s\" AS r WHERE NOT EXISTS"
             " (SELECT 1 FROM chain WHERE chain.seq = r.seq AND chain.tab = '%s')"
             " ORDER BY r.seq LIMIT 1",
             t->name, t->name);
    int code = sqlite3_prepare_v2(w->s->db, sql, -1, &q, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(q);
    enum qn_status st = QN_OK;
    if (code == SQLITE_ROW) {
        int64_t seq = sqlite3_column_int64(q, 0);
        if (w->out->ok || seq <= w->out->broken_seq)
            broken(w, seq, t->name,
                   text_at(q, strcmp(t->name, "run") == 0 ? 1 : QN_STORE_PREFIX_COLUMNS),
                   QN_T_AUDIT_UNCHAINED);
    } else if (code != SQLITE_DONE && w->out->ok) {
        st = damaged(w, code, 0, t->name, err);
    }
    sqlite3_finalize(q);
    return st;
}

/* Inputs that belong to no run. */
static enum qn_status check_inputs(struct walk *w, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st = QN_OK;
    int code = sqlite3_prepare_v2(w->s->db,
                                  "SELECT run, n, name FROM run_input AS i WHERE NOT EXISTS"
                                  " (SELECT 1 FROM run WHERE run.id = i.run) LIMIT 1",
                                  -1, &q, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        const char *args[3] = {text_at(q, 0), text_at(q, 1), text_at(q, 2)};
        break_at(w, 0, "run_input", args[0], QN_T_AUDIT_INPUT, args);
    } else if (code != SQLITE_DONE) {
        st = damaged(w, code, 0, "run_input", err);
    }
    sqlite3_finalize(q);
    return st;
}

static enum qn_status check_integrity(struct walk *w, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st = QN_OK;
    int code = sqlite3_prepare_v2(w->s->db, "PRAGMA integrity_check(1)", -1, &q, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(q);
    if (code != SQLITE_ROW)
        st = damaged(w, code, 0, "", err);
    else if (strcmp(text_at(q, 0), "ok") != 0)
        break_at(w, 0, "", "", QN_T_AUDIT_DAMAGED, (const char *const[3]){text_at(q, 0), "", ""});
    sqlite3_finalize(q);
    return st;
}

static enum qn_status audit_all(struct walk *w, struct qn_err *err)
{
    enum qn_status st =
        compare_by(w,
                   "SELECT type || ' ' || name || ' ' || tbl_name, sql FROM sqlite_schema"
                   " ORDER BY 1",
                   QN_T_AUDIT_SCHEMA, err);
    if (!st && w->out->ok)
        st = compare_by(w, "SELECT name, hex(value) FROM meta ORDER BY name", QN_T_AUDIT_META, err);
    if (st || !w->out->ok)
        return st;
    meet_head(w);
    st = walk_chain(w, err);
    for (size_t i = 0; i < w->n_table && !st; i++)
        st = check_unchained(w, &w->table[i], err);
    if (!st && w->out->ok)
        st = check_inputs(w, err);
    if (!st && w->out->ok)
        st = check_integrity(w, err);
    if (!st && w->out->ok && w->expect_head && !w->out->head_found) {
        char records[QN_NUM_TEXT_CAP];
        const char *args[3] = {w->expect_head, number(w->out->records, records), ""};
        break_at(w, 0, "chain", "", QN_T_AUDIT_HEAD, args);
    }
    return st;
}

enum qn_status qn_store_audit(struct qn_store *s, const char *expect_head, struct qn_audit *out,
                              struct qn_err *err)
{
    bool began = false;
    memset(out, 0, sizeof *out);
    out->ok = true;
    struct walk *w = calloc(1, sizeof *w);
    if (!w)
        return qn_fail(err, QN_E_NOMEM, s->path, QN_T_NO_MEMORY, "8192");
    w->s = s;
    w->out = out;
    w->expect_head = expect_head;
    qn_buf_init(&w->row, QN_STORE_MAX_ROW);
    enum qn_status st = qn_store_begin_read(s, &began, err);
    if (!st)
        st = open_reference(w, err);
    if (!st)
        st = audit_all(w, err);
    for (size_t i = 0; i < w->n_table; i++)
        sqlite3_finalize(w->table[i].row);
    sqlite3_finalize(w->inputs);
    sqlite3_close(w->reference);
    qn_buf_release(&w->row);
    free(w);
    if (began)
        qn_store_rollback(s);
    out->ok = out->ok && !st;
    return st;
}

static enum qn_status hash_table(struct qn_store *s, struct qn_sha256 *sha, struct qn_buf *row,
                                 const char *table, struct qn_err *err)
{
    char sql[NAME_CAP + 64];
    sqlite3_stmt *q = NULL;
    int code = SQLITE_ROW;
    /* The name is the file's own: only one that needs no quoting may become SQL. */
    if (strlen(table) >= NAME_CAP || strspn(table, "abcdefghijklmnopqrstuvwxyz_") != strlen(table))
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_DAMAGED, s->path, table);
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
    enum qn_status st = qn_store_prepare(s, sql, &q, err);
    qn_sha256_update(sha, table, strlen(table) + 1);
    while (!st && (code = sqlite3_step(q)) == SQLITE_ROW) {
        qn_buf_reset(row);
        st = qn_canon_row(row, q, err);
        qn_sha256_update(sha, row->data, row->len);
        qn_sha256_update(sha, "", 1);
    }
    if (!st && code != SQLITE_DONE)
        st = qn_store_sql_fail(s, code, err);
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_store_content_hash(struct qn_store *s, char out[QN_SHA256_HEX_CAP],
                                     struct qn_err *err)
{
    unsigned char hash[QN_SHA256_LEN];
    struct qn_sha256 *sha = NULL;
    struct qn_buf row;
    sqlite3_stmt *tables = NULL;
    bool began = false;
    int code = SQLITE_ROW;
    qn_buf_init(&row, QN_STORE_MAX_ROW);
    enum qn_status st = qn_sha256_new(&sha, err);
    if (!st)
        st = qn_store_begin_read(s, &began, err);
    if (!st)
        st = qn_store_prepare(s,
                              "SELECT CAST(name AS TEXT) FROM sqlite_schema"
                              " WHERE CAST(type AS TEXT) = 'table' ORDER BY 1",
                              &tables, err);
    while (!st && (code = sqlite3_step(tables)) == SQLITE_ROW)
        st = hash_table(s, sha, &row, text_at(tables, 0), err);
    if (!st && code != SQLITE_DONE)
        st = qn_store_sql_fail(s, code, err);
    if (!st) {
        qn_sha256_final(sha, hash);
        qn_sha256_hex(hash, out);
    }
    sqlite3_finalize(tables);
    if (began)
        qn_store_rollback(s);
    qn_sha256_free(sha);
    qn_buf_release(&row);
    return st;
}
