/* qn_encoding_detect, qn_decode in every encoding, qn_utf8_valid, qn_utf8_next, qn_fold_width. */
#include "fuzz.h"

#include <string.h>

#include "base/encoding.h"

#define OUT_MAX_BYTES ((size_t)1 << 20)

static void check_text(const struct qn_buf *out)
{
    FUZZ_MUST(out->data && out->data[out->len] == '\0');
    FUZZ_MUST(qn_utf8_valid(out->data, out->len, NULL));
    FUZZ_MUST(strlen(out->data) == out->len);
    for (size_t pos = 0; pos < out->len;) {
        size_t before = pos;
        unsigned cp = qn_utf8_next(out->data, out->len, &pos);
        FUZZ_MUST(pos > before && pos <= out->len && cp > 0 && cp <= 0x10FFFF);
    }
}

static void check_fold(struct qn_buf *out)
{
    int changed = -1;
    size_t before = out->len;
    out->len = qn_fold_width(out->data, out->len, &changed);
    FUZZ_MUST(out->len <= before && changed == (out->len != before));
    check_text(out);
    FUZZ_MUST(qn_fold_width(out->data, out->len, &changed) == out->len && !changed);
}

static void check_decode(const uint8_t *data, size_t n, enum qn_encoding enc)
{
    struct qn_buf out;
    struct qn_err err = {.code = QN_OK};
    size_t bad = SIZE_MAX;
    qn_buf_init(&out, OUT_MAX_BYTES);
    enum qn_status st = qn_decode(data, n, enc, &out, &bad, &err);
    if (st == QN_OK) {
        check_text(&out);
        check_fold(&out);
    } else {
        FUZZ_MUST(st == err.code && out.len == 0);
        FUZZ_MUST(st != QN_E_SYNTAX || bad < n);
    }
    qn_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    size_t bad = SIZE_MAX;
    FUZZ_MUST((unsigned)qn_encoding_detect(data, n) < QN_ENC_COUNT);
    if (!qn_utf8_valid((const char *)data, n, &bad))
        FUZZ_MUST(bad < n && qn_utf8_valid((const char *)data, bad, NULL));
    for (int enc = 0; enc < QN_ENC_COUNT; enc++)
        check_decode(data, n, (enum qn_encoding)enc);
    return 0;
}
