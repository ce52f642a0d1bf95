/* quench/hj212.h: codec of HJ/T 212-2005, HJ 212-2017 and HJ 212-2025 telemetry.
 *
 * Pure: bytes in, structures out. No allocation, no input or output, no clock, no globals; every
 * function may be called from any thread. C17 and C++17.
 *
 *   "##"  LLLL  data segment  CCCC  CR LF
 *    2     4    LLLL bytes     4     2
 *
 *   ##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;
 *   CP=&&RtdInterval=30&&1C80<CR><LF>                       (HJ 212-2017, appendix A; one line)
 *
 * A frame is cut by its length, never by a delimiter: with SM4 (2025) the CP holds raw bytes.
 * LLLL counts the bytes of the data segment. CCCC is the standard's CRC (qn_212_crc).
 *
 * Spans point into the caller's bytes and live as long as they do.
 */
#ifndef QUENCH_HJ212_H
#define QUENCH_HJ212_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QN_212_SEGMENT_MAX 9999      /* [byte] what four digits can say */
#define QN_212_SEGMENT_STANDARD 1024 /* [byte] the standard's limit; longer is a deviation */
#define QN_212_FRAME_MAX (2 + 8 + QN_212_SEGMENT_MAX + 4 + 2) /* [byte] */
#define QN_212_NAME_MAX 31                                    /* [byte] of a field or factor */

struct qn_212_span {
    const char *p;
    uint32_t n; /* [byte] */
};

enum qn_212_version { QN_212_2005 = 0, QN_212_2017 = 1, QN_212_2025 = 2, QN_212_LATER = 3 };

/* What a frame does otherwise than the standard, seen in the field. A policy says which are
 * accepted; what was seen stands in the frame, so that it can be counted. */
enum qn_212_deviation {
    QN_212_DEV_CRC_LOWER = 1u << 0,          /* hexadecimal digits in lower case */
    QN_212_DEV_CRC_MODBUS = 1u << 1,         /* true CRC-16/MODBUS, high byte first */
    QN_212_DEV_CRC_MODBUS_SWAPPED = 1u << 2, /* true CRC-16/MODBUS, low byte first */
    QN_212_DEV_LONG_PREFIX = 1u << 3,        /* ## + 8 digits; the last four are the length */
    QN_212_DEV_OVERLONG = 1u << 4,           /* segment of more than 1024 bytes */
    QN_212_DEV_NO_QN = 1u << 5,              /* no QN where its version wants one */
    QN_212_DEV_NO_FLAG = 1u << 6,            /* no Flag where its version wants one */
    QN_212_DEV_QN_UNIX_MS = 1u << 7,         /* QN is 13 digits: ms since 1970 */
    QN_212_DEV_COMMA = 1u << 8,              /* ',' where ';' belongs */
    QN_212_DEV_TIME_MS = 1u << 9,            /* DataTime with milliseconds (17 digits) */
    QN_212_DEV_EMPTY_VALUE = 1u << 10,       /* NAME= with nothing behind it */
    QN_212_DEV_STRAY_SEPARATOR = 1u << 11,   /* ",;", ";&&", ";;", none before CP */
    QN_212_DEV_NO_CRLF = 1u << 12,           /* next frame or the end follows the CRC directly */
    QN_212_DEV_ST_UNKNOWN = 1u << 13,        /* ST that no edition lists, e.g. 101 */
    QN_212_DEV_PART_NO_D = 1u << 14,         /* PNUM/PNO without the D bit, or the reverse */
    QN_212_DEV_FIELD_CASE = 1u << 15,        /* FLAG=, Pnum= ... */
    QN_212_DEV_MN_FORM = 1u << 16,           /* MN not of its version's length or alphabet */
    QN_212_DEV_PW_FORM = 1u << 17,           /* PW empty or not 6 characters */
    QN_212_DEV_CN_UNKNOWN = 1u << 18,        /* CN that no edition lists, e.g. 9021 */
    QN_212_DEV_ORDER = 1u << 19,             /* fields in another order */
    QN_212_DEV_QN_FORM = 1u << 20,           /* QN is no such time */
    QN_212_DEV_DUPLICATE_FIELD = 1u << 21,   /* a header field twice; the first counts */
    QN_212_DEV_FIELD_UNKNOWN = 1u << 22,     /* a header field that no edition has; passed over */
    QN_212_DEV_COUNT = 23
};
#define QN_212_POLICY_STRICT 0u
/* Everything above but the foreign CRCs, which a device must be known to use. */
#define QN_212_POLICY_TOLERANT                                                                     \
    (((1u << QN_212_DEV_COUNT) - 1u) & ~(unsigned)QN_212_DEV_CRC_MODBUS &                          \
     ~(unsigned)QN_212_DEV_CRC_MODBUS_SWAPPED)
#define QN_212_POLICY_ANY ((1u << QN_212_DEV_COUNT) - 1u)
/* "crc_lower", "crc_modbus" ... of one bit; NULL for another number. */
const char *qn_212_deviation_name(uint32_t bit);

enum qn_212_fault {
    QN_212_OK = 0,
    QN_212_BAD_START,   /* no "##" here: skip to the next one */
    QN_212_BAD_LENGTH,  /* LLLL is not a number */
    QN_212_BAD_CRC,     /* CRC is not the segment's */
    QN_212_BAD_END,     /* what follows the CRC is neither CR LF nor a frame */
    QN_212_BAD_FIELD,   /* header field cannot be read */
    QN_212_BAD_CP,      /* no CP=&&...&& */
    QN_212_NOT_ALLOWED, /* a deviation that the policy does not accept: see frame.deviations */
    QN_212_FAULT_COUNT
};
const char *qn_212_fault_name(enum qn_212_fault fault); /* "ok", "bad_crc" ... */

/* One frame. Absent fields are spans of length 0 (p may be NULL). */
struct qn_212_frame {
    struct qn_212_span whole;   /* from ## to the end of CR LF */
    struct qn_212_span segment; /* the data segment */
    struct qn_212_span qn, st, cn, pw, mn, flag, pnum, pno, rf;
    struct qn_212_span cp;       /* between CP=&& and &&; cipher text where encrypted */
    uint64_t qn_number;          /* the 17 digits; 0 where absent or no such time */
    int64_t qn_unix_ms;          /* INT64_MIN where absent or no time */
    int32_t st_code, cn_code;    /* -1 where absent or no number */
    int32_t parts, part;         /* PNUM, PNO; 1 and 1 where not split */
    uint8_t flag_bits;           /* V5..V0 D A; 0 where absent */
    enum qn_212_version version; /* by Flag; 2005 where there is none */
    bool wants_answer;           /* bit A */
    bool resent;                 /* RF=1 */
    bool encrypted; /* CP is cipher text: qn_212_may_be_encrypted and qn_212_looks_encrypted. The
                     * check sum is the plain text's, so it proves nothing before the caller has
                     * deciphered the CP and taken the frame again. */
    uint32_t deviations; /* of enum qn_212_deviation */
};

enum qn_212_take { QN_212_FRAME, QN_212_MORE, QN_212_FAULT };
/* The first frame of a stream of bytes.
 *
 * Given     p, n     bytes received so far, from the first not yet consumed
 *           policy   deviations accepted; segments above limit are a fault at once
 *           at_end   no more bytes will come (a file's last frame may lack CR LF)
 * Returned  QN_212_FRAME  *out is filled, *used bytes are to be consumed
 *           QN_212_MORE   a frame has begun and is not whole; *used bytes before it are to be
 * dropped QN_212_FAULT  *fault says what; *used bytes are to be dropped (at least 1), after which
 *                         the stream may hold good frames: a broken frame never eats a good one
 *                         behind it. *out holds what could be read (whole, segment; header fields
 *                         also for BAD_CRC), for counting only.
 * Splitting the stream anywhere gives the same frames and faults. CR and LF between frames are no
 * fault. A frame without CR LF is only whole when the next one begins or at_end is true.
 * Deviations of the CP (comma, empty value, DataTime with milliseconds, stray separator) are seen
 * by qn_212_items_next; here only under a policy that refuses one of them.
 */
enum qn_212_take qn_212_take(const void *p, size_t n, uint32_t policy, bool at_end,
                             struct qn_212_frame *out, size_t *used, enum qn_212_fault *fault);
/* Reads the header fields of a data segment alone (length and CRC known to be right). */
enum qn_212_fault qn_212_parse_segment(struct qn_212_span segment, uint32_t policy,
                                       struct qn_212_frame *out);

/* The standard's CRC: 0xFFFF; each byte: crc = (crc >> 8) ^ byte, then eight shifts with 0xA001.
 * Only 256 values exist. Check: appendix A of 2017 -> 0x1C80. */
uint16_t qn_212_crc(const void *p, size_t n);
/* CRC-16/MODBUS, which some devices send. Check: "123456789" -> 0x4B37. */
uint16_t qn_212_crc_modbus(const void *p, size_t n);

/* Items of a CP: "a01011-Rtd=1.35,a01011-Flag=N;a01012-Rtd=9.3". */
struct qn_212_item {
    struct qn_212_span name;   /* a01011-Rtd */
    struct qn_212_span factor; /* a01011; empty where the name has no '-' (DataTime) */
    struct qn_212_span field;  /* Rtd; the whole name where it has no '-' */
    struct qn_212_span value;  /* may be empty; "//...//" text is kept whole */
    bool first_of_group;       /* begins after ';' or at the start */
};
struct qn_212_items {
    const char *at, *end;
    uint32_t deviations; /* seen so far */
    enum qn_212_fault fault;
    bool started;
};
void qn_212_items_init(struct qn_212_items *it, struct qn_212_span cp);
/* false at the end or at a fault (it->fault). */
bool qn_212_items_next(struct qn_212_items *it, struct qn_212_item *out);
/* The value of a name ("DataTime", "a01011-Rtd"); false where absent. */
bool qn_212_find(struct qn_212_span cp, const char *name, struct qn_212_span *value);

/* A decimal number as printed: [-+]digits[.digits][e[-+]digits]. false for words, blanks, hex, nan,
 * inf and what a double cannot hold. */
bool qn_212_number(struct qn_212_span s, double *out);
/* YYYYMMDDhhmmss[zzz] or 13 digits of ms since 1970, at +08:00 -> ms since 1970 (UTC).
 * false where it is no such time; years 1990..2099. */
bool qn_212_time(struct qn_212_span s, int64_t *unix_ms);
/* The 17 digits of a time at +08:00, e.g. 20160801085857223. Returns 0 outside 1990..2099. */
uint64_t qn_212_qn_of(int64_t unix_ms);
#define QN_212_TIME_CAP 18
/* "20160801085857" (ms = false) or with milliseconds; zero-terminated. */
const char *qn_212_time_text(int64_t unix_ms, bool ms, char out[QN_212_TIME_CAP]);

/* Commands (CN). */
enum qn_212_way { QN_212_UP = 1, QN_212_DOWN = 2 }; /* field -> host, host -> field; bits */
struct qn_212_command {
    int32_t cn;
    const char *name;     /* "upload_minute" */
    const char *title[2]; /* zh, en */
    uint8_t way;          /* QN_212_UP | QN_212_DOWN */
    char type;            /* 'R' request, 'U' upload, 'N' notice, 'A' answer */
    uint8_t editions;     /* bit 0 2005, bit 1 2017, bit 2 2025 */
    bool data;            /* an upload carries measured data (2011 ... 2111) */
};
extern const struct qn_212_command qn_212_commands[];       /* ended by cn 0 */
const struct qn_212_command *qn_212_command_of(int32_t cn); /* NULL where unknown */
/* zh, en names of an ST code; NULL where no edition lists it. */
const char *qn_212_st_name(int32_t st, int lang);

/* Factors (annex B of 2017; 2005 codes map to them). */
struct qn_212_factor {
    const char *code;         /* "a21026" */
    const char *code_2005;    /* "02", or "" */
    const char *name[2];      /* zh, en */
    const char *unit;         /* "mg/m3", as ASCII */
    uint8_t digits, decimals; /* of type Nd.e; 0 where the table gives none */
};
/* By either code; device-numbered codes (g20801) by their first four characters. NULL if unknown.
 */
const struct qn_212_factor *qn_212_factor_of(struct qn_212_span code);
extern const struct qn_212_factor qn_212_factors[]; /* ended by code NULL */

/* Building a frame. */
struct qn_212_head {
    uint64_t qn;               /* 17 digits; 0: none */
    int32_t st, cn;            /* */
    struct qn_212_span pw, mn; /* */
    enum qn_212_version version;
    bool wants_answer;
    int32_t parts, part; /* both 1 (or 0): not split */
    bool resent;         /* RF=1 (2025) */
    bool no_flag;        /* 2005 answers carry none */
};
/* The whole frame into out. Returns its length, 0 where cap is too small or a field does not fit.
 * key: NULL, or 16 bytes of SM4: the CP is encrypted after length and CRC are computed on the plain
 * text (2025, appendix A.2). */
size_t qn_212_encode(const struct qn_212_head *head, struct qn_212_span cp,
                     const unsigned char *key, void *out, size_t cap);
/* The answer to a frame: cn 9011 (result = QnRtn), 9012 (ExeRtn), 9013, 9014 (result < 0: none), in
 * the manner of its version: 2017 and 2025 carry the frame's QN in the header and Flag without A;
 * 2005 carries QN (and CN, PNUM, PNO for 9014) in the CP. Part by part for split packets. */
size_t qn_212_answer(const struct qn_212_frame *to, int32_t cn, int result, void *out, size_t cap);

/* SM4 (GB/T 32907) in ECB: whole blocks of 16 bytes are changed in place, a tail of fewer than 16
 * stays as it is (2025). */
void qn_212_sm4_encrypt(const unsigned char key[16], void *p, size_t n);
void qn_212_sm4_decrypt(const unsigned char key[16], void *p, size_t n);
/* Whether the standard has a frame of this CN and direction encrypted (field -> host: 2000-2999,
 * 1014, 3020; 2025 only). */
bool qn_212_may_be_encrypted(const struct qn_212_frame *f);
/* Whether the CP cannot be read as items: a hint that it is cipher text. */
bool qn_212_looks_encrypted(struct qn_212_span cp);

#ifdef __cplusplus
}
#endif
#endif
