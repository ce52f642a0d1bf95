/* The casting exemption and its documents, enterprise capacity, dates, low confidence, readings,
 * what cannot be said, steps, and speed. Expected values: the notes on the regulations, or worked
 * by hand from the clauses. */
#include <time.h>

#include "rule_build.h"

static const struct qn_date meeting = {2019, 7, 17};
#define BIT(c) (1U << (c))

/* A 380 m3 furnace whose enterprise claims the casting exemption, with some of the documents. */
static void casting(unsigned documents, struct qn_date dated_on, int32_t installation,
                    struct qn_screening *out, struct qn_pack *p)
{
    static const char *const kind[3] = {"business_registration", "sales_records_3y",
                                        "project_approval"};
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_enterprise(&b, "某某铸造有限公司");
    struct qn_installation *in =
        build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING);
    build_set(&b, in, QN_PARAM_EFFECTIVE_VOLUME, 380);
    in->exemption_claimed = "casting_iron";
    for (int i = 0; i < 3; i++)
        if (documents >> i & 1)
            build_evidence(&b, kind[i], dated_on, 0, installation);
    screen_ok(p, &b, meeting, &s);
    *out = s.item[0];
    if (documents == 7 && dated_on.year == 2018)
        assert_int_equal(s.item[0].n_missing, 0);
    else
        for (int i = 0; i < 3; i++)
            assert_int_equal(misses(&s.item[0], kind[i]),
                             dated_on.year != 2018 || !(documents >> i & 1));
    qn_screen_release(&s);
    build_free(&b);
}

static void the_casting_exemption_holds_only_with_all_three_documents(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    for (unsigned documents = 0; documents < 8; documents++)
        for (int32_t installation = -1; installation < 1; installation++) {
            struct qn_screening s;
            casting(documents, day(2018, 3, 2), installation, &s, p);
            assert_int_equal(s.cls, documents == 7 ? QN_CLASS_UNCLASSIFIED : QN_CLASS_ELIMINATED);
        }
    qn_pack_free(p);
}

static void documents_count_from_their_date_and_undated_ones_do_not(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct qn_screening s;
    casting(7, day(2019, 7, 18), 0, &s, p);
    assert_int_equal(s.cls, QN_CLASS_ELIMINATED);
    casting(7, day(2019, 0, 0), 0, &s, p); /* may be later than the day */
    assert_int_equal(s.cls, QN_CLASS_ELIMINATED);
    casting(7, day(0, 0, 0), 0, &s, p);
    assert_int_equal(s.cls, QN_CLASS_ELIMINATED);
    qn_pack_free(p);
}

static void a_casting_name_or_variant_without_a_claim_proves_nothing(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_enterprise(&b, "精密铸造有限公司");
    static const enum qn_variant variant[2] = {QN_VARIANT_CAST_IRON, QN_VARIANT_UNKNOWN};
    for (int i = 0; i < 2; i++)
        build_set(&b, build_installation(&b, QN_KIND_BLAST_FURNACE, variant[i]),
                  QN_PARAM_EFFECTIVE_VOLUME, 400);
    for (int i = 0; i < 3; i++)
        build_evidence(&b, qn_document_name(i + 1), day(2018, 1, 1), 0, -1);
    screen_ok(p, &b, meeting, &s);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(s.item[i].cls, QN_CLASS_ELIMINATED);
        assert_string_equal(qn_rule_id(s.item[i].rule), "E2011-06a");
    }
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* Documents of another furnace of the enterprise do not serve this one. */
static void documents_of_another_installation_do_not_count(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (int i = 0; i < 2; i++) {
        struct qn_installation *in =
            build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING);
        build_set(&b, in, QN_PARAM_EFFECTIVE_VOLUME, 300);
        in->exemption_claimed = "casting_iron";
    }
    build_evidence(&b, "business_registration", day(2010, 1, 1), 0, -1);
    build_evidence(&b, "sales_records_3y", day(2018, 1, 1), 0, 1);
    build_evidence(&b, "project_approval", day(2012, 1, 1), 0, 1);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_ELIMINATED);
    assert_int_equal(s.item[0].n_missing, 2);
    assert_int_equal(s.item[1].cls, QN_CLASS_UNCLASSIFIED);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* One oven of 7 m with everything built, and a second of the same enterprise. */
static enum qn_class with_second_oven(struct qn_pack *p, double second_t_a, enum qn_state st)
{
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (int i = 0; i < 2; i++) {
        struct qn_installation *in =
            build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED);
        build_set(&b, in, QN_PARAM_CHAMBER_HEIGHT, 7);
        for (int q = QN_PARAM_HAS_CDQ; q <= QN_PARAM_HAS_PUSHING_DEDUSTING; q++)
            build_set(&b, in, (enum qn_param)q, 1);
        if (!isnan(i ? second_t_a : 600000))
            build_set(&b, in, QN_PARAM_CAPACITY, i ? second_t_a : 600000);
        if (i)
            in->state = st;
    }
    screen_ok(p, &b, meeting, &s);
    enum qn_class c = s.item[0].cls;
    if (c == QN_CLASS_UNDETERMINED) {
        assert_int_equal(s.item[0].n_missing, 1);
        assert_string_equal(s.item[0].missing[0], "coke_capacity_t_a");
    }
    qn_screen_release(&s);
    build_free(&b);
    return c;
}

static void
enterprise_capacity_is_the_sum_of_its_ovens_and_a_lower_bound_where_some_are_unknown(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    enum qn_state on = QN_STATE_OPERATING;
    assert_int_equal(with_second_oven(p, 300000, on), QN_CLASS_RESTRICTED);
    assert_int_equal(with_second_oven(p, 400000, on), QN_CLASS_UNCLASSIFIED);
    assert_int_equal(with_second_oven(p, 400000, QN_STATE_IDLE), QN_CLASS_UNCLASSIFIED);
    assert_int_equal(with_second_oven(p, 400000, QN_STATE_DISMANTLED), QN_CLASS_RESTRICTED);
    assert_int_equal(with_second_oven(p, 400000, QN_STATE_CANCELLED), QN_CLASS_RESTRICTED);
    assert_int_equal(with_second_oven(p, 400000, QN_STATE_PLANNED), QN_CLASS_RESTRICTED);
    assert_int_equal(with_second_oven(p, NAN, on), QN_CLASS_UNDETERMINED);
    assert_int_equal(with_second_oven(p, 400000, QN_STATE_UNKNOWN), QN_CLASS_UNDETERMINED);
    assert_int_equal(with_second_oven(p, 300000, QN_STATE_UNKNOWN), QN_CLASS_RESTRICTED);
    qn_pack_free(p);
}

static void a_known_part_of_the_capacity_over_the_threshold_decides(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (int i = 0; i < 2; i++) {
        struct qn_installation *in =
            build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED);
        build_set(&b, in, QN_PARAM_CHAMBER_HEIGHT, 7);
        for (int q = QN_PARAM_HAS_CDQ; q <= QN_PARAM_HAS_PUSHING_DEDUSTING; q++)
            build_set(&b, in, (enum qn_param)q, 1);
    }
    build_set(&b, &b.region.installation[0], QN_PARAM_CAPACITY, 1000000);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_UNCLASSIFIED);
    assert_int_equal(s.item[1].cls, QN_CLASS_UNCLASSIFIED);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* Yuanzhong: 600,000 t/a, no heights. The reference has it as restricted by its capacity; its ovens
 * may yet turn out to be eliminated. */
static void a_plant_under_a_million_tonnes_is_restricted_and_may_be_eliminated(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_enterprise(&b, "山西远中焦化有限公司")->coke_capacity_t_a.value = 600000;
    build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_UNKNOWN);
    struct qn_installation *in = build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED);
    build_set(&b, in, QN_PARAM_CHAMBER_HEIGHT, 6);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_RESTRICTED);
    assert_int_equal(s.item[0].class_without_reading, QN_CLASS_UNDETERMINED);
    assert_int_equal(s.item[0].candidates, BIT(QN_CLASS_ELIMINATED) | BIT(QN_CLASS_RESTRICTED));
    assert_int_equal(s.item[0].n_missing, 2);
    assert_string_equal(s.item[0].missing[0], "chamber_height_m"); /* the weightiest first */
    assert_string_equal(s.item[0].missing[1], "variant");
    assert_string_equal(qn_rule_id(s.item[0].rule), "R2011-14c");
    assert_non_null(strstr(s.item[0].reading_zh, "100万吨/年以下焦化项目"));
    assert_int_equal(s.item[1].cls, QN_CLASS_RESTRICTED);
    assert_string_equal(qn_rule_id(s.item[1].rule), "R2011-14c");
    assert_int_equal(s.item[1].class_without_reading, QN_CLASS_UNCLASSIFIED);
    assert_non_null(s.item[1].reading_en);
    assert_int_equal(s.item[1].confidence, QN_CONF_MEMORY_HIGH);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

static void the_edition_follows_the_day(void **state)
{
    (void)state;
    static const struct {
        struct qn_date on;
        const char *edition;
        enum qn_class cls; /* of a 500 m3 furnace */
    } row[] = {
        {{2005, 12, 1}, NULL, QN_CLASS_UNDETERMINED},
        {{2005, 12, 2}, "2005", QN_CLASS_UNDETERMINED},
        {{2011, 5, 31}, "2005", QN_CLASS_UNDETERMINED},
        {{2011, 6, 1}, "2011", QN_CLASS_UNDETERMINED},
        {{2013, 4, 30}, "2011", QN_CLASS_UNDETERMINED},
        {{2013, 5, 1}, "2011A", QN_CLASS_RESTRICTED},
        {{2019, 7, 17}, "2011A", QN_CLASS_RESTRICTED},
        {{2019, 12, 31}, "2011A", QN_CLASS_RESTRICTED},
        {{2020, 1, 1}, "2019", QN_CLASS_RESTRICTED},
        {{2024, 1, 31}, "2019", QN_CLASS_RESTRICTED},
        {{2024, 2, 1}, "2024", QN_CLASS_RESTRICTED},
        {{2099, 1, 1}, "2024", QN_CLASS_RESTRICTED},
    };
    struct qn_pack *p = build_pack();
    struct build b;
    build_init(&b);
    struct qn_installation *in =
        build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING);
    build_set(&b, in, QN_PARAM_EFFECTIVE_VOLUME, 500);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct qn_screen s;
        screen_ok(p, &b, row[i].on, &s);
        assert_int_equal(s.item[0].cls, row[i].cls);
        assert_int_equal(s.edition != NULL, row[i].edition != NULL);
        if (row[i].edition)
            assert_string_equal(s.edition->id, row[i].edition);
        if (row[i].cls == QN_CLASS_UNDETERMINED) {
            assert_string_equal(s.item[0].missing[0],
                                row[i].edition ? "catalogue_rows" : "catalogue_edition");
            assert_non_null(s.item[0].gap_zh);
        }
        qn_screen_release(&s);
    }
    build_free(&b);
    qn_pack_free(p);
}

static void a_day_known_only_to_the_month_is_refused(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    struct qn_err err;
    build_init(&b);
    assert_int_equal(qn_screen_region(p, &b.region, day(2019, 7, 0), 0, &s, &err), QN_E_DOMAIN);
    assert_int_equal(qn_screen_region(p, &b.region, day(0, 0, 0), 0, &s, &err), QN_E_DOMAIN);
    build_free(&b);
    qn_pack_free(p);
}

static void unconfirmed_rows_warn_and_do_not_decide(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_installation(&b, QN_KIND_SHAFT_PELLET_FURNACE, QN_VARIANT_UNKNOWN);
    build_set(&b, build_installation(&b, QN_KIND_SINTER_MACHINE, QN_VARIANT_STEP), QN_PARAM_AREA,
              150);
    screen_ok(p, &b, day(2024, 3, 1), &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_UNDETERMINED);
    assert_true(s.item[0].candidates & BIT(QN_CLASS_ELIMINATED));
    assert_null(s.item[0].rule);
    assert_non_null(strstr(s.item[0].gap_en, "E2024-yy"));
    assert_int_equal(s.item[1].cls, QN_CLASS_RESTRICTED); /* a row of medium confidence */
    assert_non_null(strstr(s.item[1].gap_zh, "E2024-xx"));
    assert_int_equal(s.item[1].confidence, QN_CONF_MEMORY_MEDIUM);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

static void kinds_without_rows_are_never_unclassified(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    static const struct qn_date on[3] = {{2019, 7, 17}, {2020, 6, 1}, {2025, 1, 1}};
    static const enum qn_kind kind[] = {QN_KIND_LIME_KILN, QN_KIND_POWER_BOILER, QN_KIND_OTHER,
                                        QN_KIND_DRI_FURNACE, QN_KIND_OPEN_HEARTH};
    for (int d = 0; d < 3; d++) {
        struct build b;
        struct qn_screen s;
        build_init(&b);
        for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++)
            build_installation(&b, kind[i], QN_VARIANT_UNKNOWN);
        build_installation(&b, QN_KIND_UNKNOWN, QN_VARIANT_UNKNOWN);
        screen_ok(p, &b, on[d], &s);
        for (int32_t i = 0; i < s.n; i++) {
            assert_int_equal(s.item[i].cls, QN_CLASS_UNDETERMINED);
            assert_int_equal(s.item[i].n_missing, 1);
            assert_string_equal(s.item[i].missing[0], i == s.n - 1 ? "kind" : "catalogue_rows");
            assert_int_equal(s.item[i].confidence, QN_CONF_MISSING);
        }
        qn_screen_release(&s);
        build_free(&b);
    }
    qn_pack_free(p);
}

static const struct qn_step *find_step(const struct qn_screening *s, const char *rule,
                                       enum qn_step_kind kind, const char *parameter)
{
    for (size_t i = 0; i < s->n_step; i++)
        if (s->step[i].kind == kind && strcmp(qn_rule_id(s->step[i].rule), rule) == 0 &&
            strcmp(s->step[i].parameter, parameter) == 0)
            return &s->step[i];
    fail_msg("no such step: %s %s", rule, parameter);
    return NULL;
}

static void the_steps_show_value_bound_outcome_and_where_the_value_is_from(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    struct qn_err err;
    build_init(&b);
    struct qn_installation *in = build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_UNKNOWN);
    build_set(&b, in, QN_PARAM_EFFECTIVE_VOLUME, 500);
    build_set(&b, in, QN_PARAM_HAS_PCI, 0);
    in->exemption_claimed = "casting_iron";
    build_evidence(&b, "project_approval", day(2010, 1, 1), 0, 0);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].n_step, 0);
    assert_ok(qn_screen_explain(p, &b.region, meeting, &s.arena, &s.item[0], &err), err);
    const struct qn_step *st =
        find_step(&s.item[0], "R2011-03a", QN_STEP_BOUND, "effective_volume_m3");
    assert_near(st->value.value, 500, 0);
    assert_string_equal(st->unit, "m3");
    assert_string_equal(st->bound, "> 400 and < 1200");
    assert_int_equal(st->outcome, QN_TRUE);
    assert_ptr_equal(st->prov, &b.prov);
    st = find_step(&s.item[0], "E2011-06a", QN_STEP_VARIANT, "variant");
    assert_string_equal(st->value_text, "ironmaking");
    assert_int_equal(st->prov->basis, QN_BASIS_ASSUMED); /* taken as the ordinary one */
    assert_string_equal(st->bound, "= cast_iron|ironmaking");
    st = find_step(&s.item[0], "R2011-03b", QN_STEP_CONDITION, "has_pci");
    assert_string_equal(st->bound, "lacks");
    assert_int_equal(st->outcome, QN_TRUE);
    assert_int_equal(
        find_step(&s.item[0], "R2011-03b", QN_STEP_CONDITION, "energy_kgce_t")->outcome,
        QN_UNKNOWN);
    assert_int_equal(
        find_step(&s.item[0], "E2011-06a", QN_STEP_EXCEPTION, "sales_records_3y")->outcome,
        QN_FALSE);
    st = find_step(&s.item[0], "E2011-06a", QN_STEP_EXCEPTION, "project_approval");
    assert_int_equal(st->outcome, QN_TRUE);
    assert_non_null(st->prov);
    assert_int_equal(find_step(&s.item[0], "R2011-03a", QN_STEP_LIMB, "")->outcome, QN_TRUE);
    assert_int_equal(find_step(&s.item[0], "E2011-06a", QN_STEP_LIMB, "")->outcome, QN_FALSE);
    assert_int_equal(s.item[0].cls, QN_CLASS_RESTRICTED);
    assert_int_equal(s.item[0].n_missing, 0); /* above 400 m3 the exemption is no matter */
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* The enterprise's capacity is shown in the unit of the clause. */
static void capacities_are_shown_in_ten_thousand_tonnes(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    struct qn_err err;
    build_init(&b);
    build_set(&b, build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED),
              QN_PARAM_CAPACITY, 600000);
    build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED);
    assert_ok(qn_screen_region(p, &b.region, meeting, 1, &s, &err), err);
    const struct qn_step *st =
        find_step(&s.item[0], "R2011-14c", QN_STEP_BOUND, "enterprise_capacity");
    assert_string_equal(st->value_text, ">= 60");
    assert_string_equal(st->unit, "10kt/a");
    assert_string_equal(st->bound, "< 100");
    assert_int_equal(st->outcome, QN_UNKNOWN);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static const double some[QN_PARAM_COUNT][3] = {
    [QN_PARAM_CAPACITY] = {400000, 900000, 1500000},
    [QN_PARAM_CHAMBER_HEIGHT] = {3.8, 4.3, 6.25},
    [QN_PARAM_STAMPED_CAKE_VOLUME] = {20, 35, 40},
    [QN_PARAM_EFFECTIVE_VOLUME] = {200, 450, 1280},
    [QN_PARAM_NOMINAL_CAPACITY] = {30, 50, 120},
    [QN_PARAM_AREA] = {7, 90, 200},
    [QN_PARAM_STRIP_WIDTH] = {1250, 1450, 1780},
    [QN_PARAM_ENERGY] = {90, 400, 440},
    [QN_PARAM_NEW_WATER] = {1, 2.4, 3.3},
};

/* Any kind, a variant or none, each parameter known one time in two. */
static void random_installation(struct build *b, uint32_t *x)
{
    static const int first[] = {QN_VARIANT_TOP_CHARGED, QN_VARIANT_BELT, QN_VARIANT_CARBON_STEEL};
    enum qn_kind kind = (enum qn_kind)(next_random(x) % QN_KIND_COUNT);
    enum qn_variant variant = QN_VARIANT_UNKNOWN;
    if (next_random(x) % 2)
        variant = (enum qn_variant)(first[next_random(x) % 3] + (int)(next_random(x) % 3));
    struct qn_installation *in = build_installation(b, kind, variant);
    in->state = (enum qn_state)(next_random(x) % QN_STATE_COUNT);
    for (int q = 0; q < QN_PARAM_COUNT; q++) {
        if (next_random(x) % 2)
            continue;
        double v = q >= QN_PARAM_HAS_CDQ ? next_random(x) % 2 : some[q][next_random(x) % 3];
        build_set(b, in, (enum qn_param)q, v);
    }
}

/* Established restriction may become elimination; nothing else changes. */
static void learning_more_never_changes_a_determined_class_but_to_a_graver_one(void **state)
{
    (void)state;
    static const struct qn_date on[3] = {{2019, 7, 17}, {2020, 6, 1}, {2025, 1, 1}};
    struct qn_pack *p = build_pack();
    uint32_t x = 2463534242U;
    int determined = 0;
    for (int round = 0; round < 8000; round++) {
        struct build b;
        struct qn_screen before, after;
        build_init_n(&b, 4);
        random_installation(&b, &x);
        struct qn_installation *in = &b.region.installation[0];
        screen_ok(p, &b, on[round % 3], &before);
        /* one unknown becomes known; a stamped cake opens the question of heat recovery (see
         * variants.csv), so it is not added where the charging is not recorded */
        int q = (int)(next_random(&x) % QN_PARAM_COUNT);
        if (isnan(in->param[q].value) && q != QN_PARAM_STAMPED_CAKE_VOLUME)
            build_set(&b, in, (enum qn_param)q,
                      q >= QN_PARAM_HAS_CDQ ? next_random(&x) % 2 : some[q][next_random(&x) % 3]);
        screen_ok(p, &b, on[round % 3], &after);
        if (before.item[0].cls != QN_CLASS_UNDETERMINED) {
            determined++;
            if (after.item[0].cls != before.item[0].cls) {
                assert_int_equal(before.item[0].cls, QN_CLASS_RESTRICTED);
                assert_int_equal(after.item[0].cls, QN_CLASS_ELIMINATED);
                assert_true(before.item[0].candidates & BIT(QN_CLASS_ELIMINATED));
            }
        }
        assert_int_equal(after.item[0].candidates & ~before.item[0].candidates, 0);
        qn_screen_release(&before);
        qn_screen_release(&after);
        build_free(&b);
    }
    assert_true(determined > 500);
    qn_pack_free(p);
}

static void a_plant_abroad_has_no_class_in_the_catalogue(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    static const char *const countries[] = {"", "China", "中国", "Austria"};
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (size_t i = 0; i < 4; i++) {
        build_enterprise(&b, "钢铁厂")->country = countries[i];
        build_set(&b, build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_UNKNOWN),
                  QN_PARAM_EFFECTIVE_VOLUME, 500);
    }
    screen_ok(p, &b, meeting, &s);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(s.item[i].cls, QN_CLASS_RESTRICTED);
    assert_int_equal(s.item[3].cls, QN_CLASS_UNDETERMINED);
    assert_null(s.item[3].rule);
    assert_non_null(strstr(s.item[3].gap_en, "not in China"));
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* Idle, dismantled or planned, the class of a furnace is the same. */
static void the_state_does_not_change_the_class(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (int st = 0; st < QN_STATE_COUNT; st++) {
        struct qn_installation *in =
            build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_IRONMAKING);
        build_set(&b, in, QN_PARAM_EFFECTIVE_VOLUME, 450);
        in->state = (enum qn_state)st;
    }
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.count[QN_CLASS_RESTRICTED], QN_STATE_COUNT);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

static void a_variant_that_the_kind_cannot_have_says_nothing(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    build_set(&b, build_installation(&b, QN_KIND_BLAST_FURNACE, QN_VARIANT_BELT),
              QN_PARAM_EFFECTIVE_VOLUME, 300);
    build_set(&b, build_installation(&b, QN_KIND_CONVERTER, QN_VARIANT_ALLOY_STEEL),
              QN_PARAM_NOMINAL_CAPACITY, 20);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_ELIMINATED); /* as if none were recorded */
    assert_int_equal(s.item[1].cls, QN_CLASS_ELIMINATED);
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* E2011-08 leaves out ferroalloy converters: by what they are, or claimed with the approval. */
static void a_claimed_exception_needs_its_document(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    build_init(&b);
    for (int i = 0; i < 3; i++) {
        struct qn_installation *in = build_installation(
            &b, QN_KIND_CONVERTER, i == 2 ? QN_VARIANT_FERROALLOY : QN_VARIANT_UNKNOWN);
        build_set(&b, in, QN_PARAM_NOMINAL_CAPACITY, 30);
        in->exemption_claimed = i == 2 ? "none" : "ferroalloy";
    }
    build_evidence(&b, "project_approval", day(2009, 5, 1), 0, 1);
    screen_ok(p, &b, meeting, &s);
    assert_int_equal(s.item[0].cls, QN_CLASS_ELIMINATED);
    assert_int_equal(s.item[0].n_missing, 1);
    assert_string_equal(s.item[0].missing[0], "project_approval");
    assert_int_equal(s.item[1].cls, QN_CLASS_UNCLASSIFIED);
    assert_int_equal(s.item[2].cls, QN_CLASS_UNCLASSIFIED);
    assert_int_equal(s.item[2].confidence, QN_CONF_PARTIAL); /* the weakest row of converters */
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

/* Stated history moves the capacity with the day: the second oven goes on 2019-06-30. */
static void the_history_of_states_moves_the_capacity_of_the_enterprise(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    struct build b;
    build_init(&b);
    for (int i = 0; i < 2; i++) {
        struct qn_installation *in =
            build_installation(&b, QN_KIND_COKE_OVEN, QN_VARIANT_TOP_CHARGED);
        build_set(&b, in, QN_PARAM_CHAMBER_HEIGHT, 6.25);
        build_set(&b, in, QN_PARAM_CAPACITY, 500000);
        for (int q = QN_PARAM_HAS_CDQ; q <= QN_PARAM_HAS_PUSHING_DEDUSTING; q++)
            build_set(&b, in, (enum qn_param)q, 1);
    }
    b.region.installation_state[b.region.n_installation_state++] = (struct qn_installation_state){
        .installation = 1, .state = QN_STATE_DISMANTLED, .since = day(2019, 6, 30)};
    for (int d = 29; d <= 30; d++) {
        struct qn_screen s;
        screen_ok(p, &b, day(2019, 6, d), &s);
        assert_int_equal(s.item[0].cls, d == 29 ? QN_CLASS_UNCLASSIFIED : QN_CLASS_RESTRICTED);
        qn_screen_release(&s);
    }
    build_free(&b);
    qn_pack_free(p);
}

static double seconds(void)
{
    struct timespec t;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void a_hundred_thousand_random_installations_screen_in_under_a_second(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct qn_pack *p = build_pack();
    struct build b;
    struct qn_screen s;
    uint32_t x = 88172645U;
    build_init_n(&b, N);
    for (int i = 0; i < N; i++) {
        if (i % 3 == 0)
            build_enterprise(&b, "");
        random_installation(&b, &x);
    }
    double start = seconds();
    screen_ok(p, &b, day(2020, 6, 1), &s);
    double took = seconds() - start;
    print_message("%d installations in %.3f s: %d eliminated, %d restricted, %d unclassified, %d "
                  "undetermined\n",
                  N, took, (int)s.count[0], (int)s.count[1], (int)s.count[2], (int)s.count[3]);
    assert_int_equal(s.count[0] + s.count[1] + s.count[2] + s.count[3], N);
#ifdef NDEBUG
    assert_true(took < 1.0);
#else
    assert_true(took < 20.0); /* unoptimised, perhaps under a sanitizer */
#endif
    qn_screen_release(&s);
    build_free(&b);
    qn_pack_free(p);
}

QN_CASES_BEGIN
QN_CASE(the_casting_exemption_holds_only_with_all_three_documents)
QN_CASE(documents_count_from_their_date_and_undated_ones_do_not)
QN_CASE(a_casting_name_or_variant_without_a_claim_proves_nothing)
QN_CASE(documents_of_another_installation_do_not_count)
QN_CASE(enterprise_capacity_is_the_sum_of_its_ovens_and_a_lower_bound_where_some_are_unknown)
QN_CASE(a_known_part_of_the_capacity_over_the_threshold_decides)
QN_CASE(a_plant_under_a_million_tonnes_is_restricted_and_may_be_eliminated)
QN_CASE(the_edition_follows_the_day)
QN_CASE(a_day_known_only_to_the_month_is_refused)
QN_CASE(unconfirmed_rows_warn_and_do_not_decide)
QN_CASE(kinds_without_rows_are_never_unclassified)
QN_CASE(the_steps_show_value_bound_outcome_and_where_the_value_is_from)
QN_CASE(capacities_are_shown_in_ten_thousand_tonnes)
QN_CASE(learning_more_never_changes_a_determined_class_but_to_a_graver_one)
QN_CASE(a_plant_abroad_has_no_class_in_the_catalogue)
QN_CASE(the_state_does_not_change_the_class)
QN_CASE(a_variant_that_the_kind_cannot_have_says_nothing)
QN_CASE(a_claimed_exception_needs_its_document)
QN_CASE(the_history_of_states_moves_the_capacity_of_the_enterprise)
QN_CASE(a_hundred_thousand_random_installations_screen_in_under_a_second)
QN_CASES_END
