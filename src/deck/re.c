/* The receptor pathway: discrete receptors, units, and what holds for all receptors. */
#include "deck/re.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "deck/reader_priv.h"

#define FEET_M 0.3048
#define DEGREES_TO_RADIANS (3.14159265358979323846 / 180.0)
#define MISSING_M (-9998.99)

enum qn_status qn_re_state(struct qn_reader *reader, struct qn_re **re, struct qn_err *err)
{
    void **state = qn_reader_state(reader, 2);
    if (!*state) {
        struct qn_re *fresh = qn_arena_alloc(qn_reader_arena(reader), sizeof *fresh, err);
        if (!fresh)
            return err ? err->code : QN_E_NOMEM;
        const struct qn_deck *deck = qn_reader_deck(reader);
        fresh->elev = !deck->options.flat;
        fresh->flagpole = deck->flagpole;
        *state = fresh;
    }
    *re = *state;
    return QN_OK;
}

enum qn_status qn_re_add(struct qn_reader *reader, const struct qn_card *card,
                         struct qn_plume_receptor receptor,
                         const struct qn_deck_receptor_extra *extra, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_re *re = NULL;
    enum qn_status st = qn_re_state(reader, &re, err);
    if (!st && deck->receptors >= QN_RE_RECEPTORS_CAP)
        st = qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_MANY, NULL, NULL, err);
    if (!st)
        st = qn_reader_grow(reader, &deck->receptor, deck->receptors, &re->receptor_cap,
                            sizeof *deck->receptor, err);
    if (!st)
        st = qn_reader_grow(reader, &deck->receptor_extra, deck->receptors, &re->extra_cap,
                            sizeof *deck->receptor_extra, err);
    if (st)
        return st;
    deck->receptor[deck->receptors] = receptor;
    deck->receptor_extra[deck->receptors++] = *extra;
    return QN_OK;
}

enum qn_status qn_re_elevation(const struct qn_card *card, size_t i, double value,
                               struct qn_err *err)
{
    if (!(value >= MISSING_M))
        return qn_card_fail(card, i, QN_T_DECK_RE_MISSING, card->field_raw[i], NULL, err);
    return QN_OK;
}

static enum qn_status elevation_unit(struct qn_reader *reader, struct qn_re *re,
                                     const struct qn_card *card, struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    if (re->unit_given)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
    if (qn_reader_deck(reader)->receptors || re->net.open)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_UNIT_FIRST, NULL, NULL, err);
    re->unit_given = true;
    re->feet = strcmp(card->field[0], "FEET") == 0;
    if (!re->feet && strcmp(card->field[0], "METERS") != 0)
        return qn_card_fail(card, 0, QN_T_DECK_OPTION_UNKNOWN, card->keyword, card->field_raw[0],
                            err);
    return QN_OK;
}

/* What may follow the place of a discrete receptor: [ELEV [HILL [FLAG]]]; which of them count
 * depends on the terrain and flagpole options (AERMOD 24142: discrete receptors). In a flat run
 * with flagpoles a single value is the flagpole. */
static enum qn_status discrete_heights(struct qn_reader *reader, const struct qn_re *re,
                                       const struct qn_card *card, size_t from, const char *module,
                                       struct qn_plume_receptor *r, struct qn_err *err)
{
    double value[3] = {0};
    size_t given = card->fields - from;
    for (size_t i = 0; i < given; i++) {
        enum qn_status st = qn_card_real(card, from + i, &value[i], err);
        if (!st && re->elev && i < 2)
            st = qn_re_elevation(card, from + i, value[i], err);
        if (st)
            return st;
    }
    size_t wanted = re->elev ? (re->flagpole ? 3 : 2) : (re->flagpole ? 1 : 0);
    if (re->elev && given < wanted)
        qn_reader_note(reader, card, 'W', 228, module, card->keyword);
    else if (given > wanted)
        qn_reader_note(reader, card, 'W', 229, module, card->keyword);
    r->elev_m = re->elev ? value[0] : 0.0;
    r->hill_m = re->elev ? value[1] : 0.0;
    r->flag_m = qn_reader_deck(reader)->flagpole_default_m;
    if (re->flagpole && given == 3)
        r->flag_m = value[2];
    else if (re->flagpole && !re->elev && given == 1)
        r->flag_m = value[0];
    return QN_OK;
}

static enum qn_status add_discrete(struct qn_reader *reader, struct qn_re *re,
                                   const struct qn_card *card, struct qn_plume_receptor r,
                                   struct qn_deck_receptor_extra extra, struct qn_err *err)
{
    if (re->net.open)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_OPEN, card->keyword, re->net.id, err);
    extra.network = SIZE_MAX; /* set to the number of networks at the end */
    return qn_re_add(reader, card, r, &extra, err);
}

static enum qn_status disccart(struct qn_reader *reader, struct qn_re *re,
                               const struct qn_card *card, struct qn_err *err)
{
    struct qn_plume_receptor r = {0};
    enum qn_status st = qn_card_need(card, 2, 5, err);
    if (!st)
        st = qn_card_real(card, 0, &r.x_m, err);
    if (!st)
        st = qn_card_real(card, 1, &r.y_m, err);
    if (!st)
        st = discrete_heights(reader, re, card, 2, "DISCAR", &r, err);
    if (st)
        return st;
    return add_discrete(reader, re, card, r,
                        (struct qn_deck_receptor_extra){.kind = 'D', .source = SIZE_MAX}, err);
}

void qn_re_origin(const struct qn_plume_source *source, double *x_m, double *y_m)
{
    bool line = source->kind == QN_PLUME_LINE;
    *x_m = line ? (source->x_m + source->x2_m) * 0.5 : source->x_m;
    *y_m = line ? (source->y_m + source->y2_m) * 0.5 : source->y_m;
}

/* A direction in (0, 360], moved by one turn at most. */
static double one_turn(double deg)
{
    return deg > 360.0 ? deg - 360.0 : deg <= 0.0 ? deg + 360.0 : deg;
}

static enum qn_status discpolr(struct qn_reader *reader, struct qn_re *re,
                               const struct qn_card *card, struct qn_err *err)
{
    struct qn_plume_receptor r = {0};
    double range_m = 0, direction_deg = 0;
    enum qn_status st = qn_card_need(card, 3, 6, err);
    if (!st)
        st = qn_card_real(card, 1, &range_m, err);
    if (!st)
        st = qn_card_real(card, 2, &direction_deg, err);
    if (!st)
        st = discrete_heights(reader, re, card, 3, "DISPOL", &r, err);
    if (st)
        return st;
    size_t s = qn_reader_source(reader, card->field[0]);
    if (s == SIZE_MAX)
        return qn_card_fail(card, 0, QN_T_DECK_RE_SOURCE, card->field_raw[0], NULL, err);
    double angle = one_turn(direction_deg) * DEGREES_TO_RADIANS;
    qn_re_origin(&qn_reader_deck(reader)->source[s], &r.x_m, &r.y_m);
    r.x_m += range_m * sin(angle);
    r.y_m += range_m * cos(angle);
    return add_discrete(reader, re, card, r,
                        (struct qn_deck_receptor_extra){.kind = 'Q', .source = s}, err);
}

/* X Y ELEV HILL FLAG ARC [NAME]: all of them, whatever the options. */
static enum qn_status evalcart(struct qn_reader *reader, struct qn_re *re,
                               const struct qn_card *card, struct qn_err *err)
{
    double v[5] = {0};
    enum qn_status st = qn_card_need(card, 6, 7, err);
    for (size_t i = 0; !st && i < 5; i++)
        st = qn_card_real(card, i, &v[i], err);
    for (size_t i = 2; !st && i < 4; i++)
        st = qn_re_elevation(card, i, v[i], err);
    if (st)
        return st;
    struct qn_deck_receptor_extra extra = {.kind = 'E', .source = SIZE_MAX};
    if (strlen(card->field[5]) >= sizeof extra.arc)
        return qn_card_fail(card, 5, QN_T_DECK_RE_NAME, card->field_raw[5], NULL, err);
    memcpy(extra.arc, card->field[5], strlen(card->field[5]));
    struct qn_plume_receptor r = {v[0], v[1], v[2], v[3], v[4]};
    return add_discrete(reader, re, card, r, extra, err);
}

enum qn_status qn_deck_re(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err)
{
    struct qn_re *re = NULL;
    enum qn_status st = qn_re_state(reader, &re, err);
    if (st)
        return st;
    assert(re);
    if (strcmp(card->keyword, "ELEVUNIT") == 0)
        return elevation_unit(reader, re, card, err);
    if (strcmp(card->keyword, "GRIDCART") == 0)
        return qn_re_network(reader, card, false, err);
    if (strcmp(card->keyword, "GRIDPOLR") == 0)
        return qn_re_network(reader, card, true, err);
    if (strcmp(card->keyword, "DISCCART") == 0)
        return disccart(reader, re, card, err);
    if (strcmp(card->keyword, "DISCPOLR") == 0)
        return discpolr(reader, re, card, err);
    if (strcmp(card->keyword, "EVALCART") == 0)
        return evalcart(reader, re, card, err);
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_UNKNOWN, card->pathway, card->keyword,
                        err);
}

enum qn_status qn_deck_re_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_re *re = NULL;
    enum qn_status st = qn_re_state(reader, &re, err);
    if (st)
        return st;
    assert(re);
    if (re->net.open)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NO_END, card->keyword, re->net.id, err);
    if (deck->receptors == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_RE_NONE, NULL, NULL, err);
    for (size_t r = 0; r < deck->receptors; r++) {
        struct qn_plume_receptor *one = &deck->receptor[r];
        if (re->feet) {
            one->elev_m = FEET_M * one->elev_m;
            one->hill_m = FEET_M * one->hill_m;
        }
        if (!re->flagpole)
            one->flag_m = 0.0;
        if (deck->receptor_extra[r].network == SIZE_MAX)
            deck->receptor_extra[r].network = deck->networks;
    }
    return QN_OK;
}
