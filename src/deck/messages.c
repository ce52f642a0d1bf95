/* The message summary of the main output: AERMOD's codes, places and layout, our words. The
 * words are in the catalogue: the main output takes the English, a user reads their own language.
 */
#include <stdio.h>
#include <string.h>

#include "deck/out.h"

#define SHOWN_MAX 999 /* warnings in the summary; all are in the ERRORFIL */
#define MISSING_LIMIT_PERCENT 10.0
#define MM_PER_INCH 25.4

struct meaning {
    int code;
    enum qn_text_id text;
};

static const struct meaning meanings[] = {
    {111, QN_T_DECK_M111}, {112, QN_T_DECK_M112}, {113, QN_T_DECK_M113}, {116, QN_T_DECK_M116},
    {127, QN_T_DECK_M127}, {128, QN_T_DECK_M128}, {129, QN_T_DECK_M129}, {136, QN_T_DECK_M136},
    {151, QN_T_DECK_M151}, {155, QN_T_DECK_M155}, {181, QN_T_DECK_M181}, {182, QN_T_DECK_M182},
    {184, QN_T_DECK_M184}, {186, QN_T_DECK_M186}, {187, QN_T_DECK_M187}, {192, QN_T_DECK_M192},
    {200, QN_T_DECK_M200}, {202, QN_T_DECK_M202}, {205, QN_T_DECK_M205}, {206, QN_T_DECK_M206},
    {207, QN_T_DECK_M207}, {213, QN_T_DECK_M213}, {214, QN_T_DECK_M214}, {215, QN_T_DECK_M215},
    {216, QN_T_DECK_M216}, {220, QN_T_DECK_M220}, {228, QN_T_DECK_M228}, {229, QN_T_DECK_M229},
    {233, QN_T_DECK_M233}, {250, QN_T_DECK_M250}, {252, QN_T_DECK_M252}, {276, QN_T_DECK_M276},
    {314, QN_T_DECK_M314}, {316, QN_T_DECK_M316}, {319, QN_T_DECK_M319}, {320, QN_T_DECK_M320},
    {325, QN_T_DECK_M325}, {330, QN_T_DECK_M330}, {334, QN_T_DECK_M334}, {340, QN_T_DECK_M340},
    {341, QN_T_DECK_M341}, {344, QN_T_DECK_M344}, {350, QN_T_DECK_M350}, {353, QN_T_DECK_M353},
    {360, QN_T_DECK_M360}, {361, QN_T_DECK_M361}, {362, QN_T_DECK_M362}, {363, QN_T_DECK_M363},
    {390, QN_T_DECK_M390}, {391, QN_T_DECK_M391}, {392, QN_T_DECK_M392}, {396, QN_T_DECK_M396},
    {397, QN_T_DECK_M397}, {398, QN_T_DECK_M398}, {399, QN_T_DECK_M399}, {400, QN_T_DECK_M400},
    {401, QN_T_DECK_M401}, {402, QN_T_DECK_M402}, {403, QN_T_DECK_M403}, {422, QN_T_DECK_M422},
    {440, QN_T_DECK_M440}, {443, QN_T_DECK_M443}, {444, QN_T_DECK_M444}, {450, QN_T_DECK_M450},
    {460, QN_T_DECK_M460}, {470, QN_T_DECK_M470}, {473, QN_T_DECK_M473}, {479, QN_T_DECK_M479},
    {481, QN_T_DECK_M481}, {488, QN_T_DECK_M488}, {492, QN_T_DECK_M492}, {496, QN_T_DECK_M496},
    {530, QN_T_DECK_M530}, {531, QN_T_DECK_M531}, {540, QN_T_DECK_M540}, {565, QN_T_DECK_M565},
    {731, QN_T_DECK_M731}, {732, QN_T_DECK_M732}, {733, QN_T_DECK_M733}, {734, QN_T_DECK_M734},
    {752, QN_T_DECK_M752},
};

const char *qn_deck_message_text(int code, enum qn_lang lang)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return qn_text(lang, meanings[i].text);
    return qn_text(lang, QN_T_DECK_M_UNKNOWN);
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
             line, module, qn_deck_message_text(code, QN_EN), hint);
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
