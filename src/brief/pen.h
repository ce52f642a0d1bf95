/* The composer's pen: sentences from the catalogue with numbers that open to their source. Inside
 * src/brief only. */
#ifndef QN_BRIEF_PEN_H
#define QN_BRIEF_PEN_H

#include "brief/briefing.h"
#include "brief/labels.h"

struct qn_pen {
    const struct qn_briefing *b;
    const struct qn_region *r;
    struct qn_doc *d;
    enum qn_lang lang;
    enum qn_medium medium;
};

#define QN_COLOUR_ELIMINATED QN_RGB(0x9b1c1c)
#define QN_COLOUR_RESTRICTED QN_RGB(0xc2570c)
#define QN_COLOUR_UNCLASSIFIED QN_RGB(0x3f6f5f)
#define QN_COLOUR_UNDETERMINED QN_RGB(0x6b7280)
#define QN_COLOUR_INK QN_RGB(0x1f2937)
#define QN_COLOUR_FAINT QN_RGB(0x9ca3af)
#define QN_COLOUR_ACCENT QN_RGB(0x1e3a5f)

struct qn_colour qn_class_colour(enum qn_class c);

/* An argument of a sentence: text, or a number with its provenance. */
struct qn_pen_arg {
    const char *text;
    struct qn_doc_prov prov;
    int number;
};
struct qn_pen_arg qn_pen_text(const char *text);
struct qn_pen_arg qn_pen_number(struct qn_doc_prov prov);

/* Write a catalogue sentence into spans; {i} is args[i]. */
void qn_pen_say(struct qn_pen *p, struct qn_spans *s, enum qn_text_id id,
                const struct qn_pen_arg *args, size_t n);
/* A block that is one catalogue sentence. */
struct qn_block *qn_pen_block(struct qn_pen *p, enum qn_block_kind kind, enum qn_text_id id,
                              const struct qn_pen_arg *args, size_t n);
const char *qn_pen_t(const struct qn_pen *p, enum qn_text_id id);
/* A catalogue text with plain arguments, kept in the doc's arena. NULL-terminated arguments. */
const char *qn_pen_f(struct qn_pen *p, enum qn_text_id id, ...) __attribute__((sentinel));
const char *qn_pen_keep(struct qn_pen *p, const char *s, size_t n);
const char *qn_pen_name(const struct qn_pen *p, const char *zh, const char *en);

/* Provenance of a stored value. scale: shown = value * scale. Text is at most 6 digits, grouped. */
struct qn_doc_prov qn_pen_stored(struct qn_pen *p, const char *label, double value, double scale,
                                 const char *unit, const struct qn_prov *prov);
/* Provenance of a computed one: rule says how, in words. */
struct qn_doc_prov qn_pen_result(struct qn_pen *p, const char *label, double value,
                                 const char *unit, const char *rule);
/* A date that came from a row. */
struct qn_doc_prov qn_pen_dated(struct qn_pen *p, const char *label, struct qn_date date,
                                const struct qn_prov *prov);
/* What an enterprise emits of a pollutant in a year, as a result with its weakest basis; value NaN
 * where nothing is on record. `shown`: the pollutant as printed. */
struct qn_doc_prov qn_pen_emission(struct qn_pen *p, int32_t enterprise, const char *pollutant,
                                   const char *shown);
/* Count, as a result. */
struct qn_pen_arg qn_pen_count(struct qn_pen *p, enum qn_text_id label, int64_t n,
                               enum qn_text_id rule);

/* A quantity with its unit, or "unknown" in muted text. */
void qn_pen_qty(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_qty q,
                double scale, const char *unit);
/* Capacity in the reader's unit: 10^4 t/a (zh), Mt/a (en). */
void qn_pen_capacity(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_qty q);
void qn_pen_date(struct qn_pen *p, struct qn_spans *s, const char *label, struct qn_date date,
                 const struct qn_prov *prov);
void qn_pen_class(struct qn_pen *p, struct qn_spans *s, enum qn_class c);
void qn_pen_unknown(struct qn_pen *p, struct qn_spans *s);
/* Number as people read it: 6 significant digits, thousands grouped from 10,000. */
const char *qn_pen_digits(struct qn_pen *p, double value);
/* ", " or "、" between list items. */
const char *qn_pen_comma(const struct qn_pen *p);

/* What would decide a screening, as a list of words. */
void qn_pen_missing(struct qn_pen *p, struct qn_spans *s, const struct qn_screening *sc);
/* Whether more than its class is still possible. */
int qn_screening_open(const struct qn_screening *sc);
/* "eliminated or restricted" */
void qn_pen_candidates(struct qn_pen *p, struct qn_spans *s, const struct qn_screening *sc);
/* An installation's name, else its id. */
const char *qn_pen_installation(const struct qn_pen *p, const struct qn_installation *in);

/* The sections, in order; the key points are the head of the first. */
void qn_compose_keys(struct qn_pen *p);
void qn_compose_situation(struct qn_pen *p);
void qn_compose_enterprises(struct qn_pen *p);
void qn_compose_law(struct qn_pen *p);
void qn_compose_progress(struct qn_pen *p);
void qn_compose_telemetry(struct qn_pen *p);
void qn_compose_missing(struct qn_pen *p);
void qn_compose_annex(struct qn_pen *p);

/* Pictures. NULL where there is nothing to draw. */
struct qn_scene *qn_draw_map(struct qn_pen *p);
struct qn_scene *qn_draw_classes(struct qn_pen *p);
struct qn_scene *qn_draw_thresholds(struct qn_pen *p);
struct qn_scene *qn_draw_emissions(struct qn_pen *p);

/* Shared facts. */
/* Whether a policy concerns the region: not confined to a division that the region is not in. */
int qn_policy_concerns(const struct qn_briefing *b, const struct qn_policy *pol);
/* Listed for exit, whole or in part. */
int qn_enterprise_exits(const struct qn_enterprise *e);
int qn_enterprises_listed(const struct qn_region *r); /* how many */
/* A next step that was set by the briefing's day, and how it stands on that day. */
int qn_event_is_step(const struct qn_briefing *b, const struct qn_event *e);
enum qn_step_state { QN_STEP_DONE, QN_STEP_OVERDUE, QN_STEP_OPEN };
enum qn_step_state qn_event_step_state(const struct qn_briefing *b, const struct qn_event *e);
/* Known on the briefing's day: published on or before it; or, where the day of publication was not
 * found, of a period that had ended by then. */
int qn_indicator_known(const struct qn_briefing *b, const struct qn_indicator *i);
/* The size a kind is judged by (chamber height, volume...), QN_PARAM_COUNT if none. */
enum qn_param qn_kind_size(enum qn_kind k);
/* The screening of an installation. */
const struct qn_screening *qn_briefing_screening(const struct qn_briefing *b, int32_t installation);
/* Emission of a pollutant over outlets of an enterprise (-1: all) [t/a]; *basis is the weakest
 * basis in the sum, *n how many rows; NaN if none. */
double qn_emission_sum(const struct qn_briefing *b, int32_t enterprise, const char *pollutant,
                       enum qn_basis *basis, int *n);

#endif
