#include "brief/doc.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "brief/doc_priv.h"

#define DOC_MAX_BYTES ((size_t)1 << 30)
#define ANCHOR_CAP 80

void qn_doc_init(struct qn_doc *d, enum qn_lang lang, const char *title, const char *subtitle)
{
    *d = (struct qn_doc){.lang = lang};
    qn_arena_init(&d->arena, DOC_MAX_BYTES);
    d->title = qn_text_keep(&d->arena, title, &d->failed);
    d->subtitle = qn_text_keep(&d->arena, subtitle, &d->failed);
}

void qn_doc_release(struct qn_doc *d)
{
    qn_arena_release(&d->arena);
    *d = (struct qn_doc){.lang = d->lang};
}

/* ---- provenance ---- */

#define PROV_STRINGS 12

static void prov_strings(const struct qn_doc_prov *p, const char *out[PROV_STRINGS])
{
    const char *all[PROV_STRINGS] = {p->label, p->text, p->unit, p->basis, p->source, p->url,
                                     p->conf,  p->rule, p->run,  p->place, p->note,   p->weakest};
    for (size_t i = 0; i < PROV_STRINGS; i++)
        out[i] = all[i] ? all[i] : "";
}

/* FNV-1a over the strings, each with its end, and the value's bits. */
static uint64_t prov_hash(const struct qn_doc_prov *p)
{
    const uint64_t prime = 1099511628211u;
    uint64_t h = 14695981039346656037u, bits = 0;
    const char *s[PROV_STRINGS];
    prov_strings(p, s);
    for (size_t i = 0; i < PROV_STRINGS; i++)
        for (size_t k = 0, n = strlen(s[i]); k <= n; k++)
            h = (h ^ (unsigned char)s[i][k]) * prime;
    if (!isnan(p->value))
        memcpy(&bits, &p->value, sizeof bits);
    return (h ^ bits) * prime;
}

static int prov_equal(const struct qn_doc_prov *a, const struct qn_doc_prov *b)
{
    const char *s[PROV_STRINGS], *t[PROV_STRINGS];
    if (!(a->value == b->value) && !(isnan(a->value) && isnan(b->value)))
        return 0;
    prov_strings(a, s);
    prov_strings(b, t);
    for (size_t i = 0; i < PROV_STRINGS; i++)
        if (strcmp(s[i], t[i]) != 0)
            return 0;
    return 1;
}

/* The slot where p is, or where it belongs. */
static size_t prov_find(const struct qn_doc *d, const struct qn_doc_prov *p)
{
    size_t mask = d->n_slot - 1, at = (size_t)prov_hash(p) & mask;
    while (d->prov_slot[at] && !prov_equal(&d->prov[d->prov_slot[at] - 1], p))
        at = (at + 1) & mask;
    return at;
}

/* Keeps the table at most half full. */
static int prov_index(struct qn_doc *d)
{
    if (d->n_slot > 2 * d->n_prov)
        return 1;
    size_t n = d->n_slot ? 2 * d->n_slot : 64;
    int *slot = qn_arena_alloc(&d->arena, n * sizeof *slot, NULL);
    if (!slot)
        return 0;
    d->prov_slot = slot;
    d->n_slot = n;
    for (size_t i = 0; i < d->n_prov; i++)
        d->prov_slot[prov_find(d, &d->prov[i])] = (int)i + 1;
    return 1;
}

static struct qn_doc_prov prov_clean(struct qn_doc *d, const struct qn_doc_prov *p)
{
    struct qn_doc_prov c = {.value = p->value};
    const char **to[PROV_STRINGS] = {&c.label, &c.text, &c.unit, &c.basis, &c.source, &c.url,
                                     &c.conf,  &c.rule, &c.run,  &c.place, &c.note,   &c.weakest};
    const char *from[PROV_STRINGS];
    prov_strings(p, from);
    for (size_t i = 0; i < PROV_STRINGS; i++)
        *to[i] = qn_text_keep(&d->arena, from[i], &d->failed);
    return c;
}

int qn_doc_prov(struct qn_doc *d, const struct qn_doc_prov *p)
{
    if (d->failed || !prov_index(d))
        goto failed;
    size_t at = prov_find(d, p);
    if (d->prov_slot[at])
        return d->prov_slot[at] - 1;
    struct qn_doc_prov kept = prov_clean(d, p);
    at = prov_find(d, &kept); /* cleaning may have made it equal to another, or moved it */
    if (d->prov_slot[at])
        return d->prov_slot[at] - 1;
    if (d->n_prov == d->cap_prov) {
        void *more = qn_arena_grow(&d->arena, d->prov, d->n_prov, &d->cap_prov, sizeof *d->prov);
        if (!more)
            goto failed;
        d->prov = more;
    }
    d->prov[d->n_prov++] = kept;
    d->prov_slot[at] = (int)d->n_prov;
    return (int)d->n_prov - 1;
failed:
    d->failed = 1;
    return -1;
}

/* ---- blocks ---- */

/* Where things go when memory is out, so that callers need not look. */
static struct qn_block *lost_block(struct qn_doc *d)
{
    d->failed = 1;
    d->lost = (struct qn_block){.anchor = "", .alt = ""};
    return &d->lost;
}

struct qn_block *qn_doc_block(struct qn_doc *d, enum qn_block_kind kind)
{
    if (d->n_block == d->cap_block) {
        void *more =
            qn_arena_grow(&d->arena, d->block, d->n_block, &d->cap_block, sizeof *d->block);
        if (!more)
            return lost_block(d);
        d->block = more;
    }
    struct qn_block *b = &d->block[d->n_block++];
    *b = (struct qn_block){.kind = kind, .anchor = "", .alt = ""};
    return b;
}

static int anchor_taken(const struct qn_doc *d, const char *anchor)
{
    for (size_t i = 0; i < d->n_block; i++)
        if (strcmp(d->block[i].anchor, anchor) == 0)
            return 1;
    return 0;
}

/* An id without spaces or quotes, like no other in the document: a number is added to a second. */
static const char *anchor_make(struct qn_doc *d, const char *wanted)
{
    char base[ANCHOR_CAP], name[ANCHOR_CAP + 16];
    size_t n = 0;
    for (const char *p = wanted ? wanted : ""; *p && n + 1 < sizeof base; p++) {
        unsigned char c = (unsigned char)*p;
        base[n++] = isalnum(c) || c == '-' || c == '_' ? (char)c : '-';
    }
    base[n] = '\0';
    snprintf(name, sizeof name, "%s", n ? base : "s-1");
    for (unsigned k = 2; anchor_taken(d, name); k++)
        snprintf(name, sizeof name, "%s-%u", n ? base : "s", k);
    return qn_text_keep(&d->arena, name, &d->failed);
}

struct qn_block *qn_doc_heading(struct qn_doc *d, int level, const char *anchor, const char *text)
{
    const char *id = anchor_make(d, anchor);
    struct qn_block *b = qn_doc_block(d, QN_BLOCK_HEADING);
    if (d->failed)
        return lost_block(d);
    b->level = level < 1 ? 1 : level > 3 ? 3 : level;
    b->anchor = id;
    qn_span_text(d, &b->spans, text);
    return b;
}

struct qn_block *qn_doc_table(struct qn_doc *d, const struct qn_doc_column *column, size_t n)
{
    struct qn_doc_column *kept = qn_arena_alloc(&d->arena, n * sizeof *kept + 1, NULL);
    struct qn_block *b = qn_doc_block(d, QN_BLOCK_TABLE);
    if (d->failed || !kept)
        return lost_block(d);
    for (size_t i = 0; i < n; i++) {
        kept[i] = column[i];
        kept[i].title = qn_text_keep(&d->arena, column[i].title, &d->failed);
        if (!(kept[i].weight > 0))
            kept[i].weight = 1;
    }
    b->column = kept;
    b->n_column = n;
    return b;
}

struct qn_block *qn_doc_scene(struct qn_doc *d, struct qn_scene *scene, const char *alt)
{
    const char *words = qn_text_keep(&d->arena, alt, &d->failed);
    struct qn_block *b = qn_doc_block(d, QN_BLOCK_SCENE);
    if (!scene)
        d->failed = 1;
    if (d->failed)
        return lost_block(d);
    b->scene = scene;
    b->alt = words;
    return b;
}

struct qn_spans *qn_doc_cell(struct qn_doc *d)
{
    if (d->failed || d->n_block == 0)
        return &lost_block(d)->spans;
    struct qn_block *b = &d->block[d->n_block - 1];
    if (b->n_cell == b->cap_cell) {
        void *more = qn_arena_grow(&d->arena, b->cell, b->n_cell, &b->cap_cell, sizeof *b->cell);
        if (!more) {
            return &lost_block(d)->spans;
        }
        b->cell = more;
    }
    b->cell[b->n_cell] = (struct qn_spans){0};
    return &b->cell[b->n_cell++];
}

/* ---- spans ---- */

static struct qn_span *span_add(struct qn_doc *d, struct qn_spans *s, enum qn_span_kind kind,
                                const char *text)
{
    if (!s || d->failed)
        return NULL;
    if (s->n == s->cap) {
        void *more = qn_arena_grow(&d->arena, s->item, s->n, &s->cap, sizeof *s->item);
        if (!more) {
            d->failed = 1;
            return NULL;
        }
        s->item = more;
    }
    struct qn_span *span = &s->item[s->n++];
    *span = (struct qn_span){.kind = kind, .url = "", .prov = -1};
    span->text = qn_text_keep(&d->arena, text, &d->failed);
    return span;
}

void qn_span_text(struct qn_doc *d, struct qn_spans *s, const char *text)
{
    (void)span_add(d, s, QN_SPAN_TEXT, text);
}

void qn_span_strong(struct qn_doc *d, struct qn_spans *s, const char *text)
{
    (void)span_add(d, s, QN_SPAN_STRONG, text);
}

void qn_span_muted(struct qn_doc *d, struct qn_spans *s, const char *text)
{
    (void)span_add(d, s, QN_SPAN_MUTED, text);
}

void qn_span_break(struct qn_doc *d, struct qn_spans *s)
{
    (void)span_add(d, s, QN_SPAN_BREAK, "");
}

void qn_span_link(struct qn_doc *d, struct qn_spans *s, const char *text, const char *url)
{
    struct qn_span *span = span_add(d, s, QN_SPAN_LINK, text);
    if (span)
        span->url = qn_text_keep(&d->arena, url, &d->failed);
}

void qn_span_badge(struct qn_doc *d, struct qn_spans *s, const char *text, struct qn_colour c)
{
    struct qn_span *span = span_add(d, s, QN_SPAN_BADGE, text);
    if (span)
        span->colour = c;
}

void qn_span_number(struct qn_doc *d, struct qn_spans *s, const struct qn_doc_prov *p)
{
    int id = qn_doc_prov(d, p);
    struct qn_span *span = id < 0 ? NULL : span_add(d, s, QN_SPAN_NUMBER, p->text);
    if (span)
        span->prov = id;
}

/* ---- what the writers share ---- */

enum qn_status qn_doc_ready(const struct qn_doc *d, struct qn_err *err)
{
    int failed = d->failed;
    for (size_t i = 0; i < d->n_block; i++)
        failed |= d->block[i].scene && d->block[i].scene->failed;
    if (!failed)
        return QN_OK;
    char max[QN_NUM_TEXT_CAP];
    qn_num_text((double)DOC_MAX_BYTES, max);
    return qn_fail(err, QN_E_NOMEM, d->title, QN_T_DOC_INCOMPLETE, max);
}

unsigned qn_prov_marks(const struct qn_doc_prov *p)
{
    unsigned marks = 0;
    if (strcmp(p->basis, "assumed") == 0 || strcmp(p->weakest, "assumed") == 0)
        marks |= QN_MARK_ASSUMED;
    if (strncmp(p->conf, "memory", 6) == 0)
        marks |= QN_MARK_MEMORY;
    return marks;
}

unsigned qn_doc_marks(const struct qn_doc *d)
{
    unsigned marks = 0;
    for (size_t i = 0; i < d->n_prov; i++)
        marks |= qn_prov_marks(&d->prov[i]);
    return marks;
}

const char *qn_basis_text(enum qn_lang lang, const char *basis)
{
    static const struct {
        const char *code;
        enum qn_text_id word;
    } words[] = {
        {"measured", QN_T_BASIS_MEASURED},   {"permit", QN_T_BASIS_PERMIT},
        {"published", QN_T_BASIS_PUBLISHED}, {"factor", QN_T_BASIS_FACTOR},
        {"assumed", QN_T_BASIS_ASSUMED},     {"result", QN_T_BASIS_RESULT},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(basis, words[i].code) == 0)
            return qn_text(lang, words[i].word);
    return basis;
}

const char *qn_doc_date_text(enum qn_lang lang, struct qn_date d, char out[QN_DOC_DATE_CAP])
{
    char iso[QN_DATE_TEXT_CAP], year[8], month[8], day[8];
    if (d.year == 0 || d.month < 1 || d.month > 12 || d.day == 0) {
        snprintf(out, QN_DOC_DATE_CAP, "%s", qn_date_text(d, iso));
        return out;
    }
    snprintf(year, sizeof year, "%d", d.year);
    snprintf(month, sizeof month, "%d", d.month);
    snprintf(day, sizeof day, "%d", d.day);
    enum qn_text_id name = (enum qn_text_id)(QN_T_DOC_MONTH_1 + d.month - 1);
    const char *args[] = {year, month, day, qn_text(lang, name)};
    qn_text_format(lang, QN_T_DOC_DATE_LONG, args, 4, out, QN_DOC_DATE_CAP);
    return out;
}

int qn_url_outside(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

int qn_url_inside(const char *url)
{
    return url[0] == '#' && url[1] != '\0';
}
