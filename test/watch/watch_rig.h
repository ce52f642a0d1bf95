/* A gateway in a thread of the test, and devices that talk to it over loopback. */
#ifndef WATCH_RIG_H
#define WATCH_RIG_H

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "qn_test.h"
#include "quench/hj212.h"
#include "region/tables.h"
#include "store/store.h"
#include "store/telemetry.h"
#include "watch/gateway.h"
#include "watch/register.h"

#define RIG_PATH_CAP 512
#define RIG_WAIT_MS 5000
#define RIG_QUIET_MS 300 /* in which an answer that must not come would have come */

/* Fictional devices. */
#define MN_2017 "QN2017000000000000000001"
#define MN_2005 "88888880000001"
#define MN_2025 "QN2025000000000000000001"
#define MN_OTHER "QNXXXX000000000000000009"
#define RIG_KEY_HEX "30303030303030303030303030303030"

struct rig_device {
    const char *mn, *version, *password, *addresses, *key_hex, *deviations;
};

struct rig {
    struct qn_gateway_options o;
    struct qn_gateway *g;
    pthread_t thread;
    enum qn_status status;
    struct qn_err err;
    char store[RIG_PATH_CAP];
    char listen[64], metrics[64];
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool ready, running;
};

/* ---- store ---- */

static inline void rig_remove(const char *store)
{
    static const char *const tails[] = {
        "", "-wal", "-shm", ".telemetry", ".telemetry-wal", ".telemetry-shm", ".telemetry-lock"};
    char path[RIG_PATH_CAP + 32];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(path, sizeof path, "%s%s", store, tails[i]);
        unlink(path);
    }
}

static inline void rig_put_text(struct qn_value *v, const struct qn_table *t, const char *column,
                                const char *text)
{
    int i = qn_table_column(t, column);
    assert_true(i >= 0);
    if (text)
        v[i] = (struct qn_value){.type = QN_V_TEXT, .s = text, .n = strlen(text)};
}

static inline void rig_register(const char *store, const struct rig_device *d, size_t n)
{
    struct qn_store *s = NULL;
    struct qn_err err = {0};
    const struct qn_table *t = qn_table_named("device");
    assert_non_null(t);
    assert_ok(qn_store_open(store, QN_STORE_CREATE, &s, &err), err);
    assert_ok(qn_store_begin(s, &err), err);
    struct qn_run run = {.command = "import", .version = "test", .options = ""};
    assert_ok(qn_store_run_add(s, &run, &err), err);
    for (size_t i = 0; i < n; i++) {
        struct qn_value v[QN_TABLE_MAX_COLUMNS] = {0};
        rig_put_text(v, t, "device_mn", d[i].mn);
        rig_put_text(v, t, "hj212_version", d[i].version);
        rig_put_text(v, t, "password", d[i].password);
        rig_put_text(v, t, "allowed_addresses", d[i].addresses);
        rig_put_text(v, t, "sm4_key_hex", d[i].key_hex);
        rig_put_text(v, t, "accepted_deviations", d[i].deviations);
        assert_ok(qn_store_put(s, t, run.id, "devices.csv", (int64_t)i + 2, v, NULL, &err), err);
    }
    assert_ok(qn_store_commit(s, &err), err);
    qn_store_free(s);
}

static const struct rig_device rig_devices[] = {
    {.mn = MN_2017, .version = "2017", .password = "123456"},
    {.mn = MN_2005, .version = "2005", .password = "123456"},
    {.mn = MN_2025, .version = "2025", .password = "123456", .key_hex = RIG_KEY_HEX},
};

/* ---- the gateway ---- */

static inline void rig_ready(const char *listen, const char *metrics, void *user)
{
    struct rig *r = user;
    pthread_mutex_lock(&r->lock);
    snprintf(r->listen, sizeof r->listen, "%s", listen);
    snprintf(r->metrics, sizeof r->metrics, "%s", metrics ? metrics : "");
    r->ready = true;
    pthread_cond_signal(&r->change);
    pthread_mutex_unlock(&r->lock);
}

static inline void *rig_thread(void *user)
{
    struct rig *r = user;
    r->status = qn_gateway_run(r->g, &r->err);
    return NULL;
}

/* Starts on r->store with r->o as it stands. */
static inline void rig_run(struct rig *r)
{
    r->o.store = r->store;
    r->o.listen = r->o.listen ? r->o.listen : "127.0.0.1:0";
    r->o.ready = rig_ready;
    r->o.user = r;
    r->ready = false;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->change, NULL);
    assert_ok(qn_gateway_new(&r->o, &r->g, &r->err), r->err);
    assert_int_equal(pthread_create(&r->thread, NULL, rig_thread, r), 0);
    pthread_mutex_lock(&r->lock);
    while (!r->ready)
        pthread_cond_wait(&r->change, &r->lock);
    pthread_mutex_unlock(&r->lock);
    r->running = true;
}

/* A fresh store with the devices above; o may be set before. */
static inline void rig_start(struct rig *r, const char *name)
{
    snprintf(r->store, sizeof r->store, "%s/watch-%s-%ld.db", QN_TEST_TMP, name, (long)getpid());
    rig_remove(r->store);
    rig_register(r->store, rig_devices, sizeof rig_devices / sizeof rig_devices[0]);
    rig_run(r);
}

static inline void rig_stop(struct rig *r)
{
    if (!r->running)
        return;
    qn_gateway_stop(r->g);
    pthread_join(r->thread, NULL);
    qn_gateway_free(r->g);
    r->running = false;
    assert_int_equal(r->status, QN_OK);
}

static inline void rig_end(struct rig *r)
{
    rig_stop(r);
    rig_remove(r->store);
}

/* ---- a device ---- */

struct line {
    int fd;
    char in[65536];
    size_t n;
};

static inline int rig_connect_to(const char *listen)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    const char *colon = strrchr(listen, ':');
    at.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static inline void line_open(struct rig *r, struct line *l)
{
    l->fd = rig_connect_to(r->listen);
    l->n = 0;
}

static inline void line_close(struct line *l)
{
    close(l->fd);
}

static inline void line_send(struct line *l, const void *p, size_t n)
{
    const char *at = p;
    while (n > 0) {
        ssize_t w = send(l->fd, at, n, MSG_NOSIGNAL);
        assert_true(w > 0);
        at += w;
        n -= (size_t)w;
    }
}

/* The next frame within the time; its spans point into f_bytes (QN_212_FRAME_MAX). */
static inline bool line_take(struct line *l, int wait_ms, char *bytes, struct qn_212_frame *f)
{
    for (;;) {
        size_t used = 0;
        enum qn_212_fault fault;
        enum qn_212_take took =
            qn_212_take(l->in, l->n, QN_212_POLICY_ANY, false, f, &used, &fault);
        if (took == QN_212_FRAME) {
            memcpy(bytes, l->in, used);
            memmove(l->in, l->in + used, l->n - used);
            l->n -= used;
            assert_int_equal(qn_212_take(bytes, used, QN_212_POLICY_ANY, true, f, &used, &fault),
                             QN_212_FRAME);
            return true;
        }
        assert_int_not_equal(took, QN_212_FAULT);
        struct pollfd p = {.fd = l->fd, .events = POLLIN};
        if (poll(&p, 1, wait_ms) <= 0)
            return false;
        ssize_t n = recv(l->fd, l->in + l->n, sizeof l->in - l->n, 0);
        if (n <= 0)
            return false;
        l->n += (size_t)n;
    }
}

struct answer {
    char bytes[QN_212_FRAME_MAX];
    struct qn_212_frame f;
};

/* The next frame must be of this CN. */
static inline void line_expect(struct line *l, struct answer *a, int32_t cn)
{
    assert_true(line_take(l, RIG_WAIT_MS, a->bytes, &a->f));
    assert_int_equal(a->f.cn_code, cn);
}

static inline void line_expect_nothing(struct line *l)
{
    struct answer a;
    assert_false(line_take(l, RIG_QUIET_MS, a.bytes, &a.f));
}

static inline bool span_is(struct qn_212_span s, const char *text)
{
    return s.n == strlen(text) && (s.n == 0 || memcmp(s.p, text, s.n) == 0);
}

/* ---- frames ---- */

struct said {
    const char *mn, *pw, *cp;
    int32_t st, cn;
    enum qn_212_version version;
    uint64_t qn;
    int32_t parts, part;
    bool quiet; /* A = 0 */
    const unsigned char *key;
};

static inline size_t say(const struct said *s, char *out, size_t cap)
{
    const char *pw = s->pw ? s->pw : "123456", *cp = s->cp ? s->cp : "";
    struct qn_212_head h = {
        .qn = s->qn,
        .st = s->st ? s->st : 31,
        .cn = s->cn,
        .pw = {pw, (uint32_t)strlen(pw)},
        .mn = {s->mn, (uint32_t)strlen(s->mn)},
        .version = s->version,
        .wants_answer = !s->quiet,
        .parts = s->parts,
        .part = s->part,
    };
    size_t n = qn_212_encode(&h, (struct qn_212_span){cp, (uint32_t)strlen(cp)}, s->key, out, cap);
    assert_true(n > 0);
    return n;
}

static inline void line_say(struct line *l, struct said s)
{
    char out[QN_212_FRAME_MAX];
    line_send(l, out, say(&s, out, sizeof out));
}

#define DATA_CP "DataTime=20261124080000;a21026-Rtd=12.3,a21026-Flag=N"
static inline struct said upload_2017(uint64_t qn)
{
    return (struct said){
        .mn = MN_2017, .cn = 2011, .version = QN_212_2017, .qn = qn, .cp = DATA_CP};
}
#define QN0 UINT64_C(20261124080005001)

/* ---- what the store holds ---- */

struct held {
    const char *mn;
    struct qn_tele_device device;
    bool found;
};

static inline int held_row(const struct qn_tele_device *d, void *user)
{
    struct held *h = user;
    if (strcmp(d->mn, h->mn) == 0) {
        h->device = *d;
        h->found = true;
    }
    return 0;
}

/* The device's row; the gateway must be stopped. */
static inline struct qn_tele_device device_row(struct rig *r, const char *mn)
{
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    struct held h = {.mn = mn};
    assert_ok(qn_tele_open(r->store, QN_STORE_READ, &t, &err), err);
    assert_ok(qn_tele_devices(t, held_row, &h, &err), err);
    qn_tele_free(t);
    assert_true(h.found);
    return h.device;
}

struct frames {
    size_t n;
    char bytes[64][2048];
};

static inline int frames_row(const struct qn_tele_frame *f, void *user)
{
    struct frames *s = user;
    if (s->n < 64)
        snprintf(s->bytes[s->n], sizeof s->bytes[0], "%.*s", (int)f->len, (const char *)f->bytes);
    s->n++;
    return 0;
}

/* Frames in the log (nothing is filed within a test's time). */
static inline size_t log_frames(struct rig *r, struct frames *out)
{
    static struct frames local;
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    struct frames *s = out ? out : &local;
    s->n = 0;
    assert_ok(qn_tele_open(r->store, QN_STORE_READ, &t, &err), err);
    assert_ok(qn_tele_log(t, 0, 0, 100000, frames_row, s, &err), err);
    qn_tele_free(t);
    return s->n;
}

struct asides {
    int n;
    char mn[16][QN_MN_CAP], reason[16][32];
};

static inline int aside_row(const struct qn_tele_aside *x, void *user)
{
    struct asides *s = user;
    if (s->n < 16) {
        snprintf(s->mn[s->n], sizeof s->mn[0], "%s", x->mn);
        snprintf(s->reason[s->n], sizeof s->reason[0], "%s", x->reason);
    }
    s->n++;
    return 0;
}

static inline struct asides asides_of(struct rig *r)
{
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    struct asides s = {0};
    assert_ok(qn_tele_open(r->store, QN_STORE_READ, &t, &err), err);
    assert_ok(qn_tele_asides(t, NULL, aside_row, &s, &err), err);
    qn_tele_free(t);
    return s;
}

static inline void rig_sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

#endif
