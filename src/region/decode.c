/* A file's bytes to UTF-8 text, or the reason why they are none. */
#include <string.h>

#include "base/encoding.h"
#include "region/import_internal.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)
#define MIXED_MIN_CHARS 3 /* three-byte characters that make a line surely UTF-8 */

struct magic {
    const char *bytes;
    size_t n;
    const char *name;
};

static const struct magic magics[] = {
    {"PK\x03\x04", 4, "XLSX/ZIP"},     {"%PDF-", 5, "PDF"},   {"\xD0\xCF\x11\xE0", 4, "XLS/DOC"},
    {"\x1F\x8B", 2, "GZIP"},           {"\x89PNG", 4, "PNG"}, {"\xFF\xD8\xFF", 3, "JPEG"},
    {"SQLite format 3", 15, "SQLite"}, {"Rar!", 4, "RAR"},    {"7z\xBC\xAF", 4, "7-Zip"},
};

static const char *magic_of(const char *p, size_t n)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (n >= magics[i].n && memcmp(p, magics[i].bytes, magics[i].n) == 0)
            return magics[i].name;
    return NULL;
}

static size_t line_end(const char *p, size_t n, size_t from)
{
    const char *nl = memchr(p + from, '\n', n - from);
    return nl ? (size_t)(nl - p) : n;
}

static bool surely_utf8(const char *p, size_t n)
{
    size_t wide = 0;
    if (!qn_utf8_valid(p, n, NULL))
        return false;
    for (size_t i = 0; i < n; i++)
        wide += ((unsigned char)p[i] & 0xF0) == 0xE0;
    return wide >= MIXED_MIN_CHARS;
}

/* Line and column (in characters; a broken byte is one) of an offset in UTF-8 text. */
static void locate(const char *p, size_t offset, struct qn_place *at)
{
    size_t start = 0;
    at->line = 1;
    for (size_t i = 0; i < offset; i++)
        if (p[i] == '\n') {
            at->line++;
            start = i + 1;
        }
    at->column = 1;
    for (size_t i = start; i < offset; i++)
        at->column += ((unsigned char)p[i] & 0xC0) != 0x80;
}

static void report_byte(struct qn_import_ctx *x, const struct qn_place *at, unsigned char byte,
                        const char *encoding)
{
    static const char hex[] = "0123456789ABCDEF";
    char text[5] = {'0', 'x', hex[byte >> 4], hex[byte & 15], '\0'};
    QN_FIND(x, F124, at, text, encoding);
}

/* Text that is UTF-8 in one line and not in another: F125, or F124 where the odd line is no other
 * encoding either. Returns 0 where the text is one whole in GB18030. */
static int find_mixed(struct qn_import_ctx *x, const char *file, const char *p, size_t n)
{
    size_t utf8_line = 0, bad_line = 0, bad_start = 0, bad_end = 0, line = 1;
    for (size_t i = 0, end; i < n; i = end + 1, line++) {
        end = line_end(p, n, i);
        if (!utf8_line && surely_utf8(p + i, end - i))
            utf8_line = line;
        if (!bad_line && !qn_utf8_valid(p + i, end - i, NULL)) {
            bad_line = line;
            bad_start = i;
            bad_end = end;
        }
    }
    if (!utf8_line || !bad_line)
        return 0;
    struct qn_place at = {file, (int64_t)bad_line, 0, NULL};
    size_t bad = 0, gb_bad;
    (void)qn_utf8_valid(p + bad_start, bad_end - bad_start, &bad);
    struct qn_buf scratch;
    qn_buf_init(&scratch, n * 2 + 64);
    bool is_gb =
        qn_decode(p + bad_start, bad_end - bad_start, QN_ENC_GB18030, &scratch, &gb_bad, NULL) == 0;
    qn_buf_release(&scratch);
    if (is_gb) {
        QN_FIND(x, F125, &at, QN_NUM((double)utf8_line));
    } else {
        locate(p, bad_start + bad, &at);
        report_byte(x, &at, (unsigned char)p[bad_start + bad], "UTF-8");
    }
    return 1;
}

static int refuse_bytes(struct qn_import_ctx *x, const char *file, const char *p, size_t n,
                        enum qn_encoding enc)
{
    struct qn_place whole = {file, 0, 0, NULL};
    const char *magic = magic_of(p, n);
    if (n == 0)
        QN_FIND0(x, F112, &whole);
    else if (magic)
        QN_FIND(x, F111, &whole, magic);
    else if (enc != QN_ENC_UTF16LE && enc != QN_ENC_UTF16BE && memchr(p, 0, n))
        QN_FIND(x, F110, &whole, QN_NUM((double)((const char *)memchr(p, 0, n) - p) + 1));
    else
        return 0;
    return 1;
}

static void note_encoding(struct qn_import_ctx *x, const char *file, enum qn_encoding enc)
{
    struct qn_place whole = {file, 0, 0, NULL};
    if (enc == QN_ENC_UTF8_BOM)
        QN_FIND0(x, F120, &whole);
    else if (enc == QN_ENC_UTF16LE)
        QN_FIND0(x, F121, &whole);
    else if (enc == QN_ENC_UTF16BE)
        QN_FIND0(x, F122, &whole);
    else if (enc == QN_ENC_GB18030)
        QN_FIND0(x, F123, &whole);
}

static int lines_fit(struct qn_import_ctx *x, const char *file, const struct qn_buf *text)
{
    struct qn_place at = {file, 1, 0, NULL};
    for (size_t i = 0, end; i < text->len; i = end + 1, at.line++) {
        end = line_end(text->data, text->len, i);
        if (end - i > LINE_MAX_BYTES) {
            QN_FIND(x, F109, &at, QN_NUM((double)(end - i)), QN_NUM((double)LINE_MAX_BYTES));
            return 0;
        }
    }
    return 1;
}

int qn_text_read(struct qn_import_ctx *x, const char *file, const void *bytes, size_t n,
                 struct qn_buf *out)
{
    enum qn_encoding enc = qn_encoding_detect(bytes, n);
    if (refuse_bytes(x, file, bytes, n, enc))
        return 0;
    if (enc == QN_ENC_GB18030 && find_mixed(x, file, bytes, n))
        return 0;
    size_t bad = 0;
    enum qn_status st = qn_decode(bytes, n, enc, out, &bad, NULL);
    if (st == QN_E_SYNTAX) {
        struct qn_place at = {file, 0, 0, NULL};
        if (enc != QN_ENC_UTF16LE && enc != QN_ENC_UTF16BE)
            locate(bytes, bad, &at);
        report_byte(x, &at, bad < n ? ((const unsigned char *)bytes)[bad] : 0,
                    qn_encoding_name(enc));
        return 0;
    }
    if (st) {
        qn_ctx_fail(x, st);
        return 0;
    }
    note_encoding(x, file, enc);
    return lines_fit(x, file, out);
}
