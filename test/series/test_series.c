/* Blocks, filing, tracks, compaction. Expected values follow from what the test itself put in:
 * whatever goes through a block, the log or a part must come back the same. */
#include "qn_test.h"

#include <stdlib.h>

#include "base/buf.h"
#include "series/filing.h"
#include "series/track.h"

#define T0 INT64_C(1785513600000) /* 2026-08-01T00:00:00+08:00 */
#define ARENA ((size_t)1 << 30)

static uint64_t seed;
static uint32_t dice(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

static struct qn_212_span span(const char *s)
{
    return (struct qn_212_span){s, (uint32_t)strlen(s)};
}

static const struct qn_cell *find(const struct qn_row *row, struct qn_212_span factor,
                                  struct qn_212_span field)
{
    for (uint32_t i = 0; i < row->n; i++) {
        const struct qn_cell *c = &row->cell[i];
        if (c->factor.n == factor.n && memcmp(c->factor.p, factor.p, factor.n) == 0 &&
            c->field.n == field.n && memcmp(c->field.p, field.p, field.n) == 0)
            return c;
    }
    return NULL;
}

static void assert_rows_equal(const struct qn_row *a, const struct qn_row *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_true(a[i].t_unix_ms == b[i].t_unix_ms);
        assert_true(a[i].arrival_unix_ms == b[i].arrival_unix_ms);
        assert_int_equal(a[i].resent, b[i].resent);
        assert_int_equal(a[i].imported, b[i].imported);
        assert_int_equal(a[i].n, b[i].n);
        for (uint32_t k = 0; k < a[i].n; k++) {
            const struct qn_cell *c = find(&b[i], a[i].cell[k].factor, a[i].cell[k].field);
            assert_non_null(c);
            assert_int_equal(c->text.n, a[i].cell[k].text.n);
            assert_memory_equal(c->text.p, a[i].cell[k].text.p, c->text.n);
        }
    }
}

static void assert_comes_back(const struct qn_row *row, size_t n)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_arena arena;
    struct qn_row *back;
    size_t m;
    qn_buf_init(&out, 1 << 26);
    qn_arena_init(&arena, ARENA);
    assert_ok(qn_block_write(row, n, &out, &err), err);
    assert_ok(qn_block_read(out.data, out.len, &arena, &back, &m, &err), err);
    assert_int_equal(m, n);
    assert_rows_equal(row, back, n);
    qn_arena_release(&arena);
    qn_buf_release(&out);
}

static const char *const awkward[] = {"0",
                                      "-0",
                                      "0.0",
                                      "-0.00",
                                      "1.230",
                                      "1.23",
                                      "007",
                                      "+5",
                                      "1e5",
                                      ".5",
                                      "5.",
                                      "",
                                      "St",
                                      "N",
                                      "-1.5",
                                      "-1.50",
                                      "--",
                                      "20260801000000",
                                      "999999999999999",
                                      "9999999999999999999",
                                      "0.000000001",
                                      "0.0000000001",
                                      "123456789012.345",
                                      "nan",
                                      "\xe8\xbf\x90\xe8\xa1\x8c",
                                      "1,5",
                                      "-",
                                      "-.",
                                      "12345678901234.5"};
#define N_AWKWARD (sizeof awkward / sizeof awkward[0])

static void a_text_comes_back_exactly_as_it_was(void **state)
{
    (void)state;
    struct qn_cell cell[N_AWKWARD][2];
    struct qn_row row[N_AWKWARD];
    for (size_t i = 0; i < N_AWKWARD; i++) {
        cell[i][0] = (struct qn_cell){span("a01011"), span("Rtd"), span(awkward[i])};
        cell[i][1] = (struct qn_cell){span(""), span("Info"), span(awkward[N_AWKWARD - 1 - i])};
        row[i] = (struct qn_row){T0 + (int64_t)i, T0 * (i % 2 ? 1 : -1), i % 3 == 0, i % 4 == 1, 2,
                                 cell[i]};
        assert_comes_back(&row[i], 1);
    }
    assert_comes_back(row, N_AWKWARD);
    assert_comes_back(NULL, 0);
    const struct qn_row bare[] = {{INT64_MAX, INT64_MIN, false, true, 0, NULL},
                                  {INT64_MIN, INT64_MAX, true, true, 0, NULL}};
    assert_comes_back(bare, 2);
}

static void random_rows_come_back_as_they_were(void **state)
{
    (void)state;
    static const char *const factor[] = {"a00000", "a01011", "a21026", "", "a34013"};
    static const char *const field[] = {"Avg", "Min", "Max", "Flag", "Cou", "ZsAvg"};
    for (uint64_t round = 1; round <= 60; round++) {
        seed = round;
        static struct qn_cell cell[40][30];
        static char text[40][30][24];
        struct qn_row row[40];
        size_t n = dice(40);
        for (size_t i = 0; i < n; i++) {
            uint32_t k = 0;
            for (uint32_t c = 0; c < 30; c++) {
                if (dice(4) == 0)
                    continue;
                if (dice(6) == 0)
                    snprintf(text[i][k], 24, "%s", awkward[dice(17)]);
                else
                    snprintf(text[i][k], 24, "%.*f", (int)dice(4), (dice(100000) - 500.0) / 100);
                cell[i][k] =
                    (struct qn_cell){span(factor[c % 5]), span(field[c / 5]), span(text[i][k])};
                k++;
            }
            row[i] = (struct qn_row){
                T0 + dice(86400000), T0 + dice(86400000), dice(2) == 0, dice(2) == 0, k, cell[i]};
        }
        assert_comes_back(row, n);
    }
}

static void a_damaged_block_is_refused_at_every_byte_and_length(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_cell cell[] = {{span("a01011"), span("Avg"), span("1.25")},
                             {span("a01011"), span("Flag"), span("N")}};
    const struct qn_row row[] = {{T0, T0 + 5, false, false, 2, cell},
                                 {T0 + 600000, T0 + 9, true, false, 2, cell}};
    qn_buf_init(&out, 1 << 20);
    assert_ok(qn_block_write(row, 2, &out, &err), err);
    for (size_t i = 0; i < out.len; i++) {
        struct qn_arena arena;
        struct qn_row *back;
        size_t n;
        qn_arena_init(&arena, ARENA);
        char *cut = malloc(i + 1); /* exactly as long, so that a read past it is seen */
        assert_non_null(cut);
        memcpy(cut, out.data, i);
        assert_int_equal(qn_block_read(cut, i, &arena, &back, &n, &err), QN_E_BROKEN);
        free(cut);
        out.data[i] ^= 0x20;
        assert_int_equal(qn_block_read(out.data, out.len, &arena, &back, &n, &err), QN_E_BROKEN);
        out.data[i] ^= 0x20;
        qn_arena_release(&arena);
    }
    qn_buf_release(&out);
}

/* ---- frames ---- */

static int64_t put_frame(struct qn_tele *t, int64_t device, int32_t cn, int64_t arrival,
                         const char *cp)
{
    struct qn_err err = {0};
    char bytes[1200];
    const struct qn_212_head head = {.qn = qn_212_qn_of(arrival),
                                     .st = 31,
                                     .cn = cn,
                                     .pw = span("123456"),
                                     .mn = span("010000A8900016F000169DC0"),
                                     .version = QN_212_2017,
                                     .wants_answer = true,
                                     .parts = 1,
                                     .part = 1};
    size_t n = qn_212_encode(&head, span(cp), NULL, bytes, sizeof bytes);
    assert_true(n > 0);
    struct qn_tele_frame f = {
        .device = device, .arrival_unix_ms = arrival, .bytes = bytes, .len = (uint32_t)n};
    assert_ok(qn_tele_append(t, &f, 1, &err), err);
    return f.seq;
}

static struct qn_tele *fresh(int64_t *device)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_device_id(t, "010000A8900016F000169DC0", QN_DEVICE_KNOWN, device, &err), err);
    return t;
}

static const struct qn_track_ask everything = {
    -1, -1, NULL, NULL, T0 - 86400000, T0 + 86400000 * 40LL};

static struct qn_track load(struct qn_tele *t, struct qn_arena *arena)
{
    struct qn_err err = {0};
    struct qn_track k;
    qn_arena_init(arena, ARENA);
    assert_ok(qn_track_load(t, "010000A8900016F000169DC0", &everything, arena, &k, &err), err);
    return k;
}

static void file_all(struct qn_tele *t)
{
    struct qn_err err = {0};
    struct qn_filed filed;
    assert_ok(qn_file_log(t, 0, &filed, &err), err);
    assert_int_equal(filed.left, 0);
}

static void the_same_again_is_no_version_and_another_mark_is_one(void **state)
{
    (void)state;
    for (int filed = 0; filed < 3; filed++) {
        int64_t device;
        struct qn_arena arena;
        struct qn_tele *t = fresh(&device);
        static const char *const cp[] = {"DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N",
                                         "DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N",
                                         "DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=F",
                                         "DataTime=20260801000000;a21026-Avg=81.50,a21026-Flag=F",
                                         "DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N",
                                         "DataTime=20260801001000;a21026-Avg=7,a21026-Flag=N"};
        for (int i = 0; i < 6; i++) {
            put_frame(t, device, 2051, T0 + 600000 + i * 1000, cp[i]);
            if (filed == 2)
                file_all(t);
        }
        if (filed)
            file_all(t);
        struct qn_track k = load(t, &arena);
        const struct qn_signal *s = qn_track_signal(&k, 31, 2051, "a21026", "Avg");
        assert_non_null(s);
        assert_int_equal(k.n, 1);
        assert_int_equal(s->n, 5);
        static const char *const mark[] = {"N", "F", "F", "N", "N"};
        static const char *const text[] = {"81.5", "81.5", "81.50", "81.5", "7"};
        static const int lag[] = {0, 2, 3, 4, 5};
        for (size_t i = 0; i < 5; i++) {
            assert_string_equal(s->sample[i].mark, mark[i]);
            assert_string_equal(s->sample[i].text, text[i]);
            assert_int_equal(s->sample[i].version, i < 4 ? i + 1 : 1);
            assert_int_equal(s->sample[i].last, i >= 3);
            assert_true(s->sample[i].arrival_unix_ms == T0 + 600000 + lag[i] * 1000);
        }
        assert_true(s->sample[0].t_unix_ms == T0);
        qn_arena_release(&arena);
        qn_tele_free(t);
    }
}

static void parts_of_one_time_are_different_cells_of_it(void **state)
{
    (void)state;
    int64_t device;
    struct qn_arena arena;
    struct qn_tele *t = fresh(&device);
    put_frame(t, device, 2051, T0 + 1, "DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N");
    put_frame(t, device, 2051, T0 + 2, "DataTime=20260801000000;a21002-Avg=9.1,a21002-Flag=D");
    put_frame(t, device, 2051, T0 + 3, "DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N");
    file_all(t);
    struct qn_err err = {0};
    struct qn_compacted done;
    assert_ok(qn_compact(t, INT32_MAX, 0, &done, &err), err);
    struct qn_tele_size size;
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.rows, 2); /* the retry is gone */
    struct qn_track k = load(t, &arena);
    assert_int_equal(k.n, 2);
    assert_string_equal(qn_track_signal(&k, 31, 2051, "a21002", "Avg")->sample[0].mark, "D");
    assert_int_equal(qn_track_signal(&k, 31, 2051, "a21026", "Avg")->n, 1);
    qn_arena_release(&arena);
    qn_tele_free(t);
}

static void answers_and_heartbeats_are_no_data_and_words_are_values(void **state)
{
    (void)state;
    int64_t device;
    struct qn_arena arena;
    struct qn_tele *t = fresh(&device);
    put_frame(t, device, 9015, T0, "");
    put_frame(t, device, 9011, T0, "QnRtn=1");
    put_frame(t, device, 2051, T0, "BeginTime=20260801000000,EndTime=20260801010000");
    put_frame(t, device, 2011, T0, "DataTime=20260801000000;p99101-Rtd=St;p99102-Rtd=3");
    file_all(t);
    struct qn_track k = load(t, &arena);
    assert_int_equal(k.n, 2);
    const struct qn_signal *word = qn_track_signal(&k, 31, 2011, "p99101", "Rtd");
    assert_string_equal(word->sample[0].text, "St");
    assert_nan(word->sample[0].value);
    assert_near(qn_track_signal(&k, 31, 2011, "p99102", "Rtd")->sample[0].value, 3, 0);
    qn_arena_release(&arena);
    qn_tele_free(t);
}

static void assert_tracks_equal(const struct qn_track *a, const struct qn_track *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct qn_signal *x = &a->signal[i], *y = &b->signal[i];
        assert_string_equal(x->factor, y->factor);
        assert_string_equal(x->field, y->field);
        assert_int_equal(x->cn, y->cn);
        assert_int_equal(x->n, y->n);
        for (size_t k = 0; k < x->n; k++) {
            const struct qn_sample *p = &x->sample[k], *q = &y->sample[k];
            assert_true(p->t_unix_ms == q->t_unix_ms && p->arrival_unix_ms == q->arrival_unix_ms);
            assert_string_equal(p->text, q->text);
            assert_string_equal(p->mark, q->mark);
            assert_true(p->version == q->version && p->last == q->last && p->resent == q->resent);
        }
    }
}

static void filing_and_compaction_change_no_value(void **state)
{
    (void)state;
    int64_t device;
    struct qn_err err = {0};
    struct qn_arena a, b, c;
    struct qn_tele *t = fresh(&device);
    seed = 42;
    for (int i = 0; i < 1500; i++) {
        char cp[300], time[QN_212_TIME_CAP];
        qn_212_time_text(T0 + dice(400) * INT64_C(600000), false, time);
        snprintf(cp, sizeof cp, "DataTime=%s;a21026-Avg=%u.%u,a21026-Flag=%s;a01011-Rtd=%s", time,
                 dice(3), dice(3), dice(5) ? "N" : "F", awkward[dice(11)]);
        put_frame(t, device, dice(3) ? 2051 : 2011, T0 + 600000 + i * 700 - dice(9000), cp);
    }
    struct qn_track log = load(t, &a);
    struct qn_filed filed;
    assert_ok(qn_file_log(t, 400, &filed, &err), err);
    assert_int_equal(filed.frames, 400);
    assert_int_equal(filed.left, 1100);
    assert_ok(qn_file_log(t, 700, &filed, &err), err);
    struct qn_track part = load(t, &b);
    assert_tracks_equal(&log, &part);
    file_all(t);
    struct qn_compacted done;
    assert_ok(qn_compact(t, INT32_MAX, 0, &done, &err), err);
    assert_true(done.parts_after < done.parts_before);
    struct qn_track packed = load(t, &c);
    assert_tracks_equal(&log, &packed);
    assert_ok(qn_compact(t, INT32_MAX, 0, &done, &err), err);
    assert_int_equal(done.days, 0);
    qn_arena_release(&a);
    qn_arena_release(&b);
    qn_arena_release(&c);
    qn_tele_free(t);
}

static int keep_raw(int64_t n, const void *raw, size_t len, void *user)
{
    (void)n;
    struct qn_err err = {0};
    return qn_buf_append(user, raw, len, &err) != QN_OK;
}

static void a_raw_block_holds_its_frames_byte_for_byte(void **state)
{
    (void)state;
    int64_t device;
    struct qn_err err = {0};
    struct qn_buf raw;
    struct qn_arena arena;
    struct qn_tele_frame *f;
    size_t n;
    struct qn_tele *t = fresh(&device);
    for (int i = 0; i < 3; i++)
        put_frame(t, device, 2051, T0 - i, "DataTime=20260801000000;a21026-Avg=81.5");
    file_all(t);
    qn_buf_init(&raw, 1 << 20);
    qn_arena_init(&arena, ARENA);
    assert_ok(qn_tele_raws(t, T0, T0, keep_raw, &raw, &err), err);
    assert_ok(qn_raw_unpack(raw.data, raw.len, &arena, &f, &n, &err), err);
    assert_int_equal(n, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(f[i].seq, i + 1);
        assert_true(f[i].arrival_unix_ms == T0 - i);
        assert_memory_equal(f[i].bytes, "##", 2);
        assert_memory_equal((const char *)f[i].bytes + f[i].len - 2, "\r\n", 2);
    }
    for (size_t i = 0; i < raw.len; i++)
        assert_int_not_equal(qn_raw_unpack(raw.data, i, &arena, &f, &n, &err), QN_OK);
    qn_buf_release(&raw);
    qn_arena_release(&arena);
    qn_tele_free(t);
}

static void an_unknown_mn_is_told_with_the_nearest(void **state)
{
    (void)state;
    int64_t device;
    struct qn_err err = {0};
    struct qn_arena arena;
    struct qn_track k;
    struct qn_tele *t = fresh(&device);
    qn_arena_init(&arena, ARENA);
    assert_int_equal(qn_track_load(t, "010000A8900016F000169DC9", &everything, &arena, &k, &err),
                     QN_E_NOTFOUND);
    assert_non_null(strstr(err.msg[1], "010000A8900016F000169DC0"));
    assert_int_equal(qn_track_load(t, "X", &everything, &arena, &k, &err), QN_E_NOTFOUND);
    assert_null(strstr(err.msg[1], "010000A8900016F000169DC0"));
    qn_arena_release(&arena);
    qn_tele_free(t);
}

static void one_frame_that_cannot_be_read_hides_no_other(void **state)
{
    (void)state;
    int64_t device;
    struct qn_err err = {0};
    struct qn_arena arena;
    struct qn_tele *t = fresh(&device);
    struct qn_tele_frame bad = {
        .device = device, .arrival_unix_ms = T0, .bytes = "##0012no frame", .len = 14};
    put_frame(t, device, 2051, T0, "DataTime=20260801000000;a21026-Avg=81.5");
    assert_ok(qn_tele_append(t, &bad, 1, &err), err);
    put_frame(t, device, 2051, T0, "DataTime=20260801001000;a21026-Avg=7");
    struct qn_track k = load(t, &arena);
    assert_int_equal(k.unreadable, 1);
    assert_int_equal(qn_track_signal(&k, 31, 2051, "a21026", "Avg")->n, 2);
    qn_arena_release(&arena);
    file_all(t); /* it stays in the raw block, as it came */
    k = load(t, &arena);
    assert_int_equal(k.unreadable, 0);
    assert_int_equal(qn_track_signal(&k, 31, 2051, "a21026", "Avg")->n, 2);
    qn_arena_release(&arena);
    qn_tele_free(t);
}

static void one_item_that_cannot_be_read_hides_no_other(void **state)
{
    (void)state;
    int64_t device;
    struct qn_arena arena;
    struct qn_tele *t = fresh(&device);
    put_frame(
        t, device, 2051, T0,
        "DataTime=20260801000000;a21026-Avg=1;junk;a21002-Avg=\x01,a21002-Flag=N;a34013-Avg=2");
    file_all(t);
    struct qn_track k = load(t, &arena);
    assert_int_equal(k.n, 2);
    assert_string_equal(qn_track_signal(&k, 31, 2051, "a21026", "Avg")->sample[0].text, "1");
    assert_string_equal(qn_track_signal(&k, 31, 2051, "a34013", "Avg")->sample[0].text, "2");
    qn_arena_release(&arena);
    qn_tele_free(t);
}

/* Some days filed, some in the log, one in both: day after day gives what one reading gives. */
static void day_after_day_is_the_same_as_at_once(void **state)
{
    (void)state;
    int64_t device;
    struct qn_err err = {0};
    struct qn_arena a, b;
    struct qn_track_days *days = NULL;
    struct qn_tele *t = fresh(&device);
    size_t n = 0, whole = 0, met = 0;
    for (int i = 0; i < 300; i++) {
        char cp[200], time[QN_212_TIME_CAP];
        qn_212_time_text(T0 + (i % 100) * INT64_C(7200000), false, time);
        snprintf(cp, sizeof cp, "DataTime=%s;a21026-Avg=%d,a21026-Flag=N", time, i / 7);
        put_frame(t, device, 2051, T0 + i, cp);
        if (i == 120)
            file_all(t);
    }
    const struct qn_track_ask ask = {
        31, 2051, "a21026", "Avg", T0 + 7200000 * 5LL, T0 + 7200000 * 98LL};
    struct qn_track at_once, k;
    bool more = true;
    qn_arena_init(&a, ARENA);
    assert_ok(qn_track_load(t, "010000A8900016F000169DC0", &ask, &a, &at_once, &err), err);
    assert_ok(qn_track_open(t, "010000A8900016F000169DC0", &ask, &days, &err), err);
    file_all(t); /* while it is being read */
    while (more) {
        qn_arena_init(&b, ARENA);
        assert_ok(qn_track_next(days, &b, &k, &more, &err), err);
        for (size_t i = 0; more && i < k.signal[0].n; i++, n++) {
            const struct qn_sample *x = &k.signal[0].sample[i], *y = &at_once.signal[0].sample[n];
            assert_true(x->t_unix_ms == y->t_unix_ms && x->arrival_unix_ms == y->arrival_unix_ms);
            assert_string_equal(x->text, y->text);
            assert_true(x->version == y->version && x->last == y->last);
        }
        met += more;
        qn_arena_release(&b);
    }
    whole = at_once.signal[0].n;
    assert_int_equal(n, whole);
    assert_int_equal(met, 9); /* 2-hour steps 5 ... 97 lie on nine days */
    qn_track_close(days);
    assert_int_equal(qn_track_open(t, "X", &ask, &days, &err), QN_E_NOTFOUND);
    assert_null(days);
    qn_arena_release(&a);
    qn_tele_free(t);
}

QN_CASES_BEGIN
QN_CASE(a_text_comes_back_exactly_as_it_was)
QN_CASE(random_rows_come_back_as_they_were)
QN_CASE(a_damaged_block_is_refused_at_every_byte_and_length)
QN_CASE(the_same_again_is_no_version_and_another_mark_is_one)
QN_CASE(parts_of_one_time_are_different_cells_of_it)
QN_CASE(answers_and_heartbeats_are_no_data_and_words_are_values)
QN_CASE(filing_and_compaction_change_no_value)
QN_CASE(a_raw_block_holds_its_frames_byte_for_byte)
QN_CASE(an_unknown_mn_is_told_with_the_nearest)
QN_CASE(one_frame_that_cannot_be_read_hides_no_other)
QN_CASE(one_item_that_cannot_be_read_hides_no_other)
QN_CASE(day_after_day_is_the_same_as_at_once)
QN_CASES_END
