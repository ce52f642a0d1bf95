/* Verdicts on the evidence chain, in new stores and in stores of an older schema. */
#include <sqlite3.h>

#include "verify/record.h"
#include "verify_fixture.h"

#define N(a) (sizeof(a) / sizeof(a)[0])
#define SEAL "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void record(struct qn_store *s, struct fx_plant *p)
{
    struct qn_err err = {0};
    const struct fx_phase f[] = {{24, 1, "N", false, false}, {48, 0.8, "F", false, false}};
    fx_init(p, FX_HOUR);
    fx_history(p);
    fx_phases(p, f, N(f));
    struct qn_verification v = fx_judge(p, 240);
    struct qn_run run = {.command = "verify", .version = "test", .options = ""};
    const struct qn_verdict_basis basis = {SEAL, 3, 0};
    char id[QN_VERDICT_ID_CAP];
    assert_ok(qn_store_begin(s, &err), err);
    assert_ok(qn_store_run_add(s, &run, &err), err);
    assert_ok(qn_verdict_record(s, run.id, 1, &v, "MN-TEST", &basis, id, &err), err);
    assert_ok(qn_store_commit(s, &err), err);
    assert_int_equal(id[0], 'V');
}

struct seen {
    int rows, contradicted;
    double contradicted_h;
    bool seal;
};

static int see_verdict(const struct qn_record *rec, void *user)
{
    struct seen *s = user;
    s->rows++;
    s->contradicted_h = rec->v[9].r;
    s->seal = strcmp(rec->v[14].s, SEAL) == 0;
    return 0;
}

static int see_interval(const struct qn_record *rec, void *user)
{
    struct seen *s = user;
    s->rows++;
    s->contradicted += strcmp(rec->v[4].s, "contradicted") == 0;
    return 0;
}

static int see_any(const struct qn_record *rec, void *user)
{
    (void)rec;
    ++*(int *)user;
    return 0;
}

static void verdicts_and_their_witnesses_stand_on_the_chain(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    struct fx_plant p;
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &s, &err), err);
    record(s, &p);
    struct seen verdicts = {0}, intervals = {0};
    int witnesses = 0, findings = 0;
    assert_ok(qn_store_scan(s, &qn_verdict_tables[QN_VT_VERDICT], see_verdict, &verdicts, &err),
              err);
    assert_ok(qn_store_scan(s, &qn_verdict_tables[QN_VT_INTERVAL], see_interval, &intervals, &err),
              err);
    assert_ok(qn_store_scan(s, &qn_verdict_tables[QN_VT_WITNESS], see_any, &witnesses, &err), err);
    assert_ok(qn_store_scan(s, &qn_verdict_tables[QN_VT_FINDING], see_any, &findings, &err), err);
    assert_int_equal(verdicts.rows, 1);
    assert_near(verdicts.contradicted_h, 48, 0.1);
    assert_true(verdicts.seal);
    assert_int_equal(intervals.contradicted, 1);
    assert_true(witnesses >= 8 && findings == 1);
    struct qn_audit a;
    assert_ok(qn_store_audit(s, NULL, &a, &err), err);
    assert_true(a.ok);
    /* A run, a verdict, and what it holds. */
    assert_int_equal(a.records, 2 + intervals.rows + witnesses + findings);
    qn_store_free(s);
    fx_release(&p);
}

/* A store as a program of schema 1 left it: later tables taken away, version set back. */
static void a_store_of_schema_1_takes_verdicts_after_it_is_opened_for_writing(void **state)
{
    (void)state;
    static const char *const old =
        "DROP TABLE verdict; DROP TABLE verdict_interval; DROP TABLE verdict_finding;"
        "DROP TABLE verdict_witness; DROP TABLE device; PRAGMA user_version = 1;";
    char path[512];
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    sqlite3 *db = NULL;
    struct fx_plant p;
    snprintf(path, sizeof path, "%s/verify-old.db", QN_TEST_TMP);
    remove(path);
    assert_ok(qn_store_open(path, QN_STORE_CREATE, &s, &err), err);
    struct qn_run run = {.command = "import", .version = "old", .options = ""};
    assert_ok(qn_store_begin(s, &err), err);
    assert_ok(qn_store_run_add(s, &run, &err), err);
    assert_ok(qn_store_commit(s, &err), err);
    qn_store_free(s);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, old, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_ok(qn_store_open(path, QN_STORE_WRITE, &s, &err), err);
    assert_true(qn_store_schema_version(s) >= 3);
    record(s, &p);
    struct qn_audit a;
    assert_ok(qn_store_audit(s, NULL, &a, &err), err);
    assert_true(a.ok);
    assert_int_equal(a.runs, 2);
    qn_store_free(s);
    fx_release(&p);
    remove(path);
}

QN_CASES_BEGIN
QN_CASE(verdicts_and_their_witnesses_stand_on_the_chain)
QN_CASE(a_store_of_schema_1_takes_verdicts_after_it_is_opened_for_writing)
QN_CASES_END
