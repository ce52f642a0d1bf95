/* Whether the files that a deck asks for can be written, before any hour is run. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "deck/ou.h"

static void place(const struct qn_deck *deck, unsigned line, unsigned column,
                  char where[QN_ERR_WHERE_CAP])
{
    char l[QN_NUM_TEXT_CAP], c[QN_NUM_TEXT_CAP];
    const char *args[] = {deck->path, qn_num_text(line, l), qn_num_text(column, c)};
    qn_template_format(line ? "{0}:{1}:{2}" : "{0}", args, 3, where, QN_ERR_WHERE_CAP);
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* The folder part of a path, "." without. Returns false where it does not fit. */
static bool folder_of(const char *path, char *folder, size_t cap)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (n >= cap || cap < 2)
        return false;
    memcpy(folder, n ? path : ".", n ? n : 1);
    folder[n ? n : 1] = 0;
    return true;
}

static enum qn_status cannot(struct qn_err *err, const char *where, const char *path, int errnum)
{
    enum qn_status st = qn_err_errno(err, QN_T_DECK_OU_WRITE, path, errnum);
    size_t n = strlen(where);
    if (err)
        memcpy(err->where, where, n < QN_ERR_WHERE_CAP ? n + 1 : 0);
    return st;
}

static enum qn_status check(const struct qn_deck *deck, const char *path, unsigned line,
                            unsigned column, struct qn_err *err)
{
    char where[QN_ERR_WHERE_CAP], folder[4096];
    struct stat info;
    place(deck, line, column, where);
    const char *const inputs[] = {deck->path, deck->surface_path, deck->profile_path};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        if (same_file(path, inputs[i]))
            return qn_fail(err, QN_E_CONFLICT, where, QN_T_DECK_OU_INPUT, path);
    bool exists = stat(path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode))
        return qn_fail(err, QN_E_IO, where, QN_T_DECK_OU_FOLDER, path);
    if (exists && access(path, W_OK) != 0)
        return cannot(err, where, path, errno);
    if (!folder_of(path, folder, sizeof folder))
        return cannot(err, where, path, ENAMETOOLONG);
    if (stat(folder, &info) != 0)
        return qn_fail(err, QN_E_IO, where, QN_T_DECK_OU_NO_FOLDER, path, folder);
    if (!S_ISDIR(info.st_mode) || access(folder, W_OK | X_OK) != 0)
        return cannot(err, where, path, S_ISDIR(info.st_mode) ? errno : ENOTDIR);
    return QN_OK;
}

enum qn_status qn_ou_check_paths(const struct qn_deck *deck, const struct qn_ou *ou,
                                 struct qn_err *err)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; !st && i < deck->requests; i++) {
        const struct qn_deck_request *r = &deck->request[i];
        if (deck->summary_path && strcmp(deck->summary_path, r->path) == 0) {
            char where[QN_ERR_WHERE_CAP], line[QN_NUM_TEXT_CAP];
            place(deck, r->line, ou->card[i].column, where);
            return qn_fail(err, QN_E_CONFLICT, where, QN_T_DECK_OU_SAME_FILE, r->path,
                           qn_num_text(ou->summary_line, line));
        }
        st = check(deck, r->path, r->line, ou->card[i].column, err);
    }
    if (!st && deck->summary_path)
        st = check(deck, deck->summary_path, ou->summary_line, ou->summary_column, err);
    if (!st && deck->error_path)
        st = check(deck, deck->error_path, 0, 0, err);
    return st;
}
