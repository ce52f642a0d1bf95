#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX 64

/* Optimal string alignment over three rows. */
size_t qn_edit_distance(const char *a, const char *b, size_t limit)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na > WORD_MAX || nb > WORD_MAX || (na > nb ? na - nb : nb - na) > limit)
        return limit + 1;
    size_t row[3][WORD_MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        const size_t *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];
        size_t *now = row[i % 3], best = now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t least = last[j - 1] + (a[i - 1] != b[j - 1]);
            size_t other = (last[j] < now[j - 1] ? last[j] : now[j - 1]) + 1;
            least = other < least ? other : least;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < least)
                least = before[j - 2] + 1;
            now[j] = least;
            best = least < best ? least : best;
        }
        if (best > limit)
            return limit + 1;
    }
    return row[na % 3][nb];
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
