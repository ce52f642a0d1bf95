#include "quality/limits.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/codes.h"
#include "quality/convert.h"
#include "quality/detect.h"

#define DAY_MS INT64_C(86400000)
#define CHINA_MS INT64_C(28800000) /* +08:00 */

const char *qn_unjudged_name(enum qn_unjudged u)
{
    static const char *const names[QN_UNJUDGED_COUNT] = {"missing", "mark", "o2_near_air",
                                                         "o2_missing"};
    return (unsigned)u < QN_UNJUDGED_COUNT ? names[u] : "";
}

static bool text_among(const char *texts, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = texts; n && *p; p += *p == '|') {
        size_t len = strcspn(p, "|");
        if (len == n && strncasecmp(p, word, n) == 0)
            return true;
        p += len;
    }
    return false;
}

uint64_t qn_points_of(const struct qn_pack *p, const char *process, enum qn_kind kind,
                      enum qn_variant variant)
{
    const struct qn_point *point;
    size_t n = qn_pack_points(p, &point);
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++) {
        bool kind_fits = !point[i].kinds || kind >= QN_KIND_OTHER || (point[i].kinds >> kind & 1);
        bool variant_fits = !point[i].variants || variant == QN_VARIANT_UNKNOWN ||
                            (point[i].variants >> variant & 1);
        if (kind_fits && variant_fits && text_among(point[i].texts, process))
            bits |= UINT64_C(1) << i;
    }
    return bits;
}

/* A start reached on a day: a date known roughly counts from its last day. */
static bool reached(struct qn_date from, int32_t day)
{
    return from.year && day >= qn_date_last_day(from);
}

static enum qn_applies by_date(const struct qn_limit *l, struct qn_date built, int32_t day)
{
    if (l->to.year && day > qn_date_last_day(l->to))
        return QN_APPLIES_NO;
    bool as_new = reached(l->new_from, day), as_existing = reached(l->existing_from, day);
    if (as_new == as_existing)
        return as_new ? QN_APPLIES_YES : QN_APPLIES_NO;
    if (!built.year)
        return QN_APPLIES_UNSURE;
    /* The standards' line between existing and new plants is the day they began for new ones;
     * where a row is for existing plants only, its own start. */
    struct qn_date line = l->new_from.year ? l->new_from : l->existing_from;
    bool is_new = qn_date_first_day(built) >= qn_date_first_day(line);
    return (is_new ? as_new : as_existing) ? QN_APPLIES_YES : QN_APPLIES_NO;
}

enum qn_applies qn_limit_applies(const struct qn_limit *l, const struct qn_place *place,
                                 int32_t day)
{
    if (!(l->points & place->points))
        return QN_APPLIES_NO;
    if (*l->division && (!*place->division || !qn_division_within(place->division, l->division)))
        return QN_APPLIES_NO;
    enum qn_applies a = by_date(l, place->built, day);
    if (a == QN_APPLIES_YES && (place->points & ~l->points))
        return QN_APPLIES_UNSURE;
    return a;
}

double qn_limit_ref_o2(const struct qn_limit *l, int32_t day)
{
    bool before = l->ref_o2_from.year && !reached(l->ref_o2_from, day);
    return before ? NAN : l->ref_o2_pct;
}

bool qn_limit_blocks(const struct qn_limit *l, enum qn_applies a)
{
    return a == QN_APPLIES_YES && !l->policy && l->conf <= QN_CONF_VERIFIED_PAGE;
}

size_t qn_limits_known(const struct qn_pack *p, const struct qn_place *place, int32_t day,
                       struct qn_known_limit *out, size_t cap)
{
    const struct qn_limit *l;
    size_t n_limit = qn_pack_limits(p, &l), n = 0;
    for (size_t i = 0; i < n_limit; i++) {
        if (!*l[i].factor || l[i].policy || strcmp(l[i].unit, "mg/m3") != 0 ||
            qn_limit_applies(&l[i], place, day) != QN_APPLIES_YES)
            continue;
        size_t k = 0;
        while (k < n && strcmp(out[k].factor, l[i].factor) != 0)
            k++;
        if (k == n && n == cap)
            continue;
        if (k < n && out[k].limit <= l[i].limit)
            continue;
        out[k] = (struct qn_known_limit){l[i].factor, l[i].limit, qn_limit_ref_o2(&l[i], day)};
        n += k == n;
    }
    return n;
}

/* ---- hours against a limit ---- */

struct judging {
    struct qn_detect d;
    const struct qn_limit_ask *ask;
    struct qn_arena *arena;
    struct qn_col gas, o2;
    struct qn_limit_judged *j;
    int64_t last_over_day, last_over_hour;
    double scale; /* mg/m3 of telemetry in the limit's unit */
};

static int32_t day_of(int64_t t_unix_ms)
{
    int64_t t = t_unix_ms + CHINA_MS, r = t % DAY_MS;
    return (int32_t)((t - (r < 0 ? r + DAY_MS : r)) / DAY_MS);
}

static struct qn_over_month *month_of(struct judging *g, int32_t day)
{
    struct qn_date on = qn_date_from_day(day);
    struct qn_limit_judged *j = g->j;
    if (j->n_month && j->month[j->n_month - 1].year == on.year &&
        j->month[j->n_month - 1].month == on.month)
        return &j->month[j->n_month - 1];
    struct qn_over_month *m = &j->month[j->n_month++];
    *m = (struct qn_over_month){.year = on.year, .month = on.month};
    return m;
}

static void note_over(struct judging *g, size_t hour, double value, int32_t day)
{
    struct qn_limit_judged *j = g->j;
    int64_t t = qn_grid_time(&g->d.hour, hour);
    j->over++;
    if (g->last_over_day != day)
        j->over_days++;
    g->last_over_day = day;
    if (j->n_span && j->span[j->n_span - 1].to_unix_ms == t) {
        struct qn_over *s = &j->span[j->n_span - 1];
        s->to_unix_ms = t + QN_HOUR_MS;
        s->highest = value > s->highest ? value : s->highest;
        return;
    }
    j->span[j->n_span++] = (struct qn_over){t, t + QN_HOUR_MS, value};
}

/* The value to compare, or why there is none. */
static struct qn_calc compared(const struct judging *g, size_t i, double ref_o2_pct)
{
    if (isnan(ref_o2_pct))
        return qn_conv_converted(g->gas.v[i], NAN, NAN, 0);
    double o2 = g->o2.v ? g->o2.v[i] : NAN;
    return qn_conv_converted(g->gas.v[i], o2, ref_o2_pct, g->d.th->o2_judged_max_pct);
}

static void count_unjudged(struct judging *g, size_t i, struct qn_calc c)
{
    struct qn_limit_judged *j = g->j;
    const struct qn_sample *s = g->gas.s[i];
    if (isfinite(g->gas.v[i])) {
        j->unjudged[c.reason == QN_CALC_NEAR_AIR ? QN_UNJUDGED_NEAR_AIR : QN_UNJUDGED_NO_O2]++;
    } else if (s && isfinite(s->value)) {
        j->unjudged[QN_UNJUDGED_MARK]++;
        j->over_marked += isnan(j->ref_o2_pct) && s->value * g->scale > j->limit->limit;
    } else {
        j->unjudged[QN_UNJUDGED_MISSING]++;
    }
}

static void judge_hour(struct judging *g, size_t i)
{
    struct qn_limit_judged *j = g->j;
    int32_t today = day_of(qn_grid_time(&g->d.hour, i));
    int32_t day = g->ask->on.year ? qn_date_last_day(g->ask->on) : today;
    enum qn_applies a = qn_limit_applies(j->limit, &g->ask->place, day);
    if (a == QN_APPLIES_NO)
        return;
    if (!j->hours++)
        j->applies = a;
    j->applies = a < j->applies ? a : j->applies;
    j->ref_o2_pct = qn_limit_ref_o2(j->limit, day);
    struct qn_calc c = compared(g, i, j->ref_o2_pct);
    if (c.reason) {
        count_unjudged(g, i, c);
        return;
    }
    double value = c.value * g->scale;
    struct qn_over_month *m = month_of(g, today);
    j->judged++;
    m->judged++;
    if (!(value <= j->highest))
        j->highest = value;
    if (!(value > j->limit->limit))
        return;
    m->over++;
    note_over(g, i, value, today);
}

static double scale_to(const char *unit)
{
    return strcmp(unit, "ug/m3") == 0 ? 1000.0 : 1.0; /* telemetry of these factors is in mg/m3 */
}

static enum qn_status judge_limit(struct judging *g, const struct qn_limit *l,
                                  struct qn_limit_judged *j, struct qn_err *err)
{
    size_t hours = g->d.hour.n;
    *j = (struct qn_limit_judged){.limit = l, .ref_o2_pct = NAN, .highest = NAN};
    g->j = j;
    g->scale = scale_to(l->unit);
    g->last_over_day = INT64_MIN;
    qn_detect_col(&g->d, &g->d.hour, l->factor, "Avg", &g->gas);
    if (g->d.st || !g->gas.v)
        return g->d.st;
    j->span = qn_arena_alloc(g->arena, (hours / 2 + 2) * sizeof *j->span, err);
    j->month = qn_arena_alloc(g->arena, (hours / 600 + 3) * sizeof *j->month, err);
    if (!j->span || !j->month)
        return QN_E_NOMEM;
    for (size_t i = 0; i < hours; i++)
        judge_hour(g, i);
    j->blocks = qn_limit_blocks(l, j->applies);
    return QN_OK;
}

static bool asked(const struct qn_limit_ask *ask, const struct qn_limit *l)
{
    return *l->factor && (l->points & ask->place.points) &&
           (ask->regime < 0 || ask->regime == (int)l->regime) && strcmp(l->unit, "ng-TEQ/m3") != 0;
}

enum qn_status qn_limits_judge(const struct qn_limit_ask *ask, struct qn_arena *arena,
                               struct qn_limit_judged **out, size_t *n, struct qn_err *err)
{
    struct judging g = {.ask = ask, .arena = arena};
    const struct qn_limit *l;
    size_t n_limit = qn_pack_limits(ask->pack, &l);
    g.d = (struct qn_detect){.ask = ask->quality, .th = ask->quality->th, .err = err};
    qn_arena_init(&g.d.scratch, QN_DETECT_SCRATCH);
    *n = 0;
    *out = qn_arena_alloc(arena, (n_limit + 1) * sizeof **out, err);
    enum qn_status st = *out ? QN_OK : QN_E_NOMEM;
    qn_detect_grids(&g.d);
    qn_detect_col(&g.d, &g.d.hour, "a19001", "Avg", &g.o2);
    for (size_t i = 0; !st && !g.d.st && i < n_limit; i++) {
        if (!asked(ask, &l[i]))
            continue;
        struct qn_arena saved;
        qn_detect_open(&g.d, &saved);
        st = judge_limit(&g, &l[i], &(*out)[*n], err);
        qn_detect_close(&g.d, &saved);
        *n += !st && (*out)[*n].hours > 0;
    }
    qn_arena_release(&g.d.scratch);
    return st ? st : g.d.st;
}
