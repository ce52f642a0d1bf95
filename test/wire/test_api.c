/* The public header and the example of doc/api-hj212.md: the header compiles alone as C17 and as
 * C++17, the page shows the example as it is, and the example prints what the page says. */
#include "qn_test.h"

#include <stdbool.h>
#include <stdlib.h>

#define PATH_CAP 1024
#define TEXT_CAP 65536
#define WARNINGS "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"

/* What a command prints, both streams; its exit status. */
static int run(const char *command, char out[TEXT_CAP])
{
    FILE *f = popen(command, "r");
    assert_non_null(f);
    size_t n = fread(out, 1, TEXT_CAP - 1, f);
    out[n] = '\0';
    return pclose(f);
}

static void read_file(const char *leaf, char out[TEXT_CAP])
{
    char path[PATH_CAP];
    snprintf(path, sizeof path, "%s/%s", QN_TEST_ROOT, leaf);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(out, 1, TEXT_CAP - 1, f);
    assert_true(n > 0 && n < TEXT_CAP - 1);
    out[n] = '\0';
    assert_int_equal(fclose(f), 0);
}

static bool there(const char *compiler)
{
    char command[PATH_CAP], out[TEXT_CAP];
    snprintf(command, sizeof command, "%s --version 2>&1", compiler);
    return run(command, out) == 0;
}

static void compile_header(const char *compiler, const char *language)
{
    char command[PATH_CAP], out[TEXT_CAP];
    snprintf(command, sizeof command,
             "%s %s " WARNINGS " -fsyntax-only '%s/include/quench/hj212.h' 2>&1", compiler,
             language, QN_TEST_ROOT);
    int status = run(command, out);
    if (status)
        print_error("%s\n%s", command, out);
    assert_int_equal(status, 0);
}

static void the_header_compiles_alone_as_c17(void **state)
{
    (void)state;
    compile_header("'" QN_TEST_CC "'", "-std=c17 -x c");
}

static void the_header_compiles_alone_as_cpp17(void **state)
{
    (void)state;
    static const char *const compilers[] = {"g++", "clang++"};
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!there(compilers[i]))
            continue;
        compile_header(compilers[i], "-std=c++17 -x c++");
        n++;
    }
    if (n == 0)
        skip();
}

static void the_page_shows_the_example_and_what_it_prints(void **state)
{
    (void)state;
    static char page[TEXT_CAP], example[TEXT_CAP], printed[TEXT_CAP], fenced[TEXT_CAP + 16];
    read_file("doc/api-hj212.md", page);
    read_file("examples/api/hj212.c", example);
    snprintf(fenced, sizeof fenced, "```c\n%s```\n", example);
    assert_non_null(strstr(page, fenced));
    assert_int_equal(run("'" QN_TEST_EXAMPLE "' 2>&1", printed), 0);
    assert_true(strlen(printed) > 0);
    snprintf(fenced, sizeof fenced, "./hj212\n%s```\n", printed);
    if (!strstr(page, fenced))
        print_error("the example prints\n%s", printed);
    assert_non_null(strstr(page, fenced));
}

static void the_example_is_forty_lines_at_most(void **state)
{
    (void)state;
    static char example[TEXT_CAP];
    size_t lines = 0;
    read_file("examples/api/hj212.c", example);
    for (const char *p = example; *p; p++)
        lines += *p == '\n';
    assert_true(lines <= 40);
}

QN_CASES_BEGIN
QN_CASE(the_header_compiles_alone_as_c17)
QN_CASE(the_header_compiles_alone_as_cpp17)
QN_CASE(the_page_shows_the_example_and_what_it_prints)
QN_CASE(the_example_is_forty_lines_at_most)
QN_CASES_END
