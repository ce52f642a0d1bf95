/* Which receptor loops this processor runs. */
#include <string.h>

#include "plume/kernels.h"

extern const struct qn_kernels qn_kernels_sse2;
#if defined(__x86_64__)
extern const struct qn_kernels qn_kernels_avx2, qn_kernels_avx512;
#endif

struct row {
    const struct qn_kernels *kernels;
    bool runs;
};

static size_t find_rows(struct row row[3])
{
    size_t n = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    row[n++] = (struct row){&qn_kernels_avx512, avx512};
    row[n++] = (struct row){&qn_kernels_avx2, __builtin_cpu_supports("avx2")};
#endif
    row[n++] = (struct row){&qn_kernels_sse2, true};
    return n;
}

const struct qn_kernels *qn_kernels_choose(const char *isa)
{
    struct row row[3];
    size_t n = find_rows(row);
    for (size_t i = 0; i < n; i++)
        if (row[i].runs && (!isa || strcmp(isa, row[i].kernels->isa) == 0))
            return row[i].kernels;
    return NULL;
}
