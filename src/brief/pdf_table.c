/* Tables over pages: column widths from weights and contents, rows kept whole, header repeated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brief/pdf.h"

#define CELL_SIZE 8.2
#define PAD_X 5.0
#define PAD_Y 3.6
#define MAX_MIN_SHARE 0.45 /* of the table's width, for one column's longest unbreakable piece */
#define TITLE_SIZE (CELL_SIZE * 1.12) /* bold: wider than the estimate of plain letters */
#define SAMPLE_CELLS 20000            /* cells looked at for widths */

struct row {
    struct pdf_text *cell;
    int *line; /* next line of each cell to draw */
    size_t n;
};

struct table {
    struct pdf *p;
    const struct qn_block *b;
    double *x, *w; /* left edge and width of each column, padding included */
    double *least, *most;
    struct row head, row;
    double head_h;
};

/* ---- column widths ---- */

/* A character after which a line may break. */
static int breaks_after(unsigned cp)
{
    return cp == ' ' || cp == '-' || cp == '/' || cp >= 0x2E80;
}

struct extent {
    double least, most, word, line;
};

static void extent_end_word(struct extent *e)
{
    if (e->word > e->least)
        e->least = e->word;
    e->word = 0;
}

static void extent_text(struct extent *e, const char *s, double size, int whole)
{
    unsigned cp = 0;
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n) {
        char one[8] = {0};
        memcpy(one, s, n);
        double w = qn_scene_text_width(one, size);
        e->line += w;
        e->word += cp == ' ' && !whole ? 0 : w;
        if (!whole && breaks_after(cp))
            extent_end_word(e);
    }
}

static void extent_end_line(struct extent *e)
{
    extent_end_word(e);
    if (e->line > e->most)
        e->most = e->line;
    e->line = 0;
}

static struct extent cell_extent(const struct qn_spans *s)
{
    struct extent e = {0};
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_span *x = &s->item[i];
        if (x->kind == QN_SPAN_BREAK) {
            extent_end_line(&e);
            continue;
        }
        int badge = x->kind == QN_SPAN_BADGE;
        int whole = badge || (x->kind == QN_SPAN_NUMBER && strlen(x->text) < 24);
        double size = badge || x->kind == QN_SPAN_STRONG ? CELL_SIZE * 1.08 : CELL_SIZE;
        extent_text(&e, x->text, size, whole);
        if (badge)
            extent_text(&e, "\xC2\xA0\xC2\xA0", size, 1);
        if (badge)
            extent_end_word(&e);
    }
    extent_end_line(&e);
    return e;
}

static void widen(struct table *t, size_t col, struct extent e)
{
    double least = e.least * 1.1 + 2 * PAD_X, most = e.most * 1.04 + 2 * PAD_X;
    if (least > PDF_WIDTH * MAX_MIN_SHARE)
        least = PDF_WIDTH * MAX_MIN_SHARE;
    if (least > t->least[col])
        t->least[col] = least;
    if (most > t->most[col])
        t->most[col] = most;
}

/* A title breaks before its unit; short words of Chinese are kept whole. */
static struct extent title_extent(const char *title)
{
    struct extent e = {0};
    const char *unit = strstr(title, " (");
    size_t n = unit ? (size_t)(unit - title) : strlen(title);
    char name[64];
    int whole = n < 16; /* five characters of Chinese */
    if (n < sizeof name) {
        memcpy(name, title, n);
        name[n] = '\0';
        extent_text(&e, name, TITLE_SIZE, whole);
        extent_end_word(&e);
        extent_text(&e, unit ? unit : "", TITLE_SIZE, 0);
    } else {
        extent_text(&e, title, TITLE_SIZE, 0);
    }
    extent_end_line(&e);
    if (e.most > 5 * CELL_SIZE) /* it may take two lines */
        e.most = e.most / 2 > e.least ? e.most / 2 : e.least;
    return e;
}

static void measure_columns(struct table *t)
{
    const struct qn_block *b = t->b;
    for (size_t c = 0; c < b->n_column; c++)
        widen(t, c, title_extent(b->column[c].title));
    for (size_t i = 0; i < b->n_cell && i < SAMPLE_CELLS; i++)
        widen(t, i % b->n_column, cell_extent(&b->cell[i]));
}

static double sum(const double *v, size_t n)
{
    double s = 0;
    for (size_t i = 0; i < n; i++)
        s += v[i];
    return s;
}

/* Moves every column towards its bound by the same share of the distance, `total` in all. */
static void share_out(double *w, const double *bound, size_t n, double total)
{
    double distance = sum(bound, n) - sum(w, n);
    if (distance == 0)
        return;
    double part = total / distance;
    if (part > 1)
        part = 1;
    for (size_t i = 0; i < n; i++)
        w[i] += (bound[i] - w[i]) * part;
}

static void set_widths(struct table *t)
{
    const struct qn_block *b = t->b;
    size_t n = b->n_column;
    double weights = 0;
    for (size_t i = 0; i < n; i++)
        weights += b->column[i].weight;
    for (size_t i = 0; i < n; i++) {
        double w = PDF_WIDTH * b->column[i].weight / weights;
        t->w[i] = w < t->least[i] ? t->least[i] : w > t->most[i] ? t->most[i] : w;
    }
    double spare = PDF_WIDTH - sum(t->w, n);
    if (spare < 0)
        share_out(t->w, t->least, n, spare);
    else
        share_out(t->w, t->most, n, spare);
    double rest = PDF_WIDTH / sum(t->w, n); /* still not the text width: scale all */
    double x = PDF_LEFT;
    for (size_t i = 0; i < n; i++) {
        t->w[i] *= rest;
        t->x[i] = x;
        x += t->w[i];
    }
}

/* ---- rows ---- */

/* The first and last columns stand flush with the text's edges. */
static double text_left(const struct table *t, size_t c)
{
    return t->x[c] + (c == 0 ? 1 : PAD_X);
}

static double text_width(const struct table *t, size_t c)
{
    double right = t->x[c] + t->w[c] - PAD_X;
    return right - text_left(t, c);
}

static void row_release(struct row *r)
{
    for (size_t c = 0; c < r->n; c++)
        pdf_text_release(&r->cell[c]);
    r->n = 0;
}

static void row_make_head(struct table *t)
{
    for (size_t c = 0; c < t->b->n_column; c++) {
        struct pdf_font f = {
            .size = CELL_SIZE, .bold = 1, .colour = PDF_ACCENT, .align = t->b->column[c].align};
        pdf_text_plain(t->p, &t->head.cell[c], t->b->column[c].title, &f, text_width(t, c));
        if (t->head.cell[c].height > t->head_h)
            t->head_h = t->head.cell[c].height;
    }
    t->head.n = t->b->n_column;
    t->head_h += 2 * PAD_Y;
}

/* Cells of row r; missing ones at the end of the table are empty. */
static void row_make(struct table *t, size_t r)
{
    static const struct qn_spans none = {0};
    size_t n = t->b->n_column;
    for (size_t c = 0; c < n; c++) {
        struct pdf_font f = {.size = CELL_SIZE,
                             .colour = PDF_INK,
                             .align = t->b->column[c].align,
                             .hang_marks = t->b->column[c].align == QN_ALIGN_RIGHT};
        size_t i = r * n + c;
        pdf_text_make(t->p, &t->row.cell[c], i < t->b->n_cell ? &t->b->cell[i] : &none, &f,
                      text_width(t, c));
        t->row.line[c] = 0;
    }
    t->row.n = n;
}

/* Height of what is left of the row. */
static double row_height(const struct table *t)
{
    double h = 0;
    for (size_t c = 0; c < t->row.n; c++) {
        struct pdf_text *x = &t->row.cell[c];
        double left = pdf_text_span_height(x, t->row.line[c], x->lines);
        if (t->row.line[c] < x->lines && left > h)
            h = left;
    }
    return h + 2 * PAD_Y;
}

/* Draws the lines that fit into h; returns whether some are left. */
static int row_draw(struct table *t, double h)
{
    double used = 0;
    int left = 0;
    for (size_t c = 0; c < t->row.n; c++) {
        struct pdf_text *x = &t->row.cell[c];
        int from = t->row.line[c], to = pdf_text_fit(x, from, h - 2 * PAD_Y + 0.01);
        double drawn =
            from < to ? pdf_text_lines(t->p, x, from, to, text_left(t, c), t->p->y + PAD_Y) : 0;
        if (drawn > used)
            used = drawn;
        t->row.line[c] = to;
        left |= to < x->lines;
    }
    t->p->y += used + 2 * PAD_Y;
    pdf_line(t->p, PDF_LEFT, t->p->y, PDF_RIGHT, t->p->y, 0.4, PDF_RULE);
    return left;
}

static void head_draw(struct table *t)
{
    struct pdf *p = t->p;
    pdf_line(p, PDF_LEFT, p->y, PDF_RIGHT, p->y, 1.2, PDF_ACCENT);
    for (size_t c = 0; c < t->head.n; c++) {
        double down = t->head_h - PAD_Y - t->head.cell[c].height;
        pdf_text_draw(p, &t->head.cell[c], text_left(t, c), p->y + down);
    }
    p->y += t->head_h;
    pdf_line(p, PDF_LEFT, p->y, PDF_RIGHT, p->y, 0.6, PDF_ACCENT);
}

/* "表 1 …（续）" over a table that goes on. */
static void continued(struct table *t)
{
    static const struct pdf_font f = {.size = 7.8, .colour = {0x5f, 0x6b, 0x79, 255}};
    char caption[200], line[260];
    size_t n = 0;
    if (t->b->spans.n == 0)
        return;
    for (size_t i = 0; i < t->b->spans.n && n < sizeof caption; i++) {
        int k = snprintf(caption + n, sizeof caption - n, "%s", t->b->spans.item[i].text);
        n += k > 0 ? (size_t)k : 0;
    }
    if (n >= sizeof caption) /* too long to repeat */
        return;
    const char *args[] = {caption};
    qn_text_format(t->p->d->lang, QN_T_DOC_CONTINUED, args, 1, line, sizeof line);
    struct pdf_text text;
    pdf_text_plain(t->p, &text, line, &f, PDF_WIDTH);
    t->p->y += pdf_text_draw(t->p, &text, PDF_LEFT, t->p->y) + 3;
    pdf_text_release(&text);
}

static void next_page(struct table *t)
{
    pdf_page_next(t->p);
    continued(t);
    head_draw(t);
}

static void row_place(struct table *t)
{
    const double body = PDF_BOTTOM - PDF_TOP;
    double h = row_height(t);
    if (h <= pdf_room(t->p)) {
        (void)row_draw(t, h);
        return;
    }
    if (h <= body / 3 || pdf_room(t->p) < 6 * CELL_SIZE * 1.5)
        next_page(t);
    for (int guard = 0; row_draw(t, pdf_room(t->p)) && guard < 1000; guard++)
        next_page(t);
}

/* ---- the table ---- */

static int table_begin(struct table *t, struct pdf *p, const struct qn_block *b)
{
    size_t n = b->n_column;
    *t = (struct table){.p = p, .b = b};
    t->x = calloc(n * 4, sizeof *t->x);
    t->head.cell = calloc(n, sizeof *t->head.cell);
    t->row.cell = calloc(n, sizeof *t->row.cell);
    t->row.line = calloc(n, sizeof *t->row.line);
    if (!t->x || !t->head.cell || !t->row.cell || !t->row.line) {
        free(t->x);
        free(t->head.cell);
        free(t->row.cell);
        free(t->row.line);
        p->failed = 1;
        return 0;
    }
    t->w = t->x + n;
    t->least = t->x + 2 * n;
    t->most = t->x + 3 * n;
    measure_columns(t);
    set_widths(t);
    row_make_head(t);
    return 1;
}

static void table_end(struct table *t)
{
    row_release(&t->head);
    row_release(&t->row);
    free(t->x);
    free(t->head.cell);
    free(t->row.cell);
    free(t->row.line);
}

static const struct pdf_font caption_font = {
    .size = 9, .bold = 1, .colour = {0x1d, 0x27, 0x33, 255}};

static double caption_make(struct table *t, struct pdf_text *caption)
{
    *caption = (struct pdf_text){0};
    if (t->b->spans.n == 0)
        return 0;
    pdf_text_make(t->p, caption, &t->b->spans, &caption_font, PDF_WIDTH);
    return caption->height + 4;
}

static double one_row(struct table *t, size_t r)
{
    if (r * t->b->n_column >= t->b->n_cell)
        return 0;
    row_make(t, r);
    double h = row_height(t);
    row_release(&t->row);
    return h;
}

/* Caption, header and first row stay together, and the second where it is short. */
static double lead(struct table *t, double caption_h)
{
    const double most = (PDF_BOTTOM - PDF_TOP) / 4, few_lines = 5 * CELL_SIZE * 1.5;
    double first = one_row(t, 0), second = one_row(t, 1);
    return caption_h + t->head_h + (first < most ? first : most) +
           (second < few_lines ? second : 0);
}

double pdf_table_lead(struct pdf *p, const struct qn_block *b)
{
    struct table t;
    struct pdf_text caption = {0};
    double h = 0;
    if (b->n_column && table_begin(&t, p, b)) {
        h = lead(&t, caption_make(&t, &caption));
        pdf_text_release(&caption);
        table_end(&t);
    }
    return h;
}

void pdf_table(struct pdf *p, const struct qn_block *b)
{
    struct table t;
    struct pdf_text caption;
    if (b->n_column == 0 || !table_begin(&t, p, b))
        return;
    double caption_h = caption_make(&t, &caption);
    pdf_need(p, lead(&t, caption_h));
    if (caption.layout)
        pdf_text_draw(p, &caption, PDF_LEFT, p->y);
    pdf_text_release(&caption);
    p->y += caption_h;
    head_draw(&t);
    size_t rows = (b->n_cell + b->n_column - 1) / b->n_column;
    for (size_t r = 0; r < rows && !p->failed; r++) {
        row_make(&t, r);
        row_place(&t);
        row_release(&t.row);
    }
    pdf_line(p, PDF_LEFT, p->y, PDF_RIGHT, p->y, 0.6, QN_RGB(0x9aa5b3));
    table_end(&t);
}
