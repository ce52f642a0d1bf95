/* The wall clock jumps, by hours and years, forth and back. */
#include <sys/mman.h>

#include "soak/fleet.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

/* Arrival times of a device in the order it sent: they follow the clock forth, never back. */
static void arrivals_never_go_back(const struct fleet *f, const struct soak_gate *g)
{
    char command[3 * SOAK_PATH_CAP], line[1024];
    int64_t first = 0, before = 0;
    snprintf(command, sizeof command, "'%s' telemetry '%s' --device %s --csv", QN_TEST_PROGRAM,
             g->store, f->device[0].mn);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    while (fgets(line, sizeof line, p)) {
        const char *at = strstr(line, ",a21026,");
        for (int comma = 0; at && comma < 5; comma++)
            at = strchr(at + 1, ',');
        if (!at)
            continue;
        int64_t ms = fleet_time_ms(at + 1);
        assert_true(ms >= before);
        first = first ? first : ms;
        before = ms;
    }
    assert_int_equal(pclose(p), 0);
    assert_true(before - first > 3600 * DAY_MS); /* the jumps were seen */
}

static volatile int64_t *shift_file(char *path, size_t cap)
{
    snprintf(path, cap, "%s/soak-shift-%ld", QN_TEST_TMP, (long)getpid());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(ftruncate(fd, sizeof(int64_t)), 0);
    void *p = mmap(NULL, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(p != MAP_FAILED);
    close(fd);
    return p;
}

static void a_clock_that_jumps_ends_no_line_and_loses_nothing(void **state)
{
    (void)state;
    static const int64_t jumps_ms[] = {
        0, DAY_MS, -HOUR_MS, 10000, -3650 * DAY_MS, 3650 * DAY_MS, -5000, 0};
    const size_t n = sizeof jumps_ms / sizeof jumps_ms[0];
    struct soak_gate g;
    struct fleet f;
    char path[SOAK_PATH_CAP - 32], variable[SOAK_PATH_CAP];
    if (soak_sanitized()) {
        print_message("skipped: a sanitizer wants to be loaded first\n");
        skip();
    }
    volatile int64_t *shift = shift_file(path, sizeof path);
    snprintf(variable, sizeof variable, "QN_SOAK_SHIFT=%s", path);
    soak_name(&g, "clock");
    g.preload = QN_TEST_CLOCK;
    g.variable = variable;
    fleet_new(&f, "QNCLOCK00", 20, 1);
    soak_start(&g);
    fleet_connect(&f, g.port);
    for (size_t i = 0; i < n; i++) {
        int64_t before = f.answered;
        *shift = jumps_ms[i];
        fleet_run(&f, soak_s(4) / (double)n);
        assert_true(f.answered > before);
        assert_true(fleet_beat_s(g.port, 5) <= 5);
    }
    assert_true(fleet_settle(&f, 30));
    assert_int_equal(f.lost, 0);
    fleet_was_served(&f, "devices");
    soak_memory_below(&g, 300);
    assert_int_equal(soak_stop(&g), 0);
    arrivals_never_go_back(&f, &g);
    fleet_is_all_there(&f, &g);
    fleet_free(&f);
    unlink(path);
    soak_remove(&g);
}

QN_CASES_BEGIN
QN_CASE(a_clock_that_jumps_ends_no_line_and_loses_nothing)
QN_CASES_END
