/* The inside of a model: deep copies, checked. Internal to plume. */
#ifndef QN_PLUME_MODEL_H
#define QN_PLUME_MODEL_H

#include "base/arena.h"
#include "plume/area.h"
#include "plume/deposit.h"
#include "plume/kernels.h"

struct qn_plume {
    struct qn_arena arena;
    struct qn_plume_options options;
    const struct qn_plume_urban *urban;
    size_t urbans;
    const struct qn_plume_source *source;
    size_t sources;
    struct qn_area *area; /* [sources]: outlines of areas, lines, pits */
    struct qn_receptors receptors;
    const struct qn_plume_hour *weather; /* the caller's */
    size_t hours;
    size_t types; /* outputs asked for */
    struct qn_deposits deposits;
};

/* A failure for a person; error may be NULL. The texts' arguments {0} {1} ... are the same in both
 * languages, but for {0} of qn_plume_fail_named, which is a text itself. Returns code. */
enum qn_plume_status qn_plume_fail(struct qn_plume_error *error, enum qn_plume_status code,
                                   const char *where, enum qn_text_id id, ...)
    __attribute__((sentinel));
enum qn_plume_status qn_plume_fail_named(struct qn_plume_error *error, const char *where,
                                         enum qn_text_id id, enum qn_text_id name, ...)
    __attribute__((sentinel));
#define QN_END ((const char *)NULL)

/* "NaN", "-inf", or the number. */
#define QN_VALUE_CAP 40
const char *qn_plume_value(double value, char out[QN_VALUE_CAP]);

/* A quantity's valid range. */
enum qn_bound {
    QN_CLOSED,    /* least <= value <= most */
    QN_OPEN_LEAST /* least < value <= most */
};
enum qn_plume_status qn_plume_range(struct qn_plume_error *error, const char *where,
                                    enum qn_text_id name, double value, enum qn_bound bound,
                                    double least, double most, const char *unit);

/* A table of ranges over the members of a structure. */
struct qn_range {
    enum qn_text_id name;
    size_t offset; /* of a double */
    enum qn_bound bound;
    double least, most;
    const char *unit;
};
enum qn_plume_status qn_plume_ranges(struct qn_plume_error *error, const char *where,
                                     const struct qn_range *range, size_t ranges,
                                     const void *object);

/* What a person may have wrong: named with value, limit and what to do. */
enum qn_plume_status qn_plume_check_options(const struct qn_plume_options *options,
                                            struct qn_plume_error *error);
enum qn_plume_status qn_plume_check_urban(const struct qn_plume_urban *urban, size_t urbans,
                                          struct qn_plume_error *error);
enum qn_plume_status qn_plume_check_sources(const struct qn_plume_source *source, size_t sources,
                                            size_t urbans, struct qn_plume_error *error);
enum qn_plume_status qn_plume_check_receptors(const struct qn_plume_receptor *receptor,
                                              size_t receptors, struct qn_plume_error *error);
enum qn_plume_status qn_plume_check_weather(const struct qn_plume_hour *weather, size_t hours,
                                            struct qn_plume_error *error);
/* What a release of one hour may hold, before its floors. */
enum qn_plume_status qn_plume_check_release(const struct qn_plume_release *release,
                                            const char *where, struct qn_plume_error *error);

static inline bool qn_plume_is_point(enum qn_plume_kind kind)
{
    return kind == QN_PLUME_POINT || kind == QN_PLUME_POINTCAP || kind == QN_PLUME_POINTHOR;
}

#endif
