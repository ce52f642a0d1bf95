/* The importer and the rule pack say the same of variants and of claims: rules/ is read as files.
 */
#include <stdlib.h>

#include "base/csv.h"
#include "base/file.h"
#include "qn_test.h"
#include "region/import_internal.h"
#include "region/region.h"

#define MAX_ROWS 128
#define MAX_FIELDS 32

struct sheet {
    struct qn_buf text;
    struct qn_csv csv;
    const char *cell[MAX_ROWS][MAX_FIELDS]; /* row 0 is the header */
    size_t n, n_fields;
};

static struct sheet *sheet_read(const char *leaf)
{
    char path[512];
    struct qn_err err = {0};
    struct sheet *s = calloc(1, sizeof *s);
    assert_non_null(s);
    snprintf(path, sizeof path, "%s/rules/%s", QN_TEST_ROOT, leaf);
    qn_buf_init(&s->text, 1 << 22);
    assert_ok(qn_file_read(path, &s->text, &err), err);
    qn_csv_init(&s->csv, s->text.data, s->text.len);
    while (qn_csv_next(&s->csv)) {
        assert_true(s->n < MAX_ROWS && s->csv.n <= MAX_FIELDS);
        for (size_t i = 0; i < s->csv.n; i++)
            s->cell[s->n][i] = strdup(s->csv.field[i].text);
        s->n_fields = s->n ? s->n_fields : s->csv.n;
        s->n++;
    }
    assert_true(s->n > 1);
    return s;
}

static void sheet_free(struct sheet *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < MAX_FIELDS; k++)
            free((char *)(uintptr_t)s->cell[i][k]);
    qn_buf_release(&s->text);
    free(s);
}

static const char *at(const struct sheet *s, size_t row, const char *column)
{
    for (size_t i = 0; i < s->n_fields; i++)
        if (strcmp(s->cell[0][i], column) == 0)
            return s->cell[row][i];
    fail();
    return "";
}

/* The place of `word` in a NULL-terminated list, or -1. */
static int place_of(const char *word, size_t n, const char *const *list)
{
    for (int i = 0; list[i]; i++)
        if (strlen(list[i]) == n && strncmp(list[i], word, n) == 0)
            return i;
    return -1;
}

/* Bits of a list's words; a word that is not in it ("ordinary") has none. */
static uint32_t bits_of(const char *words, const char *const *list)
{
    uint32_t bits = 0;
    while (*words) {
        size_t n = strcspn(words, " ");
        int i = place_of(words, n, list);
        bits |= i < 0 ? 0 : UINT32_C(1) << i;
        words += n + (words[n] == ' ');
    }
    return bits;
}

static uint32_t kinds_of_rule(const struct sheet *catalogue, const char *rule)
{
    for (size_t i = 1; i < catalogue->n; i++)
        if (strcmp(at(catalogue, i, "rule_id"), rule) == 0)
            return bits_of(at(catalogue, i, "kinds"), qn_kind_names);
    print_error("no rule %s\n", rule);
    fail();
    return 0;
}

static void add_pairs(uint32_t pairs[QN_KIND_COUNT], uint32_t kinds, uint32_t variants)
{
    for (int k = 0; k < QN_KIND_COUNT; k++)
        pairs[k] |= kinds >> k & 1 ? variants : 0;
}

/* What the pack's three files say of each kind. */
static void read_pairs(uint32_t pairs[QN_KIND_COUNT])
{
    struct sheet *catalogue = sheet_read("catalogue.csv");
    struct sheet *exceptions = sheet_read("exceptions.csv");
    struct sheet *variants = sheet_read("variants.csv");
    for (size_t i = 1; i < catalogue->n; i++)
        add_pairs(pairs, bits_of(at(catalogue, i, "kinds"), qn_kind_names),
                  bits_of(at(catalogue, i, "variants"), qn_variant_names));
    for (size_t i = 1; i < exceptions->n; i++)
        add_pairs(pairs, kinds_of_rule(catalogue, at(exceptions, i, "rule_id")),
                  bits_of(at(exceptions, i, "variants"), qn_variant_names));
    for (size_t i = 1; i < variants->n; i++)
        add_pairs(pairs, bits_of(at(variants, i, "kind"), qn_kind_names),
                  bits_of(at(variants, i, "recorded"), qn_variant_names) |
                      bits_of(at(variants, i, "possible"), qn_variant_names));
    sheet_free(catalogue);
    sheet_free(exceptions);
    sheet_free(variants);
}

/* Pairs that exist although no rule asks for them. */
static const struct {
    enum qn_kind kind;
    const char *variants;
} beyond_the_pack[] = {
    {QN_KIND_SEMI_COKE_OVEN, "heat_recovery indigenous"},
    {QN_KIND_OPEN_HEARTH, "carbon_steel alloy_steel steelmaking special_steel ferroalloy"},
    {QN_KIND_ELECTRIC_ARC_FURNACE, "ferroalloy"},
    {QN_KIND_INDUCTION_FURNACE, "ferroalloy"},
};

static void a_kind_may_have_the_variants_that_the_pack_speaks_of(void **state)
{
    (void)state;
    uint32_t pairs[QN_KIND_COUNT] = {0};
    int wrong = 0;
    read_pairs(pairs);
    for (size_t i = 0; i < sizeof beyond_the_pack / sizeof beyond_the_pack[0]; i++)
        pairs[beyond_the_pack[i].kind] |= bits_of(beyond_the_pack[i].variants, qn_variant_names);
    for (int k = 0; k < QN_KIND_OTHER; k++)
        for (int v = 0; qn_variant_names[v]; v++) {
            int pack = (int)(pairs[k] >> v & 1);
            if (pack != qn_variant_belongs(k, qn_variant_names[v])) {
                print_error("%s %s: %s\n", qn_kind_names[k], qn_variant_names[v],
                            pack ? "the import refuses it" : "no rule speaks of it");
                wrong++;
            }
        }
    assert_int_equal(wrong, 0);
}

static int needs(const char *const *documents, const char *word, size_t n)
{
    return place_of(word, n, documents) >= 0;
}

/* Every document that an exception of the kind asks for is asked for, and no other. */
static void a_claim_needs_the_documents_that_its_exception_asks_for(void **state)
{
    (void)state;
    static const char *const all[] = {"business_registration", "sales_records_3y",
                                      "project_approval", NULL};
    static const char *const claims[] = {"casting_iron", "ferroalloy", "special_steel", NULL};
    struct sheet *catalogue = sheet_read("catalogue.csv");
    struct sheet *exceptions = sheet_read("exceptions.csv");
    int wrong = 0, met = 0;
    for (int c = 0; claims[c]; c++)
        for (int k = 0; k < QN_KIND_OTHER; k++) {
            uint32_t asked = 0;
            for (size_t i = 1; i < exceptions->n; i++)
                if (strcmp(at(exceptions, i, "claim"), claims[c]) == 0 &&
                    kinds_of_rule(catalogue, at(exceptions, i, "rule_id")) >> k & 1)
                    asked |= bits_of(at(exceptions, i, "documents"), all);
            if (!asked)
                continue;
            met++;
            const char *const *documents = qn_claim_documents(claims[c], k);
            for (int d = 0; all[d]; d++)
                if ((int)(asked >> d & 1) != needs(documents, all[d], strlen(all[d]))) {
                    print_error("%s of %s: %s\n", claims[c], qn_kind_names[k], all[d]);
                    wrong++;
                }
        }
    sheet_free(catalogue);
    sheet_free(exceptions);
    assert_int_equal(wrong, 0);
    assert_true(met >= 8); /* pairs of claim and kind in exceptions.csv, counted by hand */
}

QN_CASES_BEGIN
QN_CASE(a_kind_may_have_the_variants_that_the_pack_speaks_of)
QN_CASE(a_claim_needs_the_documents_that_its_exception_asks_for)
QN_CASES_END
