/* The way of a plume in the wake of a building, step by step (private to prime*.c and the lanes).
 * One source-hour at a time goes by qn_wake_rise; lane/rise.c takes the steps of several together,
 * with the same operations in the same order, between the beginning and the end given here. */
#ifndef QN_PLUME_PRIME_RISE_H
#define QN_PLUME_PRIME_RISE_H

#include "plume/prime_march.h"

#define QN_RISE_ENTRAIN_ALONG 0.11 /* entrainment by the plume's excess speed */
#define QN_RISE_ENTRAIN_ACROSS 0.6 /* and by the cross flow */
#define QN_RISE_RADIATION 9.1e-11
#define QN_RISE_Z_MIN_M 0.001
#define QN_RISE_STEP_M 1.0
#define QN_RISE_WAY_MAX_M 5000.0
#define QN_RISE_POINTS 5000
#define QN_RISE_LEVEL_SLOPE                                                                        \
    0.36397023426620234 /* tan 20 degrees: the wake's turbulence acts on flatter plumes */
#define QN_RISE_DEFICIT 0.7
#define QN_RISE_SPEED_LEAST 0.01 /* of the undisturbed wind */
#define QN_RISE_COOLER_MAX_K 10.0
#define QN_RISE_LOW_EDGE 0.67 /* of the building: below it nothing descends ahead of it */

struct qn_rise_air {
    double u, dudz, rho, ta, dpdz; /* m/s, 1/s, kg/m3, K, K/m */
};

/* The undisturbed air, by the grid's cell the last height was in. */
struct qn_rise_column {
    const struct qn_cell *cell;
    const double *rho;
    double base_m, u_least;
    size_t i;
    double drho;
};

/* The wake's section at x, at the plume's lateral place. What takes a root is found when needed. */
struct qn_rise_section {
    const struct qn_wake_building *b;
    double x, y;    /* from the face, |y| from its middle [m] */
    bool ahead;     /* x <= 0 */
    bool below_all; /* the building itself stands here */
    bool low;       /* the near wake has a height here */
    double cavity_z, cavity_y;
    double height; /* of the wake; negative: not known yet */
    double deficit;
};

struct qn_rise_stream {
    const struct qn_wake_building *b;
    double
        beside;   /* share by the distance aside: 1 behind the building, 0 beyond r/3 of its edge */
    double power; /* of the slope's fall towards the ground */
    double end;   /* behind it streamlines are level [m from the stack] */
};

struct qn_rise_flux {
    double mass, drift, lift, heat, z, x; /* drift: of the speed beyond the wind's */
};

struct qn_rise_plume {
    double x, z, r, u, w, tp, den, speed;
};

struct qn_rise_trace {
    size_t n;
    double x[QN_RISE_POINTS], z[QN_RISE_POINTS];
};

struct qn_rise {
    struct qn_wake *w;
    struct qn_rise_column column;
    struct qn_rise_section section;
    struct qn_rise_stream stream;
    struct qn_rise_plume p;
    struct qn_rise_air air;
    struct qn_rise_flux f;
    enum qn_wake_place place;
    double release;               /* [m] */
    double xmax;                  /* neutral distance to final rise [m] */
    double step, way;             /* [m] */
    double descended;             /* sum of the streamlines' part of the height [m] */
    double height;                /* of the axis with it [m] */
    double growth;                /* of the radius by turbulence */
    size_t row;                   /* of the growth table, where x was last */
    bool met;                     /* the plume met the wake */
    bool grows;                   /* and its turbulence counts there */
    double met_x, met_sz, met_sy; /* where, from the face, and its spread there [m] */
    struct qn_rise_trace trace;
    struct qn_march march;
};

/* The plume as it leaves the stack. */
void qn_rise_begin(struct qn_rise *s, struct qn_wake *w);
/* It meets the wake at x from the stack, its own rise at z [m]. */
void qn_rise_meet(struct qn_rise *s, double x, double z);
/* After the last step: from p.x, step, descended, height and the trace, all the receptors need. */
void qn_rise_end(struct qn_rise *s);

#endif
