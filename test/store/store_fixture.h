/* A small store for the tests: made with the store itself, opened again with SQLite to tamper. */
#ifndef QN_TEST_STORE_FIXTURE_H
#define QN_TEST_STORE_FIXTURE_H

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qn_test.h"
#include "store/store.h"

#define PATH_CAP 512

/* Two tables of the schema with their columns; that they agree with the region's tables is
 * tested in the region room. */
static const struct qn_column fx_station_col[] = {
    {.name = "station_id", .type = QN_COL_ID},    {.name = "name_zh", .type = QN_COL_TEXT},
    {.name = "name_en", .type = QN_COL_TEXT},     {.name = "jurisdiction_id", .type = QN_COL_REF},
    {.name = "lon_deg", .type = QN_COL_REAL},     {.name = "lat_deg", .type = QN_COL_REAL},
    {.name = "elevation_m", .type = QN_COL_REAL}, {.name = "inlet_height_m", .type = QN_COL_REAL},
    {.name = "role", .type = QN_COL_ENUM},        {.name = "active_from", .type = QN_COL_DATE},
    {.name = "active_to", .type = QN_COL_DATE},   {.name = "basis", .type = QN_COL_ENUM},
    {.name = "source", .type = QN_COL_TEXT},      {.name = "note", .type = QN_COL_TEXT},
};
static const struct qn_table fx_station = {
    "station", "stations.csv", "",
    "",        fx_station_col, sizeof fx_station_col / sizeof fx_station_col[0]};

static const struct qn_column fx_setting_col[] = {
    {.name = "setting", .type = QN_COL_ID},
    {.name = "value", .type = QN_COL_TEXT},
};
static const struct qn_table fx_setting = {"setting", "region.yaml", "", "", fx_setting_col, 2};

#define FX_STATION_COLUMNS 14

static inline void fx_text(struct qn_value *v, const char *s)
{
    *v = (struct qn_value){.type = s ? QN_V_TEXT : QN_V_NULL, .s = s, .n = s ? strlen(s) : 0};
}

static inline void fx_real(struct qn_value *v, double r)
{
    *v = (struct qn_value){.type = QN_V_REAL, .r = r};
}

/* A path of this test program's own, without leftovers. */
static inline const char *fx_path(const char *name, char path[PATH_CAP])
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    char other[PATH_CAP + 16];
    snprintf(path, PATH_CAP, "%s/store-%s-%ld.db", QN_TEST_TMP, name, (long)getpid());
    for (size_t i = 0; i < 4; i++) {
        snprintf(other, sizeof other, "%s%s", path, tails[i]);
        unlink(other);
    }
    return path;
}

static inline struct qn_store *fx_open(const char *path, enum qn_store_mode mode)
{
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    assert_ok(qn_store_open(path, mode, &s, &err), err);
    return s;
}

static inline int64_t fx_run(struct qn_store *s, const char *options)
{
    struct qn_err err = {0};
    const struct qn_run_input input[2] = {
        {"stations.csv", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3},
        {"区域/region.yaml", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
         0}};
    struct qn_run run = {.command = "import",
                         .version = "0.1.0",
                         .options = options,
                         .started_unix_ms = 1563325200000,
                         .input = input,
                         .n_input = 2};
    assert_ok(qn_store_run_add(s, &run, &err), err);
    return run.id;
}

static inline int64_t fx_put_station(struct qn_store *s, int64_t run, const char *id,
                                     const char *name, double lon_deg, int64_t line)
{
    struct qn_err err = {0};
    struct qn_value v[FX_STATION_COLUMNS] = {{QN_V_NULL, 0, 0, NULL, 0}};
    int64_t seq = 0;
    fx_text(&v[0], id);
    fx_text(&v[1], name);
    fx_real(&v[4], lon_deg);
    fx_real(&v[5], 36.0783);
    fx_real(&v[6], 450);
    fx_text(&v[8], "evaluation");
    fx_text(&v[11], "published");
    fx_text(&v[12], "S-01");
    assert_ok(qn_store_put(s, &fx_station, run, "stations.csv", line, v, &seq, &err), err);
    return seq;
}

static inline int64_t fx_put_setting(struct qn_store *s, int64_t run, const char *name,
                                     const char *value)
{
    struct qn_err err = {0};
    struct qn_value v[2];
    int64_t seq = 0;
    fx_text(&v[0], name);
    fx_text(&v[1], value);
    assert_ok(qn_store_put(s, &fx_setting, run, "region.yaml", 1, v, &seq, &err), err);
    return seq;
}

/* Two runs, eight records: seq 1 and 6 are the runs. */
#define FX_RECORDS 8
static inline void fx_fill(struct qn_store *s)
{
    struct qn_err err = {0};
    assert_ok(qn_store_begin(s, &err), err);
    int64_t run = fx_run(s, "format=region");
    fx_put_setting(s, run, "region_name_zh", "盆地市");
    fx_put_station(s, run, "1733A", "临钢医院", 111.5531, 2);
    fx_put_station(s, run, "1734A", "城南", 111.5, 3);
    fx_put_station(s, run, "1735A", "城北", 111.6, 4);
    run = fx_run(s, "format=region");
    fx_put_station(s, run, "1733A", "临钢医院（新址）", 111.5532, 2);
    fx_put_setting(s, run, "region_name_en", "Basin");
    assert_ok(qn_store_commit(s, &err), err);
}

static inline void fx_make(const char *path)
{
    struct qn_store *s = fx_open(path, QN_STORE_CREATE);
    fx_fill(s);
    qn_store_free(s);
}

/* SQL behind the program's back. */
static inline void fx_raw(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        print_error("%s: %s\n", sql, message);
        fail();
    }
    sqlite3_close(db);
}

static inline void fx_hash(const char *path, char hash[QN_SHA256_HEX_CAP])
{
    struct qn_err err = {0};
    struct qn_store *s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_content_hash(s, hash, &err), err);
    qn_store_free(s);
}

static inline int fx_exists(const char *path, const char *tail)
{
    char name[PATH_CAP + 16];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, tail);
    return stat(name, &st) == 0;
}

#endif
