/* Surface and profile files: what AERMET writes, what Fortran would read, what is refused and
 * where. Expected values are the rows' own. */
#include "qn_test.h"

#include <stdlib.h>

#include "weather/header.h"
#include "weather/rows.h"
#include "weather/weather.h"

#define ARENA_MAX ((size_t)1 << 24)
#define HEADER                                                                                     \
    "   38.500N  114.250E          UA_ID: 54511     SF_ID: 53698     OS_ID: MAST         "         \
    "VERSION: 24142  ADJ_U*  CCVR_Sub\n"
#define SFC1                                                                                       \
    "19  3  4  63  1  -24.7  0.231 -9.000 -9.000 -999.  267.     46.2  0.1200   1.50   1.00    "   \
    "3.14   87.0   10.0  279.8    2.0     0   0.00    61.  1003.     2 ADJ-SFC NoSubs\n"
#define SFC2                                                                                       \
    "19  3  4  63  2  182.4  0.412  1.873  0.009 1340.  655.    -31.6  0.2100   0.80   0.18    "   \
    "4.37  213.0   10.0  297.3    2.0    11   1.25    44.   998.     7 ADJ-OS  Subs\n"
#define PFL1 "19  3  4  1    10.0 1    87.0     3.14     6.65    99.00    99.00\n"
#define PFL2                                                                                       \
    "19  3  4  2    10.0 0   213.0     4.37    24.10    17.30     0.52\n"                          \
    "19  3  4  2    60.0 1   221.0     5.80    23.50    99.00    99.00\n"

struct bench {
    struct qn_arena arena;
    struct qn_weather weather;
    struct qn_err err;
};

static void begin(struct bench *b)
{
    memset(b, 0, sizeof *b);
    qn_arena_init(&b->arena, ARENA_MAX);
}

static void end(struct bench *b)
{
    qn_arena_release(&b->arena);
}

/* Copies of exact size, so that the sanitizers see a byte too far. */
static enum qn_status parse_bytes(struct bench *b, const char *sfc, size_t sfc_len, const char *pfl,
                                  size_t pfl_len, unsigned flags)
{
    char *s = malloc(sfc_len ? sfc_len : 1), *p = malloc(pfl_len ? pfl_len : 1);
    assert_non_null(s);
    assert_non_null(p);
    memcpy(s, sfc, sfc_len);
    memcpy(p, pfl, pfl_len);
    const struct qn_weather_text surface = {"a.sfc", s, sfc_len}, profile = {"a.pfl", p, pfl_len};
    enum qn_status st =
        qn_weather_parse(&surface, &profile, flags, &b->arena, &b->weather, &b->err);
    free(p);
    free(s);
    return st;
}

static enum qn_status parse(struct bench *b, const char *sfc, const char *pfl, unsigned flags)
{
    return parse_bytes(b, sfc, strlen(sfc), pfl, strlen(pfl), flags);
}

static void assert_refused(const char *sfc, const char *pfl, enum qn_status code, const char *where,
                           const char *said)
{
    struct bench b;
    begin(&b);
    b.weather.hours = 77;
    enum qn_status st = parse(&b, sfc, pfl, 0);
    assert_int_equal(st, code);
    assert_string_equal(b.err.where, where);
    if (!strstr(b.err.msg[QN_EN], said))
        fail_msg("\"%s\" is not in \"%s\"", said, b.err.msg[QN_EN]);
    assert_true(strlen(b.err.msg[QN_ZH]) > 0);
    assert_int_equal(b.weather.hours, 77); /* left as it was */
    end(&b);
}

static void rows_of_aermet_are_read(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_ok(parse(&b, HEADER SFC1 SFC2, PFL1 PFL2, 0), b.err);
    assert_int_equal(b.weather.hours, 2);
    const struct qn_plume_hour *h = &b.weather.hour[1];
    assert_int_equal(h->year * 1000000 + h->month * 10000 + h->day * 100 + h->hour, 2019030402);
    assert_near(h->heat_W_m2, 182.4, 0);
    assert_near(h->ustar_m_s, 0.412, 0);
    assert_near(h->wstar_m_s, 1.873, 0);
    assert_near(h->dtheta_dz_K_m, 0.009, 0);
    assert_near(h->zi_conv_m, 1340, 0);
    assert_near(h->zi_mech_m, 655, 0);
    assert_near(h->obukhov_m, -31.6, 0);
    assert_near(h->z0_m, 0.21, 0);
    assert_near(h->bowen, 0.8, 0);
    assert_near(h->albedo, 0.18, 0);
    assert_near(h->wspd_m_s, 4.37, 0);
    assert_near(h->wdir_deg, 213, 0);
    assert_near(h->wspd_height_m, 10, 0);
    assert_near(h->temp_K, 297.3, 0);
    assert_near(h->temp_height_m, 2, 0);
    assert_int_equal(h->precip_code, 11);
    assert_near(h->precip_mm, 1.25, 0);
    assert_near(h->rh_pct, 44, 0);
    assert_near(h->pressure_hPa, 998, 0);
    assert_int_equal(h->cloud_tenths, 7);
    assert_true(h->substituted);
    assert_false(b.weather.hour[0].substituted);
    assert_int_equal(b.weather.hour[0].levels, 1);
    assert_int_equal(h->levels, 2);
    const struct qn_plume_level *l = h->level;
    assert_near(l[0].sigma_a_deg, 17.3, 0);
    assert_near(l[0].sigma_w_m_s, 0.52, 0);
    assert_near(l[1].height_m, 60, 0);
    assert_near(l[1].wdir_deg, 221, 0);
    assert_near(l[1].wspd_m_s, 5.8, 0);
    assert_near(l[1].temp_C, 23.5, 0);
    assert_true(!l[0].top && l[1].top);
    end(&b);
}

static void the_header_tells_place_names_and_flags(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_ok(parse(&b, HEADER SFC1, PFL1, 0), b.err);
    assert_near(b.weather.latitude_deg, 38.5, 0);
    assert_near(b.weather.longitude_deg, 114.25, 0);
    assert_string_equal(b.weather.upper_id, "54511");
    assert_string_equal(b.weather.surface_id, "53698");
    assert_string_equal(b.weather.onsite_id, "MAST");
    assert_string_equal(b.weather.version, "24142");
    assert_true(b.weather.adjusted_ustar && b.weather.hour[0].adjusted_ustar);
    assert_false(b.weather.vector_winds || b.weather.bulk_richardson || b.weather.turbulence);
    assert_true(strstr(b.weather.header, "CCVR_Sub") != NULL);
    end(&b);
    begin(&b);
    assert_ok(parse(&b,
                    "   12.000S   77.000W          UA_ID:           SF_ID: 1         OS_ID:        "
                    "      VERSION: 22112  BULKRN VECTORWS\n" SFC1,
                    PFL1, 0),
              b.err);
    assert_near(b.weather.latitude_deg, -12, 0);
    assert_near(b.weather.longitude_deg, -77, 0);
    assert_string_equal(b.weather.upper_id, "");
    assert_true(b.weather.hour[0].bulk_richardson && b.weather.hour[0].vector_winds);
    assert_false(b.weather.hour[0].adjusted_ustar);
    end(&b);
}

static void measured_turbulence_is_noticed(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_ok(parse(&b, HEADER SFC1 SFC2, PFL1 PFL2, 0), b.err);
    assert_true(b.weather.turbulence);
    end(&b);
}

static void years_have_two_digits_or_four(void **state)
{
    (void)state;
    const struct {
        const char *written;
        int year;
    } row[] = {{"50", 1950}, {"99", 1999},   {"0", 2000},
               {"49", 2049}, {"1988", 1988}, {"2026", 2026}};
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char sfc[1024], pfl[256];
        struct bench b;
        snprintf(sfc, sizeof sfc, "%s%s%s", HEADER, row[i].written, &SFC1[2]);
        snprintf(pfl, sizeof pfl, "%s%s", row[i].written, &PFL1[2]);
        begin(&b);
        assert_ok(parse(&b, sfc, pfl, 0), b.err);
        assert_int_equal(b.weather.hour[0].year, row[i].year);
        end(&b);
    }
}

static void twenty_fields_are_enough(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_ok(parse(&b,
                    HEADER "19 3 4 63 1 -24.7 .231 -9. -9. -999. 267 46.2 .12 1.5 1 3.14 87 10 "
                           "279.8 2 NAD-OS NoSubs\n",
                    PFL1, 0),
              b.err);
    const struct qn_plume_hour *h = b.weather.hour;
    assert_near(h->temp_height_m, 2, 0);
    assert_near(h->precip_mm, -9, 0);
    assert_int_equal(h->precip_code, 0);
    end(&b);
    assert_refused(HEADER
                   "19 3 4 63 1 -24.7 .231 -9. -9. -999. 267 46.2 .12 1.5 1 3.14 87 10 279.8\n",
                   PFL1, QN_E_SYNTAX, "a.sfc:2:20", "ztemp");
}

static void separators_and_line_ends_are_free(void **state)
{
    (void)state;
    const char *sfc[] = {"\xEF\xBB\xBF" HEADER "\r\n  \r\n" SFC1 "\n\n", HEADER
                         "19,3,4,63,1,-24.7,2.31E-1,-9,-9,-999,267,4.62d1,.12,1.5,1,3.14\t87 "
                         "10 279.8 2 0 0 61 1003 2"};
    for (size_t i = 0; i < 2; i++) {
        struct bench b;
        begin(&b);
        assert_ok(parse(&b, sfc[i], "\r\n\r\n19\t3,4 1 10 1 87 3.14 6.65 99 99\r\n\r\n", 0), b.err);
        assert_int_equal(b.weather.hours, 1);
        assert_near(b.weather.hour[0].ustar_m_s, 0.231, 0);
        assert_near(b.weather.hour[0].obukhov_m, 46.2, 0);
        assert_near(b.weather.hour[0].pressure_hPa, 1003, 0);
        end(&b);
    }
}

static void numbers_read_as_strtod_reads_them(void **state)
{
    (void)state;
    const char *number[] = {"0.1",
                            "-999.",
                            ".5",
                            "+3",
                            "1e22",
                            "1e23",
                            "-0",
                            "123456789012345678901234567890",
                            "0.30000000000000004",
                            "4.9e-324",
                            "1.7976931348623157e308",
                            "9007199254740993",
                            "00000000000000000000001.5",
                            "0.000000000000000000000000000123456789"};
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        double v = NAN;
        assert_true(qn_rows_decimal(number[i], strlen(number[i]), &v));
        assert_near(v, strtod(number[i], NULL), 0);
    }
    const char *none[] = {"",      "-",   ".",     "1e",    "1e+", "e5",   "nan", "inf", "0x10",
                          "1.2.3", "1-2", "1e999", "3*0.0", "1,5", "1e5x", "--1", "1d",  "+.e1"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        double v;
        assert_false(qn_rows_decimal(none[i], strlen(none[i]), &v));
    }
}

static void a_wrong_field_is_named_with_its_place(void **state)
{
    (void)state;
    assert_refused(HEADER "19 3 4 63 1 -24.7 0.2x1 -9 -9 -999 267 46 .12 1.5 1 3 87 10 279 2\n",
                   PFL1, QN_E_SYNTAX, "a.sfc:2:7", "0.2x1");
    assert_refused(HEADER "19 3 4 63 1 -24.7 nan -9 -9 -999 267 46 .12 1.5 1 3 87 10 279 2\n", PFL1,
                   QN_E_SYNTAX, "a.sfc:2:7", "u*");
    assert_refused(HEADER "19 3 4 63 1 1e999 .2 -9 -9 -999 267 46 .12 1.5 1 3 87 10 279 2\n", PFL1,
                   QN_E_SYNTAX, "a.sfc:2:6", "1e999");
    assert_refused(HEADER "19 3 4 63 1 -24.7 .2 -9 -9 -999.-99999.0 .12 1.5 1 3 87 10 279 2\n",
                   PFL1, QN_E_SYNTAX, "a.sfc:2:10", "-999.-99999.0");
    assert_refused(HEADER "19 3.0 4 63 1 -24.7 .2 -9 -9 -999 267 46 .12 1.5 1 3 87 10 279 2\n",
                   PFL1, QN_E_SYNTAX, "a.sfc:2:2", "whole number");
    assert_refused(HEADER SFC1, "19 3 4 1 10 1 87 3.14 6.65 99\n", QN_E_SYNTAX, "a.pfl:1:11",
                   "SWnn");
    assert_refused(HEADER SFC1, "19 3 4 1 10 1 8\x01 3.14 6.65 99 99\n", QN_E_SYNTAX, "a.pfl:1:7",
                   "8?");
}

static void dates_must_exist(void **state)
{
    (void)state;
    assert_refused(HEADER "19 13 4 63 1 0 0 0 0 0 0 0 0 0 0 0 0 10 1 1\n", PFL1, QN_E_DOMAIN,
                   "a.sfc:2:2", "1 to 12");
    assert_refused(HEADER "19 2 29 60 1 0 0 0 0 0 0 0 0 0 0 0 0 10 1 1\n", PFL1, QN_E_DOMAIN,
                   "a.sfc:2:3", "1 to 28");
    assert_refused(HEADER "19 3 4 63 25 0 0 0 0 0 0 0 0 0 0 0 0 10 1 1\n", PFL1, QN_E_DOMAIN,
                   "a.sfc:2:5", "25");
    assert_refused(HEADER "2148 3 4 63 1 0 0 0 0 0 0 0 0 0 0 0 0 10 1 1\n", PFL1, QN_E_DOMAIN,
                   "a.sfc:2:1", "2148");
}

static void hours_follow_one_another_unless_allowed(void **state)
{
    (void)state;
    assert_refused(HEADER SFC2 SFC1, PFL2 PFL1, QN_E_CONFLICT, "a.sfc:3", "2019-03-04 02");
    assert_refused(HEADER SFC1 SFC1, PFL1 PFL1, QN_E_CONFLICT, "a.sfc:3", "NOCHKD");
    struct bench b;
    begin(&b);
    assert_ok(parse(&b, HEADER SFC2 SFC1, PFL2 PFL1, QN_WEATHER_ANY_ORDER), b.err);
    assert_int_equal(b.weather.hours, 2);
    end(&b);
}

#define ROW(date) date " -24.7 .2 -9 -9 -999 267 46 .12 1.5 1 3 87 10 279 2\n"
#define LEVEL(date) date " 10 1 87 3 6 99 99\n"

static void days_months_and_years_go_on(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_ok(parse(&b, HEADER ROW("20 2 28 59 24") ROW("20 2 29 60 1"),
                    LEVEL("20 2 28 24") LEVEL("20 2 29 1"), 0),
              b.err);
    end(&b);
    begin(&b); /* a new year may bring a new header, and may skip years */
    assert_ok(parse(&b, HEADER ROW("19 12 31 365 24") HEADER ROW("21 1 1 1 1"),
                    LEVEL("19 12 31 24") LEVEL("21 1 1 1"), 0),
              b.err);
    assert_int_equal(b.weather.hours, 2);
    end(&b);
    assert_refused(HEADER ROW("19 2 28 59 24") ROW("19 3 1 60 2"), LEVEL("19 2 28 24"),
                   QN_E_CONFLICT, "a.sfc:3", "2019-03-01 02");
    assert_refused(HEADER ROW("19 12 31 365 24") "  x VERSION: 23132\n", LEVEL("19 12 31 24"),
                   QN_E_CONFLICT, "a.sfc:3", "23132");
}

static void both_files_have_the_same_hours(void **state)
{
    (void)state;
    assert_refused(HEADER SFC1 SFC2, PFL2 PFL2, QN_E_CONFLICT, "a.pfl:1", "2019-03-04 02");
    assert_refused(HEADER SFC1 SFC2, PFL1, QN_E_CONFLICT, "a.pfl", "2019-03-04 02");
    assert_refused(HEADER SFC1, PFL1 PFL2, QN_E_CONFLICT, "a.pfl:2", "goes on");
}

static void levels_rise_and_are_not_too_many(void **state)
{
    (void)state;
    assert_refused(HEADER SFC1, "19 3 4 1 10 0 87 3 6 99 99\n19 3 4 1 10 1 87 3 6 99 99\n",
                   QN_E_DOMAIN, "a.pfl:2:5", "above 10 m");
    assert_refused(HEADER SFC1, "19 3 4 1 -9 1 87 3 6 99 99\n", QN_E_DOMAIN, "a.pfl:1:5", "-9");
    char many[4096];
    size_t n = 0;
    for (int i = 1; i <= QN_PLUME_LEVELS_CAP + 1; i++)
        n += (size_t)snprintf(many + n, sizeof many - n, "19 3 4 1 %d 0 87 3 6 99 99\n", i);
    assert_refused(HEADER SFC1, many, QN_E_LIMIT, "a.pfl:51", "50");
}

static void a_wind_needs_a_height(void **state)
{
    (void)state;
    assert_refused(HEADER "19 3 4 63 1 -24.7 .2 -9 -9 -999 267 46 .12 1.5 1 3 87 0 279 2\n", PFL1,
                   QN_E_DOMAIN, "a.sfc:2:18", "0.001");
    struct bench b;
    begin(&b); /* a calm or a missing wind does not */
    assert_ok(parse(&b, HEADER "19 3 4 63 1 -24.7 .2 -9 -9 -999 267 46 .12 1.5 1 0 0 -9 279 2\n",
                    PFL1, 0),
              b.err);
    end(&b);
}

static void a_file_without_version_or_hours_is_refused(void **state)
{
    (void)state;
    assert_refused("   38.500N  114.250E\n" SFC1, PFL1, QN_E_SYNTAX, "a.sfc:1", "VERSION");
    assert_refused("   38.500N  114.250E  VERSION: 06341\n" SFC1, PFL1, QN_E_UNSUPPORTED, "a.sfc:1",
                   "06341");
    assert_refused("", "", QN_E_SYNTAX, "a.sfc", "no hours");
    assert_refused(HEADER, PFL1, QN_E_SYNTAX, "a.sfc", "no hours");
}

static void every_cut_of_the_files_is_read_or_refused(void **state)
{
    (void)state;
    const char sfc[] = HEADER SFC1 SFC2, pfl[] = PFL1 PFL2;
    for (size_t n = 0; n < sizeof sfc; n++) {
        struct bench b;
        begin(&b);
        enum qn_status st = parse_bytes(&b, sfc, n, pfl, sizeof pfl - 1, 0);
        assert_int_equal(st, b.err.code);
        end(&b);
    }
    for (size_t n = 0; n + 1 < sizeof pfl - 10; n++) {
        struct bench b;
        begin(&b);
        assert_int_not_equal(parse_bytes(&b, sfc, sizeof sfc - 1, pfl, n, 0), QN_OK);
        end(&b);
    }
}

static void a_small_arena_is_an_error_not_a_crash(void **state)
{
    (void)state;
    for (size_t max = 0; max < 1200; max += 40) {
        struct bench b;
        begin(&b);
        b.arena.max = max;
        enum qn_status st = parse(&b, HEADER SFC1 SFC2, PFL1 PFL2, 0);
        assert_true(st == QN_E_LIMIT || st == QN_OK);
        end(&b);
    }
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    assert_int_equal(qn_weather_read("no/such/file.sfc", "no.pfl", &b.arena, &b.weather, &b.err),
                     QN_E_IO);
    assert_true(strstr(b.err.msg[QN_EN], "no/such/file.sfc") != NULL);
    end(&b);
}

static void files_are_read_from_disk(void **state)
{
    (void)state;
    const char *name[] = {QN_TEST_TMP "/weather.sfc", QN_TEST_TMP "/weather.pfl"};
    const char *text[] = {HEADER SFC1 SFC2, PFL1 PFL2};
    for (int i = 0; i < 2; i++) {
        FILE *f = fopen(name[i], "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(text[i], 1, strlen(text[i]), f), strlen(text[i]));
        assert_int_equal(fclose(f), 0);
    }
    struct bench b;
    begin(&b);
    assert_ok(qn_weather_read(name[0], name[1], &b.arena, &b.weather, &b.err), b.err);
    assert_int_equal(b.weather.hours, 2);
    end(&b);
}

QN_CASES_BEGIN
QN_CASE(rows_of_aermet_are_read)
QN_CASE(the_header_tells_place_names_and_flags)
QN_CASE(measured_turbulence_is_noticed)
QN_CASE(years_have_two_digits_or_four)
QN_CASE(twenty_fields_are_enough)
QN_CASE(separators_and_line_ends_are_free)
QN_CASE(numbers_read_as_strtod_reads_them)
QN_CASE(a_wrong_field_is_named_with_its_place)
QN_CASE(dates_must_exist)
QN_CASE(hours_follow_one_another_unless_allowed)
QN_CASE(days_months_and_years_go_on)
QN_CASE(both_files_have_the_same_hours)
QN_CASE(levels_rise_and_are_not_too_many)
QN_CASE(a_wind_needs_a_height)
QN_CASE(a_file_without_version_or_hours_is_refused)
QN_CASE(every_cut_of_the_files_is_read_or_refused)
QN_CASE(a_small_arena_is_an_error_not_a_crash)
QN_CASE(a_missing_file_is_named)
QN_CASE(files_are_read_from_disk)
QN_CASES_END
