/* The boundary layer over a city: a convective-like night, and the morning that follows it. */
#include "plume/met_parts.h"

#define REFERENCE_POPULATION 2e6
#define REFERENCE_ZI_M 400.0
#define REFERENCE_COOLING_K 12.0 /* of the rural surface */
#define CP_J_KG_K 1004.0
#define NEUTRAL_TG_K_M 1e-5 /* within the urban layer */

/* What a city makes of a rural hour. */
struct city {
    double zi, wstar, ustar, obukhov;
};

/* Given     ta [K], ustar, obukhov, zi_mech: the rural hour; urban: population [-], z0 [m]
 * Returned  the city's mixing height, w*, u*, L
 * Method    AERMOD 24142: URBCALC; EPA-454/R-03-004 section 4.3 (eqs 104-110)
 * Errors    not finite where the population makes no heat (below some 90 people)
 * Check     test_met.c, recorded from AERMOD 24142 */
static struct city city_of(const struct qn_plume_urban *urban, const struct qn_met *met)
{
    const double third = 1.0 / 3.0;
    double people = urban->population / REFERENCE_POPULATION, ta = met->temp_K;
    double ustar = met->rural.ustar_m_s, obukhov = met->rural.obukhov_m;
    struct city c = {.zi = REFERENCE_ZI_M * pow(people, 0.25)};
    double warmer_K = REFERENCE_COOLING_K * (0.1 * log(people) + 1);
    double rho = 101325 / (287.04 * ta);
    double heat = 0.03 * warmer_K * ustar * rho * CP_J_KG_K;
    c.wstar = pow(QN_G / ta / rho / CP_J_KG_K * heat * c.zi, third);
    double z0 = urban->z0_m > met->z0_m ? urban->z0_m : met->z0_m;
    double zi = c.zi > met->zi_mech_m ? c.zi : met->zi_mech_m;
    double low = 7 * z0; /* u* that gives the mechanical sigma-w the convective one has here */
    double need = c.wstar * sqrt(1.6 * pow(low / c.zi, 2 * third)) / (1.3 * sqrt(1 - low / zi));
    c.ustar = need > ustar ? need : ustar;
    c.obukhov = -(rho * CP_J_KG_K * ta * (c.ustar * c.ustar * c.ustar) / (0.4 * QN_G * heat));
    double own = met->stable ? fabs(c.obukhov) : c.obukhov;
    c.obukhov = own > obukhov ? own : obukhov;
    return c;
}

static double urban_sigma_v(const struct city *c, double sv2, double z)
{
    double top = 1.2 * c->zi;
    if (z <= c->zi)
        return sqrt(sv2);
    if (z <= top)
        return sqrt(qn_line(c->zi, sv2, top, sv2 < 0.25 ? sv2 : 0.25, z));
    double v = sqrt(sv2);
    return v < 0.5 ? v : 0.5;
}

static double urban_sigma_w(const struct city *c, double sv2, double z)
{
    if (z <= 0.1 * c->zi) {
        const double two_thirds = 2 * (1.0 / 3.0);
        return sqrt(1.6 * pow(z / c->zi, two_thirds) * (c->wstar * c->wstar));
    }
    if (z <= c->zi)
        return sqrt(sv2);
    return sqrt(sv2 * exp(-(6 * (z - c->zi) / c->zi)));
}

/* Urban turbulence added to the rural; a near-neutral layer up to the urban zi. */
static void urban_levels(const struct city *c, const struct qn_levels *rural, struct qn_levels *v)
{
    double sv2 = 0.35 * (c->wstar * c->wstar);
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double z = qn_grid_m[i];
        double sv = urban_sigma_v(c, sv2, z), sw = urban_sigma_w(c, sv2, z);
        v->u[i] = rural->u[i];
        v->sv[i] = sqrt(rural->sv[i] * rural->sv[i] + sv * sv);
        v->sw[i] = sqrt(rural->sw[i] * rural->sw[i] + sw * sw);
        v->tg[i] = z <= c->zi ? NEUTRAL_TG_K_M : rural->tg[i];
    }
}

/* True at night, and in the morning while the convective layer is below the night's. */
static bool is_urban_hour(const struct qn_plume_options *options,
                          const struct qn_plume_urban *urban, const struct qn_met *met)
{
    double zi = REFERENCE_ZI_M * pow(urban->population / REFERENCE_POPULATION, 0.25);
    return met->stable || (!options->no_urban_transition && !(met->zi_conv_m > zi));
}

bool qn_met_urban(const struct qn_plume_options *options, const struct qn_plume_urban *urban,
                  const struct qn_met *met, const struct qn_levels *rural, struct qn_layer *layer)
{
    if (!is_urban_hour(options, urban, met)) {
        *layer = met->rural;
        return true;
    }
    struct city c = city_of(urban, met);
    struct qn_levels v;
    urban_levels(&c, rural, &v);
    qn_met_theta(met, options->profile_base_m, v.tg, v.pt);
    if (!qn_levels_finite(&v) || !isfinite(c.ustar) || !isfinite(c.obukhov))
        return false;
    layer->zi_m = c.zi > met->zi_mech_m ? c.zi : met->zi_mech_m;
    layer->ustar_m_s = c.ustar;
    layer->obukhov_m = c.obukhov;
    layer->urban_stable = true;
    qn_profile_build(&v, &layer->profile);
    return true;
}
