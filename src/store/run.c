/* Runs: what changed the store, with which program, options and inputs. */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const char *s)
{
    return s ? s : "";
}

static enum qn_status canon_text(struct qn_buf *b, const char *name, const char *s,
                                 struct qn_err *err)
{
    const struct qn_value v = {.type = QN_V_TEXT, .s = text_of(s), .n = strlen(text_of(s))};
    return qn_canon_value(b, name, &v, err);
}

static enum qn_status canon_int(struct qn_buf *b, const char *name, int64_t i, struct qn_err *err)
{
    const struct qn_value v = {.type = QN_V_INT, .i = i};
    return qn_canon_value(b, name, &v, err);
}

/* SHA-256 over what makes a run, its time and number left out. */
static enum qn_status run_digest(struct qn_store *s, const struct qn_run *run, struct qn_err *err)
{
    unsigned char hash[QN_SHA256_LEN];
    struct qn_buf *b = &s->row;
    qn_buf_reset(b);
    enum qn_status st = canon_text(b, "command", run->command, err);
    if (!st)
        st = canon_text(b, "version", run->version, err);
    if (!st)
        st = canon_text(b, "options", run->options, err);
    for (size_t i = 0; i < run->n_input && !st; i++) {
        st = canon_text(b, "name", run->input[i].name, err);
        if (!st)
            st = canon_text(b, "sha256", run->input[i].sha256, err);
        if (!st)
            st = canon_int(b, "bytes", run->input[i].bytes, err);
    }
    if (st)
        return st;
    qn_sha256_reset(s->sha);
    qn_sha256_update(s->sha, b->data, b->len);
    qn_sha256_final(s->sha, hash);
    qn_sha256_hex(hash, s->digest);
    return QN_OK;
}

/* The run's row and its inputs' rows, in the columns' order of the schema. */
static enum qn_status run_canon(struct qn_store *s, const struct qn_run *run, int64_t id,
                                struct qn_err *err)
{
    struct qn_buf *b = &s->row;
    qn_buf_reset(b);
    enum qn_status st = canon_int(b, "seq", s->seq + 1, err);
    st = st ? st : canon_int(b, "id", id, err);
    st = st ? st : canon_text(b, "command", run->command, err);
    st = st ? st : canon_text(b, "version", run->version, err);
    st = st ? st : canon_text(b, "options", run->options, err);
    st = st ? st : canon_int(b, "started_unix_ms", run->started_unix_ms, err);
    st = st ? st : canon_text(b, "digest", s->digest, err);
    st = st ? st : canon_int(b, "chain_count", s->seq, err);
    st = st ? st : qn_canon_blob(b, "chain_head", s->head, QN_SHA256_LEN, err);
    for (size_t i = 0; i < run->n_input && !st; i++) {
        st = canon_int(b, "run", id, err);
        st = st ? st : canon_int(b, "n", (int64_t)i + 1, err);
        st = st ? st : canon_text(b, "name", run->input[i].name, err);
        st = st ? st : canon_text(b, "sha256", run->input[i].sha256, err);
        st = st ? st : canon_int(b, "bytes", run->input[i].bytes, err);
    }
    return st;
}

static enum qn_status finish(struct qn_store *s, sqlite3_stmt *q, struct qn_err *err)
{
    int code = sqlite3_step(q);
    enum qn_status st = code == SQLITE_DONE ? QN_OK : qn_store_sql_fail(s, code, err);
    sqlite3_reset(q);
    return st;
}

static enum qn_status insert_run(struct qn_store *s, const struct qn_run *run, int64_t id,
                                 int64_t count, const unsigned char head[QN_SHA256_LEN],
                                 struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st =
        qn_store_prepare(s, "INSERT INTO run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, s->seq);
    sqlite3_bind_int64(q, 2, id);
    sqlite3_bind_text(q, 3, text_of(run->command), -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 4, text_of(run->version), -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 5, text_of(run->options), -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 6, run->started_unix_ms);
    sqlite3_bind_text(q, 7, s->digest, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 8, count);
    sqlite3_bind_blob(q, 9, head, QN_SHA256_LEN, SQLITE_STATIC);
    st = finish(s, q, err);
    sqlite3_finalize(q);
    return st;
}

static enum qn_status insert_inputs(struct qn_store *s, const struct qn_run *run, int64_t id,
                                    struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st =
        qn_store_prepare(s, "INSERT INTO run_input VALUES (?1, ?2, ?3, ?4, ?5)", &q, err);
    for (size_t i = 0; i < run->n_input && !st; i++) {
        sqlite3_bind_int64(q, 1, id);
        sqlite3_bind_int64(q, 2, (sqlite3_int64)i + 1);
        sqlite3_bind_text(q, 3, text_of(run->input[i].name), -1, SQLITE_STATIC);
        sqlite3_bind_text(q, 4, run->input[i].sha256, -1, SQLITE_STATIC);
        sqlite3_bind_int64(q, 5, run->input[i].bytes);
        st = finish(s, q, err);
    }
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_store_run_add(struct qn_store *s, struct qn_run *run, struct qn_err *err)
{
    unsigned char head[QN_SHA256_LEN];
    int64_t id = s->run + 1, count = s->seq;
    enum qn_status st = qn_store_may_write(s, err);
    if (!st)
        st = run_digest(s, run, err);
    if (!st)
        st = run_canon(s, run, id, err);
    if (st)
        return st;
    memcpy(head, s->head, sizeof head);
    st = qn_chain_append(s, "run", err);
    if (!st)
        st = insert_run(s, run, id, count, head, err);
    if (!st)
        st = insert_inputs(s, run, id, err);
    if (st) {
        s->failed = true;
        return st;
    }
    s->run = run->id = id;
    run->digest = s->digest;
    return QN_OK;
}

/* The inputs of one run; their names live in the arena. */
static enum qn_status read_inputs(struct qn_store *s, sqlite3_stmt *q, int64_t run,
                                  struct qn_arena *names, struct qn_buf *inputs, struct qn_err *err)
{
    int code;
    qn_buf_reset(inputs);
    sqlite3_reset(q);
    sqlite3_bind_int64(q, 1, run);
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_run_input in = {.bytes = sqlite3_column_int64(q, 2)};
        const char *name = (const char *)sqlite3_column_text(q, 0);
        const char *sha = (const char *)sqlite3_column_text(q, 1);
        in.name = qn_arena_copy(names, text_of(name), strlen(text_of(name)), err);
        if (!in.name)
            return QN_E_NOMEM;
        size_t n = strlen(text_of(sha));
        memcpy(in.sha256, text_of(sha), n < sizeof in.sha256 ? n : sizeof in.sha256 - 1);
        enum qn_status st = qn_buf_append(inputs, &in, sizeof in, err);
        if (st)
            return st;
    }
    return code == SQLITE_DONE ? QN_OK : qn_store_sql_fail(s, code, err);
}

static enum qn_status each_run(struct qn_store *s, sqlite3_stmt *runs, sqlite3_stmt *inputs,
                               int (*row)(const struct qn_run *run, void *user), void *user,
                               struct qn_err *err)
{
    struct qn_buf list;
    enum qn_status st = QN_OK;
    int code = SQLITE_DONE;
    qn_buf_init(&list, QN_STORE_MAX_ROW);
    while (!st && (code = sqlite3_step(runs)) == SQLITE_ROW) {
        struct qn_arena names;
        qn_arena_init(&names, QN_STORE_MAX_ROW);
        struct qn_run run = {.id = sqlite3_column_int64(runs, 0),
                             .command = text_of((const char *)sqlite3_column_text(runs, 1)),
                             .version = text_of((const char *)sqlite3_column_text(runs, 2)),
                             .options = text_of((const char *)sqlite3_column_text(runs, 3)),
                             .started_unix_ms = sqlite3_column_int64(runs, 4),
                             .digest = text_of((const char *)sqlite3_column_text(runs, 5))};
        st = read_inputs(s, inputs, run.id, &names, &list, err);
        run.input = (const struct qn_run_input *)(const void *)list.data;
        run.n_input = list.len / sizeof *run.input;
        if (!st && row(&run, user))
            st = qn_fail(err, QN_E_CANCELLED, NULL, QN_T_STORE_STOPPED);
        qn_arena_release(&names);
    }
    if (!st && code != SQLITE_DONE)
        st = qn_store_sql_fail(s, code, err);
    qn_buf_release(&list);
    return st;
}

enum qn_status qn_store_runs(struct qn_store *s, int (*row)(const struct qn_run *run, void *user),
                             void *user, struct qn_err *err)
{
    sqlite3_stmt *runs = NULL, *inputs = NULL;
    enum qn_status st = qn_store_prepare(
        s, "SELECT id, command, version, options, started_unix_ms, digest FROM run ORDER BY id",
        &runs, err);
    if (!st)
        st = qn_store_prepare(
            s, "SELECT name, sha256, bytes FROM run_input WHERE run = ?1 ORDER BY n", &inputs, err);
    if (!st)
        st = each_run(s, runs, inputs, row, user, err);
    sqlite3_finalize(runs);
    sqlite3_finalize(inputs);
    return st;
}
