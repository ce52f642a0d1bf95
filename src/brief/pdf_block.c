/* Headings, paragraphs, callouts, tiles, drawings: in flow, headings kept with what follows. */
#include "brief/pdf.h"

#define BODY_SIZE 10.0
#define GAP 6.0 /* after a paragraph */
#define LIST_INDENT 14.0
#define CALLOUT_PAD 9.0
#define TILE_GAP 10.0
#define TILE_PAD 9.0

static const struct pdf_font body_font = {.size = BODY_SIZE, .colour = {0x1d, 0x27, 0x33, 255}};
static const struct pdf_font note_font = {.size = 8.4, .colour = {0x5f, 0x6b, 0x79, 255}};
static const struct pdf_font label_font = {.size = 8.6, .colour = {0x5f, 0x6b, 0x79, 255}};
static const struct pdf_font summary_font = {
    .size = 9.6, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}};
static const struct pdf_font tile_font = {
    .size = 8.6, .number_size = 18, .one_line = 1, .colour = {0x1d, 0x27, 0x33, 255}};

struct heading_form {
    struct pdf_font font;
    double before, after;
};

static const struct heading_form headings[3] = {
    {{.size = 16.5, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}}, 24, 12},
    {{.size = 12.6, .bold = 1, .colour = {0x1b, 0x3a, 0x63, 255}}, 16, 5},
    {{.size = 10.6, .bold = 1, .colour = {0x1d, 0x27, 0x33, 255}}, 11, 3},
};

static double lead(struct pdf *p, size_t i);

/* ---- measuring ---- */

static double spans_height(struct pdf *p, const struct qn_spans *s, const struct pdf_font *f,
                           double width, int lines)
{
    struct pdf_text t;
    pdf_text_make(p, &t, s, f, width);
    double h = t.lines <= lines + 1 ? t.height : pdf_text_span_height(&t, 0, lines);
    pdf_text_release(&t);
    return h;
}

static double heading_height(struct pdf *p, const struct qn_block *b)
{
    const struct heading_form *f = &headings[b->level - 1];
    return spans_height(p, &b->spans, &f->font, PDF_WIDTH, 99) + f->after;
}

static double scene_total(struct pdf *p, const struct qn_block *b)
{
    double h = pdf_scene_height(b->scene);
    if (b->spans.n)
        h += 5 + spans_height(p, &b->spans, &note_font, PDF_WIDTH, 99);
    return h;
}

static double callout_height(struct pdf *p, const struct qn_block *b)
{
    double inner = PDF_WIDTH - 2 * CALLOUT_PAD - 3;
    return spans_height(p, &b->spans, &body_font, inner, 12) + 2 * CALLOUT_PAD;
}

static size_t tiles_across(const struct qn_block *b)
{
    size_t n = b->n_cell / 2;
    if (n <= 4)
        return n ? n : 1;
    return n % 3 == 0 && n % 4 != 0 ? 3 : 4;
}

static double tile_width(const struct qn_block *b)
{
    size_t across = tiles_across(b);
    if (across < 3)
        across = 3;
    return (PDF_WIDTH - TILE_GAP * (double)(across - 1)) / (double)across;
}

static double tile_height(struct pdf *p, const struct qn_block *b, size_t tile)
{
    double inner = tile_width(b) - 2 * TILE_PAD;
    return spans_height(p, &b->cell[2 * tile], &tile_font, inner, 99) +
           spans_height(p, &b->cell[2 * tile + 1], &label_font, inner, 99) + 2 * TILE_PAD;
}

static double tile_row_height(struct pdf *p, const struct qn_block *b, size_t first)
{
    double h = 0;
    for (size_t i = first; i < first + tiles_across(b) && i < b->n_cell / 2; i++) {
        double one = tile_height(p, b, i);
        if (one > h)
            h = one;
    }
    return h;
}

/* A short paragraph right before a table belongs to it. */
static int introduces(struct pdf *p, size_t i)
{
    const struct qn_block *b = &p->d->block[i];
    if (i + 1 >= p->d->n_block || b[1].kind != QN_BLOCK_TABLE)
        return 0;
    return spans_height(p, &b->spans, &body_font, PDF_WIDTH, 99) < 6 * BODY_SIZE * 1.6;
}

/* The height that has to stand on one page with what comes before block i. */
static double lead(struct pdf *p, size_t i)
{
    if (i >= p->d->n_block)
        return 0;
    const struct qn_block *b = &p->d->block[i];
    switch (b->kind) {
    case QN_BLOCK_HEADING:
        return heading_height(p, b) + headings[b->level - 1].before + lead(p, i + 1);
    case QN_BLOCK_PARA:
        if (introduces(p, i))
            return spans_height(p, &b->spans, &body_font, PDF_WIDTH, 99) + GAP + lead(p, i + 1);
        return spans_height(p, &b->spans, &body_font, PDF_WIDTH, 2);
    case QN_BLOCK_LIST_ITEM:
        return spans_height(p, &b->spans, &body_font, PDF_WIDTH - LIST_INDENT, 2);
    case QN_BLOCK_CALLOUT:
        return callout_height(p, b);
    case QN_BLOCK_TABLE:
        return pdf_table_lead(p, b);
    case QN_BLOCK_SCENE:
        return scene_total(p, b);
    case QN_BLOCK_TILES:
        return tile_row_height(p, b, 0);
    case QN_BLOCK_DETAILS_BEGIN:
        return spans_height(p, &b->spans, &summary_font, PDF_WIDTH, 99) + 4 + lead(p, i + 1);
    case QN_BLOCK_DETAILS_END:
        return lead(p, i + 1);
    case QN_BLOCK_PAGE_BREAK:
        break;
    }
    return 0;
}

/* ---- drawing ---- */

/* Lines flow over pages; never a single line alone at the foot or the head of one. */
static void flow(struct pdf *p, struct pdf_text *t, double x)
{
    int from = 0;
    while (from < t->lines) {
        int to = pdf_text_fit(t, from, pdf_room(p) + 0.01);
        if (to < t->lines && to == t->lines - 1 && to - from > 2)
            to--;
        if (to < t->lines && to - from < 2 && p->y > PDF_TOP) {
            pdf_page_next(p);
            continue;
        }
        if (to == from)
            to = from + 1;
        p->y += pdf_text_lines(p, t, from, to, x, p->y);
        from = to;
    }
}

static void para(struct pdf *p, const struct qn_spans *s, const struct pdf_font *f, double indent,
                 double after)
{
    struct pdf_text t;
    pdf_text_make(p, &t, s, f, PDF_WIDTH - indent);
    flow(p, &t, PDF_LEFT + indent);
    p->y += after;
    pdf_text_release(&t);
}

static void heading(struct pdf *p, const struct qn_block *b)
{
    const struct heading_form *f = &headings[b->level - 1];
    int top = p->y <= PDF_TOP;
    double need = heading_height(p, b) + lead(p, p->at + 1);
    if (!top && need + f->before > pdf_room(p)) {
        pdf_page_next(p);
        top = 1;
    }
    p->y += top ? 0 : f->before;
    if (p->dry)
        p->mark[p->at] = (struct pdf_mark){p->page, p->y - 6};
    struct pdf_text t;
    pdf_text_make(p, &t, &b->spans, &f->font, PDF_WIDTH);
    p->y += pdf_text_draw(p, &t, PDF_LEFT, p->y);
    pdf_text_release(&t);
    if (b->level == 1)
        pdf_line(p, PDF_LEFT, p->y + 3, PDF_RIGHT, p->y + 3, 1, PDF_ACCENT);
    p->y += f->after;
}

static void list_item(struct pdf *p, const struct qn_block *b)
{
    struct pdf_text t;
    pdf_text_make(p, &t, &b->spans, &body_font, PDF_WIDTH - LIST_INDENT);
    pdf_need(p, t.lines > 2 ? pdf_text_span_height(&t, 0, 2) : t.height);
    if (!p->dry) {
        pdf_colour(p, PDF_ACCENT);
        cairo_new_path(p->cr);
        cairo_arc(p->cr, PDF_LEFT + 5, p->y + BODY_SIZE * 0.78, 1.5, 0, 6.2831853);
        cairo_fill(p->cr);
    }
    flow(p, &t, PDF_LEFT + LIST_INDENT);
    p->y += 3;
    pdf_text_release(&t);
}

static void callout_part(struct pdf *p, const struct qn_block *b, struct pdf_text *t, int from,
                         int to)
{
    double h = pdf_text_span_height(t, from, to) + 2 * CALLOUT_PAD;
    pdf_fill_rect(p, PDF_LEFT, p->y, PDF_WIDTH, h, b->tone ? PDF_CAUTION_TINT : PDF_TINT);
    pdf_fill_rect(p, PDF_LEFT, p->y, 2.5, h, b->tone ? PDF_CAUTION : PDF_ACCENT);
    pdf_text_lines(p, t, from, to, PDF_LEFT + 3 + CALLOUT_PAD, p->y + CALLOUT_PAD);
    p->y += h;
}

static void callout(struct pdf *p, const struct qn_block *b)
{
    struct pdf_text t;
    pdf_text_make(p, &t, &b->spans, &body_font, PDF_WIDTH - 2 * CALLOUT_PAD - 3);
    p->y += 2;
    if (t.height + 2 * CALLOUT_PAD <= (PDF_BOTTOM - PDF_TOP) / 2)
        pdf_need(p, t.height + 2 * CALLOUT_PAD);
    for (int from = 0; from < t.lines;) {
        int to = pdf_text_fit(&t, from, pdf_room(p) - 2 * CALLOUT_PAD + 0.01);
        if (to == from && p->y > PDF_TOP) {
            pdf_page_next(p);
            continue;
        }
        to = to > from ? to : from + 1;
        callout_part(p, b, &t, from, to);
        from = to;
    }
    p->y += GAP + 4;
    pdf_text_release(&t);
}

static void tile(struct pdf *p, const struct qn_block *b, size_t i, double x, double h)
{
    double w = tile_width(b), inner = w - 2 * TILE_PAD;
    struct pdf_text t;
    pdf_fill_rect(p, x, p->y, w, h, PDF_TINT);
    pdf_fill_rect(p, x, p->y, w, 2, PDF_ACCENT);
    pdf_text_make(p, &t, &b->cell[2 * i], &tile_font, inner);
    double y = p->y + TILE_PAD - 2;
    y += pdf_text_draw(p, &t, x + TILE_PAD, y);
    pdf_text_release(&t);
    pdf_text_make(p, &t, &b->cell[2 * i + 1], &label_font, inner);
    pdf_text_draw(p, &t, x + TILE_PAD, y + 1);
    pdf_text_release(&t);
}

static void tiles(struct pdf *p, const struct qn_block *b)
{
    size_t n = b->n_cell / 2, across = tiles_across(b);
    p->y += 4;
    for (size_t first = 0; first < n; first += across) {
        double h = tile_row_height(p, b, first);
        pdf_need(p, h);
        for (size_t i = first; i < first + across && i < n; i++)
            tile(p, b, i, PDF_LEFT + (double)(i - first) * (tile_width(b) + TILE_GAP), h);
        p->y += h + TILE_GAP;
    }
    p->y += 4;
}

static void scene(struct pdf *p, const struct qn_block *b)
{
    p->y += 4;
    pdf_need(p, scene_total(p, b));
    pdf_scene(p, b->scene);
    p->y += 5;
    if (b->spans.n)
        para(p, &b->spans, &note_font, 0, 0);
    p->y += GAP + 4;
}

static void details_begin(struct pdf *p, const struct qn_block *b)
{
    p->y += 4;
    pdf_need(p, lead(p, p->at));
    para(p, &b->spans, &summary_font, 0, 4);
}

static void block(struct pdf *p, const struct qn_block *b)
{
    switch (b->kind) {
    case QN_BLOCK_HEADING:
        heading(p, b);
        break;
    case QN_BLOCK_PARA:
        if (introduces(p, p->at))
            pdf_need(p, lead(p, p->at));
        para(p, &b->spans, &body_font, 0, GAP);
        break;
    case QN_BLOCK_LIST_ITEM:
        list_item(p, b);
        break;
    case QN_BLOCK_CALLOUT:
        callout(p, b);
        break;
    case QN_BLOCK_TABLE:
        p->y += 3;
        pdf_table(p, b);
        p->y += 13;
        break;
    case QN_BLOCK_SCENE:
        scene(p, b);
        break;
    case QN_BLOCK_TILES:
        tiles(p, b);
        break;
    case QN_BLOCK_PAGE_BREAK:
        if (p->y > PDF_TOP)
            pdf_page_next(p);
        break;
    case QN_BLOCK_DETAILS_BEGIN:
        details_begin(p, b);
        break;
    case QN_BLOCK_DETAILS_END:
        p->y += 4;
        break;
    }
}

void pdf_blocks(struct pdf *p)
{
    for (p->at = 0; p->at < p->d->n_block && !p->failed; p->at++)
        block(p, &p->d->block[p->at]);
}
