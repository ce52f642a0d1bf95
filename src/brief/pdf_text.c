/* Spans become lines of shaped text, with badges, links and marks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brief/pdf.h"

#define MARK_SCALE 0.6
#define PDF_FAMILY "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"

const char *pdf_mark_letters(unsigned marks)
{
    static const char *const letters[] = {"", "A", "M", "AM"};
    return letters[marks & 3];
}

struct maker {
    struct pdf *p;
    struct pdf_text *t;
    const struct pdf_font *f;
    struct qn_buf text;
    PangoAttrList *attrs;
};

static void attr_add(struct maker *m, PangoAttribute *a, size_t from)
{
    a->start_index = (guint)from;
    a->end_index = (guint)m->text.len;
    pango_attr_list_insert(m->attrs, a);
}

static guint16 channel(unsigned char c)
{
    return (guint16)(c * 257);
}

static void attr_colour(struct maker *m, struct qn_colour c, size_t from)
{
    attr_add(m, pango_attr_foreground_new(channel(c.r), channel(c.g), channel(c.b)), from);
}

static void attr_size(struct maker *m, double size, size_t from)
{
    attr_add(m, pango_attr_size_new_absolute((int)(size * PANGO_SCALE)), from);
}

static void text_add(struct maker *m, const char *s)
{
    if (qn_buf_text(&m->text, s, NULL) != QN_OK)
        m->p->failed = 1;
}

static void range_add(struct maker *m, const struct qn_span *s, size_t from)
{
    struct pdf_text *t = m->t;
    if (t->n_range < t->cap_range)
        t->range[t->n_range++] = (struct pdf_range){.from = from, .to = m->text.len, .span = s};
}

static void marks_add(struct maker *m, unsigned marks, int last)
{
    if (!marks)
        return;
    if (last && m->f->hang_marks) {
        m->t->hanging |= marks;
        return;
    }
    size_t from = m->text.len;
    text_add(m, pdf_mark_letters(marks));
    attr_size(m, m->f->size * MARK_SCALE, from);
    attr_add(m, pango_attr_rise_new((int)(m->f->size * 0.34 * PANGO_SCALE)), from);
    attr_add(m, pango_attr_weight_new(PANGO_WEIGHT_NORMAL), from);
    attr_colour(m, PDF_MUTED, from);
}

static void number_add(struct maker *m, const struct qn_span *s, int last)
{
    size_t from = m->text.len;
    text_add(m, s->text);
    if (m->f->number_size > 0) {
        double size = strlen(s->text) > 18 ? m->f->number_size * 0.62 : m->f->number_size;
        attr_size(m, size, from);
        attr_add(m, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
        attr_colour(m, PDF_ACCENT, from);
    }
    if (strlen(s->text) < 24)
        attr_add(m, pango_attr_allow_breaks_new(FALSE), from);
    range_add(m, s, from);
    marks_add(m, qn_prov_marks(&m->p->d->prov[s->prov]), last);
}

static void badge_add(struct maker *m, const struct qn_span *s)
{
    size_t from = m->text.len;
    text_add(m, "\xC2\xA0");
    text_add(m, s->text);
    text_add(m, "\xC2\xA0");
    attr_add(m, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
    attr_size(m, m->f->size * 0.92, from);
    attr_colour(m, s->colour, from);
    attr_add(m, pango_attr_allow_breaks_new(FALSE), from);
    range_add(m, s, from);
}

static void span_add(struct maker *m, const struct qn_span *s, int last)
{
    size_t from = m->text.len;
    switch (s->kind) {
    case QN_SPAN_NUMBER:
        number_add(m, s, last);
        return;
    case QN_SPAN_BADGE:
        badge_add(m, s);
        return;
    case QN_SPAN_BREAK:
        text_add(m, "\xE2\x80\xA8"); /* line separator: same paragraph */
        return;
    case QN_SPAN_TEXT:
    case QN_SPAN_STRONG:
    case QN_SPAN_MUTED:
    case QN_SPAN_LINK:
        text_add(m, s->text);
        break;
    }
    if (m->f->one_line)
        attr_add(m, pango_attr_allow_breaks_new(FALSE), from);
    if (s->kind == QN_SPAN_STRONG)
        attr_add(m, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
    if (s->kind == QN_SPAN_MUTED) {
        attr_colour(m, PDF_MUTED, from);
        attr_size(m, m->f->size * 0.92, from);
    }
    if (s->kind == QN_SPAN_LINK) {
        attr_colour(m, PDF_ACCENT, from);
        range_add(m, s, from);
    }
}

static PangoFontDescription *font_new(const struct pdf_font *f)
{
    PangoFontDescription *desc = pango_font_description_new();
    pango_font_description_set_family_static(desc, PDF_FAMILY);
    pango_font_description_set_absolute_size(desc, f->size * PANGO_SCALE);
    pango_font_description_set_weight(desc, f->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    return desc;
}

static void layout_make(struct maker *m, double width)
{
    static const PangoAlignment align[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_RIGHT, PANGO_ALIGN_CENTER};
    PangoLayout *l = pango_layout_new(m->p->pango);
    PangoFontDescription *desc = font_new(m->f);
    pango_layout_set_font_description(l, desc);
    pango_font_description_free(desc);
    pango_layout_set_text(l, m->text.data ? m->text.data : "", (int)m->text.len);
    pango_layout_set_attributes(l, m->attrs);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, align[m->f->align]);
    if (width > 0)
        pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    int w, h;
    pango_layout_get_size(l, &w, &h);
    m->t->layout = l;
    m->t->height = (double)h / PANGO_SCALE;
    m->t->lines = pango_layout_get_line_count(l);
}

void pdf_text_make(struct pdf *p, struct pdf_text *t, const struct qn_spans *s,
                   const struct pdf_font *f, double width)
{
    *t = (struct pdf_text){.cap_range = s->n, .colour = f->colour};
    if (s->n && !(t->range = calloc(s->n, sizeof *t->range))) {
        p->failed = 1;
        t->cap_range = 0;
    }
    struct maker m = {.p = p, .t = t, .f = f, .attrs = pango_attr_list_new()};
    qn_buf_init(&m.text, (size_t)1 << 26);
    for (size_t i = 0; i < s->n; i++)
        span_add(&m, &s->item[i], i + 1 == s->n);
    attr_add(&m, pango_attr_insert_hyphens_new(FALSE), 0);
    layout_make(&m, width);
    pango_attr_list_unref(m.attrs);
    qn_buf_release(&m.text);
}

void pdf_text_plain(struct pdf *p, struct pdf_text *t, const char *s, const struct pdf_font *f,
                    double width)
{
    struct qn_span one = {.kind = QN_SPAN_TEXT, .text = s, .url = "", .prov = -1};
    struct qn_spans spans = {.item = &one, .n = 1, .cap = 1};
    pdf_text_make(p, t, &spans, f, width);
}

void pdf_text_release(struct pdf_text *t)
{
    if (t->layout)
        g_object_unref(t->layout);
    free(t->range);
    *t = (struct pdf_text){0};
}

/* ---- drawing ---- */

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
    const double quarter = 1.5707963267948966;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -quarter, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, quarter);
    cairo_arc(cr, x + r, y + h - r, r, quarter, 2 * quarter);
    cairo_arc(cr, x + r, y + r, r, 2 * quarter, 3 * quarter);
    cairo_close_path(cr);
}

/* The colour at a share, on white. */
static struct qn_colour tinted(struct qn_colour c, double share)
{
    return (struct qn_colour){(unsigned char)lround(255 - (255 - c.r) * share),
                              (unsigned char)lround(255 - (255 - c.g) * share),
                              (unsigned char)lround(255 - (255 - c.b) * share), 255};
}

static void badge_draw(struct pdf *p, const struct qn_span *s, double x, double w, double base,
                       double size)
{
    rounded(p->cr, x, base - size * 1.02, w, size * 1.34, 1.8);
    pdf_colour(p, tinted(s->colour, 0.10));
    cairo_fill_preserve(p->cr);
    pdf_colour(p, tinted(s->colour, 0.40));
    cairo_set_line_width(p->cr, 0.4);
    cairo_stroke(p->cr);
}

/* Addresses go into cairo's attribute string in single quotes. */
static void link_draw(struct pdf *p, const char *url, double x, double y, double w, double h)
{
    char attrs[1400], safe[1024];
    size_t n = 0;
    for (const char *s = url; *s && n + 4 < sizeof safe; s++) {
        unsigned char c = (unsigned char)*s;
        if (c <= ' ' || c == '\'' || c == '\\')
            n += (size_t)snprintf(safe + n, sizeof safe - n, "%%%02X", c);
        else
            safe[n++] = *s;
    }
    safe[n] = '\0';
    snprintf(attrs, sizeof attrs, "rect=[%.2f %.2f %.2f %.2f] uri='%s'", x, y, w, h, safe);
    cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attrs);
    cairo_tag_end(p->cr, CAIRO_TAG_LINK);
}

static void range_draw(struct pdf *p, const struct pdf_range *r, PangoLayoutLine *line, double x,
                       double base, double size)
{
    int from = line->start_index, to = from + line->length;
    if ((int)r->to <= from || (int)r->from >= to)
        return;
    if (r->span->kind == QN_SPAN_NUMBER) {
        p->page_marks |= qn_prov_marks(&p->d->prov[r->span->prov]);
        return;
    }
    int x0, x1;
    pango_layout_line_index_to_x(line, (int)r->from > from ? (int)r->from : from, FALSE, &x0);
    pango_layout_line_index_to_x(line, (int)r->to < to ? (int)r->to : to, FALSE, &x1);
    double left = x + (double)x0 / PANGO_SCALE, w = (double)(x1 - x0) / PANGO_SCALE;
    if (r->span->kind == QN_SPAN_BADGE)
        badge_draw(p, r->span, left, w, base, size);
    else if (qn_url_outside(r->span->url))
        link_draw(p, r->span->url, left, base - size, w, size * 1.3);
}

static void hanging_draw(struct pdf *p, struct pdf_text *t, double right, double base, double size)
{
    struct pdf_font f = {.size = size * MARK_SCALE, .colour = PDF_MUTED};
    struct pdf_text mark;
    pdf_text_plain(p, &mark, pdf_mark_letters(t->hanging), &f, 0);
    pdf_colour(p, f.colour);
    cairo_move_to(p->cr, right + 0.6, base - size * 0.34);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(mark.layout, 0));
    pdf_text_release(&mark);
}

static double layout_size(PangoLayout *l)
{
    const PangoFontDescription *d = pango_layout_get_font_description(l);
    return (double)pango_font_description_get_size(d) / PANGO_SCALE;
}

static void line_draw(struct pdf *p, struct pdf_text *t, PangoLayoutIter *it, double x, double base)
{
    PangoLayoutLine *line = pango_layout_iter_get_line_readonly(it);
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(it, NULL, &logical);
    double size = layout_size(t->layout), left = x + (double)logical.x / PANGO_SCALE;
    for (size_t i = 0; i < t->n_range; i++)
        range_draw(p, &t->range[i], line, left, base, size);
    cairo_move_to(p->cr, left, base);
    pdf_colour(p, t->colour);
    pango_cairo_show_layout_line(p->cr, line);
    if (t->hanging && pango_layout_iter_at_last_line(it)) {
        double right = left + (double)logical.width / PANGO_SCALE;
        hanging_draw(p, t, right, base, size);
    }
}

/* Walks lines [from, to); draws if p is not NULL. Returns the height. */
static double lines_walk(struct pdf *p, struct pdf_text *t, int from, int to, double x, double y)
{
    PangoLayoutIter *it = pango_layout_get_iter(t->layout);
    double top = 0, bottom = 0;
    int i = 0;
    do {
        int y0, y1;
        pango_layout_iter_get_line_yrange(it, &y0, &y1);
        if (i == from)
            top = (double)y0 / PANGO_SCALE;
        if (i >= from && i < to) {
            bottom = (double)y1 / PANGO_SCALE;
            double base = (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE;
            if (p && !p->dry)
                line_draw(p, t, it, x, y + base - top);
        }
        i++;
    } while (i < to && pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
    return bottom > top ? bottom - top : 0;
}

double pdf_text_lines(struct pdf *p, struct pdf_text *t, int from, int to, double x, double y)
{
    return lines_walk(p, t, from, to, x, y);
}

double pdf_text_draw(struct pdf *p, struct pdf_text *t, double x, double y)
{
    return lines_walk(p, t, 0, t->lines, x, y);
}

double pdf_text_span_height(struct pdf_text *t, int from, int to)
{
    return lines_walk(NULL, t, from, to, 0, 0);
}

int pdf_text_fit(struct pdf_text *t, int from, double h)
{
    int to = from;
    while (to < t->lines && pdf_text_span_height(t, from, to + 1) <= h)
        to++;
    return to;
}

void pdf_label(struct pdf *p, double x, double y, const char *s, const struct pdf_font *f,
               enum qn_anchor anchor)
{
    if (p->dry || !*s)
        return;
    struct pdf_text t;
    int w, h;
    pdf_text_plain(p, &t, s, f, 0);
    pango_layout_get_size(t.layout, &w, &h);
    double width = (double)w / PANGO_SCALE;
    if (anchor == QN_ANCHOR_MIDDLE)
        x -= width / 2;
    else if (anchor == QN_ANCHOR_END)
        x -= width;
    pdf_colour(p, f->colour);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, t.layout);
    pdf_text_release(&t);
}
