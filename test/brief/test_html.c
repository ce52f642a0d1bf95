#include "qn_test.h"

#include <stdlib.h>

#include "sample.h"

static void save(const struct qn_buf *b, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", QN_TEST_TMP, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
}

static void both_languages_become_a_page(void **state)
{
    (void)state;
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        struct qn_doc d;
        struct qn_err err;
        struct qn_buf b;
        sample_doc(&d, (enum qn_lang)lang, 5);
        qn_buf_init(&b, (size_t)1 << 28);
        assert_ok(qn_doc_html(&d, &b, &err), err);
        save(&b, lang == QN_ZH ? "sample.zh.html" : "sample.en.html");
        qn_buf_release(&b);
        qn_doc_release(&d);
    }
}

QN_CASES_BEGIN
    QN_CASE(both_languages_become_a_page)
QN_CASES_END
