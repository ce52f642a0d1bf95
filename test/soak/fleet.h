/* Devices of a soak: one thread, many connections; what was answered is written down, and in the
 * end looked for in the canonical view. */
#ifndef SOAK_FLEET_H
#define SOAK_FLEET_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "quench/hj212.h"
#include "soak/soak.h"

#define FLEET_FLIGHT 8
#define FLEET_FRAME_CAP 512
#define FLEET_IN_CAP 4096
#define FLEET_DAY_MS INT64_C(86400000)
#define FLEET_DAY 168 /* frames of a day sent again: 144 of 10 minutes, 24 of an hour */
#define FLEET_FRAMES ((int64_t)1 << 18) /* a device */

struct fleet_frame { /* sent and not answered */
    int64_t index;
    double sent_s;
};

struct fleet_device {
    int fd; /* -1: not connected */
    char mn[32];
    int64_t next; /* index of the next new frame */
    struct fleet_frame flight[FLEET_FLIGHT];
    int n_flight;
    char out[FLEET_FLIGHT * FLEET_FRAME_CAP];
    size_t out_len;
    char in[FLEET_IN_CAP];
    size_t in_len;
    unsigned char *answered; /* a bit for each index */
    double answered_s;       /* the last answer */
};

struct fleet {
    struct fleet_device *device;
    int n, flight, epoll, port;
    bool days; /* not realtime data: days of 144 ten-minute and 24 hour values, sent again (RF=1) */
    int64_t base_ms, qn_base_ms, limit; /* limit: frames a device */
    bool quiet;                         /* no new frames */
    int64_t sent, answered, lost, foreign, beats;
    float *wait_ms;
    size_t n_wait, wait_cap;
};

static inline int64_t fleet_wall_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Realtime data of n devices a second apart, beginning four days ago. */
static inline void fleet_new(struct fleet *f, const char *prefix, int n, int flight)
{
    *f = (struct fleet){.n = n, .flight = flight};
    f->limit = FLEET_FRAMES;
    f->qn_base_ms = fleet_wall_ms() - 3600000;
    f->base_ms = f->qn_base_ms - 4 * FLEET_DAY_MS;
    f->base_ms -= f->base_ms % FLEET_DAY_MS + FLEET_DAY_MS / 3; /* midnight at +08:00 */
    f->device = calloc((size_t)n, sizeof *f->device);
    f->wait_cap = (size_t)1 << 20;
    f->wait_ms = malloc(f->wait_cap * sizeof *f->wait_ms);
    f->epoll = epoll_create1(EPOLL_CLOEXEC);
    assert_true(f->device && f->wait_ms && f->epoll >= 0);
    for (int i = 0; i < n; i++) {
        f->device[i].fd = -1;
        snprintf(f->device[i].mn, sizeof f->device[i].mn, "%s%08d", prefix, i);
        f->device[i].answered = calloc(FLEET_FRAMES / 8, 1);
        assert_non_null(f->device[i].answered);
    }
}

static inline void fleet_cut(struct fleet *f, struct fleet_device *d)
{
    if (d->fd < 0)
        return;
    close(d->fd);
    d->fd = -1;
    d->in_len = d->out_len = 0;
    f->lost++;
}

static inline void fleet_free(struct fleet *f)
{
    for (int i = 0; i < f->n; i++) {
        fleet_cut(f, &f->device[i]);
        free(f->device[i].answered);
    }
    close(f->epoll);
    free(f->device);
    free(f->wait_ms);
}

/* ---- sending ---- */

static inline int fleet_cn(const struct fleet *f, int64_t k)
{
    if (!f->days)
        return 2011;
    return k % FLEET_DAY < 144 ? 2051 : 2061;
}

static inline int64_t fleet_time_of(const struct fleet *f, int64_t k)
{
    int64_t r = k % FLEET_DAY;
    if (!f->days)
        return f->base_ms + k * 1000;
    return f->base_ms + k / FLEET_DAY * FLEET_DAY_MS + (r < 144 ? r * 600000 : (r - 144) * 3600000);
}

/* Which frame has this kind and time; -1: none. */
static inline int64_t fleet_index_of(const struct fleet *f, int cn, int64_t unix_ms)
{
    int64_t ms = unix_ms - f->base_ms, in_day = ms % FLEET_DAY_MS;
    int64_t k = ms / 1000;
    if (ms < 0)
        return -1;
    if (f->days)
        k = ms / FLEET_DAY_MS * FLEET_DAY + (cn == 2051 ? in_day / 600000 : 144 + in_day / 3600000);
    bool it_is = k < FLEET_FRAMES && fleet_cn(f, k) == cn && fleet_time_of(f, k) == unix_ms;
    return it_is ? k : -1;
}

static inline size_t fleet_frame(const struct fleet *f, const struct fleet_device *d, int64_t k,
                                 char *out)
{
    char body[FLEET_FRAME_CAP], time[QN_212_TIME_CAP];
    const char *field = f->days ? "Avg" : "Rtd";
    int n = snprintf(body, sizeof body,
                     "QN=%017llu;ST=31;CN=%d;PW=123456;MN=%s;Flag=%s;CP=&&DataTime=%s;"
                     "a21026-%s=%lld.%02lld,a21026-Flag=N;a19001-%s=%lld.5,a19001-Flag=N&&",
                     (unsigned long long)qn_212_qn_of(f->qn_base_ms + k), fleet_cn(f, k), d->mn,
                     f->days ? "9;RF=1" : "5", qn_212_time_text(fleet_time_of(f, k), false, time),
                     field, (long long)(k * 7 % 97), (long long)(k % 100), field,
                     (long long)(k % 9 + 6));
    return (size_t)snprintf(out, FLEET_FRAME_CAP, "##%04d%s%04X\r\n", n, body,
                            (unsigned)qn_212_crc(body, (size_t)n));
}

static inline void fleet_flush(struct fleet *f, struct fleet_device *d)
{
    while (d->fd >= 0 && d->out_len) {
        ssize_t n = send(d->fd, d->out, d->out_len, MSG_NOSIGNAL);
        if (n <= 0) {
            if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
                fleet_cut(f, d);
            return;
        }
        memmove(d->out, d->out + n, d->out_len - (size_t)n);
        d->out_len -= (size_t)n;
    }
}

static inline void fleet_put(struct fleet *f, struct fleet_device *d, int64_t k)
{
    char frame[FLEET_FRAME_CAP];
    size_t n = fleet_frame(f, d, k, frame);
    if (d->out_len + n > sizeof d->out)
        return;
    memcpy(d->out + d->out_len, frame, n);
    d->out_len += n;
    f->sent++;
}

/* New frames as far as the device may have under way. */
static inline void fleet_fill(struct fleet *f, struct fleet_device *d)
{
    while (!f->quiet && d->fd >= 0 && d->out_len == 0 && d->n_flight < f->flight &&
           d->next < f->limit) {
        d->flight[d->n_flight++] = (struct fleet_frame){d->next, soak_now_s()};
        fleet_put(f, d, d->next++);
        fleet_flush(f, d);
    }
}

/* ---- connecting ---- */

/* room: [byte] that the system keeps unread; 0: its own choice. */
static inline int fleet_dial_small(int port, int room)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && room)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(fd, F_SETFL, O_NONBLOCK);
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

static inline int fleet_dial(int port)
{
    return fleet_dial_small(port, 0);
}

/* As a logger does it: what was not answered is sent again first. */
static inline bool fleet_join(struct fleet *f, struct fleet_device *d)
{
    d->fd = fleet_dial(f->port);
    if (d->fd < 0)
        return false;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = d};
    assert_int_equal(epoll_ctl(f->epoll, EPOLL_CTL_ADD, d->fd, &e), 0);
    d->in_len = d->out_len = 0;
    for (int i = 0; i < d->n_flight; i++) {
        d->flight[i].sent_s = soak_now_s();
        fleet_put(f, d, d->flight[i].index);
    }
    fleet_flush(f, d);
    fleet_fill(f, d);
    return true;
}

static inline void fleet_connect(struct fleet *f, int port)
{
    f->port = port;
    for (int i = 0; i < f->n; i++)
        if (f->device[i].fd < 0)
            assert_true(fleet_join(f, &f->device[i]));
}

static inline void fleet_leave(struct fleet *f)
{
    for (int i = 0; i < f->n; i++)
        fleet_cut(f, &f->device[i]);
}

/* ---- answers ---- */

static inline void fleet_answered(struct fleet *f, struct fleet_device *d, uint64_t qn)
{
    double now_s = soak_now_s();
    d->answered_s = now_s;
    for (int i = 0; i < d->n_flight; i++) {
        int64_t k = d->flight[i].index;
        if (qn_212_qn_of(f->qn_base_ms + k) != qn)
            continue;
        if (f->n_wait < f->wait_cap)
            f->wait_ms[f->n_wait++] = (float)(1e3 * (now_s - d->flight[i].sent_s));
        d->answered[k / 8] |= (unsigned char)(1u << (k % 8));
        d->flight[i] = d->flight[--d->n_flight];
        f->answered++;
        return;
    }
    f->foreign++;
}

static inline void fleet_hear(struct fleet *f, struct fleet_device *d)
{
    size_t at = 0;
    for (;;) {
        struct qn_212_frame a;
        enum qn_212_fault fault;
        size_t used = 0;
        enum qn_212_take took = qn_212_take(d->in + at, d->in_len - at, QN_212_POLICY_TOLERANT,
                                            false, &a, &used, &fault);
        if (took == QN_212_FAULT)
            fail_msg("an answer is broken: %s: %.*s", qn_212_fault_name(fault), (int)used,
                     d->in + at);
        at += used;
        if (took == QN_212_MORE)
            break;
        if (a.cn_code == 9014)
            fleet_answered(f, d, a.qn_number);
        else if (a.cn_code == 9013)
            f->beats++;
    }
    memmove(d->in, d->in + at, d->in_len - at);
    d->in_len -= at;
}

static inline void fleet_read(struct fleet *f, struct fleet_device *d)
{
    ssize_t n = recv(d->fd, d->in + d->in_len, sizeof d->in - d->in_len, 0);
    if (n > 0) {
        d->in_len += (size_t)n;
        fleet_hear(f, d);
        fleet_flush(f, d);
        fleet_fill(f, d);
    } else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
        fleet_cut(f, d);
    }
}

/* Reads what came within wait_ms. */
static inline void fleet_turn(struct fleet *f, int wait_ms)
{
    struct epoll_event e[128];
    int n = epoll_wait(f->epoll, e, 128, wait_ms);
    for (int i = 0; i < n; i++)
        if (((struct fleet_device *)e[i].data.ptr)->fd >= 0)
            fleet_read(f, e[i].data.ptr);
}

static inline void fleet_run(struct fleet *f, double seconds)
{
    double until_s = soak_now_s() + seconds;
    for (int i = 0; i < f->n; i++)
        fleet_fill(f, &f->device[i]);
    for (double left = seconds; left > 0; left = until_s - soak_now_s())
        fleet_turn(f, left < 0.05 ? (int)(1e3 * left) + 1 : 50);
}

static inline int64_t fleet_under_way(const struct fleet *f)
{
    int64_t n = 0;
    for (int i = 0; i < f->n; i++)
        n += f->device[i].n_flight;
    return n;
}

/* No new frames; waits for what is under way. false: not all was answered. */
static inline bool fleet_settle(struct fleet *f, double seconds)
{
    double until_s = soak_now_s() + seconds;
    f->quiet = true;
    while (fleet_under_way(f) > 0 && soak_now_s() < until_s)
        fleet_turn(f, 20);
    f->quiet = false;
    return fleet_under_way(f) == 0;
}

static inline int fleet_by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static inline double fleet_p99_ms(struct fleet *f)
{
    qsort(f->wait_ms, f->n_wait, sizeof *f->wait_ms, fleet_by_value);
    return f->n_wait ? (double)f->wait_ms[(f->n_wait - 1) * 99 / 100] : 0;
}

/* Seconds until a heartbeat on a line of its own is answered; more than limit_s: it was not. */
static inline double fleet_beat_s(int port, double limit_s)
{
    static const char body[] = "QN=20261124080000001;ST=31;CN=9015;PW=123456;MN=QNBEAT00000001;"
                               "Flag=5;CP=&&&&";
    char frame[FLEET_FRAME_CAP], answer[FLEET_FRAME_CAP + 1];
    int n = snprintf(frame, sizeof frame, "##%04zu%s%04X\r\n", sizeof body - 1, body,
                     (unsigned)qn_212_crc(body, sizeof body - 1));
    double began_s = soak_now_s(), took_s = 0;
    int fd = fleet_dial(port);
    bool answered = false;
    assert_true(fd >= 0);
    assert_int_equal(send(fd, frame, (size_t)n, MSG_NOSIGNAL), n);
    while (!answered && took_s <= limit_s) {
        ssize_t got = recv(fd, answer, FLEET_FRAME_CAP, 0);
        answer[got > 0 ? got : 0] = '\0';
        answered = strstr(answer, "CN=9013") != NULL;
        if (!answered)
            soak_sleep_s(0.005);
        took_s = soak_now_s() - began_s;
    }
    close(fd);
    return took_s;
}

/* They were answered, and in time. */
static inline void fleet_was_served(struct fleet *f, const char *what)
{
    double p99_ms = fleet_p99_ms(f);
    print_message("%s: %lld answered, p99 %.1f ms\n", what, (long long)f->answered, p99_ms);
    assert_true(f->answered > f->n);
    assert_true(p99_ms < soak_p99_ms());
}

/* ---- the canonical view ---- */

/* 2026-11-22T10:01:42+08:00 */
static inline int64_t fleet_time_ms(const char *s)
{
    char digits[QN_212_TIME_CAP];
    int64_t ms = -1;
    int n = 0;
    for (; *s && *s != '+' && n < 14; s++)
        if (*s >= '0' && *s <= '9')
            digits[n++] = *s;
    return n == 14 && qn_212_time((struct qn_212_span){digits, 14}, &ms) ? ms : -1;
}

/* How often each frame of the device is there: 255 at most. */
static inline void fleet_count_rows(const struct fleet *f, const struct soak_gate *g,
                                    const struct fleet_device *d, unsigned char *seen)
{
    char command[3 * SOAK_PATH_CAP], line[1024];
    snprintf(command, sizeof command, "'%s' telemetry '%s' --device %s --csv", QN_TEST_PROGRAM,
             g->store, d->mn);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    while (fgets(line, sizeof line, p)) {
        if (!strstr(line, ",a21026,"))
            continue;
        int64_t k = fleet_index_of(f,
                                   strstr(line, ",2051,a")   ? 2051
                                   : strstr(line, ",2061,a") ? 2061
                                                             : 2011,
                                   fleet_time_ms(line));
        assert_true(k >= 0);
        assert_true(seen[k] < 255);
        seen[k]++;
    }
    assert_int_equal(pclose(p), 0);
}

/* Every answered frame once; none twice; none that was never sent. */
static inline void fleet_look_for_one(const struct fleet *f, const struct soak_gate *g,
                                      const struct fleet_device *d, int64_t *missing,
                                      int64_t *twice)
{
    unsigned char *seen = calloc(FLEET_FRAMES, 1);
    assert_non_null(seen);
    if (d->next > 0)
        fleet_count_rows(f, g, d, seen);
    for (int64_t k = 0; k < FLEET_FRAMES; k++) {
        bool answered = d->answered[k / 8] & (1u << (k % 8));
        if (answered && !seen[k])
            ++*missing;
        *twice += seen[k] > 1;
        assert_true(k < d->next || !seen[k]);
    }
    free(seen);
}

static inline void fleet_is_all_there(const struct fleet *f, const struct soak_gate *g)
{
    int64_t missing = 0, twice = 0;
    for (int i = 0; i < f->n; i++)
        fleet_look_for_one(f, g, &f->device[i], &missing, &twice);
    print_message("%lld frames answered, %lld of them missing, %lld twice\n",
                  (long long)f->answered, (long long)missing, (long long)twice);
    assert_int_equal(missing, 0);
    assert_int_equal(twice, 0);
}

#endif
