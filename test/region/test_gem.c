/* The steel tracker: a small file of invented plants, and the published one where it is there. */
#include "base/file.h"
#include "region/folder.h"
#include "store/store.h"

#define SMALL QN_TEST_ROOT "/test/cases/gem_small.csv"
#define PUBLISHED QN_TEST_ROOT "/../shared/cases/gem/gspt_2024-04-15_utf16le.csv"

static struct qn_store *new_store(void)
{
    struct qn_store *s = NULL;
    struct qn_err err = {0};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &s, &err), err);
    return s;
}

static void import_tracker(struct qn_store *s, const char *path, struct qn_import_result *r)
{
    struct qn_err err = {0};
    struct qn_import_opts opts = {.format = QN_IMPORT_GEM_STEEL, .path = &path, .n_path = 1};
    assert_ok(qn_import(NULL, s, &opts, r, &err), err);
    assert_int_equal(r->rows, r->imported + r->unchanged + r->skipped);
}

struct found {
    const struct qn_table *t;
    const char *id, *column;
    double real;
    char text[256];
    int rows;
};

static int find_record(const struct qn_record *rec, void *user)
{
    struct found *f = user;
    f->rows++;
    if (!f->id || strcmp(rec->v[0].s, f->id) != 0)
        return 0;
    const struct qn_value *v = &rec->v[qn_table_column(f->t, f->column)];
    f->real = v->type == QN_V_REAL ? v->r : NAN;
    snprintf(f->text, sizeof f->text, "%s", v->type == QN_V_TEXT ? v->s : "");
    return 0;
}

static struct found look(struct qn_store *s, enum qn_table_id t, const char *id, const char *column)
{
    struct found f = {.t = &qn_tables[t], .id = id, .column = column, .real = NAN};
    struct qn_err err = {0};
    assert_ok(qn_store_scan(s, f.t, find_record, &f, &err), err);
    return f;
}

static void every_row_is_imported_or_skipped_with_a_code(void **state)
{
    (void)state;
    struct qn_store *s = new_store();
    struct qn_import_result r;
    import_tracker(s, SMALL, &r);
    assert_int_equal(r.rows, 15); /* lines of the file less its header */
    assert_int_equal(r.imported, 9);
    assert_int_equal(r.skipped, 6);
    int64_t skipped = 0;
    static const enum qn_check_id skips[] = {QN_CHECK_M982, QN_CHECK_M983, QN_CHECK_M984,
                                             QN_CHECK_M985, QN_CHECK_M986, QN_CHECK_M995};
    for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++)
        skipped += r.findings.by_check[skips[i]];
    assert_int_equal(skipped, r.skipped);
    assert_int_equal(r.findings.count[QN_SEV_ERROR], 0);
    qn_import_result_release(&r);
    import_tracker(s, SMALL, &r);
    assert_int_equal(r.unchanged, 9);
    assert_int_equal(r.imported, 0);
    assert_int_equal(r.run, 0);
    qn_import_result_release(&r);
    qn_store_free(s);
}

static void phases_of_a_plant_are_installations_of_their_own_state(void **state)
{
    (void)state;
    struct qn_store *s = new_store();
    struct qn_import_result r;
    import_tracker(s, SMALL, &r);
    assert_int_equal(look(s, QN_TAB_ENTERPRISE, NULL, NULL).rows, 6);
    assert_string_equal(look(s, QN_TAB_ENTERPRISE, "P1", "name_zh").text, "虚构谷地钢铁有限公司");
    assert_string_equal(look(s, QN_TAB_INSTALLATION, "S1-1-BF", "state").text, "operating");
    assert_string_equal(look(s, QN_TAB_INSTALLATION, "S2-1-EAF", "state").text,
                        "under_construction");
    assert_string_equal(look(s, QN_TAB_INSTALLATION, "S3-1-BF", "state").text, "stopped");
    assert_string_equal(look(s, QN_TAB_INSTALLATION, "S4-2-EAF", "state").text, "idle");
    assert_string_equal(look(s, QN_TAB_INSTALLATION, "S9-1-EAF", "state").text, "unknown");
    /* operating rows only: 1000 ttpa of steel, 900 of iron; the retired 300 and the 500 being
     * built are not there now */
    assert_near(look(s, QN_TAB_ENTERPRISE, "P1", "steel_capacity_t_a").real, 1000000, 0);
    assert_near(look(s, QN_TAB_ENTERPRISE, "P1", "iron_capacity_t_a").real, 900000, 0);
    assert_near(look(s, QN_TAB_ENTERPRISE, "P2", "steel_capacity_t_a").real, 1000000, 0);
    qn_import_result_release(&r);
    qn_store_free(s);
}

static void a_capacity_is_never_divided(void **state)
{
    (void)state;
    struct qn_store *s = new_store();
    struct qn_import_result r;
    import_tracker(s, SMALL, &r);
    assert_near(look(s, QN_TAB_INSTALLATION, "S1-1-BF", "capacity_t_a").real, 900000, 0);
    assert_near(look(s, QN_TAB_INSTALLATION, "S1-1-BOF", "capacity_t_a").real, 1000000, 0);
    assert_near(look(s, QN_TAB_INSTALLATION, "S4-1-BF", "capacity_t_a").real, 700000, 0);
    assert_nan(look(s, QN_TAB_INSTALLATION, "S4-1-BOF", "capacity_t_a").real);
    assert_nan(look(s, QN_TAB_INSTALLATION, "S4-1-EAF", "capacity_t_a").real);
    assert_near(look(s, QN_TAB_INSTALLATION, "S4-2-EAF", "capacity_t_a").real, 200000, 0);
    assert_nan(look(s, QN_TAB_INSTALLATION, "S5-1-unknown", "capacity_t_a").real);
    qn_import_result_release(&r);
    qn_store_free(s);
}

/* 1,746 rows, 1,163 ids and 8 pairs of one name in one country: counted with another program. */
static void the_published_tracker_is_accounted_for_row_by_row(void **state)
{
    (void)state;
    if (!qn_file_exists(PUBLISHED))
        skip();
    struct qn_store *s = new_store();
    struct qn_import_result r;
    import_tracker(s, PUBLISHED, &r);
    assert_int_equal(r.rows, 1746);
    assert_int_equal(r.imported, 1746);
    assert_int_equal(r.findings.by_check[QN_CHECK_M987], 8);
    assert_int_equal(r.findings.by_check[QN_CHECK_F121], 1);
    assert_int_equal(r.findings.by_check[QN_CHECK_M996], 1); /* one note for 54 placeholders */
    for (size_t i = 0; i < r.findings.n; i++)
        if (r.findings.item[i].check == QN_CHECK_M996)
            assert_string_equal(r.findings.item[i].arg[0], "54");
    assert_int_equal(look(s, QN_TAB_ENTERPRISE, NULL, NULL).rows, 1163);
    assert_string_equal(look(s, QN_TAB_SOURCE, "gem-gspt-2024-04", "conf_level").text,
                        "verified_page");
    qn_import_result_release(&r);
    qn_store_free(s);
}

QN_CASES_BEGIN
QN_CASE(every_row_is_imported_or_skipped_with_a_code)
QN_CASE(phases_of_a_plant_are_installations_of_their_own_state)
QN_CASE(a_capacity_is_never_divided)
QN_CASE(the_published_tracker_is_accounted_for_row_by_row)
QN_CASES_END
