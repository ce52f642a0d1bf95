/* Deposition, once per model: classes of particles, what the options ask for, the soil's water. */
#include "plume/deposit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plume/constants.h"

#define AIR_G_CM3 1.2e-3      /* density of air */
#define AIR_VISCOSITY 1.81e-4 /* g/(cm s) */
#define FREE_PATH_CM 6.5e-6   /* of air's molecules */
#define CM_PER_UM 1e-4
#define SO2_URBAN_PER_S 4.81e-5 /* half-life of 4 hours */

void qn_particle_settle(struct qn_particle *p)
{
    double d = CM_PER_UM * p->diameter_um, excess = p->density_g_cm3 - AIR_G_CM3;
    p->slip = 1 + 2 * FREE_PATH_CM * (1.257 + .4 * exp(-.55 * d / FREE_PATH_CM)) / d;
    p->vg_m_s = (excess > 0 ? excess : 0) * QN_G * (d * d) * p->slip / (18 * AIR_VISCOSITY);
    p->stopping_s = p->vg_m_s / QN_G;
}

double qn_decay_per_s(const struct qn_plume_options *o, bool any_urban, bool urban_source)
{
    if (any_urban && o->so2 && urban_source && (!o->decay_given || o->dfault))
        return SO2_URBAN_PER_S;
    if ((o->so2 && !urban_source) || o->dfault)
        return 0;
    return o->decay_per_s;
}

/* A source's classes. A method 2 source is one class of its mean diameter and density 1. */
static enum qn_status take_particles(struct qn_deposit_source *s,
                                     const struct qn_plume_particles *given, struct qn_arena *arena,
                                     struct qn_err *err)
{
    bool one = given->method == 2;
    s->particles = true;
    s->method = given->method;
    s->count = one ? 1 : given->count;
    s->fine_fraction = one ? given->fine_fraction : 0;
    struct qn_particle *p = qn_arena_alloc(arena, s->count * sizeof *p, err);
    if (!p)
        return QN_E_NOMEM;
    for (size_t i = 0; i < s->count; i++) {
        p[i].diameter_um = one ? given->mean_diameter_um : given->diameter_um[i];
        p[i].mass_fraction = one ? 1 : given->mass_fraction[i];
        p[i].density_g_cm3 = one ? 1 : given->density_g_cm3[i];
        qn_particle_settle(&p[i]);
    }
    s->class = p;
    return QN_OK;
}

/* AERMOD keeps one table of slip corrections for all sources: class i has that of the last source
 * with so many classes. It enters Brownian diffusion only. */
static void share_slip(struct qn_deposits *m)
{
    for (size_t i = 0; i < m->classes_max; i++) {
        size_t last = m->sources;
        for (size_t s = 0; s < m->sources; s++)
            last = m->of[s].count > i && m->of[s].particles ? s : last;
        for (size_t s = 0; s < m->sources && last < m->sources; s++)
            if (m->of[s].particles && m->of[s].count > i)
                m->of[s].class[i].slip = m->of[last].class[i].slip;
    }
}

/* The settling velocity a gas is left with: the last class of the nearest particle source before it
 * in the list, which starts over at its end with each hour. */
static void leave_settling(struct qn_deposits *m)
{
    for (size_t s = 0; s < m->sources; s++) {
        if (!m->of[s].gas)
            continue;
        for (size_t back = 1; back < m->sources; back++) {
            const struct qn_deposit_source *b = &m->of[(s + m->sources - back) % m->sources];
            if (!b->particles)
                continue;
            m->of[s].settling_left_m_s = b->class[b->count - 1].vg_m_s;
            break;
        }
    }
}

/* Solar irradiance from the heat flux and the ground's character; 0 in stable hours and where it
 * cannot be known. Method: AERMOD 24142 METEXT; Holtslag and van Ulden's net radiation backwards.
 */
static double sky(const struct qn_plume_hour *w)
{
    if (w->obukhov_m > 0 || w->obukhov_m < -99990 || w->temp_K < 0 || w->albedo == 1 ||
        w->bowen == 0)
        return 0;
    double t2 = w->temp_K * w->temp_K, net = (1 + 1 / w->bowen) * w->heat_W_m2 / .9;
    return (net * (1 + 1.12) - 5.31e-13 * (t2 * t2 * t2) + 5.67e-8 * (t2 * t2) -
            60 * .1 * w->cloud_tenths) /
           (1 - w->albedo);
}

static double rain_of(const struct qn_plume_hour *w)
{
    return w->precip_mm < 0 || w->precip_mm > 900 ? 0 : w->precip_mm;
}

/* The soil's water budget and the rain of three hours, over all hours in their order. */
static void follow_water(const struct qn_plume_hour *w, size_t hours, struct qn_deposit_hour *h)
{
    const double capacity_mm = 200, at_25C_kPa = 3.167;
    double water = 180, wet = water / capacity_mm, saturation = 0, before = 0, before2 = 0;
    for (size_t i = 0; i < hours; i++) {
        if (!(w[i].temp_K < 0 || w[i].precip_mm < 0)) {
            saturation = .6112 * exp(19.83 - 5417.4 / w[i].temp_K);
            water = water + before - .5 * wet * saturation / at_25C_kPa;
            wet = water / capacity_mm;
            wet = wet <= .01 ? .01 : wet > 1 ? 1 : wet;
        }
        h[i] = (struct qn_deposit_hour){.sky_W_m2 = sky(&w[i]),
                                        .saturation_kPa = saturation,
                                        .wetness = wet,
                                        .rain3_mm = rain_of(&w[i]) + before + before2};
        before2 = before;
        before = rain_of(&w[i]);
    }
}

static bool seasons_and_land_given(const struct qn_plume_options *o)
{
    for (size_t i = 0; i < 12; i++)
        if (o->season[i] < 1)
            return false;
    for (size_t i = 0; i < QN_PLUME_SECTORS; i++)
        if (o->land_use[i] < 1)
            return false;
    return true;
}

/* What the sources have decides what is calculated, unless the options say no. */
static void decide(struct qn_deposits *m)
{
    const struct qn_plume_options *o = m->options;
    bool gas = false;
    m->user_velocity = o->gas_deposition_velocity_m_s > 0;
    for (size_t s = 0; s < m->sources; s++) {
        m->particles |= m->source[s].particles != NULL;
        gas |= m->source[s].gas != NULL;
    }
    m->dry_gas = m->user_velocity || (gas && seasons_and_land_given(o));
    m->wet_gas = gas;
    m->dry_depletion = o->dry_depletion && (m->particles || m->dry_gas);
    m->wet_depletion = o->wet_depletion && (m->particles || m->wet_gas);
    bool flux = (o->outputs & (QN_PLUME_DEPOS | QN_PLUME_DDEP | QN_PLUME_WDEP)) != 0;
    bool gas_matters = (m->dry_gas || m->wet_gas) && (flux || m->dry_depletion || m->wet_depletion);
    for (size_t s = 0; s < m->sources; s++) {
        m->of[s].gas = gas_matters && !m->source[s].particles &&
                       (m->user_velocity || m->source[s].gas != NULL);
        m->of[s].count = m->of[s].gas || flux ? 1 : 0; /* nothing, where nothing is given */
    }
    m->any = m->particles || gas_matters || flux;
}

enum qn_status qn_deposits_init(struct qn_deposits *m, const struct qn_plume_options *options,
                                const struct qn_plume_source *source, size_t sources,
                                const struct qn_plume_hour *weather, size_t hours,
                                struct qn_arena *arena, struct qn_err *err)
{
    *m = (struct qn_deposits){.options = options, .source = source, .sources = sources};
    m->of = qn_arena_alloc(arena, sources * sizeof *m->of, err);
    if (!m->of)
        return QN_E_NOMEM;
    decide(m);
    if (!m->any)
        return QN_OK;
    m->hour = qn_arena_alloc(arena, (hours ? hours : 1) * sizeof *m->hour, err);
    if (!m->hour)
        return QN_E_NOMEM;
    follow_water(weather, hours, m->hour);
    for (size_t s = 0; s < sources; s++) {
        if (source[s].particles && take_particles(&m->of[s], source[s].particles, arena, err))
            return QN_E_NOMEM;
        if (m->of[s].count > m->classes_max)
            m->classes_max = m->of[s].count;
    }
    share_slip(m);
    leave_settling(m);
    return QN_OK;
}

struct qn_deposit *qn_deposit_new(const struct qn_deposits *m)
{
    size_t n = m->classes_max ? m->classes_max : 1;
    struct qn_deposit *d = calloc(1, sizeof *d);
    if (d)
        d->class = calloc(n, sizeof *d->class);
    if (d && !d->class) {
        free(d);
        return NULL;
    }
    return d;
}

void qn_deposit_free(struct qn_deposit *d)
{
    if (!d)
        return;
    free(d->class);
    free(d);
}
