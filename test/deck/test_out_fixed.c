/* Numbers as Fortran prints them. Recorded figures are those of gfortran 12. */
#include <stdio.h>

#include "deck/fixed.h"
#include "qn_test.h"

static void assert_fixed(double value, unsigned width, unsigned decimals, const char *expected)
{
    char text[QN_FIXED_WIDTH_MAX + 1] = "";
    qn_fixed_write(text, value, width, decimals);
    assert_string_equal(text, expected);
}

static void fixed_as_gfortran(void **state)
{
    (void)state;
    assert_fixed(-0.000001, 13, 5, "     -0.00000");
    assert_fixed(-0.5, 6, 3, "-0.500");
    assert_fixed(NAN, 13, 5, "          NaN");
    assert_fixed(84.235871, 13, 5, "     84.23587");
    assert_fixed(0, 13, 5, "      0.00000");
}

static void what_does_not_fit_is_asterisks(void **state)
{
    (void)state;
    assert_fixed(9999999.99999, 13, 5, "9999999.99999");
    assert_fixed(9999999.999996, 13, 5, "*************");
    assert_fixed(1e300, 8, 2, "********");
    assert_fixed(-1000000, 13, 5, "*************");
}

/* A value that is exactly between two goes to the even one: 0.125 and 0.375 are exact in binary. */
static void ties_go_to_even(void **state)
{
    (void)state;
    assert_fixed(0.125, 8, 2, "    0.12");
    assert_fixed(0.375, 8, 2, "    0.38");
    assert_fixed(2.5, 8, 1, "     2.5");
}

/* The C library rounds the exact value too. */
static void fixed_agrees_with_the_c_library(void **state)
{
    (void)state;
    unsigned long long bits = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double value = ldexp((double)(bits >> 11), (int)(i % 60) - 82);
        if (i % 3 == 0)
            value = (double)(bits >> 44) / 32768; /* many ties */
        char text[14] = "", expected[64];
        int n = snprintf(expected, sizeof expected, "%13.5f", value);
        qn_fixed_write(text, value, 13, 5);
        assert_string_equal(text, n > 13 ? "*************" : expected);
    }
}

static void exponential_as_gfortran(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } row[] = {{-1.2345678e-105, "-0.123457-104"},
               {0.9999999, " 0.100000E+01"},
               {0, " 0.000000E+00"},
               {123.4567891, " 0.123457E+03"}};
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        char text[QN_EXPO_WIDTH + 1] = "";
        qn_expo_write(text, row[k].value);
        assert_string_equal(text, row[k].text);
    }
}

static void general_as_gfortran(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } row[] = {{60, "   60.00    "},     {0.1, "  0.1000    "},     {0.05, "  0.5000E-01"},
               {9999.6, "  0.1000E+05"}, {1234.5, "   1234.    "},  {123456, "  0.1235E+06"},
               {0, "   0.000    "},      {0.99996, "   1.000    "}, {1e-9, "  0.1000E-08"},
               {-3.5, "  -3.500    "}};
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        char text[13] = "";
        qn_general_write(text, row[k].value);
        assert_string_equal(text, row[k].text);
    }
}

static void integers_are_padded(void **state)
{
    (void)state;
    char text[9] = "";
    qn_integer_write(text, 101, 8, '0');
    assert_string_equal(text, "00000101");
    qn_integer_write(text, -42, 8, ' ');
    assert_string_equal(text, "     -42");
    qn_integer_write(text, 123456789, 8, ' ');
    assert_string_equal(text, "********");
}

QN_CASES_BEGIN
QN_CASE(fixed_as_gfortran)
QN_CASE(what_does_not_fit_is_asterisks)
QN_CASE(ties_go_to_even)
QN_CASE(fixed_agrees_with_the_c_library)
QN_CASE(exponential_as_gfortran)
QN_CASE(general_as_gfortran)
QN_CASE(integers_are_padded)
QN_CASES_END
