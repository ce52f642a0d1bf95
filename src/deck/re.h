/* The receptor pathway: what re.c and re_grid.c share. Internal to deck. */
#ifndef QN_DECK_RE_H
#define QN_DECK_RE_H

#include "deck/reader.h"

#define QN_RE_RECEPTORS_CAP 10000000

/* ELEV, HILL or FLAG of a network: values by row, in the order of the cards. */
struct qn_re_row {
    double label;
    size_t first, count; /* of value */
};
struct qn_re_rows {
    double *value;
    size_t count;
    struct qn_re_row *row;
    size_t rows, row_cap;
};

struct qn_re_network { /* the one that is open */
    bool open, polar;
    char id[9];
    bool stepped;    /* XYINC, GDIR */
    bool listed;     /* XPNTS or YPNTS, DDIR */
    bool has_origin; /* ORIG */
    double origin_x_m, origin_y_m;
    double *x, *y; /* x and y, or distances and directions */
    size_t nx, ny;
    struct qn_re_rows elev, hill, flag;
};

struct qn_re {
    bool feet, unit_given;
    bool elev, flagpole; /* what the control options ask of receptors */
    size_t receptor_cap, extra_cap, network_cap;
    double last_x_m, last_y_m; /* the last origin of a network: AERMOD's when ORIG is missing */
    struct qn_re_network net;
};

enum qn_status qn_re_state(struct qn_reader *reader, struct qn_re **re, struct qn_err *err);
/* One more receptor; elevations are in the deck's unit until the pathway's end. */
enum qn_status qn_re_add(struct qn_reader *reader, const struct qn_card *card,
                         struct qn_plume_receptor receptor,
                         const struct qn_deck_receptor_extra *extra, struct qn_err *err);
/* AERMOD's mark of a missing elevation is -9999. */
enum qn_status qn_re_elevation(const struct qn_card *card, size_t i, double value,
                               struct qn_err *err);
/* Where a source stands as the origin of receptors: a line by its middle, others by LOCATION. */
void qn_re_origin(const struct qn_plume_source *source, double *x_m, double *y_m);
/* GRIDCART and GRIDPOLR. */
enum qn_status qn_re_network(struct qn_reader *reader, const struct qn_card *card, bool polar,
                             struct qn_err *err);
/* Receptors of the open network, at its END (re_place.c). */
enum qn_status qn_re_place(struct qn_reader *reader, struct qn_re *re, const struct qn_card *card,
                           struct qn_err *err);

#endif
