/* Drawn fleets: the same bytes from the same seed, strict frames, labels without gaps. */
#include "base/buf.h"
#include "sim.h"
#include "simulate/outcome.h"

#define ARENA ((size_t)64 << 20)

struct tally {
    uint64_t hash; /* FNV-1a over bytes and arrivals */
    long frames, faults, editions[4], parts;
    int64_t last_arrival;
    bool disordered;
};

static void mix(struct tally *t, const void *p, size_t n)
{
    const unsigned char *b = p;
    for (size_t i = 0; i < n; i++)
        t->hash = (t->hash ^ b[i]) * UINT64_C(1099511628211);
}

static int count(const struct qn_sim_frame *s, void *user)
{
    struct tally *t = user;
    struct qn_212_frame f;
    enum qn_212_fault fault;
    size_t used;
    t->frames++;
    t->disordered = t->disordered || s->arrival_unix_ms < t->last_arrival;
    t->last_arrival = s->arrival_unix_ms;
    mix(t, &s->arrival_unix_ms, sizeof s->arrival_unix_ms);
    mix(t, s->bytes, s->len);
    if (qn_212_take(s->bytes, s->len, QN_212_POLICY_STRICT, false, &f, &used, &fault) !=
            QN_212_FRAME ||
        used != s->len) {
        t->faults++;
        return 0;
    }
    t->editions[f.version]++;
    t->parts += f.parts > 1;
    return 0;
}

static void run_drawn(uint64_t seed, size_t n, int days, struct tally *out)
{
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    *out = (struct tally){.hash = 14695981039346656037u};
    qn_arena_init(&arena, ARENA);
    assert_ok(qn_fleet_draw(seed, n, BEGIN_MS, days, &arena, &f, &err), err);
    assert_ok(qn_simulate(&f, count, out, &err), err);
    qn_arena_release(&arena);
}

static void the_same_seed_gives_the_same_bytes_and_another_does_not(void **state)
{
    (void)state;
    struct tally a, b, c;
    run_drawn(42, 22, 5, &a);
    run_drawn(42, 22, 5, &b);
    run_drawn(43, 22, 5, &c);
    assert_true(a.frames > 10000);
    assert_int_equal(a.frames, b.frames);
    assert_true(a.hash == b.hash);
    assert_true(a.hash != c.hash);
}

static void every_frame_is_strictly_right_in_all_editions(void **state)
{
    (void)state;
    long editions[4] = {0}, parts = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct tally t;
        run_drawn(seed, 22, 4, &t);
        assert_int_equal(t.faults, 0);
        assert_false(t.disordered);
        for (int i = 0; i < 4; i++)
            editions[i] += t.editions[i];
        parts += t.parts;
    }
    assert_true(editions[QN_212_2005] > 0 && editions[QN_212_2017] > 0 &&
                editions[QN_212_2025] > 0);
    assert_true(parts > 0); /* some segments were too long for one packet */
}

static void episodes_come_in_turn_with_history_before_them(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    qn_arena_init(&arena, ARENA);
    assert_ok(qn_fleet_draw(9, 3 * QN_EP_COUNT, BEGIN_MS, 30, &arena, &f, &err), err);
    for (size_t i = 0; i < f.n; i++) {
        enum qn_episode_kind kind = (enum qn_episode_kind)(i % QN_EP_COUNT);
        const struct qn_fleet_device *d = &f.device[i];
        if (kind == QN_EP_NORMAL)
            continue;
        assert_true(d->n_episodes >= 1);
        const struct qn_episode *e = &d->episode[d->n_episodes - 1];
        assert_int_equal(e->kind, kind);
        assert_true(e->from_unix_ms >= BEGIN_MS + 12 * DAY_MS);
        assert_true(e->to_unix_ms > e->from_unix_ms && e->to_unix_ms <= f.to_unix_ms + 2 * DAY_MS);
    }
    qn_arena_release(&arena);
}

/* Each device's rows of the truth follow on each other from the first hour to the last. */
static void labels_cover_the_span_without_gaps(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    struct qn_buf csv;
    qn_arena_init(&arena, ARENA);
    qn_buf_init(&csv, (size_t)16 << 20);
    assert_ok(qn_fleet_draw(9, 22, BEGIN_MS, 30, &arena, &f, &err), err);
    assert_ok(qn_fleet_truth_csv(&f, &csv, &err), err);
    char mn[40] = "", end[40] = "", *save = NULL;
    size_t devices = 0;
    (void)strtok_r(csv.data, "\n", &save); /* the header */
    for (char *line = strtok_r(NULL, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char now[40], outlet[40], inst[40], from[40], to[40], episode[40], truth[40];
        assert_int_equal(sscanf(line, "%39[^,],%39[^,],%39[^,],%39[^,],%39[^,],%39[^,],%39s", now,
                                outlet, inst, from, to, episode, truth),
                         7);
        if (strcmp(now, mn) != 0) {
            assert_true(devices == 0 || strcmp(end, "2026-01-31T00:00:00+08:00") == 0);
            assert_string_equal(from, "2026-01-01T00:00:00+08:00");
            devices++;
        } else {
            assert_string_equal(from, end);
        }
        assert_true(strcmp(from, to) < 0);
        snprintf(mn, sizeof mn, "%s", now);
        snprintf(end, sizeof end, "%s", to);
    }
    assert_string_equal(end, "2026-01-31T00:00:00+08:00");
    assert_int_equal(devices, 22);
    qn_buf_release(&csv);
    qn_arena_release(&arena);
}

static int stop_at_once(const struct qn_sim_frame *s, void *user)
{
    (void)s;
    (*(int *)user)++;
    return 1;
}

static void a_callback_that_says_stop_stops_it(void **state)
{
    (void)state;
    struct one o;
    struct qn_err err = {0};
    int calls = 0;
    one_init(&o, 1, "other", QN_EP_NORMAL);
    o.fleet.device = &o.device;
    assert_int_equal(qn_simulate(&o.fleet, stop_at_once, &calls, &err), QN_E_CANCELLED);
    assert_int_equal(calls, 1);
}

static void a_fleet_of_no_device_or_no_day_is_refused(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_fleet f;
    struct qn_err err = {0};
    qn_arena_init(&arena, ARENA);
    assert_int_equal(qn_fleet_draw(1, 0, BEGIN_MS, 3, &arena, &f, &err), QN_E_LIMIT);
    assert_int_equal(qn_fleet_draw(1, 5, BEGIN_MS, 0, &arena, &f, &err), QN_E_DOMAIN);
    qn_arena_release(&arena);
}

QN_CASES_BEGIN
QN_CASE(the_same_seed_gives_the_same_bytes_and_another_does_not)
QN_CASE(every_frame_is_strictly_right_in_all_editions)
QN_CASE(episodes_come_in_turn_with_history_before_them)
QN_CASE(labels_cover_the_span_without_gaps)
QN_CASE(a_callback_that_says_stop_stops_it)
QN_CASE(a_fleet_of_no_device_or_no_day_is_refused)
QN_CASES_END
