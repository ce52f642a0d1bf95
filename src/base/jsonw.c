#include "base/jsonw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"

void qn_jsonw_init(struct qn_jsonw *w, struct qn_buf *out, int pretty_depth, struct qn_err *err)
{
    *w = (struct qn_jsonw){.out = out, .err = err, .pretty_depth = pretty_depth};
    w->first[0] = 1;
}

static void raw(struct qn_jsonw *w, const char *s, size_t n)
{
    if (!w->status)
        w->status = qn_buf_append(w->out, s, n, w->err);
}

/* Bytes that are not UTF-8 (a file's name may hold them) become U+FFFD. */
static void repaired(struct qn_jsonw *w, const char *s, size_t n)
{
    for (size_t pos = 0; pos < n;) {
        size_t from = pos;
        if (qn_utf8_next(s, n, &pos) == 0xFFFD)
            raw(w, "\xEF\xBF\xBD", 3);
        else
            raw(w, s + from, pos - from);
    }
}

/* Nearly all text needs nothing but the quotes: found in one quick look, written in one piece. */
static int is_plain(const char *s, size_t n)
{
    unsigned char high = 0, special = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        high |= c;
        special |= (unsigned char)((c < 0x20) | (c == '"') | (c == '\\'));
    }
    return !special && (high < 0x80 || qn_utf8_valid(s, n, NULL));
}

static void quoted_plain(struct qn_jsonw *w, const char *s, size_t n)
{
    if (!w->status)
        w->status = qn_buf_reserve(w->out, n + 2, w->err);
    if (w->status)
        return;
    char *to = w->out->data + w->out->len;
    to[0] = '"';
    memcpy(to + 1, s, n);
    to[n + 1] = '"';
    w->out->len += n + 2;
    w->out->data[w->out->len] = '\0';
}

static void quoted(struct qn_jsonw *w, const char *s)
{
    size_t size = strlen(s);
    if (is_plain(s, size)) {
        quoted_plain(w, s, size);
        return;
    }
    int whole = qn_utf8_valid(s, size, NULL);
    raw(w, "\"", 1);
    for (const char *p = s; *p;) {
        size_t run = 0;
        while ((unsigned char)p[run] >= 0x20 && p[run] != '"' && p[run] != '\\')
            run++;
        if (whole)
            raw(w, p, run);
        else
            repaired(w, p, run);
        p += run;
        if (!*p)
            break;
        char esc[8];
        int n = *p == '"' || *p == '\\' ? snprintf(esc, sizeof esc, "\\%c", *p)
                                        : snprintf(esc, sizeof esc, "\\u%04x", (unsigned char)*p);
        raw(w, esc, (size_t)n);
        p++;
    }
    raw(w, "\"", 1);
}

static void newline(struct qn_jsonw *w, int depth)
{
    static const char blanks[] = "\n                                ";
    if (depth <= w->pretty_depth)
        raw(w, blanks, 1 + 2 * (size_t)depth);
}

static void lead(struct qn_jsonw *w, const char *name)
{
    if (!w->first[w->depth])
        raw(w, ",", 1);
    else
        w->first[w->depth] = 0;
    if (w->depth > 0) {
        if (w->depth > w->pretty_depth) {
            if (w->out->len && w->out->data[w->out->len - 1] == ',')
                raw(w, " ", 1);
        } else {
            newline(w, w->depth);
        }
    }
    if (name) {
        quoted(w, name);
        raw(w, ": ", 2);
    }
}

static void open_level(struct qn_jsonw *w, const char *name, const char *bracket)
{
    lead(w, name);
    raw(w, bracket, 1);
    if (w->depth + 1 >= QN_JSONW_MAX_DEPTH) {
        if (!w->status)
            w->status = QN_E_LIMIT;
        return;
    }
    w->first[++w->depth] = 1;
}

static void close_level(struct qn_jsonw *w, const char *bracket)
{
    int empty = w->first[w->depth];
    w->depth--;
    if (!empty && w->depth + 1 <= w->pretty_depth)
        newline(w, w->depth);
    raw(w, bracket, 1);
    if (w->depth == 0)
        raw(w, "\n", 1);
}

void qn_jsonw_object(struct qn_jsonw *w, const char *name)
{
    open_level(w, name, "{");
}

void qn_jsonw_array(struct qn_jsonw *w, const char *name)
{
    open_level(w, name, "[");
}

void qn_jsonw_end_object(struct qn_jsonw *w)
{
    close_level(w, "}");
}

void qn_jsonw_end_array(struct qn_jsonw *w)
{
    close_level(w, "]");
}

void qn_jsonw_text(struct qn_jsonw *w, const char *name, const char *value)
{
    if (!value) {
        qn_jsonw_null(w, name);
        return;
    }
    lead(w, name);
    quoted(w, value);
}

void qn_jsonw_number(struct qn_jsonw *w, const char *name, double value)
{
    if (!isfinite(value)) {
        qn_jsonw_null(w, name);
        return;
    }
    char text[QN_NUM_TEXT_CAP];
    qn_num_text(value, text);
    lead(w, name);
    raw(w, text, strlen(text));
}

void qn_jsonw_int(struct qn_jsonw *w, const char *name, int64_t value)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%lld", (long long)value);
    lead(w, name);
    raw(w, text, (size_t)n);
}

void qn_jsonw_bool(struct qn_jsonw *w, const char *name, int value)
{
    lead(w, name);
    raw(w, value ? "true" : "false", value ? 4 : 5);
}

void qn_jsonw_null(struct qn_jsonw *w, const char *name)
{
    lead(w, name);
    raw(w, "null", 4);
}
