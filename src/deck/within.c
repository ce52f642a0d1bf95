/* A number of a card against its limits: the message names the quantity in both languages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deck/co.h"

struct quantity {
    const char *name; /* as the callers and AERMOD's hints write it, without blanks */
    enum qn_text_id text;
};

static const struct quantity quantities[] = {
    {"QS", QN_T_DECK_N_QS},         {"HS", QN_T_DECK_N_HS},
    {"HRHS", QN_T_DECK_N_HS},       {"TS", QN_T_DECK_N_TS},
    {"VS", QN_T_DECK_N_VS},         {"DS", QN_T_DECK_N_DS},
    {"SYINIT", QN_T_DECK_N_SYINIT}, {"HRSY", QN_T_DECK_N_SYINIT},
    {"SZINIT", QN_T_DECK_N_SZINIT}, {"HRSZ", QN_T_DECK_N_SZINIT},
    {"XINIT", QN_T_DECK_N_XINIT},   {"YINIT", QN_T_DECK_N_YINIT},
    {"ANGLE", QN_T_DECK_N_ANGLE},   {"NVERT", QN_T_DECK_N_NVERT},
    {"RADIUS", QN_T_DECK_N_RADIUS}, {"AVOLUM", QN_T_DECK_N_AVOLUM},
    {"WIDTH", QN_T_DECK_N_WIDTH},   {"population", QN_T_DECK_N_POPULATION},
    {"z0 m", QN_T_DECK_N_Z0},       {"half-life s", QN_T_DECK_N_HALF_LIFE},
    {"1/s", QN_T_DECK_N_DECAY},     {"m", QN_T_DECK_N_METRES},
    {"ft", QN_T_DECK_N_FEET},       {"m/s", QN_T_DECK_N_M_S},
    {"month", QN_T_DECK_N_MONTH},   {"hour", QN_T_DECK_N_HOUR},
};

static bool same(const char *name, const char *what)
{
    what += strspn(what, " ");
    size_t n = strlen(name);
    return strncmp(name, what, n) == 0 && what[n + strspn(what + n, " ")] == 0;
}

/* A limit just above a round number is told as that number. */
static const char *limit_text(double limit, char out[QN_NUM_TEXT_CAP])
{
    snprintf(out, QN_NUM_TEXT_CAP, "%.9g", limit);
    return qn_num_text(strtod(out, NULL), out);
}

/* The quantity's text; DECK_N_VALUE where the keyword says all there is to say. */
static enum qn_text_id text_of(const struct qn_card *card, const char *what)
{
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++)
        if (same(quantities[i].name, what))
            return quantities[i].text;
    return same(card->keyword, what) ? QN_T_DECK_N_VALUE : QN_T_NONE;
}

enum qn_status qn_card_within(const struct qn_card *card, size_t i, const char *what, double value,
                              double low, double high, struct qn_err *err)
{
    if (value >= low && value <= high)
        return QN_OK;
    enum qn_status st = qn_card_fail(card, i, QN_T_DECK_WITHIN, card->keyword, what, err);
    if (!err)
        return st;
    char v[QN_NUM_TEXT_CAP], a[QN_NUM_TEXT_CAP], b[QN_NUM_TEXT_CAP];
    enum qn_text_id text = text_of(card, what);
    for (int l = 0; l < QN_LANG_COUNT; l++) {
        enum qn_lang lang = (enum qn_lang)l;
        const char *name = text == QN_T_NONE ? what : qn_text(lang, text);
        const char *args[] = {card->keyword, name, qn_num_text(value, v), limit_text(low, a),
                              limit_text(high, b)};
        qn_text_format(lang, QN_T_DECK_WITHIN, args, 5, err->msg[lang], QN_ERR_MSG_CAP);
    }
    return st;
}
