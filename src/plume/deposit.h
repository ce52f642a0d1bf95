/* Deposition: settling, dry and wet deposition of particles and gases, and what they take from the
 * plume. One struct per model (what does not change from hour to hour), one per source and hour. */
#ifndef QN_PLUME_DEPOSIT_H
#define QN_PLUME_DEPOSIT_H

#include "base/arena.h"
#include "plume/local.h"

/* A size class of particles, as the deck has it. */
struct qn_particle {
    double diameter_um, mass_fraction, density_g_cm3;
    double slip;       /* Cunningham's correction [-] */
    double vg_m_s;     /* gravitational settling velocity */
    double stopping_s; /* stopping time */
};

/* Slip correction, settling velocity and stopping time of a class.
 *
 * Given     p->diameter_um, p->density_g_cm3   [um, > 0], [g/cm3, >= 0]
 * Returned  p->slip, p->vg_m_s, p->stopping_s
 * Method    AERMOD 24142: VDP1; AERMOD Deposition Algorithms, Science Document (EPA 2004): Stokes'
 * law in air of 1.81e-4 g/(cm s) and 1.2e-3 g/cm3, mean free path 6.5e-6 cm; lighter than air does
 * not settle Errors    none Check     5 um, 1.5 g/cm3 -> 0.00116465741 m/s (recorded from AERMOD
 * 24142)
 */
void qn_particle_settle(struct qn_particle *p);

struct qn_deposit_source {
    bool particles, gas;
    int method;                /* 1 or 2 */
    size_t count;              /* classes */
    struct qn_particle *class; /* NULL for gases */
    double fine_fraction;      /* method 2 */
    double settling_left_m_s;  /* gases: the settling velocity that AERMOD has left from the last
                                  class of the source before, and uses in dry depletion */
};

/* Weather of one hour as only deposition uses it; some of it depends on all hours before. */
struct qn_deposit_hour {
    double sky_W_m2;       /* solar irradiance; 0 in stable hours */
    double saturation_kPa; /* vapour pressure at saturation at the reference temperature */
    double wetness;        /* soil's water over what it holds [.01, 1] */
    double rain3_mm;       /* precipitation of this and the two hours before */
};

struct qn_deposits {
    bool any; /* some source settles or deposits */
    bool particles, dry_gas, wet_gas, user_velocity, dry_depletion, wet_depletion;
    const struct qn_plume_options *options;
    const struct qn_plume_source *source;
    size_t sources, classes_max;
    struct qn_deposit_source *of; /* [sources] */
    struct qn_deposit_hour *hour; /* [hours]; NULL unless gases need it */
};

/* What a model's deposition is: to be made once, from what the model holds. All memory is the
 * arena's; options, sources and weather must outlive it.
 * Errors: QN_E_NOMEM. */
enum qn_status qn_deposits_init(struct qn_deposits *m, const struct qn_plume_options *options,
                                const struct qn_plume_source *source, size_t sources,
                                const struct qn_plume_hour *weather, size_t hours,
                                struct qn_arena *arena, struct qn_err *err) QN_MUST_USE;

/* One class of one source in one hour; a gas is one class that does not settle. */
struct qn_deposit_class {
    double vg;       /* settling velocity [m/s] */
    double vg_left;  /* the one that dry depletion uses; particles: vg */
    double vd;       /* deposition velocity [m/s] */
    double fraction; /* of the emission */
    double scavenge; /* scavenging ratio [1/s] */
    double wet; /* wet flux [1/s]: of what is left in the column per unit of horizontal density */
};

struct qn_deposit {
    bool dry_depletion, wet_depletion, romberg, area_once;
    double z_ref_m; /* where dry deposition takes place: z0 + 1 */
    double depth_m; /* of the layer that rain washes out */
    size_t count;
    struct qn_deposit_class *class;
};

/* Room for one source-hour. NULL when out of memory. */
struct qn_deposit *qn_deposit_new(const struct qn_deposits *m);
void qn_deposit_free(struct qn_deposit *d);

/* Sets d and l->deposit (NULL if the source neither settles nor deposits) for source index and
 * hour index; after qn_local_stack or qn_local_surface.
 *
 * Method    AERMOD 24142: VDP (Wesely-type resistances), SCAVRAT, and the depth of the washed
 *           layer in PCALC, VCALC, ACALC, OCALC; AERMOD Deposition Algorithms, Science Document
 * (EPA 2004) Errors    none
 */
void qn_deposit_set(const struct qn_deposits *m, size_t index, size_t hour, struct qn_local *l,
                    struct qn_deposit *d);

/* Class fractions of an open pit: what escapes of each, made to sum to one.
 *
 * Given     wind10_m_s   wind at 10 m [m/s, > 0]
 * Returned  fraction[]   of d's classes, changed; the factor for the emission: what escapes of all
 * Method    AERMOD 24142: ESCAPE, ADJEMI, AMFRAC: 1 / (1 + vg / (.029 u10)) per class
 * Errors    none; a source without particles gives 1
 */
double qn_deposit_escape(struct qn_deposit *d, bool particles, double wind10_m_s);

/* Decay coefficient of a source [1/s].
 *
 * Method    AERMOD 24142: DECAY: SO2 in urban areas decays by 4.81e-5 unless the deck says
 *           otherwise (and in the regulatory default), rural SO2 and everything in the regulatory
 *           default does not; anything else as the deck says
 */
double qn_decay_per_s(const struct qn_plume_options *options, bool any_urban, bool urban_source);

#endif
