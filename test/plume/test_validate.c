/* What a model refuses: one edit of a good one a row. The limits are those the header and AERMOD
 * 24142's own checks of a runstream name; a value that is not a number is refused everywhere. */
#include "qn_test.h"

#include <stdlib.h>

#include "model_sample.h"

struct refused {
    const char *what;
    void (*edit)(struct sample *s);
    const char *where; /* as the message must name it */
    const char *value; /* in the English message, NULL: not looked for */
};

#define EDIT(name, statement)                                                                      \
    static void name(struct sample *s)                                                             \
    {                                                                                              \
        statement;                                                                                 \
    }

EDIT(no_outputs, s->options.outputs = 0)
EDIT(strange_outputs, s->options.outputs = 16)
EDIT(nan_distance, s->options.max_distance_m = NAN)
EDIT(zero_distance, s->options.max_distance_m = 0)
EDIT(large_sv_min, s->options.sigma_v_min_m_s = 1.5)
EDIT(small_ws_min, s->options.wind_min_m_s = .001)
EDIT(negative_sw_min, s->options.sigma_w_min_m_s = -1)
EDIT(fran_crossed, (s->options.meander_min = .8, s->options.meander_max = .2))
EDIT(long_meander, s->options.meander_hours = 100)
EDIT(negative_decay, s->options.decay_per_s = -1e-5)
EDIT(inf_base, s->options.profile_base_m = INFINITY)
EDIT(no_latitude, s->options.latitude_deg = 91)
EDIT(wind_categories, s->options.wind_category_m_s[3] = 2)
EDIT(bad_season, s->options.season[4] = 6)
EDIT(bad_land_use, s->options.land_use[4] = 10)
EDIT(zero_factor, s->options.emission_factor[0] = 0)
EDIT(nan_rotation, s->options.wind_rotation_deg = NAN)
EDIT(few_people, s->urban[0].population = 99)
EDIT(zero_roughness, s->urban[0].z0_m = 0)
EDIT(no_name, s->source[2].id[0] = '\0')
EDIT(endless_name, memset(s->source[2].id, 'A', sizeof s->source[2].id))
EDIT(same_name, memcpy(s->source[2].id, "SRC4", 5))
EDIT(strange_kind, s->source[2].kind = (enum qn_plume_kind)77)
EDIT(nan_x, s->source[2].x_m = NAN)
EDIT(far_y, s->source[2].y_m = 1e12)
EDIT(high_base, s->source[2].base_m = 99999)
EDIT(nan_emission, s->source[2].emission = NAN)
EDIT(inf_emission, s->source[2].emission = -INFINITY)
EDIT(negative_height, s->source[2].height_m = -1)
EDIT(absurd_height, s->source[2].height_m = 3001)
EDIT(celsius, s->source[2].temp_K = 150)
EDIT(nan_temp, s->source[2].temp_K = NAN)
EDIT(hot_as_the_sun, s->source[2].temp_K = 6001)
EDIT(negative_velocity, s->source[2].velocity_m_s = -3)
EDIT(supersonic, s->source[2].velocity_m_s = 1001)
EDIT(negative_diameter, s->source[2].diameter_m = -.1)
EDIT(negative_sy0, s->source[1].sigma_y0_m = -1)
EDIT(nan_sz0, s->source[1].sigma_z0_m = NAN)
EDIT(no_urban_area, s->source[2].urban = 1)
EDIT(no_side, (s->source[2].kind = QN_PLUME_AREA, s->source[2].length_x_m = 10))
EDIT(nan_angle, (s->source[2].kind = QN_PLUME_AREA, s->source[2].length_x_m = 10,
                 s->source[2].length_y_m = 10, s->source[2].angle_deg = NAN))
EDIT(small_circle, (s->source[2].kind = QN_PLUME_AREACIRC, s->source[2].radius_m = .5))
EDIT(two_sided_circle,
     (s->source[2].kind = QN_PLUME_AREACIRC, s->source[2].radius_m = 5, s->source[2].vertices = 2))
EDIT(line_of_no_length, (s->source[2].kind = QN_PLUME_LINE, s->source[2].width_m = 5,
                         s->source[2].x2_m = 60, s->source[2].y2_m = -40))
EDIT(thin_line, (s->source[2].kind = QN_PLUME_LINE, s->source[2].width_m = .5))
EDIT(two_vertices, (s->source[2].kind = QN_PLUME_AREAPOLY, s->source[2].vertices = 2))
EDIT(no_vertices, (s->source[2].kind = QN_PLUME_AREAPOLY, s->source[2].vertices = 4))
EDIT(flat_polygon, (s->source[2].kind = QN_PLUME_AREAPOLY, s->source[2].vertices = 4,
                    s->source[2].vertex_x_m = s->vertex_x, s->source[2].vertex_y_m = s->vertex_x,
                    s->vertex_x[1] = 5, s->vertex_x[2] = 8))
EDIT(pit_above_ground, (s->source[2].kind = QN_PLUME_OPENPIT, s->source[2].length_x_m = 10,
                        s->source[2].length_y_m = 10, s->source[2].pit_volume_m3 = 1000))
EDIT(volume_with_building, s->source[1].building = &s->building)
EDIT(nan_building, (s->source[2].building = &s->building, s->building.width_m[35] = NAN))
EDIT(method_three, (s->source[2].particles = &s->particles, s->particles.method = 3))
EDIT(no_classes, (s->source[2].particles = &s->particles, s->particles.method = 1))
EDIT(classes_without_data,
     (s->source[2].particles = &s->particles, s->particles.method = 1, s->particles.count = 2))
EDIT(fine_above_one, (s->source[2].particles = &s->particles, s->particles.method = 2,
                      s->particles.fine_fraction = 1.5, s->particles.mean_diameter_um = 1))
EDIT(gas_without_henry, (s->source[2].gas = &s->gas, s->gas.diffusivity_air_cm2_s = .1,
                         s->gas.diffusivity_water_cm2_s = 1e-5, s->gas.cuticular_s_cm = 1))
EDIT(no_factors, s->source[2].variation = QN_PLUME_HROFDY)
EDIT(strange_variation, s->source[2].variation = (enum qn_plume_variation)99)
EDIT(nan_emission_factor, (s->source[2].variation = QN_PLUME_HROFDY,
                           s->source[2].factor = s->factor, s->factor[23] = NAN))
EDIT(hourly_and_factors, (s->source[2].variation = QN_PLUME_HROFDY, s->source[2].factor = s->factor,
                          s->source[2].hourly = true))
EDIT(nan_receptor, s->receptor[6].x_m = NAN)
EDIT(receptor_on_the_moon, s->receptor[6].elev_m = 3e8)
EDIT(nan_hill, s->receptor[6].hill_m = NAN)
EDIT(receptor_below_ground, s->receptor[6].flag_m = -1)
EDIT(hour_zero, s->hour[30].hour = 0)
EDIT(day_that_is_not, s->hour[30].day = 31)
EDIT(year_of_two_digits, s->hour[30].year = 19)
EDIT(nan_wind, s->hour[30].wspd_m_s = NAN)
EDIT(inf_obukhov, s->hour[30].obukhov_m = -INFINITY)
EDIT(no_levels, s->hour[30].levels = 0)
EDIT(null_levels, s->hour[30].level = NULL)
EDIT(level_at_the_ground, s->level[30].height_m = 0)
EDIT(nan_level, s->level[30].temp_C = NAN)

static const struct refused rows[] = {
    {"no output", no_outputs, "options", "0"},
    {"an output that is none", strange_outputs, "options", "16"},
    {"distance NaN", nan_distance, "options", "NaN"},
    {"distance 0", zero_distance, "options", "0"},
    {"sigma-v floor", large_sv_min, "options", "1.001"},
    {"wind floor", small_ws_min, "options", "0.001"},
    {"sigma-w floor", negative_sw_min, "options", "-1"},
    {"meander bounds crossed", fran_crossed, "options", "0.8"},
    {"meander time", long_meander, "options", "48"},
    {"decay", negative_decay, "options", "-0.00001"},
    {"base infinite", inf_base, "options", "inf"},
    {"latitude", no_latitude, "options", "91"},
    {"wind categories", wind_categories, "options", "2"},
    {"season", bad_season, "options", "6"},
    {"land use", bad_land_use, "options", "10"},
    {"unit factor", zero_factor, "options", "0"},
    {"rotation NaN", nan_rotation, "options", "NaN"},
    {"population", few_people, "urban area 1", "99"},
    {"urban roughness", zero_roughness, "urban area 1", "0"},
    {"no name", no_name, "source 3", "3"},
    {"a name without end", endless_name, "source 3", "3"},
    {"two of a name", same_name, "SRC4", "SRC4"},
    {"kind", strange_kind, "source SRC2", "77"},
    {"x NaN", nan_x, "source SRC2", "NaN"},
    {"y absurd", far_y, "source SRC2", "1000000000000"},
    {"base absurd", high_base, "source SRC2", "99999"},
    {"emission NaN", nan_emission, "source SRC2", "NaN"},
    {"emission infinite", inf_emission, "source SRC2", "-inf"},
    {"height negative", negative_height, "source SRC2", "-1"},
    {"height absurd", absurd_height, "source SRC2", "3001"},
    {"temperature in Celsius", celsius, "source SRC2", "150"},
    {"temperature NaN", nan_temp, "source SRC2", "NaN"},
    {"temperature absurd", hot_as_the_sun, "source SRC2", "6001"},
    {"velocity negative", negative_velocity, "source SRC2", "-3"},
    {"velocity absurd", supersonic, "source SRC2", "1001"},
    {"diameter negative", negative_diameter, "source SRC2", "-0.1"},
    {"sigma-y negative", negative_sy0, "source SRC1", "-1"},
    {"sigma-z NaN", nan_sz0, "source SRC1", "NaN"},
    {"urban area that is not", no_urban_area, "source SRC2", "1"},
    {"area without a side", no_side, "source SRC2", "0"},
    {"angle NaN", nan_angle, "source SRC2", "NaN"},
    {"circle too small", small_circle, "source SRC2", "0.5"},
    {"circle of two sides", two_sided_circle, "source SRC2", "2"},
    {"line of one point", line_of_no_length, "source SRC2", NULL},
    {"line too thin", thin_line, "source SRC2", "0.5"},
    {"polygon of two", two_vertices, "source SRC2", "2"},
    {"polygon without vertices", no_vertices, "source SRC2", NULL},
    {"polygon without area", flat_polygon, "source SRC2", NULL},
    {"release above the pit", pit_above_ground, "source SRC2", "30"},
    {"volume with a building", volume_with_building, "source SRC1", NULL},
    {"building NaN", nan_building, "source SRC2", "NaN"},
    {"particles of method 3", method_three, "source SRC2", "3"},
    {"no particle classes", no_classes, "source SRC2", "0"},
    {"particle classes without data", classes_without_data, "source SRC2", NULL},
    {"fine fraction", fine_above_one, "source SRC2", "1.5"},
    {"gas without Henry's constant", gas_without_henry, "source SRC2", "0"},
    {"no factors", no_factors, "source SRC2", "24"},
    {"variation", strange_variation, "source SRC2", "99"},
    {"factor NaN", nan_emission_factor, "source SRC2", "NaN"},
    {"hourly and factors", hourly_and_factors, "source SRC2", NULL},
    {"receptor NaN", nan_receptor, "receptor 7", "NaN"},
    {"receptor absurd", receptor_on_the_moon, "receptor 7", "300000000"},
    {"hill NaN", nan_hill, "receptor 7", "NaN"},
    {"receptor below ground", receptor_below_ground, "receptor 7", "-1"},
    {"hour 0", hour_zero, "hour 2019-04-02 00", "2019-04-02 00"},
    {"31 April", day_that_is_not, "hour 2019-04-31 07", "31"},
    {"year 19", year_of_two_digits, "hour 0019-04-02 07", "0019"},
    {"wind NaN", nan_wind, "hour 2019-04-02 07", NULL},
    {"Obukhov length infinite", inf_obukhov, "hour 2019-04-02 07", NULL},
    {"no levels", no_levels, "hour 2019-04-02 07", "0"},
    {"levels missing", null_levels, "hour 2019-04-02 07", NULL},
    {"level at 0 m", level_at_the_ground, "hour 2019-04-02 07", "0"},
    {"level NaN", nan_level, "hour 2019-04-02 07", NULL},
};

/* A message names what is wrong in both languages and says what to do: it has two sentences. */
static bool reads_well(const struct qn_plume_error *e)
{
    const char *zh = strstr(e->zh, "。"), *en = strstr(e->en, ". ");
    return zh && strlen(zh) > 3 && en && strlen(en) > 2 && !strchr(e->zh, '{') &&
           !strchr(e->en, '{');
}

static void check(const struct refused *row)
{
    struct sample *s = malloc(sizeof *s);
    assert_non_null(s);
    sample_init(s);
    row->edit(s);
    struct qn_plume_error e = {0};
    struct qn_plume *untouched = (struct qn_plume *)s, *model = untouched;
    enum qn_plume_status st = sample_new(s, &model, &e);
    bool good = st == QN_PLUME_E_INPUT && e.code == st && model == untouched &&
                strcmp(e.where, row->where) == 0 && reads_well(&e) &&
                (!row->value || (strstr(e.en, row->value) && strstr(e.zh, row->value)));
    if (!good)
        print_error("%s: status %d, where '%s'\n%s\n%s\n", row->what, (int)st, e.where, e.zh, e.en);
    assert_true(good);
    assert_int_equal(sample_new(s, &model, NULL), QN_PLUME_E_INPUT);
    free(s);
}

static void every_wrong_value_is_refused_with_its_place_and_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check(&rows[i]);
    assert_true(sizeof rows / sizeof rows[0] >= 40);
}

static void a_good_model_is_taken(void **state)
{
    (void)state;
    struct sample *s = malloc(sizeof *s);
    assert_non_null(s);
    sample_init(s);
    struct qn_plume_error e = {0};
    struct qn_plume *model = NULL;
    assert_int_equal(sample_new(s, &model, &e), QN_PLUME_OK);
    assert_non_null(model);
    qn_plume_free(model);
    free(s);
}

/* AERMOD 24142 runs stacks of height, velocity and diameter zero; so does this. */
static void a_stack_of_zeros_is_taken_as_aermod_takes_it(void **state)
{
    (void)state;
    struct sample *s = malloc(sizeof *s);
    assert_non_null(s);
    sample_init(s);
    s->source[2].height_m = s->source[2].velocity_m_s = 0;
    s->source[2].diameter_m = s->source[2].temp_K = 0;
    struct qn_plume_error e = {0};
    struct qn_plume *model = NULL;
    assert_int_equal(sample_new(s, &model, &e), QN_PLUME_OK);
    qn_plume_free(model);
    free(s);
}

static void a_model_of_nothing_is_refused(void **state)
{
    (void)state;
    struct sample *s = malloc(sizeof *s);
    assert_non_null(s);
    sample_init(s);
    struct qn_plume_error e = {0};
    struct qn_plume *m = NULL;
    const size_t count[3][3] = {{0, 3, 3}, {3, 0, 3}, {3, 3, 0}};
    const char *const where[3] = {"sources", "receptors", "weather"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(qn_plume_new(&s->options, NULL, 0, s->source, count[i][0], s->receptor,
                                      count[i][1], s->hour, count[i][2], &m, &e),
                         QN_PLUME_E_INPUT);
        assert_string_equal(e.where, where[i]);
        assert_true(reads_well(&e));
    }
    assert_null(m);
    free(s);
}

static void freeing_nothing_is_harmless(void **state)
{
    (void)state;
    qn_plume_free(NULL);
}

/* AERMOD User's Guide (EPA-454/B-24-002) EMISFACT: numbers of factors. */
static void variations_take_as_many_factors_as_the_guide_says(void **state)
{
    (void)state;
    static const size_t count[] = {0, 4, 12, 24, 6, 96, 72, 168, 288, 672, 864, 2016};
    for (size_t i = 0; i < sizeof count / sizeof count[0]; i++)
        assert_int_equal(qn_plume_variation_count((enum qn_plume_variation)i), count[i]);
    assert_int_equal(qn_plume_variation_count((enum qn_plume_variation)12), 0);
}

QN_CASES_BEGIN
QN_CASE(every_wrong_value_is_refused_with_its_place_and_value)
QN_CASE(a_good_model_is_taken)
QN_CASE(a_stack_of_zeros_is_taken_as_aermod_takes_it)
QN_CASE(a_model_of_nothing_is_refused)
QN_CASE(freeing_nothing_is_harmless)
QN_CASE(variations_take_as_many_factors_as_the_guide_says)
QN_CASES_END
