/* The device register: which MN may speak, for which outlet, in which manner. From devices.csv of
 * the region (table `device` of the store). */
#ifndef QN_WATCH_REGISTER_H
#define QN_WATCH_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "quench/hj212.h"
#include "store/store.h"

struct qn_device_entry {
    const char *mn;        /* as the device sends it */
    const char *outlet_id; /* may be NULL: a trial, a meter of an installation */
    const char *installation_id;
    int version;           /* enum qn_212_version, -1: any */
    const char *password;  /* NULL: not checked */
    const char *addresses; /* allowed peers: addresses or CIDR blocks, blank-separated; NULL: any */
    const char *key_hex;   /* first SM4 key, 32 hexadecimal digits; NULL: none */
    uint32_t policy;       /* accepted deviations */
    const char *units;     /* unit policy: "a00000=m3/h a01013=Pa"; NULL: the standard's */
    int32_t rtd_interval_s, min_interval_min; /* expected; 0: unknown */
};
struct qn_register;
/* Everything is copied. A store without the table or devices gives an empty register. */
QN_MUST_USE enum qn_status qn_register_load(struct qn_store *s, struct qn_register **out,
                                            struct qn_err *err);
void qn_register_free(struct qn_register *r);
const struct qn_device_entry *qn_register_find(const struct qn_register *r,
                                               struct qn_212_span mn); /* NULL: unknown */
size_t qn_register_count(const struct qn_register *r);
const struct qn_device_entry *qn_register_at(const struct qn_register *r, size_t i);
/* The scale of a factor's unit against the standard's (value x factor = standard's unit): 1 where
 * the policy is silent; a00000 in m3/h -> 1/3600. */
double qn_register_scale(const struct qn_device_entry *e, const char *factor);

enum qn_gate {
    QN_GATE_OPEN,
    QN_GATE_UNKNOWN,  /* no such MN */
    QN_GATE_PASSWORD, /* another PW than registered */
    QN_GATE_ADDRESS,  /* from an address not allowed */
    QN_GATE_VERSION,  /* another edition than registered */
    QN_GATE_POLICY    /* a deviation not accepted */
};
/* peer: numeric address without port. */
enum qn_gate qn_register_judge(const struct qn_device_entry *e, const struct qn_212_frame *f,
                               const char *peer);
const char *qn_gate_name(enum qn_gate g); /* "open", "unknown_device", "wrong_password" ... */

#endif
