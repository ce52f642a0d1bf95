/* The verdict on sets of values, by every completion of what is unknown.
 *
 * Given     problem, facts: a set of possible values an input
 * Returned  the class where all completions agree; restricted where one limb of restriction is met
 * in all of them; else undetermined. What it can turn out to be, and, where more than one class is
 * open, the inputs that matter: those in which alone two completions differ that differ in class,
 * by the share of lines of completions along the input that hold such a pair Method    elimination
 * prevails over restriction; no limb met is "unclassified" only where coverage.csv says that both
 * classes' rows are held; rows of low confidence never decide, they only show that rows are wanting
 * Check     coke oven, 2011 (2013): 3.5 m, charging unknown -> eliminated either way; 4.0 m ->
 *           undetermined, eliminated or restricted, for want of the charging (by hand)
 */
#include <stdlib.h>
#include <string.h>

#include "rule/problem.h"

struct outcome {
    uint8_t cls, candidates, gap_rows, gap_low;
};

/* The class of a completion from its true limbs. */
static struct outcome classify(const struct qn_problem *pr, uint64_t limbs, uint32_t variant)
{
    const uint8_t E = 1 << QN_CLASS_ELIMINATED, R = 1 << QN_CLASS_RESTRICTED,
                  U = 1 << QN_CLASS_UNCLASSIFIED;
    uint64_t firm = limbs & ~pr->low, weak = limbs & pr->low;
    int held_e = (pr->held_eliminated & variant) != 0,
        held_r = (pr->held_restricted & variant) != 0;
    struct outcome o = {.gap_low = (weak & pr->eliminating) != 0};
    if (firm & pr->eliminating)
        return (struct outcome){QN_CLASS_ELIMINATED, E, 0, 0};
    if (firm & pr->restricting) {
        o.cls = QN_CLASS_RESTRICTED;
        o.candidates = R;
        o.gap_rows = !held_e;
        return o;
    }
    o.gap_low = weak != 0;
    o.gap_rows = !held_e || !held_r;
    o.cls = o.gap_rows || weak ? QN_CLASS_UNDETERMINED : QN_CLASS_UNCLASSIFIED;
    o.candidates = (uint8_t)(U | (held_e ? 0 : E) | (held_r ? 0 : R));
    o.candidates |= (uint8_t)((weak & pr->eliminating ? E : 0) | (weak & pr->restricting ? R : 0));
    return o;
}

static int one_bit(uint32_t set)
{
    return (set & (set - 1)) == 0;
}

static int clause_met(const struct qn_problem *pr, const struct qn_clause *c, const uint32_t *set)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct qn_literal *l = &pr->literal[c->first + i];
        if (!(set[l->input] & ~l->mask))
            return 1;
    }
    return 0;
}

static int clause_lost(const struct qn_problem *pr, const struct qn_clause *c, const uint32_t *set)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct qn_literal *l = &pr->literal[c->first + i];
        if (set[l->input] & l->mask)
            return 0;
    }
    return 1;
}

static int limb_lost(const struct qn_problem *pr, const struct qn_limb *limb, const uint32_t *set)
{
    for (size_t i = 0; i < limb->n; i++)
        if (clause_lost(pr, &pr->clause[limb->first + i], set))
            return 1;
    return 0;
}

/* Inputs a limb still hangs on, as bits. */
static uint32_t limb_open(const struct qn_problem *pr, const struct qn_limb *limb,
                          const uint32_t *set)
{
    uint32_t open = 0;
    if (limb_lost(pr, limb, set))
        return 0;
    for (size_t i = 0; i < limb->n; i++) {
        const struct qn_clause *c = &pr->clause[limb->first + i];
        if (clause_met(pr, c, set))
            continue;
        for (size_t k = 0; k < c->n; k++) {
            const struct qn_literal *l = &pr->literal[c->first + k];
            if (!one_bit(set[l->input]) && (set[l->input] & l->mask))
                open |= UINT32_C(1) << l->input;
        }
    }
    return open;
}

/* The completions: an odometer over the open inputs, the first turning fastest. */
struct walk {
    const struct qn_problem *pr;
    const struct qn_facts *f;
    int open[QN_MAX_INPUTS], n_open;
    uint8_t value[QN_MAX_INPUTS][32]; /* of each open input */
    size_t radix[QN_MAX_INPUTS], stride[QN_MAX_INPUTS], total;
    uint32_t at[QN_MAX_INPUTS]; /* one bit an input: the completion */
};

static enum qn_status walk_init(struct walk *w, const struct qn_problem *pr,
                                const struct qn_facts *f, struct qn_err *err)
{
    uint32_t open = 0;
    w->pr = pr;
    w->f = f;
    w->n_open = 0;
    w->total = 1;
    for (int i = 0; i < pr->n_limb; i++)
        open |= limb_open(pr, &pr->limb[i], f->set);
    uint32_t variants = f->set[0];
    if ((pr->held_eliminated & variants && ~pr->held_eliminated & variants) ||
        (pr->held_restricted & variants && ~pr->held_restricted & variants))
        open |= 1; /* what is held depends on the variant */
    for (int i = 0; i < pr->n_input; i++) {
        w->at[i] = f->set[i] & (~f->set[i] + 1);
        if (!(open >> i & 1))
            continue;
        int k = w->n_open++;
        w->open[k] = i;
        w->radix[k] = 0;
        w->stride[k] = w->total;
        for (uint8_t v = 0; v < 32; v++)
            if (f->set[i] >> v & 1)
                w->value[k][w->radix[k]++] = v;
        if (w->total > QN_MAX_COMPLETIONS / w->radix[k]) {
            char limit[QN_NUM_TEXT_CAP];
            return qn_fail(err, QN_E_LIMIT, "catalogue.csv", QN_T_PACK_COMPLEX, pr->edition->id,
                           qn_kind_names[pr->kind], qn_num_text((double)QN_MAX_COMPLETIONS, limit));
        }
        w->total *= w->radix[k];
    }
    return QN_OK;
}

static void walk_to(struct walk *w, size_t completion)
{
    for (int k = 0; k < w->n_open; k++) {
        size_t digit = completion / w->stride[k] % w->radix[k];
        w->at[w->open[k]] = UINT32_C(1) << w->value[k][digit];
        if (digit)
            break; /* the slower ones have not moved */
    }
}

static uint64_t true_limbs(const struct walk *w)
{
    uint64_t limbs = 0;
    for (int i = 0; i < w->pr->n_limb; i++) {
        const struct qn_limb *limb = &w->pr->limb[i];
        int all = 1;
        for (size_t c = 0; c < limb->n && all; c++)
            all = clause_met(w->pr, &w->pr->clause[limb->first + c], w->at);
        limbs |= (uint64_t)all << i;
    }
    return limbs;
}

/* In how many lines along input k the class is not the same throughout. */
static size_t lines_that_differ(const struct walk *w, int k, const uint8_t *cls)
{
    size_t n = 0, span = w->stride[k] * w->radix[k];
    for (size_t block = 0; block < w->total; block += span)
        for (size_t i = block; i < block + w->stride[k]; i++)
            for (size_t v = 1; v < w->radix[k]; v++)
                if (cls[i + v * w->stride[k]] != cls[i]) {
                    n++;
                    break;
                }
    return n;
}

static void find_missing(const struct walk *w, const uint8_t *cls, struct qn_verdict *out)
{
    size_t weight[QN_MAX_INPUTS];
    for (int k = 0; k < w->n_open; k++) {
        size_t lines = lines_that_differ(w, k, cls) * w->radix[k]; /* a share of all lines */
        if (!lines)
            continue;
        int at = out->n_missing++;
        for (; at && weight[at - 1] < lines; at--) {
            weight[at] = weight[at - 1];
            out->missing[at] = out->missing[at - 1];
        }
        weight[at] = lines;
        out->missing[at] = w->open[k];
    }
}

/* What all completions add up to. */
struct tally {
    unsigned classes, candidates, classes_without, candidates_without;
    uint64_t deciding_always, deciding_ever; /* limbs of the completion's own class */
    enum qn_conf weakest;
};

static enum qn_conf first_conf(const struct qn_problem *pr, uint64_t limbs)
{
    for (int i = 0; i < pr->n_limb; i++)
        if (limbs >> i & 1)
            return pr->limb[i].rule->conf;
    return QN_CONF_VERIFIED_REPO;
}

static uint8_t take(const struct walk *w, struct tally *t, struct qn_verdict *out)
{
    const struct qn_problem *pr = w->pr;
    uint64_t limbs = true_limbs(w);
    struct outcome o = classify(pr, limbs, w->at[0]);
    struct outcome without = classify(pr, limbs & ~pr->reading, w->at[0]);
    uint64_t deciding =
        limbs & ~pr->low & (o.cls == QN_CLASS_ELIMINATED ? pr->eliminating : pr->restricting);
    t->classes |= 1U << o.cls;
    t->candidates |= o.candidates;
    t->classes_without |= 1U << without.cls;
    t->candidates_without |= without.candidates;
    t->deciding_always &= deciding;
    t->deciding_ever |= deciding;
    enum qn_conf conf = first_conf(pr, deciding);
    t->weakest = conf > t->weakest ? conf : t->weakest;
    out->always &= limbs;
    out->ever |= limbs;
    out->gap_rows |= o.gap_rows;
    out->gap_low |= o.gap_low;
    out->gap_variants |= o.gap_rows ? w->at[0] : 0;
    return o.cls;
}

static enum qn_class settle(unsigned classes)
{
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        if (classes == 1U << c)
            return (enum qn_class)c;
    return QN_CLASS_UNDETERMINED;
}

static const struct qn_rule *first_rule(const struct qn_problem *pr, uint64_t limbs)
{
    for (int i = 0; i < pr->n_limb; i++)
        if (limbs >> i & 1)
            return pr->limb[i].rule;
    return NULL;
}

/* Claims without all their documents, where the limb is met or may be. */
static uint32_t lacking_documents(const struct qn_problem *pr, const struct qn_facts *f,
                                  uint64_t ever)
{
    const struct qn_table *t = &qn_tables[QN_TAB_INSTALLATION];
    const char *const *claims = t->col[qn_table_column(t, "exemption_claimed")].values;
    uint32_t lacking = 0;
    for (int i = 0; i < pr->n_limb && f->claim >= 0; i++) {
        const struct qn_rule *r = pr->limb[i].rule;
        for (size_t k = 0; k < r->n_exception && (ever >> i & 1); k++)
            if (strcmp(r->exception[k].claim, claims[f->claim]) == 0)
                lacking |= r->exception[k].documents & ~f->documents;
    }
    return lacking;
}

static void conclude(const struct walk *w, const struct tally *t, const uint8_t *cls,
                     struct qn_verdict *out)
{
    const struct qn_problem *pr = w->pr;
    /* restriction is established by a limb met in every completion; elimination may yet be shown */
    const struct qn_rule *firm = first_rule(pr, out->always & pr->restricting & ~pr->low);
    const struct qn_rule *plain =
        first_rule(pr, out->always & pr->restricting & ~pr->low & ~pr->reading);
    enum qn_class agreed = settle(t->classes);
    out->cls = agreed == QN_CLASS_UNDETERMINED && firm ? QN_CLASS_RESTRICTED : agreed;
    out->cls_without_reading = settle(t->classes_without);
    if (out->cls_without_reading == QN_CLASS_UNDETERMINED && plain)
        out->cls_without_reading = QN_CLASS_RESTRICTED;
    out->candidates = t->candidates;
    out->confidence = pr->weakest;
    if (agreed == QN_CLASS_UNDETERMINED && firm) {
        out->rule = firm;
        out->confidence = firm->conf;
    } else if (out->cls == QN_CLASS_ELIMINATED || out->cls == QN_CLASS_RESTRICTED) {
        out->rule = first_rule(pr, t->deciding_always ? t->deciding_always : t->deciding_ever);
        out->confidence = t->deciding_always ? out->rule->conf : t->weakest;
    }
    out->reading = t->classes != t->classes_without || t->candidates != t->candidates_without;
    uint64_t sure = out->always & pr->reading;
    out->reading_rule = first_rule(pr, sure ? sure : out->ever & pr->reading);
    if (agreed == QN_CLASS_UNDETERMINED)
        find_missing(w, cls, out);
    out->documents_missing = lacking_documents(pr, w->f, out->ever);
}

enum qn_status qn_judge(const struct qn_problem *pr, const struct qn_facts *f,
                        struct qn_verdict *out, struct qn_err *err)
{
    struct walk w = {.pr = pr};
    *out = (struct qn_verdict){.always = UINT64_MAX};
    enum qn_status st = walk_init(&w, pr, f, err);
    if (st)
        return st;
    uint8_t few[1024] = {0}, *cls = w.total <= sizeof few ? few : calloc(w.total, 1);
    if (!cls) {
        char want[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, qn_num_text((double)w.total, want));
    }
    struct tally t = {.deciding_always = UINT64_MAX};
    for (size_t i = 0; i < w.total; i++) {
        walk_to(&w, i);
        cls[i] = take(&w, &t, out);
    }
    conclude(&w, &t, cls, out);
    if (cls != few)
        free(cls);
    return QN_OK;
}
