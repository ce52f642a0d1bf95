/* The library's own times on a store: bench_screen STORE DATE RUNS TARGET_S.
 * Prints medians of reading the region and of screening every installation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rule/rule.h"

#define MAX_RUNS 101

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_median(const char *label, double *took, int runs, double target_s)
{
    qsort(took, (size_t)runs, sizeof took[0], by_value);
    double median = took[runs / 2];
    printf("%-44s %8.3f s  (%.3f .. %.3f, %d runs)", label, median, took[0], took[runs - 1], runs);
    if (target_s > 0)
        printf("  < %g s: %s", target_s, median < target_s ? "met" : "MISSED");
    printf("\n");
}

/* Fills load_s and screen_s; counts: the classes of the last run. */
static enum qn_status measure(struct qn_store *store, const struct qn_pack *pack, struct qn_date on,
                              double *load_s, double *screen_s, int32_t counts[QN_CLASS_COUNT],
                              struct qn_err *err)
{
    struct qn_region region = {0};
    struct qn_screen screen = {0};
    double began = now_s();
    enum qn_status st = qn_region_load(store, &region, err);
    *load_s = now_s() - began;
    if (!st) {
        began = now_s();
        st = qn_screen_region(pack, &region, on, 0, &screen, err);
        *screen_s = now_s() - began;
    }
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        counts[c] = screen.count[c];
    qn_screen_release(&screen);
    qn_region_release(&region);
    return st;
}

int main(int argc, char **argv)
{
    int runs = argc == 5 ? (int)strtol(argv[3], NULL, 10) : 0;
    if (!(runs > 0 && runs <= MAX_RUNS)) {
        fputs("usage: bench_screen STORE DATE RUNS TARGET_S\n", stderr);
        return 2;
    }
    struct qn_err err = {0};
    struct qn_store *store = NULL;
    struct qn_pack *pack = NULL;
    double load_s[MAX_RUNS], screen_s[MAX_RUNS], target_s = strtod(argv[4], NULL);
    int32_t counts[QN_CLASS_COUNT] = {0};
    struct qn_date on = {0};
    int code = 1;
    if (qn_date_parse(argv[2], strlen(argv[2]), &on, &err) ||
        qn_store_open(argv[1], QN_STORE_READ, &store, &err) || qn_pack_load(NULL, &pack, &err))
        goto out;
    for (int i = 0; i < runs; i++)
        if (measure(store, pack, on, &load_s[i], &screen_s[i], counts, &err))
            goto out;
    print_median("  of it: reading the region (library)", load_s, runs, 0);
    print_median("  of it: screening (library)", screen_s, runs, target_s);
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        printf("    %-14s %8ld\n", qn_class_name((enum qn_class)c), (long)counts[c]);
    code = screen_s[runs / 2] < target_s ? 0 : 3;
out:
    if (err.code)
        fprintf(stderr, "bench_screen: %s %s\n", err.where, err.msg[QN_EN]);
    qn_pack_free(pack);
    qn_store_free(store);
    return code;
}
