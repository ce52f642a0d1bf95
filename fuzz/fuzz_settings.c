/* qn_settings_parse, qn_settings_find. */
#include "fuzz.h"

#include <string.h>

#include "base/encoding.h"
#include "base/settings.h"

#define ARENA_MAX_BYTES ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_arena arena;
    struct qn_settings s = {.n = 77};
    struct qn_err err = {.code = QN_OK};
    qn_arena_init(&arena, ARENA_MAX_BYTES);
    enum qn_status st = qn_settings_parse((const char *)data, n, &arena, &s, &err);
    if (st == QN_OK) {
        for (size_t i = 0; i < s.n; i++) {
            const struct qn_setting *x = &s.item[i];
            FUZZ_MUST(x->name[0] && x->line >= 1 && x->column >= 1);
            FUZZ_MUST(qn_utf8_valid(x->name, strlen(x->name), NULL));
            FUZZ_MUST(qn_utf8_valid(x->value, strlen(x->value), NULL));
            const struct qn_setting *first = qn_settings_find(&s, x->name);
            FUZZ_MUST(first && first <= x);
        }
    } else {
        FUZZ_MUST(st == err.code && s.n == 77);
        FUZZ_MUST(st != QN_E_SYNTAX || strchr(err.where, ':'));
    }
    qn_arena_release(&arena);
    return 0;
}
