/* Prairie Grass: what was measured, what was computed, and how well the two agree. */
#ifndef EVALUATE_H
#define EVALUATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define ARCS 5
#define RUNS_CAP 72
#define PAIRS_CAP (RUNS_CAP * ARCS)
#define VARIANTS 2 /* with the measured sigma of the wind's direction, and without */
#define RHC_RANKS 26

extern const double arc_m[ARCS];
extern const char *const variant_name[VARIANTS];

/* The largest concentration of one arc in one experiment, in mg/m3. */
struct pair {
    int run;
    size_t arc;
    double observed, predicted[VARIANTS];
    bool stable;
};

struct field {
    size_t runs, pairs;
    int run[RUNS_CAP];
    double obukhov_m[RUNS_CAP];
    struct pair pair[PAIRS_CAP];
};

/* Chang and Hanna (2004); positive FB and MG above 1 mean that too little was computed. */
struct scores {
    size_t n;
    double fb, nmse, fac2, mg, vg, rhc; /* rhc: predicted over observed */
};

/* Each says on standard error what is wrong and returns false. */
bool field_read(const char *folder, struct field *f);
bool field_predict(const char *postfile, size_t variant, struct field *f);

/* Which pairs: all of one variant, or those of one arc (< ARCS), or of one stability (0, 1). */
struct choice {
    size_t variant;
    int arc, stable; /* -1: any */
};
struct scores scores_of(const struct field *f, const struct choice *choice);

bool document_write(const struct field *f, struct qn_buf *out);
bool plot_write(const struct field *f, struct qn_buf *out);

#endif
