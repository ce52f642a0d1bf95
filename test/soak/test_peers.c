/* Peers that behave badly, beside others that go on and must be served. */
#include <dirent.h>

#include "soak/fleet.h"

#define CHUNK 4096

/* What one bad peer does each turn; it keeps its own state in the struct. */
struct rogue {
    int fd, port, kind;
    uint64_t chance;
    int64_t at;          /* turns, bytes or frames so far */
    int64_t sent, ended; /* bytes; connections the gateway ended */
    double next_s;
};

static void hang_up(struct rogue *r, bool reset)
{
    struct linger now = {.l_onoff = 1};
    if (r->fd < 0)
        return;
    if (reset)
        setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(r->fd);
    r->fd = -1;
}

/* As much as the socket takes; a line that was ended is dialled again. */
static size_t push(struct rogue *r, const char *p, size_t n)
{
    if (r->fd < 0)
        r->fd = fleet_dial(r->port);
    if (r->fd < 0)
        return 0;
    ssize_t w = send(r->fd, p, n, MSG_NOSIGNAL);
    if (w < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
        hang_up(r, false);
        r->ended++;
    }
    r->sent += w > 0 ? w : 0;
    return w > 0 ? (size_t)w : 0;
}

static size_t whole_frame(const char *mn, int64_t k, char *out)
{
    char body[FLEET_FRAME_CAP];
    int n = snprintf(body, sizeof body,
                     "QN=%017llu;ST=31;CN=2011;PW=123456;MN=%s;Flag=5;CP=&&DataTime=20261120080000;"
                     "a21026-Rtd=1.5,a21026-Flag=N&&",
                     (unsigned long long)qn_212_qn_of(INT64_C(1795132800000) + k), mn);
    return (size_t)snprintf(out, FLEET_FRAME_CAP, "##%04d%s%04X\r\n", n, body,
                            (unsigned)qn_212_crc(body, (size_t)n));
}

/* ---- the kinds ---- */

/* Sends frames and never reads an answer. Broken frames would be unfair: what the socket did not
 * take of a frame goes first the next time. */
static void never_reads(struct rogue *r)
{
    char frame[FLEET_FRAME_CAP], mn[32];
    snprintf(mn, sizeof mn, "QNDEAF%08d", r->kind);
    if (r->fd < 0) {
        r->fd = fleet_dial_small(r->port, 4096);
        r->at = (r->at / 1000 + 1) * 1000;
    }
    for (int i = 0; i < 16; i++) {
        size_t n = whole_frame(mn, r->at / 1000, frame), done = (size_t)(r->at % 1000);
        size_t w = push(r, frame + done, n - done);
        if (w == 0)
            return;
        r->at = done + w == n ? (r->at / 1000 + 1) * 1000 : r->at + (int64_t)w;
    }
}

/* A byte a second, or as often as the short form needs. */
static void writes_slowly(struct rogue *r)
{
    char frame[FLEET_FRAME_CAP];
    if (soak_now_s() < r->next_s)
        return;
    size_t n = whole_frame("QNSLOW00000001", 1, frame);
    r->at += (int64_t)push(r, frame + r->at % (int64_t)n, 1);
    r->next_s = soak_now_s() + (soak_long_s() > 0 ? 1 : 0.2);
}

/* Connects, says a whole frame, half of one, or nothing, and is gone with a reset. */
static void comes_and_goes(struct rogue *r)
{
    char frame[FLEET_FRAME_CAP];
    size_t n = whole_frame("QNSTORM0000001", r->at++, frame);
    if (r->fd < 0)
        r->fd = fleet_dial(r->port);
    if (r->at % 3)
        push(r, frame, r->at % 3 == 1 ? n : n / 2);
    hang_up(r, r->at % 32 != 0);
}

static void talks_not(struct rogue *r)
{
    hang_up(r, false);
}

static void fill_rubbish(struct rogue *r, char *p)
{
    char frame[FLEET_FRAME_CAP];
    switch (r->kind % 4) {
    case 0: /* noise */
        for (size_t i = 0; i < CHUNK; i++)
            p[i] = (char)soak_chance(&r->chance);
        break;
    case 1: /* nothing but beginnings */
        memset(p, '#', CHUNK);
        break;
    case 2: /* lengths that promise much */
        for (size_t i = 0; i + 8 <= CHUNK; i += 8)
            memcpy(p + i, i % 4096 ? "QNQNQNQN" : "##9999QN", 8);
        break;
    default: /* frames with a wrong CRC */
        for (size_t at = 0; at < CHUNK;) {
            size_t n = whole_frame("QNWRONG0000001", r->at++, frame);
            frame[n - 4] = frame[n - 4] == '0' ? '1' : '0';
            n = n < CHUNK - at ? n : CHUNK - at;
            memcpy(p + at, frame, n);
            at += n;
        }
    }
}

static void talks_rubbish(struct rogue *r)
{
    char rubbish[CHUNK];
    fill_rubbish(r, rubbish);
    push(r, rubbish, sizeof rubbish);
}

/* ---- a play of both ---- */

struct play {
    struct soak_gate g;
    struct fleet f;
    struct rogue *rogue;
    int n;
};

static void begin_play(struct play *p, const char *name, int rogues)
{
    *p = (struct play){.n = rogues};
    soak_name(&p->g, name);
    soak_start(&p->g);
    fleet_new(&p->f, "QNGOOD000", 20, 1);
    fleet_connect(&p->f, p->g.port);
    p->rogue = calloc((size_t)rogues, sizeof *p->rogue);
    assert_non_null(p->rogue);
    for (int i = 0; i < rogues; i++)
        p->rogue[i] =
            (struct rogue){.fd = -1, .port = p->g.port, .kind = i, .chance = 7u + (unsigned)i};
}

/* Good devices send ten frames a second each, bad ones do what they do. */
static void play_on(struct play *p, double seconds, void (*act)(struct rogue *))
{
    double until_s = soak_now_s() + seconds, next_s = 0;
    while (soak_now_s() < until_s) {
        for (int i = 0; i < p->n; i++) {
            act(&p->rogue[i]);
            if (i % 8 == 0)
                fleet_turn(&p->f, 0);
        }
        p->f.quiet = soak_now_s() < next_s;
        for (int i = 0; !p->f.quiet && i < p->f.n; i++)
            fleet_fill(&p->f, &p->f.device[i]);
        if (!p->f.quiet)
            next_s = soak_now_s() + 0.1;
        p->f.quiet = true;
        fleet_turn(&p->f, 1);
    }
    assert_true(soak_alive(&p->g));
}

static void end_play(struct play *p, long mib)
{
    int64_t ended = 0, sent = 0;
    for (int i = 0; i < p->n; i++) {
        ended += p->rogue[i].ended;
        sent += p->rogue[i].sent;
        hang_up(&p->rogue[i], true);
    }
    print_message("bad peers sent %.1f MB, %lld of their lines were ended\n", 1e-6 * (double)sent,
                  (long long)ended);
    assert_true(fleet_settle(&p->f, 30));
    assert_int_equal(p->f.lost, 0);
    fleet_was_served(&p->f, "good devices");
    soak_memory_below(&p->g, mib);
    assert_int_equal(soak_stop(&p->g), 0);
    fleet_is_all_there(&p->f, &p->g);
    fleet_free(&p->f);
    free(p->rogue);
    soak_remove(&p->g);
}

static int open_files(const struct soak_gate *g)
{
    char path[64];
    int n = 0;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)g->pid);
    DIR *d = opendir(path);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

/* ---- cases ---- */

static void peers_that_never_read_do_not_keep_others_waiting(void **state)
{
    (void)state;
    struct play p;
    begin_play(&p, "deaf", 10);
    play_on(&p, soak_s(5), never_reads);
    int64_t ended = 0;
    for (int i = 0; i < p.n; i++)
        ended += p.rogue[i].ended;
    assert_true(ended > 0); /* answers that pile up are not kept without end */
    end_play(&p, 300);
}

static void peers_that_write_a_byte_at_a_time_do_not_keep_others_waiting(void **state)
{
    (void)state;
    struct play p;
    begin_play(&p, "slow", 300);
    play_on(&p, soak_s(4), writes_slowly);
    int64_t ended = 0;
    for (int i = 0; i < p.n; i++)
        ended += p.rogue[i].ended;
    if (soak_long_s() >= 90) /* a frame that takes more than a minute is given up */
        assert_true(ended >= p.n);
    end_play(&p, 300);
}

static void a_storm_of_connections_and_resets_leaves_nothing_behind(void **state)
{
    (void)state;
    struct play p;
    begin_play(&p, "storm", 16);
    play_on(&p, 0.5, talks_not);
    int before = open_files(&p.g); /* all good devices are connected */
    play_on(&p, soak_s(4), comes_and_goes);
    int64_t lines = 0;
    for (int i = 0; i < p.n; i++)
        lines += p.rogue[i].at;
    double until_s = soak_now_s() + 20;
    while (open_files(&p.g) > before + 4 && soak_now_s() < until_s)
        fleet_turn(&p.f, 50);
    print_message("%lld connections; open files %d, before %d\n", (long long)lines,
                  open_files(&p.g), before);
    assert_true(open_files(&p.g) <= before + 4);
    end_play(&p, 300);
}

static void a_flood_of_rubbish_does_not_keep_others_waiting(void **state)
{
    (void)state;
    struct play p;
    begin_play(&p, "flood", 16);
    play_on(&p, soak_s(4), talks_rubbish);
    end_play(&p, 300);
}

static void ten_thousand_connections_are_served(void **state)
{
    (void)state;
    const int n = 10000;
    struct soak_gate g;
    struct fleet f;
    if (!soak_may_open((rlim_t)n + 100)) {
        print_message("skipped: the hard limit of open files is below %d\n", n + 100);
        skip();
    }
    soak_name(&g, "many");
    soak_start(&g);
    fleet_new(&f, "QNMANY000", n, 1);
    f.limit = 2;
    fleet_connect(&f, g.port);
    double until_s = soak_now_s() + 120;
    while (f.answered < 2 * n && soak_now_s() < until_s)
        fleet_run(&f, 0.2);
    assert_int_equal(f.answered, 2 * n);
    assert_int_equal(f.lost, 0);
    f.limit = FLEET_FRAMES;
    f.n_wait = 0;
    fleet_run(&f, soak_s(2));
    assert_true(fleet_settle(&f, 60));
    print_message("%d connections, %lld frames\n", n, (long long)f.answered);
    soak_memory_below(&g, 300);
    assert_int_equal(soak_stop(&g), 0);
    fleet_leave(&f);
    f.n = 10;
    fleet_is_all_there(&f, &g);
    f.n = n;
    fleet_free(&f);
    soak_remove(&g);
}

QN_CASES_BEGIN
QN_CASE(peers_that_never_read_do_not_keep_others_waiting)
QN_CASE(peers_that_write_a_byte_at_a_time_do_not_keep_others_waiting)
QN_CASE(a_storm_of_connections_and_resets_leaves_nothing_behind)
QN_CASE(a_flood_of_rubbish_does_not_keep_others_waiting)
QN_CASE(ten_thousand_connections_are_served)
QN_CASES_END
