/* An AERMOD runstream deck, read whole, and the outputs it asks for: a thin face over the engine.
 */
#ifndef QN_DECK_DECK_H
#define QN_DECK_DECK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "quench/plume.h"
#include "weather/weather.h"

#define QN_DECK_AVES_CAP 12 /* short averages */
#define QN_DECK_HIGH_CAP 999

/* Averaging periods in the order of the deck. Short ones are 1-24 hours or MONTH. */
#define QN_DECK_MONTH 720

enum qn_deck_request_kind {
    QN_DECK_PLOTFILE,
    QN_DECK_POSTFILE,
    QN_DECK_MAXIFILE,
    QN_DECK_RANKFILE,
    QN_DECK_SEASONHR
};

struct qn_deck_request { /* one output file */
    enum qn_deck_request_kind kind;
    size_t ave;       /* index into ave_hours; ave_count for PERIOD or ANNUAL */
    size_t group;     /* index into groups (MAXIFILE POSTFILE PLOTFILE SEASONHR) */
    unsigned high;    /* PLOTFILE: rank, 1 the highest; RANKFILE: how many; 0 for PERIOD, ANNUAL */
    double threshold; /* MAXIFILE */
    bool unformatted; /* POSTFILE UNFORM */
    bool exponential; /* FILEFORM EXP, applied to this file */
    const char *path; /* as in the deck, relative to the current directory */
    bool no_header;   /* NOHEADER for this kind of file */
    unsigned line;    /* of the deck */
};

struct qn_deck_group {
    char id[9];
    const unsigned char *member; /* [sources] 0 or 1 */
};

/* A receptor network, for the tables of the main output. */
struct qn_deck_network {
    char id[9];
    bool polar;
    size_t first, nx,
        ny; /* receptors first .. first + nx * ny, x (or distance... direction) fastest */
    const double *x, *y; /* coordinates; for polar: distances, directions */
    double origin_x_m, origin_y_m;
};
struct qn_deck_receptor_extra { /* beside struct qn_plume_receptor, same index */
    size_t network;             /* index, or networks for discrete */
    char kind;     /* 'G' grid, 'P' polar network, 'D' DISCCART, 'Q' DISCPOLR, 'E' EVALCART */
    char netid[9]; /* as PLOTFILE prints it in its NET ID column, "" for none */
    char arc[9];   /* EVALCART's arc */
    size_t source; /* DISCPOLR: index of the source its distance and direction are from; SIZE_MAX
                      otherwise */
};

struct qn_deck_message { /* a warning or information, as in AERMOD's message summary */
    char pathway[3];
    char type; /* 'W' or 'I' */
    int code;  /* AERMOD's number, e.g. 403 */
    unsigned line;
    char module[13];
    char hint[64];
    const char *file; /* whose line it is; "" where `line` is an hour of the weather, 0 for all */
};

struct qn_deck {
    struct qn_arena *arena;
    const char *path;
    char title[2][201];
    char pollutant[9];
    struct qn_plume_options options;
    struct qn_plume_urban *urban;
    size_t urbans;
    struct qn_plume_source *source;
    size_t sources;
    struct qn_plume_receptor *receptor;
    struct qn_deck_receptor_extra *receptor_extra;
    size_t receptors;
    struct qn_deck_network *network;
    size_t networks;
    struct qn_deck_group *group;
    size_t groups;
    /* averages */
    unsigned ave_hours[QN_DECK_AVES_CAP];
    size_t ave_count;
    bool period, annual;
    bool no_calm_processing;
    bool flat_sources; /* FLAT and ELEV together: `flat` is by source */
    bool no_warnings;  /* NOWARN: warnings are counted, not listed */
    bool warn_dates;   /* WARNCHKD: weather out of sequence is a warning */
    bool flagpole;     /* CO FLAGPOLE */
    double flagpole_default_m;
    /* weather */
    const char *surface_path, *profile_path;
    int surface_station, surface_year, upper_station, upper_year;
    char surface_name[41], upper_name[41]; /* "UNKNOWN" where the deck gives none */
    bool has_site;                         /* SITEDATA */
    int site_station, site_year;
    char site_name[41];
    bool has_start, has_end;
    int start[4], end[4];          /* year month day hour; STARTEND */
    unsigned char day_chosen[367]; /* DAYRANGE: [1..366]; all 1 without */
    struct qn_weather
        weather; /* loaded; hours outside STARTEND and DAYRANGE are marked by `process` */
    const unsigned char *process; /* [weather.hours] 1 where the hour is to be run */
    size_t hours_to_run;
    const size_t *year_end; /* [years] the hour that closes each year of an ANNUAL average */
    size_t years, hours_after_years;
    /* emissions by the hour: [hour of weather][column of source with `hourly`] */
    size_t hourly_sources;
    const size_t *hourly_column; /* [sources], SIZE_MAX without */
    const struct qn_plume_release
        *release; /* [weather.hours * hourly_sources]; emission NaN = missing (zero) */
    /* units, as the output's headers print them, per output type */
    double emission_factor[QN_PLUME_TYPE_CAP];
    char emission_unit[41], output_unit[QN_PLUME_TYPE_CAP][41];
    /* tables of the main output */
    unsigned char rectable[QN_DECK_AVES_CAP][QN_DECK_HIGH_CAP + 1]; /* [ave][rank] 1 where asked */
    unsigned maxtable[QN_DECK_AVES_CAP];                            /* how many, 0 without */
    bool daytable[QN_DECK_AVES_CAP];
    struct qn_deck_request *request;
    size_t requests;
    const char *summary_path; /* SUMMFILE, NULL without */
    const char *error_path;   /* ERRORFIL, NULL without */
    bool no_header;           /* NOHEADER, all files */
    bool exponential;
    struct qn_deck_message *message;
    size_t messages;
    bool run;            /* RUNORNOT RUN */
    char modelopts[256]; /* the options' line of AERMOD's headers, e.g. "RegDFAULT  CONC  ELEV  ..."
                          */
};

/* Reads the deck at path and every file it names but the outputs. All or nothing.
 * Errors: "deck.inp:12:5" in err->where; what, value, limit, what to do. A keyword or option that
 * quench does not support is an error that names it. */
enum qn_status qn_deck_read(const char *path, struct qn_deck *deck, struct qn_err *err);
void qn_deck_release(struct qn_deck *deck);

/* The facts of a deck that was read, as one JSON object (name NULL at the top): title, sources by
 * kind, receptors, networks, groups, averages, weather, hours to process, files, messages. */
struct qn_jsonw;
void qn_deck_summary(const struct qn_deck *deck, const char *name, struct qn_jsonw *w);

/* What a message's code means; the hint follows. Never NULL: a code without a meaning here sends to
 * AERMOD's user's guide. */
const char *qn_deck_message_text(int code, enum qn_lang lang);

/* The outputs of a run: averages, ranks, tables, files. Fed with one block after the other. Nothing
 * appears under its final name before qn_deck_out_finish; qn_deck_out_free after a failure removes
 * what was begun. */
struct qn_deck_out;
enum qn_status qn_deck_out_new(const struct qn_deck *deck, const char *main_path,
                               struct qn_deck_out **out, struct qn_err *err);
enum qn_status qn_deck_out_block(struct qn_deck_out *out, const struct qn_plume_block *block,
                                 struct qn_err *err);
enum qn_status qn_deck_out_finish(struct qn_deck_out *out, const struct qn_plume_facts *facts,
                                  struct qn_err *err);
void qn_deck_out_free(struct qn_deck_out *out);

#endif
