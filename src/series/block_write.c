/* Writing a block: cells to columns, columns to streams. */
#include "series/block.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "series/columns.h"

#define SCRATCH_MAX ((size_t)4 << 30) /* [byte] while writing */
#define NONE UINT32_MAX
#define PACK_AT 32 /* [byte] a shorter section is not worth packing */
#define PACK_LEVEL 6

/* One cell of a column: its row, and a number or a word. */
struct entry {
    uint32_t row, cell;
    uint8_t word, decimals, digits;
    int64_t value; /* number, or place among the texts */
};
struct column {
    struct qn_212_span factor, field;
    uint64_t factor_text, field_text;
    uint32_t next;     /* of the same hash */
    uint32_t last_row; /* that has it, + 1 */
    uint32_t n, filled;
    struct entry *entry;
    uint8_t shape, scale;
};
struct text {
    struct qn_212_span s;
    uint32_t next;
};
struct writer {
    const struct qn_row *row;
    size_t rows;
    struct qn_arena arena;
    struct column *column;
    uint32_t columns, columns_cap;
    uint32_t *column_of; /* of every cell, row after row */
    struct text *text;
    uint32_t texts, texts_cap;
    uint32_t *column_head, *text_head; /* hash tables */
    int64_t *value, *ref;              /* one for each row */
    uint64_t *scratch;
    struct qn_buf section[QN_SECTION_COUNT];
    struct qn_err *err;
};
#define HASH_SLOTS 4096u

static uint32_t hash_of(struct qn_212_span s, uint32_t h)
{
    for (uint32_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h ^ s.n;
}

static bool same(struct qn_212_span a, struct qn_212_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Room for one more of an array in the arena. */
static void *grow(struct writer *w, void *old, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap)
        return old;
    uint32_t more = *cap ? *cap * 2 : 64;
    void *p = qn_arena_alloc(&w->arena, more * size, w->err);
    if (p && n)
        memcpy(p, old, n * size);
    if (p)
        *cap = more;
    return p;
}

/* The number of a text, made where new; NONE without memory. */
static uint32_t text_of(struct writer *w, struct qn_212_span s)
{
    uint32_t *slot = &w->text_head[hash_of(s, 2166136261u) % HASH_SLOTS];
    for (uint32_t i = *slot; i != NONE; i = w->text[i].next)
        if (same(w->text[i].s, s))
            return i;
    struct text *grown = grow(w, w->text, w->texts, &w->texts_cap, sizeof *w->text);
    if (!grown)
        return NONE;
    w->text = grown;
    w->text[w->texts] = (struct text){s, *slot};
    *slot = w->texts;
    return w->texts++;
}

static enum qn_status no_memory(const struct writer *w)
{
    return w->err && w->err->code ? w->err->code
                                  : qn_fail(w->err, QN_E_NOMEM, "block", QN_T_NO_MEMORY, "?");
}

static enum qn_status add_column(struct writer *w, const struct qn_cell *c, uint32_t *slot)
{
    if (w->columns >= QN_BLOCK_MAX_COLUMNS)
        return qn_fail(w->err, QN_E_LIMIT, "block", QN_T_BLOCK_COLUMNS);
    struct column *grown = grow(w, w->column, w->columns, &w->columns_cap, sizeof *w->column);
    if (!grown)
        return no_memory(w);
    w->column = grown;
    w->column[w->columns] = (struct column){.factor = c->factor, .field = c->field, .next = *slot};
    *slot = w->columns++;
    return QN_OK;
}

static bool fits(const struct column *c, const struct qn_cell *cell, uint32_t row)
{
    return c->last_row != row + 1 && same(c->factor, cell->factor) && same(c->field, cell->field);
}

/* A name twice in one row takes two columns. Rows mostly have the order of the row before. */
static enum qn_status find_column(struct writer *w, const struct qn_cell *cell, uint32_t row,
                                  uint32_t guess, uint32_t *out)
{
    enum qn_status st = QN_OK;
    uint32_t at = guess;
    if (!(guess < w->columns && fits(&w->column[guess], cell, row))) {
        uint32_t *slot =
            &w->column_head[hash_of(cell->field, hash_of(cell->factor, 2166136261u)) % HASH_SLOTS];
        at = *slot;
        while (at != NONE && !fits(&w->column[at], cell, row))
            at = w->column[at].next;
        if (at == NONE) {
            st = add_column(w, cell, slot);
            at = st ? NONE : *slot;
        }
    }
    if (!st) {
        w->column[at].last_row = row + 1;
        w->column[at].n++;
    }
    *out = at;
    return st;
}

/* A later column of the same name must not be met before an earlier one: chains are newest first,
 * so the cells of one name in one row are matched in reverse; both sides do the same. */
static enum qn_status assign_columns(struct writer *w)
{
    size_t k = 0;
    enum qn_status st = QN_OK;
    for (uint32_t r = 0; r < w->rows && !st; r++) {
        uint32_t at = NONE;
        for (uint32_t i = 0; i < w->row[r].n && !st; i++) {
            st = find_column(w, &w->row[r].cell[i], r, at + 1, &at);
            w->column_of[k++] = at;
        }
    }
    return st;
}

static enum qn_status fill_columns(struct writer *w)
{
    for (uint32_t i = 0; i < w->columns; i++) {
        w->column[i].entry =
            qn_arena_alloc(&w->arena, w->column[i].n * sizeof(struct entry), w->err);
        if (!w->column[i].entry)
            return no_memory(w);
    }
    size_t k = 0;
    for (uint32_t r = 0; r < w->rows; r++) {
        for (uint32_t i = 0; i < w->row[r].n; i++) {
            struct column *c = &w->column[w->column_of[k++]];
            struct entry *e = &c->entry[c->filled++];
            struct qn_212_span s = w->row[r].cell[i].text;
            e->row = r;
            e->cell = i;
            e->word = !qn_decimal_parse(s, &e->value, &e->decimals, &e->digits);
            if (!e->word)
                continue;
            uint32_t text = text_of(w, s);
            if (text == NONE)
                return no_memory(w);
            e->value = text;
        }
    }
    return QN_OK;
}

/* Brings the numbers of a column to one scale; those that do not fit become words. */
static enum qn_status scale_column(struct writer *w, struct column *c)
{
    uint8_t scale = 0;
    for (uint32_t i = 0; i < c->n; i++)
        if (!c->entry[i].word && c->entry[i].decimals > scale)
            scale = c->entry[i].decimals;
    c->scale = scale;
    bool all_fixed = true, all_short = true, numbers = false, words = false;
    for (uint32_t i = 0; i < c->n; i++) {
        struct entry *e = &c->entry[i];
        if (!e->word && e->digits + scale - e->decimals > 18) {
            uint32_t text = text_of(w, w->row[e->row].cell[e->cell].text);
            if (text == NONE)
                return no_memory(w);
            e->word = 1;
            e->value = text;
        }
        if (!e->word) {
            e->value *= qn_ten_to((uint8_t)(scale - e->decimals));
            all_fixed = all_fixed && e->decimals == scale;
            all_short = all_short && e->decimals == qn_decimal_short(e->value, scale);
        }
        words = words || e->word;
        numbers = numbers || !e->word;
    }
    c->shape = (uint8_t)((c->n < w->rows ? QN_SHAPE_SOME : 0) | (words ? QN_SHAPE_WORDS : 0) |
                         (numbers ? QN_SHAPE_NUMBERS : 0));
    if (numbers && !all_fixed)
        c->shape |= all_short ? QN_SHAPE_SHORT : QN_SHAPE_VARYING;
    return QN_OK;
}

/* A byte for each row: whether it has the column. */
static enum qn_status put_presence(struct writer *w, const struct column *c)
{
    struct qn_buf *b = &w->section[QN_SECTION_META];
    enum qn_status st = qn_buf_reserve(b, w->rows, w->err);
    if (st)
        return st;
    memset(b->data + b->len, 0, w->rows);
    for (uint32_t i = 0; i < c->n; i++)
        b->data[b->len + c->entry[i].row] = 1;
    b->len += w->rows;
    return QN_OK;
}

static enum qn_status put_kinds(struct writer *w, const struct column *c)
{
    enum qn_status st = QN_OK;
    for (uint32_t i = 0; i < c->n && !st; i++)
        st = qn_buf_append(&w->section[QN_SECTION_META], &c->entry[i].word, 1, w->err);
    return st;
}

/* The cells that are words, or those that are numbers. */
static size_t gather(struct writer *w, const struct column *c, uint8_t word)
{
    size_t n = 0;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->entry[i].word == word)
            w->value[n++] = c->entry[i].value;
    return n;
}

/* The column with the averages of the same factor, at the same scale. */
static uint32_t average_of(const struct writer *w, uint32_t at)
{
    const struct column *c = &w->column[at];
    if (c->field.n == 3 && memcmp(c->field.p, "Avg", 3) == 0)
        return NONE;
    uint32_t low = at > 8 ? at - 8 : 0, high = at + 8 < w->columns ? at + 8 : w->columns;
    for (uint32_t i = low; i < high; i++) {
        const struct column *o = &w->column[i];
        if (o->field.n == 3 && memcmp(o->field.p, "Avg", 3) == 0 && same(o->factor, c->factor) &&
            o->scale == c->scale && o->shape & QN_SHAPE_NUMBERS)
            return i;
    }
    return NONE;
}

/* The other column's number at each number of this one; where it has none, the one before. */
static void follow(struct writer *w, const struct column *c, const struct column *o)
{
    int64_t last = 0;
    uint32_t k = 0;
    size_t n = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->entry[i].word)
            continue;
        for (; k < o->n && o->entry[k].row <= c->entry[i].row; k++)
            if (!o->entry[k].word)
                last = o->entry[k].value;
        w->ref[n++] = last;
    }
}

static enum qn_status put_numbers(struct writer *w, uint32_t at)
{
    const struct column *c = &w->column[at];
    struct qn_buf *meta = &w->section[QN_SECTION_META];
    uint32_t average = average_of(w, at);
    struct qn_ints_ref ref = {.column = average, .value = w->ref};
    enum qn_status st = qn_buf_append(meta, &c->scale, 1, w->err);
    for (uint32_t i = 0; i < c->n && !st && c->shape & QN_SHAPE_VARYING; i++)
        if (!c->entry[i].word)
            st = qn_buf_append(meta, &c->entry[i].decimals, 1, w->err);
    if (st)
        return st;
    if (average != NONE)
        follow(w, c, &w->column[average]);
    return qn_ints_put(w->section, w->value, gather(w, c, 0), average == NONE ? NULL : &ref,
                       w->scratch, w->err);
}

static enum qn_status put_column(struct writer *w, uint32_t at)
{
    const struct column *c = &w->column[at];
    struct qn_buf *meta = &w->section[QN_SECTION_META];
    enum qn_status st = qn_put_number(meta, c->factor_text, w->err);
    if (!st)
        st = qn_put_number(meta, c->field_text, w->err);
    if (!st)
        st = qn_buf_append(meta, &c->shape, 1, w->err);
    if (!st && c->shape & QN_SHAPE_SOME)
        st = put_presence(w, c);
    if (!st && c->shape & QN_SHAPE_NUMBERS && c->shape & QN_SHAPE_WORDS)
        st = put_kinds(w, c);
    if (!st && c->shape & QN_SHAPE_NUMBERS)
        st = put_numbers(w, at);
    if (!st && c->shape & QN_SHAPE_WORDS)
        st = qn_ints_put(w->section, w->value, gather(w, c, 1), NULL, w->scratch, w->err);
    return st;
}

static enum qn_status put_texts(struct writer *w)
{
    struct qn_buf *meta = &w->section[QN_SECTION_META];
    enum qn_status st = qn_put_number(meta, w->texts, w->err);
    for (uint32_t i = 0; i < w->texts && !st; i++) {
        st = qn_put_number(meta, w->text[i].s.n, w->err);
        if (!st)
            st = qn_buf_append(meta, w->text[i].s.p, w->text[i].s.n, w->err);
    }
    return st;
}

static enum qn_status put_rows(struct writer *w)
{
    for (size_t i = 0; i < w->rows; i++)
        w->ref[i] = w->value[i] = w->row[i].t_unix_ms;
    enum qn_status st = qn_ints_put(w->section, w->value, w->rows, NULL, w->scratch, w->err);
    const struct qn_ints_ref ref = {.column = 0, .value = w->ref};
    for (size_t i = 0; i < w->rows; i++)
        w->value[i] = w->row[i].arrival_unix_ms;
    if (!st)
        st = qn_ints_put(w->section, w->value, w->rows, &ref, w->scratch, w->err);
    for (size_t i = 0; i < w->rows && !st; i++) {
        const unsigned char origin = (unsigned char)((w->row[i].resent ? QN_ROW_RESENT : 0) |
                                                     (w->row[i].imported ? QN_ROW_IMPORTED : 0));
        st = qn_buf_append(&w->section[QN_SECTION_META], &origin, 1, w->err);
    }
    return st;
}

static enum qn_status put_content(struct writer *w)
{
    enum qn_status st = QN_OK;
    for (uint32_t i = 0; i < w->columns && !st; i++) {
        st = scale_column(w, &w->column[i]);
        w->column[i].factor_text = text_of(w, w->column[i].factor);
        w->column[i].field_text = text_of(w, w->column[i].field);
        if (w->column[i].factor_text == NONE || w->column[i].field_text == NONE)
            return no_memory(w);
    }
    if (!st)
        st = put_texts(w);
    if (!st)
        st = put_rows(w);
    for (uint32_t i = 0; i < w->columns && !st; i++)
        st = put_column(w, i);
    return st;
}

static enum qn_status put_section(struct qn_buf *out, const struct qn_buf *s, struct qn_buf *pack,
                                  struct qn_err *err)
{
    size_t packed = s->len;
    if (s->len > PACK_AT) {
        size_t bound = ZSTD_compressBound(s->len);
        enum qn_status st = qn_buf_reserve(pack, bound, err);
        if (st)
            return st;
        packed = ZSTD_compress(pack->data, bound, s->data, s->len, PACK_LEVEL);
        if (ZSTD_isError(packed))
            packed = s->len;
    }
    bool use = packed < s->len;
    enum qn_status st = qn_put_number(out, (uint64_t)s->len << 1 | use, err);
    if (!st && use)
        st = qn_put_number(out, packed, err);
    return st ? st : qn_buf_append(out, use ? pack->data : s->data, use ? packed : s->len, err);
}

static enum qn_status put_block(struct writer *w, struct qn_buf *out)
{
    struct qn_buf pack;
    size_t start = out->len;
    const unsigned char head[QN_BLOCK_HEAD] = {'q', 'B', QN_BLOCK_VERSION};
    qn_buf_init(&pack, ZSTD_compressBound(QN_BLOCK_MAX_SECTION));
    enum qn_status st = qn_buf_append(out, head, sizeof head, w->err);
    if (!st)
        st = qn_put_number(out, w->rows, w->err);
    if (!st)
        st = qn_put_number(out, w->columns, w->err);
    for (int i = 0; i < QN_SECTION_COUNT && !st; i++)
        st = put_section(out, &w->section[i], &pack, w->err);
    qn_buf_release(&pack);
    if (st)
        return st;
    uLong crc = crc32_z(0, (const Bytef *)out->data + start, out->len - start);
    const unsigned char tail[4] = {(unsigned char)crc, (unsigned char)(crc >> 8),
                                   (unsigned char)(crc >> 16), (unsigned char)(crc >> 24)};
    return qn_buf_append(out, tail, sizeof tail, w->err);
}

static enum qn_status prepare(struct writer *w, uint64_t cells)
{
    size_t rows = w->rows ? w->rows : 1;
    w->column_of = qn_arena_alloc(&w->arena, (cells ? cells : 1) * sizeof(uint32_t), w->err);
    w->column_head = qn_arena_alloc(&w->arena, HASH_SLOTS * sizeof(uint32_t), w->err);
    w->text_head = qn_arena_alloc(&w->arena, HASH_SLOTS * sizeof(uint32_t), w->err);
    w->value = qn_arena_alloc(&w->arena, rows * sizeof(int64_t), w->err);
    w->ref = qn_arena_alloc(&w->arena, rows * sizeof(int64_t), w->err);
    w->scratch = qn_arena_alloc(&w->arena, rows * sizeof(uint64_t), w->err);
    if (!w->column_of || !w->column_head || !w->text_head || !w->value || !w->ref || !w->scratch)
        return no_memory(w);
    memset(w->column_head, 0xff, HASH_SLOTS * sizeof(uint32_t));
    memset(w->text_head, 0xff, HASH_SLOTS * sizeof(uint32_t));
    return QN_OK;
}

enum qn_status qn_block_write(const struct qn_row *row, size_t n, struct qn_buf *out,
                              struct qn_err *err)
{
    struct qn_err own = {0};
    struct writer w = {.row = row, .rows = n, .err = err ? err : &own};
    uint64_t cells = 0;
    size_t start = out->len;
    for (size_t i = 0; i < n; i++)
        cells += row[i].n;
    if (n > QN_BLOCK_MAX_ROWS || cells > QN_BLOCK_MAX_CELLS)
        return qn_fail(err, QN_E_LIMIT, "block", QN_T_BLOCK_COLUMNS);
    w.err->code = QN_OK;
    qn_arena_init(&w.arena, SCRATCH_MAX);
    for (int i = 0; i < QN_SECTION_COUNT; i++)
        qn_buf_init(&w.section[i], QN_BLOCK_MAX_SECTION);
    enum qn_status st = prepare(&w, cells);
    if (!st)
        st = assign_columns(&w);
    if (!st && (uint64_t)w.columns * n > QN_BLOCK_MAX_CELLS)
        st = qn_fail(err, QN_E_LIMIT, "block", QN_T_BLOCK_COLUMNS);
    if (!st)
        st = fill_columns(&w);
    if (!st)
        st = put_content(&w);
    if (!st)
        st = put_block(&w, out);
    if (st)
        out->len = start;
    for (int i = 0; i < QN_SECTION_COUNT; i++)
        qn_buf_release(&w.section[i]);
    qn_arena_release(&w.arena);
    return st;
}
