/* Telemetry at rest: what devices sent, beside the region's store.
 *
 * STORE's telemetry is the file STORE.telemetry (SQLite, WAL, synchronous = FULL). It is a file of
 * its own because it grows a thousand times faster than the registry, has one writer for months
 * (the gateway) and is subject to retention; the evidence chain of STORE notes its seals.
 *
 *   log      frames as received, in order of arrival, durable before they are answered
 *   part     filed values: one device, one kind (ST, CN), one civil day (+08:00); see
 * series/block.h. A day may have several parts; compaction makes them one. Parts are never changed.
 *   raw      the frames of a filing, compressed, with the seal: hash over the seal before and them
 *   device   every MN ever seen, its state and counters
 *   aside    quarantined frames
 *   call     outgoing commands and their answers
 *
 * One handle belongs to one thread. Readers work beside the writer. SQL stays in src/store.
 *
 * A writing function makes a transaction of its own, or joins the one begun with qn_tele_begin; it
 * is then durable when qn_tele_commit returns QN_OK. After a failure inside it only rollback is
 * left. A callback that returns other than 0 ends the reading with QN_E_CANCELLED; it must not use
 * the handle.
 */
#ifndef QN_STORE_TELEMETRY_H
#define QN_STORE_TELEMETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "store/store.h"

struct qn_tele;

/* store_path: the region's store; the telemetry file is made by QN_STORE_CREATE. READ where there
 * is none: QN_E_NOTFOUND. Mode 0600: it holds keys. ":memory:" for tests. */
QN_MUST_USE enum qn_status qn_tele_open(const char *store_path, enum qn_store_mode mode,
                                        struct qn_tele **out, struct qn_err *err);
void qn_tele_free(struct qn_tele *t);
/* A gateway's claim to be the only one: a lock held until free. QN_E_CONFLICT where it is held. */
QN_MUST_USE enum qn_status qn_tele_claim(struct qn_tele *t, struct qn_err *err);
/* Whether some gateway holds the claim now. */
bool qn_tele_claimed(struct qn_tele *t);

/* ---- devices ---- */
#define QN_MN_CAP 40
#define QN_TELE_IMPORTED "imported "
enum qn_tele_state { QN_DEVICE_KNOWN, QN_DEVICE_ACCEPTED /* --accept-unknown */, QN_DEVICE_ASIDE };
struct qn_tele_device {
    int64_t id; /* 1, 2, 3 ... */
    char mn[QN_MN_CAP];
    enum qn_tele_state state;
    int64_t first_unix_ms, last_unix_ms;    /* arrival of the first and last frame */
    int64_t last_data_unix_ms;              /* newest DataTime; INT64_MIN none */
    int64_t received, acknowledged, stored; /* frames */
    int64_t duplicate, quarantined, faulty; /* frames */
    uint64_t deviations[32];                /* frames by bit of enum qn_212_deviation */
    char peer[64];                          /* address of the last connection */
    int64_t imported; /* of stored: made from a table, sent by no device; read only, from the note
                         "imported ID" of its id */
};
/* The id of an MN, made where new. */
QN_MUST_USE enum qn_status qn_tele_device_id(struct qn_tele *t, const char *mn,
                                             enum qn_tele_state state, int64_t *id,
                                             struct qn_err *err);
/* QN_E_NOTFOUND where the MN was never seen. */
QN_MUST_USE enum qn_status qn_tele_device_find(struct qn_tele *t, const char *mn, int64_t *id,
                                               struct qn_err *err);
/* Writes counters and times (absolute values) of devices; part of the caller's transaction if one
 * is open. */
QN_MUST_USE enum qn_status qn_tele_device_put(struct qn_tele *t, const struct qn_tele_device *d,
                                              struct qn_err *err);
/* All, by mn; the callback returns 0 to go on. */
QN_MUST_USE enum qn_status qn_tele_devices(struct qn_tele *t,
                                           int (*row)(const struct qn_tele_device *, void *),
                                           void *user, struct qn_err *err);

/* ---- the log ---- */
struct qn_tele_frame {
    int64_t seq;             /* set by append: 1, 2, 3 ..., never used again */
    int64_t device;          /* id */
    int64_t arrival_unix_ms; /* */
    const void *bytes;       /* the whole frame as received (plain text where it was decrypted) */
    uint32_t len;            /* [byte] */
};
/* All or none, durable (fdatasync) when it returns QN_OK: only then may they be answered. A failure
 * (disk full: QN_E_STORE) leaves the handle usable; try again later. */
QN_MUST_USE enum qn_status qn_tele_append(struct qn_tele *t, struct qn_tele_frame *frame, size_t n,
                                          struct qn_err *err);
/* Frames not filed yet with seq > after, in order, at most `limit`; device 0: of all. */
QN_MUST_USE enum qn_status qn_tele_log(struct qn_tele *t, int64_t after, int64_t device,
                                       size_t limit,
                                       int (*row)(const struct qn_tele_frame *, void *), void *user,
                                       struct qn_err *err);
/* Number of frames in the log, not filed yet. Cheap. */
QN_MUST_USE enum qn_status qn_tele_log_count(struct qn_tele *t, int64_t *n, struct qn_err *err);

/* ---- filed values ---- */
struct qn_tele_part {
    int64_t id;        /* set by the store */
    int64_t device;    /* id */
    int32_t st, cn;    /* kind of data */
    int32_t day;       /* days since 1970-01-01 of the civil day (+08:00) of DataTime */
    int32_t rows;      /* rows in the block */
    const void *bytes; /* series/block.h */
    uint32_t len;      /* [byte] */
};
/* In one transaction: the parts are added, the log's frames with seq <= upto become one raw block
 * with its seal, and leave the log. raw: the frames as series/filing.h packs them. */
QN_MUST_USE enum qn_status qn_tele_file(struct qn_tele *t, const struct qn_tele_part *part,
                                        size_t n, int64_t upto, const void *raw, size_t raw_len,
                                        struct qn_err *err);
/* Parts of a device (0: all) and kind (st, cn; -1: any) with first_day <= day <= last_day, ordered
 * by device, day, st, cn, id. One consistent view together with qn_tele_log between
 * qn_tele_begin_read and qn_tele_end_read. */
QN_MUST_USE enum qn_status qn_tele_parts(struct qn_tele *t, int64_t device, int32_t st, int32_t cn,
                                         int32_t first_day, int32_t last_day,
                                         int (*row)(const struct qn_tele_part *, void *),
                                         void *user, struct qn_err *err);
/* Days that have such parts, in order, without reading them. */
QN_MUST_USE enum qn_status qn_tele_part_days(struct qn_tele *t, int64_t device, int32_t st,
                                             int32_t cn, int32_t first_day, int32_t last_day,
                                             int (*day)(int32_t day, void *user), void *user,
                                             struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_begin_read(struct qn_tele *t, struct qn_err *err);
void qn_tele_end_read(struct qn_tele *t);
/* Days before `before_day` with parts that no compaction has made: at most limit, oldest first. */
struct qn_tele_group {
    int64_t device;
    int32_t st, cn, day;
};
QN_MUST_USE enum qn_status qn_tele_loose(struct qn_tele *t, int32_t before_day, size_t limit,
                                         struct qn_tele_group *out, size_t *n, struct qn_err *err);
/* Compaction: in one transaction the parts with these ids are replaced by one. */
QN_MUST_USE enum qn_status qn_tele_replace(struct qn_tele *t, const int64_t *id, size_t n,
                                           const struct qn_tele_part *by, struct qn_err *err);
/* Retention: parts of CN cn (-1: any) older than `day` / raw blocks that arrived before a time are
 * removed; what was removed is written down (table removal: when, what, how many, their hash). */
QN_MUST_USE enum qn_status qn_tele_drop_parts(struct qn_tele *t, int32_t cn, int32_t before_day,
                                              int64_t *n, struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_drop_raw(struct qn_tele *t, int64_t before_unix_ms, int64_t *n,
                                            struct qn_err *err);
/* What retention took away, oldest first. */
struct qn_tele_removal {
    int64_t at_unix_ms;
    bool raw;               /* raw blocks; else parts */
    int32_t cn, before_day; /* of parts; cn -1: any */
    int64_t before_unix_ms; /* of raw blocks */
    int64_t count, units;   /* parts and rows; raw blocks and frames */
    int64_t len;            /* [byte] */
};
QN_MUST_USE enum qn_status qn_tele_removals(struct qn_tele *t,
                                            int (*row)(const struct qn_tele_removal *, void *),
                                            void *user, struct qn_err *err);
/* Raw blocks still there that hold frames which arrived between the times (both included). */
QN_MUST_USE enum qn_status qn_tele_raws(struct qn_tele *t, int64_t from_unix_ms, int64_t to_unix_ms,
                                        int (*row)(int64_t n, const void *raw, size_t len,
                                                   void *user),
                                        void *user, struct qn_err *err);
/* Merges what readers allow of the log beside the file into it; *left pages remain. Does not hold
 * up a writer on another handle: a thread with a handle of its own may call it every second, and
 * commits then never merge by themselves. */
QN_MUST_USE enum qn_status qn_tele_checkpoint(struct qn_tele *t, int64_t *left, struct qn_err *err);
/* Gives free pages back to the file system, a bounded number at a time; *left of them remain. */
QN_MUST_USE enum qn_status qn_tele_shrink(struct qn_tele *t, int64_t pages, int64_t *left,
                                          struct qn_err *err);
/* The last seal: number of raw blocks and their chained hash, for the evidence chain of STORE. */
QN_MUST_USE enum qn_status qn_tele_seal(struct qn_tele *t, int64_t *n, char hex[QN_SHA256_HEX_CAP],
                                        struct qn_err *err);
/* Recomputes the seals; *broken = number of the first block that does not hold, 0 if none. Blocks
 * removed by retention are held by their recorded hash. */
QN_MUST_USE enum qn_status qn_tele_audit(struct qn_tele *t, int64_t *blocks, int64_t *broken,
                                         struct qn_err *err);

struct qn_tele_size {
    int64_t file_bytes, log_frames, parts, part_bytes, rows, raw_blocks, raw_bytes, aside;
};
QN_MUST_USE enum qn_status qn_tele_size(struct qn_tele *t, struct qn_tele_size *out,
                                        struct qn_err *err);

/* ---- quarantine ---- */
struct qn_tele_aside {
    int64_t id, arrival_unix_ms;
    const char *mn, *peer, *reason; /* reason: "unknown_device", "wrong_password" ... */
    const void *bytes;
    uint32_t len;
};
/* Keeps at most `keep` frames an MN (the first ones) and `keep_all` in all; *kept tells. */
QN_MUST_USE enum qn_status qn_tele_aside_add(struct qn_tele *t, const struct qn_tele_aside *a,
                                             int64_t keep, int64_t keep_all, bool *kept,
                                             struct qn_err *err);
/* mn NULL: all. */
QN_MUST_USE enum qn_status qn_tele_asides(struct qn_tele *t, const char *mn,
                                          int (*row)(const struct qn_tele_aside *, void *),
                                          void *user, struct qn_err *err);
/* They leave quarantine for the log (the device became known), as the same frames with their own
 * arrival times. */
QN_MUST_USE enum qn_status qn_tele_aside_admit(struct qn_tele *t, const char *mn, int64_t device,
                                               int64_t *n, struct qn_err *err);

/* ---- outgoing commands ---- */
enum qn_call_state {
    QN_CALL_WAITING, /* written, not sent */
    QN_CALL_SENT,
    QN_CALL_ACCEPTED, /* 9011, QnRtn = 1 */
    QN_CALL_DONE,     /* 9012, ExeRtn = 1, or 9013 */
    QN_CALL_REFUSED,  /* QnRtn or ExeRtn otherwise */
    QN_CALL_TIMED_OUT /* after its retries */
};
struct qn_tele_call {
    int64_t id;
    char mn[QN_MN_CAP];
    int32_t st, cn;
    char cp[960]; /* between the && */
    enum qn_call_state state;
    int32_t result; /* QnRtn or ExeRtn; -1 none yet */
    int32_t tries;
    int64_t made_unix_ms, sent_unix_ms, ended_unix_ms; /* 0: not yet */
    uint64_t qn;
    char answer[1024]; /* CP of the data that came back, if one frame held it */
    char by[16];       /* "person", "gap", "clock", "key" */
};
QN_MUST_USE enum qn_status qn_tele_call_add(struct qn_tele *t, struct qn_tele_call *c,
                                            struct qn_err *err); /* fills id */
QN_MUST_USE enum qn_status qn_tele_call_put(struct qn_tele *t, const struct qn_tele_call *c,
                                            struct qn_err *err); /* state, result, times, answer */
QN_MUST_USE enum qn_status qn_tele_call_get(struct qn_tele *t, int64_t id, struct qn_tele_call *out,
                                            struct qn_err *err);
/* With id > after and (state or any: -1), by id. */
QN_MUST_USE enum qn_status qn_tele_calls(struct qn_tele *t, int64_t after, int state,
                                         int (*row)(const struct qn_tele_call *, void *),
                                         void *user, struct qn_err *err);

/* ---- keys of 2025 and small facts ---- */
struct qn_tele_key {
    unsigned char key[16];
    int64_t made_unix_ms; /* SKCreateTime */
    bool pending;         /* sent to the device, not confirmed */
};
/* Newest first, at most cap; *n of them. */
QN_MUST_USE enum qn_status qn_tele_keys(struct qn_tele *t, const char *mn, struct qn_tele_key *out,
                                        size_t cap, size_t *n, struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_key_put(struct qn_tele *t, const char *mn,
                                           const struct qn_tele_key *k, struct qn_err *err);
/* A named number the gateway keeps over a restart. Absent: *value = fallback. */
QN_MUST_USE enum qn_status qn_tele_note_get(struct qn_tele *t, const char *name, int64_t fallback,
                                            int64_t *value, struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_note_put(struct qn_tele *t, const char *name, int64_t value,
                                            struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_begin(struct qn_tele *t, struct qn_err *err);
QN_MUST_USE enum qn_status qn_tele_commit(struct qn_tele *t, struct qn_err *err);
void qn_tele_rollback(struct qn_tele *t);

#endif
