#include "qn_test.h"

#include "base/codes.h"

/* Codes that listed companies print in their annual reports. The check digit proves each copy. */
static const char *const published[] = {
    "91100000100003962T", /* Industrial and Commercial Bank of China: registered nationally */
    "914403001922038216", /* Huawei Technologies */
    "9144030071526726XG", /* Tencent Computer Systems */
    "91110000710925462X", /* PetroChina */
    "91310000631696382C", /* Baoshan Iron & Steel */
    "9152000071430580XT", /* Kweichow Moutai */
};
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static void published_codes_are_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++)
        assert_int_equal(qn_uscc_check(published[i], 18, NULL), QN_CODE_OK);
    assert_int_equal(qn_uscc_check("9144030071526726xg", 18, NULL), QN_CODE_OK);
}

/* The modulus is prime and no weight is divisible by it: one wrong character always shows. */
static void every_single_altered_character_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++)
        for (size_t at = 0; at < 18; at++)
            for (const char *c = alphabet; *c; c++) {
                char code[19];
                memcpy(code, published[i], sizeof code);
                if (code[at] == *c)
                    continue;
                code[at] = *c;
                assert_int_equal(qn_uscc_check(code, 18, NULL), QN_CODE_CHECK);
            }
}

/* Neighbouring weights differ (by a factor of 3), so a swap of two different characters changes
 * the sum; the last pair holds the check character itself, whose weight is 1 against 28. */
static void every_swap_of_neighbours_is_found(void **state)
{
    (void)state;
    size_t swaps = 0;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++)
        for (size_t at = 0; at + 1 < 18; at++) {
            char code[19];
            memcpy(code, published[i], sizeof code);
            if (code[at] == code[at + 1])
                continue;
            code[at] = published[i][at + 1];
            code[at + 1] = published[i][at];
            assert_int_equal(qn_uscc_check(code, 18, NULL), QN_CODE_CHECK);
            swaps++;
        }
    assert_true(swaps > 60);
}

static void the_right_check_character_is_told(void **state)
{
    (void)state;
    char expected = '?';
    assert_int_equal(qn_uscc_check("911000001000039620", 18, &expected), QN_CODE_CHECK);
    assert_int_equal(expected, 'T'); /* worked by hand in codes.c */
}

static void other_faults_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(qn_uscc_check("", 0, NULL), QN_CODE_LENGTH);
    assert_int_equal(qn_uscc_check("91100000100003962T", 17, NULL), QN_CODE_LENGTH);
    assert_int_equal(qn_uscc_check("91100000100003962T ", 19, NULL), QN_CODE_LENGTH);
    static const char refused[] = "IOSVZiosvz -*\x80";
    for (const char *c = refused; *c; c++) {
        char code[19] = "91100000100003962T";
        code[10] = *c;
        assert_int_equal(qn_uscc_check(code, 18, NULL), QN_CODE_CHARACTER);
    }
    char zero[18] = "9110000010000396";
    assert_int_equal(qn_uscc_check(zero, 18, NULL), QN_CODE_CHARACTER);
    /* division 991100, and a check character that agrees */
    char code[19] = "91991100100003962?", expected = 0;
    code[17] = '0';
    if (qn_uscc_check(code, 18, &expected) == QN_CODE_CHECK)
        code[17] = expected;
    assert_int_equal(qn_uscc_check(code, 18, NULL), QN_CODE_DIVISION);
}

static void divisions_begin_with_a_province(void **state)
{
    (void)state;
    assert_int_equal(qn_division_check("141002", 6), QN_CODE_OK); /* Yaodu, Linfen, Shanxi */
    assert_int_equal(qn_division_check("140000", 6), QN_CODE_OK);
    assert_int_equal(qn_division_check("14100", 5), QN_CODE_LENGTH);
    assert_int_equal(qn_division_check("1410020", 7), QN_CODE_LENGTH);
    assert_int_equal(qn_division_check("14100A", 6), QN_CODE_CHARACTER);
    assert_int_equal(qn_division_check("100000", 6), QN_CODE_DIVISION);
    int provinces = 0;
    for (int i = 0; i < 100; i++) {
        char code[7] = {(char)('0' + i / 10), (char)('0' + i % 10), '0', '0', '0', '0', 0};
        provinces += qn_division_check(code, 6) == QN_CODE_OK;
    }
    assert_int_equal(provinces, 34); /* 23 provinces, 5 regions, 4 municipalities, 2 SARs */
}

static void a_division_lies_within_its_city_and_province(void **state)
{
    (void)state;
    assert_true(qn_division_within("141002", "141000"));
    assert_true(qn_division_within("141002", "140000"));
    assert_true(qn_division_within("141002", "141002"));
    assert_true(qn_division_within("141000", "140000"));
    assert_false(qn_division_within("141000", "141002"));
    assert_false(qn_division_within("141002", "141003"));
    assert_false(qn_division_within("141102", "141000"));
    assert_false(qn_division_within("131002", "140000"));
    assert_false(qn_division_within("", "140000"));
    assert_false(qn_division_within("141002", "14"));
}

QN_CASES_BEGIN
QN_CASE(published_codes_are_accepted)
QN_CASE(every_single_altered_character_is_found)
QN_CASE(every_swap_of_neighbours_is_found)
QN_CASE(the_right_check_character_is_told)
QN_CASE(other_faults_are_told_apart)
QN_CASE(divisions_begin_with_a_province)
QN_CASE(a_division_lies_within_its_city_and_province)
QN_CASES_END
