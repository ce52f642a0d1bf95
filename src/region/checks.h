/* Coded checks and what they found.
 *
 * Every check is one row of base/text/checks.def:
 *   QN_CHECK(F101, ERROR, "zh message", "en message", "zh mend", "en mend")
 * The code's letter says the field: F file and encoding, C columns and cells, N numbers and units,
 * T dates, I ids and references, K codes, G geography, P plant parameters, V values and basis,
 * D documents, L data loggers and telemetry, S store, M GEM tracker.
 */
#ifndef QN_REGION_CHECKS_H
#define QN_REGION_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "region/tables.h"

enum qn_severity { QN_SEV_ERROR, QN_SEV_WARNING, QN_SEV_NOTE, QN_SEV_COUNT };

enum qn_check_id {
    QN_CHECK_NONE = 0,
#define QN_TEXT(name, zh, en)
#define QN_CHECK(code, severity, zh, en, mend_zh, mend_en) QN_CHECK_##code,
#include "base/text/checks.def"
#undef QN_CHECK
#undef QN_TEXT
    QN_CHECK_COUNT
};

struct qn_check_info {
    const char *code;
    enum qn_severity severity;
    enum qn_text_id message, mend;
};
extern const struct qn_check_info qn_checks[QN_CHECK_COUNT];

#define QN_FINDING_MAX_ARGS 5
struct qn_check_finding {
    enum qn_check_id check;
    const char *file;     /* as the user named it */
    int64_t line, column; /* 0: the whole file, the whole row */
    const char *field;    /* column's name, or "" */
    const char *arg[QN_FINDING_MAX_ARGS];
    size_t n_arg;
    enum qn_text_id cause; /* not QN_T_NONE: {0} of the message is this text with the arguments */
};

struct qn_findings {
    struct qn_arena arena;
    struct qn_check_finding *item; /* in order: file, line, column, code */
    size_t n, cap;
    int64_t count[QN_SEV_COUNT]; /* all, also those not kept */
    int64_t by_check[QN_CHECK_COUNT];
};

/* "error" "warning" "note" */
const char *qn_severity_name(enum qn_severity s);
/* The finding's message or mend in a language. */
size_t qn_finding_message(const struct qn_check_finding *f, enum qn_lang lang, char *out,
                          size_t cap);
size_t qn_finding_mend(const struct qn_check_finding *f, enum qn_lang lang, char *out, size_t cap);

#endif
