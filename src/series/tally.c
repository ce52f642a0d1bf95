/* What an import adds to the devices' rows: frames stored, arrivals, newest DataTime. */
#include <stdlib.h>

#include "series/inside.h"

struct tally {
    int64_t device, frames, first_unix_ms, last_unix_ms, last_data_unix_ms;
};
struct tallies {
    struct tally *item; /* by device */
    size_t n;
    struct qn_tele_device *changed;
    size_t n_changed;
};

static int64_t data_time(const struct qn_tele_frame *f)
{
    struct qn_212_frame frame;
    struct qn_212_span time;
    enum qn_212_fault fault;
    size_t used;
    int64_t t;
    if (qn_212_take(f->bytes, f->len, QN_212_POLICY_ANY, true, &frame, &used, &fault) ==
            QN_212_FRAME &&
        qn_212_find(frame.cp, "DataTime", &time) && qn_212_time(time, &t))
        return t;
    return INT64_MIN;
}

static int by_device(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    return (x->device > y->device) - (x->device < y->device);
}

static void join(struct tally *to, const struct tally *t)
{
    to->frames += t->frames;
    if (t->first_unix_ms < to->first_unix_ms)
        to->first_unix_ms = t->first_unix_ms;
    if (t->last_unix_ms > to->last_unix_ms)
        to->last_unix_ms = t->last_unix_ms;
    if (t->last_data_unix_ms > to->last_data_unix_ms)
        to->last_data_unix_ms = t->last_data_unix_ms;
}

/* One entry a device. */
static void gather(struct tallies *all, const struct qn_tele_frame *frame, size_t n)
{
    for (size_t i = 0; i < n; i++)
        all->item[i] = (struct tally){frame[i].device, 1, frame[i].arrival_unix_ms,
                                      frame[i].arrival_unix_ms, data_time(&frame[i])};
    qsort(all->item, n, sizeof *all->item, by_device);
    for (size_t i = 0; i < n; i++) {
        if (all->n && all->item[all->n - 1].device == all->item[i].device)
            join(&all->item[all->n - 1], &all->item[i]);
        else
            all->item[all->n++] = all->item[i];
    }
}

static int change_device(const struct qn_tele_device *d, void *user)
{
    struct tallies *all = user;
    const struct tally key = {.device = d->id};
    const struct tally *t = bsearch(&key, all->item, all->n, sizeof key, by_device);
    if (!t || all->n_changed == all->n)
        return 0;
    struct qn_tele_device *c = &all->changed[all->n_changed++];
    bool fresh = d->stored == 0;
    *c = *d;
    c->received += t->frames;
    c->stored += t->frames;
    if (fresh || t->first_unix_ms < c->first_unix_ms)
        c->first_unix_ms = t->first_unix_ms;
    if (fresh || t->last_unix_ms > c->last_unix_ms)
        c->last_unix_ms = t->last_unix_ms;
    if (t->last_data_unix_ms > c->last_data_unix_ms)
        c->last_data_unix_ms = t->last_data_unix_ms;
    return 0;
}

enum qn_status qn_import_tally(struct qn_tele *t, const struct qn_tele_frame *frame, size_t n,
                               struct qn_err *err)
{
    struct tallies all = {.item = calloc(n + 1, sizeof *all.item),
                          .changed = calloc(n + 1, sizeof *all.changed)};
    enum qn_status st =
        all.item && all.changed ? QN_OK : qn_fail(err, QN_E_NOMEM, "import", QN_T_NO_MEMORY, "?");
    if (all.item && all.changed) {
        gather(&all, frame, n);
        st = qn_tele_devices(t, change_device, &all, err);
    }
    for (size_t i = 0; i < all.n_changed && !st; i++)
        st = qn_tele_device_put(t, &all.changed[i], err);
    free(all.item);
    free(all.changed);
    return st;
}
