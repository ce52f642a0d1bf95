#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/date.h"
#include "simulate/outcome.h"

#define PATH_CAP 4096
#define BUFFER_BYTES (256 * 1024)

struct qn_frame_file {
    char path[PATH_CAP], temp[PATH_CAP];
    gzFile file;
};

static bool ends_in_gz(const char *path)
{
    size_t n = strlen(path);
    return n > 3 && strcmp(path + n - 3, ".gz") == 0;
}

static enum qn_status failed(const struct qn_frame_file *f, struct qn_err *err)
{
    return qn_err_errno(err, QN_T_FILE_WRITE, f->path, errno ? errno : EIO);
}

static enum qn_status put(struct qn_frame_file *f, const void *p, size_t n, struct qn_err *err)
{
    errno = 0;
    return n && gzwrite(f->file, p, (unsigned)n) != (int)n ? failed(f, err) : QN_OK;
}

enum qn_status qn_frame_file_new(const char *path, const char *comment, struct qn_frame_file **out,
                                 struct qn_err *err)
{
    char bytes[QN_NUM_TEXT_CAP];
    if (strlen(path) + 32 > PATH_CAP)
        return qn_err_errno(err, QN_T_FILE_OPEN, path, ENAMETOOLONG);
    struct qn_frame_file *f = calloc(1, sizeof *f);
    if (!f)
        return qn_fail(err, QN_E_NOMEM, path, QN_T_NO_MEMORY,
                       qn_num_text((double)sizeof *f, bytes));
    (void)snprintf(f->path, sizeof f->path, "%s", path);
    (void)snprintf(f->temp, sizeof f->temp, "%.*s.%ld.part", PATH_CAP - 32, path, (long)getpid());
    f->file = gzopen(f->temp, ends_in_gz(path) ? "wb9" : "wbT");
    enum qn_status st = QN_OK;
    if (!f->file)
        st = qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
    else
        (void)gzbuffer(f->file, BUFFER_BYTES);
    if (!st && comment)
        st = put(f, comment, strlen(comment), err);
    if (st) {
        qn_frame_file_free(f);
        return st;
    }
    *out = f;
    return QN_OK;
}

enum qn_status qn_frame_file_put(struct qn_frame_file *f, const struct qn_sim_frame *x,
                                 struct qn_err *err)
{
    char time[QN_TIME_TEXT_CAP];
    const char *bytes = x->bytes;
    size_t n = x->len;
    while (n > 0 && (bytes[n - 1] == '\n' || bytes[n - 1] == '\r'))
        n--;
    qn_time_text(x->arrival_unix_ms, time);
    enum qn_status st = put(f, time, strlen(time), err);
    if (!st)
        st = put(f, "\t", 1, err);
    if (!st)
        st = put(f, bytes, n, err);
    return st ? st : put(f, "\n", 1, err);
}

enum qn_status qn_frame_file_finish(struct qn_frame_file *f, struct qn_err *err)
{
    errno = 0;
    int closed = gzclose(f->file);
    f->file = NULL;
    if (closed != Z_OK || rename(f->temp, f->path) != 0) {
        enum qn_status st = failed(f, err);
        (void)unlink(f->temp);
        f->temp[0] = '\0';
        return st;
    }
    f->temp[0] = '\0';
    return QN_OK;
}

void qn_frame_file_free(struct qn_frame_file *f)
{
    if (!f)
        return;
    if (f->file)
        (void)gzclose(f->file);
    if (f->temp[0])
        (void)unlink(f->temp);
    free(f);
}
