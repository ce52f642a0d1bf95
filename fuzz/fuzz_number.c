/* qn_number_parse. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "base/encoding.h"
#include "base/number.h"

/* Text of digits, with at most one point: strtod's own value is the only right one. */
static int is_plain(const char *s, size_t n)
{
    size_t points = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '.')
            points++;
        else if (s[i] < '0' || s[i] > '9')
            return 0;
    }
    return n > points && points <= 1 && n < 100;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *s = (const char *)data;
    struct qn_number x = {.value = 1.5};
    struct qn_err err = {.code = QN_OK};
    enum qn_status st = qn_number_parse(s, n, &x, &err);
    if (st == QN_OK) {
        FUZZ_MUST(isfinite(x.value) && strlen(x.unit) < sizeof x.unit);
        FUZZ_MUST(!(x.flags & QN_NUM_UNIT) == (x.unit[0] == '\0'));
        if (qn_utf8_valid(s, n, NULL))
            FUZZ_MUST(qn_utf8_valid(x.unit, strlen(x.unit), NULL));
    } else {
        FUZZ_MUST(st == QN_E_SYNTAX && err.code == st && x.value == 1.5);
    }
    if (is_plain(s, n)) {
        char text[128];
        memcpy(text, s, n);
        text[n] = '\0';
        FUZZ_MUST(st == QN_OK && x.value == strtod(text, NULL) && x.flags == 0);
    }
    return 0;
}
