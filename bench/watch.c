/* Load on an HJ 212 server: many devices in one thread.
 *
 * Every connection is a device of its own; every frame has a fresh QN and DataTime, asks for an
 * answer (A = 1) and is matched with its 9014 by QN. With --rate the time of a frame is the one it
 * was due at, so that a server that stalls cannot hide it (no coordinated omission).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "quench/hj212.h"

#define MAX_IN_FLIGHT 64
#define FRAME_CAP 1200
#define ANSWER_CAP 4096
#define MAX_SAMPLES (1u << 26)

struct options {
    const char *host, *mn_prefix, *acked;
    int port, connections, in_flight, step_s;
    double seconds, rate;
    int cn;
    bool json;
};

struct device {
    int fd;
    bool open, blocked;
    int64_t qn_ms, data_ms; /* of the next frame */
    uint64_t qn[MAX_IN_FLIGHT];
    double due_s[MAX_IN_FLIGHT];
    int in_flight;
    char out[FRAME_CAP];
    size_t out_len, out_at;
    char in[ANSWER_CAP];
    size_t in_len;
};

struct load {
    struct options o;
    struct device *device;
    int epoll;
    float *sample_ms; /* latencies */
    size_t samples;
    int64_t sent, answered, foreign, lost_connections, skipped;
    double began_s, end_s;
    FILE *acked;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int64_t wall_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void die(const char *what)
{
    fprintf(stderr, "bench_watch: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* One frame of seven flue-gas factors, about 330 bytes, into d->out. */
static void build_frame(struct load *l, struct device *d, size_t i)
{
    static const char *const stack[] = {"a00000", "a01011", "a01012", "a19001",
                                        "a21026", "a21002", "a34013"};
    char body[FRAME_CAP], data_time[QN_212_TIME_CAP];
    uint64_t qn = qn_212_qn_of(d->qn_ms++);
    const char *field = l->o.cn == 2011 ? "Rtd" : "Avg";
    int n = snprintf(body, sizeof body,
                     "QN=%017llu;ST=31;CN=%d;PW=123456;MN=%s%07zu;Flag=5;CP=&&DataTime=%s",
                     (unsigned long long)qn, l->o.cn, l->o.mn_prefix, i,
                     qn_212_time_text(d->data_ms, false, data_time));
    for (size_t k = 0; k < sizeof stack / sizeof *stack; k++) {
        unsigned v = (unsigned)((qn / 7 + k * 7919 + i * 104729) % 9973);
        n += snprintf(body + n, sizeof body - (size_t)n, ";%s-%s=%u.%02u,%s-Flag=N", stack[k],
                      field, v / 100, v % 100, stack[k]);
    }
    n += snprintf(body + n, sizeof body - (size_t)n, "&&");
    d->data_ms += (int64_t)l->o.step_s * 1000;
    d->out_len = (size_t)snprintf(d->out, sizeof d->out, "##%04d%s%04X\r\n", n, body,
                                  (unsigned)qn_212_crc(body, (size_t)n));
    d->out_at = 0;
    d->qn[d->in_flight] = qn;
}

static void lose(struct load *l, struct device *d)
{
    if (!d->open)
        return;
    close(d->fd);
    d->open = false;
    l->lost_connections++;
}

static void want(struct load *l, struct device *d, bool write)
{
    if (d->blocked == write)
        return;
    d->blocked = write;
    struct epoll_event e = {.events = EPOLLIN | (write ? (uint32_t)EPOLLOUT : 0u), .data.ptr = d};
    epoll_ctl(l->epoll, EPOLL_CTL_MOD, d->fd, &e);
}

static bool flush_out(struct load *l, struct device *d)
{
    while (d->out_at < d->out_len) {
        ssize_t n = send(d->fd, d->out + d->out_at, d->out_len - d->out_at, MSG_NOSIGNAL);
        if (n > 0) {
            d->out_at += (size_t)n;
            continue;
        }
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            want(l, d, true);
            return false;
        }
        lose(l, d);
        return false;
    }
    want(l, d, false);
    return true;
}

static void send_one(struct load *l, struct device *d, double due_s)
{
    if (!d->open || d->out_at < d->out_len || d->in_flight >= l->o.in_flight) {
        l->skipped++;
        return;
    }
    build_frame(l, d, (size_t)(d - l->device));
    d->due_s[d->in_flight++] = due_s;
    l->sent++;
    flush_out(l, d);
}

static void fill(struct load *l, struct device *d)
{
    double t = now_s();
    while (d->open && t < l->end_s && d->in_flight < l->o.in_flight && d->out_at == d->out_len)
        send_one(l, d, t);
}

/* An answer's QN among those in flight. */
static void answered(struct load *l, struct device *d, uint64_t qn, const char *frame, size_t len)
{
    (void)frame;
    (void)len;
    for (int i = 0; i < d->in_flight; i++) {
        if (d->qn[i] != qn)
            continue;
        if (l->samples < MAX_SAMPLES)
            l->sample_ms[l->samples++] = (float)(1e3 * (now_s() - d->due_s[i]));
        l->answered++;
        if (l->acked)
            fprintf(l->acked, "%s%07zu %017llu\n", l->o.mn_prefix, (size_t)(d - l->device),
                    (unsigned long long)qn);
        d->in_flight--;
        d->qn[i] = d->qn[d->in_flight];
        d->due_s[i] = d->due_s[d->in_flight];
        return;
    }
    l->foreign++;
}

static uint64_t qn_of_answer(const char *p, size_t n)
{
    for (size_t i = 0; i + 20 <= n; i++)
        if (p[i] == 'Q' && p[i + 1] == 'N' && p[i + 2] == '=') {
            uint64_t v = 0;
            for (size_t k = i + 3; k < n && p[k] >= '0' && p[k] <= '9'; k++)
                v = v * 10 + (uint64_t)(p[k] - '0');
            return v;
        }
    return 0;
}

/* Whole answers at the front of the buffer, by length; the peer's may lack what ours have. */
static void read_answers(struct load *l, struct device *d)
{
    size_t at = 0;
    while (d->in_len - at >= 12) {
        const char *p = d->in + at;
        if (p[0] != '#' || p[1] != '#') {
            at++;
            continue;
        }
        size_t len = 0;
        for (int k = 2; k < 6; k++)
            len = len * 10 + (size_t)(p[k] - '0');
        if (len + 12 > d->in_len - at)
            break;
        uint64_t qn = qn_of_answer(p + 6, len);
        if (memmem(p + 6, len, "CN=9014", 7))
            answered(l, d, qn, p, len);
        at += len + 12;
    }
    memmove(d->in, d->in + at, d->in_len - at);
    d->in_len -= at;
}

static void on_readable(struct load *l, struct device *d)
{
    ssize_t n = recv(d->fd, d->in + d->in_len, sizeof d->in - d->in_len, 0);
    if (n <= 0) {
        if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
            lose(l, d);
        return;
    }
    d->in_len += (size_t)n;
    read_answers(l, d);
}

static void connect_all(struct load *l)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->o.port)};
    if (inet_pton(AF_INET, l->o.host, &to.sin_addr) != 1)
        die(l->o.host);
    int64_t base = wall_ms() - 2 * 86400000LL;
    base -= base % 1000;
    for (int i = 0; i < l->o.connections; i++) {
        struct device *d = &l->device[i];
        d->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (d->fd < 0 || connect(d->fd, (struct sockaddr *)&to, sizeof to) != 0)
            die("connect");
        int one = 1;
        setsockopt(d->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(d->fd, F_SETFL, O_NONBLOCK);
        d->open = true;
        d->qn_ms = wall_ms();
        d->data_ms = base;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = d};
        if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, d->fd, &e) != 0)
            die("epoll_ctl");
    }
}

static void handle(struct load *l, const struct epoll_event *e)
{
    struct device *d = e->data.ptr;
    if (d->open && (e->events & EPOLLOUT))
        flush_out(l, d);
    if (d->open && (e->events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        on_readable(l, d);
    if (l->o.rate <= 0)
        fill(l, d);
}

static void run(struct load *l)
{
    struct epoll_event e[256];
    l->began_s = now_s();
    l->end_s = l->began_s + l->o.seconds;
    double next = l->began_s, grace_s = 5;
    int turn = 0;
    if (l->o.rate <= 0)
        for (int i = 0; i < l->o.connections; i++)
            fill(l, &l->device[i]);
    for (;;) {
        double t = now_s();
        if (t > l->end_s + grace_s || (t > l->end_s && l->answered >= l->sent))
            break;
        for (; l->o.rate > 0 && next <= t && next < l->end_s; next += 1 / l->o.rate) {
            send_one(l, &l->device[turn], next);
            turn = (turn + 1) % l->o.connections;
        }
        int n = epoll_wait(l->epoll, e, 256, l->o.rate > 0 && t < l->end_s ? 1 : 100);
        for (int i = 0; i < n; i++)
            handle(l, &e[i]);
    }
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double quantile(const struct load *l, double q)
{
    if (!l->samples)
        return 0;
    size_t i = (size_t)(q * (double)(l->samples - 1));
    return (double)l->sample_ms[i];
}

static void report(struct load *l)
{
    qsort(l->sample_ms, l->samples, sizeof *l->sample_ms, by_value);
    const struct options *o = &l->o;
    long long unanswered = (long long)(l->sent - l->answered);
    double per_s = (double)l->answered / o->seconds, p50 = quantile(l, 0.5), p90 = quantile(l, 0.9),
           p99 = quantile(l, 0.99), longest = quantile(l, 1);
    if (o->json)
        printf("{\"connections\": %d, \"in_flight\": %d, \"seconds\": %.1f, \"sent\": %lld, "
               "\"answered\": %lld, \"answered_per_s\": %.0f, \"unanswered\": %lld, "
               "\"not_sent_in_time\": %lld, \"lost_connections\": %lld, \"p50_ms\": %.3f, "
               "\"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}\n",
               o->connections, o->in_flight, o->seconds, (long long)l->sent, (long long)l->answered,
               per_s, unanswered, (long long)l->skipped, (long long)l->lost_connections, p50, p90,
               p99, longest);
    else
        printf("connections %d, in flight %d, %.1f s: sent %lld, answered %lld (%.0f/s), "
               "unanswered %lld, not sent in time %lld, connections lost %lld; "
               "ms p50 %.2f p90 %.2f p99 %.2f max %.2f\n",
               o->connections, o->in_flight, o->seconds, (long long)l->sent, (long long)l->answered,
               per_s, unanswered, (long long)l->skipped, (long long)l->lost_connections, p50, p90,
               p99, longest);
}

static void usage(void)
{
    fputs(
        "usage: bench_watch --to ADDRESS:PORT [--connections 1000] [--in-flight 1] [--seconds 10]\n"
        "                   [--rate FRAMES_PER_S (0: as fast as answered)] [--frames 2011|2051]\n"
        "                   [--step-s 1] [--mn-prefix LOAD] [--acked FILE] [--json]\n",
        stderr);
    exit(2);
}

static void set_option(struct options *o, const char *name, const char *v)
{
    if (strcmp(name, "--to") == 0) {
        static char host[64];
        const char *colon = strrchr(v, ':');
        if (!colon || (size_t)(colon - v) >= sizeof host)
            usage();
        memcpy(host, v, (size_t)(colon - v));
        o->host = host;
        o->port = (int)strtol(colon + 1, NULL, 10);
    } else if (strcmp(name, "--connections") == 0) {
        o->connections = (int)strtol(v, NULL, 10);
    } else if (strcmp(name, "--in-flight") == 0) {
        o->in_flight = (int)strtol(v, NULL, 10);
    } else if (strcmp(name, "--seconds") == 0) {
        o->seconds = strtod(v, NULL);
    } else if (strcmp(name, "--rate") == 0) {
        o->rate = strtod(v, NULL);
    } else if (strcmp(name, "--frames") == 0) {
        o->cn = (int)strtol(v, NULL, 10);
    } else if (strcmp(name, "--step-s") == 0) {
        o->step_s = (int)strtol(v, NULL, 10);
    } else if (strcmp(name, "--mn-prefix") == 0) {
        o->mn_prefix = v;
    } else if (strcmp(name, "--acked") == 0) {
        o->acked = v;
    } else {
        usage();
    }
}

static struct options read_options(int argc, char **argv)
{
    struct options o = {.connections = 1000,
                        .in_flight = 1,
                        .step_s = 1,
                        .seconds = 10,
                        .cn = 2011,
                        .mn_prefix = "LOAD000"};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            o.json = true;
        else if (i + 1 < argc)
            set_option(&o, argv[i], argv[i + 1]), i++;
        else
            usage();
    }
    if (!o.host || o.connections < 1 || o.in_flight < 1 || o.in_flight > MAX_IN_FLIGHT ||
        !(o.seconds > 0))
        usage();
    return o;
}

int main(int argc, char **argv)
{
    struct load l = {.o = read_options(argc, argv)};
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    l.epoll = epoll_create1(EPOLL_CLOEXEC);
    l.device = calloc((size_t)l.o.connections, sizeof *l.device);
    l.sample_ms = malloc(sizeof *l.sample_ms * MAX_SAMPLES);
    if (l.epoll < 0 || !l.device || !l.sample_ms)
        die("memory");
    if (l.o.acked && !(l.acked = fopen(l.o.acked, "w")))
        die(l.o.acked);
    connect_all(&l);
    run(&l);
    report(&l);
    if (l.acked && fclose(l.acked) != 0)
        die(l.o.acked);
    for (int i = 0; i < l.o.connections; i++)
        if (l.device[i].open)
            close(l.device[i].fd);
    free(l.sample_ms);
    free(l.device);
    return l.answered > 0 ? 0 : 1;
}
