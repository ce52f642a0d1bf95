/* All or nothing, the same content in every encoding, the same input twice. */
#include <sys/wait.h>

#include "base/encoding.h"
#include "base/file.h"
#include "region/folder.h"
#include "store/store.h"

static struct qn_import_result *import_into(struct qn_store *store, const char *path,
                                            enum qn_import_format format, enum qn_status expect)
{
    struct qn_err err = {0};
    struct qn_import_opts opts = {.format = format, .path = &path, .n_path = 1};
    struct qn_import_result *r = calloc(1, sizeof *r);
    assert_non_null(r);
    enum qn_status st = qn_import(NULL, store, &opts, r, &err);
    if (st != expect)
        print_error("import: %d %s\n", st, err.msg[QN_EN]);
    assert_int_equal(st, expect);
    assert_int_equal(r->rows, r->imported + r->unchanged + r->skipped);
    return r;
}

static void done(struct qn_import_result *r)
{
    qn_import_result_release(r);
    free(r);
}

static struct qn_store *new_store(void)
{
    struct qn_store *s = NULL;
    struct qn_err err = {0};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &s, &err), err);
    return s;
}

static void break_folder(const char *folder)
{
    char *bad = folder_edit(folder_text("installations.csv"), "4.3", "high");
    folder_put(folder, "installations.csv", bad, strlen(bad));
    free(bad);
    char *changed = folder_edit(folder_text("sources.csv"), "虚构来源", "另一来源");
    folder_put(folder, "sources.csv", changed, strlen(changed));
    free(changed);
}

static void a_refused_import_leaves_no_file_behind(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], path[FOLDER_PATH_CAP];
    struct qn_err err = {0};
    folder_make("refused", folder);
    break_folder(folder);
    snprintf(path, sizeof path, "%.400s.db", folder);
    (void)remove(path);
    const char *paths[] = {folder};
    struct qn_import_opts opts = {.path = paths, .n_path = 1};
    struct qn_import_result r;
    assert_int_equal(qn_import(path, NULL, &opts, &r, &err), QN_E_REFUSED);
    assert_true(r.refused);
    assert_int_equal(r.imported, 0);
    assert_int_equal(r.skipped, r.rows);
    assert_int_equal(r.run, 0);
    assert_false(qn_file_exists(path));
    qn_import_result_release(&r);
    folder_remove(folder);
}

static void a_refused_import_leaves_the_content_hash_as_it_was(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    struct qn_store *s = new_store();
    folder_make("kept", folder);
    done(import_into(s, folder, QN_IMPORT_REGION, QN_OK));
    assert_ok(qn_store_content_hash(s, before, &err), err);
    break_folder(folder);
    done(import_into(s, folder, QN_IMPORT_REGION, QN_E_REFUSED));
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_equal(before, after);
    qn_store_free(s);
    folder_remove(folder);
}

static void the_same_input_twice_writes_nothing(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    struct qn_store *s = new_store();
    folder_make("twice", folder);
    struct qn_import_result *r = import_into(s, folder, QN_IMPORT_REGION, QN_OK);
    assert_int_equal(r->imported, r->rows);
    assert_int_equal(r->run, 1);
    done(r);
    assert_ok(qn_store_content_hash(s, before, &err), err);
    r = import_into(s, folder, QN_IMPORT_REGION, QN_OK);
    assert_int_equal(r->unchanged, r->rows);
    assert_int_equal(r->imported, 0);
    assert_int_equal(r->run, 0);
    done(r);
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_equal(before, after);
    qn_store_free(s);
    folder_remove(folder);
}

static void a_single_file_refers_to_what_the_store_holds(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], path[FOLDER_PATH_CAP];
    struct qn_store *s = new_store();
    folder_make("single", folder);
    snprintf(path, sizeof path, "%.400s/outlets.csv", folder);
    done(import_into(s, path, QN_IMPORT_REGION, QN_E_REFUSED)); /* no such enterprise yet */
    done(import_into(s, folder, QN_IMPORT_REGION, QN_OK));
    char *changed = folder_edit(folder_text("outlets.csv"), ",100,2.8", ",120,2.8");
    folder_put(folder, "outlets.csv", changed, strlen(changed));
    free(changed);
    struct qn_import_result *r = import_into(s, path, QN_IMPORT_REGION, QN_OK);
    assert_int_equal(r->imported, 1);
    assert_int_equal(r->run, 2);
    done(r);
    snprintf(path, sizeof path, "%.400s/evidence.csv", folder);
    r = import_into(s, path, QN_IMPORT_REGION, QN_OK); /* its hash is found beside it */
    assert_int_equal(r->unchanged, 1);
    done(r);
    qn_store_free(s);
    folder_remove(folder);
}

/* The folder's text in another encoding, by way of iconv's tables for GB18030. */
static void recode(const char *folder, const char *file, const char *text, const char *to)
{
    char command[3 * FOLDER_PATH_CAP], from[FOLDER_PATH_CAP];
    folder_put(folder, "recode.tmp", text, strlen(text));
    snprintf(from, sizeof from, "%.400s/recode.tmp", folder);
    snprintf(command, sizeof command, "iconv -f UTF-8 -t %s '%s' > '%.400s/%s'", to, from, folder,
             file);
    assert_int_equal(system(command), 0);
    folder_drop(folder, "recode.tmp");
}

static int dump_record(const struct qn_record *rec, void *user)
{
    struct qn_buf *b = user;
    for (size_t i = 0; i < 2; i++) /* id and the column after it: enough to see the text */
        if (rec->v[i].type == QN_V_TEXT)
            assert_int_equal(qn_buf_append(b, rec->v[i].s, rec->v[i].n, NULL), QN_OK);
    return 0;
}

static void dump_store(struct qn_store *s, struct qn_buf *out)
{
    struct qn_err err = {0};
    qn_buf_init(out, 1 << 20);
    for (size_t i = 0; i < QN_TAB_COUNT; i++)
        assert_ok(qn_store_scan(s, &qn_tables[i], dump_record, out, &err), err);
}

static void every_encoding_imports_to_the_same_records(void **state)
{
    (void)state;
    static const char *const encodings[] = {"GB18030", "UTF-16LE", "UTF-16BE", "UTF-16"};
    char folder[FOLDER_PATH_CAP];
    struct qn_buf plain, other;
    folder_make("encodings", folder);
    struct qn_store *s = new_store();
    done(import_into(s, folder, QN_IMPORT_REGION, QN_OK));
    dump_store(s, &plain);
    for (size_t e = 0; e < sizeof encodings / sizeof encodings[0]; e++) {
        for (size_t i = 0; i + 1 < FOLDER_FILES; i++) /* not the evidence file: it is bytes */
            recode(folder, base_folder[i].name, base_folder[i].text, encodings[e]);
        /* the same records again: nothing is new */
        struct qn_import_result *r = import_into(s, folder, QN_IMPORT_REGION, QN_OK);
        assert_int_equal(r->unchanged, r->rows);
        assert_int_equal(r->rows, 31);
        done(r);
        struct qn_store *fresh = new_store();
        done(import_into(fresh, folder, QN_IMPORT_REGION, QN_OK));
        dump_store(fresh, &other);
        assert_int_equal(other.len, plain.len);
        assert_memory_equal(other.data, plain.data, plain.len);
        qn_buf_release(&other);
        qn_store_free(fresh);
    }
    qn_buf_release(&plain);
    qn_store_free(s);
    folder_remove(folder);
}

static int say_stop(int64_t n_done, int64_t total, void *user)
{
    (void)n_done;
    (void)total;
    ++*(int *)user;
    return 0;
}

static void an_import_that_is_stopped_changes_nothing(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    int asked = 0;
    struct qn_err err = {0};
    const char *paths[] = {folder};
    struct qn_import_opts opts = {.path = paths, .n_path = 1, .progress = say_stop, .user = &asked};
    struct qn_import_result r;
    struct qn_store *s = new_store();
    folder_make("stopped", folder);
    assert_ok(qn_store_content_hash(s, before, &err), err);
    assert_int_equal(qn_import(NULL, s, &opts, &r, &err), QN_E_CANCELLED);
    assert_int_equal(asked, 1);
    assert_non_null(strstr(err.msg[QN_EN], "stopped"));
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_equal(before, after);
    qn_import_result_release(&r);
    qn_store_free(s);
    folder_remove(folder);
}

/* Lets the calls pass until *user of them are left. */
static int stop_later(int64_t n_done, int64_t total, void *user)
{
    (void)n_done;
    (void)total;
    return --*(int *)user > 0;
}

static void an_import_stopped_at_any_moment_changes_nothing(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    const char *paths[] = {folder};
    struct qn_store *s = new_store();
    folder_make("stopped-late", folder);
    assert_ok(qn_store_content_hash(s, before, &err), err);
    int stops = 0;
    enum qn_status st = QN_E_CANCELLED;
    int64_t rows = 0;
    for (; st == QN_E_CANCELLED; stops++) {
        int left = stops + 1;
        struct qn_import_opts opts = {
            .path = paths, .n_path = 1, .progress = stop_later, .user = &left};
        struct qn_import_result r;
        st = qn_import(NULL, s, &opts, &r, &err);
        rows = r.imported;
        qn_import_result_release(&r);
        assert_ok(qn_store_content_hash(s, after, &err), err);
        assert_int_equal(strcmp(before, after) == 0, st == QN_E_CANCELLED);
    }
    assert_int_equal(st, QN_OK);
    assert_true(stops > rows); /* asked at every row written, and before at the rows read */
    qn_store_free(s);
    folder_remove(folder);
}

static void findings_past_the_limit_are_counted_and_not_kept(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP];
    const char *paths[] = {folder};
    struct qn_import_opts opts = {.path = paths, .n_path = 1, .check_only = 1, .max_findings = 2};
    struct qn_import_result r;
    folder_make("limit", folder);
    static const char text[] = "source_id,title,conf_level\nS-1,a ,fictional\n"
                               "S-2,b ,fictional\nS-3,c ,fictional\n";
    folder_put(folder, "sources.csv", text, sizeof text - 1);
    assert_int_equal(qn_import(":memory:", NULL, &opts, &r, NULL), QN_OK);
    assert_int_equal(r.findings.by_check[QN_CHECK_C211], 3);
    assert_int_equal(r.findings.n, 2);
    assert_int_equal(r.findings.item[0].line, 2);
    assert_int_equal(r.findings.item[1].line, 3);
    qn_import_result_release(&r);
    folder_remove(folder);
}

/* Both examples hold facts that became known after their decision dates. */
static void a_fact_after_the_decision_is_a_note(void **state)
{
    (void)state;
    static const char *const examples[] = {QN_TEST_ROOT "/examples/basin",
                                           QN_TEST_ROOT "/examples/linfen-2019"};
    for (size_t i = 0; i < 2; i++) {
        struct qn_store *s = new_store();
        struct qn_import_result *r = import_into(s, examples[i], QN_IMPORT_REGION, QN_OK);
        assert_true(r->findings.by_check[QN_CHECK_T405] > 0);
        assert_int_equal(qn_checks[QN_CHECK_T405].severity, QN_SEV_NOTE);
        done(r);
        qn_store_free(s);
    }
}

static char *with_crlf(const char *text)
{
    char *out = malloc(2 * strlen(text) + 1), *to = out;
    assert_non_null(out);
    for (; *text; *to++ = *text++)
        if (*text == '\n')
            *to++ = '\r';
    *to = '\0';
    return out;
}

/* What Windows programs write: a byte order mark, lines that end with CR LF. */
static void a_bom_and_crlf_import_to_the_same_rows(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    struct qn_store *s = new_store();
    folder_make("windows", folder);
    done(import_into(s, folder, QN_IMPORT_REGION, QN_OK));
    assert_ok(qn_store_content_hash(s, before, &err), err);
    for (int bom = 0; bom < 2; bom++) {
        for (size_t i = 0; i + 1 < FOLDER_FILES; i++) { /* not the evidence file: it is bytes */
            char *text = with_crlf(base_folder[i].text), *marked = text;
            if (bom)
                marked = folder_edit("", "", "\xEF\xBB\xBF");
            char *whole = bom ? folder_edit(marked, "", text) : text;
            folder_put(folder, base_folder[i].name, whole, strlen(whole));
            free(text);
            if (bom) {
                free(marked);
                free(whole);
            }
        }
        struct qn_import_result *r = import_into(s, folder, QN_IMPORT_REGION, QN_OK);
        assert_int_equal(r->rows, 31);
        assert_int_equal(r->unchanged, 31);
        assert_int_equal(r->findings.by_check[QN_CHECK_F120], bom ? 16 : 0);
        done(r);
    }
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_equal(before, after);
    qn_store_free(s);
    folder_remove(folder);
}

#define IMPORTERS 4

static int import_in_a_process(const char *folder, const char *store, int go)
{
    char byte;
    struct qn_import_opts opts = {.path = &folder, .n_path = 1};
    struct qn_import_result r;
    struct qn_err err = {0};
    if (read(go, &byte, 1) != 0) /* until the parent closes its end */
        return 2;
    enum qn_status st = qn_import(store, NULL, &opts, &r, &err);
    if (st)
        fprintf(stderr, "import: %d %s\n", st, err.msg[QN_EN]);
    qn_import_result_release(&r);
    return st != QN_OK;
}

static int count_run(const struct qn_run *run, void *user)
{
    (void)run;
    ++*(int *)user;
    return 0;
}

/* Several at once into one store that may not be there yet. */
static void import_at_once(const char *folder, const char *path)
{
    int go[2], failed = 0;
    pid_t child[IMPORTERS];
    assert_int_equal(pipe(go), 0);
    for (int i = 0; i < IMPORTERS; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) {
            (void)close(go[1]);
            _exit(import_in_a_process(folder, path, go[0]));
        }
    }
    (void)close(go[0]);
    (void)close(go[1]);
    for (int i = 0; i < IMPORTERS; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        failed += status != 0;
    }
    assert_int_equal(failed, 0);
}

static int runs_in(const char *path)
{
    struct qn_store *s;
    struct qn_err err = {0};
    struct qn_audit audit;
    int runs = 0;
    assert_ok(qn_store_open(path, QN_STORE_READ, &s, &err), err);
    assert_ok(qn_store_runs(s, count_run, &runs, &err), err);
    assert_ok(qn_store_audit(s, NULL, &audit, &err), err);
    assert_true(audit.ok);
    qn_store_free(s);
    return runs;
}

static void imports_at_the_same_time_write_a_change_once(void **state)
{
    (void)state;
    char folder[FOLDER_PATH_CAP], path[FOLDER_PATH_CAP];
    folder_make("at-once", folder);
    snprintf(path, sizeof path, "%.400s.db", folder);
    (void)remove(path);
    char *text = strdup(folder_text("sources.csv"));
    for (int round = 1; round <= 6; round++) {
        import_at_once(folder, path);
        assert_int_equal(runs_in(path), round);
        char *more = folder_edit(text, "虚构来源", "虚构来源，又");
        free(text);
        text = more;
        folder_put(folder, "sources.csv", text, strlen(text));
    }
    free(text);
    (void)remove(path);
    folder_remove(folder);
}

/* Problems of YAML that people meet; the words each language must hold are our own. */
static void a_broken_region_yaml_is_explained_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *zh, *en;
        int64_t line;
    } cases[] = {
        {"region_id: \"t\nregion_name_zh: x\n", "引号没有配对", "never closed", 3},
        {"region_id: t\n\tregion_name_zh: x\n", "制表符", "a tab stands", 2},
        {"box:\n\twest_deg: 3\n", "制表符", "a tab stands", 2},
        {"region_id: t\n  region_name_zh: x\n", "缩进多余", "no further", 2},
        {"region_id: a: b\n", "没有加引号", "lacks its quotes", 1},
        {"region_id: t\nregion_name_zh\n", "半角冒号", "lacks the colon", 3},
        {"region_id: [t\n", "括号没有配对", "bracket", 2},
        {"region_id: @t\n", "加引号", "in quotes", 1},
        {"  region_id: t\nregion_name_zh: x\n", "缩进不一致", "indented differently", 2},
        {"box:\n  west_deg: 3\n", "“box”的值嵌套过深", "\"box\" is nested", 2},
        {"a: 1\na: 2\n", "“a”出现了两次", "\"a\" is given twice", 2},
        {"region_id: !<a t\n", "YAML 语法错误（", "not valid YAML (", 1},
    };
    char folder[FOLDER_PATH_CAP], zh[QN_ERR_MSG_CAP], en[QN_ERR_MSG_CAP];
    folder_make("yaml", folder);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct qn_store *s = new_store();
        folder_put(folder, "region.yaml", cases[i].text, strlen(cases[i].text));
        struct qn_import_result *r = import_into(s, folder, QN_IMPORT_REGION, QN_E_REFUSED);
        const struct qn_check_finding *f = NULL;
        for (size_t k = 0; k < r->findings.n; k++)
            f = r->findings.item[k].check == QN_CHECK_F130 ? &r->findings.item[k] : f;
        assert_non_null(f);
        qn_finding_message(f, QN_ZH, zh, sizeof zh);
        qn_finding_message(f, QN_EN, en, sizeof en);
        if (!strstr(zh, cases[i].zh) || !strstr(en, cases[i].en))
            print_error("%s: %s | %s\n", cases[i].text, zh, en);
        assert_non_null(strstr(zh, cases[i].zh));
        assert_non_null(strstr(en, cases[i].en));
        assert_int_equal(f->line, cases[i].line);
        done(r);
        qn_store_free(s);
    }
    folder_remove(folder);
}

QN_CASES_BEGIN
QN_CASE(a_broken_region_yaml_is_explained_in_both_languages)
QN_CASE(a_fact_after_the_decision_is_a_note)
QN_CASE(a_bom_and_crlf_import_to_the_same_rows)
QN_CASE(imports_at_the_same_time_write_a_change_once)
QN_CASE(a_refused_import_leaves_no_file_behind)
QN_CASE(a_refused_import_leaves_the_content_hash_as_it_was)
QN_CASE(the_same_input_twice_writes_nothing)
QN_CASE(a_single_file_refers_to_what_the_store_holds)
QN_CASE(every_encoding_imports_to_the_same_records)
QN_CASE(an_import_that_is_stopped_changes_nothing)
QN_CASE(an_import_stopped_at_any_moment_changes_nothing)
QN_CASE(findings_past_the_limit_are_counted_and_not_kept)
QN_CASES_END
