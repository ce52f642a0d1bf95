/* quench aermod as people use it: what it writes, what it says, what it refuses, and that nothing
 * half-written stays. What is expected is the program's own promise (its --help) and counts that
 * follow from the deck made here. */
#include "qn_test.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "program.h"

#define PATH_CAP 512
#define HOURS_SHORT 48
#define CALM_EVERY 24

/* ---- a folder with a deck and its weather ---- */

static void join(char out[PATH_CAP], const char *folder, const char *leaf)
{
    assert_true(snprintf(out, PATH_CAP, "%s/%s", folder, leaf) < PATH_CAP);
}

static size_t list_folder(const char *folder, bool remove)
{
    size_t n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        char path[PATH_CAP];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        n++;
        join(path, folder, e->d_name);
        if (remove)
            assert_int_equal(unlink(path), 0);
    }
    closedir(d);
    return n;
}

/* An empty folder for one case. */
static void make_folder(char folder[PATH_CAP], const char *name)
{
    assert_true(snprintf(folder, PATH_CAP, "%s/aermod-%s-%d", QN_TEST_TMP, name, (int)getpid()) <
                PATH_CAP);
    if (mkdir(folder, 0777) == 0)
        return;
    assert_int_equal(errno, EEXIST);
    list_folder(folder, true);
}

static void remove_folder(const char *folder)
{
    list_folder(folder, true);
    assert_int_equal(rmdir(folder), 0);
}

static FILE *create(const char *folder, const char *leaf)
{
    char path[PATH_CAP];
    join(path, folder, leaf);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    return f;
}

/* Days of a made-up year from 1 January 2019, in the form of AERMET's files; the fourth hour of
 * every day is calm. */
static void write_weather(const char *folder, int hours)
{
    FILE *sfc = create(folder, "w.sfc"), *pfl = create(folder, "w.pfl");
    fprintf(sfc,
            "   36.080N  111.500E          UA_ID: 1         SF_ID: 2         OS_ID:             "
            " VERSION: 24142  CCVR_Sub TEMP_Sub\n");
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = 1, day = 1, julian = 1;
    for (int i = 0; i < hours; i++) {
        int hour = i % 24 + 1;
        bool sun = hour > 7 && hour < 19, calm = hour == 4;
        double wspd = calm ? 0 : 1.5 + .5 * (i % 7), wdir = calm ? 0 : (double)(i * 37 % 360) + 1;
        fprintf(sfc, "19 %2d %2d %3d %2d %6.1f %6.3f %6.3f %6.3f %5.0f %5.0f %8.1f %7.4f %6.2f ",
                month, day, julian, hour,
                calm  ? -999.
                : sun ? 120.
                      : -20.,
                calm ? -9. : .1 * wspd, sun ? 1.5 : -9., sun ? .008 : -9., sun ? 900. : -999.,
                calm  ? -999.
                : sun ? 600.
                      : 200.,
                calm  ? -99999.
                : sun ? -60.
                      : 45.,
                .2, 1.);
        fprintf(sfc,
                "%6.2f %7.2f %6.1f %6.1f %6.1f %6.1f %5d %6.2f %6.0f %6.0f %5d NAD-SFC NoSubs\n",
                .2, wspd, wdir, 10., 285., 2., 0, 0., 60., 1000., 3);
        fprintf(pfl, "19 %2d %2d %2d %7.1f 1 %7.1f %8.2f %8.2f %8.2f %8.2f\n", month, day, hour,
                10., wdir, wspd, 11.85, 99., 99.);
        if (hour == 24) {
            julian++;
            if (++day > days[month - 1]) {
                day = 1;
                month++;
            }
        }
    }
    assert_int_equal(fclose(sfc), 0);
    assert_int_equal(fclose(pfl), 0);
}

struct deck {
    const char *model_options, *extra_co, *srcparam;
    int rings, hours; /* receptors: 36 a ring */
};

static const struct deck plain = {.model_options = "CONC FLAT",
                                  .extra_co = "",
                                  .srcparam = "12.5 45.0 420.0 15.0 1.8",
                                  .rings = 3,
                                  .hours = HOURS_SHORT};

static void write_deck(const char *folder, const struct deck *d)
{
    FILE *f = create(folder, "aermod.inp");
    fprintf(f, "CO STARTING\n   TITLEONE  Two stacks and a volume\n   MODELOPT  %s\n",
            d->model_options);
    fprintf(f, "   AVERTIME  1 24 PERIOD\n   POLLUTID  OTHER\n%s   RUNORNOT  RUN\nCO FINISHED\n",
            d->extra_co);
    fprintf(f, "SO STARTING\n   LOCATION  S1  POINT  0.0 0.0 0.0\n   LOCATION  S2  POINT  80.0 0.0 "
               "0.0\n   LOCATION  V1  VOLUME  -50.0 60.0 0.0\n");
    fprintf(f,
            "   SRCPARAM  S1  %s\n   SRCPARAM  S2  3.0 20.0 400.0 8.0 1.0\n   SRCPARAM  V1  1.0 "
            "5.0 4.0 2.0\n   SRCGROUP  ALL\nSO FINISHED\n",
            d->srcparam);
    fprintf(f,
            "RE STARTING\n   GRIDPOLR  P1 STA\n             P1 ORIG 0.0 0.0\n             P1 DIST");
    for (int i = 0; i < d->rings; i++)
        fprintf(f, "%s %d.0", i % 10 == 9 ? "\n             P1 DIST" : "", 200 + 50 * i);
    fprintf(f, "\n             P1 GDIR 36 10.0 10.0\n   GRIDPOLR  P1 END\nRE FINISHED\n");
    fprintf(
        f,
        "ME STARTING\n   SURFFILE  \"%s/w.sfc\"\n   PROFFILE  \"%s/w.pfl\"\n   SURFDATA  2  2019\n"
        "   UAIRDATA  1  2019\n   PROFBASE  0.0  METERS\nME FINISHED\n",
        folder, folder);
    fprintf(f,
            "OU STARTING\n   RECTABLE  ALLAVE FIRST\n   POSTFILE  1 ALL PLOT \"%s/post.pst\"\n"
            "   PLOTFILE  PERIOD ALL \"%s/period.plt\"\nOU FINISHED\n",
            folder, folder);
    assert_int_equal(fclose(f), 0);
    write_weather(folder, d->hours);
}

#define INPUTS 3 /* files of a folder before a run */
#define OUTPUTS 3

/* ---- running ---- */

struct command {
    char base[PATH_CAP], deck[PATH_CAP], out[PATH_CAP];
};

static void command_in(const char *folder, struct command *c)
{
    static int nth;
    join(c->deck, folder, "aermod.inp");
    join(c->out, folder, "aermod.out");
    assert_true(snprintf(c->base, PATH_CAP, "%s/aermod-run-%d-%d", QN_TEST_TMP, (int)getpid(),
                         nth++) < PATH_CAP);
}

/* Runs the folder's deck with up to three further words. */
static void run_deck(const char *folder, const char *a, const char *b, const char *c,
                     struct outcome *o)
{
    struct command cmd;
    command_in(folder, &cmd);
    const char *words[] = {"quench", "aermod", cmd.deck, cmd.out, a, b, c, NULL};
    char *argv[8];
    memcpy(argv, words, sizeof argv);
    program_run(cmd.base, argv, o);
    assert_int_equal(o->signal, 0);
    assert_false(o->timed_out);
}

static const char *text_of(const struct qn_buf *b)
{
    return b->len ? b->data : "";
}

static void assert_exit(const struct outcome *o, int status)
{
    if (o->exit != status)
        print_error("exit %d\n%s%s", o->exit, text_of(&o->out), text_of(&o->talk));
    assert_int_equal(o->exit, status);
}

static void read_output(const char *folder, const char *leaf, struct qn_buf *out)
{
    char path[PATH_CAP];
    join(path, folder, leaf);
    qn_buf_init(out, PROGRAM_OUT_MAX);
    assert_int_equal(qn_file_read(path, out, NULL), QN_OK);
    assert_true(out->len > 0);
}

/* ---- cases ---- */

static void a_run_writes_its_files_and_tells_its_facts(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    struct outcome o;
    make_folder(folder, "facts");
    write_deck(folder, &plain);
    run_deck(folder, "--json", "--threads", "2", &o);
    assert_exit(&o, 0);
    json_t *j = json_loads(text_of(&o.out), 0, NULL);
    assert_non_null(j);
    const long long calm = HOURS_SHORT / CALM_EVERY, receptors = 108;
    const struct {
        const char *name;
        long long value;
    } fact[] = {{"receptors", receptors},
                {"hours", HOURS_SHORT},
                {"calm_hours", calm},
                {"missing_hours", 0},
                {"evaluations", (HOURS_SHORT - calm) * receptors * 3},
                {"threads", 2}};
    for (size_t i = 0; i < sizeof fact / sizeof fact[0]; i++)
        assert_int_equal(json_integer_value(json_object_get(j, fact[i].name)), fact[i].value);
    json_t *sources = json_object_get(j, "sources");
    assert_int_equal(json_integer_value(json_object_get(sources, "total")), 3);
    assert_int_equal(json_integer_value(json_object_get(sources, "POINT")), 2);
    assert_int_equal(json_integer_value(json_object_get(sources, "VOLUME")), 1);
    assert_true(json_real_value(json_object_get(j, "seconds")) > 0);
    assert_true(json_number_value(json_object_get(j, "evaluations_per_s")) > 0);
    assert_true(json_string_length(json_object_get(j, "isa")) > 0);
    assert_true(json_is_true(json_object_get(j, "ran")));
    assert_int_equal(json_array_size(json_object_get(j, "files")), OUTPUTS);
    assert_true(json_is_array(json_object_get(j, "messages")));
    json_decref(j);
    outcome_release(&o);
    assert_int_equal(list_folder(folder, false), INPUTS + OUTPUTS);
    /* a POSTFILE has a row for every receptor of every hour */
    struct qn_buf post;
    read_output(folder, "post.pst", &post);
    size_t rows = 0;
    for (const char *p = post.data; p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL)
        rows += *p == ' ';
    assert_int_equal(rows, receptors * HOURS_SHORT);
    qn_buf_release(&post);
    remove_folder(folder);
}

static void check_reads_and_writes_nothing(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    struct outcome o;
    make_folder(folder, "check");
    write_deck(folder, &plain);
    run_deck(folder, "--check", NULL, NULL, &o);
    assert_exit(&o, 0);
    assert_non_null(strstr(text_of(&o.out), "sources 3, receptors 108, hours 48"));
    outcome_release(&o);
    assert_int_equal(list_folder(folder, false), INPUTS);
    run_deck(folder, "--check", "--json", NULL, &o);
    assert_exit(&o, 0);
    json_t *j = json_loads(text_of(&o.out), 0, NULL);
    assert_true(json_is_false(json_object_get(j, "ran")));
    assert_int_equal(json_array_size(json_object_get(j, "files")), 0);
    json_decref(j);
    outcome_release(&o);
    assert_int_equal(list_folder(folder, false), INPUTS);
    remove_folder(folder);
}

static void the_number_of_threads_changes_no_byte_of_an_output(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    struct outcome o;
    static const char *const leaf[] = {"post.pst", "period.plt"};
    struct qn_buf first[2] = {{0}}, other;
    make_folder(folder, "threads");
    write_deck(folder, &plain);
    static const char *const threads[] = {"1", "2", "3", "7"};
    for (size_t i = 0; i < 4; i++) {
        run_deck(folder, "--quiet", "--threads", threads[i], &o);
        assert_exit(&o, 0);
        outcome_release(&o);
        for (size_t k = 0; k < 2; k++) {
            read_output(folder, leaf[k], i ? &other : &first[k]);
            if (!i)
                continue;
            /* but for the lines that carry the date of the run */
            const char *a = strstr(first[k].data, "\n "), *b = strstr(other.data, "\n ");
            assert_non_null(a);
            assert_non_null(b);
            assert_string_equal(a, b);
            qn_buf_release(&other);
        }
    }
    qn_buf_release(&first[0]);
    qn_buf_release(&first[1]);
    remove_folder(folder);
}

/* Words after `quench aermod`; {D} is a good deck. */
struct typed {
    const char *word[4];
    int exit;
    const char *says;
};

static const struct typed typed[] = {
    {{NULL}, 2, "Too few arguments"},
    {{"{D}", "out", "more"}, 2, "'more'"},
    {{"{D}", ""}, 2, "empty"},
    {{"{D}", "--threads", "0"}, 2, "'0'"},
    {{"{D}", "--threads", "257"}, 2, "256"},
    {{"{D}", "--threads", "two"}, 2, "'two'"},
    {{"{D}", "--threads", "-1"}, 2, "'-1'"},
    {{"{D}", "--threads", "1.5"}, 2, "'1.5'"},
    {{"{D}", "--threads"}, 2, "--threads"},
    {{"{D}", "--threads=2", "--threads=3"}, 2, "twice"},
    {{"{D}", "--isa", "mmx"}, 2, "avx2"},
    {{"{D}", "--isa", ""}, 2, "avx2"},
    {{"{D}", "--treads", "2"}, 2, "--threads"},
    {{"{D}", "--check=yes"}, 2, "--check"},
    {{"nowhere.inp"}, 1, "nowhere.inp"},
    {{QN_TEST_TMP}, 1, QN_TEST_TMP},
    {{"/dev/null"}, 1, "/dev/null"},
    {{"{D}", QN_TEST_TMP "/no/such/folder/x.out"}, 1, "no/such/folder"},
};

static void run_typed(const struct typed *t, const char *folder, bool json)
{
    struct command cmd;
    struct outcome o;
    char *argv[8] = {"quench", "aermod"};
    command_in(folder, &cmd);
    size_t n = 2;
    for (size_t i = 0; i < 4 && t->word[i]; i++)
        argv[n++] = strcmp(t->word[i], "{D}") == 0 ? cmd.deck : (char *)t->word[i];
    if (json)
        argv[n] = "--json";
    program_run(cmd.base, argv, &o);
    if (o.exit != t->exit || !strstr(text_of(&o.talk), t->says))
        print_error("%s %s %s: exit %d: %s\n", argv[2] ? argv[2] : "", n > 3 ? argv[3] : "",
                    n > 4 ? argv[4] : "", o.exit, text_of(&o.talk));
    assert_int_equal(o.exit, t->exit);
    assert_non_null(strstr(text_of(&o.talk), t->says));
    if (json) {
        json_t *j = json_loads(text_of(&o.out), 0, NULL);
        json_t *e = json_object_get(j, "error");
        assert_int_equal(json_integer_value(json_object_get(e, "exit_status")), t->exit);
        assert_true(json_string_length(json_object_get(e, "message_zh")) > 0);
        json_decref(j);
    } else {
        assert_int_equal(o.out.len, 0);
    }
    outcome_release(&o);
}

static void what_is_typed_wrong_is_named(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    make_folder(folder, "typed");
    write_deck(folder, &plain);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        const char *last = NULL;
        for (size_t k = 0; k < 4 && typed[i].word[k]; k++)
            last = typed[i].word[k];
        run_typed(&typed[i], folder, false);
        if (!last || strcmp(last, "--threads") != 0) /* which would take --json for its value */
            run_typed(&typed[i], folder, true);
    }
    assert_int_equal(list_folder(folder, false), INPUTS);
    remove_folder(folder);
}

/* A deck that is wrong is refused with its file and line, and no output appears. */
static void a_wrong_deck_is_refused_with_file_and_line(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    make_folder(folder, "wrong");
    const struct {
        struct deck deck;
        const char *says, *place;
    } row[] = {
        {{"CONC FLATT", "", "12.5 45.0 420.0 15.0 1.8", 1, 24}, "FLATT", "aermod.inp:3"},
        {{"CONC FLAT", "   NOSUCHKW  1\n", "12.5 45.0 420.0 15.0 1.8", 1, 24},
         "NOSUCHKW",
         "aermod.inp:6"},
        {{"CONC FLAT", "", "12.5 -45.0 420.0 15.0 1.8", 1, 24}, "-45", "aermod.inp:12"},
        {{"CONC FLAT", "", "12.5 45.0 120.0 15.0 1.8", 1, 24}, "120", "aermod.inp:12"},
        {{"CONC FLAT", "", "nan 45.0 420.0 15.0 1.8", 1, 24}, "nan", "aermod.inp:12"},
        {{"CONC FLAT", "", "inf 45.0 420.0 15.0 1.8", 1, 24}, "inf", "aermod.inp:12"},
        {{"CONC FLAT", "", "12.5 45.0 420.0 15.0", 1, 24}, "SRCPARAM", "aermod.inp:12"},
        {{"CONC FLAT", "", "1e300 45.0 420.0 15.0 1.8", 1, 24}, "1e", ""},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct outcome o;
        write_deck(folder, &row[i].deck);
        run_deck(folder, NULL, NULL, NULL, &o);
        if (o.exit != 1 || !strstr(text_of(&o.talk), row[i].says) ||
            !strstr(text_of(&o.talk), row[i].place))
            print_error("row %zu: exit %d: %s\n", i, o.exit, text_of(&o.talk));
        assert_int_equal(o.exit, 1);
        assert_non_null(strstr(text_of(&o.talk), row[i].says));
        assert_non_null(strstr(text_of(&o.talk), row[i].place));
        assert_int_equal(o.out.len, 0);
        assert_int_equal(list_folder(folder, false), INPUTS);
        outcome_release(&o);
    }
    remove_folder(folder);
}

static pid_t start(char *const argv[])
{
    pid_t pid;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd < 3; fd++)
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    assert_int_equal(posix_spawn(&pid, QN_TEST_PROGRAM, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* 300 days by 3 sources by 3,600 receptors take many seconds; it is stopped within one. */
static void an_interrupted_run_leaves_no_file(void **state)
{
    (void)state;
    char folder[PATH_CAP];
    struct command cmd;
    const struct deck large = {"CONC FLAT", "", "12.5 45.0 420.0 15.0 1.8", 100, 7200};
    make_folder(folder, "stop");
    write_deck(folder, &large);
    command_in(folder, &cmd);
    char *const argv[] = {"quench", "aermod", cmd.deck, cmd.out, "--threads", "2", NULL};
    static const int signals[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < 2; i++) {
        const struct timespec nap = {0, 500000000};
        struct outcome o = {0};
        pid_t pid = start(argv);
        nanosleep(&nap, NULL);
        kill(pid, signals[i]);
        program_wait(pid, &o);
        assert_false(o.timed_out);
        assert_int_equal(o.signal, 0);
        assert_int_equal(o.exit, 128 + signals[i]);
        assert_int_equal(list_folder(folder, false), INPUTS);
    }
    remove_folder(folder);
}

QN_CASES_BEGIN
QN_CASE(a_run_writes_its_files_and_tells_its_facts)
QN_CASE(check_reads_and_writes_nothing)
QN_CASE(the_number_of_threads_changes_no_byte_of_an_output)
QN_CASE(what_is_typed_wrong_is_named)
QN_CASE(a_wrong_deck_is_refused_with_file_and_line)
QN_CASE(an_interrupted_run_leaves_no_file)
QN_CASES_END
