/* The briefing: what a meeting needs to know about a region on a date, from the store. */
#ifndef QN_BRIEF_BRIEFING_H
#define QN_BRIEF_BRIEFING_H

#include "brief/doc.h"
#include "brief/sheet.h"
#include "brief/telemetry.h"
#include "rule/rule.h"

/* A run of the store, as provenance shows it. */
struct qn_briefing_run {
    int64_t id;
    const char *command, *version, *digest, *options;
    const struct qn_run_input *input;
    size_t n_input;
};

struct qn_briefing {
    struct qn_arena arena;
    struct qn_region region;
    struct qn_pack *pack;
    struct qn_screen screen; /* with reasoning */
    struct qn_date on;
    struct qn_briefing_run *run;
    size_t n_run, cap_run;
    struct qn_watch watch; /* what telemetry says; nothing where there is none */
    bool has_telemetry;    /* the store has some, perhaps of later days only */
    const char *digest;    /* of this briefing: program, date, rules, and every run it rests on */
};

enum qn_medium { QN_MEDIUM_HTML, QN_MEDIUM_PDF };

/* Load, pick the date (on.year 0: the region's decision date, else the latest date in the input),
 * screen. Errors: QN_E_USAGE where no date can be had. Release in every case. */
QN_MUST_USE enum qn_status qn_briefing_init(struct qn_briefing *b, struct qn_store *store,
                                            const char *rules_folder, struct qn_date on,
                                            struct qn_err *err);
/* Judges what the telemetry says up to the briefing's day; after init, before compose. rules_folder
 * as in init. */
QN_MUST_USE enum qn_status qn_briefing_watch(struct qn_briefing *b, struct qn_tele *tele,
                                             const char *rules_folder, struct qn_err *err);
void qn_briefing_release(struct qn_briefing *b);

/* The document in one language. The reasoning of each installation is in the HTML only. */
QN_MUST_USE enum qn_status qn_briefing_compose(const struct qn_briefing *b, enum qn_lang lang,
                                               enum qn_medium medium, struct qn_doc *doc,
                                               struct qn_err *err);
QN_MUST_USE enum qn_status qn_briefing_book(const struct qn_briefing *b, struct qn_book *book,
                                            struct qn_err *err);
/* The same tables and numbers for machines; numbers are those of `doc`. */
QN_MUST_USE enum qn_status qn_briefing_json(const struct qn_briefing *b, const struct qn_book *book,
                                            const struct qn_doc *doc, struct qn_buf *out,
                                            struct qn_err *err);

#endif
