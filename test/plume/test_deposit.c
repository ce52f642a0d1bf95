/* Settling, deposition and what they take from the plume. Figures without another source were
 * recorded from AERMOD 24142 (gfortran -O2, no fused multiply-add) with the deck that three_hours
 * and stack stand for. */
#include <stdlib.h>

#include "plume/constants.h"
#include "plume/model.h"
#include "qn_test.h"

#define HOURS 3
#define RECEPTORS 3
#define DIGITS 1e-9 /* relative: of rates */
#define PRINTED 6e-6

/* 16 May, hours 6 to 8: stable; convective; convective with rain. */
static const struct qn_plume_level levels[HOURS] = {{6.1, true, 165, 2.6, 22.8, 99, 99},
                                                    {6.1, true, 161, 3.6, 24.4, 99, 99},
                                                    {6.1, true, 159, 5.2, 26.1, 99, 99}};

static void three_hours(struct qn_plume_hour *w)
{
    const struct qn_plume_hour any = {.year = 1996,
                                      .month = 5,
                                      .day = 16,
                                      .z0_m = .15,
                                      .bowen = .7,
                                      .wspd_height_m = 6.1,
                                      .temp_height_m = 2,
                                      .adjusted_ustar = true,
                                      .levels = 1};
    const double row[HOURS][15] = {
        {-26.5, .277, -9, -9, -999, 352, 84.5, 1, 2.6, 165, 295.9, 0, 89, 1013, 3},
        {14.3, .395, .277, .011, 53, 595, -387.1, .42, 3.6, 161, 297.5, 0, 84, 1013, 3},
        {68.6, .574, 1.017, .007, 554, 1045, -249.8, .3, 5.2, 159, 299.2, 2.5, 76, 1014, 5}};
    for (int i = 0; i < HOURS; i++) {
        const double *r = row[i];
        w[i] = any;
        w[i].hour = 6 + i;
        w[i].heat_W_m2 = r[0];
        w[i].ustar_m_s = r[1];
        w[i].wstar_m_s = r[2];
        w[i].dtheta_dz_K_m = r[3];
        w[i].zi_conv_m = r[4];
        w[i].zi_mech_m = r[5];
        w[i].obukhov_m = r[6];
        w[i].albedo = r[7];
        w[i].wspd_m_s = r[8];
        w[i].wdir_deg = r[9];
        w[i].temp_K = r[10];
        w[i].precip_mm = r[11];
        w[i].precip_code = r[11] > 0 ? 11 : 0;
        w[i].rh_pct = r[12];
        w[i].pressure_hPa = r[13];
        w[i].cloud_tenths = (int)r[14];
        w[i].level = &levels[i];
    }
}

static const double diameters[] = {1, 5, 15, 30}, fractions[] = {.3, .4, .2, .1},
                    densities[] = {1.5, 1.5, 2, 2.5};
static const struct qn_plume_particles classes = {.method = 1,
                                                  .count = 4,
                                                  .diameter_um = diameters,
                                                  .mass_fraction = fractions,
                                                  .density_g_cm3 = densities};
static const struct qn_plume_particles fine = {
    .method = 2, .fine_fraction = .6, .mean_diameter_um = 1.2};
static const struct qn_plume_gas gas = {.1089, 1.83e-5, 7.32e3, 73};

struct bench {
    struct qn_plume_options options;
    struct qn_plume_hour weather[HOURS];
    struct qn_plume_source source;
    struct qn_plume *model;
    double value[HOURS][QN_PLUME_TYPE_CAP][RECEPTORS];
    struct qn_met met;
    struct qn_local local;
    struct qn_deposit *deposit;
};

static struct bench *stack(const struct qn_plume_particles *particles, const struct qn_plume_gas *g)
{
    static const int seasons[12] = {1, 1, 1, 5, 1, 1, 1, 1, 2, 2, 3, 4};
    struct bench *b = aligned_alloc(64, (sizeof *b + 63) / 64 * 64);
    assert_non_null(b);
    memset(b, 0, sizeof *b);
    qn_plume_options_init(&b->options);
    b->options.outputs = QN_PLUME_CONC | QN_PLUME_DEPOS | QN_PLUME_DDEP | QN_PLUME_WDEP;
    b->options.flat = true;
    memcpy(b->options.season, seasons, sizeof seasons);
    for (int i = 0; i < QN_PLUME_SECTORS; i++)
        b->options.land_use[i] = 4;
    three_hours(b->weather);
    b->source = (struct qn_plume_source){.id = "S",
                                         .kind = QN_PLUME_POINT,
                                         .urban = -1,
                                         .emission = 30,
                                         .height_m = 40,
                                         .temp_K = 390,
                                         .velocity_m_s = 11,
                                         .diameter_m = 1.8,
                                         .particles = particles,
                                         .gas = g};
    return b;
}

static void make(struct bench *b)
{
    const struct qn_plume_receptor receptor[RECEPTORS] = {
        {.x_m = -200, .y_m = 600}, {.x_m = -1000, .y_m = 2900}, {.x_m = 100, .y_m = -100}};
    struct qn_plume_error error;
    if (qn_plume_new(&b->options, NULL, 0, &b->source, 1, receptor, RECEPTORS, b->weather, HOURS,
                     &b->model, &error))
        fail_msg("%s: %s", error.where, error.en);
    b->deposit = qn_deposit_new(&b->model->deposits);
    assert_non_null(b->deposit);
}

static void done(struct bench *b)
{
    qn_deposit_free(b->deposit);
    qn_plume_free(b->model);
    free(b);
}

/* The rates of one hour. */
static const struct qn_deposit *rates(struct bench *b, size_t hour)
{
    const struct qn_plume_source *s = &b->model->source[0];
    qn_met_prepare(&b->model->options, NULL, 0, b->weather, HOURS, hour, &b->met);
    qn_local_init(&b->local, &b->model->options, &b->met, s, s->emission, s->height_m);
    qn_local_stack(&b->local, s->temp_K, s->velocity_m_s, s->diameter_m);
    qn_deposit_set(&b->model->deposits, 0, hour, &b->local, b->deposit);
    return b->local.deposit;
}

static bool keep(void *user, const struct qn_plume_block *block)
{
    struct bench *b = user;
    assert_non_null(block->value);
    memcpy(b->value[block->hour], block->value, sizeof(double) * block->types * RECEPTORS);
    return true;
}

static void go(struct bench *b)
{
    const struct qn_plume_run run = {.threads = 1, .block = keep, .user = b};
    struct qn_plume_error error;
    if (qn_plume_go(b->model, &run, NULL, &error))
        fail_msg("%s: %s", error.where, error.en);
}

static void assert_like(double actual, double expected, double relative)
{
    assert_near(actual, expected, relative * fabs(expected));
}

static void particles_settle_by_stokes_law_with_slip(void **state)
{
    (void)state;
    const double vg[] = {5.24841872584481083e-5, 1.16465741311960226e-3, 1.36837576160991400e-2,
                         6.80582980519772868e-2};
    for (size_t i = 0; i < 4; i++) {
        struct qn_particle p = {.diameter_um = diameters[i], .density_g_cm3 = densities[i]};
        qn_particle_settle(&p);
        assert_like(p.vg_m_s, vg[i], DIGITS);
        assert_like(p.stopping_s, vg[i] / QN_G, DIGITS);
    }
}

static void what_is_lighter_than_air_does_not_settle(void **state)
{
    (void)state;
    struct qn_particle p = {.diameter_um = 10, .density_g_cm3 = .001};
    qn_particle_settle(&p);
    assert_near(p.vg_m_s, 0, 0);
    assert_near(p.stopping_s, 0, 0);
}

static void classes_have_their_deposition_velocities(void **state)
{
    (void)state;
    const double vd[HOURS][4] = {{1.90373172114666677e-4, 1.27689231937319386e-3,
                                  4.41152614119764003e-2, 1.02206092269024593e-1},
                                 {2.12832885699301645e-4, 1.92435884554532184e-3,
                                  7.12778736959430170e-2, 1.25322308404501093e-1},
                                 {2.89375990479729729e-4, 3.30153098480081703e-2,
                                  1.11947484503817404e-1, 1.64243723963307109e-1}};
    struct bench *b = stack(&classes, NULL);
    make(b);
    for (size_t h = 0; h < HOURS; h++) {
        const struct qn_deposit *d = rates(b, h);
        assert_int_equal(d->count, 4);
        assert_near(d->z_ref_m, 1.15, 1e-12);
        for (size_t i = 0; i < 4; i++) {
            assert_like(d->class[i].vd, vd[h][i], DIGITS);
            assert_true(d->class[i].vd > d->class[i].vg);
            assert_near(d->class[i].fraction, fractions[i], 0);
        }
    }
    done(b);
}

static void a_fine_fraction_has_its_deposition_velocity(void **state)
{
    (void)state;
    const double vd[HOURS] = {1.34028360751115971e-3, 2.16410874915382977e-3,
                              3.25551376254347392e-3};
    struct bench *b = stack(&fine, NULL);
    make(b);
    for (size_t h = 0; h < HOURS; h++) {
        const struct qn_deposit *d = rates(b, h);
        assert_int_equal(d->count, 1);
        assert_like(d->class[0].vg, 4.91852399670432566e-5, DIGITS);
        assert_like(d->class[0].vd, vd[h], DIGITS);
    }
    done(b);
}

static void a_gas_has_its_resistances(void **state)
{
    (void)state;
    /* dew on the night's leaves; light, dryness and warmth after; rain */
    const double vd[HOURS] = {4.90086426895694735e-5, 4.18587815644230483e-4,
                              4.22396617725571499e-4};
    struct bench *b = stack(NULL, &gas);
    make(b);
    for (size_t h = 0; h < HOURS; h++) {
        const struct qn_deposit *d = rates(b, h);
        assert_like(d->class[0].vd, vd[h], DIGITS);
        assert_near(d->class[0].vg, 0, 0);
    }
    done(b);
}

static void rain_scavenges_each_class_by_its_size(void **state)
{
    (void)state;
    const double ratio[] = {1.45224155937134711e-7, 1.62119607569960635e-4, 4.89797893855712903e-4,
                            5.10795348509540540e-4};
    const double washout[] = {1.52333473653113060e3, 1.70056026898873830e6, 5.13775508472007699e6,
                              5.35800874601014052e6};
    struct bench *b = stack(&classes, NULL);
    make(b);
    const struct qn_deposit *d = rates(b, 2);
    assert_like(d->depth_m, 7284.40346571008104, DIGITS);
    for (size_t i = 0; i < 4; i++) {
        assert_like(d->class[i].scavenge, ratio[i], DIGITS);
        assert_like(d->class[i].wet, 1e-3 * washout[i] * 2.5 / (d->depth_m * 3600), DIGITS);
    }
    done(b);
}

static void rain_scavenges_fine_particles_and_gases(void **state)
{
    (void)state;
    struct bench *b = stack(&fine, NULL);
    make(b);
    assert_like(rates(b, 2)->class[0].scavenge, 2.97439135114608896e-5, DIGITS);
    done(b);
    b = stack(NULL, &gas);
    make(b);
    assert_like(rates(b, 2)->class[0].scavenge, 3.24471564768527671e-9, DIGITS);
    assert_like(rates(b, 2)->class[0].wet, 3.24471564768527671e-9, DIGITS);
    done(b);
}

static void without_rain_nothing_is_washed_out(void **state)
{
    (void)state;
    struct bench *b = stack(&classes, NULL);
    make(b);
    for (size_t h = 0; h < 2; h++)
        for (size_t i = 0; i < 4; i++) {
            assert_near(rates(b, h)->class[i].scavenge, 0, 0);
            assert_near(rates(b, h)->class[i].wet, 0, 0);
        }
    go(b);
    for (size_t r = 0; r < RECEPTORS; r++) {
        assert_near(b->value[0][3][r], 0, 0);
        assert_near(b->value[0][1][r], b->value[0][2][r], 0);
    }
    done(b);
}

static void assert_values(struct bench *b, const double expected[HOURS][RECEPTORS][4])
{
    make(b);
    go(b);
    for (size_t h = 0; h < HOURS; h++)
        for (size_t r = 0; r < RECEPTORS; r++)
            for (size_t t = 0; t < 4; t++)
                assert_like(b->value[h][t][r], expected[h][r][t], PRINTED);
    done(b);
}

static void receptors_get_what_aermod_gives_them_of_size_classes(void **state)
{
    (void)state;
    assert_values(stack(&classes, NULL), (const double[HOURS][RECEPTORS][4]){
                                             {{.575560e-1, .116908e-4, .116908e-4, 0},
                                              {.277944e2, .307019e-2, .307019e-2, 0},
                                              {.162992e-11, .415027e-15, .415027e-15, 0}},
                                             {{.915664e2, .968925e-2, .968925e-2, 0},
                                              {.116560e2, .105030e-2, .105030e-2, 0},
                                              {.979304e-3, .130734e-6, .130734e-6, 0}},
                                             {{.843067e2, .260238e-1, .156522e-1, .103717e-1},
                                              {.579701e1, .270062e-2, .903044e-3, .179758e-2},
                                              {.517601e-2, .184846e-3, .112761e-5, .183718e-3}}});
}

static void receptors_get_what_aermod_gives_them_of_fine_particles(void **state)
{
    (void)state;
    assert_values(stack(&fine, NULL), (const double[HOURS][RECEPTORS][4]){
                                          {{.302662e-1, .152559e-6, .152559e-6, 0},
                                           {.227841e2, .110007e-3, .110007e-3, 0},
                                           {.104284e-11, .798891e-17, .798891e-17, 0}},
                                          {{.895102e2, .697495e-3, .697495e-3, 0},
                                           {.120757e2, .940792e-4, .940792e-4, 0},
                                           {.888555e-3, .733413e-8, .733413e-8, 0}},
                                          {{.856791e2, .253205e-2, .100416e-2, .152789e-2},
                                           {.672313e1, .423087e-3, .787936e-4, .344294e-3},
                                           {.488513e-2, .257813e-4, .603179e-7, .257210e-4}}});
}

static void receptors_get_what_aermod_gives_them_of_a_gas(void **state)
{
    (void)state;
    assert_values(stack(NULL, &gas), (const double[HOURS][RECEPTORS][4]){
                                         {{.302161e-1, .556925e-8, .556925e-8, 0},
                                          {.227765e2, .402119e-5, .402119e-5, 0},
                                          {.104151e-11, .291755e-18, .291755e-18, 0}},
                                         {{.895288e2, .134939e-3, .134939e-3, 0},
                                          {.121135e2, .182540e-4, .182540e-4, 0},
                                          {.888191e-3, .141801e-8, .141801e-8, 0}},
                                         {{.859541e2, .130873e-3, .130706e-3, .167221e-6},
                                          {.684069e1, .104403e-4, .104021e-4, .382160e-7},
                                          {.488655e-2, .106359e-7, .782842e-8, .280744e-8}}});
}

static void rombergs_rule_gives_what_it_gives_aermod(void **state)
{
    (void)state;
    struct bench *b = stack(&fine, NULL);
    b->options.romberg_depletion = true;
    assert_values(
        b, (const double[HOURS][RECEPTORS][4]){{{.302662e-1, .152559e-6, .152559e-6, 0},
                                                {.227855e2, .110014e-3, .110014e-3, 0},
                                                {.104284e-11, .798891e-17, .798891e-17, 0}},
                                               {{.895138e2, .697524e-3, .697524e-3, 0},
                                                {.120829e2, .941348e-4, .941348e-4, 0},
                                                {.888555e-3, .733413e-8, .733413e-8, 0}},
                                               {{.856758e2, .253195e-2, .100412e-2, .152783e-2},
                                                {.672976e1, .423504e-3, .788713e-4, .344633e-3},
                                                {.488513e-2, .257813e-4, .603179e-7, .257210e-4}}});
}

/* Concentrations with and without depletion: their ratio is what is left. */
static void depletion_only_takes_and_takes_more_further_on(void **state)
{
    (void)state;
    struct bench *with = stack(&fine, NULL), *without = stack(&fine, NULL);
    without->options.dry_depletion = without->options.wet_depletion = false;
    make(with);
    make(without);
    go(with);
    go(without);
    for (size_t h = 0; h < HOURS; h++) {
        double near = with->value[h][0][0] / without->value[h][0][0];
        double far = with->value[h][0][1] / without->value[h][0][1];
        assert_true(near > 0 && near <= 1);
        assert_true(far > 0 && far < near);
    }
    done(with);
    done(without);
}

static void rising_rain_washes_out_more(void **state)
{
    (void)state;
    double before = 0;
    for (double rain = .5; rain < 40; rain *= 2) {
        struct bench *b = stack(&classes, NULL);
        b->weather[2].precip_mm = rain;
        make(b);
        double ratio = rates(b, 2)->class[2].scavenge;
        assert_true(ratio > before);
        before = ratio;
        done(b);
    }
}

static void a_source_that_does_not_deposit_costs_nothing(void **state)
{
    (void)state;
    struct bench *b = stack(NULL, NULL);
    b->options.outputs = QN_PLUME_CONC;
    make(b);
    assert_null(rates(b, 0));
    done(b);
}

static void a_pits_particles_escape_by_wind_and_weight(void **state)
{
    (void)state;
    struct qn_deposit_class c[2] = {{.vg = .029, .fraction = .5}, {.vg = 0, .fraction = .5}};
    struct qn_deposit d = {.count = 2, .class = c};
    /* 1 / (1 + .029 / (.029 x 1)) = .5 of the first, all of the second: by hand */
    assert_near(qn_deposit_escape(&d, true, 1), .75, 1e-15);
    assert_near(c[0].fraction, 1. / 3, 1e-15);
    assert_near(c[1].fraction, 2. / 3, 1e-15);
    assert_near(qn_deposit_escape(&d, false, 1), 1, 0);
}

static void sulphur_dioxide_decays_in_towns_only(void **state)
{
    (void)state;
    struct qn_plume_options o;
    qn_plume_options_init(&o);
    o.so2 = true;
    assert_near(qn_decay_per_s(&o, true, true), 4.81e-5, 0);
    assert_near(qn_decay_per_s(&o, true, false), 0, 0);
    o.decay_given = true;
    o.decay_per_s = 1e-4;
    assert_near(qn_decay_per_s(&o, true, true), 1e-4, 0);
    assert_near(qn_decay_per_s(&o, true, false), 0, 0);
    o.dfault = true;
    assert_near(qn_decay_per_s(&o, true, true), 4.81e-5, 0);
    o.so2 = o.dfault = false;
    assert_near(qn_decay_per_s(&o, false, false), 1e-4, 0);
}

QN_CASES_BEGIN
QN_CASE(particles_settle_by_stokes_law_with_slip)
QN_CASE(what_is_lighter_than_air_does_not_settle)
QN_CASE(classes_have_their_deposition_velocities)
QN_CASE(a_fine_fraction_has_its_deposition_velocity)
QN_CASE(a_gas_has_its_resistances)
QN_CASE(rain_scavenges_each_class_by_its_size)
QN_CASE(rain_scavenges_fine_particles_and_gases)
QN_CASE(without_rain_nothing_is_washed_out)
QN_CASE(receptors_get_what_aermod_gives_them_of_size_classes)
QN_CASE(receptors_get_what_aermod_gives_them_of_fine_particles)
QN_CASE(receptors_get_what_aermod_gives_them_of_a_gas)
QN_CASE(rombergs_rule_gives_what_it_gives_aermod)
QN_CASE(depletion_only_takes_and_takes_more_further_on)
QN_CASE(rising_rain_washes_out_more)
QN_CASE(a_source_that_does_not_deposit_costs_nothing)
QN_CASE(a_pits_particles_escape_by_wind_and_weight)
QN_CASE(sulphur_dioxide_decays_in_towns_only)
QN_CASES_END
