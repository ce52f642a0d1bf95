/* The reasoning of one installation as a table with aligned columns. */
#include <string.h>

#include "brief/labels.h"
#include "brief/steps.h"
#include "cmd/screen.h"

#define CELL_CAP QN_STEP_TEXT_CAP
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

static void fill(enum qn_lang lang, const struct qn_step *t, bool first, struct row *r)
{
    *r = (struct row){0};
    put(r->cell[LIMB], first ? qn_rule_id(t->rule) : "");
    put(r->cell[OUTCOME], qn_step_outcome(lang, t->outcome));
    qn_step_parameter(lang, t, r->cell[PARAMETER]);
    qn_step_value(lang, t, r->cell[VALUE]);
    qn_step_bound(lang, t, r->cell[BOUND]);
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
