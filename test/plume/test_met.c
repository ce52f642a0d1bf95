/* qn_met_prepare against figures recorded from AERMOD 24142, by hand, and at its limits. */
#include "qn_test.h"

#include <stdlib.h>

#include "plume/met.h"
#include "plume/met_recorded.h"

#define RECORDED (sizeof recorded / sizeof recorded[0])

struct bench {
    struct qn_plume_options options;
    struct qn_plume_urban urban[RECORDED_URBANS];
    struct qn_plume_hour hour;
    struct qn_met met;
    struct qn_layer layer[RECORDED_URBANS];
};

static struct bench *bench_new(void)
{
    size_t size = (sizeof(struct bench) + 63) / 64 * 64;
    struct bench *b = aligned_alloc(64, size);
    assert_non_null(b);
    memset(b, 0, size);
    b->options.sigma_v_min_m_s = 0.2;
    b->options.sigma_w_min_m_s = 0.02;
    b->options.wind_min_m_s = 0.2828;
    b->options.profile_base_m = 120;
    b->urban[0] = (struct qn_plume_urban){1.6e6, 1.0};
    b->urban[1] = (struct qn_plume_urban){9e4, 0.7};
    b->met.urban = b->layer;
    return b;
}

static struct qn_plume_hour hour_of(const struct recorded_hour *r)
{
    const double *s = r->surface;
    return (struct qn_plume_hour){
        .year = 2019,
        .month = 3,
        .day = 4,
        .hour = 1,
        .heat_W_m2 = s[0],
        .ustar_m_s = s[1],
        .wstar_m_s = s[2],
        .dtheta_dz_K_m = s[3],
        .zi_conv_m = s[4],
        .zi_mech_m = s[5],
        .obukhov_m = s[6],
        .z0_m = s[7],
        .bowen = 1,
        .albedo = 0.2,
        .wspd_m_s = s[8],
        .wdir_deg = s[9],
        .wspd_height_m = s[10],
        .temp_K = s[11],
        .temp_height_m = s[12],
        .cloud_tenths = r->cloud_tenths,
        .adjusted_ustar = r->adjusted,
        .bulk_richardson = r->bulk,
        .levels = r->levels,
        .level = r->level,
    };
}

static void prepare(struct bench *b)
{
    qn_met_prepare(&b->options, b->urban, RECORDED_URBANS, &b->hour, 1, 0, &b->met);
}

static const struct recorded_hour *recorded_named(const char *name)
{
    for (size_t i = 0; i < RECORDED; i++) {
        if (strcmp(recorded[i].name, name) == 0)
            return &recorded[i];
    }
    fail_msg("no recorded hour %s", name);
    return NULL;
}

/* Figures were recorded with 15 digits. */
#define assert_same(actual, expected) assert_near(actual, expected, 1e-13 * fabs(expected) + 1e-18)

static void check_scalars(const struct qn_met *m, const struct recorded_hour *r)
{
    const double *s = r->scalar;
    assert_same(m->rural.zi_m, s[0]);
    assert_same(m->rural.ustar_m_s, s[1]);
    assert_same(m->rural.obukhov_m, s[2]);
    assert_same(m->u_avg_m_s, s[3]);
    assert_same(m->sw_avg_m_s, s[4]);
    assert_same(m->sv_avg_m_s, s[5]);
    assert_same(m->pt_at_zi_K, s[6]);
    assert_same(m->dtheta_dz_zi_K_m, s[7]);
    assert_same(m->theta_star_K, s[8]);
    assert_int_equal(m->stable, r->stable);
    assert_int_equal(m->stability, r->stability);
    assert_false(m->zero);
}

static void check_grid(const struct qn_met *m, const struct recorded_hour *r)
{
    for (size_t k = 0; k < RECORDED_LEVELS; k++) {
        size_t g = recorded_level[k];
        const struct qn_cell *c = &m->rural.profile.cell[g];
        assert_same(c->u, r->grid[k][0]);
        assert_same(m->wdir_deg[g], r->grid[k][1]);
        assert_same(c->sv, r->grid[k][2]);
        assert_same(c->sw, r->grid[k][3]);
        assert_same(c->tg, r->grid[k][4]);
        assert_same(c->pt, r->grid[k][5]);
        assert_same(m->rho_kg_m3[g], r->grid[k][6]);
    }
}

static void check_urban(const struct bench *b, const struct recorded_hour *r, size_t u)
{
    const struct qn_layer *layer = &b->layer[u];
    assert_int_equal(layer->urban_stable, r->urban[u].on);
    if (!r->urban[u].on) {
        assert_memory_equal(&layer->profile, &b->met.rural.profile, sizeof layer->profile);
        assert_same(layer->zi_m, r->scalar[0]);
        return;
    }
    assert_same(layer->zi_m, r->urban[u].scalar[0]);
    assert_same(layer->ustar_m_s, r->urban[u].scalar[1]);
    assert_same(layer->obukhov_m, r->urban[u].scalar[2]);
    for (size_t k = 0; k < RECORDED_LEVELS; k++) {
        const struct qn_cell *c = &layer->profile.cell[recorded_level[k]];
        assert_same(c->u, r->grid[k][0]);
        assert_same(c->sv, r->urban[u].grid[k][0]);
        assert_same(c->sw, r->urban[u].grid[k][1]);
        assert_same(c->tg, r->urban[u].grid[k][2]);
        assert_same(c->pt, r->urban[u].grid[k][3]);
    }
}

static void check_recorded(const char *name)
{
    const struct recorded_hour *r = recorded_named(name);
    struct bench *b = bench_new();
    b->hour = hour_of(r);
    prepare(b);
    assert_int_equal(b->met.state, r->state);
    if (r->state == QN_PLUME_HOUR_VALID) {
        check_scalars(&b->met, r);
        check_grid(&b->met, r);
        for (size_t u = 0; u < RECORDED_URBANS; u++)
            check_urban(b, r, u);
    }
    free(b);
}

static void convective_hours_are_as_recorded(void **state)
{
    (void)state;
    check_recorded("convective noon, one level");
    check_recorded("mixing heights above the cap");
    check_recorded("neither stable nor unstable");
}

static void observed_turbulence_is_as_recorded(void **state)
{
    (void)state;
    check_recorded("convective, three levels with turbulence");
    check_recorded("stable, four levels with gaps");
}

static void stable_hours_and_urban_nights_are_as_recorded(void **state)
{
    (void)state;
    check_recorded("stable, one level");
    check_recorded("very stable, hardly a wind");
    check_recorded("a mixing height below one metre");
    assert_true(recorded_named("stable, one level")->urban[0].on);
}

static void a_calm_and_a_missing_hour_are_told_apart(void **state)
{
    (void)state;
    check_recorded("calm");
    check_recorded("no wind direction");
    assert_int_equal(recorded_named("calm")->state, QN_PLUME_HOUR_CALM);
    assert_int_equal(recorded_named("no wind direction")->state, QN_PLUME_HOUR_MISSING);
}

static void a_mast_within_the_roughness_is_as_recorded(void **state)
{
    (void)state;
    check_recorded("a rough surface, the mast within it");
}

static void adjusted_hours_are_as_recorded(void **state)
{
    (void)state;
    check_recorded("adjusted u*, one level");
    check_recorded("adjusted u*, bulk Richardson");
}

static void the_urban_night_goes_on_until_the_morning_layer_outgrows_it(void **state)
{
    (void)state;
    check_recorded("morning over a city");
    struct bench *b = bench_new();
    b->hour = hour_of(recorded_named("morning over a city"));
    prepare(b);
    assert_true(b->layer[0].urban_stable);
    b->hour.zi_conv_m = 390; /* over 378.3 m, under 184.2 m would be: 400 (P/2e6)^(1/4) by hand */
    prepare(b);
    assert_false(b->layer[0].urban_stable);
    b->hour.zi_conv_m = 200;
    prepare(b);
    assert_true(b->layer[0].urban_stable);
    assert_false(b->layer[1].urban_stable);
    b->options.no_urban_transition = true;
    prepare(b);
    assert_false(b->layer[0].urban_stable);
    free(b);
}

static void wind_follows_the_similarity_profile(void **state)
{
    /* By hand: u* .3, z0 .1, L -50: 3.113873 m/s at 10 m, 3.629377 m/s at 30 m. */
    (void)state;
    struct qn_plume_level level = {10, true, 90, 5, 20, 99, 99};
    struct bench *b = bench_new();
    b->hour = hour_of(recorded_named("convective noon, one level"));
    b->hour.ustar_m_s = 0.3;
    b->hour.z0_m = 0.1;
    b->hour.obukhov_m = -50;
    b->hour.level = &level;
    prepare(b);
    assert_near(b->met.rural.profile.cell[8].u, 5.827753, 1e-6);
    free(b);
}

static void sigma_theta_becomes_sigma_v(void **state)
{
    /* By hand: 20 degrees at 2 m/s: s .349066, eps .333202, .349066 * 2 * sqrt(1 - eps^2). */
    (void)state;
    struct qn_plume_level level = {14, true, 90, 2, 20, 20, 99}; /* on a level of the grid */
    struct bench *b = bench_new();
    b->hour = hour_of(recorded_named("convective noon, one level"));
    b->hour.level = &level;
    prepare(b);
    assert_near(b->met.rural.profile.cell[6].sv, 0.658237, 1e-6);
    level.sigma_a_deg = 1; /* gives .035 m/s: the floor holds */
    prepare(b);
    assert_near(b->met.rural.profile.cell[6].sv, 0.2, 0);
    free(b);
}

static void options_drop_measured_turbulence(void **state)
{
    (void)state;
    const char *name[] = {"convective, three levels with turbulence",
                          "stable, four levels with gaps"};
    for (int stable = 0; stable < 2; stable++) {
        struct bench *b = bench_new();
        b->hour = hour_of(recorded_named(name[stable]));
        prepare(b);
        double sv = b->met.rural.profile.cell[8].sv, sw = b->met.rural.profile.cell[8].sw;
        b->options.no_sigma_v_stable = b->options.no_sigma_w_stable = !stable;
        b->options.no_sigma_v_convective = b->options.no_sigma_w_convective = stable;
        prepare(b); /* the other kind of hour */
        assert_near(b->met.rural.profile.cell[8].sv, sv, 0);
        assert_near(b->met.rural.profile.cell[8].sw, sw, 0);
        b->options.no_turbulence_stable = b->options.no_turbulence_convective = true;
        prepare(b);
        assert_true(fabs(b->met.rural.profile.cell[8].sv - sv) > 0.01);
        assert_true(fabs(b->met.rural.profile.cell[8].sw - sw) > 0.01);
        free(b);
    }
}

static void rotation_turns_every_direction(void **state)
{
    (void)state;
    struct bench *b = bench_new();
    b->hour = hour_of(recorded_named("convective, three levels with turbulence"));
    b->options.wind_rotation_deg = 12;
    prepare(b);
    assert_near(b->met.wdref_deg, 329, 1e-9);
    assert_near(b->met.wdir_deg[0], 329, 1e-9);
    assert_near(b->met.wdir_deg[86], 356, 1e-9); /* 8 - 12 + 360 */
    free(b);
}

static void weekdays_are_the_calendar_s(void **state)
{
    (void)state;
    const int day[][4] = {{2019, 3, 4, 1}, {2000, 2, 29, 2}, {1900, 3, 1, 4}, {2024, 12, 29, 7}};
    struct bench *b = bench_new();
    b->hour = hour_of(recorded_named("calm"));
    for (size_t i = 0; i < sizeof day / sizeof day[0]; i++) {
        b->hour.year = day[i][0];
        b->hour.month = day[i][1];
        b->hour.day = day[i][2];
        prepare(b);
        assert_int_equal(b->met.weekday, day[i][3]);
    }
    assert_int_equal(b->met.season, 1);
    free(b);
}

/* Every number of the profiles of an hour that counts as valid. */
static void assert_finite(const struct bench *b)
{
    if (b->met.state != QN_PLUME_HOUR_VALID)
        return;
    const struct qn_layer *layer[] = {&b->met.rural, &b->layer[0], &b->layer[1]};
    for (size_t l = 0; l < 3; l++) {
        for (size_t g = 0; g < QN_GRID_LEVELS; g++) {
            const struct qn_cell *c = &layer[l]->profile.cell[g];
            assert_true(isfinite(c->u + c->sv + c->sw + c->tg + c->pt + c->isw + c->dpt));
            assert_true(isfinite(b->met.wdir_deg[g] + b->met.rho_kg_m3[g]));
        }
        assert_true(isfinite(layer[l]->zi_m + layer[l]->ustar_m_s + layer[l]->obukhov_m));
    }
    assert_true(isfinite(b->met.u_avg_m_s + b->met.sw_avg_m_s + b->met.pt_at_zi_K));
}

static void absurd_surface_numbers_never_give_a_nan(void **state)
{
    (void)state;
    const double absurd[] = {NAN,    INFINITY, -INFINITY, 0,   -0.0, 1e300, -1e300,
                             1e-300, -1,       1,         1e6, -1e6, 899,   -9};
    for (size_t i = 0; i < RECORDED; i++) {
        for (size_t field = 0; field < 13; field++) {
            for (size_t k = 0; k < sizeof absurd / sizeof absurd[0]; k++) {
                struct recorded_hour r = recorded[i];
                struct bench *b = bench_new();
                r.surface[field] = absurd[k];
                b->hour = hour_of(&r);
                prepare(b);
                if (!isfinite(absurd[k]))
                    assert_int_not_equal(b->met.state, QN_PLUME_HOUR_VALID);
                assert_finite(b);
                free(b);
            }
        }
    }
}

static void absurd_levels_never_give_a_nan(void **state)
{
    (void)state;
    const double absurd[] = {NAN, INFINITY, -INFINITY, 0, -0.0, 1e300, -1e300, 1e-300, 89, -9};
    for (size_t i = 0; i < RECORDED; i++) {
        for (size_t field = 0; field < 6; field++) {
            for (size_t k = 0; k < sizeof absurd / sizeof absurd[0]; k++) {
                struct recorded_hour r = recorded[i];
                struct qn_plume_level *l = &r.level[0];
                double *value[] = {&l->height_m, &l->wdir_deg,    &l->wspd_m_s,
                                   &l->temp_C,   &l->sigma_a_deg, &l->sigma_w_m_s};
                struct bench *b = bench_new();
                *value[field] = absurd[k];
                b->hour = hour_of(&r);
                prepare(b);
                assert_finite(b);
                free(b);
            }
        }
    }
}

static void levels_that_do_not_rise_make_a_missing_hour(void **state)
{
    (void)state;
    struct recorded_hour r = *recorded_named("stable, four levels with gaps");
    struct bench *b = bench_new();
    r.level[2].height_m = r.level[1].height_m;
    b->hour = hour_of(&r);
    prepare(b);
    assert_int_equal(b->met.state, QN_PLUME_HOUR_MISSING);
    b->hour.levels = QN_PLUME_LEVELS_CAP + 1;
    prepare(b);
    assert_int_equal(b->met.state, QN_PLUME_HOUR_MISSING);
    free(b);
}

static void hours_do_not_depend_on_what_was_prepared_before(void **state)
{
    (void)state;
    struct bench *fresh = bench_new(), *used = bench_new();
    for (size_t i = RECORDED; i-- > 0;) {
        used->hour = hour_of(&recorded[i]);
        prepare(used);
        memset(&fresh->met.rural, 0, sizeof fresh->met.rural);
        memset(fresh->layer, 0, sizeof fresh->layer);
        fresh->hour = used->hour;
        prepare(fresh);
        assert_int_equal(used->met.state, fresh->met.state);
        if (used->met.state != QN_PLUME_HOUR_VALID)
            continue;
        for (size_t u = 0; u < RECORDED_URBANS; u++)
            assert_memory_equal(&used->layer[u].profile, &fresh->layer[u].profile,
                                sizeof used->layer[u].profile);
        assert_memory_equal(&used->met.rural.profile, &fresh->met.rural.profile,
                            sizeof used->met.rural.profile);
    }
    free(used);
    free(fresh);
}

QN_CASES_BEGIN
QN_CASE(convective_hours_are_as_recorded)
QN_CASE(observed_turbulence_is_as_recorded)
QN_CASE(stable_hours_and_urban_nights_are_as_recorded)
QN_CASE(a_calm_and_a_missing_hour_are_told_apart)
QN_CASE(a_mast_within_the_roughness_is_as_recorded)
QN_CASE(adjusted_hours_are_as_recorded)
QN_CASE(the_urban_night_goes_on_until_the_morning_layer_outgrows_it)
QN_CASE(wind_follows_the_similarity_profile)
QN_CASE(sigma_theta_becomes_sigma_v)
QN_CASE(options_drop_measured_turbulence)
QN_CASE(rotation_turns_every_direction)
QN_CASE(weekdays_are_the_calendar_s)
QN_CASE(absurd_surface_numbers_never_give_a_nan)
QN_CASE(absurd_levels_never_give_a_nan)
QN_CASE(levels_that_do_not_rise_make_a_missing_hour)
QN_CASE(hours_do_not_depend_on_what_was_prepared_before)
QN_CASES_END
