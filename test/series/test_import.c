/* Files of frames and tables of values into the log, once. Expected counts and values follow from
 * what each test wrote into its file. */
#include "qn_test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "series/filing.h"
#include "series/track.h"

#define T0 INT64_C(1785513600000) /* 2026-08-01T00:00:00+08:00 */
#define MN "010000A8900016F000169DC0"
#define PATH_CAP 512
#define TEXT_CAP 65536

static struct qn_212_span span(const char *s)
{
    return (struct qn_212_span){s, (uint32_t)strlen(s)};
}

/* A frame without its CR LF. */
static size_t frame(const char *cp, char *out, size_t cap)
{
    const struct qn_212_head head = {.qn = UINT64_C(20260801001003123),
                                     .st = 31,
                                     .cn = 2051,
                                     .pw = span("123456"),
                                     .mn = span(MN),
                                     .version = QN_212_2017,
                                     .parts = 1,
                                     .part = 1};
    size_t n = qn_212_encode(&head, span(cp), NULL, out, cap);
    assert_true(n > 2);
    return n - 2;
}

static const char *path_of(const char *leaf, char out[PATH_CAP])
{
    snprintf(out, PATH_CAP, QN_TEST_TMP "/import-%ld-%s", (long)getpid(), leaf);
    return out;
}

static void write_plain(const char *path, const char *text)
{
    struct qn_err err = {0};
    assert_ok(qn_file_write(path, text, strlen(text), &err), err);
}

static void write_packed(const char *path, const char *text)
{
    gzFile out = gzopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(gzputs(out, text), strlen(text));
    assert_int_equal(gzclose(out), Z_OK);
}

static struct qn_tele *fresh(void)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    return t;
}

static struct qn_track load(struct qn_tele *t, const char *mn, struct qn_arena *arena)
{
    struct qn_err err = {0};
    struct qn_track k;
    const struct qn_track_ask all = {-1, -1, NULL, NULL, T0 - 86400000, T0 + 86400000};
    qn_arena_init(arena, (size_t)1 << 28);
    assert_ok(qn_track_load(t, mn, &all, arena, &k, &err), err);
    return k;
}

/* Two good frames, one of them twice at one time, a comment, a wrong CRC, no time, half a frame. */
static void make_lines(char text[TEXT_CAP])
{
    char a[1200], b[1200], bad[1200];
    size_t na = frame("DataTime=20260801000000;a21026-Avg=81.5,a21026-Flag=N", a, sizeof a);
    size_t nb = frame("DataTime=20260801001000;a21026-Avg=9,a21026-Flag=D", b, sizeof b);
    memcpy(bad, a, na);
    bad[na - 20] ^= 1;
    snprintf(text, TEXT_CAP,
             "# a comment\n"
             "2026-08-01T00:10:03.123+08:00\t%.*s\n"
             "1785514803123\t%.*s\r\n"
             "1785514203123\t%.*s\n"
             "2026-08-01T00:10:04+08:00\t%.*s\n"
             "yesterday\t%.*s\n"
             "%.*s\n"
             "2026-08-01T00:30:00+08:00\t##0100QN=2026\n"
             "\n",
             (int)na, a, (int)nb, b, (int)na, a, (int)na, bad, (int)na, a, (int)nb, b);
}

static void check_lines(struct qn_tele *t, const char *path)
{
    struct qn_err err = {0};
    struct qn_frames_report r;
    struct qn_arena arena;
    assert_ok(qn_frames_import(t, path, &r, &err), err);
    assert_int_equal(r.lines, 9);
    assert_int_equal(r.frames, 4);
    assert_int_equal(r.stored, 3);    /* the one alone came at its QN: 00:10:03.123 */
    assert_int_equal(r.duplicate, 1); /* the first again, its arrival written as ms */
    assert_int_equal(r.faulty, 3);
    assert_int_equal(r.first_fault_line, 5);
    assert_ok(qn_frames_import(t, path, &r, &err), err);
    assert_int_equal(r.stored, 0);
    assert_int_equal(r.duplicate, 4);
    struct qn_track k = load(t, MN, &arena);
    const struct qn_signal *s = qn_track_signal(&k, 31, 2051, "a21026", "Avg");
    assert_int_equal(s->n, 2);
    assert_string_equal(s->sample[0].text, "81.5");
    assert_true(s->sample[0].arrival_unix_ms == T0 + 603123);
    assert_true(s->sample[1].t_unix_ms == T0 + 600000);
    assert_string_equal(s->sample[1].mark, "D");
    assert_false(s->sample[0].imported);
    qn_arena_release(&arena);
}

static void a_file_of_frames_comes_in_once_and_its_faults_are_counted(void **state)
{
    (void)state;
    char path[PATH_CAP];
    char *text = malloc(TEXT_CAP);
    assert_non_null(text);
    make_lines(text);
    for (int packed = 0; packed < 2; packed++) {
        struct qn_tele *t = fresh();
        path_of(packed ? "a.frames.gz" : "a.frames", path);
        (packed ? write_packed : write_plain)(path, text);
        check_lines(t, path);
        unlink(path);
        qn_tele_free(t);
    }
    free(text);
}

static const char values[] =
    "device_mn,time,factor,field,value,flag,arrival,st,cn\r\n"
    "M1,2026-08-01 00:00,d20001,Rtd,12.50,N,,44,2011\n"
    "M1,2026-08-01T00:10:00+08:00,d20001,Rtd,13,,2026-08-01 00:11,44,2011\n"
    "M1,tomorrow,d20001,Rtd,13,,,44,2011\n"
    "M1,2026-08-01 00:20,d20001,Rtd,1;CN=9014,,,44,2011\n"
    "\"M2\",20260801000000,,State,off,,,45,2011\n"
    "M1,2026-08-01 00:00,d20001,Rtd,12.50,N,,44,2011\n";

static void check_values(struct qn_tele *t, const char *path)
{
    struct qn_err err = {0};
    struct qn_frames_report r;
    struct qn_arena arena;
    assert_ok(qn_values_import(t, path, &r, &err), err);
    assert_int_equal(r.lines, 6);
    assert_int_equal(r.stored, 3);
    assert_int_equal(r.duplicate, 1);
    assert_int_equal(r.faulty, 2); /* no time; a value that would end its item */
    assert_int_equal(r.first_fault_line, 4);
    assert_ok(qn_values_import(t, path, &r, &err), err);
    assert_int_equal(r.stored, 0);
    assert_int_equal(r.duplicate, 4);
    struct qn_track k = load(t, "M1", &arena);
    const struct qn_signal *s = qn_track_signal(&k, 44, 2011, "d20001", "Rtd");
    assert_non_null(s);
    assert_int_equal(s->n, 2);
    assert_string_equal(s->sample[0].text, "12.50");
    assert_string_equal(s->sample[0].mark, "N");
    assert_true(s->sample[0].t_unix_ms == T0 && s->sample[0].arrival_unix_ms == T0);
    assert_true(s->sample[1].arrival_unix_ms == T0 + 660000);
    assert_true(s->sample[0].imported && s->sample[1].imported);
    qn_arena_release(&arena);
    k = load(t, "M2", &arena);
    assert_string_equal(qn_track_signal(&k, 45, 2011, "", "State")->sample[0].text, "off");
    qn_arena_release(&arena);
}

static int count_imported(const struct qn_tele_device *d, void *user)
{
    int64_t *sum = user;
    assert_int_equal(d->imported, d->stored);
    *sum += d->imported;
    return 0;
}

static void a_table_of_values_comes_in_once_and_says_it_is_imported(void **state)
{
    (void)state;
    char path[PATH_CAP];
    for (int packed = 0; packed < 2; packed++) {
        struct qn_err err = {0};
        struct qn_compacted done;
        struct qn_arena arena;
        int64_t imported = 0;
        struct qn_tele *t = fresh();
        path_of(packed ? "a.csv.gz" : "a.csv", path);
        (packed ? write_packed : write_plain)(path, values);
        check_values(t, path);
        assert_ok(qn_tele_devices(t, count_imported, &imported, &err), err);
        assert_int_equal(imported, 3);
        assert_ok(qn_compact(t, INT32_MAX, 0, &done, &err), err);
        struct qn_track k = load(t, "M1", &arena);
        assert_true(k.signal[0].sample[0].imported);
        qn_arena_release(&arena);
        unlink(path);
        qn_tele_free(t);
    }
}

static void a_file_that_is_none_is_refused(void **state)
{
    (void)state;
    char path[PATH_CAP];
    struct qn_err err = {0};
    struct qn_frames_report r;
    struct qn_tele *t = fresh();
    path_of("missing", path);
    assert_int_equal(qn_values_import(t, path, &r, &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], strerror(ENOENT)));
    assert_int_equal(qn_frames_import(t, path, &r, &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], strerror(ENOENT)));
    path_of("short.csv", path);
    write_plain(path, "device_mn,time,factor,value\nM1,2026-08-01,a,1\n");
    assert_int_equal(qn_values_import(t, path, &r, &err), QN_E_SYNTAX);
    assert_non_null(strstr(err.msg[QN_EN], "\"field\""));
    write_packed(path, values);
    char bytes[2048];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_ok(qn_file_write(path, bytes, n - 12, &err), err); /* cut off */
    assert_int_equal(qn_values_import(t, path, &r, &err), QN_E_IO);
    unlink(path);
    qn_tele_free(t);
}

static void a_gateway_at_work_is_left_the_filing(void **state)
{
    (void)state;
    char store[PATH_CAP], path[PATH_CAP];
    struct qn_err err = {0};
    struct qn_frames_report r;
    struct qn_tele *gateway = NULL, *t = NULL;
    struct qn_tele_size size;
    struct qn_arena arena;
    path_of("gate.db", store);
    path_of("gate.csv", path);
    write_plain(path, values);
    assert_ok(qn_tele_open(store, QN_STORE_CREATE, &gateway, &err), err);
    assert_ok(qn_tele_claim(gateway, &err), err);
    assert_ok(qn_tele_open(store, QN_STORE_WRITE, &t, &err), err);
    assert_ok(qn_values_import(t, path, &r, &err), err);
    assert_int_equal(r.stored, 3);
    assert_ok(qn_values_import(t, path, &r, &err), err);
    assert_int_equal(r.stored, 0);
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.log_frames, 3);
    assert_int_equal(size.parts, 0);
    struct qn_track k = load(t, "M1", &arena);
    assert_int_equal(k.signal[0].n, 2);
    assert_true(k.signal[0].sample[0].imported);
    qn_arena_release(&arena);
    qn_tele_free(t);
    qn_tele_free(gateway);
    static const char *const tail[] = {".telemetry", ".telemetry-wal", ".telemetry-shm",
                                       ".telemetry-lock"};
    for (size_t i = 0; i < sizeof tail / sizeof tail[0]; i++) {
        char name[PATH_CAP + 32];
        snprintf(name, sizeof name, "%s%s", store, tail[i]);
        unlink(name);
    }
    unlink(path);
}

QN_CASES_BEGIN
QN_CASE(a_file_of_frames_comes_in_once_and_its_faults_are_counted)
QN_CASE(a_table_of_values_comes_in_once_and_says_it_is_imported)
QN_CASE(a_file_that_is_none_is_refused)
QN_CASE(a_gateway_at_work_is_left_the_filing)
QN_CASES_END
