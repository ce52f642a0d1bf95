/* The files of an import: a folder's or single ones. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "region/import_internal.h"

static const char *const later_files[] = {"choices.csv", "cases.csv", "plan.csv", "background.csv",
                                          NULL};
static const char *const later_folders[] = {"weather", "ambient", NULL};
static const char *const silent_files[] = {"README.md", "README.zh-CN.md", "LICENSE", "README.txt",
                                           NULL};

static bool one_of(const char *s, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(s, *list) == 0)
            return true;
    return false;
}

static const char *join(struct qn_import_ctx *x, const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    while (na > 1 && a[na - 1] == '/')
        na--;
    char *p = qn_arena_alloc(&x->arena, na + nb + 2, NULL);
    if (!p) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return "";
    }
    memcpy(p, a, na);
    p[na] = '/';
    memcpy(p + na + 1, b, nb + 1);
    return p;
}

static struct qn_run_input *new_input(struct qn_import_ctx *x)
{
    if (x->n_input == x->cap_input) {
        size_t cap = x->cap_input ? x->cap_input * 2 : 32;
        struct qn_run_input *p = realloc(x->input, cap * sizeof *p);
        if (!p) {
            qn_ctx_fail(x, QN_E_NOMEM);
            return NULL;
        }
        x->input = p;
        x->cap_input = cap;
    }
    return &x->input[x->n_input++];
}

static void report_read(struct qn_import_ctx *x, const char *path, const char *name,
                        enum qn_status st, const struct qn_err *err)
{
    struct qn_place at = {name, 0, 0, NULL};
    if (st == QN_E_LIMIT)
        QN_FIND(x, F107, &at, QN_NUM((double)x->max_file_bytes));
    else if (!qn_file_exists(path))
        QN_FIND(x, F102, &at, path);
    else
        QN_FIND(x, F101, &at, err->msg[QN_EN]);
}

int qn_input_read(struct qn_import_ctx *x, const char *path, const char *name, struct qn_buf *out,
                  char sha256[QN_SHA256_HEX_CAP])
{
    struct qn_err err = {0};
    unsigned char digest[QN_SHA256_LEN];
    enum qn_status st = qn_file_read(path, out, &err);
    if (st == QN_E_NOMEM) {
        qn_ctx_fail(x, st);
        return 0;
    }
    if (st) {
        report_read(x, path, name, st, &err);
        return 0;
    }
    struct qn_run_input *in = new_input(x);
    if (!in || qn_sha256_of(out->data ? out->data : "", out->len, digest, x->err)) {
        qn_ctx_fail(x, QN_E_NOMEM);
        return 0;
    }
    in->name = qn_ctx_copy(x, name, strlen(name));
    in->bytes = (int64_t)out->len;
    qn_sha256_hex(digest, in->sha256);
    if (sha256)
        memcpy(sha256, in->sha256, QN_SHA256_HEX_CAP);
    return 1;
}

static void read_table(struct qn_import_ctx *x, const struct qn_table *t, const char *path,
                       const char *name)
{
    struct qn_buf bytes;
    qn_buf_init(&bytes, x->max_file_bytes);
    if (qn_input_read(x, path, name, &bytes, NULL)) {
        if (t == &qn_tables[QN_TAB_SETTING])
            qn_settings_read(x, name, bytes.data, bytes.len);
        else
            qn_table_read(x, t, name, bytes.data, bytes.len);
    }
    qn_buf_release(&bytes);
}

static const char *nearest_file(const char *leaf)
{
    const char *best = "";
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < QN_TAB_COUNT; i++) {
        size_t d = qn_edit_distance(leaf, qn_tables[i].file, 64);
        if (d < least) {
            least = d;
            best = qn_tables[i].file;
        }
    }
    return best;
}

static void report_file(struct qn_import_ctx *x, const char *leaf)
{
    struct qn_place at = {leaf, 0, 0, NULL};
    if (qn_table_of_file(leaf) || one_of(leaf, silent_files))
        return;
    if (one_of(leaf, later_files))
        QN_FIND(x, F105, &at, leaf);
    else
        QN_FIND(x, F106, &at, leaf, nearest_file(leaf));
}

static void report_later(struct qn_import_ctx *x, const char *path)
{
    for (size_t i = 0; later_folders[i]; i++) {
        struct qn_place at = {later_folders[i], 0, 0, NULL};
        if (qn_file_is_folder(join(x, path, later_folders[i])))
            QN_FIND(x, F105, &at, later_folders[i]);
    }
}

/* The names of `names` in the folder that hold a table; 0 where there are none. */
static size_t known_files(const char *names)
{
    size_t n = 0;
    for (; names && *names; names += strlen(names) + 1)
        n += qn_table_of_file(names) != NULL;
    return n;
}

static void report_not_region(struct qn_import_ctx *x, const char *path)
{
    static const char *const likely[] = {"region", "data", "import", "input", NULL};
    struct qn_place at = {path, 0, 0, NULL};
    const char *found = "";
    for (size_t i = 0; likely[i]; i++) {
        const char *sub = join(x, path, likely[i]);
        if (qn_file_exists(join(x, sub, "region.yaml")))
            found = sub;
    }
    QN_FIND(x, F104, &at, path, found);
}

static void require_files(struct qn_import_ctx *x, const char *path)
{
    static const enum qn_table_id needed[] = {QN_TAB_SETTING, QN_TAB_JURISDICTION,
                                              QN_TAB_ENTERPRISE, QN_TAB_INSTALLATION};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        const char *leaf = qn_tables[needed[i]].file;
        struct qn_place at = {leaf, 0, 0, NULL};
        if (!qn_file_exists(join(x, path, leaf)))
            QN_FIND(x, F103, &at, leaf);
    }
}

void qn_folder_read(struct qn_import_ctx *x, const char *path)
{
    struct qn_buf names;
    struct qn_err err = {0};
    struct qn_place at = {path, 0, 0, NULL};
    qn_buf_init(&names, (size_t)16 << 20);
    x->folder = path;
    if (qn_file_list(path, &names, &err)) {
        QN_FIND(x, F101, &at, err.msg[QN_EN]);
    } else if (known_files(names.data) == 0) {
        report_not_region(x, path);
    } else {
        require_files(x, path);
        for (const char *leaf = names.data; *leaf; leaf += strlen(leaf) + 1)
            report_file(x, leaf);
        report_later(x, path);
        for (size_t i = 0; i < QN_TAB_COUNT && !x->fatal; i++) {
            const char *file = join(x, path, qn_tables[i].file);
            if (qn_file_exists(file))
                read_table(x, &qn_tables[i], file, qn_tables[i].file);
        }
    }
    qn_buf_release(&names);
}

static const char *leaf_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void read_single(struct qn_import_ctx *x, const char *path)
{
    const char *leaf = leaf_of(path);
    const struct qn_table *t = qn_table_of_file(leaf);
    struct qn_place at = {path, 0, 0, NULL};
    if (!qn_file_exists(path))
        QN_FIND(x, F102, &at, path);
    else if (!t && one_of(leaf, later_files))
        QN_FIND(x, F105, &at, leaf);
    else if (!t)
        QN_FIND(x, F114, &at, leaf, nearest_file(leaf));
    else if (x->set[t - qn_tables].file)
        QN_FIND(x, F115, &at, x->set[t - qn_tables].file, path);
    else {
        if (t == &qn_tables[QN_TAB_EVIDENCE]) /* its files lie beside it */
            x->folder = leaf > path ? qn_ctx_copy(x, path, (size_t)(leaf - path) - 1) : ".";
        read_table(x, t, path, path);
    }
}

void qn_files_read(struct qn_import_ctx *x)
{
    for (size_t i = 0; i < x->opts->n_path && !x->fatal; i++)
        read_single(x, x->opts->path[i]);
}
