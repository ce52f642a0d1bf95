/* The receptors of a network: places, elevations, hill heights, flagpoles. */
#include "deck/re.h"

#include <math.h>
#include <string.h>

#include "deck/reader_priv.h"

#define DEGREES_TO_RADIANS (3.14159265358979323846 / 180.0)

static bool rising(const struct qn_re_rows *rows)
{
    for (size_t i = 1; i < rows->rows; i++)
        if (rows->row[i].label < rows->row[i - 1].label)
            return false;
    return true;
}

/* Rows in the order of their labels.
 *
 * Given     rows   values by row as the cards have them
 * Returned  rows->value in order
 * Method    AERMOD 24142 sorts value by value, each time exchanging the first smallest label with
 *           the one in its place. That keeps the values of a row in order where rows are equally
 *           long; where they are not it may not, and the receptors get AERMOD's values all the
 * same. Check     labels 3 3 2 2 1 1, values a b c d e f -> e f c d a b (by hand)
 */
static enum qn_status sort_rows(struct qn_reader *reader, struct qn_re_rows *rows,
                                struct qn_err *err)
{
    if (rising(rows))
        return QN_OK;
    double *label = qn_arena_alloc(qn_reader_arena(reader), rows->count * sizeof *label, err);
    if (!label)
        return err ? err->code : QN_E_NOMEM;
    for (size_t i = 0; i < rows->rows; i++)
        for (size_t k = 0; k < rows->row[i].count; k++)
            label[rows->row[i].first + k] = rows->row[i].label;
    for (size_t at = 0; at < rows->count; at++) {
        size_t least = at;
        for (size_t i = at + 1; i < rows->count; i++)
            if (label[i] < label[least])
                least = i;
        double l = label[at], v = rows->value[at];
        label[at] = label[least];
        rows->value[at] = rows->value[least];
        label[least] = l;
        rows->value[least] = v;
    }
    return QN_OK;
}

static enum qn_status wrong_count(const struct qn_card *card, const char *what, size_t have,
                                  const struct qn_re_network *net, struct qn_err *err)
{
    char a[QN_NUM_TEXT_CAP], x[QN_NUM_TEXT_CAP], y[QN_NUM_TEXT_CAP], text[64];
    const char *args[] = {qn_num_text((double)have, a), qn_num_text((double)net->nx, x),
                          qn_num_text((double)net->ny, y)};
    qn_template_format("{0} / {1} x {2}", args, 3, text, sizeof text);
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_WRONG_COUNT, what, text, err);
}

static enum qn_status check_rows(const struct qn_re *re, const struct qn_card *card,
                                 struct qn_err *err)
{
    const struct qn_re_network *net = &re->net;
    size_t n = net->nx * net->ny;
    if (re->elev && net->elev.count && !net->hill.count)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NO_HILL, net->id, NULL, err);
    if (re->elev && net->elev.count && net->elev.count != n)
        return wrong_count(card, "ELEV", net->elev.count, net, err);
    if (re->elev && net->hill.count && net->hill.count != n)
        return wrong_count(card, "HILL", net->hill.count, net, err);
    if (re->flagpole && net->flag.count && net->flag.count != n)
        return wrong_count(card, "FLAG", net->flag.count, net, err);
    return QN_OK;
}

/* AERMOD's warnings where rows and the terrain or flagpole options do not go together. */
static void note_rows(struct qn_reader *reader, const struct qn_re *re, const struct qn_card *card)
{
    const struct qn_re_network *net = &re->net;
    const char *module = net->polar ? "REPOLR" : "RECART";
    bool flat = !re->elev || qn_reader_deck(reader)->flat_sources;
    if (re->elev && (!net->elev.count || !net->hill.count))
        qn_reader_note(reader, card, 'W', 214, module, net->id);
    else if (flat && net->elev.count)
        qn_reader_note(reader, card, 'W', 213, module, net->id);
    if (re->flagpole && !net->flag.count)
        qn_reader_note(reader, card, 'W', 216, module, net->id);
    else if (!re->flagpole && net->flag.count)
        qn_reader_note(reader, card, 'W', 215, module, net->id);
}

static enum qn_status check_axes(struct qn_reader *reader, const struct qn_re *re,
                                 const struct qn_card *card, struct qn_err *err)
{
    const struct qn_re_network *net = &re->net;
    if (net->polar && !net->has_origin) {
        /* AERMOD warns and takes the origin that it saw last: right only where that was 0, 0. */
        if (fabs(re->last_x_m) > 0 || fabs(re->last_y_m) > 0)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NO_ORIGIN, net->id, NULL, err);
        qn_reader_note(reader, card, 'W', 220, "REPOLR", net->id);
    }
    if (net->nx == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NO_AXIS, net->id,
                            net->polar ? "DIST" : "XYINC / XPNTS", err);
    if (net->ny == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NO_AXIS, net->id,
                            net->polar ? "GDIR / DDIR" : "XYINC / YPNTS", err);
    if (net->nx > QN_RE_RECEPTORS_CAP / net->ny)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_MANY, NULL, NULL, err);
    return QN_OK;
}

/* x (or distance) runs fastest, then y (or direction): the order of every result. */
static enum qn_status add_all(struct qn_reader *reader, const struct qn_re *re,
                              const struct qn_card *card, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_re_network *net = &re->net;
    struct qn_deck_receptor_extra extra = {
        .network = deck->networks, .kind = net->polar ? 'P' : 'G', .source = SIZE_MAX};
    memcpy(extra.netid, net->id, sizeof extra.netid);
    enum qn_status st = QN_OK;
    for (size_t j = 0; !st && j < net->ny; j++) {
        double angle = net->polar ? net->y[j] * DEGREES_TO_RADIANS : 0.0;
        for (size_t i = 0; !st && i < net->nx; i++) {
            size_t at = j * net->nx + i;
            struct qn_plume_receptor r = {.x_m = net->x[i], .y_m = net->y[j]};
            if (net->polar) {
                r.x_m = net->origin_x_m + net->x[i] * sin(angle);
                r.y_m = net->origin_y_m + net->x[i] * cos(angle);
            }
            r.elev_m = re->elev && net->elev.count ? net->elev.value[at] : 0.0;
            r.hill_m = re->elev && net->hill.count ? net->hill.value[at] : 0.0;
            r.flag_m = deck->flagpole_default_m;
            if (re->flagpole && net->flag.count)
                r.flag_m = net->flag.value[at];
            st = qn_re_add(reader, card, r, &extra, err);
        }
    }
    return st;
}

enum qn_status qn_re_place(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_re_network *net = &re->net;
    enum qn_status st = check_axes(reader, re, card, err);
    if (!st)
        st = check_rows(re, card, err);
    if (st)
        return st;
    note_rows(reader, re, card);
    st = sort_rows(reader, &net->elev, err);
    if (!st)
        st = sort_rows(reader, &net->hill, err);
    if (!st)
        st = sort_rows(reader, &net->flag, err);
    size_t first = deck->receptors;
    if (!st)
        st = add_all(reader, re, card, err);
    if (!st)
        st = qn_reader_grow(reader, &deck->network, deck->networks, &re->network_cap,
                            sizeof *deck->network, err);
    if (st)
        return st;
    struct qn_deck_network *out = &deck->network[deck->networks++];
    *out = (struct qn_deck_network){.polar = net->polar,
                                    .first = first,
                                    .nx = net->nx,
                                    .ny = net->ny,
                                    .x = net->x,
                                    .y = net->y,
                                    .origin_x_m = net->origin_x_m,
                                    .origin_y_m = net->origin_y_m};
    memcpy(out->id, net->id, sizeof out->id);
    re->last_x_m = net->polar && !net->has_origin ? 0.0 : re->last_x_m;
    re->last_y_m = net->polar && !net->has_origin ? 0.0 : re->last_y_m;
    return QN_OK;
}
