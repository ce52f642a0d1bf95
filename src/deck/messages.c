/* The message summary of the main output: AERMOD's codes, places and layout, our words. */
#include <stdio.h>
#include <string.h>

#include "deck/out.h"

#define SHOWN_MAX 999 /* warnings in the summary; all are in the ERRORFIL */
#define MISSING_LIMIT_PERCENT 10.0
#define MM_PER_INCH 25.4

struct meaning {
    int code;
    const char *text; /* at most 50 characters */
};

static const struct meaning meanings[] = {
    {128, "LOW_WIND with the user's PBAL"},
    {155, "Second decay keyword ignored:"},
    {181, "Met data: bulk Richardson, delta-T and radiation"},
    {182, "Met data made from a meteorological model (MMIF)"},
    {184, "Profile heights above 999 m: from MMIF?"},
    {186, "Met data: 1-minute ASOS with a wind threshold"},
    {187, "Met data: ADJ_U* for stable light winds"},
    {200, "Keyword without its parameters:"},
    {205, "No setting given; forced to the default of"},
    {206, "DFAULT overrides the option"},
    {207, "Nothing given; default values taken for"},
    {213, "Elevation not used with this option: ignored"},
    {214, "Elevation expected with this option: default taken"},
    {215, "Flagpole height not used here: ignored"},
    {216, "Flagpole height expected: default taken"},
    {220, "Polar network without an origin: 0, 0 taken"},
    {228, "Default taken for what is missing with"},
    {229, "Too many parameters; the rest is ignored"},
    {233, "Building given for a source that is not a point"},
    {250, "Same coordinate twice in network"},
    {252, "Same network name twice:"},
    {276, "Design values of NO2, SO2, PM2.5 switched off"},
    {314, "Source is named twice in group"},
    {316, "Source is in no group:"},
    {319, "Group without sources:"},
    {320, "Value may be out of range:"},
    {325, "Exit velocity below zero, 1E-5 taken:"},
    {330, "Mass fractions do not sum to 1:"},
    {334, "Particle density out of range:"},
    {340, "PROFBASE is below zero:"},
    {344, "No hourly emission given: zero taken"},
    {350, "Day of the year out of range at"},
    {353, "Urban roughness may be out of range:"},
    {360, "Year of two digits: 1950 to 2049"},
    {361, "PERIOD or ANNUAL of NO2 or SO2 over years needs"},
    {362, "1-hour NO2 or SO2 over years does not apply to"},
    {363, "24-hour or ANNUAL PM2.5 does not apply to"},
    {390, "LINE more than 100 times as long as wide:"},
    {391, "AREA more than 100 times as long as wide:"},
    {392, "OPENPIT more than 10 times as long as wide:"},
    {396, "AERMET version is old or unusual:"},
    {397, "SCREEN without screening meteorology"},
    {398, "Screening meteorology without SCREEN"},
    {399, "FILEFORM EXP but no file it applies to"},
    {400, "Value too large for the file: use FILEFORM"},
    {401, "Turbulence data with ADJ_U* is not the default"},
    {402, "Turbulence data used with ADJ_U*, without DFAULT"},
    {403, "Turbulence data used without ADJ_U*"},
    {422, "Met data made with COARE"},
    {440, "Calm hour"},
    {443, "Option on turbulence data chosen:"},
    {444, "Turbulence option not valid with DFAULT: reset"},
    {460, "Missing hour"},
    {470, "Mixing height is zero: no concentration"},
    {473, "Default deposition parameters taken for"},
    {479, "Temperature gradient out of range"},
    {481, "Hours left after the end of the last year:"},
    {496, "Wet deposition without any precipitation"},
    {530, "Station differs from that of the surface file:"},
    {531, "Surface file does not name the station:"},
    {540, "No table is asked for of the average"},
    {565, "File unit may be one AERMOD assigns itself:"},
    {731, "SCREEN is not made for"},
    {732, "24-h average of < 18 valid hours, calms policy"},
    {733, "8-h average of < 6 valid hours, calms policy"},
    {734, "3-h average of < 3 valid hours, calms policy"},
    {752, "FLAT source: elevation and hill height ignored:"},
};

static const char *meaning_of(int code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return meanings[i].text;
    return "See this code in the AERMOD user's guide";
}

void qn_out_note(struct qn_deck_out *out, const char *pathway, char type, int code,
                 const char *module, const char *hint)
{
    struct qn_out_message *message = qn_arena_alloc(&out->arena, sizeof *message, NULL);
    out->warnings += type == 'W';
    out->notes += type == 'I';
    if (!message)
        return; /* still counted */
    snprintf(message->pathway, sizeof message->pathway, "%s", pathway);
    snprintf(message->module, sizeof message->module, "%.12s", module);
    snprintf(message->hint, sizeof message->hint, "%.12s", hint);
    message->type = type;
    message->code = code;
    message->line = (unsigned)out->hour + 1;
    *out->message_end = message;
    out->message_end = &message->next;
}

static void put_message(struct qn_sink *file, const char *pathway, char type, int code,
                        unsigned line, const char *module, const char *hint)
{
    char text[160];
    snprintf(text, sizeof text, "%-2.2s %c%03d%8u %12.12s: %-50.50s %12.12s", pathway, type, code,
             line, module, meaning_of(code), hint);
    qn_sink_line(file, text);
}

static void put_total(struct qn_sink *file, unsigned long n, const char *what)
{
    qn_sink_text(file, " A Total of   ");
    qn_sink_int(file, (long)n, 10);
    qn_sink_text(file, what);
}

static void hours_processed(struct qn_deck_out *out, struct qn_sink *file)
{
    double percent = 100.0 * (double)out->missing / (double)out->processed;
    qn_sink_end(file);
    put_total(file, out->processed, " Hours Were Processed\n\n");
    put_total(file, out->calm, " Calm Hours Identified\n\n");
    put_total(file, out->missing, " Missing Hours Identified (");
    qn_sink_fixed(file, percent, 6, 2);
    qn_sink_line(file, " Percent)");
    if (out->precipitation_told) {
        double total_mm = qn_out_precipitation_mm(out);
        qn_sink_text(file, "\n Met Data File Includes ");
        qn_sink_fixed(file, total_mm, 10, 2);
        qn_sink_text(file, " Millimeters (");
        qn_sink_fixed(file, total_mm / MM_PER_INCH, 10, 3);
        qn_sink_line(file, " Inches) of Precipitation");
    }
    if (percent > MISSING_LIMIT_PERCENT) {
        qn_sink_end(file);
        qn_sink_line(file, " CAUTION: more than 10 percent of the hours are missing; see");
        qn_sink_line(file, " EPA-454/R-99-005, section 5.3.2, before regulatory use.");
    }
}

static void deck_messages(struct qn_deck_out *out, struct qn_sink *file, unsigned long *shown)
{
    for (size_t m = 0; m < out->deck->messages; m++) {
        const struct qn_deck_message *message = &out->deck->message[m];
        if (message->type != 'W' || (*shown)++ >= SHOWN_MAX)
            continue;
        qn_sink_blank(file, 1);
        put_message(file, message->pathway, message->type, message->code, message->line,
                    message->module, message->hint);
    }
}

static void run_messages(struct qn_deck_out *out, struct qn_sink *file, unsigned long *shown)
{
    for (const struct qn_out_message *m = out->message; m; m = m->next) {
        if (m->type != 'W' || (*shown)++ >= SHOWN_MAX)
            continue;
        qn_sink_blank(file, 1);
        put_message(file, m->pathway, m->type, m->code, m->line, m->module, m->hint);
    }
}

static unsigned long count_deck(const struct qn_deck *deck, char type)
{
    unsigned long n = 0;
    for (size_t m = 0; m < deck->messages; m++)
        n += deck->message[m].type == type;
    return n;
}

void qn_out_messages(struct qn_deck_out *out, struct qn_sink *file, bool after_run)
{
    unsigned long shown = 0;
    qn_sink_line(file, "  --------- Summary of Total Messages --------");
    qn_sink_line(file, "  ");
    put_total(file, 0, " Fatal Error Message(s)\n");
    put_total(file, count_deck(out->deck, 'W') + (after_run ? out->warnings : 0),
              " Warning Message(s)\n");
    put_total(file, count_deck(out->deck, 'I') + (after_run ? out->notes : 0),
              " Informational Message(s)\n");
    if (after_run && out->processed)
        hours_processed(out, file);
    qn_sink_text(file, "  \n  \n    ******** FATAL ERROR MESSAGES ******** \n");
    qn_sink_text(file, "               ***  NONE  ***         \n  \n  \n");
    qn_sink_line(file, "    ********   WARNING MESSAGES   ******** ");
    deck_messages(out, file, &shown);
    if (after_run)
        run_messages(out, file, &shown);
    if (shown > SHOWN_MAX)
        qn_sink_line(file, " Only the first 999 warnings are shown; an ERRORFIL holds all.");
    if (shown == 0)
        qn_sink_text(file, "               ***  NONE  ***        \n  \n");
}

void qn_out_error_file(struct qn_deck_out *out, struct qn_sink *file)
{
    qn_sink_text(file, "  \n    ************ Error Message List *************\n  \n");
    qn_sink_text(file, "    PW     --- Pathway\n    Code   --- Type and number of the message\n");
    qn_sink_text(file, "    L#     --- Line of the deck, or hour of the weather\n");
    qn_sink_text(file, "    ModNam --- Part of the program\n    Hints  --- What it concerns\n  \n");
    qn_sink_line(file, "PW CODE    L#      MODNAM                       ERROR MESSAGES"
                       "                      HINTS");
    for (size_t m = 0; m < out->deck->messages; m++) {
        const struct qn_deck_message *message = &out->deck->message[m];
        put_message(file, message->pathway, message->type, message->code, message->line,
                    message->module, message->hint);
    }
    for (const struct qn_out_message *m = out->message; m; m = m->next)
        put_message(file, m->pathway, m->type, m->code, m->line, m->module, m->hint);
}
