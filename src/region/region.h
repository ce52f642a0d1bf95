/* The region in memory: the newest record of everything, read from the store. */
#ifndef QN_REGION_REGION_H
#define QN_REGION_REGION_H

#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "region/tables.h"
#include "store/store.h"

enum qn_basis { /* better first */
                QN_BASIS_MEASURED,
                QN_BASIS_PERMIT,
                QN_BASIS_PUBLISHED,
                QN_BASIS_FACTOR,
                QN_BASIS_ASSUMED,
                QN_BASIS_COUNT,
                QN_BASIS_NONE = QN_BASIS_COUNT, /* no value */
};

enum qn_kind {
    QN_KIND_COKE_OVEN,
    QN_KIND_SEMI_COKE_OVEN,
    QN_KIND_SINTER_MACHINE,
    QN_KIND_SHAFT_PELLET_FURNACE,
    QN_KIND_PELLET_LINE,
    QN_KIND_BLAST_FURNACE,
    QN_KIND_CONVERTER,
    QN_KIND_ELECTRIC_ARC_FURNACE,
    QN_KIND_INDUCTION_FURNACE,
    QN_KIND_OPEN_HEARTH,
    QN_KIND_DRI_FURNACE,
    QN_KIND_HOT_STRIP_MILL,
    QN_KIND_GALVANIZING_LINE,
    QN_KIND_COLOUR_COATING_LINE,
    QN_KIND_LIME_KILN,
    QN_KIND_POWER_BOILER,
    QN_KIND_OTHER,
    QN_KIND_UNKNOWN,
    QN_KIND_COUNT
};

enum qn_state {
    QN_STATE_PLANNED,
    QN_STATE_UNDER_CONSTRUCTION,
    QN_STATE_OPERATING,
    QN_STATE_IDLE,
    QN_STATE_STOPPED,
    QN_STATE_DISMANTLED,
    QN_STATE_CANCELLED,
    QN_STATE_UNKNOWN,
    QN_STATE_COUNT
};

enum qn_variant {
    QN_VARIANT_TOP_CHARGED,
    QN_VARIANT_STAMP_CHARGED,
    QN_VARIANT_HEAT_RECOVERY,
    QN_VARIANT_INDIGENOUS,
    QN_VARIANT_BELT,
    QN_VARIANT_STEP,
    QN_VARIANT_FERROALLOY_ORE,
    QN_VARIANT_CAST_IRON,
    QN_VARIANT_IRONMAKING,
    QN_VARIANT_FERROALLOY,
    QN_VARIANT_CAST_PIPE,
    QN_VARIANT_CARBON_STEEL,
    QN_VARIANT_ALLOY_STEEL,
    QN_VARIANT_MACHINE_CASTING,
    QN_VARIANT_STEELMAKING,
    QN_VARIANT_SPECIAL_STEEL,
    QN_VARIANT_HOT_DIP,
    QN_VARIANT_COUNT,
    QN_VARIANT_UNKNOWN = QN_VARIANT_COUNT,
};

/* Where a row came from: shown wherever one of its values is shown. */
struct qn_prov {
    int64_t seq, run;
    const char *file; /* input file; never NULL */
    int64_t line;
    enum qn_basis basis;
    const char *source; /* as written: an id of sources.csv, or text; never NULL */
    const char *note;   /* never NULL, may be "" */
};

/* One quantity: NaN where unknown. prov is that of the row (or of the values.csv row) it is from;
 * NULL only where the value is NaN. Booleans are 1 and 0. Text-valued parameters set `value` to
 * the enum's number. */
struct qn_qty {
    double value;
    const struct qn_prov *prov;
};

/* Numeric and yes/no parameters of an installation, named as the columns are. */
#define QN_PARAMS(X)                                                                               \
    X(CAPACITY, capacity_t_a)                                                                      \
    X(OUTPUT, output_t_a)                                                                          \
    X(OPERATING_H, operating_h_a)                                                                  \
    X(CHAMBER_HEIGHT, chamber_height_m)                                                            \
    X(STAMPED_CAKE_VOLUME, stamped_cake_volume_m3)                                                 \
    X(CHAMBERS, chambers)                                                                          \
    X(EFFECTIVE_VOLUME, effective_volume_m3)                                                       \
    X(NOMINAL_CAPACITY, nominal_capacity_t)                                                        \
    X(AREA, area_m2)                                                                               \
    X(STRIP_WIDTH, strip_width_mm)                                                                 \
    X(ENERGY, energy_kgce_t)                                                                       \
    X(NEW_WATER, new_water_m3_t)                                                                   \
    X(HAS_CDQ, has_cdq)                                                                            \
    X(HAS_CHARGING_DEDUSTING, has_charging_dedusting)                                              \
    X(HAS_PUSHING_DEDUSTING, has_pushing_dedusting)                                                \
    X(HAS_GAS_TAR_RECOVERY, has_gas_tar_recovery)                                                  \
    X(HAS_PCI, has_pci)                                                                            \
    X(HAS_DEDUSTING, has_dedusting)                                                                \
    X(HAS_TRT, has_trt)                                                                            \
    X(HAS_GAS_RECOVERY, has_gas_recovery)                                                          \
    X(HAS_FUME_RECOVERY, has_fume_recovery)                                                        \
    X(MEETS_MANDATORY_STANDARDS, meets_mandatory_standards)

enum qn_param {
#define X(name, column) QN_PARAM_##name,
    QN_PARAMS(X)
#undef X
        QN_PARAM_COUNT
};
extern const char *const qn_param_names[QN_PARAM_COUNT]; /* column names */

struct qn_source {
    struct qn_prov prov;
    const char *id, *title, *url, *conf_level, *note;
    struct qn_date published_on;
};

struct qn_jurisdiction {
    struct qn_prov prov;
    const char *id, *name_zh, *name_en, *level, *division_code, *outline_wkt;
    int32_t parent; /* index, -1 none */
    struct qn_qty population_persons, area_km2;
    int population_year; /* 0 unknown */
};

struct qn_enterprise {
    struct qn_prov prov;
    const char *id, *name_zh, *name_en, *short_zh, *short_en, *uscc, *country, *province, *sector,
        *industry_code, *exit_scope, *exit_part_zh, *exit_part_en, *url; /* "" if empty */
    int32_t jurisdiction;                                                /* -1 unknown */
    struct qn_qty lon_deg, lat_deg, coke_capacity_t_a, steel_capacity_t_a, iron_capacity_t_a,
        staff_persons;
    struct qn_date founded_on;
    int32_t first_installation, n_installations; /* installations are grouped by enterprise */
};

struct qn_enterprise_event {
    struct qn_prov prov;
    const char *id, *kind, *former_name_zh, *former_name_en;
    int32_t enterprise, other; /* other -1 none */
    struct qn_date on_date;
    double from_lon_deg, from_lat_deg;
};

struct qn_installation {
    struct qn_prov prov;
    const char *id, *name_zh, *name_en, *exemption_claimed, *exit_scope; /* "" if empty */
    int32_t enterprise;
    enum qn_kind kind;
    enum qn_variant variant;
    const struct qn_prov *variant_prov;
    enum qn_state state; /* the row's; see qn_installation_state_on */
    struct qn_date state_since, built_on;
    int units, output_year; /* 0 unknown */
    struct qn_qty param[QN_PARAM_COUNT];
};

struct qn_installation_state {
    struct qn_prov prov;
    int32_t installation;
    enum qn_state state;
    struct qn_date since;
};

struct qn_outlet {
    struct qn_prov prov;
    const char *id, *kind, *process, *name_zh, *name_en, *permit_outlet_code, *device_mn;
    int32_t enterprise, installation; /* installation -1 none */
    struct qn_qty lon_deg, lat_deg, base_elevation_m, height_m, diameter_m, exit_temp_C,
        exit_velocity_m_s, length_m, width_m, angle_deg, sigma_z0_m, building_height_m,
        building_length_m, building_width_m;
};

/* A data logger or meter. What is secret of it stays in the store: see watch/register.h. */
struct qn_device {
    struct qn_prov prov;
    const char *mn, *hj212_version, *units; /* "" if empty */
    int32_t outlet, installation;           /* -1 none */
    int rtd_interval_s, min_interval_min;   /* 0 unknown */
    int wet_scrubber;                       /* 1, 0, -1 unsaid */
};

struct qn_emission {
    struct qn_prov prov;
    const char *id, *pollutant, *factor_id;
    int32_t outlet;
    int year;
    struct qn_qty emission_t_a, factor_kg_t;
};

struct qn_station {
    struct qn_prov prov;
    const char *id, *name_zh, *name_en, *role;
    int32_t jurisdiction;
    double lon_deg, lat_deg, elevation_m, inlet_height_m;
    struct qn_date active_from, active_to;
};

struct qn_population_cell {
    struct qn_prov prov;
    const char *id;
    int32_t jurisdiction;
    double lon_deg, lat_deg, elevation_m, population_persons;
};

struct qn_evidence {
    struct qn_prov prov;
    const char *id, *kind, *title_zh, *title_en, *file, *url, *sha256;
    struct qn_date dated_on;
    int32_t enterprise, installation;
};

struct qn_indicator {
    struct qn_prov prov;
    const char *id, *period, *metric_zh, *metric_en, *unit_zh, *unit_en, *statement_zh,
        *statement_en;
    int32_t jurisdiction;
    struct qn_date known_on;
    double value;
    int usable_as_baseline; /* 1, 0, -1 unsaid */
};

struct qn_event {
    struct qn_prov prov;
    const char *id, *kind, *text_zh, *text_en, *responsible_zh, *responsible_en;
    int32_t jurisdiction, enterprise, installation;
    struct qn_date on_date, due_on, done_on;
};

struct qn_region {
    struct qn_arena arena;
    /* settings of region.yaml; "" or 0 or NaN where not given */
    const char *name_zh, *name_en, *title_zh, *title_en, *notice_zh, *notice_en, *division_code;
    struct qn_date decision_date;
    int fictional; /* 1: every page says so */
    double west_deg, south_deg, east_deg, north_deg;
    struct qn_date latest_date; /* latest date met in the inputs, if any */

    struct qn_source *source;
    struct qn_jurisdiction *jurisdiction;
    struct qn_enterprise *enterprise;
    struct qn_enterprise_event *enterprise_event;
    struct qn_installation *installation;             /* ordered by enterprise, then file order */
    struct qn_installation_state *installation_state; /* by installation, then file order */
    struct qn_outlet *outlet;
    struct qn_device *device;
    struct qn_emission *emission;
    struct qn_station *station;
    struct qn_population_cell *cell;
    struct qn_evidence *evidence;
    struct qn_indicator *indicator;
    struct qn_event *event;
    int32_t n_source, n_jurisdiction, n_enterprise, n_enterprise_event, n_installation,
        n_installation_state, n_outlet, n_device, n_emission, n_station, n_cell, n_evidence,
        n_indicator, n_event;
    int32_t *source_by_id; /* places of `source` in order of id, for qn_region_source */
};

/* Read everything from the store. Release also after an error. */
QN_MUST_USE enum qn_status qn_region_load(struct qn_store *store, struct qn_region *out,
                                          struct qn_err *err);
void qn_region_release(struct qn_region *r);

/* State on a day: the last of installation_states.csv and of the row's own state/state_since that
 * began on or before `on` (a partial date counts from its last possible day). *prov says where it
 * is from. A row's state without a date counts as since for ever. UNKNOWN where the first known
 * state began later. */
enum qn_state qn_installation_state_on(const struct qn_region *r, int32_t installation,
                                       struct qn_date on, struct qn_date *since,
                                       const struct qn_prov **prov);
/* The row of sources.csv that prov->source names, or NULL. */
const struct qn_source *qn_region_source(const struct qn_region *r, const char *source);
/* True where jurisdiction j is `whole` or lies in it. */
int qn_jurisdiction_within(const struct qn_region *r, int32_t j, int32_t whole);

#endif
