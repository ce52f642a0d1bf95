/* quench: one program, one row per subcommand. */
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "cmd/cmd.h"

const struct qn_command *const qn_commands[] = {
    &qn_cmd_brief, &qn_cmd_import,  &qn_cmd_screen, &qn_cmd_audit,
    &qn_cmd_doc,   &qn_cmd_version, NULL,
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

static int unknown_command(const char *name, enum qn_lang lang)
{
    const char *names[32] = {NULL};
    size_t distance;
    for (size_t n = 0; qn_commands[n]; n++)
        names[n] = qn_commands[n]->name;
    const char *near = qn_nearest(name, names, &distance);
    fputs("quench: ", stderr);
    if (distance <= 2)
        qn_say1(stderr, lang, QN_T_CMD_UNKNOWN_NEAR, name, near);
    else
        qn_say1(stderr, lang, QN_T_CMD_UNKNOWN, name);
    return QN_EXIT_USAGE;
}

static int run_command(const struct qn_command *c, int argc, char **argv, enum qn_lang lang)
{
    const char **words = calloc((size_t)argc, sizeof *words);
    if (!words) {
        fputs("quench: out of memory\n", stderr);
        return QN_EXIT_FAILED;
    }
    struct qn_args args = {.lang = lang};
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
    if (fflush(stdout) != 0 && code == QN_EXIT_DONE)
        code = QN_EXIT_FAILED;
    return code;
}

int main(int argc, char **argv)
{
    enum qn_lang lang = language_of_locale();
    if (argc < 2) {
        qn_help_print(stderr, lang);
        return QN_EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        const struct qn_command *c = argc > 2 ? find_command(argv[2]) : NULL;
        if (c)
            qn_help_command(stdout, c, lang);
        else
            qn_help_print(stdout, lang);
        return QN_EXIT_DONE;
    }
    const struct qn_command *c =
        strcmp(argv[1], "--version") == 0 ? &qn_cmd_version : find_command(argv[1]);
    return c ? run_command(c, argc, argv, lang) : unknown_command(argv[1], lang);
}
