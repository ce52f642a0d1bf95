/* How one receptor's integral over an area goes: round the corners, where the plume's edges cut a
 * side, then level by level along each side. The walk says which nodes come next, somebody else
 * computes them: so the lanes can work on different receptors, each in its own order.
 *
 * In convective hours a node may depend on the one before it; then the order is AERMOD's. The
 * levels before the first test of convergence are asked for at once, from one end to the other, and
 * again in AERMOD's order if one of the nodes turns out to be tied. */
#ifndef QN_PLUME_AREA_WALK_H
#define QN_PLUME_AREA_WALK_H

#include "plume/area.h"

#define QN_WALK_SIDES (2 * QN_AREA_VERTEX_CAP + 2) /* of an outline clipped at one line */
#define QN_WALK_ENDS (2 * QN_WALK_SIDES)           /* of the segments the sides leave */
#define QN_WALK_LEVELS 12

enum qn_walk_kind {
    QN_WALK_WIDTH,  /* distance across over sigma-y only: v / sy */
    QN_WALK_CORNER, /* the same, and what SIDE would give if the node is not tied */
    QN_WALK_SIDE,   /* plume at x with the part of it on one side of the line v(x) */
    QN_WALK_FULL,   /* plume at x with all of its width */
    QN_WALK_POINT   /* plume at x as of a point, v across */
};

/* Share of a Gaussian below (k - 40) / 10 standard deviations, k = 1 .. 79, rounded as AERMOD has
 * it. */
extern const double qn_area_share[81];

#define QN_WALK_KINDS 5
#define QN_WALK_EACH 17 /* nodes of the levels that are never the last */

/* Nodes x, x + step, ... and the line v = v0 + (x - u0) slope. */
struct qn_walk_job {
    enum qn_walk_kind kind;
    int count;
    bool each; /* the answer must have each node, the first at [first] (at most QN_WALK_EACH) */
    int first;
    double x, step, u0, v0, slope;
    bool has_sw; /* the node before is not the last one asked for: its sigma-w was sw */
    double sw;
};

/* A node depends on the one before it only if that left a sigma-w below `need`. */
struct qn_walk_answer {
    double sum;          /* of the nodes */
    double vn, sw, need; /* v / sy, the sigma-w that is left: of the last node */
    double sw_at_start;
    bool tied; /* some node did depend on the one before it, or depends on itself */
    double plume[QN_WALK_EACH], sws[QN_WALK_EACH], needs[QN_WALK_EACH];
};

enum qn_walk_stage { QN_WALK_CORNERS, QN_WALK_CUT_PLUS, QN_WALK_CUT_MINUS, QN_WALK_SUM };

/* Where the plume's edge cuts a side (Brent). */
struct qn_walk_root {
    double a, b, c, d, e, fa, fb, fc;
    int evaluations;
};

/* Romberg's rows. */
struct qn_walk_rows {
    double from, span, half, part;
    double row[QN_WALK_LEVELS];
    int level, nodes;
    enum { QN_WALK_PLAIN, QN_WALK_GAUSS, QN_WALK_LEVELS_FIRST } way;
    bool ends_known;
};

/* The outline's corners as a receptor sees them, and later the stretches along the wind where the
 * plume's whole width is over the area. */
struct qn_walk_outline {
    double u[QN_WALK_ENDS], v[QN_WALK_ENDS]; /* upwind and across distance of the corners */
    double vn[QN_WALK_ENDS];                 /* v / sy there */
    double plume[QN_WALK_ENDS], sw[QN_WALK_ENDS], need[QN_WALK_ENDS]; /* a node there */
    bool tied[QN_WALK_ENDS];
    double from[QN_WALK_ENDS], to[QN_WALK_ENDS];
    int sign[QN_WALK_ENDS];
};

struct qn_walk {
    struct qn_walk_job job;
    struct qn_walk_outline *o; /* the caller's room */
    double total;              /* the integral so far */
    enum qn_walk_stage stage;
    bool free;    /* no node depends on another: stable plumes */
    bool plain;   /* every level in AERMOD's order from the start: corners give no node */
    bool fast;    /* FASTAREA: looser, and Gauss's two nodes where the side is far away */
    size_t sides; /* of the clipped outline; [sides] repeats [0] */
    size_t side;
    double cut_plus, cut_minus;
    struct qn_walk_root root;
    struct qn_walk_rows rows;
    bool on_segments;
    size_t segments, segment;
};

/* Begins, w->o, w->free and w->plain being set, with an outline seen from a receptor: upwind
 * distance u and across v of its `corners`
 * ([corners] repeats [0]). False: nothing to do, the integral is zero. */
bool qn_walk_start(struct qn_walk *w, const double *u, const double *v, size_t corners, bool fast);

/* One node for the whole area, as a point. */
void qn_walk_start_point(struct qn_walk *w, double x, double y);

/* Takes the answer to w->job and sets the next; false at the end, when w->total is the integral.
 *
 * Method  AERMOD 24142: AREAIN, PSIDE, PSIDE2, ZBRENT, QATR3, QG2; ISC3 vol. II 1.2.3: nodes
 *         upwind of 1.01 m only; parts of a side within 3.9 sigma-y; Romberg of 5 to 12 levels to
 *         1 %, or below 1e-5, or steps below 1 m (FASTAREA: 4 to 10, 2 %)
 */
bool qn_walk_next(struct qn_walk *w, const struct qn_walk_answer *answer);

#endif
