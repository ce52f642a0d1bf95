/* Names of episodes, as they stand in a fleet file. */
#include "simulate/fleet.h"

const char *qn_episode_name(enum qn_episode_kind k)
{
    static const char *const names[QN_EP_COUNT] = {
        "normal",     "honest_stop", "banked",       "paper_stop", "night_run", "pulled_probe",
        "retro_mark", "outage",      "logger_fault", "backfill",   "restart",
    };
    return (unsigned)k < QN_EP_COUNT ? names[k] : "unknown";
}
