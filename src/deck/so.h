/* What SO keeps beside the deck's sources. Internal to deck. */
#ifndef QN_DECK_SO_H
#define QN_DECK_SO_H

#include "deck/co.h"

enum qn_so_list { /* lists of a source that grow card by card */
                  QN_SO_HEIGHT,
                  QN_SO_WIDTH,
                  QN_SO_LENGTH,
                  QN_SO_XADJ,
                  QN_SO_YADJ,
                  QN_SO_FACTOR,
                  QN_SO_DIAMETER,
                  QN_SO_FRACTION,
                  QN_SO_DENSITY,
                  QN_SO_VERTEX, /* x and y by turns */
                  QN_SO_LISTS
};

struct qn_so_source { /* beside struct qn_plume_source, same index */
    unsigned line;    /* of its LOCATION */
    bool has_params, method_2;
    size_t vertices; /* AREAPOLY: as SRCPARAM says */
    double *list[QN_SO_LISTS];
    size_t count[QN_SO_LISTS];
};

struct qn_so_group {
    char id[9];
    unsigned char *member;
};

struct qn_so {
    struct qn_so_source *source;
    size_t source_cap;
    struct qn_so_group *group;
    size_t groups, group_cap;
    bool feet, elevation_unit_given;
    bool emission_unit_given, other_unit_given[2]; /* EMISUNIT; CONCUNIT, DEPOUNIT */
    bool gas_given, diameter_given, fraction_given, density_given, method_2_given;
    const char *hourly_path;
};

struct qn_so *qn_so_state(struct qn_reader *reader, struct qn_err *err);
size_t qn_variation_count(enum qn_plume_variation variation);

/* Sources that a field names. A range low-high holds the names whose letters before the number, the
 * number, and what follows it each lie between those of its ends (AERMOD 24142: ASNGRP). */
struct qn_so_range {
    char low[2][13], high[2][13]; /* letters before and after the number */
    long low_number, high_number;
    bool is_range;
    size_t only; /* the source, where the field is a name */
};
enum qn_status qn_so_range_read(const struct qn_reader *reader, const struct qn_card *card,
                                size_t i, struct qn_so_range *range, struct qn_err *err);
bool qn_so_range_has(const struct qn_so_range *range, const struct qn_deck *deck, size_t source);
/* Fails where a range holds no source at all. */
enum qn_status qn_so_range_some(const struct qn_so_range *range, const struct qn_deck *deck,
                                const struct qn_card *card, size_t i, struct qn_err *err);

typedef enum qn_status qn_so_take(struct qn_reader *reader, struct qn_so *so,
                                  const struct qn_card *card, struct qn_err *err);
qn_so_take qn_so_location, qn_so_params, qn_so_vertices, qn_so_list, qn_so_method_2, qn_so_gas,
    qn_so_group_card, qn_so_urban, qn_so_hourly_card, qn_so_units;
/* SO FINISHED. */
qn_so_take qn_so_check, qn_so_deposition;

#endif
