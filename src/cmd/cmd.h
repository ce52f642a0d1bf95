/* The command line: one row per subcommand, help from the option tables. */
#ifndef QN_CMD_CMD_H
#define QN_CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum { QN_EXIT_DONE = 0, QN_EXIT_FAILED = 1, QN_EXIT_USAGE = 2 };
#define QN_EXIT_SIGNAL 128 /* + the signal: stopped by it, after tidying up */

struct qn_option {
    const char *name; /* without the dashes: "on"; one letter: also "-o" */
    const char *arg;  /* "DATE"; NULL: a switch */
    enum qn_text_id help;
    const char *fallback; /* shown as the default, or NULL */
};

#define QN_MAX_OPTIONS 24
#define QN_N_COMMON 3
#define QN_MAX_WORDS 4096

/* What was typed, after the subcommand. */
struct qn_args {
    const struct qn_command *command;
    enum qn_lang lang;
    bool quiet, json;
    const char *value[QN_MAX_OPTIONS]; /* by index in the option table; "" for a given switch */
    const char *const *word;           /* positional arguments */
    size_t n_word;
};

struct qn_command {
    const char *name, *synopsis; /* synopsis: "STORE FOLDER|FILE..." */
    enum qn_text_id summary;
    enum qn_text_id about; /* paragraphs for --help, or QN_T_NONE */
    const char *example;
    size_t min_words, max_words;
    struct qn_option
        option[QN_MAX_OPTIONS]; /* ended by a NULL name; --lang --quiet --help are common */
    int (*run)(const struct qn_args *args);
};

extern const struct qn_command *const qn_commands[]; /* NULL-terminated */

extern const struct qn_option qn_common_options[QN_N_COMMON]; /* --lang --quiet --help */

/* The option's value, NULL where it was not given. The name must be in the command's table. */
const char *qn_arg(const struct qn_args *a, const char *name);

/* Parse argv[2..]; QN_E_USAGE with err filled. words must hold argc entries. *help: --help. */
QN_MUST_USE enum qn_status qn_args_parse(const struct qn_command *c, int argc, char **argv,
                                         const char **words, struct qn_args *out, bool *help,
                                         struct qn_err *err);
void qn_help_print(FILE *f, enum qn_lang lang);
void qn_help_command(FILE *f, const struct qn_command *c, enum qn_lang lang);

/* What is needed to answer a command line that may be wrong: its --lang and --json, if any. */
void qn_args_glance(int argc, char **argv, enum qn_lang *lang, bool *json);
/* Whether the command has an option of that name. */
bool qn_command_has(const struct qn_command *c, const char *name);

/* The error on stderr in the language of args, with --json also {"error": ...} on stdout; returns
 * the exit status that fits. */
int qn_report(const struct qn_args *a, const struct qn_err *err);
/* A catalogue line on a stream: arguments are `const char *`, ended by NULL. */
void qn_say(FILE *f, enum qn_lang lang, enum qn_text_id id, ...) __attribute__((sentinel));
#define qn_say1(f, lang, ...) qn_say((f), (lang), __VA_ARGS__, (const char *)NULL)
/* Columns a text takes on a terminal: two for an ideograph. */
int qn_columns(const char *s);
/* A finding on one line: place, severity, code, message, mend. */
struct qn_check_finding;
void qn_print_finding(FILE *out, const struct qn_check_finding *f, enum qn_lang lang);
/* The whole buffer to stdout. */
int qn_put(const char *data, size_t n);
/* The last thing: what stdout could not take is a failure, and said so unless its reader left. */
int qn_close_output(enum qn_lang lang, int status);

/* Progress line on stderr: only on a terminal, after 1 s, at most 10 Hz, not with --quiet. */
struct qn_progress {
    enum qn_lang lang;
    enum qn_text_id what; /* {0} done {1} total {2} percent {3} seconds left */
    bool on, shown;
    int64_t started_ms, last_ms;
};
void qn_progress_begin(struct qn_progress *p, const struct qn_args *a, enum qn_text_id what);
int qn_progress_step(int64_t done, int64_t total, void *progress); /* 0 after a signal */
void qn_progress_end(struct qn_progress *p);
int64_t qn_now_unix_ms(void);

extern const struct qn_command qn_cmd_import, qn_cmd_screen, qn_cmd_audit, qn_cmd_brief,
    qn_cmd_aermod, qn_cmd_doc, qn_cmd_version, qn_cmd_verify, qn_cmd_watch;

extern const struct qn_command qn_cmd_simulate, qn_cmd_quality, qn_cmd_telemetry;

#endif
