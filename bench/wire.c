/* The codec's own speed: bench_wire [FILE...]. Each file is a stream of frames (as devices send
 * them, or one a line); without files frames are made. Every frame is taken, its items read, every
 * value read as a number. Prints frames/s, MB/s and items/s on one core; medians of RUNS runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "quench/hj212.h"

enum { RUNS = 7, REPEATS = 40, FILE_CAP = 1 << 23, MADE = 5000 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct counts {
    size_t frames, faults, items, numbers;
    double sum; /* so that no reading is left out */
};

static void read_items(struct qn_212_span cp, struct counts *c)
{
    struct qn_212_items it;
    struct qn_212_item item;
    double value;
    qn_212_items_init(&it, cp);
    while (qn_212_items_next(&it, &item)) {
        c->items++;
        if (qn_212_number(item.value, &value)) {
            c->numbers++;
            c->sum += value;
        }
    }
}

static void take_all(const char *p, size_t n, struct counts *c)
{
    for (size_t at = 0; at < n;) {
        struct qn_212_frame f;
        enum qn_212_fault fault;
        size_t used;
        enum qn_212_take got =
            qn_212_take(p + at, n - at, QN_212_POLICY_TOLERANT, true, &f, &used, &fault);
        if (got == QN_212_FRAME) {
            c->frames++;
            read_items(f.cp, c);
        } else if (got == QN_212_FAULT) {
            c->faults++;
        }
        at += used;
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *label, const char *p, size_t n)
{
    double took[RUNS];
    struct counts c = {0};
    for (int r = 0; r < RUNS; r++) {
        c = (struct counts){0};
        double began = now_s();
        for (int i = 0; i < REPEATS; i++)
            take_all(p, n, &c);
        took[r] = now_s() - began;
    }
    qsort(took, RUNS, sizeof took[0], by_value);
    double s = took[RUNS / 2], frames = (double)c.frames;
    printf("%-32s %7zu frames, %5.1f items each: %6.2f M frames/s, %5.0f MB/s, %5.1f M items/s"
           "  (sum %g, %zu faults)\n",
           label, c.frames / REPEATS, (double)c.items / (frames > 0 ? frames : 1),
           frames / s * 1e-6, (double)n * REPEATS / s * 1e-6, (double)c.items / s * 1e-6, c.sum,
           c.faults / REPEATS);
}

/* Minute data of a stack, as a logger of 2017 sends them. */
static size_t make(char *p)
{
    static const char *const factors[] = {"a00000", "a01011", "a01012", "a01013",
                                          "a01014", "a19001", "a21026", "a34013"};
    size_t n = 0;
    for (unsigned i = 0; i < MADE; i++) {
        struct qn_212_head head = {.qn = UINT64_C(20240520210700000) + i % 60 * 1000,
                                   .st = 31,
                                   .cn = 2011,
                                   .pw = {"123456", 6},
                                   .mn = {"010000A8900016F000169DC0", 24},
                                   .version = QN_212_2017,
                                   .wants_answer = true};
        char cp[1024];
        int len = snprintf(cp, sizeof cp, "DataTime=20240520210700");
        for (unsigned f = 0; f < sizeof factors / sizeof factors[0]; f++)
            len += snprintf(cp + len, sizeof cp - (size_t)len, ";%s-Rtd=%u.%03u,%s-Flag=N",
                            factors[f], (i * 7 + f) % 300, i % 1000, factors[f]);
        n += qn_212_encode(&head, (struct qn_212_span){cp, (uint32_t)len}, NULL, p + n,
                           (size_t)FILE_CAP - n);
    }
    return n;
}

int main(int argc, char **argv)
{
    char *p = malloc(FILE_CAP);
    if (!p)
        return 1;
    measure("made, HJ 212-2017 real-time", p, make(p));
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        if (!f) {
            fprintf(stderr, "bench_wire: cannot read %s\n", argv[i]);
            continue;
        }
        measure(strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i], p,
                fread(p, 1, FILE_CAP, f));
        fclose(f);
    }
    free(p);
    return 0;
}
