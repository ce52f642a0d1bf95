/* Stores of an older schema, and stores that hold secrets. The older store is made by taking away
 * from a new one what the first schema file does not make: that leaves the tables, the chain and
 * the version of a store which a program of that time wrote. */
#include "store/internal.h"

#include "store_fixture.h"

static const struct qn_column fx_device_col[] = {
    {.name = "device_mn", .type = QN_COL_ID},
    {.name = "outlet_id", .type = QN_COL_REF},
    {.name = "installation_id", .type = QN_COL_REF},
    {.name = "hj212_version", .type = QN_COL_ENUM},
    {.name = "password", .type = QN_COL_TEXT, .flags = QN_COLF_SECRET},
    {.name = "allowed_addresses", .type = QN_COL_TEXT},
    {.name = "sm4_key_hex", .type = QN_COL_TEXT, .flags = QN_COLF_SECRET},
    {.name = "accepted_deviations", .type = QN_COL_TEXT},
    {.name = "units", .type = QN_COL_TEXT},
    {.name = "rtd_interval_s", .type = QN_COL_INT},
    {.name = "min_interval_min", .type = QN_COL_INT},
    {.name = "wet_scrubber", .type = QN_COL_BOOL},
    {.name = "basis", .type = QN_COL_ENUM},
    {.name = "source", .type = QN_COL_TEXT},
    {.name = "note", .type = QN_COL_TEXT},
};
#define FX_DEVICE_COLUMNS (sizeof fx_device_col / sizeof fx_device_col[0])
static const struct qn_table fx_device = {"device", "devices.csv", "",
                                          "",       fx_device_col, FX_DEVICE_COLUMNS};

static void put_device(struct qn_store *s, const char *mn, const char *password)
{
    struct qn_err err = {0};
    struct qn_value v[FX_DEVICE_COLUMNS] = {{QN_V_NULL, 0, 0, NULL, 0}};
    fx_text(&v[0], mn);
    if (password)
        fx_text(&v[4], password);
    assert_ok(qn_store_begin(s, &err), err);
    int64_t run = fx_run(s, "format=region");
    assert_ok(qn_store_put(s, &fx_device, run, "devices.csv", 2, v, NULL, &err), err);
    assert_ok(qn_store_commit(s, &err), err);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    assert_int_equal(code, SQLITE_OK);
}

static int one_int(sqlite3 *db, const char *sql, const char *text)
{
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    if (text)
        assert_int_equal(sqlite3_bind_text(q, 1, text, -1, SQLITE_STATIC), SQLITE_OK);
    int found = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int(q, 0) : 0;
    sqlite3_finalize(q);
    return found;
}

/* Drops every table that the first schema file alone does not make. */
static void take_away_later_tables(sqlite3 *db)
{
    sqlite3 *first = NULL;
    sqlite3_stmt *q = NULL;
    char drop[64][128];
    size_t n = 0;
    assert_int_equal(sqlite3_open(":memory:", &first), SQLITE_OK);
    run_sql(first, (const char *)qn_schema[0].data);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &q, NULL),
        SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW && n < 64) {
        const char *name = (const char *)sqlite3_column_text(q, 0);
        if (!one_int(first, "SELECT 1 FROM sqlite_schema WHERE name = ?1", name))
            snprintf(drop[n++], sizeof drop[0], "DROP TABLE \"%.100s\"", name);
    }
    sqlite3_finalize(q);
    sqlite3_close(first);
    assert_true(n >= 1); /* device, at least */
    for (size_t i = 0; i < n; i++)
        run_sql(db, drop[i]);
}

/* A store with the fixture's records whose schema is that of the first file. */
static const char *make_old(const char *name, char path[PATH_CAP])
{
    sqlite3 *db = NULL;
    struct qn_store *s = fx_open(fx_path(name, path), QN_STORE_CREATE);
    fx_fill(s);
    qn_store_free(s);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    take_away_later_tables(db);
    run_sql(db, "PRAGMA user_version = 1");
    run_sql(db, "VACUUM");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return path;
}

static void audit(struct qn_store *s, struct qn_audit *out)
{
    struct qn_err err = {0};
    assert_ok(qn_store_audit(s, NULL, out, &err), err);
    if (!out->ok)
        print_error("%s\n", out->reason[QN_EN]);
    assert_true(out->ok);
}

static int count(const struct qn_record *rec, void *user)
{
    assert_non_null(rec);
    ++*(int *)user;
    return 0;
}

static void a_store_of_schema_1_is_read_as_it_is(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_audit a;
    struct qn_err err = {0};
    int stations = 0, devices = 0;
    struct qn_store *s = fx_open(make_old("old-read", path), QN_STORE_READ);
    assert_int_equal(qn_store_schema_version(s), 1);
    audit(s, &a);
    assert_int_equal(a.records, FX_RECORDS);
    assert_ok(qn_store_scan(s, &fx_station, count, &stations, &err), err);
    assert_true(stations > 0);
    assert_ok(qn_store_scan(s, &fx_device, count, &devices, &err), err);
    assert_ok(qn_store_history(s, &fx_device, "M-1", count, &devices, &err), err);
    assert_int_equal(devices, 0);
    assert_int_equal(qn_store_schema_version(s), 1);
    qn_store_free(s);
}

static void a_store_of_schema_1_opened_for_writing_goes_on_with_its_chain(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_audit before, after, later;
    int devices = 0;
    struct qn_err err = {0};
    struct qn_store *s = fx_open(make_old("old-write", path), QN_STORE_READ);
    audit(s, &before);
    qn_store_free(s);
    s = fx_open(path, QN_STORE_WRITE);
    assert_int_equal(qn_store_schema_version(s), qn_schema_latest(qn_schema));
    audit(s, &after);
    assert_int_equal(after.records, FX_RECORDS);
    assert_string_equal(after.head, before.head);
    put_device(s, "88888880000001", NULL);
    assert_ok(qn_store_scan(s, &fx_device, count, &devices, &err), err);
    assert_int_equal(devices, 1);
    qn_store_free(s);
    s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_audit(s, before.head, &later, &err), err);
    assert_true(later.ok);
    assert_true(later.head_found);
    assert_int_equal(later.records, FX_RECORDS + 2); /* a run and its record */
    qn_store_free(s);
}

static void a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
    (void)state;
    char path[PATH_CAP];
    sqlite3 *db = NULL;
    struct qn_store *s = NULL;
    struct qn_err err = {0};
    make_old("old-fails", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    run_sql(db, "CREATE TABLE device (something TEXT)"); /* in the migration's way */
    sqlite3_close(db);
    assert_int_equal(qn_store_open(path, QN_STORE_WRITE, &s, &err), QN_E_STORE);
    assert_null(s);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(one_int(db, "PRAGMA user_version", NULL), 1);
    run_sql(db, "DROP TABLE device");
    sqlite3_close(db);
    s = fx_open(path, QN_STORE_WRITE);
    qn_store_free(s);
}

static unsigned mode_of(const char *path, const char *tail)
{
    char name[PATH_CAP + 16];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, tail);
    assert_int_equal(stat(name, &st), 0);
    return (unsigned)st.st_mode & 0777;
}

static void the_first_secret_makes_the_store_its_owners_alone(void **state)
{
    (void)state;
    char path[PATH_CAP];
    mode_t mask = umask(022);
    struct qn_store *s = fx_open(fx_path("secret", path), QN_STORE_CREATE);
    put_device(s, "88888880000001", NULL);
    assert_int_equal(mode_of(path, ""), 0644);
    put_device(s, "88888880000001", "123456");
    assert_int_equal(mode_of(path, ""), 0600);
    assert_int_equal(mode_of(path, "-wal"), 0600);
    assert_int_equal(mode_of(path, "-shm"), 0600);
    qn_store_free(s);
    assert_int_equal(mode_of(path, ""), 0600);
    umask(mask);
}

QN_CASES_BEGIN
QN_CASE(a_store_of_schema_1_is_read_as_it_is)
QN_CASE(a_store_of_schema_1_opened_for_writing_goes_on_with_its_chain)
QN_CASE(a_migration_that_fails_leaves_the_store_as_it_was)
QN_CASE(the_first_secret_makes_the_store_its_owners_alone)
QN_CASES_END
