/* Every check of checks.def is provoked here, at its place, by an edit of a folder that has none.
 */
#include "base/encoding.h"
#include "region/folder.h"
#include "store/store.h"

#include "region/check_cases.h"

#define N_CASES (sizeof check_cases / sizeof check_cases[0])

static void run_import(const char *path, enum qn_import_format format, struct qn_import_opts opts,
                       struct qn_import_result *r)
{
    struct qn_err err = {0};
    opts.format = format;
    opts.path = &path;
    opts.n_path = 1;
    opts.check_only = 1;
    enum qn_status st = qn_import(":memory:", NULL, &opts, r, &err);
    if (st != QN_OK && st != QN_E_REFUSED) {
        print_error("import: %d %s\n", st, err.msg[QN_EN]);
        fail();
    }
    assert_int_equal(r->refused, r->findings.count[QN_SEV_ERROR] > 0);
    assert_int_equal(r->rows, r->imported + r->unchanged + r->skipped);
}

static void print_findings(const struct qn_import_result *r)
{
    for (size_t i = 0; i < r->findings.n; i++) {
        const struct qn_check_finding *f = &r->findings.item[i];
        char m[QN_ERR_MSG_CAP];
        qn_finding_message(f, QN_EN, m, sizeof m);
        print_error("  %s:%ld:%ld %s %s\n", f->file, (long)f->line, (long)f->column,
                    qn_checks[f->check].code, m);
    }
}

/* Where field `index` (from 1) of a line begins, in characters from 1. */
static int64_t column_of(const char *text, int64_t line, size_t index)
{
    for (; line > 1; line--)
        text = strchr(text, '\n') + 1;
    int64_t column = 1;
    int quoted = 0;
    for (size_t at = 1; at < index && *text && *text != '\n'; text++) {
        quoted ^= *text == '"';
        at += !quoted && (*text == ',' || *text == ';');
        column += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return column;
}

/* Index of a header's name, from 1. "@8" is 8. */
static size_t field_index(const char *text, const char *field)
{
    if (field[0] == '@')
        return (size_t)strtoul(field + 1, NULL, 10);
    size_t index = 1;
    for (size_t n = strlen(field); *text && *text != '\n'; text++) {
        if (strncmp(text, field, n) == 0 && (text[n] == ',' || text[n] == '\n'))
            return index;
        index += *text == ',';
        while (*text != ',' && text[1] && text[1] != ',' && text[1] != '\n')
            text++;
    }
    fail();
    return 0;
}

static int is_at(const struct qn_check_finding *f, const struct check_case *c, const char *text)
{
    if (f->check != c->check)
        return 0;
    if (c->line < 0)
        return 1;
    const char *dot = strrchr(c->file, '.');
    int64_t column = c->field ? column_of(text, c->line, field_index(text, c->field)) : 0;
    if (strcmp(dot, ".csv") != 0)
        column = f->column;
    return strcmp(f->file, c->file) == 0 && f->line == c->line && f->column == column;
}

static int try_case(const char *folder, const struct check_case *c, int64_t *seen)
{
    const char *base = folder_text(c->file);
    char *text = c->from ? folder_edit(base, c->from, c->to) : c->to ? strdup(c->to) : NULL;
    if (text)
        folder_put(folder, c->file, text, strlen(text));
    else
        folder_drop(folder, c->file);
    struct qn_import_result *r = calloc(1, sizeof *r);
    run_import(folder, QN_IMPORT_REGION, (struct qn_import_opts){0}, r);
    int found = 0, other = 0;
    for (size_t i = 0; i < r->findings.n; i++) {
        const struct qn_check_finding *f = &r->findings.item[i];
        found |= is_at(f, c, text ? text : "");
        other |= f->check != c->check && !strstr(c->also, qn_checks[f->check].code);
        seen[f->check]++;
    }
    if (!found || other) {
        print_error("%s by %s -> %s: %s\n", qn_checks[c->check].code, c->from ? c->from : "(file)",
                    c->to ? c->to : "(none)", found ? "something else too" : "not found there");
        print_findings(r);
    }
    qn_import_result_release(r);
    free(r);
    free(text);
    if (base)
        folder_put(folder, c->file, base, strlen(base));
    else
        folder_drop(folder, c->file);
    return !found || other;
}

static void expect(const char *path, enum qn_import_format format, struct qn_import_opts opts,
                   enum qn_check_id check, int64_t *seen)
{
    struct qn_import_result *r = calloc(1, sizeof *r);
    run_import(path, format, opts, r);
    if (!r->findings.by_check[check]) {
        print_error("%s not provoked by %s\n", qn_checks[check].code, path);
        print_findings(r);
    }
    assert_true(r->findings.by_check[check] > 0);
    for (size_t i = 0; i < r->findings.n; i++)
        seen[r->findings.item[i].check]++;
    qn_import_result_release(r);
    free(r);
}

/* The file with these bytes in place of the base's, then the base's again. */
static void expect_bytes(const char *folder, const char *file, const char *bytes, size_t n,
                         struct qn_import_opts opts, enum qn_check_id check, int64_t *seen)
{
    const char *base = folder_text(file);
    folder_put(folder, file, bytes, n);
    expect(folder, QN_IMPORT_REGION, opts, check, seen);
    folder_put(folder, file, base, strlen(base));
}

static size_t to_utf16(const char *s, int big, char *out)
{
    size_t n = 0;
    for (size_t i = 0, len = strlen(s); i < len;) {
        unsigned c = qn_utf8_next(s, len, &i);
        out[n++] = (char)(big ? c >> 8 : c & 255);
        out[n++] = (char)(big ? c & 255 : c >> 8);
    }
    return n;
}

static void odd_bytes(const char *folder, int64_t *seen)
{
    static char bytes[1 << 21];
    const struct qn_import_opts none = {0};
    const char *src = folder_text("sources.csv");
    char path[FOLDER_PATH_CAP];
    size_t n = to_utf16(src, 0, bytes);
    expect_bytes(folder, "sources.csv", bytes, n, none, QN_CHECK_F121, seen);
    n = to_utf16(src, 1, bytes);
    expect_bytes(folder, "sources.csv", bytes, n, none, QN_CHECK_F122, seen);
    n = (size_t)snprintf(bytes, sizeof bytes, "%sS-2,中文来源\xFF,2019,fictional\n", src);
    expect_bytes(folder, "sources.csv", bytes, n, none, QN_CHECK_F124, seen);
    n = (size_t)snprintf(bytes, sizeof bytes, "%sS-2,中x文,2019,fictional\n", src);
    *strchr(bytes, 'x') = '\0';
    expect_bytes(folder, "sources.csv", bytes, n, none, QN_CHECK_F110, seen);
    n = (size_t)snprintf(bytes, sizeof bytes, "%sS-2,", src);
    memset(bytes + n, 'a', 1100000);
    expect_bytes(folder, "sources.csv", bytes, n + 1100000, none, QN_CHECK_F109, seen);
    expect(folder, QN_IMPORT_REGION, (struct qn_import_opts){.max_rows = 1}, QN_CHECK_F108, seen);
    expect(folder, QN_IMPORT_REGION, (struct qn_import_opts){.max_file_bytes = 100}, QN_CHECK_F107,
           seen);
    snprintf(path, sizeof path, "%.400s/events.csv", folder);
    folder_drop(folder, "events.csv");
    assert_int_equal(mkdir(path, 0777), 0);
    expect(folder, QN_IMPORT_REGION, none, QN_CHECK_F101, seen);
    assert_int_equal(rmdir(path), 0);
    folder_put(folder, "events.csv", folder_text("events.csv"), strlen(folder_text("events.csv")));
}

static void odd_paths(const char *folder, int64_t *seen)
{
    const struct qn_import_opts none = {0};
    char path[FOLDER_PATH_CAP];
    snprintf(path, sizeof path, "%.400s/nothing.csv", folder);
    expect(path, QN_IMPORT_REGION, none, QN_CHECK_F102, seen);
    snprintf(path, sizeof path, "%.400s/evidence", folder);
    expect(path, QN_IMPORT_REGION, none, QN_CHECK_F104, seen);
    snprintf(path, sizeof path, "%.400s/evidence/licence.txt", folder);
    expect(path, QN_IMPORT_REGION, none, QN_CHECK_F114, seen);
    snprintf(path, sizeof path, "%.400s/sources.csv", folder);
    const char *two[] = {path, path};
    struct qn_import_opts opts = {.path = two, .n_path = 2, .check_only = 1};
    struct qn_import_result *r = calloc(1, sizeof *r);
    assert_int_equal(qn_import(":memory:", NULL, &opts, r, NULL), QN_E_REFUSED);
    assert_true(r->findings.by_check[QN_CHECK_F115] > 0);
    seen[QN_CHECK_F115]++;
    qn_import_result_release(r);
    free(r);
}

/* A second import with one row changed and one left out. */
static void later_import(const char *folder, int64_t *seen)
{
    struct qn_store *store;
    struct qn_err err = {0};
    struct qn_import_result *r = calloc(1, sizeof *r);
    struct qn_import_opts opts = {.path = &folder, .n_path = 1};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &store, &err), err);
    assert_ok(qn_import(NULL, store, &opts, r, &err), err);
    assert_int_equal(r->findings.n, 0);
    qn_import_result_release(r);
    folder_put(folder, "values.csv",
               "value_id,subject_table,subject_id,parameter,value,basis,source\n",
               strlen("value_id,subject_table,subject_id,parameter,value,basis,source\n"));
    char *changed = folder_edit(folder_text("sources.csv"), "虚构来源", "改名来源");
    folder_put(folder, "sources.csv", changed, strlen(changed));
    free(changed);
    assert_ok(qn_import(NULL, store, &opts, r, &err), err);
    assert_int_equal(r->imported, 1);
    assert_int_equal(r->findings.by_check[QN_CHECK_S971], 1);
    assert_int_equal(r->findings.by_check[QN_CHECK_S972], 1);
    seen[QN_CHECK_S971]++;
    seen[QN_CHECK_S972]++;
    qn_import_result_release(r);
    free(r);
    qn_store_free(store);
    folder_put(folder, "values.csv", folder_text("values.csv"), strlen(folder_text("values.csv")));
    folder_put(folder, "sources.csv", folder_text("sources.csv"),
               strlen(folder_text("sources.csv")));
}

static void tracker(int64_t *seen)
{
    static const enum qn_check_id all[] = {
        QN_CHECK_M982, QN_CHECK_M983, QN_CHECK_M984, QN_CHECK_M985, QN_CHECK_M986,
        QN_CHECK_M987, QN_CHECK_M988, QN_CHECK_M989, QN_CHECK_M990, QN_CHECK_M991,
        QN_CHECK_M992, QN_CHECK_M993, QN_CHECK_M994, QN_CHECK_M995, QN_CHECK_M996};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        expect(QN_TEST_ROOT "/test/cases/gem_small.csv", QN_IMPORT_GEM_STEEL,
               (struct qn_import_opts){0}, all[i], seen);
    char folder[FOLDER_PATH_CAP], path[FOLDER_PATH_CAP];
    folder_make("tracker", folder);
    snprintf(path, sizeof path, "%.400s/sources.csv", folder);
    expect(path, QN_IMPORT_GEM_STEEL, (struct qn_import_opts){0}, QN_CHECK_M981, seen);
    folder_remove(folder);
}

static void the_base_folder_has_no_finding(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP];
    struct qn_import_result *r = calloc(1, sizeof *r);
    folder_make("base", folder);
    run_import(folder, QN_IMPORT_REGION, (struct qn_import_opts){0}, r);
    print_findings(r);
    assert_int_equal(r->findings.n, 0);
    assert_int_equal(r->rows, 31); /* counted by hand in folder.h */
    assert_int_equal(r->imported, 31);
    qn_import_result_release(r);
    free(r);
    folder_remove(folder);
}

static void every_edit_provokes_its_check_where_it_was_made(void **state)
{
    (void)state;
    static int64_t seen[QN_CHECK_COUNT];
    char folder[FOLDER_PATH_CAP];
    folder_make("each", folder);
    int wrong = 0;
    for (size_t i = 0; i < N_CASES; i++)
        wrong += try_case(folder, &check_cases[i], seen);
    folder_remove(folder);
    assert_int_equal(wrong, 0);
}

static void no_check_is_without_a_case(void **state)
{
    (void)state;
    static int64_t seen[QN_CHECK_COUNT];
    char folder[FOLDER_PATH_CAP];
    folder_make("all", folder);
    for (size_t i = 0; i < N_CASES; i++)
        (void)try_case(folder, &check_cases[i], seen);
    odd_bytes(folder, seen);
    odd_paths(folder, seen);
    later_import(folder, seen);
    tracker(seen);
    folder_remove(folder);
    int missing = 0;
    for (size_t i = 1; i < QN_CHECK_COUNT; i++)
        if (!seen[i]) {
            print_error("%s is provoked by no case\n", qn_checks[i].code);
            missing++;
        }
    assert_int_equal(missing, 0);
}

static void every_message_names_its_arguments_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 1; i < QN_CHECK_COUNT; i++)
        for (char k = '0'; k <= '4'; k++) {
            const char place[] = {'{', k, '}', '\0'};
            const struct qn_check_info *c = &qn_checks[i];
            int zh = strstr(qn_text(QN_ZH, c->message), place) != NULL;
            int en = strstr(qn_text(QN_EN, c->message), place) != NULL;
            if (zh != en)
                print_error("%s: %s stands in one language only\n", c->code, place);
            assert_int_equal(zh, en);
        }
}

QN_CASES_BEGIN
QN_CASE(the_base_folder_has_no_finding)
QN_CASE(every_edit_provokes_its_check_where_it_was_made)
QN_CASE(no_check_is_without_a_case)
QN_CASE(every_message_names_its_arguments_in_both_languages)
QN_CASES_END
