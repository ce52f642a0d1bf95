/* The nearest known word to one that is not known. */
#include <string.h>

#include "region/import_internal.h"

#define WORD_MAX 64

const char *qn_nearest_column(const struct qn_table *t, const char *word, size_t *distance)
{
    const char *best = "";
    *distance = SIZE_MAX;
    for (size_t i = 0; i < t->n; i++) {
        size_t d = qn_edit_distance(word, t->col[i].name, WORD_MAX);
        if (d < *distance) {
            *distance = d;
            best = t->col[i].name;
        }
    }
    return best;
}

const char *qn_nearest_id(struct qn_import_ctx *x, const struct qn_rowset *s, const char *word)
{
    if (x->nearest_left-- <= 0)
        return NULL;
    size_t limit = strlen(word) / 3 + 1;
    const char *best = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct qn_entry *c = qn_row(s, i);
        if (c->type != QN_V_TEXT)
            continue;
        size_t d = qn_edit_distance(word, c->u.s, limit);
        if (d <= limit && (!best || d < limit)) {
            best = c->u.s;
            limit = d;
        }
    }
    return best;
}
