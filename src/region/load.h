/* Inside the loading of a region: how the rows of a table become structs. */
#ifndef QN_REGION_LOAD_H
#define QN_REGION_LOAD_H

#include "base/buf.h"
#include "region/region.h"

enum qn_field_how {
    QN_F_TEXT,         /* const char *, "" where empty */
    QN_F_QTY,          /* struct qn_qty */
    QN_F_NUM,          /* double, NaN where empty */
    QN_F_INT,          /* int, 0 where empty */
    QN_F_YES,          /* int, -1 where empty */
    QN_F_DATE,         /* struct qn_date */
    QN_F_ENUM,         /* an enum; `names` in its order, `otherwise` where empty */
    QN_F_REF,          /* int32_t, index into table `ref`, -1 where empty */
    QN_F_REF_REQUIRED, /* the same; empty or unknown is an error */
};

struct qn_field {
    const char *column;
    enum qn_field_how how;
    size_t offset;
    const char *const *names;
    int otherwise;
    enum qn_table_id ref;
};

/* A table whose rows are one array of the region. Its struct begins with struct qn_prov. */
struct qn_layout {
    enum qn_table_id table;
    size_t size;         /* of the struct */
    size_t array, count; /* offsets in struct qn_region */
    size_t group_by; /* offset of the QN_F_REF_REQUIRED the array is grouped by; 0: file order */
    const struct qn_field *field;
    size_t n;
};
#define QN_LAYOUT_MAX_FIELDS 48
extern const struct qn_layout qn_layouts[];
extern const size_t qn_layouts_n;
const struct qn_layout *qn_layout_of(enum qn_table_id table);

/* Ids of one table to their places. */
struct qn_idmap {
    const char **key;
    int32_t *place;
    size_t mask; /* slots - 1; 0: empty */
};
QN_MUST_USE enum qn_status qn_idmap_init(struct qn_idmap *m, size_t n, struct qn_err *err);
void qn_idmap_release(struct qn_idmap *m);
void qn_idmap_add(struct qn_idmap *m, const char *id, int32_t place);
int32_t qn_idmap_find(const struct qn_idmap *m, const char *id); /* -1 */

/* The place of a name in a NULL-terminated list, or `otherwise`. */
int qn_name_index(const char *const *names, const char *s, int otherwise);

/* Rows of values.csv over the rows' own values: the best basis wins. map: by enum qn_table_id. */
QN_MUST_USE enum qn_status qn_region_load_values(struct qn_store *store, struct qn_region *r,
                                                 const struct qn_idmap *map, struct qn_err *err);
/* Rows of region.yaml. */
QN_MUST_USE enum qn_status qn_region_load_settings(struct qn_store *store, struct qn_region *r,
                                                   struct qn_err *err);

#endif
