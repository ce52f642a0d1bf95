/* The files of a region folder, column by column. */
#ifndef QN_REGION_TABLES_H
#define QN_REGION_TABLES_H

#include "base/table.h"

enum qn_table_id {
    QN_TAB_SETTING, /* region.yaml, one row a setting */
    QN_TAB_SOURCE,
    QN_TAB_JURISDICTION,
    QN_TAB_ENTERPRISE,
    QN_TAB_ENTERPRISE_EVENT,
    QN_TAB_INSTALLATION,
    QN_TAB_INSTALLATION_STATE,
    QN_TAB_OUTLET,
    QN_TAB_DEVICE,
    QN_TAB_EMISSION,
    QN_TAB_STATION,
    QN_TAB_POPULATION,
    QN_TAB_EVIDENCE,
    QN_TAB_VALUE,
    QN_TAB_INDICATOR,
    QN_TAB_EVENT,
    QN_TAB_COUNT
};

/* In the order in which they are imported: a table refers to tables before it, or to itself. */
extern const struct qn_table qn_tables[QN_TAB_COUNT];

/* The table a file of that name holds, or NULL. */
const struct qn_table *qn_table_of_file(const char *leaf);
const struct qn_table *qn_table_named(const char *name);

/* Value lists, NULL-terminated; the order is that of the enums in region.h. */
extern const char *const qn_basis_names[];
extern const char *const qn_kind_names[];
extern const char *const qn_state_names[];
extern const char *const qn_variant_names[];

#endif
