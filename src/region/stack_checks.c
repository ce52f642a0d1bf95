/* Outlets: what a stack, an area or a volume must say, and what it can be. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

#define HEIGHT_MIN_M 5.0
#define HEIGHT_MAX_M 300.0
#define VELOCITY_MAX_M_S 40.0
#define TEMP_MAX_C 600.0
#define TEMP_MIN_C 5.0
#define DIAMETER_MAX_M 12.0
#define FLOW_MIN_M3_S 0.05
#define FLOW_MAX_M3_S 1000.0
#define BUILDING_FACTOR 2.5
#define PI 3.14159265358979323846

/* Names of the empty ones among `columns`, parted by blanks. */
static size_t list_empty(const struct qn_rowset *s, size_t row, const char *const *columns,
                         char out[128])
{
    size_t len = 0;
    out[0] = '\0';
    for (; *columns; columns++) {
        if (!isnan(qn_num(s, row, *columns)))
            continue;
        if (len)
            out[len++] = ' ';
        memcpy(out + len, *columns, strlen(*columns) + 1);
        len += strlen(*columns);
    }
    return len;
}

static void check_limits(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    double height = qn_num(s, row, "height_m"), velocity = qn_num(s, row, "exit_velocity_m_s");
    double temp = qn_num(s, row, "exit_temp_C"), diameter = qn_num(s, row, "diameter_m");
    if (height < HEIGHT_MIN_M || height > HEIGHT_MAX_M)
        QN_FIND_ROW(x, P802, s, row, "height_m", QN_NUM(height), QN_NUM(HEIGHT_MIN_M),
                    QN_NUM(HEIGHT_MAX_M));
    if (velocity > VELOCITY_MAX_M_S)
        QN_FIND_ROW(x, P803, s, row, "exit_velocity_m_s", QN_NUM(velocity),
                    QN_NUM(VELOCITY_MAX_M_S));
    if (temp > TEMP_MAX_C)
        QN_FIND_ROW(x, P804, s, row, "exit_temp_C", QN_NUM(temp), QN_NUM(TEMP_MAX_C));
    if (temp < TEMP_MIN_C)
        QN_FIND_ROW(x, P805, s, row, "exit_temp_C", QN_NUM(temp), QN_NUM(TEMP_MIN_C));
    if (diameter > DIAMETER_MAX_M)
        QN_FIND_ROW(x, P806, s, row, "diameter_m", QN_NUM(diameter), QN_NUM(DIAMETER_MAX_M));
    double flow = PI / 4 * diameter * diameter * velocity;
    if (velocity > 0 && velocity <= VELOCITY_MAX_M_S && diameter <= DIAMETER_MAX_M &&
        (flow < FLOW_MIN_M3_S || flow > FLOW_MAX_M3_S))
        QN_FIND_ROW(x, P807, s, row, "exit_velocity_m_s", QN_NUM(flow), QN_NUM(FLOW_MIN_M3_S),
                    QN_NUM(FLOW_MAX_M3_S));
}

static void check_building(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    static const char *const sizes[] = {"building_height_m", "building_length_m",
                                        "building_width_m", NULL};
    double height = qn_num(s, row, "height_m"), building = qn_num(s, row, "building_height_m");
    char missing[128];
    if (building > BUILDING_FACTOR * height)
        QN_FIND_ROW(x, P808, s, row, "building_height_m", QN_NUM(building), QN_NUM(height),
                    QN_NUM(BUILDING_FACTOR));
    size_t all = strlen("building_height_m building_length_m building_width_m");
    size_t n = list_empty(s, row, sizes, missing);
    if (n > 0 && n < all)
        QN_FIND_ROW(x, P811, s, row, "building_height_m", missing);
}

static void check_outlet(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    static const char *const stack[] = {"height_m", "diameter_m", "exit_temp_C",
                                        "exit_velocity_m_s", NULL};
    static const char *const area[] = {"length_m", "width_m", NULL};
    static const char *const volume[] = {"length_m", "sigma_z0_m", NULL};
    const char *kind = qn_str(s, row, "kind");
    char missing[128];
    if (strcmp(kind, "fugitive_area") == 0) {
        if (list_empty(s, row, area, missing))
            QN_FIND_ROW(x, P809, s, row, "kind", missing);
    } else if (strcmp(kind, "fugitive_volume") == 0) {
        if (list_empty(s, row, volume, missing))
            QN_FIND_ROW(x, P810, s, row, "kind", missing);
    } else if (kind[0]) {
        if (list_empty(s, row, stack, missing))
            QN_FIND_ROW(x, P801, s, row, "kind", missing);
        check_limits(x, s, row);
        check_building(x, s, row);
    }
}

/* Rows of `target` that no row of `s` names. */
static unsigned char *named_rows(struct qn_import_ctx *x, const struct qn_rowset *s,
                                 const char *column, const struct qn_rowset *target)
{
    unsigned char *named = calloc(target->n + 1, 1);
    if (!named) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return NULL;
    }
    for (size_t i = 0; i < s->n; i++) {
        size_t row = qn_ref(x, s, i, column);
        if (row != QN_NO_ROW)
            named[row] = 1;
    }
    return named;
}

/* Told only where the other table has rows at all: a folder without outlets says so by its files.
 */
static void check_unnamed(struct qn_import_ctx *x)
{
    const struct qn_rowset *inst = &x->set[QN_TAB_INSTALLATION], *out = &x->set[QN_TAB_OUTLET];
    const struct qn_rowset *em = &x->set[QN_TAB_EMISSION];
    unsigned char *has_outlet = named_rows(x, out, "installation_id", inst);
    unsigned char *has_emission = named_rows(x, em, "outlet_id", out);
    for (size_t i = 0; has_outlet && out->n && i < inst->n_input; i++)
        if (!has_outlet[i] && !(inst->flags[i] & QN_ROW_REPEATED) &&
            strcmp(qn_str(inst, i, "state"), "operating") == 0)
            QN_FIND_ROW(x, P831, inst, i, NULL, qn_str(inst, i, "installation_id"));
    for (size_t i = 0; has_emission && em->n && i < out->n_input; i++)
        if (!has_emission[i] && !(out->flags[i] & QN_ROW_REPEATED))
            QN_FIND_ROW(x, P832, out, i, NULL, qn_str(out, i, "outlet_id"));
    free(has_outlet);
    free(has_emission);
}

void qn_stack_check(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_OUTLET];
    for (size_t i = 0; i < s->n_input && !x->fatal; i++)
        check_outlet(x, s, i);
    check_unnamed(x);
}
