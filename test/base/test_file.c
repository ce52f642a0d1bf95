#include "qn_test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* A fresh folder of this process below the build's folder for tests. */
static const char *scratch(const char *name, char out[512])
{
    struct qn_err err = {0};
    snprintf(out, 512, "%s/file-%ld/%s", QN_TEST_TMP, (long)getpid(), name);
    assert_ok(qn_file_mkdirs(out, &err), err);
    return out;
}

static void put(const char *path, const char *text)
{
    struct qn_err err = {0};
    assert_ok(qn_file_write(path, text, strlen(text), &err), err);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/一.csv", scratch("roundtrip", dir));
    put(path, "id\nA\n");
    struct qn_buf b;
    qn_buf_init(&b, 100);
    assert_ok(qn_buf_text(&b, "before ", &err), err);
    assert_ok(qn_file_read(path, &b, &err), err);
    assert_string_equal(b.data, "before id\nA\n");
    put(path, "");
    qn_buf_reset(&b);
    assert_ok(qn_file_read(path, &b, &err), err);
    assert_int_equal(b.len, 0);
    assert_string_equal(b.data, "");
    qn_buf_release(&b);
}

static void a_file_over_the_limit_is_refused_and_named(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/big", scratch("limit", dir));
    put(path, "0123456789");
    struct qn_buf b;
    qn_buf_init(&b, 9);
    assert_int_equal(qn_file_read(path, &b, &err), QN_E_LIMIT);
    assert_string_equal(err.where, path);
    assert_non_null(strstr(err.msg[QN_EN], "10 bytes, limit 9 bytes"));
    assert_int_equal(b.len, 0);
    b.max = 10; /* exactly enough */
    assert_ok(qn_file_read(path, &b, &err), err);
    assert_int_equal(b.len, 10);
    qn_buf_release(&b);
}

static void a_file_whose_size_is_unknown_is_read_whole_or_refused(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_buf b;
    qn_buf_init(&b, 1 << 20);
    assert_ok(qn_file_read("/proc/self/status", &b, &err), err); /* st_size is 0 */
    assert_non_null(strstr(b.data, "Pid:"));
    qn_buf_release(&b);
    qn_buf_init(&b, 20);
    assert_int_equal(qn_file_read("/proc/self/status", &b, &err), QN_E_LIMIT);
    assert_int_equal(b.len, 0);
    qn_buf_release(&b);
}

static void folders_pipes_and_missing_files_are_refused_without_waiting(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    struct qn_buf b;
    qn_buf_init(&b, 100);
    assert_int_equal(qn_file_read(scratch("odd", dir), &b, &err), QN_E_IO);
    snprintf(path, sizeof path, "%s/pipe", dir);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(qn_file_read(path, &b, &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], "not a regular file"));
    snprintf(path, sizeof path, "%s/none", dir);
    assert_int_equal(qn_file_read(path, &b, &err), QN_E_IO);
    assert_string_equal(err.where, path);
    qn_buf_release(&b);
}

static void a_failed_write_leaves_the_old_file_and_no_temporary(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/taken", scratch("failed", dir));
    assert_ok(qn_file_mkdirs(path, &err), err); /* a folder: rename onto it must fail */
    assert_int_equal(qn_file_write(path, "x", 1, &err), QN_E_IO);
    assert_true(qn_file_is_folder(path));
    snprintf(path, sizeof path, "%s/.taken.tmp-%ld-0", dir, (long)getpid());
    assert_false(qn_file_exists(path));
    snprintf(path, sizeof path, "%s/no such folder/f", dir);
    assert_int_equal(qn_file_write(path, "x", 1, &err), QN_E_IO);
}

static void a_rewrite_keeps_the_permissions(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct stat info;
    snprintf(path, sizeof path, "%s/f", scratch("mode", dir));
    put(path, "one");
    assert_int_equal(chmod(path, 0640), 0);
    put(path, "two");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
}

static void a_list_holds_regular_files_only_in_byte_order(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    scratch("list", dir);
    static const char *const names[] = {"b.csv", "B.csv", "一.csv", "a", ".hidden", "a.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        put(path, "");
    }
    snprintf(path, sizeof path, "%s/folder", dir);
    assert_ok(qn_file_mkdirs(path, &err), err);
    struct qn_buf b;
    qn_buf_init(&b, 1000);
    assert_ok(qn_file_list(dir, &b, &err), err);
    static const char expected[] = "B.csv\0a\0a.csv\0b.csv\0一.csv\0";
    assert_int_equal(b.len, sizeof expected);
    assert_memory_equal(b.data, expected, sizeof expected);
    qn_buf_reset(&b);
    assert_ok(qn_file_list(path, &b, &err), err); /* empty folder: the empty name alone */
    assert_int_equal(b.len, 1);
    qn_buf_release(&b);
    qn_buf_init(&b, 5);
    assert_int_equal(qn_file_list(dir, &b, &err), QN_E_LIMIT);
    snprintf(path, sizeof path, "%s/nowhere", dir);
    assert_int_equal(qn_file_list(path, &b, &err), QN_E_IO);
    qn_buf_release(&b);
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    char dir[512], path[600];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/a//b/c/", scratch("mkdirs", dir));
    assert_ok(qn_file_mkdirs(path, &err), err);
    assert_ok(qn_file_mkdirs(path, &err), err); /* again: nothing to do */
    assert_true(qn_file_is_folder(path));
    snprintf(path, sizeof path, "%s/f", dir);
    put(path, "");
    assert_int_equal(qn_file_mkdirs(path, &err), QN_E_IO);
    snprintf(path, sizeof path, "%s/f/g", dir);
    assert_int_equal(qn_file_mkdirs(path, &err), QN_E_IO);
    assert_int_equal(qn_file_mkdirs("", &err), QN_E_IO);
    assert_false(qn_file_exists(path));
}

QN_CASES_BEGIN
QN_CASE(what_is_written_is_read_back)
QN_CASE(a_file_over_the_limit_is_refused_and_named)
QN_CASE(a_file_whose_size_is_unknown_is_read_whole_or_refused)
QN_CASE(folders_pipes_and_missing_files_are_refused_without_waiting)
QN_CASE(a_failed_write_leaves_the_old_file_and_no_temporary)
QN_CASE(a_rewrite_keeps_the_permissions)
QN_CASE(a_list_holds_regular_files_only_in_byte_order)
QN_CASE(folders_are_made_with_their_parents)
QN_CASES_END
