#include "weather/weather.h"
#include "base/file.h"
#include "weather/header.h"
#include "weather/rows.h"

#include <stdio.h>
#include <string.h>

#define FILE_MAX_BYTES ((size_t)1 << 30)
#define DATE_CAP 24
#define YEAR_MAX 2147   /* later years overflow AERMOD's dates */
#define CENTURY_YEAR 50 /* two-digit years from here on are 19xx */

/* A reading under way. Levels are written one after the other and given to hours at the end. */
struct reading {
    struct qn_rows_reader surface, profile;
    unsigned flags;
    struct qn_weather out;
    struct qn_plume_level *level;
    size_t levels;
};

/* Rows at most: lines. */
static size_t lines_of(const char *text, size_t len)
{
    size_t n = 0;
    if (!len)
        return 0;
    for (const char *p = text, *end = text + len; p < end; n++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    return n;
}

static int days_in(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static enum qn_status read_year(struct qn_rows_reader *r, int *year, struct qn_err *err)
{
    enum qn_status st = qn_rows_within(r, "year", 0, YEAR_MAX, year, err);
    if (!st && *year < 100)
        *year += *year >= CENTURY_YEAR ? 1900 : 2000;
    return st;
}

/* Year, month, day and, where the file has it, the day of the year, which is not used. */
static enum qn_status read_date(struct qn_rows_reader *r, bool day_of_year, struct qn_plume_hour *h,
                                struct qn_err *err)
{
    int unused;
    enum qn_status st = read_year(r, &h->year, err);
    if (!st)
        st = qn_rows_within(r, "month", 1, 12, &h->month, err);
    if (!st)
        st = qn_rows_within(r, "day", 1, days_in(h->year, h->month), &h->day, err);
    if (!st && day_of_year)
        st = qn_rows_integer(r, "day of year", &unused, err);
    return st ? st : qn_rows_within(r, "hour", 1, 24, &h->hour, err);
}

static const char *date_text(const struct qn_plume_hour *h, char out[DATE_CAP])
{
    snprintf(out, DATE_CAP, "%04d-%02d-%02d %02d", h->year % 10000, h->month % 100, h->day % 100,
             h->hour % 100);
    return out;
}

static bool same_date(const struct qn_plume_hour *a, const struct qn_plume_hour *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour;
}

static bool is_year_end(const struct qn_plume_hour *h)
{
    return h->month == 12 && h->day == 31 && h->hour == 24;
}

/* True if b is the hour after a; after a year's last hour any later year may begin. */
static bool follows(const struct qn_plume_hour *a, const struct qn_plume_hour *b)
{
    if (is_year_end(a))
        return b->year > a->year && b->month == 1 && b->day == 1 && b->hour == 1;
    struct qn_plume_hour next = *a;
    if (++next.hour > 24) {
        next.hour = 1;
        if (++next.day > days_in(a->year, a->month)) {
            next.day = 1;
            next.month++;
        }
    }
    return same_date(&next, b);
}

/* The numbers after the date that every file has. */
static enum qn_status read_needed(struct qn_rows_reader *r, struct qn_plume_hour *h,
                                  struct qn_err *err)
{
    const struct {
        const char *what;
        double *value;
    } field[] = {
        {"H", &h->heat_W_m2},         {"u*", &h->ustar_m_s},  {"w*", &h->wstar_m_s},
        {"dT/dz", &h->dtheta_dz_K_m}, {"Zic", &h->zi_conv_m}, {"Zim", &h->zi_mech_m},
        {"L", &h->obukhov_m},         {"z0", &h->z0_m},       {"Bowen", &h->bowen},
        {"albedo", &h->albedo},       {"Ws", &h->wspd_m_s},   {"Wd", &h->wdir_deg},
        {"zref", &h->wspd_height_m},  {"T", &h->temp_K},      {"ztemp", &h->temp_height_m}};
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < sizeof field / sizeof field[0] && !st; i++)
        st = qn_rows_real(r, field[i].what, field[i].value, err);
    return st;
}

/* True if the row has a further field that is a number, or should be one. */
static bool has_number(const struct qn_rows_reader *r)
{
    struct qn_token t = qn_rows_peek(r);
    char c = t.len ? (char)(*t.text & ~0x20) : 'A';
    return !(c >= 'A' && c <= 'Z');
}

/* Fields 21 to 25, which a file without deposition's data may lack from any one on. */
static enum qn_status read_optional(struct qn_rows_reader *r, struct qn_plume_hour *h,
                                    struct qn_err *err)
{
    h->precip_code = 0;
    h->precip_mm = h->rh_pct = h->pressure_hPa = -9;
    h->cloud_tenths = 0;
    enum qn_status st = QN_OK;
    if (has_number(r))
        st = qn_rows_integer(r, "Pcode", &h->precip_code, err);
    if (!st && has_number(r))
        st = qn_rows_real(r, "Pamt", &h->precip_mm, err);
    if (!st && has_number(r))
        st = qn_rows_real(r, "RH", &h->rh_pct, err);
    if (!st && has_number(r))
        st = qn_rows_real(r, "Pres", &h->pressure_hPa, err);
    if (!st && has_number(r))
        st = qn_rows_integer(r, "CCVR", &h->cloud_tenths, err);
    return st;
}

/* The rest of the row: "NoSubs", or "Subs" where AERMET put values in for missing ones. */
static bool has_substitutes(const struct qn_rows_reader *row)
{
    struct qn_rows_reader r = *row;
    for (;;) {
        struct qn_token t = qn_rows_token(&r);
        if (!t.len)
            return false;
        if (t.len >= 3 && (memcmp(t.text, "Sub", 3) == 0))
            return true;
    }
}

/* A wind without a height cannot be used; AERMOD stops there too. */
static enum qn_status check_wind_height(const struct qn_rows_reader *r,
                                        const struct qn_plume_hour *h, struct qn_err *err)
{
    const double least_m = 0.001;
    const size_t field = 18;
    char place[QN_ROWS_PLACE_CAP], have[QN_NUM_TEXT_CAP], least[QN_NUM_TEXT_CAP];
    bool wind = h->wspd_m_s > 0 && h->wspd_m_s < 90 && h->obukhov_m >= -99990;
    if (!wind || h->wspd_height_m >= least_m)
        return QN_OK;
    return qn_fail(err, QN_E_DOMAIN, qn_rows_place(r, field, place), QN_T_WEATHER_WIND_HEIGHT,
                   qn_num_text(h->wspd_height_m, have), qn_num_text(least_m, least));
}

static enum qn_status check_order(const struct reading *in, const struct qn_plume_hour *h,
                                  struct qn_err *err)
{
    if (!in->out.hours || (in->flags & QN_WEATHER_ANY_ORDER) || follows(h - 1, h))
        return QN_OK;
    char place[QN_ROWS_PLACE_CAP], was[DATE_CAP], is[DATE_CAP];
    return qn_fail(err, QN_E_CONFLICT, qn_rows_place(&in->surface, 0, place), QN_T_WEATHER_ORDER,
                   date_text(h, is), date_text(h - 1, was));
}

static enum qn_status read_surface_row(struct reading *in, struct qn_plume_hour *h,
                                       struct qn_err *err)
{
    struct qn_rows_reader *r = &in->surface;
    enum qn_status st = read_date(r, true, h, err);
    if (!st)
        st = check_order(in, h, err);
    if (!st)
        st = read_needed(r, h, err);
    if (!st)
        st = read_optional(r, h, err);
    if (!st)
        st = check_wind_height(r, h, err);
    h->substituted = !st && has_substitutes(r);
    h->adjusted_ustar = in->out.adjusted_ustar;
    h->bulk_richardson = in->out.bulk_richardson;
    h->vector_winds = in->out.vector_winds;
    return st;
}

/* A level of the profile of hour h: *top says whether it is the last. */
static enum qn_status read_level(struct reading *in, const struct qn_plume_hour *h,
                                 struct qn_plume_level *level, struct qn_err *err)
{
    struct qn_rows_reader *r = &in->profile;
    struct qn_plume_hour date = {0};
    int top = 0;
    enum qn_status st = read_date(r, false, &date, err);
    if (!st && !same_date(&date, h)) {
        char place[QN_ROWS_PLACE_CAP], have[DATE_CAP], want[DATE_CAP];
        return qn_fail(err, QN_E_CONFLICT, qn_rows_place(r, 0, place), QN_T_WEATHER_DATES,
                       date_text(&date, have), date_text(h, want));
    }
    const struct {
        const char *what;
        double *value;
    } field[] = {{"WDnn", &level->wdir_deg},
                 {"WSnn", &level->wspd_m_s},
                 {"TTnn", &level->temp_C},
                 {"SAnn", &level->sigma_a_deg},
                 {"SWnn", &level->sigma_w_m_s}};
    if (!st)
        st = qn_rows_real(r, "height", &level->height_m, err);
    if (!st)
        st = qn_rows_integer(r, "top", &top, err);
    for (size_t i = 0; i < sizeof field / sizeof field[0] && !st; i++)
        st = qn_rows_real(r, field[i].what, field[i].value, err);
    level->top = top != 0;
    return st;
}

static enum qn_status check_level(const struct reading *in, const struct qn_plume_level *level,
                                  size_t before, struct qn_err *err)
{
    const size_t field = 5;
    char place[QN_ROWS_PLACE_CAP], is[QN_NUM_TEXT_CAP], was[QN_NUM_TEXT_CAP];
    double floor_m = before ? level[-1].height_m : 0;
    bool rises = before ? level->height_m > floor_m : level->height_m >= floor_m;
    if (!rises)
        return qn_fail(err, QN_E_DOMAIN, qn_rows_place(&in->profile, field, place),
                       QN_T_WEATHER_LEVEL_ORDER, qn_num_text(level->height_m, is),
                       qn_num_text(floor_m, was));
    if (before >= QN_PLUME_LEVELS_CAP)
        return qn_fail(err, QN_E_LIMIT, qn_rows_place(&in->profile, 0, place), QN_T_WEATHER_LEVELS,
                       qn_num_text(QN_PLUME_LEVELS_CAP, was));
    return QN_OK;
}

static bool has_turbulence(const struct qn_plume_level *l)
{
    return (l->sigma_a_deg > 0 && l->sigma_a_deg < 99) ||
           (l->sigma_w_m_s > 0 && l->sigma_w_m_s < 99);
}

static enum qn_status read_profile(struct reading *in, struct qn_plume_hour *h, struct qn_err *err)
{
    struct qn_plume_level *level = in->level + in->levels;
    char date[DATE_CAP];
    h->level = level;
    h->levels = 0;
    for (bool top = false; !top; level++) {
        if (!qn_rows_next(&in->profile))
            return qn_fail(err, QN_E_CONFLICT, in->profile.name, QN_T_WEATHER_SHORT,
                           date_text(h, date));
        enum qn_status st = read_level(in, h, level, err);
        if (!st)
            st = check_level(in, level, h->levels, err);
        if (st)
            return st;
        h->levels++;
        in->out.turbulence = in->out.turbulence || has_turbulence(level);
        top = level->top;
    }
    in->levels += h->levels;
    return QN_OK;
}

/* A header line: the first of the file, and of each further year's part. */
static enum qn_status read_header(struct reading *in, struct qn_err *err)
{
    char place[QN_ROWS_PLACE_CAP];
    struct qn_rows_reader *r = &in->surface;
    struct qn_weather header = in->out;
    enum qn_status st = qn_weather_header(qn_rows_place(r, 0, place), r->at,
                                          (size_t)(r->eol - r->at), &header, err);
    if (st)
        return st;
    if (!in->out.hours)
        in->out = header;
    else if (strcmp(header.version, in->out.version) != 0)
        return qn_fail(err, QN_E_CONFLICT, place, QN_T_WEATHER_VERSIONS, header.version,
                       in->out.version);
    return QN_OK;
}

static enum qn_status read_hours(struct reading *in, struct qn_err *err)
{
    struct qn_rows_reader *r = &in->surface;
    while (qn_rows_next(r)) {
        struct qn_plume_hour *h = &in->out.hour[in->out.hours];
        enum qn_status st;
        if (in->out.hours && is_year_end(h - 1) &&
            qn_weather_is_header(r->at, (size_t)(r->eol - r->at))) {
            st = read_header(in, err);
        } else {
            st = read_surface_row(in, h, err);
            if (!st)
                st = read_profile(in, h, err);
            in->out.hours += !st;
        }
        if (st)
            return st;
    }
    char place[QN_ROWS_PLACE_CAP];
    if (!in->out.hours)
        return qn_fail(err, QN_E_SYNTAX, r->name, QN_T_WEATHER_EMPTY);
    if (qn_rows_next(&in->profile))
        return qn_fail(err, QN_E_CONFLICT, qn_rows_place(&in->profile, 0, place),
                       QN_T_WEATHER_LONG);
    return QN_OK;
}

enum qn_status qn_weather_parse(const struct qn_weather_text *surface,
                                const struct qn_weather_text *profile, unsigned flags,
                                struct qn_arena *arena, struct qn_weather *weather,
                                struct qn_err *err)
{
    struct reading in = {.flags = flags};
    size_t hours = lines_of(surface->text, surface->len);
    size_t levels = lines_of(profile->text, profile->len);
    qn_rows_init(&in.surface, surface->name, surface->text, surface->len);
    qn_rows_init(&in.profile, profile->name, profile->text, profile->len);
    if (!qn_rows_line(&in.surface))
        return qn_fail(err, QN_E_SYNTAX, surface->name, QN_T_WEATHER_EMPTY);
    enum qn_status st = read_header(&in, err);
    if (st)
        return st;
    in.out.hour = qn_arena_alloc(arena, hours * sizeof *in.out.hour, err);
    in.level = qn_arena_alloc(arena, (levels + 1) * sizeof *in.level, err);
    if (!in.out.hour || !in.level)
        return err ? err->code : QN_E_NOMEM;
    st = read_hours(&in, err);
    if (!st)
        *weather = in.out;
    return st;
}

enum qn_status qn_weather_read_with(const char *surface_path, const char *profile_path,
                                    unsigned flags, struct qn_arena *arena,
                                    struct qn_weather *weather, struct qn_err *err)
{
    struct qn_buf surface, profile;
    qn_buf_init(&surface, FILE_MAX_BYTES);
    qn_buf_init(&profile, FILE_MAX_BYTES);
    enum qn_status st = qn_file_read(surface_path, &surface, err);
    if (!st)
        st = qn_file_read(profile_path, &profile, err);
    if (!st) {
        const struct qn_weather_text s = {surface_path, surface.data, surface.len};
        const struct qn_weather_text p = {profile_path, profile.data, profile.len};
        st = qn_weather_parse(&s, &p, flags, arena, weather, err);
    }
    qn_buf_release(&profile);
    qn_buf_release(&surface);
    return st;
}

enum qn_status qn_weather_read(const char *surface_path, const char *profile_path,
                               struct qn_arena *arena, struct qn_weather *weather,
                               struct qn_err *err)
{
    return qn_weather_read_with(surface_path, profile_path, 0, arena, weather, err);
}
