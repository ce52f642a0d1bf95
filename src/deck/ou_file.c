/* MAXIFILE, POSTFILE, PLOTFILE, RANKFILE and SEASONHR: one request each. */
#include "deck/ou.h"

#include <string.h>

#include "deck/co.h"
#include "deck/reader_priv.h"

#define UNIT_FIRST 31 /* the ones below are AERMOD's own */
#define UNIT_USUAL 100
#define RANKFILE_CAP 1000000

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* A unit number at the end of the card says nothing to quench; AERMOD's rules for it hold. */
static enum qn_status unit_of(struct qn_reader *reader, const struct qn_card *card, size_t i,
                              const char *module, const struct qn_deck_request *r, long *unit,
                              struct qn_err *err)
{
    *unit = 0;
    if (i >= card->fields) {
        const struct qn_deck *deck = qn_reader_deck(reader);
        bool by_group = r->kind != QN_DECK_RANKFILE && r->group + 1 >= 10;
        bool by_average = (r->kind == QN_DECK_MAXIFILE || r->kind == QN_DECK_POSTFILE ||
                           r->kind == QN_DECK_PLOTFILE) &&
                          r->ave < deck->ave_count && r->ave + 1 >= 10;
        if (by_group || by_average)
            qn_reader_note(reader, card, 'W', 565, module, card->keyword);
        return QN_OK;
    }
    enum qn_status st = qn_card_int(card, i, unit, err);
    if (st)
        return st;
    if (*unit < UNIT_FIRST)
        return qn_card_fail(card, i, QN_T_DECK_OU_UNIT, card->field_raw[i], NULL, err);
    if (*unit > UNIT_USUAL)
        qn_reader_note(reader, card, 'W', 565, module, card->keyword);
    return QN_OK;
}

static const char *plain(const char *path)
{
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    return path;
}

/* One path is one file, and one unit is one file. */
static enum qn_status check_shared(const struct qn_deck *deck, const struct qn_ou *ou,
                                   const struct qn_card *card, size_t path_field,
                                   const struct qn_deck_request *r, long unit, struct qn_err *err)
{
    for (size_t i = 0; i < deck->requests; i++) {
        const struct qn_deck_request *o = &deck->request[i];
        bool same = is(plain(o->path), plain(r->path)),
             same_unit = unit && unit == ou->card[i].unit;
        char line[QN_NUM_TEXT_CAP];
        qn_num_text(o->line, line);
        if (o->kind == r->kind && !(o->ave < r->ave) && !(o->ave > r->ave) &&
            o->group == r->group && (r->kind != QN_DECK_PLOTFILE || o->high == r->high))
            return qn_card_fail(card, 0, QN_T_DECK_OU_AGAIN, card->keyword, line, err);
        if (same)
            return qn_card_fail(card, path_field, QN_T_DECK_OU_SAME_FILE,
                                card->field_raw[path_field], line, err);
        if (!same && same_unit)
            return qn_card_fail(card, path_field + 1, QN_T_DECK_OU_SAME_UNIT,
                                card->field_raw[path_field + 1], line, err);
    }
    return QN_OK;
}

/* Keeps a request whose path is field `path_field`, with the unit after it. */
static enum qn_status keep(struct qn_reader *reader, const struct qn_card *card, size_t path_field,
                           const char *module, struct qn_deck_request r, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_ou *ou = NULL;
    long unit = 0;
    enum qn_status st = qn_ou_state(reader, &ou, err);
    if (st)
        return st;
    const char *path = card->field_raw[path_field];
    r.line = card->line;
    r.path = qn_arena_copy(deck->arena, path, strlen(path), err);
    if (!r.path)
        return err ? err->code : QN_E_NOMEM;
    st = unit_of(reader, card, path_field + 1, module, &r, &unit, err);
    if (!st)
        st = check_shared(deck, ou, card, path_field, &r, unit, err);
    if (!st)
        st = qn_reader_grow(reader, &deck->request, deck->requests, &ou->request_cap,
                            sizeof *deck->request, err);
    if (!st)
        st =
            qn_reader_grow(reader, &ou->card, deck->requests, &ou->card_cap, sizeof *ou->card, err);
    if (st)
        return st;
    ou->card[deck->requests] =
        (struct qn_ou_card){.unit = unit, .column = card->column[path_field]};
    deck->request[deck->requests++] = r;
    return QN_OK;
}

/* PERIOD or ANNUAL, where the deck has it; *long_average says whether it was one of them. */
static enum qn_status long_average(const struct qn_deck *deck, const struct qn_card *card,
                                   bool *found, struct qn_err *err)
{
    bool period = is(card->field[0], "PERIOD"), annual = is(card->field[0], "ANNUAL");
    *found = period || annual;
    if ((period && !deck->period) || (annual && !deck->annual))
        return qn_card_fail(card, 0, QN_T_DECK_OU_AVERAGE, card->field_raw[0], NULL, err);
    return QN_OK;
}

/* AVERAGE GROUP THRESHOLD PATH [UNIT] */
enum qn_status qn_ou_maxifile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_deck_request r = {.kind = QN_DECK_MAXIFILE};
    enum qn_status st = qn_card_need(card, 4, 5, err);
    if (!st)
        st = qn_ou_average(deck, card, 0, &r.ave, err);
    if (!st)
        st = qn_ou_group(deck, card, 1, &r.group, err);
    if (!st)
        st = qn_card_real(card, 2, &r.threshold, err);
    return st ? st : keep(reader, card, 3, "OUMXFL", r, err);
}

/* AVERAGE GROUP FORMAT PATH [UNIT] */
enum qn_status qn_ou_postfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_deck_request r = {.kind = QN_DECK_POSTFILE, .ave = deck->ave_count};
    bool whole = false;
    enum qn_status st = qn_card_need(card, 4, 5, err);
    if (!st)
        st = long_average(deck, card, &whole, err);
    if (!st && !whole)
        st = qn_ou_average(deck, card, 0, &r.ave, err);
    if (!st)
        st = qn_ou_group(deck, card, 1, &r.group, err);
    if (st)
        return st;
    r.unformatted = is(card->field[2], "UNFORM");
    if (!r.unformatted && !is(card->field[2], "PLOT"))
        return qn_card_fail(card, 2, QN_T_DECK_OU_FORMAT, card->field_raw[2], NULL, err);
    return keep(reader, card, 3, whole ? "PERPST" : "OUPOST", r, err);
}

/* AVERAGE GROUP RANK PATH [UNIT], without the rank for PERIOD and ANNUAL */
enum qn_status qn_ou_plotfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_deck_request r = {.kind = QN_DECK_PLOTFILE, .ave = deck->ave_count};
    bool whole = false;
    enum qn_status st = qn_card_need(card, 3, 5, err);
    if (!st)
        st = long_average(deck, card, &whole, err);
    if (!st)
        st = qn_card_need(card, whole ? 3 : 4, whole ? 4 : 5, err);
    if (!st && !whole)
        st = qn_ou_average(deck, card, 0, &r.ave, err);
    if (!st)
        st = qn_ou_group(deck, card, 1, &r.group, err);
    if (st || whole)
        return st ? st : keep(reader, card, 2, "PERPLT", r, err);
    r.high = qn_ou_rank(card->field[2], strlen(card->field[2]));
    if (r.high == 0)
        return qn_card_fail(card, 2, QN_T_DECK_OU_RANK, card->field_raw[2], NULL, err);
    if (!deck->rectable[r.ave][r.high])
        return qn_card_fail(card, 2, QN_T_DECK_OU_NOT_TABLED, card->field_raw[2],
                            card->field_raw[0], err);
    return keep(reader, card, 3, "OUPLOT", r, err);
}

/* AVERAGE COUNT PATH [UNIT] */
enum qn_status qn_ou_rankfile(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck_request r = {.kind = QN_DECK_RANKFILE};
    long count = 0;
    enum qn_status st = qn_card_need(card, 3, 4, err);
    if (!st)
        st = qn_ou_average(qn_reader_deck(reader), card, 0, &r.ave, err);
    if (!st)
        st = qn_card_int(card, 1, &count, err);
    if (!st && (count < 1 || count > RANKFILE_CAP))
        st = qn_card_within(card, 1, card->keyword, (double)count, 1, RANKFILE_CAP, err);
    r.high = (unsigned)count;
    return st ? st : keep(reader, card, 2, "OURANK", r, err);
}

/* GROUP PATH [UNIT] */
enum qn_status qn_ou_seasonhr(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_deck_request r = {.kind = QN_DECK_SEASONHR, .ave = deck->ave_count};
    enum qn_status st = qn_card_need(card, 2, 3, err);
    if (!st)
        st = qn_ou_group(deck, card, 0, &r.group, err);
    return st ? st : keep(reader, card, 1, "OUSEAS", r, err);
}
