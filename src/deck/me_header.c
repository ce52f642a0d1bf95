/* What the weather files say of themselves, as AERMOD 24142 reports it: how AERMET made them, which
 * stations they are from, whether measured turbulence is used. */
#include "deck/me.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "deck/reader_priv.h"

#define AERMET_TOO_OLD 12345 /* refused below */
#define AERMET_OLD 14134     /* a warning below */
#define AERMET_LAST 90000
#define HIGHEST_LEVEL_M 999.0 /* above, a profile may come from a model */
#define NO_SIGMA_THETA 99.0
#define NO_SIGMA_W 90.0

static bool says(const struct qn_deck *deck, const char *word)
{
    return strstr(deck->weather.header, word) != NULL;
}

/* The threshold of one-minute winds, between '=' and "m/s". */
static void note_threshold(struct qn_reader *reader, const struct qn_card *card)
{
    const char *header = qn_reader_deck(reader)->weather.header;
    const char *from = strchr(header, '='), *to = strstr(header, "m/s");
    char text[7] = "";
    if (from && to && from < to) {
        from += 1 + strspn(from + 1, " ");
        size_t n = strcspn(from, " m");
        n = n < 6 ? n : 6;
        memcpy(text, from, n);
        text[n] = 0;
    }
    qn_reader_note(reader, card, 'W', 186, "MEOPEN", text);
}

static void note_making(struct qn_reader *reader, const struct qn_card *card)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    bool gridded = says(deck, "MMIF") || says(deck, "PROG");
    if (says(deck, "THRESH_1MIN"))
        note_threshold(reader, card);
    if (deck->weather.adjusted_ustar)
        qn_reader_note(reader, card, 'W', 187, "MEOPEN", "");
    if (gridded)
        qn_reader_note(reader, card, 'W', 182, "MEOPEN", "");
    if (says(deck, "COARE"))
        qn_reader_note(reader, card, 'W', 422, "MEOPEN", "");
    if (says(deck, "BULKRN"))
        qn_reader_note(reader, card, 'W', 181, "MEOPEN", gridded ? "with MMIF" : "in AERMET");
}

static enum qn_status check_version(struct qn_reader *reader, const struct qn_card *card,
                                    struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const char *version = deck->weather.version + strspn(deck->weather.version, " ");
    bool screen = strcmp(version, "SCREEN") == 0;
    if (deck->options.screen && !screen)
        qn_reader_note(reader, card, 'W', 397, "MEOPEN", version);
    else if (!deck->options.screen && screen)
        qn_reader_note(reader, card, 'W', 398, "MEOPEN", "");
    if (deck->options.screen || screen)
        return QN_OK;
    char *end;
    long number = strtol(version, &end, 10);
    if (end == version || *end) { /* drafts, e.g. 13DFT */
        qn_reader_note(reader, card, 'W', 396, "MEOPEN", version);
        return QN_OK;
    }
    if (number < AERMET_TOO_OLD || number > AERMET_LAST)
        return qn_fail(err, QN_E_UNSUPPORTED, deck->surface_path, QN_T_DECK_ME_VERSION, version);
    if (number < AERMET_OLD)
        qn_reader_note(reader, card, 'W', 396, "MEOPEN", version);
    return QN_OK;
}

static void note_station(struct qn_reader *reader, const struct qn_card *card,
                         const char *header_id, int deck_id, const char *keyword)
{
    const char *id = header_id + strspn(header_id, " ");
    char *end;
    long number = strtol(id, &end, 10);
    if (end == id || *(end + strspn(end, " ")))
        number = 0; /* a name is nothing to compare with */
    if (!*id && deck_id != 0)
        qn_reader_note(reader, card, 'W', 531, "MEOPEN", keyword);
    else if (number != deck_id)
        qn_reader_note(reader, card, 'W', 530, "MEOPEN", keyword);
}

/* Heights of the first profile. */
static void note_levels(struct qn_reader *reader, const struct qn_card *card)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_plume_hour *hour = deck->weather.hour;
    if (says(deck, "MMIF") || says(deck, "PROG"))
        return;
    for (size_t i = 0; i < hour->levels; i++) {
        double z_m = hour->level[i].height_m;
        if (z_m > 0.0 && z_m <= HIGHEST_LEVEL_M)
            continue;
        char n[QN_NUM_TEXT_CAP], z[QN_NUM_TEXT_CAP], hint[64];
        const char *args[] = {qn_num_text((double)i + 1, n), qn_num_text(round(z_m), z)};
        qn_template_format("LVL{0} {1}m", args, 2, hint, sizeof hint);
        qn_reader_note(reader, card, 'W', 184, "MEOPEN", hint);
    }
}

/* Turbulence */

/* Whether a level's sigma-theta (bit 1) and sigma-w (bit 2) are used. The first profile is looked
 * at before the hour's stability is known, so options that depend on it do not count there. */
static unsigned used(const struct qn_plume_options *o, const struct qn_plume_hour *hour,
                     const struct qn_plume_level *level, bool first)
{
    bool both_a = o->no_sigma_v_stable && o->no_sigma_v_convective;
    bool both_w = o->no_sigma_w_stable && o->no_sigma_w_convective;
    bool stable = hour->obukhov_m > 0.0;
    bool no_a = both_a || (!first && (stable ? o->no_sigma_v_stable : o->no_sigma_v_convective));
    bool no_w = both_w || (!first && (stable ? o->no_sigma_w_stable : o->no_sigma_w_convective));
    bool a = !no_a && level->wspd_m_s > 0.0 && level->wspd_m_s <= 90.0 &&
             level->sigma_a_deg >= 0.0 && level->sigma_a_deg < NO_SIGMA_THETA;
    bool w = !no_w && level->sigma_w_m_s > 0.0 && level->sigma_w_m_s < NO_SIGMA_W;
    return (a ? 1u : 0u) | (w ? 2u : 0u);
}

static unsigned first_used(const struct qn_deck *deck)
{
    for (size_t h = 0; h < deck->weather.hours; h++)
        for (size_t i = 0; i < deck->weather.hour[h].levels; i++) {
            const struct qn_plume_hour *hour = &deck->weather.hour[h];
            unsigned u = used(&deck->options, hour, &hour->level[i], h == 0);
            if (u)
                return u;
        }
    return 0;
}

static enum qn_status check_turbulence(struct qn_reader *reader, const struct qn_card *card,
                                       struct qn_err *err)
{
    const struct qn_deck *deck = qn_reader_deck(reader);
    static const char *const what[] = {"", "SigA Data", "SigW Data", "SigA & SigW"};
    unsigned u = first_used(deck);
    if (!u)
        return QN_OK;
    if (!deck->weather.adjusted_ustar) {
        qn_reader_note(reader, card, 'W', 403, "PFLCNV", what[u]);
        return QN_OK;
    }
    if (deck->options.dfault)
        return qn_fail(err, QN_E_CONFLICT, deck->profile_path, QN_T_DECK_ME_ADJ_TURBULENCE);
    qn_reader_note(reader, card, 'W', 401, "PFLCNV", what[u]);
    qn_reader_note(reader, card, 'W', 402, "PFLCNV", "Option");
    return QN_OK;
}

/* VECTORWS is an option of the deck alone: AERMOD 24142 does not look for it in the header. */
static void apply_options(struct qn_deck *deck)
{
    for (size_t h = 0; h < deck->weather.hours; h++) {
        deck->weather.hour[h].adjusted_ustar = deck->weather.adjusted_ustar;
        deck->weather.hour[h].vector_winds = deck->options.vector_winds;
    }
}

enum qn_status qn_me_header(struct qn_reader *reader, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_me *me = NULL;
    enum qn_status st = qn_me_state(reader, &me, err);
    if (st)
        return st;
    const struct qn_card card = {.file = deck->path, .line = me->end_line, .pathway = "ME"};
    note_making(reader, &card);
    st = check_version(reader, &card, err);
    if (st)
        return st;
    note_station(reader, &card, deck->weather.surface_id, deck->surface_station, "SURFDATA");
    note_station(reader, &card, deck->weather.upper_id, deck->upper_station, "UAIRDATA");
    if (deck->has_site)
        note_station(reader, &card, deck->weather.onsite_id, deck->site_station, "SITEDATA");
    note_levels(reader, &card);
    apply_options(deck);
    return check_turbulence(reader, &card, err);
}
