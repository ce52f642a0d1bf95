/* The run: threads, order, blocks, cancelling, masks. Receptor loops are stand-ins whose values are
 * known, so that what is tested is the run alone; weather and sources' hours are the engine's. */
#include "qn_test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "model_sample.h"
#include "plume/emission.h"
#include "plume/engine.h"
#include "plume/prime.h"

/* ---- stand-ins for the receptor loops ---- */

/* Linear in emission, different for every source, hour, receptor and output. What lies beyond
 * `count` is spoiled, as lanes may do. */
static double stand_in(const struct qn_local *l, const struct qn_receptors *r, size_t i, size_t t)
{
    double place = 1 + 1e-3 * r->x[i] + 1e-4 * r->y[i] + (double)i;
    return l->q * (place + l->us + l->source->x_m) * (1 + (double)t) + 0 * l->hs;
}

static void fake(const struct qn_local *l, const struct qn_receptors *r, size_t first, size_t count,
                 struct qn_rows *rows)
{
    assert_int_equal(first % QN_LANES_MAX, 0);
    size_t padded = (count + QN_LANES_MAX - 1) / QN_LANES_MAX * QN_LANES_MAX;
    for (size_t t = 0; t < rows->types; t++)
        for (size_t i = 0; i < padded; i++)
            rows->value[t][i] = i < count ? stand_in(l, r, first + i, t) : NAN;
}

/* Receptor 600 of SRC3 has no finite result at 9 hours of the second day. */
static void fake_broken(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                        size_t count, struct qn_rows *rows)
{
    fake(l, r, first, count, rows);
    bool broken = strcmp(l->source->id, "SRC3") == 0 && l->met->day == 2 && l->met->hour == 9;
    for (size_t i = 0; broken && i < count; i++)
        if (r->order[first + i] == 599)
            rows->value[0][i] = INFINITY;
}

/* Wakes add what tells them apart: the building's height. */
static void fake_wakes(struct qn_wake *const *wake, size_t count, struct qn_rise *room)
{
    assert_non_null(room);
    for (size_t i = 0; i < count; i++)
        wake[i]->active = true;
}

static void fake_prime(const struct qn_wake *wake, const struct qn_receptors *r, size_t first,
                       size_t count, struct qn_rows *rows)
{
    assert_true(first + count <= r->count);
    for (size_t i = 0; i < count; i++)
        rows->value[0][i] += wake->local->q * wake->b.h;
}

/* The rise of a plume past a building has no end at 9 hours of the second day. */
static void fake_endless(struct qn_wake *const *wake, size_t count, struct qn_rise *room)
{
    fake_wakes(wake, count, room);
    for (size_t i = 0; i < count; i++)
        wake[i]->too_long = wake[i]->local->met->day == 2 && wake[i]->local->met->hour == 9;
}

static const struct qn_kernels kernels = {.isa = "fake",
                                          .lanes = 8,
                                          .point = fake,
                                          .volume = fake,
                                          .wakes = fake_wakes,
                                          .prime = fake_prime,
                                          .area = fake};
static const struct qn_kernels endless = {.isa = "fake",
                                          .lanes = 8,
                                          .point = fake,
                                          .volume = fake,
                                          .wakes = fake_endless,
                                          .prime = fake_prime,
                                          .area = fake};
static const struct qn_kernels broken = {
    .isa = "fake", .lanes = 8, .point = fake_broken, .volume = fake_broken, .area = fake};
static const struct qn_kernels no_volume = {.isa = "fake", .lanes = 8, .point = fake};

/* ---- what a run delivered ---- */

#define CUBE (SAMPLE_HOURS * SAMPLE_SOURCES * SAMPLE_RECEPTORS)

struct taken {
    double cube[CUBE]; /* NaN where nothing came */
    enum qn_plume_hour_state state[SAMPLE_HOURS];
    unsigned char active[SAMPLE_HOURS][SAMPLE_SOURCES];
    size_t blocks, next_hour, next_receptor, stop_after;
    size_t steps, last_done, steps_allowed;
    pthread_t thread;
    bool ordered, other_thread;
    unsigned mask_step; /* hours apart, 1 without a mask */
};

static bool take(void *user, const struct qn_plume_block *b)
{
    struct taken *k = user;
    k->other_thread = k->other_thread || !pthread_equal(k->thread, pthread_self());
    k->ordered = k->ordered && b->hour == k->next_hour && b->first_receptor == k->next_receptor;
    k->next_receptor += b->receptors;
    if (k->next_receptor == SAMPLE_RECEPTORS) {
        k->next_receptor = 0;
        k->next_hour += k->mask_step;
    }
    k->state[b->hour] = b->state;
    assert_true(b->receptors > 0 && b->sources == SAMPLE_SOURCES && b->types == 1);
    assert_true((b->value != NULL) == (b->state == QN_PLUME_HOUR_VALID));
    for (size_t s = 0; b->value && s < b->sources; s++) {
        k->active[b->hour][s] = b->active[s];
        memcpy(&k->cube[(b->hour * SAMPLE_SOURCES + s) * SAMPLE_RECEPTORS + b->first_receptor],
               b->value + s * b->receptors, b->receptors * sizeof *b->value);
    }
    return ++k->blocks != k->stop_after;
}

static bool step(void *user, size_t done, size_t total)
{
    struct taken *k = user;
    assert_true(done >= k->last_done && done <= total);
    assert_true(pthread_equal(k->thread, pthread_self()));
    k->last_done = done;
    return ++k->steps < k->steps_allowed;
}

static struct taken *taken_new(void)
{
    struct taken *k = calloc(1, sizeof *k);
    assert_non_null(k);
    for (size_t i = 0; i < CUBE; i++)
        k->cube[i] = NAN;
    k->thread = pthread_self();
    k->ordered = true;
    k->mask_step = 1;
    k->steps_allowed = SIZE_MAX;
    return k;
}

static struct sample *sample_alloc(void)
{
    struct sample *s = malloc(sizeof *s);
    assert_non_null(s);
    sample_init(s);
    return s;
}

static struct qn_plume *model_of(const struct sample *s)
{
    struct qn_plume_error e = {0};
    struct qn_plume *model = NULL;
    if (sample_new(s, &model, &e))
        print_error("%s: %s\n", e.where, e.en);
    assert_non_null(model);
    return model;
}

static struct qn_plume *sample_model(void)
{
    struct sample *s = sample_alloc();
    /* The weather must stay: it lives as long as the program. */
    static struct sample kept;
    kept = *s;
    for (size_t i = 0; i < SAMPLE_HOURS; i++)
        kept.hour[i].level = &kept.level[i];
    free(s);
    return model_of(&kept);
}

static struct taken *run_whole(const struct qn_plume *model, unsigned threads, size_t block)
{
    struct taken *k = taken_new();
    struct qn_plume_error e = {0};
    struct qn_plume_facts facts = {0};
    const struct qn_plume_run run = {
        .threads = threads, .receptor_block = block, .block = take, .user = k};
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, &facts, &e), QN_PLUME_OK);
    assert_true(k->ordered);
    assert_false(k->other_thread);
    assert_int_equal(facts.hours, SAMPLE_HOURS);
    return k;
}

static void assert_same(const struct taken *a, const struct taken *b)
{
    assert_memory_equal(a->cube, b->cube, sizeof a->cube);
    assert_memory_equal(a->state, b->state, sizeof a->state);
    assert_memory_equal(a->active, b->active, sizeof a->active);
}

/* ---- cases ---- */

static void the_number_of_threads_changes_no_byte(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *one = run_whole(model, 1, 0);
    const unsigned threads[] = {2, 3, 7, 64};
    for (size_t i = 0; i < 4; i++) {
        struct taken *many = run_whole(model, threads[i], 0);
        assert_same(one, many);
        free(many);
    }
    free(one);
    qn_plume_free(model);
}

static void blocks_of_receptors_change_no_byte_and_come_in_order(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *whole = run_whole(model, 1, 0);
    assert_int_equal(whole->blocks, SAMPLE_HOURS);
    const size_t block[] = {1, 512, 513, 1024, 1025, 1300, 5000};
    const size_t parts[] = {3, 3, 2, 2, 1, 1, 1}; /* of 1300 in multiples of 512, by hand */
    for (size_t i = 0; i < 7; i++)
        for (unsigned threads = 1; threads <= 3; threads += 2) {
            struct taken *k = run_whole(model, threads, block[i]);
            assert_int_equal(k->blocks, parts[i] * SAMPLE_HOURS);
            assert_same(whole, k);
            free(k);
        }
    free(whole);
    qn_plume_free(model);
}

static void calm_and_missing_hours_come_without_values_and_are_counted(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *k = taken_new();
    struct qn_plume_facts facts = {0};
    const struct qn_plume_run run = {.threads = 2, .block = take, .user = k};
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, &facts, NULL), QN_PLUME_OK);
    size_t calm = 0, missing = 0;
    for (size_t i = 0; i < SAMPLE_HOURS; i++) {
        enum qn_plume_hour_state want = SAMPLE_CALM(i)      ? QN_PLUME_HOUR_CALM
                                        : SAMPLE_MISSING(i) ? QN_PLUME_HOUR_MISSING
                                                            : QN_PLUME_HOUR_VALID;
        assert_int_equal(k->state[i], want);
        assert_int_equal(isnan(k->cube[i * SAMPLE_SOURCES * SAMPLE_RECEPTORS]),
                         want != QN_PLUME_HOUR_VALID);
        calm += want == QN_PLUME_HOUR_CALM;
        missing += want == QN_PLUME_HOUR_MISSING;
    }
    assert_int_equal(facts.calm_hours, calm);
    assert_int_equal(facts.missing_hours, missing);
    assert_int_equal(facts.evaluations,
                     (SAMPLE_HOURS - calm - missing) * SAMPLE_SOURCES * SAMPLE_RECEPTORS);
    assert_int_equal(facts.threads, 2);
    assert_string_equal(facts.isa, "fake");
    free(k);
    qn_plume_free(model);
}

static void a_block_of_hours_is_that_part_of_the_whole(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *whole = run_whole(model, 1, 0), *part = taken_new();
    struct qn_plume_facts facts = {0};
    const struct qn_plume_run run = {
        .first_hour = 13, .hours = 20, .threads = 2, .block = take, .user = part};
    part->next_hour = 13;
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, &facts, NULL), QN_PLUME_OK);
    assert_true(part->ordered);
    assert_int_equal(facts.hours, 20);
    const size_t row = SAMPLE_SOURCES * SAMPLE_RECEPTORS;
    assert_memory_equal(part->cube + 13 * row, whole->cube + 13 * row, 20 * row * sizeof(double));
    assert_true(isnan(part->cube[12 * row]) && isnan(part->cube[33 * row]));
    free(whole);
    free(part);
    qn_plume_free(model);
}

static void masked_hours_are_left_out(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *k = taken_new();
    unsigned char mask[SAMPLE_HOURS] = {0};
    for (size_t i = 0; i < SAMPLE_HOURS; i += 3)
        mask[i] = 1;
    k->mask_step = 3;
    struct qn_plume_facts facts = {0};
    struct qn_plume_run run = {.threads = 3, .block = take, .user = k, .hour_mask = mask};
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, &facts, NULL), QN_PLUME_OK);
    assert_true(k->ordered);
    assert_int_equal(facts.hours, SAMPLE_HOURS / 3);
    memset(mask, 0, sizeof mask);
    size_t blocks = k->blocks;
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, &facts, NULL), QN_PLUME_OK);
    assert_int_equal(facts.hours, 0);
    assert_int_equal(k->blocks, blocks);
    free(k);
    qn_plume_free(model);
}

static void a_block_that_says_no_stops_the_run_there(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct taken *k = taken_new();
        struct qn_plume_error e = {0};
        const struct qn_plume_run run = {.threads = threads, .block = take, .user = k};
        k->stop_after = 25;
        assert_int_equal(qn_plume_go_with(model, &run, &kernels, NULL, &e), QN_PLUME_E_CANCELLED);
        assert_int_equal(k->blocks, 25);
        assert_true(strlen(e.zh) > 0 && strlen(e.en) > 0);
        free(k);
    }
    qn_plume_free(model);
}

static atomic_int slow_rows;

static void fake_slow(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                      size_t count, struct qn_rows *rows)
{
    const struct timespec nap = {0, 5000000};
    nanosleep(&nap, NULL);
    atomic_fetch_add(&slow_rows, 1);
    fake(l, r, first, count, rows);
}

static const struct qn_kernels slow = {
    .isa = "fake", .lanes = 8, .point = fake_slow, .volume = fake_slow};

/* 60 hours of 5 sources of 5 ms are 1.2 s and more; progress is asked every 0.1 s. */
static void progress_that_says_no_stops_the_run_soon(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        struct taken *k = taken_new();
        const struct qn_plume_run run = {
            .threads = threads, .block = take, .progress = step, .user = k};
        k->steps_allowed = 2;
        atomic_store(&slow_rows, 0);
        assert_int_equal(qn_plume_go_with(model, &run, &slow, NULL, NULL), QN_PLUME_E_CANCELLED);
        assert_int_equal(k->steps, 2);
        assert_true(atomic_load(&slow_rows) < 52 * SAMPLE_SOURCES);
        assert_true(k->ordered);
        free(k);
    }
    qn_plume_free(model);
}

/* While one hour is delivered the other threads go on: 60 deliveries of 10 ms beside 60 hours of
 * 25 ms on four threads take less than both one after the other. */
static bool take_slowly(void *user, const struct qn_plume_block *block)
{
    const struct timespec nap = {0, 10000000};
    atomic_int *most = user;
    int before = atomic_load(&slow_rows);
    nanosleep(&nap, NULL);
    int during = atomic_load(&slow_rows) - before;
    if (during > atomic_load(most))
        atomic_store(most, during);
    return block->receptors > 0;
}

static void others_compute_while_results_are_delivered(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    atomic_int most = 0;
    const struct qn_plume_run run = {
        .hours = 30, .threads = 4, .block = take_slowly, .user = &most};
    assert_int_equal(qn_plume_go_with(model, &run, &slow, NULL, NULL), QN_PLUME_OK);
    assert_true(atomic_load(&most) > 0);
    qn_plume_free(model);
}

static void results_are_linear_in_emission(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *once = model_of(s);
    for (size_t i = 0; i < SAMPLE_SOURCES; i++)
        s->source[i].emission *= 4;
    struct qn_plume *fourfold = model_of(s);
    struct taken *a = run_whole(once, 1, 0), *b = run_whole(fourfold, 2, 0);
    for (size_t i = 0; i < CUBE; i++)
        assert_true(isnan(a->cube[i]) ? isnan(b->cube[i]) : b->cube[i] == 4 * a->cube[i]);
    free(a);
    free(b);
    qn_plume_free(once);
    qn_plume_free(fourfold);
    free(s);
}

static void a_source_without_emission_gives_zero_and_is_not_active(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    s->source[1].emission = 0;
    struct qn_plume *model = model_of(s);
    struct taken *k = run_whole(model, 2, 16);
    for (size_t h = 0; h < SAMPLE_HOURS; h++) {
        if (k->state[h] != QN_PLUME_HOUR_VALID)
            continue;
        assert_int_equal(k->active[h][1], 0);
        assert_int_equal(k->active[h][2], 1);
        for (size_t r = 0; r < SAMPLE_RECEPTORS; r++) {
            const double *row = &k->cube[(h * SAMPLE_SOURCES) * SAMPLE_RECEPTORS + r];
            assert_true(row[SAMPLE_RECEPTORS] == 0);
            assert_true(row[2 * SAMPLE_RECEPTORS] > 0);
        }
    }
    free(k);
    qn_plume_free(model);
    free(s);
}

static void a_result_that_is_not_finite_is_named(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    for (unsigned threads = 1; threads <= 4; threads++)
        for (size_t block = 0; block <= 16; block += 16) {
            struct taken *k = taken_new();
            struct qn_plume_error e = {0};
            const struct qn_plume_run run = {
                .threads = threads, .receptor_block = block, .block = take, .user = k};
            assert_int_equal(qn_plume_go_with(model, &run, &broken, NULL, &e), QN_PLUME_E_NUMERIC);
            assert_string_equal(e.where, "source SRC3, receptor 600, hour 2019-04-02 09");
            assert_non_null(strstr(e.en, "inf"));
            assert_non_null(strstr(e.zh, "inf"));
            /* hour 32, and with blocks of 16, which become 512, its first block */
            assert_int_equal(k->blocks, block ? 32 * 3 + 1 : 32);
            free(k);
        }
    qn_plume_free(model);
}

static void sample_building(struct sample *s)
{
    for (size_t i = 0; i < QN_PLUME_SECTORS; i++)
        s->building.height_m[i] = s->building.width_m[i] = s->building.length_m[i] = 20 + (double)i;
    s->source[2].building = &s->building;
}

static void a_rise_without_an_end_stops_the_run_with_its_source_and_hour(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *model = NULL;
    sample_building(s);
    assert_int_equal(qn_plume_new(&s->options, s->urban, 1, s->source, SAMPLE_SOURCES, s->receptor,
                                  SAMPLE_RECEPTORS, s->hour, SAMPLE_HOURS, &model, NULL),
                     QN_PLUME_OK);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct taken *k = taken_new();
        struct qn_plume_error e = {0};
        const struct qn_plume_run run = {.threads = threads, .block = take, .user = k};
        assert_int_equal(qn_plume_go_with(model, &run, &endless, NULL, &e), QN_PLUME_E_NUMERIC);
        assert_string_equal(e.where, "source SRC2, hour 2019-04-02 09");
        assert_non_null(strstr(e.en, "does not end within 5000 steps"));
        assert_non_null(strstr(e.zh, "5000"));
        assert_int_equal(k->blocks, 32);
        free(k);
    }
    qn_plume_free(model);
    free(s);
}

static void wrong_runs_are_refused(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *k = taken_new();
    struct qn_plume_error e = {0};
    struct qn_plume_run run = {.block = take, .user = k};
    run.first_hour = SAMPLE_HOURS;
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, NULL, &e), QN_PLUME_E_INPUT);
    assert_non_null(strstr(e.en, "60"));
    run.first_hour = 10;
    run.hours = SAMPLE_HOURS;
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, NULL, &e), QN_PLUME_E_INPUT);
    run.first_hour = run.hours = 0;
    run.block = NULL;
    assert_int_equal(qn_plume_go_with(model, &run, &kernels, NULL, &e), QN_PLUME_E_INPUT);
    assert_non_null(strstr(e.en, "run.block"));
    run.block = take;
    run.isa = "mmx";
    assert_int_equal(qn_plume_go(model, &run, NULL, &e), QN_PLUME_E_INPUT);
    assert_non_null(strstr(e.en, "mmx"));
    assert_int_equal(qn_plume_go_with(model, &run, &no_volume, NULL, &e), QN_PLUME_E_INPUT);
    assert_int_equal(k->blocks, 0);
    free(k);
    qn_plume_free(model);
}

/* ---- at once ---- */

struct side {
    const struct qn_plume *model;
    struct taken *taken;
};

static void *run_side(void *user)
{
    struct side *side = user;
    side->taken = run_whole(side->model, 2, 8);
    return NULL;
}

static void models_and_runs_at_once_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *a = model_of(s);
    s->source[0].emission = 99;
    s->options.outputs = QN_PLUME_CONC;
    struct qn_plume *b = model_of(s);
    struct side side[4] = {{.model = a}, {.model = b}, {.model = a}, {.model = b}};
    pthread_t thread[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, run_side, &side[i]), 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    struct taken *alone_a = run_whole(a, 1, 0), *alone_b = run_whole(b, 1, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_same(side[i].taken, i % 2 ? alone_b : alone_a);
        free(side[i].taken);
    }
    assert_memory_not_equal(alone_a->cube, alone_b->cube, sizeof alone_a->cube);
    free(alone_a);
    free(alone_b);
    qn_plume_free(a);
    qn_plume_free(b);
    free(s);
}

/* The arguments may go away after qn_plume_new, but for the weather. */
static void a_model_keeps_its_own_copies(void **state)
{
    (void)state;
    struct sample *s = sample_alloc(), *copy = sample_alloc();
    for (size_t i = 0; i < 24; i++)
        s->factor[i] = 1 + (double)i;
    s->source[0].variation = QN_PLUME_HROFDY;
    s->source[0].factor = s->factor;
    sample_building(s);
    struct qn_plume *model = NULL;
    assert_int_equal(qn_plume_new(&s->options, s->urban, 1, s->source, SAMPLE_SOURCES, s->receptor,
                                  SAMPLE_RECEPTORS, copy->hour, SAMPLE_HOURS, &model, NULL),
                     QN_PLUME_OK);
    struct taken *before = run_whole(model, 1, 0);
    memset(s, 0xff, sizeof *s);
    free(s);
    struct taken *after = run_whole(model, 2, 0);
    assert_same(before, after);
    free(before);
    free(after);
    qn_plume_free(model);
    free(copy);
}

/* ---- with the receptor loops as they are ---- */

static struct taken *run_real(const struct qn_plume *model, unsigned threads, const char *isa)
{
    struct taken *k = taken_new();
    struct qn_plume_error e = {0};
    const struct qn_plume_run run = {.threads = threads, .isa = isa, .block = take, .user = k};
    enum qn_plume_status st = qn_plume_go(model, &run, NULL, &e);
    if (st && isa) { /* this processor lacks it */
        assert_int_equal(st, QN_PLUME_E_INPUT);
        free(k);
        return NULL;
    }
    if (st)
        print_error("%s: %s\n", e.where, e.en);
    assert_int_equal(st, QN_PLUME_OK);
    return k;
}

static double largest(const struct taken *k)
{
    double most = 0;
    for (size_t i = 0; i < CUBE; i++)
        most = k->cube[i] > most ? k->cube[i] : most;
    return most;
}

static void real_results_do_not_depend_on_threads(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *one = run_real(model, 1, NULL);
    assert_true(largest(one) > 1);
    for (unsigned threads = 2; threads <= 7; threads += 5) {
        struct taken *many = run_real(model, threads, NULL);
        assert_same(one, many);
        free(many);
    }
    free(one);
    qn_plume_free(model);
}

static struct taken *run_cut(const struct qn_plume *model, unsigned threads, size_t block)
{
    struct taken *k = taken_new();
    const struct qn_plume_run run = {
        .threads = threads, .receptor_block = block, .block = take, .user = k};
    assert_int_equal(qn_plume_go(model, &run, NULL, NULL), QN_PLUME_OK);
    return k;
}

static void wakes_are_the_same_however_hours_and_receptors_are_cut(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *plain = model_of(s);
    sample_building(s);
    s->source[0].building = &s->building;
    struct qn_plume *model = model_of(s);
    struct taken *none = run_cut(plain, 1, 0), *one = run_cut(model, 1, 0);
    assert_true(memcmp(none->cube, one->cube, sizeof one->cube) != 0); /* buildings count */
    for (unsigned threads = 1; threads <= 5; threads += 2)
        for (size_t block = 0; block <= 512; block += 512) {
            struct taken *k = run_cut(model, threads, block);
            assert_same(one, k);
            free(k);
        }
    free(none);
    free(one);
    qn_plume_free(plain);
    qn_plume_free(model);
    free(s);
}

/* Within 1e-9 of the largest: vectors of another width add and divide in the same order, but for
 * functions' last bits. */
static void instruction_sets_agree(void **state)
{
    (void)state;
    struct qn_plume *model = sample_model();
    struct taken *best = run_real(model, 2, NULL);
    double tolerance = 1e-9 * largest(best);
    static const char *const isa[] = {"sse2", "avx2", "avx512"};
    size_t ran = 0;
    for (size_t i = 0; i < 3; i++) {
        struct taken *k = run_real(model, 2, isa[i]);
        for (size_t c = 0; k && c < CUBE; c++)
            if (!isnan(best->cube[c]))
                assert_near(k->cube[c], best->cube[c], tolerance);
        ran += k != NULL;
        free(k);
    }
    assert_true(ran > 0);
    free(best);
    qn_plume_free(model);
}

static void real_results_are_linear_in_emission(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *once = model_of(s);
    for (size_t i = 0; i < SAMPLE_SOURCES; i++)
        s->source[i].emission *= 3;
    struct qn_plume *threefold = model_of(s);
    struct taken *a = run_real(once, 1, NULL), *b = run_real(threefold, 2, NULL);
    for (size_t i = 0; i < CUBE; i++)
        if (!isnan(a->cube[i]))
            assert_near(b->cube[i], 3 * a->cube[i], 1e-12 * (1 + fabs(b->cube[i])));
    free(a);
    free(b);
    qn_plume_free(once);
    qn_plume_free(threefold);
    free(s);
}

/* ---- memory ---- */

/* 200 sources by 10,000 receptors, four outputs, 64 threads: what is under way fits 192 MiB. */
static void pieces_under_way_stay_within_their_memory(void **state)
{
    (void)state;
    struct qn_plume m = {.sources = 200, .types = 4, .receptors = {.count = 10000}};
    for (unsigned threads = 1; threads <= 64; threads *= 2) {
        struct qn_plan plan = {.hours = 8760, .threads = threads};
        qn_plan_cut(&plan, &m, 0);
        size_t bytes = plan.slots * plan.hours_per_piece * 4 * 200 * plan.receptors_per_piece * 8;
        assert_true(bytes <= (size_t)192 << 20);
        assert_true(plan.receptors_per_piece * plan.parts >= 10000);
        assert_true(plan.receptors_per_piece * (plan.parts - 1) < 10000);
        assert_true(plan.parts == 1 || plan.receptors_per_piece % 8 == 0);
        assert_int_equal(plan.pieces, 8760 * plan.parts);
    }
    struct qn_plan small = {.hours = 8760, .threads = 2};
    m = (struct qn_plume){.sources = 1, .types = 1, .receptors = {.count = 10}};
    qn_plan_cut(&small, &m, 0);
    assert_int_equal(small.hours_per_piece, 24);
}

/* ---- emission ---- */

/* Indices by hand: hour fastest, then season or month, then day. Friday 12 April 2019, 18 hours. */
static void factors_are_found_by_hour_season_month_day_and_wind(void **state)
{
    (void)state;
    const double category[5] = {1.54, 3.09, 5.14, 8.23, 10.8};
    struct qn_met *met = calloc(1, sizeof *met);
    assert_non_null(met);
    met->month = 4;
    met->hour = 18;
    met->season = 2;
    met->weekday = 5;
    met->uref_m_s = 3.09;
    const struct {
        enum qn_plume_variation variation;
        size_t friday, saturday, sunday;
    } row[] = {
        {QN_PLUME_CONSTANT, 0, 0, 0},    {QN_PLUME_SEASON, 1, 1, 1},
        {QN_PLUME_MONTH, 3, 3, 3},       {QN_PLUME_HROFDY, 17, 17, 17},
        {QN_PLUME_WSPEED, 1, 1, 1},      {QN_PLUME_SEASHR, 41, 41, 41},
        {QN_PLUME_HRDOW, 17, 41, 65},    {QN_PLUME_HRDOW7, 113, 137, 161},
        {QN_PLUME_SHRDOW, 41, 137, 233}, {QN_PLUME_SHRDOW7, 425, 521, 617},
        {QN_PLUME_MHRDOW, 89, 377, 665}, {QN_PLUME_MHRDOW7, 1241, 1529, 1817},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        met->weekday = 5;
        assert_int_equal(qn_emission_index(row[i].variation, met, category), row[i].friday);
        met->weekday = 6;
        assert_int_equal(qn_emission_index(row[i].variation, met, category), row[i].saturday);
        met->weekday = 7;
        assert_int_equal(qn_emission_index(row[i].variation, met, category), row[i].sunday);
    }
    met->uref_m_s = 3.1;
    assert_int_equal(qn_emission_index(QN_PLUME_WSPEED, met, category), 2);
    met->uref_m_s = 20;
    assert_int_equal(qn_emission_index(QN_PLUME_WSPEED, met, category), 5);
    met->uref_m_s = .5;
    assert_int_equal(qn_emission_index(QN_PLUME_WSPEED, met, category), 0);
    free(met);
}

static void factors_scale_the_hour_they_are_for(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *plain = model_of(s);
    for (size_t i = 0; i < 24; i++)
        s->factor[i] = (double)i; /* nothing in the first hour of the day */
    s->source[3].variation = QN_PLUME_HROFDY;
    s->source[3].factor = s->factor;
    struct qn_plume *varied = model_of(s);
    struct taken *a = run_whole(plain, 1, 0), *b = run_whole(varied, 1, 0);
    for (size_t h = 0; h < SAMPLE_HOURS; h++) {
        if (a->state[h] != QN_PLUME_HOUR_VALID)
            continue;
        size_t at = (h * SAMPLE_SOURCES + 3) * SAMPLE_RECEPTORS;
        assert_near(b->cube[at], (double)(h % 24) * a->cube[at], 1e-9);
        assert_int_equal(b->active[h][3], h % 24 != 0);
    }
    free(a);
    free(b);
    qn_plume_free(plain);
    qn_plume_free(varied);
    free(s);
}

struct hourly_user {
    struct taken *taken;
    double emission;
};

static bool hourly(void *user, size_t hour, size_t source, struct qn_plume_release *release)
{
    const struct hourly_user *u = user;
    assert_int_equal(source, 4);
    if (hour % 2)
        return false;
    *release = (struct qn_plume_release){.emission = u->emission, .velocity_m_s = -5};
    return true;
}

static bool take_hourly(void *user, const struct qn_plume_block *b)
{
    return take(((struct hourly_user *)user)->taken, b);
}

static void hourly_emissions_replace_the_sources_own(void **state)
{
    (void)state;
    struct sample *s = sample_alloc();
    struct qn_plume *plain = model_of(s);
    s->source[4].hourly = true;
    struct qn_plume *varied = model_of(s);
    struct taken *a = run_whole(plain, 1, 0);
    struct hourly_user u = {taken_new(), 10}; /* twice SRC4's own 5 g/s */
    struct qn_plume_error e = {0};
    const struct qn_plume_run run = {
        .threads = 2, .block = take_hourly, .hourly = hourly, .user = &u};
    assert_int_equal(qn_plume_go_with(varied, &run, &kernels, NULL, &e), QN_PLUME_OK);
    for (size_t h = 0; h < SAMPLE_HOURS; h++) {
        size_t at = (h * SAMPLE_SOURCES + 4) * SAMPLE_RECEPTORS;
        if (a->state[h] == QN_PLUME_HOUR_VALID)
            assert_near(u.taken->cube[at], (h % 2 ? 1 : 2) * a->cube[at], 1e-9);
    }
    u.emission = NAN;
    assert_int_equal(qn_plume_go_with(varied, &run, &kernels, NULL, &e), QN_PLUME_E_INPUT);
    assert_string_equal(e.where, "source SRC4, hour 2019-04-01 01");
    assert_non_null(strstr(e.en, "NaN"));
    free(a);
    free(u.taken);
    qn_plume_free(plain);
    qn_plume_free(varied);
    free(s);
}

QN_CASES_BEGIN
QN_CASE(the_number_of_threads_changes_no_byte)
QN_CASE(blocks_of_receptors_change_no_byte_and_come_in_order)
QN_CASE(calm_and_missing_hours_come_without_values_and_are_counted)
QN_CASE(a_block_of_hours_is_that_part_of_the_whole)
QN_CASE(masked_hours_are_left_out)
QN_CASE(a_block_that_says_no_stops_the_run_there)
QN_CASE(progress_that_says_no_stops_the_run_soon)
QN_CASE(others_compute_while_results_are_delivered)
QN_CASE(results_are_linear_in_emission)
QN_CASE(a_source_without_emission_gives_zero_and_is_not_active)
QN_CASE(a_result_that_is_not_finite_is_named)
QN_CASE(a_rise_without_an_end_stops_the_run_with_its_source_and_hour)
QN_CASE(wrong_runs_are_refused)
QN_CASE(models_and_runs_at_once_do_not_disturb_each_other)
QN_CASE(a_model_keeps_its_own_copies)
QN_CASE(real_results_do_not_depend_on_threads)
QN_CASE(wakes_are_the_same_however_hours_and_receptors_are_cut)
QN_CASE(instruction_sets_agree)
QN_CASE(real_results_are_linear_in_emission)
QN_CASE(pieces_under_way_stay_within_their_memory)
QN_CASE(factors_are_found_by_hour_season_month_day_and_wind)
QN_CASE(factors_scale_the_hour_they_are_for)
QN_CASE(hourly_emissions_replace_the_sources_own)
QN_CASES_END
