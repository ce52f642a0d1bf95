/* Broken input never crashes, hangs or half-imports: every row of cases/broken/inputs.def is one
 * edit of a good folder, imported into no store and into a filled one. Which code a row must raise
 * is the meaning of that code in src/base/text/checks.def. */
#include "qn_test.h"

#include <dirent.h>
#include <errno.h>
#include <iconv.h>
#include <jansson.h>
#include <sys/stat.h>

#include "program.h"
#include "store/store.h"

#define PATH_CAP 1024
#define FILE_MAX ((size_t)64 << 20)

enum group {
    FILES,
    ENCODING,
    CSV,
    COLUMNS,
    CELLS,
    IDS,
    CODES,
    PLACES,
    PLANT,
    SETTINGS,
    EVIDENCE,
    GEM
};
enum expect { REFUSED, TAKEN, EITHER, FAILED };
enum edit {
    EDIT_WHOLE,
    EDIT_PREPEND,
    EDIT_APPEND,
    EDIT_SWAP,
    EDIT_ALL,
    EDIT_CUT,
    EDIT_ENCODE,
    EDIT_FOLDER,
    EDIT_FIFO,
    EDIT_LINK,
    EDIT_REMOVE,
    EDIT_UNREADABLE
};

struct broken {
    enum group group;
    enum expect expect;
    const char *code, *what, *file;
    enum edit edit;
    const char *find, *with;
    size_t find_len, with_len, times;
};

#define WHOLE(b) EDIT_WHOLE, "", b, 0, sizeof b - 1, 1
#define PREPEND(b) EDIT_PREPEND, "", b, 0, sizeof b - 1, 1
#define APPEND(b) EDIT_APPEND, "", b, 0, sizeof b - 1, 1
#define SWAP(a, b) EDIT_SWAP, a, b, sizeof a - 1, sizeof b - 1, 1
#define REPEAT(a, b, n) EDIT_SWAP, a, b, sizeof a - 1, sizeof b - 1, n
#define ALL(a, b) EDIT_ALL, a, b, sizeof a - 1, sizeof b - 1, 1
#define CUT(a) EDIT_CUT, a, "", sizeof a - 1, 0, 1
#define ENCODE(name) EDIT_ENCODE, "", name, 0, 0, 1
#define LINK(to) EDIT_LINK, "", to, 0, 0, 1
#define FOLDER EDIT_FOLDER, "", "", 0, 0, 1
#define FIFO EDIT_FIFO, "", "", 0, 0, 1
#define REMOVE EDIT_REMOVE, "", "", 0, 0, 1
#define UNREADABLE EDIT_UNREADABLE, "", "", 0, 0, 1
#define ROW(...) {__VA_ARGS__},

static const struct broken rows[] = {
#include "cases/broken/inputs.def"
};

/* ---- folders and files ---- */

static void join(char out[PATH_CAP], const char *folder, const char *leaf)
{
    assert_true(snprintf(out, PATH_CAP, "%s/%s", folder, leaf) < PATH_CAP);
}

static void remove_tree(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    DIR *d = opendir(path);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        char inner[PATH_CAP];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        join(inner, path, e->d_name);
        remove_tree(inner);
    }
    closedir(d);
    assert_int_equal(rmdir(path), 0);
}

static void read_whole(const char *path, struct qn_buf *out)
{
    struct qn_err err = {0};
    qn_buf_init(out, FILE_MAX);
    assert_ok(qn_file_read(path, out, &err), err);
    assert_ok(qn_buf_reserve(out, 1, &err), err);
}

static void write_whole(const char *path, const char *data, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void copy_tree(const char *from, const char *to)
{
    assert_int_equal(mkdir(to, 0777), 0);
    DIR *d = opendir(from);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        char a[PATH_CAP], b[PATH_CAP];
        struct stat st;
        if (e->d_name[0] == '.')
            continue;
        join(a, from, e->d_name);
        join(b, to, e->d_name);
        assert_int_equal(stat(a, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            copy_tree(a, b);
        } else {
            struct qn_buf text;
            read_whole(a, &text);
            write_whole(b, text.data, text.len);
            qn_buf_release(&text);
        }
    }
    closedir(d);
}

/* ---- the edits ---- */

static void put(struct qn_buf *out, const char *data, size_t n)
{
    struct qn_err err = {0};
    assert_ok(qn_buf_append(out, data, n, &err), err);
}

static const char *find_bytes(const char *hay, size_t n, const char *needle, size_t m)
{
    for (size_t i = 0; m && i + m <= n; i++)
        if (memcmp(hay + i, needle, m) == 0)
            return hay + i;
    return NULL;
}

/* The text with the first (or every) `find` replaced; the row's `find` must be there. */
static void swap(const struct broken *b, const struct qn_buf *in, struct qn_buf *out)
{
    const char *rest = in->data;
    size_t left = in->len, found = 0;
    for (const char *at; (at = find_bytes(rest, left, b->find, b->find_len)) != NULL; found++) {
        if (found && b->edit != EDIT_ALL)
            break;
        put(out, rest, (size_t)(at - rest));
        for (size_t i = 0; i < b->times; i++)
            put(out, b->with, b->with_len);
        left -= (size_t)(at - rest) + b->find_len;
        rest = at + b->find_len;
    }
    if (!found)
        print_error("%s: nothing to replace\n", b->what);
    assert_true(found > 0);
    put(out, rest, left);
}

/* In another encoding; the UTF-16 ones with their mark. Characters it lacks become '?'. */
static void encode(const struct broken *b, struct qn_buf *in, struct qn_buf *out)
{
    if (strcmp(b->with, "UTF-16LE") == 0)
        put(out, "\377\376", 2);
    if (strcmp(b->with, "UTF-16BE") == 0)
        put(out, "\376\377", 2);
    iconv_t cd = iconv_open(b->with, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    char *from = in->data;
    size_t left = in->len;
    while (left) {
        char room[4096], *to = room;
        size_t space = sizeof room;
        size_t st = iconv(cd, &from, &left, &to, &space);
        put(out, room, (size_t)(to - room));
        if (st == (size_t)-1 && errno != E2BIG) {
            do {
                from++, left--;
            } while (left && ((unsigned char)*from & 0xC0) == 0x80);
            put(out, "?", 1);
        }
    }
    iconv_close(cd);
}

static void edit_text(const struct broken *b, const char *path)
{
    struct qn_buf in = {0}, out;
    qn_buf_init(&out, FILE_MAX);
    if (b->edit != EDIT_WHOLE)
        read_whole(path, &in);
    if (b->edit == EDIT_SWAP || b->edit == EDIT_ALL) {
        swap(b, &in, &out);
    } else if (b->edit == EDIT_ENCODE) {
        encode(b, &in, &out);
    } else if (b->edit == EDIT_CUT) {
        const char *at = find_bytes(in.data, in.len, b->find, b->find_len);
        assert_non_null(at);
        put(&out, in.data, (size_t)(at - in.data) + b->find_len);
    } else {
        if (b->edit == EDIT_APPEND)
            put(&out, in.data, in.len);
        put(&out, b->with, b->with_len);
        if (b->edit == EDIT_PREPEND)
            put(&out, in.data, in.len);
    }
    write_whole(path, out.len ? out.data : "", out.len);
    qn_buf_release(&in);
    qn_buf_release(&out);
}

static void apply(const struct broken *b, const char *folder)
{
    char path[PATH_CAP];
    join(path, folder, b->file);
    switch (b->edit) {
    case EDIT_FOLDER:
        assert_int_equal(unlink(path), 0);
        assert_int_equal(mkdir(path, 0777), 0);
        break;
    case EDIT_FIFO:
        assert_int_equal(unlink(path), 0);
        assert_int_equal(mkfifo(path, 0666), 0);
        break;
    case EDIT_LINK:
        assert_int_equal(unlink(path), 0);
        assert_int_equal(symlink(b->with, path), 0);
        break;
    case EDIT_REMOVE:
        assert_int_equal(unlink(path), 0);
        break;
    case EDIT_UNREADABLE:
        assert_int_equal(chmod(path, 0), 0);
        break;
    default:
        edit_text(b, path);
        break;
    }
}

/* ---- running the program ---- */

static void run(const char *work, char *const argv[], struct outcome *o)
{
    char base[PATH_CAP];
    join(base, work, "program");
    program_run(base, argv, o);
}

static void import(const char *work, const char *store, const char *input, int gem,
                   struct outcome *o)
{
    char *const region[] = {"quench", "import",  (char *)store, (char *)input,
                            "--json", "--quiet", NULL};
    char *const tracker[] = {"quench",      "import", (char *)store, "--format", "gem-steel",
                             (char *)input, "--json", "--quiet",     NULL};
    run(work, gem ? tracker : region, o);
}

static void content_hash(const char *store, char hash[QN_SHA256_HEX_CAP])
{
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    assert_ok(qn_store_open(store, QN_STORE_READ, &s, &err), err);
    assert_ok(qn_store_content_hash(s, hash, &err), err);
    qn_store_free(s);
}

static void chain_holds(const char *store)
{
    struct qn_err err = {0};
    struct qn_store *s = NULL;
    struct qn_audit audit = {0};
    assert_ok(qn_store_open(store, QN_STORE_READ, &s, &err), err);
    assert_ok(qn_store_audit(s, NULL, &audit, &err), err);
    qn_store_free(s);
    assert_true(audit.ok);
}

static int exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static int store_left_behind(const char *store)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    char path[PATH_CAP];
    int n = 0;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(path, sizeof path, "%s%s", store, tails[i]);
        n += exists(path);
    }
    return n;
}

/* ---- judging ---- */

static int complain(const struct broken *b, const struct outcome *o, const char *how)
{
    print_error("%s (%s): %s; exit %d, signal %d\n  stdout: %.600s\n  stderr: %.600s\n", b->what,
                b->file, how, o->exit, o->signal, o->out.len ? o->out.data : "",
                o->talk.len ? o->talk.data : "");
    return 1;
}

static int judge_result(const struct broken *b, const struct outcome *o, const json_t *result)
{
    int refused = json_is_true(json_object_get(result, "refused"));
    if (!json_is_array(json_object_get(result, "findings")))
        return complain(b, o, "no findings[]");
    if (refused != (o->exit == 1))
        return complain(b, o, "`refused` and the exit status disagree");
    if (b->expect == REFUSED && !refused)
        return complain(b, o, "taken, expected a refusal");
    if (b->expect == TAKEN && refused)
        return complain(b, o, "refused, expected to be taken");
    if (*b->code && !json_object_get(json_object_get(result, "by_code"), b->code))
        return complain(b, o, b->code);
    if (refused && json_integer_value(json_object_get(result, "errors")) < 1)
        return complain(b, o, "refused without an error");
    return 0;
}

static int judge(const struct broken *b, const struct outcome *o)
{
    if (o->timed_out)
        return complain(b, o, "hangs");
    if (o->signal || (o->exit != 0 && o->exit != 1))
        return complain(b, o, "crashes");
    json_t *result = json_loadb(o->out.len ? o->out.data : "", o->out.len, 0, NULL);
    int bad = 0;
    if (!result)
        bad = complain(b, o, "no JSON");
    else if (!json_object_get(result, "error"))
        bad = judge_result(b, o, result);
    else if (o->exit != 1 || !o->talk.len || b->expect == REFUSED || b->expect == TAKEN)
        bad = complain(b, o, "fails");
    json_decref(result);
    return bad;
}

/* One row: into no store, then into a filled one whose content must not move on a refusal. */
static int try_row(const struct broken *b, const char *work, const char *filled)
{
    char folder[PATH_CAP], input[PATH_CAP], absent[PATH_CAP], before[QN_SHA256_HEX_CAP],
        after[QN_SHA256_HEX_CAP];
    join(folder, work, "input");
    join(absent, work, "absent.db");
    remove_tree(folder);
    copy_tree(b->group == GEM ? QN_TEST_ROOT "/test/cases/small_gem"
                              : QN_TEST_ROOT "/test/cases/small_region",
              folder);
    apply(b, folder);
    join(input, folder, b->group == GEM ? b->file : "");
    struct outcome o;
    import(work, absent, input, b->group == GEM, &o);
    int bad = judge(b, &o), refused = o.exit != 0;
    if (!bad && refused && store_left_behind(absent))
        bad = complain(b, &o, "a refused import leaves a store behind");
    outcome_release(&o);
    if (!refused)
        chain_holds(absent);
    remove_tree(absent);
    content_hash(filled, before);
    import(work, filled, input, b->group == GEM, &o);
    bad += judge(b, &o);
    content_hash(filled, after);
    if (o.exit != 0 && strcmp(before, after) != 0)
        bad += complain(b, &o, "a refused import changes the store");
    outcome_release(&o);
    return bad;
}

static int skipped(const struct broken *b)
{
    return b->edit == EDIT_UNREADABLE && geteuid() == 0;
}

static void try_group(enum group group, const char *name)
{
    char work[PATH_CAP], filled[PATH_CAP];
    snprintf(work, sizeof work, "%s/broken-%s", QN_TEST_TMP, name);
    remove_tree(work);
    assert_int_equal(mkdir(work, 0777), 0);
    join(filled, work, "filled.db");
    struct outcome o;
    import(work, filled, QN_TEST_ROOT "/test/cases/small_region", 0, &o);
    if (o.exit != 0)
        print_error("the good region: %.2000s\n%.600s\n", o.out.data, o.talk.data);
    assert_int_equal(o.exit, 0);
    outcome_release(&o);
    int bad = 0, tried = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].group != group || skipped(&rows[i]))
            continue;
        bad += try_row(&rows[i], work, filled);
        tried++;
    }
    chain_holds(filled);
    remove_tree(work);
    assert_true(tried > 0);
    assert_int_equal(bad, 0);
}

#define GROUP(group)                                                                               \
    (void)state;                                                                                   \
    try_group(group, #group)

static void broken_files_are_refused_whole(void **state)
{
    GROUP(FILES);
}

static void broken_encodings_are_named_or_converted(void **state)
{
    GROUP(ENCODING);
}

static void broken_csv_is_refused_or_read_as_said(void **state)
{
    GROUP(CSV);
}

static void broken_headers_are_refused_or_named(void **state)
{
    GROUP(COLUMNS);
}

static void broken_cells_are_refused_or_read_as_said(void **state)
{
    GROUP(CELLS);
}

static void broken_ids_and_references_are_refused(void **state)
{
    GROUP(IDS);
}

static void broken_codes_are_refused(void **state)
{
    GROUP(CODES);
}

static void broken_places_are_refused_or_named(void **state)
{
    GROUP(PLACES);
}

static void impossible_plant_is_refused_or_named(void **state)
{
    GROUP(PLANT);
}

static void broken_settings_are_refused(void **state)
{
    GROUP(SETTINGS);
}

static void broken_evidence_is_refused(void **state)
{
    GROUP(EVIDENCE);
}

static void a_broken_tracker_is_refused_or_its_rows_named(void **state)
{
    GROUP(GEM);
}

/* Things that are no store: every command says so, and leaves them as they are. */
static void what_is_no_store_is_left_alone(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
    } files[] = {
        {"x", 1},
        {"not a store, but a letter\n", 26},
        {"SQLite format 3", 15},
        {"SQLite format 3\0\020\0\1\1\0\100\040\040", 24},
        {"PK\003\004\0\0\0\0", 8},
        {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16},
    };
    char work[PATH_CAP], store[PATH_CAP];
    snprintf(work, sizeof work, "%s/broken-store", QN_TEST_TMP);
    remove_tree(work);
    assert_int_equal(mkdir(work, 0777), 0);
    join(store, work, "store.db");
    char *const commands[][5] = {
        {"quench", "import", store, QN_TEST_ROOT "/test/cases/small_region", NULL},
        {"quench", "screen", store, NULL},
        {"quench", "audit", store, NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
            struct outcome o;
            struct qn_buf now;
            write_whole(store, files[i].bytes, files[i].n);
            run(work, commands[c], &o);
            assert_int_equal(o.signal, 0);
            assert_int_equal(o.exit, 1);
            assert_true(o.talk.len > 0);
            read_whole(store, &now);
            assert_int_equal(now.len, files[i].n);
            assert_memory_equal(now.data, files[i].bytes, files[i].n);
            qn_buf_release(&now);
            outcome_release(&o);
        }
    }
    remove_tree(work);
}

QN_CASES_BEGIN
QN_CASE(broken_files_are_refused_whole)
QN_CASE(broken_encodings_are_named_or_converted)
QN_CASE(broken_csv_is_refused_or_read_as_said)
QN_CASE(broken_headers_are_refused_or_named)
QN_CASE(broken_cells_are_refused_or_read_as_said)
QN_CASE(broken_ids_and_references_are_refused)
QN_CASE(broken_codes_are_refused)
QN_CASE(broken_places_are_refused_or_named)
QN_CASE(impossible_plant_is_refused_or_named)
QN_CASE(broken_settings_are_refused)
QN_CASE(broken_evidence_is_refused)
QN_CASE(a_broken_tracker_is_refused_or_its_rows_named)
QN_CASE(what_is_no_store_is_left_alone)
QN_CASES_END
