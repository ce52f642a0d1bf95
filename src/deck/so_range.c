/* SO: names and ranges of sources, and the groups made of them. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deck/so.h"

#define NUMBER_DIGITS 8 /* of a name's number, AERMOD reads so many */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A name's parts: letters, number (0 without), the rest. */
static void split_name(const char *name, char before[13], long *number, char after[13])
{
    char digits[NUMBER_DIGITS + 1] = "";
    size_t n = strlen(name), i = 0, from;
    n = n < 12 ? n : 12;
    while (i < n && !is_digit(name[i]))
        i++;
    memcpy(before, name, i);
    before[i] = 0;
    for (from = i; i < n && is_digit(name[i]); i++)
        if (i - from < NUMBER_DIGITS)
            digits[i - from] = name[i];
    memcpy(after, name + i, n - i);
    after[n - i] = 0;
    *number = strtol(digits, NULL, 10);
}

enum qn_status qn_so_range_read(const struct qn_reader *reader, const struct qn_card *card,
                                size_t i, struct qn_so_range *range, struct qn_err *err)
{
    const char *field = card->field[i];
    const char *dash = strrchr(field, '-');
    *range = (struct qn_so_range){.is_range = dash != NULL, .only = SIZE_MAX};
    if (!dash) {
        range->only = qn_reader_source(reader, field);
        return range->only == SIZE_MAX ? qn_card_fail(card, i, QN_T_DECK_SOURCE_UNKNOWN,
                                                      card->keyword, card->field_raw[i], err)
                                       : QN_OK;
    }
    char low[13] = "";
    size_t n = (size_t)(dash - field);
    memcpy(low, field, n < 12 ? n : 12);
    split_name(low, range->low[0], &range->low_number, range->low[1]);
    split_name(dash + 1, range->high[0], &range->high_number, range->high[1]);
    if (n == 0 || strchr(field, '-') != dash || strcmp(range->high[0], range->low[0]) < 0 ||
        range->high_number < range->low_number || strcmp(range->high[1], range->low[1]) < 0)
        return qn_card_fail(card, i, QN_T_DECK_SOURCE_RANGE, card->field_raw[i], NULL, err);
    return QN_OK;
}

bool qn_so_range_has(const struct qn_so_range *range, const struct qn_deck *deck, size_t source)
{
    if (!range->is_range)
        return source == range->only;
    char part[2][13];
    long number;
    split_name(deck->source[source].id, part[0], &number, part[1]);
    for (size_t k = 0; k < 2; k++)
        if (strcmp(part[k], range->low[k]) < 0 || strcmp(part[k], range->high[k]) > 0)
            return false;
    return number >= range->low_number && number <= range->high_number;
}

enum qn_status qn_so_range_some(const struct qn_so_range *range, const struct qn_deck *deck,
                                const struct qn_card *card, size_t i, struct qn_err *err)
{
    for (size_t s = 0; s < deck->sources; s++)
        if (qn_so_range_has(range, deck, s))
            return QN_OK;
    return qn_card_fail(card, i, QN_T_DECK_SOURCE_UNKNOWN, card->keyword, card->field_raw[i], err);
}

/* The group a card adds to: the last one, or a new one. An earlier one may not go on, because
 * AERMOD would add to the last. */
static enum qn_status open_group(struct qn_reader *reader, struct qn_so *so,
                                 const struct qn_card *card, struct qn_so_group **group,
                                 struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    if (strlen(card->field[0]) > 8)
        return qn_card_fail(card, 0, QN_T_DECK_NAME_LONG, card->field_raw[0], "8", err);
    for (size_t g = 0; g < so->groups; g++) {
        if (strcmp(so->group[g].id, card->field[0]) != 0)
            continue;
        *group = &so->group[g];
        return g + 1 == so->groups
                   ? QN_OK
                   : qn_card_fail(card, 0, QN_T_DECK_GROUP_APART, card->field_raw[0], NULL, err);
    }
    enum qn_status st =
        qn_reader_grow(reader, &so->group, so->groups, &so->group_cap, sizeof *so->group, err);
    if (st)
        return st;
    unsigned char *member = qn_arena_alloc(qn_reader_arena(reader), deck->sources + 1, err);
    if (!member)
        return err ? err->code : QN_E_NOMEM;
    *group = &so->group[so->groups++];
    (*group)->member = member;
    qn_text_copy((*group)->id, sizeof(*group)->id, card->field[0]);
    return QN_OK;
}

static void note_twice(struct qn_reader *reader, const struct qn_so *so, const struct qn_card *card,
                       size_t source)
{
    char hint[32];
    snprintf(hint, sizeof hint, "G%04zu S%05zu", so->groups < 9999 ? so->groups : 9999,
             source + 1 < 99999 ? source + 1 : 99999);
    qn_reader_note(reader, card, 'W', 314, "SOGRP", hint);
}

static enum qn_status add_members(struct qn_reader *reader, const struct qn_so *so,
                                  const struct qn_card *card, size_t i, struct qn_so_group *group,
                                  struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_so_range range;
    if (qn_card_is(card, i, "BACKGROUND") || qn_card_is(card, i, "BACKGRND"))
        return qn_card_unsupported(card, i, err);
    enum qn_status st = qn_so_range_read(reader, card, i, &range, err);
    for (size_t s = 0; !st && s < deck->sources; s++) {
        if (!qn_so_range_has(&range, deck, s))
            continue;
        if (!range.is_range && group->member[s])
            note_twice(reader, so, card, s);
        group->member[s] = 1;
    }
    return st;
}

enum qn_status qn_so_group_card(struct qn_reader *reader, struct qn_so *so,
                                const struct qn_card *card, struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_so_group *group = NULL;
    bool all = qn_card_is(card, 0, "ALL");
    enum qn_status st = qn_card_need(card, all ? 1 : 2, QN_CARD_FIELDS_CAP, err);
    if (!st && deck->sources == 0)
        st = qn_card_fail(card, SIZE_MAX, QN_T_DECK_NEEDS, "SRCGROUP", "LOCATION", err);
    size_t before = so->groups;
    if (!st)
        st = open_group(reader, so, card, &group, err);
    if (st)
        return st;
    assert(group);
    if (all && so->groups > before) {
        memset(group->member, 1, deck->sources);
        if (card->fields > 1)
            return qn_card_is(card, 1, "BACKGROUND") || qn_card_is(card, 1, "BACKGRND")
                       ? qn_card_unsupported(card, 1, err)
                       : qn_card_fail(card, 1, QN_T_DECK_OPTION_UNKNOWN, "SRCGROUP ALL",
                                      card->field_raw[1], err);
        return QN_OK;
    }
    for (size_t i = 1; !st && i < card->fields; i++)
        st = add_members(reader, so, card, i, group, err);
    return st;
}
