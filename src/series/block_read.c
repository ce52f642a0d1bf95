/* Reading a block: whatever its bytes are, rows or QN_E_BROKEN. */
#include "series/block.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "series/columns.h"

#define SCRATCH_MAX ((size_t)4 << 30) /* [byte] while reading */
#define TEXT_CHUNK ((size_t)64 * 1024)
#define NUMBER_CAP 24 /* [byte] of a printed number */

struct column {
    struct qn_212_span factor, field;
    uint8_t shape, scale;
    size_t n, numbers, words;
    const unsigned char *present, *kind, *decimals;
    struct qn_ints_head number, word;
    int64_t *value, *text; /* read */
};
struct reader {
    struct qn_arena scratch;
    struct qn_arena *arena;
    struct qn_section section[QN_SECTION_COUNT];
    uint64_t rows, columns, texts;
    struct qn_212_span *text;
    struct column *column;
    const unsigned char *origin;
    int64_t *t, *arrival, *ref;
    char *chunk; /* of the arena, for printed numbers */
    size_t chunk_left;
    struct qn_err *err;
};

static enum qn_status broken(const struct reader *r)
{
    return qn_fail(r->err, QN_E_BROKEN, "block", QN_T_BLOCK_BROKEN);
}

static enum qn_status no_memory(const struct reader *r)
{
    return r->err && r->err->code ? r->err->code
                                  : qn_fail(r->err, QN_E_NOMEM, "block", QN_T_NO_MEMORY, "?");
}

static enum qn_status take_section(struct reader *r, struct qn_section *file,
                                   struct qn_section *out)
{
    uint64_t head = qn_take_number(file), raw = head >> 1;
    uint64_t stored = head & 1 ? qn_take_number(file) : raw;
    const unsigned char *p = qn_take_bytes(file, stored);
    if (!p || raw > QN_BLOCK_MAX_SECTION)
        return broken(r);
    *out = (struct qn_section){.at = p, .end = p + raw};
    if (!(head & 1))
        return QN_OK;
    if (ZSTD_getFrameContentSize(p, stored) != raw)
        return broken(r);
    unsigned char *unpacked = qn_arena_alloc(&r->scratch, raw ? raw : 1, r->err);
    if (!unpacked)
        return no_memory(r);
    if (ZSTD_decompress(unpacked, raw, p, stored) != raw)
        return broken(r);
    *out = (struct qn_section){.at = unpacked, .end = unpacked + raw};
    return QN_OK;
}

static enum qn_status open_block(struct reader *r, const unsigned char *p, size_t len)
{
    if (len < QN_BLOCK_HEAD + 4 || memcmp(p, "qB", 2) != 0 || p[2] != QN_BLOCK_VERSION)
        return broken(r);
    const unsigned char *tail = p + len - 4;
    uLong crc = (uLong)tail[0] | (uLong)tail[1] << 8 | (uLong)tail[2] << 16 | (uLong)tail[3] << 24;
    if (crc32_z(0, p, len - 4) != crc)
        return broken(r);
    struct qn_section file = {.at = p + QN_BLOCK_HEAD, .end = tail};
    r->rows = qn_take_number(&file);
    r->columns = qn_take_number(&file);
    if (file.broken || r->rows > QN_BLOCK_MAX_ROWS || r->columns > QN_BLOCK_MAX_COLUMNS ||
        r->rows * r->columns > QN_BLOCK_MAX_CELLS)
        return broken(r);
    enum qn_status st = QN_OK;
    for (int i = 0; i < QN_SECTION_COUNT && !st; i++)
        st = take_section(r, &file, &r->section[i]);
    return st ? st : file.at == file.end ? QN_OK : broken(r);
}

static enum qn_status take_texts(struct reader *r)
{
    struct qn_section *meta = &r->section[QN_SECTION_META];
    r->texts = qn_take_number(meta);
    if (meta->broken || r->texts > (uint64_t)(meta->end - meta->at))
        return broken(r);
    r->text = qn_arena_alloc(&r->scratch, (r->texts + 1) * sizeof *r->text, r->err);
    if (!r->text)
        return no_memory(r);
    for (uint64_t i = 0; i < r->texts; i++) {
        uint64_t n = qn_take_number(meta);
        const unsigned char *p = qn_take_bytes(meta, n);
        if (!p || n > UINT32_MAX)
            return broken(r);
        char *copy = qn_arena_copy(r->arena, (const char *)p, n, r->err);
        if (!copy)
            return no_memory(r);
        r->text[i] = (struct qn_212_span){copy, (uint32_t)n};
    }
    return QN_OK;
}

static enum qn_status take_rows(struct reader *r)
{
    struct qn_ints_head h;
    struct qn_section *meta = &r->section[QN_SECTION_META];
    size_t size = (r->rows + 1) * sizeof(int64_t);
    r->t = qn_arena_alloc(&r->scratch, size, r->err);
    r->arrival = qn_arena_alloc(&r->scratch, size, r->err);
    r->ref = qn_arena_alloc(&r->scratch, size, r->err);
    if (!r->t || !r->arrival || !r->ref)
        return no_memory(r);
    qn_ints_head(r->section, r->rows, &h);
    if (meta->broken || r->section[QN_SECTION_TOP].broken || r->section[QN_SECTION_LOW].broken ||
        h.way == QN_WAY_REF)
        return broken(r);
    qn_ints_take(&h, NULL, r->rows, r->t);
    qn_ints_head(r->section, r->rows, &h);
    if (meta->broken || r->section[QN_SECTION_TOP].broken || r->section[QN_SECTION_LOW].broken)
        return broken(r);
    qn_ints_take(&h, r->t, r->rows, r->arrival);
    r->origin = qn_take_bytes(meta, r->rows);
    return r->origin ? QN_OK : broken(r);
}

static uint64_t ones(const unsigned char *p, uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += p[i] != 0;
    return sum;
}

/* The bytes of a column before its integers. */
static bool take_shape(struct reader *r, struct column *c)
{
    struct qn_section *meta = &r->section[QN_SECTION_META];
    uint64_t factor = qn_take_number(meta), field = qn_take_number(meta);
    const unsigned char *shape = qn_take_bytes(meta, 1);
    if (!shape || factor >= r->texts || field >= r->texts)
        return false;
    c->factor = r->text[factor];
    c->field = r->text[field];
    c->shape = *shape;
    c->n = r->rows;
    if (c->shape & QN_SHAPE_SOME) {
        c->present = qn_take_bytes(meta, r->rows);
        c->n = c->present ? ones(c->present, r->rows) : 0;
    }
    bool numbers = c->shape & QN_SHAPE_NUMBERS, words = c->shape & QN_SHAPE_WORDS;
    if (numbers && words) {
        c->kind = qn_take_bytes(meta, c->n);
        c->words = c->kind ? ones(c->kind, c->n) : 0;
    } else {
        c->words = words ? c->n : 0;
    }
    c->numbers = c->n - c->words;
    return !meta->broken && (numbers || words || c->n == 0);
}

static enum qn_status take_column(struct reader *r, struct column *c)
{
    struct qn_section *s = r->section, *meta = &s[QN_SECTION_META];
    if (!take_shape(r, c))
        return broken(r);
    if (c->shape & QN_SHAPE_NUMBERS) {
        const unsigned char *scale = qn_take_bytes(meta, 1);
        c->scale = scale ? *scale : 0;
        if (c->shape & QN_SHAPE_VARYING)
            c->decimals = qn_take_bytes(meta, c->numbers);
        qn_ints_head(s, c->numbers, &c->number);
    }
    if (c->shape & QN_SHAPE_WORDS)
        qn_ints_head(s, c->words, &c->word);
    bool bad = meta->broken || s[QN_SECTION_TOP].broken || s[QN_SECTION_LOW].broken;
    if (bad || c->scale > QN_BLOCK_MAX_DECIMALS || c->word.way == QN_WAY_REF)
        return broken(r);
    for (size_t i = 0; c->decimals && i < c->numbers; i++)
        if (c->decimals[i] > c->scale)
            return broken(r);
    return QN_OK;
}

/* The other column's number at each number of this one; where it has none, the one before. */
static void follow(struct reader *r, const struct column *c, const struct column *o)
{
    int64_t last = 0;
    size_t n = 0, ci = 0, oi = 0, on = 0;
    for (uint64_t row = 0; row < r->rows; row++) {
        if (!o->present || o->present[row]) {
            if (o->kind ? !o->kind[oi] : o->numbers > 0)
                last = o->value[on++];
            oi++;
        }
        if (!c->present || c->present[row]) {
            if (c->kind ? !c->kind[ci] : c->numbers > 0)
                r->ref[n++] = last;
            ci++;
        }
    }
}

static enum qn_status unfold(struct reader *r, struct column *c)
{
    const struct column *o = NULL;
    c->value = qn_arena_alloc(&r->scratch, (c->numbers + 1) * sizeof(int64_t), r->err);
    c->text = qn_arena_alloc(&r->scratch, (c->words + 1) * sizeof(int64_t), r->err);
    if (!c->value || !c->text)
        return no_memory(r);
    if (c->number.way == QN_WAY_REF) {
        o = c->number.ref < r->columns ? &r->column[c->number.ref] : NULL;
        if (!o || !o->value || o->number.way == QN_WAY_REF)
            return broken(r);
        follow(r, c, o);
    }
    if (c->shape & QN_SHAPE_NUMBERS)
        qn_ints_take(&c->number, r->ref, c->numbers, c->value);
    if (c->shape & QN_SHAPE_WORDS)
        qn_ints_take(&c->word, NULL, c->words, c->text);
    for (size_t i = 0; i < c->words; i++)
        if ((uint64_t)c->text[i] >= r->texts)
            return broken(r);
    return QN_OK;
}

/* Columns told from others come after those. */
static enum qn_status take_columns(struct reader *r)
{
    enum qn_status st = QN_OK;
    r->column = qn_arena_alloc(&r->scratch, (r->columns + 1) * sizeof *r->column, r->err);
    if (!r->column)
        return no_memory(r);
    for (uint64_t i = 0; i < r->columns && !st; i++)
        st = take_column(r, &r->column[i]);
    for (int pass = 0; pass < 2 && !st; pass++)
        for (uint64_t i = 0; i < r->columns && !st; i++)
            if ((r->column[i].number.way == QN_WAY_REF) == (pass == 1))
                st = unfold(r, &r->column[i]);
    return st;
}

static char *room(struct reader *r)
{
    if (r->chunk_left < NUMBER_CAP) {
        r->chunk = qn_arena_alloc(r->arena, TEXT_CHUNK, r->err);
        r->chunk_left = r->chunk ? TEXT_CHUNK : 0;
    }
    return r->chunk;
}

static bool print(struct reader *r, const struct column *c, size_t i, struct qn_212_span *out)
{
    int64_t v = c->value[i];
    uint8_t decimals = c->scale;
    if (c->decimals)
        decimals = c->decimals[i];
    else if (c->shape & QN_SHAPE_SHORT)
        decimals = qn_decimal_short(v, c->scale);
    char *p = room(r);
    if (!p)
        return false;
    size_t n = qn_decimal_print(v / qn_ten_to((uint8_t)(c->scale - decimals)), decimals, p);
    *out = (struct qn_212_span){p, (uint32_t)n};
    r->chunk += n;
    r->chunk_left -= n;
    return true;
}

static enum qn_status give_cells(struct reader *r, const struct column *c, struct qn_row *row,
                                 struct qn_cell *const *cell)
{
    struct qn_212_span last = {0};
    int64_t last_value = 0;
    size_t k = 0, number = 0, word = 0;
    for (uint64_t i = 0; i < r->rows; i++) {
        if (c->present && !c->present[i])
            continue;
        struct qn_212_span text;
        bool is_word = c->kind ? c->kind[k] != 0 : c->words > 0;
        k++;
        if (is_word) {
            text = r->text[c->text[word++]];
        } else if (last.p && c->value[number] == last_value && !c->decimals) {
            text = last;
            number++;
        } else {
            if (!print(r, c, number, &text))
                return no_memory(r);
            last = text;
            last_value = c->value[number++];
        }
        cell[i][row[i].n++] = (struct qn_cell){c->factor, c->field, text};
    }
    return QN_OK;
}

static enum qn_status give_rows(struct reader *r, struct qn_row **out)
{
    uint64_t total = 0, at = 0;
    struct qn_row *row = qn_arena_alloc(r->arena, (r->rows + 1) * sizeof *row, r->err);
    struct qn_cell **cell = qn_arena_alloc(&r->scratch, (r->rows + 1) * sizeof(void *), r->err);
    for (uint64_t i = 0; i < r->columns; i++)
        total += r->column[i].n;
    struct qn_cell *all =
        row && cell ? qn_arena_alloc(r->arena, (total + 1) * sizeof *all, r->err) : NULL;
    if (!all)
        return no_memory(r);
    for (uint64_t i = 0; i < r->columns; i++) /* count first, to give each row its place */
        for (uint64_t k = 0; k < r->rows; k++)
            row[k].n += !r->column[i].present || r->column[i].present[k];
    for (uint64_t k = 0; k < r->rows; k++) {
        cell[k] = all + at;
        at += row[k].n;
        row[k] = (struct qn_row){.t_unix_ms = r->t[k],
                                 .arrival_unix_ms = r->arrival[k],
                                 .resent = (r->origin[k] & QN_ROW_RESENT) != 0,
                                 .imported = (r->origin[k] & QN_ROW_IMPORTED) != 0,
                                 .cell = cell[k]};
    }
    enum qn_status st = QN_OK;
    for (uint64_t i = 0; i < r->columns && !st; i++)
        st = give_cells(r, &r->column[i], row, cell);
    *out = row;
    return st;
}

enum qn_status qn_block_read(const void *bytes, size_t len, struct qn_arena *arena,
                             struct qn_row **row, size_t *n, struct qn_err *err)
{
    struct qn_err own = {0};
    struct reader r = {.arena = arena, .err = err ? err : &own};
    *row = NULL;
    *n = 0;
    r.err->code = QN_OK;
    qn_arena_init(&r.scratch, SCRATCH_MAX);
    enum qn_status st = open_block(&r, bytes, len);
    if (!st)
        st = take_texts(&r);
    if (!st)
        st = take_rows(&r);
    if (!st)
        st = take_columns(&r);
    if (!st)
        st = give_rows(&r, row);
    if (!st)
        *n = r.rows;
    qn_arena_release(&r.scratch);
    return st;
}
