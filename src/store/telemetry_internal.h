/* Inside the telemetry file: shared by telemetry*.c, seen by nobody else. */
#ifndef QN_STORE_TELEMETRY_INTERNAL_H
#define QN_STORE_TELEMETRY_INTERNAL_H

#include "store/internal.h"
#include "store/telemetry.h"

/* Statements kept prepared, by what they do. */
enum qn_tele_query {
    QN_TQ_DEVICE_FIND,
    QN_TQ_DEVICE_ADD,
    QN_TQ_DEVICE_PUT,
    QN_TQ_DEVICE_ALL,
    QN_TQ_DEVICE_IDS,
    QN_TQ_LOG_LAST,
    QN_TQ_LOG_ADD,
    QN_TQ_LOG_READ,
    QN_TQ_LOG_READ_DEVICE,
    QN_TQ_LOG_COUNT,
    QN_TQ_LOG_SUM,
    QN_TQ_LOG_DROP,
    QN_TQ_PART_ADD,
    QN_TQ_PART_READ,
    QN_TQ_PART_DAYS,
    QN_TQ_PART_DROP,
    QN_TQ_PART_LOOSE,
    QN_TQ_SEAL_LAST,
    QN_TQ_SEAL_ADD,
    QN_TQ_RAW_ADD,
    QN_TQ_RAW_READ,
    QN_TQ_ASIDE_COUNT,
    QN_TQ_ASIDE_ADD,
    QN_TQ_CALL_PUT,
    QN_TQ_CALL_WAITING,
    QN_TQ_CALLS,
    QN_TQ_KEYS,
    QN_TQ_NOTE_GET,
    QN_TQ_NOTE_PUT,
    QN_TQ_COUNT
};

struct qn_tele {
    struct qn_store *s;
    sqlite3_stmt *query[QN_TQ_COUNT];
    bool failed;  /* a step of the caller's transaction failed: only rollback is left */
    bool reading; /* qn_tele_begin_read began the transaction */
    int claim_fd; /* the lock file while claimed, else -1 */
    char *claim_path;
};

/* The prepared statement of a slot, ready to be bound. */
enum qn_status qn_tele_query(struct qn_tele *t, enum qn_tele_query slot, const char *sql,
                             sqlite3_stmt **out, struct qn_err *err);
/* Runs a statement that gives no row and makes it ready again. */
enum qn_status qn_tele_run(struct qn_tele *t, sqlite3_stmt *q, struct qn_err *err);
/* Ends a reading statement: code is what its last step gave; SQLITE_ROW means it was left early. */
enum qn_status qn_tele_done(struct qn_tele *t, sqlite3_stmt *q, int code, struct qn_err *err);
/* A writing transaction of the function's own unless the caller has one open. */
enum qn_status qn_tele_enter(struct qn_tele *t, bool *own, struct qn_err *err);
/* Ends it by st: commit or rollback. Inside the caller's, a failure spoils that one. */
enum qn_status qn_tele_leave(struct qn_tele *t, bool own, enum qn_status st, struct qn_err *err);
/* The last place of the seal chain: n and hash (zeros where n is 0), last_seq. */
enum qn_status qn_tele_seal_end(struct qn_tele *t, int64_t *n, int64_t *last_seq,
                                unsigned char seal[QN_SHA256_LEN], struct qn_err *err);

/* The named number of frames kept aside. */
#define QN_TELE_NOTE_ASIDE "aside.frames"

enum qn_status qn_tele_part_add(struct qn_tele *t, const struct qn_tele_part *p, bool loose,
                                struct qn_err *err);

/* What a seal covers besides the seal before it. */
struct qn_tele_sealed {
    int64_t n, first_seq, last_seq, frames, from_unix_ms, to_unix_ms;
    unsigned char sha256[QN_SHA256_LEN];
};
void qn_tele_seal_hash(struct qn_sha256 *h, const unsigned char before[QN_SHA256_LEN],
                       const struct qn_tele_sealed *c, unsigned char out[QN_SHA256_LEN]);
void qn_tele_copy_text(char *out, size_t cap, sqlite3_stmt *q, int column);

#endif
