/* What must hold of any plume model, without another program's figures: mass, symmetry, linearity,
 * limits and order. Through the public interface alone. Where a bound is not exact the test says
 * what leaves the rest. */
#include "qn_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quench/plume.h"

/* ---- one hour of weather and a run of it ---- */

enum air { STABLE, CONVECTIVE, NEUTRAL };

#define LEVELS 50 /* of an even wind: every 10 m to 500 m */

struct sky {
    struct qn_plume_hour hour;
    struct qn_plume_level level[LEVELS];
};

/* Wind from the west, 4 m/s at 10 m; with `even` every ten metres up to 500 m, so that it hardly
 * changes with height. */
static void sky_make(struct sky *s, enum air air, bool even)
{
    const double wspd = 4, ustar = air == STABLE ? .25 : .4;
    memset(s, 0, sizeof *s);
    for (int i = 0; i < LEVELS; i++)
        s->level[i] = (struct qn_plume_level){.height_m = 10 + 10 * i,
                                              .top = !even || i == LEVELS - 1,
                                              .wdir_deg = 270,
                                              .wspd_m_s = wspd,
                                              .temp_C = i ? 99 : 15,
                                              .sigma_a_deg = 99,
                                              .sigma_w_m_s = 99};
    s->hour = (struct qn_plume_hour){.year = 2019,
                                     .month = 6,
                                     .day = 3,
                                     .hour = air == STABLE ? 3 : 13,
                                     .heat_W_m2 = air == CONVECTIVE ? 160 : -20,
                                     .ustar_m_s = ustar,
                                     .wstar_m_s = air == CONVECTIVE ? 1.7 : -9,
                                     .dtheta_dz_K_m = air == CONVECTIVE ? .008 : -9,
                                     .zi_conv_m = air == CONVECTIVE ? 900 : -999,
                                     .zi_mech_m = air == STABLE ? 280 : 580,
                                     .obukhov_m = air == CONVECTIVE ? -40
                                                  : air == STABLE   ? 60
                                                                    : 8000,
                                     .z0_m = .1,
                                     .bowen = 1,
                                     .albedo = .2,
                                     .wspd_m_s = wspd,
                                     .wdir_deg = 270,
                                     .wspd_height_m = 10,
                                     .temp_K = 288.15,
                                     .temp_height_m = 2,
                                     .rh_pct = 60,
                                     .pressure_hPa = 1000,
                                     .cloud_tenths = 5,
                                     .levels = even ? LEVELS : 1,
                                     .level = s->level};
}

static void turn_wind(struct sky *s, double wdir_deg)
{
    s->hour.wdir_deg = wdir_deg;
    for (size_t i = 0; i < LEVELS; i++)
        s->level[i].wdir_deg = wdir_deg;
}

struct taken {
    double *out; /* [types][sources][receptors] */
    size_t receptors;
    bool active;
};

static bool take(void *user, const struct qn_plume_block *b)
{
    struct taken *t = user;
    assert_non_null(b->value);
    for (size_t row = 0; row < b->types * b->sources; row++)
        memcpy(t->out + row * t->receptors + b->first_receptor, b->value + row * b->receptors,
               b->receptors * sizeof *t->out);
    t->active = b->active[0] != 0;
    return true;
}

/* out: [types][sources][receptors]; whether the first source gave anything. */
static bool run(const struct qn_plume_options *options, const struct sky *sky,
                const struct qn_plume_source *source, size_t sources,
                const struct qn_plume_receptor *receptor, size_t receptors, double *out)
{
    struct qn_plume *model = NULL;
    struct qn_plume_error error = {QN_PLUME_OK, "", "", ""};
    struct qn_plume_source *named = malloc(sources * sizeof *named);
    assert_non_null(named);
    for (size_t i = 0; i < sources; i++) {
        named[i] = source[i];
        snprintf(named[i].id, sizeof named[i].id, "S%u", (unsigned)(i % 10000));
    }
    struct taken t = {out, receptors, false};
    const struct qn_plume_run job = {.block = take, .user = &t, .threads = 1};
    if (qn_plume_new(options, NULL, 0, named, sources, receptor, receptors, &sky->hour, 1, &model,
                     &error) ||
        qn_plume_go(model, &job, NULL, &error)) {
        print_error("%s: %s\n", error.where, error.en);
        fail();
    }
    qn_plume_free(model);
    free(named);
    return t.active;
}

static void flat_options(struct qn_plume_options *o)
{
    qn_plume_options_init(o);
    o->flat = true;
}

/* The plume that keeps together: no part of it meanders. */
static void coherent_options(struct qn_plume_options *o)
{
    flat_options(o);
    o->meander_max = 0;
}

static struct qn_plume_source stack(double height_m)
{
    return (struct qn_plume_source){.kind = QN_PLUME_POINT,
                                    .urban = -1,
                                    .emission = 10,
                                    .height_m = height_m,
                                    .temp_K = 390,
                                    .velocity_m_s = 9,
                                    .diameter_m = 1.5};
}

static struct qn_plume_source volume(double x_m, double y_m, double emission)
{
    return (struct qn_plume_source){.kind = QN_PLUME_VOLUME,
                                    .urban = -1,
                                    .x_m = x_m,
                                    .y_m = y_m,
                                    .emission = emission,
                                    .height_m = 5,
                                    .sigma_y0_m = .5,
                                    .sigma_z0_m = 2};
}

static const enum air every_air[] = {STABLE, CONVECTIVE, NEUTRAL};

/* ---- mass ---- */

#define TILES 24

/* A square of 60 m, and 24 x 24 volumes that share its emission. The volumes start 0.5 m wide and
 * have a place each, the area is integrated to 1e-3 or so. */
static void an_area_is_the_sum_of_its_small_volumes(void **state)
{
    (void)state;
    static struct qn_plume_source tile[TILES * TILES];
    static double out[TILES * TILES * 4];
    const double side = 60, rate = 1e-3, step = side / TILES;
    const struct qn_plume_source area = {.kind = QN_PLUME_AREA,
                                         .urban = -1,
                                         .emission = rate,
                                         .height_m = 5,
                                         .length_x_m = side,
                                         .length_y_m = side,
                                         .sigma_z0_m = 2};
    const struct qn_plume_receptor at[4] = {
        {.x_m = 120, .y_m = 30}, {.x_m = 300, .y_m = 60}, {.x_m = 800, .y_m = -20}, {.x_m = 3000}};
    struct qn_plume_options options;
    coherent_options(&options);
    for (size_t i = 0; i < TILES * TILES; i++)
        tile[i] = volume(((double)(i % TILES) + .5) * step, ((double)(i / TILES) + .5) * step,
                         rate * step * step);
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double whole[4];
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, &area, 1, at, 4, whole);
        run(&options, &sky, tile, TILES * TILES, at, 4, out);
        for (size_t r = 0; r < 4; r++) {
            double sum = 0;
            for (size_t i = 0; i < TILES * TILES; i++)
                sum += out[i * 4 + r];
            assert_true(sum > 0);
            assert_near(whole[r] / sum, 1, .01);
        }
    }
}

/* u times c over a vertical plane across the wind is the emission. The wind is even with height
 * from 10 m up; the trapezoidal sum, the wind's last metres, and that AERMOD takes each receptor's
 * own effective wind and spread leave the rest. */
static void what_passes_a_plane_is_what_is_emitted(void **state)
{
    (void)state;
    enum { NY = 41, NZ = 121 };
    static struct qn_plume_receptor at[NY * NZ];
    static double out[NY * NZ];
    static const struct {
        enum air air;
        double x_m, half_m, top_m, tolerance;
    } plane[] = {{STABLE, 1000, 300, 200, .02}, {NEUTRAL, 1000, 700, 800, .02}};
    struct qn_plume_options options;
    coherent_options(&options);
    struct qn_plume_source s = stack(60);
    s.temp_K = 0; /* the air's: no rise by heat */
    for (size_t k = 0; k < sizeof plane / sizeof plane[0]; k++) {
        struct sky sky;
        double sum = 0, dy = 2 * plane[k].half_m / (NY - 1), dz = plane[k].top_m / (NZ - 1);
        sky_make(&sky, plane[k].air, true);
        for (size_t i = 0; i < NY * NZ; i++)
            at[i] = (struct qn_plume_receptor){.x_m = plane[k].x_m,
                                               .y_m = dy * (double)(i % NY) - plane[k].half_m,
                                               .flag_m = dz * (double)(i / NY)};
        run(&options, &sky, &s, 1, at, NY * NZ, out);
        for (size_t i = 0; i < NY * NZ; i++)
            sum += out[i] * dy * dz * (i / NY == 0 || i / NY == NZ - 1 ? .5 : 1);
        assert_near(sum * sky.hour.wspd_m_s / (s.emission * 1e6), 1, plane[k].tolerance);
    }
}

/* ---- symmetry ---- */

static void both_sides_of_a_plume_are_alike(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    const struct qn_plume_source s = volume(0, 0, 2);
    const struct qn_plume_receptor at[6] = {{.x_m = 500, .y_m = 70},   {.x_m = 500, .y_m = -70},
                                            {.x_m = 2000, .y_m = 300}, {.x_m = 2000, .y_m = -300},
                                            {.x_m = -90, .y_m = 40},   {.x_m = -90, .y_m = -40}};
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double c[6];
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, &s, 1, at, 6, c);
        for (size_t r = 0; r < 6; r += 2) {
            assert_true(c[r] > 0);
            assert_near(c[r + 1] / c[r], 1, 1e-10);
        }
    }
}

/* Source and receptor change places and the wind turns round: over flat ground with both at one
 * height nothing else differs. */
static void source_and_receptor_may_change_places(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    const double x = 640, y = 55, h = 5;
    const struct qn_plume_receptor there = {.x_m = x, .y_m = y, .flag_m = h}, here = {.flag_m = h};
    const struct qn_plume_source at_here = volume(0, 0, 3), at_there = volume(x, y, 3);
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double forth, back;
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, &at_here, 1, &there, 1, &forth);
        turn_wind(&sky, 90);
        run(&options, &sky, &at_there, 1, &here, 1, &back);
        assert_true(forth > 0);
        assert_near(back / forth, 1, 1e-9);
    }
}

/* Everything turned clockwise by a right angle: (x, y) goes to (y, -x). */
static void turning_everything_changes_nothing(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_building wall = {.height_m = {0}}, turned = {.height_m = {0}};
    for (size_t i = 0; i < QN_PLUME_SECTORS; i++) {
        wall.height_m[i] = 18;
        wall.width_m[i] = 30 + (double)i;
        wall.length_m[i] = 50 - .5 * (double)i;
        wall.xadj_m[i] = -20 - .2 * (double)i;
        wall.yadj_m[i] = 3 - .1 * (double)i;
    }
    for (size_t i = 0; i < QN_PLUME_SECTORS; i++) {
        size_t to = (i + 9) % QN_PLUME_SECTORS;
        turned.height_m[to] = wall.height_m[i];
        turned.width_m[to] = wall.width_m[i];
        turned.length_m[to] = wall.length_m[i];
        turned.xadj_m[to] = wall.xadj_m[i];
        turned.yadj_m[to] = wall.yadj_m[i];
    }
    const struct qn_plume_source area = {.kind = QN_PLUME_AREA,
                                         .urban = -1,
                                         .x_m = 30,
                                         .y_m = -50,
                                         .emission = 1e-4,
                                         .height_m = 2,
                                         .length_x_m = 80,
                                         .length_y_m = 30,
                                         .angle_deg = 20,
                                         .sigma_z0_m = 1};
    struct qn_plume_source s[4] = {stack(45), stack(25), volume(-40, 20, 2), area}, t[4];
    s[1].building = &wall;
    memcpy(t, s, sizeof t);
    t[1].building = &turned;
    t[3].angle_deg = 110;
    for (size_t i = 0; i < 4; i++) {
        t[i].x_m = s[i].y_m;
        t[i].y_m = -s[i].x_m;
    }
    const struct qn_plume_receptor a[3] = {
        {.x_m = 200, .y_m = 25}, {.x_m = 900, .y_m = -120}, {.x_m = -60, .y_m = 15}};
    struct qn_plume_receptor b[3];
    for (size_t r = 0; r < 3; r++)
        b[r] = (struct qn_plume_receptor){.x_m = a[r].y_m, .y_m = -a[r].x_m};
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double before[12], after[12];
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, s, 4, a, 3, before);
        turn_wind(&sky, 360);
        run(&options, &sky, t, 4, b, 3, after);
        for (size_t i = 0; i < 12; i++)
            assert_near(after[i], before[i], 1e-8 * before[i] + 1e-12);
        for (size_t i = 0; i < 8; i += 3)
            assert_true(before[i] > 0);
    }
}

/* ---- linearity ---- */

/* A power of two moves no bit of a mantissa; any other factor costs the rounding of a product. */
static void results_are_linear_in_emission_to_the_bit(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_source s[3] = {stack(30), stack(30), stack(30)};
    s[1].emission *= 8;
    s[2].emission *= 3;
    struct qn_plume_receptor at[40];
    for (size_t r = 0; r < 40; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 50 + 90 * (double)r, .y_m = 7 * (double)(r % 9)};
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double c[120];
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, s, 3, at, 40, c);
        for (size_t r = 0; r < 40; r++) {
            assert_true(c[40 + r] == 8 * c[r]);
            assert_near(c[80 + r], 3 * c[r], 1e-14 * c[r]);
        }
        assert_true(c[39] > 0);
    }
}

static void a_source_gives_the_same_beside_others_as_alone(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    const struct qn_plume_source s[3] = {stack(30), volume(10, -20, 2), stack(80)};
    struct qn_plume_receptor at[24];
    for (size_t r = 0; r < 24; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 60 + 150 * (double)r, .y_m = 20 - (double)r};
    struct sky sky;
    double together[72], alone[24];
    sky_make(&sky, CONVECTIVE, false);
    run(&options, &sky, s, 3, at, 24, together);
    for (size_t i = 0; i < 3; i++) {
        run(&options, &sky, &s[i], 1, at, 24, alone);
        assert_memory_equal(alone, together + 24 * i, sizeof alone);
        assert_true(alone[10] > 0);
    }
}

static void no_emission_gives_nothing(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_source s = stack(30);
    const struct qn_plume_receptor at = {.x_m = 800};
    struct sky sky;
    double c = NAN;
    sky_make(&sky, NEUTRAL, false);
    assert_true(run(&options, &sky, &s, 1, &at, 1, &c));
    assert_true(c > 0);
    s.emission = 0;
    c = NAN;
    assert_false(run(&options, &sky, &s, 1, &at, 1, &c));
    assert_true(c == 0);
}

/* ---- limits ---- */

/* As L grows the stable layer becomes neutral: from 2000 m to 8000 m less changes than from 50 m
 * to 200 m, and little. */
static void a_stable_layer_becomes_neutral(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_source s = stack(30);
    s.temp_K = 0;
    const struct qn_plume_receptor at = {.x_m = 1500};
    static const double obukhov_m[] = {50, 200, 2000, 8000};
    double c[4];
    for (size_t i = 0; i < 4; i++) {
        struct sky sky;
        sky_make(&sky, NEUTRAL, false);
        sky.hour.obukhov_m = obukhov_m[i];
        run(&options, &sky, &s, 1, &at, 1, &c[i]);
        assert_true(c[i] > 0);
    }
    assert_true(fabs(c[3] / c[2] - 1) < .1);
    assert_true(fabs(c[3] / c[2] - 1) < .5 * fabs(c[1] / c[0] - 1));
}

/* With hardly any heat from the ground the convective layer's plume is of the neutral one's size.
 * AERMOD's two formulations do not meet in the limit, so no more than that can be asked. */
static void a_convective_layer_becomes_neutral(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_source s = stack(30);
    s.temp_K = 0;
    const struct qn_plume_receptor at = {.x_m = 1000};
    struct sky neutral, faint;
    double a, b;
    sky_make(&neutral, NEUTRAL, false);
    sky_make(&faint, CONVECTIVE, false);
    faint.hour.heat_W_m2 = .6;
    faint.hour.wstar_m_s = .2;
    faint.hour.obukhov_m = -8000;
    faint.hour.zi_conv_m = faint.hour.zi_mech_m;
    run(&options, &neutral, &s, 1, &at, 1, &a);
    run(&options, &faint, &s, 1, &at, 1, &b);
    assert_true(a > 0);
    assert_true(b > a / 2 && b < 2 * a);
}

static void a_stack_above_the_mixed_layer_gives_next_to_nothing_below(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    const struct qn_plume_source s[2] = {stack(60), stack(600)};
    struct qn_plume_receptor at[20];
    for (size_t r = 0; r < 20; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 500 + 500 * (double)r};
    struct sky sky;
    double c[40], low = 0, high = 0;
    sky_make(&sky, CONVECTIVE, false);
    sky.hour.zi_conv_m = sky.hour.zi_mech_m = 300;
    run(&options, &sky, s, 2, at, 20, c);
    for (size_t r = 0; r < 20; r++) {
        low = fmax(low, c[r]);
        high = fmax(high, c[20 + r]);
    }
    assert_true(low > 1);
    assert_true(high < 1e-3 * low);
}

/* ---- order ---- */

static void far_out_the_ground_gets_less_with_distance(void **state)
{
    (void)state;
    struct qn_plume_options options;
    flat_options(&options);
    const struct qn_plume_source s = stack(30);
    struct qn_plume_receptor at[40];
    for (size_t r = 0; r < 40; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 6000 + 1100 * (double)r};
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double c[40];
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, &s, 1, at, 40, c);
        for (size_t r = 1; r < 40; r++)
            assert_true(c[r] < c[r - 1]);
        assert_true(c[39] > 0);
    }
}

static void a_higher_stack_has_a_lower_maximum_farther_out(void **state)
{
    (void)state;
    enum { HEIGHTS = 5, PLACES = 300 };
    static double c[HEIGHTS * PLACES];
    struct qn_plume_options options;
    flat_options(&options);
    struct qn_plume_source s[HEIGHTS];
    struct qn_plume_receptor at[PLACES];
    for (size_t i = 0; i < HEIGHTS; i++)
        s[i] = stack(20 + 15 * (double)i);
    for (size_t r = 0; r < PLACES; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 40 * pow(1.025, (double)r)};
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double before = INFINITY;
        size_t place_before = 0;
        sky_make(&sky, every_air[k], false);
        run(&options, &sky, s, HEIGHTS, at, PLACES, c);
        for (size_t i = 0; i < HEIGHTS; i++) {
            size_t best = 0;
            for (size_t r = 1; r < PLACES; r++)
                if (c[i * PLACES + r] > c[i * PLACES + best])
                    best = r;
            assert_true(c[i * PLACES + best] < before);
            assert_true(best >= place_before);
            before = c[i * PLACES + best];
            place_before = best;
        }
    }
}

/* ---- deposition ---- */

static void what_deposits_is_gone_from_the_air(void **state)
{
    (void)state;
    static const double diameter_um[] = {20}, fraction[] = {1}, density_g_cm3[] = {2};
    static const double fine_um[] = {1};
    const struct qn_plume_particles coarse = {.method = 1,
                                              .count = 1,
                                              .diameter_um = diameter_um,
                                              .mass_fraction = fraction,
                                              .density_g_cm3 = density_g_cm3};
    struct qn_plume_particles fine = coarse;
    fine.diameter_um = fine_um;
    struct qn_plume_source s[2] = {volume(0, 0, 5), volume(0, 0, 5)};
    s[0].particles = &coarse;
    s[1].particles = &fine;
    struct qn_plume_receptor at[12];
    for (size_t r = 0; r < 12; r++)
        at[r] = (struct qn_plume_receptor){.x_m = 200 + 700 * (double)r};
    struct qn_plume_options options;
    flat_options(&options);
    options.outputs = QN_PLUME_CONC | QN_PLUME_DDEP;
    options.emission_factor[1] = 3600;
    for (size_t k = 0; k < 3; k++) {
        struct sky sky;
        double kept[48], lost[48];
        sky_make(&sky, every_air[k], false);
        options.dry_depletion = false;
        run(&options, &sky, s, 2, at, 12, kept);
        options.dry_depletion = true;
        run(&options, &sky, s, 2, at, 12, lost);
        for (size_t r = 0; r < 24; r++) {
            assert_true(lost[r] > 0 && lost[r] < kept[r]);
            assert_true(lost[24 + r] > 0 && lost[24 + r] < kept[24 + r]);
        }
        /* the coarse lose more and fall more; more with distance where nothing lifts them again */
        if (every_air[k] != CONVECTIVE)
            assert_true(lost[11] / kept[11] < lost[1] / kept[1]);
        assert_true(lost[11] / kept[11] < lost[23] / kept[23]);
        assert_true(lost[24] > lost[36]);
    }
}

QN_CASES_BEGIN
QN_CASE(an_area_is_the_sum_of_its_small_volumes)
QN_CASE(what_passes_a_plane_is_what_is_emitted)
QN_CASE(both_sides_of_a_plume_are_alike)
QN_CASE(source_and_receptor_may_change_places)
QN_CASE(turning_everything_changes_nothing)
QN_CASE(results_are_linear_in_emission_to_the_bit)
QN_CASE(a_source_gives_the_same_beside_others_as_alone)
QN_CASE(no_emission_gives_nothing)
QN_CASE(a_stable_layer_becomes_neutral)
QN_CASE(a_convective_layer_becomes_neutral)
QN_CASE(a_stack_above_the_mixed_layer_gives_next_to_nothing_below)
QN_CASE(far_out_the_ground_gets_less_with_distance)
QN_CASE(a_higher_stack_has_a_lower_maximum_farther_out)
QN_CASE(what_deposits_is_gone_from_the_air)
QN_CASES_END
