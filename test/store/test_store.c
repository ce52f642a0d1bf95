/* The store: opening, records, runs, versions, what it refuses. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/internal.h"
#include "store_fixture.h"

struct seen {
    int n;
    char id[16][64], name[16][64];
    int64_t seq[16], run[16], line[16];
    double lon_deg[16];
    int null_count;
};

static int collect(const struct qn_record *rec, void *user)
{
    struct seen *o = user;
    int i = o->n++;
    snprintf(o->id[i], sizeof o->id[0], "%s", rec->v[0].s);
    snprintf(o->name[i], sizeof o->name[0], "%s", rec->v[1].s);
    o->seq[i] = rec->seq;
    o->run[i] = rec->run;
    o->line[i] = rec->in_line;
    o->lon_deg[i] = rec->v[4].r;
    for (size_t k = 0; k < FX_STATION_COLUMNS; k++)
        o->null_count += rec->v[k].type == QN_V_NULL;
    return 0;
}

static void the_newest_record_of_an_id_wins_in_order_of_first_appearance(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct seen seen = {0};
    fx_make(fx_path("newest", path));
    struct qn_store *s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_scan(s, &fx_station, collect, &seen, &err), err);
    /* by hand from fx_fill: 1733A came first and was changed last (seq 7, run 2) */
    assert_int_equal(seen.n, 3);
    assert_string_equal(seen.id[0], "1733A");
    assert_string_equal(seen.name[0], "临钢医院（新址）");
    assert_int_equal(seen.seq[0], 7);
    assert_int_equal(seen.run[0], 2);
    assert_near(seen.lon_deg[0], 111.5532, 0);
    assert_string_equal(seen.id[1], "1734A");
    assert_string_equal(seen.id[2], "1735A");
    assert_int_equal(seen.line[2], 4);
    assert_int_equal(seen.null_count, 3 * 6); /* name_en, jurisdiction_id, inlet, from, to, note */
    qn_store_free(s);
}

static void the_history_of_an_id_is_oldest_first(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct seen seen = {0};
    fx_make(fx_path("history", path));
    struct qn_store *s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_history(s, &fx_station, "1733A", collect, &seen, &err), err);
    assert_int_equal(seen.n, 2);
    assert_int_equal(seen.seq[0], 3);
    assert_int_equal(seen.seq[1], 7);
    assert_ok(qn_store_history(s, &fx_station, "nobody' OR 1=1 --", collect, &seen, &err), err);
    assert_int_equal(seen.n, 2);
    qn_store_free(s);
}

static int stop_at_once(const struct qn_record *rec, void *user)
{
    (void)rec;
    ++*(int *)user;
    return 1;
}

static void a_callback_that_says_stop_ends_the_scan(void **state)
{
    (void)state;
    struct qn_err err = {0};
    int calls = 0;
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    fx_fill(s);
    assert_int_equal(qn_store_scan(s, &fx_station, stop_at_once, &calls, &err), QN_E_CANCELLED);
    assert_int_equal(calls, 1);
    qn_store_free(s);
}

static void a_new_store_is_wal_strict_and_marked_as_ours(void **state)
{
    (void)state;
    char path[PATH_CAP];
    sqlite3_stmt *q = NULL;
    sqlite3 *db = NULL;
    fx_make(fx_path("marked", path));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db,
                       "SELECT (SELECT application_id FROM pragma_application_id),"
                       " (SELECT user_version FROM pragma_user_version),"
                       " (SELECT journal_mode FROM pragma_journal_mode),"
                       " (SELECT count(*) FROM pragma_table_list WHERE strict = 0"
                       "  AND name NOT LIKE 'sqlite_%')",
                       -1, &q, NULL);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(q, 0), 0x716e6368); /* "qnch" */
    assert_int_equal(sqlite3_column_int(q, 1), qn_schema_latest(qn_schema));
    assert_string_equal(sqlite3_column_text(q, 2), "wal");
    assert_int_equal(sqlite3_column_int(q, 3), 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    assert_false(fx_exists(path, "-wal"));
}

static void what_was_rolled_back_leaves_the_content_hash_as_it_was(void **state)
{
    (void)state;
    char path[PATH_CAP], before[QN_SHA256_HEX_CAP], during[QN_SHA256_HEX_CAP],
        after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    fx_make(fx_path("rollback", path));
    struct qn_store *s = fx_open(path, QN_STORE_WRITE);
    assert_ok(qn_store_content_hash(s, before, &err), err);
    assert_ok(qn_store_begin(s, &err), err);
    fx_put_station(s, fx_run(s, ""), "1736A", "城西", 111.4, 5);
    assert_ok(qn_store_content_hash(s, during, &err), err);
    qn_store_rollback(s);
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_not_equal(before, during);
    assert_string_equal(before, after);
    qn_store_free(s);
    fx_raw(path, "VACUUM; PRAGMA journal_mode = DELETE;");
    fx_hash(path, after);
    assert_string_equal(before, after);
}

static void the_same_input_gives_the_same_content_hash(void **state)
{
    (void)state;
    char a[PATH_CAP], b[PATH_CAP], hash_a[QN_SHA256_HEX_CAP], hash_b[QN_SHA256_HEX_CAP];
    fx_make(fx_path("same-a", a));
    fx_make(fx_path("same-b", b));
    fx_hash(a, hash_a);
    fx_hash(b, hash_b);
    assert_string_equal(hash_a, hash_b);
}

static int last_run(const struct qn_run *run, void *user)
{
    struct qn_run *o = user;
    static char digest[2][QN_SHA256_HEX_CAP];
    char *keep = digest[run->id & 1];
    snprintf(keep, QN_SHA256_HEX_CAP, "%s", run->digest);
    *o = *run;
    o->digest = keep;
    assert_string_equal(run->command, "import");
    assert_int_equal(run->n_input, 2);
    assert_string_equal(run->input[1].name, "区域/region.yaml");
    assert_int_equal(run->input[0].bytes, 3);
    return 0;
}

static void a_run_keeps_its_inputs_and_its_digest_leaves_out_the_time(void **state)
{
    (void)state;
    char digest[3][QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    struct qn_run last = {0};
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    assert_ok(qn_store_begin(s, &err), err);
    for (int i = 0; i < 3; i++) {
        struct qn_run_input in[2] = {{"a.csv", "00", 1}, {"区域/region.yaml", "11", 2}};
        in[0].bytes = 3;
        struct qn_run run = {.command = "import",
                             .version = "0.1.0",
                             .options = i < 2 ? "x=1" : "x=2",
                             .started_unix_ms = 1000 * i,
                             .input = in,
                             .n_input = 2};
        assert_ok(qn_store_run_add(s, &run, &err), err);
        assert_int_equal(run.id, i + 1);
        snprintf(digest[i], sizeof digest[i], "%s", run.digest);
    }
    assert_ok(qn_store_commit(s, &err), err);
    assert_string_equal(digest[0], digest[1]);
    assert_string_not_equal(digest[0], digest[2]);
    assert_ok(qn_store_runs(s, last_run, &last, &err), err);
    assert_int_equal(last.id, 3);
    assert_int_equal(last.started_unix_ms, 2000);
    assert_string_equal(last.digest, digest[2]);
    qn_store_free(s);
}

static enum qn_status put_one(struct qn_store *s, size_t column, struct qn_value value,
                              struct qn_err *err)
{
    struct qn_value v[FX_STATION_COLUMNS] = {{QN_V_NULL, 0, 0, NULL, 0}};
    fx_text(&v[0], "X");
    fx_text(&v[1], "x");
    v[column] = value;
    return qn_store_put(s, &fx_station, 1, "f", 1, v, NULL, err);
}

static void values_that_do_not_fit_their_column_are_refused_before_anything_is_written(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_audit audit;
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    fx_fill(s);
    assert_ok(qn_store_begin(s, &err), err);
    struct qn_value text = {.type = QN_V_TEXT, .s = "x", .n = 1};
    struct qn_value real = {.type = QN_V_REAL, .r = 1.5};
    struct qn_value infinite = {.type = QN_V_REAL, .r = INFINITY};
    assert_int_equal(put_one(s, 4, text, &err), QN_E_DOMAIN);
    assert_non_null(strstr(err.msg[QN_EN], "lon_deg"));
    assert_int_equal(put_one(s, 4, infinite, &err), QN_E_DOMAIN);
    assert_int_equal(put_one(s, 1, real, &err), QN_E_DOMAIN);
    assert_int_equal(put_one(s, 0, (struct qn_value){.type = QN_V_NULL}, &err), QN_E_DOMAIN);
    assert_int_equal(put_one(s, 0, (struct qn_value){.type = QN_V_TEXT, .s = "", .n = 0}, &err),
                     QN_E_DOMAIN);
    assert_ok(qn_store_commit(s, &err), err);
    assert_ok(qn_store_audit(s, NULL, &audit, &err), err);
    assert_true(audit.ok);
    assert_int_equal(audit.records, FX_RECORDS);
    qn_store_free(s);
}

static void numbers_come_back_exactly_and_nan_is_unknown(void **state)
{
    (void)state;
    static const double given[] = {0.1,  -0.0, 1e-320, 1.7976931348623157e308, 4503599627370497.5,
                                   1e15, -12,  2.0 / 3};
    struct qn_err err = {0};
    struct qn_audit audit;
    struct seen seen = {0};
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    assert_ok(qn_store_begin(s, &err), err);
    int64_t run = fx_run(s, "");
    for (size_t i = 0; i < 8; i++) {
        char id[8];
        snprintf(id, sizeof id, "n%zu", i);
        fx_put_station(s, run, id, "n", given[i], 1);
    }
    fx_put_station(s, run, "nan", "n", NAN, 1);
    assert_ok(qn_store_commit(s, &err), err);
    assert_ok(qn_store_scan(s, &fx_station, collect, &seen, &err), err);
    for (size_t i = 0; i < 8; i++)
        assert_near(seen.lon_deg[i], given[i], 0);
    assert_int_equal(seen.null_count, 9 * 6 + 1);
    assert_ok(qn_store_audit(s, NULL, &audit, &err), err);
    assert_true(audit.ok);
    qn_store_free(s);
}

static void writing_needs_a_transaction_and_a_store_open_for_writing(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct qn_value text = {.type = QN_V_TEXT, .s = "x", .n = 1};
    fx_make(fx_path("needs", path));
    struct qn_store *s = fx_open(path, QN_STORE_WRITE);
    assert_int_equal(put_one(s, 1, text, &err), QN_E_STORE);
    assert_ok(qn_store_begin(s, &err), err);
    assert_int_equal(qn_store_begin(s, &err), QN_E_STORE);
    qn_store_free(s);
    s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_begin(s, &err), err);
    assert_int_equal(put_one(s, 1, text, &err), QN_E_STORE);
    assert_non_null(strstr(err.msg[QN_EN], "reading only"));
    qn_store_free(s);
}

static void a_step_that_fails_takes_the_whole_transaction_with_it(void **state)
{
    (void)state;
    char before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    struct qn_value v[2];
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    fx_fill(s);
    assert_ok(qn_store_content_hash(s, before, &err), err);
    assert_ok(qn_store_begin(s, &err), err);
    fx_put_setting(s, fx_run(s, ""), "title_zh", "一");
    fx_text(&v[0], "title_en");
    fx_text(&v[1], "x");
    /* run 99 does not exist: the foreign key refuses after the chain's entry was written */
    assert_int_equal(qn_store_put(s, &fx_setting, 99, "f", 1, v, NULL, &err), QN_E_STORE);
    assert_int_equal(qn_store_put(s, &fx_setting, 1, "f", 1, v, NULL, &err), QN_E_STORE);
    assert_int_equal(qn_store_commit(s, &err), QN_E_STORE);
    assert_ok(qn_store_content_hash(s, after, &err), err);
    assert_string_equal(before, after);
    qn_store_free(s);
}

static void a_created_store_without_a_commit_leaves_no_file(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    fx_path("uncommitted", path);
    struct qn_store *s = fx_open(path, QN_STORE_CREATE);
    assert_ok(qn_store_begin(s, &err), err);
    fx_put_setting(s, fx_run(s, ""), "title_zh", "一");
    qn_store_rollback(s);
    qn_store_free(s);
    assert_false(fx_exists(path, ""));
    assert_false(fx_exists(path, "-wal"));
    assert_false(fx_exists(path, "-shm"));
    s = fx_open(path, QN_STORE_CREATE);
    fx_fill(s);
    qn_store_free(s);
    assert_true(fx_exists(path, ""));
    s = fx_open(path, QN_STORE_CREATE); /* exists now: opened, not made, and stays */
    qn_store_free(s);
    assert_true(fx_exists(path, ""));
}

static void another_programs_records_keep_a_created_store_alive(void **state)
{
    (void)state;
    char path[PATH_CAP];
    fx_path("shared", path);
    struct qn_store *first = fx_open(path, QN_STORE_CREATE);
    struct qn_store *second = fx_open(path, QN_STORE_WRITE);
    fx_fill(second);
    qn_store_free(second);
    qn_store_free(first);
    assert_true(fx_exists(path, ""));
}

static void a_store_that_is_not_there_is_not_found(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    fx_path("absent", path);
    assert_int_equal(qn_store_open(path, QN_STORE_READ, &s, &err), QN_E_NOTFOUND);
    assert_int_equal(qn_store_open(path, QN_STORE_WRITE, &s, &err), QN_E_NOTFOUND);
    assert_int_equal(qn_store_open("", QN_STORE_CREATE, &s, &err), QN_E_NOTFOUND);
    assert_int_equal(qn_store_open(":memory:", QN_STORE_READ, &s, &err), QN_E_NOTFOUND);
    assert_int_equal(qn_store_open(QN_TEST_TMP, QN_STORE_CREATE, &s, &err), QN_E_STORE);
    assert_null(s);
}

static void refuse_unchanged(const char *path, const char *part_of_message)
{
    struct qn_err err = {0};
    struct stat before, after;
    assert_int_equal(stat(path, &before), 0);
    for (int mode = QN_STORE_READ; mode <= QN_STORE_CREATE; mode++) {
        struct qn_store *s = NULL;
        memset(&err, 0, sizeof err);
        assert_int_equal(qn_store_open(path, (enum qn_store_mode)mode, &s, &err), QN_E_STORE);
        assert_null(s);
        assert_non_null(strstr(err.msg[QN_EN], part_of_message));
        assert_true(err.msg[QN_ZH][0] != '\0');
    }
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void foreign_files_are_refused_and_left_alone(void **state)
{
    (void)state;
    char path[PATH_CAP];
    fx_raw(fx_path("foreign", path), "CREATE TABLE t (x); INSERT INTO t VALUES (1);");
    refuse_unchanged(path, "not a quench store");
    FILE *f = fopen(fx_path("text", path), "w");
    assert_non_null(f);
    fputs("enterprise_id,name_zh\nE-1,甲\n", f);
    fclose(f);
    refuse_unchanged(path, "not a quench store");
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
    (void)state;
    char path[PATH_CAP];
    fx_make(fx_path("newer", path));
    fx_raw(path, "PRAGMA user_version = 7; PRAGMA journal_mode = DELETE;");
    refuse_unchanged(path, "schema version 7");
}

static void a_store_whose_making_was_cut_off_is_refused(void **state)
{
    (void)state;
    char path[PATH_CAP];
    fx_make(fx_path("unfinished", path));
    fx_raw(path, "PRAGMA user_version = 0; PRAGMA journal_mode = DELETE;");
    refuse_unchanged(path, "schema version 0");
}

static void an_empty_file_becomes_a_store_only_when_one_is_to_be_made(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    FILE *f = fopen(fx_path("empty", path), "w");
    assert_non_null(f);
    fclose(f);
    assert_int_equal(qn_store_open(path, QN_STORE_WRITE, &s, &err), QN_E_STORE);
    fx_make(path);
    s = fx_open(path, QN_STORE_READ);
    assert_int_equal(qn_store_schema_version(s), qn_schema_latest(qn_schema));
    qn_store_free(s);
}

static int64_t version_of(sqlite3 *db)
{
    sqlite3_stmt *q = NULL;
    sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &q, NULL);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t version = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return version;
}

static void schema_files_are_numbered_from_one_and_each_is_applied_once(void **state)
{
    (void)state;
    sqlite3 *db = NULL;
    int n = 0;
    for (const struct qn_resource *f = qn_schema; f->name; f++)
        assert_int_equal(qn_schema_number(f), ++n);
    assert_int_equal(qn_schema_latest(qn_schema), n);
    assert_true(n >= 1);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (int k = 1; k <= n; k++) { /* a second CREATE TABLE of the same name would fail */
        assert_int_equal(qn_schema_apply(db, qn_schema, k - 1, k), SQLITE_OK);
        assert_int_equal(version_of(db), k);
        assert_int_equal(qn_schema_apply(db, qn_schema, k, k), SQLITE_OK);
    }
    sqlite3_close(db);
}

static void a_path_that_looks_like_an_sqlite_name_is_only_a_path(void **state)
{
    (void)state;
    char here[PATH_CAP];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(QN_TEST_TMP), 0);
    unlink("file:odd?mode=memory");
    fx_make("file:odd?mode=memory");
    assert_true(fx_exists("file:odd?mode=memory", ""));
    struct qn_store *s = fx_open("file:odd?mode=memory", QN_STORE_READ);
    qn_store_free(s);
    unlink("file:odd?mode=memory");
    assert_int_equal(chdir(here), 0);
}

/* Runs in a child that has no rights beyond an ordinary user's. */
static int read_as_nobody(const char *path)
{
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    struct qn_audit audit;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 10;
    if (qn_store_open(path, QN_STORE_READ, &s, &err)) {
        fprintf(stderr, "%s\n", err.msg[QN_EN]);
        return 11;
    }
    int bad = qn_store_audit(s, NULL, &audit, &err) || !audit.ok || audit.records != FX_RECORDS;
    qn_store_free(s);
    s = NULL;
    int wrote =
        qn_store_open(path, QN_STORE_WRITE, &s, &err) == QN_OK && qn_store_begin(s, &err) == QN_OK;
    qn_store_free(s);
    return bad ? 12 : wrote ? 13 : 0;
}

static void a_store_in_a_folder_without_write_permission_can_be_read(void **state)
{
    (void)state;
    char folder[PATH_CAP], path[PATH_CAP + 32];
    snprintf(folder, sizeof folder, "/tmp/quench-ro-%ld", (long)getpid());
    snprintf(path, sizeof path, "%s/a store.db", folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    fx_make(path);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(read_as_nobody(path));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    chmod(folder, 0755);
    unlink(path);
    rmdir(folder);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void reading_leaves_nothing_beside_the_store(void **state)
{
    (void)state;
    char path[PATH_CAP], hash[QN_SHA256_HEX_CAP];
    fx_make(fx_path("litter", path));
    fx_hash(path, hash);
    assert_false(fx_exists(path, "-wal"));
    assert_false(fx_exists(path, "-shm"));
}

static void a_second_writer_waits_and_is_then_told_so(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct seen seen = {0};
    fx_make(fx_path("second", path));
    struct qn_store *a = fx_open(path, QN_STORE_WRITE), *b = fx_open(path, QN_STORE_WRITE);
    assert_ok(qn_store_begin(a, &err), err);
    fx_put_station(a, fx_run(a, ""), "1736A", "城西", 111.4, 5);
    assert_int_equal(qn_store_begin(b, &err), QN_E_STORE);
    assert_non_null(strstr(err.msg[QN_EN], "Another program is writing"));
    assert_ok(qn_store_scan(b, &fx_station, collect, &seen, &err), err); /* reads go on */
    assert_int_equal(seen.n, 3);
    assert_ok(qn_store_commit(a, &err), err);
    assert_ok(qn_store_begin(b, &err), err); /* and continues the chain of the other */
    fx_put_station(b, fx_run(b, ""), "1737A", "城东", 111.7, 6);
    assert_ok(qn_store_commit(b, &err), err);
    struct qn_audit audit;
    assert_ok(qn_store_audit(b, NULL, &audit, &err), err);
    assert_true(audit.ok);
    assert_int_equal(audit.records, FX_RECORDS + 4);
    qn_store_free(a);
    qn_store_free(b);
}

/* In a child whose files may not grow past 400 kB, as on a disk without room. */
static int write_until_full(const char *path)
{
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    struct rlimit limit = {400000, 400000};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) || qn_store_open(path, QN_STORE_WRITE, &s, &err) ||
        qn_store_begin(s, &err))
        return 10;
    struct qn_run run = {.command = "import", .version = "", .options = ""};
    enum qn_status st = qn_store_run_add(s, &run, &err);
    struct qn_value v[2];
    fx_text(&v[1], "a value of some length, so that the limit is met soon");
    for (int i = 0; i < 400000 && !st; i++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", i);
        fx_text(&v[0], id);
        st = qn_store_put(s, &fx_setting, run.id, "f", 1, v, NULL, &err);
    }
    if (!st)
        st = qn_store_commit(s, &err);
    bool told = st && err.msg[QN_EN][0] && err.msg[QN_ZH][0];
    bool closed = qn_store_commit(s, &err) != QN_OK;
    qn_store_free(s);
    return told && closed ? 0 : 11;
}

static void a_full_disk_is_reported_and_leaves_the_store_as_it_was(void **state)
{
    (void)state;
    char path[PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    fx_make(fx_path("full", path));
    fx_hash(path, before);
    pid_t child = fork();
    if (child == 0)
        _exit(write_until_full(path));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    fx_hash(path, after);
    assert_string_equal(before, after);
}

static void random_bytes_are_never_a_store_and_never_a_crash(void **state)
{
    (void)state;
    char path[PATH_CAP];
    unsigned char bytes[8192];
    uint64_t x = 88172645463325252u; /* xorshift64 of Marsaglia, fixed seed */
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            bytes[i] = (unsigned char)(x >> 32);
        }
        if (round % 3) { /* a good beginning: magic, page size 4096, WAL, our application id */
            memcpy(bytes, "SQLite format 3\0\x10\0\x02\x02\0\x40\x20\x20", 24);
            memcpy(bytes + 68, "qnch", 4);
            memcpy(bytes + 56, "\0\0\0\1\0\0\0\1", 8); /* UTF-8, user_version 1 */
        }
        if (round % 3 == 2)
            memcpy(bytes + 100, "\x0d\0\0\0\x03\x0f\0\0", 8); /* a leaf table page */
        size_t n = round % 5 == 0 ? (size_t)round : sizeof bytes;
        FILE *f = fopen(fx_path("random", path), "wb");
        assert_non_null(f);
        fwrite(bytes, 1, n, f);
        fclose(f);
        struct qn_err err = {0};
        struct qn_store *s = NULL;
        enum qn_status st = qn_store_open(path, QN_STORE_WRITE, &s, &err);
        if (st) {
            assert_true(err.msg[QN_EN][0] != '\0');
            continue;
        }
        struct qn_audit audit;
        struct seen seen = {0};
        assert_int_not_equal(qn_store_scan(s, &fx_station, collect, &seen, &err), QN_OK);
        st = qn_store_audit(s, NULL, &audit, &err);
        assert_false(st == QN_OK && audit.ok);
        qn_store_free(s);
    }
    fx_path("random", path);
}

QN_CASES_BEGIN
QN_CASE(the_newest_record_of_an_id_wins_in_order_of_first_appearance)
QN_CASE(the_history_of_an_id_is_oldest_first)
QN_CASE(a_callback_that_says_stop_ends_the_scan)
QN_CASE(a_new_store_is_wal_strict_and_marked_as_ours)
QN_CASE(what_was_rolled_back_leaves_the_content_hash_as_it_was)
QN_CASE(the_same_input_gives_the_same_content_hash)
QN_CASE(a_run_keeps_its_inputs_and_its_digest_leaves_out_the_time)
QN_CASE(values_that_do_not_fit_their_column_are_refused_before_anything_is_written)
QN_CASE(numbers_come_back_exactly_and_nan_is_unknown)
QN_CASE(writing_needs_a_transaction_and_a_store_open_for_writing)
QN_CASE(a_step_that_fails_takes_the_whole_transaction_with_it)
QN_CASE(a_created_store_without_a_commit_leaves_no_file)
QN_CASE(another_programs_records_keep_a_created_store_alive)
QN_CASE(a_store_that_is_not_there_is_not_found)
QN_CASE(foreign_files_are_refused_and_left_alone)
QN_CASE(a_store_of_a_newer_program_is_refused)
QN_CASE(a_store_whose_making_was_cut_off_is_refused)
QN_CASE(an_empty_file_becomes_a_store_only_when_one_is_to_be_made)
QN_CASE(schema_files_are_numbered_from_one_and_each_is_applied_once)
QN_CASE(a_path_that_looks_like_an_sqlite_name_is_only_a_path)
QN_CASE(a_store_in_a_folder_without_write_permission_can_be_read)
QN_CASE(reading_leaves_nothing_beside_the_store)
QN_CASE(a_second_writer_waits_and_is_then_told_so)
QN_CASE(a_full_disk_is_reported_and_leaves_the_store_as_it_was)
QN_CASE(random_bytes_are_never_a_store_and_never_a_crash)
QN_CASES_END
