/* Each coded finding on a made-up series that has it: found once, at the right place; and clean
 * series, of which nothing is said. Where things were put is known from the test itself. */
#include "made.h"

static const struct qn_known_limit limits[] = {
    {"a21026", 50, MADE_REF_O2_PCT}, {"a21002", 300, MADE_REF_O2_PCT}, {"a34013", 20, 16}};

static void nothing_is_said_of_clean_noise_over_sixty_days(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct made *m = made_stack(seed);
        struct said s;
        said_of(m, limits, seed % 2 ? 3 : 0, &s);
        if (s.list.n)
            said_print(&s);
        assert_int_equal(s.list.n, 0);
        said_release(&s);
        made_free(m);
    }
}

static void blank_out(struct made *m, size_t first, size_t n)
{
    for (size_t k = 0; k < m->n; k++)
        for (size_t i = 0; i < m->col[k].n; i++) {
            size_t h = (size_t)((int64_t)i * m->col[k].step / HOUR);
            if (h >= first && h < first + n)
                m->col[k].v[i] = NAN;
        }
}

/* A value from an hour on, in minutes, hours and their extremes alike. */
static void set_hours(struct made *m, const char *factor, size_t first, size_t n, double v)
{
    for (size_t k = 0; k < m->n; k++) {
        struct made_col *c = &m->col[k];
        for (size_t i = 0; strcmp(c->factor, factor) == 0 && i < c->n; i++) {
            size_t h = (size_t)((int64_t)i * c->step / HOUR);
            if (h >= first && h < first + n)
                c->v[i] = v;
        }
    }
}

static void scale_hours(struct made *m, const char *factor, size_t first, size_t n, double by)
{
    for (size_t k = 0; k < m->n; k++) {
        struct made_col *c = &m->col[k];
        for (size_t i = 0; strcmp(c->factor, factor) == 0 && i < c->n; i++) {
            size_t h = (size_t)((int64_t)i * c->step / HOUR);
            if (h >= first && h < first + n)
                c->v[i] *= by;
        }
    }
}

static void nothing_is_said_of_random_gaps(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed <= 24; seed++) {
        struct made *m = made_stack(seed);
        for (int k = 0; k < 15; k++)
            blank_out(m, (size_t)(made_random(m) * (MADE_HOURS - 10)), 1 + (size_t)k % 6);
        struct said s;
        said_of(m, limits, 3 * (seed % 2), &s);
        if (s.list.n)
            said_print(&s);
        assert_int_equal(s.list.n, 0);
        said_release(&s);
        made_free(m);
    }
}

/* An honest stop of ten days: no flow, O2 of air, ambient temperature, nothing measured. */
static void nothing_is_said_of_an_honest_stop(void **state)
{
    (void)state;
    struct made *m = made_stack(31);
    set_hours(m, "a00000", 600, 240, 0);
    set_hours(m, "a01011", 600, 240, 0);
    set_hours(m, "a01012", 600, 240, 18);
    set_hours(m, "a01013", 600, 240, 0);
    set_hours(m, "a19001", 600, 240, 20.9);
    set_hours(m, "a21026", 600, 240, 0);
    set_hours(m, "a21002", 600, 240, 0);
    set_hours(m, "a34013", 600, 240, 0);
    struct said s;
    said_of(m, limits, 3, &s);
    if (s.list.n)
        said_print(&s);
    assert_int_equal(s.list.n, 0);
    said_release(&s);
    made_free(m);
}

static void a_constant_of_twelve_hours_is_found_where_it_is(void **state)
{
    (void)state;
    struct made *m = made_stack(2);
    set_hours(m, "a21026", 700, 12, 23.45);
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q101, "a21026");
    assert_hours(x, 700, 712, 0.01);
    assert_near(x->value, 23.45, 1e-9);
    assert_int_equal(x->cn, 2051);
    assert_true(x->chance < 1e-6);
    said_release(&s);
    made_free(m);
}

/* Printed in whole numbers, a quiet signal repeats itself for hours: no finding. */
static void coarse_resolution_excuses_runs_of_equal_values(void **state)
{
    (void)state;
    struct made *m = made_stack(3);
    for (size_t k = 0; k < m->n; k++)
        if (strcmp(m->col[k].factor, "a01014") == 0) {
            m->col[k].decimals = 0;
            for (size_t i = 0; i < m->col[k].n; i++)
                m->col[k].v[i] = round(m->col[k].v[i]);
        }
    struct said s;
    said_of(m, NULL, 0, &s);
    for (size_t i = 0; i < s.list.n; i++)
        assert_string_not_equal(s.list.item[i].factor, "a01014");
    said_release(&s);
    made_free(m);
}

static void a_tiny_wobble_of_three_days_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(4);
    struct made_col *c = made_find(m, 2061, "a21002", "Avg");
    for (size_t i = 500; i < 572; i++)
        c->v[i] = 118 + 0.2 * ((double)(i % 2) - 0.5) + 0.1 * (double)(i % 3 == 0);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q102, "a21002"), 500, 572, 2);
    said_release(&s);
    made_free(m);
}

static void regular_steps_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(5);
    struct made_col *c = made_find(m, 2051, "a34013", "Avg");
    for (size_t i = 3000; i < 3020; i++)
        c->v[i] = 5 + 0.03 * (double)(i - 3000);
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q103, "a34013");
    assert_hours(x, 500, 500 + 20 / 6.0, 0.01);
    assert_near(x->value, 0.03, 1e-9);
    said_release(&s);
    made_free(m);
}

static void a_copied_day_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(6);
    struct made_col *c = made_find(m, 2061, "a21002", "Avg");
    memcpy(c->v + 960, c->v + 936, 24 * sizeof *c->v);
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q104, "a21002");
    assert_hours(x, 960, 984, 0.01);
    assert_near(x->value, 24, 0);
    said_release(&s);
    made_free(m);
}

static void hours_whose_minimum_mean_and_maximum_are_equal_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(7);
    struct made_col *mean = made_find(m, 2061, "a21026", "Avg");
    struct made_col *low = made_find(m, 2061, "a21026", "Min");
    struct made_col *high = made_find(m, 2061, "a21026", "Max");
    for (size_t i = 300; i < 310; i++)
        low->v[i] = high->v[i] = mean->v[i];
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q111, "a21026"), 300, 310, 0.01);
    said_release(&s);
    made_free(m);
}

static void a_mean_above_its_maximum_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(8);
    made_find(m, 2061, "a34013", "Max")->v[444] = 2;
    made_find(m, 2061, "a34013", "Min")->v[444] = 1;
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q112, "a34013");
    assert_hours(x, 444, 445, 0.01);
    assert_int_equal(qn_doubts[x->code].severity, QN_DOUBT_SEV_ERROR);
    said_release(&s);
    made_free(m);
}

static void an_edited_hour_does_not_fit_its_minutes(void **state)
{
    (void)state;
    struct made *m = made_stack(9);
    made_find(m, 2061, "a21002", "Avg")->v[222] *= 0.7;
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q121, "a21002");
    assert_hours(x, 222, 223, 0.01);
    assert_near(x->value / x->bound, 0.7, 0.01);
    said_release(&s);
    made_free(m);
}

static void amounts_made_of_converted_concentrations_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(10);
    struct made_col *mass = made_find(m, 2061, "a21026", "Cou");
    for (size_t i = 100; i < 200; i++)
        mass->v[i] *= 0.8; /* as if made of a concentration converted downwards */
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q122, "a21026");
    assert_hours(x, 100, 200, 0.01);
    assert_near(x->value / x->bound, 0.8, 0.01);
    said_release(&s);
    made_free(m);
}

/* Made with 18 % where the limit has 16 %: (21-18)/(21-16) = 0.6 of what it should be. */
static void a_wrong_reference_o2_is_revealed(void **state)
{
    (void)state;
    struct made *m = made_stack(11);
    struct made_col *zs = made_find(m, 2061, "a21002", "ZsAvg");
    for (size_t i = 0; i < MADE_HOURS; i++)
        zs->v[i] *= 0.6;
    struct said s;
    said_of(m, limits, 3, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q123, "a21002");
    assert_hours(x, 0, MADE_HOURS, 0.01);
    assert_near(x->value, 18, 0.05);
    assert_near(x->bound, 16, 0);
    said_release(&s);
    made_free(m);
}

static void edited_converted_values_stand_out_where_no_reference_is_known(void **state)
{
    (void)state;
    struct made *m = made_stack(12);
    struct made_col *zs = made_find(m, 2061, "a21026", "ZsAvg");
    for (size_t i = 800; i < 820; i++)
        zs->v[i] *= 0.7;
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q124, "a21026");
    assert_hours(x, 800, 820, 0.01);
    assert_near(x->bound, 16, 0.05);
    said_release(&s);
    made_free(m);
}

/* Twelve hours whose minutes are normal, marked D as hours; and three the other way round. */
static void hours_whose_marks_are_not_their_minutes_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(30);
    struct made_col *hour = made_find(m, 2061, "a21026", "Avg");
    struct made_col *minute = made_find(m, 2051, "a21002", "Avg");
    for (size_t h = 700; h < 712; h++)
        hour->mark[h][0] = 'D';
    for (size_t h = 300; h < 303; h++)
        for (size_t i = 6 * h; i < 6 * h + 2; i++)
            minute->mark[i][0] = 'D'; /* 4 of 6 are normal: 67 % */
    minute->mark[6 * 400][0] = 'D';   /* 5 of 6: 83 % */
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q125, "a21026");
    assert_hours(x, 700, 712, 0.01);
    assert_near(x->value, 100, 0);
    x = said_one(&s, QN_DOUBT_Q125, "a21002");
    assert_hours(x, 300, 303, 0.01);
    assert_near(x->value, 66.7, 0.1);
    said_release(&s);
    made_free(m);
}

/* Whatever passes 150 is sent as a little below it. */
static void values_held_just_below_a_limit_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(13);
    scale_hours(m, "a21002", 0, MADE_HOURS, 1.25);
    struct made_col *c = made_find(m, 2061, "a21002", "Avg");
    for (size_t i = 0; i < MADE_HOURS; i++)
        if (c->v[i] > 148)
            c->v[i] = made_round(150 - 5 * made_random(m), 1);
    const struct qn_known_limit limit = {"a21002", 150, NAN};
    struct said s;
    said_of(m, &limit, 1, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q131, "a21002");
    assert_hours(x, 0, MADE_HOURS, 30);
    assert_near(x->value, 0, 0);
    said_release(&s);
    made_free(m);
}

static void values_cut_off_at_the_range_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(14);
    struct made_col *c = made_find(m, 2061, "a21026", "Avg");
    for (size_t i = 0; i < MADE_HOURS; i++)
        c->v[i] = fmin(c->v[i], 30);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_near(said_one(&s, QN_DOUBT_Q132, "a21026")->value, 30, 0);
    said_release(&s);
    made_free(m);
}

static void a_gap_after_an_exceedance_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(15);
    made_find(m, 2061, "a21026", "ZsAvg")->v[399] = 80;
    blank_out(m, 400, 6);
    struct said s;
    said_of(m, limits, 3, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q141, "a21026");
    assert_hours(x, 400, 406, 0.01);
    assert_near(x->value, 80, 0);
    said_release(&s);
    made_free(m);
}

static void gaps_that_keep_following_high_values_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(16);
    struct made_col *c = made_find(m, 2061, "a34013", "Avg");
    for (size_t i = 100; i < 1100; i += 100) {
        c->v[i - 1] = 12;
        for (size_t k = i; k < i + 3; k++)
            c->v[k] = NAN;
    }
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q142, "a34013");
    assert_hours(x, 100, 1003, 0.01);
    assert_int_equal(x->count, 10);
    said_release(&s);
    made_free(m);
}

static void nights_lower_than_days_at_equal_flow_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(17);
    for (size_t day = 20; day < 30; day++)
        scale_hours(m, "a21002", day * 24 + 22, 8, 0.4);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q151, "a21002"), 20 * 24 + 8, 30 * 24 + 8, 0.01);
    said_release(&s);
    made_free(m);
}

static void o2_of_air_in_a_hot_running_duct_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(18);
    set_hours(m, "a19001", 640, 10, 20.9);
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q161, "a19001");
    assert_hours(x, 640, 650, 0.01);
    assert_near(x->value, 20.9, 1e-9);
    said_release(&s);
    made_free(m);
}

static void no_flow_while_it_burns_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(19);
    set_hours(m, "a00000", 640, 10, 0);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q162, "a00000"), 640, 650, 0.01);
    said_release(&s);
    made_free(m);
}

static void a_cold_flue_of_a_running_furnace_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(20);
    for (size_t i = 0; i < 10; i++)
        set_hours(m, "a01012", 640 + i, 1, 20 + 0.3 * (double)i);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q163, "a01012"), 640, 650, 0.01);
    said_release(&s);
    made_free(m);
}

static void so2_of_zero_while_flue_gas_flows_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(21);
    set_hours(m, "a21026", 900, 30, 0);
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q171, "a21026");
    assert_hours(x, 900, 930, 0.01);
    assert_near(x->bound, 25, 3);
    said_release(&s);
    made_free(m);
}

/* The case of the reference: 3.5 entered instead of 6.06 m2. */
static void a_changed_duct_area_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(22);
    struct made_col *c = made_find(m, 2061, "a01016", "Avg");
    for (size_t i = 700; i < MADE_HOURS; i++)
        c->v[i] = 3.5;
    struct said s;
    said_of(m, NULL, 0, &s);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q201, "a01016");
    assert_hours(x, 699, 700, 0.01);
    assert_near(x->value, 3.5, 0);
    assert_near(x->bound, 6.06, 0);
    said_release(&s);
    made_free(m);
}

/* Settings of 3020: one packet a day for SO2 and one for NOx, an hour apart. */
static void settings(struct made *m, const char *code, size_t changes_on_day)
{
    struct made_col *value = made_add(m, 3020, code, "Info", MADE_DAYS * 2, 12 * HOUR, 3);
    struct made_col *pol = made_add(m, 3020, "", "PolId", MADE_DAYS * 2, 12 * HOUR, 0);
    for (size_t i = 0; i < MADE_DAYS * 2; i++) {
        value->v[i] = i % 2 ? 1.5 : i / 2 >= changes_on_day ? 1.25 : 1;
        pol->v[i] = 1;
    }
    (void)made_track(m);
    for (size_t i = 0; i < MADE_DAYS * 2; i++) {
        m->sample[m->n - 1][i].text = i % 2 ? "a21002" : "a21026";
        m->sample[m->n - 1][i].arrival_unix_ms = m->sample[m->n - 2][i].arrival_unix_ms;
    }
}

static void changed_settings_are_found_by_instrument(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum qn_doubt_code says;
    } cases[] = {{"i13001", QN_DOUBT_Q202}, {"i13008", QN_DOUBT_Q203}, {"i13007", QN_DOUBT_Q204}};
    for (size_t k = 0; k < 3; k++) {
        struct made *m = made_stack(23);
        settings(m, cases[k].code, 40);
        struct said s;
        said_of(m, NULL, 0, &s);
        const struct qn_doubt *x = said_one(&s, cases[k].says, "a21026");
        assert_hours(x, 39 * 24, 40 * 24, 0.01);
        assert_near(x->value, 1.25, 0);
        assert_near(x->bound, 1, 0);
        assert_int_equal(s.list.n, 1);
        said_release(&s);
        made_free(m);
    }
}

static void flow_in_m3_per_hour_and_pressure_in_pascal_are_found(void **state)
{
    (void)state;
    struct made *m = made_stack(24);
    scale_hours(m, "a00000", 0, MADE_HOURS, 3600);
    scale_hours(m, "a01013", 1000, 100, 1000);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q301, "a00000"), 0, MADE_HOURS, 0.01);
    const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q301, "a01013");
    assert_hours(x, 1000, 1100, 0.01);
    assert_near(x->value, -300, 30);
    said_release(&s);
    made_free(m);
}

static void a_clock_that_was_set_is_found_either_way(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        struct made *m = made_stack(25);
        (void)made_track(m);
        int64_t step = way ? 600000 : -600000;
        for (size_t k = 0; k < m->n; k++)
            for (size_t i = 0; i < m->signal[k].n; i++)
                if (m->sample[k][i].t_unix_ms >= MADE_T0 + 720 * HOUR)
                    m->sample[k][i].arrival_unix_ms += step;
        struct said s;
        said_of(m, NULL, 0, &s);
        const struct qn_doubt *x = said_one(&s, QN_DOUBT_Q401, NULL);
        assert_hours(x, 720 - 1 / 6.0, 720, 0.01);
        assert_near(x->value, (double)step / 1000, 5);
        said_release(&s);
        made_free(m);
    }
}

/* Another value for hour 500 of SO2, or another mark, arrives a day later. */
static void send_again(struct made *m, const char *text, const char *mark)
{
    (void)made_track(m);
    for (size_t k = 0; k < m->n; k++) {
        struct qn_signal *sig = &m->signal[k];
        if (sig->cn != 2061 || strcmp(sig->factor, "a21026") != 0 || strcmp(sig->field, "Avg") != 0)
            continue;
        struct qn_sample *s = m->sample[k];
        size_t at = qn_signal_from(sig, MADE_T0 + 500 * HOUR);
        memmove(s + at + 1, s + at, (sig->n - at) * sizeof *s);
        s[at].last = false;
        s[at + 1].version = 2;
        s[at + 1].arrival_unix_ms += 24 * HOUR;
        if (text) {
            s[at + 1].text = text;
            s[at + 1].value = strtod(text, NULL);
        }
        if (mark)
            snprintf(s[at + 1].mark, QN_MARK_CAP, "%s", mark);
        sig->n++;
    }
}

static void a_value_sent_again_with_another_number_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(26);
    send_again(m, "12.34", NULL);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q402, NULL), 500, 501, 0.01);
    for (size_t i = 0; i < s.list.n; i++)
        assert_int_not_equal(s.list.item[i].code, QN_DOUBT_Q403);
    said_release(&s);
    made_free(m);
}

static void a_value_sent_again_with_another_mark_is_found(void **state)
{
    (void)state;
    struct made *m = made_stack(27);
    send_again(m, NULL, "F");
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q403, NULL), 500, 501, 0.01);
    for (size_t i = 0; i < s.list.n; i++)
        assert_int_not_equal(s.list.item[i].code, QN_DOUBT_Q402);
    said_release(&s);
    made_free(m);
}

/* Ten hours' data arrive together, and no step of the clock is made of them. */
static void late_packets_are_one_note_and_no_clock_step(void **state)
{
    (void)state;
    struct made *m = made_stack(28);
    (void)made_track(m);
    for (size_t k = 0; k < m->n; k++)
        for (size_t i = 0; i < m->signal[k].n; i++) {
            struct qn_sample *s = &m->sample[k][i];
            if (s->t_unix_ms >= MADE_T0 + 100 * HOUR && s->t_unix_ms < MADE_T0 + 110 * HOUR)
                s->arrival_unix_ms = MADE_T0 + 113 * HOUR;
        }
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_int_equal(s.list.n, 2); /* minutes and hours */
    assert_int_equal(s.list.item[0].code, QN_DOUBT_Q404);
    assert_hours(&s.list.item[0], 100, 110, 0.01);
    assert_int_equal(s.list.item[1].code, QN_DOUBT_Q404);
    assert_hours(&s.list.item[1], 100, 110, 0.01);
    assert_int_equal(qn_doubts[QN_DOUBT_Q404].severity, QN_DOUBT_SEV_NOTE);
    said_release(&s);
    made_free(m);
}

/* Under a mark that says the instrument is in maintenance, values are not looked at. */
static void marked_values_are_left_alone(void **state)
{
    (void)state;
    struct made *m = made_stack(29);
    set_hours(m, "a21026", 700, 12, 23.45);
    for (size_t k = 0; k < m->n; k++)
        for (size_t i = 0; i < m->col[k].n; i++) {
            size_t h = (size_t)((int64_t)i * m->col[k].step / HOUR);
            if (h >= 700 && h < 712)
                m->col[k].mark[i][0] = 'M';
        }
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_int_equal(s.list.n, 0);
    said_release(&s);
    made_free(m);
}

/* Texts that are no numbers, times a century off, empty signals, values beyond all bounds: whatever
 * is said of it, it comes to an end. */
static void nonsense_does_no_harm(void **state)
{
    (void)state;
    static const double odd[] = {NAN, 0, -0.0, -1e300, 1e300, 1e-300, 21, 20.9, 5};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct made *m = made_stack(seed);
        (void)made_track(m);
        for (size_t k = 0; k < m->n; k++) {
            struct qn_sample *s = m->sample[k];
            if (k % 7 == seed)
                m->signal[k].n = k % 2;
            for (size_t i = 0; i < m->signal[k].n; i++)
                if (made_random(m) < 0.2) {
                    s[i].value = odd[(size_t)(made_random(m) * 9)];
                    s[i].text = made_random(m) < 0.5 ? "" : "St";
                    s[i].last = made_random(m) < 0.5;
                    s[i].version = (uint16_t)(1 + i % 3);
                }
            if (m->signal[k].n > 2 && seed % 2)
                s[0].t_unix_ms = INT64_C(631123200000); /* 1990-01-01 */
            if (m->signal[k].n > 2 && seed % 3)
                s[m->signal[k].n - 1].t_unix_ms = INT64_C(4102416000000); /* 2100-01-01 */
        }
        struct said s;
        said_of(m, limits, 3, &s);
        for (size_t i = 0; i < s.list.n; i++)
            assert_true(s.list.item[i].to_unix_ms >= s.list.item[i].from_unix_ms);
        said_release(&s);
        made_free(m);
    }
}

static void an_empty_track_has_no_findings(void **state)
{
    (void)state;
    struct made *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->track.signal = m->signal;
    struct said s;
    said_of(m, limits, 3, &s);
    assert_int_equal(s.list.n, 0);
    said_release(&s);
    made_free(m);
}

/* A stray DataTime of 1990 must not hide what is in the data. */
static void a_stray_time_hides_nothing(void **state)
{
    (void)state;
    struct made *m = made_stack(2);
    set_hours(m, "a21026", 700, 12, 23.45);
    (void)made_track(m);
    for (size_t k = 0; k < m->n; k++)
        m->sample[k][0].t_unix_ms = INT64_C(631123200000);
    struct said s;
    said_of(m, NULL, 0, &s);
    assert_hours(said_one(&s, QN_DOUBT_Q101, "a21026"), 700, 712, 0.01);
    said_release(&s);
    made_free(m);
}

static void every_code_has_its_sentence_in_both_languages(void **state)
{
    (void)state;
    for (int code = 0; code < QN_DOUBT_COUNT; code++) {
        struct qn_doubt x = {.code = (enum qn_doubt_code)code,
                             .factor = "a21026",
                             .field = "Avg",
                             .value = 1.25,
                             .bound = 7.5,
                             .unit = "mg/m3",
                             .count = 9,
                             .chance = NAN};
        char zh[512], en[512];
        assert_true(qn_doubt_message(&x, QN_ZH, zh, sizeof zh) > 10);
        assert_true(qn_doubt_message(&x, QN_EN, en, sizeof en) > 10);
        assert_string_not_equal(zh, en);
        assert_null(strchr(zh, '{'));
        assert_null(strchr(en, '{'));
    }
}

QN_CASES_BEGIN
QN_CASE(nothing_is_said_of_clean_noise_over_sixty_days)
QN_CASE(nothing_is_said_of_random_gaps)
QN_CASE(nothing_is_said_of_an_honest_stop)
QN_CASE(a_constant_of_twelve_hours_is_found_where_it_is)
QN_CASE(coarse_resolution_excuses_runs_of_equal_values)
QN_CASE(a_tiny_wobble_of_three_days_is_found)
QN_CASE(regular_steps_are_found)
QN_CASE(a_copied_day_is_found)
QN_CASE(hours_whose_minimum_mean_and_maximum_are_equal_are_found)
QN_CASE(a_mean_above_its_maximum_is_found)
QN_CASE(an_edited_hour_does_not_fit_its_minutes)
QN_CASE(amounts_made_of_converted_concentrations_are_found)
QN_CASE(a_wrong_reference_o2_is_revealed)
QN_CASE(edited_converted_values_stand_out_where_no_reference_is_known)
QN_CASE(hours_whose_marks_are_not_their_minutes_are_found)
QN_CASE(values_held_just_below_a_limit_are_found)
QN_CASE(values_cut_off_at_the_range_are_found)
QN_CASE(a_gap_after_an_exceedance_is_found)
QN_CASE(gaps_that_keep_following_high_values_are_found)
QN_CASE(nights_lower_than_days_at_equal_flow_are_found)
QN_CASE(o2_of_air_in_a_hot_running_duct_is_found)
QN_CASE(no_flow_while_it_burns_is_found)
QN_CASE(a_cold_flue_of_a_running_furnace_is_found)
QN_CASE(so2_of_zero_while_flue_gas_flows_is_found)
QN_CASE(a_changed_duct_area_is_found)
QN_CASE(changed_settings_are_found_by_instrument)
QN_CASE(flow_in_m3_per_hour_and_pressure_in_pascal_are_found)
QN_CASE(a_clock_that_was_set_is_found_either_way)
QN_CASE(a_value_sent_again_with_another_number_is_found)
QN_CASE(a_value_sent_again_with_another_mark_is_found)
QN_CASE(late_packets_are_one_note_and_no_clock_step)
QN_CASE(marked_values_are_left_alone)
QN_CASE(nonsense_does_no_harm)
QN_CASE(an_empty_track_has_no_findings)
QN_CASE(a_stray_time_hides_nothing)
QN_CASE(every_code_has_its_sentence_in_both_languages)
QN_CASES_END
