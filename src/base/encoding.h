/* Text files as they come: UTF-8 with and without BOM, UTF-16LE/BE, GB18030. */
#ifndef QN_BASE_ENCODING_H
#define QN_BASE_ENCODING_H

#include "base/buf.h"

enum qn_encoding {
    QN_ENC_UTF8,
    QN_ENC_UTF8_BOM,
    QN_ENC_UTF16LE,
    QN_ENC_UTF16BE,
    QN_ENC_GB18030,
    QN_ENC_COUNT
};

const char *qn_encoding_name(enum qn_encoding enc); /* "UTF-8", "GB18030", ... */

/* Which encoding bytes are in: by BOM; else UTF-16 by its zero bytes (with or without BOM); else
 * UTF-8 where valid; else GB18030. */
enum qn_encoding qn_encoding_detect(const void *bytes, size_t n);

/* Decode to UTF-8 without BOM, appended to out.
 * Given     bytes, n, enc
 * Returned  *bad_offset: where decoding stopped, in bytes of the input (only on QN_E_SYNTAX)
 * Errors    QN_E_SYNTAX invalid sequence or NUL character, QN_E_LIMIT, QN_E_NOMEM
 */
QN_MUST_USE enum qn_status qn_decode(const void *bytes, size_t n, enum qn_encoding enc,
                                     struct qn_buf *out, size_t *bad_offset, struct qn_err *err);

/* True where s[0..n) is valid UTF-8 without NUL (no surrogates, no overlong, <= U+10FFFF). */
int qn_utf8_valid(const char *s, size_t n, size_t *bad_offset);

/* One code point at *pos (which moves on); U+FFFD for a broken byte. n > *pos. */
unsigned qn_utf8_next(const char *s, size_t n, size_t *pos);

/* Full-width ASCII (U+FF01..U+FF5E) and the ideographic space to their ASCII forms, in place
 * (the result is never longer). Returns the new length; *changed tells whether any was found. */
size_t qn_fold_width(char *s, size_t n, int *changed);

#endif
