/* quench telemetry and quench watch compact as a person runs them. What is expected follows from
 * the frames each test puts into its store. */
#include "qn_test.h"

#include <jansson.h>

#include "base/encoding.h"
#include "program.h"
#include "series/filing.h"

#define MN "010000A8900016F000169DC0"
#define T0 INT64_C(1785513600000) /* 2026-08-01T00:00:00+08:00 */
#define PATH_CAP 512
#define ARGS_MAX 16

struct place {
    char store[PATH_CAP], base[PATH_CAP];
};

static struct qn_212_span span(const char *s)
{
    return (struct qn_212_span){s, (uint32_t)strlen(s)};
}

static void remove_store(const struct place *p)
{
    static const char *const tail[] = {".telemetry", ".telemetry-wal", ".telemetry-shm",
                                       ".telemetry-lock"};
    for (size_t i = 0; i < sizeof tail / sizeof tail[0]; i++) {
        char name[PATH_CAP + 32];
        snprintf(name, sizeof name, "%s%s", p->store, tail[i]);
        unlink(name);
    }
}

static void put(struct qn_tele *t, int64_t device, int32_t cn, int64_t arrival, const char *pw,
                const char *cp)
{
    struct qn_err err = {0};
    char bytes[1200];
    const struct qn_212_head head = {.qn = qn_212_qn_of(arrival),
                                     .st = 31,
                                     .cn = cn,
                                     .pw = span(pw),
                                     .mn = span(MN),
                                     .version = QN_212_2017,
                                     .parts = 1,
                                     .part = 1};
    size_t n = qn_212_encode(&head, span(cp), NULL, bytes, sizeof bytes);
    assert_true(n > 0);
    struct qn_tele_frame f = {
        .device = device, .arrival_unix_ms = arrival, .bytes = bytes, .len = (uint32_t)n};
    assert_ok(qn_tele_append(t, &f, 1, &err), err);
}

/* Two days: a value that was marked again, one imported, one of another command, hostile texts. */
static void make(struct place *p, const char *name)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_filed filed;
    int64_t device;
    snprintf(p->store, sizeof p->store, QN_TEST_TMP "/telemetry-%s-%ld", name, (long)getpid());
    snprintf(p->base, sizeof p->base, "%s-said", p->store);
    remove_store(p);
    assert_ok(qn_tele_open(p->store, QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_device_id(t, MN, QN_DEVICE_KNOWN, &device, &err), err);
    put(t, device, 2051, T0 + 600000, "123456",
        "DataTime=20260801000000;a21026-Avg=81.50,a21026-Flag=N;a01011-Avg=7,a01011-Flag=N");
    put(t, device, 2051, T0 + 3600000, "123456",
        "DataTime=20260801000000;a21026-Avg=81.50,a21026-Flag=F");
    put(t, device, 2011, T0 + 86400000, "123456", "DataTime=20260802000000;a21026-Rtd=5");
    assert_ok(qn_file_log(t, 0, &filed, &err), err);
    put(t, device, 2051, T0 + 87000000, QN_IMPORT_PW, "DataTime=20260802000000;a21026-Avg=4");
    put(t, device, 2051, T0 + 88000000, "123456",
        "DataTime=20260802001000;a34013-Avg=//\x1b[31m\x9b"
        "1\xc2\x9b\"\\//,a34013-Flag=\xc2\x9b;a21005-Avg=\xe8\xbf\x90\xe8\xa1\x8c\xe2\x80\xae");
    qn_tele_free(t);
}

/* Runs `quench` with the words after it, up to NULL. */
static void run(const struct place *p, struct outcome *o, const char *const *word)
{
    static char *argv[ARGS_MAX];
    static char text[ARGS_MAX][PATH_CAP];
    size_t n = 0;
    snprintf(text[0], PATH_CAP, "quench");
    while (word[n] && n + 2 < ARGS_MAX) {
        snprintf(text[n + 1], PATH_CAP, "%s", word[n]);
        n++;
    }
    for (size_t i = 0; i <= n; i++)
        argv[i] = text[i];
    argv[n + 1] = NULL;
    program_run(p->base, argv, o);
    assert_int_equal(o->signal, 0);
    assert_false(o->timed_out);
}
#define RUN(p, o, ...) run((p), (o), (const char *const[]){__VA_ARGS__, NULL})

static json_t *json_of(struct outcome *o)
{
    json_error_t at;
    if (o->exit)
        print_error("exit %d: %s\n", o->exit, o->talk.len ? o->talk.data : "");
    assert_int_equal(o->exit, 0);
    json_t *j = json_loadb(o->out.data, o->out.len, 0, &at);
    if (!j)
        print_error("%s at %d\n", at.text, at.position);
    assert_non_null(j);
    outcome_release(o);
    return j;
}

static const char *text_in(const json_t *array, size_t i, const char *name)
{
    return json_string_value(json_object_get(json_array_get(array, i), name));
}

static void values_come_with_their_versions_and_marks(void **state)
{
    (void)state;
    struct place p;
    struct outcome o;
    make(&p, "versions");
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", "--factor", "a21026");
    json_t *j = json_of(&o);
    assert_int_equal(json_array_size(j), 3);
    assert_string_equal(text_in(j, 0, "time"), "2026-08-01T00:00:00+08:00");
    assert_string_equal(text_in(j, 0, "text"), "81.50");
    assert_string_equal(text_in(j, 0, "mark"), "F");
    assert_string_equal(text_in(j, 0, "first_mark"), "N");
    assert_null(text_in(j, 0, "first_text"));
    assert_string_equal(text_in(j, 0, "arrival"), "2026-08-01T01:00:00+08:00");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(j, 0), "version")), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(j, 1), "cn")), 2011);
    assert_null(json_object_get(json_array_get(j, 1), "imported"));
    assert_string_equal(text_in(j, 2, "text"), "4");
    assert_true(json_is_true(json_object_get(json_array_get(j, 2), "imported")));
    json_decref(j);
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", "--versions", "--to", "2026-08-01");
    j = json_of(&o);
    assert_int_equal(json_array_size(j), 3); /* one of a01011, two of a21026 */
    assert_string_equal(text_in(j, 1, "mark"), "N");
    assert_string_equal(text_in(j, 2, "mark"), "F");
    json_decref(j);
    remove_store(&p);
}

static void spans_and_commands_narrow_what_is_listed(void **state)
{
    (void)state;
    static const struct {
        const char *option[4];
        size_t n;
    } ask[] = {{{"--cn", "2011"}, 1},
               {{"--cn", "2061"}, 0},
               {{"--from", "2026-08-02"}, 4},
               {{"--from", "2026-08-02T00:10:00"}, 2},
               {{"--to", "2026-08-02T00:10:00"}, 4},
               {{"--to", "2026-07"}, 0},
               {{"--from", "2026-08-02", "--to", "2026-08-01"}, 0}};
    struct place p;
    make(&p, "spans");
    for (size_t i = 0; i < sizeof ask / sizeof ask[0]; i++) {
        struct outcome o;
        const char *const *w = ask[i].option;
        RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", w[0], w[1], w[2], w[3]);
        json_t *j = json_of(&o);
        assert_int_equal(json_array_size(j), ask[i].n);
        json_decref(j);
    }
    remove_store(&p);
}

static void assert_no_controls(const struct qn_buf *b)
{
    assert_true(qn_utf8_valid(b->data, b->len, NULL));
    for (size_t i = 0; i < b->len; i++) {
        unsigned char c = (unsigned char)b->data[i];
        assert_true((c >= 0x20 || c == '\n') && c != 0x7f);
        assert_false(c == 0xc2 && (unsigned char)b->data[i + 1] < 0xa0);
    }
    assert_null(strstr(b->data, "\xe2\x80\xae"));
}

static void what_a_device_sends_never_reaches_the_terminal_as_a_control(void **state)
{
    (void)state;
    struct place p;
    struct outcome o;
    make(&p, "hostile");
    RUN(&p, &o, "telemetry", p.store, "--device", MN);
    assert_int_equal(o.exit, 0);
    assert_no_controls(&o.out);
    assert_non_null(strstr(o.out.data, "//\\x1b[31m\\x9b1\\xc2\\x9b\"\\//"));
    assert_non_null(strstr(o.out.data, "\xe8\xbf\x90\xe8\xa1\x8c\\xe2\\x80\\xae"));
    outcome_release(&o);
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--csv");
    assert_int_equal(o.exit, 0);
    assert_no_controls(&o.out);
    assert_non_null(strstr(o.out.data, ",\"//\\x1b[31m\\x9b1\\xc2\\x9b\"\"\\//\","));
    outcome_release(&o);
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", "--factor", "a34013");
    assert_no_controls(&o.out);
    json_t *j = json_of(&o);
    assert_string_equal(text_in(j, 0, "text_hex"), "2f2f1b5b33316d9b31c29b225c2f2f");
    assert_string_equal(text_in(j, 0, "mark"), "\\xc2\\x9b");
    assert_string_equal(text_in(j, 0, "mark_hex"), "c29b");
    json_decref(j);
    remove_store(&p);
}

static void a_table_for_a_spreadsheet_has_a_header_and_a_line_a_value(void **state)
{
    (void)state;
    struct place p;
    struct outcome o;
    make(&p, "csv");
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--csv", "--factor", "a21026");
    assert_int_equal(o.exit, 0);
    assert_string_equal(
        o.out.data,
        "time,st,cn,factor,field,text,value,mark,arrival,version,versions,resent,first_text,"
        "first_mark,imported\n"
        "2026-08-01T00:00:00+08:00,31,2051,a21026,Avg,81.50,81.5,F,2026-08-01T01:00:00+08:00,2,2,0,"
        "81.50,N,0\n"
        "2026-08-02T00:00:00+08:00,31,2011,a21026,Rtd,5,5,,2026-08-02T00:00:00+08:00,1,1,0,5,,0\n"
        "2026-08-02T00:00:00+08:00,31,2051,a21026,Avg,4,4,,2026-08-02T00:10:00+08:00,1,1,0,4,,1\n");
    outcome_release(&o);
    remove_store(&p);
}

static void wrong_words_are_refused_with_what_to_write(void **state)
{
    (void)state;
    static const struct {
        const char *word[4], *say;
        int exit;
    } ask[] = {{{"--from", "2026-08-01"}, "--device", 2},
               {{"--device", MN, "--from", "08/01"}, "\"08/01\" is not a time", 2},
               {{"--device", MN, "--to", "2026-08-01T25:00:00"}, "is not a time", 2},
               {{"--device", MN, "--cn", "20x"}, "20x", 2},
               {{"--device", MN, "--csv", "--json"}, "--json", 2},
               {{"--device", "010000A8900016F000169DC1"}, MN, 1},
               {{"--device", "nobody"}, "nobody", 1}};
    struct place p;
    make(&p, "wrong");
    for (size_t i = 0; i < sizeof ask / sizeof ask[0]; i++) {
        struct outcome o;
        const char *const *w = ask[i].word;
        RUN(&p, &o, "telemetry", p.store, "--lang", "en", w[0], w[1], w[2], w[3]);
        if (o.exit != ask[i].exit || !strstr(o.talk.data, ask[i].say))
            print_error("%zu: exit %d: %s\n", i, o.exit, o.talk.data);
        assert_int_equal(o.exit, ask[i].exit);
        assert_non_null(strstr(o.talk.data, ask[i].say));
        outcome_release(&o);
    }
    remove_store(&p);
}

static void sizes(const struct place *p, struct qn_tele_size *out)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    assert_ok(qn_tele_open(p->store, QN_STORE_READ, &t, &err), err);
    assert_ok(qn_tele_size(t, out, &err), err);
    qn_tele_free(t);
}

static void a_wrong_date_of_retention_stops_compaction_before_it_begins(void **state)
{
    (void)state;
    static const char *const bad[][4] = {
        {"--drop-raw-before", "2026-13-01"},
        {"--drop-raw-before", "2026-08-02", "--drop-realtime-before", "soon"},
        {"--drop-raw-before", "2099-01-01"},
        {"--drop-realtime-before", "2026-08-02", "--before", "-"}};
    struct place p;
    struct qn_tele_size before, after;
    make(&p, "dates");
    sizes(&p, &before);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct outcome o;
        const char *const *w = bad[i];
        RUN(&p, &o, "watch", "compact", p.store, w[0], w[1], w[2], w[3]);
        assert_int_equal(o.exit, 2);
        outcome_release(&o);
        sizes(&p, &after);
        assert_true(after.log_frames == before.log_frames && after.parts == before.parts &&
                    after.raw_blocks == before.raw_blocks);
    }
    remove_store(&p);
}

static void compaction_and_retention_say_what_they_did(void **state)
{
    (void)state;
    struct place p;
    struct outcome o;
    make(&p, "compact");
    RUN(&p, &o, "watch", "compact", p.store, "--before", "2026-08-03", "--drop-realtime-before",
        "2026-08-03", "--json");
    json_t *j = json_of(&o);
    assert_int_equal(json_integer_value(json_object_get(j, "frames_filed")), 2);
    assert_int_equal(json_integer_value(json_object_get(j, "days")), 3);
    assert_int_equal(json_integer_value(json_object_get(j, "realtime_parts_removed")), 1);
    assert_int_equal(json_integer_value(json_object_get(j, "raw_blocks_removed")), 0);
    json_decref(j);
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", "--cn", "2011");
    j = json_of(&o);
    assert_int_equal(json_array_size(j), 0);
    json_decref(j);
    RUN(&p, &o, "telemetry", p.store, "--device", MN, "--json", "--cn", "2051", "--versions");
    j = json_of(&o);
    assert_int_equal(json_array_size(j), 6);
    json_decref(j);
    remove_store(&p);
}

static void an_audit_checks_the_frames_as_received_too(void **state)
{
    (void)state;
    struct place p;
    struct outcome o;
    struct qn_err err = {0};
    make(&p, "audit");
    RUN(&p, &o, "import", p.store, QN_TEST_ROOT "/test/cases/small_region", "--quiet");
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
    RUN(&p, &o, "audit", p.store, "--json");
    json_t *j = json_of(&o);
    const json_t *t = json_object_get(j, "telemetry");
    assert_true(json_is_true(json_object_get(t, "ok")));
    assert_int_equal(json_integer_value(json_object_get(t, "raw_blocks")), 1);
    json_decref(j);
    /* one bit of the frames, as a hand with an editor would change it */
    char file[PATH_CAP + 16];
    struct qn_buf bytes;
    snprintf(file, sizeof file, "%s.telemetry", p.store);
    qn_buf_init(&bytes, (size_t)1 << 26);
    assert_ok(qn_file_read(file, &bytes, &err), err);
    char *raw = NULL;
    for (size_t i = 0; i + 7 < bytes.len && !raw; i++)
        if (memcmp(bytes.data + i, "qR\1\3\x28\xb5\x2f", 7) == 0) /* three frames, zstd */
            raw = bytes.data + i;
    assert_non_null(raw);
    raw[40] ^= 1;
    assert_ok(qn_file_write(file, bytes.data, bytes.len, &err), err);
    qn_buf_release(&bytes);
    RUN(&p, &o, "audit", p.store, "--lang", "en");
    assert_int_equal(o.exit, 1);
    assert_non_null(strstr(o.out.data, "does not hold from raw block 1 on"));
    outcome_release(&o);
    unlink(p.store);
    remove_store(&p);
}

QN_CASES_BEGIN
QN_CASE(values_come_with_their_versions_and_marks)
QN_CASE(spans_and_commands_narrow_what_is_listed)
QN_CASE(what_a_device_sends_never_reaches_the_terminal_as_a_control)
QN_CASE(a_table_for_a_spreadsheet_has_a_header_and_a_line_a_value)
QN_CASE(wrong_words_are_refused_with_what_to_write)
QN_CASE(a_wrong_date_of_retention_stops_compaction_before_it_begins)
QN_CASE(compaction_and_retention_say_what_they_did)
QN_CASE(an_audit_checks_the_frames_as_received_too)
QN_CASES_END
