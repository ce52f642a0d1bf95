/* What is refused of sources: by kind, then building, particles, gas, variation. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plume/model.h"

#define COORDINATE_MAX_M 1e8
#define EMISSION_MAX 1e9
#define HEIGHT_MAX_M 3000. /* AERMOD 24142: error 324 */
#define TEMP_MAX_K 6000.
#define TEMP_LEAST_K 200. /* AERMOD 24142: error 320 below, but for 0 and differences */
#define VELOCITY_MAX_M_S 1000.
#define DIAMETER_MAX_M 200.
#define SIGMA_MAX_M 1e4
#define SIDE_MAX_M 1e6
#define RADIUS_MIN_M .5 /* AERMOD 24142: error 203 */
#define VERTICES_MIN 3
#define VERTICES_MAX 5000
#define FRACTION_SUM_TOLERANCE .02 /* AERMOD 24142: PHI sums to 0.98 ... 1.02 */
#define CLASSES_MAX 1000

#define S(member) offsetof(struct qn_plume_source, member)
#define RANGES(table, object) table, sizeof(table) / sizeof(table)[0], object

static const struct qn_range common[] = {
    {QN_T_PLUME_N_X, S(x_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_Y, S(y_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_BASE, S(base_m), QN_CLOSED, -1000, 10000, "m"},
    {QN_T_PLUME_N_EMISSION, S(emission), QN_CLOSED, -EMISSION_MAX, EMISSION_MAX, ""},
    {QN_T_PLUME_N_HEIGHT, S(height_m), QN_CLOSED, 0, HEIGHT_MAX_M, "m"},
};
static const struct qn_range points[] = {
    {QN_T_PLUME_N_TEMP, S(temp_K), QN_CLOSED, -TEMP_MAX_K, TEMP_MAX_K, "K"},
    {QN_T_PLUME_N_VELOCITY, S(velocity_m_s), QN_CLOSED, 0, VELOCITY_MAX_M_S, "m/s"},
    {QN_T_PLUME_N_DIAMETER, S(diameter_m), QN_CLOSED, 0, DIAMETER_MAX_M, "m"},
};
static const struct qn_range volumes[] = {
    {QN_T_PLUME_N_SY0, S(sigma_y0_m), QN_CLOSED, 0, SIGMA_MAX_M, "m"},
    {QN_T_PLUME_N_SZ0, S(sigma_z0_m), QN_CLOSED, 0, SIGMA_MAX_M, "m"},
};
static const struct qn_range areas[] = {
    {QN_T_PLUME_N_SZ0, S(sigma_z0_m), QN_CLOSED, 0, SIGMA_MAX_M, "m"},
};
static const struct qn_range rectangles[] = {
    {QN_T_PLUME_N_SIDE_X, S(length_x_m), QN_OPEN_LEAST, 0, SIDE_MAX_M, "m"},
    {QN_T_PLUME_N_SIDE_Y, S(length_y_m), QN_OPEN_LEAST, 0, SIDE_MAX_M, "m"},
    {QN_T_PLUME_N_ANGLE, S(angle_deg), QN_CLOSED, -360, 360, "deg"},
};
static const struct qn_range circles[] = {
    {QN_T_PLUME_N_RADIUS, S(radius_m), QN_OPEN_LEAST, RADIUS_MIN_M, SIDE_MAX_M, "m"},
};
static const struct qn_range lines[] = {
    {QN_T_PLUME_N_X2, S(x2_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_Y2, S(y2_m), QN_CLOSED, -COORDINATE_MAX_M, COORDINATE_MAX_M, "m"},
    {QN_T_PLUME_N_WIDTH, S(width_m), QN_CLOSED, 1, SIDE_MAX_M, "m"},
};
static const struct qn_range pits[] = {
    {QN_T_PLUME_N_PIT, S(pit_volume_m3), QN_OPEN_LEAST, 0, 1e12, "m3"},
};

static enum qn_plume_status check_point(const struct qn_plume_source *s, const char *where,
                                        struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(points, s));
    char v[QN_VALUE_CAP], least[QN_VALUE_CAP];
    if (!st && s->temp_K > 0 && s->temp_K < TEMP_LEAST_K)
        st = qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_TEMP_LOW,
                           qn_plume_value(s->temp_K, v), qn_plume_value(TEMP_LEAST_K, least),
                           QN_END);
    return st;
}

static enum qn_plume_status check_vertices(const struct qn_plume_source *s, const char *where,
                                           struct qn_plume_error *error)
{
    enum qn_plume_status st =
        qn_plume_range(error, where, QN_T_PLUME_N_VERTICES, (double)s->vertices, QN_CLOSED,
                       VERTICES_MIN, VERTICES_MAX, "");
    if (st)
        return st;
    if (!s->vertex_x_m || !s->vertex_y_m)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_VERTEX_NULL, QN_END);
    double twice = 0;
    for (size_t i = 0; i < s->vertices && !st; i++) {
        const double *x = s->vertex_x_m, *y = s->vertex_y_m;
        size_t j = i + 1 < s->vertices ? i + 1 : 0;
        st = qn_plume_range(error, where, QN_T_PLUME_N_X, x[i], QN_CLOSED, -COORDINATE_MAX_M,
                            COORDINATE_MAX_M, "m");
        if (!st)
            st = qn_plume_range(error, where, QN_T_PLUME_N_Y, y[i], QN_CLOSED, -COORDINATE_MAX_M,
                                COORDINATE_MAX_M, "m");
        twice += (x[i] - x[0]) * (y[j] - y[0]) - (x[j] - x[0]) * (y[i] - y[0]);
    }
    if (!st && !(fabs(twice) > 0))
        st = qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_VERTEX_AREA, QN_END);
    return st;
}

static enum qn_plume_status check_circle(const struct qn_plume_source *s, const char *where,
                                         struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(circles, s));
    if (!st && s->vertices)
        st = qn_plume_range(error, where, QN_T_PLUME_N_VERTICES, (double)s->vertices, QN_CLOSED,
                            VERTICES_MIN, VERTICES_MAX, "");
    return st;
}

static enum qn_plume_status check_line(const struct qn_plume_source *s, const char *where,
                                       struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(lines, s));
    if (!st && !(hypot(s->x2_m - s->x_m, s->y2_m - s->y_m) > 0))
        st = qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_LINE_ENDS, QN_END);
    return st;
}

/* AERMOD 24142: a pit's effective depth is its volume over its opening; error 322. */
static enum qn_plume_status check_pit(const struct qn_plume_source *s, const char *where,
                                      struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(rectangles, s));
    if (!st)
        st = qn_plume_ranges(error, where, RANGES(pits, s));
    if (!st)
        st = qn_plume_range(error, where, QN_T_PLUME_N_PIT_HEIGHT, s->height_m, QN_CLOSED, 0,
                            s->pit_volume_m3 / (s->length_x_m * s->length_y_m), "m");
    return st;
}

static enum qn_plume_status check_shape(const struct qn_plume_source *s, const char *where,
                                        struct qn_plume_error *error)
{
    char v[QN_VALUE_CAP];
    if (!qn_plume_is_point(s->kind) && s->kind != QN_PLUME_VOLUME && s->kind != QN_PLUME_OPENPIT) {
        enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(areas, s));
        if (st)
            return st;
    }
    switch (s->kind) {
    case QN_PLUME_POINT:
    case QN_PLUME_POINTCAP:
    case QN_PLUME_POINTHOR:
        return check_point(s, where, error);
    case QN_PLUME_VOLUME:
        return qn_plume_ranges(error, where, RANGES(volumes, s));
    case QN_PLUME_AREA:
        return qn_plume_ranges(error, where, RANGES(rectangles, s));
    case QN_PLUME_AREAPOLY:
        return check_vertices(s, where, error);
    case QN_PLUME_AREACIRC:
        return check_circle(s, where, error);
    case QN_PLUME_LINE:
        return check_line(s, where, error);
    case QN_PLUME_OPENPIT:
        return check_pit(s, where, error);
    }
    return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_KIND,
                         qn_plume_value((double)s->kind, v), QN_END);
}

static enum qn_plume_status check_building(const struct qn_plume_source *s, const char *where,
                                           struct qn_plume_error *error)
{
    if (!qn_plume_is_point(s->kind))
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_BUILDING_KIND, QN_END);
    const struct qn_plume_building *b = s->building;
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < QN_PLUME_SECTORS && !st; i++) {
        const struct {
            enum qn_text_id name;
            double value, least, most;
        } row[] = {{QN_T_PLUME_N_BUILD_HEIGHT, b->height_m[i], 0, 1000},
                   {QN_T_PLUME_N_BUILD_WIDTH, b->width_m[i], 0, 10000},
                   {QN_T_PLUME_N_BUILD_LENGTH, b->length_m[i], 0, 10000},
                   {QN_T_PLUME_N_BUILD_XADJ, b->xadj_m[i], -10000, 10000},
                   {QN_T_PLUME_N_BUILD_YADJ, b->yadj_m[i], -10000, 10000}};
        for (size_t k = 0; k < sizeof row / sizeof row[0] && !st; k++)
            st = qn_plume_range(error, where, row[k].name, row[k].value, QN_CLOSED, row[k].least,
                                row[k].most, "m");
    }
    return st;
}

static enum qn_plume_status check_classes(const struct qn_plume_particles *p, const char *where,
                                          struct qn_plume_error *error)
{
    enum qn_plume_status st = qn_plume_range(error, where, QN_T_PLUME_N_CLASSES, (double)p->count,
                                             QN_CLOSED, 1, CLASSES_MAX, "");
    if (st)
        return st;
    if (!p->diameter_um || !p->mass_fraction || !p->density_g_cm3)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_CLASS_NULL, QN_END);
    double sum = 0;
    for (size_t i = 0; i < p->count && !st; i++) {
        st = qn_plume_range(error, where, QN_T_PLUME_N_DIAMETER_UM, p->diameter_um[i],
                            QN_OPEN_LEAST, .001, 1000, "um");
        if (!st)
            st = qn_plume_range(error, where, QN_T_PLUME_N_FRACTION, p->mass_fraction[i], QN_CLOSED,
                                0, 1, "");
        if (!st)
            st = qn_plume_range(error, where, QN_T_PLUME_N_DENSITY, p->density_g_cm3[i],
                                QN_OPEN_LEAST, 0, 100, "g/cm3");
        sum += p->mass_fraction[i];
    }
    return st ? st
              : qn_plume_range(error, where, QN_T_PLUME_N_FRACTION_SUM, sum, QN_CLOSED,
                               1 - FRACTION_SUM_TOLERANCE, 1 + FRACTION_SUM_TOLERANCE, "");
}

static enum qn_plume_status check_particles(const struct qn_plume_particles *p, const char *where,
                                            struct qn_plume_error *error)
{
    if (p->method == 1)
        return check_classes(p, where, error);
    enum qn_plume_status st =
        qn_plume_range(error, where, QN_T_PLUME_N_METHOD, p->method, QN_CLOSED, 1, 2, "");
    if (!st)
        st = qn_plume_range(error, where, QN_T_PLUME_N_FINE, p->fine_fraction, QN_CLOSED, 0, 1, "");
    if (!st)
        st = qn_plume_range(error, where, QN_T_PLUME_N_DIAMETER_UM, p->mean_diameter_um,
                            QN_OPEN_LEAST, 0, 1000, "um");
    return st;
}

#define G(member) offsetof(struct qn_plume_gas, member)
static const struct qn_range gases[] = {
    {QN_T_PLUME_N_DIFF_AIR, G(diffusivity_air_cm2_s), QN_OPEN_LEAST, 0, 1e3, "cm2/s"},
    {QN_T_PLUME_N_DIFF_WATER, G(diffusivity_water_cm2_s), QN_OPEN_LEAST, 0, 1e3, "cm2/s"},
    {QN_T_PLUME_N_CUTICULAR, G(cuticular_s_cm), QN_OPEN_LEAST, 0, 1e30, "s/cm"},
    {QN_T_PLUME_N_HENRY, G(henry_Pa_m3_mol), QN_OPEN_LEAST, 0, 1e12, "Pa m3/mol"},
};

static enum qn_plume_status check_variation(const struct qn_plume_source *s, const char *where,
                                            struct qn_plume_error *error)
{
    size_t n = qn_plume_variation_count(s->variation);
    char v[QN_VALUE_CAP], count[QN_VALUE_CAP];
    if (s->variation != QN_PLUME_CONSTANT && n == 0)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_VARIATION,
                             qn_plume_value((double)s->variation, v), QN_END);
    if (n && s->hourly)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_HOURLY_VARIATION, QN_END);
    if (n && !s->factor)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_FACTOR_NULL,
                             qn_plume_value((double)n, count), QN_END);
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 0; i < n && !st; i++)
        st =
            qn_plume_range(error, where, QN_T_PLUME_N_FACTOR, s->factor[i], QN_CLOSED, 0, 1e12, "");
    return st;
}

static enum qn_plume_status check_source(const struct qn_plume_source *s, const char *where,
                                         size_t urbans, struct qn_plume_error *error)
{
    char v[QN_VALUE_CAP], n[QN_VALUE_CAP];
    enum qn_plume_status st = qn_plume_ranges(error, where, RANGES(common, s));
    if (!st)
        st = check_shape(s, where, error);
    if (!st && s->building)
        st = check_building(s, where, error);
    if (!st && s->particles)
        st = check_particles(s->particles, where, error);
    if (!st && s->gas)
        st = qn_plume_ranges(error, where, RANGES(gases, s->gas));
    if (!st && (s->urban < -1 || (s->urban >= 0 && (size_t)s->urban >= urbans)))
        st = qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_URBAN_INDEX,
                           qn_plume_value(s->urban, v), qn_plume_value((double)urbans, n), QN_END);
    return st ? st : check_variation(s, where, error);
}

static int by_id(const void *a, const void *b)
{
    const struct qn_plume_source *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Two sources of one name could not be told apart in a message. */
static enum qn_plume_status check_ids(const struct qn_plume_source *source, size_t sources,
                                      struct qn_plume_error *error)
{
    const struct qn_plume_source **sorted =
        malloc(sources * sizeof(const struct qn_plume_source *));
    if (!sorted)
        return qn_plume_fail(error, QN_PLUME_E_NOMEM, "", QN_T_PLUME_NO_MEMORY, QN_END);
    for (size_t i = 0; i < sources; i++)
        sorted[i] = &source[i];
    qsort(sorted, sources, sizeof(const struct qn_plume_source *), by_id);
    enum qn_plume_status st = QN_PLUME_OK;
    for (size_t i = 1; i < sources && !st; i++)
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
            st = qn_plume_fail(error, QN_PLUME_E_INPUT, sorted[i]->id, QN_T_PLUME_ID_TWICE,
                               sorted[i]->id, QN_END);
    free(sorted);
    return st;
}

enum qn_plume_status qn_plume_check_sources(const struct qn_plume_source *source, size_t sources,
                                            size_t urbans, struct qn_plume_error *error)
{
    if (sources == 0 || !source)
        return qn_plume_fail(error, QN_PLUME_E_INPUT, "sources", QN_T_PLUME_NO_SOURCES, QN_END);
    for (size_t i = 0; i < sources; i++) {
        char where[64], v[QN_VALUE_CAP];
        const struct qn_plume_source *s = &source[i];
        size_t len = strnlen(s->id, sizeof s->id);
        if (len == 0 || len == sizeof s->id) {
            snprintf(where, sizeof where, "source %zu", i + 1);
            return qn_plume_fail(error, QN_PLUME_E_INPUT, where, QN_T_PLUME_ID,
                                 qn_plume_value((double)i + 1, v), QN_END);
        }
        snprintf(where, sizeof where, "source %s", s->id);
        enum qn_plume_status st = check_source(s, where, urbans, error);
        if (st)
            return st;
    }
    return check_ids(source, sources, error);
}

#define R(member) offsetof(struct qn_plume_release, member)
static const struct qn_range releases[] = {
    {QN_T_PLUME_N_EMISSION, R(emission), QN_CLOSED, -EMISSION_MAX, EMISSION_MAX, ""},
    {QN_T_PLUME_N_TEMP, R(temp_K), QN_CLOSED, -TEMP_MAX_K, TEMP_MAX_K, "K"},
    {QN_T_PLUME_N_VELOCITY, R(velocity_m_s), QN_CLOSED, -VELOCITY_MAX_M_S, VELOCITY_MAX_M_S, "m/s"},
    {QN_T_PLUME_N_HEIGHT, R(height_m), QN_CLOSED, 0, HEIGHT_MAX_M, "m"},
    {QN_T_PLUME_N_SY0, R(sigma_y0_m), QN_CLOSED, 0, SIGMA_MAX_M, "m"},
    {QN_T_PLUME_N_SZ0, R(sigma_z0_m), QN_CLOSED, 0, SIGMA_MAX_M, "m"},
};

enum qn_plume_status qn_plume_check_release(const struct qn_plume_release *release,
                                            const char *where, struct qn_plume_error *error)
{
    return qn_plume_ranges(error, where, RANGES(releases, release));
}
