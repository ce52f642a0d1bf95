/* CO MODELOPT: the options of a run, which exclude which, and the line that names them. */
#include <stdio.h>
#include <string.h>

#include "deck/co.h"

#define FAST_DISTANCE_M 80000.0 /* FASTAREA, FASTALL */
#define CONC_FACTOR 1e6         /* ug/g */
#define DEPOSIT_FACTOR 3600.0   /* s/h */
#define FIELDS_USUAL 12         /* more of them is a warning */

static const char module[] = "MODOPT";

/* Options that quench has not. */
static const char *const unsupported[] = {"SCIM",  "TOXICS",   "HBP",       "PVMRM",    "OLM",
                                          "TTRM",  "TTRM2",    "ARM2",      "GRSM",     "NOMINO3",
                                          "RLINE", "AREAMNDR", "PSDCREDIT", "RLINEFDH", "RLINEXT"};

static bool has(const struct qn_card *card, const char *word)
{
    for (size_t i = 0; i < card->fields; i++)
        if (strcmp(card->field[i], word) == 0)
            return true;
    return false;
}

static void note(struct qn_reader *reader, const struct qn_card *card, int code, const char *hint)
{
    qn_reader_note(reader, card, 'W', code, module, hint);
}

/* FLAT alone flattens all; with ELEV, sources may be flat one by one; DFAULT allows neither. */
static void take_terrain(struct qn_reader *reader, struct qn_co *co, const struct qn_card *card)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    bool flat = has(card, "FLAT");
    if (deck->options.dfault && flat) {
        note(reader, card, 206, "FLAT");
        flat = false;
    }
    co->elevated = !flat || has(card, "ELEV");
    deck->options.flat = flat && !co->elevated;
    deck->flat_sources = flat && co->elevated;
}

enum rule {          /* what DFAULT does to an option */
            ALWAYS,  /* nothing */
            IGNORED, /* the option is left out, with warning 206 */
            REFUSED  /* the option is an error */
};

static enum qn_status take_depletion(struct qn_co *co, const struct qn_card *card, size_t i,
                                     struct qn_err *err)
{
    if (qn_card_is(card, i, "DRYDPLT"))
        co->dry_asked = co->dry_depletes = true;
    else if (qn_card_is(card, i, "NODRYDPLT"))
        co->dry_refused = true, co->dry_depletes = false;
    else if (qn_card_is(card, i, "WETDPLT"))
        co->wet_asked = co->wet_depletes = true;
    else
        co->wet_refused = true, co->wet_depletes = false;
    if (co->dry_asked && co->dry_refused)
        return qn_card_fail(card, i, QN_T_DECK_CONFLICT, "DRYDPLT", "NODRYDPLT", err);
    if (co->wet_asked && co->wet_refused)
        return qn_card_fail(card, i, QN_T_DECK_CONFLICT, "WETDPLT", "NOWETDPLT", err);
    return QN_OK;
}

/* Sets what one option says; false where there is no such option. */
static bool take_option(struct qn_reader *reader, struct qn_co *co, const struct qn_card *card,
                        const char *option)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_plume_options *o = &deck->options;
    if (strcmp(option, "NOSTD") == 0)
        o->no_stack_tip = true;
    else if (strcmp(option, "NOWARN") == 0)
        deck->no_warnings = true;
    else if (strcmp(option, "NOCHKD") == 0)
        o->no_checks = true;
    else if (strcmp(option, "WARNCHKD") == 0)
        deck->warn_dates = true;
    else if (strcmp(option, "SCREEN") == 0)
        o->screen = o->no_checks = true;
    else if (strcmp(option, "AREADPLT") == 0)
        o->area_dry_depletion = co->dry_depletes = true;
    else if (strcmp(option, "ROMBERG") == 0)
        o->romberg_depletion = co->dry_depletes = true;
    else if (strcmp(option, "ALPHA") == 0)
        co->alpha = true;
    else if (strcmp(option, "BETA") == 0)
        co->beta = true;
    else if (strcmp(option, "VECTORWS") == 0) {
        o->vector_winds = true;
        note(reader, card, 116, option);
    } else if (strcmp(option, "NOURBTRAN") == 0) {
        o->no_urban_transition = true;
        note(reader, card, 151, "Keyword");
    } else if (strcmp(option, "FASTAREA") == 0 || strcmp(option, "FASTALL") == 0) {
        if (o->fast_area && (o->fast_all || strcmp(option, "FASTALL") == 0))
            note(reader, card, 192, "");
        o->fast_area = true;
        o->fast_all = o->fast_all || strcmp(option, "FASTALL") == 0;
        o->max_distance_m = FAST_DISTANCE_M;
    } else {
        return false;
    }
    return true;
}

static enum rule rule_of(const char *option)
{
    static const char *const ignored[] = {"NOSTD", "NOCHKD", "SCREEN"};
    static const char *const refused[] = {"AREADPLT", "ALPHA",   "BETA",
                                          "FASTAREA", "FASTALL", "NOURBTRAN"};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        if (strcmp(option, ignored[i]) == 0)
            return IGNORED;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (strcmp(option, refused[i]) == 0)
            return REFUSED;
    return ALWAYS;
}

static bool take_output(struct qn_plume_options *o, const char *option)
{
    static const struct {
        const char *name;
        unsigned output;
    } outputs[] = {{"CONC", QN_PLUME_CONC},
                   {"DEPOS", QN_PLUME_DEPOS},
                   {"DDEP", QN_PLUME_DDEP},
                   {"WDEP", QN_PLUME_WDEP}};
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++)
        if (strcmp(option, outputs[i].name) == 0) {
            o->outputs |= outputs[i].output;
            return true;
        }
    return false;
}

static bool is_settled_before(const char *option)
{
    return strcmp(option, "DFAULT") == 0 || strcmp(option, "DEFAULT") == 0 ||
           strcmp(option, "FLAT") == 0 || strcmp(option, "ELEV") == 0;
}

static enum qn_status take_field(struct qn_reader *reader, struct qn_co *co,
                                 const struct qn_card *card, size_t i, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    const char *option = card->field[i];
    if (is_settled_before(option) || take_output(&deck->options, option))
        return QN_OK;
    for (size_t k = 0; k < sizeof unsupported / sizeof unsupported[0]; k++)
        if (strcmp(option, unsupported[k]) == 0)
            return qn_card_unsupported(card, i, err);
    if (strstr(option, "DRYDPLT") || strstr(option, "WETDPLT")) {
        if (strcmp(option + (option[0] == 'N' ? 2 : 0), "DRYDPLT") == 0 ||
            strcmp(option + (option[0] == 'N' ? 2 : 0), "WETDPLT") == 0)
            return take_depletion(co, card, i, err);
    }
    if (strcmp(option, "LOW_WIND") == 0) {
        if (!has(card, "ALPHA") || deck->options.dfault)
            return qn_card_fail(card, i, QN_T_DECK_NEEDS, option, "MODELOPT ALPHA", err);
        note(reader, card, 136, "NonDFAULT");
        co->non_default = true;
        return QN_OK;
    }
    enum rule rule = deck->options.dfault ? rule_of(option) : ALWAYS;
    if (rule == REFUSED)
        return qn_card_fail(card, i, QN_T_DECK_CONFLICT, option, "DFAULT", err);
    if (rule == IGNORED) {
        note(reader, card, 206, option);
        return QN_OK;
    }
    if (!take_option(reader, co, card, option))
        return qn_card_fail(card, i, QN_T_DECK_OPTION_UNKNOWN, "MODELOPT", option, err);
    if (has(card, "NOCHKD") && has(card, "WARNCHKD") && !deck->options.dfault)
        return qn_card_fail(card, i, QN_T_DECK_CONFLICT, "NOCHKD", "WARNCHKD", err);
    return QN_OK;
}

enum qn_status qn_co_modelopt(struct qn_reader *reader, struct qn_co *co,
                              const struct qn_card *card, struct qn_err *err)
{
    struct qn_deck *deck = qn_reader_deck(reader);
    struct qn_plume_options *o = &deck->options;
    enum qn_status st = qn_card_need(card, 1, QN_CARD_FIELDS_CAP, err);
    if (st)
        return st;
    if (card->fields > FIELDS_USUAL)
        note(reader, card, 202, card->keyword);
    o->dfault = has(card, "DFAULT") || has(card, "DEFAULT");
    o->outputs = 0;
    take_terrain(reader, co, card);
    for (size_t i = 0; i < card->fields; i++) {
        st = take_field(reader, co, card, i, err);
        if (st)
            return st;
    }
    if (o->outputs == 0) {
        o->outputs = QN_PLUME_CONC;
        note(reader, card, 205, "CONC");
    }
    if (!o->dfault && (o->flat || deck->flat_sources || o->area_dry_depletion || o->no_stack_tip ||
                       o->no_checks || o->screen || co->beta || co->alpha || o->fast_area ||
                       o->no_urban_transition))
        co->non_default = true;
    qn_co_units(deck);
    return QN_OK;
}

size_t qn_co_types(const struct qn_deck *deck)
{
    size_t types = 0;
    for (unsigned bit = 1; bit <= QN_PLUME_WDEP; bit <<= 1)
        types += (deck->options.outputs & bit) != 0;
    return types;
}

void qn_co_units(struct qn_deck *deck)
{
    size_t types = qn_co_types(deck);
    bool conc = (deck->options.outputs & QN_PLUME_CONC) != 0;
    qn_text_copy(deck->emission_unit, sizeof deck->emission_unit, "GRAMS/SEC");
    for (size_t t = 0; t < types; t++) {
        bool is_conc = conc && t == 0;
        double factor = is_conc ? CONC_FACTOR : DEPOSIT_FACTOR;
        deck->emission_factor[t] = deck->options.emission_factor[t] = factor;
        qn_text_copy(deck->output_unit[t], sizeof deck->output_unit[t],
                     is_conc ? "MICROGRAMS/M**3" : "GRAMS/M**2");
    }
}

/* The line. */

static void add(struct qn_deck *deck, bool really, const char *word)
{
    if (!really)
        return;
    size_t n = strlen(deck->modelopts);
    snprintf(deck->modelopts + n, sizeof deck->modelopts - n, "%s%s", n ? "  " : "", word);
}

static const char *urban_word(const struct qn_deck *deck, const struct qn_co *co)
{
    size_t fields = co->urban_all ? deck->sources : co->urban_fields;
    return fields == 0 ? "RURAL" : fields == deck->sources ? "URBAN" : "Urb&Rur";
}

/* Which measured turbulence the profile's first hours with any have: 1 sigma-theta, 2 sigma-w. */
static unsigned turbulence_of(const struct qn_weather *weather)
{
    for (size_t h = 0; h < weather->hours; h++) {
        unsigned found = 0;
        for (size_t l = 0; l < weather->hour[h].levels; l++) {
            const struct qn_plume_level *level = &weather->hour[h].level[l];
            found |= (level->sigma_a_deg > 0 && level->sigma_a_deg < 99) ? 1U : 0U;
            found |= (level->sigma_w_m_s > 0 && level->sigma_w_m_s < 99) ? 2U : 0U;
        }
        if (found)
            return found;
    }
    return 0;
}

static bool header_has(const struct qn_deck *deck, const char *word)
{
    return strstr(deck->weather.header, word) != NULL;
}

void qn_reader_modelopts(struct qn_reader *reader)
{
    static const char *const measured[] = {"", "SigA Data", "SigW Data", "SigA&SigW"};
    struct qn_deck *deck = qn_reader_deck(reader);
    const struct qn_plume_options *o = &deck->options;
    const struct qn_co *co = *qn_reader_state(reader, 0);
    if (!co)
        return;
    unsigned turbulence = turbulence_of(&deck->weather);
    bool adjusted = deck->weather.adjusted_ustar;
    bool mixed = adjusted && turbulence != 0;
    deck->modelopts[0] = 0;
    add(deck, o->dfault && !mixed, "RegDFAULT");
    add(deck, (!o->dfault && co->non_default) || mixed, "NonDFAULT");
    add(deck, (o->outputs & QN_PLUME_CONC) != 0, "CONC");
    add(deck, (o->outputs & QN_PLUME_DEPOS) != 0, "DEPOS");
    add(deck, (o->outputs & QN_PLUME_DDEP) != 0, "DDEP");
    add(deck, (o->outputs & QN_PLUME_WDEP) != 0, "WDEP");
    add(deck, deck->flat_sources, "FLAT and");
    add(deck, deck->flat_sources || !o->flat, "ELEV");
    add(deck, o->flat, "FLAT");
    add(deck, deck->flagpole, "FLGPOL");
    add(deck, o->no_stack_tip, "NOSTD");
    add(deck, o->no_checks, "NOCHKD");
    add(deck, !o->no_checks && deck->warn_dates, "WARNCHKD");
    add(deck, o->fast_all, "FASTALL");
    add(deck, o->fast_area && !o->fast_all, "FASTAREA");
    add(deck, !o->fast_area && deck->no_warnings, "NOWARN");
    add(deck, o->screen, "SCREEN");
    add(deck, o->dry_depletion,
        o->area_dry_depletion  ? "AREADPLT"
        : o->romberg_depletion ? "ROMBERG"
                               : "DRYDPLT");
    add(deck, !o->dry_depletion && co->dry_refused, "NODRYDPLT");
    add(deck, o->wet_depletion, "WETDPLT");
    add(deck, !o->wet_depletion && co->dry_refused, "NOWETDPLT"); /* AERMOD looks at the dry one */
    add(deck, !o->dfault && co->alpha, "ALPHA");
    add(deck, !o->dfault && co->beta && !co->alpha, "BETA");
    add(deck, true, urban_word(deck, co));
    add(deck, o->no_urban_transition, "NoUrbTran");
    add(deck, co->low_wind, "LOW_WIND");
    add(deck, adjusted, "ADJ_U*");
    add(deck, !adjusted && o->vector_winds, "VectorWS");
    add(deck, header_has(deck, "MMIF") || header_has(deck, "PROG"), "MMIF_Data");
    add(deck, turbulence != 0, measured[turbulence]);
    add(deck, header_has(deck, "COARE"), "COARE");
    add(deck, !header_has(deck, "COARE") && header_has(deck, "BULKRN"), "BULKRN");
}
