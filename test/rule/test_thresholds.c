/* Below, at and above every numeric threshold of every catalogue row, in every edition. The
 * expected classes are written by hand from the clauses of the reference (with everything else
 * about the installation in good order, unless `lacks` says not); a last case checks that no
 * threshold of the packs was forgotten here. */
#include "rule_build.h"

enum {
    E = QN_CLASS_ELIMINATED,
    R = QN_CLASS_RESTRICTED,
    U = QN_CLASS_UNCLASSIFIED,
    X = QN_CLASS_UNDETERMINED
};
#define PLANT_CAPACITY QN_PARAM_COUNT /* stated for the enterprise */

struct row {
    const char *edition;
    enum qn_kind kind;
    enum qn_variant variant;
    int param;
    double value;
    int expect;
    double size; /* of a conditional limb: the size beside it, 0 none */
    int units;
};

#define COKE QN_KIND_COKE_OVEN
#define SEMI QN_KIND_SEMI_COKE_OVEN
#define SINTER QN_KIND_SINTER_MACHINE
#define SHAFT QN_KIND_SHAFT_PELLET_FURNACE
#define LINE QN_KIND_PELLET_LINE
#define BF QN_KIND_BLAST_FURNACE
#define BOF QN_KIND_CONVERTER
#define EAF QN_KIND_ELECTRIC_ARC_FURNACE
#define STRIP QN_KIND_HOT_STRIP_MILL
#define ZINC QN_KIND_GALVANIZING_LINE
#define COLOUR QN_KIND_COLOUR_COATING_LINE
#define V(x) QN_VARIANT_##x
#define P(x) QN_PARAM_##x

/* value below, at, above a threshold; the classes there */
#define T3(ed, kind, var, par, below, at, above, c1, c2, c3)                                       \
    {ed, kind, V(var), par, below, c1, 0, 1}, {ed, kind, V(var), par, at, c2, 0, 1},               \
    {                                                                                              \
        ed, kind, V(var), par, above, c3, 0, 1                                                     \
    }
#define T3S(ed, kind, var, size, par, below, at, above, c1, c2, c3)                                \
    {ed, kind, V(var), par, below, c1, size, 1}, {ed, kind, V(var), par, at, c2, size, 1},         \
    {                                                                                              \
        ed, kind, V(var), par, above, c3, size, 1                                                  \
    }

static const struct row rows[] = {
    /* 2011 (2013) */
    T3("2011A", SINTER, BELT, P(AREA), 89.9, 90, 90.1, E, R, R),
    T3("2011A", SINTER, BELT, P(AREA), 179.9, 180, 180.1, R, U, U),
    T3("2011A", SINTER, FERROALLOY_ORE, P(AREA), 23.9, 24, 24.1, E, U, U),
    T3("2011A", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 399, 400, 401, E, E, R),
    T3("2011A", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 1199, 1200, 1201, R, U, U),
    T3("2011A", BF, FERROALLOY, P(EFFECTIVE_VOLUME), 199, 200, 201, E, E, U),
    T3("2011A", BF, CAST_PIPE, P(EFFECTIVE_VOLUME), 199, 200, 201, E, E, U),
    T3S("2011A", BF, IRONMAKING, 1200, P(ENERGY), 429, 430, 431, U, U, R),
    T3S("2011A", BF, IRONMAKING, 1200, P(NEW_WATER), 2.3, 2.4, 2.5, U, U, R),
    T3S("2011A", BF, IRONMAKING, 1100, P(ENERGY), 429, 430, 431, R, R, R),
    T3("2011A", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2011A", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 99, 100, 101, R, U, U),
    T3("2011A", BOF, FERROALLOY, P(NOMINAL_CAPACITY), 29, 30, 31, U, U, R),
    T3S("2011A", BOF, STEELMAKING, 100, P(NEW_WATER), 2.9, 3, 3.1, U, U, R),
    T3("2011A", EAF, CARBON_STEEL, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2011A", EAF, CARBON_STEEL, P(NOMINAL_CAPACITY), 99, 100, 101, R, U, U),
    T3("2011A", EAF, ALLOY_STEEL, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2011A", EAF, ALLOY_STEEL, P(NOMINAL_CAPACITY), 49, 50, 51, R, U, U),
    T3("2011A", EAF, MACHINE_CASTING, P(NOMINAL_CAPACITY), 29, 30, 31, U, U, U),
    T3S("2011A", EAF, CARBON_STEEL, 100, P(ENERGY), 97, 98, 99, U, U, R),
    T3S("2011A", EAF, CARBON_STEEL, 100, P(NEW_WATER), 3.1, 3.2, 3.3, U, U, R),
    T3S("2011A", EAF, ALLOY_STEEL, 50, P(ENERGY), 97, 98, 99, U, U, R),
    T3S("2011A", EAF, ALLOY_STEEL, 50, P(NEW_WATER), 3.1, 3.2, 3.3, U, U, R),
    T3("2011A", STRIP, CARBON_STEEL, P(STRIP_WIDTH), 1449, 1450, 1451, R, X, X),
    T3("2011A", STRIP, SPECIAL_STEEL, P(STRIP_WIDTH), 1449, 1450, 1451, X, X, X),
    T3("2011A", ZINC, HOT_DIP, P(CAPACITY), 299999, 300000, 300001, R, R, X),
    T3("2011A", COLOUR, UNKNOWN, P(CAPACITY), 199999, 200000, 200001, R, R, X),
    T3("2011A", SHAFT, UNKNOWN, P(AREA), 7.9, 8, 8.1, E, U, U),
    T3("2011A", SHAFT, UNKNOWN, P(CAPACITY), 1199999, 1200000, 1200001, R, U, U),
    T3("2011A", LINE, UNKNOWN, P(CAPACITY), 1199999, 1200000, 1200001, R, X, X),
    T3("2011A", LINE, FERROALLOY, P(CAPACITY), 1199999, 1200000, 1200001, X, X, X),
    T3("2011A", COKE, TOP_CHARGED, P(CHAMBER_HEIGHT), 4.2, 4.3, 4.4, E, R, R),
    T3("2011A", COKE, TOP_CHARGED, P(CHAMBER_HEIGHT), 5.9, 6, 6.1, R, U, U),
    T3("2011A", COKE, STAMP_CHARGED, P(CHAMBER_HEIGHT), 3.7, 3.8, 3.9, E, R, R),
    T3("2011A", COKE, STAMP_CHARGED, P(CHAMBER_HEIGHT), 5.4, 5.5, 5.6, R, U, U),
    T3("2011A", COKE, TOP_CHARGED, PLANT_CAPACITY, 999999, 1000000, 1000001, R, U, U),
    T3("2011A", COKE, STAMP_CHARGED, PLANT_CAPACITY, 999999, 1000000, 1000001, R, U, U),
    T3("2011A", COKE, HEAT_RECOVERY, PLANT_CAPACITY, 999999, 1000000, 1000001, R, R, R),
    T3("2011A", COKE, INDIGENOUS, P(CHAMBER_HEIGHT), 2, 6, 7, E, E, E),
    T3("2011A", SEMI, UNKNOWN, P(CAPACITY), 49999, 50000, 50001, E, R, R),
    /* from 75 kt/a an oven on, the capacity of the group is asked for and never known */
    T3("2011A", SEMI, UNKNOWN, P(CAPACITY), 74999, 75000, 75001, R, X, X),
    T3("2011A", SEMI, UNKNOWN, PLANT_CAPACITY, 599999, 600000, 600001, R, X, X),
    {"2011A", QN_KIND_INDUCTION_FURNACE, V(STEELMAKING), P(NOMINAL_CAPACITY), 10, E, 0, 1},
    {"2011A", QN_KIND_INDUCTION_FURNACE, V(CARBON_STEEL), P(NOMINAL_CAPACITY), 10, E, 0, 1},
    {"2011A", QN_KIND_INDUCTION_FURNACE, V(MACHINE_CASTING), P(NOMINAL_CAPACITY), 10, X, 0, 1},
    /* a row for several machines: the capacity is theirs together */
    {"2011A", SHAFT, V(UNKNOWN), P(CAPACITY), 2399998, R, 0, 2},
    {"2011A", SHAFT, V(UNKNOWN), P(CAPACITY), 2400000, U, 0, 2},
    /* 2019 */
    T3("2019", SINTER, BELT, P(AREA), 89.9, 90, 90.1, E, R, R),
    T3("2019", SINTER, BELT, P(AREA), 179.9, 180, 180.1, R, U, U),
    T3("2019", SINTER, CAST_IRON, P(AREA), 89.9, 90, 90.1, E, U, U),
    T3("2019", SINTER, FERROALLOY_ORE, P(AREA), 23.9, 24, 24.1, X, X, X),
    T3("2019", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 399, 400, 401, E, E, R),
    T3("2019", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 1199, 1200, 1201, R, U, U),
    T3("2019", BF, FERROALLOY, P(EFFECTIVE_VOLUME), 199, 200, 201, E, E, U),
    /* "treatment: check text" */
    T3("2019", BF, FERROALLOY, P(EFFECTIVE_VOLUME), 399, 400, 401, U, U, X),
    T3("2019", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2019", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 99, 100, 101, R, U, U),
    T3("2019", BOF, FERROALLOY, P(NOMINAL_CAPACITY), 29, 30, 31, U, U, R),
    T3("2019", EAF, CARBON_STEEL, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2019", EAF, CARBON_STEEL, P(NOMINAL_CAPACITY), 99, 100, 101, R, X, X),
    T3("2019", EAF, ALLOY_STEEL, P(NOMINAL_CAPACITY), 29, 30, 31, E, E, R),
    T3("2019", EAF, ALLOY_STEEL, P(NOMINAL_CAPACITY), 49, 50, 51, R, X, X),
    T3("2019", SHAFT, UNKNOWN, P(AREA), 7.9, 8, 8.1, E, X, X),
    T3("2019", COKE, TOP_CHARGED, P(CHAMBER_HEIGHT), 4.2, 4.3, 4.4, E, R, R),
    T3("2019", COKE, TOP_CHARGED, P(CHAMBER_HEIGHT), 5.9, 6, 6.1, R, U, U),
    T3("2019", COKE, STAMP_CHARGED, P(CHAMBER_HEIGHT), 3.7, 3.8, 3.9, E, R, R),
    T3("2019", COKE, STAMP_CHARGED, P(CHAMBER_HEIGHT), 5.4, 5.5, 5.6, R, U, U),
    T3("2019", COKE, TOP_CHARGED, PLANT_CAPACITY, 999999, 1000000, 1000001, R, U, U),
    T3("2019", COKE, HEAT_RECOVERY, P(STAMPED_CAKE_VOLUME), 34, 35, 36, R, U, U),
    /* between the two capacities it hangs on whether foundry coke is made */
    T3("2019", COKE, HEAT_RECOVERY, PLANT_CAPACITY, 599999, 600000, 600001, R, X, X),
    T3("2019", COKE, HEAT_RECOVERY, PLANT_CAPACITY, 999999, 1000000, 1000001, X, U, U),
    T3("2019", SEMI, UNKNOWN, P(CAPACITY), 99999, 100000, 100001, R, X, X),
    T3("2019", SEMI, UNKNOWN, PLANT_CAPACITY, 999999, 1000000, 1000001, R, X, X),
    {"2019", COKE, V(INDIGENOUS), P(CHAMBER_HEIGHT), 2, X, 0, 1},
    {"2019", LINE, V(UNKNOWN), P(CAPACITY), 500000, X, 0, 1},
    /* 2024: no elimination rows are held, so nothing is unclassified */
    T3("2024", SINTER, BELT, P(AREA), 179.9, 180, 180.1, R, X, X),
    T3("2024", SINTER, STEP, P(AREA), 179.9, 180, 180.1, R, X, X),
    T3("2024", SINTER, FERROALLOY_ORE, P(AREA), 179.9, 180, 180.1, X, X, X),
    T3("2024", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 399, 400, 401, X, X, R),
    T3("2024", BF, IRONMAKING, P(EFFECTIVE_VOLUME), 1199, 1200, 1201, R, X, X),
    T3("2024", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 29, 30, 31, X, X, R),
    T3("2024", BOF, STEELMAKING, P(NOMINAL_CAPACITY), 99, 100, 101, R, X, X),
    T3("2024", COKE, TOP_CHARGED, P(CHAMBER_HEIGHT), 5.9, 6, 6.1, R, X, X),
    T3("2024", COKE, STAMP_CHARGED, P(CHAMBER_HEIGHT), 5.4, 5.5, 5.6, R, X, X),
    T3("2024", SHAFT, UNKNOWN, P(AREA), 7.9, 8, 8.1, X, X, X),
    {"2024", EAF, V(CARBON_STEEL), P(NOMINAL_CAPACITY), 20, X, 0, 1},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static struct qn_date day_in(const char *edition)
{
    if (strcmp(edition, "2011A") == 0)
        return day(2019, 7, 17);
    return strcmp(edition, "2019") == 0 ? day(2021, 1, 1) : day(2025, 1, 1);
}

static enum qn_param size_param(enum qn_kind kind)
{
    return kind == BF ? QN_PARAM_EFFECTIVE_VOLUME : QN_PARAM_NOMINAL_CAPACITY;
}

static void build_row(struct build *b, const struct row *row)
{
    struct qn_installation *in = build_installation(b, row->kind, row->variant);
    struct qn_enterprise *e = &b->region.enterprise[0];
    e->coke_capacity_t_a = (struct qn_qty){2000000, &b->prov};
    for (int i = QN_PARAM_HAS_CDQ; i < QN_PARAM_COUNT; i++)
        build_set(b, in, (enum qn_param)i, 1);
    build_set(b, in, QN_PARAM_ENERGY, 10);
    build_set(b, in, QN_PARAM_NEW_WATER, 1);
    build_set(b, in, QN_PARAM_CHAMBER_HEIGHT, 7);
    build_set(b, in, QN_PARAM_CAPACITY, 1500000);
    build_set(b, in, QN_PARAM_AREA, 400);
    if (row->kind == COKE)
        build_set(b, in, QN_PARAM_STAMPED_CAKE_VOLUME, 40);
    if (row->size > 0)
        build_set(b, in, size_param(row->kind), row->size);
    in->units = row->units;
    if (row->param == PLANT_CAPACITY)
        e->coke_capacity_t_a.value = row->value;
    else
        build_set(b, in, (enum qn_param)row->param, row->value);
}

static void each_edition_decides_below_at_and_above_its_thresholds(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    for (size_t i = 0; i < N_ROWS; i++) {
        struct build b;
        struct qn_screen s;
        build_init_n(&b, 1);
        build_row(&b, &rows[i]);
        screen_ok(p, &b, day_in(rows[i].edition), &s);
        if ((int)s.item[0].cls != rows[i].expect) {
            print_error("%s %s %s %g: %s, expected %s\n", rows[i].edition,
                        qn_kind_names[rows[i].kind],
                        rows[i].param == PLANT_CAPACITY ? "plant" : qn_param_names[rows[i].param],
                        rows[i].value, qn_class_name(s.item[0].cls),
                        qn_class_name((enum qn_class)rows[i].expect));
            fail();
        }
        assert_string_equal(s.edition->id, rows[i].edition);
        assert_true(s.item[0].cls != QN_CLASS_UNDETERMINED || s.item[0].n_missing > 0);
        qn_screen_release(&s);
        build_free(&b);
    }
    print_message("%zu rows\n", N_ROWS);
    qn_pack_free(p);
}

/* Rows of the table at one value of a subject, below it and above it. */
static int tested(const struct qn_rule *r, int subject, double value)
{
    int below = 0, at = 0, above = 0;
    int param = subject == QN_SUBJECT_UNIT_CAPACITY         ? QN_PARAM_CAPACITY
                : subject == QN_SUBJECT_ENTERPRISE_CAPACITY ? PLANT_CAPACITY
                                                            : subject;
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct row *t = &rows[i];
        if (t->param != param || !(r->kinds >> t->kind & 1) ||
            strcmp(t->edition, r->edition->id) != 0)
            continue;
        below |= t->value < value;
        at |= t->value == value;
        above |= t->value > value;
    }
    return below && at && above;
}

static void check_bound(const struct qn_rule *r, int subject, const struct qn_bound *b, int *n)
{
    const double side[4] = {b->gt, b->ge, b->lt, b->le};
    if (subject == QN_SUBJECT_NONE || subject == QN_SUBJECT_GROUP_CAPACITY) /* has no column */
        return;
    for (int i = 0; i < 4; i++) {
        if (isnan(side[i]))
            continue;
        ++*n;
        if (!tested(r, subject, side[i] * b->scale)) {
            print_error("%s: the threshold %g is not in the table\n", r->id, side[i]);
            fail();
        }
    }
}

static void no_threshold_of_the_packs_is_left_out_of_the_table(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    int n = 0;
    for (size_t i = 0; i < p->n_rule; i++) {
        const struct qn_rule *r = &p->rule[i];
        check_bound(r, r->subject, &r->bound, &n);
        for (size_t k = 0; k < r->n_condition; k++)
            check_bound(r, r->condition[k].subject, &r->condition[k].bound, &n);
    }
    print_message("%d thresholds\n", n);
    assert_true(n > 60);
    qn_pack_free(p);
}

/* Each plant a conditional limb asks for, missing alone: the class follows from it. */
static void each_missing_plant_of_a_conditional_limb_restricts(void **state)
{
    (void)state;
    static const struct {
        struct row row;
        int lacks;
        const char *rule;
    } lack[] = {
        {{"2011A", BF, V(IRONMAKING), P(EFFECTIVE_VOLUME), 1200, R, 0, 1}, P(HAS_PCI), "R2011-03b"},
        {{"2011A", BF, V(IRONMAKING), P(EFFECTIVE_VOLUME), 1200, R, 0, 1},
         P(HAS_DEDUSTING),
         "R2011-03b"},
        {{"2011A", BF, V(IRONMAKING), P(EFFECTIVE_VOLUME), 1200, R, 0, 1}, P(HAS_TRT), "R2011-03b"},
        {{"2011A", BOF, V(STEELMAKING), P(NOMINAL_CAPACITY), 100, R, 0, 1},
         P(HAS_GAS_RECOVERY),
         "R2011-04b"},
        {{"2011A", BOF, V(STEELMAKING), P(NOMINAL_CAPACITY), 100, R, 0, 1},
         P(HAS_DEDUSTING),
         "R2011-04b"},
        {{"2011A", EAF, V(CARBON_STEEL), P(NOMINAL_CAPACITY), 100, R, 0, 1},
         P(HAS_FUME_RECOVERY),
         "R2011-05c"},
        {{"2011A", EAF, V(ALLOY_STEEL), P(NOMINAL_CAPACITY), 50, R, 0, 1},
         P(HAS_FUME_RECOVERY),
         "R2011-05c-alloy"},
        {{"2011A", COKE, V(TOP_CHARGED), P(CHAMBER_HEIGHT), 6, R, 0, 1}, P(HAS_CDQ), "R2011-01"},
        {{"2011A", COKE, V(TOP_CHARGED), P(CHAMBER_HEIGHT), 6, R, 0, 1},
         P(HAS_CHARGING_DEDUSTING),
         "R2011-01"},
        {{"2011A", COKE, V(TOP_CHARGED), P(CHAMBER_HEIGHT), 6, R, 0, 1},
         P(HAS_PUSHING_DEDUSTING),
         "R2011-01"},
        {{"2019", COKE, V(STAMP_CHARGED), P(CHAMBER_HEIGHT), 5.5, R, 0, 1}, P(HAS_CDQ), "R2019-01"},
        {{"2019", BF, V(IRONMAKING), P(EFFECTIVE_VOLUME), 1200, R, 0, 1},
         P(MEETS_MANDATORY_STANDARDS),
         "R2019-03b"},
        {{"2019", BOF, V(STEELMAKING), P(NOMINAL_CAPACITY), 100, R, 0, 1},
         P(MEETS_MANDATORY_STANDARDS),
         "R2019-04b"},
        {{"2011A", SEMI, V(UNKNOWN), P(CAPACITY), 900000, E, 0, 1},
         P(HAS_GAS_TAR_RECOVERY),
         "E2011-01-recovery"},
    };
    struct qn_pack *p = build_pack();
    for (size_t i = 0; i < sizeof lack / sizeof lack[0]; i++) {
        struct build b;
        struct qn_screen s;
        build_init_n(&b, 1);
        build_row(&b, &lack[i].row);
        build_set(&b, &b.region.installation[0], (enum qn_param)lack[i].lacks, 0);
        screen_ok(p, &b, day_in(lack[i].row.edition), &s);
        assert_int_equal(s.item[0].cls, lack[i].row.expect);
        assert_string_equal(qn_rule_id(s.item[0].rule), lack[i].rule);
        qn_screen_release(&s);
        build_free(&b);
    }
    qn_pack_free(p);
}

QN_CASES_BEGIN
QN_CASE(each_edition_decides_below_at_and_above_its_thresholds)
QN_CASE(no_threshold_of_the_packs_is_left_out_of_the_table)
QN_CASE(each_missing_plant_of_a_conditional_limb_restricts)
QN_CASES_END
