/* qn_gem_read: the bytes are a steel tracker's file. */
#include "fuzz.h"

#include "region/import_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_import_opts opts = {.format = QN_IMPORT_GEM_STEEL, .max_findings = 20};
    struct qn_findings found;
    struct qn_err err = {0};
    struct qn_import_ctx *x = malloc(sizeof *x);
    FUZZ_MUST(x);
    qn_findings_init(&found);
    qn_ctx_init(x, &opts, &found, &err);
    qn_gem_read(x, "gspt_2024-04.csv", "gspt_2024-04.csv", data, n);
    if (!x->fatal)
        qn_refs_check(x);
    qn_gem_count(x);
    FUZZ_MUST(x->gem_imported + x->gem_unchanged <= x->gem_rows);
    qn_findings_sort(&found);
    qn_ctx_release(x);
    qn_findings_release(&found);
    free(x);
    return 0;
}
