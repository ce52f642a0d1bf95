/* Reading the region from the store: one generic pass a table, guided by layout.c. */
#include "region/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REGION_MAX_BYTES ((size_t)4 * 1024 * 1024 * 1024)

enum { COL_BASIS, COL_SOURCE, COL_NOTE, COL_PROV_COUNT };

struct loader {
    struct qn_store *store;
    struct qn_region *r;
    struct qn_err *err;
    enum qn_status st;
    struct qn_idmap map[QN_TAB_COUNT];
    /* of the table being read */
    const struct qn_layout *layout;
    int column[QN_LAYOUT_MAX_FIELDS];           /* of each field */
    int prov_column[COL_PROV_COUNT];            /* -1 where the table has none */
    const char *last[QN_TABLE_MAX_COLUMNS + 1]; /* last text of each column and of in_file */
    struct qn_buf rows;                         /* the structs */
    struct qn_buf refs;                         /* const char *, one a QN_F_REF field */
};

int qn_name_index(const char *const *names, const char *s, int otherwise)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], s) == 0)
            return i;
    return otherwise;
}

/* A copy in the arena; a text equal to the one of the row before shares its copy. */
static const char *keep(struct loader *l, size_t column, const char *s, size_t n)
{
    const char *last = l->last[column];
    if (n == 0)
        return "";
    if (last && strncmp(last, s, n) == 0 && last[n] == '\0')
        return last;
    const char *copy = qn_arena_copy(&l->r->arena, s, n, l->err);
    if (!copy) {
        l->st = l->err ? l->err->code : QN_E_NOMEM;
        return "";
    }
    l->last[column] = copy;
    return copy;
}

static const char *keep_text(struct loader *l, const struct qn_value *v, int column)
{
    if (column < 0 || v[column].type != QN_V_TEXT)
        return "";
    return keep(l, (size_t)column, v[column].s, strnlen(v[column].s, v[column].n));
}

static double number_of(const struct qn_value *v)
{
    return v->type == QN_V_REAL ? v->r : v->type == QN_V_INT ? (double)v->i : NAN;
}

static struct qn_date date_of(const struct qn_value *v)
{
    struct qn_date d = {0, 0, 0};
    if (v->type == QN_V_TEXT && v->n > 0 && qn_date_parse(v->s, v->n, &d, NULL))
        d = (struct qn_date){0, 0, 0};
    return d;
}

static void fill_prov(struct loader *l, const struct qn_record *rec, struct qn_prov *p)
{
    int basis = l->prov_column[COL_BASIS];
    p->seq = rec->seq;
    p->run = rec->run;
    p->line = rec->in_line;
    p->file = keep(l, QN_TABLE_MAX_COLUMNS, rec->in_file, strlen(rec->in_file));
    p->basis = QN_BASIS_NONE;
    if (basis >= 0 && rec->v[basis].type == QN_V_TEXT)
        p->basis = (enum qn_basis)qn_name_index(qn_basis_names, rec->v[basis].s, QN_BASIS_NONE);
    p->source = keep_text(l, rec->v, l->prov_column[COL_SOURCE]);
    p->note = keep_text(l, rec->v, l->prov_column[COL_NOTE]);
}

static void fill_field(struct loader *l, const struct qn_field *f, int column,
                       const struct qn_value *all, unsigned char *row)
{
    const struct qn_value *v = &all[column];
    void *to = row + f->offset;
    switch (f->how) {
    case QN_F_TEXT:
        *(const char **)to = keep_text(l, all, column);
        break;
    case QN_F_QTY:
        ((struct qn_qty *)to)->value = number_of(v);
        break;
    case QN_F_NUM:
        *(double *)to = number_of(v);
        break;
    case QN_F_INT:
        *(int *)to = v->type == QN_V_INT ? (int)v->i : 0;
        break;
    case QN_F_YES:
        *(int *)to = v->type == QN_V_INT ? v->i != 0 : -1;
        break;
    case QN_F_DATE:
        *(struct qn_date *)to = date_of(v);
        break;
    case QN_F_ENUM: {
        int index =
            v->type == QN_V_TEXT ? qn_name_index(f->names, v->s, f->otherwise) : f->otherwise;
        memcpy(to, &index, sizeof index);
        break;
    }
    case QN_F_REF:
    case QN_F_REF_REQUIRED: {
        const char *id = keep_text(l, all, column);
        enum qn_status st = qn_buf_append(&l->refs, &id, sizeof id, l->err);
        l->st = l->st ? l->st : st;
        break;
    }
    }
}

static int on_row(const struct qn_record *rec, void *user)
{
    struct loader *l = user;
    const struct qn_layout *layout = l->layout;
    l->st = qn_buf_reserve(&l->rows, layout->size, l->err);
    if (l->st)
        return 1;
    unsigned char *row = (unsigned char *)l->rows.data + l->rows.len;
    memset(row, 0, layout->size);
    fill_prov(l, rec, (struct qn_prov *)(void *)row);
    for (size_t i = 0; i < layout->n; i++)
        fill_field(l, &layout->field[i], l->column[i], rec->v, row);
    l->rows.len += layout->size;
    return l->st != QN_OK;
}

static void find_columns(struct loader *l, const struct qn_table *t)
{
    static const char *const prov[COL_PROV_COUNT] = {"basis", "source", "note"};
    for (size_t i = 0; i < l->layout->n; i++)
        l->column[i] = qn_table_column(t, l->layout->field[i].column);
    for (size_t i = 0; i < COL_PROV_COUNT; i++)
        l->prov_column[i] = qn_table_column(t, prov[i]);
    memset(l->last, 0, sizeof l->last);
}

static unsigned char *row_at(const struct loader *l, void *base, size_t i)
{
    return (unsigned char *)base + i * l->layout->size;
}

static const char *id_of(const unsigned char *row, const struct qn_layout *layout)
{
    return *(const char *const *)(const void *)(row + layout->field[0].offset);
}

static enum qn_status fill_map(struct loader *l, void *base, size_t n)
{
    const struct qn_layout *layout = l->layout;
    enum qn_table_id t = layout->table;
    if (t != QN_TAB_JURISDICTION && t != QN_TAB_ENTERPRISE && t != QN_TAB_INSTALLATION &&
        t != QN_TAB_OUTLET)
        return QN_OK; /* nothing refers to it */
    enum qn_status st = qn_idmap_init(&l->map[t], n, l->err);
    for (size_t i = 0; i < n && !st; i++)
        qn_idmap_add(&l->map[t], id_of(row_at(l, base, i), layout), (int32_t)i);
    return st;
}

static enum qn_status unknown_ref(struct loader *l, const struct qn_field *f, const char *id,
                                  const struct qn_prov *p)
{
    char line[QN_NUM_TEXT_CAP];
    return qn_fail(l->err, QN_E_STORE, p->file, QN_T_REGION_REFERENCE,
                   qn_tables[l->layout->table].name, p->file, qn_num_text((double)p->line, line),
                   f->column, id);
}

static enum qn_status resolve(struct loader *l, size_t n)
{
    const char *const *id = (const char *const *)(const void *)l->refs.data;
    const struct qn_layout *layout = l->layout;
    for (size_t i = 0; i < n; i++) {
        unsigned char *row = row_at(l, l->rows.data, i);
        for (size_t k = 0; k < layout->n; k++) {
            const struct qn_field *f = &layout->field[k];
            if (f->how != QN_F_REF && f->how != QN_F_REF_REQUIRED)
                continue;
            int32_t place = **id ? qn_idmap_find(&l->map[f->ref], *id) : -1;
            if (place < 0 && f->how == QN_F_REF_REQUIRED)
                return unknown_ref(l, f, *id, (const struct qn_prov *)(const void *)row);
            *(int32_t *)(void *)(row + f->offset) = place;
            id++;
        }
    }
    return QN_OK;
}

static int32_t group_of(const struct loader *l, size_t i)
{
    return *(int32_t *)(void *)(row_at(l, l->rows.data, i) + l->layout->group_by);
}

/* A stable counting sort by the group, into the arena's array. first has a place a group. */
static void place_grouped(struct loader *l, unsigned char *to, size_t n, int32_t *first,
                          size_t groups)
{
    for (size_t i = 0; i < n; i++)
        first[group_of(l, i) + 1]++;
    for (size_t g = 1; g <= groups; g++)
        first[g] += first[g - 1];
    for (size_t i = 0; i < n; i++)
        memcpy(row_at(l, to, (size_t)first[group_of(l, i)]++), row_at(l, l->rows.data, i),
               l->layout->size);
}

static size_t groups_of(const struct loader *l)
{
    return (size_t)(l->layout->table == QN_TAB_INSTALLATION ? l->r->n_enterprise
                                                            : l->r->n_installation);
}

static enum qn_status place_rows(struct loader *l, unsigned char *to, size_t n)
{
    if (n == 0)
        return QN_OK;
    if (!l->layout->group_by) {
        memcpy(to, l->rows.data, n * l->layout->size);
        return QN_OK;
    }
    size_t groups = groups_of(l);
    int32_t *first = calloc(groups + 1, sizeof *first);
    if (!first) {
        char bytes[QN_NUM_TEXT_CAP];
        return qn_fail(l->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)groups * 4, bytes));
    }
    place_grouped(l, to, n, first, groups);
    free(first);
    return QN_OK;
}

/* Only now that the rows stay where they are can their values point to their provenance. */
static void point_to_prov(struct loader *l, unsigned char *base, size_t n)
{
    const struct qn_layout *layout = l->layout;
    for (size_t i = 0; i < n; i++) {
        unsigned char *row = row_at(l, base, i);
        const struct qn_prov *prov = (const struct qn_prov *)(const void *)row;
        for (size_t k = 0; k < layout->n; k++) {
            struct qn_qty *q = (struct qn_qty *)(void *)(row + layout->field[k].offset);
            if (layout->field[k].how == QN_F_QTY)
                q->prov = isnan(q->value) ? NULL : prov;
        }
    }
}

static enum qn_status load_table(struct loader *l, const struct qn_layout *layout)
{
    const struct qn_table *t = &qn_tables[layout->table];
    l->layout = layout;
    l->st = QN_OK;
    qn_buf_reset(&l->rows);
    qn_buf_reset(&l->refs);
    find_columns(l, t);
    struct qn_err scan_err = {0};
    enum qn_status st = qn_store_scan(l->store, t, on_row, l, &scan_err);
    if (l->st)
        return l->st; /* on_row stopped the scan and said why */
    if (st && l->err)
        *l->err = scan_err;
    if (st)
        return st;
    size_t n = l->rows.len / layout->size;
    unsigned char *base = qn_arena_alloc(&l->r->arena, n * layout->size, l->err);
    if (!base)
        return l->err ? l->err->code : QN_E_NOMEM;
    if (!layout->group_by)
        st = fill_map(l, l->rows.data, n);
    if (!st)
        st = resolve(l, n);
    if (!st)
        st = place_rows(l, base, n);
    if (!st && layout->group_by)
        st = fill_map(l, base, n);
    if (st)
        return st;
    point_to_prov(l, base, n);
    memcpy((unsigned char *)l->r + layout->array, &base, sizeof base);
    *(int32_t *)(void *)((unsigned char *)l->r + layout->count) = (int32_t)n;
    return QN_OK;
}

static void link_installations(struct qn_region *r)
{
    for (int32_t i = 0; i < r->n_installation; i++) {
        struct qn_installation *in = &r->installation[i];
        struct qn_enterprise *e = &r->enterprise[in->enterprise];
        if (e->n_installations++ == 0)
            e->first_installation = i;
        if (in->variant != QN_VARIANT_UNKNOWN)
            in->variant_prov = &in->prov;
    }
}

struct by_id {
    const char *id;
    int32_t place;
};

static int by_id_order(const void *a, const void *b)
{
    return strcmp(((const struct by_id *)a)->id, ((const struct by_id *)b)->id);
}

static enum qn_status sort_sources(struct qn_region *r, struct qn_err *err)
{
    size_t n = (size_t)r->n_source;
    r->source_by_id = qn_arena_alloc(&r->arena, n * sizeof *r->source_by_id, err);
    struct by_id *sorted = calloc(n + 1, sizeof *sorted);
    if (!r->source_by_id || !sorted) {
        free(sorted);
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1024");
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct by_id){r->source[i].id, (int32_t)i};
    qsort(sorted, n, sizeof *sorted, by_id_order);
    for (size_t i = 0; i < n; i++)
        r->source_by_id[i] = sorted[i].place;
    free(sorted);
    return QN_OK;
}

static void later(struct qn_date *latest, struct qn_date d)
{
    if (d.year && d.month && d.day &&
        (!latest->year || qn_date_first_day(d) > qn_date_first_day(*latest)))
        *latest = d;
}

static void find_latest_date(struct qn_region *r)
{
    later(&r->latest_date, r->decision_date);
    for (int32_t i = 0; i < r->n_event; i++)
        later(&r->latest_date, r->event[i].on_date);
    for (int32_t i = 0; i < r->n_indicator; i++)
        later(&r->latest_date, r->indicator[i].known_on);
    for (int32_t i = 0; i < r->n_evidence; i++)
        later(&r->latest_date, r->evidence[i].dated_on);
    for (int32_t i = 0; i < r->n_source; i++)
        later(&r->latest_date, r->source[i].published_on);
}

static enum qn_status load_all(struct loader *l)
{
    enum qn_status st = qn_region_load_settings(l->store, l->r, l->err);
    for (size_t i = 0; i < qn_layouts_n && !st; i++)
        st = load_table(l, &qn_layouts[i]);
    if (st)
        return st;
    link_installations(l->r);
    st = qn_region_load_values(l->store, l->r, l->map, l->err);
    if (!st)
        st = sort_sources(l->r, l->err);
    if (!st)
        find_latest_date(l->r);
    return st;
}

enum qn_status qn_region_load(struct qn_store *store, struct qn_region *out, struct qn_err *err)
{
    bool began = false;
    struct loader l = {.store = store, .r = out, .err = err};
    *out = (struct qn_region){.name_zh = ""};
    qn_arena_init(&out->arena, REGION_MAX_BYTES);
    qn_buf_init(&l.rows, REGION_MAX_BYTES);
    qn_buf_init(&l.refs, REGION_MAX_BYTES);
    enum qn_status st = qn_store_begin_read(store, &began, err);
    if (!st)
        st = load_all(&l);
    if (began)
        qn_store_rollback(store);
    qn_buf_release(&l.rows);
    qn_buf_release(&l.refs);
    for (size_t i = 0; i < QN_TAB_COUNT; i++)
        qn_idmap_release(&l.map[i]);
    return st;
}

void qn_region_release(struct qn_region *r)
{
    qn_arena_release(&r->arena);
    size_t max = r->arena.max;
    *r = (struct qn_region){.arena = {.max = max}};
}
