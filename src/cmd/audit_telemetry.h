/* What quench audit says of the telemetry beside a store. */
#ifndef QN_CMD_AUDIT_TELEMETRY_H
#define QN_CMD_AUDIT_TELEMETRY_H

#include <stdio.h>

#include "base/jsonw.h"
#include "store/telemetry.h"

struct qn_tele_check {
    bool present;
    int64_t blocks, broken;   /* raw blocks that hold; number of the first that does not, 0 none */
    int64_t stored, imported; /* frames; of them those made from tables, which no device sent */
    char seal[QN_SHA256_HEX_CAP];
};
/* No telemetry file: present is false. */
QN_MUST_USE enum qn_status qn_audit_telemetry(const char *store, struct qn_tele_check *out,
                                              struct qn_err *err);
void qn_audit_telemetry_json(struct qn_jsonw *w, const struct qn_tele_check *c);
void qn_audit_telemetry_print(FILE *out, enum qn_lang lang, const struct qn_tele_check *c);

#endif
