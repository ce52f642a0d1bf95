/* Compaction: the parts of a day become one. */
#include <stdlib.h>
#include <string.h>

#include "series/inside.h"

#define GROUPS 256
#define MAX_PARTS 65536
#define ARENA_MAX ((size_t)8 << 30) /* [byte] */
#define BLOCK_MAX ((size_t)1 << 30) /* [byte] */

/* A row where it stands among all rows of the day, in order of filing. */
struct placed {
    struct qn_row row;
    size_t order;
    bool drop;
};
struct day {
    struct qn_arena arena;
    int64_t id[MAX_PARTS];
    size_t parts;
    struct placed *row;
    size_t n, cap;
    int64_t bytes;
    enum qn_status st;
    struct qn_err *err;
};

static int take_part(const struct qn_tele_part *p, void *user)
{
    struct day *d = user;
    struct qn_row *row;
    size_t n;
    if (d->parts == MAX_PARTS)
        return 1;
    d->st = qn_block_read(p->bytes, p->len, &d->arena, &row, &n, d->err);
    if (d->st)
        return 1;
    if (d->n + n > d->cap) {
        size_t cap = (d->n + n) * 2;
        struct placed *more = realloc(d->row, cap * sizeof *more);
        if (!more) {
            d->st = qn_fail(d->err, QN_E_NOMEM, "compact", QN_T_NO_MEMORY, "?");
            return 1;
        }
        d->row = more;
        d->cap = cap;
    }
    for (size_t i = 0; i < n; i++, d->n++)
        d->row[d->n] = (struct placed){.row = row[i], .order = d->n};
    d->id[d->parts++] = p->id;
    d->bytes += p->len;
    return 0;
}

static int by_arrival(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->row.arrival_unix_ms != y->row.arrival_unix_ms)
        return x->row.arrival_unix_ms < y->row.arrival_unix_ms ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_time(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->row.t_unix_ms != y->row.t_unix_ms)
        return x->row.t_unix_ms < y->row.t_unix_ms ? -1 : 1;
    return by_arrival(a, b);
}

static const struct qn_cell *cell_like(const struct qn_row *row, const struct qn_cell *c)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (qn_span_same(row->cell[i].factor, c->factor) &&
            qn_span_same(row->cell[i].field, c->field))
            return &row->cell[i];
    return NULL;
}

enum likeness { APART, SAME, OTHER };
/* Whether two rows of one time are the same, have no factor in common, or neither. */
static enum likeness compare(const struct qn_row *a, const struct qn_row *b)
{
    uint32_t found = 0, same = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        bool factor = false;
        for (uint32_t k = 0; k < a->n && !factor; k++)
            factor = qn_span_same(a->cell[k].factor, b->cell[i].factor);
        const struct qn_cell *c = cell_like(a, &b->cell[i]);
        found += factor;
        same += c && qn_span_same(c->text, b->cell[i].text);
    }
    if (found == 0)
        return APART;
    return same == b->n && a->n == b->n ? SAME : OTHER;
}

/* A row goes where the last row with any of its factors at that time is the same: then no value
 * has another version without it. */
static void drop_repeats(struct day *d)
{
    qsort(d->row, d->n, sizeof *d->row, by_time);
    for (size_t i = 1; i < d->n; i++)
        for (size_t k = i; k-- > 0 && d->row[k].row.t_unix_ms == d->row[i].row.t_unix_ms;) {
            if (d->row[k].drop)
                continue;
            enum likeness l = compare(&d->row[k].row, &d->row[i].row);
            d->row[i].drop = l == SAME;
            if (l != APART)
                break;
        }
    qsort(d->row, d->n, sizeof *d->row, by_arrival);
}

static enum qn_status write_day(struct qn_tele *t, struct day *d, const struct qn_tele_group *g,
                                struct qn_compacted *out)
{
    struct qn_buf block;
    size_t n = 0;
    struct qn_row *row = qn_arena_alloc(&d->arena, (d->n + 1) * sizeof *row, d->err);
    if (!row)
        return QN_E_NOMEM;
    drop_repeats(d);
    for (size_t i = 0; i < d->n; i++)
        if (!d->row[i].drop)
            row[n++] = d->row[i].row;
    qn_buf_init(&block, BLOCK_MAX);
    enum qn_status st = qn_block_write(row, n, &block, d->err);
    const struct qn_tele_part by = {.device = g->device,
                                    .st = g->st,
                                    .cn = g->cn,
                                    .day = g->day,
                                    .rows = (int32_t)n,
                                    .bytes = block.data,
                                    .len = (uint32_t)block.len};
    if (!st)
        st = qn_tele_replace(t, d->id, d->parts, &by, d->err);
    if (!st) {
        out->days++;
        out->parts_before += (int64_t)d->parts;
        out->parts_after++;
        out->bytes_before += d->bytes;
        out->bytes_after += (int64_t)block.len;
    }
    qn_buf_release(&block);
    return st;
}

static enum qn_status compact_day(struct qn_tele *t, const struct qn_tele_group *g,
                                  struct qn_compacted *out, struct qn_err *err)
{
    struct day *d = calloc(1, sizeof *d);
    if (!d)
        return qn_fail(err, QN_E_NOMEM, "compact", QN_T_NO_MEMORY, "?");
    d->err = err;
    qn_arena_init(&d->arena, ARENA_MAX);
    enum qn_status st =
        qn_tele_parts(t, g->device, g->st, g->cn, g->day, g->day, take_part, d, err);
    if (d->st || st == QN_E_CANCELLED)
        st = d->st;
    if (!st && d->parts)
        st = write_day(t, d, g, out);
    qn_arena_release(&d->arena);
    free(d->row);
    free(d);
    return st;
}

/* All days of a batch in one transaction: a day's commit costs more than the day. */
static enum qn_status compact_groups(struct qn_tele *t, const struct qn_tele_group *g, size_t n,
                                     struct qn_compacted *out, struct qn_err *err)
{
    struct qn_compacted done = *out;
    enum qn_status st = qn_tele_begin(t, err);
    if (st)
        return st;
    for (size_t i = 0; i < n && !st; i++)
        st = compact_day(t, &g[i], &done, err);
    if (st)
        qn_tele_rollback(t);
    else
        st = qn_tele_commit(t, err);
    if (!st)
        *out = done;
    return st;
}

enum qn_status qn_compact(struct qn_tele *t, int32_t before_day, size_t max_days,
                          struct qn_compacted *out, struct qn_err *err)
{
    struct qn_tele_group group[GROUPS];
    size_t n = 0, done = 0;
    enum qn_status st;
    *out = (struct qn_compacted){0};
    do {
        size_t want = max_days && max_days - done < GROUPS ? max_days - done : GROUPS;
        st = qn_tele_loose(t, before_day, want, group, &n, err);
        if (!st && n)
            st = compact_groups(t, group, n, out, err);
        done += n;
    } while (!st && n > 0 && (max_days == 0 || done < max_days));
    return st;
}
