/* The decks of test/cases/aermod through the whole program, against what AERMOD 24142 makes of
 * them (README there): every number of every output, with each instruction set and with one thread
 * and three. */
#include "qn_test.h"

#include <math.h>
#include <stdbool.h>

#include "program.h"

#define CASES QN_TEST_ROOT "/test/cases/aermod"
#define PATH_CAP 1024
#define FILE_MAX ((size_t)4 << 20)
#define FIELDS_CAP 64
#define SHARE_MIN .9999 /* of the values alike to the last printed digit */
#define REL_MAX 1e-4    /* of the others */
#define NEGLIGIBLE 1e-6 /* of a file's largest value: a difference that says nothing */

/* ---- folders ---- */

static void path_of(char out[PATH_CAP], const char *folder, const char *leaf)
{
    assert_true(snprintf(out, PATH_CAP, "%s/%s", folder, leaf) < PATH_CAP);
}

static void read_whole(const char *folder, const char *leaf, struct qn_buf *b)
{
    char path[PATH_CAP];
    struct qn_err err = {0};
    path_of(path, folder, leaf);
    qn_buf_init(b, FILE_MAX);
    assert_ok(qn_file_read(path, b, &err), err);
    assert_true(b->len > 0);
}

static void copy_folder(const char *from, const char *to)
{
    struct qn_buf names, whole;
    struct qn_err err = {0};
    char path[PATH_CAP];
    qn_buf_init(&names, FILE_MAX);
    assert_ok(qn_file_mkdirs(to, &err), err);
    assert_ok(qn_file_list(from, &names, &err), err);
    for (const char *leaf = names.data; leaf && *leaf; leaf += strlen(leaf) + 1) {
        read_whole(from, leaf, &whole);
        path_of(path, to, leaf);
        assert_ok(qn_file_write(path, whole.data, whole.len, &err), err);
        qn_buf_release(&whole);
    }
    qn_buf_release(&names);
}

static void remove_files(const char *folder)
{
    struct qn_buf names;
    char path[PATH_CAP];
    qn_buf_init(&names, FILE_MAX);
    assert_int_equal(qn_file_list(folder, &names, NULL), QN_OK);
    for (const char *leaf = names.data; leaf && *leaf; leaf += strlen(leaf) + 1) {
        path_of(path, folder, leaf);
        assert_int_equal(unlink(path), 0);
    }
    qn_buf_release(&names);
    assert_int_equal(rmdir(folder), 0);
}

/* A scratch copy of one deck, met/ beside it; the process moves into it. */
struct place {
    char root[PATH_CAP], met[PATH_CAP], deck[PATH_CAP], ref[PATH_CAP];
};

static void place_make(const char *name, struct place *p)
{
    char leaf[128], from[PATH_CAP];
    assert_true(snprintf(leaf, sizeof leaf, "aermod-%s-%d", name, (int)getpid()) <
                (int)sizeof leaf);
    path_of(p->root, QN_TEST_TMP, leaf);
    path_of(p->met, p->root, "met");
    path_of(p->deck, p->root, name);
    path_of(from, CASES, name);
    path_of(p->ref, from, "ref");
    copy_folder(from, p->deck);
    copy_folder(CASES "/met", p->met);
    assert_int_equal(chdir(p->deck), 0);
}

static void place_remove(const struct place *p)
{
    assert_int_equal(chdir(QN_TEST_TMP), 0);
    remove_files(p->deck);
    remove_files(p->met);
    assert_int_equal(rmdir(p->root), 0);
}

static void run_deck(const char *option, const char *value)
{
    struct outcome o;
    const char *argv[] = {"quench",  "aermod", "--quiet", "aermod.inp",
                          "out.txt", option,   value,     NULL};
    program_run("run", (char *const *)argv, &o);
    if (o.exit != 0 && o.talk.data)
        print_error("%s %s: %s\n", option ? option : "", value ? value : "", o.talk.data);
    assert_int_equal(o.signal, 0);
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
}

/* ---- lines ---- */

/* A number of a result: five decimals (SEASONHR: eight) or an exponent, and behind it, at times, a
 * mark of calm or missing hours and a date. */
static bool is_value(const char *s)
{
    size_t sign = *s == '-', whole = strspn(s + sign, "0123456789");
    const char *point = s + sign + whole;
    if (*point != '.')
        return false;
    size_t decimals = strspn(point + 1, "0123456789");
    const char *rest = point + 1 + decimals;
    return ((decimals == 5 || decimals == 8) && *rest != 'E') ||
           (decimals && *rest == 'E' && rest[1]);
}

/* Which words of a line are results: in a row of receptors the first two are its place, a RANKFILE
 * has its only one second, a MAXIFILE last; elsewhere places have two decimals. */
static bool is_result(const char *leaf, size_t field, size_t fields, const char *word)
{
    const char *ext = strrchr(leaf, '.');
    if (!is_value(word))
        return false;
    if (strcmp(ext, ".rnk") == 0)
        return field == 1;
    if (strcmp(ext, ".mxf") == 0)
        return field == fields - 1;
    return field >= 2 || strcmp(ext, ".txt") == 0 || strcmp(ext, ".sum") == 0;
}

/* Whether a line begins or ends the rows of a result table of a main output. */
static void follow_tables(const char *line, bool *in_table)
{
    static const char *const kind[] = {"PERIOD", "ANNUAL", "MAXIMUM", "SUMMARY", "HIGHEST"};
    const char *the = strstr(line, "*** THE ");
    if (!the)
        the = strstr(line, "***  THE ");
    for (size_t i = 0; the && i < sizeof kind / sizeof kind[0]; i++)
        if (strstr(the, kind[i])) {
            *in_table = true;
            return;
        }
    if (strstr(line, "PAGE ") || strstr(line, "MODELOPTs:") || strstr(line, "Message Summary"))
        *in_table = false;
}

static size_t split(char *line, char *field[FIELDS_CAP])
{
    size_t n = 0;
    for (char *p = line; n < FIELDS_CAP;) {
        p += strspn(p, " \t\r");
        if (!*p)
            break;
        field[n++] = p;
        p += strcspn(p, " \t\r");
        if (*p)
            *p++ = 0;
    }
    return n;
}

/* Cuts the next line that counts off *text into fields; 0 at the end. */
static size_t next_row(char **text, bool tables, bool *in_table, char *field[FIELDS_CAP])
{
    while (**text) {
        char *line = *text;
        size_t length = strcspn(line, "\n");
        *text += length + (line[length] == '\n');
        line[length] = 0;
        if (tables)
            follow_tables(line, in_table);
        else if (*line == '*')
            continue;
        if (tables && !*in_table)
            continue;
        size_t n = split(line, field);
        bool value = !tables;
        for (size_t i = 0; i < n && !value; i++)
            value = is_value(field[i]);
        if (n && value)
            return n;
    }
    return 0;
}

/* ---- comparing ---- */

struct tally {
    size_t values, alike, positive;
};

static double largest(const char *leaf, const struct qn_buf *b)
{
    struct qn_buf copy;
    bool in_table = true;
    char *field[FIELDS_CAP];
    double most = 0;
    qn_buf_init(&copy, FILE_MAX);
    assert_int_equal(qn_buf_append(&copy, b->data, b->len, NULL), QN_OK);
    char *text = copy.data;
    for (size_t n; (n = next_row(&text, false, &in_table, field)) > 0;)
        for (size_t i = 0; i < n; i++)
            if (is_result(leaf, i, n, field[i]))
                most = fmax(most, fabs(strtod(field[i], NULL)));
    qn_buf_release(&copy);
    return most;
}

static void compare_row(const char *leaf, char *const ref[], char *const got[], size_t n,
                        double most, struct tally *t)
{
    for (size_t i = 0; i < n; i++) {
        bool same = strcmp(ref[i], got[i]) == 0;
        if (!is_result(leaf, i, n, ref[i])) {
            if (!same)
                print_error("%s: %s, expected %s\n", leaf, got[i], ref[i]);
            assert_true(same);
            continue;
        }
        char *after_a, *after_b;
        double a = strtod(ref[i], &after_a), b = strtod(got[i], &after_b);
        assert_string_equal(after_a, after_b);
        t->values++;
        t->alike += same;
        t->positive += a > 0;
        if (!(fabs(a - b) <= fmax(REL_MAX * fabs(a), NEGLIGIBLE * most))) {
            print_error("%s: %s, expected %s\n", leaf, got[i], ref[i]);
            fail();
        }
    }
}

static void compare_file(const struct place *p, const char *leaf, struct tally *t)
{
    const char *ext = strrchr(leaf, '.');
    bool tables = strcmp(leaf, "tables.txt") == 0, in_ref = true;
    bool filtered = tables || strcmp(ext, ".sum") == 0, in_got = false;
    struct qn_buf ref, got;
    char *a[FIELDS_CAP], *b[FIELDS_CAP];
    size_t rows = 0;
    read_whole(p->ref, leaf, &ref);
    read_whole(p->deck, tables ? "out.txt" : leaf, &got);
    double most = largest(leaf, &ref);
    if (!(most > 0))
        print_error("%s holds no number above zero\n", leaf);
    assert_true(most > 0);
    char *at_ref = ref.data, *at_got = got.data;
    for (;; rows++) {
        size_t n = next_row(&at_ref, false, &in_ref, a);
        size_t m = next_row(&at_got, filtered, &in_got, b);
        if (n != m)
            print_error("%s, row %zu: %zu words, expected %zu\n", leaf, rows + 1, m, n);
        assert_int_equal(n, m);
        if (!n)
            break;
        compare_row(leaf, a, b, n, most, t);
    }
    assert_true(rows > 0);
    qn_buf_release(&ref);
    qn_buf_release(&got);
}

static void compare_all(const struct place *p, size_t values)
{
    struct qn_buf names;
    struct tally t = {0};
    qn_buf_init(&names, FILE_MAX);
    assert_int_equal(qn_file_list(p->ref, &names, NULL), QN_OK);
    for (const char *leaf = names.data; leaf && *leaf; leaf += strlen(leaf) + 1)
        compare_file(p, leaf, &t);
    qn_buf_release(&names);
    assert_int_equal(t.values, values);
    assert_true(4 * t.positive > t.values);
    assert_true((double)t.alike >= SHARE_MIN * (double)t.values);
}

/* ---- one thread and three ---- */

/* What follows the date of the run: all but the comment lines, or the table rows. */
static void body(struct qn_buf *b, const char *leaf, struct qn_buf *out)
{
    bool tables = strcmp(leaf, "out.txt") == 0 || strstr(leaf, ".sum") != NULL, in = false;
    char *field[FIELDS_CAP], *text = b->data;
    for (size_t n; (n = next_row(&text, tables, &in, field)) > 0;)
        for (size_t i = 0; i < n; i++)
            assert_int_equal(qn_buf_printf(out, NULL, "%s%c", field[i], i + 1 < n ? ' ' : '\n'),
                             QN_OK);
}

static void read_bodies(const struct place *p, struct qn_buf *out)
{
    struct qn_buf names, whole;
    char path[PATH_CAP];
    qn_buf_init(&names, FILE_MAX);
    qn_buf_init(out, FILE_MAX);
    assert_int_equal(qn_file_list(p->ref, &names, NULL), QN_OK);
    for (const char *leaf = names.data; leaf && *leaf; leaf += strlen(leaf) + 1) {
        const char *made = strcmp(leaf, "tables.txt") == 0 ? "out.txt" : leaf;
        read_whole(p->deck, made, &whole);
        assert_int_equal(qn_buf_printf(out, NULL, "== %s\n", made), QN_OK);
        body(&whole, made, out);
        qn_buf_release(&whole);
        path_of(path, p->deck, made);
        assert_int_equal(unlink(path), 0);
    }
    qn_buf_release(&names);
}

static void threads_change_nothing(const struct place *p)
{
    struct qn_buf one, three;
    run_deck("--threads", "1");
    read_bodies(p, &one);
    run_deck("--threads", "3");
    read_bodies(p, &three);
    assert_int_equal(one.len, three.len);
    assert_memory_equal(one.data, three.data, one.len);
    qn_buf_release(&one);
    qn_buf_release(&three);
}

static bool processor_has(const char *isa)
{
#if defined(__x86_64__)
    return strcmp(isa, "avx2") != 0 || __builtin_cpu_supports("avx2");
#else
    return strcmp(isa, "sse2") == 0;
#endif
}

/* values: how many result values AERMOD printed, so that nothing passes by being empty. */
static void check_deck(const char *name, size_t values)
{
    static const char *const isa[] = {"sse2", "avx2"};
    struct place p;
    place_make(name, &p);
    run_deck(NULL, NULL);
    compare_all(&p, values);
    for (size_t i = 0; i < sizeof isa / sizeof isa[0]; i++) {
        if (!processor_has(isa[i]))
            continue;
        run_deck("--isa", isa[i]);
        compare_all(&p, values);
    }
    threads_change_nothing(&p);
    place_remove(&p);
}

static void stacks_before_a_hill_one_hot_one_cool_one_flat(void **state)
{
    (void)state;
    check_deck("points", 778);
}

static void stacks_in_the_wakes_of_two_buildings(void **state)
{
    (void)state;
    check_deck("downwash", 537);
}

static void capped_and_horizontal_stacks_with_an_observed_profile(void **state)
{
    (void)state;
    check_deck("capped", 633);
}

static void volumes_under_receptors_above_the_ground(void **state)
{
    (void)state;
    check_deck("volumes", 636);
}

static void a_rectangle_a_polygon_a_circle_and_a_line(void **state)
{
    (void)state;
    check_deck("areas", 672);
}

static void open_pits_of_dust_and_gas(void **state)
{
    (void)state;
    check_deck("pit", 480);
}

static void twins_in_two_towns_and_in_the_country(void **state)
{
    (void)state;
    check_deck("urban", 649);
}

static void particles_of_both_methods_dry_and_wet(void **state)
{
    (void)state;
    check_deck("particles", 1440);
}

static void a_soluble_gas_dry_and_wet(void **state)
{
    (void)state;
    check_deck("gas", 1038);
}

static void emission_by_hour_month_season_weekday_and_wind(void **state)
{
    (void)state;
    check_deck("emission", 757);
}

static void every_average_and_table_with_calm_and_missing_hours(void **state)
{
    (void)state;
    check_deck("tables", 1207);
}

static void regulatory_defaults_before_a_hill(void **state)
{
    (void)state;
    check_deck("regulatory", 508);
}

static void a_stack_above_600_m_a_road_below_a_slope_and_a_run_that_ends_within_blocks(void **state)
{
    (void)state;
    check_deck("edges", 1455);
}

QN_CASES_BEGIN
QN_CASE(stacks_before_a_hill_one_hot_one_cool_one_flat)
QN_CASE(stacks_in_the_wakes_of_two_buildings)
QN_CASE(capped_and_horizontal_stacks_with_an_observed_profile)
QN_CASE(volumes_under_receptors_above_the_ground)
QN_CASE(a_rectangle_a_polygon_a_circle_and_a_line)
QN_CASE(open_pits_of_dust_and_gas)
QN_CASE(twins_in_two_towns_and_in_the_country)
QN_CASE(particles_of_both_methods_dry_and_wet)
QN_CASE(a_soluble_gas_dry_and_wet)
QN_CASE(emission_by_hour_month_season_weekday_and_wind)
QN_CASE(every_average_and_table_with_calm_and_missing_hours)
QN_CASE(regulatory_defaults_before_a_hill)
QN_CASE(a_stack_above_600_m_a_road_below_a_slope_and_a_run_that_ends_within_blocks)
QN_CASES_END
