/* What every pathway asks of a card: numbers, counts, messages. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "deck/reader_priv.h"

static void place(const struct qn_card *card, size_t i, char where[QN_ERR_WHERE_CAP])
{
    char line[QN_NUM_TEXT_CAP], column[QN_NUM_TEXT_CAP];
    unsigned at = i < card->fields ? card->column[i] : card->keyword_column;
    const char *args[] = {card->file, qn_num_text(card->line, line), qn_num_text(at, column)};
    qn_template_format("{0}:{1}:{2}", args, 3, where, QN_ERR_WHERE_CAP);
}

enum qn_status qn_card_fail(const struct qn_card *card, size_t i, enum qn_text_id id, const char *a,
                            const char *b, struct qn_err *err)
{
    char where[QN_ERR_WHERE_CAP];
    place(card, i, where);
    return qn_fail(err, QN_E_SYNTAX, where, id, a ? a : "", b ? b : "");
}

enum qn_status qn_card_unsupported(const struct qn_card *card, size_t i, struct qn_err *err)
{
    char where[QN_ERR_WHERE_CAP];
    place(card, i, where);
    if (i < card->fields)
        return qn_fail(err, QN_E_UNSUPPORTED, where, QN_T_DECK_OPTION_UNSUPPORTED, card->pathway,
                       card->keyword, card->field[i]);
    return qn_fail(err, QN_E_UNSUPPORTED, where, QN_T_DECK_KEYWORD_UNSUPPORTED, card->pathway,
                   card->keyword);
}

enum qn_status qn_card_need(const struct qn_card *card, size_t least, size_t most,
                            struct qn_err *err)
{
    if (card->fields >= least && card->fields <= most)
        return QN_OK;
    char where[QN_ERR_WHERE_CAP], have[QN_NUM_TEXT_CAP], low[QN_NUM_TEXT_CAP],
        high[QN_NUM_TEXT_CAP];
    bool few = card->fields < least;
    place(card, few ? card->fields : most, where);
    return qn_fail(err, QN_E_SYNTAX, where, few ? QN_T_DECK_FEW : QN_T_DECK_MANY, card->keyword,
                   qn_num_text((double)card->fields, have), qn_num_text((double)least, low),
                   qn_num_text((double)most, high));
}

static enum qn_status number(const struct qn_card *card, size_t i, size_t *times, double *value,
                             struct qn_err *err)
{
    if (i >= card->fields)
        return qn_card_need(card, i + 1, QN_CARD_FIELDS_CAP, err);
    if (!qn_card_number(card->field[i], times, value))
        return qn_card_fail(card, i, QN_T_DECK_NUMBER, card->keyword, card->field_raw[i], err);
    return QN_OK;
}

enum qn_status qn_card_real(const struct qn_card *card, size_t i, double *value, struct qn_err *err)
{
    return number(card, i, NULL, value, err);
}

enum qn_status qn_card_repeat(const struct qn_card *card, size_t i, size_t *times, double *value,
                              struct qn_err *err)
{
    return number(card, i, times, value, err);
}

enum qn_status qn_card_int(const struct qn_card *card, size_t i, long *value, struct qn_err *err)
{
    double real = 0;
    enum qn_status st = number(card, i, NULL, &real, err);
    if (st)
        return st;
    if (!(fabs(real) <= INT_MAX) || floor(real) < real)
        return qn_card_fail(card, i, QN_T_DECK_WHOLE, card->keyword, card->field_raw[i], err);
    *value = (long)real;
    return QN_OK;
}

enum qn_status qn_card_append(struct qn_reader *reader, const struct qn_card *card, size_t from,
                              size_t max, double **array, size_t *count, struct qn_err *err)
{
    for (size_t i = from; i < card->fields; i++) {
        size_t times;
        double value;
        enum qn_status st = number(card, i, &times, &value, err);
        if (st)
            return st;
        if (times > max - *count) {
            char cap[QN_NUM_TEXT_CAP];
            return qn_card_fail(card, i, QN_T_DECK_VALUES_MANY, card->keyword,
                                qn_num_text((double)max, cap), err);
        }
        for (; times; times--, (*count)++) {
            if ((*count & (*count - 1)) == 0) { /* full at every power of two */
                size_t cap = *count ? 2 * *count : 1;
                double *more = qn_arena_alloc(qn_reader_arena(reader), cap * sizeof *more, err);
                if (!more)
                    return err ? err->code : QN_E_NOMEM;
                if (*count)
                    memcpy(more, *array, *count * sizeof *more);
                *array = more;
            }
            (*array)[*count] = value;
        }
    }
    return QN_OK;
}
