/* The steel tracker of Global Energy Monitor, as published: one row a phase of a plant.
 *
 *   id, phase_id, plant_phase, status, project, project_other, parent, owner, ..., province,
 * country, then three times status, steel capacity, iron capacity, process, equipment; url, lat,
 * lng, totals
 *
 * A row that cannot be used is skipped and told; only a wrong header refuses the file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "region/import_internal.h"

#define TEXT_MAX_BYTES ((size_t)1 << 30)
#define ID_MAX_BYTES 48 /* leaves room for slot and equipment behind it */
#define TTPA_T_A 1000.0 /* thousand tonnes per annum */
#define LEAST_TTPA 1.0  /* below it a figure marks an unknown capacity */

struct name {
    int column;
    bool required;
    const char *word, *other;
};

static const struct name names[] = {
    {QN_GEM_ID, true, "id", NULL},
    {QN_GEM_PHASE, true, "phase_id", NULL},
    {QN_GEM_PLANT_PHASE, false, "plant_phase", NULL},
    {QN_GEM_STATUS, true, "status", "phase_operating_status"},
    {QN_GEM_PROJECT, true, "project", NULL},
    {QN_GEM_PROJECT_OTHER, false, "project_other", NULL},
    {QN_GEM_PARENT, false, "parent", NULL},
    {QN_GEM_OWNER, false, "owner", NULL},
    {QN_GEM_PROVINCE, false, "province", NULL},
    {QN_GEM_COUNTRY, true, "country", NULL},
    {QN_GEM_URL, false, "url", NULL},
    {QN_GEM_LAT, true, "lat", NULL},
    {QN_GEM_LNG, true, "lng", NULL},
    {QN_GEM_STEEL_TOTAL, false, "steel_capacity", "steel_total"},
    {QN_GEM_IRON_TOTAL, false, "iron_capacity", "iron_total"},
    {QN_GEM_SLOT + 0, true, "status_1", NULL},
    {QN_GEM_SLOT + 1, true, "steel_capacity_1", NULL},
    {QN_GEM_SLOT + 2, true, "iron_capacity_1", NULL},
    {QN_GEM_SLOT + 3, false, "process", "process_1"},
    {QN_GEM_SLOT + 4, true, "equipment", "equipment_1"},
    {QN_GEM_SLOT + 5, false, "status_2", NULL},
    {QN_GEM_SLOT + 6, false, "steel_capacity_2", NULL},
    {QN_GEM_SLOT + 7, false, "iron_capacity_2", NULL},
    {QN_GEM_SLOT + 8, false, "process_2", NULL},
    {QN_GEM_SLOT + 9, false, "equipment_2", NULL},
    {QN_GEM_SLOT + 10, false, "status_3", NULL},
    {QN_GEM_SLOT + 11, false, "steel_capacity_3", NULL},
    {QN_GEM_SLOT + 12, false, "iron_capacity_3", NULL},
    {QN_GEM_SLOT + 13, false, "process_3", NULL},
    {QN_GEM_SLOT + 14, false, "equipment_3", NULL},
};

const char *qn_gem_text(const struct qn_gem *g, int column)
{
    int i = g->column[column];
    return i < 0 ? "" : g->csv->field[i].text;
}

struct qn_place qn_gem_place(const struct qn_gem *g, int column)
{
    struct qn_place at = {g->file, g->line, 0, NULL};
    if (column >= 0 && g->column[column] >= 0) {
        at.column = (int64_t)g->csv->field[g->column[column]].column;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (names[i].column == column)
                at.field = names[i].word;
    }
    return at;
}

static bool same_word(const struct qn_csv_field *f, const char *word)
{
    size_t from = strspn(f->text, " \t"), n = f->len;
    while (n > from && (f->text[n - 1] == ' ' || f->text[n - 1] == '\t'))
        n--;
    return word && n - from == strlen(word) && memcmp(f->text + from, word, n - from) == 0;
}

static bool read_header(struct qn_gem *g)
{
    bool whole = true;
    g->n_header = g->csv->n;
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        int *column = &g->column[names[k].column];
        *column = -1;
        for (size_t i = 0; i < g->csv->n && *column < 0; i++)
            if (same_word(&g->csv->field[i], names[k].word) ||
                same_word(&g->csv->field[i], names[k].other))
                *column = (int)i;
        struct qn_place at = {g->file, 1, 0, names[k].word};
        if (*column < 0 && names[k].required) {
            QN_FIND(g->x, M981, &at, names[k].word);
            whole = false;
        }
    }
    return whole;
}

static bool id_usable(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n <= ID_MAX_BYTES &&
           strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-") == n;
}

static bool ids_usable(struct qn_gem *g)
{
    static const struct {
        int column;
        const char *name;
    } need[] = {{QN_GEM_ID, "id"}, {QN_GEM_PHASE, "phase_id"}};
    for (size_t i = 0; i < 2; i++) {
        struct qn_place at = qn_gem_place(g, need[i].column);
        if (!id_usable(qn_gem_text(g, need[i].column))) {
            QN_FIND(g->x, M982, &at, need[i].name);
            return false;
        }
    }
    return true;
}

/* The line on which the key was first met, this one included; 0 when out of memory. */
static size_t first_line(struct qn_gem *g, struct qn_idset *set, const char *key, size_t n)
{
    size_t first = qn_idset_find(set, key, n);
    if (first != QN_NO_ROW)
        return first;
    const char *copy = qn_ctx_copy(g->x, key, n);
    if (!g->x->fatal && qn_idset_add(set, copy, n, (size_t)g->line) == QN_NO_ROW)
        qn_ctx_fail(g->x, QN_E_NOMEM);
    return (size_t)g->line;
}

static bool is_repeated(struct qn_gem *g)
{
    struct qn_buf whole;
    struct qn_place at = qn_gem_place(g, QN_GEM_PHASE);
    qn_buf_init(&whole, TEXT_MAX_BYTES);
    for (size_t i = 0; i < g->csv->n; i++)
        if (qn_buf_append(&whole, g->csv->field[i].text, g->csv->field[i].len + 1, NULL))
            qn_ctx_fail(g->x, QN_E_NOMEM);
    size_t row = first_line(g, &g->rows, whole.data ? whole.data : "", whole.len);
    qn_buf_release(&whole);
    const char *phase = qn_gem_text(g, QN_GEM_PHASE);
    size_t same_phase = first_line(g, &g->phases, phase, strlen(phase));
    if (row != (size_t)g->line)
        QN_FIND(g->x, M984, &at, QN_NUM((double)row));
    else if (same_phase != (size_t)g->line)
        QN_FIND(g->x, M983, &at, phase, QN_NUM((double)same_phase));
    else
        return false;
    return true;
}

/* NaN where empty; false where it is no number. */
static bool read_number(const char *s, double *out)
{
    struct qn_number v;
    *out = NAN;
    if (s[strspn(s, " ")] == '\0' || strcmp(s, "n/a") == 0 || strcmp(s, "unknown") == 0)
        return true;
    if (qn_number_parse(s, strlen(s), &v, NULL) || v.unit[0] || (v.flags & QN_NUM_PERCENT))
        return false;
    *out = v.value;
    return true;
}

static bool read_capacity(struct qn_gem *g, int column, double *t_a)
{
    struct qn_place at = qn_gem_place(g, column);
    const char *text = qn_gem_text(g, column);
    double ttpa;
    if (!read_number(text, &ttpa) || ttpa < 0) {
        QN_FIND(g->x, M985, &at, at.field ? at.field : "", text);
        return false;
    }
    if (ttpa > 0 && ttpa < LEAST_TTPA) {
        if (g->n_tiny < QN_GEM_TINY_LISTED)
            g->tiny_line[g->n_tiny] = g->line;
        g->n_tiny++;
        ttpa = NAN;
    }
    *t_a = ttpa > 0 ? ttpa * TTPA_T_A : NAN; /* the tracker writes 0 for none and for unknown */
    return true;
}

static bool capacities_usable(struct qn_gem *g)
{
    for (int k = 0; k < QN_GEM_SLOTS; k++)
        if (!read_capacity(g, QN_GEM_SLOT + 5 * k + 1, &g->steel_t_a[k]) ||
            !read_capacity(g, QN_GEM_SLOT + 5 * k + 2, &g->iron_t_a[k]))
            return false;
    return true;
}

static bool position_usable(struct qn_gem *g)
{
    const char *lat = qn_gem_text(g, QN_GEM_LAT), *lng = qn_gem_text(g, QN_GEM_LNG);
    struct qn_place at = qn_gem_place(g, QN_GEM_LAT);
    bool fine = read_number(lat, &g->lat_deg) && read_number(lng, &g->lon_deg) &&
                isnan(g->lat_deg) == isnan(g->lon_deg) && !(fabs(g->lat_deg) > 90) &&
                !(fabs(g->lon_deg) > 180) && !(g->lat_deg == 0 && g->lon_deg == 0);
    if (!fine)
        QN_FIND(g->x, M986, &at, lat, lng);
    return fine;
}

static bool row_usable(struct qn_gem *g)
{
    struct qn_place at = {g->file, g->line, 0, NULL};
    qn_quotes_check(g->x, g->file, g->csv, NULL);
    if (g->csv->flags & QN_CSV_OPEN_QUOTE) { /* swallows the rest of the file: an error */
        QN_FIND0(g->x, F128, &at);
        return false;
    }
    if (g->csv->n != g->n_header) {
        QN_FIND(g->x, M995, &at, QN_NUM((double)g->csv->n), QN_NUM((double)g->n_header));
        return false;
    }
    return ids_usable(g) && !is_repeated(g) && capacities_usable(g) && position_usable(g);
}

/* 2024-04 out of gspt_2024-04-15_utf16le.csv; "" where there is none. */
static void date_of_name(const char *leaf, char out[8])
{
    out[0] = '\0';
    for (const char *p = leaf; strlen(p) >= 7; p++)
        if (strspn(p, "0123456789") == 4 && p[4] == '-' && strspn(p + 5, "0123456789") == 2) {
            memcpy(out, p, 7);
            out[7] = '\0';
            return;
        }
}

static void add_source(struct qn_gem *g, const char *leaf)
{
    struct qn_import_ctx *x = g->x;
    struct qn_rowset *s = &x->set[QN_TAB_SOURCE];
    bool furnaces = g->column[QN_GEM_SLOT + 4] >= 0 &&
                    same_word(&g->csv->field[g->column[QN_GEM_SLOT + 4]], "equipment_1");
    const char *title = furnaces ? "Global Energy Monitor, Global Blast Furnace Tracker (CC BY 4.0)"
                                 : "Global Energy Monitor, Global Steel Plant Tracker (CC BY 4.0)";
    char date[8], id[32];
    date_of_name(leaf, date);
    size_t n = strlen(QN_GEM_SOURCE);
    memcpy(id, QN_GEM_SOURCE, n);
    memcpy(id + n, furnaces ? "gbft" : "gspt", 5);
    if (date[0]) {
        id[n + 4] = '-';
        memcpy(id + n + 5, date, 8);
    }
    struct qn_entry *row = qn_row_add(x, s, 1, 0);
    g->source = qn_ctx_copy(x, id, strlen(id));
    s->file = g->file;
    if (!row)
        return;
    qn_cell_text(&row[0], g->source, strlen(id));
    qn_cell_text(&row[qn_col(s->table, "title")], title, strlen(title));
    const char *url = "https://globalenergymonitor.org";
    qn_cell_text(&row[qn_col(s->table, "url")], url, strlen(url));
    if (date[0])
        qn_cell_text(&row[qn_col(s->table, "published_on")], qn_ctx_copy(x, date, 7), 7);
    qn_cell_text(&row[qn_col(s->table, "conf_level")], "verified_page", 13);
    s->n_input = s->n;
    qn_ids_check(x, s);
}

static void read_rows(struct qn_gem *g, struct qn_csv *csv)
{
    while (!g->x->fatal && qn_csv_next(csv)) {
        g->line = (int64_t)csv->field[0].line;
        g->x->gem_rows++;
        if (g->x->opts->progress &&
            !g->x->opts->progress((int64_t)csv->pos, (int64_t)csv->len, g->x->opts->user))
            qn_ctx_fail(g->x, QN_E_CANCELLED);
        else if (row_usable(g))
            qn_gem_take_row(g);
    }
}

/* One note for all of them: nobody can mend them, and there may be dozens. */
static void report_tiny(struct qn_gem *g)
{
    struct qn_place at = {g->file, g->tiny_line[0], 0, NULL};
    char lines[QN_GEM_TINY_LISTED * QN_NUM_TEXT_CAP + 8] = "";
    size_t n = 0;
    for (int64_t i = 0; i < g->n_tiny && i < QN_GEM_TINY_LISTED; i++) {
        const char *line = QN_NUM((double)g->tiny_line[i]);
        n += (size_t)snprintf(lines + n, sizeof lines - n, "%s%s", i ? ", " : "", line);
    }
    if (g->n_tiny > QN_GEM_TINY_LISTED)
        snprintf(lines + n, sizeof lines - n, " ...");
    if (g->n_tiny)
        QN_FIND(g->x, M996, &at, QN_NUM((double)g->n_tiny), QN_NUM(LEAST_TTPA), lines);
}

void qn_gem_read(struct qn_import_ctx *x, const char *file, const char *leaf, const void *bytes,
                 size_t n)
{
    struct qn_gem *g = calloc(1, sizeof *g);
    struct qn_csv *csv = malloc(sizeof *csv);
    struct qn_buf text;
    struct qn_place at = {file, 0, 0, NULL};
    qn_buf_init(&text, TEXT_MAX_BYTES);
    if (!g || !csv) {
        qn_ctx_fail(x, QN_E_NOMEM);
    } else if (qn_text_read(x, file, bytes, n, &text)) {
        g->x = x;
        g->file = file;
        g->csv = csv;
        g->line = 1;
        qn_csv_init(csv, text.data, text.len);
        if (!qn_csv_next(csv))
            QN_FIND0(x, F112, &at);
        else if (read_header(g)) {
            add_source(g, leaf);
            read_rows(g, csv);
            qn_gem_finish(g);
            report_tiny(g);
        }
    }
    if (g) {
        qn_idset_release(&g->phases);
        qn_idset_release(&g->rows);
        qn_idset_release(&g->names);
        qn_idset_release(&g->places);
        free(g->plant);
    }
    free(g);
    free(csv);
    qn_buf_release(&text);
}

/* Rows of the tracker: imported where any record of the row is new, unchanged where none is. */
void qn_gem_count(struct qn_import_ctx *x)
{
    const struct qn_rowset *ent = &x->set[QN_TAB_ENTERPRISE], *in = &x->set[QN_TAB_INSTALLATION];
    size_t e = 0;
    for (size_t i = 0; i < in->n_input;) {
        uint32_t line = in->line[i];
        bool fresh = false;
        for (; i < in->n_input && in->line[i] == line; i++)
            fresh |= !(in->flags[i] & (QN_ROW_UNCHANGED | QN_ROW_REPEATED));
        while (e < ent->n_input && ent->line[e] < line)
            e++;
        if (e < ent->n_input && ent->line[e] == line)
            fresh |= !(ent->flags[e] & QN_ROW_UNCHANGED);
        x->gem_imported += fresh;
        x->gem_unchanged += !fresh;
    }
}
