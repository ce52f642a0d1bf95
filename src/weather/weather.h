/* Surface and profile files of AERMET (.sfc, .pfl), read whole. */
#ifndef QN_WEATHER_WEATHER_H
#define QN_WEATHER_WEATHER_H

#include "base/arena.h"
#include "base/err.h"
#include "quench/plume.h"

struct qn_weather {
    struct qn_plume_hour *hour; /* in the files' order; .level points into the arena */
    size_t hours;
    bool adjusted_ustar, vector_winds;  /* header: ADJ_U*, VECTORWS */
    bool bulk_richardson;               /* header: BULKRN */
    bool turbulence;                    /* some sigma-theta or sigma-w was given */
    char version[7];                    /* "24142" */
    char header[257];                   /* the surface file's first line */
    double latitude_deg, longitude_deg; /* north and east positive */
    char upper_id[10], surface_id[10], onsite_id[10];
};

/* Reads both files; every hour of one must be in the other, in the same order. Years of two digits
 * follow AERMOD's window (50-99 are 19xx). Rows end with a newline, CR LF or the end; fields are
 * free format, 20 to 25 of them. The memory is the arena's. Errors: "file:line:field" with what was
 * found; hours out of order, dates that do not match, levels that do not rise, more than
 * QN_PLUME_LEVELS_CAP levels, numbers that are not numbers or not finite. */
enum qn_status qn_weather_read(const char *surface_path, const char *profile_path,
                               struct qn_arena *arena, struct qn_weather *weather,
                               struct qn_err *err);

/* What a reader may let pass. */
enum qn_weather_flag {
    QN_WEATHER_ANY_ORDER = 1 /* hours may be missing, repeated or out of order (NOCHKD, WARNCHKD) */
};
/* The same with flags (a set of enum qn_weather_flag). */
enum qn_status qn_weather_read_with(const char *surface_path, const char *profile_path,
                                    unsigned flags, struct qn_arena *arena,
                                    struct qn_weather *weather, struct qn_err *err);

/* The same from memory; names stand for the paths in messages. On failure weather is unchanged. */
struct qn_weather_text {
    const char *name;
    const char *text; /* need not be terminated */
    size_t len;
};
enum qn_status qn_weather_parse(const struct qn_weather_text *surface,
                                const struct qn_weather_text *profile, unsigned flags,
                                struct qn_arena *arena, struct qn_weather *weather,
                                struct qn_err *err);

#endif
