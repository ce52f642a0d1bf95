/* A small model for tests: some hours of made-up weather, calm and missing ones among them, and
 * sources and receptors that everything accepts. */
#ifndef QN_TEST_MODEL_SAMPLE_H
#define QN_TEST_MODEL_SAMPLE_H

#include <string.h>

#include "quench/plume.h"

#define SAMPLE_HOURS 60
#define SAMPLE_SOURCES 5
#define SAMPLE_RECEPTORS 1300
#define SAMPLE_CALM(i) ((i) % 17 == 5)
#define SAMPLE_MISSING(i) ((i) % 23 == 11)

struct sample {
    struct qn_plume_options options;
    struct qn_plume_urban urban[1];
    struct qn_plume_source source[SAMPLE_SOURCES];
    struct qn_plume_receptor receptor[SAMPLE_RECEPTORS];
    struct qn_plume_hour hour[SAMPLE_HOURS];
    struct qn_plume_level level[SAMPLE_HOURS];
    struct qn_plume_building building;
    struct qn_plume_particles particles;
    double diameter[2], fraction[2], density[2];
    struct qn_plume_gas gas;
    double factor[24];
    double vertex_x[4], vertex_y[4];
};

/* Hour i: stable at night, convective by day; from 1 April 2019, a Monday. */
static inline void sample_hour(struct sample *s, size_t i)
{
    int hour = (int)(i % 24) + 1;
    bool day = hour > 7 && hour < 19;
    double wspd = 1.5 + .4 * (double)(i % 9), wdir = (double)(i * 37 % 360) + 1;
    s->level[i] = (struct qn_plume_level){.height_m = 10,
                                          .top = true,
                                          .wdir_deg = wdir,
                                          .wspd_m_s = wspd,
                                          .temp_C = 15,
                                          .sigma_a_deg = 99,
                                          .sigma_w_m_s = 99};
    s->hour[i] = (struct qn_plume_hour){
        .year = 2019,
        .month = 4,
        .day = 1 + (int)(i / 24),
        .hour = hour,
        .heat_W_m2 = day ? 150 : -20,
        .ustar_m_s = .1 * wspd,
        .wstar_m_s = day ? 1.6 : -9,
        .dtheta_dz_K_m = day ? .008 : -9,
        .zi_conv_m = day ? 900 : -999,
        .zi_mech_m = day ? 600 : 200,
        .obukhov_m = day ? -60 : 45,
        .z0_m = .2,
        .bowen = 1,
        .albedo = .2,
        .wspd_m_s = wspd,
        .wdir_deg = wdir,
        .wspd_height_m = 10,
        .temp_K = 288,
        .temp_height_m = 2,
        .rh_pct = 60,
        .pressure_hPa = 1000,
        .cloud_tenths = 3,
        .levels = 1,
        .level = &s->level[i],
    };
    if (SAMPLE_CALM(i))
        s->hour[i].wspd_m_s = s->hour[i].wdir_deg = s->level[i].wspd_m_s = 0;
    if (SAMPLE_MISSING(i))
        s->hour[i].wspd_m_s = s->hour[i].wdir_deg = s->level[i].wspd_m_s = 999;
}

static inline void sample_source(struct qn_plume_source *s, size_t i)
{
    *s = (struct qn_plume_source){.kind = i % 2 ? QN_PLUME_VOLUME : QN_PLUME_POINT,
                                  .urban = -1,
                                  .x_m = 30. * (double)i,
                                  .y_m = -20. * (double)i,
                                  .emission = 1 + (double)i,
                                  .height_m = 20 + 5 * (double)i,
                                  .temp_K = 400,
                                  .velocity_m_s = 10,
                                  .diameter_m = 1.5,
                                  .sigma_y0_m = 8,
                                  .sigma_z0_m = 4};
    memcpy(s->id, "SRC0", 5);
    s->id[3] = (char)('0' + i);
}

static inline void sample_init(struct sample *s)
{
    memset(s, 0, sizeof *s);
    qn_plume_options_init(&s->options);
    s->options.latitude_deg = 37;
    s->urban[0] = (struct qn_plume_urban){.population = 500000, .z0_m = 1};
    for (size_t i = 0; i < SAMPLE_SOURCES; i++)
        sample_source(&s->source[i], i);
    for (size_t i = 0; i < SAMPLE_RECEPTORS; i++)
        s->receptor[i] = (struct qn_plume_receptor){.x_m = 100 * (double)(i % 7) - 250,
                                                    .y_m = 140 * (double)(i / 7) - 300,
                                                    .elev_m = (double)(i % 37),
                                                    .hill_m = 60};
    for (size_t i = 0; i < SAMPLE_HOURS; i++)
        sample_hour(s, i);
}

static inline enum qn_plume_status sample_new(const struct sample *s, struct qn_plume **model,
                                              struct qn_plume_error *error)
{
    return qn_plume_new(&s->options, s->urban, 1, s->source, SAMPLE_SOURCES, s->receptor,
                        SAMPLE_RECEPTORS, s->hour, SAMPLE_HOURS, model, error);
}

#endif
