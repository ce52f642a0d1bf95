/* The gateway's life: restart, kill, resets, full disk, limits, TLS, metrics, clock. */
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "watch/gate.h"
#include "watch_rig.h"

static void what_was_kept_is_there_after_a_restart_and_counted_on(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "restart");
    for (uint64_t i = 0; i < 2; i++) {
        line_open(&r, &l);
        line_say(&l, upload_2017(QN0 + i));
        line_expect(&l, &a, 9014);
        line_close(&l);
        rig_stop(&r);
        if (i == 0)
            rig_run(&r);
    }
    assert_int_equal(log_frames(&r, NULL), 2);
    struct qn_tele_device d = device_row(&r, MN_2017);
    assert_int_equal(d.received, 2);
    assert_int_equal(d.stored, 2);
    rig_end(&r);
}

static void two_gateways_cannot_run_on_one_store(void **state)
{
    (void)state;
    struct rig r = {0};
    struct qn_gateway *second = NULL;
    struct qn_err err = {0};
    rig_start(&r, "twice");
    assert_int_equal(qn_gateway_new(&r.o, &second, &err), QN_E_CONFLICT);
    assert_null(second);
    rig_end(&r);
}

/* A gateway of its own process; its port comes through the pipe. */
static volatile sig_atomic_t ready_fd;
static void tell_port(const char *listen, const char *metrics, void *user)
{
    (void)metrics;
    (void)user;
    char line[64] = {0};
    snprintf(line, sizeof line, "%s", listen);
    if (write((int)ready_fd, line, sizeof line) != (ssize_t)sizeof line)
        _exit(3);
}

static pid_t spawn(struct rig *r)
{
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct qn_gateway_options o = {
            .store = r->store, .listen = "127.0.0.1:0", .ready = tell_port};
        struct qn_gateway *g = NULL;
        struct qn_err err;
        ready_fd = fd[1];
        if (qn_gateway_new(&o, &g, &err) || qn_gateway_run(g, &err))
            _exit(2);
        _exit(0);
    }
    close(fd[1]);
    assert_int_equal(read(fd[0], r->listen, sizeof r->listen), sizeof r->listen);
    close(fd[0]);
    return pid;
}

static void nothing_acknowledged_is_lost_when_it_is_killed(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    uint64_t qn = QN0;
    int64_t acked = 0;
    snprintf(r.store, sizeof r.store, "%s/watch-kill-%ld.db", QN_TEST_TMP, (long)getpid());
    rig_remove(r.store);
    rig_register(r.store, rig_devices, 3);
    for (int round = 0; round < 5; round++) {
        pid_t pid = spawn(&r);
        line_open(&r, &l);
        for (int i = 0; i < 40; i++) {
            line_say(&l, upload_2017(qn++));
            line_expect(&l, &a, 9014);
            acked++;
        }
        line_say(&l, upload_2017(qn++)); /* on its way when the end comes */
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        line_close(&l);
    }
    int64_t kept = (int64_t)log_frames(&r, NULL);
    assert_true(kept >= acked && kept <= acked + 5);
    rig_run(&r); /* counts what the killed ones left uncounted */
    rig_stop(&r);
    assert_int_equal(device_row(&r, MN_2017).stored, kept);
    rig_end(&r);
}

static void a_client_that_resets_does_not_disturb_others(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l, rude;
    struct answer a;
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    rig_start(&r, "reset");
    line_open(&r, &l);
    for (uint64_t i = 0; i < 20; i++) {
        line_open(&r, &rude);
        line_say(&rude, upload_2017(QN0 + 100 + i));
        setsockopt(rude.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(rude.fd);
        line_say(&l, upload_2017(QN0 + i));
        line_expect(&l, &a, 9014);
    }
    line_close(&l);
    rig_end(&r);
}

static void a_stream_of_garbage_is_cut_off_and_others_are_served(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l, bad;
    struct answer a;
    char junk[4096];
    rig_start(&r, "garbage");
    line_open(&r, &l);
    line_open(&r, &bad);
    for (size_t i = 0; i < sizeof junk; i++)
        junk[i] = i % 7 < 2 ? '#' : (char)('!' + i % 90);
    bool cut = false;
    for (int i = 0; i < 400 && !cut; i++)
        cut = send(bad.fd, junk, sizeof junk, MSG_NOSIGNAL) < 0;
    line_say(&l, upload_2017(QN0));
    line_expect(&l, &a, 9014);
    struct pollfd p = {.fd = bad.fd, .events = POLLIN};
    char byte;
    assert_true(cut || (poll(&p, 1, RIG_WAIT_MS) == 1 && recv(bad.fd, &byte, 1, 0) <= 0));
    line_close(&bad);
    line_close(&l);
    rig_end(&r);
}

/* A file size limit stands for a full disk: the store cannot grow, then it can. */
static void with_a_full_disk_nothing_is_acknowledged_and_clocks_are_still_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    struct rlimit whole, small;
    int before, answered = 0;
    uint64_t qn = QN0;
    signal(SIGXFSZ, SIG_IGN);
    rig_start(&r, "full");
    line_open(&r, &l);
    line_say(&l, upload_2017(qn++));
    line_expect(&l, &a, 9014);
    getrlimit(RLIMIT_FSIZE, &whole);
    small = whole;
    small.rlim_cur = 64 << 10;
    setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 600; i++) /* some 150 kB: more than fits */
        line_say(&l, upload_2017(qn++));
    while (line_take(&l, 1000, a.bytes, &a.f))
        answered++;
    before = answered;
    line_say(&l, (struct said){.mn = MN_2025, .cn = 9015, .version = QN_212_2025, .qn = QN0});
    line_expect(&l, &a, 9013);
    setrlimit(RLIMIT_FSIZE, &whole);
    while (answered < 600 && line_take(&l, RIG_WAIT_MS, a.bytes, &a.f))
        answered++;
    line_close(&l);
    assert_true(before < 600);
    assert_int_equal(answered, 600);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, NULL), 601);
    assert_int_equal(device_row(&r, MN_2017).stored, 601);
    rig_end(&r);
}

static void stopped_with_a_full_disk_it_ends_and_says_so(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    struct rlimit whole, small;
    int answered = 0;
    signal(SIGXFSZ, SIG_IGN);
    rig_start(&r, "stopfull");
    line_open(&r, &l);
    getrlimit(RLIMIT_FSIZE, &whole);
    small = whole;
    small.rlim_cur = 64 << 10;
    setrlimit(RLIMIT_FSIZE, &small);
    for (uint64_t i = 0; i < 600; i++)
        line_say(&l, upload_2017(QN0 + i));
    while (line_take(&l, 1000, a.bytes, &a.f))
        answered++;
    qn_gateway_stop(r.g);
    pthread_join(r.thread, NULL);
    setrlimit(RLIMIT_FSIZE, &whole);
    qn_gateway_free(r.g);
    r.running = false;
    line_close(&l);
    assert_int_equal(r.status, QN_E_STORE);
    assert_true(r.err.msg[QN_EN][0]);
    assert_true(answered < 600);
    assert_true(log_frames(&r, NULL) >= (size_t)answered);
    rig_end(&r);
}

static void at_the_limit_of_connections_the_next_one_waits(void **state)
{
    (void)state;
    struct rig r = {.o = {.max_connections = 2}};
    struct line l[3];
    struct answer a;
    rig_start(&r, "limit");
    for (int i = 0; i < 3; i++)
        line_open(&r, &l[i]);
    line_say(&l[2], upload_2017(QN0));
    line_expect_nothing(&l[2]);
    line_close(&l[0]);
    line_expect(&l[2], &a, 9014);
    line_close(&l[1]);
    line_close(&l[2]);
    rig_end(&r);
}

static void a_silent_connection_is_closed(void **state)
{
    (void)state;
    struct rig r = {.o = {.idle_s = 1}};
    struct line l;
    char byte;
    rig_start(&r, "idle");
    line_open(&r, &l);
    struct pollfd p = {.fd = l.fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, RIG_WAIT_MS), 1);
    assert_int_equal(recv(l.fd, &byte, 1, 0), 0);
    line_close(&l);
    rig_end(&r);
}

static void when_stopped_everything_received_is_answered_first(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    int answered = 0;
    rig_start(&r, "stop");
    line_open(&r, &l);
    for (uint64_t i = 0; i < 200; i++)
        line_say(&l, upload_2017(QN0 + i));
    line_expect(&l, &a, 9014);
    rig_stop(&r);
    while (line_take(&l, RIG_WAIT_MS, a.bytes, &a.f))
        answered++;
    struct qn_tele_device d = device_row(&r, MN_2017);
    assert_int_equal(d.acknowledged, answered + 1);
    assert_int_equal(d.stored, d.received);
    line_close(&l);
    rig_end(&r);
}

/* ---- metrics ---- */

static void metrics_tell_what_became_of_frames(void **state)
{
    (void)state;
    static const char ask[] = "GET /metrics HTTP/1.0\r\n\r\n";
    static char page[65536];
    struct rig r = {.o = {.metrics = "127.0.0.1:0"}};
    struct line l;
    struct answer a;
    size_t n = 0;
    ssize_t got;
    rig_start(&r, "metrics");
    line_open(&r, &l);
    line_say(&l, upload_2017(QN0));
    line_expect(&l, &a, 9014);
    int fd = rig_connect_to(r.metrics);
    assert_int_equal(send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL), (ssize_t)sizeof ask - 1);
    while ((got = recv(fd, page + n, sizeof page - 1 - n, 0)) > 0)
        n += (size_t)got;
    close(fd);
    page[n] = '\0';
    assert_non_null(strstr(page, "\nquench_frames_total{outcome=\"stored\"} 1\n"));
    assert_non_null(strstr(page, "\nquench_answers_total{kind=\"9014\"} 1\n"));
    assert_non_null(strstr(page, "\nquench_connections 1\n"));
    assert_non_null(strstr(page, "\nquench_devices{state=\"known\"} 1\n"));
    assert_non_null(strstr(page, "\nquench_commit_seconds_count 1\n"));
    assert_non_null(strstr(page, "quench_build_info{version=\""));
    line_close(&l);
    rig_end(&r);
}

/* ---- TLS ---- */

static void make_certificate(const char *cert, const char *key)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    assert_true(pair && x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_set_pubkey(x, pair);
    X509_NAME *name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(x, name);
    assert_true(X509_sign(x, pair, EVP_sha256()) > 0);
    FILE *f = fopen(cert, "w");
    assert_true(f && PEM_write_X509(f, x) == 1);
    fclose(f);
    f = fopen(key, "w");
    assert_true(f && PEM_write_PrivateKey(f, pair, NULL, NULL, 0, NULL, NULL) == 1);
    fclose(f);
    X509_free(x);
    EVP_PKEY_free(pair);
}

static void over_tls_the_dialogue_is_the_same(void **state)
{
    (void)state;
    char cert[RIG_PATH_CAP], key[RIG_PATH_CAP], out[QN_212_FRAME_MAX], in[4096];
    snprintf(cert, sizeof cert, "%s/watch-%ld.crt", QN_TEST_TMP, (long)getpid());
    snprintf(key, sizeof key, "%s/watch-%ld.key", QN_TEST_TMP, (long)getpid());
    make_certificate(cert, key);
    struct rig r = {.o = {.tls_cert = cert, .tls_key = key}};
    rig_start(&r, "tls");
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(ctx);
    int fd = rig_connect_to(r.listen);
    struct timeval patience = {5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_fd(ssl, fd);
    assert_int_equal(SSL_connect(ssl), 1);
    struct said s = upload_2017(QN0);
    size_t len = say(&s, out, sizeof out);
    assert_int_equal(SSL_write(ssl, out, (int)len), (int)len);
    int n = SSL_read(ssl, in, sizeof in);
    assert_true(n > 0);
    struct qn_212_frame f;
    size_t used;
    enum qn_212_fault fault;
    assert_int_equal(qn_212_take(in, (size_t)n, QN_212_POLICY_ANY, true, &f, &used, &fault),
                     QN_212_FRAME);
    assert_int_equal(f.cn_code, 9014);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    close(fd);
    struct line plain; /* who speaks no TLS is not served */
    line_open(&r, &plain);
    line_say(&plain, s);
    char byte[64];
    while (recv(plain.fd, byte, sizeof byte, 0) > 0)
        ;
    line_close(&plain);
    rig_end(&r);
    unlink(cert);
    unlink(key);
}

static void options_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const struct qn_gateway_options bad[] = {
        {.listen = "nowhere"},
        {.listen = "127.0.0.1:0", .tls_cert = "x.crt"},
        {.listen = "127.0.0.1:0", .tls_ca = "x.ca"},
        {.listen = "127.0.0.1:0", .queue_bytes = 1000},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct qn_gateway_options o = bad[i];
        struct qn_gateway *g = NULL;
        struct qn_err err = {0};
        char store[RIG_PATH_CAP];
        snprintf(store, sizeof store, "%s/watch-bad-%ld.db", QN_TEST_TMP, (long)getpid());
        o.store = store;
        assert_int_equal(qn_gateway_new(&o, &g, &err), QN_E_USAGE);
        assert_true(err.msg[QN_ZH][0] && err.msg[QN_EN][0]);
        rig_remove(store);
    }
}

/* ---- the clock ---- */

/* Set back by 10 s: arrival times go on at half the pace and meet the clock after 20 s. */
static void arrival_times_never_go_backwards(void **state)
{
    (void)state;
    struct gate_clock c = {0};
    assert_int_equal(gate_clock_next(&c, 1000000, 50000), 1000000);
    assert_int_equal(gate_clock_next(&c, 1000100, 50100), 1000100);
    assert_int_equal(gate_clock_next(&c, 990200, 50200), 1000150);
    assert_true(c.behind);
    int64_t before = 0;
    for (int s = 1; s <= 25; s++) {
        int64_t wall = 990200 + s * 1000;
        int64_t told = gate_clock_next(&c, wall, 50200 + (uint64_t)s * 1000);
        assert_true(told > before);
        assert_true(told >= wall);
        before = told;
    }
    assert_false(c.behind);
    assert_int_equal(before, 1015200);
    assert_int_equal(gate_clock_next(&c, 2000000, 80000), 2000000);
}

QN_CASES_BEGIN
QN_CASE(what_was_kept_is_there_after_a_restart_and_counted_on)
QN_CASE(two_gateways_cannot_run_on_one_store)
QN_CASE(nothing_acknowledged_is_lost_when_it_is_killed)
QN_CASE(a_client_that_resets_does_not_disturb_others)
QN_CASE(a_stream_of_garbage_is_cut_off_and_others_are_served)
QN_CASE(with_a_full_disk_nothing_is_acknowledged_and_clocks_are_still_answered)
QN_CASE(stopped_with_a_full_disk_it_ends_and_says_so)
QN_CASE(at_the_limit_of_connections_the_next_one_waits)
QN_CASE(a_silent_connection_is_closed)
QN_CASE(when_stopped_everything_received_is_answered_first)
QN_CASE(metrics_tell_what_became_of_frames)
QN_CASE(over_tls_the_dialogue_is_the_same)
QN_CASE(options_that_cannot_be_are_refused)
QN_CASE(arrival_times_never_go_backwards)
QN_CASES_END
