/* The rule pack of the verdict: what it holds, and what it refuses with its place. */
#include <stdlib.h>

#include "qn_test.h"
#include "rule/pack.h"
#include "verify/judge.h"

static const char *file_text(const char *name)
{
    const struct qn_resource *f = qn_resource_find(qn_rules, name);
    assert_non_null(f);
    return (const char *)f->data;
}

static enum qn_status parse(const char *witnesses, struct qn_err *err)
{
    struct qn_arena arena;
    const struct qn_witness_rules *r = NULL;
    const char *channels = file_text("witness_channels.csv");
    const struct qn_resource files[] = {{"witnesses.csv", (const unsigned char *)witnesses,
                                         (const unsigned char *)witnesses + strlen(witnesses)},
                                        {"witness_channels.csv", (const unsigned char *)channels,
                                         (const unsigned char *)channels + strlen(channels)},
                                        {0}};
    qn_arena_init(&arena, (size_t)1 << 24);
    enum qn_status st = qn_witness_rules_parse(files, &arena, &r, err);
    qn_arena_release(&arena);
    return st;
}

/* Section 9.1 of the reference notes: 3 groups, 5 %, 30 %, 20 % with O2 under 19, 3 x zero, 2 h. */
static void the_defaults_are_those_of_the_notes(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    const struct qn_witness_rules *r = NULL;
    qn_arena_init(&arena, (size_t)1 << 24);
    assert_ok(qn_witness_rules_load(NULL, &arena, &r, &err), err);
    assert_near(r->any.groups_needed, 3, 0);
    assert_near(r->any.gap_share, 0.05, 0);
    assert_near(r->any.electricity_running_share, 0.3, 0);
    assert_near(r->any.flow_contradicts_share, 0.2, 0);
    assert_near(r->any.o2_running_pct, 19, 0);
    assert_near(r->any.o2_air_pct, 20.5, 0);
    assert_near(r->any.pollutant_factor, 3, 0);
    assert_near(r->any.hold_contradicted_h, 2, 0);
    qn_arena_release(&arena);
}

static void kinds_have_their_own_and_an_unknown_kind_the_strictest(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    const struct qn_witness_rules *r = NULL;
    qn_arena_init(&arena, (size_t)1 << 24);
    assert_ok(qn_witness_rules_load(NULL, &arena, &r, &err), err);
    assert_near(qn_thresholds_of(r, "coke_oven")->bankable, 1, 0);
    assert_near(qn_thresholds_of(r, "coke_oven")->thermal_proves, 0, 0);
    assert_near(qn_thresholds_of(r, "converter")->bankable, 0, 0);
    const struct qn_thresholds *u = qn_thresholds_of(r, NULL);
    assert_ptr_equal(u, qn_thresholds_of(r, "a kind of next year"));
    assert_true(u->velocity_stopped_m_s < r->any.velocity_stopped_m_s);
    assert_true(u->electricity_stopped_share < r->any.electricity_stopped_share);
    assert_true(u->hold_stopped_h > r->any.hold_stopped_h);
    assert_true(u->gap_share < r->any.gap_share);
    qn_arena_release(&arena);
}

static void every_row_says_that_it_is_assumed(void **state)
{
    (void)state;
    const char *p = strchr(file_text("witnesses.csv"), '\n') + 1;
    int rows = 0;
    while (*p) {
        const char *end = strchr(p, '\n');
        assert_non_null(end);
        char line[512];
        snprintf(line, sizeof line, "%.*s", (int)(end - p), p);
        assert_non_null(strstr(line, ",assumed,"));
        rows++;
        p = end + 1;
    }
    assert_true(rows > 40);
}

static void channels_are_found_by_factor_and_kind_of_data(void **state)
{
    (void)state;
    static const struct {
        int32_t st;
        const char *factor;
        int kind; /* -1: none */
    } given[] = {{31, "a01011", QN_CH_VELOCITY},
                 {31, "S01", QN_CH_O2},
                 {31, "a34013", QN_CH_DUST},
                 {51, "g20802", QN_CH_FAN},
                 {44, "d20101", QN_CH_METER},
                 {31, "d20101", -1},
                 {44, "d30101", -1},
                 {45, "p99101", QN_CH_CONDITION},
                 {51, "g10401", -1},
                 {31, "i33314", QN_CH_FURNACE_TEMP},
                 {31, "a0101", -1}};
    struct qn_arena arena;
    struct qn_err err = {0};
    const struct qn_witness_rules *r = NULL;
    qn_arena_init(&arena, (size_t)1 << 24);
    assert_ok(qn_witness_rules_load(NULL, &arena, &r, &err), err);
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        const struct qn_channel_rule *c = qn_channel_rule_of(r, given[i].st, given[i].factor);
        assert_int_equal(c ? (int)c->kind : -1, given[i].kind);
    }
    qn_arena_release(&arena);
}

static void a_broken_row_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *where;
    } given[] = {
        {"any,gap_share,0.05,", "any,gap_share,0.5,", "witnesses.csv:4:15"},
        {"any,gap_share,0.05,share", "any,gap_share,0.05,%", "witnesses.csv:4:20"},
        {"any,gap_share,", "any,gap_shore,", "witnesses.csv:4:5"},
        {"any,gap_share,0.05,", "any,gap_share,five,", "witnesses.csv:4:15"},
        {"any,gap_share,", "coke_oven,gap_share,", "witnesses.csv:4:1"},
    };
    struct qn_err err = {0};
    const char *whole = file_text("witnesses.csv");
    char *text = malloc(strlen(whole) + 64);
    assert_non_null(text);
    assert_ok(parse(whole, &err), err);
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        const char *at = strstr(whole, given[i].from);
        assert_non_null(at);
        size_t before = (size_t)(at - whole);
        memcpy(text, whole, before);
        snprintf(text + before, strlen(whole) + 64 - before, "%s%s", given[i].to,
                 at + strlen(given[i].from));
        assert_int_equal(parse(text, &err), QN_E_SYNTAX);
        assert_string_equal(err.where, given[i].where);
        assert_true(err.msg[QN_ZH][0] != '\0' && err.msg[QN_EN][0] != '\0');
    }
    free(text);
}

static void a_threshold_left_out_is_missed(void **state)
{
    (void)state;
    struct qn_err err = {0};
    assert_int_equal(parse("kind,threshold,value,unit,basis,source_id,note\n"
                           "any,gap_share,0.05,share,assumed,x,\n",
                           &err),
                     QN_E_SYNTAX);
}

QN_CASES_BEGIN
QN_CASE(the_defaults_are_those_of_the_notes)
QN_CASE(kinds_have_their_own_and_an_unknown_kind_the_strictest)
QN_CASE(every_row_says_that_it_is_assumed)
QN_CASE(channels_are_found_by_factor_and_kind_of_data)
QN_CASE(a_broken_row_is_refused_with_its_place)
QN_CASE(a_threshold_left_out_is_missed)
QN_CASES_END
