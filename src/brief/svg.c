#include <stdio.h>

#include "brief/doc.h"
#include "brief/markup.h"

static void colour_attr(struct qn_markup *m, const char *name, struct qn_colour c)
{
    if (c.a == 0) {
        qn_markup_attr(m, name, "none");
        return;
    }
    char hex[8], opacity[24];
    snprintf(hex, sizeof hex, "#%02x%02x%02x", c.r, c.g, c.b);
    qn_markup_attr(m, name, hex);
    if (c.a == 255)
        return;
    snprintf(opacity, sizeof opacity, "%s-opacity", name);
    qn_markup_num_attr(m, opacity, c.a / 255.0);
}

static void points_attr(struct qn_markup *m, const struct qn_shape *p)
{
    qn_markup_raw(m, " points=\"");
    for (size_t i = 0; i < p->n; i++) {
        if (i)
            qn_markup_raw(m, " ");
        qn_markup_num(m, p->xy[2 * i]);
        qn_markup_raw(m, ",");
        qn_markup_num(m, p->xy[2 * i + 1]);
    }
    qn_markup_raw(m, "\"");
}

static void text_attrs(struct qn_markup *m, const struct qn_shape *p)
{
    static const char *const anchor[] = {"start", "middle", "end"};
    qn_markup_num_attr(m, "x", p->xy[0]);
    qn_markup_num_attr(m, "y", p->xy[1]);
    qn_markup_num_attr(m, "font-size", p->font_size);
    if (p->bold)
        qn_markup_attr(m, "font-weight", "700");
    qn_markup_attr(m, "text-anchor", anchor[p->anchor]);
    if (p->rotate_deg == 0)
        return;
    qn_markup_raw(m, " transform=\"rotate(");
    qn_markup_num(m, p->rotate_deg);
    qn_markup_raw(m, " ");
    qn_markup_num(m, p->xy[0]);
    qn_markup_raw(m, " ");
    qn_markup_num(m, p->xy[1]);
    qn_markup_raw(m, ")\"");
}

static void number_attrs(struct qn_markup *m, const struct qn_shape *p)
{
    if (p->prov < 0)
        return;
    qn_markup_attr(m, "class", "n");
    qn_markup_int(m, "data-p", p->prov);
    qn_markup_raw(m, " tabindex=\"0\" role=\"button\" aria-haspopup=\"dialog\"");
    if (p->title)
        qn_markup_attr(m, "aria-label", p->title);
}

static void geometry_attrs(struct qn_markup *m, const struct qn_shape *p)
{
    static const char *const circle[] = {"cx", "cy", "r"}, *const rect[] = {"x", "y", "width",
                                                                            "height"};
    if (p->kind == QN_SHAPE_TEXT)
        text_attrs(m, p);
    else if (p->kind == QN_SHAPE_CIRCLE)
        for (int i = 0; i < 3; i++)
            qn_markup_num_attr(m, circle[i], p->xy[i]);
    else if (p->kind == QN_SHAPE_RECT)
        for (int i = 0; i < 4; i++)
            qn_markup_num_attr(m, rect[i], p->xy[i]);
    else
        points_attr(m, p);
}

/* A white edge under dark letters keeps them readable on a map. */
static void halo_attrs(struct qn_markup *m, const struct qn_shape *p)
{
    if (299 * p->fill.r + 587 * p->fill.g + 114 * p->fill.b >= 140000)
        return;
    qn_markup_raw(m, " stroke=\"#ffffff\" stroke-opacity=\"0.85\" paint-order=\"stroke\""
                     " stroke-linejoin=\"round\"");
    qn_markup_num_attr(m, "stroke-width", p->font_size * 0.22);
}

static void paint_attrs(struct qn_markup *m, const struct qn_shape *p)
{
    colour_attr(m, "fill", p->kind == QN_SHAPE_POLYLINE ? QN_NO_COLOUR : p->fill);
    if (p->kind == QN_SHAPE_TEXT)
        halo_attrs(m, p);
    if (p->kind == QN_SHAPE_TEXT || p->stroke.a == 0 || !(p->stroke_width > 0))
        return;
    colour_attr(m, "stroke", p->stroke);
    qn_markup_num_attr(m, "stroke-width", p->stroke_width);
    qn_markup_raw(m, " stroke-linejoin=\"round\"");
    if (p->dashed)
        qn_markup_raw(m, " stroke-dasharray=\"4 3\"");
}

static void shape(struct qn_markup *m, const struct qn_shape *p)
{
    static const char *const element[] = {"polygon", "polyline", "circle", "rect", "text"};
    qn_markup_raw(m, "<");
    qn_markup_raw(m, element[p->kind]);
    number_attrs(m, p);
    geometry_attrs(m, p);
    paint_attrs(m, p);
    qn_markup_raw(m, ">");
    if (p->title) {
        qn_markup_raw(m, "<title>");
        qn_markup_text(m, p->title);
        qn_markup_raw(m, "</title>");
    } else if (p->prov >= 0 && m->hint) {
        qn_markup_raw(m, "<title>");
        m->hint(m, p->prov);
        qn_markup_raw(m, "</title>");
    }
    if (p->kind == QN_SHAPE_TEXT)
        qn_markup_text(m, p->text);
    qn_markup_raw(m, "</");
    qn_markup_raw(m, element[p->kind]);
    qn_markup_raw(m, ">\n");
}

void qn_markup_scene(struct qn_markup *m, const struct qn_scene *s)
{
    qn_markup_raw(m, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    qn_markup_num(m, s->width);
    qn_markup_raw(m, " ");
    qn_markup_num(m, s->height);
    qn_markup_raw(m, "\"");
    qn_markup_num_attr(m, "width", s->width);
    qn_markup_num_attr(m, "height", s->height);
    qn_markup_raw(m, ">\n");
    for (size_t i = 0; i < s->n; i++)
        shape(m, &s->shape[i]);
    qn_markup_raw(m, "</svg>\n");
}

enum qn_status qn_scene_svg(const struct qn_scene *s, struct qn_buf *out, struct qn_err *err)
{
    struct qn_markup m = {.out = out, .err = err};
    if (s->failed)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "0");
    qn_markup_scene(&m, s);
    return m.status;
}
