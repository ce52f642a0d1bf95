/* Tables of commands, system types, factors and names. Expected values: the tables of the standards
 * (HJ/T 212-2005, HJ 212-2017 tables 5, B.2, B.7, B.10). */
#include "frames.h"

static const struct qn_212_factor *factor(const char *code)
{
    return qn_212_factor_of((struct qn_212_span){code, (uint32_t)strlen(code)});
}

static void every_command_is_found_by_its_number(void **state)
{
    (void)state;
    int32_t last = 0;
    for (const struct qn_212_command *c = qn_212_commands; c->cn; c++) {
        assert_true(c->cn > last);
        last = c->cn;
        assert_ptr_equal(qn_212_command_of(c->cn), c);
        assert_true(c->name[0] && c->title[0][0] && c->title[1][0]);
        assert_true(c->way >= 1 && c->way <= 3 && c->editions >= 1 && c->editions <= 7);
        assert_non_null(strchr("RUNA", c->type));
        for (const struct qn_212_command *d = qn_212_commands; d < c; d++)
            assert_string_not_equal(c->name, d->name);
    }
    assert_null(qn_212_command_of(0));
    assert_null(qn_212_command_of(9021));
    assert_null(qn_212_command_of(-1));
    assert_null(qn_212_command_of(INT32_MAX));
}

static void commands_are_of_the_editions_that_list_them(void **state)
{
    (void)state;
    static const struct {
        int32_t cn;
        uint8_t editions;
        char type;
        bool data;
    } cases[] = {{2011, 7, 'U', true},  {2051, 7, 'U', true},  {2071, 1, 'U', true},
                 {2013, 4, 'U', true},  {2111, 4, 'U', true},  {1013, 6, 'N', false},
                 {1022, 1, 'R', false}, {3016, 2, 'R', false}, {3024, 4, 'R', false},
                 {9014, 7, 'A', false}, {9015, 4, 'N', false}, {1014, 4, 'N', false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct qn_212_command *c = qn_212_command_of(cases[i].cn);
        assert_non_null(c);
        assert_int_equal(c->editions, cases[i].editions);
        assert_int_equal(c->type, cases[i].type);
        assert_int_equal(c->data, cases[i].data);
    }
}

static void system_types_have_names_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(qn_212_st_name(31, 0), "大气环境污染源");
    assert_string_equal(qn_212_st_name(31, 1), "air pollution source");
    assert_string_equal(qn_212_st_name(44, 1), "electricity monitoring");
    static const int none[] = {-1, 0, 20, 28, 40, 42, 50, 53, 90, 92, 101, 1 << 30};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_null(qn_212_st_name(none[i], 0));
    int n = 0;
    for (int st = 0; st < 200; st++)
        n += qn_212_st_name(st, 0) != NULL;
    assert_int_equal(n, 22);
}

static void every_factor_is_found_by_both_codes(void **state)
{
    (void)state;
    size_t of_2005 = 0;
    const char *last = "";
    for (const struct qn_212_factor *f = qn_212_factors; f->code; f++) {
        assert_true(strcmp(last, f->code) < 0);
        last = f->code;
        assert_ptr_equal(factor(f->code), f);
        assert_true(f->name[0][0] && f->name[1][0]);
        if (!f->code_2005[0])
            continue;
        assert_ptr_equal(factor(f->code_2005), f);
        of_2005++;
    }
    assert_int_equal(of_2005, 53);
}

static void factors_are_those_of_annex_b(void **state)
{
    (void)state;
    static const struct {
        const char *asked, *code, *zh, *unit;
        int digits, decimals;
    } cases[] = {
        {"a34013", "a34013", "烟尘", "mg/m3", 4, 0},
        {"01", "a34013", "烟尘", "mg/m3", 4, 0},
        {"02", "a21026", "二氧化硫", "mg/m3", 5, 2},
        {"03", "a21002", "氮氧化物", "mg/m3", 5, 1},
        {"S01", "a19001", "氧气含量", "%", 3, 1},
        {"B02", "a00000", "废气", "m3/s", 6, 1},
        {"a01013", "a01013", "烟气压力", "kPa", 5, 3},
        {"g20801", "g208", "引风机电流", "A", 4, 2},
        {"g208", "g208", "引风机电流", "A", 4, 2},
        {"e10112", "e101", "进水口流量", "L/s", 6, 2},
        {"i33315", "i3331", "炉膛内上部焚烧温度", "degC", 4, 1},
        {"I33400", "i33400", "生产负荷", "%", 3, 1},
        {"i12001", "i12001", "工作状态", "1", 2, 0},
        {"w01018", "w01018", "化学需氧量", "mg/L", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct qn_212_factor *f = factor(cases[i].asked);
        assert_non_null(f);
        assert_string_equal(f->code, cases[i].code);
        assert_string_equal(f->name[0], cases[i].zh);
        assert_string_equal(f->unit, cases[i].unit);
        assert_int_equal(f->digits, cases[i].digits);
        assert_int_equal(f->decimals, cases[i].decimals);
    }
}

static void what_no_annex_lists_is_unknown(void **state)
{
    (void)state;
    static const char *const codes[] = {"",       "a",       "a9",     "a99999",       "g2080",
                                        "g20a01", "g208001", "e99901", "zzzzzz",       "A34013",
                                        "101x",   "i33",     "0",      "a340130000000"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_null(factor(codes[i]));
}

static void deviations_and_faults_have_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < QN_212_DEV_COUNT; i++)
        assert_non_null(qn_212_deviation_name(1u << i));
    assert_null(qn_212_deviation_name(0));
    assert_null(qn_212_deviation_name(3));
    assert_null(qn_212_deviation_name(1u << QN_212_DEV_COUNT));
    assert_string_equal(qn_212_deviation_name(QN_212_DEV_FIELD_UNKNOWN), "field_unknown");
    assert_string_equal(qn_212_fault_name(QN_212_BAD_CRC), "bad_crc");
    assert_string_equal(qn_212_fault_name(QN_212_FAULT_COUNT), "unknown");
}

QN_CASES_BEGIN
QN_CASE(every_command_is_found_by_its_number)
QN_CASE(commands_are_of_the_editions_that_list_them)
QN_CASE(system_types_have_names_in_both_languages)
QN_CASE(every_factor_is_found_by_both_codes)
QN_CASE(factors_are_those_of_annex_b)
QN_CASE(what_no_annex_lists_is_unknown)
QN_CASE(deviations_and_faults_have_names)
QN_CASES_END
