/* The output pathway: which tables and files are asked for, and what holds for all of them. */
#include "deck/ou.h"

#include <string.h>

#include "deck/reader_priv.h"

static const char *const kind_names[QN_OU_KINDS] = {"PLOTFILE", "POSTFILE", "MAXIFILE", "RANKFILE",
                                                    "SEASONHR"};

enum qn_status qn_ou_state(struct qn_reader *reader, struct qn_ou **ou, struct qn_err *err)
{
    void **state = qn_reader_state(reader, 4);
    if (!*state)
        *state = qn_arena_alloc(qn_reader_arena(reader), sizeof **ou, err);
    *ou = *state;
    return *ou ? QN_OK : err ? err->code : QN_E_NOMEM;
}

enum qn_status qn_ou_average(const struct qn_deck *deck, const struct qn_card *card, size_t i,
                             size_t *ave, struct qn_err *err)
{
    double hours = QN_DECK_MONTH;
    bool month = strcmp(card->field[i], "MONTH") == 0;
    if (!month && !qn_card_number(card->field[i], NULL, &hours))
        return qn_card_fail(card, i, QN_T_DECK_OU_AVERAGE, card->field_raw[i], NULL, err);
    for (size_t a = 0; a < deck->ave_count; a++) {
        bool is_month = deck->ave_hours[a] == QN_DECK_MONTH;
        if (month ? is_month
                  : !is_month && hours > deck->ave_hours[a] - 0.5 &&
                        hours < deck->ave_hours[a] + 0.5) {
            *ave = a;
            return QN_OK;
        }
    }
    return qn_card_fail(card, i, QN_T_DECK_OU_AVERAGE, card->field_raw[i], NULL, err);
}

enum qn_status qn_ou_group(const struct qn_deck *deck, const struct qn_card *card, size_t i,
                           size_t *group, struct qn_err *err)
{
    for (size_t g = 0; g < deck->groups; g++)
        if (strcmp(deck->group[g].id, card->field[i]) == 0) {
            *group = g;
            return QN_OK;
        }
    return qn_card_fail(card, i, QN_T_DECK_OU_GROUP, card->field_raw[i], NULL, err);
}

unsigned qn_ou_rank(const char *text, size_t n)
{
    static const char *const word[][2] = {{"FIRST", "1ST"},   {"SECOND", "2ND"}, {"THIRD", "3RD"},
                                          {"FOURTH", "4TH"},  {"FIFTH", "5TH"},  {"SIXTH", "6TH"},
                                          {"SEVENTH", "7TH"}, {"EIGHTH", "8TH"}, {"NINTH", "9TH"},
                                          {"TENTH", "10TH"}};
    unsigned rank = 0;
    for (unsigned k = 0; k < 10; k++)
        for (size_t form = 0; form < 2; form++)
            if (strlen(word[k][form]) == n && memcmp(word[k][form], text, n) == 0)
                return k + 1;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9' || i > 2)
            return 0;
        rank = 10 * rank + (unsigned)(text[i] - '0');
    }
    return rank;
}

static enum qn_status summfile(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_ou *ou = NULL;
    enum qn_status st = qn_ou_state(reader, &ou, err);
    if (!st)
        st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    ou->summary_line = card->line;
    ou->summary_column = card->column[0];
    deck->summary_path =
        qn_arena_copy(deck->arena, card->field_raw[0], strlen(card->field_raw[0]), err);
    return deck->summary_path ? QN_OK : err ? err->code : QN_E_NOMEM;
}

/* FIX or EXP; AERMOD looks at three letters. */
static enum qn_status fileform(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    bool exponential = strncmp(card->field[0], "EXP", 3) == 0;
    if (!exponential && strncmp(card->field[0], "FIX", 3) != 0)
        return qn_card_fail(card, 0, QN_T_DECK_OPTION_UNKNOWN, card->keyword, card->field_raw[0],
                            err);
    qn_reader_deck(reader)->exponential = exponential;
    return QN_OK;
}

static enum qn_status noheader(struct qn_reader *reader, const struct qn_card *card,
                               struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_ou *ou = NULL;
    enum qn_status st = qn_ou_state(reader, &ou, err);
    if (!st)
        st = qn_card_need(card, 1, 8, err);
    for (size_t i = 0; !st && i < card->fields; i++) {
        size_t k = 0;
        if (strcmp(card->field[i], "ALL") == 0) {
            deck->no_header = true;
            continue;
        }
        while (k < QN_OU_KINDS && strcmp(kind_names[k], card->field[i]) != 0)
            k++;
        if (k == QN_OU_KINDS)
            return qn_card_fail(card, i, QN_T_DECK_OPTION_UNKNOWN, card->keyword,
                                card->field_raw[i], err);
        ou->no_header[k] = true;
    }
    return st;
}

static enum qn_status refuse(struct qn_reader *reader, const struct qn_card *card,
                             struct qn_err *err)
{
    (void)reader;
    return qn_card_unsupported(card, SIZE_MAX, err);
}

struct keyword {
    const char *name;
    bool repeats, output;
    enum qn_status (*take)(struct qn_reader *, const struct qn_card *, struct qn_err *);
};
static const struct keyword keywords[] = {
    {"RECTABLE", true, true, qn_ou_rectable},  {"MAXTABLE", true, true, qn_ou_maxtable},
    {"DAYTABLE", false, true, qn_ou_daytable}, {"MAXIFILE", true, true, qn_ou_maxifile},
    {"POSTFILE", true, true, qn_ou_postfile},  {"PLOTFILE", true, true, qn_ou_plotfile},
    {"RANKFILE", true, true, qn_ou_rankfile},  {"SEASONHR", true, true, qn_ou_seasonhr},
    {"SUMMFILE", false, true, summfile},       {"FILEFORM", false, false, fileform},
    {"NOHEADER", false, false, noheader},      {"TOXXFILE", true, true, refuse},
    {"EVALFILE", true, true, refuse},          {"MAXDAILY", true, true, refuse},
    {"MXDYBYYR", true, true, refuse},          {"MAXDCONT", true, true, refuse},
    {"EVENTOUT", true, true, refuse}};

enum qn_status qn_deck_ou(struct qn_reader *reader, const struct qn_card *card, struct qn_err *err)
{
    struct qn_ou *ou = NULL;
    enum qn_status st = qn_ou_state(reader, &ou, err);
    if (st)
        return st;
    for (size_t k = 0; k < sizeof keywords / sizeof keywords[0]; k++) {
        if (strcmp(keywords[k].name, card->keyword) != 0)
            continue;
        if (ou->seen >> k & 1 && !keywords[k].repeats)
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_TWICE, card->keyword, NULL, err);
        ou->seen |= 1u << k;
        ou->any = ou->any || keywords[k].output;
        return keywords[k].take(reader, card, err);
    }
    return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_UNKNOWN, card->pathway, card->keyword,
                        err);
}

/* A warning for each average that no table shows: "001-HR". */
static void note_untabled(struct qn_reader *reader, const struct qn_card *card)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    for (size_t a = 0; a < deck->ave_count; a++) {
        bool any = deck->maxtable[a] || deck->daytable[a];
        for (size_t r = 1; r <= QN_DECK_HIGH_CAP; r++)
            any = any || deck->rectable[a][r];
        unsigned h = deck->ave_hours[a];
        char hint[] = {(char)('0' + h / 100 % 10),
                       (char)('0' + h / 10 % 10),
                       (char)('0' + h % 10),
                       '-',
                       'H',
                       'R',
                       0};
        if (!any)
            qn_reader_note(reader, card, 'W', 540, "OUTQA", hint);
    }
}

static enum qn_status settle_requests(struct qn_reader *reader, const struct qn_ou *ou,
                                      const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    bool have[QN_OU_KINDS] = {false};
    for (size_t i = 0; i < deck->requests; i++) {
        struct qn_deck_request *r = &deck->request[i];
        r->exponential = deck->exponential;
        r->no_header = deck->no_header || ou->no_header[r->kind];
        have[r->kind] = true;
    }
    for (size_t k = 0; k < QN_OU_KINDS; k++)
        if (ou->no_header[k] && !deck->no_header && !have[k])
            return qn_card_fail(card, SIZE_MAX, QN_T_DECK_OU_NOHEADER, kind_names[k], NULL, err);
    if (deck->exponential && deck->requests == 0)
        qn_reader_note(reader, card, 'W', 399, "OUTQA", "FILEFORM");
    return QN_OK;
}

enum qn_status qn_deck_ou_end(struct qn_reader *reader, const struct qn_card *card,
                              struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_ou *ou = NULL;
    enum qn_status st = qn_ou_state(reader, &ou, err);
    if (st)
        return st;
    if (!ou->any && !deck->period && !deck->annual)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_OU_NOTHING, NULL, NULL, err);
    note_untabled(reader, card);
    st = settle_requests(reader, ou, card, err);
    if (!st && !reader->memory)
        st = qn_ou_check_paths(deck, ou, err);
    return st;
}
