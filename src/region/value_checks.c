/* Values of their own, sources, emissions, population, indicators. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

#define EMISSION_FACTOR_TOLERANCE 10.0
#define POPULATION_PERCENT 20.0
#define KEY_CAP 300

static size_t key_of(char out[KEY_CAP], const char *const *part)
{
    size_t len = 0;
    for (; *part; part++) {
        size_t n = strlen(*part);
        if (n > (KEY_CAP - 8) / 4) /* at most four parts */
            n = (KEY_CAP - 8) / 4;
        memcpy(out + len, *part, n);
        len += n;
        out[len++] = '\n';
    }
    return len;
}

/* The first row with the same parts, or `row` itself. */
static size_t first_with(struct qn_import_ctx *x, struct qn_idset *set, size_t row,
                         const char *const *part)
{
    char key[KEY_CAP];
    size_t n = key_of(key, part);
    size_t first = qn_idset_find(set, key, n);
    if (first != QN_NO_ROW)
        return first;
    const char *copy = qn_ctx_copy(x, key, n);
    if (!x->fatal && qn_idset_add(set, copy, n, row) == QN_NO_ROW)
        qn_ctx_fail(x, QN_E_NOMEM);
    return row;
}

/* The value in the words of its own column; findings of the cell become V902 and V903. */
static void check_value_cell(struct qn_import_ctx *x, struct qn_rowset *s, size_t row,
                             const struct qn_column *col)
{
    const char *text = qn_str(s, row, "value");
    struct qn_findings hidden;
    struct qn_findings *shown = x->find;
    struct qn_entry c = {.type = QN_V_NULL};
    struct qn_place at = {"", 0, 0, NULL};
    char *copy = (char *)(uintptr_t)qn_ctx_copy(x, text, strlen(text));
    if (x->fatal)
        return;
    qn_findings_init(&hidden);
    x->find = &hidden;
    qn_cell_read(x, col, &at, copy, strlen(copy), &c);
    x->find = shown;
    int64_t range = hidden.by_check[QN_CHECK_N312] + hidden.by_check[QN_CHECK_N313] +
                    hidden.by_check[QN_CHECK_N314] + hidden.by_check[QN_CHECK_N315];
    qn_findings_release(&hidden);
    if (c.type != QN_V_NULL)
        return;
    if (range)
        QN_FIND_ROW(x, V903, s, row, "value", col->name, text, QN_NUM(col->min), QN_NUM(col->max));
    else
        QN_FIND_ROW(x, V902, s, row, "value", col->name, text);
}

static void check_value(struct qn_import_ctx *x, struct qn_rowset *s, size_t row,
                        struct qn_idset *seen)
{
    const struct qn_table *t = qn_table_named(qn_str(s, row, "subject_table"));
    const char *id = qn_str(s, row, "subject_id"), *param = qn_str(s, row, "parameter");
    const char *basis = qn_str(s, row, "basis"), *value = qn_str(s, row, "value");
    if (!t || !param[0])
        return;
    struct qn_rowset *target = &x->set[t - qn_tables];
    if (id[0] && qn_idset_find(&target->ids, id, strlen(id)) == QN_NO_ROW) {
        const char *near = qn_nearest_id(x, target, id);
        if (near)
            QN_FIND_ROW(x, I505, s, row, "subject_id", "subject_id", id, t->file, near);
        else
            QN_FIND_ROW(x, I506, s, row, "subject_id", "subject_id", id, t->file);
    }
    int c = qn_table_column(t, param);
    if (c < 0) {
        size_t distance;
        QN_FIND_ROW(x, V901, s, row, "parameter", param, t->file,
                    qn_nearest_column(t, param, &distance));
        return;
    }
    check_value_cell(x, s, row, &t->col[c]);
    const char *const part[] = {t->name, id, param, basis, NULL};
    size_t first = first_with(x, seen, row, part);
    if (first != row && strcmp(qn_str(s, first, "value"), value) != 0)
        QN_FIND_ROW(x, V904, s, row, "value", id, param, qn_str(s, first, "value"), value);
}

static void check_values(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_VALUE];
    struct qn_idset seen = {0};
    for (size_t i = 0; i < s->n && !x->fatal; i++)
        if (!(s->flags[i] & QN_ROW_REPEATED))
            check_value(x, s, i, &seen);
    qn_idset_release(&seen);
}

/* Letters, digits, one of - _ . and a digit or a hyphen; no blank, no CJK: an id, not a title. */
static bool looks_like_id(const char *s)
{
    bool mark = false, letter = false;
    for (const char *p = s; *p; p++) {
        bool alpha = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
        bool digit = *p >= '0' && *p <= '9';
        if (!alpha && !digit && !strchr("-_.", *p))
            return false;
        mark |= *p == '-' || *p == '_';
        letter |= alpha;
    }
    return mark && letter;
}

static void check_sources_of(struct qn_import_ctx *x, struct qn_rowset *s)
{
    const struct qn_rowset *sources = &x->set[QN_TAB_SOURCE];
    int col = qn_table_column(s->table, "source");
    for (size_t i = 0; col >= 0 && i < s->n_input; i++) {
        const struct qn_entry *c = qn_row(s, i) + col;
        if (c->type != QN_V_TEXT || qn_idset_find(&sources->ids, c->u.s, c->n) != QN_NO_ROW ||
            !looks_like_id(c->u.s))
            continue;
        const char *near = qn_nearest_id(x, sources, c->u.s);
        QN_FIND_ROW(x, V908, s, i, "source", c->u.s, near ? near : "-");
    }
}

static void check_amount(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const struct qn_rowset *out = &x->set[QN_TAB_OUTLET], *inst = &x->set[QN_TAB_INSTALLATION];
    size_t o = qn_ref(x, s, row, "outlet_id");
    size_t i = o == QN_NO_ROW ? QN_NO_ROW : qn_ref(x, out, o, "installation_id");
    if (i == QN_NO_ROW)
        return;
    double amount = qn_num(s, row, "emission_t_a"), factor = qn_num(s, row, "factor_kg_t");
    double output = qn_num(inst, i, "output_t_a"), expected = factor * output / 1000;
    if (!(amount > 0) || !(expected > 0))
        return;
    if (amount > expected * EMISSION_FACTOR_TOLERANCE ||
        amount * EMISSION_FACTOR_TOLERANCE < expected)
        QN_FIND_ROW(x, V910, s, row, "emission_t_a", QN_NUM(amount), QN_NUM(factor), QN_NUM(output),
                    QN_NUM(expected));
}

/* PM2.5 is part of PM10, PM10 of PM: same outlet, same year. */
static void check_order(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                        const struct qn_idset *seen)
{
    const char *outlet = qn_str(s, row, "outlet_id"), *pollutant = qn_str(s, row, "pollutant");
    const char *wider = strcmp(pollutant, "PM2.5") == 0  ? "PM10"
                        : strcmp(pollutant, "PM10") == 0 ? "PM"
                                                         : "";
    const char *const part[] = {outlet, wider, QN_NUM(qn_num(s, row, "year")), NULL};
    char key[KEY_CAP];
    size_t other = wider[0] ? qn_idset_find(seen, key, key_of(key, part)) : QN_NO_ROW;
    if (other == QN_NO_ROW)
        return;
    double mine = qn_num(s, row, "emission_t_a"), whole = qn_num(s, other, "emission_t_a");
    if (mine > whole)
        QN_FIND_ROW(x, V911, s, row, "emission_t_a", pollutant, QN_NUM(mine), wider, QN_NUM(whole));
}

static void check_emissions(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_EMISSION];
    struct qn_idset seen = {0};
    for (size_t i = 0; i < s->n && !x->fatal; i++) {
        if (s->flags[i] & QN_ROW_REPEATED)
            continue;
        const char *year = QN_NUM(qn_num(s, i, "year"));
        const char *const part[] = {qn_str(s, i, "outlet_id"), qn_str(s, i, "pollutant"), year,
                                    NULL};
        size_t first = first_with(x, &seen, i, part);
        if (first != i)
            QN_FIND_ROW(x, V915, s, i, "pollutant", part[0], part[1], year[0] ? year : "-",
                        QN_NUM(s->line[first]));
        check_amount(x, s, i);
    }
    for (size_t i = 0; i < s->n_input; i++)
        check_order(x, s, i, &seen);
    qn_idset_release(&seen);
}

static void check_population(struct qn_import_ctx *x)
{
    const struct qn_rowset *jur = &x->set[QN_TAB_JURISDICTION], *pop = &x->set[QN_TAB_POPULATION];
    double *sum = calloc(jur->n + 1, sizeof *sum);
    if (!sum) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < pop->n; i++) {
        size_t j = qn_ref(x, pop, i, "jurisdiction_id");
        double persons = qn_num(pop, i, "population_persons");
        if (j != QN_NO_ROW && persons > 0 && !(pop->flags[i] & QN_ROW_REPEATED))
            sum[j] += persons;
    }
    for (size_t j = 0; j < jur->n_input; j++) {
        double whole = qn_num(jur, j, "population_persons");
        double off = 100 * fabs(sum[j] - whole) / whole;
        if (sum[j] > 0 && whole > 0 && off > POPULATION_PERCENT)
            QN_FIND_ROW(x, V912, jur, j, "population_persons", qn_str(jur, j, "jurisdiction_id"),
                        QN_NUM(sum[j]), QN_NUM(whole), QN_NUM(round(off)));
    }
    free(sum);
}

static void check_indicators(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_INDICATOR];
    for (size_t i = 0; i < s->n_input; i++)
        if (isnan(qn_num(s, i, "value")) && !qn_str(s, i, "statement_zh")[0] &&
            !qn_str(s, i, "statement_en")[0])
            QN_FIND_ROW0(x, V913, s, i, "value");
}

void qn_value_check(struct qn_import_ctx *x)
{
    check_values(x);
    for (size_t t = 0; t < QN_TAB_COUNT && !x->fatal; t++)
        check_sources_of(x, &x->set[t]);
    check_emissions(x);
    check_population(x);
    check_indicators(x);
}
