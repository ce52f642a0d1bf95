/* Receptor networks, card by card: GRIDCART and GRIDPOLR. */
#include "deck/re.h"

#include <math.h>
#include <string.h>

#include "deck/reader_priv.h"

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* XYINC and GDIR count with a real number, to the nearest whole one. */
static enum qn_status count_of(const struct qn_card *card, size_t i, size_t *count,
                               struct qn_err *err)
{
    double real = 0;
    enum qn_status st = qn_card_real(card, i, &real, err);
    if (st)
        return st;
    if (!(real >= 0.5 && real <= QN_RE_RECEPTORS_CAP))
        return qn_card_fail(card, i, QN_T_DECK_RE_COUNT, card->field_raw[i], NULL, err);
    *count = (size_t)llround(real);
    return QN_OK;
}

static enum qn_status steps(struct qn_reader *reader, size_t count, double first, double step,
                            double **out, struct qn_err *err)
{
    *out = qn_arena_alloc(qn_reader_arena(reader), count * sizeof **out, err);
    if (!*out)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        (*out)[i] = first + step * (double)i;
    return QN_OK;
}

static enum qn_status conflict(const struct qn_card *card, size_t i, const char *a, const char *b,
                               struct qn_err *err)
{
    return qn_card_fail(card, i, QN_T_DECK_CONFLICT, a, b, err);
}

/* XYINC x0 nx dx y0 ny dy */
static enum qn_status xyinc(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                            size_t from, struct qn_err *err)
{
    struct qn_re_network *net = &re->net;
    double first[2] = {0}, step[2] = {0};
    enum qn_status st = qn_card_need(card, from + 6, from + 6, err);
    if (st)
        return st;
    if (net->listed)
        return conflict(card, from - 1, "XYINC", "XPNTS, YPNTS", err);
    if (net->stepped)
        return qn_card_fail(card, from - 1, QN_T_DECK_KEYWORD_TWICE, "XYINC", NULL, err);
    net->stepped = true;
    for (size_t k = 0; !st && k < 2; k++) {
        st = qn_card_real(card, from + 3 * k, &first[k], err);
        if (!st)
            st = count_of(card, from + 3 * k + 1, k ? &net->ny : &net->nx, err);
        if (!st)
            st = qn_card_real(card, from + 3 * k + 2, &step[k], err);
    }
    if (!st)
        st = steps(reader, net->nx, first[0], step[0], &net->x, err);
    if (!st)
        st = steps(reader, net->ny, first[1], step[1], &net->y, err);
    re->last_x_m = first[0];
    re->last_y_m = first[1];
    return st;
}

static double one_turn(double deg)
{
    return deg > 360.0 ? deg - 360.0 : deg <= 0.0 ? deg + 360.0 : deg;
}

/* GDIR n first step */
static enum qn_status gdir(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    struct qn_re_network *net = &re->net;
    double first = 0, step = 0;
    enum qn_status st = qn_card_need(card, from + 3, from + 3, err);
    if (st)
        return st;
    if (net->listed)
        return conflict(card, from - 1, "GDIR", "DDIR", err);
    if (net->stepped)
        return qn_card_fail(card, from - 1, QN_T_DECK_KEYWORD_TWICE, "GDIR", NULL, err);
    net->stepped = true;
    st = count_of(card, from, &net->ny, err);
    if (!st)
        st = qn_card_real(card, from + 1, &first, err);
    if (!st)
        st = qn_card_real(card, from + 2, &step, err);
    if (!st)
        st = steps(reader, net->ny, first, step, &net->y, err);
    for (size_t j = 0; !st && j < net->ny; j++)
        net->y[j] = one_turn(net->y[j]);
    return st;
}

/* Values listed one by one, on as many cards as it takes: XPNTS, YPNTS, DIST, DDIR. A value given
 * twice is a warning, as in AERMOD. */
static enum qn_status list(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, const char *module, double **values, size_t *count,
                           struct qn_err *err)
{
    size_t had = *count;
    double value;
    enum qn_status st = qn_card_need(card, from + 1, QN_CARD_FIELDS_CAP, err);
    for (size_t i = from; !st && i < card->fields; i++)
        st = qn_card_real(card, i, &value, err); /* no repeats here */
    if (!st)
        st = qn_card_append(reader, card, from, QN_RE_RECEPTORS_CAP, values, count, err);
    bool turns = is(module, "RADRNG");
    for (size_t i = had; !st && i < *count; i++) {
        value = (*values)[i];
        if (turns)
            (*values)[i] = one_turn(value);
        for (size_t j = 0; j < i; j++)
            if (!(value < (*values)[j]) && !(value > (*values)[j]))
                qn_reader_note(reader, card, 'W', 250, module, re->net.id);
    }
    return st;
}

static enum qn_status points(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                             size_t from, struct qn_err *err)
{
    struct qn_re_network *net = &re->net;
    bool x = is(card->field[from - 1], "XPNTS");
    if (net->stepped)
        return conflict(card, from - 1, "XYINC", "XPNTS, YPNTS", err);
    net->listed = true;
    return list(reader, re, card, from, "XYPNTS", x ? &net->x : &net->y, x ? &net->nx : &net->ny,
                err);
}

static enum qn_status ddir(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    if (re->net.stepped)
        return conflict(card, from - 1, "GDIR", "DDIR", err);
    re->net.listed = true;
    return list(reader, re, card, from, "RADRNG", &re->net.y, &re->net.ny, err);
}

static enum qn_status dist(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    return list(reader, re, card, from, "POLDST", &re->net.x, &re->net.nx, err);
}

/* ORIG x y, or ORIG and the name of a source */
static enum qn_status orig(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    struct qn_re_network *net = &re->net;
    enum qn_status st = qn_card_need(card, from + 1, from + 2, err);
    if (st)
        return st;
    if (net->has_origin)
        return qn_card_fail(card, from - 1, QN_T_DECK_KEYWORD_TWICE, "ORIG", NULL, err);
    net->has_origin = true;
    if (card->fields == from + 1) {
        size_t s = qn_reader_source(reader, card->field[from]);
        if (s == SIZE_MAX)
            return qn_card_fail(card, from, QN_T_DECK_RE_SOURCE, card->field_raw[from], NULL, err);
        qn_re_origin(&qn_reader_deck(reader)->source[s], &net->origin_x_m, &net->origin_y_m);
    } else {
        st = qn_card_real(card, from, &net->origin_x_m, err);
        if (!st)
            st = qn_card_real(card, from + 1, &net->origin_y_m, err);
    }
    re->last_x_m = net->origin_x_m;
    re->last_y_m = net->origin_y_m;
    return st;
}

/* ELEV, HILL or FLAG: the row's number (or direction) and its values. */
static enum qn_status row(struct qn_reader *reader, struct qn_re_rows *rows,
                          const struct qn_card *card, size_t from, bool heights, struct qn_err *err)
{
    struct qn_re_row one = {.first = rows->count};
    enum qn_status st = qn_card_need(card, from + 2, QN_CARD_FIELDS_CAP, err);
    if (!st)
        st = qn_card_real(card, from, &one.label, err);
    if (!st)
        st = qn_card_append(reader, card, from + 1, QN_RE_RECEPTORS_CAP, &rows->value, &rows->count,
                            err);
    for (size_t i = from + 1; !st && heights && i < card->fields; i++) {
        size_t times;
        double value;
        st = qn_card_repeat(card, i, &times, &value, err);
        if (!st && times)
            st = qn_re_elevation(card, i, value, err);
    }
    if (!st)
        st = qn_reader_grow(reader, &rows->row, rows->rows, &rows->row_cap, sizeof *rows->row, err);
    if (st)
        return st;
    one.count = rows->count - one.first;
    rows->row[rows->rows++] = one;
    return QN_OK;
}

static enum qn_status elev(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    return row(reader, &re->net.elev, card, from, true, err);
}

static enum qn_status hill(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    return row(reader, &re->net.hill, card, from, true, err);
}

static enum qn_status flag(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           size_t from, struct qn_err *err)
{
    return row(reader, &re->net.flag, card, from, false, err);
}

static enum qn_status end(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                          size_t from, struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, from, from, err);
    if (!st)
        st = qn_re_place(reader, re, card, err);
    re->net.open = false;
    return st;
}

struct part {
    const char *name;
    enum qn_status (*take)(struct qn_reader *, struct qn_re *, const struct qn_card *, size_t,
                           struct qn_err *);
};
static const struct part cartesian[] = {{"XYINC", xyinc}, {"XPNTS", points}, {"YPNTS", points},
                                        {"ELEV", elev},   {"HILL", hill},    {"FLAG", flag},
                                        {"END", end},     {NULL, NULL}};
static const struct part polar_parts[] = {{"ORIG", orig}, {"DIST", dist}, {"DDIR", ddir},
                                          {"GDIR", gdir}, {"ELEV", elev}, {"HILL", hill},
                                          {"FLAG", flag}, {"END", end},   {NULL, NULL}};

static const struct part *find(const struct part *part, const char *name)
{
    while (part->name && !is(part->name, name))
        part++;
    return part->name ? part : NULL;
}

/* GRIDCART name STA */
static enum qn_status start(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                            bool polar, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const char *id = card->field[0];
    if (card->fields < 2 || !is(card->field[1], "STA"))
        return qn_card_fail(card, 0, QN_T_DECK_RE_NO_STA, card->keyword, card->field_raw[0], err);
    enum qn_status st = qn_card_need(card, 2, 2, err);
    if (st)
        return st;
    if (strlen(id) >= sizeof re->net.id || !*id)
        return qn_card_fail(card, 0, QN_T_DECK_RE_NAME, card->field_raw[0], NULL, err);
    re->net = (struct qn_re_network){.open = true, .polar = polar};
    memcpy(re->net.id, id, strlen(id) + 1);
    for (size_t i = 0; i < deck->networks; i++)
        if (is(deck->network[i].id, id))
            qn_reader_note(reader, card, 'W', 252, polar ? "REPOLR" : "RECART", id);
    return QN_OK;
}

enum qn_status qn_re_network(struct qn_reader *reader, const struct qn_card *card, bool polar,
                             struct qn_err *err)
{
    struct qn_re *re = NULL;
    enum qn_status st = qn_re_state(reader, &re, err);
    if (!st)
        st = qn_card_need(card, 1, QN_CARD_FIELDS_CAP, err);
    if (st)
        return st;
    if (!re->net.open)
        return start(reader, re, card, polar, err);
    if (re->net.polar != polar)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_OPEN, card->keyword, re->net.id, err);
    const struct part *parts = polar ? polar_parts : cartesian, *part = find(parts, card->field[0]);
    if (part)
        return part->take(reader, re, card, 1, err);
    if (!is(card->field[0], re->net.id))
        return qn_card_fail(card, 0, QN_T_DECK_RE_PART, card->field_raw[0], re->net.id, err);
    part = card->fields > 1 ? find(parts, card->field[1]) : NULL;
    if (!part)
        return qn_card_fail(card, 1, QN_T_DECK_RE_PART, card->fields > 1 ? card->field_raw[1] : "",
                            re->net.id, err);
    return part->take(reader, re, card, 2, err);
}
