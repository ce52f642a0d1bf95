#include "qn_test.h"

#include "base/sha256.h"

/* Digests from FIPS 180-2, appendix B, and of the empty message from NIST's test vectors. */
static const char empty_hex[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char abc_hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char million_a_hex[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void published_digests_are_reproduced(void **state)
{
    (void)state;
    struct qn_err err = {0};
    unsigned char d[QN_SHA256_LEN];
    char hex[QN_SHA256_HEX_CAP];
    assert_ok(qn_sha256_of("abc", 3, d, &err), err);
    assert_string_equal(qn_sha256_hex(d, hex), abc_hex);
    assert_ok(qn_sha256_of(NULL, 0, d, &err), err);
    assert_string_equal(qn_sha256_hex(d, hex), empty_hex);
}

static void pieces_give_the_digest_of_the_whole_and_final_resets(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_sha256 *h = NULL;
    assert_ok(qn_sha256_new(&h, &err), err);
    unsigned char d[QN_SHA256_LEN];
    char hex[QN_SHA256_HEX_CAP], a[1000];
    memset(a, 'a', sizeof a);
    for (int i = 0; i < 1000; i++)
        qn_sha256_update(h, a, sizeof a);
    qn_sha256_final(h, d);
    assert_string_equal(qn_sha256_hex(d, hex), million_a_hex);
    qn_sha256_update(h, "abc", 3);
    qn_sha256_update(h, NULL, 0);
    qn_sha256_final(h, d);
    assert_string_equal(qn_sha256_hex(d, hex), abc_hex);
    qn_sha256_update(h, "dropped", 7);
    qn_sha256_reset(h);
    qn_sha256_final(h, d);
    assert_string_equal(qn_sha256_hex(d, hex), empty_hex);
    qn_sha256_free(h);
    qn_sha256_free(NULL);
}

QN_CASES_BEGIN
QN_CASE(published_digests_are_reproduced)
QN_CASE(pieces_give_the_digest_of_the_whole_and_final_resets)
QN_CASES_END
