/* Names of what the gate decides, as they stand in logs, metrics and quarantine. */
#include "watch/register.h"

const char *qn_gate_name(enum qn_gate g)
{
    switch (g) {
    case QN_GATE_OPEN:
        return "open";
    case QN_GATE_UNKNOWN:
        return "unknown_device";
    case QN_GATE_PASSWORD:
        return "wrong_password";
    case QN_GATE_ADDRESS:
        return "foreign_address";
    case QN_GATE_VERSION:
        return "other_version";
    case QN_GATE_POLICY:
        return "not_allowed";
    }
    return "unknown";
}
