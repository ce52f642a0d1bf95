/* Areas, lines and pits: outlines, the effective pit, the integral. Recorded figures are AERMOD
 * 24142's (gfortran -O2, no fused multiply-add) in full precision for a deck of these five sources
 * and eight receptors, MODELOPT CONC, and hours 3, 7, 13 and 16 of one day's weather below. */
#include "qn_test.h"

#include <stdlib.h>

#include "plume/area.h"
#include "plume/kernels.h"

#define PI 3.14159265358979323846
#define HOURS 4
#define SOURCES 5
#define RECEPTORS 8

/* ---- the recorded deck ---- */

static const struct {
    double heat, ustar, wstar, gradient, zi_conv, zi_mech, obukhov, albedo, wspd, wdir, temp;
    int hour;
} weather[HOURS] = {
    {-22.6, .222, -9, -9, -999, 250, 54.0, 1, 2.1, 349, 278.1, 3},
    {-28.2, .277, -9, -9, -999, 350, 84.3, 1, 2.6, 66, 278.1, 7},
    {36.4, .194, .692, .012, 328, 205, -18.1, .25, 1.5, 221, 284.8, 13},
    {90.3, .466, 1.136, .017, 586, 763, -100.9, .27, 4.1, 278, 286.4, 16},
};
static const double profile_temp_C[HOURS] = {5.0, 5.0, 11.7, 13.3};

static const struct qn_plume_receptor recorded_receptor[RECEPTORS] = {
    {20, 30, 5, 20, 0},     {150, 80, 9, 40, 0},     {-150, -200, 2, 40, 0}, {400, -100, 25, 60, 0},
    {-300, 250, 14, 60, 0}, {-800, -500, 40, 80, 0}, {60, -420, 5, 20, 0},   {700, 900, 5, 30, 0},
};
static const double ell_x[6] = {-50, -50, -10, -10, 40, 40};
static const double ell_y[6] = {-20, 60, 60, 20, 20, -20};

static const struct qn_plume_source recorded_source[SOURCES] = {
    {.id = "A1",
     .kind = QN_PLUME_AREA,
     .urban = -1,
     .base_m = 5,
     .emission = 2e-4,
     .height_m = 2,
     .length_x_m = 80,
     .length_y_m = 60,
     .angle_deg = 35,
     .sigma_z0_m = 1.5},
    {.id = "P1",
     .kind = QN_PLUME_AREAPOLY,
     .urban = -1,
     .x_m = -50,
     .y_m = -20,
     .base_m = 5,
     .emission = 1e-4,
     .sigma_z0_m = 1e-5,
     .vertices = 6,
     .vertex_x_m = ell_x,
     .vertex_y_m = ell_y},
    {.id = "C1",
     .kind = QN_PLUME_AREACIRC,
     .urban = -1,
     .base_m = 5,
     .emission = 2e-4,
     .height_m = 12,
     .sigma_z0_m = 1e-5,
     .radius_m = 40},
    {.id = "L1",
     .kind = QN_PLUME_LINE,
     .urban = -1,
     .x_m = -100,
     .y_m = -50,
     .x2_m = 120,
     .y2_m = 60,
     .width_m = 8,
     .base_m = 5,
     .emission = 3e-4,
     .height_m = .5,
     .sigma_z0_m = 1.2},
    {.id = "O1",
     .kind = QN_PLUME_OPENPIT,
     .urban = -1,
     .x_m = -60,
     .y_m = -40,
     .base_m = 5,
     .emission = 1e-4,
     .height_m = 6,
     .length_x_m = 300,
     .length_y_m = 120,
     .angle_deg = 20,
     .pit_volume_m3 = 400000},
};

static const double recorded[HOURS][SOURCES][RECEPTORS] = {
    {
        {0, 0, 0, 0, 0, 0, 65.0020678, 0},
        {0.00524002103, 0, 0, 0, 0, 0, 80.8050481, 0},
        {0, 0, 0, 0, 0, 0, 86.8059892, 0},
        {0, 0, 0, 0, 0, 0, 49.1789881, 0},
        {0, 0, 0, 0, 0, 0, 166.084951, 0},
    },
    {
        {638.131098, 0, 20.5284003, 0, 0, 9.79021553, 0, 0},
        {0, 0, 0.0718248414, 0, 0, 0.577348376, 0, 0},
        {0, 0, 4.29192171, 0, 0, 8.61979553, 0, 0},
        {150.471992, 0, 0.133535823, 0, 0, 0.916840977, 0, 0},
        {0, 0, 278.401115, 0, 0, 82.967486, 0, 0},
    },
    {
        {363.166783, 186.602843, 0, 0, 0, 0, 0, 3.98213878},
        {524.153753, 10.438944, 0, 0, 0, 0, 0, 3.59081953},
        {194.027927, 57.1378913, 0, 0, 0, 0, 0, 3.25955736},
        {399.560224, 102.808986, 0, 0, 0, 0, 0, 3.44062595},
        {0, 239.284651, 0, 0, 0, 0, 0, 8.89875825},
    },
    {
        {0, 1.71662668, 0, 15.2184948, 0, 0, 0, 0},
        {131.797603, 1.79235633, 0, 6.94246057, 0, 0, 0, 0},
        {1.92671247, 2.69118244, 0, 12.3414416, 0, 0, 0, 0},
        {0, 2.14591174, 0, 7.32510654, 0, 0, 0, 0},
        {0, 5.21088395, 0, 88.6936651, 0, 0, 0, 0},
    },
};

static void hour_make(size_t i, double turn_deg, struct qn_plume_hour *h, struct qn_plume_level *v)
{
    double wdir = weather[i].wdir + turn_deg;
    if (wdir > 360)
        wdir -= 360;
    *v = (struct qn_plume_level){6.1, true, wdir, weather[i].wspd, profile_temp_C[i], 99, 99};
    *h = (struct qn_plume_hour){
        .year = 1996,
        .month = 3,
        .day = 1,
        .hour = weather[i].hour,
        .heat_W_m2 = weather[i].heat,
        .ustar_m_s = weather[i].ustar,
        .wstar_m_s = weather[i].wstar,
        .dtheta_dz_K_m = weather[i].gradient,
        .zi_conv_m = weather[i].zi_conv,
        .zi_mech_m = weather[i].zi_mech,
        .obukhov_m = weather[i].obukhov,
        .z0_m = .15,
        .bowen = .7,
        .albedo = weather[i].albedo,
        .wspd_m_s = weather[i].wspd,
        .wdir_deg = wdir,
        .wspd_height_m = 6.1,
        .temp_K = weather[i].temp,
        .temp_height_m = 2,
        .rh_pct = 79,
        .pressure_hPa = 1016,
        .cloud_tenths = 10,
        .adjusted_ustar = true,
        .levels = 1,
        .level = v,
    };
}

/* ---- running ---- */

struct taken {
    double *value;
    size_t sources, receptors;
};

static bool take(void *user, const struct qn_plume_block *b)
{
    struct taken *t = user;
    assert_int_equal(b->state, QN_PLUME_HOUR_VALID);
    for (size_t s = 0; s < b->sources; s++)
        memcpy(t->value + s * t->receptors + b->first_receptor, b->value + s * b->receptors,
               b->receptors * sizeof(double));
    return true;
}

struct way {
    const char *isa;
    bool fast;
    double turn_deg;
};

/* value[source][receptor] of one of the hours. */
static void run(const struct qn_plume_source *source, size_t sources,
                const struct qn_plume_receptor *receptor, size_t receptors, size_t hour,
                const struct way *way, double *value)
{
    struct qn_plume_options options;
    struct qn_plume_hour h;
    struct qn_plume_level level;
    struct qn_plume_error e;
    struct qn_plume *model = NULL;
    struct taken t = {value, sources, receptors};
    qn_plume_options_init(&options);
    options.fast_area = way->fast;
    struct qn_plume_source *named = malloc(sources * sizeof *named);
    assert_non_null(named);
    for (size_t i = 0; i < sources; i++) {
        named[i] = source[i];
        snprintf(named[i].id, sizeof named[i].id, "S%03u", (unsigned)(i % 1000));
    }
    hour_make(hour, way->turn_deg, &h, &level);
    enum qn_plume_status st =
        qn_plume_new(&options, NULL, 0, named, sources, receptor, receptors, &h, 1, &model, &e);
    if (st)
        fail_msg("%s: %s", e.where, e.en);
    struct qn_plume_run r = {.block = take, .user = &t, .threads = 1, .isa = way->isa};
    memset(value, 0, sources * receptors * sizeof *value);
    assert_int_equal(qn_plume_go(model, &r, NULL, &e), QN_PLUME_OK);
    qn_plume_free(model);
    free(named);
}

static const struct way plain = {0};

static void assert_close(double actual, double expected, double relative)
{
    assert_near(actual, expected, relative * fabs(expected));
}

/* ---- outlines ---- */

static struct qn_plume_source box(double x, double y, double a, double b, double angle, double q)
{
    return (struct qn_plume_source){.id = "B",
                                    .kind = QN_PLUME_AREA,
                                    .urban = -1,
                                    .x_m = x,
                                    .y_m = y,
                                    .emission = q,
                                    .height_m = 1,
                                    .length_x_m = a,
                                    .length_y_m = b,
                                    .angle_deg = angle,
                                    .sigma_z0_m = 1e-5};
}

/* By hand: side y of 30 m points east, side x of 50 m to the right of it, south. */
static void a_turned_rectangle_has_its_corners_clockwise(void **state)
{
    (void)state;
    struct qn_plume_source s = box(0, 0, 50, 30, 90, 1);
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &s, NULL), QN_OK);
    const double x[5] = {0, 30, 30, 0, 0}, y[5] = {0, 0, -50, -50, 0};
    assert_int_equal(a.count, 4);
    for (size_t i = 0; i < 5; i++) {
        assert_near(a.x[i], x[i], 1e-12);
        assert_near(a.y[i], y[i], 1e-12);
    }
    assert_near(a.centre_x, 15, 1e-12);
    assert_near(a.centre_y, -25, 1e-12);
    assert_near(a.size_m2, 1500, 1e-9);
    qn_area_release(&a);
}

static double outline_size(const struct qn_area *a)
{
    double twice = 0;
    for (size_t i = 0; i < a->count; i++)
        twice += a->x[i] * a->y[i + 1] - a->x[i + 1] * a->y[i];
    return fabs(twice) / 2;
}

static void a_circle_is_a_polygon_of_its_area_that_begins_in_the_north(void **state)
{
    (void)state;
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &recorded_source[2], NULL), QN_OK);
    assert_int_equal(a.count, QN_AREA_CIRCLE_SIDES);
    assert_near(outline_size(&a), PI * 1600, 1e-9);
    assert_near(a.x[0], 0, 1e-12);
    assert_true(a.y[0] > 40);
    qn_area_release(&a);
}

/* By hand: from (0, 0) 100 m north, 8 m wide. */
static void a_line_is_the_rectangle_around_it(void **state)
{
    (void)state;
    struct qn_plume_source s = {.id = "L", .kind = QN_PLUME_LINE, .y2_m = 100, .width_m = 8};
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &s, NULL), QN_OK);
    const double x[4] = {-4, -4, 4, 4}, y[4] = {0, 100, 100, 0};
    for (size_t i = 0; i < 4; i++) {
        assert_near(a.x[i], x[i], 1e-12);
        assert_near(a.y[i], y[i], 1e-12);
    }
    qn_area_release(&a);
}

/* By hand: the L of 80 x 40 and 50 x 40 m. */
static void a_polygon_has_its_area_and_centroid(void **state)
{
    (void)state;
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &recorded_source[1], NULL), QN_OK);
    assert_near(a.size_m2, 5200, 1e-9);
    assert_near(a.centre_x, (3200 * -30.0 + 2000 * 15.0) / 5200, 1e-9);
    assert_near(a.centre_y, (3200 * 20.0 + 2000 * 0.0) / 5200, 1e-9);
    qn_area_release(&a);
}

static void an_outline_that_encloses_nothing_is_refused(void **state)
{
    (void)state;
    struct qn_area a;
    struct qn_err err;
    struct qn_plume_source s = recorded_source[1];
    s.vertices = 2;
    assert_int_equal(qn_area_init(&a, &s, &err), QN_E_DOMAIN);
    assert_non_null(strstr(err.msg[0], "P1"));
    s.vertices = QN_AREA_VERTEX_CAP + 1;
    assert_int_equal(qn_area_init(&a, &s, &err), QN_E_DOMAIN);
    const double flat[3] = {0, 1, 2};
    s.vertices = 3;
    s.vertex_x_m = s.vertex_y_m = flat;
    assert_int_equal(qn_area_init(&a, &s, &err), QN_E_DOMAIN);
    s = box(0, NAN, 10, 10, 0, 1);
    assert_int_equal(qn_area_init(&a, &s, &err), QN_E_DOMAIN);
}

static void inside_edge_corner_and_outside_are_told_apart(void **state)
{
    (void)state;
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &recorded_source[1], NULL), QN_OK);
    assert_int_equal(qn_area_holds(&a, -30, 50), 1);
    assert_int_equal(qn_area_holds(&a, 30, 10), 1);
    assert_int_equal(qn_area_holds(&a, 30, 50), -1); /* in the L's notch */
    assert_int_equal(qn_area_holds(&a, -60, 0), -1);
    assert_int_equal(qn_area_holds(&a, 10, 20), 0);
    assert_int_equal(qn_area_holds(&a, -10, 60), 0);
    qn_area_release(&a);
}

/* ---- pits ---- */

/* Wind, corners and factor of the emission from AERMOD 24142's debug values for the pit above. */
static void the_effective_pit_lies_at_the_upwind_corner(void **state)
{
    (void)state;
    static const struct {
        double wdsin, wdcos, corner[8], q;
    } want[3] = {
        {-0.19080899537654467,
         0.981627183447664,
         {-18.957582800919752, 72.76311449430901, 237.03095437667866, -20.40909335168392,
          205.61035536958687, -106.73647962940696, -50.37818180801153, -13.564271783414029},
         0.00014384839579967013},
        {0.9135454576426009,
         0.4067366430758002,
         {262.95020343485277, -29.842928503391605, 228.08041087866226, -125.64689617259191,
          -8.622839747431357, -39.49395859064103, 26.246952808759147, 56.310009078559276},
         0.00014018011632375985},
        {-0.656059028990507,
         -0.7547095802227721,
         {-60.0, -40.0, -30.662287855094196, 40.60470165658833, 237.63866980823641,
          -57.04886075798055, 208.30095766333062, -137.65356241456888},
         0.00014699126788782262},
    };
    struct qn_area pit, effective;
    assert_int_equal(qn_area_init(&pit, &recorded_source[4], NULL), QN_OK);
    assert_near(qn_pit_sigma_z0(&pit), 400000.0 / 36000 / 4.3, 1e-12);
    for (size_t i = 0; i < 3; i++) {
        double from = atan2(want[i].wdsin, want[i].wdcos) * 180 / PI, fraction;
        double flow = from < 0 ? from + 180 : from < 180 ? from + 180 : from - 180;
        qn_pit_effective(&pit, want[i].wdsin, want[i].wdcos, flow, 6, &effective, &fraction);
        for (size_t k = 0; k < 4; k++) {
            assert_near(effective.x[k], want[i].corner[2 * k], 1e-6);
            assert_near(effective.y[k], want[i].corner[2 * k + 1], 1e-6);
        }
        assert_close(1e-4 / fraction, want[i].q, 1e-9);
        assert_close(effective.size_m2, fraction * pit.size_m2, 1e-12);
        assert_ptr_equal(effective.hole, &pit);
    }
    qn_area_release(&pit);
}

static void a_deep_pit_has_the_least_effective_area(void **state)
{
    (void)state;
    struct qn_plume_source s = recorded_source[4];
    s.pit_volume_m3 = 36000.0 * 70;
    struct qn_area pit, effective;
    double fraction;
    assert_int_equal(qn_area_init(&pit, &s, NULL), QN_OK);
    qn_pit_effective(&pit, 0, 1, 180, 0, &effective, &fraction);
    assert_near(fraction, .08, 0);
    qn_area_release(&pit);
}

/* ---- the integral ---- */

static void every_kind_gives_what_aermod_gives(void **state)
{
    (void)state;
    double value[SOURCES][RECEPTORS];
    for (size_t hour = 0; hour < HOURS; hour++) {
        run(recorded_source, SOURCES, recorded_receptor, RECEPTORS, hour, &plain, value[0]);
        for (size_t s = 0; s < SOURCES; s++)
            for (size_t r = 0; r < RECEPTORS; r++)
                assert_near(value[s][r], recorded[hour][s][r], 1e-12 + 6e-9 * recorded[hour][s][r]);
    }
}

static void instruction_sets_agree_to_the_last_bit(void **state)
{
    (void)state;
    static const char *const isa[] = {"avx2", "avx512"};
    double base[SOURCES][RECEPTORS], value[SOURCES][RECEPTORS];
    struct way way = {.isa = "sse2"};
    for (size_t hour = 0; hour < HOURS; hour++) {
        way.isa = "sse2";
        run(recorded_source, SOURCES, recorded_receptor, RECEPTORS, hour, &way, base[0]);
        for (size_t k = 0; k < 2; k++) {
            way.isa = isa[k];
            if (qn_kernels_choose(way.isa) == NULL)
                continue;
            run(recorded_source, SOURCES, recorded_receptor, RECEPTORS, hour, &way, value[0]);
            assert_memory_equal(value, base, sizeof base);
        }
    }
}

static void emission_scales_the_result(void **state)
{
    (void)state;
    struct qn_plume_source twice[SOURCES];
    double one[SOURCES][RECEPTORS], two[SOURCES][RECEPTORS];
    memcpy(twice, recorded_source, sizeof twice);
    for (size_t s = 0; s < SOURCES; s++)
        twice[s].emission *= 2;
    run(recorded_source, SOURCES, recorded_receptor, RECEPTORS, 2, &plain, one[0]);
    run(twice, SOURCES, recorded_receptor, RECEPTORS, 2, &plain, two[0]);
    for (size_t s = 0; s < SOURCES; s++)
        for (size_t r = 0; r < RECEPTORS; r++)
            assert_near(two[s][r], 2 * one[s][r], 1e-14 * two[s][r]);
}

/* Receptors in flat country, down the wind of hour `hour` at a distance and an angle off it. */
static void fan(size_t hour, const double *distance, size_t n, struct qn_plume_receptor *r)
{
    for (size_t i = 0; i < n; i++) {
        double a = (weather[hour].wdir + 180 + 2.0 * (double)i) * PI / 180;
        r[i] = (struct qn_plume_receptor){.x_m = distance[i] * sin(a), .y_m = distance[i] * cos(a)};
    }
}

static const double fan_m[6] = {60, 120, 250, 500, 1000, 3000};

/* Romberg stops at 1 % for each side: so do the sums of parts. */
static void halves_of_an_area_sum_to_it(void **state)
{
    (void)state;
    struct qn_plume_source s[3] = {box(-40, -30, 80, 60, 0, 1e-4), box(-40, -30, 40, 60, 0, 1e-4),
                                   box(0, -30, 40, 60, 0, 1e-4)};
    struct qn_plume_receptor r[6];
    double v[3][6];
    for (size_t hour = 0; hour < HOURS; hour++) {
        fan(hour, fan_m, 6, r);
        run(s, 3, r, 6, hour, &plain, v[0]);
        for (size_t i = 0; i < 6; i++) {
            assert_true(v[0][i] > 0);
            assert_close(v[1][i] + v[2][i], v[0][i], .02);
        }
    }
}

/* An integral is the sum of its parts, each taken as a point (FASTAREA does that from 1.5 lengths
 * and some widths on): 5 m tiles from 250 m on, 2 %. */
static void an_area_is_the_sum_of_points_over_it(void **state)
{
    (void)state;
    enum { ACROSS = 16, ALONG = 12, TILES = ACROSS * ALONG };
    static struct qn_plume_source tile[TILES];
    struct qn_plume_source whole = box(-40, -30, 80, 60, 0, 1e-4);
    struct qn_plume_receptor r[6];
    static double v[TILES][6];
    double w[6];
    for (size_t i = 0; i < TILES; i++)
        tile[i] =
            box(-40 + 5.0 * (double)(i % ACROSS), -30 + 5.0 * (double)(i / ACROSS), 5, 5, 0, 1e-4);
    for (size_t hour = 0; hour < HOURS; hour++) {
        struct way fast = {.fast = true};
        fan(hour, fan_m, 6, r);
        run(tile, TILES, r, 6, hour, &fast, v[0]);
        run(&whole, 1, r, 6, hour, &plain, w);
        for (size_t i = 2; i < 6; i++) {
            double sum = 0;
            for (size_t k = 0; k < TILES; k++)
                sum += v[k][i];
            assert_close(sum, w[i], .02);
        }
    }
}

static void far_away_only_the_emission_counts(void **state)
{
    (void)state;
    struct qn_plume_source s[2] = {box(-40, -30, 80, 60, 25, 1e-4), box(-2, -2, 4, 4, 0, .03)};
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &s[0], NULL), QN_OK);
    s[1].x_m = a.centre_x - 2;
    s[1].y_m = a.centre_y - 2;
    struct qn_plume_receptor r[1];
    double v[2];
    for (size_t hour = 0; hour < HOURS; hour++) {
        const double far[1] = {30000};
        fan(hour, far, 1, r);
        run(s, 2, r, 1, hour, &plain, v);
        assert_true(v[0] > 0);
        assert_close(v[0], v[1], .02);
    }
    qn_area_release(&a);
}

static void a_circle_is_as_the_polygon_of_its_vertices(void **state)
{
    (void)state;
    struct qn_area a;
    assert_int_equal(qn_area_init(&a, &recorded_source[2], NULL), QN_OK);
    struct qn_plume_source s[2] = {recorded_source[2], recorded_source[2]};
    s[1].kind = QN_PLUME_AREAPOLY;
    s[1].vertices = a.count;
    s[1].vertex_x_m = a.x;
    s[1].vertex_y_m = a.y;
    s[1].x_m = a.x[0];
    s[1].y_m = a.y[0];
    double v[2][RECEPTORS];
    for (size_t hour = 0; hour < HOURS; hour++) {
        run(s, 2, recorded_receptor, RECEPTORS, hour, &plain, v[0]);
        for (size_t i = 0; i < RECEPTORS; i++)
            assert_near(v[1][i], v[0][i], 1e-9 * v[0][i]);
    }
    qn_area_release(&a);
}

/* A vertex upwind of the clip or not, the sense of the outline: neither may matter. */
static void the_sense_of_an_outline_does_not_matter(void **state)
{
    (void)state;
    double x[6], y[6], v[2][RECEPTORS];
    for (size_t i = 0; i < 6; i++) {
        x[i] = ell_x[(6 - i) % 6];
        y[i] = ell_y[(6 - i) % 6];
    }
    struct qn_plume_source s[2] = {recorded_source[1], recorded_source[1]};
    s[1].vertex_x_m = x;
    s[1].vertex_y_m = y;
    for (size_t hour = 0; hour < HOURS; hour++) {
        run(s, 2, recorded_receptor, RECEPTORS, hour, &plain, v[0]);
        for (size_t i = 0; i < RECEPTORS; i++)
            assert_near(v[1][i], v[0][i], 2e-3 * v[0][i]);
    }
}

/* The whole turned by 40 degrees with its wind. */
static void turning_everything_changes_nothing(void **state)
{
    (void)state;
    const double turn = 40, c = cos(turn * PI / 180), n = sin(turn * PI / 180);
    struct qn_plume_source s = box(-40, -30, 80, 60, 10, 1e-4), t = s;
    struct qn_plume_receptor r[6], q[6];
    struct way turned = {.turn_deg = turn};
    double v[6], w[6];
    t.x_m = s.x_m * c + s.y_m * n;
    t.y_m = s.y_m * c - s.x_m * n;
    t.angle_deg += turn;
    for (size_t hour = 0; hour < HOURS; hour++) {
        fan(hour, fan_m, 6, r);
        for (size_t i = 0; i < 6; i++)
            q[i] = (struct qn_plume_receptor){.x_m = r[i].x_m * c + r[i].y_m * n,
                                              .y_m = r[i].y_m * c - r[i].x_m * n};
        run(&s, 1, r, 6, hour, &plain, v);
        run(&t, 1, q, 6, hour, &turned, w);
        for (size_t i = 0; i < 6; i++)
            assert_close(w[i], v[i], 1e-8);
    }
}

static void nothing_comes_from_downwind(void **state)
{
    (void)state;
    struct qn_plume_source s = box(-40, -30, 80, 60, 0, 1e-4);
    for (size_t hour = 0; hour < HOURS; hour++) {
        double a = weather[hour].wdir * PI / 180, v;
        struct qn_plume_receptor r = {.x_m = 200 * sin(a), .y_m = 200 * cos(a)};
        run(&s, 1, &r, 1, hour, &plain, &v);
        assert_near(v, 0, 0);
    }
}

QN_CASES_BEGIN
QN_CASE(a_turned_rectangle_has_its_corners_clockwise)
QN_CASE(a_circle_is_a_polygon_of_its_area_that_begins_in_the_north)
QN_CASE(a_line_is_the_rectangle_around_it)
QN_CASE(a_polygon_has_its_area_and_centroid)
QN_CASE(an_outline_that_encloses_nothing_is_refused)
QN_CASE(inside_edge_corner_and_outside_are_told_apart)
QN_CASE(the_effective_pit_lies_at_the_upwind_corner)
QN_CASE(a_deep_pit_has_the_least_effective_area)
QN_CASE(every_kind_gives_what_aermod_gives)
QN_CASE(instruction_sets_agree_to_the_last_bit)
QN_CASE(emission_scales_the_result)
QN_CASE(halves_of_an_area_sum_to_it)
QN_CASE(an_area_is_the_sum_of_points_over_it)
QN_CASE(far_away_only_the_emission_counts)
QN_CASE(a_circle_is_as_the_polygon_of_its_vertices)
QN_CASE(the_sense_of_an_outline_does_not_matter)
QN_CASE(turning_everything_changes_nothing)
QN_CASE(nothing_comes_from_downwind)
QN_CASES_END
