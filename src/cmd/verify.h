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
    struct qn_subjects subjects; /* that are asked for */
    int64_t from_unix_ms, to_unix_ms, run;
    struct qn_verify_item *item; /* room for all subjects */
    size_t n;                    /* judged */
};

/* Stores, span and subjects of the command line in j->a; close in every case. */
QN_MUST_USE enum qn_status qn_verify_open(struct qn_verify_job *j, struct qn_err *err);
void qn_verify_close(struct qn_verify_job *j);
/* Judges one more subject. */
QN_MUST_USE enum qn_status qn_verify_one(struct qn_verify_job *j, const struct qn_subject *s,
                                         struct qn_err *err);
/* Stays and tells each new finding; the exit status. */
int qn_verify_follow(const struct qn_args *a);

/* MNs, blank-separated. */
void qn_verify_devices(const struct qn_subject *s, char *out, size_t cap);
int qn_verify_put_json(const struct qn_verify_job *j);
int qn_verify_put_text(const struct qn_verify_job *j);
/* One finding on one line. */
int qn_verify_put_alarm(const struct qn_verify_job *j, const struct qn_verify_item *item,
                        const struct qn_finding *x);

#endif
