/* The pathway SO: its keywords, where sources lie, units, and the urban ones. */
#include "deck/so.h"

#include <assert.h>
#include <string.h>

#define FEET_M 0.3048
#define ELEVATION_MISSING_M (-9998.99)
#define ELEVATION_MAX_M 1e5
#define COORDINATE_MAX_M 1e9

struct qn_so *qn_so_state(struct qn_reader *reader, struct qn_err *err)
{
    void **state = qn_reader_state(reader, 1);
    if (!*state)
        *state = qn_arena_alloc(qn_reader_arena(reader), sizeof(struct qn_so), err);
    return *state;
}

static enum qn_status take_elevation_unit(struct qn_reader *reader, struct qn_so *so,
                                          const struct qn_card *card, struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    if (so->elevation_unit_given)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
    if (qn_reader_deck(reader)->sources)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_FIRST, card->keyword, "LOCATION", err);
    so->elevation_unit_given = true;
    so->feet = qn_card_is(card, 0, "FEET");
    if (!so->feet && !qn_card_is(card, 0, "METERS"))
        return qn_card_fail(card, 0, QN_T_DECK_OPTION_UNKNOWN, card->keyword, card->field_raw[0],
                            err);
    return QN_OK;
}

/* Kinds of source: fields of LOCATION up to the base elevation. */
static const struct kind {
    const char *name;
    enum qn_plume_kind kind;
    size_t fields;
} kinds[] = {{"POINT", QN_PLUME_POINT, 4},       {"POINTCAP", QN_PLUME_POINTCAP, 4},
             {"POINTHOR", QN_PLUME_POINTHOR, 4}, {"VOLUME", QN_PLUME_VOLUME, 4},
             {"AREA", QN_PLUME_AREA, 4},         {"AREAPOLY", QN_PLUME_AREAPOLY, 4},
             {"AREACIRC", QN_PLUME_AREACIRC, 4}, {"LINE", QN_PLUME_LINE, 6},
             {"OPENPIT", QN_PLUME_OPENPIT, 4},   {"OPEN_PIT", QN_PLUME_OPENPIT, 4},
             {"OPEN-PIT", QN_PLUME_OPENPIT, 4}};

static enum qn_status find_kind(const struct qn_card *card, const struct kind **kind,
                                struct qn_err *err)
{
    static const char *const unsupported[] = {"RLINE", "RLINEXT", "BUOYLINE", "SWPOINT"};
    enum qn_status st = qn_card_need(card, 2, 9, err);
    if (st)
        return st;
    for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++)
        if (qn_card_is(card, 1, unsupported[i]))
            return qn_card_unsupported(card, 1, err);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (qn_card_is(card, 1, kinds[i].name)) {
            *kind = &kinds[i];
            return QN_OK;
        }
    return qn_card_fail(card, 1, QN_T_DECK_SOURCE_KIND, card->field_raw[1], NULL, err);
}

static enum qn_status take_base(struct qn_reader *reader, const struct qn_so *so,
                                const struct qn_card *card, size_t i, struct qn_plume_source *s,
                                struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    if (card->fields <= i) {
        if (!deck->options.flat)
            qn_reader_note(reader, card, 'W', 205, "SOLOCA", "ZS = 0.0");
        return QN_OK;
    }
    if (deck->flat_sources && qn_card_is(card, i, "FLAT")) {
        s->flat = true;
        qn_reader_note(reader, card, 'W', 752, "SOLOCA", s->id);
        return QN_OK;
    }
    enum qn_status st = qn_card_real(card, i, &s->base_m, err);
    if (!st)
        st = qn_card_within(card, i, so->feet ? "ft" : "m", s->base_m, ELEVATION_MISSING_M,
                            ELEVATION_MAX_M, err);
    if (so->feet)
        s->base_m = s->base_m * FEET_M;
    return st;
}

enum qn_status qn_so_location(struct qn_reader *reader, struct qn_so *so,
                              const struct qn_card *card, struct qn_err *err)
{
    const struct kind *kind = NULL;
    struct qn_plume_source *s = NULL;
    enum qn_status st = find_kind(card, &kind, err);
    if (st)
        return st;
    assert(kind);
    st = qn_card_need(card, kind->fields, kind->fields + 1, err);
    if (!st && (qn_card_is(card, 0, "BACKGROUND") || qn_card_is(card, 0, "BACKGRND")))
        st = qn_card_fail(card, 0, QN_T_DECK_SOURCE_RESERVED, card->field[0], NULL, err);
    size_t at = qn_reader_deck(reader)->sources;
    if (!st)
        st = qn_reader_grow(reader, &so->source, at, &so->source_cap, sizeof *so->source, err);
    if (!st)
        st = qn_reader_source_new(reader, card, 0, &s, err);
    if (st)
        return st;
    s->kind = kind->kind;
    so->source[at].line = card->line;
    double *const value[] = {&s->x_m, &s->y_m, &s->x2_m, &s->y2_m};
    for (size_t i = 2; !st && i < kind->fields; i++) {
        st = qn_card_real(card, i, value[i - 2], err);
        if (!st)
            st = qn_card_within(card, i, "m", *value[i - 2], -COORDINATE_MAX_M, COORDINATE_MAX_M,
                                err);
    }
    return st ? st : take_base(reader, so, card, kind->fields, s, err);
}

/* EMISUNIT, CONCUNIT and DEPOUNIT: factor, unit of emission, unit of the result. */
enum qn_status qn_so_units(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                           struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    bool emission = strcmp(card->keyword, "EMISUNIT") == 0;
    bool deposit = strcmp(card->keyword, "DEPOUNIT") == 0;
    bool *given = emission ? &so->emission_unit_given : &so->other_unit_given[deposit];
    if (*given)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
    *given = true;
    if (so->emission_unit_given && (so->other_unit_given[0] || so->other_unit_given[1]))
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, "EMISUNIT", "CONCUNIT/DEPOUNIT",
                            err);
    if (emission && qn_co_types(deck) > 1)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_EMISUNIT, NULL, NULL, err);
    double factor = 0;
    enum qn_status st = qn_card_need(card, 3, 3, err);
    if (!st)
        st = qn_card_real(card, 0, &factor, err);
    if (!st)
        st = qn_card_within(card, 0, card->keyword, factor, 1e-30, 1e30, err);
    if (st)
        return st;
    bool conc = (deck->options.outputs & QN_PLUME_CONC) != 0;
    size_t from = deposit && conc ? 1 : 0;
    size_t to = deposit ? QN_PLUME_TYPE_CAP : 1;
    qn_text_copy(deck->emission_unit, sizeof deck->emission_unit, card->field[1]);
    for (size_t t = from; t < to; t++) {
        deck->emission_factor[t] = deck->options.emission_factor[t] = factor;
        qn_text_copy(deck->output_unit[t], sizeof deck->output_unit[t], card->field[2]);
    }
    return QN_OK;
}

static enum qn_status set_urban(struct qn_deck *deck, size_t s, int area,
                                const struct qn_card *card, size_t i, struct qn_err *err)
{
    if (deck->source[s].urban >= 0 && deck->source[s].urban != area)
        return qn_card_fail(card, i, QN_T_DECK_URBAN_BOTH, deck->source[s].id, NULL, err);
    deck->source[s].urban = area;
    return QN_OK;
}

static enum qn_status find_urban(const struct qn_reader *reader, const struct qn_co *co,
                                 const struct qn_card *card, int *area, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck((struct qn_reader *)(uintptr_t)reader);
    for (size_t k = 0; k < deck->urbans; k++)
        if (strcmp(co->urban_id[k], card->field[0]) == 0) {
            *area = (int)k;
            return QN_OK;
        }
    return qn_card_fail(card, 0, QN_T_DECK_URBAN_UNKNOWN, card->field_raw[0], NULL, err);
}

enum qn_status qn_so_urban(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                           struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_co *co = qn_co_state(reader, err);
    int area = 0;
    (void)so;
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    if (deck->urbans == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, "URBANSRC", "CO URBANOPT", err);
    bool several = deck->urbans > 1;
    enum qn_status st = qn_card_need(card, several ? 2 : 1, QN_CARD_FIELDS_CAP, err);
    if (!st && several)
        st = find_urban(reader, co, card, &area, err);
    if (st)
        return st;
    if (!several && card->fields == 1 && qn_card_is(card, 0, "ALL")) {
        co->urban_all = true; /* also sources whose LOCATION follows: settled at the end */
        return QN_OK;
    }
    co->urban_fields += card->fields - several;
    for (size_t i = several; !st && i < card->fields; i++) {
        struct qn_so_range range;
        st = qn_so_range_read(reader, card, i, &range, err);
        if (!st)
            st = qn_so_range_some(&range, deck, card, i, err);
        for (size_t s = 0; !st && s < deck->sources; s++)
            if (qn_so_range_has(&range, deck, s))
                st = set_urban(deck, s, area, card, i, err);
    }
    return st;
}

static const struct row {
    const char *keyword;
    qn_so_take *take; /* NULL: quench has it not */
} rows[] = {
    {"LOCATION", qn_so_location},
    {"SRCPARAM", qn_so_params},
    {"BUILDHGT", qn_so_list},
    {"BUILDWID", qn_so_list},
    {"BUILDLEN", qn_so_list},
    {"XBADJ", qn_so_list},
    {"YBADJ", qn_so_list},
    {"EMISFACT", qn_so_list},
    {"PARTDIAM", qn_so_list},
    {"MASSFRAX", qn_so_list},
    {"PARTDENS", qn_so_list},
    {"METHOD_2", qn_so_method_2},
    {"GASDEPOS", qn_so_gas},
    {"EMISUNIT", qn_so_units},
    {"CONCUNIT", qn_so_units},
    {"DEPOUNIT", qn_so_units},
    {"ELEVUNIT", take_elevation_unit},
    {"HOUREMIS", qn_so_hourly_card},
    {"AREAVERT", qn_so_vertices},
    {"URBANSRC", qn_so_urban},
    {"SRCGROUP", qn_so_group_card},
    {"NO2RATIO", NULL},
    {"OLMGROUP", NULL},
    {"PSDGROUP", NULL},
    {"BACKGRND", NULL},
    {"BACKUNIT", NULL},
    {"BGSECTOR", NULL},
    {"BLPINPUT", NULL},
    {"BLPGROUP", NULL},
    {"RBARRIER", NULL},
    {"RDEPRESS", NULL},
    {"RLEMCONV", NULL},
    {"PLATFORM", NULL},
    {"ARCFTSRC", NULL},
    {"HBPSRCID", NULL},
};

enum qn_status qn_deck_so(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err)
{
    struct qn_so *so = qn_so_state(reader, err);
    if (!so)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].keyword, card->keyword) != 0)
            continue;
        if (!rows[i].take)
            return qn_card_unsupported(card, SIZE_MAX, err);
        if (so->groups && rows[i].take != qn_so_group_card)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_FIRST, card->keyword, "SRCGROUP", err);
        return rows[i].take(reader, so, card, err);
    }
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_UNKNOWN, "SO", card->keyword, err);
}

enum qn_status qn_deck_so_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_so *so = qn_so_state(reader, err);
    if (!so)
        return err ? err->code : QN_E_NOMEM;
    enum qn_status st = qn_so_deposition(reader, so, card, err);
    return st ? st : qn_so_check(reader, so, card, err);
}
