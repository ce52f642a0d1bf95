/* SO FINISHED: every source whole, fit for what is computed, and in its groups. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "deck/so.h"

#define SUM_LOW .98 /* of mass fractions */
#define SUM_HIGH 1.02
#define AREA_MIN_M2 1e-4

static enum qn_status fail(const struct qn_deck *deck, const struct qn_so *so, size_t s,
                           const struct qn_card *card, enum qn_text_id id, const char *b,
                           struct qn_err *err)
{
    struct qn_card at = *card; /* the place is the source's LOCATION */
    at.line = so->source[s].line ? so->source[s].line : card->line;
    at.fields = 0;
    return qn_card_fail(&at, SIZE_MAX, id, deck->source[s].id, b, err);
}

/* All five lists of 36, or none. */
static enum qn_status settle_building(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                      const struct qn_card *card, struct qn_err *err)
{
    static const char *const names[] = {"BUILDHGT", "BUILDWID", "BUILDLEN", "XBADJ", "YBADJ"};
    struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_so_source *extra = &so->source[s];
    size_t any = 0;
    for (size_t l = QN_SO_HEIGHT; l <= QN_SO_YADJ; l++)
        any += extra->count[l];
    if (any == 0)
        return QN_OK;
    for (size_t l = QN_SO_HEIGHT; l <= QN_SO_YADJ; l++)
        if (extra->count[l] < QN_PLUME_SECTORS)
            return fail(deck, so, s, card, QN_T_DECK_BUILDING, names[l], err);
    struct qn_plume_building *b = qn_arena_alloc(deck->arena, sizeof *b, err);
    if (!b)
        return err ? err->code : QN_E_NOMEM;
    memcpy(b->height_m, extra->list[QN_SO_HEIGHT], sizeof b->height_m);
    memcpy(b->width_m, extra->list[QN_SO_WIDTH], sizeof b->width_m);
    memcpy(b->length_m, extra->list[QN_SO_LENGTH], sizeof b->length_m);
    memcpy(b->xadj_m, extra->list[QN_SO_XADJ], sizeof b->xadj_m);
    memcpy(b->yadj_m, extra->list[QN_SO_YADJ], sizeof b->yadj_m);
    deck->source[s].building = b;
    return QN_OK;
}

static enum qn_status settle_factors(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                     const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_plume_source *source = &deck->source[s];
    size_t want = qn_variation_count(source->variation), have = so->source[s].count[QN_SO_FACTOR];
    if (have < want) {
        char text[80], a[QN_NUM_TEXT_CAP], b[QN_NUM_TEXT_CAP];
        const char *args[] = {qn_num_text((double)have, a), qn_num_text((double)want, b)};
        qn_template_format("{0}/{1}", args, 2, text, sizeof text);
        return fail(deck, so, s, card, QN_T_DECK_FACTORS, text, err);
    }
    source->factor = want ? so->source[s].list[QN_SO_FACTOR] : NULL;
    return QN_OK;
}

static enum qn_status settle_particles(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                       const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_so_source *extra = &so->source[s];
    size_t n = extra->count[QN_SO_DIAMETER];
    double sum = 0;
    if (n + extra->count[QN_SO_FRACTION] + extra->count[QN_SO_DENSITY] == 0)
        return QN_OK;
    if (extra->count[QN_SO_FRACTION] != n || extra->count[QN_SO_DENSITY] != n)
        return fail(deck, so, s, card, QN_T_DECK_CLASSES, NULL, err);
    for (size_t k = 0; k < n; k++)
        sum += extra->list[QN_SO_FRACTION][k];
    if (!(sum >= SUM_LOW && sum <= SUM_HIGH))
        qn_reader_note(reader, card, 'W', 330, "SRCQA", deck->source[s].id);
    if (!(sum > 0))
        return fail(deck, so, s, card, QN_T_DECK_FRACTIONS, NULL, err);
    struct qn_plume_particles *p = qn_arena_alloc(deck->arena, sizeof *p, err);
    if (!p)
        return err ? err->code : QN_E_NOMEM;
    p->method = 1;
    p->count = n;
    p->diameter_um = extra->list[QN_SO_DIAMETER];
    p->mass_fraction = extra->list[QN_SO_FRACTION];
    p->density_g_cm3 = extra->list[QN_SO_DENSITY];
    deck->source[s].particles = p;
    return QN_OK;
}

/* What the source deposits as, where anything deposits. */
static enum qn_status check_deposition(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                       const struct qn_card *card, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_co *co = qn_co_state(reader, err);
    const struct qn_plume_source *source = &deck->source[s];
    bool deposits = (deck->options.outputs & ~(unsigned)QN_PLUME_CONC) != 0 ||
                    deck->options.dry_depletion || deck->options.wet_depletion;
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    if (source->particles && source->gas)
        return fail(deck, so, s, card, QN_T_DECK_GAS_PARTICLES, NULL, err);
    if (deposits && !source->particles && !source->gas && !co->velocity_given)
        return fail(deck, so, s, card, QN_T_DECK_DEPOSIT_NONE, NULL, err);
    return QN_OK;
}

static enum qn_status settle_polygon(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                     const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_plume_source *source = &deck->source[s];
    const struct qn_so_source *extra = &so->source[s];
    const double *xy = extra->list[QN_SO_VERTEX];
    size_t n = extra->vertices;
    double twice = 0;
    if (source->kind != QN_PLUME_AREAPOLY)
        return QN_OK;
    if (n < 3 || extra->count[QN_SO_VERTEX] < 2 * n)
        return fail(deck, so, s, card, QN_T_DECK_VERTICES, NULL, err);
    double *x = qn_arena_alloc(deck->arena, 2 * n * sizeof *x, err);
    if (!x)
        return err ? err->code : QN_E_NOMEM;
    double *y = x + n;
    for (size_t k = 0; k < n; k++) {
        x[k] = xy[2 * k];
        y[k] = xy[2 * k + 1];
    }
    for (size_t k = 0; k < n; k++)
        twice += x[k] * y[(k + 1) % n] - x[(k + 1) % n] * y[k];
    if (!(fabs(.5 * twice) >= AREA_MIN_M2))
        return fail(deck, so, s, card, QN_T_DECK_POLYGON_FLAT, NULL, err);
    source->vertices = n;
    source->vertex_x_m = x;
    source->vertex_y_m = y;
    return QN_OK;
}

static enum qn_status settle_source(struct qn_reader *reader, const struct qn_so *so, size_t s,
                                    const struct qn_card *card, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    if (!so->source[s].has_params)
        return fail(deck, so, s, card, QN_T_DECK_NO_PARAMS, NULL, err);
    enum qn_status st = settle_building(reader, so, s, card, err);
    if (!st)
        st = settle_factors(reader, so, s, card, err);
    if (!st)
        st = settle_particles(reader, so, s, card, err);
    if (!st)
        st = check_deposition(reader, so, s, card, err);
    return st ? st : settle_polygon(reader, so, s, card, err);
}

/* Which depletion takes place, and whether the deck has what it needs. */
enum qn_status qn_so_deposition(struct qn_reader *reader, struct qn_so *so,
                                const struct qn_card *card, struct qn_err *err)
{
    struct qn_plume_options *o = &qn_reader_deck(reader)->options;
    const struct qn_co *co = qn_co_state(reader, err);
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    bool particles =
        (so->diameter_given && so->fraction_given && so->density_given) || so->method_2_given;
    bool dry = particles || co->velocity_given ||
               (co->season_given && co->land_use_given && so->gas_given);
    bool wet = particles || so->gas_given;
    o->dry_depletion = co->dry_depletes || (!co->dry_refused && dry);
    o->wet_depletion = co->wet_depletes || (!co->wet_refused && wet);
    if (co->velocity_given && o->wet_depletion)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_CONFLICT, "GASDEPVD", "WETDPLT", err);
    if ((o->dry_depletion || (o->outputs & (QN_PLUME_DEPOS | QN_PLUME_DDEP))) && !dry)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_DEPOSIT_INPUT, "DDEP/DEPOS/DRYDPLT",
                            "PARTDIAM MASSFRAX PARTDENS / METHOD_2 / GASDEPOS GDSEASON GDLANUSE",
                            err);
    if ((o->wet_depletion || (o->outputs & (QN_PLUME_DEPOS | QN_PLUME_WDEP))) && !wet)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_DEPOSIT_INPUT, "WDEP/DEPOS/WETDPLT",
                            "PARTDIAM MASSFRAX PARTDENS / METHOD_2 / GASDEPOS", err);
    return QN_OK;
}

static enum qn_status check_urban(struct qn_reader *reader, const struct qn_card *card,
                                  struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_co *co = qn_co_state(reader, err);
    if (!co)
        return err ? err->code : QN_E_NOMEM;
    for (size_t s = 0; co->urban_all && s < deck->sources; s++)
        deck->source[s].urban = 0;
    for (size_t k = 0; k < deck->urbans; k++) {
        size_t n = 0;
        for (size_t s = 0; s < deck->sources; s++)
            n += deck->source[s].urban == (int)k;
        if (n == 0)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_URBAN_EMPTY, co->urban_id[k], NULL, err);
    }
    return QN_OK;
}

static void note_groups(struct qn_reader *reader, const struct qn_so *so,
                        const struct qn_card *card)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    for (size_t g = 0; g < so->groups; g++)
        if (!memchr(so->group[g].member, 1, deck->sources))
            qn_reader_note(reader, card, 'W', 319, "SRCQA", so->group[g].id);
    for (size_t s = 0; s < deck->sources; s++) {
        size_t n = 0;
        for (size_t g = 0; g < so->groups; g++)
            n += so->group[g].member[s];
        if (n == 0)
            qn_reader_note(reader, card, 'W', 316, "SRCQA", deck->source[s].id);
    }
}

static enum qn_status hand_over_groups(struct qn_deck *deck, const struct qn_so *so,
                                       struct qn_err *err)
{
    deck->group = qn_arena_alloc(deck->arena, so->groups * sizeof *deck->group, err);
    if (!deck->group)
        return err ? err->code : QN_E_NOMEM;
    for (size_t g = 0; g < so->groups; g++) {
        memcpy(deck->group[g].id, so->group[g].id, sizeof deck->group[g].id);
        deck->group[g].member = so->group[g].member;
    }
    deck->groups = so->groups;
    return QN_OK;
}

/* SCREEN works on plumes with a centre line only. */
static void note_screen(struct qn_reader *reader, const struct qn_card *card)
{
    static const char *const names[] = {[QN_PLUME_AREA] = "AREA",
                                        [QN_PLUME_AREAPOLY] = "AREAPOLY",
                                        [QN_PLUME_AREACIRC] = "AREACIRC",
                                        [QN_PLUME_OPENPIT] = "OPENPIT",
                                        [QN_PLUME_LINE] = "LINE"};
    const struct qn_deck *deck = qn_reader_deck(reader);
    bool seen[QN_PLUME_OPENPIT + 1] = {false};
    for (size_t s = 0; s < deck->sources; s++)
        seen[deck->source[s].kind] = true;
    for (size_t k = QN_PLUME_AREA; deck->options.screen && k <= QN_PLUME_OPENPIT; k++)
        if (seen[k])
            qn_reader_note(reader, card, 'W', 731, "SRCQA", names[k]);
}

enum qn_status qn_so_check(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                           struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    if (deck->sources == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_MISSING, "SO", "LOCATION", err);
    if (so->groups == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_MISSING, "SO", "SRCGROUP", err);
    for (size_t s = 0; s < deck->sources; s++) {
        enum qn_status st = settle_source(reader, so, s, card, err);
        if (st)
            return st;
    }
    note_groups(reader, so, card);
    note_screen(reader, card);
    enum qn_status st = check_urban(reader, card, err);
    return st ? st : hand_over_groups(deck, so, err);
}
