#include <math.h>

#include "plume/area.h"
#include "plume/constants.h"

#define RAD_PER_DEG (QN_PI / 180.0)
#define DEEP_RELATIVE 0.2    /* depth over length from which the effective area is least */
#define DEEP_FRACTION 0.08   /* that least area, as a part of the pit's */
#define SHALLOW_SLOPE 1.7    /* of the area's square against the cube root of depth */
#define UPWIND_MARGIN_M 1e-5 /* a later corner must be this much further upwind */
#define INDEX_LEVELS 29      /* AERMOD looks a source's height up in the lowest 29 levels */

/* Angle between the flow and the pit's long axis, [0, 90]: half turns do not count. */
static double axis_angle(double flow_deg, double long_deg)
{
    double d = flow_deg - long_deg;
    for (int turn = 0; turn < 3 && fabs(d) > 90; turn++)
        d -= copysign(180, d);
    return fabs(d);
}

static double area_fraction(const struct qn_area *pit, double theta_deg, double release_m)
{
    double along = pit->long_side_m * (1 - theta_deg / 90) + pit->short_side_m * (theta_deg / 90);
    double depth = (pit->depth_m - release_m) / along;
    if (depth >= DEEP_RELATIVE)
        return DEEP_FRACTION;
    return sqrt(1 - SHALLOW_SLOPE * pow(fmax(depth, 0), 1.0 / 3.0));
}

static size_t upwind_corner(const struct qn_area *pit, double wdsin, double wdcos)
{
    size_t best = 0;
    double least = 1e20;
    for (size_t i = 0; i < pit->count; i++) {
        double along = -(pit->x[i] * wdsin + pit->y[i] * wdcos);
        if (along < least) {
            best = i;
            least = along - UPWIND_MARGIN_M;
        }
    }
    return best;
}

void qn_pit_effective(const struct qn_area *pit, double wdsin, double wdcos, double flow_deg,
                      double release_m, struct qn_area *area, double *fraction)
{
    double theta = axis_angle(flow_deg, pit->long_angle_deg);
    double part = area_fraction(pit, theta, release_m);
    double c = cos(theta * RAD_PER_DEG), c2 = c * c;
    double across = pow(part, 1 - c2) * pit->short_side_m;
    double along = pow(part, c2) * pit->long_side_m;
    size_t corner = upwind_corner(pit, wdsin, wdcos);
    bool y_is_along = pit->y_is_longer == (corner % 2 == 0);
    *area = (struct qn_area){.pit = true, .hole = pit};
    qn_area_box(area, pit->x[corner], pit->y[corner], y_is_along ? across : along,
                y_is_along ? along : across, pit->angle_deg + 90 * (double)corner);
    *fraction = part;
}

/* The line through a cell's values, taken at the ground. */
static double at_ground(double low, double slope, const struct qn_cell *c)
{
    return low - c->h * slope;
}

static double direction_at_ground(const struct qn_met *met, size_t i)
{
    double below = met->wdir_deg[i], above = met->wdir_deg[i + 1];
    if (above - below < -180)
        above += 360;
    else if (above - below > 180)
        above -= 360;
    double deg = below - qn_grid_m[i] / (qn_grid_m[i + 1] - qn_grid_m[i]) * (above - below);
    if (deg > 360)
        return deg - 360;
    return deg <= 0 ? deg + 360 : deg;
}

static void direction_set(struct qn_local *l, double wdir_deg)
{
    l->wdir = wdir_deg;
    l->wdsin = sin(wdir_deg * RAD_PER_DEG);
    l->wdcos = cos(wdir_deg * RAD_PER_DEG);
    l->afv = wdir_deg < 180 ? wdir_deg + 180 : wdir_deg - 180;
    l->sector = (int)(l->afv * 0.1 + 0.4999);
    if (l->sector == 0)
        l->sector = 36;
}

/* Weather at the ground from the cell of the emission's height. */
static void ground_weather(struct qn_local *l, size_t i)
{
    const struct qn_cell *c = &l->layer->profile.cell[i];
    const struct qn_plume_options *o = l->options;
    l->us = at_ground(c->u, c->du, c);
    l->sws = fmax(at_ground(c->sw, c->dsw, c), o->sigma_w_min_m_s);
    l->svs = fmax(fmax(at_ground(c->sv, c->dsv, c), o->sigma_v_min_m_s), QN_SVU_MIN * l->us);
    if (l->met->vector_winds)
        l->us = sqrt(l->us * l->us + 2 * l->svs * l->svs);
    l->us = fmax(l->us, o->wind_min_m_s);
    l->tgs = at_ground(c->tg, c->dtg, c);
    l->pts = at_ground(c->pt, c->dpt, c);
    l->ta = l->pts - QN_G_OVER_CP * (l->hs + o->profile_base_m);
    bool layered = l->tgs > 0 && l->stable_plume;
    l->bvf = layered ? fmax(sqrt(QN_G * l->tgs / l->pts), QN_BVF_MIN) : QN_BVF_MIN;
    l->bvprim = 0.7 * l->bvf;
    direction_set(l, direction_at_ground(l->met, i));
}

void qn_pit_local(struct qn_local *l, const struct qn_area *pit, struct qn_area *effective)
{
    size_t cell = qn_grid_cell(l->source->height_m);
    if (cell > INDEX_LEVELS - 2)
        cell = INDEX_LEVELS - 2;
    if (cell > 0)
        ground_weather(l, cell);
    double fraction;
    qn_pit_effective(pit, l->wdsin, l->wdcos, l->afv, l->source->height_m, effective, &fraction);
    l->q /= fraction;
    l->sz0 = qn_pit_sigma_z0(pit);
    l->area = effective;
}
