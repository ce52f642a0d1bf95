/* A document in one language: blocks that the HTML, PDF and JSON writers share. Every number in it
 * carries where it is from. */
#ifndef QN_BRIEF_DOC_H
#define QN_BRIEF_DOC_H

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "brief/scene.h"

/* Where a number is from. Strings are copied by qn_doc_prov; NULL counts as "". */
struct qn_doc_prov {
    const char *label;  /* what it is: "有效容积，1号高炉" */
    double value;       /* NaN where the "number" is a text value */
    const char *text;   /* as shown */
    const char *unit;   /* "" if none */
    const char *basis;  /* the word as stored: measured ... assumed; "result" for computed ones */
    const char *source; /* title; for results: what they were computed from */
    const char *url;
    const char *conf;  /* conf_level of the source or rule row as stored, "" if not graded */
    const char *rule;  /* rule id, or formula in words; "" for plain inputs */
    const char *run;   /* digest (first 12 hex) and command of the run that stored or made it */
    const char *place; /* input file:line, or "" for results */
    const char *note;
    const char *weakest; /* results: weakest basis among what they were computed from, or "" */
};

enum qn_span_kind {
    QN_SPAN_TEXT,
    QN_SPAN_STRONG,
    QN_SPAN_NUMBER, /* opens to prov */
    QN_SPAN_BADGE,  /* a class or state: text with colour */
    QN_SPAN_LINK,   /* outside address (text, url) */
    QN_SPAN_BREAK,  /* line break inside a cell or paragraph */
    QN_SPAN_MUTED,  /* secondary text */
};
struct qn_span {
    enum qn_span_kind kind;
    const char *text;
    const char *url;
    int prov;                /* QN_SPAN_NUMBER; -1 else */
    struct qn_colour colour; /* QN_SPAN_BADGE */
};
struct qn_spans {
    struct qn_span *item;
    size_t n, cap;
};

enum qn_align { QN_ALIGN_LEFT, QN_ALIGN_RIGHT, QN_ALIGN_CENTRE };
struct qn_doc_column {
    const char *title; /* with its unit: "有效容积 (m³)" */
    double weight;     /* share of the width */
    enum qn_align align;
};

enum qn_block_kind {
    QN_BLOCK_HEADING, /* level 1..3; level 1 and 2 are in the outline */
    QN_BLOCK_PARA,
    QN_BLOCK_LIST_ITEM,
    QN_BLOCK_CALLOUT, /* a framed paragraph; tone 0 note, 1 caution */
    QN_BLOCK_TABLE,
    QN_BLOCK_SCENE,
    QN_BLOCK_TILES,      /* key figures side by side: each cell = big number span + label spans */
    QN_BLOCK_PAGE_BREAK, /* PDF only */
    QN_BLOCK_DETAILS_BEGIN, /* folded in HTML (summary = spans); printed whole in the PDF */
    QN_BLOCK_DETAILS_END,
};
struct qn_block {
    enum qn_block_kind kind;
    int level, tone;
    const char *anchor;           /* headings: id for links */
    struct qn_spans spans;        /* heading, para, list item, callout, caption of scene or table */
    struct qn_doc_column *column; /* table */
    size_t n_column;
    struct qn_spans *cell; /* table: row-major; tiles: 2 per tile (figure, label) */
    size_t n_cell, cap_cell;
    struct qn_scene *scene;
    const char *alt; /* scene: what it shows, in words */
};

struct qn_doc {
    struct qn_arena arena;
    enum qn_lang lang;
    const char *title, *subtitle;
    const char *banner;  /* on every page (e.g. "fictional region"), or NULL */
    const char *footer;  /* left part of the page footer */
    struct qn_date date; /* of the document: --on */
    struct qn_block *block;
    size_t n_block, cap_block;
    struct qn_doc_prov *prov;
    size_t n_prov, cap_prov;
    int *prov_slot; /* hash table over prov: id + 1, 0 empty; n_slot is a power of two */
    size_t n_slot;
    int failed;           /* an allocation failed; every writer refuses with QN_E_NOMEM */
    struct qn_block lost; /* what is handed out then, so that no caller gets NULL */
};

void qn_doc_init(struct qn_doc *d, enum qn_lang lang, const char *title, const char *subtitle);
void qn_doc_release(struct qn_doc *d);

/* Returns the id (from 0). Equal provenances share an id. */
int qn_doc_prov(struct qn_doc *d, const struct qn_doc_prov *p);

/* Blocks; the pointer is never NULL and valid until the next block is added. */
struct qn_block *qn_doc_heading(struct qn_doc *d, int level, const char *anchor, const char *text);
struct qn_block *qn_doc_block(struct qn_doc *d, enum qn_block_kind kind);
struct qn_block *qn_doc_table(struct qn_doc *d, const struct qn_doc_column *column, size_t n);
struct qn_block *qn_doc_scene(struct qn_doc *d, struct qn_scene *scene, const char *alt);
/* The next cell of the last table (or tiles) block. */
struct qn_spans *qn_doc_cell(struct qn_doc *d);

void qn_span_text(struct qn_doc *d, struct qn_spans *s, const char *text);
void qn_span_strong(struct qn_doc *d, struct qn_spans *s, const char *text);
void qn_span_muted(struct qn_doc *d, struct qn_spans *s, const char *text);
void qn_span_break(struct qn_doc *d, struct qn_spans *s);
void qn_span_link(struct qn_doc *d, struct qn_spans *s, const char *text, const char *url);
void qn_span_badge(struct qn_doc *d, struct qn_spans *s, const char *text, struct qn_colour c);
/* A number: shown as p->text, opens to p. */
void qn_span_number(struct qn_doc *d, struct qn_spans *s, const struct qn_doc_prov *p);

/* Writers. `css` and `js` come from the program's own assets. Errors: QN_E_NOMEM, QN_E_IO. */
QN_MUST_USE enum qn_status qn_doc_html(const struct qn_doc *d, struct qn_buf *out,
                                       struct qn_err *err);
QN_MUST_USE enum qn_status qn_doc_pdf(const struct qn_doc *d, struct qn_buf *out,
                                      struct qn_err *err);
QN_MUST_USE enum qn_status qn_scene_svg(const struct qn_scene *s, struct qn_buf *out,
                                        struct qn_err *err);

#endif
