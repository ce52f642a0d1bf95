#include "watch/recount.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STEP 10000 /* frames read at a time */

#define MAX_ID (INT64_C(1) << 24) /* devices have the ids 1, 2, 3 ... */

struct counting {
    int64_t before, last, rows;
    int64_t *n; /* by id */
    size_t cap;
    bool end, failed;
};

static bool room(struct counting *c, int64_t device)
{
    if ((size_t)device < c->cap)
        return true;
    size_t cap = c->cap ? c->cap : 1024;
    while (cap <= (size_t)device)
        cap *= 2;
    int64_t *more = realloc(c->n, cap * sizeof *more);
    if (!more)
        return false;
    memset(more + c->cap, 0, (cap - c->cap) * sizeof *more);
    c->n = more;
    c->cap = cap;
    return true;
}

static int take(const struct qn_tele_frame *f, void *user)
{
    struct counting *c = user;
    c->rows++;
    c->end = f->seq >= c->before;
    if (c->end)
        return 1;
    c->last = f->seq;
    if (f->device <= 0 || f->device > MAX_ID)
        return 0;
    c->failed = !room(c, f->device);
    if (c->failed)
        return 1;
    c->n[f->device]++;
    return 0;
}

enum qn_status qn_watch_recount(struct qn_tele *t, int64_t after, int64_t before, int64_t *last,
                                void (*frames)(int64_t device, int64_t n, void *user), void *user,
                                struct qn_err *err)
{
    struct counting c = {.before = before, .last = after};
    enum qn_status st = QN_OK;
    do {
        c.rows = 0;
        st = qn_tele_log(t, c.last, 0, STEP, take, &c, err);
    } while (!st && !c.end && c.rows == STEP);
    if (c.end)
        st = QN_OK;
    if (c.failed)
        st = qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    for (size_t i = 0; !st && i < c.cap; i++)
        if (c.n[i])
            frames((int64_t)i, c.n[i], user);
    free(c.n);
    *last = c.last;
    return st;
}

/* ---- counted and written down, where no gateway does it ---- */

struct settling {
    struct qn_tele_device *device;
    size_t n, cap;
    bool failed;
};

static int take_device(const struct qn_tele_device *d, void *user)
{
    struct settling *s = user;
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 256;
        struct qn_tele_device *more = realloc(s->device, cap * sizeof *more);
        s->failed = !more;
        if (!more)
            return 1;
        s->device = more;
        s->cap = cap;
    }
    s->device[s->n++] = *d;
    return 0;
}

static void add_frames(int64_t device, int64_t n, void *user)
{
    struct settling *s = user;
    for (size_t i = 0; i < s->n; i++)
        if (s->device[i].id == device)
            s->device[i].stored += n;
}

static enum qn_status put_all(struct qn_tele *t, const struct settling *s, int64_t last,
                              struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; !st && i < s->n; i++)
        st = qn_tele_device_put(t, &s->device[i], err);
    return st ? st : qn_tele_note_put(t, QN_COUNTED_NOTE, last, err);
}

enum qn_status qn_watch_settle(struct qn_tele *t, struct qn_err *err)
{
    struct settling s = {0};
    int64_t counted = 0, last = 0;
    enum qn_status st = qn_tele_begin(t, err);
    if (st)
        return st;
    st = qn_tele_note_get(t, QN_COUNTED_NOTE, 0, &counted, err);
    if (!st)
        st = qn_tele_devices(t, take_device, &s, err);
    if (s.failed)
        st = qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    if (!st)
        st = qn_watch_recount(t, counted, INT64_MAX, &last, add_frames, &s, err);
    if (!st && last != counted)
        st = put_all(t, &s, last, err);
    free(s.device);
    if (!st)
        return qn_tele_commit(t, err);
    qn_tele_rollback(t);
    return st;
}
