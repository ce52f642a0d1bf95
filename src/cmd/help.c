/* Help, made from the command and option tables, folded to a width every terminal has. */
#include <string.h>

#include "base/encoding.h"
#include "cmd/cmd.h"

#define HELP_COLUMNS 88
#define OPTION_INDENT 25

static bool is_wide(unsigned c)
{
    return c >= 0x2E80;
}

int qn_columns(const char *s)
{
    int columns = 0;
    size_t n = strlen(s);
    for (size_t pos = 0; pos < n;)
        columns += is_wide(qn_utf8_next(s, n, &pos)) ? 2 : 1;
    return columns;
}

/* Marks that may not begin a line: 、。，．：；）”》 and the ellipsis. */
static bool is_closing(unsigned c)
{
    static const unsigned marks[] = {0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF1A,
                                     0xFF1B, 0xFF09, 0x201D, 0x300B, 0x2026};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (c == marks[i])
            return true;
    return false;
}

/* Bytes of the next piece of s that stays on one line: a word, or one ideograph, and the closing
 * marks after it. Its width in *columns. */
static size_t next_piece(const char *s, size_t n, int *columns)
{
    size_t end = 0;
    bool after_wide = false;
    for (*columns = 0; end < n && s[end] != ' ' && s[end] != '\n';) {
        size_t next = end;
        unsigned c = qn_utf8_next(s, n, &next);
        if (end > 0 && !is_closing(c) && (after_wide || is_wide(c)))
            break;
        after_wide = is_wide(c);
        *columns += after_wide ? 2 : 1;
        end = next;
    }
    return end;
}

/* text with lines of at most HELP_COLUMNS, those after the first indented; the cursor is at
 * `column`. A newline of the text stays one; a line that begins with a blank is left as it is. */
static void fold(FILE *f, const char *text, int column, int indent)
{
    size_t n = strlen(text);
    bool as_is = false;
    for (size_t pos = 0; pos < n;) {
        int columns;
        if (text[pos] == '\n') {
            fprintf(f, "\n%*s", indent, "");
            column = indent;
            as_is = text[++pos] == ' ';
            continue;
        }
        size_t blanks = strspn(text + pos, " ");
        size_t size = next_piece(text + pos + blanks, n - pos - blanks, &columns);
        if (!as_is && column > indent && column + (int)blanks + columns > HELP_COLUMNS) {
            fprintf(f, "\n%*s", indent, "");
            column = indent;
            pos += blanks;
            blanks = 0;
        }
        fwrite(text + pos, 1, blanks + size, f);
        column += (int)blanks + columns;
        pos += blanks + size;
    }
    fputc('\n', f);
}

static void print_option(FILE *f, enum qn_lang lang, const struct qn_option *o)
{
    char head[64], text[512];
    int n = snprintf(head, sizeof head, "  %s%s%s%s", o->name[1] ? "--" : "-", o->name,
                     o->arg ? " " : "", o->arg ? o->arg : "");
    snprintf(text, sizeof text, "%s%s%s%s", qn_text(lang, o->help), o->fallback ? " [" : "",
             o->fallback ? o->fallback : "", o->fallback ? "]" : "");
    fprintf(f, "%-*s", n < OPTION_INDENT ? OPTION_INDENT : n + 1, head);
    fold(f, text, n < OPTION_INDENT ? OPTION_INDENT : n + 1, OPTION_INDENT);
}

void qn_help_command(FILE *f, const struct qn_command *c, enum qn_lang lang)
{
    fprintf(f, "quench %s%s%s\n\n", c->name, *c->synopsis ? " " : "", c->synopsis);
    fold(f, qn_text(lang, c->summary), 0, 0);
    if (c->about) {
        fputc('\n', f);
        fold(f, qn_text(lang, c->about), 0, 0);
    }
    fputc('\n', f);
    for (size_t i = 0; i < QN_MAX_OPTIONS && c->option[i].name; i++)
        print_option(f, lang, &c->option[i]);
    for (size_t i = 0; i < QN_N_COMMON; i++)
        if (!qn_command_has(c, qn_common_options[i].name))
            print_option(f, lang, &qn_common_options[i]);
    fprintf(f, "\n%s\n  %s\n", qn_text(lang, QN_T_HELP_EXAMPLE), c->example);
}

void qn_help_print(FILE *f, enum qn_lang lang)
{
    fold(f, qn_text(lang, QN_T_HELP_HEAD), 0, 0);
    fputc('\n', f);
    for (size_t i = 0; qn_commands[i]; i++) {
        fprintf(f, "  quench %-8s ", qn_commands[i]->name);
        fold(f, qn_text(lang, qn_commands[i]->summary), 18, 18);
    }
    fputc('\n', f);
    fold(f, qn_text(lang, QN_T_HELP_TAIL), 0, 0);
}
