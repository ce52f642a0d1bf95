/* A region folder's telemetry, as a person imports and briefs it. The frames are made here with the
 * codec: a made-up stack that runs for eight days and then stands still for four. */
#include "qn_test.h"

#include <jansson.h>

#include "program.h"
#include "quench/hj212.h"

#define TMP QN_TEST_TMP
#define SMALL QN_TEST_ROOT "/test/cases/small_region"
#define MN "88888880000001"
#define HOUR INT64_C(3600000)
#define FROM INT64_C(1562169600000) /* 2019-07-04T00:00:00+08:00; the region's day: 2019-07-17 */
#define RUNS_H (8 * 24)
#define HOURS (12 * 24)
#define PATH_CAP 512

struct place {
    char folder[PATH_CAP], store[PATH_CAP], base[PATH_CAP];
};

static void run(const struct place *p, char *const argv[], struct outcome *o)
{
    program_run(p->base, argv, o);
    assert_int_equal(o->signal, 0);
    assert_false(o->timed_out);
}

static json_t *run_json(const struct place *p, char *const argv[], int status)
{
    struct outcome o;
    json_error_t at;
    run(p, argv, &o);
    if (o.exit != status)
        print_error("exit %d: %s%s\n", o.exit, o.out.len ? o.out.data : "",
                    o.talk.len ? o.talk.data : "");
    assert_int_equal(o.exit, status);
    json_t *j = json_loadb(o.out.data, o.out.len, 0, &at);
    if (!j)
        print_error("%s at line %d\n", at.text, at.line);
    assert_non_null(j);
    outcome_release(&o);
    return j;
}

static void put(const struct place *p, const char *leaf, const char *text, size_t n)
{
    char path[2 * PATH_CAP];
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/%s", p->folder, leaf);
    assert_ok(qn_file_write(path, text, n, &err), err);
}

/* One hour's frame of a plant that runs or stands still, with its time of arrival before it. */
static void append_frame(struct qn_buf *out, int64_t hour)
{
    char cp[512], frame[1024], time[QN_212_TIME_CAP];
    bool runs = hour < RUNS_H;
    int64_t t = FROM + hour * HOUR;
    double sway = (double)(hour % 7) / 10;
    int n = snprintf(cp, sizeof cp,
                     "DataTime=%s;a01011-Avg=%.2f,a01011-Flag=%s;a19001-Avg=%.2f,a19001-Flag=%s;"
                     "a01012-Avg=%.1f,a01012-Flag=%s;a21026-Avg=%.2f,a21026-Flag=%s",
                     qn_212_time_text(t, false, time), runs ? 11 + sway : 0.3 + sway / 10,
                     runs ? "N" : "F", runs ? 8 + sway : 20.9, runs ? "N" : "F",
                     runs ? 130 + sway : 25 + sway, runs ? "N" : "F", runs ? 60 + sway : 0.2 + sway,
                     runs ? "N" : "F");
    struct qn_212_head head = {.qn = qn_212_qn_of(t + HOUR),
                               .st = 31,
                               .cn = 2061,
                               .pw = {"123456", 6},
                               .mn = {MN, (uint32_t)strlen(MN)},
                               .version = QN_212_2005};
    size_t len =
        qn_212_encode(&head, (struct qn_212_span){cp, (uint32_t)n}, NULL, frame, sizeof frame);
    assert_true(len > 0);
    assert_int_equal(qn_buf_printf(out, NULL, "%lld\t", (long long)(t + HOUR)), QN_OK);
    assert_int_equal(qn_buf_append(out, frame, len, NULL), QN_OK);
}

static void put_frames(const struct place *p, const char *leaf, const char *before)
{
    struct qn_buf b;
    qn_buf_init(&b, 1 << 22);
    assert_int_equal(qn_buf_text(&b, before, NULL), QN_OK);
    for (int64_t h = 0; h < HOURS; h++)
        append_frame(&b, h);
    put(p, leaf, b.data, b.len);
    qn_buf_release(&b);
}

static void shell(const char *command)
{
    assert_int_equal(system(command), 0);
}

/* The small region with a register; its telemetry/ is empty. */
static struct place make(const char *name)
{
    struct place p;
    char command[4 * PATH_CAP];
    static const char devices[] = "device_mn,outlet_id,hj212_version,password,basis,source\n" MN
                                  ",O-2,2005,123456,permit,S-1\n";
    snprintf(p.folder, sizeof p.folder, "%s/tf-%s-%d", TMP, name, (int)getpid());
    snprintf(p.store, sizeof p.store, "%s/tf-%s-%d.db", TMP, name, (int)getpid());
    snprintf(p.base, sizeof p.base, "%s/tf-%s-%d.run", TMP, name, (int)getpid());
    snprintf(command, sizeof command,
             "rm -rf '%s' '%s'* && cp -r '%s' '%s' && mkdir '%s/telemetry'", p.folder, p.store,
             SMALL, p.folder, p.folder);
    shell(command);
    put(&p, "devices.csv", devices, sizeof devices - 1);
    return p;
}

static void drop(const struct place *p)
{
    char command[4 * PATH_CAP];
    snprintf(command, sizeof command, "rm -rf '%s' '%s'* '%s'*", p->folder, p->store, p->base);
    shell(command);
}

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static json_t *import(struct place *p, int status)
{
    char *const argv[] = {"quench", "import", p->store, p->folder, "--json", NULL};
    return run_json(p, argv, status);
}

static void a_folders_telemetry_is_stored_once_and_named_by_a_run(void **state)
{
    (void)state;
    struct place p = make("once");
    put_frames(&p, "telemetry/a.frames", "# arrival, frame\n");
    put(&p, "telemetry/fleet.csv", "not,a,meter\n", 12);
    json_t *j = import(&p, 0);
    json_t *files = json_object_get(j, "telemetry");
    assert_int_equal(json_array_size(files), 1);
    const json_t *f = json_array_get(files, 0);
    assert_string_equal(json_string_value(json_object_get(f, "file")), "telemetry/a.frames");
    assert_int_equal(number(f, "frames"), HOURS);
    assert_int_equal(number(f, "stored"), HOURS);
    assert_int_equal(number(f, "faulty"), 0);
    json_decref(j);
    j = import(&p, 0);
    f = json_array_get(json_object_get(j, "telemetry"), 0);
    assert_int_equal(number(f, "stored"), 0);
    assert_int_equal(number(f, "duplicate"), HOURS);
    json_decref(j);
    char *const audit[] = {"quench", "audit", p.store, "--json", NULL};
    j = run_json(&p, audit, 0);
    assert_true(json_is_true(json_object_get(j, "ok")));
    assert_int_equal(number(j, "runs"),
                     2); /* the tables' and the telemetry's; the second wrote none */
    json_decref(j);
    drop(&p);
}

static void a_telemetry_file_without_a_frame_refuses_everything(void **state)
{
    (void)state;
    struct place p = make("refused");
    struct outcome o;
    put_frames(&p, "telemetry/a.frames", "");
    put(&p, "telemetry/b.frames", "nothing here\n", 13);
    char *const argv[] = {"quench", "import", p.store, p.folder, NULL};
    run(&p, argv, &o);
    assert_int_equal(o.exit, 1);
    assert_non_null(strstr(o.talk.data, "b.frames"));
    outcome_release(&o);
    assert_false(qn_file_exists(p.store));
    char path[PATH_CAP + 16];
    snprintf(path, sizeof path, "%s.telemetry", p.store);
    assert_false(qn_file_exists(path));
    drop(&p);
}

static void a_faulty_line_is_counted_and_named(void **state)
{
    (void)state;
    struct place p = make("faulty");
    put_frames(&p, "telemetry/a.frames", "# one\n##0010nonsense\n");
    json_t *j = import(&p, 0);
    const json_t *f = json_array_get(json_object_get(j, "telemetry"), 0);
    assert_int_equal(number(f, "stored"), HOURS);
    assert_int_equal(number(f, "faulty"), 1);
    assert_int_equal(number(f, "first_fault_line"), 2);
    json_decref(j);
    drop(&p);
}

static json_t *brief(struct place *p, const char *from)
{
    char out[PATH_CAP + 8], path[PATH_CAP + 32], input[PATH_CAP];
    struct outcome o;
    json_error_t at;
    snprintf(out, sizeof out, "%s/out", p->folder);
    snprintf(input, sizeof input, "%s", from);
    char *const argv[] = {"quench", "brief", input, "-o", out, NULL};
    run(p, argv, &o);
    if (o.exit)
        print_error("%s\n", o.talk.data);
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
    snprintf(path, sizeof path, "%s/brief.json", out);
    json_t *j = json_load_file(path, 0, &at);
    assert_non_null(j);
    return j;
}

static double hours_of(const json_t *brief, const char *verdict)
{
    const json_t *watched =
        json_array_get(json_object_get(json_object_get(brief, "telemetry"), "watched"), 0);
    return json_number_value(json_object_get(json_object_get(watched, "hours"), verdict));
}

/* Flow, gas and temperature agree: three groups, so the stop is proved. Hours at its edge may stay
 * open, but none of the running ones is called stopped. */
static void check_verdict(const json_t *brief)
{
    double running = hours_of(brief, "running"), stopped = hours_of(brief, "stopped");
    double open = hours_of(brief, "unprovable");
    assert_near(running, RUNS_H, 2);
    assert_true(stopped >= HOURS - RUNS_H - 8 && stopped <= HOURS - RUNS_H);
    assert_near(running + stopped + open, HOURS, 24);
    assert_near(hours_of(brief, "contradicted"), 0, 0);
}

static void the_brief_of_a_folder_and_of_its_store_say_the_same(void **state)
{
    (void)state;
    struct place p = make("brief");
    put_frames(&p, "telemetry/a.frames", "");
    json_t *j = brief(&p, p.folder);
    check_verdict(j);
    int named = 0;
    size_t i, k;
    json_t *r, *in;
    json_array_foreach(json_object_get(j, "runs"), i, r)
        json_array_foreach(json_object_get(r, "inputs"), k, in) named +=
        strcmp(json_string_value(json_object_get(in, "name")), "telemetry/a.frames") == 0;
    assert_int_equal(named, 1);
    json_decref(j);
    json_decref(import(&p, 0));
    j = brief(&p, p.store);
    check_verdict(j);
    json_decref(j);
    drop(&p);
}

QN_CASES_BEGIN
QN_CASE(a_folders_telemetry_is_stored_once_and_named_by_a_run)
QN_CASE(a_telemetry_file_without_a_frame_refuses_everything)
QN_CASE(a_faulty_line_is_counted_and_named)
QN_CASE(the_brief_of_a_folder_and_of_its_store_say_the_same)
QN_CASES_END
