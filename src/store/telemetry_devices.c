/* Every MN ever seen, its state and counters. */
#include "store/telemetry_internal.h"

#include <string.h>

#define DEVICE_COLUMNS                                                                             \
    "id, mn, state, first_unix_ms, last_unix_ms, last_data_unix_ms, received, acknowledged, "      \
    "stored, duplicate, quarantined, faulty, deviations, peer, "                                   \
    "(SELECT value FROM note WHERE name = '" QN_TELE_IMPORTED "' || device.id)"
#define N_DEVIATIONS 32

static enum qn_status find(struct qn_tele *t, const char *mn, int64_t *id, struct qn_err *err)
{
    sqlite3_stmt *q;
    *id = 0;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_DEVICE_FIND, "SELECT id FROM device WHERE mn = ?1", &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *id = sqlite3_column_int64(q, 0);
    return qn_tele_done(t, q, code, err);
}

static enum qn_status add(struct qn_tele *t, const char *mn, enum qn_tele_state state,
                          struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(
        t, QN_TQ_DEVICE_ADD,
        "INSERT INTO device (mn, state, first_unix_ms, last_unix_ms, last_data_unix_ms, received, "
        "acknowledged, stored, duplicate, quarantined, faulty, deviations, peer) "
        "VALUES (?1, ?2, 0, 0, NULL, 0, 0, 0, 0, 0, 0, x'', '') ON CONFLICT DO NOTHING",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    sqlite3_bind_int(q, 2, (int)state);
    return qn_tele_run(t, q, err);
}

enum qn_status qn_tele_device_find(struct qn_tele *t, const char *mn, int64_t *id,
                                   struct qn_err *err)
{
    enum qn_status st = find(t, mn, id, err);
    if (!st && *id == 0)
        return qn_fail(err, QN_E_NOTFOUND, t->s->path, QN_T_TELE_NO_DEVICE, t->s->path, mn);
    return st;
}

enum qn_status qn_tele_device_id(struct qn_tele *t, const char *mn, enum qn_tele_state state,
                                 int64_t *id, struct qn_err *err)
{
    if (!*mn || strlen(mn) >= QN_MN_CAP)
        return qn_fail(err, QN_E_LIMIT, t->s->path, QN_T_TELE_MN, mn);
    enum qn_status st = find(t, mn, id, err);
    if (st || *id)
        return st;
    st = add(t, mn, state, err);
    return st ? st : find(t, mn, id, err);
}

/* Bytes of the counters up to the last that is not zero. */
static int pack(const uint64_t count[N_DEVIATIONS], unsigned char out[N_DEVIATIONS * 8])
{
    int n = 0;
    for (int i = 0; i < N_DEVIATIONS; i++) {
        for (int k = 0; k < 8; k++)
            out[i * 8 + k] = (unsigned char)(count[i] >> (8 * k));
        if (count[i])
            n = (i + 1) * 8;
    }
    return n;
}

static void unpack(const unsigned char *p, int n, uint64_t count[N_DEVIATIONS])
{
    memset(count, 0, N_DEVIATIONS * sizeof *count);
    for (int i = 0; i < n && i < N_DEVIATIONS * 8; i++)
        count[i / 8] |= (uint64_t)p[i] << (8 * (i % 8));
}

enum qn_status qn_tele_device_put(struct qn_tele *t, const struct qn_tele_device *d,
                                  struct qn_err *err)
{
    sqlite3_stmt *q;
    unsigned char packed[N_DEVIATIONS * 8];
    const int64_t count[] = {d->received,  d->acknowledged, d->stored,
                             d->duplicate, d->quarantined,  d->faulty};
    enum qn_status st = qn_tele_query(
        t, QN_TQ_DEVICE_PUT,
        "UPDATE device SET state = ?2, first_unix_ms = ?3, last_unix_ms = ?4, last_data_unix_ms = "
        "?5, deviations = ?6, peer = ?7, received = ?8, acknowledged = ?9, stored = ?10, duplicate "
        "= ?11, quarantined = ?12, faulty = ?13 WHERE id = ?1",
        &q, err);
    if (st)
        return st;
    sqlite3_bind_int64(q, 1, d->id);
    sqlite3_bind_int(q, 2, (int)d->state);
    sqlite3_bind_int64(q, 3, d->first_unix_ms);
    sqlite3_bind_int64(q, 4, d->last_unix_ms);
    if (d->last_data_unix_ms == INT64_MIN)
        sqlite3_bind_null(q, 5);
    else
        sqlite3_bind_int64(q, 5, d->last_data_unix_ms);
    sqlite3_bind_blob(q, 6, packed, pack(d->deviations, packed), SQLITE_STATIC);
    sqlite3_bind_text(q, 7, d->peer, -1, SQLITE_STATIC);
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(q, 8 + i, count[i]);
    return qn_tele_run(t, q, err);
}

static void device_of(sqlite3_stmt *q, struct qn_tele_device *d)
{
    int64_t *const count[] = {&d->received,  &d->acknowledged, &d->stored,
                              &d->duplicate, &d->quarantined,  &d->faulty};
    *d = (struct qn_tele_device){.id = sqlite3_column_int64(q, 0)};
    qn_tele_copy_text(d->mn, sizeof d->mn, q, 1);
    d->state = (enum qn_tele_state)sqlite3_column_int(q, 2);
    d->first_unix_ms = sqlite3_column_int64(q, 3);
    d->last_unix_ms = sqlite3_column_int64(q, 4);
    d->last_data_unix_ms =
        sqlite3_column_type(q, 5) == SQLITE_NULL ? INT64_MIN : sqlite3_column_int64(q, 5);
    for (int i = 0; i < 6; i++)
        *count[i] = sqlite3_column_int64(q, 6 + i);
    unpack(sqlite3_column_blob(q, 12), sqlite3_column_bytes(q, 12), d->deviations);
    qn_tele_copy_text(d->peer, sizeof d->peer, q, 13);
    d->imported = sqlite3_column_int64(q, 14); /* no note: 0 */
}

enum qn_status qn_tele_devices(struct qn_tele *t, int (*row)(const struct qn_tele_device *, void *),
                               void *user, struct qn_err *err)
{
    sqlite3_stmt *q;
    int code;
    enum qn_status st = qn_tele_query(t, QN_TQ_DEVICE_ALL,
                                      "SELECT " DEVICE_COLUMNS " FROM device ORDER BY mn", &q, err);
    if (st)
        return st;
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        struct qn_tele_device d;
        device_of(q, &d);
        if (row(&d, user)) {
            sqlite3_reset(q);
            return QN_E_CANCELLED;
        }
    }
    return qn_tele_done(t, q, code, err);
}
