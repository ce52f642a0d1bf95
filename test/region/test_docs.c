/* The committed reference pages are what the program prints. */
#include "base/file.h"
#include "region/docs.h"
#include "region/folder.h"

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

static void the_example_of_the_page_imports_without_a_finding(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP];
    const char *path = folder;
    struct qn_import_opts opts = {.path = &path, .n_path = 1, .check_only = 1};
    struct qn_import_result r;
    struct qn_err err = {0};
    snprintf(folder, sizeof folder, "%s/example-%ld", QN_TEST_TMP, (long)getpid());
    (void)mkdir(folder, 0777);
    for (const struct qn_doc_file *f = qn_doc_example; f->name; f++)
        folder_put(folder, f->name, f->text, strlen(f->text));
    assert_ok(qn_import(":memory:", NULL, &opts, &r, &err), err);
    for (size_t i = 0; i < r.findings.n; i++) {
        char m[QN_ERR_MSG_CAP];
        qn_finding_message(&r.findings.item[i], QN_EN, m, sizeof m);
        print_error("%s: %s\n", r.findings.item[i].file, m);
    }
    assert_int_equal(r.findings.n, 0);
    assert_int_equal(r.rows, 14); /* nine settings and five rows, counted by hand */
    qn_import_result_release(&r);
    for (const struct qn_doc_file *f = qn_doc_example; f->name; f++)
        folder_drop(folder, f->name);
    (void)rmdir(folder);
}

QN_CASES_BEGIN
QN_CASE(the_example_of_the_page_imports_without_a_finding)
QN_CASE(the_page_of_checks_is_the_printed_one)
QN_CASE(the_page_of_the_region_folder_is_the_printed_one)
QN_CASES_END
