/* The audit names the record that was tampered with, whatever was done to it. */
#include "store_fixture.h"

static void audit(const char *path, const char *expect_head, struct qn_audit *out)
{
    struct qn_err err = {0};
    struct qn_store *s = fx_open(path, QN_STORE_READ);
    assert_ok(qn_store_audit(s, expect_head, out, &err), err);
    qn_store_free(s);
    if (!out->ok)
        assert_true(out->reason[QN_ZH][0] != '\0' && out->reason[QN_EN][0] != '\0');
}

static void an_untouched_store_audits_clean(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_audit a;
    fx_make(fx_path("clean", path));
    audit(path, NULL, &a);
    assert_true(a.ok);
    assert_int_equal(a.records, FX_RECORDS);
    assert_int_equal(a.runs, 2);
    assert_int_equal(strlen(a.head), 64);
    assert_false(a.head_found);
    struct qn_store *s = fx_open(":memory:", QN_STORE_CREATE);
    struct qn_err err = {0};
    assert_ok(qn_store_audit(s, NULL, &a, &err), err);
    assert_true(a.ok);
    assert_int_equal(a.records, 0);
    qn_store_free(s);
}

/* The documented form, written out by hand and hashed again with the base room's SHA-256: the
 * setting record of fx_fill, seq 2 of run 1. */
static void the_hash_is_that_of_the_documented_canonical_form(void **state)
{
    (void)state;
    static const char canonical[] = "setting\0seq=i1:2\nrun=i1:1\nin_file=t11:region.yaml\n"
                                    "in_line=i1:1\nsetting=t14:region_name_zh\n"
                                    "value=t9:\xe7\x9b\x86\xe5\x9c\xb0\xe5\xb8\x82\n";
    char path[PATH_CAP];
    unsigned char input[512], hash[QN_SHA256_LEN];
    struct qn_err err = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    fx_make(fx_path("canonical", path));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT hash FROM chain ORDER BY seq LIMIT 2", -1, &q, NULL);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    memcpy(input, sqlite3_column_blob(q, 0), QN_SHA256_LEN);
    memcpy(input + QN_SHA256_LEN, canonical, sizeof canonical - 1);
    assert_ok(qn_sha256_of(input, QN_SHA256_LEN + sizeof canonical - 1, hash, &err), err);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    assert_memory_equal(sqlite3_column_blob(q, 0), hash, QN_SHA256_LEN);
    sqlite3_finalize(q);
    sqlite3_close(db);
}

/* Cells of a table, collected before anything is changed. */
struct cell {
    char table[32], column[32], where[80];
    int64_t seq; /* record the cell belongs to */
    int type, bytes;
};
static struct cell cells[1024];
static size_t n_cells;

static void collect_cells(sqlite3 *db, const char *table, const char *where, const char *record)
{
    char sql[256];
    sqlite3_stmt *q = NULL;
    snprintf(sql, sizeof sql, "SELECT %s, %s, * FROM %s", where, record, table);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW)
        for (int i = 2; i < sqlite3_column_count(q); i++) {
            struct cell *c = &cells[n_cells++];
            assert_true(n_cells < sizeof cells / sizeof cells[0]);
            snprintf(c->table, sizeof c->table, "%s", table);
            snprintf(c->column, sizeof c->column, "%s", sqlite3_column_name(q, i));
            snprintf(c->where, sizeof c->where, "%s", (const char *)sqlite3_column_text(q, 0));
            c->seq = sqlite3_column_int64(q, 1);
            c->type = sqlite3_column_type(q, i);
            c->bytes = sqlite3_column_bytes(q, i);
        }
    sqlite3_finalize(q);
}

/* Copy the store, so that every change starts from the same bytes. */
static void copy_file(const char *from, const char *to)
{
    char buf[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    for (size_t n; (n = fread(buf, 1, sizeof buf, in)) > 0;)
        assert_int_equal(fwrite(buf, 1, n, out), n);
    fclose(in);
    fclose(out);
}

static void change_and_audit(const char *clean, const char *work, const struct cell *c,
                             const char *expression)
{
    char sql[1024];
    struct qn_audit a;
    int64_t moved = 0;
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    copy_file(clean, work);
    snprintf(sql, sizeof sql, "UPDATE %s SET \"%s\" = %s WHERE %s RETURNING \"%s\"", c->table,
             c->column, expression, c->where, c->column);
    assert_int_equal(sqlite3_open(work, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        moved = sqlite3_column_int64(q, 0);
        code = sqlite3_step(q);
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
    if (code == SQLITE_CONSTRAINT)
        return; /* SQLite itself keeps two rows from having one key */
    assert_int_equal(code, SQLITE_DONE);
    audit(work, NULL, &a);
    /* A record given another's seq is named there or where it is missing. */
    int64_t other = strcmp(c->column, "seq") == 0 ? moved : c->seq;
    if (strcmp(c->table, "run_input") == 0 && strcmp(c->column, "run") == 0)
        other = moved == 1 ? 1 : c->seq; /* an input given to run 1 breaks run 1, whose seq is 1 */
    if (a.ok || (a.broken_seq != c->seq && a.broken_seq != other)) {
        print_error("%s: ok %d, named %lld instead of %lld\n", sql, a.ok, (long long)a.broken_seq,
                    (long long)c->seq);
        fail();
    }
    if (strcmp(c->table, "chain") != 0 && strcmp(c->table, "run_input") != 0 &&
        strcmp(c->column, "seq") != 0)
        assert_string_equal(a.broken_table, c->table);
}

static void change_cell(const char *clean, const char *work, const struct cell *c)
{
    char to[512];
    switch (c->type) {
    case SQLITE_INTEGER:
        for (int bit = 0; bit < 62; bit += 8) { /* one bit of each byte; a xor b = (a|b) - (a&b) */
            long long mask = 1LL << (bit + bit / 8 % 7);
            snprintf(to, sizeof to, "(\"%s\" | %lld) - (\"%s\" & %lld)", c->column, mask, c->column,
                     mask);
            change_and_audit(clean, work, c, to);
        }
        break;
    case SQLITE_FLOAT:
        snprintf(to, sizeof to, "\"%s\" * (1 + 2.3e-16)", c->column); /* the last bit or so */
        change_and_audit(clean, work, c, to);
        break;
    case SQLITE_NULL:
        snprintf(to, sizeof to,
                 "(SELECT CASE type WHEN 'TEXT' THEN 'x' ELSE 1 END FROM"
                 " pragma_table_info('%s') WHERE name = '%s')",
                 c->table, c->column);
        change_and_audit(clean, work, c, to);
        break;
    default: /* each byte of a text or a blob becomes another one */
        for (int i = 0; i < c->bytes; i++) {
            const char *as = c->type == SQLITE_BLOB ? "BLOB" : "TEXT";
            snprintf(
                to, sizeof to,
                "CAST(substr(CAST(\"%s\" AS BLOB), 1, %d) ||"
                " CASE substr(CAST(\"%s\" AS BLOB), %d, 1) WHEN x'78' THEN x'79' ELSE x'78' END"
                " || substr(CAST(\"%s\" AS BLOB), %d) AS %s)",
                c->column, i, c->column, i + 1, c->column, i + 2, as);
            change_and_audit(clean, work, c, to);
        }
        if (c->type == SQLITE_TEXT) {
            change_and_audit(clean, work, c, "''");
            snprintf(to, sizeof to, "\"%s\" || ' '", c->column);
            change_and_audit(clean, work, c, to);
        }
    }
}

static void prepare_cells(const char *name, char clean[PATH_CAP], char work[PATH_CAP])
{
    sqlite3 *db = NULL;
    char other[PATH_CAP];
    snprintf(other, sizeof other, "%s-work", name);
    fx_make(fx_path(name, clean));
    fx_raw(clean, "PRAGMA journal_mode = DELETE"); /* one file, cheap to copy */
    fx_path(other, work);
    assert_int_equal(sqlite3_open(clean, &db), SQLITE_OK);
    n_cells = 0;
    collect_cells(db, "chain", "'seq = ' || seq", "seq");
    collect_cells(db, "run", "'seq = ' || seq", "seq");
    collect_cells(db, "run_input", "'run = ' || run || ' AND n = ' || n",
                  "(SELECT seq FROM run WHERE run.id = run_input.run)");
    collect_cells(db, "station", "'seq = ' || seq", "seq");
    collect_cells(db, "setting", "'seq = ' || seq", "seq");
    sqlite3_close(db);
}

static void any_byte_changed_in_any_chained_record_names_that_record(void **state)
{
    (void)state;
    char clean[PATH_CAP], work[PATH_CAP];
    prepare_cells("flip", clean, work);
    /* by hand: chain 8 x 3, run 2 x 9, run_input 4 x 5, station 4 x 18, setting 2 x 6 */
    assert_int_equal(n_cells, 24 + 18 + 20 + 72 + 12);
    for (size_t i = 0; i < n_cells; i++)
        change_cell(clean, work, &cells[i]);
}

/* SQL on a copy, then what the audit names. */
static void tamper(const char *name, const char *sql, int64_t seq, const char *table,
                   const char *part_of_reason)
{
    char path[PATH_CAP];
    struct qn_audit a;
    fx_make(fx_path(name, path));
    fx_raw(path, sql);
    audit(path, NULL, &a);
    assert_false(a.ok);
    assert_int_equal(a.broken_seq, seq);
    assert_string_equal(a.broken_table, table);
    if (!strstr(a.reason[QN_EN], part_of_reason)) {
        print_error("%s\n", a.reason[QN_EN]);
        fail();
    }
}

static void a_removed_record_is_named(void **state)
{
    (void)state;
    tamper("row", "DELETE FROM station WHERE seq = 4", 4, "station", "removed or moved");
    tamper("entry", "DELETE FROM chain WHERE seq = 4", 4, "station", "has no entry in the chain");
    tamper("both", "DELETE FROM station WHERE seq = 4; DELETE FROM chain WHERE seq = 4", 4, "chain",
           "gap");
    tamper("run", "DELETE FROM run WHERE id = 2", 6, "run", "removed or moved");
    tamper("input", "DELETE FROM run_input WHERE run = 2 AND n = 2", 6, "run", "altered");
}

static void the_broken_id_is_given(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_audit a;
    fx_make(fx_path("id", path));
    fx_raw(path, "UPDATE station SET lon_deg = 111.0 WHERE seq = 5");
    audit(path, NULL, &a);
    assert_string_equal(a.broken_id, "1735A");
    assert_int_equal(a.records, 4);
}

static void records_that_changed_places_are_named(void **state)
{
    (void)state;
    tamper("swap",
           "UPDATE station SET seq = -4 WHERE seq = 4; UPDATE station SET seq = 4 WHERE seq = 5;"
           "UPDATE station SET seq = 5 WHERE seq = -4",
           4, "station", "altered");
    tamper("swap-hash",
           "UPDATE chain SET hash = (SELECT hash FROM chain AS o WHERE o.seq = 9 - chain.seq)"
           " WHERE seq IN (4, 5)",
           4, "station", "altered");
}

static void records_added_behind_the_back_are_named(void **state)
{
    (void)state;
    tamper("added", "INSERT INTO setting VALUES (77, 1, 'f', 1, 'title_zh', 'x')", 77, "setting",
           "has no entry");
    tamper("early", "INSERT INTO setting VALUES (3, 1, 'f', 1, 'title_zh', 'x')", 3, "setting",
           "has no entry");
    tamper("chained",
           "INSERT INTO chain VALUES (9, 'setting', zeroblob(32));"
           "INSERT INTO setting VALUES (9, 1, 'f', 1, 'title_zh', 'x')",
           9, "setting", "altered");
    tamper("unknown", "INSERT INTO chain VALUES (9, 'nowhere', zeroblob(32))", 9, "nowhere",
           "unknown table");
    tamper("own", "INSERT INTO chain VALUES (9, 'chain', zeroblob(32))", 9, "chain",
           "unknown table");
    tamper("input", "INSERT INTO run_input VALUES (9, 1, 'a', 'b', 1)", 0, "run_input",
           "belongs to no run");
}

static void a_changed_schema_is_named(void **state)
{
    (void)state;
    tamper("table", "CREATE TABLE extra (x)", 0, "table extra extra", "schema");
    tamper("index", "DROP INDEX station_by_id", 0, "index station_by_id station", "schema");
    tamper("column", "ALTER TABLE station ADD COLUMN x TEXT", 0, "table station station", "schema");
    tamper("trigger", "CREATE TRIGGER t AFTER INSERT ON station BEGIN DELETE FROM station; END", 0,
           "trigger t station", "schema");
    tamper("meta", "UPDATE meta SET value = 'x' WHERE name = 'format'", 0, "format", "meta");
}

static void records_cut_from_the_end_show_only_against_a_noted_head(void **state)
{
    (void)state;
    char path[PATH_CAP], head[QN_SHA256_HEX_CAP];
    struct qn_audit a;
    fx_make(fx_path("cut", path));
    audit(path, NULL, &a);
    snprintf(head, sizeof head, "%s", a.head);
    audit(path, head, &a);
    assert_true(a.ok && a.head_found);
    fx_raw(path, "DELETE FROM setting WHERE seq = 8; DELETE FROM chain WHERE seq = 8");
    audit(path, NULL, &a);
    assert_true(a.ok); /* nothing inside can tell */
    assert_int_equal(a.records, FX_RECORDS - 1);
    audit(path, head, &a);
    assert_false(a.ok);
    assert_false(a.head_found);
    assert_non_null(strstr(a.reason[QN_EN], head));
}

static void an_earlier_head_is_found_after_more_was_written(void **state)
{
    (void)state;
    char path[PATH_CAP], head[QN_SHA256_HEX_CAP];
    struct qn_audit a;
    fx_make(fx_path("earlier", path));
    audit(path, NULL, &a);
    snprintf(head, sizeof head, "%s", a.head);
    struct qn_store *s = fx_open(path, QN_STORE_WRITE);
    fx_fill(s);
    qn_store_free(s);
    audit(path, head, &a);
    assert_true(a.ok && a.head_found);
    assert_int_equal(a.records, 2 * FX_RECORDS);
    audit(path, "0000000000000000000000000000000000000000000000000000000000000000", &a);
    assert_true(a.ok && a.head_found); /* the head before the first record */
}

/* Flip bytes of the file itself. Either the store is refused, or the audit finds it, or nothing
 * that it holds has changed. */
static void a_byte_flipped_in_the_file_is_refused_found_or_without_effect(void **state)
{
    (void)state;
    char clean[PATH_CAP], work[PATH_CAP], before[QN_SHA256_HEX_CAP], after[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    int found = 0, refused = 0, harmless = 0;
    fx_make(fx_path("raw", clean));
    fx_raw(clean, "PRAGMA journal_mode = DELETE");
    fx_hash(clean, before);
    fx_path("raw-work", work);
    FILE *f = fopen(clean, "rb");
    assert_non_null(f);
    static unsigned char bytes[1 << 20];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    for (size_t at = 0, step = 0; at < n; at += step) {
        step = bytes[at] ? 11 : 97; /* dense where there is content */
        bytes[at] ^= (unsigned char)(1u << at % 8);
        f = fopen(work, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(bytes, 1, n, f), n);
        fclose(f);
        bytes[at] ^= (unsigned char)(1u << at % 8);
        struct qn_store *s = NULL;
        struct qn_audit a;
        if (qn_store_open(work, QN_STORE_READ, &s, &err)) {
            refused++;
            continue;
        }
        enum qn_status st = qn_store_audit(s, NULL, &a, &err);
        if (st || !a.ok) {
            found++;
        } else {
            assert_ok(qn_store_content_hash(s, after, &err), err);
            assert_string_equal(before, after);
            harmless++;
        }
        qn_store_free(s);
    }
    assert_true(found > 100 && refused > 0 && harmless > 0);
}

QN_CASES_BEGIN
QN_CASE(an_untouched_store_audits_clean)
QN_CASE(the_hash_is_that_of_the_documented_canonical_form)
QN_CASE(any_byte_changed_in_any_chained_record_names_that_record)
QN_CASE(a_removed_record_is_named)
QN_CASE(the_broken_id_is_given)
QN_CASE(records_that_changed_places_are_named)
QN_CASE(records_added_behind_the_back_are_named)
QN_CASE(a_changed_schema_is_named)
QN_CASE(records_cut_from_the_end_show_only_against_a_noted_head)
QN_CASE(an_earlier_head_is_found_after_more_was_written)
QN_CASE(a_byte_flipped_in_the_file_is_refused_found_or_without_effect)
QN_CASES_END
