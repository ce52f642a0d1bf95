/* Pages of the printed output: what their tables share. Layouts as AERMOD 24142 prints them. */
#include "deck/pages.h"

#include <stdio.h>
#include <string.h>

#define TITLE_WIDTH 68
#define MEMBERS_MAX 29 /* names that a heading has room for */
#define MEMBERS_FIRST 5
#define MEMBERS_NEXT 8

static void page_number(struct qn_sink *file, unsigned page)
{
    unsigned width = page <= 999 ? 4 : page <= 99999 ? 6 : 8;
    qn_sink_blank(file, 119 - (width - 4));
    qn_sink_text(file, "PAGE");
    qn_sink_int(file, page, width);
    qn_sink_end(file);
}

static void page_line(struct qn_sink *file, const char *program, const char *version,
                      const char *gap, const char *title)
{
    qn_sink_text(file, program);
    qn_sink_pad(file, version, 5);
    qn_sink_text(file, gap);
    qn_sink_text(file, " ***   *** ");
    qn_sink_pad(file, title, TITLE_WIDTH);
    qn_sink_line(file, " ***");
}

void qn_out_page(struct qn_deck_out *out, struct qn_out_pages *pages)
{
    const struct qn_deck *deck = out->deck;
    struct qn_sink *file = pages->sink;
    pages->page++;
    page_line(file, "\f *** quench - VERSION ", QN_VERSION, " ", deck->title[0]);
    page_line(file, " *** AERMET - VERSION  ", deck->weather.version, "", deck->title[1]);
    page_number(file, pages->page);
    qn_sink_text(file, " *** MODELOPTs:  ");
    qn_sink_text(file, deck->modelopts[0] == ' ' ? "" : "  ");
    qn_sink_line(file, deck->modelopts);
}

void qn_page_members(struct qn_deck_out *out, struct qn_sink *file, size_t group, size_t indent)
{
    size_t members = out->member_start[group + 1] - out->member_start[group];
    size_t shown = members < MEMBERS_MAX ? members : MEMBERS_MAX;
    qn_sink_blank(file, indent);
    qn_sink_text(file, "INCLUDING SOURCE(S):     ");
    for (size_t k = 0; k < shown; k++) {
        if (k >= MEMBERS_FIRST && (k - MEMBERS_FIRST) % MEMBERS_NEXT == 0) {
            qn_sink_end(file);
            qn_sink_blank(file, 17);
        }
        bool cut = k + 1 == shown && shown < members;
        qn_sink_pad(
            file, cut ? " . . . " : out->deck->source[out->member[out->member_start[group] + k]].id,
            12);
        qn_sink_text(file, ", ");
    }
    qn_sink_end(file);
}

void qn_page_unit(struct qn_deck_out *out, struct qn_sink *file, size_t type, size_t indent,
                  bool lasting)
{
    bool yearly = lasting && !out->deck->period && out->type[type] != QN_PLUME_CONC;
    char unit[64];
    snprintf(unit, sizeof unit, "%s%s", out->deck->output_unit[type], yearly ? "/YR" : "");
    qn_sink_end(file);
    qn_sink_blank(file, indent);
    qn_sink_text(file, "** ");
    qn_sink_text(file, qn_out_type_short(out->type[type]));
    qn_sink_text(file, " OF ");
    qn_sink_pad(file, out->deck->pollutant, 8);
    qn_sink_text(file, " IN ");
    qn_sink_pad(file, unit, 40);
    qn_sink_line(file, " **");
    qn_sink_end(file);
}

void qn_page_kinds(struct qn_sink *file, size_t empty_lines, size_t indent)
{
    static const char *const kind[3] = {"GP = GRIDPOLR", "DC = DISCCART", "DP = DISCPOLR"};
    for (size_t k = 0; k < empty_lines; k++)
        qn_sink_end(file);
    qn_sink_blank(file, indent - 22);
    qn_sink_line(file, " *** RECEPTOR TYPES:  GC = GRIDCART");
    for (size_t k = 0; k < 3; k++) {
        qn_sink_blank(file, indent);
        qn_sink_line(file, kind[k]);
    }
}
