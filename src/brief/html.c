/* A document as one HTML file: no outside requests, every number opens to its provenance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/resource.h"
#include "brief/doc_priv.h"
#include "brief/markup.h"

extern const struct qn_resource qn_assets[];

#define LONG_VALUE_BYTES 28 /* a text value past this may wrap */

struct page {
    struct qn_markup m;
    const struct qn_doc *d;
    int in_list;
};

static const char *word(const struct page *p, enum qn_text_id id)
{
    return qn_text(p->d->lang, id);
}

static void raw(struct page *p, const char *s)
{
    qn_markup_raw(&p->m, s);
}

static void text(struct page *p, const char *s)
{
    qn_markup_text(&p->m, s);
}

/* <tag attributes>text</tag> */
static void element(struct page *p, const char *open, const char *s, const char *close)
{
    raw(p, open);
    text(p, s);
    raw(p, close);
}

/* ---- numbers ---- */

static void hint_part(struct page *p, enum qn_text_id label, const char *s)
{
    if (!*s)
        return;
    raw(p, " · ");
    if (label != QN_T_NONE) {
        text(p, word(p, label));
        raw(p, p->d->lang == QN_ZH ? "：" : ": ");
    }
    text(p, s);
}

/* The short provenance that shows without scripts. */
static void hint_text(struct page *p, const struct qn_doc_prov *v)
{
    text(p, *v->label ? v->label : v->text);
    if (*v->label) {
        raw(p, p->d->lang == QN_ZH ? "：" : ": ");
        text(p, v->text);
    }
    if (*v->unit) {
        raw(p, " ");
        text(p, v->unit);
    }
    hint_part(p, QN_T_NONE, qn_basis_text(p->d->lang, v->basis));
    hint_part(p, QN_T_DOC_P_SOURCE, v->source);
    hint_part(p, QN_T_DOC_P_RULE, v->rule);
}

static void hint_attr(struct page *p, const struct qn_doc_prov *v)
{
    raw(p, " title=\"");
    hint_text(p, v);
    raw(p, "\"");
}

static void hint_in_drawing(struct qn_markup *m, int prov)
{
    const struct qn_doc *d = m->user;
    struct page p = {.m = *m, .d = d};
    if (prov >= 0 && (size_t)prov < d->n_prov)
        hint_text(&p, &d->prov[prov]);
    m->status = p.m.status;
}

static void number(struct page *p, const struct qn_span *s)
{
    const struct qn_doc_prov *v = &p->d->prov[s->prov];
    unsigned marks = qn_prov_marks(v);
    raw(p, "<button class=\"n");
    raw(p, strlen(s->text) > LONG_VALUE_BYTES ? " long" : "");
    raw(p, marks & QN_MARK_ASSUMED ? " assumed" : "");
    raw(p, marks & QN_MARK_MEMORY ? " memory" : "");
    raw(p, "\" type=\"button\"");
    qn_markup_int(&p->m, "data-p", s->prov);
    raw(p, " aria-haspopup=\"dialog\"");
    hint_attr(p, v);
    element(p, ">", s->text, "</button>");
}

/* ---- spans ---- */

static void link_span(struct page *p, const struct qn_span *s)
{
    int outside = qn_url_outside(s->url);
    if (!outside && !qn_url_inside(s->url)) {
        text(p, s->text);
        return;
    }
    raw(p, "<a");
    qn_markup_attr(&p->m, "href", s->url);
    raw(p, outside ? " rel=\"noreferrer noopener\" target=\"_blank\"" : "");
    element(p, ">", s->text, "</a>");
}

static void badge_span(struct page *p, const struct qn_span *s)
{
    char colour[16];
    snprintf(colour, sizeof colour, "--c:#%02x%02x%02x", s->colour.r, s->colour.g, s->colour.b);
    raw(p, "<span class=\"badge\"");
    qn_markup_attr(&p->m, "style", colour);
    element(p, ">", s->text, "</span>");
}

static void spans(struct page *p, const struct qn_spans *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_span *x = &s->item[i];
        switch (x->kind) {
        case QN_SPAN_TEXT:
            text(p, x->text);
            break;
        case QN_SPAN_STRONG:
            element(p, "<strong>", x->text, "</strong>");
            break;
        case QN_SPAN_MUTED:
            element(p, "<span class=\"muted\">", x->text, "</span>");
            break;
        case QN_SPAN_NUMBER:
            number(p, x);
            break;
        case QN_SPAN_BADGE:
            badge_span(p, x);
            break;
        case QN_SPAN_LINK:
            link_span(p, x);
            break;
        case QN_SPAN_BREAK:
            raw(p, "<br>");
            break;
        }
    }
}

static void spans_in(struct page *p, const char *open, const struct qn_spans *s, const char *close)
{
    raw(p, open);
    spans(p, s);
    raw(p, close);
}

/* ---- blocks ---- */

static void banner(struct page *p, const char *open)
{
    if (p->d->banner && *p->d->banner)
        element(p, open, p->d->banner, "</p>\n");
}

static void heading(struct page *p, const struct qn_block *b)
{
    static const char *const open[] = {"<h2", "<h3", "<h4"};
    static const char *const close[] = {"</h2>\n", "</h3>\n", "</h4>\n"};
    if (b->level == 1)
        banner(p, "<p class=\"banner-again\" aria-hidden=\"true\">");
    raw(p, open[b->level - 1]);
    qn_markup_attr(&p->m, "id", b->anchor);
    spans_in(p, ">", &b->spans, close[b->level - 1]);
}

static const char *align_class(enum qn_align a)
{
    return a == QN_ALIGN_RIGHT ? " class=\"r\"" : a == QN_ALIGN_CENTRE ? " class=\"c\"" : "";
}

static void table_columns(struct page *p, const struct qn_block *b)
{
    double sum = 0;
    for (size_t i = 0; i < b->n_column; i++)
        sum += b->column[i].weight;
    raw(p, "<colgroup>");
    for (size_t i = 0; i < b->n_column; i++) {
        raw(p, "<col style=\"width:");
        qn_markup_num(&p->m, 100 * b->column[i].weight / sum);
        raw(p, "%\">");
    }
    raw(p, "</colgroup>\n<thead><tr>");
    for (size_t i = 0; i < b->n_column; i++) {
        raw(p, "<th scope=\"col\"");
        raw(p, align_class(b->column[i].align));
        element(p, ">", b->column[i].title, "</th>");
    }
    raw(p, "</tr></thead>\n<tbody>\n");
}

static void table(struct page *p, const struct qn_block *b)
{
    if (b->n_column == 0)
        return;
    raw(p, "<div class=\"table-box\" tabindex=\"0\" role=\"group\"");
    qn_markup_attr(&p->m, "aria-label", word(p, QN_T_DOC_P_SCROLL));
    raw(p, ">\n<table style=\"--cols:");
    qn_markup_num(&p->m, (double)b->n_column);
    raw(p, "\">\n");
    if (b->spans.n)
        spans_in(p, "<caption>", &b->spans, "</caption>\n");
    table_columns(p, b);
    for (size_t i = 0; i < b->n_cell; i++) {
        size_t c = i % b->n_column;
        raw(p, c == 0 ? "<tr><td" : "<td");
        raw(p, align_class(b->column[c].align));
        spans_in(p, ">", &b->cell[i], "</td>");
        if (c + 1 == b->n_column || i + 1 == b->n_cell)
            raw(p, "</tr>\n");
    }
    raw(p, "</tbody></table></div>\n");
}

static void tiles(struct page *p, const struct qn_block *b)
{
    raw(p, "<ul class=\"tiles\">\n");
    for (size_t i = 0; i + 1 < b->n_cell; i += 2) {
        spans_in(p, "<li><div class=\"figure\">", &b->cell[i], "</div>");
        spans_in(p, "<div class=\"label\">", &b->cell[i + 1], "</div></li>\n");
    }
    raw(p, "</ul>\n");
}

static void scene(struct page *p, const struct qn_block *b)
{
    raw(p, "<figure><div class=\"scene\" role=\"group\"");
    qn_markup_attr(&p->m, "aria-label", b->alt);
    raw(p, " style=\"--w:");
    qn_markup_num(&p->m, b->scene->width);
    raw(p, "px\">\n");
    qn_markup_scene(&p->m, b->scene);
    raw(p, "</div>\n");
    if (b->spans.n)
        spans_in(p, "<figcaption>", &b->spans, "</figcaption>");
    raw(p, "</figure>\n");
}

static void block(struct page *p, const struct qn_block *b)
{
    int item = b->kind == QN_BLOCK_LIST_ITEM;
    if (item != p->in_list)
        raw(p, item ? "<ul>\n" : "</ul>\n");
    p->in_list = item;
    switch (b->kind) {
    case QN_BLOCK_HEADING:
        heading(p, b);
        break;
    case QN_BLOCK_PARA:
        spans_in(p, "<p>", &b->spans, "</p>\n");
        break;
    case QN_BLOCK_LIST_ITEM:
        spans_in(p, "<li>", &b->spans, "</li>\n");
        break;
    case QN_BLOCK_CALLOUT:
        spans_in(p, b->tone ? "<p class=\"callout caution\">" : "<p class=\"callout\">", &b->spans,
                 "</p>\n");
        break;
    case QN_BLOCK_TABLE:
        table(p, b);
        break;
    case QN_BLOCK_SCENE:
        scene(p, b);
        break;
    case QN_BLOCK_TILES:
        tiles(p, b);
        break;
    case QN_BLOCK_DETAILS_BEGIN:
        spans_in(p, "<details><summary>", &b->spans, "</summary>\n");
        break;
    case QN_BLOCK_DETAILS_END:
        raw(p, "</details>\n");
        break;
    case QN_BLOCK_PAGE_BREAK:
        break;
    }
}

/* ---- frame ---- */

/* The banner on every printed page, as a CSS string; every byte that is not plain is escaped. */
static void page_banner_rule(struct page *p)
{
    if (!p->d->banner || !*p->d->banner)
        return;
    raw(p, "@page { @top-center { font-size: 8pt; color: #7a3a06; content: \"");
    unsigned cp = 0;
    const char *s = p->d->banner;
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n) {
        char code[16];
        snprintf(code, sizeof code, "\\%06X", cp);
        raw(p, code);
    }
    raw(p, "\"; } }\n");
}

static void head(struct page *p)
{
    raw(p, "<!DOCTYPE html>\n<html lang=\"");
    raw(p, p->d->lang == QN_ZH ? "zh-CN" : "en");
    raw(p, "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
           "base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta name=\"generator\" content=\"quench " QN_VERSION "\">\n");
    element(p, "<title>", p->d->title, "</title>\n<style>\n");
    const struct qn_resource *css = qn_resource_find(qn_assets, "brief.css");
    raw(p, css ? (const char *)css->data : "");
    page_banner_rule(p);
    raw(p, "</style>\n</head>\n<body>\n");
    element(p, "<a class=\"skip\" href=\"#main\">", word(p, QN_T_DOC_SKIP), "</a>\n");
}

static void masthead(struct page *p)
{
    char date[QN_DOC_DATE_CAP];
    banner(p, "<p class=\"banner\">");
    raw(p, "<header class=\"masthead\"><div class=\"wrap\">\n");
    element(p, "<h1>", p->d->title, "</h1>\n");
    if (*p->d->subtitle)
        element(p, "<p class=\"subtitle\">", p->d->subtitle, "</p>\n");
    if (qn_date_known(p->d->date))
        element(p, "<p class=\"date\">", qn_doc_date_text(p->d->lang, p->d->date, date), "</p>\n");
    raw(p, "</div></header>\n");
}

static void contents(struct page *p)
{
    raw(p, "<nav class=\"toc\" aria-labelledby=\"toc-title\"><details open><summary "
           "id=\"toc-title\">");
    element(p, "", word(p, QN_T_DOC_CONTENTS), "</summary>\n<ol>\n");
    for (size_t i = 0; i < p->d->n_block; i++) {
        const struct qn_block *b = &p->d->block[i];
        if (b->kind != QN_BLOCK_HEADING || b->level > 2)
            continue;
        raw(p, b->level == 1 ? "<li class=\"l1\"><a href=\"#" : "<li class=\"l2\"><a href=\"#");
        element(p, "", b->anchor, "\">");
        for (size_t k = 0; k < b->spans.n; k++)
            text(p, b->spans.item[k].text);
        raw(p, "</a></li>\n");
    }
    raw(p, "</ol></details></nav>\n");
}

static void legend(struct page *p)
{
    unsigned marks = qn_doc_marks(p->d);
    if (p->d->n_prov == 0)
        return;
    element(p, "<aside class=\"legend\"><h2>", word(p, QN_T_DOC_LEGEND_TITLE), "</h2>\n");
    element(p, "<p>", word(p, QN_T_DOC_LEGEND_OPEN), " ");
    element(p, "", word(p, QN_T_DOC_LEGEND_BASIS), "</p>\n");
    if (marks & QN_MARK_ASSUMED)
        element(p, "<p><sup>A</sup> ", word(p, QN_T_DOC_MARK_ASSUMED), "</p>\n");
    if (marks & QN_MARK_MEMORY)
        element(p, "<p><sup>M</sup> ", word(p, QN_T_DOC_MARK_MEMORY), "</p>\n");
    raw(p, "</aside>\n");
}

/* ---- provenance as data ---- */

static void json_field(struct page *p, const char *key, const char *value, int *first)
{
    if (!*value)
        return;
    raw(p, *first ? "\"" : ",\"");
    *first = 0;
    raw(p, key);
    raw(p, "\":");
    qn_markup_json(&p->m, value);
}

static void prov_json(struct page *p, const struct qn_doc_prov *v)
{
    int first = 1;
    char num[QN_NUM_TEXT_CAP];
    raw(p, "{");
    if (isfinite(v->value)) {
        raw(p, "\"value\":");
        raw(p, qn_num_text(v->value, num));
        first = 0;
    }
    json_field(p, "label", v->label, &first);
    json_field(p, "text", v->text, &first);
    json_field(p, "unit", v->unit, &first);
    json_field(p, "basis", v->basis, &first);
    json_field(p, "source", v->source, &first);
    json_field(p, "url", qn_url_outside(v->url) ? v->url : "", &first);
    json_field(p, "conf", v->conf, &first);
    json_field(p, "rule", v->rule, &first);
    json_field(p, "run", v->run, &first);
    json_field(p, "place", v->place, &first);
    json_field(p, "note", v->note, &first);
    json_field(p, "weakest", v->weakest, &first);
    raw(p, "}");
}

static void labels_json(struct page *p)
{
    static const struct {
        const char *key;
        enum qn_text_id id;
    } rows[] = {
        {"title", QN_T_DOC_P_TITLE},
        {"value", QN_T_DOC_P_VALUE},
        {"basis", QN_T_DOC_P_BASIS},
        {"source", QN_T_DOC_P_SOURCE},
        {"weakest", QN_T_DOC_P_WEAKEST},
        {"conf", QN_T_DOC_P_CONF},
        {"rule", QN_T_DOC_P_RULE},
        {"run", QN_T_DOC_P_RUN},
        {"place", QN_T_DOC_P_PLACE},
        {"note", QN_T_DOC_P_NOTE},
        {"close", QN_T_DOC_P_CLOSE},
        {"b_measured", QN_T_BASIS_MEASURED},
        {"b_permit", QN_T_BASIS_PERMIT},
        {"b_published", QN_T_BASIS_PUBLISHED},
        {"b_factor", QN_T_BASIS_FACTOR},
        {"b_assumed", QN_T_BASIS_ASSUMED},
        {"b_result", QN_T_BASIS_RESULT},
        {"c_verified_repo", QN_T_CONF_VERIFIED_REPO},
        {"c_verified_page", QN_T_CONF_VERIFIED_PAGE},
        {"c_partial", QN_T_CONF_PARTIAL},
        {"c_derived", QN_T_CONF_DERIVED},
        {"c_memory_high", QN_T_CONF_MEMORY_HIGH},
        {"c_memory_medium", QN_T_CONF_MEMORY_MEDIUM},
        {"c_memory_low", QN_T_CONF_MEMORY_LOW},
        {"c_missing", QN_T_CONF_MISSING},
        {"c_fictional", QN_T_CONF_FICTIONAL},
    };
    int first = 1;
    raw(p, "<script type=\"application/json\" id=\"labels\">{");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        json_field(p, rows[i].key, word(p, rows[i].id), &first);
    raw(p, "}</script>\n");
}

static void scripts(struct page *p)
{
    labels_json(p);
    raw(p, "<script type=\"application/json\" id=\"prov\">[");
    for (size_t i = 0; i < p->d->n_prov; i++) {
        raw(p, i ? ",\n" : "\n");
        prov_json(p, &p->d->prov[i]);
    }
    raw(p, "\n]</script>\n<script>\n");
    const struct qn_resource *js = qn_resource_find(qn_assets, "brief.js");
    raw(p, js ? (const char *)js->data : "");
    raw(p, "</script>\n");
}

enum qn_status qn_doc_html(const struct qn_doc *d, struct qn_buf *out, struct qn_err *err)
{
    enum qn_status st = qn_doc_ready(d, err);
    if (st)
        return st;
    struct page p = {.m = {.out = out, .err = err, .hint = hint_in_drawing, .user = d}, .d = d};
    head(&p);
    masthead(&p);
    raw(&p, "<div class=\"wrap layout\">\n");
    contents(&p);
    raw(&p, "<main id=\"main\" tabindex=\"-1\">\n");
    for (size_t i = 0; i < d->n_block; i++)
        block(&p, &d->block[i]);
    raw(&p, p.in_list ? "</ul>\n" : "");
    legend(&p);
    raw(&p, "</main>\n</div>\n<footer><div class=\"wrap\">");
    text(&p, d->footer ? d->footer : "");
    raw(&p, "</div></footer>\n<dialog id=\"panel\" aria-labelledby=\"panel-title\"></dialog>\n");
    scripts(&p);
    raw(&p, "</body>\n</html>\n");
    return p.m.status;
}
