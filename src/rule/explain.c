/* The reasoning of one installation, limb by limb in pack order: what was asked, the value, the
 * bound, whether it holds, where the value is from. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rule/screen.h"

struct teller {
    const struct qn_view *view;
    const struct qn_problem *pr;
    const struct qn_facts *facts;
    const struct qn_installation *in;
    int32_t installation;
    struct qn_arena *arena;
    struct qn_step *step;
    size_t n, cap;
};

/* The next step, filled with what every step has. */
static struct qn_step *add(struct teller *t, enum qn_step_kind kind, const struct qn_rule *r,
                           const char *parameter, enum qn_truth outcome)
{
    struct qn_step *s = &t->step[t->n++];
    *s = (struct qn_step){.kind = kind,
                          .rule = r,
                          .parameter = parameter,
                          .value = {.value = NAN},
                          .value_text = "",
                          .unit = "",
                          .bound = "",
                          .outcome = outcome};
    return s;
}

static enum qn_truth truth_of_set(uint32_t set, uint32_t mask)
{
    return !(set & mask) ? QN_FALSE : set & ~mask ? QN_UNKNOWN : QN_TRUE;
}

static const char *variant_word(int bit)
{
    return bit == QN_VARIANT_ORDINARY ? "ordinary" : qn_variant_names[bit];
}

/* "= ironmaking|cast_iron", "any". */
static const char *variant_bound(struct teller *t, const char *op, uint32_t mask,
                                 struct qn_err *err)
{
    char text[256];
    size_t len = (size_t)snprintf(text, sizeof text, "%s", mask ? op : "any");
    const char *sep = " ";
    for (int bit = 0; bit < QN_VARIANT_BITS && len + 1 < sizeof text; bit++) {
        if (!(mask >> bit & 1))
            continue;
        int n = snprintf(text + len, sizeof text - len, "%s%s", sep, variant_word(bit));
        len += n > 0 ? (size_t)n : 0;
        sep = "|";
    }
    return qn_arena_copy(t->arena, text, strlen(text), err);
}

static const char *number_bound(struct teller *t, const struct qn_bound *b, struct qn_err *err)
{
    static const char *const sign[4] = {">", ">=", "<", "<="};
    const double side[4] = {b->gt, b->ge, b->lt, b->le};
    char text[128], number[QN_NUM_TEXT_CAP];
    size_t len = 0;
    text[0] = '\0';
    for (int i = 0; i < 4; i++) {
        if (isnan(side[i]))
            continue;
        int n = snprintf(text + len, sizeof text - len, "%s%s %s", len ? " and " : "", sign[i],
                         qn_num_text(side[i], number));
        len += n > 0 ? (size_t)n : 0;
    }
    return qn_arena_copy(t->arena, text, len, err);
}

static const char *bound_text(struct teller *t, int subject, const struct qn_bound *b,
                              struct qn_err *err)
{
    if (b->has < 0)
        return number_bound(t, b, err);
    if (b->has == 1)
        return "= yes";
    return strncmp(qn_subject_name(subject), "has_", 4) == 0 ? "lacks" : "= no";
}

/* The value a bound speaks about, in the bound's unit. */
static enum qn_status put_value(struct teller *t, struct qn_step *s, int subject,
                                const struct qn_bound *b, struct qn_err *err)
{
    if (subject == QN_SUBJECT_ENTERPRISE_CAPACITY) {
        struct qn_span span = qn_enterprise_capacity(t->view, t->installation);
        char text[80] = "", low[QN_NUM_TEXT_CAP], high[QN_NUM_TEXT_CAP];
        qn_num_text(span.low / b->scale, low);
        if (span.low == span.high)
            s->value.value = span.low / b->scale;
        else if (isinf(span.high) && span.low > 0)
            snprintf(text, sizeof text, ">= %s", low);
        else if (!isinf(span.high))
            snprintf(text, sizeof text, "%s .. %s", low, qn_num_text(span.high / b->scale, high));
        s->value.prov = s->prov = span.prov;
        s->value_text = qn_arena_copy(t->arena, text, strlen(text), err);
        return s->value_text ? QN_OK : QN_E_NOMEM;
    }
    if (subject == QN_SUBJECT_UNIT_CAPACITY)
        s->value = qn_unit_capacity(t->in);
    else if (subject < QN_PARAM_COUNT)
        s->value = t->in->param[subject];
    s->value.value /= b->scale;
    s->prov = s->value.prov;
    return QN_OK;
}

static int input_of(const struct teller *t, int subject, const struct qn_exception *x)
{
    for (int i = 0; i < t->pr->n_input; i++)
        if (t->pr->input[i].subject == subject && t->pr->input[i].exception == x)
            return i;
    return 0; /* not reached: a problem has every input of its limbs */
}

static enum qn_truth bound_truth(const struct teller *t, int subject, const struct qn_bound *b)
{
    const struct qn_input *in = &t->pr->input[input_of(t, subject, NULL)];
    uint32_t set = t->facts->set[in - t->pr->input], mask = 0;
    for (int v = 0; v < in->n_value; v++)
        if (qn_bound_holds(b, qn_input_value(in, v)))
            mask |= UINT32_C(1) << v;
    return truth_of_set(set, mask);
}

static enum qn_status tell_bound(struct teller *t, enum qn_step_kind kind, const struct qn_rule *r,
                                 int subject, const struct qn_bound *b, struct qn_err *err)
{
    const char *name =
        subject == QN_SUBJECT_UNIT_CAPACITY ? "capacity_t_a" : qn_subject_name(subject);
    struct qn_step *s = add(t, kind, r, name, bound_truth(t, subject, b));
    s->unit = b->unit;
    s->bound = bound_text(t, subject, b, err);
    return s->bound ? put_value(t, s, subject, b, err) : QN_E_NOMEM;
}

/* What is recorded, or taken for it. */
static void put_variant(const struct teller *t, struct qn_step *s)
{
    const struct qn_variant_rule *v = qn_variant_rule_of(t->view->pack, t->in);
    if (qn_variant_recorded(t->view->pack, t->in)) {
        s->value_text = qn_variant_names[t->in->variant];
        s->value = (struct qn_qty){t->in->variant, t->in->variant_prov};
        s->prov = t->in->variant_prov;
    } else if (v && v->assumed) {
        for (int bit = 0; bit < QN_VARIANT_BITS; bit++)
            if (v->possible == UINT32_C(1) << bit)
                s->value_text = variant_word(bit);
        s->prov = &v->prov;
    }
}

static enum qn_status tell_variant(struct teller *t, const struct qn_rule *r, struct qn_err *err)
{
    enum qn_truth truth = r->variants ? truth_of_set(t->facts->set[0], r->variants) : QN_TRUE;
    struct qn_step *s = add(t, QN_STEP_VARIANT, r, "variant", truth);
    put_variant(t, s);
    s->bound = variant_bound(t, "=", r->variants, err);
    return s->bound ? QN_OK : QN_E_NOMEM;
}

/* The piece of evidence that shows a document: the region's row, for its provenance. */
static const struct qn_prov *document_prov(const struct teller *t, const char *kind)
{
    const struct qn_region *r = t->view->region;
    int32_t day = qn_date_last_day(t->view->on);
    for (int32_t i = 0; i < r->n_evidence; i++) {
        const struct qn_evidence *d = &r->evidence[i];
        int ours =
            d->installation == t->installation ||
            (d->installation < 0 && d->enterprise >= 0 && d->enterprise == t->in->enterprise);
        if (ours && strcmp(d->kind, kind) == 0 && d->dated_on.year &&
            qn_date_last_day(d->dated_on) <= day)
            return &d->prov;
    }
    return NULL;
}

static void tell_documents(struct teller *t, const struct qn_rule *r, const struct qn_exception *x)
{
    for (int bit = 0; bit < 32; bit++) {
        if (!(x->documents >> bit & 1))
            continue;
        const char *kind = qn_document_name(bit);
        const struct qn_prov *prov = document_prov(t, kind);
        struct qn_step *s = add(t, QN_STEP_EXCEPTION, r, kind, prov ? QN_TRUE : QN_FALSE);
        s->value_text = prov ? "shown" : "not shown";
        s->bound = "document";
        s->prov = prov;
    }
}

/* An exception: by what the installation is, or by a claim with its documents. The outcome says
 * whether the exception is made out, by that road. */
static enum qn_status tell_exception(struct teller *t, const struct qn_rule *r,
                                     const struct qn_exception *x, struct qn_err *err)
{
    if (x->variants) {
        enum qn_truth truth = truth_of_set(t->facts->set[0], x->variants);
        if (x->unresolved && truth != QN_FALSE)
            truth = QN_UNKNOWN;
        struct qn_step *s = add(t, QN_STEP_EXCEPTION, r, "variant", truth);
        put_variant(t, s);
        s->bound = variant_bound(t, "=", x->variants, err);
        if (!s->bound)
            return QN_E_NOMEM;
    }
    if (!*x->claim)
        return QN_OK;
    int claimed = strcmp(x->claim, t->in->exemption_claimed) == 0;
    if (claimed)
        tell_documents(t, r, x);
    int made_out = t->facts->set[input_of(t, QN_SUBJECT_CLAIM, x)] == 2;
    struct qn_step *s =
        add(t, QN_STEP_EXCEPTION, r, "exemption_claimed", made_out ? QN_TRUE : QN_FALSE);
    char text[96];
    snprintf(text, sizeof text, "= %s, with its documents", x->claim);
    s->bound = qn_arena_copy(t->arena, text, strlen(text), err);
    s->value_text = t->in->exemption_claimed;
    s->prov = *t->in->exemption_claimed ? &t->in->prov : NULL;
    return s->bound ? QN_OK : QN_E_NOMEM;
}

static enum qn_status tell_limb(struct teller *t, int i, const struct qn_verdict *v,
                                struct qn_err *err)
{
    const struct qn_rule *r = t->pr->limb[i].rule;
    enum qn_status st = tell_variant(t, r, err);
    if (!st && r->subject != QN_SUBJECT_NONE)
        st = tell_bound(t, QN_STEP_BOUND, r, r->subject, &r->bound, err);
    for (size_t k = 0; k < r->n_condition && !st; k++)
        st = tell_bound(t, QN_STEP_CONDITION, r, r->condition[k].subject, &r->condition[k].bound,
                        err);
    for (size_t k = 0; k < r->n_exception && !st; k++)
        st = tell_exception(t, r, &r->exception[k], err);
    if (!st)
        add(t, QN_STEP_LIMB, r, "",
            v->always >> i & 1 ? QN_TRUE
            : v->ever >> i & 1 ? QN_UNKNOWN
                               : QN_FALSE);
    return st;
}

/* At most so many steps: variant, bound, limb; conditions; two roads an exception, documents. */
static size_t steps_of(const struct qn_rule *r)
{
    size_t n = 3 + r->n_condition;
    for (size_t k = 0; k < r->n_exception; k++) {
        n += 2;
        for (uint32_t d = r->exception[k].documents; d; d &= d - 1)
            n++;
    }
    return n;
}

enum qn_status qn_explain_view(const struct qn_view *v, struct qn_arena *arena,
                               struct qn_screening *item, struct qn_err *err)
{
    struct qn_facts facts;
    struct qn_verdict verdict;
    struct teller t = {.view = v, .facts = &facts, .arena = arena};
    t.installation = item->installation;
    t.in = &v->region->installation[item->installation];
    item->step = NULL;
    item->n_step = 0;
    t.pr = item->edition ? qn_problem_of(v->pack, item->edition, t.in->kind) : NULL;
    if (!t.pr)
        return QN_OK;
    qn_facts_of(v, t.pr, t.installation, &facts);
    enum qn_status st = qn_judge(t.pr, &facts, &verdict, err);
    for (int i = 0; i < t.pr->n_limb; i++)
        t.cap += steps_of(t.pr->limb[i].rule);
    if (!st && !(t.step = qn_arena_alloc(arena, t.cap * sizeof *t.step, err)))
        st = QN_E_NOMEM;
    for (int i = 0; i < t.pr->n_limb && !st; i++)
        st = tell_limb(&t, i, &verdict, err);
    item->step = t.step;
    item->n_step = st ? 0 : t.n;
    return st;
}

enum qn_status qn_screen_explain(const struct qn_pack *pack, const struct qn_region *r,
                                 struct qn_date on, struct qn_arena *arena,
                                 struct qn_screening *item, struct qn_err *err)
{
    struct qn_view view;
    struct qn_arena scratch; /* steps point into pack and region, not into the view */
    qn_arena_init(&scratch, SIZE_MAX / 2);
    enum qn_status st = qn_view_init(&view, pack, r, on, &scratch, err);
    if (!st)
        st = qn_explain_view(&view, arena, item, err);
    qn_arena_release(&scratch);
    return st;
}
