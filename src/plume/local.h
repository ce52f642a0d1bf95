/* The weather as one source has it in one hour, and what depends on source and hour only: stack-top
 * values, final rise, penetration, distances. Everything a receptor loop needs that is not the
 * receptor's. */
#ifndef QN_PLUME_LOCAL_H
#define QN_PLUME_LOCAL_H

#include "plume/met.h"

struct qn_area;    /* area.h */
struct qn_deposit; /* deposit.h */

struct qn_local {
    const struct qn_met *met;
    const struct qn_layer *layer; /* rural or urban */
    const struct qn_plume_source *source;
    bool stable;       /* the hour is stable */
    bool stable_plume; /* stable, or released at or above the mixing height */
    bool urban_stable;
    double zi, ustar, obukhov, wstar, zi_mech; /* the layer's */
    double per_zi, per_obukhov, per_wstar;     /* 1 over */
    double q; /* emission with its factors, without the unit's factor [g/s or g/(s m2)] */
    double hs, ds, vs,
        ts; /* release height; stack diameter, exit velocity, gas temperature as used */
    double us, svs, sws, tgs, pts; /* at release height, floors applied */
    double ta;                     /* air temperature at release height [K] */
    double wdir, wdsin, wdcos;     /* transport direction, where the wind comes from [deg] */
    double afv;                    /* flow vector [deg] */
    int sector;                    /* 1-36: of the flow vector */
    int wake_sector;               /* of the flow at release height, which chooses the building */
    double bvf, bvprim; /* Brunt-Vaisala frequency at release height [1/s], and .7 of it */
    /* points */
    double fb, fm;     /* buoyancy and momentum flux */
    double hsp;        /* height after stack-tip downwash [m] */
    double xmax;       /* distance to final rise by the last pass of the iteration [m] */
    double dhfaer;     /* final rise [m] */
    double ppf, hedhh; /* penetrated fraction; rise over depth */
    double he3, dhp3;  /* penetrated plume: height and rise [m] */
    size_t cell_far, cell_he3, cell_mid; /* grid cells of final height, penetrated height, zmidmx */
    double x_turn;      /* stable: distance to final rise with stack-top values [m] */
    bool neutral_limit; /* stable: the neutral limit can bind on the way to final rise */
    double xfinal, dhcrit, xmixed, zmidmx; /* for the plume's centroid in convective hours */
    double max_distance;
    double sv_over_u_most; /* no mean over a layer the plume feels is above; 0: not known */
    double decay;          /* [1/s] */
    /* areas and volumes */
    double sy0, sz0;
    const struct qn_area *area; /* areas, lines, pits: the outline; NULL for others */
    const struct qn_plume_options *options;
    const struct qn_deposit *deposit; /* NULL: nothing settles and nothing is taken up */
};

/* Stack-top values: everything down to bvprim (transport direction: that at release height).
 * Method: AERMOD 24142 METINI. */
void qn_local_init(struct qn_local *l, const struct qn_plume_options *options,
                   const struct qn_met *met, const struct qn_plume_source *source, double q,
                   double height_m);

/* A stack's rise and transport direction. Method: PCALC up to the receptor loop. */
void qn_local_stack(struct qn_local *l, double temp_K, double velocity_m_s, double diameter_m);

/* A volume's or an area's: no rise. Method: VCALC, ACALC up to the receptor loop. */
void qn_local_surface(struct qn_local *l, double sigma_y0_m, double sigma_z0_m);

#endif
