/* quench simulate as a person types it. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "qn_test.h"

#define OUT_CAP 65536

/* Runs the program; its exit status, and what it wrote to both streams. */
static int run(const char *arguments, char out[OUT_CAP])
{
    char line[2048];
    snprintf(line, sizeof line, "cd '%s' && '%s' simulate %s 2>&1", QN_TEST_TMP, QN_TEST_PROGRAM,
             arguments);
    FILE *p = popen(line, "r");
    assert_non_null(p);
    size_t n = fread(out, 1, OUT_CAP - 1, p);
    out[n] = '\0';
    int status = pclose(p);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(const char *arguments, int status, const char *said)
{
    char out[OUT_CAP];
    int got = run(arguments, out);
    if (got != status || !strstr(out, said)) {
        print_error("simulate %s: exit %d (expected %d), said: %s\n", arguments, got, status, out);
        fail();
    }
}

static void two_runs_write_the_same_files(void **state)
{
    (void)state;
    struct qn_buf a, b;
    struct qn_err err = {0};
    expect("draw:6 --days 2 --seed 8 -o cmd1.frames --truth cmd1.csv --json --lang en", 0,
           "\"devices\": 6");
    expect("draw:6 --days 2 --seed 8 -o cmd2.frames --truth cmd2.csv --lang zh", 0, "6 台设备");
    static const char *const pairs[][2] = {{"cmd1.frames", "cmd2.frames"},
                                           {"cmd1.csv", "cmd2.csv"}};
    for (int i = 0; i < 2; i++) {
        char one[512], two[512];
        snprintf(one, sizeof one, "%s/%s", QN_TEST_TMP, pairs[i][0]);
        snprintf(two, sizeof two, "%s/%s", QN_TEST_TMP, pairs[i][1]);
        qn_buf_init(&a, (size_t)64 << 20);
        qn_buf_init(&b, (size_t)64 << 20);
        assert_ok(qn_file_read(one, &a, &err), err);
        assert_ok(qn_file_read(two, &b, &err), err);
        assert_true(a.len > 500);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.data, b.data, a.len);
        qn_buf_release(&a);
        qn_buf_release(&b);
        remove(one);
        remove(two);
    }
}

static void wrong_command_lines_are_usage_errors(void **state)
{
    (void)state;
    expect("--lang en", 2, "Too few arguments");
    expect("draw:3 --lang en", 2, "Nowhere to put the frames");
    expect("draw:0 -o x.frames --lang en", 2, "from 1 to 20000");
    expect("draw:3 -o x.frames --seed -1 --lang en", 2, "--seed");
    expect("draw:3 -o x.frames --days 0 --lang en", 2, "from 1 to 3660");
    expect("draw:3 -o x.frames --from yesterday --lang en", 2, "is no time");
    expect("draw:3 -o x.frames --speed 2 --lang en", 2, "only with --to");
    expect("draw:3 --to nowhere --lang en", 2, "HOST:PORT");
    expect("draw:3 --to 127.0.0.1:1 --speed x --lang en", 2, "--speed");
}

static void failures_are_told_and_leave_no_file(void **state)
{
    (void)state;
    char path[512];
    expect("no-such-fleet.csv -o cmd3.frames --lang en", 1, "no-such-fleet.csv");
    expect("draw:3 -o no/such/folder/x.frames --lang en", 1, "no/such/folder");
    snprintf(path, sizeof path, "%s/cmd3.frames", QN_TEST_TMP);
    assert_false(qn_file_exists(path));
}

/* The command of its README makes the example's frames again, byte for byte (gzip's own choices
 * left out: the frames are compared). */
static void the_example_is_what_its_readme_says(void **state)
{
    (void)state;
    char line[2048];
    expect("'" QN_TEST_ROOT "/examples/basin/telemetry/made/fleet.csv' --seed 19 --from 2019-09-20 "
           "--days 61 -o cmd4.frames --truth cmd4.csv --lang en",
           0, "9 devices");
    snprintf(line, sizeof line,
             "cd '%s' && gzip -dc '%s/examples/basin/telemetry/basin-2019.frames.gz' | cmp - "
             "cmd4.frames && cmp cmd4.csv '%s/examples/basin/telemetry/made/truth.csv'",
             QN_TEST_TMP, QN_TEST_ROOT, QN_TEST_ROOT);
    assert_int_equal(system(line), 0);
    snprintf(line, sizeof line, "cd '%s' && rm cmd4.frames cmd4.csv", QN_TEST_TMP);
    assert_int_equal(system(line), 0);
}

QN_CASES_BEGIN
QN_CASE(two_runs_write_the_same_files)
QN_CASE(wrong_command_lines_are_usage_errors)
QN_CASE(failures_are_told_and_leave_no_file)
QN_CASE(the_example_is_what_its_readme_says)
QN_CASES_END
