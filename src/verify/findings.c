/* What stands out: marks against running, night runs, marks changed afterwards, pulled probes,
 * restarts. Each has its slots, and the arrival of the data that showed it. */
#include <string.h>

#include "verify/judge.h"

#define LOCAL_MS (INT64_C(8) * QN_HOUR_MS) /* +08:00 */
#define DAY_MS (INT64_C(24) * QN_HOUR_MS)
#define DAY_FROM_H 8
#define DAY_TO_H 18
#define IDLE_SHARE 0.1  /* of a day's slots may run */
#define CLAIM_SHARE 0.5 /* of a day's slots claim a stop */
#define NIGHTS_APART 3  /* nights further apart are not one pattern */
#define FINDINGS_CAP 4096

struct list {
    const struct qn_grid *g;
    struct qn_arena *arena;
    struct qn_finding *item;
    size_t n;
    enum qn_status st;
    struct qn_err *err;
};

static void add(struct list *l, enum qn_finding_kind kind, size_t from, size_t to, int64_t known)
{
    if (l->st || l->n == FINDINGS_CAP)
        return;
    struct qn_finding *f = &l->item[l->n];
    *f = (struct qn_finding){.kind = kind,
                             .from_unix_ms = qn_slot_time(l->g, from),
                             .to_unix_ms = qn_slot_time(l->g, to),
                             .known_unix_ms = known};
    l->st = qn_witnesses(l->g, from, to, l->arena, &f->witness, &f->n, l->err);
    l->n += l->st == QN_OK;
}

/* Newest arrival among slots [from, to). */
static int64_t arrival_of(const struct qn_grid *g, size_t from, size_t to)
{
    int64_t t = INT64_MIN;
    for (size_t i = from; i < to; i++)
        if (g->slot[i].arrival_unix_ms > t)
            t = g->slot[i].arrival_unix_ms;
    return t;
}

/* When a contradiction had lasted long enough: arrival of the slot that made it so. */
static int64_t known_after_hold(const struct qn_grid *g, size_t from, size_t to)
{
    size_t hold = (size_t)(g->t->hold_contradicted_h * (double)QN_HOUR_MS / (double)g->slot_ms) + 1;
    return arrival_of(g, from, from + hold < to ? from + hold : to);
}

/* Parts of the contradicted intervals for which `is` holds, short pauses included. */
static void find_parts(struct list *l, const struct qn_span *span, size_t n,
                       enum qn_finding_kind kind, bool (*is)(const struct qn_slot *))
{
    const struct qn_grid *g = l->g;
    size_t pause = qn_slots_of_h(g, g->t->bridge_h);
    for (size_t k = 0; k < n; k++) {
        if (span[k].label != QN_L_CONTRADICTED)
            continue;
        size_t from = 0, last = 0, hits = 0;
        for (size_t i = span[k].from; i <= span[k].to; i++) {
            bool hit = i < span[k].to && is(&g->slot[i]);
            if (hits && (i == span[k].to || (hit && i - last > pause))) {
                if (2 * hits >= last + 1 - from)
                    add(l, kind, from, last + 1, known_after_hold(g, from, last + 1));
                hits = 0;
            }
            if (!hit)
                continue;
            from = hits ? from : i;
            last = i;
            hits++;
        }
    }
}

static bool against_mark(const struct qn_slot *s)
{
    return s->claim && s->n_running > 0;
}

static bool pulled(const struct qn_slot *s)
{
    return s->pulled;
}

/* ---- marks changed afterwards ---- */
static bool remarked_running(const struct qn_slot *s)
{
    return s->remarked_unix_ms != INT64_MIN && (s->n_running >= 2 || s->exceeds);
}

/* One hour at the edge of a stop may honestly hold some running; more, or an exceedance, not. */
static void find_remarks(struct list *l)
{
    const struct qn_grid *g = l->g;
    size_t edge = qn_slots_of_h(g, 1), pause = qn_slots_of_h(g, g->t->bridge_h);
    for (size_t i = g->first; i < g->end; i++) {
        if (!remarked_running(&g->slot[i]))
            continue;
        size_t last = i, hits = 0;
        size_t exceeds = 0;
        int64_t known = INT64_MIN;
        for (size_t k = i; k < g->end && k - last <= pause; k++) {
            const struct qn_slot *s = &g->slot[k];
            if (!remarked_running(s))
                continue;
            last = k;
            hits++;
            exceeds += s->exceeds;
            known = s->remarked_unix_ms > known ? s->remarked_unix_ms : known;
        }
        if ((exceeds >= edge || hits > edge) && !qn_grid_shuts_down(g, i, last + 1))
            add(l, QN_F_RETRO_MARK, i, last + 1, known);
        i = last;
    }
}

/* ---- restarts ---- */
/* Two groups at once, one of them what only running moves; or one group for longer than a
 * contradiction must last. */
static bool runs_again(const struct qn_slot *s)
{
    bool moving = s->says[QN_W_DRAUGHT] == QN_SAYS_RUNNING ||
                  s->says[QN_W_ELECTRICITY] == QN_SAYS_RUNNING ||
                  s->says[QN_W_PRODUCTION] == QN_SAYS_RUNNING;
    return moving && s->n_running >= 2 && s->raw != QN_L_STOPPED && s->raw != QN_L_UNPROVABLE;
}

static void find_restarts(struct list *l, const struct qn_span *span, size_t n)
{
    const struct qn_grid *g = l->g;
    for (size_t k = 0; k < n; k++) {
        if (span[k].label != QN_L_STOPPED)
            continue;
        size_t until = k + 1;
        while (until < n && span[until].label != QN_L_STOPPED)
            until++;
        size_t end = until < n ? span[until].from : g->end;
        for (size_t i = span[k].to; i < end; i++) {
            if (!runs_again(&g->slot[i]))
                continue;
            add(l, QN_F_RESTART, i, end, g->slot[i].arrival_unix_ms);
            break;
        }
    }
}

/* ---- night runs ---- */
struct share {
    size_t n, active, claim;
};

static bool is_active(const struct qn_slot *s)
{
    return s->raw == QN_L_RUNNING || s->raw == QN_L_CONTRADICTED;
}

static struct share look(const struct qn_grid *g, int64_t from, int64_t to)
{
    struct share r = {0};
    for (size_t i = g->first; i < g->end; i++) {
        int64_t t = qn_slot_time(g, i);
        if (t < from)
            continue;
        if (t >= to)
            break;
        r.n += g->slot[i].covered;
        r.active += is_active(&g->slot[i]);
        r.claim += g->slot[i].claim;
    }
    return r;
}

static bool idle_day(const struct qn_grid *g, int64_t midnight)
{
    struct share s = look(g, midnight + DAY_FROM_H * QN_HOUR_MS, midnight + DAY_TO_H * QN_HOUR_MS);
    return s.n > 0 && (double)s.active <= IDLE_SHARE * (double)s.n &&
           (double)s.claim >= CLAIM_SHARE * (double)s.n;
}

/* First and last active slot of a time. */
static bool active_part(const struct qn_grid *g, int64_t from, int64_t to, size_t *first,
                        size_t *end)
{
    bool any = false;
    for (size_t i = g->first; i < g->end; i++) {
        int64_t t = qn_slot_time(g, i);
        if (t < from || t >= to || !is_active(&g->slot[i]))
            continue;
        *first = any ? *first : i;
        *end = i + 1;
        any = true;
    }
    return any;
}

/* What goes on into an idle day is a stop that began at night, and what comes out of one and stays
 * is a start: neither is a night's run. Beyond the grid it is taken to go on. */
static bool goes_on(const struct qn_grid *g, bool idle_before, bool idle_after, size_t first,
                    size_t end)
{
    bool from_before = first == g->first || is_active(&g->slot[first - 1]);
    bool into_after = end == g->end || is_active(&g->slot[end]);
    return (!idle_before && from_before) || (!idle_after && into_after);
}

struct nights {
    size_t from, to;
    int n, last_night;
    bool clear;
};

static void close_nights(struct list *l, struct nights *c)
{
    if (c->n >= 2 || c->clear)
        add(l, QN_F_NIGHT_RUN, c->from, c->to, arrival_of(l->g, c->from, c->to));
    *c = (struct nights){0};
}

static void find_nights(struct list *l)
{
    const struct qn_grid *g = l->g;
    int64_t t0 = qn_slot_time(g, g->first), t1 = qn_slot_time(g, g->end);
    int64_t midnight = (t0 + LOCAL_MS) / DAY_MS * DAY_MS - LOCAL_MS - DAY_MS;
    double slot_h = (double)g->slot_ms / (double)QN_HOUR_MS;
    struct nights c = {0};
    for (int night = 0; midnight < t1; night++, midnight += DAY_MS) {
        int64_t from = midnight + (int64_t)(g->t->night_from_h * (double)QN_HOUR_MS);
        int64_t to = midnight + DAY_MS + (int64_t)(g->t->night_to_h * (double)QN_HOUR_MS);
        double active_h = (double)look(g, from, to).active * slot_h;
        if (active_h < g->t->night_min_h)
            continue;
        bool before = idle_day(g, midnight), after = idle_day(g, midnight + DAY_MS);
        size_t first = 0, end = 0;
        if ((!before && !after) || !active_part(g, from, to, &first, &end) ||
            goes_on(g, before, after, first, end))
            continue;
        if (c.n && night - c.last_night > NIGHTS_APART)
            close_nights(l, &c);
        c.from = c.n ? c.from : first;
        c.to = end;
        c.last_night = night;
        c.n++;
        c.clear = c.clear || (before && after && active_h >= g->t->night_clear_h);
    }
    close_nights(l, &c);
}

enum qn_status qn_findings(const struct qn_grid *g, const struct qn_span *span, size_t n_span,
                           struct qn_arena *arena, struct qn_verification *out, struct qn_err *err)
{
    struct list l = {.g = g, .arena = arena, .err = err};
    l.item = qn_arena_alloc(arena, FINDINGS_CAP * sizeof *l.item, err);
    if (!l.item)
        return QN_E_NOMEM;
    find_parts(&l, span, n_span, QN_F_MARK_AGAINST_RUN, against_mark);
    find_nights(&l);
    find_remarks(&l);
    find_parts(&l, span, n_span, QN_F_PULLED_PROBE, pulled);
    find_restarts(&l, span, n_span);
    out->finding = l.item;
    out->n_findings = l.n;
    return l.st;
}
