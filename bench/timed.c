/* Runs a command several times and prints the median wall time and the peak memory.
 *
 *   bench_timed LABEL RUNS TARGET_S TARGET_MB REMOVE COMMAND [ARGUMENT...]
 *
 * REMOVE: a store (with its -wal and -shm) to delete before each run, "" for none. A target of 0
 * is none. The command's standard output is dropped. Exit 1 where the command failed, 3 where a
 * target was missed. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 101
#define PATH_CAP 4096

extern char **environ;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void remove_store(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; *path && i < sizeof tails / sizeof tails[0]; i++) {
        char whole[PATH_CAP];
        if (snprintf(whole, sizeof whole, "%s%s", path, tails[i]) < (int)sizeof whole)
            unlink(whole);
    }
}

/* Returns seconds, or a negative number where the command could not be run or failed. */
static double run_once(char **command)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    double began = now_s();
    pid_t pid;
    int status = 0, failed = posix_spawnp(&pid, command[0], &actions, NULL, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    while (!failed && waitpid(pid, &status, 0) < 0)
        failed = errno == EINTR ? 0 : errno;
    if (failed || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "bench_timed: %s %s failed (%s, status %d)\n", command[0],
                command[1] ? command[1] : "", failed ? strerror(failed) : "ran", status);
        return -1;
    }
    return now_s() - began;
}

static const char *verdict(double value, double target)
{
    return !(target > 0) ? "" : value < target ? "met" : "MISSED";
}

int main(int argc, char **argv)
{
    long runs = argc > 6 ? strtol(argv[2], NULL, 10) : 0;
    if (!(runs > 0 && runs <= MAX_RUNS)) {
        fputs("usage: bench_timed LABEL RUNS TARGET_S TARGET_MB REMOVE COMMAND [ARGUMENT...]\n",
              stderr);
        return 2;
    }
    double target_s = strtod(argv[3], NULL), target_mb = strtod(argv[4], NULL), took[MAX_RUNS];
    for (long i = 0; i < runs; i++) {
        remove_store(argv[5]);
        took[i] = run_once(argv + 6);
        if (took[i] < 0)
            return 1;
    }
    qsort(took, (size_t)runs, sizeof took[0], by_value);
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    double median = took[runs / 2], peak_mb = (double)usage.ru_maxrss / 1024;
    printf("%-44s %8.3f s  (%.3f .. %.3f, %ld runs)", argv[1], median, took[0], took[runs - 1],
           runs);
    if (target_s > 0)
        printf("  < %g s: %s", target_s, verdict(median, target_s));
    printf("  peak %.0f MB", peak_mb);
    if (target_mb > 0)
        printf("  < %g MB: %s", target_mb, verdict(peak_mb, target_mb));
    printf("\n");
    int missed =
        (target_s > 0 && !(median < target_s)) || (target_mb > 0 && !(peak_mb < target_mb));
    return missed ? 3 : 0;
}
