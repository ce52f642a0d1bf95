/* Devices in memory: found by MN with one look-up, counted, known by their last frames. */
#include <stdlib.h>
#include <string.h>

#include "watch/gate.h"
#include "watch/hash.h"

static uint64_t hash_of(const struct qn_gateway *g, struct qn_212_span mn)
{
    return qn_hash(g->seed, mn.p, mn.n);
}

struct gate_device *gate_device_find(struct qn_gateway *g, struct qn_212_span mn)
{
    if (mn.n == 0 || mn.n >= QN_MN_CAP || !g->table)
        return NULL;
    uint64_t h = hash_of(g, mn);
    for (size_t at = h & g->table_mask; g->table[at]; at = (at + 1) & g->table_mask) {
        struct gate_device *d = g->table[at];
        if (d->hash == h && d->mn_len == mn.n && memcmp(d->mn, mn.p, mn.n) == 0)
            return d;
    }
    return NULL;
}

static void place(struct gate_device **table, size_t mask, struct gate_device *d)
{
    size_t at = d->hash & mask;
    while (table[at])
        at = (at + 1) & mask;
    table[at] = d;
}

static bool grow_table(struct qn_gateway *g)
{
    size_t size = g->table ? (g->table_mask + 1) * 2 : 1024;
    struct gate_device **table = calloc(size, sizeof(struct gate_device *));
    if (!table)
        return false;
    for (size_t i = 0; i < g->n_devices; i++)
        place(table, size - 1, g->device[i]);
    free(g->table);
    g->table = table;
    g->table_mask = size - 1;
    return true;
}

static bool room_for_device(struct qn_gateway *g)
{
    if (g->n_devices == g->devices_cap) {
        size_t cap = g->devices_cap ? g->devices_cap * 2 : 256;
        struct gate_device **more = realloc(g->device, cap * sizeof(struct gate_device *));
        if (!more)
            return false;
        g->device = more;
        g->devices_cap = cap;
    }
    return (g->table && g->n_devices * 2 < g->table_mask) || grow_table(g);
}

/* What the register says of it now. */
static void bind_device(struct qn_gateway *g, struct gate_device *d)
{
    struct qn_212_span mn = {d->mn, d->mn_len};
    int before = atomic_load_explicit(&d->state, memory_order_relaxed);
    d->entry = qn_register_find(g->reg, mn);
    int state = d->entry              ? QN_DEVICE_KNOWN
                : g->o.accept_unknown ? QN_DEVICE_ACCEPTED
                                      : QN_DEVICE_ASIDE;
    atomic_store_explicit(&d->state, state, memory_order_relaxed);
    if (before != state)
        atomic_store_explicit(&d->tally.touched, true, memory_order_relaxed);
    if (d->entry && d->entry->min_interval_min > 0)
        d->gap[GAP_MINUTE].interval_ms = d->entry->min_interval_min * INT64_C(60000);
}

static struct gate_device *add(struct qn_gateway *g, struct qn_212_span mn)
{
    struct gate_device *d = room_for_device(g) ? calloc(1, sizeof *d) : NULL;
    if (!d)
        return NULL;
    memcpy(d->mn, mn.p, mn.n);
    d->mn_len = mn.n;
    d->hash = hash_of(g, mn);
    d->slot = UINT32_MAX;
    qn_count_set(&d->tally.last_data_unix_ms, INT64_MIN);
    for (int k = 0; k < GAP_KINDS; k++) {
        d->gap[k].newest_ms = INT64_MIN;
        d->gap[k].from_ms = 1;
    }
    d->gap[GAP_HOUR].interval_ms = INT64_C(3600000);
    d->gap[GAP_DAY].interval_ms = INT64_C(86400000);
    atomic_store(&d->state, -1);
    bind_device(g, d);
    if (g->started)
        gate_keys_bind(g, d);
    g->device[g->n_devices++] = d;
    d->older = atomic_load_explicit(&g->newest, memory_order_relaxed);
    atomic_store_explicit(&g->newest, d, memory_order_release);
    place(g->table, g->table_mask, d);
    return d;
}

struct gate_device *gate_device_get(struct qn_gateway *g, struct qn_212_span mn)
{
    struct gate_device *d = gate_device_find(g, mn);
    if (d || mn.n == 0 || mn.n >= QN_MN_CAP || memchr(mn.p, '\0', mn.n))
        return d;
    bool known = qn_register_find(g->reg, mn) != NULL;
    size_t most = g->o.accept_unknown ? QN_GATE_MAX_UNKNOWN : QN_GATE_MAX_ASIDE_DEVICES;
    if (!known && g->n_unknown >= most)
        return NULL;
    d = add(g, mn);
    if (d && !known)
        g->n_unknown++;
    return d;
}

void gate_devices_bind(struct qn_gateway *g)
{
    for (uint32_t i = 0; i < g->n_slots; i++)
        if (g->slot[i].conn)
            g->slot[i].conn->allowed = NULL;
    g->n_unknown = 0;
    for (size_t i = 0; i < g->n_devices; i++) {
        bind_device(g, g->device[i]);
        gate_keys_bind(g, g->device[i]);
        g->n_unknown += g->device[i]->state != QN_DEVICE_KNOWN;
    }
}

/* The newest period whose start is not after the newest time that was ever told. */
static void resume_gaps(struct gate_device *d, int64_t last_data_ms)
{
    const int64_t east_ms = 8 * INT64_C(3600000); /* periods begin at +08:00 */
    for (int k = 0; k < GAP_KINDS && last_data_ms != INT64_MIN; k++) {
        int64_t step = d->gap[k].interval_ms;
        if (step > 0)
            d->gap[k].newest_ms = (last_data_ms + east_ms) / step * step - east_ms - step;
    }
}

struct loading {
    struct qn_gateway *g;
    bool failed;
};

static int take_row(const struct qn_tele_device *row, void *user)
{
    struct loading *l = user;
    struct gate_device *d =
        add(l->g, (struct qn_212_span){row->mn, (uint32_t)strnlen(row->mn, QN_MN_CAP - 1)});
    l->failed = !d;
    if (!d)
        return 1;
    d->id = row->id;
    d->stored = row->stored;
    memcpy(d->peer, row->peer, sizeof d->peer);
    qn_count_set(&d->tally.received, row->received);
    qn_count_set(&d->tally.acknowledged, row->acknowledged);
    qn_count_set(&d->tally.duplicate, row->duplicate);
    qn_count_set(&d->tally.quarantined, row->quarantined);
    qn_count_set(&d->tally.faulty, row->faulty);
    qn_count_set(&d->tally.first_unix_ms, row->first_unix_ms);
    qn_count_set(&d->tally.last_unix_ms, row->last_unix_ms);
    qn_count_set(&d->tally.last_data_unix_ms, row->last_data_unix_ms);
    for (int i = 0; i < QN_212_DEV_COUNT; i++)
        qn_count_set(&d->tally.deviation[i], (int64_t)row->deviations[i]);
    resume_gaps(d, row->last_data_unix_ms);
    l->g->n_unknown += d->state != QN_DEVICE_KNOWN;
    return 0;
}

enum qn_status gate_devices_load(struct qn_gateway *g, struct qn_err *err)
{
    struct loading l = {.g = g};
    enum qn_status st = qn_tele_devices(g->writer.tele, take_row, &l, err);
    if (l.failed)
        st = qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    for (size_t i = 0; !st && i < g->n_devices; i++)
        st = gate_keys_load(g, g->device[i], err);
    return st;
}

void gate_devices_free(struct qn_gateway *g)
{
    for (size_t i = 0; i < g->n_devices; i++) {
        free(g->device[i]->keys);
        free(g->device[i]);
    }
    free(g->device);
    free(g->table);
    g->device = g->table = NULL;
    g->n_devices = 0;
    atomic_store(&g->newest, NULL);
}

bool gate_device_again(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f)
{
    uint64_t h = qn_hash(g->seed, f->segment.p, f->segment.n) | 1; /* 0: nothing there */
    for (size_t i = 0; i < QN_GATE_WINDOW; i++)
        if (d->window[i] == h)
            return true;
    d->window[d->window_at] = h;
    d->window_at = (d->window_at + 1) % QN_GATE_WINDOW;
    return false;
}

struct gate_conn *gate_device_conn(struct qn_gateway *g, const struct gate_device *d)
{
    if (d->slot >= g->n_slots || g->slot[d->slot].gen != d->gen)
        return NULL;
    struct gate_conn *c = g->slot[d->slot].conn;
    return c && !c->closing ? c : NULL;
}
