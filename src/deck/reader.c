/* Reading a runstream: its lines in order, its pathways, the files it names. */
#include "deck/reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/file.h"
#include "deck/me.h"
#include "deck/reader_priv.h"
#include "weather/weather.h"

static const char *const pathway_names[QN_DECK_PATHWAYS] = {"CO", "SO", "RE", "ME", "OU"};

struct qn_deck *qn_reader_deck(struct qn_reader *reader)
{
    return reader->deck;
}

struct qn_arena *qn_reader_arena(struct qn_reader *reader)
{
    return reader->deck->arena;
}

void **qn_reader_state(struct qn_reader *reader, int pathway)
{
    return &reader->state[pathway];
}

static void copy_text(char *to, size_t cap, const char *from)
{
    size_t n = strlen(from);
    n = n < cap ? n : cap - 1;
    memcpy(to, from, n);
    to[n] = 0;
}

enum qn_status qn_reader_grow(struct qn_reader *reader, void *array, size_t count, size_t *cap,
                              size_t size, struct qn_err *err)
{
    if (count < *cap)
        return QN_OK;
    size_t more = *cap ? 2 * *cap : 16;
    void *old, *grown = qn_arena_alloc(reader->deck->arena, more * size, err);
    if (!grown)
        return err ? err->code : QN_E_NOMEM;
    memcpy(&old, array, sizeof old);
    if (count)
        memcpy(grown, old, count * size);
    memcpy(array, &grown, sizeof grown);
    *cap = more;
    return QN_OK;
}

void qn_reader_note(struct qn_reader *reader, const struct qn_card *card, char type, int code,
                    const char *module, const char *hint)
{
    struct qn_deck *deck = reader->deck;
    enum qn_status st = qn_reader_grow(reader, &deck->message, deck->messages, &reader->message_cap,
                                       sizeof *deck->message, NULL);
    if (st) {
        reader->failed = st;
        return;
    }
    struct qn_deck_message *m = &deck->message[deck->messages++];
    *m = (struct qn_deck_message){
        .type = type, .code = code, .line = card ? card->line : 0, .file = card ? card->file : ""};
    copy_text(m->pathway, sizeof m->pathway, card ? card->pathway : "");
    copy_text(m->module, sizeof m->module, module);
    copy_text(m->hint, sizeof m->hint, hint ? hint : "");
}

/* Names of sources. */

static size_t hash_name(const char *id)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211u;
    return (size_t)h;
}

static size_t find_slot(const struct qn_reader *reader, const char *id)
{
    size_t at = hash_name(id) & (reader->slots - 1);
    while (reader->slot[at] && strcmp(reader->deck->source[reader->slot[at] - 1].id, id) != 0)
        at = (at + 1) & (reader->slots - 1);
    return at;
}

size_t qn_reader_source(const struct qn_reader *reader, const char *id)
{
    if (reader->slots == 0)
        return SIZE_MAX;
    size_t found = reader->slot[find_slot(reader, id)];
    return found ? found - 1 : SIZE_MAX;
}

static enum qn_status make_slots(struct qn_reader *reader, struct qn_err *err)
{
    const struct qn_deck *deck = reader->deck;
    if (2 * (deck->sources + 1) <= reader->slots)
        return QN_OK;
    size_t slots = reader->slots ? 2 * reader->slots : 64;
    size_t *slot = qn_arena_alloc(deck->arena, slots * sizeof *slot, err);
    if (!slot)
        return err ? err->code : QN_E_NOMEM;
    reader->slot = slot;
    reader->slots = slots;
    for (size_t s = 0; s < deck->sources; s++)
        slot[find_slot(reader, deck->source[s].id)] = s + 1;
    return QN_OK;
}

enum qn_status qn_reader_source_new(struct qn_reader *reader, const struct qn_card *card, size_t i,
                                    struct qn_plume_source **source, struct qn_err *err)
{
    struct qn_deck *deck = reader->deck;
    const char *id = card->field[i];
    if (strlen(id) >= QN_PLUME_ID_CAP || !*id)
        return qn_card_fail(card, i, QN_T_DECK_SOURCE_NAME, id, NULL, err);
    if (qn_reader_source(reader, id) != SIZE_MAX)
        return qn_card_fail(card, i, QN_T_DECK_SOURCE_TWICE, id, NULL, err);
    enum qn_status st = make_slots(reader, err);
    if (!st)
        st = qn_reader_grow(reader, &deck->source, deck->sources, &reader->source_cap,
                            sizeof *deck->source, err);
    if (st)
        return st;
    *source = &deck->source[deck->sources];
    **source = (struct qn_plume_source){.urban = -1};
    copy_text((*source)->id, sizeof(*source)->id, id);
    reader->slot[find_slot(reader, id)] = ++deck->sources;
    return QN_OK;
}

/* Files. */

enum qn_status qn_reader_file(const char *path, struct qn_buf *text, struct qn_err *err)
{
    struct qn_buf bytes;
    size_t bad = 0;
    qn_buf_init(&bytes, QN_DECK_TEXT_MAX);
    enum qn_status st = qn_file_read(path, &bytes, err);
    if (!st)
        st = qn_decode(bytes.data, bytes.len, qn_encoding_detect(bytes.data, bytes.len), text, &bad,
                       err);
    if (!st)
        st = qn_buf_reserve(text, 1, err);
    if (st && err && !err->where[0])
        copy_text(err->where, sizeof err->where, path);
    qn_buf_release(&bytes);
    return st;
}

enum qn_status qn_reader_include(struct qn_reader *reader, const struct qn_card *card,
                                 struct qn_err *err)
{
    enum qn_status st = qn_card_need(card, 1, 1, err);
    if (st)
        return st;
    if (reader->including)
        return qn_card_fail(card, 0, QN_T_DECK_INCLUDED_TWICE, card->field_raw[0], NULL, err);
    if (reader->memory)
        return qn_card_unsupported(card, SIZE_MAX, err);
    const char *path =
        qn_arena_copy(reader->deck->arena, card->field_raw[0], strlen(card->field_raw[0]), err);
    if (!path)
        return err ? err->code : QN_E_NOMEM;
    struct qn_buf text;
    qn_buf_init(&text, QN_DECK_TEXT_MAX);
    reader->including = true;
    st = qn_reader_file(path, &text, err);
    if (!st)
        st = qn_reader_text(reader, path, text.data, text.len, err);
    reader->including = false;
    qn_buf_release(&text);
    return st;
}

/* Order of the cards. */

static int pathway_of(const char *name)
{
    for (int p = 0; p < QN_DECK_PATHWAYS; p++)
        if (strcmp(name, pathway_names[p]) == 0)
            return p;
    return -1;
}

/* Blank columns take pathway and keyword of the card before. */
static enum qn_status complete(struct qn_reader *reader, struct qn_card *card, struct qn_err *err)
{
    if (!card->pathway[0] && reader->pathway >= 0)
        copy_text(card->pathway, sizeof card->pathway, pathway_names[reader->pathway]);
    if (strcmp(card->pathway, "EV") == 0)
        return qn_card_unsupported(card, SIZE_MAX, err);
    if (pathway_of(card->pathway) < 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_PATHWAY, card->pathway, card->keyword, err);
    if (card->keyword[0])
        return QN_OK;
    if (!reader->keyword[0] || strcmp(reader->keyword, "STARTING") == 0 ||
        strcmp(reader->keyword, "FINISHED") == 0)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_KEYWORD_BLANK, card->pathway, NULL, err);
    copy_text(card->keyword, sizeof card->keyword, reader->keyword);
    return QN_OK;
}

static enum qn_status start_pathway(struct qn_reader *reader, const struct qn_card *card,
                                    struct qn_err *err)
{
    int p = pathway_of(card->pathway);
    if (reader->including)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_IN_INCLUDED, card->keyword, NULL, err);
    if (reader->open)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_NOT_FINISHED, card->pathway,
                            pathway_names[reader->pathway], err);
    if (p != reader->pathway + 1)
        return qn_card_fail(
            card, SIZE_MAX, QN_T_DECK_PATHWAY_ORDER, card->pathway,
            reader->pathway + 1 < QN_DECK_PATHWAYS ? pathway_names[reader->pathway + 1] : "", err);
    reader->pathway = p;
    reader->open = true;
    return QN_OK;
}

static enum qn_status finish_pathway(struct qn_reader *reader, const struct qn_card *card,
                                     struct qn_err *err)
{
    static enum qn_status (*const end[QN_DECK_PATHWAYS])(struct qn_reader *, const struct qn_card *,
                                                         struct qn_err *) = {
        qn_deck_co_end, qn_deck_so_end, qn_deck_re_end, qn_deck_me_end, qn_deck_ou_end};
    if (reader->including)
        return qn_card_fail(card, SIZE_MAX, QN_T_DECK_IN_INCLUDED, card->keyword, NULL, err);
    reader->open = false;
    enum qn_status st = end[reader->pathway](reader, card, err);
    reader->over = reader->pathway == QN_DECK_PATHWAYS - 1;
    return st;
}

static enum qn_status take_card(struct qn_reader *reader, struct qn_card *card, struct qn_err *err)
{
    static enum qn_status (*const take[QN_DECK_PATHWAYS])(
        struct qn_reader *, const struct qn_card *,
        struct qn_err *) = {qn_deck_co, qn_deck_so, qn_deck_re, qn_deck_me, qn_deck_ou};
    enum qn_status st = complete(reader, card, err);
    if (st)
        return st;
    bool included = strcmp(card->keyword, "INCLUDED") == 0;
    if (strcmp(card->keyword, "STARTING") == 0) {
        st = start_pathway(reader, card, err);
    } else if (!reader->open || pathway_of(card->pathway) != reader->pathway) {
        st = qn_card_fail(card, SIZE_MAX, QN_T_DECK_OUTSIDE, card->pathway, card->keyword, err);
    } else if (strcmp(card->keyword, "FINISHED") == 0) {
        st = finish_pathway(reader, card, err);
    } else if (included && (reader->pathway == 1 || reader->pathway == 2)) {
        st = qn_reader_include(reader, card, err);
    } else {
        st = take[reader->pathway](reader, card, err);
    }
    if (!st && reader->failed)
        st = qn_card_fail(card, SIZE_MAX, QN_T_DECK_MESSAGES, NULL, NULL, err);
    if (!included)
        copy_text(reader->keyword, sizeof reader->keyword, card->keyword);
    return st;
}

static bool is_end_mark(const char *line, size_t n)
{
    return n >= 1 && line[0] == 0x1a; /* Ctrl-Z of old editors */
}

enum qn_status qn_reader_text(struct qn_reader *reader, const char *file, const char *text,
                              size_t n, struct qn_err *err)
{
    unsigned line = 0;
    assert(reader->cutter);
    for (size_t at = 0; at < n; line++) {
        const char *start = text + at;
        const char *newline = memchr(start, '\n', n - at);
        size_t length = newline ? (size_t)(newline - start) : n - at;
        at += length + 1;
        if (line == 0 && !reader->including)
            reader->cutter->shift = qn_cutter_shift(start, length);
        if (is_end_mark(start, length))
            break;
        struct qn_card card = {.file = file, .line = line + 1};
        enum qn_card_sort sort;
        enum qn_status st = qn_cutter_cut(reader->cutter, start, length, &card, &sort, err);
        if (!st && sort == QN_CARD_DATA && reader->over && !reader->including)
            st = qn_card_fail(&card, SIZE_MAX, QN_T_DECK_AFTER_END, NULL, NULL, err);
        else if (!st && sort == QN_CARD_DATA)
            st = take_card(reader, &card, err);
        if (st)
            return st;
    }
    return QN_OK;
}

/* A weather file that cannot be opened: the place in the deck that names it. */
static enum qn_status name_weather(struct qn_reader *reader, enum qn_status st, struct qn_err *err)
{
    const struct qn_deck *deck = reader->deck;
    struct qn_me *me = NULL;
    if (!err || qn_me_state(reader, &me, NULL))
        return st;
    const struct qn_me_place *at = strcmp(err->where, deck->surface_path) == 0   ? &me->surface
                                   : strcmp(err->where, deck->profile_path) == 0 ? &me->profile
                                                                                 : NULL;
    if (!at || !at->file || st != QN_E_IO)
        return st;
    char line[QN_NUM_TEXT_CAP], column[QN_NUM_TEXT_CAP];
    const char *args[] = {at->file, qn_num_text(at->line, line), qn_num_text(at->column, column)};
    qn_template_format("{0}:{1}:{2}", args, 3, err->where, QN_ERR_WHERE_CAP);
    return st;
}

static enum qn_status load_weather(struct qn_reader *reader, struct qn_err *err)
{
    struct qn_deck *deck = reader->deck;
    if (!deck->surface_path || !deck->profile_path)
        return qn_fail(err, QN_E_SYNTAX, deck->path, QN_T_DECK_NO_WEATHER, NULL);
    /* The order of the hours is looked at in qn_deck_me_weather: as far as AERMOD reads on, and as
     * the deck's NOCHKD or WARNCHKD have it. */
    enum qn_status st =
        qn_weather_read_with(deck->surface_path, deck->profile_path, QN_WEATHER_ANY_ORDER,
                             deck->arena, &deck->weather, err);
    if (st)
        return name_weather(reader, st, err);
    deck->options.latitude_deg = deck->weather.latitude_deg;
    st = qn_deck_me_weather(reader, err);
    return st ? st : qn_reader_hourly(reader, err);
}

/* All pathways are there; what only the whole deck tells. */
static enum qn_status complete_deck(struct qn_reader *reader, struct qn_err *err)
{
    if (reader->over) {
        enum qn_status st = reader->memory ? QN_OK : load_weather(reader, err);
        qn_reader_modelopts(reader);
        return st;
    }
    int missing = reader->open ? reader->pathway : reader->pathway + 1;
    return qn_fail(err, QN_E_SYNTAX, reader->deck->path, QN_T_DECK_INCOMPLETE,
                   pathway_names[missing]);
}

static enum qn_status begin(struct qn_reader *reader, struct qn_deck *deck, const char *path,
                            struct qn_err *err)
{
    *deck = (struct qn_deck){.path = NULL};
    *reader = (struct qn_reader){.deck = deck, .pathway = -1};
    deck->arena = malloc(sizeof *deck->arena);
    if (!deck->arena)
        return qn_fail(err, QN_E_NOMEM, path, QN_T_NO_MEMORY, "");
    qn_arena_init(deck->arena, QN_DECK_MEMORY_MAX);
    reader->cutter = qn_arena_alloc(deck->arena, sizeof *reader->cutter, err);
    deck->path = qn_arena_copy(deck->arena, path, strlen(path), err);
    if (!reader->cutter || !deck->path)
        return err ? err->code : QN_E_NOMEM;
    qn_plume_options_init(&deck->options);
    memset(deck->day_chosen, 1, sizeof deck->day_chosen);
    return QN_OK;
}

enum qn_status qn_deck_read_text(const char *name, const char *text, size_t n, struct qn_deck *deck,
                                 struct qn_err *err)
{
    struct qn_reader reader;
    enum qn_status st = begin(&reader, deck, name, err);
    reader.memory = true;
    if (!st)
        st = qn_reader_text(&reader, deck->path, text, n, err);
    if (!st)
        st = complete_deck(&reader, err);
    if (st)
        qn_deck_release(deck);
    return st;
}

enum qn_status qn_deck_read(const char *path, struct qn_deck *deck, struct qn_err *err)
{
    struct qn_reader reader;
    struct qn_buf text;
    qn_buf_init(&text, QN_DECK_TEXT_MAX);
    enum qn_status st = begin(&reader, deck, path, err);
    if (!st)
        st = qn_reader_file(path, &text, err);
    if (!st)
        st = qn_reader_text(&reader, deck->path, text.data, text.len, err);
    if (!st)
        st = complete_deck(&reader, err);
    qn_buf_release(&text);
    if (st)
        qn_deck_release(deck);
    return st;
}

void qn_deck_release(struct qn_deck *deck)
{
    if (!deck)
        return;
    if (deck->arena)
        qn_arena_release(deck->arena);
    free(deck->arena);
    *deck = (struct qn_deck){.path = NULL};
}
