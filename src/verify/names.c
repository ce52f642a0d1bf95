/* Names of verdicts and findings, as they stand in JSON, on the chain and in rule packs. */
#include "verify/record.h"

const char *qn_verdict_name(enum qn_verdict v)
{
    static const char *const names[QN_V_COUNT] = {"stopped", "running", "contradicted",
                                                  "unprovable"};
    return (unsigned)v < QN_V_COUNT ? names[v] : "unknown";
}

const char *qn_finding_name(enum qn_finding_kind k)
{
    static const char *const names[QN_F_COUNT] = {"mark_against_run", "night_run", "retro_mark",
                                                  "pulled_probe", "restart"};
    return (unsigned)k < QN_F_COUNT ? names[k] : "unknown";
}

const char *qn_witness_group_name(enum qn_witness_group g)
{
    static const char *const names[QN_W_GROUP_COUNT] = {"draught",     "gas",        "thermal",
                                                        "electricity", "production", "claim"};
    return (unsigned)g < QN_W_GROUP_COUNT ? names[g] : "unknown";
}

const char *qn_witness_says_name(enum qn_witness_says s)
{
    static const char *const names[] = {"nothing", "stopped", "running"};
    return (unsigned)s < sizeof names / sizeof names[0] ? names[s] : "unknown";
}
