/* Every combination of known and missing parameters, against a second, two-valued evaluator
 * written by hand from the clauses: it tries every completion of what is missing. The clauses are
 * those of the 2011 (2013) edition as the reference holds them, the sizes in the units of the
 * region folder; enterprise capacity is stated per enterprise. */
#include "rule_build.h"

#define UNKNOWN (-1.0)
#define MAX_INPUTS 7
#define MAX_VALUES 10

struct dimension {
    const char *name;         /* in missing[] */
    int param;                /* enum qn_param, or one of the two below */
    double value[MAX_VALUES]; /* the values tried as known */
    int n;
    double completion[MAX_VALUES]; /* the values an unknown stands for; none: as value */
    int n_completion;
};
#define VARIANT (-1)
#define PLANT_CAPACITY (-2)

struct model {
    enum qn_kind kind;
    struct dimension dim[MAX_INPUTS];
    int n;
    enum qn_class (*class_of)(const double *v, int reading);
    /* one limb of restriction is met by what is known alone; NULL: never without a class */
    int (*restricted_anyway)(const double *q, int reading);
};

enum { E = QN_CLASS_ELIMINATED, R = QN_CLASS_RESTRICTED, U = QN_CLASS_UNCLASSIFIED };

/* variant, height, plant capacity, dry quenching, charging and pushing dedusting */
static enum qn_class coke_class(const double *v, int reading)
{
    int top = v[0] == QN_VARIANT_TOP_CHARGED;
    if (top ? v[1] < 4.3 : v[1] < 3.8)
        return (enum qn_class)E;
    if (top ? v[1] < 6.0 : v[1] < 5.5)
        return (enum qn_class)R;
    if (reading && (v[2] < 1000000 || v[3] == 0 || v[4] == 0 || v[5] == 0))
        return (enum qn_class)R;
    return (enum qn_class)U;
}

static int coke_restricted_anyway(const double *q, int reading)
{
    int small = q[2] != UNKNOWN && q[2] < 1000000;
    return reading && (small || q[3] == 0 || q[4] == 0 || q[5] == 0);
}

/* variant, volume, injection, dedusting, top-pressure power, energy, water */
static enum qn_class furnace_class(const double *v, int reading)
{
    (void)reading;
    int other = v[0] == QN_VARIANT_FERROALLOY || v[0] == QN_VARIANT_CAST_PIPE;
    if (other ? v[1] <= 200 : v[1] <= 400)
        return (enum qn_class)E;
    if (v[1] > 400 && v[1] < 1200)
        return (enum qn_class)R;
    if (v[1] >= 1200 && (v[2] == 0 || v[3] == 0 || v[4] == 0 || v[5] > 430 || v[6] > 2.4))
        return (enum qn_class)R;
    return (enum qn_class)U;
}

/* variant, capacity, gas recovery, dedusting, water */
static enum qn_class converter_class(const double *v, int reading)
{
    (void)reading;
    if (v[1] <= 30 && v[0] != QN_VARIANT_FERROALLOY)
        return (enum qn_class)E;
    if (v[1] > 30 && v[1] < 100)
        return (enum qn_class)R;
    if (v[1] >= 100 && (v[2] == 0 || v[3] == 0 || v[4] > 3))
        return (enum qn_class)R;
    return (enum qn_class)U;
}

/* variant, capacity, fume collection, energy, water */
static enum qn_class arc_class(const double *v, int reading)
{
    (void)reading;
    double large = v[0] == QN_VARIANT_ALLOY_STEEL ? 50 : 100;
    if (v[1] <= 30 && v[0] != QN_VARIANT_MACHINE_CASTING)
        return (enum qn_class)E;
    if (v[1] > 30 && v[1] < large && v[0] != QN_VARIANT_MACHINE_CASTING)
        return (enum qn_class)R;
    if (v[1] >= large && (v[2] == 0 || v[3] > 98 || v[4] > 3.2))
        return (enum qn_class)R;
    return (enum qn_class)U;
}

/* variant, area */
static enum qn_class sinter_class(const double *v, int reading)
{
    (void)reading;
    if (v[0] == QN_VARIANT_FERROALLOY_ORE)
        return (enum qn_class)(v[1] < 24 ? E : U);
    return (enum qn_class)(v[1] < 90 ? E : v[1] < 180 ? R : U);
}

/* area, capacity of the machine */
static enum qn_class shaft_class(const double *v, int reading)
{
    (void)reading;
    return (enum qn_class)(v[0] < 8 ? E : v[1] < 1200000 ? R : U);
}

static int shaft_restricted_anyway(const double *q, int reading)
{
    (void)reading;
    return q[1] != UNKNOWN && q[1] < 1200000;
}

#define YES_NO {0, 1}, 2, {0}, 0
static const struct model coke = {
    QN_KIND_COKE_OVEN,
    {{"variant", VARIANT, {QN_VARIANT_TOP_CHARGED, QN_VARIANT_STAMP_CHARGED}, 2, {0}, 0},
     {"chamber_height_m", QN_PARAM_CHAMBER_HEIGHT, {3, 3.8, 4, 4.3, 5, 5.5, 5.8, 6, 7}, 9, {0}, 0},
     {"coke_capacity_t_a", PLANT_CAPACITY, {600000, 1000000, 1300000}, 3, {0}, 0},
     {"has_cdq", QN_PARAM_HAS_CDQ, YES_NO},
     {"has_charging_dedusting", QN_PARAM_HAS_CHARGING_DEDUSTING, YES_NO},
     {"has_pushing_dedusting", QN_PARAM_HAS_PUSHING_DEDUSTING, YES_NO}},
    6,
    coke_class,
    coke_restricted_anyway};
static const struct model furnace = {
    QN_KIND_BLAST_FURNACE,
    {{"variant",
      VARIANT,
      {QN_VARIANT_IRONMAKING, QN_VARIANT_FERROALLOY, QN_VARIANT_CAST_PIPE},
      3,
      {QN_VARIANT_IRONMAKING},
      1},
     {"effective_volume_m3",
      QN_PARAM_EFFECTIVE_VOLUME,
      {100, 200, 300, 400, 800, 1200, 1500},
      7,
      {0},
      0},
     {"has_pci", QN_PARAM_HAS_PCI, YES_NO},
     {"has_dedusting", QN_PARAM_HAS_DEDUSTING, YES_NO},
     {"has_trt", QN_PARAM_HAS_TRT, YES_NO},
     {"energy_kgce_t", QN_PARAM_ENERGY, {400, 430, 450}, 3, {0}, 0},
     {"new_water_m3_t", QN_PARAM_NEW_WATER, {2, 2.4, 3}, 3, {0}, 0}},
    7,
    furnace_class,
    NULL};
static const struct model converter = {
    QN_KIND_CONVERTER,
    {{"variant",
      VARIANT,
      {QN_VARIANT_STEELMAKING, QN_VARIANT_FERROALLOY},
      2,
      {QN_VARIANT_STEELMAKING},
      1},
     {"nominal_capacity_t", QN_PARAM_NOMINAL_CAPACITY, {20, 30, 60, 100, 120}, 5, {0}, 0},
     {"has_gas_recovery", QN_PARAM_HAS_GAS_RECOVERY, YES_NO},
     {"has_dedusting", QN_PARAM_HAS_DEDUSTING, YES_NO},
     {"new_water_m3_t", QN_PARAM_NEW_WATER, {2, 3, 4}, 3, {0}, 0}},
    5,
    converter_class,
    NULL};
static const struct model arc = {
    QN_KIND_ELECTRIC_ARC_FURNACE,
    {{"variant",
      VARIANT,
      {QN_VARIANT_CARBON_STEEL, QN_VARIANT_ALLOY_STEEL, QN_VARIANT_MACHINE_CASTING},
      3,
      {QN_VARIANT_CARBON_STEEL, QN_VARIANT_ALLOY_STEEL},
      2},
     {"nominal_capacity_t", QN_PARAM_NOMINAL_CAPACITY, {20, 30, 40, 50, 80, 100, 120}, 7, {0}, 0},
     {"has_fume_recovery", QN_PARAM_HAS_FUME_RECOVERY, YES_NO},
     {"energy_kgce_t", QN_PARAM_ENERGY, {90, 98, 99}, 3, {0}, 0},
     {"new_water_m3_t", QN_PARAM_NEW_WATER, {3, 3.2, 4}, 3, {0}, 0}},
    5,
    arc_class,
    NULL};
static const struct model sinter = {
    QN_KIND_SINTER_MACHINE,
    {{"variant",
      VARIANT,
      {QN_VARIANT_BELT, QN_VARIANT_STEP, QN_VARIANT_FERROALLOY_ORE},
      3,
      {QN_VARIANT_BELT},
      1},
     {"area_m2", QN_PARAM_AREA, {20, 24, 50, 90, 120, 180, 200}, 7, {0}, 0}},
    2,
    sinter_class,
    NULL};
static const struct model shaft = {
    QN_KIND_SHAFT_PELLET_FURNACE,
    {{"area_m2", QN_PARAM_AREA, {5, 8, 10}, 3, {0}, 0},
     {"capacity_t_a", QN_PARAM_CAPACITY, {600000, 1200000, 1500000}, 3, {0}, 0}},
    2,
    shaft_class,
    shaft_restricted_anyway};

static int completions(const struct dimension *d, double known, const double **values)
{
    if (known != UNKNOWN)
        return 1;
    *values = d->n_completion ? d->completion : d->value;
    return d->n_completion ? d->n_completion : d->n;
}

struct answer {
    unsigned classes, without; /* bits over all completions */
    unsigned matters;          /* inputs */
};

/* All completions of q from input i on; v holds those before it. */
static void try_all(const struct model *m, const double *q, double *v, int i, struct answer *a)
{
    if (i == m->n) {
        enum qn_class c = m->class_of(v, 1);
        a->classes |= 1U << c;
        a->without |= 1U << m->class_of(v, 0);
        for (int k = 0; k < m->n; k++) {
            const double *values = NULL;
            double keep = v[k];
            int n = completions(&m->dim[k], q[k], &values);
            for (int j = 0; j < n && values; j++) {
                v[k] = values[j];
                if (m->class_of(v, 1) != c)
                    a->matters |= 1U << k;
            }
            v[k] = keep;
        }
        return;
    }
    const double *values = &q[i];
    int n = completions(&m->dim[i], q[i], &values);
    for (int j = 0; j < n; j++) {
        v[i] = values[j];
        try_all(m, q, v, i + 1, a);
    }
}

static int single(unsigned classes)
{
    return (classes & (classes - 1)) == 0;
}

static void add_query(struct build *b, const struct model *m, const double *q)
{
    struct qn_enterprise *e = build_enterprise(b, "");
    struct qn_installation *in = build_installation(b, m->kind, QN_VARIANT_UNKNOWN);
    for (int i = 0; i < m->n; i++) {
        if (q[i] == UNKNOWN)
            continue;
        if (m->dim[i].param == VARIANT)
            in->variant = (enum qn_variant)q[i];
        else if (m->dim[i].param == PLANT_CAPACITY)
            e->coke_capacity_t_a = (struct qn_qty){q[i], &b->prov};
        else
            build_set(b, in, (enum qn_param)m->dim[i].param, q[i]);
    }
}

/* The class where completions differ. */
static enum qn_class open_class(const struct model *m, const double *q, int reading)
{
    int restricted = m->restricted_anyway && m->restricted_anyway(q, reading);
    return restricted ? QN_CLASS_RESTRICTED : QN_CLASS_UNDETERMINED;
}

static void compare(const struct model *m, const double *q, const struct qn_screening *s)
{
    struct answer a = {0, 0, 0};
    double v[MAX_INPUTS];
    try_all(m, q, v, 0, &a);
    assert_int_equal(s->candidates, a.classes);
    if (single(a.classes)) {
        assert_int_equal(1U << s->cls, a.classes);
        assert_int_equal(s->n_missing, 0);
    } else {
        assert_int_equal(s->cls, open_class(m, q, 1));
    }
    if (single(a.without))
        assert_int_equal(1U << s->class_without_reading, a.without);
    else
        assert_int_equal(s->class_without_reading, open_class(m, q, 0));
    assert_int_equal(s->reading_zh != NULL, a.classes != a.without);
    unsigned named = 0;
    for (int i = 0; i < m->n; i++)
        named |= (unsigned)misses(s, m->dim[i].name) << i;
    if (!single(a.classes)) {
        assert_int_equal(named, a.matters);
        assert_int_equal(s->n_missing, __builtin_popcount(a.matters));
    }
    assert_int_equal(s->rule != NULL,
                     s->cls == QN_CLASS_ELIMINATED || s->cls == QN_CLASS_RESTRICTED);
}

static void run(const struct model *m)
{
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    size_t total = 1;
    for (int i = 0; i < m->n; i++)
        total *= (size_t)m->dim[i].n + 1;
    double *query = calloc(total * MAX_INPUTS, sizeof *query);
    assert_non_null(query);
    build_init_n(&b, total);
    for (size_t k = 0; k < total; k++) {
        size_t rest = k;
        for (int i = 0; i < m->n; i++) {
            size_t n = (size_t)m->dim[i].n + 1, digit = rest % n;
            rest /= n;
            query[k * MAX_INPUTS + (size_t)i] = digit ? m->dim[i].value[digit - 1] : UNKNOWN;
        }
        add_query(&b, m, &query[k * MAX_INPUTS]);
    }
    screen_ok(p, &b, day(2019, 7, 17), &s);
    for (size_t k = 0; k < total; k++)
        compare(m, &query[k * MAX_INPUTS], &s.item[k]);
    print_message("%zu combinations compared\n", total);
    qn_screen_release(&s);
    build_free(&b);
    free(query);
    qn_pack_free(p);
}

#define CASE(name, model)                                                                          \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        run(&model);                                                                               \
    }
CASE(coke_ovens_agree_with_every_completion, coke)
CASE(blast_furnaces_agree_with_every_completion, furnace)
CASE(converters_agree_with_every_completion, converter)
CASE(electric_furnaces_agree_with_every_completion, arc)
CASE(sinter_machines_agree_with_every_completion, sinter)
CASE(shaft_furnaces_agree_with_every_completion, shaft)

QN_CASES_BEGIN
QN_CASE(coke_ovens_agree_with_every_completion)
QN_CASE(blast_furnaces_agree_with_every_completion)
QN_CASE(converters_agree_with_every_completion)
QN_CASE(electric_furnaces_agree_with_every_completion)
QN_CASE(sinter_machines_agree_with_every_completion)
QN_CASE(shaft_furnaces_agree_with_every_completion)
QN_CASES_END
