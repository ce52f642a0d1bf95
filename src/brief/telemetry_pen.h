/* Words and numbers of the telemetry section. Inside src/brief only. */
#ifndef QN_BRIEF_TELEMETRY_PEN_H
#define QN_BRIEF_TELEMETRY_PEN_H

#include "brief/pen.h"

#define QN_WHEN_CAP 20

const char *qn_verdict_label(enum qn_lang lang, enum qn_verdict v);
const char *qn_group_label(enum qn_lang lang, enum qn_witness_group g);
const char *qn_says_label(enum qn_lang lang, enum qn_witness_says s);
const char *qn_finding_label(enum qn_lang lang, enum qn_finding_kind k);
/* Told apart in grey, too: light, middle, dark, hatched. */
struct qn_colour qn_verdict_colour(enum qn_verdict v);

/* "2018-10-09 02:00", at +08:00. Returns out. */
const char *qn_when(int64_t t_unix_ms, char out[QN_WHEN_CAP]);
const char *qn_pen_when(struct qn_pen *p, int64_t t_unix_ms);
/* "velocity a01011", else the code alone. */
const char *qn_pen_factor(struct qn_pen *p, const char *code);
/* The installation's name, else the outlet's. */
const char *qn_pen_watched(struct qn_pen *p, const struct qn_watched *w);
const char *qn_pen_owner(struct qn_pen *p, const struct qn_watched *w);

/* A number that a device sent: opens to device, factor and time. */
struct qn_doc_prov qn_pen_sent(struct qn_pen *p, const char *label, double value, const char *unit,
                               const char *mn, const char *place, const char *rule);
/* A limit: assumed where it is the rule pack's, a result where it was learned. */
struct qn_doc_prov qn_pen_limit(struct qn_pen *p, const char *mn, const char *factor, double limit,
                                const char *unit, const char *code, double learned_from_h);
struct qn_doc_prov qn_pen_hours(struct qn_pen *p, const struct qn_watched *w, enum qn_verdict v);
struct qn_pen_arg qn_pen_watch_count(struct qn_pen *p, int64_t n);
/* Where the telemetry is from, as a run. */
const char *qn_pen_telemetry_run(struct qn_pen *p);

/* NULL where there is nothing to draw. */
struct qn_scene *qn_draw_timeline(struct qn_pen *p, const struct qn_watched *w);

#endif
