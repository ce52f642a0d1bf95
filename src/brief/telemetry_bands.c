/* Tracks condensed to what a picture and a table can show. */
#include <math.h>
#include <string.h>

#include "brief/telemetry.h"

#define HOUR_MS INT64_C(3600000)
#define ST_ELECTRICITY 44
#define ST_CONDITION 45
#define N_RANKS 4 /* hours, minutes, instants, the rest */

struct condensing {
    const struct qn_track *track;
    size_t n;
    struct qn_arena *arena;
    struct qn_watched *w;
    struct qn_err *err;
};

/* What shows a band: 2017 code, 2005 code; the first fits best. */
struct shows {
    enum qn_band_kind band;
    const char *code, *code_2005;
};
static const struct shows shown_by[] = {
    {QN_BAND_DRAUGHT, "a01011", "S02"}, {QN_BAND_DRAUGHT, "a00000", "B02"},
    {QN_BAND_O2, "a19001", "S01"},      {QN_BAND_TEMP, "a01012", "S03"},
    {QN_BAND_POWER, "g208", ""},        {QN_BAND_POWER, "g102", ""},
    {QN_BAND_POWER, "g209", ""},        {QN_BAND_POWER, "g210", ""},
};

/* Device-numbered codes (g20801) go by their first four characters. */
static bool code_fits(const char *code, const char *factor)
{
    return *code && (strlen(code) == 4 ? strncmp(code, factor, 4) == 0 : strcmp(code, factor) == 0);
}

static bool band_of(const struct qn_signal *s, enum qn_band_kind band)
{
    if (band == QN_BAND_POWER && s->st == ST_ELECTRICITY)
        return true;
    for (size_t i = 0; i < sizeof shown_by / sizeof shown_by[0]; i++)
        if (shown_by[i].band == band &&
            (code_fits(shown_by[i].code, s->factor) || code_fits(shown_by[i].code_2005, s->factor)))
            return true;
    return false;
}

/* Hours before minutes before instants; -1: a field that is no level. */
static int rank_of(const struct qn_signal *s)
{
    bool mean = strcmp(s->field, "Avg") == 0, now = strcmp(s->field, "Rtd") == 0;
    if (!mean && !now)
        return -1;
    return s->cn == 2061 ? 0 : s->cn == 2051 ? 1 : s->cn == 2011 ? 2 : 3;
}

static size_t slot_of(const struct qn_watched *w, int64_t t_unix_ms)
{
    if (t_unix_ms < w->v.from_unix_ms || t_unix_ms >= w->v.to_unix_ms)
        return w->n_slot;
    return (size_t)((t_unix_ms - w->v.from_unix_ms) / w->slot_ms);
}

static void widen(struct qn_band *b, struct qn_band_slot *slot, const struct qn_sample *s)
{
    if (isnan(slot->least) || s->value < slot->least)
        slot->least = s->value;
    if (isnan(slot->most) || s->value > slot->most)
        slot->most = s->value;
    if (isnan(b->least) || s->value < b->least)
        b->least = s->value;
    if (isnan(b->most) || s->value > b->most) {
        b->most = s->value;
        b->most_unix_ms = s->t_unix_ms;
    }
    b->values++;
}

/* The signal's newest values into slots that no better kind of data has filled. */
static void fill(const struct qn_watched *w, struct qn_band *b, unsigned char *rank,
                 const struct qn_signal *s, int own)
{
    for (size_t i = 0; i < s->n; i++) {
        size_t k = slot_of(w, s->sample[i].t_unix_ms);
        if (k >= w->n_slot || !s->sample[i].last || isnan(s->sample[i].value))
            continue;
        if (rank[k] && rank[k] != own + 1)
            continue;
        rank[k] = (unsigned char)(own + 1);
        widen(b, &b->slot[k], &s->sample[i]);
    }
}

static struct qn_band empty_band(void)
{
    return (struct qn_band){.unit = "", .least = NAN, .most = NAN, .limit = NAN};
}

static enum qn_status band_make(struct condensing *c, const struct qn_track *t, const char *factor,
                                enum qn_band_kind kind, struct qn_band *out)
{
    size_t n = c->w->n_slot;
    unsigned char *rank = qn_arena_alloc(c->arena, n + 1, c->err);
    *out = empty_band();
    out->slot = qn_arena_alloc(c->arena, (n + 1) * sizeof *out->slot, c->err);
    if (!rank || !out->slot)
        return QN_E_NOMEM;
    for (size_t k = 0; k < n; k++)
        out->slot[k] = (struct qn_band_slot){NAN, NAN};
    out->mn = t->mn;
    out->factor = factor;
    for (int own = 0; own < N_RANKS; own++)
        for (size_t i = 0; i < t->n; i++) {
            const struct qn_signal *s = &t->signal[i];
            if (rank_of(s) == own && strcmp(s->factor, factor) == 0 && band_of(s, kind))
                fill(c->w, out, rank, s, own);
        }
    return QN_OK;
}

/* How often the verdict names the factor; its limit and unit go to the band. */
static int64_t mentions(const struct qn_verification *v, struct qn_band *b)
{
    int64_t n = 0;
    for (size_t i = 0; i < v->n; i++)
        for (size_t k = 0; k < v->interval[i].n; k++) {
            const struct qn_witness *w = &v->interval[i].witness[k];
            if (!w->mn || !w->factor || strcmp(w->mn, b->mn) != 0 ||
                strcmp(w->factor, b->factor) != 0)
                continue;
            n++;
            if (w->unit && *w->unit)
                b->unit = w->unit;
            if (isnan(w->limit) || !isnan(b->limit))
                continue;
            b->limit = w->limit;
            b->limit_witness = w->code;
            b->learned_from_h = w->learned_from_h;
        }
    return n;
}

static size_t covered(const struct qn_watched *w, const struct qn_band *b)
{
    size_t n = 0;
    for (size_t k = 0; k < w->n_slot; k++)
        n += isnan(b->slot[k].most) ? 0 : 1;
    return n;
}

static bool seen_before(const struct qn_track *t, size_t i, enum qn_band_kind kind)
{
    for (size_t k = 0; k < i; k++)
        if (rank_of(&t->signal[k]) >= 0 && band_of(&t->signal[k], kind) &&
            strcmp(t->signal[k].factor, t->signal[i].factor) == 0)
            return true;
    return false;
}

/* Of the factors that show a band: what the verdict names most, then what covers most. */
static enum qn_status choose_band(struct condensing *c, enum qn_band_kind kind)
{
    struct qn_band *best = &c->w->band[kind];
    int64_t best_named = -1;
    size_t best_covered = 0;
    *best = empty_band();
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->track[i].n; k++) {
            const struct qn_signal *s = &c->track[i].signal[k];
            struct qn_band b;
            if (rank_of(s) < 0 || !band_of(s, kind) || seen_before(&c->track[i], k, kind))
                continue;
            enum qn_status st = band_make(c, &c->track[i], s->factor, kind, &b);
            if (st)
                return st;
            int64_t named = mentions(&c->w->v, &b);
            size_t has = covered(c->w, &b);
            if (has == 0 || named < best_named || (named == best_named && has <= best_covered))
                continue;
            *best = b;
            best_named = named;
            best_covered = has;
        }
    return QN_OK;
}

static enum qn_status keep_names(struct condensing *c, struct qn_band *b)
{
    if (!b->mn)
        return QN_OK;
    const struct qn_212_span code = {b->factor, (uint32_t)strlen(b->factor)};
    const struct qn_212_factor *f = qn_212_factor_of(code);
    if (!*b->unit && f)
        b->unit = f->unit;
    b->mn = qn_arena_copy(c->arena, b->mn, strlen(b->mn), c->err);
    b->factor = qn_arena_copy(c->arena, b->factor, strlen(b->factor), c->err);
    return b->mn && b->factor ? QN_OK : QN_E_NOMEM;
}

/* A condition word of ST=45 is a mark too; a number there is none. */
static enum qn_mark_kind mark_kind(const struct qn_signal *s, const struct qn_sample *a)
{
    const char *m = s->st == ST_CONDITION ? (isnan(a->value) ? a->text : "") : a->mark;
    if (!m[0])
        return QN_MARK_NONE;
    if (strcmp(m, "N") == 0 || strcmp(m, "n") == 0)
        return QN_MARK_NORMAL;
    bool stopped = strcmp(m, "F") == 0 || strcmp(m, "f") == 0 || strcmp(m, "Sd") == 0;
    return stopped ? QN_MARK_STOPPED : QN_MARK_OTHER;
}

#define MARK_KINDS 4

static void count_marks(struct qn_watched *w, const struct qn_signal *s, uint32_t *count)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_sample *a = &s->sample[i];
        size_t k = slot_of(w, a->t_unix_ms);
        if (k >= w->n_slot || !a->last)
            continue;
        count[k * MARK_KINDS + mark_kind(s, a)]++;
        w->mark[k].changed = w->mark[k].changed || a->version > 1;
    }
}

/* What most values of a slot are marked as; of as many, the weightier. */
static void choose_marks(struct qn_watched *w, const uint32_t *count)
{
    static const enum qn_mark_kind order[] = {QN_MARK_STOPPED, QN_MARK_OTHER, QN_MARK_NORMAL};
    for (size_t k = 0; k < w->n_slot; k++) {
        const uint32_t *n = &count[k * MARK_KINDS];
        uint32_t most = 0;
        for (size_t i = 0; i < 3; i++)
            if (n[order[i]] > most) {
                most = n[order[i]];
                w->mark[k].kind = (unsigned char)order[i];
            }
    }
}

static const struct qn_sample *first_version(const struct qn_signal *s, size_t i)
{
    while (i > 0 && s->sample[i - 1].t_unix_ms == s->sample[i].t_unix_ms)
        i--;
    return &s->sample[i];
}

static bool already_listed(const struct qn_watched *w, const char *mn, int64_t t_unix_ms)
{
    for (size_t i = 0; i < w->n_change; i++)
        if (w->change[i].t_unix_ms == t_unix_ms && strcmp(w->change[i].mn, mn) == 0)
            return true;
    return false;
}

static const char *keep(struct condensing *c, const char *s)
{
    return qn_arena_copy(c->arena, s ? s : "", s ? strlen(s) : 0, c->err);
}

/* One line for each DataTime: the first factor of it whose mark changed. */
static enum qn_status list_change(struct condensing *c, const char *mn, const struct qn_signal *s,
                                  const struct qn_sample *first, const struct qn_sample *last)
{
    struct qn_watched *w = c->w;
    w->all_changes++;
    if (w->n_change == QN_WATCH_CHANGES_KEPT || strcmp(first->mark, last->mark) == 0 ||
        already_listed(w, mn, last->t_unix_ms))
        return QN_OK;
    struct qn_change h = {.mn = keep(c, mn),
                          .factor = keep(c, s->factor),
                          .field = keep(c, s->field),
                          .t_unix_ms = last->t_unix_ms,
                          .first_arrival_unix_ms = first->arrival_unix_ms,
                          .last_arrival_unix_ms = last->arrival_unix_ms,
                          .first_text = keep(c, first->text),
                          .last_text = keep(c, last->text),
                          .first_mark = keep(c, first->mark),
                          .last_mark = keep(c, last->mark)};
    if (!h.mn || !h.factor || !h.field || !h.first_text || !h.last_text || !h.first_mark ||
        !h.last_mark)
        return QN_E_NOMEM;
    w->change[w->n_change++] = h;
    return QN_OK;
}

static enum qn_status list_changes(struct condensing *c, const char *mn, const struct qn_signal *s)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < s->n && !st; i++) {
        const struct qn_sample *a = &s->sample[i];
        if (a->last && a->version > 1 && slot_of(c->w, a->t_unix_ms) < c->w->n_slot)
            st = list_change(c, mn, s, first_version(s, i), a);
    }
    return st;
}

static void make_slots(struct qn_watched *w)
{
    int64_t span = w->v.to_unix_ms - w->v.from_unix_ms;
    int64_t hours = (span + HOUR_MS * QN_WATCH_SLOTS - 1) / (HOUR_MS * QN_WATCH_SLOTS);
    w->slot_ms = (hours > 0 ? hours : 1) * HOUR_MS;
    w->n_slot = span > 0 ? (size_t)((span + w->slot_ms - 1) / w->slot_ms) : 0;
    memset(w->time_ms, 0, sizeof w->time_ms);
    for (size_t i = 0; i < w->v.n; i++)
        w->time_ms[w->v.interval[i].verdict] +=
            w->v.interval[i].to_unix_ms - w->v.interval[i].from_unix_ms;
}

enum qn_status qn_watch_condense(const struct qn_track *track, size_t n, struct qn_arena *arena,
                                 struct qn_watched *w, struct qn_err *err)
{
    struct condensing c = {track, n, arena, w, err};
    enum qn_status st = QN_OK;
    make_slots(w);
    w->mark = qn_arena_alloc(arena, (w->n_slot + 1) * sizeof *w->mark, err);
    if (!w->mark)
        return QN_E_NOMEM;
    for (int b = 0; b < QN_BAND_COUNT && !st; b++) {
        st = choose_band(&c, (enum qn_band_kind)b);
        if (!st)
            st = keep_names(&c, &w->band[b]);
    }
    uint32_t *count = qn_arena_alloc(arena, (w->n_slot + 1) * MARK_KINDS * sizeof *count, err);
    if (!st && !count)
        st = QN_E_NOMEM;
    for (size_t i = 0; i < n && !st; i++)
        for (size_t k = 0; k < track[i].n && !st; k++) {
            count_marks(w, &track[i].signal[k], count);
            st = list_changes(&c, track[i].mn, &track[i].signal[k]);
        }
    if (!st)
        choose_marks(w, count);
    return st;
}
