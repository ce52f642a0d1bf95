/* Files of frames, and a play against a small receiver in a process of its own. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "sim.h"
#include "simulate/outcome.h"

/* ---- files ---- */

struct kept {
    struct qn_frame_file *file;
    long n;
};

static int keep(const struct qn_sim_frame *s, void *user)
{
    struct kept *k = user;
    struct qn_err err = {0};
    assert_ok(qn_frame_file_put(k->file, s, &err), err);
    k->n++;
    return 0;
}

static void write_fleet(const char *path, struct kept *k)
{
    struct one o;
    struct qn_err err = {0};
    one_init(&o, 4, "coke_oven", QN_EP_NORMAL);
    o.fleet.device = &o.device;
    o.fleet.to_unix_ms = BEGIN_MS + DAY_MS;
    *k = (struct kept){0};
    assert_ok(qn_frame_file_new(path, NULL, &k->file, &err), err);
    assert_false(qn_file_exists(path)); /* only when it is whole */
    assert_ok(qn_simulate(&o.fleet, keep, k, &err), err);
    assert_ok(qn_frame_file_finish(k->file, &err), err);
    qn_frame_file_free(k->file);
}

static void a_file_holds_a_line_a_frame_plain_or_gzip(void **state)
{
    (void)state;
    static const char *const leaves[] = {"a.frames", "a.frames.gz"};
    char path[512], line[2048];
    for (int i = 0; i < 2; i++) {
        struct kept k;
        long lines = 0;
        snprintf(path, sizeof path, "%s/%ld.%s", QN_TEST_TMP, (long)getpid(), leaves[i]);
        write_fleet(path, &k);
        gzFile f = gzopen(path, "rb"); /* reads plain text as well */
        assert_non_null(f);
        while (gzgets(f, line, sizeof line)) {
            struct qn_212_frame frame;
            enum qn_212_fault fault;
            size_t used, n = strlen(line);
            char *tab = strchr(line, '\t');
            assert_non_null(tab);
            assert_int_equal(tab - line, 25); /* 2026-01-01T00:00:00+08:00 */
            line[n - 1] = '\0';
            assert_int_equal(
                qn_212_take(tab + 1, n - 2 - 25, QN_212_DEV_NO_CRLF, true, &frame, &used, &fault),
                QN_212_FRAME);
            lines++;
        }
        gzclose(f);
        assert_int_equal(lines, k.n);
        assert_true(lines > 50);
        unsigned char head[2] = {0};
        FILE *raw = fopen(path, "rb");
        assert_non_null(raw);
        assert_int_equal(fread(head, 1, 2, raw), 2);
        fclose(raw);
        assert_int_equal(head[0] == 0x1f && head[1] == 0x8b, i == 1);
        remove(path);
    }
}

static void a_file_that_cannot_be_written_is_told(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_frame_file *f = NULL;
    assert_int_equal(qn_frame_file_new("/nowhere/at/all/x.frames", NULL, &f, &err), QN_E_IO);
    assert_true(strlen(err.msg[QN_EN]) > 10);
}

/* ---- the receiver ---- */

struct peer {
    int fd;
    size_t len;
    unsigned char in[8192];
};

/* Answers every frame; every drop-th frame is dropped with its connection. */
static void receive(struct peer *p, int drop, int *seen)
{
    ssize_t n = recv(p->fd, p->in + p->len, sizeof p->in - p->len, 0);
    if (n <= 0) {
        close(p->fd);
        p->fd = -1;
        return;
    }
    p->len += (size_t)n;
    for (;;) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        size_t used;
        unsigned char out[256];
        if (qn_212_take(p->in, p->len, QN_212_POLICY_STRICT, false, &f, &used, &fault) !=
            QN_212_FRAME)
            return;
        if (drop && ++*seen % drop == 0) {
            close(p->fd);
            p->fd = -1;
            return;
        }
        size_t len = qn_212_answer(&f, 9014, -1, out, sizeof out);
        if (send(p->fd, out, len, MSG_NOSIGNAL) != (ssize_t)len)
            _exit(3);
        memmove(p->in, p->in + used, p->len - used);
        p->len -= used;
    }
}

static void serve(int listener, int drop)
{
    static struct peer peers[64];
    size_t n = 0;
    int seen = 0;
    for (;;) {
        struct pollfd fds[65] = {{listener, POLLIN, 0}};
        for (size_t i = 0; i < n; i++)
            fds[i + 1] = (struct pollfd){peers[i].fd, POLLIN, 0};
        poll(fds, (nfds_t)n + 1, 1000);
        for (size_t i = 0; i < n; i++)
            if (peers[i].fd >= 0 && fds[i + 1].revents)
                receive(&peers[i], drop, &seen);
        if (!(fds[0].revents & POLLIN))
            continue;
        if (n == 64)
            _exit(4);
        peers[n].fd = accept(listener, NULL, NULL);
        peers[n++].len = 0;
    }
}

static pid_t start_receiver(int drop, char port[16])
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    snprintf(port, 16, "%u", (unsigned)ntohs(a.sin_port));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        serve(fd, drop);
    close(fd);
    return child;
}

static int count_one(const struct qn_sim_frame *s, void *user)
{
    assert_true(s->len > 20);
    ++*(long *)user;
    return 0;
}

static void play_against(int drop, struct qn_play_report *report, long *acknowledged)
{
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    char port[16];
    *acknowledged = 0;
    qn_arena_init(&arena, (size_t)8 << 20);
    assert_ok(qn_fleet_draw(3, 12, BEGIN_MS, 1, &arena, &f, &err), err);
    pid_t child = start_receiver(drop, port);
    const struct qn_play how = {.host = "127.0.0.1",
                                .port = port,
                                .timeout_s = 5,
                                .retries = 3,
                                .redial_s = 5,
                                .acknowledged = count_one,
                                .user = acknowledged};
    enum qn_status st = qn_play_fleet(&f, &how, report, &err);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_ok(st, err);
    qn_arena_release(&arena);
}

static void a_play_has_every_frame_acknowledged(void **state)
{
    (void)state;
    struct qn_play_report r;
    long acknowledged;
    play_against(0, &r, &acknowledged);
    assert_true(r.frames > 1000);
    assert_int_equal(r.acknowledged, r.frames);
    assert_int_equal(acknowledged, r.frames);
    assert_int_equal(r.unanswered + r.redials, 0);
}

static void a_lost_connection_is_dialled_again_and_its_frame_sent_again(void **state)
{
    (void)state;
    struct qn_play_report r;
    long acknowledged;
    play_against(131, &r, &acknowledged);
    assert_true(r.redials >= 5);
    assert_int_equal(r.acknowledged, r.frames);
    assert_true(r.sent_again >= r.redials);
}

static void nobody_there_is_told(void **state)
{
    (void)state;
    struct one o;
    struct qn_err err = {0};
    struct qn_play_report r;
    one_init(&o, 4, "other", QN_EP_NORMAL);
    o.fleet.device = &o.device;
    const struct qn_play how = {.host = "127.0.0.1", .port = "1", .timeout_s = 1};
    assert_int_equal(qn_play_fleet(&o.fleet, &how, &r, &err), QN_E_IO);
    assert_non_null(strstr(err.msg[QN_EN], "127.0.0.1"));
}

QN_CASES_BEGIN
QN_CASE(a_file_holds_a_line_a_frame_plain_or_gzip)
QN_CASE(a_file_that_cannot_be_written_is_told)
QN_CASE(a_play_has_every_frame_acknowledged)
QN_CASE(a_lost_connection_is_dialled_again_and_its_frame_sent_again)
QN_CASE(nobody_there_is_told)
QN_CASES_END
