/* Names of verdicts and findings, as they stand in JSON, on the chain and in rule packs. */
#include "verify/verify.h"

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
