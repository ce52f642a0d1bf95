#include "qn_test.h"

#include <sys/resource.h>
#include <time.h>

#include "base/encoding.h"
#include "base/guard.h"

/* "id,名\n一" in every encoding; GB18030 bytes from `iconv -t GB18030`, UTF-16 from the code points
 * U+540D U+4E00. */
static const char utf8[] = "id,\xE5\x90\x8D\n\xE4\xB8\x80";
#define SAMPLE(bytes) bytes, sizeof bytes - 1
static const struct sample {
    const char *bytes;
    size_t n;
    enum qn_encoding enc;
} sample[] = {
    {SAMPLE("id,\xE5\x90\x8D\n\xE4\xB8\x80"), QN_ENC_UTF8},
    {SAMPLE("\xEF\xBB\xBFid,\xE5\x90\x8D\n\xE4\xB8\x80"), QN_ENC_UTF8_BOM},
    {SAMPLE("\xFF\xFEi\0d\0,\0\x0D\x54\n\0\0\x4E"), QN_ENC_UTF16LE},
    {SAMPLE("i\0d\0,\0\x0D\x54\n\0\0\x4E"), QN_ENC_UTF16LE},
    {SAMPLE("\xFE\xFF\0i\0d\0,\x54\x0D\0\n\x4E\0"), QN_ENC_UTF16BE},
    {SAMPLE("\0i\0d\0,\x54\x0D\0\n\x4E\0"), QN_ENC_UTF16BE},
    {SAMPLE("id,\xC3\xFB\n\xD2\xBB"), QN_ENC_GB18030},
    {SAMPLE("\x84\x31\x95\x33id,\xC3\xFB\n\xD2\xBB"), QN_ENC_GB18030},
};

static void every_encoding_is_detected_and_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++) {
        struct qn_err err = {0};
        struct qn_buf out;
        qn_buf_init(&out, 100);
        assert_int_equal(qn_encoding_detect(sample[i].bytes, sample[i].n), sample[i].enc);
        assert_ok(qn_decode(sample[i].bytes, sample[i].n, sample[i].enc, &out, NULL, &err), err);
        assert_string_equal(out.data, utf8);
        qn_buf_release(&out);
    }
}

static void an_empty_text_is_utf8_and_decodes_to_nothing(void **state)
{
    (void)state;
    for (int enc = 0; enc < QN_ENC_COUNT; enc++) {
        struct qn_err err = {0};
        struct qn_buf out;
        qn_buf_init(&out, 100);
        assert_ok(qn_decode("", 0, (enum qn_encoding)enc, &out, NULL, &err), err);
        assert_string_equal(out.data, "");
        qn_buf_release(&out);
    }
    assert_int_equal(qn_encoding_detect("", 0), QN_ENC_UTF8);
}

/* Ill-formed sequences of the Unicode Standard, section 3.9, and RFC 3629, section 10. */
static void broken_utf8_is_refused_at_its_byte(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n, bad;
    } row[] = {
        {SAMPLE("abc\x80"), 3},
        {SAMPLE("\xC0\xAF"), 0},
        {SAMPLE("12345678\xC1\x80"), 8},
        {SAMPLE("\xE0\x9F\x80"), 0},
        {SAMPLE("\xED\xA0\x80"), 0},
        {SAMPLE("a\xED\xBF\xBF"), 1},
        {SAMPLE("\xF0\x8F\xBF\xBF"), 0},
        {SAMPLE("\xF4\x90\x80\x80"), 0},
        {SAMPLE("\xF5\x80\x80\x80"), 0},
        {SAMPLE("\xE4\xB8"), 0},
        {SAMPLE("\xE4\xB8\x80\xE4\xB8"), 3},
        {SAMPLE("\xE4\xB8"
                "A"),
         0},
        {SAMPLE("123456789\0x"), 9},
        {SAMPLE("\xEF\xBB\xBF\xFF"), 3},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_err err = {0};
        struct qn_buf out;
        size_t bad = 99;
        qn_buf_init(&out, 100);
        assert_false(qn_utf8_valid(row[i].s, row[i].n, &bad));
        assert_int_equal(bad, row[i].bad);
        bad = 99;
        assert_int_equal(qn_decode(row[i].s, row[i].n, QN_ENC_UTF8, &out, &bad, &err), QN_E_SYNTAX);
        assert_int_equal(bad, row[i].bad);
        assert_int_equal(out.len, 0);
        qn_buf_release(&out);
    }
}

static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (unsigned cp = 1; cp <= 0x110000; cp++) {
        char s[4];
        size_t n = 0, pos = 0;
        if (cp < 0x80) {
            s[n++] = (char)cp;
        } else {
            int tail = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
            s[n++] = (char)((0xFF00u >> (tail + 1) & 0xFFu) | cp >> (6 * tail));
            while (tail-- > 0)
                s[n++] = (char)(0x80 | (cp >> (6 * tail) & 0x3F));
        }
        int valid = cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF);
        assert_int_equal(qn_utf8_valid(s, n, NULL), valid);
        assert_int_equal(qn_utf8_next(s, n, &pos), valid ? cp : 0xFFFD);
        assert_int_equal(pos, valid ? n : 1);
    }
}

static void broken_utf16_and_gb18030_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n;
        enum qn_encoding enc;
        size_t bad;
    } row[] = {
        {SAMPLE("a\0b"), QN_ENC_UTF16LE, 2}, /* an odd byte at the end */
        {SAMPLE("\xFF\xFE"
                "a\0b"),
         QN_ENC_UTF16LE, 4},
        {SAMPLE("a\0\0\xD8"
                "b\0"),
         QN_ENC_UTF16LE, 2},                         /* high surrogate alone */
        {SAMPLE("\0a\xDC\0\0b"), QN_ENC_UTF16BE, 2}, /* low surrogate alone */
        {SAMPLE("a\0\0\0b\0"), QN_ENC_UTF16LE, 2},   /* NUL */
        {SAMPLE("ab\0c"), QN_ENC_GB18030, 2},
        {SAMPLE("ab\xFF"), QN_ENC_GB18030, 2},
        {SAMPLE("ab\xC3"), QN_ENC_GB18030, 2}, /* cut in a character */
        {SAMPLE("ab\x81\x30\x81"), QN_ENC_GB18030, 2},
        {SAMPLE("ab\xC3\x20"), QN_ENC_GB18030, 2},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_err err = {0};
        struct qn_buf out;
        size_t bad = 99;
        qn_buf_init(&out, 100);
        assert_ok(qn_buf_text(&out, "kept", &err), err);
        assert_int_equal(qn_decode(row[i].s, row[i].n, row[i].enc, &out, &bad, &err), QN_E_SYNTAX);
        assert_int_equal(bad, row[i].bad);
        assert_string_equal(out.data, "kept");
        assert_non_null(strstr(err.msg[QN_EN], qn_encoding_name(row[i].enc)));
        qn_buf_release(&out);
    }
}

static void a_stray_nul_does_not_make_utf16(void **state)
{
    (void)state;
    char text[400];
    memset(text, 'a', sizeof text);
    text[201] = '\0';
    assert_int_not_equal(qn_encoding_detect(text, sizeof text), QN_ENC_UTF16LE);
    memset(text, 0, sizeof text);
    assert_int_not_equal(qn_encoding_detect(text, sizeof text), QN_ENC_UTF16LE);
    assert_int_not_equal(qn_encoding_detect(text, sizeof text), QN_ENC_UTF16BE);
}

static void the_limit_of_the_output_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++) {
        struct qn_err err = {0};
        struct qn_buf out;
        qn_buf_init(&out, sizeof utf8 - 2);
        assert_int_equal(qn_decode(sample[i].bytes, sample[i].n, sample[i].enc, &out, NULL, &err),
                         QN_E_LIMIT);
        assert_int_equal(out.len, 0);
        out.max++;
        assert_ok(qn_decode(sample[i].bytes, sample[i].n, sample[i].enc, &out, NULL, &err), err);
        qn_buf_release(&out);
    }
}

static void every_prefix_in_every_encoding_stays_inside_its_bytes(void **state)
{
    (void)state;
    struct guard g = guard_new(64);
    struct qn_buf out;
    qn_buf_init(&out, 1000);
    for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++)
        for (size_t n = 0; n <= sample[i].n; n++) {
            char *p = guard_put(&g, sample[i].bytes, n);
            (void)qn_encoding_detect(p, n);
            for (int enc = 0; enc < QN_ENC_COUNT; enc++) {
                qn_buf_reset(&out);
                if (qn_decode(p, n, (enum qn_encoding)enc, &out, NULL, NULL) == QN_OK)
                    assert_true(qn_utf8_valid(out.data, out.len, NULL));
            }
            (void)qn_fold_width(p, n, NULL);
        }
    qn_buf_release(&out);
    guard_free(&g);
}

static void full_width_text_folds_to_ascii(void **state)
{
    (void)state;
    char all[400] = "", expected[100] = "";
    size_t n = 0, m = 0;
    for (unsigned c = 0x21; c <= 0x7E; c++) { /* U+FF01 + (c - 0x21) as UTF-8 */
        unsigned cp = 0xFF01 + c - 0x21;
        all[n++] = (char)(0xE0 | cp >> 12);
        all[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
        all[n++] = (char)(0x80 | (cp & 0x3F));
        expected[m++] = (char)c;
    }
    int changed = 0;
    assert_int_equal(qn_fold_width(all, n, &changed), m);
    assert_int_equal(changed, 1);
    assert_string_equal(all, expected);
    char mixed[] = "１２　万吨Ａ";
    n = qn_fold_width(mixed, sizeof mixed - 1, &changed);
    assert_string_equal(mixed, "12 万吨A");
    assert_int_equal(n, strlen(mixed));
    static const char same[] = "plain 万 。、《｟｠ﾀ";
    char copy[sizeof same];
    memcpy(copy, same, sizeof same);
    assert_int_equal(qn_fold_width(copy, sizeof same - 1, &changed), sizeof same - 1);
    assert_int_equal(changed, 0);
    assert_string_equal(copy, same);
}

static double decode_s(const char *p, size_t n, enum qn_encoding enc)
{
    struct timespec a, b;
    struct qn_err err = {0};
    struct qn_buf out;
    qn_buf_init(&out, (size_t)1 << 30);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    assert_ok(qn_decode(p, n, enc, &out, NULL, &err), err);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    qn_buf_release(&out);
    return (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
}

/* Eight times the input may take at most thirty times the time: a quadratic reader takes 64. */
static void time_grows_in_line_with_size(void **state)
{
    (void)state;
    const size_t n = (size_t)16 << 20;
    char *p = malloc(n);
    assert_non_null(p);
    for (size_t i = 0; i < n; i += 4)
        memcpy(p + i,
               "\xD2\xBB"
               "\xC3\xFB",
               4); /* valid GB18030, and valid as UTF-16LE too */
    static const enum qn_encoding enc[] = {QN_ENC_GB18030, QN_ENC_UTF16LE};
    for (size_t i = 0; i < 2; i++) {
        double small_s = decode_s(p, n / 8, enc[i]), large_s = decode_s(p, n, enc[i]);
        assert_true(large_s < 30 * small_s + 0.05);
    }
    free(p);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_ALLOCATOR 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_ALLOCATOR 1
#endif
#endif

/* The address space is capped a little above what is in use, so that the output cannot grow. */
static void no_memory_is_an_error_and_leaves_the_output(void **state)
{
    (void)state;
#ifdef OWN_ALLOCATOR
    skip(); /* a sanitizer's allocator ends the program instead */
#else
    const size_t n = (size_t)64 << 20;
    char *p = malloc(n);
    assert_non_null(p);
    memset(p, 'a', n);
    for (int enc = 0; enc < QN_ENC_COUNT; enc++) {
        struct qn_err err = {0};
        struct qn_buf out;
        struct rlimit before, tight;
        qn_buf_init(&out, (size_t)1 << 30);
        assert_ok(qn_buf_text(&out, "kept", &err), err);
        assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
        tight = before;
        tight.rlim_cur = (rlim_t)80 << 20;
        assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
        enum qn_status st = qn_decode(p, n, (enum qn_encoding)enc, &out, NULL, &err);
        assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
        /* GB18030's tables may themselves not fit, which is the same answer */
        assert_int_equal(st, QN_E_NOMEM);
        assert_int_equal(err.code, QN_E_NOMEM);
        assert_string_equal(out.data, "kept");
        qn_buf_release(&out);
    }
    free(p);
#endif
}

QN_CASES_BEGIN
QN_CASE(every_encoding_is_detected_and_decoded)
QN_CASE(an_empty_text_is_utf8_and_decodes_to_nothing)
QN_CASE(broken_utf8_is_refused_at_its_byte)
QN_CASE(every_code_point_goes_there_and_back)
QN_CASE(broken_utf16_and_gb18030_are_refused)
QN_CASE(a_stray_nul_does_not_make_utf16)
QN_CASE(the_limit_of_the_output_holds)
QN_CASE(every_prefix_in_every_encoding_stays_inside_its_bytes)
QN_CASE(full_width_text_folds_to_ascii)
QN_CASE(time_grows_in_line_with_size)
QN_CASE(no_memory_is_an_error_and_leaves_the_output)
QN_CASES_END
