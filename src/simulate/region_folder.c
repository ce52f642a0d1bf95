/* A fictional region for a fleet: the register that a gateway and a verdict ask for.
 *
 * An enterprise for each installation, an outlet for each device. What the register says of stops
 * is what was announced, never what was: an announced stop begins on the day after the episode did,
 * so that nobody is held to the hours before, and ends on the day it ends.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "simulate/outcome.h"
#include "simulate/plan.h"

#define FILE_MAX ((size_t)64 << 20)
#define PATH_CAP 4096
#define ID_CAP 80
/* In the Gobi, where no such works stand. */
#define WEST_DEG 103.0
#define SOUTH_DEG 40.0
#define EAST_DEG 103.6
#define NORTH_DEG 40.4

struct folder {
    const struct qn_fleet *fleet;
    const char *path;
    struct qn_buf csv;
    size_t *works, *stack; /* of each device: the first of its installation, of its outlet */
    long long states;
    struct qn_err *err;
};

/* What a kind is called in the other tables. */
static const struct {
    const char *kind, *sector, *process;
} works[] = {
    {"coke_oven", "coking", "coke oven chimney"},
    {"semi_coke_oven", "coking", ""},
    {"sinter_machine", "steel", "sinter machine head"},
    {"shaft_pellet_furnace", "steel", "shaft pellet furnace"},
    {"pellet_line", "steel", "grate-kiln"},
    {"blast_furnace", "steel", "BF hot stove"},
    {"converter", "steel", "BOF secondary fume"},
    {"electric_arc_furnace", "steel", "EAF dedusting"},
    {"induction_furnace", "steel", ""},
    {"open_hearth", "steel", ""},
    {"dri_furnace", "steel", ""},
    {"hot_strip_mill", "steel", "reheating furnace"},
    {"galvanizing_line", "steel", "annealing furnace"},
    {"colour_coating_line", "steel", ""},
    {"lime_kiln", "other", "lime kiln"},
    {"power_boiler", "other", "coal boiler"},
    {"other", "other", ""},
};
#define N_WORKS (sizeof works / sizeof works[0])

static size_t works_of(const char *kind)
{
    size_t i = 0;
    while (i + 1 < N_WORKS && strcmp(works[i].kind, kind) != 0)
        i++;
    return i;
}

/* ---- names ---- */

/* Quoted where the text asks for it; a comma before all but the first cell is the caller's. */
static enum qn_status put_cell(struct folder *o, const char *s)
{
    if (!strpbrk(s, ",\"\r\n"))
        return qn_buf_text(&o->csv, s, o->err);
    enum qn_status st = qn_buf_text(&o->csv, "\"", o->err);
    for (; *s && !st; s++)
        st = qn_buf_append(&o->csv, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1, o->err);
    return st ? st : qn_buf_text(&o->csv, "\"", o->err);
}

static enum qn_status put_cells(struct folder *o, const char *const *cell, size_t n)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < n && !st; i++) {
        st = put_cell(o, cell[i]);
        if (!st)
            st = qn_buf_text(&o->csv, i + 1 < n ? "," : "\n", o->err);
    }
    return st;
}
#define PUT_ROW(o, ...)                                                                            \
    put_cells((o), (const char *const[]){__VA_ARGS__},                                             \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static bool given(const char *s)
{
    return s && *s;
}

static const char *installation_of(const struct qn_fleet_device *d, char out[ID_CAP])
{
    (void)snprintf(out, ID_CAP, "%s%s", given(d->installation_id) ? "" : "I-",
                   given(d->installation_id) ? d->installation_id : d->mn);
    return out;
}

static const char *outlet_of(const struct qn_fleet_device *d, char out[ID_CAP])
{
    (void)snprintf(out, ID_CAP, "%s%s", given(d->outlet_id) ? "" : "O-",
                   given(d->outlet_id) ? d->outlet_id : d->mn);
    return out;
}

struct named {
    char id[ID_CAP];
    size_t device;
};
static int by_id(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : (x->device > y->device) - (x->device < y->device);
}

/* first[i]: the first device that looks at the same installation, or outlet, as device i. */
static enum qn_status find_firsts(const struct qn_fleet *f,
                                  const char *(*id)(const struct qn_fleet_device *, char *),
                                  size_t *first, struct qn_err *err)
{
    struct named *list = malloc((f->n + 1) * sizeof *list);
    if (!list)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    for (size_t i = 0; i < f->n; i++) {
        id(&f->device[i], list[i].id);
        list[i].device = i;
    }
    qsort(list, f->n, sizeof *list, by_id);
    for (size_t i = 0; i < f->n; i++) {
        bool same = i > 0 && strcmp(list[i].id, list[i - 1].id) == 0;
        first[list[i].device] = same ? first[list[i - 1].device] : list[i].device;
    }
    free(list);
    return QN_OK;
}

static void enterprise_of(const struct folder *o, size_t i, char out[ID_CAP])
{
    (void)snprintf(out, ID_CAP, "SIM-E-%04zu", o->works[i]);
}

struct place {
    char lon[24], lat[24];
};
static struct place place_of(const struct folder *o, size_t i)
{
    struct place p;
    size_t side = (size_t)ceil(sqrt((double)o->fleet->n));
    double step_lon = (EAST_DEG - WEST_DEG) / (double)(side + 1);
    double step_lat = (NORTH_DEG - SOUTH_DEG) / (double)(side + 1);
    double x = (double)(i % side + 1), y = (double)(i / side % side + 1);
    (void)snprintf(p.lon, sizeof p.lon, "%.5f", WEST_DEG + x * step_lon);
    (void)snprintf(p.lat, sizeof p.lat, "%.5f", SOUTH_DEG + y * step_lat);
    return p;
}

/* ---- tables ---- */

static enum qn_status begin(struct folder *o, const char *header)
{
    qn_buf_reset(&o->csv);
    return qn_buf_text(&o->csv, header, o->err);
}

static enum qn_status keep(struct folder *o, const char *leaf)
{
    char path[PATH_CAP];
    int n = snprintf(path, sizeof path, "%s/%s", o->path, leaf);
    if (n < 0 || (size_t)n >= sizeof path)
        return qn_err_errno(o->err, QN_T_FILE_OPEN, o->path, ENAMETOOLONG);
    return qn_file_write(path, o->csv.data, o->csv.len, o->err);
}

static enum qn_status put_settings(struct folder *o)
{
    char day[QN_DATE_TEXT_CAP];
    enum qn_status st =
        begin(o, "# Written by quench simulate. Everything here is invented.\n"
                 "region_id: simulated\n"
                 "region_name_zh: 模拟区域（虚构）\n"
                 "region_name_en: Simulated region (fictional)\n"
                 "notice_zh: 虚构地区：企业、装置和监测数据均由 quench simulate 生成\n"
                 "notice_en: \"Fictional region: works, installations and telemetry were made by "
                 "quench simulate\"\n"
                 "fictional: \"yes\"\n");
    qn_date_text(qn_date_of_unix_ms(o->fleet->to_unix_ms - 1), day);
    if (!st)
        st = qn_buf_printf(&o->csv, o->err,
                           "decision_date: \"%s\"\nwest_deg: %.1f\nsouth_deg: %.1f\n"
                           "east_deg: %.1f\nnorth_deg: %.1f\n",
                           day, WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG);
    return st ? st : keep(o, "region.yaml");
}

static enum qn_status put_common(struct folder *o)
{
    enum qn_status st = begin(o, "source_id,title,conf_level\n"
                                 "S-sim,quench simulate 生成（虚构） / made by quench simulate "
                                 "(fictional),fictional\n");
    if (!st)
        st = keep(o, "sources.csv");
    if (!st)
        st = begin(o, "jurisdiction_id,name_zh,name_en,level,basis,source\n"
                      "SIM-J,模拟区（虚构）,Simulated district (fictional),district,assumed,"
                      "S-sim\n");
    return st ? st : keep(o, "jurisdictions.csv");
}

static enum qn_status put_enterprises(struct folder *o)
{
    enum qn_status st = begin(o, "enterprise_id,name_zh,name_en,jurisdiction_id,sector,lon_deg,"
                                 "lat_deg,basis,source\n");
    for (size_t i = 0; i < o->fleet->n && !st; i++) {
        char id[ID_CAP], zh[64], en[64];
        struct place p = place_of(o, i);
        if (o->works[i] != i)
            continue;
        enterprise_of(o, i, id);
        (void)snprintf(zh, sizeof zh, "模拟企业%04zu（虚构）", i);
        (void)snprintf(en, sizeof en, "Simulated works %04zu (fictional)", i);
        st = PUT_ROW(o, id, zh, en, "SIM-J", works[works_of(o->fleet->device[i].kind)].sector,
                     p.lon, p.lat, "assumed", "S-sim");
    }
    return st ? st : keep(o, "enterprises.csv");
}

static enum qn_status put_installations(struct folder *o)
{
    enum qn_status st = begin(o, "installation_id,enterprise_id,kind,name_zh,name_en,state,"
                                 "basis,source\n");
    for (size_t i = 0; i < o->fleet->n && !st; i++) {
        char id[ID_CAP], owner[ID_CAP], zh[64], en[64];
        if (o->works[i] != i)
            continue;
        installation_of(&o->fleet->device[i], id);
        enterprise_of(o, i, owner);
        (void)snprintf(zh, sizeof zh, "模拟装置%04zu", i);
        (void)snprintf(en, sizeof en, "simulated installation %04zu", i);
        st = PUT_ROW(o, id, owner, o->fleet->device[i].kind, zh, en, "operating", "assumed",
                     "S-sim");
    }
    return st ? st : keep(o, "installations.csv");
}

static enum qn_status put_outlets(struct folder *o)
{
    enum qn_status st = begin(o, "outlet_id,enterprise_id,installation_id,kind,process,name_zh,"
                                 "name_en,lon_deg,lat_deg,device_mn,basis,source\n");
    for (size_t i = 0; i < o->fleet->n && !st; i++) {
        const struct qn_fleet_device *d = &o->fleet->device[i];
        char id[ID_CAP], owner[ID_CAP], in[ID_CAP], zh[64], en[64];
        struct place p = place_of(o, i);
        if (o->stack[i] != i)
            continue;
        outlet_of(d, id);
        installation_of(d, in);
        enterprise_of(o, i, owner);
        (void)snprintf(zh, sizeof zh, "模拟排放口%04zu", i);
        (void)snprintf(en, sizeof en, "simulated outlet %04zu", i);
        st = PUT_ROW(o, id, owner, in, "stack", works[works_of(d->kind)].process, zh, en, p.lon,
                     p.lat, d->mn, "assumed", "S-sim");
    }
    return st ? st : keep(o, "outlets.csv");
}

/* Units as the device sends them; a device of units "wrong" keeps them to itself. */
static const char *units_of(const struct folder *o, size_t i, char out[48])
{
    struct qn_sim_traits t;
    const struct qn_fleet_device *d = &o->fleet->device[i];
    bool old = d->version == QN_212_2005;
    qn_sim_traits_draw(o->fleet, i, &t);
    bool told = d->units != QN_UNITS_WRONG, both = t.flow_m3_h && t.pressure_Pa;
    (void)snprintf(out, 48, "%s%s%s",
                   !told || !t.flow_m3_h ? ""
                   : old                 ? "B02=m3/h"
                                         : "a00000=m3/h",
                   told && both ? " " : "",
                   !told || !t.pressure_Pa ? ""
                   : old                   ? "S08=Pa"
                                           : "a01013=Pa");
    return out;
}

/* Empty where the register has no such interval. */
static const char *interval(int32_t v, int32_t lo, int32_t hi, char out[16])
{
    bool listed = v >= lo && v <= hi && (hi > 60 || 60 % v == 0);
    out[0] = '\0';
    if (listed)
        (void)snprintf(out, 16, "%ld", (long)v);
    return out;
}

static enum qn_status put_devices(struct folder *o)
{
    enum qn_status st = begin(o, "device_mn,outlet_id,installation_id,hj212_version,password,units,"
                                 "rtd_interval_s,min_interval_min,wet_scrubber,basis,source\n");
    for (size_t i = 0; i < o->fleet->n && !st; i++) {
        const struct qn_fleet_device *d = &o->fleet->device[i];
        char outlet[ID_CAP], in[ID_CAP], units[48], rtd[16], minute[16];
        const char *version = d->version == QN_212_2005   ? "2005"
                              : d->version == QN_212_2025 ? "2025"
                                                          : "2017";
        st = PUT_ROW(o, d->mn, outlet_of(d, outlet), installation_of(d, in), version,
                     given(d->password) ? d->password : "123456", units_of(o, i, units),
                     interval(d->rtd_s, 30, 3600, rtd), interval(d->minute_min, 1, 30, minute),
                     d->wet_scrubber ? "yes" : "no", "assumed", "S-sim");
    }
    return st ? st : keep(o, "devices.csv");
}

/* ---- what was announced ---- */

static const char *announced(const struct qn_sim_traits *t, const struct qn_fleet_device *d,
                             const struct qn_episode *e)
{
    struct qn_sim_facts facts;
    switch (e->kind) {
    case QN_EP_BANKED:
        return "idle";
    case QN_EP_HONEST_STOP:
    case QN_EP_PAPER_STOP:
    case QN_EP_NIGHT_RUN:
    case QN_EP_RESTART:
        return "stopped";
    case QN_EP_PULLED_PROBE:
        qn_sim_facts_draw(t, d, e, &facts);
        return facts.probe_claims ? "stopped" : NULL;
    default:
        return NULL;
    }
}

/* The first civil day that begins at or after a time. */
static int32_t day_from(int64_t t_unix_ms)
{
    return (int32_t)qn_sim_day(t_unix_ms + QN_DAY_MS - 1);
}

static enum qn_status put_state(struct folder *o, const char *in, const char *state, int32_t day)
{
    char id[32], since[QN_DATE_TEXT_CAP];
    (void)snprintf(id, sizeof id, "SIM-IS-%05lld", ++o->states);
    qn_date_text(qn_date_from_day(day), since);
    return PUT_ROW(o, id, in, state, since, "assumed", "S-sim");
}

static int by_time(const void *a, const void *b)
{
    const struct qn_episode *x = a, *y = b;
    return (x->from_unix_ms > y->from_unix_ms) - (x->from_unix_ms < y->from_unix_ms);
}

/* e: the device's episodes in order of time. */
static enum qn_status put_stops(struct folder *o, size_t i, const struct qn_episode *e, size_t n)
{
    const struct qn_fleet_device *d = &o->fleet->device[i];
    char in[ID_CAP];
    struct qn_sim_traits t;
    int32_t back = INT32_MAX; /* the day production is announced again */
    enum qn_status st = QN_OK;
    qn_sim_traits_draw(o->fleet, i, &t);
    installation_of(d, in);
    for (size_t k = 0; k < n && !st; k++) {
        const char *state = announced(&t, d, &e[k]);
        int32_t since = day_from(e[k].from_unix_ms), until = (int32_t)qn_sim_day(e[k].to_unix_ms);
        if (!state || since >= until)
            continue;
        if (back < since)
            st = put_state(o, in, "operating", back);
        if (!st)
            st = put_state(o, in, state, since);
        back = until;
    }
    if (!st && back < qn_sim_day(o->fleet->to_unix_ms))
        st = put_state(o, in, "operating", back);
    return st;
}

static enum qn_status put_states_of(struct folder *o, size_t i)
{
    const struct qn_fleet_device *d = &o->fleet->device[i];
    struct qn_episode *e = malloc((d->n_episodes + 1) * sizeof *e);
    if (!e)
        return qn_fail(o->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    for (size_t k = 0; k < d->n_episodes; k++)
        e[k] = d->episode[k];
    qsort(e, d->n_episodes, sizeof *e, by_time);
    enum qn_status st = put_stops(o, i, e, d->n_episodes);
    free(e);
    return st;
}

static enum qn_status put_states(struct folder *o)
{
    enum qn_status st = begin(o, "installation_state_id,installation_id,state,since,basis,"
                                 "source\n");
    for (size_t i = 0; i < o->fleet->n && !st; i++)
        if (o->works[i] == i)
            st = put_states_of(o, i);
    return st ? st : keep(o, "installation_states.csv");
}

static enum qn_status put_all(struct folder *o)
{
    static enum qn_status (*const table[])(struct folder *) = {
        put_settings, put_common,  put_enterprises, put_installations,
        put_outlets,  put_devices, put_states};
    enum qn_status st = find_firsts(o->fleet, installation_of, o->works, o->err);
    if (!st)
        st = find_firsts(o->fleet, outlet_of, o->stack, o->err);
    for (size_t i = 0; i < sizeof table / sizeof table[0] && !st; i++)
        st = table[i](o);
    return st;
}

enum qn_status qn_fleet_region(const struct qn_fleet *f, const char *path, struct qn_err *err)
{
    struct folder o = {.fleet = f, .path = path, .err = err};
    char telemetry[PATH_CAP];
    int n = snprintf(telemetry, sizeof telemetry, "%s/telemetry", path);
    if (n < 0 || (size_t)n >= sizeof telemetry)
        return qn_err_errno(err, QN_T_FILE_OPEN, path, ENAMETOOLONG);
    enum qn_status st = qn_file_mkdirs(telemetry, err);
    if (st)
        return st;
    qn_buf_init(&o.csv, FILE_MAX);
    o.works = calloc(f->n + 1, sizeof *o.works);
    o.stack = calloc(f->n + 1, sizeof *o.stack);
    st = o.works && o.stack ? put_all(&o) : qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    free(o.works);
    free(o.stack);
    qn_buf_release(&o.csv);
    return st;
}
