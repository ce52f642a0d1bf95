/* The command line as people and scripts use it: what it says, to which stream, and how it ends.
 * What is expected is the program's own promise: exit 0 done, 1 failed or refused, 2 usage, 130
 * interrupted; data to standard output, talk to standard error; with --json always JSON. */
#include "qn_test.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "program.h"

#define TMP QN_TEST_TMP "/cli-"
#define REGION QN_TEST_ROOT "/test/cases/small_region"
#define MAX_WORDS 16

/* Length of the folder that a word begins with: blanks in it do not part words. */
static size_t path_prefix(const char *word)
{
    static const char *const folders[] = {QN_TEST_TMP, QN_TEST_ROOT};
    for (size_t i = 0; i < 2; i++)
        if (strncmp(word, folders[i], strlen(folders[i])) == 0)
            return strlen(folders[i]);
    return 0;
}

/* `words` are the arguments, blank between them. */
static void run(const char *words, struct outcome *o)
{
    static int nth;
    char base[256], copy[2048], *argv[MAX_WORDS + 2] = {"quench"};
    size_t n = 1;
    assert_true(snprintf(copy, sizeof copy, "%s", words) < (int)sizeof copy);
    for (char *p = copy; *p && n <= MAX_WORDS;) {
        size_t len = path_prefix(p);
        len += strcspn(p + len, " ");
        argv[n++] = p;
        p += len;
        if (*p)
            *p++ = '\0';
    }
    snprintf(base, sizeof base, "%srun-%d-%d", TMP, (int)getpid(), nth++);
    program_run(base, argv, o);
    assert_int_equal(o->signal, 0);
    assert_false(o->timed_out);
}

static const char *out_of(const struct outcome *o)
{
    return o->out.len ? o->out.data : "";
}

static const char *talk_of(const struct outcome *o)
{
    return o->talk.len ? o->talk.data : "";
}

static void remove_store(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

/* The small region in a new store. */
static void make_store(const char *path)
{
    char words[1024];
    struct outcome o;
    remove_store(path);
    snprintf(words, sizeof words, "import %s %s --quiet", path, REGION);
    run(words, &o);
    if (o.exit)
        print_error("%s%s\n", out_of(&o), talk_of(&o));
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
}

/* Runs it, expects the status, gives standard output as JSON. */
static json_t *run_json(const char *words, int status)
{
    struct outcome o;
    run(words, &o);
    json_t *j = json_loadb(out_of(&o), o.out.len, 0, NULL);
    if (!j || o.exit != status)
        print_error("%s: exit %d\n%s\n%s\n", words, o.exit, out_of(&o), talk_of(&o));
    assert_non_null(j);
    assert_int_equal(o.exit, status);
    outcome_release(&o);
    return j;
}

static const char *text_at(const json_t *j, const char *key)
{
    const char *s = json_string_value(json_object_get(j, key));
    return s ? s : "";
}

static void check_says(const char *words, int status, const char *out, const char *talk)
{
    struct outcome o;
    run(words, &o);
    if (o.exit != status || !strstr(out_of(&o), out) || !strstr(talk_of(&o), talk))
        print_error("%s: exit %d\nout: %s\ntalk: %s\n", words, o.exit, out_of(&o), talk_of(&o));
    assert_int_equal(o.exit, status);
    assert_non_null(strstr(out_of(&o), out));
    assert_non_null(strstr(talk_of(&o), talk));
    outcome_release(&o);
}

static void help_answers_in_both_languages_wherever_it_is_asked(void **state)
{
    (void)state;
    check_says("help", 0, "quench brief examples/basin", "");
    check_says("help --lang zh", 0, "用法：quench 命令", "");
    check_says("--help --lang=zh", 0, "用法：quench 命令", "");
    check_says("help screen --lang zh", 0, "限制类本身不是关闭的理由", "");
    check_says("help screen", 0, "no ground to close", "");
    check_says("screen --help --lang zh", 0, "判定日期", "");
    check_says("brief --help --lang zh", 0, "输出文件夹", "");
    check_says("help nosuch", 2, "", "There is no command 'nosuch'");
    check_says("help scren --lang zh", 2, "", "是否指“screen”");
    check_says("", 2, "", "Usage: quench COMMAND");
}

static void help_fits_a_terminal(void **state)
{
    (void)state;
    static const char *const topics[] = {"",      "import", "screen", "audit",
                                         "brief", "doc",    "version"};
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        char words[64];
        struct outcome o;
        snprintf(words, sizeof words, *topics[i] ? "help %s" : "help%s", topics[i]);
        run(words, &o);
        for (const char *p = out_of(&o); *p; p += strcspn(p, "\n") + 1)
            assert_true(strcspn(p, "\n") <= 100);
        outcome_release(&o);
    }
}

static void wrong_usage_exits_with_2_and_says_what_and_where_to_look(void **state)
{
    (void)state;
    check_says("--bogus", 2, "", "Options come after the command");
    check_says("scren", 2, "", "did you mean 'screen'");
    check_says("screen", 2, "", "See 'quench screen --help'");
    check_says("screen a b", 2, "", "'b'");
    check_says("screen --bogus", 2, "", "no option --bogus");
    check_says("screen --explian a", 2, "", "did you mean --explain");
    check_says("screen --bogus --lang zh", 2, "", "没有选项");
    check_says("screen --on", 2, "", "DATE");
    check_says("screen --on 2019-01-01 --on 2019-01-01 a", 2, "", "twice");
    check_says("screen --json=1 a", 2, "", "no value");
    check_says("screen --lang fr a", 2, "", "zh, en");
    check_says("import a --max-findings 0 b", 2, "", "1000000");
    check_says("import a --format xml b", 2, "", "gem-steel");
    check_says("brief " REGION, 2, "", "-o FOLDER");
    check_says("doc nothing", 2, "", "region, checks");
    check_says("screen -- --json", 1, "", "--json");
}

static void who_asks_for_json_gets_json_also_of_a_failure(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        int status;
        const char *code;
    } rows[] = {
        {"screen --json", 2, "usage"},
        {"screen --json --bogus x", 2, "usage"},
        {"screen " TMP "nosuch.db --json", 1, "not_found"},
        {"audit " TMP "nosuch.db --json", 1, "not_found"},
        {"audit x --head zz --json", 2, "usage"},
        {"import --json", 2, "usage"},
        {"import " QN_TEST_ROOT " " REGION " --json", 1, "store"},
        {"version x --json", 2, "usage"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *j = run_json(rows[i].words, rows[i].status);
        const json_t *e = json_object_get(j, "error");
        assert_string_equal(text_at(e, "code"), rows[i].code);
        assert_int_equal(json_integer_value(json_object_get(e, "exit_status")), rows[i].status);
        assert_true(*text_at(e, "message_zh") && *text_at(e, "message_en"));
        json_decref(j);
    }
    json_decref(run_json("version --json", 0));
}

static void a_date_is_a_whole_day_that_exists(void **state)
{
    (void)state;
    static const char *const wrong[] = {"2019",  "2019-07",    "2019-02-29", "2019-13-01",
                                        "today", "1899-12-31", "2101-01-01", "2019-07-17T00:00"};
    make_store(TMP "date.db");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char words[512];
        snprintf(words, sizeof words, "screen %s --on %s", TMP "date.db", wrong[i]);
        check_says(words, 2, "", "not a full date");
        snprintf(words, sizeof words, "brief %s -o %s --on %s", REGION, TMP "date", wrong[i]);
        check_says(words, 2, "", "not a full date");
    }
}

/* In force: 2005 edition from 2005-12-02, 2011 from 2011-06-01, its amendment from 2013-05-01,
 * 2019 from 2020-01-01, 2024 from 2024-02-01 (rules/editions.csv). */
static void the_edition_changes_on_the_day_it_comes_into_force(void **state)
{
    (void)state;
    static const struct {
        const char *on, *edition;
    } rows[] = {{"2005-12-01", ""},      {"2005-12-02", "2005"}, {"2011-05-31", "2005"},
                {"2011-06-01", "2011"},  {"2013-04-30", "2011"}, {"2013-05-01", "2011A"},
                {"2019-12-31", "2011A"}, {"2020-01-01", "2019"}, {"2024-01-31", "2019"},
                {"2024-02-01", "2024"},  {"2099-12-31", "2024"}};
    make_store(TMP "edition.db");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char words[512];
        snprintf(words, sizeof words, "screen %s --on %s --json --no-reasoning", TMP "edition.db",
                 rows[i].on);
        json_t *j = run_json(words, 0);
        assert_string_equal(text_at(json_object_get(j, "edition"), "id"), rows[i].edition);
        json_decref(j);
    }
}

static void a_filter_counts_what_it_lists(void **state)
{
    (void)state;
    make_store(TMP "filter.db");
    json_t *all = run_json("screen " TMP "filter.db --json --on 2019-07-17", 0);
    const json_t *first = json_array_get(json_object_get(all, "rows"), 0);
    assert_true(json_array_size(json_object_get(all, "rows")) > 1);
    char words[512];
    snprintf(words, sizeof words, "screen %s --json --on 2019-07-17 --installation %s",
             TMP "filter.db", text_at(first, "installation"));
    json_t *one = run_json(words, 0);
    assert_int_equal(json_array_size(json_object_get(one, "rows")), 1);
    int64_t sum = 0;
    const char *cls;
    json_t *n;
    json_object_foreach(json_object_get(one, "count"), cls, n)
    {
        sum += json_integer_value(n);
    }
    assert_int_equal(sum, 1);
    /* the same row, reasoning included, as among all */
    assert_true(json_equal(json_array_get(json_object_get(one, "rows"), 0), (json_t *)first));
    json_decref(one);
    json_decref(all);
    check_says("screen " TMP "filter.db --installation nosuch", 1, "", "'nosuch'");
    check_says("screen " TMP "filter.db --enterprise nosuch", 1, "", "'nosuch'");
}

/* examples/basin, I-xs-co2: no variant recorded, ancillary plant lacking (its installations.csv):
 * R2011-01 is met whatever the variant, E2011-01 not ruled out. */
static void restricted_that_may_be_eliminated_says_so(void **state)
{
    (void)state;
    remove_store(TMP "basin.db");
    check_says("import " TMP "basin.db " QN_TEST_ROOT "/examples/basin", 0, "Imported", "");
    check_says("screen " TMP "basin.db --on 2019-11-20 --lang zh --installation I-xs-co2", 0,
               "可能为淘汰类", "");
    check_says("screen " TMP "basin.db --on 2019-11-20 --installation I-xs-co2", 0,
               "may turn out to be eliminated", "");
}

static void reasoning_is_in_words_of_the_reader(void **state)
{
    (void)state;
    remove_store(TMP "words.db");
    check_says("import " TMP "words.db " QN_TEST_ROOT "/examples/linfen-2019", 0, "Imported", "");
    struct outcome o;
    run("screen " TMP "words.db --on 2019-07-17 --explain --lang zh", &o);
    assert_int_equal(o.exit, 0);
    assert_non_null(strstr(out_of(&o), "> 400 且 < 1200"));
    assert_null(strstr(out_of(&o), "has_pci"));
    assert_null(strstr(out_of(&o), "lacks"));
    outcome_release(&o);
}

static void the_audit_names_a_head_that_is_gone(void **state)
{
    (void)state;
    make_store(TMP "head.db");
    json_t *j = run_json("audit " TMP "head.db --json", 0);
    char head[80], words[512];
    snprintf(head, sizeof head, "%s", text_at(j, "head"));
    json_decref(j);
    snprintf(words, sizeof words, "audit %s --head %s", TMP "head.db", head);
    check_says(words, 0, "holds", "");
    for (char *p = head; *p; p++)
        *p = (char)(*p >= 'a' ? *p - 'a' + 'A' : *p);
    snprintf(words, sizeof words, "audit %s --head %s", TMP "head.db", head);
    check_says(words, 0, "holds", "");
    head[0] = head[0] == '1' ? '2' : '1';
    snprintf(words, sizeof words, "audit %s --head %s", TMP "head.db", head);
    check_says(words, 1, "cut short or replaced", "");
    snprintf(words, sizeof words, "audit %s --json --head %s", TMP "head.db", head);
    j = run_json(words, 1);
    assert_true(json_is_false(json_object_get(j, "ok")));
    assert_true(json_is_false(json_object_get(j, "head_found")));
    json_decref(j);
}

static void a_broken_rule_pack_is_named_by_file_line_and_column(void **state)
{
    (void)state;
    make_store(TMP "pack.db");
    mkdir(TMP "pack", 0777);
    DIR *d = opendir(QN_TEST_ROOT "/rules");
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        char from[600], to[600];
        struct qn_buf text;
        struct qn_err err = {0};
        if (!strstr(e->d_name, ".csv"))
            continue;
        snprintf(from, sizeof from, "%s/rules/%s", QN_TEST_ROOT, e->d_name);
        snprintf(to, sizeof to, "%spack/%s", TMP, e->d_name);
        qn_buf_init(&text, PROGRAM_OUT_MAX);
        assert_ok(qn_file_read(from, &text, &err), err);
        char *at = strcmp(e->d_name, "catalogue.csv") == 0 ? strchr(text.data, '\n') : NULL;
        if (at)
            at[1] = '"';
        assert_ok(qn_file_write(to, text.data, text.len, &err), err);
        qn_buf_release(&text);
    }
    closedir(d);
    check_says("screen " TMP "pack.db --rules " TMP "pack", 1, "", "quench: catalogue.csv:2:1: ");
    check_says("screen " TMP "pack.db --rules " TMP "nosuch", 1, "", "nosuch");
}

/* ---- streams, signals, limits: the program started by hand ---- */

static pid_t start(char *const argv[], const char *out)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    dup2(open("/dev/null", O_WRONLY), 2);
    if (out)
        dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666), 1);
    else
        close(1);
    execv(QN_TEST_PROGRAM, argv);
    _exit(127);
}

static int status_of(pid_t pid)
{
    struct outcome o;
    program_wait(pid, &o);
    assert_int_equal(o.signal, 0);
    return o.exit;
}

static void output_that_cannot_be_written_is_a_failure(void **state)
{
    (void)state;
    make_store(TMP "full.db");
    char store[] = TMP "full.db";
    char *const commands[][5] = {
        {"quench", "screen", store, NULL}, {"quench", "screen", store, "--json", NULL},
        {"quench", "audit", store, NULL},  {"quench", "doc", "region", NULL},
        {"quench", "version", NULL},       {"quench", "help", NULL}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_int_equal(status_of(start(commands[i], "/dev/full")), 1);
        assert_int_equal(status_of(start(commands[i], NULL)), 1);
    }
}

static void a_closed_standard_output_never_lands_in_a_store(void **state)
{
    (void)state;
    char store[] = TMP "closed.db", region[] = REGION;
    remove_store(store);
    char *const import[] = {"quench", "import", store, region, NULL};
    assert_int_equal(status_of(start(import, NULL)), 1); /* done, and could not say so */
    check_says("audit " TMP "closed.db", 0, "holds", "");
}

static int files_in(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return n;
}

static void at_a_size_limit_nothing_half_written_stays(void **state)
{
    (void)state;
    char folder[] = TMP "limit", region[] = REGION, store[] = TMP "limit/store.db";
    mkdir(folder, 0777);
    remove_store(store);
    char *const import[] = {"quench", "import", store, region, "--quiet", NULL};
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){4096, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    pid_t pid = start(import, "/dev/null");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status_of(pid), 1);
    assert_int_equal(files_in(folder), 0);
    char pack[] = TMP "limit/pack";
    char *const brief[] = {"quench", "brief", region, "-o", pack, "--quiet", NULL};
    mkdir(pack, 0777);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    pid = start(brief, "/dev/null");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status_of(pid), 1);
    assert_int_equal(files_in(pack), 0);
    rmdir(pack);
}

static void content_of(const char *store, char out[80])
{
    char words[512];
    snprintf(words, sizeof words, "audit %s --json", store);
    json_t *j = run_json(words, 0);
    snprintf(out, 80, "%s", text_at(j, "content_sha256"));
    json_decref(j);
}

/* Interrupted early and late, while it reads and while it writes: 130 and the store as it was, or
 * done before the signal came. */
static void an_interrupted_import_changes_nothing(void **state)
{
    (void)state;
    char table[] = TMP "stop/installations.csv", store[] = TMP "stop.db", before[80], after[80];
    mkdir(TMP "stop", 0777);
    FILE *f = fopen(table, "w");
    assert_non_null(f);
    fputs("installation_id,enterprise_id,kind,state,basis,source\n", f);
    for (int i = 0; i < 40000; i++)
        fprintf(f, "I-n%d,E-coke,coke_oven,operating,assumed,none\n", i);
    assert_int_equal(fclose(f), 0);
    char *const import[] = {"quench", "import", store, table, "--quiet", NULL};
    int stopped = 0;
    for (long after_ms = 30; after_ms < 400; after_ms += 60) {
        const struct timespec nap = {0, after_ms * 1000000};
        make_store(store);
        content_of(store, before);
        pid_t pid = start(import, "/dev/null");
        nanosleep(&nap, NULL);
        kill(pid, SIGINT);
        struct outcome o;
        program_wait(pid, &o);
        content_of(store, after);
        int same = strcmp(before, after) == 0;
        if (o.signal == SIGINT) { /* not begun yet, or done and about to say so */
            stopped += same;
            continue;
        }
        assert_true(o.exit == 130 || o.exit == 0);
        assert_int_equal(same, o.exit == 130);
        stopped += same;
    }
    assert_true(stopped > 0);
    unlink(table);
    rmdir(TMP "stop");
}

QN_CASES_BEGIN
QN_CASE(help_answers_in_both_languages_wherever_it_is_asked)
QN_CASE(help_fits_a_terminal)
QN_CASE(wrong_usage_exits_with_2_and_says_what_and_where_to_look)
QN_CASE(who_asks_for_json_gets_json_also_of_a_failure)
QN_CASE(a_date_is_a_whole_day_that_exists)
QN_CASE(the_edition_changes_on_the_day_it_comes_into_force)
QN_CASE(a_filter_counts_what_it_lists)
QN_CASE(restricted_that_may_be_eliminated_says_so)
QN_CASE(reasoning_is_in_words_of_the_reader)
QN_CASE(the_audit_names_a_head_that_is_gone)
QN_CASE(a_broken_rule_pack_is_named_by_file_line_and_column)
QN_CASE(output_that_cannot_be_written_is_a_failure)
QN_CASE(a_closed_standard_output_never_lands_in_a_store)
QN_CASE(at_a_size_limit_nothing_half_written_stays)
QN_CASE(an_interrupted_import_changes_nothing)
QN_CASES_END
