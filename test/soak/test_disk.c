/* Disks that are full, refuse, or may only be read. */
#include <sched.h>
#include <sys/mount.h>

#include "soak/fleet.h"

#define MIB ((int64_t)1 << 20)

/* Load until nothing is answered any more. */
static void load_until_silent(struct fleet *f, double seconds)
{
    double until_s = soak_now_s() + seconds, heard_s = soak_now_s();
    while (soak_now_s() < until_s && soak_now_s() - heard_s < 1.5) {
        int64_t before = f->answered;
        fleet_run(f, 0.1);
        if (f->answered > before)
            heard_s = soak_now_s();
    }
    if (soak_now_s() - heard_s < 1.5)
        fail_msg("%lld frames answered, and still the disk is not full", (long long)f->answered);
}

/* With the disk at a loss: alive, heartbeats answered, memory bounded. What little still fits may
 * be acknowledged, and must be there then. */
static void stays_calm(struct soak_gate *g, struct fleet *f, struct fleet *other)
{
    assert_true(soak_alive(g));
    assert_true(fleet_beat_s(g->port, 5) <= 5);
    fleet_new(other, "QNREFUSED", 200, 8);
    fleet_connect(other, g->port);
    fleet_run(other, 1);
    int64_t before = f->answered;
    fleet_run(f, 1);
    assert_true(f->answered < before + 100 && other->answered < 100);
    assert_true(fleet_beat_s(g->port, 5) <= 5);
    soak_memory_below(g, 300);
    fleet_leave(other);
}

static void works_again(struct soak_gate *g, struct fleet *f)
{
    assert_true(fleet_settle(f, 30));
    int64_t before = f->answered;
    fleet_run(f, 0.5);
    assert_true(f->answered > before);
    assert_int_equal(soak_stop(g), 0);
    fleet_is_all_there(f, g);
}

static void limit_files(const struct soak_gate *g, rlim_t bytes)
{
    struct rlimit r;
    assert_int_equal(prlimit(g->pid, RLIMIT_FSIZE, NULL, &r), 0);
    r.rlim_cur = bytes < r.rlim_max ? bytes : r.rlim_max;
    assert_int_equal(prlimit(g->pid, RLIMIT_FSIZE, &r, NULL), 0);
}

/* ---- without a root's help: files may not grow ---- */

static void files_that_may_not_grow_lose_nothing_and_grow_again(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f, other;
    soak_name(&g, "grow");
    g.file_limit = 3 * MIB;
    fleet_new(&f, "QNGROW000", 24, 4);
    soak_start(&g);
    fleet_connect(&f, g.port);
    load_until_silent(&f, 60);
    stays_calm(&g, &f, &other);
    limit_files(&g, RLIM_INFINITY);
    works_again(&g, &f);
    fleet_is_all_there(&other, &g);
    fleet_free(&other);
    fleet_free(&f);
    soak_remove(&g);
}

/* Every write refused, at random moments of the load. */
static void a_disk_that_refuses_now_and_then_loses_nothing(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f;
    uint64_t chance = 6;
    double until_s = soak_now_s() + soak_s(6);
    soak_name(&g, "refuse");
    g.file_limit = (rlim_t)1 << 60; /* so that SIGXFSZ is ignored */
    fleet_new(&f, "QNREFUSE0", 24, 4);
    soak_start(&g);
    while (soak_now_s() < until_s) {
        limit_files(&g, RLIM_INFINITY);
        fleet_connect(&f, g.port);
        fleet_run(&f, soak_between(&chance, 0.1, 1));
        limit_files(&g, 1);
        fleet_run(&f, soak_between(&chance, 0.05, 0.6));
        assert_true(soak_alive(&g));
        if (soak_chance(&chance) % 4 == 0) { /* killed while it waits for the disk */
            soak_kill(&g);
            fleet_leave(&f);
            soak_start(&g);
        }
    }
    limit_files(&g, RLIM_INFINITY);
    fleet_connect(&f, g.port);
    soak_memory_below(&g, 300);
    works_again(&g, &f);
    fleet_free(&f);
    soak_remove(&g);
}

/* ---- a small file system of its own, where the system allows one ---- */

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    if (fd < 0)
        return;
    (void)!write(fd, text, strlen(text));
    close(fd);
}

/* This process sees mounts of its own from now on. */
static bool own_mounts(void)
{
    char map[64];
    unsigned uid = getuid(), gid = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
        snprintf(map, sizeof map, "0 %u 1", uid);
        write_file("/proc/self/uid_map", map);
        write_file("/proc/self/setgroups", "deny");
        snprintf(map, sizeof map, "0 %u 1", gid);
        write_file("/proc/self/gid_map", map);
    } else if (unshare(CLONE_NEWNS) != 0) {
        return false;
    }
    return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void small_disk(struct soak_gate *g, const char *name, char *folder, size_t cap)
{
    soak_name(g, name);
    snprintf(folder, cap, "%s/soak-%s-%ld", QN_TEST_TMP, name, (long)getpid());
    mkdir(folder, 0700);
    if (!own_mounts() || mount("tmpfs", folder, "tmpfs", 0, "size=128m") != 0) {
        print_message("skipped: no mounts of one's own here (%s)\n", strerror(errno));
        rmdir(folder);
        skip();
    }
    snprintf(g->store, sizeof g->store, "%s/store.db", folder);
}

static void no_disk(const char *folder)
{
    umount(folder);
    rmdir(folder);
}

static void a_full_disk_loses_nothing_and_works_again_when_there_is_room(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f, other;
    char folder[SOAK_PATH_CAP - 16], ballast[SOAK_PATH_CAP];
    small_disk(&g, "full", folder, sizeof folder);
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    int fd = open(ballast, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(posix_fallocate(fd, 0, 120 * MIB), 0);
    close(fd);
    fleet_new(&f, "QNFULL000", 24, 4);
    soak_start(&g);
    fleet_connect(&f, g.port);
    load_until_silent(&f, 60);
    stays_calm(&g, &f, &other);
    unlink(ballast);
    works_again(&g, &f);
    fleet_is_all_there(&other, &g);
    fleet_free(&other);
    fleet_free(&f);
    no_disk(folder);
}

static void a_store_that_may_only_be_read_is_refused_and_still_read(void **state)
{
    (void)state;
    struct soak_gate g;
    struct fleet f;
    char folder[SOAK_PATH_CAP - 16];
    small_disk(&g, "readonly", folder, sizeof folder);
    fleet_new(&f, "QNREAD000", 4, 2);
    soak_start(&g);
    fleet_connect(&f, g.port);
    fleet_run(&f, 0.3);
    assert_int_equal(soak_stop(&g), 0);
    if (mount("none", folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        fail_msg("%s: %s", folder, strerror(errno));
    assert_false(soak_try_start(&g));
    fleet_is_all_there(&f, &g);
    assert_int_equal(mount("none", folder, NULL, MS_REMOUNT, NULL), 0);
    soak_start(&g);
    fleet_leave(&f);
    fleet_connect(&f, g.port);
    works_again(&g, &f);
    fleet_free(&f);
    no_disk(folder);
}

QN_CASES_BEGIN
QN_CASE(files_that_may_not_grow_lose_nothing_and_grow_again)
QN_CASE(a_disk_that_refuses_now_and_then_loses_nothing)
QN_CASE(a_full_disk_loses_nothing_and_works_again_when_there_is_room)
QN_CASE(a_store_that_may_only_be_read_is_refused_and_still_read)
QN_CASES_END
