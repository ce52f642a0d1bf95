/* Pictures of the situation: classes by kind, sizes against the catalogue's bounds, emissions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/pen.h"

#define WIDTH 720.0
#define LABEL 150.0
#define ROW 26.0
#define TOP 14.0

static void label(struct qn_scene *s, double y, const char *text)
{
    double size = qn_scene_text_width(text, 12) > LABEL - 14 ? 10.5 : 12;
    qn_scene_text(s, LABEL - 10, y + 4, text, size, 0, QN_ANCHOR_END, 0, QN_COLOUR_INK, -1);
}

static double legend(struct qn_scene *s, double x, double y, struct qn_colour c, const char *text)
{
    struct qn_style st = {.fill = c, .prov = -1};
    qn_scene_rect(s, x, y - 8, 10, 10, &st);
    qn_scene_text(s, x + 14, y + 1, text, 11, 0, QN_ANCHOR_START, 0, QN_COLOUR_INK, -1);
    return x + 14 + qn_scene_text_width(text, 11) + 22;
}

static void class_legend(struct qn_pen *p, struct qn_scene *s, double y)
{
    double x = LABEL;
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        x = legend(s, x, y, qn_class_colour((enum qn_class)c),
                   qn_class_label(p->lang, (enum qn_class)c));
}

/* A bar piece with its figure where it fits. */
static void piece(struct qn_pen *p, struct qn_scene *s, double x, double y, double w, int64_t n,
                  enum qn_class c)
{
    struct qn_pen_arg count = qn_pen_count(p, QN_T_BRF_L_CLASS, n, QN_T_BRF_RULE_COUNT_CLASS);
    int prov = qn_doc_prov(p->d, &count.prov);
    struct qn_style st = {
        .fill = qn_class_colour(c), .title = qn_class_label(p->lang, c), .prov = prov};
    qn_scene_rect(s, x, y - 9, w - 1, 18, &st);
    if (w > 14)
        qn_scene_text(s, x + w / 2 - 0.5, y + 4, count.prov.text, 11, 1, QN_ANCHOR_MIDDLE, 0,
                      QN_RGB(0xffffff), prov);
}

struct qn_scene *qn_draw_classes(struct qn_pen *p)
{
    int64_t n[QN_KIND_COUNT][QN_CLASS_COUNT] = {{0}}, total[QN_KIND_COUNT] = {0}, most = 0;
    int rows = 0;
    for (int32_t i = 0; i < p->b->screen.n; i++) {
        enum qn_kind k = p->r->installation[i].kind;
        n[k][p->b->screen.item[i].cls]++;
        total[k]++;
    }
    for (int k = 0; k < QN_KIND_COUNT; k++) {
        rows += total[k] > 0;
        most = total[k] > most ? total[k] : most;
    }
    if (!rows)
        return NULL;
    struct qn_scene *s = qn_scene_new(&p->d->arena, WIDTH, TOP + ROW * rows + 30);
    if (!s)
        return NULL;
    double unit = fmin((WIDTH - LABEL - 20) / (double)most, 60), y = TOP + ROW / 2;
    for (int k = 0; k < QN_KIND_COUNT; k++) {
        if (!total[k])
            continue;
        label(s, y, qn_kind_label(p->lang, (enum qn_kind)k));
        double x = LABEL;
        for (int c = 0; c < QN_CLASS_COUNT; c++) {
            if (!n[k][c])
                continue;
            piece(p, s, x, y, (double)n[k][c] * unit, n[k][c], (enum qn_class)c);
            x += (double)n[k][c] * unit;
        }
        y += ROW;
    }
    class_legend(p, s, y + 8);
    return s;
}

/* Kinds whose class hangs on one size. The bounds are those of the edition in force; which of them
 * applies to an installation is the screening's answer (its colour). */
struct strip {
    enum qn_kind kind;
    enum qn_variant variant; /* whose bounds are drawn */
    int this_variant_only;   /* and whose installations */
    enum qn_param param;
    double most; /* end of the axis */
    const char *unit;
    double eliminated, restricted; /* NaN: the pack holds none */
};

static const struct strip templates[] = {
    {QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED, 1, QN_PARAM_CHAMBER_HEIGHT, 8, "m", NAN, NAN},
    {QN_KIND_COKE_OVEN, QN_VARIANT_STAMP_CHARGED, 1, QN_PARAM_CHAMBER_HEIGHT, 8, "m", NAN, NAN},
    {QN_KIND_SINTER_MACHINE, QN_VARIANT_BELT, 0, QN_PARAM_AREA, 400, "m²", NAN, NAN},
    {QN_KIND_SHAFT_PELLET_FURNACE, QN_VARIANT_COUNT, 0, QN_PARAM_AREA, 20, "m²", NAN, NAN},
    {QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING, 0, QN_PARAM_EFFECTIVE_VOLUME, 2000, "m³", NAN,
     NAN},
    {QN_KIND_CONVERTER, QN_VARIANT_STEELMAKING, 0, QN_PARAM_NOMINAL_CAPACITY, 200, "t", NAN, NAN},
    {QN_KIND_ELECTRIC_ARC_FURNACE, QN_VARIANT_CARBON_STEEL, 0, QN_PARAM_NOMINAL_CAPACITY, 200, "t",
     NAN, NAN},
};
enum { N_STRIPS = sizeof templates / sizeof templates[0] };

static int on_strip(const struct strip *t, const struct qn_installation *in)
{
    return in->kind == t->kind && (!t->this_variant_only || in->variant == t->variant) &&
           !isnan(in->param[t->param].value);
}

/* The strips that have both a bound and an installation. */
static int find_strips(const struct qn_pen *p, struct strip *out)
{
    int n = 0;
    for (size_t k = 0; k < N_STRIPS; k++) {
        struct strip t = templates[k];
        int any = 0;
        for (int32_t i = 0; i < p->r->n_installation && !any; i++)
            any = on_strip(&t, &p->r->installation[i]);
        const struct qn_edition *e = p->b->screen.edition;
        t.eliminated =
            qn_pack_size_bound(p->b->pack, e, QN_CLASS_ELIMINATED, t.kind, t.variant, t.param);
        t.restricted =
            qn_pack_size_bound(p->b->pack, e, QN_CLASS_RESTRICTED, t.kind, t.variant, t.param);
        if (any && (!isnan(t.eliminated) || !isnan(t.restricted)))
            out[n++] = t;
    }
    return n;
}

static void bound_line(struct qn_pen *p, struct qn_scene *s, double x, double y, double value,
                       struct qn_colour c, const char *unit)
{
    const double xy[] = {x, y - 13, x, y + 11};
    struct qn_style st = {.stroke = c, .stroke_width = 1.4, .prov = -1};
    qn_scene_polyline(s, xy, 2, &st);
    struct qn_doc_prov o = qn_pen_result(p, qn_pen_t(p, QN_T_BRF_C_BOUND), value, unit,
                                         qn_pen_t(p, QN_T_BRF_RULE_BOUND));
    qn_scene_text(s, x, y + 22, o.text, 9.5, 0, QN_ANCHOR_MIDDLE, 0, c, qn_doc_prov(p->d, &o));
}

/* The ground of a strip: what size alone would give; plain where the pack does not hold both
 * classes' bounds. */
static void draw_ground(struct qn_pen *p, struct qn_scene *s, const struct strip *t, double y)
{
    double span = WIDTH - LABEL - 60, x0 = LABEL;
    double e = isnan(t->eliminated) ? x0 : x0 + span * t->eliminated / t->most;
    double r = isnan(t->restricted) ? e : x0 + span * t->restricted / t->most;
    int whole = !isnan(t->eliminated) && !isnan(t->restricted);
    struct qn_style red = {.fill = QN_RGB(whole ? 0xf7e4e1 : 0xf3f4f6), .prov = -1};
    struct qn_style orange = {.fill = QN_RGB(whole ? 0xfbeee0 : 0xf3f4f6), .prov = -1};
    struct qn_style rest = {.fill = QN_RGB(whole ? 0xeef3f0 : 0xf3f4f6), .prov = -1};
    qn_scene_rect(s, x0, y - 10, e - x0, 20, &red);
    qn_scene_rect(s, e, y - 10, r - e, 20, &orange);
    qn_scene_rect(s, r, y - 10, x0 + span - r, 20, &rest);
    if (!isnan(t->eliminated))
        bound_line(p, s, e, y, t->eliminated, QN_COLOUR_ELIMINATED, t->unit);
    if (!isnan(t->restricted))
        bound_line(p, s, r, y, t->restricted, QN_COLOUR_RESTRICTED, t->unit);
}

static void draw_strip(struct qn_pen *p, struct qn_scene *s, const struct strip *t, double y)
{
    double span = WIDTH - LABEL - 60, x0 = LABEL;
    char name[128];
    int n = snprintf(name, sizeof name, "%s%s%s", qn_kind_label(p->lang, t->kind),
                     t->this_variant_only ? " · " : "",
                     t->this_variant_only ? qn_variant_label(p->lang, t->variant) : "");
    label(s, y, qn_pen_keep(p, name, (size_t)n));
    draw_ground(p, s, t, y);
    qn_scene_text(s, x0 + span + 8, y + 4, t->unit, 11, 0, QN_ANCHOR_START, 0, QN_COLOUR_FAINT, -1);
    for (int32_t i = 0; i < p->r->n_installation; i++) {
        const struct qn_installation *in = &p->r->installation[i];
        if (!on_strip(t, in))
            continue;
        struct qn_qty q = in->param[t->param];
        const char *title = qn_pen_installation(p, in);
        struct qn_doc_prov o = qn_pen_stored(p, title, q.value, 1, t->unit, q.prov);
        struct qn_style dot = {.fill = qn_class_colour(qn_briefing_screening(p->b, i)->cls),
                               .stroke = QN_RGB(0xffffff),
                               .stroke_width = 1.2,
                               .title = title,
                               .prov = qn_doc_prov(p->d, &o)};
        qn_scene_circle(s, x0 + span * fmin(q.value / t->most, 1), y, 5.5, &dot);
    }
}

struct qn_scene *qn_draw_thresholds(struct qn_pen *p)
{
    struct strip strips[N_STRIPS];
    int rows = p->b->screen.edition ? find_strips(p, strips) : 0;
    if (rows < 2)
        return NULL;
    struct qn_scene *s = qn_scene_new(&p->d->arena, WIDTH, TOP + 44.0 * rows + 26);
    if (!s)
        return NULL;
    double y = TOP + 14;
    for (int k = 0; k < rows; k++) {
        draw_strip(p, s, &strips[k], y);
        y += 44;
    }
    class_legend(p, s, y + 8);
    return s;
}

static const char *const pollutants[] = {"SO2", "NOx", "PM"};
static const char *const shown[] = {"SO₂", "NOₓ", "PM"};
static const struct qn_colour inks[] = {
    {0x1e, 0x3a, 0x5f, 255}, {0x6d, 0x8f, 0xb3, 255}, {0xb4, 0xa0, 0x7a, 255}};

static void emission_bar(struct qn_pen *p, struct qn_scene *s, int32_t e, size_t k, double y,
                         double unit)
{
    struct qn_doc_prov o = qn_pen_emission(p, e, pollutants[k], shown[k]);
    double sum = o.value;
    if (isnan(sum))
        return;
    int prov = qn_doc_prov(p->d, &o);
    struct qn_style st = {.fill = inks[k], .title = shown[k], .prov = prov};
    qn_scene_rect(s, LABEL, y, fmax(sum * unit, 0.8), 7, &st);
    qn_scene_text(s, LABEL + sum * unit + 4, y + 7, o.text, 8.5, 0, QN_ANCHOR_START, 0,
                  QN_COLOUR_INK, prov);
}

struct qn_scene *qn_draw_emissions(struct qn_pen *p)
{
    double most = 0;
    int rows = 0;
    enum qn_basis basis;
    int n;
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        int any = 0;
        for (size_t k = 0; k < 3; k++) {
            double sum = qn_emission_sum(p->b, i, pollutants[k], &basis, &n);
            any |= !isnan(sum);
            most = isnan(sum) ? most : fmax(most, sum);
        }
        rows += any;
    }
    if (rows < 2 || !(most > 0) || rows > 60)
        return NULL;
    struct qn_scene *s = qn_scene_new(&p->d->arena, WIDTH, TOP + 34.0 * rows + 26);
    if (!s)
        return NULL;
    double y = TOP, unit = (WIDTH - LABEL - 70) / most;
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        int any = 0;
        for (size_t k = 0; k < 3; k++) {
            if (isnan(qn_emission_sum(p->b, i, pollutants[k], &basis, &n)))
                continue;
            any = 1;
            emission_bar(p, s, i, k, y + 8.5 * (double)k, unit);
        }
        if (!any)
            continue;
        const struct qn_enterprise *e = &p->r->enterprise[i];
        const char *name = qn_pen_name(p, e->short_zh, e->short_en);
        label(s, y + 12, *name ? name : qn_pen_name(p, e->name_zh, e->name_en));
        y += 34;
    }
    double x = LABEL;
    for (size_t k = 0; k < 3; k++)
        x = legend(s, x, y + 10, inks[k], shown[k]);
    return s;
}
