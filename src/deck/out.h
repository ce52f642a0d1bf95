/* What the outputs of a deck keep while a run goes on. Internal to deck.
 *
 * A row is one output type of one source group: row = type * groups + group, with one value per
 * receptor. Sums are kept per averaging period; a longer period adds up the sums of a shorter one
 * that divides it, so that an hour costs one pass per row. */
#ifndef QN_DECK_OUT_H
#define QN_DECK_OUT_H

#include <stdint.h>

#include "deck/deck.h"
#include "deck/sink.h"

#define QN_OUT_LONG_HIGHS 10 /* of PERIOD and ANNUAL in the summary */
#define QN_OUT_HOUR SIZE_MAX /* parent of an average: the hour itself */

struct qn_out_counts {
    unsigned hours, calm, missing;
};

/* The highest values of each receptor: [row][rank][receptor]. */
struct qn_out_high {
    size_t depth; /* 0: none kept */
    double *value;
    int32_t *date;
    char *flag;
};

/* The highest values of all receptors: [row][rank]. Receptor 0 is none, else index + 1. */
struct qn_out_top {
    size_t depth;
    double *value;
    int32_t *date;
    uint32_t *where;
    char *flag;
};

struct qn_out_average {
    unsigned hours;
    char name[6];        /* " 1-HR", "MONTH" */
    size_t parent;       /* index of the average whose sums it adds up, QN_OUT_HOUR */
    double **sum;        /* [rows]; NULL for hourly values */
    bool *touched;       /* [rows]: something was added since the last reset */
    const double **view; /* [rows]: values of the period that has just ended */
    struct qn_out_counts counts;
    struct qn_out_high high;
    struct qn_out_top top;
};

struct qn_out_long { /* PERIOD or ANNUAL */
    bool wanted;
    size_t parent;
    double **sum;      /* [rows] */
    double **year_sum; /* [rows], ANNUAL: of the yearly means */
    struct qn_out_counts counts;
    unsigned years;
    struct qn_out_top top;
};

struct qn_out_season { /* SEASONHR: [group][season][hour][type][receptor] */
    bool wanted;
    double **sum; /* [groups], NULL where not asked for */
    struct qn_out_counts counts[4][24];
};

struct qn_out_message {
    struct qn_out_message *next;
    char pathway[3], type, module[13], hint[13];
    int code;
    unsigned line;
};

struct qn_out_pages { /* the main output or the SUMMFILE */
    struct qn_sink *sink;
    unsigned page;
};

struct qn_out_maximum { /* of one rank over all receptors */
    double value;
    int32_t date;
    char flag;
    size_t where; /* receptor + 1, 0 for none */
};

struct qn_deck_out {
    const struct qn_deck *deck;
    struct qn_arena arena;
    size_t types, groups, rows, receptors, sources;
    enum qn_plume_output type[QN_PLUME_TYPE_CAP];
    size_t *member_start, *member; /* sources of group g: member[member_start[g] ...] */
    double *zero;                  /* [receptors] */
    double **scratch;              /* [rows], NULL where a row is one source's */
    double **kept;                 /* [rows], for hours that come in several blocks */
    const double **row;            /* [rows] of the hour, NULL where all is zero */
    struct qn_out_average *average;
    size_t averages;
    size_t *rising; /* [averages] by length */
    struct qn_out_long lasting;
    struct qn_out_season season;
    /* time */
    bool hour_open;
    size_t hour;      /* under way, or the last one */
    size_t next_hour; /* first hour whose end of year was not looked at */
    enum qn_plume_hour_state state;
    int64_t first_date, last_date; /* YYYYMMDDHH of the run */
    int year_end[3];               /* month, day, hour */
    int32_t date;                  /* YYMMDDHH of the hour */
    unsigned long processed, calm, missing;
    bool precipitation_told; /* the main output sums it up: wet deposition or depletion */
    /* files */
    struct qn_sink **file; /* one per path */
    size_t files;
    const struct qn_deck_request **request; /* by kind, average, group, rank */
    struct qn_sink **request_file;          /* [requests], of request[i] */
    struct qn_out_pages print, summary;
    struct qn_sink *errors; /* ERRORFIL */
    char *place;            /* [receptors][QN_OUT_PLACE]: " x y" as files print them */
    char *ground;           /* [receptors][QN_OUT_GROUND]: " zelev zhill zflag" of F8.2 */
    struct qn_out_message *message, **message_end;
    unsigned long warnings, notes;
};

#define QN_OUT_PLACE 28
#define QN_OUT_GROUND 27

/* average.c: sums and periods. */
enum qn_status qn_out_average_new(struct qn_deck_out *out, struct qn_err *err);
void qn_out_add_hour(struct qn_deck_out *out); /* the hour's rows to the sums */
enum qn_status qn_out_close_hour(struct qn_deck_out *out, struct qn_err *err);
enum qn_status qn_out_year_ends(struct qn_deck_out *out, size_t to_hour, struct qn_err *err);
double qn_out_precipitation_mm(const struct qn_deck_out *out); /* of the hours read */
int32_t qn_out_final_date(const struct qn_deck_out *out);
unsigned qn_out_count_years(const struct qn_deck_out *out); /* that the weather holds */
void qn_out_lasting_close(struct qn_deck_out *out); /* PERIOD, ANNUAL means after the last hour */
void qn_out_season_close(struct qn_deck_out *out);
char qn_out_flag(const struct qn_out_counts *counts); /* ' ' 'c' 'm' 'b' */

/* high.c */
enum qn_status qn_out_high_new(struct qn_deck_out *out, size_t depth, struct qn_out_high *high,
                               struct qn_err *err);
void qn_out_high_update(struct qn_out_high *high, size_t row, const double *value, size_t receptors,
                        int32_t date, char flag);
enum qn_status qn_out_top_new(struct qn_deck_out *out, size_t depth, struct qn_out_top *top,
                              struct qn_err *err);
void qn_out_top_update(struct qn_out_top *top, size_t row, const double *value, size_t receptors,
                       int32_t date, char flag);

/* plotfile.c, postfile.c: files. */
void qn_out_file_heads(struct qn_deck_out *out); /* what is written before the first hour */
enum qn_status qn_out_postfiles(struct qn_deck_out *out, size_t average, struct qn_err *err);
void qn_out_maxifiles(struct qn_deck_out *out, size_t average);
enum qn_status qn_out_long_postfiles(struct qn_deck_out *out, struct qn_err *err);
void qn_out_long_plotfiles(struct qn_deck_out *out);
void qn_out_plotfiles(struct qn_deck_out *out);
void qn_out_seasonfiles(struct qn_deck_out *out);
void qn_out_rankfiles(struct qn_deck_out *out);
void qn_out_head(struct qn_deck_out *out, struct qn_sink *file, bool second_title);

/* tables.c, maxtable.c, sumtable.c, mainout.c: the printed output. */
void qn_out_daytables(struct qn_deck_out *out, size_t average);
void qn_out_long_tables(struct qn_deck_out *out);
void qn_out_high_tables(struct qn_deck_out *out);
void qn_out_max_tables(struct qn_deck_out *out);
void qn_out_summary_tables(struct qn_deck_out *out);
enum qn_status qn_out_setup_pages(struct qn_deck_out *out, struct qn_err *err);
void qn_out_options_page(struct qn_deck_out *out, struct qn_out_pages *pages);
void qn_out_messages(struct qn_deck_out *out, struct qn_sink *file, bool after_run);
void qn_out_end_pages(struct qn_deck_out *out);
void qn_out_error_file(struct qn_deck_out *out, struct qn_sink *file);
void qn_out_page(struct qn_deck_out *out, struct qn_out_pages *pages);
void qn_out_note(struct qn_deck_out *out, const char *pathway, char type, int code,
                 const char *module, const char *hint);

/* words.c: AERMOD's words for types and ranks. */
const char *qn_out_rank(unsigned rank, char text[6]);                   /* "  1ST" */
const char *qn_out_type_column(enum qn_plume_output type);              /* 12 characters */
const char *qn_out_type_name(enum qn_plume_output type);                /* 24 characters */
const char *qn_out_type_short(enum qn_plume_output type);               /* "CONC" "DEPO" */
const char *qn_out_receptor_kind(const struct qn_deck *deck, size_t i); /* "GC" */
bool qn_out_has_conc(const struct qn_deck_out *out);

#endif
