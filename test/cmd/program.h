/* Running the program as a person does: its exit status or signal, what it wrote, within a time. */
#ifndef QN_TEST_PROGRAM_H
#define QN_TEST_PROGRAM_H

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

#define PROGRAM_OUT_MAX ((size_t)64 << 20)
#define PROGRAM_TIMEOUT_S 60

extern char **environ;

struct outcome {
    int signal, exit, timed_out;
    struct qn_buf out, talk; /* standard output, standard error */
};

static inline void outcome_release(struct outcome *o)
{
    qn_buf_release(&o->out);
    qn_buf_release(&o->talk);
}

static inline void program_wait(pid_t pid, struct outcome *o)
{
    const struct timespec nap = {0, 1000000};
    struct timespec began, now;
    clock_gettime(CLOCK_MONOTONIC, &began);
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec - began.tv_sec > PROGRAM_TIMEOUT_S && !o->timed_out) {
            o->timed_out = 1;
            kill(pid, SIGKILL);
        }
        nanosleep(&nap, NULL);
    }
    o->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    o->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Runs the program with argv (argv[0] is for show), its output through files `base`.out/.talk.
 * A sanitizer's report ends it with 99, never with the 1 of a refusal. */
static inline void program_run(const char *base, char *const argv[], struct outcome *o)
{
    char out[1100], talk[1100];
    snprintf(out, sizeof out, "%s.out", base);
    snprintf(talk, sizeof talk, "%s.talk", base);
    setenv("ASAN_OPTIONS", "exitcode=99", 1);
    setenv("LSAN_OPTIONS",
           "exitcode=99:print_suppressions=0:suppressions='" QN_TEST_ROOT "/test/lsan.supp'", 1);
    setenv("UBSAN_OPTIONS", "exitcode=99", 1);
    setenv("LC_ALL", "C", 1);
    *o = (struct outcome){0};
    qn_buf_init(&o->out, PROGRAM_OUT_MAX);
    qn_buf_init(&o->talk, PROGRAM_OUT_MAX);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, talk, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, QN_TEST_PROGRAM, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    program_wait(pid, o);
    assert_int_equal(qn_file_read(out, &o->out, NULL), QN_OK);
    assert_int_equal(qn_file_read(talk, &o->talk, NULL), QN_OK);
    unlink(out);
    unlink(talk);
}

#endif
