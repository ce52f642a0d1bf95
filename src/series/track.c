/* Tracks: rows of blocks and of the log become signals with versions. */
#include "series/track.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/nearest.h"
#include "series/inside.h"

#define DAY_MS INT64_C(86400000)
#define BEIJING_MS INT64_C(28800000)
#define HASH_SLOTS 1024u
#define NONE UINT32_MAX
#define SCRATCH_MAX ((size_t)8 << 30) /* [byte] of one block or the log, unfolded */
#define NEAR_MAX 4096                 /* MN looked at for a likeness */

struct taken {
    struct qn_sample sample;
    size_t order;
};
struct growing {
    struct qn_signal signal;
    struct taken *taken;
    size_t n, cap;
    uint32_t next;
};
struct builder {
    const struct qn_track_ask *ask;
    struct qn_212_span factor, field; /* asked for */
    struct qn_arena *arena;
    struct growing *signal;
    uint32_t n, cap, slot[HASH_SLOTS];
    size_t order, unreadable;
    struct qn_err *err;
};

static uint32_t hash_of(struct qn_212_span s, uint32_t h)
{
    for (uint32_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h ^ s.n;
}

static enum qn_status no_memory(struct builder *b)
{
    return qn_fail(b->err, QN_E_NOMEM, "track", QN_T_NO_MEMORY, "?");
}

static struct growing *add_signal(struct builder *b, int32_t st, int32_t cn,
                                  const struct qn_cell *c, uint32_t *slot)
{
    if (b->n == b->cap) {
        uint32_t cap = b->cap ? b->cap * 2 : 64;
        struct growing *more = realloc(b->signal, cap * sizeof *more);
        if (!more)
            return NULL;
        b->signal = more;
        b->cap = cap;
    }
    struct growing *g = &b->signal[b->n];
    *g = (struct growing){.next = *slot};
    g->signal.st = st;
    g->signal.cn = cn;
    g->signal.factor = qn_arena_copy(b->arena, c->factor.p, c->factor.n, NULL);
    g->signal.field = qn_arena_copy(b->arena, c->field.p, c->field.n, NULL);
    if (!g->signal.factor || !g->signal.field)
        return NULL;
    *slot = b->n++;
    return g;
}

static struct growing *signal_of(struct builder *b, int32_t st, int32_t cn, const struct qn_cell *c)
{
    uint32_t h = hash_of(c->field, hash_of(c->factor, 2166136261u ^ (uint32_t)(st * 65536 + cn)));
    uint32_t *slot = &b->slot[h % HASH_SLOTS];
    for (uint32_t i = *slot; i != NONE; i = b->signal[i].next) {
        struct growing *g = &b->signal[i];
        if (g->signal.st == st && g->signal.cn == cn && qn_span_is(c->factor, g->signal.factor) &&
            qn_span_is(c->field, g->signal.field))
            return g;
    }
    return add_signal(b, st, cn, c, slot);
}

/* Asked of every cell for every cell: no call. */
static inline bool is_flag(struct qn_212_span field)
{
    return field.n == 4 && memcmp(field.p, "Flag", 4) == 0;
}

/* The Flag of the same factor in the same frame. */
static void mark_of(const struct qn_row *row, struct qn_212_span factor, char out[QN_MARK_CAP])
{
    out[0] = '\0';
    for (uint32_t i = 0; i < row->n; i++) {
        const struct qn_cell *c = &row->cell[i];
        if (!is_flag(c->field) || !qn_span_same(c->factor, factor))
            continue;
        uint32_t n = c->text.n < QN_MARK_CAP - 1 ? c->text.n : QN_MARK_CAP - 1;
        memcpy(out, c->text.p, n);
        out[n] = '\0';
        return;
    }
}

static const char *text_of(struct builder *b, const struct growing *g, struct qn_212_span s)
{
    const char *last = g->n ? g->taken[g->n - 1].sample.text : NULL;
    return last && qn_span_is(s, last) ? last
                                       : qn_arena_copy(b->arena, s.p ? s.p : "", s.n, b->err);
}

static enum qn_status take_cell(struct builder *b, int32_t st, int32_t cn, const struct qn_row *row,
                                const struct qn_cell *c)
{
    struct growing *g = signal_of(b, st, cn, c);
    if (!g)
        return no_memory(b);
    if (g->n == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 32;
        struct taken *more = realloc(g->taken, cap * sizeof *more);
        if (!more)
            return no_memory(b);
        g->taken = more;
        g->cap = cap;
    }
    struct taken *t = &g->taken[g->n];
    *t = (struct taken){.order = b->order++};
    t->sample = (struct qn_sample){.t_unix_ms = row->t_unix_ms,
                                   .arrival_unix_ms = row->arrival_unix_ms,
                                   .resent = row->resent,
                                   .imported = row->imported,
                                   .text = text_of(b, g, c->text)};
    if (!t->sample.text)
        return no_memory(b);
    if (!qn_212_number(c->text, &t->sample.value))
        t->sample.value = NAN;
    mark_of(row, c->factor, t->sample.mark);
    g->n++;
    return QN_OK;
}

static enum qn_status take_row(struct builder *b, int32_t st, int32_t cn, const struct qn_row *row)
{
    const struct qn_track_ask *a = b->ask;
    enum qn_status status = QN_OK;
    if ((a->st >= 0 && a->st != st) || (a->cn >= 0 && a->cn != cn) ||
        row->t_unix_ms < a->from_unix_ms || row->t_unix_ms >= a->to_unix_ms)
        return QN_OK;
    for (uint32_t i = 0; i < row->n && !status; i++) {
        const struct qn_cell *c = &row->cell[i];
        if ((c->factor.n && is_flag(c->field)) ||
            (a->factor && !qn_span_same(c->factor, b->factor)) ||
            (a->field && !qn_span_same(c->field, b->field)))
            continue;
        status = take_cell(b, st, cn, row, c);
    }
    return status;
}

static int by_time(const void *a, const void *b)
{
    const struct taken *x = a, *y = b;
    if (x->sample.t_unix_ms != y->sample.t_unix_ms)
        return x->sample.t_unix_ms < y->sample.t_unix_ms ? -1 : 1;
    if (x->sample.arrival_unix_ms != y->sample.arrival_unix_ms)
        return x->sample.arrival_unix_ms < y->sample.arrival_unix_ms ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Versions: what repeats the version before it is none. */
static enum qn_status finish_signal(struct builder *b, struct growing *g)
{
    struct qn_sample *s = qn_arena_alloc(b->arena, (g->n + 1) * sizeof *s, b->err);
    size_t n = 0;
    if (!s)
        return no_memory(b);
    qsort(g->taken, g->n, sizeof *g->taken, by_time);
    for (size_t i = 0; i < g->n; i++) {
        const struct qn_sample *x = &g->taken[i].sample;
        struct qn_sample *before = n && s[n - 1].t_unix_ms == x->t_unix_ms ? &s[n - 1] : NULL;
        if (before && strcmp(before->text, x->text) == 0 && strcmp(before->mark, x->mark) == 0)
            continue;
        s[n] = *x;
        s[n].version = before ? (uint16_t)(before->version + (before->version < UINT16_MAX)) : 1;
        s[n++].last = true;
        if (before)
            before->last = false;
    }
    g->signal.sample = s;
    g->signal.n = n;
    return QN_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct qn_signal *x = a, *y = b;
    if (x->st != y->st)
        return x->st < y->st ? -1 : 1;
    if (x->cn != y->cn)
        return x->cn < y->cn ? -1 : 1;
    int c = strcmp(x->factor, y->factor);
    return c ? c : strcmp(x->field, y->field);
}

static enum qn_status finish(struct builder *b, const char *mn, struct qn_track *out)
{
    enum qn_status st = QN_OK;
    struct qn_signal *s = qn_arena_alloc(b->arena, (b->n + 1) * sizeof *s, b->err);
    char *name = qn_arena_copy(b->arena, mn, strlen(mn), b->err);
    if (!s || !name)
        return no_memory(b);
    for (uint32_t i = 0; i < b->n && !st; i++) {
        st = finish_signal(b, &b->signal[i]);
        s[i] = b->signal[i].signal;
    }
    if (st)
        return st;
    qsort(s, b->n, sizeof *s, by_name);
    *out = (struct qn_track){.mn = name,
                             .from_unix_ms = b->ask->from_unix_ms,
                             .to_unix_ms = b->ask->to_unix_ms,
                             .signal = s,
                             .n = b->n,
                             .unreadable = b->unreadable};
    return QN_OK;
}

static void start(struct builder *b, const struct qn_track_ask *ask, struct qn_arena *arena,
                  struct qn_err *err)
{
    *b = (struct builder){.ask = ask, .arena = arena, .err = err};
    if (ask->factor)
        b->factor = (struct qn_212_span){ask->factor, (uint32_t)strlen(ask->factor)};
    if (ask->field)
        b->field = (struct qn_212_span){ask->field, (uint32_t)strlen(ask->field)};
    memset(b->slot, 0xff, sizeof b->slot);
}

static void stop(struct builder *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        free(b->signal[i].taken);
    free(b->signal);
}

enum qn_status qn_track_build(const char *mn, const struct qn_kind_row *row, size_t n,
                              const struct qn_track_ask *ask, struct qn_arena *arena,
                              struct qn_track *out, struct qn_err *err)
{
    struct builder b;
    enum qn_status st = QN_OK;
    *out = (struct qn_track){0};
    start(&b, ask, arena, err);
    for (size_t i = 0; i < n && !st; i++)
        st = take_row(&b, row[i].st, row[i].cn, &row[i].row);
    if (!st)
        st = finish(&b, mn, out);
    stop(&b);
    return st;
}

struct loading {
    struct builder b;
    enum qn_status st;
};

static int take_part(const struct qn_tele_part *p, void *user)
{
    struct loading *l = user;
    struct qn_arena scratch;
    struct qn_row *row;
    size_t n;
    qn_arena_init(&scratch, SCRATCH_MAX);
    l->st = qn_block_read(p->bytes, p->len, &scratch, &row, &n, l->b.err);
    for (size_t i = 0; i < n && !l->st; i++)
        l->st = take_row(&l->b, p->st, p->cn, &row[i]);
    qn_arena_release(&scratch);
    if (l->st == QN_E_BROKEN) {
        char device[QN_NUM_TEXT_CAP], id[QN_NUM_TEXT_CAP], day[QN_DATE_TEXT_CAP];
        snprintf(device, sizeof device, "%lld", (long long)p->device);
        snprintf(id, sizeof id, "%lld", (long long)p->id);
        qn_date_text(qn_date_from_day(p->day), day);
        l->st = qn_fail(l->b.err, QN_E_BROKEN, id, QN_T_PART_BROKEN, device, day, id);
    }
    return l->st != QN_OK;
}

static int take_log(const struct qn_tele_frame *f, void *user)
{
    struct loading *l = user;
    struct qn_arena scratch;
    struct qn_212_frame head;
    struct qn_row row;
    bool data = false;
    if (qn_frame_of_log(f, &head, NULL)) { /* one bad frame does not hide the others */
        l->b.unreadable++;
        return 0;
    }
    qn_arena_init(&scratch, SCRATCH_MAX);
    l->st = qn_row_of_frame(&head, f->arrival_unix_ms, &scratch, &row, &data, l->b.err);
    if (!l->st && data)
        l->st = take_row(&l->b, head.st_code, head.cn_code, &row);
    qn_arena_release(&scratch);
    return l->st != QN_OK;
}

static enum qn_status load(struct qn_tele *t, int64_t device, struct loading *l, struct qn_err *err)
{
    const struct qn_track_ask *a = l->b.ask;
    int64_t last = a->to_unix_ms > INT64_MIN ? a->to_unix_ms - 1 : a->to_unix_ms;
    enum qn_status st = qn_tele_begin_read(t, err);
    if (st)
        return st;
    st = qn_tele_parts(t, device, a->st, a->cn, qn_civil_day(a->from_unix_ms), qn_civil_day(last),
                       take_part, l, err);
    if (!st)
        st = qn_tele_log(t, 0, device, SIZE_MAX, take_log, l, err);
    qn_tele_end_read(t);
    return l->st ? l->st : st;
}

struct names {
    char *name[NEAR_MAX + 1];
    size_t n;
    struct qn_arena arena;
};

static int take_name(const struct qn_tele_device *d, void *user)
{
    struct names *s = user;
    if (s->n < NEAR_MAX)
        s->name[s->n] = qn_arena_copy(&s->arena, d->mn, strlen(d->mn), NULL);
    s->n += s->n < NEAR_MAX && s->name[s->n];
    return 0;
}

/* The same failure, with the nearest MN where one is like it. */
static enum qn_status unknown(struct qn_tele *t, const char *mn, struct qn_err *err)
{
    size_t distance = SIZE_MAX;
    char where[QN_ERR_WHERE_CAP];
    struct names *s = calloc(1, sizeof *s);
    if (!s)
        return QN_E_NOTFOUND;
    snprintf(where, sizeof where, "%s", err ? err->where : "");
    qn_arena_init(&s->arena, SCRATCH_MAX);
    enum qn_status st = qn_tele_devices(t, take_name, s, NULL);
    const char *near = !st && s->n ? qn_nearest(mn, (const char *const *)s->name, &distance) : NULL;
    if (near && distance <= 4)
        (void)qn_fail(err, QN_E_NOTFOUND, where, QN_T_TELE_NO_DEVICE_NEAR, where, mn, near);
    qn_arena_release(&s->arena);
    free(s);
    return QN_E_NOTFOUND;
}

enum qn_status qn_track_load(struct qn_tele *t, const char *mn, const struct qn_track_ask *ask,
                             struct qn_arena *arena, struct qn_track *out, struct qn_err *err)
{
    struct loading l = {.st = QN_OK};
    int64_t device;
    *out = (struct qn_track){0};
    enum qn_status st = qn_tele_device_find(t, mn, &device, err);
    if (st)
        return st == QN_E_NOTFOUND ? unknown(t, mn, err) : st;
    start(&l.b, ask, arena, err);
    st = load(t, device, &l, err);
    if (!st)
        st = finish(&l.b, mn, out);
    stop(&l.b);
    return st;
}

/* ---- day after day ---- */

struct qn_track_days {
    struct qn_tele *t;
    char mn[QN_MN_CAP];
    int64_t device;
    struct qn_track_ask ask;
    struct qn_arena arena;   /* frames of the log */
    struct qn_kind_row *row; /* of the log, those asked for */
    size_t rows, rows_cap, unreadable;
    int32_t *day;
    size_t days, days_cap, at;
    enum qn_status st;
    struct qn_err *err; /* while it is opened */
};

static int add_day(int32_t day, void *user)
{
    struct qn_track_days *d = user;
    if (d->days && d->day[d->days - 1] == day)
        return 0;
    if (d->days == d->days_cap) {
        size_t cap = d->days_cap ? d->days_cap * 2 : 64;
        int32_t *more = realloc(d->day, cap * sizeof *more);
        if (!more) {
            d->st = qn_fail(d->err, QN_E_NOMEM, "track", QN_T_NO_MEMORY, "?");
            return 1;
        }
        d->day = more;
        d->days_cap = cap;
    }
    d->day[d->days++] = day;
    return 0;
}

static struct qn_kind_row *add_row(struct qn_track_days *d)
{
    if (d->rows == d->rows_cap) {
        size_t cap = d->rows_cap ? d->rows_cap * 2 : 64;
        struct qn_kind_row *more = realloc(d->row, cap * sizeof *more);
        if (!more)
            return NULL;
        d->row = more;
        d->rows_cap = cap;
    }
    return &d->row[d->rows];
}

static int keep_log(const struct qn_tele_frame *f, void *user)
{
    struct qn_track_days *d = user;
    const struct qn_track_ask *a = &d->ask;
    struct qn_tele_frame own = *f;
    struct qn_212_frame head;
    bool data = false;
    if (qn_frame_of_log(f, &head, NULL)) {
        d->unreadable++;
        return 0;
    }
    if ((a->st >= 0 && a->st != head.st_code) || (a->cn >= 0 && a->cn != head.cn_code))
        return 0;
    struct qn_kind_row *r = add_row(d);
    own.bytes = r ? qn_arena_copy(&d->arena, f->bytes, f->len, d->err) : NULL;
    if (!own.bytes) {
        d->st = qn_fail(d->err, QN_E_NOMEM, "track", QN_T_NO_MEMORY, "?");
        return 1;
    }
    d->st = qn_frame_of_log(&own, &head, d->err);
    if (!d->st)
        d->st = qn_row_of_frame(&head, f->arrival_unix_ms, &d->arena, &r->row, &data, d->err);
    r->st = head.st_code;
    r->cn = head.cn_code;
    if (d->st || !data || r->row.t_unix_ms < a->from_unix_ms || r->row.t_unix_ms >= a->to_unix_ms)
        return d->st != QN_OK;
    d->rows++;
    return add_day(qn_civil_day(r->row.t_unix_ms), d);
}

static int by_day(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum qn_status find_days(struct qn_track_days *d)
{
    const struct qn_track_ask *a = &d->ask;
    size_t n = 0;
    enum qn_status st = qn_tele_begin_read(d->t, d->err);
    if (st || a->from_unix_ms >= a->to_unix_ms) {
        qn_tele_end_read(d->t);
        return st;
    }
    st = qn_tele_part_days(d->t, d->device, a->st, a->cn, qn_civil_day(a->from_unix_ms),
                           qn_civil_day(a->to_unix_ms - 1), add_day, d, d->err);
    if (!st)
        st = qn_tele_log(d->t, 0, d->device, SIZE_MAX, keep_log, d, d->err);
    qn_tele_end_read(d->t);
    if (st || d->st)
        return d->st ? d->st : st;
    if (d->days)
        qsort(d->day, d->days, sizeof *d->day, by_day);
    for (size_t i = 0; i < d->days; i++)
        if (n == 0 || d->day[n - 1] != d->day[i])
            d->day[n++] = d->day[i];
    d->days = n;
    return QN_OK;
}

enum qn_status qn_track_open(struct qn_tele *t, const char *mn, const struct qn_track_ask *ask,
                             struct qn_track_days **out, struct qn_err *err)
{
    int64_t device;
    *out = NULL;
    enum qn_status st = qn_tele_device_find(t, mn, &device, err);
    if (st)
        return st == QN_E_NOTFOUND ? unknown(t, mn, err) : st;
    struct qn_track_days *d = calloc(1, sizeof *d);
    if (!d)
        return qn_fail(err, QN_E_NOMEM, "track", QN_T_NO_MEMORY, "?");
    d->t = t;
    d->device = device;
    d->ask = *ask;
    d->err = err;
    snprintf(d->mn, sizeof d->mn, "%s", mn);
    qn_arena_init(&d->arena, SCRATCH_MAX);
    st = find_days(d);
    if (st)
        qn_track_close(d);
    else
        *out = d;
    return st;
}

static enum qn_status load_day(struct qn_track_days *d, int32_t day, struct loading *l,
                               struct qn_err *err)
{
    enum qn_status st =
        qn_tele_parts(d->t, d->device, d->ask.st, d->ask.cn, day, day, take_part, l, err);
    if (l->st)
        return l->st;
    for (size_t i = 0; i < d->rows && !st; i++)
        st = take_row(&l->b, d->row[i].st, d->row[i].cn, &d->row[i].row);
    return st;
}

enum qn_status qn_track_next(struct qn_track_days *d, struct qn_arena *arena, struct qn_track *out,
                             bool *more, struct qn_err *err)
{
    struct loading l = {.st = QN_OK};
    *out = (struct qn_track){.mn = d->mn, .unreadable = d->unreadable};
    *more = d->at < d->days;
    if (!*more)
        return QN_OK;
    int32_t day = d->day[d->at++];
    struct qn_track_ask ask = d->ask;
    int64_t from = day * DAY_MS - BEIJING_MS;
    if (day > INT32_MIN && ask.from_unix_ms < from) /* the first and last day hold all beyond */
        ask.from_unix_ms = from;
    if (day < INT32_MAX && ask.to_unix_ms > from + DAY_MS)
        ask.to_unix_ms = from + DAY_MS;
    start(&l.b, &ask, arena, err);
    l.b.unreadable = d->unreadable;
    enum qn_status st = load_day(d, day, &l, err);
    if (!st)
        st = finish(&l.b, d->mn, out);
    stop(&l.b);
    return st;
}

void qn_track_close(struct qn_track_days *d)
{
    if (!d)
        return;
    qn_arena_release(&d->arena);
    free(d->row);
    free(d->day);
    free(d);
}
