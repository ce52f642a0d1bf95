#include "brief/markup.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void qn_markup_raw(struct qn_markup *m, const char *s)
{
    if (!m->status)
        m->status = qn_buf_text(m->out, s, m->err);
}

static void raw_n(struct qn_markup *m, const char *s, size_t n)
{
    if (!m->status && n)
        m->status = qn_buf_append(m->out, s, n, m->err);
}

static const char *escape(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return " ";
    default:
        return c < 0x20 || c == 0x7F ? "" : NULL;
    }
}

void qn_markup_text(struct qn_markup *m, const char *s)
{
    const char *from = s;
    for (; *s; s++) {
        const char *as = escape((unsigned char)*s);
        if (!as)
            continue;
        raw_n(m, from, (size_t)(s - from));
        qn_markup_raw(m, as);
        from = s + 1;
    }
    raw_n(m, from, (size_t)(s - from));
}

void qn_markup_attr(struct qn_markup *m, const char *name, const char *value)
{
    qn_markup_raw(m, " ");
    qn_markup_raw(m, name);
    qn_markup_raw(m, "=\"");
    qn_markup_text(m, value);
    qn_markup_raw(m, "\"");
}

void qn_markup_int(struct qn_markup *m, const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    qn_markup_attr(m, name, text);
}

void qn_markup_num(struct qn_markup *m, double v)
{
    char text[40];
    double near = round(v * 100) / 100;
    if (!(fabs(near) < 1e9))
        near = 0;
    int n = snprintf(text, sizeof text, "%.2f", near == 0 ? 0.0 : near);
    while (n > 0 && text[n - 1] == '0')
        n--;
    if (n > 0 && text[n - 1] == '.')
        n--;
    raw_n(m, text, (size_t)n);
}

void qn_markup_num_attr(struct qn_markup *m, const char *name, double v)
{
    qn_markup_raw(m, " ");
    qn_markup_raw(m, name);
    qn_markup_raw(m, "=\"");
    qn_markup_num(m, v);
    qn_markup_raw(m, "\"");
}

void qn_markup_json(struct qn_markup *m, const char *s)
{
    qn_markup_raw(m, "\"");
    const char *from = s;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x20 && !strchr("\"\\<>&/", c))
            continue;
        char as[8];
        snprintf(as, sizeof as, "\\u%04x", c);
        raw_n(m, from, (size_t)(s - from));
        qn_markup_raw(m, as);
        from = s + 1;
    }
    raw_n(m, from, (size_t)(s - from));
    qn_markup_raw(m, "\"");
}
