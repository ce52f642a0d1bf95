/* The message summary of the main output: AERMOD's codes, places and layout, our words. */
#include <stdio.h>
#include <string.h>

#include "deck/out.h"

#define SHOWN_MAX 999 /* warnings in the summary; all are in the ERRORFIL */
#define MISSING_LIMIT_PERCENT 10.0

struct meaning {
    int code;
    const char *text; /* at most 50 characters */
};

static const struct meaning meanings[] = {
    {187, "Met data made with ADJ_U* (low-wind stable)"},
    {228, "No flagpole height given: default height taken"},
    {320, "Input value may be out of range"},
    {344, "No hourly emission given: zero taken"},
    {361, "PERIOD or ANNUAL with this NAAQS pollutant"},
    {362, "Average is not the standard's for the pollutant"},
    {400, "Value too large for F13.5: use FILEFORM"},
    {403, "Turbulence data used although ADJ_U* was"},
    {440, "Calm hour"},
    {460, "Missing hour"},
    {470, "Mixing height is zero: no concentration"},
    {479, "Temperature gradient out of range"},
    {481, "Hours remain after the end of the last year"},
    {496, "Wet deposition without any precipitation"},
    {565, "Ten or more source groups"},
    {732, "24-h average: < 18 valid hours, calms policy"},
    {733, "8-h average: < 6 valid hours, calms policy"},
    {734, "3-h average: < 3 valid hours, calms policy"},
    {752, "FLAT source in a run with elevated terrain"},
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
    snprintf(text, sizeof text, "%-2.2s %c%03d%8u %12.12s: %-50.50s %-12.12s", pathway, type, code,
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
