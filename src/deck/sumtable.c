/* The summaries of maximum and highest values, in the main output and the SUMMFILE. Layout as
 * AERMOD 24142. */
#include "deck/pages.h"

#define LINES_A_PAGE 50

static void put_place(struct qn_deck_out *out, struct qn_sink *file, size_t where)
{
    static const struct qn_plume_receptor nowhere = {.x_m = 0};
    const struct qn_plume_receptor *at = where ? &out->deck->receptor[where - 1] : &nowhere;
    qn_sink_text(file, "(");
    qn_sink_fixed(file, at->x_m, 11, 2);
    qn_sink_text(file, ", ");
    qn_sink_fixed(file, at->y_m, 11, 2);
    qn_sink_text(file, ", ");
    qn_sink_fixed(file, at->elev_m, 8, 2);
    qn_sink_text(file, ", ");
    qn_sink_fixed(file, at->hill_m, 8, 2);
    qn_sink_text(file, ", ");
    qn_sink_fixed(file, at->flag_m, 7, 2);
    qn_sink_text(file, ")");
    if (where) {
        qn_sink_blank(file, 2);
        qn_sink_text(file, qn_out_receptor_kind(out->deck, where - 1));
        qn_sink_blank(file, 2);
        qn_sink_pad(file, out->deck->receptor_extra[where - 1].netid, 8);
    }
    qn_sink_end(file);
}

static void put_dashes(struct qn_sink *file, int n)
{
    for (int k = 0; k < n; k++)
        qn_sink_text(file, "- ");
    qn_sink_end(file);
}

/* PERIOD or ANNUAL. */

static void long_head(struct qn_deck_out *out, struct qn_out_pages *pages, size_t type)
{
    struct qn_sink *file = pages->sink;
    bool period = out->deck->period;
    qn_out_page(out, pages);
    qn_sink_end(file);
    qn_sink_blank(file, period ? 40 : 35);
    qn_sink_text(file, period ? "*** THE SUMMARY OF MAXIMUM PERIOD ("
                              : "*** THE SUMMARY OF MAXIMUM ANNUAL RESULTS AVERAGED OVER ");
    qn_sink_int(file, period ? out->lasting.counts.hours : out->lasting.years, period ? 6 : 3);
    qn_sink_line(file, period ? " HRS) RESULTS ***" : " YEARS ***");
    qn_sink_end(file);
    qn_page_unit(out, file, type, 36, true);
    qn_sink_blank(file, 109);
    qn_sink_line(file, "NETWORK");
    qn_sink_text(file, "GROUP ID");
    qn_sink_blank(file, 23);
    qn_sink_text(file, qn_out_type_column(out->type[type]));
    qn_sink_blank(file, 16);
    qn_sink_line(file, "RECEPTOR  (XR, YR, ZELEV, ZHILL, ZFLAG)  OF TYPE  GRID-ID");
    put_dashes(file, 60);
}

static void long_summary(struct qn_deck_out *out, struct qn_out_pages *pages, size_t type)
{
    const struct qn_out_top *top = &out->lasting.top;
    struct qn_sink *file = pages->sink;
    size_t groups_a_page = LINES_A_PAGE / (QN_OUT_LONG_HIGHS + 1);
    char rank[6];
    for (size_t group = 0; group < out->groups; group++) {
        size_t first = (type * out->groups + group) * top->depth;
        if (group % groups_a_page == 0)
            long_head(out, pages, type);
        for (unsigned k = 0; k < QN_OUT_LONG_HIGHS; k++) {
            if (k == 0)
                qn_sink_end(file);
            qn_sink_pad(file, k == 0 ? out->deck->group[group].id : "", 8);
            qn_sink_text(file, qn_out_rank(k + 1, rank));
            qn_sink_text(file, " HIGHEST VALUE IS");
            qn_sink_fixed(file, top->value[first + k], 14, 5);
            qn_sink_text(file, " AT ");
            put_place(out, file, top->where[first + k]);
        }
    }
    qn_page_kinds(file, 2, 22);
}

/* Ranks. */

/* The highest value of one rank over all receptors; of equal ones the first receptor's. */
static struct qn_out_maximum maximum_of(struct qn_deck_out *out, size_t a, size_t row,
                                        unsigned rank)
{
    const struct qn_out_high *high = &out->average[a].high;
    size_t first = (row * high->depth + rank - 1) * out->receptors;
    struct qn_out_maximum best = {.flag = ' '};
    for (size_t i = 0; i < out->receptors; i++)
        if (high->value[first + i] > best.value)
            best = (struct qn_out_maximum){high->value[first + i], high->date[first + i],
                                           high->flag[first + i], i + 1};
    return best;
}

static void rank_head(struct qn_deck_out *out, struct qn_out_pages *pages, size_t a, size_t type)
{
    struct qn_sink *file = pages->sink;
    qn_out_page(out, pages);
    qn_sink_end(file);
    qn_sink_blank(file, 48);
    qn_sink_text(file, "*** THE SUMMARY OF HIGHEST ");
    qn_sink_text(file, out->average[a].name);
    qn_sink_line(file, " RESULTS ***");
    qn_sink_end(file);
    qn_page_unit(out, file, type, 36, false);
    qn_sink_blank(file, 54);
    qn_sink_text(file, "DATE");
    qn_sink_blank(file, 68);
    qn_sink_line(file, "NETWORK");
    qn_sink_text(file, "GROUP ID");
    qn_sink_blank(file, 26);
    qn_sink_text(file, qn_out_type_column(out->type[type]));
    qn_sink_text(file, "     (YYMMDDHH)             ");
    qn_sink_line(file, "RECEPTOR  (XR, YR, ZELEV, ZHILL, ZFLAG)    OF TYPE  GRID-ID");
    put_dashes(file, 66);
}

static void rank_line(struct qn_deck_out *out, struct qn_sink *file, const char *group,
                      unsigned number, const struct qn_out_maximum *best)
{
    char rank[6];
    qn_sink_pad(file, group, 8);
    qn_sink_text(file, " HIGH ");
    qn_sink_text(file, qn_out_rank(number, rank));
    qn_sink_text(file, " HIGH VALUE IS");
    qn_sink_fixed(file, best->value, 14, 5);
    qn_sink_put(file, &best->flag, 1);
    qn_sink_text(file, " ON ");
    qn_sink_date(file, best->date);
    qn_sink_text(file, ": AT ");
    put_place(out, file, best->where);
}

static void rank_summary(struct qn_deck_out *out, struct qn_out_pages *pages, size_t a, size_t type)
{
    const unsigned char *wanted = out->deck->rectable[a];
    size_t ranks = 0;
    for (unsigned k = 1; k <= QN_DECK_HIGH_CAP; k++)
        ranks += wanted[k] != 0;
    if (ranks == 0)
        return;
    size_t groups_a_page = LINES_A_PAGE / (ranks + 1) ? LINES_A_PAGE / (ranks + 1) : 1;
    for (size_t group = 0; group < out->groups; group++) {
        const char *name = out->deck->group[group].id;
        if (group % groups_a_page == 0)
            rank_head(out, pages, a, type);
        qn_sink_line(pages->sink, "  ");
        for (unsigned k = 1; k <= QN_DECK_HIGH_CAP; k++) {
            if (!wanted[k])
                continue;
            struct qn_out_maximum best = maximum_of(out, a, type * out->groups + group, k);
            rank_line(out, pages->sink, name, k, &best);
            name = "";
        }
    }
    qn_page_kinds(pages->sink, 2, 22);
}

static void summary(struct qn_deck_out *out, struct qn_out_pages *pages, size_t type)
{
    if (out->lasting.wanted)
        long_summary(out, pages, type);
    for (size_t a = 0; a < out->averages; a++)
        rank_summary(out, pages, a, type);
}

void qn_out_summary_tables(struct qn_deck_out *out)
{
    for (size_t type = 0; type < out->types; type++) {
        summary(out, &out->print, type);
        if (out->summary.sink)
            summary(out, &out->summary, type);
    }
}
