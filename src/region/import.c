/* The import: read everything, check everything, then write all of it or nothing. */
#include "region/import.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "region/import_internal.h"

#define PATH_CAP 4096

static void read_gem(struct qn_import_ctx *x)
{
    for (size_t i = 0; i < x->opts->n_path && !x->fatal; i++) {
        const char *path = x->opts->path[i], *slash = strrchr(path, '/');
        struct qn_buf bytes;
        qn_buf_init(&bytes, x->max_file_bytes);
        if (qn_input_read(x, path, path, &bytes, NULL))
            qn_gem_read(x, path, slash ? slash + 1 : path, bytes.data, bytes.len);
        qn_buf_release(&bytes);
    }
}

static void read_inputs(struct qn_import_ctx *x)
{
    const char *first = x->opts->n_path ? x->opts->path[0] : "";
    struct qn_place at = {first, 0, 0, NULL};
    if (x->opts->format == QN_IMPORT_GEM_STEEL && x->opts->n_path > 1)
        QN_FIND(x, F115, &at, first, x->opts->path[1]);
    else if (x->opts->format == QN_IMPORT_GEM_STEEL)
        read_gem(x);
    else if (x->opts->n_path == 1 && qn_file_is_folder(first))
        qn_folder_read(x, first);
    else if (x->opts->n_path == 0)
        QN_FIND(x, F102, &at, first);
    else
        qn_files_read(x);
}

static void check_all(struct qn_import_ctx *x)
{
    qn_settings_check(x);
    qn_refs_check(x);
    if (x->opts->format == QN_IMPORT_GEM_STEEL)
        return;
    qn_codes_check(x);
    qn_geo_check(x);
    qn_plant_check(x);
    qn_stack_check(x);
    qn_value_check(x);
    qn_event_check(x);
}

/* rows = imported + unchanged + skipped; a row that repeats another counts as unchanged. */
static void count_rows(struct qn_import_ctx *x, struct qn_import_result *r)
{
    for (size_t t = 0; t < QN_TAB_COUNT; t++) {
        const struct qn_rowset *s = &x->set[t];
        struct qn_import_table_count *c = &r->table[t];
        c->table = &qn_tables[t];
        c->rows = (int64_t)s->n_input;
        for (size_t i = 0; i < s->n_input; i++) {
            bool old = (s->flags[i] & (QN_ROW_UNCHANGED | QN_ROW_REPEATED)) != 0;
            c->unchanged += old && !r->refused;
            c->imported += !old && !r->refused;
        }
        r->rows += c->rows;
        r->imported += c->imported;
        r->unchanged += c->unchanged;
    }
    if (x->opts->format == QN_IMPORT_GEM_STEEL) {
        qn_gem_count(x);
        r->rows = x->gem_rows;
        r->imported = r->refused ? 0 : x->gem_imported;
        r->unchanged = r->refused ? 0 : x->gem_unchanged;
    }
    r->skipped = r->rows - r->imported - r->unchanged;
}

static int64_t rows_to_write(const struct qn_import_result *r)
{
    int64_t n = 0;
    for (size_t t = 0; t < QN_TAB_COUNT; t++)
        n += r->table[t].imported;
    return n;
}

static void remove_store(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[PATH_CAP];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int n = snprintf(name, sizeof name, "%s%s", path, ends[i]);
        if (n > 0 && (size_t)n < sizeof name)
            (void)unlink(name);
    }
}

static enum qn_status write_new(struct qn_import_ctx *x, const char *path, int64_t *run)
{
    struct qn_store *store = NULL;
    bool existed = qn_file_exists(path);
    enum qn_status st = qn_store_open(path, QN_STORE_CREATE, &store, x->err);
    if (!st)
        st = qn_keep_write(x, store, run);
    qn_store_free(store);
    if (st && !existed && strcmp(path, ":memory:") != 0)
        remove_store(path);
    return st;
}

/* Loads what an existing store holds; a store that is not there yet holds nothing. */
static enum qn_status load_stored(struct qn_import_ctx *x, const char *path,
                                  struct qn_store *open_store)
{
    struct qn_store *store = open_store;
    if (!store) {
        if (!path || strcmp(path, ":memory:") == 0 || !qn_file_exists(path))
            return QN_OK;
        enum qn_status st = qn_store_open(path, QN_STORE_READ, &store, x->err);
        if (st)
            return st;
    }
    enum qn_status st = qn_keep_load(x, store);
    if (store != open_store)
        qn_store_free(store);
    return st;
}

static enum qn_status import(struct qn_import_ctx *x, const char *path, struct qn_store *open_store,
                             struct qn_import_result *r)
{
    read_inputs(x);
    if (x->fatal)
        return x->fatal;
    if (x->set[QN_TAB_EVIDENCE].file) /* before the store's: a row holds its file's hash */
        qn_evidence_read(x);
    enum qn_status st = load_stored(x, path, open_store);
    if (st)
        return st;
    check_all(x);
    if (x->fatal)
        return x->fatal;
    r->refused = x->find->count[QN_SEV_ERROR] > 0;
    count_rows(x, r);
    if (r->refused)
        return QN_E_REFUSED;
    if (x->opts->check_only || rows_to_write(r) == 0)
        return QN_OK;
    return open_store ? qn_keep_write(x, open_store, &r->run) : write_new(x, path, &r->run);
}

enum qn_status qn_import(const char *store_path, struct qn_store *open_store,
                         const struct qn_import_opts *opts, struct qn_import_result *result,
                         struct qn_err *err)
{
    struct qn_import_ctx x;
    struct qn_err local = {0};
    memset(result, 0, sizeof *result);
    qn_findings_init(&result->findings);
    qn_ctx_init(&x, opts, &result->findings, err ? err : &local);
    if (err)
        err->code = QN_OK;
    enum qn_status st = import(&x, store_path, open_store, result);
    qn_findings_sort(&result->findings);
    qn_ctx_release(&x);
    return st;
}

void qn_import_result_release(struct qn_import_result *r)
{
    qn_findings_release(&r->findings);
}
