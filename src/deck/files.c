/* What the files of a deck's outputs have in common: heads, formats, rows. Where AERMOD prints the
 * run's date and time there is nothing: the same deck gives the same bytes. */
#include "deck/files.h"

#include <stdio.h>
#include <string.h>

#include "deck/fixed.h"

void qn_out_head(struct qn_deck_out *out, struct qn_sink *file, bool second_title)
{
    const struct qn_deck *deck = out->deck;
    qn_sink_text(file, "* quench (");
    qn_sink_pad(file, QN_VERSION, 6);
    qn_sink_text(file, "): ");
    qn_sink_line(file, deck->title[0]);
    qn_sink_text(file, "* AERMET ( ");
    qn_sink_pad(file, deck->weather.version, 5);
    qn_sink_text(file, "): ");
    qn_sink_line(file, second_title ? deck->title[1] : "");
    qn_sink_text(file, "* MODELING OPTIONS USED: ");
    qn_sink_text(file, deck->modelopts[0] == ' ' ? "" : "  ");
    qn_sink_line(file, deck->modelopts);
}

void qn_out_head_group(struct qn_deck_out *out, struct qn_sink *file, size_t group,
                       const char *format)
{
    qn_sink_pad(file, out->deck->group[group].id, 8);
    qn_sink_end(file);
    qn_sink_text(file, "*         FOR A TOTAL OF ");
    qn_sink_int(file, (long)out->receptors, out->receptors > 99999 ? 10 : 5);
    qn_sink_line(file, " RECEPTORS.");
    qn_sink_text(file, "*         FORMAT: ");
    qn_sink_line(file, format);
}

void qn_out_head_columns(struct qn_deck_out *out, struct qn_sink *file, const char *names,
                         const char *rank_columns)
{
    qn_sink_text(file, "*        X             Y    ");
    for (size_t t = 0; t < out->types; t++) {
        qn_sink_blank(file, 2);
        qn_sink_text(file, qn_out_type_column(out->type[t]));
    }
    qn_sink_text(file, "    ZELEV    ZHILL    ZFLAG    AVE     GRP");
    qn_sink_line(file, names);
    qn_sink_text(file, "*");
    for (size_t t = 0; t < out->types + 2; t++)
        qn_sink_text(file, " ____________ ");
    qn_sink_text(file, "  ______   ______   ______  ______  ________  ________  ________");
    qn_sink_line(file, rank_columns);
}

/* How the formats of AERMOD's files are written in their heads, by number of types. */
static const char *const post_fixed[QN_PLUME_TYPE_CAP] = {
    "(3(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(4(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(5(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(6(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)"};
static const char *const post_exponential[QN_PLUME_TYPE_CAP] = {
    "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(2(1X,F13.5),2(1X,E13.6),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(2(1X,F13.5),3(1X,E13.6),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)",
    "(2(1X,F13.5),4(1X,E13.6),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)"};
static const char *const plot_fixed[QN_PLUME_TYPE_CAP] = {
    "(3(1X,F13.5),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(4(1X,F13.5),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(5(1X,F13.5),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(6(1X,F13.5),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)"};
static const char *const plot_exponential[QN_PLUME_TYPE_CAP] = {
    "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(2(1X,F13.5),2(1X,E13.6),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(2(1X,F13.5),3(1X,E13.6),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)",
    "(2(1X,F13.5),4(1X,E13.6),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)"};

const char *qn_out_post_format(struct qn_deck_out *out, const struct qn_deck_request *request)
{
    return (qn_out_exponential(out, request) ? post_exponential : post_fixed)[out->types - 1];
}

const char *qn_out_plot_format(struct qn_deck_out *out, const struct qn_deck_request *request)
{
    return (qn_out_exponential(out, request) ? plot_exponential : plot_fixed)[out->types - 1];
}

bool qn_out_exponential(const struct qn_deck_out *out, const struct qn_deck_request *request)
{
    return request->exponential || out->deck->exponential;
}

bool qn_out_one_exponential(const struct qn_deck_out *out, const struct qn_deck_request *request)
{
    return out->types == 1 && qn_out_exponential(out, request);
}

void qn_out_put_ground(struct qn_sink *file, const struct qn_plume_receptor *at, unsigned width)
{
    const double height[3] = {at->elev_m, at->hill_m, at->flag_m};
    for (size_t k = 0; k < 3; k++) {
        qn_sink_blank(file, 1);
        qn_sink_fixed(file, height[k], width, 2);
    }
}

void qn_out_put_values(struct qn_deck_out *out, struct qn_sink *file, bool exponential,
                       const double *const *value, size_t group, size_t i)
{
    for (size_t t = 0; t < out->types; t++) {
        char *to = qn_sink_room(file, 14);
        *to = ' ';
        if (exponential)
            qn_expo_write(to + 1, value[t * out->groups + group][i]);
        else
            qn_fixed_write(to + 1, value[t * out->groups + group][i], 13, 5);
    }
}

void qn_out_post_rows(struct qn_deck_out *out, struct qn_sink *file,
                      const struct qn_deck_request *request, const char *name, long number,
                      const double *const *value)
{
    char tail[32]; /* "  " A6 "  " A8 "  " I8.8 "  " */
    bool exponential = qn_out_exponential(out, request);
    snprintf(tail, sizeof tail, "  %6.6s  %-8.8s  %08ld  ", name,
             out->deck->group[request->group].id, number);
    size_t n = strlen(tail);
    for (size_t i = 0; i < out->receptors; i++) {
        memcpy(qn_sink_room(file, QN_OUT_PLACE), out->place + i * QN_OUT_PLACE, QN_OUT_PLACE);
        qn_out_put_values(out, file, exponential, value, request->group, i);
        memcpy(qn_sink_room(file, QN_OUT_GROUND), out->ground + i * QN_OUT_GROUND, QN_OUT_GROUND);
        memcpy(qn_sink_room(file, n), tail, n);
        qn_sink_pad(file, out->deck->receptor_extra[i].netid, 8);
        qn_sink_end(file);
    }
}
