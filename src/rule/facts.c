#include "rule/facts.h"

#include <math.h>
#include <string.h>

/* State of every installation on a day: the last record that began by then (see
 * qn_installation_state_on, which asks for one installation what this asks for all). */
static void states_on(const struct qn_region *r, int32_t day, enum qn_state *state, int32_t *since)
{
    for (int32_t i = 0; i < r->n_installation; i++) {
        const struct qn_installation *in = &r->installation[i];
        int32_t began = in->state_since.year ? qn_date_last_day(in->state_since) : INT32_MIN;
        state[i] = began <= day ? in->state : QN_STATE_UNKNOWN;
        since[i] = began <= day ? began : INT32_MIN;
    }
    for (int32_t k = 0; k < r->n_installation_state; k++) {
        const struct qn_installation_state *s = &r->installation_state[k];
        int32_t began = s->since.year ? qn_date_last_day(s->since) : INT32_MIN;
        if (began <= day && began >= since[s->installation]) {
            state[s->installation] = s->state;
            since[s->installation] = began;
        }
    }
}

/* What one oven adds to the capacity of its enterprise. */
static void add_oven(struct qn_span *sum, const struct qn_installation *in, enum qn_state state)
{
    double t_a = in->param[QN_PARAM_CAPACITY].value;
    if (state == QN_STATE_PLANNED || state == QN_STATE_DISMANTLED || state == QN_STATE_CANCELLED)
        return;
    if (!sum->prov)
        sum->prov = in->param[QN_PARAM_CAPACITY].prov;
    if (isnan(t_a)) {
        sum->high = INFINITY;
        return;
    }
    sum->high += t_a;
    if (state != QN_STATE_UNKNOWN) /* else it may be gone */
        sum->low += t_a;
}

static void sum_ovens(const struct qn_region *r, const enum qn_state *state, enum qn_kind kind,
                      struct qn_span *out)
{
    for (int32_t e = 0; e < r->n_enterprise; e++) {
        const struct qn_enterprise *ent = &r->enterprise[e];
        out[e] = (struct qn_span){0};
        if (!isnan(ent->coke_capacity_t_a.value)) {
            out[e].low = out[e].high = ent->coke_capacity_t_a.value;
            out[e].prov = ent->coke_capacity_t_a.prov;
            continue;
        }
        for (int32_t k = 0; k < ent->n_installations; k++) {
            int32_t i = ent->first_installation + k;
            if (r->installation[i].kind == kind)
                add_oven(&out[e], &r->installation[i], state[i]);
        }
    }
}

/* Documents dated on or before the day; one without a date shows nothing. */
static void gather_documents(struct qn_view *v)
{
    const struct qn_region *r = v->region;
    int32_t day = qn_date_last_day(v->on);
    for (int32_t i = 0; i < r->n_evidence; i++) {
        const struct qn_evidence *d = &r->evidence[i];
        int bit = qn_document_bit(d->kind);
        if (bit < 0 || !d->dated_on.year || qn_date_last_day(d->dated_on) > day)
            continue;
        if (d->installation >= 0)
            v->documents[d->installation] |= UINT32_C(1) << bit;
        else if (d->enterprise >= 0)
            v->plant_documents[d->enterprise] |= UINT32_C(1) << bit;
    }
}

enum qn_status qn_view_init(struct qn_view *v, const struct qn_pack *pack,
                            const struct qn_region *r, struct qn_date on, struct qn_arena *arena,
                            struct qn_err *err)
{
    size_t n_ent = (size_t)r->n_enterprise, n_ins = (size_t)r->n_installation;
    *v = (struct qn_view){.pack = pack, .region = r, .on = on};
    v->coke = qn_arena_alloc(arena, n_ent * sizeof *v->coke, err);
    v->semi_coke = qn_arena_alloc(arena, n_ent * sizeof *v->semi_coke, err);
    v->plant_documents = qn_arena_alloc(arena, n_ent * sizeof *v->plant_documents, err);
    v->documents = qn_arena_alloc(arena, n_ins * sizeof *v->documents, err);
    enum qn_state *state = qn_arena_alloc(arena, n_ins * sizeof *state, err);
    int32_t *since = qn_arena_alloc(arena, n_ins * sizeof *since, err);
    if (!since || !v->coke || !v->semi_coke || !v->plant_documents || !v->documents || !state)
        return QN_E_NOMEM;
    states_on(r, qn_date_last_day(on), state, since);
    sum_ovens(r, state, QN_KIND_COKE_OVEN, v->coke);
    sum_ovens(r, state, QN_KIND_SEMI_COKE_OVEN, v->semi_coke);
    gather_documents(v);
    return QN_OK;
}

uint32_t qn_variant_recorded(const struct qn_pack *p, const struct qn_installation *in)
{
    uint32_t bit = in->variant == QN_VARIANT_UNKNOWN ? 0 : UINT32_C(1) << in->variant;
    return bit & p->variants_of[in->kind];
}

const struct qn_variant_rule *qn_variant_rule_of(const struct qn_pack *p,
                                                 const struct qn_installation *in)
{
    uint32_t recorded = qn_variant_recorded(p, in);
    for (size_t i = 0; i < p->n_variant; i++) {
        const struct qn_variant_rule *v = &p->variant[i];
        if (v->kind == in->kind && v->recorded == recorded &&
            (v->if_known < 0 || !isnan(in->param[v->if_known].value)))
            return v;
    }
    return NULL;
}

struct qn_qty qn_unit_capacity(const struct qn_installation *in)
{
    struct qn_qty q = in->param[QN_PARAM_CAPACITY];
    if (in->units > 1)
        q.value /= in->units;
    return q;
}

struct qn_span qn_enterprise_capacity(const struct qn_view *v, int32_t installation)
{
    const struct qn_installation *in = &v->region->installation[installation];
    if (in->enterprise < 0)
        return (struct qn_span){0, INFINITY, NULL};
    return in->kind == QN_KIND_SEMI_COKE_OVEN ? v->semi_coke[in->enterprise]
                                              : v->coke[in->enterprise];
}

static uint32_t variant_set(const struct qn_pack *p, const struct qn_installation *in)
{
    const struct qn_variant_rule *v = qn_variant_rule_of(p, in);
    if (v)
        return v->possible;
    uint32_t recorded = qn_variant_recorded(p, in);
    if (recorded)
        return recorded;
    return qn_bits_between(0, QN_VARIANT_ORDINARY);
}

static uint32_t number_set(const struct qn_input *in, double low, double high)
{
    if (isnan(low))
        return qn_bits_between(0, in->n_value - 1);
    int last = isinf(high) ? in->n_value - 1 : qn_input_region(in, high);
    return qn_bits_between(qn_input_region(in, low), last);
}

static int claim_of(const struct qn_installation *in)
{
    const struct qn_table *t = &qn_tables[QN_TAB_INSTALLATION];
    const char *const *claims = t->col[qn_table_column(t, "exemption_claimed")].values;
    for (int i = 1; claims[i]; i++) /* the first is none */
        if (strcmp(claims[i], in->exemption_claimed) == 0)
            return i;
    return -1;
}

static uint32_t input_set(const struct qn_view *v, const struct qn_input *want,
                          const struct qn_installation *in, int32_t at, uint32_t documents)
{
    if (want->subject == QN_SUBJECT_VARIANT)
        return variant_set(v->pack, in);
    if (want->subject == QN_SUBJECT_CLAIM) {
        const struct qn_exception *x = want->exception;
        int made_out = strcmp(x->claim, in->exemption_claimed) == 0 && !(x->documents & ~documents);
        return made_out ? 2 : 1;
    }
    if (want->subject == QN_SUBJECT_ENTERPRISE_CAPACITY) {
        struct qn_span span = qn_enterprise_capacity(v, at);
        return number_set(want, span.low, span.high);
    }
    double value = NAN;
    if (want->subject == QN_SUBJECT_UNIT_CAPACITY)
        value = qn_unit_capacity(in).value;
    else if (want->subject < QN_PARAM_COUNT)
        value = in->param[want->subject].value;
    if (want->n_cut)
        return number_set(want, value, value);
    return isnan(value) ? 3 : value != 0 ? 2 : 1;
}

void qn_facts_of(const struct qn_view *v, const struct qn_problem *pr, int32_t installation,
                 struct qn_facts *out)
{
    const struct qn_installation *in = &v->region->installation[installation];
    memset(out, 0, sizeof *out);
    out->documents = v->documents[installation];
    if (in->enterprise >= 0)
        out->documents |= v->plant_documents[in->enterprise];
    out->claim = claim_of(in);
    for (int i = 0; i < pr->n_input; i++)
        out->set[i] = input_set(v, &pr->input[i], in, installation, out->documents);
    if (out->claim < 0)
        out->documents = 0; /* nothing asks for them: one key fewer */
}
