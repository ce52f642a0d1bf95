/* What the program says to a person, and what it asks of the clock and the terminal. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"

#define SAY_MAX_ARGS 10
#define SAY_CAP 4096

void qn_say(FILE *f, enum qn_lang lang, enum qn_text_id id, ...)
{
    const char *args[SAY_MAX_ARGS];
    va_list ap;
    va_start(ap, id);
    size_t n = qn_text_take(ap, args, SAY_MAX_ARGS);
    va_end(ap);
    char line[SAY_CAP];
    qn_text_format(lang, id, args, n, line, sizeof line);
    fprintf(f, "%s\n", line);
}

int qn_report(const struct qn_args *a, const struct qn_err *err)
{
    fprintf(stderr, "quench: %s\n", err->msg[a->lang]);
    if (err->code == QN_E_USAGE && a->command)
        qn_say1(stderr, a->lang, QN_T_CMD_SEE_HELP, a->command->name);
    return err->code == QN_E_USAGE ? QN_EXIT_USAGE : QN_EXIT_FAILED;
}

int qn_put(const char *data, size_t n)
{
    if (n && fwrite(data, 1, n, stdout) != n) {
        if (errno != EPIPE)
            fprintf(stderr, "quench: stdout: %s\n", strerror(errno));
        return QN_EXIT_FAILED;
    }
    return QN_EXIT_DONE;
}

int64_t qn_now_unix_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

static int64_t steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void qn_progress_begin(struct qn_progress *p, const struct qn_args *a, enum qn_text_id what)
{
    *p = (struct qn_progress){.lang = a->lang, .what = what};
    p->on = !a->quiet && isatty(STDERR_FILENO);
    p->started_ms = steady_ms();
    struct sigaction act = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}

int qn_progress_step(int64_t done, int64_t total, void *progress)
{
    struct qn_progress *p = progress;
    if (interrupted)
        return 0;
    int64_t now = steady_ms();
    if (!p->on || now - p->started_ms < 1000 || now - p->last_ms < 100 || total <= 0)
        return 1;
    char d[32], t[32], percent[32], left[32], line[256];
    double share = (double)done / (double)total;
    snprintf(d, sizeof d, "%lld", (long long)done);
    snprintf(t, sizeof t, "%lld", (long long)total);
    snprintf(percent, sizeof percent, "%.0f", 100 * share);
    snprintf(left, sizeof left, "%.0f",
             share > 0 ? (double)(now - p->started_ms) / 1000 * (1 - share) / share : 0.0);
    const char *args[] = {d, t, percent, left};
    qn_text_format(p->lang, p->what, args, 4, line, sizeof line);
    fprintf(stderr, "\r\033[K%s", line);
    p->last_ms = now;
    p->shown = true;
    return 1;
}

void qn_progress_end(struct qn_progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}
