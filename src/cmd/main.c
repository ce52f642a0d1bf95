/* quench: one program, one row per subcommand. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cmd/cmd.h"

const struct qn_command *const qn_commands[] = {
    &qn_cmd_brief, &qn_cmd_import,    &qn_cmd_screen, &qn_cmd_audit,   &qn_cmd_simulate,
    &qn_cmd_watch, &qn_cmd_telemetry, &qn_cmd_verify, &qn_cmd_quality, &qn_cmd_aermod,
    &qn_cmd_doc,   &qn_cmd_version,   NULL,
};

/* zh where the user's locale says Chinese, else en. */
static enum qn_lang language_of_locale(void)
{
    const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *v = getenv(names[i]);
        if (v && *v)
            return strncmp(v, "zh", 2) == 0 ? QN_ZH : QN_EN;
    }
    return QN_EN;
}

static const struct qn_command *find_command(const char *name)
{
    for (size_t i = 0; qn_commands[i]; i++)
        if (strcmp(qn_commands[i]->name, name) == 0)
            return qn_commands[i];
    return NULL;
}

/* A standard stream that is closed would be reused by the next file opened, and what is said would
 * land in a store. Reading from it, writing to it fails as if it were still closed. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            _exit(QN_EXIT_FAILED);
}

static int unknown_command(const char *name, enum qn_lang lang)
{
    const char *names[32] = {NULL};
    size_t distance;
    for (size_t n = 0; qn_commands[n]; n++)
        names[n] = qn_commands[n]->name;
    const char *near = qn_nearest(name, names, &distance);
    fputs("quench: ", stderr);
    if (name[0] == '-')
        qn_say1(stderr, lang, QN_T_CMD_OPTION_FIRST, name);
    else if (distance <= 2 && *name)
        qn_say1(stderr, lang, QN_T_CMD_UNKNOWN_NEAR, name, near);
    else
        qn_say1(stderr, lang, QN_T_CMD_UNKNOWN, name);
    return QN_EXIT_USAGE;
}

static int run_command(const struct qn_command *c, int argc, char **argv, enum qn_lang lang,
                       bool json)
{
    const char **words = calloc((size_t)argc, sizeof *words);
    if (!words) {
        fputs("quench: out of memory\n", stderr);
        return QN_EXIT_FAILED;
    }
    struct qn_args args = {.command = c, .lang = lang, .json = json && qn_command_has(c, "json")};
    struct qn_err err = {0};
    bool help = false;
    int code;
    if (qn_args_parse(c, argc, argv, words, &args, &help, &err)) {
        code = qn_report(&args, &err);
    } else if (help) {
        qn_help_command(stdout, c, args.lang);
        code = QN_EXIT_DONE;
    } else {
        code = c->run(&args);
    }
    free(words);
    return code;
}

/* quench help [COMMAND] [--lang zh|en] */
static int run_help(int argc, char **argv, enum qn_lang lang)
{
    const char *topic = NULL;
    for (int i = 2; i < argc && !topic; i++) {
        if (strcmp(argv[i], "--lang") == 0)
            i++;
        else if (argv[i][0] != '-' && strcmp(argv[i], "help") != 0)
            topic = argv[i];
    }
    const struct qn_command *c = topic ? find_command(topic) : NULL;
    if (topic && !c)
        return unknown_command(topic, lang);
    if (c)
        qn_help_command(stdout, c, lang);
    else
        qn_help_print(stdout, lang);
    return QN_EXIT_DONE;
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    signal(SIGXFSZ, SIG_IGN); /* a file too large is an error of the write: tidied up, and said */
    enum qn_lang lang = language_of_locale();
    bool json = false;
    qn_args_glance(argc, argv, &lang, &json);
    if (argc < 2) {
        qn_help_print(stderr, lang);
        return QN_EXIT_USAGE;
    }
    if (asks_for_help(argv[1]))
        return qn_close_output(lang, run_help(argc, argv, lang));
    const struct qn_command *c =
        strcmp(argv[1], "--version") == 0 ? &qn_cmd_version : find_command(argv[1]);
    int code = c ? run_command(c, argc, argv, lang, json) : unknown_command(argv[1], lang);
    return qn_close_output(lang, code);
}
