#include <math.h>

#include "plume/area.h"
#include "plume/constants.h"

#define RAD_PER_DEG (QN_PI / 180.0)
#define DEEP_RELATIVE 0.2    /* depth over length from which the effective area is least */
#define DEEP_FRACTION 0.08   /* that least area, as a part of the pit's */
#define SHALLOW_SLOPE 1.7    /* of the area's square against the cube root of depth */
#define UPWIND_MARGIN_M 1e-5 /* a later corner must be this much further upwind */

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

void qn_pit_local(struct qn_local *l, const struct qn_area *pit, struct qn_area *effective)
{
    double fraction;
    qn_pit_effective(pit, l->wdsin, l->wdcos, l->afv, l->source->height_m, effective, &fraction);
    l->q /= fraction;
    l->sz0 = qn_pit_sigma_z0(pit);
    l->area = effective;
}
