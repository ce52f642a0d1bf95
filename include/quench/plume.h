/* The quench plume engine: AERMOD's formulation (EPA-454/R-03-004 and later, version 24142), as a
 * library.
 *
 * A model holds options, sources, receptors and weather. A run goes over a block of hours and hands
 * each hour's results, [type][source][receptor], to a callback, in order of hours whatever the
 * number of threads, so no cube over the hours is ever in memory. Nothing is global: two models may
 * run at once. Units are SI but for names that say otherwise. Same input, same bytes, whatever the
 * number of threads. */
#ifndef QUENCH_PLUME_H
#define QUENCH_PLUME_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QN_PLUME_SECTORS 36    /* wind sectors of 10 degrees, 10 to 360, of building dimensions */
#define QN_PLUME_ID_CAP 13     /* a source's name: 12 characters and the end */
#define QN_PLUME_TYPE_CAP 4    /* kinds of result a run can carry at once */
#define QN_PLUME_LEVELS_CAP 50 /* levels of an observed profile */

enum qn_plume_kind {
    QN_PLUME_POINT,
    QN_PLUME_POINTCAP, /* capped stack */
    QN_PLUME_POINTHOR, /* horizontal release */
    QN_PLUME_VOLUME,
    QN_PLUME_AREA, /* rectangle */
    QN_PLUME_AREAPOLY,
    QN_PLUME_AREACIRC,
    QN_PLUME_LINE,
    QN_PLUME_OPENPIT
};

/* What a result is; a run carries the ones asked for, in this order. */
enum qn_plume_output {
    QN_PLUME_CONC = 1,  /* concentration: ug/m3 from g/s */
    QN_PLUME_DEPOS = 2, /* total deposition: g/m2 from g/s, per hour */
    QN_PLUME_DDEP = 4,  /* dry deposition */
    QN_PLUME_WDEP = 8   /* wet deposition */
};

/* How emission varies: factors indexed by hour, month, season (1 = winter: Dec-Feb), day of week or
 * wind. Of several, the hour goes fastest, then the season or month, then the day. */
enum qn_plume_variation {
    QN_PLUME_CONSTANT,
    QN_PLUME_SEASON,  /*    4 */
    QN_PLUME_MONTH,   /*   12 */
    QN_PLUME_HROFDY,  /*   24 */
    QN_PLUME_WSPEED,  /*    6 */
    QN_PLUME_SEASHR,  /*   96: season, hour */
    QN_PLUME_HRDOW,   /*   72: weekday Saturday Sunday, hour */
    QN_PLUME_HRDOW7,  /*  168: Monday ... Sunday, hour */
    QN_PLUME_SHRDOW,  /*  288: weekday/Saturday/Sunday, season, hour */
    QN_PLUME_SHRDOW7, /*  672: Monday ... Sunday, season, hour */
    QN_PLUME_MHRDOW,  /*  864: weekday/Saturday/Sunday, month, hour */
    QN_PLUME_MHRDOW7  /* 2016: Monday ... Sunday, month, hour */
};

/* Building dimensions by flow sector: [0] is flow towards 10 degrees. A sector without a building
 * is zero. */
struct qn_plume_building {
    double height_m[QN_PLUME_SECTORS];
    double width_m[QN_PLUME_SECTORS];
    double length_m[QN_PLUME_SECTORS];
    double xadj_m[QN_PLUME_SECTORS]; /* stack to centre of the upwind face, along the flow */
    double yadj_m[QN_PLUME_SECTORS]; /* and across it */
};

/* Particles of method 1: classes; of method 2: fine fraction and mass mean diameter. */
struct qn_plume_particles {
    int method;   /* 1 or 2 */
    size_t count; /* classes (method 1) */
    const double *diameter_um;
    const double *mass_fraction; /* sums to 1 */
    const double *density_g_cm3;
    double fine_fraction; /* method 2, [0, 1] */
    double mean_diameter_um;
};

struct qn_plume_gas {
    double diffusivity_air_cm2_s;
    double diffusivity_water_cm2_s;
    double cuticular_s_cm; /* leaf lipid resistance, as the deck has it */
    double henry_Pa_m3_mol;
};

struct qn_plume_source {
    char id[QN_PLUME_ID_CAP];
    enum qn_plume_kind kind;
    bool flat;   /* terrain is ignored for this source */
    bool hourly; /* emission comes from the run's hourly callback */
    int urban;   /* index of the urban area, -1 for rural */
    double x_m, y_m, base_m;
    double emission; /* points, volumes: g/s; areas, lines, pits: g/(s m2) */
    double height_m; /* release height above the base */
    double temp_K;   /* points: > 0; 0 means the air's; < 0 means the air's plus |temp_K| */
    double velocity_m_s, diameter_m; /* points */
    double sigma_y0_m, sigma_z0_m;   /* volumes: both; areas: sigma_z0_m */
    double length_x_m, length_y_m,
        angle_deg;              /* AREA, OPENPIT: sides and clockwise turn from north */
    double radius_m;            /* AREACIRC */
    double x2_m, y2_m, width_m; /* LINE: the other end and the width */
    double pit_volume_m3;       /* OPENPIT */
    size_t vertices; /* AREAPOLY: number of vertices; AREACIRC: wanted number, 0 for 20 */
    const double *vertex_x_m,
        *vertex_y_m; /* AREAPOLY: clockwise or not, first not repeated; [0] is x_m, y_m */
    const struct qn_plume_building *building;   /* NULL without */
    const struct qn_plume_particles *particles; /* NULL without */
    const struct qn_plume_gas *gas;             /* NULL without */
    enum qn_plume_variation variation;
    const double *factor; /* as many as variation says, NULL if constant */
};

struct qn_plume_receptor {
    double x_m, y_m;
    double elev_m; /* ground */
    double hill_m; /* height scale of the terrain that matters for it, absolute */
    double flag_m; /* above ground */
};

struct qn_plume_urban {
    double population;
    double z0_m; /* urban roughness, 1.0 by default */
};

/* One hour of a surface file and the profile's levels of the same hour, as measured: the engine
 * derives the rest. Missing values as in AERMET's files (-999 and the like) are recognised as
 * AERMOD recognises them. */
struct qn_plume_level {
    double height_m;
    bool top;
    double wdir_deg, wspd_m_s, temp_C, sigma_a_deg, sigma_w_m_s;
};
struct qn_plume_hour {
    int year, month, day, hour; /* 4 digits; 1-24, ending hour, local standard time */
    double heat_W_m2, ustar_m_s, wstar_m_s, dtheta_dz_K_m, zi_conv_m, zi_mech_m, obukhov_m;
    double z0_m, bowen, albedo;
    double wspd_m_s, wdir_deg, wspd_height_m, temp_K, temp_height_m;
    int precip_code;
    double precip_mm, rh_pct, pressure_hPa;
    int cloud_tenths;
    bool adjusted_ustar;  /* ADJ_U* in the surface file's header */
    bool bulk_richardson; /* BULKRN there: the other theta* of adjusted hours without a gradient */
    bool vector_winds;    /* VECTORWS */
    bool substituted;     /* calm processing facts of the file (for reports only) */
    size_t levels;
    const struct qn_plume_level *level; /* rising heights */
};

struct qn_plume_options {
    unsigned outputs;         /* set of enum qn_plume_output; QN_PLUME_CONC by default */
    bool flat;                /* no terrain at all (MODELOPT FLAT) */
    bool dfault;              /* regulatory default */
    bool no_stack_tip;        /* NOSTD */
    bool no_urban_transition; /* NOURBTRAN */
    bool no_checks;           /* NOCHKD: dates of the weather are not checked (by readers) */
    bool vector_winds;        /* VECTORWS */
    bool screen;              /* SCREEN: receptors at the plume's centre line */
    bool fast_area, fast_all; /* FASTAREA, FASTALL */
    bool dry_depletion, wet_depletion; /* on by default where deposition needs them */
    bool area_dry_depletion;           /* AREADPLT */
    bool romberg_depletion; /* ROMBERG: dry depletion by Romberg's rule, not two points */
    bool no_turbulence_stable, no_turbulence_convective; /* NOTURB, NOTURBST, NOTURBCO */
    bool no_sigma_v_stable, no_sigma_v_convective;       /* NOSA, NOSAST, NOSACO */
    bool no_sigma_w_stable, no_sigma_w_convective;       /* NOSW, NOSWST, NOSWCO */
    double max_distance_m; /* receptors beyond get nothing; 1e20 by default, 80 km with FAST* */
    double sigma_v_min_m_s, wind_min_m_s,
        sigma_w_min_m_s;             /* .2, .2828, .02 by default (LOW_WIND) */
    double meander_min, meander_max; /* bounds of the random fraction: 0, 1 */
    double meander_hours;            /* time scale of meander: 24 */
    bool momentum_balance;           /* PBAL */
    bool so2;                        /* POLLUTID SO2: default half-life in urban areas */
    double decay_per_s;              /* exponential decay, 0 by default */
    bool decay_given;                /* HALFLIFE or DCAYCOEF was given */
    double profile_base_m;           /* PROFBASE: for potential temperature */
    double latitude_deg; /* of the site (for the hour of sunrise); from the surface file */
    double gas_deposition_velocity_m_s;                /* GASDEPVD, 0 without */
    double gas_reactivity, gas_fseason2, gas_fseason5; /* GASDEPDF: 0, .5, .25 */
    int season[12];                 /* GDSEASON: 1-5 by month, 0 when not given */
    int land_use[QN_PLUME_SECTORS]; /* GDLANUSE: 1-9 by sector, 0 when not given */
    double wind_category_m_s[5];    /* WINDCATS: 1.54 3.09 5.14 8.23 10.8 */
    double
        emission_factor[QN_PLUME_TYPE_CAP]; /* of each output in order: 1e6 conc, 3600 deposition */
    double wind_rotation_deg;               /* WDROTATE: subtracted from wind directions */
};

/* Sets every field to AERMOD's default. */
void qn_plume_options_init(struct qn_plume_options *options);

/* Emission of one source in one hour, for sources with `hourly`. */
struct qn_plume_release {
    double emission;                         /* as in the source; 0 for none */
    double temp_K, velocity_m_s;             /* points */
    double height_m, sigma_y0_m, sigma_z0_m; /* volumes and areas, where the file gives them */
    bool has_dimensions;
};

/* What became of an hour. */
enum qn_plume_hour_state { QN_PLUME_HOUR_VALID, QN_PLUME_HOUR_CALM, QN_PLUME_HOUR_MISSING };

/* Results of one hour. value[((type * sources) + s) * receptors + r]; the outputs asked for count
 * the types. Calm and missing hours come with value NULL. Valid until the callback returns. */
struct qn_plume_block {
    size_t hour; /* index in the weather */
    const struct qn_plume_hour *weather;
    enum qn_plume_hour_state state;
    size_t types, sources, receptors;
    size_t first_receptor; /* of the model; a block may hold a part of the receptors */
    const double *value;
    const unsigned char
        *active; /* [sources]: 0 where the source gave nothing in this hour (row all zero) */
};

enum qn_plume_status {
    QN_PLUME_OK = 0,
    QN_PLUME_E_INPUT, /* an option, source, receptor or hour is refused: see message */
    QN_PLUME_E_NOMEM,
    QN_PLUME_E_CANCELLED,
    QN_PLUME_E_NUMERIC /* a result that is not finite: see message */
};

struct qn_plume_error {
    enum qn_plume_status code;
    char where[256]; /* "source S1", "receptor 12", "hour 1999-01-02 03" */
    char zh[768], en[768];
};

struct qn_plume_run {
    size_t first_hour, hours; /* block of the weather; hours 0 means to the end */
    unsigned threads;         /* 0: one per processor */
    size_t receptor_block;    /* receptors per block, rounded up to a multiple of 512; 0: chosen */
    /* Called in order of hours (and of receptor blocks within the hour), in the thread that called
     * qn_plume_go; false stops. */
    bool (*block)(void *user, const struct qn_plume_block *block);
    /* Called at most ten times a second, in the thread that called qn_plume_go; false stops the
     * run. May be NULL. */
    bool (*progress)(void *user, size_t hours_done, size_t hours_total);
    /* Called for sources with `hourly`, from any thread: false leaves the source's own values. May
     * be NULL. */
    bool (*hourly)(void *user, size_t hour, size_t source, struct qn_plume_release *release);
    void *user;
    const unsigned char *hour_mask; /* [hours of the weather]: hours with 0 are left out; or NULL */
    const char *isa;                /* "sse2", "avx2", "avx512"; NULL: the best there is */
};

struct qn_plume_facts {
    size_t hours, calm_hours, missing_hours;
    unsigned long long evaluations; /* source x receptor x hour of valid hours with emission */
    unsigned threads;
    const char *isa; /* "sse2", "avx2", "avx512" */
};

struct qn_plume;

/* A model of its own copies: the arguments may go away after the call, but for the weather, which
 * must stay. Errors: QN_PLUME_E_INPUT names the first bad source, receptor or option; *model is
 * then untouched. */
enum qn_plume_status qn_plume_new(const struct qn_plume_options *options,
                                  const struct qn_plume_urban *urban, size_t urbans,
                                  const struct qn_plume_source *source, size_t sources,
                                  const struct qn_plume_receptor *receptor, size_t receptors,
                                  const struct qn_plume_hour *weather, size_t hours,
                                  struct qn_plume **model, struct qn_plume_error *error);
void qn_plume_free(struct qn_plume *model);

/* Runs; facts may be NULL. Threads of the caller's own may run the same model at once. */
enum qn_plume_status qn_plume_go(const struct qn_plume *model, const struct qn_plume_run *run,
                                 struct qn_plume_facts *facts, struct qn_plume_error *error);

/* Number of factors a variation takes; 0 for constant. */
size_t qn_plume_variation_count(enum qn_plume_variation variation);

#ifdef __cplusplus
}
#endif
#endif
