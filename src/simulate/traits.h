/* What a device's plant and instruments are like: drawn once from the seed and the device. */
#ifndef QN_SIMULATE_TRAITS_H
#define QN_SIMULATE_TRAITS_H

#include "simulate/chance.h"
#include "simulate/fleet.h"

#define QN_HOUR_MS ((int64_t)3600000)
#define QN_DAY_MS ((int64_t)86400000)
#define QN_CIVIL_OFFSET_MS ((int64_t)8 * 3600000) /* +08:00 */

/* What is measured. */
enum qn_sim_channel {
    QN_CH_FLOW,
    QN_CH_VELOCITY,
    QN_CH_TEMP,
    QN_CH_PRESSURE,
    QN_CH_HUMIDITY,
    QN_CH_O2,
    QN_CH_SO2,
    QN_CH_NOX,
    QN_CH_DUST,
    QN_CH_FAN,     /* current of the induced-draught fan */
    QN_CH_PUMP,    /* current of the slurry pump of a wet scrubber */
    QN_CH_FURNACE, /* temperature inside */
    QN_CH_LOAD,    /* as the plant's control system tells it */
    QN_CH_POWER,   /* of production */
    QN_CH_TREAT,   /* of treatment: fans, pumps */
    QN_CH_CHARGES,
    QN_CH_PUSHES,
    QN_CH_HEATING, /* heating gas of a coke oven */
    QN_CH_COUNT
};

/* Ranges a kind of installation is drawn from. */
struct qn_sim_range {
    double lo, hi;
};
struct qn_sim_kind {
    const char *name;
    struct qn_sim_range o2_pct, temp_C, humidity_pct, velocity_m_s;
    struct qn_sim_range so2_mg_m3, nox_mg_m3, dust_mg_m3; /* behind the treatment */
    struct qn_sim_range mass_h;    /* time constant of furnace and masonry, cooling */
    struct qn_sim_range quick_pct; /* share of the flue's heat that goes with the gas */
    struct qn_sim_range furnace_C; /* 0: not sent */
    double chimney_m_s;            /* natural draught at full heat without a fan */
    bool draught_only;             /* no fan: gas and chimney make the flow */
    bool gases;                    /* O2, SO2, NOx are measured; else dust only */
    bool batches;                  /* heats: power goes up and down within the hour */
    bool wet;                      /* may have a wet scrubber */
};
/* Never NULL: kinds that are not simulated apart behave like "other". */
const struct qn_sim_kind *qn_sim_kind_of(const char *name);
bool qn_sim_kind_known(const char *name);
const struct qn_sim_kind *qn_sim_kind_at(size_t i); /* NULL past the last */

enum qn_sim_marks {
    QN_MARKS_ALL,  /* Flag=F on every factor */
    QN_MARKS_GAS,  /* Flag=F on the gases and the flow */
    QN_MARKS_WORD, /* Flag=N, ST=45 says F (2025) */
    QN_MARKS_BOTH, /* ST=45 and Flag=F (2025) */
    QN_MARKS_NONE  /* none: only the register says it (honest stops only) */
};

struct qn_sim_traits {
    const struct qn_sim_kind *kind;
    uint64_t seed, weather; /* of the device; of the region */
    bool has[QN_CH_COUNT];
    bool wet;
    /* plant */
    double o2_pct, o2_slope_pct, temp_C, humidity_pct, velocity_m_s, area_m2;
    double so2_mg_m3, nox_mg_m3, dust_mg_m3;
    double mass_h, quick, furnace_C, furnace_h, slurry_C, slurry_h, ramp_h;
    double chimney_m_s, fan_rated_A, pump_rated_A, power_kW, power_base, treat_kW, treat_base;
    double load, daily, night_sign, step_h, step_depth; /* of production */
    double unrest, swing;                /* of the load within hours; of pollutants */
    double trips_day, care_day, gap_day; /* interruptions, maintenance, silence */
    double charges_h, heating_m3_h;
    /* instruments */
    double o2_bias_pct, o2_noise_pct, temp_bias_C, humidity_bias_pct;
    double pitot_zero_m_s, pitot_noise_m_s, so2_zero, nox_zero, dust_zero, drift, flutter;
    bool clips_negative, flow_m3_h, pressure_Pa;
    int zs_rule; /* 0: as the formula has it; 1: factor at most 4; 2: not converted from 19 % */
    double o2_ref_pct; /* 21: not converted */
    double calibrates_every_h, calibrates_at_h, calibrates_min;
    double blows_every_h, blows_min;
    bool spread;          /* Min and Max are sent */
    bool blank_word;      /* a third condition factor with the unconfirmed word Sr */
    bool load_told_false; /* the control system's load obeys the mark */
    bool own_marks_first; /* a calibration under a stop mark says C, not F */
    enum qn_sim_marks marks;
    double delay_s;  /* of sending */
    size_t part_max; /* [byte] of a CP before it is split */
};

void qn_sim_traits_draw(const struct qn_fleet *f, size_t device, struct qn_sim_traits *out);
/* Air temperature [C] of the region. */
double qn_sim_air_C(uint64_t weather, int64_t t_unix_ms);
/* Hours since midnight at +08:00, [0, 24). */
double qn_sim_hour(int64_t t_unix_ms);
/* Civil day at +08:00, since 1970-01-01. */
int64_t qn_sim_day(int64_t t_unix_ms);

#endif
