/* The facts of a deck that was read, as JSON: what `--check` shows. */
#include <string.h>

#include "base/jsonw.h"
#include "deck/deck.h"

static const char *const kind_names[] = {"POINT",    "POINTCAP", "POINTHOR", "VOLUME", "AREA",
                                         "AREAPOLY", "AREACIRC", "LINE",     "OPENPIT"};
#define KINDS (sizeof kind_names / sizeof kind_names[0])

static const char *const request_names[] = {"PLOTFILE", "POSTFILE", "MAXIFILE", "RANKFILE",
                                            "SEASONHR"};

/* "1", "24", "MONTH", "PERIOD", "ANNUAL" */
static const char *average_name(const struct qn_deck *deck, size_t ave, char text[QN_NUM_TEXT_CAP])
{
    if (ave >= deck->ave_count)
        return deck->annual ? "ANNUAL" : "PERIOD";
    if (deck->ave_hours[ave] == QN_DECK_MONTH)
        return "MONTH";
    return qn_num_text(deck->ave_hours[ave], text);
}

static void sources(const struct qn_deck *deck, struct qn_jsonw *w)
{
    size_t of[KINDS] = {0}, buildings = 0, urban = 0, hourly = 0;
    for (size_t s = 0; s < deck->sources; s++) {
        const struct qn_plume_source *one = &deck->source[s];
        of[one->kind]++;
        buildings += one->building != NULL;
        urban += one->urban >= 0;
        hourly += one->hourly;
    }
    qn_jsonw_object(w, "sources");
    qn_jsonw_int(w, "count", (int64_t)deck->sources);
    for (size_t k = 0; k < KINDS; k++)
        if (of[k])
            qn_jsonw_int(w, kind_names[k], (int64_t)of[k]);
    qn_jsonw_int(w, "with_buildings", (int64_t)buildings);
    qn_jsonw_int(w, "urban", (int64_t)urban);
    qn_jsonw_int(w, "hourly", (int64_t)hourly);
    qn_jsonw_end_object(w);
}

static void groups(const struct qn_deck *deck, struct qn_jsonw *w)
{
    qn_jsonw_array(w, "groups");
    for (size_t g = 0; g < deck->groups; g++) {
        size_t n = 0;
        for (size_t s = 0; s < deck->sources; s++)
            n += deck->group[g].member[s] != 0;
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "id", deck->group[g].id);
        qn_jsonw_int(w, "sources", (int64_t)n);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void networks(const struct qn_deck *deck, struct qn_jsonw *w)
{
    qn_jsonw_array(w, "networks");
    for (size_t i = 0; i < deck->networks; i++) {
        const struct qn_deck_network *n = &deck->network[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "id", n->id);
        qn_jsonw_text(w, "kind", n->polar ? "GRIDPOLR" : "GRIDCART");
        qn_jsonw_int(w, n->polar ? "distances" : "columns", (int64_t)n->nx);
        qn_jsonw_int(w, n->polar ? "directions" : "rows", (int64_t)n->ny);
        qn_jsonw_int(w, "receptors", (int64_t)(n->nx * n->ny));
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void receptors(const struct qn_deck *deck, struct qn_jsonw *w)
{
    static const struct {
        char kind;
        const char *name;
    } kinds[] = {{'G', "GRIDCART"},
                 {'P', "GRIDPOLR"},
                 {'D', "DISCCART"},
                 {'Q', "DISCPOLR"},
                 {'E', "EVALCART"}};
    qn_jsonw_object(w, "receptors");
    qn_jsonw_int(w, "count", (int64_t)deck->receptors);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        size_t n = 0;
        for (size_t r = 0; r < deck->receptors; r++)
            n += deck->receptor_extra[r].kind == kinds[k].kind;
        if (n)
            qn_jsonw_int(w, kinds[k].name, (int64_t)n);
    }
    networks(deck, w);
    qn_jsonw_end_object(w);
}

static void averages(const struct qn_deck *deck, struct qn_jsonw *w)
{
    char text[QN_NUM_TEXT_CAP];
    qn_jsonw_array(w, "averages");
    for (size_t a = 0; a < deck->ave_count; a++)
        qn_jsonw_text(w, NULL, average_name(deck, a, text));
    if (deck->period || deck->annual)
        qn_jsonw_text(w, NULL, average_name(deck, deck->ave_count, text));
    qn_jsonw_end_array(w);
}

/* "1999-03-01 24" */
static void date(struct qn_jsonw *w, const char *name, const struct qn_plume_hour *h)
{
    char text[] = "0000-00-00 00";
    const int part[4] = {h->year, h->month, h->day, h->hour};
    static const size_t at[4] = {3, 6, 9, 12}, width[4] = {4, 2, 2, 2};
    for (size_t k = 0; k < 4; k++)
        for (int i = 0, v = part[k]; i < (int)width[k]; i++, v /= 10)
            text[at[k] - (size_t)i] = (char)('0' + v % 10);
    qn_jsonw_text(w, name, text);
}

static void weather(const struct qn_deck *deck, struct qn_jsonw *w)
{
    size_t first = 0, last = 0, n = deck->weather.hours;
    qn_jsonw_object(w, "weather");
    qn_jsonw_text(w, "surface", deck->surface_path);
    qn_jsonw_text(w, "profile", deck->profile_path);
    qn_jsonw_text(w, "aermet", deck->weather.version);
    qn_jsonw_bool(w, "adjusted_ustar", deck->weather.adjusted_ustar);
    qn_jsonw_bool(w, "turbulence", deck->weather.turbulence);
    qn_jsonw_int(w, "hours", (int64_t)n);
    qn_jsonw_int(w, "hours_to_run", (int64_t)deck->hours_to_run);
    if (deck->process && deck->hours_to_run) {
        while (first < n && !deck->process[first])
            first++;
        for (size_t h = first; h < n; h++)
            last = deck->process[h] ? h : last;
        date(w, "first", &deck->weather.hour[first]);
        date(w, "last", &deck->weather.hour[last]);
    }
    if (deck->annual) {
        qn_jsonw_int(w, "years", (int64_t)deck->years);
        qn_jsonw_int(w, "hours_after_years", (int64_t)deck->hours_after_years);
    }
    qn_jsonw_end_object(w);
}

static void one_file(const struct qn_deck *deck, const struct qn_deck_request *r,
                     struct qn_jsonw *w)
{
    char text[QN_NUM_TEXT_CAP];
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "kind", request_names[r->kind]);
    if (r->kind != QN_DECK_SEASONHR)
        qn_jsonw_text(w, "average", average_name(deck, r->ave, text));
    if (r->kind != QN_DECK_RANKFILE)
        qn_jsonw_text(w, "group", deck->group[r->group].id);
    if (r->high)
        qn_jsonw_int(w, r->kind == QN_DECK_RANKFILE ? "values" : "rank", r->high);
    if (r->kind == QN_DECK_MAXIFILE)
        qn_jsonw_number(w, "threshold", r->threshold);
    if (r->kind == QN_DECK_POSTFILE)
        qn_jsonw_text(w, "format", r->unformatted ? "UNFORM" : "PLOT");
    qn_jsonw_text(w, "path", r->path);
    qn_jsonw_int(w, "line", r->line);
    qn_jsonw_end_object(w);
}

static void named_file(struct qn_jsonw *w, const char *kind, const char *path)
{
    if (!path)
        return;
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "kind", kind);
    qn_jsonw_text(w, "path", path);
    qn_jsonw_end_object(w);
}

static void files(const struct qn_deck *deck, struct qn_jsonw *w)
{
    qn_jsonw_array(w, "files");
    for (size_t i = 0; i < deck->requests; i++)
        one_file(deck, &deck->request[i], w);
    named_file(w, "SUMMFILE", deck->summary_path);
    named_file(w, "ERRORFIL", deck->error_path);
    qn_jsonw_end_array(w);
}

static void messages(const struct qn_deck *deck, struct qn_jsonw *w)
{
    qn_jsonw_array(w, "messages");
    for (size_t i = 0; i < deck->messages; i++) {
        const struct qn_deck_message *m = &deck->message[i];
        const char type[] = {m->type, 0};
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "type", type);
        qn_jsonw_int(w, "code", m->code);
        qn_jsonw_text(w, "pathway", m->pathway);
        qn_jsonw_int(w, "line", m->line);
        qn_jsonw_text(w, "module", m->module);
        qn_jsonw_text(w, "hint", m->hint);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

void qn_deck_summary(const struct qn_deck *deck, const char *name, struct qn_jsonw *w)
{
    qn_jsonw_object(w, name);
    qn_jsonw_text(w, "deck", deck->path);
    qn_jsonw_array(w, "title");
    for (size_t i = 0; i < 2; i++)
        if (deck->title[i][0])
            qn_jsonw_text(w, NULL, deck->title[i]);
    qn_jsonw_end_array(w);
    qn_jsonw_text(w, "pollutant", deck->pollutant);
    qn_jsonw_text(w, "options", deck->modelopts);
    qn_jsonw_bool(w, "run", deck->run);
    sources(deck, w);
    groups(deck, w);
    receptors(deck, w);
    averages(deck, w);
    weather(deck, w);
    files(deck, w);
    messages(deck, w);
    qn_jsonw_end_object(w);
}
