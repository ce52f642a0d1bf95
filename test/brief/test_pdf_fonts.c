#include "qn_test.h"

#include <stdlib.h>

#include "brief/doc.h"

/* A machine without Chinese fonts: fontconfig is given a configuration that names no folder. Alone
 * in its program, because fontconfig reads its configuration once. */
static void a_machine_without_chinese_fonts_is_told_what_to_install(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s/no-fonts.conf", QN_TEST_TMP);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fputs("<?xml version=\"1.0\"?><fontconfig></fontconfig>\n", f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(setenv("FONTCONFIG_FILE", path, 1), 0);
    struct qn_doc d;
    struct qn_buf b;
    struct qn_err err;
    qn_doc_init(&d, QN_ZH, "t", "");
    qn_buf_init(&b, 1 << 20);
    assert_int_equal(qn_doc_pdf(&d, &b, &err), QN_E_NOTFOUND);
    assert_non_null(strstr(err.msg[QN_EN], "fonts-noto-cjk"));
    assert_non_null(strstr(err.msg[QN_ZH], "fonts-noto-cjk"));
    assert_int_equal(b.len, 0);
    qn_buf_release(&b);
    qn_doc_release(&d);
}

QN_CASES_BEGIN
QN_CASE(a_machine_without_chinese_fonts_is_told_what_to_install)
QN_CASES_END
