#include "plume/area.h"

#include <math.h>
#include <stdlib.h>

#include "plume/constants.h"

#define RAD_PER_DEG (QN_PI / 180.0)
#define DEG_PER_RAD (180.0 / QN_PI)
#define SIDE_MIN_M 1e-5    /* a rectangle's side is at least this, as AERMOD has it */
#define AREA_MIN_M2 1e-4   /* a polygon below this is none */
#define PIT_SIGMA_PART 4.3 /* depth over initial sigma-z */

double qn_pit_sigma_z0(const struct qn_area *pit)
{
    return pit->depth_m / PIT_SIGMA_PART;
}

static void middle_of_corners(struct qn_area *area)
{
    double x = 0, y = 0;
    for (size_t i = 0; i < area->count; i++) {
        x += area->x[i];
        y += area->y[i];
    }
    area->centre_x = x / (double)area->count;
    area->centre_y = y / (double)area->count;
}

/* Corners clockwise from (x, y): up side b in the direction of `angle`, then along side a. */
void qn_area_box(struct qn_area *area, double x, double y, double a_m, double b_m, double angle_deg)
{
    double s = sin(angle_deg * RAD_PER_DEG), c = cos(angle_deg * RAD_PER_DEG);
    area->x = area->box;
    area->y = area->box + 5;
    area->count = 4;
    area->x[0] = x;
    area->y[0] = y;
    area->x[1] = x + b_m * s;
    area->y[1] = y + b_m * c;
    area->x[2] = area->x[1] + a_m * c;
    area->y[2] = area->y[1] - a_m * s;
    area->x[3] = area->x[2] - b_m * s;
    area->y[3] = area->y[2] - b_m * c;
    area->x[4] = x;
    area->y[4] = y;
    area->size_m2 = a_m * b_m;
    middle_of_corners(area);
}

static void rectangle_init(struct qn_area *area, const struct qn_plume_source *s)
{
    double a = fmax(s->length_x_m, SIDE_MIN_M), b = fmax(s->length_y_m, SIDE_MIN_M);
    qn_area_box(area, s->x_m, s->y_m, a, b, s->angle_deg);
    area->angle_deg = s->angle_deg;
    if (s->kind != QN_PLUME_OPENPIT)
        return;
    area->pit = true;
    area->y_is_longer = b >= a;
    area->long_side_m = fmax(a, b);
    area->short_side_m = fmin(a, b);
    area->long_angle_deg = b >= a ? s->angle_deg : s->angle_deg + 90;
    area->depth_m = s->pit_volume_m3 / (a * b);
}

/* A line is the rectangle around it: its width across, its length along. */
static void line_init(struct qn_area *area, const struct qn_plume_source *s)
{
    double dx = s->x2_m - s->x_m, dy = s->y2_m - s->y_m;
    double angle = atan2(dx, dy) * DEG_PER_RAD, half = s->width_m / 2;
    qn_area_box(area, s->x_m - half * cos(angle * RAD_PER_DEG),
                s->y_m + half * sin(angle * RAD_PER_DEG), s->width_m, sqrt(dx * dx + dy * dy),
                angle);
    area->angle_deg = angle;
}

static enum qn_status vertices_alloc(struct qn_area *area, size_t count, struct qn_err *err)
{
    area->x = malloc(2 * (count + 1) * sizeof *area->x);
    if (area->x == NULL) {
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    }
    area->y = area->x + count + 1;
    area->count = count;
    return QN_OK;
}

/* Area of a polygon, with the sign of its sense; its centroid. */
static double polygon_size(const struct qn_area *a, double *centre_x, double *centre_y)
{
    double sum = 0, sum_x = 0, sum_y = 0;
    for (size_t i = 0; i < a->count; i++) {
        double cross = a->x[i] * a->y[i + 1] - a->x[i + 1] * a->y[i];
        sum += cross;
        sum_x += (a->x[i] + a->x[i + 1]) * cross;
        sum_y += (a->y[i] + a->y[i + 1]) * cross;
    }
    double size = 0.5 * sum;
    *centre_x = sum_x / (6 * size);
    *centre_y = sum_y / (6 * size);
    return size;
}

static enum qn_status polygon_init(struct qn_area *area, const struct qn_plume_source *s,
                                   struct qn_err *err)
{
    enum qn_status status = vertices_alloc(area, s->vertices, err);
    if (status)
        return status;
    for (size_t i = 0; i <= area->count; i++) {
        area->x[i] = s->vertex_x_m[i % area->count];
        area->y[i] = s->vertex_y_m[i % area->count];
    }
    area->size_m2 = fabs(polygon_size(area, &area->centre_x, &area->centre_y));
    return QN_OK;
}

/* A circle is a regular polygon of the same area; the first vertex is in the north. */
static enum qn_status circle_init(struct qn_area *area, const struct qn_plume_source *s,
                                  struct qn_err *err)
{
    size_t count = s->vertices ? s->vertices : QN_AREA_CIRCLE_SIDES;
    enum qn_status status = vertices_alloc(area, count, err);
    if (status)
        return status;
    double step = 360.0 / (double)count, angle = 0;
    double half = step / (2 * DEG_PER_RAD);
    double size = QN_PI * s->radius_m * s->radius_m;
    double radius = sqrt(size / (double)count * tan(half)) / sin(half);
    for (size_t i = 0; i < count; i++) {
        area->x[i] = radius * sin(angle / DEG_PER_RAD) + s->x_m;
        area->y[i] = radius * cos(angle / DEG_PER_RAD) + s->y_m;
        angle += step;
    }
    area->x[count] = area->x[0];
    area->y[count] = area->y[0];
    area->centre_x = s->x_m;
    area->centre_y = s->y_m;
    area->size_m2 = size;
    return QN_OK;
}

static enum qn_status shape_make(struct qn_area *area, const struct qn_plume_source *source,
                                 struct qn_err *err)
{
    switch (source->kind) {
    case QN_PLUME_AREAPOLY:
        return polygon_init(area, source, err);
    case QN_PLUME_AREACIRC:
        return circle_init(area, source, err);
    case QN_PLUME_LINE:
        line_init(area, source);
        return QN_OK;
    default:
        rectangle_init(area, source);
        return QN_OK;
    }
}

static bool is_sound(const struct qn_area *a)
{
    for (size_t i = 0; i <= a->count; i++)
        if (!isfinite(a->x[i]) || !isfinite(a->y[i]))
            return false;
    return a->size_m2 > 0 && isfinite(a->size_m2) && isfinite(a->centre_x) && isfinite(a->centre_y);
}

static bool vertices_fit(const struct qn_plume_source *s)
{
    bool circle = s->kind == QN_PLUME_AREACIRC;
    if (!circle && s->kind != QN_PLUME_AREAPOLY)
        return true;
    return (circle && s->vertices == 0) || (s->vertices >= 3 && s->vertices <= QN_AREA_VERTEX_CAP);
}

enum qn_status qn_area_init(struct qn_area *area, const struct qn_plume_source *source,
                            struct qn_err *err)
{
    bool polygon = source->kind == QN_PLUME_AREAPOLY;
    *area = (struct qn_area){.x = area->box};
    if (!vertices_fit(source))
        return qn_fail(err, QN_E_DOMAIN, source->id, QN_T_PLUME_AREA_VERTICES, source->id, "500");
    enum qn_status status = shape_make(area, source, err);
    if (status)
        return status;
    if (is_sound(area) && !(polygon && !(area->size_m2 >= AREA_MIN_M2)))
        return QN_OK;
    qn_area_release(area);
    return qn_fail(err, QN_E_DOMAIN, source->id, QN_T_PLUME_AREA_SHAPE, source->id);
}

void qn_area_release(struct qn_area *area)
{
    if (area->x != area->box)
        free(area->x);
    area->x = area->box;
    area->count = 0;
}

/* Where a vertical ray from (0, 0) upwards meets the side from (ax, ay) to (bx, by): 1 crosses,
 * 0 does not, -1 the point is on the side. */
static int ray_meets(double ax, double ay, double bx, double by)
{
    bool x_turns = (ax >= 0) != (bx >= 0), y_turns = (ay >= 0) != (by >= 0);
    if ((ax == 0 && bx == 0 && y_turns) || (ay == 0 && by == 0 && x_turns))
        return -1;
    if (!x_turns || (ay < 0 && by < 0))
        return 0;
    if (ay >= 0 && by >= 0)
        return 1;
    double height = (ay * bx - ax * by) / (bx - ax);
    return height == 0 ? -1 : height > 0;
}

int qn_area_holds(const struct qn_area *area, double x_m, double y_m)
{
    int side = -1;
    for (size_t i = 0; i < area->count; i++) {
        double ax = area->x[i] - x_m, ay = area->y[i] - y_m;
        double bx = area->x[i + 1] - x_m, by = area->y[i + 1] - y_m;
        if (ax == 0 && ay == 0)
            return 0;
        if (ax == bx && ay == by)
            continue;
        int meets = ray_meets(ax, ay, bx, by);
        if (meets < 0)
            return 0;
        if (meets)
            side = -side;
    }
    return side;
}
