#include "qn_test.h"

#include "brief/doc_priv.h"
#include "sample.h"

static struct qn_doc_prov plain_prov(double value, const char *text)
{
    return (struct qn_doc_prov){.label = "volume", .value = value, .text = text, .unit = "m3"};
}

static void equal_provenances_share_an_id(void **state)
{
    (void)state;
    struct qn_doc d;
    qn_doc_init(&d, QN_EN, "t", NULL);
    struct qn_doc_prov a = plain_prov(450, "450"), b = plain_prov(450, "450");
    b.basis = ""; /* NULL counts as "" */
    assert_int_equal(qn_doc_prov(&d, &a), 0);
    assert_int_equal(qn_doc_prov(&d, &b), 0);
    b.basis = "permit";
    assert_int_equal(qn_doc_prov(&d, &b), 1);
    struct qn_doc_prov nan_one = plain_prov(NAN, "unknown"), nan_two = plain_prov(NAN, "unknown");
    assert_int_equal(qn_doc_prov(&d, &nan_one), 2);
    assert_int_equal(qn_doc_prov(&d, &nan_two), 2);
    assert_int_equal(d.n_prov, 3);
    qn_doc_release(&d);
}

static void five_thousand_provenances_are_found_again(void **state)
{
    (void)state;
    struct qn_doc d;
    qn_doc_init(&d, QN_EN, "t", NULL);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            struct qn_doc_prov p = plain_prov(i, "x");
            assert_int_equal(qn_doc_prov(&d, &p), i);
        }
    assert_int_equal(d.n_prov, 5000);
    qn_doc_release(&d);
}

static void provenances_that_clean_to_the_same_share_an_id(void **state)
{
    (void)state;
    struct qn_doc d;
    qn_doc_init(&d, QN_EN, "t", NULL);
    struct qn_doc_prov a = plain_prov(1, "1"), b = plain_prov(1, "1\x01");
    assert_int_equal(qn_doc_prov(&d, &a), 0);
    assert_int_equal(qn_doc_prov(&d, &b), 0);
    assert_int_equal(d.n_prov, 1);
    qn_doc_release(&d);
}

static void texts_are_cleaned_of_what_cannot_be_printed(void **state)
{
    (void)state;
    static const struct {
        const char *given, *kept;
    } row[] = {
        {"plain 高炉", "plain 高炉"},
        {"tab\tline\nend\r", "tab line end "},
        {"bell\x07 escape\x1b[31m", "bell escape[31m"},
        {"broken \xE9\xAB end", "broken \xEF\xBF\xBD\xEF\xBF\xBD end"}, /* truncated 高 */
        {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD"},
        {"reorder \xE2\x80\xAE"
         "cba",
         "reorder cba"}, /* U+202E right-to-left override */
        {"bom \xEF\xBB\xBF", "bom "},
        {"c1 \xC2\x9B", "c1 "},
        {NULL, ""},
    };
    struct qn_arena a;
    int failed = 0;
    qn_arena_init(&a, 1 << 16);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_string_equal(qn_text_keep(&a, row[i].given, &failed), row[i].kept);
    assert_int_equal(failed, 0);
    qn_arena_release(&a);
}

static void anchors_are_safe_and_unique(void **state)
{
    (void)state;
    struct qn_doc d;
    qn_doc_init(&d, QN_EN, "t", NULL);
    assert_string_equal(qn_doc_heading(&d, 1, "a b\"c", "one")->anchor, "a-b-c");
    assert_string_equal(qn_doc_heading(&d, 1, "a b\"c", "two")->anchor, "a-b-c-2");
    assert_string_equal(qn_doc_heading(&d, 1, NULL, "three")->anchor, "s-1");
    assert_string_equal(qn_doc_heading(&d, 9, NULL, "four")->anchor, "s-2");
    assert_int_equal(d.block[3].level, 3);
    qn_doc_release(&d);
}

static void dates_are_written_in_the_language(void **state)
{
    (void)state;
    char out[QN_DOC_DATE_CAP];
    struct qn_date day = {2019, 7, 17}, month = {2019, 7, 0};
    assert_string_equal(qn_doc_date_text(QN_ZH, day, out), "2019年7月17日");
    assert_string_equal(qn_doc_date_text(QN_EN, day, out), "17 July 2019");
    assert_string_equal(qn_doc_date_text(QN_EN, month, out), "2019-07");
}

static void marks_follow_basis_and_confidence(void **state)
{
    (void)state;
    struct qn_doc d;
    qn_doc_init(&d, QN_ZH, "t", NULL);
    struct qn_doc_prov p = plain_prov(1, "1");
    p.basis = "assumed";
    p.conf = "memory: not checked";
    int id = qn_doc_prov(&d, &p);
    assert_int_equal(qn_prov_marks(&d.prov[id]), QN_MARK_ASSUMED | QN_MARK_MEMORY);
    p.basis = "measured";
    p.conf = "official";
    id = qn_doc_prov(&d, &p);
    assert_int_equal(qn_prov_marks(&d.prov[id]), 0);
    assert_string_equal(qn_basis_text(QN_ZH, "assumed"), "假定");
    assert_string_equal(qn_basis_text(QN_EN, "other"), "other");
    qn_doc_release(&d);
}

static void shapes_that_are_not_finite_are_left_out(void **state)
{
    (void)state;
    struct qn_arena a;
    qn_arena_init(&a, 1 << 16);
    struct qn_scene *s = qn_scene_new(&a, 100, 100);
    struct qn_style st = {QN_RGB(0), QN_RGB(0), 1, 0, NULL, -1};
    double bad[] = {0, 0, NAN, 1, 2, 2}, good[] = {0, 0, 5, 0, 5, 5};
    qn_scene_polygon(s, bad, 3, &st);
    qn_scene_circle(s, INFINITY, 0, 1, &st);
    qn_scene_rect(s, 0, 0, -1, 5, &st);
    assert_int_equal(s->n, 0);
    qn_scene_polygon(s, good, 3, &st);
    assert_int_equal(s->n, 1);
    assert_int_equal(s->shape[0].n, 3);
    good[0] = 99; /* copied */
    assert_near(s->shape[0].xy[0], 0, 0);
    qn_arena_release(&a);
}

/* Noto Sans CJK SC at 10 units: a Chinese character is 1 em, a digit 0.555 em (its hmtx table). */
static void text_width_counts_chinese_as_one_em(void **state)
{
    (void)state;
    assert_near(qn_scene_text_width("高炉", 10), 20, 1e-9);
    assert_near(qn_scene_text_width("12", 10), 11.1, 1e-9);
    assert_near(qn_scene_text_width("", 10), 0, 0);
}

/* A document that ran out of memory at any point is refused whole by every writer. */
static void every_writer_refuses_a_document_that_ran_out_of_memory(void **state)
{
    (void)state;
    size_t whole = 0;
    for (size_t max = 0; !whole; max += 1777) {
        struct qn_doc d;
        struct qn_err err;
        struct qn_buf out;
        sample_doc_within(&d, QN_EN, 1, max);
        qn_buf_init(&out, 1 << 24);
        enum qn_status st = qn_doc_html(&d, &out, &err);
        if (st == QN_OK)
            whole = max;
        else
            assert_int_equal(st, QN_E_NOMEM);
        if (st && max % 17770 == 0)
            assert_int_equal(qn_doc_pdf(&d, &out, &err), QN_E_NOMEM);
        qn_buf_release(&out);
        qn_doc_release(&d);
    }
    assert_true(whole > 10000);
}

QN_CASES_BEGIN
QN_CASE(equal_provenances_share_an_id)
QN_CASE(five_thousand_provenances_are_found_again)
QN_CASE(provenances_that_clean_to_the_same_share_an_id)
QN_CASE(texts_are_cleaned_of_what_cannot_be_printed)
QN_CASE(anchors_are_safe_and_unique)
QN_CASE(dates_are_written_in_the_language)
QN_CASE(marks_follow_basis_and_confidence)
QN_CASE(shapes_that_are_not_finite_are_left_out)
QN_CASE(text_width_counts_chinese_as_one_em)
QN_CASE(every_writer_refuses_a_document_that_ran_out_of_memory)
QN_CASES_END
