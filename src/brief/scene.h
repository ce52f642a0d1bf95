/* A drawing in vectors: made once, then written as SVG (HTML) or with cairo (PDF). Units: points
 * of the drawing (1 unit = 1 px in HTML, scaled to fit in the PDF); y grows downwards. */
#ifndef QN_BRIEF_SCENE_H
#define QN_BRIEF_SCENE_H

#include "base/arena.h"

struct qn_colour {
    unsigned char r, g, b, a; /* a 255 opaque; a 0: none */
};
#define QN_RGB(hex) ((struct qn_colour){((hex) >> 16) & 255, ((hex) >> 8) & 255, (hex)&255, 255})
#define QN_NO_COLOUR ((struct qn_colour){0, 0, 0, 0})

enum qn_anchor { QN_ANCHOR_START, QN_ANCHOR_MIDDLE, QN_ANCHOR_END };
enum qn_shape_kind {
    QN_SHAPE_POLYGON,
    QN_SHAPE_POLYLINE,
    QN_SHAPE_CIRCLE,
    QN_SHAPE_RECT,
    QN_SHAPE_TEXT
};

struct qn_shape {
    enum qn_shape_kind kind;
    struct qn_colour fill, stroke;
    double stroke_width;
    int dashed;
    const double *xy; /* polygon, polyline: n pairs; circle: x y r; rect: x y w h; text: x y */
    size_t n;         /* pairs */
    const char *text; /* QN_SHAPE_TEXT */
    double font_size;
    int bold;
    double rotate_deg; /* text, about its anchor */
    enum qn_anchor anchor;
    const char *title; /* tooltip, or NULL */
    int prov;          /* provenance id of the doc that a click opens, -1 none */
};

struct qn_scene {
    struct qn_arena *arena; /* the doc's */
    double width, height;
    struct qn_shape *shape;
    size_t n, cap;
    int failed; /* an allocation failed: the doc reports it when it is written */
};

struct qn_style {
    struct qn_colour fill, stroke;
    double stroke_width;
    int dashed;
    const char *title;
    int prov; /* -1 none */
};

struct qn_scene *qn_scene_new(struct qn_arena *arena, double width, double height);
/* All copy what they are given. */
void qn_scene_polygon(struct qn_scene *s, const double *xy, size_t n, const struct qn_style *st);
void qn_scene_polyline(struct qn_scene *s, const double *xy, size_t n, const struct qn_style *st);
void qn_scene_circle(struct qn_scene *s, double x, double y, double r, const struct qn_style *st);
void qn_scene_rect(struct qn_scene *s, double x, double y, double w, double h,
                   const struct qn_style *st);
void qn_scene_text(struct qn_scene *s, double x, double y, const char *text, double font_size,
                   int bold, enum qn_anchor anchor, double rotate_deg, struct qn_colour colour,
                   int prov);
/* Width a text will take, about [units]: CJK counts 1 em, Latin by class. */
double qn_scene_text_width(const char *text, double font_size);

#endif
