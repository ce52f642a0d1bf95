/* quench verify: the job and its two ways out. */
#ifndef QN_CMD_VERIFY_H
#define QN_CMD_VERIFY_H

#include "cmd/cmd.h"
#include "verify/record.h"
#include "verify/subjects.h"

struct qn_verify_item {
    const struct qn_subject *subject;
    struct qn_verification v;
    char id[QN_VERDICT_ID_CAP]; /* on the chain; "" if not recorded */
};
struct qn_verify_job {
    const struct qn_args *a;
    struct qn_store *store;
    struct qn_tele *tele;
    struct qn_region region;
    struct qn_arena arena;
    const struct qn_witness_rules *rules;
    int64_t from_unix_ms, to_unix_ms, run;
    struct qn_verify_item *item;
    size_t n;
};

/* MNs, blank-separated. */
void qn_verify_devices(const struct qn_subject *s, char *out, size_t cap);
int qn_verify_put_json(const struct qn_verify_job *j);
int qn_verify_put_text(const struct qn_verify_job *j);

#endif
