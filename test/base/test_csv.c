#include "qn_test.h"

#include "base/csv.h"
#include "base/guard.h"

static struct qn_csv reader; /* large; each case begins with qn_csv_init */

static char text[4096];

static struct qn_csv *read_text(const char *s, size_t n)
{
    assert_true(n < sizeof text);
    memcpy(text, s, n);
    text[n] = '\0';
    qn_csv_init(&reader, text, n);
    return &reader;
}

static void assert_field(const struct qn_csv *r, size_t i, const char *s, size_t line,
                         size_t column)
{
    assert_true(i < r->n);
    assert_string_equal(r->field[i].text, s);
    assert_int_equal(r->field[i].len, strlen(s));
    assert_int_equal(r->field[i].line, line);
    assert_int_equal(r->field[i].column, column);
}

/* The example of csv.h, places counted by hand. */
static void the_header_s_example_is_read_with_its_places(void **state)
{
    (void)state;
    static const char s[] =
        "outlet_id,name_zh,note\r\nO-01,\"1号, 烟囱\",\"he said \"\"stop\"\"\"\r\n";
    struct qn_csv *r = read_text(s, sizeof s - 1);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, 3);
    assert_field(r, 0, "outlet_id", 1, 1);
    assert_field(r, 1, "name_zh", 1, 11);
    assert_field(r, 2, "note", 1, 19);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, 3);
    assert_field(r, 0, "O-01", 2, 1);
    assert_field(r, 1, "1号, 烟囱", 2, 6);
    assert_field(r, 2, "he said \"stop\"", 2, 15);
    assert_false(r->field[0].quoted);
    assert_true(r->field[1].quoted);
    assert_int_equal(r->flags, 0);
    assert_false(qn_csv_next(r));
    assert_false(qn_csv_next(r));
    assert_int_equal(r->n, 0);
}

static void all_line_ends_count_and_empty_lines_are_skipped(void **state)
{
    (void)state;
    static const char s[] = "\n\r\na,b\rc,d\n\n\r\r\n\"e\r\nf\rg\nh\",i\r\n,\nz";
    struct qn_csv *r = read_text(s, sizeof s - 1);
    assert_true(qn_csv_next(r));
    assert_field(r, 0, "a", 3, 1);
    assert_true(qn_csv_next(r));
    assert_field(r, 1, "d", 4, 3);
    assert_true(qn_csv_next(r));
    assert_field(r, 0, "e\r\nf\rg\nh", 8, 1);
    assert_field(r, 1, "i", 11, 4);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, 2);
    assert_field(r, 0, "", 12, 1);
    assert_field(r, 1, "", 12, 2);
    assert_true(qn_csv_next(r));
    assert_field(r, 0, "z", 13, 1);
    assert_false(qn_csv_next(r));
}

static void a_separator_at_the_end_of_text_opens_one_more_field(void **state)
{
    (void)state;
    struct qn_csv *r = read_text("a,", 2);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, 2);
    assert_field(r, 1, "", 1, 3);
    assert_false(qn_csv_next(r));
    r = read_text("", 0);
    assert_false(qn_csv_next(r));
}

static void deviations_are_accepted_and_flagged(void **state)
{
    (void)state;
    static const struct {
        const char *s, *field;
        unsigned flags;
        int quoted;
    } row[] = {
        {"5\" pipe,x", "5\" pipe", QN_CSV_BARE_QUOTE, 0},
        {"a\"b,c\",x", "a\"b", QN_CSV_BARE_QUOTE, 0},
        {"\"a\"b,x", "ab", QN_CSV_AFTER_QUOTE, 1},
        {"\"a\" b,x", "a b", QN_CSV_AFTER_QUOTE, 1},
        {"\"a\"b\"c,x", "ab\"c", QN_CSV_AFTER_QUOTE, 1},
        {"\"a\"  ,x", "a", 0, 1},
        {"  \"a,b\",x", "a,b", 0, 1},
        {" \"\" ,x", "", 0, 1},
        {"\"\"\"\",x", "\"", 0, 1},
        {"\"open,x", "open,x", QN_CSV_OPEN_QUOTE, 1},
        {"\"open\"\"", "open\"", QN_CSV_OPEN_QUOTE, 1},
        {"\"", "", QN_CSV_OPEN_QUOTE, 1},
        {"  plain  ,x", "  plain  ", 0, 0},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_csv *r = read_text(row[i].s, strlen(row[i].s));
        assert_true(qn_csv_next(r));
        assert_field(r, 0, row[i].field, 1, 1);
        assert_int_equal(r->field[0].flags, row[i].flags);
        assert_int_equal(r->flags, row[i].flags);
        assert_int_equal(r->field[0].quoted, row[i].quoted);
        if (!(row[i].flags & QN_CSV_OPEN_QUOTE) && r->n == 2)
            assert_string_equal(r->field[1].text, "x");
        assert_false(qn_csv_next(r));
    }
}

static void columns_count_characters_before_each_field(void **state)
{
    (void)state;
    static const char s[] = " \"一\"\"二\" ,三😀四,\"五\"六,七";
    struct qn_csv *r = read_text(s, sizeof s - 1);
    assert_true(qn_csv_next(r));
    assert_field(r, 0, "一\"二", 1, 1); /* 8 characters and the comma */
    assert_field(r, 1, "三😀四", 1, 10);
    assert_field(r, 2, "五六", 1, 14);
    assert_field(r, 3, "七", 1, 19);
}

static void the_separator_is_found_in_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        char separator;
    } row[] = {
        {"a,b,c\n;;;;;;", ','},    {"a;b;c,d\n", ';'},    {"a\tb\tc\n", '\t'},
        {"\"a;b;c\",d\n", ','},    {"one column\n", ','}, {"", ','},
        {"\n\na\tb,c\td\n", '\t'}, {"a,b;c\n", ','},      {"\"a\n;;;\",b\n", ','},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_int_equal(read_text(row[i].s, strlen(row[i].s))->separator, row[i].separator);
    struct qn_csv *r = read_text("a\t\t \"b\"\n", 8);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, 3); /* tabs are not blanks where they separate */
    assert_field(r, 2, "b", 1, 4);
}

static void fields_past_the_maximum_are_dropped_and_flagged(void **state)
{
    (void)state;
    char s[700];
    memset(s, ',', sizeof s);
    s[300] = '\n'; /* 301 fields, then one of 400 */
    s[699] = '"';
    struct qn_csv *r = read_text(s, sizeof s);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, QN_CSV_MAX_FIELDS);
    assert_int_equal(r->flags, QN_CSV_MANY_FIELDS);
    assert_true(qn_csv_next(r));
    assert_int_equal(r->n, QN_CSV_MAX_FIELDS);
    assert_int_equal(r->flags, QN_CSV_MANY_FIELDS | QN_CSV_OPEN_QUOTE);
    assert_int_equal(r->field[0].line, 2);
    assert_false(qn_csv_next(r));
}

static void every_prefix_stays_inside_its_bytes(void **state)
{
    (void)state;
    static const char s[] = "a,\"b \"\"c\"\" 一\r\nd\" x ,e\"f\r\n\r\n  \"g\" ,\"h\n";
    struct guard g = guard_new(sizeof s);
    for (size_t n = 0; n < sizeof s; n++) {
        char *p = guard_put(&g, s, n + 1); /* the terminator is the last writable byte */
        p[n] = '\0';
        qn_csv_init(&reader, p, n);
        size_t line = 1;
        while (qn_csv_next(&reader)) {
            assert_true(reader.n > 0);
            for (size_t i = 0; i < reader.n; i++) {
                const struct qn_csv_field *f = &reader.field[i];
                assert_true(f->text >= p && f->text + f->len <= p + n);
                assert_int_equal(f->text[f->len], 0);
                assert_true(f->line >= line);
                line = f->line;
            }
        }
        assert_int_equal(reader.pos, n);
    }
    guard_free(&g);
}

QN_CASES_BEGIN
QN_CASE(the_header_s_example_is_read_with_its_places)
QN_CASE(all_line_ends_count_and_empty_lines_are_skipped)
QN_CASE(a_separator_at_the_end_of_text_opens_one_more_field)
QN_CASE(deviations_are_accepted_and_flagged)
QN_CASE(columns_count_characters_before_each_field)
QN_CASE(the_separator_is_found_in_the_first_line)
QN_CASE(fields_past_the_maximum_are_dropped_and_flagged)
QN_CASE(every_prefix_stays_inside_its_bytes)
QN_CASES_END
