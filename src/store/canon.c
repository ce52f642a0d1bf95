/* The canonical form of a record, and the chain of hashes over it.
 *
 *   seq=i1:7\nrun=i1:1\nin_file=t12:outlets.csv\n ... height_m=r16:4059000000000000\n
 */
#include "store/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LENGTH_CAP 24 /* '=' type length ':' '\n' */

static size_t decimal(uint64_t u, char *out)
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    return n;
}

static enum qn_status add(struct qn_buf *b, const char *name, char type, const void *p, size_t n,
                          struct qn_err *err)
{
    size_t name_len = strlen(name);
    enum qn_status st =
        n > b->max ? qn_buf_reserve(b, n, err) : qn_buf_reserve(b, name_len + LENGTH_CAP + n, err);
    if (st)
        return st;
    char *to = b->data + b->len;
    memcpy(to, name, name_len);
    to += name_len;
    *to++ = '=';
    *to++ = type;
    to += decimal(n, to);
    *to++ = ':';
    if (n)
        memcpy(to, p, n);
    to += n;
    *to++ = '\n';
    *to = '\0';
    b->len = (size_t)(to - b->data);
    return QN_OK;
}

static enum qn_status add_int(struct qn_buf *b, const char *name, int64_t i, struct qn_err *err)
{
    char text[24];
    size_t sign = i < 0;
    text[0] = '-';
    size_t n = sign + decimal(i < 0 ? 0 - (uint64_t)i : (uint64_t)i, text + sign);
    return add(b, name, 'i', text, n, err);
}

static enum qn_status add_real(struct qn_buf *b, const char *name, double r, struct qn_err *err)
{
    uint64_t bits;
    char text[16];
    memcpy(&bits, &r, sizeof bits);
    for (int i = 15; i >= 0; i--, bits >>= 4)
        text[i] = "0123456789abcdef"[bits & 15];
    return add(b, name, 'r', text, sizeof text, err);
}

enum qn_status qn_canon_blob(struct qn_buf *b, const char *name, const void *p, size_t n,
                             struct qn_err *err)
{
    return add(b, name, 'b', p, n, err);
}

enum qn_status qn_canon_value(struct qn_buf *b, const char *name, const struct qn_value *v,
                              struct qn_err *err)
{
    switch (v->type) {
    case QN_V_NULL:
        return QN_OK;
    case QN_V_INT:
        return add_int(b, name, v->i, err);
    case QN_V_REAL:
        return add_real(b, name, v->r, err);
    case QN_V_TEXT:
        return add(b, name, 't', v->s, v->n, err);
    }
    return QN_OK;
}

static enum qn_status add_column(struct qn_buf *b, sqlite3_stmt *row, int i, struct qn_err *err)
{
    const char *name = sqlite3_column_name(row, i);
    if (!name)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "64");
    switch (sqlite3_column_type(row, i)) {
    case SQLITE_INTEGER:
        return add_int(b, name, sqlite3_column_int64(row, i), err);
    case SQLITE_FLOAT:
        return add_real(b, name, sqlite3_column_double(row, i), err);
    case SQLITE_TEXT: {
        const void *p = sqlite3_column_text(row, i);
        return add(b, name, 't', p, (size_t)sqlite3_column_bytes(row, i), err);
    }
    case SQLITE_BLOB: {
        const void *p = sqlite3_column_blob(row, i);
        return add(b, name, 'b', p, (size_t)sqlite3_column_bytes(row, i), err);
    }
    default:
        return QN_OK;
    }
}

enum qn_status qn_canon_row(struct qn_buf *b, sqlite3_stmt *row, struct qn_err *err)
{
    int n = sqlite3_column_count(row);
    enum qn_status st = QN_OK;
    for (int i = 0; i < n && !st; i++)
        st = add_column(b, row, i, err);
    return st;
}

void qn_chain_hash(struct qn_sha256 *sha, const unsigned char prev[QN_SHA256_LEN],
                   const char *table, const struct qn_buf *row, unsigned char hash[QN_SHA256_LEN])
{
    qn_sha256_reset(sha);
    qn_sha256_update(sha, prev, QN_SHA256_LEN);
    qn_sha256_update(sha, table, strlen(table) + 1);
    qn_sha256_update(sha, row->data, row->len);
    qn_sha256_final(sha, hash);
}

enum qn_status qn_chain_append(struct qn_store *s, const char *table, struct qn_err *err)
{
    unsigned char hash[QN_SHA256_LEN];
    qn_chain_hash(s->sha, s->head, table, &s->row, hash);
    sqlite3_bind_int64(s->chain_insert, 1, s->seq + 1);
    sqlite3_bind_text(s->chain_insert, 2, table, -1, SQLITE_STATIC);
    sqlite3_bind_blob(s->chain_insert, 3, hash, QN_SHA256_LEN, SQLITE_STATIC);
    int code = sqlite3_step(s->chain_insert);
    enum qn_status st = code == SQLITE_DONE ? QN_OK : qn_store_sql_fail(s, code, err);
    sqlite3_reset(s->chain_insert);
    sqlite3_clear_bindings(s->chain_insert);
    if (st)
        return st;
    s->seq++;
    memcpy(s->head, hash, sizeof hash);
    return QN_OK;
}
