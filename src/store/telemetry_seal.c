/* The chain of seals over the raw blocks. */
#include "store/telemetry_internal.h"

#include <string.h>

static void update_int(struct qn_sha256 *h, int64_t value)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)((uint64_t)value >> (8 * i));
    qn_sha256_update(h, b, sizeof b);
}

void qn_tele_seal_hash(struct qn_sha256 *h, const unsigned char before[QN_SHA256_LEN],
                       const struct qn_tele_sealed *c, unsigned char out[QN_SHA256_LEN])
{
    qn_sha256_reset(h);
    qn_sha256_update(h, before, QN_SHA256_LEN);
    update_int(h, c->n);
    update_int(h, c->first_seq);
    update_int(h, c->last_seq);
    update_int(h, c->frames);
    update_int(h, c->from_unix_ms);
    update_int(h, c->to_unix_ms);
    qn_sha256_update(h, c->sha256, QN_SHA256_LEN);
    qn_sha256_final(h, out);
}

enum qn_status qn_tele_seal_end(struct qn_tele *t, int64_t *n, int64_t *last_seq,
                                unsigned char seal[QN_SHA256_LEN], struct qn_err *err)
{
    sqlite3_stmt *q;
    *n = *last_seq = 0;
    memset(seal, 0, QN_SHA256_LEN);
    enum qn_status st = qn_tele_query(
        t, QN_TQ_SEAL_LAST, "SELECT n, last_seq, seal FROM seal ORDER BY n DESC LIMIT 1", &q, err);
    if (st)
        return st;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        *n = sqlite3_column_int64(q, 0);
        *last_seq = sqlite3_column_int64(q, 1);
        if (sqlite3_column_bytes(q, 2) == QN_SHA256_LEN)
            memcpy(seal, sqlite3_column_blob(q, 2), QN_SHA256_LEN);
    }
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_seal(struct qn_tele *t, int64_t *n, char hex[QN_SHA256_HEX_CAP],
                            struct qn_err *err)
{
    int64_t last;
    unsigned char seal[QN_SHA256_LEN];
    enum qn_status st = qn_tele_seal_end(t, n, &last, seal, err);
    if (!st)
        qn_sha256_hex(seal, hex);
    return st;
}

/* Columns: n, first_seq, last_seq, frames, from, to, sha256, seal, removal, bytes. */
static bool blob_is(sqlite3_stmt *q, int column, const unsigned char want[QN_SHA256_LEN])
{
    return sqlite3_column_bytes(q, column) == QN_SHA256_LEN &&
           memcmp(sqlite3_column_blob(q, column), want, QN_SHA256_LEN) == 0;
}

/* Whether the raw block is what its row says: there with that hash, or removed by retention. */
static enum qn_status raw_holds(sqlite3_stmt *q, bool *ok, struct qn_err *err)
{
    unsigned char hash[QN_SHA256_LEN];
    if (sqlite3_column_type(q, 9) == SQLITE_NULL) {
        *ok = sqlite3_column_type(q, 8) != SQLITE_NULL;
        return QN_OK;
    }
    enum qn_status st =
        qn_sha256_of(sqlite3_column_blob(q, 9), (size_t)sqlite3_column_bytes(q, 9), hash, err);
    *ok = !st && blob_is(q, 6, hash);
    return st;
}

static enum qn_status check_one(struct qn_tele *t, sqlite3_stmt *q, int64_t n,
                                unsigned char before[QN_SHA256_LEN], bool *ok, struct qn_err *err)
{
    struct qn_tele_sealed c = {.n = n,
                               .first_seq = sqlite3_column_int64(q, 1),
                               .last_seq = sqlite3_column_int64(q, 2),
                               .frames = sqlite3_column_int64(q, 3),
                               .from_unix_ms = sqlite3_column_int64(q, 4),
                               .to_unix_ms = sqlite3_column_int64(q, 5)};
    unsigned char seal[QN_SHA256_LEN];
    *ok = sqlite3_column_int64(q, 0) == n && sqlite3_column_bytes(q, 6) == QN_SHA256_LEN;
    if (!*ok)
        return QN_OK;
    memcpy(c.sha256, sqlite3_column_blob(q, 6), QN_SHA256_LEN);
    qn_tele_seal_hash(t->s->sha, before, &c, seal);
    *ok = blob_is(q, 7, seal);
    memcpy(before, seal, sizeof seal);
    return *ok ? raw_holds(q, ok, err) : QN_OK;
}

enum qn_status qn_tele_audit(struct qn_tele *t, int64_t *blocks, int64_t *broken,
                             struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    unsigned char before[QN_SHA256_LEN] = {0};
    int code = SQLITE_DONE;
    bool ok = true;
    *blocks = *broken = 0;
    enum qn_status st = qn_store_prepare(
        t->s,
        "SELECT seal.n, first_seq, last_seq, frames, from_unix_ms, to_unix_ms, sha256, seal, "
        "removal, bytes FROM seal LEFT JOIN raw USING (n) ORDER BY seal.n",
        &q, err);
    while (!st && ok && (code = sqlite3_step(q)) == SQLITE_ROW) {
        st = check_one(t, q, *blocks + 1, before, &ok, err);
        if (ok && !st)
            ++*blocks;
    }
    if (!st && !ok)
        *broken = *blocks + 1;
    else if (!st && code != SQLITE_DONE)
        st = qn_store_sql_fail(t->s, code, err);
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_tele_raws(struct qn_tele *t, int64_t from_unix_ms, int64_t to_unix_ms,
                            int (*row)(int64_t n, const void *raw, size_t len, void *user),
                            void *user, struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st = qn_tele_query(t, QN_TQ_RAW_READ,
                                      "SELECT n, bytes FROM seal JOIN raw USING (n) WHERE "
                                      "to_unix_ms >= ?1 AND from_unix_ms <= ?2 ORDER BY n",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, from_unix_ms);
    sqlite3_bind_int64(q, 2, to_unix_ms);
    while ((code = sqlite3_step(q)) == SQLITE_ROW)
        if (row(sqlite3_column_int64(q, 0), sqlite3_column_blob(q, 1),
                (size_t)sqlite3_column_bytes(q, 1), user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    return qn_tele_done(t, q, code, err);
}
