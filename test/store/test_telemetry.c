/* The telemetry file: the log, seals, parts, retention, quarantine, calls. Expected values follow
 * from what the test itself put in. */
#include "qn_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/telemetry.h"

static struct qn_tele *fresh(const char *name, char path[512])
{
    static const char *const tails[] = {"", "-wal", "-shm", "-lock"};
    struct qn_tele *t = NULL;
    struct qn_err err = {0};
    char file[600];
    snprintf(path, 512, "%s/tele-%s-%d", QN_TEST_TMP, name, (int)getpid());
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s.telemetry%s", path, tails[i]);
        unlink(file);
    }
    assert_ok(qn_tele_open(path, QN_STORE_CREATE, &t, &err), err);
    return t;
}

static void drop(struct qn_tele *t, const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-lock"};
    char file[600];
    qn_tele_free(t);
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s.telemetry%s", path, tails[i]);
        unlink(file);
    }
}

static void append(struct qn_tele *t, int64_t device, int64_t first, size_t n)
{
    struct qn_err err = {0};
    for (size_t i = 0; i < n; i++) {
        char text[64];
        struct qn_tele_frame f = {
            .device = device, .arrival_unix_ms = 1000 * (first + (int64_t)i), .bytes = text};
        f.len =
            (uint32_t)snprintf(text, sizeof text, "frame %lld", (long long)(first + (int64_t)i));
        assert_ok(qn_tele_append(t, &f, 1, &err), err);
        assert_int_equal(f.seq, first + (int64_t)i);
    }
}

struct seen {
    int64_t n, first, last;
    bool whole; /* every frame says its own number, in order */
};

static int look(const struct qn_tele_frame *f, void *user)
{
    struct seen *s = user;
    char text[64];
    int len = snprintf(text, sizeof text, "frame %lld", (long long)f->seq);
    s->whole = (s->n == 0 || (s->whole && f->seq == s->last + 1)) && f->len == (uint32_t)len &&
               memcmp(f->bytes, text, f->len) == 0;
    if (s->n++ == 0)
        s->first = f->seq;
    s->last = f->seq;
    return 0;
}

static struct seen log_of(struct qn_tele *t, int64_t after, int64_t device)
{
    struct seen s = {0};
    struct qn_err err = {0};
    assert_ok(qn_tele_log(t, after, device, SIZE_MAX, look, &s, &err), err);
    return s;
}

static void frames_come_back_in_order_after_reopening(void **state)
{
    (void)state;
    char path[512];
    struct qn_err err = {0};
    int64_t a, b, n;
    struct qn_tele *t = fresh("order", path);
    assert_ok(qn_tele_device_id(t, "A", QN_DEVICE_KNOWN, &a, &err), err);
    assert_ok(qn_tele_device_id(t, "B", QN_DEVICE_KNOWN, &b, &err), err);
    assert_int_equal(b, a + 1);
    append(t, a, 1, 5);
    append(t, b, 6, 3);
    qn_tele_free(t);
    assert_ok(qn_tele_open(path, QN_STORE_WRITE, &t, &err), err);
    append(t, b, 9, 1);
    struct seen all = log_of(t, 0, 0), of_b = log_of(t, 0, b), tail = log_of(t, 7, 0);
    assert_true(all.whole && all.n == 9 && all.first == 1);
    assert_true(of_b.whole && of_b.n == 4 && of_b.first == 6);
    assert_true(tail.whole && tail.n == 2 && tail.first == 8);
    assert_ok(qn_tele_log_count(t, &n, &err), err);
    assert_int_equal(n, 9);
    drop(t, path);
}

static void the_file_is_readable_by_its_owner_only(void **state)
{
    (void)state;
    char path[512], file[600];
    struct stat st;
    struct qn_tele *t = fresh("mode", path);
    append(t, 1, 1, 1);
    snprintf(file, sizeof file, "%s.telemetry", path);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    snprintf(file, sizeof file, "%s.telemetry-wal", path);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    drop(t, path);
}

static void a_missing_file_is_not_found_and_a_region_store_is_refused(void **state)
{
    (void)state;
    char path[512], file[600];
    struct qn_err err = {0};
    struct qn_tele *t = fresh("missing", path), *other = NULL;
    struct qn_store *s = NULL;
    drop(t, path);
    assert_int_equal(qn_tele_open(path, QN_STORE_READ, &other, &err), QN_E_NOTFOUND);
    assert_null(other);
    snprintf(file, sizeof file, "%s.telemetry", path);
    assert_ok(qn_store_open(file, QN_STORE_CREATE, &s, &err), err);
    assert_int_equal(qn_tele_open(path, QN_STORE_WRITE, &other, &err), QN_E_STORE);
    qn_store_free(s);
    unlink(file);
}

static void one_gateway_may_claim_a_store(void **state)
{
    (void)state;
    char path[512];
    struct qn_err err = {0};
    struct qn_tele *t = fresh("claim", path), *other = NULL;
    assert_ok(qn_tele_open(path, QN_STORE_WRITE, &other, &err), err);
    assert_false(qn_tele_claimed(other));
    assert_ok(qn_tele_claim(t, &err), err);
    assert_true(qn_tele_claimed(other));
    assert_int_equal(qn_tele_claim(other, &err), QN_E_CONFLICT);
    drop(t, "/nonexistent");
    assert_false(qn_tele_claimed(other));
    assert_ok(qn_tele_claim(other, &err), err);
    drop(other, path);
}

static void file_all(struct qn_tele *t, int64_t upto, const char *raw)
{
    struct qn_err err = {0};
    const struct qn_tele_part part = {
        .device = 1, .st = 31, .cn = 2051, .day = 20000, .rows = 1, .bytes = "block", .len = 5};
    assert_ok(qn_tele_file(t, &part, 1, upto, raw, strlen(raw), &err), err);
}

static void filing_moves_frames_and_a_number_is_never_used_again(void **state)
{
    (void)state;
    char path[512], hex[QN_SHA256_HEX_CAP];
    struct qn_err err = {0};
    int64_t n, id;
    struct qn_tele *t = fresh("filing", path);
    assert_ok(qn_tele_device_id(t, "A", QN_DEVICE_KNOWN, &id, &err), err);
    append(t, 1, 1, 10);
    file_all(t, 7, "seven");
    assert_ok(qn_tele_log_count(t, &n, &err), err);
    assert_int_equal(n, 3);
    file_all(t, 10, "three");
    append(t, 1, 11, 2);
    assert_ok(qn_tele_seal(t, &n, hex, &err), err);
    assert_int_equal(n, 2);
    struct qn_tele_size size;
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.parts, 2);
    assert_int_equal(size.part_bytes, 10);
    assert_int_equal(size.rows, 2);
    assert_int_equal(size.raw_bytes, 10);
    assert_int_equal(size.log_frames, 2);
    drop(t, path);
}

static void run_sql(const char *path, const char *sql)
{
    char file[600];
    sqlite3 *db = NULL;
    snprintf(file, sizeof file, "%s.telemetry", path);
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_close(db);
}

static int64_t broken_of(const char *path, int64_t *blocks)
{
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    int64_t broken = -1;
    assert_ok(qn_tele_open(path, QN_STORE_READ, &t, &err), err);
    assert_ok(qn_tele_audit(t, blocks, &broken, &err), err);
    qn_tele_free(t);
    return broken;
}

static void an_audit_finds_one_changed_byte_and_a_missing_block(void **state)
{
    (void)state;
    char path[512];
    int64_t blocks;
    struct qn_tele *t = fresh("audit", path);
    for (int64_t i = 0; i < 4; i++) {
        append(t, 1, i * 3 + 1, 3);
        file_all(t, i * 3 + 3, "raw bytes");
    }
    assert_int_equal(broken_of(path, &blocks), 0);
    assert_int_equal(blocks, 4);
    run_sql(path, "UPDATE raw SET bytes = CAST('raw bytez' AS BLOB) WHERE n = 3");
    assert_int_equal(broken_of(path, &blocks), 3);
    run_sql(path, "UPDATE raw SET bytes = CAST('raw bytes' AS BLOB) WHERE n = 3");
    assert_int_equal(broken_of(path, &blocks), 0);
    run_sql(path, "UPDATE seal SET to_unix_ms = to_unix_ms + 1 WHERE n = 2");
    assert_int_equal(broken_of(path, &blocks), 2);
    run_sql(path, "UPDATE seal SET to_unix_ms = to_unix_ms - 1 WHERE n = 2");
    run_sql(path, "DELETE FROM raw WHERE n = 4");
    assert_int_equal(broken_of(path, &blocks), 4);
    drop(t, path);
}

static int count_removal(const struct qn_tele_removal *r, void *user)
{
    int64_t *sum = user;
    sum[r->raw ? 1 : 0] += r->count;
    sum[r->raw ? 3 : 2] += r->units;
    return 0;
}

static void retention_is_written_down_and_the_seals_still_hold(void **state)
{
    (void)state;
    char path[512];
    struct qn_err err = {0};
    int64_t blocks, n, sum[4] = {0}, left;
    struct qn_tele *t = fresh("retention", path);
    for (int64_t i = 0; i < 4; i++) {
        append(t, 1, i * 3 + 1, 3);
        file_all(t, i * 3 + 3, "raw bytes");
    }
    assert_ok(qn_tele_drop_raw(t, 7000, &n, &err), err);
    assert_int_equal(n, 2); /* arrivals 1..3 s and 4..6 s */
    assert_int_equal(broken_of(path, &blocks), 0);
    assert_int_equal(blocks, 4);
    assert_ok(qn_tele_drop_parts(t, 2011, 20001, &n, &err), err);
    assert_int_equal(n, 0);
    assert_ok(qn_tele_drop_parts(t, 2051, 20000, &n, &err), err);
    assert_int_equal(n, 0);
    assert_ok(qn_tele_drop_parts(t, -1, 20001, &n, &err), err);
    assert_int_equal(n, 4);
    assert_ok(qn_tele_removals(t, count_removal, sum, &err), err);
    assert_int_equal(sum[0], 4);
    assert_int_equal(sum[1], 2);
    assert_int_equal(sum[2], 4);
    assert_int_equal(sum[3], 6);
    assert_ok(qn_tele_shrink(t, 100, &left, &err), err);
    assert_int_equal(left, 0);
    drop(t, path);
}

/* A disk that is full from the k-th batch on: the process may write no file beyond a size. */
static void a_full_disk_leaves_earlier_frames_whole_and_the_handle_usable(void **state)
{
    (void)state;
    char path[512];
    static char big[60000];
    struct qn_err err = {0};
    struct rlimit old, tight;
    struct qn_tele *t = fresh("full", path);
    struct qn_tele_frame f = {.device = 1, .bytes = big, .len = sizeof big};
    int64_t kept = 0, n;
    enum qn_status st = QN_OK;
    signal(SIGXFSZ, SIG_IGN);
    append(t, 1, 1, 3);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = old;
    tight.rlim_cur = 700000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (int i = 0; i < 100 && !st; i++) {
        st = qn_tele_append(t, &f, 1, &err);
        kept += !st;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(st == QN_E_STORE || st == QN_E_IO);
    assert_true(kept > 2 && kept < 100);
    assert_ok(qn_tele_log_count(t, &n, &err), err);
    assert_int_equal(n, 3 + kept);
    assert_ok(qn_tele_append(t, &f, 1, &err), err); /* there is room again */
    assert_int_equal(f.seq, 4 + kept);
    struct seen first = {0};
    assert_ok(qn_tele_log(t, 0, 0, 3, look, &first, &err), err);
    assert_true(first.whole && first.n == 3);
    qn_tele_free(t);
    assert_ok(qn_tele_open(path, QN_STORE_WRITE, &t, &err), err);
    assert_ok(qn_tele_log_count(t, &n, &err), err);
    assert_int_equal(n, 4 + kept);
    drop(t, path);
}

static void a_failed_filing_loses_nothing_and_files_nothing(void **state)
{
    (void)state;
    char path[512];
    static char big[900000];
    struct qn_err err = {0};
    struct rlimit old, tight;
    int64_t n;
    struct qn_tele_size size;
    struct qn_tele *t = fresh("failed", path);
    const struct qn_tele_part part = {
        .device = 1, .st = 31, .cn = 2051, .rows = 1, .bytes = big, .len = sizeof big};
    append(t, 1, 1, 20);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = old;
    tight.rlim_cur = 700000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    enum qn_status st = qn_tele_file(t, &part, 1, 20, "raw", 3, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(st == QN_E_STORE || st == QN_E_IO);
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.log_frames, 20);
    assert_int_equal(size.parts + size.raw_blocks, 0);
    assert_ok(qn_tele_file(t, &part, 1, 20, "raw", 3, &err), err);
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.log_frames, 0);
    assert_int_equal(size.parts, 1);
    assert_ok(qn_tele_audit(t, &n, &(int64_t){0}, &err), err);
    assert_int_equal(n, 1);
    drop(t, path);
}

static void a_batch_inside_a_transaction_is_durable_at_its_commit_only(void **state)
{
    (void)state;
    char path[512];
    struct qn_err err = {0};
    struct qn_tele *other = NULL;
    struct qn_tele *t = fresh("joined", path);
    assert_ok(qn_tele_open(path, QN_STORE_READ, &other, &err), err);
    assert_ok(qn_tele_begin(t, &err), err);
    append(t, 1, 1, 2);
    assert_int_equal(log_of(other, 0, 0).n, 0);
    qn_tele_rollback(t);
    assert_ok(qn_tele_begin(t, &err), err);
    append(t, 1, 1, 2);
    assert_ok(qn_tele_commit(t, &err), err);
    assert_int_equal(log_of(other, 0, 0).n, 2);
    qn_tele_free(other);
    drop(t, path);
}

static int take_device(const struct qn_tele_device *d, void *user)
{
    *(struct qn_tele_device *)user = *d;
    return 0;
}

static void a_devices_counters_come_back_as_they_were(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_tele_device d = {.mn = "X", .last_data_unix_ms = INT64_MIN}, back;
    int64_t id;
    char longest[QN_MN_CAP + 1];
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_device_id(t, "X", QN_DEVICE_ACCEPTED, &d.id, &err), err);
    assert_ok(qn_tele_device_id(t, "X", QN_DEVICE_ASIDE, &id, &err), err);
    assert_int_equal(id, d.id);
    assert_ok(qn_tele_devices(t, take_device, &back, &err), err);
    assert_int_equal(back.state, QN_DEVICE_ACCEPTED);
    assert_true(back.last_data_unix_ms == INT64_MIN);
    d.state = QN_DEVICE_KNOWN;
    d.first_unix_ms = 5, d.last_unix_ms = 6, d.last_data_unix_ms = 7;
    d.received = 8, d.acknowledged = 9, d.stored = 10, d.duplicate = 11, d.quarantined = 12;
    d.faulty = 13;
    d.deviations[0] = 1, d.deviations[21] = UINT64_C(0x123456789abcdef0);
    snprintf(d.peer, sizeof d.peer, "192.0.2.7");
    assert_ok(qn_tele_device_put(t, &d, &err), err);
    assert_ok(qn_tele_devices(t, take_device, &back, &err), err);
    assert_memory_equal(&d, &back, sizeof d);
    memset(longest, 'A', sizeof longest);
    longest[QN_MN_CAP] = 0;
    assert_int_equal(qn_tele_device_id(t, longest, QN_DEVICE_KNOWN, &id, &err), QN_E_LIMIT);
    assert_int_equal(qn_tele_device_find(t, "Y", &id, &err), QN_E_NOTFOUND);
    qn_tele_free(t);
}

static int count_aside(const struct qn_tele_aside *a, void *user)
{
    assert_string_equal(a->reason, "unknown_device");
    ++*(int *)user;
    return 0;
}

static void quarantine_is_bounded_and_its_frames_can_be_admitted(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_tele_size size;
    int n = 0, kept_n = 0;
    int64_t admitted;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    for (int i = 0; i < 12; i++) {
        bool kept;
        char text[32];
        struct qn_tele_aside a = {.arrival_unix_ms = i,
                                  .mn = i % 2 ? "odd" : "even",
                                  .reason = "unknown_device",
                                  .bytes = text};
        a.len = (uint32_t)snprintf(text, sizeof text, "frame %d", i / 2 + 1);
        assert_ok(qn_tele_aside_add(t, &a, 4, 7, &kept, &err), err);
        kept_n += kept;
    }
    assert_int_equal(kept_n, 7); /* four of one, three of the other */
    assert_ok(qn_tele_asides(t, "even", count_aside, &n, &err), err);
    assert_int_equal(n, 4);
    assert_ok(qn_tele_aside_admit(t, "even", 3, &admitted, &err), err);
    assert_int_equal(admitted, 4);
    struct seen s = log_of(t, 0, 3);
    assert_true(s.whole && s.n == 4);
    assert_ok(qn_tele_size(t, &size, &err), err);
    assert_int_equal(size.aside, 3);
    qn_tele_free(t);
}

static int count_call(const struct qn_tele_call *c, void *user)
{
    (void)c;
    ++*(int *)user;
    return 0;
}

static void a_call_keeps_its_state_and_answer(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_tele_call c = {.mn = "M",
                             .st = 91,
                             .cn = 1011,
                             .cp = "PolId=a01001",
                             .result = -1,
                             .made_unix_ms = 1,
                             .by = "clock"},
                        back;
    int n = 0;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_call_add(t, &c, &err), err);
    assert_int_equal(c.id, 1);
    c.state = QN_CALL_DONE, c.result = 1, c.tries = 2, c.sent_unix_ms = 3, c.ended_unix_ms = 4;
    c.qn = UINT64_C(20260801000000123);
    snprintf(c.answer, sizeof c.answer, "SystemTime=20260801000000");
    assert_ok(qn_tele_call_put(t, &c, &err), err);
    assert_ok(qn_tele_call_get(t, 1, &back, &err), err);
    assert_memory_equal(&c, &back, sizeof c);
    assert_ok(qn_tele_calls(t, 0, QN_CALL_WAITING, count_call, &n, &err), err);
    assert_int_equal(n, 0);
    assert_ok(qn_tele_calls(t, 0, -1, count_call, &n, &err), err);
    assert_int_equal(n, 1);
    assert_int_equal(qn_tele_call_get(t, 2, &back, &err), QN_E_NOTFOUND);
    qn_tele_free(t);
}

static void keys_come_newest_first_and_notes_have_a_fallback(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_tele_key k = {.key = "0123456789abcde", .made_unix_ms = 5}, got[3];
    size_t n;
    int64_t v;
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_key_put(t, "M", &k, &err), err);
    k.made_unix_ms = 9, k.pending = true, k.key[0] = 'x';
    assert_ok(qn_tele_key_put(t, "M", &k, &err), err);
    assert_ok(qn_tele_keys(t, "M", got, 3, &n, &err), err);
    assert_int_equal(n, 2);
    assert_true(got[0].made_unix_ms == 9 && got[0].pending && got[0].key[0] == 'x');
    assert_true(got[1].made_unix_ms == 5 && !got[1].pending && got[1].key[0] == '0');
    assert_ok(qn_tele_note_get(t, "a", -7, &v, &err), err);
    assert_int_equal(v, -7);
    assert_ok(qn_tele_note_put(t, "a", 8, &err), err);
    assert_ok(qn_tele_note_put(t, "a", 9, &err), err);
    assert_ok(qn_tele_note_get(t, "a", -7, &v, &err), err);
    assert_int_equal(v, 9);
    qn_tele_free(t);
}

static int count_part(const struct qn_tele_part *p, void *user)
{
    int64_t *s = user;
    s[0]++;
    s[1] = p->id;
    return 0;
}

static void compaction_replaces_parts_of_one_group_only(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct qn_tele *t = NULL;
    struct qn_tele_group g[4];
    size_t n;
    int64_t seen[2] = {0}, id;
    struct qn_tele_part part = {
        .device = 1, .st = 31, .cn = 2051, .day = 20000, .rows = 2, .bytes = "abc", .len = 3};
    assert_ok(qn_tele_open(":memory:", QN_STORE_CREATE, &t, &err), err);
    assert_ok(qn_tele_device_id(t, "A", QN_DEVICE_KNOWN, &id, &err), err);
    file_all(t, 0, "");
    file_all(t, 0, "");
    part.cn = 2061;
    assert_ok(qn_tele_file(t, &part, 1, 0, "", 0, &err), err);
    assert_ok(qn_tele_loose(t, 20001, 4, g, &n, &err), err);
    assert_int_equal(n, 2);
    part.cn = 2051;
    assert_int_equal(qn_tele_replace(t, (int64_t[]){1, 3}, 2, &part, &err), QN_E_CONFLICT);
    assert_ok(qn_tele_parts(t, 1, -1, -1, 0, 30000, count_part, seen, &err), err);
    assert_int_equal(seen[0], 3);
    assert_ok(qn_tele_replace(t, (int64_t[]){1, 2}, 2, &part, &err), err);
    seen[0] = 0;
    assert_ok(qn_tele_parts(t, 0, 31, 2051, 20000, 20000, count_part, seen, &err), err);
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 4);
    assert_ok(qn_tele_loose(t, 20001, 4, g, &n, &err), err);
    assert_true(n == 1 && g[0].cn == 2061);
    qn_tele_free(t);
}

QN_CASES_BEGIN
QN_CASE(frames_come_back_in_order_after_reopening)
QN_CASE(the_file_is_readable_by_its_owner_only)
QN_CASE(a_missing_file_is_not_found_and_a_region_store_is_refused)
QN_CASE(one_gateway_may_claim_a_store)
QN_CASE(filing_moves_frames_and_a_number_is_never_used_again)
QN_CASE(an_audit_finds_one_changed_byte_and_a_missing_block)
QN_CASE(retention_is_written_down_and_the_seals_still_hold)
QN_CASE(a_full_disk_leaves_earlier_frames_whole_and_the_handle_usable)
QN_CASE(a_failed_filing_loses_nothing_and_files_nothing)
QN_CASE(a_batch_inside_a_transaction_is_durable_at_its_commit_only)
QN_CASE(a_devices_counters_come_back_as_they_were)
QN_CASE(quarantine_is_bounded_and_its_frames_can_be_admitted)
QN_CASE(a_call_keeps_its_state_and_answer)
QN_CASE(keys_come_newest_first_and_notes_have_a_fallback)
QN_CASE(compaction_replaces_parts_of_one_group_only)
QN_CASES_END
