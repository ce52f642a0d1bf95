/* A document as PDF: A4, fonts embedded, contents, outline, page numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>

#include "brief/pdf.h"

#define CONTENTS_MIN 4 /* fewer headings need no contents */

/* ---- pages ---- */

void pdf_colour(struct pdf *p, struct qn_colour c)
{
    cairo_set_source_rgb(p->cr, c.r / 255.0, c.g / 255.0, c.b / 255.0);
}

void pdf_fill_rect(struct pdf *p, double x, double y, double w, double h, struct qn_colour c)
{
    if (p->dry)
        return;
    pdf_colour(p, c);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_fill(p->cr);
}

void pdf_line(struct pdf *p, double x0, double y0, double x1, double y1, double width,
              struct qn_colour c)
{
    if (p->dry)
        return;
    pdf_colour(p, c);
    cairo_set_line_width(p->cr, width);
    cairo_move_to(p->cr, x0, y0);
    cairo_line_to(p->cr, x1, y1);
    cairo_stroke(p->cr);
}

double pdf_room(const struct pdf *p)
{
    return PDF_BOTTOM - p->y;
}

static void banner(struct pdf *p)
{
    static const struct pdf_font f = {.size = 8, .bold = 1, .colour = {0x7a, 0x3a, 0x06, 255}};
    if (!*p->banner)
        return;
    pdf_fill_rect(p, 0, 0, PDF_PAGE_W, 22, PDF_CAUTION_TINT);
    pdf_label(p, PDF_PAGE_W / 2, 5, p->banner, &f, QN_ANCHOR_MIDDLE);
}

static void running_head(struct pdf *p)
{
    static const struct pdf_font f = {.size = 8, .colour = {0x5f, 0x6b, 0x79, 255}};
    char date[QN_DOC_DATE_CAP];
    if (p->page == 1)
        return;
    pdf_label(p, PDF_LEFT, 42, p->d->title, &f, QN_ANCHOR_START);
    pdf_label(p, PDF_RIGHT, 42, qn_doc_date_text(p->d->lang, p->d->date, date), &f, QN_ANCHOR_END);
    pdf_line(p, PDF_LEFT, 58, PDF_RIGHT, 58, 0.4, PDF_RULE);
}

/* The marks on this page, explained: "A 假设值…   M …". */
static void mark_notes(struct pdf *p)
{
    static const struct pdf_font f = {.size = 7.2, .colour = {0x5f, 0x6b, 0x79, 255}};
    static const enum qn_text_id notes[] = {QN_T_DOC_MARK_ASSUMED, QN_T_DOC_MARK_MEMORY};
    char line[400];
    size_t n = 0;
    line[0] = '\0';
    for (unsigned i = 0; i < 2; i++)
        if (p->page_marks & 1u << i)
            n += (size_t)snprintf(line + n, sizeof line - n, "%s%s  %s", n ? "      " : "",
                                  pdf_mark_letters(1u << i), qn_text(p->d->lang, notes[i]));
    pdf_label(p, PDF_LEFT, PDF_BOTTOM + 9, line, &f, QN_ANCHOR_START);
}

static void foot(struct pdf *p)
{
    static const struct pdf_font f = {.size = 8, .colour = {0x5f, 0x6b, 0x79, 255}};
    char page[16], pages[16], text[64];
    snprintf(page, sizeof page, "%d", p->page);
    snprintf(pages, sizeof pages, "%d", p->pages);
    const char *args[] = {page, pages};
    qn_text_format(p->d->lang, QN_T_DOC_PAGE, args, 2, text, sizeof text);
    mark_notes(p);
    pdf_line(p, PDF_LEFT, 790, PDF_RIGHT, 790, 0.4, PDF_RULE);
    pdf_label(p, PDF_LEFT, 796, p->footer, &f, QN_ANCHOR_START);
    pdf_label(p, PDF_RIGHT, 796, text, &f, QN_ANCHOR_END);
}

void pdf_page_begin(struct pdf *p)
{
    p->page++;
    p->y = PDF_TOP;
    p->page_marks = 0;
    banner(p);
    running_head(p);
}

void pdf_page_end(struct pdf *p)
{
    if (p->dry)
        return;
    foot(p);
    cairo_show_page(p->cr);
}

void pdf_page_next(struct pdf *p)
{
    pdf_page_end(p);
    pdf_page_begin(p);
}

void pdf_need(struct pdf *p, double h)
{
    if (h > pdf_room(p) && p->y > PDF_TOP)
        pdf_page_next(p);
}

/* ---- title and contents ---- */

static void flowed_line(struct pdf *p, const char *s, const struct pdf_font *f, double after)
{
    struct pdf_text t;
    if (!*s)
        return;
    pdf_text_plain(p, &t, s, f, PDF_WIDTH);
    p->y += pdf_text_draw(p, &t, PDF_LEFT, p->y) + after;
    pdf_text_release(&t);
}

static void title_block(struct pdf *p)
{
    static const struct pdf_font title = {.size = 25, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}};
    static const struct pdf_font sub = {.size = 12.5, .colour = {0x1d, 0x27, 0x33, 255}};
    static const struct pdf_font date = {.size = 10, .colour = {0x5f, 0x6b, 0x79, 255}};
    char text[QN_DOC_DATE_CAP];
    pdf_fill_rect(p, PDF_LEFT, p->y, 46, 4, PDF_ACCENT);
    p->y += 18;
    flowed_line(p, p->d->title, &title, 4);
    flowed_line(p, p->d->subtitle, &sub, 4);
    if (qn_date_known(p->d->date))
        flowed_line(p, qn_doc_date_text(p->d->lang, p->d->date, text), &date, 6);
    p->y += 8;
    pdf_line(p, PDF_LEFT, p->y, PDF_RIGHT, p->y, 0.6, PDF_ACCENT);
    p->y += 22;
}

static int in_contents(const struct qn_block *b)
{
    return b->kind == QN_BLOCK_HEADING && b->level <= 2;
}

/* The heading's words without marks; "" when memory is out. */
static char *heading_words(struct pdf *p, const struct qn_block *b)
{
    size_t n = 1;
    for (size_t i = 0; i < b->spans.n; i++)
        n += strlen(b->spans.item[i].text);
    char *s = calloc(n, 1);
    if (!s) {
        p->failed = 1;
        return NULL;
    }
    for (size_t i = 0, at = 0; i < b->spans.n; i++) {
        size_t len = strlen(b->spans.item[i].text);
        memcpy(s + at, b->spans.item[i].text, len);
        at += len;
    }
    return s;
}

static void link_to(struct pdf *p, const struct pdf_mark *m, double y, double h)
{
    char attrs[160];
    if (p->dry)
        return;
    snprintf(attrs, sizeof attrs, "rect=[%.2f %.2f %.2f %.2f] page=%d pos=[0 %.2f]", PDF_LEFT, y,
             PDF_WIDTH, h, m->page, m->y);
    cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attrs);
    cairo_tag_end(p->cr, CAIRO_TAG_LINK);
}

static void leader(struct pdf *p, double from, double to, double y)
{
    static const double dots[] = {0.6, 3};
    if (p->dry || !(to > from))
        return;
    cairo_save(p->cr);
    cairo_set_dash(p->cr, dots, 2, 0);
    pdf_line(p, from, y, to, y, 0.6, QN_RGB(0xaab4c0));
    cairo_restore(p->cr);
}

static void contents_line(struct pdf *p, const struct qn_block *b, const struct pdf_mark *m)
{
    int top = b->level == 1;
    struct pdf_font f = {
        .size = top ? 10.4 : 9.4, .bold = top, .colour = top ? PDF_ACCENT : PDF_INK};
    double indent = top ? 0 : 14, step = top ? 20 : 16;
    struct pdf_text t;
    char page[16];
    char *words = heading_words(p, b);
    if (!words)
        return;
    p->y += top ? 3 : 0;
    pdf_need(p, step);
    pdf_text_plain(p, &t, words, &f, PDF_WIDTH - indent - 40);
    pango_layout_set_ellipsize(t.layout, PANGO_ELLIPSIZE_END);
    int w;
    pango_layout_get_size(t.layout, &w, NULL);
    PangoRectangle logical;
    pango_layout_get_extents(t.layout, NULL, &logical);
    pdf_text_lines(p, &t, 0, 1, PDF_LEFT + indent, p->y);
    snprintf(page, sizeof page, "%d", m->page);
    double end = PDF_LEFT + indent + (double)logical.width / PANGO_SCALE;
    leader(p, end + 6, PDF_RIGHT - 22, p->y + f.size * 1.12);
    pdf_label(p, PDF_RIGHT, p->y, page, &f, QN_ANCHOR_END);
    link_to(p, m, p->y, step);
    p->y += step;
    pdf_text_release(&t);
    free(words);
}

static void contents(struct pdf *p)
{
    static const struct pdf_font f = {.size = 12.6, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}};
    size_t n = 0;
    for (size_t i = 0; i < p->d->n_block; i++)
        n += in_contents(&p->d->block[i]) ? 1 : 0;
    if (n < CONTENTS_MIN)
        return;
    flowed_line(p, qn_text(p->d->lang, QN_T_DOC_CONTENTS), &f, 6);
    for (size_t i = 0; i < p->d->n_block && !p->failed; i++)
        if (in_contents(&p->d->block[i]))
            contents_line(p, &p->d->block[i], &p->mark[i]);
    p->y += 14;
    if (pdf_room(p) < (PDF_BOTTOM - PDF_TOP) * 0.5)
        pdf_page_next(p);
}

/* ---- legend and outline ---- */

static void legend_line(struct pdf *p, const char *mark, enum qn_text_id id)
{
    static const struct pdf_font f = {.size = 8.4, .colour = {0x5f, 0x6b, 0x79, 255}};
    static const struct pdf_font m = {.size = 6, .bold = 1, .colour = {0x5f, 0x6b, 0x79, 255}};
    struct pdf_text t;
    double indent = *mark ? 12 : 0;
    pdf_text_plain(p, &t, qn_text(p->d->lang, id), &f, PDF_WIDTH - indent);
    pdf_need(p, t.height);
    pdf_label(p, PDF_LEFT, p->y, mark, &m, QN_ANCHOR_START);
    p->y += pdf_text_draw(p, &t, PDF_LEFT + indent, p->y) + 2;
    pdf_text_release(&t);
}

static void legend(struct pdf *p)
{
    static const struct pdf_font f = {.size = 9, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}};
    unsigned marks = qn_doc_marks(p->d);
    if (p->d->n_prov == 0)
        return;
    pdf_need(p, 90);
    p->y += 10;
    pdf_line(p, PDF_LEFT, p->y, PDF_RIGHT, p->y, 0.4, PDF_RULE);
    p->y += 6;
    flowed_line(p, qn_text(p->d->lang, QN_T_DOC_LEGEND_TITLE), &f, 2);
    legend_line(p, "", QN_T_DOC_LEGEND_PDF);
    legend_line(p, "", QN_T_DOC_LEGEND_BASIS);
    if (marks & QN_MARK_ASSUMED)
        legend_line(p, "A", QN_T_DOC_MARK_ASSUMED);
    if (marks & QN_MARK_MEMORY)
        legend_line(p, "M", QN_T_DOC_MARK_MEMORY);
}

static void outline(struct pdf *p, cairo_surface_t *surface)
{
    int parent = CAIRO_PDF_OUTLINE_ROOT;
    for (size_t i = 0; i < p->d->n_block && !p->failed; i++) {
        const struct qn_block *b = &p->d->block[i];
        char attrs[64];
        char *words = in_contents(b) ? heading_words(p, b) : NULL;
        if (!words)
            continue;
        snprintf(attrs, sizeof attrs, "page=%d pos=[0 %.2f]", p->mark[i].page, p->mark[i].y);
        int under = b->level == 1 ? CAIRO_PDF_OUTLINE_ROOT : parent;
        int id = cairo_pdf_surface_add_outline(surface, under, words, attrs,
                                               b->level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
        if (b->level == 1)
            parent = id;
        free(words);
    }
}

/* ---- the file ---- */

struct sink {
    struct qn_buf *out;
    struct qn_err *err;
    enum qn_status status;
};

/* A failure is kept here and not told to cairo, which loses its fonts when a write fails. */
static cairo_status_t sink_write(void *user, const unsigned char *data, unsigned n)
{
    struct sink *s = user;
    if (!s->status)
        s->status = qn_buf_append(s->out, data, n, s->err);
    return CAIRO_STATUS_SUCCESS;
}

/* Dates of the document, not of the clock: the same document gives the same bytes. */
static void metadata(cairo_surface_t *s, const struct qn_doc *d)
{
    char time[40];
    int year = d->date.year ? d->date.year : 1970;
    int month = d->date.month ? d->date.month : 1, day = d->date.day ? d->date.day : 1;
    snprintf(time, sizeof time, "%04d-%02d-%02dT00:00:00+08:00", year, month, day);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, d->title);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_SUBJECT, d->subtitle);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "quench " QN_VERSION);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, time);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_MOD_DATE, time);
}

static PangoContext *context_new(enum qn_lang lang)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    PangoContext *c = pango_font_map_create_context(map);
    g_object_unref(map);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(c, o);
    cairo_font_options_destroy(o);
    pango_context_set_language(c, pango_language_from_string(lang == QN_ZH ? "zh-cn" : "en"));
    pango_context_set_base_dir(c, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(c, FALSE);
    return c;
}

/* A few characters every briefing needs. */
static int has_chinese(struct pdf *p)
{
    static const struct pdf_font f = {.size = 10};
    struct pdf_text t;
    pdf_text_plain(p, &t, "限制类高炉焦化钢铁", &f, 0);
    int unknown = pango_layout_get_unknown_glyphs_count(t.layout);
    pdf_text_release(&t);
    return unknown == 0;
}

static void pass(struct pdf *p, int dry)
{
    p->dry = dry;
    p->page = 0;
    pdf_page_begin(p);
    title_block(p);
    contents(p);
    pdf_blocks(p);
    legend(p);
    pdf_page_end(p);
    p->pages = p->page;
}

static enum qn_status draw(struct pdf *p, struct qn_buf *out, struct qn_err *err)
{
    struct sink sink = {.out = out, .err = err};
    cairo_surface_t *s =
        cairo_pdf_surface_create_for_stream(sink_write, &sink, PDF_PAGE_W, PDF_PAGE_H);
    metadata(s, p->d);
    p->cr = cairo_create(s);
    pass(p, 0);
    outline(p, s);
    cairo_status_t drawn = cairo_status(p->cr);
    cairo_destroy(p->cr);
    cairo_surface_finish(s);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(s);
    cairo_surface_destroy(s);
    if (sink.status)
        return sink.status;
    if (p->failed || drawn == CAIRO_STATUS_NO_MEMORY)
        return qn_fail(err, QN_E_NOMEM, p->d->title, QN_T_NO_MEMORY, "0");
    if (drawn != CAIRO_STATUS_SUCCESS)
        return qn_fail(err, QN_E_IO, p->d->title, QN_T_DOC_PDF_FAILED,
                       cairo_status_to_string(drawn));
    return QN_OK;
}

enum qn_status qn_doc_pdf(const struct qn_doc *d, struct qn_buf *out, struct qn_err *err)
{
    enum qn_status st = qn_doc_ready(d, err);
    if (st)
        return st;
    int failed = 0;
    struct qn_arena own;
    qn_arena_init(&own, (size_t)1 << 24);
    struct pdf p = {.d = d, .mark = calloc(d->n_block + 1, sizeof *p.mark)};
    p.banner = qn_text_keep(&own, d->banner, &failed);
    p.footer = qn_text_keep(&own, d->footer, &failed);
    p.pango = context_new(d->lang);
    p.failed = failed || !p.mark;
    if (!p.failed && !has_chinese(&p))
        st = qn_fail(err, QN_E_NOTFOUND, NULL, QN_T_DOC_NO_FONT);
    if (!st && !p.failed)
        pass(&p, 1);
    if (!st)
        st =
            p.failed ? qn_fail(err, QN_E_NOMEM, d->title, QN_T_NO_MEMORY, "0") : draw(&p, out, err);
    g_object_unref(p.pango);
    qn_arena_release(&own);
    free(p.mark);
    return st;
}
