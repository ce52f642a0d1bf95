#include "qn_test.h"

#include <stdlib.h>
#include <time.h>

#include "sample.h"

/* Two buffers a document that cairo 1.16 keeps for its fonts, and fontconfig's cache. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

#define TEXT_MAX ((size_t)8 << 20)

static void write_pdf(const struct qn_doc *d, struct qn_buf *out)
{
    struct qn_err err;
    qn_buf_init(out, (size_t)1 << 28);
    assert_ok(qn_doc_pdf(d, out, &err), err);
}

static void sample_pdf(struct qn_buf *out, enum qn_lang lang, int plants)
{
    struct qn_doc d;
    sample_doc(&d, lang, plants);
    write_pdf(&d, out);
    qn_doc_release(&d);
}

static void path_of(char out[512], const char *name)
{
    snprintf(out, 512, "%s/%s", QN_TEST_TMP, name);
}

static void save(const struct qn_buf *b, const char *name)
{
    char path[512];
    path_of(path, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
}

static void need_tool(const char *tool)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", tool);
    if (system(command) == 0)
        return;
    print_message("skipped: %s is not installed (poppler-utils)\n", tool);
    skip();
}

/* What a program of poppler says about a file that was saved. */
static char *ask(const char *tool, const char *name, const char *tail)
{
    char path[512], command[700];
    path_of(path, name);
    snprintf(command, sizeof command, "%s '%s' %s", tool, path, tail);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    char *text = calloc(1, TEXT_MAX);
    assert_non_null(text);
    size_t n = fread(text, 1, TEXT_MAX - 1, f);
    assert_int_equal(pclose(f), 0);
    assert_true(n > 0);
    return text;
}

static char *text_of(const struct qn_buf *b, const char *name)
{
    save(b, name);
    return ask("pdftotext -layout", name, "-");
}

static size_t count(const char *text, const char *piece)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, piece)) != NULL; p += strlen(piece))
        n++;
    return n;
}

/* Ends the page at its form feed; returns the next page or NULL. */
static char *cut_page(char *page)
{
    char *feed = strchr(page, '\f');
    if (!feed)
        return NULL;
    *feed = '\0';
    return feed + 1;
}

static size_t page_count(const char *text)
{
    return count(text, "\f");
}

static void every_page_names_its_number_and_the_banner(void **state)
{
    (void)state;
    need_tool("pdftotext");
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        struct qn_buf b;
        char want[64];
        sample_pdf(&b, (enum qn_lang)lang, 5);
        char *text = text_of(&b, lang == QN_ZH ? "sample.zh.pdf" : "sample.en.pdf");
        size_t pages = page_count(text), i = 1;
        assert_true(pages > 8);
        char *page = text;
        for (char *next; (next = cut_page(page)) != NULL; page = next, i++) {
            snprintf(want, sizeof want, lang == QN_ZH ? "第 %zu 页 / 共 %zu 页" : "Page %zu of %zu",
                     i, pages);
            assert_non_null(strstr(page, want));
            assert_non_null(strstr(page, sample_words[lang].banner));
        }
        assert_int_equal(i, pages + 1);
        free(text);
        qn_buf_release(&b);
    }
}

static void all_fonts_are_embedded(void **state)
{
    (void)state;
    need_tool("pdffonts");
    struct qn_buf b;
    sample_pdf(&b, QN_ZH, 1);
    save(&b, "fonts.pdf");
    char *list = ask("pdffonts", "fonts.pdf", "");
    size_t fonts = 0;
    char *line = strchr(list, '\n');
    line = line ? strchr(line + 1, '\n') : NULL; /* two lines of header */
    assert_non_null(line);
    for (char *p = line + 1; *p; fonts++) {
        char *end = strchr(p, '\n');
        assert_non_null(end);
        *end = '\0';
        assert_int_equal(p[6], '+');                 /* a subset */
        assert_non_null(strstr(p, " yes yes yes ")); /* embedded, subset, has Unicode */
        p = end + 1;
    }
    assert_true(fonts >= 2);
    free(list);
    qn_buf_release(&b);
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct qn_buf a, b;
    struct timespec wait = {1, 100000000}; /* longer than the resolution of a PDF date */
    sample_pdf(&a, QN_ZH, 3);
    nanosleep(&wait, NULL);
    sample_pdf(&b, QN_ZH, 3);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    qn_buf_release(&a);
    qn_buf_release(&b);
}

static void metadata_come_from_the_document(void **state)
{
    (void)state;
    need_tool("pdfinfo");
    struct qn_buf b;
    sample_pdf(&b, QN_EN, 1);
    save(&b, "info.pdf");
    char *info = ask("pdfinfo -rawdates", "info.pdf", "");
    assert_non_null(strstr(info, "20190717000000+08'00"));
    assert_int_equal(count(info, "20190717000000+08'00"), 2);
    assert_non_null(strstr(info, sample_words[QN_EN].title));
    assert_non_null(strstr(info, "quench " QN_VERSION));
    assert_non_null(strstr(info, "(A4)"));
    free(info);
    qn_buf_release(&b);
}

static int holds(const struct qn_buf *b, const char *piece)
{
    size_t n = strlen(piece);
    for (size_t i = 0; i + n <= b->len; i++)
        if (memcmp(b->data + i, piece, n) == 0)
            return 1;
    return 0;
}

static void headings_make_an_outline(void **state)
{
    (void)state;
    struct qn_buf with, without;
    struct qn_doc d;
    sample_pdf(&with, QN_EN, 2);
    assert_true(holds(&with, "/Outlines"));
    assert_true(holds(&with, "(1 The situation)"));
    qn_doc_init(&d, QN_EN, "no headings", "");
    write_pdf(&d, &without);
    assert_false(holds(&without, "/Outlines"));
    qn_doc_release(&d);
    qn_buf_release(&with);
    qn_buf_release(&without);
}

/* The contents give for each heading the page that pdftotext finds it on. */
static void contents_name_the_right_pages(void **state)
{
    (void)state;
    need_tool("pdftotext");
    struct qn_buf b;
    sample_pdf(&b, QN_EN, 5);
    char *text = text_of(&b, "contents.pdf");
    const char *entry = strstr(text, sample_words[QN_EN].basis_h);
    assert_non_null(entry);
    long named = strtol(entry + strlen(sample_words[QN_EN].basis_h), NULL, 10), at = 1, found = 0;
    char *page = text;
    for (char *next; (next = cut_page(page)) != NULL; page = next, at++)
        if (at > 1 && strstr(page, sample_words[QN_EN].basis_h))
            found = at;
    assert_true(found > 1);
    assert_int_equal(named, found);
    free(text);
    qn_buf_release(&b);
}

/* The last line of a page's body: the last but the notes on marks and the footer. */
static const char *last_body_line(char *page, const char *footer, const char *note)
{
    const char *last = "";
    for (char *line = page; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        line += strspn(line, " ");
        if (*line && !strstr(line, footer) && !strstr(line, note))
            last = line;
        line = end;
    }
    return last;
}

static void no_heading_is_left_at_the_foot_of_a_page(void **state)
{
    (void)state;
    need_tool("pdftotext");
    const struct sample_words *w = &sample_words[QN_ZH];
    for (int plants = 3; plants < 9; plants++) { /* other lengths, other breaks */
        struct qn_buf b;
        sample_pdf(&b, QN_ZH, plants);
        char *text = text_of(&b, "keep.pdf"), *page = text;
        for (char *next; (next = cut_page(page)) != NULL; page = next) {
            const char *last = last_body_line(page, w->footer, "假定值，");
            assert_string_not_equal(last, w->plant);
            assert_string_not_equal(last, w->details);
            assert_string_not_equal(last, w->county);
            assert_null(strstr(last, w->caption));
        }
        free(text);
        qn_buf_release(&b);
    }
}

/* A document of `lines` short paragraphs, one that leads to a table, and the table. */
static void lead_pdf(struct qn_buf *out, int lines)
{
    struct qn_doc d;
    qn_doc_init(&d, QN_EN, "t", NULL);
    for (int i = 0; i < lines; i++)
        qn_span_text(&d, &qn_doc_block(&d, QN_BLOCK_PARA)->spans, "filler");
    qn_span_text(&d, &qn_doc_block(&d, QN_BLOCK_PARA)->spans, "LEADS-TO-THE-TABLE");
    const struct qn_doc_column c = {"head", 1, QN_ALIGN_LEFT};
    qn_doc_table(&d, &c, 1);
    for (int i = 0; i < 5; i++)
        qn_span_text(&d, qn_doc_cell(&d), i ? "row" : "FIRST-ROW");
    write_pdf(&d, out);
    qn_doc_release(&d);
}

static void a_short_paragraph_before_a_table_stays_with_it(void **state)
{
    (void)state;
    need_tool("pdftotext");
    int moved = 0;
    for (int lines = 15; lines < 60; lines++) {
        struct qn_buf b;
        lead_pdf(&b, lines);
        char *text = text_of(&b, "lead.pdf"), *page = text;
        int pages_with_lead = 0;
        for (char *next; (next = cut_page(page)) != NULL; page = next) {
            const char *lead = strstr(page, "LEADS-TO-THE-TABLE");
            pages_with_lead += lead != NULL;
            if (lead)
                assert_non_null(strstr(lead, "FIRST-ROW"));
            moved += lead && page != text;
        }
        assert_int_equal(pages_with_lead, 1);
        free(text);
        qn_buf_release(&b);
    }
    assert_true(moved > 0); /* some of these lengths cross a page border */
}

static void table_headers_stand_on_every_page(void **state)
{
    (void)state;
    need_tool("pdftotext");
    struct qn_doc d;
    struct qn_buf b;
    const struct sample_words *w = &sample_words[QN_ZH];
    qn_doc_init(&d, QN_ZH, w->title, "");
    sample_table(&d, w, 60);
    write_pdf(&d, &b);
    char *text = text_of(&b, "header.pdf");
    size_t pages = page_count(text);
    assert_true(pages >= 4);
    assert_int_equal(count(text, w->column[6]), pages);
    assert_int_equal(count(text, "（续）"), pages - 1);
    for (int i = 1; i <= 60; i++) { /* every row once */
        char name[32];
        snprintf(name, sizeof name, "\n%d# ", i);
        size_t n = count(text, name);
        snprintf(name, sizeof name, "\n %d# ", i);
        assert_int_equal(n + count(text, name), 1);
    }
    free(text);
    qn_buf_release(&b);
    qn_doc_release(&d);
}

/* One cell of three pages: nothing of it may be lost. */
static void a_row_taller_than_a_page_is_split_without_loss(void **state)
{
    (void)state;
    need_tool("pdftotext");
    struct qn_doc d;
    struct qn_buf b;
    struct qn_doc_column c[] = {{"key", 1, QN_ALIGN_LEFT}, {"value", 3, QN_ALIGN_LEFT}};
    qn_doc_init(&d, QN_EN, "t", "");
    qn_doc_table(&d, c, 2);
    qn_span_text(&d, qn_doc_cell(&d), "k");
    struct qn_spans *s = qn_doc_cell(&d);
    for (int i = 0; i < 2000; i++) {
        char word[24];
        snprintf(word, sizeof word, "word%04d ", i);
        qn_span_text(&d, s, word);
    }
    write_pdf(&d, &b);
    char *text = text_of(&b, "tall.pdf");
    assert_true(page_count(text) >= 3);
    for (int i = 0; i < 2000; i++) {
        char word[24];
        snprintf(word, sizeof word, "word%04d", i);
        assert_int_equal(count(text, word), 1);
    }
    free(text);
    qn_buf_release(&b);
    qn_doc_release(&d);
}

static void awkward_documents_are_written(void **state)
{
    (void)state;
    struct qn_doc d;
    struct qn_buf b;
    struct qn_doc_column c[12];
    char *longest = malloc(3001);
    assert_non_null(longest);
    memset(longest, 'W', 3000);
    longest[3000] = '\0';
    for (int i = 0; i < 12; i++)
        c[i] = (struct qn_doc_column){longest + 2980, 0, QN_ALIGN_RIGHT};
    qn_doc_init(&d, QN_ZH, longest, NULL);
    d.banner = "broken \xE9\xAB banner";
    qn_doc_heading(&d, 1, NULL, longest);
    qn_doc_heading(&d, 2, NULL, "");
    qn_doc_table(&d, c, 12);
    qn_doc_table(&d, c, 12);
    for (int i = 0; i < 13; i++) /* a row and a piece */
        qn_span_text(&d, qn_doc_cell(&d), longest + 2900);
    qn_span_text(&d, &qn_doc_block(&d, QN_BLOCK_CALLOUT)->spans, longest);
    qn_doc_block(&d, QN_BLOCK_TILES);
    qn_span_text(&d, qn_doc_cell(&d), longest + 2900);
    qn_doc_scene(&d, qn_scene_new(&d.arena, 0, 0), "");
    struct qn_scene *tall = qn_scene_new(&d.arena, 10, 1e6);
    qn_scene_text(tall, 1, 1, "", -5, 0, QN_ANCHOR_END, 33, QN_RGB(0), -1);
    qn_doc_scene(&d, tall, "tall");
    qn_span_link(&d, &qn_doc_block(&d, QN_BLOCK_PARA)->spans, "it's",
                 "https://example.org/it's a\\b");
    qn_doc_block(&d, QN_BLOCK_DETAILS_END);
    qn_doc_heading(&d, 3, NULL, "the last block is a heading");
    write_pdf(&d, &b);
    assert_memory_equal(b.data, "%PDF-1.", 7);
    qn_buf_release(&b);
    qn_doc_release(&d);
    free(longest);
}

static void forty_pages_take_less_than_two_seconds(void **state)
{
    (void)state;
    struct qn_buf b;
    struct timespec from, to;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from), 0);
    sample_pdf(&b, QN_EN, 14); /* 43 pages */
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to), 0);
    double took_s = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    print_message("%.2f s of processor time\n", took_s);
    save(&b, "forty.pdf");
#ifndef __SANITIZE_ADDRESS__
    assert_true(took_s < 2);
#endif
    assert_true(b.len > 100000);
    qn_buf_release(&b);
}

static void a_full_buffer_is_reported(void **state)
{
    (void)state;
    struct qn_doc d;
    struct qn_buf b;
    struct qn_err err;
    sample_doc(&d, QN_EN, 1);
    qn_buf_init(&b, 5000);
    assert_int_equal(qn_doc_pdf(&d, &b, &err), QN_E_LIMIT);
    qn_buf_release(&b);
    qn_doc_release(&d);
}

QN_CASES_BEGIN
QN_CASE(every_page_names_its_number_and_the_banner)
QN_CASE(all_fonts_are_embedded)
QN_CASE(the_same_document_gives_the_same_bytes)
QN_CASE(metadata_come_from_the_document)
QN_CASE(headings_make_an_outline)
QN_CASE(contents_name_the_right_pages)
QN_CASE(no_heading_is_left_at_the_foot_of_a_page)
QN_CASE(a_short_paragraph_before_a_table_stays_with_it)
QN_CASE(table_headers_stand_on_every_page)
QN_CASE(a_row_taller_than_a_page_is_split_without_loss)
QN_CASE(awkward_documents_are_written)
QN_CASE(forty_pages_take_less_than_two_seconds)
QN_CASE(a_full_buffer_is_reported)
QN_CASES_END
