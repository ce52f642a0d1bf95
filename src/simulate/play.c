#include "simulate/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IN_CAP ((size_t)16384)
#define OUT_CAP ((size_t)16384)
#define WAIT_MS 200
#define REDIAL_MS 200
#define REFUSED 2 /* QnRtn: requests of the host are not carried out */

struct line {
    int fd;               /* -1: not connected */
    unsigned char *frame; /* sent and not yet answered; frame_len 0: none */
    size_t frame_len, frame_sent, frame_cap;
    int64_t arrival_unix_ms;
    uint64_t qn;
    double sent_s;
    int tries;
    unsigned char out[OUT_CAP]; /* answers to requests */
    size_t out_len;
    unsigned char in[IN_CAP];
    size_t in_len;
};
struct play {
    const struct qn_fleet *fleet;
    const struct qn_play *how;
    struct qn_play_report *report;
    struct addrinfo *address;
    struct line **line; /* made when a device first sends */
    struct pollfd *poll;
    size_t *polled; /* device of a poll entry */
    double began_s;
    int64_t first_unix_ms, now_unix_ms;
    bool stopped;
    struct qn_err *err;
    enum qn_status status;
};

static double steady_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* false: asked to stop. */
static bool step(const struct play *p)
{
    int64_t all = p->fleet->to_unix_ms - p->fleet->from_unix_ms;
    int64_t done = p->now_unix_ms - p->fleet->from_unix_ms;
    return !p->how->step || p->how->step(done < all ? done : all, all, p->how->user);
}

/* ---- connections ---- */

static enum qn_status resolve(struct play *p)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    int rc = getaddrinfo(p->how->host, p->how->port, &hints, &p->address);
    if (rc)
        return qn_fail(p->err, QN_E_NOTFOUND, p->how->host, QN_T_SIM_ADDRESS, p->how->host,
                       p->how->port, gai_strerror(rc));
    return QN_OK;
}

static void hang_up(struct line *l)
{
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    l->in_len = l->out_len = l->frame_sent = 0;
}

static int dial_once(const struct play *p)
{
    int fd = socket(p->address->ai_family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (connect(fd, p->address->ai_addr, p->address->ai_addrlen) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

static enum qn_status dial(struct play *p, struct line *l)
{
    double until = steady_s() + p->how->redial_s;
    while ((l->fd = dial_once(p)) < 0) {
        if (errno == EMFILE || errno == ENFILE || steady_s() >= until)
            return qn_fail(p->err, QN_E_IO, p->how->host, QN_T_SIM_CONNECT, p->how->host,
                           p->how->port, strerror(errno));
        if (!step(p)) {
            p->stopped = true;
            return qn_fail(p->err, QN_E_CANCELLED, NULL, QN_T_SIM_CANCELLED);
        }
        sleep_ms(REDIAL_MS);
    }
    return QN_OK;
}

static struct line *line_of(struct play *p, size_t device)
{
    char bytes[QN_NUM_TEXT_CAP];
    if (p->line[device])
        return p->line[device];
    struct line *l = calloc(1, sizeof *l);
    if (!l) {
        p->status =
            qn_fail(p->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, qn_num_text(sizeof *l, bytes));
        return NULL;
    }
    l->fd = -1;
    p->line[device] = l;
    p->status = dial(p, l);
    return p->status ? NULL : l;
}

/* The connection is gone: dialled again, and what was not answered is sent again. */
static void lost(struct play *p, struct line *l)
{
    hang_up(l);
    p->report->redials++;
    p->status = dial(p, l);
    l->sent_s = steady_s();
    if (l->frame_len)
        p->report->sent_again++;
}

/* ---- what comes back ---- */

static void acknowledged(struct play *p, size_t device, struct line *l)
{
    const struct qn_sim_frame f = {device, l->arrival_unix_ms, l->frame, l->frame_len};
    p->report->acknowledged++;
    l->frame_len = 0;
    if (p->how->acknowledged && p->how->acknowledged(&f, p->how->user))
        p->stopped = true;
}

/* 2005 has the QN within the CP. */
static uint64_t answered_qn(const struct qn_212_frame *f)
{
    struct qn_212_span v;
    uint64_t qn = 0;
    if (f->qn_number || !qn_212_find(f->cp, "QN", &v))
        return f->qn_number;
    for (uint32_t i = 0; i < v.n && i < 17 && v.p[i] >= '0' && v.p[i] <= '9'; i++)
        qn = qn * 10 + (uint64_t)(v.p[i] - '0');
    return qn;
}

static void take_one(struct play *p, size_t device, struct line *l, const struct qn_212_frame *f)
{
    if (f->cn_code == 9014) {
        if (l->frame_len && answered_qn(f) == l->qn)
            acknowledged(p, device, l);
        return;
    }
    const struct qn_212_command *c = qn_212_command_of(f->cn_code);
    if (!c || c->type != 'R' || !f->wants_answer)
        return;
    p->report->requests++;
    l->out_len += qn_212_answer(f, 9011, REFUSED, l->out + l->out_len, sizeof l->out - l->out_len);
}

static void take_all(struct play *p, size_t device, struct line *l)
{
    size_t at = 0;
    while (at < l->in_len) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        size_t used = 0;
        enum qn_212_take t = qn_212_take(l->in + at, l->in_len - at, QN_212_POLICY_TOLERANT, false,
                                         &f, &used, &fault);
        if (t == QN_212_FRAME)
            take_one(p, device, l, &f);
        at += used;
        if (t == QN_212_MORE)
            break;
    }
    memmove(l->in, l->in + at, l->in_len - at);
    l->in_len -= at;
}

static void read_line(struct play *p, size_t device, struct line *l)
{
    ssize_t n = recv(l->fd, l->in + l->in_len, IN_CAP - l->in_len, 0);
    if (n > 0) {
        l->in_len += (size_t)n;
        take_all(p, device, l);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        lost(p, l);
    }
    if (l->in_len == IN_CAP) /* nothing of ours is that long */
        l->in_len = 0;
}

/* false: the connection is gone. */
static bool push(struct line *l, const unsigned char *bytes, size_t len, size_t *done)
{
    while (*done < len) {
        ssize_t n = send(l->fd, bytes + *done, len - *done, MSG_NOSIGNAL);
        if (n > 0)
            *done += (size_t)n;
        else
            return n < 0 && (errno == EAGAIN || errno == EINTR);
    }
    return true;
}

static void write_line(struct play *p, struct line *l)
{
    size_t done = 0;
    bool whole = l->frame_sent == 0 || l->frame_sent == l->frame_len;
    if (whole && l->out_len) {
        if (!push(l, l->out, l->out_len, &done)) {
            lost(p, l);
            return;
        }
        memmove(l->out, l->out + done, l->out_len - done);
        l->out_len -= done;
        if (l->out_len)
            return;
    }
    if (l->frame_len && !push(l, l->frame, l->frame_len, &l->frame_sent))
        lost(p, l);
}

/* ---- waiting ---- */

static void look_at_time(struct play *p, struct line *l)
{
    if (!l->frame_len || steady_s() - l->sent_s < p->how->timeout_s)
        return;
    if (l->tries > p->how->retries) {
        p->report->unanswered++;
        l->frame_len = 0;
        return;
    }
    l->tries++;
    l->frame_sent = 0;
    l->sent_s = steady_s();
    p->report->sent_again++;
}

/* One look at all connections, for at most wait_ms. */
static void turn(struct play *p, int wait_ms)
{
    nfds_t n = 0;
    for (size_t i = 0; i < p->fleet->n; i++) {
        struct line *l = p->line[i];
        if (!l || l->fd < 0)
            continue;
        bool writes = l->out_len || (l->frame_len && l->frame_sent < l->frame_len);
        p->polled[n] = i;
        p->poll[n++] = (struct pollfd){l->fd, (short)(POLLIN | (writes ? POLLOUT : 0)), 0};
    }
    if (poll(p->poll, n, wait_ms) < 0 && errno != EINTR)
        p->status = qn_fail(p->err, QN_E_IO, NULL, QN_T_SIM_CONNECT, p->how->host, p->how->port,
                            strerror(errno));
    for (nfds_t k = 0; k < n && !p->status; k++) {
        struct line *l = p->line[p->polled[k]];
        if (p->poll[k].revents & (POLLIN | POLLHUP | POLLERR))
            read_line(p, p->polled[k], l);
        if (!p->status && l->fd == p->poll[k].fd && (p->poll[k].revents & POLLOUT))
            write_line(p, l);
        look_at_time(p, l);
    }
    if (!step(p))
        p->stopped = true;
}

static bool goes_on(const struct play *p)
{
    return !p->stopped && !p->status;
}

/* Until the simulated time has come. */
static void wait_for_time(struct play *p, int64_t arrival_unix_ms)
{
    if (!(p->how->speed > 0))
        return;
    double due = p->began_s + (double)(arrival_unix_ms - p->first_unix_ms) / 1000 / p->how->speed;
    while (goes_on(p)) {
        double left_ms = (due - steady_s()) * 1000;
        if (left_ms <= 0)
            return;
        turn(p, left_ms < WAIT_MS ? (int)left_ms + 1 : WAIT_MS);
    }
}

static enum qn_status keep(struct play *p, struct line *l, const struct qn_sim_frame *f)
{
    char bytes[QN_NUM_TEXT_CAP];
    if (f->len > l->frame_cap) {
        unsigned char *more = realloc(l->frame, f->len);
        if (!more)
            return qn_fail(p->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                           qn_num_text((double)f->len, bytes));
        l->frame = more;
        l->frame_cap = f->len;
    }
    memcpy(l->frame, f->bytes, f->len);
    l->frame_len = f->len;
    return QN_OK;
}

static int play_frame(const struct qn_sim_frame *f, void *user)
{
    struct play *p = user;
    struct qn_212_frame frame;
    enum qn_212_fault fault;
    size_t used;
    if (p->report->frames++ == 0)
        p->first_unix_ms = f->arrival_unix_ms;
    p->now_unix_ms = f->arrival_unix_ms;
    wait_for_time(p, f->arrival_unix_ms);
    struct line *l = goes_on(p) ? line_of(p, f->device) : NULL;
    while (goes_on(p) && l->frame_len)
        turn(p, WAIT_MS);
    if (!goes_on(p))
        return 1;
    if (qn_212_take(f->bytes, f->len, QN_212_POLICY_TOLERANT, true, &frame, &used, &fault) !=
        QN_212_FRAME)
        frame.qn_number = 0;
    p->status = keep(p, l, f);
    l->qn = frame.qn_number;
    l->arrival_unix_ms = f->arrival_unix_ms;
    l->frame_sent = 0;
    l->tries = 1;
    l->sent_s = steady_s();
    if (!p->status)
        write_line(p, l);
    return !goes_on(p);
}

static bool any_waits(const struct play *p)
{
    for (size_t i = 0; i < p->fleet->n; i++)
        if (p->line[i] && p->line[i]->frame_len)
            return true;
    return false;
}

/* ---- the whole ---- */

static void raise_open_files(size_t wanted)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= wanted + 64)
        return;
    r.rlim_cur = r.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &r);
}

static enum qn_status play_init(struct play *p)
{
    size_t n = p->fleet->n ? p->fleet->n : 1;
    char bytes[QN_NUM_TEXT_CAP];
    raise_open_files(n);
    p->line = calloc(n, sizeof(void *));
    p->poll = calloc(n, sizeof *p->poll);
    p->polled = calloc(n, sizeof *p->polled);
    if (!p->line || !p->poll || !p->polled)
        return qn_fail(p->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)(n * sizeof *p->poll), bytes));
    return resolve(p);
}

static void play_release(struct play *p)
{
    for (size_t i = 0; p->line && i < p->fleet->n; i++) {
        if (!p->line[i])
            continue;
        hang_up(p->line[i]);
        free(p->line[i]->frame);
        free(p->line[i]);
    }
    free(p->line);
    free(p->poll);
    free(p->polled);
    if (p->address)
        freeaddrinfo(p->address);
}

enum qn_status qn_play_fleet(const struct qn_fleet *f, const struct qn_play *how,
                             struct qn_play_report *out, struct qn_err *err)
{
    struct play p = {.fleet = f, .how = how, .report = out, .err = err};
    *out = (struct qn_play_report){0};
    p.began_s = steady_s();
    p.now_unix_ms = f->from_unix_ms;
    enum qn_status st = play_init(&p);
    if (st)
        goto out;
    struct qn_err own = {0};
    st = qn_simulate(f, play_frame, &p, &own);
    while (goes_on(&p) && !st && any_waits(&p))
        turn(&p, WAIT_MS);
    if (p.status)
        st = p.status; /* err is filled */
    else if (st && err)
        *err = own;
    else if (!st && p.stopped)
        st = qn_fail(err, QN_E_CANCELLED, NULL, QN_T_SIM_CANCELLED);
out:
    out->seconds = steady_s() - p.began_s;
    play_release(&p);
    return st;
}
