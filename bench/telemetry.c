/* What telemetry at rest costs: bench_telemetry STORE DEVICES DAYS [limit in bytes a value].
 *
 * Ten-minute frames (HJ 212-2017, CN 2051) of DEVICES devices over DAYS days, ten factors each with
 * Min, Avg, Max and Flag at the decimals of table B.2, made from a seed: slow correlated noise, a
 * spread around each mean, marks other than N for some hours a month, arrivals that jitter by
 * seconds. They go through qn_tele_append, qn_file_log and qn_compact into STORE.telemetry, which
 * must not exist and stays; then it is read back. A value is a cell that is no Flag.
 *
 * Prints the cost of appending, filing and compaction, bytes a value, and times of queries; and
 * what 10,000 devices over 365 days would come to. Exit 3: more bytes a value than the limit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "series/filing.h"
#include "series/track.h"

enum {
    BATCH = 500,          /* frames of a commit */
    SLICE = 50000,        /* frames in the log when they are filed */
    STEPS = 144,          /* frames a day */
    FACTORS = 10,         /* */
    VALUES = FACTORS * 3, /* a frame, marks not counted */
    CP_CAP = 1024,
    FRAME_CAP = 1200,
};
#define STEP_MS INT64_C(600000)
#define DAY_MS INT64_C(86400000)
#define BEIJING_MS INT64_C(28800000)
#define FIRST_DAY 20454 /* 2026-01-01 */
#define ARENA_MAX ((size_t)8 << 30)
#define SCALE_DEVICES 10000.0
#define SCALE_DAYS 365.0
#define MEMORY 0.97 /* of the noise from one frame to the next */

/* A stack's factors: mean, standard deviation and spread within ten minutes, in units of the last
 * decimal kept. Figures are made up, of the size a coal boiler's are. */
static const struct factor {
    const char *code;
    int decimals;
    double mean, deviation, spread;
} factors[FACTORS] = {{"a00000", 1, 520, 90, 8},     {"a01011", 2, 1180, 160, 20},
                      {"a01012", 1, 523, 25, 3},     {"a01013", 3, -120, 40, 6},
                      {"a01014", 1, 92, 9, 2},       {"a19001", 1, 83, 9, 2},
                      {"a21002", 1, 412, 80, 12},    {"a21005", 3, 42000, 9000, 900},
                      {"a21026", 2, 1850, 500, 110}, {"a34013", 2, 430, 110, 25}};

struct device {
    int64_t id;
    char mn[QN_MN_CAP];
    double noise[FACTORS];
    int marked; /* frames for which a mark stays */
    char mark;
};
struct costs {
    double wall_s, cpu_s;
};
struct bench {
    struct qn_tele *t;
    struct device *device;
    int devices, days;
    uint64_t seed;
    struct qn_tele_frame frame[BATCH];
    char bytes[BATCH][FRAME_CAP];
    size_t n;
    int64_t frames, frame_bytes, waiting;
    struct costs append, file, compact;
    struct qn_err err;
};

static double clock_s(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct costs now(void)
{
    return (struct costs){clock_s(CLOCK_MONOTONIC), clock_s(CLOCK_PROCESS_CPUTIME_ID)};
}

static void add_since(struct costs *sum, struct costs began)
{
    struct costs n = now();
    sum->wall_s += n.wall_s - began.wall_s;
    sum->cpu_s += n.cpu_s - began.cpu_s;
}

static void need(struct bench *b, enum qn_status st)
{
    if (!st)
        return;
    fprintf(stderr, "bench_telemetry: %s\n", b->err.msg[QN_EN]);
    exit(1);
}

/* splitmix64 */
static uint64_t dice(struct bench *b)
{
    uint64_t z = b->seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Nearly normal, deviation 1: twelve numbers of 0 ... 31, their mean taken off. */
static double normal(struct bench *b)
{
    uint64_t bits = dice(b);
    int sum = 0;
    for (int i = 0; i < 12; i++, bits >>= 5)
        sum += (int)(bits & 31);
    return (sum - 186) / 31.98;
}

static char *put_text(char *p, const char *s)
{
    while (*s)
        *p++ = *s++;
    return p;
}

static char *put_decimal(char *p, int64_t v, int decimals)
{
    char digits[24];
    int n = 0;
    if (v < 0)
        *p++ = '-';
    for (uint64_t u = (uint64_t)(v < 0 ? -v : v); u || n <= decimals; u /= 10) {
        if (n == decimals && decimals)
            digits[n++] = '.', decimals = -1;
        digits[n++] = (char)('0' + u % 10);
    }
    while (n)
        *p++ = digits[--n];
    return p;
}

static char *put_item(char *p, const struct factor *f, const char *field, double v)
{
    p = put_text(put_text(p, f->code), field);
    return put_decimal(p, (int64_t)(v < 0 && f->mean > 0 ? 0 : v), f->decimals);
}

static size_t make_cp(struct bench *b, struct device *d, int64_t t, char *cp)
{
    char time[QN_212_TIME_CAP], flag[] = "-Flag=N";
    char *p = put_text(put_text(cp, "DataTime="), qn_212_time_text(t, false, time));
    if (d->marked > 0)
        d->marked--;
    else
        d->mark = 'N';
    if (d->mark == 'N' && dice(b) % 2000 == 0) {
        d->mark = "DMCB"[dice(b) % 4];
        d->marked = (int)(dice(b) % 36);
    }
    flag[6] = d->mark;
    for (int i = 0; i < FACTORS; i++) {
        const struct factor *f = &factors[i];
        d->noise[i] = MEMORY * d->noise[i] + 0.2431 * normal(b); /* sqrt(1 - MEMORY^2) */
        double mean = f->mean + f->deviation * d->noise[i], low = normal(b), high = normal(b);
        *p++ = ';';
        p = put_item(p, f, "-Min=", mean - f->spread * (1.5 + 0.5 * low));
        *p++ = ',';
        p = put_item(p, f, "-Avg=", mean);
        *p++ = ',';
        p = put_item(p, f, "-Max=", mean + f->spread * (1.5 + 0.5 * high));
        *p++ = ',';
        p = put_text(put_text(p, f->code), flag);
    }
    return (size_t)(p - cp);
}

static void commit(struct bench *b)
{
    struct costs began = now();
    need(b, qn_tele_append(b->t, b->frame, b->n, &b->err));
    add_since(&b->append, began);
    b->waiting += (int64_t)b->n;
    b->n = 0;
    if (b->waiting < SLICE)
        return;
    struct qn_filed filed;
    began = now();
    need(b, qn_file_log(b->t, 0, &filed, &b->err));
    add_since(&b->file, began);
    b->waiting = 0;
}

static void send_frame(struct bench *b, struct device *d, int64_t t)
{
    char cp[CP_CAP];
    char *out = b->bytes[b->n];
    int64_t arrival = t + STEP_MS + (int64_t)(dice(b) % 20000);
    size_t len = make_cp(b, d, t, cp);
    const struct qn_212_head head = {.qn = qn_212_qn_of(arrival),
                                     .st = 31,
                                     .cn = 2051,
                                     .pw = {"123456", 6},
                                     .mn = {d->mn, (uint32_t)strlen(d->mn)},
                                     .version = QN_212_2017,
                                     .wants_answer = true,
                                     .parts = 1,
                                     .part = 1};
    size_t n = qn_212_encode(&head, (struct qn_212_span){cp, (uint32_t)len}, NULL, out, FRAME_CAP);
    b->frame[b->n++] = (struct qn_tele_frame){
        .device = d->id, .arrival_unix_ms = arrival, .bytes = out, .len = (uint32_t)n};
    b->frames++;
    b->frame_bytes += (int64_t)n;
    if (b->n == BATCH)
        commit(b);
}

static void fill(struct bench *b)
{
    need(b, qn_tele_begin(b->t, &b->err));
    for (int i = 0; i < b->devices; i++) {
        struct device *d = &b->device[i];
        snprintf(d->mn, sizeof d->mn, "BENCH%019d", i + 1);
        for (int k = 0; k < FACTORS; k++)
            d->noise[k] = normal(b);
        need(b, qn_tele_device_id(b->t, d->mn, QN_DEVICE_KNOWN, &d->id, &b->err));
    }
    need(b, qn_tele_commit(b->t, &b->err));
    for (int64_t step = 0; step < (int64_t)b->days * STEPS; step++)
        for (int i = 0; i < b->devices; i++)
            send_frame(b, &b->device[i], FIRST_DAY * DAY_MS - BEIJING_MS + step * STEP_MS);
    if (b->n)
        commit(b);
}

static void file_rest(struct bench *b)
{
    struct costs began = now();
    struct qn_filed filed;
    need(b, qn_file_log(b->t, 0, &filed, &b->err));
    add_since(&b->file, began);
}

/* Bytes of the parts a value. */
static double say_size(struct bench *b, const char *when)
{
    struct qn_tele_size s;
    need(b, qn_tele_size(b->t, &s, &b->err));
    double values = (double)b->frames * VALUES, each = (double)s.part_bytes / values;
    printf("%-28s %lld parts of %.0f rows: %.3f bytes a value (marks free), %.0f a frame\n", when,
           (long long)s.parts, (double)s.rows / (double)s.parts, each,
           (double)s.part_bytes / (double)b->frames);
    printf(
        "%-28s %.0f bytes a frame as received, %.0f in raw blocks (%.3f a value); file %.0f MB\n",
        "", (double)b->frame_bytes / (double)b->frames, (double)s.raw_bytes / (double)b->frames,
        (double)s.raw_bytes / values, (double)s.file_bytes * 1e-6);
    return each;
}

/* Samples of a device from a day on. */
static size_t query(struct bench *b, int device, int day, int days, const char *factor,
                    const char *field)
{
    struct qn_arena arena;
    struct qn_track k;
    size_t n = 0;
    int64_t from = (FIRST_DAY + day) * DAY_MS - BEIJING_MS;
    const struct qn_track_ask ask = {-1, -1, factor, field, from, from + days * DAY_MS};
    qn_arena_init(&arena, ARENA_MAX);
    need(b, qn_track_load(b->t, b->device[device].mn, &ask, &arena, &k, &b->err));
    for (size_t i = 0; i < k.n; i++)
        n += k.signal[i].n;
    qn_arena_release(&arena);
    return n;
}

static void say_query(const char *what, double began, size_t n)
{
    double s = clock_s(CLOCK_MONOTONIC) - began;
    printf("%-44s %9.1f ms, %zu values\n", what, s * 1e3, n);
}

/* A reader looks through the log once. */
static void query_log(struct bench *b)
{
    char what[80];
    int64_t n;
    need(b, qn_tele_log_count(b->t, &n, &b->err));
    snprintf(what, sizeof what, "one device, last day, %lld frames in the log", (long long)n);
    double began = clock_s(CLOCK_MONOTONIC);
    say_query(what, began, query(b, b->devices / 2, b->days - 1, 1, NULL, NULL));
}

static void queries(struct bench *b)
{
    int middle = b->devices / 2, day = b->days / 2;
    double began = clock_s(CLOCK_MONOTONIC);
    say_query("one device, one day", began, query(b, middle, day, 1, NULL, NULL));
    began = clock_s(CLOCK_MONOTONIC);
    say_query("one device, all days, a21026-Avg", began,
              query(b, middle, 0, b->days, "a21026", "Avg"));
    began = clock_s(CLOCK_MONOTONIC);
    say_query("one device, all days, everything", began, query(b, middle, 0, b->days, NULL, NULL));
    size_t n = 0;
    began = clock_s(CLOCK_MONOTONIC);
    for (int i = 0; i < b->devices; i++)
        n += query(b, i, day, 1, "a21026", "Avg");
    say_query("all devices, one day, a21026-Avg", began, n);
    n = 0;
    began = clock_s(CLOCK_MONOTONIC);
    for (int i = 0; i < b->devices; i++)
        n += query(b, i, day, 1, NULL, NULL);
    say_query("all devices, one day, everything", began, n);
}

static void say_costs(const struct bench *b)
{
    double n = (double)b->frames;
    printf("append, commits of %d: %.2f us CPU a frame (%.2f us with the disk)\n", BATCH,
           b->append.cpu_s / n * 1e6, b->append.wall_s / n * 1e6);
    printf("file, slices of %d: %.0f frames/s (%.2f us CPU a frame)\n", SLICE, n / b->file.wall_s,
           b->file.cpu_s / n * 1e6);
}

static void compact(struct bench *b)
{
    struct qn_compacted done;
    struct costs began = now();
    need(b, qn_compact(b->t, FIRST_DAY + b->days, 0, &done, &b->err));
    add_since(&b->compact, began);
    printf("compact: %lld device days, %.0f rows/s (%.2f us CPU a row)\n", (long long)done.days,
           (double)b->frames / b->compact.wall_s, b->compact.cpu_s / (double)b->frames * 1e6);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "bench_telemetry STORE DEVICES DAYS [limit in bytes a value]\n");
        return 2;
    }
    struct bench *b = calloc(1, sizeof *b);
    if (!b)
        return 1;
    b->devices = (int)strtol(argv[2], NULL, 10);
    b->days = (int)strtol(argv[3], NULL, 10);
    b->device = calloc((size_t)(b->devices > 0 ? b->devices : 1), sizeof *b->device);
    if (!b->device || b->devices < 1 || b->days < 1)
        return 2;
    need(b, qn_tele_open(argv[1], QN_STORE_CREATE, &b->t, &b->err));
    fill(b);
    query_log(b);
    file_rest(b);
    printf("%d devices, %d days, %lld frames of %d values and %d marks\n", b->devices, b->days,
           (long long)b->frames, VALUES, FACTORS);
    say_costs(b);
    (void)say_size(b, "as filed");
    compact(b);
    double each = say_size(b, "one part a day");
    queries(b);
    double year = SCALE_DEVICES * SCALE_DAYS * STEPS * VALUES;
    printf("10,000 devices x 365 days: %.3g values, %.0f GB of parts\n", year, year * each * 1e-9);
    qn_tele_free(b->t);
    free(b->device);
    free(b);
    return argc > 4 && each > strtod(argv[4], NULL) ? 3 : 0;
}
