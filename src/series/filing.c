/* Filing: frames of the log become parts and a raw block. */
#include "series/filing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "series/columns.h"
#include "series/inside.h"

#define DAY_MS INT64_C(86400000)
#define BEIJING_MS INT64_C(28800000)
#define SLICE_FRAMES 50000u         /* of one transaction where all are to be filed */
#define ARENA_MAX ((size_t)8 << 30) /* [byte] */
#define RAW_MAX ((size_t)1 << 30)   /* [byte] of frames in one raw block */
#define RAW_LEVEL 5
#define FIRST_ANSWER_CN 9000

int32_t qn_civil_day(int64_t t_unix_ms)
{
    int64_t t = t_unix_ms > INT64_MAX - BEIJING_MS ? t_unix_ms : t_unix_ms + BEIJING_MS;
    int64_t day = t / DAY_MS - (t % DAY_MS < 0);
    return (int32_t)(day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : day);
}

bool qn_span_same(struct qn_212_span a, struct qn_212_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool qn_span_is(struct qn_212_span a, const char *word)
{
    return a.n == strlen(word) && memcmp(a.p, word, a.n) == 0;
}

static bool time_in(struct qn_212_span cp, const char *name, int64_t *t)
{
    struct qn_212_span s;
    return qn_212_find(cp, name, &s) && qn_212_time(s, t);
}

/* Whether a frame says when, by an item of its own. */
static bool time_of(const struct qn_212_frame *f, int64_t arrival_unix_ms, int64_t *t)
{
    if (time_in(f->cp, "DataTime", t) || time_in(f->cp, "AlarmTime", t) ||
        time_in(f->cp, "RestartTime", t))
        return true;
    *t = f->qn_unix_ms != INT64_MIN ? f->qn_unix_ms : arrival_unix_ms;
    return false;
}

static uint32_t cells_of(struct qn_212_span cp, struct qn_cell *out)
{
    struct qn_212_items it;
    struct qn_212_item item;
    uint32_t n = 0;
    qn_212_items_init(&it, cp);
    for (;;) {
        if (qn_212_items_next(&it, &item)) {
            if (qn_span_is(item.name, "DataTime"))
                continue;
            if (out)
                out[n] = (struct qn_cell){item.factor, item.field, item.value};
            n++;
        } else if (it.fault == QN_212_OK) {
            return n;
        }
        it.fault = QN_212_OK; /* an item that is none stays in the raw block; the others count */
    }
}

/* A request for a span of time names its borders and no factor's value. */
static bool is_request(struct qn_212_span cp)
{
    struct qn_212_span s;
    return qn_212_find(cp, "BeginTime", &s) && !qn_212_find(cp, "DataTime", &s);
}

enum qn_status qn_row_of_frame(const struct qn_212_frame *f, int64_t arrival_unix_ms,
                               struct qn_arena *arena, struct qn_row *out, bool *data,
                               struct qn_err *err)
{
    const struct qn_212_command *command = qn_212_command_of(f->cn_code);
    *out = (struct qn_row){.arrival_unix_ms = arrival_unix_ms,
                           .resent = f->resent,
                           .imported = qn_span_is(f->pw, QN_IMPORT_PW)};
    *data = false;
    bool dated = time_of(f, arrival_unix_ms, &out->t_unix_ms);
    if (f->cn_code >= FIRST_ANSWER_CN || !(dated || (command && command->data)) ||
        is_request(f->cp))
        return QN_OK;
    uint32_t n = cells_of(f->cp, NULL);
    if (n == 0)
        return QN_OK;
    struct qn_cell *cell = qn_arena_alloc(arena, n * sizeof *cell, err);
    if (!cell)
        return QN_E_NOMEM;
    out->n = cells_of(f->cp, cell);
    out->cell = cell;
    *data = true;
    return QN_OK;
}

enum qn_status qn_frame_of_log(const struct qn_tele_frame *f, struct qn_212_frame *out,
                               struct qn_err *err)
{
    size_t used;
    char seq[QN_NUM_TEXT_CAP];
    enum qn_212_fault fault;
    if (qn_212_take(f->bytes, f->len, QN_212_POLICY_ANY, true, out, &used, &fault) == QN_212_FRAME)
        return QN_OK;
    snprintf(seq, sizeof seq, "%lld", (long long)f->seq);
    return qn_fail(err, QN_E_BROKEN, seq, QN_T_FRAME_BROKEN, seq);
}

/* One data frame on its way into a part. */
struct filed_row {
    int64_t device;
    int32_t st, cn, day;
    size_t order;
    struct qn_row row;
};
struct filing {
    struct qn_arena arena;
    struct qn_tele_frame *frame;
    size_t n, cap;
    struct filed_row *row;
    size_t rows;
    struct qn_row *sorted;
    struct qn_tele_part *part;
    size_t *offset;
    size_t parts;
    struct qn_buf blocks, raw;
    enum qn_status st;
    struct qn_err *err;
};

static int take_frame(const struct qn_tele_frame *f, void *user)
{
    struct filing *w = user;
    if (w->n == w->cap)
        return 1;
    char *copy = qn_arena_copy(&w->arena, f->bytes, f->len, w->err);
    if (!copy) {
        w->st = QN_E_NOMEM;
        return 1;
    }
    w->frame[w->n] = *f;
    w->frame[w->n++].bytes = copy;
    return 0;
}

/* A frame that cannot be read stays in the raw block only: it was received. */
static enum qn_status take_row(struct filing *w, const struct qn_tele_frame *f)
{
    struct qn_212_frame head;
    struct filed_row *r = &w->row[w->rows];
    bool data = false;
    if (qn_frame_of_log(f, &head, NULL))
        return QN_OK;
    enum qn_status st =
        qn_row_of_frame(&head, f->arrival_unix_ms, &w->arena, &r->row, &data, w->err);
    if (st || !data)
        return st;
    r->device = f->device;
    r->st = head.st_code;
    r->cn = head.cn_code;
    r->day = qn_civil_day(r->row.t_unix_ms);
    r->order = w->rows++;
    return QN_OK;
}

static int by_group(const void *a, const void *b)
{
    const struct filed_row *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->st != y->st)
        return x->st < y->st ? -1 : 1;
    if (x->cn != y->cn)
        return x->cn < y->cn ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool same_group(const struct filed_row *x, const struct filed_row *y)
{
    return x->device == y->device && x->day == y->day && x->st == y->st && x->cn == y->cn;
}

static enum qn_status make_parts(struct filing *w)
{
    enum qn_status st = QN_OK;
    qsort(w->row, w->rows, sizeof *w->row, by_group);
    for (size_t i = 0; i < w->rows; i++)
        w->sorted[i] = w->row[i].row;
    for (size_t i = 0, k; i < w->rows && !st; i = k) {
        const struct filed_row *r = &w->row[i];
        for (k = i + 1; k < w->rows && same_group(r, &w->row[k]);)
            k++;
        size_t start = w->blocks.len;
        st = qn_block_write(&w->sorted[i], k - i, &w->blocks, w->err);
        w->offset[w->parts] = start;
        w->part[w->parts++] = (struct qn_tele_part){.device = r->device,
                                                    .st = r->st,
                                                    .cn = r->cn,
                                                    .day = r->day,
                                                    .rows = (int32_t)(k - i),
                                                    .len = (uint32_t)(w->blocks.len - start)};
    }
    for (size_t i = 0; i < w->parts; i++)
        w->part[i].bytes = w->blocks.data + w->offset[i];
    return st;
}

static enum qn_status make_room(struct filing *w)
{
    w->frame = calloc(w->cap, sizeof *w->frame);
    w->row = calloc(w->cap, sizeof *w->row);
    w->sorted = calloc(w->cap, sizeof *w->sorted);
    w->part = calloc(w->cap, sizeof *w->part);
    w->offset = calloc(w->cap, sizeof *w->offset);
    if (w->frame && w->row && w->sorted && w->part && w->offset)
        return QN_OK;
    return qn_fail(w->err, QN_E_NOMEM, "log", QN_T_NO_MEMORY, "?");
}

static enum qn_status file_slice(struct qn_tele *t, struct filing *w)
{
    enum qn_status st = qn_tele_log(t, 0, 0, w->cap, take_frame, w, w->err);
    if (w->st || (st && st != QN_E_CANCELLED))
        return w->st ? w->st : st;
    st = QN_OK;
    for (size_t i = 0; i < w->n && !st; i++)
        st = take_row(w, &w->frame[i]);
    if (!st && w->n)
        st = make_parts(w);
    if (!st && w->n)
        st = qn_raw_pack(w->frame, w->n, &w->raw, w->err);
    if (st || w->n == 0)
        return st;
    return qn_tele_file(t, w->part, w->parts, w->frame[w->n - 1].seq, w->raw.data, w->raw.len,
                        w->err);
}

static enum qn_status file_some(struct qn_tele *t, size_t max, struct qn_filed *out,
                                struct qn_err *err)
{
    struct filing w = {.cap = max, .err = err};
    qn_arena_init(&w.arena, ARENA_MAX);
    qn_buf_init(&w.blocks, RAW_MAX);
    qn_buf_init(&w.raw, RAW_MAX);
    enum qn_status st = make_room(&w);
    if (!st)
        st = qn_tele_begin(t, err);
    if (!st) {
        st = file_slice(t, &w);
        if (st)
            qn_tele_rollback(t);
        else
            st = qn_tele_commit(t, err);
    }
    if (!st) {
        out->frames += (int64_t)w.n;
        out->parts += (int64_t)w.parts;
        st = qn_tele_log_count(t, &out->left, err);
    }
    free(w.frame);
    free(w.row);
    free(w.sorted);
    free(w.part);
    free(w.offset);
    qn_buf_release(&w.blocks);
    qn_buf_release(&w.raw);
    qn_arena_release(&w.arena);
    return st;
}

enum qn_status qn_file_log(struct qn_tele *t, size_t max_frames, struct qn_filed *out,
                           struct qn_err *err)
{
    *out = (struct qn_filed){0};
    enum qn_status st = qn_tele_log_count(t, &out->left, err);
    do {
        size_t slice = max_frames ? max_frames : SLICE_FRAMES;
        if (slice > (size_t)out->left)
            slice = (size_t)out->left;
        if (!st && slice)
            st = file_some(t, slice, out, err);
    } while (!st && max_frames == 0 && out->left > 0);
    return st;
}

/* 'q' 'R' 1, count, then one zstd frame: of each frame the steps of seq and arrival, the device,
 * the length; then all their bytes. */
enum qn_status qn_raw_pack(const struct qn_tele_frame *frame, size_t n, struct qn_buf *out,
                           struct qn_err *err)
{
    struct qn_buf plain;
    int64_t seq = 0, arrival = 0;
    enum qn_status st = QN_OK;
    qn_buf_init(&plain, RAW_MAX);
    for (size_t i = 0; i < n && !st; i++) {
        st = qn_put_signed(&plain, frame[i].seq - seq, err);
        if (!st)
            st = qn_put_signed(
                &plain, (int64_t)((uint64_t)frame[i].arrival_unix_ms - (uint64_t)arrival), err);
        if (!st)
            st = qn_put_signed(&plain, frame[i].device, err);
        if (!st)
            st = qn_put_number(&plain, frame[i].len, err);
        seq = frame[i].seq;
        arrival = frame[i].arrival_unix_ms;
    }
    for (size_t i = 0; i < n && !st; i++)
        st = qn_buf_append(&plain, frame[i].bytes, frame[i].len, err);
    if (!st)
        st = qn_buf_append(out, "qR\1", 3, err);
    if (!st)
        st = qn_put_number(out, n, err);
    size_t bound = ZSTD_compressBound(plain.len);
    if (!st)
        st = qn_buf_reserve(out, bound, err);
    if (!st) {
        size_t packed = ZSTD_compress(out->data + out->len, bound, plain.data ? plain.data : "",
                                      plain.len, RAW_LEVEL);
        if (ZSTD_isError(packed))
            st = qn_fail(err, QN_E_NOMEM, "zstd", QN_T_NO_MEMORY, "?");
        else
            out->len += packed;
    }
    qn_buf_release(&plain);
    return st;
}

static enum qn_status raw_frames(struct qn_section plain, uint64_t count, struct qn_arena *arena,
                                 struct qn_tele_frame **frame, struct qn_err *err)
{
    struct qn_tele_frame *f = qn_arena_alloc(arena, (count + 1) * sizeof *f, err);
    uint64_t seq = 0, arrival = 0;
    if (!f)
        return QN_E_NOMEM;
    for (uint64_t i = 0; i < count; i++) {
        seq += (uint64_t)qn_take_signed(&plain);
        arrival += (uint64_t)qn_take_signed(&plain);
        f[i].seq = (int64_t)seq;
        f[i].arrival_unix_ms = (int64_t)arrival;
        f[i].device = qn_take_signed(&plain);
        uint64_t len = qn_take_number(&plain);
        if (plain.broken || len > UINT32_MAX)
            return qn_fail(err, QN_E_BROKEN, "raw", QN_T_RAW_BROKEN);
        f[i].len = (uint32_t)len;
    }
    for (uint64_t i = 0; i < count; i++) {
        f[i].bytes = qn_take_bytes(&plain, f[i].len);
        if (!f[i].bytes)
            return qn_fail(err, QN_E_BROKEN, "raw", QN_T_RAW_BROKEN);
    }
    *frame = f;
    return QN_OK;
}

enum qn_status qn_raw_unpack(const void *raw, size_t len, struct qn_arena *arena,
                             struct qn_tele_frame **frame, size_t *n, struct qn_err *err)
{
    const unsigned char *p = raw;
    *frame = NULL;
    *n = 0;
    if (len < 4 || memcmp(p, "qR\1", 3) != 0)
        return qn_fail(err, QN_E_BROKEN, "raw", QN_T_RAW_BROKEN);
    struct qn_section file = {.at = p + 3, .end = p + len};
    uint64_t count = qn_take_number(&file);
    size_t left = (size_t)(file.end - file.at);
    unsigned long long size = file.broken ? 0 : ZSTD_getFrameContentSize(file.at, left);
    if (file.broken || size > RAW_MAX || count > size)
        return qn_fail(err, QN_E_BROKEN, "raw", QN_T_RAW_BROKEN);
    unsigned char *plain = qn_arena_alloc(arena, size + 1, err);
    if (!plain)
        return QN_E_NOMEM;
    if (ZSTD_decompress(plain, size, file.at, left) != size)
        return qn_fail(err, QN_E_BROKEN, "raw", QN_T_RAW_BROKEN);
    *n = count;
    return raw_frames((struct qn_section){.at = plain, .end = plain + size}, count, arena, frame,
                      err);
}
