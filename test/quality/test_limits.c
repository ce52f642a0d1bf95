/* Limits: which apply where and when (rows and dates of rules/limits.csv, from the reference
 * facts), and hours above them on made-up stacks. */
#include "made.h"

#include "quality/limits.h"
#include "quality/quality.h"
#include "rule/pack.h"

static struct qn_pack *load(void)
{
    struct qn_err err = {0};
    struct qn_pack *p = NULL;
    assert_ok(qn_pack_load(NULL, &p, &err), err);
    return p;
}

static int32_t day(int y, int m, int d)
{
    return qn_date_first_day((struct qn_date){(int16_t)y, (uint8_t)m, (uint8_t)d});
}

static const struct qn_limit *row(const struct qn_pack *p, const char *id)
{
    const struct qn_limit *l;
    size_t n = qn_pack_limits(p, &l);
    for (size_t i = 0; i < n; i++)
        if (strcmp(l[i].id, id) == 0)
            return &l[i];
    fail_msg("no row %s", id);
    return NULL;
}

static uint64_t point(const struct qn_pack *p, const char *id)
{
    const struct qn_point *x;
    size_t n = qn_pack_points(p, &x);
    for (size_t i = 0; i < n; i++)
        if (strcmp(x[i].id, id) == 0)
            return UINT64_C(1) << i;
    fail_msg("no point %s", id);
    return 0;
}

static void words_of_outlets_map_to_points_and_others_to_none(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    enum qn_variant none = QN_VARIANT_UNKNOWN;
    assert_int_equal(qn_points_of(p, "sinter machine head (wet FGD)", QN_KIND_SINTER_MACHINE, none),
                     point(p, "sinter_head"));
    assert_int_equal(qn_points_of(p, "Sinter Tail", QN_KIND_SINTER_MACHINE, none),
                     point(p, "sinter_tail"));
    assert_int_equal(qn_points_of(p, "高炉热风炉", QN_KIND_BLAST_FURNACE, none),
                     point(p, "bf_hot_stove"));
    assert_int_equal(qn_points_of(p, "casthouse roof", QN_KIND_BLAST_FURNACE, none), 0);
    assert_int_equal(qn_points_of(p, "coal yard", QN_KIND_UNKNOWN, none), 0);
    assert_int_equal(qn_points_of(p, "", QN_KIND_UNKNOWN, none), 0);
    qn_pack_free(p);
}

static void a_chimney_of_unknown_charging_may_be_either_kind(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    uint64_t machine = point(p, "coke_chimney"), heat = point(p, "coke_chimney_hr");
    const char *text = "coke oven chimney";
    assert_int_equal(qn_points_of(p, text, QN_KIND_COKE_OVEN, QN_VARIANT_STAMP_CHARGED), machine);
    assert_int_equal(qn_points_of(p, text, QN_KIND_COKE_OVEN, QN_VARIANT_HEAT_RECOVERY), heat);
    assert_int_equal(qn_points_of(p, text, QN_KIND_COKE_OVEN, QN_VARIANT_UNKNOWN), machine | heat);
    struct qn_place either = {machine | heat, "", {0}};
    /* SO2 50 against 100: of machine ovens only, so unsure; the ultra-low row names both. */
    assert_int_equal(qn_limit_applies(row(p, "GB16171-008"), &either, day(2020, 1, 1)),
                     QN_APPLIES_UNSURE);
    assert_int_equal(qn_limit_applies(row(p, "ULE2024-002"), &either, day(2024, 3, 1)),
                     QN_APPLIES_YES);
    qn_pack_free(p);
}

/* General limits: new plants 2012-10-01, existing ones 2015-01-01; between, the transitional row.
 */
static void new_and_existing_plants_have_their_own_dates(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct qn_place old = {point(p, "sinter_head"), "", {2005, 0, 0}};
    struct qn_place young = {point(p, "sinter_head"), "", {2013, 5, 0}};
    struct qn_place unknown = {point(p, "sinter_head"), "", {0}};
    const struct qn_limit *general = row(p, "GB28662-018"), *before = row(p, "GB28662-002");
    int32_t between = day(2014, 6, 1), after = day(2015, 1, 1);
    assert_int_equal(qn_limit_applies(general, &old, between), QN_APPLIES_NO);
    assert_int_equal(qn_limit_applies(before, &old, between), QN_APPLIES_YES);
    assert_int_equal(qn_limit_applies(general, &young, between), QN_APPLIES_YES);
    assert_int_equal(qn_limit_applies(before, &young, between), QN_APPLIES_NO);
    assert_int_equal(qn_limit_applies(general, &unknown, between), QN_APPLIES_UNSURE);
    assert_int_equal(qn_limit_applies(general, &old, after), QN_APPLIES_YES);
    assert_int_equal(qn_limit_applies(before, &old, after), QN_APPLIES_NO);
    qn_pack_free(p);
}

static void special_limits_are_confined_to_their_province_and_start(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct qn_place linfen = {point(p, "sinter_head"), "141000", {2005, 0, 0}};
    struct qn_place elsewhere = {point(p, "sinter_head"), "130200", {2005, 0, 0}};
    struct qn_place unsaid = {point(p, "sinter_head"), "", {2005, 0, 0}};
    const struct qn_limit *special = row(p, "GB28662-034");
    assert_int_equal(qn_limit_applies(special, &linfen, day(2018, 9, 30)), QN_APPLIES_NO);
    assert_int_equal(qn_limit_applies(special, &linfen, day(2018, 10, 1)), QN_APPLIES_YES);
    assert_int_equal(qn_limit_applies(special, &elsewhere, day(2019, 1, 1)), QN_APPLIES_NO);
    assert_int_equal(qn_limit_applies(special, &unsaid, day(2019, 1, 1)), QN_APPLIES_NO);
    qn_pack_free(p);
}

/* The amendment (修改单) introduced 16 %; its day is known as 2020-12: from its last day on. */
static void no_o2_correction_before_the_amendment(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    const struct qn_limit *l = row(p, "GB28662-018");
    assert_nan(qn_limit_ref_o2(l, day(2019, 7, 17)));
    assert_nan(qn_limit_ref_o2(l, day(2020, 12, 30)));
    assert_near(qn_limit_ref_o2(l, day(2020, 12, 31)), 16, 0);
    assert_nan(qn_limit_ref_o2(row(p, "GB16171-008"), day(2024, 1, 1))); /* as measured */
    qn_pack_free(p);
}

static void only_confirmed_rows_of_binding_standards_block(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    assert_true(qn_limit_blocks(row(p, "GB28662-018"), QN_APPLIES_YES));
    assert_false(qn_limit_blocks(row(p, "GB28662-018"), QN_APPLIES_UNSURE));
    assert_false(qn_limit_blocks(row(p, "GB28662-017"), QN_APPLIES_YES)); /* recalled */
    assert_false(qn_limit_blocks(row(p, "ULE2019-010"), QN_APPLIES_YES)); /* policy, though seen */
    const struct qn_limit *l;
    size_t n = qn_pack_limits(p, &l), may = 0;
    for (size_t i = 0; i < n; i++)
        may += qn_limit_blocks(&l[i], QN_APPLIES_YES);
    assert_int_equal(may, 4); /* SO2 and NOx of sinter heads and of coke oven chimneys */
    qn_pack_free(p);
}

static void the_strictest_standard_is_known_to_the_detectors(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct qn_place linfen = {point(p, "sinter_head"), "141000", {2005, 0, 0}};
    struct qn_known_limit known[8];
    size_t n = qn_limits_known(p, &linfen, day(2024, 3, 1), known, 8);
    double so2 = NAN, o2 = NAN;
    for (size_t i = 0; i < n; i++)
        if (strcmp(known[i].factor, "a21026") == 0) {
            so2 = known[i].limit;
            o2 = known[i].ref_o2_pct;
        }
    assert_near(so2, 180, 0); /* special, below the general 200; not the policy's 35 */
    assert_near(o2, 16, 0);
    qn_pack_free(p);
}

struct judged {
    struct qn_arena arena;
    struct qn_quality_thresholds th;
    struct qn_quality_ask quality;
    struct qn_limit_judged *row;
    size_t n;
};

static void judge(const struct qn_pack *p, struct made *m, struct qn_place place, struct qn_date on,
                  struct judged *out)
{
    struct qn_err err = {0};
    qn_arena_init(&out->arena, 64 << 20);
    assert_ok(qn_quality_thresholds_of(p, &out->th, &err), err);
    out->quality =
        (struct qn_quality_ask){.track = made_track(m), .th = &out->th, .marks = QN_MARK_212_2017};
    struct qn_limit_ask ask = {
        .quality = &out->quality, .pack = p, .place = place, .on = on, .regime = -1};
    assert_ok(qn_limits_judge(&ask, &out->arena, &out->row, &out->n, &err), err);
}

static const struct qn_limit_judged *judged_row(const struct judged *j, const char *id)
{
    for (size_t i = 0; i < j->n; i++)
        if (strcmp(j->row[i].limit->id, id) == 0)
            return &j->row[i];
    fail_msg("%s was not judged", id);
    return NULL;
}

/* 100 mg/m3 at 19.0 - 0.5 = 18.5 %: 100 * 5 / 2.5 = 200 is the limit itself; 101 is above it. */
static void hours_above_a_limit_are_counted_joined_and_dated(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct made *m = made_stack(3);
    struct made_col *so2 = made_find(m, 2061, "a21026", "Avg");
    struct made_col *o2 = made_find(m, 2061, "a19001", "Avg");
    for (size_t i = 0; i < MADE_HOURS; i++) {
        so2->v[i] = 100;
        o2->v[i] = 18.5;
    }
    so2->v[30] = 101;
    so2->v[31] = 110;
    so2->v[200] = 101;
    o2->v[300] = 19.5; /* 1000 mg/m3 if it were converted */
    so2->v[300] = 300;
    o2->v[400] = NAN;
    so2->v[500] = NAN;
    so2->v[600] = 900;
    so2->mark[600][0] = 'M';
    struct judged j;
    struct qn_place place = {point(p, "sinter_head"), "", {2005, 0, 0}};
    judge(p, m, place, (struct qn_date){0}, &j);
    const struct qn_limit_judged *r = judged_row(&j, "GB28662-018");
    assert_true(r->blocks);
    assert_near(r->ref_o2_pct, 16, 0);
    assert_int_equal(r->hours, MADE_HOURS);
    assert_int_equal(r->judged, MADE_HOURS - 4);
    assert_int_equal(r->over, 3);
    assert_int_equal(r->over_days, 2);
    assert_int_equal(r->n_span, 2);
    assert_int_equal((r->span[0].from_unix_ms - MADE_T0) / HOUR, 30);
    assert_int_equal((r->span[0].to_unix_ms - MADE_T0) / HOUR, 32);
    assert_near(r->span[0].highest, 220, 1e-9);
    assert_int_equal(r->unjudged[QN_UNJUDGED_NEAR_AIR], 1);
    assert_int_equal(r->unjudged[QN_UNJUDGED_NO_O2], 1);
    assert_int_equal(r->unjudged[QN_UNJUDGED_MISSING], 1);
    assert_int_equal(r->unjudged[QN_UNJUDGED_MARK], 1);
    assert_int_equal(r->n_month, 2);
    assert_int_equal(r->month[0].month, 3);
    assert_int_equal(r->month[0].over, 3);
    qn_arena_release(&j.arena);
    made_free(m);
    qn_pack_free(p);
}

/* The same hours under the limits of a day before the amendment: compared as measured. */
static void limits_of_another_day_can_be_asked_for(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct made *m = made_stack(3);
    struct made_col *so2 = made_find(m, 2061, "a21026", "Avg");
    for (size_t i = 0; i < MADE_HOURS; i++)
        so2->v[i] = 199;
    so2->v[77] = 201;
    struct judged j;
    struct qn_place place = {point(p, "sinter_head"), "", {2005, 0, 0}};
    judge(p, m, place, (struct qn_date){2019, 7, 17}, &j);
    const struct qn_limit_judged *r = judged_row(&j, "GB28662-018");
    assert_nan(r->ref_o2_pct);
    assert_int_equal(r->over, 1);
    assert_int_equal(r->judged, MADE_HOURS);
    qn_arena_release(&j.arena);
    made_free(m);
    qn_pack_free(p);
}

static void an_unmapped_outlet_has_no_limits(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct made *m = made_stack(3);
    struct judged j;
    judge(p, m, (struct qn_place){0, "141000", {2005, 0, 0}}, (struct qn_date){0}, &j);
    assert_int_equal(j.n, 0);
    qn_arena_release(&j.arena);
    made_free(m);
    qn_pack_free(p);
}

/* March (31 days) is whole in the sixty days from 2024-03-01, April lacks its last day. */
static void validity_counts_days_and_whole_months(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct qn_err err = {0};
    struct made *m = made_stack(4);
    struct made_col *so2 = made_find(m, 2061, "a21026", "Avg");
    for (size_t i = 0; i < 5; i++)
        so2->mark[24 + i][0] = 'C'; /* 19 valid hours on the second day */
    struct qn_arena arena;
    qn_arena_init(&arena, 64 << 20);
    struct qn_quality_thresholds th;
    assert_ok(qn_quality_thresholds_of(p, &th, &err), err);
    struct qn_quality_ask quality = {.track = made_track(m), .th = &th, .marks = QN_MARK_212_2017};
    struct qn_limit_ask ask = {.quality = &quality,
                               .pack = p,
                               .place = {point(p, "sinter_head"), "141000", {2005, 0, 0}},
                               .regime = -1};
    struct qn_quality_report r;
    assert_ok(qn_quality_report(&ask, "sinter machine head", &arena, &r, &err), err);
    assert_string_equal(r.validity[0].factor, "a21026");
    assert_int_equal(r.validity[0].valid, MADE_HOURS - 5);
    assert_int_equal(r.validity[0].days, 60);
    assert_int_equal(r.validity[0].days_valid, 59);
    assert_int_equal(r.validity[0].months, 1);
    assert_int_equal(r.validity[0].months_valid, 1);
    assert_int_equal(r.validity[0].n_mark, 2);
    struct qn_buf out;
    qn_buf_init(&out, 16 << 20);
    struct qn_jsonw w;
    qn_jsonw_init(&w, &out, 3, &err);
    qn_quality_json(&w, NULL, p, &r);
    assert_int_equal(w.status, QN_OK);
    assert_non_null(strstr(out.data, "\"meaning\": \"calibration\""));
    assert_non_null(strstr(out.data, "\"limit_id\": \"GB28662-034\""));
    qn_buf_release(&out);
    qn_arena_release(&arena);
    made_free(m);
    qn_pack_free(p);
}

/* m3/h in the register: the flow is no unit slip, and amounts agree again. */
static void units_of_the_register_are_taken_into_account(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    struct qn_err err = {0};
    struct made *m = made_stack(24);
    struct made_col *flow = made_find(m, 2061, "a00000", "Avg");
    for (size_t i = 0; i < MADE_HOURS; i++)
        flow->v[i] *= 3600;
    for (size_t k = 0; k < m->n; k++) /* keep minutes and extremes out of it */
        if (strcmp(m->col[k].factor, "a00000") == 0 && &m->col[k] != flow &&
            strcmp(m->col[k].field, "Cou") != 0)
            for (size_t i = 0; i < m->col[k].n; i++)
                m->col[k].v[i] *= 3600;
    struct qn_arena arena;
    qn_arena_init(&arena, 64 << 20);
    struct qn_quality_thresholds th;
    assert_ok(qn_quality_thresholds_of(p, &th, &err), err);
    struct qn_quality_ask ask = {.track = made_track(m),
                                 .th = &th,
                                 .marks = QN_MARK_212_2017,
                                 .units = "a01013=kPa a00000=m3/h"};
    struct qn_doubt_list list = {.arena = &arena};
    assert_ok(qn_quality_find(&ask, &list, &err), err);
    assert_int_equal(list.n, 0);
    ask.units = NULL;
    assert_ok(qn_quality_find(&ask, &list, &err), err);
    assert_true(list.n >= 2); /* Q301, and Q122 of every amount */
    qn_arena_release(&arena);
    made_free(m);
    qn_pack_free(p);
}

static void every_row_has_a_source_and_a_known_factor(void **state)
{
    (void)state;
    struct qn_pack *p = load();
    const struct qn_limit *l;
    size_t n = qn_pack_limits(p, &l);
    assert_int_equal(n, 196);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(qn_pack_source(p, l[i].source_id));
        assert_true(*l[i].factor || strcmp(l[i].pollutant, "dioxins") == 0);
        assert_true(l[i].limit > 0);
    }
    qn_pack_free(p);
}

QN_CASES_BEGIN
QN_CASE(words_of_outlets_map_to_points_and_others_to_none)
QN_CASE(a_chimney_of_unknown_charging_may_be_either_kind)
QN_CASE(new_and_existing_plants_have_their_own_dates)
QN_CASE(special_limits_are_confined_to_their_province_and_start)
QN_CASE(no_o2_correction_before_the_amendment)
QN_CASE(only_confirmed_rows_of_binding_standards_block)
QN_CASE(the_strictest_standard_is_known_to_the_detectors)
QN_CASE(hours_above_a_limit_are_counted_joined_and_dated)
QN_CASE(limits_of_another_day_can_be_asked_for)
QN_CASE(an_unmapped_outlet_has_no_limits)
QN_CASE(validity_counts_days_and_whole_months)
QN_CASE(units_of_the_register_are_taken_into_account)
QN_CASE(every_row_has_a_source_and_a_known_factor)
QN_CASES_END
