/* The committed reference pages are what the program prints. */
#include "base/file.h"
#include "qn_test.h"
#include "region/docs.h"

static void compare(enum qn_status (*print)(struct qn_buf *, struct qn_err *), const char *path)
{
    struct qn_buf printed, kept;
    struct qn_err err = {0};
    qn_buf_init(&printed, 1 << 24);
    qn_buf_init(&kept, 1 << 24);
    assert_ok(print(&printed, &err), err);
    assert_ok(qn_file_read(path, &kept, &err), err);
    if (kept.len != printed.len || memcmp(kept.data, printed.data, kept.len) != 0)
        print_error("%s differs from what `quench doc` prints: print it again\n", path);
    assert_int_equal(kept.len, printed.len);
    assert_memory_equal(kept.data, printed.data, kept.len);
    qn_buf_release(&printed);
    qn_buf_release(&kept);
}

static void the_page_of_checks_is_the_printed_one(void **state)
{
    (void)state;
    compare(qn_checks_doc_markdown, QN_TEST_ROOT "/doc/checks.md");
}

static void the_page_of_the_region_folder_is_the_printed_one(void **state)
{
    (void)state;
    compare(qn_region_doc_markdown, QN_TEST_ROOT "/doc/region-folder.md");
}

QN_CASES_BEGIN
QN_CASE(the_page_of_checks_is_the_printed_one)
QN_CASE(the_page_of_the_region_folder_is_the_printed_one)
QN_CASES_END
