#include "watch/recount.h"

#include <stdbool.h>

#define STEP 10000 /* frames read at a time */

struct counting {
    int64_t before, last, device, n, rows;
    bool end;
    void (*frames)(int64_t device, int64_t n, void *user);
    void *user;
};

static void flush(struct counting *c)
{
    if (c->n)
        c->frames(c->device, c->n, c->user);
    c->n = 0;
}

static int take(const struct qn_tele_frame *f, void *user)
{
    struct counting *c = user;
    c->rows++;
    if (f->seq >= c->before) {
        c->end = true;
        return 0;
    }
    if (f->device != c->device)
        flush(c);
    c->device = f->device;
    c->n++;
    c->last = f->seq;
    return 0;
}

enum qn_status qn_watch_recount(struct qn_tele *t, int64_t after, int64_t before, int64_t *last,
                                void (*frames)(int64_t device, int64_t n, void *user), void *user,
                                struct qn_err *err)
{
    struct counting c = {.before = before, .last = after, .frames = frames, .user = user};
    enum qn_status st = QN_OK;
    do {
        c.rows = 0;
        st = qn_tele_log(t, c.last, 0, STEP, take, &c, err);
    } while (!st && !c.end && c.rows == STEP);
    flush(&c);
    *last = c.last;
    return st;
}
