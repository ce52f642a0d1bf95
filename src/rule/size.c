/* The sizes at which a catalogue's plain limbs end: for pictures, not for judging. */
#include <math.h>

#include "rule/pack.h"

static double upper(const struct qn_bound *b)
{
    double most = !isnan(b->lt) ? b->lt : b->le;
    return most * (b->scale > 0 ? b->scale : 1);
}

double qn_pack_size_bound(const struct qn_pack *p, const struct qn_edition *e, enum qn_class c,
                          enum qn_kind kind, enum qn_variant variant, enum qn_param param)
{
    double most = NAN;
    for (size_t i = 0; i < p->n_rule; i++) {
        const struct qn_rule *r = &p->rule[i];
        if (r->edition != e || r->cls != c || r->conf >= QN_CONF_MEMORY_LOW || r->n_condition ||
            !(r->kinds >> kind & 1) || r->subject != (int)param ||
            (r->variants && !(r->variants >> variant & 1)))
            continue;
        double u = upper(&r->bound);
        if (!isnan(u) && !(most >= u))
            most = u;
    }
    return most;
}
