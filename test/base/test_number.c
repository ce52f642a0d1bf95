#include "qn_test.h"

#include <stdlib.h>

#include "base/guard.h"
#include "base/number.h"

struct row {
    const char *text;
    double value;
    unsigned flags;
    const char *unit;
};

static void check_rows(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct qn_err err = {0};
        struct qn_number x;
        assert_ok(qn_number_parse(row[i].text, strlen(row[i].text), &x, &err), err);
        assert_near(x.value, row[i].value, 0);
        if (x.flags != row[i].flags)
            print_error("%s\n", row[i].text);
        assert_int_equal(x.flags, row[i].flags);
        assert_string_equal(x.unit, row[i].unit);
    }
}

/* Values by hand: 1万 = 10^4, 1亿 = 10^8. */
static void chinese_forms_are_read(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"60万", 600000, QN_NUM_WAN, ""},
        {"60 万", 600000, QN_NUM_WAN, ""},
        {"60万吨", 600000, QN_NUM_WAN | QN_NUM_UNIT, "吨"},
        {"60 万吨/年", 600000, QN_NUM_WAN | QN_NUM_UNIT, "吨/年"},
        {"2.4亿", 240000000, QN_NUM_YI, ""},
        {"0.07万", 700, QN_NUM_WAN, ""},
        {"1.1万亿", 1.1e12, QN_NUM_WAN | QN_NUM_YI, ""},
        {"1，250", 1250, QN_NUM_COMMA | QN_NUM_FULLWIDTH, ""},
        {"1,250,000.5", 1250000.5, QN_NUM_COMMA, ""},
        {"１２５０", 1250, QN_NUM_FULLWIDTH, ""},
        {"－１．５", -1.5, QN_NUM_FULLWIDTH, ""},
        {"约60", 60, QN_NUM_APPROX, ""},
        {"约 60万吨", 600000, QN_NUM_APPROX | QN_NUM_WAN | QN_NUM_UNIT, "吨"},
        {"~60", 60, QN_NUM_APPROX, ""},
        {"≈60", 60, QN_NUM_APPROX, ""},
        {"60余", 60, QN_NUM_APPROX, ""},
        {"60余万吨", 600000, QN_NUM_APPROX | QN_NUM_WAN | QN_NUM_UNIT, "吨"},
        {"60万余吨", 600000, QN_NUM_APPROX | QN_NUM_WAN | QN_NUM_UNIT, "吨"},
        {"500多立方米", 500, QN_NUM_APPROX | QN_NUM_UNIT, "立方米"},
        {"4.3米左右", 4.3, QN_NUM_APPROX | QN_NUM_UNIT, "米"},
        {"500 m3", 500, QN_NUM_UNIT, "m3"},
        {"500立方米", 500, QN_NUM_UNIT, "立方米"},
        {"500m³", 500, QN_NUM_UNIT, "m³"},
        {"4.3米", 4.3, QN_NUM_UNIT, "米"},
        {"5ｍ３", 5, QN_NUM_UNIT | QN_NUM_FULLWIDTH, "m3"},
        {"35 mg/m3", 35, QN_NUM_UNIT, "mg/m3"},
        {"3 s^-1", 3, QN_NUM_UNIT, "s^-1"},
        {"12.5%", 12.5, QN_NUM_PERCENT, ""},
        {"12.5 ％", 12.5, QN_NUM_PERCENT | QN_NUM_FULLWIDTH, ""},
        {"20 ℃", 20, QN_NUM_UNIT, "℃"},
        {"5kg", 5, QN_NUM_UNIT, "kg"},
        {"5 e", 5, QN_NUM_UNIT, "e"},
    };
    check_rows(row, sizeof row / sizeof row[0]);
}

static void plain_numbers_read_as_strtod_does(void **state)
{
    (void)state;
    static const char *const text[] = {
        "0",
        "-0",
        "+5",
        "007",
        "4.3",
        ".5",
        "5.",
        "1e5",
        "1E+5",
        "1.5e-7",
        "-2.50",
        "0.1",
        "1e308",
        "1e-400",
        "4.9e-324",
        "123456789012345678",
        "1250",
        "0.30000000000000004",
        "9007199254740993",
        "1e0005",
        "0e999999999999999999",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct qn_err err = {0};
        struct qn_number x;
        assert_ok(qn_number_parse(text[i], strlen(text[i]), &x, &err), err);
        double expected = strtod(text[i], NULL);
        assert_memory_equal(&x.value, &expected, sizeof expected);
        assert_int_equal(x.flags, 0);
    }
}

static void blanks_around_do_not_matter(void **state)
{
    (void)state;
    static const struct row row[] = {
        {"  4.3\t", 4.3, 0, ""},
        {"\xC2\xA0"
         "4.3\xC2\xA0",
         4.3, 0, ""},
        {"\n4.3 m \r\n", 4.3, QN_NUM_UNIT, "m"},
    };
    check_rows(row, sizeof row / sizeof row[0]);
}

static void what_is_not_one_number_is_refused(void **state)
{
    (void)state;
    static const char *const text[] = {
        "",         " ",          "-",      "/",
        "无",       "—",          "--",     ".",
        "e5",       "+",          "-.",     "inf",
        "-inf",     "nan",        "NaN",    "infinity",
        "0x1A",     "0X10",       "0x",     "3-5",
        "3~5",      "3～5",       "3至5",   "3—5",
        "3 - 5",    "3/5",        "3×5",    "3 5",
        "1,25",     "1,2500",     ",250",   "1,,250",
        "1250,000", "0,125",      "1,250,", "1.2.3",
        "12:30",    "1.250,5",    "- 5",    "-+5",
        "--5",      "+-5",        "约",     "约约5",
        "万",       "≥5",         "<5",     ">5",
        "5-",       "5.-",        "(5)",    "5(",
        "5;",       "5、6",       "1e400",  "-1e400",
        "9e307万",  "m3",         "a5",     "5\x01",
        "5m\x07",   "五",         "5吨6",   "5m-3",
        "3m-5m",    "2019-07-17", "5%6",    "5 这是一个很长很长很长很长很长的说明文字",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        struct qn_err err = {0};
        struct qn_number x = {.value = 77};
        enum qn_status st = qn_number_parse(text[i], strlen(text[i]), &x, &err);
        if (st != QN_E_SYNTAX)
            print_error("%s read as %g %s\n", text[i], x.value, x.unit);
        assert_int_equal(st, QN_E_SYNTAX);
        assert_near(x.value, 77, 0);
        assert_true(err.msg[QN_ZH][0] && err.msg[QN_EN][0]);
    }
}

static void text_without_end_is_refused(void **state)
{
    (void)state;
    char text[4096];
    struct qn_number x;
    struct qn_err err = {0};
    memset(text, '1', sizeof text);
    assert_int_equal(qn_number_parse(text, sizeof text, &x, &err), QN_E_SYNTAX);
    memset(text, ' ', sizeof text);
    text[2000] = '7';
    assert_ok(qn_number_parse(text, sizeof text, &x, &err), err);
    assert_near(x.value, 7, 0);
}

static void nothing_behind_the_text_is_read(void **state)
{
    (void)state;
    static const char text[] = "  约 -1，250.5e-3余 万亿％ m3/ｓ^-1左右　";
    struct guard g = guard_new(sizeof text);
    for (size_t n = 0; n < sizeof text; n++)
        for (size_t from = 0; from <= n; from++) {
            struct qn_number x;
            (void)!qn_number_parse(guard_put(&g, text + from, n - from), n - from, &x, NULL);
        }
    guard_free(&g);
}

QN_CASES_BEGIN
QN_CASE(chinese_forms_are_read)
QN_CASE(plain_numbers_read_as_strtod_does)
QN_CASE(blanks_around_do_not_matter)
QN_CASE(what_is_not_one_number_is_refused)
QN_CASE(text_without_end_is_refused)
QN_CASE(nothing_behind_the_text_is_read)
QN_CASES_END
