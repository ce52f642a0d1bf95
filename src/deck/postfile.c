/* POSTFILE (PLOT and UNFORM) and MAXIFILE: written while the run goes on; PERIOD and ANNUAL
 * POSTFILEs at the end of the period or of each year. Layouts as AERMOD 24142 writes them. */
#include <string.h>

#include "base/text.h"
#include "deck/files.h"
#include "deck/fixed.h"

#define RECORD_MAX 2147483639u /* what one Fortran record may hold */

/* Heads. */

static void post_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file)
{
    qn_out_head(out, file, true);
    qn_sink_text(file, "*         POST/PLOT FILE OF CONCURRENT ");
    qn_sink_text(file, out->average[request->ave].name);
    qn_sink_text(file, " VALUES FOR SOURCE GROUP: ");
    qn_out_head_group(out, file, request->group, qn_out_post_format(out, request));
    qn_out_head_columns(out, file, "       DATE     NET ID", "");
}

static void long_post_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                           struct qn_sink *file)
{
    bool period = out->deck->period;
    qn_out_head(out, file, false);
    qn_sink_text(file, "*         POST/PLOT FILE OF ");
    qn_sink_text(file, period ? "PERIOD VALUES FOR SOURCE GROUP: " : "ANNUAL VALUES FOR YEAR ");
    if (!period) {
        qn_sink_int(file, out->lasting.years, 3);
        qn_sink_text(file, " FOR SOURCE GROUP: ");
    }
    qn_out_head_group(out, file, request->group, qn_out_post_format(out, request));
    qn_out_head_columns(out, file, period ? "      NUM HRS   NET ID" : "     YEAR NUM   NET ID",
                        "");
}

static void maxi_head(struct qn_deck_out *out, const struct qn_deck_request *request,
                      struct qn_sink *file)
{
    qn_out_head(out, file, false);
    qn_sink_text(file, "*         MAXI-FILE FOR ");
    qn_sink_text(file, out->average[request->ave].name);
    qn_sink_text(file, " VALUES >= A THRESHOLD OF ");
    qn_general_write(qn_sink_room(file, 12), request->threshold);
    qn_sink_end(file);
    qn_sink_text(file, "*         FOR SOURCE GROUP: ");
    qn_sink_pad(file, out->deck->group[request->group].id, 8);
    qn_sink_end(file);
    qn_sink_line(file, qn_out_one_exponential(out, request)
                           ? "*         FORMAT: (1X,I3,1X,A8,1X,I8.8,2(1X,F13.5),3(1X,F7.2),"
                             "1X,E13.6)"
                           : "*         FORMAT: (1X,I3,1X,A8,1X,I8.8,2(1X,F13.5),3(1X,F7.2),"
                             "1X,F13.5)");
    qn_sink_text(file, "*AVE   GRP     DATE           X             Y        ZELEV   ZHILL   "
                       "ZFLAG  ");
    qn_sink_line(file, qn_out_type_column(out->type[0]));
    qn_sink_line(file, "*___ ________ ________  ____________  ____________  ______  ______  "
                       "______  ____________");
}

void qn_out_file_heads(struct qn_deck_out *out)
{
    if (out->deck->no_header)
        return;
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->ave >= out->averages)
            continue;
        if (request->kind == QN_DECK_POSTFILE && !request->unformatted)
            post_head(out, request, out->request_file[r]);
        else if (request->kind == QN_DECK_MAXIFILE)
            maxi_head(out, request, out->request_file[r]);
    }
}

/* Rows. */

static void put_word(struct qn_sink *file, uint32_t word)
{
    memcpy(qn_sink_room(file, sizeof word), &word, sizeof word);
}

/* A Fortran sequential record: its length before and after. */
static enum qn_status put_record(struct qn_deck_out *out, struct qn_sink *file,
                                 const struct qn_deck_request *request, int32_t date,
                                 unsigned length, const double *const *value, struct qn_err *err)
{
    size_t bytes = 16 + out->types * out->receptors * sizeof(double);
    if (bytes > RECORD_MAX) {
        char have[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_LIMIT, request->path, QN_T_DECK_OUT_RECORD, request->path,
                       qn_num_text((double)bytes, have), qn_num_text(RECORD_MAX, limit));
    }
    put_word(file, (uint32_t)bytes);
    put_word(file, (uint32_t)date);
    put_word(file, length);
    qn_sink_pad(file, out->deck->group[request->group].id, 8);
    for (size_t t = 0; t < out->types; t++)
        qn_sink_put(file, (const char *)value[t * out->groups + request->group],
                    out->receptors * sizeof(double));
    put_word(file, (uint32_t)bytes);
    return QN_OK;
}

enum qn_status qn_out_postfiles(struct qn_deck_out *out, size_t a, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t r = 0; r < out->deck->requests && !st; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->kind != QN_DECK_POSTFILE || request->ave != a)
            continue;
        const struct qn_out_average *average = &out->average[a];
        if (request->unformatted)
            st = put_record(out, out->request_file[r], request, out->date, average->hours,
                            average->view, err);
        else
            qn_out_post_rows(out, out->request_file[r], request, average->name, out->date,
                             average->view);
    }
    return st;
}

enum qn_status qn_out_long_postfiles(struct qn_deck_out *out, struct qn_err *err)
{
    enum qn_status st = QN_OK;
    bool period = out->deck->period;
    unsigned number = period ? out->lasting.counts.hours : out->lasting.years;
    for (size_t r = 0; r < out->deck->requests && !st; r++) {
        const struct qn_deck_request *request = out->request[r];
        struct qn_sink *file = out->request_file[r];
        if (request->kind != QN_DECK_POSTFILE || request->ave != out->averages)
            continue;
        const double *const *sum = (const double *const *)out->lasting.sum;
        if (request->unformatted) {
            st = put_record(out, file, request, out->date, number, sum, err);
            continue;
        }
        long_post_head(out, request, file);
        qn_out_post_rows(out, file, request, period ? "PERIOD" : "ANNUAL", (long)number, sum);
    }
    return st;
}

static void maxi_row(struct qn_deck_out *out, struct qn_sink *file,
                     const struct qn_deck_request *request, size_t i, double value)
{
    const struct qn_plume_receptor *at = &out->deck->receptor[i];
    qn_sink_blank(file, 1);
    qn_sink_int(file, out->average[request->ave].hours, 3);
    qn_sink_blank(file, 1);
    qn_sink_pad(file, out->deck->group[request->group].id, 8);
    qn_sink_blank(file, 1);
    qn_sink_date(file, out->date);
    qn_sink_put(file, out->place + i * QN_OUT_PLACE, QN_OUT_PLACE);
    qn_out_put_ground(file, at, 7);
    qn_sink_blank(file, 1);
    if (qn_out_one_exponential(out, request))
        qn_sink_expo(file, value);
    else
        qn_sink_fixed(file, value, 13, 5);
    qn_sink_end(file);
}

void qn_out_maxifiles(struct qn_deck_out *out, size_t a)
{
    for (size_t r = 0; r < out->deck->requests; r++) {
        const struct qn_deck_request *request = out->request[r];
        if (request->kind != QN_DECK_MAXIFILE || request->ave != a)
            continue;
        const double *value = out->average[a].view[request->group];
        for (size_t i = 0; i < out->receptors; i++)
            if (value[i] >= request->threshold)
                maxi_row(out, out->request_file[r], request, i, value[i]);
    }
}
