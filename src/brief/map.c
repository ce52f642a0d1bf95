/* The map: jurisdictions, enterprises coloured by their gravest class, stations, scale.
 *
 * Projection: local equirectangular about the middle of what is drawn (x = cos(lat0) * lon), good
 * to 0.1 % over a prefecture. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geo.h"
#include "brief/pen.h"

#define MAP_WIDTH 720.0
#define MAP_MIN_HEIGHT 300.0
#define MAP_MAX_HEIGHT 540.0
#define MAP_MAX_HEIGHT_PDF 390.0 /* shares the page with the text before it */
#define LEGEND_HEIGHT 44.0
#define MARGIN 16.0
#define MAX_VERTICES 512
#define DEG (3.14159265358979323846 / 180)

#define MAX_BOXES 1024

/* What is taken on the paper: labels keep clear of it. */
struct box {
    double x0, y0, x1, y1;
};
struct taken {
    struct box box[MAX_BOXES];
    size_t n;
};

struct view {
    double west, east, south, north; /* degrees */
    double cos_lat, scale;           /* units per projected degree */
    double height;
    int any;
    struct taken *taken;
};

static void take(struct view *v, struct box b)
{
    if (v->taken->n < MAX_BOXES)
        v->taken->box[v->taken->n++] = b;
}

/* Area shared with what is taken, and area outside the paper counted three times. */
static double clash(const struct view *v, struct box b)
{
    double sum = 0, area = (b.x1 - b.x0) * (b.y1 - b.y0);
    for (size_t i = 0; i < v->taken->n; i++) {
        const struct box *t = &v->taken->box[i];
        double w = fmin(b.x1, t->x1) - fmax(b.x0, t->x0);
        double h = fmin(b.y1, t->y1) - fmax(b.y0, t->y0);
        sum += w > 0 && h > 0 ? w * h : 0;
    }
    double w = fmin(b.x1, MAP_WIDTH - 2) - fmax(b.x0, 2);
    double h = fmin(b.y1, v->height - LEGEND_HEIGHT - 2) - fmax(b.y0, 2);
    return sum + 3 * (area - (w > 0 && h > 0 ? w * h : 0));
}

struct caption {
    const char *text;
    double size;
    int bold;
    struct qn_colour colour;
};

/* Writes a label at the best of eight places about (x, y). Where even the
 * best place covers more than a quarter of the label and `must` is 0, it is left out. */
static void place_label(struct qn_scene *s, struct view *v, double x, double y, double radius,
                        const struct caption *c, int must)
{
    static const double dx[] = {1, -1, 0, 0, 1, -1, 1, -1};
    static const double dy[] = {0, 0, -1, 1, -1, -1, 1, 1};
    double w = qn_scene_text_width(c->text, c->size) * (c->bold ? 1.05 : 1), h = c->size + 2;
    struct box best = {0};
    double least = INFINITY;
    for (size_t i = 0; i < sizeof dx / sizeof dx[0]; i++) {
        double cx = x + dx[i] * (radius + 3 + w / 2), cy = y + dy[i] * (radius + 2 + h / 2);
        if (dx[i] != 0 && dy[i] != 0)
            cx = x + dx[i] * (w / 2 + 2);
        struct box b = {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
        double bad = clash(v, b);
        if (bad < least - 1e-9) {
            least = bad;
            best = b;
        }
    }
    if (!must && least > w * h / 4)
        return;
    take(v, best);
    qn_scene_text(s, best.x0, best.y1 - h / 2 + c->size * 0.36, c->text, c->size, c->bold,
                  QN_ANCHOR_START, 0, c->colour, -1);
}

static void include(struct view *v, double lon_deg, double lat_deg)
{
    if (isnan(lon_deg) || isnan(lat_deg))
        return;
    if (!v->any)
        *v = (struct view){.west = lon_deg, .east = lon_deg, .south = lat_deg, .north = lat_deg};
    v->any = 1;
    v->west = fmin(v->west, lon_deg);
    v->east = fmax(v->east, lon_deg);
    v->south = fmin(v->south, lat_deg);
    v->north = fmax(v->north, lat_deg);
}

static double map_x(const struct view *v, double lon_deg)
{
    double middle = (v->west + v->east) / 2;
    return MAP_WIDTH / 2 + (lon_deg - middle) * v->cos_lat * v->scale;
}

static double map_y(const struct view *v, double lat_deg)
{
    double middle = (v->south + v->north) / 2;
    return (v->height - LEGEND_HEIGHT) / 2 - (lat_deg - middle) * v->scale;
}

/* "POLYGON((lon lat, lon lat, ...))": the outer ring; 0 if it is not that. */
static size_t read_ring(const char *wkt, double *lonlat)
{
    const char *s = strchr(wkt, '(');
    if (!s || strncmp(wkt, "POLYGON", 7) != 0)
        return 0;
    s += strspn(s, "( ");
    size_t n = 0;
    while (n < MAX_VERTICES) {
        char *end;
        lonlat[2 * n] = strtod(s, &end);
        if (end == s)
            return 0;
        s = end;
        lonlat[2 * n + 1] = strtod(s, &end);
        if (end == s)
            return 0;
        n++;
        s = end + strspn(end, " ");
        if (*s != ',')
            break;
        s++;
    }
    return n;
}

static void include_all(struct view *v, const struct qn_region *r)
{
    double ring[2 * MAX_VERTICES];
    for (int32_t i = 0; i < r->n_jurisdiction; i++) {
        size_t n = read_ring(r->jurisdiction[i].outline_wkt, ring);
        for (size_t k = 0; k < n; k++)
            include(v, ring[2 * k], ring[2 * k + 1]);
    }
    for (int32_t i = 0; i < r->n_enterprise; i++)
        include(v, r->enterprise[i].lon_deg.value, r->enterprise[i].lat_deg.value);
    for (int32_t i = 0; i < r->n_station; i++)
        include(v, r->station[i].lon_deg, r->station[i].lat_deg);
}

static int set_view(struct view *v, const struct qn_region *r, double max_height)
{
    *v = (struct view){0};
    include_all(v, r);
    if (!v->any)
        return 0;
    double pad = fmax(0.005, 0.04 * fmax(v->east - v->west, v->north - v->south));
    v->west -= pad;
    v->east += pad;
    v->south -= pad;
    v->north += pad;
    v->cos_lat = cos((v->south + v->north) / 2 * DEG);
    double w = (v->east - v->west) * v->cos_lat, h = v->north - v->south;
    v->scale = (MAP_WIDTH - 2 * MARGIN) / w;
    v->height = h * v->scale + 2 * MARGIN + LEGEND_HEIGHT;
    if (v->height > max_height) {
        v->height = max_height;
        v->scale = (v->height - LEGEND_HEIGHT - 2 * MARGIN) / h;
    }
    v->height = fmax(v->height, MAP_MIN_HEIGHT);
    return 1;
}

/* Outlines without names; the names go where room is left, at the end. */
static void draw_outlines(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    static const unsigned fills[] = {0xf3f1ea, 0xecf0f2, 0xf0f2ea, 0xf4eeee, 0xeeeef5, 0xf2f2f2};
    const struct qn_region *r = p->r;
    double ring[2 * MAX_VERTICES];
    for (int32_t i = 0; i < r->n_jurisdiction; i++) {
        const struct qn_jurisdiction *j = &r->jurisdiction[i];
        size_t n = read_ring(j->outline_wkt, ring);
        for (size_t k = 0; k < n; k++) {
            ring[2 * k] = map_x(v, ring[2 * k]);
            ring[2 * k + 1] = map_y(v, ring[2 * k + 1]);
        }
        if (n < 3)
            continue;
        const char *name = qn_pen_name(p, j->name_zh, j->name_en);
        int outer = j->parent < 0;
        struct qn_style st = {.fill = outer ? QN_NO_COLOUR : QN_RGB(fills[i % 6]),
                              .stroke = outer ? QN_RGB(0x6b7280) : QN_RGB(0xa8a29e),
                              .stroke_width = outer ? 1.6 : 1,
                              .title = name,
                              .prov = -1};
        qn_scene_polygon(s, ring, n, &st);
    }
}

static void name_jurisdictions(struct qn_pen *p, struct qn_scene *s, struct view *v)
{
    double ring[2 * MAX_VERTICES];
    for (int32_t i = 0; i < p->r->n_jurisdiction; i++) {
        const struct qn_jurisdiction *j = &p->r->jurisdiction[i];
        size_t n = read_ring(j->outline_wkt, ring);
        double cx = 0, cy = 0;
        for (size_t k = 0; k < n; k++) {
            cx += map_x(v, ring[2 * k]) / (double)n;
            cy += map_y(v, ring[2 * k + 1]) / (double)n;
        }
        const struct caption c = {qn_pen_name(p, j->name_zh, j->name_en), 13, 0, QN_RGB(0x78716c)};
        if (n >= 3 && j->parent >= 0)
            place_label(s, v, cx, cy, 18, &c, 0);
    }
}

static void diamond(struct qn_scene *s, double x, double y, double r, const struct qn_style *st)
{
    const double xy[] = {x, y - r, x + r, y, x, y + r, x - r, y};
    qn_scene_polygon(s, xy, 4, st);
}

static int station_on(const struct qn_pen *p, const struct qn_station *st)
{
    int32_t day = qn_date_last_day(p->b->on);
    return !(qn_date_known(st->active_from) && qn_date_first_day(st->active_from) > day) &&
           !(qn_date_known(st->active_to) && qn_date_last_day(st->active_to) < day);
}

static void draw_stations(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    for (int32_t i = 0; i < p->r->n_station; i++) {
        const struct qn_station *st = &p->r->station[i];
        struct qn_style style = {.fill = station_on(p, st) ? QN_RGB(0x2563eb) : QN_RGB(0xffffff),
                                 .stroke = QN_RGB(0x1d4ed8),
                                 .stroke_width = 1.2,
                                 .title = qn_pen_name(p, st->name_zh, st->name_en),
                                 .prov = -1};
        diamond(s, map_x(v, st->lon_deg), map_y(v, st->lat_deg), 5.5, &style);
    }
}

static void name_stations(struct qn_pen *p, struct qn_scene *s, struct view *v)
{
    for (int32_t i = 0; i < p->r->n_station; i++) {
        const struct qn_station *st = &p->r->station[i];
        const struct caption c = {qn_pen_name(p, st->name_zh, st->name_en), 9.5, 0,
                                  QN_RGB(0x1d4ed8)};
        place_label(s, v, map_x(v, st->lon_deg), map_y(v, st->lat_deg), 5.5, &c, 0);
    }
}

/* Gravest: eliminated before restricted before undetermined before unclassified. */
static enum qn_class gravest(const struct qn_pen *p, const struct qn_enterprise *e)
{
    static const enum qn_class order[] = {QN_CLASS_ELIMINATED, QN_CLASS_RESTRICTED,
                                          QN_CLASS_UNDETERMINED, QN_CLASS_UNCLASSIFIED};
    for (size_t k = 0; k < 3; k++)
        for (int32_t i = 0; i < e->n_installations; i++)
            if (qn_briefing_screening(p->b, e->first_installation + i)->cls == order[k])
                return order[k];
    return e->n_installations ? QN_CLASS_UNCLASSIFIED : QN_CLASS_UNDETERMINED;
}

static void draw_moves(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    for (int32_t i = 0; i < p->r->n_enterprise_event; i++) {
        const struct qn_enterprise_event *e = &p->r->enterprise_event[i];
        const struct qn_enterprise *ent = &p->r->enterprise[e->enterprise];
        if (isnan(e->from_lon_deg) || isnan(e->from_lat_deg) || isnan(ent->lon_deg.value))
            continue;
        double xy[] = {map_x(v, e->from_lon_deg), map_y(v, e->from_lat_deg),
                       map_x(v, ent->lon_deg.value), map_y(v, ent->lat_deg.value)};
        struct qn_style st = {
            .stroke = QN_RGB(0x6b7280), .stroke_width = 1.2, .dashed = 1, .prov = -1};
        qn_scene_polyline(s, xy, 2, &st);
        struct qn_style ring = {.fill = QN_RGB(0xffffff),
                                .stroke = QN_RGB(0x6b7280),
                                .stroke_width = 1.2,
                                .title = qn_pen_t(p, QN_T_BRF_MAP_MOVED),
                                .prov = -1};
        qn_scene_circle(s, xy[0], xy[1], 4, &ring);
    }
}

static double plant_radius(const struct qn_enterprise *e)
{
    return 5 + 1.3 * sqrt((double)e->n_installations);
}

static void name_plants(struct qn_pen *p, struct qn_scene *s, struct view *v)
{
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        const struct qn_enterprise *e = &p->r->enterprise[i];
        if (isnan(e->lon_deg.value) || isnan(e->lat_deg.value))
            continue;
        const char *name = qn_pen_name(p, e->short_zh, e->short_en);
        const struct caption c = {*name ? name : qn_pen_name(p, e->name_zh, e->name_en), 10.5, 1,
                                  QN_COLOUR_INK};
        place_label(s, v, map_x(v, e->lon_deg.value), map_y(v, e->lat_deg.value), plant_radius(e),
                    &c, 1);
    }
}

/* Symbols first: labels keep clear of all of them. */
static void take_symbols(struct qn_pen *p, struct view *v)
{
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        const struct qn_enterprise *e = &p->r->enterprise[i];
        double r = plant_radius(e), x = map_x(v, e->lon_deg.value), y = map_y(v, e->lat_deg.value);
        if (!isnan(x) && !isnan(y))
            take(v, (struct box){x - r, y - r, x + r, y + r});
    }
    for (int32_t i = 0; i < p->r->n_station; i++) {
        double x = map_x(v, p->r->station[i].lon_deg), y = map_y(v, p->r->station[i].lat_deg);
        take(v, (struct box){x - 6, y - 6, x + 6, y + 6});
    }
    double right = MAP_WIDTH - MARGIN, low = v->height - LEGEND_HEIGHT;
    take(v, (struct box){right - 160, low - 26, right, low});
    take(v, (struct box){right - 16, 8, right + 6, 50});
}

static void draw_plants(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    for (int32_t i = 0; i < p->r->n_enterprise; i++) {
        const struct qn_enterprise *e = &p->r->enterprise[i];
        if (isnan(e->lon_deg.value) || isnan(e->lat_deg.value))
            continue;
        double x = map_x(v, e->lon_deg.value), y = map_y(v, e->lat_deg.value);
        double radius = plant_radius(e);
        const char *name = qn_pen_name(p, e->name_zh, e->name_en);
        struct qn_doc_prov o = qn_pen_stored(p, name, e->lon_deg.value, 1, "deg", e->lon_deg.prov);
        struct qn_style st = {.fill = qn_class_colour(gravest(p, e)),
                              .stroke = QN_RGB(0xffffff),
                              .stroke_width = 1.5,
                              .title = name,
                              .prov = qn_doc_prov(p->d, &o)};
        qn_scene_circle(s, x, y, radius, &st);
    }
}

static void draw_scale(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    static const double km[] = {0.5, 1, 2, 5, 10, 20, 50, 100, 200};
    double lat = (v->south + v->north) / 2;
    double unit_m = qn_geo_distance_m(v->west, lat, v->east, lat) /
                    ((v->east - v->west) * v->cos_lat * v->scale);
    double length = km[0];
    for (size_t i = 0; i < sizeof km / sizeof km[0]; i++)
        if (km[i] * 1000 / unit_m <= 150)
            length = km[i];
    double x1 = MAP_WIDTH - MARGIN, x0 = x1 - length * 1000 / unit_m;
    double y = v->height - LEGEND_HEIGHT - 8;
    const double bar[] = {x0, y - 4, x0, y, x1, y, x1, y - 4};
    struct qn_style st = {.stroke = QN_COLOUR_INK, .stroke_width = 1.2, .prov = -1};
    qn_scene_polyline(s, bar, 4, &st);
    struct qn_doc_prov o = qn_pen_result(p, qn_pen_t(p, QN_T_BRF_RULE_LENGTH), length, "km",
                                         qn_pen_t(p, QN_T_BRF_RULE_LENGTH));
    char text[48];
    snprintf(text, sizeof text, "%s km", o.text);
    qn_scene_text(s, (x0 + x1) / 2, y - 7, text, 10, 0, QN_ANCHOR_MIDDLE, 0, QN_COLOUR_INK,
                  qn_doc_prov(p->d, &o));
    double nx = MAP_WIDTH - MARGIN - 6, ny = MARGIN + 6;
    const double arrow[] = {nx, ny - 4, nx + 6, ny + 12, nx, ny + 8, nx - 6, ny + 12};
    struct qn_style fill = {.fill = QN_COLOUR_INK, .prov = -1};
    qn_scene_polygon(s, arrow, 4, &fill);
    qn_scene_text(s, nx, ny + 24, "N", 11, 1, QN_ANCHOR_MIDDLE, 0, QN_COLOUR_INK, -1);
}

static double legend_text(struct qn_scene *s, double x, double y, const char *text)
{
    qn_scene_text(s, x, y + 4, text, 11, 0, QN_ANCHOR_START, 0, QN_COLOUR_INK, -1);
    return x + qn_scene_text_width(text, 11) + 26;
}

static void draw_legend(struct qn_pen *p, struct qn_scene *s, const struct view *v)
{
    double x = MARGIN, y = v->height - LEGEND_HEIGHT / 2 + 4;
    int placed = 0, on = 0, off = 0;
    for (int32_t i = 0; i < p->r->n_enterprise; i++)
        placed |= !isnan(p->r->enterprise[i].lon_deg.value);
    for (int32_t i = 0; i < p->r->n_station; i++)
        *(station_on(p, &p->r->station[i]) ? &on : &off) = 1;
    for (int c = 0; placed && c < QN_CLASS_COUNT; c++) {
        struct qn_style st = {.fill = qn_class_colour((enum qn_class)c), .prov = -1};
        qn_scene_circle(s, x, y, 5.5, &st);
        x = legend_text(s, x + 10, y, qn_class_label(p->lang, (enum qn_class)c));
    }
    struct qn_style st = {
        .fill = QN_RGB(0x2563eb), .stroke = QN_RGB(0x1d4ed8), .stroke_width = 1.2, .prov = -1};
    if (on) {
        diamond(s, x, y, 5.5, &st);
        x = legend_text(s, x + 10, y, qn_pen_t(p, QN_T_BRF_MAP_STATION));
    }
    if (off) {
        st.fill = QN_RGB(0xffffff);
        diamond(s, x, y, 5.5, &st);
        legend_text(s, x + 10, y, qn_pen_t(p, QN_T_BRF_MAP_STATION_OFF));
    }
}

struct qn_scene *qn_draw_map(struct qn_pen *p)
{
    struct view v;
    struct taken taken = {.n = 0};
    int pdf = p->medium == QN_MEDIUM_PDF;
    if (!set_view(&v, p->r, pdf ? MAP_MAX_HEIGHT_PDF : MAP_MAX_HEIGHT))
        return NULL;
    v.taken = &taken;
    struct qn_scene *s = qn_scene_new(&p->d->arena, MAP_WIDTH, v.height);
    if (!s)
        return NULL;
    struct qn_style paper = {
        .fill = QN_RGB(0xfbfaf7), .stroke = QN_RGB(0xd6d3d1), .stroke_width = 1, .prov = -1};
    qn_scene_rect(s, 0.5, 0.5, MAP_WIDTH - 1, v.height - LEGEND_HEIGHT - 1, &paper);
    draw_outlines(p, s, &v);
    draw_moves(p, s, &v);
    draw_stations(p, s, &v);
    draw_plants(p, s, &v);
    take_symbols(p, &v);
    name_plants(p, s, &v);
    name_stations(p, s, &v);
    name_jurisdictions(p, s, &v);
    draw_scale(p, s, &v);
    draw_legend(p, s, &v);
    return s;
}
