/* The facts of the notes on the regulations that concern rules (the ten facts most likely to trip
 * an implementer: 1, 2, 3, 10), and the published plants of Linfen 2019. Expected values are from
 * those notes. */
#include "rule_build.h"

#define BIT(c) (1U << (c))

struct given {
    enum qn_kind kind;
    enum qn_variant variant;
    enum qn_param param;
    double value;
};

static enum qn_class class_of(struct qn_pack *p, struct given g, struct qn_date on, char rule[32],
                              unsigned *candidates)
{
    struct build b;
    struct qn_screen s;
    build_init(&b);
    struct qn_installation *in = build_installation(&b, g.kind, g.variant);
    b.region.enterprise[0].coke_capacity_t_a.value = 2000000;
    build_set(&b, in, g.param, g.value);
    for (int i = QN_PARAM_HAS_CDQ; i < QN_PARAM_COUNT; i++)
        build_set(&b, in, (enum qn_param)i, 1);
    build_set(&b, in, QN_PARAM_ENERGY, 10);
    build_set(&b, in, QN_PARAM_NEW_WATER, 1);
    screen_ok(p, &b, on, &s);
    snprintf(rule, 32, "%s", s.item[0].rule ? qn_rule_id(s.item[0].rule) : "");
    if (candidates)
        *candidates = s.item[0].candidates;
    enum qn_class c = s.item[0].cls;
    qn_screen_release(&s);
    build_free(&b);
    return c;
}

static void boundary_words_exclude_the_number_as_the_paired_items_show(void **state)
{
    (void)state;
    static const struct {
        double volume_m3;
        enum qn_class cls;
        const char *rule;
    } row[] = {
        {400, QN_CLASS_ELIMINATED, "E2011-06a"},
        {400.5, QN_CLASS_RESTRICTED, "R2011-03a"},
        {1199.9, QN_CLASS_RESTRICTED, "R2011-03a"},
        {1200, QN_CLASS_UNCLASSIFIED, ""}, /* conditional only, and the plant is there */
        {1300, QN_CLASS_UNCLASSIFIED, ""},
    };
    struct qn_pack *p = build_pack();
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char rule[32];
        struct given g = {QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING, QN_PARAM_EFFECTIVE_VOLUME,
                          row[i].volume_m3};
        assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), row[i].cls);
        assert_string_equal(rule, row[i].rule);
    }
    qn_pack_free(p);
}

static void an_oven_of_4_3_m_is_restricted_and_a_lower_one_is_eliminated(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    char rule[32];
    struct given g = {QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED, QN_PARAM_CHAMBER_HEIGHT, 4.3};
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_RESTRICTED);
    assert_string_equal(rule, "R2011-14a");
    g.value = 4.29;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_ELIMINATED);
    assert_string_equal(rule, "E2011-02a");
    g.variant = QN_VARIANT_STAMP_CHARGED;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_RESTRICTED);
    assert_string_equal(rule, "R2011-14b");
    qn_pack_free(p);
}

static void unknown_charging_matters_only_where_the_two_ways_part(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    char rule[32];
    unsigned cand;
    struct given g = {QN_KIND_COKE_OVEN, QN_VARIANT_UNKNOWN, QN_PARAM_CHAMBER_HEIGHT, 3.5};
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_ELIMINATED);
    g.value = 4.0;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, &cand), QN_CLASS_UNDETERMINED);
    assert_int_equal(cand, BIT(QN_CLASS_ELIMINATED) | BIT(QN_CLASS_RESTRICTED));
    g.value = 5.0;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_RESTRICTED);
    g.value = 5.5;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, &cand), QN_CLASS_UNDETERMINED);
    assert_int_equal(cand, BIT(QN_CLASS_RESTRICTED) | BIT(QN_CLASS_UNCLASSIFIED));
    g.value = 6.0;
    assert_int_equal(class_of(p, g, day(2019, 7, 17), rule, NULL), QN_CLASS_UNCLASSIFIED);
    qn_pack_free(p);
}

static void the_published_furnace_and_converters_of_dongfang_henglue_are_restricted(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_enterprise(&b, "临汾东方恒略精密铸造有限公司"); /* the name exempts nothing */
    build_set(&b, build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_UNKNOWN),
              QN_PARAM_EFFECTIVE_VOLUME, 500);
    struct qn_installation *bof = build_installation(&b, QN_KIND_CONVERTER, QN_VARIANT_UNKNOWN);
    bof->units = 2;
    bof->state = QN_STATE_DISMANTLED; /* does not change the class */
    build_set(&b, bof, QN_PARAM_NOMINAL_CAPACITY, 40);
    screen_ok(p, &b, day(2019, 7, 17), &s);
    assert_string_equal(s.edition->id, "2011A");
    assert_int_equal(s.count[QN_CLASS_RESTRICTED], 2);
    assert_string_equal(qn_rule_id(s.item[0].rule), "R2011-03a");
    assert_string_equal(qn_rule_id(s.item[1].rule), "R2011-04a");
    assert_int_equal(s.item[0].confidence, QN_CONF_PARTIAL);
    assert_int_equal(s.item[0].n_missing, 0);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

QN_CASES_BEGIN
QN_CASE(boundary_words_exclude_the_number_as_the_paired_items_show)
QN_CASE(an_oven_of_4_3_m_is_restricted_and_a_lower_one_is_eliminated)
QN_CASE(unknown_charging_matters_only_where_the_two_ways_part)
QN_CASE(the_published_furnace_and_converters_of_dongfang_henglue_are_restricted)
QN_CASES_END
