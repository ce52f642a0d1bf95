/* quench simulate FLEET -o FILE | --to HOST:PORT | --region DIR: labelled telemetry of made-up
 * plants. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/jsonw.h"
#include "base/number.h"
#include "cmd/cmd.h"
#include "simulate/outcome.h"

#define ARENA_MAX ((size_t)1 << 30)
#define TRUTH_MAX ((size_t)1 << 30)
#define JSON_MAX ((size_t)1 << 20)
#define HOST_CAP 256
#define DAY_MS ((int64_t)86400000)
#define DRAWN_FROM "2026-01-01"
#define DRAWN_DAYS 30
#define SPEED_MAX 1e9
#define TIMEOUT_S 10 /* the standard's, over a fixed line */
#define RETRIES 3
#define REDIAL_S 60

struct job {
    const struct qn_args *a;
    struct qn_arena arena;
    struct qn_fleet fleet;
    struct qn_frame_file *file;
    struct qn_progress progress;
    const char *out, *to, *truth, *region;
    char host[HOST_CAP];
    const char *port;
    double speed;
    int64_t frames, bytes;
    struct qn_play_report played;
    struct qn_err err; /* of a callback */
};

/* ---- the command line ---- */

static enum qn_status whole_number(const char *option, const char *s, uint64_t least, uint64_t most,
                                   uint64_t *out, struct qn_err *err)
{
    char lo[32], hi[32];
    size_t n = strlen(s);
    *out = n > 0 && n < 20 && strspn(s, "0123456789") == n ? strtoull(s, NULL, 10) : 0;
    if (n > 0 && n < 20 && strspn(s, "0123456789") == n && *out >= least && *out <= most)
        return QN_OK;
    snprintf(lo, sizeof lo, "%llu", (unsigned long long)least);
    snprintf(hi, sizeof hi, "%llu", (unsigned long long)most);
    return qn_fail(err, QN_E_USAGE, option, QN_T_SIM_OPTION_NUMBER, option, s, lo, hi);
}

static enum qn_status take_address(struct job *j, struct qn_err *err)
{
    const char *colon = j->to ? strrchr(j->to, ':') : NULL;
    size_t n = colon ? (size_t)(colon - j->to) : 0;
    const char *host = j->to;
    if (!j->to)
        return QN_OK;
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') { /* [::1]:9212 */
        host++;
        n -= 2;
    }
    if (!colon || !colon[1] || n == 0 || n >= sizeof j->host)
        return qn_fail(err, QN_E_USAGE, "--to", QN_T_SIM_BAD_ADDRESS, j->to);
    memcpy(j->host, host, n);
    j->host[n] = '\0';
    j->port = colon + 1;
    return QN_OK;
}

static enum qn_status take_speed(struct job *j, struct qn_err *err)
{
    const char *s = qn_arg(j->a, "speed");
    struct qn_number x;
    if (!s)
        return QN_OK;
    if (!j->to)
        return qn_fail(err, QN_E_USAGE, "--speed", QN_T_SIM_SPEED_NEEDS_TO);
    if (qn_number_parse(s, strlen(s), &x, NULL) || x.flags ||
        !(x.value >= 0 && x.value <= SPEED_MAX))
        return qn_fail(err, QN_E_USAGE, "--speed", QN_T_SIM_OPTION_NUMBER, "--speed", s, "0",
                       "1000000000");
    j->speed = x.value;
    return QN_OK;
}

static enum qn_status take_options(struct job *j, struct qn_err *err)
{
    j->out = qn_arg(j->a, "o");
    j->to = qn_arg(j->a, "to");
    j->truth = qn_arg(j->a, "truth");
    j->region = qn_arg(j->a, "region");
    if (!j->out && !j->to && !j->region)
        return qn_fail(err, QN_E_USAGE, "simulate", QN_T_SIM_NOWHERE);
    enum qn_status st = take_address(j, err);
    return st ? st : take_speed(j, err);
}

/* Midnight, or a time, at +08:00; or the fallback. */
static enum qn_status take_from(const struct job *j, const char *fallback, int64_t *out,
                                struct qn_err *err)
{
    const char *s = qn_arg(j->a, "from");
    if (!s)
        s = fallback;
    if (s && qn_fleet_time(s, strlen(s), out, err))
        return qn_fail(err, QN_E_USAGE, "--from", QN_T_SIM_TIME, s);
    return QN_OK;
}

static enum qn_status take_fleet(struct job *j, struct qn_err *err)
{
    const char *word = j->a->word[0], *seed_text = qn_arg(j->a, "seed");
    const char *days_text = qn_arg(j->a, "days");
    uint64_t seed = 1, days = DRAWN_DAYS, n = 0;
    int64_t from = 0;
    enum qn_status st = QN_OK;
    bool drawn = strncmp(word, "draw:", 5) == 0;
    if (seed_text)
        st = whole_number("--seed", seed_text, 0, INT64_MAX, &seed, err);
    if (!st && days_text)
        st = whole_number("--days", days_text, 1, 3660, &days, err);
    if (!st && drawn)
        st = whole_number("draw:", word + 5, 1, 20000, &n, err);
    if (!st)
        st = take_from(j, drawn ? DRAWN_FROM : NULL, &from, err);
    if (st)
        return st;
    if (drawn)
        return qn_fleet_draw(seed, (size_t)n, from, (int)days, &j->arena, &j->fleet, err);
    st = qn_fleet_read(word, &j->arena, &j->fleet, err);
    if (st)
        return st;
    j->fleet.seed = seed;
    if (from)
        j->fleet.from_unix_ms = from;
    if (days_text)
        j->fleet.to_unix_ms = j->fleet.from_unix_ms + (int64_t)days * DAY_MS;
    if (j->fleet.to_unix_ms <= j->fleet.from_unix_ms)
        return qn_fail(err, QN_E_USAGE, "--from", QN_T_SIM_NO_SPAN);
    return QN_OK;
}

/* ---- the work ---- */

static int keep_frame(const struct qn_sim_frame *f, void *user)
{
    struct job *j = user;
    int64_t all = j->fleet.to_unix_ms - j->fleet.from_unix_ms;
    int64_t done = f->arrival_unix_ms - j->fleet.from_unix_ms;
    j->frames++;
    j->bytes += (int64_t)f->len;
    if (j->file && qn_frame_file_put(j->file, f, &j->err))
        return 1;
    return !j->to && !qn_progress_step(done < all ? done : all, all, &j->progress);
}

static int show_step(int64_t done, int64_t total, void *user)
{
    struct job *j = user;
    return qn_progress_step(done, total, &j->progress);
}

static enum qn_status make(struct job *j, struct qn_err *err)
{
    const struct qn_play play = {.host = j->host,
                                 .port = j->port,
                                 .speed = j->speed,
                                 .timeout_s = TIMEOUT_S,
                                 .retries = RETRIES,
                                 .redial_s = REDIAL_S,
                                 .acknowledged = keep_frame,
                                 .step = show_step,
                                 .user = j};
    qn_progress_begin(&j->progress, j->a, QN_T_SIM_PROGRESS);
    enum qn_status st = j->to ? qn_play_fleet(&j->fleet, &play, &j->played, err)
                              : qn_simulate(&j->fleet, keep_frame, j, err);
    qn_progress_end(&j->progress);
    if (st && j->err.code) {
        *err = j->err;
        return err->code;
    }
    return st;
}

/* With --to, what was acknowledged before an error or a signal is kept. */
static enum qn_status finish_file(struct job *j, enum qn_status made, struct qn_err *err)
{
    if (!j->file || (made && !j->to) || j->err.code)
        return QN_OK;
    return qn_frame_file_finish(j->file, err);
}

static enum qn_status write_truth(struct job *j, struct qn_err *err)
{
    struct qn_buf csv;
    if (!j->truth)
        return QN_OK;
    qn_buf_init(&csv, TRUTH_MAX);
    enum qn_status st = qn_fleet_truth_csv(&j->fleet, &csv, err);
    if (!st)
        st = qn_file_write(j->truth, csv.data, csv.len, err);
    qn_buf_release(&csv);
    return st;
}

static enum qn_status work(struct job *j, struct qn_err *err)
{
    struct qn_err first = {0};
    enum qn_status st = take_options(j, err);
    if (!st)
        st = take_fleet(j, err);
    if (!st)
        st = write_truth(j, err);
    if (!st && j->region)
        st = qn_fleet_region(&j->fleet, j->region, err);
    if (!st && j->out)
        st = qn_frame_file_new(j->out, NULL, &j->file, err);
    if (st || (!j->out && !j->to))
        return st;
    st = make(j, &first);
    enum qn_status kept = finish_file(j, st, err);
    if (st)
        *err = first;
    return st ? st : kept;
}

/* ---- what is told ---- */

static void tell_play(struct qn_jsonw *w, const struct job *j)
{
    const struct qn_play_report *p = &j->played;
    qn_jsonw_object(w, "play");
    qn_jsonw_text(w, "to", j->to);
    qn_jsonw_int(w, "frames", p->frames);
    qn_jsonw_int(w, "acknowledged", p->acknowledged);
    qn_jsonw_int(w, "unanswered", p->unanswered);
    qn_jsonw_int(w, "sent_again", p->sent_again);
    qn_jsonw_int(w, "redials", p->redials);
    qn_jsonw_int(w, "requests", p->requests);
    qn_jsonw_number(w, "seconds", round(p->seconds * 1000) / 1000);
    qn_jsonw_end_object(w);
}

static enum qn_status tell_json(const struct job *j, struct qn_buf *out, struct qn_err *err)
{
    struct qn_jsonw w;
    char from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP];
    qn_jsonw_init(&w, out, 2, err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_int(&w, "seed", (int64_t)j->fleet.seed);
    qn_jsonw_int(&w, "devices", (int64_t)j->fleet.n);
    qn_jsonw_text(&w, "from", qn_time_text(j->fleet.from_unix_ms, from));
    qn_jsonw_text(&w, "to", qn_time_text(j->fleet.to_unix_ms, to));
    qn_jsonw_int(&w, "frames", j->frames);
    qn_jsonw_int(&w, "bytes", j->bytes);
    qn_jsonw_text(&w, "file", j->out);
    qn_jsonw_text(&w, "truth", j->truth);
    qn_jsonw_text(&w, "region", j->region);
    if (j->to)
        tell_play(&w, j);
    qn_jsonw_end_object(&w);
    return w.status;
}

static int tell(const struct job *j, struct qn_err *err)
{
    struct qn_buf out;
    char devices[24], frames[24], answered[24], unanswered[24], seconds[QN_NUM_TEXT_CAP];
    if (j->a->json) {
        qn_buf_init(&out, JSON_MAX);
        int code = tell_json(j, &out, err) ? qn_report(j->a, err) : qn_put(out.data, out.len);
        qn_buf_release(&out);
        return code;
    }
    snprintf(devices, sizeof devices, "%zu", j->fleet.n);
    snprintf(frames, sizeof frames, "%lld", (long long)j->frames);
    snprintf(answered, sizeof answered, "%lld", (long long)j->played.acknowledged);
    snprintf(unanswered, sizeof unanswered, "%lld", (long long)j->played.unanswered);
    qn_num_text(round(j->played.seconds * 10) / 10, seconds);
    if (j->to)
        qn_say1(stderr, j->a->lang, QN_T_SIM_PLAYED, devices, answered, unanswered, seconds);
    else if (j->out)
        qn_say1(stderr, j->a->lang, QN_T_SIM_WRITTEN, devices, frames, j->out);
    if (j->region)
        qn_say1(stderr, j->a->lang, QN_T_SIM_REGION, j->region);
    return QN_EXIT_DONE;
}

static int run(const struct qn_args *a)
{
    struct job *j = calloc(1, sizeof *j);
    struct qn_err err = {0};
    if (!j) {
        (void)qn_fail(&err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "0");
        return qn_report(a, &err);
    }
    j->a = a;
    qn_arena_init(&j->arena, ARENA_MAX);
    int code = work(j, &err) ? qn_report(a, &err) : tell(j, &err);
    if (code == QN_EXIT_DONE && j->played.unanswered > 0)
        code = QN_EXIT_FAILED;
    qn_frame_file_free(j->file);
    qn_arena_release(&j->arena);
    free(j);
    return code;
}

const struct qn_command qn_cmd_simulate = {
    .name = "simulate",
    .synopsis = "FLEET.csv|draw:N",
    .summary = QN_T_SUM_SIMULATE,
    .about = QN_T_ABOUT_SIMULATE,
    .example = "quench simulate draw:40 -o fleet.frames.gz --truth truth.csv --seed 7",
    .min_words = 1,
    .max_words = 1,
    .option = {{"o", "FILE", QN_T_OPT_SIM_OUT, NULL},
               {"to", "HOST:PORT", QN_T_OPT_SIM_TO, NULL},
               {"speed", "X", QN_T_OPT_SIM_SPEED, "0"},
               {"truth", "FILE", QN_T_OPT_SIM_TRUTH, NULL},
               {"region", "DIR", QN_T_OPT_SIM_REGION, NULL},
               {"seed", "N", QN_T_OPT_SIM_SEED, "1"},
               {"from", "TIME", QN_T_OPT_SIM_FROM, NULL},
               {"days", "N", QN_T_OPT_SIM_DAYS, NULL},
               {"json", NULL, QN_T_OPT_SIM_JSON, NULL}},
    .run = run,
};
