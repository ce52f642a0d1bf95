/* SO: what is given source by source or for ranges of them: buildings, emission factors, particles
 * and gases. */
#include <string.h>

#include "deck/so.h"

#define CLASSES_CAP 500

size_t qn_variation_count(enum qn_plume_variation variation)
{
    static const size_t counts[] = {0, 4, 12, 24, 6, 96, 72, 168, 288, 672, 864, 2016};
    return counts[variation];
}

static const struct row {
    const char *keyword;
    enum qn_so_list list;
    double low, high; /* of each value */
} rows[] = {{"BUILDHGT", QN_SO_HEIGHT, 0, 1e4},
            {"BUILDWID", QN_SO_WIDTH, 0, 1e5},
            {"BUILDLEN", QN_SO_LENGTH, 0, 1e5},
            {"XBADJ", QN_SO_XADJ, -1e5, 1e5},
            {"YBADJ", QN_SO_YADJ, -1e5, 1e5},
            {"EMISFACT", QN_SO_FACTOR, 0, 1e15},
            {"PARTDIAM", QN_SO_DIAMETER, .001 + 1e-15, 1000},
            {"MASSFRAX", QN_SO_FRACTION, 0, 1},
            {"PARTDENS", QN_SO_DENSITY, 1e-9, 100}};

static const struct row *find_row(const char *keyword)
{
    size_t i = 0;
    while (strcmp(rows[i].keyword, keyword) != 0)
        i++;
    return &rows[i];
}

static bool is_building(const struct row *row)
{
    return row->list <= QN_SO_YADJ;
}

static bool is_point(const struct qn_plume_source *s)
{
    return s->kind == QN_PLUME_POINT || s->kind == QN_PLUME_POINTCAP ||
           s->kind == QN_PLUME_POINTHOR;
}

/* EMISFACT's second field. */
static enum qn_status take_variation(const struct qn_card *card, struct qn_plume_source *s,
                                     const struct qn_so_source *extra, struct qn_err *err)
{
    static const char *const names[] = {"",       "SEASON",  "MONTH",  "HROFDY",
                                        "WSPEED", "SEASHR",  "HRDOW",  "HRDOW7",
                                        "SHRDOW", "SHRDOW7", "MHRDOW", "MHRDOW7"};
    enum qn_plume_variation found = QN_PLUME_CONSTANT;
    for (int v = QN_PLUME_SEASON; v <= QN_PLUME_MHRDOW7; v++)
        if (qn_card_is(card, 1, names[v]))
            found = (enum qn_plume_variation)v;
    if (found == QN_PLUME_CONSTANT)
        return qn_card_fail(card, 1, QN_T_DECK_OPTION_UNKNOWN, card->keyword, card->field_raw[1],
                            err);
    if (extra->count[QN_SO_FACTOR] && s->variation != found)
        return qn_card_fail(card, 1, QN_T_DECK_CONFLICT, names[s->variation], names[found], err);
    if (s->hourly)
        return qn_card_fail(card, 0, QN_T_DECK_CONFLICT, "HOUREMIS", "EMISFACT", err);
    s->variation = found;
    return QN_OK;
}

static enum qn_status check_values(const struct qn_card *card, size_t from, const struct row *row,
                                   struct qn_err *err)
{
    for (size_t i = from; i < card->fields; i++) {
        size_t times;
        double value;
        enum qn_status st = qn_card_repeat(card, i, &times, &value, err);
        if (!st)
            st = qn_card_within(card, i, card->keyword, value, row->low, row->high, err);
        if (!st && row->list == QN_SO_DIAMETER && times > 1) /* as AERMOD has it */
            st = qn_card_fail(card, i, QN_T_DECK_NUMBER, card->keyword, card->field_raw[i], err);
        if (st)
            return st;
    }
    return QN_OK;
}

static enum qn_status fill_source(struct qn_reader *reader, struct qn_so *so, size_t s,
                                  const struct qn_card *card, const struct row *row,
                                  struct qn_err *err)
{
    struct qn_plume_source *source = &qn_reader_deck(reader)->source[s];
    struct qn_so_source *extra = &so->source[s];
    size_t from = row->list == QN_SO_FACTOR ? 2 : 1, max = QN_PLUME_SECTORS;
    if (row->list == QN_SO_FACTOR) {
        enum qn_status st = take_variation(card, source, extra, err);
        if (st)
            return st;
        max = qn_variation_count(source->variation);
    }
    if (row->list >= QN_SO_DIAMETER) {
        max = CLASSES_CAP;
        if (extra->method_2)
            return qn_card_fail(card, 0, QN_T_DECK_METHODS, source->id, NULL, err);
    }
    return qn_card_append(reader, card, from, max, &extra->list[row->list],
                          &extra->count[row->list], err);
}

static void note_light(struct qn_reader *reader, const struct qn_card *card, const char *id)
{
    for (size_t i = 1; i < card->fields; i++) {
        size_t times;
        double value;
        if (qn_card_number(card->field[i], &times, &value) && value <= .1)
            qn_reader_note(reader, card, 'W', 334, "INPPDN", id);
    }
}

enum qn_status qn_so_list(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                          struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct row *row = find_row(card->keyword);
    struct qn_so_range range;
    enum qn_status st =
        qn_card_need(card, row->list == QN_SO_FACTOR ? 3 : 2, QN_CARD_FIELDS_CAP, err);
    if (!st)
        st = check_values(card, row->list == QN_SO_FACTOR ? 2 : 1, row, err);
    if (!st)
        st = qn_so_range_read(reader, card, 0, &range, err);
    if (!st)
        st = qn_so_range_some(&range, deck, card, 0, err);
    so->diameter_given |= row->list == QN_SO_DIAMETER;
    so->fraction_given |= row->list == QN_SO_FRACTION;
    so->density_given |= row->list == QN_SO_DENSITY;
    for (size_t s = 0; !st && s < deck->sources; s++) {
        if (!qn_so_range_has(&range, deck, s))
            continue;
        if (is_building(row) && !is_point(&deck->source[s])) {
            qn_reader_note(reader, card, 'W', 233, "DSBLDG", deck->source[s].id);
            continue;
        }
        st = fill_source(reader, so, s, card, row, err);
        if (!st && row->list == QN_SO_DENSITY)
            note_light(reader, card, deck->source[s].id);
    }
    return st;
}

/* Zeros stand for the values AERMOD has for some pollutants. */
static const struct stock {
    const char *pollutant;
    double value[4];
} gases[] = {{"HG0", {5.5e-2, 6.4e-6, 1e5, 7.19e2}},
             {"HGII", {4.5e-2, 5.2e-6, 1e5, 7.2e-5}},
             {"TCDD", {5.196e-2, 4.392e-6, 9.67, 1.46}},
             {"BAP", {5.13e-2, 4.44e-6, 4.41e-1, 4.6e-2}},
             {"SO2", {1.112e-1, 1.83e-5, 7.32e2, 7.2e1}},
             {"NO2", {1.361e-1, 1.4e-5, 1.2e4, 8.444e3}}},
  particles[] = {{"AR", {.75, .5, 0, 0}},
                 {"CD", {.7, .6, 0, 0}},
                 {"PB", {.75, .5, 0, 0}},
                 {"HG", {.8, .4, 0, 0}},
                 {"POC", {.9, .1, 0, 0}}};

static const double *stock_of(const struct stock *stock, size_t n, const char *pollutant)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(stock[i].pollutant, pollutant) == 0)
            return stock[i].value;
    return NULL;
}

/* Reads the values after the name; *looked_up tells whether a stock value stands in. */
static enum qn_status take_stocked(const struct qn_card *card, const double *stock, size_t n,
                                   const double *low, const double *high, double *value,
                                   bool *looked_up, struct qn_err *err)
{
    *looked_up = false;
    for (size_t i = 0; i < n; i++) {
        enum qn_status st = qn_card_real(card, i + 1, &value[i], err);
        if (!st && stock && !(value[i] > 0) && !(value[i] < 0)) {
            value[i] = stock[i];
            *looked_up = true;
        }
        if (!st)
            st = qn_card_within(card, i + 1, card->keyword, value[i], low[i], high[i], err);
        if (st)
            return st;
    }
    return QN_OK;
}

static enum qn_status need_alpha(struct qn_reader *reader, const struct qn_card *card,
                                 struct qn_co **co, struct qn_err *err)
{
    *co = qn_co_state(reader, err);
    if (!*co)
        return err ? err->code : QN_E_NOMEM;
    if (!(*co)->alpha)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, card->keyword, "MODELOPT ALPHA", err);
    (*co)->non_default = true;
    return QN_OK;
}

/* A card of stocked values: GASDEPOS, METHOD_2. */
struct stocked {
    size_t count;
    const struct stock *stock;
    size_t stocks;
    double low[4], high[4];
};

static const struct stocked gas_card = {
    4, gases, sizeof gases / sizeof gases[0], {1e-12, 1e-15, 1e-9, 1e-12}, {100, 1, 1e12, 1e12}};
static const struct stocked method_2_card = {
    2, particles, sizeof particles / sizeof particles[0], {0, 1e-3}, {1, 1000}};

/* Which sources, and their values. */
static enum qn_status read_stocked(struct qn_reader *reader, const struct qn_card *card,
                                   const struct stocked *of, double *value, bool *looked_up,
                                   struct qn_so_range *range, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const double *stock = stock_of(of->stock, of->stocks, deck->pollutant);
    enum qn_status st = qn_card_need(card, of->count + 1, of->count + 1, err);
    if (!st)
        st = take_stocked(card, stock, of->count, of->low, of->high, value, looked_up, err);
    if (!st)
        st = qn_so_range_read(reader, card, 0, range, err);
    if (!st)
        st = qn_so_range_some(range, deck, card, 0, err);
    return st;
}

enum qn_status qn_so_gas(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                         struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_so_range range;
    struct qn_co *co;
    double value[4];
    bool looked_up = false;
    enum qn_status st = need_alpha(reader, card, &co, err);
    if (!st && co->velocity_given)
        st = qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, "GASDEPOS", "GASDEPVD", err);
    if (!st)
        st = read_stocked(reader, card, &gas_card, value, &looked_up, &range, err);
    if (st)
        return st;
    struct qn_plume_gas *gas = qn_arena_alloc(deck->arena, sizeof *gas, err);
    if (!gas)
        return err ? err->code : QN_E_NOMEM;
    *gas = (struct qn_plume_gas){value[0], value[1], value[2], value[3]};
    so->gas_given = true;
    for (size_t s = 0; s < deck->sources; s++)
        if (qn_so_range_has(&range, deck, s)) {
            deck->source[s].gas = gas;
            if (looked_up && !range.is_range)
                qn_reader_note(reader, card, 'W', 473, "GASDEP", deck->source[s].id);
        }
    return QN_OK;
}

enum qn_status qn_so_method_2(struct qn_reader *reader, struct qn_so *so,
                              const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_so_range range;
    struct qn_co *co;
    double value[2];
    bool looked_up = false;
    enum qn_status st = need_alpha(reader, card, &co, err);
    if (!st)
        st = read_stocked(reader, card, &method_2_card, value, &looked_up, &range, err);
    if (st)
        return st;
    struct qn_plume_particles *p = qn_arena_alloc(deck->arena, sizeof *p, err);
    if (!p)
        return err ? err->code : QN_E_NOMEM;
    p->method = 2;
    p->fine_fraction = value[0];
    p->mean_diameter_um = value[1];
    so->method_2_given = true;
    for (size_t s = 0; s < deck->sources; s++) {
        if (!qn_so_range_has(&range, deck, s))
            continue;
        if (so->source[s].method_2 || so->source[s].count[QN_SO_DIAMETER])
            return qn_card_fail(card, 0, QN_T_DECK_METHODS, deck->source[s].id, NULL, err);
        so->source[s].method_2 = true;
        deck->source[s].particles = p;
        if (looked_up && !range.is_range)
            qn_reader_note(reader, card, 'W', 473, "METH_2", deck->source[s].id);
    }
    return QN_OK;
}
