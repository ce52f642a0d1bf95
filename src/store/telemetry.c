/* Opening, claiming and transactions of the telemetry file; notes and keys. */
#include "store/telemetry_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION_ID 0x716e7464 /* "qntd" at byte 68 of the file */
/* Pages of the log beside the file that a commit lets grow before it merges them: small enough that
 * the merge does not hold up answers for long. */
#define CHECKPOINT_PAGES 4000
#define JOURNAL_KEEP_BYTES (64 * 1024 * 1024)
#define CLAIM_TRIES 10
#define CLAIM_PAUSE_NS 20000000L /* [ns]: somebody may be looking at the lock just now */

extern const struct qn_resource qn_telemetry_schema[];
static const struct qn_store_kind kind_telemetry = {APPLICATION_ID, 0600, qn_telemetry_schema,
                                                    "PRAGMA auto_vacuum = INCREMENTAL"};

/* "STORE.telemetry", or ":memory:" as it is. */
static char *path_of(const char *store_path, const char *tail)
{
    bool memory = strcmp(store_path, ":memory:") == 0;
    size_t cap = strlen(store_path) + strlen(tail) + 1;
    char *path = malloc(cap);
    if (path)
        snprintf(path, cap, "%s%s", store_path, memory ? "" : tail);
    return path;
}

static enum qn_status settle(struct qn_tele *t, struct qn_err *err)
{
    char sql[160];
    snprintf(sql, sizeof sql,
             "PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = %d;"
             "PRAGMA journal_size_limit = %d",
             CHECKPOINT_PAGES, JOURNAL_KEEP_BYTES);
    return qn_store_exec(t->s, sql, err);
}

enum qn_status qn_tele_open(const char *store_path, enum qn_store_mode mode, struct qn_tele **out,
                            struct qn_err *err)
{
    *out = NULL;
    struct qn_tele *t = calloc(1, sizeof *t);
    char *path = path_of(store_path, ".telemetry");
    enum qn_status st = QN_OK;
    if (t)
        t->claim_fd = -1;
    if (t)
        t->claim_path = path_of(store_path, ".telemetry-lock");
    if (!t || !path || !t->claim_path)
        st = qn_fail(err, QN_E_NOMEM, store_path, QN_T_NO_MEMORY, "512");
    if (!st)
        st = qn_store_open_kind(path, mode, &kind_telemetry, &t->s, err);
    if (!st && t && mode != QN_STORE_READ)
        st = settle(t, err);
    free(path);
    if (st)
        qn_tele_free(t);
    else
        *out = t;
    return st;
}

void qn_tele_free(struct qn_tele *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < QN_TQ_COUNT; i++)
        sqlite3_finalize(t->query[i]);
    qn_store_free(t->s);
    if (t->claim_fd >= 0)
        close(t->claim_fd);
    free(t->claim_path);
    free(t);
}

static bool in_memory(const struct qn_tele *t)
{
    return strcmp(t->s->path, ":memory:") == 0;
}

static bool lock_with_patience(int fd)
{
    for (int i = 0; i < CLAIM_TRIES; i++) {
        struct timespec pause = {0, CLAIM_PAUSE_NS};
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

enum qn_status qn_tele_claim(struct qn_tele *t, struct qn_err *err)
{
    if (t->claim_fd >= 0 || in_memory(t))
        return QN_OK;
    int fd = open(t->claim_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return qn_err_errno(err, QN_T_FILE_OPEN, t->claim_path, errno);
    if (!lock_with_patience(fd)) {
        close(fd);
        return qn_fail(err, QN_E_CONFLICT, t->s->path, QN_T_TELE_CLAIMED, t->s->path);
    }
    t->claim_fd = fd;
    return QN_OK;
}

bool qn_tele_claimed(struct qn_tele *t)
{
    if (t->claim_fd >= 0)
        return true;
    int fd = in_memory(t) ? -1 : open(t->claim_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

enum qn_status qn_tele_query(struct qn_tele *t, enum qn_tele_query slot, const char *sql,
                             sqlite3_stmt **out, struct qn_err *err)
{
    enum qn_status st = t->query[slot] ? QN_OK : qn_store_prepare(t->s, sql, &t->query[slot], err);
    if (!st)
        sqlite3_reset(t->query[slot]);
    *out = t->query[slot];
    return st;
}

enum qn_status qn_tele_run(struct qn_tele *t, sqlite3_stmt *q, struct qn_err *err)
{
    int code = sqlite3_step(q);
    enum qn_status st = code == SQLITE_DONE ? QN_OK : qn_store_sql_fail(t->s, code, err);
    sqlite3_reset(q);
    return st;
}

enum qn_status qn_tele_done(struct qn_tele *t, sqlite3_stmt *q, int code, struct qn_err *err)
{
    enum qn_status st =
        code == SQLITE_DONE || code == SQLITE_ROW ? QN_OK : qn_store_sql_fail(t->s, code, err);
    sqlite3_reset(q);
    return st;
}

enum qn_status qn_tele_begin(struct qn_tele *t, struct qn_err *err)
{
    if (!sqlite3_get_autocommit(t->s->db))
        return qn_fail(err, QN_E_STORE, t->s->path, QN_T_STORE_IN_TRANSACTION, t->s->path);
    t->failed = false;
    return qn_store_exec(t->s, "BEGIN IMMEDIATE", err);
}

enum qn_status qn_tele_commit(struct qn_tele *t, struct qn_err *err)
{
    enum qn_status st;
    if (t->failed)
        st = qn_fail(err, QN_E_STORE, t->s->path, QN_T_STORE_TRANSACTION_LOST, t->s->path);
    else if (sqlite3_get_autocommit(t->s->db))
        st = qn_fail(err, QN_E_STORE, t->s->path, QN_T_STORE_NO_TRANSACTION, t->s->path);
    else
        st = qn_store_exec(t->s, "COMMIT", err);
    if (st)
        qn_tele_rollback(t);
    return st;
}

void qn_tele_rollback(struct qn_tele *t)
{
    if (!sqlite3_get_autocommit(t->s->db))
        sqlite3_exec(t->s->db, "ROLLBACK", NULL, NULL, NULL);
    t->failed = false;
    t->reading = false;
}

enum qn_status qn_tele_begin_read(struct qn_tele *t, struct qn_err *err)
{
    t->reading = sqlite3_get_autocommit(t->s->db) != 0;
    enum qn_status st = t->reading ? qn_store_exec(t->s, "BEGIN", err) : QN_OK;
    t->reading = t->reading && !st;
    return st;
}

void qn_tele_end_read(struct qn_tele *t)
{
    if (t->reading)
        qn_tele_rollback(t);
}

enum qn_status qn_tele_enter(struct qn_tele *t, bool *own, struct qn_err *err)
{
    *own = sqlite3_get_autocommit(t->s->db) != 0;
    if (*own && !t->failed)
        return qn_tele_begin(t, err);
    *own = false;
    return t->failed ? qn_fail(err, QN_E_STORE, t->s->path, QN_T_STORE_TRANSACTION_LOST, t->s->path)
                     : QN_OK;
}

enum qn_status qn_tele_leave(struct qn_tele *t, bool own, enum qn_status st, struct qn_err *err)
{
    if (own && !st)
        return qn_tele_commit(t, err);
    if (own)
        qn_tele_rollback(t);
    else if (st)
        t->failed = true;
    return st;
}

enum qn_status qn_tele_checkpoint(struct qn_tele *t, int64_t *left, struct qn_err *err)
{
    int in_log = 0, merged = 0;
    int code =
        sqlite3_wal_checkpoint_v2(t->s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &merged);
    *left = in_log > merged ? in_log - merged : 0;
    return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ? QN_OK
                                                             : qn_store_sql_fail(t->s, code, err);
}

void qn_tele_copy_text(char *out, size_t cap, sqlite3_stmt *q, int column)
{
    const unsigned char *text = sqlite3_column_text(q, column);
    snprintf(out, cap, "%s", text ? (const char *)text : "");
}

enum qn_status qn_tele_keys(struct qn_tele *t, const char *mn, struct qn_tele_key *out, size_t cap,
                            size_t *n, struct qn_err *err)
{
    sqlite3_stmt *q;
    int code = SQLITE_DONE;
    *n = 0;
    enum qn_status st = qn_tele_query(t, QN_TQ_KEYS,
                                      "SELECT key, made_unix_ms, pending FROM key WHERE mn = ?1 "
                                      "ORDER BY made_unix_ms DESC LIMIT ?2",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, (int64_t)cap);
    while (*n < cap && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_tele_key *k = &out[*n];
        if (sqlite3_column_bytes(q, 0) != (int)sizeof k->key)
            continue;
        memcpy(k->key, sqlite3_column_blob(q, 0), sizeof k->key);
        k->made_unix_ms = sqlite3_column_int64(q, 1);
        k->pending = sqlite3_column_int(q, 2) != 0;
        ++*n;
    }
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_key_put(struct qn_tele *t, const char *mn, const struct qn_tele_key *k,
                               struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st =
        qn_store_prepare(t->s,
                         "INSERT INTO key (mn, made_unix_ms, key, pending) VALUES (?1, ?2, ?3, ?4) "
                         "ON CONFLICT (mn, made_unix_ms) DO UPDATE SET key = ?3, pending = ?4",
                         &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, k->made_unix_ms);
    sqlite3_bind_blob(q, 3, k->key, sizeof k->key, SQLITE_STATIC);
    sqlite3_bind_int(q, 4, k->pending);
    st = qn_tele_run(t, q, err);
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_tele_note_get(struct qn_tele *t, const char *name, int64_t fallback,
                                int64_t *value, struct qn_err *err)
{
    sqlite3_stmt *q;
    *value = fallback;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_NOTE_GET, "SELECT value FROM note WHERE name = ?1", &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int64(q, 0);
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_note_put(struct qn_tele *t, const char *name, int64_t value,
                                struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(t, QN_TQ_NOTE_PUT,
                                      "INSERT INTO note (name, value) VALUES (?1, ?2) "
                                      "ON CONFLICT (name) DO UPDATE SET value = ?2",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, value);
    return qn_tele_run(t, q, err);
}
