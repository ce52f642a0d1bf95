/* Deposition, once per source and hour: velocities, scavenging ratios, the washed layer's depth.
 *
 * Method  AERMOD 24142: VDP, SCAVRAT; AERMOD Deposition Algorithms, Science Document (EPA 2004),
 *         after Wesely, Doskey and Shannon (2002); resistances in s/m */
#include <math.h>

#include "plume/constants.h"
#include "plume/deposit.h"

#define GAS_CONSTANT 8.3145 /* Pa m3/(mol K) */
#define PHORETIC_M_S 1e-4   /* drift that adds to every particle's velocity */
#define MOST 1e7            /* resistance of a path that is closed */
#define WATER_VAPOUR_M2_S 2.19e-5
#define FREEZING_K 273.16
#define REACH_M 20000. /* where the washed layer's depth is found */
#define THIRD (1. / 3.)

/* The air next to the ground, for one source in one hour. */
struct air {
    double temp_K, ustar, kinematic; /* viscosity [m2/s] */
    double ra;                       /* aerodynamic resistance */
    double deficit_kPa, dq_g_kg;     /* to saturation */
};

/* Surface resistances by season and land use. Land: urban, farmland, range, forest, suburban grass,
 * suburban forest, water, desert or barren, wetland. */
struct surface {
    double stomata, cuticle_so2, cuticle_o3, canopy, ground_so2, ground_o3;
};
enum { SEASONS = 5, LANDS = 9 };
static const struct surface surfaces[SEASONS][LANDS] = {
    /* midsummer, lush */
    {{MOST, MOST, MOST, 100, 400, 300},
     {60, 2000, 1000, 200, 150, 150},
     {120, 2000, 1000, 100, 350, 200},
     {100, 2000, 1000, 2000, 300, 200},
     {200, 2000, 2000, 100, 500, 300},
     {150, 2000, 2000, 1500, 450, 300},
     {MOST, MOST, MOST, 0, 0, 2000},
     {MOST, MOST, MOST, 0, 1000, 400},
     {80, 2500, 1000, 300, 0, 1000}},
    /* autumn, cropland not harvested */
    {{MOST, MOST, MOST, 100, 400, 300},
     {MOST, 6500, 400, 150, 200, 150},
     {MOST, 6500, 300, 100, 350, 200},
     {350, 3000, 500, 1700, 300, 200},
     {MOST, 2000, 600, 100, 500, 300},
     {700, 2000, 1000, 1200, 450, 300},
     {MOST, MOST, MOST, 0, 0, 2000},
     {MOST, MOST, MOST, 0, 1000, 400},
     {MOST, 6500, 300, 200, 0, 800}},
    /* late autumn after frost and harvest, or winter without snow */
    {{MOST, MOST, MOST, 100, 400, 300},
     {MOST, MOST, MOST, 0, 150, 150},
     {MOST, 9000, 400, 100, 350, 200},
     {500, 6000, 600, 1500, 300, 200},
     {MOST, 2000, 800, 100, 500, 300},
     {1000, 2000, 1600, 1000, 450, 300},
     {MOST, MOST, MOST, 0, 0, 2000},
     {MOST, MOST, MOST, 0, 0, 400},
     {MOST, 9000, 800, 100, 1000, 1000}},
    /* winter with snow */
    {{MOST, MOST, MOST, 100, 100, 600},
     {MOST, MOST, 2000, 0, 100, 3500},
     {MOST, MOST, 1000, 10, 100, 3500},
     {800, 400, 600, 1500, 100, 3500},
     {MOST, MOST, 2000, 100, 200, 500},
     {1600, 800, 1200, 1000, 200, 500},
     {MOST, MOST, MOST, 0, 0, 2000},
     {MOST, MOST, MOST, 0, 1000, 400},
     {MOST, 9000, 800, 50, 100, 3500}},
    /* spring with some green */
    {{MOST, MOST, MOST, 100, 500, 300},
     {100, 2000, 1000, 50, 150, 150},
     {120, 2000, 250, 80, 350, 200},
     {100, 1500, 350, 1500, 300, 200},
     {200, 2000, 500, 100, 500, 300},
     {150, 2000, 700, 1000, 450, 300},
     {MOST, MOST, MOST, 0, 0, 2000},
     {MOST, MOST, MOST, 0, 1000, 400},
     {80, 2000, 300, 200, 0, 1000}},
};
/* Leaves' area beside that of the standard, for the cuticle's lipids. */
static const double leaf_factor[LANDS] = {1e-5, 6, 5, 7, 3, 4, 1e-5, 1e-5, 3};
enum { FOREST = 3, SUBURBAN_FOREST = 5, SNOW = 3 }; /* indices from 0 */

static double at_most(double a, double limit)
{
    return a > limit ? limit : a;
}

static double at_least(double a, double limit)
{
    return a < limit ? limit : a;
}

static double pressure_kPa(const struct qn_met *met)
{
    double p = met->pressure_hPa / 10;
    return p < 10 ? 100 : p;
}

static double rain_mm_h(const struct qn_met *met)
{
    return met->precip_mm_h < 0 || met->precip_mm_h > 900 ? 0 : met->precip_mm_h;
}

/* Aerodynamic resistance between z_ref and z0. */
static double aerodynamic(double ustar, double obukhov, double z0, double z_ref)
{
    if (obukhov >= 0)
        return 1 / (QN_VON_KARMAN * ustar) * (log(z_ref / z0) + 5 * z_ref / obukhov);
    double top = sqrt(1 - 16 * z_ref / obukhov), low = sqrt(1 - 16 * z0 / obukhov);
    return 1 / (QN_VON_KARMAN * ustar) * log((top - 1) * (low + 1) / ((top + 1) * (low - 1)));
}

static struct air air_of(const struct qn_local *l, const struct qn_deposit_hour *h, double z_ref)
{
    double p = pressure_kPa(l->met), es = h->saturation_kPa;
    double rh = at_least(at_most(l->met->rh_pct, 100), 5), e = rh / 100 * es;
    double dq = 622 * es / (p - .378 * es) - 622 * e / (p - .378 * e);
    return (struct air){
        .temp_K = l->ta,
        .ustar = l->ustar,
        .kinematic =
            .1505e-4 * pow(l->ta / FREEZING_K, 1.772) * (p / 101.3) * (1 + .0132 * (p - 101.3)),
        .ra = aerodynamic(l->ustar, l->obukhov, l->met->z0_m, z_ref),
        .deficit_kPa = at_least((100 - rh) / 100 * es, 0),
        .dq_g_kg = dq <= 0 ? .001 : dq,
    };
}

/* How open the stomata are: light, dryness of soil and air, warmth. Returned  their resistance. */
static double stomata(const struct qn_local *l, const struct qn_deposit_hour *h,
                      const struct air *air, double resistance, bool forest, double diffusivity)
{
    double half_light = forest ? 30 : 100, light = h->sky_W_m2 / half_light;
    double cold = 298.2 - l->ta, f1 = (light + .01) / (light + 1);
    f1 = f1 <= .01 ? .01 : f1 > 1 ? 1 : f1;
    if (resistance == MOST)
        f1 = .01;
    double f3 = at_least(1 / (1 + .1 * air->deficit_kPa), .01);
    double f4 = at_least(1 - .0016 * (cold * cold), .01);
    return at_most(resistance * (WATER_VAPOUR_M2_S / diffusivity) / (f1 * h->wetness * f3 * f4),
                   MOST);
}

/* Dew and rain open the cuticle and the ground to soluble gases. May raise air->ra. */
static void wet_surface(const struct qn_met *met, const struct qn_deposit_hour *h, int season,
                        struct surface *s, struct air *air)
{
    double cloud = met->cloud_tenths, dew = cloud <= 2 ? .45 : cloud >= 8 ? .15 : .30;
    bool night = met->hour < 8 || met->hour > 19;
    bool dewy = air->ustar < dew / air->dq_g_kg && night;
    if (season == SNOW + 1 && met->precip_code > 18 && air->temp_K < FREEZING_K)
        return;
    if (!dewy && !(h->rain3_mm > 0))
        return;
    s->cuticle_so2 = s->ground_so2 = 50;
    s->cuticle_o3 *= .75;
    if (dewy)
        air->ra = at_least(air->ra, 1000);
}

/* Resistance of the surface to the gas: stomata, cuticle and ground beside each other. */
static double surface_resistance(const struct qn_local *l, const struct qn_deposit_hour *h,
                                 const struct qn_plume_options *o, struct air *air)
{
    const struct qn_plume_gas *g = l->source->gas;
    /* land where the wind of the release height blows to, not the plume's */
    int sector = l->source->kind <= QN_PLUME_POINTHOR ? l->wake_sector : l->sector;
    int land = o->land_use[sector - 1] - 1, season = o->season[l->met->month - 1];
    struct surface s = surfaces[season - 1][land];
    bool forest = land == FOREST || land == SUBURBAN_FOREST;
    double green = season == 2 ? o->gas_fseason2 : season == 5 ? o->gas_fseason5 : 1;
    double leaves = forest ? green : sqrt(green), react = o->gas_reactivity;
    double henry = g->henry_Pa_m3_mol, diffusivity = g->diffusivity_air_cm2_s * 1e-4;
    double rs = stomata(l, h, air, s.stomata, forest, diffusivity);
    wet_surface(l->met, h, season, &s, air);
    double frost = 1e3 * exp(-(air->temp_K - 269.2));
    double so2 = s.cuticle_so2 + frost, o3 = s.cuticle_o3 + frost;
    double lipid = g->cuticular_s_cm * 100 / (leaves * leaf_factor[land]) + frost;
    double mesophyll = at_most(1 / (.034 / henry + 100 * react), MOST);
    double cuticle = 1 / (1e-3 / (henry * so2) + (react + react * react / henry) / o3 +
                          1 / at_least(lipid, 100));
    double ground = at_most(1 / (1e-3 / (henry * (s.ground_so2 + frost)) +
                                 (react + .1 * react * react) / (s.ground_o3 + frost)),
                            MOST);
    return 1 / (leaves / (rs + mesophyll) + leaves / cuticle +
                1 / (.3 * s.canopy / air->ustar + ground));
}

static double gas_velocity(const struct qn_local *l, const struct qn_deposit_hour *h,
                           const struct qn_plume_options *o, struct air air)
{
    double diffusivity = l->source->gas->diffusivity_air_cm2_s * 1e-4;
    double rb = 2.2 * pow(air.kinematic / diffusivity, 2 * THIRD) / (QN_VON_KARMAN * air.ustar);
    double rc = surface_resistance(l, h, o, &air); /* may raise air.ra */
    return 1 / (air.ra + rb + rc);
}

static double schmidt(const struct qn_particle *p, const struct air *air)
{
    return air->kinematic / (8.09e-14 * (air->temp_K * p->slip / p->diameter_um));
}

/* Method 1: diffusion and impaction through the laminar layer, stirred by convection. */
static double class_velocity(const struct qn_particle *p, const struct air *air, double wstar)
{
    double stokes = p->stopping_s * (air->ustar * air->ustar / air->kinematic);
    double inertia = pow(10, -3 / stokes);
    double gusts = wstar <= 0 ? 1 : 1 + .24 * wstar * wstar / (air->ustar * air->ustar);
    double rd = 1 / (gusts * air->ustar * (pow(schmidt(p, air), -2 * THIRD) + inertia));
    return 1 / (air->ra + rd + air->ra * rd * p->vg_m_s) + p->vg_m_s + PHORETIC_M_S;
}

/* Method 2: fine particles by a parametrised resistance, coarse ones settle by 2 mm/s. */
static double fine_velocity(double fine_fraction, const struct air *air, double obukhov)
{
    const double coarse = .002;
    double rp = 500 / air->ustar, ra = air->ra;
    if (obukhov < 0)
        rp = 500 / (air->ustar * (1 - 300 / obukhov));
    return fine_fraction * (1 / (ra + rp)) +
           (1 - fine_fraction) * (coarse + 1 / (ra + rp + coarse * ra * rp));
}

/* Rain of one hour: the drops' fall speed [m/s] and radius [cm]. */
struct rain {
    double mm_h, fall, radius_cm;
};

/* Collision efficiency of drops with a class: Brownian diffusion, interception, impaction. */
static double collision(const struct qn_particle *p, const struct rain *r, const struct air *air)
{
    double re = r->radius_cm * .01 * r->fall / air->kinematic, sc = schmidt(p, air);
    double diffusion = 4 / (re * sc) * (1 + .4 * sqrt(re) * pow(sc, THIRD) + .16 * sqrt(re * sc));
    double ratio = p->diameter_um * 1e-6 / (r->radius_cm * .02);
    double interception = 4 * ratio * (1.81e-2 + ratio * (1 + 2 * sqrt(re)));
    double stokes = p->stopping_s * (r->fall - p->vg_m_s) / (r->radius_cm * .01);
    double least = (1.2 + log(1 + re) / 12) / (1 + log(1 + re));
    least = least < stokes ? least : stokes;
    double impaction = pow((stokes - least) / (stokes - least + 2 * THIRD), 1.5);
    return at_most(diffusion + interception + impaction * sqrt(1 / p->density_g_cm3), 1);
}

static void scavenge_particles(const struct qn_deposit_source *s, const struct rain *r,
                               const struct air *air, struct qn_deposit *d)
{
    double across = 2 * r->radius_cm;
    for (size_t i = 0; i < s->count; i++) {
        const struct qn_particle *p = &s->class[i];
        double washout, caught;
        if (s->method == 2) {
            washout = 1e5 * p->diameter_um * s->fine_fraction + 6e5 * (1 - s->fine_fraction);
            caught = at_most(across * .01 * washout / (1.5 * d->depth_m), 1);
        } else {
            caught = collision(p, r, air);
            washout = 1.5 * (d->depth_m * caught) / (across * .01);
        }
        d->class[i].scavenge = 1.5 * caught * r->mm_h / (across * 3.6e4);
        d->class[i].wet = 1e-3 * washout * r->mm_h / (d->depth_m * 3600);
    }
}

/* A gas dissolves in the drops until they hold as much as they can, or reach the ground. */
static void scavenge_gas(const struct qn_plume_gas *g, const struct rain *r, double temp_K,
                         struct qn_deposit *d)
{
    double henry = g->henry_Pa_m3_mol, rt = GAS_CONSTANT * temp_K, a = r->radius_cm;
    double liquid_g_m3 = pow(r->mm_h, .889) / 13.28, around = 80 * a + 1;
    double stirred = a < .01 ? 1 : a <= .05 ? 2.6 : 20;
    double share = 1 + liquid_g_m3 * rt / (henry * 1e6);
    double outside = a * a * rt / (henry * 3 * g->diffusivity_air_cm2_s * around);
    double skin = 4 * a * rt / (henry * 3 * 50000 * .01);
    double inside = a * a * .17 / (3 * g->diffusivity_water_cm2_s * stirred);
    double full_s = (outside + skin + inside) / share;
    double saturated = at_most(d->depth_m / r->fall / full_s, 1);
    d->class[0].scavenge = saturated * rt * r->mm_h / (3600 * d->depth_m * henry * 1e3 * share);
    d->class[0].wet = saturated * r->mm_h * 1e6 * rt / (d->depth_m * henry * 1e9 * share * 3600);
}

static const struct qn_cell *cell_at(const struct qn_local *l, double z)
{
    return &l->layer->profile.cell[qn_grid_cell(z)];
}

/* Sigma-z at REACH_M of a plume that sees the release height's weather; stable. */
static double reach_stable(const struct qn_local *l, double he)
{
    const struct qn_cell *c = cell_at(l, he);
    double theta = c->pt + (he - c->h) * c->dpt, t = REACH_M / l->us;
    double n = l->tgs > 0 ? sqrt(QN_G * l->tgs / theta) : 0;
    double z = at_least(at_least(l->hs, he), 1e-4), mixing = 1 / (.72 * z);
    if (!l->urban_stable)
        mixing += at_least(n, 1e-10) / (.54 * l->sws);
    double aloft = l->sws * t / sqrt(1 + l->sws * t * mixing), surface = 0;
    if (he >= l->zi)
        return aloft;
    if (l->stable)
        surface =
            QN_SQRT_2 / QN_SQRT_PI * l->ustar * t * pow(1 + .7 * REACH_M / l->obukhov, -THIRD);
    double up = at_most(he / l->zi, 1);
    return (1 - up) * surface + up * aloft;
}

/* Mean of the direct plume's two sigma-z at REACH_M; convective. */
static double reach_direct(const struct qn_local *l)
{
    if (l->ppf >= 1)
        return 1;
    bool surface = l->hs < .1 * l->zi;
    double w3 = l->wstar * l->wstar * l->wstar, sw = l->sws;
    double skew = (surface ? 1.25 * w3 * (l->hs / l->zi) : .125 * w3) / (sw * sw * sw);
    double alpha = 5. / 13., root = sqrt(alpha * alpha * (skew * skew) + 4. / 5.);
    double up = sw / l->wstar * (.5 * alpha * skew + .5 * root);
    double down = sw / l->wstar * (.5 * alpha * skew - .5 * root);
    double near = surface ? .6 + .4 * (l->hs / (.1 * l->zi)) : 1, ground = 0;
    double s1 = near * 2 * up * l->wstar * REACH_M / l->us;
    double s2 = near * -2 * down * l->wstar * REACH_M / l->us;
    if (surface)
        ground = .5 * (1 - 10 * (l->hs / l->zi)) * (l->ustar / l->us) * (l->ustar / l->us) *
                 (REACH_M * REACH_M / fabs(l->obukhov));
    return (sqrt(s1 * s1 + ground * ground) + sqrt(s2 * s2 + ground * ground)) / 2;
}

/* Top of the penetrated plume at REACH_M. */
static double reach_penetrated(const struct qn_local *l)
{
    double room = l->zi - l->hsp, t = REACH_M / l->us;
    double rise = l->ppf == 1 ? l->hedhh * room : .75 * room * l->hedhh + .5 * room;
    double he = l->hsp + rise;
    return he + QN_SZ_COEF * (l->sws * t / sqrt(1 + l->sws * t * (1 / (.72 * he))));
}

/* Depth of the layer that the plume fills and rain washes out. */
static double washed_depth(const struct qn_local *l)
{
    bool point = l->source->kind <= QN_PLUME_POINTHOR;
    double top;
    if (l->stable_plume) {
        double he = point ? l->hsp + l->dhfaer : l->hs;
        top = he + QN_SZ_COEF * reach_stable(l, he);
    } else if (!point) {
        top = l->hs + QN_SZ_COEF * reach_direct(l);
    } else {
        top = l->hsp + l->dhcrit + QN_SZ_COEF * reach_direct(l);
        if (l->ppf > 0)
            top = l->ppf * reach_penetrated(l) + (l->ppf < 1 ? (1 - l->ppf) * top : 0);
    }
    return at_most(at_least(at_least(l->zi, top), 500), 10000);
}

static void set_velocities(const struct qn_deposits *m, const struct qn_deposit_source *s,
                           const struct qn_local *l, const struct qn_deposit_hour *h,
                           const struct air *air, struct qn_deposit *d)
{
    for (size_t i = 0; i < s->count; i++) {
        struct qn_deposit_class *c = &d->class[i];
        *c = (struct qn_deposit_class){.fraction = 1, .vg_left = s->settling_left_m_s};
        if (!s->particles && !s->gas)
            continue;
        if (s->gas) {
            c->vd = m->user_velocity ? m->options->gas_deposition_velocity_m_s
                    : m->dry_gas     ? gas_velocity(l, h, m->options, *air)
                                     : 0;
            continue;
        }
        const struct qn_particle *p = &s->class[i];
        c->vg = c->vg_left = p->vg_m_s;
        c->fraction = p->mass_fraction;
        c->vd = s->method == 2 ? fine_velocity(s->fine_fraction, air, l->obukhov)
                               : class_velocity(p, air, l->wstar);
    }
}

void qn_deposit_set(const struct qn_deposits *m, size_t index, size_t hour, struct qn_local *l,
                    struct qn_deposit *d)
{
    const struct qn_deposit_source *s = &m->of[index];
    l->deposit = NULL;
    if (!m->any || s->count == 0)
        return;
    double rain = rain_mm_h(l->met);
    d->dry_depletion = m->dry_depletion;
    d->wet_depletion = m->wet_depletion;
    d->romberg = m->options->romberg_depletion;
    d->area_once = m->options->area_dry_depletion;
    /* AERMOD sets the height with its resistances, which a velocity of the user's does without */
    d->z_ref_m = m->particles || !m->user_velocity ? l->met->z0_m + 1 : 0;
    d->depth_m = 0;
    d->count = s->count;
    struct air air = air_of(l, &m->hour[hour], l->met->z0_m + 1);
    set_velocities(m, s, l, &m->hour[hour], &air, d);
    l->deposit = d;
    if (!(rain > 0) || !(s->particles || (s->gas && m->source[index].gas)))
        return;
    struct rain r = {rain, 3.75 * pow(rain, .111), pow(rain, .232) / 18.11};
    d->depth_m = washed_depth(l);
    if (s->particles)
        scavenge_particles(s, &r, &air, d);
    else
        scavenge_gas(m->source[index].gas, &r, l->ta, d);
}

double qn_deposit_escape(struct qn_deposit *d, bool particles, double wind10_m_s)
{
    if (!particles)
        return 1;
    double all = 0;
    for (size_t i = 0; i < d->count; i++) {
        struct qn_deposit_class *c = &d->class[i];
        c->fraction *= 1 / (1 + c->vg / (.029 * wind10_m_s));
        all += c->fraction;
    }
    for (size_t i = 0; i < d->count && all > 0; i++)
        d->class[i].fraction /= all;
    return all;
}
