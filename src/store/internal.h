/* Inside the store: shared by its files, seen by nobody else. */
#ifndef QN_STORE_INTERNAL_H
#define QN_STORE_INTERNAL_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/resource.h"
#include "store/store.h"

#define QN_STORE_APPLICATION_ID 0x716e6368 /* "qnch" at byte 68 of the file */
#define QN_STORE_BUSY_MS 5000
#define QN_STORE_MAX_ROW ((size_t)64 * 1024 * 1024) /* canonical form of one record [byte] */
#define QN_STORE_PREFIX_COLUMNS 4                   /* seq, run, in_file, in_line */
#define QN_STORE_MAX_VALUES (QN_TABLE_MAX_COLUMNS + QN_STORE_PREFIX_COLUMNS)

/* The prepared insert of one table. */
struct qn_store_put {
    const struct qn_table *table;
    sqlite3_stmt *insert;
    struct qn_store_put *next;
};

/* What kind of file a store is: its identity and the numbered files of its schema. */
struct qn_store_kind {
    uint32_t application_id;          /* at byte 68 of the file */
    unsigned mode;                    /* permissions of a new file, before the umask */
    const struct qn_resource *schema; /* ended by a NULL name */
    const char *fresh;                /* pragmas of a file still empty, or NULL */
};
extern const struct qn_store_kind qn_store_kind_region;

struct qn_store {
    sqlite3 *db;
    char *path;
    const struct qn_store_kind *kind;
    enum qn_store_mode mode;
    int version;     /* schema version of the file */
    bool created;    /* this handle made the file */
    bool committed;  /* a transaction of the caller was committed */
    bool writing;    /* a writing transaction is open */
    bool failed;     /* a step of it failed: only rollback is left */
    bool is_private; /* its files are readable by their owner only */
    int64_t seq;     /* last record of the chain, valid while writing */
    int64_t run;     /* last run's id, valid while writing */
    unsigned char head[QN_SHA256_LEN];
    char digest[QN_SHA256_HEX_CAP]; /* of the last run added */
    sqlite3_stmt *chain_insert;
    struct qn_store_put *put;
    struct qn_sha256 *sha;
    struct qn_buf row; /* canonical form under way */
};

extern const struct qn_resource qn_schema[];
/* Number of a schema file: 1 for "0001_region.sql". */
int qn_schema_number(const struct qn_resource *file);
int qn_schema_latest(const struct qn_resource *schema);
/* Apply the files numbered above `have`, at most `want`, to a database. Returns an SQLite code. */
int qn_schema_apply(sqlite3 *db, const struct qn_resource *schema, int have, int want);

/* qn_store_open for a file of another kind. */
QN_MUST_USE enum qn_status qn_store_open_kind(const char *path, enum qn_store_mode mode,
                                              const struct qn_store_kind *kind,
                                              struct qn_store **out, struct qn_err *err);
/* SQL without parameters or rows. */
QN_MUST_USE enum qn_status qn_store_exec(struct qn_store *s, const char *sql, struct qn_err *err);

/* The failure of the last SQLite call, in words a person can act on. */
enum qn_status qn_store_sql_fail(const struct qn_store *s, int code, struct qn_err *err);
enum qn_status qn_store_prepare(struct qn_store *s, const char *sql, sqlite3_stmt **out,
                                struct qn_err *err);
/* One integer from a statement without parameters; 0 where there is no row. */
enum qn_status qn_store_int(struct qn_store *s, const char *sql, int64_t *out, struct qn_err *err);
/* Makes the store's files readable by their owner only: before the first secret is written. */
enum qn_status qn_store_make_private(struct qn_store *s, struct qn_err *err);
/* QN_OK only inside a writing transaction that has not failed. */
enum qn_status qn_store_may_write(struct qn_store *s, struct qn_err *err);

int qn_store_bind(sqlite3_stmt *q, int at, const struct qn_value *v);

/* Canonical form: name '=' type length ':' bytes '\n' for each value that is not NULL. Types:
 * i decimal integer, r the 16 hexadecimal digits of an IEEE 754 binary64, t text, b bytes. */
enum qn_status qn_canon_value(struct qn_buf *b, const char *name, const struct qn_value *v,
                              struct qn_err *err);
enum qn_status qn_canon_blob(struct qn_buf *b, const char *name, const void *p, size_t n,
                             struct qn_err *err);
/* Every column of the current row of a statement. */
enum qn_status qn_canon_row(struct qn_buf *b, sqlite3_stmt *row, struct qn_err *err);

/* hash = SHA-256(prev || table name || 0 || canonical row). */
void qn_chain_hash(struct qn_sha256 *sha, const unsigned char prev[QN_SHA256_LEN],
                   const char *table, const struct qn_buf *row, unsigned char hash[QN_SHA256_LEN]);
/* Append s->row as record s->seq + 1 to the chain; *seq receives its place. */
enum qn_status qn_chain_append(struct qn_store *s, const char *table, struct qn_err *err);

#endif
