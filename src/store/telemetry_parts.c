/* Filed values: reading, compaction, retention. */
#include "store/telemetry_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE 4096 /* things removed in one transaction */

enum qn_status qn_tele_part_add(struct qn_tele *t, const struct qn_tele_part *p, bool loose,
                                struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(t, QN_TQ_PART_ADD,
                                      "INSERT INTO part (device, day, st, cn, loose, n_rows, len, "
                                      "bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, p->device);
    sqlite3_bind_int(q, 2, p->day);
    sqlite3_bind_int(q, 3, p->st);
    sqlite3_bind_int(q, 4, p->cn);
    sqlite3_bind_int(q, 5, loose);
    sqlite3_bind_int(q, 6, p->rows);
    sqlite3_bind_int64(q, 7, p->len);
    sqlite3_bind_blob64(q, 8, p->len ? p->bytes : "", p->len, SQLITE_STATIC);
    return qn_tele_run(t, q, err);
}

/* What a reader of parts asks for. */
struct ask {
    int32_t st, cn, first_day, last_day;
    int (*row)(const struct qn_tele_part *, void *);
    void *user;
};

static enum qn_status parts_of(struct qn_tele *t, int64_t device, const struct ask *a,
                               struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st = qn_tele_query(
        t, QN_TQ_PART_READ,
        "SELECT id, day, st, cn, n_rows, bytes FROM part WHERE device = ?1 AND day BETWEEN ?2 AND "
        "?3 AND (?4 < 0 OR st = ?4) AND (?5 < 0 OR cn = ?5) ORDER BY day, st, cn, id",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, device);
    sqlite3_bind_int(q, 2, a->first_day);
    sqlite3_bind_int(q, 3, a->last_day);
    sqlite3_bind_int(q, 4, a->st);
    sqlite3_bind_int(q, 5, a->cn);
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_tele_part p = {.id = sqlite3_column_int64(q, 0),
                                 .device = device,
                                 .day = sqlite3_column_int(q, 1),
                                 .st = sqlite3_column_int(q, 2),
                                 .cn = sqlite3_column_int(q, 3),
                                 .rows = sqlite3_column_int(q, 4),
                                 .bytes = sqlite3_column_blob(q, 5),
                                 .len = (uint32_t)sqlite3_column_bytes(q, 5)};
        if (a->row(&p, a->user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    }
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_part_days(struct qn_tele *t, int64_t device, int32_t st_code, int32_t cn,
                                 int32_t first_day, int32_t last_day,
                                 int (*day)(int32_t day, void *user), void *user,
                                 struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_PART_DAYS,
                      "SELECT DISTINCT day FROM part INDEXED BY part_of_device WHERE device = ?1 "
                      "AND day BETWEEN ?2 AND ?3 AND (?4 < 0 OR st = ?4) AND (?5 < 0 OR cn = ?5) "
                      "ORDER BY day",
                      &q, err);
    if (st)
        return st;
    const int32_t value[] = {first_day, last_day, st_code, cn};
    sqlite3_bind_int64(q, 1, device);
    for (int i = 0; i < 4; i++)
        sqlite3_bind_int(q, i + 2, value[i]);
    while ((code = sqlite3_step(q)) == SQLITE_ROW)
        if (day(sqlite3_column_int(q, 0), user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    return qn_tele_done(t, q, code, err);
}

/* The device after one, by id; 0 at the end. */
static enum qn_status next_device(struct qn_tele *t, int64_t *device, struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(
        t, QN_TQ_DEVICE_IDS, "SELECT id FROM device WHERE id > ?1 ORDER BY id LIMIT 1", &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, *device);
    int code = sqlite3_step(q);
    *device = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    return qn_tele_done(t, q, code, err);
}

enum qn_status qn_tele_parts(struct qn_tele *t, int64_t device, int32_t st_code, int32_t cn,
                             int32_t first_day, int32_t last_day,
                             int (*row)(const struct qn_tele_part *, void *), void *user,
                             struct qn_err *err)
{
    const struct ask a = {st_code, cn, first_day, last_day, row, user};
    if (device)
        return parts_of(t, device, &a, err);
    enum qn_status st = next_device(t, &device, err);
    while (!st && device) {
        st = parts_of(t, device, &a, err);
        if (!st)
            st = next_device(t, &device, err);
    }
    return st;
}

enum qn_status qn_tele_loose(struct qn_tele *t, int32_t before_day, size_t limit,
                             struct qn_tele_group *out, size_t *n, struct qn_err *err)
{
    sqlite3_stmt *q;
    int code = SQLITE_DONE;
    *n = 0;
    enum qn_status st = qn_tele_query(
        t, QN_TQ_PART_LOOSE,
        "SELECT DISTINCT day, device, st, cn FROM part INDEXED BY part_loose WHERE loose = 1 AND "
        "day < ?1 ORDER BY day, device, st, cn LIMIT ?2",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_int(q, 1, before_day);
    sqlite3_bind_int64(q, 2, (int64_t)limit);
    while (*n < limit && (code = sqlite3_step(q)) == SQLITE_ROW)
        out[(*n)++] = (struct qn_tele_group){.day = sqlite3_column_int(q, 0),
                                             .device = sqlite3_column_int64(q, 1),
                                             .st = sqlite3_column_int(q, 2),
                                             .cn = sqlite3_column_int(q, 3)};
    return qn_tele_done(t, q, code, err);
}

/* Removes a part of the same device, kind and day. Somebody may have been faster: a conflict. */
static enum qn_status drop_one(struct qn_tele *t, int64_t id, const struct qn_tele_part *like,
                               struct qn_err *err)
{
    sqlite3_stmt *q;
    char text[QN_NUM_TEXT_CAP];
    enum qn_status st = qn_tele_query(t, QN_TQ_PART_DROP,
                                      "DELETE FROM part WHERE id = ?1 AND device = ?2 AND day = ?3 "
                                      "AND st = ?4 AND cn = ?5",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, id);
    sqlite3_bind_int64(q, 2, like->device);
    sqlite3_bind_int(q, 3, like->day);
    sqlite3_bind_int(q, 4, like->st);
    sqlite3_bind_int(q, 5, like->cn);
    st = qn_tele_run(t, q, err);
    if (st || sqlite3_changes(t->s->db) == 1)
        return st;
    snprintf(text, sizeof text, "%lld", (long long)id);
    return qn_fail(err, QN_E_CONFLICT, t->s->path, QN_T_TELE_PART_GONE, t->s->path, text);
}

enum qn_status qn_tele_replace(struct qn_tele *t, const int64_t *id, size_t n,
                               const struct qn_tele_part *by, struct qn_err *err)
{
    bool own;
    enum qn_status st = qn_tele_enter(t, &own, err);
    if (st)
        return st;
    for (size_t i = 0; i < n && !st; i++)
        st = drop_one(t, id[i], by, err);
    if (!st)
        st = qn_tele_part_add(t, by, false, err);
    return qn_tele_leave(t, own, st, err);
}

/* One removal under way. */
struct removal {
    const char *what;   /* "part", "raw" */
    int64_t id;         /* of its row */
    int64_t cn, before; /* cn: -1 any; before: day or ms */
    int64_t count, units, len;
};

static enum qn_status write_removal(struct qn_tele *t, struct removal *r, struct qn_err *err)
{
    unsigned char hash[QN_SHA256_LEN];
    sqlite3_stmt *q = NULL;
    bool part = strcmp(r->what, "part") == 0;
    qn_sha256_final(t->s->sha, hash);
    enum qn_status st = qn_store_prepare(
        t->s,
        "INSERT INTO removal (at_unix_ms, what, cn, before_day, before_unix_ms, count, units, len, "
        "sha256) VALUES (unixepoch('now') * 1000, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, r->what, -1, SQLITE_STATIC);
    if (r->cn >= 0)
        sqlite3_bind_int64(q, 2, r->cn);
    sqlite3_bind_int64(q, part ? 3 : 4, r->before);
    sqlite3_bind_int64(q, 5, r->count);
    sqlite3_bind_int64(q, 6, r->units);
    sqlite3_bind_int64(q, 7, r->len);
    sqlite3_bind_blob(q, 8, hash, sizeof hash, SQLITE_STATIC);
    st = qn_tele_run(t, q, err);
    sqlite3_finalize(q);
    r->id = sqlite3_last_insert_rowid(t->s->db);
    return st;
}

/* Runs a statement with the ids in a JSON-free way: one bound id at a time. */
static enum qn_status each_id(struct qn_tele *t, const char *sql, const int64_t *id, int64_t n,
                              int64_t second, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    enum qn_status st = qn_store_prepare(t->s, sql, &q, err);
    for (int64_t i = 0; i < n && !st; i++) {
        sqlite3_bind_int64(q, 1, id[i]);
        if (sqlite3_bind_parameter_count(q) > 1)
            sqlite3_bind_int64(q, 2, second);
        st = qn_tele_run(t, q, err);
    }
    sqlite3_finalize(q);
    return st;
}

/* At most SLICE ids of what is to go, hashed and counted on the way. Columns: id, units, bytes or
 * their hash, len. */
static enum qn_status gather(struct qn_tele *t, const char *sql, struct removal *r, int64_t *id,
                             struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    int code;
    enum qn_status st = qn_store_prepare(t->s, sql, &q, err);
    if (st)
        return st;
    r->count = r->units = r->len = 0;
    qn_sha256_reset(t->s->sha);
    sqlite3_bind_int64(q, 1, r->before);
    sqlite3_bind_int64(q, 2, SLICE);
    if (sqlite3_bind_parameter_count(q) > 2)
        sqlite3_bind_int64(q, 3, r->cn);
    while ((code = sqlite3_step(q)) == SQLITE_ROW && r->count < SLICE && !st) {
        unsigned char hash[QN_SHA256_LEN];
        st = qn_sha256_of(sqlite3_column_blob(q, 2), (size_t)sqlite3_column_bytes(q, 2), hash, err);
        bool hashed = strcmp(r->what, "raw") == 0;
        qn_sha256_update(t->s->sha, hashed ? sqlite3_column_blob(q, 2) : hash, QN_SHA256_LEN);
        id[r->count++] = sqlite3_column_int64(q, 0);
        r->units += sqlite3_column_int64(q, 1);
        r->len += sqlite3_column_int64(q, 3);
    }
    if (!st && code != SQLITE_DONE && code != SQLITE_ROW)
        st = qn_store_sql_fail(t->s, code, err);
    sqlite3_finalize(q);
    return st;
}

static enum qn_status drop_slice(struct qn_tele *t, struct removal *r, int64_t *id,
                                 struct qn_err *err)
{
    static const char parts[] =
        "SELECT id, n_rows, bytes, len FROM part WHERE id IN (SELECT id FROM part INDEXED BY "
        "part_of_device WHERE day < ?1 AND (?3 < 0 OR cn = ?3) LIMIT ?2) ORDER BY id";
    static const char raws[] =
        "SELECT n, frames, sha256, len FROM seal WHERE to_unix_ms < ?1 AND removal IS NULL ORDER "
        "BY n LIMIT ?2";
    bool part = strcmp(r->what, "part") == 0;
    enum qn_status st = gather(t, part ? parts : raws, r, id, err);
    if (st || r->count == 0)
        return st;
    st = write_removal(t, r, err);
    if (!st && !part)
        st = each_id(t, "UPDATE seal SET removal = ?2 WHERE n = ?1", id, r->count, r->id, err);
    return st ? st
              : each_id(t, part ? "DELETE FROM part WHERE id = ?1" : "DELETE FROM raw WHERE n = ?1",
                        id, r->count, 0, err);
}

/* Slice after slice, each a transaction with its own line in `removal`. */
static enum qn_status drop_all(struct qn_tele *t, struct removal *r, int64_t *n, struct qn_err *err)
{
    int64_t *id = calloc(SLICE, sizeof *id);
    enum qn_status st = id ? QN_OK : qn_fail(err, QN_E_NOMEM, t->s->path, QN_T_NO_MEMORY, "32768");
    *n = 0;
    if (!id)
        return st;
    do {
        bool own = false;
        if (!st)
            st = qn_tele_enter(t, &own, err);
        if (!st)
            st = qn_tele_leave(t, own, drop_slice(t, r, id, err), err);
        if (!st)
            *n += r->count;
    } while (!st && r->count > 0);
    free(id);
    return st;
}

enum qn_status qn_tele_drop_parts(struct qn_tele *t, int32_t cn, int32_t before_day, int64_t *n,
                                  struct qn_err *err)
{
    struct removal r = {.what = "part", .cn = cn, .before = before_day};
    return drop_all(t, &r, n, err);
}

enum qn_status qn_tele_drop_raw(struct qn_tele *t, int64_t before_unix_ms, int64_t *n,
                                struct qn_err *err)
{
    struct removal r = {.what = "raw", .cn = -1, .before = before_unix_ms};
    return drop_all(t, &r, n, err);
}

enum qn_status qn_tele_removals(struct qn_tele *t,
                                int (*row)(const struct qn_tele_removal *, void *), void *user,
                                struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    int code;
    enum qn_status st =
        qn_store_prepare(t->s,
                         "SELECT at_unix_ms, what, coalesce(cn, -1), coalesce(before_day, 0), "
                         "coalesce(before_unix_ms, 0), count, units, len FROM removal ORDER BY id",
                         &q, err);
    if (st)
        return st;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        const struct qn_tele_removal r = {
            .at_unix_ms = sqlite3_column_int64(q, 0),
            .raw = strcmp((const char *)sqlite3_column_text(q, 1), "raw") == 0,
            .cn = sqlite3_column_int(q, 2),
            .before_day = sqlite3_column_int(q, 3),
            .before_unix_ms = sqlite3_column_int64(q, 4),
            .count = sqlite3_column_int64(q, 5),
            .units = sqlite3_column_int64(q, 6),
            .len = sqlite3_column_int64(q, 7)};
        if (row(&r, user))
            break;
    }
    if (code == SQLITE_ROW)
        st = QN_E_CANCELLED;
    else if (code != SQLITE_DONE)
        st = qn_store_sql_fail(t->s, code, err);
    sqlite3_finalize(q);
    return st;
}

enum qn_status qn_tele_shrink(struct qn_tele *t, int64_t pages, int64_t *left, struct qn_err *err)
{
    char sql[64]; /* a pragma takes no bound parameter; the number is the program's own */
    int64_t n = pages < 0 ? 0 : pages > INT32_MAX ? INT32_MAX : pages;
    snprintf(sql, sizeof sql, "PRAGMA incremental_vacuum(%lld)", (long long)n);
    enum qn_status st = n ? qn_store_exec(t->s, sql, err) : QN_OK;
    return st ? st : qn_store_int(t->s, "PRAGMA freelist_count", left, err);
}

enum qn_status qn_tele_size(struct qn_tele *t, struct qn_tele_size *out, struct qn_err *err)
{
    const struct {
        const char *sql;
        int64_t *value;
    } ask[] = {
        {"SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
         &out->file_bytes},
        {"SELECT count(*) FROM part INDEXED BY part_of_device", &out->parts},
        {"SELECT sum(len) FROM part INDEXED BY part_of_device", &out->part_bytes},
        {"SELECT sum(n_rows) FROM part INDEXED BY part_of_device", &out->rows},
        {"SELECT count(*) FROM seal WHERE removal IS NULL", &out->raw_blocks},
        {"SELECT sum(len) FROM seal WHERE removal IS NULL", &out->raw_bytes},
        {"SELECT coalesce((SELECT value FROM note WHERE name = '" QN_TELE_NOTE_ASIDE "'), 0)",
         &out->aside},
    };
    *out = (struct qn_tele_size){0};
    enum qn_status st = qn_tele_log_count(t, &out->log_frames, err);
    for (size_t i = 0; i < sizeof ask / sizeof ask[0] && !st; i++)
        st = qn_store_int(t->s, ask[i].sql, ask[i].value, err);
    return st;
}
