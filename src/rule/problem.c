#include "rule/problem.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

uint32_t qn_bits_between(int first, int last)
{
    return (UINT32_MAX >> (31 - last)) & (UINT32_MAX << first);
}

int qn_input_region(const struct qn_input *in, double value)
{
    int i = 0;
    while (i < in->n_cut && in->cut[i] < value)
        i++;
    return 2 * i + (i < in->n_cut && in->cut[i] == value);
}

double qn_input_value(const struct qn_input *in, int region)
{
    int i = region / 2;
    if (in->n_cut == 0)
        return region;
    if (region % 2)
        return in->cut[i];
    if (i == 0)
        return in->cut[0] - 1;
    if (i == in->n_cut)
        return in->cut[i - 1] + 1;
    return in->cut[i - 1] + (in->cut[i] - in->cut[i - 1]) / 2;
}

static enum qn_status too_complex(const struct qn_problem *pr, struct qn_err *err)
{
    char limit[QN_NUM_TEXT_CAP];
    return qn_fail(err, QN_E_LIMIT, "catalogue.csv", QN_T_PACK_COMPLEX, pr->edition->id,
                   qn_kind_names[pr->kind], qn_num_text(QN_MAX_INPUTS, limit));
}

static int find_input(const struct qn_problem *pr, int subject, const struct qn_exception *x)
{
    for (int i = 0; i < pr->n_input; i++)
        if (pr->input[i].subject == subject && pr->input[i].exception == x)
            return i;
    return -1;
}

static enum qn_status want_input(struct qn_problem *pr, int subject, const struct qn_exception *x,
                                 struct qn_err *err)
{
    if (find_input(pr, subject, x) >= 0)
        return QN_OK;
    if (pr->n_input == QN_MAX_INPUTS)
        return too_complex(pr, err);
    int n_value = subject == QN_SUBJECT_VARIANT   ? QN_VARIANT_BITS
                  : qn_subject_is_yes_no(subject) ? 2
                                                  : 1;
    pr->input[pr->n_input++] =
        (struct qn_input){.subject = subject, .exception = x, .n_value = n_value};
    return QN_OK;
}

static enum qn_status add_cut(struct qn_problem *pr, struct qn_input *in, double value,
                              struct qn_err *err)
{
    int at = 0;
    while (at < in->n_cut && in->cut[at] < value)
        at++;
    if (isnan(value) || (at < in->n_cut && in->cut[at] == value))
        return QN_OK;
    if (in->n_cut == QN_MAX_CUTS)
        return too_complex(pr, err);
    memmove(&in->cut[at + 1], &in->cut[at], (size_t)(in->n_cut - at) * sizeof in->cut[0]);
    in->cut[at] = value;
    in->n_cut++;
    in->n_value = 2 * in->n_cut + 1;
    return QN_OK;
}

static enum qn_status want_bound(struct qn_problem *pr, int subject, const struct qn_bound *b,
                                 struct qn_err *err)
{
    if (subject == QN_SUBJECT_NONE)
        return QN_OK;
    enum qn_status st = want_input(pr, subject, NULL, err);
    if (st || qn_subject_is_yes_no(subject))
        return st;
    struct qn_input *in = &pr->input[find_input(pr, subject, NULL)];
    const double side[4] = {b->gt, b->ge, b->lt, b->le};
    for (int i = 0; i < 4 && !st; i++)
        st = add_cut(pr, in, side[i] * b->scale, err);
    return st;
}

static enum qn_status want_inputs(struct qn_problem *pr, const struct qn_rule *r,
                                  struct qn_err *err)
{
    enum qn_status st = want_bound(pr, r->subject, &r->bound, err);
    for (size_t i = 0; i < r->n_condition && !st; i++)
        st = want_bound(pr, r->condition[i].subject, &r->condition[i].bound, err);
    for (size_t i = 0; i < r->n_exception && !st; i++) {
        const struct qn_exception *x = &r->exception[i];
        if (*x->claim)
            st = want_input(pr, QN_SUBJECT_CLAIM, x, err);
        if (!st && x->unresolved)
            st = want_input(pr, QN_SUBJECT_CLAUSE_TEXT, NULL, err);
    }
    return st;
}

static void put_literal(struct qn_problem *pr, int input, uint32_t mask)
{
    pr->literal[pr->n_literal++] = (struct qn_literal){input, mask};
    pr->clause[pr->n_clause - 1].n++;
}

static void put_clause(struct qn_problem *pr, struct qn_limb *limb)
{
    pr->clause[pr->n_clause++] = (struct qn_clause){.first = pr->n_literal};
    limb->n++;
}

static void put_bound(struct qn_problem *pr, int subject, const struct qn_bound *b)
{
    int at = find_input(pr, subject, NULL);
    const struct qn_input *in = &pr->input[at];
    uint32_t mask = 0;
    for (int v = 0; v < in->n_value; v++)
        if (qn_bound_holds(b, qn_input_value(in, v)))
            mask |= UINT32_C(1) << v;
    put_literal(pr, at, mask);
}

static void put_exception(struct qn_problem *pr, struct qn_limb *limb, const struct qn_exception *x)
{
    if (x->variants) {
        put_clause(pr, limb);
        put_literal(pr, 0, ~x->variants);
        if (x->unresolved)
            put_literal(pr, find_input(pr, QN_SUBJECT_CLAUSE_TEXT, NULL), 1);
    }
    if (*x->claim) {
        put_clause(pr, limb);
        put_literal(pr, find_input(pr, QN_SUBJECT_CLAIM, x), 1);
        if (x->unresolved)
            put_literal(pr, find_input(pr, QN_SUBJECT_CLAUSE_TEXT, NULL), 1);
    }
}

/* variant fits AND bound AND each group of conditions AND no exception */
static void put_limb(struct qn_problem *pr, const struct qn_rule *r)
{
    struct qn_limb *limb = &pr->limb[pr->n_limb];
    *limb = (struct qn_limb){.rule = r, .first = pr->n_clause};
    if (r->variants) {
        put_clause(pr, limb);
        put_literal(pr, 0, r->variants);
    }
    if (r->subject != QN_SUBJECT_NONE) {
        put_clause(pr, limb);
        put_bound(pr, r->subject, &r->bound);
    }
    int group = 0;
    for (size_t i = 0; i < r->n_condition; i++) {
        const struct qn_condition *c = &r->condition[i];
        if (c->group != group)
            put_clause(pr, limb);
        group = c->group;
        put_bound(pr, c->subject, &c->bound);
    }
    for (size_t i = 0; i < r->n_exception; i++)
        put_exception(pr, limb, &r->exception[i]);
    uint64_t bit = UINT64_C(1) << pr->n_limb++;
    *(r->cls == QN_CLASS_ELIMINATED ? &pr->eliminating : &pr->restricting) |= bit;
    pr->low |= r->conf >= QN_CONF_MEMORY_LOW ? bit : 0;
    pr->reading |= r->reading ? bit : 0;
    if (r->conf > pr->weakest)
        pr->weakest = r->conf;
}

/* Which variants coverage.csv says are held wholly; 0 where it has no row for the kind. */
static int read_coverage(const struct qn_pack *p, struct qn_problem *pr)
{
    uint32_t named = 0;
    int found = 0;
    for (int pass = 0; pass < 2; pass++) /* rows that name variants first */
        for (size_t i = 0; i < p->n_coverage; i++) {
            const struct qn_coverage *c = &p->coverage[i];
            if (c->edition != pr->edition || c->kind != pr->kind || (c->variants == 0) != pass)
                continue;
            uint32_t which = c->variants ? c->variants : ~named;
            named |= c->variants;
            found |= c->variants == 0;
            pr->held_eliminated |= c->eliminated == QN_HELD_YES ? which : 0;
            pr->held_restricted |= c->restricted == QN_HELD_YES ? which : 0;
        }
    return found;
}

static int speaks(const struct qn_rule *r, const struct qn_edition *e, enum qn_kind kind)
{
    return r->edition == e && (r->kinds >> kind & 1);
}

static enum qn_status fill(struct qn_pack *p, struct qn_problem *pr, struct qn_err *err)
{
    size_t clauses = 0, literals = 0;
    int limbs = 0;
    enum qn_status st = want_input(pr, QN_SUBJECT_VARIANT, NULL, err);
    for (size_t i = 0; i < p->n_rule && !st; i++) {
        const struct qn_rule *r = &p->rule[i];
        if (!speaks(r, pr->edition, pr->kind))
            continue;
        st = want_inputs(pr, r, err);
        clauses += 2 + r->n_condition + 2 * r->n_exception;
        literals += 2 + r->n_condition + 4 * r->n_exception;
        if (++limbs > QN_MAX_LIMBS)
            return too_complex(pr, err);
    }
    if (st)
        return st;
    pr->clause = qn_arena_alloc(&p->arena, clauses * sizeof *pr->clause, err);
    pr->literal = qn_arena_alloc(&p->arena, literals * sizeof *pr->literal, err);
    if (!pr->clause || !pr->literal)
        return err->code;
    for (size_t i = 0; i < p->n_rule; i++)
        if (speaks(&p->rule[i], pr->edition, pr->kind))
            put_limb(pr, &p->rule[i]);
    if (!read_coverage(p, pr))
        return qn_fail(err, QN_E_SYNTAX, "coverage.csv:1:1", QN_T_PACK_COVERAGE,
                       qn_kind_names[pr->kind], "kind", pr->edition->id);
    return QN_OK;
}

static void gather_variants(struct qn_pack *p)
{
    for (size_t i = 0; i < p->n_variant; i++)
        p->variants_of[p->variant[i].kind] |= p->variant[i].recorded | p->variant[i].possible;
    for (size_t i = 0; i < p->n_rule; i++) {
        const struct qn_rule *r = &p->rule[i];
        uint32_t named = r->variants;
        for (size_t k = 0; k < r->n_exception; k++)
            named |= r->exception[k].variants;
        for (int kind = 0; kind < QN_KIND_COUNT; kind++)
            p->variants_of[kind] |= r->kinds >> kind & 1 ? named : 0;
    }
}

enum qn_status qn_problems_build(struct qn_pack *p, struct qn_err *err)
{
    gather_variants(p);
    p->problem =
        qn_arena_alloc(&p->arena, (p->n_edition + 1) * QN_KIND_COUNT * sizeof(void *), err);
    if (!p->problem)
        return err->code;
    for (size_t i = 0; i < p->n_rule; i++) {
        const struct qn_rule *r = &p->rule[i];
        size_t row = (size_t)(r->edition - p->edition) * QN_KIND_COUNT;
        for (int kind = 0; kind < QN_KIND_COUNT; kind++) {
            if (!(r->kinds >> kind & 1) || p->problem[row + (size_t)kind])
                continue;
            struct qn_problem *pr = qn_arena_alloc(&p->arena, sizeof *pr, err);
            if (!pr)
                return err->code;
            pr->edition = r->edition;
            pr->kind = (enum qn_kind)kind;
            p->problem[row + (size_t)kind] = pr;
            enum qn_status st = fill(p, pr, err);
            if (st)
                return st;
        }
    }
    return QN_OK;
}

const struct qn_problem *qn_problem_of(const struct qn_pack *p, const struct qn_edition *e,
                                       enum qn_kind kind)
{
    return p->problem[(size_t)(e - p->edition) * QN_KIND_COUNT + (size_t)kind];
}

int qn_edition_has_rows(const struct qn_pack *p, const struct qn_edition *e)
{
    for (int kind = 0; kind < QN_KIND_COUNT; kind++)
        if (qn_problem_of(p, e, (enum qn_kind)kind))
            return 1;
    return 0;
}
