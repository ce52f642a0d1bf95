/* Reading the command line against a command's option table. */
#include <string.h>

#include "base/nearest.h"
#include "cmd/cmd.h"

const struct qn_option qn_common_options[QN_N_COMMON] = {
    {"lang", "zh|en", QN_T_OPT_LANG, NULL},
    {"quiet", NULL, QN_T_OPT_QUIET, NULL},
    {"help", NULL, QN_T_OPT_HELP, NULL},
};
enum { COMMON_LANG, COMMON_QUIET, COMMON_HELP };

static int find_option(const struct qn_option *table, size_t max, const char *name, size_t n)
{
    for (size_t i = 0; i < max && table[i].name; i++)
        if (strlen(table[i].name) == n && strncmp(table[i].name, name, n) == 0)
            return (int)i;
    return -1;
}

const char *qn_arg(const struct qn_args *a, const char *name)
{
    int i = find_option(a->command->option, QN_MAX_OPTIONS, name, strlen(name));
    return i < 0 ? NULL : a->value[i];
}

static enum qn_status unknown_option(const struct qn_command *c, const char *word,
                                     struct qn_err *err)
{
    const char *names[QN_MAX_OPTIONS + QN_N_COMMON + 1] = {NULL};
    size_t n = 0, distance;
    for (size_t i = 0; i < QN_MAX_OPTIONS && c->option[i].name; i++)
        names[n++] = c->option[i].name;
    for (size_t i = 0; i < QN_N_COMMON; i++)
        names[n++] = qn_common_options[i].name;
    const char *near = qn_nearest(word + strspn(word, "-"), names, &distance);
    if (distance <= 2)
        return qn_fail(err, QN_E_USAGE, word, QN_T_CMD_UNKNOWN_OPTION_NEAR, word, c->name, near);
    return qn_fail(err, QN_E_USAGE, word, QN_T_CMD_UNKNOWN_OPTION, word, c->name);
}

static enum qn_status take_common(int which, const char *value, struct qn_args *out, bool *help,
                                  struct qn_err *err)
{
    if (which == COMMON_HELP)
        *help = true;
    else if (which == COMMON_QUIET)
        out->quiet = true;
    else if (strcmp(value, "zh") == 0 || strcmp(value, "en") == 0)
        out->lang = value[0] == 'z' ? QN_ZH : QN_EN;
    else
        return qn_fail(err, QN_E_USAGE, "--lang", QN_T_CMD_BAD_CHOICE, "--lang", value, "zh, en");
    return QN_OK;
}

/* One option at argv[*i]; *i moves past its value. */
static enum qn_status take_option(const struct qn_command *c, int argc, char **argv, int *i,
                                  struct qn_args *out, bool *help, struct qn_err *err)
{
    const char *word = argv[*i];
    const char *name = word + (word[1] == '-' ? 2 : 1);
    size_t n = strcspn(name, "=");
    int own = find_option(c->option, QN_MAX_OPTIONS, name, n);
    int shared = own < 0 ? find_option(qn_common_options, QN_N_COMMON, name, n) : -1;
    if (own < 0 && n == 1 && name[0] == 'h')
        shared = COMMON_HELP;
    if (own < 0 && shared < 0)
        return unknown_option(c, word, err);
    const struct qn_option *o = own >= 0 ? &c->option[own] : &qn_common_options[shared];
    const char *value = "";
    if (o->arg && name[n] == '=') {
        value = name + n + 1;
    } else if (o->arg) {
        if (*i + 1 >= argc)
            return qn_fail(err, QN_E_USAGE, word, QN_T_CMD_NO_VALUE, word, o->arg);
        value = argv[++*i];
    } else if (name[n] == '=') {
        return qn_fail(err, QN_E_USAGE, word, QN_T_CMD_SWITCH_VALUE, word);
    }
    if (shared >= 0)
        return take_common(shared, value, out, help, err);
    if (out->value[own])
        return qn_fail(err, QN_E_USAGE, word, QN_T_CMD_TWICE, word);
    out->value[own] = value;
    return QN_OK;
}

enum qn_status qn_args_parse(const struct qn_command *c, int argc, char **argv, const char **words,
                             struct qn_args *out, bool *help, struct qn_err *err)
{
    out->command = c;
    bool options_end = false;
    for (int i = 2; i < argc; i++) {
        const char *word = argv[i];
        if (!options_end && strcmp(word, "--") == 0) {
            options_end = true;
        } else if (!options_end && word[0] == '-' && word[1]) {
            enum qn_status st = take_option(c, argc, argv, &i, out, help, err);
            if (st)
                return st;
        } else {
            words[out->n_word++] = word;
        }
    }
    out->word = words;
    out->json = find_option(c->option, QN_MAX_OPTIONS, "json", 4) >= 0 && qn_arg(out, "json");
    if (*help)
        return QN_OK;
    if (out->n_word < c->min_words)
        return qn_fail(err, QN_E_USAGE, c->name, QN_T_CMD_FEW_WORDS, c->name, c->synopsis);
    if (out->n_word > c->max_words)
        return qn_fail(err, QN_E_USAGE, c->name, QN_T_CMD_MANY_WORDS, c->name, c->synopsis,
                       words[c->max_words]);
    return QN_OK;
}

void qn_args_glance(int argc, char **argv, enum qn_lang *lang, bool *json)
{
    for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--") != 0; i++) {
        const char *value = NULL;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[i + 1];
        else if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        else if (strcmp(argv[i], "--json") == 0)
            *json = true;
        if (value && strcmp(value, "zh") == 0)
            *lang = QN_ZH;
        else if (value && strcmp(value, "en") == 0)
            *lang = QN_EN;
    }
}

bool qn_command_has(const struct qn_command *c, const char *name)
{
    return find_option(c->option, QN_MAX_OPTIONS, name, strlen(name)) >= 0;
}
