/* A drawing on the page, as vectors. */
#include <math.h>

#include "brief/pdf.h"

#define SCENE_MAX_H 560.0

static double scene_scale(const struct qn_scene *s)
{
    double scale = PDF_WIDTH / s->width;
    if (scale > 1)
        scale = 1;
    if (s->height * scale > SCENE_MAX_H)
        scale = SCENE_MAX_H / s->height;
    return scale;
}

static int drawable(const struct qn_scene *s)
{
    return s->width > 0 && s->height > 0;
}

double pdf_scene_height(const struct qn_scene *s)
{
    return drawable(s) ? s->height * scene_scale(s) : 0;
}

static void set_colour(struct pdf *p, struct qn_colour c)
{
    if (c.a == 255)
        cairo_set_source_rgb(p->cr, c.r / 255.0, c.g / 255.0, c.b / 255.0);
    else
        cairo_set_source_rgba(p->cr, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

static void path(cairo_t *cr, const struct qn_shape *s)
{
    const double *v = s->xy;
    cairo_new_path(cr);
    if (s->kind == QN_SHAPE_CIRCLE) {
        cairo_arc(cr, v[0], v[1], v[2] > 0 ? v[2] : 0, 0, 2 * 3.14159265358979323846);
        cairo_close_path(cr);
    } else if (s->kind == QN_SHAPE_RECT) {
        cairo_rectangle(cr, v[0], v[1], v[2], v[3]);
    } else {
        cairo_move_to(cr, v[0], v[1]);
        for (size_t i = 1; i < s->n; i++)
            cairo_line_to(cr, v[2 * i], v[2 * i + 1]);
        if (s->kind == QN_SHAPE_POLYGON)
            cairo_close_path(cr);
    }
}

static void paint(struct pdf *p, const struct qn_shape *s)
{
    static const double dash[] = {4, 3};
    path(p->cr, s);
    if (s->fill.a && s->kind != QN_SHAPE_POLYLINE) {
        set_colour(p, s->fill);
        cairo_fill_preserve(p->cr);
    }
    if (s->stroke.a && s->stroke_width > 0) {
        set_colour(p, s->stroke);
        cairo_set_line_width(p->cr, s->stroke_width);
        cairo_set_dash(p->cr, dash, s->dashed ? 2 : 0, 0);
        cairo_stroke_preserve(p->cr);
    }
    cairo_new_path(p->cr);
}

static int is_dark(struct qn_colour c)
{
    return 299 * c.r + 587 * c.g + 114 * c.b < 140000;
}

/* A white edge under dark letters keeps them readable on a map. */
static void halo(struct pdf *p, PangoLayoutLine *line, double size)
{
    pango_cairo_layout_line_path(p->cr, line);
    cairo_set_source_rgba(p->cr, 1, 1, 1, 0.85);
    cairo_set_line_width(p->cr, size * 0.22);
    cairo_stroke(p->cr);
}

static void words(struct pdf *p, const struct qn_shape *s)
{
    struct pdf_font f = {.size = s->font_size, .bold = s->bold, .colour = s->fill};
    struct pdf_text t;
    if (!(s->font_size > 0) || !*s->text)
        return;
    pdf_text_plain(p, &t, s->text, &f, 0);
    PangoLayoutLine *line = pango_layout_get_line_readonly(t.layout, 0);
    PangoRectangle logical;
    pango_layout_line_get_extents(line, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    double shift = s->anchor == QN_ANCHOR_MIDDLE ? width / 2
                   : s->anchor == QN_ANCHOR_END  ? width
                                                 : 0;
    cairo_save(p->cr);
    cairo_translate(p->cr, s->xy[0], s->xy[1]);
    cairo_rotate(p->cr, s->rotate_deg * 3.14159265358979323846 / 180);
    cairo_move_to(p->cr, -shift, 0);
    if (is_dark(s->fill)) {
        halo(p, line, s->font_size);
        cairo_move_to(p->cr, -shift, 0);
    }
    set_colour(p, s->fill);
    pango_cairo_show_layout_line(p->cr, line);
    cairo_restore(p->cr);
    pdf_text_release(&t);
}

void pdf_scene(struct pdf *p, const struct qn_scene *s)
{
    if (!drawable(s))
        return;
    double scale = scene_scale(s), h = s->height * scale;
    if (!p->dry) {
        cairo_save(p->cr);
        cairo_translate(p->cr, PDF_LEFT + (PDF_WIDTH - s->width * scale) / 2, p->y);
        cairo_scale(p->cr, scale, scale);
        cairo_rectangle(p->cr, 0, 0, s->width, s->height);
        cairo_clip(p->cr);
        cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
        for (size_t i = 0; i < s->n; i++)
            if (s->shape[i].kind == QN_SHAPE_TEXT)
                words(p, &s->shape[i]);
            else
                paint(p, &s->shape[i]);
        cairo_restore(p->cr);
    }
    p->y += h;
}
