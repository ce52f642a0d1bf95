/* What the files of a deck's outputs have in common. Internal to deck. */
#ifndef QN_DECK_FILES_H
#define QN_DECK_FILES_H

#include "deck/out.h"

/* The lines above the rows: program and titles, options; the group, the receptors, the format; the
 * columns. `rank_columns` is "" or one more column of underscores. */
void qn_out_head_group(struct qn_deck_out *out, struct qn_sink *file, size_t group,
                       const char *format);
void qn_out_head_columns(struct qn_deck_out *out, struct qn_sink *file, const char *names,
                         const char *rank_columns);
const char *qn_out_post_format(struct qn_deck_out *out, const struct qn_deck_request *request);
const char *qn_out_plot_format(struct qn_deck_out *out, const struct qn_deck_request *request);
/* Files with one value a row turn exponential only in runs with one type. */
bool qn_out_one_exponential(const struct qn_deck_out *out, const struct qn_deck_request *request);
bool qn_out_exponential(const struct qn_deck_out *out, const struct qn_deck_request *request);
/* " zelev zhill zflag" */
void qn_out_put_ground(struct qn_sink *file, const struct qn_plume_receptor *at, unsigned width);
void qn_out_put_values(struct qn_deck_out *out, struct qn_sink *file, bool exponential,
                       const double *const *value, size_t group, size_t i);
void qn_out_post_rows(struct qn_deck_out *out, struct qn_sink *file,
                      const struct qn_deck_request *request, const char *name, long number,
                      const double *const *value);

#endif
