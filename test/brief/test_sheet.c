#include "qn_test.h"

#include <stdlib.h>
#include <unistd.h>

#include "brief/sheet.h"

static const char *const header[] = {"装置 installation", "有效容积 effective volume (m3)",
                                     "说明 note"};
static const double width[] = {16, 14, 40};

static void fill(struct qn_book *b)
{
    qn_book_init(b, "河谷市 Hegu", (struct qn_date){2019, 7, 17});
    size_t s = qn_book_sheet(b, "装置", "installations", header, width, 3);
    for (int i = 0; i < 40; i++) {
        struct qn_cell_value row[] = {{.text = i % 2 ? "1号高炉" : "=1+1"},
                                      {.number = i == 3 ? NAN : 450.5 + i},
                                      {.text = "@SUM(A1) & <b>"}};
        qn_book_row(b, s, row);
    }
    s = qn_book_sheet(b, "装置", "installations", header, width, 3); /* same name again */
    struct qn_cell_value empty[] = {{.text = ""}, {.number = NAN}, {.text = "x\x01y"}};
    qn_book_row(b, s, empty);
    (void)qn_book_sheet(b, "含有[不可用]字符:*?/\\的很长很长很长很长很长很长的名称",
                        "too long a name for a sheet", header, width, 3);
}

static void path_of(char out[512], const char *name)
{
    snprintf(out, 512, "%s/%s", QN_TEST_TMP, name);
}

static size_t slurp(const char *path, char **data)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long n = ftell(f);
    rewind(f);
    *data = malloc((size_t)n + 1);
    assert_non_null(*data);
    assert_int_equal(fread(*data, 1, (size_t)n, f), n);
    (void)fclose(f);
    return (size_t)n;
}

static size_t written(const char *name, char **data)
{
    struct qn_book b;
    struct qn_err err;
    char path[512];
    path_of(path, name);
    fill(&b);
    assert_ok(qn_book_write(&b, path, &err), err);
    qn_book_release(&b);
    return slurp(path, data);
}

static unsigned le16(const char *p)
{
    return (unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8;
}

static void the_same_book_gives_the_same_bytes(void **state)
{
    (void)state;
    char *a, *b;
    size_t n = written("one.xlsx", &a);
    sleep(2); /* longer than the resolution of zip and of the document's times */
    assert_int_equal(written("two.xlsx", &b), n);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
}

/* PKZIP local header: signature 4, version 2, flags 2, method 2, time 2, date 2; the date of
 * 1980-01-01 is 0x0021. */
static void no_clock_is_written_into_the_file(void **state)
{
    (void)state;
    char *a;
    size_t n = written("clock.xlsx", &a), entries = 0;
    for (size_t i = 0; i + 14 < n; i++)
        if (memcmp(a + i, "PK\x03\x04", 4) == 0) {
            entries++;
            assert_int_equal(le16(a + i + 10), 0);
            assert_int_equal(le16(a + i + 12), 0x0021);
        }
    assert_true(entries >= 8);
    free(a);
}

static int have(const char *tool)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", tool);
    return system(command) == 0;
}

/* One file of the workbook, read by another program. */
static char *part(const char *book, const char *name)
{
    char command[800], path[512];
    path_of(path, book);
    snprintf(command, sizeof command, "unzip -p '%s' '%s'", path, name);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
    (void)pclose(f);
    return text;
}

static void cells_are_what_they_say(void **state)
{
    (void)state;
    char *a;
    (void)written("cells.xlsx", &a);
    free(a);
    if (!have("unzip")) {
        print_message("skipped: unzip is not installed\n");
        skip();
    }
    char *sheet = part("cells.xlsx", "xl/worksheets/sheet1.xml");
    assert_non_null(strstr(sheet, "<v>450.5</v>"));     /* a number */
    assert_null(strstr(sheet, "<f>"));                  /* no formula */
    assert_non_null(strstr(sheet, "state=\"frozen\"")); /* header row */
    assert_non_null(strstr(sheet, "<autoFilter ref=\"A1:C41\"/>"));
    assert_null(strstr(sheet, "r=\"B5\" s=\"2\" t=")); /* NaN: empty, not text */
    free(sheet);
    char *strings = part("cells.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "=1+1"));
    assert_non_null(strstr(strings, "@SUM(A1) &amp; &lt;b&gt;"));
    assert_non_null(strstr(strings, ">xy<")); /* control character gone */
    free(strings);
    char *book = part("cells.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(book, "name=\"装置 installations\""));
    assert_non_null(strstr(book, "name=\"装置 installations 2\""));
    free(book);
    char *core = part("cells.xlsx", "docProps/core.xml");
    assert_non_null(strstr(core, "2019-07-17T12:00:00Z"));
    free(core);
}

static void a_place_that_cannot_be_written_is_named(void **state)
{
    (void)state;
    struct qn_book b;
    struct qn_err err = {0};
    fill(&b);
    assert_int_equal(qn_book_write(&b, "/nonexistent/folder/brief.xlsx", &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], "/nonexistent/folder/brief.xlsx"));
    assert_non_null(strstr(err.msg[QN_ZH], "/nonexistent/folder/brief.xlsx"));
    qn_book_release(&b);
}

static void a_book_that_ran_out_of_memory_is_refused(void **state)
{
    (void)state;
    struct qn_book b;
    struct qn_err err;
    char path[512];
    path_of(path, "never.xlsx");
    qn_book_init(&b, "t", (struct qn_date){2019, 7, 17});
    b.arena.max = b.arena.used + 600;
    size_t s = qn_book_sheet(&b, "表", "table", header, width, 3);
    struct qn_cell_value row[] = {{.text = "a"}, {.number = 1}, {.text = "b"}};
    for (int i = 0; i < 100; i++)
        qn_book_row(&b, s, row);
    assert_int_equal(qn_book_write(&b, path, &err), QN_E_NOMEM);
    assert_int_not_equal(access(path, F_OK), 0);
    qn_book_release(&b);
}

static void a_text_past_the_limit_of_a_cell_is_cut(void **state)
{
    (void)state;
    struct qn_book b;
    struct qn_err err;
    char path[512];
    char *text = malloc(40001);
    assert_non_null(text);
    memset(text, 'x', 40000);
    text[40000] = '\0';
    path_of(path, "long.xlsx");
    qn_book_init(&b, "t", (struct qn_date){0});
    size_t s = qn_book_sheet(&b, "表", "table", header, width, 3);
    struct qn_cell_value row[] = {{.text = text}, {.number = 1}, {.text = "b"}};
    qn_book_row(&b, s, row);
    assert_ok(qn_book_write(&b, path, &err), err);
    qn_book_release(&b);
    free(text);
}

QN_CASES_BEGIN
QN_CASE(the_same_book_gives_the_same_bytes)
QN_CASE(no_clock_is_written_into_the_file)
QN_CASE(cells_are_what_they_say)
QN_CASE(a_place_that_cannot_be_written_is_named)
QN_CASE(a_book_that_ran_out_of_memory_is_refused)
QN_CASE(a_text_past_the_limit_of_a_cell_is_cut)
QN_CASES_END
