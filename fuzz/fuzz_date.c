/* qn_date_parse, qn_date_text, the day count, qn_time_text. */
#include "fuzz.h"

#include <string.h>

#include "base/date.h"

static void check_date(struct qn_date d)
{
    char text[QN_DATE_TEXT_CAP];
    struct qn_date again;
    FUZZ_MUST(d.year >= 1900 && d.year <= 2100 && d.month <= 12 && d.day <= 31);
    FUZZ_MUST(d.month || !d.day);
    qn_date_text(d, text);
    FUZZ_MUST(qn_date_parse(text, strlen(text), &again, NULL) == QN_OK);
    FUZZ_MUST(again.year == d.year && again.month == d.month && again.day == d.day);
    int32_t first = qn_date_first_day(d), last = qn_date_last_day(d);
    int32_t longest = d.day ? 0 : d.month ? 30 : 365;
    FUZZ_MUST(last >= first && last - first <= longest);
    struct qn_date day = qn_date_from_day(last);
    FUZZ_MUST(day.year == d.year && (!d.month || day.month == d.month) &&
              (!d.day || day.day == d.day));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_date d;
    struct qn_err err = {.code = QN_OK};
    enum qn_status st = qn_date_parse((const char *)data, n, &d, &err);
    if (st == QN_OK)
        check_date(d);
    else
        FUZZ_MUST((st == QN_E_SYNTAX || st == QN_E_DOMAIN) && err.code == st);
    int64_t t_unix_ms;
    if (n >= sizeof t_unix_ms) {
        char text[QN_TIME_TEXT_CAP];
        memcpy(&t_unix_ms, data, sizeof t_unix_ms);
        size_t len = strlen(qn_time_text(t_unix_ms, text));
        FUZZ_MUST(len == 0 || len == strlen("2019-07-17T09:00:00+08:00"));
        d = qn_date_of_unix_ms(t_unix_ms);
        if (qn_date_known(d))
            check_date(d);
    }
    return 0;
}
