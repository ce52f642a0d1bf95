/* The walk, as a person runs it: both example regions through import, screen, audit and brief.
 * Expected classes of Linfen 2019 are those of the reference facts (published equipment against
 * the catalogue's items); the rest are properties that any region must have. */
#include "qn_test.h"

#include <jansson.h>

#include "program.h"

#define ROOT QN_TEST_ROOT
#define TMP QN_TEST_TMP

static void run(const char *name, char *const argv[], struct outcome *o)
{
    char base[512];
    snprintf(base, sizeof base, "%s/walk-%s-%d", TMP, name, (int)getpid()); /* cases run at once */
    program_run(base, argv, o);
    assert_int_equal(o->signal, 0);
    assert_false(o->timed_out);
}

/* Runs it, expects the exit status, gives the output as JSON. */
static json_t *run_json(const char *name, char *const argv[], int status)
{
    struct outcome o;
    run(name, argv, &o);
    if (o.exit != status)
        print_error("%s: exit %d: %s\n", name, o.exit, o.talk.len ? o.talk.data : "");
    assert_int_equal(o.exit, status);
    json_error_t at;
    json_t *j = json_loadb(o.out.data, o.out.len, 0, &at);
    if (!j)
        print_error("%s: %s at line %d\n", name, at.text, at.line);
    assert_non_null(j);
    outcome_release(&o);
    return j;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void import(const char *store, const char *region)
{
    char path[512], folder[512];
    snprintf(path, sizeof path, "%s", store);
    snprintf(folder, sizeof folder, "%s/examples/%s", ROOT, region);
    unlink(path);
    char *const argv[] = {"quench", "import", path, folder, "--json", NULL};
    json_t *j = run_json("import", argv, 0);
    assert_int_equal(json_integer_value(json_object_get(j, "errors")), 0);
    assert_int_equal(json_integer_value(json_object_get(j, "rows")),
                     json_integer_value(json_object_get(j, "imported")));
    json_decref(j);
}

static json_t *screen(const char *store, const char *on)
{
    char path[512], day[32];
    snprintf(path, sizeof path, "%s", store);
    snprintf(day, sizeof day, "%s", on);
    char *const argv[] = {"quench", "screen", path, "--on", day, "--json", NULL};
    return run_json("screen", argv, 0);
}

static const json_t *row_of(const json_t *screened, const char *installation)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(screened, "rows"), i, row)
    {
        if (strcmp(text_of(row, "installation"), installation) == 0)
            return row;
    }
    print_error("no row for %s\n", installation);
    fail();
    return NULL;
}

static void check_class(const json_t *screened, const char *installation, const char *cls,
                        const char *rule)
{
    const json_t *row = row_of(screened, installation);
    assert_string_equal(text_of(row, "class"), cls);
    if (rule)
        assert_string_equal(text_of(row, "rule_id"), rule);
}

static void linfen_2019_is_screened_by_the_edition_of_that_day(void **state)
{
    (void)state;
    const char *store = TMP "/walk-linfen.db";
    import(store, "linfen-2019");
    json_t *j = screen(store, "2019-07-17");
    assert_string_equal(text_of(json_object_get(j, "edition"), "id"), "2011A");
    check_class(j, "I-dfhl-bf", "restricted", "R2011-03a");
    check_class(j, "I-dfhl-bof", "restricted", "R2011-04a");
    check_class(j, "I-shuntai", "undetermined", NULL);
    check_class(j, "I-fsjw", "undetermined", NULL);
    json_decref(j);
    j = screen(store, "2020-01-01");
    assert_string_equal(text_of(json_object_get(j, "edition"), "id"), "2019");
    json_decref(j);
}

static void every_screened_row_says_why_or_what_is_missing(void **state)
{
    (void)state;
    const char *store = TMP "/walk-basin.db";
    import(store, "basin");
    json_t *j = screen(store, "2019-11-20"), *row;
    size_t i;
    json_array_foreach(json_object_get(j, "rows"), i, row)
    {
        int ruled = *text_of(row, "rule_id") != '\0';
        int undetermined = strcmp(text_of(row, "class"), "undetermined") == 0;
        size_t missing = json_array_size(json_object_get(row, "missing"));
        if (strcmp(text_of(row, "class"), "unclassified") != 0)
            assert_true(ruled || (undetermined && missing > 0));
        assert_true(*text_of(row, "edition") && *text_of(row, "confidence"));
        const json_t *reasoning = json_object_get(row, "reasoning");
        assert_true(json_is_array(reasoning)); /* empty where the pack holds no rows for the kind */
        assert_true(json_array_size(reasoning) > 0 || missing > 0);
    }
    assert_int_equal(json_array_size(json_object_get(j, "rows")), i);
    assert_true(i >= 40);
    json_decref(j);
}

static void no_output_gives_restricted_as_a_ground_to_close(void **state)
{
    (void)state;
    char path[] = TMP "/walk-ground.db";
    import(path, "linfen-2019");
    char *const argv[] = {"quench", "screen", path, "--on", "2019-07-17", "--lang", "zh", NULL};
    struct outcome o;
    run("ground", argv, &o);
    assert_int_equal(o.exit, 0);
    assert_non_null(strstr(o.out.data, "限制类本身不是关闭的理由"));
    assert_null(strstr(o.out.data, "关闭依据"));
    outcome_release(&o);
}

static void a_second_import_of_the_same_folder_changes_nothing(void **state)
{
    (void)state;
    char path[] = TMP "/walk-twice.db", folder[] = ROOT "/examples/basin";
    import(path, "basin");
    char *const audit[] = {"quench", "audit", path, "--json", NULL};
    char *const again[] = {"quench", "import", path, folder, "--json", NULL};
    json_t *before = run_json("audit", audit, 0), *j = run_json("again", again, 0);
    assert_int_equal(json_integer_value(json_object_get(j, "imported")), 0);
    assert_int_equal(json_integer_value(json_object_get(j, "unchanged")),
                     json_integer_value(json_object_get(j, "rows")));
    json_t *after = run_json("audit", audit, 0);
    assert_string_equal(text_of(before, "content_sha256"), text_of(after, "content_sha256"));
    json_decref(before);
    json_decref(after);
    json_decref(j);
}

static void brief(const char *region, const char *out)
{
    char folder[512], to[512];
    snprintf(folder, sizeof folder, "%s/examples/%s", ROOT, region);
    snprintf(to, sizeof to, "%s", out);
    char *const argv[] = {"quench", "brief", folder, "-o", to, "--quiet", NULL};
    struct outcome o;
    run("brief", argv, &o);
    if (o.exit)
        print_error("%s\n", o.talk.len ? o.talk.data : "");
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
}

static void read_file(const char *folder, const char *leaf, struct qn_buf *out)
{
    char path[600];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/%s", folder, leaf);
    qn_buf_init(out, PROGRAM_OUT_MAX);
    assert_ok(qn_file_read(path, out, &err), err);
    assert_true(out->len > 0);
}

static const char *const leaves[] = {"brief.zh.html", "brief.en.html", "brief.zh.pdf",
                                     "brief.en.pdf",  "brief.xlsx",    "brief.json"};

static void the_same_folder_gives_the_same_bytes(void **state)
{
    (void)state;
    brief("basin", TMP "/walk-a");
    brief("basin", TMP "/walk-b");
    for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++) {
        struct qn_buf a, b;
        read_file(TMP "/walk-a", leaves[i], &a);
        read_file(TMP "/walk-b", leaves[i], &b);
        if (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)
            print_error("%s differs\n", leaves[i]);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.data, b.data, a.len);
        qn_buf_release(&a);
        qn_buf_release(&b);
    }
}

/* Every number of the JSON says what it is, what it rests on, and which run it is of. */
static void check_numbers(const char *folder)
{
    struct qn_buf text;
    read_file(folder, "brief.json", &text);
    json_t *j = json_loadb(text.data, text.len, 0, NULL), *n;
    assert_non_null(j);
    size_t i;
    json_array_foreach(json_object_get(j, "numbers"), i, n)
    {
        int ok = *text_of(n, "label") && *text_of(n, "text") && *text_of(n, "basis") &&
                 *text_of(n, "run") && *text_of(n, "source") &&
                 (*text_of(n, "place") || *text_of(n, "rule"));
        if (!ok)
            print_error("number %zu of %s: %s\n", i, folder, json_dumps(n, 0));
        assert_true(ok);
    }
    assert_true(i > 20);
    json_decref(j);
    qn_buf_release(&text);
}

static void every_number_of_the_json_has_its_source(void **state)
{
    (void)state;
    brief("basin", TMP "/walk-n");
    check_numbers(TMP "/walk-n");
    brief("linfen-2019", TMP "/walk-m");
    check_numbers(TMP "/walk-m");
}

/* The objects of the embedded provenance list, and every button that points into it. */
static void check_page(const char *folder, const char *leaf)
{
    struct qn_buf page;
    read_file(folder, leaf, &page);
    char *open = strstr(page.data, "id=\"prov\">");
    assert_non_null(open);
    open += strlen("id=\"prov\">");
    char *close = strstr(open, "</script>");
    assert_non_null(close);
    json_t *prov = json_loadb(open, (size_t)(close - open), 0, NULL);
    assert_true(json_is_array(prov));
    size_t n = 0, most = json_array_size(prov);
    for (const char *p = page.data; (p = strstr(p, "data-p=\"")) != NULL; n++) {
        p += strlen("data-p=\"");
        char *end;
        unsigned long id = strtoul(p, &end, 10);
        assert_int_equal(*end, '"');
        assert_true(id < most);
        const json_t *o = json_array_get(prov, id);
        assert_true(json_object_size(o) > 0);
    }
    assert_true(n > 20);
    assert_null(strstr(page.data, "<link"));
    assert_null(strstr(page.data, "@import"));
    assert_null(strstr(page.data, " src=\"http"));
    json_decref(prov);
    qn_buf_release(&page);
}

static void every_number_of_the_pages_opens_to_its_source(void **state)
{
    (void)state;
    brief("basin", TMP "/walk-p");
    check_page(TMP "/walk-p", "brief.zh.html");
    check_page(TMP "/walk-p", "brief.en.html");
    brief("linfen-2019", TMP "/walk-q");
    check_page(TMP "/walk-q", "brief.zh.html");
    check_page(TMP "/walk-q", "brief.en.html");
}

static void a_fictional_region_says_so_in_every_format(void **state)
{
    (void)state;
    brief("basin", TMP "/walk-f");
    struct qn_buf page;
    read_file(TMP "/walk-f", "brief.en.html", &page);
    assert_non_null(strstr(page.data, "Fictional region"));
    qn_buf_release(&page);
    read_file(TMP "/walk-f", "brief.zh.html", &page);
    assert_non_null(strstr(page.data, "虚构地区"));
    qn_buf_release(&page);
    read_file(TMP "/walk-f", "brief.json", &page);
    assert_non_null(strstr(page.data, "\"fictional\": true"));
    qn_buf_release(&page);
}

static void check_usage(char *const argv[], const char *word)
{
    struct outcome o;
    run("usage", argv, &o);
    assert_int_equal(o.exit, 2);
    assert_true(o.talk.len > 0);
    if (!strstr(o.talk.data, word))
        print_error("%s\n", o.talk.data);
    assert_non_null(strstr(o.talk.data, word));
    outcome_release(&o);
}

static void wrong_command_lines_are_named_and_end_with_2(void **state)
{
    (void)state;
    char *const unknown[] = {"quench", "brif", NULL};
    check_usage(unknown, "brief");
    char *const option[] = {"quench", "screen", "x.db", "--josn", NULL};
    check_usage(option, "--json");
    char *const date[] = {"quench", "brief", ROOT "/examples/basin", "-o", TMP "/walk-u", "--on",
                          "2019",   NULL};
    check_usage(date, "YYYY-MM-DD");
    char *const few[] = {"quench", "import", "x.db", NULL};
    check_usage(few, "STORE FOLDER|FILE");
    char *const out[] = {"quench", "brief", ROOT "/examples/basin", NULL};
    check_usage(out, "-o");
    char *const twice[] = {"quench",     "screen", "x.db",       "--on",
                           "2019-01-01", "--on",   "2019-01-02", NULL};
    check_usage(twice, "twice");
}

static void a_store_that_is_not_there_is_named_and_not_made(void **state)
{
    (void)state;
    char path[] = TMP "/walk-nowhere.db";
    char *const argv[] = {"quench", "screen", path, NULL};
    struct outcome o;
    run("nowhere", argv, &o);
    assert_int_equal(o.exit, 1);
    assert_non_null(strstr(o.talk.data, "walk-nowhere.db"));
    assert_int_equal(access(path, F_OK), -1);
    outcome_release(&o);
}

static void audit_finds_a_noted_head_and_misses_a_foreign_one(void **state)
{
    (void)state;
    char path[] = TMP "/walk-head.db", head[80], foreign[80];
    import(path, "linfen-2019");
    char *const audit[] = {"quench", "audit", path, "--json", NULL};
    json_t *j = run_json("head", audit, 0);
    snprintf(head, sizeof head, "%s", text_of(j, "head"));
    json_decref(j);
    char *const noted[] = {"quench", "audit", path, "--json", "--head", head, NULL};
    j = run_json("noted", noted, 0);
    assert_true(json_is_true(json_object_get(j, "head_found")));
    json_decref(j);
    snprintf(foreign, sizeof foreign, "%s", head);
    foreign[0] = head[0] == '0' ? '1' : '0';
    char *const other[] = {"quench", "audit", path, "--json", "--head", foreign, NULL};
    j = run_json("foreign", other, 1);
    assert_true(json_is_false(json_object_get(j, "ok")));
    json_decref(j);
}

QN_CASES_BEGIN
QN_CASE(linfen_2019_is_screened_by_the_edition_of_that_day)
QN_CASE(every_screened_row_says_why_or_what_is_missing)
QN_CASE(no_output_gives_restricted_as_a_ground_to_close)
QN_CASE(a_second_import_of_the_same_folder_changes_nothing)
QN_CASE(the_same_folder_gives_the_same_bytes)
QN_CASE(every_number_of_the_json_has_its_source)
QN_CASE(every_number_of_the_pages_opens_to_its_source)
QN_CASE(a_fictional_region_says_so_in_every_format)
QN_CASE(wrong_command_lines_are_named_and_end_with_2)
QN_CASE(a_store_that_is_not_there_is_named_and_not_made)
QN_CASE(audit_finds_a_noted_head_and_misses_a_foreign_one)
QN_CASES_END
