/* The evidence of one installation along time: marks, four quantities, the verdict. Everything that
 * matters differs in lightness or hatching, so that a print in grey tells the same. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/telemetry_pen.h"

#define WIDTH 720.0
#define X0 104.0
#define X1 634.0
#define TOP 20.0
#define MARKS_H 12.0
#define BAND_H 38.0
#define GAP 9.0
#define VERDICT_H 20.0
#define DAY_MS 86400000.0
#define HATCH 5.0
#define NEAR 15   /* numbers of findings nearer than this stand together */
#define PLACES 40 /* of them: more than (X1 - X0) / NEAR */

struct plot {
    struct qn_pen *p;
    struct qn_scene *s;
    const struct qn_watched *w;
    double height;
};

static double x_of(const struct plot *t, int64_t at_unix_ms)
{
    double span = (double)(t->w->v.to_unix_ms - t->w->v.from_unix_ms);
    double x = X0 + (X1 - X0) * (double)(at_unix_ms - t->w->v.from_unix_ms) / span;
    return fmin(fmax(x, X0), X1);
}

static void line(const struct plot *t, double x0, double y0, double x1, double y1,
                 struct qn_colour c, double width, int dashed, int prov)
{
    const double xy[] = {x0, y0, x1, y1};
    struct qn_style st = {.stroke = c, .stroke_width = width, .dashed = dashed, .prov = prov};
    qn_scene_polyline(t->s, xy, 2, &st);
}

static void box(const struct plot *t, double x, double y, double w, double h, struct qn_colour fill,
                const char *title)
{
    struct qn_style st = {.fill = fill, .title = title, .prov = -1};
    qn_scene_rect(t->s, x, y, fmax(w, 0.7), h, &st);
}

/* Slanted lines within a box. */
static void hatch(const struct plot *t, double x, double y, double w, double h, struct qn_colour c)
{
    int n = (int)ceil((w + h) / HATCH) - 1;
    for (int i = 1; i <= n; i++) {
        double at = x - h + i * HATCH;
        double x0 = fmax(at, x), x1 = fmin(at + h, x + w);
        if (x1 > x0)
            line(t, x0, y + h - (x0 - at), x1, y + h - (x1 - at), c, 0.7, 0, -1);
    }
}

static void row_label(const struct plot *t, double y, const char *text, const char *below)
{
    qn_scene_text(t->s, X0 - 8, y, text, 11, 0, QN_ANCHOR_END, 0, QN_COLOUR_INK, -1);
    if (below)
        qn_scene_text(t->s, X0 - 8, y + 11, below, 8.5, 0, QN_ANCHOR_END, 0, QN_COLOUR_FAINT, -1);
}

/* ---- time axis ---- */

static int tick_days(double days)
{
    static const int steps[] = {1, 2, 3, 5, 7, 10, 14, 30};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (days / steps[i] <= 9)
            return steps[i];
    return 60;
}

static void axis(const struct plot *t)
{
    int64_t from = t->w->v.from_unix_ms, to = t->w->v.to_unix_ms;
    double days = (double)(to - from) / DAY_MS;
    int step = tick_days(days);
    for (int d = 0; d <= (int)days; d += step) {
        int64_t at = from + (int64_t)(d * DAY_MS);
        char when[QN_WHEN_CAP];
        double x = x_of(t, at);
        line(t, x, TOP - 4, x, t->height, QN_RGB(0xdadde2), 0.6, 0, -1);
        qn_when(at, when);
        when[10] = '\0';
        qn_scene_text(t->s, x, t->height + 12, d == 0 ? when : when + 5, 9, 0,
                      d == 0 ? QN_ANCHOR_START : QN_ANCHOR_MIDDLE, 0, QN_COLOUR_INK, -1);
    }
}

/* ---- marks ---- */

static const struct qn_colour mark_fill[] = {{0xff, 0xff, 0xff, 0},
                                             {0xc9, 0xcf, 0xd6, 255},
                                             {0x26, 0x32, 0x45, 255},
                                             {0xff, 0xff, 0xff, 255}};

static void mark_box(const struct plot *t, double x, double y, double w, enum qn_mark_kind kind,
                     const char *title)
{
    if (kind == QN_MARK_NONE)
        return;
    box(t, x, y, w, MARKS_H, mark_fill[kind], title);
    if (kind == QN_MARK_OTHER)
        hatch(t, x, y, w, MARKS_H, QN_RGB(0x4b5563));
}

static const char *mark_label(const struct plot *t, enum qn_mark_kind kind)
{
    static const enum qn_text_id words[] = {QN_T_TEL_M_NONE, QN_T_TEL_M_NORMAL, QN_T_TEL_M_STOPPED,
                                            QN_T_TEL_M_OTHER};
    return qn_pen_t(t->p, words[kind]);
}

static double slot_x(const struct plot *t, size_t k)
{
    return x_of(t, t->w->v.from_unix_ms + (int64_t)k * t->w->slot_ms);
}

static void changed_sign(const struct plot *t, double x, double y)
{
    const double xy[] = {x - 2.6, y - 1, x + 2.6, y - 1, x, y - 6};
    struct qn_style st = {.fill = QN_RGB(0x9b1c1c), .prov = -1};
    qn_scene_polygon(t->s, xy, 3, &st);
}

static void marks(const struct plot *t, double y)
{
    const struct qn_watched *w = t->w;
    double last_sign = -10;
    row_label(t, y + 10, qn_pen_t(t->p, QN_T_TEL_B_MARKS), NULL);
    for (size_t k = 0; k < w->n_slot;) {
        size_t end = k + 1;
        while (end < w->n_slot && w->mark[end].kind == w->mark[k].kind)
            end++;
        enum qn_mark_kind kind = (enum qn_mark_kind)w->mark[k].kind;
        mark_box(t, slot_x(t, k), y, slot_x(t, end) - slot_x(t, k), kind, mark_label(t, kind));
        k = end;
    }
    for (size_t k = 0; k < w->n_slot; k++) {
        double x = (slot_x(t, k) + slot_x(t, k + 1)) / 2;
        if (!w->mark[k].changed || x < last_sign + 5)
            continue;
        changed_sign(t, x, y);
        last_sign = x;
    }
}

/* ---- bands ---- */

struct range {
    double low, high;
};

static double y_of(const struct range *r, double y, double value)
{
    double share = (value - r->low) / (r->high - r->low);
    return y + BAND_H * (1 - fmin(fmax(share, 0), 1));
}

static struct range range_of(const struct qn_band *b, enum qn_band_kind kind)
{
    struct range r = {fmin(b->least, 0), b->most};
    if (kind == QN_BAND_O2)
        r.high = fmax(r.high, 21);
    if (isfinite(b->limit) && b->limit > r.high && b->limit < 2 * r.high)
        r.high = b->limit;
    if (!(r.high > r.low))
        r.high = r.low + 1;
    return r;
}

/* Slots k..end-1 have values: the space between least and most, never thinner than a line. */
static void envelope(const struct plot *t, const struct qn_band *b, const struct range *r, double y,
                     size_t k, size_t end)
{
    double xy[4 * QN_WATCH_SLOTS + 8];
    size_t n = 0, slots = end - k;
    struct qn_style st = {
        .fill = QN_RGB(0x9fb6cc), .stroke = QN_COLOUR_ACCENT, .stroke_width = 0.9, .prov = -1};
    if (slots > QN_WATCH_SLOTS)
        return;
    for (size_t i = 0; i < slots; i++) {
        xy[n++] = (slot_x(t, k + i) + slot_x(t, k + i + 1)) / 2;
        xy[n++] = y_of(r, y, b->slot[k + i].most);
    }
    for (size_t i = slots; i-- > 0;) {
        xy[n++] = (slot_x(t, k + i) + slot_x(t, k + i + 1)) / 2;
        xy[n++] = y_of(r, y, b->slot[k + i].least);
    }
    if (slots > 1)
        qn_scene_polygon(t->s, xy, n / 2, &st);
    else
        qn_scene_rect(t->s, slot_x(t, k), xy[1], slot_x(t, k + 1) - slot_x(t, k),
                      fmax(xy[3] - xy[1], 0.8), &st);
}

static void curve(const struct plot *t, const struct qn_band *b, const struct range *r, double y)
{
    for (size_t k = 0; k < t->w->n_slot;) {
        if (isnan(b->slot[k].most)) {
            k++;
            continue;
        }
        size_t end = k + 1;
        while (end < t->w->n_slot && !isnan(b->slot[end].most))
            end++;
        envelope(t, b, r, y, k, end);
        k = end;
    }
}

static double rounded(double v)
{
    double unit = fabs(v) >= 100 ? 1 : fabs(v) >= 10 ? 0.1 : 0.01;
    return round(v / unit) * unit;
}

/* The greatest value, at its height: it opens to device, factor and time. */
static void most(const struct plot *t, const struct qn_band *b, const struct range *r, double y)
{
    struct qn_pen *p = t->p;
    const char *place = qn_pen_f(p, QN_T_TEL_PLACE_AT, b->factor, qn_pen_when(p, b->most_unix_ms),
                                 (const char *)NULL);
    struct qn_doc_prov o = qn_pen_sent(
        p, qn_pen_f(p, QN_T_TEL_L_MOST, qn_pen_factor(p, b->factor), (const char *)NULL),
        rounded(b->most), b->unit, b->mn, place, "");
    char text[64];
    int n = snprintf(text, sizeof text, "%s %s", o.text, o.unit);
    qn_scene_text(t->s, X1 + 6, fmin(y_of(r, y, b->most) + 4, y + BAND_H),
                  qn_pen_keep(p, text, (size_t)n), 9.5, 0, QN_ANCHOR_START, 0, QN_COLOUR_INK,
                  qn_doc_prov(p->d, &o));
}

static void limit(const struct plot *t, const struct qn_band *b, const struct range *r, double y)
{
    if (!isfinite(b->limit) || b->limit < r->low || b->limit > r->high)
        return;
    struct qn_doc_prov o = qn_pen_limit(t->p, b->mn, b->factor, rounded(b->limit), b->unit,
                                        b->limit_witness, b->learned_from_h);
    int prov = qn_doc_prov(t->p->d, &o);
    double at = y_of(r, y, b->limit);
    line(t, X0, at, X1, at, QN_RGB(0x7a1212), 0.9, 1, prov);
    if (fabs(at - y_of(r, y, b->most)) > 10)
        qn_scene_text(t->s, X1 + 6, at + 3, o.text, 8.5, 0, QN_ANCHOR_START, 0, QN_RGB(0x7a1212),
                      prov);
}

static void band(const struct plot *t, enum qn_band_kind kind, double y)
{
    static const enum qn_text_id words[] = {QN_T_TEL_B_DRAUGHT, QN_T_TEL_B_O2, QN_T_TEL_B_TEMP,
                                            QN_T_TEL_B_POWER};
    const struct qn_band *b = &t->w->band[kind];
    const char *name = qn_pen_t(t->p, words[kind]);
    line(t, X0, y + BAND_H, X1, y + BAND_H, QN_COLOUR_FAINT, 0.7, 0, -1);
    if (!b->mn || isnan(b->most)) {
        row_label(t, y + 18, name, NULL);
        qn_scene_text(t->s, (X0 + X1) / 2, y + 23, qn_pen_t(t->p, QN_T_TEL_NO_DATA), 10, 0,
                      QN_ANCHOR_MIDDLE, 0, QN_COLOUR_FAINT, -1);
        return;
    }
    struct range r = range_of(b, kind);
    row_label(t, y + 18, name, b->factor);
    curve(t, b, &r, y);
    most(t, b, &r, y);
    limit(t, b, &r, y);
}

/* ---- verdict ---- */

static void verdict_box(const struct plot *t, double x, double y, double w, double h,
                        enum qn_verdict v, const char *title)
{
    struct qn_style st = {.fill = qn_verdict_colour(v),
                          .stroke = QN_RGB(0x6b7280),
                          .stroke_width = 0.5,
                          .title = title,
                          .prov = -1};
    qn_scene_rect(t->s, x, y, fmax(w, 1.2), h, &st);
    if (v == QN_V_UNPROVABLE)
        hatch(t, x, y, w, h, QN_COLOUR_FAINT);
}

static void one_verdict(const struct plot *t, const struct qn_interval *a, double y)
{
    const char *name = qn_verdict_label(t->p->lang, a->verdict);
    double x = x_of(t, a->from_unix_ms), w = x_of(t, a->to_unix_ms) - x;
    const char *title = qn_pen_f(t->p, QN_T_TEL_ARRIVED,
                                 qn_pen_f(t->p, QN_T_TEL_SPAN, qn_pen_when(t->p, a->from_unix_ms),
                                          qn_pen_when(t->p, a->to_unix_ms), (const char *)NULL),
                                 name, (const char *)NULL);
    verdict_box(t, x, y, w, VERDICT_H, a->verdict, title);
    if (a->banked)
        name = qn_pen_t(t->p, QN_T_TEL_BANKED);
    bool dark = a->verdict == QN_V_CONTRADICTED;
    if (a->verdict != QN_V_UNPROVABLE && w > qn_scene_text_width(name, 10.5) + 8)
        qn_scene_text(t->s, x + w / 2, y + 14, name, 10.5, dark, QN_ANCHOR_MIDDLE, 0,
                      dark ? QN_RGB(0xffffff) : QN_COLOUR_INK, -1);
}

static int number_of(const struct qn_verification *v, size_t finding)
{
    int number = 0;
    for (size_t i = 0; i <= finding; i++) {
        number += qn_finding_is_first(v, i);
        if (v->finding[i].kind == v->finding[finding].kind)
            return number;
    }
    return number;
}

/* The numbers of the kinds of findings below, where they begin; near ones stand together. */
static void markers(const struct plot *t, double y)
{
    const struct qn_verification *v = &t->w->v;
    unsigned numbers[PLACES] = {0};
    double at[PLACES];
    for (size_t i = 0; i < v->n_findings; i++) {
        double x = x_of(t, v->finding[i].from_unix_ms);
        int place = (int)(x - X0) / NEAR;
        if (!numbers[place] || x < at[place])
            at[place] = x;
        numbers[place] |= 1u << number_of(v, i);
    }
    for (int k = 0; k < PLACES; k++) {
        char text[32] = "";
        for (int n = 1; n <= QN_F_COUNT; n++)
            if (numbers[k] & (1u << n)) {
                size_t len = strlen(text);
                snprintf(text + len, sizeof text - len, "%s%d", len ? "," : "", n);
            }
        if (*text)
            qn_scene_text(t->s, at[k], y, qn_pen_keep(t->p, text, strlen(text)), 9, 1,
                          QN_ANCHOR_START, 0, QN_RGB(0x7a1212), -1);
    }
}

static void verdicts(const struct plot *t, double y)
{
    row_label(t, y + 14, qn_pen_t(t->p, QN_T_TEL_B_VERDICT), NULL);
    for (size_t i = 0; i < t->w->v.n; i++)
        one_verdict(t, &t->w->v.interval[i], y);
    markers(t, y - 3);
}

static void claim(const struct plot *t)
{
    int64_t at = t->w->claimed_from_unix_ms;
    if (at <= t->w->v.from_unix_ms || at >= t->w->v.to_unix_ms)
        return;
    double x = x_of(t, at);
    line(t, x, TOP - 8, x, t->height, QN_COLOUR_INK, 1.1, 1, -1);
    qn_scene_text(t->s, x + 3, TOP - 8, qn_pen_t(t->p, QN_T_TEL_B_RECORD), 9, 0, QN_ANCHOR_START, 0,
                  QN_COLOUR_INK, -1);
}

static double legend_text(const struct plot *t, double x, double y, const char *text)
{
    qn_scene_text(t->s, x + 18, y + 9, text, 10, 0, QN_ANCHOR_START, 0, QN_COLOUR_INK, -1);
    return x + 18 + qn_scene_text_width(text, 10) + 16;
}

static void legend(const struct plot *t, double y)
{
    double x = X0;
    for (int v = 0; v < QN_V_COUNT; v++) {
        verdict_box(t, x, y, 14, 10, (enum qn_verdict)v, NULL);
        x = legend_text(t, x, y, qn_verdict_label(t->p->lang, (enum qn_verdict)v));
    }
    x = X0;
    y += 17;
    for (int k = QN_MARK_NORMAL; k <= QN_MARK_OTHER; k++) {
        mark_box(t, x, y - 1, 14, (enum qn_mark_kind)k, NULL);
        x = legend_text(t, x, y, mark_label(t, (enum qn_mark_kind)k));
    }
}

struct qn_scene *qn_draw_timeline(struct qn_pen *p, const struct qn_watched *w)
{
    double bands = TOP + MARKS_H + GAP;
    double verdict = bands + QN_BAND_COUNT * (BAND_H + GAP) + 6;
    double foot = verdict + VERDICT_H;
    if (w->v.to_unix_ms <= w->v.from_unix_ms || w->n_slot == 0)
        return NULL;
    struct plot t = {.p = p, .w = w, .height = foot};
    t.s = qn_scene_new(&p->d->arena, WIDTH, foot + 62);
    if (!t.s)
        return NULL;
    axis(&t);
    marks(&t, TOP);
    for (int b = 0; b < QN_BAND_COUNT; b++)
        band(&t, (enum qn_band_kind)b, bands + b * (BAND_H + GAP));
    verdicts(&t, verdict);
    claim(&t);
    legend(&t, foot + 24);
    return t.s;
}
