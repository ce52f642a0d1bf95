/* One hour's weather made ready for the plumes: the boundary layer and its profiles on the grid. */
#ifndef QN_PLUME_MET_H
#define QN_PLUME_MET_H

#include "plume/grid.h"
#include "quench/plume.h"

/* The boundary layer over one kind of ground. Rural, or one urban area. */
struct qn_layer {
    double zi_m; /* mixing height the plumes see */
    double ustar_m_s, obukhov_m;
    struct qn_profile profile;
    bool urban_stable; /* urban effects are on in this hour (night or morning transition): for urban
                          layers */
};

struct qn_met {
    enum qn_plume_hour_state state;
    bool zero; /* a valid hour whose mixing height is not positive: all results are zero */
    int year, month, day, hour;
    int season;                  /* 1 winter, 2 spring, 3 summer, 4 autumn (by month) */
    int weekday;                 /* 1 Monday ... 7 Sunday */
    bool stable;                 /* L > 0 */
    double zi_conv_m, zi_mech_m; /* after checks: capped at 4000, at least 1 */
    double wstar_m_s;
    double z0_m, theta_star_K, heat_W_m2, bowen, albedo;
    double uref_m_s, wdref_deg, uref_height_m;
    double temp_K; /* at the reference height, as read */
    double temp_height_m;
    double u_avg_m_s, sw_avg_m_s, sv_avg_m_s; /* means over the mixed layer */
    double pt_at_zi_K;                        /* theta at zi */
    double dtheta_dz_zi_K_m;                  /* above zi, clipped to .005-.1 as AERMOD does */
    double wdir_deg[QN_GRID_LEVELS];          /* wind direction at the grid's levels */
    double rho_kg_m3[QN_GRID_LEVELS];
    double precip_mm_h, rh_pct, pressure_hPa, cloud_tenths;
    int precip_code;
    int stability; /* Pasquill-Gifford class 1-6 from L and z0 (LTOPG), used by areas and deposition
                    */
    bool vector_winds;
    struct qn_layer rural;
    struct qn_layer *urban; /* [urbans], points into caller's storage; NULL without */
};

/* The facts of an hour that the next hour needs (the urban morning transition), computed without
 * its profiles so that hours can be prepared in any order. */
struct qn_met_before {
    bool known;
    bool stable;
    double obukhov_m;
};

/* Prepares hour `index` of the weather. met->urban must point to `urbans` layers.
 * Returned  met, all fields; state says calm or missing (then only the date fields count).
 * Method    AERMOD 24142: METEXT and what it calls (dates aside); EPA-454/R-03-004 section 4
 * Errors    none: what cannot be used is a missing hour, by AERMOD's rules */
void qn_met_prepare(const struct qn_plume_options *options, const struct qn_plume_urban *urban,
                    size_t urbans, const struct qn_plume_hour *weather, size_t hours, size_t index,
                    struct qn_met *met);

#endif
