#include "base/sha256.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct qn_sha256 {
    EVP_MD_CTX *ctx;
    EVP_MD *md;
};

static enum qn_status refuse(struct qn_err *err)
{
    char reason[160];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    return qn_fail(err, QN_E_UNSUPPORTED, NULL, QN_T_HASH_FAILED, reason);
}

/* Once the first EVP_DigestInit_ex has succeeded these steps have nothing left that can fail; if
 * one does, memory is corrupt, and no hash is better than a wrong one. */
static void must(int ok)
{
    if (ok != 1)
        abort();
}

enum qn_status qn_sha256_new(struct qn_sha256 **out, struct qn_err *err)
{
    struct qn_sha256 *h = calloc(1, sizeof *h);
    if (!h)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "16");
    h->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    h->ctx = EVP_MD_CTX_new();
    if (!h->md || !h->ctx || EVP_DigestInit_ex(h->ctx, h->md, NULL) != 1) {
        qn_sha256_free(h);
        return refuse(err);
    }
    *out = h;
    return QN_OK;
}

void qn_sha256_free(struct qn_sha256 *h)
{
    if (!h)
        return;
    EVP_MD_CTX_free(h->ctx);
    EVP_MD_free(h->md);
    free(h);
}

void qn_sha256_reset(struct qn_sha256 *h)
{
    must(EVP_DigestInit_ex(h->ctx, h->md, NULL));
}

void qn_sha256_update(struct qn_sha256 *h, const void *p, size_t n)
{
    if (n)
        must(EVP_DigestUpdate(h->ctx, p, n));
}

void qn_sha256_final(struct qn_sha256 *h, unsigned char out[QN_SHA256_LEN])
{
    must(EVP_DigestFinal_ex(h->ctx, out, NULL));
    qn_sha256_reset(h);
}

enum qn_status qn_sha256_of(const void *p, size_t n, unsigned char out[QN_SHA256_LEN],
                            struct qn_err *err)
{
    if (EVP_Digest(n ? p : "", n, out, NULL, EVP_sha256(), NULL) != 1)
        return refuse(err);
    return QN_OK;
}

const char *qn_sha256_hex(const unsigned char d[QN_SHA256_LEN], char out[QN_SHA256_HEX_CAP])
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < QN_SHA256_LEN; i++) {
        out[2 * i] = digit[d[i] >> 4];
        out[2 * i + 1] = digit[d[i] & 15];
    }
    out[2 * QN_SHA256_LEN] = '\0';
    return out;
}
