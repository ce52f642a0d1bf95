/* Rule packs and the screening of installations against the catalogue in force on a date.
 *
 * The packs are data under rules/ (embedded in the program; --rules DIR reads others):
 *   sources.csv       where every row is from
 *   editions.csv      catalogue editions and their dates in force
 *   catalogue.csv     one row a limb: kind, variant, bounds, clause text, confidence
 *   conditions.csv    further conditions of a limb (any of them / all of them), machine-readable
 *   exceptions.csv    exceptions of a limb, what claims them, which documents prove them
 *   coverage.csv      which (edition, kind) the pack holds completely, and for which class
 *   variants.csv      what an installation without (or with another) variant may be
 *   instruments.csv   instruments in law, by class and dates
 *   policies.csv      policy texts by date and scope: shown, never decisive
 */
#ifndef QN_RULE_RULE_H
#define QN_RULE_RULE_H

#include "base/arena.h"
#include "region/region.h"

enum qn_class {
    QN_CLASS_ELIMINATED,
    QN_CLASS_RESTRICTED,
    QN_CLASS_UNCLASSIFIED,
    QN_CLASS_UNDETERMINED,
    QN_CLASS_COUNT
};
const char *qn_class_name(enum qn_class c); /* "eliminated" ... */

enum qn_truth { QN_FALSE, QN_TRUE, QN_UNKNOWN };

/* Confidence of a rule row, best first. */
enum qn_conf {
    QN_CONF_VERIFIED_REPO,
    QN_CONF_VERIFIED_PAGE,
    QN_CONF_PARTIAL,
    QN_CONF_DERIVED,
    QN_CONF_MEMORY_HIGH,
    QN_CONF_MEMORY_MEDIUM,
    QN_CONF_MEMORY_LOW,
    QN_CONF_MISSING,
    QN_CONF_COUNT
};
const char *qn_conf_name(enum qn_conf c); /* "verified_page" ... */

struct qn_edition {
    const char *id, *title_zh, *title_en, *instrument, *note, *source_id;
    struct qn_date from, to; /* to.year 0: still in force */
    enum qn_conf conf;
};

struct qn_rule; /* one limb; opaque beyond these */
const char *qn_rule_id(const struct qn_rule *r);
const char *qn_rule_text_zh(const struct qn_rule *r);
const char *qn_rule_text_en(const struct qn_rule *r); /* our translation */
const char *qn_rule_item(const struct qn_rule *r);    /* "六、钢铁 3" */
enum qn_class qn_rule_class(const struct qn_rule *r); /* eliminated or restricted */
enum qn_conf qn_rule_conf(const struct qn_rule *r);
const char *qn_rule_note(const struct qn_rule *r);
const char *qn_rule_source_id(const struct qn_rule *r);
const char *qn_rule_deadline(const struct qn_rule *r);

struct qn_rule_source {
    const char *id, *title, *url;
    enum qn_conf conf;
};

struct qn_instrument {
    const char *id, *name_zh, *name_en, *applies_to, *mechanism, *legal_basis, *conditions_zh,
        *conditions_en, *excluded_by, *note_zh, *note_en, *source_id;
    struct qn_date from, to; /* from.year 0: since before 2005; to.year 0: open */
    enum qn_conf conf;
};

struct qn_policy {
    const char *id, *document;
    const char *division; /* GB/T 2260 code it is confined to, "" if wider than one */
    const char *scope_zh, *scope_en, *sector, *text_zh, *text_en, *effect, *note, *source_id;
    struct qn_date from;
    enum qn_conf conf;
};

struct qn_pack;
/* folder NULL: the packs in the program. Errors: QN_E_SYNTAX (file:line:column), QN_E_IO. */
QN_MUST_USE enum qn_status qn_pack_load(const char *folder, struct qn_pack **out,
                                        struct qn_err *err);
void qn_pack_free(struct qn_pack *p);
/* SHA-256 over the pack's files: goes into results and run records. */
const char *qn_pack_digest(const struct qn_pack *p);
/* The edition in force on a day, or NULL. */
const struct qn_edition *qn_pack_edition_on(const struct qn_pack *p, struct qn_date on);
size_t qn_pack_editions(const struct qn_pack *p, const struct qn_edition **first);
size_t qn_pack_rules(const struct qn_pack *p, const struct qn_rule *const **first);
const struct qn_rule *qn_pack_rule(const struct qn_pack *p, const char *rule_id);
const struct qn_rule_source *qn_pack_source(const struct qn_pack *p, const char *source_id);
/* Policies known on a day (from <= on), in date order, callback returns 0 to go on. */
void qn_pack_policies_on(const struct qn_pack *p, struct qn_date on,
                         int (*row)(const struct qn_policy *pol, void *user), void *user);
/* Instruments open in law on a day for a class and kind. `open` says whether the row's own terms
 * allow the class (an instrument excluded by mere 限制类 is shown as not open, with the reason). */
void qn_pack_instruments_on(const struct qn_pack *p, struct qn_date on, enum qn_class c,
                            enum qn_kind kind,
                            int (*row)(const struct qn_instrument *ins, int open, void *user),
                            void *user);

/* Where a class ends by size alone in an edition: the greatest upper bound on `param` of its
 * unconditional limbs for that kind and variant, in the parameter's own unit; NaN if none. */
double qn_pack_size_bound(const struct qn_pack *p, const struct qn_edition *e, enum qn_class c,
                          enum qn_kind kind, enum qn_variant variant, enum qn_param param);

/* One line of the reasoning. */
enum qn_step_kind {
    QN_STEP_VARIANT,   /* kind and variant fit the limb? */
    QN_STEP_BOUND,     /* parameter against bound */
    QN_STEP_CONDITION, /* a further condition */
    QN_STEP_EXCEPTION, /* an exception claimed, and its documents */
    QN_STEP_LIMB,      /* the limb as a whole */
};
struct qn_step {
    enum qn_step_kind kind;
    const struct qn_rule *rule;
    const char *parameter;  /* column name, "variant", "enterprise_capacity", a document kind */
    struct qn_qty value;    /* NaN if unknown or not numeric */
    const char *value_text; /* for variants, documents; "" else */
    const char *unit;       /* of value and bound, "" if none */
    const char *bound;      /* "> 400 and < 1200", "lacks", "= top_charged" ... */
    enum qn_truth outcome;
    const struct qn_prov *prov; /* of the value; NULL if none */
};

struct qn_screening {
    int32_t installation;
    enum qn_class cls;
    /* What it can still turn out to be, bit 1 << class. Restricted with eliminated among them:
     * restriction is established (a limb met whatever is missing), elimination may yet be shown. */
    unsigned candidates;
    const struct qn_rule *rule;       /* the limb that decides; NULL if none does */
    const struct qn_edition *edition; /* NULL: no edition in force on that day */
    enum qn_conf confidence; /* of the deciding row; for unclassified the weakest row consulted */
    const char *const *missing; /* column names and document kinds that would decide it */
    size_t n_missing;
    /* Where the class hangs on reading a clause about "projects" (项目) as reaching an existing
     * plant: the question, and the class without that reading. NULL if it does not. */
    const char *reading_zh, *reading_en;
    enum qn_class class_without_reading;
    const char *gap_zh,
        *gap_en;                /* rows the pack does not hold for this edition and kind, or NULL */
    const struct qn_step *step; /* reasoning, in order of evaluation (with `steps` asked for) */
    size_t n_step;
};

/* A screening of a whole region. */
struct qn_screen {
    struct qn_arena arena;
    struct qn_date on;
    const struct qn_edition *edition;
    struct qn_screening *item; /* one an installation, in region order */
    int32_t n;
    int32_t count[QN_CLASS_COUNT];
};
/* Given     pack, region, on; steps: also keep the reasoning (costs memory)
 * Errors    QN_E_DOMAIN (no date), QN_E_NOMEM */
QN_MUST_USE enum qn_status qn_screen_region(const struct qn_pack *pack, const struct qn_region *r,
                                            struct qn_date on, int steps, struct qn_screen *out,
                                            struct qn_err *err);
/* The reasoning of one installation into `arena` (fills item->step, item->n_step). Each call looks
 * through the region once: for all installations of a large one, ask qn_screen_region for steps. */
QN_MUST_USE enum qn_status qn_screen_explain(const struct qn_pack *pack, const struct qn_region *r,
                                             struct qn_date on, struct qn_arena *arena,
                                             struct qn_screening *item, struct qn_err *err);
void qn_screen_release(struct qn_screen *s);
/* What a name in missing[] means, for people: a column's own words, or the catalogue's for names
 * that are no column (catalogue_edition, catalogue_rows, clause_text, group_capacity,
 * foundry_coke). Document kinds come back as they are. */
const char *qn_missing_label(enum qn_lang lang, const char *name);

#endif
