/* Settings, and the single values that override the rows' own. */
#include "region/load.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Columns of table `value` and `setting`, by place; tables.c holds them in this order. */
enum {
    VAL_ID,
    VAL_TABLE,
    VAL_SUBJECT,
    VAL_PARAMETER,
    VAL_VALUE,
    VAL_AS_OF,
    VAL_BASIS,
    VAL_SOURCE,
    VAL_NOTE
};
enum { SET_NAME, SET_VALUE };

/* Provenance of a value from values.csv. A quantity whose prov is not its row's own points to the
 * `prov` of one of these. */
struct single {
    struct qn_prov prov; /* first */
    struct qn_date as_of;
};

struct values {
    struct qn_region *r;
    const struct qn_idmap *map;
    struct qn_err *err;
    enum qn_status st;
};

static const char *text(const struct qn_value *v)
{
    return v->type == QN_V_TEXT ? v->s : "";
}

static struct qn_date date(const struct qn_value *v)
{
    struct qn_date d = {0, 0, 0};
    if (v->type == QN_V_TEXT && v->n && qn_date_parse(v->s, v->n, &d, NULL))
        d = (struct qn_date){0, 0, 0};
    return d;
}

static const char *copy(struct qn_arena *a, const char *s, enum qn_status *st, struct qn_err *err)
{
    if (!*s || *st)
        return "";
    const char *kept = qn_arena_copy(a, s, strlen(s), err);
    if (!kept)
        *st = QN_E_NOMEM;
    return kept ? kept : "";
}

/* A number as its column reads it; NaN where it is none. */
static double number(const struct qn_column *c, const char *s)
{
    static const char *const yes[] = {"yes", "是", "有", "true", "1", NULL};
    static const char *const no[] = {"no", "否", "无", "false", "0", NULL};
    struct qn_number n;
    if (c->type == QN_COL_BOOL)
        return qn_name_index(yes, s, -1) >= 0 ? 1 : qn_name_index(no, s, -1) >= 0 ? 0 : NAN;
    return qn_number_parse(s, strlen(s), &n, NULL) ? NAN : n.value;
}

/* Days for comparison; unknown is before everything. */
static int64_t day(struct qn_date d)
{
    return d.year ? qn_date_last_day(d) : INT64_MIN;
}

/* Is the new value to be used? `now`: provenance of the present one, NULL where unknown. */
static bool better(const struct single *s, const struct qn_prov *now, const struct qn_prov *row)
{
    if (!now)
        return true;
    if (s->prov.basis != now->basis)
        return s->prov.basis < now->basis;
    struct qn_date as_of = {0, 0, 0};
    if (now != row)
        as_of = ((const struct single *)(const void *)now)->as_of;
    return day(s->as_of) >= day(as_of);
}

static enum qn_status make_single(struct values *l, const struct qn_record *rec,
                                  const struct single **out)
{
    struct qn_arena *a = &l->r->arena;
    struct single *s = qn_arena_alloc(a, sizeof *s, l->err);
    enum qn_status st = s ? QN_OK : QN_E_NOMEM;
    if (st)
        return st;
    s->as_of = date(&rec->v[VAL_AS_OF]);
    s->prov.seq = rec->seq;
    s->prov.run = rec->run;
    s->prov.line = rec->in_line;
    s->prov.file = copy(a, rec->in_file, &st, l->err);
    s->prov.basis =
        (enum qn_basis)qn_name_index(qn_basis_names, text(&rec->v[VAL_BASIS]), QN_BASIS_NONE);
    s->prov.source = copy(a, text(&rec->v[VAL_SOURCE]), &st, l->err);
    s->prov.note = copy(a, text(&rec->v[VAL_NOTE]), &st, l->err);
    *out = s;
    return st;
}

static void use_variant(struct qn_installation *in, const struct single *s, const char *value)
{
    int variant = qn_name_index(qn_variant_names, value, QN_VARIANT_UNKNOWN);
    if (variant == QN_VARIANT_UNKNOWN || !better(s, in->variant_prov, &in->prov))
        return;
    in->variant = (enum qn_variant)variant;
    in->variant_prov = &s->prov;
}

static const struct qn_field *quantity(const struct qn_layout *layout, const char *column)
{
    for (size_t i = 0; i < layout->n; i++)
        if (layout->field[i].how == QN_F_QTY && strcmp(layout->field[i].column, column) == 0)
            return &layout->field[i];
    return NULL;
}

static void use(const struct qn_layout *layout, unsigned char *row, const struct single *s,
                const char *parameter, const char *value)
{
    const struct qn_field *f = quantity(layout, parameter);
    if (layout->table == QN_TAB_INSTALLATION && strcmp(parameter, "variant") == 0)
        use_variant((struct qn_installation *)(void *)row, s, value);
    if (!f)
        return;
    const struct qn_table *t = &qn_tables[layout->table];
    struct qn_qty *q = (struct qn_qty *)(void *)(row + f->offset);
    double x = number(&t->col[qn_table_column(t, parameter)], value);
    if (!isnan(x) && better(s, q->prov, (const struct qn_prov *)(const void *)row))
        *q = (struct qn_qty){x, &s->prov};
}

static unsigned char *subject(const struct values *l, const struct qn_layout *layout,
                              const char *id)
{
    int32_t place = qn_idmap_find(&l->map[layout->table], id);
    unsigned char *base;
    memcpy(&base, (const unsigned char *)l->r + layout->array, sizeof base);
    return place < 0 ? NULL : base + (size_t)place * layout->size;
}

static int on_value(const struct qn_record *rec, void *user)
{
    struct values *l = user;
    const struct qn_table *t = qn_table_named(text(&rec->v[VAL_TABLE]));
    const struct qn_layout *layout = t ? qn_layout_of((enum qn_table_id)(t - qn_tables)) : NULL;
    unsigned char *row = layout ? subject(l, layout, text(&rec->v[VAL_SUBJECT])) : NULL;
    const struct single *s = NULL;
    if (!row)
        return 0; /* the import has refused it */
    l->st = make_single(l, rec, &s);
    if (l->st)
        return 1;
    use(layout, row, s, text(&rec->v[VAL_PARAMETER]), text(&rec->v[VAL_VALUE]));
    return 0;
}

enum qn_status qn_region_load_values(struct qn_store *store, struct qn_region *r,
                                     const struct qn_idmap *map, struct qn_err *err)
{
    struct values l = {r, map, err, QN_OK};
    struct qn_err scan_err = {0};
    enum qn_status st = qn_store_scan(store, &qn_tables[QN_TAB_VALUE], on_value, &l, &scan_err);
    if (l.st)
        return l.st;
    if (st && err)
        *err = scan_err;
    return st;
}

struct setting {
    const char *name;
    enum qn_field_how how;
    size_t offset;
};

static const struct setting settings[] = {
    {"region_name_zh", QN_F_TEXT, offsetof(struct qn_region, name_zh)},
    {"region_name_en", QN_F_TEXT, offsetof(struct qn_region, name_en)},
    {"title_zh", QN_F_TEXT, offsetof(struct qn_region, title_zh)},
    {"title_en", QN_F_TEXT, offsetof(struct qn_region, title_en)},
    {"notice_zh", QN_F_TEXT, offsetof(struct qn_region, notice_zh)},
    {"notice_en", QN_F_TEXT, offsetof(struct qn_region, notice_en)},
    {"division_code", QN_F_TEXT, offsetof(struct qn_region, division_code)},
    {"decision_date", QN_F_DATE, offsetof(struct qn_region, decision_date)},
    {"fictional", QN_F_YES, offsetof(struct qn_region, fictional)},
    {"west_deg", QN_F_NUM, offsetof(struct qn_region, west_deg)},
    {"south_deg", QN_F_NUM, offsetof(struct qn_region, south_deg)},
    {"east_deg", QN_F_NUM, offsetof(struct qn_region, east_deg)},
    {"north_deg", QN_F_NUM, offsetof(struct qn_region, north_deg)},
};

static int on_setting(const struct qn_record *rec, void *user)
{
    static const struct qn_column yes_no = {.type = QN_COL_BOOL}, real = {.type = QN_COL_REAL};
    struct values *l = user;
    const char *value = text(&rec->v[SET_VALUE]);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        void *to = (unsigned char *)l->r + settings[i].offset;
        if (strcmp(settings[i].name, text(&rec->v[SET_NAME])) != 0)
            continue;
        if (settings[i].how == QN_F_TEXT)
            *(const char **)to = copy(&l->r->arena, value, &l->st, l->err);
        else if (settings[i].how == QN_F_DATE)
            *(struct qn_date *)to = date(&rec->v[SET_VALUE]);
        else if (settings[i].how == QN_F_YES)
            *(int *)to = number(&yes_no, value) > 0;
        else
            *(double *)to = number(&real, value);
    }
    return l->st != QN_OK;
}

enum qn_status qn_region_load_settings(struct qn_store *store, struct qn_region *r,
                                       struct qn_err *err)
{
    struct values l = {r, NULL, err, QN_OK};
    struct qn_err scan_err = {0};
    r->name_zh = r->name_en = r->title_zh = r->title_en = "";
    r->notice_zh = r->notice_en = r->division_code = "";
    r->west_deg = r->south_deg = r->east_deg = r->north_deg = NAN;
    enum qn_status st = qn_store_scan(store, &qn_tables[QN_TAB_SETTING], on_setting, &l, &scan_err);
    if (l.st)
        return l.st;
    if (st && err)
        *err = scan_err;
    return st;
}
