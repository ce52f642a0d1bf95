#include "rule/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "base/number.h"

static enum qn_status fail_at(const char *file, size_t line, size_t column, enum qn_text_id id,
                              const char *a, const char *b, const char *c, struct qn_err *err)
{
    char where[QN_ERR_WHERE_CAP];
    snprintf(where, sizeof where, "%s:%zu:%zu", file, line, column);
    return qn_fail(err, QN_E_SYNTAX, where, id, a, b, c);
}

enum qn_status qn_sheet_fail(const struct qn_sheet *s, size_t column, enum qn_text_id id,
                             const char *more, struct qn_err *err)
{
    const struct qn_csv_field *f = &s->csv.field[s->at[column]];
    return fail_at(s->file, f->line, f->column, id, f->text, s->column[column], more ? more : "",
                   err);
}

/* Line and column of a byte, both from 1, columns in characters. */
static void place_of(const char *text, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

static enum qn_status copy_file(struct qn_sheet *s, struct qn_arena *a, const struct qn_resource *f,
                                struct qn_err *err)
{
    const char *data = (const char *)f->data;
    size_t n = (size_t)(f->end - f->data);
    if (n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        n -= 3;
    }
    size_t bad = 0;
    if (!qn_utf8_valid(data, n, &bad)) {
        size_t line, column;
        place_of(data, bad, &line, &column);
        return fail_at(s->file, line, column, QN_T_PACK_UTF8, s->file, NULL, NULL, err);
    }
    char *text = qn_arena_copy(a, data, n, err);
    if (!text)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        s->rows += text[i] == '\n' || text[i] == '\r';
    s->rows++;
    qn_csv_init(&s->csv, text, n);
    return QN_OK;
}

static enum qn_status check_quotes(const struct qn_sheet *s, struct qn_err *err)
{
    for (size_t i = 0; i < s->csv.n; i++) {
        const struct qn_csv_field *f = &s->csv.field[i];
        if (f->flags)
            return fail_at(s->file, f->line, f->column, QN_T_PACK_QUOTE, f->text, NULL, NULL, err);
    }
    if (s->csv.flags & QN_CSV_MANY_FIELDS)
        return fail_at(s->file, s->csv.field[0].line, 1, QN_T_PACK_FIELDS, "256", "", "", err);
    return QN_OK;
}

static enum qn_status match_header(struct qn_sheet *s, struct qn_err *err)
{
    for (size_t i = 0; i < s->csv.n; i++) {
        const struct qn_csv_field *f = &s->csv.field[i];
        int at = qn_word_find(s->column, f->text, f->len);
        if (at < 0)
            return fail_at(s->file, f->line, f->column, QN_T_PACK_COLUMN_UNKNOWN, f->text, NULL,
                           NULL, err);
        if (s->at[at] != SIZE_MAX)
            return fail_at(s->file, f->line, f->column, QN_T_PACK_DUPLICATE, f->text, f->text, NULL,
                           err);
        s->at[at] = i;
    }
    for (size_t i = 0; i < s->n_column; i++)
        if (s->at[i] == SIZE_MAX)
            return fail_at(s->file, 1, 1, QN_T_PACK_COLUMN_MISSING, s->column[i], NULL, NULL, err);
    return QN_OK;
}

enum qn_status qn_sheet_open(struct qn_sheet *s, struct qn_arena *a,
                             const struct qn_resource *files, const char *file,
                             const char *const *columns, struct qn_err *err)
{
    s->file = file;
    s->column = columns;
    s->n_column = 0;
    s->rows = 0;
    while (columns[s->n_column])
        s->at[s->n_column++] = SIZE_MAX;
    const struct qn_resource *f = qn_resource_find(files, file);
    if (!f)
        return fail_at(file, 1, 1, QN_T_PACK_FILE_MISSING, file, NULL, NULL, err);
    enum qn_status st = copy_file(s, a, f, err);
    if (st)
        return st;
    if (!qn_csv_next(&s->csv))
        return fail_at(file, 1, 1, QN_T_PACK_COLUMN_MISSING, columns[0], NULL, NULL, err);
    st = check_quotes(s, err);
    return st ? st : match_header(s, err);
}

enum qn_status qn_sheet_next(struct qn_sheet *s, int *more, struct qn_err *err)
{
    *more = qn_csv_next(&s->csv);
    if (!*more)
        return QN_OK;
    enum qn_status st = check_quotes(s, err);
    if (st)
        return st;
    if (s->csv.n == s->n_column)
        return QN_OK;
    char has[QN_NUM_TEXT_CAP], wants[QN_NUM_TEXT_CAP];
    return fail_at(s->file, s->csv.field[0].line, s->csv.field[0].column, QN_T_PACK_FIELDS,
                   qn_num_text((double)s->csv.n, has), qn_num_text((double)s->n_column, wants),
                   NULL, err);
}

const char *qn_sheet_text(const struct qn_sheet *s, size_t column)
{
    return s->csv.field[s->at[column]].text;
}

enum qn_status qn_sheet_needed(const struct qn_sheet *s, size_t column, const char **out,
                               struct qn_err *err)
{
    *out = qn_sheet_text(s, column);
    return **out ? QN_OK : qn_sheet_fail(s, column, QN_T_PACK_EMPTY, NULL, err);
}

enum qn_status qn_sheet_number(const struct qn_sheet *s, size_t column, double *out,
                               struct qn_err *err)
{
    const struct qn_csv_field *f = &s->csv.field[s->at[column]];
    *out = NAN;
    if (f->len == 0)
        return QN_OK;
    struct qn_number n;
    if (qn_number_parse(f->text, f->len, &n, NULL) || n.flags)
        return qn_sheet_fail(s, column, QN_T_PACK_NUMBER, NULL, err);
    *out = n.value;
    return QN_OK;
}

enum qn_status qn_sheet_date(const struct qn_sheet *s, size_t column, struct qn_date *out,
                             struct qn_err *err)
{
    const struct qn_csv_field *f = &s->csv.field[s->at[column]];
    *out = (struct qn_date){0};
    if (f->len == 0)
        return QN_OK;
    if (qn_date_parse(f->text, f->len, out, NULL))
        return qn_sheet_fail(s, column, QN_T_PACK_DATE, NULL, err);
    return QN_OK;
}

int qn_word_find(const char *const *words, const char *s, size_t n)
{
    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == n && memcmp(words[i], s, n) == 0)
            return i;
    return -1;
}

/* "a, b, c", cut where it does not fit. */
static const char *join(const char *const *words, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; words[i] && len + 1 < cap; i++) {
        int n = snprintf(out + len, cap - len, "%s%s", i ? ", " : "", words[i]);
        if (n > 0)
            len += (size_t)n;
    }
    return out;
}

enum qn_status qn_sheet_word(const struct qn_sheet *s, size_t column, const char *const *words,
                             int empty, int *out, struct qn_err *err)
{
    const struct qn_csv_field *f = &s->csv.field[s->at[column]];
    *out = f->len == 0 && empty >= 0 ? empty : qn_word_find(words, f->text, f->len);
    if (*out >= 0)
        return QN_OK;
    char all[512];
    return qn_sheet_fail(s, column, QN_T_PACK_WORD, join(words, all, sizeof all), err);
}

enum qn_status qn_sheet_words(const struct qn_sheet *s, size_t column, const char *const *words,
                              const char *extra, uint32_t *out, struct qn_err *err)
{
    *out = 0;
    int count = 0;
    while (words[count])
        count++;
    for (const char *p = qn_sheet_text(s, column); *p;) {
        size_t n = strcspn(p, " ");
        int at = n ? qn_word_find(words, p, n) : -1;
        if (at < 0 && extra && strlen(extra) == n && memcmp(extra, p, n) == 0)
            at = count;
        if (at < 0 && n) {
            char all[512];
            return qn_sheet_fail(s, column, QN_T_PACK_WORD, join(words, all, sizeof all), err);
        }
        if (at >= 0)
            *out |= UINT32_C(1) << at;
        p += n;
        p += strspn(p, " ");
    }
    return QN_OK;
}

enum qn_status qn_sheet_conf(const struct qn_sheet *s, size_t column, enum qn_conf *out,
                             struct qn_err *err)
{
    const char *words[QN_CONF_COUNT + 1];
    for (int i = 0; i < QN_CONF_COUNT; i++)
        words[i] = qn_conf_name((enum qn_conf)i);
    words[QN_CONF_COUNT] = NULL;
    int at;
    enum qn_status st = qn_sheet_word(s, column, words, -1, &at, err);
    if (!st)
        *out = (enum qn_conf)at;
    return st;
}

enum qn_status qn_sheet_source(const struct qn_sheet *s, size_t column, const struct qn_pack *p,
                               const char **out, struct qn_err *err)
{
    *out = qn_sheet_text(s, column);
    if (qn_pack_source(p, *out))
        return QN_OK;
    return qn_sheet_fail(s, column, QN_T_PACK_REF, "sources.csv", err);
}

enum qn_status qn_sheet_edition(const struct qn_sheet *s, size_t column, const struct qn_pack *p,
                                const struct qn_edition **out, struct qn_err *err)
{
    for (size_t i = 0; i < p->n_edition; i++) {
        *out = &p->edition[i];
        if (strcmp((*out)->id, qn_sheet_text(s, column)) == 0)
            return QN_OK;
    }
    return qn_sheet_fail(s, column, QN_T_PACK_REF, "editions.csv", err);
}
