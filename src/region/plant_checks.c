/* Installations: capacity, output, state, and which parameter belongs to which kind. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"
#include "region/region.h"

#define OUTPUT_WARN_PERCENT 110.0
#define OUTPUT_ERROR_PERCENT 200.0
#define SLIP_BELOW_T_A 1000.0 /* no furnace makes less in a year: 60 t/a means 60万 t/a */
#define WAN 10000.0
#define SUM_FACTOR 1.1

/* Columns used on every row, found once. */
struct columns {
    size_t id, enterprise, kind, variant, state, since, built, capacity, output, year, height,
        volume, nominal, area, exemption;
};

static struct columns find_columns(const struct qn_table *t)
{
    return (struct columns){
        .id = 0,
        .enterprise = qn_col(t, "enterprise_id"),
        .kind = qn_col(t, "kind"),
        .variant = qn_col(t, "variant"),
        .state = qn_col(t, "state"),
        .since = qn_col(t, "state_since"),
        .built = qn_col(t, "built_on"),
        .capacity = qn_col(t, "capacity_t_a"),
        .output = qn_col(t, "output_t_a"),
        .year = qn_col(t, "output_year"),
        .height = qn_col(t, "chamber_height_m"),
        .volume = qn_col(t, "effective_volume_m3"),
        .nominal = qn_col(t, "nominal_capacity_t"),
        .area = qn_col(t, "area_m2"),
        .exemption = qn_col(t, "exemption_claimed"),
    };
}

static double num(const struct qn_entry *c)
{
    return c->type == QN_V_REAL ? c->u.r : c->type == QN_V_INT ? (double)c->u.i : NAN;
}

static const char *str(const struct qn_entry *c)
{
    return c->type == QN_V_TEXT ? c->u.s : "";
}

static struct qn_date day(const struct qn_entry *c)
{
    struct qn_date d = {0, 0, 0};
    if (c->type == QN_V_TEXT && qn_date_parse(c->u.s, c->n, &d, NULL))
        d = (struct qn_date){0, 0, 0};
    return d;
}

/* A parameter or a variant and the kinds it belongs to, as a mask of enum qn_kind. */
struct belongs {
    const char *name;
    uint32_t kinds;
};
#define K(kind) (UINT32_C(1) << QN_KIND_##kind)
#define PELLETS (K(SHAFT_PELLET_FURNACE) | K(PELLET_LINE))
#define STEEL (K(CONVERTER) | K(ELECTRIC_ARC_FURNACE) | K(INDUCTION_FURNACE) | K(OPEN_HEARTH))

static const struct belongs params[] = {
    {"chamber_height_m", K(COKE_OVEN)},
    {"stamped_cake_volume_m3", K(COKE_OVEN)},
    {"chambers", K(COKE_OVEN) | K(SEMI_COKE_OVEN)},
    {"effective_volume_m3", K(BLAST_FURNACE)},
    {"nominal_capacity_t", STEEL},
    {"area_m2", K(SINTER_MACHINE) | K(SHAFT_PELLET_FURNACE) | K(PELLET_LINE)},
    {"strip_width_mm", K(HOT_STRIP_MILL) | K(GALVANIZING_LINE) | K(COLOUR_COATING_LINE)},
    {"has_cdq", K(COKE_OVEN)},
    {"has_charging_dedusting", K(COKE_OVEN)},
    {"has_pushing_dedusting", K(COKE_OVEN)},
    {"has_gas_tar_recovery", K(COKE_OVEN) | K(SEMI_COKE_OVEN)},
    {"has_pci", K(BLAST_FURNACE)},
    {"has_trt", K(BLAST_FURNACE)},
};

static const struct belongs variants[] = {
    {"top_charged", K(COKE_OVEN)},
    {"stamp_charged", K(COKE_OVEN)},
    {"heat_recovery", K(COKE_OVEN) | K(SEMI_COKE_OVEN)},
    {"indigenous", K(COKE_OVEN) | K(SEMI_COKE_OVEN)},
    {"belt", K(SINTER_MACHINE) | K(PELLET_LINE)},
    {"step", K(SINTER_MACHINE)},
    {"ferroalloy_ore", K(SINTER_MACHINE)},
    {"cast_iron", K(SINTER_MACHINE) | K(BLAST_FURNACE) | K(SHAFT_PELLET_FURNACE)},
    {"ironmaking", K(BLAST_FURNACE)},
    {"ferroalloy", K(SINTER_MACHINE) | PELLETS | K(BLAST_FURNACE) | STEEL},
    {"cast_pipe", K(BLAST_FURNACE)},
    {"carbon_steel", STEEL | K(HOT_STRIP_MILL)},
    {"alloy_steel", STEEL | K(HOT_STRIP_MILL)},
    {"machine_casting", K(ELECTRIC_ARC_FURNACE) | K(INDUCTION_FURNACE)},
    {"steelmaking", STEEL},
    {"special_steel", STEEL | K(HOT_STRIP_MILL)},
    {"hot_dip", K(GALVANIZING_LINE)},
};

static int kind_of(const char *name)
{
    for (int k = 0; qn_kind_names[k]; k++)
        if (strcmp(qn_kind_names[k], name) == 0)
            return k;
    return QN_KIND_UNKNOWN;
}

static void check_params(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row, int kind,
                         const size_t *param_col)
{
    const struct qn_entry *c = qn_row(s, row);
    if (kind == QN_KIND_UNKNOWN || kind == QN_KIND_OTHER)
        return;
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++)
        if (c[param_col[i]].type && !(params[i].kinds >> kind & 1))
            QN_FIND_ROW(x, P817, s, row, params[i].name, params[i].name, qn_kind_names[kind]);
}

bool qn_variant_belongs(int kind, const char *variant)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++)
        if (strcmp(variants[i].name, variant) == 0)
            return kind == QN_KIND_UNKNOWN || kind == QN_KIND_OTHER ||
                   variants[i].kinds >> kind & 1;
    return true;
}

static bool outside(double v, double lo, double hi)
{
    return v < lo || v > hi;
}

static void check_sizes(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row, int kind,
                        const struct columns *k)
{
    const struct qn_entry *c = qn_row(s, row);
    double height = num(&c[k->height]), volume = num(&c[k->volume]);
    double nominal = num(&c[k->nominal]), area = num(&c[k->area]);
    if (kind == QN_KIND_COKE_OVEN && outside(height, 2, 8))
        QN_FIND_ROW(x, P819, s, row, "chamber_height_m", QN_NUM(height), "2", "8");
    if (kind == QN_KIND_BLAST_FURNACE && outside(volume, 50, 6000))
        QN_FIND_ROW(x, P820, s, row, "effective_volume_m3", QN_NUM(volume), "50", "6000");
    if ((STEEL >> kind & 1) && outside(nominal, 3, 350))
        QN_FIND_ROW(x, P821, s, row, "nominal_capacity_t", QN_NUM(nominal), "3", "350");
    if (kind == QN_KIND_SINTER_MACHINE && outside(area, 10, 700))
        QN_FIND_ROW(x, P822, s, row, "area_m2", QN_NUM(area), "10", "700");
}

static bool makes_tonnes(int kind)
{
    return kind <= QN_KIND_CONVERTER || kind == QN_KIND_OPEN_HEARTH || kind == QN_KIND_DRI_FURNACE;
}

static void check_output(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row, int kind,
                         const struct columns *k)
{
    const struct qn_entry *c = qn_row(s, row);
    double capacity = num(&c[k->capacity]), output = num(&c[k->output]);
    double percent = 100 * output / capacity;
    const char *name = qn_kind_names[kind];
    if (makes_tonnes(kind) && capacity > 0 && capacity < SLIP_BELOW_T_A)
        QN_FIND_ROW(x, P814, s, row, "capacity_t_a", name, QN_NUM(capacity),
                    QN_NUM(capacity * WAN));
    else if (makes_tonnes(kind) && output > 0 && output < SLIP_BELOW_T_A && !(capacity < WAN))
        QN_FIND_ROW(x, P815, s, row, "output_t_a", name, QN_NUM(output), QN_NUM(output * WAN));
    else if (capacity > 0 && percent > OUTPUT_ERROR_PERCENT)
        QN_FIND_ROW(x, P813, s, row, "output_t_a", QN_NUM(output), QN_NUM(capacity),
                    QN_NUM(round(percent)));
    else if (capacity > 0 && percent > OUTPUT_WARN_PERCENT)
        QN_FIND_ROW(x, P812, s, row, "output_t_a", QN_NUM(output), QN_NUM(capacity),
                    QN_NUM(round(percent)));
    if (output > 0 && !c[k->year].type)
        QN_FIND_ROW0(x, P843, s, row, "output_t_a");
}

static void check_ended(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                        const char *state, const struct columns *k)
{
    const struct qn_entry *c = qn_row(s, row);
    struct qn_date since = day(&c[k->since]);
    double output = num(&c[k->output]), year = num(&c[k->year]);
    if (!qn_date_known(since))
        QN_FIND_ROW(x, P826, s, row, "state", state);
    else if (output > 0 && year > since.year)
        QN_FIND_ROW(x, P825, s, row, "output_year", str(&c[k->id]), str(&c[k->since]),
                    QN_NUM(year));
}

static void check_state(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                        const struct columns *k)
{
    const struct qn_entry *c = qn_row(s, row);
    const char *state = str(&c[k->state]);
    struct qn_date since = day(&c[k->since]), built = day(&c[k->built]);
    double output = num(&c[k->output]), year = num(&c[k->year]);
    bool before = strcmp(state, "planned") == 0 || strcmp(state, "under_construction") == 0 ||
                  strcmp(state, "cancelled") == 0;
    if (!before && qn_date_known(since) && qn_date_known(built) &&
        qn_date_last_day(since) < qn_date_first_day(built))
        QN_FIND_ROW(x, T406, s, row, "state_since", str(&c[k->since]), str(&c[k->built]));
    if (strcmp(state, "operating") == 0 && output == 0)
        QN_FIND_ROW0(x, P823, s, row, "output_t_a");
    if (strcmp(state, "idle") == 0 && output > 0 && !(qn_date_known(since) && year <= since.year))
        QN_FIND_ROW(x, P824, s, row, "output_t_a", QN_NUM(output),
                    isnan(year) ? "?" : QN_NUM(year));
    if (strcmp(state, "stopped") == 0 || strcmp(state, "dismantled") == 0)
        check_ended(x, s, row, state, k);
}

/* Documents named for the enterprise or the installation. */
static bool has_document(struct qn_import_ctx *x, const char *enterprise, const char *installation,
                         const char *kind)
{
    const struct qn_rowset *s = &x->set[QN_TAB_EVIDENCE];
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(qn_str(s, i, "kind"), kind) != 0)
            continue;
        const char *i_id = qn_str(s, i, "installation_id");
        if (strcmp(i_id, installation) == 0 ||
            (!i_id[0] && strcmp(qn_str(s, i, "enterprise_id"), enterprise) == 0))
            return true;
    }
    return false;
}

/* For casting iron the blast furnace's exception wants three documents, the others the approval. */
const char *const *qn_claim_documents(const char *claim, int kind)
{
    static const char *const three[] = {"business_registration", "sales_records_3y",
                                        "project_approval", NULL};
    const uint32_t approval_only = K(SINTER_MACHINE) | PELLETS;
    if (!claim[0] || strcmp(claim, "none") == 0)
        return three + 3;
    bool casting = strcmp(claim, "casting_iron") == 0;
    return casting && !(approval_only >> kind & 1) ? three : three + 2;
}

static void check_exemption(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                            int kind, const struct columns *k)
{
    const struct qn_entry *c = qn_row(s, row);
    const char *claim = str(&c[k->exemption]);
    char missing[96] = "";
    size_t len = 0;
    for (const char *const *need = qn_claim_documents(claim, kind); *need; need++)
        if (!has_document(x, str(&c[k->enterprise]), str(&c[k->id]), *need)) {
            if (len)
                missing[len++] = ' ';
            memcpy(missing + len, *need, strlen(*need) + 1);
            len += strlen(*need);
        }
    if (len)
        QN_FIND_ROW(x, P834, s, row, "exemption_claimed", claim, missing);
}

/* What an enterprise's installations add up to. */
struct total {
    double coke, iron, steel;
    uint32_t installations;
    bool claims_exemption;
};

static bool counts_now(const char *state)
{
    return strcmp(state, "operating") == 0 || strcmp(state, "idle") == 0;
}

static void add_total(struct total *t, int kind, double capacity)
{
    if (isnan(capacity))
        return;
    if (kind == QN_KIND_COKE_OVEN)
        t->coke += capacity;
    else if (kind == QN_KIND_BLAST_FURNACE || kind == QN_KIND_DRI_FURNACE)
        t->iron += capacity;
    else if (STEEL >> kind & 1)
        t->steel += capacity;
}

static void check_installations(struct qn_import_ctx *x, struct total *totals)
{
    const struct qn_rowset *s = &x->set[QN_TAB_INSTALLATION];
    struct columns k = find_columns(s->table);
    size_t param_col[sizeof params / sizeof params[0]];
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++)
        param_col[i] = qn_col(s->table, params[i].name);
    for (size_t i = 0; i < s->n && !x->fatal; i++) {
        const struct qn_entry *c = qn_row(s, i);
        int kind = kind_of(str(&c[k.kind]));
        const char *owner = str(&c[k.enterprise]);
        size_t e = qn_idset_find(&x->set[QN_TAB_ENTERPRISE].ids, owner, strlen(owner));
        if (s->flags[i] & QN_ROW_REPEATED)
            continue;
        if (e != QN_NO_ROW) {
            totals[e].installations++;
            totals[e].claims_exemption |= c[k.exemption].type != QN_V_NULL;
            if (counts_now(str(&c[k.state])))
                add_total(&totals[e], kind, num(&c[k.capacity]));
        }
        if (s->flags[i] & QN_ROW_STORED)
            continue;
        check_params(x, s, i, kind, param_col);
        if (!qn_variant_belongs(kind, str(&c[k.variant])))
            QN_FIND_ROW(x, P818, s, i, "variant", str(&c[k.variant]), qn_kind_names[kind]);
        check_sizes(x, s, i, kind, &k);
        check_output(x, s, i, kind, &k);
        check_state(x, s, i, &k);
        check_exemption(x, s, i, kind, &k);
    }
}

static void check_sum(struct qn_import_ctx *x, size_t row, const char *column, double sum)
{
    const struct qn_rowset *s = &x->set[QN_TAB_ENTERPRISE];
    double whole = qn_num(s, row, column);
    if (whole > 0 && sum > whole * SUM_FACTOR)
        QN_FIND_ROW(x, P816, s, row, column, qn_str(s, row, "enterprise_id"), QN_NUM(sum),
                    QN_NUM(whole), column);
}

static void check_enterprise(struct qn_import_ctx *x, size_t row, const struct total *t)
{
    const struct qn_rowset *s = &x->set[QN_TAB_ENTERPRISE];
    const char *id = qn_str(s, row, "enterprise_id"), *name = qn_str(s, row, "name_zh");
    if (!name[0] && !qn_str(s, row, "name_en")[0])
        QN_FIND_ROW(x, C220, s, row, "name_zh", id);
    check_sum(x, row, "coke_capacity_t_a", t->coke);
    check_sum(x, row, "iron_capacity_t_a", t->iron);
    check_sum(x, row, "steel_capacity_t_a", t->steel);
    if (strcmp(qn_str(s, row, "exit_scope"), "part") == 0 && !qn_str(s, row, "exit_part_zh")[0] &&
        !qn_str(s, row, "exit_part_en")[0])
        QN_FIND_ROW(x, P829, s, row, "exit_scope", id);
    if (t->installations == 0)
        QN_FIND_ROW(x, P830, s, row, NULL, id);
    if (strstr(name, "铸造") && !t->claims_exemption)
        QN_FIND_ROW0(x, P833, s, row, "name_zh");
}

void qn_plant_check(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_ENTERPRISE];
    struct total *totals = calloc(s->n + 1, sizeof *totals);
    if (!totals) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return;
    }
    check_installations(x, totals);
    for (size_t i = 0; i < s->n_input; i++)
        if (!(s->flags[i] & QN_ROW_REPEATED))
            check_enterprise(x, i, &totals[i]);
    free(totals);
}
