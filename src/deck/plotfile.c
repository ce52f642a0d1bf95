/* Files written after the last hour: PLOTFILE, SEASONHR, RANKFILE. Layouts as AERMOD 24142. */
#include <string.h>

#include "deck/files.h"
#include "deck/fixed.h"

/* PLOTFILE of PERIOD and ANNUAL. */

static void long_plot_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                           struct qn_sink *file)
{
    qn_out_head(out, file, false);
    qn_sink_text(file, "*         PLOT FILE OF ");
    qn_sink_text(file, out->deck->period ? "PERIOD" : "ANNUAL");
    qn_sink_text(file, " VALUES AVERAGED ACROSS ");
    qn_sink_int(file, out->lasting.years, 3);
    qn_sink_text(file, " YEARS FOR SOURCE GROUP: ");
    qn_out_head_group(out, file, request->group, qn_out_post_format(out, request));
    qn_out_head_columns(
        out, file, out->deck->period ? "      NUM HRS   NET ID" : "      NUM YRS   NET ID", "");
}

void qn_out_long_plotfiles(struct qn_deck_out *out)
{
    bool period = out->deck->period;
    unsigned number = period ? out->lasting.counts.hours : out->lasting.years;
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->kind != QN_DECK_PLOTFILE || request->ave != out->averages)
            continue;
        long_plot_head(out, request, out->request_file[r]);
        qn_out_post_rows(out, out->request_file[r], request, period ? "PERIOD" : "ANNUAL", number,
                         (const double *const *)out->lasting.sum);
    }
}

/* PLOTFILE of ranks. */

static void plot_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file)
{
    char rank[6];
    qn_out_head(out, file, true);
    qn_sink_text(file, "*         PLOT FILE OF  HIGH ");
    qn_sink_text(file, qn_out_rank(request->high, rank));
    qn_sink_text(file, " HIGH ");
    qn_sink_text(file, out->average[request->ave].name);
    qn_sink_text(file, " VALUES FOR SOURCE GROUP: ");
    qn_out_head_group(out, file, request->group, qn_out_plot_format(out, request));
    qn_out_head_columns(out, file,
                        qn_out_has_conc(out) ? "       RANK     NET ID   DATE(CONC)"
                                             : "       RANK     NET ID   DATE(DEPO)",
                        "  ________");
}

static void plot_rows(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file)
{
    const struct qn_out_average *average = &out->average[request->ave];
    const struct qn_out_high *high = &average->high;
    bool exponential = qn_out_exponential(out, request);
    char rank[6];
    qn_out_rank(request->high, rank);
    for (size_t i = 0; i < out->receptors; i++) {
        qn_sink_put(file, out->place + i * QN_OUT_PLACE, QN_OUT_PLACE);
        for (size_t t = 0; t < out->types; t++) {
            size_t row = t * out->groups + request->group;
            size_t at = (row * high->depth + request->high - 1) * out->receptors + i;
            qn_sink_blank(file, 1);
            if (exponential)
                qn_sink_expo(file, high->value[at]);
            else
                qn_sink_fixed(file, high->value[at], 13, 5);
        }
        qn_sink_put(file, out->ground + i * QN_OUT_GROUND, QN_OUT_GROUND);
        qn_sink_blank(file, 3);
        qn_sink_text(file, average->name);
        qn_sink_blank(file, 2);
        qn_sink_pad(file, out->deck->group[request->group].id, 8);
        qn_sink_blank(file, 2);
        qn_sink_text(file, rank);
        qn_sink_blank(file, 5);
        qn_sink_pad(file, out->deck->receptor_extra[i].netid, 8);
        qn_sink_blank(file, 2);
        qn_sink_int(
            file,
            high->date[(request->group * high->depth + request->high - 1) * out->receptors + i], 8);
        qn_sink_end(file);
    }
}

void qn_out_plotfiles(struct qn_deck_out *out)
{
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->kind != QN_DECK_PLOTFILE || request->ave >= out->averages ||
            request->high == 0)
            continue;
        if (!out->deck->no_header)
            plot_head(out, request, out->request_file[r]);
        plot_rows(out, request, out->request_file[r]);
    }
}

/* SEASONHR. */

static void season_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                        struct qn_sink *file)
{
    static const char *const fixed[QN_PLUME_TYPE_CAP] = {
        "(2(1X,F13.5),1(1X,F13.8),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),2(1X,F13.8),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),3(1X,F13.8),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),4(1X,F13.8),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)"};
    static const char *const expo[QN_PLUME_TYPE_CAP] = {
        "(2(1X,F13.5),1(1X,E13.6),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),2(1X,E13.6),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),3(1X,E13.6),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)",
        "(2(1X,F13.5),4(1X,E13.6),3(1X,F7.2),2X,A8,2X,3(I4,2X),A8)"};
    qn_out_head(out, file, false);
    qn_sink_text(file, "*         FILE OF SEASON/HOUR VALUES FOR SOURCE GROUP: ");
    qn_out_head_group(out, file, request->group,
                      (qn_out_exponential(out, request) ? expo : fixed)[out->types - 1]);
    qn_sink_text(file, "*        X             Y    ");
    for (size_t t = 0; t < out->types; t++) {
        qn_sink_blank(file, 2);
        qn_sink_text(file, qn_out_type_column(out->type[t]));
    }
    qn_sink_line(file, "   ZELEV   ZHILL   ZFLAG    GRP     NHRS  SEAS  HOUR   NET ID");
    qn_sink_text(file, "*");
    for (size_t t = 0; t < out->types + 2; t++)
        qn_sink_text(file, " ____________ ");
    qn_sink_line(file, " ______  ______  ______  ________  ____  ____  ____  ________");
}

static void season_row(struct qn_deck_out *out, const struct qn_deck_request *request,
                       struct qn_sink *file, size_t season, size_t hour, size_t i)
{
    const struct qn_out_counts *counts = &out->season.counts[season][hour];
    const double *sum =
        out->season.sum[request->group] + (season * 24 + hour) * out->types * out->receptors;
    qn_sink_put(file, out->place + i * QN_OUT_PLACE, QN_OUT_PLACE);
    for (size_t t = 0; t < out->types; t++) {
        qn_sink_blank(file, 1);
        if (qn_out_exponential(out, request))
            qn_sink_expo(file, sum[t * out->receptors + i]);
        else
            qn_sink_fixed(file, sum[t * out->receptors + i], 13, 8);
    }
    qn_out_put_ground(file, &out->deck->receptor[i], 7);
    qn_sink_blank(file, 2);
    qn_sink_pad(file, out->deck->group[request->group].id, 8);
    qn_sink_blank(file, 2);
    const long number[3] = {(long)counts->hours - (long)counts->calm, (long)season + 1,
                            (long)hour + 1};
    for (size_t k = 0; k < 3; k++) {
        qn_sink_int(file, number[k], 4);
        qn_sink_blank(file, 2);
    }
    qn_sink_pad(file, out->deck->receptor_extra[i].netid, 8);
    qn_sink_end(file);
}

void qn_out_seasonfiles(struct qn_deck_out *out)
{
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->kind != QN_DECK_SEASONHR)
            continue;
        if (!out->deck->no_header)
            season_head(out, request, out->request_file[r]);
        for (size_t k = 0; k < (size_t)4 * 24; k++)
            for (size_t i = 0; i < out->receptors; i++)
                season_row(out, request, out->request_file[r], k / 24, k % 24, i);
    }
}

/* RANKFILE. */

static void rank_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file, size_t type)
{
    qn_out_head(out, file, false);
    qn_sink_text(file, "*         RANK-FILE OF UP TO ");
    qn_sink_int(file, request->high, 5);
    qn_sink_text(file, " TOP ");
    qn_sink_text(file, out->average[request->ave].name);
    qn_sink_text(file, " VALUES FOR ");
    qn_sink_int(file, (long)out->groups, 5);
    qn_sink_line(file, " SOURCE GROUPS");
    qn_sink_line(file, "*         INCLUDES OVERALL MAXIMUM VALUES WITH DUPLICATE DATA PERIODS "
                       "REMOVED");
    qn_sink_line(file,
                 qn_out_one_exponential(out, request)
                     ? "*         FORMAT: (1X,I6,1X,E13.6,1X,I8.8,2(1X,F13.5),3(1X,F7.2),2X,A8)"
                     : "*         FORMAT: (1X,I6,1X,F13.5,1X,I8.8,2(1X,F13.5),3(1X,F7.2),2X,A8)");
    qn_sink_text(file, "*  RANK  ");
    qn_sink_text(file, qn_out_type_column(out->type[type]));
    qn_sink_line(file, "   DATE          X             Y        ZELEV   ZHILL   ZFLAG     GRP");
    qn_sink_line(file, "*_______ ____________ ________  ____________  ____________  ______  "
                       "______  ______  ________");
}

static void rank_row(struct qn_deck_out *out, const struct qn_deck_request *request,
                     struct qn_sink *file, unsigned rank, size_t group, size_t at)
{
    const struct qn_out_top *top = &out->average[request->ave].top;
    size_t i = top->where[at] - 1;
    qn_sink_blank(file, 1);
    qn_sink_int(file, rank, 6);
    qn_sink_blank(file, 1);
    if (qn_out_one_exponential(out, request))
        qn_sink_expo(file, top->value[at]);
    else
        qn_sink_fixed(file, top->value[at], 13, 5);
    qn_sink_blank(file, 1);
    qn_sink_date(file, top->date[at]);
    qn_sink_put(file, out->place + i * QN_OUT_PLACE, QN_OUT_PLACE);
    qn_out_put_ground(file, &out->deck->receptor[i], 7);
    qn_sink_blank(file, 2);
    qn_sink_pad(file, out->deck->group[group].id, 8);
    qn_sink_end(file);
}

static bool seen_before(const struct qn_out_top *top, size_t first, size_t k)
{
    for (size_t j = 0; j < k; j++)
        if (top->date[first + j] == top->date[first + k])
            return true;
    return top->where[first + k] == 0;
}

static void rank_file(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file, size_t type)
{
    const struct qn_out_top *top = &out->average[request->ave].top;
    if (!out->deck->no_header)
        rank_head(out, request, file, type);
    for (size_t group = 0; group < out->groups; group++) {
        size_t first = (type * out->groups + group) * top->depth;
        unsigned rank = 0;
        for (size_t k = 0; k < request->high && k < top->depth; k++)
            if (!seen_before(top, first, k))
                rank_row(out, request, file, ++rank, group, first + k);
    }
}

void qn_out_rankfiles(struct qn_deck_out *out)
{
    for (size_t type = 0; type < out->types; type++)
        for (size_t r = 0; r < out->deck->requests; r++)
            if (out->request[r]->kind == QN_DECK_RANKFILE)
                rank_file(out, out->request[r], out->request_file[r], type);
}
