/* Inside the gateway: shared by its files, seen by nobody else.
 *
 * Who owns what: everything belongs to the loop thread but struct writer's own part, a batch while
 * it is with the writer, and the fields of a device and a call that say so. Counters are written by
 * one thread and read by the other: atomic, relaxed.
 */
#ifndef QN_WATCH_GATE_H
#define QN_WATCH_GATE_H

#include <stdatomic.h>
#include <stddef.h>
#include <uv.h>

#include "quench/hj212.h"
#include "store/telemetry.h"
#include "watch/address.h"
#include "watch/gateway.h"
#include "watch/register.h"
#include "watch/tally.h"

#define QN_GATE_WINDOW 64                     /* frames a device, to know a retry by */
#define QN_GATE_MAX_ASIDE_DEVICES 20000       /* unknown MN with counters of their own */
#define QN_GATE_MAX_UNKNOWN 100000            /* the same where they are accepted */
#define QN_GATE_ASIDE_KEEP 200                /* quarantined frames kept an MN */
#define QN_GATE_ASIDE_KEEP_ALL 200000         /* and in all */
#define QN_GATE_READ_CAP ((size_t)256 << 10)  /* [byte] the loop's one buffer for reading */
#define QN_GATE_OUT_LIMIT ((size_t)256 << 10) /* [byte] answers a peer leaves unread */
#define QN_GATE_PARTIAL_MS 60000              /* for the rest of a frame that has begun */
#define QN_GATE_UNENDED_MS 300                /* after which a frame needs no CR LF to be whole */
#define QN_GATE_BLOCKED_MS 60000              /* for a peer to read what was sent */
#define QN_GATE_MAX_FAULTS 2000               /* broken frames since the last good one */
#define QN_GATE_MAX_CALLS 16                  /* commands waiting, a device */

struct gate_conn;
struct gate_call;
struct gate_tls;

/* ---- what is kept of a key ---- */
#define QN_GATE_KEYS 3
struct gate_keys {
    struct qn_tele_key key[QN_GATE_KEYS]; /* newest first */
    size_t n;
    size_t last;                  /* the one that opened the last frame */
    bool used;                    /* the device does encrypt */
    unsigned char registered[16]; /* the register's, when it was last read */
};

/* ---- one kind of periodic data of a device ---- */
enum { GAP_MINUTE, GAP_HOUR, GAP_DAY, GAP_KINDS };
struct gate_gap {
    int64_t newest_ms;      /* DataTime; INT64_MIN: none */
    int64_t interval_ms;    /* usual; 0: not known yet */
    int64_t from_ms, to_ms; /* missing periods, both ends begin one; from > to: nothing */
    uint8_t tries;
    uint64_t next_ms; /* loop time before which nothing is asked */
};

struct gate_device {
    char mn[QN_MN_CAP];
    uint32_t mn_len;
    uint64_t hash;
    const struct qn_device_entry *entry; /* NULL: not registered */
    _Atomic int state;                   /* enum qn_tele_state */
    uint32_t slot, gen;                  /* connection it last spoke on */
    uint64_t window[QN_GATE_WINDOW];
    uint32_t window_at;
    uint32_t asides; /* given to quarantine in this run */
    enum qn_212_version version;
    int32_t st;
    char pw[12];
    uint64_t clock_set_ms, key_asked_ms;
    bool greeted;
    struct gate_keys *keys;
    struct gate_gap gap[GAP_KINDS];
    struct gate_call *call, *waiting; /* under way; queued, in order */
    struct gate_tally tally;
    struct gate_device *older; /* set once: the writer walks from the newest */
    /* the writer's */
    int64_t id, stored;
    bool dirty; /* its counters are not written */
    bool fresh; /* its id was made in the open transaction */
    char peer[64];
};

/* ---- a command under way ---- */
struct gate_call {
    struct qn_tele_call row;
    struct gate_device *device;
    struct gate_call *next, *next_active;
    uint64_t deadline_ms;
    int64_t frames; /* of data that came back */
    int gap;        /* which kind it asks for; -1: none */
    int64_t gap_to_ms;
    bool ended;
    bool off_record; /* made while the disk failed: not written down */
    bool secret;     /* its CP holds a key: sent enciphered where a key is in use, kept blanked */
    uint32_t after_batch; /* not sent before the batch of this number is durable; 0: at once */
    int64_t db_id;        /* the writer's */
    bool fresh;           /* the writer's: its row was made in the open transaction */
};

/* ---- a batch: what one commit makes durable, and what is answered then ---- */
enum gate_job_kind { JOB_ASIDE, JOB_CALL, JOB_KEY, JOB_PEER };
struct gate_job {
    enum gate_job_kind kind;
    struct gate_device *device;
    union {
        struct {
            char mn[QN_MN_CAP], peer[QN_ADDRESS_CAP];
            const char *reason;
            int64_t arrival_ms;
            size_t off;
            uint32_t len;
        } aside;
        struct {
            struct gate_call *call;
            struct qn_tele_call *row; /* a copy; freed by the writer */
            bool last;
        } call;
        struct qn_tele_key key;
        char peer[QN_ADDRESS_CAP];
    } u;
};
struct gate_held {
    struct gate_device *device;
    size_t off;
};
struct gate_answer {
    struct gate_device *device;
    uint32_t off, len, next; /* next: index + 1 of the connection's next answer */
};
struct gate_turn { /* a connection with answers in the batch */
    uint32_t slot, gen, head;
};
struct gate_batch {
    struct qn_tele_frame *frame;
    struct gate_held *held;
    size_t n, cap;
    char *bytes;
    size_t len, bytes_cap;
    struct gate_answer *answer;
    size_t n_answers, answers_cap;
    char *text;
    size_t text_len, text_cap;
    struct gate_turn *turn;
    size_t n_turns, turns_cap;
    struct gate_job *job;
    size_t n_jobs, jobs_cap;
    uint32_t number;
};

struct gate_conn {
    union {
        uv_tcp_t tcp;
        uv_handle_t handle;
        uv_stream_t stream;
    } uv;
    struct qn_gateway *g;
    uint32_t slot, gen;
    char *partial;
    uint32_t partial_len, partial_cap;
    uint64_t heard_ms, partial_ms, blocked_ms;
    struct gate_device *device;            /* the last one that spoke */
    const struct qn_device_entry *allowed; /* entry whose addresses allow this peer */
    struct gate_tls *tls;
    uint32_t faults;
    uint32_t batch, head, tail; /* answers in the batch of that number: index + 1 */
    bool closing, reading;
    char peer[QN_ADDRESS_CAP];
};
struct gate_slot {
    struct gate_conn *conn;
    uint32_t gen, next_free;
};

/* ---- the writer thread ---- */
struct gate_writer {
    struct qn_gateway *g;
    uv_thread_t thread;
    bool running;
    uv_mutex_t lock; /* of everything down to the next line */
    uv_cond_t wake;
    struct gate_batch *in, *done;
    bool stop, failing;
    bool lost; /* stopping, and the disk would not take the batch */
    char trouble[256], filing_trouble[256];
    int64_t log_frames, disk_free;
    struct gate_histogram commit_s;
    int64_t commits, failures, filed, filing_failures, compacted;
    struct gate_call *arrived; /* commands people gave, not yet with the loop */
    /* ---- the writer's own */
    struct qn_tele *tele;
    int64_t last_seq, counted_seq, last_call;
    uint64_t counters_ms, calls_ms, measure_ms, file_ms, compact_ms, compact_wait_ms;
    uint64_t chores_again_ms, busy_ms; /* busy: when much came last */
    int64_t n_devices, rate_seq;
    size_t slice;
    bool fresh, filing;
};

struct qn_gateway {
    struct qn_gateway_options o;
    char *store, *telemetry; /* paths */
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_async_t woken, asked;
    uv_check_t check;
    uv_prepare_t prepare;
    uv_timer_t second;
    bool listening, started;
    atomic_int stop_asked, reload_asked;
    char listen_text[QN_ADDRESS_CAP], metrics_text[QN_ADDRESS_CAP];

    struct gate_slot *slot;
    uint32_t n_slots, free_slot, n_conns, max_conns;
    bool accept_waits, paused, stopping, finishing, looped;
    bool failing, lost; /* what the writer said last */
    int64_t seen_failures, seen_filing_failures;
    uint64_t stop_ms, seconds;

    struct gate_device **device; /* all, in order of appearance */
    size_t n_devices, devices_cap, n_unknown;
    struct gate_device *_Atomic newest;
    struct gate_device **table; /* by hash */
    size_t table_mask;
    uint64_t seed;
    struct qn_register *reg;
    bool reloading;
    int64_t store_stamp;

    struct gate_batch batch[2], *gather, *flying;
    struct gate_call *active; /* sent and not ended */
    struct gate_writer writer;
    struct gate_totals total;
    struct gate_clock clock;
    int64_t now_ms;     /* arrival time of what is read now */
    int64_t last_qn_ms; /* of own requests: each has another QN */
    struct gate_log log;
    struct gate_metrics *metrics;
    struct gate_tls_ctx *tls;
    char *read_buf, *plain_buf; /* QN_212_FRAME_MAX of room before QN_GATE_READ_CAP */
    char *out;                  /* answers under way to one connection */
    size_t out_len, out_cap;
};

/* gateway.c */
void gate_tell_time(struct qn_gateway *g);  /* once a turn of the loop */
void gate_mind_queue(struct qn_gateway *g); /* reading stops when it is long */

/* register.c */
bool qn_gate_address(const struct qn_device_entry *e, const char *peer);
enum qn_gate qn_gate_frame(const struct qn_device_entry *e, const struct qn_212_frame *f);

/* device.c */
struct gate_device *gate_device_find(struct qn_gateway *g, struct qn_212_span mn);
/* Made where new; NULL out of memory, a name too long, or too many unknown ones. */
struct gate_device *gate_device_get(struct qn_gateway *g, struct qn_212_span mn);
void gate_devices_bind(struct qn_gateway *g); /* to g->reg */
QN_MUST_USE enum qn_status gate_devices_load(struct qn_gateway *g, struct qn_err *err);
void gate_devices_free(struct qn_gateway *g);
/* Whether the frame came before; if not, it is remembered. */
bool gate_device_again(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f);
struct gate_conn *gate_device_conn(struct qn_gateway *g, const struct gate_device *d);

/* conn.c */
QN_MUST_USE enum qn_status gate_listen(struct qn_gateway *g, struct qn_err *err);
void gate_conn_close(struct gate_conn *c, const char *why);
void gate_conn_send(struct gate_conn *c, const char *p, size_t n);
/* The same past TLS. */
void gate_conn_send_raw(struct gate_conn *c, const char *p, size_t n);
void gate_reading(struct qn_gateway *g, bool on);
void gate_conns_sweep(struct qn_gateway *g);
/* Bytes as they came (or deciphered by TLS) -> frames. at has QN_212_FRAME_MAX bytes before it. */
void gate_conn_bytes(struct gate_conn *c, char *at, size_t n);

/* tls.c */
QN_MUST_USE enum qn_status gate_tls_new(const struct qn_gateway_options *o,
                                        struct gate_tls_ctx **out, struct qn_err *err);
void gate_tls_ctx_free(struct gate_tls_ctx *x);
struct gate_tls *gate_tls_begin(struct gate_tls_ctx *x);
void gate_tls_free(struct gate_tls *t);
/* false: the connection must be closed. */
bool gate_tls_read(struct gate_conn *c, const char *p, size_t n);
bool gate_tls_write(struct gate_conn *c, const char *p, size_t n);

/* dialogue.c */
void gate_frame(struct gate_conn *c, const struct qn_212_frame *f);
void gate_fault(struct gate_conn *c, const struct qn_212_frame *f, enum qn_212_fault fault);

/* keys.c */
/* A frame whose CP is cipher text: opened into a copy in `room` (QN_212_FRAME_MAX bytes). */
bool gate_key_open(struct gate_device *d, const struct qn_212_frame *f, char *room,
                   struct qn_212_frame *out, size_t *which);
QN_MUST_USE enum qn_status gate_keys_load(struct qn_gateway *g, struct gate_device *d,
                                          struct qn_err *err);
/* A new key, written down and put into the command that takes it to the device. */
bool gate_key_fill(struct qn_gateway *g, struct gate_device *d, struct gate_call *call);
void gate_key_renew(struct qn_gateway *g, struct gate_device *d);
void gate_key_confirmed(struct qn_gateway *g, struct gate_device *d, size_t which);
void gate_key_accepted(struct qn_gateway *g, struct gate_device *d); /* ExeRtn = 1 of 1014 */
void gate_keys_bind(struct qn_gateway *g, struct gate_device *d);    /* the register was read */
void gate_keys_sweep(struct qn_gateway *g);

/* batch.c */
bool gate_batch_frame(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f);
bool gate_batch_answer(struct gate_conn *c, struct gate_device *d, const char *p, size_t n);
struct gate_job *gate_batch_job(struct qn_gateway *g, enum gate_job_kind kind,
                                struct gate_device *d);
bool gate_batch_bytes(struct gate_batch *b, const void *p, size_t n, size_t *off);
size_t gate_batch_size(const struct gate_batch *b);
void gate_batch_reset(struct gate_batch *b);
void gate_batch_release(struct gate_batch *b);
void gate_batch_drop(struct gate_batch *b); /* never written: frees what its jobs hold */
void gate_batch_answer_all(struct qn_gateway *g, struct gate_batch *b);

/* writer.c */
QN_MUST_USE enum qn_status gate_writer_start(struct gate_writer *w, struct qn_err *err);
void gate_writer_give(struct gate_writer *w, struct gate_batch *b);
struct gate_batch *gate_writer_done(struct gate_writer *w, bool *lost);
void gate_writer_stop(struct gate_writer *w);

/* calls.c */
void gate_calls_arrive(struct qn_gateway *g); /* from the writer */
void gate_call_greet(struct qn_gateway *g, struct gate_device *d);
struct gate_call *gate_call_new(struct gate_device *d, int32_t cn, const char *by);
void gate_call_queue(struct qn_gateway *g, struct gate_call *c);
void gate_call_answered(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f);
void gate_call_data(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f);
void gate_calls_sweep(struct qn_gateway *g);
void gate_calls_release(struct qn_gateway *g, uint32_t batch);
void gate_calls_free(struct qn_gateway *g);

/* gaps.c */
void gate_gap_seen(struct qn_gateway *g, struct gate_device *d, const struct qn_212_frame *f);
void gate_gap_ended(struct qn_gateway *g, struct gate_call *c);
void gate_gaps_sweep(struct qn_gateway *g);

/* metrics.c */
QN_MUST_USE enum qn_status gate_metrics_start(struct qn_gateway *g, struct qn_err *err);
void gate_metrics_stop(struct qn_gateway *g);

#endif
