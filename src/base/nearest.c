#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX 64

size_t qn_edit_distance(const char *a, const char *b, size_t limit)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na > WORD_MAX || nb > WORD_MAX || (na > nb ? na - nb : nb - na) > limit)
        return limit + 1;
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0], best = row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < other ? change : other;
            best = row[j] < best ? row[j] : best;
        }
        if (best > limit)
            return limit + 1;
    }
    return row[nb];
}

const char *qn_nearest(const char *word, const char *const *names, size_t *distance)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;
    for (; *names; names++) {
        size_t d = qn_edit_distance(word, *names, WORD_MAX);
        if (d < least) {
            least = d;
            best = *names;
        }
    }
    if (distance)
        *distance = least;
    return best;
}
