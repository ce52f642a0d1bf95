/* The reasoning of one installation as a table with aligned columns. */
#include <math.h>
#include <string.h>

#include "brief/labels.h"
#include "cmd/screen.h"

#define CELL_CAP 256
#define WIDEST 44 /* columns a cell may ask for; a longer one pushes its row */

enum column { LIMB, OUTCOME, PARAMETER, VALUE, BOUND, N_ALIGNED };

struct row {
    char cell[N_ALIGNED][CELL_CAP];
    char origin[CELL_CAP];
};

static void put(char out[CELL_CAP], const char *text)
{
    snprintf(out, CELL_CAP, "%s", text);
}

/* A variant's or a word's label; words that are no variant come back as they are. */
static const char *word_label(enum qn_lang lang, const char *word)
{
    for (int v = 0; qn_variant_names[v]; v++)
        if (strcmp(qn_variant_names[v], word) == 0)
            return qn_variant_label(lang, (enum qn_variant)v);
    return word;
}

static void append(char out[CELL_CAP], const char *text)
{
    size_t len = strlen(out);
    snprintf(out + len, CELL_CAP - len, "%s", text);
}

/* "= a|b, with its documents" */
static void put_choice(enum qn_lang lang, const char *bound, char out[CELL_CAP])
{
    static const char tail[] = ", with its documents";
    put(out, "= ");
    for (const char *p = bound + 2; *p && *p != ',';) {
        char word[CELL_CAP];
        size_t n = strcspn(p, "|,");
        snprintf(word, sizeof word, "%.*s", (int)n, p);
        append(out, word_label(lang, word));
        p += n;
        if (*p == '|')
            append(out, qn_text(lang, QN_T_STEP_OR)), p++;
    }
    if (strstr(bound, tail))
        append(out, qn_text(lang, QN_T_STEP_WITH_DOCUMENTS));
}

static void put_bound(enum qn_lang lang, const char *bound, char out[CELL_CAP])
{
    static const struct {
        const char *word;
        enum qn_text_id text;
    } words[] = {{"any", QN_T_STEP_ANY},
                 {"lacks", QN_T_STEP_LACKS},
                 {"= yes", QN_T_STEP_YES},
                 {"= no", QN_T_STEP_NO},
                 {"document", QN_T_STEP_DOCUMENT}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(bound, words[i].word) == 0) {
            put(out, qn_text(lang, words[i].text));
            return;
        }
    const char *and = strstr(bound, " and ");
    if (bound[0] == '=' && bound[1] == ' ')
        put_choice(lang, bound, out);
    else if (and)
        snprintf(out, CELL_CAP, "%.*s%s%s", (int)(and-bound), bound, qn_text(lang, QN_T_STEP_AND),
                 and+5);
    else
        put(out, bound);
}

static void put_value(enum qn_lang lang, const struct qn_step *t, char out[CELL_CAP])
{
    char number[QN_NUM_TEXT_CAP];
    const char *text = t->value_text ? t->value_text : "";
    if (strcmp(text, "shown") == 0)
        put(out, qn_text(lang, QN_T_STEP_SHOWN));
    else if (strcmp(text, "not shown") == 0)
        put(out, qn_text(lang, QN_T_STEP_NOT_SHOWN));
    else if (*text)
        put(out, word_label(lang, text));
    else if (strcmp(t->parameter, "exemption_claimed") == 0)
        put(out, qn_text(lang, QN_T_STEP_NONE));
    else if (isnan(t->value.value) || strcmp(t->parameter, "variant") == 0)
        put(out, "?");
    else if (strncmp(t->parameter, "has_", 4) == 0)
        put(out, qn_text(lang, t->value.value > 0 ? QN_T_STEP_HAS : QN_T_STEP_HAS_NOT));
    else
        snprintf(out, CELL_CAP, "%s%s%s", qn_num_text(t->value.value, number),
                 t->unit && *t->unit ? " " : "", t->unit ? t->unit : "");
}

static void fill(enum qn_lang lang, const struct qn_step *t, bool first, struct row *r)
{
    static const enum qn_text_id outcome[] = {QN_T_STEP_FALSE, QN_T_STEP_TRUE, QN_T_STEP_UNKNOWN};
    *r = (struct row){0};
    put(r->cell[LIMB], first ? qn_rule_id(t->rule) : "");
    put(r->cell[OUTCOME], qn_text(lang, outcome[t->outcome]));
    if (t->kind == QN_STEP_LIMB) {
        put(r->cell[PARAMETER], qn_text(lang, QN_T_STEP_LIMB));
        return;
    }
    if (t->kind == QN_STEP_EXCEPTION && strcmp(t->parameter, "exemption_claimed") != 0)
        put(r->cell[PARAMETER], qn_text(lang, QN_T_STEP_EXCEPT));
    char label[CELL_CAP];
    append(r->cell[PARAMETER], qn_param_label(lang, t->parameter, label, sizeof label));
    put_value(lang, t, r->cell[VALUE]);
    put_bound(lang, t->bound ? t->bound : "", r->cell[BOUND]);
    if (t->prov)
        snprintf(r->origin, sizeof r->origin, "%s%s%s", qn_basis_label(lang, t->prov->basis),
                 *t->prov->source ? " " : "", t->prov->source);
}

static void print_cells(const struct row *r, const int width[N_ALIGNED])
{
    int last = 0;
    for (int c = 0; c < N_ALIGNED; c++)
        if (*r->cell[c])
            last = c;
    fputs("      ", stdout);
    for (int c = 0; c <= last || (*r->origin && c < N_ALIGNED); c++) {
        int pad = width[c] - qn_columns(r->cell[c]);
        bool more = c < last || *r->origin;
        printf("%s%*s", r->cell[c], more ? (pad > 0 ? pad : 0) + 2 : 0, "");
    }
    puts(r->origin);
}

static void fill_head(enum qn_lang lang, struct row *r)
{
    static const enum qn_text_id head[] = {QN_T_STEP_H_LIMB, QN_T_STEP_H_OUTCOME,
                                           QN_T_STEP_H_PARAMETER, QN_T_STEP_H_VALUE,
                                           QN_T_STEP_H_BOUND};
    *r = (struct row){0};
    for (int c = 0; c < N_ALIGNED; c++)
        put(r->cell[c], qn_text(lang, head[c]));
    put(r->origin, qn_text(lang, QN_T_STEP_H_ORIGIN));
}

static void widen(const struct row *r, int width[N_ALIGNED])
{
    for (int c = 0; c < N_ALIGNED; c++) {
        int columns = qn_columns(r->cell[c]);
        if (columns > width[c] && columns <= WIDEST)
            width[c] = columns;
    }
}

static void fill_step(enum qn_lang lang, const struct qn_screening *s, size_t i, struct row *r)
{
    fill(lang, &s->step[i], i == 0 || s->step[i].rule != s->step[i - 1].rule, r);
}

void qn_screen_print_steps(enum qn_lang lang, const struct qn_screening *s)
{
    struct row head, r;
    int width[N_ALIGNED] = {0};
    if (s->n_step == 0)
        return;
    fill_head(lang, &head);
    widen(&head, width);
    for (size_t i = 0; i < s->n_step; i++) {
        fill_step(lang, s, i, &r);
        widen(&r, width);
    }
    print_cells(&head, width);
    for (size_t i = 0; i < s->n_step; i++) {
        fill_step(lang, s, i, &r);
        print_cells(&r, width);
    }
}
