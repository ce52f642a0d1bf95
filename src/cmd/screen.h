/* What the files of `quench screen` share. */
#ifndef QN_CMD_SCREEN_H
#define QN_CMD_SCREEN_H

#include "cmd/cmd.h"
#include "rule/rule.h"

struct qn_screen_job {
    const struct qn_args *a;
    struct qn_region region;
    struct qn_pack *pack;
    struct qn_screen screen;
    struct qn_date on;
    const char *enterprise, *installation; /* filters, NULL: all */
    int32_t n, count[QN_CLASS_COUNT];      /* of what is asked for */
};

/* Only some installations are asked for: their reasoning is made one by one, else all in one pass.
 */
bool qn_screen_filtered(const struct qn_screen_job *job);
bool qn_screen_wanted(const struct qn_screen_job *job, const struct qn_screening *s);
int qn_screen_put_text(struct qn_screen_job *job);
/* The steps of one installation as a table. */
void qn_screen_print_steps(enum qn_lang lang, const struct qn_screening *s);

#endif
