/* score-verify FIRST LAST [DEVICES DAYS [DOCUMENT.md]]: draws a fleet of each seed, simulates,
 * judges, scores. Prints the section; with a document, puts it there in place of the old one. -v
 * first: every miss on standard error. Exit 1 where something is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "score.h"
#include "series/filing.h"
#include "series/track.h"

#define ARENA_MAX ((size_t)3 << 30)
#define OUT_MAX ((size_t)4 << 20)
#define FROM_UNIX_MS INT64_C(1893427200000) /* 2030-01-01T00:00:00+08:00 */
#define DAY_MS INT64_C(86400000)
#define HEADING "# Shutdown verdicts on simulated fleets\n"

struct rows {
    struct qn_kind_row *row;
    size_t n, cap;
};
struct fleet_rows {
    struct rows *device;
    struct qn_arena *arena;
    struct qn_err err;
};

static int take_frame(const struct qn_sim_frame *f, void *user)
{
    struct fleet_rows *all = user;
    struct rows *r = &all->device[f->device];
    struct qn_212_frame frame;
    enum qn_212_fault fault;
    size_t used = 0;
    bool data = false;
    const char *bytes = qn_arena_copy(all->arena, f->bytes, f->len, &all->err);
    if (!bytes ||
        qn_212_take(bytes, f->len, QN_212_POLICY_ANY, true, &frame, &used, &fault) != QN_212_FRAME)
        return 1;
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 1024;
        struct qn_kind_row *more = realloc(r->row, cap * sizeof *more);
        if (!more)
            return 1;
        r->row = more;
        r->cap = cap;
    }
    struct qn_kind_row *to = &r->row[r->n];
    *to = (struct qn_kind_row){.st = frame.st_code, .cn = frame.cn_code};
    if (qn_row_of_frame(&frame, f->arrival_unix_ms, all->arena, &to->row, &data, &all->err))
        return 1;
    r->n += data;
    return 0;
}

static enum qn_status judge_device(struct score *s, const struct qn_fleet *f, size_t i,
                                   const struct rows *r, bool verbose, char *rules,
                                   struct qn_err *err)
{
    const struct qn_fleet_device *d = &f->device[i];
    const struct qn_track_ask ask = {-1, -1, NULL, NULL, f->from_unix_ms, f->to_unix_ms};
    struct qn_arena arena;
    struct qn_track track;
    struct qn_verification v;
    qn_arena_init(&arena, ARENA_MAX);
    enum qn_status st = qn_track_build(d->mn, r->row, r->n, &ask, &arena, &track, err);
    struct qn_verify_subject subject = {.installation_id = d->installation_id,
                                        .outlet_id = d->outlet_id,
                                        .kind = d->kind,
                                        .wet_scrubber = d->wet_scrubber,
                                        .track = &track,
                                        .n = 1,
                                        .claimed_from_unix_ms = INT64_MAX};
    if (!st)
        st = qn_verify(&subject, f->from_unix_ms, f->to_unix_ms, &arena, &v, err);
    if (!st) {
        bool fine = (d->minute_min > 0 && d->minute_min <= 10) || d->rtd_s > 0;
        score_device(s, f, i, &v, fine ? 600000 : 3600000, verbose);
        snprintf(rules, QN_SHA256_HEX_CAP, "%s", v.rules_sha256);
    }
    qn_arena_release(&arena);
    return st;
}

static enum qn_status score_fleet(struct score *s, uint64_t seed, size_t n, bool verbose,
                                  char *rules, struct qn_err *err)
{
    struct qn_arena arena;
    struct qn_fleet f;
    qn_arena_init(&arena, ARENA_MAX);
    struct fleet_rows all = {calloc(n, sizeof(struct rows)), &arena, {0}};
    enum qn_status st = all.device ? QN_OK : QN_E_NOMEM;
    if (!st)
        st = qn_fleet_draw(seed, n, FROM_UNIX_MS, s->days, &arena, &f, err);
    if (!st)
        st = qn_simulate(&f, take_frame, &all, err);
    for (size_t i = 0; i < n && !st; i++)
        st = judge_device(s, &f, i, &all.device[i], verbose, rules, err);
    for (size_t i = 0; all.device && i < n; i++)
        free(all.device[i].row);
    free(all.device);
    qn_arena_release(&arena);
    s->fleets += st == QN_OK;
    return st;
}

/* The document up to the section, which is the last, and the section. */
static enum qn_status put_in(const char *path, const struct qn_buf *section, struct qn_err *err)
{
    struct qn_buf b;
    qn_buf_init(&b, OUT_MAX);
    enum qn_status st = qn_file_exists(path) ? qn_file_read(path, &b, err) : QN_OK;
    char *old = !st && b.data ? strstr(b.data, HEADING) : NULL;
    if (old)
        b.len = (size_t)(old - b.data);
    else if (!st && b.len > 0)
        st = qn_buf_text(&b, "\n", err);
    if (!st)
        st = qn_buf_append(&b, section->data, section->len, err);
    if (!st)
        st = qn_file_write(path, b.data, b.len, err);
    qn_buf_release(&b);
    return st;
}

int main(int argc, char **argv)
{
    static struct score s;
    struct qn_err err = {0};
    char rules[QN_SHA256_HEX_CAP] = "";
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    char **a = argv + verbose;
    int n = argc - verbose;
    if (n != 3 && n != 5 && n != 6) {
        fprintf(stderr, "usage: score-verify [-v] FIRST LAST [DEVICES DAYS [DOCUMENT.md]]\n");
        return 2;
    }
    s.first_seed = strtoll(a[1], NULL, 10);
    s.last_seed = strtoll(a[2], NULL, 10);
    size_t devices = n > 3 ? (size_t)strtoul(a[3], NULL, 10) : 22;
    s.days = n > 3 ? (int)strtol(a[4], NULL, 10) : 30;
    enum qn_status st = QN_OK;
    for (int64_t seed = s.first_seed; seed <= s.last_seed && !st; seed++)
        st = score_fleet(&s, (uint64_t)seed, devices, verbose, rules, &err);
    struct qn_buf out;
    qn_buf_init(&out, OUT_MAX);
    if (!st && !score_write(&s, rules, &out))
        st = QN_E_NOMEM;
    if (!st)
        fwrite(out.data, 1, out.len, stdout);
    if (!st && n == 6)
        st = put_in(a[5], &out, &err);
    qn_buf_release(&out);
    if (st)
        fprintf(stderr, "score-verify: %s\n", err.msg[QN_EN]);
    return st != QN_OK;
}
