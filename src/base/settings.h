/* A flat settings file (YAML over libyaml): one mapping of names to scalars or lists of scalars,
 * each with its place in the file. */
#ifndef QN_BASE_SETTINGS_H
#define QN_BASE_SETTINGS_H

#include "base/arena.h"

struct qn_setting {
    const char *name;
    const char *value; /* list items are separate settings of the same name, in order */
    size_t line, column;
};

struct qn_settings {
    struct qn_setting *item;
    size_t n;
};

/* Errors: QN_E_SYNTAX with where = "line:column" (not YAML, nested, an alias, a duplicate name). */
QN_MUST_USE enum qn_status qn_settings_parse(const char *text, size_t len, struct qn_arena *arena,
                                             struct qn_settings *out, struct qn_err *err);
/* The first setting of that name, or NULL. */
const struct qn_setting *qn_settings_find(const struct qn_settings *s, const char *name);

#endif
