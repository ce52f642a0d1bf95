/* Names of deviations and faults, as they stand in counters, logs and metrics. */
#include "quench/hj212.h"

const char *qn_212_deviation_name(uint32_t bit)
{
    static const char *const names[QN_212_DEV_COUNT] = {
        "crc_lower",       "crc_modbus",    "crc_modbus_swapped",
        "long_prefix",     "overlong",      "no_qn",
        "no_flag",         "qn_unix_ms",    "comma",
        "time_ms",         "empty_value",   "stray_separator",
        "no_crlf",         "st_unknown",    "part_no_d",
        "field_case",      "mn_form",       "pw_form",
        "cn_unknown",      "order",         "qn_form",
        "duplicate_field", "field_unknown",
    };
    for (unsigned i = 0; i < QN_212_DEV_COUNT; i++)
        if (bit == 1u << i)
            return names[i];
    return NULL;
}

const char *qn_212_fault_name(enum qn_212_fault fault)
{
    static const char *const names[QN_212_FAULT_COUNT] = {
        "ok", "bad_start", "bad_length", "bad_crc", "bad_end", "bad_field", "bad_cp", "not_allowed",
    };
    return (unsigned)fault < QN_212_FAULT_COUNT ? names[fault] : "unknown";
}
