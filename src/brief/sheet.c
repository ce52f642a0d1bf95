#include "brief/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "brief/doc_priv.h"

#define BOOK_MAX_BYTES ((size_t)1 << 30)
#define NAME_MAX_CHARS 31    /* of a sheet's name, UTF-16 units */
#define TEXT_MAX_CHARS 32767 /* of a cell */
#define ROWS_MAX 1048575     /* under the header */
#define WRAP_MIN_WIDTH 28.0  /* wider columns wrap their text [characters] */
#define PATH_CAP 4096

void qn_book_init(struct qn_book *b, const char *title, struct qn_date date)
{
    *b = (struct qn_book){.date = date};
    qn_arena_init(&b->arena, BOOK_MAX_BYTES);
    b->title = qn_text_keep(&b->arena, title, &b->failed);
}

void qn_book_release(struct qn_book *b)
{
    qn_arena_release(&b->arena);
    *b = (struct qn_book){0};
}

size_t qn_book_sheet(struct qn_book *b, const char *name_zh, const char *name_en,
                     const char *const *header, const double *width, size_t n_column)
{
    if (b->n == b->cap) {
        void *more = qn_arena_grow(&b->arena, b->sheet, b->n, &b->cap, sizeof *b->sheet);
        if (!more) {
            b->failed = 1;
            return 0;
        }
        b->sheet = more;
    }
    b->sheet[b->n] = (struct qn_sheet){.header = header, .width = width, .n_column = n_column};
    b->sheet[b->n].name_zh = qn_text_keep(&b->arena, name_zh, &b->failed);
    b->sheet[b->n].name_en = qn_text_keep(&b->arena, name_en, &b->failed);
    return b->n++;
}

void qn_book_row(struct qn_book *b, size_t sheet, const struct qn_cell_value *cell)
{
    if (b->failed || sheet >= b->n)
        return;
    struct qn_sheet *s = &b->sheet[sheet];
    if (s->n_row == s->cap_row) {
        size_t n = s->n_row * s->n_column, size = s->n_column * sizeof *s->cell;
        struct qn_cell_value *more =
            qn_arena_grow(&b->arena, NULL, 0, &s->cap_row, size ? size : 1);
        if (!more) {
            b->failed = 1;
            return;
        }
        if (n)
            memcpy(more, s->cell, n * sizeof *more);
        s->cell = more;
    }
    struct qn_cell_value *row = &s->cell[s->n_row++ * s->n_column];
    for (size_t c = 0; c < s->n_column; c++) {
        row[c] = cell[c];
        if (cell[c].text)
            row[c].text = qn_text_keep(&b->arena, cell[c].text, &b->failed);
    }
}

/* ---- writing ---- */

/* Copies at most max UTF-16 units of s. Returns bytes written; *cut where some were left. */
static size_t copy_units(char *out, const char *s, size_t max, int *cut)
{
    size_t len = 0, units = 0;
    unsigned cp = 0;
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n) {
        size_t more = cp > 0xFFFF ? 2 : 1;
        if (units + more > max)
            break;
        memcpy(out + len, s, n);
        len += n;
        units += more;
    }
    out[len] = '\0';
    *cut = *s != '\0';
    return len;
}

static size_t units_of(const char *s)
{
    size_t units = 0;
    unsigned cp = 0;
    for (size_t n; (n = qn_char_next(s, &cp)) > 0; s += n)
        units += cp > 0xFFFF ? 2 : 1;
    return units;
}

#define NAME_CAP (NAME_MAX_CHARS * 4 + 8)

/* "装置 installations" without the characters a sheet's name may not hold. Where it is too long
 * only the first name stands; `number` > 1 ends it where the name was there before. */
static void sheet_name(const struct qn_sheet *s, unsigned number, char out[NAME_CAP])
{
    char both[512], tail[16] = "";
    int cut;
    snprintf(both, sizeof both, "%s%s%s", s->name_zh, *s->name_zh && *s->name_en ? " " : "",
             s->name_en);
    const char *name = units_of(both) <= NAME_MAX_CHARS || !*s->name_zh ? both : s->name_zh;
    if (number > 1)
        snprintf(tail, sizeof tail, " %u", number);
    size_t len = copy_units(out, *name ? name : "sheet", NAME_MAX_CHARS - strlen(tail), &cut);
    snprintf(out + len, NAME_CAP - len, "%s", tail);
    for (char *p = out; *p; p++)
        if (strchr("[]:*?/\\'", *p))
            *p = '-';
}

static lxw_worksheet *sheet_new(lxw_workbook *w, const struct qn_sheet *s)
{
    char name[NAME_CAP];
    for (unsigned number = 1; number < 1000; number++) {
        sheet_name(s, number, name);
        if (workbook_validate_sheet_name(w, name) == LXW_NO_ERROR)
            return workbook_add_worksheet(w, name);
    }
    return NULL;
}

struct looks {
    lxw_format *head, *cell, *wrapped;
};

static int looks_make(lxw_workbook *w, struct looks *k)
{
    k->head = workbook_add_format(w);
    k->cell = workbook_add_format(w);
    k->wrapped = workbook_add_format(w);
    if (!k->head || !k->cell || !k->wrapped)
        return 0;
    format_set_bold(k->head);
    format_set_text_wrap(k->head);
    format_set_align(k->head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_font_color(k->head, 0x1b3a63);
    format_set_bg_color(k->head, 0xeef2f7);
    format_set_bottom(k->head, LXW_BORDER_THIN);
    format_set_bottom_color(k->head, 0x1b3a63);
    format_set_align(k->cell, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(k->wrapped, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(k->wrapped);
    return 1;
}

/* Always a string: a text that begins with "=" or "@" is never a formula. */
static lxw_error cell_text(lxw_worksheet *ws, lxw_row_t r, lxw_col_t c, const char *s,
                           lxw_format *f)
{
    if (units_of(s) <= TEXT_MAX_CHARS)
        return *s ? worksheet_write_string(ws, r, c, s, f) : LXW_NO_ERROR;
    int cut;
    char *part = malloc((size_t)TEXT_MAX_CHARS * 4 + 8);
    if (!part)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    size_t len = copy_units(part, s, TEXT_MAX_CHARS - 1, &cut);
    memcpy(part + len, "\xE2\x80\xA6", 4); /* … */
    lxw_error e = worksheet_write_string(ws, r, c, part, f);
    free(part);
    return e;
}

static lxw_error write_cells(lxw_worksheet *ws, const struct qn_sheet *s, const struct looks *k)
{
    lxw_error e = LXW_NO_ERROR;
    for (size_t c = 0; c < s->n_column && !e; c++)
        e = cell_text(ws, 0, (lxw_col_t)c, s->header[c], k->head);
    for (size_t i = 0; i < s->n_row * s->n_column && !e; i++) {
        const struct qn_cell_value *v = &s->cell[i];
        lxw_row_t r = (lxw_row_t)(i / s->n_column + 1);
        lxw_col_t c = (lxw_col_t)(i % s->n_column);
        if (v->text)
            e = cell_text(ws, r, c, v->text, s->width[c] >= WRAP_MIN_WIDTH ? k->wrapped : k->cell);
        else if (isfinite(v->number))
            e = worksheet_write_number(ws, r, c, v->number, k->cell);
    }
    return e;
}

static lxw_error write_sheet(lxw_workbook *w, const struct qn_sheet *s, const struct looks *k)
{
    lxw_worksheet *ws = sheet_new(w, s);
    if (!ws)
        return LXW_ERROR_SHEETNAME_ALREADY_USED;
    for (size_t c = 0; c < s->n_column; c++)
        worksheet_set_column(ws, (lxw_col_t)c, (lxw_col_t)c, s->width[c], NULL);
    worksheet_set_row(ws, 0, 33, NULL);
    worksheet_freeze_panes(ws, 1, 0);
    if (s->n_column > 0) {
        worksheet_autofilter(ws, 0, 0, (lxw_row_t)s->n_row, (lxw_col_t)(s->n_column - 1));
        worksheet_repeat_rows(ws, 0, 0);
    }
    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, 9); /* A4 */
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_set_footer(ws, "&L&A&R&P / &N");
    return write_cells(ws, s, k);
}

/* Noon UTC of the book's day, so that no time zone moves it; 1980-01-01 where it has none. */
static time_t created_unix_s(struct qn_date d)
{
    const time_t none = 315576000;
    return d.year ? (time_t)qn_date_first_day(d) * 86400 + 43200 : none;
}

static lxw_error write_book(const struct qn_book *b, const char *path)
{
    lxw_workbook *w = workbook_new(path);
    if (!w)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    struct looks k;
    char title[256];
    int cut;
    copy_units(title, b->title, 60, &cut);
    lxw_doc_properties p = {.title = title,
                            .company = "",
                            .author = "quench " QN_VERSION,
                            .created = created_unix_s(b->date)};
    lxw_error e =
        looks_make(w, &k) ? workbook_set_properties(w, &p) : LXW_ERROR_MEMORY_MALLOC_FAILED;
    for (size_t i = 0; i < b->n && !e; i++)
        e = write_sheet(w, &b->sheet[i], &k);
    lxw_error closed = workbook_close(w);
    return e ? e : closed;
}

static enum qn_status check_rows(const struct qn_book *b, struct qn_err *err)
{
    char rows[QN_NUM_TEXT_CAP], max[QN_NUM_TEXT_CAP];
    for (size_t i = 0; i < b->n; i++)
        if (b->sheet[i].n_row > ROWS_MAX)
            return qn_fail(err, QN_E_LIMIT, b->sheet[i].name_en, QN_T_DOC_BOOK_ROWS,
                           b->sheet[i].name_en, qn_num_text((double)b->sheet[i].n_row, rows),
                           qn_num_text(ROWS_MAX, max));
    return QN_OK;
}

/* An empty file beside the wanted one: learns whether the place can be written before the library,
 * which would complain on its own, tries. */
static int temporary_open(const char *path, char out[PATH_CAP])
{
    int n = snprintf(out, PATH_CAP, "%s.XXXXXX", path);
    if (n < 0 || n >= PATH_CAP) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return mkstemp(out);
}

static int sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int failed = fsync(fd);
    return close(fd) | failed;
}

enum qn_status qn_book_write(const struct qn_book *b, const char *path, struct qn_err *err)
{
    char temporary[PATH_CAP], max[QN_NUM_TEXT_CAP];
    if (b->failed)
        return qn_fail(err, QN_E_NOMEM, path, QN_T_DOC_INCOMPLETE,
                       qn_num_text((double)BOOK_MAX_BYTES, max));
    enum qn_status st = check_rows(b, err);
    if (st)
        return st;
    int fd = temporary_open(path, temporary);
    if (fd < 0)
        return qn_err_errno(err, QN_T_DOC_BOOK_FAILED, path, errno);
    (void)fchmod(fd, 0644);
    (void)close(fd);
    lxw_error e = write_book(b, temporary);
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
        st = qn_fail(err, QN_E_NOMEM, path, QN_T_NO_MEMORY, "0");
    else if (e)
        st = qn_fail(err, QN_E_IO, path, QN_T_DOC_BOOK_FAILED, path, lxw_strerror(e));
    else if (sync_file(temporary) || rename(temporary, path))
        st = qn_err_errno(err, QN_T_DOC_BOOK_FAILED, path, errno);
    if (st)
        (void)unlink(temporary);
    return st;
}
