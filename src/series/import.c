/* Files of received frames, and tables of a meter or a logger, into the log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/csv.h"
#include "series/inside.h"

#define BATCH 5000u
#define LINE_CAP (32u * 1024u)
#define FILE_MAX ((size_t)1 << 30)  /* [byte] of a CSV */
#define ARENA_MAX ((size_t)4 << 30) /* [byte] */
#define KEY_BYTES 16
#define READ_BYTES 65536u

/* What tells one received frame from another: device, arrival and bytes, hashed. */
struct key {
    unsigned char b[KEY_BYTES];
};
struct batch {
    struct qn_tele *t;
    struct qn_frames_report *report;
    struct qn_arena arena;
    struct qn_tele_frame frame[BATCH];
    struct key key[BATCH];
    bool stored[BATCH];
    size_t n;
    struct key *known; /* sorted: in the file being read so far, and stored */
    size_t known_n, known_cap;
    bool made;          /* frames of our own, from a table */
    char mn[QN_MN_CAP]; /* the last looked up */
    int64_t device;
    enum qn_status st;
    struct qn_err *err;
};

static enum qn_status key_of(const struct qn_tele_frame *f, struct key *out, struct qn_err *err)
{
    unsigned char bytes[16 + QN_212_FRAME_MAX], hash[QN_SHA256_LEN];
    uint32_t n = f->len < QN_212_FRAME_MAX ? f->len : QN_212_FRAME_MAX;
    memcpy(bytes, &f->device, 8);
    memcpy(bytes + 8, &f->arrival_unix_ms, 8);
    memcpy(bytes + 16, f->bytes, n);
    enum qn_status st = qn_sha256_of(bytes, 16 + n, hash, err);
    memcpy(out->b, hash, KEY_BYTES);
    return st;
}

static int by_key(const void *a, const void *b)
{
    return memcmp(a, b, KEY_BYTES);
}

static enum qn_status know(struct batch *b, const struct key *k)
{
    if (b->known_n == b->known_cap) {
        size_t cap = b->known_cap ? b->known_cap * 2 : 1024;
        struct key *more = realloc(b->known, cap * sizeof *more);
        if (!more)
            return qn_fail(b->err, QN_E_NOMEM, "import", QN_T_NO_MEMORY, "?");
        b->known = more;
        b->known_cap = cap;
    }
    b->known[b->known_n++] = *k;
    return QN_OK;
}

static enum qn_status know_frame(struct batch *b, const struct qn_tele_frame *f)
{
    struct key k;
    enum qn_status st = key_of(f, &k, b->err);
    return st ? st : know(b, &k);
}

static int know_logged(const struct qn_tele_frame *f, void *user)
{
    struct batch *b = user;
    b->st = know_frame(b, f);
    return b->st != QN_OK;
}

static int know_raw(int64_t n, const void *raw, size_t len, void *user)
{
    struct batch *b = user;
    struct qn_arena arena;
    struct qn_tele_frame *f;
    size_t count;
    (void)n;
    qn_arena_init(&arena, ARENA_MAX);
    b->st = qn_raw_unpack(raw, len, &arena, &f, &count, b->err);
    for (size_t i = 0; i < count && !b->st; i++)
        b->st = know_frame(b, &f[i]);
    qn_arena_release(&arena);
    return b->st != QN_OK;
}

/* The frames stored that arrived within the batch's span of time. */
static enum qn_status know_stored(struct batch *b)
{
    int64_t from = INT64_MAX, to = INT64_MIN;
    for (size_t i = 0; i < b->n; i++) {
        int64_t a = b->frame[i].arrival_unix_ms;
        from = a < from ? a : from;
        to = a > to ? a : to;
    }
    b->known_n = 0;
    enum qn_status st = qn_tele_raws(b->t, from, to, know_raw, b, b->err);
    if (!st)
        st = qn_tele_log(b->t, 0, 0, SIZE_MAX, know_logged, b, b->err);
    if (b->known_n)
        qsort(b->known, b->known_n, sizeof *b->known, by_key);
    return b->st ? b->st : st;
}

/* Places of the batch's frames by key, so that one twice in it is seen. */
struct placed_key {
    struct key key;
    size_t at;
};

static int by_placed(const void *a, const void *b)
{
    const struct placed_key *x = a, *y = b;
    int c = by_key(&x->key, &y->key);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

static enum qn_status mark_known(struct batch *b)
{
    struct placed_key *p = calloc(b->n + 1, sizeof *p);
    if (!p)
        return qn_fail(b->err, QN_E_NOMEM, "import", QN_T_NO_MEMORY, "?");
    for (size_t i = 0; i < b->n; i++)
        p[i] = (struct placed_key){b->key[i], i};
    qsort(p, b->n, sizeof *p, by_placed);
    for (size_t i = 0; i < b->n; i++)
        b->stored[p[i].at] =
            (i && by_key(&p[i].key, &p[i - 1].key) == 0) ||
            (b->known_n && bsearch(&p[i].key, b->known, b->known_n, KEY_BYTES, by_key));
    free(p);
    return QN_OK;
}

/* Frames we made ourselves, by device: the batch's are few devices in long runs. */
static enum qn_status note_made(struct batch *b, size_t n)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0, k; i < n && !st && b->made; i = k) {
        char name[48];
        int64_t sum;
        for (k = i + 1; k < n && b->frame[k].device == b->frame[i].device;)
            k++;
        snprintf(name, sizeof name, QN_TELE_IMPORTED "%lld", (long long)b->frame[i].device);
        st = qn_tele_note_get(b->t, name, 0, &sum, b->err);
        if (!st)
            st = qn_tele_note_put(b->t, name, sum + (int64_t)(k - i), b->err);
    }
    return st;
}

/* One transaction: frames, what they add to their devices, and whose they are. */
static enum qn_status store_fresh(struct batch *b, size_t n, bool gateway)
{
    enum qn_status st = qn_tele_begin(b->t, b->err);
    if (st)
        return st;
    st = qn_tele_append(b->t, b->frame, n, b->err);
    if (!st && !gateway)
        st = qn_import_tally(b->t, b->frame, n, b->err);
    if (!st)
        st = note_made(b, n);
    if (!st)
        return qn_tele_commit(b->t, b->err);
    qn_tele_rollback(b->t);
    return st;
}

/* Appends what is new and files it, so that the next batch finds it again. A gateway at work counts
 * and files by itself. */
static enum qn_status flush(struct batch *b)
{
    size_t fresh = 0;
    struct qn_filed filed;
    bool gateway = qn_tele_claimed(b->t);
    if (b->n == 0)
        return QN_OK;
    enum qn_status st = know_stored(b);
    if (!st)
        st = mark_known(b);
    for (size_t i = 0; i < b->n && !st; i++)
        if (!b->stored[i])
            b->frame[fresh++] = b->frame[i];
    if (!st && fresh)
        st = store_fresh(b, fresh, gateway);
    if (!st) {
        b->report->stored += (int64_t)fresh;
        b->report->duplicate += (int64_t)(b->n - fresh);
        if (!gateway)
            st = qn_file_log(b->t, 0, &filed, b->err);
    }
    b->n = 0;
    qn_arena_release(&b->arena);
    qn_arena_init(&b->arena, ARENA_MAX);
    return st;
}

static enum qn_status device_of(struct batch *b, struct qn_212_span mn)
{
    if (mn.n == strlen(b->mn) && memcmp(mn.p, b->mn, mn.n) == 0 && mn.n)
        return QN_OK;
    snprintf(b->mn, sizeof b->mn, "%.*s", (int)mn.n, mn.p);
    return qn_tele_device_id(b->t, b->mn, QN_DEVICE_KNOWN, &b->device, b->err);
}

static enum qn_status add_frame(struct batch *b, const struct qn_212_frame *f, int64_t arrival)
{
    enum qn_status st = device_of(b, f->mn);
    char *copy = st ? NULL : qn_arena_copy(&b->arena, f->whole.p, f->whole.n, b->err);
    if (!copy)
        return st ? st : QN_E_NOMEM;
    struct qn_tele_frame *out = &b->frame[b->n];
    *out = (struct qn_tele_frame){
        .device = b->device, .arrival_unix_ms = arrival, .bytes = copy, .len = f->whole.n};
    st = key_of(out, &b->key[b->n], b->err);
    b->report->frames += !st;
    b->n += !st;
    return st ? st : b->n == BATCH ? flush(b) : QN_OK;
}

static void fault_at(struct qn_frames_report *r, int64_t line)
{
    r->faulty++;
    if (r->first_fault_line == 0)
        r->first_fault_line = line;
}

static bool two_digits(const char *p, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *out = (p[0] - '0') * 10 + p[1] - '0';
    return true;
}

/* The offset of a zone, "Z" or "+08:00"; none is +08:00. */
static bool zone_of(const char *p, size_t n, int64_t *offset_ms)
{
    int h = 8, m = 0;
    if (n == 1 && (p[0] == 'Z' || p[0] == 'z')) {
        *offset_ms = 0;
        return true;
    }
    if (n != 0 && !(n == 6 && (p[0] == '+' || p[0] == '-') && p[3] == ':' &&
                    two_digits(p + 1, &h) && two_digits(p + 4, &m)))
        return false;
    *offset_ms = (int64_t)(h * 60 + m) * 60000 * (n && p[0] == '-' ? -1 : 1);
    return true;
}

bool qn_time_parse(const char *p, size_t n, int64_t *unix_ms)
{
    char digits[18];
    size_t at = 0, k = 0;
    int64_t offset;
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    if (qn_212_time((struct qn_212_span){p, (uint32_t)n}, unix_ms))
        return true;
    for (; at < 19 && at < n; at++) {
        bool digit = p[at] >= '0' && p[at] <= '9';
        if (shape[at] == 'd' ? !digit
                             : p[at] != shape[at] && !(shape[at] == 'T' && p[at] == ' ') &&
                                   !(shape[at] == '-' && p[at] == '/'))
            return false;
        if (digit)
            digits[k++] = p[at];
    }
    if (at == 16) { /* without seconds */
        digits[k++] = '0';
        digits[k++] = '0';
    }
    if (k != 14)
        return false;
    digits[k++] = '0', digits[k++] = '0', digits[k++] = '0';
    if (at < n && p[at] == '.')
        for (size_t i = 0; ++at < n && p[at] >= '0' && p[at] <= '9'; i++)
            if (i < 3)
                digits[14 + i] = p[at];
    if (!qn_212_time((struct qn_212_span){digits, (uint32_t)k}, unix_ms) ||
        !zone_of(p + at, n - at, &offset))
        return false;
    *unix_ms += INT64_C(28800000) - offset;
    return true;
}

/* One line: "ARRIVAL<TAB>FRAME" or a frame alone. */
static enum qn_status take_line(struct batch *b, const char *line, size_t n)
{
    struct qn_212_frame f;
    size_t used;
    enum qn_212_fault fault;
    int64_t arrival = INT64_MIN;
    while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        n--;
    if (n == 0 || (line[0] == '#' && (n < 2 || line[1] != '#')))
        return QN_OK;
    const char *tab = line[0] == '#' ? NULL : memchr(line, '\t', n);
    const char *text = tab ? tab + 1 : line;
    size_t len = n - (size_t)(text - line);
    if ((tab && !qn_time_parse(line, (size_t)(tab - line), &arrival)) ||
        qn_212_take(text, len, QN_212_POLICY_ANY, true, &f, &used, &fault) != QN_212_FRAME ||
        f.mn.n == 0 || f.mn.n >= QN_MN_CAP) {
        fault_at(b->report, b->report->lines);
        return QN_OK;
    }
    if (arrival == INT64_MIN && f.qn_unix_ms != INT64_MIN)
        arrival = f.qn_unix_ms;
    struct qn_212_span time;
    if (arrival == INT64_MIN &&
        !(qn_212_find(f.cp, "DataTime", &time) && qn_212_time(time, &arrival))) {
        fault_at(b->report, b->report->lines);
        return QN_OK;
    }
    return add_frame(b, &f, arrival);
}

static struct batch *start(struct qn_tele *t, struct qn_frames_report *out, struct qn_err *err)
{
    struct batch *b = calloc(1, sizeof *b);
    *out = (struct qn_frames_report){0};
    if (!b) {
        (void)qn_fail(err, QN_E_NOMEM, "import", QN_T_NO_MEMORY, "?");
        return NULL;
    }
    b->t = t;
    b->report = out;
    b->err = err;
    qn_arena_init(&b->arena, ARENA_MAX);
    return b;
}

static enum qn_status finish(struct batch *b, enum qn_status st)
{
    if (!st)
        st = flush(b);
    qn_arena_release(&b->arena);
    free(b->known);
    free(b);
    return st;
}

static enum qn_status take_lines(struct batch *b, gzFile in, const char *path)
{
    enum qn_status st = QN_OK;
    char *line = malloc(LINE_CAP);
    if (!line)
        return qn_fail(b->err, QN_E_NOMEM, path, QN_T_NO_MEMORY, "32768");
    while (!st && gzgets(in, line, LINE_CAP)) {
        b->report->lines++;
        st = take_line(b, line, strlen(line));
    }
    int code = Z_OK;
    const char *reason = gzerror(in, &code);
    if (!st && code != Z_OK && code != Z_STREAM_END)
        st = qn_fail(b->err, QN_E_IO, path, QN_T_FILE_READ, path, reason);
    free(line);
    return st;
}

enum qn_status qn_frames_import(struct qn_tele *t, const char *path, struct qn_frames_report *out,
                                struct qn_err *err)
{
    struct batch *b = start(t, out, err);
    if (!b)
        return QN_E_NOMEM;
    gzFile in = gzopen(path, "rb");
    if (!in)
        return finish(b, qn_err_errno(err, QN_T_FILE_OPEN, path, errno));
    enum qn_status st = take_lines(b, in, path);
    gzclose(in);
    return finish(b, st);
}

/* ---- a table of values ---- */

enum { MN, TIME, FACTOR, FIELD, VALUE, N_NEEDED, FLAG = N_NEEDED, ARRIVAL, ST, CN, N_COLUMNS };
static const char *const column_name[N_COLUMNS] = {
    "device_mn", "time", "factor", "field", "value", "flag", "arrival", "st", "cn"};

static enum qn_status read_header(struct qn_csv *r, const char *path, int at[N_COLUMNS],
                                  struct qn_err *err)
{
    size_t n = qn_csv_next(r) ? r->n : 0;
    for (int c = 0; c < N_COLUMNS; c++) {
        at[c] = -1;
        for (size_t i = 0; i < n; i++)
            if (strcmp(r->field[i].text, column_name[c]) == 0)
                at[c] = (int)i;
        if (at[c] < 0 && c < N_NEEDED)
            return qn_fail(err, QN_E_SYNTAX, path, QN_T_VALUES_HEADER, path, column_name[c]);
    }
    return QN_OK;
}

static struct qn_212_span cell(const struct qn_csv *r, const int at[N_COLUMNS], int column)
{
    if (at[column] < 0 || (size_t)at[column] >= r->n)
        return (struct qn_212_span){"", 0};
    return (struct qn_212_span){r->field[at[column]].text, (uint32_t)r->field[at[column]].len};
}

static int32_t code_of(struct qn_212_span s, int32_t fallback)
{
    char text[8];
    if (s.n == 0 || s.n >= sizeof text)
        return fallback;
    snprintf(text, sizeof text, "%.*s", (int)s.n, s.p);
    return (int32_t)strtol(text, NULL, 10);
}

static bool plain(struct qn_212_span s, uint32_t max)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (strchr(";,=&#\r\n", s.p[i]))
            return false;
    return s.n <= max;
}

/* One line of the table as a frame of 2017, told by its password. */
static size_t frame_of_line(const struct qn_csv *r, const int at[N_COLUMNS], char *out, size_t cap,
                            int64_t *arrival)
{
    int64_t t;
    char cp[512], time[QN_212_TIME_CAP];
    struct qn_212_span mn = cell(r, at, MN), factor = cell(r, at, FACTOR);
    struct qn_212_span field = cell(r, at, FIELD), value = cell(r, at, VALUE);
    struct qn_212_span flag = cell(r, at, FLAG), when = cell(r, at, TIME);
    struct qn_212_span came = cell(r, at, ARRIVAL);
    if (!qn_time_parse(when.p, when.n, &t) || mn.n == 0 || !plain(mn, QN_MN_CAP - 1) ||
        field.n == 0 || !plain(field, 31) || !plain(factor, 31) || !plain(value, 120) ||
        !plain(flag, 7))
        return 0;
    *arrival = t;
    if (came.n && !qn_time_parse(came.p, came.n, arrival))
        return 0;
    const char *dash = factor.n ? "-" : "";
    int n = snprintf(cp, sizeof cp, "DataTime=%s;%.*s%s%.*s=%.*s", qn_212_time_text(t, false, time),
                     (int)factor.n, factor.p, dash, (int)field.n, field.p, (int)value.n, value.p);
    if (flag.n && factor.n && n > 0)
        n += snprintf(cp + n, sizeof cp - (size_t)n, ",%.*s-Flag=%.*s", (int)factor.n, factor.p,
                      (int)flag.n, flag.p);
    const struct qn_212_head head = {.qn = qn_212_qn_of(*arrival),
                                     .st = code_of(cell(r, at, ST), 31),
                                     .cn = code_of(cell(r, at, CN), 2051),
                                     .pw = {QN_IMPORT_PW, sizeof QN_IMPORT_PW - 1},
                                     .mn = mn,
                                     .version = QN_212_2017,
                                     .parts = 1,
                                     .part = 1};
    return qn_212_encode(&head, (struct qn_212_span){cp, (uint32_t)n}, NULL, out, cap);
}

/* A whole file, plain or gzip. */
static enum qn_status read_whole(const char *path, struct qn_buf *out, struct qn_err *err)
{
    gzFile in = gzopen(path, "rb");
    enum qn_status st = QN_OK;
    int n = 0, code = Z_OK;
    if (!in)
        return qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
    do {
        st = qn_buf_reserve(out, READ_BYTES, err);
        n = st ? 0 : gzread(in, out->data + out->len, READ_BYTES);
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    const char *reason = gzerror(in, &code);
    if (!st && (n < 0 || (code != Z_OK && code != Z_STREAM_END)))
        st = qn_fail(err, QN_E_IO, path, QN_T_FILE_READ, path, reason);
    gzclose(in);
    if (!st)
        out->data[out->len] = '\0';
    return st;
}

static enum qn_status take_values(struct batch *b, struct qn_csv *r, const int at[N_COLUMNS])
{
    enum qn_status st = QN_OK;
    while (!st && qn_csv_next(r)) {
        char bytes[1200];
        struct qn_212_frame f;
        size_t used;
        enum qn_212_fault fault;
        int64_t arrival;
        b->report->lines++;
        size_t n = frame_of_line(r, at, bytes, sizeof bytes, &arrival);
        if (n == 0 ||
            qn_212_take(bytes, n, QN_212_POLICY_ANY, true, &f, &used, &fault) != QN_212_FRAME)
            fault_at(b->report, (int64_t)r->field[0].line);
        else
            st = add_frame(b, &f, arrival);
    }
    return st;
}

enum qn_status qn_values_import(struct qn_tele *t, const char *path, struct qn_frames_report *out,
                                struct qn_err *err)
{
    struct qn_buf text;
    int at[N_COLUMNS] = {0};
    struct batch *b = start(t, out, err);
    struct qn_csv *r = b ? calloc(1, sizeof *r) : NULL;
    qn_buf_init(&text, FILE_MAX);
    if (!b)
        return QN_E_NOMEM;
    enum qn_status st =
        r ? read_whole(path, &text, err) : qn_fail(err, QN_E_NOMEM, path, QN_T_NO_MEMORY, "?");
    if (!st && r) {
        b->made = true;
        bool bom = text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
        qn_csv_init(r, text.data + (bom ? 3 : 0), text.len - (bom ? 3 : 0));
        st = read_header(r, path, at, err);
    }
    if (!st && r)
        st = take_values(b, r, at);
    free(r);
    qn_buf_release(&text);
    return finish(b, st);
}
