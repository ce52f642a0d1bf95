/* Inside the PDF writer: one pen that runs over the document twice, first dry (to learn the pages
 * of headings and their number), then drawing. Units: points, y grows downwards. */
#ifndef QN_BRIEF_PDF_H
#define QN_BRIEF_PDF_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "brief/doc_priv.h"

/* A4 portrait. */
#define PDF_PAGE_W 595.276
#define PDF_PAGE_H 841.89
#define PDF_LEFT 60.0
#define PDF_RIGHT (PDF_PAGE_W - 60.0)
#define PDF_WIDTH (PDF_RIGHT - PDF_LEFT)
#define PDF_TOP 80.0
#define PDF_BOTTOM 766.0

#define PDF_INK QN_RGB(0x1d2733)
#define PDF_MUTED QN_RGB(0x5f6b79)
#define PDF_RULE QN_RGB(0xd5dbe2)
#define PDF_ACCENT QN_RGB(0x1b3a63)
#define PDF_TINT QN_RGB(0xf4f6f9)
#define PDF_CAUTION QN_RGB(0xc2570c)
#define PDF_CAUTION_TINT QN_RGB(0xfdf5ee)

struct pdf_mark { /* where a heading came to stand */
    int page;
    double y;
};

struct pdf {
    const struct qn_doc *d;
    cairo_t *cr;
    PangoContext *pango;
    int dry;
    int page, pages; /* pages: known in the second pass */
    double y;
    unsigned page_marks;         /* of the numbers on this page */
    struct pdf_mark *mark;       /* one per block, from the first pass */
    size_t at;                   /* block being drawn */
    int failed;                  /* out of memory */
    const char *banner, *footer; /* clean */
};

/* ---- pages ---- */
void pdf_page_begin(struct pdf *p);
void pdf_page_end(struct pdf *p);
void pdf_page_next(struct pdf *p);
/* A new page unless h fits on this one. */
void pdf_need(struct pdf *p, double h);
double pdf_room(const struct pdf *p);
void pdf_colour(struct pdf *p, struct qn_colour c);
void pdf_fill_rect(struct pdf *p, double x, double y, double w, double h, struct qn_colour c);
void pdf_line(struct pdf *p, double x0, double y0, double x1, double y1, double width,
              struct qn_colour c);

/* ---- text ---- */
struct pdf_font {
    double size;
    int bold;
    struct qn_colour colour;
    double number_size; /* numbers larger than their text (tiles); 0: the same */
    int one_line;       /* pieces of text are not broken (tiles) */
    int hang_marks;     /* marks of a last number go outside the right edge */
    enum qn_align align;
};
struct pdf_range {
    size_t from, to; /* bytes of the layout's text */
    const struct qn_span *span;
};
struct pdf_text {
    PangoLayout *layout;
    struct pdf_range *range; /* badges, links, numbers */
    size_t n_range, cap_range;
    unsigned hanging;        /* marks drawn outside */
    struct qn_colour colour; /* of what has no colour of its own */
    double height;
    int lines;
};

/* The spans shaped to a width. release also accepts a zeroed one. */
void pdf_text_make(struct pdf *p, struct pdf_text *t, const struct qn_spans *s,
                   const struct pdf_font *f, double width);
void pdf_text_plain(struct pdf *p, struct pdf_text *t, const char *s, const struct pdf_font *f,
                    double width);
void pdf_text_release(struct pdf_text *t);
/* Lines [from, to) with the top of the first at y. Returns their height. Draws nothing if dry. */
double pdf_text_lines(struct pdf *p, struct pdf_text *t, int from, int to, double x, double y);
double pdf_text_draw(struct pdf *p, struct pdf_text *t, double x, double y);
/* How many lines from `from` fit into h, and the height of [from, to). */
int pdf_text_fit(struct pdf_text *t, int from, double h);
double pdf_text_span_height(struct pdf_text *t, int from, int to);
/* One line of text, made, drawn, released; x is its anchor. */
void pdf_label(struct pdf *p, double x, double y, const char *s, const struct pdf_font *f,
               enum qn_anchor anchor);
/* Letters for marks: "A", "M", "AM". */
const char *pdf_mark_letters(unsigned marks);

/* ---- blocks ---- */
void pdf_blocks(struct pdf *p);
double pdf_table_lead(struct pdf *p, const struct qn_block *b);
void pdf_table(struct pdf *p, const struct qn_block *b);
double pdf_scene_height(const struct qn_scene *s);
void pdf_scene(struct pdf *p, const struct qn_scene *s);

#endif
