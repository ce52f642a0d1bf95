/* SHA-256 over OpenSSL's EVP. */
#ifndef QN_BASE_SHA256_H
#define QN_BASE_SHA256_H

#include <stddef.h>

#include "base/err.h"

#define QN_SHA256_LEN 32
#define QN_SHA256_HEX_CAP 65

struct qn_sha256; /* opaque */
QN_MUST_USE enum qn_status qn_sha256_new(struct qn_sha256 **out, struct qn_err *err);
void qn_sha256_free(struct qn_sha256 *h);
void qn_sha256_reset(struct qn_sha256 *h);
void qn_sha256_update(struct qn_sha256 *h, const void *p, size_t n);
void qn_sha256_final(struct qn_sha256 *h, unsigned char out[QN_SHA256_LEN]); /* and resets */
QN_MUST_USE enum qn_status qn_sha256_of(const void *p, size_t n, unsigned char out[QN_SHA256_LEN],
                                        struct qn_err *err);
const char *qn_sha256_hex(const unsigned char d[QN_SHA256_LEN], char out[QN_SHA256_HEX_CAP]);

#endif
