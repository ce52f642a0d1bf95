/* Positions: pairs, the region's box, datum, neighbours. */
#include "base/geo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "region/import_internal.h"

#define MIN_DECIMALS 3
#define OUTLET_FAR_M 5000.0
#define STATION_NEAR_M 30.0
#define DATUM_RAW_MIN_M 250.0  /* a shifted position is at least this far off ... */
#define DATUM_RAW_MAX_M 1000.0 /* ... and at most this far */
#define DATUM_CONVERTED_M 60.0 /* and this near once converted */
#define DATUM_MIN_OUTLETS 2
#define STATIONS_MAX 5000 /* pairs are compared */

struct position {
    double lon_deg, lat_deg;
};

static struct position position_of(const struct qn_rowset *s, size_t row)
{
    return (struct position){qn_num(s, row, "lon_deg"), qn_num(s, row, "lat_deg")};
}

static bool known(struct position p)
{
    return !isnan(p.lon_deg) && fabs(p.lat_deg) <= 90;
}

static bool in_box(const struct qn_box *b, double lon, double lat)
{
    return lon >= b->west_deg && lon <= b->east_deg && lat >= b->south_deg && lat <= b->north_deg;
}

static double distance(struct position a, struct position b)
{
    return qn_geo_distance_m(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg);
}

static void check_decimals(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const struct qn_entry *lon = qn_at(s, row, "lon_deg"), *lat = qn_at(s, row, "lat_deg");
    uint8_t most = lon->decimals > lat->decimals ? lon->decimals : lat->decimals;
    double off = 111320.0 * pow(10, -most);
    if (most < MIN_DECIMALS)
        QN_FIND_ROW(x, G707, s, row, "lon_deg", QN_NUM(lon->u.r), QN_NUM(lat->u.r),
                    QN_NUM(round(off)));
}

/* Exchanged, the pair lies in the region; in China's frame where the region has no box. */
static bool is_exchanged(const struct qn_import_ctx *x, struct position p)
{
    static const struct qn_box china = {73, 3, 136, 54, true};
    return in_box(x->box.whole ? &x->box : &china, p.lat_deg, p.lon_deg);
}

static void check_outside(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row,
                          struct position p)
{
    if (is_exchanged(x, p))
        QN_FIND_ROW(x, G701, s, row, "lon_deg", QN_NUM(p.lon_deg), QN_NUM(p.lat_deg));
    else if (p.lat_deg > 90)
        QN_FIND_ROW(x, N312, s, row, "lat_deg", "lat_deg", QN_NUM(p.lat_deg), "90", "deg");
    else
        QN_FIND_ROW(x, G702, s, row, "lon_deg", QN_NUM(p.lon_deg), QN_NUM(p.lat_deg));
}

static void check_pair(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    struct position p = position_of(s, row);
    if (isnan(p.lon_deg) != isnan(p.lat_deg)) {
        bool lon = isnan(p.lat_deg);
        /* a required cell that is empty has its own code already */
        if (!(s->table->col[qn_col(s->table, "lon_deg")].flags & QN_COLF_REQUIRED))
            QN_FIND_ROW(x, G706, s, row, lon ? "lon_deg" : "lat_deg", lon ? "lon_deg" : "lat_deg",
                        lon ? "lat_deg" : "lon_deg");
        return;
    }
    if (isnan(p.lon_deg))
        return;
    if (p.lon_deg == 0 && p.lat_deg == 0)
        QN_FIND_ROW0(x, G703, s, row, "lon_deg");
    else if (p.lat_deg > 90 || (x->box.whole && !in_box(&x->box, p.lon_deg, p.lat_deg)))
        check_outside(x, s, row, p);
    else if (s->table != &qn_tables[QN_TAB_POPULATION])
        check_decimals(x, s, row);
}

static void check_positions(struct qn_import_ctx *x, const struct qn_rowset *s)
{
    for (size_t i = 0; i < s->n_input; i++)
        if (!(s->flags[i] & QN_ROW_REPEATED))
            check_pair(x, s, i);
}

/* What GCJ-02 would explain: the position is some hundred metres off as written, and right on the
 * enterprise when converted. */
static bool explained_by_gcj02(struct position p, struct position e, double *raw, double *converted)
{
    struct position w;
    *raw = distance(p, e);
    if (!(*raw > DATUM_RAW_MIN_M && *raw < DATUM_RAW_MAX_M))
        return false;
    qn_wgs84_from_gcj02(p.lon_deg, p.lat_deg, &w.lon_deg, &w.lat_deg);
    *converted = distance(w, e);
    return *converted < DATUM_CONVERTED_M;
}

struct datum_count {
    uint32_t outlets, explained;
};

static void check_outlet(struct qn_import_ctx *x, const struct qn_rowset *out, size_t row,
                         struct datum_count *count)
{
    const struct qn_rowset *ent = &x->set[QN_TAB_ENTERPRISE];
    size_t e = qn_ref(x, out, row, "enterprise_id");
    struct position p = position_of(out, row);
    double raw, converted;
    if (e == QN_NO_ROW || !known(p) || !known(position_of(ent, e)))
        return;
    count[e].outlets++;
    count[e].explained += explained_by_gcj02(p, position_of(ent, e), &raw, &converted);
    raw = distance(p, position_of(ent, e));
    if (raw > OUTLET_FAR_M && !(p.lon_deg == 0 && p.lat_deg == 0))
        QN_FIND_ROW(x, G708, out, row, "lon_deg", qn_str(ent, e, "enterprise_id"),
                    QN_NUM(round(raw / 100) / 10), QN_NUM(OUTLET_FAR_M / 1000));
}

static void report_datum(struct qn_import_ctx *x, const struct qn_rowset *out, size_t row,
                         const struct datum_count *count)
{
    const struct qn_rowset *ent = &x->set[QN_TAB_ENTERPRISE];
    size_t e = qn_ref(x, out, row, "enterprise_id");
    struct position p = position_of(out, row);
    double raw, converted;
    if (e == QN_NO_ROW || !known(p) || !known(position_of(ent, e)) ||
        !explained_by_gcj02(p, position_of(ent, e), &raw, &converted))
        return;
    const char *id = qn_str(ent, e, "enterprise_id");
    bool all = count[e].explained == count[e].outlets && count[e].outlets >= DATUM_MIN_OUTLETS;
    if (all)
        QN_FIND_ROW(x, G704, out, row, "lon_deg", id, QN_NUM(round(raw)), QN_NUM(round(converted)));
    else
        QN_FIND_ROW(x, G716, out, row, "lon_deg", id, QN_NUM(round(raw)), QN_NUM(round(converted)));
}

static void check_outlets(struct qn_import_ctx *x)
{
    const struct qn_rowset *out = &x->set[QN_TAB_OUTLET], *ent = &x->set[QN_TAB_ENTERPRISE];
    struct datum_count *count = calloc(ent->n + 1, sizeof *count);
    if (!count) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < out->n; i++)
        check_outlet(x, out, i, count);
    for (size_t i = 0; i < out->n; i++)
        report_datum(x, out, i, count);
    free(count);
}

static void check_stations(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_STATION];
    for (size_t i = 1; i < s->n && s->n <= STATIONS_MAX; i++) {
        struct position p = position_of(s, i);
        for (size_t j = 0; known(p) && j < i; j++) {
            struct position q = position_of(s, j);
            if (!(s->flags[i] & QN_ROW_REPEATED) && known(q) && distance(p, q) < STATION_NEAR_M) {
                QN_FIND_ROW(x, G709, s, i, "lon_deg", qn_str(s, j, "station_id"),
                            QN_NUM(round(distance(p, q))));
                break;
            }
        }
    }
}

/* Positions met before, as text of their bytes: the first row at each. */
static size_t first_at(struct qn_import_ctx *x, struct qn_idset *seen, const struct qn_rowset *s,
                       size_t row)
{
    struct position p = position_of(s, row);
    if (!known(p))
        return row;
    const char *key = qn_ctx_copy(x, (const char *)&p, sizeof p);
    size_t first = x->fatal ? row : qn_idset_add(seen, key, sizeof p, row);
    return first == QN_NO_ROW ? row : first;
}

static void check_same_place(struct qn_import_ctx *x)
{
    const struct qn_rowset *ent = &x->set[QN_TAB_ENTERPRISE], *pop = &x->set[QN_TAB_POPULATION];
    struct qn_idset seen = {0}, cells = {0};
    for (size_t i = 0; i < ent->n; i++) {
        size_t first = ent->flags[i] & QN_ROW_REPEATED ? i : first_at(x, &seen, ent, i);
        if (first != i)
            QN_FIND_ROW(x, G712, ent, i, "lon_deg", qn_str(ent, first, "enterprise_id"));
    }
    for (size_t i = 0; i < pop->n; i++) {
        size_t first = pop->flags[i] & QN_ROW_REPEATED ? i : first_at(x, &cells, pop, i);
        if (first != i)
            QN_FIND_ROW(x, G714, pop, i, "lon_deg", QN_NUM(pop->line[first]));
    }
    qn_idset_release(&seen);
    qn_idset_release(&cells);
}

/* Offset of the first fault in POLYGON((x y, ...)) or MULTIPOLYGON(((...))), or -1. */
static long wkt_fault(const char *s)
{
    const char *p = s;
    long depth = 0, points = 0;
    for (const char *const *w = (const char *const[]){"MULTIPOLYGON", "POLYGON", NULL}; *w; w++)
        if (p == s && strncmp(s, *w, strlen(*w)) == 0)
            p += strlen(*w);
    if (p == s)
        return 1;
    while (*p) {
        char *end;
        p += strspn(p, " ");
        if (*p == '(' || *p == ')') {
            depth += *p++ == '(' ? 1 : -1;
            if (depth < 0 || depth > 3)
                return (long)(p - s);
        } else if (*p == ',') {
            p++;
        } else if (*p) {
            double lon = strtod(p, &end), lat = NAN;
            const char *q = end;
            if (end != p && *q == ' ')
                lat = strtod(q, &end);
            if (end == p || end == q || !(fabs(lon) <= 180) || !(fabs(lat) <= 90) || depth < 2)
                return (long)(p - s) + 1;
            points++;
            p = end;
        }
    }
    return depth == 0 && points >= 4 ? -1 : (long)(p - s);
}

static void check_outlines(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_JURISDICTION];
    for (size_t i = 0; i < s->n_input; i++) {
        const char *wkt = qn_str(s, i, "outline_wkt");
        long at = wkt[0] ? wkt_fault(wkt) : -1;
        if (at >= 0)
            QN_FIND_ROW(x, G713, s, i, "outline_wkt", QN_NUM((double)at));
    }
}

void qn_geo_check(struct qn_import_ctx *x)
{
    check_positions(x, &x->set[QN_TAB_ENTERPRISE]);
    check_positions(x, &x->set[QN_TAB_OUTLET]);
    check_positions(x, &x->set[QN_TAB_STATION]);
    check_positions(x, &x->set[QN_TAB_POPULATION]);
    check_outlets(x);
    check_stations(x);
    check_same_place(x);
    check_outlines(x);
}
