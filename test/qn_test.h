/* Tests of quench: cmocka, one case an argument.
 *
 *   static void leap_days_exist_only_in_leap_years(void **state) { ... }
 *   QN_CASES_BEGIN
 *       QN_CASE(leap_days_exist_only_in_leap_years)
 *   QN_CASES_END
 *
 * One QN_CASE a line: CMake reads them. Without an argument all cases run.
 */
#ifndef QN_TEST_H
#define QN_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define QN_CASES_BEGIN                                                                             \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        const struct CMUnitTest all[] = {
#define QN_CASE(f) cmocka_unit_test(f),
#define QN_CASES_END                                                                               \
    }                                                                                              \
    ;                                                                                              \
    return qn_test_main(all, sizeof all / sizeof all[0], argc, argv);                              \
    }

static inline int qn_test_main(const struct CMUnitTest *all, size_t n, int argc, char **argv)
{
    int failed = 0, ran = 0;
    for (size_t i = 0; i < n; i++) {
        if (argc > 1 && strcmp(argv[1], all[i].name) != 0)
            continue;
        const struct CMUnitTest one[] = {all[i]};
        failed += cmocka_run_group_tests_name(all[i].name, one, NULL, NULL) != 0;
        ran++;
    }
    if (ran == 0) {
        fprintf(stderr, "no such case: %s\n", argc > 1 ? argv[1] : "(none listed)");
        return 2;
    }
    return failed != 0;
}

/* Absolute tolerance; a NaN on either side fails, unless both are expected with assert_nan. */
#define assert_near(actual, expected, tolerance)                                                   \
    do {                                                                                           \
        double a_ = (actual), e_ = (expected), t_ = (tolerance);                                   \
        if (!(fabs(a_ - e_) <= t_)) {                                                              \
            print_error("%s = %.17g, expected %.17g within %g\n", #actual, a_, e_, t_);            \
            fail();                                                                                \
        }                                                                                          \
    } while (0)
#define assert_nan(actual) assert_true(isnan(actual))
/* A call that must succeed; `err` is the struct qn_err it filled. */
#define assert_ok(call, err)                                                                       \
    do {                                                                                           \
        if ((call) != QN_OK) {                                                                     \
            print_error("%s: %s: %s\n", #call, (err).where, (err).msg[1]);                         \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
