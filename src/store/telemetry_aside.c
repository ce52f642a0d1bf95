/* Quarantine: frames of devices that are not known, kept apart and bounded. */
#include "store/telemetry_internal.h"

#include <string.h>

static enum qn_status count_of(struct qn_tele *t, const char *mn, int64_t keep, int64_t *n,
                               struct qn_err *err)
{
    sqlite3_stmt *q;
    *n = 0;
    enum qn_status st =
        qn_tele_query(t, QN_TQ_ASIDE_COUNT,
                      "SELECT count(*) FROM (SELECT 1 FROM aside WHERE mn = ?1 LIMIT ?2)", &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, keep < 0 ? 0 : keep);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        *n = sqlite3_column_int64(q, 0);
    return qn_tele_done(t, q, code, err);
}

static enum qn_status add(struct qn_tele *t, const struct qn_tele_aside *a, struct qn_err *err)
{
    sqlite3_stmt *q;
    enum qn_status st = qn_tele_query(t, QN_TQ_ASIDE_ADD,
                                      "INSERT INTO aside (mn, arrival_unix_ms, peer, reason, "
                                      "frame) VALUES (?1, ?2, ?3, ?4, ?5)",
                                      &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, a->mn, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, a->arrival_unix_ms);
    sqlite3_bind_text(q, 3, a->peer ? a->peer : "", -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 4, a->reason ? a->reason : "", -1, SQLITE_STATIC);
    sqlite3_bind_blob64(q, 5, a->len ? a->bytes : "", a->len, SQLITE_STATIC);
    return qn_tele_run(t, q, err);
}

static enum qn_status keep_one(struct qn_tele *t, const struct qn_tele_aside *a, int64_t keep,
                               int64_t keep_all, bool *kept, struct qn_err *err)
{
    int64_t of_mn = 0, all = 0;
    enum qn_status st = count_of(t, a->mn, keep, &of_mn, err);
    if (!st && of_mn < keep)
        st = qn_tele_note_get(t, QN_TELE_NOTE_ASIDE, 0, &all, err);
    if (st || of_mn >= keep || all >= keep_all)
        return st;
    st = add(t, a, err);
    if (!st)
        st = qn_tele_note_put(t, QN_TELE_NOTE_ASIDE, all + 1, err);
    *kept = !st;
    return st;
}

enum qn_status qn_tele_aside_add(struct qn_tele *t, const struct qn_tele_aside *a, int64_t keep,
                                 int64_t keep_all, bool *kept, struct qn_err *err)
{
    bool own;
    *kept = false;
    enum qn_status st = qn_tele_enter(t, &own, err);
    if (!st)
        st = qn_tele_leave(t, own, keep_one(t, a, keep, keep_all, kept, err), err);
    if (st)
        *kept = false;
    return st;
}

enum qn_status qn_tele_asides(struct qn_tele *t, const char *mn,
                              int (*row)(const struct qn_tele_aside *, void *), void *user,
                              struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    int code;
    enum qn_status st = qn_store_prepare(t->s,
                                         "SELECT id, arrival_unix_ms, mn, peer, reason, frame FROM "
                                         "aside WHERE ?1 IS NULL OR mn = ?1 ORDER BY id",
                                         &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        const struct qn_tele_aside a = {.id = sqlite3_column_int64(q, 0),
                                        .arrival_unix_ms = sqlite3_column_int64(q, 1),
                                        .mn = (const char *)sqlite3_column_text(q, 2),
                                        .peer = (const char *)sqlite3_column_text(q, 3),
                                        .reason = (const char *)sqlite3_column_text(q, 4),
                                        .bytes = sqlite3_column_blob(q, 5),
                                        .len = (uint32_t)sqlite3_column_bytes(q, 5)};
        if (row(&a, user))
            break;
    }
    if (code == SQLITE_ROW)
        st = QN_E_CANCELLED;
    else if (code != SQLITE_DONE)
        st = qn_store_sql_fail(t->s, code, err);
    sqlite3_finalize(q);
    return st;
}

struct admitting {
    struct qn_tele *t;
    int64_t device, n;
    enum qn_status st;
    struct qn_err *err;
};

static int admit_one(const struct qn_tele_aside *a, void *user)
{
    struct admitting *w = user;
    struct qn_tele_frame f = {.device = w->device,
                              .arrival_unix_ms = a->arrival_unix_ms,
                              .bytes = a->bytes,
                              .len = a->len};
    w->st = qn_tele_append(w->t, &f, 1, w->err);
    w->n += !w->st;
    return w->st != QN_OK;
}

static enum qn_status forget(struct qn_tele *t, const char *mn, int64_t n, struct qn_err *err)
{
    sqlite3_stmt *q = NULL;
    int64_t all = 0;
    enum qn_status st = qn_store_prepare(t->s, "DELETE FROM aside WHERE mn = ?1", &q, err);
    if (st)
        return st;
    sqlite3_bind_text(q, 1, mn, -1, SQLITE_STATIC);
    st = qn_tele_run(t, q, err);
    sqlite3_finalize(q);
    if (!st)
        st = qn_tele_note_get(t, QN_TELE_NOTE_ASIDE, 0, &all, err);
    return st ? st : qn_tele_note_put(t, QN_TELE_NOTE_ASIDE, all > n ? all - n : 0, err);
}

enum qn_status qn_tele_aside_admit(struct qn_tele *t, const char *mn, int64_t device, int64_t *n,
                                   struct qn_err *err)
{
    struct admitting w = {.t = t, .device = device, .err = err};
    bool own;
    *n = 0;
    enum qn_status st = qn_tele_enter(t, &own, err);
    if (st)
        return st;
    st = qn_tele_asides(t, mn, admit_one, &w, err);
    if (st == QN_E_CANCELLED)
        st = w.st;
    if (!st)
        st = forget(t, mn, w.n, err);
    st = qn_tele_leave(t, own, st, err);
    *n = st ? 0 : w.n;
    return st;
}
