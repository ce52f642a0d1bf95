/* The register of data loggers: alone in a new store, and its secrets in nobody's sight. */
#include "base/jsonw.h"
#include "region/docs.h"
#include "region/folder.h"
#include "region/region.h"
#include "store/store.h"

#define HEADER                                                                                     \
    "device_mn,outlet_id,hj212_version,password,allowed_addresses,sm4_key_hex,accepted_"           \
    "deviations,units,rtd_interval_s,min_interval_min,wet_scrubber,basis,source\n"
#define PASSWORD "pW7#xQ" /* of no device */
#define KEY "d0c1b2a39485766758493a2b1c0dfeef"

static char *put_file(const char *name, const char *text, char path[FOLDER_PATH_CAP])
{
    char leaf[64];
    snprintf(path, FOLDER_PATH_CAP, "%s/%s-%ld", QN_TEST_TMP, name, (long)getpid());
    (void)mkdir(path, 0777);
    snprintf(leaf, sizeof leaf, "devices.csv");
    folder_put(path, leaf, text, strlen(text));
    size_t n = strlen(path);
    snprintf(path + n, FOLDER_PATH_CAP - n, "/devices.csv");
    return path;
}

static struct qn_import_result *import_one(struct qn_store *s, const char *path,
                                           enum qn_status expect)
{
    struct qn_err err = {0};
    struct qn_import_opts opts = {.path = &path, .n_path = 1};
    struct qn_import_result *r = calloc(1, sizeof *r);
    assert_non_null(r);
    enum qn_status st = qn_import(NULL, s, &opts, r, &err);
    if (st != expect)
        print_error("%s\n", err.msg[QN_EN]);
    for (size_t i = 0; st != expect && i < r->findings.n; i++)
        print_error("%s\n", qn_checks[r->findings.item[i].check].code);
    assert_int_equal(st, expect);
    return r;
}

static struct qn_store *new_store(void)
{
    struct qn_store *s = NULL;
    struct qn_err err = {0};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &s, &err), err);
    return s;
}

/* Who only runs a gateway has a list of MNs and passwords, and nothing else. */
static void a_register_alone_makes_a_store(void **state)
{
    (void)state;
    char path[FOLDER_PATH_CAP];
    struct qn_err err = {0};
    struct qn_region region;
    struct qn_store *s = new_store();
    put_file("register",
             HEADER "010000A8900016F000169DC0,,2017," PASSWORD
                    ",,,,a00000=m3/h,60,10,yes,permit,登记表\n"
                    "88888880000001,,2005,123456,10.0.0.0/8,,none,,,,,permit,登记表\n",
             path);
    struct qn_import_result *r = import_one(s, path, QN_OK);
    assert_int_equal(r->imported, 2);
    assert_int_equal(r->findings.n, 0);
    qn_import_result_release(r);
    free(r);
    assert_ok(qn_region_load(s, &region, &err), err);
    assert_int_equal(region.n_device, 2);
    const struct qn_device *d = &region.device[0];
    assert_string_equal(d->mn, "010000A8900016F000169DC0");
    assert_string_equal(d->hj212_version, "2017");
    assert_string_equal(d->units, "a00000=m3/h");
    assert_int_equal(d->outlet, -1);
    assert_int_equal(d->installation, -1);
    assert_int_equal(d->rtd_interval_s, 60);
    assert_int_equal(d->min_interval_min, 10);
    assert_int_equal(d->wet_scrubber, 1);
    assert_int_equal(region.device[1].wet_scrubber, -1);
    qn_region_release(&region);
    qn_store_free(s);
    (void)remove(path);
}

/* Everything that can go wrong in a secret cell, with every finding's words in both languages. */
static void no_finding_shows_a_secret(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "88888880000001,,2005, " PASSWORD " ,,,,,,,,permit,S\n",
        "88888880000001,,2005,\xEF\xBF\xBD" PASSWORD ",,,,,,,,permit,S\n",
        "88888880000001,,2005," PASSWORD "\",,,,,,,,permit,S\n",
        "88888880000001,,2005,\"" PASSWORD "\"x,,,,,,,,permit,S\n",
        "88888880000001,,2005," PASSWORD "7,," KEY "0,,,,,,permit,S\n",
        "88888880000001,,2005," PASSWORD "7,," KEY ",,,,,,permit,S\n",
        "88888880000001,O-9,2005," PASSWORD ",," KEY ",,,,,,permit,S\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[FOLDER_PATH_CAP], text[1024], m[QN_ERR_MSG_CAP];
        struct qn_store *s = new_store();
        struct qn_err err = {0};
        snprintf(text, sizeof text, "%s%s", HEADER, rows[i]);
        const char *file = put_file("secret", text, path);
        struct qn_import_opts opts = {.path = &file, .n_path = 1};
        struct qn_import_result r;
        (void)!qn_import(NULL, s, &opts, &r, &err);
        assert_true(r.findings.n > 0);
        for (size_t k = 0; k < r.findings.n; k++)
            for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
                qn_finding_message(&r.findings.item[k], (enum qn_lang)lang, m, sizeof m);
                assert_null(strstr(m, PASSWORD));
                assert_null(strstr(m, KEY));
                qn_finding_mend(&r.findings.item[k], (enum qn_lang)lang, m, sizeof m);
                assert_null(strstr(m, PASSWORD));
            }
        qn_import_result_release(&r);
        qn_store_free(s);
        (void)remove(path);
    }
}

/* A changed password is told by its device, not by itself. */
static void a_changed_password_is_a_change_without_its_words(void **state)
{
    (void)state;
    char path[FOLDER_PATH_CAP], m[QN_ERR_MSG_CAP];
    struct qn_store *s = new_store();
    put_file("changed", HEADER "88888880000001,,2005,123456,,,,,,,,permit,登记表\n", path);
    struct qn_import_result *r = import_one(s, path, QN_OK);
    qn_import_result_release(r);
    free(r);
    put_file("changed", HEADER "88888880000001,,2005," PASSWORD ",,,,,,,,permit,登记表\n", path);
    r = import_one(s, path, QN_OK);
    assert_int_equal(r->imported, 1);
    assert_int_equal(r->findings.n, 1);
    assert_int_equal(r->findings.item[0].check, QN_CHECK_S972);
    qn_finding_message(&r->findings.item[0], QN_EN, m, sizeof m);
    assert_non_null(strstr(m, "88888880000001"));
    assert_null(strstr(m, PASSWORD));
    assert_null(strstr(m, "123456"));
    qn_import_result_release(r);
    free(r);
    qn_store_free(s);
    (void)remove(path);
}

static void secret_columns_have_no_example(void **state)
{
    (void)state;
    int secrets = 0;
    for (size_t t = 0; t < QN_TAB_COUNT; t++)
        for (size_t c = 0; c < qn_tables[t].n; c++) {
            const struct qn_column *col = &qn_tables[t].col[c];
            if (!(col->flags & QN_COLF_SECRET))
                continue;
            secrets++;
            assert_string_equal(col->example, "");
        }
    assert_int_equal(secrets, 2); /* password, sm4_key_hex */
}

QN_CASES_BEGIN
QN_CASE(a_register_alone_makes_a_store)
QN_CASE(no_finding_shows_a_secret)
QN_CASE(a_changed_password_is_a_change_without_its_words)
QN_CASE(secret_columns_have_no_example)
QN_CASES_END
