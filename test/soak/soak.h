/* Soaks: the real program under load and ill treatment, and devices that keep account of every
 * answer they got.
 *
 * Each case has a short form, which is one of the tests, and a long one: QN_SOAK_SECONDS says how
 * long it may take (./run soak sets it).
 */
#ifndef SOAK_H
#define SOAK_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "qn_test.h"

#define SOAK_PATH_CAP 512
#define SOAK_READY_S 60

static inline double soak_now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline void soak_sleep_s(double s)
{
    struct timespec t = {(time_t)s, (long)(1e9 * (s - (double)(time_t)s))};
    nanosleep(&t, NULL);
}

/* 0: the short form. */
static inline double soak_long_s(void)
{
    const char *s = getenv("QN_SOAK_SECONDS");
    return s ? strtod(s, NULL) : 0;
}

static inline double soak_s(double short_s)
{
    double long_s = soak_long_s();
    return long_s > short_s ? long_s : short_s;
}

/* The longest wait of one in a hundred devices: on a machine that also runs other tests the short
 * form allows for being kept waiting. */
static inline double soak_p99_ms(void)
{
    return soak_long_s() > 0 ? 1000 : 5000;
}

static inline bool soak_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}

/* ---- chance: the same in every run ---- */

static inline uint64_t soak_chance(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline double soak_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(soak_chance(state) >> 11) / 9007199254740992.0;
}

/* ---- the gateway ---- */

#define SOAK_OPTIONS 12
struct soak_gate {
    char store[SOAK_PATH_CAP], log[SOAK_PATH_CAP + 8];
    const char *option[SOAK_OPTIONS]; /* beside --listen and --accept-unknown */
    const char *preload, *variable;   /* LD_PRELOAD and one NAME=VALUE, or NULL */
    rlim_t file_limit;                /* [byte] of its files; 0: none */
    pid_t pid;
    int port;
};

static inline void soak_remove(const struct soak_gate *g)
{
    static const char *const tails[] = {
        "", "-wal", "-shm", ".telemetry", ".telemetry-wal", ".telemetry-shm", ".telemetry-lock"};
    char path[SOAK_PATH_CAP + 32];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(path, sizeof path, "%s%s", g->store, tails[i]);
        unlink(path);
    }
    unlink(g->log);
}

static inline void soak_name(struct soak_gate *g, const char *name)
{
    *g = (struct soak_gate){0};
    snprintf(g->store, sizeof g->store, "%s/soak-%s-%ld.db", QN_TEST_TMP, name, (long)getpid());
    snprintf(g->log, sizeof g->log, "%s.log", g->store);
    soak_remove(g);
}

/* In the child. */
static inline void soak_become(const struct soak_gate *g, char *const *argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a case that fails leaves none behind */
    int log = open(g->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    dup2(log, 2);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    if (g->file_limit) {
        struct rlimit r;
        getrlimit(RLIMIT_FSIZE, &r);
        r.rlim_cur = g->file_limit;
        setrlimit(RLIMIT_FSIZE, &r);
        signal(SIGXFSZ, SIG_IGN);
    }
    if (g->preload)
        setenv("LD_PRELOAD", g->preload, 1);
    if (g->variable)
        putenv((char *)(uintptr_t)g->variable);
    execv(argv[0], argv);
    _exit(127);
}

/* The port of the line "listening ADDRESS:PORT"; 0 before it stands there. */
static inline int soak_port(const struct soak_gate *g)
{
    char line[512];
    int port = 0;
    FILE *f = fopen(g->log, "r");
    while (f && fgets(line, sizeof line, f)) {
        const char *colon = strrchr(line, ':');
        if (strncmp(line, "listening ", 10) == 0 && colon)
            port = (int)strtol(colon + 1, NULL, 10);
    }
    if (f)
        fclose(f);
    return port;
}

static inline void soak_show_log(const struct soak_gate *g)
{
    char line[1024];
    FILE *f = fopen(g->log, "r");
    for (int i = 0; f && i < 40 && fgets(line, sizeof line, f); i++)
        print_error("%s", line);
    if (f)
        fclose(f);
}

/* Starts it and waits until it listens, or ended. false: it ended, or is not ready in time. */
static inline bool soak_try_start(struct soak_gate *g)
{
    const char *argv[8 + SOAK_OPTIONS] = {QN_TEST_PROGRAM, "watch",       g->store,
                                          "--listen",      "127.0.0.1:0", "--accept-unknown"};
    for (size_t i = 0, n = 6; i < SOAK_OPTIONS && g->option[i]; i++)
        argv[n++] = g->option[i];
    unlink(g->log);
    g->pid = fork();
    assert_true(g->pid >= 0);
    if (g->pid == 0)
        soak_become(g, (char *const *)(uintptr_t)argv);
    double until_s = soak_now_s() + SOAK_READY_S;
    g->port = 0;
    while (soak_now_s() < until_s && (g->port = soak_port(g)) == 0) {
        int status;
        if (waitpid(g->pid, &status, WNOHANG) == g->pid) {
            g->pid = 0;
            return false;
        }
        soak_sleep_s(0.01);
    }
    return g->port != 0;
}

static inline void soak_start(struct soak_gate *g)
{
    if (soak_try_start(g))
        return;
    soak_show_log(g);
    fail_msg("the gateway does not listen");
}

static inline void soak_kill(struct soak_gate *g)
{
    kill(g->pid, SIGKILL);
    waitpid(g->pid, NULL, 0);
    g->pid = 0;
}

/* What SIGTERM makes it end with; -1: by a signal. */
static inline int soak_stop(struct soak_gate *g)
{
    int status = 0;
    kill(g->pid, SIGTERM);
    assert_int_equal(waitpid(g->pid, &status, 0), g->pid);
    g->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline bool soak_alive(const struct soak_gate *g)
{
    int status;
    return waitpid(g->pid, &status, WNOHANG) == 0;
}

/* A line of /proc/PID/status [KiB]: "VmRSS:" now, "VmHWM:" the most so far. */
static inline long soak_memory_kib(const struct soak_gate *g, const char *what)
{
    char path[64], line[256];
    long kib = -1;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)g->pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, what, strlen(what)) == 0)
            kib = strtol(line + strlen(what), NULL, 10);
    if (f)
        fclose(f);
    return kib;
}

static inline void soak_memory_below(const struct soak_gate *g, long mib)
{
    long kib = soak_memory_kib(g, "VmHWM:");
    assert_true(kib > 0);
    print_message("peak memory %ld MiB\n", kib / 1024);
    if (!soak_sanitized() && kib > mib * 1024)
        fail_msg("peak memory %ld MiB, allowed are %ld", kib / 1024, mib);
}

/* Raises what this process may open; false where the hard limit is lower. */
static inline bool soak_may_open(rlim_t files)
{
    struct rlimit r;
    getrlimit(RLIMIT_NOFILE, &r);
    if (r.rlim_max < files)
        return false;
    r.rlim_cur = r.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &r) == 0;
}

#endif
