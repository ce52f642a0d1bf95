/* Questions to a region in memory. */
#include "region/region.h"

#include <string.h>

/* The first of the installation's rows; installation_state is ordered by installation. */
static int32_t first_state(const struct qn_region *r, int32_t installation)
{
    int32_t lo = 0, hi = r->n_installation_state;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (r->installation_state[mid].installation < installation)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

struct candidate {
    enum qn_state state;
    int64_t day; /* since; INT64_MIN: for ever */
    struct qn_date since;
    const struct qn_prov *prov; /* NULL: none yet */
};

static void consider(struct candidate *best, enum qn_state state, struct qn_date since,
                     const struct qn_prov *prov, int32_t on_day)
{
    int64_t day = since.year ? qn_date_last_day(since) : INT64_MIN;
    if ((since.year && day > on_day) || (best->prov && day < best->day))
        return;
    *best = (struct candidate){state, day, since, prov};
}

enum qn_state qn_installation_state_on(const struct qn_region *r, int32_t installation,
                                       struct qn_date on, struct qn_date *since,
                                       const struct qn_prov **prov)
{
    const struct qn_installation *in = &r->installation[installation];
    struct candidate best = {.state = QN_STATE_UNKNOWN};
    int32_t on_day = on.year ? qn_date_last_day(on) : INT32_MAX;
    for (int32_t i = first_state(r, installation);
         i < r->n_installation_state && r->installation_state[i].installation == installation; i++)
        consider(&best, r->installation_state[i].state, r->installation_state[i].since,
                 &r->installation_state[i].prov, on_day);
    /* The row's own state is the later word where both begin on the same day. */
    consider(&best, in->state, in->state_since, &in->prov, on_day);
    if (since)
        *since = best.since;
    if (prov)
        *prov = best.prov;
    return best.state;
}

const struct qn_source *qn_region_source(const struct qn_region *r, const char *source)
{
    int32_t lo = 0, hi = r->source_by_id ? r->n_source : 0;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        const struct qn_source *s = &r->source[r->source_by_id[mid]];
        int order = strcmp(s->id, source);
        if (order == 0)
            return s;
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

int qn_jurisdiction_within(const struct qn_region *r, int32_t j, int32_t whole)
{
    /* No more steps than there are jurisdictions: a circle in the input must not hold us. */
    for (int32_t i = 0; i < r->n_jurisdiction && j >= 0; i++, j = r->jurisdiction[j].parent)
        if (j == whole)
            return 1;
    return 0;
}
