/* What the program says to a person, and what it asks of the clock and the terminal. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/jsonw.h"
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

static volatile sig_atomic_t interrupted; /* the signal, 0: none */

static const char *status_word(enum qn_status code)
{
    static const char *const words[] = {
        [QN_OK] = "ok",
        [QN_E_USAGE] = "usage",
        [QN_E_IO] = "io",
        [QN_E_NOMEM] = "no_memory",
        [QN_E_LIMIT] = "limit",
        [QN_E_SYNTAX] = "syntax",
        [QN_E_DOMAIN] = "domain",
        [QN_E_NOTFOUND] = "not_found",
        [QN_E_CONFLICT] = "conflict",
        [QN_E_STORE] = "store",
        [QN_E_BROKEN] = "broken",
        [QN_E_REFUSED] = "refused",
        [QN_E_CANCELLED] = "cancelled",
        [QN_E_UNSUPPORTED] = "unsupported",
    };
    return words[code];
}

/* Who asked for JSON gets JSON, also where there is nothing but the failure to tell. */
static void put_error(const struct qn_err *err, int status)
{
    struct qn_buf out;
    struct qn_jsonw w;
    qn_buf_init(&out, 64 << 10);
    qn_jsonw_init(&w, &out, 2, NULL);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_object(&w, "error");
    qn_jsonw_text(&w, "code", status_word(err->code));
    qn_jsonw_int(&w, "exit_status", status);
    qn_jsonw_text(&w, "where", err->where);
    qn_jsonw_text(&w, "message_zh", err->msg[QN_ZH]);
    qn_jsonw_text(&w, "message_en", err->msg[QN_EN]);
    qn_jsonw_end_object(&w);
    qn_jsonw_end_object(&w);
    if (!w.status)
        (void)qn_put(out.data, out.len);
    qn_buf_release(&out);
}

/* A place in a file: file:line or file:line:column. */
static bool is_place(const char *where)
{
    const char *colon = strchr(where, ':');
    return colon && colon[1] >= '0' && colon[1] <= '9';
}

/* The message on one line; a place in a file goes before it. */
static void say_error(const struct qn_err *err, enum qn_lang lang)
{
    fputs("quench: ", stderr);
    bool place = err->code == QN_E_SYNTAX ? strchr(err->where, ':') != NULL : is_place(err->where);
    if (place && !strstr(err->msg[lang], err->where))
        fprintf(stderr, "%s: ", err->where);
    for (const char *p = err->msg[lang]; *p; p++)
        fputc((unsigned char)*p < 0x20 ? ' ' : *p, stderr);
    fputc('\n', stderr);
}

int qn_report(const struct qn_args *a, const struct qn_err *err)
{
    int status = QN_EXIT_FAILED;
    if (err->code == QN_E_USAGE)
        status = QN_EXIT_USAGE;
    else if (err->code == QN_E_CANCELLED && interrupted)
        status = QN_EXIT_SIGNAL + (int)interrupted;
    say_error(err, a->lang);
    if (err->code == QN_E_USAGE && a->command)
        qn_say1(stderr, a->lang, QN_T_CMD_SEE_HELP, a->command->name);
    if (a->json)
        put_error(err, status);
    return status;
}

int qn_put(const char *data, size_t n)
{
    return n && fwrite(data, 1, n, stdout) != n ? QN_EXIT_FAILED : QN_EXIT_DONE;
}

int qn_close_output(enum qn_lang lang, int status)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed)
        return status;
    if (errno != EPIPE) {
        fputs("quench: ", stderr);
        qn_say1(stderr, lang, QN_T_CMD_OUTPUT, strerror(errno ? errno : EIO));
    }
    return status == QN_EXIT_DONE ? QN_EXIT_FAILED : status;
}

int64_t qn_now_unix_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void on_interrupt(int sig)
{
    interrupted = sig;
}

/* A signal that whoever started the program ignores (nohup, `&` in a script) stays ignored. */
static void catch_signal(int sig)
{
    struct sigaction old, act = {.sa_handler = on_interrupt};
    if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        sigaction(sig, &act, NULL);
}

static void let_go_signal(int sig)
{
    struct sigaction old;
    if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == on_interrupt)
        signal(sig, SIG_DFL);
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
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    catch_signal(SIGHUP);
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
    let_go_signal(SIGINT);
    let_go_signal(SIGTERM);
    let_go_signal(SIGHUP);
}
