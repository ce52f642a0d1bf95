/* CO: low winds, urban areas, and the averages of EPA's standards. */
#include <stdio.h>
#include <string.h>

#include "deck/co.h"

#define POPULATION_MIN 100.0     /* less is an error */
#define POPULATION_USUAL 21206.0 /* less is a warning */
#define URBAN_Z0_M 1.0
#define URBAN_Z0_LOW_M .8
#define URBAN_Z0_HIGH_M 1.5
#define URBAN_Z0_MAX_M 5.0

/* LOW_WIND's numbers in their order, each with AERMOD's limits and message. */
static enum qn_status take_low_number(struct qn_reader *reader, const struct qn_card *card,
                                      size_t i, double *value, struct qn_err *err)
{
    static const struct {
        const char *name;
        double low, high;
        int code;
    } rows[] = {{"SVMIN", .01, 1.001, 111}, {"WSMIN", .01, 1.001, 112}, {"FRANMAX", 0, 1, 113},
                {"SWMIN", 0, 3, 127},       {"BIGT", .5, 48, 129},      {"FRANMIN", 0, 1, 0}};
    enum qn_status st = qn_card_real(card, i, value, err);
    if (!st)
        st = qn_card_within(card, i, rows[i].name, *value, rows[i].low, rows[i].high, err);
    if (st || rows[i].code == 0)
        return st;
    char hint[16];
    if (i == 4)
        snprintf(hint, sizeof hint, "%6.2f", *value);
    else
        snprintf(hint, sizeof hint, "%6.4f", *value);
    qn_reader_note(reader, card, 'W', rows[i].code, "LOW_WIND", hint);
    return QN_OK;
}

enum qn_status qn_co_low_wind(struct qn_reader *reader, struct qn_co *co,
                              const struct qn_card *card, struct qn_err *err)
{
    struct qn_plume_options *o = &qn_reader_deck(reader)->options;
    double *const value[] = {&o->sigma_v_min_m_s, &o->wind_min_m_s,  &o->meander_max,
                             &o->sigma_w_min_m_s, &o->meander_hours, &o->meander_min};
    if (!co->alpha)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, card->keyword, "MODELOPT ALPHA", err);
    enum qn_status st = qn_card_need(card, 1, 7, err);
    for (size_t i = 0; !st && i < 6 && i < card->fields; i++)
        st = take_low_number(reader, card, i, value[i], err);
    if (st)
        return st;
    if (!(o->meander_min <= o->meander_max))
        return qn_card_fail(card, 5, QN_T_DECK_RANGE, card->keyword, "FRANMIN > FRANMAX", err);
    if (card->fields == 7) {
        if (!qn_card_is(card, 6, "PBAL") && !qn_card_is(card, 6, "PBALANCE"))
            return qn_card_fail(card, 6, QN_T_DECK_OPTION_UNKNOWN, card->keyword,
                                card->field_raw[6], err);
        o->momentum_balance = true;
        qn_reader_note(reader, card, 'W', 128, "LOW_WIND", "");
    }
    co->low_wind = co->non_default = true;
    return QN_OK;
}

static enum qn_status take_roughness(struct qn_reader *reader, struct qn_co *co,
                                     const struct qn_card *card, size_t i, double *z0_m,
                                     struct qn_err *err)
{
    enum qn_status st = qn_card_real(card, i, z0_m, err);
    if (!st)
        st = qn_card_within(card, i, "z0 m", *z0_m, 1e-4, URBAN_Z0_MAX_M, err);
    if (!st && !(*z0_m < URBAN_Z0_MAX_M))
        st = qn_card_within(card, i, "z0 m", *z0_m, 1e-4, 4.999, err);
    if (st)
        return st;
    if (*z0_m < URBAN_Z0_M || *z0_m > URBAN_Z0_M) {
        if (qn_reader_deck(reader)->options.dfault) {
            qn_reader_note(reader, card, 'W', 206, "URBOPT", "URBAN_Z0");
            *z0_m = URBAN_Z0_M;
        } else {
            co->non_default = true;
        }
    }
    if (*z0_m < URBAN_Z0_LOW_M || *z0_m > URBAN_Z0_HIGH_M) {
        char hint[16];
        snprintf(hint, sizeof hint, "%8.2f", *z0_m);
        qn_reader_note(reader, card, 'W', 353, "URBOPT", hint);
    }
    return QN_OK;
}

/* URBANOPT [id] population [name] [z0]: the id only where there are several areas. */
static enum qn_status take_area(struct qn_reader *reader, struct qn_co *co,
                                const struct qn_card *card, size_t k, struct qn_err *err)
{
    struct qn_plume_urban *area = &qn_reader_deck(reader)->urban[k];
    size_t at = co->urban_cards > 1;
    area->z0_m = URBAN_Z0_M;
    enum qn_status st = qn_card_need(card, at + 1, at + 3, err);
    if (st)
        return st;
    if (at) {
        if (strlen(card->field[0]) > 8)
            return qn_card_fail(card, 0, QN_T_DECK_NAME_LONG, card->field[0], "8", err);
        for (size_t i = 0; i < k; i++)
            if (strcmp(co->urban_id[i], card->field[0]) == 0)
                return qn_card_fail(card, 0, QN_T_DECK_URBAN_TWICE, card->field[0], NULL, err);
        qn_text_copy(co->urban_id[k], sizeof co->urban_id[k], card->field[0]);
    }
    st = qn_card_real(card, at, &area->population, err);
    if (!st)
        st = qn_card_within(card, at, "population", area->population, POPULATION_MIN, 1e9, err);
    if (!st && area->population < POPULATION_USUAL)
        qn_reader_note(reader, card, 'W', 320, "URBOPT", "URB-POP");
    if (!st && card->fields == at + 3)
        st = take_roughness(reader, co, card, at + 2, &area->z0_m, err);
    return st;
}

enum qn_status qn_co_urban(struct qn_reader *reader, struct qn_co *co, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    size_t n = co->urban_cards;
    if (n == 0)
        return QN_OK;
    deck->urban = qn_arena_alloc(deck->arena, n * sizeof *deck->urban, err);
    co->urban_id = qn_arena_alloc(deck->arena, n * sizeof *co->urban_id, err);
    if (!deck->urban || !co->urban_id)
        return err ? err->code : QN_E_NOMEM;
    deck->urbans = n;
    enum qn_status st = QN_OK;
    for (size_t k = 0; !st && k < n; k++)
        st = take_area(reader, co, co->urban_card[k], k, err);
    return st;
}

static bool is_pm25(const char *name)
{
    return strcmp(name, "PM25") == 0 || strcmp(name, "PM-2.5") == 0 || strcmp(name, "PM-25") == 0 ||
           strcmp(name, "PM2.5") == 0;
}

static enum qn_status refuse_standard(const struct qn_deck *deck, const struct qn_card *card,
                                      struct qn_err *err)
{
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_STANDARD, deck->pollutant, NULL, err);
}

/* With these pollutants AERMOD ranks daily maxima over years, unless told not to. */
enum qn_status qn_co_standards(struct qn_reader *reader, const struct qn_co *co,
                               const struct qn_card *card, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    bool checks = !deck->options.no_checks && !deck->warn_dates;
    bool hour_only = deck->ave_count == 1 && deck->ave_hours[0] == 1;
    bool has_hour = false;
    for (size_t i = 0; i < deck->ave_count; i++)
        has_hour = has_hour || deck->ave_hours[i] == 1;
    const char *off = deck->options.no_checks ? "NOCHKD" : "WARNCHKD";
    if (is_pm25(deck->pollutant)) {
        if (!co->high_rank[0] && checks)
            return refuse_standard(deck, card, err);
        if (!deck->options.screen)
            qn_reader_note(reader, card, 'W', 363, "COCARD", checks ? "" : off);
        return QN_OK;
    }
    bool no2 = strcmp(deck->pollutant, "NO2") == 0;
    if ((!no2 && !deck->options.so2) || (no2 && deck->options.screen))
        return QN_OK;
    if (checks && !co->high_rank[0]) {
        if (hour_only)
            return refuse_standard(deck, card, err);
        bool several = no2 ? deck->ave_count >= 1 : deck->ave_count > 1 && has_hour;
        bool over_years = deck->period || deck->annual || (no2 && deck->ave_count > 1);
        if (several && over_years)
            qn_reader_note(reader, card, 'W', 361, "COCARD", "MULTYEAR Opt");
        for (size_t i = 0; several && i < deck->ave_count; i++) {
            char hint[16];
            snprintf(hint, sizeof hint, "%3u-hr Ave", deck->ave_hours[i]);
            if (deck->ave_hours[i] != 1)
                qn_reader_note(reader, card, 'W', 362, "COCARD", hint);
        }
    } else if (hour_only && !deck->options.screen) {
        qn_reader_note(reader, card, 'W', 362, "COCARD", checks ? "" : off);
    }
    return QN_OK;
}
