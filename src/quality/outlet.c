#include "quality/outlet.h"

#include <string.h>

static const struct qn_device *registered(const struct qn_region *r, const char *mn)
{
    for (int32_t i = 0; i < r->n_device; i++)
        if (strcmp(r->device[i].mn, mn) == 0)
            return &r->device[i];
    return NULL;
}

static int32_t outlet_of(const struct qn_region *r, const struct qn_device *d, const char *mn)
{
    if (d)
        return d->outlet;
    for (int32_t i = 0; i < r->n_outlet; i++)
        if (strcmp(r->outlet[i].device_mn, mn) == 0)
            return i;
    return -1;
}

/* The division of the jurisdiction, or of the nearest above it that has one. */
static const char *division_of(const struct qn_region *r, int32_t jurisdiction)
{
    for (int steps = 0; jurisdiction >= 0 && steps < 16; steps++) {
        const struct qn_jurisdiction *j = &r->jurisdiction[jurisdiction];
        if (*j->division_code)
            return j->division_code;
        jurisdiction = j->parent;
    }
    return "";
}

void qn_quality_device_of(const struct qn_pack *p, const struct qn_region *r, const char *mn,
                          struct qn_quality_device *out)
{
    const struct qn_device *d = registered(r, mn);
    *out = (struct qn_quality_device){.outlet = outlet_of(r, d, mn),
                                      .process = "",
                                      .place = {.division = ""},
                                      .marks = QN_MARK_212_2017,
                                      .units = d ? d->units : ""};
    if (d && strcmp(d->hj212_version, "2005") == 0)
        out->marks = QN_MARK_212_2005;
    if (out->outlet < 0)
        return;
    const struct qn_outlet *o = &r->outlet[out->outlet];
    const struct qn_installation *in =
        o->installation >= 0 ? &r->installation[o->installation] : NULL;
    out->process = o->process;
    out->place.points = qn_points_of(p, o->process, in ? in->kind : QN_KIND_UNKNOWN,
                                     in ? in->variant : QN_VARIANT_UNKNOWN);
    out->place.division = division_of(r, r->enterprise[o->enterprise].jurisdiction);
    if (in)
        out->place.built = in->built_on;
}
