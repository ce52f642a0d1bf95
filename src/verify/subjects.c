/* Devices to installations and outlets. */
#include "verify/subjects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)
#define LOCAL_MS INT64_C(28800000) /* +08:00 */
#define M3_H_PER_M3_S 3600.0

/* A device that has sent something, and what it looks at. */
struct look {
    const char *mn, *units;
    int32_t installation, outlet;
    bool wet;
};
struct looks {
    struct look *item;
    size_t n, cap;
    const struct qn_region *r;
    struct qn_arena *arena;
    struct qn_err *err;
};

static void place(struct look *k, const struct qn_region *r)
{
    for (int32_t i = 0; i < r->n_device; i++) {
        const struct qn_device *d = &r->device[i];
        if (strcmp(d->mn, k->mn) != 0)
            continue;
        k->outlet = d->outlet;
        k->installation = d->installation;
        k->units = d->units;
        k->wet = d->wet_scrubber == 1;
    }
    for (int32_t i = 0; i < r->n_outlet && k->outlet < 0 && k->installation < 0; i++)
        if (strcmp(r->outlet[i].device_mn, k->mn) == 0)
            k->outlet = i;
    if (k->installation < 0 && k->outlet >= 0)
        k->installation = r->outlet[k->outlet].installation;
}

static int take_device(const struct qn_tele_device *d, void *user)
{
    struct looks *l = user;
    if (d->state == QN_DEVICE_ASIDE)
        return 0;
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;
        struct look *more = realloc(l->item, cap * sizeof *more);
        if (!more)
            return 1;
        l->item = more;
        l->cap = cap;
    }
    struct look *k = &l->item[l->n];
    *k = (struct look){.units = "", .installation = -1, .outlet = -1};
    k->mn = qn_arena_copy(l->arena, d->mn, strlen(d->mn), l->err);
    if (!k->mn)
        return 1;
    place(k, l->r);
    l->n++;
    return 0;
}

static bool same_subject(const struct look *a, const struct look *b, enum qn_subject_unit unit)
{
    if (unit == QN_BY_INSTALLATION && a->installation >= 0)
        return a->installation == b->installation;
    return a->outlet >= 0 && a->outlet == b->outlet;
}

/* Whether b bears witness for a's subject. */
static bool looks_at(const struct look *a, const struct look *b, enum qn_subject_unit unit)
{
    bool common = unit == QN_BY_OUTLET && b->outlet < 0 && b->installation >= 0 &&
                  b->installation == a->installation;
    return a == b || same_subject(a, b, unit) || common;
}

static bool is_first(const struct looks *l, size_t i, enum qn_subject_unit unit)
{
    for (size_t k = 0; k < i; k++)
        if (same_subject(&l->item[i], &l->item[k], unit))
            return false;
    return true;
}

static enum qn_status fill(const struct looks *l, size_t i, enum qn_subject_unit unit,
                           struct qn_subject *s)
{
    const struct look *a = &l->item[i];
    *s = (struct qn_subject){.installation = a->installation, .outlet = a->outlet};
    if (unit == QN_BY_INSTALLATION && a->installation >= 0)
        s->outlet = -1;
    s->mn = qn_arena_alloc(l->arena, QN_SUBJECT_MAX_DEVICES * sizeof *s->mn, l->err);
    if (!s->mn)
        return QN_E_NOMEM;
    for (size_t k = 0; k < l->n && s->n_mn < QN_SUBJECT_MAX_DEVICES; k++) {
        const struct look *b = &l->item[k];
        if (!looks_at(a, b, unit))
            continue;
        s->units[s->n_mn] = b->units;
        s->mn[s->n_mn++] = b->mn;
        s->wet_scrubber = s->wet_scrubber || b->wet;
    }
    return QN_OK;
}

enum qn_status qn_subjects_find(const struct qn_region *r, struct qn_tele *t,
                                enum qn_subject_unit unit, struct qn_arena *arena,
                                struct qn_subjects *out, struct qn_err *err)
{
    struct looks l = {.r = r, .arena = arena, .err = err};
    *out = (struct qn_subjects){0};
    enum qn_status st = qn_tele_devices(t, take_device, &l, err);
    if (st == QN_E_CANCELLED)
        st = qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    out->item = st ? NULL : qn_arena_alloc(arena, (l.n + 1) * sizeof *out->item, err);
    if (!st && !out->item)
        st = QN_E_NOMEM;
    for (size_t i = 0; i < l.n && !st; i++) {
        bool shared = unit == QN_BY_OUTLET && l.item[i].outlet < 0 && l.item[i].installation >= 0;
        if (shared || !is_first(&l, i, unit))
            continue;
        st = fill(&l, i, unit, &out->item[out->n]);
        out->n += st == QN_OK;
    }
    free(l.item);
    return st;
}

static int64_t day_start(int32_t day)
{
    return (int64_t)day * DAY_MS - LOCAL_MS;
}

int64_t qn_announced_from(const struct qn_region *r, int32_t installation, int64_t on_unix_ms)
{
    struct qn_date since;
    if (installation < 0)
        return INT64_MAX;
    enum qn_state s =
        qn_installation_state_on(r, installation, qn_date_of_unix_ms(on_unix_ms), &since, NULL);
    if (s != QN_STATE_IDLE && s != QN_STATE_STOPPED && s != QN_STATE_DISMANTLED)
        return INT64_MAX;
    return qn_date_known(since) ? day_start(qn_date_last_day(since)) : INT64_MIN;
}

/* Flow sent in m3/h, as devices.csv says, becomes m3/s. */
static enum qn_status scale_flow(struct qn_track *t, const char *units, struct qn_arena *arena,
                                 struct qn_err *err)
{
    struct qn_signal *s = qn_arena_alloc(arena, (t->n + 1) * sizeof *s, err);
    if (!s)
        return QN_E_NOMEM;
    for (size_t i = 0; i < t->n; i++) {
        char want[64];
        s[i] = t->signal[i];
        snprintf(want, sizeof want, "%.40s=m3/h", s[i].factor);
        bool flow = strcmp(s[i].factor, "a00000") == 0 || strcmp(s[i].factor, "B02") == 0;
        if (!flow || !strstr(units, want) || strcmp(s[i].field, "Cou") == 0)
            continue;
        struct qn_sample *p = qn_arena_alloc(arena, (s[i].n + 1) * sizeof *p, err);
        if (!p)
            return QN_E_NOMEM;
        for (size_t k = 0; k < s[i].n; k++) {
            p[k] = s[i].sample[k];
            p[k].value /= M3_H_PER_M3_S;
        }
        s[i].sample = p;
    }
    t->signal = s;
    return QN_OK;
}

enum qn_status qn_subject_tracks(struct qn_tele *t, const struct qn_subject *s,
                                 int64_t from_unix_ms, int64_t to_unix_ms, struct qn_arena *arena,
                                 struct qn_track **out, struct qn_err *err)
{
    const struct qn_track_ask ask = {-1, -1, NULL, NULL, from_unix_ms, to_unix_ms};
    struct qn_track *track = qn_arena_alloc(arena, (s->n_mn + 1) * sizeof *track, err);
    enum qn_status st = track ? QN_OK : QN_E_NOMEM;
    for (size_t i = 0; i < s->n_mn && !st; i++) {
        st = qn_track_load(t, s->mn[i], &ask, arena, &track[i], err);
        if (!st && strstr(s->units[i], "m3/h"))
            st = scale_flow(&track[i], s->units[i], arena, err);
    }
    *out = track;
    return st;
}

enum qn_status qn_subject_verify(const struct qn_region *r, struct qn_tele *t,
                                 const struct qn_subject *s, const struct qn_witness_rules *rules,
                                 int64_t from_unix_ms, int64_t to_unix_ms, struct qn_arena *arena,
                                 struct qn_verification *out, struct qn_err *err)
{
    struct qn_track *track = NULL;
    enum qn_status st = qn_subject_tracks(t, s, from_unix_ms - QN_VERIFY_HISTORY_DAYS * DAY_MS,
                                          to_unix_ms, arena, &track, err);
    if (st)
        return st;
    const struct qn_installation *in =
        s->installation < 0 ? NULL : &r->installation[s->installation];
    const struct qn_verify_subject v = {
        .installation_id = in ? in->id : NULL,
        .outlet_id = s->outlet >= 0 ? r->outlet[s->outlet].id : NULL,
        .kind = s->kind ? s->kind
                : in    ? qn_kind_names[in->kind]
                        : "unknown",
        .wet_scrubber = s->wet_scrubber,
        .track = track,
        .n = s->n_mn,
        .claimed_from_unix_ms = qn_announced_from(r, s->installation, to_unix_ms - 1),
        .rules = rules};
    return qn_verify(&v, from_unix_ms, to_unix_ms, arena, out, err);
}
