/* From made-up plants to a recorded verdict, with the program itself: simulate, import, watch,
 * status, verify, audit. What must come out is the truth that the simulation tells beside its
 * frames, which neither the gateway nor the verdict sees. */
#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/csv.h"
#include "base/date.h"
#include "qn_test.h"

#include "program.h"

#define FLEET "draw:11" /* each kind of episode once */
#define DAYS "10"       /* half a draw's usual least history: a loaded machine plays it in time */
#define SEED "6"
#define MAX_WORDS 20
#define PATH_CAP 600

struct walk {
    char folder[PATH_CAP], base[PATH_CAP + 16], store[PATH_CAP + 16], filed[PATH_CAP + 16];
    char listen[64];
    pid_t gateway;
    int ready;
};

static const char *in_folder(const struct walk *w, const char *leaf, char out[PATH_CAP + 64])
{
    snprintf(out, PATH_CAP + 64, "%s/%s", w->folder, leaf);
    return out;
}

/* ---- the program ---- */

static void quench(const struct walk *w, int exit, struct outcome *o, const char *const *word)
{
    char *argv[MAX_WORDS + 4] = {"quench"};
    size_t n = 1;
    for (; *word; word++)
        argv[n++] = (char *)(uintptr_t)*word;
    argv[n++] = "--lang";
    argv[n++] = "en";
    program_run(w->base, argv, o);
    if (o->exit != exit)
        print_error("quench %s: exit %d, signal %d: %s\n", argv[1], o->exit, o->signal,
                    o->talk.len ? o->talk.data : "");
    assert_int_equal(o->exit, exit);
}
#define QUENCH(w, exit, o, ...) quench((w), (exit), (o), (const char *const[]){__VA_ARGS__, NULL})

static void say_nothing(const struct walk *w, int exit, const char *const *word)
{
    struct outcome o;
    quench(w, exit, &o, word);
    outcome_release(&o);
}
#define RUN(w, ...) say_nothing((w), 0, (const char *const[]){__VA_ARGS__, NULL})

static json_t *parse(const struct outcome *o)
{
    json_error_t why;
    json_t *j = json_loadb(o->out.data, o->out.len, 0, &why);
    if (!j)
        print_error("%s\n", why.text);
    assert_non_null(j);
    return j;
}
#define ASK(w, o, j, ...)                                                                          \
    do {                                                                                           \
        QUENCH((w), 0, (o), __VA_ARGS__, "--json");                                                \
        (j) = parse(o);                                                                            \
        outcome_release(o);                                                                        \
    } while (0)

static void begin(struct walk *w, const char *name)
{
    char line[PATH_CAP + 32];
    *w = (struct walk){.ready = -1};
    snprintf(w->folder, sizeof w->folder, "%s/walk-%s-%ld", QN_TEST_TMP, name, (long)getpid());
    snprintf(line, sizeof line, "rm -rf '%s'", w->folder);
    assert_int_equal(system(line), 0);
    assert_int_equal(qn_file_mkdirs(w->folder, NULL), QN_OK);
    snprintf(w->base, sizeof w->base, "%s/said", w->folder);
    snprintf(w->store, sizeof w->store, "%s/city.db", w->folder);
    snprintf(w->filed, sizeof w->filed, "%s/filed.db", w->folder);
}

static void end(struct walk *w)
{
    char line[PATH_CAP + 32];
    snprintf(line, sizeof line, "rm -rf '%s'", w->folder);
    assert_int_equal(system(line), 0);
}

/* ---- the gateway ---- */

static void start_gateway(struct walk *w)
{
    int fd[2];
    char line[256] = {0};
    assert_int_equal(pipe(fd), 0);
    w->gateway = fork();
    if (w->gateway == 0) {
        dup2(fd[1], 1);
        close(fd[0]);
        execl(QN_TEST_PROGRAM, "quench", "watch", w->store, "--listen", "127.0.0.1:0", "--json",
              "--quiet", (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    for (size_t n = 0; n < sizeof line - 1 && !strchr(line, '\n'); n++)
        assert_int_equal(read(fd[0], line + n, 1), 1);
    json_t *ready = json_loads(line, 0, NULL);
    snprintf(w->listen, sizeof w->listen, "%s",
             json_string_value(json_object_get(ready, "listening")));
    json_decref(ready);
    w->ready = fd[0];
}

static void stop_gateway(struct walk *w)
{
    int status = -1;
    assert_int_equal(kill(w->gateway, SIGTERM), 0);
    assert_int_equal(waitpid(w->gateway, &status, 0), w->gateway);
    close(w->ready);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A frame of a registered device with another password, over a connection of its own. */
static void send_stranger(const struct walk *w, const char *mn)
{
    char fleet[PATH_CAP + 64], frames[PATH_CAP + 64], csv[256];
    struct qn_buf text;
    struct sockaddr_in to = {.sin_family = AF_INET};
    snprintf(csv, sizeof csv,
             "device_mn,kind,hj212_version,password,episode,from,to\n"
             "%s,coke_oven,2017,zzzzzz,normal,2026-02-01,2026-02-02\n",
             mn);
    in_folder(w, "stranger.csv", fleet);
    in_folder(w, "stranger.frames", frames);
    assert_int_equal(qn_file_write(fleet, csv, strlen(csv), NULL), QN_OK);
    RUN(w, "simulate", fleet, "-o", frames, "--days", "1");
    qn_buf_init(&text, (size_t)16 << 20);
    assert_int_equal(qn_file_read(frames, &text, NULL), QN_OK);
    char *frame = strchr(text.data, '\t') + 1, *stop = strchr(frame, '\n');
    assert_non_null(stop);
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &to.sin_addr), 1);
    to.sin_port = htons((uint16_t)strtoul(strchr(w->listen, ':') + 1, NULL, 10));
    int s = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(s, frame, (size_t)(stop - frame), 0), stop - frame);
    assert_int_equal(send(s, "\r\n", 2, 0), 2);
    shutdown(s, SHUT_WR);
    while (recv(s, csv, sizeof csv, 0) > 0)
        ;
    close(s);
    qn_buf_release(&text);
}

/* ---- truth against verdict ---- */

static const json_t *verdict_of(const json_t *verdicts, const char *installation)
{
    size_t i;
    const json_t *v;
    json_array_foreach(json_object_get(verdicts, "verdicts"), i, v)
    {
        const char *id = json_string_value(json_object_get(v, "installation_id"));
        if (id && strcmp(id, installation) == 0)
            return v;
    }
    return NULL;
}

static bool overlaps(const json_t *x, const char *from, const char *to)
{ /* times of one form and zone: they sort as text */
    return strcmp(json_string_value(json_object_get(x, "from")), to) < 0 &&
           strcmp(json_string_value(json_object_get(x, "to")), from) > 0;
}

static size_t accused(const json_t *v, const char *from, const char *to)
{
    size_t i, n = 0;
    const json_t *x;
    json_array_foreach(json_object_get(v, "findings"), i, x) n += overlaps(x, from, to);
    json_array_foreach(json_object_get(v, "intervals"), i, x) n +=
        overlaps(x, from, to) &&
        strcmp(json_string_value(json_object_get(x, "verdict")), "contradicted") == 0;
    return n;
}

static bool is_fake(const char *episode)
{
    static const char *const fakes[] = {"paper_stop", "night_run", "pulled_probe", "retro_mark",
                                        "restart"};
    for (size_t i = 0; i < sizeof fakes / sizeof fakes[0]; i++)
        if (strcmp(episode, fakes[i]) == 0)
            return true;
    return false;
}

/* Rows of truth.csv: device_mn,outlet_id,installation_id,from,to,episode,truth. Of each fake some
 * running hour is caught; nothing is said against the honest stop. */
static void compare(const struct walk *w, const json_t *verdicts)
{
    char path[PATH_CAP + 64];
    struct qn_buf text;
    static struct qn_csv csv;
    unsigned caught = 0, fakes = 0, honest = 0;
    qn_buf_init(&text, (size_t)1 << 20);
    assert_int_equal(qn_file_read(in_folder(w, "truth.csv", path), &text, NULL), QN_OK);
    qn_csv_init(&csv, text.data, text.len);
    assert_true(qn_csv_next(&csv));
    const char *last = "";
    while (qn_csv_next(&csv)) {
        const char *id = csv.field[2].text, *from = csv.field[3].text, *to = csv.field[4].text;
        const char *episode = csv.field[5].text;
        bool running = strcmp(csv.field[6].text, "running") == 0;
        const json_t *v = verdict_of(verdicts, id);
        assert_non_null(v);
        if (strcmp(episode, "honest_stop") == 0) {
            honest++;
            assert_int_equal(accused(v, from, to), 0);
            assert_true(json_number_value(json_object_get(json_object_get(v, "hours"), "stopped")) >
                        12);
        }
        if (!is_fake(episode) || !running || strcmp(last, id) == 0)
            continue;
        last = id;
        fakes++;
        caught += accused(v, from, to) > 0;
    }
    assert_int_equal(honest, 1);
    assert_int_equal(fakes, 5);
    assert_int_equal(caught, 5);
    qn_buf_release(&text);
}

/* ---- cases ---- */

static int64_t count_in(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* Region, truth and frames of the same fleet; the region is in the store. */
static void make_fleet(const struct walk *w, char frames[PATH_CAP + 64], int64_t *n)
{
    char region[PATH_CAP + 64], truth[PATH_CAP + 64];
    struct outcome o;
    json_t *j;
    in_folder(w, "region", region);
    RUN(w, "simulate", FLEET, "--days", DAYS, "--seed", SEED, "--region", region);
    ASK(w, &o, j, "import", w->store, region);
    assert_int_equal(count_in(j, "errors"), 0);
    json_decref(j);
    ASK(w, &o, j, "simulate", FLEET, "--days", DAYS, "--seed", SEED, "-o", frames, "--truth",
        in_folder(w, "truth.csv", truth));
    *n = count_in(j, "frames");
    json_decref(j);
}

static void play(struct walk *w, int64_t frames)
{
    struct outcome o;
    json_t *j;
    start_gateway(w);
    ASK(w, &o, j, "simulate", FLEET, "--days", DAYS, "--seed", SEED, "--to", w->listen);
    const json_t *p = json_object_get(j, "play");
    assert_int_equal(count_in(p, "frames"), frames);
    assert_int_equal(count_in(p, "acknowledged"), frames);
    assert_int_equal(count_in(p, "unanswered"), 0);
    json_decref(j);
    ASK(w, &o, j, "watch", "status", w->store);
    assert_int_equal(count_in(json_object_get(j, "total"), "quarantined"), 0);
    const char *mn =
        json_string_value(json_object_get(json_array_get(json_object_get(j, "devices"), 0), "mn"));
    assert_non_null(mn);
    send_stranger(w, mn);
    json_decref(j);
    stop_gateway(w);
    ASK(w, &o, j, "watch", "status", w->store);
    const json_t *total = json_object_get(j, "total");
    assert_int_equal(count_in(total, "acknowledged"), frames);
    assert_int_equal(count_in(total, "quarantined"), 1);
    json_decref(j);
}

/* The same verdicts, whatever way the frames came; only when a thing was known differs. */
static void expect_same(json_t *a, json_t *b)
{
    json_t *pair[2] = {a, b};
    for (int k = 0; k < 2; k++) {
        size_t i, f;
        json_t *v, *x;
        json_array_foreach(json_object_get(pair[k], "verdicts"), i, v)
            json_array_foreach(json_object_get(v, "findings"), f, x) json_object_del(x, "known");
    }
    assert_int_equal(json_array_size(json_object_get(a, "verdicts")), 11);
    assert_true(json_equal(json_object_get(a, "verdicts"), json_object_get(b, "verdicts")));
}

static void a_played_fleet_is_judged_as_it_was_and_as_the_same_frames_from_a_file(void **state)
{
    (void)state;
    struct walk w;
    struct outcome o;
    char frames[PATH_CAP + 64], region[PATH_CAP + 64];
    int64_t n = 0;
    json_t *socket_way, *file_way, *j;
    begin(&w, "played");
    in_folder(&w, "region/telemetry/fleet.frames", frames);
    make_fleet(&w, frames, &n);
    play(&w, n);
    ASK(&w, &o, socket_way, "verify", w.store);
    compare(&w, socket_way);
    ASK(&w, &o, j, "import", w.filed, in_folder(&w, "region", region));
    json_decref(j);
    ASK(&w, &o, file_way, "verify", w.filed);
    expect_same(socket_way, file_way);
    json_decref(socket_way);
    json_decref(file_way);
    ASK(&w, &o, j, "verify", w.store, "--record");
    assert_true(count_in(j, "run") > 0);
    json_decref(j);
    RUN(&w, "audit", w.store);
    end(&w);
}

static const char two_devices[] =
    "device_mn,kind,hj212_version,hours,days,outlet_id,installation_id,units,fan,meter,episode,"
    "from,"
    "to\n"
    "99FF00000000000000000001,power_boiler,2017,no,no,,,right,yes,yes,paper_stop,2026-01-10,"
    "2026-01-13\n"
    "99FF00000000000000000002,lime_kiln,2017,no,no,\"O-2\",I-2,right,no,yes,normal,"
    "2026-01-10,2026-01-13\n";

static void make_two(const struct walk *w, char region[PATH_CAP + 64])
{
    char fleet[PATH_CAP + 64], frames[PATH_CAP + 64];
    in_folder(w, "two.csv", fleet);
    in_folder(w, "two", region);
    in_folder(w, "two/telemetry/two.frames.gz", frames);
    assert_int_equal(qn_file_write(fleet, two_devices, sizeof two_devices - 1, NULL), QN_OK);
    RUN(w, "simulate", fleet, "--from", "2026-01-04", "--days", "10", "--region", region, "-o",
        frames);
}

static void expect_row(const struct walk *w, const char *leaf, const char *row)
{
    char path[PATH_CAP + 64];
    struct qn_buf text;
    qn_buf_init(&text, (size_t)1 << 20);
    assert_int_equal(qn_file_read(in_folder(w, leaf, path), &text, NULL), QN_OK);
    if (!strstr(text.data, row))
        print_error("%s: %s\n", leaf, text.data);
    assert_non_null(strstr(text.data, row));
    qn_buf_release(&text);
}

/* By doc/method/simulate.md: announced from the day after the begin to the day of the end, in order
 * of time whatever the order of rows; ids of the MN; what a cell may not hold as it is, quoted. */
static void a_region_tells_what_was_announced_not_what_was(void **state)
{
    (void)state;
    static const char fleet[] =
        "device_mn,kind,hj212_version,password,wet_scrubber,outlet_id,units,episode,from,to\n"
        "99000010000001,coke_oven,2005,aB3$x9,yes,\"O,1\",wrong,banked,2026-01-12 00:00,2026-01-14 "
        "06:00\n"
        "99000010000001,,,,,,,paper_stop,2026-01-05 09:30,2026-01-07 10:00\n"
        "99000010000001,,,,,,,outage,2026-01-09,2026-01-10\n";
    struct walk w;
    char path[PATH_CAP + 64], region[PATH_CAP + 64];
    begin(&w, "announced");
    assert_int_equal(qn_file_write(in_folder(&w, "f.csv", path), fleet, sizeof fleet - 1, NULL),
                     QN_OK);
    RUN(&w, "simulate", path, "--days", "40", "--region", in_folder(&w, "r", region));
    expect_row(&w, "r/installation_states.csv",
               "source\n"
               "SIM-IS-00001,I-99000010000001,stopped,2026-01-06,assumed,S-sim\n"
               "SIM-IS-00002,I-99000010000001,operating,2026-01-07,assumed,S-sim\n"
               "SIM-IS-00003,I-99000010000001,idle,2026-01-12,assumed,S-sim\n"
               "SIM-IS-00004,I-99000010000001,operating,2026-01-14,assumed,S-sim\n");
    expect_row(&w, "r/devices.csv",
               "\n99000010000001,\"O,1\",I-99000010000001,2005,aB3$x9,,,10,yes,assumed,S-sim\n");
    expect_row(&w, "r/region.yaml", "fictional: \"yes\"");
    end(&w);
}

/* A gateway alone keeps STORE.telemetry only: as if the region's store were not there. */
static void telemetry_without_a_region_is_judged_device_by_device(void **state)
{
    (void)state;
    struct walk w;
    struct outcome o;
    char region[PATH_CAP + 64];
    json_t *j;
    begin(&w, "alone");
    make_two(&w, region);
    RUN(&w, "import", w.store, region);
    assert_int_equal(unlink(w.store), 0);
    ASK(&w, &o, j, "verify", w.store);
    assert_int_equal(json_array_size(json_object_get(j, "verdicts")), 2);
    const json_t *v = json_array_get(json_object_get(j, "verdicts"), 0);
    assert_string_equal(json_string_value(json_object_get(v, "kind")), "unknown");
    assert_true(json_is_null(json_object_get(v, "kind_from")));
    json_decref(j);
    ASK(&w, &o, j, "verify", w.store, "--device", "99FF00000000000000000001", "--kind",
        "power_boiler");
    v = json_array_get(json_object_get(j, "verdicts"), 0);
    assert_int_equal(json_array_size(json_object_get(j, "verdicts")), 1);
    assert_string_equal(json_string_value(json_object_get(v, "kind")), "power_boiler");
    assert_string_equal(json_string_value(json_object_get(v, "kind_from")), "option");
    assert_true(accused(v, "2026-01-10T00:00:00+08:00", "2026-01-13T00:00:00+08:00") > 0);
    json_decref(j);
    QUENCH(&w, 0, &o, "verify", w.store, "--device", "99FF00000000000000000002");
    assert_non_null(strstr(o.out.data, "judged by the strictest thresholds"));
    outcome_release(&o);
    ASK(&w, &o, j, "quality", w.store, "--device", "99FF00000000000000000001");
    assert_int_equal(json_array_size(json_object_get(j, "devices")), 1);
    json_decref(j);
    end(&w);
}

static void wrong_words_of_verify_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *word[4];
        int exit;
        const char *said;
    } wrong[] = {
        {{"--kind", "coke_oven"}, 2, "only with --device"},
        {{"--device", "X", "--kind", "oven"}, 2, "coke_oven, "},
        {{"--device", "X", "--by-outlet"}, 2, "cannot stand with --outlet"},
        {{"--device", "99FF00000000000000000009"}, 1, "never heard"},
        {{"--every", "5"}, 2, "stand with --follow"},
        {{"--follow", "--every", "0"}, 2, "from 1 to 3600"},
        {{"--follow", "--record"}, 2, "writes nothing"},
    };
    struct walk w;
    struct outcome o;
    char region[PATH_CAP + 64];
    begin(&w, "wrong");
    make_two(&w, region);
    RUN(&w, "import", w.store, region);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *word[7] = {"verify", w.store};
        memcpy(word + 2, wrong[i].word, sizeof wrong[i].word);
        quench(&w, wrong[i].exit, &o, word);
        if (!strstr(o.talk.data, wrong[i].said))
            print_error("%s\n", o.talk.data);
        assert_non_null(strstr(o.talk.data, wrong[i].said));
        outcome_release(&o);
    }
    QUENCH(&w, 1, &o, "verify", "no-such.db");
    assert_non_null(strstr(o.talk.data, "no-such.db"));
    outcome_release(&o);
    end(&w);
}

/* Reads the next line of a running program, "" at its end. */
static void next_line(int fd, char *line, size_t cap)
{
    size_t n = 0;
    while (n < cap - 1 && read(fd, line + n, 1) == 1)
        if (line[n++] == '\n')
            break;
    line[n] = '\0';
}

static void following_tells_a_finding_once_and_stops_on_sigterm(void **state)
{
    (void)state;
    struct walk w;
    char region[PATH_CAP + 64], line[16384];
    int fd[2], status = -1;
    begin(&w, "follow");
    make_two(&w, region);
    RUN(&w, "import", w.store, region);
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fd[1], 1);
        close(fd[0]);
        execl(QN_TEST_PROGRAM, "quench", "verify", w.store, "--follow", "--every", "1", "--json",
              "--quiet", (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    next_line(fd[0], line, sizeof line);
    json_t *j = json_loads(line, 0, NULL);
    assert_non_null(j);
    assert_string_equal(json_string_value(json_object_get(j, "finding")), "mark_against_run");
    assert_string_equal(json_string_value(json_object_get(j, "installation_id")),
                        "I-99FF00000000000000000001");
    assert_true(json_array_size(json_object_get(j, "witnesses")) > 0);
    json_decref(j);
    const struct timespec looks = {.tv_sec = 3}; /* some looks more */
    nanosleep(&looks, NULL);
    assert_int_equal(kill(pid, SIGTERM), 0);
    next_line(fd[0], line, sizeof line);
    assert_string_equal(line, "");
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(fd[0]);
    end(&w);
}

QN_CASES_BEGIN
QN_CASE(a_played_fleet_is_judged_as_it_was_and_as_the_same_frames_from_a_file)
QN_CASE(a_region_tells_what_was_announced_not_what_was)
QN_CASE(telemetry_without_a_region_is_judged_device_by_device)
QN_CASE(wrong_words_of_verify_are_told)
QN_CASE(following_tells_a_finding_once_and_stops_on_sigterm)
QN_CASES_END
