/* qn_pack_parse, qn_judge: one file of the pack in the program is replaced or patched; a pack that
 * is read must be whole and must judge.
 *
 *   byte 0   which file; 128 and over: a patch of it, else the rest of the input is the file
 *   1, 2, 3  of a patch: where in the file (two bytes, high first), how many bytes it replaces
 *   4 ..     of a patch: the bytes put there
 */
#include "fuzz.h"

#include <string.h>

#include "rule/problem.h"

static const char *const files[] = {"sources.csv",    "editions.csv",    "catalogue.csv",
                                    "conditions.csv", "exceptions.csv",  "coverage.csv",
                                    "variants.csv",   "instruments.csv", "policies.csv"};

static void judge(const struct qn_problem *pr, int all)
{
    struct qn_facts facts = {.claim = -1};
    struct qn_verdict v;
    for (int i = 0; i < pr->n_input; i++) {
        FUZZ_MUST(pr->input[i].n_value >= 1 && pr->input[i].n_value <= 32);
        facts.set[i] = all && i < 3 ? qn_bits_between(0, pr->input[i].n_value - 1) : 1;
    }
    FUZZ_MUST(qn_judge(pr, &facts, &v, NULL) == QN_OK);
    FUZZ_MUST(v.candidates != 0);
    FUZZ_MUST((v.always & ~v.ever) == 0);
    FUZZ_MUST(all || v.n_missing == 0);
}

static int count_instrument(const struct qn_instrument *ins, int open, void *user)
{
    FUZZ_MUST(open || (*ins->note_zh && *ins->note_en));
    ++*(size_t *)user;
    return 0;
}

static void check(const struct qn_pack *p)
{
    const struct qn_rule *const *rule;
    const struct qn_edition *edition;
    size_t n = qn_pack_rules(p, &rule), seen = 0;
    for (size_t i = 0; i < n; i++)
        FUZZ_MUST(qn_pack_source(p, qn_rule_source_id(rule[i])));
    n = qn_pack_editions(p, &edition);
    for (size_t i = 0; i < n; i++)
        for (int kind = 0; kind < QN_KIND_COUNT; kind++) {
            const struct qn_problem *pr = qn_problem_of(p, &edition[i], (enum qn_kind)kind);
            if (!pr)
                continue;
            judge(pr, 0);
            judge(pr, 1);
        }
    const struct qn_limit *limit;
    n = qn_pack_limits(p, &limit);
    for (size_t i = 0; i < n; i++)
        FUZZ_MUST(limit[i].limit > 0 && limit[i].points && qn_pack_source(p, limit[i].source_id));
    struct qn_date on = {2021, 6, 1};
    qn_pack_instruments_on(p, on, QN_CLASS_RESTRICTED, QN_KIND_CONVERTER, count_instrument, &seen);
}

/* The file the input makes of a good one; NULL where the input is too short for a patch. */
static unsigned char *make_file(const uint8_t *data, size_t n, const struct qn_resource *good,
                                size_t *len)
{
    size_t size = (size_t)(good->end - good->data), at = 0, cut = size, head = 1;
    if (data[0] >= 128) {
        if (n < 4)
            return NULL;
        at = ((size_t)data[1] << 8 | data[2]) % (size + 1);
        cut = data[3] < size - at ? data[3] : size - at;
        head = 4;
    }
    unsigned char *file = malloc(size + n);
    FUZZ_MUST(file);
    memcpy(file, good->data, at);
    memcpy(file + at, data + head, n - head);
    memcpy(file + at + n - head, good->data + at + cut, size - at - cut);
    *len = size - cut + n - head;
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_resource table[32] = {{0, 0, 0}};
    unsigned char *file = NULL;
    size_t len = 0;
    if (n == 0)
        return 0;
    const char *name = files[data[0] % 128 % (sizeof files / sizeof files[0])];
    for (size_t i = 0; qn_rules[i].name; i++) {
        FUZZ_MUST(i < 31);
        table[i] = qn_rules[i];
        if (strcmp(table[i].name, name) == 0) {
            file = make_file(data, n, &qn_rules[i], &len);
            if (!file)
                return 0;
            table[i].data = file;
            table[i].end = file + len;
        }
    }
    struct qn_pack *p = NULL;
    struct qn_err err = {0};
    enum qn_status st = qn_pack_parse(table, &p, &err);
    FUZZ_MUST((st == QN_OK) == (p != NULL));
    FUZZ_MUST(st == QN_OK || (*err.where && *err.msg[QN_ZH] && *err.msg[QN_EN]));
    if (p)
        check(p);
    qn_pack_free(p);
    free(file);
    return 0;
}
