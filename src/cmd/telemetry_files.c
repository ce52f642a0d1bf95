#include "cmd/telemetry_files.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"

#define LIST_MAX ((size_t)16 << 20)
#define PIECE 65536

static bool ends(const char *s, const char *tail)
{
    size_t n = strlen(s), t = strlen(tail);
    return n > t && strcmp(s + n - t, tail) == 0;
}

/* What `quench simulate` writes beside its frames is no data. */
static bool is_meant(const char *leaf, bool *meter)
{
    *meter = ends(leaf, ".csv") || ends(leaf, ".csv.gz");
    if (strcmp(leaf, "fleet.csv") == 0 || strcmp(leaf, "truth.csv") == 0)
        return false;
    return *meter || ends(leaf, ".frames") || ends(leaf, ".frames.gz");
}

static enum qn_status hash_stream(FILE *in, const char *path, struct qn_run_input *out,
                                  struct qn_err *err)
{
    struct qn_sha256 *h = NULL;
    unsigned char digest[QN_SHA256_LEN];
    char piece[PIECE];
    size_t n;
    enum qn_status st = qn_sha256_new(&h, err);
    if (st)
        return st;
    while ((n = fread(piece, 1, sizeof piece, in)) > 0) {
        qn_sha256_update(h, piece, n);
        out->bytes += (int64_t)n;
    }
    if (ferror(in))
        st = qn_err_errno(err, QN_T_FILE_READ, path, errno);
    qn_sha256_final(h, digest);
    qn_sha256_free(h);
    qn_sha256_hex(digest, out->sha256);
    return st;
}

static enum qn_status hash_file(struct qn_telemetry_file *f, struct qn_err *err)
{
    FILE *in = fopen(f->path, "rb");
    if (!in)
        return qn_err_errno(err, QN_T_FILE_OPEN, f->path, errno);
    f->input = (struct qn_run_input){.name = f->name};
    enum qn_status st = hash_stream(in, f->path, &f->input, err);
    fclose(in);
    return st;
}

static const char *join(struct qn_arena *a, const char *folder, const char *leaf,
                        struct qn_err *err)
{
    size_t n = strlen(folder), m = strlen(leaf);
    while (n > 1 && folder[n - 1] == '/')
        n--;
    char *p = qn_arena_alloc(a, n + m + 2, err);
    if (!p)
        return NULL;
    memcpy(p, folder, n);
    p[n] = '/';
    memcpy(p + n + 1, leaf, m + 1);
    return p;
}

static size_t count_names(const char *names)
{
    size_t n = 0;
    for (; names && *names; names += strlen(names) + 1)
        n++;
    return n;
}

static enum qn_status add_file(struct qn_telemetry_files *f, const char *folder, const char *leaf,
                               struct qn_err *err)
{
    struct qn_telemetry_file *a = &f->file[f->n];
    if (!is_meant(leaf, &a->meter))
        return QN_OK;
    a->path = join(&f->arena, folder, leaf, err);
    a->name = join(&f->arena, "telemetry", leaf, err);
    if (!a->path || !a->name)
        return QN_E_NOMEM;
    enum qn_status st = hash_file(a, err);
    f->n += !st;
    return st;
}

enum qn_status qn_telemetry_list(const char *folder, struct qn_telemetry_files *out,
                                 struct qn_err *err)
{
    struct qn_buf names;
    *out = (struct qn_telemetry_files){.file = NULL};
    qn_arena_init(&out->arena, LIST_MAX);
    qn_buf_init(&names, LIST_MAX);
    const char *sub = join(&out->arena, folder, "telemetry", err);
    enum qn_status st = sub ? QN_OK : QN_E_NOMEM;
    if (!st && qn_file_is_folder(sub)) {
        st = qn_file_list(sub, &names, err);
        if (!st) {
            size_t n = count_names(names.data);
            out->file = qn_arena_alloc(&out->arena, (n + 1) * sizeof *out->file, err);
            st = out->file ? QN_OK : QN_E_NOMEM;
        }
        for (const char *leaf = names.data; !st && leaf && *leaf; leaf += strlen(leaf) + 1)
            st = add_file(out, sub, leaf, err);
    }
    qn_buf_release(&names);
    return st;
}

void qn_telemetry_release(struct qn_telemetry_files *f)
{
    qn_arena_release(&f->arena);
    *f = (struct qn_telemetry_files){.file = NULL};
}

static const char *number(int64_t v, char out[32])
{
    snprintf(out, 32, "%lld", (long long)v);
    return out;
}

static enum qn_status take_one(struct qn_telemetry_file *f, struct qn_tele *t, struct qn_err *err)
{
    char lines[32], first[32];
    enum qn_status st = f->meter ? qn_values_import(t, f->path, &f->report, err)
                                 : qn_frames_import(t, f->path, &f->report, err);
    const struct qn_frames_report *r = &f->report;
    if (!st && r->stored + r->duplicate == 0)
        st = qn_fail(err, QN_E_SYNTAX, f->path, QN_T_TELEMETRY_EMPTY, f->path,
                     number(r->lines, lines), number(r->first_fault_line, first));
    return st;
}

enum qn_status qn_telemetry_take(struct qn_telemetry_files *f, struct qn_tele *t,
                                 struct qn_err *err)
{
    enum qn_status st = QN_OK;
    struct qn_filed filed;
    for (size_t i = 0; i < f->n && !st; i++)
        st = take_one(&f->file[i], t, err);
    if (!st && f->n && !qn_tele_claimed(t))
        st = qn_file_log(t, 0, &filed, err);
    return st;
}

enum qn_status qn_telemetry_try(struct qn_telemetry_files *f, struct qn_err *err)
{
    struct qn_tele *t = NULL;
    enum qn_status st = QN_OK;
    if (f->n == 0)
        return QN_OK;
    st = qn_tele_open(":memory:", QN_STORE_CREATE, &t, err);
    for (size_t i = 0; i < f->n && !st; i++)
        st = take_one(&f->file[i], t, err);
    qn_tele_free(t);
    return st;
}

struct naming {
    const struct qn_telemetry_files *f;
    size_t met; /* files that some run names, by hash */
    bool *seen;
};

static int meet_run(const struct qn_run *run, void *user)
{
    struct naming *s = user;
    for (size_t i = 0; i < run->n_input; i++)
        for (size_t k = 0; k < s->f->n; k++)
            if (!s->seen[k] && strcmp(run->input[i].sha256, s->f->file[k].input.sha256) == 0) {
                s->seen[k] = true;
                s->met++;
            }
    return 0;
}

static enum qn_status add_run(const struct qn_telemetry_files *f, struct qn_run_input *input,
                              struct qn_store *store, int64_t now_unix_ms, struct qn_err *err)
{
    struct qn_run run = {.command = "import",
                         .version = QN_VERSION,
                         .options = "format=telemetry",
                         .started_unix_ms = now_unix_ms,
                         .input = input,
                         .n_input = f->n};
    for (size_t i = 0; i < f->n; i++)
        input[i] = f->file[i].input;
    enum qn_status st = qn_store_begin(store, err);
    if (!st)
        st = qn_store_run_add(store, &run, err);
    if (!st)
        return qn_store_commit(store, err);
    qn_store_rollback(store);
    return st;
}

enum qn_status qn_telemetry_record(const struct qn_telemetry_files *f, struct qn_store *store,
                                   int64_t now_unix_ms, struct qn_err *err)
{
    struct qn_arena arena;
    struct naming s = {.f = f};
    if (f->n == 0)
        return QN_OK;
    qn_arena_init(&arena, LIST_MAX);
    struct qn_run_input *input = qn_arena_alloc(&arena, f->n * sizeof *input, err);
    s.seen = qn_arena_alloc(&arena, f->n * sizeof *s.seen, err);
    enum qn_status st = input && s.seen ? qn_store_runs(store, meet_run, &s, err) : QN_E_NOMEM;
    if (!st && s.met < f->n)
        st = add_run(f, input, store, now_unix_ms, err);
    qn_arena_release(&arena);
    return st;
}

enum qn_status qn_telemetry_import(struct qn_telemetry_files *f, const char *store_path,
                                   int64_t now_unix_ms, struct qn_err *err)
{
    struct qn_tele *t = NULL;
    struct qn_store *store = NULL;
    if (f->n == 0)
        return QN_OK;
    enum qn_status st = qn_tele_open(store_path, QN_STORE_CREATE, &t, err);
    if (!st)
        st = qn_telemetry_take(f, t, err);
    qn_tele_free(t);
    if (!st)
        st = qn_store_open(store_path, QN_STORE_WRITE, &store, err);
    if (!st)
        st = qn_telemetry_record(f, store, now_unix_ms, err);
    qn_store_free(store);
    return st;
}

void qn_telemetry_print(FILE *out, enum qn_lang lang, const struct qn_telemetry_files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct qn_frames_report *r = &f->file[i].report;
        char n[5][32];
        const int64_t figure[] = {r->frames, r->stored, r->duplicate, r->faulty,
                                  r->first_fault_line};
        for (size_t k = 0; k < 5; k++)
            number(figure[k], n[k]);
        qn_say1(out, lang, r->faulty ? QN_T_TELEMETRY_TAKEN_FAULTY : QN_T_TELEMETRY_TAKEN,
                f->file[i].name, n[0], n[1], n[2], n[3], n[4]);
    }
}

void qn_telemetry_json(struct qn_jsonw *w, const struct qn_telemetry_files *f)
{
    qn_jsonw_array(w, "telemetry");
    for (size_t i = 0; i < f->n; i++) {
        const struct qn_telemetry_file *a = &f->file[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "file", a->name);
        qn_jsonw_text(w, "sha256", a->input.sha256);
        qn_jsonw_int(w, "lines", a->report.lines);
        qn_jsonw_int(w, "frames", a->report.frames);
        qn_jsonw_int(w, "stored", a->report.stored);
        qn_jsonw_int(w, "duplicate", a->report.duplicate);
        qn_jsonw_int(w, "faulty", a->report.faulty);
        if (a->report.faulty)
            qn_jsonw_int(w, "first_fault_line", a->report.first_fault_line);
        else
            qn_jsonw_null(w, "first_fault_line");
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}
