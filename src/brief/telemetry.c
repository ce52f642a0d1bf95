/* From the register and the telemetry to verdicts. */
#include "brief/telemetry.h"

#include <math.h>
#include <string.h>

#include "store/telemetry.h"
#include "verify/subjects.h"

#define DAY_MS INT64_C(86400000)
#define EAST_MS INT64_C(28800000) /* +08:00 */
#define SCRATCH_MAX ((size_t)4 << 30)

struct loading {
    const struct qn_region *r;
    struct qn_tele *tele;
    struct qn_arena *arena;
    struct qn_watch *out;
    struct qn_err *err;
    struct qn_subjects subjects;
    const struct qn_witness_rules *rules;
    int64_t from_unix_ms, to_unix_ms;
};

static int64_t day_start(int32_t day)
{
    return (int64_t)day * DAY_MS - EAST_MS;
}

/* The midnight at or before a time. */
static int64_t midnight(int64_t t_unix_ms)
{
    return day_start((int32_t)((t_unix_ms + EAST_MS) / DAY_MS));
}

static int newest(const struct qn_tele_device *d, void *user)
{
    int64_t *last = user;
    if (d->last_data_unix_ms > *last)
        *last = d->last_data_unix_ms;
    return 0;
}

/* Up to the end of the briefing's day, or of the last day with data before it. */
static enum qn_status choose_span(struct loading *l, struct qn_date on)
{
    int64_t last = INT64_MIN;
    enum qn_status st = qn_tele_devices(l->tele, newest, &last, l->err);
    l->to_unix_ms = day_start(qn_date_last_day(on) + 1);
    if (last != INT64_MIN && midnight(last) + DAY_MS < l->to_unix_ms)
        l->to_unix_ms = midnight(last) + DAY_MS;
    l->from_unix_ms = l->to_unix_ms - QN_WATCH_DAYS * DAY_MS;
    return st;
}

static int64_t first_sample(const struct qn_track *t, size_t n)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < t[i].n; k++)
            if (t[i].signal[k].n && t[i].signal[k].sample[0].t_unix_ms < first)
                first = t[i].signal[k].sample[0].t_unix_ms;
    return first;
}

static bool is_listed(const struct qn_region *r, int32_t installation)
{
    const struct qn_installation *in = &r->installation[installation];
    const char *scope = r->enterprise[in->enterprise].exit_scope;
    return strcmp(scope, "whole") == 0 || strcmp(in->exit_scope, "whole") == 0;
}

static struct qn_watched describe(const struct loading *l, const struct qn_subject *s)
{
    const struct qn_region *r = l->r;
    struct qn_watched w = {.installation = s->installation, .outlet = s->outlet, .enterprise = -1};
    if (s->installation >= 0)
        w.enterprise = r->installation[s->installation].enterprise;
    else if (s->outlet >= 0)
        w.enterprise = r->outlet[s->outlet].enterprise;
    w.claimed_from_unix_ms = qn_announced_from(r, s->installation, l->to_unix_ms - 1);
    w.exits = w.claimed_from_unix_ms != INT64_MAX ||
              (s->installation >= 0 && is_listed(r, s->installation));
    return w;
}

/* ---- devices with and without data ---- */

static bool has_sent(const struct qn_subject *s, const char *mn)
{
    for (size_t i = 0; i < s->n_mn; i++)
        if (strcmp(s->mn[i], mn) == 0)
            return true;
    return false;
}

/* Whether a registered device looks at the subject. */
static bool looks_at(const struct qn_region *r, const struct qn_device *d,
                     const struct qn_subject *s)
{
    int32_t inst = d->installation;
    if (inst < 0 && d->outlet >= 0)
        inst = r->outlet[d->outlet].installation;
    return s->installation >= 0 ? inst == s->installation
                                : inst < 0 && d->outlet >= 0 && d->outlet == s->outlet;
}

static enum qn_status name_devices(struct loading *l, const struct qn_subject *s,
                                   const struct qn_track *track, struct qn_watched *w)
{
    size_t most = s->n_mn + (size_t)l->r->n_device + 1;
    w->mn = qn_arena_alloc(l->arena, most * sizeof *w->mn, l->err);
    if (!w->mn)
        return QN_E_NOMEM;
    for (size_t i = 0; i < s->n_mn; i++)
        if (track[i].n > 0)
            w->mn[w->n_mn++] = s->mn[i];
    for (size_t i = 0; i < s->n_mn; i++)
        if (track[i].n == 0)
            w->mn[w->n_mn + w->n_silent++] = s->mn[i];
    for (int32_t i = 0; i < l->r->n_device; i++) {
        const struct qn_device *d = &l->r->device[i];
        if (looks_at(l->r, d, s) && !has_sent(s, d->mn))
            w->mn[w->n_mn + w->n_silent++] = d->mn;
    }
    return QN_OK;
}

/* ---- judging ---- */

static void count_limits(struct qn_watch *o, const struct qn_verification *v)
{
    for (size_t i = 0; i < v->n; i++)
        for (size_t k = 0; k < v->interval[i].n; k++) {
            const struct qn_witness *w = &v->interval[i].witness[k];
            if (w->group == QN_W_CLAIM || isnan(w->limit))
                continue;
            if (w->learned_from_h > 0)
                o->learned++;
            else
                o->assumed++;
        }
}

static enum qn_status judge(struct loading *l, const struct qn_subject *s, struct qn_watched *w,
                            const struct qn_track *track, struct qn_arena *scratch)
{
    struct qn_verification v;
    int64_t first = first_sample(track, s->n_mn), from = l->from_unix_ms;
    if (first > from)
        from = midnight(first);
    enum qn_status st =
        qn_subject_verify(l->r, l->tele, s, l->rules, from, l->to_unix_ms, scratch, &v, l->err);
    if (!st)
        st = qn_verification_keep(&v, l->arena, &w->v, l->err);
    if (!st)
        st = qn_watch_condense(track, s->n_mn, l->arena, w, l->err);
    if (!st)
        count_limits(l->out, &w->v);
    return st;
}

static enum qn_status watch_one(struct loading *l, const struct qn_subject *s)
{
    struct qn_arena scratch;
    struct qn_track *track = NULL;
    struct qn_watched w = describe(l, s);
    l->out->devices += (int64_t)s->n_mn;
    if (s->installation < 0 && s->outlet < 0) {
        l->out->unknown += (int64_t)s->n_mn;
        return QN_OK;
    }
    if (!w.exits && l->subjects.n > QN_WATCH_ALL) {
        l->out->left_out++;
        return QN_OK;
    }
    qn_arena_init(&scratch, SCRATCH_MAX);
    enum qn_status st =
        qn_subject_tracks(l->tele, s, l->from_unix_ms, l->to_unix_ms, &scratch, &track, l->err);
    if (!st)
        st = name_devices(l, s, track, &w);
    if (!st && w.n_mn > 0) {
        st = judge(l, s, &w, track, &scratch);
        if (!st)
            l->out->item[l->out->n++] = w;
    }
    qn_arena_release(&scratch);
    return st;
}

/* The region's order, whatever the order in which devices were first heard. */
static bool comes_before(const struct qn_subject *a, const struct qn_subject *b)
{
    int32_t p = a->installation >= 0 ? a->installation : INT32_MAX;
    int32_t q = b->installation >= 0 ? b->installation : INT32_MAX;
    return p != q ? p < q : a->outlet < b->outlet;
}

static void sort(struct qn_subjects *all)
{
    for (size_t i = 1; i < all->n; i++) {
        struct qn_subject s = all->item[i];
        size_t k = i;
        for (; k > 0 && comes_before(&s, &all->item[k - 1]); k--)
            all->item[k] = all->item[k - 1];
        all->item[k] = s;
    }
}

static void finish(struct loading *l)
{
    struct qn_watch *o = l->out;
    o->to_unix_ms = l->to_unix_ms;
    o->from_unix_ms = l->to_unix_ms;
    for (size_t i = 0; i < o->n; i++) {
        if (o->item[i].v.from_unix_ms < o->from_unix_ms)
            o->from_unix_ms = o->item[i].v.from_unix_ms;
        o->rules_sha256 = o->item[i].v.rules_sha256;
    }
}

static enum qn_status watch_all(struct loading *l)
{
    struct qn_watch *o = l->out;
    o->item = qn_arena_alloc(l->arena, (l->subjects.n + 1) * sizeof *o->item, l->err);
    if (!o->item)
        return QN_E_NOMEM;
    sort(&l->subjects);
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < l->subjects.n && !st; i++)
        st = watch_one(l, &l->subjects.item[i]);
    finish(l);
    return st;
}

enum qn_status qn_watch_load(const struct qn_region *region, struct qn_date on,
                             const char *rules_folder, struct qn_tele *tele, struct qn_arena *arena,
                             struct qn_watch *out, struct qn_err *err)
{
    struct loading l = {.r = region, .tele = tele, .arena = arena, .out = out, .err = err};
    *out = (struct qn_watch){.rules_sha256 = ""};
    if (!tele)
        return QN_OK;
    enum qn_status st = qn_subjects_find(region, tele, QN_BY_INSTALLATION, arena, &l.subjects, err);
    if (!st)
        st = qn_witness_rules_load(rules_folder, arena, &l.rules, err);
    if (!st)
        st = qn_tele_seal(tele, &out->seals, out->seal, err);
    if (!st)
        st = choose_span(&l, on);
    return st ? st : watch_all(&l);
}

bool qn_watched_shown(const struct qn_watched *w)
{
    return w->exits || w->v.n_findings > 0 || w->time_ms[QN_V_CONTRADICTED] > 0;
}

int64_t qn_watch_items(const struct qn_watch *w, enum qn_verdict v)
{
    int64_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        n += qn_watched_shown(&w->item[i]) && w->item[i].time_ms[v] > 0;
    return n;
}

bool qn_finding_is_first(const struct qn_verification *v, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (v->finding[k].kind == v->finding[i].kind)
            return false;
    return true;
}
