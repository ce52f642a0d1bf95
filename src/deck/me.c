/* The weather pathway: files, stations, base elevation, wind and turbulence options. */
#include "deck/me.h"

#include <math.h>
#include <string.h>

#include "deck/co.h"
#include "deck/reader_priv.h"

#define FEET_M 0.3048
#define LAST_YEAR 2147

enum qn_status qn_me_state(struct qn_reader *reader, struct qn_me **me, struct qn_err *err)
{
    void **state = qn_reader_state(reader, 3);
    if (!*state)
        *state = qn_arena_alloc(qn_reader_arena(reader), sizeof **me, err);
    *me = *state;
    return *me ? QN_OK : err ? err->code : QN_E_NOMEM;
}

int qn_me_year(int year)
{
    return year < 50 ? year + 2000 : year < 100 ? year + 1900 : year;
}

/* A file's name, and FREE at most: AERMOD reads free format whatever is asked. */
static enum qn_status weather_file(struct qn_reader *reader, const struct qn_card *card,
                                   const char **path, bool surface, struct qn_err *err)
{
    struct qn_me *me = NULL;
    enum qn_status st = qn_card_need(card, 1, 2, err);
    if (!st)
        st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    if (card->fields == 2 && strcmp(card->field[1], "FREE") != 0)
        return qn_card_fail(card, 1, QN_T_DECK_ME_FORMAT, card->keyword, card->field_raw[1], err);
    *(surface ? &me->surface : &me->profile) =
        (struct qn_me_place){.file = card->file, .line = card->line, .column = card->column[0]};
    *path =
        qn_arena_copy(qn_reader_arena(reader), card->field_raw[0], strlen(card->field_raw[0]), err);
    return *path ? QN_OK : err ? err->code : QN_E_NOMEM;
}

static enum qn_status surffile(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    return weather_file(reader, card, &qn_reader_deck(reader)->surface_path, true, err);
}

static enum qn_status proffile(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    return weather_file(reader, card, &qn_reader_deck(reader)->profile_path, false, err);
}

/* STATION YEAR [NAME [X Y]]; the place is for the reader's eyes only. */
static enum qn_status station(struct qn_reader *reader, const struct qn_card *card, int *id,
                              int *year, char name[41], struct qn_err *err)
{
    long number = 0, given = 0;
    double place;
    enum qn_status st = qn_card_need(card, 2, 5, err);
    if (!st && card->fields == 4)
        st = qn_card_need(card, 5, 5, err);
    if (!st)
        st = qn_card_int(card, 0, &number, err);
    if (!st)
        st = qn_card_int(card, 1, &given, err);
    for (size_t i = 3; !st && i < card->fields; i++)
        st = qn_card_real(card, i, &place, err);
    if (st)
        return st;
    if (given < 0 || given > LAST_YEAR)
        return qn_card_fail(card, 1, QN_T_DECK_ME_YEAR, card->field_raw[1], NULL, err);
    if (given < 100 && strcmp(card->keyword, "SURFDATA") == 0)
        qn_reader_note(reader, card, 'W', 360, "SET_WINDOW", card->keyword);
    *id = (int)number;
    *year = qn_me_year((int)given);
    const char *from = card->fields > 2 ? card->field[2] : "UNKNOWN";
    size_t n = strlen(from);
    n = n < 40 ? n : 40;
    memcpy(name, from, n);
    name[n] = 0;
    return QN_OK;
}

static enum qn_status surfdata(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    struct qn_deck *d = qn_reader_deck(reader);
    return station(reader, card, &d->surface_station, &d->surface_year, d->surface_name, err);
}

static enum qn_status uairdata(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    struct qn_deck *d = qn_reader_deck(reader);
    return station(reader, card, &d->upper_station, &d->upper_year, d->upper_name, err);
}

static enum qn_status sitedata(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    struct qn_deck *d = qn_reader_deck(reader);
    d->has_site = true;
    return station(reader, card, &d->site_station, &d->site_year, d->site_name, err);
}

static enum qn_status profbase(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    double base_m = 0;
    enum qn_status st = qn_card_need(card, 1, 2, err);
    if (!st)
        st = qn_card_real(card, 0, &base_m, err);
    if (st)
        return st;
    if (card->fields == 2 && strcmp(card->field[1], "FEET") == 0)
        base_m = FEET_M * base_m;
    else if (card->fields == 2 && strcmp(card->field[1], "METERS") != 0)
        return qn_card_fail(card, 1, QN_T_DECK_OPTION_UNKNOWN, card->keyword, card->field_raw[1],
                            err);
    if (base_m < 0.0)
        qn_reader_note(reader, card, 'W', 340, "PRBASE", card->keyword);
    qn_reader_deck(reader)->options.profile_base_m = base_m;
    return QN_OK;
}

static enum qn_status wdrotate(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    double deg = 0;
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (!st)
        st = qn_card_real(card, 0, &deg, err);
    if (st)
        return st;
    if (!(fabs(deg) <= 180.0))
        return qn_card_within(card, 0, card->keyword, deg, -180, 180, err);
    qn_reader_deck(reader)->options.wind_rotation_deg = deg;
    return QN_OK;
}

static enum qn_status windcats(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    double *limit = qn_reader_deck(reader)->options.wind_category_m_s;
    enum qn_status st = qn_card_need(card, 5, 5, err);
    for (size_t i = 0; !st && i < 5; i++) {
        double v = 0;
        st = qn_card_real(card, i, &v, err);
        if (!st && !(v >= 1.0 && v <= 20.0))
            st = qn_card_within(card, i, "m/s", v, 1, 20, err);
        else if (!st && i > 0 && !(v > limit[i - 1]))
            st = qn_card_fail(card, i, QN_T_DECK_ME_RISING, card->keyword, card->field_raw[i], err);
        limit[i] = v;
    }
    return st;
}

/* How much room AERMOD makes for MAXDCONT: of no effect here. */
static enum qn_status numyears(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    long years = 0;
    (void)reader;
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (!st)
        st = qn_card_int(card, 0, &years, err);
    if (!st && years < 1)
        st = qn_card_fail(card, 0, QN_T_DECK_RANGE, card->keyword, ">= 1", err);
    return st;
}

static enum qn_status scimbyhr(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    (void)reader;
    return qn_card_unsupported(card, SIZE_MAX, err);
}

/* Measured turbulence to leave out: 1 sigma-theta in stable hours, 2 in convective ones, 4 sigma-w
 * in stable hours, 8 in convective ones. */
struct turbulence {
    const char *keyword;
    unsigned without;
};
static const struct turbulence turbulence[] = {{"NOTURB", 15}, {"NOTURBST", 5}, {"NOTURBCO", 10},
                                               {"NOSA", 3},    {"NOSW", 12},    {"NOSAST", 1},
                                               {"NOSWST", 4},  {"NOSACO", 2},   {"NOSWCO", 8}};

static enum qn_status no_turbulence(struct qn_reader *reader, const struct qn_card *card,
                                    struct qn_err *err)
{
    struct qn_plume_options *o = &qn_reader_deck(reader)->options;
    size_t k = 0;
    enum qn_status st = qn_card_need(card, 0, 0, err);
    if (st)
        return st;
    while (strcmp(turbulence[k].keyword, card->keyword) != 0)
        k++;
    qn_reader_note(reader, card, 'I', 443, "TURBOPT", card->keyword);
    if (k >= 2 && o->dfault) { /* AERMOD drops it, with a warning */
        qn_reader_note(reader, card, 'W', 444, "TURBOPT", card->keyword);
        return QN_OK;
    }
    unsigned without = turbulence[k].without;
    o->no_turbulence_stable = (without & 5) == 5;
    o->no_turbulence_convective = (without & 10) == 10;
    o->no_sigma_v_stable = without & 1;
    o->no_sigma_v_convective = without & 2;
    o->no_sigma_w_stable = without & 4;
    o->no_sigma_w_convective = without & 8;
    return QN_OK;
}

struct keyword {
    const char *name;
    bool needed, repeats;
    enum qn_status (*take)(struct qn_reader *, const struct qn_card *, struct qn_err *);
};
static const struct keyword keywords[] = {
    {"SURFFILE", true, false, surffile},        {"PROFFILE", true, false, proffile},
    {"SURFDATA", true, false, surfdata},        {"UAIRDATA", true, false, uairdata},
    {"PROFBASE", true, false, profbase},        {"SITEDATA", false, false, sitedata},
    {"STARTEND", false, false, qn_me_startend}, {"DAYRANGE", false, true, qn_me_dayrange},
    {"WDROTATE", false, false, wdrotate},       {"WINDCATS", false, false, windcats},
    {"NUMYEARS", false, false, numyears},       {"SCIMBYHR", false, false, scimbyhr}};
#define KEYWORDS (sizeof keywords / sizeof keywords[0])
#define TURBULENCE_SEEN (1u << 31) /* one of them at most */

static enum qn_status take_turbulence(struct qn_reader *reader, struct qn_me *me,
                                      const struct qn_card *card, struct qn_err *err)
{
    if (me->seen & TURBULENCE_SEEN)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_ME_TURBULENCE, card->keyword, NULL, err);
    me->seen |= TURBULENCE_SEEN;
    return no_turbulence(reader, card, err);
}

enum qn_status qn_deck_me(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err)
{
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    for (size_t k = 0; k < KEYWORDS; k++) {
        if (strcmp(keywords[k].name, card->keyword) != 0)
            continue;
        if (me->seen >> k & 1 && !keywords[k].repeats)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
        me->seen |= 1u << k;
        return keywords[k].take(reader, card, err);
    }
    for (size_t k = 0; k < sizeof turbulence / sizeof turbulence[0]; k++)
        if (strcmp(turbulence[k].keyword, card->keyword) == 0)
            return take_turbulence(reader, me, card, err);
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_UNKNOWN, card->pathway, card->keyword,
                        err);
}

/* Without terrain, everything stands on the base elevation of the profile. */
static void level_ground(struct qn_deck *deck)
{
    double base_m = deck->options.profile_base_m;
    if (!deck->options.flat && !deck->flat_sources)
        return;
    for (size_t s = 0; s < deck->sources; s++)
        if (deck->options.flat || deck->source[s].flat)
            deck->source[s].base_m = base_m;
    for (size_t r = 0; deck->options.flat && r < deck->receptors; r++)
        deck->receptor[r].elev_m = deck->receptor[r].hill_m = base_m;
}

enum qn_status qn_deck_me_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    for (size_t k = 0; k < KEYWORDS; k++)
        if (keywords[k].needed && !(me->seen >> k & 1))
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_MISSING, card->pathway,
                                keywords[k].name, err);
    me->end_line = card->line;
    level_ground(qn_reader_deck(reader));
    return qn_me_choose_days(reader, err);
}
