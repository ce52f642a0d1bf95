/* The pathway CO: what is computed, for which averages, of what. */
#include "deck/co.h"

#include <stdio.h>
#include <string.h>

#define HALF_LIFE_FACTOR 0.693  /* AERMOD's ln 2 */
#define SO2_URBAN_PER_S 4.81e-5 /* half-life of 4 h */
#define VELOCITY_MAX_M_S 0.05   /* deposition velocities above it are a warning */

typedef enum qn_status take_fn(struct qn_reader *reader, struct qn_co *co,
                               const struct qn_card *card, struct qn_err *err);

void qn_text_copy(char *to, size_t cap, const char *from)
{
    size_t n = strlen(from);
    n = n < cap ? n : cap - 1;
    memcpy(to, from, n);
    to[n] = 0;
}

bool qn_card_is(const struct qn_card *card, size_t i, const char *word)
{
    return i < card->fields && strcmp(card->field[i], word) == 0;
}

const struct qn_card *qn_card_keep(struct qn_reader *reader, const struct qn_card *card,
                                   struct qn_err *err)
{
    struct qn_arena *arena = qn_reader_arena(reader);
    struct qn_card *kept = qn_arena_alloc(arena, sizeof *kept, err);
    size_t n = card->fields;
    const char **field = qn_arena_alloc(arena, (n + 1) * sizeof *field, err);
    const char **raw = qn_arena_alloc(arena, (n + 1) * sizeof *raw, err);
    unsigned *column = qn_arena_alloc(arena, (n + 1) * sizeof *column, err);
    if (!kept || !field || !raw || !column)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        field[i] = qn_arena_copy(arena, card->field[i], strlen(card->field[i]), err);
        raw[i] = qn_arena_copy(arena, card->field_raw[i], strlen(card->field_raw[i]), err);
        column[i] = card->column[i];
        if (!field[i] || !raw[i])
            return NULL;
    }
    *kept = *card;
    kept->field = field;
    kept->field_raw = raw;
    kept->column = column;
    kept->rest = "";
    return kept;
}

struct qn_co *qn_co_state(struct qn_reader *reader, struct qn_err *err)
{
    void **state = qn_reader_state(reader, 0);
    if (!*state)
        *state = qn_arena_alloc(qn_reader_arena(reader), sizeof(struct qn_co), err);
    return *state;
}

static enum qn_status take_title(struct qn_reader *reader, struct qn_co *co,
                                 const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    size_t which = strcmp(card->keyword, "TITLETWO") == 0;
    (void)co;
    (void)err;
    qn_text_copy(deck->title[which], sizeof deck->title[which], card->rest);
    if (!card->rest[0])
        qn_reader_note(reader, card, 'W', 200, "TITLES", card->keyword);
    return QN_OK;
}

/* Averages of whole parts of a day, of a month, and one over all hours. */
static enum qn_status take_average(struct qn_deck *deck, const struct qn_card *card, size_t i,
                                   struct qn_err *err)
{
    long hours = QN_DECK_MONTH;
    enum qn_status st = QN_OK;
    if (qn_card_is(card, i, "PERIOD") || qn_card_is(card, i, "ANNUAL")) {
        bool *which = qn_card_is(card, i, "PERIOD") ? &deck->period : &deck->annual;
        *which = true;
        return deck->period && deck->annual
                   ? qn_card_fail(card, i, QN_T_DECK_CONFLICT, "PERIOD", "ANNUAL", err)
                   : QN_OK;
    }
    if (!qn_card_is(card, i, "MONTH")) {
        st = qn_card_int(card, i, &hours, err);
        if (st)
            return st;
        if (!(hours >= 1 && hours <= 24) || 24 % hours != 0)
            return qn_card_fail(card, i, QN_T_DECK_AVERAGE, card->field[i], NULL, err);
    }
    for (size_t k = 0; k < deck->ave_count; k++)
        if (deck->ave_hours[k] == (unsigned)hours)
            return qn_card_fail(card, i, QN_T_DECK_AVERAGE_TWICE, card->field[i], NULL, err);
    if (deck->ave_count == QN_DECK_AVES_CAP)
        return qn_card_fail(card, i, QN_T_DECK_VALUES_MANY, card->keyword, "12", err);
    deck->ave_hours[deck->ave_count++] = (unsigned)hours;
    return QN_OK;
}

static enum qn_status take_averages(struct qn_reader *reader, struct qn_co *co,
                                    const struct qn_card *card, struct qn_err *err)
{
    (void)co;
    enum qn_status st = qn_card_need(card, 1, QN_CARD_FIELDS_CAP, err);
    for (size_t i = 0; !st && i < card->fields; i++)
        st = take_average(qn_reader_deck(reader), card, i, err);
    return st;
}

static enum qn_status take_pollutant(struct qn_reader *reader, struct qn_co *co,
                                     const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 1, 2, err);
    if (st)
        return st;
    const char *name = card->field[0];
    static const char *const known[] = {"NO2", "SO2", "PM25", "PM-2.5", "PM-25", "PM2.5"};
    bool standard = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        standard = standard || strcmp(name, known[i]) == 0;
    qn_text_copy(deck->pollutant, sizeof deck->pollutant, name);
    deck->options.so2 = strcmp(name, "SO2") == 0;
    if (card->fields < 2)
        return QN_OK;
    bool rank =
        qn_card_is(card, 1, "H1H") || qn_card_is(card, 1, "H2H") || qn_card_is(card, 1, "INC");
    if (!standard)
        return qn_card_fail(card, 1, QN_T_DECK_POLLUTANT_RANK, name, card->field[1], err);
    if (!rank)
        return qn_card_fail(card, 1, QN_T_DECK_OPTION_UNKNOWN, "POLLUTID", card->field[1], err);
    qn_text_copy(co->high_rank, sizeof co->high_rank, card->field[1]);
    char hint[32];
    snprintf(hint, sizeof hint, "%s %s", deck->pollutant, co->high_rank);
    qn_reader_note(reader, card, 'W', 276, "POLLID", hint);
    return QN_OK;
}

/* DFAULT keeps the 4 hours of SO2 in urban areas and allows no other decay. */
static void settle_decay(struct qn_reader *reader, struct qn_co *co)
{
    struct qn_plume_options *o = &qn_reader_deck(reader)->options;
    double wanted = o->so2 && co->urban_cards > 0 ? SO2_URBAN_PER_S : 0;
    if (o->dfault) {
        if (o->decay_per_s < wanted || o->decay_per_s > wanted)
            qn_reader_note(reader, co->decay_card, 'W', 206, "EDECAY", "DCAYCOEF");
        o->decay_per_s = wanted;
    } else if (o->decay_per_s > 0 || o->decay_per_s < 0) {
        co->non_default = true;
    }
}

static enum qn_status take_decay(struct qn_reader *reader, struct qn_co *co,
                                 const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    double value;
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (!st)
        st = qn_card_real(card, 0, &value, err);
    if (st)
        return st;
    if (deck->options.outputs == 0 || !deck->emission_unit[0])
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, card->keyword, "MODELOPT", err);
    if (!deck->pollutant[0])
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, card->keyword, "POLLUTID", err);
    if (deck->options.decay_given) {
        qn_reader_note(reader, card, 'W', 155, "COCARD", card->keyword);
        return QN_OK;
    }
    bool half_life = strcmp(card->keyword, "HALFLIFE") == 0;
    st = qn_card_within(card, 0, half_life ? "half-life s" : "1/s", value, half_life ? 1e-6 : 0,
                        half_life ? 1e30 : 1e6, err);
    if (st)
        return st;
    deck->options.decay_given = true;
    deck->options.decay_per_s = half_life ? HALF_LIFE_FACTOR / value : value;
    co->decay_card = qn_card_keep(reader, card, err);
    return co->decay_card ? QN_OK : err ? err->code : QN_E_NOMEM;
}

static enum qn_status take_flagpole(struct qn_reader *reader, struct qn_co *co,
                                    const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 0, 1, err);
    (void)co;
    deck->flagpole = true;
    if (st)
        return st;
    if (card->fields == 0) {
        qn_reader_note(reader, card, 'W', 205, "FLAGDF", "ZFLAG=0.");
        return QN_OK;
    }
    st = qn_card_real(card, 0, &deck->flagpole_default_m, err);
    return st ? st : qn_card_within(card, 0, "m", deck->flagpole_default_m, 0, 1e5, err);
}

static enum qn_status take_run(struct qn_reader *reader, struct qn_co *co,
                               const struct qn_card *card, struct qn_err *err)
{
    (void)co;
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    bool run = qn_card_is(card, 0, "RUN");
    if (!run && !qn_card_is(card, 0, "NOT"))
        return qn_card_fail(card, 0, QN_T_DECK_OPTION_UNKNOWN, "RUNORNOT", card->field_raw[0], err);
    qn_reader_deck(reader)->run = run;
    return QN_OK;
}

static enum qn_status take_error_file(struct qn_reader *reader, struct qn_co *co,
                                      const struct qn_card *card, struct qn_err *err)
{
    (void)co;
    enum qn_status st = qn_card_need(card, 0, 1, err);
    if (st)
        return st;
    const char *path = card->fields ? card->field_raw[0] : "ERRORS.LST";
    if (!card->fields)
        qn_reader_note(reader, card, 'W', 207, "ERRFIL", card->keyword);
    struct qn_deck *deck = qn_reader_deck(reader);
    deck->error_path = qn_arena_copy(deck->arena, path, strlen(path), err);
    return deck->error_path ? QN_OK : err ? err->code : QN_E_NOMEM;
}

/* GDSEASON and GDLANUSE: whole numbers, repeats allowed, one for each month or sector. */
static enum qn_status take_categories(const struct qn_card *card, int *out, size_t count, int most,
                                      struct qn_err *err)
{
    size_t n = 0;
    enum qn_status st = qn_card_need(card, 1, count, err);
    for (size_t i = 0; !st && i < card->fields; i++) {
        size_t times;
        double value;
        char cap[QN_NUM_TEXT_CAP];
        st = qn_card_repeat(card, i, &times, &value, err);
        if (!st)
            st = qn_card_within(card, i, card->keyword, value, 1, most, err);
        if (st)
            return st;
        if (times > count - n)
            return qn_card_fail(card, i, QN_T_DECK_VALUES_MANY, card->keyword,
                                qn_num_text((double)count, cap), err);
        for (; times; times--)
            out[n++] = (int)(value + .5);
    }
    if (!st && n < count) {
        char have[QN_NUM_TEXT_CAP], want[QN_NUM_TEXT_CAP], text[80];
        const char *args[] = {qn_num_text((double)n, have), qn_num_text((double)count, want)};
        qn_template_format("{0}/{1}", args, 2, text, sizeof text);
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_VALUES_FEW, card->keyword, text, err);
    }
    return st;
}

static enum qn_status take_season(struct qn_reader *reader, struct qn_co *co,
                                  const struct qn_card *card, struct qn_err *err)
{
    co->season_given = true;
    return take_categories(card, qn_reader_deck(reader)->options.season, 12, 5, err);
}

static enum qn_status take_land_use(struct qn_reader *reader, struct qn_co *co,
                                    const struct qn_card *card, struct qn_err *err)
{
    co->land_use_given = true;
    return take_categories(card, qn_reader_deck(reader)->options.land_use, QN_PLUME_SECTORS, 9,
                           err);
}

static enum qn_status take_gas_defaults(struct qn_reader *reader, struct qn_co *co,
                                        const struct qn_card *card, struct qn_err *err)
{
    struct qn_plume_options *o = &qn_reader_deck(reader)->options;
    double *const value[] = {&o->gas_reactivity, &o->gas_fseason2, &o->gas_fseason5};
    enum qn_status st = qn_card_need(card, 3, 4, err);
    (void)co;
    for (size_t i = 0; !st && i < 3; i++) {
        st = qn_card_real(card, i, value[i], err);
        if (!st)
            st = qn_card_within(card, i, card->keyword, *value[i], 0, 1e6, err);
    }
    return st;
}

static enum qn_status take_gas_velocity(struct qn_reader *reader, struct qn_co *co,
                                        const struct qn_card *card, struct qn_err *err)
{
    double value = 0;
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (!st)
        st = qn_card_real(card, 0, &value, err);
    if (!st)
        st = qn_card_within(card, 0, "m/s", value, 1e-12, 10, err);
    if (!st && value > VELOCITY_MAX_M_S)
        qn_reader_note(reader, card, 'W', 320, "GVSUBD", " USERVD ");
    qn_reader_deck(reader)->options.gas_deposition_velocity_m_s = value;
    co->velocity_given = true;
    return st;
}

static enum qn_status take_urban(struct qn_reader *reader, struct qn_co *co,
                                 const struct qn_card *card, struct qn_err *err)
{
    if (!qn_reader_deck(reader)->emission_unit[0])
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, card->keyword, "MODELOPT", err);
    enum qn_status st = qn_reader_grow(reader, &co->urban_card, co->urban_cards, &co->urban_cap,
                                       sizeof(const struct qn_card *), err);
    if (st)
        return st;
    const struct qn_card *kept = qn_card_keep(reader, card, err);
    if (!kept)
        return err ? err->code : QN_E_NOMEM;
    co->urban_card[co->urban_cards++] = kept;
    return QN_OK;
}

static const struct row {
    const char *keyword;
    take_fn *take; /* NULL: quench has it not */
    bool needed, many;
} rows[] = {
    {"TITLEONE", take_title, true, false},     {"TITLETWO", take_title, false, false},
    {"MODELOPT", qn_co_modelopt, true, false}, {"AVERTIME", take_averages, true, false},
    {"POLLUTID", take_pollutant, true, false}, {"HALFLIFE", take_decay, false, false},
    {"DCAYCOEF", take_decay, false, false},    {"FLAGPOLE", take_flagpole, false, false},
    {"RUNORNOT", take_run, true, false},       {"ERRORFIL", take_error_file, false, false},
    {"GDSEASON", take_season, false, false},   {"GASDEPDF", take_gas_defaults, false, false},
    {"GDLANUSE", take_land_use, false, false}, {"GASDEPVD", take_gas_velocity, false, false},
    {"URBANOPT", take_urban, false, true},     {"LOW_WIND", qn_co_low_wind, false, false},
    {"EVENTFIL", NULL, false, false},          {"SAVEFILE", NULL, false, false},
    {"INITFILE", NULL, false, false},          {"MULTYEAR", NULL, false, false},
    {"DEBUGOPT", NULL, false, false},          {"OZONEVAL", NULL, false, false},
    {"O3VALUES", NULL, false, false},          {"OZONEFIL", NULL, false, false},
    {"OZONUNIT", NULL, false, false},          {"O3SECTOR", NULL, false, false},
    {"NO2STACK", NULL, false, false},          {"NO2EQUIL", NULL, false, false},
    {"ARMRATIO", NULL, false, false},          {"AWMADWNW", NULL, false, false},
    {"ORD_DWNW", NULL, false, false},          {"NOXSECTR", NULL, false, false},
    {"NOXVALUE", NULL, false, false},          {"NOX_VALS", NULL, false, false},
    {"NOX_UNIT", NULL, false, false},          {"NOX_FILE", NULL, false, false},
    {"ARCFTOPT", NULL, false, false},
};
#define ROWS (sizeof rows / sizeof rows[0])

static bool has_card(const struct qn_co *co, const char *keyword)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].keyword, keyword) == 0)
            return (co->seen >> i & 1) != 0;
    return false;
}

enum qn_status qn_deck_co(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err)
{
    struct qn_co *co = qn_co_state(reader, err);
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].keyword, card->keyword) != 0)
            continue;
        if (!rows[i].take)
            return qn_card_unsupported(card, SIZE_MAX, err);
        if ((co->seen >> i & 1) && !rows[i].many)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
        co->seen |= 1UL << i;
        return rows[i].take(reader, co, card, err);
    }
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_UNKNOWN, "CO", card->keyword, err);
}

/* Gas deposition is an ALPHA option, and a velocity given replaces what is computed. */
static enum qn_status check_gas(const struct qn_deck *deck, struct qn_co *co,
                                const struct qn_card *card, struct qn_err *err)
{
    static const char *const gas[] = {"GDSEASON", "GASDEPDF", "GDLANUSE", "GASDEPVD"};
    for (size_t i = 0; i < 4; i++) {
        if (!has_card(co, gas[i]))
            continue;
        if (deck->options.dfault)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, gas[i], "DFAULT", err);
        if (!co->alpha)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, gas[i], "MODELOPT ALPHA", err);
        co->non_default = true;
        if (i < 3 && co->velocity_given)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, gas[i], "GASDEPVD", err);
    }
    if (co->velocity_given &&
        ((deck->options.outputs & (QN_PLUME_DEPOS | QN_PLUME_WDEP)) || co->wet_depletes))
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, "GASDEPVD", "DEPOS/WDEP/WETDPLT",
                            err);
    return QN_OK;
}

static enum qn_status check_screen(const struct qn_deck *deck, const struct qn_card *card,
                                   struct qn_err *err)
{
    if (!deck->options.screen)
        return QN_OK;
    if (deck->ave_count != 1 || deck->ave_hours[0] != 1 || deck->period)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_SCREEN, NULL, NULL, err);
    return QN_OK;
}

enum qn_status qn_deck_co_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_co *co = qn_co_state(reader, err);
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].needed && !(co->seen >> i & 1))
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_MISSING, "CO", rows[i].keyword,
                                err);
    enum qn_status st = qn_co_urban(reader, co, err);
    if (!st && deck->options.decay_given)
        settle_decay(reader, co);
    if (!st)
        st = check_gas(deck, co, card, err);
    if (!st)
        st = check_screen(deck, card, err);
    return st ? st : qn_co_standards(reader, co, card, err);
}
