/* Rows of the steel tracker to enterprises and installations. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/geo.h"
#include "region/import_internal.h"

#define SLOT_STATUS(k) (QN_GEM_SLOT + 5 * (k))
#define SLOT_PROCESS(k) (QN_GEM_SLOT + 5 * (k) + 3)
#define SLOT_EQUIPMENT(k) (QN_GEM_SLOT + 5 * (k) + 4)
#define WORDS_MAX 8
#define WORD_CAP 24
#define TEXT_CAP 1024
#define APART_NOTE_M 1.0
#define APART_WARN_M 1000.0

struct word {
    const char *tracker, *ours;
};

static const struct word states[] = {
    {"operating", "operating"},
    {"operating pre-retirement", "operating"},
    {"construction", "under_construction"},
    {"announced", "planned"},
    {"mothballed", "idle"},
    {"retired", "stopped"}, /* whether it was dismantled is not said */
    {"cancelled", "cancelled"},
    {"unknown", "unknown"},
};

enum makes { MAKES_IRON, MAKES_STEEL, MAKES_UNKNOWN };

struct equipment {
    const char *tracker, *kind;
    enum makes makes;
    bool known;
};

static const struct equipment equipments[] = {
    {"BF", "blast_furnace", MAKES_IRON, true},
    {"DRI", "dri_furnace", MAKES_IRON, true},
    {"BOF", "converter", MAKES_STEEL, true},
    {"EAF", "electric_arc_furnace", MAKES_STEEL, true},
    {"IF", "induction_furnace", MAKES_STEEL, true},
    {"OHF", "open_hearth", MAKES_STEEL, true},
    {"unknown", "unknown", MAKES_UNKNOWN, true},
    {"other", "other", MAKES_UNKNOWN, true},
};
static const struct equipment not_known = {"other", "other", MAKES_UNKNOWN, false};

struct slot {
    const char *status, *state, *process;
    char word[WORDS_MAX][WORD_CAP];
    const struct equipment *equipment[WORDS_MAX];
    size_t n;
    double steel_t_a, iron_t_a;
};

static void add_text(char out[TEXT_CAP], const char *s)
{
    size_t len = strlen(out), n = strlen(s);
    if (n < TEXT_CAP - len)
        memcpy(out + len, s, n + 1);
}

static void set_text(struct qn_import_ctx *x, const struct qn_rowset *s, struct qn_entry *row,
                     const char *column, const char *text)
{
    size_t n = strlen(text);
    if (n)
        qn_cell_text(&row[qn_col(s->table, column)], qn_ctx_copy(x, text, n), n);
}

static void set_number(const struct qn_rowset *s, struct qn_entry *row, const char *column,
                       double v)
{
    if (!isnan(v))
        qn_cell_real(&row[qn_col(s->table, column)], v);
}

/* The tracker writes "operating_pre-retirement" in one column and with a blank in another. */
static bool same_status(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '_' && *b == ' ') || (*a == ' ' && *b == '_')))
            return false;
    return *a == *b;
}

static const char *state_of(struct qn_gem *g, int column)
{
    const char *text = qn_gem_text(g, column);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (same_status(text, states[i].tracker))
            return states[i].ours;
    struct qn_place at = qn_gem_place(g, column);
    if (text[0])
        QN_FIND(g->x, M993, &at, text);
    return "unknown";
}

static const struct equipment *equipment_of(const char *word)
{
    for (size_t i = 0; i < sizeof equipments / sizeof equipments[0]; i++)
        if (strcmp(word, equipments[i].tracker) == 0)
            return &equipments[i];
    return &not_known;
}

static void add_equipment(struct qn_gem *g, struct slot *slot, int column, const char *p, size_t n)
{
    char word[WORD_CAP];
    struct qn_place at = qn_gem_place(g, column);
    if (n >= WORD_CAP)
        n = WORD_CAP - 1;
    memcpy(word, p, n);
    word[n] = '\0';
    for (size_t i = 0; i < slot->n; i++)
        if (strcmp(slot->word[i], word) == 0)
            return;
    if (slot->n == WORDS_MAX)
        return;
    slot->equipment[slot->n] = equipment_of(word);
    if (!slot->equipment[slot->n]->known)
        QN_FIND(g->x, M994, &at, word, "other");
    memcpy(slot->word[slot->n++], word, n + 1);
}

/* "BF, BOF, EAF" */
static void read_equipment(struct qn_gem *g, struct slot *slot, int column)
{
    const char *p = qn_gem_text(g, column);
    while (*p) {
        p += strspn(p, " ,;");
        size_t n = strcspn(p, ",;"), whole = n;
        while (n > 0 && p[n - 1] == ' ')
            n--;
        if (n)
            add_equipment(g, slot, column, p, n);
        p += whole;
    }
    if (slot->n == 0)
        add_equipment(g, slot, column, "unknown", 7);
}

static bool read_slot(struct qn_gem *g, int k, struct slot *slot)
{
    *slot = (struct slot){.n = 0};
    slot->status = qn_gem_text(g, SLOT_STATUS(k));
    slot->process = qn_gem_text(g, SLOT_PROCESS(k));
    slot->steel_t_a = g->steel_t_a[k];
    slot->iron_t_a = g->iron_t_a[k];
    bool used = slot->status[0] || qn_gem_text(g, SLOT_EQUIPMENT(k))[0];
    if (!used)
        return false;
    slot->state = state_of(g, SLOT_STATUS(k));
    read_equipment(g, slot, SLOT_EQUIPMENT(k));
    return true;
}

/* An equipment's capacity where the slot's figure can only be its own; NaN where it would have to
 * be divided. */
static double capacity_of(const struct slot *slot, size_t i)
{
    enum makes makes = slot->equipment[i]->makes;
    size_t rivals = 0;
    for (size_t k = 0; k < slot->n; k++)
        rivals += k != i && (slot->equipment[k]->makes == makes ||
                             slot->equipment[k]->makes == MAKES_UNKNOWN);
    if (makes == MAKES_IRON)
        return rivals ? NAN : slot->iron_t_a;
    if (makes == MAKES_STEEL)
        return rivals ? NAN : slot->steel_t_a;
    if (slot->n > 1 || (!isnan(slot->steel_t_a) && !isnan(slot->iron_t_a)))
        return NAN;
    return isnan(slot->steel_t_a) ? slot->iron_t_a : slot->steel_t_a;
}

static void add_id_part(char out[TEXT_CAP], const char *word)
{
    char c[2] = {0};
    add_text(out, "-");
    for (; *word; word++) {
        bool plain = (*word >= '0' && *word <= '9') || (*word >= 'A' && *word <= 'Z') ||
                     (*word >= 'a' && *word <= 'z');
        c[0] = plain ? *word : '_';
        add_text(out, c);
    }
}

static void add_installation(struct qn_gem *g, int k, const struct slot *slot, size_t i)
{
    struct qn_rowset *s = &g->x->set[QN_TAB_INSTALLATION];
    struct qn_entry *row = qn_row_add(g->x, s, (uint32_t)g->line, 0);
    char id[TEXT_CAP] = "", name[TEXT_CAP] = "", note[TEXT_CAP] = "";
    if (!row)
        return;
    add_text(id, qn_gem_text(g, QN_GEM_PHASE));
    add_id_part(id, (const char[]){(char)('1' + k), '\0'});
    add_id_part(id, slot->word[i]);
    add_text(name, qn_gem_text(g, QN_GEM_PLANT_PHASE));
    add_text(name, name[0] ? ": " : "");
    add_text(name, slot->word[i]);
    add_text(note, "status: ");
    add_text(note, slot->status);
    if (slot->process[0]) {
        add_text(note, "; process: ");
        add_text(note, slot->process);
    }
    set_text(g->x, s, row, "installation_id", id);
    set_text(g->x, s, row, "enterprise_id", qn_gem_text(g, QN_GEM_ID));
    set_text(g->x, s, row, "kind", slot->equipment[i]->kind);
    set_text(g->x, s, row, "name_en", name);
    set_text(g->x, s, row, "state", slot->state);
    set_number(s, row, "capacity_t_a", capacity_of(slot, i));
    set_text(g->x, s, row, "basis", "published");
    set_text(g->x, s, row, "source", g->source);
    set_text(g->x, s, row, "note", note);
}

/* Chinese characters and no kana or hangul. */
static bool is_chinese(const char *s)
{
    bool han = false;
    for (size_t i = 0, n = strlen(s); i < n;) {
        unsigned c = qn_utf8_next(s, n, &i);
        if ((c >= 0x3041 && c <= 0x30FF && c != 0x30FB) || (c >= 0xAC00 && c <= 0xD7A3))
            return false;
        han |= c >= 0x4E00 && c <= 0x9FFF;
    }
    return han;
}

static void describe(const struct qn_gem *g, const char *label, int column, char note[TEXT_CAP])
{
    const char *text = qn_gem_text(g, column);
    if (!text[0] || strcmp(text, "n/a") == 0)
        return;
    add_text(note, note[0] ? "; " : "");
    add_text(note, label);
    add_text(note, ": ");
    add_text(note, text);
}

static struct qn_gem_plant *new_plant(struct qn_gem *g, size_t row)
{
    if (row >= g->cap_plant) {
        size_t cap = g->cap_plant ? g->cap_plant * 2 : 256;
        struct qn_gem_plant *p = realloc(g->plant, cap * sizeof *p);
        if (!p) {
            qn_ctx_fail(g->x, QN_E_NOMEM);
            return NULL;
        }
        g->plant = p;
        g->cap_plant = cap;
    }
    g->plant[row] = (struct qn_gem_plant){
        .lon_deg = g->lon_deg, .lat_deg = g->lat_deg, .line = (uint32_t)g->line};
    return &g->plant[row];
}

/* Another id under the same name in the country, or at the same place. */
static void compare_plants(struct qn_gem *g, size_t row)
{
    const struct qn_rowset *s = &g->x->set[QN_TAB_ENTERPRISE];
    const char *country = qn_gem_text(g, QN_GEM_COUNTRY), *name = qn_gem_text(g, QN_GEM_PROJECT);
    const char *id = qn_gem_text(g, QN_GEM_ID);
    struct qn_place at = qn_gem_place(g, QN_GEM_PROJECT), where = qn_gem_place(g, QN_GEM_LAT);
    char key[TEXT_CAP] = "";
    double place[2] = {g->lon_deg, g->lat_deg};
    add_text(key, country);
    add_text(key, "\n");
    add_text(key, name);
    size_t first = qn_idset_add(&g->names, qn_ctx_copy(g->x, key, strlen(key)), strlen(key), row);
    if (name[0] && first != QN_NO_ROW && first != row)
        QN_FIND(g->x, M987, &at, qn_row(s, first)->u.s, id, country, name);
    if (isnan(g->lon_deg))
        return;
    const char *bytes = qn_ctx_copy(g->x, (const char *)place, sizeof place);
    first = qn_idset_add(&g->places, bytes, sizeof place, row);
    if (first != QN_NO_ROW && first != row)
        QN_FIND(g->x, M988, &where, qn_row(s, first)->u.s, id);
}

static struct qn_gem_plant *add_enterprise(struct qn_gem *g)
{
    struct qn_import_ctx *x = g->x;
    struct qn_rowset *s = &x->set[QN_TAB_ENTERPRISE];
    struct qn_entry *row = qn_row_add(x, s, (uint32_t)g->line, 0);
    struct qn_gem_plant *plant = row ? new_plant(g, s->n - 1) : NULL;
    char note[TEXT_CAP] = "";
    if (!plant)
        return NULL;
    const char *other = qn_gem_text(g, QN_GEM_PROJECT_OTHER);
    set_text(x, s, row, "enterprise_id", qn_gem_text(g, QN_GEM_ID));
    set_text(x, s, row, "name_en", qn_gem_text(g, QN_GEM_PROJECT));
    if (is_chinese(other))
        set_text(x, s, row, "name_zh", other);
    else
        describe(g, "other name", QN_GEM_PROJECT_OTHER, note);
    set_text(x, s, row, "country", qn_gem_text(g, QN_GEM_COUNTRY));
    set_text(x, s, row, "province", qn_gem_text(g, QN_GEM_PROVINCE));
    set_text(x, s, row, "sector", "steel");
    set_number(s, row, "lon_deg", g->lon_deg);
    set_number(s, row, "lat_deg", g->lat_deg);
    set_text(x, s, row, "url", qn_gem_text(g, QN_GEM_URL));
    set_text(x, s, row, "basis", "published");
    set_text(x, s, row, "source", g->source);
    describe(g, "owner", QN_GEM_OWNER, note);
    describe(g, "parent", QN_GEM_PARENT, note);
    set_text(x, s, row, "note", note);
    if (qn_idset_add(&s->ids, row[0].u.s, row[0].n, s->n - 1) == QN_NO_ROW)
        qn_ctx_fail(x, QN_E_NOMEM);
    compare_plants(g, s->n - 1);
    return plant;
}

static struct qn_gem_plant *plant_of(struct qn_gem *g)
{
    const char *id = qn_gem_text(g, QN_GEM_ID);
    size_t row = qn_idset_find(&g->x->set[QN_TAB_ENTERPRISE].ids, id, strlen(id));
    if (row == QN_NO_ROW)
        return add_enterprise(g);
    struct qn_gem_plant *p = &g->plant[row];
    if (isnan(p->lon_deg)) {
        p->lon_deg = g->lon_deg;
        p->lat_deg = g->lat_deg;
    } else if (!isnan(g->lon_deg)) {
        double d = qn_geo_distance_m(p->lon_deg, p->lat_deg, g->lon_deg, g->lat_deg);
        p->apart_m = d > p->apart_m ? d : p->apart_m;
    }
    return p;
}

static bool exists_now(const char *state)
{
    return strcmp(state, "operating") == 0 || strcmp(state, "idle") == 0;
}

static void add_capacity(struct qn_gem_plant *p, const struct slot *slot)
{
    p->any_capacity |= !isnan(slot->steel_t_a) || !isnan(slot->iron_t_a);
    if (!exists_now(slot->state))
        return;
    p->steel_t_a += isnan(slot->steel_t_a) ? 0 : slot->steel_t_a;
    p->iron_t_a += isnan(slot->iron_t_a) ? 0 : slot->iron_t_a;
}

void qn_gem_take_row(struct qn_gem *g)
{
    struct qn_gem_plant *plant = plant_of(g);
    const char *summary = qn_gem_text(g, QN_GEM_STATUS), *first_status = "";
    struct qn_place at = qn_gem_place(g, QN_GEM_STATUS);
    bool agrees = false, any = false;
    for (int k = 0; plant && k < QN_GEM_SLOTS; k++) {
        struct slot slot;
        if (!read_slot(g, k, &slot))
            continue;
        for (size_t i = 0; i < slot.n && !g->x->fatal; i++)
            add_installation(g, k, &slot, i);
        add_capacity(plant, &slot);
        agrees |= same_status(summary, slot.status);
        first_status = any ? first_status : slot.status;
        any = true;
    }
    if (plant && !any) { /* nothing but the summary is known */
        struct slot slot = {.status = summary, .process = "", .n = 0};
        slot.steel_t_a = slot.iron_t_a = NAN;
        slot.state = state_of(g, QN_GEM_STATUS);
        add_equipment(g, &slot, SLOT_EQUIPMENT(0), "unknown", 7);
        add_installation(g, 0, &slot, 0);
    } else if (plant && !agrees) {
        QN_FIND(g->x, M992, &at, summary, first_status);
    }
}

static void report_plant(struct qn_gem *g, struct qn_rowset *s, size_t row)
{
    const struct qn_gem_plant *p = &g->plant[row];
    const char *id = qn_row(s, row)->u.s;
    struct qn_place at = {g->file, p->line, 0, NULL};
    if (p->apart_m >= APART_WARN_M)
        QN_FIND(g->x, M990, &at, id, QN_NUM(round(p->apart_m / 100) / 10));
    else if (p->apart_m >= APART_NOTE_M)
        QN_FIND(g->x, M989, &at, id, QN_NUM(round(p->apart_m)));
    if (!p->any_capacity)
        QN_FIND(g->x, M991, &at, id);
}

void qn_gem_finish(struct qn_gem *g)
{
    struct qn_rowset *s = &g->x->set[QN_TAB_ENTERPRISE], *in = &g->x->set[QN_TAB_INSTALLATION];
    for (size_t i = 0; i < s->n && !g->x->fatal; i++) {
        struct qn_entry *row = qn_row(s, i);
        const struct qn_gem_plant *p = &g->plant[i];
        if (p->steel_t_a > 0)
            set_number(s, row, "steel_capacity_t_a", p->steel_t_a);
        if (p->iron_t_a > 0)
            set_number(s, row, "iron_capacity_t_a", p->iron_t_a);
        set_number(s, row, "lon_deg", p->lon_deg);
        set_number(s, row, "lat_deg", p->lat_deg);
        report_plant(g, s, i);
    }
    if (s->n == 0) /* nothing rests on the source: it is not kept */
        g->x->set[QN_TAB_SOURCE].n_input = 0;
    s->file = in->file = g->file;
    s->n_input = s->n;
    in->n_input = in->n;
    qn_ids_check(g->x, in);
}
