/* SO SRCPARAM and AREAVERT: what a source emits and how. Limits and replacements are AERMOD's. */
#include <math.h>
#include <string.h>

#include "deck/so.h"

#define TINY 1e-5 /* the least of lengths, sigmas and velocities */
#define HEIGHT_MAX_M 3000.0
#define TEMP_MIN_K 200.0
#define TEMP_ABSURD_K 1e5
#define RATIO_AREA 100.00001 /* long over short side, warning */
#define RATIO_PIT 10.0
#define VERTICES_MAX 10000.0
#define EMISSION_MAX 1e15
#define LENGTH_MAX_M 1e6

/* What a field of SRCPARAM may be. */
enum quantity {
    EMISSION,
    HEIGHT,
    TEMPERATURE,
    VELOCITY,
    DIAMETER,
    SIGMA_Y0,
    SIGMA_Z0,      /* of a volume: small ones are a warning */
    SIGMA_Z0_AREA, /* small ones are usual */
    LENGTH_X,
    LENGTH_Y,
    ANGLE,
    VERTICES,
    RADIUS,
    PIT_VOLUME,
    WIDTH
};

struct limits {
    const char *hint;  /* AERMOD's */
    double low, high;  /* beyond them: an error */
    double floor;      /* below it: this value; 0 for none */
    double small, big; /* below, above: a warning */
};

static struct limits limits_of(enum quantity q, enum qn_plume_kind kind)
{
    bool point = kind == QN_PLUME_POINT || kind == QN_PLUME_POINTCAP || kind == QN_PLUME_POINTHOR;
    double high = point ? 600.0 : kind == QN_PLUME_OPENPIT ? 200.0 : 100.0;
    const double none = -INFINITY, never = INFINITY;
    switch (q) {
    case EMISSION:
        return (struct limits){" QS ", -EMISSION_MAX, EMISSION_MAX, 0, none, never};
    case HEIGHT:
        return (struct limits){" HS ", 0, HEIGHT_MAX_M, 0, none, high};
    case TEMPERATURE:
        return (struct limits){" TS ", -TEMP_ABSURD_K, TEMP_ABSURD_K, 0, none, 2000.0};
    case VELOCITY:
        return (struct limits){" VS ", -1e3, 1e3, TINY, none, 50.0};
    case DIAMETER:
        return (struct limits){" DS ", 0, 1e3, TINY, none, 20.0};
    case SIGMA_Y0:
        return (struct limits){" SYINIT ", 0, LENGTH_MAX_M, TINY, TINY, 200.0};
    case SIGMA_Z0:
        return (struct limits){" SZINIT ", 0, LENGTH_MAX_M, TINY, TINY, 200.0};
    case SIGMA_Z0_AREA:
        return (struct limits){" SZINIT ", 0, LENGTH_MAX_M, TINY, none, 200.0};
    case LENGTH_X:
        return (struct limits){" XINIT ", 0, LENGTH_MAX_M, TINY, TINY, 2000.0};
    case LENGTH_Y:
        return (struct limits){" YINIT ", 0, LENGTH_MAX_M, TINY, TINY, 2000.0};
    case ANGLE:
        return (struct limits){" ANGLE ", -360.0, 360.0, 0, -180.0, 180.0};
    case VERTICES:
        return (struct limits){" NVERT ", 3, VERTICES_MAX, 0, none, never};
    case RADIUS:
        return (struct limits){" RADIUS ", .5 + 1e-12, LENGTH_MAX_M, 0, none, 10000.0};
    case PIT_VOLUME:
        return (struct limits){" AVOLUM ", 1e-9, 1e15, 0, none, never};
    default:
        return (struct limits){" WIDTH ", 1.0, LENGTH_MAX_M, 0, none, never};
    }
}

static const char *routine_of(enum qn_plume_kind kind)
{
    static const char *const names[] = {"PPARM",  "PPARM",  "PPARM", "VPARM", "APARM",
                                        "APPARM", "ACPARM", "LPARM", "OPARM"};
    return names[kind];
}

/* A stack's temperature has a gap: 0 is the air's, below that the air's plus so much. */
static enum qn_status settle_temperature(const struct qn_card *card, size_t i, double *value,
                                         struct qn_err *err)
{
    if (*value > 0 && *value < TEMP_MIN_K)
        return qn_card_within(card, i, "TS", *value, TEMP_MIN_K, TEMP_ABSURD_K, err);
    if (!(*value > 0) && !(*value < 0))
        *value = -TINY;
    return QN_OK;
}

static enum qn_status take_value(struct qn_reader *reader, const struct qn_card *card, size_t i,
                                 enum quantity q, struct qn_plume_source *s, double *value,
                                 struct qn_err *err)
{
    struct limits l = limits_of(q, s->kind);
    enum qn_status st = qn_card_real(card, i, value, err);
    if (!st)
        st = qn_card_within(card, i, l.hint, *value, l.low, l.high, err);
    if (!st && q == TEMPERATURE)
        st = settle_temperature(card, i, value, err);
    if (st)
        return st;
    const char *routine = routine_of(s->kind);
    if (q == VELOCITY && *value < 0)
        qn_reader_note(reader, card, 'W', 325, routine, s->id);
    else if (*value < l.small || *value > l.big ||
             (q == EMISSION && !(*value > 0) && !(*value < 0)))
        qn_reader_note(reader, card, 'W', 320, routine, l.hint);
    if (l.floor > 0 && *value < l.floor)
        *value = l.floor;
    return QN_OK;
}

/* The forms of SRCPARAM: which quantity each field is, how many must be there. */
static const struct form {
    size_t least, most;
    enum quantity field[6];
} forms[] = {
    [QN_PLUME_POINT] = {5, 5, {EMISSION, HEIGHT, TEMPERATURE, VELOCITY, DIAMETER}},
    [QN_PLUME_POINTCAP] = {5, 5, {EMISSION, HEIGHT, TEMPERATURE, VELOCITY, DIAMETER}},
    [QN_PLUME_POINTHOR] = {5, 5, {EMISSION, HEIGHT, TEMPERATURE, VELOCITY, DIAMETER}},
    [QN_PLUME_VOLUME] = {4, 4, {EMISSION, HEIGHT, SIGMA_Y0, SIGMA_Z0}},
    [QN_PLUME_AREA] = {3, 6, {EMISSION, HEIGHT, LENGTH_X, LENGTH_Y, ANGLE, SIGMA_Z0_AREA}},
    [QN_PLUME_AREAPOLY] = {3, 4, {EMISSION, HEIGHT, VERTICES, SIGMA_Z0_AREA}},
    [QN_PLUME_AREACIRC] = {3, 5, {EMISSION, HEIGHT, RADIUS, VERTICES, SIGMA_Z0_AREA}},
    [QN_PLUME_LINE] = {3, 4, {EMISSION, HEIGHT, WIDTH, SIGMA_Z0_AREA}},
    [QN_PLUME_OPENPIT] = {5, 6, {EMISSION, HEIGHT, LENGTH_X, LENGTH_Y, PIT_VOLUME, ANGLE}},
};

static double *place_of(struct qn_plume_source *s, enum quantity q, double *vertices)
{
    switch (q) {
    case EMISSION:
        return &s->emission;
    case HEIGHT:
        return &s->height_m;
    case TEMPERATURE:
        return &s->temp_K;
    case VELOCITY:
        return &s->velocity_m_s;
    case DIAMETER:
        return &s->diameter_m;
    case SIGMA_Y0:
        return &s->sigma_y0_m;
    case SIGMA_Z0:
    case SIGMA_Z0_AREA:
        return &s->sigma_z0_m;
    case LENGTH_X:
        return &s->length_x_m;
    case LENGTH_Y:
        return &s->length_y_m;
    case ANGLE:
        return &s->angle_deg;
    case VERTICES:
        return vertices;
    case RADIUS:
        return &s->radius_m;
    case PIT_VOLUME:
        return &s->pit_volume_m3;
    default:
        return &s->width_m;
    }
}

static bool far_apart(double a, double b, double ratio)
{
    return a / b > ratio || b / a > ratio;
}

/* What only all the fields together tell. */
static enum qn_status settle(struct qn_reader *reader, const struct qn_card *card,
                             struct qn_plume_source *s, struct qn_so_source *extra, double vertices,
                             struct qn_err *err)
{
    const char *routine = routine_of(s->kind);
    if (s->kind == QN_PLUME_AREA && card->fields < 5)
        s->length_y_m = s->length_x_m;
    if (s->kind >= QN_PLUME_AREA && s->kind != QN_PLUME_OPENPIT && s->sigma_z0_m < TINY)
        s->sigma_z0_m = TINY;
    if (s->kind == QN_PLUME_AREA && far_apart(s->length_x_m, s->length_y_m, RATIO_AREA))
        qn_reader_note(reader, card, 'W', 391, routine, s->id);
    if (s->kind == QN_PLUME_AREAPOLY)
        extra->vertices = (size_t)(vertices + .5);
    if (s->kind == QN_PLUME_AREACIRC)
        s->vertices = card->fields > 4 ? (size_t)(vertices + .5) : 0;
    if (s->kind == QN_PLUME_LINE) {
        double length = hypot(s->x2_m - s->x_m, s->y2_m - s->y_m);
        if (!(length > 0))
            return qn_card_fail(card, 0, QN_T_DECK_LINE_POINT, s->id, NULL, err);
        if (far_apart(length, s->width_m, RATIO_AREA))
            qn_reader_note(reader, card, 'W', 390, routine, s->id);
    }
    if (s->kind == QN_PLUME_OPENPIT) {
        if (far_apart(s->length_x_m, s->length_y_m, RATIO_PIT))
            qn_reader_note(reader, card, 'W', 392, routine, s->id);
        double depth = s->pit_volume_m3 / (s->length_x_m * s->length_y_m);
        if (!(s->height_m <= depth))
            return qn_card_within(card, 2, "HS", s->height_m, 0, depth, err);
    }
    return QN_OK;
}

enum qn_status qn_so_params(struct qn_reader *reader, struct qn_so *so, const struct qn_card *card,
                            struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, 2, 7, err);
    if (st)
        return st;
    size_t at = qn_reader_source(reader, card->field[0]);
    if (at == SIZE_MAX)
        return qn_card_fail(card, 0, QN_T_DECK_SOURCE_UNKNOWN, card->keyword, card->field_raw[0],
                            err);
    if (so->source[at].has_params)
        return qn_card_fail(card, 0, QN_T_DECK_PARAMS_TWICE, card->field_raw[0], NULL, err);
    so->source[at].has_params = true;
    struct qn_plume_source *s = &qn_reader_deck(reader)->source[at];
    const struct form *form = &forms[s->kind];
    double vertices = 0;
    st = qn_card_need(card, form->least + 1, form->most + 1, err);
    for (size_t i = 1; !st && i < card->fields; i++)
        st = take_value(reader, card, i, form->field[i - 1], s,
                        place_of(s, form->field[i - 1], &vertices), err);
    return st ? st : settle(reader, card, s, &so->source[at], vertices, err);
}

enum qn_status qn_so_vertices(struct qn_reader *reader, struct qn_so *so,
                              const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    enum qn_status st = qn_card_need(card, 3, QN_CARD_FIELDS_CAP, err);
    if (st)
        return st;
    size_t at = qn_reader_source(reader, card->field[0]);
    if (at == SIZE_MAX)
        return qn_card_fail(card, 0, QN_T_DECK_SOURCE_UNKNOWN, card->keyword, card->field_raw[0],
                            err);
    const struct qn_plume_source *s = &deck->source[at];
    struct qn_so_source *extra = &so->source[at];
    if (s->kind != QN_PLUME_AREAPOLY || !extra->has_params)
        return qn_card_fail(card, 0, QN_T_DECK_VERTEX_KIND, s->id, NULL, err);
    if (card->fields % 2 == 0)
        return qn_card_fail(card, card->fields - 1, QN_T_DECK_VERTEX_ODD, s->id, NULL, err);
    bool first = extra->count[QN_SO_VERTEX] == 0;
    st = qn_card_append(reader, card, 1, 2 * (extra->vertices + 1), &extra->list[QN_SO_VERTEX],
                        &extra->count[QN_SO_VERTEX], err);
    if (st)
        return st;
    const double *xy = extra->list[QN_SO_VERTEX];
    if (first && (xy[0] < s->x_m || xy[0] > s->x_m || xy[1] < s->y_m || xy[1] > s->y_m))
        return qn_card_fail(card, 1, QN_T_DECK_VERTEX_FIRST, s->id, NULL, err);
    return QN_OK;
}
