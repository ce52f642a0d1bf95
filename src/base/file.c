#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP_BYTES ((size_t)64 * 1024)
#define PATH_MAX_BYTES ((size_t)64 * 1024)
#define TEMP_TRIES 100

static enum qn_status too_big(const char *path, size_t size, size_t max, struct qn_err *err)
{
    char have[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
    return qn_fail(err, QN_E_LIMIT, path, QN_T_FILE_TOO_BIG, path, qn_num_text((double)size, have),
                   qn_num_text((double)max, limit));
}

/* Append what is left in fd; a file that grows while it is read is read to its new end. */
static enum qn_status read_all(int fd, const char *path, size_t size, struct qn_buf *out,
                               struct qn_err *err)
{
    size_t start = out->len;
    for (size_t want = size + 1;; want = READ_STEP_BYTES) { /* +1: sees the end in one go */
        size_t room = out->max - out->len;
        if (want > room)
            want = room;
        enum qn_status st = qn_buf_reserve(out, want, err);
        if (st)
            return st;
        char probe;
        ssize_t got = want ? read(fd, out->data + out->len, want) : read(fd, &probe, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return qn_err_errno(err, QN_T_FILE_READ, path, errno);
        if (got == 0)
            return QN_OK;
        if (want == 0)
            return too_big(path, out->len - start + 1, out->max, err);
        out->len += (size_t)got;
    }
}

enum qn_status qn_file_read(const char *path, struct qn_buf *out, struct qn_err *err)
{
    /* O_NONBLOCK: a named pipe must be refused, not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return qn_err_errno(err, QN_T_FILE_OPEN, path, errno);
    size_t start = out->len;
    enum qn_status st;
    struct stat info;
    if (fstat(fd, &info) != 0)
        st = qn_err_errno(err, QN_T_FILE_READ, path, errno);
    else if (!S_ISREG(info.st_mode))
        st = qn_fail(err, QN_E_IO, path, QN_T_FILE_NOT_REGULAR, path);
    else if ((uintmax_t)info.st_size > out->max - out->len)
        st = too_big(path, (size_t)info.st_size, out->max, err);
    else
        st = read_all(fd, path, (size_t)info.st_size, out, err);
    close(fd);
    if (st)
        out->len = start;
    if (out->data)
        out->data[out->len] = '\0';
    return st;
}

/* Length of the folder part of a path, its last slash included; 0 where there is none. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* A new hidden file beside path: FOLDER/.NAME.tmp-PID-I. Its name is left in temp. */
static int open_temp(const char *path, struct qn_buf *temp, struct qn_err *err)
{
    size_t at = folder_len(path);
    for (int i = 0; i < TEMP_TRIES; i++) {
        qn_buf_reset(temp);
        if (qn_buf_append(temp, path, at, err) ||
            qn_buf_printf(temp, err, ".%s.tmp-%ld-%d", path + at, (long)getpid(), i))
            return -1;
        int fd = open(temp->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        if (errno != EEXIST)
            break;
    }
    (void)qn_err_errno(err, QN_T_FILE_WRITE, path, errno);
    return -1;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        p += done;
        n -= (size_t)done;
    }
    return fsync(fd);
}

/* Make the rename itself durable. A file system that cannot sync folders (EINVAL) is accepted. */
static int sync_folder(const char *path, struct qn_buf *folder, struct qn_err *err)
{
    size_t n = folder_len(path);
    qn_buf_reset(folder);
    if (n ? qn_buf_append(folder, path, n, err) : qn_buf_text(folder, ".", err)) {
        errno = ENOMEM;
        return -1;
    }
    int fd = open(folder->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int bad = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
    close(fd);
    errno = bad;
    return bad ? -1 : 0;
}

/* The new file keeps the permissions of the one it replaces. */
static int keep_mode(int fd, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    return fchmod(fd, info.st_mode & 07777);
}

enum qn_status qn_file_write(const char *path, const void *p, size_t n, struct qn_err *err)
{
    struct qn_buf temp;
    qn_buf_init(&temp, PATH_MAX_BYTES);
    enum qn_status st = QN_OK;
    int fd = open_temp(path, &temp, err);
    if (fd < 0) {
        st = err && err->code ? err->code : QN_E_IO;
        goto out;
    }
    int bad = keep_mode(fd, path) || write_all(fd, p, n) ? errno : 0;
    if (close(fd) != 0 && !bad)
        bad = errno;
    if (!bad && rename(temp.data, path) != 0)
        bad = errno;
    if (bad)
        unlink(temp.data);
    else if (sync_folder(path, &temp, err) != 0)
        bad = errno;
    if (bad)
        st = qn_err_errno(err, QN_T_FILE_WRITE, path, bad);
out:
    qn_buf_release(&temp);
    return st;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in `names` (each terminated, count of them), sorted, into out with the empty name. */
static enum qn_status append_sorted(const struct qn_buf *names, size_t count, struct qn_buf *out,
                                    struct qn_err *err)
{
    const char **sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted) {
        char want[QN_NUM_TEXT_CAP];
        qn_num_text((double)((count + 1) * sizeof *sorted), want);
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, want);
    }
    const char *p = names->data;
    for (size_t i = 0; i < count; i++, p += strlen(p) + 1)
        sorted[i] = p;
    qsort(sorted, count, sizeof *sorted, by_bytes);
    enum qn_status st = qn_buf_reserve(out, names->len + 1, err);
    for (size_t i = 0; i < count && !st; i++)
        st = qn_buf_append(out, sorted[i], strlen(sorted[i]) + 1, err);
    if (!st)
        st = qn_buf_append(out, "", 1, err);
    free(sorted);
    return st;
}

enum qn_status qn_file_list(const char *folder, struct qn_buf *out, struct qn_err *err)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return qn_err_errno(err, QN_T_FOLDER_OPEN, folder, errno);
    struct qn_buf names;
    qn_buf_init(&names, out->max);
    size_t count = 0;
    enum qn_status st = QN_OK;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry) {
            if (errno)
                st = qn_err_errno(err, QN_T_FOLDER_OPEN, folder, errno);
            break;
        }
        struct stat info;
        if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &info, 0) != 0 ||
            !S_ISREG(info.st_mode))
            continue;
        st = qn_buf_append(&names, entry->d_name, strlen(entry->d_name) + 1, err);
        if (st)
            break;
        count++;
    }
    closedir(dir);
    if (!st)
        st = append_sorted(&names, count, out, err);
    qn_buf_release(&names);
    return st;
}

enum qn_status qn_file_mkdirs(const char *path, struct qn_err *err)
{
    struct qn_buf part;
    qn_buf_init(&part, PATH_MAX_BYTES);
    enum qn_status st = qn_buf_text(&part, path, err);
    for (size_t i = 1; !st && i <= part.len; i++) {
        if (i < part.len && part.data[i] != '/')
            continue;
        part.data[i] = '\0';
        if (mkdir(part.data, 0777) != 0 && !(errno == EEXIST && qn_file_is_folder(part.data)))
            st = qn_err_errno(err, QN_T_FOLDER_MAKE, part.data, errno);
        part.data[i] = i < part.len ? '/' : '\0';
    }
    if (!st && !qn_file_is_folder(path))
        st = qn_err_errno(err, QN_T_FOLDER_MAKE, path, ENOENT);
    qn_buf_release(&part);
    return st;
}

int qn_file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int qn_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}
