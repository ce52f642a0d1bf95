#include "plume/local.h"

#include <math.h>

#include "plume/constants.h"

#define THIRD (1.0 / 3.0)
#define CALM_RISE_ITERATIONS 5 /* of the final rise */
#define RISE_TOLERANCE 0.01
#define URBAN_DTHETA 0.005    /* lapse above an urban night's mixing height [K/m] */
#define CAPPED_VELOCITY 0.001 /* of capped and horizontal releases [m/s] */
#define TRANSPORT_TOP 4000.0  /* [m] */
#define SOURCE_LEVELS 29      /* of the grid, up to 600 m: those in which AERMOD looks sources up */

static double value_in(const struct qn_cell *c, double value, double slope, double z)
{
    return value + (z - c->h) * slope;
}

static const struct qn_cell *cell_at(const struct qn_local *l, double z)
{
    return &l->layer->profile.cell[qn_grid_cell(z)];
}

static double wind_floor(const struct qn_local *l, double u, double sv)
{
    const struct qn_plume_options *o = l->options;
    double least = fmax(sv, fmax(o->sigma_v_min_m_s, QN_SVU_MIN * u));
    if (l->met->vector_winds)
        u = sqrt(u * u + 2.0 * least * least);
    return fmax(u, o->wind_min_m_s);
}

/* The cell whose line gives the weather at release height: that of the deck's height, whatever an
 * hour's file or a pit makes of it, and from 600 m up that of 550-600 m. */
static size_t source_cell(const struct qn_plume_source *source)
{
    size_t i = qn_grid_cell(source->height_m);
    return i < SOURCE_LEVELS - 2 ? i : SOURCE_LEVELS - 2;
}

/* Wind direction at z by the line of cell i, the short way round; in (0, 360]. */
static double direction_at(const struct qn_met *met, size_t i, double z)
{
    double below = met->wdir_deg[i], above = met->wdir_deg[i + 1];
    if (above - below < -180.0)
        above += 360.0;
    else if (above - below > 180.0)
        above -= 360.0;
    double d = below;
    if (below != above)
        d = below + (z - qn_grid_m[i]) / (qn_grid_m[i + 1] - qn_grid_m[i]) * (above - below);
    if (d > 360.0)
        d -= 360.0;
    else if (d <= 0.0)
        d += 360.0;
    return d;
}

static void set_direction(struct qn_local *l, double wdir)
{
    l->wdir = wdir;
    l->wdsin = sin(wdir * (QN_PI / 180.0));
    l->wdcos = cos(wdir * (QN_PI / 180.0));
    l->afv = wdir - 180.0;
    if (l->afv < 0.0)
        l->afv += 360.0;
    l->sector = (int)(l->afv * 0.10 + 0.4999);
    if (l->sector == 0)
        l->sector = 36;
}

static void set_stability(struct qn_local *l, double tg, double pt)
{
    l->bvf = fmax(sqrt(QN_G * tg / pt), QN_BVF_MIN);
    l->bvprim = 0.7 * l->bvf;
}

void qn_local_init(struct qn_local *l, const struct qn_plume_options *options,
                   const struct qn_met *met, const struct qn_plume_source *source, double q,
                   double height_m)
{
    bool urban = source->urban >= 0 && met->urban[source->urban].urban_stable;
    *l = (struct qn_local){
        .met = met,
        .layer = urban ? &met->urban[source->urban] : &met->rural,
        .source = source,
        .options = options,
        .stable = met->stable,
        .urban_stable = urban,
        .wstar = met->wstar_m_s,
        .zi_mech = met->zi_mech_m,
        .q = q,
        .hs = height_m,
        .max_distance = options->max_distance_m,
    };
    l->zi = l->layer->zi_m;
    l->ustar = l->layer->ustar_m_s;
    l->obukhov = l->layer->obukhov_m;
    l->per_zi = 1.0 / l->zi;
    l->per_obukhov = 1.0 / l->obukhov;
    l->per_wstar = 1.0 / l->wstar;
    l->stable_plume = l->stable || l->hs >= l->zi;

    size_t cell = source_cell(source);
    const struct qn_cell *c = &l->layer->profile.cell[cell];
    double u = value_in(c, c->u, c->du, l->hs);
    l->svs =
        fmax(value_in(c, c->sv, c->dsv, l->hs), fmax(options->sigma_v_min_m_s, QN_SVU_MIN * u));
    l->sws = fmax(value_in(c, c->sw, c->dsw, l->hs), options->sigma_w_min_m_s);
    l->us = wind_floor(l, u, l->svs);
    l->tgs = value_in(c, c->tg, c->dtg, l->hs);
    l->pts = value_in(c, c->pt, c->dpt, l->hs);
    l->ta = l->pts - QN_G_OVER_CP * (l->hs + options->profile_base_m);
    set_direction(l, direction_at(met, cell, l->hs));
    l->wake_sector = l->sector;
    if (l->tgs > 0.0 && l->stable_plume) {
        set_stability(l, l->tgs, l->pts);
    } else {
        l->bvf = QN_BVF_MIN;
        l->bvprim = 0.7 * l->bvf;
    }
}

static void set_fluxes(struct qn_local *l, double *stack_tip_velocity)
{
    if (l->ts < 0.0)
        l->ts = l->ta + fabs(l->ts);
    if (l->ts < l->ta)
        l->ts = l->ta;
    double quarter = 0.25 / l->ts;
    l->fb = quarter * (l->vs * l->ds * l->ds) * QN_G * (l->ts - l->ta);
    l->fm = quarter * (l->vs * l->ds * l->ds) * l->vs * l->ta;
    *stack_tip_velocity = l->vs;
    if (l->source->kind != QN_PLUME_POINT) {
        double v = CAPPED_VELOCITY, d = l->ds * sqrt(l->vs / v);
        l->fm = quarter * (v * d * d) * v * l->ta;
        *stack_tip_velocity = v;
    }
    l->fb = fmax(l->fb, 1e-10);
    l->fm = fmax(l->fm, 1e-10);
}

/* Height after stack-tip downwash (Briggs). */
static double stack_tip(const struct qn_local *l, double velocity)
{
    if (l->options->no_stack_tip || l->source->kind == QN_PLUME_POINTHOR)
        if (l->source->kind != QN_PLUME_POINTCAP)
            return l->hs;
    double h = l->hs;
    if (velocity < 1.5 * l->us)
        h = l->hs - 2.0 * l->ds * (1.5 - velocity / l->us);
    return fmax(h, 0.0);
}

/* Rise at x under a wind u: momentum and buoyancy, unlimited. */
static double rise_at(const struct qn_local *l, double u, double x)
{
    const double b2 = QN_BETA1 * QN_BETA1;
    return pow(3.0 * l->fm * x / (b2 * u * u) + 3.0 * l->fb * x * x / (2.0 * b2 * u * u * u),
               THIRD);
}

/* Distance to final rise by buoyancy. */
static double briggs_distance(double fb)
{
    return fb >= 55.0 ? 119.0 * pow(fb, 0.4) : 49.0 * pow(fb, 0.625);
}

/* Penetration of the layer above zi: rise over depth and the fraction that stays above. */
static double penetration(const struct qn_local *l, double u, double bvzi2, double *hedhh)
{
    double depth = l->zi - l->hsp;
    double ps = l->fb / (u * bvzi2 * depth * depth * depth);
    *hedhh = pow(17.576 * ps + 0.296296, THIRD);
    if (*hedhh < 2.0 * THIRD)
        return 0.0;
    return *hedhh > 2.0 ? 1.0 : 1.5 - 1.0 / *hedhh;
}

static double penetrated_rise(const struct qn_local *l, double ppf, double hedhh)
{
    double depth = l->zi - l->hsp;
    return ppf == 1.0 ? hedhh * depth : 0.75 * depth * hedhh + 0.5 * depth;
}

static double urban_limit(struct qn_local *l, double u, double rise)
{
    if (!(l->urban_stable && l->hsp + rise >= l->zi && l->hsp < l->zi))
        return rise;
    double hedhh;
    double ppf = penetration(l, u, QN_G / l->met->pt_at_zi_K * URBAN_DTHETA, &hedhh);
    return ppf > 0.0 ? penetrated_rise(l, ppf, hedhh) : rise;
}

/* Neutral limit of a buoyant plume's rise under a wind u. */
static double neutral_rise(const struct qn_local *l, double u)
{
    double xln = l->fb / (u * l->ustar * l->ustar);
    return 1.2 * pow(xln, 0.6) * pow(l->hsp + 1.2 * xln, 0.4);
}

/* Final rise and the distance to it under a wind u: stable or convective. */
static void set_final_rise(struct qn_local *l, double u)
{
    if (!l->stable_plume) {
        l->xmax = briggs_distance(l->fb);
        l->dhfaer = rise_at(l, u, l->xmax);
        return;
    }
    double n2 = l->bvf * l->bvf;
    l->xmax = u * atan2(l->fm * l->bvprim, -l->fb) / l->bvprim;
    double rise = 2.66 * pow(l->fb / (n2 * u), THIRD);
    rise = fmin(rise, neutral_rise(l, u));
    rise = fmin(rise, rise_at(l, u, briggs_distance(l->fb)));
    rise = fmin(rise, 4.0 * pow(l->fb, 0.25) / pow(n2, 0.375));
    l->dhfaer = urban_limit(l, u, rise);
}

/* Whether the neutral limit, which falls with wind, can come under the final rise at any height the
 * plume passes. */
static bool neutral_limit_binds(const struct qn_local *l)
{
    if (l->met->vector_winds)
        return true;
    double top = l->hsp + 0.5 * l->dhfaer, most = l->options->wind_min_m_s;
    for (size_t i = qn_grid_cell(l->hsp); i < QN_GRID_LEVELS; i++) {
        most = fmax(most, l->layer->profile.cell[i].u);
        if (qn_grid_m[i] > top)
            break;
    }
    return !(neutral_rise(l, 0.5 * (l->us + most)) > l->dhfaer * 1.000001);
}

/* The stable final rise with wind and stability of the layer it crosses. */
static void iterate_final_rise(struct qn_local *l)
{
    for (int k = 1;; k++) {
        double z = l->hsp + 0.5 * l->dhfaer, before = l->dhfaer;
        const struct qn_cell *c = cell_at(l, z);
        double u = wind_floor(l, value_in(c, c->u, c->du, z), value_in(c, c->sv, c->dsv, z));
        set_stability(l, 0.5 * (l->tgs + value_in(c, c->tg, c->dtg, z)),
                      0.5 * (l->pts + value_in(c, c->pt, c->dpt, z)));
        set_final_rise(l, 0.5 * (l->us + u));
        if (fabs((before - l->dhfaer) / l->dhfaer) < RISE_TOLERANCE)
            break;
        if (k >= CALM_RISE_ITERATIONS) {
            l->dhfaer = 0.5 * (l->dhfaer + before);
            break;
        }
    }
    set_stability(l, l->tgs, l->pts);
    l->x_turn = l->us * atan2(l->fm * l->bvprim, -l->fb) / l->bvprim;
    l->neutral_limit = neutral_limit_binds(l);
}

/* A bound of sigma-v over wind, both means over any layer whose top is at `low` or above.
 *
 * Such a layer is one with its top at `low` and one above. A mean's ratio above `low` is at most
 * that at a level. Below, with the bottom lowered from level to level, it is greatest with the
 * bottom at a level, or within a cell whose ratio falls downwards, where it is below that at the
 * cell's top. */
static double most_sv_over_u(const struct qn_local *l, double low)
{
    const struct qn_profile *p = &l->layer->profile;
    const double floor = l->options->sigma_v_min_m_s;
    if (low < 0.5)
        low = 0.5;
    size_t at = qn_grid_cell(low);
    const struct qn_cell *c = &p->cell[at];
    double dz = low - c->h, u = c->u + dz * c->du, sv = c->sv + dz * c->dsv;
    if (!(p->sv_least >= floor) || !(p->sv_over_u_above[1] < HUGE_VAL) || !(u > 0))
        return 0;
    double most = fmax(QN_SVU_MIN, fmax(sv / u, p->sv_over_u_above[at + 1]));
    double iu = c->iu + dz * 0.5 * (c->u + u), isv = c->isv + dz * 0.5 * (c->sv + sv);
    for (size_t i = at; i >= 1; i--) {
        const struct qn_cell *b = &p->cell[i];
        if (low > b->h)
            most = fmax(most, (isv - b->isv) / (iu - b->iu));
        if (b[0].sv * b[1].u < b[1].sv * b[0].u)
            most = fmax(most, b[1].sv / b[1].u);
    }
    return most * (1 + 1e-6); /* means of thin layers lose digits */
}

static void set_mixing(struct qn_local *l)
{
    l->cell_far = qn_grid_cell(fmax(l->hsp + l->dhfaer, 0.0));
    l->cell_he3 = qn_grid_cell(l->he3);
    l->cell_mid = qn_grid_cell(0.5 * l->zi);
    l->zmidmx = 0.5 * l->zi;
    l->xmixed = l->zi * l->met->u_avg_m_s / l->met->sw_avg_m_s;
}

void qn_local_stack(struct qn_local *l, double temp_K, double velocity_m_s, double diameter_m)
{
    double tip;
    l->ts = temp_K;
    l->vs = velocity_m_s;
    l->ds = diameter_m;
    set_fluxes(l, &tip);
    l->hsp = stack_tip(l, tip);
    set_final_rise(l, l->us);
    if (l->stable_plume) {
        l->ppf = l->stable ? 0.0 : 1.0;
        iterate_final_rise(l);
    } else {
        double bvzi2 = QN_G / l->met->pt_at_zi_K * l->met->dtheta_dz_zi_K_m;
        l->ppf = penetration(l, l->us, bvzi2, &l->hedhh);
        l->dhp3 = l->ppf > 0.0 ? penetrated_rise(l, l->ppf, l->hedhh) : 0.0;
        l->he3 = l->ppf > 0.0 ? l->hsp + l->dhp3 : 0.0;
    }
    set_mixing(l);
    l->xfinal = l->xmax;
    l->dhcrit = l->dhfaer;
    if (!l->stable_plume && l->xmixed < 1.25 * l->xfinal) {
        l->xfinal = 0.8 * l->xmixed;
        l->dhcrit = rise_at(l, l->us, l->xfinal);
    }
    l->sv_over_u_most = most_sv_over_u(l, fmin(l->hsp, fmin(l->zi, l->zmidmx)));
    double middle = fmin(TRANSPORT_TOP, l->hs + 0.5 * l->dhfaer);
    set_direction(l, direction_at(l->met, qn_grid_cell(middle), middle));
}

void qn_local_surface(struct qn_local *l, double sigma_y0_m, double sigma_z0_m)
{
    l->sy0 = sigma_y0_m;
    l->sz0 = sigma_z0_m;
    l->hsp = l->hs;
    set_mixing(l);
    l->xmixed = fmax(l->xmixed, l->xfinal);
    l->sv_over_u_most = most_sv_over_u(l, fmin(l->hsp, fmin(l->zi, l->zmidmx)));
}
