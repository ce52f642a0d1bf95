/* qn_table_read, qn_settings_read and every check over the whole: the first byte names the table,
 * the rest is its file. Nothing is written. */
#include "fuzz.h"

#include <string.h>

#include "region/import_internal.h"

static void check_everything(struct qn_import_ctx *x)
{
    qn_settings_check(x);
    qn_refs_check(x);
    qn_codes_check(x);
    qn_geo_check(x);
    qn_plant_check(x);
    qn_stack_check(x);
    qn_value_check(x);
    qn_event_check(x);
}

static void check_findings(const struct qn_findings *f)
{
    for (size_t i = 0; i < f->n; i++) {
        char text[QN_ERR_MSG_CAP];
        FUZZ_MUST(f->item[i].line >= 0 && f->item[i].column >= 0);
        for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
            size_t n = qn_finding_message(&f->item[i], (enum qn_lang)lang, text, sizeof text);
            FUZZ_MUST(n > 0 && n < sizeof text && text[n] == '\0');
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 1)
        return 0;
    const struct qn_table *t = &qn_tables[data[0] % QN_TAB_COUNT];
    struct qn_import_opts opts = {.max_findings = 20};
    struct qn_findings found;
    struct qn_err err = {0};
    struct qn_import_ctx *x = malloc(sizeof *x);
    FUZZ_MUST(x);
    qn_findings_init(&found);
    qn_ctx_init(x, &opts, &found, &err);
    if (t == &qn_tables[QN_TAB_SETTING])
        qn_settings_read(x, t->file, data + 1, n - 1);
    else
        qn_table_read(x, t, t->file, data + 1, n - 1);
    if (!x->fatal)
        check_everything(x);
    qn_findings_sort(&found);
    check_findings(&found);
    qn_ctx_release(x);
    qn_findings_release(&found);
    free(x);
    return 0;
}
