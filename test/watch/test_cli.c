/* quench watch as a program: ready line, status, call, quarantine, signals. */
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <sys/wait.h>

#include "watch_rig.h"

struct output {
    int code;
    char text[65536];
};

/* Runs the program; its standard output. argv ends with NULL. */
static void program(struct output *o, const char *const *argv)
{
    int fd[2];
    size_t n = 0;
    ssize_t got;
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(fd[1], 1);
        dup2(null, 2);
        close(fd[0]);
        execv(QN_TEST_PROGRAM, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(fd[1]);
    while ((got = read(fd[0], o->text + n, sizeof o->text - 1 - n)) > 0)
        n += (size_t)got;
    o->text[n] = '\0';
    close(fd[0]);
    int status;
    waitpid(pid, &status, 0);
    o->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The gateway as a program; fills r->listen from its ready line. */
static pid_t start_program(struct rig *r, int *out)
{
    int fd[2];
    char line[256] = {0};
    size_t n = 0;
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fd[1], 1);
        close(fd[0]);
        execl(QN_TEST_PROGRAM, "quench", "watch", r->store, "--listen", "127.0.0.1:0", "--json",
              "--quiet", (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    while (n < sizeof line - 1 && !strchr(line, '\n')) {
        ssize_t got = read(fd[0], line + n, 1);
        assert_int_equal(got, 1);
        n++;
    }
    json_error_t why;
    json_t *ready = json_loads(line, 0, &why);
    assert_non_null(ready);
    snprintf(r->listen, sizeof r->listen, "%s",
             json_string_value(json_object_get(ready, "listening")));
    json_decref(ready);
    *out = fd[0];
    return pid;
}

static void make_store(struct rig *r, const char *name)
{
    snprintf(r->store, sizeof r->store, "%s/cli-%s-%ld.db", QN_TEST_TMP, name, (long)getpid());
    rig_remove(r->store);
    rig_register(r->store, rig_devices, 3);
}

static int64_t count_in(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static json_t *status_of(struct rig *r)
{
    static struct output o;
    json_error_t why;
    program(&o, (const char *[]){"quench", "watch", "status", r->store, "--json", NULL});
    assert_int_equal(o.code, 0);
    json_t *s = json_loads(o.text, 0, &why);
    assert_non_null(s);
    return s;
}

static void status_of_a_store_that_never_received_lists_the_register(void **state)
{
    (void)state;
    struct rig r = {0};
    make_store(&r, "fresh");
    json_t *s = status_of(&r);
    assert_true(json_is_false(json_object_get(s, "running")));
    assert_int_equal(json_array_size(json_object_get(s, "devices")), 3);
    assert_int_equal(count_in(json_object_get(s, "total"), "received"), 0);
    json_decref(s);
    rig_remove(r.store);
}

static void the_program_serves_tells_its_status_and_stops_on_sigterm(void **state)
{
    (void)state;
    static struct output o;
    struct rig r = {0};
    struct line l;
    struct answer a;
    int out, status;
    make_store(&r, "serve");
    pid_t pid = start_program(&r, &out);
    line_open(&r, &l);
    line_say(&l, upload_2017(QN0));
    line_expect(&l, &a, 9014);
    struct said stranger = upload_2017(QN0);
    stranger.mn = MN_OTHER;
    line_say(&l, stranger);
    line_expect_nothing(&l);
    json_t *s = status_of(&r);
    assert_true(json_is_true(json_object_get(s, "running")));
    assert_int_equal(count_in(json_object_get(s, "total"), "stored"), 1);
    json_decref(s);
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(out);
    line_close(&l);
    s = status_of(&r);
    const json_t *total = json_object_get(s, "total");
    assert_int_equal(count_in(total, "received"), 2);
    assert_int_equal(count_in(total, "acknowledged"), 1);
    assert_int_equal(count_in(total, "stored"), 1);
    assert_int_equal(count_in(total, "quarantined"), 1);
    json_decref(s);
    program(&o, (const char *[]){"quench", "watch", "quarantine", r.store, "--json", NULL});
    assert_int_equal(o.code, 0);
    assert_non_null(strstr(o.text, "\"unknown_device\""));
    rig_remove(r.store);
}

static void quarantined_frames_of_a_device_registered_later_can_be_admitted(void **state)
{
    (void)state;
    static const struct rig_device later = {.mn = MN_OTHER};
    static struct output o;
    struct rig r = {0};
    struct line l;
    make_store(&r, "admit");
    rig_run(&r);
    line_open(&r, &l);
    struct said stranger = upload_2017(QN0);
    stranger.mn = MN_OTHER;
    line_say(&l, stranger);
    line_expect_nothing(&l);
    line_close(&l);
    rig_stop(&r);
    const char *admit[] = {"quench",  "watch",  "quarantine", r.store,
                           "--admit", MN_OTHER, "--json",     NULL};
    program(&o, admit);
    assert_int_equal(o.code, 1); /* not registered */
    rig_register(r.store, &later, 1);
    program(&o, admit);
    assert_int_equal(o.code, 0);
    assert_non_null(strstr(o.text, "\"admitted\": 1"));
    assert_int_equal(log_frames(&r, NULL), 1);
    assert_int_equal(asides_of(&r).n, 0);
    assert_int_equal(device_row(&r, MN_OTHER).stored, 1);
    rig_remove(r.store);
}

static void what_is_typed_wrong_is_refused_with_the_usage_status(void **state)
{
    (void)state;
    static struct output o;
    struct rig r = {0};
    make_store(&r, "wrong");
    const char *const wrong[][8] = {
        {"quench", "watch", "call", r.store, MN_2017, "interval", "5", NULL},
        {"quench", "watch", "call", r.store, MN_2017, "restart", NULL},
        {"quench", "watch", "call", r.store, MN_2017, "history", "2051", NULL},
        {"quench", "watch", "call", r.store, MN_2017, "dance", NULL},
        {"quench", "watch", "status", NULL},
        {"quench", "watch", r.store, "--listen", "nowhere", NULL},
        {"quench", "watch", r.store, "--idle", "soon", NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        program(&o, wrong[i]);
        assert_int_equal(o.code, 2);
    }
    program(&o, (const char *[]){"quench", "watch", "call", r.store, MN_2017, "clock", NULL});
    assert_int_equal(o.code, 1); /* nothing received and no gateway */
    rig_remove(r.store);
}

QN_CASES_BEGIN
QN_CASE(status_of_a_store_that_never_received_lists_the_register)
QN_CASE(the_program_serves_tells_its_status_and_stops_on_sigterm)
QN_CASE(quarantined_frames_of_a_device_registered_later_can_be_admitted)
QN_CASE(what_is_typed_wrong_is_refused_with_the_usage_status)
QN_CASES_END
