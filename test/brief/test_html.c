#include "qn_test.h"

#include <ctype.h>
#include <stdlib.h>

#include <jansson.h>

#include "sample.h"

/* ---- making and scanning ---- */

static void write_page(const struct qn_doc *d, struct qn_buf *b)
{
    struct qn_err err;
    qn_buf_init(b, (size_t)1 << 28);
    assert_ok(qn_doc_html(d, b, &err), err);
}

static void sample_page(enum qn_lang lang, struct qn_buf *b)
{
    struct qn_doc d;
    sample_doc(&d, lang, 5);
    write_page(&d, b);
    qn_doc_release(&d);
}

static void save(const struct qn_buf *b, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", QN_TEST_TMP, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
}

static size_t count(const char *text, const char *piece)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, piece)) != NULL; p += strlen(piece))
        n++;
    return n;
}

/* A tag: name, whether it closes, and its text up to ">" (quotes respected). */
struct tag {
    char name[24];
    int closes;
    const char *from, *to;
};

static const char *tag_end(const char *p)
{
    char quote = 0;
    for (; *p && (quote || *p != '>'); p++)
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
    assert_int_equal(*p, '>');
    return p;
}

/* The next tag at or after p; the contents of script and style are passed over. */
static const char *tag_next(const char *p, struct tag *t)
{
    p = strchr(p, '<');
    if (!p)
        return NULL;
    t->closes = p[1] == '/';
    t->from = p + 1 + t->closes;
    size_t n = 0;
    while (n + 1 < sizeof t->name && (isalnum((unsigned char)t->from[n]) || t->from[n] == '!'))
        n++;
    memcpy(t->name, t->from, n);
    t->name[n] = '\0';
    assert_true(n > 0); /* every "<" that is not a tag must have been escaped */
    t->to = tag_end(t->from);
    if (!t->closes && strcmp(t->name, "script") == 0)
        return strstr(t->to, "</script>");
    if (!t->closes && strcmp(t->name, "style") == 0)
        return strstr(t->to, "</style>");
    return t->to + 1;
}

/* The attribute's value, or 0. */
static int attribute(const struct tag *t, const char *name, char *out, size_t cap)
{
    char key[40];
    snprintf(key, sizeof key, " %s=\"", name);
    const char *p = strstr(t->from, key);
    if (!p || p >= t->to)
        return 0;
    p += strlen(key);
    size_t n = 0;
    for (; *p != '"'; p++)
        if (n + 1 < cap)
            out[n++] = *p;
    out[n] = '\0';
    return 1;
}

static json_t *embedded(const char *page, const char *id)
{
    char open[80];
    snprintf(open, sizeof open, "<script type=\"application/json\" id=\"%s\">", id);
    const char *from = strstr(page, open);
    assert_non_null(from);
    from += strlen(open);
    const char *to = strstr(from, "</script>");
    assert_non_null(to);
    json_error_t e;
    json_t *j = json_loadb(from, (size_t)(to - from), JSON_REJECT_DUPLICATES, &e);
    if (!j)
        print_error("%s at %d\n", e.text, e.position);
    assert_non_null(j);
    return j;
}

static const char *field(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

/* ---- cases ---- */

static void every_number_opens_to_its_provenance(void **state)
{
    (void)state;
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        struct qn_buf b;
        struct tag t;
        size_t numbers = 0;
        sample_page((enum qn_lang)lang, &b);
        json_t *prov = embedded(b.data, "prov");
        for (const char *p = b.data; (p = tag_next(p, &t)) != NULL;) {
            char id[16], hint[600], role[16];
            if (t.closes || !attribute(&t, "data-p", id, sizeof id))
                continue;
            numbers++;
            char *end;
            unsigned long i = strtoul(id, &end, 10);
            assert_true(*end == '\0' && i < json_array_size(prov));
            const json_t *v = json_array_get(prov, i);
            assert_true(json_is_number(json_object_get(v, "value")) || *field(v, "text"));
            assert_true(*field(v, "basis"));
            assert_true(*field(v, "source") || *field(v, "rule"));
            assert_true(*field(v, "label"));
            if (strcmp(t.name, "button") != 0) { /* a shape of a drawing */
                assert_true(attribute(&t, "tabindex", role, sizeof role));
                assert_true(attribute(&t, "role", role, sizeof role));
                assert_string_equal(role, "button");
                continue;
            }
            assert_memory_equal(t.to + 1, field(v, "text"), strlen(field(v, "text")));
            assert_true(attribute(&t, "title", hint, sizeof hint)); /* without scripts */
            assert_non_null(strstr(hint, field(v, "text")));
            assert_true(attribute(&t, "aria-haspopup", role, sizeof role));
            assert_true(attribute(&t, "type", role, sizeof role));
        }
        assert_true(numbers > 100);
        json_decref(prov);
        save(&b, lang == QN_ZH ? "sample.zh.html" : "sample.en.html");
        qn_buf_release(&b);
    }
}

static void the_page_asks_nothing_of_the_network(void **state)
{
    (void)state;
    struct qn_buf b;
    struct tag t;
    char value[400];
    sample_page(QN_ZH, &b);
    assert_null(strstr(b.data, "<link"));
    assert_null(strstr(b.data, "@import"));
    assert_null(strstr(b.data, "@font-face"));
    assert_int_equal(count(b.data, "url("), 0);
    assert_null(strstr(b.data, "fetch("));
    assert_null(strstr(b.data, "XMLHttpRequest"));
    assert_non_null(strstr(b.data, "default-src 'none'"));
    for (const char *p = b.data; (p = tag_next(p, &t)) != NULL;) {
        if (t.closes)
            continue;
        assert_false(attribute(&t, "src", value, sizeof value));
        assert_false(attribute(&t, "srcset", value, sizeof value));
        if (!attribute(&t, "href", value, sizeof value))
            continue;
        assert_string_equal(t.name, "a"); /* only a reader's click follows it */
        if (value[0] == '#')
            continue;
        assert_memory_equal(value, "http", 4);
        assert_true(attribute(&t, "rel", value, sizeof value));
        assert_non_null(strstr(value, "noreferrer"));
    }
    qn_buf_release(&b);
}

static int is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "br") == 0 || strcmp(name, "col") == 0 ||
           strcmp(name, "!DOCTYPE") == 0;
}

static void check_nesting(const char *page)
{
    struct tag t;
    char open[64][24];
    size_t depth = 0;
    for (const char *p = page; (p = tag_next(p, &t)) != NULL;) {
        if (is_void(t.name))
            continue;
        if (!t.closes) {
            assert_true(depth < 64);
            memcpy(open[depth++], t.name, sizeof t.name);
        } else {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], t.name);
        }
    }
    assert_int_equal(depth, 0);
}

static void every_element_is_closed_in_order(void **state)
{
    (void)state;
    struct qn_buf b;
    sample_page(QN_EN, &b);
    check_nesting(b.data);
    qn_buf_release(&b);
}

#define HOSTILE "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\x01\x1b"

static void hostile_doc(struct qn_doc *d)
{
    qn_doc_init(d, QN_EN, HOSTILE, HOSTILE);
    d->banner = HOSTILE;
    d->footer = HOSTILE;
    struct qn_doc_prov p = {HOSTILE, 1,       HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE,
                            HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE};
    p.url = "javascript:alert(3)";
    qn_doc_heading(d, 1, HOSTILE, HOSTILE);
    struct qn_spans *s = &qn_doc_block(d, QN_BLOCK_PARA)->spans;
    qn_span_text(d, s, HOSTILE);
    qn_span_strong(d, s, HOSTILE);
    qn_span_muted(d, s, HOSTILE);
    qn_span_link(d, s, HOSTILE, "javascript:alert(4)");
    qn_span_link(d, s, HOSTILE, "https://example.org/" HOSTILE);
    qn_span_badge(d, s, HOSTILE, QN_RGB(0x9b1c1c));
    qn_span_number(d, s, &p);
    struct qn_doc_column c = {HOSTILE, 1, QN_ALIGN_LEFT};
    qn_doc_table(d, &c, 1);
    qn_span_text(d, qn_doc_cell(d), HOSTILE);
    struct qn_scene *scene = qn_scene_new(&d->arena, 10, 10);
    struct qn_style st = {QN_RGB(0), QN_RGB(0), 1, 0, HOSTILE, 0};
    qn_scene_circle(scene, 1, 1, 1, &st);
    qn_scene_text(scene, 1, 1, HOSTILE, 10, 0, QN_ANCHOR_START, 0, QN_RGB(0), -1);
    qn_doc_scene(d, scene, HOSTILE);
}

static void text_never_becomes_markup(void **state)
{
    (void)state;
    struct qn_doc d;
    struct qn_buf b;
    hostile_doc(&d);
    write_page(&d, &b);
    qn_doc_release(&d);
    assert_int_equal(count(b.data, "<script"), 3); /* labels, provenance, our own */
    assert_int_equal(count(b.data, "</script>"), 3);
    assert_null(strstr(b.data, "<img"));
    assert_null(strstr(b.data, "href=\"javascript"));
    assert_null(memchr(b.data, 0x01, b.len));
    assert_null(memchr(b.data, 0x1b, b.len));
    assert_non_null(strstr(b.data, "&lt;img src=x onerror=alert(2)&gt;&amp;amp;"));
    check_nesting(b.data);
    json_t *prov = embedded(b.data, "prov");
    assert_string_equal(field(json_array_get(prov, 0), "url"), "");
    /* what was written reads back, less the two control characters */
    assert_memory_equal(field(json_array_get(prov, 0), "note"), HOSTILE, strlen(HOSTILE) - 2);
    json_decref(prov);
    qn_buf_release(&b);
}

static void the_banner_stands_over_every_section(void **state)
{
    (void)state;
    struct qn_buf b;
    sample_page(QN_ZH, &b);
    assert_int_equal(count(b.data, "class=\"banner\""), 1);
    assert_int_equal(count(b.data, "class=\"banner-again\""), count(b.data, "<h2 id="));
    assert_int_equal(count(b.data, sample_words[QN_ZH].banner), 1 + count(b.data, "<h2 id="));
    qn_buf_release(&b);
}

static void the_contents_link_to_headings_that_exist(void **state)
{
    (void)state;
    struct qn_buf b;
    struct tag t;
    char href[120], id[130];
    size_t links = 0;
    sample_page(QN_EN, &b);
    for (const char *p = b.data; (p = tag_next(p, &t)) != NULL;) {
        if (t.closes || !attribute(&t, "href", href, sizeof href) || href[0] != '#')
            continue;
        snprintf(id, sizeof id, "id=\"%s\"", href + 1);
        assert_int_equal(count(b.data, id), 1);
        links++;
    }
    assert_int_equal(links, 9); /* three of level 1, five plants; the one that skips to the text */
    qn_buf_release(&b);
}

static void the_page_is_in_the_documents_language(void **state)
{
    (void)state;
    struct qn_buf zh, en;
    sample_page(QN_ZH, &zh);
    sample_page(QN_EN, &en);
    assert_non_null(strstr(zh.data, "<html lang=\"zh-CN\">"));
    assert_non_null(strstr(en.data, "<html lang=\"en\">"));
    json_t *z = embedded(zh.data, "labels"), *e = embedded(en.data, "labels");
    assert_string_equal(field(z, "source"), "来源");
    assert_string_equal(field(e, "source"), "Source");
    assert_int_equal(json_object_size(z), json_object_size(e));
    json_decref(z);
    json_decref(e);
    qn_buf_release(&zh);
    qn_buf_release(&en);
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct qn_buf a, b;
    sample_page(QN_ZH, &a);
    sample_page(QN_ZH, &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    qn_buf_release(&a);
    qn_buf_release(&b);
}

static void assumed_numbers_carry_a_mark(void **state)
{
    (void)state;
    struct qn_doc d;
    struct qn_buf b;
    qn_doc_init(&d, QN_EN, "t", "");
    struct qn_doc_prov p = {.label = "l", .value = 1, .text = "1", .basis = "assumed"};
    qn_span_number(&d, &qn_doc_block(&d, QN_BLOCK_PARA)->spans, &p);
    write_page(&d, &b);
    assert_non_null(strstr(b.data, "<button class=\"n assumed\""));
    assert_non_null(strstr(b.data, "<sup>A</sup> assumed"));
    assert_null(strstr(b.data, "<sup>M</sup>"));
    qn_buf_release(&b);
    qn_doc_release(&d);
}

static void a_drawing_is_written_on_its_own(void **state)
{
    (void)state;
    struct qn_arena a;
    struct qn_buf b;
    struct qn_err err;
    qn_arena_init(&a, 1 << 16);
    qn_buf_init(&b, 1 << 16);
    struct qn_scene *s = qn_scene_new(&a, 100, 50.126);
    struct qn_style st = {QN_RGB(0x9b1c1c), QN_NO_COLOUR, 1, 0, NULL, -1};
    qn_scene_rect(s, 1, -0.001, 2.5, 3.456, &st);
    assert_ok(qn_scene_svg(s, &b, &err), err);
    assert_string_equal(b.data,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50.13\" "
                        "width=\"100\" height=\"50.13\">\n"
                        "<rect x=\"1\" y=\"0\" width=\"2.5\" height=\"3.46\" "
                        "fill=\"#9b1c1c\"></rect>\n</svg>\n");
    qn_buf_release(&b);
    qn_arena_release(&a);
}

static void a_full_buffer_is_reported(void **state)
{
    (void)state;
    struct qn_doc d;
    struct qn_buf b;
    struct qn_err err;
    sample_doc(&d, QN_EN, 1);
    qn_buf_init(&b, 20000);
    assert_int_equal(qn_doc_html(&d, &b, &err), QN_E_LIMIT);
    qn_buf_release(&b);
    qn_doc_release(&d);
}

QN_CASES_BEGIN
QN_CASE(every_number_opens_to_its_provenance)
QN_CASE(the_page_asks_nothing_of_the_network)
QN_CASE(every_element_is_closed_in_order)
QN_CASE(text_never_becomes_markup)
QN_CASE(the_banner_stands_over_every_section)
QN_CASE(the_contents_link_to_headings_that_exist)
QN_CASE(the_page_is_in_the_documents_language)
QN_CASE(the_same_document_gives_the_same_bytes)
QN_CASE(assumed_numbers_carry_a_mark)
QN_CASE(a_drawing_is_written_on_its_own)
QN_CASE(a_full_buffer_is_reported)
QN_CASES_END
