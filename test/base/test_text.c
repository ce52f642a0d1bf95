#include "qn_test.h"

#include <float.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encoding.h"

/* "{0}".."{9}" present in a template, as bits. */
static unsigned arguments(const char *s)
{
    unsigned bits = 0;
    for (; *s; s++)
        if (s[0] == '{' && s[1] >= '0' && s[1] <= '9' && s[2] == '}')
            bits |= 1u << (s[1] - '0');
    return bits;
}

static void both_languages_say_the_same_arguments(void **state)
{
    (void)state;
    for (int id = QN_T_NONE + 1; id < QN_T_COUNT; id++) {
        const char *zh = qn_text(QN_ZH, (enum qn_text_id)id);
        const char *en = qn_text(QN_EN, (enum qn_text_id)id);
        assert_non_null(zh);
        assert_non_null(en);
        assert_true(qn_utf8_valid(zh, strlen(zh), NULL) && qn_utf8_valid(en, strlen(en), NULL));
        if (strstr(zh, "{1}月")) /* a date: the month is a number in Chinese, a name in English */
            continue;
        if (arguments(zh) != arguments(en))
            print_error("%s\n%s\n", zh, en);
        assert_int_equal(arguments(zh), arguments(en));
    }
}

static void templates_take_arguments_in_any_order(void **state)
{
    (void)state;
    static const char *const args[] = {"一", "two", "{0}"};
    static const struct {
        const char *tmpl, *expected;
    } row[] = {
        {"{1} {0}", "two 一"}, {"{0}{0}", "一一"}, {"{2}", "{0}"},     {"{3}|", "|"},
        {"{{0}", "{0}"},       {"{{{1}", "{two"},  {"{x} {", "{x} {"}, {"", ""},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char out[32];
        assert_int_equal(qn_template_format(row[i].tmpl, args, 3, out, sizeof out),
                         strlen(row[i].expected));
        assert_string_equal(out, row[i].expected);
    }
}

static void a_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const args[] = {"一二三"};
    char out[16];
    for (size_t cap = 1; cap <= sizeof out; cap++) {
        size_t n = qn_template_format("ab{0}cd", args, 1, out, cap);
        assert_true(n < cap && strlen(out) == n);
        assert_true(qn_utf8_valid(out, n, NULL));
        assert_memory_equal(out, "ab一二三cd", n);
    }
}

static void an_error_holds_both_languages_and_may_be_null(void **state)
{
    (void)state;
    struct qn_err err;
    assert_int_equal(qn_fail(&err, QN_E_SYNTAX, "f:1:2", QN_T_DATE_SYNTAX, "x"), QN_E_SYNTAX);
    assert_int_equal(err.code, QN_E_SYNTAX);
    assert_string_equal(err.where, "f:1:2");
    assert_non_null(strstr(err.msg[QN_ZH], "“x”不是日期"));
    assert_non_null(strstr(err.msg[QN_EN], "\"x\" is not a date"));
    assert_int_equal(qn_fail(NULL, QN_E_IO, NULL, QN_T_DATE_SYNTAX, "x"), QN_E_IO);
}

static void numbers_print_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *expected;
    } row[] = {
        {0, "0"},
        {-0.0, "0"},
        {4.3, "4.3"},
        {600000, "600000"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {1234567, "1234567"},
        {1e14, "100000000000000"},
        {1e15, "1e+15"},
        {0.000125, "0.000125"},
        {999999.5, "999999.5"},
        {NAN, ""},
        {HUGE_VAL, "inf"},
        {0.30000000000000004, "0.3"},
        {99.9999999, "99.9999999"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char out[QN_NUM_TEXT_CAP];
        assert_string_equal(qn_num_text(row[i].value, out), row[i].expected);
    }
}

static void printed_numbers_read_back_within_1e_12(void **state)
{
    (void)state;
    unsigned long long seed = 88172645463325252ull; /* xorshift64 */
    for (int i = 0; i < 200000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        double value;
        memcpy(&value, &seed, sizeof value);
        if (!isfinite(value) || fabs(value) < DBL_MIN)
            continue;
        char out[QN_NUM_TEXT_CAP];
        assert_near(strtod(qn_num_text(value, out), NULL) / value, 1, 1e-12);
        double plain = 1e-5 * (double)(seed >> 20);
        assert_near(strtod(qn_num_text(plain, out), NULL), plain, 1e-12 * plain);
        assert_null(strpbrk(out, "eE"));
    }
}

static void a_buffer_stops_at_its_maximum_unchanged(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_buf b;
    qn_buf_init(&b, 1000);
    for (int i = 0; i < 100; i++)
        assert_ok(qn_buf_printf(&b, &err, "%d=%s,", i % 10, "1234567"), err);
    assert_int_equal(b.len, 1000);
    assert_int_equal(qn_buf_text(&b, "x", &err), QN_E_LIMIT);
    assert_non_null(strstr(err.msg[QN_EN], "1001 bytes, limit 1000"));
    assert_int_equal(qn_buf_reserve(&b, SIZE_MAX, &err), QN_E_LIMIT);
    assert_int_equal(strlen(b.data), 1000);
    qn_buf_reset(&b);
    assert_string_equal(b.data, "");
    qn_buf_release(&b);
    assert_null(b.data);
    assert_int_equal(b.max, 1000);
}

static void an_arena_gives_zeroed_aligned_memory_up_to_its_maximum(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_arena a;
    qn_arena_init(&a, 300000);
    size_t used = 0;
    for (size_t n = 0; n < 700; n++) {
        unsigned char *p = qn_arena_alloc(&a, n, &err);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xA5, n); /* overlap with a later piece would show there */
        used += n;
    }
    assert_int_equal(a.used, used);
    assert_null(qn_arena_alloc(&a, 300000 - used + 1, &err));
    assert_int_equal(err.code, QN_E_LIMIT);
    assert_string_equal(qn_arena_copy(&a, "abc", 2, &err), "ab");
    assert_non_null(qn_arena_alloc(&a, 300000 - a.used, &err));
    assert_null(qn_arena_copy(&a, "", 0, &err));
    qn_arena_release(&a);
}

QN_CASES_BEGIN
QN_CASE(both_languages_say_the_same_arguments)
QN_CASE(templates_take_arguments_in_any_order)
QN_CASE(a_long_text_is_cut_between_characters)
QN_CASE(an_error_holds_both_languages_and_may_be_null)
QN_CASE(numbers_print_as_people_write_them)
QN_CASE(printed_numbers_read_back_within_1e_12)
QN_CASE(a_buffer_stops_at_its_maximum_unchanged)
QN_CASE(an_arena_gives_zeroed_aligned_memory_up_to_its_maximum)
QN_CASES_END
