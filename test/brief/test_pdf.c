#include "qn_test.h"

#include <stdlib.h>
#include <time.h>

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

static void make(struct qn_buf *out, enum qn_lang lang, int plants)
{
    struct qn_doc d;
    struct qn_err err;
    sample_doc(&d, lang, plants);
    qn_buf_init(out, (size_t)1 << 28);
    assert_ok(qn_doc_pdf(&d, out, &err), err);
    qn_doc_release(&d);
}

static void both_languages_become_a_pdf_file(void **state)
{
    (void)state;
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        struct qn_buf b;
        make(&b, (enum qn_lang)lang, 5);
        assert_memory_equal(b.data, "%PDF-1.", 7);
        save(&b, lang == QN_ZH ? "sample.zh.pdf" : "sample.en.pdf");
        qn_buf_release(&b);
    }
}

QN_CASES_BEGIN
    QN_CASE(both_languages_become_a_pdf_file)
QN_CASES_END
