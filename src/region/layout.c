/* Which column of which table goes where in the region's structs. */
#include "region/load.h"

#include <string.h>

#define F(S, c, m, h)                                                                              \
    {                                                                                              \
        c, h, offsetof(struct S, m), NULL, 0, QN_TAB_COUNT                                         \
    }
#define TEXT(S, m) F(S, #m, m, QN_F_TEXT)
#define QTY(S, m) F(S, #m, m, QN_F_QTY)
#define NUM(S, m) F(S, #m, m, QN_F_NUM)
#define INT(S, m) F(S, #m, m, QN_F_INT)
#define DATE(S, m) F(S, #m, m, QN_F_DATE)
#define ID(S, c) F(S, c, id, QN_F_TEXT)
#define ENUM(S, m, names, otherwise)                                                               \
    {                                                                                              \
#m, QN_F_ENUM, offsetof(struct S, m), names, otherwise, QN_TAB_COUNT                       \
    }
#define REF(S, c, m, t)                                                                            \
    {                                                                                              \
        c, QN_F_REF, offsetof(struct S, m), NULL, 0, t                                             \
    }
#define NEED(S, c, m, t)                                                                           \
    {                                                                                              \
        c, QN_F_REF_REQUIRED, offsetof(struct S, m), NULL, 0, t                                    \
    }

static const struct qn_field source_fields[] = {
    ID(qn_source, "source_id"),  TEXT(qn_source, title), TEXT(qn_source, url),
    TEXT(qn_source, conf_level), TEXT(qn_source, note),  DATE(qn_source, published_on),
};

static const struct qn_field jurisdiction_fields[] = {
    ID(qn_jurisdiction, "jurisdiction_id"),
    TEXT(qn_jurisdiction, name_zh),
    TEXT(qn_jurisdiction, name_en),
    REF(qn_jurisdiction, "parent_id", parent, QN_TAB_JURISDICTION),
    TEXT(qn_jurisdiction, level),
    TEXT(qn_jurisdiction, division_code),
    QTY(qn_jurisdiction, population_persons),
    INT(qn_jurisdiction, population_year),
    QTY(qn_jurisdiction, area_km2),
    TEXT(qn_jurisdiction, outline_wkt),
};

static const struct qn_field enterprise_fields[] = {
    ID(qn_enterprise, "enterprise_id"),
    TEXT(qn_enterprise, name_zh),
    TEXT(qn_enterprise, name_en),
    TEXT(qn_enterprise, short_zh),
    TEXT(qn_enterprise, short_en),
    TEXT(qn_enterprise, uscc),
    REF(qn_enterprise, "jurisdiction_id", jurisdiction, QN_TAB_JURISDICTION),
    TEXT(qn_enterprise, country),
    TEXT(qn_enterprise, province),
    TEXT(qn_enterprise, sector),
    TEXT(qn_enterprise, industry_code),
    QTY(qn_enterprise, lon_deg),
    QTY(qn_enterprise, lat_deg),
    QTY(qn_enterprise, coke_capacity_t_a),
    QTY(qn_enterprise, steel_capacity_t_a),
    QTY(qn_enterprise, iron_capacity_t_a),
    QTY(qn_enterprise, staff_persons),
    DATE(qn_enterprise, founded_on),
    TEXT(qn_enterprise, exit_scope),
    TEXT(qn_enterprise, exit_part_zh),
    TEXT(qn_enterprise, exit_part_en),
    TEXT(qn_enterprise, url),
};

static const struct qn_field enterprise_event_fields[] = {
    ID(qn_enterprise_event, "enterprise_event_id"),
    NEED(qn_enterprise_event, "enterprise_id", enterprise, QN_TAB_ENTERPRISE),
    DATE(qn_enterprise_event, on_date),
    TEXT(qn_enterprise_event, kind),
    TEXT(qn_enterprise_event, former_name_zh),
    TEXT(qn_enterprise_event, former_name_en),
    REF(qn_enterprise_event, "other_enterprise_id", other, QN_TAB_ENTERPRISE),
    NUM(qn_enterprise_event, from_lon_deg),
    NUM(qn_enterprise_event, from_lat_deg),
};

static const struct qn_field installation_fields[] = {
    ID(qn_installation, "installation_id"),
    NEED(qn_installation, "enterprise_id", enterprise, QN_TAB_ENTERPRISE),
    ENUM(qn_installation, kind, qn_kind_names, QN_KIND_UNKNOWN),
    ENUM(qn_installation, variant, qn_variant_names, QN_VARIANT_UNKNOWN),
    TEXT(qn_installation, name_zh),
    TEXT(qn_installation, name_en),
    INT(qn_installation, units),
    ENUM(qn_installation, state, qn_state_names, QN_STATE_UNKNOWN),
    DATE(qn_installation, state_since),
    DATE(qn_installation, built_on),
    INT(qn_installation, output_year),
    TEXT(qn_installation, exemption_claimed),
    TEXT(qn_installation, exit_scope),
#define X(name, column) F(qn_installation, #column, param[QN_PARAM_##name], QN_F_QTY),
    QN_PARAMS(X)
#undef X
};

static const struct qn_field installation_state_fields[] = {
    NEED(qn_installation_state, "installation_id", installation, QN_TAB_INSTALLATION),
    ENUM(qn_installation_state, state, qn_state_names, QN_STATE_UNKNOWN),
    DATE(qn_installation_state, since),
};

static const struct qn_field outlet_fields[] = {
    ID(qn_outlet, "outlet_id"),
    NEED(qn_outlet, "enterprise_id", enterprise, QN_TAB_ENTERPRISE),
    REF(qn_outlet, "installation_id", installation, QN_TAB_INSTALLATION),
    TEXT(qn_outlet, kind),
    TEXT(qn_outlet, process),
    TEXT(qn_outlet, name_zh),
    TEXT(qn_outlet, name_en),
    TEXT(qn_outlet, permit_outlet_code),
    QTY(qn_outlet, lon_deg),
    QTY(qn_outlet, lat_deg),
    QTY(qn_outlet, base_elevation_m),
    QTY(qn_outlet, height_m),
    QTY(qn_outlet, diameter_m),
    QTY(qn_outlet, exit_temp_C),
    QTY(qn_outlet, exit_velocity_m_s),
    QTY(qn_outlet, length_m),
    QTY(qn_outlet, width_m),
    QTY(qn_outlet, angle_deg),
    QTY(qn_outlet, sigma_z0_m),
    QTY(qn_outlet, building_height_m),
    QTY(qn_outlet, building_length_m),
    QTY(qn_outlet, building_width_m),
    TEXT(qn_outlet, device_mn),
};

static const struct qn_field device_fields[] = {
    F(qn_device, "device_mn", mn, QN_F_TEXT),
    REF(qn_device, "outlet_id", outlet, QN_TAB_OUTLET),
    REF(qn_device, "installation_id", installation, QN_TAB_INSTALLATION),
    TEXT(qn_device, hj212_version),
    TEXT(qn_device, units),
    INT(qn_device, rtd_interval_s),
    INT(qn_device, min_interval_min),
    F(qn_device, "wet_scrubber", wet_scrubber, QN_F_YES),
};

static const struct qn_field emission_fields[] = {
    ID(qn_emission, "emission_id"), NEED(qn_emission, "outlet_id", outlet, QN_TAB_OUTLET),
    TEXT(qn_emission, pollutant),   QTY(qn_emission, emission_t_a),
    INT(qn_emission, year),         QTY(qn_emission, factor_kg_t),
    TEXT(qn_emission, factor_id),
};

static const struct qn_field station_fields[] = {
    ID(qn_station, "station_id"),
    TEXT(qn_station, name_zh),
    TEXT(qn_station, name_en),
    REF(qn_station, "jurisdiction_id", jurisdiction, QN_TAB_JURISDICTION),
    NUM(qn_station, lon_deg),
    NUM(qn_station, lat_deg),
    NUM(qn_station, elevation_m),
    NUM(qn_station, inlet_height_m),
    TEXT(qn_station, role),
    DATE(qn_station, active_from),
    DATE(qn_station, active_to),
};

static const struct qn_field cell_fields[] = {
    ID(qn_population_cell, "cell_id"),
    REF(qn_population_cell, "jurisdiction_id", jurisdiction, QN_TAB_JURISDICTION),
    NUM(qn_population_cell, lon_deg),
    NUM(qn_population_cell, lat_deg),
    NUM(qn_population_cell, elevation_m),
    NUM(qn_population_cell, population_persons),
};

static const struct qn_field evidence_fields[] = {
    ID(qn_evidence, "evidence_id"),
    TEXT(qn_evidence, kind),
    TEXT(qn_evidence, title_zh),
    TEXT(qn_evidence, title_en),
    DATE(qn_evidence, dated_on),
    REF(qn_evidence, "enterprise_id", enterprise, QN_TAB_ENTERPRISE),
    REF(qn_evidence, "installation_id", installation, QN_TAB_INSTALLATION),
    TEXT(qn_evidence, file),
    TEXT(qn_evidence, url),
    TEXT(qn_evidence, sha256),
};

static const struct qn_field indicator_fields[] = {
    ID(qn_indicator, "indicator_id"),
    REF(qn_indicator, "jurisdiction_id", jurisdiction, QN_TAB_JURISDICTION),
    TEXT(qn_indicator, period),
    DATE(qn_indicator, known_on),
    TEXT(qn_indicator, metric_zh),
    TEXT(qn_indicator, metric_en),
    NUM(qn_indicator, value),
    TEXT(qn_indicator, unit_zh),
    TEXT(qn_indicator, unit_en),
    TEXT(qn_indicator, statement_zh),
    TEXT(qn_indicator, statement_en),
    F(qn_indicator, "usable_as_baseline", usable_as_baseline, QN_F_YES),
};

static const struct qn_field event_fields[] = {
    ID(qn_event, "event_id"),
    DATE(qn_event, on_date),
    TEXT(qn_event, kind),
    REF(qn_event, "jurisdiction_id", jurisdiction, QN_TAB_JURISDICTION),
    REF(qn_event, "enterprise_id", enterprise, QN_TAB_ENTERPRISE),
    REF(qn_event, "installation_id", installation, QN_TAB_INSTALLATION),
    TEXT(qn_event, text_zh),
    TEXT(qn_event, text_en),
    TEXT(qn_event, responsible_zh),
    TEXT(qn_event, responsible_en),
    DATE(qn_event, due_on),
    DATE(qn_event, done_on),
};

#define LAYOUT(t, S, m, group)                                                                     \
    {                                                                                              \
        t, sizeof(struct S), offsetof(struct qn_region, m), offsetof(struct qn_region, n_##m),     \
            group, m##_fields, sizeof m##_fields / sizeof m##_fields[0]                            \
    }

const struct qn_layout qn_layouts[] = {
    LAYOUT(QN_TAB_SOURCE, qn_source, source, 0),
    LAYOUT(QN_TAB_JURISDICTION, qn_jurisdiction, jurisdiction, 0),
    LAYOUT(QN_TAB_ENTERPRISE, qn_enterprise, enterprise, 0),
    LAYOUT(QN_TAB_ENTERPRISE_EVENT, qn_enterprise_event, enterprise_event, 0),
    LAYOUT(QN_TAB_INSTALLATION, qn_installation, installation,
           offsetof(struct qn_installation, enterprise)),
    LAYOUT(QN_TAB_INSTALLATION_STATE, qn_installation_state, installation_state,
           offsetof(struct qn_installation_state, installation)),
    LAYOUT(QN_TAB_OUTLET, qn_outlet, outlet, 0),
    LAYOUT(QN_TAB_DEVICE, qn_device, device, 0),
    LAYOUT(QN_TAB_EMISSION, qn_emission, emission, 0),
    LAYOUT(QN_TAB_STATION, qn_station, station, 0),
    LAYOUT(QN_TAB_POPULATION, qn_population_cell, cell, 0),
    LAYOUT(QN_TAB_EVIDENCE, qn_evidence, evidence, 0),
    LAYOUT(QN_TAB_INDICATOR, qn_indicator, indicator, 0),
    LAYOUT(QN_TAB_EVENT, qn_event, event, 0),
};
const size_t qn_layouts_n = sizeof qn_layouts / sizeof qn_layouts[0];

const struct qn_layout *qn_layout_of(enum qn_table_id table)
{
    for (size_t i = 0; i < qn_layouts_n; i++)
        if (qn_layouts[i].table == table)
            return &qn_layouts[i];
    return NULL;
}

const char *const qn_param_names[QN_PARAM_COUNT] = {
#define X(name, column) [QN_PARAM_##name] = #column,
    QN_PARAMS(X)
#undef X
};
