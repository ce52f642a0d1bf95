#include "qn_test.h"

#include <stdlib.h>

#include "base/guard.h"
#include "base/settings.h"

static struct qn_arena arena;

static enum qn_status parse(const char *text, struct qn_settings *out, struct qn_err *err)
{
    qn_arena_init(&arena, (size_t)64 << 20);
    return qn_settings_parse(text, strlen(text), &arena, out, err);
}

static void names_values_and_lists_are_read_with_their_places(void **state)
{
    (void)state;
    struct qn_settings s = {0};
    struct qn_err err = {0};
    assert_ok(parse("# 区域\nname_zh: 盆地\nbox_deg: [110.5, 35]\nempty:\n"
                    "on: '2019-07-17'\nlist:\n  - a\n  - \"b: c\"\n",
                    &s, &err),
              err);
    static const struct qn_setting expected[] = {
        {"name_zh", "盆地", 2, 10}, {"box_deg", "110.5", 3, 11}, {"box_deg", "35", 3, 18},
        {"empty", "", 4, 7},        {"on", "2019-07-17", 5, 5},  {"list", "a", 7, 5},
        {"list", "b: c", 8, 5},
    };
    assert_int_equal(s.n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < s.n; i++) {
        assert_string_equal(s.item[i].name, expected[i].name);
        assert_string_equal(s.item[i].value, expected[i].value);
        assert_int_equal(s.item[i].line, expected[i].line);
        assert_int_equal(s.item[i].column, expected[i].column);
    }
    assert_string_equal(qn_settings_find(&s, "box_deg")->value, "110.5");
    assert_null(qn_settings_find(&s, "box"));
    qn_arena_release(&arena);
}

static void nothing_is_no_settings(void **state)
{
    (void)state;
    static const char *const text[] = {"", "\n\n", "# only a comment\n", "---\n", "--- {}\n"};
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct qn_settings s = {.n = 9};
        struct qn_err err = {0};
        assert_ok(parse(text[i], &s, &err), err);
        assert_int_equal(s.n, 0);
        qn_arena_release(&arena);
    }
}

static void other_shapes_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where;
    } row[] = {
        {"just text\n", "1:1"},
        {"- a\n- b\n", "1:1"},
        {"a: 1\nb:\n  c: 2\n", "3:3"},
        {"a: {b: 1}\n", "1:4"},
        {"a:\n  - b: c\n", "2:5"},
        {"a: [[1]]\n", "1:5"},
        {"a: [{b: 1}]\n", "1:5"},
        {"a: &x 1\nb: *x\n", "2:4"},
        {"a: &x 1\nb: [*x]\n", "2:5"},
        {"a: &x 1\n*x : 2\n", "2:1"},
        {"a: 1\nb: 2\na: 3\n", "3:1"},
        {"a: [1]\n\"a\": 3\n", "2:1"},
        {"[a, b]: 1\n", "1:1"},
        {"'': 1\n", "1:1"},
        {"a: \"x\\0y\"\n", "1:4"},
        {"\"a\\0\": 1\n", "1:1"},
        {"a: 1\n---\nb: 2\n", "2:1"},
        {"a: \"open\n", "2:1"},
        {"a: b: c\n", "1:5"},
        {"\ta: 1\n", "1:1"},
        {"a: @x\n", "1:4"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_settings s = {.n = 9};
        struct qn_err err = {0};
        assert_int_equal(parse(row[i].text, &s, &err), QN_E_SYNTAX);
        if (strcmp(err.where, row[i].where) != 0)
            print_error("%s\n", row[i].text);
        assert_string_equal(err.where, row[i].where);
        assert_true(err.msg[QN_ZH][0] && err.msg[QN_EN][0]);
        assert_int_equal(s.n, 9);
        qn_arena_release(&arena);
    }
}

/* Text of n copies of a piece. */
static char *repeat(const char *piece, size_t n)
{
    size_t len = strlen(piece);
    char *s = malloc(len * n + 1);
    assert_non_null(s);
    for (size_t i = 0; i < n; i++)
        memcpy(s + i * len, piece, len);
    s[len * n] = '\0';
    return s;
}

static void bombs_are_refused_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t n;
        enum qn_status expected;
    } row[] = {
        {"[", 500000, QN_E_SYNTAX},     {"{", 500000, QN_E_SYNTAX},  {"- ", 500000, QN_E_SYNTAX},
        {"a: [", 200000, QN_E_SYNTAX},  {"? ", 500000, QN_E_SYNTAX}, {"&a ", 300000, QN_E_SYNTAX},
        {"# x\n", 1000000, QN_E_LIMIT},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_settings s;
        struct qn_err err = {0};
        char *text = repeat(row[i].piece, row[i].n);
        assert_int_equal(parse(text, &s, &err), row[i].expected);
        free(text);
        qn_arena_release(&arena);
    }
}

static void too_many_settings_are_refused(void **state)
{
    (void)state;
    char *items = repeat("- x\n", 4096), *text = malloc(20000 + 4096 * 4);
    assert_non_null(text);
    struct qn_settings s;
    struct qn_err err = {0};
    snprintf(text, 20000 + 4096 * 4, "a:\n%s", items);
    assert_ok(parse(text, &s, &err), err);
    assert_int_equal(s.n, 4096);
    qn_arena_release(&arena);
    snprintf(text, 20000 + 4096 * 4, "a:\n%s- x\n", items);
    assert_int_equal(parse(text, &s, &err), QN_E_LIMIT);
    qn_arena_release(&arena);
    free(text);
    free(items);
}

static void an_arena_that_is_full_is_an_error_and_no_crash(void **state)
{
    (void)state;
    static const char text[] = "a: 1\nb: [2, 3]\nc: four\n";
    int done = 0;
    for (size_t max = 0; max < 2000 && !done; max++) {
        struct qn_settings s = {.n = 9};
        struct qn_err err = {0};
        qn_arena_init(&arena, max);
        enum qn_status st = qn_settings_parse(text, sizeof text - 1, &arena, &s, &err);
        done = st == QN_OK;
        assert_true(done || st == QN_E_LIMIT);
        assert_int_equal(s.n, done ? 4 : 9);
        assert_int_equal(qn_settings_parse(text, sizeof text - 1, &arena, &s, NULL) == QN_OK, 0);
        qn_arena_release(&arena);
    }
    assert_true(done);
}

static void every_prefix_stays_inside_its_bytes(void **state)
{
    (void)state;
    static const char text[] =
        "# 注\na: 1\nb: [2, \"三\\u4e00\"]\nc: |\n  four\n  five\nd: 'x''y'\n...\n";
    struct guard g = guard_new(sizeof text);
    for (size_t n = 0; n < sizeof text; n++) {
        struct qn_settings s;
        struct qn_err err = {0};
        qn_arena_init(&arena, 1 << 20);
        enum qn_status st = qn_settings_parse(guard_put(&g, text, n), n, &arena, &s, &err);
        assert_true(st == QN_OK || (st == QN_E_SYNTAX && err.where[0]));
        qn_arena_release(&arena);
    }
    guard_free(&g);
}

QN_CASES_BEGIN
QN_CASE(names_values_and_lists_are_read_with_their_places)
QN_CASE(nothing_is_no_settings)
QN_CASE(other_shapes_are_refused_at_their_place)
QN_CASE(bombs_are_refused_at_once)
QN_CASE(too_many_settings_are_refused)
QN_CASE(an_arena_that_is_full_is_an_error_and_no_crash)
QN_CASE(every_prefix_stays_inside_its_bytes)
QN_CASES_END
