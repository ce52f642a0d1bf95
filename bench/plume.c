/* Evaluations per second of the plume engine on one core, by kind of source and instruction set:
 * bench_plume [RUNS [WORD]]. An evaluation is one source at one receptor in one hour; the figures
 * hold everything that a run does, the hour's and the source's work too. WORD picks the rows whose
 * label holds it. Weather, sources and receptors are made up here; nothing is read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "quench/plume.h"

#define MAX_RUNS 101
#define HOURS 48
#define SOURCES 4
#define SIDE 21 /* receptors: a square of SIDE x SIDE, 200 m apart */
#define RECEPTORS (SIDE * SIDE)
#define STEP_M 200.
#define LEAST_S .05 /* a timed run repeats the hours until it lasts this long */
#define ISAS 3

enum sky { DAY, NIGHT, BOTH };
enum load { NOTHING, CLASSES, MODES, GAS };

struct row {
    const char *label;
    enum qn_plume_kind kind;
    enum sky sky;
    bool elevated, building;
    enum load load;
};

static const struct row rows[] = {
    {"point, flat, stable", QN_PLUME_POINT, NIGHT, false, false, NOTHING},
    {"point, flat, convective", QN_PLUME_POINT, DAY, false, false, NOTHING},
    {"point, elevated, stable", QN_PLUME_POINT, NIGHT, true, false, NOTHING},
    {"point, elevated, convective", QN_PLUME_POINT, DAY, true, false, NOTHING},
    {"point, capped, flat", QN_PLUME_POINTCAP, BOTH, false, false, NOTHING},
    {"point, horizontal, flat", QN_PLUME_POINTHOR, BOTH, false, false, NOTHING},
    {"point, building, flat, stable", QN_PLUME_POINT, NIGHT, false, true, NOTHING},
    {"point, building, flat, convective", QN_PLUME_POINT, DAY, false, true, NOTHING},
    {"point, building, elevated", QN_PLUME_POINT, BOTH, true, true, NOTHING},
    {"volume, flat", QN_PLUME_VOLUME, BOTH, false, false, NOTHING},
    {"volume, elevated", QN_PLUME_VOLUME, BOTH, true, false, NOTHING},
    {"area, flat", QN_PLUME_AREA, BOTH, false, false, NOTHING},
    {"area, elevated", QN_PLUME_AREA, BOTH, true, false, NOTHING},
    {"area, polygon of 6, flat", QN_PLUME_AREAPOLY, BOTH, false, false, NOTHING},
    {"area, circle of 20, flat", QN_PLUME_AREACIRC, BOTH, false, false, NOTHING},
    {"line, flat", QN_PLUME_LINE, BOTH, false, false, NOTHING},
    {"pit, particles of 3 classes, flat", QN_PLUME_OPENPIT, BOTH, false, false, CLASSES},
    {"point, particles of 3 classes, flat", QN_PLUME_POINT, BOTH, false, false, CLASSES},
    {"point, particles by method 2, flat", QN_PLUME_POINT, BOTH, false, false, MODES},
    {"point, gas deposition, flat", QN_PLUME_POINT, BOTH, false, false, GAS},
    {"volume, particles of 3 classes, flat", QN_PLUME_VOLUME, BOTH, false, false, CLASSES},
    {"area, particles of 3 classes, flat", QN_PLUME_AREA, BOTH, false, false, CLASSES},
};

static const char *const isa_name[ISAS] = {"sse2", "avx2", "avx512"};

static const double diameter_um[] = {2, 8, 20}, mass_fraction[] = {.3, .4, .3},
                    density_g_cm3[] = {2.5, 2.5, 2.5};
static const struct qn_plume_particles classes = {.method = 1,
                                                  .count = 3,
                                                  .diameter_um = diameter_um,
                                                  .mass_fraction = mass_fraction,
                                                  .density_g_cm3 = density_g_cm3};
static const struct qn_plume_particles modes = {
    .method = 2, .fine_fraction = .6, .mean_diameter_um = 4};
static const struct qn_plume_gas gas = {.diffusivity_air_cm2_s = .11,
                                        .diffusivity_water_cm2_s = 1.8e-5,
                                        .cuticular_s_cm = 7320,
                                        .henry_Pa_m3_mol = 73};

struct scene {
    struct qn_plume_options options;
    struct qn_plume_source source[SOURCES];
    struct qn_plume_receptor receptor[RECEPTORS];
    struct qn_plume_hour hour[HOURS];
    struct qn_plume_level level[HOURS];
    struct qn_plume_building building;
    double vertex_x[SOURCES][6], vertex_y[SOURCES][6];
};

static void fail(const struct row *row, const struct qn_plume_error *error)
{
    fprintf(stderr, "bench_plume: %s: %s: %s\n", row->label, error->where, error->en);
    exit(1);
}

/* ---- the scene ---- */

/* Winds turn through the whole circle; their speeds, the mixing heights and the heat vary. */
static void make_hour(struct scene *s, size_t i, enum sky sky)
{
    bool day = sky == DAY || (sky == BOTH && i % 2);
    double wspd = 1.5 + .7 * (double)(i % 9), wdir = 1 + (double)(i * 37 % 360);
    double heat = 40 + 30 * (double)(i % 7), ustar = .09 * wspd;
    s->level[i] = (struct qn_plume_level){10, true, wdir, wspd, 15, 99, 99};
    s->hour[i] = (struct qn_plume_hour){.year = 2019,
                                        .month = 4,
                                        .day = 1 + (int)i / 8,
                                        .hour = day ? 9 + (int)i % 8 : 1 + (int)i % 5,
                                        .heat_W_m2 = day ? heat : -20,
                                        .ustar_m_s = ustar,
                                        .wstar_m_s = day ? 1 + heat / 200 : -9,
                                        .dtheta_dz_K_m = day ? .007 : -9,
                                        .zi_conv_m = day ? 400 + 4 * heat : -999,
                                        .zi_mech_m = 2300 * pow(ustar, 1.5),
                                        .obukhov_m = day ? -60 * wspd : 25 * wspd,
                                        .z0_m = .2,
                                        .bowen = 1,
                                        .albedo = .2,
                                        .wspd_m_s = wspd,
                                        .wdir_deg = wdir,
                                        .wspd_height_m = 10,
                                        .temp_K = day ? 293 : 283,
                                        .temp_height_m = 2,
                                        .precip_code = i % 12 ? 0 : 11,
                                        .precip_mm = i % 12 ? 0 : 1,
                                        .rh_pct = 60,
                                        .pressure_hPa = 1000,
                                        .cloud_tenths = 3,
                                        .levels = 1,
                                        .level = &s->level[i]};
}

/* A ridge in the north-east, up to 120 m. */
static void make_receptor(struct qn_plume_receptor *r, size_t i, bool elevated)
{
    double x = STEP_M * ((double)(i % SIDE) - SIDE / 2),
           y = STEP_M * ((double)(i / SIDE) - SIDE / 2);
    double rise = elevated ? 120 * exp(-hypot(x - 1200, y - 1000) / 1500) : 0;
    *r = (struct qn_plume_receptor){
        .x_m = x, .y_m = y, .elev_m = rise, .hill_m = elevated ? 120 : 0};
}

static void make_source(struct scene *s, size_t i, const struct row *row)
{
    double x = 37 + 90. * (double)i, y = 21 - 110. * (double)i;
    struct qn_plume_source *to = &s->source[i];
    bool surface = row->kind > QN_PLUME_VOLUME;
    *to = (struct qn_plume_source){.kind = row->kind,
                                   .flat = !row->elevated,
                                   .urban = -1,
                                   .x_m = x,
                                   .y_m = y,
                                   .emission = surface ? 1e-3 : 10,
                                   .height_m = surface ? 2 : 25 + 10 * (double)i,
                                   .temp_K = 420,
                                   .velocity_m_s = 12,
                                   .diameter_m = 1.8,
                                   .sigma_y0_m = 6,
                                   .sigma_z0_m = surface ? 1 : 4,
                                   .length_x_m = 120,
                                   .length_y_m = 80,
                                   .angle_deg = 20,
                                   .radius_m = 55,
                                   .x2_m = x + 300,
                                   .y2_m = y + 100,
                                   .width_m = 10,
                                   .pit_volume_m3 = 120 * 80 * 20,
                                   .vertices = row->kind == QN_PLUME_AREAPOLY ? 6 : 0,
                                   .vertex_x_m = s->vertex_x[i],
                                   .vertex_y_m = s->vertex_y[i],
                                   .building = row->building ? &s->building : NULL,
                                   .particles = row->load == CLASSES ? &classes
                                                : row->load == MODES ? &modes
                                                                     : NULL,
                                   .gas = row->load == GAS ? &gas : NULL};
    snprintf(to->id, sizeof to->id, "S%zu", i + 1);
    for (int v = 0; v < 6; v++) {
        s->vertex_x[i][v] = x + 50 * (1 - cos(1.0471975512 * v));
        s->vertex_y[i][v] = y + 50 * sin(1.0471975512 * v);
    }
}

static void make_scene(struct scene *s, const struct row *row)
{
    memset(s, 0, sizeof *s);
    qn_plume_options_init(&s->options);
    s->options.flat = !row->elevated;
    s->options.latitude_deg = 37;
    if (row->load != NOTHING)
        s->options.outputs = QN_PLUME_CONC | QN_PLUME_DEPOS;
    for (int i = 0; row->load == GAS && i < 12; i++)
        s->options.season[i] = 1;
    for (int i = 0; row->load == GAS && i < QN_PLUME_SECTORS; i++)
        s->options.land_use[i] = 4;
    for (int i = 0; i < QN_PLUME_SECTORS; i++) {
        s->building.height_m[i] = 20;
        s->building.width_m[i] = 50 + i % 9;
        s->building.length_m[i] = 40 + i % 7;
        s->building.xadj_m[i] = -30;
        s->building.yadj_m[i] = 5;
    }
    for (size_t i = 0; i < SOURCES; i++)
        make_source(s, i, row);
    for (size_t i = 0; i < RECEPTORS; i++)
        make_receptor(&s->receptor[i], i, row->elevated);
    for (size_t i = 0; i < HOURS; i++)
        make_hour(s, i, row->sky);
}

/* ---- the clock: of the processor, which other work on the machine disturbs less ---- */

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The sum keeps the results in use and shows a row that gave nothing. */
static bool take(void *user, const struct qn_plume_block *b)
{
    double *sum = user;
    for (size_t i = 0; b->value && i < b->types * b->sources * b->receptors; i++)
        *sum += b->value[i];
    return true;
}

/* Evaluations per second of passes over the hours; <= 0: no such instruction set here. */
static double rate(const struct row *row, const struct qn_plume *model, const char *isa, int passes,
                   double *seconds)
{
    double sum = 0;
    struct qn_plume_run run = {.block = take, .threads = 1, .user = &sum, .isa = isa};
    struct qn_plume_facts facts = {0};
    struct qn_plume_error error = {0};
    double began = now_s(), evaluations = 0;
    for (int i = 0; i < passes; i++) {
        if (qn_plume_go(model, &run, &facts, &error))
            fail(row, &error);
        evaluations += (double)facts.evaluations;
    }
    *seconds = now_s() - began;
    if (!(sum > 0)) {
        fprintf(stderr, "bench_plume: %s: every result is zero\n", row->label);
        exit(1);
    }
    return evaluations / *seconds;
}

/* Whether this processor has it: what the engine says of a run that it was asked for. */
static bool runs_here(const struct qn_plume *model, const char *isa)
{
    double sum = 0;
    struct qn_plume_run run = {.block = take, .hours = 1, .threads = 1, .user = &sum, .isa = isa};
    struct qn_plume_error error = {0};
    return qn_plume_go(model, &run, NULL, &error) == QN_PLUME_OK;
}

/* One cell: the median, and how far the runs lie apart. */
static void print_cell(const struct row *row, const struct qn_plume *model, const char *isa,
                       int runs)
{
    double rates[MAX_RUNS], seconds = 0;
    if (!runs_here(model, isa)) {
        printf("  %16s", "-");
        return;
    }
    rate(row, model, isa, 1, &seconds);
    int passes = 1 + (int)(LEAST_S / seconds);
    for (int i = 0; i < runs; i++)
        rates[i] = rate(row, model, isa, passes, &seconds);
    qsort(rates, (size_t)runs, sizeof rates[0], by_value);
    double median = rates[runs / 2];
    printf("  %8.2f +-%4.0f%%", median * 1e-6, 50 * (rates[runs - 1] - rates[0]) / median);
    fflush(stdout);
}

static void bench_row(const struct row *row, int runs)
{
    static struct scene scene;
    struct qn_plume *model = NULL;
    struct qn_plume_error error = {0};
    make_scene(&scene, row);
    if (qn_plume_new(&scene.options, NULL, 0, scene.source, SOURCES, scene.receptor, RECEPTORS,
                     scene.hour, HOURS, &model, &error))
        fail(row, &error);
    printf("%-38s", row->label);
    for (int i = 0; i < ISAS; i++)
        print_cell(row, model, isa_name[i], runs);
    printf("\n");
    qn_plume_free(model);
}

int main(int argc, char **argv)
{
    int runs = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5;
    if (argc > 3 || !(runs > 0 && runs <= MAX_RUNS)) {
        fputs("usage: bench_plume [RUNS [WORD]]\n", stderr);
        return 2;
    }
    printf("Plume engine, one thread: million evaluations per second of processor time\n"
           "(medians of %d, +- half the range)\n%-38s  %-16s  %-16s  %s\n",
           runs, "source", "    sse2", "    avx2", "    avx512");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (argc < 3 || strstr(rows[i].label, argv[2]))
            bench_row(&rows[i], runs);
    return 0;
}
