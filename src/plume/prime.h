/* Building downwash (PRIME): all that one source has in one hour, whatever the receptor. The
 * receptors' part is lane/prime.c. */
#ifndef QN_PLUME_PRIME_H
#define QN_PLUME_PRIME_H

#include "plume/local.h"

#define QN_WAKE_SKIN 0.99998 /* points on a wall are outside of the building */
#define QN_WAKE_POINTS 50    /* points of the tables a trajectory and a spread are thinned to */

/* A building as the wind meets it, and the wake it makes. x runs along the flow from the upwind
 * face, y across it from the face's middle. */
struct qn_wake_building {
    double h, w, l;    /* height, width across the flow, length along it [m] */
    double xadj, yadj; /* upwind face's middle, from the stack [m] */
    double r;          /* length scale [m] */
    double hr, lr, lc; /* height of the roof cavity, lengths of near wake and roof cavity [m] */
    double end;        /* l + lr: where the near wake ends [m] */
    double face_h;     /* (h/1.2r)^3: the wake's height at x = 0, in its own scale */
    double u_ratio;    /* wind at the roof over wind at the stack's top */
};

/* A plume's spread along x (from the stack). Beyond the table ambient spread goes on from a virtual
 * source of vsz, vsy. */
struct qn_wake_spread {
    size_t count;
    double x[QN_WAKE_POINTS], sz[QN_WAKE_POINTS], sy[QN_WAKE_POINTS];
    double vsz, vsy; /* [m] */
};

struct qn_wake {
    bool active;   /* the plume grows in the wake: otherwise receptors keep what they have */
    bool too_long; /* the trajectory has no end within its limit: the source is not plausible */
    const struct qn_local *local;
    struct qn_wake_building b;
    double u, sv, sw, tg; /* means over the wake's height [m/s, m/s, m/s, K/m] */
    double trace_x[QN_WAKE_POINTS], trace_z[QN_WAKE_POINTS]; /* the plume's way [m] */
    double growth[QN_WAKE_POINTS]; /* radius's growth along plume.x, before it is thinned anew */
    struct qn_wake_spread plume, cavity;
    double captured;         /* fraction of the plume the near wake takes in */
    double gamma_length;     /* [m] along the flow, up to which the wake counts in full */
    double x_limit, y_limit; /* beyond these (from the building) the wake counts for nothing [m] */
};

/* Everything of source and hour.
 * Given     l      the source's hour, as qn_local_stack left it; must outlive wake
 * Returned  wake   active says whether receptors need it
 * Method    AERMOD 24142: WAKFLG, WAKE_INI, the effective parameters of PRMCALC, NUMRISE,
 * WAKE_DFSN, WAKE_FQC, WAKE_DFSN2, WAKE_XA2; Schulman, Strimaitis and Scire (2000), JAWMA 50, 378
 */
void qn_wake_prepare(const struct qn_local *l, struct qn_wake *wake);

/* All but the plume's way, qn_wake_rise; false where no wake acts. Several source-hours' ways go
 * side by side by qn_kernels.wakes. */
bool qn_wake_begin(const struct qn_local *l, struct qn_wake *wake);

/* The parts, in the order qn_wake_prepare has them. */

/* The building of the flow at the stack's top; false without one. */
bool qn_wake_building_init(const struct qn_local *l, struct qn_wake_building *b);
/* Means of the wind over the wake's height. */
void qn_wake_effective(const struct qn_local *l, struct qn_wake *wake);
/* The way of the plume, spread within the wake on it, and what the near wake takes in. */
void qn_wake_rise(struct qn_wake *wake);
/* Where the wake ends to matter. */
void qn_wake_limits(struct qn_wake *wake);

/* Where a point is. */
enum qn_wake_place {
    QN_WAKE_INSIDE = 1, /* in the building */
    QN_WAKE_NEAR = 2,   /* in the near wake (cavity) */
    QN_WAKE_FAR = 3,    /* in the far wake */
    QN_WAKE_OUT = 4
};
enum qn_wake_place qn_wake_place_of(const struct qn_wake_building *b, double x, double y, double z);
/* Is a point in the wake's height and half width? x > 0, y >= 0. */
bool qn_wake_within(const struct qn_wake_building *b, double x, double y, double z);
/* Height and half width of the wake [m], x > 0. */
double qn_wake_height(const struct qn_wake_building *b, double x);
double qn_wake_half_width(const struct qn_wake_building *b, double x);
/* Height and half width of the near wake [m]; zero outside of it. */
void qn_wake_cavity(const struct qn_wake_building *b, double x, double *height, double *half_width);

/* Ambient spread at a distance and height. */
double qn_wake_ambient_sz(const struct qn_wake *wake, double x, double z);
double qn_wake_ambient_sy(const struct qn_wake *wake, double x, double z);
/* Height of the trajectory at x; the last point's beyond it. */
double qn_wake_trace_height(const struct qn_wake *wake, double x);
/* The fraction of the plume the near wake takes in. */
double qn_wake_captured(const struct qn_wake *wake, double from);
/* The plume's spread at x, by its table, ambient spread before and beyond it. */
void qn_wake_plume_spread(const struct qn_wake *wake, double x, double z, double *sz, double *sy);

#endif
