#include "plume/emission.h"

#include <stdio.h>

#define HOURS 24
#define SEASONS 4
#define MONTHS 12
#define LEAST 1e-5 /* AERMOD 24142: HRQEXT sets smaller velocities and sizes to it */

static size_t wind_category(double wspd_m_s, const double category[5])
{
    size_t i = 0;
    while (i < 5 && wspd_m_s > category[i])
        i++;
    return i;
}

/* 0 Monday to Friday, 1 Saturday, 2 Sunday. */
static size_t day_of_three(int weekday)
{
    return weekday <= 5 ? 0 : (size_t)weekday - 5;
}

size_t qn_emission_index(enum qn_plume_variation variation, const struct qn_met *met,
                         const double category[5])
{
    size_t hour = (size_t)met->hour - 1, month = (size_t)met->month - 1;
    size_t season = (size_t)met->season - 1, day7 = (size_t)met->weekday - 1;
    size_t day3 = day_of_three(met->weekday);
    switch (variation) {
    case QN_PLUME_CONSTANT:
        return 0;
    case QN_PLUME_SEASON:
        return season;
    case QN_PLUME_MONTH:
        return month;
    case QN_PLUME_HROFDY:
        return hour;
    case QN_PLUME_WSPEED:
        return wind_category(met->uref_m_s, category);
    case QN_PLUME_SEASHR:
        return season * HOURS + hour;
    case QN_PLUME_HRDOW:
        return day3 * HOURS + hour;
    case QN_PLUME_HRDOW7:
        return day7 * HOURS + hour;
    case QN_PLUME_SHRDOW:
        return (day3 * SEASONS + season) * HOURS + hour;
    case QN_PLUME_SHRDOW7:
        return (day7 * SEASONS + season) * HOURS + hour;
    case QN_PLUME_MHRDOW:
        return (day3 * MONTHS + month) * HOURS + hour;
    case QN_PLUME_MHRDOW7:
        return (day7 * MONTHS + month) * HOURS + hour;
    }
    return 0;
}

static void raise_to_least(double *value)
{
    if (*value < LEAST)
        *value = LEAST;
}

static void floor_release(const struct qn_plume_source *s, struct qn_plume_release *r)
{
    if (qn_plume_is_point(s->kind)) {
        if (r->temp_K == 0)
            r->temp_K = -LEAST;
        raise_to_least(&r->velocity_m_s);
    } else if (s->kind != QN_PLUME_OPENPIT) {
        raise_to_least(&r->sigma_y0_m);
        raise_to_least(&r->sigma_z0_m);
    }
}

/* What the hour's values do not say stays as the source has it. */
static void keep_own(const struct qn_plume_source *s, struct qn_plume_release *r)
{
    bool point = qn_plume_is_point(s->kind);
    if (!point) {
        r->temp_K = s->temp_K;
        r->velocity_m_s = s->velocity_m_s;
    }
    if (point || !r->has_dimensions || s->kind == QN_PLUME_OPENPIT) {
        r->height_m = s->height_m;
        r->sigma_y0_m = s->sigma_y0_m;
        r->sigma_z0_m = s->sigma_z0_m;
    } else if (s->kind != QN_PLUME_VOLUME) {
        r->sigma_y0_m = s->sigma_y0_m;
    }
}

enum qn_plume_status qn_emission_release(const struct qn_plume *model,
                                         const struct qn_plume_run *run, const struct qn_met *met,
                                         size_t hour, size_t source,
                                         struct qn_plume_release *release,
                                         struct qn_plume_error *error)
{
    const struct qn_plume_source *s = &model->source[source];
    *release = (struct qn_plume_release){.emission = s->emission,
                                         .temp_K = s->temp_K,
                                         .velocity_m_s = s->velocity_m_s,
                                         .height_m = s->height_m,
                                         .sigma_y0_m = s->sigma_y0_m,
                                         .sigma_z0_m = s->sigma_z0_m};
    if (s->factor)
        release->emission *=
            s->factor[qn_emission_index(s->variation, met, model->options.wind_category_m_s)];
    if (!s->hourly || !run->hourly || !run->hourly(run->user, hour, source, release))
        return QN_PLUME_OK;
    keep_own(s, release);
    char where[96];
    snprintf(where, sizeof where, "source %s, hour %04d-%02d-%02d %02d", s->id, met->year,
             met->month, met->day, met->hour);
    enum qn_plume_status st = qn_plume_check_release(release, where, error);
    floor_release(s, release);
    return st;
}
