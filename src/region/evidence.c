/* Files under evidence/: hashed, and their hash kept in the row. */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
#include "region/import_internal.h"

#define PATH_CAP 4096

static bool escapes(const char *path)
{
    if (path[0] == '/' || path[0] == '\\' || (isalpha((unsigned char)path[0]) && path[1] == ':'))
        return true;
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, "/\\");
        if (n == 2 && p[0] == '.' && p[1] == '.')
            return true;
        p += n + (p[n] != '\0');
    }
    return false;
}

static bool path_of(char out[PATH_CAP], const char *folder, const char *file)
{
    static const char between[] = "/evidence/";
    size_t a = strlen(folder), b = strlen(file);
    if (a + b + sizeof between > PATH_CAP)
        return false;
    memcpy(out, folder, a);
    memcpy(out + a, between, sizeof between - 1);
    memcpy(out + a + sizeof between - 1, file, b + 1);
    return true;
}

/* Lower case in place of the cell; false where it is no SHA-256. */
static bool tidy_sha(struct qn_import_ctx *x, struct qn_entry *c, char hex[QN_SHA256_HEX_CAP])
{
    if (c->n != QN_SHA256_HEX_CAP - 1)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        if (!isxdigit((unsigned char)c->u.s[i]))
            return false;
        hex[i] = (char)tolower((unsigned char)c->u.s[i]);
    }
    hex[c->n] = '\0';
    qn_cell_text(c, qn_ctx_copy(x, hex, c->n), c->n);
    return true;
}

static void hash_file(struct qn_import_ctx *x, struct qn_rowset *s, size_t row, const char *file,
                      const char *given)
{
    char path[PATH_CAP], sha[QN_SHA256_HEX_CAP];
    struct qn_buf bytes;
    if (!path_of(path, x->folder, file) || !qn_file_exists(path)) {
        QN_FIND_ROW(x, D951, s, row, "file", file);
        return;
    }
    qn_buf_init(&bytes, x->max_file_bytes);
    if (qn_input_read(x, path, path + strlen(x->folder) + 1, &bytes, sha)) {
        struct qn_entry *c = qn_row(s, row) + qn_col(s->table, "sha256");
        if (bytes.len == 0)
            QN_FIND_ROW(x, D952, s, row, "file", file);
        else if (given[0] && strcmp(given, sha) != 0)
            QN_FIND_ROW(x, D954, s, row, "sha256", file, sha, given);
        else if (!given[0])
            qn_cell_text(c, qn_ctx_copy(x, sha, strlen(sha)), strlen(sha));
    }
    qn_buf_release(&bytes);
}

static void check_row(struct qn_import_ctx *x, struct qn_rowset *s, size_t row)
{
    char given[QN_SHA256_HEX_CAP] = "";
    const char *file = qn_str(s, row, "file");
    struct qn_entry *sha = qn_row(s, row) + qn_col(s->table, "sha256");
    if (sha->type == QN_V_TEXT && !tidy_sha(x, sha, given)) {
        QN_FIND_ROW(x, D955, s, row, "sha256", sha->u.s);
        return;
    }
    if (!file[0]) {
        if (!qn_str(s, row, "url")[0])
            QN_FIND_ROW(x, D956, s, row, NULL, qn_str(s, row, "evidence_id"));
    } else if (escapes(file)) {
        QN_FIND_ROW(x, D953, s, row, "file", file);
    } else if (x->folder) {
        hash_file(x, s, row, file, given);
    }
}

static void report_unnamed(struct qn_import_ctx *x, const struct qn_rowset *s)
{
    char folder[PATH_CAP];
    struct qn_buf names;
    qn_buf_init(&names, (size_t)16 << 20);
    if (path_of(folder, x->folder, "") && qn_file_is_folder(folder) &&
        qn_file_list(folder, &names, NULL) == QN_OK)
        for (const char *leaf = names.data; leaf && *leaf; leaf += strlen(leaf) + 1) {
            bool named = false;
            for (size_t i = 0; i < s->n && !named; i++)
                named = strcmp(qn_str(s, i, "file"), leaf) == 0;
            struct qn_place at = {s->file, 0, 0, "file"};
            if (!named)
                QN_FIND(x, D957, &at, leaf);
        }
    qn_buf_release(&names);
}

void qn_evidence_read(struct qn_import_ctx *x)
{
    struct qn_rowset *s = &x->set[QN_TAB_EVIDENCE];
    for (size_t i = 0; i < s->n_input && !x->fatal; i++)
        check_row(x, s, i);
    if (x->folder)
        report_unnamed(x, s);
}
