#include "base/csv.h"

static int is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The most frequent of , ; TAB outside quotes in the first line that is not empty. */
static char find_separator(const char *text, size_t len)
{
    size_t comma = 0, semicolon = 0, tab = 0, i = 0;
    int quoted = 0;
    while (i < len && (text[i] == '\n' || text[i] == '\r'))
        i++;
    for (; i < len; i++) {
        char c = text[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (c == '\n' || c == '\r')
            break;
        comma += c == ',';
        semicolon += c == ';';
        tab += c == '\t';
    }
    if (tab > comma && tab >= semicolon)
        return '\t';
    return semicolon > comma ? ';' : ',';
}

void qn_csv_init(struct qn_csv *r, char *text, size_t len)
{
    r->text = text;
    r->len = len;
    r->pos = 0;
    r->line = r->column = 1;
    r->separator = find_separator(text, len);
    r->n = 0;
    r->flags = 0;
}

/* What ended a field. */
enum stop { STOP_SEPARATOR, STOP_LINE, STOP_TEXT };

/* Step over CR LF, LF or CR at pos. */
static void pass_line_end(struct qn_csv *r)
{
    if (r->text[r->pos] == '\r' && r->pos + 1 < r->len && r->text[r->pos + 1] == '\n')
        r->pos++;
    r->pos++;
    r->line++;
    r->column = 1;
}

/* Step over what ends the field at pos. After this the byte there may be overwritten: nothing
 * looks behind pos again. */
static enum stop pass_stop(struct qn_csv *r)
{
    if (r->pos == r->len)
        return STOP_TEXT;
    if (r->text[r->pos] == r->separator) {
        r->pos++;
        r->column++;
        return STOP_SEPARATOR;
    }
    pass_line_end(r);
    return STOP_LINE;
}

/* Literal text up to the next separator or line end; *flags gets `quote_flag` if it holds a
 * quote. text[len] is 0, which ends the inner loop only where it is the end of the text. */
static void pass_plain(struct qn_csv *r, unsigned quote_flag, unsigned *flags)
{
    const char *text = r->text;
    const char separator = r->separator;
    size_t pos = r->pos, continuation = 0;
    for (; pos < r->len; pos++) {
        char c = text[pos];
        if (c == separator || c == '\n' || c == '\r')
            break;
        if (c == '"')
            *flags |= quote_flag;
        continuation += (size_t)is_continuation(c);
    }
    r->column += pos - r->pos - continuation;
    r->pos = pos;
}

static int is_blank(const struct qn_csv *r, char c)
{
    return c == ' ' || (c == '\t' && r->separator != '\t');
}

/* Offset of the quote that opens the field at pos, blanks before it allowed; or len. */
static size_t opening_quote(const struct qn_csv *r)
{
    size_t i = r->pos;
    while (i < r->len && is_blank(r, r->text[i]))
        i++;
    return i < r->len && r->text[i] == '"' ? i : r->len;
}

/* Unescape from pos, behind the opening quote, to *to, up to and over the closing quote.
 * Returns 0 where the text ends first. */
static int unescape(struct qn_csv *r, size_t *to)
{
    char *text = r->text;
    while (r->pos < r->len) {
        char c = text[r->pos];
        if (c == '\n' || c == '\r') {
            size_t from = r->pos;
            pass_line_end(r);
            while (from < r->pos)
                text[(*to)++] = text[from++];
            continue;
        }
        r->pos++;
        r->column += !is_continuation(c);
        if (c == '"') {
            if (r->pos == r->len || text[r->pos] != '"')
                return 1;
            r->pos++;
            r->column++;
        }
        text[(*to)++] = c;
    }
    return 0;
}

/* What stands between a closing quote and the separator: blanks are dropped, text is kept. */
static void pass_after_quote(struct qn_csv *r, size_t *to, unsigned *flags)
{
    size_t from = r->pos, i = from;
    unsigned ignored = 0;
    pass_plain(r, 0, &ignored);
    while (i < r->pos && is_blank(r, r->text[i]))
        i++;
    if (i == r->pos)
        return;
    *flags |= QN_CSV_AFTER_QUOTE;
    while (from < r->pos)
        r->text[(*to)++] = r->text[from++];
}

static enum stop read_field(struct qn_csv *r, struct qn_csv_field *f)
{
    size_t start = r->pos, end;
    f->line = r->line;
    f->column = r->column;
    f->flags = 0;
    size_t quote = opening_quote(r);
    f->quoted = quote < r->len;
    if (f->quoted) {
        r->column += quote + 1 - start;
        r->pos = quote + 1;
        start = end = r->pos;
        if (unescape(r, &end))
            pass_after_quote(r, &end, &f->flags);
        else
            f->flags |= QN_CSV_OPEN_QUOTE;
    } else {
        pass_plain(r, QN_CSV_BARE_QUOTE, &f->flags);
        end = r->pos;
    }
    enum stop stop = pass_stop(r);
    f->text = r->text + start;
    f->len = end - start;
    r->text[end] = '\0';
    return stop;
}

int qn_csv_next(struct qn_csv *r)
{
    r->n = 0;
    r->flags = 0;
    while (r->pos < r->len && (r->text[r->pos] == '\n' || r->text[r->pos] == '\r'))
        pass_line_end(r);
    if (r->pos == r->len)
        return 0;
    struct qn_csv_field dropped;
    enum stop stop;
    do {
        int room = r->n < QN_CSV_MAX_FIELDS;
        struct qn_csv_field *f = room ? &r->field[r->n] : &dropped;
        stop = read_field(r, f);
        r->n += (size_t)room;
        r->flags |= f->flags | (room ? 0 : QN_CSV_MANY_FIELDS);
    } while (stop == STOP_SEPARATOR);
    return 1;
}
