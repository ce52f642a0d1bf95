/* Items, numbers and times. Expected values by hand; numbers also against strtod in the C locale,
 * times against date(1). */
#include "frames.h"

static struct qn_212_span span(const char *text)
{
    return (struct qn_212_span){text, (uint32_t)strlen(text)};
}

/* "name=factor/field=value" of all items, ';' before one that begins a group. */
static const char *listed(const char *cp, struct qn_212_items *it)
{
    static char out[1024];
    struct qn_212_item item;
    size_t n = 0;
    out[0] = '\0';
    qn_212_items_init(it, span(cp));
    while (qn_212_items_next(it, &item))
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s/%.*s=%.*s",
                              item.first_of_group ? ";" : ",", (int)item.factor.n, item.factor.p,
                              (int)item.field.n, item.field.p, (int)item.value.n, item.value.p);
    return out;
}

static void expect(const char *cp, const char *items, uint32_t deviations, enum qn_212_fault fault)
{
    struct qn_212_items it;
    assert_string_equal(listed(cp, &it), items);
    assert_int_equal(it.deviations, deviations);
    assert_int_equal(it.fault, fault);
}

static void items_have_factor_field_and_value(void **state)
{
    (void)state;
    expect("DataTime=20160801085857;a01011-Rtd=1.35,a01011-Flag=N;SB1-RS=1",
           ";/DataTime=20160801085857;a01011/Rtd=1.35,a01011/Flag=N;SB1/RS=1", 0, QN_212_OK);
    expect("", "", 0, QN_212_OK);
    expect("p99101-Rtd=St;p99102-Rtd=Sr", ";p99101/Rtd=St;p99102/Rtd=Sr", 0, QN_212_OK);
    expect("LA-td=50.1,a1-Flag=0", ";LA/td=50.1,a1/Flag=0", 0, QN_212_OK);
    expect("SKCreateTime=20240601085857223,NewSK=0000",
           ";/SKCreateTime=20240601085857223,/NewSK=0000", 0, QN_212_OK);
}

static void text_between_slashes_is_kept_whole(void **state)
{
    (void)state;
    expect("i11001-Info=//a=1;b,c && \xE6\x97\xA5//,i11001-Flag=N",
           ";i11001/Info=//a=1;b,c && \xE6\x97\xA5//,i11001/Flag=N", 0, QN_212_OK);
    expect("i11001-Info=////;x=1", ";i11001/Info=////;/x=1", 0, QN_212_OK);
    expect("i11001-Info=//half;x=1", ";i11001/Info=//half;/x=1", 0, QN_212_OK);
}

static void what_the_field_sends_is_read_and_noted(void **state)
{
    (void)state;
    expect("a-Rtd=2,a-Flag=N,;", ";a/Rtd=2,a/Flag=N", QN_212_DEV_STRAY_SEPARATOR, QN_212_OK);
    expect("a-Rtd=2;", ";a/Rtd=2", QN_212_DEV_STRAY_SEPARATOR, QN_212_OK);
    expect(";a-Rtd=2;;b-Rtd=3", ";a/Rtd=2;b/Rtd=3", QN_212_DEV_STRAY_SEPARATOR, QN_212_OK);
    expect("w-SampleTime=,w-Rtd=2", ";w/SampleTime=,w/Rtd=2", QN_212_DEV_EMPTY_VALUE, QN_212_OK);
    expect("DataTime=20160824003817000", ";/DataTime=20160824003817000", QN_212_DEV_TIME_MS,
           QN_212_OK);
    expect("BeginTime=20040506111000,EndTime=20040506151000",
           ";/BeginTime=20040506111000;/EndTime=20040506151000", QN_212_DEV_COMMA, QN_212_OK);
    expect("EndTime=20040506151000,BeginTime=20040506111000",
           ";/EndTime=20040506151000;/BeginTime=20040506111000", QN_212_DEV_COMMA, QN_212_OK);
}

static void what_is_no_item_is_a_fault_and_can_be_passed_over(void **state)
{
    (void)state;
    expect("a-Rtd=2;broken;b-Rtd=3", ";a/Rtd=2", 0, QN_212_BAD_FIELD);
    expect("=2", "", 0, QN_212_BAD_FIELD);
    expect("a=1=2", ";/a=1=2", 0, QN_212_OK); /* as base64 ends */
    expect("a-Rtd=2\x01", "", 0, QN_212_BAD_FIELD);
    expect("a23456789012345678901234567890123=1", "", 0, QN_212_BAD_FIELD); /* 33 characters */
    struct qn_212_items it;
    struct qn_212_item item;
    qn_212_items_init(&it, span("a-Rtd=2;broken;b-Rtd=3"));
    assert_true(qn_212_items_next(&it, &item));
    assert_false(qn_212_items_next(&it, &item));
    assert_true(qn_212_items_next(&it, &item));
    assert_span(item.name, "b-Rtd");
}

static void a_value_is_found_by_its_name(void **state)
{
    (void)state;
    struct qn_212_span cp = span("DataTime=20160801085857;a01011-Rtd=1.35,a01011-Flag=N;x;b-Rtd=");
    struct qn_212_span value;
    assert_true(qn_212_find(cp, "DataTime", &value));
    assert_span(value, "20160801085857");
    assert_true(qn_212_find(cp, "a01011-Flag", &value));
    assert_span(value, "N");
    assert_true(qn_212_find(cp, "b-Rtd", &value)); /* behind a broken item */
    assert_span(value, "");
    assert_false(qn_212_find(cp, "a01011", &value));
    assert_false(qn_212_find(cp, "Rtd", &value));
}

static void numbers_read_as_strtod_reads_them(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "-0",
                                        "0.000",
                                        "1.35",
                                        "-0.052",
                                        "+7.1",
                                        "235.242599117822",
                                        "156720160.000",
                                        "9007199254740993",
                                        "0.1234567890123456789",
                                        "1e5",
                                        "1E-5",
                                        "3.2e+1",
                                        "1e22",
                                        "1e23",
                                        "1.7976931348623157e308",
                                        "4.9e-324",
                                        "1e-400",
                                        "123456789012345678901234567890",
                                        "0.000000000000000000000000000001",
                                        "179769313486231570000000000000000000.5",
                                        "00012.50"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double value = NAN, expected = strtod(texts[i], NULL);
        assert_true(qn_212_number(span(texts[i]), &value));
        assert_memory_equal(&value, &expected, sizeof value);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",   "N",    "St",  "-",   "+",  ".",   ".5",    "5.",  "1.2.3", "1,2",   " 1",
        "1 ", "0x10", "nan", "inf", "1e", "1e+", "1e999", "--1", "1-2",   "1.5mg", "\xEF\xBC\x91"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double value = 7;
        assert_false(qn_212_number(span(texts[i]), &value));
        assert_near(value, 7, 0);
    }
}

static void many_numbers_round_as_strtod_does(void **state)
{
    (void)state;
    uint32_t x = 212;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        x = x * 1664525u + 1013904223u;
        unsigned digits = x >> 28;
        x = x * 1664525u + 1013904223u;
        unsigned long long whole = (unsigned long long)x << 20 ^ x;
        snprintf(text, sizeof text, "%llu.%0*uE%d", whole >> digits, (int)(digits % 9 + 1), x >> 9,
                 (int)(x >> 27) - 16);
        double value = NAN, expected = strtod(text, NULL);
        assert_true(qn_212_number(span(text), &value));
        assert_memory_equal(&value, &expected, sizeof value);
    }
}

static void times_are_those_of_the_eighth_zone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t unix_ms; /* TZ=Asia/Shanghai date -d ... +%s; no zone has it in 1990 and 1991 */
    } cases[] = {
        {"20160801085857", INT64_C(1470013137000)}, {"20160801085857223", INT64_C(1470013137223)},
        {"1617957600465", INT64_C(1617957600465)},  {"19900101000000", INT64_C(631123200000)},
        {"20000229235959", INT64_C(951839999000)},  {"20991231235959", INT64_C(4102415999000)},
        {"20240101000000", INT64_C(1704038400000)}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = 0;
        assert_true(qn_212_time(span(cases[i].text), &ms));
        assert_true(ms == cases[i].unix_ms);
    }
}

static void no_such_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "201608010858",
                                        "201608010858571",
                                        "20160230000000",
                                        "20230229000000",
                                        "21000101000000",
                                        "19891231235959",
                                        "20161301000000",
                                        "20160001000000",
                                        "20160100000000",
                                        "20160801240000",
                                        "20160801006000",
                                        "20160801000060",
                                        "2016080108585x",
                                        "0631123199999",
                                        "4102416000000",
                                        "2016-08-01T08:58"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t ms = 5;
        if (qn_212_time(span(texts[i]), &ms))
            print_error("%s\n", texts[i]);
        assert_false(qn_212_time(span(texts[i]), &ms));
        assert_true(ms == 5);
    }
}

static void a_time_written_and_read_is_the_same(void **state)
{
    (void)state;
    char text[QN_212_TIME_CAP];
    assert_string_equal(qn_212_time_text(INT64_C(1470013137223), true, text), "20160801085857223");
    assert_string_equal(qn_212_time_text(INT64_C(1470013137223), false, text), "20160801085857");
    assert_true(qn_212_qn_of(INT64_C(1470013137223)) == UINT64_C(20160801085857223));
    assert_string_equal(qn_212_time_text(0, true, text), "");
    assert_true(qn_212_qn_of(INT64_C(631123199999)) == 0);
    assert_true(qn_212_qn_of(INT64_C(4102416000000)) == 0);
    assert_true(qn_212_qn_of(INT64_MIN) == 0);
    for (int64_t ms = INT64_C(631123200000); ms < INT64_C(4102416000000);
         ms += INT64_C(86400000) + 123457) {
        int64_t again = 0;
        qn_212_time_text(ms, true, text);
        assert_true(qn_212_time(span(text), &again));
        assert_true(again == ms);
    }
}

static void cipher_text_does_not_look_like_items(void **state)
{
    (void)state;
    assert_true(qn_212_looks_encrypted(span("\xE4\x3E\x15\x9A\xCF\xAB\x24\x2C\xB5\x31\x55\xFB\x8B"
                                            "\x92\x81\xA1")));
    assert_true(qn_212_looks_encrypted(span("printable, but no item at all")));
    assert_false(qn_212_looks_encrypted(span("DataTime=20240520210600;a01011-Min=1.35")));
    assert_false(qn_212_looks_encrypted(span("i11001-Info=//\xE6\x97\xA5\xE5\xBF\x97//")));
    assert_false(
        qn_212_looks_encrypted(span("i11001-Info=//\xC8\xD5\xD6\xBE//;PolId=1"))); /* GBK */
    assert_false(qn_212_looks_encrypted(span("short")));
}

QN_CASES_BEGIN
QN_CASE(items_have_factor_field_and_value)
QN_CASE(text_between_slashes_is_kept_whole)
QN_CASE(what_the_field_sends_is_read_and_noted)
QN_CASE(what_is_no_item_is_a_fault_and_can_be_passed_over)
QN_CASE(a_value_is_found_by_its_name)
QN_CASE(numbers_read_as_strtod_reads_them)
QN_CASE(what_is_no_number_is_refused)
QN_CASE(many_numbers_round_as_strtod_does)
QN_CASE(times_are_those_of_the_eighth_zone)
QN_CASE(no_such_time_is_refused)
QN_CASE(a_time_written_and_read_is_the_same)
QN_CASE(cipher_text_does_not_look_like_items)
QN_CASES_END
