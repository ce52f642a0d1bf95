/* Commands to devices and their answers. */
#include "store/telemetry_internal.h"

#include <stdio.h>
#include <string.h>

#define CALL_COLUMNS                                                                               \
    "id, mn, st, cn, cp, state, result, tries, made_unix_ms, sent_unix_ms, ended_unix_ms, qn, "    \
    "answer, by"

static void bind_call(sqlite3_stmt *q, const struct qn_tele_call *c)
{
    sqlite3_bind_int(q, 2, (int)c->state);
    sqlite3_bind_int(q, 3, c->result);
    sqlite3_bind_int(q, 4, c->tries);
    sqlite3_bind_int64(q, 5, c->sent_unix_ms);
    sqlite3_bind_int64(q, 6, c->ended_unix_ms);
    sqlite3_bind_int64(q, 7, (int64_t)c->qn);
    sqlite3_bind_blob(q, 8, c->answer, (int)strlen(c->answer), SQLITE_STATIC);
}

enum qn_status qn_tele_call_add(struct qn_tele *t, struct qn_tele_call *c, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st = qn_store_prepare(
        t->s,
        "INSERT INTO call (id, state, result, tries, sent_unix_ms, ended_unix_ms, qn, answer, mn, "
        "st, cn, cp, made_unix_ms, by) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        &q, err);
    if (st)
        return st;
    bind_call(q, c);
    sqlite3_bind_text(q, 9, c->mn, -1, SQLITE_STATIC);
    sqlite3_bind_int(q, 10, c->st);
    sqlite3_bind_int(q, 11, c->cn);
    sqlite3_bind_text(q, 12, c->cp, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 13, c->made_unix_ms);
    sqlite3_bind_text(q, 14, c->by, -1, SQLITE_STATIC);
    st = qn_tele_run(t, q, err);
    sqlite3_finalize(q);
    if (!st)
        c->id = sqlite3_last_insert_rowid(t->s->db);
    return st;
}

enum qn_status qn_tele_call_put(struct qn_tele *t, const struct qn_tele_call *c, struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(
        t, QN_TQ_CALL_PUT,
        "UPDATE call SET state = ?2, result = ?3, tries = ?4, sent_unix_ms = ?5, ended_unix_ms = "
        "?6, qn = ?7, answer = ?8 WHERE id = ?1",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, c->id);
    bind_call(q, c);
    return qn_tele_run(t, q, err);
}

static void call_of(sqlite3_stmt *q, struct qn_tele_call *c)
{
    *c = (struct qn_tele_call){.id = sqlite3_column_int64(q, 0),
                               .st = sqlite3_column_int(q, 2),
                               .cn = sqlite3_column_int(q, 3),
                               .state = (enum qn_call_state)sqlite3_column_int(q, 5),
                               .result = sqlite3_column_int(q, 6),
                               .tries = sqlite3_column_int(q, 7),
                               .made_unix_ms = sqlite3_column_int64(q, 8),
                               .sent_unix_ms = sqlite3_column_int64(q, 9),
                               .ended_unix_ms = sqlite3_column_int64(q, 10),
                               .qn = (uint64_t)sqlite3_column_int64(q, 11)};
    qn_tele_copy_text(c->mn, sizeof c->mn, q, 1);
    qn_tele_copy_text(c->cp, sizeof c->cp, q, 4);
    qn_tele_copy_text(c->answer, sizeof c->answer, q, 12);
    qn_tele_copy_text(c->by, sizeof c->by, q, 13);
}

/* A state has an index of its own: the gateway looks for waiting calls all the time. */
static enum qn_status calls_query(struct qn_tele *t, int64_t after, int state, sqlite3_stmt **q,
                                  struct qn_err *err)
{
    enum qn_status st =
        state < 0
            ? qn_tele_query(t, QN_TQ_CALLS,
                            "SELECT " CALL_COLUMNS " FROM call WHERE id > ?1 ORDER BY id", q, err)
            : qn_tele_query(t, QN_TQ_CALL_WAITING,
                            "SELECT " CALL_COLUMNS
                            " FROM call WHERE state = ?2 AND id > ?1 ORDER BY id",
                            q, err);
    if (st)
        return st;
    sqlite3_bind_int64(*q, 1, after);
    if (state >= 0)
        sqlite3_bind_int(*q, 2, state);
    return QN_OK;
}

enum qn_status qn_tele_calls(struct qn_tele *t, int64_t after, int state,
                             int (*row)(const struct qn_tele_call *, void *), void *user,
                             struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st = calls_query(t, after, state, &q, err);
    if (st)
        return st;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_tele_call c;
        call_of(q, &c);
        if (row(&c, user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    }
    return qn_tele_done(t, q, code, err);
}

static int take_call(const struct qn_tele_call *c, void *user)
{
    *(struct qn_tele_call *)user = *c;
    return 1;
}

enum qn_status qn_tele_call_get(struct qn_tele *t, int64_t id, struct qn_tele_call *out,
                                struct qn_err *err)
{
    char text[QN_NUM_TEXT_CAP];
    *out = (struct qn_tele_call){0};
    enum qn_status st = qn_tele_calls(t, id - 1, -1, take_call, out, err);
    if (st && st != QN_E_CANCELLED)
        return st;
    if (out->id == id)
        return QN_OK;
    snprintf(text, sizeof text, "%lld", (long long)id);
    return qn_fail(err, QN_E_NOTFOUND, t->s->path, QN_T_TELE_NO_CALL, t->s->path, text);
}
