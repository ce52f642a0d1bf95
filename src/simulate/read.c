/* A fleet from a CSV file: one row a device and episode. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/number.h"
#include "simulate/traits.h"

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define PLACE_CAP 512
#define HISTORY_DAYS 14
#define SCALE_MIN 0.01
#define SCALE_MAX 100.0
#define MN_MIN 6
#define MN_MAX 24
#define CODE_MAX 20

enum col {
    COL_MN,
    COL_OUTLET,
    COL_INSTALLATION,
    COL_KIND,
    COL_VERSION,
    COL_PASSWORD,
    COL_RTD,
    COL_MINUTE,
    COL_HOURS,
    COL_DAYS,
    COL_SCALE,
    COL_WET,
    COL_METER,
    COL_FAN,
    COL_COUNTS,
    COL_SPREAD,
    COL_LEAN,
    COL_UNITS,
    COL_POWER,
    COL_TREAT,
    COL_CHARGE,
    COL_PUSH,
    COL_HEATING,
    COL_EPISODE,
    COL_FROM,
    COL_TO,
    COL_COUNT
};
static const char *const names[COL_COUNT + 1] = {
    "device_mn",
    "outlet_id",
    "installation_id",
    "kind",
    "hj212_version",
    "password",
    "rtd_interval_s",
    "min_interval_min",
    "hours",
    "days",
    "scale",
    "wet_scrubber",
    "meter",
    "fan",
    "counts",
    "spread",
    "lean",
    "units",
    "power_code",
    "treat_code",
    "charge_code",
    "push_code",
    "heating_code",
    "episode",
    "from",
    "to",
    NULL,
};

struct reader {
    const char *path;
    struct qn_arena *arena;
    struct qn_csv csv;
    int at[QN_CSV_MAX_FIELDS]; /* column of a field */
    const struct qn_csv_field *cell[COL_COUNT];
    struct qn_fleet_device *device;
    size_t n, rows_max;
    struct qn_err *err;
};

/* ---- what is wrong, and where ---- */

static enum qn_status wrong(struct reader *r, const struct qn_csv_field *f, enum qn_status code,
                            enum qn_text_id id, const char *a, const char *b, const char *c)
{
    char place[PLACE_CAP];
    (void)snprintf(place, sizeof place, "%s:%zu:%zu", r->path, f->line, f->column);
    return qn_fail(r->err, code, place, id, a, b ? b : "", c ? c : "");
}

static const struct qn_csv_field *filled(const struct reader *r, enum col c)
{
    const struct qn_csv_field *f = r->cell[c];
    return f && f->len ? f : NULL;
}

static enum qn_status take_header(struct reader *r)
{
    bool seen[COL_COUNT] = {false};
    for (size_t i = 0; i < r->csv.n; i++) {
        const struct qn_csv_field *f = &r->csv.field[i];
        int c = 0;
        while (c < COL_COUNT && strcmp(f->text, names[c]) != 0)
            c++;
        if (c == COL_COUNT)
            return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_COLUMN, f->text,
                         qn_nearest(f->text, names, NULL), NULL);
        if (seen[c])
            return wrong(r, f, QN_E_CONFLICT, QN_T_SIM_COLUMN_TWICE, f->text, NULL, NULL);
        seen[c] = true;
        r->at[i] = c;
    }
    if (!seen[COL_MN] || !seen[COL_KIND])
        return wrong(r, &r->csv.field[0], QN_E_SYNTAX, QN_T_SIM_COLUMN_MISSING,
                     names[seen[COL_MN] ? COL_KIND : COL_MN], NULL, NULL);
    return QN_OK;
}

/* ---- cells ---- */

static enum qn_status take_text(struct reader *r, enum col c, size_t most, const char **out)
{
    const struct qn_csv_field *f = filled(r, c);
    char limit[QN_NUM_TEXT_CAP];
    if (!f)
        return QN_OK;
    if (f->len > most)
        return wrong(r, f, QN_E_LIMIT, QN_T_SIM_TEXT_LONG, names[c], f->text,
                     qn_num_text((double)most, limit));
    *out = qn_arena_copy(r->arena, f->text, f->len, r->err);
    return *out ? QN_OK : QN_E_NOMEM;
}

static enum qn_status take_bool(struct reader *r, enum col c, bool *out)
{
    static const char *const yes[] = {"yes", "true", "1", "是", "有"};
    static const char *const no[] = {"no", "false", "0", "否", "无"};
    const struct qn_csv_field *f = filled(r, c);
    if (!f)
        return QN_OK;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (strcmp(f->text, yes[i]) == 0 || strcmp(f->text, no[i]) == 0) {
            *out = strcmp(f->text, yes[i]) == 0;
            return QN_OK;
        }
    }
    return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_BOOL, names[c], f->text, NULL);
}

static enum qn_status take_number(struct reader *r, enum col c, double lo, double hi, bool whole,
                                  double *out)
{
    const struct qn_csv_field *f = filled(r, c);
    struct qn_number x;
    char least[QN_NUM_TEXT_CAP], most[QN_NUM_TEXT_CAP], range[2 * QN_NUM_TEXT_CAP + 8];
    if (!f)
        return QN_OK;
    (void)snprintf(range, sizeof range, "%s..%s", qn_num_text(lo, least), qn_num_text(hi, most));
    if (qn_number_parse(f->text, f->len, &x, NULL) || x.flags ||
        !(x.value >= lo && x.value <= hi) || (whole && x.value != (double)(int64_t)x.value))
        return wrong(r, f, QN_E_DOMAIN, QN_T_SIM_NUMBER, names[c], f->text, range);
    *out = x.value;
    return QN_OK;
}

static enum qn_status take_choice(struct reader *r, enum col c, const char *const *choices,
                                  const char *listed, size_t *out)
{
    const struct qn_csv_field *f = filled(r, c);
    if (!f)
        return QN_OK;
    for (size_t i = 0; choices[i]; i++) {
        if (strcmp(f->text, choices[i]) == 0) {
            *out = i;
            return QN_OK;
        }
    }
    return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_CHOICE, names[c], f->text, listed);
}

/* ---- a device ---- */

static enum qn_status take_intervals(struct reader *r, struct qn_fleet_device *d)
{
    double rtd = 0, minute = 10;
    enum qn_status st = take_number(r, COL_RTD, 0, 3600, true, &rtd);
    if (!st)
        st = take_number(r, COL_MINUTE, 0, 30, true, &minute);
    if (st)
        return st;
    if (rtd > 0 && rtd < 30)
        return wrong(r, r->cell[COL_RTD], QN_E_DOMAIN, QN_T_SIM_NUMBER, names[COL_RTD],
                     r->cell[COL_RTD]->text, "0, 30..3600");
    if (minute > 0 && 60 % (int)minute != 0)
        return wrong(r, r->cell[COL_MINUTE], QN_E_DOMAIN, QN_T_SIM_NUMBER, names[COL_MINUTE],
                     r->cell[COL_MINUTE]->text, "0 1 2 3 4 5 6 10 12 15 20 30");
    d->rtd_s = (int32_t)rtd;
    d->minute_min = (int32_t)minute;
    return QN_OK;
}

static enum qn_status take_kind(struct reader *r, struct qn_fleet_device *d)
{
    static const char *const versions[] = {"2005", "2017", "2025", NULL};
    static const char *const units[] = {"drawn", "right", "wrong", NULL};
    const struct qn_csv_field *f = filled(r, COL_KIND);
    size_t version = QN_212_2017, unit = QN_UNITS_DRAWN;
    if (!f)
        return wrong(r, r->cell[COL_MN], QN_E_SYNTAX, QN_T_SIM_NO_KIND, r->cell[COL_MN]->text, NULL,
                     NULL);
    if (!qn_sim_kind_known(f->text))
        return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_KIND, f->text, NULL, NULL);
    enum qn_status st = take_text(r, COL_KIND, 64, &d->kind);
    if (!st)
        st = take_choice(r, COL_VERSION, versions, "2005, 2017, 2025", &version);
    if (!st)
        st = take_choice(r, COL_UNITS, units, "drawn, right, wrong", &unit);
    d->version = (enum qn_212_version)version;
    d->units = (enum qn_fleet_units)unit;
    return st;
}

static enum qn_status take_switches(struct reader *r, struct qn_fleet_device *d)
{
    const struct {
        enum col col;
        bool *to, fallback;
    } all[] = {{COL_HOURS, &d->hours, true},       {COL_DAYS, &d->days, true},
               {COL_WET, &d->wet_scrubber, false}, {COL_METER, &d->meter, false},
               {COL_FAN, &d->fan, false},          {COL_COUNTS, &d->counts, false},
               {COL_SPREAD, &d->spread, false},    {COL_LEAN, &d->lean, false}};
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && !st; i++) {
        *all[i].to = all[i].fallback;
        st = take_bool(r, all[i].col, all[i].to);
    }
    return st;
}

static enum qn_status take_texts(struct reader *r, struct qn_fleet_device *d)
{
    const struct {
        enum col col;
        size_t most;
        const char **to;
    } all[] = {
        {COL_OUTLET, 64, &d->outlet_id},          {COL_INSTALLATION, 64, &d->installation_id},
        {COL_POWER, CODE_MAX, &d->power_code},    {COL_TREAT, CODE_MAX, &d->treat_code},
        {COL_CHARGE, CODE_MAX, &d->charge_code},  {COL_PUSH, CODE_MAX, &d->push_code},
        {COL_HEATING, CODE_MAX, &d->heating_code}};
    enum qn_status st = QN_OK;
    d->outlet_id = d->installation_id = "";
    d->password = "123456";
    for (size_t i = 0; i < sizeof all / sizeof all[0] && !st; i++)
        st = take_text(r, all[i].col, all[i].most, all[i].to);
    const struct qn_csv_field *f = filled(r, COL_PASSWORD);
    if (!st && f && f->len != 6)
        return wrong(r, f, QN_E_DOMAIN, QN_T_SIM_PASSWORD, f->text, NULL, NULL);
    return st ? st : take_text(r, COL_PASSWORD, 6, &d->password);
}

static enum qn_status take_device(struct reader *r, struct qn_fleet_device *d)
{
    double scale = 1;
    enum qn_status st = take_text(r, COL_MN, MN_MAX, &d->mn);
    if (!st)
        st = take_kind(r, d);
    if (!st)
        st = take_texts(r, d);
    if (!st)
        st = take_switches(r, d);
    if (!st)
        st = take_intervals(r, d);
    if (!st)
        st = take_number(r, COL_SCALE, SCALE_MIN, SCALE_MAX, false, &scale);
    d->scale = scale;
    return st;
}

static enum qn_status check_mn(struct reader *r, const struct qn_csv_field *f)
{
    bool plain = f->len >= MN_MIN && f->len <= MN_MAX;
    for (size_t i = 0; i < f->len && plain; i++)
        plain = (f->text[i] >= '0' && f->text[i] <= '9') ||
                (f->text[i] >= 'A' && f->text[i] <= 'Z') ||
                (f->text[i] >= 'a' && f->text[i] <= 'z');
    return plain ? QN_OK : wrong(r, f, QN_E_DOMAIN, QN_T_SIM_MN, f->text, NULL, NULL);
}

/* The device of a row: a new one, or one that an earlier row told of. */
static enum qn_status device_of_row(struct reader *r, struct qn_fleet_device **out)
{
    const struct qn_csv_field *f = filled(r, COL_MN);
    if (!f)
        return wrong(r, &r->csv.field[0], QN_E_SYNTAX, QN_T_SIM_NO_MN, NULL, NULL, NULL);
    enum qn_status st = check_mn(r, f);
    for (size_t i = 0; i < r->n && !st; i++) {
        if (strcmp(r->device[i].mn, f->text) != 0)
            continue;
        for (int c = COL_OUTLET; c < COL_EPISODE; c++)
            if (filled(r, (enum col)c))
                return wrong(r, r->cell[c], QN_E_CONFLICT, QN_T_SIM_DEVICE_TWICE, f->text, names[c],
                             NULL);
        *out = &r->device[i];
        return QN_OK;
    }
    if (st)
        return st;
    *out = &r->device[r->n++];
    return take_device(r, *out);
}

/* ---- an episode ---- */

static enum qn_status take_time(struct reader *r, enum col c, int64_t *out)
{
    const struct qn_csv_field *f = filled(r, c);
    if (!f)
        return wrong(r, r->cell[COL_EPISODE], QN_E_SYNTAX, QN_T_SIM_NO_TIME, names[c], NULL, NULL);
    if (qn_fleet_time(f->text, f->len, out, NULL))
        return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_TIME, f->text, NULL, NULL);
    return QN_OK;
}

static enum qn_status add_episode(struct reader *r, struct qn_fleet_device *d,
                                  const struct qn_episode *e)
{
    struct qn_episode *all = qn_arena_alloc(r->arena, (d->n_episodes + 1) * sizeof *all, r->err);
    if (!all)
        return QN_E_NOMEM;
    for (size_t i = 0; i < d->n_episodes; i++) {
        const struct qn_episode *o = &d->episode[i];
        if (e->from_unix_ms < o->to_unix_ms && o->from_unix_ms < e->to_unix_ms)
            return wrong(r, r->cell[COL_FROM], QN_E_CONFLICT, QN_T_SIM_OVERLAP, d->mn,
                         qn_episode_name(e->kind), qn_episode_name(o->kind));
        all[i] = *o;
    }
    all[d->n_episodes] = *e;
    d->episode = all;
    d->n_episodes++;
    return QN_OK;
}

static enum qn_status take_episode(struct reader *r, struct qn_fleet_device *d)
{
    const struct qn_csv_field *f = filled(r, COL_EPISODE);
    const char *known[QN_EP_COUNT + 1] = {NULL};
    struct qn_episode e;
    int kind = 0;
    if (!f)
        return QN_OK;
    for (int i = 0; i < QN_EP_COUNT; i++)
        known[i] = qn_episode_name((enum qn_episode_kind)i);
    while (kind < QN_EP_COUNT && strcmp(f->text, known[kind]) != 0)
        kind++;
    if (kind == QN_EP_COUNT)
        return wrong(r, f, QN_E_SYNTAX, QN_T_SIM_EPISODE, f->text, qn_nearest(f->text, known, NULL),
                     NULL);
    e.kind = (enum qn_episode_kind)kind;
    enum qn_status st = take_time(r, COL_FROM, &e.from_unix_ms);
    if (!st)
        st = take_time(r, COL_TO, &e.to_unix_ms);
    if (st)
        return st;
    if (e.to_unix_ms <= e.from_unix_ms)
        return wrong(r, r->cell[COL_TO], QN_E_DOMAIN, QN_T_SIM_ORDER, r->cell[COL_FROM]->text,
                     r->cell[COL_TO]->text, NULL);
    return add_episode(r, d, &e);
}

/* ---- the file ---- */

static enum qn_status take_row(struct reader *r)
{
    struct qn_fleet_device *d = NULL;
    memset(r->cell, 0, sizeof r->cell);
    bool blank = true;
    for (size_t i = 0; i < r->csv.n; i++) {
        if (r->at[i] < 0)
            return wrong(r, &r->csv.field[i], QN_E_SYNTAX, QN_T_SIM_MANY_CELLS, NULL, NULL, NULL);
        r->cell[r->at[i]] = &r->csv.field[i];
        blank = blank && r->csv.field[i].len == 0;
    }
    if (blank)
        return QN_OK;
    enum qn_status st = device_of_row(r, &d);
    return st ? st : take_episode(r, d);
}

static void span_of(const struct reader *r, struct qn_fleet *out)
{
    int64_t from = INT64_MAX, to = INT64_MIN;
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < r->device[i].n_episodes; k++) {
            const struct qn_episode *e = &r->device[i].episode[k];
            from = e->from_unix_ms < from ? e->from_unix_ms : from;
            to = e->to_unix_ms > to ? e->to_unix_ms : to;
        }
    }
    *out = (struct qn_fleet){.device = r->device, .n = r->n};
    if (from > to)
        return;
    out->from_unix_ms = (qn_sim_day(from) - HISTORY_DAYS) * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
    out->to_unix_ms = (qn_sim_day(to - 1) + 1) * QN_DAY_MS - QN_CIVIL_OFFSET_MS;
}

static enum qn_status read_rows(struct reader *r, struct qn_buf *text, struct qn_fleet *out)
{
    for (size_t i = 0; i < QN_CSV_MAX_FIELDS; i++)
        r->at[i] = -1;
    for (size_t i = 0; i < text->len; i++)
        r->rows_max += text->data[i] == '\n' || text->data[i] == '\r';
    r->rows_max++;
    r->device = qn_arena_alloc(r->arena, r->rows_max * sizeof *r->device, r->err);
    if (!r->device)
        return QN_E_NOMEM;
    qn_csv_init(&r->csv, text->data, text->len);
    if (!qn_csv_next(&r->csv))
        return qn_fail(r->err, QN_E_SYNTAX, r->path, QN_T_SIM_EMPTY, r->path);
    enum qn_status st = take_header(r);
    while (!st && qn_csv_next(&r->csv))
        st = take_row(r);
    if (!st && r->n == 0)
        return qn_fail(r->err, QN_E_SYNTAX, r->path, QN_T_SIM_EMPTY, r->path);
    if (!st)
        span_of(r, out);
    return st;
}

static enum qn_status decode(const void *bytes, size_t n, struct qn_buf *text, struct qn_err *err)
{
    size_t bad = 0;
    enum qn_status st = qn_buf_reserve(text, 1, err);
    if (st || n == 0)
        return st;
    return qn_decode(bytes, n, qn_encoding_detect(bytes, n), text, &bad, err);
}

enum qn_status qn_fleet_parse(const char *name, const void *bytes, size_t n, struct qn_arena *arena,
                              struct qn_fleet *out, struct qn_err *err)
{
    struct qn_buf text;
    char size[QN_NUM_TEXT_CAP];
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return qn_fail(err, QN_E_NOMEM, name, QN_T_NO_MEMORY, qn_num_text((double)sizeof *r, size));
    qn_buf_init(&text, 2 * FILE_MAX_BYTES);
    r->path = name;
    r->arena = arena;
    r->err = err;
    enum qn_status st = decode(bytes, n, &text, err);
    if (!st && text.len == 0)
        st = qn_fail(err, QN_E_SYNTAX, name, QN_T_SIM_EMPTY, name);
    if (!st)
        st = read_rows(r, &text, out);
    free(r);
    qn_buf_release(&text);
    return st;
}

enum qn_status qn_fleet_read(const char *path, struct qn_arena *arena, struct qn_fleet *out,
                             struct qn_err *err)
{
    struct qn_buf raw;
    qn_buf_init(&raw, FILE_MAX_BYTES);
    enum qn_status st = qn_file_read(path, &raw, err);
    if (!st)
        st = qn_fleet_parse(path, raw.data, raw.len, arena, out, err);
    qn_buf_release(&raw);
    return st;
}
