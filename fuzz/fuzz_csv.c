/* qn_csv_init, qn_csv_next. */
#include "fuzz.h"

#include <string.h>

#include "base/csv.h"

static void check_field(const struct qn_csv *r, const struct qn_csv_field *f, const char **behind)
{
    FUZZ_MUST(f->text >= *behind && f->text + f->len <= r->text + r->len);
    FUZZ_MUST(f->text[f->len] == '\0');
    FUZZ_MUST(f->line >= 1 && f->line <= r->line && f->column >= 1);
    FUZZ_MUST(f->quoted || !memchr(f->text, r->separator, f->len));
    FUZZ_MUST((f->flags & ~r->flags) == 0);
    *behind = f->text + f->len;
}

/* A place in the text, moved on and compared with what the reader says. */
struct place {
    size_t line, column;
};

static int is_before(struct place a, struct place b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_csv *r = malloc(sizeof *r);
    char *text = malloc(n + 1);
    FUZZ_MUST(r && text);
    if (n)
        memcpy(text, data, n);
    text[n] = '\0';
    qn_csv_init(r, text, n);
    FUZZ_MUST(r->separator == ',' || r->separator == ';' || r->separator == '\t');
    const char *behind = text;
    struct place last = {0, 0};
    size_t pos = 0;
    while (qn_csv_next(r)) {
        FUZZ_MUST(r->n >= 1 && r->n <= QN_CSV_MAX_FIELDS);
        FUZZ_MUST(r->pos > pos && r->pos <= n);
        pos = r->pos;
        for (size_t i = 0; i < r->n; i++) {
            struct place at = {r->field[i].line, r->field[i].column};
            check_field(r, &r->field[i], &behind);
            /* bytes that are not UTF-8 may count as no character at all */
            FUZZ_MUST(!is_before(at, last));
            last = at;
        }
    }
    FUZZ_MUST(r->pos == n && r->n == 0);
    free(text);
    free(r);
    return 0;
}
