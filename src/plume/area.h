/* Areas: the outline of every area source as AERMOD makes it from the deck, and the effective
 * rectangle that stands for an open pit in one hour. */
#ifndef QN_PLUME_AREA_H
#define QN_PLUME_AREA_H

#include "base/err.h"
#include "plume/local.h"

#define QN_AREA_CIRCLE_SIDES 20 /* of an AREACIRC that does not say */
#define QN_AREA_VERTEX_CAP 500

/* The outline. vertex [count] repeats [0]. Arrays may point into `box`: do not copy. */
struct qn_area {
    size_t count;
    double *x, *y;
    double centre_x, centre_y;
    double size_m2; /* what a point source in its place would emit from */
    /* OPENPIT only */
    bool pit;
    double long_side_m, short_side_m;
    double angle_deg, long_angle_deg; /* of side y, of the longer side, clockwise from north */
    double depth_m;                   /* volume over area */
    bool y_is_longer;                 /* or equal */
    const struct qn_area *hole;       /* an effective area: the real pit, without results inside */
    double box[10];
};

/* Outline of an AREA, AREAPOLY, AREACIRC, LINE or OPENPIT.
 *
 * Given     source   the deck's values
 * Returned  area     to be released with qn_area_release
 * Method    AERMOD 24142: APARM, ARVERT and SOCARD's centre and size of polygons, GENCIR (a
 *           regular polygon of the circle's area), LPARM, OPARM
 * Errors    QN_E_DOMAIN fewer than 3 or more than QN_AREA_VERTEX_CAP vertices, no area, or not a
 * number; QN_E_NOMEM Check     50 m x 30 m at (0, 0) turned by 90 degrees: third vertex (30, -50),
 * by hand
 */
enum qn_status qn_area_init(struct qn_area *area, const struct qn_plume_source *source,
                            struct qn_err *err) __attribute__((warn_unused_result));
void qn_area_release(struct qn_area *area);

/* Makes area a rectangle: from the corner (x, y), side b towards `angle` (clockwise from north),
 * then side a to the right of it. */
void qn_area_box(struct qn_area *area, double x, double y, double a_m, double b_m,
                 double angle_deg);

/* The rectangle at the upwind corner of a pit that stands for it in one hour.
 *
 * Given     pit       the pit's outline
 *           wdsin, wdcos, flow_deg   of the local wind
 *           release_m   height of the emission above the pit's floor
 * Returned  area      its outline, centre and size; size over the pit's size is the factor by
 *                     which the emission per area grows
 *           fraction  that factor's inverse as the model has it: emission is divided by it
 * Method    AERMOD 24142: LWIND, PDEPTH, PTFRAC, PITEFF; ISC3 vol. II 1.4.2-1.4.3
 * Errors    none
 * Check     relative depth .2 or more -> fraction .08
 */
void qn_pit_effective(const struct qn_area *pit, double wdsin, double wdcos, double flow_deg,
                      double release_m, struct qn_area *area, double *fraction);

/* Makes l an open pit's: call after qn_local_init(.., height 0) and qn_local_surface. Release
 * height is the ground's, but AERMOD extrapolates to it from the grid's cell that holds the
 * emission's height, which this does too. l->q is divided by the size fraction; particles'
 * escape is the caller's. */
void qn_pit_local(struct qn_local *l, const struct qn_area *pit, struct qn_area *effective);

/* Initial sigma-z of a pit: depth / 4.3. */
double qn_pit_sigma_z0(const struct qn_area *pit);

/* 1 inside, 0 on a side or corner, -1 outside. AERMOD's pits give nothing inside only. */
int qn_area_holds(const struct qn_area *area, double x_m, double y_m);

#endif
