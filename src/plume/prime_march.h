/* The march of a plume's spread through the wake (private to prime*.c). */
#ifndef QN_PLUME_PRIME_MARCH_H
#define QN_PLUME_PRIME_MARCH_H

#include "plume/prime.h"

#define QN_MARCH_POINTS 5000

/* One source on its way: the plume itself, or what leaves the near wake. */
struct qn_marcher {
    bool cavity;
    double start; /* from here on [m from the upwind face] */
    double turn;  /* grows with x up to here, with its root beyond [m] */
    double sz0, sy0;
    double zk, yk;   /* scales of the growth beyond the turn */
    double vsz, vsy; /* virtual source of the ambient spread */
    size_t waits;    /* points up to the start */
    double sz[QN_MARCH_POINTS], sy[QN_MARCH_POINTS];
    double dsz[QN_MARCH_POINTS]; /* growth of sz per m */
};

struct qn_wake_turbulence {
    double ambient_z, ambient_y, far_z, far_y, more_z, more_y;
};

struct qn_march_wake {
    double iz, iy, height, width; /* turbulence of the step; the wake at its end [m] */
};

struct qn_march {
    struct qn_wake *w;
    struct qn_wake_turbulence turbulence;
    double end_z, end_y; /* where ambient turbulence takes over [m from the face] */
    double per_step;     /* points per m */
    size_t points, known, split;
    double split_zk, split_yk;                        /* as the first pass had them at the split */
    double height;                                    /* of the plume, in the first pass [m] */
    bool along;                                       /* second pass */
    double x[QN_MARCH_POINTS], dist[QN_MARCH_POINTS]; /* from the face, from the stack [m] */
    struct qn_march_wake wake[QN_MARCH_POINTS];
    struct qn_marcher plume, cavity;
};

/* First pass, the plume at one height: w->plume and w->growth. `from` is where the plume met the
 * wake, from the upwind face [m]; sz, sy its spread there. False where ambient turbulence is the
 * stronger already. */
bool qn_march_begin(struct qn_march *m, struct qn_wake *w, double from, double sz, double sy,
                    double z);
/* Second pass, along the trajectory: w->plume and w->cavity. */
void qn_march_along(struct qn_march *m);

size_t qn_wake_thin(size_t have, size_t *index);

#endif
