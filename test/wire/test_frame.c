/* Frames: check sums, header fields, deviations, faults. Expected values: the vectors of HJ
 * 212-2017 appendix A and HJ 212-2025 appendix A, their field tables, and frames.tsv's verdicts,
 * which were found with a program of their own. */
#include "frames.h"

#define APPENDIX_A                                                                                 \
    "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=" MN17 ";Flag=5;CP=&&RtdInterval=30&&"

static void the_crc_of_appendix_a_is_1c80(void **state)
{
    (void)state;
    assert_int_equal(qn_212_crc(APPENDIX_A, strlen(APPENDIX_A)), 0x1C80);
    const char *a1 = "QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=" MN17 ";Flag=9;CP=&&&&";
    assert_int_equal(qn_212_crc(a1, strlen(a1)), 0x2200);
}

static void the_crc_by_columns_is_the_crc_bit_by_bit(void **state)
{
    (void)state;
    char bytes[300];
    uint32_t x = 212;
    for (size_t i = 0; i < sizeof bytes; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)(x >> 24);
    }
    for (size_t n = 0; n <= sizeof bytes; n++)
        assert_int_equal(qn_212_crc(bytes, n), plain_crc(bytes, n));
}

static void the_modbus_crc_of_its_check_text_is_4b37(void **state)
{
    (void)state;
    assert_int_equal(qn_212_crc_modbus("123456789", 9), 0x4B37);
}

static void appendix_a_is_read_field_by_field(void **state)
{
    (void)state;
    const char *text = "##0101" APPENDIX_A "1C80\r\nmore";
    struct qn_212_frame f;
    enum qn_212_fault fault;
    size_t used;
    assert_int_equal(
        qn_212_take(text, strlen(text), QN_212_POLICY_STRICT, false, &f, &used, &fault),
        QN_212_FRAME);
    assert_int_equal(used, 2 + 4 + 101 + 4 + 2);
    assert_int_equal(f.whole.n, used);
    assert_span(f.qn, "20160801085857223");
    assert_span(f.st, "32");
    assert_span(f.cn, "1062");
    assert_span(f.pw, "100000");
    assert_span(f.mn, MN17);
    assert_span(f.flag, "5");
    assert_span(f.cp, "RtdInterval=30");
    assert_true(f.qn_number == UINT64_C(20160801085857223));
    assert_true(f.qn_unix_ms == INT64_C(1470013137223)); /* date -d '2016-08-01 08:58:57+08' +%s */
    assert_int_equal(f.st_code, 32);
    assert_int_equal(f.cn_code, 1062);
    assert_int_equal(f.version, QN_212_2017);
    assert_true(f.wants_answer && !f.resent && !f.encrypted);
    assert_int_equal(f.parts, 1);
    assert_int_equal(f.part, 1);
    assert_int_equal(f.deviations, 0);
}

static void flag_says_version_answer_and_parts(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        int version, answer, parts, part;
    } cases[] = {
        {"Flag=4", QN_212_2017, 0, 1, 1},      {"Flag=7;PNUM=12;PNO=3", QN_212_2017, 1, 12, 3},
        {"Flag=8", QN_212_2025, 0, 1, 1},      {"Flag=11;PNUM=2;PNO=0002", QN_212_2025, 1, 2, 2},
        {"Flag=9;RF=1", QN_212_2025, 1, 1, 1}, {"Flag=13", QN_212_LATER, 1, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char segment[256];
        struct qn_212_frame f;
        snprintf(segment, sizeof segment,
                 "QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=" MN17 ";%s;CP=&&&&",
                 cases[i].fields);
        assert_int_equal(take_segment(segment, QN_212_POLICY_STRICT, &f), QN_212_OK);
        assert_int_equal(f.version, cases[i].version);
        assert_int_equal(f.wants_answer, cases[i].answer);
        assert_int_equal(f.parts, cases[i].parts);
        assert_int_equal(f.part, cases[i].part);
        assert_int_equal(f.resent, strstr(cases[i].fields, "RF=1") != NULL);
    }
}

static void an_upload_of_2005_is_within_its_standard(void **state)
{
    (void)state;
    struct qn_212_frame f;
    assert_int_equal(
        take_segment("ST=32;CN=2011;PW=123456;MN=" MN05
                     ";CP=&&DataTime=20040516020111;B01-Rtd=100;101-Rtd=1.1,101-Flag=N&&",
                     QN_212_POLICY_STRICT, &f),
        QN_212_OK);
    assert_int_equal(f.version, QN_212_2005);
    assert_true(f.qn_unix_ms == INT64_MIN && f.qn_number == 0);
    assert_int_equal(take_segment("QN=20040516010101001;ST=32;CN=1072;PW=123456;MN=" MN05
                                  ";Flag=3;CP=&&PW=654321&&",
                                  QN_212_POLICY_STRICT, &f),
                     QN_212_OK);
    assert_span(f.pw, "123456");
}

#define HEAD17 "QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=5;"
#define CP_ONE "CP=&&DataTime=20240520210700;a01011-Rtd=1.0,a01011-Flag=N&&"

static const struct {
    const char *segment;
    uint32_t deviation;
} deviating[] = {
    {"ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=5;" CP_ONE, QN_212_DEV_NO_QN},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";" CP_ONE, QN_212_DEV_NO_FLAG},
    {"QN=1617957600465;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=5;" CP_ONE, QN_212_DEV_QN_UNIX_MS},
    {"QN=20160801085857534,ST=32;CN=2031;PW=123456;MN=" MN17 ";Flag=5;" CP_ONE, QN_212_DEV_COMMA},
    {HEAD17 "CP=&&BeginTime=20160801000000,EndTime=20160801000000&&", QN_212_DEV_COMMA},
    {HEAD17 "CP=&&DataTime=20160824003817000;a01011-Rtd=1&&", QN_212_DEV_TIME_MS},
    {HEAD17 "CP=&&DataTime=20240520210700;w01018-SampleTime=,w01018-Rtd=1&&",
     QN_212_DEV_EMPTY_VALUE},
    {HEAD17 "CP=&&DataTime=20240520210700;025-Rtd=2,025-Flag=N,;&&", QN_212_DEV_STRAY_SEPARATOR},
    {HEAD17 "CP=&&DataTime=20240520210700;a1-Flag=0;&&", QN_212_DEV_STRAY_SEPARATOR},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;,MN=" MN17 ";Flag=5;" CP_ONE,
     QN_212_DEV_STRAY_SEPARATOR},
    {"QN=20160802000000001;ST=32;CN=2041;PW=123456;MN=" MN17 ";Flag=5" CP_ONE,
     QN_212_DEV_STRAY_SEPARATOR},
    {"QN=20240520210700000;ST=101;CN=2011;PW=123456;MN=" MN17 ";Flag=5;" CP_ONE,
     QN_212_DEV_ST_UNKNOWN},
    {HEAD17 "PNUM=2;PNO=1;" CP_ONE, QN_212_DEV_PART_NO_D},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=7;" CP_ONE,
     QN_212_DEV_PART_NO_D},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";FLAG=5;" CP_ONE,
     QN_212_DEV_FIELD_CASE},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=Q1E6C3;Flag=5;" CP_ONE, QN_212_DEV_MN_FORM},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=010000a8900016f000169dc0;Flag=5;" CP_ONE,
     QN_212_DEV_MN_FORM},
    {"QN=20240520210700000;ST=31;CN=2011;PW=BF470F88957588DE902D1A52;MN=" MN17 ";Flag=5;" CP_ONE,
     QN_212_DEV_PW_FORM},
    {"QN=20240520210700000;ST=31;CN=2011;PW=;MN=" MN17 ";Flag=5;" CP_ONE,
     QN_212_DEV_PW_FORM | QN_212_DEV_EMPTY_VALUE},
    {"QN=20240520210700000;ST=91;CN=9021;PW=123456;MN=" MN17 ";Flag=5;CP=&&&&",
     QN_212_DEV_CN_UNKNOWN},
    {"QN=20240520210700000;ST=31;CN=2011;MN=" MN17 ";PW=123456;Flag=5;" CP_ONE, QN_212_DEV_ORDER},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=7;PNO=1;PNUM=2;" CP_ONE,
     QN_212_DEV_ORDER},
    {"QN=20241320210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=5;" CP_ONE, QN_212_DEV_QN_FORM},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;PW=654321;MN=" MN17 ";Flag=5;" CP_ONE,
     QN_212_DEV_DUPLICATE_FIELD},
    {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=5;XX=1;" CP_ONE,
     QN_212_DEV_FIELD_UNKNOWN},
};

static void every_deviation_is_seen_and_allowed_by_its_bit_only(void **state)
{
    (void)state;
    uint32_t seen = 0;
    for (size_t i = 0; i < sizeof deviating / sizeof deviating[0]; i++) {
        struct qn_212_frame f;
        uint32_t d = deviating[i].deviation;
        assert_int_equal(take_segment(deviating[i].segment, QN_212_POLICY_TOLERANT, &f), QN_212_OK);
        if (f.deviations != d)
            print_error("%s\n", deviating[i].segment);
        assert_int_equal(f.deviations, d);
        assert_int_equal(take_segment(deviating[i].segment, d, &f), QN_212_OK);
        assert_int_equal(take_segment(deviating[i].segment, QN_212_POLICY_ANY & ~d, &f),
                         QN_212_NOT_ALLOWED);
        assert_int_equal(f.deviations, d);
        seen |= d;
    }
    const uint32_t of_the_frame = QN_212_DEV_CRC_LOWER | QN_212_DEV_CRC_MODBUS |
                                  QN_212_DEV_CRC_MODBUS_SWAPPED | QN_212_DEV_LONG_PREFIX |
                                  QN_212_DEV_OVERLONG | QN_212_DEV_NO_CRLF;
    assert_int_equal(seen | of_the_frame, QN_212_POLICY_ANY); /* none is left out */
}

static void expect_deviation(const char *text, size_t n, uint32_t d)
{
    struct qn_212_frame f;
    enum qn_212_fault fault;
    assert_int_equal(take_text(text, n, d, &f, &fault), QN_212_FRAME);
    assert_int_equal(f.deviations, d);
    assert_int_equal(take_text(text, n, QN_212_POLICY_ANY & ~d, &f, &fault), QN_212_FAULT);
    assert_int_equal(fault, QN_212_NOT_ALLOWED);
}

static void deviations_of_the_frame_are_seen(void **state)
{
    (void)state;
    static struct stream s;
    s.n = 0;
    /* 2D00 in frames.tsv, as its README prints it */
    add(&s, "##0101" APPENDIX_A "1c80\r\n");
    expect_deviation(s.p, s.n, QN_212_DEV_CRC_LOWER);
    s.n = 0;
    add(&s, "##00010101" APPENDIX_A "1C80\r\n");
    expect_deviation(s.p, s.n, QN_212_DEV_LONG_PREFIX);
    s.n = 0;
    add(&s, "##0101" APPENDIX_A "1C80");
    expect_deviation(s.p, s.n, QN_212_DEV_NO_CRLF);
    s.n = 0;
    add(&s, "##0101" APPENDIX_A "1C80\n");
    expect_deviation(s.p, s.n, QN_212_DEV_NO_CRLF);
    char tail[16];
    unsigned modbus = qn_212_crc_modbus(APPENDIX_A, strlen(APPENDIX_A));
    s.n = 0;
    snprintf(tail, sizeof tail, "%04X\r\n", modbus);
    add(&s, "##0101" APPENDIX_A);
    add(&s, tail);
    expect_deviation(s.p, s.n, QN_212_DEV_CRC_MODBUS);
    s.n = 0;
    snprintf(tail, sizeof tail, "%02X%02X\r\n", modbus & 255, modbus >> 8);
    add(&s, "##0101" APPENDIX_A);
    add(&s, tail);
    expect_deviation(s.p, s.n, QN_212_DEV_CRC_MODBUS_SWAPPED);
}

static void a_segment_above_1024_bytes_is_overlong(void **state)
{
    (void)state;
    static struct stream s, segment;
    segment.n = 0;
    add(&segment, HEAD17 "CP=&&DataTime=20240520210700");
    while (segment.n < 1025 - 2)
        add(&segment, segment.n < 1010 ? ";a01011-Rtd=1" : "0");
    add(&segment, "&&");
    assert_int_equal(segment.n, 1025);
    s.n = 0;
    add_framed(&s, segment.p, segment.n, "\r\n");
    expect_deviation(s.p, s.n, QN_212_DEV_OVERLONG);
    /* refused as soon as its length is read */
    struct qn_212_frame f;
    enum qn_212_fault fault;
    size_t used;
    assert_int_equal(
        qn_212_take("##1025QN=2024\n", 14, QN_212_POLICY_STRICT, false, &f, &used, &fault),
        QN_212_FAULT);
    assert_int_equal(fault, QN_212_NOT_ALLOWED);
}

static void broken_headers_are_faults(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        enum qn_212_fault fault;
    } cases[] = {
        {"", QN_212_BAD_CP},
        {HEAD17, QN_212_BAD_CP},
        {HEAD17 "CP=&&a=1", QN_212_BAD_CP},
        {HEAD17 "CP=&&&", QN_212_BAD_CP},
        {HEAD17 "CP=a=1&&", QN_212_BAD_CP},
        {"QN=20240520210700000;ST=31;PW=123456;MN=" MN17 ";Flag=5;CP=&&&&", QN_212_BAD_FIELD},
        {"QN=20240520210700000;ST=31;CN=2011;PW=123456;Flag=5;CP=&&&&", QN_212_BAD_FIELD},
        {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=;Flag=5;CP=&&&&", QN_212_BAD_FIELD},
        {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=N;CP=&&&&",
         QN_212_BAD_FIELD},
        {"QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=" MN17 ";Flag=256;CP=&&&&",
         QN_212_BAD_FIELD},
        {HEAD17 "PNUM=2;PNO=3;CP=&&&&", QN_212_BAD_FIELD},
        {HEAD17 "PNUM=x;PNO=3;CP=&&&&", QN_212_BAD_FIELD},
        {"QN=20240520210700000;ST=31;CN=2011;PW=12\t456;MN=" MN17 ";Flag=5;CP=&&&&",
         QN_212_BAD_FIELD},
        {"nothing of this is a field", QN_212_BAD_FIELD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct qn_212_frame f;
        if (take_segment(cases[i].segment, QN_212_POLICY_ANY, &f) != cases[i].fault)
            print_error("%s\n", cases[i].segment);
        assert_int_equal(take_segment(cases[i].segment, QN_212_POLICY_ANY, &f), cases[i].fault);
    }
}

static void a_wrong_check_sum_or_end_is_a_fault(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum qn_212_fault fault;
    } cases[] = {
        {"##0101" APPENDIX_A "1C08\r\n", QN_212_BAD_CRC}, /* the misprint of the running text */
        {"##0101" APPENDIX_A "0000\r\n", QN_212_BAD_CRC},
        {"##0101" APPENDIX_A "1C8 \r\n", QN_212_BAD_CRC},
        {"##0101" APPENDIX_A "1C80XY", QN_212_BAD_END},
        {"##0101" APPENDIX_A "1C80#X", QN_212_BAD_END},
        {"##0101" APPENDIX_A "1C", QN_212_BAD_END},
        {"##01x1" APPENDIX_A "1C80\r\n", QN_212_BAD_LENGTH},
        {"##-101" APPENDIX_A "1C80\r\n", QN_212_BAD_LENGTH},
        {"#0101" APPENDIX_A "1C80\r\n", QN_212_BAD_START},
        {"0101\n", QN_212_BAD_START},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        assert_int_equal(
            take_text(cases[i].text, strlen(cases[i].text), QN_212_POLICY_ANY, &f, &fault),
            QN_212_FAULT);
        assert_int_equal(fault, cases[i].fault);
    }
}

static void a_frame_with_a_wrong_check_sum_still_says_whose_it_is(void **state)
{
    (void)state;
    const char *text = "##0101" APPENDIX_A "0000\r\n";
    struct qn_212_frame f;
    enum qn_212_fault fault;
    assert_int_equal(take_text(text, strlen(text), QN_212_POLICY_TOLERANT, &f, &fault),
                     QN_212_FAULT);
    assert_span(f.mn, MN17);
    assert_int_equal(f.cn_code, 1062);
}

static void a_segment_alone_is_read_like_a_frame(void **state)
{
    (void)state;
    struct qn_212_frame f;
    struct qn_212_span segment = {APPENDIX_A, sizeof APPENDIX_A - 1};
    assert_int_equal(qn_212_parse_segment(segment, QN_212_POLICY_STRICT, &f), QN_212_OK);
    assert_span(f.cp, "RtdInterval=30");
    segment.n -= 2;
    assert_int_equal(qn_212_parse_segment(segment, QN_212_POLICY_STRICT, &f), QN_212_BAD_CP);
}

/* ---- shared/cases/hj212 ---- */

static bool has(const char *verdict, const char *text)
{
    return strcmp(verdict, text) == 0;
}

static void judge_row(const struct row *row)
{
    struct qn_212_frame f;
    enum qn_212_fault fault;
    enum qn_212_take got = take_text(row->frame, row->n, QN_212_POLICY_TOLERANT, &f, &fault);
    if (has(row->verdict, "OK") || has(row->verdict, "SPEC")) {
        assert_int_equal(got, QN_212_FRAME);
        assert_true(f.deviations & QN_212_DEV_NO_CRLF); /* the file has them cut off */
        assert_false(f.encrypted);
    } else if (has(row->verdict, "SM4-OK")) {
        assert_int_equal(got, QN_212_FRAME);
        assert_true(f.encrypted);
    } else if (has(row->verdict, "BAD")) {
        assert_int_equal(got, QN_212_FAULT);
        assert_true(fault == QN_212_BAD_CRC || fault == QN_212_BAD_END);
        assert_int_equal(take_text(row->frame, row->n, QN_212_POLICY_ANY, &f, &fault),
                         QN_212_FAULT);
    } else {
        uint32_t d =
            has(row->verdict, "MODBUS") ? QN_212_DEV_CRC_MODBUS : QN_212_DEV_CRC_MODBUS_SWAPPED;
        assert_int_equal(fault, QN_212_NOT_ALLOWED);
        assert_int_equal(take_text(row->frame, row->n, QN_212_POLICY_TOLERANT | d, &f, &fault),
                         QN_212_FRAME);
        assert_true(f.deviations & d);
    }
}

static void every_verdict_of_the_shared_frames_is_reproduced(void **state)
{
    (void)state;
    static struct row row;
    FILE *file = shared_rows();
    size_t n = 0;
    for (; next_row(file, &row); n++)
        judge_row(&row);
    fclose(file);
    assert_int_equal(n, 112 + 81 + 9 + 3 + 2 + 1);
}

/* Counted in frames.tsv by hand and with grep. */
static void the_shared_frames_show_the_deviations_of_the_field(void **state)
{
    (void)state;
    static const struct {
        uint32_t deviation;
        size_t n;
    } expected[] = {
        {QN_212_DEV_CRC_LOWER, 3},   /* ..d00, ..c1 and the like */
        {QN_212_DEV_QN_UNIX_MS, 14}, /* QN=16179..., the simulator platform */
        {QN_212_DEV_ST_UNKNOWN, 1},  /* ST=101 */
        {QN_212_DEV_FIELD_CASE, 1},  /* FLAG=0 */
        {QN_212_DEV_CN_UNKNOWN, 5},  /* CN=9021 */
        {QN_212_DEV_OVERLONG, 1},    /* ##1045 */
        {QN_212_DEV_CRC_MODBUS, 0},
    };
    size_t count[QN_212_DEV_COUNT] = {0};
    static struct row row;
    FILE *file = shared_rows();
    while (next_row(file, &row)) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        if (!has(row.verdict, "OK"))
            continue;
        assert_int_equal(take_text(row.frame, row.n, QN_212_POLICY_TOLERANT, &f, &fault),
                         QN_212_FRAME);
        for (unsigned d = 0; d < QN_212_DEV_COUNT; d++)
            count[d] += f.deviations >> d & 1;
    }
    fclose(file);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        for (unsigned d = 0; d < QN_212_DEV_COUNT; d++)
            if (expected[i].deviation == 1u << d)
                assert_int_equal(count[d], expected[i].n);
}

static void all_4503_frames_of_the_dialogue_are_taken(void **state)
{
    (void)state;
    static char line[QN_212_FRAME_MAX];
    gzFile file = gzopen(SHARED_DIALOGUE, "rb");
    if (!file)
        skip();
    size_t frames = 0, items = 0;
    while (gzgets(file, line, sizeof line)) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        if (strncmp(line, "# ", 2) == 0)
            continue;
        assert_int_equal(take_text(line, strlen(line), QN_212_POLICY_TOLERANT, &f, &fault),
                         QN_212_FRAME);
        assert_int_equal(f.st_code == 21 || f.st_code == 91, 1);
        struct qn_212_items it;
        struct qn_212_item item;
        qn_212_items_init(&it, f.cp);
        while (qn_212_items_next(&it, &item))
            items++;
        assert_int_equal(it.fault, QN_212_OK);
        frames++;
    }
    gzclose(file);
    assert_int_equal(frames, 4503);
    assert_true(items > frames);
}

QN_CASES_BEGIN
QN_CASE(the_crc_of_appendix_a_is_1c80)
QN_CASE(the_crc_by_columns_is_the_crc_bit_by_bit)
QN_CASE(the_modbus_crc_of_its_check_text_is_4b37)
QN_CASE(appendix_a_is_read_field_by_field)
QN_CASE(flag_says_version_answer_and_parts)
QN_CASE(an_upload_of_2005_is_within_its_standard)
QN_CASE(every_deviation_is_seen_and_allowed_by_its_bit_only)
QN_CASE(deviations_of_the_frame_are_seen)
QN_CASE(a_segment_above_1024_bytes_is_overlong)
QN_CASE(broken_headers_are_faults)
QN_CASE(a_wrong_check_sum_or_end_is_a_fault)
QN_CASE(a_frame_with_a_wrong_check_sum_still_says_whose_it_is)
QN_CASE(a_segment_alone_is_read_like_a_frame)
QN_CASE(every_verdict_of_the_shared_frames_is_reproduced)
QN_CASE(the_shared_frames_show_the_deviations_of_the_field)
QN_CASE(all_4503_frames_of_the_dialogue_are_taken)
QN_CASES_END
