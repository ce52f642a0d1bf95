/* Output files, written beside their names and renamed when whole. */
#include "deck/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deck/fixed.h"

#define BUFFER_BYTES ((size_t)128 * 1024)
#define TEMP_TRIES 100
#define TEMP_EXTRA 64

struct qn_sink {
    char *path, *temp; /* temp NULL: path is written itself */
    char *buffer;      /* from the first byte to the commit */
    size_t used;
    int failed; /* errno of the first failure */
    bool committed;
    char spare[QN_SINK_ROOM_MAX]; /* what a failed sink is given to be written on; never read */
};

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* FOLDER/.NAME.part-PID-I */
static int make_temp(struct qn_sink *sink)
{
    const char *path = sink->path;
    size_t folder = folder_length(path), cap = strlen(path) + TEMP_EXTRA;
    sink->temp = malloc(cap);
    if (!sink->temp)
        return ENOMEM;
    for (int i = 0; i < TEMP_TRIES; i++) {
        snprintf(sink->temp, cap, "%.*s.%s.part-%ld-%d", (int)folder, path, path + folder,
                 (long)getpid(), i);
        int fd = open(sink->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return close(fd) ? errno : 0;
        if (errno != EEXIST)
            break;
    }
    int bad = errno;
    free(sink->temp);
    sink->temp = NULL;
    return bad;
}

static int open_sink(struct qn_sink *sink)
{
    struct stat info;
    if (!sink->path[folder_length(sink->path)])
        return EISDIR;
    if (stat(sink->path, &info) != 0 || S_ISREG(info.st_mode))
        return make_temp(sink);
    return S_ISDIR(info.st_mode) ? EISDIR : access(sink->path, W_OK) ? errno : 0;
}

enum qn_status qn_sink_new(const char *path, struct qn_sink **sink, struct qn_err *err)
{
    size_t n = strlen(path) + 1;
    struct qn_sink *s = calloc(1, sizeof *s);
    int bad = ENOMEM;
    if (s && (s->path = malloc(n))) {
        memcpy(s->path, path, n);
        bad = open_sink(s);
    }
    if (bad) {
        qn_sink_free(s);
        return qn_err_errno(err, QN_T_DECK_OUT_OPEN, path, bad);
    }
    *sink = s;
    return QN_OK;
}

const char *qn_sink_path(const struct qn_sink *sink)
{
    return sink->path;
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

/* Opened for each buffer, so that any number of files may be under way. */
static void drain(struct qn_sink *sink)
{
    if (sink->used == 0 || sink->failed) {
        sink->used = 0;
        return;
    }
    int fd = open(sink->temp ? sink->temp : sink->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0) {
        sink->failed = errno;
        return;
    }
    sink->failed = write_all(fd, sink->buffer, sink->used);
    if (close(fd) != 0 && !sink->failed)
        sink->failed = errno;
    sink->used = 0;
}

char *qn_sink_room(struct qn_sink *sink, size_t n)
{
    if (!sink->buffer && !sink->failed) {
        sink->buffer = malloc(BUFFER_BYTES);
        if (!sink->buffer)
            sink->failed = ENOMEM;
    }
    if (n > BUFFER_BYTES - sink->used)
        drain(sink);
    if (sink->failed)
        return sink->spare;
    char *p = sink->buffer + sink->used;
    sink->used += n;
    return p;
}

void qn_sink_put(struct qn_sink *sink, const char *p, size_t n)
{
    while (n > 0) {
        size_t part = n < QN_SINK_ROOM_MAX ? n : QN_SINK_ROOM_MAX;
        memcpy(qn_sink_room(sink, part), p, part);
        p += part;
        n -= part;
    }
}

void qn_sink_text(struct qn_sink *sink, const char *text)
{
    qn_sink_put(sink, text, strlen(text));
}

void qn_sink_line(struct qn_sink *sink, const char *text)
{
    qn_sink_text(sink, text);
    qn_sink_end(sink);
}

void qn_sink_pad(struct qn_sink *sink, const char *text, size_t width)
{
    size_t n = strlen(text);
    n = n < width ? n : width;
    qn_sink_put(sink, text, n);
    qn_sink_blank(sink, width - n);
}

void qn_sink_blank(struct qn_sink *sink, size_t n)
{
    if (n)
        memset(qn_sink_room(sink, n), ' ', n);
}

void qn_sink_fixed(struct qn_sink *sink, double value, unsigned width, unsigned decimals)
{
    qn_fixed_write(qn_sink_room(sink, width), value, width, decimals);
}

void qn_sink_expo(struct qn_sink *sink, double value)
{
    qn_expo_write(qn_sink_room(sink, QN_EXPO_WIDTH), value);
}

void qn_sink_int(struct qn_sink *sink, long value, unsigned width)
{
    qn_integer_write(qn_sink_room(sink, width), value, width, ' ');
}

void qn_sink_date(struct qn_sink *sink, long date)
{
    qn_integer_write(qn_sink_room(sink, 8), date, 8, '0');
}

void qn_sink_end(struct qn_sink *sink)
{
    *qn_sink_room(sink, 1) = '\n';
}

enum qn_status qn_sink_flush(struct qn_sink *sink, struct qn_err *err)
{
    drain(sink);
    free(sink->buffer);
    sink->buffer = NULL;
    if (sink->failed)
        return qn_err_errno(err, QN_T_DECK_OUT_WRITE, sink->path, sink->failed);
    return QN_OK;
}

enum qn_status qn_sink_commit(struct qn_sink *sink, struct qn_err *err)
{
    if (sink->temp && rename(sink->temp, sink->path) != 0)
        return qn_err_errno(err, QN_T_DECK_OUT_WRITE, sink->path, errno);
    sink->committed = true;
    return QN_OK;
}

void qn_sink_free(struct qn_sink *sink)
{
    if (!sink)
        return;
    if (sink->temp && !sink->committed)
        unlink(sink->temp);
    free(sink->buffer);
    free(sink->temp);
    free(sink->path);
    free(sink);
}
