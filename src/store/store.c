/* Opening, closing and transactions of a store. */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 100 /* of an SQLite file; the application id stands at byte 68 */
#define HEADER_APPLICATION_ID 68
#define CACHE_KIB 32768

static const char *number(int64_t v, char out[QN_NUM_TEXT_CAP])
{
    snprintf(out, QN_NUM_TEXT_CAP, "%lld", (long long)v);
    return out;
}

static const char *hex_id(uint32_t id, char out[QN_NUM_TEXT_CAP])
{
    snprintf(out, QN_NUM_TEXT_CAP, "0x%08x", (unsigned)id);
    return out;
}

enum qn_status qn_store_sql_fail(const struct qn_store *s, int code, struct qn_err *err)
{
    char seconds[QN_NUM_TEXT_CAP];
    const char *reason =
        s->db && sqlite3_errcode(s->db) != SQLITE_OK ? sqlite3_errmsg(s->db) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return qn_fail(err, QN_E_NOMEM, s->path, QN_T_NO_MEMORY, "?");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_BUSY, s->path,
                       number(QN_STORE_BUSY_MS / 1000, seconds));
    case SQLITE_FULL:
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_FULL, s->path, reason);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return qn_fail(err, QN_E_IO, s->path, QN_T_STORE_IO, s->path, reason);
    case SQLITE_READONLY:
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_READ_ONLY, s->path, reason);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_DAMAGED, s->path, reason);
    default:
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_SQL, s->path, reason);
    }
}

enum qn_status qn_store_prepare(struct qn_store *s, const char *sql, sqlite3_stmt **out,
                                struct qn_err *err)
{
    int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    return code == SQLITE_OK ? QN_OK : qn_store_sql_fail(s, code, err);
}

enum qn_status qn_store_int(struct qn_store *s, const char *sql, int64_t *out, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    *out = 0;
    enum qn_status st = qn_store_prepare(s, sql, &q, err);
    if (st)
        return st;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(q, 0);
    else if (code != SQLITE_DONE)
        st = qn_store_sql_fail(s, code, err);
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_store_exec(struct qn_store *s, const char *sql, struct qn_err *err)
{
    int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? QN_OK : qn_store_sql_fail(s, code, err);
}

/* Refuse what is plainly something else by its first bytes, before SQLite touches the file. */
static enum qn_status check_header(const char *path, const struct qn_store_kind *kind,
                                   struct qn_err *err)
{
    unsigned char h[HEADER_BYTES];
    char found[QN_NUM_TEXT_CAP], expected[QN_NUM_TEXT_CAP];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
    ssize_t n = read(fd, h, sizeof h);
    int reason = errno;
    close(fd);
    if (n < 0)
        return qn_err_errno(err, QN_T_FILE_READ, path, reason);
    if (n < HEADER_BYTES || memcmp(h, "SQLite format 3", 16) != 0)
        return qn_fail(err, QN_E_STORE, path, QN_T_STORE_NO_SQLITE, path);
    const unsigned char *p = h + HEADER_APPLICATION_ID;
    uint32_t id = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    if (id != kind->application_id)
        return qn_fail(err, QN_E_STORE, path, QN_T_STORE_FOREIGN, path, hex_id(id, found),
                       hex_id(kind->application_id, expected));
    return QN_OK;
}

/* *fresh: the file is to be made; *empty: it exists without content. */
static enum qn_status look(const char *path, enum qn_store_mode mode,
                           const struct qn_store_kind *kind, bool *fresh, bool *empty,
                           struct qn_err *err)
{
    struct stat st;
    *fresh = *empty = false;
    if (mode == QN_STORE_CREATE && strcmp(path, ":memory:") == 0) {
        *empty = true;
        return QN_OK;
    }
    if (!*path || stat(path, &st) != 0) {
        if (*path && errno != ENOENT && errno != ENOTDIR)
            return qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
        if (!*path || mode != QN_STORE_CREATE)
            return qn_fail(err, QN_E_NOTFOUND, path, QN_T_STORE_NOT_FOUND, path);
        *fresh = *empty = true;
        return QN_OK;
    }
    if (!S_ISREG(st.st_mode))
        return qn_fail(err, QN_E_STORE, path, QN_T_STORE_NOT_FILE, path);
    *empty = st.st_size == 0 && mode == QN_STORE_CREATE;
    return *empty ? QN_OK : check_header(path, kind, err);
}

/* The path as an SQLite URI that reads the file without looking for its log. */
static enum qn_status immutable_uri(const char *path, struct qn_buf *uri, struct qn_err *err)
{
    enum qn_status st = qn_buf_text(uri, "file:", err);
    for (const char *p = path; *p && !st; p++)
        st = strchr("%?#", *p) ? qn_buf_printf(uri, err, "%%%02X", (unsigned)(unsigned char)*p)
                               : qn_buf_append(uri, p, 1, err);
    return st ? st : qn_buf_text(uri, "?immutable=1", err);
}

static int connect_db(struct qn_store *s, const char *name, int flags)
{
    int code = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, QN_STORE_BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, (int)QN_STORE_MAX_ROW);
    char sql[160];
    snprintf(sql, sizeof sql,
             "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
             "PRAGMA cache_size = -%d;%s",
             CACHE_KIB, s->mode == QN_STORE_READ ? "PRAGMA query_only = ON;" : "");
    code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK
               ? sqlite3_exec(s->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL)
               : code;
}

static bool has_log(const char *path)
{
    char name[4096];
    struct stat st;
    int n = snprintf(name, sizeof name, "%s-wal", path);
    return n < 0 || (size_t)n >= sizeof name || (stat(name, &st) == 0 && st.st_size > 0);
}

/* Where the folder cannot be written, a store whose log is merged is still readable. */
static enum qn_status connect_read(struct qn_store *s, struct qn_err *err)
{
    int code = connect_db(s, s->path, SQLITE_OPEN_READWRITE);
    int kind = code & 0xff;
    if (code == SQLITE_OK)
        return QN_OK;
    if (kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY && kind != SQLITE_PERM &&
        kind != SQLITE_IOERR)
        return qn_store_sql_fail(s, code, err);
    if (has_log(s->path))
        return qn_fail(err, QN_E_IO, s->path, QN_T_STORE_WAL_LOCKED_IN, s->path);
    sqlite3_close(s->db);
    s->db = NULL;
    struct qn_buf uri;
    qn_buf_init(&uri, 16384);
    enum qn_status st = immutable_uri(s->path, &uri, err);
    if (!st) {
        code = connect_db(s, uri.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        st = code == SQLITE_OK ? QN_OK : qn_store_sql_fail(s, code, err);
    }
    qn_buf_release(&uri);
    return st;
}

/* Inside one transaction, so that two programs making the same store do it once. */
static enum qn_status migrate(struct qn_store *s, struct qn_err *err)
{
    int64_t have = 0;
    enum qn_status st = s->kind->fresh ? qn_store_exec(s, s->kind->fresh, err) : QN_OK;
    if (!st)
        st = qn_store_exec(s, "BEGIN IMMEDIATE", err);
    if (st)
        return st;
    st = qn_store_int(s, "PRAGMA user_version", &have, err);
    if (!st && have == 0) {
        char sql[64];
        snprintf(sql, sizeof sql, "PRAGMA application_id = %d", (int)s->kind->application_id);
        st = qn_store_exec(s, sql, err);
    }
    if (!st) {
        int code =
            qn_schema_apply(s->db, s->kind->schema, (int)have, qn_schema_latest(s->kind->schema));
        st = code == SQLITE_OK ? QN_OK : qn_store_sql_fail(s, code, err);
    }
    if (!st)
        st = qn_store_exec(s, "COMMIT", err);
    if (st)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return st;
}

static enum qn_status check_identity(struct qn_store *s, struct qn_err *err)
{
    int64_t id = 0, version = 0;
    char a[QN_NUM_TEXT_CAP], b[QN_NUM_TEXT_CAP];
    int latest = qn_schema_latest(s->kind->schema);
    enum qn_status st = qn_store_int(s, "PRAGMA application_id", &id, err);
    if (!st)
        st = qn_store_int(s, "PRAGMA user_version", &version, err);
    if (st)
        return st;
    if (id != s->kind->application_id)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_FOREIGN, s->path,
                       hex_id((uint32_t)id, a), hex_id(s->kind->application_id, b));
    if (version > latest)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_NEWER, s->path, number(version, a),
                       number(latest, b));
    if (version < 1)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_BAD_VERSION, s->path,
                       number(version, a), number(latest, b));
    s->version = (int)version;
    return QN_OK;
}

static enum qn_status connect_write(struct qn_store *s, bool empty, struct qn_err *err)
{
    int flags = SQLITE_OPEN_READWRITE | (empty ? SQLITE_OPEN_CREATE : 0);
    int code = connect_db(s, s->path, flags);
    if (code != SQLITE_OK)
        return qn_store_sql_fail(s, code, err);
    enum qn_status st = empty ? migrate(s, err) : QN_OK;
    if (!st)
        st = check_identity(s, err);
    if (!st && s->version < qn_schema_latest(s->kind->schema))
        st = migrate(s, err);
    if (!st)
        st = check_identity(s, err);
    /* Only now: until here the identity is in the file itself, not in a log beside it. */
    return st ? st : qn_store_exec(s, "PRAGMA journal_mode = WAL", err);
}

/* Makes the empty file, so that of several who find none only one is its maker: who did not make
 * it never removes it. */
static enum qn_status make_file(struct qn_store *s, struct qn_err *err)
{
    int fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, s->kind->mode);
    if (fd < 0)
        return errno == EEXIST ? QN_OK : qn_err_errno(err, QN_T_FILE_OPEN, s->path, errno);
    close(fd);
    s->created = true;
    return QN_OK;
}

const struct qn_store_kind qn_store_kind_region = {QN_STORE_APPLICATION_ID, 0666, qn_schema, NULL};

enum qn_status qn_store_open(const char *path, enum qn_store_mode mode, struct qn_store **out,
                             struct qn_err *err)
{
    return qn_store_open_kind(path, mode, &qn_store_kind_region, out, err);
}

enum qn_status qn_store_open_kind(const char *path, enum qn_store_mode mode,
                                  const struct qn_store_kind *kind, struct qn_store **out,
                                  struct qn_err *err)
{
    bool fresh, empty;
    *out = NULL;
    enum qn_status st = look(path, mode, kind, &fresh, &empty, err);
    if (st)
        return st;
    struct qn_store *s = calloc(1, sizeof *s);
    char *copy = malloc(strlen(path) + 3);
    if (!s || !copy) {
        free(s);
        free(copy);
        return qn_fail(err, QN_E_NOMEM, path, QN_T_NO_MEMORY, "512");
    }
    /* SQLite gives names such as ":x" and "file:x" a meaning of their own; a person's path has
     * none. */
    bool special =
        strcmp(path, ":memory:") != 0 && (*path == ':' || strncmp(path, "file:", 5) == 0);
    snprintf(copy, strlen(path) + 3, "%s%s", special ? "./" : "", path);
    s->path = copy;
    s->kind = kind;
    s->mode = mode;
    qn_buf_init(&s->row, QN_STORE_MAX_ROW);
    st = qn_sha256_new(&s->sha, err);
    if (!st && fresh)
        st = make_file(s, err);
    if (!st)
        st = mode == QN_STORE_READ ? connect_read(s, err) : connect_write(s, empty, err);
    if (!st && mode == QN_STORE_READ)
        st = check_identity(s, err);
    if (st) {
        qn_store_free(s);
        return st;
    }
    *out = s;
    return QN_OK;
}

/* A store that was made and never written leaves no file, unless another program wrote to it or is
 * writing: the lock taken here is kept until the file is gone. */
static bool to_be_removed(struct qn_store *s)
{
    int64_t records = 0;
    if (!s->created || s->committed || !s->db)
        return false;
    sqlite3_busy_timeout(s->db, 0);
    if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_BUSY)
        return false;
    return s->version == 0 ||
           (qn_store_int(s, "SELECT count(*) FROM chain", &records, NULL) == QN_OK && records == 0);
}

static void remove_files(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    size_t cap = strlen(path) + 16;
    char *name = malloc(cap);
    for (size_t i = 0; name && i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(name, cap, "%s%s", path, tails[i]);
        unlink(name);
    }
    free(name);
}

void qn_store_free(struct qn_store *s)
{
    if (!s)
        return;
    qn_store_rollback(s);
    bool remove = to_be_removed(s);
    sqlite3_finalize(s->chain_insert);
    while (s->put) {
        struct qn_store_put *next = s->put->next;
        sqlite3_finalize(s->put->insert);
        free(s->put);
        s->put = next;
    }
    if (remove)
        remove_files(s->path);
    sqlite3_close_v2(s->db);
    qn_sha256_free(s->sha);
    qn_buf_release(&s->row);
    free(s->path);
    free(s);
}

/* The end of the chain, which another program may have moved since the last transaction. */
static enum qn_status read_end(struct qn_store *s, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    s->seq = 0;
    memset(s->head, 0, sizeof s->head);
    enum qn_status st =
        qn_store_prepare(s, "SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1", &q, err);
    if (st)
        return st;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW && sqlite3_column_bytes(q, 1) == QN_SHA256_LEN) {
        s->seq = sqlite3_column_int64(q, 0);
        memcpy(s->head, sqlite3_column_blob(q, 1), QN_SHA256_LEN);
    } else if (code != SQLITE_DONE) {
        code = code == SQLITE_ROW ? SQLITE_CORRUPT : code;
        st = qn_store_sql_fail(s, code, err);
    }
    sqlite3_finalize(q);
    return st ? st : qn_store_int(s, "SELECT max(id) FROM run", &s->run, err);
}

enum qn_status qn_store_begin(struct qn_store *s, struct qn_err *err)
{
    if (!sqlite3_get_autocommit(s->db))
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_IN_TRANSACTION, s->path);
    if (s->mode == QN_STORE_READ)
        return qn_store_exec(s, "BEGIN", err);
    enum qn_status st = qn_store_exec(s, "BEGIN IMMEDIATE", err);
    if (!st && !s->chain_insert)
        st = qn_store_prepare(s, "INSERT INTO chain (seq, tab, hash) VALUES (?1, ?2, ?3)",
                              &s->chain_insert, err);
    if (!st)
        st = read_end(s, err);
    if (st) {
        qn_store_rollback(s);
        return st;
    }
    s->writing = true;
    s->failed = false;
    return QN_OK;
}

enum qn_status qn_store_begin_read(struct qn_store *s, bool *began, struct qn_err *err)
{
    *began = sqlite3_get_autocommit(s->db) != 0;
    enum qn_status st = *began ? qn_store_exec(s, "BEGIN", err) : QN_OK;
    *began = *began && !st;
    return st;
}

static enum qn_status narrow(const char *path, struct qn_err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return errno == ENOENT ? QN_OK : qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
    mode_t mode = st.st_mode & 07777, own = mode & S_IRWXU;
    if (mode == own || chmod(path, own) == 0)
        return QN_OK;
    return qn_fail(err, QN_E_IO, path, QN_T_STORE_NOT_PRIVATE, path, strerror(errno));
}

enum qn_status qn_store_make_private(struct qn_store *s, struct qn_err *err)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    enum qn_status st = QN_OK;
    size_t cap = strlen(s->path) + 8;
    if (s->is_private || strcmp(s->path, ":memory:") == 0)
        return QN_OK;
    char *name = malloc(cap);
    if (!name)
        return qn_fail(err, QN_E_NOMEM, s->path, QN_T_NO_MEMORY, "512");
    for (size_t i = 0; i < sizeof tails / sizeof tails[0] && !st; i++) {
        snprintf(name, cap, "%s%s", s->path, tails[i]);
        st = narrow(name, err);
    }
    free(name);
    s->is_private = !st;
    return st;
}

enum qn_status qn_store_may_write(struct qn_store *s, struct qn_err *err)
{
    if (s->mode == QN_STORE_READ)
        return qn_store_sql_fail(s, SQLITE_READONLY, err);
    if (s->failed)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_TRANSACTION_LOST, s->path);
    if (!s->writing)
        return qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_NO_TRANSACTION, s->path);
    return QN_OK;
}

enum qn_status qn_store_commit(struct qn_store *s, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (s->failed)
        st = qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_TRANSACTION_LOST, s->path);
    else if (sqlite3_get_autocommit(s->db))
        st = qn_fail(err, QN_E_STORE, s->path, QN_T_STORE_NO_TRANSACTION, s->path);
    else
        st = qn_store_exec(s, "COMMIT", err);
    if (st) {
        qn_store_rollback(s);
        return st;
    }
    s->committed = s->committed || s->writing;
    s->writing = false;
    return QN_OK;
}

void qn_store_rollback(struct qn_store *s)
{
    if (s->db && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    s->writing = false;
    s->failed = false;
}

int qn_store_schema_version(const struct qn_store *s)
{
    return s->version;
}
