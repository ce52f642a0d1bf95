/* Frames written, answers, SM4. Expected values: the examples of the standards' appendices C (2005,
 * 2017) and A (2025), GB/T 32907-2016 appendix A, and libcrypto's sm4-ecb. */
#include "frames.h"

#include <openssl/evp.h>

#define CLOCK                                                                                      \
    "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=" MN17 ";Flag=5;CP=&&RtdInterval=30&&"

static struct qn_212_span span(const char *text)
{
    return (struct qn_212_span){text, (uint32_t)strlen(text)};
}

static struct qn_212_head head_of(const struct qn_212_frame *f)
{
    return (struct qn_212_head){.qn = f->qn_number,
                                .st = f->st_code,
                                .cn = f->cn_code,
                                .pw = f->pw,
                                .mn = f->mn,
                                .version = f->version,
                                .wants_answer = f->wants_answer,
                                .parts = f->parts,
                                .part = f->part,
                                .resent = f->resent,
                                .no_flag = f->flag.n == 0};
}

static void appendix_a_is_written_as_printed(void **state)
{
    (void)state;
    static const char *const expected = "##0101" CLOCK "1C80\r\n";
    struct qn_212_head head = {.qn = UINT64_C(20160801085857223),
                               .st = 32,
                               .cn = 1062,
                               .pw = span("100000"),
                               .mn = span(MN17),
                               .version = QN_212_2017,
                               .wants_answer = true};
    char out[256];
    size_t n = qn_212_encode(&head, span("RtdInterval=30"), NULL, out, sizeof out);
    assert_int_equal(n, strlen(expected));
    assert_memory_equal(out, expected, n);
    for (size_t cap = 0; cap < n; cap++)
        assert_int_equal(qn_212_encode(&head, span("RtdInterval=30"), NULL, out, cap), 0);
    assert_int_equal(qn_212_encode(&head, span("RtdInterval=30"), NULL, out, n), n);
}

static void parts_and_resending_stand_where_their_edition_has_them(void **state)
{
    (void)state;
    struct qn_212_head head = {.qn = UINT64_C(20160801085857534),
                               .st = 32,
                               .cn = 2061,
                               .pw = span("123456"),
                               .mn = span(MN17),
                               .version = QN_212_2017,
                               .parts = 2,
                               .part = 1};
    char out[256];
    size_t n = qn_212_encode(&head, span(""), NULL, out, sizeof out - 1);
    out[n] = '\0';
    assert_non_null(strstr(out, "QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=" MN17
                                ";Flag=6;PNUM=2;PNO=1;CP=&&&&"));
    head.version = QN_212_2025;
    head.resent = true;
    n = qn_212_encode(&head, span(""), NULL, out, sizeof out - 1);
    out[n] = '\0';
    assert_non_null(strstr(out, ";Flag=10;PNUM=2;PNO=1;RF=1;CP=&&&&"));
    head.version = QN_212_2005;
    head.resent = false;
    n = qn_212_encode(&head, span(""), NULL, out, sizeof out - 1);
    out[n] = '\0';
    assert_non_null(strstr(out, "QN=20160801085857534;PNUM=2;PNO=1;ST=32;CN=2061;"));
}

static void what_does_not_fit_is_not_written(void **state)
{
    (void)state;
    static char long_cp[QN_212_SEGMENT_MAX + 1], out[QN_212_FRAME_MAX + 16];
    const struct qn_212_head good = {
        .st = 32, .cn = 2011, .pw = span("123456"), .mn = span(MN17), .version = QN_212_2017};
    struct qn_212_head bad[10];
    for (size_t i = 0; i < 10; i++)
        bad[i] = good;
    bad[0].st = -1;
    bad[1].st = 1000;
    bad[2].cn = 10000;
    bad[3].mn = span("");
    bad[4].mn = span("0100;ST=1");
    bad[5].pw = span("12\r\n");
    bad[6].parts = 10000;
    bad[7].parts = 2;
    bad[7].part = 3;
    bad[8].qn = 123;
    bad[9].parts = 2; /* which part? */
    assert_true(qn_212_encode(&good, span("a=1"), NULL, out, sizeof out) > 0);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(qn_212_encode(&bad[i], span("a=1"), NULL, out, sizeof out), 0);
    memset(long_cp, 'x', sizeof long_cp);
    struct qn_212_span cp = {long_cp, QN_212_SEGMENT_MAX};
    assert_int_equal(qn_212_encode(&good, cp, NULL, out, sizeof out), 0);
    for (cp.n -= 40; qn_212_encode(&good, cp, NULL, out, sizeof out) == 0; cp.n--)
        assert_true(cp.n > 9000);
    assert_memory_equal(out, "##9999", 6);
}

/* ---- answers: HJ 212-2017 C.1, C.12, C.13 and HJ/T 212-2005 C ---- */

static void expect_answer(const char *to, int32_t cn, int result, const char *segment)
{
    static struct stream s, expected;
    struct qn_212_frame f;
    enum qn_212_fault fault;
    char out[256];
    s.n = expected.n = 0;
    add_frame(&s, to);
    add_frame(&expected, segment);
    assert_int_equal(take_text(s.p, s.n, QN_212_POLICY_TOLERANT, &f, &fault), QN_212_FRAME);
    size_t n = qn_212_answer(&f, cn, result, out, sizeof out);
    if (n != expected.n || memcmp(out, expected.p, n) != 0)
        print_error("%.*s\n%.*s\n", (int)n, out, (int)expected.n, expected.p);
    assert_int_equal(n, expected.n);
    assert_memory_equal(out, expected.p, n);
}

#define TO17(cn, flag, cp)                                                                         \
    "QN=20160801085857223;ST=32;CN=" cn ";PW=123456;MN=" MN17 ";Flag=" flag ";CP=&&" cp "&&"
#define BY17(cn, flag, cp)                                                                         \
    "QN=20160801085857223;ST=91;CN=" cn ";PW=123456;MN=" MN17 ";Flag=" flag ";CP=&&" cp "&&"

static void answers_of_2017_are_those_of_its_appendix(void **state)
{
    (void)state;
    expect_answer(TO17("1000", "5", "OverTime=5;ReCount=3"), 9011, 1, BY17("9011", "4", "QnRtn=1"));
    expect_answer(TO17("1000", "5", "OverTime=5;ReCount=3"), 9012, 1,
                  BY17("9012", "4", "ExeRtn=1"));
    expect_answer(TO17("2012", "5", ""), 9013, -1, BY17("9013", "4", ""));
    expect_answer(TO17("2011", "5", "DataTime=20160801085857;w01001-Rtd=7.1"), 9014, -1,
                  BY17("9014", "4", ""));
    expect_answer(TO17("2011", "9", "DataTime=20160801085857;w01001-Rtd=7.1"), 9014, -1,
                  BY17("9014", "8", ""));
}

static void each_part_is_answered_by_its_own_qn(void **state)
{
    (void)state;
    expect_answer("QN=20160801085857535;ST=32;CN=2061;PW=123456;MN=" MN17
                  ";Flag=7;PNUM=2;PNO=2;CP=&&DataTime=20160801080000;w01018-Cou=63.0&&",
                  9014, -1,
                  "QN=20160801085857535;ST=91;CN=9014;PW=123456;MN=" MN17 ";Flag=4;CP=&&&&");
}

static void a_qn_of_another_form_is_given_back(void **state)
{
    (void)state;
    expect_answer(
        "QN=1617957600465;ST=21;CN=1011;PW=123456;MN=Q5D1AFDAA4980C;Flag=5;CP=&&&&", 9011, 1,
        "QN=1617957600465;ST=91;CN=9011;PW=123456;MN=Q5D1AFDAA4980C;Flag=4;CP=&&QnRtn=1&&");
}

#define TO05(cn, cp)                                                                               \
    "QN=20040516010101001;ST=32;CN=" cn ";PW=123456;MN=" MN05 ";Flag=3;CP=&&" cp "&&"

static void answers_of_2005_carry_the_qn_in_the_cp(void **state)
{
    (void)state;
    expect_answer(TO05("1072", "PW=654321"), 9012, 1,
                  "ST=91;CN=9012;PW=123456;MN=" MN05 ";CP=&&QN=20040516010101001;ExeRtn=1&&");
    expect_answer(TO05("1072", "PW=654321"), 9011, 1,
                  "ST=91;CN=9011;PW=123456;MN=" MN05 ";Flag=0;CP=&&QN=20040516010101001;QnRtn=1&&");
    expect_answer(TO05("2012", ""), 9013, -1,
                  "ST=91;CN=9013;PW=123456;MN=" MN05 ";CP=&&QN=20040516010101001&&");
    expect_answer("QN=20040516010101001;PNUM=2;PNO=1;ST=32;CN=2051;PW=123456;MN=" MN05
                  ";Flag=3;CP=&&DataTime=20040516021000;101-Avg=1.1&&",
                  9014, -1,
                  "ST=91;CN=9014;PW=123456;MN=" MN05
                  ";CP=&&QN=20040516010101001;CN=2051;PNUM=2;PNO=1&&");
    expect_answer("ST=32;CN=2051;PW=123456;MN=" MN05 ";CP=&&DataTime=20040516021000&&", 9014, -1,
                  "ST=91;CN=9014;PW=123456;MN=" MN05 ";CP=&&CN=2051&&");
}

static void other_numbers_are_no_answer(void **state)
{
    (void)state;
    struct qn_212_frame f;
    char out[256];
    assert_int_equal(take_segment(CLOCK, QN_212_POLICY_STRICT, &f), QN_212_OK);
    assert_int_equal(qn_212_answer(&f, 9015, -1, out, sizeof out), 0);
    assert_int_equal(qn_212_answer(&f, 2011, -1, out, sizeof out), 0);
    assert_int_equal(qn_212_answer(&f, 9014, -1, out, 20), 0);
}

/* ---- SM4 ---- */

static const unsigned char key_a[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF,
                                        0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10};

static void sm4_gives_the_example_of_its_standard(void **state)
{
    (void)state;
    static const unsigned char expected[16] = {0x68, 0x1E, 0xDF, 0x34, 0xD2, 0x06, 0x96, 0x5E,
                                               0x86, 0xB3, 0xE9, 0x4F, 0x53, 0x6E, 0x42, 0x46};
    unsigned char text[16];
    memcpy(text, key_a, 16);
    qn_212_sm4_encrypt(key_a, text, 16);
    assert_memory_equal(text, expected, 16);
    qn_212_sm4_decrypt(key_a, text, 16);
    assert_memory_equal(text, key_a, 16);
}

static void sm4_a_million_times_gives_the_second_example(void **state)
{
    (void)state;
    static const unsigned char expected[16] = {0x59, 0x52, 0x98, 0xC7, 0xC6, 0xFD, 0x27, 0x1F,
                                               0x04, 0x02, 0xF8, 0x04, 0xC3, 0x3D, 0x3F, 0x66};
    unsigned char text[16];
    memcpy(text, key_a, 16);
    for (int i = 0; i < 1000000; i++)
        qn_212_sm4_encrypt(key_a, text, 16);
    assert_memory_equal(text, expected, 16);
}

static void sm4_agrees_with_libcrypto(void **state)
{
    (void)state;
    unsigned char ours[320], theirs[320 + 16], key[16];
    uint32_t x = 32907;
    for (size_t n = 0; n <= 320; n++) {
        for (size_t i = 0; i < 16 + n; i++) {
            x = x * 1664525u + 1013904223u;
            *(i < 16 ? &key[i] : &ours[i - 16]) = (unsigned char)(x >> 24);
        }
        memcpy(theirs, ours, n);
        qn_212_sm4_encrypt(key, ours, n);
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        int len = 0, blocks = (int)(n / 16 * 16);
        assert_int_equal(EVP_EncryptInit_ex(c, EVP_sm4_ecb(), NULL, key, NULL), 1);
        assert_int_equal(EVP_CIPHER_CTX_set_padding(c, 0), 1);
        assert_int_equal(EVP_EncryptUpdate(c, theirs, &len, theirs, blocks), 1);
        EVP_CIPHER_CTX_free(c);
        assert_int_equal(len, blocks);
        if (n > 0)
            assert_memory_equal(ours, theirs, n); /* the tail too: it stays */
    }
}

/* HJ 212-2025 appendix A.2: the plain text of its examples, and the beginning and end of the cipher
 * text that it prints. Key: sixteen times '0'. */
static void a_2025_frame_is_enciphered_as_printed(void **state)
{
    (void)state;
    static const unsigned char begin[16] = {0xE4, 0x3E, 0x15, 0x9A, 0xCF, 0xAB, 0x24, 0x2C,
                                            0xB5, 0x31, 0x55, 0xFB, 0x8B, 0x92, 0x81, 0xA1};
    struct qn_212_head head = {.qn = UINT64_C(20240520210700000),
                               .st = 31,
                               .cn = 2051,
                               .pw = span("123456"),
                               .mn = span(MN17),
                               .version = QN_212_2025,
                               .wants_answer = true};
    struct qn_212_span cp =
        span("DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,"
             "a01011-Flag=N;a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N");
    const unsigned char *key = (const unsigned char *)"0000000000000000";
    char out[512];
    struct qn_212_frame f;
    enum qn_212_fault fault;
    size_t n = qn_212_encode(&head, cp, key, out, sizeof out);
    assert_int_equal(n, 6 + 234 + 6);
    assert_memory_equal(out, "##0234", 6);
    assert_memory_equal(out + 6 + 234, "B541\r\n", 6);
    assert_int_equal(take_text(out, n, QN_212_POLICY_STRICT, &f, &fault), QN_212_FRAME);
    assert_true(f.encrypted && qn_212_may_be_encrypted(&f));
    assert_int_equal(f.cp.n, cp.n);
    assert_memory_equal(f.cp.p, begin, 16);
    assert_memory_equal(f.cp.p + f.cp.n - 3, "g=N", 3);
    qn_212_sm4_decrypt(key, out + (f.cp.p - out), f.cp.n);
    assert_int_equal(take_text(out, n, QN_212_POLICY_STRICT, &f, &fault), QN_212_FRAME);
    assert_false(f.encrypted);
    assert_memory_equal(f.cp.p, cp.p, cp.n);
}

static void a_plain_frame_of_2025_with_a_broken_item_is_plain(void **state)
{
    (void)state;
    struct qn_212_frame f;
    assert_int_equal(take_segment("QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=" MN17
                                  ";Flag=9;CP=&&DataTime=20240520210600;no item;a-Avg=1&&",
                                  QN_212_POLICY_TOLERANT, &f),
                     QN_212_OK);
    assert_false(f.encrypted);
}

static void only_data_of_2025_is_enciphered(void **state)
{
    (void)state;
    static const struct {
        enum qn_212_version version;
        int32_t cn;
        bool may;
    } cases[] = {{QN_212_2025, 2051, true},  {QN_212_2025, 2000, true},  {QN_212_2025, 2999, true},
                 {QN_212_2025, 1014, true},  {QN_212_2025, 3020, true},  {QN_212_2025, 1011, false},
                 {QN_212_2025, 3021, false}, {QN_212_2025, 9014, false}, {QN_212_2017, 2051, false},
                 {QN_212_2005, 2051, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct qn_212_frame f = {.version = cases[i].version, .cn_code = cases[i].cn};
        assert_int_equal(qn_212_may_be_encrypted(&f), cases[i].may);
    }
}

/* ---- shared/cases/hj212 ---- */

static void every_spec_line_is_written_as_it_stands(void **state)
{
    (void)state;
    static struct row row;
    static char out[QN_212_FRAME_MAX];
    FILE *file = shared_rows();
    size_t same = 0, other = 0;
    while (next_row(file, &row)) {
        struct qn_212_frame f, again;
        enum qn_212_fault fault;
        if (strcmp(row.verdict, "SPEC") != 0)
            continue;
        assert_int_equal(take_text(row.frame, row.n, QN_212_POLICY_TOLERANT, &f, &fault),
                         QN_212_FRAME);
        struct qn_212_head head = head_of(&f);
        size_t n = qn_212_encode(&head, f.cp, NULL, out, sizeof out);
        assert_true(n > 0);
        bool flag_3 = f.flag.n == 1 && f.flag.p[0] == '3'; /* D without parts */
        bool as_read = !flag_3 && !(f.deviations & ~(uint32_t)QN_212_DEV_NO_CRLF) && f.pno.n == 0;
        if (as_read || (f.version != QN_212_2005 && f.deviations == QN_212_DEV_NO_CRLF)) {
            assert_int_equal(n, row.n + 2);
            assert_memory_equal(out, row.frame, row.n);
            same++;
            continue;
        }
        other++;
        assert_int_equal(take_text(out, n, QN_212_POLICY_TOLERANT, &again, &fault), QN_212_FRAME);
        assert_int_equal(again.cp.n, f.cp.n);
        assert_memory_equal(again.cp.p, f.cp.p, f.cp.n + 2); /* to the && */
        assert_true(again.qn_number == f.qn_number && again.cn_code == f.cn_code);
    }
    fclose(file);
    assert_int_equal(same + other, 112);
    assert_true(same > 80);
}

static void the_official_cipher_texts_are_read_with_their_key(void **state)
{
    (void)state;
    static struct row row;
    static char plain[QN_212_FRAME_MAX];
    FILE *file = shared_rows();
    size_t n = 0, plain_n = 0;
    while (next_row(file, &row)) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        if (strcmp(row.verdict, "SM4-OK") != 0) {
            memcpy(plain, row.frame, row.n);
            plain_n = row.n;
            continue;
        }
        assert_int_equal(take_text(row.frame, row.n, QN_212_POLICY_TOLERANT, &f, &fault),
                         QN_212_FRAME);
        qn_212_sm4_decrypt((const unsigned char *)"0000000000000000",
                           row.frame + (f.cp.p - row.frame), f.cp.n);
        assert_int_equal(row.n, plain_n); /* the row before has the plain text */
        assert_memory_equal(row.frame, plain, plain_n);
        n++;
    }
    fclose(file);
    assert_int_equal(n, 2);
}

QN_CASES_BEGIN
QN_CASE(appendix_a_is_written_as_printed)
QN_CASE(parts_and_resending_stand_where_their_edition_has_them)
QN_CASE(what_does_not_fit_is_not_written)
QN_CASE(answers_of_2017_are_those_of_its_appendix)
QN_CASE(each_part_is_answered_by_its_own_qn)
QN_CASE(a_qn_of_another_form_is_given_back)
QN_CASE(answers_of_2005_carry_the_qn_in_the_cp)
QN_CASE(other_numbers_are_no_answer)
QN_CASE(sm4_gives_the_example_of_its_standard)
QN_CASE(sm4_a_million_times_gives_the_second_example)
QN_CASE(sm4_agrees_with_libcrypto)
QN_CASE(a_2025_frame_is_enciphered_as_printed)
QN_CASE(a_plain_frame_of_2025_with_a_broken_item_is_plain)
QN_CASE(only_data_of_2025_is_enciphered)
QN_CASE(every_spec_line_is_written_as_it_stands)
QN_CASE(the_official_cipher_texts_are_read_with_their_key)
QN_CASES_END
