/* Verdicts on the evidence chain, with their witnesses and what they rest on. */
#ifndef QN_VERIFY_RECORD_H
#define QN_VERIFY_RECORD_H

#include "store/store.h"
#include "verify/verify.h"

const char *qn_witness_group_name(enum qn_witness_group g); /* "draught" ... */
const char *qn_witness_says_name(enum qn_witness_says s);   /* "stopped" ... */

enum qn_verdict_table { QN_VT_VERDICT, QN_VT_INTERVAL, QN_VT_FINDING, QN_VT_WITNESS, QN_VT_COUNT };
extern const struct qn_table qn_verdict_tables[QN_VT_COUNT];

/* What the telemetry was sealed with when it was judged. */
struct qn_verdict_basis {
    const char *seal; /* hexadecimal; "" where nothing is sealed */
    int64_t blocks, unsealed;
};
/* Hours of a verdict. */
double qn_verification_hours(const struct qn_verification *v, enum qn_verdict verdict);
/* Inside the caller's transaction, as records of the run. devices: MNs, blank-separated; number: 1,
 * 2 ... within the run. id (may be NULL) receives the verdict's id. */
#define QN_VERDICT_ID_CAP 48
QN_MUST_USE enum qn_status qn_verdict_record(struct qn_store *s, int64_t run, int64_t number,
                                             const struct qn_verification *v, const char *devices,
                                             const struct qn_verdict_basis *basis,
                                             char id[QN_VERDICT_ID_CAP], struct qn_err *err);

#endif
