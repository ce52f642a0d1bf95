/* The main output around its tables: the deck, what was set up, the end. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "deck/pages.h"

#define DECK_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define KINDS (QN_PLUME_OPENPIT + 1)

static const char *const kind_name[KINDS] = {"POINT",    "POINTCAP", "POINTHOR", "VOLUME", "AREA",
                                             "AREAPOLY", "AREACIRC", "LINE",     "OPENPIT"};

/* The runstream as it was read. A deck that is not a file (tests) leaves this out. */
static enum qn_status put_deck(struct qn_deck_out *out, struct qn_sink *file, struct qn_err *err)
{
    struct qn_buf text;
    if (!out->deck->path || !qn_file_exists(out->deck->path))
        return QN_OK;
    qn_buf_init(&text, DECK_BYTES_MAX);
    enum qn_status st = qn_file_read(out->deck->path, &text, err);
    if (!st && text.len) {
        qn_sink_put(file, text.data, text.len);
        if (text.data[text.len - 1] != '\n')
            qn_sink_end(file);
    }
    qn_buf_release(&text);
    return st;
}

static void put_count(struct qn_sink *file, const char *before, size_t n, const char *after)
{
    qn_sink_text(file, before);
    qn_sink_int(file, (long)n, 8);
    qn_sink_line(file, after);
}

static void put_sources_by_kind(struct qn_deck_out *out, struct qn_sink *file)
{
    size_t count[KINDS] = {0};
    for (size_t s = 0; s < out->sources; s++)
        count[out->deck->source[s].kind]++;
    for (size_t k = 0; k < KINDS; k++) {
        if (!count[k])
            continue;
        qn_sink_text(file, "                with: ");
        qn_sink_int(file, (long)count[k], 6);
        qn_sink_text(file, " ");
        qn_sink_line(file, kind_name[k]);
    }
}

static void put_averages(struct qn_deck_out *out, struct qn_sink *file)
{
    qn_sink_end(file);
    qn_sink_text(file, " **Averages: ");
    for (size_t a = 0; a < out->averages; a++) {
        qn_sink_text(file, "  ");
        qn_sink_text(file, out->average[a].name);
    }
    if (out->lasting.wanted)
        qn_sink_text(file, out->deck->period ? "  PERIOD" : "  ANNUAL");
    qn_sink_end(file);
}

static void put_units(struct qn_deck_out *out, struct qn_sink *file)
{
    for (size_t t = 0; t < out->types; t++) {
        char factor[32];
        snprintf(factor, sizeof factor, "%.6g", out->deck->emission_factor[t]);
        qn_sink_text(file, " **");
        qn_sink_text(file, qn_out_type_column(out->type[t]));
        qn_sink_text(file, ": emission units ");
        qn_sink_text(file, out->deck->emission_unit);
        qn_sink_text(file, ", factor ");
        qn_sink_text(file, factor);
        qn_sink_text(file, ", output units ");
        qn_sink_line(file, out->deck->output_unit[t]);
    }
}

static void put_path(struct qn_sink *file, const char *label, const char *path)
{
    qn_sink_text(file, label);
    qn_sink_line(file, path ? path : "");
}

void qn_out_options_page(struct qn_deck_out *out, struct qn_out_pages *pages)
{
    const struct qn_deck *deck = out->deck;
    struct qn_sink *file = pages->sink;
    qn_out_page(out, pages);
    qn_sink_text(file, "\n                                            "
                       "***     MODEL SETUP OPTIONS SUMMARY       ***\n\n");
    qn_sink_line(file, " ** Computed by quench " QN_VERSION
                       " with the formulation of AERMOD 24142 (EPA-454/R-03-004 and later)");
    put_path(file, " ** Options: ", deck->modelopts);
    put_path(file, " ** Pollutant: ", deck->pollutant);
    put_averages(out, file);
    qn_sink_end(file);
    put_count(file, " **This run includes: ", out->sources, " source(s)");
    put_sources_by_kind(out, file);
    put_count(file, "                      ", out->groups, " source group(s)");
    put_count(file, "                      ", out->receptors, " receptor(s)");
    put_count(file, "                      ", deck->urbans, " urban area(s)");
    qn_sink_end(file);
    put_units(out, file);
    qn_sink_text(file, "\n **NOTE:  flags after CONC values:  c calm hours, m missing hours, "
                       "b both, within the average\n\n");
    put_path(file, " **Runstream file:  ", deck->path);
    put_path(file, " **Surface file:    ", deck->surface_path);
    put_path(file, " **Profile file:    ", deck->profile_path);
    qn_sink_text(file, " **Surface station: ");
    qn_sink_int(file, deck->surface_station, 8);
    qn_sink_text(file, " year ");
    qn_sink_int(file, deck->surface_year, 5);
    qn_sink_text(file, "    Upper air station: ");
    qn_sink_int(file, deck->upper_station, 8);
    qn_sink_text(file, " year ");
    qn_sink_int(file, deck->upper_year, 5);
    qn_sink_end(file);
}

static void source_page(struct qn_deck_out *out, struct qn_sink *file)
{
    qn_out_page(out, &out->print);
    qn_sink_text(file, "\n\n                                                  "
                       "*** SOURCES ***\n\n SOURCE ID     TYPE          EMISSION            X (M)"
                       "            Y (M)    BASE (M)  HEIGHT (M)  URBAN  HOURLY\n");
    for (size_t s = 0; s < out->sources; s++) {
        const struct qn_plume_source *source = &out->deck->source[s];
        char line[200];
        snprintf(line, sizeof line,
                 " %-12s  %-8s  %13.6E  %15.2f  %15.2f  %10.2f  %10.2f  %-5s  %s", source->id,
                 kind_name[source->kind], source->emission, source->x_m, source->y_m,
                 source->base_m, source->height_m, source->urban >= 0 ? "YES" : "NO",
                 source->hourly ? "YES" : "NO");
        qn_sink_line(file, line);
    }
}

static void group_page(struct qn_deck_out *out, struct qn_sink *file)
{
    qn_out_page(out, &out->print);
    qn_sink_text(file, "\n\n                                           "
                       "*** SOURCE IDs DEFINING SOURCE GROUPS ***\n\n");
    for (size_t g = 0; g < out->groups; g++) {
        qn_sink_text(file, "\n  ");
        qn_sink_pad(file, out->deck->group[g].id, 8);
        for (size_t k = out->member_start[g]; k < out->member_start[g + 1]; k++) {
            if (k > out->member_start[g] && (k - out->member_start[g]) % 8 == 0)
                qn_sink_text(file, "\n          ");
            qn_sink_blank(file, 3);
            qn_sink_pad(file, out->deck->source[out->member[k]].id, 12);
        }
        qn_sink_end(file);
    }
}

enum qn_status qn_out_setup_pages(struct qn_deck_out *out, struct qn_err *err)
{
    struct qn_sink *file = out->print.sink;
    enum qn_status st = put_deck(out, file, err);
    if (st)
        return st;
    qn_sink_text(file, "\n\n  *** Message Summary For AERMOD Model Setup ***\n\n");
    qn_out_messages(out, file, false);
    qn_sink_text(file, "\n ***********************************\n"
                       " *** SETUP Finishes Successfully ***\n"
                       " ***********************************\n\n");
    qn_out_options_page(out, &out->print);
    source_page(out, file);
    group_page(out, file);
    if (out->summary.sink)
        qn_out_options_page(out, &out->summary);
    return QN_OK;
}

void qn_out_end_pages(struct qn_deck_out *out)
{
    struct qn_out_pages *const pages[2] = {&out->print, &out->summary};
    for (int k = 0; k < 2; k++) {
        if (!pages[k]->sink)
            continue;
        qn_out_page(out, pages[k]);
        qn_sink_text(pages[k]->sink, "\n *** Message Summary : AERMOD Model Execution ***\n\n");
        qn_out_messages(out, pages[k]->sink, true);
    }
    qn_sink_text(out->print.sink, "\n    ************************************\n"
                                  "    *** AERMOD Finishes Successfully ***\n"
                                  "    ************************************\n\n");
}
