/* Finding one's way in a track. */
#include <string.h>

#include "series/track.h"

const struct qn_signal *qn_track_signal(const struct qn_track *t, int32_t st, int32_t cn,
                                        const char *factor, const char *field)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct qn_signal *s = &t->signal[i];
        if (s->st == st && s->cn == cn && strcmp(s->factor, factor) == 0 &&
            strcmp(s->field, field) == 0)
            return s;
    }
    return NULL;
}

size_t qn_signal_from(const struct qn_signal *s, int64_t t_unix_ms)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->sample[mid].t_unix_ms < t_unix_ms)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}
