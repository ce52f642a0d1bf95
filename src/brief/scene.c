#include "brief/scene.h"

#include <math.h>
#include <string.h>

#include "brief/doc_priv.h"

struct qn_scene *qn_scene_new(struct qn_arena *arena, double width, double height)
{
    struct qn_scene *s = qn_arena_alloc(arena, sizeof *s, NULL);
    if (s)
        *s = (struct qn_scene){.arena = arena, .width = width, .height = height};
    return s;
}

static int all_finite(const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i]))
            return 0;
    return 1;
}

/* A new shape with its coordinates copied, or NULL. What is not finite cannot be drawn and is left
 * out. */
static struct qn_shape *shape_add(struct qn_scene *s, enum qn_shape_kind kind, const double *v,
                                  size_t n_value)
{
    if (!s || s->failed || !all_finite(v, n_value))
        return NULL;
    if (s->n == s->cap) {
        void *more = qn_arena_grow(s->arena, s->shape, s->n, &s->cap, sizeof *s->shape);
        if (!more)
            goto failed;
        s->shape = more;
    }
    double *xy = qn_arena_alloc(s->arena, n_value * sizeof *xy + 1, NULL);
    if (!xy)
        goto failed;
    memcpy(xy, v, n_value * sizeof *xy);
    struct qn_shape *shape = &s->shape[s->n++];
    *shape = (struct qn_shape){.kind = kind, .xy = xy, .n = n_value / 2, .prov = -1};
    return shape;
failed:
    s->failed = 1;
    return NULL;
}

static void shape_style(struct qn_scene *s, struct qn_shape *shape, const struct qn_style *st)
{
    if (!shape)
        return;
    shape->fill = st->fill;
    shape->stroke = st->stroke;
    shape->stroke_width = st->stroke_width;
    shape->dashed = st->dashed;
    shape->prov = st->prov;
    shape->title = st->title ? qn_text_keep(s->arena, st->title, &s->failed) : NULL;
}

void qn_scene_polygon(struct qn_scene *s, const double *xy, size_t n, const struct qn_style *st)
{
    if (n >= 3)
        shape_style(s, shape_add(s, QN_SHAPE_POLYGON, xy, 2 * n), st);
}

void qn_scene_polyline(struct qn_scene *s, const double *xy, size_t n, const struct qn_style *st)
{
    if (n >= 2)
        shape_style(s, shape_add(s, QN_SHAPE_POLYLINE, xy, 2 * n), st);
}

void qn_scene_circle(struct qn_scene *s, double x, double y, double r, const struct qn_style *st)
{
    double v[] = {x, y, r};
    shape_style(s, shape_add(s, QN_SHAPE_CIRCLE, v, 3), st);
}

void qn_scene_rect(struct qn_scene *s, double x, double y, double w, double h,
                   const struct qn_style *st)
{
    double v[] = {x, y, w, h};
    if (w >= 0 && h >= 0)
        shape_style(s, shape_add(s, QN_SHAPE_RECT, v, 4), st);
}

void qn_scene_text(struct qn_scene *s, double x, double y, const char *text, double font_size,
                   int bold, enum qn_anchor anchor, double rotate_deg, struct qn_colour colour,
                   int prov)
{
    double v[] = {x, y};
    struct qn_shape *shape = shape_add(s, QN_SHAPE_TEXT, v, 2);
    if (!shape)
        return;
    shape->text = qn_text_keep(s->arena, text, &s->failed);
    shape->font_size = font_size;
    shape->bold = bold;
    shape->anchor = anchor;
    shape->rotate_deg = rotate_deg;
    shape->fill = colour;
    shape->prov = prov;
}

/* Width of a character [em]: about those of Noto Sans CJK. */
static double char_em(unsigned cp)
{
    if (cp < 0x80) {
        if (cp >= '0' && cp <= '9')
            return 0.555;
        if (cp > ' ' && strchr("ijl.,:;'|!`", (int)cp))
            return 0.28;
        if (cp > ' ' && strchr("mwMW@%", (int)cp))
            return 0.84;
        if (cp > ' ' && strchr("frt()[]{}/-\"*", (int)cp))
            return 0.37;
        if (cp >= 'A' && cp <= 'Z')
            return 0.62;
        return cp == ' ' ? 0.23 : 0.54;
    }
    if (cp == 0xA0)
        return 0.23;
    if (cp >= 0x0300 && cp <= 0x036F)
        return 0;
    if (cp >= 0x1100 && !(cp >= 0x2000 && cp <= 0x206F) && !(cp >= 0x2070 && cp <= 0x20CF) &&
        !(cp >= 0xFF61 && cp <= 0xFFDC))
        return 1;
    return cp == 0x2014 || cp == 0x2026 || cp == 0x2030 ? 1 : 0.56;
}

double qn_scene_text_width(const char *text, double font_size)
{
    double em = 0;
    unsigned cp = 0;
    for (size_t n; (n = qn_char_next(text, &cp)) > 0; text += n)
        em += char_em(cp);
    return em * font_size;
}
