/* MAXTABLE: the overall maximum values of a group, in two columns. Layout as AERMOD 24142. */
#include "deck/pages.h"

#define ENTRIES_A_PAGE 80

static void put_entry(struct qn_deck_out *out, const struct qn_out_top *top, size_t first,
                      unsigned number)
{
    struct qn_sink *file = out->print.sink;
    size_t at = first + number - 1, where = top->where[at];
    double x_m = where ? out->deck->receptor[where - 1].x_m : 0;
    double y_m = where ? out->deck->receptor[where - 1].y_m : 0;
    qn_sink_blank(file, 1);
    qn_sink_int(file, number, 4);
    qn_sink_text(file, ". ");
    qn_sink_fixed(file, top->value[at], 13, 5);
    qn_sink_put(file, top->flag + at, 1);
    qn_sink_text(file, "(");
    qn_sink_date(file, top->date[at]);
    qn_sink_text(file, ") AT (");
    qn_sink_fixed(file, x_m, 10, 2);
    qn_sink_text(file, ", ");
    qn_sink_fixed(file, y_m, 10, 2);
    qn_sink_text(file, ")  ");
    qn_sink_text(file, where ? qn_out_receptor_kind(out->deck, where - 1) : "  ");
}

static void put_head(struct qn_deck_out *out, size_t a, size_t type, size_t group)
{
    struct qn_sink *file = out->print.sink;
    qn_out_page(out, &out->print);
    qn_sink_end(file);
    qn_sink_blank(file, 30);
    qn_sink_text(file, "*** THE MAXIMUM ");
    qn_sink_int(file, out->deck->maxtable[a], 4);
    qn_sink_blank(file, 2);
    qn_sink_text(file, out->average[a].name);
    qn_sink_blank(file, 1);
    qn_sink_text(file, qn_out_type_name(out->type[type]));
    qn_sink_text(file, "VALUES FOR SOURCE GROUP:  ");
    qn_sink_pad(file, out->deck->group[group].id, 8);
    qn_sink_line(file, " ***");
    qn_page_members(out, file, group, 34);
    qn_page_unit(out, file, type, 40, false);
    for (int half = 0; half < 2; half++) {
        qn_sink_text(file, half ? "   RANK        " : " RANK        ");
        qn_sink_text(file, qn_out_type_short(out->type[type]));
        qn_sink_text(file, "    (YYMMDDHH) AT      RECEPTOR (XR,YR) OF TYPE ");
    }
    qn_sink_end(file);
    for (int k = 0; k < 66; k++)
        qn_sink_text(file, " -");
    qn_sink_end(file);
}

/* A page's first half goes down the left column, its second down the right one. */
static void put_page(struct qn_deck_out *out, const struct qn_out_top *top, size_t first,
                     unsigned from, unsigned to)
{
    unsigned count = to - from + 1, left = (count + 1) / 2;
    for (unsigned k = 0; k < left; k++) {
        put_entry(out, top, first, from + k);
        if (k + left < count) {
            qn_sink_blank(out->print.sink, 4);
            put_entry(out, top, first, from + k + left);
        }
        qn_sink_end(out->print.sink);
    }
}

static void put_table(struct qn_deck_out *out, size_t a, size_t type, size_t group)
{
    const struct qn_out_top *top = &out->average[a].top;
    size_t first = (type * out->groups + group) * top->depth;
    unsigned count = out->deck->maxtable[a];
    for (unsigned from = 1; from <= count; from += ENTRIES_A_PAGE) {
        unsigned to = count - from < ENTRIES_A_PAGE ? count : from + ENTRIES_A_PAGE - 1;
        put_head(out, a, type, group);
        put_page(out, top, first, from, to);
    }
    qn_page_kinds(out->print.sink, 1, 23);
}

void qn_out_max_tables(struct qn_deck_out *out)
{
    for (size_t type = 0; type < out->types; type++)
        for (size_t a = 0; a < out->averages; a++)
            for (size_t group = 0; out->deck->maxtable[a] && group < out->groups; group++)
                put_table(out, a, type, group);
}
