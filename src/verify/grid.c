/* Tracks become slots: ten minutes where data come as often, else hours.
 *
 * Of several versions of a value the first received counts; the last only where the first was
 * marked invalid or was no number. A stop mark of any version is a claim.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "verify/judge.h"

#define MAX_SLOTS ((size_t)1 << 19)
#define CN_REALTIME 2011
#define CN_MINUTE 2051
#define CN_HOUR 2061
#define SPACINGS 257 /* differences looked at to find a signal's spacing */

/* The kinds of data that are looked at, finest first. */
static const int32_t data_kinds[] = {CN_MINUTE, CN_REALTIME, CN_HOUR};
static const char *const value_fields[] = {"Avg", "Rtd", "Cou"};
static const char *const count_fields[] = {"Cou", "Rtd", "Avg"};

int64_t qn_slot_time(const struct qn_grid *g, size_t i)
{
    return g->from_unix_ms + (int64_t)i * g->slot_ms;
}

size_t qn_slots_of_h(const struct qn_grid *g, double hours)
{
    double n = hours * (double)QN_HOUR_MS / (double)g->slot_ms;
    return n < 1 ? 1 : (size_t)(n + 0.5);
}

static bool is_one_of(const char *mark, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(*list, mark) == 0)
            return true;
    return false;
}

/* F: source stopped (2005, HJ 75) or instrument stopped (2017); Sd: shutting down (HJ 75). Either
 * claims a stop and proves none. */
static bool is_stop_mark(const char *mark)
{
    static const char *const stop[] = {"F", "Sd", NULL};
    return is_one_of(mark, stop);
}

static bool is_bad_mark(const char *mark)
{
    static const char *const bad[] = {"D", "B", "C", "M", "Md", "T", "S", "P", NULL};
    return is_one_of(mark, bad);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Median distance of its times, at most an hour; 0 where there are not two. */
static int64_t spacing_of(const struct qn_signal *s)
{
    int64_t gap[SPACINGS];
    size_t n = 0, step = s->n / SPACINGS + 1;
    for (size_t i = 0; i + 1 < s->n && n < SPACINGS; i += step)
        for (size_t j = i + 1; j < s->n; j++)
            if (s->sample[j].t_unix_ms != s->sample[i].t_unix_ms) {
                gap[n++] = s->sample[j].t_unix_ms - s->sample[i].t_unix_ms;
                break;
            }
    if (n == 0)
        return s->cn == CN_HOUR ? QN_HOUR_MS : 0;
    qsort(gap, n, sizeof gap[0], by_size);
    int64_t mid = gap[n / 2];
    return mid > QN_HOUR_MS || s->cn == CN_HOUR ? QN_HOUR_MS : mid;
}

static int kind_rank(int32_t cn)
{
    for (size_t i = 0; i < sizeof data_kinds / sizeof data_kinds[0]; i++)
        if (data_kinds[i] == cn)
            return (int)i;
    return -1;
}

static int64_t slot_of_subject(const struct qn_verify_subject *s, const struct qn_witness_rules *r)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->track[i].n; j++) {
            const struct qn_signal *g = &s->track[i].signal[j];
            if (kind_rank(g->cn) < 0 || !qn_channel_rule_of(r, g->st, g->factor))
                continue;
            int64_t spacing = spacing_of(g);
            if (spacing > 0 && spacing <= QN_FINE_SLOT_MS)
                return QN_FINE_SLOT_MS;
        }
    return QN_HOUR_MS;
}

/* One time of a signal: what counts of its versions. */
struct reading {
    double value; /* NaN: missing or invalid */
    const char *text;
    int64_t t_unix_ms, first_unix_ms, remarked_unix_ms;
    bool stop, bad, marked;
};

static bool usable(const struct qn_sample *s)
{
    return !is_bad_mark(s->mark) && isfinite(s->value);
}

/* Versions [i, end) of one time. */
static struct reading read_versions(const struct qn_sample *s, size_t i, size_t end)
{
    struct reading r = {.value = NAN,
                        .text = s[i].text,
                        .t_unix_ms = s[i].t_unix_ms,
                        .first_unix_ms = s[i].arrival_unix_ms,
                        .remarked_unix_ms = INT64_MIN};
    for (size_t k = i; k < end; k++) {
        if (isnan(r.value) && usable(&s[k]))
            r.value = s[k].value;
        r.marked = r.marked || s[k].mark[0];
        if (is_stop_mark(s[k].mark)) {
            if (k > i && !r.stop)
                r.remarked_unix_ms = s[k].arrival_unix_ms;
            r.stop = true;
        }
    }
    r.bad = is_bad_mark(s[end - 1].mark);
    return r;
}

static bool in_duct(enum qn_channel_kind k)
{
    return k == QN_CH_VELOCITY || k == QN_CH_FLOW || k == QN_CH_O2 || k == QN_CH_POLLUTANT ||
           k == QN_CH_DUST || k == QN_CH_FLUE_TEMP;
}

/* Marks of what is measured in the duct: a meter or fan has its own. */
static void note_marks(struct qn_grid *g, enum qn_channel_kind kind, size_t slot,
                       const struct reading *r)
{
    struct qn_slot *at = &g->slot[slot];
    if (r->marked && in_duct(kind)) {
        at->marks++;
        at->stop_marks = (uint16_t)(at->stop_marks + r->stop);
        at->bad_marks = (uint16_t)(at->bad_marks + r->bad);
    }
    if (r->remarked_unix_ms > at->remarked_unix_ms)
        at->remarked_unix_ms = r->remarked_unix_ms;
    if (r->first_unix_ms > at->arrival_unix_ms)
        at->arrival_unix_ms = r->first_unix_ms;
}

/* Sums of the slots under way, one pair a slot. */
struct sums {
    double *sum;
    uint16_t *n;
    bool add; /* counts add up, levels are averaged */
};

static void put_reading(struct qn_grid *g, const struct qn_channel *c, struct sums *u,
                        const struct reading *r, int64_t period)
{
    int64_t from = r->t_unix_ms - g->from_unix_ms;
    if (from < 0)
        return;
    size_t first = (size_t)(from / g->slot_ms), n = 1;
    if (period > g->slot_ms)
        n = (size_t)((period + g->slot_ms / 2) / g->slot_ms);
    for (size_t i = first; i < first + n && i < g->n; i++) {
        note_marks(g, c->rule->kind, i, r);
        if (isnan(r->value) || !isnan(c->value[i]))
            continue;
        u->sum[i] += u->add ? r->value / (double)n : r->value;
        u->n[i]++;
    }
}

static void put_signal(struct qn_grid *g, struct qn_channel *c, struct sums *u,
                       const struct qn_signal *s)
{
    int64_t period = spacing_of(s);
    memset(u->sum, 0, g->n * sizeof u->sum[0]);
    memset(u->n, 0, g->n * sizeof u->n[0]);
    for (size_t i = 0; i < s->n;) {
        size_t end = i + 1;
        while (end < s->n && s->sample[end].t_unix_ms == s->sample[i].t_unix_ms)
            end++;
        struct reading r = read_versions(s->sample, i, end);
        put_reading(g, c, u, &r, period);
        i = end;
    }
    for (size_t i = 0; i < g->n; i++)
        if (u->n[i] > 0)
            c->value[i] = u->add ? u->sum[i] : u->sum[i] / (double)u->n[i];
}

/* N running, St starting; F, Sd stopped or stopping; B banked. Other words tell nothing. */
static int word_says(const char *word)
{
    static const char *const run[] = {"N", "St", NULL}, *const stop[] = {"F", "Sd", NULL},
                             *const bank[] = {"B", NULL};
    return is_one_of(word, stop) ? 1 : is_one_of(word, bank) ? 2 : is_one_of(word, run) ? -1 : 0;
}

/* A word that came first as running and later as stopped. */
static void note_reworded(struct qn_grid *g, const struct qn_signal *s, size_t i, size_t slot)
{
    const struct qn_sample *now = &s->sample[i];
    if (i == 0 || s->sample[i - 1].t_unix_ms != now->t_unix_ms || word_says(now->text) != 1 ||
        word_says(s->sample[i - 1].text) != -1)
        return;
    if (now->arrival_unix_ms > g->slot[slot].remarked_unix_ms)
        g->slot[slot].remarked_unix_ms = now->arrival_unix_ms;
}

static void put_words(struct qn_grid *g, const struct qn_signal *s)
{
    int64_t period = spacing_of(s);
    size_t reach = period > g->slot_ms ? (size_t)(period / g->slot_ms) : 1;
    for (size_t i = 0; i < s->n; i++) {
        int64_t from = s->sample[i].t_unix_ms - g->from_unix_ms;
        int says = word_says(s->sample[i].text);
        for (size_t k = 0; from >= 0 && k < reach && says; k++) {
            size_t at = (size_t)(from / g->slot_ms) + k;
            if (at >= g->n)
                break;
            note_reworded(g, s, i, at);
            if (g->slot[at].condition <= 0)
                g->slot[at].condition = (int8_t)says;
        }
    }
}

static struct qn_channel *channel_for(struct qn_grid *g, const char *mn,
                                      const struct qn_channel_rule *rule, const char *factor,
                                      struct qn_err *err)
{
    for (size_t i = 0; i < g->n_channel; i++)
        if (g->channel[i].mn == mn && strcmp(g->channel[i].factor, factor) == 0)
            return &g->channel[i];
    struct qn_channel *c = &g->channel[g->n_channel];
    *c = (struct qn_channel){.rule = rule, .mn = mn, .factor = factor, .run = NAN, .spread = NAN};
    c->value = qn_arena_alloc(g->scratch, g->n * sizeof c->value[0], err);
    c->says = qn_arena_alloc(g->scratch, g->n, err);
    if (!c->value || !c->says)
        return NULL;
    for (size_t i = 0; i < g->n; i++)
        c->value[i] = NAN;
    g->n_channel++;
    return c;
}

static bool wanted_field(const struct qn_signal *s, enum qn_channel_kind kind, size_t rank)
{
    const char *const *fields = kind == QN_CH_COUNT ? count_fields : value_fields;
    return strcmp(s->field, fields[rank]) == 0;
}

static enum qn_status put_track(struct qn_grid *g, const struct qn_track *t, struct sums *u,
                                int32_t cn, size_t field, struct qn_err *err)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct qn_signal *s = &t->signal[i];
        const struct qn_channel_rule *rule =
            s->cn == cn && s->n > 0 ? qn_channel_rule_of(g->rules, s->st, s->factor) : NULL;
        if (!rule || !wanted_field(s, rule->kind, field))
            continue;
        if (rule->kind == QN_CH_CONDITION) {
            put_words(g, s);
            continue;
        }
        struct qn_channel *c = channel_for(g, t->mn, rule, s->factor, err);
        if (!c)
            return QN_E_NOMEM;
        u->add = rule->kind == QN_CH_COUNT;
        put_signal(g, c, u, s);
    }
    return QN_OK;
}

static size_t count_signals(const struct qn_verify_subject *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->track[i].n;
    return n;
}

static enum qn_status fill(struct qn_grid *g, struct qn_err *err)
{
    struct sums u = {qn_arena_alloc(g->scratch, g->n * sizeof(double), err),
                     qn_arena_alloc(g->scratch, g->n * sizeof(uint16_t), err), false};
    g->channel =
        qn_arena_alloc(g->scratch, (count_signals(g->subject) + 1) * sizeof g->channel[0], err);
    if (!u.sum || !u.n || !g->channel)
        return QN_E_NOMEM;
    enum qn_status st = QN_OK;
    for (size_t k = 0; k < sizeof data_kinds / sizeof data_kinds[0] && !st; k++)
        for (size_t f = 0; f < sizeof value_fields / sizeof value_fields[0] && !st; f++)
            for (size_t i = 0; i < g->subject->n && !st; i++)
                st = put_track(g, &g->subject->track[i], &u, data_kinds[k], f, err);
    return st;
}

/* Energy counters only rise: what rises is differences. */
static void unroll_counters(struct qn_grid *g)
{
    for (size_t k = 0; k < g->n_channel; k++) {
        struct qn_channel *c = &g->channel[k];
        if (c->rule->kind != QN_CH_METER)
            continue;
        double last = NAN, first = NAN;
        size_t rises = 0, falls = 0;
        for (size_t i = 0; i < g->n; i++) {
            if (isnan(c->value[i]))
                continue;
            first = isnan(first) ? c->value[i] : first;
            rises += c->value[i] > last;
            falls += c->value[i] < last;
            last = c->value[i];
        }
        if (rises < 24 || falls > rises / 100)
            continue;
        last = NAN;
        for (size_t i = 0; i < g->n; i++) {
            double now = c->value[i];
            c->value[i] = now >= last ? now - last : NAN;
            last = isnan(now) ? last : now;
        }
    }
}

/* A stuck logger: every channel of a device that says something other than zero stays as it is. */
static bool track_same(const struct qn_grid *g, const char *mn, size_t i)
{
    size_t same = 0;
    for (size_t k = 0; k < g->n_channel; k++) {
        const struct qn_channel *c = &g->channel[k];
        if (c->mn != mn || isnan(c->value[i]) || c->value[i] == 0)
            continue;
        if (!(c->value[i] == c->value[i - 1]))
            return false;
        same++;
    }
    return same >= 3;
}

static void drop(struct qn_grid *g, const char *mn, size_t from, size_t to)
{
    for (size_t k = 0; k < g->n_channel; k++)
        for (size_t i = from; i < to && g->channel[k].mn == mn; i++)
            g->channel[k].value[i] = NAN;
}

/* All that a device measures in the duct is exactly zero, O2 or temperature too: switched off, and
 * its other zeros are worth nothing either. */
static bool is_dead(const struct qn_grid *g, const char *mn, size_t i)
{
    size_t n = 0, never_zero = 0;
    for (size_t k = 0; k < g->n_channel; k++) {
        const struct qn_channel *c = &g->channel[k];
        if (c->mn != mn || !in_duct(c->rule->kind) || isnan(c->value[i]))
            continue;
        if (c->value[i] != 0)
            return false;
        n++;
        never_zero += c->rule->kind == QN_CH_O2 || c->rule->kind == QN_CH_FLUE_TEMP;
    }
    return n >= 2 && never_zero > 0;
}

static void drop_dead(struct qn_grid *g)
{
    for (size_t d = 0; d < g->subject->n; d++) {
        const char *mn = g->subject->track[d].mn;
        for (size_t i = 0; i < g->n; i++) {
            if (!is_dead(g, mn, i))
                continue;
            for (size_t k = 0; k < g->n_channel; k++)
                if (g->channel[k].mn == mn && g->channel[k].value[i] == 0)
                    g->channel[k].value[i] = NAN;
        }
    }
}

static void drop_frozen(struct qn_grid *g)
{
    size_t hold = qn_slots_of_h(g, g->t->frozen_h);
    for (size_t d = 0; d < g->subject->n; d++) {
        const char *mn = g->subject->track[d].mn;
        size_t from = 0;
        for (size_t i = 1; i <= g->n; i++) {
            if (i < g->n && track_same(g, mn, i))
                continue;
            if (i - from >= hold)
                drop(g, mn, from, i);
            from = i;
        }
    }
}

static void note_claims(struct qn_grid *g)
{
    for (size_t i = 0; i < g->n; i++) {
        struct qn_slot *s = &g->slot[i];
        bool marked = s->stop_marks > 0 && 3 * s->stop_marks >= s->marks;
        s->claim =
            marked || s->condition > 0 || qn_slot_time(g, i) >= g->subject->claimed_from_unix_ms;
    }
}

static int64_t floor_to(int64_t t, int64_t step)
{
    int64_t r = t % step;
    return t - (r < 0 ? r + step : r);
}

static enum qn_status size_grid(struct qn_grid *g, int64_t from, int64_t to, struct qn_err *err)
{
    int64_t begin = from;
    for (size_t i = 0; i < g->subject->n; i++)
        if (g->subject->track[i].from_unix_ms < begin)
            begin = g->subject->track[i].from_unix_ms;
    g->from_unix_ms = floor_to(begin, QN_HOUR_MS);
    int64_t last = floor_to(to - 1, g->slot_ms) + g->slot_ms;
    char a[QN_TIME_TEXT_CAP], b[QN_TIME_TEXT_CAP], most[QN_NUM_TEXT_CAP];
    if (to <= from || (last - g->from_unix_ms) / g->slot_ms > (int64_t)MAX_SLOTS)
        return qn_fail(err, QN_E_DOMAIN, NULL, QN_T_VERIFY_SPAN, qn_time_text(from, a),
                       qn_time_text(to, b), qn_num_text((double)MAX_SLOTS, most));
    g->n = (size_t)((last - g->from_unix_ms) / g->slot_ms);
    g->first = (size_t)((from - g->from_unix_ms) / g->slot_ms);
    g->end = g->n;
    g->slot = qn_arena_alloc(g->scratch, g->n * sizeof g->slot[0], err);
    if (!g->slot)
        return QN_E_NOMEM;
    for (size_t i = 0; i < g->n; i++)
        g->slot[i].arrival_unix_ms = g->slot[i].remarked_unix_ms = INT64_MIN;
    return QN_OK;
}

enum qn_status qn_grid_build(const struct qn_verify_subject *s,
                             const struct qn_witness_rules *rules, int64_t from_unix_ms,
                             int64_t to_unix_ms, struct qn_arena *scratch, struct qn_grid *g,
                             struct qn_err *err)
{
    *g = (struct qn_grid){.subject = s,
                          .rules = rules,
                          .t = qn_thresholds_of(rules, s->kind),
                          .scratch = scratch,
                          .slot_ms = slot_of_subject(s, rules)};
    enum qn_status st = size_grid(g, from_unix_ms, to_unix_ms, err);
    if (!st)
        st = fill(g, err);
    if (st)
        return st;
    unroll_counters(g);
    drop_frozen(g);
    drop_dead(g);
    note_claims(g);
    return QN_OK;
}
