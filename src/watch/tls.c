/* TLS by OpenSSL over memory: bytes of the socket go in, text comes out, and the reverse. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include "watch/gate.h"

struct gate_tls_ctx {
    SSL_CTX *ctx;
};
struct gate_tls {
    SSL *ssl;
    BIO *in, *out; /* owned by ssl */
    bool greeted;
};

static enum qn_status tls_fail(const char *where, const char *path, struct qn_err *err)
{
    char why[256];
    ERR_error_string_n(ERR_get_error(), why, sizeof why);
    ERR_clear_error();
    return qn_fail(err, QN_E_IO, where, QN_T_WATCH_TLS_FILE, path, why);
}

static enum qn_status load_files(SSL_CTX *ctx, const struct qn_gateway_options *o,
                                 struct qn_err *err)
{
    if (SSL_CTX_use_certificate_chain_file(ctx, o->tls_cert) != 1)
        return tls_fail("--tls-cert", o->tls_cert, err);
    if (SSL_CTX_use_PrivateKey_file(ctx, o->tls_key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1)
        return tls_fail("--tls-key", o->tls_key, err);
    if (!o->tls_ca)
        return QN_OK;
    if (SSL_CTX_load_verify_locations(ctx, o->tls_ca, NULL) != 1)
        return tls_fail("--tls-ca", o->tls_ca, err);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return QN_OK;
}

enum qn_status gate_tls_new(const struct qn_gateway_options *o, struct gate_tls_ctx **out,
                            struct qn_err *err)
{
    struct gate_tls_ctx *x = calloc(1, sizeof *x);
    if (!x)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "64");
    x->ctx = SSL_CTX_new(TLS_server_method());
    enum qn_status st = x->ctx ? QN_OK : tls_fail("--tls-cert", o->tls_cert, err);
    if (!st) {
        SSL_CTX_set_min_proto_version(x->ctx, TLS1_2_VERSION);
        SSL_CTX_set_mode(x->ctx, SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(x->ctx, SSL_SESS_CACHE_OFF);
        st = load_files(x->ctx, o, err);
    }
    if (st)
        gate_tls_ctx_free(x);
    else
        *out = x;
    return st;
}

void gate_tls_ctx_free(struct gate_tls_ctx *x)
{
    if (!x)
        return;
    SSL_CTX_free(x->ctx);
    free(x);
}

struct gate_tls *gate_tls_begin(struct gate_tls_ctx *x)
{
    struct gate_tls *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->ssl = SSL_new(x->ctx);
    t->in = BIO_new(BIO_s_mem());
    t->out = BIO_new(BIO_s_mem());
    if (!t->ssl || !t->in || !t->out) {
        BIO_free(t->in);
        BIO_free(t->out);
        SSL_free(t->ssl);
        free(t);
        return NULL;
    }
    SSL_set_bio(t->ssl, t->in, t->out);
    SSL_set_accept_state(t->ssl);
    return t;
}

void gate_tls_free(struct gate_tls *t)
{
    if (!t)
        return;
    SSL_free(t->ssl);
    free(t);
}

/* What OpenSSL wants sent. */
static void flush(struct gate_conn *c)
{
    char block[16384];
    int n;
    while (!c->closing && (n = BIO_read(c->tls->out, block, sizeof block)) > 0)
        gate_conn_send_raw(c, block, (size_t)n);
}

static bool still_good(struct gate_conn *c, int rc)
{
    int why = SSL_get_error(c->tls->ssl, rc);
    ERR_clear_error();
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
        return true;
    if (!c->tls->greeted)
        c->g->total.handshakes_failed++;
    return false;
}

static bool read_text(struct gate_conn *c)
{
    char *at = c->g->plain_buf + QN_212_FRAME_MAX;
    int n;
    while (!c->closing && (n = SSL_read(c->tls->ssl, at, (int)QN_GATE_READ_CAP)) > 0) {
        c->tls->greeted = true;
        gate_conn_bytes(c, at, (size_t)n);
    }
    return c->closing || still_good(c, n);
}

bool gate_tls_read(struct gate_conn *c, const char *p, size_t n)
{
    if (BIO_write(c->tls->in, p, (int)n) != (int)n)
        return false;
    bool good = read_text(c);
    if (!c->closing)
        flush(c);
    return good;
}

bool gate_tls_write(struct gate_conn *c, const char *p, size_t n)
{
    int rc = SSL_write(c->tls->ssl, p, (int)n);
    if (rc <= 0 && !still_good(c, rc))
        return false;
    flush(c);
    return rc > 0;
}
