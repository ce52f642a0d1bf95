/* quench watch: the gateway, and the words that look into it. */
#include "cmd/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "store/telemetry.h"
#include "watch/gateway.h"
#include "watch/recount.h"

static struct qn_gateway *volatile running; /* for the signals */

static void on_stop(int sig)
{
    (void)sig;
    if (running)
        qn_gateway_stop(running);
}

static void on_reload(int sig)
{
    (void)sig;
    if (running)
        qn_gateway_reload(running);
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_stop}, reload = {.sa_handler = on_reload};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGHUP, &reload, NULL);
}

static void put_log(const char *line, void *user)
{
    (void)user;
    fprintf(stderr, "%s\n", line);
}

/* The first thing told: tests and supervisors wait for it. */
static void put_ready(const char *listen, const char *metrics, void *user)
{
    const struct qn_args *a = user;
    if (!a->json) {
        fprintf(stderr, "listening %s%s%s\n", listen, metrics ? " metrics " : "",
                metrics ? metrics : "");
        return;
    }
    printf("{\"listening\": \"%s\", \"metrics\": ", listen);
    printf(metrics ? "\"%s\"}\n" : "null}\n", metrics ? metrics : "");
    fflush(stdout);
}

/* A whole number of an option; fallback where it was not given. */
static enum qn_status number_option(const struct qn_args *a, const char *name, int64_t min,
                                    int64_t max, int64_t fallback, int64_t *out, struct qn_err *err)
{
    const char *s = qn_arg(a, name);
    char low[24], high[24], where[32];
    *out = fallback;
    if (!s)
        return QN_OK;
    size_t n = strlen(s);
    bool number = n > 0 && n < 10 && strspn(s, "0123456789") == n;
    *out = number ? strtoll(s, NULL, 10) : -1;
    if (number && *out >= min && *out <= max)
        return QN_OK;
    snprintf(low, sizeof low, "%lld", (long long)min);
    snprintf(high, sizeof high, "%lld", (long long)max);
    snprintf(where, sizeof where, "--%s", name);
    return qn_fail(err, QN_E_USAGE, where, QN_T_WATCH_BAD_NUMBER, s, low, high);
}

static enum qn_status take_options(const struct qn_args *a, struct qn_gateway_options *o,
                                   struct qn_err *err)
{
    int64_t queue_mib = 0;
    enum qn_status st = QN_OK;
    *o = (struct qn_gateway_options){
        .store = a->word[0],
        .listen = qn_arg(a, "listen"),
        .metrics = qn_arg(a, "metrics"),
        .tls_cert = qn_arg(a, "tls-cert"),
        .tls_key = qn_arg(a, "tls-key"),
        .tls_ca = qn_arg(a, "tls-ca"),
        .accept_unknown = qn_arg(a, "accept-unknown") != NULL,
        .greet = qn_arg(a, "greet") != NULL,
        .backfill = qn_arg(a, "no-backfill") == NULL,
        .log = a->quiet ? NULL : put_log,
        .ready = put_ready,
        .user = (void *)(uintptr_t)a,
    };
    if (!o->listen)
        o->listen = "0.0.0.0:7212";
    if (!st)
        st = number_option(a, "idle", 0, 864000, 1800, &o->idle_s, err);
    if (!st)
        st = number_option(a, "overtime", 1, 3600, 10, &o->overtime_s, err);
    if (!st)
        st = number_option(a, "recount", 0, 99, 3, &o->recount, err);
    if (!st)
        st = number_option(a, "key-days", 0, 36500, 90, &o->key_days, err);
    if (!st)
        st = number_option(a, "max-connections", 1, 1000000, 0, &o->max_connections, err);
    if (!st)
        st = number_option(a, "queue", 1, 1024, 64, &queue_mib, err);
    o->queue_bytes = queue_mib * 1048576;
    return st;
}

static int run_gateway(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_gateway_options o;
    struct qn_gateway *g = NULL;
    if (take_options(a, &o, &err) || qn_gateway_new(&o, &g, &err))
        return qn_report(a, &err);
    running = g;
    catch_signals();
    enum qn_status st = qn_gateway_run(g, &err);
    running = NULL;
    int code = st ? qn_report(a, &err) : QN_EXIT_DONE;
    qn_gateway_free(g);
    return code;
}

static int need_store(const struct qn_args *a, const char *word, size_t most)
{
    struct qn_err err = {0};
    char name[48];
    snprintf(name, sizeof name, "watch %s", word);
    if (a->n_word < 2)
        (void)qn_fail(&err, QN_E_USAGE, word, QN_T_CMD_FEW_WORDS, name, "STORE");
    else if (a->n_word > most)
        (void)qn_fail(&err, QN_E_USAGE, word, QN_T_CMD_MANY_WORDS, name, "STORE", a->word[most]);
    else
        return QN_EXIT_DONE;
    return qn_report(a, &err);
}

/* Frames that a killed gateway left uncounted are counted before compaction may file them. */
static void settle_counters(const char *store)
{
    struct qn_err err;
    struct qn_tele *t = NULL;
    if (qn_tele_open(store, QN_STORE_WRITE, &t, &err))
        return;
    if (!qn_tele_claimed(t))
        (void)!qn_watch_settle(t, &err);
    qn_tele_free(t);
}

static int run(const struct qn_args *a)
{
    const char *word = a->word[0];
    int code;
    if (strcmp(word, "call") == 0)
        return qn_watch_call(a);
    if (strcmp(word, "status") == 0 || strcmp(word, "quarantine") == 0) {
        code = need_store(a, word, 2);
        if (code)
            return code;
        return word[0] == 's' ? qn_watch_status(a) : qn_watch_quarantine(a);
    }
    if (strcmp(word, "compact") == 0) {
        code = need_store(a, word, 2);
        if (code)
            return code;
        settle_counters(a->word[1]);
        return qn_watch_compact(a);
    }
    if (a->n_word > 1) {
        struct qn_err err = {0};
        (void)qn_fail(&err, QN_E_USAGE, word, QN_T_CMD_BAD_CHOICE, "WORD", word,
                      "status, call, quarantine, compact");
        return qn_report(a, &err);
    }
    return run_gateway(a);
}

const struct qn_command qn_cmd_watch = {
    .name = "watch",
    .synopsis = "STORE | status STORE | call STORE DEVICE ACTION [VALUE...] | quarantine STORE | "
                "compact STORE",
    .summary = QN_T_SUM_WATCH,
    .about = QN_T_ABOUT_WATCH,
    .example = "quench watch linfen.db --listen 0.0.0.0:7212 --metrics 127.0.0.1:9212",
    .min_words = 1,
    .max_words = 8,
    .option = {{"listen", "ADDR", QN_T_OPT_LISTEN, "0.0.0.0:7212"},
               {"metrics", "ADDR", QN_T_OPT_METRICS, NULL},
               {"tls-cert", "FILE", QN_T_OPT_TLS_CERT, NULL},
               {"tls-key", "FILE", QN_T_OPT_TLS_KEY, NULL},
               {"tls-ca", "FILE", QN_T_OPT_TLS_CA, NULL},
               {"accept-unknown", NULL, QN_T_OPT_ACCEPT_UNKNOWN, NULL},
               {"no-backfill", NULL, QN_T_OPT_NO_BACKFILL, NULL},
               {"greet", NULL, QN_T_OPT_GREET, NULL},
               {"idle", "SECONDS", QN_T_OPT_IDLE, "1800"},
               {"overtime", "SECONDS", QN_T_OPT_OVERTIME, "10"},
               {"recount", "N", QN_T_OPT_RECOUNT, "3"},
               {"key-days", "DAYS", QN_T_OPT_KEY_DAYS, "90"},
               {"max-connections", "N", QN_T_OPT_MAX_CONNECTIONS, NULL},
               {"queue", "MIB", QN_T_OPT_QUEUE, "64"},
               {"admit", "MN", QN_T_OPT_ADMIT, NULL},
               {"wait", "SECONDS", QN_T_OPT_WAIT, "120"},
               {"st", "CODE", QN_T_OPT_CALL_ST, NULL},
               {"before", "DATE", QN_T_OPT_COMPACT_BEFORE, NULL},
               {"drop-raw-before", "DATE", QN_T_OPT_DROP_RAW, NULL},
               {"drop-realtime-before", "DATE", QN_T_OPT_DROP_REALTIME, NULL},
               {"json", NULL, QN_T_OPT_JSON, NULL}},
    .run = run,
};
