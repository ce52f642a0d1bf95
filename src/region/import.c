/* The import: read everything, check everything, then write all of it or nothing. */
#include "region/import.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "region/import_internal.h"

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
    qn_device_check(x);
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

static bool to_write(const struct qn_import_ctx *x, const struct qn_import_result *r)
{
    return !x->opts->check_only && rows_to_write(r) > 0;
}

/* The input against the store, NULL where there is none yet, and every check over both. */
static enum qn_status compare(struct qn_import_ctx *x, struct qn_store *store,
                              struct qn_import_result *r)
{
    enum qn_status st = store ? qn_keep_load(x, store) : QN_OK;
    if (st)
        return st;
    check_all(x);
    if (x->fatal)
        return x->fatal;
    r->refused = x->find->count[QN_SEV_ERROR] > 0;
    count_rows(x, r);
    return r->refused ? QN_E_REFUSED : QN_OK;
}

/* Compared and written in one transaction. */
static enum qn_status import_open(struct qn_import_ctx *x, struct qn_store *store,
                                  struct qn_import_result *r)
{
    enum qn_status st = x->opts->check_only ? QN_OK : qn_store_begin(store, x->err);
    if (st)
        return st;
    st = compare(x, store, r);
    if (!st && to_write(x, r)) {
        st = qn_keep_write(x, store, &r->run);
        if (!st)
            st = qn_store_commit(store, x->err);
    }
    if (!x->opts->check_only) /* nothing where it is committed */
        qn_store_rollback(store);
    if (st)
        r->run = 0;
    return st;
}

static int take_run(const struct qn_run *run, void *user)
{
    *(int64_t *)user = run->id;
    return 0;
}

/* The run that changed the store last, 0 for none. */
static enum qn_status last_run(struct qn_import_ctx *x, struct qn_store *store, int64_t *run)
{
    *run = 0;
    return qn_store_runs(store, take_run, run, x->err);
}

/* A file without bytes is a store that another program is making just now. */
static bool holds_something(const char *path)
{
    struct stat st;
    return path && strcmp(path, ":memory:") != 0 && qn_file_exists(path) &&
           !(stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0);
}

/* *seen: the last run of the state compared with. */
static enum qn_status compare_path(struct qn_import_ctx *x, const char *path, int64_t *seen,
                                   struct qn_import_result *r)
{
    struct qn_store *store = NULL;
    bool began = false;
    *seen = 0;
    if (!holds_something(path))
        return compare(x, NULL, r);
    enum qn_status st = qn_store_open(path, QN_STORE_READ, &store, x->err);
    if (!st)
        st = qn_store_begin_read(store, &began, x->err);
    if (!st)
        st = last_run(x, store, seen);
    if (!st)
        st = compare(x, store, r);
    qn_store_free(store);
    return st;
}

/* *again: another program changed the store since it was compared. A file that was made for a store
 * and never committed to goes away with its handle. */
static enum qn_status write_path(struct qn_import_ctx *x, const char *path, int64_t seen,
                                 int64_t *run, bool *again)
{
    struct qn_store *store = NULL;
    int64_t now = 0;
    enum qn_status st = qn_store_open(path, QN_STORE_CREATE, &store, x->err);
    if (!st)
        st = qn_store_begin(store, x->err);
    if (!st)
        st = last_run(x, store, &now);
    *again = !st && now != seen;
    if (!st && !*again) {
        st = qn_keep_write(x, store, run);
        if (!st)
            st = qn_store_commit(store, x->err);
    }
    qn_store_free(store);
    if (st)
        *run = 0;
    return st;
}

static enum qn_status import(struct qn_import_ctx *x, const char *path, struct qn_store *open_store,
                             struct qn_import_result *r, bool *again)
{
    int64_t seen;
    read_inputs(x);
    if (x->fatal)
        return x->fatal;
    if (x->set[QN_TAB_EVIDENCE].file) /* before the store's: a row holds its file's hash */
        qn_evidence_read(x);
    if (open_store)
        return import_open(x, open_store, r);
    enum qn_status st = compare_path(x, path, &seen, r);
    return st || !to_write(x, r) ? st : write_path(x, path, seen, &r->run, again);
}

enum qn_status qn_import(const char *store_path, struct qn_store *open_store,
                         const struct qn_import_opts *opts, struct qn_import_result *result,
                         struct qn_err *err)
{
    struct qn_import_ctx x;
    struct qn_err local = {0};
    enum qn_status st;
    bool again = false;
    if (err)
        err->code = QN_OK;
    do { /* again: once for each time that another program was faster */
        if (again)
            qn_findings_release(&result->findings);
        again = false;
        memset(result, 0, sizeof *result);
        qn_findings_init(&result->findings);
        qn_ctx_init(&x, opts, &result->findings, err ? err : &local);
        st = import(&x, store_path, open_store, result, &again);
        qn_ctx_release(&x);
    } while (again);
    qn_findings_sort(&result->findings);
    return st;
}

void qn_import_result_release(struct qn_import_result *r)
{
    qn_findings_release(&r->findings);
}
