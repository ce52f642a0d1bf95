/* The log: frames durable before they are answered; filing takes them out under a seal. */
#include "store/telemetry_internal.h"

#include <string.h>

/* The last seq ever given: the log may be empty. */
static enum qn_status last_seq(struct qn_tele *t, int64_t *seq, struct qn_err *err)
{
    sqlite3_stmt *q;
    *seq = 0;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_LOG_LAST,
                      "SELECT max(coalesce((SELECT max(seq) FROM log), 0), "
                      "coalesce((SELECT last_seq FROM seal ORDER BY n DESC LIMIT 1), 0))",
                      &q, err);
    if (st)
        return st;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *seq = sqlite3_column_int64(q, 0);
    return qn_tele_done(t, q, code, err);
}

static enum qn_status add_frames(struct qn_tele *t, struct qn_tele_frame *frame, size_t n,
                                 struct qn_err *err)
{
    sqlite3_stmt *q;
    int64_t seq = 0;
    enum qn_status st = last_seq(t, &seq, err);
    if (!st)
        st = qn_tele_query(t, QN_TQ_LOG_ADD, "INSERT INTO log VALUES (?1, ?2, ?3, ?4)", &q, err);
    for (size_t i = 0; i < n && !st; i++) {
        frame[i].seq = ++seq;
        sqlite3_bind_int64(q, 1, seq);
        sqlite3_bind_int64(q, 2, frame[i].device);
        sqlite3_bind_int64(q, 3, frame[i].arrival_unix_ms);
        if (frame[i].len)
            sqlite3_bind_blob64(q, 4, frame[i].bytes, frame[i].len, SQLITE_STATIC);
        else
            sqlite3_bind_zeroblob(q, 4, 0);
        st = qn_tele_run(t, q, err);
    }
    return st;
}

enum qn_status qn_tele_append(struct qn_tele *t, struct qn_tele_frame *frame, size_t n,
                              struct qn_err *err)
{
    bool own;
    if (n == 0)
        return QN_OK;
    enum qn_status st = qn_tele_enter(t, &own, err);
    if (st)
        return st;
    return qn_tele_leave(t, own, add_frames(t, frame, n, err), err);
}

static enum qn_status log_query(struct qn_tele *t, int64_t after, int64_t device, size_t limit,
                                sqlite3_stmt **q, struct qn_err *err)
{
    enum qn_status st =
        device ? qn_tele_query(t, QN_TQ_LOG_READ_DEVICE,
                               "SELECT seq, device, arrival_unix_ms, frame FROM log WHERE seq > ?1 "
                               "AND device = ?3 ORDER BY seq LIMIT ?2",
                               q, err)
               : qn_tele_query(t, QN_TQ_LOG_READ,
                               "SELECT seq, device, arrival_unix_ms, frame FROM log WHERE seq > ?1 "
                               "ORDER BY seq LIMIT ?2",
                               q, err);
    if (st)
        return st;
    sqlite3_bind_int64(*q, 1, after);
    sqlite3_bind_int64(*q, 2, limit > INT32_MAX ? -1 : (int64_t)limit);
    if (device)
        sqlite3_bind_int64(*q, 3, device);
    return QN_OK;
}

enum qn_status qn_tele_log(struct qn_tele *t, int64_t after, int64_t device, size_t limit,
                           int (*row)(const struct qn_tele_frame *, void *), void *user,
                           struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st = log_query(t, after, device, limit, &q, err);
    if (st)
        return st;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_tele_frame f = {.seq = sqlite3_column_int64(q, 0),
                                  .device = sqlite3_column_int64(q, 1),
                                  .arrival_unix_ms = sqlite3_column_int64(q, 2),
                                  .bytes = sqlite3_column_blob(q, 3),
                                  .len = (uint32_t)sqlite3_column_bytes(q, 3)};
        if (row(&f, user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    }
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_log_count(struct qn_tele *t, int64_t *n, struct qn_err *err)
{
    sqlite3_stmt *q;
    *n = 0;
    /* The log has no gap: frames leave it from its beginning only. Two look-ups, no scan. */
    enum qn_status st = qn_tele_query(t, QN_TQ_LOG_COUNT,
                                      "SELECT coalesce((SELECT max(seq) FROM log) - (SELECT "
                                      "min(seq) FROM log) + 1, 0)",
                                      &q, err);
    if (st)
        return st;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *n = sqlite3_column_int64(q, 0);
    return qn_tele_done(t, q, code, err);
}

/* What of the log a seal up to `upto` covers; frames is 0 where there is nothing. */
static enum qn_status log_sum(struct qn_tele *t, int64_t upto, struct qn_tele_sealed *c,
                              struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(t, QN_TQ_LOG_SUM,
                                      "SELECT min(seq), max(seq), count(*), min(arrival_unix_ms), "
                                      "max(arrival_unix_ms) FROM log WHERE seq <= ?1",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, upto);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        c->first_seq = sqlite3_column_int64(q, 0);
        c->last_seq = sqlite3_column_int64(q, 1);
        c->frames = sqlite3_column_int64(q, 2);
        c->from_unix_ms = sqlite3_column_int64(q, 3);
        c->to_unix_ms = sqlite3_column_int64(q, 4);
    }
    return qn_tele_done(t, q, code, err);
}

static enum qn_status add_raw(struct qn_tele *t, int64_t n, const void *raw, size_t len,
                              struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_RAW_ADD, "INSERT INTO raw (n, bytes) VALUES (?1, ?2)", &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, n);
    sqlite3_bind_blob64(q, 2, len ? raw : "", len, SQLITE_STATIC);
    return qn_tele_run(t, q, err);
}

static enum qn_status add_seal(struct qn_tele *t, const struct qn_tele_sealed *c, size_t len,
                               const unsigned char seal[QN_SHA256_LEN], struct qn_err *err)
{
    sqlite3_stmt *q;
    const int64_t value[] = {c->n,          c->first_seq, c->last_seq, c->frames, c->from_unix_ms,
                             c->to_unix_ms, (int64_t)len};
    enum qn_status st =
        qn_tele_query(t, QN_TQ_SEAL_ADD,
                      "INSERT INTO seal (n, first_seq, last_seq, frames, from_unix_ms, to_unix_ms, "
                      "len, sha256, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                      &q, err);
    if (st)
        return st;
    for (int i = 0; i < 7; i++)
        sqlite3_bind_int64(q, i + 1, value[i]);
    sqlite3_bind_blob(q, 8, c->sha256, QN_SHA256_LEN, SQLITE_STATIC);
    sqlite3_bind_blob(q, 9, seal, QN_SHA256_LEN, SQLITE_STATIC);
    return qn_tele_run(t, q, err);
}

static enum qn_status seal_log(struct qn_tele *t, int64_t upto, const void *raw, size_t len,
                               struct qn_err *err)
{
    struct qn_tele_sealed c = {0};
    unsigned char before[QN_SHA256_LEN], seal[QN_SHA256_LEN];
    int64_t n, last;
    enum qn_status st = log_sum(t, upto, &c, err);
    if (st || c.frames == 0)
        return st;
    st = qn_tele_seal_end(t, &n, &last, before, err);
    c.n = n + 1;
    if (!st)
        st = qn_sha256_of(raw, len, c.sha256, err);
    if (!st) {
        qn_tele_seal_hash(t->s->sha, before, &c, seal);
        st = add_seal(t, &c, len, seal, err);
    }
    return st ? st : add_raw(t, c.n, raw, len, err);
}

static enum qn_status drop_log(struct qn_tele *t, int64_t upto, struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_LOG_DROP, "DELETE FROM log WHERE seq <= ?1", &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, upto);
    return qn_tele_run(t, q, err);
}

enum qn_status qn_tele_file(struct qn_tele *t, const struct qn_tele_part *part, size_t n,
                            int64_t upto, const void *raw, size_t raw_len, struct qn_err *err)
{
    bool own;
    enum qn_status st = qn_tele_enter(t, &own, err);
    if (st)
        return st;
    for (size_t i = 0; i < n && !st; i++)
        st = qn_tele_part_add(t, &part[i], true, err);
    if (!st)
        st = seal_log(t, upto, raw, raw_len, err);
    if (!st)
        st = drop_log(t, upto, err);
    return qn_tele_leave(t, own, st, err);
}
